/* Lists of orders: a buyer's, a seller's. Those behind a number are in order_of.c. */
#include <assert.h>

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "trade/order/order_inside.h"

static const struct field order_row_fields[] = {
	INT_FIELD(order_row, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, order_row, id, N_("Order"), FIELD_OUT, 0, 0),
	STATE_FIELD(order_row, state, N_("State"), FIELD_OUT, order_states),
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

enum outcome order_rows_of_buyer(struct db *db, struct arena *arena, int64_t buyer_id, int64_t before, size_t limit,
                                 struct order_row **ret, size_t *ret_count)
{
	return db_list(db, arena, &order_row_record, limit, ret, ret_count,
	               ORDER_ROW_SELECT " WHERE o.buyer_id = $1 AND o.id < $2 ORDER BY o.id DESC LIMIT $3",
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
	               ORDER_ROW_SELECT " WHERE o.county = $1 AND o.seller_id = $2 AND o.state = $3" HAS_PRODUCT
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

/* Kept by order_count_move(), recounted by `tongcun check`. */
enum outcome order_counts(struct db *db, int64_t county, int64_t seller_id, int64_t ret_counts[])
{
	struct db_rows *rows = db_rows(db, "SELECT state, orders FROM order_count WHERE county = $1 AND seller_id = $2",
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
