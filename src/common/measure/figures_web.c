/* Doors of the six-level figures: the page, the same as JSON, CSV and spreadsheet. Down to the township they are for everybody; a
   village's tell of few people, so they want the right to read figures there. */
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "common/measure/measure_templates.h"
#include "common/measure/measure_view.h"
#include "journal/tally_lines.h"
#include "web/table.h"

static const struct field figure_fields[] = {
	TEXT_FIELD(figure, name, N_("Indicator"), FIELD_OUT, 0, 40),
	INT_FIELD(figure, value, N_("Value"), FIELD_OUT, 0, 0),
	INT_FIELD(figure, before, N_("The year before"), FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record figure_record = { .name = "figure", .size = sizeof(struct figure), .fields = figure_fields };

/* For the document: the page's rows carry a value for each indicator (in fen, grams or pieces). */
static const struct field row_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, figure_row, place, N_("Code"), FIELD_OUT, 0, 0),
	TEXT_FIELD(figure_row, name, N_("Name"), FIELD_OUT, 0, 60),
	FIELD_END,
};
static const struct record row_record = { .name = "figure_row",
	                                  .size = sizeof(struct figure_row),
	                                  .fields = row_fields };

static const struct field page_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, figures, place, N_("Code"), FIELD_OUT, 0, 0),
	TEXT_FIELD(figures, name, N_("Name"), FIELD_OUT, 0, 60),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_OUT,
	  .name = "period",
	  .offset = FIELD_WORDS(figures, period_word),
	  .label = N_("Period") },
	LIST_FIELD(figures, figures, N_("Figures"), FIELD_OUT, &figure_record, 0, INDICATOR_NUMBERS),
	LIST_FIELD(figures, below, N_("Below"), FIELD_OUT, &row_record, 0, LIMIT_LIST_ROWS),
	FIELD_END,
};
static const struct record page_record = { .name = "figures", .size = sizeof(struct figures), .fields = page_fields };

static enum outcome figures_where(struct request *r, struct scope *ret_scope)
{
	struct figures_path *path = arena_take(r->arena, sizeof *path);
	int64_t place;
	enum outcome outcome;

	if (!request_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place;
	ret_scope->mine = place_level(place) <= PLACE_TOWNSHIP;
	if (place == PLACE_WHOLE)
		return DONE;
	outcome = place_path(r->db, r->arena, place, path->items, &path->count);
	if (outcome == DONE && (path->count == 0 || path->items[path->count - 1].place != place))
		return NOT_FOUND;
	r->kept = path;
	return outcome;
}

/* Reads what all doors show; in_group: of one group, that of the indicator in the address. False: the failure is answered. */
static bool read_page(struct request *r, int64_t place, bool in_group, struct figures *figures)
{
	const struct indicator *chosen = indicator_named(request_query(r, "indicator"));
	enum indicator_group group = FIGURES_NONE;
	enum outcome outcome;

	if (chosen == NULL && !r->json) /* programs get no chart */
		chosen = indicator_of(INDICATOR_SOLD_FEN);
	if (in_group && !r->json) /* programs get all */
		group = chosen->group;
	outcome = figures_read(r, place, request_period(r, calendar_year(r->today)), chosen, group, figures);
	if (outcome == DONE)
		return true;
	fail(r, outcome, NULL);
	return false;
}

/* The rows below with a value for each indicator that is declared: the record is made as the modules say. */
static void give_figures(struct request *r, struct figures *figures)
{
	struct field fields[sizeof page_fields / sizeof page_fields[0]];
	struct record record = page_record;

	memcpy(fields, page_fields, sizeof fields);
	for (struct field *field = fields; field->kind != FIELD_NONE; field++)
		if (field->rows == &row_record)
			field->rows = figure_row_record(r->arena, FIGURES_NONE);
	record.fields = fields;
	figures->period_word = calendar_period_word(r->arena, figures->period);
	figures->figures = (struct list){ figures->list, figures->count };
	figures->below = (struct list){ figures->rows, figures->row_count };
	give_one(r, &record, figures);
}

/* ---- the table of the places below ---- */

static struct text row_href(struct request *r, const void *row)
{
	const struct figure_row *figure = row;
	int64_t period = request_period(r, calendar_year(r->today));

	struct text path = text_format(r->arena, "/figures/%.*s?period=%.*s", TEXT(place_code(r->arena, figure->place)),
	                               TEXT(calendar_period_word(r->arena, period)));
	const struct indicator *chosen = indicator_named(request_query(r, "indicator"));

	return chosen == NULL ? path : text_format(r->arena, "%.*s&indicator=%s", TEXT(path), chosen->name);
}

/* Whole yuan and kilograms: the heading has the unit; the files have them to the fen and the gram. */
static struct text row_cell(struct request *r, const struct field *field, const void *row)
{
	const struct figure_row *figure = row;

