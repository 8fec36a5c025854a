/* The writer's lanes. The way of a batch:
     take what waits -> time -> begin -> keys that are known -> ids -> each task: kept answer of its key, or savepoint, run, journal row
     and release, or undo -> totals -> commit -> done() of each.
   Invariants: lane->chain is the chain as committed, a try works on a copy; an id is given once, and a command that is tried
   again gets a new one (batch_number()); one task is in one queue at most; nothing of a task is touched after its done().
   When a try does not go through: CONFLICT (serialization, deadlock, lost connection, a row of the same number or key) runs it
   again, after some tries with fewer commands; UNCERTAIN (connection lost while committing) reads the lane's chain back: as a head
   stands for everything before it, an equal head means that the batch is there; anything else fails the batch and the lane goes on
   with the next one, so service comes back when the disk does. When SQLite's disk fails in a commit nobody can be asked: the batch
   is not there for this program, but may be for the next one; that is what UNCERTAIN then says, and the key resolves it.
   Not done here: what a command means, who may do it, and answering the network. */
#include "journal/writer.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/id.h"
#include "base/limits.h"
#include "base/log.h"
#include "db/touched.h"
#include "journal/chain.h"
#include "journal/tally.h"

enum {
	TRIES = 20,            /* of one batch */
	TRIES_WHOLE = 4,       /* of them with all its commands; then half as many each time */
	BACKOFF_MS = 64,       /* longest wait before another try */
	LOST_BACKOFF_MS = 500, /* the same while the database is away */
	CLAIM_WAITS = 50,      /* of CLAIM_WAIT_MS each: how long another program may take to go */
	CLAIM_WAIT_MS = 20,
	IDLE_MS = 2000,                                  /* a lane that idles so long moves the log into the database */
	CAREFUL_BATCHES = 64,                            /* after a mistake: see batch_was_mistaken() */
	ID_BLOCKS = (1 << ID_SEQUENCE_BITS) / WORLD_IDS, /* commands that may get their ids in one millisecond */
	CLAIM_CLASS = 1953460835,                        /* first key of our advisory locks: "tonc" */
};

/* writer_run()'s: the caller sleeps until the lane is through with the task. */
struct task_wait {
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool is_over;
};

struct lane {
	struct writer *writer;
	int64_t number;
	pthread_t thread;
	bool is_started;
	/* The lane's thread alone: */
	struct db *db;
	struct tally *tally;
	struct arena *arena; /* of the present try */
	struct chain chain;  /* as committed */
	bool is_chain_known; /* false: must be read again */
	bool is_claimed;     /* false: PostgreSQL's lock must be taken again */
	int64_t connection;  /* on which it was taken: db_connections() */
	bool is_unsure;      /* the fate of the commit that would give `unsure` is not known */
	struct chain unsure;
	int careful;               /* batches in which each task is waited for before the next begins */
	bool is_kept[LIMIT_BATCH]; /* of the present try: keys that were in the journal when it began */
	bool has_news;             /* something was committed since the last checkpoint */
	/* Under the lock: */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct task *first, *last;
	int64_t waiting;
	bool is_stopping;
	struct writer_figures figures;
};

/* Batches of different lanes run side by side; one that concerns all counties runs while no other does. Who waits for that keeps
   later ones out, so that its turn comes. */
struct turnstile {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	int inside, wanting; /* batches that run; batches that wait to be the only one */
	bool is_closed;      /* the one that runs is the only one */
};

struct writer {
	struct turnstile turnstile;
	struct writer_options options;
	struct digest secret, seed_key;
	_Atomic int64_t last_block; /* of ids: milliseconds of the id's clock * ID_BLOCKS + block */
	int lock_file;              /* SQLite's; -1 none */
	int lanes;
	struct lane lane[LIMIT_LANES];
};

/* ---- ids, time, chance ---- */

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
static void pass_id(struct writer *writer, int64_t id)
{
	int64_t seen = id > 0 ? block_of(id_at(id)) + ID_BLOCKS - 1 : 0, last = atomic_load(&writer->last_block);

	while (last < seen && !atomic_compare_exchange_weak(&writer->last_block, &last, seen))
		continue;
}

