/* Workbooks: good ones of the usual kinds, and what must be refused without harm. */
#include "support/town.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>
#include <zip.h>

#include "base/workbook.h"

enum { ROWS = 50 };

static struct text read_back(struct arena *arena, const char *path)
{
	static char bytes[1 << 20];
	FILE *file = fopen(path, "rb");
	size_t length;

	assert_non_null(file);
	length = fread(bytes, 1, sizeof bytes, file);
	(void)fclose(file);
	(void)unlink(path);
	return text_copy(arena, (struct text){ bytes, length });
}

static const char *new_path(void)
{
	static char path[40];

	snprintf(path, sizeof path, "/tmp/tongcun-book-XXXXXX");
	int handle = mkstemp(path);
	assert_true(handle >= 0);
	(void)close(handle);
	return path;
}

/* As a spreadsheet program saves it: shared strings, numbers, an empty row, a formula. */
static struct text usual(struct arena *arena)
{
	const char *path = new_path();
	lxw_workbook *book = workbook_new(path);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "农户");

	worksheet_write_string(sheet, 0, 0, "name", NULL);
	worksheet_write_string(sheet, 0, 1, "phone", NULL);
	worksheet_write_string(sheet, 2, 0, "泽仁 & <旺堆>", NULL);
	worksheet_write_number(sheet, 2, 1, 13911112222.0, NULL);
	worksheet_write_string(sheet, 3, 2, "only third", NULL);
	worksheet_write_formula_num(sheet, 4, 0, "=1+1", NULL, 2);
	assert_int_equal(workbook_close(book), 0);
	return read_back(arena, path);
}

/* A package of parts: name, content, ..., NULL. */
static struct text package(struct arena *arena, const char *const *parts)
{
	const char *path = new_path();
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	assert_non_null(zip);
	for (size_t i = 0; parts[i] != NULL; i += 2)
		assert_true(zip_file_add(zip, parts[i], zip_source_buffer(zip, parts[i + 1], strlen(parts[i + 1]), 0),
		                         0) >= 0);
	assert_int_equal(zip_close(zip), 0);
	return read_back(arena, path);
}

#define LIST_OF_SHEETS                                                                            \
	"xl/workbook.xml", "<workbook><sheets><sheet name='a' r:id='rId7'/></sheets></workbook>", \
		"xl/_rels/workbook.xml.rels",                                                     \
		"<Relationships><Relationship Id='rId7' Target='/xl/worksheets/one.xml'/></Relationships>"

static enum outcome read_sheet(struct arena *arena, const char *sheet, struct csv_table *ret)
{
	const char *const parts[] = { LIST_OF_SHEETS, "xl/worksheets/one.xml", sheet, NULL };
	int64_t line;

	return workbook_read(arena, package(arena, parts), ROWS, ret, &line);
}

TEST(workbook_is_read_as_rows)
{
	struct arena *arena = arena_new();
	struct csv_table table;
	int64_t line = 0;

	assert_int_equal(workbook_read(arena, usual(arena), ROWS, &table, &line), DONE);
	assert_int_equal(table.count, 4);
	assert_true(text_equal(csv_cell(&table.rows[1], 0), T("泽仁 & <旺堆>")));
	assert_true(text_equal(csv_cell(&table.rows[1], 1), T("13911112222")));
	assert_int_equal(table.rows[1].line, 3);
	assert_true(text_equal(csv_cell(&table.rows[2], 2), T("only third")));
	assert_int_equal(csv_cell(&table.rows[2], 0).length, 0);
	assert_true(text_equal(csv_cell(&table.rows[3], 0), T("2")));
	assert_int_equal(workbook_read(arena, usual(arena), 2, &table, &line), INVALID);
	assert_int_equal(line, 4);
	arena_free(arena);
}

TEST(workbook_with_words_in_its_cells)
{
	struct arena *arena = arena_new();
	struct csv_table table;

	assert_int_equal(read_sheet(arena,
	                            "<x:worksheet><x:sheetData><x:row><x:c t='inlineStr'><x:is><x:r><x:t>扎</x:t></x:r>"
	                            "<x:r><x:t>西</x:t></x:r><x:rPh><x:t>zha</x:t></x:rPh></x:is></x:c>"
	                            "<x:c t='str'><x:f>A1</x:f><x:v>ok</x:v></x:c></x:row></x:sheetData></x:worksheet>",
	                            &table),
	                 DONE);
	assert_int_equal(table.count, 1);
	assert_true(text_equal(csv_cell(&table.rows[0], 0), T("扎西")));
	assert_true(text_equal(csv_cell(&table.rows[0], 1), T("ok")));
	arena_free(arena);
}

TEST(workbook_that_is_none_is_refused)
{
	static const char *const bad[] = {
		"<worksheet><row><c t='s'><v>0</v></c></row></worksheet>", /* no such shared string */
		"<!DOCTYPE a [<!ENTITY b 'c'>]><worksheet><row><c><v>&b;</v></c></row></worksheet>",
		"<worksheet><row><c r='ZZZ1'><v>1</v></c></row></worksheet>",
		"<worksheet><row><c><v>1</v>",
		"<worksheet><v>text before any cell</v><t>", /* a crash that the fuzzer found */
		"",
	};
	static const char *const no_sheet[] = { LIST_OF_SHEETS, NULL };
	struct arena *arena = arena_new();
	struct csv_table table;
	struct text file = usual(arena);
	int64_t line;

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(read_sheet(arena, bad[i], &table), INVALID);
	assert_int_equal(workbook_read(arena, package(arena, no_sheet), ROWS, &table, &line), INVALID);
	assert_int_equal(workbook_read(arena, T("not a package"), ROWS, &table, &line), INVALID);
	/* Cut off anywhere: never more than a refusal. */
	for (size_t cut = 0; cut < file.length; cut += 97)
		assert_int_equal(workbook_read(arena, text_part(file, 0, cut), ROWS, &table, &line), INVALID);
	arena_free(arena);
}

/* A few kilobytes that unpack to many megabytes; a cell, and elements in elements, without end. */
TEST(workbook_bomb_is_refused)
{
	enum { BOMB = 8 << 20 };
	struct arena *arena = arena_new();
	struct csv_table table;
	char *sheet = arena_take(arena, BOMB + 1);

	memset(sheet, ' ', BOMB);
	memcpy(sheet, "<worksheet>", 11);
	memcpy(sheet + BOMB - 12, "</worksheet>", 12);
	sheet[BOMB] = 0;
	assert_int_equal(read_sheet(arena, sheet, &table), INVALID);
	memcpy(sheet, "<worksheet><row><c><v>", 22);
	memset(sheet + 22, '1', 10000);
	memcpy(sheet + 10022, "</v></c></row></worksheet>", 27);
	assert_int_equal(read_sheet(arena, sheet, &table), INVALID);
	for (size_t i = 0; i < 100; i++)
		memcpy(sheet + 3 * i, "<a>", 4);
	assert_int_equal(read_sheet(arena, sheet, &table), INVALID);
	arena_free(arena);
}
