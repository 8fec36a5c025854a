/* Doors of appeals: the household's form, the page for both sides, the answer. Looks of others are on record. */
#include "help/register/register_appeal.h"

#include "base/id.h"
#include "base/limits.h"
#include "help/register/register_templates.h"

static const struct field appeal_form_fields[] = {
	NOTE_FIELD(register_appeal_said, words, N_("What is wrong about it"), FIELD_IN | FIELD_REQUIRED, 4,
	           LIMIT_NOTE_CHARACTERS),
	FIELD_END,
};
const struct record register_appeal_form = { .name = "new_register_appeal",
	                                     .size = sizeof(struct register_appeal_said),
	                                     .fields = appeal_form_fields };

static const struct choice answers[] = {
	{ "stands", N_("The decision stands") },
	{ "anew", N_("Decide anew, by the rule and by what was asked last") },
	{ NULL, NULL },
};

static const struct field answer_fields[] = {
	CHOICE_FIELD(register_appeal_said, answer, N_("Your answer"), FIELD_IN | FIELD_REQUIRED, answers),
	NOTE_FIELD(register_appeal_said, words, N_("Why, for the household to read"), FIELD_IN | FIELD_REQUIRED, 4,
	           300),
	FIELD_END,
};
const struct record register_answer_form = { .name = "register_appeal_answer",
	                                     .size = sizeof(struct register_appeal_said),
	                                     .fields = answer_fields };

/* ---- where ---- */

/* Members only: nobody appeals for a household but itself, also at a station that serves. */
enum outcome register_appeal_mine_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = household_where(r, ret_scope);

	return outcome == DONE && !ret_scope->mine ? DENIED : outcome;
}

/* What a door about an appeal works on. */
struct appeal_found {
	struct register_appeal appeal;
	struct case_file c;
	struct household household;
};

static enum outcome find(struct request *r, struct appeal_found **ret)
{
	struct appeal_found *found = arena_take(r->arena, sizeof *found);
	enum outcome outcome = request_row(r, "appeal", register_appeal_one, &found->appeal);

	if (outcome == DONE)
		outcome = case_one(r->db, r->arena, found->appeal.county, found->appeal.id, &found->c);
	if (outcome == DONE)
		outcome = household_card(r->db, r->arena, found->appeal.household_county, found->appeal.household_id,
		                         &found->household);
	r->kept = *ret = found;
	return outcome;
}

enum outcome register_appeal_where(struct request *r, struct scope *ret_scope)
{
	struct appeal_found *found;
	enum outcome outcome = find(r, &found);

	if (outcome == DONE) {
		ret_scope->place = found->household.place;
		ret_scope->mine = r->person_id != 0 &&
		                  (r->person_place == found->household.place || r->person_id == found->c.asker_id);
	}
	return outcome;
}

/* The desk where it lies. */
enum outcome register_answer_where(struct request *r, struct scope *ret_scope)
{
	struct appeal_found *found;
	enum outcome outcome = find(r, &found);

	if (outcome == DONE)
		ret_scope->place = found->c.desk;
	return outcome;
}

/* ---- the household's form ---- */

/* The decision of the path. */
static enum outcome path_decision(struct request *r, struct register_decision *ret)
{
	int64_t county, id;

	return request_id(r, "decision", &county, &id) ? register_decision_one(r->db, r->arena, r->kept, id, ret)
	                                               : NOT_FOUND;
}

static void show_form(struct request *r, const struct register_decision *decision)
{
	const struct household *household = r->kept;
	struct register_rule rule;
	enum outcome outcome = register_rule_one(r->db, r->arena, decision->rule_id, &rule);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_("I do not agree with the decision")), "me", register_path(r, "register"));
	register_appeal_form_html(r, household, decision, &rule);
	page_end(r);
}

void register_appeal_form_page(struct request *r)
{
	struct register_decision decision;
	enum outcome outcome = path_decision(r, &decision);

	if (outcome == DONE)
		show_form(r, &decision);
	else
		fail(r, outcome, NULL);
}

