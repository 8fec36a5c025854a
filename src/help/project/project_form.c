/* The forms beside a project: one table of them, one page. */
#include "base/id.h"
#include "base/limits.h"
#include "help/project/project_inside.h"
#include "help/project/project_templates.h"

#include <string.h>

#define INPUT_TEXT(member, label_, flags_, min_, max_) TEXT_FIELD(project_input, member, label_, flags_, min_, max_)
#define MUST (FIELD_IN | FIELD_REQUIRED)

static const struct choice source_kinds[] = {
	{ "state", N_("State budget") },
	{ "province", N_("Province") },
	{ "city", N_("City") },
	{ "county", N_("County") },
	{ "partner", N_("Partner region") },
	{ "donor", N_("Donor") },
	{ "own", N_("Own means") },
	{ "loan", N_("Loan") },
	{ NULL, NULL },
};
static const struct choice runners[] = {
	{ "village", N_("Village") }, { "township", N_("Township") }, { "county", N_("County") },
	{ "city", N_("City") },       { "province", N_("Province") }, { NULL, NULL },
};

static const struct field project_fields[] = {
	{ .kind = FIELD_TEXT,
	  .flags = MUST,
	  .name = "title",
	  .offset = FIELD_WORDS(project_input, title),
	  .label = N_("Project"),
	  .hint = N_("For example: asphalt road from the township to three villages"),
	  .min = 2,
	  .max = 80 },
	CHOICE_FIELD(project_input, kind, N_("Kind"), MUST, project_kinds),
	{ .kind = FIELD_NOTE,
	  .flags = MUST,
	  .name = "about",
	  .offset = FIELD_WORDS(project_input, about),
	  .label = N_("What it is"),
	  .hint = N_("What is built or done, and for whom. No names, no phones."),
	  .min = 2,
	  .max = LIMIT_NOTE_CHARACTERS },
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_IN,
	  .name = "place",
	  .offset = FIELD_WHOLE(project_input, place),
	  .label = N_("Where it is done"),
	  .hint = N_("A county, township or village") },
	CHOICE_FIELD(project_input, level, N_("Who runs it"), FIELD_IN, runners),
	{ .kind = FIELD_TEXT,
	  .flags = MUST,
	  .name = "owner_name",
	  .offset = FIELD_WORDS(project_input, owner_name),
	  .label = N_("Organisation that runs it"),
	  .hint = N_("An office, a village committee, a co-operative; it is shown to everybody"),
	  .min = 2,
	  .max = 60 },
	INPUT_TEXT(credit_code, N_("Its credit code"), FIELD_IN, 0, 18),
	WHOLE_FIELD(FIELD_DAY, project_input, start_on, N_("Planned start"), MUST, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_input, end_on, N_("Planned end"), MUST, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, project_input, is_public, N_("Everybody may see it once it is approved"), FIELD_IN, 0,
	            1),
	INT_FIELD(project_input, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};
#define INPUT_RECORD(record_, name_, fields_) \
	const struct record record_ = { .name = name_, .size = sizeof(struct project_input), .fields = fields_ }
INPUT_RECORD(project_input_record, "new_project", project_fields);

static const struct field fund_fields[] = {
	CHOICE_FIELD(project_input, source, N_("Kind of source"), MUST, source_kinds),
	INPUT_TEXT(name, N_("Who gives it"), MUST, 2, 60),
	INPUT_TEXT(credit_code, N_("Its credit code"), FIELD_IN, 0, 18),
	WHOLE_FIELD(FIELD_BOOL, project_input, is_private, N_("A private person: the name is told to nobody outside"),
	            FIELD_IN, 0, 1),
	WHOLE_FIELD(FIELD_FEN, project_input, promised_fen, N_("Money promised"), MUST, 1, PROJECT_MOST_FEN),
	WHOLE_FIELD(FIELD_DAY, project_input, dated_on, N_("Promised on"), MUST, 0, 0),
	FIELD_END,
};
INPUT_RECORD(project_fund_input, "new_project_fund", fund_fields);

static const struct field fund_change_fields[] = {
	WHOLE_FIELD(FIELD_FEN, project_input, promised_fen, N_("Money promised"), MUST, 1, PROJECT_MOST_FEN),
	FIELD_END,
};
INPUT_RECORD(project_fund_change_input, "project_fund_change", fund_change_fields);

