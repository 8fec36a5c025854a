/* Recounts of the register. */
#include "help/register/register_rows.h"

#include "base/calendar.h"

#define AT_VILLAGE "SELECT h.place - h.place % 100000 AS village, "
#define OF(table) " FROM " table " AS t JOIN household AS h ON h.county = t.county AND h.id = t.household_id "

/* Gives every row (village, on, value) of an open read to the recount. */
static enum outcome give_rows(struct db_rows *rows,
                              void (*add)(void *context, int64_t place, int64_t on, int64_t delta), void *context)
{
	while (db_next(rows))
		add(context, db_int(rows, "village"), db_int(rows, "day"), db_int(rows, "value"));
	return db_done(rows);
}

#define RECOUNT(name, sql)                                                                                       \
	static enum outcome recount_##name(struct db *db,                                                        \
	                                   void (*add)(void *context, int64_t place, int64_t on, int64_t delta), \
	                                   void *context)                                                        \
	{                                                                                                        \
		return give_rows(db_rows(db, sql " /* scan */", bind_none()), add, context);                     \
	}

RECOUNT(income, AT_VILLAGE "t.year * 10000 + 1231 AS day, t.income_fen - t.cost_fen AS value" OF("register_year"))
RECOUNT(people, AT_VILLAGE "t.year * 10000 + 1231 AS day, t.people AS value" OF("register_year"))
RECOUNT(entered, AT_VILLAGE
        "t.decided_on AS day, 1 AS value" OF("register_decision") "WHERE t.granted = 1"
                                                                  " AND t.withdrawn_at = 0 AND t.status = 'registered'")
RECOUNT(help_ended, AT_VILLAGE
        "t.decided_on AS day, 1 AS value" OF("register_decision") "WHERE t.granted = 1"
                                                                  " AND t.withdrawn_at = 0 AND t.status = 'left'")
RECOUNT(measures_done, AT_VILLAGE "t.done_on AS day, 1 AS value" OF("register_measure") "WHERE t.done_on > 0")
RECOUNT(visits, AT_VILLAGE "t.visited_on AS day, 1 AS value" OF("register_visit"))

static enum outcome recount_measures(struct db *db,
                                     void (*add)(void *context, int64_t place, int64_t on, int64_t delta),
                                     void *context)
{
	struct db_rows *rows = db_rows(db, AT_VILLAGE "t.at AS at" OF("register_measure") " /* scan */", bind_none());

	while (db_next(rows))
		add(context, db_int(rows, "village"), calendar_day(db_int(rows, "at")), 1);
	return db_done(rows);
}

const struct indicator register_indicators[] = {
	{ INDICATOR_INCOME_FEN, "income_fen", N_("Net income of households asked"), UNIT_FEN, recount_income, NULL },
	{ INDICATOR_INCOME_PEOPLE, "income_people", N_("People asked about income"), UNIT_COUNT, recount_people, NULL },
	{ INDICATOR_ENTERED, "entered", N_("Newly registered"), UNIT_COUNT, recount_entered, NULL },
	{ INDICATOR_HELP_ENDED, "help_ended", N_("Help ended in the year"), UNIT_COUNT, recount_help_ended, NULL },
	{ INDICATOR_MEASURES, "measures", N_("Help promised"), UNIT_COUNT, recount_measures, NULL },
	{ INDICATOR_MEASURES_DONE, "measures_done", N_("Promised help given"), UNIT_COUNT, recount_measures_done,
	  NULL },
	{ INDICATOR_VISITS, "visits", N_("Visits"), UNIT_COUNT, recount_visits, NULL },
	{ .number = 0 },
};

static enum outcome check_years(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(
		db, arena, ret_words, "years of households are not the sum of their lines",
		"SELECT count(*) FROM register_year AS y LEFT JOIN (SELECT county, household_id, year,"
		" sum(CASE WHEN kind IN ('production', 'illness', 'schooling', 'building', 'spending') THEN 0 ELSE fen END)"
		" AS income_fen, sum(CASE WHEN kind = 'production' THEN fen ELSE 0 END) AS cost_fen,"
		" sum(CASE WHEN kind = 'illness' THEN fen ELSE 0 END) AS illness_cost_fen FROM register_line"
		" GROUP BY county, household_id, year) AS l ON l.county = y.county AND l.household_id = y.household_id"
		" AND l.year = y.year WHERE y.income_fen <> coalesce(l.income_fen, 0)"
		" OR y.cost_fen <> coalesce(l.cost_fen, 0)"
		" OR y.illness_cost_fen <> coalesce(l.illness_cost_fen, 0) /* scan */");
}

static enum outcome check_warnings(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(db, arena, ret_words, "warnings stand elsewhere than their households",
	                  "SELECT count(*) FROM register_warning AS w LEFT JOIN household AS h ON h.county = w.county"
	                  " AND h.id = w.household_id WHERE h.place IS NULL OR h.place <> w.place /* scan */");
}

static enum outcome check_decisions(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(db, arena, ret_words, "decisions were made by whoever asked at the door",
	                  "SELECT count(*) FROM register_decision AS d JOIN register_year AS y ON y.county = d.county"
	                  " AND y.household_id = d.household_id AND y.year = d.year"
	                  " WHERE y.person_id = d.person_id AND y.at <= d.at /* scan */");
}

static enum outcome check_appeals(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(db, arena, ret_words, "appeals have no case, no household or no decision of it",
	                  "SELECT count(*) FROM register_appeal AS a"
	                  " LEFT JOIN case_file AS c ON c.county = a.county AND c.id = a.id AND c.kind = 'appeal'"
	                  " LEFT JOIN register_decision AS d ON d.county = a.household_county AND d.id = a.decision_id"
	                  " AND d.household_id = a.household_id"
	                  " LEFT JOIN register_decision AS n ON n.county = a.household_county AND n.id = a.current_id"
	                  " AND n.household_id = a.household_id"
	                  " WHERE c.id IS NULL OR d.id IS NULL OR n.id IS NULL /* scan */");
}

static enum outcome check_answers(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(db, arena, ret_words, "appeals were answered by whoever made the decision",
	                  "SELECT count(*) FROM register_appeal AS a JOIN register_decision AS d"
	                  " ON d.county = a.household_county AND d.id = a.decision_id"
	                  " JOIN case_event AS e ON e.county = a.county AND e.case_id = a.id"
	                  " WHERE e.deed IN ('stands', 'anew') AND e.person_id = d.person_id /* scan */");
}

static enum outcome check_one_appeal(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(db, arena, ret_words, "decisions have more than one appeal that stands",
	                  "SELECT count(*) FROM (SELECT a.household_county, a.decision_id FROM register_appeal AS a"
	                  " JOIN case_file AS c ON c.county = a.county AND c.id = a.id WHERE c.state <> 'withdrawn'"
	                  " GROUP BY a.household_county, a.decision_id HAVING count(*) > 1) AS twice /* scan */");
}

const struct check register_checks[] = {
	{ "years of households are the sum of their lines", check_years },
	{ "warnings stand where their households are", check_warnings },
	{ "nobody decides by what he asked himself", check_decisions },
	{ "appeals have their decisions", check_appeals },
	{ "nobody answers an appeal against himself", check_answers },
	{ "a decision has one appeal", check_one_appeal },
	{ NULL, NULL },
};
