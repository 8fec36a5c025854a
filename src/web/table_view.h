/* What table.c, table_rows.c, table_file.c and table_page.c share with the template of tables. Private to the web floor. */
#ifndef WEB_TABLE_VIEW_H
#define WEB_TABLE_VIEW_H

#include "web/table.h"

/* A column's heading: where a press on it leads. */
struct table_head {
	const struct field *field;
	struct text label, href; /* href empty: cannot be sorted by */
	bool is_number, is_sorted;
};

/* ---- table.c ---- */
/* The view of an address before anything is read: columns, way of sorting, filters. */
struct table_view table_asked(struct request *r, const struct table *table, const struct record *record, int64_t place);
/* The way of sorting by a column that the land allows, or NULL. */
const struct table_sort *table_sort_of(const struct table *table, struct text column, int64_t place);
/* Reads up to `limit` rows after the row (NULL: from the start). */
MUST_USE enum outcome table_rows_after(struct request *r, const struct table_view *view, const void *after,
                                       size_t limit, char **ret_rows, size_t *ret_count);
/* The row of a public id after which to go on; NULL: from the start, also when it is gone. */
MUST_USE enum outcome table_row_of(struct request *r, const struct table_view *view, struct text after, void **ret_row);
/* The row's public id. */
struct text table_row_id(struct request *r, const struct table_view *view, const void *row);

/* ---- table_rows.c ---- */
/* Sorts rows by a field, stable; words by the language's rules (ICU). */
void table_sort_rows(struct request *r, const struct record *record, const struct field *field, bool falling,
                     char *rows, size_t count);

/* ---- table_file.c ---- */
/* The rows as the address asks for them: the file, the page that offers to make a long one, or the slice of it that is due. */
void table_give_file(struct request *r, const struct table_view *view);

/* ---- table_page.c ---- */
/* A cell as the page shows it; the files have sheet_value(). */
struct text table_cell(struct request *r, const struct table_view *view, const struct field *field, const void *row);
/* The class of a cell; the first of a row is its heading and has none. */
const char *table_cell_class(struct request *r, const struct table_view *view, const struct table_head *head,
                             const void *row);
/* A number that was not reported. */
bool table_is_unknown(const struct field *field, const void *row);
const struct table_column *table_column_of(const struct table *table, const struct field *field);
/* The address with another way of sorting, from its first page on; with other words of `as`. */
struct text table_sort_link(struct request *r, const char *column, bool falling);
struct text table_as_link(struct request *r, const char *as);
/* Parameters of the query that the filters' form keeps hidden: fills names and values; how many. */
size_t table_kept(struct request *r, const struct table_view *view, struct text *ret_names, struct text *ret_values,
                  size_t limit);
bool table_is_narrowed(const struct table_view *view);
/* The words of the filters that are set, for the summary of the folded filters; empty when none is. */
struct text table_chosen(struct request *r, const struct table_view *view);

#endif
