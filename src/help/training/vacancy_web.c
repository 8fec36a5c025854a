/* Work nearby: the public list, one offer, asking for it, deciding, beginning. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/training/training_inside.h"
#include "help/training/training_templates.h"
#include "journal/tally.h"

struct vacancy_form {
	struct text title, employer, about;
	int64_t place, pay_fen, seats, until_on;
};

static const struct field vacancy_form_fields[] = {
	TEXT_FIELD(vacancy_form, title, N_("What work it is"), FIELD_IN | FIELD_REQUIRED, 2, 60),
	TEXT_FIELD(vacancy_form, employer, N_("Who gives the work (a firm, a co-operative, an office)"),
	           FIELD_IN | FIELD_REQUIRED, 2, 60),
	WHOLE_FIELD(FIELD_PLACE, vacancy_form, place, N_("Where"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	WHOLE_FIELD(FIELD_FEN, vacancy_form, pay_fen, N_("Pay of a month"), FIELD_IN | FIELD_REQUIRED, 1, 10000000),
	INT_FIELD(vacancy_form, seats, N_("How many people"), FIELD_IN | FIELD_REQUIRED, 1, 10000),
	WHOLE_FIELD(FIELD_DAY, vacancy_form, until_on, N_("Ask until"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	NOTE_FIELD(vacancy_form, about, N_("Tell more"), FIELD_IN, 0, LIMIT_NOTE_CHARACTERS),
	FIELD_END,
};
const struct record vacancy_form_record = { .name = "new_vacancy",
	                                    .size = sizeof(struct vacancy_form),
	                                    .fields = vacancy_form_fields };

struct application_form {
	struct text vacancy /* public id */, words;
};

static const struct field application_form_fields[] = {
	TEXT_FIELD(application_form, vacancy, N_("Work"), FIELD_IN, 0, 40),
	NOTE_FIELD(application_form, words, N_("What I can do"), FIELD_IN, 0, 300),
	FIELD_END,
};
const struct record application_form_record = { .name = "ask_for_work",
	                                        .size = sizeof(struct application_form),
	                                        .fields = application_form_fields };

struct application_decide {
	struct text decision;
};

static const struct choice decisions[] = {
	{ "agreed", N_("Agree") },
	{ "declined", N_("Decline") },
	{ NULL, NULL },
};

static const struct field decide_fields[] = {
	CHOICE_FIELD(application_decide, decision, N_("Decision"), FIELD_IN | FIELD_REQUIRED, decisions),
	FIELD_END,
};
const struct record application_decide_record = { .name = "decide_application",
	                                          .size = sizeof(struct application_decide),
	                                          .fields = decide_fields };

/* ---- where ---- */

enum outcome vacancy_where(struct request *r, struct scope *ret_scope)
{
	struct vacancy *vacancy = arena_take(r->arena, sizeof *vacancy);
	enum outcome outcome = request_row(r, "vacancy", vacancy_one, vacancy);

	ret_scope->place = vacancy->place;
	r->kept = vacancy;
	return outcome;
}

/* Everybody asks for itself; the work stands in the form. */
enum outcome application_make_where(struct request *r, struct scope *ret_scope)
{
	struct vacancy *vacancy = arena_take(r->arena, sizeof *vacancy);
	int64_t county, id;

	*ret_scope = (struct scope){ .place = r->person_place, .mine = true };
	r->kept = vacancy;
	if (!id_read(request_field(r, "vacancy"), &county, &id))
		return request_field(r, "vacancy").length == 0 ? DONE : NOT_FOUND;
	return vacancy_one(r->db, r->arena, county, id, vacancy);
}

/* Decided where the work is, not where who asks lives. */
enum outcome application_where(struct request *r, struct scope *ret_scope)
{
	struct application *application = arena_take(r->arena, sizeof *application);
	struct vacancy vacancy = { .place = PLACE_WHOLE };
	enum outcome outcome = request_row(r, "application", application_one, application);

