/* Recounts of the register. */
#include "help/register/register_rows.h"

#define AT_VILLAGE "SELECT h.place - h.place % 100000 AS place, "
#define OF(table) " FROM " table " AS t JOIN household AS h ON h.county = t.county AND h.id = t.household_id WHERE "
/* All records of a kind, and those of one household. */
#define COUNTED(columns, table, which)                                                                 \
	.recount = AT_VILLAGE columns OF(table) which "/* scan */",                                    \
	.of_household = AT_VILLAGE columns OF(table) which "AND h.place = $1", .href = "/households/", \
	.right = RIGHT_HOUSEHOLD_READ
/* The records behind the number: which card, of which village; who lives there is told by the card, to whom it may be. */
#define BEHIND(id, at, value, table, which)                                                                        \
	.behind = FIGURE_PARTS("t.county", id, "h.id", "''", "h.place", at, value,                                 \
	                       table " AS t JOIN household AS h ON h.county = t.county AND h.id = t.household_id", \
	                       which)

/* clang-format off */
const struct indicator register_indicators[] = {
	{ .number = INDICATOR_INCOME_FEN,
	  .name = "income_fen",
	  .label = N_("Net income of households asked"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_HOUSEHOLD,
	  COUNTED("t.year * 10000 + 1231 AS day, t.income_fen - t.cost_fen AS value", "register_year", "t.county > 0 "),
	  BEHIND("t.household_id", "(t.year * 10000 + 1231)", "t.income_fen - t.cost_fen", "register_year", "t.county > 0"),
	  .by_day = true },
	{ .number = INDICATOR_INCOME_PEOPLE,
	  .name = "income_people",
	  .label = N_("People asked about income"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HOUSEHOLD,
	  COUNTED("t.year * 10000 + 1231 AS day, t.people AS value", "register_year", "t.county > 0 "),
	  BEHIND("t.household_id", "(t.year * 10000 + 1231)", "t.people", "register_year", "t.county > 0"),
	  .by_day = true },
	{ .number = INDICATOR_ENTERED,
	  .name = "entered",
	  .label = N_("Newly registered"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HOUSEHOLD,
	  COUNTED("t.decided_on AS day, 1 AS value", "register_decision", "t.granted = 1 AND t.withdrawn_at = 0 AND t.status = 'registered' "),
	  BEHIND("t.id", "t.decided_on", "1", "register_decision", "t.granted = 1 AND t.withdrawn_at = 0 AND t.status = 'registered'"),
	  .by_day = true },
	{ .number = INDICATOR_HELP_ENDED,
	  .name = "help_ended",
	  .label = N_("Help ended in the year"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HOUSEHOLD,
	  COUNTED("t.decided_on AS day, 1 AS value", "register_decision", "t.granted = 1 AND t.withdrawn_at = 0 AND t.status = 'left' "),
	  BEHIND("t.id", "t.decided_on", "1", "register_decision", "t.granted = 1 AND t.withdrawn_at = 0 AND t.status = 'left'"),
	  .by_day = true },
	{ .number = INDICATOR_MEASURES,
	  .name = "measures",
	  .label = N_("Help promised"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HELP,
	  COUNTED("t.at AS at, 1 AS value", "register_measure", "t.county > 0 "),
	  BEHIND("t.id", "t.at", "1", "register_measure", "t.county > 0") },
	{ .number = INDICATOR_MEASURES_DONE,
	  .name = "measures_done",
	  .label = N_("Promised help given"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HELP,
	  COUNTED("t.done_on AS day, 1 AS value", "register_measure", "t.done_on > 0 "),
	  BEHIND("t.id", "t.done_on", "1", "register_measure", "t.done_on > 0"),
	  .by_day = true },
	{ .number = INDICATOR_VISITS,
	  .name = "visits",
	  .label = N_("Visits"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HELP,
	  COUNTED("t.visited_on AS day, 1 AS value", "register_visit", "t.county > 0 "),
	  BEHIND("t.id", "t.visited_on", "1", "register_visit", "t.county > 0"),
	  .by_day = true },
	{ .number = 0 },
};
/* clang-format on */

const struct check register_checks[] = {
	{ .name = "years of households are the sum of their lines",
	  .wrong = "years of households are not the sum of their lines",
	  .counts =
	          "SELECT count(*) FROM register_year AS y LEFT JOIN (SELECT county, household_id, year,"
	          " sum(CASE WHEN kind IN ('production', 'illness', 'schooling', 'building', 'spending') THEN 0 ELSE fen END)"
	          " AS income_fen, sum(CASE WHEN kind = 'production' THEN fen ELSE 0 END) AS cost_fen,"
	          " sum(CASE WHEN kind = 'illness' THEN fen ELSE 0 END) AS illness_cost_fen FROM (SELECT county,"
	          " household_id, year, kind, fen FROM register_line UNION ALL SELECT county, household_id, year, kind, fen"
	          " FROM register_earned) AS both_of_them"
	          " GROUP BY county, household_id, year) AS l ON l.county = y.county AND l.household_id = y.household_id"
	          " AND l.year = y.year WHERE y.income_fen <> coalesce(l.income_fen, 0)"
	          " OR y.cost_fen <> coalesce(l.cost_fen, 0)"
	          " OR y.illness_cost_fen <> coalesce(l.illness_cost_fen, 0) /* scan */" },
	{ .name = "warnings stand where their households are",
	  .wrong = "warnings stand elsewhere than their households",
	  .counts = "SELECT count(*) FROM register_warning AS w LEFT JOIN household AS h ON h.county = w.county"
	            " AND h.id = w.household_id LEFT JOIN household_merged AS g ON g.county = w.county"
	            " AND g.id = w.household_id WHERE coalesce(h.place, g.place, 0) <> w.place /* scan */" },
	{ .name = "nobody decides by what he asked himself",
	  .wrong = "decisions were made by whoever asked at the door",
	  .counts = "SELECT count(*) FROM register_decision AS d JOIN register_year AS y ON y.county = d.county"
	            " AND y.household_id = d.household_id AND y.year = d.year"
	            " WHERE y.person_id = d.person_id AND y.at < d.at /* scan */" },
	{ .name = "appeals have their decisions",
	  .wrong = "appeals have no case, no household or no decision of it",
	  .counts = "SELECT count(*) FROM register_appeal AS a"
	            " LEFT JOIN case_file AS c ON c.county = a.county AND c.id = a.id AND c.kind = 'appeal'"
	            " LEFT JOIN register_decision AS d ON d.county = a.household_county AND d.id = a.decision_id"
	            " AND d.household_id = a.household_id"
	            " LEFT JOIN register_decision AS n ON n.county = a.household_county AND n.id = a.current_id"
	            " AND n.household_id = a.household_id"
	            " WHERE c.id IS NULL OR d.id IS NULL OR n.id IS NULL /* scan */" },
	{ .name = "nobody answers an appeal against himself",
	  .wrong = "appeals were answered by whoever made the decision",
	  .counts = "SELECT count(*) FROM register_appeal AS a JOIN register_decision AS d"
	            " ON d.county = a.household_county AND d.id = a.decision_id"
	            " JOIN case_event AS e ON e.county = a.county AND e.case_id = a.id"
	            " WHERE e.deed IN ('stands', 'anew') AND e.person_id = d.person_id /* scan */" },
	{ .name = "a decision has one appeal",
	  .wrong = "decisions have more than one appeal that stands",
	  .counts = "SELECT count(*) FROM (SELECT a.household_county, a.decision_id FROM register_appeal AS a"
	            " JOIN case_file AS c ON c.county = a.county AND c.id = a.id WHERE c.state <> 'withdrawn'"
	            " GROUP BY a.household_county, a.decision_id HAVING count(*) > 1) AS twice /* scan */" },
	{ .name = NULL },
};
