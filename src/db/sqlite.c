/* SQLite behind db.h. One connection a thread; WAL; a commit is on disk when it returns (synchronous=FULL), but for the writer, which
   syncs apart.
   Values are bound without a copy: they live until finish(). Writing statements run to their end, so that the checks at
   their end are made also when only the first row of a RETURNING is taken. */
#include "db/backend.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "db/sql_text.h"

enum {
	BUSY_MS = 5000,
	COPY_PAGES = 2048, /* of a copy at a time */
	CHECKPOINT_PAGES = 8000,
	REWRITE_BYTES = 1 << 16
};

enum control { BEGIN_WRITE, BEGIN_READ, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, UNDO, CONTROLS };

static const char *const control_texts[CONTROLS] = {
	[BEGIN_WRITE] = "BEGIN IMMEDIATE",
	[BEGIN_READ] = "BEGIN",
	[COMMIT] = "COMMIT",
	[ROLLBACK] = "ROLLBACK",
	[SAVEPOINT] = "SAVEPOINT command",
	[RELEASE] = "RELEASE command",
	[UNDO] = "ROLLBACK TO command",
};

struct sqlite {
	struct db db;
	sqlite3 *handle;
	sqlite3_stmt *controls[CONTROLS];
	sqlite3_file *log; /* synced apart; NULL: by each commit */
	int log_pages;     /* at the last commit that is synced apart */
};

struct sqlite_rows {
	sqlite3_stmt *handle;
	int index[LIMIT_BINDS]; /* SQLite numbers $2 by where it first stands */
};

static struct sqlite *sqlite_of(struct db *db)
{
	return (struct sqlite *)db;
}

static struct sqlite_rows *rows_of(const struct db_rows *rows)
{
	return rows->handle;
}

/* ---- failures ---- */

static const char *words_of(sqlite3 *handle, int code)
{
	switch (code & 0xff) {
	case SQLITE_FULL:
		return "the disk is full";
	case SQLITE_IOERR:
		return "the disk cannot be read or written";
	case SQLITE_READONLY:
		return "the database cannot be written to";
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "another program holds the database";
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return "the database file is damaged: restore the last copy";
	case SQLITE_NOMEM:
		return "there is no memory left";
	case SQLITE_CANTOPEN:
		return "the database file cannot be opened";
	default:
		return sqlite3_errmsg(handle);
	}
}

static enum outcome outcome_of(int code)
{
	switch (code) {
	case SQLITE_CONSTRAINT_PRIMARYKEY:
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_ROWID:
		return CONFLICT;
	case SQLITE_CONSTRAINT_CHECK:
	case SQLITE_CONSTRAINT_NOTNULL:
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return INVALID;
	default:
		return FAILED;
	}
}

static enum outcome sqlite_fail(struct sqlite *sqlite, const char *sql)
{
	int code = sqlite3_extended_errcode(sqlite->handle);
	db_fail(&sqlite->db, "%s (%d) in: %.300s", words_of(sqlite->handle, code), code, sql);
	return outcome_of(code);
}

/* A full disk or the like may have made SQLite give up the whole transaction. */
static bool gave_up(struct sqlite *sqlite)
{
	return sqlite->db.in_transaction && sqlite3_get_autocommit(sqlite->handle);
}

/* ---- reports ---- */

struct report {
	const char *sql;
	char made[32][64]; /* names of common table expressions and views that are made by the statement itself */
	size_t count;
	bool allowed;
};

static bool is_made(const struct report *report, const char *name)
{
	for (size_t i = 0; i < report->count; i++) {
		if (strcmp(report->made[i], name) == 0)
			return true;
	}
	return false;
}

static void report_line(struct report *report, const char *detail)
{
	const char *name = strchr(detail, ' ');
	if ((strncmp(detail, "CO-ROUTINE ", 11) == 0 || strncmp(detail, "MATERIALIZE ", 12) == 0) &&
	    report->count < 32) {
		snprintf(report->made[report->count++], sizeof(report->made[0]), "%s", name + 1);
		return;
	}
	bool scan = strncmp(detail, "SCAN ", 5) == 0 && detail[5] != '(' && strcmp(detail, "SCAN CONSTANT ROW") != 0 &&
	            !strstr(detail, "-ROW VALUES") && !is_made(report, name + 1);
	if (scan || strstr(detail, "TEMP B-TREE") || strstr(detail, "BLOOM FILTER"))
		log_event(LOG_WARN, "db_scan", "plan=\"%s\" sql=\"%s\"", detail, report->sql);
}

