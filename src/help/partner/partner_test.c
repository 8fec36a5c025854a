/* What partners promise and deliver, through the doors and to the fen: goods in parts, money by the gateway and what it was spent on, lateness
   with its reminders, withdrawing; wrong people and places; what the public never sees; totals, merging and replay. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "help/partner/partner.h"
#include "support/gateway_side.h"

#define TOWNSHIP "510525101"
static const int64_t day_ms = INT64_C(86400000);
static char partner_id[STORY_ID], pledge_id[STORY_ID], delivery_id[STORY_ID];

/* ---- what several tests need ---- */

/* A firm of the province for which buyer2 acts. */
static void partner_town(void)
{
	town();
	ask_json(
		POST, "/api/v1/partners", "province",
		"{\"name\":\"四川通村科技公司\",\"kind\":\"firm\",\"home\":\"成都\",\"about\":\"送课桌\",\"place\":\"51\","
		"\"in_group\":true}");
	check_status(201);
	keep_id(partner_id, "id");
	ask(POST, words_of("/partners/%s/members", partner_id), "province",
	    FORM("login", "buyer2", "is_contact", "yes"));
	check_status(303);
}

static void promises(const char *who, const char *way, const char *place, int quantity, int64_t worth_fen,
                     const char *by_on)
{
	ask_json(POST, words_of("/api/v1/partners/%s/pledges", partner_id), who,
	         words_of("{\"way\":\"%s\",\"title\":\"新课桌椅\",\"place\":\"%s\",\"quantity\":%d,\"unit\":\"套\","
	                  "\"worth_fen\":%lld,\"by_on\":\"%s\"}",
	                  way, place, quantity, (long long)worth_fen, by_on));
	if (answer_status() == 201)
		keep_id(pledge_id, "id");
}

static void reports(const char *who, int quantity)
{
	ask_json(POST, words_of("/api/v1/pledges/%s/deliveries", pledge_id), who,
	         words_of("{\"quantity\":%d,\"words\":\"两车，送到中学\"}", quantity));
	if (answer_status() == 200)
		keep_id(delivery_id, "id");
}

static void receives(const char *who, int quantity)
{
	ask_json(POST, words_of("/api/v1/deliveries/%s/receive", delivery_id), who,
	         words_of("{\"quantity\":%d}", quantity));
}

static void check_pledge(const char *standing, int64_t received, int64_t received_fen)
{
	ask_json(GET, words_of("/api/v1/pledges/%s", pledge_id), AS_NOBODY, NULL);
	check_status(200);
	assert_string_equal(answer_json("standing"), standing);
	assert_int_equal(answer_json_int("received"), received);
	assert_int_equal(answer_json_int("received_fen"), received_fen);
}

/* The figures of a place, and the same sums on the partner's own page. */
static void check_sums(const char *place, int64_t promised_fen, int64_t received_fen)
{
	figures_ask(place, "2026");
	assert_int_equal(figure_of("pledged_fen"), promised_fen);
	assert_int_equal(figure_of("pledge_received_fen"), received_fen);
	ask_json(GET, words_of("/api/v1/partners/%s", partner_id), AS_NOBODY, NULL);
	assert_int_equal(answer_json_int("promised_fen"), promised_fen);
	assert_int_equal(answer_json_int("delivered_fen"), received_fen);
}

static int64_t notices_of(const char *login, const char *told)
{
	int64_t count = 0;

	assert_int_equal(db_number(town_db(), &count,
	                           "SELECT count(*) FROM case_notice AS n JOIN login AS l ON l.person_id = n.person_id"
	                           " WHERE l.login = $1 AND substr(n.told, 1, CAST($3 AS INTEGER)) = $2",
	                           bind(txt(text_of(login)), txt(text_of(told)), i64((int64_t)strlen(told)))),
	                 DONE);
	return count;
}

/* ---- stories ---- */

