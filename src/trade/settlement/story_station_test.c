/* A station serves a villager who buys from a seller of another county: the station's part is due to it where it stands, so that its own
   officers see whom they owe and pay it. */
#include "support/story.h"

#include <stdio.h>

static char away_station[STORY_ID];

/* 39.90 for 2.7 kg, 6.00 + 3 x 1.50 for the delivery; cash, fetched where it was ordered. */
static void serve_away(char order[STORY_ID])
{
	char code[16];

	ask_json(GET, "/api/v1/stations?place=510524", AS_NOBODY, NULL);
	keep_id(away_station, "items.0.id");
	ask(POST, "/serve", "other_operator", FORM("person", person_of("buyer3")));
	check_status(303);
	ask_json(POST, "/api/v1/orders", "other_operator",
	         order_of(story_now()->small, 1, words_of("\"station\":\"%s\"", away_station), "cash"));
	check_status(201);
	assert_int_equal(answer_json_int("total_fen"), 5040);
	keep_id(order, "orders.0.id");
	snprintf(code, sizeof code, "%s", answer_json("orders.0.pickup_code"));
	ask(POST, "/serve/stop", "other_operator", NOTHING);
	seller_moves(order, "packed");
	seller_moves(order, "shipped");
	ask(POST, words_of("/orders/%s/hand", order), "operator", FORM("code", code));
	check_status(403);
	ask(POST, words_of("/orders/%s/hand", order), "other_operator", FORM("code", code));
	check_status(303);
	ask(POST, words_of("/orders/%s/confirm", order), "buyer3", NOTHING);
	check_status(303);
	check_books();
}

TEST(story_of_a_station_in_another_county)
{
	char order[STORY_ID];

	story_town();
	serve_away(order);
	/* 5 percent of 39.90, rounded down; the sale counts where the seller is, the service where the station is. */
	figures_ask("510524", "2026");
	assert_int_equal(figure_of("served"), 1);
	assert_int_equal(figure_of("bought_fen"), 3990);
	assert_int_equal(figure_of("orders"), 0);
	ask_get("/payouts?place=510525", "province");
	check_no_page("东外服务站");
	ask_get("/payouts?place=510524", "province");
	check_page("东外服务站");
	check_page("1.99");
	ask_json(POST, "/api/v1/payouts", "province", "{\"place\":\"510524\"}");
	check_status(201);
	assert_int_equal(answer_json_int("total_fen"), 199);
	ask_json(GET, words_of("/api/v1/accounts/station/%s", away_station), "province", NULL);
	check_status(200);
	assert_int_equal(answer_json_int("items.1.amount_fen"), 199);
	assert_int_equal(sum_of_all_balances(), 0);
	check_books();
}
