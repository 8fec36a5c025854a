/* Reading whole databases. A table is read in pages by its primary key, so memory holds one page of each side.
   The texts are made at run time, one or two a table, and live as long as the state: the cache of statements takes them for literals. */
#include "journal/replay_state.h"

#include <assert.h>

#include "base/limits.h"
#include "base/output.h"

enum { STATE_TABLES = 200, STATE_PAGE = 500, KEY_COLUMNS = 8 };

enum column_kind { COLUMN_NUMBER, COLUMN_TEXT, COLUMN_BYTES };

struct column {
	const char *name;
	enum column_kind kind;
};

struct table {
	struct text name;
	struct column columns[LIMIT_COLUMNS];
	size_t column_count;
	size_t key[KEY_COLUMNS]; /* columns of the primary key in its order */
	size_t key_count;
	const char *first, *next; /* the first page; the page behind a row's key */
};

struct state {
	struct db *db;
	struct arena *arena, *scratch;
	enum state_part part;
	struct table tables[STATE_TABLES];
	size_t count;
};

/* ---- the tables ---- */

static const char sqlite_columns[] =
	"SELECT t.name AS table_name, c.name AS column_name, c.type AS kind, c.pk AS position"
	" FROM sqlite_master AS t JOIN pragma_table_info(t.name) AS c"
	" WHERE t.type = 'table' AND substr(t.name, 1, 7) <> 'sqlite_' ORDER BY t.name, c.cid /* scan */ /* sorts */";
static const char postgres_columns[] =
	"SELECT CAST(t.relname AS TEXT) AS table_name, CAST(a.attname AS TEXT) AS column_name,"
	" format_type(a.atttypid, NULL) AS kind, COALESCE(k.position, 0) AS position"
	" FROM pg_class AS t JOIN pg_namespace AS n ON n.oid = t.relnamespace"
	" JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped"
	" LEFT JOIN (SELECT i.indrelid, u.attnum, u.position FROM pg_index AS i"
	" CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS u(attnum, position) WHERE i.indisprimary) AS k"
	" ON k.indrelid = t.oid AND k.attnum = a.attnum"
	" WHERE n.nspname = current_schema() AND t.relkind IN ('r', 'p') ORDER BY t.relname, a.attnum";

static bool is_journal(const struct table *table)
{
	return text_equal(table->name, T("journal"));
}

static bool is_of_chain(struct text column)
{
	return text_equal(column, T("lane")) || text_equal(column, T("number")) || text_equal(column, T("hash"));
}

static void add_key(struct table *table, size_t column, size_t position)
{
	assert(position >= 1 && position <= KEY_COLUMNS);
	table->key[position - 1] = column;
	if (position > table->key_count)
		table->key_count = position;
}

static void add_column(struct state *state, struct table *table, struct db_rows *rows)
{
	struct text name = db_text(rows, "column_name"), kind = db_text(rows, "kind");
	int64_t position = db_int(rows, "position");
	bool is_number = text_equal_caseless(kind, T("integer")) || text_equal_caseless(kind, T("bigint"));
	size_t at = table->column_count;

	if (state->part == STATE_BUT_CHAINS && is_journal(table)) {
		if (is_of_chain(name))
			return;
		position = text_equal(name, T("county")) ? 1 : text_equal(name, T("id")) ? 2 : 0;
	}
	assert(at < LIMIT_COLUMNS);
	table->columns[at] = (struct column){ text_string(state->arena, name), is_number ? COLUMN_NUMBER
		                                                               : text_equal_caseless(kind, T("text"))
		                                                                       ? COLUMN_TEXT
		                                                                       : COLUMN_BYTES };
	table->column_count++;
	if (position > 0)
		add_key(table, at, (size_t)position);
}

static enum outcome read_tables(struct state *state)
{
	const char *sql = db_engine(state->db) == DB_SQLITE ? sqlite_columns : postgres_columns;
	struct db_rows *rows = db_rows(state->db, sql, bind_none());
	struct table *table = NULL;

