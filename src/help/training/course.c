/* Rows of courses and of who is in them: signing up, being there, completing. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/training/training_inside.h"

const struct choice course_topics[] = {
	{ "farm", N_("Field and herd") },
	{ "craft", N_("Craft and cooking") },
	{ "trade", N_("Selling on the net") },
	{ "machine", N_("Machines and driving") },
	{ "care", N_("Caring for people") },
	{ "language", N_("Reading, writing, reckoning") },
	{ NULL, NULL },
};

const struct choice course_states[] = {
	{ "", "" }, { "open", N_("Takes people") }, { "over", N_("Over") }, { "off", N_("Called off") }, { NULL, NULL },
};

const struct choice trainee_states[] = {
	{ "", "" },
	{ "joined", N_("Signed up") },
	{ "completed", N_("Completed") },
	{ "left", N_("Left it") },
	{ "missed", N_("Was not there enough") },
	{ NULL, NULL },
};

static const struct field course_fields[] = {
	INT_FIELD(course, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, course, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, course, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(course, place_name, N_("Name of the place"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(course, topic, N_("Subject of the course"), FIELD_OUT, course_topics),
	TEXT_FIELD(course, title, N_("Name of the course"), FIELD_OUT, 0, 0),
	NOTE_FIELD(course, about, N_("What one learns"), FIELD_OUT, 0, 0),
	TEXT_FIELD(course, holder, N_("Who teaches"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, course, starts_on, N_("First day"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, course, ends_on, N_("Last day"), FIELD_OUT, 0, 0),
	INT_FIELD(course, days, N_("Days of lessons"), FIELD_OUT, 0, 0),
	INT_FIELD(course, seats, N_("Seats"), FIELD_OUT, 0, 0),
	INT_FIELD(course, joined, N_("Signed up"), FIELD_OUT, 0, 0),
	INT_FIELD(course, completed, N_("Completed"), FIELD_OUT, 0, 0),
	STATE_FIELD(course, state, N_("State"), FIELD_OUT, course_states),
	NOTE_FIELD(course, reason, N_("Why it was called off"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, course, made_at, N_("When it was made"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, course, ended_at, N_("Ended"), FIELD_OUT, 0, 0),
	INT_FIELD(course, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record course_record = { .name = "course",
	                              .size = sizeof(struct course),
	                              .county = offsetof(struct course, county),
	                              .fields = course_fields };

static const struct field trainee_fields[] = {
	INT_FIELD(trainee, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, trainee, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, trainee, course_id, N_("Course"), FIELD_OUT, 0, 0),
	TEXT_FIELD(trainee, title, N_("Name of the course"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, trainee, starts_on, N_("First day"), FIELD_OUT, 0, 0),
	INT_FIELD(trainee, person_county, N_("County"), 0, 0, 0),
	ID_FIELD(trainee, person_id, person_county, N_("Person"), FIELD_OUT),
	TEXT_FIELD(trainee, name, N_("Name"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, trainee, place, N_("Village"), FIELD_OUT, 0, 0),
	STATE_FIELD(trainee, state, N_("State"), FIELD_OUT, trainee_states),
	WHOLE_FIELD(FIELD_FEN, trainee, before_fen, N_("Income of a month before"), FIELD_OUT, 0, 0),
	INT_FIELD(trainee, attended, N_("Days there"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, trainee, present, N_("There on the day"), 0, 0, 1),
	WHOLE_FIELD(FIELD_MOMENT, trainee, joined_at, N_("Signed up"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, trainee, completed_at, N_("Completed"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record trainee_record = { .name = "trainee",
	                               .size = sizeof(struct trainee),
	                               .county = offsetof(struct trainee, county),
	                               .fields = trainee_fields };

struct text course_path(struct arena *arena, const struct course *course)
{
	return text_format(arena, "/courses/%.*s", TEXT(id_public(arena, course->county, course->id)));
}

const char *training_word(const struct choice *choices, struct text value)
{
	int64_t position = choice_position(choices, value);

	return position < 0 ? "" : choices[position].label;
}

/* ---- courses ---- */

#define COURSE_FROM                                                                                            \
	"SELECT c.county, c.id, c.place, c.topic, c.title, c.about, c.holder, c.starts_on, c.ends_on, c.days," \
	" c.seats, c.joined, c.completed, c.state, c.reason, c.made_at, c.ended_at, c.version,"                \
	" COALESCE(l.name, '') AS place_name FROM course AS c LEFT JOIN place AS l ON l.place = c.place"

