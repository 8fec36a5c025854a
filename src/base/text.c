/* Pointer-and-length strings. Nothing here asks the locale. */
#include "base/text.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { FORMAT_FIRST_BYTES = 256 };

struct text text_of(const char *string)
{
	return (struct text){ string, string ? strlen(string) : 0 };
}

static char *bytes_copy(struct arena *arena, struct text t)
{
	char *bytes = arena_take(arena, t.length + 1);
	if (t.length > 0)
		memcpy(bytes, t.bytes, t.length);
	return bytes;
}

struct text text_copy(struct arena *arena, struct text t)
{
	return (struct text){ bytes_copy(arena, t), t.length };
}

const char *text_string(struct arena *arena, struct text t)
{
	return bytes_copy(arena, t);
}

struct text text_format(struct arena *arena, const char *format, ...)
{
	assert(format);
	va_list values;
	char first[FORMAT_FIRST_BYTES]; /* most are short: formatted once, not once more for their length */
	va_start(values, format);
	int length = vsnprintf(first, sizeof first, format, values);
	va_end(values);
	if (length < 0)
		abort(); /* only a broken format can do this */
	if ((size_t)length < sizeof first)
		return text_copy(arena, (struct text){ first, (size_t)length });
	char *bytes = arena_take(arena, (size_t)length + 1);
	va_start(values, format);
	vsnprintf(bytes, (size_t)length + 1, format, values);
	va_end(values);
	return (struct text){ bytes, (size_t)length };
}

struct text text_join(struct arena *arena, struct text a, struct text b)
{
	char *bytes = arena_take(arena, a.length + b.length + 1);
	if (a.length > 0)
		memcpy(bytes, a.bytes, a.length);
	if (b.length > 0)
		memcpy(bytes + a.length, b.bytes, b.length);
	return (struct text){ bytes, a.length + b.length };
}

size_t text_digits(uint64_t value, char ret_digits[TEXT_DIGITS])
{
	static const char pairs[] = "00010203040506070809101112131415161718192021222324252627282930313233343536373839"
				    "40414243444546474849505152535455565758596061626364656667686970717273747576777879"
				    "8081828384858687888990919293949596979899";
	char reversed[TEXT_DIGITS];
	size_t at = TEXT_DIGITS;
	for (; value >= 100; value /= 100) {
		at -= 2;
		memcpy(reversed + at, pairs + value % 100 * 2, 2);
	}
	if (value >= 10) {
		at -= 2;
		memcpy(reversed + at, pairs + value * 2, 2);
	} else {
		reversed[--at] = (char)('0' + value);
	}
	memcpy(ret_digits, reversed + at, TEXT_DIGITS - at);
	return TEXT_DIGITS - at;
}

struct text text_of_int(struct arena *arena, int64_t value)
{
	char digits[TEXT_DIGITS + 1] = "-";
	size_t sign = value < 0;
	uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	size_t length = sign + text_digits(size, digits + sign);
	return text_copy(arena, (struct text){ digits, length });
}

