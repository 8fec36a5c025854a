/* The money of an account as its owner sees it, for lists (web/table.h) of this module and of those that show money of their own. */
#ifndef COMMON_LEDGER_TABLE_H
#define COMMON_LEDGER_TABLE_H

#include <stddef.h>

#include "common/ledger/ledger.h"
#include "web/table.h"

/* A transfer from one of its sides: one of the sums is 0. */
struct ledger_line {
	int64_t county, id, at, subject_id;
	int64_t other_kind; /* of the account on the other side: enum account_kind */
	int64_t in_fen, out_fen;
	struct text reason, state, other; /* English keys, until dressed; state empty: posted */
};
extern const struct record ledger_line_record;
/* What came in or went out: the choices of the filter, and the filter of a table whose read gives the way on as view->values[0]. */
extern const struct choice ledger_ways[];
extern const struct table_filter ledger_line_filters[];
/* The columns for whose money it is: when, what for, in, out; without them a table has the state and the other side too. */
extern const struct table_column ledger_line_columns[];

/* For a table's read: lines of an account, newest first, before an id (0: the newest). way: "in", "out", empty: both; ret_rows: struct
   ledger_line **. */
MUST_USE enum outcome ledger_lines(struct request *r, struct account_key key, struct text way, int64_t before,
                                   size_t limit, void *ret_rows, size_t *ret_count);
/* For a table's dress and cell: words in the reader's language, and nothing in the column of the other direction. */
void ledger_line_dress(struct request *r, void *row);
struct text ledger_line_cell(struct request *r, const struct field *field, const void *row);
/* What every table of such lines has; it adds its name and caption, its read, where a line leads, and its words when there is none. */
#define LEDGER_LINE_TABLE                                                                                      \
	.record = &ledger_line_record, .filters = ledger_line_filters, .id = offsetof(struct ledger_line, id), \
	.cell = ledger_line_cell, .dress = ledger_line_dress, .symbol = "i-money"

#endif
