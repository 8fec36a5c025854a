/* Money of gifts: a bill of the payment module until it is paid, then in the need's account, then to the household, to a purchase, or back.
   Each gift moves by transfers of its own, so every fen is followed by the subject of its transfers (the gift). */
#include "help/need/need_inside.h"

#include "common/household/household.h"
#include "common/ledger/ledger.h"

static enum outcome move(struct request *r, const struct need *need, const struct gift *gift, struct account_key from,
                         struct account_key to, int64_t to_place, const char *reason)
{
	struct transfer transfer = {
		.county = gift->county,
		.id = request_new_id(r),
		.debit_county = from.county,
		.debit_kind = from.kind,
		.debit_owner_id = from.owner_id,
		.credit_county = to.county,
		.credit_kind = to.kind,
		.credit_owner_id = to.owner_id,
		.amount_fen = gift->amount_fen,
		.reason = text_of(reason),
		.subject_id = gift->id,
		.person_id = r->who.person_id,
		.at = r->now,
	};

	return ledger_post(r->db, &transfer, need->place, to_place);
}

static struct account_key escrow_of(const struct gift *gift)
{
	return (struct account_key){ gift->county, ACCOUNT_ESCROW, gift->id };
}

static struct account_key account_of(const struct need *need)
{
	return (struct account_key){ need->county, ACCOUNT_NEED, need->id };
}

/* ---- the bill ---- */

static int64_t bill_state(int64_t state)
{
	if (state == GIFT_PROMISED)
		return ORDER_PLACED;
	return state >= GIFT_LAPSED ? ORDER_EXPIRED : ORDER_PAID;
}

static enum outcome bill_of(struct db *db, struct arena *arena, const struct gift *gift, struct order *ret)
{
	struct need need;
	enum outcome outcome = need_one(db, arena, gift->county, gift->need_id, &need);

	*ret = (struct order){ .county = gift->county,
		               .id = gift->id,
		               .checkout_id = gift->id,
		               .seller_place = need.place,
		               .buyer_county = gift->giver_county,
		               .buyer_id = gift->giver_id,
		               .buyer_place = gift->giver_place,
		               .state = bill_state(gift->state),
		               .goods_fen = gift->amount_fen };
	return outcome;
}

static enum outcome bill_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order *ret)
{
	struct gift gift;
	enum outcome outcome = gift_one(db, arena, county, id, &gift);

	if (outcome == DONE && !way_is_money(gift.way))
		return NOT_FOUND;
	return outcome == DONE ? bill_of(db, arena, &gift, ret) : outcome;
}

static enum outcome bill_of_checkout(struct db *db, struct arena *arena, int64_t checkout_id, struct order *ret)
{
	struct gift gift;
	enum outcome outcome = db_one(db, arena, &gift_record, &gift,
	                              "SELECT " GIFT_COLUMNS " FROM gift AS g WHERE g.id = $1 AND g.amount_fen > 0",
	                              bind(i64(checkout_id)));

	return outcome == DONE ? bill_of(db, arena, &gift, ret) : outcome;
}

static enum outcome bill_paid(struct request *r, const struct order *bill)
{
	struct gift gift;
	struct need need;
	struct case_file c;
	enum outcome outcome = gift_one(r->db, r->arena, bill->county, bill->id, &gift);

	if (outcome == DONE)
		outcome = need_one(r->db, r->arena, gift.county, gift.need_id, &need);
	if (outcome == DONE)
		outcome = need_case(r->db, r->arena, &need, &c);
	if (outcome != DONE)
		return outcome;
	gift.state = GIFT_ON_WAY;
	gift.paid_at = r->now;
	gift.lapse_at = 0;
	outcome = gift_write(r->db, &gift);
	if (outcome == DONE)
		outcome =
			move(r, &need, &gift, escrow_of(&gift), account_of(&need), need.place, N_("Given for a need"));
	if (outcome == DONE)
		outcome = case_tell(r, &c, c.asker_county, c.asker_id, N_("Money was given for: %s"), need.title);
	if (outcome == DONE)
		outcome = case_tell(r, &c, gift.giver_county, gift.giver_id,
		                    N_("Your money has arrived, thank you: %s"), need.title);
	return outcome;
}

const struct payment_bill need_bill = {
	.path = "/gifts", .one = bill_one, .of_checkout = bill_of_checkout, .paid = bill_paid
};

/* ---- on from there ---- */

/* To the household's account; to the asker's balance when there is no household. */
static enum outcome to_household(struct request *r, const struct need *need, const struct gift *gift)
{
	struct household household;
	struct case_file c;
	enum outcome outcome = place_level(need->place) == PLACE_HOUSEHOLD
	                               ? household_at(r->db, r->arena, need->place, &household)
	                               : NOT_FOUND;

	if (outcome == DONE)
		return move(r, need, gift, account_of(need),
		            (struct account_key){ household.county, ACCOUNT_HOUSEHOLD, household.id }, household.place,
		            N_("Gift to the household"));
	if (outcome == NOT_FOUND)
		outcome = need_case(r->db, r->arena, need, &c);
	if (outcome != DONE)
		return outcome;
	return move(r, need, gift, account_of(need),
	            (struct account_key){ c.asker_county, ACCOUNT_BALANCE, c.asker_id }, need->place,
	            N_("Gift to the household"));
}

enum outcome gift_pay_out(struct request *r, const struct need *need, const struct gift *gift)
{
	enum outcome outcome;

	if (text_equal(gift->went, T("purchase")))
		outcome = move(r, need, gift, account_of(need), (struct account_key){ gift->county, ACCOUNT_BANK, 0 },
		               place_of_county(gift->county), N_("Bought for the household"));
	else
		outcome = to_household(r, need, gift);
	if (outcome == DONE)
		measure_add(r->db, INDICATOR_GIVEN_FEN, need->place, r->now, gift->amount_fen);
	return outcome;
}

enum outcome gift_give_back(struct request *r, const struct need *need, const struct gift *gift)
{
	struct order bill;
	enum outcome outcome = bill_of(r->db, r->arena, gift, &bill);

	if (outcome == DONE)
		outcome = move(r, need, gift, account_of(need), escrow_of(gift), need->place, N_("The need is over"));
	if (outcome == DONE)
		outcome = payment_refund(r, &bill, request_new_id(r), gift->amount_fen, N_("The need is over"));
	return outcome;
}
