/* What somebody learns, works and is asked about: its own page. */
#include "base/limits.h"
#include "help/training/training_inside.h"
#include "help/training/training_templates.h"

static enum outcome read_mine(struct request *r, struct learning_view *view)
{
	struct trainee *courses = NULL;
	struct application *applications = NULL;
	struct follow_up *follow_ups = NULL;
	enum outcome outcome = db_list(
		r->db, r->arena, &trainee_record, LIMIT_PAGE_ROWS, &courses, &view->course_count,
		"SELECT t.county, t.id, t.course_id, t.person_county, t.person_id, t.place, t.state, t.before_fen,"
		" t.attended, t.joined_at, t.completed_at, c.title, c.starts_on FROM trainee AS t JOIN course AS c"
		" ON c.county = t.county AND c.id = t.course_id WHERE t.person_id = $1 ORDER BY t.id DESC LIMIT $2",
		bind(i64(r->person_id), i64(LIMIT_PAGE_ROWS)));

	if (outcome == DONE)
		outcome = db_list(
			r->db, r->arena, &application_record, LIMIT_PAGE_ROWS, &applications, &view->application_count,
			"SELECT a.county, a.id, a.vacancy_id, a.person_county, a.person_id, a.place, a.words,"
			" a.state, a.made_at, a.decided_at, a.began_at, v.title FROM application AS a JOIN vacancy"
			" AS v ON v.county = a.county AND v.id = a.vacancy_id WHERE a.person_id = $1"
			" ORDER BY a.id DESC LIMIT $2",
			bind(i64(r->person_id), i64(LIMIT_PAGE_ROWS)));
	if (outcome == DONE)
		outcome =
			db_list(r->db, r->arena, &follow_up_record, LIMIT_PAGE_ROWS, &follow_ups,
		                &view->follow_up_count,
		                "SELECT f.county, f.id, f.trainee_id, f.place, f.months, f.due_on, f.asked_at, f.work,"
		                " f.income_fen, f.gain_fen, f.note, t.person_county, t.person_id, t.before_fen, c.title"
		                " FROM trainee AS t JOIN follow_up AS f ON f.county = t.county AND f.trainee_id = t.id"
		                " JOIN course AS c ON c.county = t.county AND c.id = t.course_id WHERE t.person_id = $1"
		                " AND f.asked_at = 0 AND f.due_on <= $2 ORDER BY f.id LIMIT $3 /* sorts */",
		                bind(i64(r->person_id), i64(r->today), i64(LIMIT_PAGE_ROWS)));
	view->courses = courses;
	view->applications = applications;
	view->follow_ups = follow_ups;
	return outcome;
}

void learning_mine_page(struct request *r)
{
	struct learning_view view = { .course_count = 0 };
	enum outcome outcome = read_mine(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_list(r, &trainee_record, view.courses, view.course_count, 0);
		return;
	}
	page_begin_named(r, text_of(_("My courses and work")), "me", "/me");
	learning_mine_html(r, &view);
	page_end(r);
}
