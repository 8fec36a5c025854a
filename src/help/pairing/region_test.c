/* Paired regions through the doors and to the fen: what was agreed and what came, by year; nobody is named; wrong people and places; the end and
   its undoing; a village that merges. */
#include "support/story.h"

#include <stdio.h>
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
	sets("cadre", "/1/change", "{\"aim_fen\":1,\"reason\":\"少一点\"}", 403);
	sets("cadre", "/1/end", "{\"reason\":\"少一点\"}", 403);
	sets("county", "/1/change", "{\"aim_fen\":2000000,\"reason\":\"打 13800000009\"}", 422);
	sets("county", "/1/change", "{\"aim_fen\":1000000,\"reason\":\"一样\"}", 422); /* the same */
	sets("county", "/1/change", "{\"aim_fen\":2000000,\"reason\":\"又加了一倍\"}", 200);
	sets("county", "/1/change", "{\"aim_fen\":3000000,\"reason\":\"又加\"}", 409); /* it is over */
	sets("county", "/99/change", "{\"aim_fen\":3000000,\"reason\":\"没有\"}", 404);
	sets("county", "/2/end", "{\"reason\":\"改成企业收购\"}", 200);
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

/* The one thing the summary's link names is a field of the form that goes there. */
static void leads_into_form(const char *field, const char *action)
{
	struct text id = text_of(words_of("id=\"f-%s\"", field)), going = text_of(words_of(" action=\"%s\"", action));
	struct text body = answer_body(), form = T("");
	size_t at = text_find(body, id), start;

	check_page(words_of("<a href=\"#f-%s\"", field));
	assert_true(at < body.length);
	assert_int_equal(text_find(text_part(body, at + 1, body.length), id), body.length - at - 1); /* once */
	for (struct text rest = text_part(body, 0, at); (start = text_find(rest, T("<form "))) < rest.length;)
		form = rest = text_part(rest, start + 1, rest.length);
	assert_true(text_find(form, going) < form.length);
}

static void tries(const char *ending, const char *const *form)
{
	ask(POST, words_of("/regions/%s%s", region, ending), "county", form);
	check_status(422);
}

TEST(region_goal_refused_is_shown_again_in_its_own_form)
{
	char change[200], end[200];

	town();
	has_partner();
	is_paired("county", "510525101", "2026-01-01");
	snprintf(change, sizeof change, "/regions/%s/goals/1/change", region);
	snprintf(end, sizeof end, "/regions/%s/end", region);
	ask_get(words_of("/regions/%s", region), "county");
	check_page(words_of("href=\"/regions/%s/goals/1\"", region));
	ask_get(words_of("/regions/%s/goals/1", region), "county");
	check_page("value=\"10000.00\"");
	check_no_page(end);
	tries("/goals/1/change", FORM("aim_fen", "20000.00", "reason", ""));
	check_page("<a href=\"#f-reason\">Why · Enter something here</a>"); /* which of the fields, too */
	leads_into_form("reason", change);
	check_page("value=\"20000.00\"");
	check_no_page(end);
	tries("/goals/1/change", FORM("aim_fen", "", "reason", "又加了一倍"));
	leads_into_form("aim_fen", change);
	check_page("又加了一倍</textarea>");
	tries("/goals/3/change", FORM("aim", "40", "reason", "一样多"));
	leads_into_form("aim", words_of("/regions/%s/goals/3/change", region));
	check_page("Nothing is changed");
	tries("/goals/1/end", FORM("aim_fen", "20000.00", "reason", "打 13800000009"));
	leads_into_form("reason", change);
	check_page("打 13800000009</textarea>");
	ask_get(words_of("/regions/%s/goals/1", region), "cadre");
	check_status(403);
	ask_get(words_of("/regions/%s/goals/4", region), "county");
	check_status(404);
	ask(POST, words_of("/regions/%s/goals/1/end", region), "county", FORM("reason", "改成企业收购"));
	check_status(303);
	ask_get(words_of("/regions/%s/goals/1", region), "county"); /* it is over */
	check_location(words_of("/regions/%s", region));
}

/* The two other forms of the page: each shows its own problem, open, with what was typed. */
TEST(region_forms_refused_keep_what_was_typed)
{
	town();
	has_partner();
	is_paired("county", "510525101", "2026-01-01");
	tries("/goals", FORM("what", "worked", "aim", "", "year", "2026"));
	leads_into_form("aim", words_of("/regions/%s/goals", region));
	check_page("value=\"2026\"");
	check_page("<details open><summary>Set a goal");
	tries("/end", FORM("reason", "打 13800000009"));
	leads_into_form("reason", words_of("/regions/%s/end", region));
	check_page("打 13800000009</textarea>");
	check_page("open><summary>End it");
	check_no_page("<details open><summary>Set a goal");
}

/* Numbers go on without end; how many run is bounded. */
TEST(region_goals_that_ended_take_no_room)
{
	town();
	has_partner();
	is_paired("county", "510525101", "2026-01-01");
	for (int i = 0; i < 100; i++)
		sets("county", words_of("/%d/change", 3 + i), words_of("{\"aim\":%d,\"reason\":\"又改了\"}", 50 + i),
		     200);
	sets("county", "", "{\"what\":\"worked\",\"aim\":12}", 200);
	assert_int_equal(town_number("SELECT count(*) FROM region_goal WHERE ended_at = 0"), 4);
	ask_json(GET, words_of("/api/v1/regions/%s/goals", region), AS_NOBODY, NULL);
	check_page("\"number\":104,");
	check_no_page("\"number\":3,");
	for (int i = 0; i < 2; i++)
		ask_json(GET, words_of("/api/v1/regions/%s/goals?after=%s", region, answer_json("next")), AS_NOBODY,
		         NULL);
	check_page("\"number\":3,"); /* the first that ended, on the last page */
	check_no_page("\"next\":\"");
	check_books();
}

TEST(region_goals_that_run_are_a_hundred)
{
	static const char *const whats[] = { "given", "bought", "trained", "worked", "project" };

	town();
	has_partner();
	is_paired("county", "510525101", "2026-01-01");
	for (int i = 0; i < 97; i++)
		sets("county", "",
		     words_of("{\"what\":\"%s\",\"%s\":%d,\"year\":%d}", whats[i % 5],
		              i % 5 == 2 || i % 5 == 3 ? "aim" : "aim_fen", 1000, 2026 + i / 5),
		     200);
	sets("county", "", "{\"what\":\"worked\",\"aim\":12}", 422);
	check_page("100 goals run already");
	check_no_page("There is such a goal");
	sets("county", "/1/end", "{\"reason\":\"够了\"}", 200);
	sets("county", "", "{\"what\":\"worked\",\"aim\":12}", 200);
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
