/* What must always hold of orders, and the recounts of the totals they add. */
#include "base/calendar.h"
#include "trade/order/order_inside.h"

/* ---- checks: each text gives the county and id of what is wrong ---- */

/* DONE: nothing found. */
static enum outcome finding(struct db_rows *rows, struct arena *arena, const char *what, struct text *ret_words)
{
	bool found = db_next(rows);
	int64_t county = found ? db_int(rows, "county") : 0, id = found ? db_int(rows, "id") : 0;
	enum outcome outcome = db_done(rows);

	if (outcome == DONE && found) {
		*ret_words = text_format(arena, "%s: county %lld, id %lld", what, (long long)county, (long long)id);
		return CONFLICT;
	}
	return outcome;
}

static enum outcome check_lines(struct db *db, struct arena *arena, struct text *ret_words)
{
	return finding(
		db_rows(db,
	                "SELECT o.county, o.id FROM orders AS o WHERE o.goods_fen <> (SELECT"
	                " COALESCE(sum(l.price_fen * l.pieces), 0) FROM order_line AS l WHERE l.county = o.county"
	                " AND l.order_id = o.id) LIMIT 1 /* scan */",
	                bind_none()),
		arena, "the lines of an order do not sum to its goods", ret_words);
}

static enum outcome check_holds(struct db *db, struct arena *arena, struct text *ret_words)
{
	return finding(db_rows(db,
	                       "SELECT s.county, s.id FROM stock AS s LEFT JOIN (SELECT l.county, l.stock_id,"
	                       " sum(l.stock_pieces) AS pieces FROM orders AS o JOIN order_line AS l"
	                       " ON l.county = o.county AND l.order_id = o.id WHERE o.state = 1"
	                       " GROUP BY l.county, l.stock_id) AS h ON h.county = s.county AND h.stock_id = s.id"
	                       " WHERE s.held <> COALESCE(h.pieces, 0) LIMIT 1 /* scan */",
	                       bind_none()),
	               arena, "held stock is not that of the orders waiting for payment", ret_words);
}

static enum outcome check_escrow(struct db *db, struct arena *arena, struct text *ret_words)
{
	return finding(db_rows(db,
	                       "SELECT o.county, o.id FROM orders AS o JOIN account AS a ON a.county = o.county"
	                       " AND a.kind = 5 AND a.owner_id = o.id WHERE o.state IN (6, 7, 8)"
	                       " AND a.credits_fen - a.debits_fen - a.pending_debits_fen <> 0 LIMIT 1 /* scan */",
	                       bind_none()),
	               arena, "an ended order still has money in escrow", ret_words);
}

static enum outcome check_returns(struct db *db, struct arena *arena, struct text *ret_words)
{
	return finding(db_rows(db,
	                       "SELECT l.county, l.order_id AS id FROM order_line AS l WHERE l.returned <> (SELECT"
	                       " COALESCE(sum(t.pieces), 0) FROM order_return AS t WHERE t.county = l.county"
	                       " AND t.order_id = l.order_id AND t.number = l.number AND t.state = 'accepted')"
	                       " LIMIT 1 /* scan */",
	                       bind_none()),
	               arena, "returned pieces are not those of the returns", ret_words);
}

static enum outcome check_refunds(struct db *db, struct arena *arena, struct text *ret_words)
{
	return finding(db_rows(db,
	                       "SELECT o.county, o.id FROM orders AS o WHERE o.refunded_fen <> CASE WHEN o.state = 7"
	                       " THEN o.paid_fen ELSE (SELECT COALESCE(sum(t.refund_fen), 0) FROM order_return AS t"
	                       " WHERE t.county = o.county AND t.order_id = o.id AND t.state = 'accepted') END"
	                       " LIMIT 1 /* scan */",
	                       bind_none()),
	               arena, "what was given back is not that of the returns", ret_words);
}

static enum outcome check_bought(struct db *db, struct arena *arena, struct text *ret_words)
{
	return finding(
		db_rows(db,
	                "SELECT b.county, b.product_id AS id FROM order_bought AS b LEFT JOIN (SELECT l.county,"
	                " l.product_id, o.buyer_id, sum(l.pieces) AS pieces FROM orders AS o JOIN order_line AS l"
	                " ON l.county = o.county AND l.order_id = o.id WHERE o.state < 7"
	                " GROUP BY l.county, l.product_id, o.buyer_id) AS s ON s.county = b.county"
	                " AND s.product_id = b.product_id AND s.buyer_id = b.buyer_id"
	                " WHERE b.pieces <> COALESCE(s.pieces, 0) LIMIT 1 /* scan */",
	                bind_none()),
		arena, "a buyer's count of a product is not that of the orders", ret_words);
}

static enum outcome check_counts(struct db *db, struct arena *arena, struct text *ret_words)
{
	return finding(db_rows(db,
	                       "SELECT county, seller_id AS id FROM (SELECT county, seller_id, state, orders"
	                       " FROM order_count UNION ALL SELECT county, seller_id, state, -count(*) FROM orders"
	                       " WHERE state BETWEEN 2 AND 5 GROUP BY county, seller_id, state) AS counted"
	                       " GROUP BY county, seller_id, state HAVING sum(orders) <> 0 LIMIT 1 /* scan */",
	                       bind_none()),
	               arena, "a seller's count of orders in a state is not that of the orders", ret_words);
}

