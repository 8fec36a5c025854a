/* The order of ids is that of commits, wherever two commands touch the same: what a replay by ids relies on. */
#include "support/ground.h"

#include <semaphore.h>

#include "journal/chain.h"

enum { HERE = 510524, THERE = 510525, MANY = 120 };

static sem_t begun, over;

/* Takes the next turn: one row that everybody changes, and a row that tells whose turn it was (its moment is the turn's number). */
static enum outcome take_turn(struct task *task, struct db *db, struct world *world)
{
	int64_t turn = 0;
	enum outcome outcome =
		db_number(db, &turn,
	                  "UPDATE counter SET value = value + 1 WHERE county = $1 AND name = 'turn' RETURNING value",
	                  bind(i64(HERE)));

	task->answer = (struct answer){ .status = 303, .location = T("/"), .type = T("text/plain"), .body = T("") };
	if (outcome != DONE)
		return outcome;
	return db_exec(db, "INSERT INTO trail(county, id, at, chance) VALUES ($1, $2, $3, '')",
	               bind(i64(task->command.county), i64(world_id(world)), i64(turn)));
}

/* The same, but its transaction has begun when the other's begins, and the other's is over when it takes its turn. */
static enum outcome take_turn_late(struct task *task, struct db *db, struct world *world)
{
	struct errand *errand = task->owner;
	int64_t seen = 0;

	if (errand->runs++ == 0 && db_number(db, &seen, "SELECT value FROM counter WHERE county = $1 AND name = 'turn'",
	                                     bind(i64(HERE))) == DONE) {
		sem_post(&begun);
		sem_wait(&over);
	}
	return take_turn(task, db, world);
}

static struct ground *ground_with_turns(void)
{
	struct ground *ground = ground_start();

	assert_int_equal(db_begin(ground->db), DONE);
	assert_int_equal(db_exec(ground->db, "INSERT INTO counter(county, name, value) VALUES ($1, 'turn', 0)",
	                         bind(i64(HERE))),
	                 DONE);
	assert_int_equal(db_commit(ground->db), DONE);
	return ground;
}

/* Ids grow with the turns, and all turns are there. */
static void check_turns(struct ground *ground, int64_t wanted)
{
	int64_t turn = 0, last_id = 0;
	struct db_rows *rows;

	assert_int_equal(db_begin(ground->db), DONE);
	rows = db_rows(ground->db, "SELECT at, id FROM trail ORDER BY at /* scan */", bind_none());
	while (db_next(rows)) {
		assert_int_equal(db_int(rows, "at"), ++turn);
		assert_true(db_int(rows, "id") > last_id);
		last_id = db_int(rows, "id");
	}
	assert_int_equal(db_done(rows), DONE);
	db_rollback(ground->db);
	assert_int_equal(turn, wanted);
}

TEST(writer_gives_new_ids_to_who_comes_second)
{
	struct ground *ground = ground_with_turns();
	struct errand *late = errand_new(HERE, "late", NULL), *other = errand_new(THERE, "other", NULL);

	if (ground->lanes == 1) { /* one lane cannot come before itself */
		ground_end();
		return;
	}
	sem_init(&begun, 0, 0);
	sem_init(&over, 0, 0);
	late->task.run = take_turn_late;
	other->task.run = take_turn;
	assert_true(errand_submit(late));
	sem_wait(&begun);
	assert_int_equal(writer_run(ground->writer, &other->task), DONE);
	sem_post(&over);
	errand_wait();
	assert_int_equal(late->task.outcome, DONE);
	assert_int_equal(late->runs, 2);
	assert_true(late->task.command.id > other->task.command.id);
	check_turns(ground, 2);
	sem_destroy(&begun);
	sem_destroy(&over);
	ground_end();
}

TEST(writer_ids_go_with_commits)
{
	struct ground *ground = ground_with_turns();
	int64_t rows = 0;
	struct text words = { NULL, 0 };

	for (int i = 0; i < MANY; i++) {
		struct errand *errand = errand_new(i % 2 ? HERE : THERE, "many", NULL);
		errand->task.run = take_turn;
		errand->task.alone = i % 7 == 0;
		assert_true(errand_submit(errand));
	}
	errand_wait();
	check_turns(ground, MANY);
	assert_int_equal(chain_verify(ground->db, ground->arena, &rows, &words), DONE);
	assert_int_equal(rows, MANY);
	ground_end();
}
