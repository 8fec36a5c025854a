#include "support/ground.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/output.h"
#include "base/thread.h"
#include "journal/chain.h"
#include "journal/replay.h"
#include "journal/tally.h"

enum { HERE = 510524, THERE = 510525 }; /* of lane 0, and of lane 1 where there are two */

static void check_journal(struct ground *ground, int64_t rows_wanted)
{
	int64_t rows = 0;
	struct text words = { NULL, 0 };

	assert_int_equal(chain_verify(ground->db, ground->arena, &rows, &words), DONE);
	assert_int_equal(rows, rows_wanted);
}

static int64_t total(struct ground *ground, int64_t county)
{
	int64_t value = -1;

	assert_int_equal(tally_read(ground->db, place_of_county(county), 7, 20260000, &value), DONE);
	return value;
}

static struct errand *submitted(int64_t county, const char *name, const char *key)
{
	struct errand *errand = errand_new(county, name, key);

	assert_true(errand_submit(errand));
	return errand;
}

TEST(writer_runs_a_command)
{
	struct ground *ground = ground_start();
	struct errand *errand = errand_new(HERE, "bell", NULL);

	assert_int_equal(writer_run(ground->writer, &errand->task), DONE);
	assert_int_equal(errand->task.answer.status, 303);
	assert_int_equal(errand->task.command.at, ground_clock());
	assert_int_equal(id_at(errand->task.command.id), ground_clock());
	assert_int_equal(ground_count("bell"), 1);
	assert_int_equal(total(ground, HERE), 3);
	check_journal(ground, 1);
	ground_end();
}

static enum outcome run_into_wall(struct task *task, struct db *db, struct world *world)
{
	(void)task, (void)world;
	enum outcome outcome = db_exec(db, "INSERT INTO counter(county, name, value) VALUES ($1, $2, 1)",
	                               bind(i64(HERE), txt(T("wall"))));
	if (outcome != DONE)
		return outcome;
	return db_exec(db, "INSERT INTO counter(county, name, value) VALUES ($1, $2, 2)",
	               bind(i64(HERE), txt(T("wall"))));
}

TEST(writer_failing_command_harms_no_neighbour)
{
	struct ground *ground = ground_start();

	gate_close();
	struct errand *before = submitted(HERE, "good", NULL);
	struct errand *refused = errand_new(HERE, "bad", "k-bad"), *wall = errand_new(HERE, "wall", NULL);
	refused->wanted = INVALID;
	wall->task.run = run_into_wall;
	assert_true(errand_submit(refused));
	assert_true(errand_submit(wall));
	struct errand *after = submitted(HERE, "good", NULL);
	gate_open();
	errand_wait();
	assert_int_equal(before->task.outcome, DONE);
	assert_int_equal(refused->task.outcome, INVALID);
	assert_int_equal(wall->task.outcome, CONFLICT);
	assert_int_equal(after->task.outcome, DONE);
	assert_int_equal(ground_count("good"), 2);
	assert_int_equal(ground_count("bad") + ground_count("wall"), 0);
	assert_int_equal(total(ground, HERE), 6);
	check_journal(ground, 2);
	assert_int_equal(writer_figures(ground->writer).largest_batch, 4);
	/* What was refused left no row, so its key may be used again. */
	struct errand *again = errand_new(HERE, "bad", "k-bad");
	assert_int_equal(writer_run(ground->writer, &again->task), DONE);
	assert_false(again->task.repeated);
	ground_end();
}

static void check_repeat(const struct errand *first, const struct errand *second)
{
	assert_int_equal(second->task.outcome, DONE);
	assert_true(second->task.repeated);
	assert_int_equal(second->runs, 0);
	assert_int_equal(second->task.answer.status, first->task.answer.status);
	assert_true(text_equal(second->task.answer.location, first->task.answer.location));
	assert_true(text_equal(second->task.answer.type, first->task.answer.type));
	assert_true(text_equal(second->task.answer.body, first->task.answer.body));
}

