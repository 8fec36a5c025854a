/* Shares and contracts from the entry to the money, through the doors and to the fen: the household's yes at home and at the station, dividend
   day, rents, goods, wages, a correction, a dispute, the end; wrong people and places; a payday longer than one command. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "common/measure/measure.h"
#include "help/linkage/linkage.h"
#include "journal/writer.h"

static char coop[STORY_ID], households[3][STORY_ID], linkages[6][STORY_ID], payday[STORY_ID];
static const char *const heads[3] = { "刘福贵", "陈桂花", "周大山" }, *const members[3] = { "buyer", "buyer2",
	                                                                                    "buyer3" };

/* ---- what several tests need ---- */

static void make_coop(void)
{
	ask_json(
		POST, "/api/v1/sellers", "county",
		"{\"kind\":\"cooperative\",\"name\":\"红坝李子合作社\",\"place\":\"510525101001\",\"household_share\":50,"
		"\"own_share\":50,\"station_share\":0,\"carrier_share\":0,\"platform_share\":0,\"reserve_share\":0}");
	check_status(201);
	keep_id(coop, "id");
	ask(POST, words_of("/sellers/%s/members", coop), "county", FORM("login", "seller"));
	check_status(303);
}

/* Three households of two villages, each with a member, and a co-operative of "seller". */
static void coop_town(void)
{
	town();
	for (size_t i = 0; i < 3; i++) {
		ask_json(POST, words_of("/api/v1/places/%s/households", i == 1 ? STORY_OTHER_VILLAGE : STORY_VILLAGE),
		         "county", words_of("{\"head\":\"%s\"}", heads[i]));
		check_status(201);
		keep_id(households[i], "id");
		ask(POST, words_of("/households/%s/members", households[i]), "admin",
		    FORM("person", person_of(members[i]), "relation", "head"));
		check_status(303);
	}
	make_coop();
}

/* terms: JSON behind seller and household. */
static void enters(const char *who, size_t number, size_t household, const char *terms)
{
	ask_json(POST, "/api/v1/linkages", who,
	         words_of("{\"seller\":\"%s\",\"household\":\"%s\",\"what\":\"李子园\",%s}", coop,
	                  households[household], terms));
	if (answer_status() == 201)
		keep_id(linkages[number], "id");
}

static void says_yes(const char *who, size_t number)
{
	ask(POST, words_of("/linkages/%s/confirm", linkages[number]), who, NOTHING);
}

static void does(const char *who, const char *deed)
{
	ask(POST, words_of("/paydays/%s/%s", payday, deed), who, NOTHING);
}

static void reckons(const char *who, const char *terms)
{
	ask_json(POST, words_of("/api/v1/sellers/%s/paydays", coop), who, words_of("{%s}", terms));
	if (answer_status() == 201)
		keep_id(payday, "id");
}

static void brings(const char *who, const char *yuan)
{
	ask(POST, words_of("/sellers/%s/deposits", coop), who, FORM("amount_fen", yuan));
}

/* What the line of a household in the payday says, by its head's name. */
static int64_t line_of(size_t household)
{
	int64_t county, id;

	assert_true(id_read(text_of(households[household]), &county, &id));
	return town_number(
		"SELECT y.amount_fen FROM payday_line AS y WHERE y.household_id = $1 ORDER BY y.payday_id DESC"
		" LIMIT 1",
		id);
}

/* Shares 7, 11 and 13, all in force; the third household says yes at the station. */
static void shares_in_force(void)
{
	static const int shares[3] = { 7, 11, 13 };

	for (size_t i = 0; i < 3; i++) {
		enters(i == 0 ? "cadre" : "seller", i, i,
		       words_of("\"kind\":\"dividend\",\"stake\":\"land\",\"shares\":%d", shares[i]));
		check_status(201);
	}
	for (size_t i = 0; i < 2; i++) {
		says_yes(members[i], i);
		check_status(303);
	}
	ask(POST, "/serve", "operator", FORM("person", person_of("buyer3")));
	check_location("/counter");
	ask_get(words_of("/linkages/%s", linkages[2]), "operator");
	check_page("Yes, we agree");
	says_yes("operator", 2);
	check_status(303);
	ask(POST, "/serve/stop", "operator", NOTHING);
	check_status(303);
}

