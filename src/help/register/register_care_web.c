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

/* ---- the photograph of a visit: private, added when there is a network ---- */

/* The visit of the path; it must be one of this household. */
static enum outcome path_visit(struct request *r, int64_t *ret_id)
{
	const struct household *household = r->kept;
	int64_t county, found = 0;

	if (!request_id(r, "visit", &county, ret_id))
		return NOT_FOUND;
	return db_number(r->db, &found,
	                 "SELECT id FROM register_visit WHERE county = $1 AND id = $2 AND household_id = $3",
	                 bind(i64(household->county), i64(*ret_id), i64(household->id)));
}

void register_photo_prepare(struct request *r)
{
	struct scope scope;

	if (picture_prepare(r, "picture"))
		return;
	if (!r->json && household_edit_where(r, &scope) == DONE)
		register_help_show(r);
	refuse(r);
}

void register_photo_act(struct request *r)
{
	struct text picture = T("");
	int64_t id = 0;
	enum outcome outcome = path_visit(r, &id);

	if (outcome == DONE)
		outcome = picture_keep_private(r, "picture", register_visit_pictures(r->kept, id), &picture);
	if (outcome == DONE && picture.length == 0)
		form_problem(r, "picture", N_("Choose a photograph"), T(""));
	else if (outcome == DONE)
		outcome = register_visit_photo(r->db, r->kept, id, picture);
	register_help_after(r, outcome, "photo");
}

void register_photo_page(struct request *r)
{
	const struct household *household = r->kept;
	int64_t id = 0;
	enum outcome outcome = path_visit(r, &id);

	if (outcome != DONE)
		fail(r, outcome, NULL);
	else if (picture_give(r, register_visit_pictures(household, id)) && (!r->scope.mine || r->who.for_id != 0))
		look_record(r, household->place, 0, 0, N_("A photograph of a visit to your household"));
}