/* The moment a command is of stays the same over all tries. */
static void task_start(const struct writer *writer, struct task *task)
{
	if (task->command.at == 0)
		task->command.at = writer->options.clock();
}

/* Gives a command its id, anew with each try: see batch_number(). An id that came with it, of another's journal, stays. */
static void task_number(struct writer *writer, struct task *task)
{
	struct command *command = &task->command;
	bool is_ordered = writer->options.ordered;

	if (is_ordered && command->id != 0)
		pass_id(writer, command->id);
	else
		command->id = take_ids(writer, is_ordered ? command->at : writer->options.clock(), task->alone);
}

/* Time, ids and chance of a command: a pure function of the command and the secret, so that a replay is in the same world. */
static struct world command_world(const struct writer *writer, const struct command *command)
{
	struct world world = { .at = command->at, .first_id = command->id };
	char little[8];

	for (size_t i = 0; i < sizeof little; i++)
		little[i] = (char)(((uint64_t)command->id >> (8 * i)) & 0xff);
	struct digest seed = digest_keyed(&writer->seed_key, (struct text){ little, sizeof little });
	memcpy(world.seed, seed.bytes, sizeof world.seed);
	return world;
}

static void sleep_ms(int64_t ms)
{
	struct timespec pause = { .tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000 };

	while (nanosleep(&pause, &pause) != 0 && errno == EINTR)
		continue;
}

/* Waits a random while, at most twice as long after each try. */
static void back_off(const struct lane *lane, int tries)
{
	int64_t most = db_is_connected(lane->db) ? BACKOFF_MS : LOST_BACKOFF_MS;
	int64_t bound = tries < 9 ? (int64_t)1 << tries : most;
	uint32_t chance = 0;

	machine_chance(&chance, sizeof chance);
	sleep_ms(1 + (int64_t)chance % (bound < most ? bound : most));
}

/* ---- claiming the database ---- */

static struct text another_writes(void)
{
	return T("Another tongcun is already writing to this data");
}

/* SQLite: an flock on a file beside the database; it goes with the process, however that ends. */
static enum outcome claim_folder(struct writer *writer, struct arena *arena, struct text *ret_problem)
{
	struct text folder = writer->options.target.address;
	const char *path = text_string(arena, text_join(arena, folder, T("/tongcun.lock")));

	writer->lock_file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (writer->lock_file < 0) {
		*ret_problem = text_format(arena, "Cannot open the lock %s: %s", path, strerror(errno));
		return FAILED;
	}
	if (flock(writer->lock_file, LOCK_EX | LOCK_NB) != 0) {
		*ret_problem = another_writes();
		return FAILED;
	}
	return DONE;
}

/* PostgreSQL: an advisory lock of the session, by lane. CONFLICT: another session has it. */
static enum outcome claim_session(struct lane *lane)
{
	int64_t taken = 0;
	enum outcome outcome = db_number(
		lane->db, &taken,
		"SELECT CASE WHEN pg_try_advisory_lock(CAST($1 AS INTEGER), CAST($2 AS INTEGER)) THEN 1 ELSE 0 END AS taken",
		bind(i64(CLAIM_CLASS), i64(lane->number)));

	if (outcome != DONE)
		return outcome;
	lane->is_claimed = taken == 1;
	lane->connection = db_connections(lane->db);
	return lane->is_claimed ? DONE : CONFLICT;
}

/* ---- one try of a batch ---- */

/* What to do after a failed call on the connection: CONFLICT try again, FAILED give up. */
static enum outcome trouble(const struct lane *lane)
{
	return db_must_retry(lane->db) || !db_is_connected(lane->db) ? CONFLICT : FAILED;
}

/* The claim stands in a transaction of its own, so that the next one sees what the lock's former holder committed. On SQLite the
   lock of the folder stands for it. */
static enum outcome lane_claim(struct lane *lane)
{
	if (lane->writer->options.touched)
		touched_all(lane->writer->options.touched);
	if (db_engine(lane->db) == DB_SQLITE) {
		lane->connection = db_connections(lane->db);
		lane->is_claimed = true;
		return DONE;
	}
	if (db_begin(lane->db) != DONE)
		return trouble(lane);
	enum outcome outcome = claim_session(lane);
	if (outcome != DONE && outcome != CONFLICT)
		outcome = trouble(lane);
	db_rollback(lane->db);
	return outcome;
}

