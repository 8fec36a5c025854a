/* One SQL text, two engines: run on SQLite and, with --database, on PostgreSQL. */
#include "support/town.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/log.h"
#include "db/migrate.h"
#include "support/aborts.h"
#include "support/database.h"

/* ---- the ground: two tables, a writing and a reading connection ---- */

static struct db_target target;
static struct arena *arena;
static struct db *writer, *reader;

static const struct schema_step ground_schema[] = {
	{ "ground", 1,
	  "/* goods; with a semicolon; in a comment */\n"
	  "CREATE TABLE good(\n"
	  "  county BIGINT NOT NULL, id BIGINT NOT NULL, name TEXT NOT NULL CHECK (name <> 'a;b(c'), price_fen BIGINT NOT NULL,\n"
	  "  code TEXT, picture BYTEA,\n"
	  "  PRIMARY KEY (county, id)); -- rowid\n"
	  "CREATE UNIQUE INDEX good_by_code ON good(code) WHERE code IS NOT NULL;\n"
	  "CREATE TABLE line(\n"
	  "  county BIGINT NOT NULL, id BIGINT NOT NULL, good_id BIGINT NOT NULL, count BIGINT NOT NULL CHECK (count > 0),\n"
	  "  PRIMARY KEY (county, id), FOREIGN KEY (county, good_id) REFERENCES good(county, id));\n" },
	{ "ground", 2, "ALTER TABLE good ADD COLUMN weight_g BIGINT NOT NULL DEFAULT 0;" },
	{ 0 },
};

static const struct schema_step *const ground_lists[] = { ground_schema };

static struct db *open_one(enum db_mode mode)
{
	struct db *db = NULL;
	struct text problem = { 0 };
	if (db_open(&target, mode, arena, &db, &problem) != DONE)
		fail_msg("%.*s", TEXT(problem));
	return db;
}

static void ground(void)
{
	struct text problem = { 0 };
	arena = arena_new();
	target = test_database();
	writer = open_one(DB_WRITE);
	if (db_migrate(writer, ground_lists, 1, arena, &problem) != DONE)
		fail_msg("%.*s", TEXT(problem));
	reader = open_one(DB_READ);
}

static void ground_end(void)
{
	db_close(reader);
	db_close(writer);
	test_database_remove(&target);
	arena_free(arena);
}

struct good {
	int64_t county, id;
	struct text name;
	int64_t price_fen;
	struct text code, picture;
};

static const struct field good_fields[] = {
	INT_FIELD(good, county, "County", 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, good, id, "Id", 0, 0, 0),
	TEXT_FIELD(good, name, "Name", 0, 0, 200),
	WHOLE_FIELD(FIELD_FEN, good, price_fen, "Price", 0, 0, 0),
	TEXT_FIELD(good, code, "Code", 0, 0, 20),
	TEXT_FIELD(good, picture, "Picture", 0, 0, 20),
	FIELD_END,
};

static const struct record good_record = { .name = "good", .size = sizeof(struct good), .fields = good_fields };

static enum outcome good_put(struct db *db, int64_t id, struct text name, int64_t price_fen)
{
	return db_exec(db, "INSERT INTO good(county, id, name, price_fen) VALUES (510525, $1, $2, $3)",
	               bind(i64(id), txt(name), i64(price_fen)));
}

static enum outcome line_put(struct db *db, int64_t id, int64_t good_id, int64_t count)
{
	return db_exec(db, "INSERT INTO line(county, id, good_id, count) VALUES ($4, $1, $2, $3)",
	               bind(i64(id), i64(good_id), i64(count), i64(510525)));
}

static int64_t goods(struct db *db)
{
	int64_t count = -1;
	assert_int_equal(db_number(db, &count, "SELECT count(*) FROM good", bind_none()), DONE);
	return count;
}

/* ---- values ---- */