static void asks_year(size_t household, const char *year)
{
	ask(POST, words_of("/households/%s/years/%s", households[household], year), "county",
	    FORM("people", "4", "workers", "2", "ill", "0", "out_of_school", "0", "uninsured", "0", "housing", "safe",
	         "water", "tap", "land_tenths", "25", "cattle", "1", "sheep", "3", "version", "0"));
	check_status(303);
}

static int64_t income_of(size_t household)
{
	ask_json(GET, words_of("/api/v1/households/%s/register", households[household]), "county", NULL);
	check_status(200);
	return answer_json_int("years.0.income_fen");
}

/* ---- the whole story of a dividend ---- */

TEST(story_linkage_dividend_day)
{
	coop_town();
	shares_in_force();
	ask_get(words_of("/linkages/%s", linkages[2]), "buyer3");
	check_page("陈小兰"); /* was present */
	asks_year(0, "2026"); /* before the money comes; of the second household afterwards */
	brings("seller", "1000.00");
	check_status(403);
	brings("county", "1000.00");
	check_status(303);
	assert_int_equal(balance_of("seller", coop), 100000);

	reckons("seller", "\"kind\":\"dividend\",\"title\":\"2026年分红\",\"total_fen\":100001");
	check_status(201);
	assert_int_equal(answer_json_int("total_fen"), 100001);
	does("county", "release");
	check_status(422);
	check_page("There is not so much money");
	does("seller", "drop");
	check_status(303);
	does("county", "release");
	check_status(409);

	reckons("seller", "\"kind\":\"dividend\",\"title\":\"2026年分红\",\"total_fen\":100000");
	check_status(201);
	assert_int_equal(line_of(0), 22581); /* .645 of a fen left over: the second largest */
	assert_int_equal(line_of(1), 35484); /* .871: the largest */
	assert_int_equal(line_of(2), 41935); /* .484 */
	assert_int_equal(balance_of("household", households[0]), 0);
	does("seller", "release");
	check_status(422);
	check_page("Somebody else has to release it");
	does("buyer", "release");
	check_status(403);
	does("county", "release");
	check_status(303);
	assert_int_equal(balance_of("seller", coop), 0);
	town_pass(1000);
	assert_int_equal(balance_of("payday", payday), 0);
	assert_int_equal(balance_of("household", households[0]), 22581);
	assert_int_equal(balance_of("household", households[1]), 35484);
	assert_int_equal(balance_of("household", households[2]), 41935);
	ask_json(GET, words_of("/api/v1/paydays/%s", payday), "seller", NULL);
	assert_string_equal(answer_json("state"), "paid");
	assert_int_equal(answer_json_int("paid_fen"), 100000);

	figures_ask("510525101001", "2026");
	assert_int_equal(figure_of("dividend_fen"), 22581 + 41935);
	figures_ask("51", "2026-07");
	assert_int_equal(figure_of("dividend_fen"), 100000);
	assert_int_equal(income_of(0), 22581);
	asks_year(1, "2026");
	assert_int_equal(income_of(1), 35484);
	ask_get(words_of("/households/%s/register", households[1]), "buyer2");
	check_page("Came through the ledger");
	check_page("354.84");
	check_books();
}

/* ---- putting right ---- */

TEST(story_linkage_correction)
{
	coop_town();
	shares_in_force();
	asks_year(0, "2026");
	brings("county", "400.00");
	reckons("seller", "\"kind\":\"dividend\",\"title\":\"2026年分红\",\"total_fen\":31000");
	ask(POST, words_of("/paydays/%s/corrections", payday), "county",
	    FORM("number", "1", "amount_fen", "1.00", "back", "1", "reason", "too early"));
	check_status(422);
	does("county", "release");
	town_pass(1000);
	assert_int_equal(balance_of("household", households[0]), 7000);
	ask(POST, words_of("/paydays/%s/corrections", payday), "seller",
	    FORM("number", "1", "amount_fen", "5.50", "back", "1", "reason", "one share too many"));
	check_status(403);
	ask(POST, words_of("/paydays/%s/corrections", payday), "county",
	    FORM("number", "1", "amount_fen", "5.50", "back", "1", "reason", "one share too many"));
	check_status(303);
	ask(POST, words_of("/paydays/%s/corrections", payday), "county",
	    FORM("number", "2", "amount_fen", "20.00", "reason", "forgotten"));
	check_status(303);
	ask(POST, words_of("/paydays/%s/corrections", payday), "county",
	    FORM("number", "1", "amount_fen", "64.51", "back", "1", "reason", "more than came"));
	check_status(422);
	ask(POST, words_of("/paydays/%s/corrections", payday), "county",
	    FORM("number", "2", "amount_fen", "500.00", "reason", "more than is there"));
	check_status(422);
	assert_int_equal(balance_of("household", households[0]), 6450);
	assert_int_equal(balance_of("household", households[1]), 13000);
	assert_int_equal(balance_of("seller", coop), 9000 + 550 - 2000);
	assert_int_equal(income_of(0), 6450);
	figures_ask("510525", "2026");
	assert_int_equal(figure_of("dividend_fen"), 31000 - 550 + 2000);
	ask_get(words_of("/paydays/%s", payday), "seller");
	check_page("one share too many");
	ask_json(GET, words_of("/api/v1/households/%s/paid", households[0]), "buyer", NULL);
	assert_int_equal(answer_json_int("items.0.amount_fen"), 7000);
	assert_int_equal(answer_json_int("items.0.corrected_fen"), -550);
	assert_int_equal(answer_json_int("items.0.sum_fen"), 6450);
	check_books();
}

