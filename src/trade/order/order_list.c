/* Lists of orders: a buyer's, a seller's, those behind a number. */
#include <assert.h>

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "trade/order/order_inside.h"

static const struct field order_row_fields[] = {
	INT_FIELD(order_row, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, order_row, id, N_("Order"), FIELD_OUT, 0, 0),
	INT_FIELD(order_row, state, N_("State"), FIELD_OUT, ORDER_PLACED, ORDER_EXPIRED),
	WHOLE_FIELD(FIELD_MOMENT, order_row, placed_at, N_("Ordered"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order_row, paid_at, N_("Paid"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, order_row, ships_on, N_("Dispatched on"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, order_row, arrives_on, N_("Arrives on"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order_row, expires_at, N_("Kept until"), 0, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, order_row, buyer_place, N_("Delivered to"), FIELD_OUT, 0, 0),
	INT_FIELD(order_row, station_id, N_("Pick-up station"), 0, 0, 0),
	WHOLE_FIELD(FIELD_GRAMS, order_row, weight_g, N_("Weight"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, order_row, goods_fen, N_("Price of the goods"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, order_row, shipping_fen, N_("Delivery fee"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, order_row, refunded_fen, N_("Given back"), FIELD_OUT, 0, 0),
	TEXT_FIELD(order_row, receiver, N_("Receiver"), 0, 0, 0),
	TEXT_FIELD(order_row, seller_name, N_("Seller"), FIELD_OUT, 0, 0),
	TEXT_FIELD(order_row, title, N_("Name"), FIELD_OUT, 0, 0),
	TEXT_FIELD(order_row, variant_name, N_("Kind or size"), FIELD_OUT, 0, 0),
	TEXT_FIELD(order_row, picture, N_("Picture"), 0, 0, 0),
	INT_FIELD(order_row, pieces, N_("Pieces"), FIELD_OUT, 0, 0),
	INT_FIELD(order_row, lines, N_("Lines"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record order_row_record = { .name = "order_row",
	                                 .size = sizeof(struct order_row),
	                                 .county = offsetof(struct order_row, county),
	                                 .fields = order_row_fields };

#define ROW_SELECT                                                                                                    \
	"SELECT o.county, o.id, o.state, o.placed_at, o.paid_at, o.ships_on, o.arrives_on, o.expires_at,"             \
	" o.buyer_place, o.station_id, o.weight_g, o.goods_fen, o.shipping_fen, o.refunded_fen, o.receiver,"          \
	" s.name AS seller_name, l.title, l.variant_name, l.picture, l.pieces, (SELECT count(*) FROM order_line AS n" \
	" WHERE n.county = o.county AND n.order_id = o.id) AS lines FROM orders AS o"                                 \
	" JOIN seller AS s ON s.county = o.county AND s.id = o.seller_id"                                             \
	" JOIN order_line AS l ON l.county = o.county AND l.order_id = o.id AND l.number = 1"

enum outcome order_rows_of_buyer(struct db *db, struct arena *arena, int64_t buyer_id, int64_t before, size_t limit,
                                 struct order_row **ret, size_t *ret_count)
{
	return db_list(db, arena, &order_row_record, limit, ret, ret_count,
	               ROW_SELECT " WHERE o.buyer_id = $1 AND o.id < $2 ORDER BY o.id DESC LIMIT $3",
	               bind(i64(buyer_id), i64(before == 0 ? INT64_MAX : before), i64((int64_t)limit)));
}

#define HAS_PRODUCT                                                                                             \
	" AND ($4 = 0 OR EXISTS (SELECT 1 FROM order_line AS h WHERE h.county = o.county AND h.order_id = o.id" \
	" AND h.product_id = $4))"

enum outcome order_rows_of_seller(struct db *db, struct arena *arena, int64_t county, int64_t seller_id, int64_t state,
                                  int64_t product_id, int64_t after, size_t limit, struct order_row **ret,
                                  size_t *ret_count)
{
	return db_list(db, arena, &order_row_record, limit, ret, ret_count,
	               ROW_SELECT " WHERE o.county = $1 AND o.seller_id = $2 AND o.state = $3" HAS_PRODUCT
	                          " AND o.id > $5 ORDER BY o.id LIMIT $6",
	               bind(i64(county), i64(seller_id), i64(state), i64(product_id), i64(after), i64((int64_t)limit)));
}

enum outcome order_list_of_seller(struct db *db, struct arena *arena, int64_t county, int64_t seller_id, int64_t state,
                                  int64_t product_id, int64_t after, size_t limit, struct order **ret,
                                  size_t *ret_count)
{
	return db_list(db, arena, &order_record, limit, ret, ret_count,
	               "SELECT " ORDER_COLUMNS
	               " FROM orders AS o WHERE county = $1 AND seller_id = $2 AND state = $3" HAS_PRODUCT
	               " AND id > $5 ORDER BY id LIMIT $6",
	               bind(i64(county), i64(seller_id), i64(state), i64(product_id), i64(after), i64((int64_t)limit)));
}

/* Completed orders are not counted: they would be all there ever were. */
enum outcome order_counts(struct db *db, int64_t county, int64_t seller_id, int64_t ret_counts[])
{
	struct db_rows *rows = db_rows(db,
	                               "SELECT state, count(*) AS orders FROM orders WHERE county = $1"
	                               " AND seller_id = $2 AND state BETWEEN 1 AND 5 GROUP BY state",
	                               bind(i64(county), i64(seller_id)));

	while (db_next(rows))
		ret_counts[db_int(rows, "state")] = db_int(rows, "orders");
	return db_done(rows);
}

enum outcome order_lines_between(struct db *db, struct arena *arena, int64_t county, int64_t seller_id, int64_t state,
                                 int64_t from_id, int64_t to_id, struct order_line **ret, size_t *ret_count)
{
	return db_list(db, arena, &order_line_record, LIMIT_PAGE_ROWS * LIMIT_CART_LINES, ret, ret_count,
	               "SELECT " ORDER_LINE_COLUMNS " FROM orders AS o JOIN order_line AS l ON l.county = o.county"
	               " AND l.order_id = o.id WHERE o.county = $1 AND o.seller_id = $2 AND o.state = $3"
	               " AND o.id BETWEEN $4 AND $5 ORDER BY l.order_id, l.number LIMIT $6 /* scan */",
	               bind(i64(county), i64(seller_id), i64(state), i64(from_id), i64(to_id),
	                    i64(LIMIT_PAGE_ROWS * LIMIT_CART_LINES)));
}

/* An order is paid soon after it was placed, so that the ids of a period bound the search; two days' grace for both ends. */
enum outcome order_rows_of_place(struct db *db, struct arena *arena, int64_t place, enum order_side side,
                                 int64_t period, int64_t before, size_t limit, struct order_row **ret,
                                 size_t *ret_count)
{
	int64_t from = calendar_day_start(calendar_period_start(period));
	int64_t to = calendar_day_start(calendar_add_days(calendar_period_end(period), 1));
	int64_t last = id_make(to, 0, 0), first = id_make(from - 2 * CALENDAR_DAY_MS, 0, 0);
	const struct db_value values[] = { i64(place),         i64(place_end(place)),
		                           i64(from),          i64(to),
		                           i64(first),         i64(before == 0 || before > last ? last : before),
		                           i64((int64_t)limit) };
	size_t count = sizeof values / sizeof values[0];

	switch (side) {
	case SIDE_SOLD:
		return db_list(db, arena, &order_row_record, limit, ret, ret_count,
		               ROW_SELECT " WHERE o.seller_place >= $1 AND o.seller_place < $2 AND o.paid_at >= $3"
		                          " AND o.paid_at < $4 AND o.paid_at > 0 AND o.id > $5 AND o.id < $6"
		                          " ORDER BY o.id DESC LIMIT $7 /* scan */",
		               values, count);
	case SIDE_BOUGHT:
		return db_list(db, arena, &order_row_record, limit, ret, ret_count,
		               ROW_SELECT " WHERE o.buyer_place >= $1 AND o.buyer_place < $2 AND o.paid_at >= $3"
		                          " AND o.paid_at < $4 AND o.paid_at > 0 AND o.id > $5 AND o.id < $6"
		                          " ORDER BY o.id DESC LIMIT $7 /* scan */",
		               values, count);
	case SIDE_SERVED:
		return db_list(db, arena, &order_row_record, limit, ret, ret_count,
		               ROW_SELECT
		               " WHERE o.serving_place >= $1 AND o.serving_place < $2 AND o.serving_place > 0"
		               " AND o.paid_at >= $3 AND o.paid_at < $4 AND o.id > $5 AND o.id < $6"
		               " ORDER BY o.id DESC LIMIT $7 /* scan */",
		               values, count);
	}
	return FAILED;
}