TEST(db_reads_what_it_wrote)
{
	ground();
	static const char raw[] = { 'a', '\0', (char)0xff, '\0' };
	struct text picture = { raw, sizeof(raw) };
	struct good good = { .price_fen = 7 };
	assert_int_equal(db_exec(writer,
	                         "INSERT INTO good(picture, name, county, id, price_fen, code)"
	                         " VALUES ($5, $3, $1, $2, $4, $6)",
	                         bind(i64(510525), i64(INT64_MAX), txt(T("牦牛肉 'x' བོད")), i64(INT64_MIN),
	                              bytes(picture), txt(T("")))),
	                 DONE);
	assert_int_equal(db_one(writer, arena, &good_record, &good,
	                        "SELECT county, id, name, price_fen, code, picture FROM good WHERE id = $1",
	                        bind(i64(INT64_MAX))),
	                 DONE);
	assert_int_equal(good.county, 510525);
	assert_true(good.id == INT64_MAX && good.price_fen == INT64_MIN);
	assert_true(text_equal(good.name, T("牦牛肉 'x' བོད")));
	assert_true(text_equal(good.picture, picture));
	int64_t empty = 0;
	assert_int_equal(db_number(writer, &empty, "SELECT count(*) FROM good WHERE code = ''", bind_none()), DONE);
	assert_int_equal(empty, 1);
	ground_end();
}

TEST(db_reads_nothing_as_zero_or_empty)
{
	ground();
	struct good good = { .code = T("x"), .picture = T("x"), .county = 5 };
	assert_int_equal(db_exec(writer,
	                         "INSERT INTO good(county, id, name, price_fen, code, picture)"
	                         " VALUES (510525, 1, 'n', 1, $1, $2)",
	                         bind(no_txt(), no_bytes())),
	                 DONE);
	assert_int_equal(db_one(writer, arena, &good_record, &good,
	                        "SELECT code, picture, CAST($1 AS BIGINT) AS id FROM good", bind(no_i64())),
	                 DONE);
	assert_true(good.code.length == 0 && good.picture.length == 0 && good.id == 0);
	assert_int_equal(good.county, 5);
	int64_t sum = 9;
	assert_int_equal(db_number(writer, &sum, "SELECT sum(count) FROM line", bind_none()), DONE);
	assert_int_equal(sum, 0);
	assert_int_equal(db_number(writer, &sum, "SELECT id FROM line", bind_none()), NOT_FOUND);
	struct text word = T("kept");
	assert_int_equal(db_word(writer, arena, &word, "SELECT name FROM good WHERE id = 99", bind_none()), NOT_FOUND);
	assert_true(text_equal(word, T("kept")));
	assert_int_equal(db_word(writer, arena, &word, "SELECT name FROM good", bind_none()), DONE);
	assert_true(text_equal(word, T("n")));
	ground_end();
}

TEST(db_reads_numbers_of_every_make)
{
	ground();
	static const int64_t prices[] = { 0, 1, -1, 9999, 10000, -10000, 1000000000000, 123456789012345678 };
	int64_t total = 0, number = 0;
	for (size_t i = 0; i < sizeof(prices) / sizeof(prices[0]); i++) {
		assert_int_equal(good_put(writer, (int64_t)i + 1, T("n"), prices[i]), DONE);
		assert_int_equal(db_number(writer, &number, "SELECT sum(price_fen) FROM good WHERE id = $1",
		                           bind(i64((int64_t)i + 1))),
		                 DONE);
		assert_true(number == prices[i]);
		total += prices[i];
	}
	assert_int_equal(db_number(writer, &number, "SELECT sum(price_fen) FROM good", bind_none()), DONE);
	assert_true(number == total);
	assert_int_equal(db_number(writer, &number, "SELECT sum(price_fen) * -1 FROM good", bind_none()), DONE);
	assert_true(number == -total);
	assert_int_equal(db_number(writer, &number, "SELECT length('牦牛')", bind_none()), DONE);
	assert_int_equal(number, 2);
	assert_int_equal(db_number(writer, &number, "SELECT EXISTS (SELECT 1 FROM good)", bind_none()), DONE);
	assert_int_equal(number, 1);
	assert_int_equal(db_number(writer, &number, "SELECT CASE WHEN 1 = 2 THEN 1 ELSE -7 END", bind_none()), DONE);
	assert_int_equal(number, -7);
	assert_int_equal(db_number(writer, &number, "SELECT CAST(sum(price_fen) AS BIGINT) / count(*) FROM good",
	                           bind_none()),
	                 DONE);
	assert_true(number == total / 8);
	ground_end();
}