static const struct field line_fields[] = {
	INPUT_TEXT(title, N_("Purpose"), MUST, 2, 60),
	WHOLE_FIELD(FIELD_FEN, project_input, budget_fen, N_("Budget"), MUST, 1, PROJECT_MOST_FEN),
	FIELD_END,
};
INPUT_RECORD(project_line_input, "new_project_line", line_fields);

static const struct field line_change_fields[] = {
	WHOLE_FIELD(FIELD_FEN, project_input, budget_fen, N_("Budget"), MUST, 1, PROJECT_MOST_FEN),
	FIELD_END,
};
INPUT_RECORD(project_line_change_input, "project_line_change", line_change_fields);

static const struct field contract_fields[] = {
	INPUT_TEXT(title, N_("What is bought"), MUST, 2, 80),
	CHOICE_FIELD(project_input, category, N_("Category"), MUST, contract_categories),
	CHOICE_FIELD(project_input, method, N_("How it was given"), MUST, contract_methods),
	INPUT_TEXT(name, N_("Supplier"), MUST, 2, 60),
	INPUT_TEXT(credit_code, N_("Its credit code"), FIELD_IN, 0, 18),
	WHOLE_FIELD(FIELD_BOOL, project_input, is_private, N_("A private person: the name is told to nobody outside"),
	            FIELD_IN, 0, 1),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "seller",
	  .offset = FIELD_WORDS(project_input, seller),
	  .label = N_("Number as a seller here"),
	  .hint = N_("When it sells on this platform, its money goes to its account here"),
	  .max = 40 },
	WHOLE_FIELD(FIELD_FEN, project_input, amount_fen, N_("Sum of the contract"), MUST, 1, PROJECT_MOST_FEN),
	WHOLE_FIELD(FIELD_DAY, project_input, dated_on, N_("Signed on"), MUST, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_input, start_on, N_("From"), MUST, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_input, end_on, N_("To"), MUST, 0, 0),
	FIELD_END,
};
INPUT_RECORD(project_contract_input, "new_project_contract", contract_fields);

#define AMOUNT_FIELD                                                                               \
	{                                                                                          \
		.kind = FIELD_FEN, .flags = MUST, .name = "amount_fen",                            \
		.offset = FIELD_WHOLE(project_input, amount_fen), .label = N_("Money"),            \
		.hint = N_("At most ten million yuan at once; more as several entries"), .min = 1, \
		.max = TRANSFER_MOST_FEN                                                           \
	}
#define ENTRY_FIELDS_END                                                                     \
	WHOLE_FIELD(FIELD_DAY, project_input, dated_on, N_("Day of the money"), MUST, 0, 0), \
		INPUT_TEXT(document, N_("Number of the paper"), FIELD_IN, 0, 60), FIELD_END

static const struct field arrival_fields[] = {
	INPUT_TEXT(fund, N_("Source"), MUST, 0, 40),
	AMOUNT_FIELD,
	INPUT_TEXT(words, N_("Words"), FIELD_IN, 0, 120),
	ENTRY_FIELDS_END,
};
INPUT_RECORD(project_arrival_input, "project_arrival", arrival_fields);

static const struct field payment_fields[] = {
	INPUT_TEXT(fund, N_("Source"), MUST, 0, 40),
	INPUT_TEXT(line, N_("Budget line"), MUST, 0, 40),
	INPUT_TEXT(contract, N_("Contract"), FIELD_IN, 0, 40),
	AMOUNT_FIELD,
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "payee_name",
	  .offset = FIELD_WORDS(project_input, payee_name),
	  .label = N_("To whom"),
	  .hint = N_("May be left empty when a contract says it"),
	  .max = 60 },
	WHOLE_FIELD(FIELD_BOOL, project_input, is_private, N_("A private person: the name is told to nobody outside"),
	            FIELD_IN, 0, 1),
	INPUT_TEXT(words, N_("What it paid for"), MUST, 2, 120),
	ENTRY_FIELDS_END,
};
INPUT_RECORD(project_payment_input, "project_payment", payment_fields);

static const struct field return_fields[] = {
	INPUT_TEXT(fund, N_("Source"), MUST, 0, 40),
	AMOUNT_FIELD,
	INPUT_TEXT(words, N_("Why"), MUST, 2, 120),
	ENTRY_FIELDS_END,
};
INPUT_RECORD(project_return_input, "project_return", return_fields);

static const struct field milestone_fields[] = {
	INPUT_TEXT(title, N_("What is done then"), MUST, 2, 80),
	WHOLE_FIELD(FIELD_DAY, project_input, planned_on, N_("Planned for"), MUST, 0, 0),
	FIELD_END,
};
INPUT_RECORD(project_milestone_input, "new_project_milestone", milestone_fields);