enum outcome course_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct course *ret)
{
	return db_one(db, arena, &course_record, ret, COURSE_FROM " WHERE c.county = $1 AND c.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome course_insert(struct db *db, const struct course *c)
{
	return db_exec(
		db,
		"INSERT INTO course(county, id, place, topic, title, about, holder, starts_on, ends_on, days, seats,"
		" joined, completed, state, reason, made_at, ended_at, version)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, 1, '', $12, 0, 1)",
		bind(i64(c->county), i64(c->id), i64(c->place), txt(c->topic), txt(c->title), txt(c->about),
	             txt(c->holder), i64(c->starts_on), i64(c->ends_on), i64(c->days), i64(c->seats), i64(c->made_at)));
}

enum outcome course_list(struct request *r, bool over, int64_t place, int64_t before, size_t limit, struct course **ret,
                         size_t *ret_count)
{
	return db_list(r->db, r->arena, &course_record, limit, ret, ret_count,
	               COURSE_FROM " WHERE c.state = $1 AND c.id < $2 AND c.place >= $3 AND c.place < $4"
	                           " ORDER BY c.id DESC LIMIT $5",
	               bind(i64(over ? COURSE_OVER : COURSE_OPEN), i64(before > 0 ? before : INT64_MAX), i64(place),
	                    i64(place_end(place)), i64((int64_t)limit)));
}

/* ---- who is in it ---- */

#define TRAINEE_COLUMNS                                                                                     \
	"SELECT t.county, t.id, t.course_id, t.person_county, t.person_id, t.place, t.state, t.before_fen," \
	" t.attended, t.joined_at, t.completed_at"

enum outcome trainee_mine(struct request *r, const struct course *course, struct trainee *ret)
{
	return db_one(r->db, r->arena, &trainee_record, ret,
	              TRAINEE_COLUMNS
	              " FROM trainee AS t WHERE t.county = $1 AND t.course_id = $2 AND t.person_id = $3",
	              bind(i64(course->county), i64(course->id), i64(r->person_id)));
}

enum outcome trainee_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct trainee *ret)
{
	return db_one(db, arena, &trainee_record, ret,
	              TRAINEE_COLUMNS " FROM trainee AS t WHERE t.county = $1 AND t.id = $2",
	              bind(i64(county), i64(id)));
}

/* A seat more or less. CONFLICT: none is left, or it does not take people. */
static enum outcome count_seat(struct request *r, struct course *course, int64_t by)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(r->db, &rows,
	                  "UPDATE course SET joined = joined + $3, version = version + 1 WHERE county = $1 AND id = $2"
	                  " AND state = 1 AND joined + $3 <= seats",
	                  bind(i64(course->county), i64(course->id), i64(by)));

	course->joined += by;
	course->version++;
	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

enum outcome course_join(struct request *r, struct course *course, int64_t before_fen)
{
	struct trainee mine;
	enum outcome outcome = trainee_mine(r, course, &mine);

	if (course->ends_on < r->today || (outcome == DONE && mine.state != TRAINEE_LEFT))
		return CONFLICT;
	if (outcome == DONE)
		outcome = db_exec(
			r->db,
			"UPDATE trainee SET state = 1, before_fen = $3, joined_at = $4 WHERE county = $1 AND id = $2",
			bind(i64(mine.county), i64(mine.id), i64(before_fen), i64(r->now)));
	else if (outcome == NOT_FOUND)
		outcome = db_exec(r->db,
		                  "INSERT INTO trainee(county, id, course_id, person_county, person_id, place, state,"
		                  " before_fen, attended, joined_at, completed_at)"
		                  " VALUES ($1, $2, $3, $4, $5, $6, 1, $7, 0, $8, 0)",
		                  bind(i64(course->county), i64(request_new_id(r)), i64(course->id),
		                       i64(r->person_county), i64(r->person_id),
		                       i64(place_above(r->person_place, PLACE_VILLAGE)), i64(before_fen), i64(r->now)));
	return outcome == DONE ? count_seat(r, course, 1) : outcome;
}

enum outcome course_leave(struct request *r, struct course *course, const struct trainee *trainee)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(r->db, &rows, "UPDATE trainee SET state = 3 WHERE county = $1 AND id = $2 AND state = 1",
	                  bind(i64(trainee->county), i64(trainee->id)));

	if (outcome == DONE && rows == 0)
		return CONFLICT;
	return outcome == DONE ? count_seat(r, course, -1) : outcome;
}

enum outcome trainees_of(struct request *r, const struct course *course, int64_t on_day, int64_t after, size_t limit,
                         struct trainee **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &trainee_record, limit, ret, ret_count,
	               TRAINEE_COLUMNS ", p.name, CASE WHEN a.on_day IS NULL THEN 0 ELSE 1 END AS present"
	                               " FROM trainee AS t JOIN person AS p ON p.county = t.person_county"
	                               " AND p.id = t.person_id LEFT JOIN attendance AS a ON a.county = t.county"
	                               " AND a.course_id = t.course_id AND a.on_day = $3 AND a.trainee_id = t.id"
	                               " WHERE t.county = $1 AND t.course_id = $2 AND t.state <> 3 AND t.id > $4"
	                               " ORDER BY t.id LIMIT $5 /* sorts */",
	               bind(i64(course->county), i64(course->id), i64(on_day), i64(after), i64((int64_t)limit)));
}

