/* Checked arithmetic and decimal notation. Every reader goes through number_read(), so that all of them take what a Chinese
   keyboard writes (full-width digits, comma, dot and minus). */
#include "base/money.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"

enum {
	MONEY_DECIMALS = 2,
	WEIGHT_DECIMALS = 3,
	PERCENT_DECIMALS = 2,
	NUMBER_ROOM = 40, /* characters of a number as written; int64_t with grouping needs 26 */
};

bool money_add(int64_t a, int64_t b, int64_t *ret_sum)
{
	int64_t sum;
	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*ret_sum = sum;
	return true;
}

bool money_subtract(int64_t a, int64_t b, int64_t *ret_difference)
{
	int64_t difference;
	if (__builtin_sub_overflow(a, b, &difference))
		return false;
	*ret_difference = difference;
	return true;
}

bool money_multiply(int64_t a, int64_t times, int64_t *ret_product)
{
	int64_t product;
	if (__builtin_mul_overflow(a, times, &product))
		return false;
	*ret_product = product;
	return true;
}

/* a * part / whole for a < whole and part <= whole, bit by bit: the remainder stays below whole < 2^63, so doubling it fits
   in 64 unsigned bits where the product would not. */
static int64_t share_by_bits(uint64_t a, uint64_t part, uint64_t whole)
{
	uint64_t quotient = 0, remainder = 0;
	for (int bit = 62; bit >= 0; bit--) {
		quotient *= 2;
		remainder *= 2;
		if (remainder >= whole) {
			remainder -= whole;
			quotient++;
		}
		if (part >> bit & 1)
			remainder += a;
		if (remainder >= whole) {
			remainder -= whole;
			quotient++;
		}
	}
	return (int64_t)quotient;
}

int64_t money_share(int64_t amount, int64_t part, int64_t whole)
{
	assert(amount >= 0 && whole > 0);
	assert(part >= 0 && part <= whole);
	int64_t product;
	if (money_multiply(amount, part, &product))
		return product / whole;
	int64_t times = amount / whole, rest = amount % whole;
	return times * part + share_by_bits((uint64_t)rest, (uint64_t)part, (uint64_t)whole);
}

/* The ASCII character that a character of a number means; 0 when it is none. */
static char number_character(uint32_t c)
{
	if (c >= '0' && c <= '9')
		return (char)c;
	if (c >= 0xFF10 && c <= 0xFF19) /* full-width digits */
		return (char)(c - 0xFF10 + '0');
	if (c == ',' || c == 0xFF0C)
		return ',';
	if (c == '.' || c == 0xFF0E)
		return '.';
	return c == '-' || c == 0x2212 || c == 0xFF0D ? '-' : 0; /* hyphen, minus sign, full-width hyphen */
}

static bool number_to_ascii(struct text t, char ret_ascii[NUMBER_ROOM], size_t *ret_length)
{
	size_t length = 0;
	while (t.length > 0) {
		char c = number_character(text_next_character(&t));
		if (c == 0 || length == NUMBER_ROOM)
			return false;
		ret_ascii[length++] = c;
	}
	*ret_length = length;
	return true;
}

/* Numbers are gathered below zero, where int64_t reaches one further. */
static bool take_digit(int64_t *value, int digit)
{
	return !__builtin_mul_overflow(*value, 10, value) && !__builtin_sub_overflow(*value, digit, value);
}

static size_t count_digits(struct text t)
{
	size_t count = 0;
	while (count < t.length && t.bytes[count] >= '0' && t.bytes[count] <= '9')
		count++;
	return count;
}

/* Takes "1280" or "1,280" off the front: commas either nowhere or before every three digits, so that "1,5" is no number. */
static bool take_whole_part(struct text *t, int64_t *value)
{
	bool grouped = false;
	for (;;) {
		size_t digits = count_digits(*t);
		bool comma = digits < t->length && t->bytes[digits] == ',';
		if (digits == 0 || (grouped && digits != 3) || (comma && digits > 3))
			return false;
		for (size_t i = 0; i < digits; i++) {
			if (!take_digit(value, t->bytes[i] - '0'))
				return false;
		}
		*t = text_part(*t, digits + comma, t->length);
		if (!comma)
			return true;
		grouped = true;
	}
}

