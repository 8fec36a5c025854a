/* Orders at a station: parcels handed over by their code, an operator who serves a villager, and what he may not. */
#include "support/market.h"

#include <stdio.h>

#include "base/id.h"
#include "support/story.h"
#include "trade/order/order.h"

static const struct market *shop;

TEST(order_parcel_is_handed_over_by_its_code)
{
	const char *order;
	char code[16];

	shop = market_town();
	market_buy_paid("buyer", words_of("\"station\":\"%s\"", shop->station), shop->plum, 1);
	order = market_placed();
	snprintf(code, sizeof code, "%s", answer_json("orders.0.pickup_code"));
	market_move(order, "packed");
	market_move(order, "shipped");
	ask_get("/counter/parcels", "operator");
	check_page("刘秀英");
	check_page("It is here");
	ask(POST, words_of("/orders/%s/arrive", order), "other_operator", NOTHING);
	check_status(403);
	ask(POST, words_of("/orders/%s/arrive", order), "operator", NOTHING);
	check_status(303);
	ask_get(words_of("/counter/parcels?code=%s", code), "operator");
	check_page("Hand over");
	ask(POST, words_of("/orders/%s/hand", order), "operator", FORM("code", "0000-1"));
	check_status(422);
	ask(POST, words_of("/orders/%s/hand", order), "operator", FORM("code", code));
	check_status(303);
	ask(POST, words_of("/orders/%s/hand", order), "operator", FORM("code", code));
	check_status(409);
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_DELIVERED);
}

TEST(order_placed_for_a_villager_at_a_station)
{
	char json[256];
	int64_t buyer = 0;

	shop = market_town();
	buyer = town_number("SELECT person_id FROM login WHERE login = 'buyer'");
	ask_get("/counter", "buyer");
	check_status(403);
	ask_get("/counter", "operator");
	check_status(200);
	check_page("Find the villager first");
	check_page("Must be in the drawer");
	snprintf(json, sizeof json, "{\"person\":\"%.*s\"}", TEXT(id_public(town_arena(), 510525, buyer)));
	ask_json(POST, "/api/v1/serve", "operator", json);
	check_status(200);
	ask(POST, "/cart", "operator", FORM("variant", shop->plum, "pieces", "2"));
	check_status(303);
	ask_get("/checkout", "operator");
	check_page("刘秀英");
	ask(POST, "/orders", "operator",
	    FORM("receiver", "刘秀英", "phone", "13800000008", "place", "510525101001", "payment", "cash"));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM orders WHERE buyer_id = $1 AND placed_by_id <> $1", buyer),
	                 1);
	assert_int_equal(town_number("SELECT serving_place FROM orders"), INT64_C(51052510100100000));
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_PAID);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 7 AND period = 20260720"), 1);
	check_books();
	ask_get("/counter", "operator");
	check_page("Same as last time");
	check_page("古蔺脆红李");
	ask(POST, words_of("/orders/%s/again", answer_between("action=\"/orders/", "/again\"")), "operator", NOTHING);
	check_location("/checkout");
	assert_int_equal(town_number("SELECT pieces FROM cart_line"), 2);
	ask_get("/orders", "buyer");
	check_page("古蔺脆红李");
}

/* Who serves at two stations sees the parcels of both, and finds by code at both. */
TEST(order_parcels_of_all_stations_of_an_operator)
{
	char station[64], to_station[128], order[64], code[16], person[128];

	shop = market_town();
	ask_json(POST, "/api/v1/stations", "township", "{\"place\":\"510525101002\",\"name\":\"二站\",\"open\":true}");
	check_status(201);
	snprintf(station, sizeof station, "%s", answer_json("id"));
	snprintf(person, sizeof person, "/people/%.*s/grant",
	         TEXT(id_public(town_arena(), 510525,
	                        town_number("SELECT person_id FROM login WHERE login = 'operator'"))));
	ask(POST, person, "township", FORM("role", "operator", "place", "510525101002"));
	check_status(303);
	snprintf(to_station, sizeof to_station, "\"station\":\"%s\"", station);
	market_buy_paid("buyer", to_station, shop->plum, 1);
	snprintf(order, sizeof order, "%s", market_placed());
	snprintf(code, sizeof code, "%s", answer_json("orders.0.pickup_code"));
	market_move(order, "packed");
	market_move(order, "shipped");
	ask_get("/counter/parcels", "operator");
	check_page("二站");
	check_page("Of your 2 stations");
	ask_json(GET, words_of("/api/v1/counter/parcels?code=%s", code), "operator", NULL);
	assert_string_equal(answer_json("items.0.id"), order);
	ask_json(GET, "/api/v1/counter", "operator", NULL);
	assert_int_equal(answer_json_int("parcels"), 1);
}

/* An operator helps villagers to sign in again, but not into what moves a co-operative's goods and money. */
TEST(order_sellers_account_is_no_operators_to_open)
{
	char path[128];

	shop = market_town();
	snprintf(path, sizeof path, "/people/%.*s/sign-in",
	         TEXT(id_public(town_arena(), 510525, market_seller_person())));
	ask(POST, path, "operator", FORM("login", "seller", "password", "taken-at-counter"));
	check_status(403);
	snprintf(path, sizeof path, "/people/%.*s/unlock",
	         TEXT(id_public(town_arena(), 510525, market_seller_person())));
	ask(POST, path, "operator", NOTHING);
	check_status(403);
	snprintf(path, sizeof path, "/people/%.*s/sign-in",
	         TEXT(id_public(town_arena(), 510525, market_seller_person())));
	ask(POST, path, "county", FORM("login", "seller", "password", "given-by-county"));
	check_status(303);
}

/* Whoever serves no more has no more to do with what he placed for others. */
TEST(order_placed_for_a_villager_closes_with_the_right_to_serve)
{
	int64_t buyer, operator;
	const char *order, *payment_id;
	char json[256];

	shop = market_town();
	buyer = town_number("SELECT person_id FROM login WHERE login = 'buyer'");
	operator= town_number("SELECT person_id FROM login WHERE login = 'operator'");
	snprintf(json, sizeof json, "{\"person\":\"%.*s\"}", TEXT(id_public(town_arena(), 510525, buyer)));
	ask_json(POST, "/api/v1/serve", "operator", json);
	check_status(200);
	market_buy("operator", shop->plum, 1);
	order = market_placed();
	payment_id = text_string(town_arena(), id_public(town_arena(), 510525, town_number("SELECT id FROM payment")));
	ask(POST, "/serve/stop", "operator", NOTHING);
	ask_get(words_of("/orders/%s", order), "operator");
	check_status(200);
	ask_get(words_of("/orders/%s/money", order), "operator");
	check_status(200);
	ask(POST, words_of("/people/%.*s/revoke", TEXT(id_public(town_arena(), 510525, operator))), "county",
	    FORM("role", "operator", "place", "510525101001"));
	check_status(303);
	ask_get(words_of("/orders/%s", order), "operator");
	check_status(403);
	ask_get(words_of("/orders/%s/money", order), "operator");
	check_status(403);
	ask_get(words_of("/payments/%s", payment_id), "operator");
	check_status(403);
}
