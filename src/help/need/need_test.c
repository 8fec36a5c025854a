/* Needs from posting to the household's word, through the doors: parts in goods, money and work, to the fen; what the public never sees; wrong
   people and places; two hundred who reach for one; silence, dispute, merging. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "help/need/need.h"
#include "support/gateway_side.h"
#include "support/money.h"
#include "support/rush.h"

static const int64_t day_ms = INT64_C(86400000), hour_ms = INT64_C(3600000);
static char need_id[STORY_ID], gift_id[STORY_ID], household[STORY_ID];

/* "buyer" becomes a member of a household of the first village. */
static void household_of_buyer(void)
{
	ask_json(POST, "/api/v1/places/510525101001/households", "cadre", "{\"head\":\"刘福贵\"}");
	check_status(201);
	keep_id(household, "id");
	ask_json(POST, words_of("/api/v1/households/%s/members", household), "cadre",
	         words_of("{\"person\":\"%s\",\"relation\":\"child\"}", person_of("buyer")));
	check_status(200);
	ask_forget(); /* sessions know the new home when they begin */
}

static void need_town(void)
{
	town();
	household_of_buyer();
}

static void post_need(const char *who, const char *way, int wanted, int price)
{
	ask_json(POST, "/api/v1/needs", who,
	         words_of("{\"way\":\"%s\",\"topic\":\"winter\",\"title\":\"过冬棉被\",\"wanted\":%d,\"unit\":\"床\","
	                  "\"price_fen\":%d,\"about\":\"去年的被子薄了，电话13812345678\"}",
	                  way, wanted, price));
	check_status(201);
	keep_id(need_id, "id");
}

static void publish(void)
{
	ask_json(POST, words_of("/api/v1/needs/%s/publish", need_id), "cadre",
	         "{\"title\":\"过冬棉被\",\"about\":\"老人家的被子薄了\"}");
	check_status(201);
}

static void gives(const char *who, const char *way, int pieces, const char *payment)
{
	ask_json(POST, "/api/v1/gifts", who,
	         words_of("{\"need\":\"%s\",\"way\":\"%s\",\"pieces\":%d,\"payment\":\"%s\"}", need_id, way, pieces,
	                  payment));
	if (answer_status() == 201)
		keep_id(gift_id, "id");
}

static void hands(const char *who, const char *went)
{
	ask_json(POST, words_of("/api/v1/gifts/%s/hand", gift_id), who,
	         words_of("{\"words\":\"交到本人手里\",\"went\":\"%s\"}", went));
}

static void check_case(const char *state)
{
	ask_json(GET, words_of("/api/v1/cases/%s", need_id), "buyer", NULL);
	check_status(200);
	assert_string_equal(answer_json("state"), state);
}

static void check_counts(int claimed, int given)
{
	ask_json(GET, words_of("/api/v1/needs/%s", need_id), AS_NOBODY, NULL);
	check_status(200);
	assert_int_equal(answer_json_int("claimed"), claimed);
	assert_int_equal(answer_json_int("given"), given);
}

static void does(const char *who, const char *deed, const char *said)
{
	ask_json(POST, words_of("/api/v1/cases/%s/move", need_id), who,
	         words_of("{\"deed\":\"%s\",\"words\":\"%s\"}", deed, said));
}

static void check_figures(const char *place, int needs, int matched, int given_fen)
{
	figures_ask(place, "2026");
	assert_int_equal(figure_of("needs"), needs);
	assert_int_equal(figure_of("needs_matched"), matched);
	assert_int_equal(figure_of("given_fen"), given_fen);
}

/* ---- the whole story ---- */

