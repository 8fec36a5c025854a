/* What must always hold of orders, and the recounts of the totals they add. */
#include "trade/order/order_inside.h"

/* ---- checks: each text gives the county and id of what is wrong ---- */

const struct check order_checks[] = {
	{ .name = "lines of orders sum to their goods",
	  .wrong = "the lines of an order do not sum to its goods",
	  .finds = "SELECT o.county, o.id FROM orders AS o WHERE o.goods_fen <> (SELECT"
	           " COALESCE(sum(l.price_fen * l.pieces), 0) FROM order_line AS l WHERE l.county = o.county"
	           " AND l.order_id = o.id) LIMIT 1 /* scan */" },
	{ .name = "held stock is what placed orders hold",
	  .wrong = "held stock is not that of the orders waiting for payment",
	  .finds = "SELECT s.county, s.id FROM stock AS s LEFT JOIN (SELECT l.county, l.stock_id,"
	           " sum(l.stock_pieces) AS pieces FROM orders AS o JOIN order_line AS l"
	           " ON l.county = o.county AND l.order_id = o.id WHERE o.state = 1"
	           " GROUP BY l.county, l.stock_id) AS h ON h.county = s.county AND h.stock_id = s.id"
	           " WHERE s.held <> COALESCE(h.pieces, 0) LIMIT 1 /* scan */" },
	{ .name = "ended orders have no money in escrow",
	  .wrong = "an ended order still has money in escrow",
	  .finds = "SELECT o.county, o.id FROM orders AS o JOIN account AS a ON a.county = o.county"
	           " AND a.kind = 5 AND a.owner_id = o.id WHERE o.state IN (6, 7, 8)"
	           " AND a.credits_fen - a.debits_fen - a.pending_debits_fen <> 0 LIMIT 1 /* scan */" },
	{ .name = "returned pieces equal accepted returns",
	  .wrong = "returned pieces are not those of the returns",
	  .finds = "SELECT l.county, l.order_id AS id FROM order_line AS l WHERE l.returned <> (SELECT"
	           " COALESCE(sum(t.pieces), 0) FROM order_return AS t WHERE t.county = l.county"
	           " AND t.order_id = l.order_id AND t.number = l.number AND t.state = 'accepted')"
	           " LIMIT 1 /* scan */" },
	{ .name = "refunds equal returns and cancelled orders",
	  .wrong = "what was given back is not that of the returns",
	  .finds = "SELECT o.county, o.id FROM orders AS o WHERE o.refunded_fen <> CASE WHEN o.state = 7"
	           " THEN o.paid_fen ELSE (SELECT COALESCE(sum(t.refund_fen), 0) FROM order_return AS t"
	           " WHERE t.county = o.county AND t.order_id = o.id AND t.state = 'accepted') END"
	           " LIMIT 1 /* scan */" },
	{ .name = "limits count what was bought",
	  .wrong = "a buyer's count of a product is not that of the orders",
	  .finds = "SELECT b.county, b.product_id AS id FROM order_bought AS b LEFT JOIN (SELECT l.county,"
	           " l.product_id, o.buyer_id, sum(l.pieces) AS pieces FROM orders AS o JOIN order_line AS l"
	           " ON l.county = o.county AND l.order_id = o.id WHERE o.state < 7"
	           " GROUP BY l.county, l.product_id, o.buyer_id) AS s ON s.county = b.county"
	           " AND s.product_id = b.product_id AND s.buyer_id = b.buyer_id"
	           " WHERE b.pieces <> COALESCE(s.pieces, 0) LIMIT 1 /* scan */" },
	{ .name = "sellers' counts equal their orders",
	  .wrong = "a seller's count of orders in a state is not that of the orders",
	  .finds = "SELECT county, seller_id AS id FROM (SELECT county, seller_id, state, orders"
	           " FROM order_count UNION ALL SELECT county, seller_id, state, -count(*) FROM orders"
	           " WHERE state BETWEEN 2 AND 5 GROUP BY county, seller_id, state) AS counted"
	           " GROUP BY county, seller_id, state HAVING sum(orders) <> 0 LIMIT 1 /* scan */" },
	{ .name = NULL },
};

