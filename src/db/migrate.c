/* Schema steps and the schema's dialect.
   The steps are written for PostgreSQL's types; for SQLite BIGINT becomes INTEGER, BYTEA becomes BLOB, and each CREATE
   TABLE gets STRICT and WITHOUT ROWID, so that both engines refuse the same rows. A table of large rows is better kept
   with its rowid: the comment "-- rowid" in the table's statement, on the line before it or behind its semicolon.
   Not done: triggers, CREATE TABLE ... AS. */
#include "db/migrate.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "db/backend.h"
#include "db/estimate.h"
#include "db/sql_text.h"

/* ---- the dialect ---- */

enum { TABLE_TAIL = 32 }; /* room for " STRICT, WITHOUT ROWID" */

static void append(char **end, struct text t)
{
	memcpy(*end, t.bytes, t.length);
	*end += t.length;
}

static struct text word_for_sqlite(struct text word)
{
	if (text_equal_caseless(word, T("BIGINT")))
		return T("INTEGER");
	if (text_equal_caseless(word, T("BYTEA")))
		return T("BLOB");
	return word;
}

/* Takes one statement with its semicolon and the comments behind it in its line off *rest. */
static struct text statement_next(struct text *rest)
{
	struct text start = *rest, piece;
	bool ended = false;
	for (;;) {
		struct text before = *rest;
		enum sql_kind kind = sql_next(rest, &piece);
		if (kind == SQL_END || (ended && kind == SQL_SPACE && piece.bytes[0] == '\n'))
			break;
		if (ended && kind != SQL_SPACE && kind != SQL_COMMENT) {
			*rest = before;
			break;
		}
		ended = ended || (kind == SQL_MARK && piece.bytes[0] == ';');
	}
	return (struct text){ start.bytes, (size_t)(rest->bytes - start.bytes) };
}

/* Whether it begins with CREATE TABLE, and whether it says "-- rowid". */
static bool is_table(struct text statement, bool *ret_rowid)
{
	struct text piece;
	int words = 0;
	bool table = true;
	*ret_rowid = false;
	for (enum sql_kind kind; (kind = sql_next(&statement, &piece)) != SQL_END;) {
		if (kind == SQL_COMMENT && text_find(piece, T("rowid")) < piece.length)
			*ret_rowid = true;
		if (kind == SQL_WORD && words < 2)
			table = table && text_equal_caseless(piece, words++ ? T("TABLE") : T("CREATE"));
	}
	return table && words == 2;
}

static void statement_for_sqlite(struct text statement, char **end)
{
	bool rowid;
	bool table = is_table(statement, &rowid);
	int depth = 0;
	struct text piece;
	for (enum sql_kind kind; (kind = sql_next(&statement, &piece)) != SQL_END;) {
		append(end, kind == SQL_WORD ? word_for_sqlite(piece) : piece);
		if (kind == SQL_MARK && piece.bytes[0] == '(')
			depth++;
		if (kind != SQL_MARK || piece.bytes[0] != ')' || --depth > 0 || !table)
			continue;
		append(end, rowid ? T(" STRICT") : T(" STRICT, WITHOUT ROWID"));
		table = false;
	}
}

char *schema_for_sqlite(const char *script)
{
	struct text rest = text_of(script);
	size_t tables = 1;
	for (size_t i = 0; i < rest.length; i++)
		tables += rest.bytes[i] == ')';
	/* INTEGER is one letter longer than BIGINT. */
	char *adapted = db_take(2 * rest.length + tables * TABLE_TAIL + 1, 1);
	char *end = adapted;
	while (rest.length)
		statement_for_sqlite(statement_next(&rest), &end);
	*end = '\0';
	return adapted;
}

/* ---- the steps ---- */

struct step_row {
	struct text module;
	int64_t number;
};

static const struct field step_fields[] = {
	TEXT_FIELD(step_row, module, "Module", 0, 1, LIMIT_NAME_CHARACTERS),
	INT_FIELD(step_row, number, "Number", 0, 1, 999),
	FIELD_END,
};

