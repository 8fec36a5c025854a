/* A place is a number, its land is an interval. Key: 17 digits, province 2, city 2, county 2, township 3, village 3,
   household 5 (the national 12-digit code, then the household's number in its village); lower digits are 0. The land of a
   place is [key, key + span). A city without counties (Dongguan 4419) is its own county 441900: one key, one place. */
#ifndef BASE_PLACE_KEY_H
#define BASE_PLACE_KEY_H

#include "base/text.h"

enum place_level {
	PLACE_COUNTRY,
	PLACE_PROVINCE,
	PLACE_CITY,
	PLACE_COUNTY,
	PLACE_TOWNSHIP,
	PLACE_VILLAGE,
	PLACE_HOUSEHOLD
};

/* The whole country: key 0, land [0, 10^17). */
enum { PLACE_WHOLE = 0 };

/* 10^15, 10^13, 10^11, 10^8, 10^5, 1; 10^17 for the country. */
int64_t place_span(enum place_level level);
/* The level a key's digits tell. A key with county digits 00 and lower digits 0 is a city. */
enum place_level place_level(int64_t place);
/* One past the last key of its land: place + place_span(place_level(place)). */
int64_t place_end(int64_t place);
/* The place above at that level (the key with its lower digits 0). */
int64_t place_above(int64_t place, enum place_level level);
/* The six-digit county a key lies in: 51052510100100000 -> 510525. 0 above the county,
   but for the cities that are their own county: 4419, 4420, 4604. */
int64_t place_county(int64_t place);
/* The key of a county of six digits. */
int64_t place_of_county(int64_t county);
bool place_contains(int64_t place, int64_t inner);
/* Official code: "51", "5105", "510525", "510525101", "510525101001"; "" for the country. A household's key gives its
   village's code: it never stands in public. */
struct text place_code(struct arena *arena, int64_t place);
/* Reads a code of 2, 4, 6, 9 or 12 digits (also zero-filled to 12), "" for the country. */
bool place_read(struct text code, int64_t *ret_place);

#endif
