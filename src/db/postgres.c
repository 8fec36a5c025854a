/* PostgreSQL behind db.h, by libpq. Each text is prepared once a connection with the types of its first values; numbers
   travel in binary, texts as they are. A read takes its whole result at once, so that others may run beside it.
   Fewer round trips: what only brackets statements (a reader's BEGIN and COMMIT, a savepoint and its release) is not sent
   alone but in one pipeline with the next statement; nor is what may be told DONE early (postgres_pipe.c).
   Not done here: rows in pieces (a text reads at most what fits memory), copies (pg_dump does that). */
#include "db/postgres_inside.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Types by their object identifiers (PostgreSQL's catalogue, pg_type.dat). */
enum {
	OID_BOOL = 16,
	OID_BYTEA = 17,
	OID_CHAR = 18,
	OID_NAME = 19,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_TEXT = 25,
	OID_UNKNOWN = 705,
	OID_BPCHAR = 1042,
	OID_VARCHAR = 1043,
	OID_NUMERIC = 1700,
};

#define BEGIN_WRITE "BEGIN ISOLATION LEVEL REPEATABLE READ"
#define UNDO "ROLLBACK TO SAVEPOINT command; RELEASE SAVEPOINT command"
#define WORDS_LOST "the connection to the database was lost"
#define WORDS_SILENT "the database did not answer"

struct postgres_rows {
	char name[16];
	unsigned generation;
	PGresult *result;
	bool is_kept; /* the result is the keeper's */
	int row;
	struct postgres_tables tables;
};

static struct postgres *postgres_of(struct db *db)
{
	return (struct postgres *)db;
}

static struct postgres_rows *rows_of(const struct db_rows *rows)
{
	return rows->handle;
}

/* ---- failures ---- */

bool postgres_is_lost(const struct postgres *pg)
{
	return PQstatus(pg->conn) != CONNECTION_OK;
}

static bool state_is(const char *state, const char *wanted)
{
	return state && strcmp(state, wanted) == 0;
}

static enum outcome outcome_of(const char *state)
{
	if (state_is(state, "23505") || state_is(state, "23P01"))
		return CONFLICT;
	if (state_is(state, "23502") || state_is(state, "23503") || state_is(state, "23514"))
		return INVALID;
	return FAILED;
}

/* Only the primary message is kept: the details hold values. */
enum outcome postgres_fail(struct postgres *pg, const PGresult *result, const char *sql)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *words = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	if (state_is(state, "40001") || state_is(state, "40P01"))
		pg->db.must_retry = true;
	if (postgres_is_lost(pg))
		db_fail(&pg->db, "%s in: %.300s", pg->is_given_up ? WORDS_SILENT : WORDS_LOST, sql);
	else if (!state_is(state, "25P02")) /* an earlier failure ended the transaction: its words stay */
		db_fail(&pg->db, "%s (%s) in: %.300s", words ? words : PQerrorMessage(pg->conn), state ? state : "-",
		        sql);
	return outcome_of(state);
}

