/* The whole state of a database: every table, every row in the order of its primary key, every column. The tables are asked of the
   database itself, so none can be forgotten. Two databases may be of different engines.
   Not here: running a journal again (replay.h). */
#ifndef JOURNAL_REPLAY_STATE_H
#define JOURNAL_REPLAY_STATE_H

#include "base/digest.h"
#include "db/open.h"

struct state;

/* Which columns count. Two journals of unlike lanes (SQLite has one) hold the same commands in other chains. */
enum state_part {
	STATE_ALL,
	STATE_BUT_CHAINS, /* without lane, number and hash of the journal, whose rows then stand in the order of their ids */
};

/* Asks a connection for its tables. The state lives in the arena, which must outlive the connection: statements are known by their
   addresses. */
MUST_USE enum outcome state_of(struct db *db, struct arena *arena, enum state_part part, struct state **ret_state);
/* How many tables it has. */
size_t state_table_count(const struct state *state);

/* The digest of one of them, 0 to count - 1, and its name. */
MUST_USE enum outcome state_table_digest(struct state *state, size_t table, struct text *ret_name,
                                         struct digest *ret_digest);
/* One digest over all of it; *ret_rows counts. */
MUST_USE enum outcome state_digest(struct state *state, struct digest *ret_digest, int64_t *ret_rows);
/* Row by row. CONFLICT: *ret_words, in the arena of `one`, names the first table, row and column that differ, without the values
   (they may be personal). *ret_rows counts the rows that are the same. */
MUST_USE enum outcome state_compare(struct state *one, struct state *other, int64_t *ret_rows, struct text *ret_words);

#endif
