/* Pages of meetings: the list, one with its decisions and the tree of their tasks, the minutes to print, writing and confirming them. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/meeting/meeting_inside.h"
#include "help/meeting/meeting_templates.h"

#define LINES_HINT N_("A line each: organisations and offices, no people")

static const struct field form_fields_[] = {
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "title",
	  .offset = FIELD_WORDS(meeting_form, title),
	  .label = N_("What the meeting is about"),
	  .min = 2,
	  .max = 60 },
	WHOLE_FIELD(FIELD_DAY, meeting_form, held_on, N_("Day of the meeting"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_IN,
	  .name = "place",
	  .offset = FIELD_WHOLE(meeting_form, place),
	  .label = N_("Whose meeting"),
	  .hint = N_("A township, county, city or province; its tasks go to places below") },
	TEXT_FIELD(meeting_form, venue, N_("Where it is held"), FIELD_IN, 0, 60),
	{ .kind = FIELD_NOTE,
	  .flags = FIELD_IN,
	  .name = "participants",
	  .offset = FIELD_WORDS(meeting_form, participants),
	  .label = N_("Who takes part"),
	  .hint = LINES_HINT,
	  .max = LINES_MOST },
	{ .kind = FIELD_NOTE,
	  .flags = FIELD_IN,
	  .name = "agenda",
	  .offset = FIELD_WORDS(meeting_form, agenda),
	  .label = N_("Agenda"),
	  .hint = N_("A line each"),
	  .max = LINES_MOST },
	NOTE_FIELD(meeting_form, minutes, N_("Minutes"), FIELD_IN, 0, MINUTES_MOST),
	{ .kind = FIELD_NOTE,
	  .flags = FIELD_IN,
	  .name = "decisions",
	  .offset = FIELD_WORDS(meeting_form, decisions),
	  .label = N_("Decisions of the meeting"),
	  .hint = N_("A line each; they are numbered in this order"),
	  .max = MINUTES_MOST },
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "chair",
	  .offset = FIELD_WORDS(meeting_form, chair),
	  .label = N_("Chair: sign-in name"),
	  .hint = N_("Who confirms the minutes; you when left empty"),
	  .max = 60 },
	INT_FIELD(meeting_form, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};
const struct record meeting_form_record = { .name = "new_meeting",
	                                    .size = sizeof(struct meeting_form),
	                                    .fields = form_fields_ };

/* ---- where ---- */

enum outcome meeting_where(struct request *r, struct scope *ret_scope)
{
	struct meeting *m = arena_take(r->arena, sizeof *m);
	int64_t county, id;
	enum outcome outcome;

	r->kept = m;
	if (!request_id(r, "meeting", &county, &id))
		return NOT_FOUND;
	outcome = meeting_one(r, county, id, m);
	ret_scope->place = m->place;
	return outcome;
}

/* Offices below that got one of its tasks read what was confirmed. */
enum outcome meeting_read_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = meeting_where(r, ret_scope);
	const struct meeting *m = r->kept;

	if (outcome != DONE || m->state != MEETING_CONFIRMED || r->who.for_id != 0)
		return outcome;
	for (size_t i = 0; !ret_scope->mine && i < r->who.right_count; i++)
		if (r->who.rights[i].rights >> RIGHT_CASE_HANDLE & 1 &&
		    place_contains(m->place, r->who.rights[i].place))
			ret_scope->mine = meeting_has_task(r, m, r->who.rights[i].place);
	return outcome;
}

/* What a form names as its place is judged by the handler, which can say why it does not fit. */
enum outcome meeting_land_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_CASE_HANDLE);

	if (r->exchange->method == GET)
		return place_where_may(r, RIGHT_CASE_HANDLE, ret_scope);
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return DONE;
}

/* ---- the list ---- */

