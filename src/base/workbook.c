/* A package is opened in memory; three of its parts are read as streams: the list of sheets with its links, the shared strings, the first
   sheet. Each goes through expat in pieces of PIECE bytes, and the first thing out of bounds stops the parser. */
#include "base/workbook.h"

#include <expat.h>
#include <string.h>
#include <zip.h>

#include "base/output.h"

enum { PIECE = 16384, NAME_BYTES = 256 };

/* What is being read, and what was found. */
struct reading {
	struct arena *arena;
	zip_t *zip;
	XML_Parser parser;
	bool is_bad;
	int depth;
	size_t text_bytes;
	struct output words; /* of the string or cell being read */
	bool is_open;        /* its words count */
	int phonetic;        /* inside <rPh>: how a name is read aloud, not its text */
	/* list of sheets, links */
	char sheet_id[NAME_BYTES], sheet[NAME_BYTES];
	/* shared strings */
	struct text *strings;
	size_t string_count;
	/* sheet */
	struct csv_table *table;
	size_t max_rows;
	int64_t line;
	size_t column;
	char type[16];
	struct text cells[CSV_CELLS];
	size_t cell_count;
};

bool workbook_is(struct text file)
{
	return file.length > 4 && memcmp(file.bytes, "PK\3\4", 4) == 0;
}

static void stop(struct reading *in)
{
	in->is_bad = true;
	XML_StopParser(in->parser, XML_FALSE);
}

/* The name without its prefix. */
static bool is_named(const XML_Char *name, const char *wanted)
{
	const char *colon = strchr(name, ':');

	return strcmp(colon != NULL ? colon + 1 : name, wanted) == 0;
}

static const char *attribute(const XML_Char **attributes, const char *wanted)
{
	for (size_t i = 0; attributes[i] != NULL; i += 2)
		if (strcmp(attributes[i], wanted) == 0)
			return attributes[i + 1];
	return NULL;
}

/* Copies what fits; longer: empty. */
static void keep_name(char name[NAME_BYTES], const char *value)
{
	size_t length = value != NULL ? strlen(value) : 0;

	name[0] = 0;
	if (length > 0 && length < NAME_BYTES)
		memcpy(name, value, length + 1);
}

/* ---- words of strings and cells ---- */

static void words_begin(struct reading *in)
{
	in->words = output_in(in->arena);
}

static void on_words(void *context, const XML_Char *bytes, int length)
{
	struct reading *in = context;

	if (!in->is_open || in->phonetic > 0)
		return;
	in->text_bytes += (size_t)length;
	if (in->text_bytes > WORKBOOK_TEXT_BYTES ||
	    output_text(&in->words).length + (size_t)length > WORKBOOK_CELL_BYTES) {
		stop(in);
		return;
	}
	out_raw(&in->words, bytes, (size_t)length);
}

static bool deeper(struct reading *in)
{
	if (++in->depth <= WORKBOOK_DEPTH)
		return true;
	stop(in);
	return false;
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system, const XML_Char *public_id,
                       int has_internal)
{
	(void)name;
	(void)system;
	(void)public_id;
	(void)has_internal;
	stop(context);
}

/* ---- the list of sheets and its links ---- */

static void sheets_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *in = context;

	if (deeper(in) && in->sheet_id[0] == 0 && is_named(name, "sheet"))
		keep_name(in->sheet_id, attribute(attributes, "r:id"));
}

static void links_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *in = context;
	const char *id = attribute(attributes, "Id"), *target = attribute(attributes, "Target");

	if (!deeper(in) || id == NULL || target == NULL || !is_named(name, "Relationship") ||
	    strcmp(id, in->sheet_id) != 0 || strlen(target) + 4 > NAME_BYTES)
		return;
	if (target[0] == '/') {
		keep_name(in->sheet, target + 1);
		return;
	}
	memcpy(in->sheet, "xl/", 3);
	memcpy(in->sheet + 3, target, strlen(target) + 1);
}

static void any_end(void *context, const XML_Char *name)
{
	struct reading *in = context;

	(void)name;
	in->depth--;
}

