/* What becomes of a household's register when its card is merged into another's (struct merge): answers, causes, helpers and warnings go over
   where the other card says nothing about that year, cause or person; measures and visits all go. Where both say something the card that stays
   counts, and the other's answer remains with its card. Decisions and the appeals against them are the history of the card whose status they
   made: they stay, to be read there. */
#include "help/register/register_rows.h"

/* clang-format off */
#define YEAR_COPY(to, from)                                                                                              \
	"INSERT INTO register_year(county, household_id, year, people, workers, ill, out_of_school, uninsured, housing," \
	" water, land_tenths, cattle, sheep, note, income_fen, cost_fen, illness_cost_fen, person_id, at, version)"      \
	" SELECT y.county, " to ", y.year, y.people, y.workers, y.ill, y.out_of_school, y.uninsured, y.housing,"         \
	" y.water, y.land_tenths, y.cattle, y.sheep, y.note, y.income_fen, y.cost_fen, y.illness_cost_fen,"              \
	" y.person_id, y.at, y.version FROM register_year AS y WHERE y.county = $1 AND y.household_id = " from           \
	" AND y.year IN " YEARS
#define YEARS MERGED_KEPT("r.k1", "year")
#define THIS "CAST($2 AS BIGINT)"
#define RENAME(table, to, from, rows) \
	"UPDATE " table " SET household_id = " to " WHERE county = $1 AND household_id = " from " AND " rows
#define MOVED(table, rows)                                               \
	.there = { RENAME(table, MERGED_INTO, "$2", rows) }, \
	.back = { RENAME(table, "$2", MERGED_INTO, rows) }
#define OF_THIS(table) " FROM " table " AS t WHERE t.county = $1 AND t.household_id = $2"
#define NOT_THERE(table, which)                                                                \
	" AND NOT EXISTS (SELECT 1 FROM " table " AS o WHERE o.county = $1 AND o.household_id = " \
	MERGED_INTO " AND " which ")"

/* The other card says nothing about the year, and nothing came to it through the ledger. */
#define SILENT_YEAR NOT_THERE("register_year", "o.year = t.year") NOT_THERE("register_earned", "o.year = t.year")

const struct merge register_merges[] = {
	/* Lines hang on their year, which is copied for them; a line added since goes back with it. */
	{ .column = "register_year.household_id",
	  .keeps = MERGED_KEEP "'year', t.year, 0, ''" OF_THIS("register_year") SILENT_YEAR,
	  .there = { YEAR_COPY(MERGED_INTO, "$2"),
	             RENAME("register_line", MERGED_INTO, "$2", "year IN " YEARS),
	             "DELETE FROM register_year WHERE county = $1 AND household_id = $2 AND year IN " YEARS },
	  .back = { YEAR_COPY(THIS, MERGED_INTO),
	            RENAME("register_line", "$2", MERGED_INTO, "year IN " YEARS),
	            "DELETE FROM register_year WHERE county = $1 AND household_id = " MERGED_INTO " AND year IN " YEARS } },
	{ .column = "register_line.household_id", .stays = "goes with its year" },
	/* Goes with its year, or alone when nobody asked about it; what came since goes back with the year, and stays with one asked since. */
	{ .column = "register_earned.household_id",
	  .keeps = "INSERT INTO household_merged_row(county, household_id, what, k1, k2, word) SELECT DISTINCT CAST($1 AS BIGINT),"
	           " CAST($2 AS BIGINT), 'earned', t.year, 0, ''" OF_THIS("register_earned") SILENT_YEAR,
	  .there = { RENAME("register_earned", MERGED_INTO, "$2", "year IN " MERGED_KEPT("r.k1", "earned")) },
	  .back = { RENAME("register_earned", "$2", MERGED_INTO, "(year IN " YEARS " OR (year IN "
	            MERGED_KEPT("r.k1", "earned") " AND NOT EXISTS (SELECT 1 FROM register_year AS o WHERE o.county = $1"
	            " AND o.household_id = " MERGED_INTO " AND o.year = register_earned.year)))") } },
	{ .column = "register_cause.household_id",
	  .keeps = MERGED_KEEP "'cause', t.since_on, 0, t.cause" OF_THIS("register_cause")
	           NOT_THERE("register_cause", "o.cause = t.cause"),
	  MOVED("register_cause", "(since_on, cause) IN " MERGED_KEPT("r.k1, r.word", "cause")) },
	{ .column = "register_measure.household_id",
	  .keeps = MERGED_KEEP "'measure', t.id, 0, ''" OF_THIS("register_measure"),
	  MOVED("register_measure", "id IN " MERGED_KEPT("r.k1", "measure")) },
	{ .column = "register_helper.household_id",
	  .keeps = MERGED_KEEP "'helper', t.person_id, t.since_on, ''" OF_THIS("register_helper")
	           NOT_THERE("register_helper", "o.person_id = t.person_id"),
	  MOVED("register_helper", "(person_id, since_on) IN " MERGED_KEPT("r.k1, r.k2", "helper")) },
	{ .column = "register_visit.household_id",
	  .keeps = MERGED_KEEP "'visit', t.id, 0, ''" OF_THIS("register_visit"),
	  MOVED("register_visit", "id IN " MERGED_KEPT("r.k1", "visit")) },
	/* Nobody is warned of a household that is helped. */
	{ .column = "register_warning.household_id",
	  .keeps = MERGED_KEEP "'warning', t.year, 0, ''" OF_THIS("register_warning")
	           NOT_THERE("register_warning", "o.year = t.year")
	           " AND EXISTS (SELECT 1 FROM household AS h WHERE h.county = $1 AND h.id = " MERGED_INTO
	           " AND h.status NOT IN ('registered', 'monitored'))",
	  .there = { "UPDATE register_warning SET household_id = " MERGED_INTO ", place = " MERGED_INTO_PLACE
	             " WHERE county = $1 AND household_id = $2 AND year IN " MERGED_KEPT("r.k1", "warning") },
	  .back = { "UPDATE register_warning SET household_id = $2, place = " MERGED_PLACE
	            " WHERE county = $1 AND household_id = " MERGED_INTO " AND year IN " MERGED_KEPT("r.k1", "warning") } },
	{ .column = "register_decision.household_id", .stays = "the card's own history, to be read there" },
	{ .column = "register_appeal.household_id",
	  .stays = "goes with its decision",
	  .bars = "SELECT count(*) FROM register_appeal AS a JOIN case_file AS c ON c.county = a.county AND c.id = a.id"
	          " WHERE a.household_county = $1 AND a.household_id = $2 AND c.phase < 3",
	  .why = N_("An appeal of the household whose card would go is open. Answer it first.") },
	{ .column = NULL },
};
/* clang-format on */
