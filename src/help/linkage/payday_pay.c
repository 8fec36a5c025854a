/* Paying a payday: somebody else releases it, its money is set apart, the list of payments is filled slice by slice and pays by itself; each
   chunk tells payday_paid(), which counts what reached whom. Corrections are transfers of their own. */
#include "help/linkage/linkage_inside.h"

#include "base/calendar.h"
#include "base/limits.h"
#include "help/register/register.h"
#include "web/chore.h"

/* By the kind's position in linkage_kinds. */
static const struct {
	const char *income;
	enum indicator_number indicator;
} kinds[] = {
	{ "dividend", INDICATOR_DIVIDEND_FEN },
	{ "crops", INDICATOR_PURCHASE_FEN },
	{ "rent", INDICATOR_RENT_FEN },
	{ "wages", INDICATOR_WAGE_FEN },
};

static size_t kind_at(struct text kind)
{
	size_t i = 0;

	while (linkage_kinds[i + 1].value != NULL && !text_equal(kind, text_of(linkage_kinds[i].value)))
		i++;
	return i;
}

/* Money for a household, or back: totals where it lives, and its income of the year in which it was paid. A card that was merged keeps its
   account; its household is found by the place. */
static enum outcome count_paid(struct request *r, const struct payday *d, int64_t household_place, int64_t fen,
                               int64_t year)
{
	struct household household;
	size_t kind = kind_at(d->kind);
	enum outcome outcome = household_at(r->db, r->arena, household_place, &household);

	measure_add(r->db, kinds[kind].indicator, place_above(household_place, PLACE_VILLAGE), r->now, fen);
	return outcome == DONE ? register_earn(r->db, &household, year, kinds[kind].income, fen) : outcome;
}

/* ---- releasing ---- */

/* Numbers what has a sum, without gaps, in the order of the lines. */
static enum outcome number_lines(struct request *r, struct payday *d)
{
	return db_change(
		r->db, &d->lines,
		"UPDATE payday_line SET line = w.line FROM (SELECT number, row_number() OVER (ORDER BY number)"
		" AS line FROM payday_line WHERE county = $1 AND payday_id = $2 AND amount_fen > 0) AS w"
		" WHERE county = $1 AND payday_id = $2 AND payday_line.number = w.number /* scan */ /* sorts */",
		bind(i64(d->county), i64(d->id)));
}

/* A rent is paid once for each day on which it is due. CONFLICT: another payday paid one of these meanwhile. */
static enum outcome move_rents(struct request *r, const struct payday *d)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		r->db, &rows,
		"UPDATE linkage SET due_on = due_on + 10000 WHERE county = $1 AND seller_id = $3 AND EXISTS (SELECT 1"
		" FROM payday_line AS y WHERE y.county = linkage.county AND y.payday_id = $2 AND y.linkage_id = linkage.id"
		" AND y.due_on = linkage.due_on)",
		bind(i64(d->county), i64(d->id), i64(d->seller_id)));

	return outcome == DONE && rows != d->lines ? CONFLICT : outcome;
}

/* Seller -> the payday's own account. */
static enum outcome set_apart(struct request *r, const struct payday *d)
{
	struct transfer transfer = { .county = d->county,
		                     .id = request_new_id(r),
		                     .debit_county = d->county,
		                     .debit_kind = ACCOUNT_SELLER,
		                     .debit_owner_id = d->seller_id,
		                     .credit_county = d->county,
		                     .credit_kind = ACCOUNT_PAYDAY,
		                     .credit_owner_id = d->id,
		                     .amount_fen = d->total_fen,
		                     .reason = T(N_("Set apart for a payday")),
		                     .subject_id = d->id,
		                     .person_id = r->who.person_id,
		                     .at = r->now };

	return ledger_post(r->db, &transfer, d->place, d->place);
}

static enum outcome make_list(struct request *r, const struct payday *d)
{
	struct pay_list list = { .county = d->county,
		                 .id = d->list_id,
		                 .place = d->place,
		                 .debit_kind = ACCOUNT_PAYDAY,
		                 .debit_owner_id = d->id,
		                 .reason = text_of(linkage_kinds[kind_at(d->kind)].label),
		                 .subject_id = d->id,
		                 .person_id = r->who.person_id,
		                 .purpose = T(PAYDAY_PURPOSE),
		                 .made_at = r->now };

	return pay_list_make(r->db, &list);
}