/* 300 sets for 1,000.00 yuan in three parts of 333.33, 333.33 and 333.34; none counts before the township has confirmed it. */
TEST(partner_story_goods_in_parts)
{
	char first[STORY_ID];

	partner_town();
	promises("buyer2", "goods", TOWNSHIP, 300, 100000, "2026-08-20");
	check_status(201);
	check_pledge("open", 0, 0);
	check_sums("51", 100000, 0);
	reports("buyer2", 120);
	check_status(200);
	check_pledge("open", 0, 0); /* said, not confirmed */
	receives("township", 100);  /* counted again at the school */
	check_status(200);
	snprintf(first, sizeof first, "%s", delivery_id);
	check_pledge("part", 100, 33333);
	assert_int_equal(notices_of("buyer2", "A delivery was received"), 1);
	receives("township", 100);
	check_status(409); /* not twice */
	reports("buyer2", 100);
	ask(POST, words_of("/deliveries/%s/refuse", delivery_id), "township", FORM("words", "没有送到"));
	check_status(303);
	check_pledge("part", 100, 33333);
	assert_int_equal(notices_of("buyer2", "The receiving office did not get it"), 1);
	ask(POST, words_of("/pledges/%s/receipts", pledge_id), "township", FORM("quantity", "100", "words", "补送"));
	check_status(303);
	check_pledge("part", 200, 66666);
	reports("buyer2", 100);
	receives("township", 100);
	check_pledge("kept", 300, 100000);
	check_sums(TOWNSHIP, 100000, 100000);
	check_sums("510525", 100000, 100000);
	assert_int_equal(notices_of("buyer2", "All that was promised has come"), 1);
	reports("buyer2", 1);
	check_status(409);
	check_books();
	ask(POST, words_of("/deliveries/%s/refuse", first), "township", FORM("words", "数错了"));
	check_status(303);
	check_pledge("part", 200, 66667);
	check_sums("51", 100000, 66667);
	ask_get(words_of("/pledges/%s", pledge_id), AS_NOBODY);
	check_page("补送");
	check_no_page("没有送到"); /* between the two of them */
	check_books();
}

/* Half of 2,000.00 by the gateway, spent with a word; then withdrawn while a second payment is on its way: that one goes back. */
/* Two parts are on their way; the first one to be received keeps the promise, and the other came all the same. */
TEST(partner_part_on_its_way_when_the_promise_is_kept)
{
	char first[STORY_ID];

	partner_town();
	promises("buyer2", "goods", TOWNSHIP, 300, 100000, "2026-08-20");
	reports("buyer2", 60);
	check_status(200);
	snprintf(first, sizeof first, "%s", delivery_id);
	reports("buyer2", 300);
	receives("township", 300);
	check_status(200);
	check_pledge("kept", 300, 100000);
	snprintf(delivery_id, sizeof delivery_id, "%s", first);
	receives("township", 60);
	check_status(200);
	check_pledge("kept", 360, 120000);
	assert_int_equal(notices_of("buyer2", "A delivery was received"), 1);
	receives("township", 60);
	check_status(409); /* not twice */
	ask(POST, words_of("/pledges/%s/receipts", pledge_id), "township", FORM("quantity", "1", "words", "还有"));
	check_status(409); /* nothing new to a promise that is kept */
	check_books();
}

TEST(partner_story_money_and_what_it_was_spent_on)
{
	char payment[STORY_ID];

	partner_town();
	promises("buyer2", "money", "510525", 0, 200000, "2026-12-31");
	check_status(201);
	for (int i = 0; i < 2; i++) {
		ask_json(POST, words_of("/api/v1/pledges/%s/payments", pledge_id), "buyer2",
		         "{\"amount_fen\":100000,\"payment\":\"gateway\"}");
		check_status(201);
		keep_id(payment, "id");
		if (i == 0)
			gateway_pays(payment);
	}
	check_pledge("part", 100000, 100000);
	assert_int_equal(balance_of("pledge", pledge_id), 100000);
	ask(POST, words_of("/pledges/%s/spend", pledge_id), "county", FORM("amount_fen", "1000.01", "words", "水管"));
	check_status(422);
	check_page("There is not so much left");
	ask(POST, words_of("/pledges/%s/spend", pledge_id), "county",
	    FORM("amount_fen", "600.00", "words", "两里水管"));
	check_status(303);
	assert_int_equal(balance_of("pledge", pledge_id), 40000);
	ask_get(words_of("/pledges/%s", pledge_id), AS_NOBODY);
	check_page("两里水管");
	ask(POST, words_of("/pledges/%s/withdraw", pledge_id), "buyer2", FORM("words", "今年没有钱了"));
	check_status(303);
	check_pledge("withdrawn", 100000, 100000);
	check_sums("51", 100000, 100000); /* the rest is promised no more */
	gateway_pays(payment);
	check_pledge("withdrawn", 100000, 100000);
	assert_int_equal(town_number("SELECT count(*) FROM payment_refund"), 1);
	ask_get(words_of("/pledge-payments/%s", payment), "buyer2");
	check_location("/pledges/");
	ask_json(GET, words_of("/api/v1/pledge-payments/%s", payment), "buyer2", NULL);
	assert_string_equal(answer_json("state"), "returned");
	assert_int_equal(sum_of_all_balances(), 0);
	check_books();
}

