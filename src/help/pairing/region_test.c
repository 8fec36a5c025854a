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
