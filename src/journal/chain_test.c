#include "support/ground.h"

#include <stdio.h>
#include <string.h>

#include "journal/chain.h"

enum { HERE = 510524, ROWS = 9 };

static void write_rows(struct ground *ground)
{
	char key[16];

	for (int i = 0; i < ROWS; i++) {
		snprintf(key, sizeof key, "key %d", i);
		struct errand *errand = errand_new(HERE, "bell", i % 3 ? key : NULL);
		assert_int_equal(writer_run(ground->writer, &errand->task), DONE);
	}
}

static void check_wrong(struct ground *ground, int64_t number, int64_t held)
{
	int64_t rows = 0;
	struct text words = { NULL, 0 },
		    wanted = text_format(ground->arena, "journal lane 0, number %d: ", (int)number);

	assert_int_equal(chain_verify(ground->db, ground->arena, &rows, &words), CONFLICT);
	assert_int_equal(rows, held);
	assert_true(text_starts(words, wanted));
}

static void check_sound(struct ground *ground)
{
	int64_t rows = 0;
	struct text words = { NULL, 0 };

	assert_int_equal(chain_verify(ground->db, ground->arena, &rows, &words), DONE);
	assert_int_equal(rows, ROWS);
}

/* A change of every column of a row, and what undoes it. %d is the row's number. */
static const char *const changes[] = {
	"UPDATE journal SET county = county + 1 WHERE number = %d",
	"UPDATE journal SET id = id + 1 WHERE number = %d",
	"UPDATE journal SET at = at - 1 WHERE number = %d",
	"UPDATE journal SET door = 'POST /gount' WHERE number = %d",
	"UPDATE journal SET target = '/counu' WHERE number = %d",
	"UPDATE journal SET person_id = 12 WHERE number = %d",
	"UPDATE journal SET for_id = 1 WHERE number = %d",
	"UPDATE journal SET place = place + 100000 WHERE number = %d",
	"UPDATE journal SET key = NULL WHERE number = %d",
	"UPDATE journal SET key = request WHERE number = %d",
	"UPDATE journal SET body = request WHERE number = %d",
	"UPDATE journal SET request = hash WHERE number = %d",
	"UPDATE journal SET status = 302 WHERE number = %d",
	"UPDATE journal SET location = '/trail/1' WHERE number = %d",
	"UPDATE journal SET type = 'text/html' WHERE number = %d",
	"UPDATE journal SET reply = body WHERE number = %d",
	"UPDATE journal SET hash = request WHERE number = %d",
	"UPDATE journal SET lane = 3 WHERE number = %d",
	"UPDATE journal SET number = 77 WHERE number = %d",
	"DELETE FROM journal WHERE number = %d",
};

static void script(struct ground *ground, const char *sql)
{
	assert_int_equal(db_script(ground->db, sql), DONE);
}

TEST(chain_names_every_changed_row)
{
	struct ground *ground = ground_start();

	write_rows(ground);
	check_sound(ground);
	for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
		for (int number = 2; number <= 3; number++) {
			char sql[128];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			snprintf(sql, sizeof sql, changes[i], number);
#pragma GCC diagnostic pop
			assert_int_equal(db_begin(ground->db), DONE);
			script(ground, sql);
			bool is_gap = i + 3 >= sizeof changes / sizeof *changes;
			check_wrong(ground, is_gap ? number + 1 : number, number - 1);
			db_rollback(ground->db);
		}
	}
	check_sound(ground);
	ground_end();
}

/* The bytes of BLOB and TEXT columns one by one: a changed byte anywhere is found. */
TEST(chain_finds_a_changed_byte_in_a_sealed_body)
{
	struct ground *ground = ground_start();
	struct text body = { NULL, 0 };

	write_rows(ground);
	assert_int_equal(db_word(ground->db, ground->arena, &body, "SELECT body FROM journal WHERE number = 4",
	                         bind_none()),
	                 DONE);
	for (size_t i = 0; i < body.length; i++) {
		char changed[128];
		assert_true(body.length < sizeof changed);
		memcpy(changed, body.bytes, body.length);
		changed[i] = (char)(changed[i] ^ 0x40);
		assert_int_equal(db_begin(ground->db), DONE);
		assert_int_equal(db_exec(ground->db, "UPDATE journal SET body = $1 WHERE number = 4",
		                         bind(bytes((struct text){ changed, body.length }))),
		                 DONE);
		check_wrong(ground, 4, 3);
		struct command command;
		struct answer answer;
		assert_int_equal(chain_command(ground->db, ground->arena, &ground->secret, 0, 4, &command, &answer),
		                 CONFLICT);
		db_rollback(ground->db);
	}
	ground_end();
}

