/* Places: import with every kind of bad row, walking, finding, and changes that keep totals equal to the recount. */
#include "support/town.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/problem.h"
#include "common/place/place.h"
#include "journal/tally.h"

static const int64_t village_one = INT64_C(51052510100100000), village_two = INT64_C(51052510100200000);

/* ---- import ---- */

static void write_file(const char *folder, const char *name, const char *content)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "wb");
	assert_non_null(file);
	fputs(content, file);
	fclose(file);
}

/* A folder with the five files; villages as given. */
static const char *make_folder(const char *areas, const char *streets, const char *villages)
{
	static char folder[64];

	snprintf(folder, sizeof folder, "/tmp/tongcun-places-XXXXXX");
	assert_non_null(mkdtemp(folder));
	write_file(folder, "provinces.csv", "code,name\n63,\"青海省\"\n");
	write_file(folder, "cities.csv", "code,name,provinceCode\n6301,\"西宁市\",63\n");
	write_file(folder, "areas.csv", areas);
	write_file(folder, "streets.csv", streets);
	write_file(folder, "villages.csv", villages);
	return folder;
}

static void remove_folder(const char *folder)
{
	static const char *const names[] = { "provinces.csv", "cities.csv", "areas.csv", "streets.csv",
		                             "villages.csv" };
	char path[256];

	for (size_t i = 0; i < 5; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
}

static enum outcome read_folder(const char *areas, const char *streets, const char *villages, struct problems *problems,
                                struct place_import *ret_import)
{
	const char *folder = make_folder(areas, streets, villages);
	enum outcome outcome = place_import_read(town_db(), town_arena(), text_of(folder), ret_import, problems);

	remove_folder(folder);
	return outcome;
}

static void check_problem(const struct problems *problems, const char *file, int64_t line, const char *words_)
{
	for (size_t i = 0; i < problems->count; i++)
		if (problems->list[i].line == line && text_equal(problems->list[i].file, text_of(file)) &&
		    strstr(problems->list[i].message, words_) != NULL)
			return;
	printf("no problem \"%s\" at %s:%d\n", words_, file, (int)line);
	assert_true(false);
}

TEST(place_import_names_every_bad_row)
{
	struct place_import import;
	struct problems problems;

	town();
	problems = problems_in(town_arena());
	assert_int_equal(
		read_folder("code,name,cityCode,provinceCode\n630102,\"城东区\",6301,63\n63010,\"短\",6301,63\n",
	                    "code,name\n630102001,\"东关街\"\n630102001,\"又一个\"\n630999001,\"无上级\"\n",
	                    "code,name\n630102001001,\"坏\xff村\"\n630102001002,\"\"\n63010200100x,\"字母\"\n",
	                    &problems, &import),
		INVALID);
	check_problem(&problems, "areas.csv", 3, "wrong length");
	check_problem(&problems, "streets.csv", 3, "twice");
	check_problem(&problems, "streets.csv", 4, "above is missing");
	check_problem(&problems, "villages.csv", 2, "not UTF-8");
	check_problem(&problems, "villages.csv", 3, "no name");
	check_problem(&problems, "villages.csv", 4, "wrong length");
	assert_int_equal(problems.count, 6);
}

/* Found by a fuzzer: key 0 is the country, which is no row of a file. */
TEST(place_import_knows_no_province_00)
{
	struct place_import import;
	struct problems problems;

	town();
	problems = problems_in(town_arena());
	assert_int_equal(read_folder("code,name\n000000,\"零\"\n", "code,name\n000000001,\"零\"\n",
	                             "code,name\n000000000000,\"零\"\n", &problems, &import),
	                 INVALID);
	check_problem(&problems, "areas.csv", 2, "code 00");
	check_problem(&problems, "streets.csv", 2, "code 00");
	check_problem(&problems, "villages.csv", 2, "code 00");
	static const char *const bodies[] = { ",零\n", "00,零\n", "0000,零\n" };
	for (size_t i = 0; i < 3; i++) {
		problems = problems_in(town_arena());
		assert_int_equal(place_import_write(town_db(), town_arena(), text_of(bodies[i]), 20260725, NULL, NULL,
		                                    &problems),
		                 INVALID);
		check_problem(&problems, "", 1, "code,name");
	}
}

TEST(place_import_says_which_file_is_missing)
{
	struct place_import import;
	struct problems problems;

	town();
	problems = problems_in(town_arena());
	assert_int_equal(place_import_read(town_db(), town_arena(), T("/tmp/there-is-no-such-folder"), &import,
	                                   &problems),
	                 INVALID);
	check_problem(&problems, "villages.csv", 0, "cannot be opened");
}

TEST(place_import_takes_a_city_without_counties_as_its_own_county)
{
	struct place_import import;
	struct problems problems;

	town();
	problems = problems_in(town_arena());
	assert_int_equal(read_folder("code,name\n630100,\"西宁市\"\n", "code,name\n630100001,\"某街道\"\n",
	                             "code,name\n630100001001,\"某村\"\n", &problems, &import),
	                 DONE);
	assert_int_equal(import.same, 1);
	assert_int_equal(import.rows, 4);
}

/* Found by a fuzzer: the row of such a county is no city. */
TEST(place_import_wants_the_city_of_a_county_of_its_own)
{
	struct place_import import;
	struct problems problems;

	town();
	problems = problems_in(town_arena());
	assert_int_equal(read_folder("code,name\n441900,\"东莞市\"\n", "code,name\n441900003,\"东城街道\"\n",
	                             "code,name\n", &problems, &import),
	                 INVALID);
	check_problem(&problems, "areas.csv", 2, "above is missing");
}

TEST(place_import_refuses_what_is_known)
{
	struct place_import import;
	struct problems problems;

	town();
	problems = problems_in(town_arena());
	assert_int_equal(read_folder("code,name\n630102,\"城东区\"\n510525,\"古蔺县\"\n", "code,name\n", "code,name\n",
	                             &problems, &import),
	                 INVALID);
	check_problem(&problems, "areas.csv", 3, "known already");
}

/* ---- pages ---- */

TEST(place_pages_walk_down_and_up)
{
	town();
	ask_get("/places", AS_NOBODY);
	check_status(200);
	check_page("四川省");
	ask_get("/places/510525", AS_NOBODY);
	check_status(200);
	check_page("古蔺县");
	check_page("泸州市");
	check_page("/places/510525101");
	check_no_page("/places/510525/edit");
	ask_get("/places/510525", "admin");
	check_page("/places/510525/edit");
	ask_get("/places/999999", AS_NOBODY);
	check_status(404);
	ask_get("/places/51x", AS_NOBODY);
	check_status(404);
	ask_json(GET, "/api/v1/places/510525", AS_NOBODY, NULL);
	check_status(200);
	assert_string_equal(answer_json("above.0.name"), "四川省");
	assert_string_equal(answer_json("name"), "古蔺县");
}

TEST(place_is_found_by_name_and_initials)
{
	town();
	ask_json(GET, "/api/v1/places/find?q=%E5%8F%A4%E8%94%BA", AS_NOBODY, NULL);
	check_status(200);
	assert_string_equal(answer_json("items.0.place"), "510525");
	ask_json(GET, "/api/v1/places/find?q=gl", AS_NOBODY, NULL);
	assert_string_equal(answer_json("items.0.place"), "510525");
	ask_json(GET, "/api/v1/places/find?q=GLX", AS_NOBODY, NULL);
	assert_string_equal(answer_json("items.0.place"), "510525");
	assert_string_equal(answer_json("items.0.above"), "四川省 泸州市");
	ask_get("/places/find?q=%E6%97%A0%E6%AD%A4%E5%9C%B0", AS_NOBODY);
	check_status(200);
	check_page("No place of this name");
}

/* ---- short names ---- */

TEST(place_short_calls_a_village_as_people_do)
{
	static const char *const names[][2] = {
		{ "红坝村民委员会", "红坝村" },
		{ "红坝村村民委员会", "红坝村" },
		{ "跳蹬村委会", "跳蹬村" },
		{ "大梁村村委会", "大梁村" },
		{ "黄桷村村委员会", "黄桷村" },
		{ "永寿社区村民委员会", "永寿社区" },
		{ "丹桂居民委员会", "丹桂社区" },
		{ "八宝街社区居民委员会", "八宝街社区" },
		{ "水井坊社区居委会", "水井坊社区" },
		{ "联合社区居民居委会", "联合社区" },
		{ "渡口社区委员会", "渡口社区" },
		{ "团结社区居民委员", "团结社区" },
		{ "德吉新村", "德吉新村" },
		{ "石宝镇", "石宝镇" },
		{ "松潘林业局虚拟生活区", "松潘林业局虚拟生活区" },
		{ "村民委员会", "村民委员会" },
		{ "", "" },
	};

	town();
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct text called = place_short(town_arena(), text_of(names[i][0]));
		assert_true(text_equal(called, text_of(names[i][1])));
		assert_true(text_equal(place_short(town_arena(), called), called));
	}
}

