/* Import of places, second half: writing the body of the command, all or nothing, in the order of the keys and then of the words,
   so that both tables grow at their ends. */
#include "common/place/place.h"

#include <assert.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/problem.h"
#include "common/place/place_rows.h"
#include "db/search.h"

enum { IMPORT_PROGRESS = 20000 };

struct import_word {
	struct text word;
	int64_t level, place;
};

struct import {
	struct db *db;
	struct arena *arena;
	struct problems *problems;
	struct text body;
	int64_t total, on;
	place_progress *progress;
	void *context;
	int64_t above[PLACE_HOUSEHOLD]; /* the last place seen of each level: the parents, since the body is sorted */
	struct import_word *words;
	size_t word_count;
};

static void body_problem(struct import *import, int64_t line, const char *message, struct text detail)
{
	problem_add_line(import->problems, T(""), line, T("code"), message, detail);
}

/* One line of the body as a place. False: a problem. */
static bool read_place(struct import *import, struct text line, int64_t number, struct place *ret_place)
{
	struct text code = { 0 };

	if (!text_next(&line, ',', &code) || !place_read(code, &ret_place->place) || ret_place->place == PLACE_WHOLE ||
	    line.length == 0 || !text_is_utf8(line) || text_characters(line) > 60) {
		body_problem(import, number, "This is not a line of the form code,name: %s", text_first(code, 20));
		return false;
	}
	ret_place->name = line;
	ret_place->level = (int64_t)place_level(ret_place->place);
	ret_place->since_on = import->on;
	return true;
}

static bool has_parent(struct import *import, const struct place *place, int64_t number)
{
	int64_t level = place->level, parent;

	import->above[level] = place->place;
	if (level == PLACE_PROVINCE)
		return true;
	parent = place_above(place->place, (enum place_level)(level - 1));
	if (import->above[level - 1] == parent || place_is_known(import->db, parent))
		return true;
	/* a city without counties is its own county */
	if (level == PLACE_TOWNSHIP && import->above[PLACE_CITY] == parent)
		return true;
	body_problem(import, number, "The place above is missing: %s", place_code(import->arena, place->place));
	return false;
}

static void add_word(struct import *import, struct text word, const struct place *place)
{
	if (word.length > 0)
		import->words[import->word_count++] = (struct import_word){ word, place->level, place->place };
}

static enum outcome write_place(struct import *import, struct place *place, int64_t number)
{
	enum outcome outcome;

	place->initials = search_initials(import->arena, place->name);
	outcome = place_row_put(import->db, place);
	if (outcome == CONFLICT)
		body_problem(import, number, "This place is known already: %s",
		             place_code(import->arena, place->place));
	struct text words[PLACE_WORDS];
	size_t count = place_words(import->arena, place, words);
	for (size_t i = 0; i < count; i++)
		add_word(import, words[i], place);
	return outcome;
}

static enum outcome write_places(struct import *import)
{
	struct text rest = import->body, line;

	for (int64_t number = 1; text_next(&rest, '\n', &line); number++) {
		struct place place = { 0 };
		enum outcome outcome;

		if (line.length == 0)
			continue;
		if (!read_place(import, line, number, &place) || !has_parent(import, &place, number))
			return INVALID;
		outcome = write_place(import, &place, number);
		if (outcome != DONE)
			return outcome == CONFLICT ? INVALID : outcome;
		if (import->progress != NULL && number % IMPORT_PROGRESS == 0 &&
		    !import->progress(import->context, number, import->total))
			return INVALID;
	}
	return DONE;
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

static enum outcome write_words(struct import *import)
{
	qsort(import->words, import->word_count, sizeof(*import->words), compare_words);
	for (size_t i = 0; i < import->word_count; i++) {
		const struct import_word *word = &import->words[i];
		enum outcome outcome = place_word_put(import->db, word->word, word->level, word->place);

		if (outcome != DONE)
			return outcome;
	}
	return DONE;
}

static int64_t count_lines(struct text body)
{
	int64_t lines = 0;

	for (size_t i = 0; i < body.length; i++)
		lines += body.bytes[i] == '\n';
	return lines;
}

enum outcome place_import_write(struct db *db, struct arena *arena, struct text body, int64_t on,
                                place_progress *progress, void *context, struct problems *problems)
{
	struct import import = {
		.db = db,
		.arena = arena,
		.problems = problems,
		.body = body,
		.total = count_lines(body),
		.on = on,
		.progress = progress,
		.context = context,
	};
	enum outcome outcome;

	assert(calendar_is_day(on));
	import.words = arena_array(arena, (size_t)import.total * PLACE_WORDS + 2, sizeof(*import.words));
	outcome = write_places(&import);
	if (outcome == DONE)
		outcome = write_words(&import);
	if (outcome == DONE && progress != NULL && !progress(context, import.total, import.total))
		outcome = INVALID;
	return outcome;
}

enum outcome place_import_run(struct db *db, struct arena *arena, struct world *world, const struct command *command)
{
	struct problems problems = problems_in(arena);

	return place_import_write(db, arena, command->body, calendar_day(world->at), NULL, NULL, &problems);
}
