/* One connection to a database, SQLite or PostgreSQL behind one interface and one SQL text.
   SQL stands as a literal at the call, parameters are $1, $2 ...; columns are read by name. Statements are prepared once a
   connection and cached by the literal's address.
   Invariants: a connection belongs to one thread at a time; every parameter of a text is bound (a missing one, a column
   without a field or a column asked for that is not there aborts: programmer's errors); a reading connection cannot write.
   The rules for texts that mean the same on both engines are in docs/sql.md.
   Not done here: no query building, no mapping of objects, no transactions for modules (the writer owns them). */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/arena.h"
#include "base/outcome.h"
#include "base/record.h"
#include "base/text.h"

enum db_engine { DB_SQLITE, DB_POSTGRES };
enum db_mode { DB_READ, DB_WRITE };

struct db;

/* A value to bind. A parameter keeps its type (number, text or bytes) over all calls of its text. */
struct db_value {
	enum { DB_NULL_INT, DB_NULL_TEXT, DB_NULL_BYTES, DB_INT, DB_TEXT, DB_BYTES } kind;
	int64_t number;
	struct text text;
};

static inline struct db_value i64(int64_t number)
{
	return (struct db_value){ .kind = DB_INT, .number = number };
}

static inline struct db_value txt(struct text t)
{
	return (struct db_value){ .kind = DB_TEXT, .text = t };
}

static inline struct db_value bytes(struct text t)
{
	return (struct db_value){ .kind = DB_BYTES, .text = t };
}

/* Nothing, in the place of a number, a text or bytes. */
static inline struct db_value no_i64(void)
{
	return (struct db_value){ .kind = DB_NULL_INT };
}

static inline struct db_value no_txt(void)
{
	return (struct db_value){ .kind = DB_NULL_TEXT };
}

static inline struct db_value no_bytes(void)
{
	return (struct db_value){ .kind = DB_NULL_BYTES };
}

/* Parameters $1 ... of a call:  db_exec(db, "UPDATE ...", bind(i64(id), txt(name))) ; bind_none() when there are none. */
#define bind(...)                                 \
	(const struct db_value[]){ __VA_ARGS__ }, \
		sizeof((const struct db_value[]){ __VA_ARGS__ }) / sizeof(struct db_value)
#define bind_none() (const struct db_value *)NULL, (size_t)0

/* ---- connections (db/open.h is for the program; modules get theirs with the request) ---- */

enum db_engine db_engine(const struct db *db);
/* The word for people of the last failure on this connection, for the log. */
const char *db_failure(const struct db *db);
/* Statements run on this connection so far (pages have a budget). */
int64_t db_statements(const struct db *db);

/* ---- for modules ---- */

/* Runs a text that returns no rows. DONE; CONFLICT on a unique key; INVALID on a CHECK, NOT NULL or foreign key; FAILED.
   After anything but DONE the handler must give up its command: nothing of it will be kept. */
MUST_USE enum outcome db_exec(struct db *db, const char *sql, const struct db_value *values, size_t count);
/* The same, and how many rows it changed: 0 is how a guarded UPDATE says no. */
MUST_USE enum outcome db_change(struct db *db, int64_t *ret_rows, const char *sql, const struct db_value *values,
                                size_t count);

/* A guarded statement whose no is the end of the command: DONE when it changed exactly one row, else CONFLICT. Like db_exec() it may be told DONE
   before it is done; when that was wrong the handler is run again, and is then told at the call. To act on the count, db_change(). */
MUST_USE enum outcome db_change_one(struct db *db, const char *sql, const struct db_value *values, size_t count);

/* A hint that the command will read this text with these values before it writes to its tables: where asking costs a wait, it is asked
   along with the next read, and the read finds its answer there. Changes nothing else; a hint that was wrong costs a statement. The
   text must be the same literal: a function that reads has a twin beside it that hints. */
void db_soon(struct db *db, const char *sql, const struct db_value *values, size_t count);

/* For a handler that looked whether something is there, and met a CONFLICT when it wrote it: another lane committed it in between, which this
   transaction's moment does not show. The command is run again in a new one, where the look finds it. The handler gives up with the
   CONFLICT. */
void db_run_again(struct db *db);

/* Reads one row into a struct by its record (texts are copied into the arena). NOT_FOUND when there is none; every
   column must be a field of the record. Works for INSERT/UPDATE ... RETURNING too. */
MUST_USE enum outcome db_one(struct db *db, struct arena *arena, const struct record *record, void *ret_row,
                             const char *sql, const struct db_value *values, size_t count);
/* Reads all rows, at most `limit` (<= LIMIT_EXPORT_ROWS), into an array in the arena. No rows is DONE with count 0. */
MUST_USE enum outcome db_list(struct db *db, struct arena *arena, const struct record *record, size_t limit,
                              void *ret_rows, size_t *ret_count, const char *sql, const struct db_value *values,
                              size_t count);
/* One number of one row: NOT_FOUND when there is no row; NULL reads as 0. */
MUST_USE enum outcome db_number(struct db *db, int64_t *ret_number, const char *sql, const struct db_value *values,
                                size_t count);
/* One text of one row. */
MUST_USE enum outcome db_word(struct db *db, struct arena *arena, struct text *ret_text, const char *sql,
                              const struct db_value *values, size_t count);

/* ---- row by row, for long reads (exports, recounts) and odd shapes ---- */

struct db_rows;
/* Starts a read; never NULL. Must be ended by db_done(), also after a failure. One open read a statement text; other texts
   may run beside it. On PostgreSQL the whole result is held in memory: very long reads go in pages by key. */
struct db_rows *db_rows(struct db *db, const char *sql, const struct db_value *values, size_t count);
/* Moves to the next row; false at the end or on a failure. */
bool db_next(struct db_rows *rows);
/* Columns of the present row by name; texts live until the next db_next(). NULL reads as 0 or the empty text. */
int64_t db_int(struct db_rows *rows, const char *column);
struct text db_text(struct db_rows *rows, const char *column);
MUST_USE enum outcome db_done(struct db_rows *rows);

/* The total that travels with the writer's batch (journal/tally.h); NULL on a reading connection. */
void *db_companion(const struct db *db);
void db_set_companion(struct db *db, void *companion);

#endif
