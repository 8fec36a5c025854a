/* Choosing a place: the part of a page that asks by links (GET), and what forms ask for their field of a place. */
#include "base/limits.h"
#include "common/place/place_rows.h"
#include "common/place/place_templates.h"

enum { PICK_ROWS = 20 };

void place_cell(struct request *r, struct text name)
{
	place_cell_html(r, name);
}

/* ---- links ---- */

static struct text kept_next(struct request *r)
{
	struct output out = output_in(r->arena);
	struct text next = request_query(r, "next");

	if (next.length > 0) {
		out_string(&out, "&next=");
		out_url(&out, next);
	}
	return output_text(&out);
}

/* The places inside `into`, and the way up as long as it stays in the land. */
static void walk(struct request *r, int64_t into, int64_t within, struct place_pick_view *view)
{
	enum place_level level = place_level(into);
	int64_t above = level > PLACE_PROVINCE ? place_above(into, (enum place_level)(level - 1)) : PLACE_WHOLE;

	if (level >= PLACE_VILLAGE || !place_contains(within, into) ||
	    place_children(r->db, r->arena, into, 0, LIMIT_LIST_ROWS, &view->places, &view->count) != DONE)
		return;
	view->is_walking = true;
	view->into = into;
	view->into_name = place_name(r->db, r->arena, into);
	if (into != within)
		view->up = above == PLACE_WHOLE ? T("all") : place_code(r->arena, above);
}

/* In the person's county, when it lies in the land; else at the top of the land. */
static struct text walk_start(struct request *r, int64_t within)
{
	int64_t county = place_county(r->person_place);

	if (county != 0 && place_contains(within, place_of_county(county)))
		return place_code(r->arena, place_of_county(county));
	return within == PLACE_WHOLE ? T("all") : place_code(r->arena, within);
}

void place_pick(struct request *r, const char *path, int64_t within)
{
	struct place_pick_view view = { .path = path, .next = kept_next(r) };
	struct text into = request_query(r, "into");
	int64_t place = within;

	view.asked = text_trim(text_first(request_query(r, "where"), 60));
	if (view.asked.length > 0 &&
	    place_find(r->db, r->arena, view.asked, within, PICK_ROWS, &view.places, &view.count) != DONE)
		view.count = 0;
	if (view.asked.length == 0 && into.length > 0 && (text_equal(into, T("all")) || place_read(into, &place)))
		walk(r, place, within, &view);
	view.start = walk_start(r, within);
	place_pick_html(r, &view);
}

/* ---- fields of forms ---- */

static struct text source_address(struct db *db, struct arena *arena, int64_t place)
{
	return place_address(db, arena, place, place_level(place) < PLACE_COUNTY ? PLACE_PROVINCE : PLACE_COUNTY);
}

static struct place_choice *choices_of(struct arena *arena, const struct place *places, size_t count)
{
	struct place_choice *choices = arena_array(arena, count + 1, sizeof *choices);

	for (size_t i = 0; i < count; i++)
		choices[i] = (struct place_choice){ .place = places[i].place,
			                            .name = place_short(arena, places[i].name),
			                            .above = places[i].above,
			                            .has_below = places[i].level < PLACE_VILLAGE };
	return choices;
}

static enum outcome source_find(struct db *db, struct arena *arena, struct text words, size_t limit,
                                struct place_choice **ret, size_t *ret_count)
{
	struct place *places = NULL;
	enum outcome outcome = place_find(db, arena, words, PLACE_WHOLE, limit, &places, ret_count);

	*ret = choices_of(arena, places, *ret_count);
	return outcome;
}

static enum outcome source_below(struct db *db, struct arena *arena, int64_t place, size_t limit,
                                 struct place_choice **ret, size_t *ret_count)
{
	struct place *places = NULL;
	enum outcome outcome = place_children(db, arena, place, 0, limit, &places, ret_count);

	if (outcome == DONE)
		*ret = choices_of(arena, places, *ret_count);
	return outcome;
}

const struct place_source place_source = {
	.address = source_address,
	.find = source_find,
	.below = source_below,
};
