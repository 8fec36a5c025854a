/* Gifts to campaigns: a bill of the payment module until it is paid, then in the campaign's account. What comes when the campaign is over,
   and what is left of it at its end, goes back the way it came. */
#include "help/campaign/campaign_inside.h"

#include "base/id.h"
#include "base/limits.h"
#include "web/chore.h"

enum { LAPSE_AT_ONCE = 24 };

static const int64_t kept_ms = 48 * INT64_C(3600000);

const struct choice campaign_gift_states[] = {
	{ "", "" },
	{ "promised", N_("Waits for payment") },
	{ "paid", N_("Paid") },
	{ "lapsed", N_("Never paid") },
	{ "late", N_("Came too late, given back") },
	{ NULL, NULL },
};

static const struct field gift_fields[] = {
	INT_FIELD(campaign_gift, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, campaign_gift, id, N_("Gift"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, campaign_gift, campaign_id, N_("Campaign"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign_gift, giver_county, N_("County"), 0, 0, 0),
	INT_FIELD(campaign_gift, giver_id, N_("Giver"), 0, 0, 0),
	INT_FIELD(campaign_gift, giver_place, N_("Place"), 0, 0, 0),
	WHOLE_FIELD(FIELD_FEN, campaign_gift, amount_fen, N_("Money given"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, campaign_gift, spent_fen, N_("On vouchers"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, campaign_gift, returned_fen, N_("Given back"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign_gift, vouchers, N_("Vouchers"), FIELD_OUT, 0, 0),
	INT_FIELD(campaign_gift, rides, N_("Rides"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, campaign_gift, rides_fen, N_("Ridden"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, campaign_gift, left_fen, N_("Not yet spent"), 0, 0, 0),
	STATE_FIELD(campaign_gift, state, N_("State"), FIELD_OUT, campaign_gift_states),
	TEXT_FIELD(campaign_gift, title, N_("Campaign"), 0, 0, 0),
	INT_FIELD(campaign_gift, lapse_at, N_("Kept until"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, campaign_gift, made_at, N_("Promised"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, campaign_gift, paid_at, N_("Paid"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, campaign_gift, returned_at, N_("Given back"), 0, 0, 0),
	INT_FIELD(campaign_gift, version, N_("Version"), 0, 0, 0),
	FIELD_END,
};
const struct record campaign_gift_record = { .name = "campaign_gift",
	                                     .size = sizeof(struct campaign_gift),
	                                     .county = offsetof(struct campaign_gift, county),
	                                     .fields = gift_fields };

#define GIFT_COLUMNS                                                                                           \
	"g.county, g.id, g.campaign_id, g.giver_county, g.giver_id, g.giver_place, g.amount_fen, g.spent_fen," \
	" g.returned_fen, g.state, g.lapse_at, g.made_at, g.paid_at, g.returned_at, g.version, c.title"
#define GIFT_FROM "FROM campaign_gift AS g JOIN campaign AS c ON c.county = g.county AND c.id = g.campaign_id"
/* With what became of it: counted for the rows of one page, each by its index. */
#define GIFT_RIDDEN                                                                                     \
	" FROM voucher_part AS p JOIN ride AS d ON d.county = p.county AND d.voucher_id = p.voucher_id" \
	" WHERE p.county = g.county AND p.gift_id = g.id"
#define GIFT_TRACED                                                                                                                    \
	"SELECT " GIFT_COLUMNS                                                                                                         \
	", g.amount_fen - g.spent_fen - g.returned_fen AS left_fen, (SELECT count(*) FROM voucher_part AS p WHERE p.county = g.county" \
	" AND p.gift_id = g.id) AS vouchers, (SELECT count(*)" GIFT_RIDDEN ") AS rides,"                                               \
	" (SELECT COALESCE(sum(p.amount_fen), 0)" GIFT_RIDDEN ") AS rides_fen " GIFT_FROM

enum outcome campaign_gift_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                               struct campaign_gift *ret)
{
	return db_one(db, arena, &campaign_gift_record, ret, GIFT_TRACED " WHERE g.county = $1 AND g.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome campaign_gifts(struct request *r, const struct campaign *c, int64_t after, size_t limit,
                            struct campaign_gift **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &campaign_gift_record, limit, ret, ret_count,
	               GIFT_TRACED " WHERE g.county = $1 AND g.campaign_id = $2 AND g.state = 2 AND g.id > $3"
	                           " ORDER BY g.id LIMIT $4",
	               bind(i64(c->county), i64(c->id), i64(after), i64((int64_t)limit)));
}

enum outcome campaign_gifts_mine(struct request *r, const struct campaign *c, int64_t before, size_t limit,
                                 struct campaign_gift **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &campaign_gift_record, limit, ret, ret_count,
	               GIFT_TRACED
	               " WHERE g.giver_id = $1 AND ($2 = 0 OR (g.county = $3 AND g.campaign_id = $2)) AND g.id < $4"
	               " AND g.state <> 3"
	               " ORDER BY g.id DESC LIMIT $5",
	               bind(i64(r->person_id), i64(c == NULL ? 0 : c->id), i64(c == NULL ? 0 : c->county),
	                    i64(before > 0 ? before : INT64_MAX), i64((int64_t)limit)));
}

struct text campaign_gift_path(struct arena *arena, const struct campaign_gift *gift)
{
	return text_format(arena, "/given/%.*s", TEXT(id_public(arena, gift->county, gift->id)));
}

static enum outcome gift_write(struct db *db, struct campaign_gift *gift)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE campaign_gift SET state = $3, lapse_at = $4, paid_at = $5, returned_at = $6, returned_fen = $7,"
		" version = version + 1 WHERE county = $1 AND id = $2 AND version = $8",
		bind(i64(gift->county), i64(gift->id), i64(gift->state), i64(gift->lapse_at), i64(gift->paid_at),
	             i64(gift->returned_at), i64(gift->returned_fen), i64(gift->version)));

	if (outcome != DONE)
		return outcome;
	gift->version += rows;
	return rows == 1 ? DONE : CONFLICT;
}

enum outcome campaign_gift_make(struct request *r, const struct campaign *c, int64_t amount_fen,
                                struct campaign_gift *ret)
{
	if (!campaign_takes(c, r->today)) {
		form_problem(r, "amount_fen", N_("This campaign takes no gifts any more"), T(""));
		return INVALID;
	}
	*ret = (struct campaign_gift){ .county = c->county,
		                       .id = request_new_id(r),
		                       .campaign_id = c->id,
		                       .giver_county = r->person_county,
		                       .giver_id = r->person_id,
		                       .giver_place = r->person_place,
		                       .amount_fen = amount_fen,
		                       .state = CAMPAIGN_GIFT_PROMISED,
		                       .lapse_at = r->now + kept_ms,
		                       .made_at = r->now,
		                       .version = 1,
		                       .title = c->title };
	return db_exec(r->db,
	               "INSERT INTO campaign_gift(county, id, campaign_id, giver_county, giver_id, giver_place,"
	               " amount_fen, spent_fen, returned_fen, state, lapse_at, made_at, paid_at, returned_at, version)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 1, $8, $9, 0, 0, 1)",
	               bind(i64(ret->county), i64(ret->id), i64(ret->campaign_id), i64(ret->giver_county),
	                    i64(ret->giver_id), i64(ret->giver_place), i64(ret->amount_fen), i64(ret->lapse_at),
	                    i64(ret->made_at)));
}

/* ---- the bill ---- */

static enum outcome bill_of(struct db *db, struct arena *arena, const struct campaign_gift *gift, struct order *ret)
{
	struct campaign c;
	enum outcome outcome = campaign_one(db, arena, gift->county, gift->campaign_id, &c);
	bool waits = gift->state == CAMPAIGN_GIFT_PROMISED;

	*ret = (struct order){ .county = gift->county,
		               .id = gift->id,
		               .checkout_id = gift->id,
		               .seller_place = c.place,
		               .buyer_county = gift->giver_county,
		               .buyer_id = gift->giver_id,
		               .buyer_place = gift->giver_place,
		               .state = waits && c.state == CAMPAIGN_OPEN   ? ORDER_PLACED
		                        : gift->state == CAMPAIGN_GIFT_PAID ? ORDER_PAID
		                                                            : ORDER_EXPIRED,
		               .goods_fen = gift->amount_fen };
	return outcome;
}

static enum outcome bill_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order *ret)
{
	struct campaign_gift gift;
	enum outcome outcome = campaign_gift_one(db, arena, county, id, &gift);

	return outcome == DONE ? bill_of(db, arena, &gift, ret) : outcome;
}

static enum outcome bill_of_checkout(struct db *db, struct arena *arena, int64_t checkout_id, struct order *ret)
{
	int64_t county = 0;
	enum outcome outcome =
		db_number(db, &county, "SELECT county FROM campaign_gift WHERE id = $1", bind(i64(checkout_id)));

	return outcome == DONE ? bill_one(db, arena, county, checkout_id, ret) : outcome;
}

static enum outcome move(struct request *r, const struct campaign *c, const struct campaign_gift *gift, bool in,
                         int64_t fen, const char *reason)
{
	const enum account_kind from = in ? ACCOUNT_ESCROW : ACCOUNT_CAMPAIGN;
	struct transfer transfer = {
		.county = gift->county,
		.id = request_new_id(r),
		.debit_county = gift->county,
		.debit_kind = from,
		.debit_owner_id = in ? gift->id : c->id,
		.credit_county = gift->county,
		.credit_kind = in ? ACCOUNT_CAMPAIGN : ACCOUNT_ESCROW,
		.credit_owner_id = in ? c->id : gift->id,
		.amount_fen = fen,
		.reason = text_of(reason),
		.subject_id = gift->id,
		.person_id = r->who.person_id,
		.at = r->now,
	};

	return ledger_post(r->db, &transfer, c->place, c->place);
}

static enum outcome bill_paid(struct request *r, const struct order *bill)
{
	struct campaign_gift gift;
	struct campaign c;
	enum outcome outcome = campaign_gift_one(r->db, r->arena, bill->county, bill->id, &gift);

	if (outcome == DONE)
		outcome = campaign_one(r->db, r->arena, gift.county, gift.campaign_id, &c);
	if (outcome != DONE)
		return outcome;
	gift.lapse_at = 0;
	gift.paid_at = r->now;
	if (!campaign_takes(&c, r->today)) {
		gift.state = CAMPAIGN_GIFT_LATE;
		outcome = gift_write(r->db, &gift);
		return outcome == DONE
		               ? payment_refund(r, bill, request_new_id(r), gift.amount_fen, N_("The campaign is over"))
		               : outcome;
	}
	gift.state = CAMPAIGN_GIFT_PAID;
	outcome = gift_write(r->db, &gift);
	if (outcome == DONE)
		outcome = move(r, &c, &gift, true, gift.amount_fen, N_("Given to a campaign"));
	if (outcome == DONE)
		outcome = campaign_count(r->db, &c,
		                         &(struct campaign_change){ .given_fen = gift.amount_fen, .gifts = 1 });
	if (outcome == DONE)
		measure_add(r->db, INDICATOR_CAMPAIGN_FEN, c.place, r->now, gift.amount_fen);
	return outcome;
}

const struct payment_bill campaign_bill = {
	.path = "/given", .one = bill_one, .of_checkout = bill_of_checkout, .paid = bill_paid
};

enum outcome campaign_gift_return(struct request *r, const struct campaign *c, struct campaign_gift *gift)
{
	int64_t left = gift->amount_fen - gift->spent_fen - gift->returned_fen;
	struct order bill;
	enum outcome outcome;

	if (gift->state != CAMPAIGN_GIFT_PAID || left <= 0)
		return CONFLICT;
	outcome = bill_of(r->db, r->arena, gift, &bill);
	gift->returned_fen += left;
	gift->returned_at = r->now;
	if (outcome == DONE)
		outcome = gift_write(r->db, gift);
	if (outcome == DONE)
		outcome = move(r, c, gift, false, left, N_("The campaign is over"));
	if (outcome == DONE)
		outcome = payment_refund(r, &bill, request_new_id(r), left, N_("The campaign is over"));
	if (outcome == DONE)
		outcome = campaign_count(r->db, c, &(struct campaign_change){ .returned_fen = left });
	if (outcome == DONE)
		measure_add(r->db, INDICATOR_CAMPAIGN_FEN, c->place, r->now, -left);
	return outcome;
}

/* ---- the chore: promises that were never paid ---- */

bool campaign_lapse_look(struct request *r)
{
	struct db_rows *due =
		db_rows(r->db,
	                "SELECT g.county, g.id FROM campaign_gift AS g WHERE g.lapse_at > 0 AND g.lapse_at <= $1"
	                " AND g.county + 0 = (SELECT f.county FROM campaign_gift AS f WHERE f.lapse_at > 0"
	                " AND f.lapse_at <= $1 ORDER BY f.lapse_at LIMIT 1) ORDER BY g.lapse_at LIMIT $2",
	                bind(i64(r->now), i64(LAPSE_AT_ONCE)));

	return chore_tell_rows(r, due);
}

void campaign_lapse_post(struct request *r)
{
	bool failed = chore_failure(r).length > 0;
	enum outcome outcome = DONE;
	int64_t county, id;

	for (size_t i = 0; outcome == DONE && chore_told_thing(r, i, &county, &id); i++) {
		struct campaign_gift gift;

		outcome = campaign_gift_one(r->db, r->arena, county, id, &gift);
		if (outcome != DONE || gift.lapse_at == 0 || gift.lapse_at > r->now)
			continue;
		gift.state = failed ? gift.state : CAMPAIGN_GIFT_LAPSED;
		gift.lapse_at = failed ? r->now + INT64_C(3600000) : 0;
		outcome = gift_write(r->db, &gift);
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
}
