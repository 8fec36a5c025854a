#include "support/town.h"

#include <errno.h>
#include <signal.h>

#include "base/thread.h"

static void *blocked_signals(void *context)
{
	pthread_sigmask(SIG_SETMASK, NULL, context);
	return NULL;
}

TEST(threads_take_no_signals)
{
	sigset_t before, inside, after;
	pthread_t thread;

	pthread_sigmask(SIG_SETMASK, NULL, &before);
	assert_true(thread_start(&thread, blocked_signals, &inside));
	pthread_join(thread, NULL);
	pthread_sigmask(SIG_SETMASK, NULL, &after);
	assert_int_equal(sigismember(&inside, SIGTERM), 1);
	assert_int_equal(sigismember(&after, SIGTERM), sigismember(&before, SIGTERM));
}

static int64_t since(const struct timespec *begun)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - begun->tv_sec) * 1000 + (now.tv_nsec - begun->tv_nsec) / 1000000;
}

TEST(threads_wait_as_long_as_they_say)
{
	pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	pthread_cond_t condition;
	struct timespec begun;

	thread_condition_init(&condition);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	thread_sleep_ms(20);
	assert_true(since(&begun) >= 20);
	struct timespec until = thread_moment(20);
	clock_gettime(CLOCK_MONOTONIC, &begun);
	pthread_mutex_lock(&lock);
	int code = 0;
	while (code == 0)
		code = pthread_cond_timedwait(&condition, &lock, &until);
	pthread_mutex_unlock(&lock);
	assert_int_equal(code, ETIMEDOUT);
	assert_true(since(&begun) >= 19); /* the moment was taken before */
	pthread_cond_destroy(&condition);
}

TEST(threads_moments_are_in_order)
{
	for (int64_t ms = 0; ms < 3000; ms += 7) {
		struct timespec first = thread_moment(ms), second = thread_moment(ms + 1000);
		assert_true(first.tv_nsec >= 0 && first.tv_nsec < 1000000000);
		assert_true(second.tv_sec > first.tv_sec);
	}
}
