#include "support/town.h"

#include <string.h>

#include "base/arena.h"
#include "base/id.h"

static const struct {
	int64_t county, id;
} things[] = {
	{ 510525, INT64_C(2221676893441767) }, { 0, 1 }, { 999999, INT64_MAX }, { 510525, 31 }, { 441900, 32 },
	{ 110101, INT64_C(1) << 62 },
};

enum { THINGS = sizeof(things) / sizeof(things[0]) };

TEST(id_is_ordered_by_time)
{
	int64_t at = INT64_C(1784941200123);
	int64_t id = id_make(at, 7, 9);
	assert_true(id_at(id) == at);
	assert_int_equal(id & 4095, 9);
	assert_int_equal(id >> 12 & 1023, 7);
	assert_true(id_make(at, 1023, 4095) < id_make(at + 1, 0, 0));
	assert_true(id_make(at, 7, 9) < id_make(at, 7, 10));
	int64_t last = INT64_C(1704067200000) + (INT64_C(1) << 41) - 1; /* September 2093 */
	assert_true(id_make(last, 1023, 4095) == INT64_MAX && id_at(INT64_MAX) == last);
}

TEST(id_public_form_goes_round)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < THINGS; i++) {
		int64_t county = -1, id = -1;
		struct text form = id_public(arena, things[i].county, things[i].id);
		assert_true(id_read(form, &county, &id));
		assert_true(county == things[i].county && id == things[i].id);
	}
	assert_string_equal(id_public(arena, 510525, INT64_C(2221676893441767)).bytes, "510525-1Z4K9V0M3Q7-7");
	arena_free(arena);
}

/* Letters that people take for one another are the same digit. */
static char reading_of(char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (c == 'O')
		return '0';
	return c == 'I' || c == 'L' ? '1' : c;
}

TEST(id_with_one_wrong_character_is_refused)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < THINGS; i++) {
		struct text form = id_public(arena, things[i].county, things[i].id);
		for (size_t at = 0; at < form.length; at++) {
			for (int c = 0; c < 256; c++) {
				char wrong[32];
				memcpy(wrong, form.bytes, form.length);
				wrong[at] = (char)c;
				int64_t county = -1, id = -1;
				bool same = reading_of((char)c) == reading_of(form.bytes[at]);
				assert_int_equal(id_read((struct text){ wrong, form.length }, &county, &id), same);
				assert_true(same ? id == things[i].id : id == -1);
			}
		}
	}
	arena_free(arena);
}

TEST(id_with_two_characters_exchanged_is_refused)
{
	struct arena *arena = arena_new();
	for (size_t i = 0; i < THINGS; i++) {
		struct text form = id_public(arena, things[i].county, things[i].id);
		for (size_t a = 0; a < form.length - 1; a++) {
			for (size_t b = a + 1; b < form.length - 1; b++) {
				char wrong[32];
				memcpy(wrong, form.bytes, form.length);
				wrong[a] = form.bytes[b];
				wrong[b] = form.bytes[a];
				int64_t county, id;
				assert_int_equal(id_read((struct text){ wrong, form.length }, &county, &id),
				                 form.bytes[a] == form.bytes[b]);
			}
		}
	}
	arena_free(arena);
}

TEST(id_malformed_is_refused)
{
	static const char *const forms[] = {
		"",
		"-",
		"--",
		"510525",
		"510525-",
		"510525--",
		"510525--0",
		"510525-0-0",
		"510525-1",
		"510525-1-",
		"510525-1Z4K9V0M3Q77",
		"510525-1Z4K9V0M3Q7-",
		"510525-1Z4K9V0M3Q7-7X",
		" 510525-1Z4K9V0M3Q7-7",
		"510525-1Z4K9V0M3Q7-7 ",
		"10525-1Z4K9V0M3Q7-7",
		"0510525-1Z4K9V0M3Q7-7",
		"51A525-1Z4K9V0M3Q7-7",
		"510525-01Z4K9V0M3Q7-7",
		"510525-8000000000000-0",
		"510525-ZZZZZZZZZZZZZ-0",
		"510525-ZZZZZZZZZZZZZZZZ-0",
	};
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		int64_t county = -1, id = -1;
		assert_false(id_read(text_of(forms[i]), &county, &id));
		assert_true(county == -1 && id == -1);
	}
}