/* ---- recounts ---- */

const struct indicator order_indicators[] = {
	{ .number = INDICATOR_ORDERS,
	  .name = "orders",
	  .label = N_("Orders paid"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_TRADE,
	  .recount = "SELECT seller_place AS place, paid_at AS at, 1 AS value FROM orders WHERE paid_at > 0"
	             " /* scan */",
	  .rows = "/orders/of" },

	/* Paid, less what was cancelled, less returns, each on its day. */
	{ .number = INDICATOR_SOLD_FEN,
	  .name = "sold_fen",
	  .label = N_("Goods sold"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_TRADE,
	  .recount = "SELECT seller_place AS place, paid_at AS at, goods_fen AS value FROM orders"
	             " WHERE paid_at > 0 UNION ALL"
	             " SELECT seller_place, ended_at, -goods_fen FROM orders WHERE paid_at > 0 AND state = 7"
	             " UNION ALL SELECT o.seller_place, t.decided_at, -t.refund_fen FROM order_return AS t"
	             " JOIN orders AS o ON o.county = t.county AND o.id = t.order_id"
	             " WHERE t.state = 'accepted' /* scan */",
	  .rows = "/orders/of" },
	{ .number = INDICATOR_SOLD_G,
	  .name = "sold_g",
	  .label = N_("Weight sold"),
	  .unit = UNIT_GRAMS,
	  .group = FIGURES_TRADE,
	  .recount = "SELECT seller_place AS place, paid_at AS at, weight_g AS value FROM orders"
	             " WHERE paid_at > 0 UNION ALL"
	             " SELECT seller_place, ended_at, -weight_g FROM orders WHERE paid_at > 0 AND state = 7"
	             " UNION ALL SELECT o.seller_place, t.decided_at, -t.weight_g FROM order_return AS t"
	             " JOIN orders AS o ON o.county = t.county AND o.id = t.order_id"
	             " WHERE t.state = 'accepted' /* scan */",
	  .rows = "/orders/of" },
	{ .number = INDICATOR_BUYERS,
	  .name = "buyers",
	  .label = N_("Buyers"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_TRADE,
	  .recount = "SELECT o.seller_place AS place, o.paid_at AS at, 1 AS value FROM order_buyer AS b"
	             " JOIN orders AS o ON o.county = b.county AND o.id = b.order_id /* scan */",
	  .rows = "/orders/of" },
	{ .number = INDICATOR_BOUGHT_FEN,
	  .name = "bought_fen",
	  .label = N_("Goods bought"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_TRADE,
	  .recount = "SELECT buyer_place AS place, paid_at AS at, goods_fen AS value FROM orders"
	             " WHERE paid_at > 0 UNION ALL"
	             " SELECT buyer_place, ended_at, -goods_fen FROM orders WHERE paid_at > 0 AND state = 7"
	             " UNION ALL SELECT o.buyer_place, t.decided_at, -t.refund_fen FROM order_return AS t"
	             " JOIN orders AS o ON o.county = t.county AND o.id = t.order_id"
	             " WHERE t.state = 'accepted' /* scan */",
	  .rows = "/orders/of" },
	{ .number = INDICATOR_SERVED,
	  .name = "served",
	  .label = N_("Orders placed at stations"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_SERVICE,
	  .recount = "SELECT serving_place AS place, paid_at AS at, 1 AS value FROM orders"
	             " WHERE paid_at > 0 AND serving_place > 0 /* scan */",
	  .rows = "/orders/of" },
	{ .number = INDICATOR_REFUND_FEN,
	  .name = "refund_fen",
	  .label = N_("Given back"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_TRADE,
	  .recount = "SELECT seller_place AS place, ended_at AS at, refunded_fen AS value FROM orders"
	             " WHERE paid_at > 0 AND state = 7 UNION ALL"
	             " SELECT o.seller_place, t.decided_at, t.refund_fen FROM order_return AS t"
	             " JOIN orders AS o ON o.county = t.county AND o.id = t.order_id"
	             " WHERE t.state = 'accepted' /* scan */",
	  .rows = "/orders/of" },
	{ .number = 0 },
};
