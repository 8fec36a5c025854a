/* The page of a project, making and changing one, and the steps of its life. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/project/project_inside.h"
#include "help/project/project_templates.h"

enum { EVENTS = 50 };

/* ---- where ---- */

static enum outcome held_project(struct request *r, struct project_held **ret)
{
	struct project_held *held = arena_take(r->arena, sizeof *held);

	*held = (struct project_held){ 0 };
	r->kept = *ret = held;
	return request_row(r, "project", project_one, r->today, &held->project);
}

enum outcome project_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held;
	enum outcome outcome = held_project(r, &held);

	ret_scope->place = project_desk(&held->project);
	return outcome;
}

enum outcome project_site_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held;
	enum outcome outcome = held_project(r, &held);

	ret_scope->place = held->project.place;
	return outcome;
}

enum outcome project_above_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held;
	enum outcome outcome = held_project(r, &held);

	ret_scope->place = project_above(&held->project);
	return outcome;
}

enum outcome project_undo_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held;
	enum outcome outcome = held_project(r, &held);
	int64_t state = held->project.state;

	ret_scope->place = state == PROJECT_APPROVED || state == PROJECT_REFUSED ? project_above(&held->project)
	                                                                         : project_desk(&held->project);
	return outcome;
}

enum outcome project_land_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_PROJECT);

	if (request_query(r, "place").length > 0 && !request_query_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return ret_scope->place == PLACE_WHOLE || place_is_known(r->db, ret_scope->place) ? DONE : NOT_FOUND;
}

bool project_reads(const struct request *r, const struct project *p)
{
	return request_may(r, RIGHT_FIGURES_READ, p->place);
}

bool project_is_seen(struct request *r)
{
	const struct project_held *held = r->kept;

	if (project_is_open(&held->project) || project_reads(r, &held->project))
		return true;
	fail(r, NOT_FOUND, NULL);
	return false;
}

/* ---- what strangers see ---- */

void project_fund_hide(struct request *r, struct project_fund *fund)
{
	if (fund->is_private)
		fund->name = text_of(_("A private person"));
}

void project_contract_hide(struct request *r, struct project_contract *c)
{
	if (c->is_private)
		c->supplier_name = text_of(_("A private person"));
}

void project_entry_hide(struct request *r, struct project_entry *e)
{
	if (e->fund_private)
		e->fund_name = text_of(_("A private person"));
	if (e->payee_private)
		e->payee_name = text_of(_("A private person"));
	e->document = T("");
}

/* ---- one ---- */

static enum outcome load_money(struct request *r, struct project_view *view)
{
	struct project_fund *funds = NULL;
	struct project_line *lines = NULL;
	struct project_contract *contracts = NULL;
	enum outcome outcome = project_funds(r->db, r->arena, view->p, &funds, &view->fund_count);

	if (outcome == DONE)
		outcome = project_lines(r->db, r->arena, view->p, &lines, &view->line_count);
	if (outcome == DONE)
		outcome = project_contracts(r->db, r->arena, view->p, &contracts, &view->contract_count);
	for (size_t i = 0; outcome == DONE && i < view->fund_count && !view->reads; i++)
		project_fund_hide(r, &funds[i]);
	for (size_t i = 0; outcome == DONE && i < view->contract_count && !view->reads; i++)
		project_contract_hide(r, &contracts[i]);
	view->funds = funds;
	view->lines = lines;
	view->contracts = contracts;
	return outcome;
}

static enum outcome load_view(struct request *r, struct project_view *view)
{
	const struct project *p = view->p;
	struct project_milestone *milestones = NULL;
	struct project_event *events = NULL;
	struct project_goal *goals = NULL;
	struct project_report *reports = NULL;
	enum outcome outcome;

	view->reads = project_reads(r, p);
	view->works = request_may(r, RIGHT_PROJECT, p->place);
	view->runs = request_may(r, RIGHT_PROJECT, project_desk(p));
	view->decides = request_may(r, RIGHT_PROJECT, project_above(p)) && r->who.person_id != p->owner_id;
	view->pays = request_may(r, RIGHT_SETTLE, project_desk(p));
	view->acts_at = project_acts_at(r, p->place);
	view->person_id = r->who.person_id;
	(void)project_light_of(r, p, r->today, view->reasons, &view->reason_count);
	outcome = load_money(r, view);
	if (outcome == DONE)
		outcome = project_milestones(r->db, r->arena, p, &milestones, &view->milestone_count);
	if (outcome == DONE && view->reads)
		outcome = project_events(r, p, 0, EVENTS, &events, &view->event_count);
	view->milestones = milestones;
	view->events = events;
	if (outcome == DONE)
		outcome = project_goals(r->db, r->arena, p, &goals, &view->goal_count);
	if (outcome == DONE && p->began_on > 0)
		outcome = project_reports(r->db, r->arena, p, &reports, &view->report_count);
	view->goals = goals;
	view->reports = reports;
	return outcome;
}

