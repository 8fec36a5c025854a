/* What `tongcun check` recounts of payments. */
#include "trade/payment/payment_inside.h"

const struct check payment_checks[] = {
	{ .name = "paid payments equal their transfers",
	  .wrong = "paid payments differ from their transfers",
	  .counts =
	          "SELECT count(*) FROM payment AS p WHERE p.state = 2 AND p.amount_fen <> (SELECT COALESCE(sum(t.amount_fen),"
	          " 0) FROM payment_part AS s JOIN transfer AS t ON t.county = s.order_county AND t.id = s.transfer_id"
	          " AND t.credit_kind = 5 AND t.credit_owner_id = s.order_id AND t.state = 1 AND t.amount_fen = s.amount_fen"
	          " WHERE s.county = p.county AND s.payment_id = p.id) /* scan */" },
	{ .name = "no escrow for orders that were not paid",
	  .wrong = "orders that were not paid have money in escrow",
	  .counts =
	          "SELECT count(*) FROM account AS a LEFT JOIN orders AS o ON o.county = a.county AND o.id = a.owner_id"
	          " WHERE a.kind = 5 AND a.credits_fen - a.debits_fen - a.pending_debits_fen <> 0"
	          " AND COALESCE(o.paid_fen, 0) = 0 /* scan */" },
	{ .name = "paid orders have one payment",
	  .wrong = "paid orders have not exactly one payment of their amount",
	  .counts =
	          "SELECT count(*) FROM orders AS o WHERE o.paid_fen > 0 AND 1 <> (SELECT count(*) FROM payment_part AS s"
	          " WHERE s.order_county = o.county AND s.order_id = o.id AND s.state = 2 AND s.amount_fen = o.paid_fen)"
	          " /* scan */" },
	{ .name = "never more is given back than was paid",
	  .wrong = "payments differ from what was given back of them",
	  .counts = "SELECT count(*) FROM payment AS p WHERE p.refunded_fen > p.amount_fen OR p.refunded_fen <>"
	            " (SELECT COALESCE(sum(f.amount_fen), 0) FROM payment_refund AS f WHERE f.payment_county = p.county"
	            " AND f.payment_id = p.id) OR p.refunded_fen <> (SELECT COALESCE(sum(s.refunded_fen), 0)"
	            " FROM payment_part AS s WHERE s.county = p.county AND s.payment_id = p.id) /* scan */" },
	{ .name = "refunds at the gateway have their pending transfer",
	  .wrong = "refunds and their transfers do not match",
	  .counts = "SELECT ("
	            "SELECT count(*) FROM transfer AS t LEFT JOIN payment_refund AS f ON f.county = t.county"
	            " AND f.transfer_id = t.id AND f.state IN (1, 3) AND f.amount_fen = t.amount_fen"
	            " WHERE t.state = 2 AND t.debit_kind = 5 AND t.credit_kind = 1 AND f.id IS NULL"
	            ") + ("
	            "SELECT count(*) FROM payment_refund AS f LEFT JOIN transfer AS t"
	            " ON t.county = f.county AND t.id = f.transfer_id"
	            " AND t.state = CASE WHEN f.state IN (1, 3) THEN 2 ELSE 1 END"
	            " AND t.amount_fen = f.amount_fen WHERE t.id IS NULL"
	            ") /* scan */" },
	{ .name = NULL },
};
