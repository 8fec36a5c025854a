/* A batch until its fate is known.
   When a try does not go through: CONFLICT (serialization, deadlock, lost connection, a row of the same number or key) runs it
   again, after some tries with fewer commands; UNCERTAIN (connection lost while committing) reads the lane's chain back: as a head
   stands for everything before it, an equal head means that the batch is there; anything else fails the batch and the lane goes on
   with the next one, so service comes back when the disk does. When SQLite's disk fails in a commit nobody can be asked: the batch
   is not there for this program, but may be for the next one; that is what UNCERTAIN then says, and the key resolves it. When the sync
   of the batch before has failed, this one is undone (CONFLICT), and begins again when the log is sound. */
#include "journal/lane.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/thread.h"

enum {
	TRIES = 20,            /* of one batch */
	TRIES_WHOLE = 4,       /* of them with all its commands; then half as many each time */
	BACKOFF_MS = 64,       /* longest wait before another try */
	LOST_BACKOFF_MS = 500, /* the same while the database is away */
	CAREFUL_BATCHES = 64,  /* after a mistake: see batch_was_mistaken() */
};

bool task_concerns_all(const struct task *task)
{
	return task->alone || task->command.county == 0;
}

static bool concerns_all(const struct lane *lane, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (task_concerns_all(lane->tasks[i]))
			return true;
	return false;
}

static void turnstile_enter(struct turnstile *turnstile, bool is_only)
{
	pthread_mutex_lock(&turnstile->lock);
	turnstile->wanting += is_only;
	while (turnstile->is_closed || (is_only ? turnstile->inside > 0 : turnstile->wanting > 0))
		pthread_cond_wait(&turnstile->moved, &turnstile->lock);
	turnstile->wanting -= is_only;
	turnstile->is_closed = is_only;
	turnstile->inside++;
	pthread_mutex_unlock(&turnstile->lock);
}

static void turnstile_leave(struct turnstile *turnstile)
{
	pthread_mutex_lock(&turnstile->lock);
	turnstile->is_closed = false;
	turnstile->inside--;
	pthread_cond_broadcast(&turnstile->moved);
	pthread_mutex_unlock(&turnstile->lock);
}

/* Sees which keys of the tasks from..count are in the journal already: the transaction's snapshot stands then, also when no task has
   one. */
static enum outcome batch_look(struct lane *lane, size_t from, size_t count)
{
	struct text keys[LIMIT_BATCH];
	int64_t one = 0;
	bool has_keys = false;
	enum outcome outcome = DONE;

	assert(count <= LIMIT_BATCH);
	for (size_t i = from; i < count; i++) {
		keys[i] = lane->tasks[i]->command.key;
		lane->is_kept[i] = false;
		has_keys = has_keys || keys[i].length == DIGEST_BYTES;
	}
	if (has_keys)
		outcome = chain_find_keys(lane->db, keys + from, count - from, lane->is_kept + from);
	else if (db_engine(lane->db) == DB_POSTGRES)
		outcome = db_number(lane->db, &one, "SELECT 1 AS one", bind_none());
	return outcome == DONE ? DONE : lane_trouble(lane);
}

/* Runs the tasks from..*count inside the transaction until they are through or the totals are full; *count is then how many were.
   Ids are given once the transaction's snapshot stands and the turnstile let it in. So where the order of two commands matters, the
   order of their ids is that of their commits, and a replay by ids does them as they were done: a command that runs alone has an id above
   all before it and below all after it; and of two lanes that change the same row, the one that committed second either began after the
   first had, or failed and took new ids. */
static enum outcome batch_add(struct lane *lane, size_t from, size_t *count, struct chain *chain)
{
	enum outcome outcome = batch_look(lane, from, *count);

	for (size_t i = from; outcome == DONE && i < *count; i++)
		task_number(lane->writer, lane->tasks[i]);
	for (size_t i = from; outcome == DONE && i < *count; i++) {
		outcome = task_try(lane, i, chain);
		if (tally_is_full(lane->tally))
			*count = i + 1;
	}
	return outcome;
}

/* Whether more tasks may join: all that were taken are in, and they run beside other lanes. */
static bool batch_is_open(const struct lane *lane, size_t count)
{
	return count == lane->count && !tally_is_full(lane->tally) && !concerns_all(lane, count);
}

/* The first *count tasks, and what comes while the batch before is still synced. */
static enum outcome batch_run(struct lane *lane, size_t *count, struct chain *chain)
{
	enum outcome outcome = batch_add(lane, 0, count, chain);

	while (outcome == DONE && batch_is_open(lane, *count) && lane_top_up(lane) > 0) {
		size_t from = *count;
		*count = lane->count;
		outcome = batch_add(lane, from, count, chain);
	}
	if (outcome != DONE)
		return outcome;
	db_defer(lane->db, lane->careful == 0);
	return tally_write(lane->tally, lane->db) == DONE ? DONE : lane_trouble(lane);
}

