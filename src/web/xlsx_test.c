/* Workbooks as written: read again by libzip and expat, whole or in pieces the same, with every kind of value. */
#include <string.h>

#include "base/workbook.h"
#include "web/sheet.h"

#include "support/town.h"

struct cells {
	int64_t county, id;
	struct text title;
	int64_t price_fen, weight_g, count, born_on, made_at, open;
};

static const struct field cells_fields[] = {
	TEXT_FIELD(cells, title, N_("Name"), FIELD_OUT, 0, 0),
	SECRET_FIELD(cells, title, N_("Password"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, cells, price_fen, N_("Price"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_GRAMS, cells, weight_g, N_("Weight"), FIELD_OUT, 0, 0),
	INT_FIELD(cells, count, N_("Count"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, cells, born_on, N_("Day"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, cells, made_at, N_("Moment"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, cells, open, N_("Open"), FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record cells_record = { "cells", sizeof(struct cells), offsetof(struct cells, county),
	                                    cells_fields };

static const struct cells some[] = {
	{ .title = T("<牦牛> & \"𬱖村\" _x0041_ _x12 =1+1"),
	  .price_fen = 3650,
	  .weight_g = 2500,
	  .count = 12,
	  .born_on = 20260725,
	  .made_at = INT64_C(1784973630000),
	  .open = 1 },
	{ .title = T("a\vb"), .price_fen = -5, .weight_g = 1, .count = INT64_MIN, .born_on = 19000101 },
	{ .title = T("བོད"), .price_fen = INT64_MIN + 1, .weight_g = 1000, .count = INT64_MAX, .born_on = 19000228 },
	{ .born_on = 19000301 },
	{ .born_on = 20260700 },
};
enum { SOME = sizeof some / sizeof some[0] };

static struct request request_in(struct arena *arena)
{
	return (struct request){ .arena = arena, .language = language_of(T("en")) };
}

static struct csv_table read(struct arena *arena, struct text book)
{
	struct csv_table table;
	int64_t line;

	assert_int_equal(workbook_read(arena, book, 100, &table, &line), DONE);
	return table;
}

static void check_cell(struct arena *arena, const struct csv_table *table, size_t row, size_t column,
                       const char *wanted)
{
	const struct csv_row *cells = &table->rows[row];

	assert_true(row < table->count);
	if (wanted[0] == 0 && column >= cells->count)
		return;
	assert_true(column < cells->count);
	assert_string_equal(text_string(arena, cells->cells[column]), wanted);
}

TEST(a_workbook_holds_every_kind_of_value)
{
	static const char *const wanted[][7] = {
		{ "Name", "Price (yuan)", "Weight (kg)", "Count", "Day", "Moment", "Open" },
		{ "<牦牛> & \"𬱖村\" _x005F_x0041_ _x12 =1+1", "36.50", "2.500", "12", "46228", "46228.7503472222",
		  "Yes" },
		{ "ab", "-0.05", "0.001", "", "1", "", "No" },
		{ "བོད", "-92233720368547758.07", "1", "9223372036854775807", "59", "", "No" },
		{ "", "0", "0", "0", "61", "", "No" },
		{ "", "0", "0", "0", "2026-07", "", "No" },
	};
	struct arena *arena = arena_new();
	struct request r = request_in(arena);
	struct csv_table table = read(arena, xlsx_of(&r, &cells_record, some, SOME, "Goods"));

	assert_int_equal(table.count, SOME + 1);
	for (size_t row = 0; row <= SOME; row++)
		for (size_t column = 0; column < 7; column++)
			check_cell(arena, &table, row, column, wanted[row][column]);
	arena_free(arena);
}

/* Each piece by a program that knows nothing but the mark of the one before. */
TEST(a_workbook_in_pieces_holds_the_same)
{
	struct arena *arena = arena_new();
	struct request r = request_in(arena);
	struct output out = output_in(arena);
	struct xlsx book;
	struct text mark;

	xlsx_begin(&r, &out, &book, &cells_record);
	for (size_t i = 0; i < SOME; i++) {
		mark = text_join(arena, xlsx_mark(arena, &book), T("510525-0"));
		memset(&book, 0x55, sizeof book);
		assert_true(xlsx_goes_on(&mark, &book));
		assert_true(text_equal(mark, T("510525-0")));
		xlsx_rows(&r, &out, &book, &cells_record, &some[i], 1);
	}
	xlsx_rows(&r, &out, &book, &cells_record, some, 0);
	xlsx_end(&r, &out, &book, "Goods");

	struct csv_table pieces = read(arena, output_text(&out));
	struct csv_table whole = read(arena, xlsx_of(&r, &cells_record, some, SOME, "Goods"));
	assert_int_equal(pieces.count, whole.count);
	for (size_t row = 0; row < whole.count; row++) {
		assert_int_equal(pieces.rows[row].count, whole.rows[row].count);
		for (size_t i = 0; i < whole.rows[row].count; i++)
			assert_true(text_equal(pieces.rows[row].cells[i], whole.rows[row].cells[i]));
	}
	arena_free(arena);
}

TEST(a_workbook_of_no_rows_has_its_heading)
{
	struct arena *arena = arena_new();
	struct request r = request_in(arena);
	struct csv_table table = read(arena, xlsx_of(&r, &cells_record, NULL, 0, ""));

	assert_int_equal(table.count, 1);
	check_cell(arena, &table, 0, 0, "Name");
	arena_free(arena);
}

TEST(a_sheet_has_a_name_that_readers_take)
{
	struct arena *arena = arena_new();
	struct request r = request_in(arena);
	struct text book = xlsx_of(&r, &cells_record, some, 1, "一月/二月 [a long & name that is cut somewhere]");

	assert_true(text_find(book, T("name=\"一月 二月  a long &amp; name that is cu\"")) < book.length);
	book = xlsx_of(&r, &cells_record, some, 1, "");
	assert_true(text_find(book, T("name=\"1\"")) < book.length);
	arena_free(arena);
}

TEST(a_mark_that_is_none_is_refused)
{
	static const char *const bad[] = { "", "1 2 3", "1 2 3 x ", "1 -2 3 4 ", "510525-0" };
	struct xlsx book;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct text mark = text_of(bad[i]);
		assert_false(xlsx_goes_on(&mark, &book));
	}
}
