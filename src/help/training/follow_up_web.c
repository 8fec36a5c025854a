/* How it goes after a course: who is to be asked now, asking, and what it adds up to. The person may answer by itself. */
#include "base/id.h"
#include "base/limits.h"
#include "help/training/training_inside.h"
#include "help/training/training_templates.h"

const struct choice follow_up_works[] = {
	{ "farm", N_("At home, field and herd") }, { "near", N_("Paid work nearby") },
	{ "away", N_("Paid work far away") },      { "own", N_("Something of one's own") },
	{ "none", N_("No work at present") },      { NULL, NULL },
};

static const struct field follow_up_fields[] = {
	INT_FIELD(follow_up, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, follow_up, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, follow_up, trainee_id, N_("Who is in a course"), FIELD_OUT, 0, 0),
	INT_FIELD(follow_up, person_county, N_("County"), 0, 0, 0),
	ID_FIELD(follow_up, person_id, person_county, N_("Person"), FIELD_OUT),
	TEXT_FIELD(follow_up, name, N_("Name"), FIELD_OUT, 0, 0),
	TEXT_FIELD(follow_up, title, N_("Name of the course"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, follow_up, place, N_("Village"), FIELD_OUT, 0, 0),
	INT_FIELD(follow_up, months, N_("Months after"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, follow_up, due_on, N_("To be asked on"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, follow_up, asked_at, N_("Asked on"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(follow_up, work, N_("Work now"), FIELD_OUT, follow_up_works),
	WHOLE_FIELD(FIELD_FEN, follow_up, before_fen, N_("Income of a month before"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, follow_up, income_fen, N_("Income of a month now"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, follow_up, gain_fen, N_("More than before"), FIELD_OUT, 0, 0),
	NOTE_FIELD(follow_up, note, N_("What would help next"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record follow_up_record = { .name = "follow_up",
	                                 .size = sizeof(struct follow_up),
	                                 .county = offsetof(struct follow_up, county),
	                                 .fields = follow_up_fields };

struct follow_up_form {
	struct text work, note;
	int64_t income_fen;
};

static const struct field form_fields_[] = {
	CHOICE_FIELD(follow_up_form, work, N_("Work now"), FIELD_IN | FIELD_REQUIRED, follow_up_works),
	WHOLE_FIELD(FIELD_FEN, follow_up_form, income_fen, N_("Income of a month now"), FIELD_IN | FIELD_REQUIRED, 0,
	            10000000),
	NOTE_FIELD(follow_up_form, note, N_("What would help next"), FIELD_IN, 0, 300),
	FIELD_END,
};
const struct record follow_up_form_record = { .name = "answer_follow_up",
	                                      .size = sizeof(struct follow_up_form),
	                                      .fields = form_fields_ };

#define FOLLOW_UP_FROM                                                                                              \
	"SELECT f.county, f.id, f.trainee_id, f.place, f.months, f.due_on, f.asked_at, f.work, f.income_fen,"       \
	" f.gain_fen, f.note, t.person_county, t.person_id, t.before_fen, p.name, c.title FROM follow_up AS f"      \
	" JOIN trainee AS t ON t.county = f.county AND t.id = f.trainee_id JOIN course AS c ON c.county = t.county" \
	" AND c.id = t.course_id JOIN person AS p ON p.county = t.person_county AND p.id = t.person_id"

enum outcome follow_up_where(struct request *r, struct scope *ret_scope)
{
	struct follow_up *f = arena_take(r->arena, sizeof *f);
	int64_t county, id;
	enum outcome outcome;

	if (!request_id(r, "follow_up", &county, &id))
		return NOT_FOUND;
	outcome = db_one(r->db, r->arena, &follow_up_record, f, FOLLOW_UP_FROM " WHERE f.county = $1 AND f.id = $2",
	                 bind(i64(county), i64(id)));
	ret_scope->place = f->place;
	ret_scope->mine = outcome == DONE && r->person_id != 0 && f->person_id == r->person_id;
	r->kept = f;
	return outcome;
}

/* ---- who is to be asked ---- */

/* The longest waiting first; the cursor is an id, by which the day of the last one shown is found. */
static enum outcome read_due(struct request *r, int64_t place, size_t limit, struct follow_up **ret, size_t *ret_count)
{
	int64_t after = request_after(r), due_on = 0;
	enum outcome outcome = DONE;

	if (after > 0)
		outcome = db_number(r->db, &due_on, "SELECT due_on FROM follow_up WHERE county = $1 AND id = $2",
		                    bind(i64(place_county(place)), i64(after)));
	if (outcome != DONE)
		return outcome;
	return db_list(r->db, r->arena, &follow_up_record, limit, ret, ret_count,
	               FOLLOW_UP_FROM " WHERE f.asked_at = 0 AND f.due_on <= $1 AND f.place >= $2 AND f.place < $3"
	                              " AND (f.due_on, f.id) > ($4, $5) ORDER BY f.due_on, f.id LIMIT $6",
	               bind(i64(r->today), i64(place), i64(place_end(place)), i64(due_on), i64(after),
	                    i64((int64_t)limit)));
}

void follow_ups_page(struct request *r)
{
	struct follow_ups_view view = { .place = r->scope.place };
	struct follow_up *rows = NULL;
	enum outcome outcome = read_due(r, view.place, request_limit(r) + 1, &rows, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	look_record(r, view.place, 0, 0, N_("Who is to be asked after a course"));
	view.next = list_goes_on(r, &view.count) ? rows[view.count - 1].id : 0;
	view.rows = rows;
	if (r->json) {
		give_list(r, &follow_up_record, rows, view.count, view.next);
		return;
	}
	view.place_name = place_name(r->db, r->arena, view.place);
	page_begin_named(r, text_of(_("Who is to be asked after a course")), "", "/courses/desk");
	follow_up_list(r, &view);
	page_end(r);
}

/* ---- one ---- */

static const char *back_of(const struct request *r)
{
	return r->scope.mine ? "/courses/mine" : "/follow-ups";
}

static void show(struct request *r)
{
	page_begin_named(r, text_of(_("How does it go after the course?")), "", back_of(r));
	follow_up_html(r, r->kept);
	page_end(r);
}

void follow_up_page(struct request *r)
{
	const struct follow_up *f = r->kept;

	if (!r->scope.mine)
		look_record(r, 0, f->person_county, f->person_id, N_("How it goes after a course"));
	if (r->json)
		give_one(r, &follow_up_record, f);
	else
		show(r);
}

static enum outcome write_answer(struct request *r, struct follow_up *f, const struct follow_up_form *form)
{
	int64_t rows = 0;
	enum outcome outcome = DONE;

	f->work = form->work;
	f->income_fen = form->income_fen;
	f->gain_fen = form->income_fen - f->before_fen;
	f->note = text_trim(form->note);
	f->asked_at = r->now;
	outcome = db_change(r->db, &rows,
	                    "UPDATE follow_up SET asked_at = $3, work = $4, income_fen = $5, gain_fen = $6, note = $7"
	                    " WHERE county = $1 AND id = $2 AND asked_at = 0",
	                    bind(i64(f->county), i64(f->id), i64(f->asked_at), txt(f->work), i64(f->income_fen),
	                         i64(f->gain_fen), txt(f->note)));
	if (outcome == DONE && rows == 0)
		return CONFLICT;
	measure_add(r->db, INDICATOR_FOLLOWED, f->place, r->now, 1);
	measure_add(r->db, INDICATOR_GAIN_FEN, f->place, r->now, f->gain_fen);
	return outcome;
}

void follow_up_post(struct request *r)
{
	struct follow_up *f = r->kept;
	struct follow_up_form form = { .income_fen = 0 };
	enum outcome outcome;

	if (form_read(r, &follow_up_form_record, &form) && f->due_on > r->today)
		form_problem(r, "work", N_("It is too early: ask again on %s"), show_day(r, f->due_on));
	if (r->problems.count > 0) {
		if (!r->json)
			show(r);
		refuse(r);
		return;
	}
	outcome = write_answer(r, f, &form);
	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? N_("This was answered already") : NULL);
	else
		made(r, &follow_up_record, f, "%s?done=answered", back_of(r));
}
