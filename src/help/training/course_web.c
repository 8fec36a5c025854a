/* Public pages of courses: the list, one, signing up and leaving; and making one. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/training/training_inside.h"
#include "help/training/training_templates.h"
#include "journal/tally.h"

struct course_form {
	struct text title, topic, about, holder;
	int64_t place, starts_on, ends_on, days, seats;
};

static const struct field course_form_fields[] = {
	TEXT_FIELD(course_form, title, N_("Name of the course"), FIELD_IN | FIELD_REQUIRED, 2, 60),
	CHOICE_FIELD(course_form, topic, N_("Subject of the course"), FIELD_IN | FIELD_REQUIRED, course_topics),
	TEXT_FIELD(course_form, holder, N_("Who teaches (a school, an office, a firm)"), FIELD_IN | FIELD_REQUIRED, 2,
	           60),
	WHOLE_FIELD(FIELD_PLACE, course_form, place, N_("Where the course is held"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	WHOLE_FIELD(FIELD_DAY, course_form, starts_on, N_("First day"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	WHOLE_FIELD(FIELD_DAY, course_form, ends_on, N_("Last day"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	INT_FIELD(course_form, days, N_("Days of lessons"), FIELD_IN | FIELD_REQUIRED, 1, 200),
	INT_FIELD(course_form, seats, N_("Seats"), FIELD_IN | FIELD_REQUIRED, 1, COURSE_SEATS),
	NOTE_FIELD(course_form, about, N_("What one learns"), FIELD_IN, 0, LIMIT_NOTE_CHARACTERS),
	FIELD_END,
};
const struct record course_form_record = { .name = "new_course",
	                                   .size = sizeof(struct course_form),
	                                   .fields = course_form_fields };

struct course_join {
	struct text course; /* public id */
	int64_t before_fen;
};

static const struct field join_fields[] = {
	TEXT_FIELD(course_join, course, N_("Course"), FIELD_IN, 0, 40),
	{ .kind = FIELD_FEN,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "before_fen",
	  .offset = FIELD_WHOLE(course_join, before_fen),
	  .label = N_("What you earn in a month now"),
	  .hint = N_("Roughly, 0 too. Only you and the office see it; it shows later whether the course helped."),
	  .min = 0,
	  .max = 10000000 },
	FIELD_END,
};
const struct record course_join_record = { .name = "join_course",
	                                   .size = sizeof(struct course_join),
	                                   .fields = join_fields };

/* ---- where ---- */

enum outcome training_land_where(struct request *r, struct scope *ret_scope)
{
	return place_where_may(r, RIGHT_CASE_HANDLE, ret_scope);
}

enum outcome training_make_where(struct request *r, struct scope *ret_scope)
{
	return place_where_posted(r, RIGHT_CASE_HANDLE, ret_scope);
}

enum outcome course_where(struct request *r, struct scope *ret_scope)
{
	struct course *course = arena_take(r->arena, sizeof *course);
	enum outcome outcome = request_row(r, "course", course_one, course);

	ret_scope->place = course->place;
	r->kept = course;
	return outcome;
}

/* Everybody signs up for itself; the course stands in the form. */
enum outcome course_join_where(struct request *r, struct scope *ret_scope)
{
	struct course *course = arena_take(r->arena, sizeof *course);
	int64_t county, id;

	*ret_scope = (struct scope){ .place = r->person_place, .mine = true };
	r->kept = course;
	if (!id_read(request_field(r, "course"), &county, &id))
		return request_field(r, "course").length == 0 ? DONE : NOT_FOUND;
	return course_one(r->db, r->arena, county, id, course);
}

enum outcome trainee_mine_where(struct request *r, struct scope *ret_scope)
{
	struct trainee *trainee = arena_take(r->arena, sizeof *trainee);
	enum outcome outcome = request_row(r, "trainee", trainee_one, trainee);

	if (outcome == DONE && trainee->person_id != r->person_id)
		return DENIED;
	*ret_scope = (struct scope){ .place = trainee->place, .mine = true };
	r->kept = trainee;
	return outcome;
}

/* ---- the list ---- */

/* Of a village only for who may read figures there: a few people's earnings are each one's. */
static enum outcome load_sums(struct request *r, struct courses_view *view)
{
	int64_t year = calendar_year(r->today);
	enum outcome outcome;

	if (place_level(view->place) > PLACE_TOWNSHIP && !request_may(r, RIGHT_FIGURES_READ, view->place))
		return DONE;
	outcome = tally_read(r->db, view->place, INDICATOR_TRAINED, year, &view->trained);

	if (outcome == DONE)
		outcome = tally_read(r->db, view->place, INDICATOR_FOLLOWED, year, &view->asked);
	if (outcome == DONE)
		outcome = tally_read(r->db, view->place, INDICATOR_GAIN_FEN, year, &view->gain_fen);
	return outcome;
}

static struct text land_words(struct request *r, int64_t place)
{
	return place == PLACE_WHOLE ? text_of(_("The whole land")) : place_name(r->db, r->arena, place);
}