TEST(writer_same_key_in_one_batch)
{
	struct ground *ground = ground_start();

	gate_close();
	struct errand *first = submitted(HERE, "bell", "k1"), *second = submitted(HERE, "bell", "k1");
	struct errand *other = errand_new(HERE, "bell", "k1");
	other->task.command.body = T("another body");
	assert_true(errand_submit(other));
	gate_open();
	errand_wait();
	assert_false(first->task.repeated);
	check_repeat(first, second);
	assert_true(second->task.same_request);
	check_repeat(first, other);
	assert_false(other->task.same_request);
	assert_int_equal(ground_count("bell"), 1);
	check_journal(ground, 1);
	ground_end();
}

TEST(writer_same_key_after_restart)
{
	struct ground *ground = ground_start();
	struct errand *first = errand_new(HERE, "bell", "k1"), *second = errand_new(HERE, "bell", "k1");

	assert_int_equal(writer_run(ground->writer, &first->task), DONE);
	ground_restart();
	assert_int_equal(writer_run(ground->writer, &second->task), DONE);
	check_repeat(first, second);
	assert_true(second->task.same_request);
	assert_int_equal(writer_figures(ground->writer).repeated, 1);
	check_journal(ground, 1);
	ground_end();
}

TEST(writer_keeps_no_long_reply)
{
	struct ground *ground = ground_start();
	struct text longest = { arena_take(ground->arena, LIMIT_REPLY_KEPT_BYTES + 1), LIMIT_REPLY_KEPT_BYTES + 1 };
	struct command command = { .id = 1, .at = 1, .door = T("POST /x"), .key = { longest.bytes, DIGEST_BYTES } };
	struct answer answer = { .status = 201, .type = T("text/plain"), .body = longest }, kept;
	struct chain chain = { .lane = 9 };
	struct chain_keys keys = chain_keys_of(&ground->secret);
	bool same = false;

	assert_int_equal(chain_append(ground->db, ground->arena, &chain, &keys, &command, &answer), DONE);
	assert_int_equal(chain_answer(ground->db, ground->arena, &keys, &command, &kept, &same), DONE);
	assert_true(same);
	assert_int_equal(kept.status, 201);
	assert_int_equal(kept.body.length + kept.type.length, 0);
	ground_end();
}

TEST(writer_ids_grow_when_the_clock_jumps_back)
{
	struct ground *ground = ground_start();
	int64_t last = 0;

	for (int i = 0; i < 60; i++) {
		if (i == 20)
			ground_set_clock(ground_clock() - 3600000);
		if (i == 40)
			ground_restart();
		struct errand *errand = errand_new(i % 2 ? HERE : THERE, "bell", NULL);
		assert_int_equal(writer_run(ground->writer, &errand->task), DONE);
		assert_true(errand->task.command.id >= last + WORLD_IDS);
		assert_int_equal(errand->task.command.at, ground_clock());
		last = errand->task.command.id;
	}
	check_journal(ground, 60);
	ground_end();
}

TEST(writer_refuses_when_the_queue_is_full)
{
	struct ground *ground = ground_start();
	int64_t taken = 0;

	gate_close();
	for (int i = 0; i < LIMIT_QUEUE + 10; i++)
		taken += errand_submit(errand_new(HERE, "bell", NULL));
	assert_int_equal(taken, LIMIT_QUEUE);
	assert_int_equal(writer_figures(ground->writer).refused, 10);
	assert_int_equal(writer_figures(ground->writer).waiting, LIMIT_QUEUE);
	gate_open();
	errand_wait();
	assert_int_equal(ground_count("bell"), LIMIT_QUEUE);
	assert_true(writer_figures(ground->writer).largest_batch <= LIMIT_BATCH);
	check_journal(ground, LIMIT_QUEUE);
	ground_end();
}

static void *stop_it(void *writer)
{
	writer_stop(writer);
	return NULL;
}