	while (db_next(rows)) {
		struct text name = db_text(rows, "table_name");
		if (table == NULL || !text_equal(table->name, name)) {
			assert(state->count < STATE_TABLES);
			table = &state->tables[state->count++];
			table->name = text_copy(state->arena, name);
		}
		add_column(state, table, rows);
	}
	return db_done(rows);
}

/* ---- the texts ---- */

static void put_names(struct output *out, const struct table *table)
{
	for (size_t i = 0; i < table->column_count; i++)
		out_format(out, "%s%s", i > 0 ? ", " : "", table->columns[i].name);
}

static void put_key(struct output *out, const struct table *table)
{
	for (size_t i = 0; i < table->key_count; i++)
		out_format(out, "%s%s", i > 0 ? ", " : "", table->columns[table->key[i]].name);
}

static const char *page_text(struct state *state, const struct table *table, bool is_next)
{
	struct output out = output_in(state->arena);

	out_string(&out, "SELECT ");
	put_names(&out, table);
	out_format(&out, " FROM %.*s", TEXT(table->name));
	if (is_next) {
		out_string(&out, " WHERE (");
		put_key(&out, table);
		out_string(&out, ") > (");
		for (size_t i = 0; i < table->key_count; i++)
			out_format(&out, "%s$%zu", i > 0 ? ", " : "", i + 1);
		out_string(&out, ")");
	}
	out_string(&out, " ORDER BY ");
	put_key(&out, table);
	out_format(&out, " LIMIT %d /* scan */ /* sorts */", (int)STATE_PAGE);
	return text_string(state->arena, output_text(&out));
}

enum outcome state_of(struct db *db, struct arena *arena, enum state_part part, struct state **ret_state)
{
	struct state *state = arena_take(arena, sizeof *state);

	state->db = db;
	state->arena = arena;
	state->part = part;
	enum outcome outcome = read_tables(state);
	if (outcome != DONE)
		return outcome;
	for (size_t i = 0; i < state->count; i++) {
		assert(state->tables[i].key_count > 0);
		state->tables[i].first = page_text(state, &state->tables[i], false);
		state->tables[i].next = page_text(state, &state->tables[i], true);
	}
	*ret_state = state;
	return DONE;
}

size_t state_table_count(const struct state *state)
{
	return state->count;
}

/* ---- a table, page by page ---- */

struct row {
	int64_t numbers[LIMIT_COLUMNS];
	struct text texts[LIMIT_COLUMNS];
};

struct reading {
	struct state *state;
	const struct table *table;
	struct arena *arena; /* of the present page */
	struct row *rows;
	size_t count, at;
	bool is_last; /* no page follows */
	struct row before;
};

static void read_row(const struct reading *reading, struct db_rows *rows, struct row *ret_row)
{
	for (size_t i = 0; i < reading->table->column_count; i++) {
		const struct column *column = &reading->table->columns[i];
		if (column->kind == COLUMN_NUMBER)
			ret_row->numbers[i] = db_int(rows, column->name);
		else
			ret_row->texts[i] = text_copy(reading->arena, db_text(rows, column->name));
	}
}

static enum outcome read_page(struct reading *reading, const char *sql, const struct db_value *values, size_t count)
{
	struct db_rows *rows = db_rows(reading->state->db, sql, values, count);

	reading->count = reading->at = 0;
	for (; db_next(rows); reading->count++)
		read_row(reading, rows, &reading->rows[reading->count]);
	reading->is_last = reading->count < STATE_PAGE;
	return db_done(rows);
}

static enum outcome next_page(struct reading *reading)
{
	const struct table *table = reading->table;
	struct db_value values[KEY_COLUMNS];
	struct arena *keys = arena_new();