/* The next slice onto the list; behind the last one it starts. */
static enum outcome list_slice(struct request *r, struct payday *d)
{
	struct payday_line *rows;
	struct pay_line *lines;
	size_t count = 0;
	enum outcome outcome = db_list(r->db, r->arena, &payday_line_record, PAYDAY_SLICE, &rows, &count,
	                               "SELECT county, household_id, household_place, amount_fen FROM payday_line"
	                               " WHERE county = $1 AND payday_id = $2 AND line > $3 AND line > 0 ORDER BY line"
	                               " LIMIT $4",
	                               bind(i64(d->county), i64(d->id), i64(d->listed_lines), i64(PAYDAY_SLICE)));

	lines = arena_array(r->arena, count + 1, sizeof *lines);
	for (size_t i = 0; outcome == DONE && i < count; i++)
		lines[i] = (struct pay_line){ .kind = ACCOUNT_HOUSEHOLD,
			                      .owner_id = rows[i].household_id,
			                      .place = rows[i].household_place,
			                      .amount_fen = rows[i].amount_fen };
	if (outcome == DONE)
		outcome = pay_list_add(r->db, r->arena, d->county, d->list_id, lines, count);
	d->listed_lines += (int64_t)count;
	if (outcome == DONE && d->listed_lines == d->lines)
		outcome = pay_list_start(r->db, r->arena, d->county, d->list_id, r->now);
	if (outcome != DONE)
		return outcome;
	return db_exec(r->db, "UPDATE payday SET listed_lines = $3 WHERE county = $1 AND id = $2",
	               bind(i64(d->county), i64(d->id), i64(d->listed_lines)));
}

static enum outcome mark_released(struct request *r, const struct payday *d)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(r->db, &rows,
	                                 "UPDATE payday SET state = 2, list_id = $3, lines = $4, released_by_id = $5,"
	                                 " released_at = $6 WHERE county = $1 AND id = $2 AND state = 1",
	                                 bind(i64(d->county), i64(d->id), i64(d->list_id), i64(d->lines),
	                                      i64(r->who.person_id), i64(r->now)));

	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

/* What the releasing person can mend or must know. */
static void check_release(struct request *r, const struct payday *d)
{
	struct account account = { 0 };
	struct account_key key = { d->county, ACCOUNT_SELLER, d->seller_id };
	enum outcome outcome = ledger_account(r->db, r->arena, key, &account);
	int64_t free_fen = account_balance(&account) - account.pending_debits_fen;

	if (d->made_by_id == r->who.person_id)
		form_problem(r, "release", N_("Somebody else has to release it: two people look at it"), T(""));
	else if (d->total_fen == 0)
		form_problem(r, "release", N_("There is nothing to pay: fill in what was delivered or done"), T(""));
	else if (d->total_fen > TRANSFER_MOST_FEN)
		form_problem(r, "release", N_("More than ten million yuan: make several paydays of it"), T(""));
	else if ((outcome != DONE && outcome != NOT_FOUND) || free_fen < d->total_fen)
		form_problem(r, "release", N_("There is not so much money: ¥%s are there"), show_fen(r, free_fen));
}

enum outcome payday_release(struct request *r, struct payday *d)
{
	enum outcome outcome;

	if (d->state != PAYDAY_RECKONED)
		return CONFLICT;
	check_release(r, d);
	if (r->problems.count > 0)
		return INVALID;
	d->list_id = request_new_id(r);
	outcome = number_lines(r, d);
	if (outcome == DONE && text_equal(d->kind, T("rent")))
		outcome = move_rents(r, d);
	if (outcome == DONE)
		outcome = mark_released(r, d);
	if (outcome == DONE)
		outcome = set_apart(r, d);
	if (outcome == DONE)
		outcome = make_list(r, d);
	return outcome == DONE ? list_slice(r, d) : outcome;
}

enum outcome payday_drop(struct db *db, const struct payday *d)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows, "UPDATE payday SET state = 4 WHERE county = $1 AND id = $2 AND state = 1",
	                  bind(i64(d->county), i64(d->id)));

	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

/* ---- long ones: the rest of the list, slice by slice ---- */

bool payday_list_look(struct request *r)
{
	struct db_rows *rows = db_rows(r->db,
	                               "SELECT county, id FROM payday WHERE state = 2 AND listed_lines < lines"
	                               " ORDER BY county, id LIMIT 1",
	                               bind_none());

	return chore_tell_rows(r, rows);
}

void payday_list_chore(struct request *r)
{
	struct payday payday;
	int64_t county, id;
	enum outcome outcome =
		chore_told_thing(r, 0, &county, &id) ? payday_one(r->db, r->arena, county, id, &payday) : NOT_FOUND;

	if (outcome == DONE && payday.state == PAYDAY_RELEASED && payday.listed_lines < payday.lines)
		outcome = list_slice(r, &payday);
	if (outcome != DONE)
		fail(r, outcome, NULL);
}

