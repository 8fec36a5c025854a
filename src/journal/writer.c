/* The writer: its queues, its start and its stop. What happens to a command after it was put into its lane is in lane*.c.
   Not done here: what a command means, who may do it, and answering the network. */
#include "journal/writer.h"

#include <assert.h>
#include <unistd.h>

#include "base/id.h"
#include "base/limits.h"
#include "base/thread.h"
#include "db/touched.h"
#include "journal/lane.h"

enum {
	CLAIM_WAITS = 50, /* of CLAIM_WAIT_MS each: how long another program may take to go */
	CLAIM_WAIT_MS = 20,
};

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

bool writer_settle(struct writer *writer)
{
	bool is_sound = true;

	for (int i = 0; i < writer->lanes; i++)
		is_sound = lane_sync_settled(&writer->lane[i]) && is_sound;
	return is_sound;
}

const struct chain_keys *writer_keys(const struct writer *writer)
{
	return &writer->chain_keys;
}

/* A server may take a moment to notice that the program before this one has gone. */
static enum outcome lane_first_ready(struct lane *lane)
{
	enum outcome outcome = lane_ready(lane);

	for (int waits = 0; outcome == CONFLICT && waits < CLAIM_WAITS; waits++) {
		thread_sleep_ms(CLAIM_WAIT_MS);
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
	lane->scratch = arena_new();
	db_set_companion(lane->db, lane->tally);
	if (lane->writer->options.touched)
		db_report_writes(lane->db, lane->writer->options.touched);
	outcome = lane_first_ready(lane);
	if (outcome == DONE && (lane->writer->options.target.hasty || db_sync_apart(lane->db) == DONE))
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
	arena_free(lane->scratch);
}

/* Ids go on above everything journalled, also by lanes that this start does not have. */
static enum outcome pass_stored_ids(struct writer *writer)
{
	struct chain chain;

	for (int64_t number = 0; number < LIMIT_LANES; number++) {
		enum outcome outcome = chain_read(writer->lane[0].db, number, &chain);
		if (outcome != DONE)
			return outcome;
		writer_pass_id(writer, chain.last_id);
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
	writer->chain_keys = chain_keys_of(&writer->secret);
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
		lane_stop(&writer->lane[i]);
		lane_close(&writer->lane[i]);
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
