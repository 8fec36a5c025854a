/* Lists of officers: the pairings of a land and the offers that wait for households, as page, CSV, XLSX and print-out. */
#include <string.h>

#include "base/limits.h"
#include "help/pairing/pairing_inside.h"
#include "help/pairing/pairing_templates.h"

#define LINE_SELECT                                                                                                   \
	"SELECT p.county, p.id, p.household_id, p.household_place, p.giver_county, p.giver_id, p.offer_id, p.called," \
	" p.about, p.shows, p.letters, p.state, p.rested_side, p.ended_side, p.reason, p.proposed_by_id,"             \
	" p.served_by_id, p.proposed_at, p.household_said_at, p.giver_said_at, p.began_at, p.ended_at, p.version,"    \
	" COALESCE(h.head, '') AS head, COALESCE(h.id, p.household_id) AS card_id, COALESCE(v.name, '') AS village,"  \
	" COALESCE(t.name, '') AS township FROM pairing AS p LEFT JOIN household AS h ON h.place = p.household_place" \
	" LEFT JOIN place AS v ON v.place = p.household_place / 100000 * 100000"                                      \
	" LEFT JOIN place AS t ON t.place = p.household_place / 100000000 * 100000000 WHERE "
#define LINE_WITHIN "p.household_place >= $1 AND p.household_place < $2 AND ($3 = 0 OR p.state = $3)"
#define LINE_IN_COUNTY "p.county = CAST($1 AS BIGINT) / 100000000000 AND "

/* Sorting within a county reads all its pairings: they are at most some thousands. */
static const struct table_sort line_sorts[] = {
	{ .column = "village",
	  .key = "household_place",
	  .wide = true,
	  .up = LINE_SELECT LINE_WITHIN
	  " AND (p.household_place, p.id) > ($4, $5) ORDER BY p.household_place, p.id LIMIT $6",
	  .down = LINE_SELECT LINE_WITHIN
	  " AND (p.household_place, p.id) < ($4, $5) ORDER BY p.household_place DESC, p.id DESC LIMIT $6" },
	{ .column = "called",
	  .up = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN
	  " AND (p.called, p.id) > ($4, $5) ORDER BY p.called, p.id LIMIT $6 /* scan */ /* sorts */",
	  .down = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN
	  " AND (p.called, p.id) < ($4, $5) ORDER BY p.called DESC, p.id DESC LIMIT $6 /* scan */ /* sorts */" },
	{ .column = "began_at",
	  .falls = true,
	  .up = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN
	  " AND (p.began_at, p.id) > ($4, $5) ORDER BY p.began_at, p.id LIMIT $6 /* scan */ /* sorts */",
	  .down = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN
	  " AND (p.began_at, p.id) < ($4, $5) ORDER BY p.began_at DESC, p.id DESC LIMIT $6 /* scan */ /* sorts */" },
	TABLE_SORTS_END,
};

static void show_village(struct request *r, const void *row)
{
	const struct pairing *p = row;

	place_cell(r, p->village);
}

static void show_state(struct request *r, const void *row)
{
	pairing_list_state(r, row);
}

static struct text line_href(struct request *r, const void *row)
{
	return pairing_path(r->arena, row);
}

static const struct table_filter line_filters[] = {
	{ .name = "state", .label = N_("State"), .choices = pairing_states + 1, .by_number = true },
	TABLE_FILTERS_END,
};

static const struct table pairing_table = {
	.symbol = "i-people",
	.name = "pairings",
	.caption = N_("Paired families"),
	.record = &pairing_record,
	.columns = (const struct table_column[]){ { .name = "called" },
	                                          { .name = "head" },
	                                          { .name = "village", .show = show_village },
	                                          { .name = "state", .show = show_state },
	                                          { .name = "began_at" },
	                                          { .name = "ended_at" },
	                                          { .name = "reason" },
	                                          TABLE_COLUMNS_END },
	.sorts = line_sorts,
	.filters = line_filters,
	.one = LINE_SELECT "p.county = $1 AND p.id = $2",
	.id = offsetof(struct pairing, id),
	.href = line_href,
	.empty = N_("No paired family yet"),
	.empty_words = N_("Propose one on a household's card, under Paired families."),
};

enum outcome pairing_land_where(struct request *r, struct scope *ret_scope)
{
	return place_where_may(r, RIGHT_REGISTER_READ, ret_scope);
}

static void show_table(struct request *r, struct pairing_table_view *view)
{
	view->name = place_name(r->db, r->arena, r->scope.place);
	if (tally_read(r->db, r->scope.place, INDICATOR_PAIRED, 0, &view->paired) != DONE)
		view->paired = 0;
	page_begin_named(r, view->title, "households", "/me");
	pairing_list_html(r, view);
	page_end(r);
}

void pairing_desk_page(struct request *r)
{
	struct pairing_table_view view = { .title = text_of(_("Paired families of our land")) };

	look_record(r, r->scope.place, 0, 0, N_("The paired families of a place"));
	if (table_opens(r, &pairing_table, r->scope.place, &view.table))
		show_table(r, &view);
}

/* ---- offers ---- */

static enum outcome read_offers(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                                void *ret_rows, size_t *ret_count)
{
	struct pairing_offer *rows = NULL;
	enum outcome outcome = pairing_offers_in(r->db, r->arena, view->place, before, limit, &rows, ret_count);

	memcpy(ret_rows, &rows, sizeof rows);
	return outcome;
}

static void show_offer_place(struct request *r, const void *row)
{
	const struct pairing_offer *offer = row;

	place_cell(r, offer->place_name);
}

static const struct table offer_table = {
	.symbol = "i-people",
	.name = "pairing-offers",
	.caption = N_("Helpers who would like to stand by a family"),
	.record = &pairing_offer_record,
	.columns = (const struct table_column[]){ { .name = "called" },
	                                          { .name = "about" },
	                                          { .name = "place_name", .show = show_offer_place },
	                                          { .name = "households" },
	                                          { .name = "taken" },
	                                          { .name = "made_at" },
	                                          TABLE_COLUMNS_END },
	.id = offsetof(struct pairing_offer, id),
	.read = read_offers,
	.empty = N_("No offer waits"),
	.empty_words = N_("Whoever is signed in can offer to stand by a family; here it waits for one."),
};

void pairing_offers_page(struct request *r)
{
	struct pairing_table_view view = { .title = text_of(_("Helpers who would like to stand by a family")),
		                           .of_offers = true };

	if (table_opens(r, &offer_table, r->scope.place, &view.table))
		show_table(r, &view);
}