void register_appeal_act(struct request *r)
{
	struct register_appeal_said said = { .words = T("") };
	struct register_decision decision;
	struct register_appeal appeal = { .id = 0 };
	enum outcome outcome = path_decision(r, &decision);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (form_read(r, &register_appeal_form, &said)) {
		outcome = register_appeal_open(r, r->kept, &decision, said.words, &appeal);
		if (outcome == INVALID)
			form_problem(r, "words", N_("It is too late for this decision, or it was taken back"), T(""));
		else if (outcome == CONFLICT)
			form_problem(r, "words", N_("There is an appeal against this decision already"), T(""));
	}
	if (r->problems.count > 0) {
		if (!r->json)
			show_form(r, &decision);
		refuse(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		made(r, &register_appeal_record, &appeal, "/appeals/%.*s?done=appealed",
		     TEXT(id_public(r->arena, appeal.county, appeal.id)));
	}
}

/* ---- the page ---- */

static enum outcome load_decisions(struct request *r, struct register_appeal_view *view)
{
	enum outcome outcome =
		register_decision_one(r->db, r->arena, view->household, view->appeal->decision_id, &view->decision);

	if (outcome == DONE)
		outcome = register_rule_one(r->db, r->arena, view->decision.rule_id, &view->rule);
	view->current = view->decision;
	view->current_rule = view->rule;
	if (outcome != DONE || view->appeal->current_id == view->appeal->decision_id)
		return outcome;
	outcome = register_decision_one(r->db, r->arena, view->household, view->appeal->current_id, &view->current);
	return outcome == DONE ? register_rule_one(r->db, r->arena, view->current.rule_id, &view->current_rule)
	                       : outcome;
}

static enum outcome load(struct request *r, struct register_appeal_view *view)
{
	const struct appeal_found *found = r->kept;
	struct case_event *events;
	enum outcome outcome;

	*view = (struct register_appeal_view){ .household = &found->household,
		                               .appeal = &found->appeal,
		                               .c = &found->c };
	outcome = case_events(r->db, r->arena, view->c, &events, &view->event_count);
	view->events = events;
	if (outcome == DONE)
		outcome = load_decisions(r, view);
	if (outcome != DONE)
		return outcome;
	view->may_answer = case_move_of(view->c, T("anew")) != NULL && case_sides(r, view->c) & CASE_BY_HANDLER &&
	                   request_may(r, RIGHT_REGISTER_DECIDE, view->c->desk);
	if (view->may_answer)
		view->judged = register_judge(r->db, r->arena, view->household, view->current.purpose, r->today,
		                              &view->verdict);
	return view->judged == FAILED ? FAILED : DONE;
}

static void show(struct request *r)
{
	struct register_appeal_view view;
	enum outcome outcome = load(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, view.c->title, "messages", r->scope.mine ? "/messages" : "/cases");
	register_appeal_html(r, &view);
	page_end(r);
}

void register_appeal_page(struct request *r)
{
	const struct appeal_found *found = r->kept;

	if (!r->scope.mine || r->who.for_id != 0)
		look_record(r, found->household.place, 0, 0, N_("Your household's appeal against a decision"));
	if (r->json)
		give_one(r, &register_appeal_record, &found->appeal);
	else
		show(r);
}

void register_answer_act(struct request *r)
{
	struct appeal_found *found = r->kept;
	struct register_appeal_said said = { .words = T("") };
	enum outcome outcome = INVALID;

	if (form_read(r, &register_answer_form, &said))
		outcome = register_appeal_answer(r, &found->appeal, &found->c, &found->household,
		                                 text_equal(said.answer, T("anew")), said.words);
	if (r->problems.count > 0) {
		if (!r->json)
			show(r);
		refuse(r);
	} else if (outcome == CONFLICT) {
		fail(r, outcome, N_("It was answered already, or another decision was made since: look at it again"));
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		made(r, &register_appeal_record, &found->appeal, "/appeals/%.*s?done=answered",
		     TEXT(id_public(r->arena, found->appeal.county, found->appeal.id)));
	}
}