static void report_plan(struct sqlite *sqlite, const char *sql)
{
	struct text rest = text_of(sql), piece;
	for (enum sql_kind kind; (kind = sql_next(&rest, &piece)) != SQL_END;) {
		if (kind == SQL_COMMENT && text_find(piece, T("scan")) < piece.length)
			return;
	}
	char *explain = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql);
	sqlite3_stmt *handle = NULL;
	struct report report = { .sql = sql };
	if (explain && sqlite3_prepare_v2(sqlite->handle, explain, -1, &handle, NULL) == SQLITE_OK) {
		while (sqlite3_step(handle) == SQLITE_ROW) {
			if (sqlite3_column_text(handle, 3))
				report_line(&report, (const char *)sqlite3_column_text(handle, 3));
		}
	}
	sqlite3_finalize(handle);
	sqlite3_free(explain);
}

/* ---- statements ---- */

static const char *name_of(void *handle, size_t column)
{
	const char *name = sqlite3_column_name(handle, (int)column);
	if (!name)
		abort();
	return name;
}

static enum outcome sqlite_prepare(struct db *db, struct db_rows *rows)
{
	struct sqlite *sqlite = sqlite_of(db);
	sqlite3_stmt *handle = NULL;
	if (sqlite3_prepare_v3(sqlite->handle, rows->text, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL) != SQLITE_OK)
		return sqlite_fail(sqlite, rows->text);
	if (!handle)
		db_abort("an empty statement", rows->text);
	struct sqlite_rows *own = db_take(1, sizeof(*own));
	own->handle = handle;
	for (size_t i = 0; i < rows->parameters; i++) {
		char name[24];
		snprintf(name, sizeof(name), "$%zu", i + 1);
		own->index[i] = sqlite3_bind_parameter_index(handle, name);
		if (own->index[i] == 0)
			db_abort("a cast is written CAST(x AS type)", rows->text); /* SQLite reads $1::x as one name */
	}
	if (sqlite3_bind_parameter_count(handle) != (int)rows->parameters)
		db_abort("only $1, $2 are parameters", rows->text);
	rows->handle = own;
	rows->writes = !sqlite3_stmt_readonly(handle);
	db_columns(rows, (size_t)sqlite3_column_count(handle), name_of, handle);
	if (db_wants_report(rows->sql))
		report_plan(sqlite, rows->text);
	return DONE;
}

static void sqlite_release_statement(struct db_rows *rows)
{
	sqlite3_finalize(rows_of(rows)->handle);
	free(rows->handle);
}

static int bind_value(sqlite3_stmt *handle, int index, const struct db_value *value)
{
	const char *start = value->text.length ? value->text.bytes : "";
	switch (value->kind) {
	case DB_INT:
		return sqlite3_bind_int64(handle, index, value->number);
	case DB_TEXT:
		return sqlite3_bind_text64(handle, index, start, value->text.length, SQLITE_STATIC, SQLITE_UTF8);
	case DB_BYTES:
		return sqlite3_bind_blob64(handle, index, start, value->text.length, SQLITE_STATIC);
	case DB_NULL_INT:
	case DB_NULL_TEXT:
	case DB_NULL_BYTES:
		return sqlite3_bind_null(handle, index);
	}
	abort();
}

static enum outcome sqlite_start(struct db_rows *rows, const struct db_value *values, bool many)
{
	(void)many;
	struct sqlite *sqlite = sqlite_of(rows->db);
	const struct sqlite_rows *own = rows_of(rows);
	if (gave_up(sqlite))
		return FAILED; /* the words of the failure that caused it stay */
	for (size_t i = 0; i < rows->parameters; i++) {
		if (bind_value(own->handle, own->index[i], &values[i]) != SQLITE_OK)
			return sqlite_fail(sqlite, rows->text);
	}
	return DONE;
}