/* ---- shared strings ---- */

static void strings_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *in = context;

	(void)attributes;
	if (!deeper(in))
		return;
	if (is_named(name, "si"))
		words_begin(in);
	else if (is_named(name, "rPh"))
		in->phonetic++;
	in->is_open = is_named(name, "t");
}

static void strings_end(void *context, const XML_Char *name)
{
	struct reading *in = context;

	in->depth--;
	in->is_open = false;
	if (is_named(name, "rPh"))
		in->phonetic--;
	if (!is_named(name, "si"))
		return;
	if (in->string_count >= WORKBOOK_STRINGS)
		stop(in);
	else
		in->strings[in->string_count++] = output_text(&in->words);
}

/* ---- the sheet ---- */

/* "AB12" -> 27; without letters the column after the last. Beyond the bound: CSV_CELLS. */
static size_t column_of(const char *reference, size_t next)
{
	size_t column = 0;

	if (reference == NULL || reference[0] < 'A' || reference[0] > 'Z')
		return next < CSV_CELLS ? next : CSV_CELLS;
	for (; *reference >= 'A' && *reference <= 'Z' && column <= CSV_CELLS; reference++)
		column = column * 26 + (size_t)(*reference - 'A' + 1);
	return column - 1 < CSV_CELLS ? column - 1 : CSV_CELLS;
}

static void row_begin(struct reading *in, const char *number)
{
	int64_t line = 0;

	if (number == NULL || !text_to_int64(text_of(number), &line) || line <= in->line || line > 1048576)
		line = in->line + 1;
	in->line = line;
	in->cell_count = 0;
	in->column = 0;
	for (size_t i = 0; i < CSV_CELLS; i++)
		in->cells[i] = T("");
}

static void row_end(struct reading *in)
{
	struct csv_row *row;

	if (in->cell_count == 0)
		return;
	if (in->table->count >= in->max_rows) {
		stop(in);
		return;
	}
	row = &in->table->rows[in->table->count++];
	*row = (struct csv_row){ .line = in->line,
		                 .cells = arena_array(in->arena, in->cell_count, sizeof *row->cells),
		                 .count = in->cell_count };
	memcpy(row->cells, in->cells, in->cell_count * sizeof *row->cells);
}

/* A shared string by its number; the words themselves. */
static struct text value_of(struct reading *in)
{
	struct text words = output_text(&in->words);
	int64_t number = -1;

	if (strcmp(in->type, "s") != 0)
		return words;
	if (text_to_int64(words, &number) && number >= 0 && number < (int64_t)in->string_count)
		return in->strings[number];
	stop(in);
	return T("");
}

static void cell_end(struct reading *in)
{
	struct text value = text_trim(output_text(&in->words).length > 0 ? value_of(in) : T(""));

	if (value.length > 0 && in->column >= CSV_CELLS) {
		stop(in);
	} else if (value.length > 0) {
		in->cells[in->column] = value;
		if (in->cell_count <= in->column)
			in->cell_count = in->column + 1;
	}
	in->column++;
}

static void sheet_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct reading *in = context;

	if (!deeper(in))
		return;
	if (is_named(name, "row")) {
		row_begin(in, attribute(attributes, "r"));
	} else if (is_named(name, "c")) {
		const char *type = attribute(attributes, "t");

		in->column = column_of(attribute(attributes, "r"), in->column);
		in->type[0] = 0;
		if (type != NULL && strlen(type) < sizeof in->type)
			memcpy(in->type, type, strlen(type) + 1);
		words_begin(in);
	} else if (is_named(name, "rPh")) {
		in->phonetic++;
	}
	in->is_open = is_named(name, "v") || is_named(name, "t");
}

static void sheet_end(void *context, const XML_Char *name)
{
	struct reading *in = context;

	in->depth--;
	in->is_open = false;
	if (is_named(name, "rPh"))
		in->phonetic--;
	else if (is_named(name, "c"))
		cell_end(in);
	else if (is_named(name, "row"))
		row_end(in);
}

