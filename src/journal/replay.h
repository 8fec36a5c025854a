/* Replay: the journal of one database run again into an empty one gives the same rows (compare them with replay_state.h). */
#ifndef JOURNAL_REPLAY_H
#define JOURNAL_REPLAY_H

#include "journal/writer.h"

/* How far it came. */
struct replayed {
	int64_t rows;         /* commands run */
	int64_t lane, number; /* when it did not come to the end: the row that could not be run, */
	struct text door;     /* its door, */
	bool is_sealed;       /* and whether it could not even be opened: changed, or another secret */
};

/* Reads the commands of `from` in order of id and runs each through run_command (which the web layer gives) into a writer that is
   ordered. Lanes of PostgreSQL commit side by side, so a command may stand before another lane's on which it was built: one that
   is refused is put off until the other lanes have moved on, and refused for good when none can. DONE: to the end. Anything else is the
   outcome of the row that ret_replayed names (in the arena). progress may be NULL. */
MUST_USE enum outcome replay(struct db *from, const struct digest *secret, struct arena *arena,
                             enum outcome (*run_command)(void *context, const struct command *command), void *context,
                             void (*progress)(int64_t rows), struct replayed *ret_replayed);

#endif
