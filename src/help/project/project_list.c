/* Lists of projects: for everybody those that are public, for officers all of their land, what is late and why; with the totals of the land and of
   the places below, at every level, out of the same sums. */
#include "base/id.h"
#include "base/limits.h"
#include "help/project/project_inside.h"
#include "help/project/project_templates.h"

#define LIST_FROM PROJECT_FROM " WHERE "
#define OPEN_ONLY "p.is_public = 1 AND p.approved_at > 0 AND "
#define IN_COUNTY "p.county = CAST($1 AS BIGINT) / 100000000000 AND "
#define WITHIN "p.place >= $1 AND p.place < $2 AND ($3 = 0 OR p.state = $3) AND ($4 = '' OR p.kind = $4) AND "

/* Sorting within a county reads all its projects: they are at most some hundreds. */
#define SORTS(seen)                                                                                               \
	{                                                                                                         \
		{ .column = "place_name",                                                                         \
		  .key = "place",                                                                                 \
		  .wide = true,                                                                                   \
		  .up = LIST_FROM seen WITHIN "(p.place, p.id) > ($5, $6) ORDER BY p.place, p.id LIMIT $7",       \
		  .down = LIST_FROM seen WITHIN                                                                   \
		  "(p.place, p.id) < ($5, $6) ORDER BY p.place DESC, p.id DESC LIMIT $7" },                       \
			{ .column = "title",                                                                      \
			  .up = LIST_FROM seen IN_COUNTY WITHIN                                                   \
			  "(p.title, p.id) > ($5, $6) ORDER BY p.title, p.id LIMIT $7 /* sorts */",               \
			  .down = LIST_FROM seen IN_COUNTY WITHIN                                                 \
			  "(p.title, p.id) < ($5, $6) ORDER BY p.title DESC, p.id DESC LIMIT $7 /* sorts */" },   \
			{ .column = "end_on",                                                                     \
			  .up = LIST_FROM seen IN_COUNTY WITHIN                                                   \
			  "(p.end_on, p.id) > ($5, $6) ORDER BY p.end_on, p.id LIMIT $7 /* sorts */",             \
			  .down = LIST_FROM seen IN_COUNTY WITHIN                                                 \
			  "(p.end_on, p.id) < ($5, $6) ORDER BY p.end_on DESC, p.id DESC LIMIT $7 /* sorts */" }, \
			{ .column = "promised_fen",                                                               \
			  .falls = true,                                                                          \
			  .up = LIST_FROM seen IN_COUNTY WITHIN                                                   \
			  "(p.promised_fen, p.id) > ($5, $6) ORDER BY p.promised_fen, p.id LIMIT $7 /* sorts */", \
			  .down = LIST_FROM seen IN_COUNTY WITHIN                                                 \
			  "(p.promised_fen, p.id) < ($5, $6) ORDER BY p.promised_fen DESC, p.id DESC LIMIT $7"    \
			  " /* sorts */" },                                                                       \
			TABLE_SORTS_END,                                                                          \
	}

static const struct table_sort open_sorts[] = SORTS(OPEN_ONLY);
static const struct table_sort all_sorts[] = SORTS("");

static void dress(struct request *r, void *row)
{
	struct project *p = row;

	p->light = project_light_of(NULL, p, r->today, NULL, NULL);
}

static void show_light(struct request *r, const void *row)
{
	project_list_light(r, row);
}

static void show_state(struct request *r, const void *row)
{
	project_list_state(r, row);
}

static void show_place(struct request *r, const void *row)
{
	const struct project *p = row;

	place_cell(r, p->place_name);
}

static struct text href(struct request *r, const void *row)
{
	return project_path(r->arena, row);
}

static const struct table_column columns[] = {
	{ .name = "title" },
	{ .name = "place_name", .show = show_place },
	{ .name = "state", .show = show_state },
	{ .name = "light", .show = show_light },
	{ .name = "end_on" },
	{ .name = "promised_fen" },
	{ .name = "arrived_fen" },
	{ .name = "spent_fen" },
	TABLE_COLUMNS_END,
};
static const struct table_filter filters[] = {
	{ .name = "state", .label = N_("State"), .choices = project_states + 1, .by_number = true },
	{ .name = "kind", .label = N_("Kind"), .choices = project_kinds },
	TABLE_FILTERS_END,
};

