/* Rows that a reading connection keeps: given until something they were read from is written, and only what the transaction sees. That
   they are given shows by a writer that tells nobody: what it changed is not seen. */
#include "support/town.h"

#include <stdlib.h>

#include "db/footprint.h"
#include "db/kept_rows.h"
#include "support/aborts.h"
#include "support/database.h"

struct hill {
	int64_t county, id, height;
	struct text name;
};

static const struct field hill_fields[] = {
	INT_FIELD(hill, county, "County", 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, hill, id, "Id", 0, 0, 0),
	INT_FIELD(hill, height, "Height", 0, 0, 0),
	TEXT_FIELD(hill, name, "Name", 0, 0, 20),
	FIELD_END,
};

static const struct record hill_record = { .name = "hill", .size = sizeof(struct hill), .fields = hill_fields };

static struct arena *arena;
static struct db *writer, *silent, *reader;
static struct db_touched *touched;

static struct db *open_one(const struct db_target *target, enum db_mode mode)
{
	struct text problem = T("");
	struct db *db = NULL;

	assert_int_equal(db_open(target, mode, arena, &db, &problem), DONE);
	return db;
}

/* False: rows are kept on SQLite only. */
static bool ground(bool checks)
{
	if (test_on_postgres())
		return false;
	struct db_target target = test_database();
	arena = arena_new();
	touched = touched_new(arena);
	writer = open_one(&target, DB_WRITE);
	assert_int_equal(
		db_script(writer,
	                  "CREATE TABLE hill(county BIGINT NOT NULL, id BIGINT NOT NULL, height BIGINT NOT NULL,"
	                  " name TEXT NOT NULL, PRIMARY KEY (county, id));"
	                  "CREATE TABLE lake(id BIGINT NOT NULL, PRIMARY KEY (id));"
	                  "INSERT INTO hill(county, id, height, name) VALUES (1, 1, 10, 'North'), (1, 2, 20, '');"
	                  "INSERT INTO lake(id) VALUES (1);"),
		DONE);
	db_report_writes(writer, touched);
	silent = open_one(&target, DB_WRITE);
	reader = open_one(&target, DB_READ);
	db_keep_rows(reader, touched, checks);
	return true;
}

static void ground_end(void)
{
	db_close(reader);
	db_close(silent);
	db_close(writer);
	arena_free(arena);
}

static void write_by(struct db *db, int64_t id, int64_t height)
{
	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(db_exec(db, "UPDATE hill SET height = $1 WHERE county = $2 AND id = $3",
	                         bind(i64(height), i64(1), i64(id))),
	                 DONE);
	assert_int_equal(db_commit(db), DONE);
}

static void begin(bool asks)
{
	int64_t one = 0;

	assert_int_equal(db_begin(reader), DONE);
	if (asks)
		assert_int_equal(db_number(reader, &one, "SELECT id FROM lake WHERE id = $1", bind(i64(1))), DONE);
}

static enum outcome hill_one(int64_t id, struct hill *ret)
{
	return db_one(reader, arena, &hill_record, ret,
	              "SELECT county, id, height, name FROM hill WHERE county = $1 AND id = $2", bind(i64(1), i64(id)));
}

/* In a transaction of its own; -1: there is none. */
static int64_t height(int64_t id)
{
	struct hill hill = { 0 };

	begin(true);
	enum outcome outcome = hill_one(id, &hill);
	db_rollback(reader);
	assert_true(outcome == DONE || (outcome == NOT_FOUND && id > 2));
	return outcome == DONE ? hill.height : -1;
}

static size_t higher(int64_t than, struct hill **ret)
{
	size_t count = 0;

	begin(true);
	assert_int_equal(db_list(reader, arena, &hill_record, 10, ret, &count,
	                         "SELECT county, id, height, name FROM hill WHERE height > $1 ORDER BY id LIMIT 10",
	                         bind(i64(than))),
	                 DONE);
	db_rollback(reader);
	return count;
}

/* A statement is prepared the first time, its question known the second, its rows kept the third. */
enum { UNTIL_KEPT = 3 };

TEST(kept_rows_are_given_until_their_row_is_written)
{
	if (!ground(false))
		return;
	for (int i = 0; i < UNTIL_KEPT; i++)
		assert_int_equal(height(1), 10);
	write_by(silent, 1, 11);
	assert_int_equal(height(1), 10);
	assert_int_equal(height(2), 20);
	write_by(writer, 2, 22);
	assert_int_equal(height(1), 10);
	assert_int_equal(height(2), 22);
	write_by(writer, 1, 12);
	assert_int_equal(height(1), 12);
	ground_end();
}