/* ---- a changed bit, wherever it is ---- */

static const struct column {
	const char *read, *write; /* $1 the row, $2 what it is from now on, or what is added to a number */
	enum { NUMBER, WORD, BYTES } kind;
} columns[] = {
	{ "", "UPDATE journal SET county = county + $2 WHERE number = $1", NUMBER },
	{ "", "UPDATE journal SET id = id + $2 WHERE number = $1", NUMBER },
	{ "", "UPDATE journal SET at = at + $2 WHERE number = $1", NUMBER },
	{ "", "UPDATE journal SET person_id = person_id + $2 WHERE number = $1", NUMBER },
	{ "", "UPDATE journal SET for_id = for_id + $2 WHERE number = $1", NUMBER },
	{ "", "UPDATE journal SET place = place + $2 WHERE number = $1", NUMBER },
	{ "", "UPDATE journal SET status = status + $2 WHERE number = $1", NUMBER },
	{ "SELECT door FROM journal WHERE number = $1", "UPDATE journal SET door = $2 WHERE number = $1", WORD },
	{ "SELECT target FROM journal WHERE number = $1", "UPDATE journal SET target = $2 WHERE number = $1", WORD },
	{ "SELECT location FROM journal WHERE number = $1", "UPDATE journal SET location = $2 WHERE number = $1",
	  WORD },
	{ "SELECT type FROM journal WHERE number = $1", "UPDATE journal SET type = $2 WHERE number = $1", WORD },
	{ "SELECT key FROM journal WHERE number = $1", "UPDATE journal SET key = $2 WHERE number = $1", BYTES },
	{ "SELECT body FROM journal WHERE number = $1", "UPDATE journal SET body = $2 WHERE number = $1", BYTES },
	{ "SELECT request FROM journal WHERE number = $1", "UPDATE journal SET request = $2 WHERE number = $1", BYTES },
	{ "SELECT reply FROM journal WHERE number = $1", "UPDATE journal SET reply = $2 WHERE number = $1", BYTES },
	{ "SELECT hash FROM journal WHERE number = $1", "UPDATE journal SET hash = $2 WHERE number = $1", BYTES },
};

/* Turns one bit of the column over; where it is empty, it is not any more. Which bit, says `chance`. */
static void turn_a_bit(struct ground *ground, const struct column *column, int64_t number, uint32_t chance)
{
	struct text now = T("");
	char *changed;

	if (column->kind == NUMBER) {
		assert_int_equal(db_exec(ground->db, column->write,
		                         bind(i64(number), i64(INT64_C(1) << (chance % 50)))),
		                 DONE);
		return;
	}
	assert_int_equal(db_word(ground->db, ground->arena, &now, column->read, bind(i64(number))), DONE);
	if (now.length == 0)
		now = T("y");
	changed = arena_take(ground->arena, now.length);
	memcpy(changed, now.bytes, now.length);
	/* The lowest bit of a letter gives another letter. */
	changed[chance / 8 % now.length] ^= (char)(column->kind == WORD ? 1 : 1 << chance % 8);
	now = (struct text){ changed, now.length };
	assert_int_equal(db_exec(ground->db, column->write,
	                         bind(i64(number), column->kind == WORD ? txt(now) : bytes(now))),
	                 DONE);
}

