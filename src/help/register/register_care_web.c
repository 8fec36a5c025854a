/* Doors of care: causes, measures, helpers, visits. */
#include "help/register/register_rows.h"

#include "base/id.h"
#include "common/person/person.h"

void register_cause_act(struct request *r)
{
	const struct household *household = r->kept;
	struct register_cause cause = { .county = household->county,
		                        .household_id = household->id,
		                        .since_on = r->today };
	enum outcome outcome = INVALID;

	if (form_read(r, &register_cause_form, &cause)) {
		outcome = register_cause_begin(r->db, &cause, r->who.person_id, r->now);
		if (outcome == CONFLICT)
			form_problem(r, "cause", N_("This cause is named already"), T(""));
	}
	register_after(r, outcome, "cause");
}

void register_cause_end_act(struct request *r)
{
	const struct household *household = r->kept;
	struct register_cause cause = { .county = household->county,
		                        .household_id = household->id,
		                        .until_on = r->today };
	enum outcome outcome = INVALID;

	if (form_read(r, &register_cause_form, &cause))
		outcome = register_cause_end(r->db, &cause);
	register_after(r, outcome, "cause_gone");
}

void register_measure_act(struct request *r)
{
	struct register_measure measure = { .id = request_new_id(r), .promised_by = r->who.person_id, .at = r->now };
	enum outcome outcome = INVALID;

	if (form_read(r, &register_measure_form, &measure)) {
		if (measure.due_on < r->today)
			form_problem(r, "due_on", N_("This day is over"), T(""));
		else
			outcome = register_measure_add(r->db, r->kept, &measure);
	}
	register_help_after(r, outcome, "promised");
}

void register_measure_done_act(struct request *r)
{
	struct register_measure measure = { .done_on = r->today, .done_by = r->who.person_id };
	int64_t county;
	enum outcome outcome = NOT_FOUND;

	if (request_id(r, "measure", &county, &measure.id))
		outcome = form_read(r, &register_result_form, &measure)
		                  ? register_measure_finish(r->db, r->kept, &measure)
		                  : INVALID;
	register_help_after(r, outcome, "measure_done");
}

/* The posted field `person`: somebody who has an account in the household's county. */
static enum outcome read_helper(struct request *r, struct register_helper *helper)
{
	const struct household *household = r->kept;
	struct person person;
	enum outcome outcome = NOT_FOUND;

	*helper = (struct register_helper){
		.county = household->county, .household_id = household->id, .since_on = r->today, .until_on = r->today
	};
	if (id_read(text_trim(request_field(r, "person")), &helper->person_county, &helper->person_id))
		outcome = person_one(r->db, r->arena, helper->person_county, helper->person_id, &person);
	if (outcome == NOT_FOUND)
		form_problem(r, "person", N_("There is no such person"), T(""));
	else if (outcome == DONE && person.place == household->place)
		form_problem(r, "person", N_("A member of the household cannot be its helper"), T(""));
	return outcome;
}

void register_helper_act(struct request *r)
{
	struct register_helper helper;
	enum outcome outcome = read_helper(r, &helper);

	if (outcome == DONE && r->problems.count == 0) {
		outcome = register_helper_begin(r->db, &helper);
		if (outcome == CONFLICT)
			form_problem(r, "person", N_("This person helps the household already"), T(""));
	}
	register_help_after(r, outcome, "helper");
}

void register_helper_end_act(struct request *r)
{
	struct register_helper helper;
	enum outcome outcome = read_helper(r, &helper);

	if (outcome == DONE && r->problems.count == 0)
		outcome = register_helper_end(r->db, &helper);
	register_help_after(r, outcome, "helper_gone");
}

void register_visit_act(struct request *r)
{
	struct register_visit visit = { .id = request_new_id(r), .person_id = r->who.person_id, .at = r->now };
	enum outcome outcome = INVALID;

	if (form_read(r, &register_visit_form, &visit)) {
		if (visit.visited_on > r->today)
			form_problem(r, "visited_on", N_("This day has not come yet"), T(""));
		else
			outcome = register_visit_add(r->db, r->kept, &visit);
	}
	register_help_after(r, outcome, "visit");
}
