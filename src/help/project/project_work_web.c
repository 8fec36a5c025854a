/* Doors of a project's work: milestones. */
#include "help/project/project_inside.h"

static enum outcome held_milestone(struct request *r, struct project_held **ret)
{
	struct project_held *held = arena_take(r->arena, sizeof *held);
	enum outcome outcome;

	*held = (struct project_held){ 0 };
	r->kept = *ret = held;
	outcome = request_row(r, "milestone", project_milestone_one, &held->milestone);
	if (outcome == DONE)
		outcome = project_one(r->db, r->arena, held->milestone.county, held->milestone.project_id, r->today,
		                      &held->project);
	return outcome;
}

enum outcome project_milestone_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held;
	enum outcome outcome = held_milestone(r, &held);

	ret_scope->place = project_desk(&held->project);
	return outcome;
}

enum outcome project_milestone_site_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held;
	enum outcome outcome = held_milestone(r, &held);

	ret_scope->place = held->project.place;
	return outcome;
}

static void answer(struct request *r, enum outcome outcome, const char *form, const char *done)
{
	struct project_held *held = r->kept;

	project_answer(r, outcome, form, done, &project_milestone_record, &held->milestone);
}

void project_milestone_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_milestone_input, &input) && form_words_fit(r, "title", input.title)) {
		held->milestone =
			(struct project_milestone){ .title = text_trim(input.title), .planned_on = input.planned_on };
		outcome = project_milestone_add(r, &held->project, &held->milestone);
	}
	answer(r, outcome, "milestone", "milestone");
}

void project_milestone_plan_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_plan_input, &input) && form_words_fit(r, "words", input.words))
		outcome = project_milestone_plan(r, &held->project, &held->milestone, input.planned_on,
		                                 text_trim(input.words));
	answer(r, outcome, "milestone-plan", "milestone");
}

void project_milestone_remove_post(struct request *r)
{
	struct project_held *held = r->kept;

	answer(r, project_milestone_remove(r, &held->project, &held->milestone), NULL, "milestone-removed");
}

void project_milestone_report_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_milestone *m = &held->milestone;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_done_input, &input) && form_words_fit(r, "words", input.words)) {
		m->done_on = input.dated_on;
		m->words = text_trim(input.words);
		m->document = text_trim(input.document);
		if (m->done_on > r->today)
			form_problem(r, "dated_on", N_("This day is yet to come"), T(""));
		outcome = picture_keep_private(r, "picture", project_pictures(&held->project), &m->picture);
		if (outcome == DONE && r->problems.count == 0)
			outcome = project_milestone_report(r, &held->project, m);
	}
	answer(r, outcome, "milestone-report", "reported");
}

void project_milestone_confirm_post(struct request *r)
{
	struct project_held *held = r->kept;

	answer(r, project_milestone_confirm(r, &held->project, &held->milestone), NULL, "confirmed");
}

void project_milestone_back_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_words_input, &input) && form_words_fit(r, "words", input.words))
		outcome = project_milestone_back(r, &held->project, &held->milestone, text_trim(input.words));
	answer(r, outcome, "milestone-back", "back");
}
