#include "web/catalogue.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { MAGIC_AT = 0, COUNT_AT = 8, ORIGINALS_AT = 12, TRANSLATIONS_AT = 16, HEADER_BYTES = 28, ENTRY_BYTES = 8 };

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

const char *catalogue_find(const struct catalogue *catalogue, const char *english)
{
	size_t low = 0, high = catalogue_count(catalogue);
	if (!high || !english[0])
		return NULL;
	size_t originals = word_at(catalogue, ORIGINALS_AT), translations = word_at(catalogue, TRANSLATIONS_AT);
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *original = entry(catalogue, originals, middle);
		int order = original ? strcmp(english, original) : -1;
		if (order == 0) {
			const char *translation = entry(catalogue, translations, middle);
			return translation && translation[0] ? translation : NULL;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}
