/* The writer over a disk that fails at each write, sync and read in turn (SQLite): what was answered DONE is there once, on the disk for
   certain; what was answered FAILED, or CONFLICT (the log could not be made sound), is not there, also not after a restart; what was answered UNCERTAIN is wholly there or not at
   all; and the next command goes through as soon as the disk does. */
#include "support/fault_vfs.h"
#include "support/ground.h"

#include <stdio.h>

#include "base/log.h"
#include "journal/chain.h"
#include "support/database.h"

enum { HERE = 510524, ERRANDS = 3, OPERATIONS = 200 };

static const char *const names[ERRANDS] = { "first", "second", "third" };

struct trial {
	enum fault fault;
	bool is_lasting;
	bool is_log_empty; /* everything stands in the database file: the next commit begins the log anew */
	struct ground *ground;
	struct db_target copy;
	struct errand *errands[ERRANDS];
};

/* ---- looking ---- */

static int64_t count_in(struct db *db, const char *name)
{
	int64_t number = 0;
	enum outcome outcome =
		db_number(db, &number, "SELECT value FROM counter WHERE name = $1", bind(txt(text_of(name))));
	assert_true(outcome == DONE || outcome == NOT_FOUND);
	return number;
}

/* is_left: after a kill or a power cut, where a commit of unknown fate may be found. When its sync failed it is seen before, too: it was committed
   by then. */
static void check_state(const struct trial *trial, struct db *db, bool is_left)
{
	int64_t rows = 0, uncertain = -1;
	struct text words = { NULL, 0 };
	assert_int_equal(chain_verify(db, trial->ground->arena, &rows, &words), DONE);
	assert_int_equal(count_in(db, "kept"), 1);
	for (int i = 0; i < ERRANDS; i++) {
		int64_t count = count_in(db, names[i]);
		enum outcome outcome = trial->errands[i]->task.outcome;
		assert_true(outcome == DONE || outcome == FAILED || outcome == CONFLICT || outcome == UNCERTAIN);
		if (outcome == DONE)
			assert_int_equal(count, 1);
		else if (outcome != UNCERTAIN || !(is_left || trial->fault == FAULT_SYNC))
			assert_int_equal(count, 0);
		else
			assert_true(uncertain < 0 || count == uncertain); /* the whole batch or nothing of it */
		uncertain = outcome == UNCERTAIN ? count : uncertain;
		assert_in_range(count, 0, 1);
	}
}

static const char *folder_of(const struct trial *trial, const struct db_target *target)
{
	return text_string(trial->ground->arena, target->address);
}

static struct db *open_copy(const struct trial *trial)
{
	struct db *db = NULL;
	struct text problem = T("");
	assert_int_equal(db_open(&trial->copy, DB_WRITE, trial->ground->arena, &db, &problem), DONE);
	return db;
}

static void check_left(const struct trial *trial)
{
	void (*const ways[])(const char *folder, const char *to) = { fault_vfs_kill, fault_vfs_power_cut };
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		ways[i](folder_of(trial, &trial->ground->target), folder_of(trial, &trial->copy));
		struct db *db = open_copy(trial);
		check_state(trial, db, true);
		db_close(db);
	}
}

/* ---- a trial ---- */

static void begin(struct trial *trial)
{
	log_set_level(LOG_ERROR + 1);
	fault_vfs_install();
	trial->ground = ground_start();
	trial->copy = test_database();
	assert_int_equal(writer_run(trial->ground->writer, &errand_new(HERE, "kept", "kept")->task), DONE);
}

static void end(struct trial *trial)
{
	struct db_target target = trial->ground->target;
	ground_end();
	test_database_remove(&target);
	test_database_remove(&trial->copy);
	fault_vfs_remove();
	log_set_level(LOG_INFO);
}

/* Gives how many operations failed. */
static int64_t run_errands(struct trial *trial, int64_t nth)
{
	if (trial->is_log_empty)
		db_checkpoint(trial->ground->db);
	if (trial->fault == FAULT_READ)
		ground_restart(); /* with nothing in memory */
	gate_close();
	for (int i = 0; i < ERRANDS; i++) {
		trial->errands[i] = errand_new(HERE, names[i], names[i]);
		assert_true(errand_submit(trial->errands[i]));
	}
	fault_vfs_arm(trial->fault, nth, trial->is_lasting);
	gate_open();
	errand_wait();
	return fault_vfs_disarm();
}

