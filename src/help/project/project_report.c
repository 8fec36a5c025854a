/* The report of a month: what happened is read out of the entries, milestones and measurements; the owner adds a few sentences. */
#include "base/calendar.h"
#include "help/project/project_inside.h"

enum { OF_MONTH = 200 };

static const struct field report_fields[] = {
	INT_FIELD(project_report, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_report, project_id, N_("Project"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_report, month, N_("Month"), FIELD_OUT, 0, 0),
	NOTE_FIELD(project_report, words, N_("What should be known"), FIELD_OUT, 0, 0),
	INT_FIELD(project_report, person_county, N_("County"), 0, 0, 0),
	INT_FIELD(project_report, person_id, N_("Person"), 0, 0, 0),
	TEXT_FIELD(project_report, person_name, N_("Who"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, project_report, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record project_report_record = { .name = "project_report",
	                                      .size = sizeof(struct project_report),
	                                      .county = offsetof(struct project_report, county),
	                                      .fields = report_fields };

struct text project_month_word(struct arena *arena, int64_t month)
{
	return calendar_period_word(arena, month);
}

#define REPORT_FROM                                                                            \
	"SELECT w.county, w.project_id, w.month, w.words, w.person_county, w.person_id, w.at," \
	" COALESCE(n.name, '') AS person_name FROM project_report AS w LEFT JOIN person AS n"  \
	" ON n.county = w.person_county AND n.id = w.person_id"

enum outcome project_reports(struct db *db, struct arena *arena, const struct project *p, struct project_report **ret,
                             size_t *ret_count)
{
	return db_list(db, arena, &project_report_record, PROJECT_MONTHS, ret, ret_count,
	               REPORT_FROM " WHERE w.county = $1 AND w.project_id = $2 ORDER BY w.month DESC LIMIT $3",
	               bind(i64(p->county), i64(p->id), i64(PROJECT_MONTHS)));
}

enum outcome project_report_write(struct request *r, struct project *p, int64_t month, struct text said)
{
	enum outcome outcome;

	if (p->began_on == 0 || month < calendar_month(p->began_on) || month > calendar_month(r->today) ||
	    (p->ended_on > 0 && month > calendar_month(p->ended_on))) {
		form_problem(r, "month", N_("The project did not run in that month"), T(""));
		return INVALID;
	}
	outcome = db_exec(
		r->db,
		"INSERT INTO project_report(county, project_id, month, words, person_county, person_id, at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (county, project_id, month) DO UPDATE SET"
		" words = excluded.words, person_county = excluded.person_county, person_id = excluded.person_id,"
		" at = excluded.at",
		bind(i64(p->county), i64(p->id), i64(month), txt(said), i64(r->who.county), i64(r->who.person_id),
	             i64(r->now)));
	if (outcome == DONE)
		outcome = project_tell(r, p, "report", project_month_word(r->arena, month), 0);
	return outcome == DONE ? project_write(r, p) : outcome;
}

/* ---- what happened in a month ---- */

static enum outcome read_entries(struct request *r, const struct project *p, struct project_month *m)
{
	struct project_entry *rows = NULL, *kept;
	size_t count = 0;
	enum outcome outcome = project_entries(r->db, r->arena, p, 0, LIMIT_LIST_ROWS, &rows, &count);
	int64_t end_on = calendar_period_end(m->month);

	kept = arena_array(r->arena, OF_MONTH, sizeof *kept);
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		const struct project_entry *e = &rows[i];
		bool within = calendar_month(e->dated_on) == m->month;

		if (e->undone_id > 0 || e->dated_on > end_on)
			continue;
		*(e->what == ENTRY_ARRIVED ? &m->all_arrived_fen
		  : e->what == ENTRY_PAID  ? &m->all_spent_fen
		                           : &m->all_returned_fen) += e->amount_fen;
		if (!within)
			continue;
		*(e->what == ENTRY_ARRIVED ? &m->arrived_fen
		  : e->what == ENTRY_PAID  ? &m->spent_fen
		                           : &m->returned_fen) += e->amount_fen;
		if (m->entry_count < OF_MONTH)
			kept[m->entry_count++] = *e;
	}
	m->entries = kept;
	return outcome;
}

static enum outcome read_milestones(struct request *r, const struct project *p, struct project_month *m)
{
	struct project_milestone *rows = NULL;
	size_t count = 0;
	enum outcome outcome = project_milestones(r->db, r->arena, p, &rows, &count);

	for (size_t i = 0; outcome == DONE && i < count; i++)
		if (calendar_month(rows[i].planned_on) == m->month ||
		    (rows[i].done_on > 0 && calendar_month(rows[i].done_on) == m->month))
			rows[m->milestone_count++] = rows[i];
	m->milestones = rows;
	return outcome;
}

static enum outcome read_values(struct request *r, const struct project *p, struct project_month *m)
{
	struct project_goal *goals = NULL, *of = arena_array(r->arena, OF_MONTH, sizeof *of);
	struct project_value *values = NULL, *kept = arena_array(r->arena, OF_MONTH, sizeof *kept);
	size_t count = 0, value_count = 0;
	enum outcome outcome = project_goals(r->db, r->arena, p, &goals, &count);

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		outcome = project_values(r->db, r->arena, &goals[i], OF_MONTH, &values, &value_count);
		for (size_t v = 0; outcome == DONE && v < value_count && m->value_count < OF_MONTH; v++) {
			if (calendar_month(values[v].dated_on) != m->month)
				continue;
			of[m->value_count] = goals[i];
			kept[m->value_count++] = values[v];
		}
	}
	m->values = kept;
	m->value_goals = of;
	return outcome;
}

enum outcome project_month_read(struct request *r, const struct project *p, int64_t month, struct project_month *ret)
{
	enum outcome outcome;

	*ret = (struct project_month){ .month = month };
	ret->is_owed = p->began_on > 0 && month >= calendar_month(p->began_on) &&
	               (p->ended_on == 0 || month <= calendar_month(p->ended_on)) &&
	               project_next_month(month) + PROJECT_REPORT_DAYS < r->today;
	outcome = db_one(r->db, r->arena, &project_report_record, &ret->report,
	                 REPORT_FROM " WHERE w.county = $1 AND w.project_id = $2 AND w.month = $3",
	                 bind(i64(p->county), i64(p->id), i64(month)));
	if (outcome == DONE || outcome == NOT_FOUND)
		outcome = read_entries(r, p, ret);
	if (outcome == DONE)
		outcome = read_milestones(r, p, ret);
	if (outcome == DONE)
		outcome = read_values(r, p, ret);
	return outcome;
}
