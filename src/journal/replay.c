/* Replay: one cursor a lane, each with the next command of its lane; the one with the smallest id goes first. Ids grow along a
   lane, so this is the order of ids over the whole journal, and memory holds one command a lane. Where two commands of different lanes change the
   same row, or one ran alone, that is the order of their commits (journal/writer.c, batch_number()). */
#include "journal/replay.h"

#include <assert.h>

#include "base/limits.h"
#include "journal/chain.h"

struct cursor {
	struct arena *arena; /* of the command it holds */
	int64_t lane, number;
	bool is_at_end, is_put_off, is_sealed;
	struct command command;
	struct answer answer;
};

static enum outcome cursor_next(struct cursor *cursor, struct db *from, const struct digest *secret)
{
	arena_reset(cursor->arena);
	cursor->number++;
	enum outcome outcome = chain_command(from, cursor->arena, secret, cursor->lane, cursor->number,
	                                     &cursor->command, &cursor->answer);
	cursor->is_sealed = outcome == CONFLICT;
	cursor->is_at_end = outcome == NOT_FOUND;
	return cursor->is_at_end ? DONE : outcome;
}

/* The cursor whose command comes next, or NULL when all are at their ends or put off. */
static struct cursor *first_of(struct cursor *cursors)
{
	struct cursor *first = NULL;

	for (size_t i = 0; i < LIMIT_LANES; i++)
		if (!cursors[i].is_at_end && !cursors[i].is_put_off &&
		    (first == NULL || cursors[i].command.id < first->command.id))
			first = &cursors[i];
	return first;
}

/* Something has moved: what was put off may be tried again. */
static void try_again(struct cursor *cursors)
{
	for (size_t i = 0; i < LIMIT_LANES; i++)
		cursors[i].is_put_off = false;
}

static void tell(const struct cursor *cursor, struct arena *arena, struct replayed *replayed)
{
	replayed->lane = cursor->lane;
	replayed->number = cursor->number;
	replayed->is_sealed = cursor->is_sealed;
	replayed->door = cursor->is_sealed ? (struct text){ NULL, 0 } : text_copy(arena, cursor->command.door);
}

static enum outcome start(struct cursor *cursors, struct db *from, const struct digest *secret, struct arena *arena,
                          struct replayed *replayed)
{
	enum outcome outcome = DONE;

	for (size_t i = 0; i < LIMIT_LANES; i++) {
		cursors[i] = (struct cursor){ .arena = arena_new(), .lane = (int64_t)i, .is_at_end = true };
		if (outcome != DONE)
			continue;
		outcome = cursor_next(&cursors[i], from, secret);
		if (outcome != DONE)
			tell(&cursors[i], arena, replayed);
	}
	return outcome;
}

/* The outcome of the last command that was run: DONE, or why nothing goes on. */
static enum outcome run_all(struct cursor *cursors, struct db *from, const struct digest *secret, struct arena *arena,
                            enum outcome (*run_command)(void *context, const struct command *command), void *context,
                            void (*progress)(int64_t rows), struct replayed *replayed)
{
	enum outcome outcome = DONE;
	struct cursor *next;

	while ((next = first_of(cursors)) != NULL) {
		enum outcome ran = run_command(context, &next->command);
		if (ran != DONE) {
			if (outcome == DONE) { /* the first one that was put off is the one to be told of */
				outcome = ran;
				tell(next, arena, replayed);
			}
			next->is_put_off = true;
			continue;
		}
		replayed->rows++;
		if (progress != NULL)
			progress(replayed->rows);
		try_again(cursors);
		outcome = cursor_next(next, from, secret);
		if (outcome != DONE) {
			tell(next, arena, replayed);
			break;
		}
	}
	return outcome;
}

enum outcome replay(struct db *from, const struct digest *secret, struct arena *arena,
                    enum outcome (*run_command)(void *context, const struct command *command), void *context,
                    void (*progress)(int64_t rows), struct replayed *ret_replayed)
{
	struct cursor *cursors = arena_array(arena, LIMIT_LANES, sizeof *cursors);
	struct replayed replayed = { .rows = 0 };
	enum outcome outcome = start(cursors, from, secret, arena, &replayed);

	if (outcome == DONE)
		outcome = run_all(cursors, from, secret, arena, run_command, context, progress, &replayed);
	for (size_t i = 0; i < LIMIT_LANES; i++)
		arena_free(cursors[i].arena);
	*ret_replayed = replayed;
	return outcome;
}
