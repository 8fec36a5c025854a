/* Personal numbers (GB 11643-1999) and phones: checks, plain forms, masks. */
#include "base/arena.h"
#include "base/calendar.h"
#include "common/person/person_rows.h"

enum { NUMBER_LENGTH = 18, NUMBER_OLD_LENGTH = 15, NUMBER_AREA = 6 };

static bool all_digits(struct text t)
{
	for (size_t i = 0; i < t.length; i++)
		if (t.bytes[i] < '0' || t.bytes[i] > '9')
			return false;
	return t.length > 0;
}

/* The check character of the first 17 digits: weights 2^(17-i) mod 11, ISO 7064 mod 11-2. */
static char check_character(struct text digits)
{
	static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	int sum = 0;

	for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++)
		sum += (digits.bytes[i] - '0') * weights[i];
	return "10X98765432"[sum % 11];
}

/* yyyymmdd */
static bool is_birth_day(struct text digits)
{
	int64_t on;

	return text_to_int64(digits, &on) && calendar_is_day(on);
}

bool personal_number_is_valid(struct text number)
{
	if (number.length == NUMBER_OLD_LENGTH && all_digits(number)) {
		char born[] = { '1', '9', 0, 0, 0, 0, 0, 0 };
		for (size_t i = 0; i < 6; i++)
			born[2 + i] = number.bytes[NUMBER_AREA + i];
		return number.bytes[0] != '0' && is_birth_day((struct text){ born, sizeof(born) });
	}
	if (number.length != NUMBER_LENGTH || number.bytes[0] == '0' ||
	    !all_digits(text_part(number, 0, NUMBER_LENGTH - 1)))
		return false;
	char last = number.bytes[NUMBER_LENGTH - 1];
	if (last == 'x')
		last = 'X';
	return last == check_character(number) && is_birth_day(text_part(number, NUMBER_AREA, 8));
}

/* The text with all but its first `left` and last `right` bytes as stars. */
static struct text masked(struct arena *arena, struct text t, size_t left, size_t right)
{
	char *bytes = arena_take(arena, t.length + 1);

	for (size_t i = 0; i < t.length; i++)
		bytes[i] = (char)(i < left || i + right >= t.length ? t.bytes[i] : '*');
	return (struct text){ bytes, t.length };
}

struct text personal_number_masked(struct arena *arena, struct text number)
{
	return masked(arena, number, NUMBER_AREA, number.length >= NUMBER_OLD_LENGTH ? 4 : 0);
}

struct text phone_masked(struct arena *arena, struct text phone)
{
	size_t right = phone.length >= 8 ? 4 : phone.length / 4;
	size_t left = phone.length >= 11 ? 3 : phone.length >= 8 ? phone.length - 7 : 0;

	return masked(arena, phone, left, right);
}

struct text phone_plain(struct arena *arena, struct text phone)
{
	char *bytes = arena_take(arena, phone.length + 1);
	struct text plain = { bytes, 0 };

	for (size_t i = 0; i < phone.length; i++)
		if (phone.bytes[i] >= '0' && phone.bytes[i] <= '9')
			bytes[plain.length++] = phone.bytes[i];
	if (plain.length == 13 && text_starts(plain, T("86")))
		return text_part(plain, 2, 11);
	if (plain.length == 15 && text_starts(plain, T("0086")))
		return text_part(plain, 4, 11);
	return plain;
}

struct text number_birth_day(struct arena *arena, struct text number)
{
	if (number.length == NUMBER_OLD_LENGTH)
		return text_format(arena, "19%.*s", TEXT(text_part(number, NUMBER_AREA, 6)));
	return text_part(number, NUMBER_AREA, 8);
}

struct text number_plain(struct arena *arena, struct text number)
{
	struct text t = text_trim(number);
	char *bytes = arena_take(arena, t.length + 1);

	for (size_t i = 0; i < t.length; i++)
		bytes[i] = (char)(t.bytes[i] == 'x' ? 'X' : t.bytes[i]);
	return (struct text){ bytes, t.length };
}