TEST(writer_stop_finishes_what_was_accepted)
{
	struct ground *ground = ground_start();
	pthread_t stopping;

	gate_close();
	for (int i = 0; i < 300; i++)
		submitted(HERE, "bell", NULL);
	assert_int_equal(pthread_create(&stopping, NULL, stop_it, ground->writer), 0);
	thread_sleep_ms(20);
	gate_open();
	pthread_join(stopping, NULL);
	assert_int_equal(ground_count("bell"), 300);
	assert_false(errand_submit(errand_new(HERE, "bell", NULL)));
	struct errand *late = errand_new(HERE, "bell", NULL);
	assert_int_equal(writer_run(ground->writer, &late->task), FAILED);
	ground_end();
}

TEST(writer_is_alone)
{
	struct ground *ground = ground_start();
	struct writer_options options = {
		.target = ground->target, .lanes = ground->lanes, .secret = &ground->secret, .clock = ground_clock
	};
	struct writer *second = NULL;
	struct text problem = { NULL, 0 };

	assert_int_equal(writer_start(&options, ground->arena, &second, &problem), FAILED);
	assert_true(text_equal(problem, T("Another tongcun is already writing to this data")));
	assert_null(second);
	ground_end();
}

TEST(writer_refuses_text_that_is_none)
{
	ground_start();
	gate_close();
	struct errand *bad = errand_new(HERE, "bell", NULL), *good = errand_new(HERE, "bell", NULL);
	bad->task.command.target = T("/orders/\xff\xfe");
	assert_true(errand_submit(bad));
	assert_true(errand_submit(good));
	gate_open();
	errand_wait();
	assert_int_equal(bad->task.outcome, INVALID);
	assert_int_equal(bad->runs, 0);
	assert_int_equal(good->task.outcome, DONE);
	ground_end();
}

/* ---- faults ---- */

static enum outcome shrink_disk(struct task *task, struct db *db, struct world *world)
{
	(void)task, (void)world;
	return db_script(db, "PRAGMA max_page_count = 1") == DONE ? NOT_FOUND : FAILED;
}

static enum outcome grow_disk(struct task *task, struct db *db, struct world *world)
{
	(void)task, (void)world;
	return db_script(db, "PRAGMA max_page_count = 1000000") == DONE ? NOT_FOUND : FAILED;
}

static void fill_counters(size_t count, int64_t *ret_done)
{
	*ret_done = 0;
	struct errand *errands[LIMIT_BATCH];

	gate_close();
	for (size_t i = 0; i < count; i++) {
		errands[i] = errand_new(HERE, "bell", NULL);
		errands[i]->task.command.body = (struct text){ arena_take(errands[i]->arena, 3000), 3000 };
		assert_true(errand_submit(errands[i]));
	}
	gate_open();
	errand_wait();
	for (size_t i = 0; i < count; i++) {
		assert_true(errands[i]->task.outcome == DONE || errands[i]->task.outcome == FAILED);
		*ret_done += errands[i]->task.outcome == DONE;
	}
}

TEST(writer_recovers_from_a_full_disk)
{
	struct ground *ground = ground_start();
	struct errand *fault = errand_new(0, "fault", NULL), *mend = errand_new(0, "mend", NULL);
	int64_t before, during, after;

	if (ground_on_postgres()) {
		ground_end();
		return;
	}
	fault->task.run = shrink_disk;
	mend->task.run = grow_disk;
	log_set_level(LOG_ERROR + 1);
	fill_counters(20, &before);
	assert_int_equal(writer_run(ground->writer, &fault->task), NOT_FOUND);
	fill_counters(20, &during);
	assert_int_equal(writer_run(ground->writer, &mend->task), NOT_FOUND);
	fill_counters(20, &after);
	log_set_level(LOG_INFO);
	assert_int_equal(before, 20);
	assert_true(during < 20);
	assert_int_equal(after, 20);
	assert_int_equal(ground_count("bell"), before + during + after);
	assert_int_equal(total(ground, HERE), 3 * (before + during + after));
	check_journal(ground, before + during + after);
	ground_end();
}

