/* The desk of courses: the land's courses as a table, who is in one and was there on which day, its end. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/training/training_inside.h"
#include "help/training/training_templates.h"

struct attendance_form {
	int64_t on_day;
};

static const struct field attendance_fields[] = {
	WHOLE_FIELD(FIELD_DAY, attendance_form, on_day, N_("Day"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	FIELD_END,
};
const struct record attendance_form_record = { .name = "attendance",
	                                       .size = sizeof(struct attendance_form),
	                                       .fields = attendance_fields };

struct course_off {
	struct text reason;
};

static const struct field off_fields[] = {
	TEXT_FIELD(course_off, reason, N_("Why it is called off"), FIELD_IN | FIELD_REQUIRED, 2, 120),
	FIELD_END,
};
const struct record course_off_record = { .name = "call_off_course",
	                                  .size = sizeof(struct course_off),
	                                  .fields = off_fields };

/* ---- the table ---- */

#define LINE_SELECT                                                                                                  \
	"SELECT c.county, c.id, c.place, c.title, c.holder, c.starts_on, c.ends_on, c.seats, c.joined, c.completed," \
	" c.state, COALESCE(l.name, '') AS place_name FROM course AS c LEFT JOIN place AS l ON l.place = c.place WHERE "
#define LINE_WITHIN "c.place >= $1 AND c.place < $2 AND ($3 = 0 OR c.state = $3) AND "

static const struct choice state_filter[] = {
	{ "open", N_("Takes people") }, { "over", N_("Over") }, { "off", N_("Called off") }, { NULL, NULL }
};

static const struct table_sort line_sorts[] = {
	{ .column = "starts_on",
	  .wide = true,
	  .falls = true,
	  .up = LINE_SELECT LINE_WITHIN "(c.starts_on, c.id) > ($4, $5) ORDER BY c.starts_on, c.id LIMIT $6",
	  .down = LINE_SELECT LINE_WITHIN
	  "(c.starts_on, c.id) < ($4, $5) ORDER BY c.starts_on DESC, c.id DESC LIMIT $6" },
	TABLE_SORTS_END,
};

static void show_state(struct request *r, const void *row)
{
	const struct course *course = row;

	course_list_status(r, course);
}

static struct text line_href(struct request *r, const void *row)
{
	return text_join(r->arena, course_path(r->arena, row), T("/people"));
}

static const struct table course_table = {
	.symbol = "i-training",
	.name = "courses",
	.caption = N_("Courses of our land"),
	.record = &course_record,
	.columns = (const struct table_column[]){ { .name = "title" },
	                                          { .name = "place_name", .label = N_("Where the course is held") },
	                                          { .name = "holder" },
	                                          { .name = "starts_on" },
	                                          { .name = "ends_on" },
	                                          { .name = "seats" },
	                                          { .name = "joined" },
	                                          { .name = "completed" },
	                                          { .name = "state", .show = show_state },
	                                          TABLE_COLUMNS_END },
	.sorts = line_sorts,
	.filters =
		(const struct table_filter[]){
			{ .name = "state", .label = N_("State"), .choices = state_filter, .by_number = true },
			TABLE_FILTERS_END },
	.one = LINE_SELECT "c.county = $1 AND c.id = $2",
	.id = offsetof(struct course, id),
	.href = line_href,
	.empty = N_("No course here yet"),
	.empty_words = N_("Make one; villagers can sign up at once, also at the station."),
};

void courses_desk_page(struct request *r)
{
	struct table_view view;

	if (!table_opens(r, &course_table, r->scope.place, &view))
		return;
	page_begin_named(r, text_of(_("Courses of our land")), "", "/me");
	course_list_desk(r, &view, place_name(r->db, r->arena, r->scope.place));
	page_end(r);
}

/* ---- who is in it ---- */

/* The day asked about: today, or the last day of a course that is over by the calendar. */
static int64_t day_asked(struct request *r, const struct course *course)
{
	int64_t on_day = 0;

	if (calendar_read_day(request_query(r, "day"), &on_day) && on_day >= course->starts_on &&
	    on_day <= course->ends_on)
		return on_day;
	return r->today > course->ends_on ? course->ends_on : r->today;
}

