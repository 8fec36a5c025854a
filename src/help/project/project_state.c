/* The life of a project: proposed by those who will run it, decided by the level above, run, ended; each step may be taken back while nothing
   was built on it. */
#include "base/calendar.h"
#include "base/limits.h"
#include "help/project/project_inside.h"
#include "web/chore.h"

enum { LOOK_AT_ONCE = 24 };

bool project_may_do(const struct project *p, enum project_deed deed)
{
	switch (deed) {
	case DEED_APPROVE:
	case DEED_REFUSE:
		return p->state == PROJECT_PROPOSED;
	case DEED_BEGIN:
		return p->state == PROJECT_APPROVED;
	case DEED_FINISH:
		return p->state == PROJECT_RUNNING;
	case DEED_STOP:
		return p->state == PROJECT_APPROVED || p->state == PROJECT_RUNNING;
	case DEED_UNDO:
		return (p->state == PROJECT_APPROVED && p->arrived_fen == 0) || p->state == PROJECT_FINISHED ||
		       p->state == PROJECT_STOPPED || p->state == PROJECT_REFUSED ||
		       (p->state == PROJECT_RUNNING && p->spent_fen == 0 && p->milestones_done == 0);
	}
	return false;
}

/* What a state waits for has days of its own, which may lie before the one told last; a project that ended owes the reports it owed. */
static void set_state(struct request *r, struct project *p, enum project_state state)
{
	if (p->state <= PROJECT_RUNNING && state <= PROJECT_RUNNING)
		p->told_on = 0;
	p->state = state;
	p->state_at = r->now;
}

static enum outcome approve(struct request *r, struct project *p)
{
	if (p->owner_id == r->who.person_id)
		return DENIED;
	if (p->promised_fen == 0 || p->budget_fen == 0 || p->milestones == 0) {
		form_problem(r, "",
		             N_("Before it is approved a project has a source of money, a budget line and a milestone"),
		             T(""));
		return INVALID;
	}
	set_state(r, p, PROJECT_APPROVED);
	p->approved_at = r->now;
	p->approved_county = r->who.county;
	p->approved_id = r->who.person_id;
	return DONE;
}

static enum outcome finish(struct request *r, struct project *p)
{
	if (p->milestones_done < p->milestones) {
		form_problem(r, "", N_("Milestones not yet done and confirmed: %s"),
		             show_number(r, p->milestones - p->milestones_done));
		return INVALID;
	}
	set_state(r, p, PROJECT_FINISHED);
	p->ended_on = r->today;
	return DONE;
}

/* Back to where it was before. */
static enum outcome undo(struct request *r, struct project *p)
{
	switch ((enum project_state)p->state) {
	case PROJECT_APPROVED:
	case PROJECT_REFUSED:
		set_state(r, p, PROJECT_PROPOSED);
		p->approved_at = p->approved_county = p->approved_id = 0;
		break;
	case PROJECT_RUNNING:
		set_state(r, p, PROJECT_APPROVED);
		p->began_on = 0;
		break;
	case PROJECT_FINISHED:
	case PROJECT_STOPPED:
		set_state(r, p, p->began_on > 0 ? PROJECT_RUNNING : PROJECT_APPROVED);
		p->ended_on = 0;
		break;
	case PROJECT_PROPOSED:
		return CONFLICT;
	}
	p->reason = T("");
	return DONE;
}

static enum outcome step(struct request *r, struct project *p, enum project_deed deed, struct text said)
{
	switch (deed) {
	case DEED_APPROVE:
		return approve(r, p);
	case DEED_REFUSE:
		set_state(r, p, PROJECT_REFUSED);
		p->reason = said;
		return DONE;
	case DEED_BEGIN:
		set_state(r, p, PROJECT_RUNNING);
		p->began_on = r->today;
		return DONE;
	case DEED_FINISH:
		return finish(r, p);
	case DEED_STOP:
		set_state(r, p, PROJECT_STOPPED);
		p->ended_on = r->today;
		p->reason = said;
		return DONE;
	case DEED_UNDO:
		return undo(r, p);
	}
	return CONFLICT;
}

enum outcome project_do(struct request *r, struct project *p, enum project_deed deed, struct text said)
{
	static const char *const told[] = { "approved", "refused", "begun", "finished", "stopped", "undone" };
	enum outcome outcome = project_may_do(p, deed) ? step(r, p, deed, said) : CONFLICT;

	if (outcome == DONE)
		outcome = project_tell(r, p, told[deed], said, 0);
	if (outcome == DONE)
		outcome = project_write(r, p);
	return outcome == DONE && (deed == DEED_APPROVE || deed == DEED_REFUSE) ? project_message_decided(r, p)
	                                                                        : outcome;
}

/* ---- the chore: what became late by the days that pass, and what more of what is late already ---- */

bool project_late_look(struct request *r)
{
	struct db_rows *due = db_rows(r->db,
	                              "SELECT p.county, p.id FROM project AS p WHERE p.tell_on > 0 AND p.tell_on < $1"
	                              " AND p.county + 0 = (SELECT f.county FROM project AS f WHERE f.tell_on > 0"
	                              " AND f.tell_on < $1 ORDER BY f.tell_on LIMIT 1) ORDER BY p.tell_on LIMIT $2",
	                              bind(i64(r->today), i64(LOOK_AT_ONCE)));

	return chore_tell_rows(r, due);
}

/* One that cannot be told now is looked at again tomorrow. */
static enum outcome pass_day(struct request *r, struct project *p, bool failed)
{
	if (p->tell_on == 0 || p->tell_on >= r->today)
		return DONE;
	return failed ? db_exec(r->db, "UPDATE project SET tell_on = $3 WHERE county = $1 AND id = $2",
	                        bind(i64(p->county), i64(p->id), i64(r->today)))
	              : project_write(r, p);
}

void project_late_post(struct request *r)
{
	bool failed = chore_failure(r).length > 0;
	enum outcome outcome = DONE;
	int64_t county, id;

	for (size_t i = 0; outcome == DONE && chore_told_thing(r, i, &county, &id); i++) {
		struct project p;

		if (r->world->next + PROJECT_MESSAGES > WORLD_IDS)
			break; /* the rest with the next command */
		outcome = project_one(r->db, r->arena, county, id, r->today, &p);
		if (outcome == DONE)
			outcome = pass_day(r, &p, failed);
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
}
