/* Personal numbers, masks, plain phones. */
#include "support/town.h"

#include "common/person/person_rows.h"

static bool valid(const char *number)
{
	return personal_number_is_valid(text_of(number));
}

TEST(personal_numbers_are_checked)
{
	assert_true(valid("11010519491231002X"));
	assert_true(valid("11010519491231002x"));
	assert_true(valid("34052419800101001X"));
	assert_true(valid("510525860225001")); /* the old form, 15 digits */
	assert_false(valid("110105194912310021"));
	assert_false(valid("11010519491331002X"));
	assert_false(valid("34052419800101002X"));
	assert_false(valid("11010519491231002"));
	assert_false(valid("1101051949123100 X"));
	assert_false(valid("510525861325001"));
	assert_false(valid(""));
	assert_false(valid("01010519491231002X"));
}

TEST(masks_hide_digits)
{
	struct arena *arena = arena_new();
	assert_true(text_equal(phone_masked(arena, T("13812345678")), T("138****5678")));
	assert_true(text_equal(phone_masked(arena, T("83214567")), T("8***4567")));
	assert_true(text_equal(phone_masked(arena, T("12345")), T("****5")));
	assert_true(text_equal(personal_number_masked(arena, T("11010519491231002X")), T("110105********002X")));
	assert_true(text_equal(phone_masked(arena, T("")), T("")));
	assert_true(text_equal(phone_plain(arena, T("+86 138-1234-5678")), T("13812345678")));
	assert_true(text_equal(phone_plain(arena, T("0086 13812345678")), T("13812345678")));
	assert_true(text_equal(phone_plain(arena, T("0830-7201234")), T("08307201234")));
	arena_free(arena);
}
