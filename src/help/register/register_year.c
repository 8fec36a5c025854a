/* What was asked at a household's door for a year, and its income and cost line by line.
   Invariant: the sums of a year are those of its lines; the totals of the village move with them. */
#include "help/register/register_rows.h"

#include <assert.h>

#include "base/limits.h"
#include "base/money.h"

const struct choice register_housings[] = {
	{ "safe", N_("Safe") },
	{ "repair", N_("Needs repair") },
	{ "danger", N_("Dangerous to live in") },
	{ NULL, NULL },
};

const struct choice register_waters[] = {
	{ "tap", N_("At the house") },
	{ "carried", N_("Carried from outside") },
	{ "unsafe", N_("Not safe to drink") },
	{ NULL, NULL },
};

/* Income first; then the cost of producing it; then other spending, which is asked because it can ruin a household. */
const struct choice register_line_kinds[] = {
	{ "crops", N_("Crops and fruit sold") },
	{ "animals", N_("Animals and eggs sold") },
	{ "wages", N_("Wages") },
	{ "business", N_("Own shop or trade") },
	{ "rent", N_("Rent for land or house") },
	{ "dividend", N_("Share of a co-operative or firm") },
	{ "pension", N_("Pension") },
	{ "subsidy", N_("Subsidy") },
	{ "gift", N_("Gifts and help") },
	{ "other", N_("Other income") },
	{ "production", N_("Seed, feed, fertiliser and other cost of production") },
	{ "illness", N_("Spent on illness") },
	{ "schooling", N_("Spent on schooling") },
	{ "building", N_("Spent on the house") },
	{ "spending", N_("Other large spending") },
	{ NULL, NULL },
};

int register_line_sign(struct text kind)
{
	static const char *const spent[] = { "illness", "schooling", "building", "spending" };

	if (text_equal(kind, T("production")))
		return -1;
	for (size_t i = 0; i < sizeof(spent) / sizeof(spent[0]); i++)
		if (text_equal(kind, text_of(spent[i])))
			return 0;
	return 1;
}

#define ASKED_FIELDS(flags)                                                                                        \
	INT_FIELD(register_year, people, N_("People in the household"), flags, 1, 50),                             \
		INT_FIELD(register_year, workers, N_("Of them able to work"), flags, 0, 50),                       \
		INT_FIELD(register_year, ill, N_("Of them long ill or disabled"), flags, 0, 50),                   \
		INT_FIELD(register_year, out_of_school, N_("Children of school age who do not go"), flags, 0, 50), \
		INT_FIELD(register_year, uninsured, N_("Without health insurance"), flags, 0, 50),                 \
		CHOICE_FIELD(register_year, housing, N_("The house"), flags, register_housings),                   \
		CHOICE_FIELD(register_year, water, N_("Drinking water"), flags, register_waters),                  \
		INT_FIELD(register_year, land_tenths, N_("Fields, in tenths of a mu"), flags, 0, 100000),          \
		INT_FIELD(register_year, cattle, N_("Cattle, yaks and horses"), flags, 0, 10000),                  \
		INT_FIELD(register_year, sheep, N_("Sheep, goats and pigs"), flags, 0, 10000)

