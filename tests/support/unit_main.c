/* The runner of the unit tests: TEST() registers, main() runs what its filters name as one cmocka group.
   usage: unit [--database URL] [--part N/M] [--list] [FILTER...]    FILTER: a piece of a test's name or of its file's path; N/M: the
   Nth of M parts of their files, for processes side by side
   The last line is "N passed, N failed"; status 1 when one failed. */
#include "support/town.h"

#include "common/picture/picture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct test {
	const char *name, *file;
	void (*run)(void);
	size_t order; /* of registration: within a file the tests stay as they stand there */
};

static struct test *tests;
static size_t test_count;
static const struct test *running; /* for the word on an abort */
static const char *asked;

void test_register(const char *name, const char *file, void (*run)(void))
{
	struct test *more = realloc(tests, (test_count + 1) * sizeof(*tests));
	if (!more)
		abort();
	tests = more;
	tests[test_count] = (struct test){ .name = name, .file = file, .run = run, .order = test_count };
	test_count++;
}

static int test_compare(const void *a, const void *b)
{
	const struct test *one = a, *other = b;
	int order = strcmp(one->file, other->file);
	return order != 0 ? order : (one->order > other->order) - (one->order < other->order);
}

static bool is_wanted(const struct test *test, char **filters)
{
	if (!*filters)
		return true;
	for (; *filters; filters++) {
		if (strstr(test->name, *filters) || strstr(test->file, *filters))
			return true;
	}
	return false;
}

/* Keeps the tests that the filters want, in the order of their files. */
static void choose(char **filters)
{
	size_t kept = 0;
	for (size_t i = 0; i < test_count; i++) {
		if (is_wanted(&tests[i], filters))
			tests[kept++] = tests[i];
	}
	test_count = kept;
	if (test_count > 0)
		qsort(tests, test_count, sizeof(*tests), test_compare);
}

/* Keeps every `parts`th file, the first of them number `part` (from 1). */
static void choose_part(size_t part, size_t parts)
{
	size_t kept = 0, file = 0;
	for (size_t i = 0; i < test_count; i++) {
		file += i > 0 && strcmp(tests[i].file, tests[i - 1].file) != 0;
		tests[i].order = file;
	}
	for (size_t i = 0; i < test_count; i++) {
		if (tests[i].order % parts == part - 1)
			tests[kept++] = tests[i];
	}
	test_count = kept;
}

static void run_one(void **state)
{
	running = *state;
	running->run();
	running = NULL;
}

static void tell_abort(int signal_number)
{
	const char *words[] = { "\naborted in test ",
		                running ? running->name : "none",
		                " of ",
		                running ? running->file : "none",
		                "\nthe last request: ",
		                asked,
		                "\n" };
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		ssize_t written = write(STDERR_FILENO, words[i], strlen(words[i]));
		(void)written;
	}
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

/* cmocka tells of each test on standard output and of failures on standard error; only the latter are of use. */
static int silence(void)
{
	fflush(stdout);
	int kept = dup(STDOUT_FILENO), nothing = open("/dev/null", O_WRONLY);
	if (kept < 0 || nothing < 0 || dup2(nothing, STDOUT_FILENO) < 0)
		abort();
	close(nothing);
	return kept;
}

static void speak(int kept)
{
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
}

static size_t run_all(void)
{
	struct CMUnitTest *group = calloc(test_count + 1, sizeof(*group));
	if (!group)
		abort();
	for (size_t i = 0; i < test_count; i++)
		group[i] = (struct CMUnitTest){ tests[i].name, run_one, NULL, NULL, &tests[i] };
	int kept = silence();
	int failed = _cmocka_run_group_tests("tongcun", group, test_count, NULL, NULL);
	speak(kept);
	free(group);
	return failed < 0 ? test_count : (size_t)failed;
}

int main(int argc, char **argv)
{
	char **filters = argv + 1;
	bool only_list = false;
	size_t part = 1, parts = 1;
	char *end = NULL;
	if (argc == 2 && strcmp(argv[1], "picture-child") == 0)
		return picture_child_main();
	for (; argc > 1 && *filters && strncmp(*filters, "--", 2) == 0; filters++) {
		if (strcmp(*filters, "--list") == 0) {
			only_list = true;
		} else if (strcmp(*filters, "--database") == 0 && filters[1]) {
			setenv("TONGCUN_DATABASE", *++filters, 1);
		} else if (strcmp(*filters, "--part") == 0 && filters[1] &&
		           (part = strtoul(*++filters, &end, 10)) > 0 && *end == '/' &&
		           (parts = strtoul(end + 1, NULL, 10)) >= part) {
			continue;
		} else {
			fprintf(stderr, "usage: %s [--database URL] [--part N/M] [--list] [FILTER...]\n", argv[0]);
			return 2;
		}
	}
	choose(filters);
	choose_part(part, parts);
	if (only_list) {
		for (size_t i = 0; i < test_count; i++)
			printf("%s %s\n", tests[i].file, tests[i].name);
		return 0;
	}
	asked = ask_last();
	signal(SIGABRT, tell_abort);
	digest_start();
	size_t failed = test_count > 0 ? run_all() : 0;
	if (test_count == 0)
		fputs("no test of that name\n", stderr);
	printf("%zu passed, %zu failed\n", test_count - failed, failed);
	free(tests);
	return failed > 0;
}
