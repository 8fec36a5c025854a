/* Doors of the checkout: the one page, and placing (from the cart, or with lines sent along). */
#include <assert.h>

#include "base/id.h"
#include "base/limits.h"
#include "trade/order/checkout.h"
#include "trade/order/order_templates.h"

enum { CHECKOUT_STATIONS = 6, CHECKOUT_NEAR = 2 };

/* What placing answers in JSON. */
struct placed {
	int64_t county, checkout_id;
	int64_t goods_fen, shipping_fen, total_fen;
	struct list orders;
	struct text pay;
};

static const struct field placed_fields[] = {
	WHOLE_FIELD(FIELD_ID, placed, checkout_id, N_("Checkout"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, placed, goods_fen, N_("Price of the goods"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, placed, shipping_fen, N_("Delivery fee"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, placed, total_fen, N_("Together"), FIELD_OUT, 0, 0),
	LIST_FIELD(placed, orders, N_("Orders"), FIELD_OUT, &order_record, 0, LIMIT_CART_LINES),
	TEXT_FIELD(placed, pay, N_("Where to pay"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record placed_record = { .name = "placed",
	                              .size = sizeof(struct placed),
	                              .county = offsetof(struct placed, county),
	                              .fields = placed_fields };

/* ---- the page ---- */

/* The nearest ones stand first; the one chosen last time goes before them, so that it is never hidden. */
static size_t stations_first(struct request *r, struct checkout_view *view)
{
	for (size_t i = 1; i < view->station_count; i++) {
		struct station chosen = view->stations[i];
		if (!text_equal(id_public(r->arena, chosen.county, chosen.id), view->checkout->station))
			continue;
		for (size_t j = i; j > 0; j--)
			view->stations[j] = view->stations[j - 1];
		view->stations[0] = chosen;
	}
	return CHECKOUT_NEAR;
}

static enum outcome show(struct request *r, const struct checkout *checkout, bool is_repeated)
{
	struct checkout_view *view = arena_take(r->arena, sizeof *view);
	enum outcome outcome = DONE;

	view->checkout = checkout;
	view->is_repeated = is_repeated;
	if (checkout->place != 0) {
		view->address = place_address(r->db, r->arena, checkout->place, PLACE_PROVINCE);
		outcome = station_near(r->db, r->arena, checkout->place, CHECKOUT_STATIONS, &view->stations,
		                       &view->station_count);
	}
	if (outcome != DONE)
		return outcome;
	view->near = stations_first(r, view);
	view->payment_count = order_hooks.offered(r, view->payments, ORDER_PAYMENTS);
	page_begin_named(r, text_of(_("Place an order")), "cart", "/cart");
	checkout_html(r, view);
	page_end(r);
	return DONE;
}

/* As last time, or as far as the person is known. */
static bool prefill(struct request *r, struct checkout *checkout)
{
	struct order last = { 0 };
	bool repeated = order_last(r->db, r->arena, r->person_id, &last) == DONE;

	if (repeated) {
		order_open(r->arena, request_secret(r), &last);
		checkout->receiver = last.receiver;
		checkout->phone = last.phone;
		checkout->place = last.buyer_place;
		checkout->address = last.address;
		checkout->payment = last.payment;
		if (last.station_id != 0)
			checkout->station = id_public(r->arena, place_county(last.buyer_place), last.station_id);
	} else {
		checkout->receiver = r->who.for_id != 0 ? r->who.for_name : r->who.name;
		checkout->place = place_county(r->person_place) != 0 ? place_above(r->person_place, PLACE_VILLAGE) : 0;
	}
	return repeated;
}

void checkout_page(struct request *r)
{
	struct checkout checkout = { 0 };
	int64_t place;
	bool repeated = prefill(r, &checkout);
	enum outcome outcome = cart_read(r, &checkout.cart);

	if (request_query(r, "place").length > 0 && request_query_place(r, "place", &place) &&
	    place_county(place) != 0) {
		checkout.place = place;
		checkout.station = T("");
		checkout.address = T("");
		repeated = false;
	}
	if (outcome == DONE && checkout.cart.count == 0) {
		redirect(r, "/cart");
		return;
	}
	if (outcome == DONE)
		outcome = cart_sum(r, &checkout.cart, checkout.place, &checkout.sum);
	if (outcome == DONE)
		outcome = show(r, &checkout, repeated);
	if (outcome != DONE)
		fail(r, outcome, NULL);
}

/* ---- placing ---- */

/* The command goes the way of the goods' county, where stock is taken. It is only a hint: a wrong one costs time, nothing else. */
enum outcome checkout_where(struct request *r, struct scope *ret_scope)
{
	int64_t county = 0, id;
	struct text variant = request_field(r, "lines.0.variant");

	if (id_read(variant, &county, &id) || text_to_int64(request_field(r, "county"), &county))
		if (county > 0 && county <= 999999)
			ret_scope->place = place_of_county(county);
	return DONE;
}

static bool is_short_of_stock(const struct cart *cart)
{
	for (size_t i = 0; i < cart->count; i++)
		if (cart->items[i].trouble == CART_SOLD_OUT)
			return true;
	return false;
}

/* What is wrong with goods is shown in the cart, what is wrong with the rest on the form. */
static void turn_down(struct request *r, struct checkout *checkout, enum outcome outcome)
{
	bool short_of_stock = outcome == CONFLICT || is_short_of_stock(&checkout->cart);

	if (r->json && short_of_stock) {
		fail(r, CONFLICT, N_("Sold out. Nothing was ordered."));
		return;
	}
	if (r->json) {
		refuse(r);
		return;
	}
	if (short_of_stock || !checkout->sum.good)
		cart_show(r, &checkout->cart);
	else if (show(r, checkout, false) != DONE)
		r->out->length = 0;
	if (short_of_stock)
		refuse_stale(r);
	else
		refuse(r);
}

static void answer(struct request *r, struct checkout *checkout, int64_t checkout_id, struct order *orders,
                   size_t count)
{
	struct placed placed = { .county = orders[0].county, .checkout_id = checkout_id, .orders = { orders, count } };
	enum outcome outcome;

	for (size_t i = 0; i < count; i++) {
		placed.goods_fen += orders[i].goods_fen;
		placed.shipping_fen += orders[i].shipping_fen;
	}
	placed.total_fen = placed.goods_fen + placed.shipping_fen;
	outcome = order_hooks.pay(r, orders, count, placed.total_fen, orders[0].payment, &placed.pay);
	if ((outcome == INVALID || outcome == CONFLICT) && r->problems.count > 0)
		turn_down(r, checkout, INVALID);
	else if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &placed_record, &placed, "%s", text_string(r->arena, placed.pay));
}

void checkout_post(struct request *r)
{
	struct checkout checkout = { 0 };
	struct order *orders;
	size_t count;
	int64_t checkout_id;
	bool is_read = form_read(r, &checkout_record, &checkout);
	enum outcome outcome = r->person_id == 0 ? DENIED : checkout_check(r, &checkout);

	assert(is_read || r->problems.count > 0);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->problems.count > 0) {
		turn_down(r, &checkout, INVALID);
		return;
	}
	checkout_id = request_new_id(r);
	outcome = checkout_place(r, &checkout, checkout_id, &orders, &count);
	if (outcome == CONFLICT && r->problems.count > 0)
		turn_down(r, &checkout, CONFLICT);
	else if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		answer(r, &checkout, checkout_id, orders, count);
}
