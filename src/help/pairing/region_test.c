/* Paired regions through the doors and to the fen: what was agreed and what came, by year; nobody is named; wrong people and places; the end and
   its undoing; a village that merges. */
#include "support/story.h"

#include <string.h>

#include "help/pairing/pairing.h"

static char partner[STORY_ID], pledge[STORY_ID], region[STORY_ID];

/* A partner for which "buyer2" acts. */
static void has_partner(void)
{
	ask_json(POST, "/api/v1/partners", "county",
	         "{\"name\":\"云湾协作组\",\"kind\":\"region\",\"place\":\"510525\"}");
	check_status(201);
	keep_id(partner, "id");
	ask(POST, words_of("/partners/%s/members", partner), "county", FORM("login", "buyer2", "is_contact", "yes"));
	check_status(303);
}

static void is_paired(const char *who, const char *place, const char *since)
{
	ask_json(POST, "/api/v1/regions", who,
	         words_of("{\"partner\":\"%s\",\"place\":\"%s\",\"since_on\":\"%s\",\"about\":\"买产品，教手艺\","
	                  "\"goal_given_fen\":1000000,\"goal_bought_fen\":10000,\"goal_trained\":40}",
	                  partner, place, since));
	if (answer_status() == 201)
		keep_id(region, "id");
}

/* Promised, reported and confirmed. */
static void brings(const char *way, const char *place, const char *quantity, const char *worth)
{
	ask(POST, words_of("/partners/%s/pledges", partner), "buyer2",
	    FORM("way", way, "title", "课桌", "place", place, "quantity", quantity, "unit", "套", "worth_fen", worth,
	         "by_on", "2026-08-20"));
	check_status(303);
	keep_id_behind(pledge, answer_location(), "/pledges/");
	ask_json(POST, words_of("/api/v1/pledges/%s/receipts", pledge), "county",
	         words_of("{\"quantity\":%s,\"words\":\"到了\"}", quantity));
	assert_true(answer_status() < 300);
}

static void looks(const char *who, const char *query)
{
	ask_json(GET, words_of("/api/v1/regions/%s%s", region, query), who, NULL);
	check_status(200);
}

TEST(story_region_whole)
{
	story_town();
	has_partner();
	is_paired("buyer2", "510525101", "2026-01-01");
	check_status(403);
	is_paired("cadre", "510525101", "2026-01-01");
	check_status(403); /* above the village */
	ask_get("/regions/new", "county");
	check_page("云湾协作组");
	ask(POST, "/regions", "county", FORM("partner", partner, "since_on", "2026-01-01", "about", "Without a place"));
	check_status(422);
	is_paired("county", "510525101", "2026-01-01");
	check_status(201);
	is_paired("county", "510525101", "2026-01-01");
	check_status(422);
	brings("goods", "510525101", "30", "9000.00");
	brings("training", "510525101001", "25", "5000.00");
	brings("goods", "510525103", "10", "3000.00"); /* elsewhere */
	story_program_orders();                        /* 79.80 yuan, by who acts for the partner */
	looks(AS_NOBODY, "");
	assert_int_equal(answer_json_int("given_fen"), 900000);
	assert_int_equal(answer_json_int("bought_fen"), 7980);
	assert_int_equal(answer_json_int("trained"), 25);
	looks(AS_NOBODY, "?period=2025");
	assert_int_equal(answer_json_int("given_fen"), 900000); /* of all years */
	check_no_page("课桌");
	looks(AS_NOBODY, "?period=2026");
	check_no_page("\"order\""); /* what one person bought, and when, is nobody's business */
	ask_get(words_of("/regions/%s", region), AS_NOBODY);
	check_page("课桌");
	check_page("79.80");
	check_no_page("赵国强");
	check_no_page("138");
	ask_get("/regions", AS_NOBODY);
	check_page("云湾协作组");
	check_no_page("赵国强");
	ask_get("/regions?place=510525103", AS_NOBODY);
	check_no_page("云湾协作组");
	ask_get("/regions?as=csv", AS_NOBODY);
	check_page("云湾协作组");
	check_books();
}

TEST(region_ends_and_goes_on)
{
	town();
	has_partner();
	is_paired("county", "510525101002", "2026-07-20");
	check_status(201);
	ask_json(POST, words_of("/api/v1/regions/%s/end", region), "cadre", "{\"reason\":\"all done\"}");
	check_status(403);
	ask_json(POST, words_of("/api/v1/regions/%s/end", region), "county", "{\"reason\":\"call 13800000009\"}");
	check_status(422);
	ask_json(POST, words_of("/api/v1/regions/%s/end", region), "county", "{\"reason\":\"all done\"}");
	check_status(200);
	check_books();
	ask_json(POST, words_of("/api/v1/regions/%s/end", region), "county", "{\"reason\":\"all done\"}");
	check_status(409);
	ask_json(POST, words_of("/api/v1/regions/%s/again", region), "county", "{}");
	check_status(200);
	ask(POST, "/places/510525101002/merge", "admin", FORM("into", "510525101001"));
	check_status(303);
	looks(AS_NOBODY, "");
	assert_string_equal(answer_json("place"), "510525101001");
	check_books();
}

