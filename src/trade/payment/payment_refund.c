/* Money goes back, by rows of payment_refund. A refund is taken off its part of the payment first, in one guarded statement, so that
   never more goes back than came; then the order's escrow must have it (payment_gather.c), then the provider gives it back. */
#include <assert.h>

#include "base/limits.h"
#include "trade/payment/payment_inside.h"

static const struct field refund_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, refund, county, N_("County"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, refund, id, N_("Refund"), FIELD_OUT, 0, 0),
	INT_FIELD(refund, place, N_("Place"), 0, 0, 0),
	INT_FIELD(refund, payment_county, N_("County of the payment"), 0, 0, 0),
	INT_FIELD(refund, payment_id, N_("Payment"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, refund, order_id, N_("Order"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, refund, amount_fen, N_("Amount"), FIELD_OUT, 0, 0),
	TEXT_FIELD(refund, way, N_("Given back by"), FIELD_OUT, 0, 20),
	STATE_FIELD(refund, state, N_("State"), FIELD_OUT, refund_states),
	INT_FIELD(refund, transfer_id, N_("Transfer"), 0, 0, 0),
	TEXT_FIELD(refund, reason, N_("Reason"), FIELD_OUT, 0, 0),
	TEXT_FIELD(refund, answer, N_("Answer of the payment company"), FIELD_OUT, 0, 0),
	INT_FIELD(refund, tries, N_("Tries"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, refund, next_at, N_("Next try"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, refund, asked_at, N_("Asked"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, refund, done_at, N_("Done"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record refund_record = {
	.name = "refund",
	.size = sizeof(struct refund),
	.county = offsetof(struct refund, county),
	.fields = refund_fields,
};

/* ---- rows ---- */

enum outcome refund_insert(struct db *db, const struct refund *refund)
{
	return db_exec(db,
	               "INSERT INTO payment_refund(county, id, place, payment_county, payment_id, order_id, amount_fen,"
	               " way, state, transfer_id, reason, answer, tries, next_at, asked_at, done_at)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', 0, $12, $13, $14)",
	               bind(i64(refund->county), i64(refund->id), i64(refund->place), i64(refund->payment_county),
	                    i64(refund->payment_id), i64(refund->order_id), i64(refund->amount_fen), txt(refund->way),
	                    i64(refund->state), i64(refund->transfer_id), txt(refund->reason), i64(refund->next_at),
	                    i64(refund->asked_at), i64(refund->done_at)));
}

enum outcome refund_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct refund *ret)
{
	return db_one(db, arena, &refund_record, ret,
	              "SELECT " REFUND_COLUMNS " FROM payment_refund AS f WHERE f.county = $1 AND f.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome refund_list(struct db *db, struct arena *arena, const struct payment *payment, struct refund **ret,
                         size_t *ret_count)
{
	return db_list(db, arena, &refund_record, LIMIT_PAGE_ROWS, ret, ret_count,
	               "SELECT " REFUND_COLUMNS " FROM payment_refund AS f WHERE f.payment_county = $1"
	               " AND f.payment_id = $2 ORDER BY f.id LIMIT $3",
	               bind(i64(payment->county), i64(payment->id), i64(LIMIT_PAGE_ROWS)));
}

/* ---- giving back ---- */

static enum outcome take_off(struct payment_refunding *refunding)
{
	const struct payment *payment = refunding->payment;
	struct db *db = refunding->act->db;
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE payment_part SET refunded_fen = refunded_fen + $5 WHERE county = $1 AND payment_id = $2"
		" AND order_county = $3 AND order_id = $4 AND refunded_fen + $5 <= amount_fen AND state > 1",
		bind(i64(payment->county), i64(payment->id), i64(refunding->order->county), i64(refunding->order->id),
	             i64(refunding->amount_fen)));

	if (outcome == DONE && rows != 1)
		return CONFLICT;
	if (outcome != DONE)
		return outcome;
	return db_exec(db, "UPDATE payment SET refunded_fen = refunded_fen + $3 WHERE county = $1 AND id = $2",
	               bind(i64(payment->county), i64(payment->id), i64(refunding->amount_fen)));
}

/* What of the amount the order's escrow has not. */
static enum outcome escrow_missing(struct payment_refunding *refunding, int64_t *ret_fen)
{
	const struct order *order = refunding->order;
	struct account escrow;
	enum outcome outcome =
		ledger_account(refunding->act->db, refunding->act->arena,
	                       (struct account_key){ order->county, ACCOUNT_ESCROW, order->id }, &escrow);
	int64_t missing;

	if (outcome != DONE && outcome != NOT_FOUND)
		return outcome;
	missing = refunding->amount_fen - (account_balance(&escrow) - escrow.pending_debits_fen);
	*ret_fen = missing > 0 ? missing : 0;
	return DONE;
}

enum outcome payment_give_back(struct payment_refunding *refunding)
{
	const struct payment_provider *provider = payment_provider_of(refunding->payment->provider);
	int64_t missing = 0;
	enum outcome outcome;

	assert(provider != NULL && refunding->amount_fen > 0);
	outcome = take_off(refunding);
	if (outcome == DONE)
		outcome = escrow_missing(refunding, &missing);
	if (outcome == DONE && missing > 0)
		outcome = payment_gather(refunding->act, refunding->order, missing, refunding->reason);
	if (outcome == DONE)
		outcome = provider->refund(refunding);
	return outcome;
}

enum outcome refund_now(struct payment_refunding *refunding, struct account_key to, int64_t to_place, const char *way)
{
	const struct payment_act *act = refunding->act;
	const struct order *order = refunding->order;
	struct transfer transfer = {
		.county = order->county,
		.id = world_id(act->world),
		.debit_county = order->county,
		.debit_kind = ACCOUNT_ESCROW,
		.debit_owner_id = order->id,
		.credit_county = to.county,
		.credit_kind = to.kind,
		.credit_owner_id = to.owner_id,
		.amount_fen = refunding->amount_fen,
		.reason = T(N_("Refund")),
		.subject_id = order->id,
		.person_id = act->person_id,
		.at = act->world->at,
	};
	struct refund refund = {
		.county = order->county,
		.id = refunding->refund_id,
		.place = refunding->payment->place,
		.payment_county = refunding->payment->county,
		.payment_id = refunding->payment->id,
		.order_id = order->id,
		.amount_fen = refunding->amount_fen,
		.way = text_of(way),
		.state = REFUND_DONE,
		.transfer_id = transfer.id,
		.reason = text_of(refunding->reason),
		.asked_at = act->world->at,
		.done_at = act->world->at,
	};
	enum outcome outcome = ledger_post(act->db, &transfer, order->seller_place, to_place);

	return outcome == DONE ? refund_insert(act->db, &refund) : outcome;
}

enum outcome refund_to_balance(struct payment_refunding *refunding)
{
	const struct payment *payment = refunding->payment;

	return refund_now(refunding, (struct account_key){ payment->payer_county, ACCOUNT_BALANCE, payment->payer_id },
	                  payment->payer_place, "balance");
}

/* The payment whose money is in the order. */
static enum outcome payment_of_order(struct request *r, const struct order *order, struct payment *ret)
{
	return db_one(r->db, r->arena, &payment_record, ret,
	              "SELECT " PAYMENT_COLUMNS " FROM payment_part AS t JOIN payment AS p ON p.county = t.county"
	              " AND p.id = t.payment_id WHERE t.order_county = $1 AND t.order_id = $2 AND t.state = 2",
	              bind(i64(order->county), i64(order->id)));
}

enum outcome payment_refund(struct request *r, const struct order *order, int64_t refund_id, int64_t amount_fen,
                            const char *reason)
{
	struct payment_act act = payment_act_of(r);
	struct payment payment;
	struct payment_refunding refunding = { .act = &act,
		                               .payment = &payment,
		                               .order = order,
		                               .refund_id = refund_id,
		                               .amount_fen = amount_fen,
		                               .reason = reason };
	enum outcome outcome;

	if (amount_fen == 0)
		return DONE;
	assert(amount_fen > 0 && refund_id > 0);
	outcome = payment_of_order(r, order, &payment);
	if (outcome == DONE)
		outcome = payment_give_back(&refunding);
	if (outcome == CONFLICT && r->problems.count == 0)
		form_problem(r, "", N_("This is more than was paid for the order and not yet given back"), T(""));
	return outcome;
}

/* ---- what becomes of a refund at the gateway ---- */

static enum outcome refund_end(struct db *db, const struct refund *refund, enum refund_state state, int64_t transfer_id,
                               int64_t at)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows,
	                  "UPDATE payment_refund SET state = $3, transfer_id = $4, done_at = $5, next_at = 0"
	                  " WHERE county = $1 AND id = $2 AND state IN (1, 3)",
	                  bind(i64(refund->county), i64(refund->id), i64(state), i64(transfer_id), i64(at)));

	return outcome == DONE && rows != 1 ? CONFLICT : outcome;
}

enum outcome refund_done(const struct payment_act *act, const struct refund *refund)
{
	int64_t at = act->world->at, id;
	enum outcome outcome;

	if (refund->state == REFUND_DONE)
		return DONE;
	if (refund->state == REFUND_TURNED)
		return CONFLICT;
	id = world_id(act->world);
	outcome = refund_end(act->db, refund, REFUND_DONE, id, at);
	if (outcome != DONE)
		return outcome;
	return ledger_settle(act->db, act->arena, refund->county, refund->transfer_id, id, refund->amount_fen,
	                     act->person_id, at);
}

enum outcome refund_turn(const struct payment_act *act, const struct refund *refund)
{
	struct payment payment;
	struct transfer transfer = {
		.county = refund->county,
		.debit_county = refund->county,
		.debit_kind = ACCOUNT_ESCROW,
		.debit_owner_id = refund->order_id,
		.credit_kind = ACCOUNT_BALANCE,
		.amount_fen = refund->amount_fen,
		.reason = T(N_("Refund")),
		.subject_id = refund->order_id,
		.person_id = act->person_id,
		.at = act->world->at,
	};
	enum outcome outcome;

	if (refund->state != REFUND_REFUSED)
		return CONFLICT;
	outcome = payment_one(act->db, act->arena, refund->payment_county, refund->payment_id, &payment);
	if (outcome == DONE)
		outcome = ledger_settle(act->db, act->arena, refund->county, refund->transfer_id, world_id(act->world),
		                        0, act->person_id, act->world->at);
	if (outcome != DONE)
		return outcome;
	transfer.id = world_id(act->world);
	transfer.credit_county = payment.payer_county;
	transfer.credit_owner_id = payment.payer_id;
	outcome = ledger_post(act->db, &transfer, payment.place, payment.payer_place);
	return outcome == DONE ? refund_end(act->db, refund, REFUND_TURNED, transfer.id, act->world->at) : outcome;
}

/* 4 s, 8 s ... up to an hour. */
static int64_t pause_after(int64_t tries)
{
	return tries >= 10 ? INT64_C(3600000) : INT64_C(4000) << tries;
}

enum outcome refund_put_off(struct db *db, const struct refund *refund, bool refused, struct text answer, int64_t now)
{
	return db_exec(db,
	               "UPDATE payment_refund SET tries = tries + 1, next_at = $3, answer = $4, state = $5"
	               " WHERE county = $1 AND id = $2 AND state = 1",
	               bind(i64(refund->county), i64(refund->id), i64(now + pause_after(refund->tries)), txt(answer),
	                    i64(refused ? REFUND_REFUSED : REFUND_ASKED)));
}
