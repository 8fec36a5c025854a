/* Lists of shares and contracts, and of what was paid, as tables: a page, CSV, XLSX and a page to print. */
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "help/linkage/linkage_inside.h"
#include "help/linkage/linkage_templates.h"

/* ---- shares and contracts: of a seller, or of a land ---- */

static enum outcome read_linkages(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                                  void *ret_rows, size_t *ret_count)
{
	const struct seller *seller = r->kept;
	int64_t state = choice_position(linkage_states, view->values[1]);
	struct linkage *rows = NULL;
	enum outcome outcome =
		linkage_list(r, seller != NULL ? seller->county : 0, seller != NULL ? seller->id : 0, view->place,
	                     view->values[0], state > 0 ? state : 0, before, limit, &rows, ret_count);

	memcpy(ret_rows, &rows, sizeof rows);
	return outcome;
}

static void show_head(struct request *r, const void *row)
{
	out_shown(r->out, linkage_head(r, row));
}

static void show_village(struct request *r, const void *row)
{
	const struct linkage *l = row;

	place_cell(r, l->village);
}

static void show_terms(struct request *r, const void *row)
{
	out_shown(r->out, linkage_terms(r, row));
}

static void show_state(struct request *r, const void *row)
{
	linkage_list_state(r, row);
}

static struct text linkage_href(struct request *r, const void *row)
{
	return linkage_path(r->arena, row);
}

static const struct table_filter linkage_filters[] = {
	{ .name = "kind", .label = N_("Kind"), .choices = linkage_kinds },
	{ .name = "state", .label = N_("State"), .choices = linkage_states + 1 },
	TABLE_FILTERS_END,
};

static const struct table linkage_table = {
	.symbol = "i-home",
	.name = "linkages",
	.caption = N_("Shares and contracts"),
	.record = &linkage_record,
	.columns = (const struct table_column[]){ { .name = "head", .show = show_head, .label = N_("Household") },
	                                          { .name = "village", .show = show_village },
	                                          { .name = "kind" },
	                                          { .name = "what" },
	                                          { .name = "shares", .show = show_terms, .label = N_("Agreed") },
	                                          { .name = "paid_fen" },
	                                          { .name = "state", .show = show_state },
	                                          TABLE_COLUMNS_END },
	.filters = linkage_filters,
	.id = offsetof(struct linkage, id),
	.read = read_linkages,
	.href = linkage_href,
	.empty = N_("No share and no contract yet"),
	.empty_words = N_("The co-operative, the firm or the village enters one; the household says yes or no."),
};

static void show_table(struct request *r, const struct table *table, struct linkage_table_view *view, int64_t place,
                       const char *tab)
{
	if (!table_opens(r, table, place, &view->table))
		return;
	page_begin_named(r, view->title, tab, NULL);
	linkage_list_html(r, view);
	page_end(r);
}

enum outcome linkage_seller_where(struct request *r, struct scope *ret_scope)
{
	struct seller *seller = arena_take(r->arena, sizeof *seller);
	int64_t county, id;

	if (!request_id(r, "seller", &county, &id))
		return NOT_FOUND;
	r->kept = seller;
	return seller_scope(r, county, id, ret_scope, seller);
}

void linkage_seller_page(struct request *r)
{
	const struct seller *seller = r->kept;
	struct linkage_table_view view = {
		.title = text_of(_("Households linked with us")),
		.name = seller->name,
		.new_path = text_format(r->arena, "/linkages/new?seller=%.*s",
		                        TEXT(id_public(r->arena, seller->county, seller->id))),
		.pay_path = payday_seller_path(r->arena, seller->county, seller->id, "/paydays"),
	};

	if (!r->scope.mine)
		look_record(r, seller->place, 0, 0, N_("The households linked with a co-operative or firm"));
	show_table(r, &linkage_table, &view, r->scope.place, "desk");
}

enum outcome linkage_land_where(struct request *r, struct scope *ret_scope)
{
	return place_where_may(r, RIGHT_REGISTER_READ, ret_scope);
}