static enum outcome lane_read_chain(struct lane *lane)
{
	if (db_begin(lane->db) != DONE)
		return trouble(lane);
	enum outcome outcome = chain_read(lane->db, lane->number, &lane->chain);
	if (outcome != DONE)
		outcome = trouble(lane);
	db_rollback(lane->db);
	lane->is_chain_known = outcome == DONE;
	return outcome;
}

/* A new connection knows nothing of the lock that the old one held, and others may have written meanwhile. */
static bool lane_is_same_connection(struct lane *lane)
{
	if (db_is_connected(lane->db) && db_connections(lane->db) == lane->connection)
		return true;
	lane->is_claimed = lane->is_chain_known = false;
	return false;
}

/* The connection is there, the lane is ours, and the chain's head is the stored one. */
static enum outcome lane_ready(struct lane *lane)
{
	lane_is_same_connection(lane);
	if (!lane->is_claimed) {
		enum outcome outcome = lane_claim(lane);
		if (outcome != DONE)
			return outcome;
	}
	return lane->is_chain_known ? DONE : lane_read_chain(lane);
}

/* Whether the commit of unknown fate happened; asked when the lane is ready. */
static bool lane_was_committed(struct lane *lane)
{
	assert(lane->is_chain_known);
	lane->is_unsure = false;
	return lane->chain.number == lane->unsure.number && digest_equal(&lane->chain.head, &lane->unsure.head);
}

/* A task that is not DONE leaves no trace. DONE: the batch goes on. */
static enum outcome task_undo(struct lane *lane)
{
	tally_undo(lane->tally);
	return db_undo(lane->db) == DONE ? DONE : trouble(lane);
}

/* Journals what the task did, inside its savepoint, and keeps both. A row that cannot be written undoes the task, too (also when the
   handler said DONE over a statement that failed); a number or key that is there already runs the batch again. */
static enum outcome task_keep(struct lane *lane, struct task *task, struct chain *chain)
{
	struct chain next = *chain;
	enum outcome outcome =
		chain_append(lane->db, lane->arena, &next, &lane->writer->secret, &task->command, &task->answer);

	if (outcome == CONFLICT || (outcome != DONE && trouble(lane) == CONFLICT))
		return CONFLICT;
	if (db_mistake(lane->db) != DB_NO_MISTAKE)
		return FAILED;
	if (outcome != DONE) {
		task->outcome = FAILED;
		return task_undo(lane);
	}
	if ((lane->careful > 0 && db_settle(lane->db) != DONE) || db_release(lane->db) != DONE)
		return trouble(lane);
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
		return trouble(lane);
	db_defer(lane->db, defers);
	task->answer = (struct answer){ .status = 0 };
	task->outcome = task->run(task, lane->db, &world);
	if (task->outcome == DONE && !chain_takes(&task->command, &task->answer))
		task->outcome = FAILED;
	if ((task->outcome != DONE && db_settle(lane->db) != DONE) || db_mistake(lane->db) != DB_NO_MISTAKE)
		return trouble(lane);
	if (task->outcome == DONE)
		return task_keep(lane, task, chain);
	if (trouble(lane) == CONFLICT)
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

	if (outcome != FAILED || db_mistake(lane->db) != DB_MISTAKE_HERE)
		return outcome;
	outcome = task_undo(lane);
	return outcome == DONE ? task_run_once(lane, task, chain, false) : outcome;
}

/* Whether the task's key may be in the journal: it was there when the batch began, or it is one of an earlier task of the batch, whose
   row is already in this transaction. */
static bool may_be_kept(const struct lane *lane, struct task *const *tasks, size_t at)
{
	struct text key = tasks[at]->command.key;

	for (size_t i = 0; i < at && !lane->is_kept[at]; i++)
		if (text_equal(tasks[i]->command.key, key))
			return true;
	return lane->is_kept[at];
}

/* Runs one task of the batch, or gives it the kept answer of its key. DONE: the batch goes on, whatever came of the task. */
static enum outcome task_try(struct lane *lane, struct task *const *tasks, size_t at, struct chain *chain)
{
	struct task *task = tasks[at];

