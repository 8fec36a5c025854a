/* A bump allocator over a chain of blocks. The newest block is the one taken from; reset keeps the largest block that is not
   oversized, so that a thread's usual request never asks the system for memory.
   Built with AddressSanitizer, bytes not taken are poisoned: use after reset and overruns of a piece are found. */
#include "base/arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/log.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS
#endif

#ifdef ARENA_POISONS
#include <sanitizer/asan_interface.h>
enum { ARENA_GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(bytes, size) ((void)(bytes), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(bytes, size) ((void)(bytes), (void)(size))
enum { ARENA_GAP = 0 };
#endif

enum { ARENA_ALIGN = alignof(max_align_t), ARENA_FIRST_BLOCK = 64 << 10, ARENA_KEPT_BLOCK = 1 << 20 };

struct block {
	struct block *older;
	size_t room, taken; /* of bytes; taken is a multiple of ARENA_ALIGN */
	alignas(max_align_t) unsigned char bytes[];
};

struct arena {
	struct block *newest;
	size_t used; /* taken in all blocks */
};

static _Noreturn void arena_fail(const char *why)
{
	log_event(LOG_ERROR, "arena", "%s", why);
	abort();
}

static struct block *block_new(size_t room, struct block *older)
{
	struct block *block = malloc(sizeof(struct block) + room);
	if (!block)
		arena_fail("reason=no_memory");
	*block = (struct block){ .older = older, .room = room };
	ASAN_POISON_MEMORY_REGION(block->bytes, room);
	return block;
}

static void block_free(struct block *block)
{
	ASAN_UNPOISON_MEMORY_REGION(block->bytes, block->room);
	free(block);
}

struct arena *arena_new(void)
{
	struct arena *arena = malloc(sizeof(*arena));
	if (!arena)
		arena_fail("reason=no_memory");
	*arena = (struct arena){ .newest = block_new(ARENA_FIRST_BLOCK, NULL) };
	return arena;
}

static size_t rounded(size_t size)
{
	size_t whole = size ? size : 1; /* so that two pieces never share an address */
	return (whole + ARENA_ALIGN - 1) / ARENA_ALIGN * ARENA_ALIGN + ARENA_GAP;
}

static void arena_widen(struct arena *arena, size_t whole)
{
	size_t room = arena->newest->room * 2;
	if (room > ARENA_KEPT_BLOCK)
		room = ARENA_KEPT_BLOCK;
	arena->newest = block_new(room < whole ? whole : room, arena->newest);
}

void *arena_take(struct arena *arena, size_t size)
{
	if (size > LIMIT_ARENA_BYTES || arena->used + rounded(size) > LIMIT_ARENA_BYTES)
		arena_fail("reason=limit");
	size_t whole = rounded(size);
	if (whole > arena->newest->room - arena->newest->taken)
		arena_widen(arena, whole);
	struct block *block = arena->newest;
	void *piece = block->bytes + block->taken;
	block->taken += whole;
	arena->used += whole;
	ASAN_UNPOISON_MEMORY_REGION(piece, size ? size : 1);
	return memset(piece, 0, size ? size : 1);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	assert(size > 0);
	if (count > LIMIT_ARENA_BYTES / size)
		arena_fail("reason=limit");
	return arena_take(arena, count * size);
}

/* Whether the piece is the newest of its block and the block has room for it to become `size` long. */
static bool arena_grows_in_place(const struct arena *arena, const void *piece, size_t old_size, size_t size)
{
	const struct block *block = arena->newest;
	const unsigned char *start = piece;
	size_t old_whole = rounded(old_size), whole = rounded(size);
	return start + old_whole == block->bytes + block->taken && whole - old_whole <= block->room - block->taken &&
	       arena->used + (whole - old_whole) <= LIMIT_ARENA_BYTES;
}

/* Whether a long piece has its block to itself, so that the block can become longer: a file that grows takes its room once. */
static bool arena_has_block_alone(const struct arena *arena, const void *piece, size_t old_size, size_t size)
{
	const struct block *block = arena->newest;
	return piece == (const void *)block->bytes && block->taken == rounded(old_size) &&
	       block->room >= ARENA_KEPT_BLOCK && size <= LIMIT_ARENA_BYTES &&
	       arena->used + (rounded(size) - rounded(old_size)) <= LIMIT_ARENA_BYTES;
}

static void *arena_grow_block(struct arena *arena, size_t old_size, size_t size)
{
	size_t room = rounded(size), more = room - rounded(old_size);
	ASAN_UNPOISON_MEMORY_REGION(arena->newest->bytes, arena->newest->room);
	struct block *block = realloc(arena->newest, sizeof(struct block) + room);
	if (!block)
		arena_fail("reason=no_memory");
	memset(block->bytes + old_size, 0, size - old_size);
	block->room = block->taken = room;
	arena->newest = block;
	arena->used += more;
	return block->bytes;
}

void *arena_grow(struct arena *arena, void *piece, size_t old_size, size_t size)
{
	assert(size >= old_size);
	assert(piece || old_size == 0);
	if (piece && size <= LIMIT_ARENA_BYTES && arena_grows_in_place(arena, piece, old_size, size)) {
		size_t more = rounded(size) - rounded(old_size);
		arena->newest->taken += more;
		arena->used += more;
		ASAN_UNPOISON_MEMORY_REGION(piece, size ? size : 1);
		memset((unsigned char *)piece + old_size, 0, size - old_size);
		return piece;
	}
	if (piece && arena_has_block_alone(arena, piece, old_size, size))
		return arena_grow_block(arena, old_size, size);
	void *longer = arena_take(arena, size);
	if (piece)
		memcpy(longer, piece, old_size);
	return longer;
}

void arena_reset(struct arena *arena)
{
	struct block *kept = arena->newest, *block = kept->older;
	while (block) {
		struct block *older = block->older, *lost = block;
		if (kept->room > ARENA_KEPT_BLOCK) {
			lost = kept;
			kept = block;
		}
		block_free(lost);
		block = older;
	}
	*kept = (struct block){ .room = kept->room };
	ASAN_POISON_MEMORY_REGION(kept->bytes, kept->room);
	arena->newest = kept;
	arena->used = 0;
}

size_t arena_used(const struct arena *arena)
{
	return arena->used;
}

void arena_free(struct arena *arena)
{
	if (!arena)
		return;
	arena_reset(arena);
	block_free(arena->newest);
	free(arena);
}
