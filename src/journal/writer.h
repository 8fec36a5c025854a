/* The writer: commands wait in a bounded queue, a lane (one thread, one connection) takes what waits, runs each in a
   savepoint, appends the journal rows, adds the totals, and commits the whole batch; only then is anybody answered.
   SQLite has one lane; PostgreSQL has several and a county always goes to the same one, so that its commands keep their
   order and do not collide. A batch that must be retried is run again from the start; a handler may therefore run twice and
   must keep nothing outside the database and its task.
   Invariants: an answer is given only after its batch is durable; a command that is not DONE leaves no row; the same key
   never runs twice. */
#ifndef JOURNAL_WRITER_H
#define JOURNAL_WRITER_H

#include "journal/command.h"
#include "db/open.h"

struct writer;

/* One command with what runs it; owned by the caller until done() is called. */
struct task {
	struct command command;
	struct arena *arena; /* for the answer; not touched by the caller between submit and done */
	/* Runs the handler: reads and writes db, fills answer. DONE keeps the command; anything else undoes it and journals
	   nothing. Starts afresh each time it is called. */
	enum outcome (*run)(struct task *task, struct db *db, struct world *world);
	/* Called once on the lane's thread when the fate is known. repeated: answer is the kept one of the same key. */
	void (*done)(struct task *task);
	enum outcome outcome;
	bool alone;        /* in: runs as a batch of its own */
	bool repeated;
	bool same_request; /* with repeated: whether the body was the same as the first time */
	struct answer answer;
	void *owner;
	struct task *next; /* the queue's */
};

struct writer_options {
	struct db_target target;
	int lanes;                   /* 1 on SQLite */
	int node;                    /* 0..1023, of the ids */
	const struct digest *secret; /* installation's key: seals bodies, derives chance */
	int64_t (*clock)(void);      /* machine_now, or the simulation's */
	bool ordered;                /* simulation and replay: ids and time come with the commands, one at a time */
};

/* Opens the connections, reads the chain's heads, starts the lanes. */
MUST_USE enum outcome writer_start(const struct writer_options *options, struct arena *arena, struct writer **ret_writer,
                                   struct text *ret_problem);
/* Puts a task into its county's lane. False: the queue is full (503), done() will not be called. */
bool writer_submit(struct writer *writer, struct task *task);
/* Submits and waits until it is done: subcommands and tests. */
enum outcome writer_run(struct writer *writer, struct task *task);
/* Finishes what was accepted, then stops; further submits give false. */
void writer_stop(struct writer *writer);

struct writer_figures {
	int64_t commands, batches, refused, failed, retried, repeated;
	int64_t waiting;       /* in the queues now */
	int64_t largest_batch;
	int64_t commit_ns;     /* sum of commit times */
};
struct writer_figures writer_figures(struct writer *writer);

#endif