	task->repeated = task->same_request = false;
	task->answer = (struct answer){ .status = 0 };
	task->outcome = INVALID;
	if (!chain_takes(&task->command, &task->answer))
		return DONE;
	if (task->command.key.length > 0 && may_be_kept(lane, tasks, at)) {
		enum outcome outcome = chain_answer(lane->db, task->arena, &lane->writer->secret, &task->command,
		                                    &task->answer, &task->same_request);
		task->repeated = outcome == DONE;
		task->outcome = outcome == CONFLICT ? FAILED : DONE;
		if (outcome == DONE || outcome == CONFLICT)
			return DONE;
		if (outcome != NOT_FOUND)
			return trouble(lane);
	}
	return task_run(lane, task, chain);
}

/* Runs tasks inside the transaction until all *count are through or the totals are full; *count is then how many were. */
static enum outcome batch_run(struct lane *lane, struct task **tasks, size_t *count, struct chain *chain)
{
	for (size_t i = 0; i < *count; i++) {
		enum outcome outcome = task_try(lane, tasks, i, chain);
		if (outcome != DONE)
			return outcome;
		if (tally_is_full(lane->tally))
			*count = i + 1;
	}
	db_defer(lane->db, lane->careful == 0);
	return tally_write(lane->tally, lane->db) == DONE ? DONE : trouble(lane);
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
	return outcome == UNCERTAIN || outcome == CONFLICT ? outcome : trouble(lane);
}

static bool concerns_all(struct task *const *tasks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tasks[i]->alone || tasks[i]->command.county == 0)
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

/* Sees which keys are in the journal already: the transaction's snapshot stands then, also when no task has one. */
static enum outcome batch_look(struct lane *lane, struct task *const *tasks, size_t count)
{
	struct text keys[LIMIT_BATCH];
	int64_t one = 0;
	bool has_keys = false;

	assert(count <= LIMIT_BATCH);
	for (size_t i = 0; i < count; i++) {
		keys[i] = tasks[i]->command.key;
		has_keys = has_keys || keys[i].length == DIGEST_BYTES;
	}
	memset(lane->is_kept, 0, sizeof lane->is_kept);
	if (has_keys)
		return chain_find_keys(lane->db, keys, count, lane->is_kept) == DONE ? DONE : trouble(lane);
	if (db_engine(lane->db) == DB_POSTGRES && db_number(lane->db, &one, "SELECT 1 AS one", bind_none()) != DONE)
		return trouble(lane);
	return DONE;
}

/* Ids are given once the transaction's snapshot stands and the turnstile let it in. So where the order of two commands matters, the
   order of their ids is that of their commits, and a replay by ids does them as they were done: a command that runs alone has an id above
   all before it and below all after it; and of two lanes that change the same row, the one that committed second either began after the
   first had, or failed and took new ids. */
