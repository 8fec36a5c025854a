/* Households that may be one: found on every way in, told to those who may see, closed by who asked. Whole requests, on both engines. */
#include "support/story.h"

#include <string.h>

static char first[STORY_ID], second[STORY_ID];

static void add(char home[STORY_ID], const char *village, const char *head, const char *as)
{
	ask_json(POST, words_of("/api/v1/places/%s/households", village), as,
	         words_of("{\"head\":\"%s\",\"sure\":true}", head));
	check_status(201);
	keep_id(home, "id");
}

static void join(const char *home, const char *village, const char *name, const char *phone, const char *number)
{
	char person[STORY_ID];

	ask_json(POST, "/api/v1/people/new", "township",
	         words_of("{\"name\":\"%s\",\"place\":\"%s\",\"phone\":\"%s\",\"number\":\"%s\",\"sure\":true}", name,
	                  village, phone, number));
	check_status(201);
	keep_id(person, "id");
	ask(POST, words_of("/households/%s/members", home), "township",
	    FORM("person", person, "relation", "head", "sure", "1"));
	check_status(303);
}

TEST(alike_heads_of_a_village_are_told)
{
	town();
	add(first, "510525101001", "刘大成", "cadre");
	ask_get("/alike?place=510525101001", "cadre");
	check_page("No households look alike");
	add(second, "510525101001", "刘大成", "cadre");
	add(first, "510525101002", "刘大成", "township"); /* another village: no news */
	ask_get(words_of("/households/%s", second), "cadre");
	check_page("on the register already?");
	check_page("same head&#39;s name");
	ask_get(words_of("/households/%s", second), "operator");
	check_no_page("on the register already?"); /* may look, not edit */
	ask_get("/alike?place=510525101001", "cadre");
	check_page("刘大成");
	assert_int_equal(town_number("SELECT count(*) FROM household_alike"), 1);
	ask_get("/alike?place=510525101001", "buyer");
	check_status(403);
	ask_get("/alike?place=510525101002", "cadre");
	check_status(403);
	check_books();
}

TEST(alike_people_are_found)
{
	town();
	add(first, "510525101001", "甲", "township");
	add(second, "510525101002", "乙", "township");
	join(first, "510525101001", "泽仁", "13911112222", "510525197001010013");
	join(second, "510525101002", "卓玛", "+86 139 1111 2222", "");
	assert_int_equal(town_number("SELECT count(*) FROM household_alike WHERE why = 2"), 1);
	ask_get("/alike?place=510525101", "township");
	check_page("same phone");
	ask_get(words_of("/households/%s", first), "cadre");
	check_page("a household of another place"); /* not the cadre's land: no name, no link */
	check_no_page("乙");
	/* The same name and day of birth under two numbers, in one village. */
	add(second, "510525101001", "丙", "township");
	join(second, "510525101001", "泽仁", "", "51052519700101003X");
	assert_int_equal(town_number("SELECT count(*) FROM household_alike WHERE why = 3"), 1);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	ask_get("/alike?place=510525101002", "township");
	check_page("day of birth");
	check_books();
	assert_true(town_replay() > 0);
}

TEST(alike_pair_is_closed_by_who_may)
{
	town();
	add(first, "510525101001", "刘大成", "cadre");
	add(second, "510525101001", "刘大成", "cadre");
	ask(POST, words_of("/households/%s/alike", second), "buyer", FORM("other", first));
	check_status(403);
	ask(POST, words_of("/households/%s/alike", first), "cadre", FORM("other", second));
	check_status(409); /* the pair stands the other way round */
	ask(POST, words_of("/households/%s/alike", second), "cadre", FORM("other", first));
	check_status(303);
	ask(POST, words_of("/households/%s/alike", second), "cadre", FORM("other", first));
	check_status(409);
	ask_get("/alike?place=510525101001", "cadre");
	check_page("No households look alike");
	check_books();
}

/* Pages end with a household, and all pairs come. */
TEST(alike_pairs_come_in_pages)
{
	town();
	for (int i = 0; i < 4; i++)
		add(second, "510525101001", "刘大成", "cadre");
	ask_json(GET, "/api/v1/alike?place=510525101001&limit=3", "cadre", NULL);
	check_status(200);
	assert_int_equal(town_number("SELECT count(*) FROM household_alike"), 6);
	char next[STORY_ID];
	keep_id(next, "next");
	ask_json(GET, words_of("/api/v1/alike?place=510525101001&limit=3&after=%s", next), "cadre", NULL);
	keep_id(first, "items.0.household_id");
	assert_string_equal(first, second); /* the fourth, with its three */
	keep_id(first, "items.2.household_id");
	assert_string_equal(first, second);
}

/* A file brings it in, too. */
TEST(alike_out_of_a_file)
{
	static const char csv[] = "village,household,relation,name\n510525101001,1,head,刘大成\n";

	town();
	add(first, "510525101001", "刘大成", "cadre");
	ask(POST, "/places/510525101001/households/import", "cadre", FORM("confirm", "1", "sure", "1", "csv.0", csv));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM household_alike"), 1);
	check_books();
}
