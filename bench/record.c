/* Writes down what a program asks of SQLite, to be done again by loop.c: preloaded (LD_PRELOAD) before the program, it listens to every
   connection that is opened and writes to the file named by RECORD_TO, one record a statement:
     "connection length_of_text length_of_filled\n" text "\n" text with its values filled in "\n"
   where the text is as it was prepared ($1, $2) and connections are numbered as they open. Only statements of the program's own count,
   not those that SQLite runs for itself. What it costs does not matter: the recorded run is not timed. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *to;
static int connections;

static int on_statement(unsigned event, void *context, void *statement, void *text)
{
	long number = (long)(size_t)context;
	const char *sql = sqlite3_sql(statement);
	char *filled;

	(void)event;
	if (strncmp(text, "--", 2) == 0 || !(filled = sqlite3_expanded_sql(statement)))
		return 0;
	flockfile(to);
	fprintf(to, "%ld %zu %zu\n%s\n%s\n", number, strlen(sql), strlen(filled), sql, filled);
	funlockfile(to);
	sqlite3_free(filled);
	return 0;
}

static int on_open(sqlite3 *db, char **ret_problem, const struct sqlite3_api_routines *unused)
{
	(void)ret_problem;
	(void)unused;
	sqlite3_trace_v2(db, SQLITE_TRACE_STMT, on_statement, (void *)(size_t)__sync_add_and_fetch(&connections, 1));
	return SQLITE_OK;
}

__attribute__((constructor)) static void begin(void)
{
	const char *file = getenv("RECORD_TO");

	to = file ? fopen(file, "w") : NULL;
	if (!to) {
		fputs("record: say where by RECORD_TO\n", stderr);
		exit(2);
	}
	sqlite3_auto_extension((void (*)(void))on_open);
}

__attribute__((destructor)) static void end(void)
{
	fclose(to);
}
