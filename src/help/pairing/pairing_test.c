/* Paired families from the offer to the end, through the doors and to the fen: what the helper may see, letters and their end, the household at
   the station, what the office reads, what is public; wrong people and places; merged cards and villages. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "help/pairing/pairing.h"
#include "support/gateway_side.h"

static char offer[STORY_ID], pairing[STORY_ID], gift[STORY_ID], need[STORY_ID], households[2][STORY_ID];

/* ---- what several tests need ---- */

static void offers(const char *who)
{
	ask_json(
		POST, "/api/v1/pairings/offers", who,
		"{\"place\":\"510525101\",\"called\":\"泸州钱家\",\"about\":\"想和一户人家常来常往\",\"households\":1}");
	check_status(201);
	keep_id(offer, "id");
}

/* rest: JSON behind the household. */
static void proposes(const char *who, const char *household, const char *rest)
{
	ask_json(POST, "/api/v1/pairings", who, words_of("{\"household\":\"%s\",%s}", household, rest));
	if (answer_status() == 201)
		keep_id(pairing, "id");
}

static void does(const char *who, const char *deed, const char *json)
{
	ask_json(POST, words_of("/api/v1/pairings/%s/%s", pairing, deed), who, json);
}

static void agrees(const char *who, const char *shows)
{
	does(who, "agree", words_of("{\"shows\":\"%s\",\"letters\":true}", shows));
}

static void looks(const char *who)
{
	ask_json(GET, words_of("/api/v1/pairings/%s", pairing), who, NULL);
}

static void check_state(const char *who, const char *state)
{
	looks(who);
	check_status(200);
	assert_string_equal(answer_json("state"), state);
}

static void check_paired(const char *place, int64_t paired)
{
	ask_json(GET, words_of("/api/v1/pairings?place=%s", place), AS_NOBODY, NULL);
	check_status(200);
	assert_int_equal(answer_json_int("paired"), paired);
}

/* Two households of two villages, with "buyer" and "buyer3" in them. */
static void two_households(void)
{
	static const char *const heads[2] = { "刘福贵", "陈桂花" }, *const members[2] = { "buyer", "buyer3" };

	town();
	for (size_t i = 0; i < 2; i++) {
		ask_json(POST, words_of("/api/v1/places/%s/households", i == 0 ? STORY_VILLAGE : STORY_OTHER_VILLAGE),
		         "county", words_of("{\"head\":\"%s\"}", heads[i]));
		check_status(201);
		keep_id(households[i], "id");
		ask(POST, words_of("/households/%s/members", households[i]), "admin",
		    FORM("person", person_of(members[i]), "relation", "head"));
		check_status(303);
	}
	ask_forget();
}

/* "buyer2" stands by a household, proposed by the county. */
static void pair(size_t household, const char *member)
{
	proposes("county", households[household],
	         words_of("\"person\":\"%s\",\"called\":\"赵家\",\"about\":\"两家都种李子\"", person_of("buyer2")));
	check_status(201);
	does("buyer2", "accept", "{}");
	check_status(200);
	agrees(member, "name");
	check_status(200);
	assert_string_equal(answer_json("state"), "together");
}

/* ---- the whole story ---- */

static void begins(void)
{
	const struct story *story = story_now();

	offers("qianduoduo");
	proposes("cadre", story->grower[0], words_of("\"offer\":\"%s\"", offer));
	check_status(201);
	proposes("cadre", story->grower[1], words_of("\"offer\":\"%s\"", offer));
	check_status(403); /* another village */
	proposes("township", story->grower[1], words_of("\"offer\":\"%s\"", offer));
	check_status(422); /* one household was offered */
	check_page("This offer is not open any more");
	looks("qianduoduo");
	check_status(200);
	check_no_page("李大山");
	agrees("qianduoduo", "village");
	check_status(403);
	does("qianduoduo", "accept", "{}");
	check_status(409); /* the offer was his yes */
	ask_get("/messages", "buyer");
	check_page("泸州钱家");
	agrees("buyer", "nothing");
	check_status(200);
	check_state("qianduoduo", "together");
	ask_get("/messages", "qianduoduo");
	check_page("You stand by each other from now on");
	check_paired("510525", 1);
	check_paired("51", 1);
}