void courses_page(struct request *r)
{
	struct courses_view view = { .place = PLACE_WHOLE, .over = text_equal(request_query(r, "show"), T("over")) };
	struct course *rows = NULL;
	enum outcome outcome;

	if (!request_query_place(r, "place", &view.place))
		view.place = PLACE_WHOLE;
	outcome = course_list(r, view.over, view.place, request_after(r), request_limit(r) + 1, &rows, &view.count);
	if (outcome == DONE && !r->json)
		outcome = load_sums(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? rows[view.count - 1].id : 0;
	view.rows = rows;
	if (r->json) {
		give_list(r, &course_record, rows, view.count, view.next);
		return;
	}
	view.may_make = identity_where(&r->who, RIGHT_CASE_HANDLE) >= 0 && r->who.for_id == 0;
	view.place_name = land_words(r, view.place);
	page_begin_named(r, text_of(_("Courses")), "", "/");
	course_list_html(r, &view);
	page_end(r);
}

/* ---- one ---- */

static void show(struct request *r, struct course *course)
{
	struct course_view view = { .course = course, .handles = request_may(r, RIGHT_CASE_HANDLE, course->place) };
	struct trainee mine;
	enum outcome outcome = r->person_id != 0 ? trainee_mine(r, course, &mine) : NOT_FOUND;

	if (outcome != DONE && outcome != NOT_FOUND) {
		fail(r, outcome, NULL);
		return;
	}
	view.mine = outcome == DONE && mine.state != TRAINEE_LEFT ? &mine : NULL;
	page_begin_named(r, course->title, "", "/courses");
	course_page_html(r, &view);
	page_end(r);
}

void course_page(struct request *r)
{
	if (r->json)
		give_one(r, &course_record, r->kept);
	else
		show(r, r->kept);
}

static void answer(struct request *r, enum outcome outcome, struct course *course, const char *why_not,
                   const char *done)
{
	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? why_not : NULL);
	else
		made(r, &course_record, course, "%s?done=%s", text_string(r->arena, course_path(r->arena, course)),
		     done);
}

void course_join_post(struct request *r)
{
	struct course *course = r->kept;
	struct course_join form = { .course = T("") };

	if (form_read(r, &course_join_record, &form) && course->id == 0)
		form_problem(r, "course", N_("Choose a course first"), T(""));
	if (r->problems.count > 0) {
		if (!r->json && course->id != 0)
			show(r, course);
		refuse(r);
		return;
	}
	answer(r, course_join(r, course, form.before_fen), course,
	       N_("No seat is left, the course is over, or you are in it already"), "joined");
}

void course_leave_post(struct request *r)
{
	const struct trainee *trainee = r->kept;
	struct course course;
	enum outcome outcome = course_one(r->db, r->arena, trainee->county, trainee->course_id, &course);

	if (outcome == DONE)
		outcome = course_leave(r, &course, trainee);
	answer(r, outcome, &course, N_("You are not in this course, or it is over"), "left");
}

/* ---- a new one ---- */

static void show_form(struct request *r)
{
	page_begin_named(r, text_of(_("New course")), "", "/courses/desk");
	course_form_html(r);
	page_end(r);
}

void course_new_page(struct request *r)
{
	show_form(r);
}

static void check(struct request *r, const struct course_form *form)
{
	if (form->starts_on > calendar_add_days(r->today, 730))
		form_problem(r, "starts_on", N_("That is more than two years ahead"), T(""));
	else if (form->ends_on < form->starts_on)
		form_problem(r, "ends_on", N_("The last day is before the first"), T(""));
	else if (form->ends_on > calendar_add_days(form->starts_on, 400))
		form_problem(r, "ends_on", N_("A course lasts at most a year"), T(""));
	else if (calendar_add_days(form->starts_on, form->days - 1) > form->ends_on)
		form_problem(r, "days", N_("There are not so many days between the first and the last"), T(""));
	if (place_level(form->place) < PLACE_COUNTY)
		form_problem(r, "place", N_("Choose a county, a township or a village"), T(""));
	form_words_fit(r, "title", form->title);
	form_words_fit(r, "about", form->about);
	form_words_fit(r, "holder", form->holder);
}

void course_new_post(struct request *r)
{
	struct course_form form = { .days = 0 };
	struct course course;
	enum outcome outcome;

	if (form_read(r, &course_form_record, &form))
		check(r, &form);
	if (r->problems.count > 0) {
		if (!r->json)
			show_form(r);
		refuse(r);
		return;
	}
	course = (struct course){ .county = place_county(form.place),
		                  .id = request_new_id(r),
		                  .place = form.place,
		                  .topic = form.topic,
		                  .title = text_trim(form.title),
		                  .about = text_trim(form.about),
		                  .holder = text_trim(form.holder),
		                  .starts_on = form.starts_on,
		                  .ends_on = form.ends_on,
		                  .days = form.days,
		                  .seats = form.seats,
		                  .made_at = r->now };
	outcome = request_may(r, RIGHT_CASE_HANDLE, form.place) ? course_insert(r->db, &course) : DENIED;
	if (outcome == DONE)
		outcome = course_one(r->db, r->arena, course.county, course.id, &course);
	answer(r, outcome, &course, NULL, "made");
}
