/* Vouchers: issued out of money that is there, each made of parts of gifts, the oldest first; taken back or run out, their money is free
   again. */
#include "help/campaign/campaign_inside.h"

#include <assert.h>

#include "base/calendar.h"
#include "base/check_digit.h"
#include "base/limits.h"
#include "base/money.h"
#include "web/chore.h"

enum { END_AT_ONCE = 24, GIFTS_AT_ONCE = 1000 };

const struct choice voucher_states[] = {
	{ "", "" },
	{ "valid", N_("Valid") },
	{ "used", N_("Used for a ride") },
	{ "revoked", N_("Revoked") },
	{ "expired", N_("Run out") },
	{ NULL, NULL },
};

#define VOUCHER_FIELDS(code_flags)                                                                     \
	INT_FIELD(voucher, county, N_("County"), 0, 0, 0),                                             \
		WHOLE_FIELD(FIELD_ID, voucher, id, N_("Voucher"), code_flags, 0, 0),                   \
		INT_FIELD(voucher, campaign_id, N_("Campaign"), 0, 0, 0),                              \
		INT_FIELD(voucher, number, N_("Number in the campaign"), FIELD_OUT, 0, 0),             \
		TEXT_FIELD(voucher, code, N_("Number"), code_flags, 0, 12),                            \
		WHOLE_FIELD(FIELD_ID, voucher, household_id, N_("Household"), code_flags, 0, 0),       \
		INT_FIELD(voucher, household_place, N_("Place"), 0, 0, 0),                             \
		WHOLE_FIELD(FIELD_FEN, voucher, amount_fen, N_("Price of the ride"), FIELD_OUT, 0, 0), \
		WHOLE_FIELD(FIELD_FEN, voucher, part_fen, N_("Of this gift"), FIELD_OUT, 0, 0),        \
		STATE_FIELD(voucher, state, N_("State"), FIELD_OUT, voucher_states),                   \
		WHOLE_FIELD(FIELD_DAY, voucher, valid_until_on, N_("Valid until"), FIELD_OUT, 0, 0),   \
		WHOLE_FIELD(FIELD_MOMENT, voucher, issued_at, N_("Issued"), code_flags, 0, 0),         \
		WHOLE_FIELD(FIELD_MOMENT, voucher, ended_at, N_("Ended"), code_flags, 0, 0),           \
		WHOLE_FIELD(FIELD_MOMENT, voucher, ride_at, N_("Ride"), code_flags, 0, 0),             \
		TEXT_FIELD(voucher, line, N_("Bus line"), code_flags, 0, 40),                          \
		WHOLE_FIELD(FIELD_ID, voucher, settlement_id, N_("Settlement"), code_flags, 0, 0),     \
		TEXT_FIELD(voucher, title, N_("Campaign"), 0, 0, 0),                                   \
		INT_FIELD(voucher, company_id, N_("Bus company"), 0, 0, 0)
static const struct field voucher_fields[] = { VOUCHER_FIELDS(FIELD_OUT), FIELD_END };
const struct record voucher_record = { .name = "voucher",
	                               .size = sizeof(struct voucher),
	                               .county = offsetof(struct voucher, county),
	                               .fields = voucher_fields };
static const struct field public_fields[] = { VOUCHER_FIELDS(0), FIELD_END };
const struct record voucher_public_record = { .name = "voucher_of_gift",
	                                      .size = sizeof(struct voucher),
	                                      .county = offsetof(struct voucher, county),
	                                      .fields = public_fields };

#define VOUCHER_COLUMNS                                                                                              \
	"v.county, v.id, v.campaign_id, v.number, v.code, v.household_id, v.household_place, v.amount_fen, v.state," \
	" v.valid_until_on, v.issued_at, v.ended_at, c.title, c.company_id, COALESCE(d.ride_at, 0) AS ride_at,"      \
	" COALESCE(d.line, '') AS line, COALESCE(d.settlement_id, 0) AS settlement_id"
#define VOUCHER_FROM                                                                            \
	" FROM voucher AS v JOIN campaign AS c ON c.county = v.county AND c.id = v.campaign_id" \
	" LEFT JOIN ride AS d ON d.county = v.county AND d.voucher_id = v.id"