static const struct table open_table = {
	.symbol = "i-project",
	.name = "projects",
	.caption = N_("Projects"),
	.record = &project_record,
	.columns = columns,
	.sorts = open_sorts,
	.filters = filters,
	.one = LIST_FROM OPEN_ONLY "p.county = $1 AND p.id = $2",
	.id = offsetof(struct project, id),
	.dress = dress,
	.href = href,
	.empty = N_("No project here yet"),
};
static const struct table all_table = {
	.symbol = "i-project",
	.name = "projects",
	.caption = N_("Projects"),
	.record = &project_record,
	.columns = columns,
	.sorts = all_sorts,
	.filters = filters,
	.one = LIST_FROM "p.county = $1 AND p.id = $2",
	.id = offsetof(struct project, id),
	.dress = dress,
	.href = href,
	.empty = N_("No project here yet"),
	.empty_words = N_("Propose one: the level above approves it."),
};

/* ---- totals ---- */

static const struct {
	enum indicator_number indicator;
	size_t offset;
} totals[] = {
	{ INDICATOR_PROJECTS_ALL, offsetof(struct project_totals, projects) },
	{ INDICATOR_PROJECTS_OPEN, offsetof(struct project_totals, open) },
	{ INDICATOR_PROJECTS_LATE, offsetof(struct project_totals, late) },
	{ INDICATOR_PROJECTS_PROMISED, offsetof(struct project_totals, promised_fen) },
	{ INDICATOR_PROJECTS_ARRIVED, offsetof(struct project_totals, arrived_fen) },
	{ INDICATOR_PROJECTS_SPENT, offsetof(struct project_totals, spent_fen) },
};

static void put(struct project_totals *row, int64_t indicator, int64_t value)
{
	for (size_t i = 0; i < sizeof totals / sizeof totals[0]; i++)
		if ((int64_t)totals[i].indicator == indicator)
			*(int64_t *)(void *)((char *)row + totals[i].offset) = value;
}

static enum outcome load_totals(struct request *r, struct projects_view *view)
{
	struct tally_value *values;
	size_t count = 0;
	enum outcome outcome = tally_indicators(r->db, r->arena, view->place, TALLY_EVER, &values, &count);

	for (size_t i = 0; outcome == DONE && i < count; i++)
		put(&view->totals, values[i].indicator, values[i].value);
	return outcome;
}

/* The places below that have projects. Both lists stand in the order of places. */
static enum outcome load_below(struct request *r, struct projects_view *view)
{
	enum place_level below = (enum place_level)(place_level(view->place) + 1);
	struct tally_cell *cells;
	struct place *places;
	size_t count = 0, place_count = 0, row = 0;
	enum outcome outcome;

	if (below > PLACE_VILLAGE)
		return DONE;
	outcome = place_children(r->db, r->arena, view->place, 0, LIMIT_LIST_ROWS, &places, &place_count);
	if (outcome == DONE)
		outcome = tally_table(r->db, r->arena, view->place, below, INDICATOR_NUMBERS - 1, TALLY_EVER, &cells,
		                      &count);
	if (outcome != DONE)
		return outcome;
	struct project_totals *rows = arena_array(r->arena, place_count + 1, sizeof *rows);
	for (size_t i = 0; i < place_count; i++)
		rows[i] = (struct project_totals){ .place = places[i].place, .name = places[i].name };
	for (size_t i = 0; i < count; i++) {
		while (row < place_count && rows[row].place < cells[i].place)
			row++;
		if (row < place_count && rows[row].place == cells[i].place)
			put(&rows[row], cells[i].indicator, cells[i].value);
	}
	for (size_t i = 0; i < place_count; i++)
		if (rows[i].projects > 0 || rows[i].late > 0)
			rows[view->below_count++] = rows[i];
	view->below = rows;
	return DONE;
}

/* ---- pages ---- */

static void show_list(struct request *r, const struct table *table, struct projects_view *view)
{
	struct table_view rows;
	enum outcome outcome = table_read(r, table, view->place, &rows);

	if (outcome == DONE && table_answered(r, &rows))
		return;
	if (outcome == DONE)
		outcome = load_totals(r, view);
	if (outcome == DONE)
		outcome = load_below(r, view);
	if (outcome == DONE)
		outcome = place_path(r->db, r->arena, view->place, view->path, &view->path_count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view->may_make = identity_where(&r->who, RIGHT_PROJECT) >= 0 && r->who.for_id == 0;
	table_page(r);
	page_begin_named(r, text_of(view->desk ? _("Projects of our land") : _("Projects")), "",
	                 view->desk ? "/me" : "/");
	project_list_html(r, view, &rows);
	page_end(r);
}

void projects_page(struct request *r)
{
	struct projects_view view = { .place = PLACE_WHOLE };

	if (!request_query_place(r, "place", &view.place) ||
	    !(view.place == PLACE_WHOLE || place_is_known(r->db, view.place)))
		view.place = PLACE_WHOLE;
	show_list(r, &open_table, &view);
}

void projects_desk_page(struct request *r)
{
	struct projects_view view = { .place = r->scope.place, .desk = true };

	show_list(r, &all_table, &view);
}
