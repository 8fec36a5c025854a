/* Serving a villager: a station's operator acts for a person of the station's land. Both names stand on every command from then
   on, and the villager reads it under who looked at my page.
   It ends by the button, by signing out, or after an hour. */
#include "common/person/person_rows.h"

#include "base/id.h"
#include "common/person/person_templates.h"
#include "common/place/place.h"

struct serve {
	struct text person;
};

static const struct field serve_fields[] = {
	TEXT_FIELD(serve, person, N_("Person"), FIELD_IN | FIELD_REQUIRED, 1, 40),
	FIELD_END,
};

const struct record serve_record = { .name = "serve", .size = sizeof(struct serve), .fields = serve_fields };

enum outcome serve_page_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_SERVE);

	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return DONE;
}

enum outcome serve_where(struct request *r, struct scope *ret_scope)
{
	struct person *person = arena_take(r->arena, sizeof(*person));
	int64_t county, id;
	enum outcome outcome;

	if (!id_read(request_field(r, "person"), &county, &id))
		return NOT_FOUND;
	outcome = person_one(r->db, r->arena, county, id, person);
	if (outcome != DONE)
		return outcome;
	ret_scope->place = person->place;
	r->kept = person;
	return DONE;
}

void serve_page(struct request *r)
{
	struct text asked = text_first(text_trim(request_query(r, "q")), 60);
	size_t count = 0;
	struct person *people = NULL;
	enum outcome outcome = DONE;

	if (asked.length > 0)
		outcome = person_find(r->db, r->arena, request_secret(r), asked, r->scope.place, request_after(r),
		                      request_limit(r) + 1, &people, &count);
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		person_open(r->arena, request_secret(r), &people[i]);
		person_mask(r->arena, &people[i]);
	}
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	int64_t next = count > 0 && list_goes_on(r, &count) ? people[count - 1].id : 0;
	if (r->json) {
		give_list(r, &person_record, people, count, next);
		return;
	}
	page_begin(r, _("Serve a villager"), "counter");
	person_serve_html(r, people, count, next);
	page_end(r);
}

/* The session now acts for the person, until_at in ms; 0, 0, 0 ends it. */
static enum outcome set_served(struct request *r, int64_t county, int64_t id, int64_t until_at)
{
	return db_exec(
		r->db,
		"UPDATE session SET for_county = $1, for_id = $2, for_until = $3 WHERE digest = $4 AND person_id = $5",
		bind(i64(county), i64(id), i64(until_at), txt(r->who.session), i64(r->who.person_id)));
}

void serve_act(struct request *r)
{
	const struct person *person = r->kept;
	bool oneself = person->id == r->who.person_id;
	enum outcome outcome =
		set_served(r, oneself ? 0 : person->county, oneself ? 0 : person->id, oneself ? 0 : r->now + SERVE_MS);

	if (outcome == DONE && !oneself)
		outcome = look_put(r, 0, person->county, person->id, N_("The station's counter, serving you"));
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/counter");
}

void serve_stop_act(struct request *r)
{
	enum outcome outcome = set_served(r, 0, 0, 0);

	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/counter");
}
