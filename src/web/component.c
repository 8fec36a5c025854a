/* The small shared pieces of pages: prices, levels, states, progress, woven prices, notices. */
#include <assert.h>
#include <string.h>

#include "base/money.h"
#include "web/door.h"
#include "base/place_key.h"
#include "web/kit.h"
#include "web/kit/kit_templates.h"

void show_price(struct request *r, int64_t fen)
{
	component_html(r, fen);
}

static const struct {
	const char *colour, *word;
} level_looks[] = {
	[PLACE_PROVINCE] = { "indigo", N_("Province") }, [PLACE_CITY] = { "turq", N_("City") },
	[PLACE_COUNTY] = { "pine", N_("County") },       [PLACE_TOWNSHIP] = { "barley", N_("Township") },
	[PLACE_VILLAGE] = { "oxide", N_("Village") },    [PLACE_HOUSEHOLD] = { "plum", N_("Household") },
};

static struct text level_link(struct request *r, const char *base, int64_t place, const char *query)
{
	struct text code = place_code(r->arena, place);
	return text_format(r->arena, "%s/%.*s%s", base, TEXT(code), query ? query : "");
}

void level_bar(struct request *r, const char *base, const struct level_bar_item *above, size_t count, const char *query)
{
	struct level_step steps[6];
	size_t used = 0, at = 0;
	for (enum place_level level = PLACE_PROVINCE; level <= PLACE_HOUSEHOLD; level++) {
		struct level_step step = { .colour = level_looks[level].colour, .word = level_looks[level].word };
		if (at < count && place_level(above[at].place) == level) {
			step.name = above[at].name;
			step.href = level_link(r, base, above[at].place, query);
			step.here = at + 1 == count;
			at++;
		} else if (at < count) {
			continue; /* a county right under a province, a city that is its own county */
		}
		steps[used++] = step;
	}
	component_levels(r, steps, used);
}

void status_word(struct request *r, const char *kind, const char *word)
{
	component_status(r, kind ? kind : "", word);
}

/* part of whole in hundredths as "78.1", never more than all of it. */
static struct text hundredths(struct request *r, int64_t part, int64_t whole)
{
	int64_t thousandths = whole <= 0 || part <= 0 ? 0 : part >= whole ? 1000 : money_share(1000, part, whole);
	char digits[TEXT_DIGITS + 2];
	size_t length = text_digits((uint64_t)thousandths / 10, digits);
	digits[length++] = '.';
	digits[length++] = (char)('0' + thousandths % 10);
	return text_copy(r->arena, (struct text){ digits, length });
}

void progress_bar(struct request *r, int64_t part, int64_t whole, const char *name)
{
	component_progress(r, part, whole, hundredths(r, part, whole), name);
}

void weave(struct request *r, const struct weave_part *parts, size_t count)
{
	struct text *widths = arena_array(r->arena, count, sizeof *widths);
	struct text *starts = arena_array(r->arena, count, sizeof *starts);
	int64_t whole = 0, before = 0;
	for (size_t i = 0; i < count; i++) {
		bool fits = money_add(whole, parts[i].fen > 0 ? parts[i].fen : 0, &whole);
		assert(fits);
	}
	for (size_t i = 0; i < count; i++) {
		starts[i] = hundredths(r, before, whole);
		widths[i] = hundredths(r, parts[i].fen, whole);
		before += parts[i].fen > 0 ? parts[i].fen : 0;
	}
	component_weave(r, parts, count, starts, widths);
}

void next_page(struct request *r, int64_t next_after)
{
	if (next_after)
		component_next(r, link_with(r, "after", text_format(r->arena, "%lld", (long long)next_after)));
}

void empty_state(struct request *r, const char *title, const char *words_, const char *href, const char *button)
{
	component_empty(r, NULL, title, words_, href, button);
}

void empty_drawn(struct request *r, const char *symbol, const char *title, const char *words_, const char *href,
                 const char *button)
{
	component_empty(r, symbol, title, words_, href, button);
}

void done_notice(struct request *r, const struct choice *codes)
{
	struct text done = request_query_own(r, "done");
	for (const struct choice *c = codes; done.length && c->value; c++)
		if (text_equal(done, text_of(c->value)))
			component_done(r, _(c->label));
}