enum outcome voucher_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct voucher *ret)
{
	return db_one(db, arena, &voucher_record, ret,
	              "SELECT " VOUCHER_COLUMNS VOUCHER_FROM " WHERE v.county = $1 AND v.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome voucher_of_code(struct db *db, struct arena *arena, int64_t county, struct text code, struct voucher *ret)
{
	return db_one(db, arena, &voucher_record, ret,
	              "SELECT " VOUCHER_COLUMNS VOUCHER_FROM " WHERE v.county = $1 AND v.code = $2",
	              bind(i64(county), txt(code)));
}

enum outcome voucher_list(struct request *r, const struct campaign *c, int64_t state, int64_t before, size_t limit,
                          struct voucher **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &voucher_record, limit, ret, ret_count,
	               "SELECT " VOUCHER_COLUMNS VOUCHER_FROM " WHERE v.county = $1 AND v.campaign_id = $2"
	               " AND ($3 = 0 OR v.state = $3) AND v.number < $4 ORDER BY v.number DESC LIMIT $5",
	               bind(i64(c->county), i64(c->id), i64(state), i64(before > 0 ? before : INT64_MAX),
	                    i64((int64_t)limit)));
}

enum outcome voucher_of_gift(struct request *r, const struct campaign_gift *gift, int64_t after, size_t limit,
                             struct voucher **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &voucher_record, limit, ret, ret_count,
	               "SELECT " VOUCHER_COLUMNS ", p.amount_fen AS part_fen FROM voucher_part AS p JOIN voucher AS v"
	               " ON v.county = p.county AND v.id = p.voucher_id JOIN campaign AS c ON c.county = v.county"
	               " AND c.id = v.campaign_id LEFT JOIN ride AS d ON d.county = v.county AND d.voucher_id = v.id"
	               " WHERE p.county = $1 AND p.gift_id = $2 AND v.number > $3 ORDER BY p.voucher_id LIMIT $4",
	               bind(i64(gift->county), i64(gift->id), i64(after), i64((int64_t)limit)));
}

/* ---- issuing ---- */

/* Free parts of gifts, the oldest first. */
struct funds {
	struct campaign_gift *gifts;
	size_t count, next;
	int64_t fen; /* free in those read, the oldest GIFTS_AT_ONCE; 0 when they no longer suffice */
};

static enum outcome funds_load(struct request *r, const struct campaign *c, struct funds *ret)
{
	enum outcome outcome =
		db_list(r->db, r->arena, &campaign_gift_record, GIFTS_AT_ONCE, &ret->gifts, &ret->count,
	                "SELECT id, amount_fen, spent_fen, returned_fen FROM campaign_gift WHERE county = $1"
	                " AND campaign_id = $2 AND state = 2 AND spent_fen + returned_fen < amount_fen ORDER BY id"
	                " LIMIT $3",
	                bind(i64(c->county), i64(c->id), i64(GIFTS_AT_ONCE)));

	ret->next = 0;
	ret->fen = 0;
	for (size_t i = 0; outcome == DONE && i < ret->count; i++)
		ret->fen += ret->gifts[i].amount_fen - ret->gifts[i].spent_fen - ret->gifts[i].returned_fen;
	return outcome;
}

static enum outcome part_take(struct request *r, const struct voucher *voucher, struct campaign_gift *gift, int64_t fen)
{
	enum outcome outcome =
		db_exec(r->db,
	                "INSERT INTO voucher_part(county, voucher_id, gift_id, amount_fen) VALUES ($1, $2, $3, $4)",
	                bind(i64(voucher->county), i64(voucher->id), i64(gift->id), i64(fen)));

	gift->spent_fen += fen;
	if (outcome != DONE)
		return outcome;
	return db_exec(r->db,
	               "UPDATE campaign_gift SET spent_fen = spent_fen + $3, version = version + 1"
	               " WHERE county = $1 AND id = $2",
	               bind(i64(voucher->county), i64(gift->id), i64(fen)));
}

/* CONFLICT: the gifts do not suffice. */
static enum outcome fund(struct request *r, struct funds *funds, const struct voucher *voucher)
{
	int64_t missing = voucher->amount_fen;
	enum outcome outcome = DONE;