TEST(partner_payment_that_never_comes_lapses)
{
	partner_town();
	promises("buyer2", "money", "510525", 0, 200000, "2026-12-31");
	ask_json(POST, words_of("/api/v1/pledges/%s/payments", pledge_id), "buyer2",
	         "{\"amount_fen\":100000,\"payment\":\"gateway\"}");
	check_status(201);
	town_pass(3 * day_ms);
	ask_forget();
	assert_int_equal(town_number("SELECT state FROM pledge_delivery"), 6);
	check_pledge("open", 0, 0);
	check_books();
}

/* A reminder two weeks before the day and one on the morning after it; then it stands late at every level. */
TEST(partner_late_promise_comes_up_by_itself)
{
	partner_town();
	promises("province", "work", "510525101001", 20, 400000, "2026-08-20");
	check_status(201);
	town_pass(15 * day_ms);
	assert_int_equal(notices_of("buyer2", "A friendly reminder"), 0);
	town_pass(3 * day_ms);
	assert_int_equal(notices_of("buyer2", "A friendly reminder of what was promised"), 1);
	town_pass(15 * day_ms);
	ask_forget();
	assert_int_equal(notices_of("buyer2", "A friendly reminder: the day is over"), 1);
	check_pledge("late", 0, 0);
	for (size_t i = 0; i < 3; i++) {
		ask_get(words_of("/cases/late/%s", ((const char *const[]){ "51", "510525", TOWNSHIP })[i]), "province");
		check_status(200);
		check_page("新课桌椅");
	}
	ask_get("/pledges?place=510525&standing=late", AS_NOBODY);
	check_page("新课桌椅");
	ask_get("/partners/mine", "buyer2");
	check_page("A friendly reminder");
	ask_get("/partners", AS_NOBODY);
	check_page("1 late");
	ask(POST, words_of("/pledges/%s/receipts", pledge_id), "cadre", FORM("quantity", "20", "words", "修好了路"));
	check_status(303);
	check_pledge("kept", 20, 400000);
	ask_get("/cases/late/51", "province");
	check_no_page("新课桌椅");
	check_books();
}

/* ---- what is refused ---- */

TEST(partner_wrong_people_and_places)
{
	partner_town();
	promises("buyer", "goods", TOWNSHIP, 300, 100000, "2026-08-20");
	check_status(403); /* acts for nobody */
	promises("county", "goods", TOWNSHIP, 300, 100000, "2026-08-20");
	check_status(403); /* the province looks after this one */
	promises("buyer2", "goods", "51", 300, 100000, "2026-08-20");
	check_status(422); /* to a county or below */
	promises("buyer2", "goods", TOWNSHIP, 300, 100000, "2026-07-01");
	check_status(422); /* this day is over */
	promises("buyer2", "goods", TOWNSHIP, 0, 100000, "2026-08-20");
	check_status(422);
	promises("buyer2", "goods", TOWNSHIP, 300, 100000, "2026-08-20");
	check_status(201);
	reports("buyer", 10);
	check_status(403);
	reports("buyer2", 10);
	check_status(200);
	receives("buyer2", 10);
	check_status(403);
	receives("cadre", 10);
	check_status(403); /* its village only */
	ask(POST, words_of("/partners/%s/members", partner_id), "province", FORM("login", "township"));
	check_status(303);
	receives("township", 10);
	check_status(403); /* acts for the giver now */
	ask(POST, words_of("/partners/%s/members/remove", partner_id), "province",
	    FORM("person", person_of("township")));
	check_status(303);
	ask(POST, words_of("/pledges/%s/withdraw", pledge_id), "buyer2", FORM("words", "不送了"));
	check_status(409); /* a delivery waits for its receipt */
	ask_json(POST, words_of("/api/v1/cases/%s/move", pledge_id), "buyer2",
	         "{\"deed\":\"kept\",\"words\":\"好了\"}");
	check_status(403); /* not by the doors of cases */
	receives("township", 10);
	check_status(200);
	ask(POST, words_of("/pledges/%s/payments", pledge_id), "buyer2", FORM("amount_fen", "5.00"));
	check_status(422); /* it takes no money */
	ask_get(words_of("/partners/%s/members", partner_id), "county");
	check_status(403);
	reports("province", 10); /* the office may report for its partner, and somebody else confirms */
	check_status(200);
	receives("province", 10);
	check_status(403);
	receives("township", 10);
	check_status(200);
	check_books();
}