static enum db_step sqlite_step(struct db_rows *rows)
{
	int code = sqlite3_step(rows_of(rows)->handle);
	if (code == SQLITE_ROW)
		return STEP_ROW;
	rows->ended = true;
	if (code == SQLITE_DONE)
		return STEP_END;
	rows->outcome = sqlite_fail(sqlite_of(rows->db), rows->text);
	return STEP_FAILED;
}

static enum outcome sqlite_finish(struct db_rows *rows)
{
	sqlite3_stmt *handle = rows_of(rows)->handle;
	while (rows->writes && !rows->ended) /* ends with the rows that the statement changed */
		sqlite_step(rows);
	sqlite3_reset(handle);
	sqlite3_clear_bindings(handle);
	return rows->outcome;
}

static int64_t sqlite_changed(struct db_rows *rows)
{
	return rows->writes ? sqlite3_changes64(sqlite_of(rows->db)->handle) : 0;
}

static int64_t sqlite_number(struct db_rows *rows, size_t column)
{
	sqlite3_stmt *handle = rows_of(rows)->handle;
	int type = sqlite3_column_type(handle, (int)column);
	if (type == SQLITE_INTEGER)
		return sqlite3_column_int64(handle, (int)column);
	if (type != SQLITE_NULL)
		db_abort("a column that is no whole number is read as one", rows->sql);
	return 0;
}

static struct text sqlite_word(struct db_rows *rows, size_t column)
{
	sqlite3_stmt *handle = rows_of(rows)->handle;
	int at = (int)column;
	int type = sqlite3_column_type(handle, at);
	if (type == SQLITE_INTEGER || type == SQLITE_FLOAT)
		db_abort("a number is read as text", rows->sql);
	const char *start =
		type == SQLITE_TEXT ? (const char *)sqlite3_column_text(handle, at) : sqlite3_column_blob(handle, at);
	return (struct text){ start, start ? (size_t)sqlite3_column_bytes(handle, at) : 0 };
}

/* ---- transactions ---- */

static enum outcome control(struct sqlite *sqlite, enum control which)
{
	sqlite3_stmt *handle = sqlite->controls[which];
	enum outcome outcome = sqlite3_step(handle) == SQLITE_DONE ? DONE : sqlite_fail(sqlite, control_texts[which]);
	sqlite3_reset(handle);
	return outcome;
}

static enum outcome sqlite_begin(struct db *db)
{
	return control(sqlite_of(db), db->mode == DB_WRITE ? BEGIN_WRITE : BEGIN_READ);
}

static void sqlite_rollback(struct db *db)
{
	struct sqlite *sqlite = sqlite_of(db);
	if (!sqlite3_get_autocommit(sqlite->handle) && control(sqlite, ROLLBACK) != DONE)
		db_abort("the database does not roll back", sqlite3_errmsg(sqlite->handle));
}

/* When the disk fails while the end of the transaction is written or synced, it may stand in the log although this connection goes on
   without it: the next commit writes over it, but a program that is ended before that finds it there and takes it for done. */
static enum outcome sqlite_commit(struct db *db)
{
	struct sqlite *sqlite = sqlite_of(db);
	if (gave_up(sqlite))
		return FAILED;
	enum outcome outcome = control(sqlite, COMMIT);
	if (outcome == DONE)
		return DONE;
	bool is_unsure = (sqlite3_extended_errcode(sqlite->handle) & 0xff) == SQLITE_IOERR;
	sqlite_rollback(db);
	return is_unsure ? UNCERTAIN : outcome;
}

static enum outcome sqlite_savepoint(struct db *db)
{
	return gave_up(sqlite_of(db)) ? FAILED : control(sqlite_of(db), SAVEPOINT);
}

static enum outcome sqlite_release(struct db *db)
{
	return gave_up(sqlite_of(db)) ? FAILED : control(sqlite_of(db), RELEASE);
}

static enum outcome sqlite_undo(struct db *db)
{
	if (gave_up(sqlite_of(db)))
		return FAILED;
	enum outcome outcome = control(sqlite_of(db), UNDO);
	return outcome == DONE ? control(sqlite_of(db), RELEASE) : outcome;
}

