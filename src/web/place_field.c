/* The field of a form for a place: reading what was typed or pressed, and showing it with the places to choose among. */
#include "web/place_field.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/place_key.h"
#include "web/door.h"
#include "web/kit.h"
#include "web/kit/kit_templates.h"

enum { FOUND_ROWS = 20, WORDS_CHARACTERS = 60 };

bool place_field_is(const struct field *field)
{
	return field->kind == FIELD_PLACE && !(field->flags & FIELD_AS_CODE);
}

/* NULL: no module keeps places (tests of the floors below). */
static const struct place_source *source_of(struct request *r)
{
	const struct module *module;
	for (size_t i = 0; r->site && r->db && (module = site_module(r->site, i)); i++)
		if (module->places)
			return module->places;
	return NULL;
}

/* What was posted under the field's name with an ending: "place.find". */
static struct text posted(struct request *r, struct text name, const char *ending)
{
	if (!r->form)
		return T("");
	struct text value = form_value_of(r->form, text_format(r->arena, "%.*s%s", TEXT(name), ending));
	return text_first(text_trim(value), WORDS_CHARACTERS);
}

/* ---- reading ---- */

/* The one place meant: the only one found, or the only one that is called just so. NULL: nobody can know. */
static const struct place_choice *meant(const struct place_choice *found, size_t count, struct text asked)
{
	const struct place_choice *same = NULL;
	if (count == 1)
		return &found[0];
	for (size_t i = 0; i < count; i++) {
		if (!text_equal(found[i].name, asked))
			continue;
		if (same)
			return NULL;
		same = &found[i];
	}
	return same;
}

static bool read_words(struct request *r, struct text name, struct text asked)
{
	const struct place_source *source = source_of(r);
	struct place_choice *found = NULL;
	size_t count = 0;
	if (!source || source->find(r->db, r->arena, asked, FOUND_ROWS, &found, &count) != DONE)
		count = 0;
	const struct place_choice *one = meant(found, count, asked);
	if (one) {
		form_remove(r->form, text_format(r->arena, "%.*s.find", TEXT(name)));
		return form_set(r->form, name, place_code(r->arena, one->place));
	}
	problem_add(&r->problems, name,
	            count ? N_("Several places are called like that: choose one")
	                  : N_("No place is called like that: %s"),
	            asked);
	return false;
}

bool place_field_read(struct request *r, struct text name)
{
	struct text asked = posted(r, name, ".find");
	if (posted(r, name, ".go").length) {
		r->choosing = name;
		return false;
	}
	bool looked_up = text_equal(asked, posted(r, name, ".found")) && posted(r, name, "").length;
	return !asked.length || looked_up || read_words(r, name, asked);
}

bool place_field_settle(struct request *r)
{
	if (!r->choosing.length)
		return true;
	r->problems = problems_in(r->arena);
	problem_add(&r->problems, r->choosing, N_("Choose the place, then go on"), T(""));
	return false;
}

/* ---- showing ---- */

static void walk_into(struct request *r, const struct place_source *source, int64_t place,
                      struct place_field_view *view)
{
	struct place_choice *below = NULL;
	enum place_level level = place_level(place);
	if (level >= PLACE_VILLAGE ||
	    source->below(r->db, r->arena, place, LIMIT_LIST_ROWS, &below, &view->count) != DONE)
		return;
	view->is_walking = true;
	view->choices = below;
	if (place == PLACE_WHOLE)
		return;
	view->here = source->address(r->db, r->arena, place);
	int64_t above = level == PLACE_PROVINCE ? PLACE_WHOLE : place_above(place, (enum place_level)(level - 1));
	view->up = above == PLACE_WHOLE ? T("all") : place_code(r->arena, above);
}

static void fill_choices(struct request *r, const struct place_source *source, struct text name,
                         struct place_field_view *view)
{
	struct place_choice *found = NULL;
	struct text go = posted(r, name, ".go");
	int64_t place;
	view->asked = posted(r, name, ".find");
	if (go.length && !text_equal(go, T("find"))) {
		view->asked = T("");
		if (text_equal(go, T("all")) || !place_read(go, &place))
			place = PLACE_WHOLE;
		walk_into(r, source, place, view);
	} else if (view->asked.length &&
	           source->find(r->db, r->arena, view->asked, FOUND_ROWS, &found, &view->count) == DONE) {
		view->choices = found;
	}
}

/* A walk starts beside what is chosen, else in the person's county, else at the provinces. */
static struct text walk_start(struct request *r, int64_t chosen)
{
	if (chosen != PLACE_WHOLE && place_level(chosen) > PLACE_PROVINCE)
		return place_code(r->arena, place_above(chosen, (enum place_level)(place_level(chosen) - 1)));
	if (place_county(r->person_place) != 0)
		return place_code(r->arena, place_of_county(place_county(r->person_place)));
	return T("all");
}

void place_field_show(struct request *r, const struct form_item *item)
{
	const struct place_source *source = source_of(r);
	struct place_field_view view = { .item = item };
	int64_t chosen = PLACE_WHOLE;
	if (!source) {
		form_field_html(r, item);
		return;
	}
	if (item->value.length && place_read(item->value, &chosen) && chosen != PLACE_WHOLE) {
		view.chosen = item->value;
		view.chosen_name = source->address(r->db, r->arena, chosen);
	}
	view.walk = walk_start(r, chosen);
	fill_choices(r, source, text_of(item->field->name), &view);
	place_field_html(r, &view);
}
