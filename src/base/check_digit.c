/* The hybrid system of ISO/IEC 7064: a running product mod 11 of sums mod 10, where 0 counts as 10. */
#include "base/check_digit.h"

char check_digit(struct text digits)
{
	int product = 10;

	if (digits.length == 0)
		return 0;
	for (size_t i = 0; i < digits.length; i++) {
		char c = digits.bytes[i];
		int sum;

		if (c < '0' || c > '9')
			return 0;
		sum = (product + (c - '0')) % 10;
		product = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	return (char)('0' + (11 - product) % 10);
}

bool check_digit_holds(struct text digits)
{
	return digits.length > 1 &&
	       digits.bytes[digits.length - 1] == check_digit(text_part(digits, 0, digits.length - 1));
}
