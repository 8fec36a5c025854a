/* Counts what each statement costs SQLite, which no load of the machine changes: preloaded (LD_PRELOAD) before a program, it writes to the
   file named by STEPS_TO at the program's end, one line a text, costliest first:
     "steps runs scanned sorts" tab text
   steps: of SQLite's virtual machine, over all runs; scanned: rows that were walked over without an index; sorts: runs that had to sort. */
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_TEXTS = 4096 };

struct text {
	char *sql;
	long long steps, runs, scanned, sorts;
};

static struct text texts[MOST_TEXTS];
static size_t count;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct text *text_of(const char *sql)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(texts[i].sql, sql) == 0)
			return &texts[i];
	if (count == MOST_TEXTS || !(texts[count].sql = strdup(sql)))
		return NULL;
	return &texts[count++];
}

static int on_end_of_statement(unsigned event, void *context, void *statement, void *took)
{
	const char *sql = sqlite3_sql(statement);

	(void)event;
	(void)context;
	(void)took;
	pthread_mutex_lock(&lock);
	struct text *text = sql ? text_of(sql) : NULL;
	if (text) {
		text->runs++;
		text->steps += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
		text->scanned += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
		text->sorts += sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_SORT, 1);
	}
	pthread_mutex_unlock(&lock);
	return 0;
}

static int on_open(sqlite3 *db, char **ret_problem, const struct sqlite3_api_routines *unused)
{
	(void)ret_problem;
	(void)unused;
	sqlite3_trace_v2(db, SQLITE_TRACE_PROFILE, on_end_of_statement, NULL);
	return SQLITE_OK;
}

static int costlier(const void *a, const void *b)
{
	const struct text *left = a, *right = b;

	return (left->steps < right->steps) - (left->steps > right->steps);
}

__attribute__((constructor)) static void begin(void)
{
	sqlite3_auto_extension((void (*)(void))on_open);
}

__attribute__((destructor)) static void end(void)
{
	const char *file = getenv("STEPS_TO");
	FILE *to = file ? fopen(file, "w") : NULL;

	if (!to)
		return;
	qsort(texts, count, sizeof *texts, costlier);
	for (size_t i = 0; i < count; i++) {
		for (char *c = texts[i].sql; *c; c++)
			if (*c == '\n' || *c == '\t')
				*c = ' ';
		fprintf(to, "%lld %lld %lld %lld\t%s\n", texts[i].steps, texts[i].runs, texts[i].scanned,
		        texts[i].sorts, texts[i].sql);
	}
	fclose(to);
}
