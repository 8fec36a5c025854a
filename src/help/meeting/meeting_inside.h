/* What the files of this module share; other modules include meeting.h only. */
#ifndef HELP_MEETING_INSIDE_H
#define HELP_MEETING_INSIDE_H

#include "help/meeting/meeting.h"
#include "web/table.h"

enum {
	DECISIONS_MOST = 30,
	TASKS_AT_ONCE = 60, /* of one command: each takes ids */
	TASKS_MOST = 1000,  /* of one meeting that its page shows */
	LINES_MOST = 2000,  /* characters of participants and agenda */
	MINUTES_MOST = 8000,
	TASK_WORDS_MOST = 500,
};

struct meeting_decision {
	int64_t county, meeting_id, number;
	struct text words;
	int64_t at;
};

struct meeting_note {
	int64_t county, id, meeting_id;
	struct text words;
	int64_t person_id, at;
	struct text person_name; /* joined */
};

extern const struct choice meeting_states[], task_states[];

/* "/meetings/510525-..." and "/tasks/510525-...". */
struct text meeting_path(struct arena *arena, const struct meeting *meeting);
struct text task_path(struct arena *arena, const struct meeting_task *task);
/* The next line that is not empty, trimmed; false: there is none. */
bool meeting_line(struct text *rest, struct text *ret_line);

/* ---- meeting.c ---- */
MUST_USE enum outcome meeting_one(struct request *r, int64_t county, int64_t id, struct meeting *ret);
/* Of a land, and those of the levels above it that gave a task to the land, newest first. */
MUST_USE enum outcome meeting_list(struct request *r, int64_t place, int64_t before, size_t limit, struct meeting **ret,
                                   size_t *ret_count);
/* Whether one of its tasks lies in the land. */
bool meeting_has_task(struct request *r, const struct meeting *meeting, int64_t place);
MUST_USE enum outcome meeting_insert(struct db *db, const struct meeting *meeting);
/* Of the version read. CONFLICT: it changed since, or is confirmed. */
MUST_USE enum outcome meeting_write(struct db *db, struct meeting *meeting);
/* In place of those there are: a line each. INVALID: more than DECISIONS_MOST, or one is too long. */
MUST_USE enum outcome meeting_decide(struct request *r, struct meeting *meeting, struct text lines);
MUST_USE enum outcome meeting_decisions(struct request *r, const struct meeting *meeting, struct meeting_decision **ret,
                                        size_t *ret_count);
MUST_USE enum outcome meeting_notes(struct request *r, const struct meeting *meeting, struct meeting_note **ret,
                                    size_t *ret_count);
MUST_USE enum outcome meeting_note_add(struct request *r, const struct meeting *meeting, struct text words);

/* ---- task.c ---- */
MUST_USE enum outcome task_one(struct request *r, int64_t county, int64_t id, struct meeting_task *ret);
/* Of a land by falling ids, below `before`; state empty: all. */
MUST_USE enum outcome task_list(struct request *r, int64_t place, struct text state, bool late, int64_t before,
                                size_t limit, struct meeting_task **ret, size_t *ret_count);
/* All of a meeting in a land, by decision and id. */
MUST_USE enum outcome task_list_of_meeting(struct request *r, const struct meeting *meeting, int64_t place,
                                           struct meeting_task **ret, size_t *ret_count);
/* Its parts. */
MUST_USE enum outcome task_parts(struct request *r, const struct meeting_task *task, struct meeting_task **ret,
                                 size_t *ret_count);
MUST_USE enum outcome task_insert(struct db *db, const struct meeting_task *task);

/* ---- task_rule.c ---- */
/* Gives it to each of the places; the rest of `pattern` is filled. INVALID with problems. */
MUST_USE enum outcome task_give(struct request *r, const struct meeting_task *pattern, const int64_t *places,
                                size_t count);
/* Whether the present person acts for its place, and nobody else is on it. */
bool task_may_answer(const struct request *r, const struct meeting_task *task, const struct case_file *c);
/* Answers it, or sums up its parts. CONFLICT: parts are open, or it is answered. */
MUST_USE enum outcome task_answer(struct request *r, struct meeting_task *task, struct case_file *c, struct text words);
/* Passes it on: words and due_on of the parts. */
MUST_USE enum outcome task_pass(struct request *r, struct meeting_task *task, struct case_file *c, struct text words,
                                int64_t due_on, const int64_t *places, size_t count);
/* The office that gave it: "fixed", "unfixed", "dispute", "withdraw". */
MUST_USE enum outcome task_decide(struct request *r, struct meeting_task *task, struct case_file *c, struct text deed,
                                  struct text words);

/* ---- doors and pages ---- */

struct meetings_view {
	const struct meeting *rows;
	size_t count;
	int64_t next;
	struct text place_name;
	bool may_make;
};

/* Tasks of one meeting in a land. */
struct task_tree {
	const struct meeting_task *rows;
	size_t count;
};

struct meeting_view {
	const struct meeting *m;
	const struct meeting_decision *decisions;
	size_t decision_count;
	const struct meeting_note *notes;
	size_t note_count;
	struct task_tree tree;
	int64_t place; /* of the tasks shown */
	struct level_bar_item above[6];
	size_t above_count;
	const struct place *below; /* to whom tasks can be given at once */
	size_t below_count;
	bool may_edit, is_chair;
	struct text chair_name;
};

struct task_view {
	const struct meeting_task *t;
	const struct case_file *c;
	const struct case_event *events;
	size_t event_count;
	struct task_tree parts;
	const struct place *below;
	size_t below_count;
	int64_t open_parts, all_parts;
	bool may_answer, may_decide;
	struct text from_name;
};

struct meeting_form {
	struct text title, venue, participants, agenda, minutes, decisions, chair;
	int64_t place, held_on, version;
};

struct task_form {
	int64_t decision, due_on;
	struct text words, about, places;
};

struct task_words_form {
	struct text deed, words;
};

extern const struct record meeting_form_record, task_form_record, task_words_record, task_answer_record;

/* How many tasks under a row (or a decision, row NULL) are closed or answered, and how many there are; the rows that have no parts. */
void task_progress(const struct task_tree *tree, const struct meeting_task *row, int64_t decision,
                   int64_t *ret_answered, int64_t *ret_all);
/* Whether a task is a part of the row, or (row NULL) stands at the top of the decision in the tree. */
bool task_is_under(const struct task_tree *tree, const struct meeting_task *task, const struct meeting_task *row,
                   int64_t decision);
/* A task's state as shape and word. */
void task_status(struct request *r, const struct meeting_task *task);

/* meeting_web.c */
enum outcome meeting_where(struct request *r, struct scope *ret_scope);
enum outcome meeting_read_where(struct request *r, struct scope *ret_scope);
enum outcome meeting_land_where(struct request *r, struct scope *ret_scope);
void meetings_page(struct request *r);
void meeting_page(struct request *r);
void meeting_show(struct request *r);
void meeting_minutes_page(struct request *r);
void meeting_new_page(struct request *r);
void meeting_new_post(struct request *r);
void meeting_edit_page(struct request *r);
void meeting_edit_post(struct request *r);
void meeting_confirm_post(struct request *r);
void meeting_note_post(struct request *r);

/* task_web.c */
enum outcome task_where(struct request *r, struct scope *ret_scope);
enum outcome task_decide_where(struct request *r, struct scope *ret_scope);
void tasks_page(struct request *r);
void task_page(struct request *r);
void meeting_task_post(struct request *r);
void task_answer_post(struct request *r);
void task_pass_post(struct request *r);
void task_decide_post(struct request *r);

extern const struct check meeting_checks[];

#endif
