/* Rows of offered work and of who asked for it. */
#include "base/id.h"
#include "base/limits.h"
#include "help/training/training_inside.h"

const struct choice application_states[] = {
	{ "", "" },
	{ "asked", N_("Asked for it") },
	{ "agreed", N_("May begin") },
	{ "declined", N_("Declined") },
	{ "withdrawn", N_("Taken back") },
	{ "begun", N_("Works there") },
	{ NULL, NULL },
};

static const struct choice vacancy_states[] = {
	{ "", "" }, { "open", N_("Looks for people") }, { "closed", N_("Closed") }, { NULL, NULL }
};

static const struct field vacancy_fields[] = {
	INT_FIELD(vacancy, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, vacancy, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, vacancy, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(vacancy, place_name, N_("Name of the place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(vacancy, employer, N_("Who gives the work"), FIELD_OUT, 0, 0),
	TEXT_FIELD(vacancy, title, N_("What work it is"), FIELD_OUT, 0, 0),
	NOTE_FIELD(vacancy, about, N_("Tell more"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, vacancy, pay_fen, N_("Pay of a month"), FIELD_OUT, 0, 0),
	INT_FIELD(vacancy, seats, N_("How many people"), FIELD_OUT, 0, 0),
	INT_FIELD(vacancy, taken, N_("Taken"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, vacancy, until_on, N_("Ask until"), FIELD_OUT, 0, 0),
	STATE_FIELD(vacancy, state, N_("State"), FIELD_OUT, vacancy_states),
	WHOLE_FIELD(FIELD_MOMENT, vacancy, made_at, N_("When it was made"), 0, 0, 0),
	INT_FIELD(vacancy, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record vacancy_record = { .name = "vacancy",
	                               .size = sizeof(struct vacancy),
	                               .county = offsetof(struct vacancy, county),
	                               .fields = vacancy_fields };

static const struct field application_fields[] = {
	INT_FIELD(application, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, application, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, application, vacancy_id, N_("Work"), FIELD_OUT, 0, 0),
	TEXT_FIELD(application, title, N_("What work it is"), FIELD_OUT, 0, 0),
	INT_FIELD(application, person_county, N_("County"), 0, 0, 0),
	ID_FIELD(application, person_id, person_county, N_("Person"), FIELD_OUT),
	TEXT_FIELD(application, name, N_("Name"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, application, place, N_("Village"), FIELD_OUT, 0, 0),
	NOTE_FIELD(application, words, N_("What I can do"), FIELD_OUT, 0, 0),
	STATE_FIELD(application, state, N_("State"), FIELD_OUT, application_states),
	WHOLE_FIELD(FIELD_MOMENT, application, made_at, N_("Asked"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, application, decided_at, N_("Decided"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, application, began_at, N_("Begun"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record application_record = { .name = "application",
	                                   .size = sizeof(struct application),
	                                   .county = offsetof(struct application, county),
	                                   .fields = application_fields };

struct text vacancy_path(struct arena *arena, const struct vacancy *vacancy)
{
	return text_format(arena, "/vacancies/%.*s", TEXT(id_public(arena, vacancy->county, vacancy->id)));
}

/* ---- offered work ---- */

#define VACANCY_FROM                                                                                             \
	"SELECT v.county, v.id, v.place, v.employer, v.title, v.about, v.pay_fen, v.seats, v.taken, v.until_on," \
	" v.state, v.made_at, v.version, COALESCE(l.name, '') AS place_name FROM vacancy AS v"                   \
	" LEFT JOIN place AS l ON l.place = v.place"

enum outcome vacancy_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct vacancy *ret)
{
	return db_one(db, arena, &vacancy_record, ret, VACANCY_FROM " WHERE v.county = $1 AND v.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome vacancy_insert(struct db *db, const struct vacancy *v)
{
	return db_exec(db,
	               "INSERT INTO vacancy(county, id, place, employer, title, about, pay_fen, seats, taken, until_on,"
	               " state, made_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, 1, $10, 1)",
	               bind(i64(v->county), i64(v->id), i64(v->place), txt(v->employer), txt(v->title), txt(v->about),
	                    i64(v->pay_fen), i64(v->seats), i64(v->until_on), i64(v->made_at)));
}

enum outcome vacancy_list(struct request *r, int64_t place, int64_t before, size_t limit, struct vacancy **ret,
                          size_t *ret_count)
{
	return db_list(r->db, r->arena, &vacancy_record, limit, ret, ret_count,
	               VACANCY_FROM " WHERE v.state = 1 AND v.id < $1 AND v.until_on >= $2 AND v.place >= $3"
	                            " AND v.place < $4 ORDER BY v.id DESC LIMIT $5",
	               bind(i64(before > 0 ? before : INT64_MAX), i64(r->today), i64(place), i64(place_end(place)),
	                    i64((int64_t)limit)));
}

enum outcome vacancy_close(struct db *db, struct vacancy *vacancy)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows,
	                  "UPDATE vacancy SET state = 2, version = version + 1 WHERE county = $1 AND id = $2"
	                  " AND state = 1",
	                  bind(i64(vacancy->county), i64(vacancy->id)));

	vacancy->state = VACANCY_CLOSED;
	vacancy->version++;
	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

/* ---- who asked ---- */

#define APPLICATION_FROM                                                                                            \
	"SELECT a.county, a.id, a.vacancy_id, a.person_county, a.person_id, a.place, a.words, a.state, a.made_at,"  \
	" a.decided_at, a.began_at, v.title, p.name FROM application AS a JOIN vacancy AS v ON v.county = a.county" \
	" AND v.id = a.vacancy_id JOIN person AS p ON p.county = a.person_county AND p.id = a.person_id"

enum outcome application_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct application *ret)
{
	return db_one(db, arena, &application_record, ret, APPLICATION_FROM " WHERE a.county = $1 AND a.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome application_mine(struct request *r, const struct vacancy *vacancy, struct application *ret)
{
	return db_one(r->db, r->arena, &application_record, ret,
	              APPLICATION_FROM " WHERE a.county = $1 AND a.vacancy_id = $2 AND a.person_id = $3",
	              bind(i64(vacancy->county), i64(vacancy->id), i64(r->person_id)));
}

enum outcome applications_of(struct request *r, const struct vacancy *vacancy, int64_t after, size_t limit,
                             struct application **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &application_record, limit, ret, ret_count,
	               APPLICATION_FROM " WHERE a.county = $1 AND a.vacancy_id = $2 AND a.id > $3 AND a.state <> 4"
	                                " ORDER BY a.id LIMIT $4 /* sorts */",
	               bind(i64(vacancy->county), i64(vacancy->id), i64(after), i64((int64_t)limit)));
}

enum outcome application_make(struct request *r, const struct vacancy *vacancy, struct text words)
{
	struct application mine;
	enum outcome outcome = application_mine(r, vacancy, &mine);

	if (vacancy->state != VACANCY_OPEN || vacancy->until_on < r->today ||
	    (outcome == DONE && mine.state != APPLICATION_WITHDRAWN))
		return CONFLICT;
	if (outcome == DONE)
		return db_exec(r->db,
		               "UPDATE application SET state = 1, words = $3, made_at = $4, decided_at = 0"
		               " WHERE county = $1 AND id = $2",
		               bind(i64(mine.county), i64(mine.id), txt(words), i64(r->now)));
	if (outcome != NOT_FOUND)
		return outcome;
	return db_exec(r->db,
	               "INSERT INTO application(county, id, vacancy_id, person_county, person_id, place, words, state,"
	               " made_at, decided_at, began_at) VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, 0, 0)",
	               bind(i64(vacancy->county), i64(request_new_id(r)), i64(vacancy->id), i64(r->person_county),
	                    i64(r->person_id), i64(place_above(r->person_place, PLACE_VILLAGE)), txt(words),
	                    i64(r->now)));
}

/* Takes a place of the work, or gives it back. CONFLICT: none is left. */
static enum outcome take_place(struct request *r, const struct application *application, int64_t by)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(r->db, &rows,
	                  "UPDATE vacancy SET taken = taken + $3, version = version + 1 WHERE county = $1"
	                  " AND id = $2 AND taken + $3 <= seats",
	                  bind(i64(application->county), i64(application->vacancy_id), i64(by)));

	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

static bool may_move(int64_t from, enum application_state to)
{
	switch (to) {
	case APPLICATION_AGREED:
	case APPLICATION_DECLINED:
		return from == APPLICATION_ASKED;
	case APPLICATION_WITHDRAWN:
		return from == APPLICATION_ASKED || from == APPLICATION_AGREED;
	case APPLICATION_BEGUN:
		return from == APPLICATION_AGREED;
	case APPLICATION_ASKED:
		return false;
	}
	return false;
}

enum outcome application_move(struct request *r, struct application *a, enum application_state to)
{
	bool decides = to == APPLICATION_AGREED || to == APPLICATION_DECLINED;
	enum outcome outcome = may_move(a->state, to) ? DONE : CONFLICT;

	if (outcome == DONE && to == APPLICATION_AGREED)
		outcome = take_place(r, a, 1);
	if (outcome == DONE && to == APPLICATION_WITHDRAWN && a->state == APPLICATION_AGREED)
		outcome = take_place(r, a, -1);
	a->state = to;
	a->decided_at = decides ? r->now : a->decided_at;
	a->began_at = to == APPLICATION_BEGUN ? r->now : 0;
	if (outcome == DONE && to == APPLICATION_BEGUN)
		measure_add(r->db, INDICATOR_WORK_BEGUN, a->place, r->now, 1);
	if (outcome != DONE)
		return outcome;
	return db_exec(
		r->db,
		"UPDATE application SET state = $3, decided_at = $4, began_at = $5 WHERE county = $1 AND id = $2",
		bind(i64(a->county), i64(a->id), i64(a->state), i64(a->decided_at), i64(a->began_at)));
}