TEST(db_keeps_big_texts)
{
	ground();
	size_t size = 3 << 20;
	char *big = arena_take(arena, size);
	memset(big, 'b', size);
	assert_int_equal(good_put(writer, 1, (struct text){ big, size }, 1), DONE);
	struct text word = { 0 };
	assert_int_equal(db_word(writer, arena, &word, "SELECT name FROM good", bind_none()), DONE);
	assert_int_equal(word.length, size);
	assert_memory_equal(word.bytes, big, size);
	ground_end();
}

/* ---- lists and rows ---- */

TEST(db_lists_up_to_the_limit)
{
	ground();
	struct good *list = NULL;
	size_t count = 9;
	assert_int_equal(db_list(writer, arena, &good_record, 10, &list, &count,
	                         "SELECT id, name FROM good ORDER BY id", bind_none()),
	                 DONE);
	assert_int_equal(count, 0);
	for (int64_t id = 1; id <= 100; id++)
		assert_int_equal(good_put(writer, id, T("n"), id), DONE);
	for (size_t limit = 1; limit <= 120; limit += 17) {
		assert_int_equal(db_list(writer, arena, &good_record, limit, &list, &count,
		                         "SELECT price_fen, id, name FROM good ORDER BY id", bind_none()),
		                 DONE);
		assert_int_equal(count, limit < 100 ? limit : 100);
		for (size_t i = 0; i < count; i++)
			assert_true(list[i].id == (int64_t)i + 1 && list[i].price_fen == list[i].id && !list[i].county);
	}
	ground_end();
}

TEST(db_reads_row_by_row_beside_other_reads)
{
	ground();
	for (int64_t id = 1; id <= 5; id++)
		assert_int_equal(good_put(writer, id, T("n"), 10 * id), DONE);
	int64_t seen = 0;
	struct db_rows *rows = db_rows(writer, "SELECT id, price_fen, name FROM good ORDER BY id", bind_none());
	while (db_next(rows)) {
		seen++;
		assert_int_equal(db_int(rows, "id"), seen);
		assert_int_equal(db_int(rows, "price_fen"), 10 * seen);
		assert_true(text_equal(db_text(rows, "name"), T("n")));
		assert_int_equal(goods(writer), 5);
	}
	assert_false(db_next(rows));
	assert_int_equal(db_done(rows), DONE);
	assert_int_equal(seen, 5);
	rows = db_rows(writer, "SELECT id, price_fen, name FROM good_that_is_not_there", bind_none());
	assert_false(db_next(rows));
	assert_int_equal(db_done(rows), FAILED);
	assert_non_null(strstr(db_failure(writer), "good_that_is_not_there"));
	ground_end();
}

TEST(db_counts_changed_rows_and_returns_them)
{
	ground();
	int64_t changed = 9, id = 0;
	for (int64_t i = 1; i <= 3; i++)
		assert_int_equal(good_put(writer, i, T("n"), 5), DONE);
	assert_int_equal(db_change(writer, &changed, "UPDATE good SET price_fen = price_fen + $1 WHERE id >= $2",
	                           bind(i64(1), i64(2))),
	                 DONE);
	assert_int_equal(changed, 2);
	assert_int_equal(db_change(writer, &changed, "UPDATE good SET price_fen = 1 WHERE id = $1 AND price_fen >= $2",
	                           bind(i64(2), i64(100))),
	                 DONE);
	assert_int_equal(changed, 0);
	assert_int_equal(db_change(writer, &changed,
	                           "INSERT INTO good(county, id, name, price_fen) VALUES (510525, 1, 'x', 1)"
	                           " ON CONFLICT DO NOTHING",
	                           bind_none()),
	                 DONE);
	assert_int_equal(changed, 0);
	assert_int_equal(
		db_number(writer, &id,
	                  "INSERT INTO good(county, id, name, price_fen) VALUES (510525, 8, 'x', 1) RETURNING id",
	                  bind_none()),
		DONE);
	assert_int_equal(id, 8);
	assert_int_equal(db_number(writer, &id, "UPDATE good SET price_fen = 77 RETURNING id", bind_none()), DONE);
	assert_int_equal(db_number(writer, &id, "SELECT count(*) FROM good WHERE price_fen = 77", bind_none()), DONE);
	assert_int_equal(id, 4);
	assert_true(db_statements(writer) >= 9);
	ground_end();
}

