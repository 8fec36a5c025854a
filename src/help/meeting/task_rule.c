/* The rules of tasks: the kind of case, giving one, passing it on and summing it up, and what the office above says to it. */
#include "help/meeting/meeting_inside.h"

#include <string.h>

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"

enum { TITLE_CHARACTERS = 80, PARTS_DEEP = 6 };

/* ---- the kind ---- */

/* What is done with a task is done by this module, which knows whose parts are open: the engine's own page shows no button for it. */
static const struct case_state task_case_states[] = {
	{ "given", N_("Waits for an answer"), CASE_OPEN, CASE_UNDECIDED, 30, "wait" },
	{ "passed", N_("Passed on to places below"), CASE_OPEN, CASE_UNDECIDED, 30, "wait" },
	{ "returned", N_("Sent back: not done yet"), CASE_OPEN, CASE_UNDECIDED, 7, "late" },
	{ "answered", N_("Answered: is it done?"), CASE_ANSWERED, CASE_UNDECIDED, 14, "wait" },
	{ "done", N_("Done and accepted"), CASE_CLOSED, CASE_FIXED, 0, "done" },
	{ "undone", N_("Closed, though not done"), CASE_CLOSED, CASE_NOT_FIXED, 0, "late" },
	{ "withdrawn", N_("Not wanted any more"), CASE_CLOSED, CASE_WITHDRAWN, 0, "" },
	{ .word = NULL },
};

/* For filters and files: the same words. */
const struct choice task_states[] = {
	{ "given", N_("Waits for an answer") },        { "passed", N_("Passed on to places below") },
	{ "returned", N_("Sent back: not done yet") }, { "answered", N_("Answered: is it done?") },
	{ "done", N_("Done and accepted") },           { "undone", N_("Closed, though not done") },
	{ "withdrawn", N_("Not wanted any more") },    { NULL, NULL },
};

#define BY_ABOVE (CASE_BY_ASKER | CASE_BY_MODULE)

static const struct case_move task_moves[] = {
	{ "answer", "", "given", "answered", CASE_BY_MODULE, CASE_REASON_MUST, CASE_OWN_PAGE,
	  N_("Answered; say whether it is done: %s") },
	{ "answer", "", "passed", "answered", CASE_BY_MODULE, CASE_REASON_MUST, CASE_OWN_PAGE,
	  N_("Summed up and answered; say whether it is done: %s") },
	{ "answer", "", "returned", "answered", CASE_BY_MODULE, CASE_REASON_MUST, CASE_OWN_PAGE,
	  N_("Answered once more; say whether it is done: %s") },
	{ "pass", "", "given", "passed", CASE_BY_MODULE, CASE_REASON_MAY, CASE_OWN_PAGE,
	  N_("Passed on to places below: %s") },
	{ "pass", "", "returned", "passed", CASE_BY_MODULE, CASE_REASON_MAY, CASE_OWN_PAGE,
	  N_("Passed on to places below: %s") },
	{ "fixed", N_("It is done"), "answered", "done", BY_ABOVE, CASE_REASON_MAY, CASE_OWN_PAGE,
	  N_("The office above says that it is done: %s") },
	{ "unfixed", N_("It is not done, but let it be"), "answered", "undone", BY_ABOVE, CASE_REASON_MUST,
	  CASE_OWN_PAGE, N_("Closed, though it is not done: %s") },
	{ "dispute", N_("It is not done yet: send it back"), "answered", "returned", BY_ABOVE, CASE_REASON_MUST,
	  CASE_OWN_PAGE, N_("Sent back, because it is not done yet: %s") },
	{ "withdraw", N_("It is not wanted any more"), "given", "withdrawn", BY_ABOVE, CASE_REASON_MUST, CASE_OWN_PAGE,
	  N_("Not wanted any more: %s") },
	{ "withdraw", N_("It is not wanted any more"), "returned", "withdrawn", BY_ABOVE, CASE_REASON_MUST,
	  CASE_OWN_PAGE, N_("Not wanted any more: %s") },
	{ "withdraw", N_("It is not wanted any more"), "passed", "withdrawn", CASE_BY_MODULE, CASE_REASON_MUST,
	  CASE_OWN_PAGE, N_("Not wanted any more: %s") },
	/* parts that end with their whole */
	{ "accept", "", "answered", "done", CASE_BY_MODULE, CASE_REASON_NONE, 0, NULL },
	{ "drop", "", "given", "withdrawn", CASE_BY_MODULE, CASE_REASON_MAY, 0, NULL },
	{ "drop", "", "passed", "withdrawn", CASE_BY_MODULE, CASE_REASON_MAY, 0, NULL },
	{ "drop", "", "returned", "withdrawn", CASE_BY_MODULE, CASE_REASON_MAY, 0, NULL },
	{ "drop", "", "answered", "withdrawn", CASE_BY_MODULE, CASE_REASON_MAY, 0, NULL },
	{ .deed = NULL },
};

