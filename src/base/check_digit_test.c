/* The check digit: known numbers, every wrong digit found, neighbours that change places. */
#include "base/check_digit.h"

#include "support/town.h"

TEST(check_digit_of_known_numbers)
{
	assert_int_equal(check_digit(T("79462")), '3');
	assert_true(check_digit_holds(T("794623")));
	assert_int_equal(check_digit(T("")), 0);
	assert_int_equal(check_digit(T("12a4")), 0);
	assert_false(check_digit_holds(T("7")));
	assert_false(check_digit_holds(T("")));
}

TEST(check_digit_finds_every_wrong_digit)
{
	char number[] = "312904857169";

	number[11] = check_digit((struct text){ number, 11 });
	assert_true(check_digit_holds((struct text){ number, 12 }));
	for (size_t i = 0; i < 12; i++)
		for (int c = '0'; c <= '9'; c++) {
			char kept = number[i];

			number[i] = (char)c;
			assert_true(check_digit_holds((struct text){ number, 12 }) == (c == kept));
			number[i] = kept;
		}
}
