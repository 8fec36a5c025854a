/* Who is told what about a project, as messages: whoever must act next, once for each thing. What waits for a decision or a second look goes to
   the office that has to give it; when nobody holds the right there, to the next one above. */
#include "base/calendar.h"
#include "help/project/project_inside.h"

/* The days of a project on both sides of today: the last one that passed, with its message, and the next one. */
struct days {
	int64_t today, passed_on, next_on;
	const char *told;
};

/* Of two things of one day the first one seen is told. */
static void see_day(struct days *d, int64_t on, const char *told)
{
	if (on > d->passed_on && on < d->today) {
		d->passed_on = on;
		d->told = told;
	}
	if (on >= d->today && (d->next_on == 0 || on < d->next_on))
		d->next_on = on;
}

static enum outcome see_milestones(struct request *r, const struct project *p, struct days *d)
{
	struct db_rows *rows =
		db_rows(r->db,
	                "SELECT COALESCE(max(planned_on) FILTER (WHERE planned_on < $3), 0) AS passed_on,"
	                " COALESCE(min(planned_on) FILTER (WHERE planned_on >= $3), 0) AS next_on"
	                " FROM project_milestone WHERE county = $1 AND project_id = $2 AND state < 3",
	                bind(i64(p->county), i64(p->id), i64(d->today)));

	if (db_next(rows)) {
		see_day(d, db_int(rows, "passed_on"), N_("A milestone of a project is late: %s"));
		see_day(d, db_int(rows, "next_on"), NULL);
	}
	return db_done(rows);
}

/* Of every month that it owes, not only of the first one. */
static enum outcome see_reports(struct request *r, const struct project *p, struct days *d)
{
	int64_t last = p->ended_on > 0 ? calendar_month(p->ended_on) : INT64_MAX, due_on = 0;

	if (p->report_month == 0)
		return DONE;
	struct db_rows *rows = db_rows(r->db,
	                               "SELECT month FROM project_report WHERE county = $1 AND project_id = $2"
	                               " AND month >= $3 ORDER BY month LIMIT $4",
	                               bind(i64(p->county), i64(p->id), i64(p->report_month), i64(PROJECT_MONTHS)));
	bool more = db_next(rows);

	for (int64_t month = p->report_month; month <= last && due_on < d->today; month = project_next_month(month)) {
		if (more && db_int(rows, "month") == month) {
			more = db_next(rows);
			continue;
		}
		due_on = project_next_month(month) + PROJECT_REPORT_DAYS;
		see_day(d, due_on, N_("The monthly report of a project is late: %s"));
	}
	return db_done(rows);
}

static enum outcome see_days(struct request *r, const struct project *p, struct days *d)
{
	enum outcome outcome = DONE;

	switch ((enum project_state)p->state) {
	case PROJECT_PROPOSED:
		see_day(d, project_due(p), N_("The decision about a project is late: %s"));
		break;
	case PROJECT_APPROVED:
		see_day(d, p->start_on, N_("A project should have begun by now: %s"));
		break;
	case PROJECT_RUNNING:
		outcome = see_milestones(r, p, d);
		if (outcome == DONE)
			outcome = see_reports(r, p, d);
		see_day(d, p->end_on, N_("A project should have ended by now: %s"));
		break;
	case PROJECT_FINISHED:
	case PROJECT_STOPPED:
		outcome = see_reports(r, p, d);
		break;
	case PROJECT_REFUSED:
		break;
	}
	return outcome;
}

static enum outcome tell_above(struct request *r, const struct project *p, const char *told)
{
	return message_to_office(r, project_above(p), RIGHT_PROJECT, PLACE_HOUSEHOLD, 0,
	                         &(struct message){
					 .told = told, .words = p->title, .path = project_path(r->arena, p) });
}

/* Who proposed it, and the office that runs it; when that is he alone, nobody else. */
static enum outcome tell_own(struct request *r, const struct project *p, const char *told)
{
	struct message m = { .told = told, .words = p->title, .path = project_path(r->arena, p) };
	struct person *people = NULL;
	size_t count = 0;
	enum outcome outcome = message_to(r, p->owner_county, p->owner_id, &m);

	if (outcome == DONE)
		outcome = person_holders(r->db, r->arena, project_desk(p), RIGHT_PROJECT, &people, &count);
	for (size_t i = 0; outcome == DONE && i < count; i++)
		if (people[i].id != p->owner_id)
			outcome = message_to(r, people[i].county, people[i].id, &m);
	return outcome == DONE && count == 0
	               ? message_to_office(r, project_above(p), RIGHT_PROJECT, PLACE_HOUSEHOLD, p->owner_id, &m)
	               : outcome;
}

enum outcome project_message_late(struct request *r, struct project *p)
{
	struct days days = { .today = r->today };
	enum outcome outcome = see_days(r, p, &days);

	bool is_new = days.passed_on > p->told_on;

	p->tell_on = days.next_on;
	p->told_on = is_new ? days.passed_on : p->told_on;
	if (outcome == DONE)
		outcome = db_exec(r->db, "UPDATE project SET told_on = $3, tell_on = $4 WHERE county = $1 AND id = $2",
		                  bind(i64(p->county), i64(p->id), i64(p->told_on), i64(p->tell_on)));
	if (outcome != DONE || !is_new)
		return outcome;
	return p->state == PROJECT_PROPOSED ? tell_above(r, p, days.told) : tell_own(r, p, days.told);
}

enum outcome project_message_proposed(struct request *r, const struct project *p)
{
	return tell_above(r, p, N_("A project waits for your decision: %s"));
}

enum outcome project_message_decided(struct request *r, const struct project *p)
{
	return project_message_answer(r, p, p->owner_county, p->owner_id,
	                              p->state == PROJECT_REFUSED ? N_("The level above refused the project: %s")
	                                                          : N_("The level above approved the project: %s"),
	                              p->title);
}

/* From the office that runs it upward, past the level that reported. */
enum outcome project_message_evidence(struct request *r, const struct project *p, const struct project_milestone *m)
{
	return message_to_office(
		r, project_desk(p), RIGHT_PROJECT, (enum place_level)m->reported_level, m->reported_id,
		&(struct message){ .told = N_("A milestone was reported done and waits for you to confirm it: %s"),
	                           .words = m->title,
	                           .path = project_path(r->arena, p) });
}

enum outcome project_message_answer(struct request *r, const struct project *p, int64_t person_county,
                                    int64_t person_id, const char *told, struct text title)
{
	return message_to(r, person_county, person_id,
	                  &(struct message){ .told = told, .words = title, .path = project_path(r->arena, p) });
}