static void batch_number(struct lane *lane, struct task **tasks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		task_number(lane->writer, tasks[i]);
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

/* One transaction over the first *count tasks. DONE: on disk. CONFLICT: nothing is there, run it again. UNCERTAIN: read the chain.
   FAILED: nothing is there, and trying again would not help. */
static enum outcome batch_try(struct lane *lane, struct task **tasks, size_t *count)
{
	struct chain chain = lane->chain;

	arena_reset(lane->arena);
	tally_clear(lane->tally);
	if (db_begin(lane->db) != DONE)
		return trouble(lane);
	if (!lane_is_same_connection(lane)) {
		db_rollback(lane->db);
		return CONFLICT;
	}
	enum outcome outcome = batch_look(lane, tasks, *count);
	if (outcome == DONE) {
		batch_number(lane, tasks, *count);
		outcome = batch_run(lane, tasks, count, &chain);
	}
	if (outcome == DONE)
		outcome = batch_commit(lane, &chain);
	if (outcome == FAILED && batch_was_mistaken(lane))
		outcome = CONFLICT;
	if (outcome == CONFLICT || outcome == FAILED) {
		db_rollback(lane->db);
		lane->is_chain_known = false;
	}
	return outcome;
}

/* ---- a batch until its fate is known ---- */

static void log_trouble(const struct lane *lane, const char *event, size_t count, int tries)
{
	log_event(LOG_ERROR, event, "lane=%lld commands=%zu tries=%d reason=\"%s\"", (long long)lane->number, count,
	          tries, db_failure(lane->db));
}

/* Nothing more is to be tried. Of a commit whose fate is not known SQLite knows no more when asked again. */
static bool is_settled(const struct lane *lane, enum outcome outcome)
{
	return outcome == DONE || outcome == FAILED || (outcome == UNCERTAIN && db_engine(lane->db) == DB_SQLITE);
}

/* CONFLICT: in all the tries the database was away or others were in the way; nothing is there. */
static void batch_give_up(struct lane *lane, struct task **tasks, size_t count, enum outcome outcome, int tries)
{
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

/* Commits the first tasks, as many as go together, and gives how many: their outcomes are final. */
static size_t batch_settle(struct lane *lane, struct task **tasks, size_t count)
{
	enum outcome outcome = CONFLICT;
	size_t part = count;
	int tries = 0;

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
		turnstile_enter(&lane->writer->turnstile, concerns_all(tasks, part));
		outcome = batch_try(lane, tasks, &part);
		turnstile_leave(&lane->writer->turnstile);
	}
	lane->careful -= lane->careful > 0 && outcome == DONE;
	pthread_mutex_lock(&lane->lock);
	lane->figures.retried += tries - 1;
	pthread_mutex_unlock(&lane->lock);
	if (outcome != DONE)
		batch_give_up(lane, tasks, part, outcome, tries);
	return part;
}

static void task_finish(struct task *task)
{
	struct task_wait *wait = task->wait;

	if (task->done != NULL)
		task->done(task);
	if (wait == NULL)
		return;
	pthread_mutex_lock(&wait->lock);
	wait->is_over = true;
	pthread_cond_signal(&wait->over);
	pthread_mutex_unlock(&wait->lock);
}

static void count_batch(struct lane *lane, struct task *const *tasks, size_t count)
{
	struct writer_figures *figures = &lane->figures;

	pthread_mutex_lock(&lane->lock);
	figures->batches++;
	if ((int64_t)count > figures->largest_batch)
		figures->largest_batch = (int64_t)count;
	for (size_t i = 0; i < count; i++) {
		figures->repeated += tasks[i]->repeated;
		figures->commands += tasks[i]->outcome == DONE && !tasks[i]->repeated;
		figures->failed += tasks[i]->outcome == FAILED || tasks[i]->outcome == UNCERTAIN;
	}
	pthread_mutex_unlock(&lane->lock);
}

static void lane_serve(struct lane *lane, struct task **tasks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		task_start(lane->writer, tasks[i]);
	for (size_t settled = 0; settled < count;) {
		size_t part = batch_settle(lane, tasks + settled, count - settled);
		assert(part > 0);
		count_batch(lane, tasks + settled, part);
		for (size_t i = 0; i < part; i++)
			task_finish(tasks[settled + i]);
		settled += part;
	}
}

/* ---- the queue ---- */

/* Sleeps until something waits or the lane is to stop; the lock is held. True: it idled for IDLE_MS with news to checkpoint. */
static bool lane_sleep(struct lane *lane)
{
	struct timespec until;

	if (!lane->has_news) {
		pthread_cond_wait(&lane->wake, &lane->lock);
		return false;
	}
	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += IDLE_MS / 1000;
	return pthread_cond_timedwait(&lane->wake, &lane->lock, &until) == ETIMEDOUT;
}

/* Takes up to LIMIT_BATCH waiting tasks, or one that is to run alone; 0 when the lane is to stop and nothing waits. */
static size_t lane_take(struct lane *lane, struct task **ret_tasks)
{
	size_t count = 0;

	pthread_mutex_lock(&lane->lock);
	while (lane->first == NULL && !lane->is_stopping) {
		if (!lane_sleep(lane) || lane->first != NULL)
			continue;
		pthread_mutex_unlock(&lane->lock);
		db_checkpoint(lane->db);
		lane->has_news = false;
		pthread_mutex_lock(&lane->lock);
	}
	while (lane->first != NULL && count < LIMIT_BATCH && !(lane->first->alone && count > 0)) {
		struct task *task = lane->first;
		lane->first = task->next;
		task->next = NULL;
		ret_tasks[count++] = task;
		if (task->alone)
			break;
	}
	lane->waiting -= (int64_t)count;
	pthread_mutex_unlock(&lane->lock);
	return count;
}

static void *lane_thread(void *context)
{
	struct lane *lane = context;
	struct task *tasks[LIMIT_BATCH];
	size_t count;

	while ((count = lane_take(lane, tasks)) > 0)
		lane_serve(lane, tasks, count);
	return NULL;
}

bool writer_submit(struct writer *writer, struct task *task)
{
	assert(task->run != NULL && task->arena != NULL && (task->done != NULL || task->wait != NULL));
	assert(task->command.door.length > 0);
	assert(task->command.county >= 0 && task->command.county <= 999999);
	struct lane *lane = &writer->lane[task->command.county % writer->lanes];

	task->next = NULL;
	pthread_mutex_lock(&lane->lock);
	bool is_taken = !lane->is_stopping && lane->waiting < LIMIT_QUEUE;
	if (is_taken) {
		if (lane->first == NULL)
			lane->first = task;
		else
			lane->last->next = task;
		lane->last = task;
		lane->waiting++;
		pthread_cond_signal(&lane->wake);
	} else {
		lane->figures.refused++;
	}
	pthread_mutex_unlock(&lane->lock);
	return is_taken;
}

enum outcome writer_run(struct writer *writer, struct task *task)
{
	struct task_wait wait = { .is_over = false };

	pthread_mutex_init(&wait.lock, NULL);
	pthread_cond_init(&wait.over, NULL);
	task->wait = &wait;
	if (writer_submit(writer, task)) {
		pthread_mutex_lock(&wait.lock);
		while (!wait.is_over)
			pthread_cond_wait(&wait.over, &wait.lock);
		pthread_mutex_unlock(&wait.lock);
	} else {
		task->outcome = FAILED;
	}
	task->wait = NULL;
	pthread_cond_destroy(&wait.over);
	pthread_mutex_destroy(&wait.lock);
	return task->outcome;
}

/* ---- start and stop ---- */

static void lane_init(struct writer *writer, int number)
{
	struct lane *lane = &writer->lane[number];
	pthread_condattr_t attributes;

	*lane = (struct lane){ .writer = writer, .number = number };
	pthread_mutex_init(&lane->lock, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&lane->wake, &attributes);
	pthread_condattr_destroy(&attributes);
}

/* A server may take a moment to notice that the program before this one has gone. */
static enum outcome lane_first_ready(struct lane *lane)
{
	enum outcome outcome = lane_ready(lane);

	for (int waits = 0; outcome == CONFLICT && waits < CLAIM_WAITS; waits++) {
		sleep_ms(CLAIM_WAIT_MS);
		outcome = lane_ready(lane);
	}
	return outcome;
}

static enum outcome lane_open(struct lane *lane, struct arena *arena, struct text *ret_problem)
{
	enum outcome outcome = db_open(&lane->writer->options.target, DB_WRITE, arena, &lane->db, ret_problem);

	if (outcome != DONE)
		return outcome;
	lane->tally = tally_new();
	lane->arena = arena_new();
	db_set_companion(lane->db, lane->tally);
	if (lane->writer->options.touched)
		db_report_writes(lane->db, lane->writer->options.touched);
	outcome = lane_first_ready(lane);
	if (outcome == DONE)
		return DONE;
	*ret_problem = outcome == CONFLICT && !lane->is_claimed && db_engine(lane->db) == DB_POSTGRES
	                       ? another_writes()
	                       : text_format(arena, "Cannot read the journal: %s", db_failure(lane->db));
	return FAILED;
}

static void lane_close(struct lane *lane)
{
	if (lane->db == NULL)
		return;
	db_set_companion(lane->db, NULL);
	db_close(lane->db);
	lane->db = NULL;
	tally_free(lane->tally);
	arena_free(lane->arena);
}

/* Signals are the main thread's business. */
static bool lane_start(struct lane *lane)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	lane->is_started = pthread_create(&lane->thread, NULL, lane_thread, lane) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return lane->is_started;
}

