/* The free bus ticket from the first gift to the company's money, through the doors and to the fen; late money; the same voucher at three
   places; two hundred who show one number; wrong people and places; what the public never sees. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "base/check_digit.h"
#include "base/id.h"
#include "help/campaign/campaign.h"
#include "journal/writer.h"
#include "support/gateway_side.h"
#include "support/money.h"
#include "support/rush.h"

static const int64_t day_ms = INT64_C(86400000), hour_ms = INT64_C(3600000);
static char campaign_id[STORY_ID], gift_id[STORY_ID], bus_id[STORY_ID], households[2][STORY_ID];

/* ---- what several tests need ---- */

static void add_household(size_t i, const char *village, const char *head)
{
	ask_json(POST, words_of("/api/v1/places/%s/households", village), "county",
	         words_of("{\"head\":\"%s\"}", head));
	check_status(201);
	keep_id(households[i], "id");
}

static void make_company(const char *name, const char *member, char id[STORY_ID])
{
	ask_json(POST, "/api/v1/sellers", "county",
	         words_of("{\"kind\":\"enterprise\",\"name\":\"%s\",\"place\":\"510525\",\"household_share\":0,"
	                  "\"own_share\":100,\"station_share\":0,\"carrier_share\":0,\"platform_share\":0,"
	                  "\"reserve_share\":0}",
	                  name));
	check_status(201);
	keep_id(id, "id");
	ask(POST, words_of("/sellers/%s/members", id), "county", FORM("login", member));
	check_status(303);
}

static void make_campaign(const char *ends_on)
{
	ask_json(POST, "/api/v1/campaigns", "county",
	         words_of("{\"title\":\"免费车票\",\"about\":\"上学要走四个小时的孩子\",\"place\":\"510525\","
	                  "\"company\":\"%s\",\"goal_fen\":100000,\"ride_fen\":700,\"valid_days\":30,"
	                  "\"ends_on\":\"%s\"}",
	                  bus_id, ends_on));
	check_status(201);
	keep_id(campaign_id, "id");
}

static void does(const char *who, const char *deed)
{
	ask(POST, words_of("/campaigns/%s/%s", campaign_id, deed), who, NOTHING);
}

/* A published campaign for the two households, at 7.00 a ride. */
static void open_campaign(void)
{
	make_campaign("");
	does("county", "publish");
	check_status(303);
	for (size_t i = 0; i < 2; i++) {
		ask(POST, words_of("/campaigns/%s/households", campaign_id), "county",
		    FORM("household", households[i]));
		check_status(303);
	}
}

/* Two households, a company, a campaign. */
static void bus_town(void)
{
	town();
	add_household(0, "510525101001", "刘福贵");
	add_household(1, "510525101002", "陈桂花");
	make_company("古蔺客运公司", "seller", bus_id);
	open_campaign();
}

static void gives(const char *who, int fen, const char *payment)
{
	ask_json(POST, "/api/v1/given", who,
	         words_of("{\"campaign\":\"%s\",\"amount_fen\":%d,\"payment\":\"%s\"}", campaign_id, fen, payment));
	if (answer_status() == 201)
		keep_id(gift_id, "id");
}

static void issues(int each)
{
	ask(POST, words_of("/campaigns/%s/issue", campaign_id), "county", FORM("each", words_of("%d", each)));
}

static const char *code_of(int number)
{
	return words_of("%012lld", (long long)town_number("SELECT CAST(code AS BIGINT) FROM voucher WHERE number = $1",
	                                                  (int64_t)number));
}

static void rides(const char *who, const char *code, int64_t written_at)
{
	ask_json(POST, "/api/v1/rides", who,
	         words_of("{\"company\":\"%s\",\"code\":\"%s\",\"line\":\"3路\",\"written_at\":%lld}", bus_id, code,
	                  (long long)written_at));
}

