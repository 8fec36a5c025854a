/* Doors of tasks: the list of a land, one with its parts, giving, passing on, answering, and what the office above says. */
#include "base/id.h"
#include "base/limits.h"
#include "help/meeting/meeting_inside.h"
#include "help/meeting/meeting_templates.h"

static const struct field form_fields_[] = {
	INT_FIELD(task_form, decision, N_("Number of the decision"), FIELD_IN, 0, DECISIONS_MOST),
	NOTE_FIELD(task_form, words, N_("What is to be done"), FIELD_IN, 0, TASK_WORDS_MOST),
	WHOLE_FIELD(FIELD_DAY, task_form, due_on, N_("By which day"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "about",
	  .offset = FIELD_WORDS(task_form, about),
	  .label = N_("Project or promise"),
	  .hint = N_("Its address here, from /projects/ or /pledges/ on; may be left empty"),
	  .max = 80 },
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "places",
	  .offset = FIELD_WORDS(task_form, places),
	  .label = N_("Other places, by their codes"),
	  .hint = N_("For places further below; with spaces between"),
	  .max = 1000 },
	FIELD_END,
};
const struct record task_form_record = { .name = "new_task", .size = sizeof(struct task_form), .fields = form_fields_ };

static const struct field words_fields_[] = {
	TEXT_FIELD(task_words_form, deed, N_("What to do"), FIELD_IN | FIELD_REQUIRED, 0, 20),
	NOTE_FIELD(task_words_form, words, N_("Words"), FIELD_IN, 0, LIMIT_NOTE_CHARACTERS),
	FIELD_END,
};
const struct record task_words_record = { .name = "task_decision",
	                                  .size = sizeof(struct task_words_form),
	                                  .fields = words_fields_ };

static const struct field answer_fields_[] = {
	NOTE_FIELD(task_words_form, words, N_("In a few words"), FIELD_IN | FIELD_REQUIRED, 2, LIMIT_NOTE_CHARACTERS),
	FIELD_END,
};
const struct record task_answer_record = { .name = "task_answer",
	                                   .size = sizeof(struct task_words_form),
	                                   .fields = answer_fields_ };

/* ---- where ---- */

/* Its asker too, who may have gone to another office since. */
enum outcome task_where(struct request *r, struct scope *ret_scope)
{
	struct meeting_task *t = arena_take(r->arena, sizeof *t);
	int64_t county, id;
	enum outcome outcome;

	r->kept = t;
	if (!request_id(r, "task", &county, &id))
		return NOT_FOUND;
	outcome = task_one(r, county, id, t);
	ret_scope->place = t->place;
	return outcome;
}

/* The office that gave it. */
enum outcome task_decide_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = task_where(r, ret_scope);
	const struct meeting_task *t = r->kept;

	ret_scope->place = t->from_place;
	return outcome;
}

/* ---- the list ---- */

static const struct choice late_words[] = { { "late", N_("Late") }, { NULL, NULL } };

static enum outcome read_list(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                              void *ret_rows, size_t *ret_count)
{
	return task_list(r, view->place, view->values[0], view->values[1].length > 0, before, limit, ret_rows,
	                 ret_count);
}

static struct text row_href(struct request *r, const void *row)
{
	return task_path(r->arena, row);
}

static void show_state(struct request *r, const void *row)
{
	task_status(r, row);
}

static void show_place(struct request *r, const void *row)
{
	place_cell(r, ((const struct meeting_task *)row)->place_name);
}

static const struct table task_table = {
	.name = "tasks",
	.caption = N_("Tasks of meetings"),
	.record = &meeting_task_record,
	.columns = (const struct table_column[]){ { .name = "words" },
	                                          { .name = "place_name", .show = show_place, .label = N_("Place") },
	                                          { .name = "meeting_title", .label = N_("Meeting") },
	                                          { .name = "due_on" },
	                                          { .name = "state", .show = show_state },
	                                          { .name = "answer" },
	                                          TABLE_COLUMNS_END },
	.filters = (const struct table_filter[]){ { .name = "state", .label = N_("State"), .choices = task_states },
	                                          { .name = "only", .label = N_("Only"), .choices = late_words },
	                                          TABLE_FILTERS_END },
	.id = offsetof(struct meeting_task, id),
	.read = read_list,
	.href = row_href,
	.symbol = "i-order",
	.empty = N_("No tasks here"),
	.empty_words = N_("What a joint meeting asks of your land stands here."),
};

