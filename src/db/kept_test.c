/* What a read gives within the writer's transaction is what the tables hold then, whatever the engine keeps of earlier answers: after a
   write to the table by every kind of statement, after an undo, in the next transaction; and for other values of the same text. */
#include "support/town.h"

#include "db/open.h"
#include "support/database.h"

static struct arena *arena;
static struct db *writer;

static void ground(void)
{
	struct db_target target = test_database();
	struct text problem = T("");

	arena = arena_new();
	assert_int_equal(db_open(&target, DB_WRITE, arena, &writer, &problem), DONE);
	assert_int_equal(db_script(writer,
	                           "CREATE TABLE hill(id BIGINT NOT NULL, height BIGINT NOT NULL, PRIMARY KEY (id));"
	                           "CREATE TABLE lake(id BIGINT NOT NULL, depth BIGINT NOT NULL, PRIMARY KEY (id));"
	                           "INSERT INTO hill(id, height) VALUES (1, 10), (2, 20);"
	                           "INSERT INTO lake(id, depth) VALUES (1, 5);"),
	                 DONE);
}

static void ground_end(void)
{
	db_close(writer);
	arena_free(arena);
}

static void begin(void)
{
	assert_int_equal(db_begin(writer), DONE);
	assert_int_equal(db_savepoint(writer), DONE);
	db_defer(writer, true);
}

static int64_t height(int64_t id)
{
	int64_t number = -1;

	assert_int_equal(db_number(writer, &number, "SELECT height FROM hill WHERE id = $1", bind(i64(id))), DONE);
	return number;
}

/* Of both tables, in a join, in a list of tables and behind a WITH. */
static int64_t sums(void)
{
	int64_t join = -1, list = -1, with = -1;

	assert_int_equal(
		db_number(
			writer, &join,
			"SELECT CAST(sum(h.height + l.depth) AS BIGINT) AS s FROM hill AS h JOIN lake AS l ON l.id = h.id",
			bind_none()),
		DONE);
	assert_int_equal(
		db_number(
			writer, &list,
			"SELECT CAST(sum(h.height + l.depth) AS BIGINT) AS s FROM hill AS h, lake l WHERE l.id = h.id",
			bind_none()),
		DONE);
	assert_int_equal(
		db_number(
			writer, &with,
			"WITH low(id, depth) AS (SELECT id, depth FROM lake) SELECT CAST(sum(h.height + low.depth) AS BIGINT)"
			" AS s FROM low JOIN hill AS h ON h.id = low.id",
			bind_none()),
		DONE);
	assert_int_equal(join, list);
	assert_int_equal(join, with);
	return join;
}

TEST(kept_answers_are_those_of_the_tables)
{
	int64_t id = 0, changed = 0;

	ground();
	begin();
	for (int again = 0; again < 2; again++) {
		assert_int_equal(height(1), 10);
		assert_int_equal(height(2), 20);
		assert_int_equal(sums(), 15);
	}
	assert_int_equal(db_exec(writer, "UPDATE hill SET height = height + 1 WHERE id = $1", bind(i64(1))), DONE);
	assert_int_equal(height(1), 11);
	assert_int_equal(sums(), 16);
	assert_int_equal(db_change_one(writer, "UPDATE lake SET depth = 6 WHERE id = 1", bind_none()), DONE);
	assert_int_equal(height(1), 11);
	assert_int_equal(sums(), 17);
	assert_int_equal(db_number(writer, &id,
	                           "INSERT INTO lake(id, depth) VALUES (2, 7) ON CONFLICT (id) DO UPDATE SET"
	                           " depth = excluded.depth RETURNING id",
	                           bind_none()),
	                 DONE);
	assert_int_equal(sums(), 44);
	assert_int_equal(db_change(writer, &changed,
	                           "DELETE FROM lake WHERE id IN (SELECT id FROM hill WHERE height = 20)", bind_none()),
	                 DONE);
	assert_int_equal(changed, 1);
	assert_int_equal(sums(), 17);
	assert_int_equal(db_release(writer), DONE);
	assert_int_equal(db_commit(writer), DONE);
	ground_end();
}