/* ---- being there ---- */

enum outcome attendance_write(struct request *r, const struct course *course, int64_t on_day,
                              const int64_t *trainee_ids, size_t count)
{
	enum outcome outcome =
		db_exec(r->db, "DELETE FROM attendance WHERE county = $1 AND course_id = $2 AND on_day = $3",
	                bind(i64(course->county), i64(course->id), i64(on_day)));

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		int64_t rows = 0;

		outcome = db_change(
			r->db, &rows,
			"INSERT INTO attendance(county, course_id, on_day, trainee_id) SELECT t.county, t.course_id,"
			" CAST($3 AS BIGINT), t.id FROM trainee AS t WHERE t.county = $1 AND t.id = $4"
			" AND t.course_id = $2 AND t.state = 1",
			bind(i64(course->county), i64(course->id), i64(on_day), i64(trainee_ids[i])));
		if (outcome == DONE && rows == 0)
			return INVALID;
	}
	if (outcome != DONE)
		return outcome;
	return db_exec(
		r->db,
		"UPDATE trainee SET attended = (SELECT count(*) FROM attendance AS a WHERE a.county = trainee.county"
		" AND a.trainee_id = trainee.id) WHERE county = $1 AND course_id = $2",
		bind(i64(course->county), i64(course->id)));
}

/* ---- the end ---- */

static enum outcome ask_later(struct request *r, const struct trainee *trainee)
{
	static const struct {
		int64_t months, days;
	} later[] = { { 3, 91 }, { 6, 182 }, { 12, 365 } };
	enum outcome outcome = DONE;

	for (size_t i = 0; outcome == DONE && i < sizeof later / sizeof later[0]; i++)
		outcome = db_exec(r->db,
		                  "INSERT INTO follow_up(county, id, trainee_id, place, months, due_on, asked_at, work,"
		                  " income_fen, gain_fen, note) VALUES ($1, $2, $3, $4, $5, $6, 0, '', 0, 0, '')",
		                  bind(i64(trainee->county), i64(request_new_id(r)), i64(trainee->id),
		                       i64(trainee->place), i64(later[i].months),
		                       i64(calendar_add_days(r->today, later[i].days))));
	return outcome;
}

/* Who was there on enough days has completed it. */
static enum outcome complete(struct request *r, struct course *course)
{
	struct trainee *trainees;
	size_t count = 0;
	enum outcome outcome =
		db_exec(r->db,
	                "UPDATE trainee SET state = CASE WHEN attended * 100 >= $3 THEN 2 ELSE 4 END,"
	                " completed_at = CASE WHEN attended * 100 >= $3 THEN $4 ELSE 0 END"
	                " WHERE county = $1 AND course_id = $2 AND state = 1",
	                bind(i64(course->county), i64(course->id), i64(course->days * COMPLETE_PERCENT), i64(r->now)));

	if (outcome == DONE)
		outcome = db_list(r->db, r->arena, &trainee_record, COURSE_SEATS, &trainees, &count,
		                  TRAINEE_COLUMNS " FROM trainee AS t WHERE t.county = $1 AND t.course_id = $2"
		                                  " AND t.state = 2 LIMIT $3",
		                  bind(i64(course->county), i64(course->id), i64(COURSE_SEATS)));
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		measure_add(r->db, INDICATOR_TRAINED, trainees[i].place, r->now, 1);
		outcome = ask_later(r, &trainees[i]);
	}
	course->completed = (int64_t)count;
	return outcome;
}

/* Writes the end of an open course. */
static enum outcome end(struct request *r, struct course *course, enum course_state state, struct text reason)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		r->db, &rows,
		"UPDATE course SET state = $3, reason = $4, completed = $5, ended_at = $6, version = version + 1"
		" WHERE county = $1 AND id = $2 AND state = 1",
		bind(i64(course->county), i64(course->id), i64(state), txt(reason), i64(course->completed),
	             i64(r->now)));

	course->state = state;
	course->reason = reason;
	course->ended_at = r->now;
	course->version++;
	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

enum outcome course_close(struct request *r, struct course *course)
{
	enum outcome outcome = course->state == COURSE_OPEN && course->starts_on <= r->today ? DONE : CONFLICT;

	if (outcome == DONE)
		outcome = complete(r, course);
	return outcome == DONE ? end(r, course, COURSE_OVER, T("")) : outcome;
}

enum outcome course_call_off(struct request *r, struct course *course, struct text reason)
{
	return end(r, course, COURSE_OFF, reason);
}