/* ---- parts ---- */

/* Unpacked so far against packed: more than a real sheet ever gives is a bomb. */
static bool is_within(size_t unpacked, zip_uint64_t packed)
{
	return unpacked <= WORKBOOK_PART_BYTES &&
	       (unpacked <= WORKBOOK_FREE_BYTES || unpacked / WORKBOOK_RATIO <= packed);
}

static bool parse(struct reading *in, zip_file_t *file, zip_uint64_t packed)
{
	char piece[PIECE];
	size_t unpacked = 0;

	for (;;) {
		zip_int64_t got = zip_fread(file, piece, sizeof piece);

		if (got < 0)
			return false;
		unpacked += (size_t)got;
		if (!is_within(unpacked, packed) || XML_Parse(in->parser, piece, (int)got, got == 0) != XML_STATUS_OK ||
		    in->is_bad)
			return false;
		if (got == 0)
			return true;
	}
}

/* NOT_FOUND: the package has no such part. */
static enum outcome part_read(struct reading *in, const char *name, XML_StartElementHandler start,
                              XML_EndElementHandler end)
{
	zip_stat_t about;
	zip_file_t *file;
	bool is_good;

	zip_stat_init(&about);
	if (name[0] == 0 || zip_stat(in->zip, name, 0, &about) != 0 || !(about.valid & ZIP_STAT_COMP_SIZE))
		return NOT_FOUND;
	file = zip_fopen(in->zip, name, 0);
	if (file == NULL)
		return INVALID;
	in->parser = XML_ParserCreate(NULL);
	in->depth = in->phonetic = 0;
	in->is_open = false;
	words_begin(in); /* text may stand where no string or cell has begun */
	is_good = in->parser != NULL;
	if (is_good) {
		XML_SetUserData(in->parser, in);
		XML_SetElementHandler(in->parser, start, end);
		XML_SetCharacterDataHandler(in->parser, on_words);
		XML_SetStartDoctypeDeclHandler(in->parser, on_doctype);
		is_good = parse(in, file, about.comp_size);
		XML_ParserFree(in->parser);
	}
	zip_fclose(file);
	return is_good ? DONE : INVALID;
}

static enum outcome parts_read(struct reading *in)
{
	enum outcome outcome = part_read(in, "xl/workbook.xml", sheets_start, any_end);

	if (outcome == DONE)
		outcome = part_read(in, "xl/_rels/workbook.xml.rels", links_start, any_end);
	if (outcome == DONE) {
		in->strings = arena_array(in->arena, WORKBOOK_STRINGS, sizeof *in->strings);
		outcome = part_read(in, "xl/sharedStrings.xml", strings_start, strings_end);
	}
	if (outcome == NOT_FOUND && in->strings != NULL)
		outcome = DONE; /* every text stands in its cell */
	if (outcome == DONE)
		outcome = part_read(in, in->sheet, sheet_start, sheet_end);
	return outcome == NOT_FOUND ? INVALID : outcome;
}

enum outcome workbook_read(struct arena *arena, struct text file, size_t max_rows, struct csv_table *ret_table,
                           int64_t *ret_line)
{
	struct reading in = { .arena = arena, .table = ret_table, .max_rows = max_rows };
	zip_source_t *source;
	enum outcome outcome = INVALID;

	*ret_table = (struct csv_table){ .rows = arena_array(arena, max_rows, sizeof *ret_table->rows) };
	*ret_line = 0;
	if (!workbook_is(file) || file.length > WORKBOOK_BYTES)
		return INVALID;
	source = zip_source_buffer_create(file.bytes, file.length, 0, NULL);
	if (source == NULL)
		return FAILED;
	in.zip = zip_open_from_source(source, ZIP_RDONLY, NULL);
	if (in.zip == NULL) {
		zip_source_free(source);
		return INVALID;
	}
	if (zip_get_num_entries(in.zip, 0) <= WORKBOOK_ENTRIES)
		outcome = parts_read(&in);
	zip_discard(in.zip);
	*ret_line = in.line;
	return outcome;
}