void task_status(struct request *r, const struct meeting_task *t)
{
	const struct case_state *state = task_kind.states;

	while (state->word != NULL && !text_equal(t->state, text_of(state->word)))
		state++;
	if (state->word != NULL)
		status_word(r, t->late ? "late" : state->look, _(state->label));
}

static void give_tasks(struct request *r)
{
	struct meeting_task *rows = NULL;
	size_t count = 0;
	enum outcome outcome =
		task_list(r, r->scope.place, request_query(r, "state"), text_equal(request_query(r, "only"), T("late")),
	                  request_after(r), request_limit(r) + 1, &rows, &count);

	give_list_read(r, outcome, &meeting_task_record, rows, count);
}

void tasks_page(struct request *r)
{
	struct table_view view;

	if (r->json) {
		give_tasks(r);
		return;
	}
	if (!table_opens(r, &task_table, r->scope.place, &view))
		return;
	page_begin_named(r, text_of(_("Tasks of meetings")), "messages", "/meetings");
	task_list_html(r, &view,
	               view.place == PLACE_WHOLE ? text_of(_("The whole land"))
	                                         : place_name(r->db, r->arena, view.place));
	page_end(r);
}

/* ---- one ---- */

static enum outcome load(struct request *r, struct case_file *c, struct task_view *view)
{
	const struct meeting_task *t = view->t;
	struct case_event *events = NULL;
	struct meeting_task *parts = NULL;
	struct place *below = NULL;
	enum outcome outcome = case_one(r->db, r->arena, t->county, t->id, c);

	if (outcome == DONE)
		outcome = case_events(r->db, r->arena, c, &events, &view->event_count);
	if (outcome == DONE)
		outcome = task_parts(r, t, &parts, &view->parts.count);
	view->c = c;
	view->events = events;
	view->parts.rows = parts;
	view->may_answer = task_may_answer(r, t, c);
	view->may_decide = r->who.for_id == 0 && request_may(r, RIGHT_CASE_HANDLE, t->from_place);
	if (outcome == DONE && view->may_answer && place_level(t->place) < PLACE_VILLAGE)
		outcome = place_children(r->db, r->arena, t->place, 0, TASKS_AT_ONCE, &below, &view->below_count);
	view->below = below;
	view->all_parts = (int64_t)view->parts.count;
	for (size_t i = 0; parts != NULL && i < view->parts.count; i++)
		view->open_parts += parts[i].phase == CASE_OPEN;
	view->from_name = place_name(r->db, r->arena, t->from_place);
	return outcome;
}

static void show(struct request *r)
{
	struct meeting_task *t = r->kept;
	struct case_file c;
	struct task_view view = { .t = t };
	enum outcome outcome = load(r, &c, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_("Task of a meeting")), "messages", "/tasks");
	task_page_html(r, &view);
	page_end(r);
}

void task_page(struct request *r)
{
	if (r->json)
		give_one(r, &meeting_task_record, r->kept);
	else
		show(r);
}

/* ---- what is posted ---- */

static void add_place(int64_t place, int64_t *places, size_t *count)
{
	for (size_t i = 0; i < *count; i++)
		if (places[i] == place)
			return;
	if (*count <= TASKS_AT_ONCE) /* one more than is taken: the rule says so */
		places[(*count)++] = place;
}

/* The boxes that are ticked and the codes that are written. False: a code is none. */
static bool read_places(struct request *r, struct text codes, int64_t *places, size_t *count)
{
	struct text names[TASKS_AT_ONCE + 1], values[TASKS_AT_ONCE + 1], rest = codes, piece;
	size_t ticked = request_fields(r, "to.", TASKS_AT_ONCE + 1, names, values);
	int64_t place;

	*count = 0;
	for (size_t i = 0; i < ticked; i++)
		if (place_read(names[i], &place) && values[i].length > 0)
			add_place(place, places, count);
	while (text_next(&rest, ' ', &piece)) {
		piece = text_trim(piece);
		if (piece.length == 0)
			continue;
		if (!place_read(piece, &place)) {
			form_problem(r, "places", N_("%s is no place below"), piece);
			return false;
		}
		add_place(place, places, count);
	}
	return true;
}

