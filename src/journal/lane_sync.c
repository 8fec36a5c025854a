/* The way of a committed batch onto the disk, on a thread of its own: while it is synced the lane runs the next one, which is committed when
   that sync has succeeded (docs/decisions/0026). So one batch at most is in the log and perhaps not on the disk; after a failure
   db_make_durable() writes the log anew. The log is never synced twice at a time: the lane commits and checkpoints when nothing is on its way,
   and a log is begun anew, with a sync of its own, only after a checkpoint. Whoever is answered here is answered from the disk; who
   reads meanwhile may see a batch that is on its way there, and waits by writer_settle() where that matters. On PostgreSQL a commit is
   on the disk when it returns, and db_sync() is nothing. */
#include "journal/lane.h"

#include <assert.h>

#include "base/log.h"
#include "base/thread.h"

/* ---- the lane's side ---- */

void lane_sync_init(struct lane *lane)
{
	pthread_cond_init(&lane->sync.moved, NULL);
}

bool lane_sync_is_underway(const struct lane *lane)
{
	return lane->sync.first != NULL || lane->sync.is_syncing;
}

/* The lock is held. */
static void wait_until_idle(struct lane *lane)
{
	while (lane_sync_is_underway(lane))
		pthread_cond_wait(&lane->sync.moved, &lane->lock);
}

bool lane_sync_wait(struct lane *lane)
{
	struct lane_sync *sync = &lane->sync;

	pthread_mutex_lock(&lane->lock);
	wait_until_idle(lane);
	bool is_sound = !sync->has_failed;
	pthread_mutex_unlock(&lane->lock);
	return is_sound;
}

bool lane_sync_may_commit(struct lane *lane)
{
	struct lane_sync *sync = &lane->sync;

	pthread_mutex_lock(&lane->lock);
	wait_until_idle(lane);
	bool is_sound = !sync->has_failed;
	if (is_sound)
		sync->begun = sync->ended + 1;
	pthread_mutex_unlock(&lane->lock);
	return is_sound;
}

void lane_sync_hand_over(struct lane *lane, size_t count, bool is_committed)
{
	for (size_t i = 0; i < count; i++)
		lane->tasks[i]->next = i + 1 < count ? lane->tasks[i + 1] : NULL;
	pthread_mutex_lock(&lane->lock);
	wait_until_idle(lane);
	lane->sync.first = lane->tasks[0];
	lane->sync.is_committed = is_committed;
	pthread_cond_broadcast(&lane->sync.moved);
	pthread_mutex_unlock(&lane->lock);
}

enum outcome lane_sync_mend(struct lane *lane)
{
	struct lane_sync *sync = &lane->sync;

	pthread_mutex_lock(&lane->lock);
	bool is_sound = !sync->has_failed;
	pthread_mutex_unlock(&lane->lock);
	if (is_sound)
		return DONE;
	if (db_make_durable(lane->db) != DONE)
		return CONFLICT;
	pthread_mutex_lock(&lane->lock);
	sync->has_failed = false;
	pthread_mutex_unlock(&lane->lock);
	return DONE;
}

bool lane_sync_settled(struct lane *lane)
{
	struct lane_sync *sync = &lane->sync;

	if (lane->writer->options.target.engine == DB_POSTGRES) /* what can be seen is on the disk */
		return true;
	assert(!pthread_equal(pthread_self(), lane->thread) && !pthread_equal(pthread_self(), sync->thread));
	pthread_mutex_lock(&lane->lock);
	int64_t seen = sync->begun;
	while (sync->ended < seen)
		pthread_cond_wait(&sync->moved, &lane->lock);
	bool is_sound = !sync->has_failed;
	pthread_mutex_unlock(&lane->lock);
	return is_sound;
}

/* ---- the thread ---- */

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

/* Whoever was to hear DONE hears UNCERTAIN: it can be seen, and may yet be lost with the power; asked again by its key it is answered when it
   is on the disk. Gives how many they are. */
