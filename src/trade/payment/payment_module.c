/* The doors of payments in one table. */
#include "schema.h"
#include "trade/payment/payment_inside.h"

static const struct route payment_routes[] = {
	{ GET, "/payments", payment_list_page, MAY(RIGHT_SETTLE), "List the payments of a place by state",
	  .where = office_where, .gives = &payment_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_LAND,
	                    QUERY_CHOICE("state", "Payments in this state; all when absent", payment_states)) },
	{ GET, "/payments/payments.csv", payment_list_file, MAY(RIGHT_SETTLE), "Download the payments of a place",
	  .where = office_where, .flags = ROUTE_PAGE,
	  .query =
	          QUERY_OF(QUERY_LAND, QUERY_CHOICE("state", "Payments in this state; all when absent", payment_states),
	                   QUERY(FIELD_TEXT, "after", "The last payment of the file before")) },
	{ GET, "/payments/disputed", payment_disputed_page, MAY(RIGHT_SETTLE),
	  "Show what the payment company said that fits nothing", .where = office_where, .gives = &payment_record,
	  .flags = ROUTE_LIST, .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/payments/gateway", gateway_money_page, MAY(RIGHT_SETTLE),
	  "Show what the payment company holds of a county's money", .where = office_where,
	  .gives = &money_entry_record, .flags = ROUTE_LIST, .query = QUERY_OF(QUERY_LAND) },
	{ POST, "/payments/gateway", gateway_money_post, MAY(RIGHT_SETTLE),
	  "Enter money of the payment company that came to the bank", .where = office_where,
	  .takes = &till_deposit_record, .gives = &money_entry_record, .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/payments/{payment}", payment_page, MAY(RIGHT_SETTLE), "Show how a payment stands",
	  .where = payment_where, .gives = &payment_record },
	{ GET, "/payments/{payment}/go", payment_go_page, MAY(RIGHT_SETTLE), "Go to the payment company and pay",
	  .where = payment_own_where, .flags = ROUTE_PAGE },
	{ GET, "/payments/{payment}/receipt", payment_receipt_page, MAY(RIGHT_SETTLE), "Show the receipt of a payment",
	  .where = payment_where, .flags = ROUTE_PAGE },
	{ POST, "/payments/{payment}/way", payment_way_post, SIGNED_IN, "Pay what still waits another way",
	  .where = payment_own_where, .takes = &payment_way_record },
	{ POST, "/payments/{payment}/cash", payment_cash_post, MAY(RIGHT_SERVE), "Take the cash for a payment",
	  .where = cash_where, .takes = &payment_cash_record, .gives = &payment_record },
	{ POST, "/payments/{payment}/ask", payment_ask_post, MAY(RIGHT_SETTLE),
	  "Have the payment company asked about a payment", .where = office_payment_where },
	{ POST, "/payments/{payment}/close", payment_close_post, MAY(RIGHT_SETTLE),
	  "Close a payment in doubt, with a note", .where = office_payment_where, .takes = &payment_note_record },
	{ POST, "/refunds/{refund}/retry", refund_retry_post, MAY(RIGHT_SETTLE), "Send a refund once more",
	  .where = office_refund_where },
	{ POST, "/refunds/{refund}/balance", refund_balance_post, MAY(RIGHT_SETTLE),
	  "Put a refund the payment company refused into the buyer's balance", .where = office_refund_where },
	{ GET, "/counter/pay", counter_pay_page, MAY(RIGHT_SERVE), "Find what a villager has to pay in cash",
	  .where = till_where, .gives = &payment_record, .flags = ROUTE_LIST,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "code", "What the payer says")) },
	{ GET, "/counter/till", till_page, MAY(RIGHT_SERVE), "Show the station's cash drawer", .where = till_where,
	  .gives = &transfer_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ POST, "/counter/till/count", till_count_post, MAY(RIGHT_SERVE), "Count the drawer", .where = till_where,
	  .takes = &till_count_record, .gives = &money_entry_record },
	{ POST, "/counter/till/deposit", till_deposit_post, MAY(RIGHT_SERVE), "Enter cash taken to the bank",
	  .where = till_where, .takes = &till_deposit_record, .gives = &money_entry_record },
	{ POST, "/gateway/notify", notify_post, ANYONE, "Take a message of the payment company", .where = notify_where,
	  .prepare = notify_prepare, .flags = ROUTE_OUTSIDE },
	{ POST, "/gateway/refunds", refunds_post, MAY_NOBODY, "Note what became of refunds",
	  .where = gateway_chore_where, .flags = ROUTE_OUTSIDE },
	{ POST, "/gateway/queries", queries_post, MAY_NOBODY, "Note what became of payments",
	  .where = gateway_chore_where, .flags = ROUTE_OUTSIDE },
	{ POST, "/gateway/forget", nonces_post, MAY_NOBODY, "Forget old nonces", .flags = ROUTE_OUTSIDE },
	ROUTES_END,
};

static const struct chore payment_chores[] = {
	{ "/gateway/refunds", 2000, refunds_look, .by_row = true },
	{ "/gateway/queries", 10000, queries_look, .by_row = true },
	{ "/gateway/forget", 60000, nonces_look, .by_row = false },
	{ .path = NULL },
};

static enum outcome move_place(struct db *db, int64_t from, int64_t from_end, int64_t to)
{
	enum outcome outcome =
		db_exec(db, "UPDATE payment SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
	                bind(i64(from), i64(from_end), i64(to - from)));

	if (outcome == DONE)
		outcome = db_exec(db,
		                  "UPDATE payment SET payer_place = payer_place + $3 WHERE payer_place >= $1"
		                  " AND payer_place < $2 /* scan */",
		                  bind(i64(from), i64(from_end), i64(to - from)));
	if (outcome == DONE)
		outcome = db_exec(db,
		                  "UPDATE payment SET till_place = till_place + $3 WHERE till_place >= $1"
		                  " AND till_place < $2 /* scan */",
		                  bind(i64(from), i64(from_end), i64(to - from)));
	if (outcome == DONE)
		outcome = db_exec(db, "UPDATE payment_refund SET place = place + $3 WHERE place >= $1 AND place < $2",
		                  bind(i64(from), i64(from_end), i64(to - from)));
	if (outcome == DONE)
		outcome =
			db_exec(db,
		                "UPDATE money_entry SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
		                bind(i64(from), i64(from_end), i64(to - from)));
	return outcome;
}

const struct module payment_module = {
	.name = "payment",
	.schema = payment_schema,
	.routes = payment_routes,
	.checks = payment_checks,
	.chores = payment_chores,
	.gauges = payment_gauges,
	.move_place = move_place,
};