/* Ten quilts at 88.00: three brought, four paid for from a balance (352.00), three paid at the gateway (264.00). */
TEST(story_need_whole)
{
	need_town();
	town_fund("buyer2", 100000);
	post_need("buyer", "goods", 10, 8800);
	check_case("posted");
	ask_get(words_of("/needs/%s", need_id), AS_NOBODY);
	check_status(404); /* not published */
	publish();
	check_case("open");
	check_figures("510525101001", 1, 0, 0);

	gives("buyer3", "goods", 3, "");
	check_status(201);
	check_counts(3, 0);
	ask_json(POST, words_of("/api/v1/gifts/%s/sent", gift_id), "buyer3", "{}");
	check_status(200);
	hands("operator", "");
	check_status(200);
	check_counts(3, 3);
	ask(POST, words_of("/gifts/%s/confirm", gift_id), "buyer", FORM("thanks", "被子很暖和"));
	check_status(303);
	ask_get(words_of("/gifts/%s", gift_id), "buyer3");
	check_page("被子很暖和");
	ask_get("/messages", "buyer3");
	check_page("The household has it and says thank you: 过冬棉被");

	gives("buyer2", "money", 4, "balance");
	check_status(201);
	check_counts(7, 3);
	assert_int_equal(balance_of("need", need_id), 35200);
	assert_int_equal(balance_of("balance", person_of("buyer2")), 64800);
	hands("cadre", "household");
	check_status(200);
	assert_int_equal(balance_of("need", need_id), 0);
	assert_int_equal(balance_of("household", household), 35200);
	check_counts(7, 7);
	ask_get(words_of("/gifts/%s", gift_id), "buyer2");
	check_page("352.00");
	check_page("Gift to the household");

	gives("buyer3", "money", 3, "gateway");
	check_status(201);
	check_counts(10, 7);
	check_case("full");
	check_figures("510525101001", 1, 1, 35200);
	gateway_pays(gift_id);
	assert_int_equal(balance_of("need", need_id), 26400);
	assert_int_equal(balance_of("escrow", gift_id), 0);
	hands("cadre", "purchase");
	check_status(422); /* the bill is wanted */
	hands("cadre", "household");
	check_status(200);
	check_case("received");
	does("buyer", "fixed", "都收到了");
	check_status(200);
	check_case("fixed");
	assert_int_equal(balance_of("household", household), 61600);
	check_figures("510525101001", 1, 1, 61600);
	check_figures("51", 1, 1, 61600);
	ask_json(GET, words_of("/api/v1/gifts/%s", gift_id), "buyer3", NULL);
	assert_string_equal(answer_json("state"), "confirmed");
	assert_int_equal(sum_of_all_balances(), 0);
	check_books();
}

/* Money in pieces of one yuan; work is counted in days; cash at the station. */
TEST(need_of_money_and_of_work)
{
	need_town();
	post_need("buyer", "money", 500, 0);
	publish();
	gives("buyer2", "money", 200, "cash");
	check_status(201);
	ask_get("/counter/pay", "operator");
	int64_t code = town_number("SELECT CAST(code AS BIGINT) FROM payment");
	ask_get(words_of("/counter/pay?code=%06lld", (long long)code), "operator");
	check_page("200.00");
	ask(POST,
	    answer_between("<form method=\"post\" action=\"/payments", "\"") == NULL
	            ? ""
	            : words_of("/payments%s", answer_between("<form method=\"post\" action=\"/payments", "\"")),
	    "operator", NOTHING);
	check_status(303);
	assert_int_equal(balance_of("need", need_id), 20000);
	hands("cadre", "household");
	check_status(200);
	check_counts(200, 200);
	does("buyer", "enough", "够用了");
	check_status(200);
	check_case("fixed");
	check_books();
	post_need("buyer", "work", 3, 0);
	publish();
	gives("buyer2", "money", 1, "balance");
	check_status(422); /* hands cannot be paid for */
	gives("buyer2", "work", 3, "");
	check_status(201);
	hands("cadre", "");
	check_status(200);
	check_case("received");
	check_books();
}

/* ---- what ends without being given ---- */

