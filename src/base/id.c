/* The public form and its check character.
   The check is Douglas Crockford's (base32, modulus 37, symbols "0-9 A-Z without I L O U" then * ~ $ = U) over 19 digits: the
   six of the county, then the id's base32 digits filled with zeros to 13, read as one number in base 32. Worked digit by
   digit from the left: check = (check * 32 + digit) mod 37.
   32 is a primitive root of 37, so all 19 weights differ and none is 0: every wrong digit and every exchange of two digits
   is found. */
#include "base/id.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"

#define ID_EPOCH INT64_C(1704067200000) /* 2024-01-01T00:00:00Z */

enum { COUNTY_DIGITS = 6, ID_DIGITS = 13, CHECK_MODULUS = 37, PUBLIC_ROOM = COUNTY_DIGITS + 1 + ID_DIGITS + 2 };

static const char symbols[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U";

int64_t id_make(int64_t at, int node, int sequence)
{
	int64_t since = at - ID_EPOCH;
	assert(since >= 0 && since < INT64_C(1) << (63 - ID_NODE_BITS - ID_SEQUENCE_BITS));
	assert(node >= 0 && node < 1 << ID_NODE_BITS);
	assert(sequence >= 0 && sequence < 1 << ID_SEQUENCE_BITS);
	return since << (ID_NODE_BITS + ID_SEQUENCE_BITS) | (int64_t)node << ID_SEQUENCE_BITS | sequence;
}

int64_t id_first(int64_t at)
{
	if (at <= ID_EPOCH)
		return 1;
	return at - ID_EPOCH < INT64_C(1) << (63 - ID_NODE_BITS - ID_SEQUENCE_BITS) ? id_make(at, 0, 0) : INT64_MAX;
}

int64_t id_at(int64_t id)
{
	assert(id >= 0);
	return (id >> (ID_NODE_BITS + ID_SEQUENCE_BITS)) + ID_EPOCH;
}

static int id_check(int64_t county, int64_t id)
{
	int check = 0;
	for (int64_t power = 100000; power > 0; power /= 10)
		check = (check * 32 + (int)(county / power % 10)) % CHECK_MODULUS;
	for (int shift = (ID_DIGITS - 1) * 5; shift >= 0; shift -= 5)
		check = (check * 32 + (int)(id >> shift & 31)) % CHECK_MODULUS;
	return check;
}

struct text id_public(struct arena *arena, int64_t county, int64_t id)
{
	assert(county >= 0 && county <= 999999);
	assert(id > 0);
	char form[PUBLIC_ROOM];
	size_t length = 0;
	for (int64_t power = 100000; power > 0; power /= 10)
		form[length++] = (char)('0' + county / power % 10);
	form[length++] = '-';
	for (int shift = (ID_DIGITS - 1) * 5; shift >= 0; shift -= 5) {
		if (id >> shift != 0)
			form[length++] = symbols[id >> shift & 31];
	}
	form[length++] = '-';
	form[length++] = symbols[id_check(county, id)];
	return text_copy(arena, (struct text){ form, length });
}

/* The value 0..36 of a symbol as somebody wrote it; -1 when it is none. */
static int symbol_value(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		return 0;
	if (c == 'I' || c == 'L')
		return 1;
	const char *at = memchr(symbols, c, CHECK_MODULUS);
	return at ? (int)(at - symbols) : -1;
}

/* The digits as a number in that base, which must fit int64_t. */
static bool read_digits(struct text digits, int base, int64_t *ret_value)
{
	int64_t value = 0;
	for (size_t i = 0; i < digits.length; i++) {
		int digit = symbol_value(digits.bytes[i]);
		if (digit < 0 || digit >= base || value > (INT64_MAX - digit) / base)
			return false;
		value = value * base + digit;
	}
	*ret_value = value;
	return true;
}

bool id_read(struct text t, int64_t *ret_county, int64_t *ret_id)
{
	size_t fixed = COUNTY_DIGITS + 1 + 2; /* county, dash; dash, check */
	if (t.length <= fixed || t.length > fixed + ID_DIGITS || t.bytes[COUNTY_DIGITS] != '-' ||
	    t.bytes[t.length - 2] != '-')
		return false;
	struct text digits = text_part(t, COUNTY_DIGITS + 1, t.length - fixed);
	int64_t county, id;
	if (!read_digits(text_part(t, 0, COUNTY_DIGITS), 10, &county) || !read_digits(digits, 32, &id))
		return false;
	if (symbol_value(digits.bytes[0]) == 0) /* one form for one id; also keeps out the id 0 */
		return false;
	if (symbol_value(t.bytes[t.length - 1]) != id_check(county, id))
		return false;
	*ret_county = county;
	*ret_id = id;
	return true;
}