	if (outcome == DONE)
		outcome = vacancy_one(r->db, r->arena, application->county, application->vacancy_id, &vacancy);
	ret_scope->place = vacancy.place;
	r->kept = application;
	return outcome;
}

enum outcome application_mine_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = application_where(r, ret_scope);
	const struct application *application = r->kept;

	if (outcome == DONE && application->person_id != r->person_id)
		return DENIED;
	ret_scope->mine = true;
	return outcome;
}

/* ---- the list ---- */

void vacancies_page(struct request *r)
{
	struct vacancies_view view = { .place = PLACE_WHOLE };
	struct vacancy *rows = NULL;
	enum outcome outcome;

	if (!request_query_place(r, "place", &view.place))
		view.place = PLACE_WHOLE;
	outcome = vacancy_list(r, view.place, request_after(r), request_limit(r) + 1, &rows, &view.count);
	/* of a village only for who may read figures there */
	if (outcome == DONE && !r->json &&
	    (place_level(view.place) <= PLACE_TOWNSHIP || request_may(r, RIGHT_FIGURES_READ, view.place)))
		outcome = tally_read(r->db, view.place, INDICATOR_WORK_BEGUN, calendar_year(r->today), &view.begun);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? rows[view.count - 1].id : 0;
	view.rows = rows;
	if (r->json) {
		give_list(r, &vacancy_record, rows, view.count, view.next);
		return;
	}
	view.may_make = identity_where(&r->who, RIGHT_CASE_HANDLE) >= 0 && r->who.for_id == 0;
	view.place_name =
		view.place == PLACE_WHOLE ? text_of(_("The whole land")) : place_name(r->db, r->arena, view.place);
	page_begin_named(r, text_of(_("Work nearby")), "", "/");
	vacancy_list_html(r, &view);
	page_end(r);
}

/* ---- one ---- */

static enum outcome load(struct request *r, struct vacancy_view *view, struct application *mine)
{
	struct application *rows = NULL;
	enum outcome outcome = r->person_id != 0 ? application_mine(r, view->vacancy, mine) : NOT_FOUND;

	view->mine = outcome == DONE && mine->state != APPLICATION_WITHDRAWN ? mine : NULL;
	if (outcome == NOT_FOUND)
		outcome = DONE;
	if (outcome == DONE && view->handles)
		outcome =
			applications_of(r, view->vacancy, request_after(r), request_limit(r) + 1, &rows, &view->count);
	if (outcome != DONE)
		return outcome;
	if (rows != NULL)
		view->next = list_goes_on(r, &view->count) ? rows[view->count - 1].id : 0;
	view->rows = rows;
	return DONE;
}

static void show(struct request *r, const struct vacancy *vacancy)
{
	struct vacancy_view view = { .vacancy = vacancy, .handles = request_may(r, RIGHT_CASE_HANDLE, vacancy->place) };
	struct application mine;
	enum outcome outcome = load(r, &view, &mine);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (view.count > 0)
		look_record(r, vacancy->place, 0, 0, N_("Who asked for work"));
	page_begin_named(r, vacancy->title, "", "/vacancies");
	vacancy_page_html(r, &view);
	page_end(r);
}

void vacancy_page(struct request *r)
{
	if (r->json)
		give_one(r, &vacancy_record, r->kept);
	else
		show(r, r->kept);
}

void vacancy_asked_page(struct request *r)
{
	const struct vacancy *vacancy = r->kept;
	struct application *rows;
	size_t count = 0;
	enum outcome outcome = DONE;

	if (!r->json) {
		redirect(r, "%.*s", TEXT(vacancy_path(r->arena, vacancy)));
		return;
	}
	look_record(r, vacancy->place, 0, 0, N_("Who asked for work"));
	outcome = applications_of(r, vacancy, request_after(r), request_limit(r) + 1, &rows, &count);
	give_list_read(r, outcome, &application_record, rows, count);
}

