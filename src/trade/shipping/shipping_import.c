/* Routes out of a CSV file: checked whole, then written. */
#include <string.h>

#include "base/csv.h"
#include "base/limits.h"
#include "base/money.h"
#include "base/problem.h"
#include "trade/shipping/shipping.h"

enum { SHIPPING_IMPORT_ROWS = 10000 };

/* A row of the file. The names of the members are the columns. */
struct route_line {
	struct text from, cutoff;
	int64_t to, days, base, per_kg;
};

static const struct field line_fields[] = {
	TEXT_FIELD(route_line, from, N_("From county"), FIELD_MUST, 6, 6),
	WHOLE_FIELD(FIELD_PLACE, route_line, to, N_("To place"), FIELD_BOTH, 0, 0),
	INT_FIELD(route_line, days, N_("Days after dispatch"), FIELD_MUST, 0, 60),
	TEXT_FIELD(route_line, cutoff, N_("Dispatched the same day until"), FIELD_MUST, 4, 5),
	WHOLE_FIELD(FIELD_FEN, route_line, base, N_("Fee for a parcel"), FIELD_MUST, 0, 100000000),
	WHOLE_FIELD(FIELD_FEN, route_line, per_kg, N_("Fee for each kilogram begun"), FIELD_MUST, 0, 100000000),
	FIELD_END,
};

bool shipping_cutoff_read(struct text t, int64_t *ret_minutes)
{
	struct text rest = t, hours;
	int64_t hour, minute;

	if (!text_next(&rest, ':', &hours) || !text_to_int64(hours, &hour) || !text_to_int64(rest, &minute) ||
	    hour < 0 || hour > 24 || minute < 0 || minute > 59 || rest.length != 2 || hour * 60 + minute > 1440)
		return false;
	*ret_minutes = hour * 60 + minute;
	return true;
}

struct text shipping_cutoff_text(struct arena *arena, int64_t minutes)
{
	return text_format(arena, "%02d:%02d", (int)(minutes / 60), (int)(minutes % 60));
}

/* The cell of a field, also from the headings that programs write: whole fen, whole hours. */
static struct text cell_of(struct arena *arena, const struct csv_table *table, const struct csv_row *row,
                           const char *name)
{
	static const char *const others[][2] = { { "from", "from_county" },
		                                 { "to", "to_prefix" },
		                                 { "cutoff", "cutoff_hour" },
		                                 { "base", "base_fen" },
		                                 { "per_kg", "per_kg_fen" } };
	size_t column = csv_column(table, text_of(name));
	struct text cell = T("");
	int64_t number;

	if (column < CSV_CELLS)
		return csv_cell(row, column);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(name, others[i][0]) == 0)
			column = csv_column(table, text_of(others[i][1]));
	if (column < CSV_CELLS)
		cell = csv_cell(row, column);
	if (!text_to_int64(cell, &number) || number < 0)
		return cell;
	if (strcmp(name, "cutoff") == 0 && number <= 24)
		return shipping_cutoff_text(arena, number * 60);
	return strcmp(name, "base") == 0 || strcmp(name, "per_kg") == 0 ? money_plain(arena, number) : cell;
}

static bool line_read(struct arena *arena, const struct csv_table *table, const struct csv_row *row, struct text file,
                      struct problems *problems, struct shipping_route *route)
{
	struct route_line line = { 0 };
	size_t first = problems->count, before = problems->count + problems->dropped;
	int64_t from = 0;

	for (const struct field *field = line_fields; field->kind != FIELD_NONE; field++)
		(void)field_read(arena, field, cell_of(arena, table, row, field->name), &line, problems);
	for (size_t i = first; i < problems->count; i++) {
		problems->list[i].line = row->line;
		problems->list[i].file = file;
	}
	if (line.from.length > 0 && (!place_read(line.from, &from) || place_county(from) == 0))
		problem_add_line(problems, file, row->line, T("from"), N_("Enter the code of a county"), T(""));
	if (line.cutoff.length > 0 && !shipping_cutoff_read(line.cutoff, &route->cutoff_minutes))
		problem_add_line(problems, file, row->line, T("cutoff"), N_("Enter a time of the day like 18:00"),
		                 T(""));
	route->from_county = place_county(from);
	route->to_place = line.to;
	route->days = line.days;
	route->base_fen = line.base;
	route->per_kg_fen = line.per_kg;
	return problems->count + problems->dropped == before;
}

enum outcome shipping_import(struct db *db, struct arena *arena, struct text csv, struct text file_name, bool dry_run,
                             struct problems *problems, int64_t *ret_rows)
{
	struct csv_table table;
	struct shipping_route *routes;
	int64_t line = 0;
	bool good = true;

	if (csv_utf8(arena, csv, &csv) != DONE || csv_read(arena, csv, SHIPPING_IMPORT_ROWS, &table, &line) != DONE ||
	    table.count == 0) {
		problem_add_line(problems, file_name, line, T(""), N_("This file cannot be read from here on"), T(""));
		return INVALID;
	}
	routes = arena_array(arena, table.count, sizeof(*routes));
	for (size_t i = 1; i < table.count; i++)
		good = line_read(arena, &table, &table.rows[i], file_name, problems, &routes[i]) && good;
	if (!good)
		return INVALID;
	for (size_t i = 1; i < table.count && !dry_run; i++) {
		enum outcome outcome = shipping_route_put(db, &routes[i]);
		if (outcome != DONE)
			return outcome;
	}
	*ret_rows = (int64_t)table.count - 1;
	return DONE;
}
