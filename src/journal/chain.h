/* The journal's table and its hash chain. Each lane has a chain of its own, numbered from 1: hash(n) =
   BLAKE2b-256(hash(n-1) || canonical bytes of row n), hash(0) = 32 zero bytes. A changed, missing or moved row is found and named.
   What it cannot show by itself: that the last rows of a lane (or a whole lane) were cut off, or that somebody who can write the
   table made a whole new chain. For that a head (chain_read) must have been kept elsewhere, on paper or on another machine.

   Canonical bytes of a row, in this order; a number is 8 bytes, little-endian, two's complement; a text is its length as a
   number, then its bytes:
     lane, number, county, id, at                  numbers
     door, target                                  texts
     person_id, for_id, place                      numbers
     1 if there is a key, else 0                   number
     key, body, request                            texts (body as stored: sealed)
     status                                        number
     location, type, reply                         texts (reply as stored: sealed)

   body is the seal of context, a line end and the form; reply is sealed, too (journal/seal.h), but empty when it is; their nonces are drawn from a keyed digest of id and
   text, so that a replay gives the same bytes. request = BLAKE2b-256 keyed by the secret over door, target and body. */
#ifndef JOURNAL_CHAIN_H
#define JOURNAL_CHAIN_H

#include "base/digest.h"
#include "journal/command.h"

struct chain {
	int64_t lane, number; /* number of its last row; 0: empty */
	int64_t last_id;      /* the command id of its last row; ids grow along a lane */
	struct digest head;
};

/* What the secret becomes for each use in the journal. */
struct chain_keys {
	struct digest request, body, reply, seal;
};

struct chain_keys chain_keys_of(const struct digest *secret);
/* Whether the journal can keep them: texts are UTF-8, the key is 32 bytes or none. A stranger's input can break this, so it
   is asked before a batch depends on it. */
bool chain_takes(const struct command *command, const struct answer *answer);
/* The end of a lane's chain as stored. */
MUST_USE enum outcome chain_read(struct db *db, int64_t lane, struct chain *ret_chain);
/* Appends a command and its answer; *chain moves on. Body and reply are sealed with the secret. A reply longer than
   LIMIT_REPLY_KEPT_BYTES is kept without its body and type. CONFLICT: the number or the key is already there. */
MUST_USE enum outcome chain_append(struct db *db, struct arena *arena, struct chain *chain,
                                   const struct chain_keys *keys, const struct command *command,
                                   const struct answer *answer);
/* Sets ret_found[i] for each keys[i] that is in the journal; an empty key is in none. ret_found comes in false. Reads many at once. */
MUST_USE enum outcome chain_find_keys(struct db *db, const struct text *keys, size_t count, bool *ret_found);
/* The kept answer of the command's key, also when it was appended earlier in the present transaction. NOT_FOUND: never seen.
   ret_same_request: whether door, target and body are the same. CONFLICT: the reply cannot be opened. */
MUST_USE enum outcome chain_answer(struct db *db, struct arena *arena, const struct chain_keys *keys,
                                   const struct command *command, struct answer *ret_answer, bool *ret_same_request);
/* Checks all lanes. CONFLICT: ret_words names the first wrong row (lane and number) and what is wrong. *ret_rows counts the
   rows that hold. */
MUST_USE enum outcome chain_verify(struct db *db, struct arena *arena, int64_t *ret_rows, struct text *ret_words);
/* The same piece by piece: goes on behind *chain, which begins as chain_before_all() and moves on, over `most` rows or a few more.
   *ret_rows counts those of this piece that hold; *ret_over: there were no more. */
struct chain chain_before_all(void);
MUST_USE enum outcome chain_verify_on(struct db *db, struct arena *arena, struct chain *chain, int64_t most,
                                      int64_t *ret_rows, bool *ret_over, struct text *ret_words);
/* Whether this secret sealed the journal: DONE (also when there is no row yet), or CONFLICT: its last row cannot be opened with it,
   which is so of another secret and of a damaged row. */
MUST_USE enum outcome chain_fits(struct db *db, struct arena *arena, const struct digest *secret);
/* Reads the command at (lane, number) with its body opened, for replay and the audit page. NOT_FOUND: no such row. CONFLICT: body
   or reply cannot be opened: changed, or another secret. */
MUST_USE enum outcome chain_command(struct db *db, struct arena *arena, const struct digest *secret, int64_t lane,
                                    int64_t number, struct command *ret_command, struct answer *ret_answer);

#endif