static const struct field plan_fields[] = {
	WHOLE_FIELD(FIELD_DAY, project_input, planned_on, N_("Planned for"), MUST, 0, 0),
	INPUT_TEXT(words, N_("Why"), MUST, 2, 120),
	FIELD_END,
};
INPUT_RECORD(project_plan_input, "project_milestone_plan", plan_fields);

static const struct field done_fields[] = {
	WHOLE_FIELD(FIELD_DAY, project_input, dated_on, N_("Done on"), MUST, 0, 0),
	INPUT_TEXT(words, N_("What was done"), MUST, 2, 120),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "document",
	  .offset = FIELD_WORDS(project_input, document),
	  .label = N_("Number of the paper"),
	  .hint = N_("Of the acceptance record, when there is no photograph"),
	  .max = 60 },
	FIELD_END,
};
INPUT_RECORD(project_done_input, "project_milestone_report", done_fields);

static const struct field words_fields[] = {
	INPUT_TEXT(words, N_("Why"), MUST, 2, 120),
	FIELD_END,
};
INPUT_RECORD(project_words_input, "project_reason", words_fields);
INPUT_RECORD(project_undo_input, "project_entry_undo", words_fields);

static const struct field goal_fields[] = {
	{ .kind = FIELD_TEXT,
	  .flags = MUST,
	  .name = "title",
	  .offset = FIELD_WORDS(project_input, title),
	  .label = N_("What is counted"),
	  .hint = N_("For example: households with tap water"),
	  .min = 2,
	  .max = 80 },
	{ .kind = FIELD_TEXT,
	  .flags = MUST,
	  .name = "unit",
	  .offset = FIELD_WORDS(project_input, unit),
	  .label = N_("Unit"),
	  .hint = N_("One in which it is a whole number: metres in place of kilometres"),
	  .min = 1,
	  .max = 12 },
	INT_FIELD(project_input, base, N_("At the start"), FIELD_IN, 0, INT64_C(1000000000000)),
	INT_FIELD(project_input, target, N_("To be reached"), MUST, 0, INT64_C(1000000000000)),
	WHOLE_FIELD(FIELD_DAY, project_input, planned_on, N_("Until"), MUST, 0, 0),
	FIELD_END,
};
INPUT_RECORD(project_goal_input, "new_project_goal", goal_fields);

static const struct field value_fields[] = {
	INT_FIELD(project_input, value, N_("Measured"), MUST, 0, INT64_C(1000000000000)),
	WHOLE_FIELD(FIELD_DAY, project_input, dated_on, N_("Measured on"), MUST, 0, 0),
	INPUT_TEXT(words, N_("How it was measured"), FIELD_IN, 0, 120),
	FIELD_END,
};
INPUT_RECORD(project_value_input, "new_project_value", value_fields);

static const struct field report_fields[] = {
	{ .kind = FIELD_TEXT,
	  .flags = MUST,
	  .name = "month",
	  .offset = FIELD_WORDS(project_input, month),
	  .label = N_("Month"),
	  .hint = N_("Year and month in six digits: 202607"),
	  .min = 6,
	  .max = 6 },
	{ .kind = FIELD_NOTE,
	  .flags = MUST,
	  .name = "words",
	  .offset = FIELD_WORDS(project_input, words),
	  .label = N_("What should be known"),
	  .hint = N_("A few sentences; the numbers are there already. No names, no phones."),
	  .min = 2,
	  .max = LIMIT_NOTE_CHARACTERS },
	FIELD_END,
};
INPUT_RECORD(project_report_input, "project_report", report_fields);