/* The household asks for a hundred yuan for school books; the helper gives all of it. */
static void gives(void)
{
	ask_json(POST, "/api/v1/needs", "buyer",
	         "{\"way\":\"money\",\"topic\":\"study\",\"title\":\"课本费\",\"wanted\":100,\"about\":\"孩子上学\"}");
	check_status(201);
	keep_id(need, "id");
	ask_json(POST, words_of("/api/v1/needs/%s/publish", need), "cadre",
	         "{\"title\":\"课本费\",\"about\":\"孩子上学\"}");
	check_status(201);
	ask_json(POST, "/api/v1/gifts", "qianduoduo",
	         words_of("{\"need\":\"%s\",\"way\":\"money\",\"pieces\":100,\"payment\":\"gateway\"}", need));
	check_status(201);
	keep_id(gift, "id");
	gateway_pays(gift);
	ask_json(POST, words_of("/api/v1/gifts/%s/hand", gift), "cadre",
	         "{\"words\":\"交到本人手里\",\"went\":\"household\"}");
	check_status(200);
	ask_json(POST, words_of("/api/v1/gifts/%s/confirm", gift), "buyer", "{\"thanks\":\"课本买到了，谢谢\"}");
	check_status(200);
}

/* What the records and the ledger say, and nobody typed. */
static void check_sums(const char *who)
{
	looks(who);
	check_status(200);
	assert_int_equal(answer_json_int("gifts"), 1);
	assert_int_equal(answer_json_int("given_fen"), 10000);
	assert_int_equal(answer_json_int("orders"), 1);
	assert_int_equal(answer_json_int("bought_fen"), 3990); /* two boxes, one of which came back */
	assert_int_equal(answer_json_int("reached_fen"), 2156);
}

static void write_to_each_other(void)
{
	does("buyer", "words", "{\"what\":\"letter\",\"words\":\"李子熟了，给你们留了一筐\"}");
	check_status(200);
	does("qianduoduo", "words", "{\"what\":\"letter\",\"words\":\"谢谢，孩子说最甜\"}");
	check_status(200);
	does("qianduoduo", "words", "{\"what\":\"note\",\"words\":\"一起摘李子\",\"on\":\"2026-07-19\"}");
	check_status(422); /* before it began */
	does("qianduoduo", "words", "{\"what\":\"note\",\"words\":\"一起摘李子\",\"on\":\"2026-07-20\"}");
	check_status(200);
	ask_get(words_of("/pairings/%s", pairing), "qianduoduo");
	check_page("李子熟了，给你们留了一筐");
	check_page("课本买到了，谢谢");
	check_page("21.56");
	ask_get("/messages", "qianduoduo");
	check_page("You have got a letter");
	ask_get(words_of("/pairings/%s", pairing), "county");
	check_page("李大山"); /* the office knows both, and reads no letter */
	check_page("钱多多");
	check_no_page("李子熟了");
	ask_get("/me/looks", "buyer");
	check_page("Your household&#39;s paired families");
}

static void household_stops(void)
{
	does("qianduoduo", "wishes", "{\"shows\":\"village\",\"letters\":true}");
	check_status(403);
	does("buyer", "wishes", "{\"shows\":\"village\",\"letters\":false}");
	check_status(200);
	looks("qianduoduo");
	assert_string_equal(answer_json("head"), "李大山");
	does("qianduoduo", "words", "{\"what\":\"letter\",\"words\":\"再写一封\"}");
	check_status(422);
	check_page("The household wants no letters at present");
	does("buyer", "rest", "{}");
	check_status(200);
	does("qianduoduo", "resume", "{}");
	check_status(403);
	does("county", "resume", "{}");
	check_status(403);
	does("buyer", "resume", "{}");
	check_status(200);
	does("buyer", "end", "{}");
	check_status(200);
	looks("qianduoduo");
	assert_string_equal(answer_json("state"), "ended");
	assert_string_equal(answer_json("head"), ""); /* nothing of it any more */
	assert_string_equal(answer_json("village"), "");
	check_page("李子熟了，给你们留了一筐");
	check_sums("buyer");
	does("qianduoduo", "words", "{\"what\":\"letter\",\"words\":\"还在吗\"}");
	check_status(409);
	does("county", "end", "{\"reason\":\"once more\"}");
	check_status(409);
	check_paired("510525", 0);
}

