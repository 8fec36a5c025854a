/* What was committed on its way to the disk: the next batch runs meanwhile, nobody is answered before the sync, nothing is committed upon a
   sync that failed, and who must not act on what may yet be lost can wait (SQLite; on PostgreSQL a commit is on the disk at once). */
#include "support/fault_vfs.h"
#include "support/ground.h"

#include <pthread.h>
#include <stdatomic.h>

#include "base/log.h"
#include "base/thread.h"
#include "support/database.h"

enum { HERE = 510524, PATIENCE = 5000 };

static void wait_until_seen(const char *name)
{
	for (int i = 0; i < PATIENCE && ground_count(name) == 0; i++)
		thread_sleep_ms(1);
	assert_int_equal(ground_count(name), 1);
}

static void wait_until_taken(struct ground *ground)
{
	for (int i = 0; i < PATIENCE && writer_figures(ground->writer).waiting > 0; i++)
		thread_sleep_ms(1);
	assert_int_equal(writer_figures(ground->writer).waiting, 0);
}

static struct errand *submitted(const char *name)
{
	struct errand *errand = errand_new(HERE, name, name);

	assert_true(errand_submit(errand));
	return errand;
}

/* How often the counter was counted up, by what is on the disk for certain. */
static int64_t count_after_power_cut(struct ground *ground, const char *name)
{
	struct db_target copy = test_database();
	struct db *db = NULL;
	struct text problem = T("");
	int64_t count = 0;

	fault_vfs_power_cut(text_string(ground->arena, ground->target.address),
	                    text_string(ground->arena, copy.address));
	assert_int_equal(db_open(&copy, DB_WRITE, ground->arena, &db, &problem), DONE);
	assert_true(db_number(db, &count, "SELECT value FROM counter WHERE name = $1", bind(txt(text_of(name)))) !=
	            FAILED);
	db_close(db);
	test_database_remove(&copy);
	return count;
}

/* Two errands, of which the first is committed and held up on its way to the disk, and the second runs meanwhile. */
struct two {
	struct errand *first, *second;
};

static struct two hold_one_run_another(struct ground *ground)
{
	struct two two;

	fault_vfs_hold_sync();
	two.first = submitted("first");
	wait_until_seen("first");
	two.second = submitted("second");
	wait_until_taken(ground);
	return two;
}

/* NULL on PostgreSQL: there is nothing to try. */
static struct ground *begin(void)
{
	if (ground_on_postgres())
		return NULL;
	ground_start(); /* SQLite must have been used before a file system is put over its own */
	ground_end();
	fault_vfs_install();
	struct ground *ground = ground_start();
	assert_int_equal(writer_run(ground->writer, &errand_new(HERE, "kept", "kept")->task), DONE);
	log_set_level(LOG_ERROR + 1);
	return ground;
}

static void end(struct ground *ground)
{
	struct db_target target = ground->target;

	ground_end();
	test_database_remove(&target);
	fault_vfs_remove();
	log_set_level(LOG_INFO);
}

struct settling {
	struct writer *writer;
	pthread_t thread;
	atomic_bool is_over, is_sound;
};

static void *settle(void *context)
{
	struct settling *settling = context;

	atomic_store(&settling->is_sound, writer_settle(settling->writer));
	atomic_store(&settling->is_over, true);
	return NULL;
}

TEST(writer_sync_answers_nobody_before_the_disk_has_it)
{
	struct ground *ground = begin();

	if (ground == NULL)
		return;
	struct settling settling = { .writer = ground->writer };
	struct two two = hold_one_run_another(ground);
	assert_int_equal(pthread_create(&settling.thread, NULL, settle, &settling), 0);
	thread_sleep_ms(20);
	assert_true(two.first->is_underway && two.second->is_underway && !atomic_load(&settling.is_over));
	assert_int_equal(ground_count("second"), 0); /* it ran, and waits with its commit */
	assert_int_equal(count_after_power_cut(ground, "first"), 0);
	fault_vfs_release_sync();
	errand_wait();
	pthread_join(settling.thread, NULL);
	assert_true(atomic_load(&settling.is_sound));
	assert_int_equal(two.first->task.outcome, DONE);
	assert_int_equal(two.second->task.outcome, DONE);
	assert_int_equal(count_after_power_cut(ground, "first"), 1);
	assert_int_equal(count_after_power_cut(ground, "second"), 1);
	end(ground);
}

