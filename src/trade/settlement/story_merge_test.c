/* After the whole story two villages become one: what was recorded in both is recorded in the one that stays, to the fen and at all levels,
   the old code says what became of it, rights over it are gone, and life goes on there. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "support/gateway_side.h"

/* Every figure of a place in one line, to compare. */
static const char *figures_of(const char *place)
{
	figures_ask(place, "2026");
	return words_of("orders %lld sold %lld %lld households %lld buyers %lld bought %lld served %lld refunds %lld"
	                " products %lld settled %lld",
	                (long long)figure_of("orders"), (long long)figure_of("sold_fen"),
	                (long long)figure_of("sold_g"), (long long)figure_of("household_fen"),
	                (long long)figure_of("buyers"), (long long)figure_of("bought_fen"),
	                (long long)figure_of("served"), (long long)figure_of("refund_fen"),
	                (long long)figure_of("products"), (long long)figure_of("settled_fen"));
}

static void merge(void)
{
	ask(POST, "/places/" STORY_VILLAGE "/merge", "county", FORM("into", STORY_OTHER_VILLAGE));
	check_status(403);
	ask(POST, "/places/" STORY_VILLAGE "/merge", "admin", FORM("into", STORY_OTHER_VILLAGE));
	check_location("/places/" STORY_OTHER_VILLAGE);
	check_books();
}

static void check_old_code(void)
{
	ask_json(GET, "/api/v1/places/" STORY_VILLAGE, AS_NOBODY, NULL);
	check_status(200);
	assert_string_equal(answer_json("successor"), STORY_OTHER_VILLAGE);
	assert_string_equal(answer_json("until_on"), "2026-07-28");
	ask_get("/places/" STORY_VILLAGE, AS_NOBODY);
	check_page("/places/" STORY_OTHER_VILLAGE);
	ask_json(GET, "/api/v1/places/find?q=龙山街", AS_NOBODY, NULL);
	check_no_page(STORY_VILLAGE);
}

/* Rights over the village that went are gone; over the other they would be more than was given. */
static void check_rights(const struct story *story)
{
	ask_get("/places/" STORY_VILLAGE "/households", "cadre");
	check_status(404);
	ask_get("/places/" STORY_OTHER_VILLAGE "/households", "cadre");
	check_status(403);
	ask_get(words_of("/households/%s", story->grower[0]), "cadre");
	check_status(403);
	ask(POST, "/places/" STORY_OTHER_VILLAGE "/households", "cadre", FORM("head", "某人"));
	check_status(403);
	ask(POST, "/serve", "operator", FORM("person", person_of("buyer")));
	check_status(403);
	ask_get("/me/rights", "cadre");
	check_no_page("龙山街社区居民委员会");
}

/* The numbers of the story's end (story_test.c): both villages' are now the other's. */
static void check_figures(const struct story *story, const char *township, const char *city)
{
	int64_t moved = town_number("SELECT place FROM household WHERE head = '李大山'");
	const char *merged = "orders 4 sold 23460 16100 households 15084 buyers 3 bought 11970 served 1 refunds 11490"
			     " products 1 settled 26610";

	assert_string_equal(figures_of(STORY_VILLAGE), "orders 0 sold 0 0 households 0 buyers 0 bought 0 served 0"
	                                               " refunds 0 products 0 settled 0");
	assert_string_equal(figures_of(STORY_OTHER_VILLAGE), merged);
	assert_string_equal(figures_of("510525101"), merged);
	assert_string_equal(figures_of("510525101"), township);
	assert_string_equal(figures_of("510525"), township);
	assert_string_equal(figures_of("5105"), city);
	assert_string_equal(figures_of("51"), city);
	/* Behind the household that was there already. */
	assert_int_equal(moved, story->grower_place[1] + 1);
	assert_int_equal(household_fen_of(moved), 8625);
	assert_int_equal(household_fen_of(story->grower_place[0]), 0);
	assert_int_equal(household_fen_of(story->grower_place[1]), 6459);
}

/* The same people, shop and station go on; the operator is given the right anew. */
static void life_goes_on(const struct story *story)
{
	char order[STORY_ID], code[16];

	ask_json(POST, words_of("/api/v1/people/%s/grant", person_of("operator")), "county",
	         "{\"role\":\"operator\",\"place\":\"" STORY_OTHER_VILLAGE "\"}");
	check_status(200);
	ask_json(POST, "/api/v1/orders", "buyer2",
	         order_of(story->small, 1, words_of("\"station\":\"%s\"", story->station), "gateway"));
	check_status(201);
	keep_id(order, "orders.0.id");
	snprintf(code, sizeof code, "%s", answer_json("orders.0.pickup_code"));
	gateway_pays(order);
	seller_moves(order, "packed");
	seller_moves(order, "shipped");
	station_hands_over(order, code);
	ask(POST, words_of("/orders/%s/confirm", order), "buyer2", NOTHING);
	check_status(303);
	figures_ask(STORY_OTHER_VILLAGE, "2026");
	assert_int_equal(figure_of("orders"), 5);
	assert_int_equal(figure_of("sold_fen"), 27450);      /* 23460 + 3990 */
	assert_int_equal(figure_of("household_fen"), 17241); /* 15084 + 2157 */
	assert_int_equal(figure_of("settled_fen"), 30900);   /* 26610 + 4290 */
	assert_int_equal(sum_of_all_balances(), 0);
	check_books();
}

TEST(story_goes_on_when_villages_merge)
{
	const struct story *story = story_told();
	char township[256], city[256];

	snprintf(township, sizeof township, "%s", figures_of("510525101"));
	snprintf(city, sizeof city, "%s", figures_of("5105"));
	merge();
	check_old_code();
	check_rights(story);
	check_figures(story, township, city);
	ask_get(words_of("/households/%s", story->grower[0]), "buyer");
	check_status(200);
	ask_get("/me/looks", "buyer");
	check_page("林素芬");
	ask_get("/orders/of?place=" STORY_OTHER_VILLAGE "&period=202607&indicator=sold_fen", "county");
	check_page("古蔺脆红李");
	life_goes_on(story);
}