const struct case_kind task_kind = {
	.word = "task",
	.label = N_("Task of a meeting"),
	.path = "/tasks",
	.states = task_case_states,
	.moves = task_moves,
	.first = PLACE_VILLAGE,
	.last = PLACE_PROVINCE,
};

/* ---- giving ---- */

static enum outcome open_task(struct request *r, const struct meeting_task *pattern, int64_t place)
{
	struct meeting_task t = *pattern;
	struct case_file c = { .kind = text_of(task_kind.word),
		               .place = place,
		               .asker_county = r->who.county,
		               .asker_id = r->who.person_id,
		               .title = text_first(pattern->words, TITLE_CHARACTERS) };
	enum outcome outcome = case_open(r, &c, (struct case_said){ .words = pattern->words });

	if (outcome == DONE)
		outcome = case_due(r, &c, calendar_day_end(t.due_on));
	t.county = c.county;
	t.id = c.id;
	t.place = place;
	t.made_at = r->now;
	return outcome == DONE ? task_insert(r->db, &t) : outcome;
}

/* An address of a project or a promise here, or empty. */
static bool about_fits(struct text about)
{
	static const char *const pages[] = { "/projects/", "/pledges/" };
	int64_t county, id;

	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
		if (text_starts(about, text_of(pages[i])) &&
		    id_read(text_part(about, strlen(pages[i]), about.length), &county, &id))
			return true;
	return about.length == 0;
}

static void check_places(struct request *r, int64_t from, const int64_t *places, size_t count)
{
	if (count == 0)
		form_problem(r, "places", N_("Choose at least one place below"), T(""));
	if (count > TASKS_AT_ONCE)
		form_problem(r, "places", N_("At most 60 places at once"), T(""));
	for (size_t i = 0; i < count && r->problems.count == 0; i++)
		if (!place_contains(from, places[i]) || place_level(places[i]) <= place_level(from) ||
		    place_level(places[i]) > PLACE_VILLAGE || !place_is_known(r->db, places[i]))
			form_problem(r, "places", N_("%s is no place below"), place_code(r->arena, places[i]));
}

enum outcome task_give(struct request *r, const struct meeting_task *pattern, const int64_t *places, size_t count)
{
	enum outcome outcome = DONE;

	if (pattern->due_on < r->today)
		form_problem(r, "due_on", N_("This day is over"), T(""));
	else if (pattern->due_on > calendar_add_days(r->today, 3660))
		form_problem(r, "due_on", N_("That is more than ten years away"), T(""));
	if (text_characters(pattern->words) < 2)
		form_problem(r, "words", N_("Say what is to be done"), T(""));
	if (!about_fits(pattern->about))
		form_problem(r, "about",
		             N_("Copy the address of a project or promise here, from /projects/ or /pledges/ on"),
		             T(""));
	check_places(r, pattern->from_place, places, count);
	if (r->problems.count > 0)
		return INVALID;
	for (size_t i = 0; outcome == DONE && i < count; i++)
		outcome = open_task(r, pattern, places[i]);
	return outcome;
}

/* ---- what the office below does ---- */

bool task_may_answer(const struct request *r, const struct meeting_task *t, const struct case_file *c)
{
	return r->who.for_id == 0 && request_may(r, RIGHT_CASE_HANDLE, t->place) && c->phase == CASE_OPEN &&
	       (c->holder_id == 0 || c->holder_id == r->who.person_id);
}