static int64_t number_of(const char *sql, const struct db_value *values, size_t count)
{
	int64_t number = INT64_MIN;
	if (db_number(writer, &number, sql, values, count) != DONE)
		fail_msg("%s", db_failure(writer));
	return number;
}

TEST(db_shared_subset_means_the_same)
{
	ground();
	static const char *const names[] = { "b", "乙", "a", "甲", "B" };
	for (int64_t i = 0; i < 5; i++)
		assert_int_equal(good_put(writer, i + 1, text_of(names[i]), i % 2), DONE);
	assert_int_equal(number_of("SELECT count(*) FILTER (WHERE price_fen = 1) FROM good", bind_none()), 2);
	assert_int_equal(number_of("SELECT count(*) FROM good WHERE code IS NOT DISTINCT FROM $1", bind(no_txt())), 5);
	assert_int_equal(number_of("SELECT count(*) FROM good WHERE (price_fen, id) > ($1, $2)", bind(i64(1), i64(2))),
	                 1);
	assert_int_equal(number_of("SELECT id FROM good ORDER BY name DESC LIMIT $1 OFFSET $2", bind(i64(1), i64(1))),
	                 2);
	assert_int_equal(number_of("SELECT id FROM good ORDER BY name LIMIT 1", bind_none()), 5);
	assert_int_equal(number_of("SELECT length(substr($1, 1, CAST($2 AS INTEGER)))", bind(txt(T("甲乙丙")), i64(2))),
	                 2);
	assert_int_equal(number_of("SELECT -7 / CAST($1 AS BIGINT)", bind(i64(2))), -3);
	assert_int_equal(number_of("SELECT COALESCE(max(id), 0) FROM line", bind_none()), 0);
	assert_int_equal(
		number_of("SELECT id FROM (SELECT id, row_number() OVER (ORDER BY price_fen, id) AS place FROM good)"
	                  " AS g WHERE place = 4",
	                  bind_none()),
		2);
	assert_int_equal(number_of("WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i < 10)"
	                           " SELECT sum(i) FROM n",
	                           bind(i64(1))),
	                 55);
	assert_int_equal(
		number_of("INSERT INTO good AS g(county, id, name, price_fen) VALUES (510525, 1, 'x', $1)"
	                  " ON CONFLICT (county, id) DO UPDATE SET price_fen = g.price_fen + excluded.price_fen"
	                  " RETURNING price_fen",
	                  bind(i64(40))),
		40);
	assert_int_equal(number_of("SELECT count(*) FROM good WHERE id IN ($1, $2) AND name || $3 = 'x!'",
	                           bind(i64(1), i64(2), txt(T("!")))),
	                 0);
	ground_end();
}

/* ---- outcomes ---- */

