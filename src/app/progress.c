/* What the terminal says while something long is made: the demo, a replay. */
#include "app/progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/world.h"

enum { SHOW_MS = 120 };

/* One thing is made at a time, by one thread. */
static struct {
	const char *words;
	int64_t began_ns, shown_ns;
} stage;

void stage_begin(const char *words)
{
	stage.words = words;
	stage.began_ns = machine_ticks();
	stage.shown_ns = 0;
	stage_at(0, 0);
}

void stage_at(int64_t done, int64_t of)
{
	int64_t now = machine_ticks();

	if (!isatty(STDOUT_FILENO) || now - stage.shown_ns < SHOW_MS * INT64_C(1000000))
		return;
	stage.shown_ns = now;
	printf("\r\033[K%s", stage.words);
	if (of > 0)
		printf("  %lld %%", (long long)(done * 100 / of));
	fflush(stdout);
}

void stage_end(const char *unit, int64_t count)
{
	int64_t ms = (machine_ticks() - stage.began_ns) / 1000000;

	if (isatty(STDOUT_FILENO))
		printf("\r\033[K");
	printf("%s: %lld %s, %lld.%lld s\n", stage.words, (long long)count, unit, (long long)(ms / 1000),
	       (long long)(ms % 1000 / 100));
	fflush(stdout);
}

static int64_t item_count;

void stage_of(int64_t count)
{
	item_count = count;
}

void stage_item(const char *words, int64_t number)
{
	if (!isatty(STDOUT_FILENO))
		return;
	printf("\r\033[K%lld of %lld  %s", (long long)number, (long long)item_count, words);
	fflush(stdout);
}

void stage_clear(void)
{
	if (isatty(STDOUT_FILENO))
		printf("\r\033[K");
}

/* ---- stopping ---- */

static volatile sig_atomic_t is_stopped;
static const char *end_words;

static void take_over(void (*handler)(int), int flags)
{
	struct sigaction action = { .sa_handler = handler, .sa_flags = flags };

	sigemptyset(&action.sa_mask);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

static void ask_to_stop(int number)
{
	(void)number;
	is_stopped = 1;
}

void stage_may_stop(void)
{
	take_over(ask_to_stop, (int)SA_RESETHAND | SA_RESTART);
}

bool stage_stopped(void)
{
	return is_stopped != 0;
}

bool stage_goes_on(int64_t done, int64_t of)
{
	stage_at(done, of);
	return !stage_stopped();
}

/* Only what a signal handler may call. */
static void end_now(int number)
{
	ssize_t written = write(STDERR_FILENO, end_words, strlen(end_words));

	(void)number;
	(void)written;
	_exit(STAGE_STOPPED);
}

void stage_may_end(const char *words)
{
	end_words = words;
	take_over(end_now, SA_RESTART);
}

int stage_say_stopped(const char *words)
{
	if (isatty(STDOUT_FILENO))
		printf("\r\033[K");
	fflush(stdout);
	fprintf(stderr, "tongcun: stopped: %s\n", words);
	return STAGE_STOPPED;
}
