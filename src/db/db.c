/* The part that is the same for both engines: the cache of statements, checks of what is bound, rows into structs.
   A row scan follows a plan (column -> offset) that is made once for each statement and record. */
#include "db/kept_rows_inside.h"

#include <assert.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "db/sql_text.h"

/* ---- for the engines ---- */

void db_abort(const char *error, const char *sql)
{
	log_event(LOG_ERROR, "db_misuse", "error=\"%s\" sql=\"%s\"", error, sql);
	abort();
}

void db_fail(struct db *db, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	vsnprintf(db->failure, sizeof(db->failure), format, list);
	va_end(list);
}

void *db_take(size_t count, size_t size)
{
	void *piece = calloc(count ? count : 1, size);
	if (!piece)
		abort();
	return piece;
}

char *db_string(const char *string)
{
	size_t size = strlen(string) + 1;
	char *copy = db_take(size, 1);
	memcpy(copy, string, size);
	return copy;
}

void db_columns(struct db_rows *rows, size_t count, const char *(*name)(void *handle, size_t column), void *handle)
{
	if (count > LIMIT_COLUMNS)
		db_abort("too many columns", rows->text);
	rows->columns = count;
	rows->column = db_take(count, sizeof(*rows->column));
	for (size_t i = 0; i < count; i++)
		rows->column[i].name = db_string(name(handle, i));
}

/* ---- statements ---- */

static size_t slot_of(const char *sql)
{
	return (size_t)(((uint64_t)(uintptr_t)sql * 0x9E3779B97F4A7C15u) >> 40) % DB_SLOTS;
}

/* The slot that holds the literal, or the free one where it belongs. */
static struct db_rows **statement_slot(struct db *db, const char *sql)
{
	size_t slot = slot_of(sql);
	while (db->slots[slot] && db->slots[slot]->sql != sql)
		slot = (slot + 1) % DB_SLOTS;
	return &db->slots[slot];
}

static enum db_type type_of(const struct db_value *value)
{
	switch (value->kind) {
	case DB_NULL_INT:
	case DB_INT:
		return DB_TYPE_NUMBER;
	case DB_NULL_TEXT:
	case DB_TEXT:
		return DB_TYPE_TEXT;
	case DB_NULL_BYTES:
	case DB_BYTES:
		return DB_TYPE_BYTES;
	}
	abort();
}

/* How many parameters the text has: $1 to $n, each at least once. */
static size_t count_parameters(const char *sql)
{
	uint64_t seen = 0;
	size_t count = 0;
	struct text rest = text_of(sql), piece;
	for (enum sql_kind kind; (kind = sql_next(&rest, &piece)) != SQL_END;) {
		if (kind == SQL_MARK && piece.bytes[0] == '?')
			db_abort("parameters are written $1, $2", sql);
		if (kind != SQL_PARAMETER)
			continue;
		int64_t number = 0;
		if (!text_to_int64(text_part(piece, 1, piece.length), &number) || number < 1 || number > LIMIT_BINDS)
			db_abort("a parameter's number is out of bounds", sql);
		seen |= (uint64_t)1 << number;
		count = (size_t)number > count ? (size_t)number : count;
	}
	if (seen != (((uint64_t)1 << (count + 1)) - 2))
		db_abort("a parameter is left out between others", sql);
	return count;
}

static void statement_free(struct db_rows *rows)
{
	for (size_t i = 0; i < rows->columns; i++)
		free(rows->column[i].name);
	free(rows->column);
	while (rows->plans) {
		struct db_plan *plan = rows->plans;
		rows->plans = plan->next;
		free(plan);
	}
	free(rows->footprint.row_column);
	free(rows->text);
	free(rows);
}