bool postgres_is_good(const PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

/* ---- connecting ---- */

static enum outcome reopen(struct postgres *pg)
{
	char problem[DB_FAILURE_BYTES];
	if (postgres_connect(pg, pg->db.patience.silence_ms, problem))
		return DONE;
	db_fail(&pg->db, "%s", problem);
	return FAILED;
}

/* ---- texts alone ---- */

/* Takes the answer to a reader's COMMIT. */
static void settle(struct postgres *pg)
{
	if (!pg->owed)
		return;
	PQclear(answer_last(pg));
	pg->owed = false;
}

/* A text alone. */
static enum outcome simple(struct postgres *pg, const char *sql)
{
	PGresult *result = answer_to(pg, sql);
	enum outcome outcome = postgres_is_good(result) ? DONE : postgres_fail(pg, result, sql);
	PQclear(result);
	return outcome;
}

/* Sends the brackets now. A reader whose connection went away before its transaction began gets a new one. */
static enum outcome flush(struct postgres *pg)
{
	const char *texts[POSTGRES_BRACKETS];
	bool fresh = pg->wants_begin;
	settle(pg);
	enum outcome outcome = pipe_leave(pg);
	size_t count = pipe_brackets(pg, texts);
	for (size_t i = 0; outcome == DONE && i < count; i++)
		outcome = simple(pg, texts[i]);
	pipe_brackets_sent(pg);
	if (outcome == DONE || !fresh || !postgres_is_lost(pg))
		return outcome;
	outcome = reopen(pg);
	return outcome == DONE ? simple(pg, POSTGRES_BEGIN_READ) : outcome;
}

/* ---- statements ---- */

static Oid oid_of(enum db_type type)
{
	switch (type) {
	case DB_TYPE_NUMBER:
		return OID_INT8;
	case DB_TYPE_TEXT:
		return OID_TEXT;
	case DB_TYPE_BYTES:
		return OID_BYTEA;
	}
	abort();
}

/* Prepares the text on the present connection. */
static enum outcome parse(struct postgres *pg, struct db_rows *rows)
{
	struct postgres_rows *own = rows_of(rows);
	Oid types[LIMIT_BINDS];
	enum outcome outcome = flush(pg);
	if (outcome != DONE)
		return outcome;
	for (size_t i = 0; i < rows->parameters; i++)
		types[i] = oid_of(rows->types[i]);
	bool sent = PQsendPrepare(pg->conn, own->name, rows->text, (int)rows->parameters, types) == 1;
	PGresult *result = sent ? answer_last(pg) : NULL;
	if (!postgres_is_good(result))
		outcome = postgres_fail(pg, result, rows->text);
	PQclear(result);
	own->generation = pg->generation;
	return outcome;
}

static const char *name_of(void *handle, size_t column)
{
	return PQfname(handle, (int)column);
}

static enum outcome describe(struct postgres *pg, struct db_rows *rows)
{
	PGresult *result = PQsendDescribePrepared(pg->conn, rows_of(rows)->name) == 1 ? answer_last(pg) : NULL;
	enum outcome outcome = postgres_is_good(result) ? DONE : postgres_fail(pg, result, rows->text);
	if (outcome == DONE)
		db_columns(rows, (size_t)PQnfields(result), name_of, result);
	PQclear(result);
	return outcome;
}

static enum outcome postgres_prepare(struct db *db, struct db_rows *rows)
{
	struct postgres *pg = postgres_of(db);
	struct postgres_rows *own = db_take(1, sizeof(*own));
	snprintf(own->name, sizeof(own->name), "s%u", ++pg->names);
	rows->handle = own;
	if (pg->kept)
		own->tables = kept_tables_of(pg, rows->text);
	enum outcome outcome = parse(pg, rows);
	if (outcome == DONE)
		outcome = describe(pg, rows);
	if (outcome != DONE)
		free(own);
	return outcome;
}

static void postgres_release_statement(struct db_rows *rows)
{
	assert(!rows_of(rows)->is_kept);
	PQclear(rows_of(rows)->result);
	free(rows->handle);
}

static void argument_set(struct postgres_arguments *a, size_t at, const struct db_value *value)
{
	a->formats[at] = 1;
	switch (value->kind) {
	case DB_NULL_INT:
	case DB_NULL_TEXT:
	case DB_NULL_BYTES:
		a->values[at] = NULL;
		a->lengths[at] = 0;
		return;
	case DB_INT:
		for (int i = 0; i < POSTGRES_NUMBER_BYTES; i++)
			a->numbers[at][i] = (char)((uint64_t)value->number >> (8 * (POSTGRES_NUMBER_BYTES - 1 - i)));
		a->values[at] = a->numbers[at];
		a->lengths[at] = POSTGRES_NUMBER_BYTES;
		return;
	case DB_TEXT:
	case DB_BYTES:
		assert(value->text.length <= INT32_MAX);
		a->values[at] = value->text.length ? value->text.bytes : "";
		a->lengths[at] = (int)value->text.length;
		return;
	}
}

static void arguments_set(struct postgres_arguments *a, const struct db_rows *rows, const struct db_value *values)
{
	a->count = (int)rows->parameters;
	for (size_t i = 0; i < rows->parameters; i++)
		argument_set(a, i, &values[i]);
}

static bool wants_brackets(const struct postgres *pg)
{
	const char *texts[POSTGRES_BRACKETS];

	return pipe_brackets(pg, texts) > 0;
}

/* Sends the statement and waits for its answer: in a pipeline when there is something to go with it, or more to come. */
static enum outcome run(struct postgres *pg, struct db_rows *rows, const struct postgres_arguments *a)
{
	struct postgres_rows *own = rows_of(rows);
	settle(pg);
	if (!pg->db.defers && pg->sent_count == 0 && !wants_brackets(pg)) {
		enum outcome outcome = pipe_leave(pg);
		if (outcome != DONE)
			return outcome;
		bool sent =
			PQsendQueryPrepared(pg->conn, own->name, a->count, a->values, a->lengths, a->formats, 1) == 1;
		own->result = sent ? answer_last(pg) : NULL;
		return postgres_is_good(own->result) ? DONE : postgres_fail(pg, own->result, rows->text);
	}
	enum outcome outcome = pipe_send(pg, own->name, a, rows->text, WANTED_ANSWER);
	if (outcome == DONE)
		outcome = pipe_collect(pg, &own->result);
	if (pg->db.defers)
		return outcome;
	enum outcome left = pipe_leave(pg);
	return outcome == DONE ? left : outcome;
}

static enum outcome postgres_start(struct db_rows *rows, const struct db_value *values, bool many)
{
	(void)many;
	struct postgres *pg = postgres_of(rows->db);
	struct postgres_rows *own = rows_of(rows);
	struct postgres_arguments a;
	bool fresh = pg->wants_begin;
	if (pg->db.mistake != DB_NO_MISTAKE)
		return FAILED;
	arguments_set(&a, rows, values);
	enum outcome outcome = own->generation == pg->generation ? DONE : parse(pg, rows);
	if (outcome != DONE)
		return outcome;
	own->row = -1;
	if (kept_is_coming(pg, rows, &own->tables, &a) && pipe_collect(pg, NULL) != DONE)
		return FAILED;
	own->result = kept_find(pg, rows, &own->tables, &a);
	own->is_kept = own->result != NULL;
	if (own->is_kept)
		return DONE;
	kept_written(pg, &own->tables);
	outcome = run(pg, rows, &a);
	if (outcome == DONE)
		own->is_kept = kept_put(pg, rows, &own->tables, &a, own->result);
	if (outcome == DONE || !fresh || !postgres_is_lost(pg))
		return outcome;
	PQclear(own->result); /* nothing had been read yet: once more on a new connection */
	own->result = NULL;
	outcome = reopen(pg);
	pg->wants_begin = true;
	outcome = outcome == DONE ? parse(pg, rows) : outcome;
	return outcome == DONE ? run(pg, rows, &a) : outcome;
}

static enum outcome postgres_defer(struct db_rows *rows, const struct db_value *values, bool is_one)
{
	struct postgres *pg = postgres_of(rows->db);
	struct postgres_rows *own = rows_of(rows);
	struct postgres_arguments a;
	if (pg->db.mistake != DB_NO_MISTAKE)
		return FAILED;
	arguments_set(&a, rows, values);
	enum outcome outcome = own->generation == pg->generation ? DONE : parse(pg, rows);
	kept_written(pg, &own->tables);
	return outcome == DONE ? pipe_send(pg, own->name, &a, rows->text, is_one ? WANTED_ONE : WANTED_DONE) : outcome;
}

static void postgres_soon(struct db_rows *rows, const struct db_value *values)
{
	struct postgres *pg = postgres_of(rows->db);
	struct postgres_rows *own = rows_of(rows);
	struct postgres_arguments a;
	int64_t ticket = 0;
	arguments_set(&a, rows, values);
	if (pg->db.mistake != DB_NO_MISTAKE || (own->generation != pg->generation && parse(pg, rows) != DONE))
		return;
	struct kept_answer *keep = kept_expect(pg, rows, &own->tables, &a, &ticket);
	if (keep == NULL)
		return;
	if (pipe_send(pg, own->name, &a, rows->text, WANTED_SOON) != DONE) {
		kept_arrived(keep, ticket, NULL);
		return;
	}
	pg->sent[pg->sent_count - 1].keep = keep;
	pg->sent[pg->sent_count - 1].ticket = ticket;
}

static enum outcome postgres_settle(struct db *db)
{
	enum outcome outcome = pipe_collect(postgres_of(db), NULL);
	return db->mistake == DB_NO_MISTAKE ? outcome : FAILED;
}

static enum db_step postgres_step(struct db_rows *rows)
{
	struct postgres_rows *own = rows_of(rows);
	own->row++;
	return own->row < PQntuples(own->result) ? STEP_ROW : STEP_END;
}

static enum outcome postgres_finish(struct db_rows *rows)
{
	struct postgres_rows *own = rows_of(rows);
	if (!own->is_kept)
		PQclear(own->result);
	own->result = NULL;
	own->is_kept = false;
	return rows->outcome;
}

static int64_t postgres_changed(struct db_rows *rows)
{
	int64_t changed = 0;
	const char *written = PQcmdTuples(rows_of(rows)->result);
	return text_to_int64(text_of(written), &changed) ? changed : 0;
}

/* ---- values ---- */

/* size bytes, highest first, with sign. */
static int64_t integer_at(const char *bytes, int size)
{
	uint64_t value = bytes[0] < 0 ? UINT64_MAX : 0;
	for (int i = 0; i < size; i++)
		value = value << 8 | (unsigned char)bytes[i];
	return (int64_t)value;
}

/* What sum() of BIGINT gives: counts of base-10000 digits, weight of the first, sign, decimals; then the digits (PostgreSQL's
   numeric_send). Whole numbers only: with decimals it came from a division that rounds otherwise on SQLite. */
static int64_t numeric_at(const char *bytes, const char *sql)
{
	int64_t count = integer_at(bytes, 2), weight = integer_at(bytes + 2, 2), value = 0;
	bool negative = integer_at(bytes + 4, 2) == 0x4000;
	if ((!negative && integer_at(bytes + 4, 2) != 0) || integer_at(bytes + 6, 2) != 0)
		db_abort("a number with decimals is read as a whole one: cast a sum to BIGINT before it is divided",
		         sql);
	for (int64_t i = 0; i <= weight; i++) {
		int64_t digits = i < count ? integer_at(bytes + 8 + 2 * i, 2) : 0;
		if (__builtin_mul_overflow(value, 10000, &value) || __builtin_sub_overflow(value, digits, &value))
			db_abort("a sum does not fit 64 bits", sql);
	}
	if (!negative && value == INT64_MIN)
		db_abort("a sum does not fit 64 bits", sql);
	return negative ? value : -value;
}

static int64_t postgres_number(struct db_rows *rows, size_t column)
{
	const struct postgres_rows *own = rows_of(rows);
	int at = (int)column;
	if (PQgetisnull(own->result, own->row, at))
		return 0;
	const char *bytes = PQgetvalue(own->result, own->row, at);
	switch (PQftype(own->result, at)) {
	case OID_INT8:
		return integer_at(bytes, 8);
	case OID_INT4:
		return integer_at(bytes, 4);
	case OID_INT2:
		return integer_at(bytes, 2);
	case OID_BOOL:
		return bytes[0] != 0;
	case OID_NUMERIC:
		return numeric_at(bytes, rows->sql);
	default:
		db_abort("a column that is no whole number is read as one", rows->sql);
	}
}

static struct text postgres_word(struct db_rows *rows, size_t column)
{
	const struct postgres_rows *own = rows_of(rows);
	int at = (int)column;
	switch (PQftype(own->result, at)) {
	case OID_TEXT:
	case OID_BYTEA:
	case OID_VARCHAR:
	case OID_BPCHAR:
	case OID_NAME:
	case OID_CHAR:
	case OID_UNKNOWN:
		return (struct text){ PQgetvalue(own->result, own->row, at),
			              (size_t)PQgetlength(own->result, own->row, at) };
	default:
		if (!PQgetisnull(own->result, own->row, at))
			db_abort("a number is read as text", rows->sql);
		return (struct text){ 0 };
	}
}

/* ---- transactions ---- */

static enum outcome postgres_begin(struct db *db)
{
	struct postgres *pg = postgres_of(db);
	settle(pg);
	kept_forget(pg);
	enum outcome outcome = postgres_is_lost(pg) ? reopen(pg) : DONE;
	if (outcome != DONE)
		return outcome;
	postgres_end_former(pg);
	pipe_brackets_sent(pg);
	if (db->mode == DB_READ) {
		pg->wants_begin = true;
		return DONE;
	}
	outcome = simple(pg, BEGIN_WRITE);
	if (outcome == DONE || !postgres_is_lost(pg))
		return outcome;
	outcome = reopen(pg);
	return outcome == DONE ? simple(pg, BEGIN_WRITE) : outcome;
}

static enum outcome commit_read(struct postgres *pg)
{
	if (pg->wants_begin) {
		pipe_brackets_sent(pg);
		return DONE;
	}
	pg->owed = PQsendQuery(pg->conn, "COMMIT") == 1;
	return pg->owed ? DONE : postgres_fail(pg, NULL, "COMMIT");
}

static enum outcome commit_write(struct postgres *pg)
{
	enum outcome outcome = pipe_leave(pg);
	kept_forget(pg);
	pipe_brackets_sent(pg); /* the commit releases what is left */
	if (outcome != DONE) {
		if (!postgres_is_lost(pg))
			PQclear(answer_to(pg, "ROLLBACK"));
		return pg->db.must_retry || postgres_is_lost(pg) ? CONFLICT : FAILED;
	}
	PGresult *result = answer_to(pg, "COMMIT");
	if (!postgres_is_good(result)) {
		outcome = postgres_fail(pg, result, "COMMIT");
		if (pg->db.must_retry)
			outcome = CONFLICT;
		else if (postgres_is_lost(pg))
			outcome = UNCERTAIN;
	} else if (strcmp(PQcmdStatus(result), "COMMIT") != 0) {
		outcome = pg->db.must_retry ? CONFLICT : FAILED; /* a statement had failed: it was rolled back */
	}
	PQclear(result);
	return outcome;
}

static enum outcome postgres_commit(struct db *db)
{
	return db->mode == DB_READ ? commit_read(postgres_of(db)) : commit_write(postgres_of(db));
}

static void postgres_rollback(struct db *db)
{
	struct postgres *pg = postgres_of(db);
	bool begun = !pg->wants_begin;
	kept_forget(pg);
	pipe_leave(pg); /* whatever it was, it is rolled back */
	pipe_brackets_sent(pg);
	if (begun && !postgres_is_lost(pg))
		PQclear(answer_to(pg, "ROLLBACK"));
}

static enum outcome postgres_savepoint(struct db *db)
{
	assert(!postgres_of(db)->wants_savepoint);
	postgres_of(db)->wants_savepoint = true;
	return postgres_is_lost(postgres_of(db)) ? FAILED : DONE;
}

/* What failed keeps its savepoint from being released; what changed the wrong number of rows is found out later, and then the whole
   transaction is given up (DB_MISTAKE_BEFORE). */
static enum outcome postgres_release(struct db *db)
{
	struct postgres *pg = postgres_of(db);
	if (pg->wants_savepoint)
		pg->wants_savepoint = false;
	else
		pg->wants_release = true;
	return postgres_is_lost(pg) ? FAILED : DONE;
}

static enum outcome postgres_undo(struct db *db)
{
	struct postgres *pg = postgres_of(db);
	if (pg->wants_savepoint) {
		pg->wants_savepoint = false;
		return postgres_is_lost(pg) || db->mistake != DB_NO_MISTAKE ? FAILED : DONE;
	}
	kept_forget(pg);
	pipe_leave(pg); /* what failed is undone */
	if (postgres_is_lost(pg) || db->must_retry || db->mistake == DB_MISTAKE_BEFORE)
		return FAILED;
	db->mistake = DB_NO_MISTAKE;
	return simple(pg, UNDO);
}

/* ---- upkeep ---- */

static enum outcome postgres_script(struct db *db, const char *script)
{
	struct postgres *pg = postgres_of(db);
	enum outcome outcome = flush(pg);
	return outcome == DONE ? simple(pg, script) : outcome;
}

static void postgres_checkpoint(struct db *db)
{
	(void)db;
}

static enum outcome postgres_make_durable(struct db *db)
{
	(void)db;
	return DONE;
}

static enum outcome postgres_copy_to(struct db *db, struct text file, bool (*goes_on)(int64_t done, int64_t of))
{
	(void)goes_on;
	(void)file;
	db_fail(db, "a PostgreSQL database is copied by pg_dump, not from here");
	return FAILED;
}

static bool postgres_is_connected(const struct db *db)
{
	const struct postgres *pg = (const struct postgres *)db;
	return !postgres_is_lost(pg);
}

static void postgres_close(struct db *db)
{
	struct postgres *pg = postgres_of(db);
	kept_end(pg);
	postgres_disconnect(pg);
	free(pg->address);
	free(pg);
}

static const struct db_backend postgres_backend = {
	.engine = DB_POSTGRES,
	.prepare = postgres_prepare,
	.release_statement = postgres_release_statement,
	.start = postgres_start,
	.defer = postgres_defer,
	.soon = postgres_soon,
	.settle = postgres_settle,
	.step = postgres_step,
	.finish = postgres_finish,
	.changed = postgres_changed,
	.number = postgres_number,
	.word = postgres_word,
	.begin = postgres_begin,
	.commit = postgres_commit,
	.rollback = postgres_rollback,
	.savepoint = postgres_savepoint,
	.release = postgres_release,
	.undo = postgres_undo,
	.script = postgres_script,
	.checkpoint = postgres_checkpoint,
	.make_durable = postgres_make_durable,
	.copy_to = postgres_copy_to,
	.is_connected = postgres_is_connected,
	.close = postgres_close,
};

enum outcome postgres_open(struct text address, enum db_mode mode, struct arena *arena, struct db **ret_db,
                           struct text *ret_problem)
{
	char problem[DB_FAILURE_BYTES];
	struct postgres *pg = db_take(1, sizeof(*pg));
	pg->db.backend = &postgres_backend;
	pg->db.mode = mode;
	pg->address = db_string(text_string(arena, address));
	if (mode == DB_WRITE)
		kept_begin(pg);
	pg->db.patience = (struct db_patience){ .silence_ms = DB_SILENCE_MS };
	if (!postgres_connect(pg, INT32_MAX, problem)) {
		*ret_problem = text_format(arena, "%s", problem);
		postgres_close(&pg->db);
		return FAILED;
	}
	*ret_db = &pg->db;
	return DONE;
}
