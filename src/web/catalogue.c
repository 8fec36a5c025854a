#include "web/catalogue.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum {
	MAGIC_AT = 0,
	COUNT_AT = 8,
	ORIGINALS_AT = 12,
	TRANSLATIONS_AT = 16,
	SLOTS_AT = 20,
	TABLE_AT = 24,
	HEADER_BYTES = 28,
	ENTRY_BYTES = 8,
	SLOT_BYTES = 4
};

static const uint32_t magic = 0x950412de;

static uint32_t word_at(const struct catalogue *c, size_t at)
{
	const unsigned char *b = c->bytes + at;
	return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static bool holds(const struct catalogue *c, size_t from, size_t length)
{
	return from <= c->length && length <= c->length - from;
}

size_t catalogue_count(const struct catalogue *catalogue)
{
	if (catalogue->length < HEADER_BYTES || word_at(catalogue, MAGIC_AT) != magic)
		return 0;
	size_t count = word_at(catalogue, COUNT_AT);
	if (!holds(catalogue, word_at(catalogue, ORIGINALS_AT), count * ENTRY_BYTES) ||
	    !holds(catalogue, word_at(catalogue, TRANSLATIONS_AT), count * ENTRY_BYTES))
		return 0;
	return count;
}

/* The text of entry `index` of the table at `table`; NULL when it lies outside or does not end with a zero. */
static const char *entry(const struct catalogue *c, size_t table, size_t index)
{
	size_t at = table + index * ENTRY_BYTES;
	size_t length = word_at(c, at), from = word_at(c, at + 4);
	if (!holds(c, from, length + 1) || c->bytes[from + length] != 0)
		return NULL;
	return (const char *)c->bytes + from;
}

static const char *original_of(const struct catalogue *c, size_t index)
{
	return entry(c, word_at(c, ORIGINALS_AT), index);
}

static const char *translation_of(const struct catalogue *c, size_t index)
{
	const char *translation = entry(c, word_at(c, TRANSLATIONS_AT), index);
	return translation && translation[0] ? translation : NULL;
}

/* P. J. Weinberger's (Aho, Sethi, Ullman: Compilers, 1986), with which msgfmt fills the table. */
static uint32_t hash_of(const char *string)
{
	uint32_t hash = 0;
	for (; *string; string++) {
		hash = (hash << 4) + (unsigned char)*string;
		uint32_t high = hash & 0xf0000000;
		hash ^= high >> 24;
		hash ^= high;
	}
	return hash;
}

/* The index of the entry, `count` when there is none. By the table of slots (a prime number of them): each holds the number of an entry and
   1, or 0 where a search ends. */
static size_t find_by_hash(const struct catalogue *c, size_t count, size_t slots, const char *english)
{
	size_t table = word_at(c, TABLE_AT);
	uint32_t hash = hash_of(english);
	size_t slot = hash % slots, step = 1 + hash % (slots - 2);
	for (size_t i = 0; i < slots; i++) {
		size_t number = word_at(c, table + slot * SLOT_BYTES);
		if (number == 0 || number > count)
			return count;
		const char *original = original_of(c, number - 1);
		if (original && strcmp(english, original) == 0)
			return number - 1;
		slot = slot >= slots - step ? slot - (slots - step) : slot + step;
	}
	return count;
}

static size_t find_by_order(const struct catalogue *catalogue, size_t count, const char *english)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *original = original_of(catalogue, middle);
		int order = original ? strcmp(english, original) : -1;
		if (order == 0)
			return middle;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return count;
}

static size_t find_index(const struct catalogue *catalogue, size_t count, const char *english)
{
	size_t slots = word_at(catalogue, SLOTS_AT);
	if (slots > 2 && holds(catalogue, word_at(catalogue, TABLE_AT), slots * SLOT_BYTES))
		return find_by_hash(catalogue, count, slots, english);
	return find_by_order(catalogue, count, english);
}

const char *catalogue_find(const struct catalogue *catalogue, const char *english)
{
	size_t count = catalogue_count(catalogue);
	size_t index = count && english[0] ? find_index(catalogue, count, english) : count;
	return index < count ? translation_of(catalogue, index) : NULL;
}

const char *catalogue_find_kept(const struct catalogue *catalogue, struct catalogue_kept *kept, const char *english)
{
	size_t slot = ((uintptr_t)english >> 2 ^ (uintptr_t)english >> 12) % CATALOGUE_KEPT;
	if (kept->slots[slot].english == english && strcmp(english, kept->slots[slot].original) == 0)
		return kept->slots[slot].translation;
	size_t count = catalogue_count(catalogue);
	size_t index = count && english[0] ? find_index(catalogue, count, english) : count;
	if (index == count)
		return NULL;
	kept->slots[slot].english = english;
	kept->slots[slot].original = original_of(catalogue, index);
	kept->slots[slot].translation = translation_of(catalogue, index);
	return kept->slots[slot].translation;
}
