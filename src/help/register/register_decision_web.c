/* Doors of decisions: what the rules say, deciding by them, taking back. */
#include "help/register/register_rows.h"

#include "base/id.h"
#include "help/register/register_templates.h"

struct decide_form {
	struct text purpose, reason;
};

static const struct field decide_fields[] = {
	CHOICE_FIELD(decide_form, purpose, N_("What is decided"), FIELD_IN | FIELD_REQUIRED, register_purposes),
	NOTE_FIELD(decide_form, reason, N_("Reason, for the household to read"), FIELD_IN | FIELD_REQUIRED, 4, 300),
	FIELD_END,
};
const struct record register_decide_form = { .name = "new_register_decision",
	                                     .size = sizeof(struct decide_form),
	                                     .fields = decide_fields };

static const struct field withdraw_fields[] = {
	NOTE_FIELD(register_decision, withdrawn_why, N_("Why it is taken back"), FIELD_IN | FIELD_REQUIRED, 4, 300),
	FIELD_END,
};
const struct record register_withdraw_form = { .name = "register_withdrawal",
	                                       .size = sizeof(struct register_decision),
	                                       .fields = withdraw_fields };

static void show_decide(struct request *r)
{
	const struct household *household = r->kept;
	struct register_choice choices[3];
	struct register_year *years;
	size_t year_count, count = 0;
	enum outcome outcome = register_year_list(r->db, r->arena, household, &years, &year_count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	for (; register_purposes[count].value != NULL; count++) {
		struct register_choice *choice = &choices[count];

		choice->purpose = text_of(register_purposes[count].value);
		choice->outcome = register_judge_years(r->db, r->arena, household, choice->purpose, r->today, years,
		                                       year_count, &choice->verdict);
		if (choice->outcome != DONE && choice->outcome != NOT_FOUND) {
			fail(r, choice->outcome, NULL);
			return;
		}
	}
	page_begin_named(r, words(r, "Decide about %s", household->head), "households", register_path(r, "register"));
	register_decide_html(r, household, choices, count);
	page_end(r);
}

void register_decide_page(struct request *r)
{
	const struct household *household = r->kept;

	look_record(r, household->place, 0, 0, N_("Your household's register: income, health, help"));
	show_decide(r);
}

void register_decide_act(struct request *r)
{
	struct decide_form form = { 0 };
	struct register_decision decision = {
		.id = request_new_id(r), .decided_on = r->today, .person_id = r->who.person_id, .at = r->now
	};
	enum outcome outcome = INVALID;

	if (form_read(r, &register_decide_form, &form)) {
		decision.reason = form.reason;
		outcome = register_decide(r->db, r->arena, r->kept, form.purpose, &decision);
		if (outcome == NOT_FOUND)
			form_problem(r, "purpose", N_("There is no rule for this, or nobody asked at the door yet"),
			             T(""));
		else if (outcome == DENIED)
			form_problem(r, "purpose", N_("You asked at the door for this year; somebody else must decide"),
			             T(""));
		else if (outcome == CONFLICT)
			form_problem(r, "purpose", N_("The household's status does not allow this"), T(""));
	}
	if (r->problems.count > 0 && !r->json) {
		show_decide(r);
		refuse(r);
		return;
	}
	if (outcome == DONE) {
		const struct household *household = r->kept;
		decision.county = household->county;
		decision.household_id = household->id;
		decision.purpose = form.purpose;
		made(r, &register_decision_record, &decision, "%s?done=%s", register_path(r, "register"),
		     decision.granted ? "granted" : "refused");
		return;
	}
	register_after(r, outcome, NULL);
}

void register_withdraw_act(struct request *r)
{
	struct register_decision withdrawal = { .decided_on = r->today,
		                                .withdrawn_by = r->who.person_id,
		                                .withdrawn_at = r->now };
	int64_t county;
	enum outcome outcome = NOT_FOUND;

	if (request_id(r, "decision", &county, &withdrawal.id))
		outcome = form_read(r, &register_withdraw_form, &withdrawal)
		                  ? register_withdraw(r->db, r->arena, r->kept, &withdrawal)
		                  : INVALID;
	if (outcome == CONFLICT)
		form_problem(r, "withdrawn_why", N_("Only the latest decision that stands can be taken back"), T(""));
	register_after(r, outcome, "withdrawn");
}