TEST(place_is_called_short_on_pages_and_by_its_full_name_in_files)
{
	town();
	ask_get("/places/510525101202", AS_NOBODY);
	check_page("<h1>稻香村</h1>");
	check_page("Official name: 稻香村民委员会");
	ask_get("/places/510525101", AS_NOBODY);
	check_page("<b>龙山街社区</b>");
	ask_json(GET, "/api/v1/places/510525101001", AS_NOBODY, NULL);
	assert_string_equal(answer_json("name"), "龙山街社区居民委员会");
	assert_true(text_equal(place_name(town_db(), town_arena(), village_one), T("龙山街社区")));
	assert_true(text_equal(place_address(town_db(), town_arena(), village_one, PLACE_COUNTY),
	                       T("古蔺县 龙山镇 龙山街社区")));
}

TEST(place_is_found_by_its_short_name)
{
	town();
	ask(POST, "/places/510525101001/name", "admin", FORM("name", "丹桂居民委员会", "version", "1"));
	check_status(303);
	ask_json(GET, "/api/v1/places/find?q=%E4%B8%B9%E6%A1%82%E7%A4%BE%E5%8C%BA", AS_NOBODY, NULL); /* 丹桂社区 */
	assert_string_equal(answer_json("items.0.place"), "510525101001");
	ask_json(GET, "/api/v1/places/find?q=dgsq", AS_NOBODY, NULL);
	assert_string_equal(answer_json("items.0.place"), "510525101001");
}

