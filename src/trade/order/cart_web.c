/* Doors of the cart: put in, change, look. Whoever signs in keeps what the guest put by: the first write moves it over. */
#include "base/id.h"
#include "base/limits.h"
#include "trade/order/cart.h"
#include "trade/order/order_templates.h"

struct cart_post {
	struct text product, variant, then;
	int64_t pieces, set;
};

static const struct choice cart_thens[] = { { "cart", N_("To the cart") },
	                                    { "checkout", N_("Straight to the order") },
	                                    { NULL, NULL } };

static const struct field cart_post_fields[] = {
	TEXT_FIELD(cart_post, product, N_("Goods ordered"), FIELD_IN, 0, 40),
	TEXT_FIELD(cart_post, variant, N_("Kind or size"), FIELD_IN | FIELD_REQUIRED, 1, 40),
	INT_FIELD(cart_post, pieces, N_("Pieces"), FIELD_IN, 0, CART_PIECES),
	CHOICE_FIELD(cart_post, then, N_("Where to next"), FIELD_IN, cart_thens),
	FIELD_END,
};

const struct record cart_post_record = { .name = "cart_post",
	                                 .size = sizeof(struct cart_post),
	                                 .fields = cart_post_fields };

/* The command goes the way of the goods' county, so that a guest's does not stop all others. */
enum outcome cart_where(struct request *r, struct scope *ret_scope)
{
	int64_t county, id;

	if (id_read(request_field(r, "variant"), &county, &id))
		ret_scope->place = place_of_county(county);
	return DONE;
}

/* Moves what the guest put by into the person's cart. */
static enum outcome take_over(struct request *r, const struct cart_owner *owner)
{
	enum outcome outcome;

	if (owner->guest.length == 0)
		return DONE;
	outcome = db_exec(r->db,
	                  "INSERT INTO cart_line(county, owner, variant_county, variant_id, pieces, changed_at)"
	                  " SELECT $1, $2, variant_county, variant_id, pieces, $4 FROM cart_line"
	                  " WHERE county = 0 AND owner = $3"
	                  " ON CONFLICT (county, owner, variant_county, variant_id) DO UPDATE SET pieces ="
	                  " CASE WHEN cart_line.pieces + excluded.pieces > 9999 THEN 9999"
	                  " ELSE cart_line.pieces + excluded.pieces END, changed_at = excluded.changed_at",
	                  bind(i64(owner->county), txt(owner->owner), txt(owner->guest), i64(r->now)));
	if (outcome != DONE)
		return outcome;
	return db_exec(r->db, "DELETE FROM cart_line WHERE county = 0 AND owner = $1", bind(txt(owner->guest)));
}

static enum outcome put_in(struct request *r, const struct cart_owner *owner, const struct variant *v, int64_t pieces)
{
	int64_t lines = 0;
	enum outcome outcome = db_exec(
		r->db,
		"INSERT INTO cart_line(county, owner, variant_county, variant_id, pieces, changed_at)"
		" VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (county, owner, variant_county, variant_id) DO UPDATE"
		" SET pieces = CASE WHEN cart_line.pieces + excluded.pieces > 9999 THEN 9999"
		" ELSE cart_line.pieces + excluded.pieces END, changed_at = excluded.changed_at",
		bind(i64(owner->county), txt(owner->owner), i64(v->county), i64(v->id), i64(pieces), i64(r->now)));

	if (outcome == DONE)
		outcome = db_number(r->db, &lines, "SELECT count(*) FROM cart_line WHERE county = $1 AND owner = $2",
		                    bind(i64(owner->county), txt(owner->owner)));
	if (outcome == DONE && lines > LIMIT_CART_LINES) {
		form_problem(r, "variant", N_("The cart is full: order what is in it first, at most %s lines"),
		             text_of_int(r->arena, LIMIT_CART_LINES));
		return INVALID;
	}
	return outcome;
}

/* The owner and variant of a post; false: answered. */
static bool read_post(struct request *r, struct cart_post *post, struct cart_owner *owner, struct variant *v)
{
	enum outcome outcome;

	if (!form_read(r, &cart_post_record, post)) {
		refuse(r);
		return false;
	}
	if (!cart_owner_of(r, owner)) {
		fail(r, DENIED, N_("A cart wants somebody signed in, or a browser that keeps cookies."));
		return false;
	}
	outcome = id_read(post->variant, &v->county, &v->id) ? variant_one(r->db, r->arena, v->county, v->id, v)
	                                                     : NOT_FOUND;
	if (outcome == DONE)
		outcome = take_over(r, owner);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	return outcome == DONE;
}

