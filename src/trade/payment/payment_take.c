/* Money has come for a payment: it goes into the escrow of each order, and the orders are paid. Whatever the provider, this is the one
   place where a payment becomes PAID. */
#include <assert.h>

#include "base/limits.h"
#include "trade/payment/payment_inside.h"

struct payment_act payment_act_of(struct request *r)
{
	return (struct payment_act){
		.db = r->db, .arena = r->arena, .world = r->world, .r = r, .person_id = r->who.person_id
	};
}

/* Where the money is before it goes into the escrow. */
static struct account_key source_of(const struct payment *payment, const struct order *order, int64_t *ret_place)
{
	if (text_equal(payment->provider, T("balance"))) {
		*ret_place = payment->payer_place;
		return (struct account_key){ payment->payer_county, ACCOUNT_BALANCE, payment->payer_id };
	}
	if (text_equal(payment->provider, T("cash"))) {
		*ret_place = payment->till_place;
		return (struct account_key){ payment->till_county, ACCOUNT_TILL, payment->till_id };
	}
	*ret_place = place_of_county(order->county);
	return (struct account_key){ order->county, ACCOUNT_GATEWAY, 0 };
}

static enum outcome into_escrow(const struct payment_act *act, const struct payment *payment, const struct order *order,
                                const struct payment_part *part, int64_t *ret_transfer_id)
{
	int64_t place = 0;
	struct account_key source = source_of(payment, order, &place);
	struct transfer transfer = {
		.county = order->county,
		.id = world_id(act->world),
		.debit_county = source.county,
		.debit_kind = source.kind,
		.debit_owner_id = source.owner_id,
		.credit_county = order->county,
		.credit_kind = ACCOUNT_ESCROW,
		.credit_owner_id = order->id,
		.amount_fen = part->amount_fen,
		.reason = T(N_("Payment")),
		.subject_id = order->id,
		.person_id = act->person_id,
		.at = act->world->at,
	};

	*ret_transfer_id = transfer.id;
	return ledger_post(act->db, &transfer, place, order->seller_place);
}

static enum outcome part_settled(struct db *db, const struct payment_part *part)
{
	return db_change_one(db,
	                     "UPDATE payment_part SET state = $5, transfer_id = $6 WHERE county = $1"
	                     " AND payment_id = $2 AND order_county = $3 AND order_id = $4 AND state = 1",
	                     bind(i64(part->county), i64(part->payment_id), i64(part->order_county),
	                          i64(part->order_id), i64(part->state), i64(part->transfer_id)));
}

/* begun: the order of a part that this command begins: nothing of it is written yet, and the order need not be read, but for a bill, which no
   seller has. NULL: the part stands and waits. */
static enum outcome take_part(const struct payment_act *act, const struct payment *payment, struct payment_part *part,
                              const struct order *begun)
{
	const struct payment_bill *bill = NULL;
	struct order order = { .id = 0 };
	bool is_late;
	struct payment_refunding late;
	enum outcome outcome = DONE;

	if (begun != NULL && begun->seller_id != 0)
		order = *begun;
	else
		outcome = payment_order(act->db, act->arena, part->order_county, part->order_id, &order, &bill);
	if (outcome != DONE)
		return outcome;
	is_late = order.state != ORDER_PLACED;
	if (is_late && !text_equal(payment->provider, T("gateway")))
		return CONFLICT;
	outcome = into_escrow(act, payment, &order, part, &part->transfer_id);
	part->state = is_late ? PART_LATE : PART_COUNTED;
	if (outcome == DONE)
		outcome = begun != NULL ? payment_part_insert(act->db, part) : part_settled(act->db, part);
	if (outcome != DONE)
		return outcome;
	if (!is_late && bill != NULL)
		return bill->paid(act->r, &order);
	if (!is_late)
		return order_paid(act->db, act->arena, act->world, &order);
	late = (struct payment_refunding){ .act = act,
		                           .payment = payment,
		                           .order = &order,
		                           .refund_id = world_id(act->world),
		                           .amount_fen = part->amount_fen,
		                           .reason = N_("The money came when the order was over") };
	return payment_give_back(&late);
}

static void become_paid(const struct payment_act *act, struct payment *payment)
{
	assert(payment->state != PAYMENT_PAID);
	payment->state = PAYMENT_PAID;
	payment->paid_at = act->world->at;
	payment->ask_at = 0;
	payment->code = T("");
}

/* The version is that of a payment that was open and then changed, so that a journal of when it was so gives the same. */
enum outcome payment_take_at_once(const struct payment_act *act, struct payment *payment, const struct order *orders,
                                  size_t count)
{
	enum outcome outcome;

	become_paid(act, payment);
	payment->version++;
	outcome = payment_insert(act->db, payment);
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		struct payment_part part = payment_part_of(payment, &orders[i]);

		outcome = take_part(act, payment, &part, &orders[i]);
	}
	return outcome;
}

enum outcome payment_take(const struct payment_act *act, struct payment *payment)
{
	struct payment_part *parts;
	size_t count;
	int64_t sum = 0;
	enum outcome outcome;

	become_paid(act, payment);
	outcome = payment_change(act->db, payment);
	if (outcome == DONE)
		outcome = payment_parts(act->db, act->arena, payment, &parts, &count);
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		sum += parts[i].amount_fen;
		outcome = take_part(act, payment, &parts[i], NULL);
	}
	assert(outcome != DONE || sum == payment->amount_fen);
	return outcome;
}
