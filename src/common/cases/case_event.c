/* The history of a case, and what people are told about it. */
#include "base/limits.h"
#include "common/cases/cases_inside.h"

enum { TOLD_MOST = 20 };

static const struct field event_fields[] = {
	INT_FIELD(case_event, county, N_("County"), 0, 0, 0),
	INT_FIELD(case_event, case_id, N_("Number"), 0, 0, 0),
	INT_FIELD(case_event, number, N_("Number"), FIELD_OUT, 0, 0),
	STATE_FIELD(case_event, what, N_("What"), FIELD_OUT, case_whats),
	TEXT_FIELD(case_event, deed, N_("Deed"), FIELD_OUT, 0, 40),
	TEXT_FIELD(case_event, state, N_("State"), FIELD_OUT, 0, 40),
	STATE_FIELD(case_event, level, N_("Level"), FIELD_OUT, place_levels),
	WHOLE_FIELD(FIELD_PLACE, case_event, desk, N_("Lies with"), FIELD_OUT, 0, 0),
	INT_FIELD(case_event, person_county, N_("County"), 0, 0, 0),
	INT_FIELD(case_event, person_id, N_("Who"), 0, 0, 0),
	INT_FIELD(case_event, side, N_("Acted as"), FIELD_OUT, 0, 0),
	NOTE_FIELD(case_event, words, N_("Words"), FIELD_OUT, 0, LIMIT_NOTE_CHARACTERS),
	TEXT_FIELD(case_event, picture, N_("Picture"), FIELD_OUT, 0, 64),
	WHOLE_FIELD(FIELD_MOMENT, case_event, at, N_("When"), FIELD_OUT, 0, 0),
	TEXT_FIELD(case_event, person_name, N_("Who"), FIELD_OUT, 0, 60),
	TEXT_FIELD(case_event, desk_name, N_("Lies with"), FIELD_OUT, 0, 60),
	FIELD_END,
};
const struct record case_event_record = { .name = "case_event",
	                                  .size = sizeof(struct case_event),
	                                  .county = offsetof(struct case_event, county),
	                                  .fields = event_fields };

static const struct field notice_fields[] = {
	INT_FIELD(case_notice, county, N_("County"), 0, 0, 0),
	INT_FIELD(case_notice, person_id, N_("Person"), 0, 0, 0),
	INT_FIELD(case_notice, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(case_notice, case_county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, case_notice, case_id, N_("Case"), FIELD_OUT, 0, 0),
	TEXT_FIELD(case_notice, told, N_("Message"), FIELD_OUT, 0, 0),
	TEXT_FIELD(case_notice, words, N_("What it is about"), FIELD_OUT, 0, 0),
	TEXT_FIELD(case_notice, path, N_("Page"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, case_notice, at, N_("When"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, case_notice, is_read, N_("Read"), FIELD_OUT, 0, 1),
	TEXT_FIELD(case_notice, kind, N_("Kind"), FIELD_OUT, 0, 40),
	TEXT_FIELD(case_notice, title, N_("What it is about"), 0, 0, 0),
	FIELD_END,
};
const struct record case_notice_record = { .name = "notice",
	                                   .size = sizeof(struct case_notice),
	                                   .county = offsetof(struct case_notice, case_county),
	                                   .fields = notice_fields };

enum outcome case_note(struct request *r, struct case_file *c, enum case_what what, const char *deed, unsigned side,
                       struct case_said said)
{
	c->last++;
	return db_exec(
		r->db,
		"INSERT INTO case_event(county, case_id, number, what, deed, state, level, desk, person_county, person_id,"
		" side, words, picture, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
		bind(i64(c->county), i64(c->id), i64(c->last), i64(what), txt(text_of(deed)), txt(c->state),
	             i64(c->level), i64(c->desk), i64(r->who.county), i64(r->who.person_id), i64(side),
	             txt(text_trim(said.words)), txt(said.picture), i64(r->now)));
}

enum outcome case_events(struct db *db, struct arena *arena, const struct case_file *c, struct case_event **ret,
                         size_t *ret_count)
{
	return db_list(
		db, arena, &case_event_record, LIMIT_LIST_ROWS, ret, ret_count,
		"SELECT e.county, e.case_id, e.number, e.what, e.deed, e.state, e.level, e.desk, e.person_county,"
		" e.person_id, e.side, e.words, e.picture, e.at, coalesce(p.name, '') AS person_name,"
		" coalesce(l.name, '') AS desk_name FROM case_event AS e"
		" LEFT JOIN person AS p ON p.county = e.person_county AND p.id = e.person_id"
		" LEFT JOIN place AS l ON l.place = e.desk"
		" WHERE e.county = $1 AND e.case_id = $2 ORDER BY e.number LIMIT 1000",
		bind(i64(c->county), i64(c->id)));
}

/* ---- telling ---- */

enum outcome case_tell(struct request *r, const struct case_file *c, int64_t person_county, int64_t person_id,
                       const char *told, struct text words)
{
	return message_write(r, person_county, person_id, c, &(struct message){ .told = told, .words = words });
}

enum outcome case_tell_all(struct request *r, const struct case_file *c, const char *told, struct text words)
{
	struct case_event *people;
	size_t count = 0;
	enum outcome outcome;

	if (told == NULL)
		return DONE;
	outcome = db_list(r->db, r->arena, &case_event_record, TOLD_MOST, &people, &count,
	                  "SELECT DISTINCT person_county, person_id FROM case_event WHERE county = $1 AND case_id = $2"
	                  " AND person_id <> $3 ORDER BY person_county, person_id LIMIT 20 /* sorts */ /* scan */",
	                  bind(i64(c->county), i64(c->id), i64(c->asker_id)));
	if (outcome == DONE)
		outcome = case_tell(r, c, c->asker_county, c->asker_id, told, words);
	for (size_t i = 0; outcome == DONE && i < count; i++)
		outcome = case_tell(r, c, people[i].person_county, people[i].person_id, told, words);
	return outcome;
}
