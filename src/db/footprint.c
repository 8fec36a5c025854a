/* What a text touches, read off its words. Only the plainest form of a question for one row is understood: one table, no OR, no CASE, no
   second SELECT, and "county = $n" and "id = $n" as terms of the WHERE's own AND. All else counts as the whole table. */
#include "db/footprint.h"

#include <stdlib.h>
#include <string.h>

#include "db/backend.h"
#include "db/sql_text.h"

/* FNV-1a; for both engines STOCK is stock. */
static uint32_t hash_of(struct text name)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < name.length; i++) {
		unsigned char c = (unsigned char)name.bytes[i];
		hash = (hash ^ (c >= 'A' && c <= 'Z' ? c + 32u : c)) * 16777619u;
	}
	return hash;
}

static void add_table(void *context, struct text name)
{
	struct footprint *footprint = context;

	if (footprint->count == FOOTPRINT_TABLES)
		footprint->is_unknown = true;
	else
		footprint->tables[footprint->count++] = hash_of(name);
}

/* ---- the one row ---- */

/* The text's pieces without spaces and comments. */
struct pieces {
	struct text rest, piece;
	enum sql_kind kind;
};

static void step(struct pieces *p)
{
	do
		p->kind = sql_next(&p->rest, &p->piece);
	while (p->kind == SQL_SPACE || p->kind == SQL_COMMENT);
}

static bool is(const struct pieces *p, const char *word)
{
	return p->kind == SQL_WORD && text_equal_caseless(p->piece, text_of(word));
}

static bool is_mark(const struct pieces *p, char mark)
{
	return p->kind == SQL_MARK && p->piece.bytes[0] == mark;
}

/* Words with which a text is more than one plain question. */
static bool is_plain(const char *sql)
{
	static const char *const never[] = { "OR", "CASE", "UNION", "EXCEPT", "WITH", "INSERT" };
	struct pieces p = { .rest = text_of(sql) };
	int selects = 0;

	for (step(&p); p.kind != SQL_END; step(&p)) {
		for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
			if (is(&p, never[i]))
				return false;
		selects += is(&p, "SELECT");
	}
	return selects <= 1;
}

/* "county = $2" or "x.id = $3", and nothing more in this term: the parameter's number goes to the footprint. */
static void read_term(struct pieces *p, struct footprint *footprint)
{
	struct pieces ahead = *p;
	size_t *wanted = NULL;
	int64_t number = 0;

	struct pieces after = ahead;
	step(&after);
	if (ahead.kind == SQL_WORD && is_mark(&after, '.')) {
		step(&after);
		ahead = after;
		step(&after);
	}
	wanted = is(&ahead, "county") ? &footprint->county : is(&ahead, "id") ? &footprint->id : NULL;
	if (!wanted || !is_mark(&after, '='))
		return;
	step(&after);
	if (after.kind != SQL_PARAMETER || !text_to_int64(text_part(after.piece, 1, after.piece.length), &number) ||
	    number <= 0)
		return;
	step(&after);
	if (after.kind == SQL_END || is(&after, "AND") || is(&after, "ORDER") || is(&after, "LIMIT") ||
	    is(&after, "RETURNING"))
		*wanted = (size_t)number;
}

/* Whether a SET gives the row another key. */
static bool sets_key(struct pieces p)
{
	for (; p.kind != SQL_END && !is(&p, "WHERE"); step(&p)) {
		bool is_key = is(&p, "county") || is(&p, "id");
		struct pieces after = p;

		step(&after);
		if (is_key && is_mark(&after, '='))
			return true;
	}
	return false;
}

static void read_row(const char *sql, struct footprint *footprint)
{
	struct pieces p = { .rest = text_of(sql) };
	int depth = 0;
	bool is_term = false, behind = false;

	step(&p);
	if (footprint->count != 1 || footprint->is_unknown || !is_plain(sql) || sets_key(p))
		return;
	for (; p.kind != SQL_END; step(&p)) {
		depth += is_mark(&p, '(') - is_mark(&p, ')');
		if (is_term && depth == 0)
			read_term(&p, footprint);
		behind = behind || (depth == 0 && is(&p, "WHERE"));
		is_term = behind && depth == 0 && (is(&p, "WHERE") || is(&p, "AND"));
	}
	if (!footprint->county || !footprint->id)
		footprint->county = footprint->id = 0;
}

/* ---- rows by the result ---- */

static const char mark[] = "/* rows of ";

static void read_mark(const char *sql, struct footprint *footprint)
{
	const char *found = strstr(sql, mark);
	struct text rest, table, column;

	if (!found)
		return;
	rest = text_of(found + sizeof mark - 1);
	if (!text_next(&rest, ':', &table) || !text_next(&rest, '*', &column))
		db_abort("\"rows of\" wants a table, a colon and a column", sql);
	column = text_trim(column);
	for (size_t i = 0; i < footprint->count; i++)
		if (footprint->tables[i] == hash_of(table))
			footprint->by_rows = i + 1;
	if (!footprint->by_rows)
		db_abort("\"rows of\" says a table that the text does not read", sql);
	footprint->row_column = db_take(column.length + 1, 1);
	memcpy(footprint->row_column, column.bytes, column.length);
}

struct footprint footprint_of(const char *sql)
{
	struct footprint footprint = { .count = 0 };

	footprint.is_unknown =
		!sql_tables(text_of(sql), add_table, &footprint, &footprint.writes) || footprint.is_unknown;
	read_row(sql, &footprint);
	read_mark(sql, &footprint);
	return footprint;
}