	for (size_t i = 0; i < table->key_count; i++) {
		size_t column = table->key[i];
		struct text t = text_copy(keys, reading->before.texts[column]);
		enum column_kind kind = table->columns[column].kind;
		values[i] = kind == COLUMN_NUMBER ? i64(reading->before.numbers[column])
		            : kind == COLUMN_TEXT ? txt(t)
		                                  : bytes(t);
	}
	arena_reset(reading->arena);
	reading->rows = arena_array(reading->arena, STATE_PAGE, sizeof *reading->rows);
	enum outcome outcome = read_page(reading, table->next, values, table->key_count);
	arena_free(keys);
	return outcome;
}

static enum outcome reading_start(struct reading *reading, struct state *state, const struct table *table)
{
	*reading = (struct reading){ .state = state, .table = table, .arena = arena_new() };
	reading->rows = arena_array(reading->arena, STATE_PAGE, sizeof *reading->rows);
	return read_page(reading, table->first, bind_none());
}

static void reading_end(struct reading *reading)
{
	arena_free(reading->arena);
}

/* The next row, until the one after it is asked for; NULL at the end or when *outcome is not DONE. */
static const struct row *reading_next(struct reading *reading, enum outcome *outcome)
{
	if (*outcome == DONE && reading->at == reading->count && !reading->is_last)
		*outcome = next_page(reading);
	if (*outcome != DONE || reading->at == reading->count)
		return NULL;
	reading->before = reading->rows[reading->at++];
	return &reading->before;
}

/* ---- digest ---- */

static void put_int(struct output *out, int64_t value)
{
	char little[8];

	for (size_t i = 0; i < sizeof little; i++)
		little[i] = (char)(((uint64_t)value >> (8 * i)) & 0xff);
	out_raw(out, little, sizeof little);
}

static void put_text(struct output *out, struct text t)
{
	put_int(out, (int64_t)t.length);
	out_raw(out, t.bytes, t.length);
}

/* digest = BLAKE2b-256(digest before || row) */
static void digest_row(struct arena *scratch, struct digest *digest, const struct table *table, const struct row *row)
{
	struct output out = output_in(scratch);

	out_raw(&out, (const char *)digest->bytes, sizeof digest->bytes);
	for (size_t i = 0; i < table->column_count; i++) {
		if (table->columns[i].kind == COLUMN_NUMBER)
			put_int(&out, row->numbers[i]);
		else
			put_text(&out, row->texts[i]);
	}
	*digest = digest_of(output_text(&out));
	arena_reset(scratch);
}

static enum outcome digest_table(struct state *state, const struct table *table, struct arena *scratch,
                                 struct digest *digest, int64_t *rows)
{
	struct reading reading;
	enum outcome outcome = reading_start(&reading, state, table);
	const struct row *row;

	*digest = digest_of(text_format(scratch, "%.*s %.*s", TEXT(text_hex(scratch, digest->bytes, DIGEST_BYTES)),
	                                TEXT(table->name)));
	while ((row = reading_next(&reading, &outcome)) != NULL) {
		digest_row(scratch, digest, table, row);
		(*rows)++;
	}
	reading_end(&reading);
	return outcome;
}

enum outcome state_table_digest(struct state *state, size_t table, struct text *ret_name, struct digest *ret_digest)
{
	struct arena *scratch = arena_new();
	struct digest digest = digest_of(T("tongcun table 1"));
	int64_t rows = 0;
	enum outcome outcome;

	assert(table < state->count);
	outcome = digest_table(state, &state->tables[table], scratch, &digest, &rows);
	arena_free(scratch);
	*ret_name = state->tables[table].name;
	*ret_digest = digest;
	return outcome;
}

enum outcome state_digest(struct state *state, struct digest *ret_digest, int64_t *ret_rows)
{
	struct arena *scratch = arena_new();
	struct digest digest = digest_of(T("tongcun state 1"));
	enum outcome outcome = DONE;
	int64_t rows = 0;

