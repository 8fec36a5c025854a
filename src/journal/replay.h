/* Replay: the journal of one database run again into an empty one gives the same rows. */
#ifndef JOURNAL_REPLAY_H
#define JOURNAL_REPLAY_H

#include "journal/writer.h"

/* Reads the commands of `from` in order of id and runs each through run_command (which the web layer gives) into `writer`,
   an ordered one. *ret_rows counts. */
MUST_USE enum outcome replay(struct db *from, const struct digest *secret, struct arena *arena,
                             enum outcome (*run_command)(void *context, const struct command *command), void *context,
                             int64_t *ret_rows);

#endif