TEST(need_promises_lapse_after_two_days)
{
	need_town();
	post_need("buyer", "goods", 2, 8800);
	publish();
	gives("buyer2", "goods", 2, "");
	check_case("full");
	check_figures("510525101001", 1, 1, 0);
	town_pass(48 * hour_ms + 120000);
	check_case("open");
	check_counts(0, 0);
	check_figures("510525101001", 1, 0, 0);
	ask_get("/messages", "buyer2");
	check_page("Your promise has ended");
	gives("buyer3", "money", 1, "gateway");
	check_status(201);
	town_pass(48 * hour_ms + 120000);
	check_counts(0, 0);
	/* The money comes after all: it goes back by itself. */
	gateway_pays(gift_id);
	assert_int_equal(balance_of("need", need_id), 0);
	assert_int_equal(town_number("SELECT count(*) FROM payment_refund"), 1);
	check_books();
}

TEST(need_taken_back_gives_the_money_back)
{
	need_town();
	town_fund("buyer2", 100000);
	post_need("buyer", "goods", 5, 8800);
	publish();
	gives("buyer2", "money", 2, "balance");
	gives("buyer3", "goods", 1, "");
	assert_int_equal(balance_of("balance", person_of("buyer2")), 82400);
	does("buyer", "withdraw", "");
	check_status(200);
	town_pass(120000);
	assert_int_equal(balance_of("balance", person_of("buyer2")), 100000);
	assert_int_equal(balance_of("need", need_id), 0);
	check_counts(0, 0);
	gives("buyer2", "goods", 1, "");
	check_status(409);
	ask_get("/messages", "buyer2");
	check_page("your money comes back to you");
	check_books();
}

TEST(need_disputed_goes_one_level_up)
{
	need_town();
	post_need("buyer", "goods", 1, 8800);
	publish();
	gives("buyer2", "goods", 1, "");
	hands("cadre", "");
	check_case("received");
	does("buyer", "dispute", "送来的是旧的");
	check_status(200);
	check_case("disputed");
	does("cadre", "righted", "换了");
	check_status(403);
	does("township", "righted", "当面换成新的了");
	check_status(200);
	does("buyer", "fixed", "");
	check_status(200);
	check_case("fixed");
	check_books();
}

TEST(need_unchecked_rises_to_the_province)
{
	static const char *const desks[] = { "510525101", "510525", "5105", "51" };

	need_town();
	post_need("buyer", "goods", 1, 0);
	for (size_t i = 0; i < 4; i++) {
		town_pass(3 * day_ms + 60000);
		ask_json(GET, words_of("/api/v1/cases/%s", need_id), "buyer", NULL);
		assert_string_equal(answer_json("desk"), desks[i]);
	}
	ask_json(POST, words_of("/api/v1/needs/%s/publish", need_id), "cadre", "{\"title\":\"过冬棉被\"}");
	check_status(403); /* it lies with the province now */
	ask_json(POST, words_of("/api/v1/needs/%s/publish", need_id), "province", "{\"title\":\"过冬棉被\"}");
	check_status(201);
	check_books();
}

/* ---- privacy ---- */

static void check_clean(void)
{
	static const char *const personal[] = { "刘秀英",      "刘福贵",      "龙山街",
		                                "13812345678", "13800000008", "510525101001" };

	for (size_t i = 0; i < sizeof personal / sizeof personal[0]; i++)
		check_no_page(personal[i]);
}

static void check_public(const char *path, const char *who)
{
	ask_get(path, who);
	check_status(200);
	check_clean();
	ask_json(GET, words_of("/api/v1%s", path), who, NULL);
	check_status(200);
	check_clean();
	ask_get(words_of("%s%slang=zh-CN", path, strchr(path, '?') ? "&" : "?"), who);
	check_clean();
}