static void check_nobody_named(void)
{
	static const char *const names[] = { "李大山", "刘秀英", "钱多多", "泸州钱家", "139", "138", "课本" };

	ask_get("/pairings?place=510525101001", AS_NOBODY);
	check_status(200);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		check_no_page(names[i]);
	ask_json(GET, "/api/v1/pairings?place=510525101001", AS_NOBODY, NULL);
	assert_string_equal(answer_json("place"), "510525"); /* of a village nothing is told */
}

TEST(story_pairing_whole)
{
	story_town();
	story_guest_orders();
	story_officer_looks();
	begins();
	story_guest_pays();
	story_program_orders();
	story_station_serves();
	story_goods_go();
	story_box_comes_back();
	story_gateway_gives_back();
	story_buyers_confirm();
	gives();
	check_sums("qianduoduo");
	check_sums("buyer");
	check_sums("county");
	write_to_each_other();
	check_nobody_named();
	check_books();
	household_stops();
	check_books();
}

/* ---- at the station; somebody of the county ---- */

TEST(story_pairing_at_the_station)
{
	two_households();
	proposes("cadre", households[0], words_of("\"person\":\"%s\",\"called\":\"赵家\"", person_of("buyer")));
	check_status(422);
	check_page("A member of the household cannot be its helper");
	proposes("cadre", households[0], words_of("\"person\":\"%s\"", person_of("buyer2")));
	check_status(422);
	check_page("Say how the household shall call the helper");
	proposes("cadre", households[0], words_of("\"person\":\"%s\",\"called\":\"赵家\"", person_of("buyer2")));
	check_status(201);
	proposes("cadre", households[0], words_of("\"person\":\"%s\",\"called\":\"赵家\"", person_of("buyer2")));
	check_status(422);
	check_page("These two are paired already, or asked");
	ask(POST, "/serve", "operator", FORM("person", person_of("buyer")));
	check_location("/counter");
	ask(POST, words_of("/pairings/%s/agree", pairing), "operator", FORM("letters", "1"));
	check_status(422); /* what is shown was not chosen */
	ask(POST, words_of("/pairings/%s/agree", pairing), "operator", FORM("shows", "village", "letters", "1"));
	check_status(303);
	ask(POST, "/serve/stop", "operator", NOTHING);
	looks("operator");
	check_status(403);
	check_state("buyer2", "proposed");
	check_no_page("刘福贵"); /* not before both said yes */
	ask(POST, words_of("/pairings/%s/accept", pairing), "buyer2", NOTHING);
	check_status(303);
	looks("buyer2");
	assert_string_equal(answer_json("head"), "刘福贵");
	ask_get(words_of("/pairings/%s", pairing), "cadre");
	check_page("at the station, with 陈小兰 present");
	check_books();
}

TEST(story_pairing_refused_and_withdrawn)
{
	two_households();
	offers("buyer2");
	proposes("cadre", households[0], words_of("\"offer\":\"%s\"", offer));
	check_status(201);
	does("buyer3", "refuse", "{}");
	check_status(403);
	does("buyer", "refuse", "{}");
	check_status(200);
	does("buyer", "agree", "{\"shows\":\"nothing\",\"letters\":true}");
	check_status(409);
	proposes("cadre", households[0], words_of("\"offer\":\"%s\"", offer)); /* the offer waits again */
	check_status(201);
	does("buyer", "end", "{}"); /* a proposal too */
	check_status(200);
	ask_json(POST, words_of("/api/v1/pairings/offers/%s/end", offer), "buyer", "{}");
	check_status(403);
	ask_json(POST, words_of("/api/v1/pairings/offers/%s/end", offer), "buyer2", "{}");
	check_status(200);
	proposes("cadre", households[0], words_of("\"offer\":\"%s\"", offer));
	check_status(422);
	check_paired("510525", 0);
	check_books();
}

/* ---- own words are taken back, a long history has pages ---- */