static const struct record step_record = {
	.name = "schema_step",
	.size = sizeof(struct step_row),
	.fields = step_fields,
};

struct migration {
	struct db *db;
	const struct schema_step *const *lists;
	size_t lists_count;
	struct step_row *rows; /* what the database has had */
	size_t count;
	bool stepped; /* something was done */
	bool newer;   /* the database has a step that is not known here */
};

static bool had(const struct migration *m, const struct schema_step *step)
{
	for (size_t i = 0; i < m->count; i++) {
		if (m->rows[i].number == step->number && text_equal(m->rows[i].module, text_of(step->module)))
			return true;
	}
	return false;
}

static bool known(const struct migration *m, const struct step_row *row)
{
	for (size_t i = 0; i < m->lists_count; i++) {
		for (const struct schema_step *step = m->lists[i]; step && step->sql; step++) {
			if (step->number == row->number && text_equal(text_of(step->module), row->module))
				return true;
		}
	}
	return false;
}

static enum outcome steps_read(struct migration *m, struct arena *arena)
{
	enum outcome outcome = db_script(m->db, "CREATE TABLE IF NOT EXISTS schema_step(module TEXT NOT NULL,"
	                                        " number BIGINT NOT NULL, PRIMARY KEY (module, number));");
	if (outcome != DONE)
		return outcome;
	return db_list(m->db, arena, &step_record, LIMIT_LIST_ROWS, &m->rows, &m->count,
	               "SELECT module, number FROM schema_step ORDER BY module, number /* scan */", bind_none());
}

static enum outcome step_run(struct migration *m, const struct schema_step *step)
{
	enum outcome outcome = db_script(m->db, step->sql);
	if (outcome != DONE)
		return outcome;
	return db_exec(m->db, "INSERT INTO schema_step(module, number) VALUES ($1, $2)",
	               bind(txt(text_of(step->module)), i64(step->number)));
}

static enum outcome steps_run(struct migration *m, struct arena *arena, struct text *ret_problem)
{
	enum outcome outcome = steps_read(m, arena);
	for (size_t i = 0; outcome == DONE && i < m->count; i++) {
		if (known(m, &m->rows[i]))
			continue;
		m->newer = true;
		*ret_problem =
			text_format(arena,
		                    "The database was made by a newer program (it has step %.*s.%03d, which this one"
		                    " does not know): install that program again, or restore an older copy.",
		                    TEXT(m->rows[i].module), (int)m->rows[i].number);
		return INVALID;
	}
	for (size_t i = 0; outcome == DONE && i < m->lists_count; i++) {
		int before = 0;
		for (const struct schema_step *step = m->lists[i]; outcome == DONE && step && step->sql; step++) {
			assert(step->number > before);
			before = step->number;
			if (had(m, step))
				continue;
			outcome = step_run(m, step);
			m->stepped = true;
			if (outcome != DONE)
				*ret_problem = text_format(arena, "Schema step %s.%03d failed: %s", step->module,
				                           step->number, db_failure(m->db));
		}
	}
	return outcome;
}

enum outcome db_migrate(struct db *db, const struct schema_step *const *lists, size_t count, struct arena *arena,
                        struct text *ret_problem)
{
	struct migration m = { .db = db, .lists = lists, .lists_count = count };
	struct text problem = { 0 };
	enum outcome outcome = db_begin(db);
	if (outcome == DONE) {
		outcome = steps_run(&m, arena, &problem);
		if (outcome == DONE && m.stepped)
			outcome = db_estimate(db, arena);
		if (outcome == DONE)
			outcome = db_commit(db);
		else
			db_rollback(db);
	}
	if (outcome == DONE)
		return DONE;
	*ret_problem = problem.length ? problem : text_format(arena, "The schema cannot be made: %s", db_failure(db));
	return m.newer ? INVALID : FAILED;
}
