/* The bare limit: does what record.c wrote down of the connection that writes, statement by statement in the same transactions, on a copy of
   the database as it was before, and nothing else: no HTTP, no rights, no rendering, no hashing. Each text is prepared once; its values are
   those that stood in the recorded one.
     loop DATABASE RECORD     prints "orders batches seconds orders_a_second"
   The settings are those of src/db/sqlite.c: WAL, foreign keys, a checkpoint at 8,000 pages; each commit waits for the disk
   (synchronous=FULL). The time counts from the first batch that takes an order to the end of the last. */
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char orders_begin[] = "INSERT INTO orders(";

enum { MOST_TEXTS = 1024, MOST_VALUES = 40 };

struct text {
	char *sql;
	sqlite3_stmt *statement;
	int count, index[MOST_VALUES + 1]; /* of $1 ... */
};

struct value {
	char kind; /* 'i', 't', 'b', 'n' */
	int64_t number;
	const char *bytes;
	int length;
};

struct step {
	struct text *text;
	struct value *values; /* [text->count] */
	bool begins, commits, takes_order;
};

struct record {
	struct text texts[MOST_TEXTS];
	size_t text_count;
	struct step *steps;
	size_t count, room;
};

static void give_up(const char *what, const char *more)
{
	fprintf(stderr, "loop: %s %.400s\n", what, more);
	exit(1);
}

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void *take(size_t size)
{
	void *piece = calloc(1, size);

	if (!piece)
		give_up("no memory", "");
	return piece;
}

/* ---- reading ---- */

static struct text *text_of(struct record *record, sqlite3 *db, const char *sql)
{
	struct text *text;

	for (size_t i = 0; i < record->text_count; i++)
		if (strcmp(record->texts[i].sql, sql) == 0)
			return &record->texts[i];
	if (record->text_count == MOST_TEXTS)
		give_up("too many texts", sql);
	text = &record->texts[record->text_count++];
	text->sql = take(strlen(sql) + 1);
	strcpy(text->sql, sql);
	if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &text->statement, NULL) != SQLITE_OK)
		give_up(sqlite3_errmsg(db), sql);
	for (int i = 1; i <= MOST_VALUES; i++) {
		char name[16];
		snprintf(name, sizeof name, "$%d", i);
		text->index[i] = sqlite3_bind_parameter_index(text->statement, name);
		if (text->index[i] > 0)
			text->count = i;
	}
	return text;
}

static int hex_of(char c)
{
	return c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
}

/* Reads a literal as sqlite3_expanded_sql() writes it; gives what stands behind it. */
static const char *read_literal(const char *at, struct value *value)
{
	char *bytes = *at == 'x' || *at == '\'' ? take(strlen(at) + 1) : NULL;
	int length = 0;

	if (strncmp(at, "NULL", 4) == 0) {
		*value = (struct value){ .kind = 'n' };
		at += 4;
	} else if (*at == 'x') {
		for (at += 2; *at != '\''; at += 2)
			bytes[length++] = (char)(hex_of(at[0]) * 16 + hex_of(at[1]));
		*value = (struct value){ 'b', 0, bytes, length };
		at++;
	} else if (*at == '\'') {
		for (at++; at[0] != '\'' || at[1] == '\''; at++) {
			bytes[length++] = *at;
			at += *at == '\'';
		}
		*value = (struct value){ 't', 0, bytes, length };
		at++;
	} else {
		char *end;
		*value = (struct value){ .kind = 'i', .number = strtoll(at, &end, 10) };
		if (end == at)
			give_up("cannot read a value at", at);
		at = end;
	}
	return at;
}

/* Walks the text and the filled one side by side: where a $n stands in one, its value stands in the other. */
static struct value *values_of(const struct text *text, const char *filled)
{
	struct value *values = take(sizeof *values * (size_t)(text->count + 1));

	for (const char *sql = text->sql; *sql;) {
		if (*sql == '\'') { /* a literal of the text itself */
			do
				sql++, filled++;
			while (*sql != '\'');
		} else if (*sql == '$') {
			long number = strtol(sql + 1, (char **)(size_t)&sql, 10);
			filled = read_literal(filled, &values[number - 1]);
			continue;
		} else if (*sql != *filled) {
			give_up("the filled text is another at", sql);
		}
		sql++, filled++;
	}
	return values;
}