	while (outcome == DONE && missing > 0) {
		if (funds->next == funds->count)
			break;
		struct campaign_gift *gift = &funds->gifts[funds->next];
		int64_t left = gift->amount_fen - gift->spent_fen - gift->returned_fen;
		int64_t fen = left < missing ? left : missing;

		outcome = part_take(r, voucher, gift, fen);
		missing -= fen;
		if (fen == left)
			funds->next++;
	}
	return outcome == DONE && missing > 0 ? CONFLICT : outcome;
}

/* A voucher out of very many small gifts in three statements, however many they are: each has at least a fen, so no more are read than the voucher
   has fen. CONFLICT: the gifts do not suffice. */
static enum outcome fund_whole(struct request *r, const struct campaign *c, const struct voucher *v)
{
	int64_t fen = 0;
	enum outcome outcome = db_exec(
		r->db,
		"INSERT INTO voucher_part(county, voucher_id, gift_id, amount_fen) SELECT CAST($1 AS BIGINT),"
		" CAST($2 AS BIGINT), g.id, CASE WHEN g.so_far <= $4 THEN g.rest ELSE g.rest - (g.so_far - $4) END FROM"
		" (SELECT f.id, f.rest, CAST(sum(f.rest) OVER (ORDER BY f.id) AS BIGINT) AS so_far FROM"
		" (SELECT id, amount_fen - spent_fen - returned_fen AS rest FROM campaign_gift WHERE county = $1"
		" AND campaign_id = $3 AND state = 2 AND spent_fen + returned_fen < amount_fen ORDER BY id LIMIT $4) AS f)"
		" AS g WHERE g.so_far - g.rest < $4 /* sorts */ /* scan */",
		bind(i64(v->county), i64(v->id), i64(c->id), i64(v->amount_fen)));

	if (outcome == DONE)
		outcome = db_exec(
			r->db,
			"UPDATE campaign_gift SET spent_fen = spent_fen + (SELECT p.amount_fen FROM voucher_part"
			" AS p WHERE p.county = $1 AND p.voucher_id = $2 AND p.gift_id = campaign_gift.id),"
			" version = version + 1 WHERE county = $1 AND id IN (SELECT q.gift_id FROM voucher_part"
			" AS q WHERE q.county = $1 AND q.voucher_id = $2)",
			bind(i64(v->county), i64(v->id)));
	if (outcome == DONE)
		outcome = db_number(
			r->db, &fen,
			"SELECT CAST(COALESCE(sum(amount_fen), 0) AS BIGINT) FROM voucher_part WHERE county = $1"
			" AND voucher_id = $2",
			bind(i64(v->county), i64(v->id)));
	return outcome == DONE && fen != v->amount_fen ? CONFLICT : outcome;
}

/* Gift by gift as long as those that were read suffice; then each by fund_whole(), so that no command grows with the number of gifts. */
static enum outcome fund_any(struct request *r, const struct campaign *c, struct funds *funds, const struct voucher *v)
{
	if (funds->fen < v->amount_fen)
		funds->fen = 0;
	else
		funds->fen -= v->amount_fen;
	return funds->fen == 0 ? fund_whole(r, c, v) : fund(r, funds, v);
}

/* Eleven digits of chance, and the check digit. */
static struct text new_code(struct request *r)
{
	char *code = arena_take(r->arena, VOUCHER_DIGITS + 1);
	uint64_t chance;

	world_chance(r->world, &chance, sizeof chance);
	for (size_t i = 0; i < VOUCHER_DIGITS - 1; i++, chance /= 10)
		code[i] = (char)('0' + chance % 10);
	code[VOUCHER_DIGITS - 1] = check_digit((struct text){ code, VOUCHER_DIGITS - 1 });
	return (struct text){ code, VOUCHER_DIGITS };
}

