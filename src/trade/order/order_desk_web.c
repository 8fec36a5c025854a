/* The seller's desk: orders of a seller by state, many moved at once, slips and a list for the carrier. 40,000 orders are not
   clicked one by one: a page has a box for each, all ticked when asked, and one button; programs send up to 200 ids. */
#include "trade/order/order_view.h"

#include <assert.h>
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "trade/order/order_templates.h"

enum { BULK_ORDERS = 200, BULK_AT_ONCE = 24 };

struct order_bulk {
	struct text seller, to;
};

static const struct choice bulk_states[] = {
	{ "packed", N_("Packed") },
	{ "shipped", N_("On the way") },
	{ "delivered", N_("Arrived") },
	{ NULL, NULL },
};

static const struct field order_bulk_fields[] = {
	TEXT_FIELD(order_bulk, seller, N_("Seller"), FIELD_IN | FIELD_REQUIRED, 1, 40),
	CHOICE_FIELD(order_bulk, to, N_("New state"), FIELD_IN | FIELD_REQUIRED, bulk_states),
	FIELD_END,
};

const struct record order_bulk_record = { .name = "order_bulk",
	                                  .size = sizeof(struct order_bulk),
	                                  .fields = order_bulk_fields };

struct order_bulk_done {
	int64_t asked, changed;
};

static const struct field order_bulk_done_fields[] = {
	INT_FIELD(order_bulk_done, asked, N_("Asked for"), FIELD_OUT, 0, BULK_ORDERS),
	INT_FIELD(order_bulk_done, changed, N_("Changed"), FIELD_OUT, 0, BULK_ORDERS),
	FIELD_END,
};

const struct record order_bulk_done_record = { .name = "order_bulk_done",
	                                       .size = sizeof(struct order_bulk_done),
	                                       .fields = order_bulk_done_fields };

/* ---- whose desk ---- */

/* The seller named by the query or the form; else the first one the person acts for. r->kept: the view. */
enum outcome desk_where(struct request *r, struct scope *ret_scope)
{
	struct desk_orders_view *view = arena_take(r->arena, sizeof *view);
	struct text asked = request_query(r, "seller");
	struct seller *seller = arena_take(r->arena, sizeof *seller);
	int64_t county, id;
	enum outcome outcome;

	r->kept = view;
	if (asked.length == 0)
		asked = request_field(r, "seller");
	if (asked.length == 0) {
		if (r->person_id == 0)
			return DONE;
		outcome = seller_of_person(r->db, r->arena, r->person_id, &view->sellers, &view->seller_count);
		if (outcome != DONE || view->seller_count == 0)
			return outcome == DONE ? NOT_FOUND : outcome;
		view->seller = &view->sellers[0];
		*ret_scope = (struct scope){ .place = view->seller->place, .mine = true };
		return DONE;
	}
	if (!id_read(asked, &county, &id))
		return NOT_FOUND;
	outcome = seller_scope(r, county, id, ret_scope, seller);
	view->seller = seller;
	return outcome;
}

int64_t order_state_asked(struct request *r)
{
	int64_t state = choice_position(order_states, request_query(r, "state"));

	return state < 0 ? ORDER_PAID : state;
}

static enum order_state next_state(int64_t state)
{
	switch ((enum order_state)state) {
	case ORDER_PAID:
		return ORDER_PACKED;
	case ORDER_PACKED:
		return ORDER_SHIPPED;
	case ORDER_SHIPPED:
		return ORDER_DELIVERED;
	case ORDER_PLACED:
	case ORDER_DELIVERED:
	case ORDER_COMPLETED:
	case ORDER_CANCELLED:
	case ORDER_EXPIRED:
		break;
	}
	return 0;
}

static struct desk_orders_view *asked_view(struct request *r)
{
	struct desk_orders_view *view = r->kept;
	int64_t county;

	view->state = order_state_asked(r);
	view->to = next_state(view->state);
	view->all = request_query(r, "all").length > 0;
	if (!id_read(request_query(r, "product"), &county, &view->product_id))
		view->product_id = 0;
	return view;
}

/* ---- looking ---- */

static void give_whole(struct request *r, struct desk_orders_view *view)
{
	struct order *orders;
	size_t count = 0;
	enum outcome outcome =
		order_list_of_seller(r->db, r->arena, view->seller->county, view->seller->id, view->state,
	                             view->product_id, request_after(r), request_limit(r) + 1, &orders, &count);

	for (size_t i = 0; i < count; i++) {
		order_open(r->arena, request_secret(r), &orders[i]);
		orders[i].pickup_code = T("");
		if (!r->scope.mine)
			order_mask(r, &orders[i]);
	}
	give_list_read(r, outcome, &order_record, orders, count);
}

void desk_orders_page(struct request *r)
{
	struct desk_orders_view *view = asked_view(r);
	size_t limit = request_limit(r);
	enum outcome outcome;

	if (r->json) {
		give_whole(r, view);
		return;
	}
	outcome = order_rows_of_seller(r->db, r->arena, view->seller->county, view->seller->id, view->state,
	                               view->product_id, request_after(r), limit + 1, &view->rows, &view->count);
	if (outcome == DONE)
		outcome = order_counts(r->db, view->seller->county, view->seller->id, view->counts);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view->next = list_goes_on(r, &view->count) ? view->rows[view->count - 1].id : 0;
	page_begin_named(r, text_of(_("Orders")), "desk", "/desk");
	desk_orders_html(r, view);
	page_end(r);
}