static enum outcome statement_new(struct db *db, struct db_rows **slot, const char *sql, const struct db_value *values,
                                  size_t count)
{
	if (db->cached >= LIMIT_STATEMENTS)
		db_abort("too many statement texts on one connection (is one made at run time?)", sql);
	struct db_rows *rows = db_take(1, sizeof(*rows));
	*rows = (struct db_rows){ .db = db, .sql = sql, .text = db_string(sql), .parameters = count_parameters(sql) };
	if (rows->parameters != count)
		db_abort("the number of values bound is not the number of parameters", sql);
	for (size_t i = 0; i < count; i++)
		rows->types[i] = type_of(&values[i]);
	rows->footprint = footprint_of(sql);
	enum outcome outcome = db->backend->prepare(db, rows);
	if (outcome != DONE) {
		statement_free(rows);
		return outcome;
	}
	*slot = rows;
	db->cached++;
	return DONE;
}

static void statement_check(const struct db_rows *rows, const char *sql, const struct db_value *values, size_t count)
{
	if (strcmp(rows->text, sql) != 0)
		db_abort("a statement text was changed: it must be a literal", sql);
	if (rows->open)
		db_abort("this text is being read already", sql);
	if (rows->parameters != count)
		db_abort("the number of values bound is not the number of parameters", sql);
	for (size_t i = 0; i < count; i++) {
		if (rows->types[i] != type_of(&values[i]))
			db_abort("a parameter changes its type between two calls", sql);
	}
}

/* The text, prepared and fit for the values; on a failure the one that stands for it. */
static struct db_rows *statement_of(struct db *db, const char *sql, const struct db_value *values, size_t count,
                                    enum outcome *ret_outcome)
{
	struct db_rows **slot = statement_slot(db, sql);
	*ret_outcome = *slot ? DONE : statement_new(db, slot, sql, values, count);
	if (*ret_outcome != DONE)
		return &db->unprepared;
	statement_check(*slot, sql, values, count);
	return *slot;
}

/* Who watches, or is told, hears of the statement before it begins. */
static void tell_footprint(struct db *db, const struct db_rows *rows, const struct db_value *values)
{
	if (db->reads)
		footprint_read(db->reads, &rows->footprint, values);
	if (db->touches && rows->footprint.writes)
		footprint_written(db->touches, &rows->footprint, values);
	else if (db->touches && rows->writes)
		footprint_all_written(db->touches);
	if (db->touches && !db->in_transaction) /* a commit of its own */
		touches_may_show(db->touches);
}

/* Never NULL; what could not begin has its outcome set. */
static struct db_rows *begin_read(struct db *db, const char *sql, const struct db_value *values, size_t count,
                                  bool many)
{
	enum outcome outcome;
	struct db_rows *rows = statement_of(db, sql, values, count, &outcome);
	if (outcome == DONE) {
		tell_footprint(db, rows, values);
		outcome = db->backend->start(rows, values, many);
	}
	db->statements++;
	db->open++;
	rows->outcome = outcome;
	rows->ended = outcome != DONE;
	rows->open = true;
	return rows;
}

struct db_rows *db_rows(struct db *db, const char *sql, const struct db_value *values, size_t count)
{
	return begin_read(db, sql, values, count, true);
}

bool db_next(struct db_rows *rows)
{
	struct db *db = rows->db;
	assert(rows->open);
	if (rows->ended)
		return false;
	enum db_step step = db->backend->step(rows);
	db->has_asked = db->has_asked || (step != STEP_FAILED && rows->footprint.count > 0);
	if (step != STEP_ROW) {
		rows->ended = true;
		return false;
	}
	if (db->reads && rows->footprint.by_rows)
		footprint_row(db->reads, &rows->footprint, db_int(rows, "county"),
		              db_int(rows, rows->footprint.row_column));
	return true;
}

enum outcome db_done(struct db_rows *rows)
{
	struct db *db = rows->db;
	assert(rows->open && db->open > 0);
	rows->open = rows == &db->unprepared && db->open > 1;
	db->open--;
	enum outcome outcome = rows == &db->unprepared ? rows->outcome : db->backend->finish(rows);
	if (db->touches && !db->in_transaction)
		touches_tell(db->touches);
	return outcome;
}

