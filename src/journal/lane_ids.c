/* Ids, time and chance of commands. An id is given once; ids grow along a lane whatever the clock does. */
#include "journal/lane.h"

#include <string.h>

#include "base/id.h"
#include "base/limits.h"

enum { ID_BLOCKS = (1 << ID_SEQUENCE_BITS) / WORLD_IDS }; /* commands that may get their ids in one millisecond */

static int64_t block_of(int64_t at)
{
	int64_t first = id_at(0); /* the moment ids count from */

	return at > first ? (at - first) * ID_BLOCKS : 0;
}

/* The next WORLD_IDS ids of this node, above all that were given before; the first of them is returned. When the clock stands or
   jumps back, or more than ID_BLOCKS commands come in a millisecond, the ids' own clock runs ahead. A command that runs alone
   gets a whole millisecond. */
static int64_t take_ids(struct writer *writer, int64_t at, bool alone)
{
	int64_t wanted = block_of(at), last = atomic_load(&writer->last_block), block, blocks = alone ? ID_BLOCKS : 1;

	do {
		block = last + 1 > wanted ? last + 1 : wanted;
		block = (block + blocks - 1) / blocks * blocks;
	} while (!atomic_compare_exchange_weak(&writer->last_block, &last, block + blocks - 1));
	return id_make(id_at(0) + block / ID_BLOCKS, writer->options.node, (int)(block % ID_BLOCKS) * WORLD_IDS);
}

/* From now on ids are above the one seen (which may be of another node: its whole millisecond is left out). */
void writer_pass_id(struct writer *writer, int64_t id)
{
	int64_t seen = id > 0 ? block_of(id_at(id)) + ID_BLOCKS - 1 : 0, last = atomic_load(&writer->last_block);

	while (last < seen && !atomic_compare_exchange_weak(&writer->last_block, &last, seen))
		continue;
}

/* The moment a command is of stays the same over all tries. */
void task_start(const struct writer *writer, struct task *task)
{
	if (task->command.at == 0)
		task->command.at = writer->options.clock();
}

/* Gives a command its id, anew with each try: see batch_number(). An id that came with it, of another's journal, stays. */
void task_number(struct writer *writer, struct task *task)
{
	struct command *command = &task->command;
	bool is_ordered = writer->options.ordered;

	if (is_ordered && command->id != 0)
		writer_pass_id(writer, command->id);
	else
		command->id = take_ids(writer, is_ordered ? command->at : writer->options.clock(), task->alone);
}

/* Time, ids and chance of a command: a pure function of the command and the secret, so that a replay is in the same world. */
struct world command_world(const struct writer *writer, const struct command *command)
{
	struct world world = { .at = command->at, .first_id = command->id };
	char little[8];

	for (size_t i = 0; i < sizeof little; i++)
		little[i] = (char)(((uint64_t)command->id >> (8 * i)) & 0xff);
	struct digest seed = digest_keyed(&writer->seed_key, (struct text){ little, sizeof little });
	memcpy(world.seed, seed.bytes, sizeof world.seed);
	return world;
}
