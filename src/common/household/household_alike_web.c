/* Doors of households that may be one: the list of a land, and saying that they are two. */
#include "common/household/household_rows.h"

#include "base/id.h"
#include "base/limits.h"
#include "common/household/household_templates.h"

/* A place from the county down, where people live who can read that somebody looked; the pairs of it. */
static enum outcome load(struct request *r, struct household_alike **ret, size_t *ret_count, int64_t *ret_next)
{
	size_t limit = request_limit(r);
	enum outcome outcome;

	*ret_next = 0;
	*ret_count = 0;
	if (place_level(r->scope.place) < PLACE_COUNTY)
		return DONE;
	outcome = household_alike_list(r->db, r->arena, r->scope.place, request_after(r), limit + 1, ret, ret_count);
	if (outcome != DONE || *ret_count <= limit)
		return outcome;
	/* A page ends with a household; one has fewer pairs than a page has rows, unless the page was asked to be tiny. */
	size_t end = limit;
	while (end > 1 && (*ret)[end - 1].household_id == (*ret)[limit].household_id)
		end--;
	*ret_count = end;
	*ret_next = (*ret)[end - 1].household_id;
	return DONE;
}

void household_alike_page(struct request *r)
{
	struct household_alike *pairs = NULL;
	size_t count;
	int64_t next;
	enum outcome outcome = load(r, &pairs, &count, &next);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (count > 0)
		look_record(r, r->scope.place, 0, 0, N_("List of the households of the place where you live"));
	if (r->json) {
		give_list(r, &household_alike_record, pairs, count, next);
		return;
	}
	page_begin(r, _("Households that may be one"), "households");
	household_alike_html(r, pairs, count, next);
	page_end(r);
}

void household_alike_act(struct request *r)
{
	int64_t county = 0, id = 0;
	enum outcome outcome = NOT_FOUND;

	if (id_read(request_field(r, "other"), &county, &id))
		outcome = household_alike_close(r->db, r->kept, county, id, r->who.person_id, r->now);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/alike?place=%.*s&done=two",
		          TEXT(place_code(r->arena, place_above(r->scope.place, PLACE_VILLAGE))));
}
