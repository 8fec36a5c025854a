/* Money of pledges: a payment is a bill of the payment module until it is paid, then the money stands in the pledge's own account, from
   which the office of the place spends it with a word on what. What comes when the promise is withdrawn goes back the way it came. */
#include "help/partner/partner_inside.h"

#include "base/id.h"
#include "base/limits.h"
#include "common/ledger/ledger.h"
#include "web/chore.h"

enum { LAPSE_AT_ONCE = 24 };

static const int64_t kept_ms = 48 * INT64_C(3600000);

static enum outcome move(struct request *r, const struct pledge *p, struct account_key from, struct account_key to,
                         int64_t fen, const char *reason, int64_t subject_id, int64_t *ret_transfer_id)
{
	struct transfer transfer = {
		.county = p->county,
		.id = request_new_id(r),
		.debit_county = from.county,
		.debit_kind = from.kind,
		.debit_owner_id = from.owner_id,
		.credit_county = to.county,
		.credit_kind = to.kind,
		.credit_owner_id = to.owner_id,
		.amount_fen = fen,
		.reason = text_of(reason),
		.subject_id = subject_id,
		.person_id = r->who.person_id,
		.at = r->now,
	};

	*ret_transfer_id = transfer.id;
	return ledger_post(r->db, &transfer, p->place, to.kind == ACCOUNT_BANK ? place_of_county(p->county) : p->place);
}

static struct account_key account_of(const struct pledge *p)
{
	return (struct account_key){ p->county, ACCOUNT_PLEDGE, p->id };
}

/* ---- paying ---- */

enum outcome pledge_pay(struct request *r, const struct pledge *p, int64_t amount_fen, struct text payment,
                        struct pledge_delivery *ret, struct text *ret_path)
{
	enum outcome outcome;

	if (p->state != PLEDGE_OPEN || !text_equal(p->way, T("money"))) {
		form_problem(r, "amount_fen", N_("This promise takes no money"), T(""));
		return INVALID;
	}
	*ret = (struct pledge_delivery){ .county = p->county,
		                         .id = request_new_id(r),
		                         .pledge_id = p->id,
		                         .quantity = amount_fen,
		                         .worth_fen = amount_fen,
		                         .state = DELIVERY_UNPAID,
		                         .words = T(""),
		                         .answer = T(""),
		                         .giver_county = r->person_county,
		                         .giver_id = r->person_id,
		                         .giver_place = r->person_place,
		                         .lapse_at = r->now + kept_ms,
		                         .made_at = r->now,
		                         .version = 1 };
	outcome = delivery_insert(r->db, ret);
	if (outcome == DONE)
		outcome = payment_start(r, ret->id, amount_fen, payment, ret_path);
	return outcome;
}

static enum outcome bill_of(struct db *db, struct arena *arena, const struct pledge_delivery *d, struct order *ret)
{
	struct pledge p;
	enum outcome outcome = pledge_one(db, arena, d->county, d->pledge_id, 0, &p);

	*ret = (struct order){ .county = d->county,
		               .id = d->id,
		               .checkout_id = d->id,
		               .seller_place = p.place,
		               .buyer_county = d->giver_county,
		               .buyer_id = d->giver_id,
		               .buyer_place = d->giver_place,
		               .state = d->state == DELIVERY_UNPAID     ? ORDER_PLACED
		                        : d->state == DELIVERY_RECEIVED ? ORDER_PAID
		                                                        : ORDER_EXPIRED,
		               .goods_fen = d->quantity };
	return outcome;
}

static bool is_money(const struct pledge_delivery *d)
{
	return d->state == DELIVERY_UNPAID || d->state == DELIVERY_LAPSED || d->state == DELIVERY_RETURNED ||
	       (d->state == DELIVERY_RECEIVED && d->receiver_id == 0);
}

static enum outcome bill_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order *ret)
{
	struct pledge_delivery d;
	enum outcome outcome = delivery_one(db, arena, county, id, &d);

	if (outcome == DONE && !is_money(&d))
		return NOT_FOUND;
	return outcome == DONE ? bill_of(db, arena, &d, ret) : outcome;
}

static enum outcome bill_of_checkout(struct db *db, struct arena *arena, int64_t checkout_id, struct order *ret)
{
	int64_t county = 0;
	enum outcome outcome =
		db_number(db, &county, "SELECT county FROM pledge_delivery WHERE id = $1", bind(i64(checkout_id)));

