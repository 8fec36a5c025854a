/* Threads for what is slow before a command: a bounded queue and a few threads. An item accepted is worked on, also when
   the pool stops. */
#include "web/door.h"

#include "base/thread.h"

enum { WORKER_QUEUE = 256, WORKER_THREADS = 64 };

struct worker_pool {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	void (*work)(void *context, void *item);
	void *context;
	void *items[WORKER_QUEUE];
	size_t first, count;
	pthread_t threads[WORKER_THREADS];
	int thread_count;
	bool stopping;
};

static void *worker_run(void *given)
{
	struct worker_pool *pool = given;
	pthread_mutex_lock(&pool->lock);
	for (;;) {
		while (!pool->count && !pool->stopping)
			pthread_cond_wait(&pool->changed, &pool->lock);
		if (!pool->count)
			break;
		void *item = pool->items[pool->first];
		pool->first = (pool->first + 1) % WORKER_QUEUE;
		pool->count--;
		pthread_mutex_unlock(&pool->lock);
		pool->work(pool->context, item);
		pthread_mutex_lock(&pool->lock);
	}
	pthread_mutex_unlock(&pool->lock);
	return NULL;
}

struct worker_pool *workers_start(struct arena *arena, int count, void (*work)(void *context, void *item),
                                  void *context)
{
	struct worker_pool *pool = arena_take(arena, sizeof *pool);
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->changed, NULL);
	pool->work = work;
	pool->context = context;
	count = count < 1 ? 1 : count > WORKER_THREADS ? WORKER_THREADS : count;
	for (int i = 0; i < count; i++)
		if (thread_start(&pool->threads[pool->thread_count], worker_run, pool))
			pool->thread_count++;
	return pool->thread_count ? pool : NULL;
}

bool workers_submit(struct worker_pool *pool, void *item)
{
	pthread_mutex_lock(&pool->lock);
	bool taken = pool->count < WORKER_QUEUE && !pool->stopping;
	if (taken) {
		pool->items[(pool->first + pool->count++) % WORKER_QUEUE] = item;
		pthread_cond_signal(&pool->changed);
	}
	pthread_mutex_unlock(&pool->lock);
	return taken;
}

void workers_stop(struct worker_pool *pool)
{
	if (!pool)
		return;
	pthread_mutex_lock(&pool->lock);
	pool->stopping = true;
	pthread_cond_broadcast(&pool->changed);
	pthread_mutex_unlock(&pool->lock);
	for (int i = 0; i < pool->thread_count; i++)
		pthread_join(pool->threads[i], NULL);
	pthread_cond_destroy(&pool->changed);
	pthread_mutex_destroy(&pool->lock);
}