static enum outcome issue_one(struct request *r, struct campaign *c, const struct campaign_household *household,
                              struct funds *funds)
{
	struct voucher voucher = { .county = c->county,
		                   .id = request_new_id(r),
		                   .campaign_id = c->id,
		                   .number = ++c->numbers,
		                   .code = new_code(r),
		                   .household_id = household->household_id,
		                   .household_place = household->household_place,
		                   .amount_fen = c->ride_fen,
		                   .valid_until_on = calendar_add_days(r->today, c->valid_days),
		                   .issued_at = r->now };
	enum outcome outcome = db_exec(
		r->db,
		"INSERT INTO voucher(county, id, campaign_id, number, code, household_id, household_place, amount_fen,"
		" state, valid_until_on, issued_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, 0)",
		bind(i64(voucher.county), i64(voucher.id), i64(voucher.campaign_id), i64(voucher.number),
	             txt(voucher.code), i64(voucher.household_id), i64(voucher.household_place),
	             i64(voucher.amount_fen), i64(voucher.valid_until_on), i64(voucher.issued_at)));

	if (outcome == DONE)
		outcome = fund_any(r, c, funds, &voucher);
	if (outcome == DONE)
		measure_add(r->db, INDICATOR_VOUCHERS, place_above(voucher.household_place, PLACE_VILLAGE), r->now, 1);
	return outcome;
}

/* out: onto the vouchers; else back to what is free. */
static enum outcome move(struct request *r, const struct campaign *c, bool out, int64_t fen, int64_t subject_id)
{
	struct transfer transfer = {
		.county = c->county,
		.id = request_new_id(r),
		.debit_county = c->county,
		.debit_kind = out ? ACCOUNT_CAMPAIGN : ACCOUNT_VOUCHER,
		.debit_owner_id = c->id,
		.credit_county = c->county,
		.credit_kind = out ? ACCOUNT_VOUCHER : ACCOUNT_CAMPAIGN,
		.credit_owner_id = c->id,
		.amount_fen = fen,
		.reason = out ? T(N_("Vouchers issued")) : T(N_("A voucher was not used")),
		.subject_id = subject_id,
		.person_id = r->who.person_id,
		.at = r->now,
	};

	return ledger_post(r->db, &transfer, c->place, c->place);
}

static enum outcome whom(struct request *r, const struct campaign *c, int64_t household_id,
                         struct campaign_household **ret, size_t *ret_count)
{
	enum outcome outcome = household_id == 0
	                               ? campaign_households(r->db, r->arena, c, 0, CAMPAIGN_HOUSEHOLDS, ret, ret_count)
	                               : campaign_households(r->db, r->arena, c, household_id - 1, 1, ret, ret_count);

	if (outcome == DONE && household_id != 0 && *ret_count > 0 && (*ret)[0].household_id != household_id)
		*ret_count = 0;
	return outcome;
}

/* False with a problem: nobody, too many at once, or more than the money that is there. */
static bool may_issue(struct request *r, const struct campaign *c, int64_t count, int64_t *ret_fen)
{
	if (count == 0)
		form_problem(r, "each", N_("Put households on the list first"), T(""));
	else if (count > VOUCHERS_AT_ONCE)
		form_problem(r, "each", N_("At most %s vouchers at once: issue fewer, then again"),
		             text_of_int(r->arena, VOUCHERS_AT_ONCE));
	else if (!money_multiply(c->ride_fen, count, ret_fen) || *ret_fen > c->free_fen)
		form_problem(r, "each", N_("There is money for %s rides only: no voucher is issued without its money"),
		             text_of_int(r->arena, c->free_fen / c->ride_fen));
	else
		return true;
	return false;
}

enum outcome voucher_issue(struct request *r, struct campaign *c, int64_t each, int64_t household_id,
                           int64_t *ret_count)
{
	struct campaign_household *households;
	struct funds funds;
	size_t count;
	int64_t fen = 0;
	enum outcome outcome = whom(r, c, household_id, &households, &count);

	assert(each > 0 && each <= VOUCHERS_AT_ONCE);
	*ret_count = (int64_t)count * each;
	if (outcome == DONE && !may_issue(r, c, *ret_count, &fen))
		return INVALID;
	if (outcome == DONE)
		outcome = funds_load(r, c, &funds);
	if (outcome == DONE)
		outcome = move(r, c, true, fen, c->id);
	for (size_t i = 0; outcome == DONE && i < count; i++)
		for (int64_t k = 0; outcome == DONE && k < each; k++)
			outcome = issue_one(r, c, &households[i], &funds);
	if (outcome == DONE)
		outcome = campaign_count(r->db, c,
		                         &(struct campaign_change){
						 .issued_fen = fen, .vouchers = *ret_count, .numbers = *ret_count });
	return outcome;
}