TEST(db_names_what_went_wrong)
{
	ground();
	assert_int_equal(good_put(writer, 1, T("n"), 1), DONE);
	assert_int_equal(good_put(writer, 1, T("n"), 1), CONFLICT);
	assert_int_equal(good_put(writer, 2, T("a;b(c"), 1), INVALID);
	assert_int_equal(line_put(writer, 1, 99, 1), INVALID);
	assert_int_equal(line_put(writer, 1, 1, 0), INVALID);
	assert_int_equal(db_exec(writer, "INSERT INTO line(county, id, count) VALUES (510525, 5, 1)", bind_none()),
	                 INVALID);
	assert_int_equal(db_exec(writer, "UPDATE good SET code = $1 WHERE id = 1", bind(txt(T("c")))), DONE);
	assert_int_equal(db_exec(writer,
	                         "INSERT INTO good(county, id, name, price_fen, code) VALUES (510525, 3, 'n', 1, $1)",
	                         bind(txt(T("c")))),
	                 CONFLICT);
	assert_int_equal(db_exec(writer, "DELETE FROM good_that_is_not_there", bind_none()), FAILED);
	assert_non_null(strstr(db_failure(writer), "good_that_is_not_there"));
	assert_int_equal(db_exec(writer, "UPDATE good SET price_fen = $1 + 1 WHERE id = 1", bind(i64(INT64_MAX))),
	                 FAILED);
	assert_int_equal(line_put(writer, 1, 1, 1), DONE);
	assert_int_equal(db_exec(writer, "DELETE FROM good WHERE id = 1", bind_none()), INVALID);
	assert_false(db_must_retry(writer));
	ground_end();
}

TEST(db_undoes_one_command_of_a_batch)
{
	ground();
	assert_int_equal(db_begin(writer), DONE);
	for (int64_t id = 1; id <= 6; id++) {
		assert_int_equal(db_savepoint(writer), DONE);
		if (id % 3 == 0) { /* one that touches nothing before it is given up */
			assert_int_equal(db_undo(writer), DONE);
			continue;
		}
		assert_int_equal(good_put(writer, id, T("n"), id), DONE);
		if (id % 2 == 0) {
			assert_int_equal(good_put(writer, 1, T("n"), id), CONFLICT);
			assert_int_equal(db_undo(writer), DONE);
		} else {
			assert_int_equal(db_release(writer), DONE);
		}
	}
	assert_int_equal(db_savepoint(writer), DONE);
	assert_int_equal(db_release(writer), DONE);
	assert_int_equal(goods(writer), 2);
	assert_int_equal(db_commit(writer), DONE);
	assert_int_equal(goods(reader), 2);
	assert_int_equal(db_begin(writer), DONE);
	assert_int_equal(good_put(writer, 9, T("n"), 1), DONE);
	db_rollback(writer);
	db_rollback(writer);
	assert_int_equal(goods(reader), 2);
	ground_end();
}

TEST(db_readers_see_one_moment_and_cannot_write)
{
	ground();
	assert_int_equal(db_begin(reader), DONE);
	assert_int_equal(goods(reader), 0);
	assert_int_equal(good_put(writer, 1, T("n"), 1), DONE);
	assert_int_equal(goods(reader), 0);
	assert_int_equal(db_commit(reader), DONE);
	assert_int_equal(goods(reader), 1);
	assert_int_equal(good_put(reader, 2, T("n"), 1), FAILED);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(db_begin(reader), DONE);
		if (i > 0)
			assert_int_equal(goods(reader), 1);
		if (i == 2)
			assert_int_equal(good_put(reader, 2, T("n"), 1), FAILED);
		db_rollback(reader);
	}
	assert_int_equal(db_begin(reader), DONE);
	assert_int_equal(db_commit(reader), DONE);
	assert_int_equal(goods(writer), 1);
	ground_end();
}

/* ---- programmer's errors ---- */

static void bind_too_few(void)
{
	(void)!db_exec(writer, "UPDATE good SET name = $1 WHERE id = $2", bind(txt(T("n"))));
}

static void bind_too_many(void)
{
	(void)!db_exec(writer, "DELETE FROM good", bind(i64(1)));
}

static void bind_with_a_hole(void)
{
	(void)!db_exec(writer, "DELETE FROM good WHERE id = $2", bind(i64(1), i64(2)));
}

static void bind_other_type(void)
{
	for (int i = 0; i < 2; i++)
		(void)!db_exec(writer, "UPDATE good SET price_fen = 1 WHERE id = $1", bind(i ? txt(T("1")) : i64(1)));
}

static void read_unknown_column(void)
{
	struct good good;
	(void)!db_one(writer, arena, &good_record, &good, "SELECT id, weight_g FROM good", bind_none());
}

