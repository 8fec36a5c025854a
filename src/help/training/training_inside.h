/* What the files of this module share. */
#ifndef HELP_TRAINING_INSIDE_H
#define HELP_TRAINING_INSIDE_H

#include "common/measure/measure.h"
#include "common/person/person.h"
#include "help/training/training.h"
#include "web/json.h"
#include "web/table.h"

enum { COURSE_SEATS = 200 }; /* so that who was there fits one form */

extern const struct choice course_topics[], course_states[], trainee_states[], follow_up_works[], application_states[];

struct text course_path(struct arena *arena, const struct course *course);
struct text vacancy_path(struct arena *arena, const struct vacancy *vacancy);
/* English key of a choice's value; "" when it is none of them. */
const char *training_word(const struct choice *choices, struct text value);

/* ---- course.c: rows of courses and of who is in them ---- */

MUST_USE enum outcome course_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct course *ret);
MUST_USE enum outcome course_insert(struct db *db, const struct course *course);
/* Those of a land that take people, or that are over, newest first, below `before` (0: from the newest). */
MUST_USE enum outcome course_list(struct request *r, bool over, int64_t place, int64_t before, size_t limit,
                                  struct course **ret, size_t *ret_count);
MUST_USE enum outcome trainee_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct trainee *ret);
/* The present person in a course. NOT_FOUND: never was. */
MUST_USE enum outcome trainee_mine(struct request *r, const struct course *course, struct trainee *ret);
/* Signs the present person up. CONFLICT: no seat is left, it does not take people, or the person is in it. */
MUST_USE enum outcome course_join(struct request *r, struct course *course, int64_t before_fen);
/* Out of it again. CONFLICT: it has left already, or the course is over. */
MUST_USE enum outcome course_leave(struct request *r, struct course *course, const struct trainee *trainee);
/* Who is in it, in the order of ids, after one (0: from the first), with whether they were there on that day. */
MUST_USE enum outcome trainees_of(struct request *r, const struct course *course, int64_t on_day, int64_t after,
                                  size_t limit, struct trainee **ret, size_t *ret_count);
/* Writes down who was there on that day, in place of what was written before. INVALID: somebody is not in the course. */
MUST_USE enum outcome attendance_write(struct request *r, const struct course *course, int64_t on_day,
                                       const int64_t *trainee_ids, size_t count);
/* Ends it: who was there enough has completed it and is asked three times how it goes. CONFLICT: it is not open or not yet begun. */
MUST_USE enum outcome course_close(struct request *r, struct course *course);
MUST_USE enum outcome course_call_off(struct request *r, struct course *course, struct text reason);

/* ---- vacancy.c ---- */

MUST_USE enum outcome vacancy_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct vacancy *ret);
MUST_USE enum outcome vacancy_insert(struct db *db, const struct vacancy *vacancy);
MUST_USE enum outcome vacancy_list(struct request *r, int64_t place, int64_t before, size_t limit, struct vacancy **ret,
                                   size_t *ret_count);
MUST_USE enum outcome vacancy_close(struct db *db, struct vacancy *vacancy);
MUST_USE enum outcome application_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                      struct application *ret);
MUST_USE enum outcome application_mine(struct request *r, const struct vacancy *vacancy, struct application *ret);
MUST_USE enum outcome applications_of(struct request *r, const struct vacancy *vacancy, int64_t after, size_t limit,
                                      struct application **ret, size_t *ret_count);
/* Asks for the work, also once more after taking back. CONFLICT: asked already, or it is closed. */
MUST_USE enum outcome application_make(struct request *r, const struct vacancy *vacancy, struct text words);
/* From one of two states on to another; a place is taken when it is agreed and free again when taken back. CONFLICT: it stands elsewhere, or no place
   is left. */
MUST_USE enum outcome application_move(struct request *r, struct application *application, enum application_state to);

/* ---- doors and pages ---- */

struct courses_view {
	const struct course *rows;
	size_t count;
	int64_t next, place;
	bool over, may_make;
	struct text place_name;
	int64_t trained, asked, gain_fen; /* this year, in the land shown */
};

struct course_view {
	const struct course *course;
	const struct trainee *mine; /* NULL: not in it */
	bool handles;
};

struct people_view {
	const struct course *course;
	const struct trainee *rows;
	size_t count;
	int64_t on_day;
};

struct follow_ups_view {
	const struct follow_up *rows;
	size_t count;
	int64_t next, place;
	struct text place_name;
};

struct vacancies_view {
	const struct vacancy *rows;
	size_t count;
	int64_t next, place;
	bool may_make;
	struct text place_name;
	int64_t begun; /* this year, in the land shown */
};

struct vacancy_view {
	const struct vacancy *vacancy;
	const struct application *mine; /* NULL: has not asked */
	const struct application *rows; /* for those who handle it */
	size_t count;
	int64_t next;
	bool handles;
};

struct learning_view {
	const struct trainee *courses;
	const struct application *applications;
	const struct follow_up *follow_ups; /* due */
	size_t course_count, application_count, follow_up_count;
};

extern const struct record course_form_record, course_join_record, course_off_record, follow_up_form_record,
	vacancy_form_record, application_form_record, application_decide_record, attendance_form_record;

enum outcome training_make_where(struct request *r, struct scope *ret_scope);
enum outcome training_land_where(struct request *r, struct scope *ret_scope);
enum outcome course_where(struct request *r, struct scope *ret_scope);
enum outcome course_join_where(struct request *r, struct scope *ret_scope);
enum outcome trainee_mine_where(struct request *r, struct scope *ret_scope);
enum outcome follow_up_where(struct request *r, struct scope *ret_scope);
enum outcome vacancy_where(struct request *r, struct scope *ret_scope);
enum outcome application_make_where(struct request *r, struct scope *ret_scope);
enum outcome application_where(struct request *r, struct scope *ret_scope);
enum outcome application_mine_where(struct request *r, struct scope *ret_scope);
void courses_page(struct request *r);
void courses_desk_page(struct request *r);
void course_new_page(struct request *r);
void course_new_post(struct request *r);
void course_page(struct request *r);
void course_join_post(struct request *r);
void course_leave_post(struct request *r);
void course_people_page(struct request *r);
void course_people_file(struct request *r);
void course_attendance_post(struct request *r);
void course_close_post(struct request *r);
void course_off_post(struct request *r);
void follow_ups_page(struct request *r);
void follow_up_page(struct request *r);
void follow_up_post(struct request *r);
void vacancies_page(struct request *r);
void vacancy_new_page(struct request *r);
void vacancy_new_post(struct request *r);
void vacancy_page(struct request *r);
void vacancy_asked_page(struct request *r);
void vacancy_ask_post(struct request *r);
void vacancy_close_post(struct request *r);
void application_decide_post(struct request *r);
void application_back_post(struct request *r);
void application_begin_post(struct request *r);
void learning_mine_page(struct request *r);
/* Shows a course's people again, with the problems. */
void course_people_show(struct request *r, int64_t on_day);

extern const struct check training_checks[];
extern const struct indicator training_indicators[];

#endif
