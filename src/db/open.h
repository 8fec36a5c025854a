/* Opening, transactions and upkeep of connections: for the writer, the server, tests and subcommands; not for modules. */
#ifndef DB_OPEN_H
#define DB_OPEN_H

#include "db/db.h"

/* Where the data is: `target` is a folder (SQLite: folder/tongcun.db) or a postgresql:// address. */
struct db_target {
	enum db_engine engine;
	struct text address; /* folder, or the connection address */
	bool hasty; /* SQLite: commits do not wait for the disk; only for data that is thrown away when its making is cut off */
};

struct db_target db_target_of(struct text target);
/* Opens a connection. FAILED puts one clear line of what to do into `ret_problem` (folder missing or read-only, not a
   database, encoding or locale: a PostgreSQL database must be UTF-8 with a real LC_CTYPE, C and POSIX are refused).
   Writing on SQLite: WAL, synchronous=FULL (until db_sync_apart()), foreign_keys=ON, no automatic checkpoint below 8,000 pages. Reading: query_only. */
MUST_USE enum outcome db_open(const struct db_target *target, enum db_mode mode, struct arena *arena,
                              struct db **ret_db, struct text *ret_problem);
void db_close(struct db *db);

/* Transactions. begin on PostgreSQL is REPEATABLE READ: one snapshot, and a row that another changed since gives db_must_retry().
   It is not SERIALIZABLE: its locks on index pages make two writers with batches of hundreds of commands fail one another nearly
   every time, and the writer keeps apart what must not run side by side (journal/writer.h). commit gives CONFLICT when the whole must be run again
   (serialization failure, deadlock), UNCERTAIN when the connection broke during COMMIT, or when the disk failed there: SQLite goes on
   without what it was to commit, yet a program started after this one may find it in the log. */
MUST_USE enum outcome db_begin(struct db *db);
MUST_USE enum outcome db_commit(struct db *db);
void db_rollback(struct db *db);
/* One level of savepoint, for the writer: a command that fails leaves no trace. On PostgreSQL a savepoint, its release and a
   reader's begin travel with the next statement, so their failure is that statement's. */
MUST_USE enum outcome db_savepoint(struct db *db);
MUST_USE enum outcome db_release(struct db *db);
MUST_USE enum outcome db_undo(struct db *db);

/* Statements that are answered before they are done, for the writer. While db_defer() is on, db_exec() and db_change_one() may say DONE
   at once: PostgreSQL is sent the statement with the next one whose answer is needed, and so is waited for less often; SQLite does
   each at once. When it was no success after all, that is found out at that next statement, by db_settle(), db_release() or
   db_commit(): these say FAILED, every statement after it does, and db_mistake() tells where it was. What relied on it must be undone and
   be run again with db_defer() off, where each outcome is told as it is. db_release() waits for every db_change_one(); a db_exec()
   that fails is perhaps found out when the next savepoint has begun: DB_MISTAKE_BEFORE, the whole transaction must be rolled back. */
enum db_mistake { DB_NO_MISTAKE, DB_MISTAKE_HERE, DB_MISTAKE_BEFORE };
void db_defer(struct db *db, bool on);
/* Waits for all that was told early: DONE when it was true. */
MUST_USE enum outcome db_settle(struct db *db);
/* HERE: in the present savepoint, db_undo() mends it; BEFORE: db_rollback(). */
enum db_mistake db_mistake(const struct db *db);

/* Whether the last failure was one for which the whole transaction must be run again. */
bool db_must_retry(const struct db *db);
/* Whether the connection is still there; a lost PostgreSQL connection is opened anew by db_begin(). */
bool db_is_connected(const struct db *db);
/* Which connection it is, counted from 1: another number than before means that what belongs to a session (advisory locks) is gone. */
int64_t db_connections(const struct db *db);

/* Runs a whole script of statements, for migrations; the schema dialect is adapted (BIGINT to INTEGER, BYTEA to BLOB, tables
   STRICT and, unless marked "-- rowid", WITHOUT ROWID on SQLite). */
MUST_USE enum outcome db_script(struct db *db, const char *script);
/* SQLite: moves the log into the database file, as far as no reader needs it. PostgreSQL: nothing. */
void db_checkpoint(struct db *db);
/* For the writer, once after db_open(). SQLite: from now on db_commit() writes and does not wait for the disk (synchronous=NORMAL), and the log
   is moved into the database only by db_checkpoint(), which is due when db_log_is_long(). FAILED: the disk fails. PostgreSQL: nothing,
   its commits are on the disk when they return. */
MUST_USE enum outcome db_sync_apart(struct db *db);
/* What was committed is on the disk when this is DONE; else ret_problem says why, and db_make_durable() is what is left. From any one thread at
   a time, also while the connection's own runs statements, but not while it commits or checkpoints: of two syncs of one file
   only one hears of a failure. DONE at once without db_sync_apart(). */
MUST_USE enum outcome db_sync(struct db *db, const char **ret_problem);
bool db_log_is_long(const struct db *db);
/* SQLite: what is read from now on is on the disk, also what a program that was killed had written and perhaps not synced; FAILED
   when the disk fails. Only while nobody else writes. PostgreSQL does that itself. */
MUST_USE enum outcome db_make_durable(struct db *db);
/* SQLite: a consistent copy while others write (backup API). goes_on (or NULL) is told how far it is, in pages, and may end it with
   false: FAILED, and a part of the file is there. */
MUST_USE enum outcome db_copy_to(struct db *db, struct text file, bool (*goes_on)(int64_t done, int64_t of));
/* Debug mode: every statement whose plan scans a whole table or sorts without an index is written to the log once. */
void db_report_scans(bool on);
/* Lists, for the tests, every statement text prepared so far on this connection. */
void db_each_statement(struct db *db, void (*visit)(void *context, const char *sql), void *context);

#endif