static size_t column_of(struct db_rows *rows, const char *name)
{
	for (size_t i = 0; i < rows->columns; i++) {
		if (rows->column[i].asked == name && strcmp(rows->column[i].name, name) == 0)
			return i;
	}
	for (size_t i = 0; i < rows->columns; i++) {
		if (strcmp(rows->column[i].name, name) == 0) {
			rows->column[i].asked = name;
			return i;
		}
	}
	db_abort("a column is asked for that is not there", rows->sql);
}

int64_t db_int(struct db_rows *rows, const char *column)
{
	assert(rows->open && !rows->ended);
	return rows->db->backend->number(rows, column_of(rows, column));
}

struct text db_text(struct db_rows *rows, const char *column)
{
	assert(rows->open && !rows->ended);
	return rows->db->backend->word(rows, column_of(rows, column));
}

/* ---- rows into structs ---- */

static struct db_plan *plan_new(struct db_rows *rows, const struct record *record)
{
	struct db_plan *plan = db_take(1, sizeof(*plan));
	plan->record = record;
	plan->fields = record->fields;
	for (size_t i = 0; i < rows->columns; i++) {
		const struct field *field = record_field(record, text_of(rows->column[i].name));
		if (!field || field->kind == FIELD_LIST) {
			log_event(LOG_ERROR, "db_column", "record=%s column=%s", record->name, rows->column[i].name);
			db_abort("a column has no field in the record", rows->sql);
		}
		plan->goals[i].offset = field->offset;
		plan->goals[i].whole = field_is_whole(field->kind);
	}
	plan->next = rows->plans;
	rows->plans = plan;
	return plan;
}

static const struct db_plan *plan_of(struct db_rows *rows, const struct record *record)
{
	for (struct db_plan *plan = rows->plans; plan; plan = plan->next) {
		if (plan->record == record && plan->fields == record->fields)
			return plan;
	}
	return plan_new(rows, record);
}

static void row_read(struct db_rows *rows, const struct db_plan *plan, struct arena *arena, void *row)
{
	const struct db_backend *backend = rows->db->backend;
	for (size_t i = 0; i < rows->columns; i++) {
		char *member = (char *)row + plan->goals[i].offset;
		if (plan->goals[i].whole) {
			int64_t number = backend->number(rows, i);
			memcpy(member, &number, sizeof(number));
		} else {
			struct text word = text_copy(arena, backend->word(rows, i));
			memcpy(member, &word, sizeof(word));
		}
	}
}

enum outcome db_change(struct db *db, int64_t *ret_rows, const char *sql, const struct db_value *values, size_t count)
{
	struct db_rows *rows = begin_read(db, sql, values, count, false);
	if (rows->columns)
		db_abort("this text gives rows: read them by db_one or db_list", sql);
	db_next(rows);
	int64_t changed = rows->outcome == DONE ? db->backend->changed(rows) : 0;
	enum outcome outcome = db_done(rows);
	if (outcome == DONE)
		*ret_rows = changed;
	return outcome;
}

/* Begins a text whose answer is not waited for. */
static enum outcome exec_early(struct db *db, const char *sql, const struct db_value *values, size_t count, bool is_one)
{
	enum outcome outcome;
	struct db_rows *rows = statement_of(db, sql, values, count, &outcome);
	db->statements++;
	if (outcome != DONE)
		return outcome;
	if (rows->columns)
		db_abort("this text gives rows: read them by db_one or db_list", sql);
	tell_footprint(db, rows, values);
	return db->backend->defer(rows, values, is_one);
}

enum outcome db_exec(struct db *db, const char *sql, const struct db_value *values, size_t count)
{
	int64_t changed;
	if (db->defers)
		return exec_early(db, sql, values, count, false);
	return db_change(db, &changed, sql, values, count);
}

enum outcome db_change_one(struct db *db, const char *sql, const struct db_value *values, size_t count)
{
	int64_t changed = 0;
	if (db->defers)
		return exec_early(db, sql, values, count, true);
	enum outcome outcome = db_change(db, &changed, sql, values, count);
	return outcome == DONE && changed != 1 ? CONFLICT : outcome;
}