/* ---- two cards of one household ---- */

TEST(story_linkage_merged_cards)
{
	coop_town();
	shares_in_force();
	asks_year(0, "2026");
	brings("county", "620.00");
	reckons("seller", "\"kind\":\"dividend\",\"title\":\"2026年分红\",\"total_fen\":31000");
	does("county", "release");
	town_pass(1000);
	ask(POST, words_of("/households/%s/merge", households[2]), "township",
	    FORM("into", households[0], "reason", "They are one"));
	check_status(303);
	check_books();
	ask_json(GET, words_of("/api/v1/households/%s/linkage", households[0]), "buyer", NULL);
	assert_int_equal(answer_json_int("year_fen"), 20000); /* of both cards */
	reckons("seller", "\"kind\":\"dividend\",\"title\":\"第二次\",\"total_fen\":31000");
	does("county", "release");
	town_pass(1000);
	assert_int_equal(balance_of("household", households[2]), 26000); /* its account stays */
	assert_int_equal(income_of(0), 7000 + 20000);
	figures_ask("510525101001", "2026");
	assert_int_equal(figure_of("dividend_fen"), 40000);
	check_books();
	ask(POST, words_of("/households/%s/unmerge", households[2]), "township", NOTHING);
	check_status(303);
	ask_json(GET, words_of("/api/v1/households/%s/linkage", households[0]), "buyer", NULL);
	assert_int_equal(answer_json_int("year_fen"), 14000);
	ask_json(GET, words_of("/api/v1/households/%s/linkage", households[2]), "county", NULL);
	assert_int_equal(answer_json_int("year_fen"), 26000);
	check_books();
}

/* ---- goods, rents, wages ---- */

static void four_kinds(void)
{
	enters("seller", 3, 0, "\"kind\":\"purchase\",\"price_fen\":620,\"amount_g\":500000");
	check_status(201);
	enters("seller", 4, 1, "\"kind\":\"rent\",\"stake\":\"land\",\"price_fen\":120000,\"due_on\":\"2026-07-01\"");
	check_status(201);
	enters("seller", 5, 2, "\"kind\":\"wage\",\"price_fen\":12000,\"unit\":\"天\"");
	check_status(201);
	for (size_t i = 0; i < 3; i++) {
		says_yes(members[i], 3 + i);
		check_status(303);
	}
	brings("county", "9000.00");
	check_status(303);
}