TEST(need_public_pages_hold_nothing_personal)
{
	static const char *const wrong[] = { "刘秀英家要棉被", "刘福贵老人", "龙山街的老人要棉被",
		                             "电话 138-1234 5678" };

	need_town();
	post_need("buyer", "goods", 4, 8800);
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		ask_json(POST, words_of("/api/v1/needs/%s/publish", need_id), "cadre",
		         words_of("{\"title\":\"过冬棉被\",\"about\":\"%s\"}", wrong[i]));
		check_status(422);
	}
	publish();
	gives("buyer2", "goods", 1, "");
	check_public("/needs", AS_NOBODY);
	check_public("/needs?topic=winter", AS_NOBODY);
	check_public("/needs?q=棉被", AS_NOBODY);
	check_page("过冬棉被");
	ask_get("/needs?place=510525101001", AS_NOBODY);
	check_location("/needs?place=510525101"); /* nobody finds the village by asking for one after the other */
	check_public("/needs?place=510525101", AS_NOBODY);
	check_public(words_of("/needs/%s", need_id), AS_NOBODY);
	check_public(words_of("/needs/%s", need_id), "buyer2");
	check_page("古蔺县"); /* few households stand in the register, so only the county */
	ask_get(words_of("/gifts/%s", gift_id), "buyer2");
	check_clean();
	ask_get("/needs/mine", "buyer2");
	check_clean();
	ask_get("/messages", "buyer2");
	check_clean();
	check_books();
}

/* With twenty households in the township it is shown by the township. */
TEST(need_shows_the_township_where_many_live)
{
	need_town();
	for (int i = 0; i < NEED_CROWD; i++) {
		ask_json(POST, "/api/v1/places/510525101002/households", "township",
		         words_of("{\"head\":\"住户%d\"}", i));
		check_status(201);
	}
	post_need("buyer", "goods", 1, 0);
	publish();
	ask_json(GET, words_of("/api/v1/needs/%s", need_id), AS_NOBODY, NULL);
	assert_string_equal(answer_json("shown_place"), "510525101");
	check_books();
}

/* ---- people and places ---- */

TEST(need_wrong_people_and_places)
{
	need_town();
	ask_json(POST, "/api/v1/needs", AS_NOBODY, "{}");
	check_status(401);
	ask_json(POST, "/api/v1/needs", "buyer2",
	         words_of("{\"person\":\"%s\",\"way\":\"goods\",\"topic\":\"winter\",\"title\":\"棉被\",\"wanted\":1}",
	                  person_of("buyer")));
	check_status(403);
	post_need("buyer", "goods", 2, 8800);
	gives("buyer2", "goods", 1, "");
	check_status(404); /* not published yet */
	ask_json(POST, words_of("/api/v1/needs/%s/publish", need_id), "other_operator", "{\"title\":\"过冬棉被\"}");
	check_status(403);
	ask_json(POST, words_of("/api/v1/needs/%s/publish", need_id), "buyer", "{\"title\":\"过冬棉被\"}");
	check_status(403);
	publish();
	ask_json(POST, words_of("/api/v1/needs/%s/publish", need_id), "cadre", "{\"title\":\"再来\"}");
	check_status(409);
	gives("buyer", "goods", 1, "");
	check_status(422); /* its own need */
	gives("buyer2", "goods", 3, "");
	check_status(409); /* more than is wanted */
	gives("buyer2", "goods", 0, "");
	check_status(422);
	gives("buyer2", "money", 1, "balance");
	check_status(422); /* has no money with us */
	gives("buyer2", "goods", 1, "");
	check_status(201);
	hands("other_operator", "");
	check_status(403);
	hands("buyer2", "");
	check_status(403);
	ask_json(POST, words_of("/api/v1/gifts/%s/confirm", gift_id), "buyer2", "{}");
	check_status(403);
	ask_get(words_of("/gifts/%s", gift_id), "buyer3");
	check_status(403);
	ask_json(POST, words_of("/api/v1/gifts/%s/withdraw", gift_id), "buyer3", "{}");
	check_status(403);
	ask_json(POST, words_of("/api/v1/gifts/%s/withdraw", gift_id), "buyer2", "{}");
	check_status(200);
	hands("cadre", "");
	check_status(409);
	check_counts(0, 0);
	check_books();
}