TEST(kept_answers_end_with_an_undo)
{
	ground();
	begin();
	assert_int_equal(height(1), 10);
	assert_int_equal(db_exec(writer, "UPDATE hill SET height = 99", bind_none()), DONE);
	assert_int_equal(height(1), 99);
	assert_int_equal(db_settle(writer), DONE);
	assert_int_equal(db_undo(writer), DONE);
	assert_int_equal(db_savepoint(writer), DONE);
	assert_int_equal(height(1), 10);
	assert_int_equal(db_exec(writer, "UPDATE hill SET height = 98", bind_none()), DONE);
	assert_int_equal(height(1), 98);
	db_rollback(writer);
	begin();
	assert_int_equal(height(1), 10);
	assert_int_equal(db_release(writer), DONE);
	assert_int_equal(db_commit(writer), DONE);
	ground_end();
}

TEST(kept_answers_end_with_the_transaction)
{
	struct arena *own = arena_new();
	struct db_target target = test_database();
	struct db *here, *there;
	struct text problem = T("");
	int64_t number = 0;

	assert_int_equal(db_open(&target, DB_WRITE, own, &here, &problem), DONE);
	assert_int_equal(db_open(&target, DB_WRITE, own, &there, &problem), DONE);
	assert_int_equal(db_script(here, "CREATE TABLE hill(id BIGINT NOT NULL, PRIMARY KEY (id));"), DONE);
	for (int64_t i = 0; i < 3; i++) {
		assert_int_equal(db_begin(here), DONE);
		db_defer(here, true);
		assert_int_equal(db_number(here, &number, "SELECT count(*) FROM hill", bind_none()), DONE);
		assert_int_equal(number, i);
		assert_int_equal(db_commit(here), DONE);
		assert_int_equal(db_begin(there), DONE);
		assert_int_equal(db_exec(there, "INSERT INTO hill(id) VALUES ($1)", bind(i64(i))), DONE);
		assert_int_equal(db_commit(there), DONE);
	}
	db_close(here);
	db_close(there);
	arena_free(own);
}

/* Many values of one text push one another out; the one that is being read stays. */
TEST(kept_answers_make_room)
{
	enum { MANY = 2000 };

	ground();
	begin();
	for (int64_t i = 3; i < MANY; i++)
		assert_int_equal(db_exec(writer, "INSERT INTO hill(id, height) VALUES ($1, $2)",
		                         bind(i64(i), i64(10 * i))),
		                 DONE);
	for (int again = 0; again < 2; again++) {
		assert_int_equal(height(7), 70);
		struct db_rows *rows = db_rows(writer, "SELECT id, depth FROM lake ORDER BY id", bind_none());
		for (int64_t i = 1; i < MANY; i++)
			assert_int_equal(height(i), 10 * i);
		assert_true(db_next(rows));
		assert_int_equal(db_int(rows, "depth"), 5);
		assert_false(db_next(rows));
		assert_int_equal(db_done(rows), DONE);
	}
	assert_int_equal(db_release(writer), DONE);
	assert_int_equal(db_commit(writer), DONE);
	ground_end();
}

/* ---- hints (db_soon()) ---- */

static const char depth_text[] = "SELECT depth FROM lake WHERE id = $1";

static int64_t depth(int64_t id)
{
	int64_t number = -1;

	assert_int_equal(db_number(writer, &number, depth_text, bind(i64(id))), DONE);
	return number;
}