static const struct project_form forms[] = {
	{ "fund", N_("A source of money"), NULL, N_("Save"), &project_fund_input, NULL, NULL, "/funds", false },
	{ "fund-change", N_("Another sum promised"), NULL, N_("Save"), &project_fund_change_input, "fund",
	  "/project-funds", "/change", false },
	{ "line", N_("A budget line"), N_("What the money is for. Nothing is paid beyond it."), N_("Save"),
	  &project_line_input, NULL, NULL, "/lines", false },
	{ "line-change", N_("Another budget"), NULL, N_("Save"), &project_line_change_input, "line", "/project-lines",
	  "/change", false },
	{ "contract", N_("A contract"), N_("Nothing is paid beyond its sum."), N_("Save"), &project_contract_input,
	  NULL, NULL, "/contracts", false },
	{ "arrival", N_("Money arrived"), NULL, N_("Enter"), &project_arrival_input, NULL, NULL, "/arrivals", true },
	{ "payment", N_("Pay"), NULL, N_("Pay"), &project_payment_input, NULL, NULL, "/payments", true },
	{ "return", N_("Give money back to its source"), NULL, N_("Give back"), &project_return_input, NULL, NULL,
	  "/returns", true },
	{ "entry-undo", N_("Take an entry back"), N_("The money goes the other way; both stay in the books."),
	  N_("Take back"), &project_undo_input, "entry", "/project-entries", "/undo", false },
	{ "milestone", N_("A milestone"), NULL, N_("Save"), &project_milestone_input, NULL, NULL, "/milestones",
	  false },
	{ "milestone-plan", N_("Another day for a milestone"), N_("The first day stays in sight."), N_("Save"),
	  &project_plan_input, "milestone", "/project-milestones", "/plan", false },
	{ "milestone-report", N_("Report a milestone done"),
	  N_("Somebody else, at another level, looks at it and confirms it."), N_("Report"), &project_done_input,
	  "milestone", "/project-milestones", "/report", true },
	{ "milestone-back", N_("Send it back"), NULL, N_("Send back"), &project_words_input, "milestone",
	  "/project-milestones", "/back", false },
	{ "goal", N_("An indicator"), N_("What is to be reached, in numbers."), N_("Save"), &project_goal_input, NULL,
	  NULL, "/goals", false },
	{ "value", N_("Measured"), N_("What stood for the same day is replaced."), N_("Save"), &project_value_input,
	  "goal", "/project-goals", "/values", false },
	{ "report", N_("Monthly report"), NULL, N_("Save"), &project_report_input, NULL, NULL, "/reports", false },
	{ "refuse", N_("Refuse the project"), NULL, N_("Refuse"), &project_words_input, NULL, NULL, "/refuse", false },
	{ "stop", N_("Stop the project"), NULL, N_("Stop"), &project_words_input, NULL, NULL, "/stop", false },
};

/* NULL: there is no such form. */
static const struct project_form *form_named(struct text word)
{
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (text_equal(word, text_of(forms[i].word)))
			return &forms[i];
	return NULL;
}

/* ---- rows to choose from ---- */

static enum outcome options_of_funds(struct request *r, struct project_form_view *view)
{
	struct project_fund *rows = NULL;
	size_t count = 0;
	enum outcome outcome = project_funds(r->db, r->arena, view->project, &rows, &count);
	bool arrives = strcmp(view->form->word, "arrival") == 0;

	view->funds = arena_array(r->arena, count + 1, sizeof *view->funds);
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		int64_t fen = arrives ? rows[i].promised_fen - rows[i].arrived_fen : rows[i].left_fen;

		if (fen > 0)
			view->funds[view->fund_count++] = (struct project_option){
				id_public(r->arena, rows[i].county, rows[i].id),
				words(r, arrives ? N_("%s: ¥%s still to come") : N_("%s: ¥%s left"), rows[i].name,
				      show_fen(r, fen))
			};
	}
	return outcome;
}

static enum outcome options_of_lines(struct request *r, struct project_form_view *view)
{
	struct project_line *rows = NULL;
	size_t count = 0;
	enum outcome outcome = project_lines(r->db, r->arena, view->project, &rows, &count);

	view->lines = arena_array(r->arena, count + 1, sizeof *view->lines);
	for (size_t i = 0; outcome == DONE && i < count; i++)
		view->lines[view->line_count++] =
			(struct project_option){ id_public(r->arena, rows[i].county, rows[i].id),
			                         words(r, N_("%s: ¥%s left"), rows[i].title,
			                               show_fen(r, rows[i].budget_fen - rows[i].spent_fen)) };
	return outcome;
}

static enum outcome options_of_contracts(struct request *r, struct project_form_view *view)
{
	struct project_contract *rows = NULL;
	size_t count = 0;
	enum outcome outcome = project_contracts(r->db, r->arena, view->project, &rows, &count);

	view->contracts = arena_array(r->arena, count + 1, sizeof *view->contracts);
	for (size_t i = 0; outcome == DONE && i < count; i++)
		if (rows[i].state == CONTRACT_RUNS)
			view->contracts[view->contract_count++] =
				(struct project_option){ id_public(r->arena, rows[i].county, rows[i].id),
				                         words(r, N_("%s: ¥%s left"), rows[i].title,
				                               show_fen(r, rows[i].amount_fen - rows[i].paid_fen)) };
	return outcome;
}