void meetings_page(struct request *r)
{
	struct meetings_view view = { .count = 0 };
	struct meeting *rows = NULL;
	int64_t place = r->scope.place;
	enum outcome outcome = meeting_list(r, place, request_after(r), request_limit(r) + 1, &rows, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? rows[view.count - 1].id : 0;
	view.rows = rows;
	if (r->json) {
		give_list(r, &meeting_record, rows, view.count, view.next);
		return;
	}
	view.may_make = place_level(place) < PLACE_VILLAGE && r->who.for_id == 0;
	view.place_name = place == PLACE_WHOLE ? text_of(_("The whole land")) : place_name(r->db, r->arena, place);
	page_begin_named(r, text_of(_("Joint meetings")), "messages", "/me");
	meeting_list_html(r, &view);
	page_end(r);
}

/* ---- one ---- */

static enum outcome load(struct request *r, struct meeting_view *view)
{
	const struct meeting *m = view->m;
	struct meeting_decision *decisions = NULL;
	struct meeting_note *notes = NULL;
	struct meeting_task *tasks = NULL;
	struct place *below = NULL;
	enum outcome outcome = meeting_decisions(r, m, &decisions, &view->decision_count);

	if (outcome == DONE)
		outcome = meeting_notes(r, m, &notes, &view->note_count);
	if (outcome == DONE)
		outcome = task_list_of_meeting(r, m, view->place, &tasks, &view->tree.count);
	if (outcome == DONE && view->may_edit && m->state == MEETING_CONFIRMED)
		outcome = place_children(r->db, r->arena, m->place, 0, TASKS_AT_ONCE, &below, &view->below_count);
	view->decisions = decisions;
	view->notes = notes;
	view->tree.rows = tasks;
	view->below = below;
	return outcome;
}

static void show(struct request *r, int64_t place)
{
	struct meeting *m = r->kept;
	struct meeting_view view = { .m = m,
		                     .place = place,
		                     .may_edit = request_may(r, RIGHT_CASE_HANDLE, m->place) && r->who.for_id == 0,
		                     .is_chair = r->who.for_id == 0 && m->chair_id == r->who.person_id };
	enum outcome outcome = load(r, &view);

	if (outcome == DONE)
		outcome = place_path(r->db, r->arena, place, view.above, &view.above_count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, m->title, "messages", "/meetings");
	meeting_page_html(r, &view);
	page_end(r);
}

void meeting_show(struct request *r)
{
	const struct meeting *m = r->kept;

	show(r, m->place);
}

void meeting_page(struct request *r)
{
	const struct meeting *m = r->kept;
	int64_t place = m->place;

	if (request_param(r, "place").length > 0 &&
	    (!request_place(r, "place", &place) || !place_contains(m->place, place)))
		place = m->place;
	if (r->json)
		give_one(r, &meeting_record, m);
	else
		show(r, place);
}

void meeting_minutes_page(struct request *r)
{
	const struct meeting *m = r->kept;
	struct meeting_view view = { .m = m, .place = m->place };
	enum outcome outcome = load(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.chair_name = person_name(r->db, r->arena, m->chair_id);
	page_begin_named(r, m->title, "", text_string(r->arena, meeting_path(r->arena, m)));
	meeting_minutes_html(r, &view);
	page_end(r);
}

/* ---- writing ---- */

/* The decisions as lines, as the form takes them. */
static enum outcome decision_lines(struct request *r, const struct meeting *m, struct text *ret_lines)
{
	struct meeting_decision *decisions = NULL;
	struct output out = output_in(r->arena);
	size_t count = 0;
	enum outcome outcome = meeting_decisions(r, m, &decisions, &count);

	for (size_t i = 0; i < count; i++) {
		out_text(&out, decisions[i].words);
		out_string(&out, "\n");
	}
	*ret_lines = output_text(&out);
	return outcome;
}

static void show_form(struct request *r, const struct meeting *m)
{
	struct meeting_form form = { .held_on = r->today };
	enum outcome outcome = DONE;

	if (m != NULL) {
		form = (struct meeting_form){ .title = m->title,
			                      .held_on = m->held_on,
			                      .venue = m->venue,
			                      .participants = m->participants,
			                      .agenda = m->agenda,
			                      .minutes = m->minutes,
			                      .version = m->version };
		outcome = decision_lines(r, m, &form.decisions);
	} else if (place_level(r->scope.place) >= PLACE_PROVINCE && place_level(r->scope.place) <= PLACE_TOWNSHIP) {
		form.place = r->scope.place;
	}
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(m == NULL ? _("New meeting") : _("Write the minutes")), "messages", "/meetings");
	meeting_form_html(r, m, &form);
	page_end(r);
}

void meeting_new_page(struct request *r)
{
	show_form(r, NULL);
}

void meeting_edit_page(struct request *r)
{
	show_form(r, r->kept);
}

/* The person of that sign-in name; the present one when there is none yet. */
static void apply_chair(struct request *r, struct text login, struct meeting *m)
{
	struct person person;
	enum outcome outcome;

	if (login.length == 0) {
		if (m->chair_id == 0) {
			m->chair_county = r->who.county;
			m->chair_id = r->who.person_id;
		}
		return;
	}
	outcome = person_of_login(r->db, r->arena, login, &person);
	if (outcome == DONE) {
		m->chair_county = person.county;
		m->chair_id = person.id;
	} else {
		form_problem(r, "chair", N_("Nobody signs in with this name"), T(""));
	}
}

/* False with problems. */
static bool apply(struct request *r, const struct meeting_form *form, struct meeting *m)
{
	m->title = text_trim(form->title);
	m->held_on = form->held_on;
	m->venue = text_trim(form->venue);
	m->participants = text_trim(form->participants);
	m->agenda = text_trim(form->agenda);
	m->minutes = text_trim(form->minutes);
	apply_chair(r, text_trim(form->chair), m);
	form_words_fit(r, "participants", m->participants);
	return r->problems.count == 0;
}

static bool place_fits(struct request *r, int64_t place, struct meeting *m)
{
	enum place_level level = place_level(place);

	m->place = place;
	if (level >= PLACE_PROVINCE && level <= PLACE_TOWNSHIP && place_is_known(r->db, place) &&
	    request_may(r, RIGHT_CASE_HANDLE, place))
		return true;
	form_problem(r, "place", N_("Choose a township, county, city or province of yours"), T(""));
	return false;
}

static void refused(struct request *r, const struct meeting *m)
{
	if (!r->json)
		show_form(r, m);
	refuse(r);
}

/* Writes row and decisions; INVALID with a problem. */
static enum outcome keep(struct request *r, struct meeting *m, struct text lines, bool is_new)
{
	enum outcome outcome = is_new ? meeting_insert(r->db, m) : DONE;

	if (outcome == DONE)
		outcome = meeting_decide(r, m, lines);
	if (outcome == INVALID)
		form_problem(r, "decisions", N_("At most 30 decisions, each of 500 characters at most"), T(""));
	return outcome == DONE ? meeting_write(r->db, m) : outcome;
}

void meeting_new_post(struct request *r)
{
	struct meeting_form form = { .place = 0 };
	struct meeting m = { .id = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &meeting_form_record, &form) && place_fits(r, form.place, &m) && apply(r, &form, &m)) {
		m.county = place_county(m.place);
		m.id = request_new_id(r);
		m.state = MEETING_OPEN;
		m.made_by_id = r->who.person_id;
		m.made_at = r->now;
		m.version = 1;
		outcome = keep(r, &m, form.decisions, true);
	}
	if (r->problems.count > 0)
		refused(r, NULL);
	else if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &meeting_record, &m, "%s?done=made", text_string(r->arena, meeting_path(r->arena, &m)));
}

