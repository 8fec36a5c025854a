/* What `tongcun check` holds against projects, and the recounts of their totals. */
#include "help/project/project_inside.h"

const struct check project_checks[] = {
	{ .name = "projects sum up their sources and lines",
	  .wrong = "projects have other sums than their sources and lines",
	  .counts =
	          "SELECT count(*) FROM project AS p LEFT JOIN (SELECT county, project_id, sum(promised_fen) AS promised_fen,"
	          " sum(arrived_fen) AS arrived_fen, sum(spent_fen) AS spent_fen, sum(returned_fen) AS returned_fen"
	          " FROM project_fund GROUP BY county, project_id) AS f ON f.county = p.county AND f.project_id = p.id"
	          " LEFT JOIN (SELECT county, project_id, sum(budget_fen) AS budget_fen, sum(spent_fen) AS spent_fen"
	          " FROM project_line GROUP BY county, project_id) AS b ON b.county = p.county AND b.project_id = p.id"
	          " WHERE p.promised_fen <> COALESCE(f.promised_fen, 0) OR p.arrived_fen <> COALESCE(f.arrived_fen, 0)"
	          " OR p.spent_fen <> COALESCE(f.spent_fen, 0) OR p.returned_fen <> COALESCE(f.returned_fen, 0)"
	          " OR p.budget_fen <> COALESCE(b.budget_fen, 0) OR p.spent_fen <> COALESCE(b.spent_fen, 0) /* scan */" },
	{ .name = "sources of projects sum up their entries",
	  .wrong = "sources of projects have other sums than their entries",
	  .counts =
	          "SELECT count(*) FROM project_fund AS f LEFT JOIN (SELECT county, fund_id,"
	          " sum(amount_fen) FILTER (WHERE what = 1) AS arrived_fen, sum(amount_fen) FILTER (WHERE what = 2) AS spent_fen,"
	          " sum(amount_fen) FILTER (WHERE what = 3) AS returned_fen FROM project_entry WHERE undone_id = 0"
	          " GROUP BY county, fund_id) AS e ON e.county = f.county AND e.fund_id = f.id"
	          " WHERE f.arrived_fen <> COALESCE(e.arrived_fen, 0) OR f.spent_fen <> COALESCE(e.spent_fen, 0)"
	          " OR f.returned_fen <> COALESCE(e.returned_fen, 0) /* scan */" },
	{ .name = "sources of projects have the money of their accounts",
	  .wrong = "sources of projects have other money than their accounts",
	  .counts = "SELECT count(*) FROM (SELECT county, id, sum(fen) AS fen FROM (SELECT county, owner_id AS id,"
	            " credits_fen - debits_fen AS fen FROM account WHERE kind = 16 UNION ALL"
	            " SELECT county, id, -(arrived_fen - spent_fen - returned_fen) FROM project_fund) AS both_sides"
	            " GROUP BY county, id HAVING sum(fen) <> 0) AS wrong /* scan */" },
	{ .name = "budget lines and contracts sum up their payments",
	  .wrong = "budget lines or contracts have other sums than their payments",
	  .counts =
	          "SELECT (SELECT count(*) FROM project_line AS b LEFT JOIN (SELECT county, line_id, sum(amount_fen) AS fen"
	          " FROM project_entry WHERE undone_id = 0 AND what = 2 GROUP BY county, line_id) AS e"
	          " ON e.county = b.county AND e.line_id = b.id WHERE b.spent_fen <> COALESCE(e.fen, 0))"
	          " + (SELECT count(*) FROM project_contract AS c LEFT JOIN (SELECT county, contract_id, sum(amount_fen) AS fen"
	          " FROM project_entry WHERE undone_id = 0 AND what = 2 GROUP BY county, contract_id) AS e"
	          " ON e.county = c.county AND e.contract_id = c.id WHERE c.paid_fen <> COALESCE(e.fen, 0)) /* scan */" },
	{ .name = "entries of projects are transfers",
	  .wrong = "entries of projects have no such transfer",
	  .finds =
	          "SELECT e.county, e.id FROM project_entry AS e LEFT JOIN transfer AS t ON t.county = e.county"
	          " AND t.id = e.transfer_id LEFT JOIN transfer AS u ON u.county = e.county AND u.id = e.undone_id"
	          " WHERE t.id IS NULL OR t.amount_fen <> e.amount_fen OR t.subject_id <> e.id OR t.state <> 1"
	          " OR (e.what = 1 AND (t.credit_kind <> 16 OR t.credit_owner_id <> e.fund_id))"
	          " OR (e.what > 1 AND (t.debit_kind <> 16 OR t.debit_owner_id <> e.fund_id))"
	          " OR (e.undone_id > 0 AND (u.id IS NULL OR u.amount_fen <> e.amount_fen OR u.debit_kind <> t.credit_kind"
	          " OR u.credit_kind <> t.debit_kind)) ORDER BY e.county, e.id LIMIT 1 /* scan */" },
	{ .name = "projects count their milestones and events",
	  .wrong = "projects count other milestones or events than they have",
	  .counts =
	          "SELECT count(*) FROM project AS p LEFT JOIN (SELECT county, project_id, count(*) AS all_of,"
	          " count(*) FILTER (WHERE state = 3) AS done, min(planned_on) FILTER (WHERE state < 3) AS next_on"
	          " FROM project_milestone GROUP BY county, project_id) AS m ON m.county = p.county AND m.project_id = p.id"
	          " LEFT JOIN (SELECT county, project_id, count(*) AS all_of, max(number) AS last FROM project_event"
	          " GROUP BY county, project_id) AS v ON v.county = p.county AND v.project_id = p.id"
	          " WHERE p.milestones <> COALESCE(m.all_of, 0) OR p.milestones_done <> COALESCE(m.done, 0)"
	          " OR p.next_on <> COALESCE(m.next_on, 0) OR p.events <> COALESCE(v.all_of, 0)"
	          " OR p.events <> COALESCE(v.last, 0) /* scan */" },
	{ .name = NULL },
};