/* ---- a field of a form ---- */

TEST(place_field_takes_a_name_and_asks_when_several_are_called_so)
{
	int64_t written;

	town();
	ask_get("/places/510525101001/edit", "admin");
	check_page("name=\"into.find\"");
	written = town_number("SELECT count(*) FROM journal");
	ask(POST, "/places/510525101001/merge", "admin", FORM("into.find", "无此地"));
	check_status(422);
	check_page("No place is called like that");
	ask(POST, "/places/510525101001/merge", "admin", FORM("into.find", "51"));
	check_status(422);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into.find", "古蔺"));
	check_status(422);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into.find", "东"));
	check_status(422);
	check_page("Several places are called like that");
	check_page("name=\"into.found\" value=\"东\"");
	assert_int_equal(town_number("SELECT count(*) FROM journal"), written);
}

TEST(place_field_walks_level_by_level)
{
	int64_t written;

	town();
	ask_get("/places/510525101001/edit", "admin");
	written = town_number("SELECT count(*) FROM journal");
	ask(POST, "/places/510525101001/merge", "admin", FORM("into.go", "all"));
	check_status(422);
	check_page("四川省");
	check_page("西藏自治区");
	check_page("All provinces");
	ask(POST, "/places/510525101001/merge", "admin", FORM("into.go", "510525101"));
	check_status(422);
	check_page("value=\"510525101002\"");
	check_page("value=\"510525\" formnovalidate>One level up");
	check_page("Choose the place, then go on");
	ask(POST, "/places/510525101001/merge", "admin", FORM("into.go", "../x"));
	check_status(422);
	check_page("四川省");
	assert_int_equal(town_number("SELECT count(*) FROM journal"), written);
	/* what was searched for stays in the line; the one chosen counts */
	ask(POST, "/places/510525101001/merge", "admin",
	    FORM("into.find", "东", "into.found", "东", "into", "510525101002"));
	check_status(303);
	assert_int_equal(town_number("SELECT successor FROM place WHERE place = $1", village_one), village_two);
}

