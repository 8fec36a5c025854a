/* An order that was completed has shared its money out; when some of it must go back, this brings it into the escrow again, to be given
   back from there like any other. Whose money: the reserve for spoilt goods when it has all of it; else the seller as far as the account
   goes, then the others who received a part of this order, in proportion to their parts, then what the reserve has.
   Money that was paid out cannot be brought back: then it is refused as a whole. */
#include <assert.h>

#include "base/limits.h"
#include "base/money.h"
#include "common/measure/measure.h"
#include "trade/payment/payment_inside.h"

/* Somebody who received a part of the order; the ones of one order are few (a line each and five more). */
struct giver {
	int64_t county, kind, owner_id, place;
	int64_t received_fen, free_fen, gives_fen;
};

static const struct field giver_fields[] = {
	INT_FIELD(giver, county, NULL, 0, 0, 0),       INT_FIELD(giver, kind, NULL, 0, 0, 0),
	INT_FIELD(giver, owner_id, NULL, 0, 0, 0),     INT_FIELD(giver, place, NULL, 0, 0, 0),
	INT_FIELD(giver, received_fen, NULL, 0, 0, 0), INT_FIELD(giver, free_fen, NULL, 0, 0, 0),
	INT_FIELD(giver, gives_fen, NULL, 0, 0, 0),    FIELD_END,
};
static const struct record giver_record = { .name = "giver", .size = sizeof(struct giver), .fields = giver_fields };

enum { GIVERS = LIMIT_CART_LINES + ACCOUNT_KINDS };

static enum outcome load_givers(const struct payment_act *act, const struct order *order, struct giver **ret,
                                size_t *ret_count)
{
	return db_list(act->db, act->arena, &giver_record, GIVERS, ret, ret_count,
	               "SELECT a.county, a.kind, a.owner_id, a.place, t.received_fen,"
	               " a.credits_fen - a.debits_fen - a.pending_debits_fen AS free_fen, 0 AS gives_fen"
	               " FROM (SELECT credit_county, credit_kind, credit_owner_id, CAST(sum(amount_fen) AS BIGINT)"
	               " AS received_fen FROM transfer WHERE county = $1 AND subject_id = $2 AND debit_kind = 5"
	               " AND credit_kind BETWEEN 6 AND 11 AND state = 1"
	               " GROUP BY credit_county, credit_kind, credit_owner_id) AS t"
	               " JOIN account AS a ON a.county = t.credit_county AND a.kind = t.credit_kind"
	               " AND a.owner_id = t.credit_owner_id ORDER BY a.kind, a.owner_id /* scan */",
	               bind(i64(order->county), i64(order->id)));
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Lets one give up to `fen`; returns what is then still missing of `missing`. */
static int64_t give(struct giver *giver, int64_t fen, int64_t missing)
{
	int64_t part = least(least(fen, missing), giver->free_fen - giver->gives_fen);

	if (part <= 0)
		return missing;
	giver->gives_fen += part;
	return missing - part;
}

static int64_t give_kind(struct giver *givers, size_t count, enum account_kind kind, int64_t missing)
{
	for (size_t i = 0; i < count; i++)
		if (givers[i].kind == kind)
			missing = give(&givers[i], missing, missing);
	return missing;
}

/* Everybody but the seller and the reserve, in proportion; what rounding and empty accounts leave, whoever still has some. */
static int64_t give_shares(struct giver *givers, size_t count, int64_t missing)
{
	int64_t received = 0, wanted = missing;

	for (size_t i = 0; i < count; i++)
		if (givers[i].kind != ACCOUNT_SELLER && givers[i].kind != ACCOUNT_RESERVE)
			received += givers[i].received_fen;
	for (int round = 0; round < 2 && received > 0; round++)
		for (size_t i = 0; i < count; i++) {
			int64_t part = round > 0
			                       ? missing
			                       : money_share(wanted, least(givers[i].received_fen, received), received);

			if (givers[i].kind != ACCOUNT_SELLER && givers[i].kind != ACCOUNT_RESERVE)
				missing = give(&givers[i], part, missing);
		}
	return missing;
}

static enum outcome bring(const struct payment_act *act, const struct order *order, const struct giver *giver,
                          const char *reason)
{
	struct transfer transfer = {
		.county = order->county,
		.id = world_id(act->world),
		.debit_county = giver->county,
		.debit_kind = giver->kind,
		.debit_owner_id = giver->owner_id,
		.credit_county = order->county,
		.credit_kind = ACCOUNT_ESCROW,
		.credit_owner_id = order->id,
		.amount_fen = giver->gives_fen,
		.reason = text_of(reason),
		.subject_id = order->id,
		.person_id = act->person_id,
		.at = act->world->at,
	};

	enum outcome outcome = ledger_post(act->db, &transfer, giver->place, order->seller_place);

	/* What settlement counted when the money went there it takes off again. */
	if (giver->kind == ACCOUNT_HOUSEHOLD)
		measure_add(act->db, INDICATOR_HOUSEHOLD_FEN, giver->place, act->world->at, -giver->gives_fen);
	measure_add(act->db, INDICATOR_SETTLED_FEN, order->seller_place, act->world->at, -giver->gives_fen);
	return outcome;
}

static enum outcome load_reserve(const struct payment_act *act, const struct order *order, struct giver *ret)
{
	struct account account;
	enum outcome outcome = ledger_account(act->db, act->arena,
	                                      (struct account_key){ order->county, ACCOUNT_RESERVE, 0 }, &account);

	*ret = (struct giver){ .county = order->county,
		               .kind = ACCOUNT_RESERVE,
		               .place = place_of_county(order->county),
		               .free_fen = account_balance(&account) - account.pending_debits_fen };
	return outcome == NOT_FOUND ? DONE : outcome;
}

enum outcome payment_gather(const struct payment_act *act, const struct order *order, int64_t missing_fen,
                            const char *reason)
{
	struct giver reserve, *givers;
	size_t count = 0;
	int64_t missing = missing_fen;
	enum outcome outcome = load_reserve(act, order, &reserve);

	assert(missing_fen > 0);
	if (outcome == DONE)
		outcome = load_givers(act, order, &givers, &count);
	if (outcome != DONE)
		return outcome;
	if (reserve.free_fen < missing) {
		missing = give_kind(givers, count, ACCOUNT_SELLER, missing);
		missing = give_shares(givers, count, missing);
	}
	missing = give(&reserve, missing, missing);
	if (missing > 0) {
		if (act->r != NULL)
			form_problem(
				act->r, "",
				N_("The money of this order was paid out already, and neither the seller nor the reserve "
			           "has enough to give it back"),
				T(""));
		return CONFLICT;
	}
	for (size_t i = 0; outcome == DONE && i < count; i++)
		if (givers[i].gives_fen > 0)
			outcome = bring(act, order, &givers[i], reason);
	if (outcome == DONE && reserve.gives_fen > 0)
		outcome = bring(act, order, &reserve, reason);
	return outcome;
}
