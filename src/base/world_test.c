#include "support/aborts.h"
#include "support/town.h"

#include <string.h>

#include "base/arena.h"
#include "base/world.h"

TEST(world_ids_count_up_from_the_first)
{
	struct world world = { .first_id = 1000 };
	for (int64_t i = 0; i < WORLD_IDS; i++)
		assert_int_equal(world_id(&world), 1000 + i);
}

static void take_one_id_too_many(void)
{
	struct world world = { .first_id = 1, .next = WORLD_IDS };
	world_id(&world);
}

static void take_id_of_nothing(void)
{
	struct world world = { 0 };
	world_id(&world);
}

TEST(world_id_beyond_the_reserved_ones_aborts)
{
	assert_true(aborts(take_one_id_too_many));
	assert_true(aborts(take_id_of_nothing));
}

/* The keystream of the zero key and nonce: draft-strombergson-chacha-test-vectors-01, TC1, 256 bits, 20 rounds. */
TEST(world_chance_is_the_chacha20_keystream)
{
	static const char keystream[] = "76b8e0ada0f13d90405d6ae55386bd28bdd219b8a08ded1aa836efcc8b770dc7"
					"da41597c5157488d7724e03fb8d84a376a43b8f41518a11cc387b669b2ee6586"
					"9f07e7be5551387a98ba977c732d080dcb0f29a048e3656912c6533e32ee7aed"
					"29b721769ce64e43d57133b074d839d531ed1f28510afb45ace10a1f4b794d6f";
	unsigned char want[128], got[128];
	assert_true(text_from_hex(text_of(keystream), want, sizeof(want)));
	for (size_t step = 1; step <= sizeof(got); step++) { /* however the draws cut it */
		struct world world = { 0 };
		for (size_t at = 0; at < sizeof(got); at += step)
			world_chance(&world, got + at, step < sizeof(got) - at ? step : sizeof(got) - at);
		assert_memory_equal(got, want, sizeof(want));
		assert_int_equal(world.drawn, sizeof(got));
	}
	struct world other = { .seed = { 1 } };
	world_chance(&other, got, sizeof(got));
	assert_memory_not_equal(got, want, sizeof(want));
	world_chance(&other, got, 0);
	assert_int_equal(other.drawn, sizeof(got));
}

TEST(machine_clock_goes_forward)
{
	int64_t ticks = machine_ticks();
	assert_true(machine_now() > INT64_C(1700000000000));
	assert_true(machine_ticks() >= ticks);
	unsigned char one[32], other[32];
	machine_chance(one, sizeof(one));
	machine_chance(other, sizeof(other));
	assert_memory_not_equal(one, other, sizeof(one));
}