/* Kills the connection while the batch is open; sequences are not undone with a transaction, so it happens once. */
static enum outcome run_killed_once(struct task *task, struct db *db, struct world *world)
{
	struct errand *errand = task->owner;
	int64_t ignored = 0;

	(void)world;
	if (errand->runs++ > 0)
		return DONE;
	return db_number(db, &ignored,
	                 "SELECT CASE WHEN pg_terminate_backend(pg_backend_pid()) THEN 1 ELSE 0 END AS done",
	                 bind_none());
}

TEST(writer_outlives_its_connection)
{
	struct ground *ground = ground_start();

	if (!ground_on_postgres()) {
		ground_end();
		return;
	}
	gate_close();
	struct errand *first = submitted(HERE, "bell", "k1"), *killer = errand_new(HERE, "killer", NULL);
	killer->task.run = run_killed_once;
	assert_true(errand_submit(killer));
	gate_open();
	errand_wait();
	assert_int_equal(first->task.outcome, DONE);
	assert_int_equal(killer->task.outcome, DONE);
	assert_int_equal(killer->runs, 2);
	assert_int_equal(ground_count("bell"), 1);
	check_journal(ground, 2);
	ground_end();
}

/* The connection dies during COMMIT, at its deferred trigger. */
static const char dying_commit[] =
	"CREATE SEQUENCE deaths;"
	"CREATE FUNCTION die_once() RETURNS trigger LANGUAGE plpgsql AS"
	" 'BEGIN IF nextval(''deaths'') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END';"
	"CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON trail DEFERRABLE INITIALLY DEFERRED"
	" FOR EACH ROW EXECUTE FUNCTION die_once();";

TEST(writer_settles_a_commit_of_unknown_fate)
{
	struct ground *ground = ground_start();

	if (!ground_on_postgres()) {
		ground_end();
		return;
	}
	assert_int_equal(db_script(ground->db, dying_commit), DONE);
	struct errand *errand = errand_new(HERE, "bell", NULL);
	assert_int_equal(writer_run(ground->writer, &errand->task), DONE);
	assert_int_equal(errand->runs, 2);
	assert_int_equal(ground_count("bell"), 1);
	assert_int_equal(total(ground, HERE), 3);
	check_journal(ground, 1);
	ground_end();
}

/* ---- many at once ---- */

enum { THREADS = 8, EACH = 2000, KEYS = 500 };

struct load {
	pthread_t thread;
	int number;
	int64_t refused;
};

static void *submit_many(void *context)
{
	struct load *load = context;
	char key[32];

	for (int i = 0; i < EACH; i++) {
		snprintf(key, sizeof key, "key %d", (i * 7 + load->number * 31) % KEYS);
		struct errand *errand = errand_new(i % KEYS % 2 ? HERE : THERE, "bell", key);
		while (!errand_submit(errand)) {
			load->refused++;
			thread_sleep_ms(1);
		}
	}
	return NULL;
}

TEST(threads_writer_runs_each_key_once)
{
	struct ground *ground = ground_start();
	struct load loads[THREADS];

	for (int i = 0; i < THREADS; i++) {
		loads[i] = (struct load){ .number = i };
		assert_int_equal(pthread_create(&loads[i].thread, NULL, submit_many, &loads[i]), 0);
	}
	for (int i = 0; i < THREADS; i++)
		pthread_join(loads[i].thread, NULL);
	errand_wait();
	struct writer_figures figures = writer_figures(ground->writer);
	assert_int_equal(ground_count("bell"), KEYS);
	assert_int_equal(total(ground, HERE) + total(ground, THERE), 3 * KEYS);
	assert_int_equal(figures.commands, KEYS);
	assert_int_equal(figures.commands + figures.repeated, THREADS * EACH);
	assert_int_equal(figures.failed, 0);
	assert_int_equal(figures.waiting, 0);
	check_journal(ground, KEYS);
	ground_end();
}

/* Adds one to what it read a while ago: right only while no other lane runs. */
static enum outcome read_then_write(struct task *task, struct db *db, struct world *world)
{
	int64_t value = 0;
	enum outcome outcome = db_number(db, &value, "SELECT COUNT(*) AS count FROM counter", bind_none());