bool text_equal(struct text a, struct text b)
{
	return a.length == b.length && (a.length == 0 || memcmp(a.bytes, b.bytes, a.length) == 0);
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool text_equal_caseless(struct text a, struct text b)
{
	if (a.length != b.length)
		return false;
	for (size_t i = 0; i < a.length; i++) {
		if (lower(a.bytes[i]) != lower(b.bytes[i]))
			return false;
	}
	return true;
}

bool text_starts(struct text t, struct text prefix)
{
	return t.length >= prefix.length && text_equal(text_part(t, 0, prefix.length), prefix);
}

bool text_ends(struct text t, struct text suffix)
{
	return t.length >= suffix.length && text_equal(text_part(t, t.length - suffix.length, suffix.length), suffix);
}

size_t text_find(struct text t, struct text needle)
{
	if (needle.length == 0)
		return 0;
	size_t from = 0;
	while (t.length - from >= needle.length) {
		const char *hit = memchr(t.bytes + from, needle.bytes[0], t.length - from - needle.length + 1);
		if (!hit)
			return t.length;
		if (memcmp(hit, needle.bytes, needle.length) == 0)
			return (size_t)(hit - t.bytes);
		from = (size_t)(hit - t.bytes) + 1;
	}
	return t.length;
}

bool text_holds_number(struct text t)
{
	int run = 0;
	for (size_t i = 0; i < t.length && run < 7; i++) {
		char c = t.bytes[i];
		if (c >= '0' && c <= '9')
			run++;
		else if (c != ' ' && c != '-')
			run = 0;
	}
	return run >= 7;
}

struct text text_part(struct text t, size_t from, size_t length)
{
	if (from >= t.length)
		return (struct text){ 0 };
	size_t left = t.length - from;
	return (struct text){ t.bytes + from, length < left ? length : left };
}

static bool is_ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Bytes of the white space that t starts with; 0 when it starts with none. */
static size_t leading_space(struct text t)
{
	if (t.length > 0 && is_ascii_space(t.bytes[0]))
		return 1;
	if (text_starts(t, T("\u00A0")))
		return 2;
	return text_starts(t, T("\u3000")) ? 3 : 0;
}

static size_t trailing_space(struct text t)
{
	if (t.length > 0 && is_ascii_space(t.bytes[t.length - 1]))
		return 1;
	if (text_ends(t, T("\u00A0")))
		return 2;
	return text_ends(t, T("\u3000")) ? 3 : 0;
}

struct text text_trim(struct text t)
{
	for (size_t space; (space = leading_space(t)) > 0;)
		t = text_part(t, space, t.length);
	for (size_t space; (space = trailing_space(t)) > 0;)
		t.length -= space;
	return t;
}

bool text_next(struct text *rest, char separator, struct text *ret_piece)
{
	if (rest->length == 0)
		return false;
	const char *end = memchr(rest->bytes, separator, rest->length);
	size_t length = end ? (size_t)(end - rest->bytes) : rest->length;
	*ret_piece = text_part(*rest, 0, length);
	*rest = text_part(*rest, length + 1, rest->length);
	return true;
}

int text_compare(struct text a, struct text b)
{
	size_t shorter = a.length < b.length ? a.length : b.length;
	int order = shorter > 0 ? memcmp(a.bytes, b.bytes, shorter) : 0;
	return order != 0 ? order : (a.length > b.length) - (a.length < b.length);
}

bool text_to_int64(struct text t, int64_t *ret_value)
{
	bool negative = t.length > 0 && t.bytes[0] == '-';
	size_t from = negative;
	if (t.length == from)
		return false;
	int64_t value = 0; /* counted downwards: the negative side reaches one further */
	for (size_t i = from; i < t.length; i++) {
		int digit = t.bytes[i] - '0';
		if (digit < 0 || digit > 9)
			return false;
		if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, digit, &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*ret_value = negative ? value : -value;
	return true;
}

/* The length of the well-formed UTF-8 sequence t starts with and its code point; 0 when it starts with none (RFC 3629,
   section 4: no overlong form, no surrogate, nothing above U+10FFFF; nor U+0000 here). */
static size_t sequence_length(struct text t, uint32_t *ret_character)
{
	const unsigned char *b = (const unsigned char *)t.bytes;
	if (b[0] < 0x80) {
		*ret_character = b[0];
		return b[0] != 0;
	}
	size_t length = b[0] >= 0xF0 ? 4 : b[0] >= 0xE0 ? 3 : 2;
	if (b[0] < 0xC2 || b[0] > 0xF4 || t.length < length)
		return 0;
	uint32_t character = b[0] & (0xFFu >> (length + 1));
	for (size_t i = 1; i < length; i++) {
		if ((b[i] & 0xC0) != 0x80)
			return 0;
		character = character << 6 | (b[i] & 0x3Fu);
	}
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	if (character < least[length] || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF))
		return 0;
	*ret_character = character;
	return length;
}

/* Bytes of plain ASCII without zero at the start, in steps of eight as long as it goes: most of every form, path and header. */
static size_t ascii_run(struct text t)
{
	size_t run = 0;
	for (uint64_t eight; t.length - run >= sizeof(eight); run += sizeof(eight)) {
		memcpy(&eight, t.bytes + run, sizeof(eight));
		bool has_zero = (eight - UINT64_C(0x0101010101010101)) & ~eight & UINT64_C(0x8080808080808080);
		if ((eight & UINT64_C(0x8080808080808080)) != 0 || has_zero)
			break;
	}
	while (run < t.length && t.bytes[run] != 0 && ((unsigned char)t.bytes[run] & 0x80u) == 0)
		run++;
	return run;
}

bool text_is_utf8(struct text t)
{
	while (t.length > 0) {
		size_t run = ascii_run(t);
		uint32_t character;
		if (run == 0)
			run = sequence_length(t, &character);
		if (run == 0)
			return false;
		t = text_part(t, run, t.length);
	}
	return true;
}

size_t text_characters(struct text t)
{
	size_t count = 0;
	for (size_t i = 0; i < t.length; i++)
		count += ((unsigned char)t.bytes[i] & 0xC0) != 0x80;
	return count;
}

uint32_t text_next_character(struct text *rest)
{
	if (rest->length == 0)
		return 0;
	uint32_t character;
	size_t length = sequence_length(*rest, &character);
	if (length == 0) {
		length = 1;
		character = 0xFFFD;
	}
	*rest = text_part(*rest, length, rest->length);
	return character;
}

struct text text_first(struct text t, size_t count)
{
	struct text rest = t;
	for (size_t i = 0; i < count && rest.length > 0; i++)
		text_next_character(&rest);
	return text_part(t, 0, t.length - rest.length);
}

struct text text_hex(struct arena *arena, const void *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *from = bytes;
	assert(size <= SIZE_MAX / 4);
	char *hex = arena_take(arena, size * 2 + 1);
	for (size_t i = 0; i < size; i++) {
		hex[i * 2] = digits[from[i] >> 4];
		hex[i * 2 + 1] = digits[from[i] & 15];
	}
	return (struct text){ hex, size * 2 };
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	unsigned char l = lower(c);
	return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

bool text_from_hex(struct text hex, void *ret_bytes, size_t size)
{
	if (hex.length % 2 != 0 || hex.length / 2 != size)
		return false;
	for (size_t i = 0; i < hex.length; i++) {
		if (hex_value(hex.bytes[i]) < 0)
			return false;
	}
	unsigned char *to = ret_bytes;
	for (size_t i = 0; i < size; i++)
		to[i] = (unsigned char)(hex_value(hex.bytes[i * 2]) * 16 + hex_value(hex.bytes[i * 2 + 1]));
	return true;
}
