/* The writer: commands wait in a bounded queue, a lane takes what waits, runs each in a savepoint, appends the journal rows, adds the totals,
   and commits the whole batch; only when it is on the disk is anybody answered. While a batch is synced the next one runs; so a reader may
   see for a moment what is not on the disk yet (writer_settle()).
   SQLite has one lane; PostgreSQL has several and a county always goes to the same one, so that its commands keep their
   order and do not collide. A command of county 0, or one that is to run alone, runs while no other lane does: it may change what
   all counties stand on. Between counties there is only what the database itself holds (unique keys, guarded updates of one row,
   foreign keys); a rule over several rows of another county must not be checked by reading them. A batch that must be retried is run
   again from the start; a handler may therefore run twice and must keep nothing outside the database and its task.
   Only one program writes to a database at a time: on SQLite it holds a lock on the file tongcun.lock in the folder, on PostgreSQL an
   advisory lock for each lane. It also owns the ids of its node: they grow along a lane even when the clock jumps back.
   Invariants: an answer is given only after its batch is durable; a command that is not DONE leaves no row; the same key
   never runs twice. */
#ifndef JOURNAL_WRITER_H
#define JOURNAL_WRITER_H

#include "journal/command.h"
#include "db/open.h"

struct writer;
struct chain_keys; /* journal/chain.h */

/* One command with what runs it; owned by the caller until done() is called. */
struct task {
	struct command command;
	struct arena *arena; /* for the answer; not touched by the caller between submit and done */
	/* In run(): what is needed there only. The same memory for one task after the other, so it is near the processor, where the arenas of
	   hundreds of people are not; it is emptied when the task is journalled or undone. */
	struct arena *scratch;
	/* Runs the handler: reads and writes db, fills answer. DONE keeps the command; anything else undoes it and journals
	   nothing. Starts afresh each time it is called, with an empty answer. */
	enum outcome (*run)(struct task *task, struct db *db, struct world *world);
	/* Called once on a thread of the lane when the fate is known: DONE is on disk; FAILED left no trace, nor did CONFLICT, when it is
	   not the handler's own: the database was away or others were in the way for too long; UNCERTAIN: the database was lost while
	   committing and did not come back, or SQLite's disk failed there or in the sync (it may then be seen): ask again with the
	   same key. May be NULL for writer_run().
	   repeated: answer is the kept one of the same key. */
	void (*done)(struct task *task);
	enum outcome outcome;
	bool alone; /* in: runs as a batch of its own, while no other lane runs */
	bool repeated;
	bool same_request; /* with repeated: whether the body was the same as the first time */
	struct answer answer;
	void *owner;
	struct task *next;      /* the queue's */
	struct task_wait *wait; /* writer_run()'s; NULL otherwise */
};

struct writer_options {
	struct db_target target;
	int lanes;                   /* 1 on SQLite */
	int node;                    /* 0..1023, of the ids */
	const struct digest *secret; /* installation's key: seals bodies, derives chance */
	int64_t (*clock)(void);      /* machine_now, or the simulation's */
	bool ordered;                /* simulation and replay: a command's id and time are kept when it brings them */
	struct db_touched
		*touched; /* is told what each commit wrote, before its commands are answered; NULL: nobody is */
};

/* Opens the connections, claims the database, reads the chain's heads, starts the lanes. The writer lives in the arena, which must
   outlive every use of it. FAILED: ret_problem says in one line what to do. The schema must be there (db_migrate). */
MUST_USE enum outcome writer_start(const struct writer_options *options, struct arena *arena,
                                   struct writer **ret_writer, struct text *ret_problem);
/* Puts a task into its county's lane. False: the queue is full (503) or the writer stopped, done() will not be called. The
   command's door must not be empty, its county is 0..999999. */
bool writer_submit(struct writer *writer, struct task *task);
/* Submits and waits until it is done, gives its outcome; FAILED when it was refused. For subcommands and tests. */
enum outcome writer_run(struct writer *writer, struct task *task);
/* Waits until all that can be seen of this writer's commits is on the disk: before anything that was read is acted on outside of the database, or
   told as done. False: the disk failed, and what was read may yet be lost with the power. Not from run() or done(). */
bool writer_settle(struct writer *writer);
/* What its secret becomes for each use in the journal, derived once. */
const struct chain_keys *writer_keys(const struct writer *writer);
/* Finishes what was accepted, then stops; further submits give false. */
void writer_stop(struct writer *writer);

struct writer_figures {
	int64_t commands, batches, refused, failed, retried, repeated;
	int64_t waiting; /* in the queues now */
	int64_t largest_batch;
	int64_t commit_ns; /* sum of the times of commits and syncs */
};
struct writer_figures writer_figures(struct writer *writer);

#endif