TEST(chain_names_the_row_of_a_changed_bit_in_any_column_of_any_row)
{
	struct ground *ground = ground_start();
	uint32_t chance = 20261123;

	write_rows(ground);
	for (int64_t number = 1; number <= ROWS; number++) {
		for (size_t i = 0; i < 3 * sizeof columns / sizeof *columns; i++) {
			chance = chance * 1664525 + 1013904223; /* Numerical Recipes' quick generator */
			assert_int_equal(db_begin(ground->db), DONE);
			turn_a_bit(ground, &columns[i / 3], number, chance >> 8);
			check_wrong(ground, number, number - 1);
			db_rollback(ground->db);
		}
	}
	check_sound(ground);
	ground_end();
}

TEST(chain_finds_exchanged_rows)
{
	struct ground *ground = ground_start();

	write_rows(ground);
	assert_int_equal(db_begin(ground->db), DONE);
	script(ground,
	       "UPDATE journal SET number = 100 WHERE number = 5;"
	       "UPDATE journal SET number = 5 WHERE number = 6; UPDATE journal SET number = 6 WHERE number = 100");
	check_wrong(ground, 5, 4);
	db_rollback(ground->db);
	ground_end();
}

TEST(chain_keeps_no_plain_bodies)
{
	struct ground *ground = ground_start();
	struct errand *errand = errand_new(HERE, "bell", "k1");
	struct command command;
	struct answer answer;
	struct text stored = { NULL, 0 };

	errand->task.command.body = T("phone=13800138000");
	assert_int_equal(writer_run(ground->writer, &errand->task), DONE);
	assert_int_equal(db_word(ground->db, ground->arena, &stored, "SELECT body FROM journal WHERE number = 1",
	                         bind_none()),
	                 DONE);
	assert_int_equal(text_find(stored, T("13800138000")), stored.length);
	assert_int_equal(db_word(ground->db, ground->arena, &stored, "SELECT reply FROM journal WHERE number = 1",
	                         bind_none()),
	                 DONE);
	assert_int_equal(text_find(stored, T("counted")), stored.length);
	assert_int_equal(chain_command(ground->db, ground->arena, &ground->secret, 0, 1, &command, &answer), DONE);
	assert_true(text_equal(command.body, T("phone=13800138000")));
	assert_true(text_equal(answer.body, T("counted")));
	assert_true(text_equal(command.key, errand->task.command.key));
	assert_int_equal(command.id, errand->task.command.id);
	struct digest wrong = digest_of(T("wrong"));
	assert_int_equal(chain_fits(ground->db, ground->arena, &ground->secret), DONE);
	assert_int_equal(chain_fits(ground->db, ground->arena, &wrong), CONFLICT);
	assert_int_equal(chain_command(ground->db, ground->arena, &wrong, 0, 1, &command, &answer), CONFLICT);
	assert_int_equal(chain_command(ground->db, ground->arena, &ground->secret, 0, 2, &command, &answer), NOT_FOUND);
	ground_end();
}

/* The bytes are the header's: a change of the form would make every journal in the land look forged. */
TEST(chain_form_is_fixed)
{
	struct ground *ground = ground_start();
	struct command command = { .county = 510525,
		                   .id = 4096,
		                   .at = 1784509200000,
		                   .door = T("POST /x"),
		                   .target = T("/x"),
		                   .person_id = 1,
		                   .for_id = 2,
		                   .place = 3 };
	struct answer answer = { .status = 303, .location = T("/y") };
	struct chain chain = { .lane = 4 };
	struct chain_keys keys = chain_keys_of(&ground->secret);
	struct text hash = { NULL, 0 };

	assert_int_equal(chain_append(ground->db, ground->arena, &chain, &keys, &command, &answer), DONE);
	hash = text_hex(ground->arena, chain.head.bytes, DIGEST_BYTES);
	assert_int_equal(chain.number, 1);
	assert_int_equal(chain.last_id, 4096);
	assert_string_equal(text_string(ground->arena, hash),
	                    "39fdcd1611a76d33c3c005422d63c82372d2335c9a39168140d778f82dadc3cb");
	struct chain stored;
	assert_int_equal(chain_read(ground->db, 4, &stored), DONE);
	assert_memory_equal(stored.head.bytes, chain.head.bytes, DIGEST_BYTES);
	assert_int_equal(chain_read(ground->db, 5, &stored), DONE);
	assert_int_equal(stored.number, 0);
	ground_end();
}