void db_soon(struct db *db, const char *sql, const struct db_value *values, size_t count)
{
	enum outcome outcome;
	if (!db->defers || !db->backend->soon)
		return;
	struct db_rows *rows = statement_of(db, sql, values, count, &outcome);
	if (outcome == DONE) /* else the read itself will meet it */
		db->backend->soon(rows, values);
}

/* Whether rows of an earlier time can be given; else the question is what they will be kept by. */
static bool find_kept(struct db *db, const struct record *record, size_t limit, const char *sql,
                      const struct db_value *values, struct kept_question *question)
{
	question->plan = NULL;
	struct db_rows *rows = db->kept ? *statement_slot(db, sql) : NULL;
	if (!rows || !kept_rows_ask(db, rows, plan_of(rows, record), record->size, limit, values, question))
		return false;
	tell_footprint(db, rows, values);
	db->statements++;
	return true;
}

static void give_list_kept(const struct kept_rows *kept, struct arena *arena, const struct kept_question *question,
                           void *ret_rows, size_t *ret_count)
{
	size_t count = kept_rows_count(kept);
	char *list = count ? arena_array(arena, count, question->record_size) : NULL;
	kept_rows_give(kept, arena, question, list);
	memcpy(ret_rows, &list, sizeof(list));
	*ret_count = count;
}

/* Ends a read after its first row, or the lack of one. */
static enum outcome end_one(struct db_rows *rows, bool found)
{
	enum outcome outcome = db_done(rows);
	return outcome == DONE && !found ? NOT_FOUND : outcome;
}

enum outcome db_one(struct db *db, struct arena *arena, const struct record *record, void *ret_row, const char *sql,
                    const struct db_value *values, size_t count)
{
	struct kept_question question;
	if (find_kept(db, record, 1, sql, values, &question)) {
		kept_rows_give(db->kept, arena, &question, ret_row);
		return kept_rows_count(db->kept) ? DONE : NOT_FOUND;
	}
	struct db_rows *rows = begin_read(db, sql, values, count, false);
	bool found = db_next(rows);
	if (found)
		row_read(rows, plan_of(rows, record), arena, ret_row);
	enum outcome outcome = end_one(rows, found);
	if (outcome == DONE || outcome == NOT_FOUND)
		kept_rows_take(db, rows, &question, ret_row, found ? 1 : 0, values);
	return outcome;
}

enum outcome db_number(struct db *db, int64_t *ret_number, const char *sql, const struct db_value *values, size_t count)
{
	struct db_rows *rows = begin_read(db, sql, values, count, false);
	bool found = db_next(rows);
	if (found && rows->columns != 1)
		db_abort("db_number wants one column", sql);
	if (found)
		*ret_number = db->backend->number(rows, 0);
	return end_one(rows, found);
}

enum outcome db_word(struct db *db, struct arena *arena, struct text *ret_text, const char *sql,
                     const struct db_value *values, size_t count)
{
	struct db_rows *rows = begin_read(db, sql, values, count, false);
	bool found = db_next(rows);
	if (found && rows->columns != 1)
		db_abort("db_word wants one column", sql);
	if (found)
		*ret_text = text_copy(arena, db->backend->word(rows, 0));
	return end_one(rows, found);
}

/* An array of at least count + 1 elements with what list held. */
static char *list_grow(struct arena *arena, char *list, size_t count, size_t *room, size_t limit, size_t size)
{
	enum { FIRST_ROOM = 16 };
	if (count < *room)
		return list;
	*room = *room ? 2 * *room : FIRST_ROOM;
	*room = *room < limit ? *room : limit;
	char *larger = arena_array(arena, *room, size);
	if (count)
		memcpy(larger, list, count * size);
	return larger;
}