/* ---- ending ---- */

/* The parts of a voucher are free for another one. */
static enum outcome parts_free(struct request *r, const struct voucher *voucher)
{
	enum outcome outcome = db_exec(
		r->db,
		"UPDATE campaign_gift SET spent_fen = spent_fen - (SELECT p.amount_fen FROM voucher_part AS p"
		" WHERE p.county = $1 AND p.voucher_id = $2 AND p.gift_id = campaign_gift.id), version = version + 1"
		" WHERE county = $1 AND id IN (SELECT q.gift_id FROM voucher_part AS q WHERE q.county = $1"
		" AND q.voucher_id = $2)",
		bind(i64(voucher->county), i64(voucher->id)));

	if (outcome != DONE)
		return outcome;
	return db_exec(r->db, "DELETE FROM voucher_part WHERE county = $1 AND voucher_id = $2",
	               bind(i64(voucher->county), i64(voucher->id)));
}

enum outcome voucher_end(struct request *r, const struct campaign *c, const struct voucher *voucher,
                         enum voucher_state state)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(r->db, &rows,
	                  "UPDATE voucher SET state = $3, ended_at = $4 WHERE county = $1 AND id = $2 AND state = 1",
	                  bind(i64(voucher->county), i64(voucher->id), i64(state), i64(r->now)));

	if (outcome == DONE && rows != 1)
		return CONFLICT;
	if (outcome == DONE)
		outcome = parts_free(r, voucher);
	if (outcome == DONE)
		outcome = move(r, c, false, voucher->amount_fen, voucher->id);
	if (outcome == DONE)
		outcome =
			campaign_count(r->db, c,
		                       &(struct campaign_change){ .issued_fen = -voucher->amount_fen, .vouchers = -1 });
	if (outcome == DONE)
		measure_add(r->db, INDICATOR_VOUCHERS, place_above(voucher->household_place, PLACE_VILLAGE),
		            voucher->issued_at, -1);
	return outcome;
}

/* ---- the chore: those that ran out, some days after their last, because rides are told late ---- */

bool voucher_end_look(struct request *r)
{
	int64_t before_on = calendar_add_days(r->today, -VOUCHER_GRACE_DAYS);
	struct db_rows *due = db_rows(
		r->db,
		"SELECT v.county, v.id FROM voucher AS v WHERE v.state = 1 AND v.valid_until_on < $1 AND v.county + 0 ="
		" (SELECT f.county FROM voucher AS f WHERE f.state = 1 AND f.valid_until_on < $1"
		" ORDER BY f.valid_until_on LIMIT 1) ORDER BY v.valid_until_on LIMIT $2",
		bind(i64(before_on), i64(END_AT_ONCE)));

	return chore_tell_rows(r, due);
}

static enum outcome run_out(struct request *r, int64_t county, int64_t id, bool failed)
{
	struct voucher voucher;
	struct campaign c;
	enum outcome outcome = voucher_one(r->db, r->arena, county, id, &voucher);

	if (outcome != DONE || voucher.state != VOUCHER_VALID ||
	    voucher.valid_until_on >= calendar_add_days(r->today, -VOUCHER_GRACE_DAYS))
		return outcome;
	if (failed)
		return db_exec(r->db, "UPDATE voucher SET valid_until_on = $3 WHERE county = $1 AND id = $2",
		               bind(i64(county), i64(id), i64(r->today)));
	outcome = campaign_one(r->db, r->arena, county, voucher.campaign_id, &c);
	return outcome == DONE ? voucher_end(r, &c, &voucher, VOUCHER_EXPIRED) : outcome;
}

void voucher_end_post(struct request *r)
{
	bool failed = chore_failure(r).length > 0;
	enum outcome outcome = DONE;
	int64_t county, id;

	for (size_t i = 0; outcome == DONE && chore_told_thing(r, i, &county, &id); i++)
		outcome = run_out(r, county, id, failed);
	if (outcome != DONE)
		fail(r, outcome, NULL);
}