	(void)task;
	if (outcome != DONE)
		return outcome;
	thread_sleep_ms(2);
	return db_exec(db, "INSERT INTO counter(county, name, value) VALUES ($1, $2, 1)",
	               bind(i64(value + 1), txt(text_hex(task->arena, &world->first_id, sizeof world->first_id))));
}

TEST(threads_writer_runs_alone_what_is_to_run_alone)
{
	struct ground *ground = ground_start();

	for (int i = 0; i < 60; i++) {
		struct errand *errand = errand_new(i % 3 ? i % 2 ? HERE : THERE : 0, "bell", NULL);
		errand->task.run = read_then_write;
		errand->task.alone = i % 3 != 0;
		assert_true(errand_submit(errand));
	}
	errand_wait();
	assert_int_equal(ground_number("SELECT COUNT(*) AS count FROM counter"), 60);
	assert_int_equal(ground_number("SELECT MAX(county) AS most FROM counter"), 60);
	assert_int_equal(writer_figures(ground->writer).retried, 0);
	ground_end();
}

/* ---- replay ---- */

static enum outcome run_again(void *context, const struct command *command)
{
	struct ground *ground = context;
	char name[32] = { 0 };

	memcpy(name, command->body.bytes, command->body.length);
	struct errand *errand = errand_new(command->county, name, NULL);
	struct command kept = *command;
	kept.body = errand->task.command.body;
	errand->task.command = kept;
	return writer_run(ground->writer, &errand->task);
}

static struct digest rows_digest(struct db *db, struct arena *arena)
{
	struct output out = output_in(arena);
	struct db_rows *rows =
		db_rows(db, "SELECT lane, number, id, at, hash FROM journal ORDER BY lane, number", bind_none());

	for (; db_next(rows); out_text(&out, db_text(rows, "hash")))
		out_format(&out, "%lld %lld %lld", (long long)db_int(rows, "lane"), (long long)db_int(rows, "id"),
		           (long long)db_int(rows, "at"));
	assert_int_equal(db_done(rows), DONE);
	rows = db_rows(db, "SELECT id, chance FROM trail ORDER BY county, id", bind_none());
	for (; db_next(rows); out_text(&out, db_text(rows, "chance")))
		out_int(&out, db_int(rows, "id"));
	assert_int_equal(db_done(rows), DONE);
	rows = db_rows(db,
	               "SELECT county, indicator, period, place, value FROM tally_leaf"
	               " ORDER BY county, indicator, period, place",
	               bind_none());
	while (db_next(rows))
		out_format(&out, "%lld %lld %lld ", (long long)db_int(rows, "period"), (long long)db_int(rows, "place"),
		           (long long)db_int(rows, "value"));
	assert_int_equal(db_done(rows), DONE);
	return digest_of(output_text(&out));
}

TEST(replay_gives_the_same_rows)
{
	struct ground *ground = ground_start();
	static const char *const names[] = { "bell", "drum", "gong" };
	struct replayed replayed;

	for (int i = 0; i < 200; i++) {
		struct errand *errand = submitted(i % 3 ? HERE : THERE, names[i % 3], i % 2 ? names[i % 3] : NULL);
		errand->wanted = i % 7 ? DONE : DENIED;
		ground_set_clock(ground_clock() + 1700);
	}
	errand_wait();
	struct db *past = ground_leave();
	int64_t stored = 0;
	assert_int_equal(db_number(past, &stored, "SELECT COUNT(*) AS count FROM journal", bind_none()), DONE);
	ground_set_clock(1);
	assert_int_equal(replay(past, &ground->secret, ground->arena, run_again, ground, NULL, &replayed), DONE);
	assert_int_equal(replayed.rows, stored);
	struct digest before = rows_digest(past, ground->arena), after = rows_digest(ground->db, ground->arena);
	assert_memory_equal(before.bytes, after.bytes, DIGEST_BYTES);
	check_journal(ground, stored);
	db_close(past);
	ground_end();
}
