/* What CSV and spreadsheet share: which fields are columns, what stands in the heading, how a value reads. Private to web. */
#ifndef WEB_SHEET_H
#define WEB_SHEET_H

#include "base/zip_pieces.h"
#include "web/json.h"

/* Whether the field is a column: given out, not a secret, not a list. */
bool sheet_has(const struct field *field);
/* The translated label, with the unit of money and weight: "Price (yuan)". */
struct text sheet_heading(struct request *r, const struct field *field);
/* The value as a person reads it in a table: choices and yes or no as words, the rest as field_show(); empty when there is none (INT64_MIN in
   numbers, 0 in days, moments and ids). */
struct text sheet_value(struct request *r, const struct record *record, const struct field *field, const void *row);

/* A workbook made piece by piece: the beginning with the heading, rows behind rows, the end; each into `out`, and their bytes one behind
   the other are the file. Numbers are numbers, days and moments dates of the installation's zone. */
struct xlsx {
	int64_t rows; /* with the heading */
	struct zip_pieces zip;
};
void xlsx_begin(struct request *r, struct output *out, struct xlsx *book, const struct record *record);
void xlsx_rows(struct request *r, struct output *out, struct xlsx *book, const struct record *record, const void *rows,
               size_t count);
void xlsx_end(struct request *r, struct output *out, struct xlsx *book, const char *sheet);
/* What the next piece has to know of those before it, as a text that ends with a space; and that text read, moving on behind it. */
struct text xlsx_mark(struct arena *arena, const struct xlsx *book);
bool xlsx_goes_on(struct text *mark, struct xlsx *ret_book);

#endif