	return outcome == DONE ? bill_one(db, arena, county, checkout_id, ret) : outcome;
}

static enum outcome bill_paid(struct request *r, const struct order *bill)
{
	struct pledge_delivery d;
	struct pledge p;
	int64_t transfer_id;
	enum outcome outcome = delivery_one(r->db, r->arena, bill->county, bill->id, &d);

	if (outcome == DONE)
		outcome = pledge_one(r->db, r->arena, d.county, d.pledge_id, r->today, &p);
	if (outcome != DONE)
		return outcome;
	d.lapse_at = 0;
	d.received_at = r->now;
	d.state = p.state == PLEDGE_WITHDRAWN ? DELIVERY_RETURNED : DELIVERY_RECEIVED;
	outcome = delivery_write(r->db, &d);
	if (outcome == DONE && d.state == DELIVERY_RETURNED)
		return payment_refund(r, bill, request_new_id(r), d.quantity, N_("The promise was withdrawn"));
	if (outcome == DONE)
		outcome = move(r, &p, (struct account_key){ d.county, ACCOUNT_ESCROW, d.id }, account_of(&p),
		               d.quantity, N_("Given by a partner"), d.id, &transfer_id);
	if (outcome == DONE)
		outcome = pledge_count(r, &p, d.quantity, d.worth_fen, d.received_at);
	return outcome == DONE && p.state == PLEDGE_OPEN
	               ? pledge_tell(r, &p, N_("Your money has arrived, thank you: %s"))
	               : outcome;
}

const struct payment_bill pledge_bill = {
	.path = "/pledge-payments", .one = bill_one, .of_checkout = bill_of_checkout, .paid = bill_paid
};

/* ---- spending ---- */

enum outcome pledge_spend(struct request *r, struct pledge *p, int64_t amount_fen, struct text words_)
{
	struct pledge_payout payout = { .county = p->county, .id = request_new_id(r) };
	enum outcome outcome;

	if (!text_equal(p->way, T("money")) || amount_fen > p->received_fen - p->paid_out_fen)
		return CONFLICT;
	p->paid_out_fen += amount_fen;
	outcome = pledge_write(r->db, p);
	if (outcome == DONE)
		outcome = move(r, p, account_of(p), (struct account_key){ p->county, ACCOUNT_BANK, 0 }, amount_fen,
		               N_("Spent for what was promised"), payout.id, &payout.transfer_id);
	if (outcome == DONE)
		outcome = db_exec(
			r->db,
			"INSERT INTO pledge_payout(county, id, pledge_id, amount_fen, words, person_id, transfer_id, at)"
			" VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
			bind(i64(payout.county), i64(payout.id), i64(p->id), i64(amount_fen), txt(words_),
		             i64(r->who.person_id), i64(payout.transfer_id), i64(r->now)));
	if (outcome == DONE)
		outcome = pledge_tell(r, p, N_("What you gave was used; look for what: %s"));
	return outcome;
}

/* ---- the chore: payments that never came ---- */

bool pledge_lapse_look(struct request *r)
{
	struct db_rows *due =
		db_rows(r->db,
	                "SELECT d.county, d.id FROM pledge_delivery AS d WHERE d.lapse_at > 0 AND d.lapse_at <= $1"
	                " AND d.county + 0 = (SELECT f.county FROM pledge_delivery AS f WHERE f.lapse_at > 0"
	                " AND f.lapse_at <= $1 ORDER BY f.lapse_at LIMIT 1) ORDER BY d.lapse_at LIMIT $2",
	                bind(i64(r->now), i64(LAPSE_AT_ONCE)));

	return chore_tell_rows(r, due);
}

void pledge_lapse_post(struct request *r)
{
	bool failed = chore_failure(r).length > 0;
	enum outcome outcome = DONE;
	int64_t county, id;

	for (size_t i = 0; outcome == DONE && chore_told_thing(r, i, &county, &id); i++) {
		struct pledge_delivery d;

		outcome = delivery_one(r->db, r->arena, county, id, &d);
		if (outcome != DONE || d.lapse_at == 0 || d.lapse_at > r->now)
			continue;
		d.state = failed ? d.state : DELIVERY_LAPSED;
		d.lapse_at = failed ? r->now + INT64_C(3600000) : 0;
		outcome = delivery_write(r->db, &d);
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
}
