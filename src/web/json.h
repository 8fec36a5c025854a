/* JSON out: a few calls that write into the request's output, with commas done. JSON in is read by the door (jansson) and
   flattened into form fields: {"lines":[{"count":2}]} is the field "lines.0.count". */
#ifndef WEB_JSON_H
#define WEB_JSON_H

#include "base/record.h"
#include "web/request.h"

/* A row as an object of its FIELD_OUT fields, nested lists too. */
void json_row(struct request *r, struct output *out, const struct record *record, const void *row);

/* CSV of rows: a heading line of translated labels (BOM first, for spreadsheets), then FIELD_OUT fields. Lists are left out. */
void csv_heading(struct request *r, struct output *out, const struct record *record);
void csv_row(struct request *r, struct output *out, const struct record *record, const void *row);
/* The last line of a file that ends before its rows do, so that nobody takes it for whole: how many rows it has, and what ?after= asks
   for the rest. Nothing when `after` is empty. */
void csv_cut(struct request *r, struct output *out, size_t count, struct text after);
/* The media type of a file by its name's ending: .csv, .xlsx, .txt; any other as bytes. */
struct text file_type(struct text name);
/* A long list as a file. read: at most `limit` rows behind the one of the id `after` (0: from the first), into piece->arena, as an array of
   the record's structs; id: offset of the id in a row. */
struct csv_file {
	const struct record *record;
	size_t id;
	enum outcome (*read)(struct request *piece, int64_t after, size_t limit, void *ret_rows, size_t *ret_count);
};
/* Answers with all rows, when they are at most LIMIT_FILE_AT_ONCE; else with a page that offers to make the file as long work
   (web/file_slice.h). With ?after= it answers with so many rows behind that one, and a last line that says where to go on. Rows are read
   and written some hundred at a time, each piece in an arena of its own: their rows take far more room than their file. */
void give_csv_file(struct request *r, const struct csv_file *file, struct text name);
/* A workbook of rows that are there: one sheet, heading frozen, numbers as numbers. */
struct text xlsx_of(struct request *r, const struct record *record, const void *rows, size_t count, const char *sheet);

#endif