/* The words of that decision; empty when there is none. */
static enum outcome decision_words(struct request *r, const struct meeting *m, int64_t number, struct text *ret_words)
{
	return db_word(r->db, r->arena, ret_words,
	               "SELECT words FROM meeting_decision WHERE county = $1 AND meeting_id = $2 AND number = $3",
	               bind(i64(m->county), i64(m->id), i64(number)));
}

void meeting_task_post(struct request *r)
{
	struct meeting *m = r->kept;
	struct task_form form = { .decision = 0 };
	int64_t places[TASKS_AT_ONCE + 1];
	struct text decided = T("");
	size_t count = 0;
	enum outcome outcome = INVALID;

	if (m->state != MEETING_CONFIRMED) {
		fail(r, CONFLICT, N_("The chair confirms the minutes first"));
		return;
	}
	if (form_read(r, &task_form_record, &form) && read_places(r, form.places, places, &count)) {
		struct meeting_task pattern = { .meeting_county = m->county,
			                        .meeting_id = m->id,
			                        .decision = form.decision,
			                        .from_place = m->place,
			                        .about = text_trim(form.about),
			                        .due_on = form.due_on };

		if (decision_words(r, m, form.decision, &decided) == DONE) {
			pattern.words = text_trim(form.words).length > 0 ? text_trim(form.words) : decided;
			outcome = task_give(r, &pattern, places, count);
		} else {
			form_problem(r, "decision", N_("There is no such decision"), T(""));
		}
	}
	if (r->problems.count > 0) {
		if (!r->json)
			meeting_show(r);
		refuse(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		outcome = meeting_one(r, m->county, m->id, m);
		if (outcome == DONE && r->json)
			json_row(r, r->out, &meeting_record, m);
		see_other(r, "/meetings/%s?done=given", text_string(r->arena, id_public(r->arena, m->county, m->id)));
	}
}

static void answer(struct request *r, enum outcome outcome, const char *done)
{
	struct meeting_task *t = r->kept;
	const struct deed deed = { .show = show,
		                   .record = &meeting_task_record,
		                   .row = t,
		                   .slower =
		                           N_("That is not open any more, or somebody was faster: look at it again") };

	if (r->problems.count == 0 && outcome == DONE)
		outcome = task_one(r, t->county, t->id, t);
	deed_answer(r, outcome, &deed, task_path(r->arena, t), done);
}

/* The task's case, and whether its place may act on it now. */
static enum outcome open_case(struct request *r, const struct meeting_task *t, struct case_file *c)
{
	enum outcome outcome = case_one(r->db, r->arena, t->county, t->id, c);

	return outcome == DONE && !task_may_answer(r, t, c) ? CONFLICT : outcome;
}

void task_answer_post(struct request *r)
{
	struct meeting_task *t = r->kept;
	struct task_words_form form = { .words = T("") };
	struct case_file c;
	enum outcome outcome = INVALID;

	if (form_read(r, &task_answer_record, &form))
		outcome = open_case(r, t, &c);
	if (outcome == DONE)
		outcome = task_answer(r, t, &c, text_trim(form.words));
	answer(r, outcome, "answered");
}

void task_pass_post(struct request *r)
{
	struct meeting_task *t = r->kept;
	struct task_form form = { .decision = 0 };
	int64_t places[TASKS_AT_ONCE + 1];
	struct case_file c;
	size_t count = 0;
	enum outcome outcome = INVALID;

	if (form_read(r, &task_form_record, &form) && read_places(r, form.places, places, &count))
		outcome = open_case(r, t, &c);
	if (outcome == DONE)
		outcome = task_pass(r, t, &c, text_trim(form.words).length > 0 ? text_trim(form.words) : t->words,
		                    form.due_on, places, count);
	answer(r, outcome, "passed");
}

void task_decide_post(struct request *r)
{
	struct meeting_task *t = r->kept;
	struct task_words_form form = { .words = T("") };
	struct case_file c;
	enum outcome outcome = INVALID;

	if (form_read(r, &task_words_record, &form))
		outcome = case_one(r->db, r->arena, t->county, t->id, &c);
	if (outcome == DONE)
		outcome = task_decide(r, t, &c, form.deed, text_trim(form.words));
	answer(r, outcome, "decided");
}