static void show(struct request *r, const struct project *p)
{
	struct project_view view = { .p = p };
	enum outcome outcome = load_view(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	table_page(r);
	page_begin_named(r, p->title, "", view.reads ? "/projects/desk" : "/projects");
	project_page_html(r, &view);
	page_end(r);
}

void project_page(struct request *r)
{
	const struct project_held *held = r->kept;

	if (!project_is_seen(r))
		return;
	if (r->json)
		give_one(r, &project_record, &held->project);
	else
		show(r, &held->project);
}

void project_answer(struct request *r, enum outcome outcome, const char *form, const char *done,
                    const struct record *record, const void *row)
{
	struct project_held *held = r->kept;

	if (r->problems.count > 0) {
		if (!r->json && form != NULL) {
			project_form_again(r, form);
		} else {
			if (!r->json && project_one(r->db, r->arena, held->project.county, held->project.id, r->today,
			                            &held->project) == DONE)
				show(r, &held->project);
			refuse(r);
		}
	} else if (outcome == DENIED) {
		fail(r, DENIED, N_("Somebody else, of another level, is to do that"));
	} else if (outcome != DONE) {
		fail(r, outcome, outcome == CONFLICT ? N_("Not possible as it stands now: look at it again") : NULL);
	} else {
		if (r->json)
			json_row(r, r->out, record, row);
		see_other(r, "%s?done=%s", text_string(r->arena, project_path(r->arena, &held->project)), done);
	}
}

/* ---- what stands beside it, for programs and files ---- */

void project_funds_page(struct request *r)
{
	const struct project_held *held = r->kept;
	struct project_view view = { .p = &held->project, .reads = project_reads(r, &held->project) };

	if (!project_is_seen(r))
		return;
	enum outcome outcome = load_money(r, &view);
	give_all(r, outcome, &project_fund_record, view.funds, view.fund_count);
}

void project_lines_page(struct request *r)
{
	const struct project_held *held = r->kept;
	struct project_line *rows = NULL;
	size_t count = 0;

	if (!project_is_seen(r))
		return;
	enum outcome outcome = project_lines(r->db, r->arena, &held->project, &rows, &count);
	give_all(r, outcome, &project_line_record, rows, count);
}

void project_contracts_page(struct request *r)
{
	const struct project_held *held = r->kept;
	struct project_view view = { .p = &held->project, .reads = project_reads(r, &held->project) };

	if (!project_is_seen(r))
		return;
	enum outcome outcome = load_money(r, &view);
	give_all(r, outcome, &project_contract_record, view.contracts, view.contract_count);
}

void project_milestones_page(struct request *r)
{
	const struct project_held *held = r->kept;
	struct project_milestone *rows = NULL;
	size_t count = 0;

	if (!project_is_seen(r))
		return;
	enum outcome outcome = project_milestones(r->db, r->arena, &held->project, &rows, &count);
	give_all(r, outcome, &project_milestone_record, rows, count);
}

void project_events_page(struct request *r)
{
	const struct project_held *held = r->kept;
	struct project_event *rows = NULL;
	size_t limit = request_limit(r), count = 0;
	enum outcome outcome = project_events(r, &held->project, request_after(r), limit + 1, &rows, &count);

	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		give_list(r, &project_event_record, rows, count > limit ? limit : count,
		          count > limit ? rows[limit - 1].number : 0);
}

void project_picture_page(struct request *r)
{
	const struct project_held *held = r->kept;

	(void)picture_give(r, project_pictures(&held->project));
}

/* ---- making and changing ---- */

static void show_form(struct request *r, const struct project *p)
{
	struct project_input input = { .is_public = 1 };
	int64_t land = identity_where(&r->who, RIGHT_PROJECT);

	if (p != NULL)
		input = (struct project_input){ .title = p->title,
			                        .about = p->about,
			                        .kind = p->kind,
			                        .place = p->place,
			                        .level = text_of(place_levels[p->level].value),
			                        .owner_name = p->owner_name,
			                        .credit_code = p->owner_code,
			                        .is_public = p->is_public,
			                        .start_on = p->start_on,
			                        .end_on = p->end_on,
			                        .version = p->version };
	else if (land > 0) {
		input.place = place_county(land) > 0 ? land : 0;
		input.level = text_of(place_levels[place_level(land)].value);
	}
	page_begin_named(r, text_of(p == NULL ? _("New project") : _("Change the project")), "", "/projects/desk");
	project_new_html(r, p, &input);
	page_end(r);
}

void project_new_page(struct request *r)
{
	show_form(r, NULL);
}

void project_edit_page(struct request *r)
{
	struct project_held *held = r->kept;

	show_form(r, &held->project);
}

/* Where it is done and who runs it, fixed once it is proposed. */
static void place_apply(struct request *r, const struct project_input *input, struct project *p)
{
	p->place = input->place;
	p->level = choice_position(place_levels, input->level);
	if (place_county(p->place) == 0 || place_level(p->place) > PLACE_VILLAGE || !place_is_known(r->db, p->place))
		form_problem(r, "place", N_("Choose a county, township or village"), T(""));
	else if (p->level < PLACE_PROVINCE || p->level > (int64_t)place_level(p->place))
		form_problem(r, "level", N_("A project is run by the place where it is done, or one above it"), T(""));
	else if (!request_may(r, RIGHT_PROJECT, project_desk(p)))
		form_problem(r, "level", N_("You have no right to run projects there"), T(""));
}

static bool apply(struct request *r, const struct project_input *input, struct project *p)
{
	p->title = text_trim(input->title);
	p->about = text_trim(input->about);
	p->kind = input->kind;
	p->owner_name = text_trim(input->owner_name);
	p->owner_code = text_trim(input->credit_code);
	p->is_public = input->is_public;
	p->start_on = input->start_on;
	p->end_on = input->end_on;
	if (p->end_on < p->start_on)
		form_problem(r, "end_on", N_("It ends before it begins"), T(""));
	if (p->owner_code.length > 0 && !credit_code_holds(p->owner_code))
		form_problem(r, "credit_code", N_("This is no unified social credit code: 18 characters, mistyped?"),
		             T(""));
	form_words_fit(r, "title", p->title);
	form_words_fit(r, "about", p->about);
	return r->problems.count == 0;
}

static void form_refused(struct request *r, const struct project *p)
{
	if (!r->json)
		show_form(r, p);
	refuse(r);
}

void project_new_post(struct request *r)
{
	struct project_input input = { .version = 0 };
	struct project p = { .owner_county = r->who.county, .owner_id = r->who.person_id, .made_at = r->now };
	bool read = form_read(r, &project_input_record, &input);

	if (read)
		place_apply(r, &input, &p);
	if (!read || !apply(r, &input, &p)) {
		form_refused(r, NULL);
		return;
	}
	p.county = place_county(p.place);
	p.id = request_new_id(r);
	enum outcome outcome = project_insert(r->db, &p);
	if (outcome == DONE)
		outcome = project_one(r->db, r->arena, p.county, p.id, r->today, &p);
	if (outcome == DONE)
		outcome = project_tell(r, &p, "proposed", p.title, 0);
	if (outcome == DONE)
		outcome = project_write(r, &p);
	if (outcome == DONE)
		outcome = project_message_proposed(r, &p);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &project_record, &p, "%s?done=proposed", text_string(r->arena, project_path(r->arena, &p)));
}

