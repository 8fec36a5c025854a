#include "base/thread.h"

#include <errno.h>
#include <signal.h>

static struct timespec span(int64_t ms)
{
	return (struct timespec){ .tv_sec = (time_t)(ms / 1000), .tv_nsec = (long)(ms % 1000) * 1000000 };
}

bool thread_start(pthread_t *ret_thread, void *(*run)(void *context), void *context)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	bool is_started = pthread_create(ret_thread, NULL, run, context) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return is_started;
}

void thread_sleep_ms(int64_t ms)
{
	struct timespec left = span(ms);

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		continue;
}

void thread_condition_init(pthread_cond_t *condition)
{
	pthread_condattr_t attributes;

	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(condition, &attributes);
	pthread_condattr_destroy(&attributes);
}

struct timespec thread_moment(int64_t in_ms)
{
	struct timespec moment, more = span(in_ms);

	clock_gettime(CLOCK_MONOTONIC, &moment);
	moment.tv_sec += more.tv_sec;
	moment.tv_nsec += more.tv_nsec;
	if (moment.tv_nsec >= 1000000000) {
		moment.tv_sec++;
		moment.tv_nsec -= 1000000000;
	}
	return moment;
}
