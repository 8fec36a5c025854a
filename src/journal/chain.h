/* The journal's table and its hash chain. Each lane has a chain of its own: hash(n) = BLAKE2b-256(hash(n-1) || canonical
   bytes of row n), hash(0) = 32 zero bytes. A changed, missing or moved row is found and named. */
#ifndef JOURNAL_CHAIN_H
#define JOURNAL_CHAIN_H

#include "base/digest.h"
#include "journal/command.h"

struct chain {
	int64_t lane, number;
	struct digest head;
};

/* The end of a lane's chain as stored. */
MUST_USE enum outcome chain_read(struct db *db, int64_t lane, struct chain *ret_chain);
/* Appends a command and its answer; *chain moves on. The body is sealed with the secret. */
MUST_USE enum outcome chain_append(struct db *db, struct arena *arena, struct chain *chain, const struct digest *secret,
                                   const struct command *command, const struct answer *answer);
/* The kept answer of a key. NOT_FOUND: never seen. ret_same_request: whether door, target and body are the same. */
MUST_USE enum outcome chain_answer(struct db *db, struct arena *arena, const struct command *command,
                                   struct answer *ret_answer, bool *ret_same_request);
/* Checks all lanes. CONFLICT: ret_words names the first wrong row (lane and number) and what is wrong. *ret_rows counts. */
MUST_USE enum outcome chain_verify(struct db *db, struct arena *arena, int64_t *ret_rows, struct text *ret_words);
/* Reads the command at (lane, number) with its body opened, for replay and the audit page. */
MUST_USE enum outcome chain_command(struct db *db, struct arena *arena, const struct digest *secret, int64_t lane,
                                    int64_t number, struct command *ret_command, struct answer *ret_answer);

#endif
