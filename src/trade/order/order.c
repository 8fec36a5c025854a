/* Orders: records and reads. Their life is in order_state.c, how they come into being in checkout.c. */
#include "trade/order/order.h"

#include <assert.h>

#include "base/id.h"
#include "base/limits.h"
#include "journal/seal.h"
#include "trade/order/order_inside.h"

const struct choice order_states[] = {
	{ "", "" },
	{ "placed", N_("Waiting for payment") },
	{ "paid", N_("Paid") },
	{ "packed", N_("Packed") },
	{ "shipped", N_("On the way") },
	{ "delivered", N_("Arrived") },
	{ "completed", N_("Completed") },
	{ "cancelled", N_("Cancelled") },
	{ "expired", N_("Not paid in time") },
	{ NULL, NULL },
};

static const struct field order_fields[] = {
	INT_FIELD(order, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, order, id, N_("Order"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, order, checkout_id, N_("Checkout"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, order, seller_id, N_("Seller"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, order, seller_place, N_("Place of the seller"), FIELD_OUT, 0, 0),
	INT_FIELD(order, buyer_county, N_("County of the buyer"), 0, 0, 0),
	INT_FIELD(order, buyer_id, N_("Buyer"), 0, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, order, buyer_place, N_("Delivered to"), FIELD_OUT, 0, 0),
	INT_FIELD(order, placed_by_id, N_("Ordered by"), 0, 0, 0),
	INT_FIELD(order, station_id, N_("Pick-up station"), 0, 0, 0),
	INT_FIELD(order, serving_station_id, N_("Station that served"), 0, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, order, serving_place, N_("Place of the station"), 0, 0, 0),
	TEXT_FIELD(order, receiver, N_("Receiver"), FIELD_OUT, 1, LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(order, phone, N_("Phone"), FIELD_OUT, 0, 0),
	TEXT_FIELD(order, address, N_("Street and house"), FIELD_OUT, 0, 0),
	STATE_FIELD(order, state, N_("State"), FIELD_OUT, order_states),
	WHOLE_FIELD(FIELD_FEN, order, goods_fen, N_("Price of the goods"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, order, shipping_fen, N_("Delivery fee"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, order, paid_fen, N_("Paid"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, order, refunded_fen, N_("Given back"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_GRAMS, order, weight_g, N_("Weight"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, order, ships_on, N_("Dispatched on"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, order, arrives_on, N_("Arrives on"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order, expires_at, N_("Kept until"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order, placed_at, N_("Ordered"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order, paid_at, N_("Paid"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order, packed_at, N_("Packed"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order, shipped_at, N_("Sent"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order, delivered_at, N_("Arrived"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order, handed_at, N_("Handed over"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order, completes_at, N_("Completes by itself"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order, completed_at, N_("Completed"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order, ended_at, N_("Ended"), FIELD_OUT, 0, 0),
	TEXT_FIELD(order, pickup_code, N_("Pick-up code"), FIELD_OUT, 0, 10),
	TEXT_FIELD(order, payment, N_("Payment"), FIELD_OUT, 0, 20),
	TEXT_FIELD(order, reason, N_("Reason"), FIELD_OUT, 0, ORDER_REASON),
	INT_FIELD(order, version, N_("Version"), FIELD_OUT, 0, INT64_MAX),
	FIELD_END,
};

const struct record order_record = {
	.name = "order", .size = sizeof(struct order), .county = offsetof(struct order, county), .fields = order_fields
};

static const struct field order_line_fields[] = {
	INT_FIELD(order_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, order_line, order_id, N_("Order"), 0, 0, 0),
	INT_FIELD(order_line, number, N_("Line"), FIELD_OUT, 1, LIMIT_CART_LINES),
	WHOLE_FIELD(FIELD_ID, order_line, product_id, N_("Goods ordered"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, order_line, variant_id, N_("Kind or size"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, order_line, stock_id, N_("Stock item"), 0, 0, 0),
	TEXT_FIELD(order_line, title, N_("Name"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(order_line, variant_name, N_("Kind or size"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(order_line, unit, N_("Sold by the"), FIELD_OUT, 0, 20),
	TEXT_FIELD(order_line, picture, N_("Picture"), 0, 0, 80),
	INT_FIELD(order_line, pieces, N_("Pieces"), FIELD_OUT, 1, CART_PIECES),
	INT_FIELD(order_line, stock_pieces, N_("Pieces of the stock"), 0, 1, INT64_MAX),
	WHOLE_FIELD(FIELD_FEN, order_line, price_fen, N_("Price of one"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_GRAMS, order_line, weight_g, N_("Weight of one"), FIELD_OUT, 0, 0),
	INT_FIELD(order_line, household_id, N_("Household"), 0, 0, INT64_MAX),
	INT_FIELD(order_line, household_place, N_("Household"), 0, 0, INT64_MAX),
	INT_FIELD(order_line, returned, N_("Pieces returned"), FIELD_OUT, 0, CART_PIECES),
	FIELD_END,
};

const struct record order_line_record = { .name = "order_line",
	                                  .size = sizeof(struct order_line),
	                                  .county = offsetof(struct order_line, county),
	                                  .fields = order_line_fields };

enum outcome order_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order *ret)
{
	*ret = (struct order){ .id = 0 }; /* also what is no column */
	return db_one(db, arena, &order_record, ret,
	              "SELECT " ORDER_COLUMNS " FROM orders WHERE county = $1 AND id = $2", bind(i64(county), i64(id)));
}

enum outcome order_lines(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order_line **ret,
                         size_t *ret_count)
{
	return db_list(db, arena, &order_line_record, LIMIT_CART_LINES, ret, ret_count,
	               "SELECT " ORDER_LINE_COLUMNS " FROM order_line AS l WHERE l.county = $1 AND l.order_id = $2"
	               " ORDER BY l.number LIMIT $3",
	               bind(i64(county), i64(id), i64(LIMIT_CART_LINES)));
}

enum outcome order_of_checkout(struct db *db, struct arena *arena, int64_t checkout_id, struct order **ret,
                               size_t *ret_count)
{
	return db_list(db, arena, &order_record, LIMIT_CART_LINES, ret, ret_count,
	               "SELECT " ORDER_COLUMNS " FROM orders WHERE checkout_id = $1 ORDER BY id LIMIT $2",
	               bind(i64(checkout_id), i64(LIMIT_CART_LINES)));
}

enum outcome order_last(struct db *db, struct arena *arena, int64_t buyer_id, struct order *ret)
{
	return db_one(db, arena, &order_record, ret,
	              "SELECT " ORDER_COLUMNS " FROM orders WHERE buyer_id = $1 ORDER BY id DESC LIMIT 1",
	              bind(i64(buyer_id)));
}

enum outcome order_parcels(struct db *db, struct arena *arena, int64_t station_id, struct text code, size_t limit,
                           struct order **ret, size_t *ret_count)
{
	assert(limit <= LIMIT_LIST_ROWS);
	return db_list(db, arena, &order_record, limit, ret, ret_count,
	               "SELECT " ORDER_COLUMNS
	               " FROM orders WHERE station_id = $1 AND station_id > 0 AND state IN (4, 5)"
	               " AND handed_at = 0 AND ($2 = '' OR pickup_code = $2) ORDER BY id LIMIT $3",
	               bind(i64(station_id), txt(code), i64((int64_t)limit)));
}

enum outcome order_parcel_count(struct db *db, int64_t station_id, int64_t *ret_count)
{
	return db_number(db, ret_count,
	                 "SELECT count(*) FROM orders WHERE station_id = $1 AND station_id > 0 AND state IN (4, 5)"
	                 " AND handed_at = 0",
	                 bind(i64(station_id)));
}

static struct text opened(struct arena *arena, const struct digest *secret, struct text sealed)
{
	struct text plain = T("");

	if (sealed.length == 0 || !unseal_hex(arena, secret, sealed, &plain))
		return T("");
	return plain;
}

void order_open(struct arena *arena, const struct digest *secret, struct order *order)
{
	order->phone = opened(arena, secret, order->phone);
	order->address = opened(arena, secret, order->address);
}

const char *order_state_name(int64_t state)
{
	assert(state >= ORDER_PLACED && state <= ORDER_EXPIRED);
	return order_states[state].label;
}

struct text order_path(struct arena *arena, const struct order *order)
{
	return text_format(arena, "/orders/%.*s", TEXT(id_public(arena, order->county, order->id)));
}
