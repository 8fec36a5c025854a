/* The list of a land's stations for those who keep them. */
#include "common/station/station_view.h"

#include "base/id.h"
#include "common/station/station_templates.h"

struct station_line {
	int64_t county, id, place, open;
	struct text name, hours, phone, village;
};

static const struct field line_fields[] = {
	INT_FIELD(station_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, station_line, id, N_("Number"), 0, 0, 0),
	INT_FIELD(station_line, place, N_("Place"), 0, 0, 0),
	TEXT_FIELD(station_line, name, N_("Name of the station"), FIELD_OUT, 0, 0),
	TEXT_FIELD(station_line, village, N_("Where it stands"), FIELD_OUT, 0, 0),
	TEXT_FIELD(station_line, hours, N_("Opening hours"), FIELD_OUT, 0, 0),
	PHONE_FIELD(station_line, phone, N_("Phone"), FIELD_OUT),
	WHOLE_FIELD(FIELD_BOOL, station_line, open, N_("In service"), FIELD_OUT, 0, 1),
	FIELD_END,
};
static const struct record line_record = { .name = "station_line",
	                                   .size = sizeof(struct station_line),
	                                   .county = offsetof(struct station_line, county),
	                                   .fields = line_fields };

#define LINE_SELECT                                                                                         \
	"SELECT s.county, s.id, s.place, s.name, s.hours, s.phone, s.open, coalesce(l.name, '') AS village" \
	" FROM station AS s LEFT JOIN place AS l ON l.place = s.place - s.place % 100000 WHERE "
#define LINE_IN_COUNTY "s.county = CAST($1 AS BIGINT) / 100000000000 AND "
#define LINE_WITHIN "s.place >= $1 AND s.place < $2 AND ($3 = 0 OR s.open = 2 - $3) AND "

static const struct table_sort line_sorts[] = {
	{ .column = "village",
	  .key = "place",
	  .wide = true,
	  .up = LINE_SELECT LINE_WITHIN "(s.place, s.id) > ($4, $5) ORDER BY s.place, s.id LIMIT $6",
	  .down = LINE_SELECT LINE_WITHIN "(s.place, s.id) < ($4, $5) ORDER BY s.place DESC, s.id DESC LIMIT $6" },
	{ .column = "name",
	  .up = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN "(s.name, s.id) > ($4, $5) ORDER BY s.name, s.id LIMIT $6",
	  .down = LINE_SELECT LINE_IN_COUNTY LINE_WITHIN
	  "(s.name, s.id) < ($4, $5) ORDER BY s.name DESC, s.id DESC LIMIT $6" },
	TABLE_SORTS_END,
};

static void show_village(struct request *r, const void *row)
{
	const struct station_line *line = row;

	place_cell(r, line->village);
}

static void show_open(struct request *r, const void *row)
{
	table_open_cell(r, ((const struct station_line *)row)->open != 0);
}

static struct text line_href(struct request *r, const void *row)
{
	const struct station_line *line = row;

	return text_format(r->arena, "/stations/%.*s", TEXT(id_public(r->arena, line->county, line->id)));
}

static const struct table station_table = {
	.symbol = "i-counter",
	.name = "stations",
	.caption = N_("Service stations"),
	.record = &line_record,
	.columns = (const struct table_column[]){ { .name = "name" },
	                                          { .name = "village", .show = show_village },
	                                          { .name = "hours" },
	                                          { .name = "phone" },
	                                          { .name = "open", .show = show_open },
	                                          TABLE_COLUMNS_END },
	.sorts = line_sorts,
	.filters =
		(const struct table_filter[]){
			{ .name = "open", .label = N_("State"), .choices = table_open_words, .by_number = true },
			TABLE_FILTERS_END },
	.one = LINE_SELECT "s.county = $1 AND s.id = $2",
	.id = offsetof(struct station_line, id),
	.href = line_href,
	.empty = N_("No station here yet"),
	.empty_words = N_("Look in the township or county around it: search below."),
};

void station_table_page(struct request *r, int64_t place)
{
	struct table_view view;

	if (!table_opens(r, &station_table, place, &view))
		return;
	page_begin(r, _("Service stations"), "stations");
	station_list_html(r, NULL, 0, place, 0, &view);
	page_end(r);
}
