/* Private to the writer: a lane and what its files do.
     lane.c        the thread: takes what waits, makes batches of it
     lane_batch.c  a batch until its fate is known
     lane_task.c   one task of a batch
     lane_ready.c  what must be true before a batch begins: connection, claim, chain, a sound log
     lane_sync.c   the second thread: brings what was committed onto the disk, and answers
     lane_ids.c    ids, time and chance of commands
   The way of a batch:
     take what waits -> time -> begin -> keys that are known -> ids -> each task: kept answer of its key, or savepoint, run, journal row
     and release, or undo -> the same with what comes while the batch before is still synced -> totals -> commit -> on the other
     thread: sync -> done() of each.
   Invariants: lane->chain is the chain as committed, a try works on a copy; an id is given once, and a command that is tried
   again gets a new one (batch_add()); one task is in one queue at most; nothing of a task is touched after its done(); the log holds
   one batch at most of which it is not known whether it is on the disk. */
#ifndef JOURNAL_LANE_H
#define JOURNAL_LANE_H

#include <pthread.h>
#include <stdatomic.h>

#include "base/limits.h"
#include "journal/chain.h"
#include "journal/tally.h"
#include "journal/writer.h"

/* writer_run()'s: the caller sleeps until the lane is through with the task. */
struct task_wait {
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool is_over;
};

/* What was committed on its way to the disk. */
struct lane_sync {
	pthread_t thread;
	bool is_started;
	/* Under the lane's lock: */
	pthread_cond_t moved;
	struct task *first; /* of the batch that waits for the thread; NULL: none */
	bool is_committed;  /* that batch */
	bool is_syncing;    /* what the thread took is not on the disk yet */
	bool has_failed;    /* a sync failed; the log was not made durable since */
	bool is_stopping;
	int64_t begun, ended; /* batches that may be seen, and of them those whose fate is known */
};

struct lane {
	struct writer *writer;
	int64_t number;
	pthread_t thread;
	bool is_started;
	struct lane_sync sync;
	/* The lane's thread alone: */
	struct db *db; /* db_sync() is the other thread's */
	struct tally *tally;
	struct arena *scratch; /* of the present task */
	struct chain chain;    /* as committed */
	bool is_chain_known;   /* false: must be read again */
	bool is_claimed;       /* false: PostgreSQL's lock must be taken again */
	int64_t connection;    /* on which it was taken: db_connections() */
	bool is_unsure;        /* the fate of the commit that would give `unsure` is not known */
	struct chain unsure;
	int careful;               /* batches in which each task is waited for before the next begins */
	bool is_kept[LIMIT_BATCH]; /* of the present try: keys that were in the journal when it began */
	bool has_news;             /* something was committed since the last checkpoint */
	struct task *tasks[LIMIT_BATCH];
	size_t count; /* of tasks: taken, not handed over yet */
	/* Under the lock: */
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct task *first, *last;
	int64_t waiting;
	bool is_stopping;
	struct writer_figures figures;
};

/* Batches of different lanes run side by side; one that concerns all counties runs while no other does. Who waits for that keeps
   later ones out, so that its turn comes. */
struct turnstile {
	pthread_mutex_t lock;
	pthread_cond_t moved;
	int inside, wanting; /* batches that run; batches that wait to be the only one */
	bool is_closed;      /* the one that runs is the only one */
};

struct writer {
	struct turnstile turnstile;
	struct writer_options options;
	struct digest secret, seed_key;
	struct chain_keys chain_keys;
	_Atomic int64_t last_block; /* of ids: milliseconds of the id's clock * ID_BLOCKS + block */
	int lock_file;              /* SQLite's; -1 none */
	int lanes;
	struct lane lane[LIMIT_LANES];
};

/* ---- lane.c ---- */

void lane_init(struct writer *writer, int number);
/* Starts both threads. False: the system gives no more. */
bool lane_start(struct lane *lane);
/* Waits until what was taken is answered and both threads have ended. */
void lane_stop(struct lane *lane);
/* Takes what comes while the batch before is on its way to the disk, if it may run together with others, and gives how many; 0 when
   that batch is there, or when there is no room. */
size_t lane_top_up(struct lane *lane);

/* ---- lane_batch.c ---- */

/* Whether it runs while no other lane does. */
bool task_concerns_all(const struct task *task);
/* Commits the first of the lane's tasks, as many as go together, and gives how many: their outcomes are final, but for the sync of what
   was committed. Tasks may have come meanwhile (lane_top_up()). */
size_t batch_settle(struct lane *lane, bool *ret_committed);

/* ---- lane_task.c ---- */

/* Runs one task of the batch, or gives it the kept answer of its key. DONE: the batch goes on, whatever came of the task. */
enum outcome task_try(struct lane *lane, size_t at, struct chain *chain);

/* ---- lane_ready.c ---- */

/* What to do after a failed call on the connection: CONFLICT try again, FAILED give up. */
enum outcome lane_trouble(const struct lane *lane);
/* A new connection knows nothing of the lock that the old one held, and others may have written meanwhile. */
bool lane_is_same_connection(struct lane *lane);
/* The connection is there, the lane is ours, the log is sound, and the chain's head is the stored one. */
enum outcome lane_ready(struct lane *lane);
/* Whether the commit of unknown fate happened; asked when the lane is ready. */
bool lane_was_committed(struct lane *lane);
/* SQLite: an flock on a file beside the database; it goes with the process, however that ends. */
enum outcome claim_folder(struct writer *writer, struct arena *arena, struct text *ret_problem);
struct text another_writes(void);

/* ---- lane_sync.c ---- */

void lane_sync_init(struct lane *lane);
bool lane_sync_start(struct lane *lane);
/* Answers what was handed over, and ends the thread. */
void lane_sync_stop(struct lane *lane);
/* Whether a batch is on its way to the disk. The lock is held. */
bool lane_sync_is_underway(const struct lane *lane);
/* Waits until nothing is on its way to the disk. False: the last sync failed, and nothing may be committed on top of it. */
bool lane_sync_wait(struct lane *lane);
/* The same, and from now on something may be seen that is not on the disk: a commit follows, and lane_sync_hand_over(). */
bool lane_sync_may_commit(struct lane *lane);
/* The first tasks of the lane, whose batch was committed or came to nothing: they are answered when all before is on the disk. */
void lane_sync_hand_over(struct lane *lane, size_t count, bool is_committed);
/* After a sync that failed: brings the log onto the disk. DONE: it is sound; CONFLICT: the disk still fails. */
enum outcome lane_sync_mend(struct lane *lane);
/* Waits until all that can be seen now is on the disk. False: the disk failed. For any thread but the lane's two. */
bool lane_sync_settled(struct lane *lane);

/* ---- lane_ids.c ---- */

/* From now on ids are above the one seen (which may be of another node: its whole millisecond is left out). */
void writer_pass_id(struct writer *writer, int64_t id);
/* The moment a command is of stays the same over all tries. */
void task_start(const struct writer *writer, struct task *task);
/* Gives a command its id, anew with each try. An id that came with it, of another's journal, stays. */
void task_number(struct writer *writer, struct task *task);
/* Time, ids and chance of a command: a pure function of the command and the secret, so that a replay is in the same world. */
struct world command_world(const struct writer *writer, const struct command *command);

#endif
