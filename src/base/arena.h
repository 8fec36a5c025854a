/* Memory of one request: taken piece by piece, given back all at once.
   Invariants: every piece is zeroed and aligned for any type; pieces live until arena_reset(); an arena belongs to one
   thread at a time. Going over LIMIT_ARENA_BYTES is a programmer's error and aborts. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena;

/* A new empty arena; aborts when the machine has no memory. */
struct arena *arena_new(void);
/* size zeroed bytes that live until the reset. size 0 gives a valid pointer. */
void *arena_take(struct arena *arena, size_t size);
/* count zeroed elements of size bytes; the product is checked. */
void *arena_array(struct arena *arena, size_t count, size_t size);
/* The piece of old_size bytes made `size` long, in place when it is the newest; the new bytes are zero. The old pointer is
   dead afterwards. piece NULL with old_size 0 is a new piece. */
void *arena_grow(struct arena *arena, void *piece, size_t old_size, size_t size);
/* Gives back everything taken, keeping one block of at most a megabyte for the next request. */
void arena_reset(struct arena *arena);
/* Bytes taken since the last reset. */
size_t arena_used(const struct arena *arena);
/* Gives the arena itself back; NULL is fine. */
void arena_free(struct arena *arena);

#endif
