/* What came to a household through the ledger: it is income of the year without anybody writing it down.
   Invariant: the income of a year that was asked about is the sum of its lines and of what came through the ledger. */
#include "help/register/register_rows.h"

static const struct field earned_fields[] = {
	INT_FIELD(register_earned, county, N_("County"), 0, 0, 0),
	INT_FIELD(register_earned, household_id, N_("Household"), 0, 0, 0),
	INT_FIELD(register_earned, year, N_("Year"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(register_earned, kind, N_("What for"), FIELD_OUT, register_line_kinds),
	WHOLE_FIELD(FIELD_FEN, register_earned, fen, N_("Money"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record register_earned_record = { .name = "register_earned",
	                                       .size = sizeof(struct register_earned),
	                                       .county = offsetof(struct register_earned, county),
	                                       .fields = earned_fields };

enum outcome register_earned_list(struct db *db, struct arena *arena, const struct household *household, int64_t year,
                                  struct register_earned **ret, size_t *ret_count)
{
	return db_list(db, arena, &register_earned_record, REGISTER_LINES, ret, ret_count,
	               "SELECT county, household_id, year, kind, fen FROM register_earned"
	               " WHERE county = $1 AND household_id = $2 AND year = $3 AND fen > 0 ORDER BY kind LIMIT $4",
	               bind(i64(household->county), i64(household->id), i64(year), i64(REGISTER_LINES)));
}

/* At most what is there: of cards that were merged and parted again the rest is the other's. */
static enum outcome take_back(struct db *db, const struct household *household, int64_t year, const char *kind,
                              int64_t *fen)
{
	int64_t there = 0;
	enum outcome outcome =
		db_number(db, &there,
	                  "SELECT COALESCE(max(fen), 0) FROM register_earned WHERE county = $1"
	                  " AND household_id = $2 AND year = $3 AND kind = $4",
	                  bind(i64(household->county), i64(household->id), i64(year), txt(text_of(kind))));

	if (outcome != DONE)
		return outcome;
	*fen = *fen < -there ? -there : *fen;
	return db_exec(db,
	               "UPDATE register_earned SET fen = fen + $5 WHERE county = $1 AND household_id = $2 AND year = $3"
	               " AND kind = $4",
	               bind(i64(household->county), i64(household->id), i64(year), txt(text_of(kind)), i64(*fen)));
}

enum outcome register_earn(struct db *db, const struct household *household, int64_t year, const char *kind,
                           int64_t fen)
{
	int64_t rows = 0;
	enum outcome outcome = fen < 0 ? take_back(db, household, year, kind, &fen)
	                               : db_exec(db,
	                                         "INSERT INTO register_earned(county, household_id, year, kind, fen)"
	                                         " VALUES ($1, $2, $3, $4, $5)"
	                                         " ON CONFLICT (county, household_id, year, kind)"
	                                         " DO UPDATE SET fen = register_earned.fen + excluded.fen",
	                                         bind(i64(household->county), i64(household->id), i64(year),
	                                              txt(text_of(kind)), i64(fen)));

	if (outcome == DONE)
		outcome = db_change(db, &rows,
		                    "UPDATE register_year SET income_fen = income_fen + $4"
		                    " WHERE county = $1 AND household_id = $2 AND year = $3",
		                    bind(i64(household->county), i64(household->id), i64(year), i64(fen)));
	if (outcome == DONE && rows > 0)
		register_count_year(db, household, year, INDICATOR_INCOME_FEN, fen);
	return outcome;
}

enum outcome register_earned_begin(struct db *db, const struct household *household, int64_t year)
{
	int64_t fen = 0;
	enum outcome outcome = db_number(db, &fen,
	                                 "SELECT CAST(COALESCE(sum(fen), 0) AS BIGINT) FROM register_earned"
	                                 " WHERE county = $1 AND household_id = $2 AND year = $3",
	                                 bind(i64(household->county), i64(household->id), i64(year)));

	if (outcome != DONE || fen == 0)
		return outcome;
	register_count_year(db, household, year, INDICATOR_INCOME_FEN, fen);
	return db_exec(db,
	               "UPDATE register_year SET income_fen = $4 WHERE county = $1 AND household_id = $2 AND year = $3",
	               bind(i64(household->county), i64(household->id), i64(year), i64(fen)));
}
