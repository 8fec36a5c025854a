/* libcsv parses; lines are fed to it one by one, so that each row knows where it begins. */
#include "base/csv.h"

#include <assert.h>
#include <csv.h>
#include <string.h>
#include <unicode/ucnv.h>

struct csv_reading {
	struct arena *arena;
	struct csv_table *table;
	size_t room, max_rows;
	struct text cells[CSV_CELLS];
	size_t cell_count;
	int64_t line, begun; /* begun 0: no row is open */
	bool bad;
};

enum outcome csv_utf8(struct arena *arena, struct text given, struct text *ret_text)
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t room, length;
	char *converted;

	if (text_starts(given, T("\xef\xbb\xbf")))
		given = text_part(given, 3, given.length);
	if (text_is_utf8(given)) {
		*ret_text = given;
		return DONE;
	}
	assert(given.length < INT32_MAX / 3);
	room = (int32_t)given.length * 3 + 1; /* two bytes become three at most */
	converted = arena_take(arena, (size_t)room);
	length = ucnv_convert("UTF-8", "GB18030", converted, room, given.bytes, (int32_t)given.length, &error);
	*ret_text = (struct text){ converted, (size_t)length };
	if (U_FAILURE(error) || !text_is_utf8(*ret_text) || text_find(*ret_text, T("\xef\xbf\xbd")) < (size_t)length)
		return INVALID;
	return DONE;
}

static void cell_end(void *bytes, size_t length, void *context)
{
	struct csv_reading *in = context;

	if (in->begun == 0)
		in->begun = in->line;
	if (in->cell_count == CSV_CELLS) {
		in->bad = true;
		return;
	}
	in->cells[in->cell_count++] = text_copy(in->arena, (struct text){ bytes, length });
}

static void row_end(int last, void *context)
{
	struct csv_reading *in = context;
	struct csv_table *table = in->table;
	struct csv_row *row;

	(void)last;
	if (table->count == in->max_rows) {
		in->bad = true;
		return;
	}
	if (table->count == in->room) {
		size_t room = in->room ? 2 * in->room : 64;
		struct csv_row *rows = arena_array(in->arena, room, sizeof(*rows));

		if (table->count > 0)
			memcpy(rows, table->rows, table->count * sizeof(*rows));
		table->rows = rows;
		in->room = room;
	}
	row = &table->rows[table->count++];
	row->line = in->begun > 0 ? in->begun : in->line;
	row->count = in->cell_count;
	row->cells = arena_array(in->arena, in->cell_count, sizeof(*row->cells));
	if (in->cell_count > 0)
		memcpy(row->cells, in->cells, in->cell_count * sizeof(*row->cells));
	in->cell_count = 0;
	in->begun = 0;
}

enum outcome csv_read(struct arena *arena, struct text t, size_t max_rows, struct csv_table *ret_table,
                      int64_t *ret_line)
{
	struct csv_reading in = { .arena = arena, .table = ret_table, .max_rows = max_rows };
	struct csv_parser parser;

	*ret_table = (struct csv_table){ 0 };
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return FAILED;
	while (t.length > 0 && !in.bad) {
		size_t end = text_find(t, T("\n"));
		struct text line = text_part(t, 0, end + 1);

		in.line++;
		/* A row that goes on over several lines has begun on the first of them, though no cell ended there yet. */
		if (in.begun == 0 && text_trim(line).length > 0)
			in.begun = in.line;
		in.bad = csv_parse(&parser, line.bytes, line.length, cell_end, row_end, &in) != line.length || in.bad;
		t = text_part(t, line.length, t.length);
	}
	if (!in.bad)
		in.bad = csv_fini(&parser, cell_end, row_end, &in) != 0 || in.bad;
	csv_free(&parser);
	*ret_line = in.line;
	return in.bad ? INVALID : DONE;
}

struct text csv_cell(const struct csv_row *row, size_t column)
{
	return column < row->count ? text_trim(row->cells[column]) : (struct text){ 0 };
}

size_t csv_column(const struct csv_table *table, struct text name)
{
	for (size_t i = 0; table->count > 0 && i < table->rows[0].count; i++)
		if (text_equal_caseless(csv_cell(&table->rows[0], i), name))
			return i;
	return CSV_CELLS;
}