TEST(place_pick_walks_within_the_land)
{
	town();
	ask_get("/stations?into=all", AS_NOBODY);
	check_page("?into=51#pick");
	ask_get("/stations?into=510525", AS_NOBODY);
	check_page("?place=510525101\"");
	check_page("?into=5105#pick");
	ask_get("/stations?where=gl&next=%2Fcart", AS_NOBODY);
	check_page("?place=510525&amp;next=%2Fcart");
	ask_get("/stations?into=x", AS_NOBODY);
	check_status(200);
}

/* ---- changes ---- */

TEST(place_is_renamed_by_who_may_and_with_the_version_seen)
{
	town();
	ask(POST, "/places/510525101/name", "buyer", FORM("name", "彰德镇", "version", "1"));
	check_status(403);
	ask(POST, "/places/510525101/name", "county", FORM("name", "彰德镇", "version", "1"));
	check_status(403);
	ask(POST, "/places/510525101/name", "admin", FORM("name", "彰", "version", "1"));
	check_status(422);
	ask(POST, "/places/510525101/name", "admin", FORM("name", "彰德镇", "version", "1"));
	check_status(303);
	ask(POST, "/places/510525101/name", "admin", FORM("name", "彰德乡", "version", "1"));
	check_status(409);
	ask_json(GET, "/api/v1/places/find?q=zdz&within=510525", AS_NOBODY, NULL);
	assert_string_equal(answer_json("items.0.place"), "510525101");
	check_books();
}

static enum outcome add_totals(struct task *task, struct db *db, struct world *world)
{
	(void)task;
	(void)world;
	tally_add(db, village_one, 900, 20260720, 5);
	tally_add(db, village_one + 3, 900, 20260720, 7);
	tally_add(db, village_two, 900, 20260720, 11);
	return DONE;
}

static int64_t total(int64_t place)
{
	int64_t value = 0;

	assert_int_equal(tally_read(town_db(), place, 900, 20260700, &value), DONE);
	return value;
}

TEST(place_merge_keeps_totals_and_names_the_successor)
{
	town();
	town_run(0, add_totals, NULL);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101"));
	check_status(422);
	ask(POST, "/places/510525101001/merge", "county", FORM("into", "510525101002"));
	check_status(403);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	assert_int_equal(town_number("SELECT successor FROM place WHERE place = $1", village_one), village_two);
	assert_int_equal(town_number("SELECT until_on FROM place WHERE place = $1", village_one), 20260720);
	/* the village's own 5 went over; household 3 is a row of nobody here, so it stays where it was recorded */
	assert_int_equal(total(village_two), 16);
	assert_int_equal(total(place_above(village_two, PLACE_COUNTY)), 23);
	ask_get("/places/510525101001", AS_NOBODY);
	check_status(200);
	check_page("/places/510525101002");
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(422);
}

TEST(place_move_takes_all_with_it_and_never_reuses_a_code)
{
	const int64_t township = INT64_C(51052510100000000), moved = INT64_C(51052588800000000);

	town();
	town_run(0, add_totals, NULL);
	ask(POST, "/places/510525101/code", "admin", FORM("code", "510525103"));
	check_status(422); /* stands already */
	ask(POST, "/places/510525101/code", "admin", FORM("code", "510525"));
	check_status(422); /* another level */
	ask(POST, "/places/510525101/code", "admin", FORM("code", "510525888"));
	check_status(303);
	assert_int_equal(total(moved), 23);
	assert_int_equal(total(township), 0);
	assert_int_equal(town_number("SELECT successor FROM place WHERE place = $1", village_one),
	                 village_one - township + moved);
	ask_json(GET, "/api/v1/places/510525888001", AS_NOBODY, NULL);
	check_status(200);
	ask(POST, "/places/510525888/code", "admin", FORM("code", "510525101"));
	check_status(422);
}

TEST(place_move_into_another_county_moves_the_counties_totals)
{
	town();
	town_run(0, add_totals, NULL);
	ask(POST, "/places/510525101/code", "admin", FORM("code", "510524888"));
	check_status(303);
	assert_int_equal(total(INT64_C(51052400000000000)), 23);
	assert_int_equal(total(INT64_C(51052500000000000)), 0);
	assert_int_equal(total(INT64_C(51000000000000000)), 23);
}