static void answer(struct request *r, enum outcome outcome, const char *done)
{
	struct meeting *m = r->kept;
	const struct deed deed = { .record = &meeting_record,
		                   .row = m,
		                   .slower = N_("It is confirmed, or somebody was faster: look at it again") };
	const enum outcome now = meeting_one(r, m->county, m->id, m);

	deed_answer(r, outcome == DONE ? now : outcome, &deed, meeting_path(r->arena, m), done);
}

void meeting_edit_post(struct request *r)
{
	struct meeting *m = r->kept;
	struct meeting_form form = { .place = 0 };
	struct meeting changed = *m;
	enum outcome outcome = INVALID;

	if (m->state != MEETING_OPEN) {
		answer(r, CONFLICT, "");
		return;
	}
	if (form_read(r, &meeting_form_record, &form) && apply(r, &form, &changed)) {
		if (form.version != 0)
			changed.version = form.version;
		outcome = keep(r, &changed, form.decisions, false);
	}
	if (r->problems.count > 0)
		refused(r, m);
	else
		answer(r, outcome, "changed");
}

/* By the chair alone. */
void meeting_confirm_post(struct request *r)
{
	struct meeting *m = r->kept;

	if (m->chair_id != r->who.person_id || r->who.for_id != 0) {
		fail(r, DENIED, N_("Only the chair confirms the minutes"));
		return;
	}
	if (m->state != MEETING_OPEN || m->decisions == 0) {
		fail(r, CONFLICT, m->decisions == 0 ? N_("Write down at least one decision first") : NULL);
		return;
	}
	m->state = MEETING_CONFIRMED;
	m->confirmed_at = r->now;
	answer(r, meeting_write(r->db, m), "confirmed");
}

void meeting_note_post(struct request *r)
{
	struct meeting *m = r->kept;
	struct task_words_form form = { .words = T("") };

	if (!form_read(r, &task_answer_record, &form)) {
		if (!r->json)
			meeting_show(r);
		refuse(r);
		return;
	}
	answer(r, m->state == MEETING_CONFIRMED ? meeting_note_add(r, m, text_trim(form.words)) : CONFLICT, "noted");
}
