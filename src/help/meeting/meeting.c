/* Rows of meetings, their decisions and notes. */
#include "help/meeting/meeting_inside.h"

#include "base/id.h"
#include "base/limits.h"

const struct choice meeting_states[] = {
	{ "", "" },
	{ "open", N_("Being written") },
	{ "confirmed", N_("Minutes confirmed") },
	{ NULL, NULL },
};

static const struct field meeting_fields[] = {
	INT_FIELD(meeting, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, meeting, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, meeting, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(meeting, place_name, N_("Name of the place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(meeting, title, N_("Meeting"), FIELD_OUT, 2, 60),
	WHOLE_FIELD(FIELD_DAY, meeting, held_on, N_("Day of the meeting"), FIELD_OUT, 0, 0),
	TEXT_FIELD(meeting, venue, N_("Where it is held"), FIELD_OUT, 0, 60),
	NOTE_FIELD(meeting, participants, N_("Who takes part"), FIELD_OUT, 0, LINES_MOST),
	NOTE_FIELD(meeting, agenda, N_("Agenda"), FIELD_OUT, 0, LINES_MOST),
	NOTE_FIELD(meeting, minutes, N_("Minutes"), FIELD_OUT, 0, MINUTES_MOST),
	STATE_FIELD(meeting, state, N_("State"), FIELD_OUT, meeting_states),
	INT_FIELD(meeting, decisions, N_("Decisions of the meeting"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting, tasks, N_("Tasks"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting, open, N_("Tasks not done"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting, late, N_("Late"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting, chair_county, N_("County"), 0, 0, 0),
	INT_FIELD(meeting, chair_id, N_("Chair"), 0, 0, 0),
	INT_FIELD(meeting, made_by_id, N_("Written down by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, meeting, made_at, N_("When it was made"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, meeting, confirmed_at, N_("When it was confirmed"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record meeting_record = { .name = "meeting",
	                               .size = sizeof(struct meeting),
	                               .county = offsetof(struct meeting, county),
	                               .fields = meeting_fields };

static const struct field decision_fields[] = {
	INT_FIELD(meeting_decision, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, meeting_decision, meeting_id, N_("Meeting"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting_decision, number, N_("Number"), FIELD_OUT, 0, 0),
	TEXT_FIELD(meeting_decision, words, N_("Decision"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, meeting_decision, at, N_("When"), 0, 0, 0),
	FIELD_END,
};
static const struct record decision_record = { .name = "meeting_decision",
	                                       .size = sizeof(struct meeting_decision),
	                                       .county = offsetof(struct meeting_decision, county),
	                                       .fields = decision_fields };

static const struct field note_fields[] = {
	INT_FIELD(meeting_note, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, meeting_note, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, meeting_note, meeting_id, N_("Meeting"), FIELD_OUT, 0, 0),
	NOTE_FIELD(meeting_note, words, N_("Correction"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting_note, person_id, N_("Written down by"), 0, 0, 0),
	TEXT_FIELD(meeting_note, person_name, N_("Written down by"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, meeting_note, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record note_record = { .name = "meeting_note",
	                                   .size = sizeof(struct meeting_note),
	                                   .county = offsetof(struct meeting_note, county),
	                                   .fields = note_fields };

struct text meeting_path(struct arena *arena, const struct meeting *m)
{
	return text_format(arena, "/meetings/%.*s", TEXT(id_public(arena, m->county, m->id)));
}

bool meeting_line(struct text *rest, struct text *ret_line)
{
	struct text piece;

	while (text_next(rest, '\n', &piece)) {
		*ret_line = text_trim(piece);
		if (ret_line->length > 0)
			return true;
	}
	return false;
}

/* ---- reading ---- */

#define MEETING_SELECT                                                                                                   \
	"SELECT m.county, m.id, m.place, m.title, m.held_on, m.venue, m.participants, m.agenda, m.minutes, m.state,"     \
	" m.decisions, m.chair_county, m.chair_id, m.made_by_id, m.made_at, m.confirmed_at, m.version,"                  \
	" COALESCE(l.name, '') AS place_name, (SELECT count(*) FROM meeting_task AS t WHERE t.meeting_county = m.county" \
	" AND t.meeting_id = m.id) AS tasks, (SELECT count(*) FROM meeting_task AS t JOIN case_file AS c"                \
	" ON c.county = t.county AND c.id = t.id WHERE t.meeting_county = m.county AND t.meeting_id = m.id"              \
	" AND c.phase < 3) AS open, (SELECT count(*) FROM meeting_task AS t JOIN case_file AS c ON c.county = t.county"  \
	" AND c.id = t.id WHERE t.meeting_county = m.county AND t.meeting_id = m.id AND c.phase < 3 AND c.due_at > 0"    \
	" AND c.due_at <= $1) AS late FROM meeting AS m LEFT JOIN place AS l ON l.place = m.place"

enum outcome meeting_one(struct request *r, int64_t county, int64_t id, struct meeting *ret)
{
	return db_one(r->db, r->arena, &meeting_record, ret, MEETING_SELECT " WHERE m.county = $2 AND m.id = $3",
	              bind(i64(r->now), i64(county), i64(id)));
}

bool meeting_has_task(struct request *r, const struct meeting *m, int64_t place)
{
	int64_t count = 0;

	return db_number(
		       r->db, &count,
		       "SELECT count(*) FROM meeting_task WHERE meeting_county = $1 AND meeting_id = $2 AND place >= $3"
		       " AND place < $4",
		       bind(i64(m->county), i64(m->id), i64(place), i64(place_end(place)))) == DONE &&
	       count > 0;
}

enum outcome meeting_list(struct request *r, int64_t place, int64_t before, size_t limit, struct meeting **ret,
                          size_t *ret_count)
{
	return db_list(r->db, r->arena, &meeting_record, limit, ret, ret_count,
	               MEETING_SELECT
	               " WHERE (m.county, m.id) IN (SELECT o.county, o.id FROM meeting AS o WHERE o.place >= $3"
	               " AND o.place < $4 AND o.id < $2 UNION SELECT t.meeting_county, t.meeting_id"
	               " FROM meeting_task AS t WHERE t.place >= $3 AND t.place < $4 AND t.meeting_id < $2)"
	               " ORDER BY m.id DESC LIMIT $5 /* sorts */",
	               bind(i64(r->now), i64(before > 0 ? before : INT64_MAX), i64(place), i64(place_end(place)),
	                    i64((int64_t)limit)));
}

enum outcome meeting_decisions(struct request *r, const struct meeting *m, struct meeting_decision **ret,
                               size_t *ret_count)
{
	return db_list(r->db, r->arena, &decision_record, DECISIONS_MOST, ret, ret_count,
	               "SELECT county, meeting_id, number, words, at FROM meeting_decision WHERE county = $1"
	               " AND meeting_id = $2 ORDER BY number LIMIT $3",
	               bind(i64(m->county), i64(m->id), i64(DECISIONS_MOST)));
}

enum outcome meeting_notes(struct request *r, const struct meeting *m, struct meeting_note **ret, size_t *ret_count)
{
	return db_list(
		r->db, r->arena, &note_record, LIMIT_PAGE_ROWS, ret, ret_count,
		"SELECT n.county, n.id, n.meeting_id, n.words, n.person_id, n.at, COALESCE(p.name, '') AS person_name"
		" FROM meeting_note AS n LEFT JOIN login AS o ON o.person_id = n.person_id LEFT JOIN person AS p"
		" ON p.county = o.county AND p.id = o.person_id WHERE n.county = $1 AND n.meeting_id = $2"
		" ORDER BY n.id LIMIT 50",
		bind(i64(m->county), i64(m->id)));
}

/* ---- writing ---- */

enum outcome meeting_insert(struct db *db, const struct meeting *m)
{
	return db_exec(db,
	               "INSERT INTO meeting(county, id, place, title, held_on, venue, participants, agenda, minutes,"
	               " state, decisions, chair_county, chair_id, made_by_id, made_at, confirmed_at, version)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, $11, $12, $13, $14, 0, 1)",
	               bind(i64(m->county), i64(m->id), i64(m->place), txt(m->title), i64(m->held_on), txt(m->venue),
	                    txt(m->participants), txt(m->agenda), txt(m->minutes), i64(m->decisions),
	                    i64(m->chair_county), i64(m->chair_id), i64(m->made_by_id), i64(m->made_at)));
}

enum outcome meeting_write(struct db *db, struct meeting *m)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE meeting SET title = $3, held_on = $4, venue = $5, participants = $6, agenda = $7, minutes = $8,"
		" state = $9, decisions = $10, chair_county = $11, chair_id = $12, confirmed_at = $13,"
		" version = version + 1 WHERE county = $1 AND id = $2 AND version = $14 AND state = 1",
		bind(i64(m->county), i64(m->id), txt(m->title), i64(m->held_on), txt(m->venue), txt(m->participants),
	             txt(m->agenda), txt(m->minutes), i64(m->state), i64(m->decisions), i64(m->chair_county),
	             i64(m->chair_id), i64(m->confirmed_at), i64(m->version)));

	m->version++;
	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

enum outcome meeting_decide(struct request *r, struct meeting *m, struct text lines)
{
	struct text rest = lines, line;
	enum outcome outcome = db_exec(r->db, "DELETE FROM meeting_decision WHERE county = $1 AND meeting_id = $2",
	                               bind(i64(m->county), i64(m->id)));

	m->decisions = 0;
	while (outcome == DONE && meeting_line(&rest, &line)) {
		if (m->decisions >= DECISIONS_MOST || text_characters(line) > TASK_WORDS_MOST)
			return INVALID;
		m->decisions++;
		outcome = db_exec(r->db,
		                  "INSERT INTO meeting_decision(county, meeting_id, number, words, at)"
		                  " VALUES ($1, $2, $3, $4, $5)",
		                  bind(i64(m->county), i64(m->id), i64(m->decisions), txt(line), i64(r->now)));
	}
	return outcome;
}

enum outcome meeting_note_add(struct request *r, const struct meeting *m, struct text words_)
{
	return db_exec(r->db,
	               "INSERT INTO meeting_note(county, id, meeting_id, words, person_id, at)"
	               " VALUES ($1, $2, $3, $4, $5, $6)",
	               bind(i64(m->county), i64(request_new_id(r)), i64(m->id), txt(words_), i64(r->who.person_id),
	                    i64(r->now)));
}