void cart_add(struct request *r)
{
	struct cart_post post = { 0 };
	struct cart_owner owner;
	struct variant v = { 0 };
	enum outcome outcome;

	if (!read_post(r, &post, &owner, &v))
		return;
	outcome = v.open ? put_in(r, &owner, &v, post.pieces > 0 ? post.pieces : 1) : CONFLICT;
	if (outcome == INVALID)
		refuse(r);
	else if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? N_("This is not on sale any more.") : NULL);
	else
		see_other(r, text_equal(post.then, T("checkout")) ? "/checkout" : "/cart?done=added");
}

void cart_change(struct request *r)
{
	struct cart_post post = { 0 };
	struct cart_owner owner;
	struct variant v = { 0 };
	struct text set = request_field(r, "set");
	enum outcome outcome;

	if (!read_post(r, &post, &owner, &v))
		return;
	if (set.length > 0 && (!text_to_int64(set, &post.pieces) || post.pieces < 0 || post.pieces > CART_PIECES)) {
		form_problem(r, "pieces", N_("Enter a whole number"), T(""));
		refuse(r);
		return;
	}
	if (post.pieces == 0)
		outcome = db_exec(r->db,
		                  "DELETE FROM cart_line WHERE county = $1 AND owner = $2 AND variant_county = $3"
		                  " AND variant_id = $4",
		                  bind(i64(owner.county), txt(owner.owner), i64(v.county), i64(v.id)));
	else
		outcome = db_exec(r->db,
		                  "UPDATE cart_line SET pieces = $5, changed_at = $6 WHERE county = $1 AND owner = $2"
		                  " AND variant_county = $3 AND variant_id = $4",
		                  bind(i64(owner.county), txt(owner.owner), i64(v.county), i64(v.id), i64(post.pieces),
		                       i64(r->now)));
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, post.pieces == 0 ? "/cart?done=removed" : "/cart");
}

/* Lines that are in the cart already stay as they are, so that pressing twice orders once. */
void cart_again(struct request *r)
{
	const struct order_seen *seen = r->kept;
	struct cart_owner owner;
	int64_t lines = 0;
	enum outcome outcome = cart_owner_of(r, &owner) ? take_over(r, &owner) : DENIED;

	if (outcome == DONE)
		outcome = db_exec(r->db,
		                  "INSERT INTO cart_line(county, owner, variant_county, variant_id, pieces, changed_at)"
		                  " SELECT $1, $2, l.county, l.variant_id, max(l.pieces), $5 FROM order_line AS l"
		                  " WHERE l.county = $3 AND l.order_id = $4 GROUP BY l.county, l.variant_id"
		                  " ON CONFLICT DO NOTHING",
		                  bind(i64(owner.county), txt(owner.owner), i64(seen->order.county),
		                       i64(seen->order.id), i64(r->now)));
	if (outcome == DONE)
		outcome = db_number(r->db, &lines, "SELECT count(*) FROM cart_line WHERE county = $1 AND owner = $2",
		                    bind(i64(owner.county), txt(owner.owner)));
	if (outcome == DONE && lines > LIMIT_CART_LINES)
		outcome = CONFLICT;
	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? N_("The cart is full. Order what is in it first.") : NULL);
	else
		see_other(r, "/checkout");
}

/* Where the present person has goods sent: as asked, as last time, or home. 0: not known. */
static int64_t cart_place(struct request *r)
{
	struct order last = { 0 };
	int64_t place = 0;

	if (request_query(r, "place").length > 0 && request_query_place(r, "place", &place) && place_county(place) != 0)
		return place;
	if (r->person_id == 0)
		return 0;
	if (order_last(r->db, r->arena, r->person_id, &last) == DONE)
		return last.buyer_place;
	return place_county(r->person_place) != 0 ? place_above(r->person_place, PLACE_VILLAGE) : 0;
}

void cart_show(struct request *r, const struct cart *cart)
{
	struct cart_view view = { .cart = cart, .place = cart_place(r) };
	enum outcome outcome = cart_sum(r, cart, view.place, &view.sum);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (view.place != 0)
		view.address = place_name(r->db, r->arena, view.place);
	page_begin(r, _("Cart"), "cart");
	cart_html(r, &view);
	page_end(r);
}

void cart_page(struct request *r)
{
	struct cart cart;
	enum outcome outcome = cart_read(r, &cart);

	if (outcome != DONE)
		fail(r, outcome, NULL);
	else if (r->json)
		give_list(r, &cart_item_record, cart.items, cart.count, 0);
	else
		cart_show(r, &cart);
}
