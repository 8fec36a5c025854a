/* Paydays: reckoning every household's sum, setting the money apart, paying it by a list, putting right what was wrong. */
#include "help/linkage/linkage_inside.h"

#include <assert.h>

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/money.h"
#include "help/register/register.h"
#include "web/chore.h"

const struct choice payday_states[] = {
	{ "", "" },
	{ "reckoned", N_("Reckoned, not yet released") },
	{ "released", N_("Being paid") },
	{ "paid", N_("All paid") },
	{ "dropped", N_("Given up") },
	{ NULL, NULL },
};

static const struct field payday_fields[] = {
	INT_FIELD(payday, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, payday, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, payday, seller_id, N_("Seller"), FIELD_OUT, 0, 0),
	TEXT_FIELD(payday, seller_name, N_("Co-operative or firm"), FIELD_OUT, 0, 0),
	INT_FIELD(payday, place, N_("Place"), 0, 0, 0),
	CHOICE_FIELD(payday, kind, N_("Kind"), FIELD_OUT, linkage_kinds),
	TEXT_FIELD(payday, title, N_("What for"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, payday, price_fen, N_("Price or wage"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, payday, due_on, N_("Rents due until"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, payday, total_fen, N_("Sum"), FIELD_OUT, 0, 0),
	STATE_FIELD(payday, state, N_("State"), FIELD_OUT, payday_states),
	WHOLE_FIELD(FIELD_ID, payday, list_id, N_("List of payments"), 0, 0, 0),
	INT_FIELD(payday, lines, N_("Payments"), FIELD_OUT, 0, 0),
	INT_FIELD(payday, listed_lines, N_("On the list"), 0, 0, 0),
	INT_FIELD(payday, paid_lines, N_("Paid so far"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, payday, paid_fen, N_("Sum paid so far"), FIELD_OUT, 0, 0),
	INT_FIELD(payday, made_by_id, N_("By"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, payday, made_at, N_("Reckoned"), FIELD_OUT, 0, 0),
	INT_FIELD(payday, released_by_id, N_("Released by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, payday, released_at, N_("Released"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, payday, paid_at, N_("All paid"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record payday_record = { .name = "payday",
	                              .size = sizeof(struct payday),
	                              .county = offsetof(struct payday, county),
	                              .fields = payday_fields };

static const struct field line_fields[] = {
	INT_FIELD(payday_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, payday_line, payday_id, N_("Payday"), FIELD_OUT, 0, 0),
	INT_FIELD(payday_line, number, N_("No."), FIELD_OUT, 0, 0),
	INT_FIELD(payday_line, line, N_("Line of the list"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, payday_line, linkage_id, N_("Share or contract"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, payday_line, household_id, N_("Household"), FIELD_OUT, 0, 0),
	INT_FIELD(payday_line, household_place, N_("Place"), 0, 0, 0),
	TEXT_FIELD(payday_line, head, N_("Head of the household"), FIELD_OUT, 0, 0),
	TEXT_FIELD(payday_line, village, N_("Name of the village"), FIELD_OUT, 0, 0),
	INT_FIELD(payday_line, household_number, N_("Number in the village"), FIELD_OUT, 0, 0),
	TEXT_FIELD(payday_line, seller_name, N_("From whom"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(payday_line, kind, N_("Kind"), FIELD_OUT, linkage_kinds),
	TEXT_FIELD(payday_line, title, N_("What for"), FIELD_OUT, 0, 0),
	TEXT_FIELD(payday_line, what, N_("Of what"), FIELD_OUT, 0, 0),
	TEXT_FIELD(payday_line, unit, N_("Counted in"), FIELD_OUT, 0, 0),
	INT_FIELD(payday_line, shares, N_("Shares"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_GRAMS, payday_line, quantity, N_("How much"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, payday_line, price_fen, N_("Price or wage"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, payday_line, due_on, N_("Was due"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, payday_line, amount_fen, N_("Amount"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, payday_line, corrected_fen, N_("Put right by"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, payday_line, sum_fen, N_("Sum"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, payday_line, transfer_id, N_("Transfer"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, payday_line, paid_at, N_("Paid"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record payday_line_record = { .name = "payday_line",
	                                   .size = sizeof(struct payday_line),
	                                   .county = offsetof(struct payday_line, county),
	                                   .fields = line_fields };

static const struct field correction_fields[] = {
	INT_FIELD(payday_correction, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, payday_correction, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(payday_correction, payday_id, N_("Payday"), 0, 0, 0),
	INT_FIELD(payday_correction, number, N_("No."), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, payday_correction, amount_fen, N_("Amount"), FIELD_OUT, 0, 0),
	TEXT_FIELD(payday_correction, reason, N_("Reason"), FIELD_OUT, 0, 0),
	INT_FIELD(payday_correction, person_id, N_("By"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, payday_correction, transfer_id, N_("Transfer"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, payday_correction, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record payday_correction_record = { .name = "payday_correction",
	                                         .size = sizeof(struct payday_correction),
	                                         .county = offsetof(struct payday_correction, county),
	                                         .fields = correction_fields };

/* ---- reading ---- */

#define PAYDAY_SELECT                                                                                                \
	"SELECT d.county, d.id, d.seller_id, d.place, d.kind, d.title, d.price_fen, d.due_on, d.total_fen, d.state," \
	" d.list_id, d.lines, d.listed_lines, d.paid_lines, d.paid_fen, d.made_by_id, d.made_at, d.released_by_id,"  \
	" d.released_at, d.paid_at, COALESCE(s.name, '') AS seller_name FROM payday AS d"                            \
	" LEFT JOIN seller AS s ON s.county = d.county AND s.id = d.seller_id"

#define LINE_SELECT                                                                                                  \
	"SELECT y.county, y.payday_id, y.number, y.line, y.linkage_id, y.household_id, y.household_place, y.shares," \
	" y.quantity, y.price_fen, y.due_on, y.amount_fen, y.transfer_id, y.paid_at, y.corrected_fen,"               \
	" y.amount_fen + y.corrected_fen AS sum_fen, y.household_place % 100000 AS household_number,"                \
	" COALESCE(h.head, '') AS head, COALESCE(p.name, '') AS village, COALESCE(s.name, '') AS seller_name,"       \
	" d.title, d.kind, l.what, l.unit FROM payday_line AS y"                                                     \
	" JOIN payday AS d ON d.county = y.county AND d.id = y.payday_id"                                            \
	" JOIN linkage AS l ON l.county = y.county AND l.id = y.linkage_id"                                          \
	" LEFT JOIN seller AS s ON s.county = d.county AND s.id = d.seller_id"                                       \
	" LEFT JOIN household AS h ON h.place = y.household_place"                                                   \
	" LEFT JOIN place AS p ON p.place = y.household_place / 100000 * 100000"

struct text payday_path(struct arena *arena, const struct payday *d)
{
	return text_format(arena, "/paydays/%.*s", TEXT(id_public(arena, d->county, d->id)));
}

struct text payday_seller_path(struct arena *arena, int64_t county, int64_t seller_id, const char *ending)
{
	return text_format(arena, "/sellers/%.*s%s", TEXT(id_public(arena, county, seller_id)), ending);
}

enum outcome payday_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct payday *ret)
{
	return db_one(db, arena, &payday_record, ret, PAYDAY_SELECT " WHERE d.county = $1 AND d.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome payday_list(struct db *db, struct arena *arena, int64_t county, int64_t seller_id, int64_t before,
                         size_t limit, struct payday **ret, size_t *ret_count)
{
	return db_list(db, arena, &payday_record, limit, ret, ret_count,
	               PAYDAY_SELECT
	               " WHERE d.county = $1 AND d.seller_id = $2 AND d.id < $3 ORDER BY d.id DESC LIMIT $4",
	               bind(i64(county), i64(seller_id), i64(before > 0 ? before : INT64_MAX), i64((int64_t)limit)));
}

enum outcome payday_lines(struct db *db, struct arena *arena, const struct payday *d, int64_t before, size_t limit,
                          struct payday_line **ret, size_t *ret_count)
{
	return db_list(db, arena, &payday_line_record, limit, ret, ret_count,
	               LINE_SELECT " WHERE y.county = $1 AND y.payday_id = $2 AND y.number < $3"
	                           " ORDER BY y.number DESC LIMIT $4",
	               bind(i64(d->county), i64(d->id), i64(before > 0 ? before : INT64_MAX), i64((int64_t)limit)));
}

/* Of two lines of one payday the later stands first, and both come on one page: a payday pays a household few times. */
enum outcome payday_lines_of_household(struct db *db, struct arena *arena, int64_t household_place, struct text kind,
                                       int64_t before, size_t limit, struct payday_line **ret, size_t *ret_count)
{
	return db_list(db, arena, &payday_line_record, limit, ret, ret_count,
	               LINE_SELECT " WHERE y.household_place = $1 AND y.payday_id < $2 AND y.paid_at > 0"
	                           " AND ($3 = '' OR d.kind = $3) ORDER BY y.payday_id DESC, y.number DESC LIMIT $4"
	                           " /* sorts */",
	               bind(i64(household_place), i64(before > 0 ? before : INT64_MAX), txt(kind),
	                    i64((int64_t)limit)));
}

enum outcome payday_corrections(struct db *db, struct arena *arena, const struct payday *d, size_t limit,
                                struct payday_correction **ret, size_t *ret_count)
{
	return db_list(db, arena, &payday_correction_record, limit, ret, ret_count,
	               "SELECT county, id, payday_id, number, amount_fen, reason, person_id, transfer_id, at"
	               " FROM payday_correction WHERE county = $1 AND payday_id = $2 ORDER BY number, id LIMIT $3"
	               " /* sorts */",
	               bind(i64(d->county), i64(d->id), i64((int64_t)limit)));
}

/* ---- reckoning ---- */

/* Hamilton's method: floors first, then one fen each to the largest remainders. total * shares fits: 10^9 * 10^6. */
static enum outcome reckon_dividend(struct db *db, const struct payday *d)
{
	return db_exec(
		db,
		"INSERT INTO payday_line(county, payday_id, number, line, linkage_id, household_id, household_place,"
		" shares, quantity, price_fen, due_on, amount_fen, transfer_id, paid_at, corrected_fen)"
		" SELECT f.county, $2, f.number, 0, f.id, f.household_id, f.household_place, f.shares, 0, 0, 0,"
		" f.floor_fen + CASE WHEN f.rank <= $4 - f.floors_fen THEN 1 ELSE 0 END, 0, 0, 0 FROM"
		" (SELECT g.county, g.id, g.household_id, g.household_place, g.shares, g.number, g.floor_fen,"
		" row_number() OVER (ORDER BY g.rest DESC, g.id) AS rank,"
		" CAST(sum(g.floor_fen) OVER () AS BIGINT) AS floors_fen FROM"
		" (SELECT l.county, l.id, l.household_id, l.household_place, l.shares,"
		" row_number() OVER (ORDER BY l.id) AS number,"
		" $4 * l.shares / w.whole AS floor_fen, $4 * l.shares % w.whole AS rest FROM linkage AS l,"
		" (SELECT CAST(sum(shares) AS BIGINT) AS whole FROM linkage WHERE county = $1 AND seller_id = $3"
		" AND kind = 'dividend' AND state = 2) AS w"
		" WHERE l.county = $1 AND l.seller_id = $3 AND l.kind = 'dividend' AND l.state = 2) AS g) AS f"
		" /* sorts */",
		bind(i64(d->county), i64(d->id), i64(d->seller_id), i64(d->total_fen)));
}

static enum outcome reckon_rent(struct db *db, const struct payday *d)
{
	return db_exec(
		db,
		"INSERT INTO payday_line(county, payday_id, number, line, linkage_id, household_id, household_place,"
		" shares, quantity, price_fen, due_on, amount_fen, transfer_id, paid_at, corrected_fen)"
		" SELECT l.county, $2, row_number() OVER (ORDER BY l.id), 0, l.id, l.household_id, l.household_place,"
		" 0, 0, l.price_fen, l.due_on, l.price_fen, 0, 0, 0 FROM linkage AS l WHERE l.county = $1"
		" AND l.seller_id = $3 AND l.kind = 'rent' AND l.state = 2 AND l.due_on <= $4 /* sorts */",
		bind(i64(d->county), i64(d->id), i64(d->seller_id), i64(d->due_on)));
}

/* Goods and work: what was delivered or done is filled in afterwards. The price is the payday's, or the linkage's when that is more. */
static enum outcome reckon_quantities(struct db *db, const struct payday *d)
{
	return db_exec(
		db,
		"INSERT INTO payday_line(county, payday_id, number, line, linkage_id, household_id, household_place,"
		" shares, quantity, price_fen, due_on, amount_fen, transfer_id, paid_at, corrected_fen)"
		" SELECT l.county, $2, row_number() OVER (ORDER BY l.id), 0, l.id, l.household_id, l.household_place,"
		" 0, 0, CASE WHEN l.price_fen > $5 THEN l.price_fen ELSE $5 END, 0, 0, 0, 0, 0 FROM linkage AS l"
		" WHERE l.county = $1 AND l.seller_id = $3 AND l.kind = $4 AND l.state = 2 /* sorts */",
		bind(i64(d->county), i64(d->id), i64(d->seller_id), txt(d->kind), i64(d->price_fen)));
}

enum outcome payday_make(struct db *db, struct payday *d)
{
	int64_t lines = 0;
	enum outcome outcome = db_exec(
		db,
		"INSERT INTO payday(county, id, seller_id, place, kind, title, price_fen, due_on, total_fen, state, list_id,"
		" lines, listed_lines, paid_lines, paid_fen, made_by_id, made_at, released_by_id, released_at, paid_at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 0, 0, 0, 0, 0, $10, $11, 0, 0, 0)",
		bind(i64(d->county), i64(d->id), i64(d->seller_id), i64(d->place), txt(d->kind), txt(d->title),
	             i64(d->price_fen), i64(d->due_on), i64(d->total_fen), i64(d->made_by_id), i64(d->made_at)));

	if (outcome == DONE)
		outcome = text_equal(d->kind, T("dividend")) ? reckon_dividend(db, d)
		          : text_equal(d->kind, T("rent"))   ? reckon_rent(db, d)
		                                             : reckon_quantities(db, d);
	if (outcome == DONE)
		outcome = db_number(db, &lines, "SELECT count(*) FROM payday_line WHERE county = $1 AND payday_id = $2",
		                    bind(i64(d->county), i64(d->id)));
	if (outcome == DONE && lines == 0)
		return INVALID;
	return outcome == DONE ? payday_sum(db, d) : outcome;
}

enum outcome payday_sum(struct db *db, const struct payday *d)
{
	return db_exec(db,
	               "UPDATE payday SET total_fen = (SELECT CAST(COALESCE(sum(y.amount_fen), 0) AS BIGINT)"
	               " FROM payday_line AS y WHERE y.county = payday.county AND y.payday_id = payday.id)"
	               " WHERE county = $1 AND id = $2",
	               bind(i64(d->county), i64(d->id)));
}

bool payday_amount(int64_t quantity, int64_t price_fen, int64_t *ret_fen)
{
	int64_t whole = 0;

	if (quantity < 0 || price_fen < 0 || !money_multiply(quantity, price_fen, &whole) ||
	    !money_add(whole, 500, &whole))
		return false;
	*ret_fen = whole / 1000;
	return *ret_fen <= TRANSFER_MOST_FEN;
}

enum outcome payday_quantity(struct db *db, const struct payday *d, int64_t number, int64_t quantity)
{
	int64_t price_fen = 0, amount_fen = 0, rows = 0;
	enum outcome outcome =
		db_number(db, &price_fen,
	                  "SELECT price_fen FROM payday_line WHERE county = $1 AND payday_id = $2 AND number = $3",
	                  bind(i64(d->county), i64(d->id), i64(number)));

	if (outcome == DONE && !payday_amount(quantity, price_fen, &amount_fen))
		return INVALID;
	if (outcome == DONE)
		outcome = db_change(db, &rows,
		                    "UPDATE payday_line SET quantity = $4, amount_fen = $5"
		                    " WHERE county = $1 AND payday_id = $2 AND number = $3 AND line = 0",
		                    bind(i64(d->county), i64(d->id), i64(number), i64(quantity), i64(amount_fen)));
	return outcome == DONE && rows == 0 ? NOT_FOUND : outcome;
}
