/* What the terminal says while something long is made: the demo, a replay. */
#include "app/progress.h"

#include <stdio.h>
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
