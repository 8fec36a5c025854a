/* Replay: one cursor a lane, each with the next command of its lane; the one with the smallest id goes first. Ids grow along a
   lane, so this is the order of ids over the whole journal, and memory holds one command a lane. */
#include "journal/replay.h"

#include <assert.h>

#include "base/limits.h"
#include "journal/chain.h"

struct cursor {
	struct arena *arena; /* of the command it holds */
	int64_t lane, number;
	bool is_at_end;
	struct command command;
	struct answer answer;
};

static enum outcome cursor_next(struct cursor *cursor, struct db *from, const struct digest *secret)
{
	arena_reset(cursor->arena);
	cursor->number++;
	enum outcome outcome = chain_command(from, cursor->arena, secret, cursor->lane, cursor->number,
	                                     &cursor->command, &cursor->answer);
	if (outcome == NOT_FOUND) {
		cursor->is_at_end = true;
		return DONE;
	}
	return outcome;
}

/* The cursor whose command comes next, or NULL when all are at their ends. */
static struct cursor *first_of(struct cursor *cursors)
{
	struct cursor *first = NULL;

	for (size_t i = 0; i < LIMIT_LANES; i++)
		if (!cursors[i].is_at_end && (first == NULL || cursors[i].command.id < first->command.id))
			first = &cursors[i];
	return first;
}

enum outcome replay(struct db *from, const struct digest *secret, struct arena *arena,
                    enum outcome (*run_command)(void *context, const struct command *command), void *context,
                    int64_t *ret_rows)
{
	struct cursor *cursors = arena_array(arena, LIMIT_LANES, sizeof *cursors), *next;
	enum outcome outcome = DONE;
	int64_t rows = 0;

	for (size_t i = 0; i < LIMIT_LANES; i++) {
		cursors[i] = (struct cursor){ .arena = arena_new(), .lane = (int64_t)i };
		if (outcome == DONE)
			outcome = cursor_next(&cursors[i], from, secret);
	}
	while (outcome == DONE && (next = first_of(cursors)) != NULL) {
		outcome = run_command(context, &next->command);
		rows += outcome == DONE;
		if (outcome == DONE)
			outcome = cursor_next(next, from, secret);
	}
	for (size_t i = 0; i < LIMIT_LANES; i++)
		arena_free(cursors[i].arena);
	*ret_rows = rows;
	return outcome;
}