static void check_sums(int64_t given, int64_t free, int64_t issued, int64_t settled, int64_t returned)
{
	ask_json(GET, words_of("/api/v1/campaigns/%s", campaign_id), AS_NOBODY, NULL);
	check_status(200);
	assert_int_equal(answer_json_int("given_fen"), given);
	assert_int_equal(answer_json_int("free_fen"), free);
	assert_int_equal(answer_json_int("issued_fen"), issued);
	assert_int_equal(answer_json_int("settled_fen"), settled);
	assert_int_equal(answer_json_int("returned_fen"), returned);
	assert_int_equal(given, free + issued + settled + returned);
	assert_int_equal(balance_of("campaign", campaign_id), free);
	assert_int_equal(balance_of("voucher", campaign_id), issued);
}

static void check_figures(const char *place, int given, int vouchers, int ridden)
{
	figures_ask(place, "2026");
	assert_int_equal(figure_of("campaign_fen"), given);
	assert_int_equal(figure_of("vouchers"), vouchers);
	assert_int_equal(figure_of("rides"), ridden);
}

/* ---- the whole story ---- */

/* 50.00 by balance, 31.50 at the gateway: eleven rides of 7.00 and 4.50 over; the eighth voucher is made of both gifts. */
TEST(story_campaign_whole)
{
	char first[STORY_ID], second[STORY_ID], settlement[STORY_ID];

	bus_town();
	town_fund("buyer2", 100000);
	gives("buyer2", 5000, "balance");
	check_status(201);
	snprintf(first, sizeof first, "%s", gift_id);
	gives("buyer3", 3150, "gateway");
	check_status(201);
	snprintf(second, sizeof second, "%s", gift_id);
	check_sums(5000, 5000, 0, 0, 0);
	gateway_pays(gift_id);
	gateway_pays(gift_id); /* says it twice */
	check_sums(8150, 8150, 0, 0, 0);
	issues(6);
	check_status(422); /* 84.00 are not there */
	check_page("There is money for 11 rides only");
	issues(4);
	check_status(303);
	check_sums(8150, 2550, 5600, 0, 0);
	ask_json(GET, words_of("/api/v1/given/%s", first), AS_NOBODY, NULL);
	assert_int_equal(answer_json_int("spent_fen"), 5000);
	assert_int_equal(answer_json_int("vouchers"), 8);
	ask_json(GET, words_of("/api/v1/given/%s", second), AS_NOBODY, NULL);
	assert_int_equal(answer_json_int("spent_fen"), 600);
	assert_int_equal(answer_json_int("vouchers"), 1);

	rides("seller", code_of(1), 0);
	check_status(200);
	rides("seller", code_of(8), town_now() - 3 * hour_ms);
	check_status(200);
	check_figures("510525101001", 0, 4, 1);
	check_figures("510525", 8150, 8, 2);
	check_figures("51", 8150, 8, 2);
	ask_json(GET, words_of("/api/v1/given/%s", first), AS_NOBODY, NULL);
	assert_int_equal(answer_json_int("rides_fen"), 800); /* 7.00 of the first voucher, 1.00 of the eighth */
	ask_json(GET, words_of("/api/v1/given/%s", second), AS_NOBODY, NULL);
	assert_int_equal(answer_json_int("rides_fen"), 600);

	ask_json(POST, words_of("/api/v1/campaigns/%s/settle", campaign_id), "county", "{}");
	check_status(201);
	assert_int_equal(answer_json_int("total_fen"), 1400);
	keep_id(settlement, "id");
	check_sums(8150, 2550, 4200, 1400, 0);
	assert_int_equal(balance_of("seller", bus_id), 1400);
	ask_json(POST, words_of("/api/v1/campaigns/%s/settle", campaign_id), "county", "{}");
	check_status(409); /* none twice */
	ask_get(words_of("/ride-settlements/%s/rides.csv", settlement), "seller");
	check_page("7.00");
	ask(POST, "/payouts", "county", FORM("place", "510525"));
	check_status(303);
	assert_int_equal(balance_of("seller", bus_id), 0);

	ask(POST,
	    words_of("/vouchers/%s/revoke",
	             text_string(town_arena(), id_public(town_arena(), 510525,
	                                                 town_number("SELECT id FROM voucher WHERE number = 2")))),
	    "county", NOTHING);
	check_status(303);
	check_sums(8150, 3250, 3500, 1400, 0);
	does("county", "end");
	check_status(303);
	gives("buyer2", 100, "balance");
	check_status(422);
	does("county", "return");
	check_status(303);
	check_sums(8150, 0, 3500, 1400, 3250);
	check_figures("51", 4900, 7, 2);
	/* 7.00 of the voucher that was taken back to the first giver, 25.50 that were never on one to the second. */
	assert_int_equal(balance_of("balance", person_of("buyer2")), 100000 - 5000 + 700);
	assert_int_equal(sum_of_all_balances(), 0);
	check_books();
}