static void ask_unknown_column(void)
{
	struct db_rows *rows = db_rows(writer, "SELECT id FROM good", bind_none());
	db_next(rows);
	db_int(rows, "name");
}

static void read_text_as_number(void)
{
	int64_t number;
	(void)!db_number(writer, &number, "SELECT name FROM good", bind_none());
}

static void read_number_as_text(void)
{
	struct text word;
	(void)!db_word(writer, arena, &word, "SELECT id FROM good", bind_none());
}

static void exec_that_reads(void)
{
	(void)!db_exec(writer, "SELECT id FROM good", bind_none());
}

static void change_a_text(void)
{
	char sql[] = "DELETE FROM good WHERE id = 1";
	(void)!db_exec(writer, sql, bind_none());
	sql[sizeof(sql) - 2] = '2';
	(void)!db_exec(writer, sql, bind_none());
}

static void leave_a_read_open(void)
{
	(void)!db_begin(writer);
	db_rows(writer, "SELECT id FROM good", bind_none());
	(void)!db_commit(writer);
}

static void read_a_text_twice_at_once(void)
{
	for (int i = 0; i < 2; i++)
		db_next(db_rows(writer, "SELECT id FROM good ORDER BY id", bind_none()));
}

static void (*misuse)(void);

/* The child talks to the server by a connection of its own. */
static void run_misuse(void)
{
	writer = open_one(DB_WRITE);
	misuse();
}

TEST(db_aborts_on_programmers_errors)
{
	static void (*const misuses[])(void) = {
		bind_too_few,        bind_too_many,      bind_with_a_hole,    bind_other_type,
		read_unknown_column, ask_unknown_column, read_text_as_number, read_number_as_text,
		exec_that_reads,     change_a_text,      leave_a_read_open,   read_a_text_twice_at_once,
	};
	ground();
	assert_int_equal(good_put(writer, 1, T("n"), 1), DONE);
	for (size_t i = 0; i < sizeof(misuses) / sizeof(misuses[0]); i++) {
		misuse = misuses[i];
		if (!aborts(run_misuse))
			fail_msg("misuse %zu does not abort", i);
	}
	ground_end();
}

/* ---- schema ---- */

TEST(db_migrates_once)
{
	ground();
	static const struct schema_step more[] = {
		{ "more", 1, "CREATE TABLE more(id BIGINT NOT NULL, PRIMARY KEY (id));" },
		{ 0 },
	};
	static const struct schema_step broken[] = {
		{ "broken", 1, "CREATE TABLE half(id BIGINT NOT NULL, PRIMARY KEY (id)); CREATE TABLE half(no such);" },
		{ 0 },
	};
	const struct schema_step *const lists[] = { ground_schema, NULL, more };
	const struct schema_step *const bad_lists[] = { ground_schema, more, broken };
	struct text problem = { 0 };
	int64_t steps = 0;
	for (int i = 0; i < 2; i++)
		assert_int_equal(db_migrate(writer, lists, 3, arena, &problem), DONE);
	assert_int_equal(db_number(writer, &steps, "SELECT count(*) FROM schema_step", bind_none()), DONE);
	assert_int_equal(steps, 3);
	assert_int_equal(db_migrate(writer, bad_lists, 3, arena, &problem), FAILED);
	assert_true(text_find(problem, T("broken.001")) < problem.length);
	assert_int_equal(db_exec(writer, "INSERT INTO half(id) VALUES (1)", bind_none()), FAILED);
	assert_int_equal(db_migrate(writer, ground_lists, 1, arena, &problem), INVALID);
	assert_true(text_find(problem, T("more.001")) < problem.length);
	assert_true(text_find(problem, T("newer program")) < problem.length);
	ground_end();
}