/* Ids go on above everything journalled, also by lanes that this start does not have. */
static enum outcome pass_stored_ids(struct writer *writer)
{
	struct chain chain;

	for (int64_t number = 0; number < LIMIT_LANES; number++) {
		enum outcome outcome = chain_read(writer->lane[0].db, number, &chain);
		if (outcome != DONE)
			return outcome;
		pass_id(writer, chain.last_id);
	}
	return DONE;
}

static enum outcome open_all(struct writer *writer, struct arena *arena, struct text *ret_problem)
{
	if (writer->options.target.engine == DB_SQLITE) {
		enum outcome outcome = claim_folder(writer, arena, ret_problem);
		if (outcome != DONE)
			return outcome;
	}
	for (int i = 0; i < writer->lanes; i++) {
		enum outcome outcome = lane_open(&writer->lane[i], arena, ret_problem);
		if (outcome != DONE)
			return outcome;
	}
	/* What a program that was killed had written may be told as done from here on, so it must be on the disk. */
	if (db_make_durable(writer->lane[0].db) != DONE) {
		*ret_problem = text_format(arena, "Cannot bring the journal onto the disk: %s",
		                           db_failure(writer->lane[0].db));
		return FAILED;
	}
	if (pass_stored_ids(writer) != DONE) {
		*ret_problem = text_format(arena, "Cannot read the journal: %s", db_failure(writer->lane[0].db));
		return FAILED;
	}
	for (int i = 0; i < writer->lanes; i++)
		if (!lane_start(&writer->lane[i])) {
			*ret_problem = T("Cannot start another thread: raise the limit of processes");
			return FAILED;
		}
	return DONE;
}

