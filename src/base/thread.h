/* Threads as the program starts them, and waiting by a clock that never jumps. */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Starts a thread that takes no signals: these are the main thread's business. False: the system gives no more. */
bool thread_start(pthread_t *ret_thread, void *(*run)(void *context), void *context);
/* Sleeps so long, whole, also when signals come. */
void thread_sleep_ms(int64_t ms);

/* A condition whose waits end by thread_moment(), whatever is done to the clock on the wall. */
void thread_condition_init(pthread_cond_t *condition);
/* The moment in so many milliseconds, for pthread_cond_timedwait() on such a condition. */
struct timespec thread_moment(int64_t in_ms);

#endif
