/* Rows with their lines, quotes over lines, what spreadsheets save. */
#include "support/town.h"

#include "base/csv.h"

TEST(csv_rows_know_their_lines)
{
	struct arena *arena = arena_new();
	struct csv_table table;
	int64_t line = 0;

	assert_int_equal(csv_read(arena, T("a,b\r\n\r\n\"x\ny\",2\r\nlast"), 10, &table, &line), DONE);
	assert_int_equal(table.count, 3);
	assert_int_equal(table.rows[0].line, 1);
	assert_int_equal(table.rows[1].line, 3);
	assert_true(text_equal(csv_cell(&table.rows[1], 0), T("x\ny")));
	assert_int_equal(table.rows[2].line, 5);
	assert_int_equal(csv_cell(&table.rows[2], 1).length, 0);
	assert_int_equal(csv_column(&table, T("B")), 1);
	assert_int_equal(csv_column(&table, T("c")), CSV_CELLS);
	arena_free(arena);
}

TEST(csv_is_bounded_and_strict)
{
	struct arena *arena = arena_new();
	struct csv_table table;
	int64_t line = 0;

	assert_int_equal(csv_read(arena, T("a\nb\nc\n"), 2, &table, &line), INVALID);
	assert_int_equal(line, 3);
	assert_int_equal(csv_read(arena, T("a\n\"b\n"), 9, &table, &line), INVALID);
	assert_int_equal(csv_read(arena, T(""), 9, &table, &line), DONE);
	assert_int_equal(table.count, 0);
	arena_free(arena);
}

TEST(csv_of_chinese_spreadsheets)
{
	struct arena *arena = arena_new();
	struct text t;

	assert_int_equal(csv_utf8(arena, T("\xb9\xc5\xdd\xfe"), &t), DONE); /* GB 18030 */
	assert_true(text_equal(t, T("古蔺")));
	assert_int_equal(csv_utf8(arena, T("\xef\xbb\xbf古蔺"), &t), DONE);
	assert_true(text_equal(t, T("古蔺")));
	assert_int_equal(csv_utf8(arena, T("\xff\xff\xff"), &t), INVALID);
	arena_free(arena);
}
