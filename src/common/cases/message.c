/* Messages: what a person is told, of a case or of anything else that has a page. An English key with one filling is kept, so each reads it in
   the language of that moment. Nobody is told of what was done by the own hand. */
#include "common/cases/cases_inside.h"

enum outcome message_write(struct request *r, int64_t person_county, int64_t person_id, const struct case_file *c,
                           const struct message *m)
{
	if (person_id == 0 || person_id == r->who.person_id)
		return DONE;
	return db_exec(
		r->db,
		"INSERT INTO case_notice(county, person_id, id, case_county, case_id, told, words, path, at, is_read)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)",
		bind(i64(person_county), i64(person_id), i64(request_new_id(r)), i64(c != NULL ? c->county : 0),
	             i64(c != NULL ? c->id : 0), txt(text_of(m->told)), txt(m->words), txt(m->path), i64(r->now)));
}

enum outcome message_to(struct request *r, int64_t person_county, int64_t person_id, const struct message *m)
{
	return message_write(r, person_county, person_id, NULL, m);
}

enum outcome message_to_office(struct request *r, int64_t place, enum right right, enum place_level but, int64_t but_id,
                               const struct message *m)
{
	for (enum place_level level = place_level(place);; level--) {
		struct person *people = NULL;
		size_t count = 0, told = 0;
		enum outcome outcome = level == but ? DONE
		                                    : person_holders(r->db, r->arena, place_above(place, level), right,
		                                                     &people, &count);

		for (size_t i = 0; outcome == DONE && i < count; i++)
			if (people[i].id != but_id && people[i].id != r->who.person_id) {
				outcome = message_to(r, people[i].county, people[i].id, m);
				told++;
			}
		if (outcome != DONE || told > 0 || level == PLACE_COUNTRY)
			return outcome;
	}
}

enum outcome case_notices(struct db *db, struct arena *arena, int64_t person_id, int64_t before, size_t limit,
                          struct case_notice **ret, size_t *ret_count)
{
	return db_list(db, arena, &case_notice_record, limit, ret, ret_count,
	               "SELECT n.county, n.person_id, n.id, n.case_county, n.case_id, n.told, n.words, n.path, n.at,"
	               " n.is_read, COALESCE(c.kind, '') AS kind, COALESCE(c.title, '') AS title FROM case_notice AS n"
	               " LEFT JOIN case_file AS c ON c.county = n.case_county AND c.id = n.case_id"
	               " WHERE n.person_id = $1 AND n.id < $2 ORDER BY n.id DESC LIMIT $3",
	               bind(i64(person_id), i64(before > 0 ? before : INT64_MAX), i64((int64_t)limit)));
}
