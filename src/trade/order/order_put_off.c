/* Orders that the program could not get on with: it tries again ever more seldom, at last once a day, and says so to officers and
   operators until it is done. A row of order_put_off counts only while the order stands in the state in which its deed is due, so a
   move by people takes it off the list; what ends the order deletes it. */
#include "trade/order/order_put_off.h"

#include "base/limits.h"
#include "trade/order/order_templates.h"
#include "web/chore.h"

/* As they stand in the table; labels: English keys. */
static const struct choice deeds[] = { { "expire", N_("Give back what it holds") },
	                               { "complete", N_("Share its money out") },
	                               { NULL, NULL } };

static const struct field put_off_fields[] = {
	INT_FIELD(put_off_order, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, put_off_order, order_id, N_("Order"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, put_off_order, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(put_off_order, seller_name, N_("Seller"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(put_off_order, deed, N_("What is to be done"), FIELD_OUT, deeds),
	TEXT_FIELD(put_off_order, outcome, N_("What became of it"), FIELD_OUT, 0, 0),
	INT_FIELD(put_off_order, tries, N_("Tries"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, put_off_order, since_at, N_("Since"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, put_off_order, next_at, N_("Next try"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record put_off_order_record = { .name = "put_off_order",
	                                     .size = sizeof(struct put_off_order),
	                                     .county = offsetof(struct put_off_order, county),
	                                     .fields = put_off_fields };

/* ---- rows ---- */

enum outcome order_put_off(struct db *db, const struct order *order, const char *deed, struct text outcome, int64_t now)
{
	int64_t tries = 0;
	enum outcome read =
		db_number(db, &tries,
	                  "SELECT tries FROM order_put_off WHERE county = $1 AND order_id = $2 AND deed = $3",
	                  bind(i64(order->county), i64(order->id), txt(text_of(deed))));

	if (read != DONE && read != NOT_FOUND)
		return read;
	return db_exec(
		db,
		"INSERT INTO order_put_off(county, order_id, place, deed, outcome, tries, since_at, next_at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (county, order_id) DO UPDATE SET"
		" place = excluded.place, outcome = excluded.outcome, tries = excluded.tries,"
		" next_at = excluded.next_at, deed = excluded.deed,"
		" since_at = CASE WHEN excluded.tries = 1 THEN excluded.since_at ELSE order_put_off.since_at END",
		bind(i64(order->county), i64(order->id), i64(order->seller_place), txt(text_of(deed)), txt(outcome),
	             i64(tries + 1), i64(now), i64(chore_next_try(now, tries))));
}

enum outcome order_put_off_end(struct db *db, const struct order *order)
{
	return db_exec(db, "DELETE FROM order_put_off WHERE county = $1 AND order_id = $2",
	               bind(i64(order->county), i64(order->id)));
}

#define STILL_DUE                                                                           \
	" JOIN orders AS o ON o.county = p.county AND o.id = p.order_id AND o.state = CASE" \
	" WHEN p.deed = 'expire' THEN 1 ELSE 5 END"

enum outcome order_put_off_count(struct db *db, int64_t place, int64_t *ret_count)
{
	return db_number(db, ret_count,
	                 "SELECT count(*) FROM order_put_off AS p" STILL_DUE " WHERE p.place >= $1 AND p.place < $2",
	                 bind(i64(place), i64(place_end(place))));
}

static enum outcome count_all(struct db *db, int64_t *ret_count)
{
	return order_put_off_count(db, PLACE_WHOLE, ret_count);
}

const struct gauge order_gauges[] = {
	{ "tongcun_orders_put_off", "Orders that failed to expire or complete and are tried again later.", count_all },
	{ NULL, NULL, NULL },
};

/* ---- the officers' list ---- */

enum outcome put_off_where(struct request *r, struct scope *ret_scope)
{
	return place_where_may(r, RIGHT_SETTLE, ret_scope);
}

void put_off_page(struct request *r)
{
	struct put_off_view view = { .place = r->scope.place };
	size_t limit = request_limit(r);
	enum outcome outcome = db_list(
		r->db, r->arena, &put_off_order_record, limit + 1, &view.rows, &view.count,
		"SELECT p.county, p.order_id, p.place, s.name AS seller_name, p.deed, p.outcome, p.tries, p.since_at,"
		" p.next_at FROM order_put_off AS p" STILL_DUE
		" JOIN seller AS s ON s.county = o.county AND s.id = o.seller_id"
		" WHERE p.place >= $1 AND p.place < $2 AND p.order_id > $3 ORDER BY p.order_id LIMIT $4 /* scan */",
		bind(i64(view.place), i64(place_end(view.place)), i64(request_after(r)), i64((int64_t)limit + 1)));

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? view.rows[view.count - 1].order_id : 0;
	if (r->json) {
		give_list(r, &put_off_order_record, view.rows, view.count, view.next);
		return;
	}
	view.place_name = place_name(r->db, r->arena, view.place);
	page_begin_named(r, text_of(_("Orders that do not get on")), "figures", "/payments");
	order_put_off_html(r, &view);
	page_end(r);
}

const char *put_off_deed(const struct put_off_order *row)
{
	for (const struct choice *deed = deeds; deed->value; deed++)
		if (text_equal(row->deed, text_of(deed->value)))
			return deed->label;
	return "";
}

/* ---- one more try ---- */

enum outcome put_off_order_where(struct request *r, struct scope *ret_scope)
{
	struct order *order = arena_take(r->arena, sizeof *order);
	enum outcome outcome = request_row(r, "order", order_one, order);

	ret_scope->place = order->seller_place;
	r->kept = order;
	return outcome;
}

/* The chore takes it at its next turn. */
void put_off_try_post(struct request *r)
{
	const struct order *order = r->kept;
	int64_t rows = 0;
	enum outcome outcome =
		db_change(r->db, &rows, "UPDATE order_put_off SET next_at = $3 WHERE county = $1 AND order_id = $2",
	                  bind(i64(order->county), i64(order->id), i64(r->now)));

	if (outcome == DONE && rows == 1)
		see_other(r, "/orders/put-off?done=again");
	else
		fail(r, outcome == DONE ? CONFLICT : outcome, NULL);
}