	if (!field_is_whole(field->kind))
		return place_short(r->arena, figure->name);
	if (field->kind == FIELD_PLACE)
		return place_code(r->arena, figure->place);
	int64_t unit = field->kind == FIELD_FEN ? 100 : field->kind == FIELD_GRAMS ? 1000 : 1;
	return show_number(r, field_int_of(field, row) / unit);
}

static const struct table below_table = {
	.name = "figures",
	.caption = N_("Places below"),
	.in_files = "place",
	.href = row_href,
	.cell = row_cell,
};

/* The name stands first on the page; the code behind it is for whoever counts on in a spreadsheet. */
static const struct record *below_record(struct request *r, enum indicator_group group)
{
	const struct record *record = figure_row_record(r->arena, group);
	struct field *fields = arena_array(r->arena, INDICATOR_NUMBERS + 3, sizeof *fields);
	struct record *turned = arena_take(r->arena, sizeof *turned);

	memcpy(fields, record->fields, (INDICATOR_NUMBERS + 3) * sizeof *fields);
	fields[0] = record->fields[1];
	fields[1] = record->fields[0];
	*turned = *record;
	turned->fields = fields;
	return turned;
}

static void table_below(struct request *r, const struct figures *figures, struct table_view *ret_view)
{
	struct figure_row *rows = arena_array(r->arena, figures->row_count, sizeof *rows);

	for (size_t i = 0; i < figures->row_count; i++) {
		rows[i] = figures->rows[i];
		for (size_t k = 0; k < INDICATOR_NUMBERS && !rows[i].reported; k++)
			rows[i].values[k] = INT64_MIN;
	}
	table_of_rows(r, &below_table, below_record(r, figures->group), rows, figures->row_count, ret_view);
	ret_view->place = figures->place;
}

/* ---- the months of the year ---- */

static enum outcome read_months(struct request *r, struct figures *figures)
{
	int64_t year = calendar_year(figures->period), this_month = calendar_month(r->today);
	struct tally_line_point *points;
	size_t count;
	enum outcome outcome =
		tally_lines(r->db, r->arena, figures->place, year, INDICATOR_NUMBERS - 1, &points, &count);

	figures->months_part = 12;
	for (size_t month = 0; month < 12; month++) {
		int64_t period = year + 100 * ((int64_t)month + 1);

		if (period == this_month)
			figures->months_part = month;
		for (size_t k = 0; k < INDICATOR_NUMBERS; k++)
			figures->months[k][month] = period > this_month ? INT64_MIN : 0;
	}
	for (size_t i = 0; outcome == DONE && i < count; i++)
		figures->months[points[i].indicator][points[i].period / 100 % 100 - 1] = points[i].value;
	return outcome;
}

static void show_figures(struct request *r, int64_t place)
{
	struct figures figures;
	struct table_view below;
	enum outcome outcome;

	if (!read_page(r, place, true, &figures))
		return;
	if (r->json) {
		give_figures(r, &figures);
		return;
	}
	outcome = read_months(r, &figures);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	table_below(r, &figures, &below);
	if (table_answered(r, &below))
		return;
	table_page(r); /* its drawings want office.css, too */
	page_begin_named(r, words(r, "Figures of %s", figures.name), "figures", NULL);
	measure_figures_html(r, &figures, &below);
	page_end(r);
}

static void figures_page(struct request *r)
{
	show_figures(r, r->scope.place);
}

/* Where the person may look at rows; for others the country. */
static void my_figures_page(struct request *r)
{
	int64_t place = identity_where(&r->who, RIGHT_FIGURES_READ);

	show_figures(r, place > 0 ? place : PLACE_WHOLE);
}

static struct text file_name(struct request *r, const struct figures *figures, const char *ending)
{
	return text_format(r->arena, "tongcun-%.*s-%lld.%s",
	                   TEXT(figures->place == PLACE_WHOLE ? T("china") : place_code(r->arena, figures->place)),
	                   (long long)figures->period, ending);
}

static void figures_csv(struct request *r)
{
	const struct record *record = figure_row_record(r->arena, FIGURES_NONE);
	struct output out = output_in(r->arena);
	struct figures figures;

	if (!read_page(r, r->scope.place, false, &figures))
		return;
	csv_heading(r, &out, record);
	for (size_t i = 0; i < figures.row_count; i++)
		csv_row(r, &out, record, &figures.rows[i]);
	give_file(r, T("text/csv; charset=utf-8"), file_name(r, &figures, "csv"), output_text(&out), 0);
}

static void figures_xlsx(struct request *r)
{
	struct figures figures;

	if (!read_page(r, r->scope.place, false, &figures))
		return;
	give_file(r, file_type(T(".xlsx")), file_name(r, &figures, "xlsx"),
	          xlsx_of(r, figure_row_record(r->arena, FIGURES_NONE), figures.rows, figures.row_count, _("Figures")),
	          0);
}

#define FIGURES_QUERY                                                                                   \
	QUERY_OF(QUERY(FIELD_TEXT, "period",                                                            \
	               "A year (2026), month (202607) or day (20260725); the present one when absent"), \
	         QUERY(FIELD_TEXT, "indicator", "Name of an indicator, like sold_fen"), QUERY_TABLE)

static const struct route figure_routes[] = {
	{ GET, "/figures", my_figures_page, ANYONE, "Show the figures of one's own land, or of the country",
	  .gives = &page_record, .query = FIGURES_QUERY },
	{ GET, "/figures/{place}", figures_page, MAY(RIGHT_FIGURES_READ), "Show the totals of a place for a period",
	  .where = figures_where, .gives = &page_record, .query = FIGURES_QUERY },
	{ GET, "/figures/{place}/figures.csv", figures_csv, MAY(RIGHT_FIGURES_READ),
	  "Download the totals of the places below", .where = figures_where, .flags = ROUTE_PAGE,
	  .query = FIGURES_QUERY },
	{ GET, "/figures/{place}/figures.xlsx", figures_xlsx, MAY(RIGHT_FIGURES_READ),
	  "Download the totals of the places below as a spreadsheet", .where = figures_where, .flags = ROUTE_PAGE,
	  .query = FIGURES_QUERY },
	{ GET, "/figures/rows", figure_parts_page, MAY(RIGHT_FIGURES_READ),
	  "List the rows that a figure of a place is made of", .where = figure_parts_where,
	  .gives = &figure_part_record, .query = FIGURES_QUERY, .flags = ROUTE_LIST | ROUTE_PAGED },
	ROUTES_END,
};

const struct module measure_module = {
	.name = "measure",
	.routes = figure_routes,
	.checks = measure_checks,
};