TEST(partner_form_sent_twice_is_one)
{
	partner_town();
	promises("buyer2", "goods", TOWNSHIP, 300, 100000, "2026-08-20");
	for (int i = 0; i < 2; i++) {
		ask_key("the-same-delivery");
		ask(POST, words_of("/pledges/%s/receipts", pledge_id), "township",
		    FORM("quantity", "100", "words", "一车"));
		check_status(303);
	}
	check_pledge("part", 100, 33333);
	ask_json(POST, "/api/v1/partners", "province",
	         "{\"name\":\"四川通村科技公司\",\"kind\":\"firm\",\"place\":\"51\"}");
	check_status(422); /* one of each name */
	check_books();
}

TEST(partner_is_changed_by_the_version_seen)
{
	partner_town();
	ask_json(POST, words_of("/api/v1/partners/%s/edit", partner_id), "province",
	         "{\"name\":\"四川通村科技公司\",\"kind\":\"association\",\"home\":\"成都\",\"version\":1}");
	check_status(200);
	ask_json(POST, words_of("/api/v1/partners/%s/edit", partner_id), "province",
	         "{\"name\":\"别的名字\",\"kind\":\"firm\",\"version\":1}");
	check_status(409);
	ask_json(GET, words_of("/api/v1/partners/%s", partner_id), AS_NOBODY, NULL);
	assert_string_equal(answer_json("kind"), "association");
}

/* ---- privacy ---- */

static void check_clean(const char *path, const char *who)
{
	static const char *const logins[] = { "buyer2", "township", "province" };

	ask_get(words_of("%s%slang=zh-CN", path, strchr(path, '?') ? "&" : "?"), who);
	check_status(200);
	for (size_t i = 0; i < sizeof logins / sizeof logins[0]; i++) {
		struct text name;

		assert_int_equal(db_word(town_db(), town_arena(), &name,
		                         "SELECT p.name FROM person AS p JOIN login AS l ON l.person_id = p.id"
		                         " WHERE l.login = $1",
		                         bind(txt(text_of(logins[i])))),
		                 DONE);
		check_no_page(text_string(town_arena(), name));
	}
	check_no_page("13800000");
}

