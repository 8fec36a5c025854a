/* Rows sorted by any column: numbers by value, words as the language sorts them (pinyin for Chinese), a stable merge. */
#include <assert.h>
#include <string.h>
#include <unicode/ucol.h>

#include "web/sheet.h"
#include "web/table_view.h"

struct sorting {
	const struct record *record;
	const struct field *field;
	bool falling;
	struct text *words; /* of each row, when the field is no number */
	const char *rows;
	UCollator *collator;
};

static int compare_words(const struct sorting *s, struct text a, struct text b)
{
	UErrorCode error = U_ZERO_ERROR;
	UCollationResult result = UCOL_EQUAL;
	if (s->collator)
		result = ucol_strcollUTF8(s->collator, a.bytes, (int32_t)a.length, b.bytes, (int32_t)b.length, &error);
	if (!s->collator || U_FAILURE(error))
		return text_compare(a, b);
	return result == UCOL_LESS ? -1 : result == UCOL_GREATER;
}

static int compare(const struct sorting *s, size_t a, size_t b)
{
	int order;
	if (!s->words) {
		int64_t left = field_int_of(s->field, s->rows + a * s->record->size);
		int64_t right = field_int_of(s->field, s->rows + b * s->record->size);
		order = left < right ? -1 : left > right;
	} else {
		order = compare_words(s, s->words[a], s->words[b]);
	}
	return s->falling ? -order : order;
}

/* Merges two sorted runs of positions, from..middle and middle..end. */
static void merge(const struct sorting *s, size_t *at, size_t *spare, size_t from, size_t middle, size_t end)
{
	size_t left = from, right = middle;
	for (size_t i = from; i < end; i++) {
		bool take_left = left < middle && (right >= end || compare(s, at[left], at[right]) <= 0);
		spare[i] = take_left ? at[left++] : at[right++];
	}
	memcpy(at + from, spare + from, (end - from) * sizeof *at);
}

static size_t *positions_sorted(struct request *r, const struct sorting *s, size_t count)
{
	size_t *at = arena_array(r->arena, count, sizeof *at), *spare = arena_array(r->arena, count, sizeof *spare);
	for (size_t i = 0; i < count; i++)
		at[i] = i;
	for (size_t run = 1; run < count; run *= 2)
		for (size_t from = 0; from + run < count; from += 2 * run)
			merge(s, at, spare, from, from + run, from + 2 * run < count ? from + 2 * run : count);
	return at;
}

/* A choice is sorted by its word, so that what stands together reads in order. */
static struct text *words_of(struct request *r, const struct sorting *s, size_t count)
{
	struct text *words = arena_array(r->arena, count, sizeof *words);
	for (size_t i = 0; i < count; i++)
		words[i] = sheet_value(r, s->record, s->field, s->rows + i * s->record->size);
	return words;
}

void table_sort_rows(struct request *r, const struct record *record, const struct field *field, bool falling,
                     char *rows, size_t count)
{
	struct sorting s = { .record = record, .field = field, .falling = falling, .rows = rows };
	UErrorCode error = U_ZERO_ERROR;
	assert(field && count <= LIMIT_EXPORT_ROWS);
	if (count < 2)
		return;
	if (!field_is_whole(field->kind)) {
		s.words = words_of(r, &s, count);
		s.collator = ucol_open(r->language->tag, &error);
	}
	size_t *at = positions_sorted(r, &s, count);
	ucol_close(s.collator);
	char *sorted = arena_array(r->arena, count, record->size);
	for (size_t i = 0; i < count; i++)
		memcpy(sorted + i * record->size, rows + at[i] * record->size, record->size);
	memcpy(rows, sorted, count * record->size);
}
