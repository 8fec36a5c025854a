/* Division on one integer. The country is key 0; every other place has province digits from 01 on. */
#include "base/place_key.h"

#include <assert.h>

#include "base/arena.h"

#define PLACE_KEYS INT64_C(100000000000000000) /* 10^17 */

static const int64_t spans[] = {
	[PLACE_COUNTRY] = PLACE_KEYS,
	[PLACE_PROVINCE] = INT64_C(1000000000000000),
	[PLACE_CITY] = INT64_C(10000000000000),
	[PLACE_COUNTY] = INT64_C(100000000000),
	[PLACE_TOWNSHIP] = 100000000,
	[PLACE_VILLAGE] = 100000,
	[PLACE_HOUSEHOLD] = 1,
};

/* Digits of the official code of each level. */
static const size_t code_digits[] = {
	[PLACE_COUNTRY] = 0,  [PLACE_PROVINCE] = 2, [PLACE_CITY] = 4,       [PLACE_COUNTY] = 6,
	[PLACE_TOWNSHIP] = 9, [PLACE_VILLAGE] = 12, [PLACE_HOUSEHOLD] = 12,
};

int64_t place_span(enum place_level level)
{
	assert(level >= PLACE_COUNTRY && level <= PLACE_HOUSEHOLD);
	return spans[level];
}

enum place_level place_level(int64_t place)
{
	assert(place >= 0 && place < PLACE_KEYS);
	enum place_level level = PLACE_COUNTRY;
	if (place != PLACE_WHOLE) {
		while (place % spans[level] != 0)
			level++;
	}
	return level;
}

int64_t place_end(int64_t place)
{
	return place + place_span(place_level(place));
}

int64_t place_above(int64_t place, enum place_level level)
{
	assert(place >= 0 && place < PLACE_KEYS);
	return place - place % place_span(level);
}

/* The cities at the level of GB/T 2260 that have no counties: Dongguan, Zhongshan, Danzhou. */
static bool is_its_own_county(int64_t city)
{
	return city == 4419 || city == 4420 || city == 4604;
}

int64_t place_county(int64_t place)
{
	enum place_level level = place_level(place);
	if (level < PLACE_CITY || (level == PLACE_CITY && !is_its_own_county(place / spans[PLACE_CITY])))
		return 0;
	return place / spans[PLACE_COUNTY];
}

int64_t place_of_county(int64_t county)
{
	assert(county >= 0 && county <= 999999);
	return county * spans[PLACE_COUNTY];
}

bool place_contains(int64_t place, int64_t inner)
{
	return inner >= place && inner < place_end(place);
}

struct text place_code(struct arena *arena, int64_t place)
{
	int64_t public_place = place_above(place, PLACE_VILLAGE);
	size_t count = code_digits[place_level(public_place)];
	char *digits = arena_take(arena, count + 1);
	int64_t power = PLACE_KEYS / 10;
	for (size_t i = 0; i < count; i++, power /= 10)
		digits[i] = (char)('0' + public_place / power % 10);
	return (struct text){ digits, count };
}

bool place_read(struct text code, int64_t *ret_place)
{
	int64_t place = 0, power = PLACE_KEYS;
	if (code.length != 0 && code.length != 2 && code.length != 4 && code.length != 6 && code.length != 9 &&
	    code.length != 12)
		return false;
	for (size_t i = 0; i < code.length; i++) {
		if (code.bytes[i] < '0' || code.bytes[i] > '9')
			return false;
		power /= 10;
		place += (code.bytes[i] - '0') * power;
	}
	if (code.length > 0 && place < spans[PLACE_PROVINCE]) /* province 00 */
		return false;
	*ret_place = place;
	return true;
}