TEST(kept_rows_of_a_list_are_given_until_its_table_is_written)
{
	struct hill *hills = NULL;

	if (!ground(false))
		return;
	for (int i = 0; i < UNTIL_KEPT; i++)
		assert_int_equal(higher(5, &hills), 2);
	write_by(silent, 1, 4);
	assert_int_equal(higher(5, &hills), 2);
	assert_int_equal(hills[0].height, 10);
	assert_true(text_equal(hills[0].name, T("North")));
	assert_int_equal(hills[1].id, 2);
	assert_int_equal(hills[1].name.length, 0);
	assert_int_equal(higher(6, &hills), 1); /* another question */
	write_by(writer, 2, 21);
	assert_int_equal(higher(5, &hills), 1);
	assert_int_equal(hills[0].height, 21);
	ground_end();
}

TEST(kept_rows_may_be_none)
{
	if (!ground(false))
		return;
	for (int i = 0; i < UNTIL_KEPT; i++)
		assert_int_equal(height(3), -1);
	assert_int_equal(db_exec(silent, "INSERT INTO hill(county, id, height, name) VALUES (1, 3, 30, '')",
	                         bind_none()),
	                 DONE);
	assert_int_equal(height(3), -1);
	assert_int_equal(db_exec(writer, "UPDATE hill SET height = $1 WHERE county = $2 AND id = $3",
	                         bind(i64(31), i64(1), i64(3))),
	                 DONE);
	assert_int_equal(height(3), 31);
	ground_end();
}

/* Before the engine was asked it is open which commits the transaction sees. */
TEST(kept_rows_are_not_the_first_of_a_transaction)
{
	struct hill hill = { 0 };

	if (!ground(false))
		return;
	for (int i = 0; i < UNTIL_KEPT; i++)
		assert_int_equal(height(1), 10);
	write_by(silent, 1, 11);
	begin(false);
	assert_int_equal(hill_one(1, &hill), DONE);
	assert_int_equal(hill.height, 11);
	db_rollback(reader);
	ground_end();
}

/* A commit after the transaction's first read is not seen by it, and is by the next one. */
TEST(kept_rows_are_those_the_transaction_sees)
{
	struct hill hill = { 0 };

	if (!ground(false))
		return;
	for (int i = 0; i < UNTIL_KEPT; i++)
		assert_int_equal(height(1), 10);
	begin(true);
	write_by(writer, 1, 12);
	assert_int_equal(hill_one(1, &hill), DONE);
	assert_int_equal(hill.height, 10);
	db_rollback(reader);
	assert_int_equal(height(1), 12);
	ground_end();
}

/* Between a commit and its being told a snapshot may show it. */
TEST(kept_rows_are_not_given_while_a_commit_is_under_way)
{
	if (!ground(false))
		return;
	const struct db_value values[] = { i64(5), i64(1), i64(1) };
	struct footprint footprint = footprint_of("UPDATE hill SET height = $1 WHERE county = $2 AND id = $3");
	for (int i = 0; i < UNTIL_KEPT; i++)
		assert_int_equal(height(1), 10);
	write_by(silent, 1, 11);
	struct db_touches *touches = touches_new(touched);
	footprint_written(touches, &footprint, values);
	assert_int_equal(height(1), 10);
	touches_may_show(touches);
	assert_int_equal(height(1), 11);
	touches_drop(touches); /* no commit came of it, and what was read meanwhile is kept */
	write_by(silent, 1, 12);
	assert_int_equal(height(1), 11);
	footprint_all_written(touches);
	touches_may_show(touches);
	assert_int_equal(height(1), 12);
	touches_tell(touches);
	free(touches);
	ground_end();
}

static void read_once_more(void)
{
	height(1);
}

TEST(kept_rows_that_are_wrong_end_the_program_when_they_are_checked)
{
	if (!ground(true))
		return;
	for (int i = 0; i < UNTIL_KEPT; i++)
		assert_int_equal(height(1), 10);
	assert_false(aborts(read_once_more));
	write_by(writer, 1, 11);
	assert_int_equal(height(1), 11);
	assert_int_equal(height(1), 11);
	assert_false(aborts(read_once_more));
	write_by(silent, 1, 12);
	assert_true(aborts(read_once_more));
	ground_end();
}
