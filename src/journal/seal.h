/* Personal numbers, phones and journal bodies at rest: XChaCha20-Poly1305 (libsodium) under keys derived from the
   installation's secret, and a blind index (keyed BLAKE2b) to find an equal value without opening any. */
#ifndef JOURNAL_SEAL_H
#define JOURNAL_SEAL_H

#include "base/digest.h"
#include "base/world.h"

struct arena;

/* nonce(24) || ciphertext || tag(16), as bytes. Chance for the nonce comes from the command's world. */
struct text seal(struct arena *arena, const struct digest *secret, struct world *world, struct text plain);
/* False: not ours, or changed. */
bool unseal(struct arena *arena, const struct digest *secret, struct text sealed, struct text *ret_plain);
/* The same by the key that the secret becomes for it, for whoever seals much. */
struct digest seal_key(const struct digest *secret);
struct text seal_by_key(struct arena *arena, const struct digest *key, struct world *world, struct text plain);
bool unseal_by_key(struct arena *arena, const struct digest *key, struct text sealed, struct text *ret_plain);
/* As seal() and unseal(), as lower-case hex, for TEXT columns. */
struct text seal_hex(struct arena *arena, const struct digest *secret, struct world *world, struct text plain);
bool unseal_hex(struct arena *arena, const struct digest *secret, struct text hex, struct text *ret_plain);
/* 64 hex digits; equal for equal values under one secret; purpose keeps phones and numbers apart. */
struct text blind_index(struct arena *arena, const struct digest *secret, const char *purpose, struct text plain);

#endif
