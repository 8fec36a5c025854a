#include "support/town.h"

#include <string.h>

#include "base/arena.h"
#include "base/money.h"

TEST(money_sums_are_checked)
{
	int64_t result = 42;
	assert_false(money_add(INT64_MAX, 1, &result));
	assert_false(money_add(INT64_MIN, -1, &result));
	assert_false(money_subtract(INT64_MIN, 1, &result));
	assert_false(money_subtract(0, INT64_MIN, &result));
	assert_false(money_multiply(INT64_MAX / 2 + 1, 2, &result));
	assert_false(money_multiply(INT64_MIN, -1, &result));
	assert_int_equal(result, 42);
	assert_true(money_add(INT64_MAX, -1, &result) && result == INT64_MAX - 1);
	assert_true(money_subtract(-1, INT64_MAX, &result) && result == INT64_MIN);
	assert_true(money_multiply(-3, 7, &result) && result == -21);
}

TEST(money_share_rounds_down_and_never_overflows)
{
	static const struct {
		int64_t amount, part, whole, share;
	} cases[] = {
		{ 0, 0, 1, 0 },
		{ 100, 1, 3, 33 },
		{ 100, 3, 3, 100 },
		{ 1, 2, 3, 0 },
		{ INT64_MAX, 1, 1, INT64_MAX },
		{ INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX },
		{ INT64_MAX, INT64_MAX - 1, INT64_MAX, INT64_MAX - 1 },
		{ INT64_MAX, 1, 2, INT64_MAX / 2 },
		{ INT64_MAX, 0, INT64_MAX, 0 },
		{ INT64_MAX - 1, INT64_MAX - 1, INT64_MAX, INT64_MAX - 2 },
		{ INT64_C(4611686018427387904), INT64_C(4611686018427387905), INT64_MAX, INT64_C(2305843009213693952) },
		{ INT64_C(9000000000000000000), 333333333, 1000000000, INT64_C(2999999997000000000) },
		{ INT64_C(1000000000000000003), 999999999999, 1000000000000, INT64_C(999999999999000002) },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_true(money_share(cases[i].amount, cases[i].part, cases[i].whole) == cases[i].share);
}

/* An amount shared out in parts leaves less than one fen a part behind. */
TEST(money_share_remainder_is_less_than_the_parts)
{
	static const int64_t amounts[] = { 1, 99, 100, 36500, INT64_C(99999999999999), INT64_MAX };
	static const int64_t parts[] = { 1, 1, 2, 3, 5, 7 }; /* of 19 */
	for (size_t i = 0; i < sizeof(amounts) / sizeof(amounts[0]); i++) {
		int64_t left = amounts[i];
		for (size_t part = 0; part < 6; part++)
			left -= money_share(amounts[i], parts[part], 19);
		assert_true(left >= 0 && left < 6);
	}
}

TEST(money_is_read)
{
	static const struct {
		const char *written;
		bool good;
		int64_t fen;
	} cases[] = {
		{ "36", true, 3600 },
		{ "36.5", true, 3650 },
		{ "36.50", true, 3650 },
		{ "0.01", true, 1 },
		{ "1,280.00", true, 128000 },
		{ "12,345,678.9", true, 1234567890 },
		{ " ¥36.50 ", true, 3650 },
		{ "￥３６．５０", true, 3650 },
		{ "１，２８０", true, 128000 },
		{ "-5", true, -500 },
		{ "\u22125.05", true, -505 },
		{ "007", true, 700 },
		{ "92233720368547758.07", true, INT64_MAX },
		{ "-92233720368547758.08", true, INT64_MIN },
		{ "92233720368547758.08", false, 0 },
		{ "92233720368547759", false, 0 },
		{ "", false, 0 },
		{ "¥", false, 0 },
		{ "-", false, 0 },
		{ ".5", false, 0 },
		{ "5.", false, 0 },
		{ "36.505", false, 0 },
		{ "36.5.0", false, 0 },
		{ "1,28", false, 0 },
		{ "1280,000", false, 0 },
		{ ",280", false, 0 },
		{ "1,280,", false, 0 },
		{ "1,280.0,0", false, 0 },
		{ "3 6", false, 0 },
		{ "36元", false, 0 },
		{ "1e3", false, 0 },
		{ "0x10", false, 0 },
		{ "--5", false, 0 },
		{ "00000000000000000000000000000000000000000000000001", false, 0 },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t fen = 42;
		assert_int_equal(money_read(text_of(cases[i].written), &fen), cases[i].good);
		assert_true(fen == (cases[i].good ? cases[i].fen : 42));
	}
}

TEST(money_is_written)
{
	static const struct {
		int64_t fen;
		const char *plain, *grouped;
	} cases[] = {
		{ 0, "0.00", "0.00" },
		{ 5, "0.05", "0.05" },
		{ -5, "-0.05", "-0.05" },
		{ 3650, "36.50", "36.50" },
		{ 99999, "999.99", "999.99" },
		{ 128000, "1280.00", "1,280.00" },
		{ -100000000, "-1000000.00", "-1,000,000.00" },
		{ INT64_MAX, "92233720368547758.07", "92,233,720,368,547,758.07" },
		{ INT64_MIN, "-92233720368547758.08", "-92,233,720,368,547,758.08" },
	};
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t back;
		assert_string_equal(money_plain(arena, cases[i].fen).bytes, cases[i].plain);
		assert_string_equal(money_grouped(arena, cases[i].fen).bytes, cases[i].grouped);
		assert_true(money_read(text_of(cases[i].grouped), &back) && back == cases[i].fen);
	}
	assert_string_equal(number_grouped(arena, 1280).bytes, "1,280");
	assert_string_equal(number_grouped(arena, INT64_MIN).bytes, "-9,223,372,036,854,775,808");
	arena_free(arena);
}

TEST(weight_in_kilograms)
{
	static const struct {
		const char *written;
		int64_t g;
	} cases[] = { { "2.5", 2500 }, { "0.001", 1 },   { "10", 10000 },
		      { "0", 0 },      { "-0.05", -50 }, { "100.01", 100010 } };
	struct arena *arena = arena_new();
	int64_t g;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(weight_read(text_of(cases[i].written), &g) && g == cases[i].g);
		assert_string_equal(weight_plain(arena, cases[i].g).bytes, cases[i].written);
	}
	assert_true(weight_read(T("2.500"), &g) && g == 2500);
	assert_false(weight_read(T("2.5001"), &g));
	assert_false(weight_read(T("2.5kg"), &g));
	arena_free(arena);
}