const struct check order_checks[] = {
	{ "lines of orders sum to their goods", check_lines },
	{ "held stock is what placed orders hold", check_holds },
	{ "ended orders have no money in escrow", check_escrow },
	{ "returned pieces equal accepted returns", check_returns },
	{ "refunds equal returns and cancelled orders", check_refunds },
	{ "limits count what was bought", check_bought },
	{ "sellers' counts equal their orders", check_counts },
	{ NULL, NULL },
};

/* ---- recounts ---- */

typedef void add_function(void *context, int64_t place, int64_t on, int64_t delta);

/* Rows of (place, at, delta). */
static enum outcome recount(struct db_rows *rows, add_function *add, void *context)
{
	while (db_next(rows))
		add(context, db_int(rows, "place"), calendar_day(db_int(rows, "at")), db_int(rows, "delta"));
	return db_done(rows);
}

static enum outcome recount_orders(struct db *db, add_function *add, void *context)
{
	return recount(db_rows(db,
	                       "SELECT seller_place AS place, paid_at AS at, 1 AS delta FROM orders WHERE paid_at > 0"
	                       " /* scan */",
	                       bind_none()),
	               add, context);
}

/* Paid, less what was cancelled, less returns, each on its day. */
static enum outcome recount_sold_fen(struct db *db, add_function *add, void *context)
{
	return recount(db_rows(db,
	                       "SELECT seller_place AS place, paid_at AS at, goods_fen AS delta FROM orders"
	                       " WHERE paid_at > 0 UNION ALL"
	                       " SELECT seller_place, ended_at, -goods_fen FROM orders WHERE paid_at > 0 AND state = 7"
	                       " UNION ALL SELECT o.seller_place, t.decided_at, -t.refund_fen FROM order_return AS t"
	                       " JOIN orders AS o ON o.county = t.county AND o.id = t.order_id"
	                       " WHERE t.state = 'accepted' /* scan */",
	                       bind_none()),
	               add, context);
}

static enum outcome recount_sold_g(struct db *db, add_function *add, void *context)
{
	return recount(db_rows(db,
	                       "SELECT seller_place AS place, paid_at AS at, weight_g AS delta FROM orders"
	                       " WHERE paid_at > 0 UNION ALL"
	                       " SELECT seller_place, ended_at, -weight_g FROM orders WHERE paid_at > 0 AND state = 7"
	                       " UNION ALL SELECT o.seller_place, t.decided_at, -t.weight_g FROM order_return AS t"
	                       " JOIN orders AS o ON o.county = t.county AND o.id = t.order_id"
	                       " WHERE t.state = 'accepted' /* scan */",
	                       bind_none()),
	               add, context);
}

static enum outcome recount_bought_fen(struct db *db, add_function *add, void *context)
{
	return recount(db_rows(db,
	                       "SELECT buyer_place AS place, paid_at AS at, goods_fen AS delta FROM orders"
	                       " WHERE paid_at > 0 UNION ALL"
	                       " SELECT buyer_place, ended_at, -goods_fen FROM orders WHERE paid_at > 0 AND state = 7"
	                       " UNION ALL SELECT o.buyer_place, t.decided_at, -t.refund_fen FROM order_return AS t"
	                       " JOIN orders AS o ON o.county = t.county AND o.id = t.order_id"
	                       " WHERE t.state = 'accepted' /* scan */",
	                       bind_none()),
	               add, context);
}

static enum outcome recount_buyers(struct db *db, add_function *add, void *context)
{
	return recount(db_rows(db,
	                       "SELECT o.seller_place AS place, o.paid_at AS at, 1 AS delta FROM order_buyer AS b"
	                       " JOIN orders AS o ON o.county = b.county AND o.id = b.order_id /* scan */",
	                       bind_none()),
	               add, context);
}

static enum outcome recount_served(struct db *db, add_function *add, void *context)
{
	return recount(db_rows(db,
	                       "SELECT serving_place AS place, paid_at AS at, 1 AS delta FROM orders"
	                       " WHERE paid_at > 0 AND serving_place > 0 /* scan */",
	                       bind_none()),
	               add, context);
}

static enum outcome recount_refund_fen(struct db *db, add_function *add, void *context)
{
	return recount(db_rows(db,
	                       "SELECT seller_place AS place, ended_at AS at, refunded_fen AS delta FROM orders"
	                       " WHERE paid_at > 0 AND state = 7 UNION ALL"
	                       " SELECT o.seller_place, t.decided_at, t.refund_fen FROM order_return AS t"
	                       " JOIN orders AS o ON o.county = t.county AND o.id = t.order_id"
	                       " WHERE t.state = 'accepted' /* scan */",
	                       bind_none()),
	               add, context);
}

const struct indicator order_indicators[] = {
	{ INDICATOR_ORDERS, "orders", N_("Orders paid"), UNIT_COUNT, recount_orders, "/orders/of" },
	{ INDICATOR_SOLD_FEN, "sold_fen", N_("Goods sold"), UNIT_FEN, recount_sold_fen, "/orders/of" },
	{ INDICATOR_SOLD_G, "sold_g", N_("Weight sold"), UNIT_GRAMS, recount_sold_g, "/orders/of" },
	{ INDICATOR_BUYERS, "buyers", N_("Buyers"), UNIT_COUNT, recount_buyers, "/orders/of" },
	{ INDICATOR_BOUGHT_FEN, "bought_fen", N_("Goods bought"), UNIT_FEN, recount_bought_fen, "/orders/of" },
	{ INDICATOR_SERVED, "served", N_("Orders placed at stations"), UNIT_COUNT, recount_served, "/orders/of" },
	{ INDICATOR_REFUND_FEN, "refund_fen", N_("Given back"), UNIT_FEN, recount_refund_fen, "/orders/of" },
	{ 0 },
};