/* ---- upkeep ---- */

static enum outcome sqlite_script(struct db *db, const char *script)
{
	struct sqlite *sqlite = sqlite_of(db);
	char *adapted = schema_for_sqlite(script);
	const char *rest = adapted;
	enum outcome outcome = DONE;
	while (outcome == DONE && *rest) {
		const char *start = rest;
		sqlite3_stmt *handle = NULL;
		int code = sqlite3_prepare_v2(sqlite->handle, start, -1, &handle, &rest);
		if (code == SQLITE_OK && handle) {
			while ((code = sqlite3_step(handle)) == SQLITE_ROW)
				continue;
			code = code == SQLITE_DONE ? SQLITE_OK : code;
		}
		if (code != SQLITE_OK)
			outcome = sqlite_fail(sqlite, start);
		sqlite3_finalize(handle);
	}
	free(adapted);
	return outcome;
}

static void sqlite_checkpoint(struct db *db)
{
	struct sqlite *sqlite = sqlite_of(db);
	int pages = 0, moved = 0;
	int code = sqlite3_wal_checkpoint_v2(sqlite->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, &pages, &moved);
	if (code == SQLITE_OK && pages == moved)
		sqlite->log_pages = 0; /* the next commit begins it anew */
}

/* The whole log written anew as it is: the system does not try again what an earlier sync failed to bring to the disk, and where in the log
   that begins is not known (what was undone stands there, too, and what a write that failed left behind). */
static int rewrite(sqlite3_file *log)
{
	sqlite3_int64 size = 0;
	char *bytes = db_take(REWRITE_BYTES, 1);
	int code = log->pMethods->xFileSize(log, &size);
	for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += REWRITE_BYTES) {
		int length = (int)(size - at < REWRITE_BYTES ? size - at : REWRITE_BYTES);
		code = log->pMethods->xRead(log, bytes, length, at);
		if (code == SQLITE_OK)
			code = log->pMethods->xWrite(log, bytes, length, at);
	}
	free(bytes);
	return code == SQLITE_OK && size > 0 ? log->pMethods->xSync(log, SQLITE_SYNC_NORMAL) : code;
}