/* The cadre writes for a person of the village; the station by serving. */
TEST(need_written_by_others)
{
	need_town();
	ask_json(POST, "/api/v1/needs", "cadre",
	         words_of("{\"person\":\"%s\",\"way\":\"goods\",\"topic\":\"study\",\"title\":\"台灯\",\"wanted\":1}",
	                  person_of("buyer")));
	check_status(201);
	keep_id(need_id, "id");
	ask_get("/needs/mine", "buyer");
	check_page("台灯");
	ask_get("/messages", "buyer");
	check_page("Written down for you: 台灯");
	ask_get("/needs/new?who=刘秀英", "cadre");
	check_page("刘秀英");
	ask(POST, "/serve", "operator", FORM("person", person_of("buyer")));
	check_status(303);
	ask(POST, "/needs", "operator",
	    FORM("offer", "0", "way", "work", "topic", "farm", "title", "收玉米", "wanted", "2"));
	check_status(303);
	ask_get("/needs/mine", "buyer");
	check_page("收玉米");
	check_books();
}

TEST(need_and_offer_find_each_other)
{
	char need[STORY_ID];

	need_town();
	post_need("buyer", "goods", 4, 0);
	publish();
	snprintf(need, sizeof need, "%s", need_id);
	ask_json(POST, "/api/v1/needs", "buyer2",
	         "{\"offer\":1,\"way\":\"goods\",\"topic\":\"winter\",\"title\":\"旧棉被两床\",\"wanted\":2}");
	check_status(201);
	keep_id(need_id, "id");
	ask_json(POST, words_of("/api/v1/needs/%s/publish", need_id), "township", "{\"title\":\"旧棉被两床\"}");
	check_status(201);
	ask_get(words_of("/needs/%s", need), "buyer");
	check_page("旧棉被两床");
	/* Of two offers the one that is called alike comes first. */
	ask_json(POST, "/api/v1/needs", "buyer2",
	         "{\"offer\":1,\"way\":\"goods\",\"topic\":\"winter\",\"title\":\"暖水袋\",\"wanted\":2}");
	check_status(201);
	keep_id(need_id, "id");
	ask_json(POST, words_of("/api/v1/needs/%s/publish", need_id), "township", "{\"title\":\"暖水袋\"}");
	check_status(201);
	ask_get(words_of("/needs/%s", need), "buyer");
	const char *body = text_string(town_arena(), answer_body());
	assert_non_null(strstr(body, "暖水袋"));
	assert_true(strstr(body, "旧棉被两床") < strstr(body, "暖水袋"));
	ask_get(words_of("/needs/%s", need_id), "buyer2");
	check_page("过冬棉被");
	ask_get("/needs?offers=1", AS_NOBODY);
	check_page("旧棉被两床");
	gives("buyer3", "goods", 1, "");
	check_status(409); /* an offer is not a need */
	does("buyer2", "used", "");
	check_status(200);
	check_books();
}

/* ---- merging ---- */

TEST(need_moves_with_its_village)
{
	need_town();
	town_fund("buyer2", 100000);
	post_need("buyer", "goods", 4, 8800);
	publish();
	gives("buyer2", "money", 1, "balance");
	hands("cadre", "household");
	check_figures("510525101001", 1, 0, 8800);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	check_figures("510525101001", 0, 0, 0);
	check_figures("510525101002", 1, 0, 8800);
	gives("buyer3", "goods", 3, "");
	check_status(201);
	hands("township", "");
	check_status(200);
	check_case("received");
	does("buyer", "fixed", "");
	check_figures("510525101002", 1, 1, 8800);
	check_books();
}

/* ---- two hundred want to give the one thing that is wanted ---- */

enum { HANDS = 200 };

TEST(threads_need_one_of_two_hundred_gets_it)
{
	need_town();
	post_need("buyer", "goods", 1, 0);
	publish();
	const char *gift = words_of("{\"need\":\"%s\",\"way\":\"goods\",\"pieces\":1}", need_id);
	for (int i = 0; i < HANDS; i++)
		rush_add(rush_join("helper", i, i % 3 ? "510525101002" : STORY_AWAY), "/api/v1/gifts", gift);
	assert_int_equal(rush(201, 409), 1);
	check_counts(1, 0);
	assert_int_equal(town_number("SELECT count(*) FROM gift"), 1);
	check_books();
}
