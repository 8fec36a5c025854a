/* The reader of workbooks: as a file that comes in (first byte even), and behind a good package, so that the mutations reach the parser of
   sheets and of shared strings (odd: the bytes up to the first zero are the strings, the rest is the sheet). */
#include "fuzz/fuzz.h"

#include <zip.h>

#include "base/workbook.h"

static struct arena *arena;

static void add(zip_t *zip, const char *name, const char *bytes, size_t length)
{
	zip_int64_t at = zip_file_add(zip, name, zip_source_buffer(zip, bytes, length, 0), 0);

	MUST(at >= 0);
	MUST(zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0) == 0);
}

static struct text package(struct text strings, struct text sheet)
{
	static const char list[] = "<workbook><sheets><sheet r:id='r1'/></sheets></workbook>";
	static const char links[] = "<Relationships><Relationship Id='r1' Target='s.xml'/></Relationships>";
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
	zip_t *zip = zip_open_from_source(source, ZIP_TRUNCATE, NULL);
	static char bytes[64 << 10];
	zip_int64_t got;

	MUST(zip != NULL);
	zip_source_keep(source);
	add(zip, "xl/workbook.xml", list, sizeof list - 1);
	add(zip, "xl/_rels/workbook.xml.rels", links, sizeof links - 1);
	add(zip, "xl/sharedStrings.xml", strings.bytes, strings.length);
	add(zip, "xl/s.xml", sheet.bytes, sheet.length);
	MUST(zip_close(zip) == 0 && zip_source_open(source) == 0);
	got = zip_source_read(source, bytes, sizeof bytes);
	MUST(got > 0);
	zip_source_close(source);
	zip_source_free(source);
	return (struct text){ bytes, (size_t)got };
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csv_table table;
	struct text t, strings;
	int64_t line = 0;

	if (size == 0 || size > 16384)
		return 0;
	if (arena == NULL)
		arena = arena_new();
	arena_reset(arena);
	t = text_copy(arena, (struct text){ (const char *)data + 1, size - 1 });
	if (data[0] % 2 == 1 && text_next(&t, 0, &strings))
		t = package(strings, t);
	if (workbook_read(arena, t, 1000, &table, &line) != DONE)
		return 0;
	MUST(table.count <= 1000);
	for (size_t i = 0; i < table.count; i++)
		for (size_t k = 0; k <= table.rows[i].count; k++)
			MUST(csv_cell(&table.rows[i], k).length <= WORKBOOK_CELL_BYTES);
	return 0;
}
