/* The list of a land's sellers as officers work with it. JSON gives the whole records, as it always did. */
#include "base/id.h"
#include "base/limits.h"
#include "trade/seller/seller_templates.h"
#include "trade/seller/seller_view.h"
#include "web/table.h"

static const struct field line_fields[] = {
	INT_FIELD(seller_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, seller_line, id, N_("Number"), 0, 0, 0),
	INT_FIELD(seller_line, place, N_("Place"), 0, 0, 0),
	TEXT_FIELD(seller_line, name, N_("Public name"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(seller_line, kind, N_("Kind"), FIELD_OUT, seller_kinds),
	TEXT_FIELD(seller_line, village, N_("Village"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, seller_line, created_at, N_("Since"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, seller_line, open, N_("Open"), FIELD_OUT, 0, 1),
	FIELD_END,
};
static const struct record line_record = { .name = "seller_line",
	                                   .size = sizeof(struct seller_line),
	                                   .county = offsetof(struct seller_line, county),
	                                   .fields = line_fields };

#define LINE_SELECT                                                                                             \
	"SELECT s.county, s.id, s.place, s.name, s.kind, s.open, s.created_at, coalesce(l.name, '') AS village" \
	" FROM seller AS s LEFT JOIN place AS l ON l.place = s.place - s.place % 100000 WHERE "
#define LINE_IN_COUNTY "s.county = CAST($1 AS BIGINT) / 100000000000 AND "
#define LINE_WITHIN "s.place >= $1 AND s.place < $2 AND ($3 = '' OR s.kind = $3) AND ($4 = 0 OR s.open = 2 - $4) AND "

static const struct table_sort line_sorts[] = {
	{ .column = "created_at",
	  .key = "id",
	  .falls = true,
	  .down = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN "s.id < $5 AND s.id <= $6 ORDER BY s.id DESC LIMIT $7",
	  .up = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN "s.id > $5 AND s.id >= $6 ORDER BY s.id LIMIT $7" },
	{ .column = "name",
	  .up = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN "(s.name, s.id) > ($5, $6) ORDER BY s.name, s.id LIMIT $7",
	  .down = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN
	  "(s.name, s.id) < ($5, $6) ORDER BY s.name DESC, s.id DESC LIMIT $7" },
	{ .column = "village",
	  .key = "place",
	  .wide = true,
	  .up = LINE_SELECT LINE_WITHIN "(s.place, s.id) > ($5, $6) ORDER BY s.place, s.id LIMIT $7",
	  .down = LINE_SELECT LINE_WITHIN "(s.place, s.id) < ($5, $6) ORDER BY s.place DESC, s.id DESC LIMIT $7" },
	TABLE_SORTS_END,
};

static void show_village(struct request *r, const void *row)
{
	const struct seller_line *line = row;

	place_cell(r, line->village);
}

static void show_open(struct request *r, const void *row)
{
	table_open_cell(r, ((const struct seller_line *)row)->open != 0);
}

static struct text line_href(struct request *r, const void *row)
{
	const struct seller_line *line = row;

	return text_format(r->arena, "/sellers/%.*s", TEXT(id_public(r->arena, line->county, line->id)));
}

static const struct table seller_table = {
	.symbol = "i-seller",
	.name = "sellers",
	.caption = N_("Sellers"),
	.record = &line_record,
	.columns = (const struct table_column[]){ { .name = "name" },
	                                          { .name = "kind" },
	                                          { .name = "village", .show = show_village },
	                                          { .name = "created_at" },
	                                          { .name = "open", .show = show_open },
	                                          TABLE_COLUMNS_END },
	.sorts = line_sorts,
	.filters =
		(const struct table_filter[]){
			{ .name = "kind", .label = N_("Kind"), .choices = seller_kinds },
			{ .name = "open", .label = N_("State"), .choices = table_open_words, .by_number = true },
			TABLE_FILTERS_END },
	.one = LINE_SELECT "s.county = $1 AND s.id = $2",
	.id = offsetof(struct seller_line, id),
	.href = line_href,
	.empty = N_("No sellers here yet"),
	.empty_words = N_("Register a household, a co-operative or a firm; then it can list its goods."),
};

static void give_sellers(struct request *r)
{
	struct seller *sellers = NULL;
	size_t count = 0, limit = request_limit(r);
	enum outcome outcome =
		seller_list(r->db, r->arena, r->scope.place, request_after(r), limit + 1, &sellers, &count);

	give_list_read(r, outcome, &seller_record, sellers, count);
}

void seller_list_page(struct request *r)
{
	struct table_view view;

	if (r->json) {
		give_sellers(r);
		return;
	}
	if (!table_opens(r, &seller_table, r->scope.place, &view))
		return;
	page_begin(r, _("Sellers"), "desk");
	seller_list_html(r, &view, place_name(r->db, r->arena, r->scope.place));
	page_end(r);
}