/* The log of the connection, which is the same file as long as it is open. */
static int open_log(struct sqlite *sqlite, sqlite3_file **ret_log)
{
	sqlite3_file *log = NULL;
	int code = sqlite3_file_control(sqlite->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
	*ret_log = log && log->pMethods ? log : NULL;
	return code;
}

static enum outcome outcome_of_disk(struct sqlite *sqlite, int code)
{
	if (code == SQLITE_OK)
		return DONE;
	db_fail(&sqlite->db, "%s (%d)", words_of(sqlite->handle, code), code);
	return FAILED;
}

static enum outcome sqlite_make_durable(struct db *db)
{
	struct sqlite *sqlite = sqlite_of(db);
	sqlite3_file *log = NULL;
	int code = open_log(sqlite, &log);
	return outcome_of_disk(sqlite, code == SQLITE_OK && log ? rewrite(log) : code);
}

/* Called by SQLite after each commit. */
static int log_has_grown(void *context, sqlite3 *handle, const char *name, int pages)
{
	struct sqlite *sqlite = context;
	(void)handle;
	(void)name;
	sqlite->log_pages = pages;
	return SQLITE_OK;
}

/* The hook takes the place of SQLite's own checkpoints. The first sync is this thread's, since with it SQLite syncs the folder, too. */
static enum outcome sqlite_sync_apart(struct db *db)
{
	struct sqlite *sqlite = sqlite_of(db);
	sqlite3_file *log = NULL;
	int code = sqlite3_exec(sqlite->handle, "PRAGMA synchronous=NORMAL", NULL, NULL, NULL);
	if (code == SQLITE_OK)
		code = open_log(sqlite, &log);
	if (code == SQLITE_OK && log)
		code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
	if (code != SQLITE_OK || !log)
		return outcome_of_disk(sqlite, code == SQLITE_OK ? SQLITE_CANTOPEN : code);
	sqlite3_wal_hook(sqlite->handle, log_has_grown, sqlite);
	sqlite->log = log;
	return DONE;
}

/* Perhaps on another thread than the connection's: of what both use it changes only SQLite's note of the file's last error, when it fails. */
static enum outcome sqlite_sync(struct db *db, const char **ret_problem)
{
	const struct sqlite *sqlite = (const struct sqlite *)db;
	int code = sqlite->log ? sqlite->log->pMethods->xSync(sqlite->log, SQLITE_SYNC_NORMAL) : SQLITE_OK;
	if (code == SQLITE_OK)
		return DONE;
	*ret_problem = (code & 0xff) == SQLITE_IOERR ? words_of(NULL, code) : sqlite3_errstr(code);
	return FAILED;
}

static bool sqlite_log_is_long(const struct db *db)
{
	return ((const struct sqlite *)db)->log_pages >= CHECKPOINT_PAGES;
}

/* Some pages at a time, all within one reading transaction: one snapshot, and no writer is held up by it. */
static int copy_pages(sqlite3 *from, sqlite3 *to, bool (*goes_on)(int64_t done, int64_t of))
{
	int code = sqlite3_exec(from, "BEGIN; SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
	sqlite3_backup *backup = code == SQLITE_OK ? sqlite3_backup_init(to, "main", from, "main") : NULL;
	if (!backup)
		return code == SQLITE_OK ? sqlite3_errcode(to) : code;
	do {
		code = sqlite3_backup_step(backup, COPY_PAGES);
		int all = sqlite3_backup_pagecount(backup);
		if (code == SQLITE_OK && goes_on && !goes_on(all - sqlite3_backup_remaining(backup), all))
			code = SQLITE_INTERRUPT;
	} while (code == SQLITE_OK);
	int end = sqlite3_backup_finish(backup);
	sqlite3_exec(from, "ROLLBACK", NULL, NULL, NULL);
	return code == SQLITE_DONE ? end : code;
}

static enum outcome sqlite_copy_to(struct db *db, struct text file, bool (*goes_on)(int64_t done, int64_t of))
{
	struct sqlite *sqlite = sqlite_of(db);
	char *path = db_take(file.length + 1, 1);
	memcpy(path, file.bytes, file.length);
	sqlite3 *copy = NULL;
	enum outcome outcome = FAILED;
	struct stat there;
	if (stat(path, &there) == 0) {
		db_fail(db, "%s is already there: name a new file for the copy", path);
	} else if (sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) != SQLITE_OK) {
		db_fail(db, "%s cannot be made: %s", path, copy ? sqlite3_errmsg(copy) : "no memory");
	} else {
		int code = copy_pages(sqlite->handle, copy, goes_on);
		outcome = code == SQLITE_OK ? DONE : FAILED;
		if (code != SQLITE_OK)
			db_fail(db, "the copy failed: %s", sqlite3_errstr(code));
	}
	sqlite3_close(copy);
	free(path);
	return outcome;
}

static bool sqlite_is_connected(const struct db *db)
{
	(void)db;
	return true;
}

static void sqlite_close(struct db *db)
{
	struct sqlite *sqlite = sqlite_of(db);
	for (int i = 0; i < CONTROLS; i++)
		sqlite3_finalize(sqlite->controls[i]);
	int code = sqlite3_close(sqlite->handle);
	assert(code == SQLITE_OK);
	(void)code;
	free(sqlite);
}

static const struct db_backend sqlite_backend = {
	.engine = DB_SQLITE,
	.prepare = sqlite_prepare,
	.release_statement = sqlite_release_statement,
	.start = sqlite_start,
	.step = sqlite_step,
	.finish = sqlite_finish,
	.changed = sqlite_changed,
	.number = sqlite_number,
	.word = sqlite_word,
	.begin = sqlite_begin,
	.commit = sqlite_commit,
	.rollback = sqlite_rollback,
	.savepoint = sqlite_savepoint,
	.release = sqlite_release,
	.undo = sqlite_undo,
	.script = sqlite_script,
	.checkpoint = sqlite_checkpoint,
	.make_durable = sqlite_make_durable,
	.sync_apart = sqlite_sync_apart,
	.sync = sqlite_sync,
	.log_is_long = sqlite_log_is_long,
	.copy_to = sqlite_copy_to,
	.is_connected = sqlite_is_connected,
	.close = sqlite_close,
};

/* ---- opening ---- */

/* Counting memory takes a lock at each allocation; nobody reads the count. */
static void sqlite_configure(void)
{
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	sqlite3_initialize();
}

static bool set_up(struct sqlite *sqlite, enum db_mode mode)
{
	static const char common[] = "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA mmap_size=0;"
				     "PRAGMA trusted_schema=OFF;";
	static const char writing[] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
				      "PRAGMA journal_size_limit=67108864;";
	static const char reading[] = "PRAGMA query_only=ON; PRAGMA cache_size=-2000;";
	sqlite3 *handle = sqlite->handle;
	sqlite3_busy_timeout(handle, BUSY_MS);
	sqlite3_extended_result_codes(handle, 1);
	/* "name" in double quotes is never a text, as on PostgreSQL. */
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
	sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
	sqlite3_wal_autocheckpoint(handle, mode == DB_WRITE ? CHECKPOINT_PAGES : 0);
	return sqlite3_exec(handle, common, NULL, NULL, NULL) == SQLITE_OK &&
	       sqlite3_exec(handle, mode == DB_WRITE ? writing : reading, NULL, NULL, NULL) == SQLITE_OK &&
	       sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL) == SQLITE_OK;
}

