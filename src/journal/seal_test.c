#include "support/town.h"

#include <string.h>

#include "journal/seal.h"

static struct world world_of(uint8_t seed)
{
	struct world world = { .at = 1 };

	memset(world.seed, seed, sizeof world.seed);
	return world;
}

TEST(seal_opens_with_its_secret_only)
{
	struct arena *arena = arena_new();
	struct digest secret = digest_of(T("one")), other = digest_of(T("two"));
	struct world world = world_of(1);
	struct text plain = T("\xe5\x8f\xa4\xe8\x94\xba 13800138000"), opened = { NULL, 0 };
	struct text sealed = seal(arena, &secret, &world, plain), second = seal(arena, &secret, &world, plain);

	assert_int_equal(sealed.length, 24 + plain.length + 16);
	assert_false(text_equal(sealed, second));
	assert_int_equal(text_find(sealed, T("138")), sealed.length);
	assert_true(unseal(arena, &secret, sealed, &opened));
	assert_true(text_equal(opened, plain));
	assert_false(unseal(arena, &other, sealed, &opened));
	arena_free(arena);
}

TEST(seal_finds_every_changed_byte)
{
	struct arena *arena = arena_new();
	struct digest secret = digest_of(T("one"));
	struct world world = world_of(2);
	struct text sealed = seal(arena, &secret, &world, T("seven")), opened = T("untouched");
	char *changed = arena_take(arena, sealed.length);

	for (size_t i = 0; i < sealed.length; i++) {
		memcpy(changed, sealed.bytes, sealed.length);
		changed[i] = (char)(changed[i] ^ 1);
		assert_false(unseal(arena, &secret, (struct text){ changed, sealed.length }, &opened));
		assert_false(unseal(arena, &secret, text_part(sealed, 0, i), &opened));
	}
	assert_true(text_equal(opened, T("untouched")));
	arena_free(arena);
}

TEST(seal_hex_is_for_text_columns)
{
	struct arena *arena = arena_new();
	struct digest secret = digest_of(T("one"));
	struct world world = world_of(3);
	struct text opened = { NULL, 0 }, empty = seal_hex(arena, &secret, &world, T(""));

	assert_int_equal(empty.length, 80);
	assert_true(unseal_hex(arena, &secret, empty, &opened));
	assert_int_equal(opened.length, 0);
	assert_false(unseal_hex(arena, &secret, T("zz"), &opened));
	assert_false(unseal_hex(arena, &secret, T(""), &opened));
	assert_false(unseal_hex(arena, &secret, text_part(empty, 0, 79), &opened));
	arena_free(arena);
}

TEST(blind_index_is_equal_for_equal_values)
{
	struct arena *arena = arena_new();
	struct digest secret = digest_of(T("one")), other = digest_of(T("two"));
	struct text index = blind_index(arena, &secret, "phone", T("13800138000"));

	assert_int_equal(index.length, 64);
	assert_true(text_equal(index, blind_index(arena, &secret, "phone", T("13800138000"))));
	assert_false(text_equal(index, blind_index(arena, &secret, "phone", T("13800138001"))));
	assert_false(text_equal(index, blind_index(arena, &secret, "number", T("13800138000"))));
	assert_false(text_equal(index, blind_index(arena, &other, "phone", T("13800138000"))));
	arena_free(arena);
}
