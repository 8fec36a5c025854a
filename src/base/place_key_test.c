#include "support/town.h"

#include "base/arena.h"
#include "base/place_key.h"

static const struct {
	const char *code; /* as place_code() gives it */
	int64_t key, end;
	enum place_level level;
	int64_t county;
} places[] = {
	{ "", 0, INT64_C(100000000000000000), PLACE_COUNTRY, 0 },
	{ "51", INT64_C(51000000000000000), INT64_C(52000000000000000), PLACE_PROVINCE, 0 },
	{ "5105", INT64_C(51050000000000000), INT64_C(51060000000000000), PLACE_CITY, 0 },
	{ "510525", INT64_C(51052500000000000), INT64_C(51052600000000000), PLACE_COUNTY, 510525 },
	{ "510525101", INT64_C(51052510100000000), INT64_C(51052510200000000), PLACE_TOWNSHIP, 510525 },
	{ "510525101001", INT64_C(51052510100100000), INT64_C(51052510100200000), PLACE_VILLAGE, 510525 },
	/* directly under the province */
	{ "429004", INT64_C(42900400000000000), INT64_C(42900500000000000), PLACE_COUNTY, 429004 },
	/* Dongguan has no counties: 4419 and 441900 are one place */
	{ "4419", INT64_C(44190000000000000), INT64_C(44200000000000000), PLACE_CITY, 441900 },
	{ "441900003", INT64_C(44190000300000000), INT64_C(44190000400000000), PLACE_TOWNSHIP, 441900 },
	{ "441900003005", INT64_C(44190000300500000), INT64_C(44190000300600000), PLACE_VILLAGE, 441900 },
};

enum { PLACES = sizeof(places) / sizeof(places[0]) };

TEST(place_key_of_every_level)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < PLACES; i++) {
		int64_t key = -1;
		assert_true(place_read(text_of(places[i].code), &key) && key == places[i].key);
		assert_string_equal(place_code(arena, key).bytes, places[i].code);
		assert_int_equal(place_level(key), places[i].level);
		assert_true(place_end(key) == places[i].end);
		assert_true(place_county(key) == places[i].county);
		assert_true(place_contains(key, key) && place_contains(key, places[i].end - 1));
		assert_false(place_contains(key, places[i].end) || place_contains(key, key - 1));
		assert_true(place_above(key, places[i].level) == key && place_above(key, PLACE_COUNTRY) == PLACE_WHOLE);
	}
	arena_free(arena);
}

TEST(place_key_of_a_household_is_never_shown)
{
	struct arena *arena = arena_new();
	int64_t household = INT64_C(51052510100100017);
	assert_int_equal(place_level(household), PLACE_HOUSEHOLD);
	assert_true(place_end(household) == household + 1);
	assert_int_equal(place_county(household), 510525);
	assert_string_equal(place_code(arena, household).bytes, "510525101001");
	assert_true(place_above(household, PLACE_VILLAGE) == INT64_C(51052510100100000));
	assert_true(place_above(household, PLACE_TOWNSHIP) == INT64_C(51052510100000000));
	assert_true(place_above(household, PLACE_COUNTY) == place_of_county(510525));
	assert_true(place_above(household, PLACE_CITY) == INT64_C(51050000000000000));
	assert_true(place_above(household, PLACE_PROVINCE) == INT64_C(51000000000000000));
	arena_free(arena);
}

TEST(place_code_may_be_filled_with_zeros)
{
	int64_t key = -1, filled = -1;
	static const char *const pairs[][2] = {
		{ "51", "510000000000" },
		{ "51", "510000" },
		{ "5105", "510500" },
		{ "510525", "510525000000" },
		{ "510525101", "510525101000" },
		{ "4419", "441900" },
	};
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_true(place_read(text_of(pairs[i][0]), &key) && place_read(text_of(pairs[i][1]), &filled));
		assert_true(key == filled);
	}
	assert_true(place_of_county(441900) == INT64_C(44190000000000000));
	assert_int_equal(place_county(place_of_county(441900)), 441900);
	assert_int_equal(place_county(place_of_county(510500)), 0);
}

TEST(place_code_malformed_is_refused)
{
	static const char *const codes[] = { "5",
		                             "510",
		                             "51052",
		                             "5105251",
		                             "51052510",
		                             "5105251010",
		                             "51052510100",
		                             "5105251010010",
		                             "51052510100100017",
		                             "00",
		                             "000000",
		                             "51052a",
		                             " 51",
		                             "-1",
		                             "５１",
		                             "005105251010" };
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
		int64_t key = -1;
		assert_false(place_read(text_of(codes[i]), &key));
		assert_true(key == -1);
	}
}