void project_edit_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	struct project p = held->project;
	bool read = form_read(r, &project_input_record, &input);

	if (!read || !apply(r, &input, &p)) {
		form_refused(r, &held->project);
		return;
	}
	if (input.version != 0)
		p.version = input.version;
	enum outcome outcome = p.state <= PROJECT_RUNNING ? DONE : CONFLICT;
	if (outcome == DONE)
		outcome = project_tell(r, &p, "edited",
		                       text_format(r->arena, "%.*s → %.*s",
		                                   TEXT(calendar_day_text(r->arena, held->project.end_on)),
		                                   TEXT(calendar_day_text(r->arena, p.end_on))),
		                       0);
	if (outcome == DONE)
		outcome = project_write(r, &p);
	held->project = p;
	project_answer(r, outcome, NULL, "changed", &project_record, &held->project);
}

/* ---- the steps ---- */

static void do_step(struct request *r, enum project_deed deed, const char *form, const char *done)
{
	struct project_held *held = r->kept;
	struct project_input input = { .words = T("") };
	enum outcome outcome = INVALID;

	if (form == NULL || (form_read(r, &project_words_input, &input) && form_words_fit(r, "words", input.words)))
		outcome = project_do(r, &held->project, deed, text_trim(input.words));
	project_answer(r, outcome, form, done, &project_record, &held->project);
}

void project_approve_post(struct request *r)
{
	do_step(r, DEED_APPROVE, NULL, "approved");
}

void project_refuse_post(struct request *r)
{
	do_step(r, DEED_REFUSE, "refuse", "refused");
}

void project_begin_post(struct request *r)
{
	do_step(r, DEED_BEGIN, NULL, "begun");
}

void project_finish_post(struct request *r)
{
	do_step(r, DEED_FINISH, NULL, "finished");
}

void project_stop_post(struct request *r)
{
	do_step(r, DEED_STOP, "stop", "stopped");
}

void project_undo_post(struct request *r)
{
	do_step(r, DEED_UNDO, NULL, "undone");
}
