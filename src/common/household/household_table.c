/* The list of a land's households: found by the head's name, sorted, narrowed down, as files. From the county down only, since
   whoever lives in the place can read that somebody looked. */
#include "common/household/household_rows.h"

#include "base/id.h"
#include "common/household/household_templates.h"
#include "common/place/place.h"
#include "db/search.h"
#include "web/table.h"

static enum outcome find_lines(struct request *r, struct text asked, int64_t place, int64_t before, size_t limit,
                               void *ret_rows, size_t *ret_count)
{
	int64_t *ids = arena_array(r->arena, limit, sizeof(*ids));
	struct household_line *lines = arena_array(r->arena, limit, sizeof(*lines));
	size_t count = 0;
	enum outcome outcome = search_find(r->db, r->arena, "household", place, asked, before, limit, ids, &count);

	*(struct household_line **)ret_rows = lines;
	*ret_count = 0;
	for (size_t from = 0; outcome == DONE && from < count; from += 10) {
		int64_t id[10];
		struct household_line *some;
		size_t some_count;
		for (size_t i = 0; i < 10; i++)
			id[i] = from + i < count ? ids[from + i] : 0;
		outcome = db_list(
			r->db, r->arena, &household_line_record, 10, &some, &some_count,
			"SELECT h.county, h.id, h.place, h.place % 100000 AS number, h.head, h.members, h.status,"
			" coalesce(l.name, '') AS village FROM household AS h"
			" LEFT JOIN place AS l ON l.place = h.place - h.place % 100000"
			" WHERE h.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ORDER BY h.id DESC",
			bind(i64(id[0]), i64(id[1]), i64(id[2]), i64(id[3]), i64(id[4]), i64(id[5]), i64(id[6]),
		             i64(id[7]), i64(id[8]), i64(id[9])));
		for (size_t i = 0; outcome == DONE && i < some_count; i++)
			lines[(*ret_count)++] = some[i];
	}
	return outcome;
}

#define LINE_SELECT                                                                                \
	"SELECT h.county, h.id, h.place, h.place % 100000 AS number, h.head, h.members, h.status," \
	" coalesce(l.name, '') AS village FROM household AS h LEFT JOIN place AS l"                \
	" ON l.place = h.place - h.place % 100000 WHERE "
#define LINE_IN_COUNTY "h.county = CAST($1 AS BIGINT) / 100000000000 AND "
#define LINE_WITHIN "h.place >= $1 AND h.place < $2 AND ($3 = '' OR h.status = $3)"

static const struct table_sort line_sorts[] = {
	{ .column = "number",
	  .key = "place",
	  .wide = true,
	  .up = LINE_SELECT LINE_WITHIN " AND (h.place, h.id) > ($4, $5) ORDER BY h.place, h.id LIMIT $6",
	  .down = LINE_SELECT LINE_WITHIN " AND (h.place, h.id) < ($4, $5) ORDER BY h.place DESC, h.id DESC LIMIT $6" },
	{ .column = "head",
	  .up = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN " AND (h.head, h.id) > ($4, $5) ORDER BY h.head, h.id LIMIT $6",
	  .down = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN
	  " AND (h.head, h.id) < ($4, $5) ORDER BY h.head DESC, h.id DESC LIMIT $6" },
	{ .column = "members",
	  .up = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN
	  " AND (h.members, h.id) > ($4, $5) ORDER BY h.members, h.id LIMIT $6",
	  .down = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN
	  " AND (h.members, h.id) < ($4, $5) ORDER BY h.members DESC, h.id DESC LIMIT $6" },
	TABLE_SORTS_END,
};

static void show_village(struct request *r, const void *row)
{
	const struct household_line *line = row;

	place_cell(r, line->village);
}

static void show_status(struct request *r, const void *row)
{
	const struct household_line *line = row;

	household_list_status(r, line->status);
}

static struct text line_href(struct request *r, const void *row)
{
	const struct household_line *line = row;

	return text_format(r->arena, "/households/%.*s", TEXT(id_public(r->arena, line->county, line->id)));
}

static const struct table household_table = {
	.symbol = "i-people",
	.name = "households",
	.caption = N_("Households"),
	.record = &household_line_record,
	.columns = (const struct table_column[]){ { .name = "head" },
	                                          { .name = "number", .label = N_("Number in the village") },
	                                          { .name = "village", .show = show_village },
	                                          { .name = "members" },
	                                          { .name = "status", .show = show_status },
	                                          TABLE_COLUMNS_END },
	.sorts = line_sorts,
	.filters =
		(const struct table_filter[]){
			{ .name = "status", .label = N_("Status"), .choices = household_statuses }, TABLE_FILTERS_END },
	.one = LINE_SELECT "h.county = $1 AND h.id = $2",
	.id = offsetof(struct household_line, id),
	.find = find_lines,
	.search = N_("Name of the head"),
	.href = line_href,
	.empty = N_("No households here yet"),
	.empty_words = N_("The village puts each household on a card; then it stands here."),
};

void household_list_page(struct request *r)
{
	struct table_view view = { .table = &household_table };
	bool reads = place_level(r->scope.place) >= PLACE_COUNTY; /* a look must be at a place where people live */
	enum outcome outcome = reads ? table_read(r, &household_table, r->scope.place, &view) : DONE;

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (view.count > 0 || (reads && table_is_file(r)))
		look_record(r, r->scope.place, 0, 0, N_("List of the households of the place where you live"));
	if ((reads || r->json) && table_answered(r, &view))
		return;
	table_page(r);
	page_begin(r, _("Households"), "households");
	household_list_html(r, reads ? &view : NULL);
	page_end(r);
}