TEST(campaign_vouchers_run_out_and_free_their_money)
{
	bus_town();
	town_fund("buyer2", 100000);
	gives("buyer2", 1400, "balance");
	issues(1);
	check_status(303);
	town_pass(32 * day_ms);
	ask_forget();
	rides("seller", code_of(1), 0);
	check_status(422);
	check_page("run out");
	rides("seller", code_of(1), town_now() - 3 * day_ms);
	check_status(200); /* the ride was in time, the phone had no network */
	check_sums(1400, 0, 1400, 0, 0);
	town_pass(8 * day_ms);
	ask_forget();
	check_sums(1400, 700, 700, 0, 0);
	assert_int_equal(town_number("SELECT count(*) FROM voucher WHERE state = 4"), 1);
	issues(1);
	check_status(422); /* two households, one ride */
	check_books();
}

TEST(campaign_money_that_comes_too_late_goes_back)
{
	bus_town();
	gives("buyer3", 2000, "gateway");
	check_status(201);
	does("county", "end");
	gateway_pays(gift_id);
	check_sums(0, 0, 0, 0, 0);
	assert_int_equal(town_number("SELECT count(*) FROM payment_refund"), 1);
	check_books();
}

static int64_t given_in(const char *month)
{
	figures_ask("510525", month);
	return figure_of("campaign_fen");
}

static enum outcome run_split(struct task *task, struct db *db, struct world *world)
{
	(void)task;
	(void)world;
	for (int64_t i = 1; i < 1400; i++)
		if (db_exec(db,
		            "INSERT INTO campaign_gift(county, id, campaign_id, giver_county, giver_id, giver_place,"
		            " amount_fen, spent_fen, returned_fen, state, lapse_at, made_at, paid_at, returned_at, version)"
		            " SELECT county, id + $1, campaign_id, giver_county, giver_id, giver_place, 1, 0, 0, state,"
		            " lapse_at, made_at, paid_at, 0, 1 FROM campaign_gift WHERE amount_fen = 1400",
		            bind(i64(i))) != DONE)
			return FAILED;
	if (db_exec(db, "UPDATE campaign_gift SET amount_fen = 1 WHERE amount_fen = 1400", bind_none()) != DONE)
		return FAILED;
	return db_exec(db, "UPDATE campaign SET gifts = 1400", bind_none());
}

/* Fourteen hundred gifts of one fen make two rides: nobody can hold a campaign up by small gifts. */
TEST(campaign_vouchers_of_many_small_gifts)
{
	bus_town();
	town_fund("buyer2", 100000);
	gives("buyer2", 1400, "balance");
	check_status(201);
	town_run(510525, run_split, NULL);
	issues(1);
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM voucher_part"), 1400);
	check_sums(1400, 0, 1400, 0, 0);
	check_books();
}

