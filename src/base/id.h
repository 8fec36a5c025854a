/* Ids: 63-bit, time-ordered. Layout, high to low: 41 bits milliseconds since 2024-01-01 UTC, 10 bits node, 12 bits sequence.
   Public form: county (six digits), dash, the id in Crockford base32 (at most 13 digits, no leading zeros, upper case), dash,
   Crockford's check character (mod 37 over county and id, formula in id.c; may be * ~ $ = U): it can be read out on the
   telephone and finds its shard. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/text.h"

enum { ID_NODE_BITS = 10, ID_SEQUENCE_BITS = 12 };

/* The id of sequence number `sequence` (below 4096) of `node` (below 1024) at `at` (ms UTC). */
int64_t id_make(int64_t at, int node, int sequence);
/* The first id of a moment, whatever it is: 1 before there were ids, INT64_MAX after the last one. For bounds of a search. */
int64_t id_first(int64_t at);
/* The moment in an id, ms UTC. */
int64_t id_at(int64_t id);
/* "510525-1Z4K9V0M3Q7-7". county 0..999999, id > 0. */
struct text id_public(struct arena *arena, int64_t county, int64_t id);
/* Reads the public form; lower case and the letters O, I, L for 0, 1, 1 are accepted; false when malformed or the check
   character is wrong. */
bool id_read(struct text t, int64_t *ret_county, int64_t *ret_id);

#endif