	for (size_t i = 0; outcome == DONE && i < state->count; i++)
		outcome = digest_table(state, &state->tables[i], scratch, &digest, &rows);
	arena_free(scratch);
	*ret_digest = digest;
	*ret_rows = rows;
	return outcome;
}

/* ---- comparing ---- */

/* "orders, row (510525, 7310240938): column state differs" */
static struct text row_words(struct state *state, const struct table *table, const struct row *row, const char *what)
{
	struct output out = output_in(state->arena);

	out_format(&out, "table %.*s, row (", TEXT(table->name));
	for (size_t i = 0; i < table->key_count; i++) {
		size_t column = table->key[i];
		out_string(&out, i > 0 ? ", " : "");
		if (table->columns[column].kind == COLUMN_NUMBER)
			out_int(&out, row->numbers[column]);
		else
			out_text(&out, text_hex(state->arena, row->texts[column].bytes, row->texts[column].length));
	}
	out_format(&out, "): %s", what);
	return output_text(&out);
}

/* What differs between two rows, or NULL. */
static const char *row_differs(struct state *state, const struct table *table, const struct row *a, const struct row *b)
{
	for (size_t i = 0; i < table->column_count; i++)
		if (a->numbers[i] != b->numbers[i] || !text_equal(a->texts[i], b->texts[i]))
			return text_string(state->arena,
			                   text_format(state->arena, "column %s differs", table->columns[i].name));
	return NULL;
}

static enum outcome compare_rows(struct reading *one, struct reading *other, int64_t *rows, struct text *ret_words)
{
	enum outcome outcome = DONE, outcome_other = DONE;

	for (;;) {
		const struct row *a = reading_next(one, &outcome), *b = reading_next(other, &outcome_other);
		const char *what = NULL;
		if (outcome != DONE || outcome_other != DONE)
			return outcome != DONE ? outcome : outcome_other;
		if (a == NULL && b == NULL)
			return DONE;
		if (a == NULL || b == NULL)
			what = a == NULL ? "is only in the second" : "is only in the first";
		else
			what = row_differs(one->state, one->table, a, b);
		if (what != NULL) {
			*ret_words = row_words(one->state, one->table, a != NULL ? a : b, what);
			return CONFLICT;
		}
		(*rows)++;
	}
}

static bool is_same_shape(const struct table *a, const struct table *b)
{
	bool is_same = text_equal(a->name, b->name) && a->column_count == b->column_count;

	for (size_t i = 0; is_same && i < a->column_count; i++)
		is_same = a->columns[i].kind == b->columns[i].kind &&
		          text_equal(text_of(a->columns[i].name), text_of(b->columns[i].name));
	return is_same;
}

static enum outcome compare_table(struct state *one, struct state *other, size_t i, int64_t *rows,
                                  struct text *ret_words)
{
	const struct table *a = &one->tables[i], *b = &other->tables[i];
	struct reading left, right;

	if (!is_same_shape(a, b)) {
		*ret_words = text_format(one->arena, "table %.*s is not made alike in both", TEXT(a->name));
		return CONFLICT;
	}
	enum outcome outcome = reading_start(&left, one, a), outcome_other = reading_start(&right, other, b);
	if (outcome == DONE)
		outcome = outcome_other;
	if (outcome == DONE)
		outcome = compare_rows(&left, &right, rows, ret_words);
	reading_end(&left);
	reading_end(&right);
	return outcome;
}

enum outcome state_compare(struct state *one, struct state *other, int64_t *ret_rows, struct text *ret_words)
{
	enum outcome outcome = DONE;
	int64_t rows = 0;

	if (one->count != other->count) {
		*ret_words =
			text_format(one->arena, "%zu tables in the first, %zu in the second", one->count, other->count);
		return CONFLICT;
	}
	for (size_t i = 0; outcome == DONE && i < one->count; i++)
		outcome = compare_table(one, other, i, &rows, ret_words);
	*ret_rows = rows;
	return outcome;
}
