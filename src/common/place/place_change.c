/* Places that change: renamed, given another code, merged. The old rows stay, with the day they ended and what they became;
   every module's rows and the totals move in the same command, so that totals equal the recount before and after.
   These commands run alone in their batch (ROUTE_ALONE): no total waits in memory while keys move. */
#include "common/place/place.h"

#include <assert.h>

#include "base/limits.h"
#include "common/place/place_rows.h"
#include "db/search.h"
#include "journal/tally.h"

enum { VILLAGE_HOUSEHOLDS = 99999 };

static enum outcome move_module(struct db *db, const struct module *module, int64_t from, int64_t from_end, int64_t to)
{
	enum outcome outcome = DONE;

	for (size_t i = 0; outcome == DONE && module->moves != NULL && module->moves[i] != NULL; i++)
		outcome = db_exec(db, module->moves[i], bind(i64(from), i64(from_end), i64(to - from)));
	if (outcome == DONE && module->move_place != NULL)
		outcome = module->move_place(db, from, from_end, to);
	return outcome;
}

/* Everything recorded in [from, from_end) is from now on recorded (to - from) further. */
static enum outcome move_records(struct db *db, int64_t from, int64_t from_end, int64_t to)
{
	enum outcome outcome = tally_move(db, from, from_end, to);

	for (size_t i = 0; outcome == DONE && all_modules[i] != NULL; i++)
		outcome = move_module(db, all_modules[i], from, from_end, to);
	return outcome;
}

/* Ends the living place rows of [from, from_end): no longer found, with their successors. */
static enum outcome end_rows(struct db *db, int64_t from, int64_t from_end, int64_t to, int64_t on)
{
	enum outcome outcome =
		db_exec(db, "DELETE FROM place_word WHERE place >= $1 AND place < $2", bind(i64(from), i64(from_end)));

	if (outcome == DONE)
		outcome = db_exec(db,
		                  "UPDATE place SET until_on = $1, successor = place + $2, version = version + 1"
		                  " WHERE place >= $3 AND place < $4 AND until_on = 0",
		                  bind(i64(on), i64(to - from), i64(from), i64(from_end)));
	return outcome;
}

/* Makes a living place found by all its words. */
static enum outcome put_words(struct db *db, struct arena *arena, const struct place *place)
{
	struct text words[PLACE_WORDS];
	size_t count = place_words(arena, place, words);
	enum outcome outcome = DONE;

	for (size_t i = 0; i < count && outcome == DONE; i++)
		outcome = place_word_put(db, words[i], place->level, place->place);
	return outcome;
}

enum outcome place_rename(struct db *db, struct arena *arena, int64_t place, struct text name, int64_t version)
{
	struct place row;
	int64_t changed;
	enum outcome outcome = place_one(db, arena, place, &row);

	if (outcome != DONE)
		return outcome;
	if (row.until_on != 0)
		return NOT_FOUND;
	row.name = name;
	row.initials = search_initials(arena, name);
	outcome = db_change(db, &changed,
	                    "UPDATE place SET name = $1, initials = $2, version = version + 1"
	                    " WHERE place = $3 AND version = $4",
	                    bind(txt(row.name), txt(row.initials), i64(place), i64(version)));
	if (outcome == DONE && changed == 0)
		return CONFLICT;
	if (outcome == DONE)
		outcome = db_exec(db, "DELETE FROM place_word WHERE place = $1", bind(i64(place)));
	if (outcome == DONE)
		outcome = put_words(db, arena, &row);
	return outcome;
}

/* Whether `to` can become the code of what is now at `from`. */
static enum outcome may_move(struct db *db, int64_t from, int64_t to)
{
	enum place_level level = place_level(from);
	int64_t used;
	enum outcome outcome;

	if (level < PLACE_CITY || level > PLACE_VILLAGE || place_level(to) != level || from == to)
		return INVALID;
	if (!place_is_known(db, from))
		return NOT_FOUND;
	if (!place_is_known(db, place_above(to, (enum place_level)(level - 1))))
		return INVALID;
	outcome =
		db_number(db, &used, "SELECT place FROM place WHERE place >= $1 AND place < $2 ORDER BY place LIMIT 1",
	                  bind(i64(to), i64(place_end(to))));
	if (outcome == DONE)
		return CONFLICT;
	return outcome == NOT_FOUND ? DONE : outcome;
}

enum outcome place_move(struct db *db, struct arena *arena, int64_t from, int64_t to, int64_t on)
{
	int64_t end = place_end(from), shift = to - from;
	struct place *rows;
	size_t count;
	enum outcome outcome = may_move(db, from, to);

	if (outcome == DONE)
		outcome = db_list(db, arena, &place_record, LIMIT_EXPORT_ROWS, &rows, &count,
		                  "SELECT place, level, name, initials FROM place"
		                  " WHERE place >= $1 AND place < $2 AND until_on = 0 ORDER BY place",
		                  bind(i64(from), i64(end)));
	if (outcome == DONE)
		outcome = end_rows(db, from, end, to, on);
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		rows[i].place += shift;
		rows[i].since_on = on;
		outcome = place_row_put(db, &rows[i]);
		if (outcome == DONE)
			outcome = put_words(db, arena, &rows[i]);
	}
	if (outcome == DONE)
		outcome = move_records(db, from, end, to);
	return outcome;
}

/* The keys of a village's households in order, from the one module that keeps households. */
static enum outcome households_of(struct db *db, struct arena *arena, int64_t village, int64_t **ret_keys,
                                  size_t *ret_count)
{
	*ret_count = 0;
	for (size_t i = 0; all_modules[i] != NULL; i++)
		if (all_modules[i]->households != NULL)
			return all_modules[i]->households(db, arena, village, ret_keys, ret_count);
	return DONE;
}

/* The households of a village get the numbers behind those of the other. INVALID: too many for one village. Numbers that follow one another
   move as one interval, and those of a village do (none is ever taken away), so that it costs as many statements for three hundred households
   as for one. */
static enum outcome merge_households(struct db *db, struct arena *arena, int64_t village, int64_t into)
{
	int64_t *keys, *there, next = into + 1;
	size_t count, there_count;
	enum outcome outcome = households_of(db, arena, village, &keys, &count);

	if (outcome == DONE)
		outcome = households_of(db, arena, into, &there, &there_count);
	if (outcome != DONE)
		return outcome;
	if (there_count > 0)
		next = there[there_count - 1] + 1;
	if (next + (int64_t)count > into + VILLAGE_HOUSEHOLDS)
		return INVALID;
	for (size_t first = 0, end; outcome == DONE && first < count; first = end) {
		for (end = first + 1; end < count && keys[end] == keys[end - 1] + 1; end++)
			;
		outcome = move_records(db, keys[first], keys[end - 1] + 1, next);
		next += (int64_t)(end - first);
	}
	return outcome;
}

enum outcome place_merge(struct db *db, struct arena *arena, int64_t village, int64_t into, int64_t on)
{
	enum outcome outcome;

	if (place_level(village) != PLACE_VILLAGE || place_level(into) != PLACE_VILLAGE || village == into)
		return INVALID;
	if (!place_is_known(db, village) || !place_is_known(db, into))
		return NOT_FOUND;
	outcome = merge_households(db, arena, village, into);
	if (outcome == DONE)
		outcome = move_records(db, village, village + 1, into);
	if (outcome == DONE)
		outcome = end_rows(db, village, village + 1, into, on);
	return outcome;
}