enum outcome db_list(struct db *db, struct arena *arena, const struct record *record, size_t limit, void *ret_rows,
                     size_t *ret_count, const char *sql, const struct db_value *values, size_t count)
{
	assert(limit > 0 && limit <= LIMIT_EXPORT_ROWS);
	struct kept_question question;
	if (find_kept(db, record, limit, sql, values, &question)) {
		give_list_kept(db->kept, arena, &question, ret_rows, ret_count);
		return DONE;
	}
	struct db_rows *rows = begin_read(db, sql, values, count, false);
	const struct db_plan *plan = NULL;
	char *list = NULL;
	size_t read = 0, room = 0;
	while (read < limit && db_next(rows)) {
		if (!plan)
			plan = plan_of(rows, record);
		list = list_grow(arena, list, read, &room, limit, record->size);
		row_read(rows, plan, arena, list + read * record->size);
		read++;
	}
	enum outcome outcome = db_done(rows);
	if (outcome != DONE)
		return outcome;
	kept_rows_take(db, rows, &question, list, read, values);
	memcpy(ret_rows, &list, sizeof(list));
	*ret_count = read;
	return DONE;
}

/* ---- connections ---- */

enum db_engine db_engine(const struct db *db)
{
	return db->backend->engine;
}

const char *db_failure(const struct db *db)
{
	return db->failure;
}

int64_t db_statements(const struct db *db)
{
	return db->statements;
}

void *db_companion(const struct db *db)
{
	return db->companion;
}

void db_set_companion(struct db *db, void *companion)
{
	db->companion = companion;
}

struct db_target db_target_of(struct text target)
{
	bool server = text_starts(target, T("postgresql://")) || text_starts(target, T("postgres://"));
	return (struct db_target){ .engine = server ? DB_POSTGRES : DB_SQLITE, .address = target };
}

enum outcome db_open(const struct db_target *target, enum db_mode mode, struct arena *arena, struct db **ret_db,
                     struct text *ret_problem)
{
	struct db *db = NULL;
	enum outcome outcome = target->engine == DB_SQLITE
	                               ? sqlite_open(target->address, mode, arena, &db, ret_problem)
	                               : postgres_open(target->address, mode, arena, &db, ret_problem);
	if (outcome != DONE)
		return outcome;
	db->unprepared.db = db;
	if (target->hasty && mode == DB_WRITE && target->engine == DB_SQLITE &&
	    db_script(db, "PRAGMA synchronous=OFF;") != DONE) {
		*ret_problem = text_format(arena, "The database cannot be set up: %s", db_failure(db));
		db_close(db);
		return FAILED;
	}
	*ret_db = db;
	return DONE;
}

void db_close(struct db *db)
{
	if (!db)
		return;
	for (size_t i = 0; i < DB_SLOTS; i++) {
		if (!db->slots[i])
			continue;
		db->backend->release_statement(db->slots[i]);
		statement_free(db->slots[i]);
	}
	free(db->touches);
	kept_rows_free(db->kept);
	db->backend->close(db);
}

/* Transactions end only when nothing is being read. */
static void check_closed(const struct db *db)
{
	for (size_t i = 0; db->open && i < DB_SLOTS; i++) {
		if (db->slots[i] && db->slots[i]->open)
			db_abort("a read was not ended by db_done", db->slots[i]->sql);
	}
	assert(db->open == 0);
}

enum outcome db_begin(struct db *db)
{
	assert(!db->in_transaction);
	check_closed(db);
	db->must_retry = db->defers = db->has_asked = false;
	db->mistake = DB_NO_MISTAKE;
	db->failure[0] = '\0'; /* what db_failure() says is of this transaction */
	if (db->kept)
		kept_rows_begin(db->kept);
	enum outcome outcome = db->backend->begin(db);
	db->in_transaction = outcome == DONE;
	return outcome;
}

enum outcome db_commit(struct db *db)
{
	assert(db->in_transaction);
	check_closed(db);
	if (db->touches)
		touches_may_show(db->touches);
	enum outcome outcome = db->backend->commit(db);
	db->in_transaction = db->defers = false;
	if (db->touches) /* whatever came of it: nobody knows better than that it may be there */
		touches_tell(db->touches);
	return outcome;
}