static const struct field year_fields[] = {
	INT_FIELD(register_year, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, register_year, household_id, N_("Household"), FIELD_OUT, 0, 0),
	INT_FIELD(register_year, year, N_("Year"), FIELD_OUT, 0, 0),
	ASKED_FIELDS(FIELD_OUT),
	NOTE_FIELD(register_year, note, N_("Note"), FIELD_OUT, 0, 300),
	WHOLE_FIELD(FIELD_FEN, register_year, income_fen, N_("Income"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, register_year, cost_fen, N_("Cost of production"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, register_year, illness_cost_fen, N_("Spent on illness"), FIELD_OUT, 0, 0),
	INT_FIELD(register_year, person_id, N_("Asked by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, register_year, at, N_("Recorded"), FIELD_OUT, 0, 0),
	INT_FIELD(register_year, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record register_year_record = { .name = "register_year",
	                                     .size = sizeof(struct register_year),
	                                     .county = offsetof(struct register_year, county),
	                                     .fields = year_fields };

static const struct field year_form_fields[] = {
	ASKED_FIELDS(FIELD_IN | FIELD_REQUIRED),
	NOTE_FIELD(register_year, note, N_("Note"), FIELD_IN, 0, 300),
	INT_FIELD(register_year, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};

const struct record register_year_form = { .name = "register_year_asked",
	                                   .size = sizeof(struct register_year),
	                                   .fields = year_form_fields };

static const struct field line_fields[] = {
	INT_FIELD(register_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, register_line, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(register_line, household_id, N_("Household"), 0, 0, 0),
	INT_FIELD(register_line, year, N_("Year"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(register_line, kind, N_("What for"), FIELD_OUT, register_line_kinds),
	WHOLE_FIELD(FIELD_FEN, register_line, fen, N_("Money"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_line, note, N_("Note"), FIELD_OUT, 0, 120),
	INT_FIELD(register_line, person_id, N_("Recorded by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, register_line, at, N_("Recorded"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record register_line_record = { .name = "register_line",
	                                     .size = sizeof(struct register_line),
	                                     .county = offsetof(struct register_line, county),
	                                     .fields = line_fields };

static const struct field line_form_fields[] = {
	INT_FIELD(register_line, year, N_("Year"), FIELD_IN | FIELD_REQUIRED, REGISTER_FIRST_YEAR, 2999),
	CHOICE_FIELD(register_line, kind, N_("What for"), FIELD_IN | FIELD_REQUIRED, register_line_kinds),
	WHOLE_FIELD(FIELD_FEN, register_line, fen, N_("Money in the year"), FIELD_IN | FIELD_REQUIRED, 1, REGISTER_FEN),
	TEXT_FIELD(register_line, note, N_("Note"), FIELD_IN, 0, 120),
	FIELD_END,
};

const struct record register_line_form = { .name = "new_register_line",
	                                   .size = sizeof(struct register_line),
	                                   .fields = line_form_fields };

struct register_facts register_facts_of(const struct register_year *year)
{
	return (struct register_facts){ .people = year->people,
		                        .workers = year->workers,
		                        .ill = year->ill,
		                        .out_of_school = year->out_of_school,
		                        .uninsured = year->uninsured,
		                        .housing = year->housing,
		                        .water = year->water,
		                        .income_fen = year->income_fen,
		                        .cost_fen = year->cost_fen,
		                        .illness_cost_fen = year->illness_cost_fen };
}

int64_t register_head_fen(const struct register_facts *facts)
{
	assert(facts->people > 0);
	return (facts->income_fen - facts->cost_fen) / facts->people;
}

/* ---- years ---- */

#define YEAR_COLUMNS                                                                                  \
	"county, household_id, year, people, workers, ill, out_of_school, uninsured, housing, water," \
	" land_tenths, cattle, sheep, note, income_fen, cost_fen, illness_cost_fen, person_id, at, version"

enum outcome register_year_one(struct db *db, struct arena *arena, const struct household *household, int64_t year,
                               struct register_year *ret)
{
	return db_one(db, arena, &register_year_record, ret,
	              "SELECT " YEAR_COLUMNS
	              " FROM register_year WHERE county = $1 AND household_id = $2 AND year = $3",
	              bind(i64(household->county), i64(household->id), i64(year)));
}

enum outcome register_year_list(struct db *db, struct arena *arena, const struct household *household,
                                struct register_year **ret, size_t *ret_count)
{
	return db_list(db, arena, &register_year_record, REGISTER_ROWS, ret, ret_count,
	               "SELECT " YEAR_COLUMNS
	               " FROM register_year WHERE county = $1 AND household_id = $2 ORDER BY year DESC LIMIT $3",
	               bind(i64(household->county), i64(household->id), i64(REGISTER_ROWS)));
}

/* A year's numbers count for the year itself, whenever they were recorded. */
void register_count_year(struct db *db, const struct household *household, int64_t year,
                         enum indicator_number indicator, int64_t delta)
{
	if (delta != 0)
		tally_add(db, place_above(household->place, PLACE_VILLAGE), (int64_t)indicator, year * 10000 + 1231,
		          delta);
}

static enum outcome year_add(struct db *db, const struct household *household, const struct register_year *y)
{
	enum outcome outcome = db_exec(
		db,
		"INSERT INTO register_year(county, household_id, year, people, workers, ill, out_of_school, uninsured,"
		" housing, water, land_tenths, cattle, sheep, note, income_fen, cost_fen, illness_cost_fen, person_id, at,"
		" version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 0, 0, $15, $16, 1)",
		bind(i64(household->county), i64(household->id), i64(y->year), i64(y->people), i64(y->workers),
	             i64(y->ill), i64(y->out_of_school), i64(y->uninsured), txt(y->housing), txt(y->water),
	             i64(y->land_tenths), i64(y->cattle), i64(y->sheep), txt(y->note), i64(y->person_id), i64(y->at)));

	if (outcome == DONE)
		register_count_year(db, household, y->year, INDICATOR_INCOME_PEOPLE, y->people);
	return outcome == DONE ? register_earned_begin(db, household, y->year) : outcome;
}

enum outcome register_year_put(struct db *db, const struct household *household, const struct register_year *y)
{
	int64_t rows = 0, people = 0;
	enum outcome outcome;

	if (y->version == 0)
		return year_add(db, household, y);
	outcome = db_number(db, &people,
	                    "SELECT people FROM register_year WHERE county = $1 AND household_id = $2 AND year = $3",
	                    bind(i64(household->county), i64(household->id), i64(y->year)));
	if (outcome == DONE)
		outcome = db_change(
			db, &rows,
			"UPDATE register_year SET people = $1, workers = $2, ill = $3, out_of_school = $4, uninsured = $5,"
			" housing = $6, water = $7, land_tenths = $8, cattle = $9, sheep = $10, note = $11, person_id = $12,"
			" at = $13, version = version + 1"
			" WHERE county = $14 AND household_id = $15 AND year = $16 AND version = $17",
			bind(i64(y->people), i64(y->workers), i64(y->ill), i64(y->out_of_school), i64(y->uninsured),
		             txt(y->housing), txt(y->water), i64(y->land_tenths), i64(y->cattle), i64(y->sheep),
		             txt(y->note), i64(y->person_id), i64(y->at), i64(household->county), i64(household->id),
		             i64(y->year), i64(y->version)));
	if (outcome == DONE && rows == 0)
		return CONFLICT;
	if (outcome == DONE)
		register_count_year(db, household, y->year, INDICATOR_INCOME_PEOPLE, y->people - people);
	return outcome;
}

/* ---- lines ---- */

enum outcome register_line_list(struct db *db, struct arena *arena, const struct household *household, int64_t year,
                                struct register_line **ret, size_t *ret_count)
{
	return db_list(db, arena, &register_line_record, REGISTER_LINES, ret, ret_count,
	               "SELECT county, id, household_id, year, kind, fen, note, person_id, at FROM register_line"
	               " WHERE county = $1 AND household_id = $2 AND year = $3 ORDER BY id LIMIT $4",
	               bind(i64(household->county), i64(household->id), i64(year), i64(REGISTER_LINES)));
}

/* Moves the sums of the line's year by the line, times times (1 or -1). */
static enum outcome move_sums(struct db *db, const struct household *household, const struct register_line *line,
                              int64_t times)
{
	int sign = register_line_sign(line->kind);
	int64_t rows = 0, fen = line->fen * times; /* at most REGISTER_FEN: cannot overflow */
	bool illness = text_equal(line->kind, T("illness"));
	enum outcome outcome =
		db_change(db, &rows,
	                  "UPDATE register_year SET income_fen = income_fen + $1, cost_fen = cost_fen + $2,"
	                  " illness_cost_fen = illness_cost_fen + $3, person_id = $4, at = $5, version = version + 1"
	                  " WHERE county = $6 AND household_id = $7 AND year = $8",
	                  bind(i64(sign > 0 ? fen : 0), i64(sign < 0 ? fen : 0), i64(illness ? fen : 0),
	                       i64(line->person_id), i64(line->at), i64(household->county), i64(household->id),
	                       i64(line->year)));

	if (outcome == DONE && rows == 0)
		return NOT_FOUND;
	if (outcome == DONE)
		register_count_year(db, household, line->year, INDICATOR_INCOME_FEN, sign * fen);
	return outcome;
}

enum outcome register_line_add(struct db *db, const struct household *household, const struct register_line *line)
{
	int64_t lines = 0;
	enum outcome outcome =
		db_number(db, &lines,
	                  "SELECT count(*) FROM register_line WHERE county = $1 AND household_id = $2 AND year = $3",
	                  bind(i64(household->county), i64(household->id), i64(line->year)));

	if (outcome == DONE && lines >= REGISTER_LINES)
		return INVALID;
	if (outcome == DONE)
		outcome = move_sums(db, household, line, 1);
	if (outcome != DONE)
		return outcome;
	return db_exec(db,
	               "INSERT INTO register_line(county, id, household_id, year, kind, fen, note, person_id, at)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	               bind(i64(household->county), i64(line->id), i64(household->id), i64(line->year), txt(line->kind),
	                    i64(line->fen), txt(line->note), i64(line->person_id), i64(line->at)));
}

enum outcome register_line_remove(struct db *db, struct arena *arena, const struct household *household,
                                  const struct register_line *removal, int64_t *ret_year)
{
	struct register_line line;
	enum outcome outcome = db_one(db, arena, &register_line_record, &line,
	                              "DELETE FROM register_line WHERE county = $1 AND household_id = $2 AND id = $3"
	                              " RETURNING county, id, household_id, year, kind, fen, note, person_id, at",
	                              bind(i64(household->county), i64(household->id), i64(removal->id)));

	if (outcome != DONE)
		return outcome;
	line.person_id = removal->person_id;
	line.at = removal->at;
	*ret_year = line.year;
	return move_sums(db, household, &line, -1);
}
