/* When was something last written that somebody read? So that what was made of it can be kept until then.
   A reading connection that is watched gathers what it reads, a writing one that reports tells with its commit what it wrote; both as
   tables, and as single rows where the text says which: WHERE county = $1 AND id = $2. What is not certain counts as everything.
   Invariants: a commit is told after it can be seen and before db_commit() returns. So what was read since touched_now() was asked
   holds as long as touched_since() says no; it may say yes too often (two things may share a slot), never too seldom.
   Not done here: writes by other processes (the writer's claim keeps them out), triggers, views and cascades, which the schema does not have. */
#ifndef DB_TOUCHED_H
#define DB_TOUCHED_H

#include "db/open.h"

struct db_touched;

/* What was read: slots, and whether there was more than can be told. */
enum { DB_READS = 128 };
struct db_reads {
	uint32_t slots[DB_READS];
	size_t count;
	bool is_unknown;
};

struct db_touched *touched_new(struct arena *arena);
/* The number of the last commit told. To be asked before the transaction that reads begins. */
int64_t touched_now(const struct db_touched *touched);
/* Whether something of it may have been written since. */
bool touched_since(const struct db_touched *touched, const struct db_reads *reads, int64_t at);
/* Counts as a commit that wrote everything. */
void touched_all(struct db_touched *touched);

/* A reading connection: gathers what is read from now on, until it is given NULL. */
void db_watch(struct db *db, struct db_reads *reads);
/* A writing connection: tells its commits. */
void db_report_writes(struct db *db, struct db_touched *touched);

#endif