TEST(db_schema_is_strict_on_both)
{
	ground();
	int64_t number = 0;
	assert_int_equal(db_exec(writer, "INSERT INTO good(county, id, name, price_fen) VALUES (1, 1, 'n', 'dear')",
	                         bind_none()),
	                 FAILED);
	if (db_engine(writer) == DB_SQLITE) {
		assert_int_equal(db_number(writer, &number, "SELECT wr FROM pragma_table_list WHERE name = 'line'",
		                           bind_none()),
		                 DONE);
		assert_int_equal(number, 1);
		assert_int_equal(db_number(writer, &number, "SELECT wr FROM pragma_table_list WHERE name = 'good'",
		                           bind_none()),
		                 DONE);
		assert_int_equal(number, 0);
		assert_int_equal(db_number(writer, &number,
		                           "SELECT sum(strict) FROM pragma_table_list WHERE name IN ('good', 'line')",
		                           bind_none()),
		                 DONE);
		assert_int_equal(number, 2);
	}
	ground_end();
}

/* ---- upkeep ---- */

static void count_statement(void *context, const char *sql)
{
	assert_non_null(sql);
	++*(size_t *)context;
}

TEST(db_lists_its_statements)
{
	ground();
	size_t before = 0, after = 0;
	db_each_statement(writer, count_statement, &before);
	for (int i = 0; i < 3; i++)
		assert_int_equal(goods(writer), 0);
	db_each_statement(writer, count_statement, &after);
	assert_int_equal(after, before + 1);
	ground_end();
}

TEST(db_reports_scans)
{
	ground();
	log_set_level(LOG_ERROR);
	db_report_scans(true);
	struct good *list;
	size_t count;
	assert_int_equal(db_list(writer, arena, &good_record, 10, &list, &count,
	                         "WITH g AS (SELECT id, name FROM good ORDER BY name) SELECT id, name FROM g",
	                         bind_none()),
	                 DONE);
	assert_int_equal(db_list(writer, arena, &good_record, 10, &list, &count,
	                         "SELECT id, name FROM good ORDER BY name /* scan */", bind_none()),
	                 DONE);
	db_report_scans(false);
	log_set_level(LOG_INFO);
	ground_end();
}

TEST(db_copies_while_in_use)
{
	ground();
	struct text file = text_format(arena, "%s/copy.db", test_on_postgres() ? "/tmp" : target.address.bytes);
	assert_int_equal(good_put(writer, 1, T("n"), 1), DONE);
	if (test_on_postgres()) {
		assert_int_equal(db_copy_to(reader, file, NULL), FAILED);
		ground_end();
		return;
	}
	assert_int_equal(db_begin(writer), DONE);
	assert_int_equal(good_put(writer, 2, T("n"), 1), DONE);
	assert_int_equal(db_copy_to(reader, file, NULL), DONE);
	assert_int_equal(db_commit(writer), DONE);
	assert_int_equal(db_copy_to(reader, file, NULL), FAILED);
	assert_non_null(strstr(db_failure(reader), "already there"));
	db_checkpoint(writer);
	struct text folder = text_format(arena, "%s/tongcun.db", target.address.bytes);
	db_close(reader);
	db_close(writer);
	assert_int_equal(rename(file.bytes, folder.bytes), 0);
	writer = open_one(DB_WRITE);
	reader = open_one(DB_READ);
	assert_int_equal(goods(reader), 1);
	ground_end();
}

static void refused(const char *address, enum db_mode mode, const char *words)
{
	struct db_target other = db_target_of(text_of(address));
	struct db *db = NULL;
	struct text problem = { 0 };
	assert_int_equal(db_open(&other, mode, arena, &db, &problem), FAILED);
	if (text_find(problem, text_of(words)) >= problem.length)
		fail_msg("%.*s", TEXT(problem));
}

TEST(db_says_why_it_does_not_open)
{
	ground();
	refused("/nowhere/at/all", DB_WRITE, "is not there");
	refused("/etc/passwd", DB_WRITE, "is not a folder");
	refused("postgresql:///none?host=/nowhere", DB_WRITE, "cannot be reached");
	if (!test_on_postgres()) {
		struct db_target empty = test_database();
		refused(empty.address.bytes, DB_READ, "no database");
		FILE *file = fopen(text_format(arena, "%s/tongcun.db", empty.address.bytes).bytes, "w");
		fprintf(file, "%0600d", 7);
		fclose(file);
		refused(empty.address.bytes, DB_WRITE, "is not a database");
		test_database_remove(&empty);
	}
	ground_end();
}

