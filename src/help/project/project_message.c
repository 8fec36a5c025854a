/* Who is told what about a project, as messages: whoever must act next, once for each thing. What waits for a decision or a second look goes to
   the office that has to give it; when nobody holds the right there, to the next one above. */
#include "help/project/project_inside.h"

/* What passed on due_on, as project_due() finds it. */
static const char *late_words(const struct project *p)
{
	switch ((enum project_state)p->state) {
	case PROJECT_PROPOSED:
		return N_("The decision about a project is late: %s");
	case PROJECT_APPROVED:
		return N_("A project should have begun by now: %s");
	case PROJECT_RUNNING:
		if (p->due_on == p->next_on)
			return N_("A milestone of a project is late: %s");
		if (p->due_on == project_report_due(p))
			return N_("The monthly report of a project is late: %s");
		return N_("A project should have ended by now: %s");
	case PROJECT_FINISHED:
	case PROJECT_STOPPED:
		return N_("The monthly report of a project is late: %s");
	case PROJECT_REFUSED:
		break;
	}
	return NULL;
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
	const char *told = late_words(p);

	if (!p->is_late || p->told_on == p->due_on || told == NULL)
		return DONE;
	p->told_on = p->due_on;
	return p->state == PROJECT_PROPOSED ? tell_above(r, p, told) : tell_own(r, p, told);
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