/* A gift goes back in two parts: what was free, and weeks later what a voucher that ran out had kept. Each counts on its day. */
TEST(campaign_gift_returned_on_two_days)
{
	bus_town();
	make_campaign("2026-07-25");
	does("county", "publish");
	ask(POST, words_of("/campaigns/%s/households", campaign_id), "county", FORM("household", households[0]));
	town_fund("buyer2", 100000);
	gives("buyer2", 1000, "balance");
	issues(1);
	check_status(303);
	does("county", "end");
	does("county", "return");
	check_status(303);
	check_sums(1000, 0, 700, 0, 300);
	check_books();
	town_pass(45 * day_ms);
	ask_forget();
	does("county", "return");
	check_status(303);
	check_sums(1000, 0, 0, 0, 1000);
	assert_int_equal(given_in("202607"), 700);
	assert_int_equal(given_in("202609"), -700);
	check_books();
}

TEST(campaign_takes_gifts_until_its_last_day)
{
	bus_town();
	make_campaign("2026-07-22");
	does("county", "publish");
	town_fund("buyer2", 100000);
	gives("buyer3", 2000, "gateway");
	check_status(201);
	town_pass(2 * day_ms - 60000 * 60);
	gives("buyer2", 700, "balance");
	check_status(201);
	town_pass(day_ms);
	gives("buyer2", 700, "balance");
	check_status(422);
	check_sums(700, 700, 0, 0, 0);
	check_books();
}

TEST(campaign_late_gift_of_an_open_end_is_given_back_by_its_day)
{
	bus_town();
	make_campaign("2026-07-21");
	does("county", "publish");
	gives("buyer3", 2000, "gateway");
	check_status(201);
	town_pass(day_ms + day_ms / 2 + 4 * hour_ms);
	gateway_pays(gift_id);
	check_sums(0, 0, 0, 0, 0);
	ask_json(GET, words_of("/api/v1/given/%s", gift_id), "buyer3", NULL);
	assert_string_equal(answer_json("state"), "late");
	assert_int_equal(town_number("SELECT count(*) FROM payment_refund"), 1);
	ask_get(words_of("/given/%s", gift_id), AS_NOBODY);
	check_status(404); /* a gift that was never one is nobody else's affair */
	check_books();
}

/* ---- one voucher, many hands ---- */