static size_t make_uncertain(struct task *first)
{
	size_t count = 0;

	for (struct task *task = first; task != NULL; task = task->next)
		if (task->outcome == DONE) {
			task->outcome = UNCERTAIN;
			task->repeated = false;
			count++;
		}
	return count;
}

/* True: on the disk. A batch of which no command was kept is synced as well: what was undone in it stands in the log all the same. */
static bool sync_batch(struct lane *lane, struct task *first)
{
	const char *problem = "";
	int64_t before = machine_ticks();
	bool is_synced = db_sync(lane->db, &problem) == DONE;
	int64_t took = machine_ticks() - before;

	pthread_mutex_lock(&lane->lock);
	lane->figures.commit_ns += took;
	pthread_mutex_unlock(&lane->lock);
	if (!is_synced)
		log_event(LOG_ERROR, "batch_uncertain", "lane=%lld commands=%zu reason=\"%s\"", (long long)lane->number,
		          make_uncertain(first), problem);
	return is_synced;
}

static void count_batch(struct lane *lane, const struct task *first)
{
	struct writer_figures *figures = &lane->figures;
	int64_t size = 0;

	pthread_mutex_lock(&lane->lock);
	figures->batches++;
	for (const struct task *task = first; task != NULL; task = task->next, size++) {
		figures->repeated += task->repeated;
		figures->commands += task->outcome == DONE && !task->repeated;
		figures->failed += task->outcome == FAILED || task->outcome == UNCERTAIN;
	}
	if (size > figures->largest_batch)
		figures->largest_batch = size;
	pthread_mutex_unlock(&lane->lock);
}

static void answer_batch(struct lane *lane, struct task *first)
{
	count_batch(lane, first);
	while (first != NULL) {
		struct task *task = first;
		first = task->next;
		task->next = NULL;
		task_finish(task);
	}
}

/* The next batch; NULL when none comes any more. */
static struct task *take_batch(struct lane *lane, bool *ret_committed)
{
	struct lane_sync *sync = &lane->sync;

	pthread_mutex_lock(&lane->lock);
	while (sync->first == NULL && !sync->is_stopping)
		pthread_cond_wait(&sync->moved, &lane->lock);
	struct task *first = sync->first;
	sync->first = NULL;
	sync->is_syncing = first != NULL;
	*ret_committed = sync->is_committed;
	pthread_mutex_unlock(&lane->lock);
	return first;
}

/* The lane moves `begun` only after it has waited for this, so it stands still while a batch is synced. */
static void end_sync(struct lane *lane, bool is_synced)
{
	struct lane_sync *sync = &lane->sync;

	pthread_mutex_lock(&lane->lock);
	sync->is_syncing = false;
	sync->has_failed = sync->has_failed || !is_synced;
	sync->ended = sync->begun;
	pthread_cond_broadcast(&sync->moved);
	pthread_cond_signal(&lane->wake); /* lane_top_up() */
	pthread_mutex_unlock(&lane->lock);
}

static void *sync_thread(void *context)
{
	struct lane *lane = context;
	struct task *first;
	bool is_committed;

	while ((first = take_batch(lane, &is_committed)) != NULL) {
		end_sync(lane, !is_committed || sync_batch(lane, first));
		answer_batch(lane, first);
	}
	return NULL;
}

bool lane_sync_start(struct lane *lane)
{
	lane->sync.is_started = thread_start(&lane->sync.thread, sync_thread, lane);
	return lane->sync.is_started;
}

void lane_sync_stop(struct lane *lane)
{
	struct lane_sync *sync = &lane->sync;

	if (!sync->is_started)
		return;
	pthread_mutex_lock(&lane->lock);
	sync->is_stopping = true;
	pthread_cond_broadcast(&sync->moved);
	pthread_mutex_unlock(&lane->lock);
	pthread_join(sync->thread, NULL);
	sync->is_started = false;
}