static bool run_trial(struct trial *trial, int64_t nth)
{
	begin(trial);
	int64_t failures = run_errands(trial, nth);
	check_state(trial, trial->ground->db, false);
	check_left(trial);
	for (int i = 0; i < ERRANDS; i++) { /* the fault is over: the same keys once more */
		trial->errands[i] = errand_new(HERE, names[i], names[i]);
		assert_int_equal(writer_run(trial->ground->writer, &trial->errands[i]->task), DONE);
	}
	check_state(trial, trial->ground->db, false);
	check_left(trial);
	end(trial);
	return failures > 0;
}

/* SQLite must have been used before a file system is put over its own. */
static bool on_sqlite(void)
{
	if (ground_on_postgres())
		return false;
	ground_start();
	ground_end();
	return true;
}

static void run_trials(enum fault fault)
{
	if (!on_sqlite())
		return;
	for (int way = 0; way < 4; way++) {
		struct trial trial = { .fault = fault, .is_lasting = way & 1, .is_log_empty = way & 2 };
		int64_t nth = 1;
		while (nth <= OPERATIONS && run_trial(&trial, nth))
			nth++;
		assert_in_range(nth, 2, OPERATIONS); /* at least one struck, and one came after the last */
	}
}

TEST(writer_fault_disk_full_at_each_write)
{
	run_trials(FAULT_FULL);
}

TEST(writer_fault_error_at_each_write)
{
	run_trials(FAULT_WRITE);
}

TEST(writer_fault_each_write_torn)
{
	run_trials(FAULT_TORN);
}

TEST(writer_fault_error_at_each_sync)
{
	run_trials(FAULT_SYNC);
}

TEST(writer_fault_error_at_each_read)
{
	run_trials(FAULT_READ);
}

/* ---- what a restart finds ---- */

static struct writer *writer_of_copy(const struct trial *trial)
{
	struct writer_options options = {
		.target = trial->copy, .lanes = 1, .node = 5, .secret = &trial->ground->secret, .clock = ground_clock
	};
	struct writer *writer = NULL;
	struct text problem = T("");
	assert_int_equal(writer_start(&options, trial->ground->arena, &writer, &problem), DONE);
	return writer;
}

/* The sync failed and the program was killed: the next one finds the commit in the log, though perhaps not on the disk. Whoever asks
   again with the key is told that it is done; then it must be on the disk. */
TEST(writer_fault_found_again_is_on_the_disk)
{
	struct trial trial = { .fault = FAULT_SYNC };
	if (!on_sqlite())
		return;
	begin(&trial);
	struct db_target third = test_database();
	struct errand *errand = errand_new(HERE, "first", "first"), *again = errand_new(HERE, "first", "first");
	fault_vfs_arm(FAULT_SYNC, 1, true);
	assert_int_equal(writer_run(trial.ground->writer, &errand->task), UNCERTAIN);
	fault_vfs_disarm();
	fault_vfs_kill(folder_of(&trial, &trial.ground->target), folder_of(&trial, &trial.copy));
	struct writer *writer = writer_of_copy(&trial);
	assert_int_equal(writer_run(writer, &again->task), DONE);
	fault_vfs_power_cut(folder_of(&trial, &trial.copy), folder_of(&trial, &third));
	writer_stop(writer);
	struct db_target copy = trial.copy;
	trial.copy = third;
	struct db *db = open_copy(&trial);
	assert_int_equal(count_in(db, "first"), 1);
	db_close(db);
	test_database_remove(&copy);
	end(&trial);
}

/* The log is moved into the database file while the disk fails. */
static bool run_checkpoint(struct trial *trial, int64_t nth)
{
	begin(trial);
	run_errands(trial, OPERATIONS * 100); /* beyond all */
	fault_vfs_arm(trial->fault, nth, trial->is_lasting);
	db_checkpoint(trial->ground->db);
	int64_t failures = fault_vfs_disarm();
	check_state(trial, trial->ground->db, false);
	check_left(trial);
	assert_int_equal(writer_run(trial->ground->writer, &errand_new(HERE, "after", NULL)->task), DONE);
	db_checkpoint(trial->ground->db);
	assert_int_equal(writer_run(trial->ground->writer, &errand_new(HERE, "after", NULL)->task), DONE);
	check_state(trial, trial->ground->db, false);
	check_left(trial);
	end(trial);
	return failures > 0;
}

TEST(writer_fault_while_the_log_is_moved)
{
	static const enum fault faults[] = { FAULT_FULL, FAULT_TORN, FAULT_SYNC };
	if (!on_sqlite())
		return;
	for (size_t i = 0; i < 2 * sizeof faults / sizeof faults[0]; i++) {
		struct trial trial = { .fault = faults[i / 2], .is_lasting = i & 1 };
		int64_t nth = 1;
		while (nth <= OPERATIONS && run_checkpoint(&trial, nth))
			nth++;
		assert_in_range(nth, 2, OPERATIONS);
	}
}
