/* Statements that are told DONE before they are done (db_defer()): whatever fails, and wherever in a command it stands, the outcome is
   that of a connection which tells each outcome at once, the neighbours in the batch are kept, and the journal is whole. */
#include "support/ground.h"

#include "journal/chain.h"

enum { HERE = 510524, MANY = 120, WAYS = 6, STATEMENTS = 600 };

/* Something else to keep of a command that goes wrong, so that its undoing is seen. */
static enum outcome count_up(struct task *task, struct db *db, struct world *world)
{
	struct errand *errand = task->owner;

	(void)world;
	errand->runs++;
	task->answer = (struct answer){ .status = 303, .location = T("/"), .type = T("text/plain"), .body = T("") };
	return db_exec(db,
	               "INSERT INTO counter(county, name, value) VALUES ($1, $2, 1)"
	               " ON CONFLICT (county, name) DO UPDATE SET value = counter.value + 1",
	               bind(i64(HERE), txt(text_of(errand->name))));
}

static enum outcome look(struct db *db)
{
	int64_t count = 0;

	return db_number(db, &count, "SELECT count(*) FROM counter WHERE name = 'there'", bind_none());
}

static enum outcome put_twice(struct db *db)
{
	return db_exec(db, "INSERT INTO counter(county, name, value) VALUES ($1, 'there', 2)", bind(i64(HERE)));
}

static enum outcome change_nobody(struct db *db)
{
	return db_change_one(db, "UPDATE counter SET value = value + 1 WHERE county = $1 AND name = 'nobody'",
	                     bind(i64(HERE)));
}

static enum outcome goes_well(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = count_up(task, db, world);

	if (outcome == DONE)
		outcome = db_change_one(db, "UPDATE counter SET value = value + 1 WHERE county = $1 AND name = 'there'",
		                        bind(i64(HERE)));
	return outcome == DONE ? look(db) : outcome;
}

static enum outcome fails_and_reads(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = count_up(task, db, world);

	if (outcome == DONE)
		outcome = put_twice(db);
	return outcome == DONE ? look(db) : outcome;
}

static enum outcome fails_at_last(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = count_up(task, db, world);

	return outcome == DONE ? put_twice(db) : outcome;
}

static enum outcome changes_nobody_and_reads(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = count_up(task, db, world);

	if (outcome == DONE)
		outcome = change_nobody(db);
	return outcome == DONE ? look(db) : outcome;
}

static enum outcome changes_nobody_at_last(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = count_up(task, db, world);

	return outcome == DONE ? change_nobody(db) : outcome;
}

/* Its own no comes after a statement that will turn out to fail: the statement's outcome came first. */
static enum outcome fails_and_says_no(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = count_up(task, db, world);

	if (outcome == DONE)
		outcome = put_twice(db);
	return outcome == DONE ? INVALID : outcome;
}

static const struct way {
	enum outcome (*run)(struct task *task, struct db *db, struct world *world);
	enum outcome wanted;
} ways[WAYS] = {
	{ goes_well, DONE },
	{ fails_and_reads, CONFLICT },
	{ fails_at_last, CONFLICT },
	{ changes_nobody_and_reads, CONFLICT },
	{ changes_nobody_at_last, CONFLICT },
	{ fails_and_says_no, CONFLICT },
};

static struct ground *ground_with_row(void)
{
	struct ground *ground = ground_start();

	assert_int_equal(writer_run(ground->writer, &errand_new(HERE, "there", NULL)->task), DONE);
	return ground;
}

static struct errand *submitted(const struct way *way, const char *name)
{
	struct errand *errand = errand_new(HERE, name, NULL);

	errand->task.run = way->run;
	assert_true(errand_submit(errand));
	return errand;
}

/* `good` commands went well, beside those that made the ground. */
static void check_ground(struct ground *ground, int64_t good)
{
	int64_t rows = 0;
	struct text words = { NULL, 0 };

	assert_int_equal(ground_count("good"), good);
	assert_int_equal(ground_count("bad"), 0);
	assert_int_equal(ground_count("there"), 1 + good);
	assert_int_equal(chain_verify(ground->db, ground->arena, &rows, &words), DONE);
	assert_int_equal(rows, 1 + good);
}

TEST(writer_tells_each_outcome_as_it_is)
{
	for (size_t i = 1; i < WAYS; i++) {
		struct ground *ground = ground_with_row();
		gate_close();
		struct errand *before = submitted(&ways[0], "good");
		struct errand *bad = submitted(&ways[i], "bad");
		struct errand *after = submitted(&ways[0], "good");
		gate_open();
		errand_wait();
		assert_int_equal(before->task.outcome, DONE);
		assert_int_equal(bad->task.outcome, ways[i].wanted);
		assert_int_equal(after->task.outcome, DONE);
		check_ground(ground, 2);
		assert_true(ground_on_postgres() || bad->runs == 1);
		/* The same as the last of its batch, where only the commit can tell. */
		submitted(&ways[0], "good");
		errand_wait();
		bad = errand_new(HERE, "bad", NULL);
		bad->task.run = ways[i].run;
		assert_int_equal(writer_run(ground->writer, &bad->task), ways[i].wanted);
		check_ground(ground, 3);
		ground_end();
	}
}

TEST(writer_tells_many_outcomes_in_one_batch)
{
	struct ground *ground = ground_with_row();
	struct errand *errands[MANY];
	int64_t good = 0;
	uint32_t chance = 20261122;

	gate_close();
	for (int i = 0; i < MANY; i++) {
		chance = chance * 1664525 + 1013904223; /* the same each time; mostly good ones */
		size_t way = chance >> 28 < WAYS ? chance >> 28 : 0;
		errands[i] = submitted(&ways[way], way == 0 ? "good" : "bad");
		errands[i]->wanted = ways[way].wanted;
		good += way == 0;
	}
	gate_open();
	errand_wait();
	for (int i = 0; i < MANY; i++)
		assert_int_equal(errands[i]->task.outcome, errands[i]->wanted);
	assert_true(good > MANY / 2 && good < MANY);
	check_ground(ground, good);
	ground_end();
}

/* More than the connection keeps unanswered. */
static enum outcome does_much(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = DONE;

	for (int i = 0; i < STATEMENTS && outcome == DONE; i++)
		outcome = count_up(task, db, world);
	return outcome;
}

static enum outcome does_much_and_fails(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = put_twice(db);

	return outcome == DONE ? does_much(task, db, world) : outcome;
}

TEST(writer_takes_many_statements_in_one_command)
{
	struct ground *ground = ground_with_row();
	struct errand *bad = errand_new(HERE, "bad", NULL), *good = errand_new(HERE, "much", NULL);

	bad->task.run = does_much_and_fails;
	good->task.run = does_much;
	assert_int_equal(writer_run(ground->writer, &bad->task), CONFLICT);
	assert_int_equal(writer_run(ground->writer, &good->task), DONE);
	assert_int_equal(ground_count("bad"), 0);
	assert_int_equal(ground_count("much"), STATEMENTS);
	ground_end();
}