TEST(a_hint_changes_nothing_that_is_read)
{
	ground();
	begin();
	db_soon(writer, depth_text, bind(i64(1)));
	db_soon(writer, depth_text, bind(i64(1)));
	db_soon(writer, depth_text, bind(i64(2))); /* nobody will ask */
	assert_int_equal(depth(1), 5);
	db_soon(writer, depth_text, bind(i64(1))); /* is there */
	assert_int_equal(depth(1), 5);
	db_soon(writer, depth_text, bind(i64(3)));
	assert_int_equal(db_exec(writer, "INSERT INTO lake(id, depth) VALUES (3, 30)", bind_none()), DONE);
	assert_int_equal(depth(3), 30); /* what was asked before the write is not it */
	db_soon(writer, depth_text, bind(i64(3)));
	assert_int_equal(height(1), 10); /* brings the hint's answer along */
	assert_int_equal(db_change_one(writer, "UPDATE lake SET depth = 31 WHERE id = 3", bind_none()), DONE);
	assert_int_equal(depth(3), 31);
	assert_int_equal(db_release(writer), DONE);
	assert_int_equal(db_commit(writer), DONE);
	ground_end();
}

TEST(a_hint_ends_with_an_undo_and_with_the_transaction)
{
	ground();
	begin();
	assert_int_equal(db_exec(writer, "UPDATE lake SET depth = 6", bind_none()), DONE);
	db_soon(writer, depth_text, bind(i64(1)));
	assert_int_equal(db_undo(writer), DONE);
	assert_int_equal(db_savepoint(writer), DONE);
	assert_int_equal(depth(1), 5);
	db_rollback(writer);
	begin();
	assert_int_equal(db_exec(writer, "UPDATE lake SET depth = 7", bind_none()), DONE);
	db_soon(writer, depth_text, bind(i64(1)));
	db_rollback(writer);
	begin();
	assert_int_equal(depth(1), 5);
	db_soon(writer, depth_text, bind(i64(2)));
	assert_int_equal(db_release(writer), DONE);
	assert_int_equal(db_commit(writer), DONE);
	ground_end();
}

/* A hint whose values the server cannot work with is a mistake like any other: the command is run again, and then without hints. */
TEST(a_hint_that_fails_is_found_out)
{
	static const char parts_text[] = "SELECT 60 / depth AS parts FROM lake WHERE id = $1";
	int64_t parts = -1;

	ground();
	begin();
	assert_int_equal(db_exec(writer, "INSERT INTO lake(id, depth) VALUES (2, 0)", bind_none()), DONE);
	db_soon(writer, parts_text, bind(i64(2)));
	if (db_engine(writer) == DB_POSTGRES) {
		assert_int_equal(db_number(writer, &parts, depth_text, bind(i64(1))), FAILED);
		assert_int_equal(db_mistake(writer), DB_MISTAKE_HERE);
		assert_int_equal(db_undo(writer), DONE);
		assert_int_equal(db_savepoint(writer), DONE);
	}
	db_defer(writer, false);
	db_soon(writer, parts_text, bind(i64(2)));
	assert_int_equal(db_number(writer, &parts, parts_text, bind(i64(1))), DONE);
	assert_int_equal(parts, 12);
	assert_int_equal(db_release(writer), DONE);
	assert_int_equal(db_commit(writer), DONE);
	ground_end();
}

/* Many hints push one another out, or are left; what is read is right all the same, and one that was there costs no statement more. */
TEST(hints_make_room)
{
	enum { MANY = 700 };

	ground();
	begin();
	for (int64_t i = 2; i < MANY; i++)
		assert_int_equal(db_exec(writer, "INSERT INTO lake(id, depth) VALUES ($1, $2)",
		                         bind(i64(i), i64(3 * i))),
		                 DONE);
	for (int64_t i = 2; i < MANY; i++)
		db_soon(writer, depth_text, bind(i64(i)));
	int64_t before = db_statements(writer);
	for (int64_t i = 2; i < MANY; i++)
		assert_int_equal(depth(i), 3 * i);
	assert_int_equal(db_statements(writer) - before, MANY - 2);
	assert_int_equal(db_release(writer), DONE);
	assert_int_equal(db_commit(writer), DONE);
	ground_end();
}
