/* Workbooks by libxlsxwriter, which writes files: one is made in the temporary folder, read back and removed. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "web/sheet.h"

enum { COLUMN_WIDTH = 16, NAME_CHARACTERS = 31 };

struct book {
	lxw_worksheet *sheet;
	lxw_format *heading, *money, *kilograms, *number, *day, *moment;
};

static lxw_format *number_format(lxw_workbook *workbook, const char *pattern)
{
	lxw_format *format = workbook_add_format(workbook);
	format_set_num_format(format, pattern);
	return format;
}

/* A sheet's name may not hold []:*?/\ and has at most 31 characters (ECMA-376 by way of the library's documentation). */
static const char *sheet_name(struct request *r, const char *wanted)
{
	struct output out = output_in(r->arena);
	struct text first = text_first(text_of(wanted), NAME_CHARACTERS);
	for (size_t i = 0; i < first.length; i++) {
		char c = first.bytes[i];
		bool bad =
			c == '[' || c == ']' || c == ':' || c == '*' || c == '?' || c == '/' || c == '\\' || c == '\'';
		out_raw(&out, bad ? " " : &c, 1);
	}
	return text_string(r->arena, output_text(&out));
}

static void write_time(const struct book *book, lxw_row_t row, lxw_col_t column, int64_t on, int minutes)
{
	lxw_datetime when = { .year = (int)(on / 10000),
		              .month = (int)(on / 100 % 100),
		              .day = (int)(on % 100),
		              .hour = minutes < 0 ? 0 : minutes / 60,
		              .min = minutes < 0 ? 0 : minutes % 60 };
	worksheet_write_datetime(book->sheet, row, column, &when, minutes < 0 ? book->day : book->moment);
}

static void write_cell(struct request *r, const struct book *book, lxw_row_t at, lxw_col_t column,
                       const struct record *record, const struct field *field, const void *row)
{
	int64_t whole = field_is_whole(field->kind) ? field_int_of(field, row) : 0;
	if (whole == INT64_MIN)
		return; /* not reported: the cell stays empty */
	switch (field->kind) {
	case FIELD_INT:
		worksheet_write_number(book->sheet, at, column, (double)whole, book->number);
		break;
	case FIELD_FEN:
		worksheet_write_number(book->sheet, at, column, (double)whole / 100, book->money);
		break;
	case FIELD_GRAMS:
		worksheet_write_number(book->sheet, at, column, (double)whole / 1000, book->kilograms);
		break;
	case FIELD_DAY:
		if (whole)
			write_time(book, at, column, whole, -1);
		break;
	case FIELD_MOMENT:
		if (whole)
			write_time(book, at, column, calendar_day(whole), calendar_minutes(whole));
		break;
	case FIELD_TEXT:
	case FIELD_NOTE:
	case FIELD_SECRET:
	case FIELD_CHOICE:
	case FIELD_PERCENT:
	case FIELD_STATE:
	case FIELD_COUNTY:
	case FIELD_BOOL:
	case FIELD_ID:
	case FIELD_PLACE:
	case FIELD_PHONE:
		worksheet_write_string(book->sheet, at, column,
		                       text_string(r->arena, sheet_value(r, record, field, row)), NULL);
		break;
	case FIELD_LIST:
	case FIELD_PART:
	case FIELD_NONE:
	case FIELD_COUNT_OF_KINDS:
		break;
	}
}

static void write_headings(struct request *r, const struct book *book, const struct record *record)
{
	lxw_col_t column = 0;
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++)
		if (sheet_has(field))
			worksheet_write_string(book->sheet, 0, column++, text_string(r->arena, sheet_heading(r, field)),
			                       book->heading);
	if (column)
		worksheet_set_column(book->sheet, 0, (lxw_col_t)(column - 1), COLUMN_WIDTH, NULL);
	worksheet_freeze_panes(book->sheet, 1, 0);
}

/* The words of each row in an arena of their own: all at once would take some kilobytes a row. */
static void write_rows(struct request *r, const struct book *book, const struct record *record, const void *rows,
                       size_t count)
{
	struct request piece = *r;
	piece.arena = arena_new();
	for (size_t i = 0; i < count; i++) {
		lxw_col_t column = 0;
		const void *row = (const char *)rows + i * record->size;
		for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++)
			if (sheet_has(field))
				write_cell(&piece, book, (lxw_row_t)(i + 1), column++, record, field, row);
		arena_reset(piece.arena);
	}
	arena_free(piece.arena);
	if (count == LIMIT_SHEET_ROWS)
		worksheet_write_string(book->sheet, (lxw_row_t)(count + 1), 0,
		                       _("A spreadsheet ends here; the CSV has all rows."), NULL);
}

static bool write_book(struct request *r, const char *path, const struct record *record, const void *rows, size_t count,
                       const char *sheet)
{
	lxw_workbook *workbook = workbook_new_opt(path, &(lxw_workbook_options){ .constant_memory = LXW_TRUE });
	if (!workbook)
		return false;
	struct book book = {
		.sheet = workbook_add_worksheet(workbook, sheet_name(r, sheet)),
		.heading = workbook_add_format(workbook),
		.money = number_format(workbook, "#,##0.00"),
		.kilograms = number_format(workbook, "#,##0.###"),
		.number = number_format(workbook, "#,##0"),
		.day = number_format(workbook, "yyyy-mm-dd"),
		.moment = number_format(workbook, "yyyy-mm-dd hh:mm"),
	};
	if (book.sheet) {
		format_set_bold(book.heading);
		write_headings(r, &book, record);
		write_rows(r, &book, record, rows, count);
	}
	return workbook_close(workbook) == LXW_NO_ERROR && book.sheet;
}

static struct text read_back(struct request *r, const char *path)
{
	struct output out = output_in(r->arena);
	char piece[8192];
	size_t length;
	FILE *file = fopen(path, "rb");
	while (file && (length = fread(piece, 1, sizeof piece, file)) > 0)
		out_raw(&out, piece, length);
	if (file)
		fclose(file);
	return output_text(&out);
}

struct text xlsx_of(struct request *r, const struct record *record, const void *rows, size_t count, const char *sheet)
{
	assert(count <= LIMIT_SHEET_ROWS);
	const char *folder = getenv("TMPDIR");
	struct text name = text_format(r->arena, "%s/tongcun-sheet-XXXXXX", folder && folder[0] ? folder : "/tmp");
	char *path = arena_take(r->arena, name.length + 1);
	memcpy(path, name.bytes, name.length);
	int descriptor = mkstemp(path);
	if (descriptor < 0)
		return text_of("");
	close(descriptor);
	bool written = write_book(r, path, record, rows, count, sheet);
	struct text bytes = written ? read_back(r, path) : text_of("");
	unlink(path);
	return bytes;
}