void course_people_show(struct request *r, int64_t on_day)
{
	struct people_view view = { .course = r->kept, .on_day = on_day };
	struct trainee *rows = NULL;
	enum outcome outcome = trainees_of(r, view.course, on_day, 0, COURSE_SEATS, &rows, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.rows = rows;
	page_begin_named(r, text_of(_("Who is in the course")), "",
	                 text_string(r->arena, course_path(r->arena, view.course)));
	course_people_html(r, &view);
	page_end(r);
}

void course_people_page(struct request *r)
{
	const struct course *course = r->kept;
	struct trainee *rows;
	size_t count;
	enum outcome outcome = DONE;

	look_record(r, course->place, 0, 0, N_("Who is in a course"));
	if (!r->json) {
		course_people_show(r, day_asked(r, course));
		return;
	}
	outcome = trainees_of(r, course, day_asked(r, course), request_after(r), request_limit(r) + 1, &rows, &count);
	give_list_read(r, outcome, &trainee_record, rows, count);
}

static enum outcome read_people(struct request *piece, int64_t after, size_t limit, void *ret_rows, size_t *ret_count)
{
	return trainees_of(piece, piece->kept, 0, after, limit, ret_rows, ret_count);
}

void course_people_file(struct request *r)
{
	static const struct csv_file file = { .record = &trainee_record,
		                              .id = offsetof(struct trainee, id),
		                              .read = read_people };
	const struct course *course = r->kept;

	look_record(r, course->place, 0, 0, N_("Who is in a course"));
	give_csv_file(r, &file,
	              text_format(r->arena, "course-%.*s.csv", TEXT(id_public(r->arena, course->county, course->id))));
}

/* ---- being there, the end ---- */

static void answer(struct request *r, enum outcome outcome, const char *why_not, const char *done)
{
	const struct course *course = r->kept;

	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? why_not : NULL);
	else
		made(r, &course_record, course, "%s/people?done=%s",
		     text_string(r->arena, course_path(r->arena, course)), done);
}

/* The trainees that were ticked: fields "present.0", "present.7" ... False: one is no id. */
static bool read_present(struct request *r, int64_t *ids, size_t *ret_count)
{
	struct text names[COURSE_SEATS], values[COURSE_SEATS];
	size_t count = request_fields(r, "present.", COURSE_SEATS, names, values);
	int64_t county;

	*ret_count = 0;
	for (size_t i = 0; i < count; i++)
		if (!id_read(values[i], &county, &ids[(*ret_count)++]))
			return false;
	return true;
}

void course_attendance_post(struct request *r)
{
	const struct course *course = r->kept;
	struct attendance_form form = { 0 };
	int64_t ids[COURSE_SEATS];
	size_t count = 0;
	enum outcome outcome = course->state == COURSE_OPEN ? DONE : CONFLICT;

	if (form_read(r, &attendance_form_record, &form) &&
	    (form.on_day < course->starts_on || form.on_day > course->ends_on || form.on_day > r->today))
		form_problem(r, "on_day", N_("Choose a day of the course that has come"), T(""));
	if (r->problems.count == 0 && outcome == DONE)
		outcome = read_present(r, ids, &count) ? attendance_write(r, course, form.on_day, ids, count) : INVALID;
	if (r->problems.count > 0) {
		if (!r->json)
			course_people_show(r, day_asked(r, course));
		refuse(r);
		return;
	}
	answer(r, outcome, N_("This course is over or called off"), "written");
}

void course_close_post(struct request *r)
{
	answer(r, course_close(r, r->kept), N_("It has not begun, or it is over already"), "closed");
}

void course_off_post(struct request *r)
{
	struct course_off form = { .reason = T("") };

	if (!form_read(r, &course_off_record, &form)) {
		if (!r->json)
			course_people_show(r, day_asked(r, r->kept));
		refuse(r);
		return;
	}
	answer(r, course_call_off(r, r->kept, text_trim(form.reason)), N_("It is over or called off already"), "off");
}
