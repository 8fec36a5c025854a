/* Private to src/db: what an engine must do, and the state both engines share.
   Invariants: a statement (struct db_rows) belongs to one connection and one literal; kinds, names and counts are fixed
   when it is prepared; it is open from start() to finish(). The engine's connection struct begins with a struct db. */
#ifndef DB_BACKEND_H
#define DB_BACKEND_H

#include "base/limits.h"
#include "db/footprint.h"
#include "db/open.h"
#include "db/patience.h"

enum { DB_SLOTS = 2 * LIMIT_STATEMENTS, DB_FAILURE_BYTES = 512 };

enum db_type { DB_TYPE_NUMBER, DB_TYPE_TEXT, DB_TYPE_BYTES };
enum db_step { STEP_ROW, STEP_END, STEP_FAILED };

/* Where the columns of a statement go in a record's struct. */
struct db_plan {
	struct db_plan *next;
	const struct record *record;
	const struct field *fields;
	struct db_goal {
		size_t offset;
		bool whole;
	} goals[LIMIT_COLUMNS];
};

struct db_column {
	char *name;
	const char *asked; /* the literal it was last asked by */
};

/* One statement of one connection, and the read that goes on with it. */
struct db_rows {
	struct db *db;
	const char *sql; /* the literal: the key of the cache */
	char *text;      /* its copy: a changed text at the same address is found */
	size_t parameters;
	enum db_type types[LIMIT_BINDS];
	size_t columns;
	struct db_column *column;
	struct db_plan *plans;
	struct footprint footprint;
	bool open, ended, writes;
	enum outcome outcome; /* of the read that goes on */
	void *handle;         /* the engine's */
};

struct db_backend {
	enum db_engine engine;
	/* Prepares rows->text; fills handle, writes and the columns by db_columns(). Anything but DONE: nothing is kept. */
	enum outcome (*prepare)(struct db *db, struct db_rows *rows);
	void (*release_statement)(struct db_rows *rows);
	/* Binds and begins; the values live until finish(). `many`: rows will be taken one by one, perhaps very many. */
	enum outcome (*start)(struct db_rows *rows, const struct db_value *values, bool many);
	/* Only while db->defers: sends a text without rows, which is told DONE (is_one: and that it changes one row) before it is done. */
	enum outcome (*defer)(struct db_rows *rows, const struct db_value *values, bool is_one);
	/* Only while db->defers: db_soon(). */
	void (*soon)(struct db_rows *rows, const struct db_value *values);
	enum outcome (*settle)(struct db *db);
	enum db_step (*step)(struct db_rows *rows); /* STEP_FAILED: rows->outcome says why */
	enum outcome (*finish)(struct db_rows *rows);
	int64_t (*changed)(struct db_rows *rows); /* after STEP_END */
	int64_t (*number)(struct db_rows *rows, size_t column);
	struct text (*word)(struct db_rows *rows, size_t column); /* until the next step */

	enum outcome (*begin)(struct db *db);
	enum outcome (*commit)(struct db *db);
	void (*rollback)(struct db *db);
	enum outcome (*savepoint)(struct db *db);
	enum outcome (*release)(struct db *db);
	enum outcome (*undo)(struct db *db);
	enum outcome (*script)(struct db *db, const char *script);
	void (*checkpoint)(struct db *db);
	enum outcome (*make_durable)(struct db *db);
	/* NULL in an engine whose commits are on the disk when they return. */
	enum outcome (*sync_apart)(struct db *db);
	enum outcome (*sync)(struct db *db, const char **ret_problem);
	bool (*log_is_long)(const struct db *db);
	enum outcome (*copy_to)(struct db *db, struct text file, bool (*goes_on)(int64_t done, int64_t of));
	bool (*is_connected)(const struct db *db);
	void (*close)(struct db *db); /* gives back the engine's handles and the struct */
};

struct db {
	const struct db_backend *backend;
	enum db_mode mode;
	bool in_transaction, must_retry, defers;
	bool has_asked;     /* a table was read in this transaction: what it sees is fixed */
	int64_t savepoints; /* begun so far: which one a statement belongs to */
	enum db_mistake mistake;
	int open; /* reads that go on */
	int64_t statements, connections;
	struct db_patience patience;
	void *companion;
	struct db_reads *reads;     /* of whoever watches; NULL: nobody */
	struct db_touches *touches; /* of a connection that tells what it writes; else NULL */
	struct kept_rows *kept;     /* of a reading connection that keeps rows; else NULL */
	size_t cached;
	struct db_rows *slots[DB_SLOTS];
	struct db_rows unprepared; /* stands for a read that could not be prepared */
	char failure[DB_FAILURE_BYTES];
};

enum outcome sqlite_open(struct text folder, enum db_mode mode, struct arena *arena, struct db **ret_db,
                         struct text *ret_problem);
enum outcome postgres_open(struct text address, enum db_mode mode, struct arena *arena, struct db **ret_db,
                           struct text *ret_problem);

/* A programmer's error: says it in the log with the text, and aborts. */
_Noreturn void db_abort(const char *error, const char *sql);
/* Keeps the words for db_failure(). */
void db_fail(struct db *db, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Zeroed memory that lives as long as the connection; aborts when there is none. */
void *db_take(size_t count, size_t size);
char *db_string(const char *string);
/* Takes the names of a statement's columns. */
void db_columns(struct db_rows *rows, size_t count, const char *(*name)(void *handle, size_t column), void *handle);
/* Whether db_report_scans() is on and this text was not reported yet. */
bool db_wants_report(const char *sql);

/* The script with its dialect changed for SQLite (migrate.c), to be freed; ends with a zero byte. */
char *schema_for_sqlite(const char *script);

#endif