/* Takes what is left, nothing or ".5", and scales the value as if all decimals had been written. */
static bool take_decimals(struct text t, size_t decimals, int64_t *value)
{
	size_t written = 0;
	if (t.length > 0) {
		written = t.length - 1;
		if (t.bytes[0] != '.' || written == 0 || written > decimals ||
		    count_digits(text_part(t, 1, t.length)) != written)
			return false;
	}
	for (size_t i = 0; i < decimals; i++) {
		if (!take_digit(value, i < written ? t.bytes[1 + i] - '0' : 0))
			return false;
	}
	return true;
}

bool number_read(struct text t, int decimals, int64_t *ret_value)
{
	assert(decimals >= 0 && decimals <= 9);
	char ascii[NUMBER_ROOM];
	size_t length;
	if (!number_to_ascii(text_trim(t), ascii, &length))
		return false;
	bool negative = length > 0 && ascii[0] == '-';
	struct text rest = { ascii + negative, length - negative };
	int64_t value = 0;
	if (!take_whole_part(&rest, &value) || !take_decimals(rest, (size_t)decimals, &value))
		return false;
	if (!negative && value == INT64_MIN)
		return false;
	*ret_value = negative ? value : -value;
	return true;
}

bool money_read(struct text t, int64_t *ret_fen)
{
	struct text rest = text_trim(t);
	if (text_starts(rest, T("¥")))
		rest = text_part(rest, strlen("¥"), rest.length);
	else if (text_starts(rest, T("￥")))
		rest = text_part(rest, strlen("￥"), rest.length);
	return number_read(rest, MONEY_DECIMALS, ret_fen);
}

bool weight_read(struct text t, int64_t *ret_g)
{
	return number_read(t, WEIGHT_DECIMALS, ret_g);
}

bool percent_read(struct text t, int64_t *ret_parts)
{
	return number_read(t, PERCENT_DECIMALS, ret_parts);
}

static uint64_t magnitude(int64_t value)
{
	return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

static struct text number_text(struct arena *arena, int64_t value, size_t decimals, bool grouped)
{
	char digits[TEXT_DIGITS], written[NUMBER_ROOM];
	uint64_t scale = 1;
	for (size_t i = 0; i < decimals; i++)
		scale *= 10;
	size_t length = 0, count = text_digits(magnitude(value) / scale, digits);
	if (value < 0)
		written[length++] = '-';
	for (size_t i = 0; i < count; i++) {
		if (grouped && i > 0 && (count - i) % 3 == 0)
			written[length++] = ',';
		written[length++] = digits[i];
	}
	if (decimals > 0)
		written[length++] = '.';
	for (uint64_t rest = magnitude(value) % scale; decimals > 0; decimals--) {
		scale /= 10;
		written[length++] = (char)('0' + rest / scale % 10);
	}
	return text_copy(arena, (struct text){ written, length });
}

struct text money_plain(struct arena *arena, int64_t fen)
{
	return number_text(arena, fen, MONEY_DECIMALS, false);
}

struct text money_grouped(struct arena *arena, int64_t fen)
{
	return number_text(arena, fen, MONEY_DECIMALS, true);
}

struct text number_grouped(struct arena *arena, int64_t value)
{
	return number_text(arena, value, 0, true);
}

/* Without the zeros behind the last digit that says something. */
static struct text number_short(struct arena *arena, int64_t value, size_t decimals)
{
	struct text t = number_text(arena, value, decimals, false);
	while (text_ends(t, T("0")))
		t.length--;
	if (text_ends(t, T(".")))
		t.length--;
	return text_copy(arena, t);
}

struct text weight_plain(struct arena *arena, int64_t g)
{
	return number_short(arena, g, WEIGHT_DECIMALS);
}

struct text percent_plain(struct arena *arena, int64_t parts)
{
	return number_short(arena, parts, PERCENT_DECIMALS);
}