TEST(partner_public_pages_hold_nothing_personal)
{
	struct text name;

	partner_town();
	assert_int_equal(db_word(town_db(), town_arena(), &name,
	                         "SELECT p.name FROM person AS p JOIN login AS l ON l.person_id = p.id"
	                         " WHERE l.login = 'buyer2'",
	                         bind_none()),
	                 DONE);
	promises("buyer2", "goods", TOWNSHIP, 300, 100000, "2026-08-20");
	reports("buyer2", 100);
	ask(POST, words_of("/deliveries/%s/receive", delivery_id), "township",
	    FORM("quantity", "100", "words", words_of("%.*s 送来", TEXT(name))));
	check_status(422); /* a name of its people */
	ask(POST, words_of("/deliveries/%s/receive", delivery_id), "township",
	    FORM("quantity", "100", "words", "电话 138-1234 5678"));
	check_status(422);
	receives("township", 100);
	check_status(200);
	check_clean("/partners", AS_NOBODY);
	check_clean("/partners?as=csv", AS_NOBODY);
	check_clean(words_of("/partners/%s", partner_id), AS_NOBODY);
	check_clean(words_of("/partners/%s/sheet", partner_id), AS_NOBODY);
	check_clean(words_of("/partners/%s", partner_id), "buyer");
	check_clean("/pledges", AS_NOBODY);
	check_clean("/pledges?as=csv", AS_NOBODY);
	check_clean(words_of("/pledges/%s", pledge_id), AS_NOBODY);
	check_clean(words_of("/pledges/%s", pledge_id), "buyer");
	check_clean(words_of("/api/v1/pledges/%s", pledge_id), AS_NOBODY);
	assert_int_equal(town_number("SELECT count(*) FROM look"), 0);
	ask_get(words_of("/partners/%s/members", partner_id), "province");
	check_page(text_string(town_arena(), name));
	assert_int_equal(town_number("SELECT count(*) FROM look"), 1);
	check_books();
}

/* ---- lists and files ---- */

TEST(partner_lists_pages_and_files)
{
	partner_town();
	ask_get(words_of("/partners/%s", partner_id), AS_NOBODY);
	check_page("Nothing was promised yet");
	ask_get("/pledges", AS_NOBODY);
	check_page("Nothing was promised here yet");
	ask_get("/partners/mine", "buyer");
	check_page("You act for no partner");
	ask_get("/me", "buyer");
	check_no_page("/partners/mine");
	ask_get("/me", "buyer2"); /* without a right in the land it is work all the same */
	check_page("My work");
	check_page("/partners/mine");
	for (int i = 0; i < 3; i++)
		promises("buyer2", i == 0 ? "purchase" : "goods", TOWNSHIP, 10, 100000 + i, "2026-08-20");
	ask_json(GET, "/api/v1/pledges?limit=2", AS_NOBODY, NULL);
	assert_int_equal(answer_json_int("items.0.worth_fen"), 100002);
	ask_json(GET, words_of("/api/v1/pledges?limit=2&after=%s", answer_json("next")), AS_NOBODY, NULL);
	assert_int_equal(answer_json_int("items.0.worth_fen"), 100000);
	ask_json(GET, "/api/v1/pledges?way=purchase", AS_NOBODY, NULL);
	assert_string_equal(answer_json("items.0.way"), "purchase");
	ask_json(GET, "/api/v1/pledges?place=510524", AS_NOBODY, NULL);
	check_no_page("worth_fen");
	ask_get("/pledges?as=csv&way=goods", AS_NOBODY);
	check_status(200);
	check_page("1000.02");
	check_no_page("1000.00");
	ask_get("/pledges?as=xlsx", AS_NOBODY);
	check_status(200);
	ask_get("/partners?as=xlsx&kind=firm", AS_NOBODY);
	check_status(200);
	ask_get("/partners?kind=university", AS_NOBODY);
	check_no_page("四川通村科技公司");
	ask_get(words_of("/partners/%s?limit=2", partner_id), AS_NOBODY);
	check_page("after=");
	ask_get(words_of("/partners/%s/sheet?period=2026", partner_id), AS_NOBODY);
	check_page("3,000.03");
	ask_get(words_of("/partners/%s/sheet?period=2025", partner_id), AS_NOBODY);
	check_page("Nothing was open in this year");
	ask_json(GET, "/api/v1/figures/rows?place=51&period=2026&indicator=pledged_fen", "province", NULL);
	assert_int_equal(answer_json_int("items.2.value"), 100000);
	ask_get("/figures/rows?place=510525&period=202607&indicator=pledge_received_fen", "county");
	check_page("Nothing in this time");
	check_books();
}

/* ---- merging, replay ---- */

TEST(partner_pledges_move_with_their_village_and_replay)
{
	partner_town();
	promises("buyer2", "training", "510525101001", 40, 80000, "2026-08-20");
	reports("buyer2", 30);
	receives("cadre", 30);
	check_status(200);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	check_pledge("part", 30, 60000);
	check_sums("510525101002", 80000, 60000);
	check_books();
	town_replay();
	check_books();
}