TEST(pairing_history_has_pages)
{
	char entry[STORY_ID];

	two_households();
	pair(0, "buyer");
	for (int i = 0; i < 21; i++) {
		does("buyer", "words", words_of("{\"what\":\"letter\",\"words\":\"第%d封信\"}", i));
		check_status(200);
	}
	ask_get(words_of("/pairings/%s", pairing), "buyer2");
	check_page("第20封信");
	check_page("page=2");
	ask_get(words_of("/pairings/%s?page=2", pairing), "buyer2");
	check_page("第0封信");
	check_no_page("第1封信");
	check_no_page("page=3");
	looks("buyer");
	keep_id(entry, "history.0.id");
	ask_json(POST, words_of("/api/v1/pairings/%s/words/%s/back", pairing, entry), "buyer2", "{}");
	check_status(404); /* not his */
	ask_json(POST, words_of("/api/v1/pairings/%s/words/%s/back", pairing, entry), "buyer", "{}");
	check_status(200);
	looks("buyer2");
	check_no_page("第20封信");
	assert_int_equal(answer_json_int("letters"), 20);
	check_books();
}

/* ---- lists of the office ---- */

TEST(pairing_lists_of_the_office)
{
	two_households();
	pair(0, "buyer");
	pair(1, "buyer3");
	offers("buyer2");
	ask_json(GET, "/api/v1/pairings/desk?place=510525", "county", NULL);
	check_status(200);
	check_page("刘福贵");
	check_page("陈桂花");
	ask_json(GET, "/api/v1/pairings/desk?place=510525&state=ended", "county", NULL);
	check_no_page("刘福贵");
	ask_get("/pairings/desk?place=510525&as=csv", "county");
	check_page("赵家");
	ask_get("/pairings/desk?place=510525101001", "cadre");
	check_page("刘福贵");
	check_no_page("陈桂花");
	ask_get("/pairings/desk?place=510525101002", "cadre");
	check_status(403);
	ask_get("/pairings/offers?place=510525101", "township");
	check_page("泸州钱家");
	ask_get(words_of("/pairings/new?household=%s", households[0]), "cadre");
	check_page("想和一户人家常来常往");
	ask_get(words_of("/households/%s/pairings", households[0]), "buyer");
	check_page("赵家");
	ask_get(words_of("/households/%s/pairings", households[0]), "buyer3");
	check_status(403);
	ask_get("/pairings/mine", "buyer2");
	check_page("刘福贵");
	check_page("0 of 1 households found");
}

/* ---- cards and villages that merge ---- */

TEST(pairing_goes_with_merged_cards)
{
	char first[STORY_ID];

	two_households();
	pair(0, "buyer");
	snprintf(first, sizeof first, "%s", pairing);
	pair(1, "buyer3");
	check_paired("510525", 2);
	ask(POST, words_of("/households/%s/merge", households[1]), "township",
	    FORM("into", households[0], "reason", "They are one"));
	check_status(303);
	check_paired("510525", 1);
	check_books();
	ask_forget();
	does("buyer", "words", "{\"what\":\"letter\",\"words\":\"还是我们\"}"); /* who lives there answers */
	check_status(200);
	looks("buyer2");
	assert_string_equal(answer_json("head"), "刘福贵");
	does("buyer", "end", "{}");
	check_status(200);
	check_paired("510525", 1);
	ask(POST, words_of("/households/%s/unmerge", households[1]), "township", NOTHING);
	check_status(303);
	check_paired("510525", 1);
	ask_forget();
	looks("buyer");
	check_status(403);
	snprintf(pairing, sizeof pairing, "%s", first);
	check_state("buyer", "together");
	check_books();
}

TEST(pairing_moves_with_its_village)
{
	two_households();
	pair(1, "buyer3");
	ask(POST, "/places/510525101002/merge", "admin", FORM("into", "510525101001"));
	check_status(303);
	ask_forget();
	ask_json(GET, "/api/v1/pairings/desk?place=510525101001", "cadre", NULL);
	check_page("陈桂花");
	does("buyer3", "words", "{\"what\":\"letter\",\"words\":\"我们并村了\"}");
	check_status(200);
	check_paired("510525", 1);
	check_books();
}