enum outcome writer_start(const struct writer_options *options, struct arena *arena, struct writer **ret_writer,
                          struct text *ret_problem)
{
	assert(options->lanes >= 1 && options->lanes <= LIMIT_LANES);
	assert(options->target.engine == DB_POSTGRES || options->lanes == 1);
	assert(options->node >= 0 && options->node < 1 << ID_NODE_BITS);
	struct writer *writer = arena_take(arena, sizeof *writer);

	writer->options = *options;
	writer->options.target.address = text_copy(arena, options->target.address);
	writer->secret = *options->secret;
	writer->options.secret = &writer->secret;
	writer->seed_key = digest_keyed(&writer->secret, T("tongcun world 1"));
	atomic_init(&writer->last_block, 0);
	pthread_mutex_init(&writer->turnstile.lock, NULL);
	pthread_cond_init(&writer->turnstile.moved, NULL);
	writer->lock_file = -1;
	writer->lanes = options->lanes;
	for (int i = 0; i < writer->lanes; i++)
		lane_init(writer, i);
	enum outcome outcome = open_all(writer, arena, ret_problem);
	if (outcome != DONE) {
		writer_stop(writer);
		return outcome;
	}
	*ret_writer = writer;
	return DONE;
}

void writer_stop(struct writer *writer)
{
	if (writer == NULL)
		return;
	for (int i = 0; i < writer->lanes; i++) {
		struct lane *lane = &writer->lane[i];
		pthread_mutex_lock(&lane->lock);
		lane->is_stopping = true;
		pthread_cond_signal(&lane->wake);
		pthread_mutex_unlock(&lane->lock);
	}
	for (int i = 0; i < writer->lanes; i++) {
		struct lane *lane = &writer->lane[i];
		if (lane->is_started)
			pthread_join(lane->thread, NULL);
		lane->is_started = false;
		lane_close(lane);
	}
	if (writer->lock_file >= 0)
		close(writer->lock_file);
	writer->lock_file = -1;
}

struct writer_figures writer_figures(struct writer *writer)
{
	struct writer_figures all = { .commands = 0 };

	for (int i = 0; i < writer->lanes; i++) {
		struct lane *lane = &writer->lane[i];
		pthread_mutex_lock(&lane->lock);
		const struct writer_figures *one = &lane->figures;
		all.commands += one->commands;
		all.batches += one->batches;
		all.refused += one->refused;
		all.failed += one->failed;
		all.retried += one->retried;
		all.repeated += one->repeated;
		all.commit_ns += one->commit_ns;
		all.waiting += lane->waiting;
		if (one->largest_batch > all.largest_batch)
			all.largest_batch = one->largest_batch;
		pthread_mutex_unlock(&lane->lock);
	}
	return all;
}
