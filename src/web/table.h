/* A list that officers work with, declared once: its columns, what it can be sorted by, its filters. The one declaration gives
   the page (sorted headings, filters, paging, cards on a phone), the same rows as CSV and XLSX, the page for printing, and JSON.
   What is asked stands in the address alone, ?sort=-members&status=monitored&after=510525-..., so it can be kept as a bookmark
   and sent to a colleague, and works without script; with htmx only the section of the table is fetched anew. `as` gives the
   same rows otherwise: csv, xlsx, print.
   Three kinds. A table of texts (sorts not NULL) has one literal SQL text for each way of sorting, with an index behind it, and is
   read page by page after the key of the last row. A table of rows (sorts NULL) gets the rows of one bounded read and sorts them
   by any column here, words by the rules of the language. A table of a reading (read not NULL) takes its rows, newest first, from a
   function of the module that has several texts for several cases; it is filtered and paged, not sorted.
   Not here: sums, editing in place, choosing columns. */
#ifndef WEB_TABLE_H
#define WEB_TABLE_H

#include "web/page.h"

enum { TABLE_FILTERS = 3, TABLE_COLUMNS = 24 };

/* Of a route with a table that can be sorted but has no land: what it reads of the address, beside the table's filters and, with find, "q".
   QUERY_TABLE (web/route.h) has all of it. Tests abort at a table whose route does not say so. */
#define QUERY_SORT \
	QUERY(FIELD_TEXT, "sort", "Column to sort by; falling with a minus before it; on the page and in its files")

struct table_column {
	const char *name;                                 /* of a field of the record; NULL ends a list */
	void (*show)(struct request *r, const void *row); /* a template for the cell; NULL: by the field's kind */
	const char *label;                                /* English key in place of the field's, or NULL */
};
#define TABLE_COLUMNS_END    \
	{                    \
		.name = NULL \
	}

/* One way to sort. The texts read the record's columns and take, in this order: the first key of the land and the one behind its
   last, a value for each filter, the key's value and the id of the row after which to go on, the limit. A land that is
   a county or lies in one is meant, so they say "county = CAST($1 AS BIGINT) / 100000000000" and stand on an index (county, column,
   id, place, filters ...): what does not fit is passed over inside the index. `wide` texts hold for every land. */
struct table_sort {
	const char *column; /* shown */
	const char *key; /* the field the text goes by, when it is another one (a number in the village: the place) */
	const char *up, *down; /* "(column, id) > (...)" rising and "<" falling; NULL: that way is not offered */
	bool wide;
	bool falls; /* newest or most first, unless asked otherwise */
};
#define TABLE_SORTS_END        \
	{                      \
		.column = NULL \
	}

/* A choice that narrows the rows down. Its value in a text is the choice's value ('' all), or when by_number its number from 1
   (0 all). */
struct table_filter {
	const char *name,
		*label; /* of the query parameter, and of the record's field in a table of rows; English key */
	const struct choice *choices;
	bool by_number;
};
#define TABLE_FILTERS_END    \
	{                    \
		.name = NULL \
	}

/* Whether something is open, as a filter by_number and as a cell. */
extern const struct choice table_open_words[];
void table_open_cell(struct request *r, bool is_open);

struct table_view;
struct table {
	const char *name;    /* of the files: "households" */
	const char *caption; /* English key */
	const struct record *record;
	const struct table_column *columns; /* NULL: all that the record gives out */
	const char *in_files;           /* a field that the files have and the page does not, such as a code; or NULL */
	const struct table_sort *sorts; /* when nothing is asked, the first that the land allows */
	const struct table_filter *filters; /* or NULL */
	const char *one; /* text of the row of a county and an id ($1, $2): where to go on; a table of a
	                        reading needs none */
	size_t id;       /* offset of the rows' id */
	/* What people type to find a row; the rows come in order of falling ids, below `before`. NULL: no search. */
	enum outcome (*find)(struct request *r, struct text asked, int64_t place, int64_t before, size_t limit,
	                     void *ret_rows, size_t *ret_count);
	const char *search; /* label of the search field */
	/* In place of sorts: at most `limit` rows that fit the view's place and values, in order of falling ids, below `before` (0: from the
	   newest). */
	enum outcome (*read)(struct request *r, const struct table_view *view, int64_t before, size_t limit,
	                     void *ret_rows, size_t *ret_count);
	/* The words of a cell where the kind alone does not say them; NULL: by the kind. INT64_MIN in a whole number, weight or sum of
	   money is "not reported": a mark of its own on the page, an empty cell in files. */
	struct text (*cell)(struct request *r, const struct field *field, const void *row);
	void (*dress)(struct request *r, void *row); /* makes a row as read fit to be seen; or NULL */
	struct text (*href)(struct request *r,
	                    const void *row); /* where the row's first cell leads, empty: nowhere; or NULL */
	const char *symbol;                   /* drawn when there is no row: of assets/icons.svg */
	const char *empty, *empty_words;      /* when there is no row at all; English keys */
};

/* What of a table is shown. */
struct table_view {
	const struct table *table;
	const struct record *record; /* of the columns shown, in their order: heads, files */
	int64_t place;
	const char *sort; /* column; NULL: as found */
	bool falling;
	struct text values[TABLE_FILTERS]; /* '' all */
	struct text asked;                 /* what is searched for */
	char *rows;
	size_t count;
	struct text next; /* public id of the last row when more follow */
	struct text mark; /* ends the ids of a second table on the page; empty: the only one */
	bool print;
};

/* Reads what the address asks for of a table of texts in the land of a place. */
MUST_USE enum outcome table_read(struct request *r, const struct table *table, int64_t place,
                                 struct table_view *ret_view);
/* The same of a table of rows; rows are sorted and filtered in place. record: of rows whose columns are made at run time, else NULL. */
void table_of_rows(struct request *r, const struct table *table, const struct record *record, void *rows, size_t count,
                   struct table_view *ret_view);
/* Answers what is not the whole page: JSON, a file, or the section alone for htmx. False: the page is wanted. */
bool table_answered(struct request *r, struct table_view *view);
/* Whether the address asks for the rows as a file, CSV or XLSX: then none are in the view, they are read as they are written. */
bool table_is_file(struct request *r);
/* To be said before page_begin(): the page has a table, so that it brings htmx and office.css (lists, charts, maps). */
void table_page(struct request *r);
/* A page that is one table of texts or of a reading: reads it and answers what is not the whole page, a failure too. True: the page is
   wanted, and has a table. */
MUST_USE bool table_opens(struct request *r, const struct table *table, int64_t place, struct table_view *ret_view);
/* The section: search, filters, files, the table or what to do when it is empty, the next page. */
void table_show(struct request *r, const struct table_view *view);

#endif
