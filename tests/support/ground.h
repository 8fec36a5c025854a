/* The ground for tests of the journal: a fresh database with the journal's tables and two of our own, a writer on it, errands that
   are commands, and a clock the test moves. Also a connection of the test's own that may write: to look, and to tamper. */
#ifndef TESTS_SUPPORT_GROUND_H
#define TESTS_SUPPORT_GROUND_H

#include "support/town.h"

#include "journal/writer.h"

struct ground {
	struct arena *arena;
	struct db_target target;
	struct digest secret;
	struct db *db;
	struct writer *writer;
	int lanes;
	bool ordered;
};

/* A command with what it does. */
struct errand {
	struct task task;
	const char *name; /* the counter it counts up */
	int64_t place, delta;
	enum outcome wanted; /* what the handler answers at last */
	int runs;
	bool is_underway;
	struct arena *arena;
};

/* The ground of the test that runs; made by ground_start(), gone after ground_end(). */
struct ground *ground_start(void);
void ground_end(void);
/* Stops the writer and starts one anew on the same database. */
void ground_restart(void);
/* Makes the present database the past one, to be replayed from: a fresh one takes its place. Gives a connection to the past one. */
struct db *ground_leave(void);
bool ground_on_postgres(void);

void ground_set_clock(int64_t at);
int64_t ground_clock(void);

/* An errand that counts `name` up by one, adds delta to indicator 7 at the place, keeps chance, and answers 303. It lives until
   ground_end(). key: NULL none, else made of the word. */
struct errand *errand_new(int64_t county, const char *name, const char *key);
/* Submits without waiting; false: refused. errand_wait() waits for all that were accepted. */
bool errand_submit(struct errand *errand);
void errand_wait(void);
/* Holds lane 0 up until the gate is opened, so that what is submitted meanwhile comes in one batch. */
void gate_close(void);
void gate_open(void);

/* One number out of the ground's database. */
int64_t ground_number(const char *sql);
int64_t ground_count(const char *name);

#endif