static bool prepare_controls(struct sqlite *sqlite)
{
	for (int i = 0; i < CONTROLS; i++) {
		if (sqlite3_prepare_v3(sqlite->handle, control_texts[i], -1, SQLITE_PREPARE_PERSISTENT,
		                       &sqlite->controls[i], NULL) != SQLITE_OK)
			return false;
	}
	return true;
}

/* What is wrong with the folder or file, or the empty text. */
static struct text folder_problem(struct arena *arena, const char *folder, const char *file, enum db_mode mode)
{
	struct stat there;
	if (stat(folder, &there) != 0)
		return text_format(arena, "The folder %s is not there or not open to this user: make it first.",
		                   folder);
	if (!S_ISDIR(there.st_mode))
		return text_format(arena, "%s is not a folder.", folder);
	if (access(folder, W_OK) != 0)
		return text_format(arena, "The folder %s cannot be written to by this user.", folder);
	if (stat(file, &there) != 0 && mode == DB_READ)
		return text_format(arena, "There is no database in %s yet: it is made when it is first written to.",
		                   folder);
	if (stat(file, &there) == 0 && access(file, W_OK) != 0)
		return text_format(arena, "The file %s cannot be written to by this user.", file);
	return (struct text){ 0 };
}

static struct text open_problem(struct arena *arena, sqlite3 *handle, const char *file)
{
	int code = handle ? sqlite3_errcode(handle) : SQLITE_NOMEM;
	if (code == SQLITE_NOTADB)
		return text_format(arena, "%s is not a database: give another folder, or restore the last copy.", file);
	return text_format(arena, "%s cannot be opened: %s.", file,
	                   handle ? words_of(handle, code) : "there is no memory left");
}

enum outcome sqlite_open(struct text folder, enum db_mode mode, struct arena *arena, struct db **ret_db,
                         struct text *ret_problem)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	pthread_once(&once, sqlite_configure);
	const char *path = text_string(arena, folder);
	const char *file = text_format(arena, "%s/tongcun.db", path).bytes;
	struct text problem = folder_problem(arena, path, file, mode);
	if (problem.length) {
		*ret_problem = problem;
		return FAILED;
	}
	struct sqlite *sqlite = db_take(1, sizeof(*sqlite));
	sqlite->db.backend = &sqlite_backend;
	sqlite->db.mode = mode;
	sqlite->db.connections = 1;
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (mode == DB_WRITE ? SQLITE_OPEN_CREATE : 0);
	if (sqlite3_open_v2(file, &sqlite->handle, flags, NULL) != SQLITE_OK || !set_up(sqlite, mode) ||
	    !prepare_controls(sqlite)) {
		*ret_problem = open_problem(arena, sqlite->handle, file);
		sqlite_close(&sqlite->db);
		return FAILED;
	}
	*ret_db = &sqlite->db;
	return DONE;
}