void linkage_desk_page(struct request *r)
{
	struct linkage_table_view view = { .title = text_of(_("Shares and contracts of our land")),
		                           .name = place_name(r->db, r->arena, r->scope.place) };

	r->kept = NULL; /* of no seller alone */
	look_record(r, r->scope.place, 0, 0, N_("Shares and contracts of the households of a place"));
	show_table(r, &linkage_table, &view, r->scope.place, "households");
}

/* ---- what a household was paid ---- */

static enum outcome read_paid(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                              void *ret_rows, size_t *ret_count)
{
	const struct household *household = r->kept;
	struct payday_line *rows = NULL;
	enum outcome outcome = payday_lines_of_household(r->db, r->arena, household->place, view->values[0], before,
	                                                 limit, &rows, ret_count);

	memcpy(ret_rows, &rows, sizeof rows);
	return outcome;
}

static const struct table paid_table = {
	.symbol = "i-money",
	.name = "paid",
	.caption = N_("What was paid"),
	.record = &payday_line_record,
	.columns = (const struct table_column[]){ { .name = "paid_at" },
	                                          { .name = "seller_name" },
	                                          { .name = "title" },
	                                          { .name = "kind" },
	                                          { .name = "amount_fen" },
	                                          { .name = "corrected_fen" },
	                                          { .name = "sum_fen" },
	                                          TABLE_COLUMNS_END },
	.filters = (const struct table_filter[]){ { .name = "kind", .label = N_("Kind"), .choices = linkage_kinds },
	                                          TABLE_FILTERS_END },
	.id = offsetof(struct payday_line, payday_id),
	.read = read_paid,
	.empty = N_("Nothing was paid yet"),
	.empty_words = N_("What a co-operative or firm pays for shares, goods, land or work stands here."),
};

void linkage_paid_page(struct request *r)
{
	const struct household *household = r->kept;
	struct text village = place_address(r->db, r->arena, household->place, PLACE_COUNTY);
	struct linkage_table_view view = { .title = text_of(_("What the household got, from whom and why")) };

	if (r->scope.mine)
		view.title = text_of(_("What I got, from whom and why"));
	view.name = household_called(r, village, household->place);
	if (!r->scope.mine || r->who.for_id != 0)
		look_record(r, household->place, 0, 0, N_("Your household's shares and contracts"));
	show_table(r, &paid_table, &view, household->place, r->scope.mine ? "me" : "households");
}

/* ---- the lines of a payday ---- */

static enum outcome read_lines(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                               void *ret_rows, size_t *ret_count)
{
	struct payday_line *rows = NULL;
	enum outcome outcome = payday_lines(r->db, r->arena, r->kept, before, limit, &rows, ret_count);

	(void)view; /* of which payday stands in the path */
	memcpy(ret_rows, &rows, sizeof rows);
	return outcome;
}

static void show_line_village(struct request *r, const void *row)
{
	const struct payday_line *line = row;

	place_cell(r, line->village);
}

static void show_line_basis(struct request *r, const void *row)
{
	payday_page_basis(r, row);
}

static void show_line_paid(struct request *r, const void *row)
{
	payday_page_paid(r, row);
}

const struct table payday_table = {
	.symbol = "i-money",
	.name = "payday",
	.caption = N_("Each household's sum"),
	.record = &payday_line_record,
	.columns = (const struct table_column[]){ { .name = "head" },
	                                          { .name = "village", .show = show_line_village },
	                                          { .name = "what" },
	                                          { .name = "shares", .show = show_line_basis, .label = N_("For") },
	                                          { .name = "amount_fen" },
	                                          { .name = "corrected_fen" },
	                                          { .name = "paid_at", .show = show_line_paid },
	                                          TABLE_COLUMNS_END },
	.id = offsetof(struct payday_line, number),
	.read = read_lines,
	.empty = N_("No line"),
	.empty_words = N_("Nobody is to be paid by this."),
};
