#include "support/town.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/calendar.h"
#include "base/log.h"
#include "base/output.h"

/* What is written to standard error meanwhile. */
static int pipe_ends[2], kept_error;

static void catch_error(void)
{
	assert_int_equal(pipe(pipe_ends), 0);
	kept_error = dup(STDERR_FILENO);
	dup2(pipe_ends[1], STDERR_FILENO);
	close(pipe_ends[1]);
}

static size_t caught_error(char *bytes, size_t room)
{
	dup2(kept_error, STDERR_FILENO);
	close(kept_error);
	ssize_t length, all = 0;
	while ((length = read(pipe_ends[0], bytes + all, room - 1 - (size_t)all)) > 0)
		all += length;
	close(pipe_ends[0]);
	bytes[all] = 0;
	return (size_t)all;
}

TEST(log_writes_one_line_an_event)
{
	char got[8192];
	catch_error();
	log_event(LOG_DEBUG, "unheard", "n=%d", 1);
	log_event(LOG_WARN, "queue_full", "waiting=%d note=%s", 7, "a\nlevel=error");
	log_event(LOG_ERROR, "long", "x=%05000d", 0);
	log_event(LOG_INFO, "bare", "%s", "");
	caught_error(got, sizeof(got));
	assert_null(strstr(got, "unheard"));
	assert_memory_equal(got, "time=20", 7);
	assert_non_null(strstr(got, "Z level=warn event=queue_full waiting=7 note=a level=error\n"));
	char *third = strchr(strchr(got, '\n') + 1, '\n');
	assert_true(third - got < 2048 + 200);
	assert_non_null(strstr(third, "level=info event=bare\n"));
}

enum { THREADS = 4, ROUNDS = 200 };

static void *work(void *number)
{
	struct arena *arena = arena_new();
	for (int round = 0; round < ROUNDS; round++) {
		struct output out = output_in(arena);
		out_text(&out,
		         calendar_day_text(arena, calendar_day(INT64_C(1784973600000) + round * CALENDAR_DAY_MS)));
		log_set_level(LOG_INFO);
		if (round % 20 == 0)
			log_event(LOG_INFO, "thread", "number=%d day=%.*s", *(int *)number, TEXT(output_text(&out)));
		arena_reset(arena);
	}
	arena_free(arena);
	return NULL;
}

TEST(threads_share_the_base_floor)
{
	pthread_t threads[THREADS];
	int numbers[THREADS];
	char got[16384];
	catch_error();
	for (int i = 0; i < THREADS; i++) {
		numbers[i] = i;
		assert_int_equal(pthread_create(&threads[i], NULL, work, &numbers[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	size_t length = caught_error(got, sizeof(got)), lines = 0;
	struct text rest = { got, length }, line;
	while (text_next(&rest, '\n', &line)) {
		assert_true(text_starts(line, T("time=")) && text_find(line, T(" event=thread number=")) < line.length);
		lines++;
	}
	assert_int_equal(lines, THREADS * ROUNDS / 20);
}