/* Three phones without a network take the same number; each sends it three times. */
TEST(campaign_voucher_at_three_places_sent_thrice_counts_once)
{
	static const char *const phones[] = { "seller", "buyer", "operator" };
	int taken = 0, told = 0;

	bus_town();
	town_fund("buyer2", 100000);
	gives("buyer2", 1400, "balance");
	issues(1);
	for (size_t i = 1; i < 3; i++) {
		ask(POST, words_of("/companies/%s/conductors", bus_id), "seller", FORM("login", phones[i]));
		check_status(303);
	}
	for (int turn = 0; turn < 3; turn++)
		for (size_t i = 0; i < 3; i++) {
			ask_key(words_of("phone-%zu", i));
			ask_header("X-Outbox", "1");
			ask(POST, "/rides", phones[i],
			    FORM("company", bus_id, "code", code_of(1), "line", words_of("%zu路", i + 1), "written_at",
			         words_of("%lld", (long long)(town_now() - hour_ms + (int64_t)i * 60000))));
			taken += answer_status() == 204;
			if (answer_status() != 422)
				continue;
			told++;
			check_page("Already used");
			check_page("1路");
		}
	assert_int_equal(taken, 3); /* the first phone, told the same each time */
	assert_int_equal(told, 6);
	assert_int_equal(town_number("SELECT count(*) FROM ride"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM ride_refused"), 2);
	ask_get(words_of("/campaigns/%s/desk", campaign_id), "county");
	check_page("Used before");
	check_books();
}

enum { CROWD = 200, CONDUCTORS = 8 };

static const char *tokens[CONDUCTORS];

static void hire(int which)
{
	tokens[which] = rush_join("bus", which, STORY_AWAY);
	ask(POST, words_of("/companies/%s/conductors", bus_id), "seller", FORM("login", words_of("bus%d", which)));
	check_status(303);
}

TEST(threads_voucher_of_two_hundred_one_takes_it)
{
	bus_town();
	town_fund("buyer2", 100000);
	gives("buyer2", 1400, "balance");
	issues(1);
	for (int i = 0; i < CONDUCTORS; i++)
		hire(i);
	const char *ride = words_of("{\"code\":\"%s\"}", code_of(2));
	for (int i = 0; i < CROWD; i++)
		rush_add(tokens[i % CONDUCTORS], "/api/v1/rides", ride);
	assert_int_equal(rush(200, 422), 1);
	assert_int_equal(town_number("SELECT count(*) FROM ride"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM ride_refused"), CROWD - 1);
	check_sums(1400, 0, 1400, 0, 0);
	check_books();
}

/* ---- what is refused, and how ---- */

TEST(campaign_numbers_that_are_not_taken)
{
	char code[16], other[STORY_ID];

	bus_town();
	town_fund("buyer2", 100000);
	gives("buyer2", 2800, "balance");
	issues(1);
	snprintf(code, sizeof code, "%s", code_of(1));
	ask(POST, "/rides", "seller", FORM("company", bus_id, "code", "12345"));
	check_status(422);
	check_page("Mistyped");
	code[3] = code[3] == '9' ? '0' : (char)(code[3] + 1);
	ask(POST, "/rides", "seller", FORM("company", bus_id, "code", code));
	check_status(422);
	check_page("Mistyped");
	assert_int_equal(town_number("SELECT count(*) FROM ride_refused"), 0);
	ask(POST, "/rides", "seller",
	    FORM("company", bus_id, "code", words_of("00000000000%c", check_digit(T("00000000000")))));
	check_status(422);
	check_page("There is no voucher with this number");
	make_company("叙永客运", "buyer3", other);
	ask(POST, "/rides", "buyer3", FORM("company", other, "code", code_of(1)));
	check_status(422);
	check_page("another bus company");
	ask(POST, "/rides", "seller", FORM("company", bus_id, "code", words_of("https://x.example/v/%s", code_of(1))));
	check_location("/rides?done=taken"); /* scanned */
	ask(POST, "/rides", "seller",
	    FORM("company", bus_id, "code", words_of("%.4s %.4s-%s", code_of(2), code_of(2) + 4, code_of(2) + 8)));
	check_status(303);
	ask(POST, "/rides", "seller", FORM("company", bus_id, "code", code_of(2)));
	check_page("Already used: 20 July 09:00");
	ask_get("/rides", "seller");
	check_page("Voucher 2");
	ask_get(words_of("/v/%s", code_of(1)), AS_NOBODY);
	check_status(200);
	check_no_page("免费车票"); /* the code alone says nothing to a stranger */
	ask_get(words_of("/v/%s", code_of(1)), "seller");
	check_page("免费车票");
	check_books();
}

TEST(campaign_same_form_sent_twice_is_one)
{
	bus_town();
	town_fund("buyer2", 100000);
	for (int i = 0; i < 2; i++) {
		ask_key("the-same-gift");
		ask(POST, "/given", "buyer2",
		    FORM("campaign", campaign_id, "amount_fen", "14.00", "payment", "balance"));
		check_status(303);
	}
	check_sums(1400, 1400, 0, 0, 0);
	for (int i = 0; i < 2; i++) {
		ask_key("the-same-issue");
		issues(1);
		check_status(303);
	}
	check_sums(1400, 0, 1400, 0, 0);
	assert_int_equal(town_number("SELECT count(*) FROM voucher"), 2);
	check_books();
}

TEST(campaign_wrong_people_and_places)
{
	bus_town();
	town_fund("buyer2", 100000);
	gives("buyer2", 1400, "balance");
	issues(1);
	ask_json(POST, "/api/v1/campaigns", "cadre",
	         words_of("{\"title\":\"车票\",\"about\":\"孩子\",\"place\":\"510525\",\"company\":\"%s\","
	                  "\"goal_fen\":100000,\"ride_fen\":700,\"valid_days\":30}",
	                  bus_id));
	check_status(422); /* its village only */
	ask_get(words_of("/campaigns/%s/households", campaign_id), "cadre");
	check_status(403);
	ask_get(words_of("/campaigns/%s/households", campaign_id), "auditor");
	check_status(403);
	ask_get(words_of("/campaigns/%s/sheet", campaign_id), "seller");
	check_status(403);
	ask_get(words_of("/campaigns/%s/desk", campaign_id), "buyer2");
	check_status(403);
	rides("buyer2", code_of(1), 0);
	check_status(403);
	ask(POST, words_of("/companies/%s/conductors", bus_id), "seller", FORM("login", "buyer"));
	check_status(303);
	ask_get(words_of("/companies/%s", bus_id), "buyer");
	check_status(403); /* a conductor sees no money of the company */
	ask_get("/me", "buyer2");
	check_no_page("href=\"/rides\"");
	ask_get("/me", "buyer");
	check_page("href=\"/rides\"");
	ask_get("/rides", "buyer");
	check_page("Take this voucher");
	rides("buyer", code_of(1), 0);
	check_status(200);
	ask(POST, words_of("/companies/%s/conductors/remove", bus_id), "seller", FORM("person", person_of("buyer")));
	check_status(303);
	rides("buyer", code_of(2), 0);
	check_status(403);
	ask_json(POST, words_of("/api/v1/campaigns/%s/settle", campaign_id), "cadre", "{}");
	check_status(403);
	check_books();
}

/* ---- privacy ---- */

static void check_clean(const char *path, const char *who)
{
	static const char *const personal[] = { "刘福贵", "陈桂花", "510525101001", "101001-", "13800000008" };

	ask_get(words_of("%s%slang=zh-CN", path, strchr(path, '?') ? "&" : "?"), who);
	check_status(200);
	for (size_t i = 0; i < sizeof personal / sizeof personal[0]; i++)
		check_no_page(personal[i]);
	for (int i = 1; i <= 4; i++)
		check_no_page(code_of(i));
	for (size_t i = 0; i < 2; i++)
		check_no_page(households[i]);
}

TEST(campaign_public_pages_hold_nothing_personal)
{
	static const char *const wrong[] = { "刘福贵家的孩子", "电话 138-1234 5678" };

	bus_town();
	town_fund("buyer2", 100000);
	for (size_t i = 0; i < 2; i++) {
		ask_json(POST, words_of("/api/v1/campaigns/%s/edit", campaign_id), "county",
		         words_of("{\"title\":\"免费车票\",\"about\":\"%s\",\"goal_fen\":100000,\"ride_fen\":700,"
		                  "\"valid_days\":30,\"company\":\"%s\"}",
		                  wrong[i], bus_id));
		check_status(422);
	}
	gives("buyer2", 3000, "balance");
	issues(2);
	rides("seller", code_of(1), 0);
	ask_json(POST, words_of("/api/v1/campaigns/%s/settle", campaign_id), "county", "{}");
	check_status(201);
	check_clean("/campaigns", AS_NOBODY);
	check_clean(words_of("/campaigns/%s", campaign_id), AS_NOBODY);
	check_clean(words_of("/campaigns/%s/trace", campaign_id), AS_NOBODY);
	check_clean(words_of("/campaigns/%s/gifts.csv", campaign_id), AS_NOBODY);
	check_clean(words_of("/given/%s", gift_id), AS_NOBODY);
	check_clean(words_of("/given/%s", gift_id), "buyer2");
	check_clean("/campaigns/360giving.json", AS_NOBODY);
	answer_keep("360giving.json");
	check_clean(words_of("/api/v1/campaigns/%s/trace", campaign_id), AS_NOBODY);
	check_clean(words_of("/campaigns/%s/desk", campaign_id), "county");
	ask_get(words_of("/companies/%s", bus_id), "seller");
	check_no_page("刘福贵");
	check_no_page(code_of(1));
	ask_get(words_of("/campaigns/%s/households", campaign_id), "county");
	check_page("刘福贵");
	assert_int_equal(town_number("SELECT count(*) FROM look"), 1);
	ask_get(words_of("/campaigns/%s/sheet", campaign_id), "county");
	check_page(words_of("%.4s %.4s %s", code_of(2), code_of(2) + 4, code_of(2) + 8));
	check_no_page("刘福贵");
	assert_int_equal(town_number("SELECT count(*) FROM look"), 2);
	check_books();
}

TEST(campaign_grants_go_on_in_a_next_file)
{
	char older[STORY_ID], newer[STORY_ID], public[2][80];

	bus_town();
	town_fund("buyer2", 100000);
	gives("buyer2", 3000, "balance");
	issues(1);
	memcpy(older, campaign_id, sizeof older);
	open_campaign();
	gives("buyer2", 3000, "balance");
	issues(1);
	memcpy(newer, campaign_id, sizeof newer);
	snprintf(public[0], sizeof public[0], "360G-tongcun-%s", older);
	snprintf(public[1], sizeof public[1], "360G-tongcun-%s", newer);
	ask_get("/campaigns/360giving.json", AS_NOBODY); /* all in one file */
	check_page(public[0]);
	check_page(public[1]);
	check_no_page("links");
	ask_get("/campaigns/360giving.json?limit=1", AS_NOBODY); /* the newest, and where the other is */
	check_page(public[1]);
	check_no_page(public[0]);
	check_page(words_of("\"next\":\"http://town.invalid/campaigns/360giving.json?limit=1&after=%s\"", newer));
	answer_keep("360giving-next.json");
	ask_get(words_of("/campaigns/360giving.json?limit=1&after=%s", newer), AS_NOBODY);
	check_page(public[0]);
	check_no_page(public[1]);
	check_no_page("links");
}

/* ---- merging, replay ---- */

TEST(campaign_moves_with_its_villages_and_replays)
{
	bus_town();
	gives("buyer2", 3000, "gateway");
	gateway_pays(gift_id);
	issues(2);
	rides("seller", code_of(1), 0);
	check_figures("510525101001", 0, 2, 1);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	check_figures("510525101002", 0, 4, 1);
	check_books();
	town_replay(); /* into a site that does not say under which address it is reached */
	check_books();
	check_clean("/campaigns/360giving.json", AS_NOBODY);
	check_no_page("dataSource");
	answer_keep("360giving-plain.json");
}

/* ---- very many small gifts ---- */

static void runs(const char *sql)
{
	struct db *db = town_beside();

	assert_int_equal(db_exec(db, sql, bind_none()), DONE);
	db_close(db);
}

/* A gift of 20.00 yuan as if it were two thousand gifts of a fen. */
static void give_small(int ride_fen)
{
	bus_town();
	town_fund("buyer", 100000);
	gives("buyer", 2000, "balance");
	check_status(201);
	town_pass(1000);
	runs("UPDATE campaign_gift SET amount_fen = 1");
	runs("INSERT INTO campaign_gift SELECT g.county, g.id + n.n, g.campaign_id, g.giver_county, g.giver_id, g.giver_place,"
	     " 1, 0, 0, g.state, g.lapse_at, g.made_at, g.paid_at, g.returned_at, 1 FROM campaign_gift AS g JOIN"
	     " (WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 1999) SELECT n FROM k) AS n"
	     " ON n.n > 0");
	runs(words_of("UPDATE campaign SET gifts = 2000, ride_fen = %d", ride_fen));
}

TEST(voucher_of_more_gifts_than_are_read_is_whole)
{
	give_small(1500);
	ask(POST, words_of("/campaigns/%s/issue", campaign_id), "county",
	    FORM("each", "1", "household", households[0]));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM voucher_part"), 1500);
	assert_int_equal(town_number("SELECT sum(amount_fen) FROM voucher_part"), 1500);
	assert_int_equal(town_number("SELECT sum(spent_fen) FROM campaign_gift"), 1500);
	ask(POST, words_of("/campaigns/%s/issue", campaign_id), "county",
	    FORM("each", "1", "household", households[1]));
	check_status(422); /* there is money for no further ride */
}
