/* Which tables and rows a text is taken to touch, and when a commit ends what was read. */
#include "support/town.h"

#include <stdlib.h>

#include "db/footprint.h"
#include "db/open.h"
#include "support/database.h"

static bool names_row(const char *sql, size_t county, size_t id)
{
	struct footprint f = footprint_of(sql);

	return !f.is_unknown && f.count == 1 && f.county == county && f.id == id;
}

TEST(footprint_of_one_row)
{
	assert_true(names_row("SELECT a, id FROM hill WHERE county = $1 AND id = $2", 1, 2));
	assert_true(names_row("SELECT h.a FROM hill AS h WHERE h.id = $1 AND h.county = $2 LIMIT 1", 2, 1));
	assert_true(names_row("UPDATE hill SET a = a + $1 WHERE county = $2 AND id = $3 AND a >= $1", 2, 3));
	assert_true(
		names_row("UPDATE hill SET a = $1 WHERE a = max(1, $1) AND id = $2 AND county = $3 RETURNING a", 3, 2));
	assert_true(names_row("DELETE FROM hill WHERE county = $1 AND id = $2", 1, 2));
	assert_true(footprint_of("DELETE FROM hill WHERE county = $1 AND id = $2").writes);
}

/* Everything that is not plainly one row is a table. */
TEST(footprint_of_tables)
{
	static const char *const whole[] = {
		"SELECT a FROM hill WHERE county = $1",
		"SELECT a FROM hill WHERE county = $1 AND id > $2",
		"SELECT a FROM hill WHERE county = $1 AND id = $2 OR a = $3",
		"SELECT a FROM hill WHERE county = $1 AND id = $2 + 1",
		"SELECT a FROM hill WHERE NOT (county = $1 AND id = $2)",
		"SELECT a FROM hill WHERE CASE WHEN county = $1 AND id = $2 THEN a ELSE b END = 1",
		"SELECT a FROM hill WHERE county = $1 AND id = (SELECT max(id) FROM hill)",
		"SELECT a FROM hill WHERE county = $1 AND subject_id = $2",
		"SELECT a FROM hill WHERE county = $1 AND id = $2 UNION ALL SELECT a FROM hill WHERE county = $1",
		"UPDATE hill SET county = $1 WHERE county = $2 AND id = $3",
		"UPDATE hill SET a = (SELECT 1) WHERE county = $1 AND id = $2 AND a IN (SELECT b FROM hill)",
		"INSERT INTO hill(county, id) VALUES ($1, $2) ON CONFLICT (county, id) DO UPDATE SET a = 1",
	};
	for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
		struct footprint f = footprint_of(whole[i]);
		if (f.county || f.id || !f.count)
			fail_msg("%s", whole[i]);
	}
	assert_true(footprint_of("SELECT 1 FROM hill AS a, lake AS b").is_unknown);
	struct footprint f = footprint_of("SELECT 1 FROM hill JOIN lake ON 1 = 1 /* rows of lake: lake_id */");
	assert_int_equal(f.by_rows, 2);
	assert_string_equal(f.row_column, "lake_id");
	free(f.row_column);
}

static struct db *open_one(struct arena *arena, const struct db_target *target, enum db_mode mode)
{
	struct text problem = T("");
	struct db *db = NULL;

	assert_int_equal(db_open(target, mode, arena, &db, &problem), DONE);
	return db;
}

static void read_one(struct db *db, int64_t county, int64_t id)
{
	int64_t height;

	assert_int_equal(db_number(db, &height, "SELECT height FROM hill WHERE county = $1 AND id = $2",
	                           bind(i64(county), i64(id))),
	                 DONE);
}

static void raise_one(struct db *db, int64_t id, bool commits)
{
	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(db_exec(db, "UPDATE hill SET height = height + 1 WHERE county = $1 AND id = $2",
	                         bind(i64(7), i64(id))),
	                 DONE);
	if (commits)
		assert_int_equal(db_commit(db), DONE);
	else
		db_rollback(db);
}

TEST(touched_since_says_what_was_written)
{
	struct db_target target = test_database();
	struct arena *arena = arena_new();
	struct db *writer = open_one(arena, &target, DB_WRITE);
	assert_int_equal(
		db_script(writer,
	                  "CREATE TABLE hill(county BIGINT NOT NULL, id BIGINT NOT NULL, height BIGINT NOT NULL,"
	                  " PRIMARY KEY (county, id));"
	                  "INSERT INTO hill(county, id, height) VALUES (7, 1, 10), (7, 2, 20);"),
		DONE);
	struct db *reader = open_one(arena, &target, DB_READ);
	struct db_touched *touched = touched_new(arena);
	struct db_reads row = { .count = 0 }, table = { .count = 0 };
	db_report_writes(writer, touched);
	db_watch(reader, &row);
	read_one(reader, 7, 1);
	db_watch(reader, &table);
	int64_t count;
	assert_int_equal(db_number(reader, &count, "SELECT count(*) FROM hill /* scan */", bind_none()), DONE);
	db_watch(reader, NULL);

	int64_t at = touched_now(touched);
	assert_false(touched_since(touched, &row, at) || touched_since(touched, &table, at));
	raise_one(writer, 1, false);
	assert_false(touched_since(touched, &row, at) || touched_since(touched, &table, at));
	raise_one(writer, 2, true); /* another row: the table changed, this row did not */
	assert_true(!touched_since(touched, &row, at) && touched_since(touched, &table, at));
	raise_one(writer, 1, true);
	assert_true(touched_since(touched, &row, at));
	at = touched_now(touched);
	assert_false(touched_since(touched, &row, at) || touched_since(touched, &table, at));
	assert_int_equal(db_exec(writer, "UPDATE hill SET height = 1 WHERE height > 5", bind_none()), DONE);
	assert_true(touched_since(touched, &row, at) && touched_since(touched, &table, at));
	at = touched_now(touched);
	touched_all(touched);
	assert_true(touched_since(touched, &row, at));
	db_close(reader);
	db_close(writer);
	arena_free(arena);
}
