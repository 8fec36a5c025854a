/* One task of a batch: the kept answer of its key, or savepoint, run, journal row and release, or undo. */
#include "journal/lane.h"

#include "base/log.h"

/* A task that is not DONE leaves no trace. DONE: the batch goes on. */
static enum outcome task_undo(struct lane *lane)
{
	tally_undo(lane->tally);
	return db_undo(lane->db) == DONE ? DONE : lane_trouble(lane);
}

/* Journals what the task did, inside its savepoint, and keeps both. A row that cannot be written undoes the task, too (also when the
   handler said DONE over a statement that failed); a number or key that is there already runs the batch again. */
static enum outcome task_keep(struct lane *lane, struct task *task, struct chain *chain)
{
	struct chain next = *chain;
	enum outcome outcome =
		chain_append(lane->db, lane->scratch, &next, &lane->writer->chain_keys, &task->command, &task->answer);

	if (outcome == CONFLICT || (outcome != DONE && lane_trouble(lane) == CONFLICT))
		return CONFLICT;
	if (db_mistake(lane->db) != DB_NO_MISTAKE)
		return FAILED;
	if (outcome != DONE) {
		task->outcome = FAILED;
		return task_undo(lane);
	}
	if ((lane->careful > 0 && db_settle(lane->db) != DONE) || db_release(lane->db) != DONE)
		return lane_trouble(lane);
	tally_keep(lane->tally);
	*chain = next;
	return DONE;
}

/* One run of a task in a savepoint of its own. FAILED with db_mistake(): what it was told of its statements was not true. */
static enum outcome task_run_once(struct lane *lane, struct task *task, struct chain *chain, bool defers)
{
	struct world world = command_world(lane->writer, &task->command);

	world.most = task->alone ? WORLD_IDS_ALONE : WORLD_IDS;
	if (db_savepoint(lane->db) != DONE)
		return lane_trouble(lane);
	db_defer(lane->db, defers);
	task->answer = (struct answer){ .status = 0 };
	task->scratch = lane->scratch;
	task->outcome = task->run(task, lane->db, &world);
	if (task->outcome == DONE && !chain_takes(&task->command, &task->answer))
		task->outcome = FAILED;
	if ((task->outcome != DONE && db_settle(lane->db) != DONE) || db_mistake(lane->db) != DB_NO_MISTAKE)
		return lane_trouble(lane);
	if (task->outcome == DONE)
		return task_keep(lane, task, chain);
	if (lane_trouble(lane) == CONFLICT)
		return CONFLICT;
	if (task->outcome == FAILED)
		log_event(LOG_ERROR, "command_failed", "door=\"%.*s\" reason=\"%s\"", TEXT(task->command.door),
		          db_failure(lane->db));
	return task_undo(lane);
}

/* Runs a task on trust that its statements succeed (db_defer()); when one did not, once more with each outcome told as it is. */
static enum outcome task_run(struct lane *lane, struct task *task, struct chain *chain)
{
	enum outcome outcome = task_run_once(lane, task, chain, true);

	arena_reset(lane->scratch);
	if (outcome != FAILED || db_mistake(lane->db) != DB_MISTAKE_HERE)
		return outcome;
	outcome = task_undo(lane);
	if (outcome != DONE)
		return outcome;
	outcome = task_run_once(lane, task, chain, false);
	arena_reset(lane->scratch);
	return outcome;
}

/* Whether the task's key may be in the journal: it was there when the batch began, or it is one of an earlier task of the batch, whose
   row is already in this transaction. */
static bool may_be_kept(const struct lane *lane, size_t at)
{
	struct task *const *tasks = lane->tasks;
	struct text key = tasks[at]->command.key;

	for (size_t i = 0; i < at && !lane->is_kept[at]; i++)
		if (text_equal(tasks[i]->command.key, key))
			return true;
	return lane->is_kept[at];
}

enum outcome task_try(struct lane *lane, size_t at, struct chain *chain)
{
	struct task *task = lane->tasks[at];

	task->repeated = task->same_request = false;
	task->answer = (struct answer){ .status = 0 };
	task->outcome = INVALID;
	if (!chain_takes(&task->command, &task->answer))
		return DONE;
	if (task->command.key.length > 0 && may_be_kept(lane, at)) {
		enum outcome outcome = chain_answer(lane->db, task->arena, &lane->writer->chain_keys, &task->command,
		                                    &task->answer, &task->same_request);
		task->repeated = outcome == DONE;
		task->outcome = outcome == CONFLICT ? FAILED : DONE;
		if (outcome == DONE || outcome == CONFLICT)
			return DONE;
		if (outcome != NOT_FOUND)
			return lane_trouble(lane);
	}
	return task_run(lane, task, chain);
}
