/* Estimates go by the names of columns, since all tables name alike things alike: a county is one of few, an id or a place one of
   many, anything else (a state, a day) in between. A row of sqlite_stat1 says how many rows an index has, and how many are
   left when its first 1, 2, ... columns are given (https://www.sqlite.org/fileformat2.html#stat1tab). */
#include "db/estimate.h"

#include <inttypes.h>

#include "base/limits.h"
#include "base/output.h"
#include "base/record.h"
#include "db/backend.h"

enum {
	ROWS_WHOLE = 1000000,
	ROWS_PARTIAL = 1000,
	OF_COUNTIES = 5,
	OF_MANY = 50000,
	OF_SOME = 20,
	INDEX_COLUMNS = 4096
};

struct index_column {
	struct text table, name, column;
	int64_t only, partial; /* unique; with a WHERE */
};

static int64_t values_of(struct text column)
{
	static const char *const many[] = { "id",    "place", "digest", "login", "index", "token", "word",
		                            "nonce", "event", "code",   "key",   "owner", "number" };

	if (text_equal(column, T("county")) || text_ends(column, T("_county")))
		return OF_COUNTIES;
	for (size_t i = 0; i < sizeof many / sizeof many[0]; i++)
		if (text_ends(column, text_of(many[i])))
			return OF_MANY;
	return OF_SOME;
}

/* The columns of all indexes, in order. */
static enum outcome read_columns(struct db *db, struct arena *arena, struct index_column **ret, size_t *ret_count)
{
	struct db_rows *rows = db_rows(
		db,
		"SELECT m.name AS table_name, l.name AS index_name, c.name AS column_name, l.\"unique\" AS only,"
		" l.partial AS partial FROM sqlite_schema AS m JOIN pragma_index_list(m.name) AS l"
		" JOIN pragma_index_info(l.name) AS c WHERE m.type = 'table' AND c.name IS NOT NULL"
		" ORDER BY m.name, l.name, c.seqno /* sorts */ /* scan */",
		bind_none());

	*ret = arena_array(arena, INDEX_COLUMNS, sizeof **ret);
	*ret_count = 0;
	while (db_next(rows) && *ret_count < INDEX_COLUMNS)
		(*ret)[(*ret_count)++] =
			(struct index_column){ .table = text_copy(arena, db_text(rows, "table_name")),
			                       .name = text_copy(arena, db_text(rows, "index_name")),
			                       .column = text_copy(arena, db_text(rows, "column_name")),
			                       .only = db_int(rows, "only"),
			                       .partial = db_int(rows, "partial") };
	return db_done(rows);
}

static enum outcome write_index(struct db *db, struct arena *arena, const struct index_column *columns, size_t count)
{
	struct output stat = output_in(arena);
	int64_t left = columns[0].partial ? ROWS_PARTIAL : ROWS_WHOLE;

	out_int(&stat, left);
	for (size_t i = 0; i < count; i++) {
		bool is_one = columns[i].only && i + 1 == count;

		left /= values_of(columns[i].column);
		left = is_one || left < 1 ? 1 : left;
		out_format(&stat, " %" PRId64, !is_one && left < 2 ? 2 : left);
	}
	return db_exec(db, "INSERT INTO sqlite_stat1(tbl, idx, stat) VALUES ($1, $2, $3)",
	               bind(txt(columns[0].table), txt(columns[0].name), txt(output_text(&stat))));
}

enum outcome db_estimate(struct db *db, struct arena *arena)
{
	struct index_column *columns;
	size_t count, next;
	enum outcome outcome;

	if (db_engine(db) != DB_SQLITE)
		return DONE;
	outcome = db_script(db, "ANALYZE;"); /* makes the table */
	if (outcome == DONE)
		outcome = db_exec(db, "DELETE FROM sqlite_stat1 /* scan */", bind_none());
	if (outcome == DONE)
		outcome = read_columns(db, arena, &columns, &count);
	for (size_t i = 0; outcome == DONE && i < count; i = next) {
		for (next = i + 1; next < count && text_equal(columns[next].name, columns[i].name); next++)
			continue;
		outcome = write_index(db, arena, columns + i, next - i);
	}
	return outcome;
}