static void answer(struct request *r, enum outcome outcome, const struct vacancy *vacancy, const char *why_not,
                   const char *done)
{
	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? why_not : NULL);
	else
		made(r, &vacancy_record, vacancy, "%s?done=%s", text_string(r->arena, vacancy_path(r->arena, vacancy)),
		     done);
}

void vacancy_ask_post(struct request *r)
{
	const struct vacancy *vacancy = r->kept;
	struct application_form form = { .words = T("") };

	if (form_read(r, &application_form_record, &form) && vacancy->id == 0)
		form_problem(r, "vacancy", N_("Choose the work first"), T(""));
	if (r->problems.count > 0) {
		if (!r->json && vacancy->id != 0)
			show(r, vacancy);
		refuse(r);
		return;
	}
	answer(r, application_make(r, vacancy, text_trim(form.words)), vacancy,
	       N_("You have asked for it already, or it is closed"), "asked");
}

void vacancy_close_post(struct request *r)
{
	answer(r, vacancy_close(r->db, r->kept), r->kept, N_("It is closed already"), "closed");
}

/* ---- deciding, taking back, beginning ---- */

static void move(struct request *r, enum application_state to, const char *path, const char *done)
{
	struct application *application = r->kept;
	enum outcome outcome = application_move(r, application, to);

	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? N_("All places are taken, or it was decided already") : NULL);
	else
		made(r, &application_record, application, "%s?done=%s", path, done);
}

void application_decide_post(struct request *r)
{
	const struct application *application = r->kept;
	struct application_decide form = { .decision = T("") };

	if (!form_read(r, &application_decide_record, &form)) {
		refuse(r);
		return;
	}
	move(r, text_equal(form.decision, T("agreed")) ? APPLICATION_AGREED : APPLICATION_DECLINED,
	     text_string(r->arena,
	                 text_format(r->arena, "/vacancies/%.*s",
	                             TEXT(id_public(r->arena, application->county, application->vacancy_id)))),
	     "decided");
}

void application_back_post(struct request *r)
{
	move(r, APPLICATION_WITHDRAWN, "/courses/mine", "back");
}

void application_begin_post(struct request *r)
{
	move(r, APPLICATION_BEGUN, "/courses/mine", "begun");
}

/* ---- a new one ---- */

static void show_form(struct request *r)
{
	page_begin_named(r, text_of(_("Offer work")), "", "/vacancies");
	vacancy_form_html(r);
	page_end(r);
}

void vacancy_new_page(struct request *r)
{
	show_form(r);
}

void vacancy_new_post(struct request *r)
{
	struct vacancy_form form = { .seats = 0 };
	struct vacancy v;
	enum outcome outcome;

	if (form_read(r, &vacancy_form_record, &form)) {
		if (form.until_on < r->today)
			form_problem(r, "until_on", N_("This day is over"), T(""));
		if (place_level(form.place) < PLACE_COUNTY)
			form_problem(r, "place", N_("Choose a county, a township or a village"), T(""));
		form_words_fit(r, "title", form.title);
		form_words_fit(r, "about", form.about);
		form_words_fit(r, "employer", form.employer);
	}
	if (r->problems.count > 0) {
		if (!r->json)
			show_form(r);
		refuse(r);
		return;
	}
	v = (struct vacancy){ .county = place_county(form.place),
		              .id = request_new_id(r),
		              .place = form.place,
		              .employer = text_trim(form.employer),
		              .title = text_trim(form.title),
		              .about = text_trim(form.about),
		              .pay_fen = form.pay_fen,
		              .seats = form.seats,
		              .until_on = form.until_on,
		              .made_at = r->now };
	outcome = request_may(r, RIGHT_CASE_HANDLE, form.place) ? vacancy_insert(r->db, &v) : DENIED;
	if (outcome == DONE)
		outcome = vacancy_one(r->db, r->arena, v.county, v.id, &v);
	answer(r, outcome, &v, NULL, "made");
}