static enum outcome batch_commit(struct lane *lane, const struct chain *chain)
{
	int64_t before = machine_ticks();
	enum outcome outcome = db_commit(lane->db);
	int64_t took = machine_ticks() - before;

	pthread_mutex_lock(&lane->lock);
	lane->figures.commit_ns += took;
	pthread_mutex_unlock(&lane->lock);
	if (outcome == DONE) {
		lane->chain = *chain;
		lane->has_news = true;
		return DONE;
	}
	lane->is_chain_known = false;
	lane->is_unsure = outcome == UNCERTAIN;
	lane->unsure = *chain;
	return outcome == UNCERTAIN || outcome == CONFLICT ? outcome : lane_trouble(lane);
}

/* Something that was told early was no success, and it was found out too late to undo one task alone: nothing of the batch is kept, it is
   run again, and for a while each task is waited for before the next begins. */
static bool batch_was_mistaken(struct lane *lane)
{
	if (db_mistake(lane->db) == DB_NO_MISTAKE || lane->careful > 0)
		return false;
	lane->careful = CAREFUL_BATCHES;
	return true;
}

/* One transaction over the first *count tasks, or over more (batch_run()). DONE: committed, to be synced. CONFLICT: nothing is there, run it
   again. UNCERTAIN: read the chain. FAILED: nothing is there, and trying again would not help. */
static enum outcome batch_try(struct lane *lane, size_t *count)
{
	struct chain chain = lane->chain;

	tally_clear(lane->tally);
	if (db_begin(lane->db) != DONE)
		return lane_trouble(lane);
	if (!lane_is_same_connection(lane)) {
		db_rollback(lane->db);
		return CONFLICT;
	}
	enum outcome outcome = batch_run(lane, count, &chain);
	if (outcome == DONE)
		outcome = lane_sync_may_commit(lane) ? batch_commit(lane, &chain) : CONFLICT;
	if (outcome == FAILED && batch_was_mistaken(lane))
		outcome = CONFLICT;
	if (outcome == CONFLICT || outcome == FAILED) {
		db_rollback(lane->db);
		lane->is_chain_known = false;
	}
	return outcome;
}

static void log_trouble(const struct lane *lane, const char *event, size_t count, int tries)
{
	log_event(LOG_ERROR, event, "lane=%lld commands=%zu tries=%d reason=\"%s\"", (long long)lane->number, count,
	          tries, db_failure(lane->db));
}

/* Waits a random while, at most twice as long after each try. */
static void back_off(const struct lane *lane, int tries)
{
	int64_t most = db_is_connected(lane->db) ? BACKOFF_MS : LOST_BACKOFF_MS;
	int64_t bound = tries < 9 ? (int64_t)1 << tries : most;
	uint32_t chance = 0;

	machine_chance(&chance, sizeof chance);
	thread_sleep_ms(1 + (int64_t)chance % (bound < most ? bound : most));
}

/* Nothing more is to be tried. Of a commit whose fate is not known SQLite knows no more when asked again. */
static bool is_settled(const struct lane *lane, enum outcome outcome)
{
	return outcome == DONE || outcome == FAILED || (outcome == UNCERTAIN && db_engine(lane->db) == DB_SQLITE);
}

/* CONFLICT: in all the tries the database was away or others were in the way; nothing is there. */
static void batch_give_up(struct lane *lane, size_t count, enum outcome outcome, int tries)
{
	struct task *const *tasks = lane->tasks;

	log_trouble(lane, lane->is_unsure ? "batch_uncertain" : "batch_failed", count, tries);
	for (size_t i = 0; i < count; i++) {
		tasks[i]->outcome = lane->is_unsure ? UNCERTAIN : outcome;
		tasks[i]->repeated = false;
	}
	pthread_mutex_lock(&lane->lock);
	if (tasks[0]->outcome == CONFLICT) /* count_batch() takes that for the handler's own */
		lane->figures.failed += (int64_t)count;
	pthread_mutex_unlock(&lane->lock);
	lane->is_unsure = false;
}

size_t batch_settle(struct lane *lane, bool *ret_committed)
{
	enum outcome outcome = CONFLICT;
	size_t part = lane->count;
	int tries = 0;

	*ret_committed = true;
	for (; tries < TRIES && !is_settled(lane, outcome); tries++) {
		if (tries > 0)
			back_off(lane, tries);
		outcome = lane_ready(lane);
		if (outcome != DONE)
			continue;
		if (lane->is_unsure && lane_was_committed(lane))
			return part;
		if (tries >= TRIES_WHOLE)
			part = (part + 1) / 2;
		turnstile_enter(&lane->writer->turnstile, concerns_all(lane, part));
		outcome = batch_try(lane, &part);
		turnstile_leave(&lane->writer->turnstile);
	}
	lane->careful -= lane->careful > 0 && outcome == DONE;
	pthread_mutex_lock(&lane->lock);
	lane->figures.retried += tries - 1;
	pthread_mutex_unlock(&lane->lock);
	*ret_committed = outcome == DONE;
	if (outcome != DONE)
		batch_give_up(lane, part, outcome, tries);
	return part;
}
