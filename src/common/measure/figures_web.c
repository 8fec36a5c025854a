/* Doors of the six-level figures: the page, the same as JSON, CSV and spreadsheet. Down to the township they are for everybody; a
   village's tell of few people, so they want the right to read figures there. */
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "common/measure/measure_templates.h"
#include "common/measure/measure_view.h"

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

/* "2026", "202607" or "20260725" as a period; this year when absent or no period. */
static int64_t asked_period(struct request *r)
{
	struct text asked = request_query(r, "period");
	int64_t period;

	if (!text_to_int64(asked, &period) || period < 0)
		return calendar_year(r->today);
	if (asked.length == 4)
		period *= 10000;
	else if (asked.length == 6)
		period *= 100;
	return asked.length <= 8 && calendar_is_day(calendar_period_start(period)) ? period : calendar_year(r->today);
}

static enum outcome figures_where(struct request *r, struct scope *ret_scope)
{
	struct place *row = arena_take(r->arena, sizeof *row);
	int64_t place;

	if (!request_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place;
	ret_scope->mine = place_level(place) <= PLACE_TOWNSHIP;
	return place == PLACE_WHOLE ? DONE : place_one(r->db, r->arena, place, row);
}

/* Reads what all doors show. False: the failure is answered. */
static bool read_page(struct request *r, int64_t place, struct figures *figures)
{
	const struct indicator *chosen = indicator_named(request_query(r, "indicator"));
	enum outcome outcome;

	if (chosen == NULL && !r->json) /* programs get no chart */
		chosen = indicator_of(INDICATOR_SOLD_FEN);
	outcome = figures_read(r, place, asked_period(r), chosen, figures);
	if (outcome == DONE)
		return true;
	fail(r, outcome, NULL);
	return false;
}

/* A period as ?period= takes it: "2026", "202607", "20260725". */
static struct text period_word(struct arena *arena, int64_t period)
{
	while (period > 9999 && period % 100 == 0)
		period /= 100;
	return text_of_int(arena, period);
}

/* The rows below with a value for each indicator that is declared: the record is made as the modules say. */
static void give_figures(struct request *r, struct figures *figures)
{
	struct field fields[sizeof page_fields / sizeof page_fields[0]];
	struct record record = page_record;

	memcpy(fields, page_fields, sizeof fields);
	for (struct field *field = fields; field->kind != FIELD_NONE; field++)
		if (field->rows == &row_record)
			field->rows = figure_row_record(r->arena);
	record.fields = fields;
	figures->period_word = period_word(r->arena, figures->period);
	figures->figures = (struct list){ figures->list, figures->count };
	figures->below = (struct list){ figures->rows, figures->row_count };
	give_one(r, &record, figures);
}

static void show_figures(struct request *r, int64_t place)
{
	struct figures figures;

	if (!read_page(r, place, &figures))
		return;
	if (r->json) {
		give_figures(r, &figures);
		return;
	}
	page_begin_named(r, words(r, "Figures of %s", figures.name), "figures", NULL);
	measure_figures_html(r, &figures);
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
	const struct record *record = figure_row_record(r->arena);
	struct output out = output_in(r->arena);
	struct figures figures;

	if (!read_page(r, r->scope.place, &figures))
		return;
	csv_heading(r, &out, record);
	for (size_t i = 0; i < figures.row_count; i++)
		csv_row(r, &out, record, &figures.rows[i]);
	give_file(r, T("text/csv; charset=utf-8"), file_name(r, &figures, "csv"), output_text(&out), 0);
}

static void figures_xlsx(struct request *r)
{
	struct figures figures;

	if (!read_page(r, r->scope.place, &figures))
		return;
	give_file(r, T("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
	          file_name(r, &figures, "xlsx"),
	          xlsx_of(r, figure_row_record(r->arena), figures.rows, figures.row_count, _("Figures")), 0);
}

static const struct route figure_routes[] = {
	{ GET, "/figures", my_figures_page, ANYONE, "Show the figures of one's own land, or of the country",
	  .gives = &page_record,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "period",
	                          "A year (2026), month (202607) or day (20260725); the present one when absent"),
	                    QUERY(FIELD_TEXT, "indicator", "Name of an indicator, like sold_fen")) },
	{ GET, "/figures/{place}", figures_page, MAY(RIGHT_FIGURES_READ), "Show the totals of a place for a period",
	  .where = figures_where, .gives = &page_record,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "period",
	                          "A year (2026), month (202607) or day (20260725); the present one when absent"),
	                    QUERY(FIELD_TEXT, "indicator", "Name of an indicator, like sold_fen")) },
	{ GET, "/figures/{place}/figures.csv", figures_csv, MAY(RIGHT_FIGURES_READ),
	  "Download the totals of the places below", .where = figures_where, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "period",
	                          "A year (2026), month (202607) or day (20260725); the present one when absent"),
	                    QUERY(FIELD_TEXT, "indicator", "Name of an indicator, like sold_fen")) },
	{ GET, "/figures/{place}/figures.xlsx", figures_xlsx, MAY(RIGHT_FIGURES_READ),
	  "Download the totals of the places below as a spreadsheet", .where = figures_where, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "period",
	                          "A year (2026), month (202607) or day (20260725); the present one when absent"),
	                    QUERY(FIELD_TEXT, "indicator", "Name of an indicator, like sold_fen")) },
	ROUTES_END,
};

const struct module measure_module = {
	.name = "measure",
	.routes = figure_routes,
	.checks = measure_checks,
};