/* ---- PostgreSQL only ---- */

TEST(db_refuses_a_plain_locale)
{
	if (!test_on_postgres())
		return;
	arena = arena_new();
	struct db_target plain = test_database_as("TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'");
	struct db_target latin = test_database_as("TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'");
	refused(plain.address.bytes, DB_WRITE, "C.UTF-8");
	refused(latin.address.bytes, DB_READ, "LATIN1");
	test_database_remove(&plain);
	test_database_remove(&latin);
	arena_free(arena);
}

TEST(db_says_when_a_batch_must_be_run_again)
{
	ground();
	if (!test_on_postgres()) {
		ground_end();
		return;
	}
	struct db *other = open_one(DB_WRITE);
	assert_int_equal(db_begin(writer), DONE);
	assert_int_equal(db_begin(other), DONE);
	assert_int_equal(goods(writer), 0);
	assert_int_equal(goods(other), 0);
	assert_int_equal(good_put(writer, 1, T("n"), 1), DONE);
	assert_int_equal(good_put(other, 2, T("n"), 1), DONE);
	assert_int_equal(db_commit(writer), DONE);
	/* Different rows do not disturb one another ... */
	assert_int_equal(db_commit(other), DONE);
	assert_int_equal(db_begin(other), DONE);
	assert_false(db_must_retry(other));
	assert_int_equal(goods(other), 2);
	/* ... a row changed since does. */
	assert_int_equal(db_change(writer, &(int64_t){ 0 }, "UPDATE good SET price_fen = 2", bind_none()), DONE);
	assert_int_equal(db_exec(other, "UPDATE good SET price_fen = 3", bind_none()), FAILED);
	assert_true(db_must_retry(other));
	db_rollback(other);
	assert_int_equal(db_begin(other), DONE);
	assert_false(db_must_retry(other));
	db_rollback(other);
	db_close(other);
	ground_end();
}

static void cut_connections(void)
{
	test_server("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
	            " WHERE application_name = 'tongcun' AND pid <> pg_backend_pid()");
}

TEST(db_opens_a_lost_connection_anew)
{
	ground();
	if (!test_on_postgres()) {
		assert_true(db_is_connected(writer));
		ground_end();
		return;
	}
	assert_int_equal(goods(reader), 0);
	assert_int_equal(db_begin(writer), DONE);
	assert_int_equal(good_put(writer, 1, T("n"), 1), DONE);
	cut_connections();
	assert_int_equal(good_put(writer, 2, T("n"), 1), FAILED);
	assert_false(db_is_connected(writer));
	assert_non_null(strstr(db_failure(writer), "lost"));
	db_rollback(writer);
	assert_int_equal(db_begin(writer), DONE);
	assert_int_equal(good_put(writer, 1, T("n"), 1), DONE);
	assert_int_equal(db_commit(writer), DONE);
	/* A reader notices at its first statement, and begins again by itself. */
	assert_int_equal(db_begin(reader), DONE);
	assert_int_equal(goods(reader), 1);
	assert_int_equal(db_commit(reader), DONE);
	/* Lost while idle, then while committing. */
	cut_connections();
	assert_int_equal(db_begin(writer), DONE);
	assert_int_equal(good_put(writer, 2, T("n"), 1), DONE);
	cut_connections();
	assert_int_equal(db_commit(writer), UNCERTAIN);
	assert_int_equal(db_begin(writer), DONE);
	db_rollback(writer);
	/* A text that is new to the connection, as the first of a read. */
	cut_connections();
	int64_t sum = 0;
	assert_int_equal(db_begin(reader), DONE);
	assert_int_equal(db_number(reader, &sum, "SELECT sum(price_fen) FROM good", bind_none()), DONE);
	assert_int_equal(sum, 1);
	db_rollback(reader);
	ground_end();
}