TEST(region_of_a_place_found_by_its_name_wants_the_right_there)
{
	town();
	has_partner();
	ask(POST, "/regions", "cadre",
	    FORM("partner", partner, "place", "", "place.find", "天池镇", "since_on", "2026-07-20", "about",
	         "买产品吧"));
	check_status(403);
	ask(POST, "/regions", "county",
	    FORM("partner", partner, "place", "", "place.find", "天池镇", "since_on", "2026-07-20", "about",
	         "买产品吧"));
	check_status(403);
	assert_int_equal(town_number("SELECT count(*) FROM paired_region"), 0);
	ask(POST, "/regions", "county",
	    FORM("partner", partner, "place", "", "place.find", "古蔺县", "since_on", "2026-07-20", "about",
	         "买产品吧"));
	check_status(303);
}

/* ---- goals ---- */

static void sets(const char *who, const char *ending, const char *json, int status)
{
	ask_json(POST, words_of("/api/v1/regions/%s/goals%s", region, ending), who, json);
	check_status(status);
}

TEST(region_goals_are_set_changed_and_ended)
{
	story_town();
	has_partner();
	is_paired("county", "510525101", "2026-01-01"); /* 10,000.00, 100.00 and 40 people in the whole time */
	brings("goods", "510525101", "30", "9000.00");
	ask_json(GET, words_of("/api/v1/regions/%s/goals", region), AS_NOBODY, NULL);
	check_page("\"what\":\"given\",\"unit\":\"fen\",\"aim\":1000000,\"come\":900000");
	check_page("\"what\":\"trained\",\"unit\":\"people\",\"aim\":40,\"come\":0");
	check_no_page("person");
	sets("county", "", "{\"what\":\"given\",\"aim_fen\":950000,\"year\":2026}", 200);
	sets("county", "", "{\"what\":\"given\",\"aim_fen\":950000,\"year\":2026}", 422); /* there is one */
	sets("county", "", "{\"what\":\"given\",\"aim_fen\":950000,\"year\":2025}", 422); /* before it began */
	sets("county", "", "{\"what\":\"worked\",\"aim_fen\":950000}", 422);              /* days are a number */
	sets("county", "", "{\"what\":\"worked\",\"aim\":12,\"year\":2027}", 200);
	sets("buyer2", "", "{\"what\":\"worked\",\"aim\":12}", 403);
	sets("cadre", "", "{\"what\":\"worked\",\"aim\":12}", 403);
	sets("cadre", "/change", "{\"number\":1,\"aim_fen\":1,\"reason\":\"少一点\"}", 403);
	sets("cadre", "/end", "{\"number\":1,\"reason\":\"少一点\"}", 403);
	sets("county", "/change", "{\"number\":1,\"aim_fen\":2000000,\"reason\":\"打 13800000009\"}", 422);
	sets("county", "/change", "{\"number\":1,\"aim_fen\":2000000,\"reason\":\"又加了一倍\"}", 200);
	sets("county", "/change", "{\"number\":1,\"aim_fen\":3000000,\"reason\":\"又加\"}", 409); /* it is over */
	sets("county", "/change", "{\"number\":99,\"aim_fen\":3000000,\"reason\":\"没有\"}", 404);
	sets("county", "/end", "{\"number\":2,\"reason\":\"改成企业收购\"}", 200);
	ask_get(words_of("/regions/%s", region), AS_NOBODY);
	check_page("¥9,000.00 of ¥20,000.00");
	check_page("¥9,000.00 of ¥9,500.00");
	check_page("又加了一倍");
	check_page("改成企业收购");
	check_no_page("Set by");
	ask_get(words_of("/regions/%s", region), "county");
	check_page("Set by");
	ask_get(words_of("/regions/%s?period=2025", region), AS_NOBODY);
	check_no_page("¥9,500.00");
	ask_json(GET, words_of("/api/v1/regions/%s/goals", region), AS_NOBODY, NULL);
	check_page("\"before\":1");
	ask_json(POST, words_of("/api/v1/regions/%s/end", region), "county", "{\"reason\":\"all done\"}");
	sets("county", "", "{\"what\":\"worked\",\"aim\":12}", 409);
	check_books();
	town_replay();
}

TEST(region_history_has_a_second_page)
{
	town();
	has_partner();
	is_paired("county", "510525101", "2026-01-01");
	for (int i = 0; i < 3; i++)
		brings("goods", "510525101", words_of("%d", 10 + i), "900.00");
	ask_json(GET, words_of("/api/v1/regions/%s/history?limit=2", region), AS_NOBODY, NULL);
	assert_int_equal(answer_json_int("items.0.quantity"), 12);
	assert_int_equal(answer_json_int("items.1.quantity"), 11);
	ask_json(GET, words_of("/api/v1/regions/%s/history?limit=2&after=%s", region, answer_json("next")), AS_NOBODY,
	         NULL);
	assert_int_equal(answer_json_int("items.0.quantity"), 10);
	check_no_page("\"next\":\"");
	ask_get(words_of("/regions/%s?limit=2", region), AS_NOBODY);
	check_page("after=2");
	check_no_page("10 套");
	ask_get(words_of("/regions/%s?limit=2&after=2", region), AS_NOBODY);
	check_page("10 套");
	check_no_page("after=4");
}
