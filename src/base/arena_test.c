#include "support/aborts.h"
#include "support/town.h"

#include <string.h>

#include "base/arena.h"
#include "base/limits.h"

static bool is_zero(const unsigned char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if (bytes[i] != 0)
			return false;
	}
	return true;
}

TEST(arena_pieces_are_zeroed_aligned_and_apart)
{
	struct arena *arena = arena_new();
	for (int round = 0; round < 3; round++) {
		unsigned char *before = NULL;
		for (size_t size = 0; size < 3000; size += 7) {
			unsigned char *piece = arena_take(arena, size);
			assert_true((uintptr_t)piece % _Alignof(max_align_t) == 0);
			assert_ptr_not_equal(piece, before);
			assert_true(is_zero(piece, size));
			memset(piece, 0xA5, size);
			before = piece;
		}
		assert_true(arena_used(arena) >= 3000 / 7 * 1500);
		arena_reset(arena);
		assert_int_equal(arena_used(arena), 0);
	}
	arena_free(arena);
	arena_free(NULL);
}

TEST(arena_takes_pieces_larger_than_a_block)
{
	struct arena *arena = arena_new();
	for (int round = 0; round < 3; round++) {
		unsigned char *small = arena_take(arena, 8), *large = arena_take(arena, 5 << 20);
		assert_true(is_zero(large, 5 << 20));
		memset(large, 1, 5 << 20);
		assert_true(is_zero(small, 8));
		assert_true(is_zero(arena_take(arena, 100), 100));
		arena_reset(arena);
	}
	arena_free(arena);
}

TEST(arena_grows_the_newest_piece_in_place)
{
	struct arena *arena = arena_new();
	unsigned char *piece = arena_grow(arena, NULL, 0, 10);
	memset(piece, 7, 10);
	assert_ptr_equal(arena_grow(arena, piece, 10, 1000), piece);
	assert_true(piece[9] == 7 && is_zero(piece + 10, 990));
	arena_take(arena, 1);
	unsigned char *moved = arena_grow(arena, piece, 1000, 200000);
	assert_ptr_not_equal(moved, piece);
	assert_true(moved[0] == 7 && moved[9] == 7 && is_zero(moved + 10, 200000 - 10));
	arena_free(arena);
}

static void take_too_much(void)
{
	arena_take(arena_new(), (size_t)LIMIT_ARENA_BYTES + 1);
}

static void take_too_often(void)
{
	struct arena *arena = arena_new();
	arena_take(arena, 1 << 20);
	arena_take(arena, LIMIT_ARENA_BYTES - (1 << 20) + 1);
}

static void take_array_that_wraps(void)
{
	arena_array(arena_new(), SIZE_MAX / 8 + 2, 16);
}

TEST(arena_beyond_its_limit_aborts)
{
	assert_true(aborts(take_too_much));
	assert_true(aborts(take_too_often));
	assert_true(aborts(take_array_that_wraps));
}

/* A file of some megabytes, as it is written: what it held stays, what is new is zero, and the arena goes on as before. */
TEST(arena_grows_a_long_piece_with_its_block)
{
	struct arena *arena = arena_new();
	size_t size = 2 << 20;
	unsigned char *piece = arena_take(arena, size);

	memset(piece, 7, size);
	for (int i = 0; i < 4; i++, size *= 2) {
		piece = arena_grow(arena, piece, size, size * 2);
		assert_int_equal(piece[0], 7);
		assert_int_equal(piece[size - 1], 7);
		assert_int_equal(piece[size], 0);
		assert_int_equal(piece[size * 2 - 1], 0);
		memset(piece + size, 7, size);
	}
	assert_true(arena_used(arena) < size + 4096);
	unsigned char *other = arena_take(arena, 100);
	memset(other, 1, 100);
	assert_int_equal(piece[size - 1], 7);
	arena_reset(arena);
	assert_int_equal(arena_used(arena), 0);
	assert_int_equal(*(unsigned char *)arena_take(arena, 1), 0);
	arena_free(arena);
}
