/* A lane's thread: takes what waits, lets it become a batch or several, and hands these on to be synced and answered. */
#include "journal/lane.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"
#include "base/thread.h"

enum { IDLE_MS = 2000 }; /* a lane that idles so long moves the log into the database */

/* Not beside a sync: of two of the same file one alone hears that the disk failed. False: it fails still. */
static bool lane_checkpoint(struct lane *lane)
{
	if (!lane_sync_wait(lane) && lane_sync_mend(lane) != DONE)
		return false;
	db_checkpoint(lane->db);
	return true;
}

static void lane_serve(struct lane *lane)
{
	while (lane->count > 0) {
		bool is_committed = false;
		size_t part = batch_settle(lane, &is_committed);
		assert(part > 0 && part <= lane->count);
		lane_sync_hand_over(lane, part, is_committed);
		lane->count -= part;
		memmove(lane->tasks, lane->tasks + part, lane->count * sizeof lane->tasks[0]);
	}
	if (db_log_is_long(lane->db))
		lane_checkpoint(lane);
}

/* Sleeps until something waits or the lane is to stop; the lock is held. True: it idled for IDLE_MS with news to checkpoint. */
static bool lane_sleep(struct lane *lane)
{
	if (!lane->has_news) {
		pthread_cond_wait(&lane->wake, &lane->lock);
		return false;
	}
	struct timespec until = thread_moment(IDLE_MS);
	return pthread_cond_timedwait(&lane->wake, &lane->lock, &until) == ETIMEDOUT;
}

/* The lock is held. */
static void take_first(struct lane *lane)
{
	struct task *task = lane->first;

	lane->first = task->next;
	task->next = NULL;
	task_start(lane->writer, task);
	lane->tasks[lane->count++] = task;
	lane->waiting--;
}

size_t lane_top_up(struct lane *lane)
{
	size_t before = lane->count;

	pthread_mutex_lock(&lane->lock);
	while (lane->first == NULL && lane_sync_is_underway(lane))
		pthread_cond_wait(&lane->wake, &lane->lock);
	bool is_underway = lane_sync_is_underway(lane);
	while (is_underway && lane->first != NULL && lane->count < LIMIT_BATCH && !task_concerns_all(lane->first))
		take_first(lane);
	pthread_mutex_unlock(&lane->lock);
	return lane->count - before;
}

/* Takes up to LIMIT_BATCH waiting tasks, or one that is to run alone. False: the lane is to stop and nothing waits. */
static bool lane_take(struct lane *lane)
{
	pthread_mutex_lock(&lane->lock);
	while (lane->first == NULL && !lane->is_stopping) {
		if (!lane_sleep(lane) || lane->first != NULL)
			continue;
		pthread_mutex_unlock(&lane->lock);
		lane->has_news = !lane_checkpoint(lane);
		pthread_mutex_lock(&lane->lock);
	}
	while (lane->first != NULL && lane->count < LIMIT_BATCH && !(lane->first->alone && lane->count > 0)) {
		take_first(lane);
		if (lane->tasks[0]->alone)
			break;
	}
	pthread_mutex_unlock(&lane->lock);
	return lane->count > 0;
}

static void *lane_thread(void *context)
{
	struct lane *lane = context;

	while (lane_take(lane))
		lane_serve(lane);
	return NULL;
}

void lane_init(struct writer *writer, int number)
{
	struct lane *lane = &writer->lane[number];

	*lane = (struct lane){ .writer = writer, .number = number };
	pthread_mutex_init(&lane->lock, NULL);
	thread_condition_init(&lane->wake);
	lane_sync_init(lane);
}

bool lane_start(struct lane *lane)
{
	lane->is_started = lane_sync_start(lane) && thread_start(&lane->thread, lane_thread, lane);
	return lane->is_started;
}

void lane_stop(struct lane *lane)
{
	if (lane->is_started)
		pthread_join(lane->thread, NULL);
	lane->is_started = false;
	lane_sync_stop(lane);
	if (lane->db != NULL && lane_sync_mend(lane) != DONE)
		log_event(LOG_ERROR, "batch_uncertain", "lane=%lld reason=\"%s\"", (long long)lane->number,
		          db_failure(lane->db));
}