TEST(story_linkage_goods_rent_wage)
{
	coop_town();
	four_kinds();
	reckons("seller",
	        "\"kind\":\"purchase\",\"title\":\"七月李子\",\"price_fen\":600"); /* below what was agreed: 6.20 */
	check_status(201);
	does("county", "release");
	check_status(422);
	check_page("There is nothing to pay");
	ask(POST, words_of("/paydays/%s/quantities", payday), "seller", FORM("quantity.1", "12.3456"));
	check_status(422);
	ask(POST, words_of("/paydays/%s/quantities", payday), "seller", FORM("quantity.1", "81.375"));
	check_status(303);
	assert_int_equal(line_of(0), 50453); /* 504.525 yuan, half a fen upwards */
	does("county", "release");
	check_status(303);
	town_pass(1000);
	assert_int_equal(balance_of("household", households[0]), 50453);

	reckons("county", "\"kind\":\"wage\",\"title\":\"七月工钱\"");
	ask(POST, words_of("/paydays/%s/quantities", payday), "county", FORM("quantity.1", "21.5"));
	check_status(303);
	does("seller", "release");
	check_status(303);
	town_pass(1000);
	assert_int_equal(balance_of("household", households[2]), 258000);

	reckons("seller", "\"kind\":\"rent\",\"title\":\"土地租金\",\"due_on\":\"2026-12-31\"");
	check_status(201);
	snprintf(linkages[0], STORY_ID, "%s", payday);
	reckons("seller", "\"kind\":\"rent\",\"title\":\"又一次\",\"due_on\":\"2026-12-31\"");
	check_status(201);
	does("county", "release");
	check_status(303);
	snprintf(payday, STORY_ID, "%s", linkages[0]);
	does("county", "release");
	check_status(409); /* that rent is on its way already */
	reckons("seller", "\"kind\":\"rent\",\"title\":\"第三次\",\"due_on\":\"2026-12-31\"");
	check_status(422); /* the next is due in 2027 */
	town_pass(1000);
	assert_int_equal(balance_of("household", households[1]), 120000);
	figures_ask("510525", "2026");
	assert_int_equal(figure_of("purchase_fen"), 50453);
	assert_int_equal(figure_of("wage_fen"), 258000);
	assert_int_equal(figure_of("rent_fen"), 120000);
	check_books();
	town_replay();
}

/* ---- yes, no, wrong, over ---- */

TEST(story_linkage_answers)
{
	coop_town();
	enters("buyer", 0, 0, "\"kind\":\"dividend\",\"stake\":\"land\",\"shares\":5");
	check_status(403);
	enters("seller", 0, 0, "\"kind\":\"dividend\",\"shares\":5");
	check_status(422);
	enters("seller", 0, 0, "\"kind\":\"rent\",\"stake\":\"money\",\"price_fen\":100,\"due_on\":\"2026-08-01\"");
	check_status(422);
	enters("seller", 0, 0, "\"kind\":\"dividend\",\"stake\":\"land\",\"shares\":5");
	check_status(201);
	assert_string_equal(answer_json("head"), ""); /* not before the household's yes */
	says_yes("buyer2", 0);
	check_status(403);
	says_yes("seller", 0);
	check_status(403);
	ask(POST, words_of("/linkages/%s/refuse", linkages[0]), "buyer", FORM("reason", ""));
	check_status(422);
	ask(POST, words_of("/linkages/%s/refuse", linkages[0]), "buyer", FORM("reason", "Too little land is left"));
	check_status(303);
	says_yes("buyer", 0);
	check_status(409);
	ask_get(words_of("/linkages/%s", linkages[0]), "seller");
	check_page("Too little land is left");
	check_no_page("刘福贵");
	enters("cadre", 1, 0,
	       "\"kind\":\"wage\",\"price_fen\":9000,\"unit\":\"天\",\"since_on\":\"2026-07-01\",\"until_on\":\"2026-07-22\"");
	check_status(201);
	says_yes("buyer", 1);
	check_status(303);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = $1 AND county = 510525",
	                             (int64_t)INDICATOR_LINKED),
	                 1);
	ask_json(POST, words_of("/api/v1/linkages/%s/dispute", linkages[1]), "buyer2", "{\"reason\":\"not mine\"}");
	check_status(403);
	ask_json(POST, words_of("/api/v1/linkages/%s/dispute", linkages[1]), "buyer",
	         "{\"reason\":\"Two days are missing\"}");
	check_status(201);
	ask_get("/cases", "cadre");
	check_page("红坝李子合作社");
	ask_get(words_of("/linkages/%s", linkages[1]), "buyer");
	check_page("Waits to be looked into");
	town_pass(INT64_C(3) * 86400000);
	ask_json(GET, words_of("/api/v1/linkages/%s", linkages[1]), "buyer", NULL);
	assert_string_equal(answer_json("state"), "ended"); /* by itself, when its time is over */
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = $1 AND county = 510525",
	                             (int64_t)INDICATOR_LINKED),
	                 0);
	check_books();
}

/* ---- what is shown to whom ---- */

