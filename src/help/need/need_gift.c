/* The life of a gift: promised or paid, on its way, handed over with a receipt, confirmed; or lapsed, or its money given back. What is
   promised and not sent or paid within two days is free for others again. */
#include "help/need/need_inside.h"

#include "base/limits.h"
#include "base/money.h"
#include "web/chore.h"

enum { LAPSE_AT_ONCE = 24, LAPSE_IDS = 10 };

static const int64_t kept_ms = 48 * INT64_C(3600000);

/* Tells the asker and the giver (never the one who acts). */
static enum outcome tell(struct request *r, const struct need *need, const struct gift *gift, const char *to_asker,
                         const char *to_giver)
{
	struct case_file c;
	enum outcome outcome = need_case(r->db, r->arena, need, &c);

	if (outcome == DONE && to_asker != NULL)
		outcome = case_tell(r, &c, c.asker_county, c.asker_id, to_asker, need->title);
	if (outcome == DONE && to_giver != NULL)
		outcome = case_tell(r, &c, gift->giver_county, gift->giver_id, to_giver, need->title);
	return outcome;
}

static bool way_fits(const struct need *need, struct text way)
{
	return text_equal(way, need->way) ||
	       (text_equal(need->way, T("goods")) && text_equal(way, T("money")) && need->price_fen > 0);
}

enum outcome gift_make(struct request *r, struct need *need, struct gift *gift)
{
	enum outcome outcome;

	if (need->is_offer || need->state != NEED_OPEN || gift->pieces > need->wanted - need->claimed)
		return CONFLICT;
	if (!way_fits(need, gift->way)) {
		form_problem(r, "way", N_("This cannot be given this way"), T(""));
		return INVALID;
	}
	gift->amount_fen = 0;
	if (way_is_money(gift->way) && (!money_multiply(need->price_fen, gift->pieces, &gift->amount_fen) ||
	                                gift->amount_fen > TRANSFER_MOST_FEN)) {
		form_problem(r, "pieces", N_("This is too much at once"), T(""));
		return INVALID;
	}
	gift->county = need->county;
	gift->id = request_new_id(r);
	gift->need_id = need->id;
	gift->state = GIFT_PROMISED;
	gift->made_at = r->now;
	gift->lapse_at = r->now + kept_ms;
	gift->version = 1;
	outcome = gift_insert(r->db, gift);
	if (outcome == DONE)
		outcome = need_count(r, need, gift->pieces, 0);
	if (outcome == DONE && !way_is_money(gift->way))
		outcome = tell(r, need, gift, N_("A helper has taken on a part of it: %s"), NULL);
	return outcome;
}

enum outcome gift_sent(struct request *r, struct need *need, struct gift *gift)
{
	enum outcome outcome;

	if (gift->state != GIFT_PROMISED || way_is_money(gift->way))
		return CONFLICT;
	gift->state = GIFT_ON_WAY;
	gift->paid_at = r->now;
	gift->lapse_at = 0;
	outcome = gift_write(r->db, gift);
	return outcome == DONE ? tell(r, need, gift, N_("It is on its way to you: %s"), NULL) : outcome;
}

enum outcome gift_received(struct request *r, struct need *need, struct gift *gift)
{
	bool money = way_is_money(gift->way);
	enum outcome outcome = DONE;

	if (gift->state != GIFT_ON_WAY && (money || gift->state != GIFT_PROMISED))
		return CONFLICT;
	if (text_equal(gift->went, T("purchase")) && gift->receipt.length == 0) {
		form_problem(r, "picture", N_("Photograph the bill: everybody who gave may see what was bought"),
		             T(""));
		return INVALID;
	}
	gift->state = GIFT_HANDED;
	gift->received_at = r->now;
	gift->received_by_id = r->who.person_id;
	gift->lapse_at = 0;
	if (money)
		outcome = gift_pay_out(r, need, gift);
	if (outcome == DONE)
		outcome = gift_write(r->db, gift);
	if (outcome == DONE)
		outcome = need_count(r, need, 0, gift->pieces);
	if (outcome == DONE)
		outcome = tell(r, need, gift, N_("Handed over to you: %s"), N_("What you gave was handed over: %s"));
	return outcome;
}

enum outcome gift_confirmed(struct request *r, struct need *need, struct gift *gift)
{
	enum outcome outcome;

	if (gift->state != GIFT_HANDED && gift->state != GIFT_CONFIRMED)
		return CONFLICT;
	gift->state = GIFT_CONFIRMED;
	gift->confirmed_at = gift->confirmed_at > 0 ? gift->confirmed_at : r->now;
	outcome = gift_write(r->db, gift);
	return outcome == DONE ? tell(r, need, gift, NULL, N_("The household has it and says thank you: %s")) : outcome;
}

enum outcome gift_end(struct request *r, struct need *need, struct gift *gift, enum gift_state state)
{
	bool was_paid = gift->state == GIFT_ON_WAY && way_is_money(gift->way);
	enum outcome outcome = DONE;

	if (gift->state != GIFT_PROMISED && gift->state != GIFT_ON_WAY)
		return CONFLICT;
	gift->state = was_paid ? GIFT_RETURNED : state;
	gift->lapse_at = 0;
	if (was_paid)
		outcome = gift_give_back(r, need, gift);
	if (outcome == DONE)
		outcome = gift_write(r->db, gift);
	if (outcome == DONE)
		outcome = need_count(r, need, -gift->pieces, 0);
	if (outcome == DONE)
		outcome = tell(r, need, gift, NULL,
		               was_paid ? N_("It is not needed any more; your money comes back to you: %s")
		                        : N_("Your promise has ended: %s"));
	return outcome;
}

/* ---- the chore ---- */

bool gift_lapse_look(struct request *r)
{
	struct db_rows *due = db_rows(
		r->db,
		"SELECT g.county, g.id FROM gift AS g WHERE g.lapse_at > 0 AND g.lapse_at <= $1 AND g.county + 0 ="
		" (SELECT f.county FROM gift AS f WHERE f.lapse_at > 0 AND f.lapse_at <= $1 ORDER BY f.lapse_at"
		" LIMIT 1) ORDER BY g.lapse_at LIMIT $2",
		bind(i64(r->now), i64(LAPSE_AT_ONCE)));

	return chore_tell_rows(r, due);
}

static enum outcome lapse(struct request *r, int64_t county, int64_t id, bool failed)
{
	struct gift gift;
	struct need need;
	enum outcome outcome = gift_one(r->db, r->arena, county, id, &gift);

	if (outcome != DONE || gift.lapse_at == 0 || gift.lapse_at > r->now)
		return outcome;
	if (failed) {
		gift.lapse_at = r->now + INT64_C(3600000);
		return gift_write(r->db, &gift);
	}
	outcome = need_one(r->db, r->arena, county, gift.need_id, &need);
	return outcome == DONE ? gift_end(r, &need, &gift, GIFT_LAPSED) : outcome;
}

void gift_lapse_post(struct request *r)
{
	bool failed = chore_failure(r).length > 0;
	enum outcome outcome = DONE;
	int64_t county, id;

	for (size_t i = 0; outcome == DONE && chore_told_thing(r, i, &county, &id); i++) {
		if (r->world->next + LAPSE_IDS > WORLD_IDS)
			break;
		outcome = lapse(r, county, id, failed);
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
}
