/* The first sheet of a workbook (XLSX: ECMA-376 part 1, SpreadsheetML in an OPC package) read whole as the same rows of cells that a CSV gives. Values
   only: text as it is, numbers as the file writes them, a formula by the value kept beside it; no dates, no styles. The file comes from a
   stranger, so everything is bounded, unpacked bytes are counted as they come (never what the file says of itself), and a document type
   declaration ends the reading. By libzip and expat. */
#ifndef BASE_WORKBOOK_H
#define BASE_WORKBOOK_H

#include "base/csv.h"

enum {
	WORKBOOK_BYTES = 8 << 20,       /* the file */
	WORKBOOK_ENTRIES = 1000,        /* files in the package */
	WORKBOOK_PART_BYTES = 64 << 20, /* one of them unpacked */
	WORKBOOK_RATIO = 200,           /* and against its packed size, beyond WORKBOOK_FREE_BYTES */
	WORKBOOK_FREE_BYTES = 1 << 20,
	WORKBOOK_STRINGS = 200000, /* shared ones */
	WORKBOOK_CELL_BYTES = 8192,
	WORKBOOK_TEXT_BYTES = 32 << 20, /* all of it */
	WORKBOOK_DEPTH = 32,
};

/* Whether the bytes begin as a package does. */
bool workbook_is(struct text file);
/* INVALID: no workbook, damaged, or beyond a bound; *ret_line is the line of the sheet that was being read (0: none yet). */
MUST_USE enum outcome workbook_read(struct arena *arena, struct text file, size_t max_rows, struct csv_table *ret_table,
                                    int64_t *ret_line);

#endif