/* One move of every part that can make it, and of their parts. */
static enum outcome move_parts(struct request *r, const struct meeting_task *t, const char *deed, struct text words_,
                               int deep)
{
	struct meeting_task *parts = NULL;
	size_t count = 0;
	enum outcome outcome = task_parts(r, t, &parts, &count);

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		struct case_file c;

		if (parts[i].phase == CASE_CLOSED)
			continue;
		outcome = case_one(r->db, r->arena, parts[i].county, parts[i].id, &c);
		if (outcome == DONE && case_move_of(&c, text_of(deed)) != NULL)
			outcome = case_do(r, &c, deed, CASE_BY_MODULE, (struct case_said){ .words = words_ });
		if (outcome == DONE && deep < PARTS_DEEP)
			outcome = move_parts(r, &parts[i], deed, words_, deep + 1);
	}
	return outcome;
}

static enum outcome count_open(struct request *r, const struct meeting_task *t, int64_t *ret)
{
	return db_number(
		r->db, ret,
		"SELECT count(*) FROM meeting_task AS t JOIN case_file AS c ON c.county = t.county AND c.id = t.id"
		" WHERE t.parent_county = $1 AND t.parent_id = $2 AND c.phase = 1",
		bind(i64(t->county), i64(t->id)));
}

static enum outcome set_answer(struct request *r, struct meeting_task *t, struct text words_)
{
	t->answer = words_;
	return db_exec(r->db, "UPDATE meeting_task SET answer = $3 WHERE county = $1 AND id = $2",
	               bind(i64(t->county), i64(t->id), txt(words_)));
}

enum outcome task_answer(struct request *r, struct meeting_task *t, struct case_file *c, struct text words_)
{
	int64_t open = 0;
	enum outcome outcome = count_open(r, t, &open);

	if (outcome == DONE && open > 0) {
		form_problem(r, "words", N_("%s parts below are not answered yet"), text_of_int(r->arena, open));
		return INVALID;
	}
	if (outcome == DONE)
		outcome = case_do(r, c, "answer", CASE_BY_MODULE, (struct case_said){ .words = words_ });
	if (outcome == DONE)
		outcome = set_answer(r, t, words_);
	return outcome == DONE ? move_parts(r, t, "accept", T(""), PARTS_DEEP) : outcome;
}

enum outcome task_pass(struct request *r, struct meeting_task *t, struct case_file *c, struct text words_,
                       int64_t due_on, const int64_t *places, size_t count)
{
	struct meeting_task part = { .meeting_county = t->meeting_county,
		                     .meeting_id = t->meeting_id,
		                     .decision = t->decision,
		                     .parent_county = t->county,
		                     .parent_id = t->id,
		                     .from_place = t->place,
		                     .words = words_,
		                     .about = t->about,
		                     .due_on = due_on };
	enum outcome outcome;

	if (c->phase != CASE_OPEN)
		return CONFLICT;
	if (due_on > t->due_on && t->due_on >= r->today)
		form_problem(r, "due_on", N_("A part is due no later than the whole"), T(""));
	outcome = task_give(r, &part, places, count);
	if (outcome != DONE || text_equal(c->state, T("passed")))
		return outcome;
	outcome = case_do(r, c, "pass", CASE_BY_MODULE, (struct case_said){ 0 });
	return outcome == DONE ? case_due(r, c, calendar_day_end(t->due_on)) : outcome; /* the whole keeps its day */
}

/* ---- what the office above says ---- */

enum outcome task_decide(struct request *r, struct meeting_task *t, struct case_file *c, struct text deed,
                         struct text words_)
{
	static const char *const deeds[] = { "fixed", "unfixed", "dispute", "withdraw" };

	for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
		enum outcome outcome;

		if (!text_equal(deed, text_of(deeds[i])))
			continue;
		outcome = case_do(r, c, deeds[i], CASE_BY_MODULE, (struct case_said){ .words = words_ });
		return outcome == DONE && strcmp(deeds[i], "withdraw") == 0 ? move_parts(r, t, "drop", words_, 0)
		                                                            : outcome;
	}
	return CONFLICT;
}