TEST(linkage_pages_and_files)
{
	coop_town();
	shares_in_force();
	brings("county", "310.00");
	reckons("seller", "\"kind\":\"dividend\",\"title\":\"2026年分红\",\"total_fen\":31000");
	ask_get(words_of("/paydays/%s", payday), "county");
	check_status(200);
	check_page("Release the payments");
	check_page("刘福贵");
	check_page("70.00");
	does("county", "release");
	town_pass(1000);
	ask_get("/linkages", "buyer");
	check_location("/households/");
	ask_get(words_of("/households/%s/linkage", households[0]), "buyer");
	check_status(200);
	check_page("70.00");
	check_page("红坝李子合作社");
	ask_get(words_of("/households/%s/linkage", households[0]), "buyer2");
	check_status(403);
	ask_get(words_of("/households/%s/paid?as=csv", households[0]), "buyer");
	check_page("70.00");
	ask_get(words_of("/households/%s/paid?as=print", households[0]), "buyer");
	check_page("2026年分红");
	ask_get(words_of("/sellers/%s/linkages?kind=dividend&state=in_force", coop), "seller");
	check_page("陈桂花");
	ask_get(words_of("/sellers/%s/linkages?kind=rent", coop), "seller");
	check_no_page("陈桂花");
	ask_get(words_of("/sellers/%s/linkages", coop), "buyer");
	check_status(403);
	ask_get(words_of("/sellers/%s/linkages?as=xlsx", coop), "seller");
	check_status(200);
	ask_get(words_of("/sellers/%s/paydays", coop), "seller");
	check_page("2026年分红");
	ask_get("/linkages/desk?place=510525", "county");
	check_page("周大山");
	ask_get(words_of("/linkages/new?seller=%s", coop), "seller");
	check_status(200);
	ask_get(words_of("/linkages/new?household=%s", households[0]), "cadre");
	check_page("红坝李子合作社");
	ask_get("/me/looks", "buyer3");
	check_page("Shares and contracts");
}

/* ---- longer than one command ---- */

enum { MANY = 530 };

static enum outcome run_many(struct task *task, struct db *db, struct world *world)
{
	int64_t seller_id = *(const int64_t *)task->owner;
	enum outcome outcome = DONE;

	for (int64_t i = 0; outcome == DONE && i < MANY; i++) {
		struct household household = { .id = INT64_C(7000000000) + i,
			                       .place = INT64_C(51052510100200000),
			                       .head = T("某户"),
			                       .created_at = world->at };

		outcome = household_add(db, task->arena, &household);
		if (outcome == DONE)
			outcome = db_exec(
				db,
				"INSERT INTO linkage(county, id, seller_id, household_id, household_place, kind, what,"
				" stake, shares, price_fen, unit, amount_g, due_on, since_on, until_on, state,"
				" proposed_by_id, proposed_at, answered_by_id, served_by_id, answered_at,"
				" ended_by_id, ended_at, reason, version) VALUES (510525, $1, $2, $3, $4,"
				" 'dividend', 'x', 'land', $5, 0, '', 0, 0, 20260101, 0, 2, 1, 1, 1, 0, 1, 0, 0, '', 1)",
				bind(i64(INT64_C(8000000000) + i), i64(seller_id), i64(household.id),
			             i64(household.place), i64(1 + i % 7)));
		measure_add_standing(db, INDICATOR_LINKED, INT64_C(51052510100200000), 1);
	}
	return outcome;
}

TEST(linkage_payday_of_many)
{
	int64_t county, seller_id;

	coop_town();
	assert_true(id_read(text_of(coop), &county, &seller_id));
	town_run(510525, run_many, &seller_id);
	brings("county", "12345.67");
	reckons("seller", "\"kind\":\"dividend\",\"title\":\"大分红\",\"total_fen\":1234567");
	check_status(201);
	does("county", "release");
	check_status(303);
	ask_get(words_of("/paydays/%s", payday), "seller");
	check_page("of 530 paid");
	for (int i = 0; i < 8; i++)
		town_pass(1000);
	ask_json(GET, words_of("/api/v1/paydays/%s", payday), "seller", NULL);
	assert_string_equal(answer_json("state"), "paid");
	assert_int_equal(answer_json_int("lines"), MANY);
	assert_int_equal(balance_of("seller", coop), 0);
	assert_int_equal(town_number("SELECT CAST(sum(credits_fen) AS BIGINT) FROM account WHERE kind = 7"), 1234567);
	/* the same shares, at most a fen apart */
	assert_int_equal(town_number("SELECT count(*) FROM (SELECT shares FROM payday_line GROUP BY shares"
	                             " HAVING max(amount_fen) - min(amount_fen) > 1) AS uneven"),
	                 0);
	ask_get(words_of("/paydays/%s?as=csv", payday), "seller");
	check_status(200);
	check_books();
}