static enum outcome file_rows(struct request *piece, int64_t after, size_t limit, void *ret_rows, size_t *ret_count)
{
	const struct desk_orders_view *view = piece->kept;
	struct order *orders = NULL;
	enum outcome outcome = order_list_of_seller(piece->db, piece->arena, view->seller->county, view->seller->id,
	                                            view->state, view->product_id, after, limit, &orders, ret_count);

	for (size_t i = 0; outcome == DONE && i < *ret_count; i++) {
		order_open(piece->arena, request_secret(piece), &orders[i]);
		orders[i].pickup_code = T("");
	}
	memcpy(ret_rows, &orders, sizeof orders);
	return outcome;
}

bool order_is_sellers(struct request *r)
{
	if (!r->scope.mine)
		fail(r, DENIED,
		     N_("Names and addresses of many buyers are for their seller only. Open a single order: that is recorded."));
	return r->scope.mine;
}

/* For the carrier: whole addresses, so it goes to the seller only. */
void desk_orders_file(struct request *r)
{
	static const struct csv_file file = { &order_record, offsetof(struct order, id), file_rows };

	asked_view(r);
	if (!order_is_sellers(r))
		return;
	give_csv_file(r, &file, T("orders.csv"));
}

/* ---- moving many ---- */

/* The orders named "orders.0" ... ; false: one of them is not an id of this county. */
static bool read_chosen(struct request *r, int64_t county, int64_t ids[BULK_ORDERS], size_t *ret_count)
{
	struct text names[BULK_ORDERS + 1], values[BULK_ORDERS + 1];
	size_t count = request_fields(r, "orders.", BULK_ORDERS + 1, names, values);
	int64_t its_county;

	if (count == 0 || count > BULK_ORDERS) {
		form_problem(r, "orders", count == 0 ? N_("Tick at least one order") : N_("At most %s orders at once"),
		             text_of_int(r->arena, BULK_ORDERS));
		return false;
	}
	for (size_t i = 0; i < count; i++)
		if (!id_read(values[i], &its_county, &ids[i]) || its_county != county) {
			form_problem(r, "orders", N_("There is no such order"), T(""));
			return false;
		}
	*ret_count = count;
	return true;
}

static enum outcome move_some(struct request *r, const struct seller *seller, enum order_state from,
                              enum order_state to, const int64_t *ids, size_t count, int64_t *changed)
{
	struct db_value v[BULK_AT_ONCE];
	int64_t rows = 0;
	enum outcome outcome;

	for (size_t i = 0; i < BULK_AT_ONCE; i++)
		v[i] = i64(i < count ? ids[i] : 0);
	outcome = db_change(
		r->db, &rows,
		"UPDATE orders SET state = $1, version = version + 1,"
		" packed_at = CASE WHEN $1 = 3 THEN $2 ELSE packed_at END,"
		" shipped_at = CASE WHEN $1 = 4 THEN $2 ELSE shipped_at END,"
		" delivered_at = CASE WHEN $1 = 5 THEN $2 ELSE delivered_at END,"
		" completes_at = CASE WHEN $1 = 5 THEN $2 + 604800000 ELSE completes_at END"
		" WHERE county = $3 AND seller_id = $4 AND state = $5 AND id IN ($6, $7, $8, $9, $10, $11, $12, $13, $14,"
		" $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29)",
		bind(i64(to), i64(r->now), i64(seller->county), i64(seller->id), i64(from), v[0], v[1], v[2], v[3],
	             v[4], v[5], v[6], v[7], v[8], v[9], v[10], v[11], v[12], v[13], v[14], v[15], v[16], v[17], v[18],
	             v[19], v[20], v[21], v[22], v[23]));
	*changed += rows;
	return outcome;
}

void desk_orders_post(struct request *r)
{
	const struct desk_orders_view *view = r->kept;
	struct order_bulk bulk = { 0 };
	struct order_bulk_done done = { 0 };
	int64_t ids[BULK_ORDERS];
	size_t count = 0;
	enum outcome outcome = DONE;

	if (!form_read(r, &order_bulk_record, &bulk) || !read_chosen(r, view->seller->county, ids, &count)) {
		refuse(r);
		return;
	}
	enum order_state to = (enum order_state)choice_position(order_states, bulk.to), from = to - 1;
	assert(order_may_move(from, to, BY_SELLER));
	for (size_t i = 0; i < count && outcome == DONE; i += BULK_AT_ONCE)
		outcome = move_some(r, view->seller, from, to, ids + i,
		                    count - i < BULK_AT_ONCE ? count - i : BULK_AT_ONCE, &done.changed);
	if (outcome == DONE)
		outcome = order_count_move(r->db, view->seller->county, view->seller->id, from, to, done.changed);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	done.asked = (int64_t)count;
	if (r->json)
		json_row(r, r->out, &order_bulk_done_record, &done);
	see_other(r, "/desk/orders?seller=%s&state=%s&done=%s",
	          text_string(r->arena, id_public(r->arena, view->seller->county, view->seller->id)),
	          order_states[from].value, done.changed == done.asked ? "moved" : "some");
}
