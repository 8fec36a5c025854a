/* The household's register: its page, the year that was asked, its lines. Looks of others are on record. */
#include "help/register/register_appeal.h"

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "common/person/person.h"
#include "help/register/register_templates.h"
#include "schema.h"
#include "web/table.h"

static const struct field view_fields[] = {
	WHOLE_FIELD(FIELD_ID, register_view, id, N_("Household"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_view, head, N_("Head of the household"), FIELD_OUT, 0, 60),
	TEXT_FIELD(register_view, village, N_("Name of the village"), FIELD_OUT, 0, 200),
	INT_FIELD(register_view, number, N_("Number in the village"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_view, status, N_("Status"), FIELD_OUT, 0, 20),
	LIST_FIELD(register_view, years, N_("Years"), FIELD_OUT, &register_year_record, 0, REGISTER_ROWS),
	INT_FIELD(register_view, year, N_("Year"), FIELD_OUT, 0, 0),
	LIST_FIELD(register_view, lines, N_("Income and cost"), FIELD_OUT, &register_line_record, 0, REGISTER_LINES),
	LIST_FIELD(register_view, earned, N_("Came through the ledger"), FIELD_OUT, &register_earned_record, 0,
	           REGISTER_LINES),
	LIST_FIELD(register_view, causes, N_("Causes of hardship"), FIELD_OUT, &register_cause_record, 0,
	           REGISTER_ROWS),
	LIST_FIELD(register_view, decisions, N_("Decisions"), FIELD_OUT, &register_decision_record, 0, REGISTER_ROWS),
	LIST_FIELD(register_view, appeals, N_("Appeals"), FIELD_OUT, &register_appeal_record, 0, REGISTER_ROWS),
	FIELD_END,
};

const struct record register_view_record = { .name = "register",
	                                     .size = sizeof(struct register_view),
	                                     .county = offsetof(struct register_view, county),
	                                     .fields = view_fields };

static const struct field help_fields[] = {
	WHOLE_FIELD(FIELD_ID, register_view, id, N_("Household"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_view, head, N_("Head of the household"), FIELD_OUT, 0, 60),
	LIST_FIELD(register_view, measures, N_("Help promised"), FIELD_OUT, &register_measure_record, 0, REGISTER_ROWS),
	LIST_FIELD(register_view, helpers, N_("Helpers"), FIELD_OUT, &register_helper_record, 0, REGISTER_ROWS),
	LIST_FIELD(register_view, visits, N_("Visits"), FIELD_OUT, &register_visit_record, 0, REGISTER_ROWS),
	FIELD_END,
};

const struct record register_help_record = { .name = "register_help",
	                                     .size = sizeof(struct register_view),
	                                     .county = offsetof(struct register_view, county),
	                                     .fields = help_fields };

const char *register_path(struct request *r, const char *ending)
{
	const struct household *household = r->kept;

	return text_string(r->arena, text_format(r->arena, "/households/%.*s/%s",
	                                         TEXT(id_public(r->arena, household->county, household->id)), ending));
}

/* ---- the page ---- */

/* ?year=, or the latest that was asked. */
static void choose_year(struct request *r, struct register_view *view)
{
	const struct register_year *years = view->years.rows;
	int64_t asked = request_query_int(r, "year", REGISTER_FIRST_YEAR, 2999, 0);

	for (size_t i = 0; i < view->years.count; i++)
		if (years[i].year == asked || (asked == 0 && i == 0)) {
			view->chosen = &years[i];
			view->year = years[i].year;
		}
}

static enum outcome load_years(struct request *r, struct register_view *view)
{
	const struct household *household = r->kept;
	struct register_year *years;
	struct register_line *lines;
	struct register_earned *earned = NULL;
	enum outcome outcome = register_year_list(r->db, r->arena, household, &years, &view->years.count);

	view->years.rows = years;
	if (outcome != DONE)
		return outcome;
	choose_year(r, view);
	if (view->chosen == NULL)
		return DONE;
	outcome = register_line_list(r->db, r->arena, household, view->year, &lines, &view->lines.count);
	view->lines.rows = lines;
	if (outcome == DONE)
		outcome = register_earned_list(r->db, r->arena, household, view->year, &earned, &view->earned.count);
	view->earned.rows = earned;
	return outcome;
}

static enum outcome load_decisions(struct request *r, struct register_view *view)
{
	const struct household *household = r->kept;
	struct register_cause *causes;
	struct register_decision *decisions;
	struct register_appeal *appeals;
	enum outcome outcome = register_cause_list(r->db, r->arena, household, &causes, &view->causes.count);

	if (outcome == DONE)
		outcome = register_decision_list(r->db, r->arena, household, &decisions, &view->decisions.count);
	if (outcome == DONE)
		outcome = register_appeal_list(r->db, r->arena, household, &appeals, &view->appeals.count);
	if (outcome != DONE)
		return outcome;
	view->appeals.rows = appeals;
	view->causes.rows = causes;
	view->decisions.rows = decisions;
	return DONE;
}

static enum outcome load_help(struct request *r, struct register_view *view)
{
	const struct household *household = r->kept;
	struct register_measure *measures;
	struct register_helper *helpers;
	struct register_visit *visits;
	enum outcome outcome = register_measure_list(r->db, r->arena, household, &measures, &view->measures.count);

	if (outcome == DONE)
		outcome = register_helper_list(r->db, r->arena, household, &helpers, &view->helpers.count);
	if (outcome == DONE)
		outcome = register_visit_list(r->db, r->arena, household, &visits, &view->visits.count);
	if (outcome != DONE)
		return outcome;
	view->measures.rows = measures;
	view->helpers.rows = helpers;
	view->visits.rows = visits;
	return DONE;
}

/* Whom the officer looks for to make a helper: people with an account in the county, by name; whose a phone
   or a number is, is not told so far around. */
static enum outcome find_helpers(struct request *r, struct register_view *view)
{
	const struct household *household = r->kept;
	struct text asked = text_trim(text_first(request_query(r, "who"), 60));
	struct person *found;
	enum outcome outcome;

	if (!view->may_edit || asked.length == 0)
		return DONE;
	outcome = person_find(r->db, r->arena, NULL, asked, place_above(household->place, PLACE_COUNTY), 0, 10, &found,
	                      &view->found_count);
	view->found = outcome == DONE ? found : NULL;
	return outcome;
}

static struct register_view view_of(struct request *r)
{
	const struct household *household = r->kept;

	return (struct register_view){
		.county = household->county,
		.id = household->id,
		.head = household->head,
		.status = household->status,
		.number = household->place % place_span(PLACE_VILLAGE),
		.village = place_address(r->db, r->arena, household->place, PLACE_COUNTY),
		.is_merged = household->merged_into != 0,
		.may_edit = household->merged_into == 0 && request_may(r, RIGHT_REGISTER_EDIT, household->place),
		.may_decide = household->merged_into == 0 && request_may(r, RIGHT_REGISTER_DECIDE, household->place)
	};
}

static void begin_page(struct request *r, struct text title, const struct register_view *view)
{
	page_begin_named(r, title, r->scope.mine ? "me" : "households",
	                 text_string(r->arena, text_format(r->arena, "/households/%.*s",
	                                                   TEXT(id_public(r->arena, view->county, view->id)))));
}

void register_show(struct request *r)
{
	struct register_view view = view_of(r);
	enum outcome outcome = load_years(r, &view);

	if (outcome == DONE)
		outcome = load_decisions(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_one(r, &register_view_record, &view);
		return;
	}
	begin_page(r, words(r, "Register of %s", view.head), &view);
	register_one_html(r, &view);
	page_end(r);
}

void register_help_show(struct request *r)
{
	struct register_view view = view_of(r);
	enum outcome outcome = load_help(r, &view);

	if (outcome == DONE)
		outcome = find_helpers(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_one(r, &register_help_record, &view);
		return;
	}
	begin_page(r, words(r, "Help for %s", view.head), &view);
	register_help_html(r, &view);
	page_end(r);
}

static void note_look(struct request *r)
{
	const struct household *household = r->kept;

	if (!r->scope.mine || r->who.for_id != 0)
		look_record(r, household->place, 0, 0, N_("Your household's register: income, health, help"));
}

static void one_page(struct request *r)
{
	note_look(r);
	register_show(r);
}

static void help_page(struct request *r)
{
	note_look(r);
	register_help_show(r);
}

static void after(struct request *r, enum outcome outcome, void (*show)(struct request *r), const char *page,
                  const char *done)
{
	if (r->problems.count > 0) {
		if (!r->json)
			show(r);
		refuse(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		see_other(r, "%s?done=%s", register_path(r, page), done);
	}
}

void register_after(struct request *r, enum outcome outcome, const char *done)
{
	after(r, outcome, register_show, "register", done);
}

void register_help_after(struct request *r, enum outcome outcome, const char *done)
{
	after(r, outcome, register_help_show, "help", done);
}

/* ---- the year ---- */

/* {year} of the path: from REGISTER_FIRST_YEAR to this year. */
static bool path_year(struct request *r, int64_t *ret_year)
{
	return text_to_int64(request_param(r, "year"), ret_year) && *ret_year >= REGISTER_FIRST_YEAR &&
	       *ret_year <= r->today / 10000;
}

static enum outcome year_where(struct request *r, struct scope *ret_scope)
{
	int64_t year;

	return path_year(r, &year) ? household_edit_where(r, ret_scope) : NOT_FOUND;
}

/* The facts already kept; of a new year those of the year before, to be put right, without its sums. */
static enum outcome year_before_edit(struct request *r, int64_t year, struct register_year *ret)
{
	enum outcome outcome = register_year_one(r->db, r->arena, r->kept, year, ret);

	if (outcome != NOT_FOUND)
		return outcome;
	outcome = register_year_one(r->db, r->arena, r->kept, year - 1, ret);
	if (outcome == NOT_FOUND) {
		const struct household *household = r->kept;
		*ret = (struct register_year){ .people = household->members };
		outcome = DONE;
	}
	ret->year = year;
	ret->version = 0;
	return outcome;
}

static void show_year(struct request *r, const struct register_year *year)
{
	const struct household *household = r->kept;

	page_begin_named(r,
	                 words(r, "%s: the year %s", household->head, calendar_day_text(r->arena, year->year * 10000)),
	                 "households", register_path(r, "register"));
	register_year_html(r, household, &register_year_form, year);
	page_end(r);
}

static void year_page(struct request *r)
{
	struct register_year year;
	int64_t asked = 0;
	enum outcome outcome = path_year(r, &asked) ? year_before_edit(r, asked, &year) : NOT_FOUND;

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	note_look(r);
	show_year(r, &year);
}

/* What no field alone can know. */
static void check_people(struct request *r, const struct register_year *year)
{
	if (year->workers > year->people)
		form_problem(r, "workers", N_("More than there are people in the household"), T(""));
	if (year->ill > year->people)
		form_problem(r, "ill", N_("More than there are people in the household"), T(""));
	if (year->out_of_school > year->people)
		form_problem(r, "out_of_school", N_("More than there are people in the household"), T(""));
	if (year->uninsured > year->people)
		form_problem(r, "uninsured", N_("More than there are people in the household"), T(""));
}

static enum outcome warn(struct request *r)
{
	return register_warn(r->db, r->arena, r->kept, r->who.person_id, request_new_id(r), r->today, r->now);
}

static void year_act(struct request *r)
{
	struct register_year year = { 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &register_year_form, &year))
		check_people(r, &year);
	path_year(r, &year.year);
	year.person_id = r->who.person_id;
	year.at = r->now;
	if (r->problems.count == 0)
		outcome = register_year_put(r->db, r->kept, &year);
	if (outcome == CONFLICT)
		form_problem(r, "version", N_("Somebody asked for this year meanwhile; look at their answers first"),
		             T(""));
	if (r->problems.count > 0) {
		if (!r->json)
			show_year(r, &year);
		if (outcome == CONFLICT)
			refuse_stale(r);
		else
			refuse(r);
		return;
	}
	if (outcome == DONE)
		outcome = warn(r);
	register_after(r, outcome, "year");
}

/* ---- lines ---- */

static void line_act(struct request *r)
{
	struct register_line line = { .id = request_new_id(r), .person_id = r->who.person_id, .at = r->now };
	enum outcome outcome = INVALID;

	if (form_read(r, &register_line_form, &line)) {
		outcome = register_line_add(r->db, r->kept, &line);
		if (outcome == NOT_FOUND)
			form_problem(r, "year", N_("Ask about this year first"), T(""));
		else if (outcome == INVALID)
			form_problem(r, "kind", N_("This year has too many lines; put small ones together"), T(""));
		else if (outcome == DONE)
			outcome = warn(r);
	}
	register_after(r, outcome, "line");
}

static void line_remove_act(struct request *r)
{
	struct register_line removal = { .person_id = r->who.person_id, .at = r->now };
	int64_t county, year;
	enum outcome outcome = NOT_FOUND;

	if (request_id(r, "line", &county, &removal.id))
		outcome = register_line_remove(r->db, r->arena, r->kept, &removal, &year);
	if (outcome == DONE)
		outcome = warn(r);
	register_after(r, outcome, "removed");
}

static const struct route register_routes[] = {
	{ GET, "/households/{household}/register", one_page, MAY(RIGHT_REGISTER_READ),
	  "Show a household's register: years, money, causes, decisions; looks of others are recorded",
	  .where = household_card_where, .gives = &register_view_record,
	  .query = QUERY_OF(QUERY(FIELD_INT, "year", "The year to show")) },
	{ GET, "/households/{household}/help", help_page, MAY(RIGHT_REGISTER_READ),
	  "Show the help a household is promised and given, its helpers and visits; looks of others are recorded",
	  .where = household_where, .gives = &register_help_record,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "who", "Name of a helper to add")) },
	{ GET, "/households/{household}/years/{year}", year_page, MAY(RIGHT_REGISTER_EDIT),
	  "Show the form of what is asked about a year", .where = year_where, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_INT, "year", "The year to show")) },
	{ POST, "/households/{household}/years/{year}", year_act, MAY(RIGHT_REGISTER_EDIT),
	  "Record what was asked about a year", .where = year_where, .takes = &register_year_form,
	  .flags = ROUTE_MAY_WAIT },
	{ POST, "/households/{household}/lines", line_act, MAY(RIGHT_REGISTER_EDIT),
	  "Add a line of income or cost to a year", .where = household_edit_where, .takes = &register_line_form,
	  .flags = ROUTE_MAY_WAIT },
	{ POST, "/households/{household}/lines/{line}/remove", line_remove_act, MAY(RIGHT_REGISTER_EDIT),
	  "Take a line of income or cost away", .where = household_edit_where },
	{ GET, "/households/{household}/decide", register_decide_page, MAY(RIGHT_REGISTER_DECIDE),
	  "Show what the rules say about a household", .where = household_edit_where, .flags = ROUTE_PAGE },
	{ POST, "/households/{household}/decisions", register_decide_act, MAY(RIGHT_REGISTER_DECIDE),
	  "Decide by the rule in force; the rule and the facts are kept", .where = household_edit_where,
	  .takes = &register_decide_form, .gives = &register_decision_record },
	{ POST, "/households/{household}/decisions/{decision}/withdraw", register_withdraw_act,
	  MAY(RIGHT_REGISTER_DECIDE), "Take a decision back with its reason", .where = household_edit_where,
	  .takes = &register_withdraw_form },
	{ GET, "/households/{household}/decisions/{decision}/appeal", register_appeal_form_page, SIGNED_IN,
	  "Show a member of the household the form of an appeal", .where = register_appeal_mine_where,
	  .flags = ROUTE_PAGE },
	{ POST, "/households/{household}/decisions/{decision}/appeal", register_appeal_act, SIGNED_IN,
	  "Appeal as a member of the household against a decision", .where = register_appeal_mine_where,
	  .takes = &register_appeal_form, .gives = &register_appeal_record },
	{ GET, "/appeals/{appeal}", register_appeal_page, MAY(RIGHT_REGISTER_READ),
	  "Show an appeal with the decision, its rule and facts; looks of others are recorded",
	  .where = register_appeal_where, .gives = &register_appeal_record },
	{ POST, "/appeals/{appeal}/answer", register_answer_act, MAY(RIGHT_REGISTER_DECIDE),
	  "Answer an appeal: the decision stands, or it is decided anew", .where = register_answer_where,
	  .takes = &register_answer_form, .gives = &register_appeal_record },
	{ POST, "/households/{household}/causes", register_cause_act, MAY(RIGHT_REGISTER_EDIT),
	  "Name a cause of hardship", .where = household_edit_where, .takes = &register_cause_form,
	  .flags = ROUTE_MAY_WAIT },
	{ POST, "/households/{household}/causes/end", register_cause_end_act, MAY(RIGHT_REGISTER_EDIT),
	  "Say that a cause of hardship is gone", .where = household_edit_where, .takes = &register_cause_form,
	  .flags = ROUTE_MAY_WAIT },
	{ POST, "/households/{household}/measures", register_measure_act, MAY(RIGHT_REGISTER_EDIT),
	  "Promise help to a household", .where = household_edit_where, .takes = &register_measure_form,
	  .flags = ROUTE_MAY_WAIT },
	{ POST, "/households/{household}/measures/{measure}/done", register_measure_done_act, MAY(RIGHT_REGISTER_EDIT),
	  "Record that promised help was given, and what came of it", .where = household_edit_where,
	  .takes = &register_result_form, .flags = ROUTE_MAY_WAIT },
	{ POST, "/households/{household}/helpers", register_helper_act, MAY(RIGHT_REGISTER_EDIT),
	  "Name a person who helps a household", .where = household_edit_where },
	{ POST, "/households/{household}/helpers/end", register_helper_end_act, MAY(RIGHT_REGISTER_EDIT),
	  "Say that a person helps a household no more", .where = household_edit_where },
	{ POST, "/households/{household}/visits", register_visit_act, MAY(RIGHT_REGISTER_EDIT), "Record a visit",
	  .where = household_edit_where, .takes = &register_visit_form, .flags = ROUTE_MAY_WAIT },
	{ POST, "/households/{household}/visits/{visit}/picture", register_photo_act, MAY(RIGHT_REGISTER_EDIT),
	  "Add a photograph to a visit; only who may read the register sees it", .where = household_edit_where,
	  .prepare = register_photo_prepare, .flags = ROUTE_UPLOAD },
	{ GET, "/households/{household}/visits/{visit}/pictures/{picture}", register_photo_page,
	  MAY(RIGHT_REGISTER_READ), "Get the photograph of a visit in one of its sizes", .where = household_where,
	  .flags = ROUTE_PAGE },
	{ GET, "/rules", register_rules_page, SIGNED_IN, "Show the rules of the register that hold in a place",
	  .gives = &register_rule_record, .flags = ROUTE_LIST, .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/rules/new", register_rule_new_page, MAY(RIGHT_RULE_EDIT), "Show the form for a new rule",
	  .where = register_rule_where, .flags = ROUTE_PAGE, .query = QUERY_OF(QUERY_LAND) },
	{ POST, "/rules", register_rule_new_act, MAY(RIGHT_RULE_EDIT), "Make a rule that holds from a day on",
	  .where = register_rule_where, .takes = &register_rule_form, .gives = &register_rule_record,
	  .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/warnings", register_warnings_page, MAY(RIGHT_REGISTER_READ),
	  "List households that fell under the line and get no help yet; the look is recorded",
	  .where = register_warnings_where, .gives = &register_warning_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/books", register_my_book_page, ANYONE, "Show the book of one's own land, or of the country",
	  .gives = &register_book_record,
	  .query = QUERY_OF(QUERY(FIELD_INT, "year", "The year; the present one when absent"), QUERY_SORT),
	  .flags = ROUTE_PAGED },
	{ GET, "/books/{place}", register_book_page, MAY(RIGHT_FIGURES_READ),
	  "Show the book of a place: households, status, income, help, and the places below",
	  .where = register_book_where, .gives = &register_book_record,
	  .query = QUERY_OF(QUERY(FIELD_INT, "year", "The year; the present one when absent"), QUERY_SORT),
	  .flags = ROUTE_PAGED },
	{ GET, "/books/{place}/book.csv", register_book_csv, MAY(RIGHT_FIGURES_READ), "Download the book of a place",
	  .where = register_book_where, .flags = ROUTE_PAGED | ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_INT, "year", "The year; the present one when absent")) },
	{ GET, "/books/{place}/book.xlsx", register_book_xlsx, MAY(RIGHT_FIGURES_READ),
	  "Download the book of a place as a spreadsheet", .where = register_book_where,
	  .flags = ROUTE_PAGED | ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_INT, "year", "The year; the present one when absent")) },
	ROUTES_END,
};

static const char *const moves[] = {
	"UPDATE register_warning SET place = place + $3 WHERE place >= $1 AND place < $2",
	/* Where the new place has its own rule that one stands; the other stays with the place that ended. */
	"UPDATE register_rule SET place = place + $3 WHERE place >= $1 AND place < $2 AND NOT EXISTS (SELECT 1"
	" FROM register_rule AS o WHERE o.place = register_rule.place + $3 AND o.purpose = register_rule.purpose"
	" AND o.until_on = 0)",
	NULL,
};

const struct module register_module = { .name = "register",
	                                .schema = register_schema,
	                                .routes = register_routes,
	                                .checks = register_checks,
	                                .indicators = register_indicators,
	                                .moves = moves,
	                                .merges = register_merges };