void db_rollback(struct db *db)
{
	check_closed(db);
	if (db->in_transaction)
		db->backend->rollback(db);
	db->in_transaction = db->defers = false;
	db->mistake = DB_NO_MISTAKE;
	if (db->touches)
		touches_drop(db->touches);
}

enum outcome db_savepoint(struct db *db)
{
	assert(db->in_transaction);
	db->savepoints++;
	return db->backend->savepoint(db);
}

enum outcome db_release(struct db *db)
{
	assert(db->in_transaction);
	return db->backend->release(db);
}

enum outcome db_undo(struct db *db)
{
	assert(db->in_transaction);
	check_closed(db);
	return db->backend->undo(db);
}

void db_defer(struct db *db, bool on)
{
	assert(db->in_transaction);
	db->defers = on && db->backend->defer;
}

enum outcome db_settle(struct db *db)
{
	assert(db->in_transaction);
	return db->backend->defer ? db->backend->settle(db) : DONE;
}

enum db_mistake db_mistake(const struct db *db)
{
	return db->mistake;
}

void db_run_again(struct db *db)
{
	db->must_retry = true;
}

bool db_must_retry(const struct db *db)
{
	return db->must_retry;
}

void db_set_patience(struct db *db, struct db_patience patience)
{
	assert(patience.silence_ms > 0 && patience.most_ms >= 0);
	db->patience = patience;
}

bool db_is_connected(const struct db *db)
{
	return db->backend->is_connected(db);
}

int64_t db_connections(const struct db *db)
{
	return db->connections;
}

enum outcome db_script(struct db *db, const char *script)
{
	if (db->touches) {
		footprint_all_written(db->touches);
		if (!db->in_transaction)
			touches_may_show(db->touches);
	}
	enum outcome outcome = db->backend->script(db, script);
	if (db->touches && !db->in_transaction)
		touches_tell(db->touches);
	return outcome;
}

void db_watch(struct db *db, struct db_reads *reads)
{
	db->reads = reads;
}

void db_report_writes(struct db *db, struct db_touched *touched)
{
	assert(db->mode == DB_WRITE && !db->in_transaction && !db->touches);
	db->touches = touches_new(touched);
}

void db_checkpoint(struct db *db)
{
	db->backend->checkpoint(db);
}

enum outcome db_make_durable(struct db *db)
{
	assert(!db->in_transaction);
	return db->backend->make_durable(db);
}

enum outcome db_sync_apart(struct db *db)
{
	assert(db->mode == DB_WRITE && !db->in_transaction);
	return db->backend->sync_apart ? db->backend->sync_apart(db) : DONE;
}

enum outcome db_sync(struct db *db, const char **ret_problem)
{
	return db->backend->sync ? db->backend->sync(db, ret_problem) : DONE;
}

bool db_log_is_long(const struct db *db)
{
	return db->backend->log_is_long && db->backend->log_is_long(db);
}

enum outcome db_copy_to(struct db *db, struct text file, bool (*goes_on)(int64_t done, int64_t of))
{
	assert(!db->in_transaction);
	return db->backend->copy_to(db, file, goes_on);
}

void db_each_statement(struct db *db, void (*visit)(void *context, const char *sql), void *context)
{
	for (size_t i = 0; i < DB_SLOTS; i++) {
		if (db->slots[i])
			visit(context, db->slots[i]->text);
	}
}

/* ---- reports of scans: the only state of the process here, for debugging ---- */

static atomic_bool reporting;
static _Atomic(const char *) reported[DB_SLOTS];

void db_report_scans(bool on)
{
	atomic_store(&reporting, on);
}

bool db_wants_report(const char *sql)
{
	if (!atomic_load_explicit(&reporting, memory_order_relaxed))
		return false;
	size_t slot = slot_of(sql);
	for (size_t tries = 0; tries < DB_SLOTS; tries++) {
		const char *there = NULL;
		if (atomic_compare_exchange_strong(&reported[slot], &there, sql))
			return true;
		if (there == sql)
			return false;
		slot = (slot + 1) % DB_SLOTS;
	}
	return false;
}