#define MONEY_RECOUNT(what)                                                                                  \
	"SELECT p.place, e.dated_on AS day, e.amount_fen AS value FROM project_entry AS e JOIN project AS p" \
	" ON p.county = e.county AND p.id = e.project_id WHERE e.what = " what " AND e.undone_id = 0 /* scan */"

#define MONEY(what)                                                                                                   \
	.recount = MONEY_RECOUNT(what),                                                                               \
	.behind = FIGURE_PARTS("e.county", "e.id", "p.id", "p.title", "p.place", "e.dated_on", "e.amount_fen",        \
	                       "project_entry AS e JOIN project AS p ON p.county = e.county AND p.id = e.project_id", \
	                       "e.what = " what " AND e.undone_id = 0"),                                              \
	.href = "/projects/"

#define STANDING(number_, name_, label_, value, what)                                                \
	{                                                                                            \
		.number = (number_), .name = (name_), .label = (label_), .unit = UNIT_STANDING,      \
		.recount = "SELECT place, " value " AS value FROM project WHERE " what " /* scan */" \
	}

const struct indicator project_indicators[] = {
	{ .number = INDICATOR_PROJECTS,
	  .name = "projects",
	  .label = N_("Projects approved"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_PROJECT,
	  .recount = "SELECT place, approved_at AS at, 1 AS value FROM project WHERE approved_at > 0 /* scan */",
	  .behind = FIGURE_PARTS("p.county", "p.id", "p.id", "p.title", "p.place", "p.approved_at", "1", "project AS p",
	                         "p.approved_at > 0"),
	  .href = "/projects/" },
	{ .number = INDICATOR_PROJECT_ARRIVED_FEN,
	  .name = "project_arrived_fen",
	  .label = N_("Arrived for projects"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_PROJECT,
	  .by_day = true,
	  MONEY("1") },
	{ .number = INDICATOR_PROJECT_SPENT_FEN,
	  .name = "project_spent_fen",
	  .label = N_("Spent by projects"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_PROJECT,
	  .by_day = true,
	  MONEY("2") },
	STANDING(INDICATOR_PROJECTS_ALL, "projects_all", N_("Projects"), "1", "approved_at > 0"),
	STANDING(INDICATOR_PROJECTS_OPEN, "projects_open", N_("Projects under way"), "1", "state IN (2, 3)"),
	STANDING(INDICATOR_PROJECTS_LATE, "projects_late", N_("Projects late"), "1", "is_late = 1"),
	STANDING(INDICATOR_PROJECTS_PROMISED, "projects_promised_fen", N_("Promised to projects"), "promised_fen",
	         "approved_at > 0"),
	STANDING(INDICATOR_PROJECTS_ARRIVED, "projects_arrived_fen", N_("Arrived for projects"), "arrived_fen",
	         "arrived_fen > 0"),
	STANDING(INDICATOR_PROJECTS_SPENT, "projects_spent_fen", N_("Spent by projects"), "spent_fen", "spent_fen > 0"),
	{ .number = 0 },
};
