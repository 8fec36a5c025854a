/* Cash at a station. When a station serves the buyer the cash is taken at once; else the buyer gets a code of six digits, says it at any
   station of the own county, and the operator takes the cash then.
   The code is drawn from the command's chance and is unique among the open cash payments of a county of buyers. */
#include <assert.h>

#include "base/limits.h"
#include "trade/payment/payment_inside.h"

enum {
	CODE_DRAWS = 200
}; /* with 900,000 of a county's million codes taken, 0.9^200: one in a thousand million orders finds none */

/* How often it is looked whether the orders still wait, so that a code is free again. */
static const int64_t cash_look_ms = 3600000;

static const char taken_here[] = N_("Cash, taken here");

/* The station that serves the buyer right now, so that the cash can be taken at once. */
static bool serving_station(struct request *r, struct station *ret)
{
	if (r->who.for_id == 0 || identity_where(&r->who, RIGHT_SERVE) < 0)
		return false;
	return station_mine(r, ret) == DONE;
}

static const char *offered(struct request *r)
{
	struct station station, *near;
	size_t count = 0;

	if (r->person_id == 0)
		return NULL;
	if (serving_station(r, &station))
		return taken_here;
	if (r->person_county == 0) /* whoever has no home has no county whose stations would take it */
		return NULL;
	if (station_near(r->db, r->arena, r->person_place, 1, &near, &count) != DONE || count == 0)
		return NULL;
	return payment_cash.label;
}

static bool is_due(const struct payment_part *part, const struct order *orders, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (orders[i].county == part->order_county && orders[i].id == part->order_id)
			return true;
	return false;
}

static enum outcome drop_part(struct request *r, struct payment *payment, const struct payment_part *part)
{
	payment->amount_fen -= part->amount_fen;
	return db_exec(r->db,
	               "DELETE FROM payment_part WHERE county = $1 AND payment_id = $2 AND order_county = $3"
	               " AND order_id = $4 AND state = 1",
	               bind(i64(part->county), i64(part->payment_id), i64(part->order_county), i64(part->order_id)));
}

/* The parts of orders that were given up meanwhile fall away, so that the code still serves for the rest. CONFLICT: nothing is left. */
static enum outcome drop_what_is_over(struct request *r, struct payment *payment)
{
	struct order *orders;
	struct payment_part *parts;
	size_t order_count, part_count = 0;
	int64_t due_fen;
	enum outcome outcome = payment_due(r->db, r->arena, payment->checkout_id, &orders, &order_count, &due_fen);

	if (outcome != DONE || due_fen == payment->amount_fen)
		return outcome;
	if (due_fen == 0)
		return CONFLICT;
	outcome = payment_parts(r->db, r->arena, payment, &parts, &part_count);
	for (size_t i = 0; outcome == DONE && i < part_count; i++)
		if (!is_due(&parts[i], orders, order_count))
			outcome = drop_part(r, payment, &parts[i]);
	if (outcome == DONE)
		outcome = db_exec(r->db, "UPDATE payment SET amount_fen = $3 WHERE county = $1 AND id = $2",
		                  bind(i64(payment->county), i64(payment->id), i64(payment->amount_fen)));
	return outcome;
}

enum outcome payment_cash_take(struct request *r, struct payment *payment, const struct station *station)
{
	struct payment_act act = payment_act_of(r);
	enum outcome outcome = drop_what_is_over(r, payment);

	assert(payment->state == PAYMENT_OPEN);
	if (outcome != DONE)
		return outcome;
	payment->till_county = station->county;
	payment->till_id = station->id;
	payment->till_place = station->place;
	payment->taken_by_id = r->who.person_id;
	return payment_take(&act, payment);
}

/* Six digits that no open cash payment of the buyer's county has. */
static enum outcome draw_code(struct request *r, const struct payment *payment, struct text *ret_code)
{
	for (int i = 0; i < CODE_DRAWS; i++) {
		uint32_t chance = 0;
		int64_t taken = 0;
		struct text code;
		enum outcome outcome;

		world_chance(r->world, &chance, sizeof chance);
		code = text_format(r->arena, "%06u", (unsigned)(chance % 1000000U));
		outcome = db_number(r->db, &taken,
		                    "SELECT count(*) FROM payment WHERE payer_county = $1 AND code = $2 AND code <> ''",
		                    bind(i64(payment->payer_county), txt(code)));
		if (outcome != DONE)
			return outcome;
		if (taken == 0) {
			*ret_code = code;
			return DONE;
		}
	}
	return FAILED;
}

/* A checkout has one code at a time. */
static enum outcome close_codes(struct request *r, const struct payment *payment)
{
	return db_exec(r->db,
	               "UPDATE payment SET state = $3, code = '', ask_at = 0, version = version + 1"
	               " WHERE checkout_id = $1 AND id <> $2 AND provider = 'cash' AND state = $4",
	               bind(i64(payment->checkout_id), i64(payment->id), i64(PAYMENT_CLOSED), i64(PAYMENT_OPEN)));
}

static enum outcome start(struct request *r, struct payment *payment, const struct order *orders, size_t count,
                          struct text *ret_path)
{
	(void)orders, (void)count;
	struct station station;
	enum outcome outcome;

	if (serving_station(r, &station)) {
		*ret_path = text_join(r->arena, payment_path(r->arena, payment), T("/receipt"));
		return payment_cash_take(r, payment, &station);
	}
	*ret_path = payment_path(r->arena, payment);
	payment->ask_at = r->now + cash_look_ms;
	outcome = close_codes(r, payment);
	if (outcome == DONE)
		outcome = order_hold_for_cash(r->db, payment->checkout_id);
	if (outcome == DONE)
		outcome = draw_code(r, payment, &payment->code);
	return outcome == DONE ? payment_change(r->db, payment) : outcome;
}

/* Into the hand of the buyer, when a station serves that buyer now and its drawer has it; else into the balance. */
static enum outcome refund(struct payment_refunding *refunding)
{
	struct request *r = refunding->act->r;
	struct station station;
	struct account till;
	enum outcome outcome;

	if (r == NULL || r->person_id != refunding->payment->payer_id || !serving_station(r, &station))
		return refund_to_balance(refunding);
	outcome = ledger_account(r->db, r->arena, (struct account_key){ station.county, ACCOUNT_TILL, station.id },
	                         &till);
	if (outcome != DONE && outcome != NOT_FOUND)
		return outcome;
	if (-account_balance(&till) - till.pending_credits_fen < refunding->amount_fen)
		return refund_to_balance(refunding);
	return refund_now(refunding, (struct account_key){ station.county, ACCOUNT_TILL, station.id }, station.place,
	                  "cash");
}

const struct payment_provider payment_cash = {
	.code = "cash",
	.label = N_("Cash at the station"),
	.offered = offered,
	.start = start,
	.refund = refund,
};