/* ---- the page ---- */

/* The thing a form is about, when it is one of this project. */
static enum outcome load_thing(struct request *r, struct project_form_view *view, struct text written,
                               struct project_input *input)
{
	struct project_held *held = r->kept;
	const char *of = view->form->of == NULL ? "" : view->form->of;
	int64_t county, id, project_id = 0;
	enum outcome outcome = NOT_FOUND;

	if (!id_read(written, &county, &id) || county != view->project->county)
		return NOT_FOUND;
	if (strcmp(of, "fund") == 0) {
		outcome = project_fund_one(r->db, r->arena, county, id, &held->fund);
		project_id = held->fund.project_id;
		input->promised_fen = held->fund.promised_fen;
	} else if (strcmp(of, "line") == 0) {
		outcome = project_line_one(r->db, r->arena, county, id, &held->line);
		project_id = held->line.project_id;
		input->budget_fen = held->line.budget_fen;
	} else if (strcmp(of, "entry") == 0) {
		outcome = project_entry_one(r->db, r->arena, county, id, &held->entry);
		project_id = held->entry.project_id;
	} else if (strcmp(of, "milestone") == 0) {
		outcome = project_milestone_one(r->db, r->arena, county, id, &held->milestone);
		project_id = held->milestone.project_id;
		input->planned_on = held->milestone.planned_on;
	}
	if (strcmp(of, "goal") == 0) {
		outcome = project_goal_one(r->db, r->arena, county, id, &held->goal);
		project_id = held->goal.project_id;
	}
	view->action = text_format(r->arena, "%s/%.*s%s", view->form->base, TEXT(id_public(r->arena, county, id)),
	                           view->form->post);
	return outcome == DONE && project_id != view->project->id ? NOT_FOUND : outcome;
}

static enum outcome load_form(struct request *r, struct project_form_view *view, struct text of,
                              struct project_input *input)
{
	const struct record *record = view->form->record;
	enum outcome outcome = DONE;

	view->action = text_format(r->arena, "%.*s%s", TEXT(project_path(r->arena, view->project)), view->form->post);
	if (view->form->of != NULL)
		outcome = load_thing(r, view, of, input);
	if (outcome == DONE && record_field(record, T("fund")) != NULL)
		outcome = options_of_funds(r, view);
	if (outcome == DONE && record_field(record, T("line")) != NULL)
		outcome = options_of_lines(r, view);
	if (outcome == DONE && record_field(record, T("contract")) != NULL)
		outcome = options_of_contracts(r, view);
	return outcome;
}

static void show(struct request *r, const struct project_form *form, struct text of)
{
	struct project_held *held = r->kept;
	struct project_input input = { .dated_on = r->today };
	struct project_form_view view = { .project = &held->project, .form = form, .input = &input };

	if (held->project.report_month > 0)
		input.month = project_month_word(r->arena, held->project.report_month);
	enum outcome outcome = load_form(r, &view, of, &input);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_(form->title)), "", text_string(r->arena, project_path(r->arena, view.project)));
	project_form_html(r, &view);
	page_end(r);
}

void project_form_page(struct request *r)
{
	const struct project_form *form = form_named(request_param(r, "form"));

	if (form == NULL)
		fail(r, NOT_FOUND, NULL);
	else
		show(r, form, request_query(r, "of"));
}

/* The public id of the thing that the address of a POST names. */
static struct text thing_of(struct request *r, const struct project_form *form)
{
	return form->of == NULL ? T("") : request_param(r, form->of);
}

void project_form_again(struct request *r, const char *word)
{
	const struct project_form *form = form_named(text_of(word));

	if (form != NULL)
		show(r, form, thing_of(r, form));
	refuse(r);
}

void project_picture_prepare(struct request *r)
{
	static const struct {
		const char *ending, *form;
	} posts[] = { { "/arrivals", "arrival" },
		      { "/payments", "payment" },
		      { "/returns", "return" },
		      { "/report", "milestone-report" } };

	if (picture_prepare(r, "picture"))
		return;
	for (size_t i = 0; i < sizeof posts / sizeof posts[0] && !r->json; i++) {
		const struct project_form *form = form_named(text_of(posts[i].form));

		if (form != NULL && text_ends(text_of(r->route->path), text_of(posts[i].ending)))
			show(r, form, thing_of(r, form));
	}
	refuse(r);
}