/* The batch that runs beside a sync that fails is undone, and comes again when the log was written anew: so what it stands on is on the disk, too. */
TEST(writer_sync_failure_is_mended_before_the_next_batch)
{
	struct ground *ground = begin();

	if (ground == NULL)
		return;
	struct two two = hold_one_run_another(ground);
	fault_vfs_arm(FAULT_SYNC, 1, false);
	fault_vfs_release_sync();
	errand_wait();
	assert_int_equal(fault_vfs_disarm(), 1);
	assert_int_equal(two.first->task.outcome, UNCERTAIN);
	assert_int_equal(two.second->task.outcome, DONE);
	assert_true(writer_settle(ground->writer));
	assert_int_equal(count_after_power_cut(ground, "first"), 1);
	assert_int_equal(count_after_power_cut(ground, "second"), 1);
	struct errand *again = errand_new(HERE, "first", "first");
	assert_int_equal(writer_run(ground->writer, &again->task), DONE);
	assert_true(again->task.repeated);
	end(ground);
}

/* What comes while a batch is synced runs at once and is committed together: so a slow disk has few syncs to make. */
TEST(writer_sync_gathers_what_comes_meanwhile)
{
	struct ground *ground = begin();

	if (ground == NULL)
		return;
	int64_t before = writer_figures(ground->writer).batches;
	hold_one_run_another(ground);
	static const char *const names[] = { "second", "third", "fourth" };
	for (int i = 1; i < 3; i++) {
		submitted(names[i]);
		wait_until_taken(ground);
	}
	fault_vfs_release_sync();
	errand_wait();
	assert_int_equal(writer_figures(ground->writer).batches, before + 2); /* the first, and the others together */
	for (int i = 0; i < 3; i++)
		assert_int_equal(count_after_power_cut(ground, names[i]), 1);
	end(ground);
}

/* An undone command leaves its pages in the log: they must be on the disk before what comes after them. */
TEST(writer_sync_of_what_was_undone)
{
	struct ground *ground = begin();

	if (ground == NULL)
		return;
	struct errand *refused = errand_new(HERE, "refused", NULL);
	refused->wanted = INVALID;
	fault_vfs_arm(FAULT_SYNC, 1, false);
	assert_int_equal(writer_run(ground->writer, &refused->task), INVALID);
	assert_int_equal(fault_vfs_disarm(), 1);
	fault_vfs_arm(FAULT_SYNC, 2, false); /* the first is the mending's */
	struct errand *first = submitted("first");
	errand_wait();
	assert_int_equal(fault_vfs_disarm(), 1);
	assert_int_equal(first->task.outcome, UNCERTAIN);
	assert_int_equal(writer_run(ground->writer, &errand_new(HERE, "second", NULL)->task), DONE);
	assert_int_equal(count_after_power_cut(ground, "refused"), 0);
	assert_int_equal(count_after_power_cut(ground, "first"), 1);
	assert_int_equal(count_after_power_cut(ground, "second"), 1);
	end(ground);
}

/* Nobody needs to come for the log to be made sound: the lane does it when it idles. */
TEST(writer_sync_failure_is_mended_while_nobody_comes)
{
	struct ground *ground = begin();

	if (ground == NULL)
		return;
	fault_vfs_arm(FAULT_SYNC, 1, false);
	assert_int_equal(writer_run(ground->writer, &errand_new(HERE, "first", NULL)->task), UNCERTAIN);
	assert_false(writer_settle(ground->writer));
	for (int i = 0; i < PATIENCE && !writer_settle(ground->writer); i++)
		thread_sleep_ms(1);
	assert_true(writer_settle(ground->writer));
	assert_int_equal(count_after_power_cut(ground, "first"), 1);
	end(ground);
}

/* While the disk goes on failing nothing is kept, and nobody is told that it was. */
TEST(writer_sync_failure_that_lasts_keeps_nothing)
{
	struct ground *ground = begin();

	if (ground == NULL)
		return;
	fault_vfs_arm(FAULT_SYNC, 1, true);
	struct errand *first = submitted("first");
	errand_wait();
	struct errand *second = submitted("second");
	errand_wait();
	assert_int_equal(first->task.outcome, UNCERTAIN);
	assert_int_equal(second->task.outcome, CONFLICT);
	assert_false(writer_settle(ground->writer));
	assert_int_equal(ground_count("second"), 0);
	assert_true(fault_vfs_disarm() > 1);
	assert_int_equal(writer_run(ground->writer, &errand_new(HERE, "third", NULL)->task), DONE);
	assert_true(writer_settle(ground->writer));
	assert_int_equal(count_after_power_cut(ground, "first"), 1);
	assert_int_equal(count_after_power_cut(ground, "second"), 0);
	assert_int_equal(count_after_power_cut(ground, "third"), 1);
	end(ground);
}