/* ---- when lines were paid ---- */

enum outcome payday_paid(struct request *r, const struct pay_list *list, const struct pay_line *lines, size_t count)
{
	struct payday payday;
	int64_t year = r->today / 10000, fen = 0;
	enum outcome outcome = payday_one(r->db, r->arena, list->county, list->subject_id, &payday);

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		int64_t place = 0;

		outcome = db_number(r->db, &place,
		                    "UPDATE payday_line SET transfer_id = $4, paid_at = $5 WHERE county = $1"
		                    " AND payday_id = $2 AND line = $3 AND line > 0 RETURNING household_place",
		                    bind(i64(payday.county), i64(payday.id), i64(lines[i].number),
		                         i64(lines[i].transfer_id), i64(r->now)));
		if (outcome == DONE)
			outcome = count_paid(r, &payday, place, lines[i].amount_fen, year);
		fen += lines[i].amount_fen;
	}
	if (outcome != DONE)
		return outcome;
	return db_exec(r->db,
	               "UPDATE payday SET paid_lines = paid_lines + $3, paid_fen = paid_fen + $4,"
	               " state = CASE WHEN paid_lines + $3 = lines THEN 3 ELSE 2 END,"
	               " paid_at = CASE WHEN paid_lines + $3 = lines THEN $5 ELSE 0 END WHERE county = $1 AND id = $2",
	               bind(i64(payday.county), i64(payday.id), i64((int64_t)count), i64(fen), i64(r->now)));
}

/* ---- corrections ---- */

static enum outcome correct_transfer(struct request *r, const struct payday *d, const struct payday_line *line,
                                     int64_t amount_fen, int64_t id)
{
	bool is_back = amount_fen < 0;
	struct transfer transfer = { .county = d->county,
		                     .id = id,
		                     .debit_county = d->county,
		                     .debit_kind = is_back ? ACCOUNT_HOUSEHOLD : ACCOUNT_SELLER,
		                     .debit_owner_id = is_back ? line->household_id : d->seller_id,
		                     .credit_county = d->county,
		                     .credit_kind = is_back ? ACCOUNT_SELLER : ACCOUNT_HOUSEHOLD,
		                     .credit_owner_id = is_back ? d->seller_id : line->household_id,
		                     .amount_fen = is_back ? -amount_fen : amount_fen,
		                     .reason = T(N_("Correction of a payment")),
		                     .subject_id = d->id,
		                     .person_id = r->who.person_id,
		                     .at = r->now };

	return ledger_post(r->db, &transfer, is_back ? line->household_place : d->place,
	                   is_back ? d->place : line->household_place);
}

static enum outcome keep_correction(struct request *r, const struct payday *d, int64_t number, int64_t amount_fen,
                                    struct text reason, int64_t transfer_id)
{
	enum outcome outcome =
		db_exec(r->db,
	                "INSERT INTO payday_correction(county, id, payday_id, number, amount_fen, reason,"
	                " person_id, transfer_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	                bind(i64(d->county), i64(request_new_id(r)), i64(d->id), i64(number), i64(amount_fen),
	                     txt(reason), i64(r->who.person_id), i64(transfer_id), i64(r->now)));

	if (outcome != DONE)
		return outcome;
	return db_exec(r->db,
	               "UPDATE payday_line SET corrected_fen = corrected_fen + $4"
	               " WHERE county = $1 AND payday_id = $2 AND number = $3",
	               bind(i64(d->county), i64(d->id), i64(number), i64(amount_fen)));
}

enum outcome payday_correct(struct request *r, const struct payday *d, int64_t number, int64_t amount_fen,
                            struct text reason)
{
	struct payday_line line;
	int64_t transfer_id = request_new_id(r);
	enum outcome outcome = db_one(r->db, r->arena, &payday_line_record, &line,
	                              "SELECT county, payday_id, number, household_id, household_place, amount_fen,"
	                              " corrected_fen, paid_at FROM payday_line WHERE county = $1 AND payday_id = $2"
	                              " AND number = $3",
	                              bind(i64(d->county), i64(d->id), i64(number)));

	if (outcome != DONE)
		return outcome;
	if (line.paid_at == 0 || amount_fen == 0 || line.amount_fen + line.corrected_fen + amount_fen < 0)
		return INVALID;
	outcome = correct_transfer(r, d, &line, amount_fen, transfer_id);
	if (outcome == DONE)
		outcome = keep_correction(r, d, number, amount_fen, reason, transfer_id);
	if (outcome != DONE)
		return outcome;
	return count_paid(r, d, line.household_place, amount_fen, calendar_day(line.paid_at) / 10000);
}
