/* Writes down what a program asks of PostgreSQL, to be done again by loop_libpq.c: preloaded (LD_PRELOAD) before the program, it stands
   between it and libpq and writes to the file named by RECORD_TO, one record a call:
     'P' connection name text                  a prepared statement
     'X' connection name count values          its run; a value is its length (-1: NULL) and its bytes, all binary
     'Q' connection text                       a text without values
     'W' connection                            an answer is waited for
   Numbers are int64 of the machine; texts have their length before them. What is recorded is not timed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <libpq-fe.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static FILE *to;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void put(int64_t number)
{
	fwrite(&number, sizeof number, 1, to);
}

static void put_bytes(const void *bytes, int64_t length)
{
	put(length);
	if (length > 0)
		fwrite(bytes, 1, (size_t)length, to);
}

static void put_head(char kind, const void *connection)
{
	fputc(kind, to);
	put((int64_t)(intptr_t)connection);
}

static void record_wait(const void *connection)
{
	pthread_mutex_lock(&lock);
	put_head('W', connection);
	pthread_mutex_unlock(&lock);
}

static void record_text(const void *connection, const char *text)
{
	pthread_mutex_lock(&lock);
	put_head('Q', connection);
	put_bytes(text, (int64_t)strlen(text));
	pthread_mutex_unlock(&lock);
}

static void record_run(const void *connection, const char *name, int count, const char *const *values,
                       const int *lengths)
{
	pthread_mutex_lock(&lock);
	put_head('X', connection);
	put_bytes(name, (int64_t)strlen(name));
	put(count);
	for (int i = 0; i < count; i++)
		put_bytes(values[i], values[i] ? lengths[i] : -1);
	pthread_mutex_unlock(&lock);
}

/* The library's own function of the name, into a pointer to a function. */
static void find(const char *name, void *ret_function)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (!found) {
		fprintf(stderr, "record: no %s\n", name);
		exit(2);
	}
	memcpy(ret_function, &found, sizeof found);
}

int PQsendPrepare(PGconn *connection, const char *name, const char *text, int count, const Oid *types)
{
	int (*own)(PGconn *, const char *, const char *, int, const Oid *);

	find("PQsendPrepare", &own);
	pthread_mutex_lock(&lock);
	put_head('P', connection);
	put_bytes(name, (int64_t)strlen(name));
	put_bytes(text, (int64_t)strlen(text));
	put(count);
	for (int i = 0; i < count; i++)
		put((int64_t)types[i]);
	pthread_mutex_unlock(&lock);
	return own(connection, name, text, count, types);
}

/* Outside of a pipeline each statement is waited for; inside it by PQsendFlushRequest(). */
int PQsendQueryPrepared(PGconn *connection, const char *name, int count, const char *const *values, const int *lengths,
                        const int *formats, int format)
{
	int (*own)(PGconn *, const char *, int, const char *const *, const int *, const int *, int);

	find("PQsendQueryPrepared", &own);
	record_run(connection, name, count, values, lengths);
	if (PQpipelineStatus(connection) == PQ_PIPELINE_OFF)
		record_wait(connection);
	return own(connection, name, count, values, lengths, formats, format);
}

int PQsendQueryParams(PGconn *connection, const char *text, int count, const Oid *types, const char *const *values,
                      const int *lengths, const int *formats, int format)
{
	int (*own)(PGconn *, const char *, int, const Oid *, const char *const *, const int *, const int *, int);

	find("PQsendQueryParams", &own);
	record_text(connection, text);
	return own(connection, text, count, types, values, lengths, formats, format);
}

int PQsendQuery(PGconn *connection, const char *text)
{
	int (*own)(PGconn *, const char *);

	find("PQsendQuery", &own);
	record_text(connection, text);
	record_wait(connection);
	return own(connection, text);
}

int PQsendFlushRequest(PGconn *connection)
{
	int (*own)(PGconn *);

	find("PQsendFlushRequest", &own);
	record_wait(connection);
	return own(connection);
}

__attribute__((constructor)) static void begin(void)
{
	const char *file = getenv("RECORD_TO");

	to = file ? fopen(file, "w") : NULL;
	if (!to) {
		fputs("record: say where by RECORD_TO\n", stderr);
		exit(2);
	}
}

__attribute__((destructor)) static void end(void)
{
	fclose(to);
}