static void add_step(struct record *record, sqlite3 *db, const char *sql, const char *filled)
{
	struct step *step;

	if (record->count == record->room) {
		record->room = record->room ? record->room * 2 : 65536;
		record->steps = realloc(record->steps, record->room * sizeof *record->steps);
		if (!record->steps)
			give_up("no memory", "");
	}
	step = &record->steps[record->count++];
	step->text = text_of(record, db, sql);
	step->values = values_of(step->text, filled);
	step->begins = strncmp(sql, "BEGIN", 5) == 0;
	step->commits = strcmp(sql, "COMMIT") == 0;
	step->takes_order = strncmp(sql, orders_begin, sizeof orders_begin - 1) == 0;
}

static char *read_piece(FILE *in, size_t length)
{
	char *piece = take(length + 2);

	if (fread(piece, 1, length + 1, in) != length + 1 || piece[length] != '\n')
		give_up("the record ends early", "");
	piece[length] = 0;
	return piece;
}

/* The next statement of the record; false at its end. */
static bool next_statement(FILE *in, long *ret_connection, char **ret_sql, char **ret_filled)
{
	size_t sql_length, filled_length;

	if (fscanf(in, "%ld %zu %zu", ret_connection, &sql_length, &filled_length) != 3 || fgetc(in) != '\n')
		return false;
	*ret_sql = read_piece(in, sql_length);
	*ret_filled = read_piece(in, filled_length);
	return true;
}

/* The connection that writes orders. */
static long find_writer(FILE *in)
{
	long connection = 0, writer = 0;
	char *sql, *filled;

	while (writer == 0 && next_statement(in, &connection, &sql, &filled)) {
		if (strncmp(sql, orders_begin, sizeof orders_begin - 1) == 0)
			writer = connection;
		free(sql);
		free(filled);
	}
	if (writer == 0)
		give_up("no order is in the record", "");
	rewind(in);
	return writer;
}

/* What comes outside of transactions, pragmas and the like, is left out. */
static void read_record(struct record *record, sqlite3 *db, const char *file)
{
	FILE *in = fopen(file, "r");
	char *sql, *filled;
	long connection;
	int depth = 0;

	if (!in)
		give_up("cannot open", file);
	for (long writer = find_writer(in); next_statement(in, &connection, &sql, &filled);) {
		if (connection == writer) {
			depth += strcmp(sql, "BEGIN IMMEDIATE") == 0;
			if (depth > 0)
				add_step(record, db, sql, filled);
			depth -= strcmp(sql, "COMMIT") == 0 || strcmp(sql, "ROLLBACK") == 0;
		}
		free(sql);
		free(filled);
	}
	fclose(in);
}

/* ---- doing ---- */

static void bind(const struct step *step)
{
	sqlite3_stmt *statement = step->text->statement;

	for (int i = 1; i <= step->text->count; i++) {
		const struct value *value = &step->values[i - 1];
		int at = step->text->index[i];

		if (value->kind == 'i')
			sqlite3_bind_int64(statement, at, value->number);
		else if (value->kind == 't')
			sqlite3_bind_text(statement, at, value->bytes, value->length, SQLITE_STATIC);
		else if (value->kind == 'b')
			sqlite3_bind_blob(statement, at, value->bytes, value->length, SQLITE_STATIC);
		else
			sqlite3_bind_null(statement, at);
	}
}

static void run(const struct record *record, sqlite3 *db)
{
	int64_t orders = 0, batches = 0;
	double began = 0, ended = 0;

	for (size_t i = 0; i < record->count; i++) {
		const struct step *step = &record->steps[i];
		int code;

		if (step->begins && began == 0)
			began = now();
		bind(step);
		do
			code = sqlite3_step(step->text->statement);
		while (code == SQLITE_ROW);
		if (code != SQLITE_DONE)
			give_up(sqlite3_errmsg(db), step->text->sql);
		sqlite3_reset(step->text->statement);
		orders += step->takes_order;
		batches += step->commits;
	}
	ended = now();
	printf("%lld %lld %.3f %.1f\n", (long long)orders, (long long)batches, ended - began,
	       (double)orders / (ended - began));
}

int main(int argc, char **argv)
{
	static struct record record;
	sqlite3 *db;

	if (argc != 3)
		give_up("usage: loop DATABASE RECORD", "");
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
	    sqlite3_exec(
		    db,
		    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY;"
		    "PRAGMA cache_size=-16000; PRAGMA wal_autocheckpoint=8000; PRAGMA journal_size_limit=67108864;",
		    NULL, NULL, NULL) != SQLITE_OK)
		give_up("cannot open", argv[1]);
	read_record(&record, db, argv[2]);
	run(&record, db);
	return 0;
}
