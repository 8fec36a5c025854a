/* The words that search must find, on both engines. */
#include "support/town.h"

#include <string.h>

#include "base/place_key.h"
#include "db/migrate.h"
#include "db/search.h"
#include "schema.h"
#include "support/database.h"

enum { COUNTY = 510525, OTHER_COUNTY = 513401 };
static const int64_t village = 51052510100100000, other_village = 51340110100100000;

static struct db_target target;
static struct arena *arena;
static struct db *db;

static const char *const things[] = {
	"",        "青藏高原牦牛肉 500g", "藏香（手工）",  "སློབ་གྲྭ་དང་བོད་ཡིག", "ꆈꌠꁱꂷ",
	"𬱖村", "Rice 36.5 kg",        "གོང་ཚད་ ༣༦ སྒོར།", "古蔺县",        "ＩＰＨＯＮＥ１５ Ünïcode",
	"牦牛肉",
};

static void put(int64_t id, const char *t)
{
	assert_int_equal(search_put(db, arena, "product", COUNTY, id, village, text_of(t)), DONE);
}

static void shelf(void)
{
	const struct schema_step *const lists[] = { search_schema };
	struct text problem = { 0 };
	arena = arena_new();
	target = test_database();
	if (db_open(&target, DB_WRITE, arena, &db, &problem) != DONE ||
	    db_migrate(db, lists, 1, arena, &problem) != DONE)
		fail_msg("%.*s", TEXT(problem));
	for (size_t i = 1; i < sizeof(things) / sizeof(things[0]); i++)
		put((int64_t)i, things[i]);
}

static void shelf_end(void)
{
	db_close(db);
	test_database_remove(&target);
	arena_free(arena);
}

/* The ids found, newest first, as "10 1". */
static const char *found(int64_t place, const char *question)
{
	int64_t ids[20];
	size_t count = 99;
	struct text words = T("");
	assert_int_equal(search_find(db, arena, "product", place, text_of(question), 0, 20, ids, &count), DONE);
	for (size_t i = 0; i < count; i++)
		words = text_format(arena, "%.*s%s%lld", TEXT(words), i ? " " : "", (long long)ids[i]);
	return words.bytes;
}

TEST(search_finds_words_of_every_script)
{
	shelf();
	static const char *const cases[][2] = {
		{ "牦牛", "10 1" },    { "牛", "10 1" },    { "牦牛肉", "10 1" }, { "牛牦", "" },
		{ "藏香", "2" },       { "藏", "2 1" },     { "སློབ", "3" },        { "སླབ", "" },
		{ "བོད་ཡིག", "3" },      { "བོད་", "3" },      { "ꌠ", "4" },        { "𬱖村", "5" },
		{ "36", "7 6" },       { "༣༦", "7 6" },     { "３６", "7 6" },    { "36.5", "6" },
		{ "mnr", "10" },       { "MN", "10" },      { "gl", "8" },        { "glx", "8" },
		{ "lx", "" },          { "iphone15", "9" }, { "ünïcode", "9" },   { "rice kg", "6" },
		{ "rice 牦牛", "" },   { "牦牛 500", "1" }, { "", "" },           { " .,%' ", "" },
		{ "' OR 1=1 --", "" },
	};
	for (int64_t place = village; place >= 0; place = place > 0 ? 0 : -1) {
		for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
			if (strcmp(found(place, cases[i][0]), cases[i][1]) != 0)
				fail_msg("%s: %s", cases[i][0], found(place, cases[i][0]));
		}
	}
	shelf_end();
}

TEST(search_keeps_to_the_place_and_pages)
{
	shelf();
	int64_t ids[4];
	size_t count = 0;
	assert_int_equal(search_put(db, arena, "product", OTHER_COUNTY, 30, other_village, T("牦牛")), DONE);
	assert_int_equal(search_put(db, arena, "need", COUNTY, 31, village, T("牦牛")), DONE);
	assert_string_equal(found(0, "牦牛"), "30 10 1");
	assert_string_equal(found(place_of_county(COUNTY), "牦牛"), "10 1");
	assert_string_equal(found(place_of_county(OTHER_COUNTY), "牦牛"), "30");
	assert_string_equal(found(51000000000000000, "牛"), "30 10 1");
	assert_string_equal(found(51050000000000000, "牛"), "10 1");
	assert_string_equal(found(52000000000000000, "牛"), "");
	assert_string_equal(found(village + 100000, "牛"), "");
	assert_int_equal(search_find(db, arena, "product", 0, T("牛"), 0, 2, ids, &count), DONE);
	assert_true(count == 2 && ids[0] == 30 && ids[1] == 10);
	assert_int_equal(search_find(db, arena, "product", 0, T("牛"), 10, 2, ids, &count), DONE);
	assert_true(count == 1 && ids[0] == 1);
	shelf_end();
}

TEST(search_forgets_what_stood_there)
{
	shelf();
	put(10, "苹果");
	assert_string_equal(found(village, "牦牛"), "1");
	assert_string_equal(found(village, "苹果"), "10");
	assert_int_equal(search_remove(db, "product", COUNTY, 10), DONE);
	assert_string_equal(found(village, "苹果"), "");
	put(10, "");
	shelf_end();
}

TEST(search_bounds_its_tokens)
{
	arena = arena_new();
	struct text tokens[SEARCH_TOKENS], asked[SEARCH_ASKED];
	char *prose = arena_take(arena, 30001);
	for (int i = 0; i < 10000; i++) {
		prose[3 * i] = (char)0xe4;
		prose[3 * i + 1] = (char)(0xb8 + i % 8);
		prose[3 * i + 2] = (char)(0x80 + i / 8 % 64);
	}
	assert_int_equal(search_tokens(arena, text_of(prose), tokens), SEARCH_TOKENS);
	assert_int_equal(search_question(arena, text_of(prose), asked), SEARCH_ASKED);
	assert_int_equal(search_tokens(arena, T("a A ａ a"), tokens), 1);
	assert_int_equal(search_tokens(arena, T("\xff\xfe"), tokens), 0);
	memset(prose, 'w', 30000);
	assert_int_equal(search_tokens(arena, text_of(prose), tokens), 1);
	assert_true(tokens[0].length <= 64);
	assert_true(text_equal(search_initials(arena, T("古蔺县")), T("glx")));
	assert_true(text_equal(search_initials(arena, T("A区3号")), T("Aq3h")));
	assert_true(text_equal(search_initials(arena, T("重庆西藏𬱖村")), T("cqxzc")));
	arena_free(arena);
}
