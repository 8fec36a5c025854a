/* Who looked at whose page. A look is a command of its own, durable before the page is sent; whom it is about reads it at
   /me/looks. A look at a list of a place's households is seen by all who live in that place; one at a list of the whole land by
   everybody who lives anywhere in it.
   Not here: the audit page over all looks. */
#include "common/person/person_rows.h"

#include "base/id.h"
#include "common/person/person_templates.h"
#include "common/place/place.h"

static const struct field look_fields[] = {
	WHOLE_FIELD(FIELD_ID, look, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(look, county, N_("County"), 0, 0, 0),
	INT_FIELD(look, subject_place, N_("Place"), 0, 0, 0),
	INT_FIELD(look, subject_id, N_("Person"), 0, 0, 0),
	TEXT_FIELD(look, person_name, N_("Who looked"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_PLACE, look, person_place, N_("From"), FIELD_OUT, 0, 0),
	TEXT_FIELD(look, place_name, N_("From"), FIELD_OUT, 0, 60),
	TEXT_FIELD(look, why, N_("What"), FIELD_OUT, 0, 120),
	WHOLE_FIELD(FIELD_MOMENT, look, at, N_("When"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, look, whole_land, N_("The whole land"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record look_record_row = {
	.name = "look", .size = sizeof(struct look), .county = offsetof(struct look, county), .fields = look_fields
};

void look_record(struct request *r, int64_t subject_place, int64_t subject_county, int64_t subject_id, const char *why)
{
	if (subject_id != 0 && subject_id == r->who.person_id)
		return;
	request_submit(r, "/looks",
	               (const char *const[]){
			       "place", text_string(r->arena, text_format(r->arena, "%lld", (long long)subject_place)),
			       "person",
			       subject_id ? text_string(r->arena, id_public(r->arena, subject_county, subject_id)) : "",
			       "why", why, NULL });
}

enum outcome look_put(struct request *r, int64_t subject_place, int64_t subject_county, int64_t subject_id,
                      const char *why)
{
	return db_exec(r->db,
	               "INSERT INTO look(county, id, subject_place, subject_id, person_county, person_id, why, at)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	               bind(i64(subject_id ? subject_county : place_county(subject_place)), i64(request_new_id(r)),
	                    i64(subject_place), i64(subject_id), i64(r->who.county), i64(r->who.person_id),
	                    txt(text_of(why)), i64(r->now)));
}

void look_act(struct request *r)
{
	int64_t place = 0, county = 0, id = 0;
	enum outcome outcome;

	if (!text_to_int64(request_field(r, "place"), &place) ||
	    (request_field(r, "person").length > 0 && !id_read(request_field(r, "person"), &county, &id))) {
		fail(r, INVALID, NULL);
		return;
	}
	outcome = look_put(r, place, county, id, text_string(r->arena, request_field(r, "why")));
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/");
}

/* clang-format off */
/* Of a large land there are many looks: the newest of each place by its index, never all of them to be sorted. */
#define OF_PLACE(place)                                                                                              \
	" UNION SELECT * FROM (SELECT * FROM look WHERE subject_place = " place " AND subject_place > 0 AND id < $3" \
	" ORDER BY id DESC LIMIT $4) AS ours"
#define OF_PERSON                                                                                                    \
	"SELECT * FROM (SELECT * FROM look WHERE county = $1 AND subject_id = $2 AND subject_id > 0 AND id < $3"     \
	" ORDER BY id DESC LIMIT $4) AS mine"
#define OF_WHOLE                                                                                                     \
	" UNION SELECT * FROM (SELECT * FROM look WHERE subject_place = 0 AND subject_id = 0 AND id < $3 AND $5 > 0" \
	" ORDER BY id DESC LIMIT $4) AS everybodys"
#define OF_ALL                                                                                                       \
	OF_PERSON OF_PLACE("$5") OF_PLACE("$6") OF_PLACE("$7") OF_PLACE("$8") OF_PLACE("$9") OF_PLACE("$10") OF_WHOLE
/* clang-format on */

/* Looks at the person and at its places (from the household up to the whole land), newest first. */
static enum outcome list_looks(struct request *r, int64_t before, size_t limit, struct look **ret, size_t *ret_count)
{
	int64_t home = r->person_place;

	return db_list(
		r->db, r->arena, &look_record_row, limit, ret, ret_count,
		"SELECT a.county, a.id, a.subject_place, a.subject_id, a.why, a.at, CASE WHEN a.subject_place = 0 AND"
		" a.subject_id = 0 THEN 1 ELSE 0 END AS whole_land, coalesce(p.name, '') AS person_name,"
		" coalesce(p.place, 0) AS person_place, coalesce(l.name, '') AS place_name FROM (" OF_ALL
		") AS a LEFT JOIN person AS p ON p.county = a.person_county AND p.id = a.person_id"
		" LEFT JOIN place AS l ON l.place = p.place - p.place % 100000 ORDER BY a.id DESC LIMIT $4",
		bind(i64(r->person_county), i64(r->person_id), i64(before > 0 ? before : INT64_MAX),
	             i64((int64_t)limit), i64(home), i64(place_above(home, PLACE_VILLAGE)),
	             i64(place_above(home, PLACE_TOWNSHIP)), i64(place_above(home, PLACE_COUNTY)),
	             i64(place_above(home, PLACE_CITY)), i64(place_above(home, PLACE_PROVINCE))));
}

void me_looks_page(struct request *r)
{
	struct look *looks;
	size_t count;
	enum outcome outcome = list_looks(r, request_after(r), request_limit(r) + 1, &looks, &count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	int64_t next = list_goes_on(r, &count) ? looks[count - 1].id : 0;
	if (r->json) {
		give_list(r, &look_record_row, looks, count, next);
		return;
	}
	page_begin_named(r, text_of(_("Who looked at my page")), "me", "/me");
	person_looks_html(r, looks, count, next);
	page_end(r);
}
