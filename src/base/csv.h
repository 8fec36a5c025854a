/* Comma-separated values read whole (RFC 4180, by libcsv): rows of cells with the line each begins on. What spreadsheets in China save
   (GB 18030) is taken as well as UTF-8, with or without a byte order mark. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/arena.h"
#include "base/outcome.h"
#include "base/text.h"

enum { CSV_CELLS = 64 };

struct csv_row {
	int64_t line; /* from 1 */
	struct text *cells;
	size_t count;
};

struct csv_table {
	struct csv_row *rows; /* blank lines are no rows */
	size_t count;
};

/* As UTF-8 without its byte order mark; INVALID: neither UTF-8 nor GB 18030. */
MUST_USE enum outcome csv_utf8(struct arena *arena, struct text bytes, struct text *ret_text);
/* INVALID: more than max_rows rows or CSV_CELLS cells, or quotes that do not close; *ret_line says where. */
MUST_USE enum outcome csv_read(struct arena *arena, struct text t, size_t max_rows, struct csv_table *ret_table,
                               int64_t *ret_line);
/* The cell, trimmed; empty when the row is shorter. */
struct text csv_cell(const struct csv_row *row, size_t column);
/* The first cell of the heading row that bears the name, CSV_CELLS when none does. */
size_t csv_column(const struct csv_table *table, struct text name);

#endif
