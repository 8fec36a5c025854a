/* What CSV and spreadsheet share: which fields are columns, what stands in the heading, how a value reads. Private to web. */
#ifndef WEB_SHEET_H
#define WEB_SHEET_H

#include "web/json.h"

/* Whether the field is a column: given out, not a secret, not a list. */
bool sheet_has(const struct field *field);
/* The translated label, with the unit of money and weight: "Price (yuan)". */
struct text sheet_heading(struct request *r, const struct field *field);
/* The value as a person reads it in a table: choices and yes or no as words, the rest as field_show(); empty when there is none (INT64_MIN in
   numbers, 0 in days, moments and ids). */
struct text sheet_value(struct request *r, const struct record *record, const struct field *field, const void *row);

#endif
