/* The chapters of the story, see story.h. Each looks at what people see on the way; the numbers are the tests' affair. */
#include "support/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "support/gateway_side.h"

/* ---- (a) pages: a guest fills the cart, joins, orders, pays at the gateway ---- */

static void guest_joins_with_cart(void)
{
	const struct story *story = story_now();

	ask_get("/shelf?q=脆红李", AS_NOBODY);
	check_page("古蔺脆红李");
	ask(POST, "/cart", AS_NOBODY, FORM("variant", story->small, "pieces", "2", "then", "cart"));
	check_location("/cart");
	ask(POST, "/cart", AS_NOBODY, FORM("variant", story->big, "pieces", "1", "then", "checkout"));
	check_location("/checkout");
	ask_get("/checkout", AS_NOBODY);
	check_location("/sign-in?next=%2Fcheckout");
	ask(POST, "/join", AS_NOBODY,
	    FORM("name", "钱多多", "login", "qianduoduo", "password", "mountain-path-7", "place", STORY_AWAY, "next",
	         "/checkout"));
	check_status(303);
	check_location("/checkout");
	assert_true(answer_cookie("session").length > 0);
	ask_with_guest();
	ask_get("/cart", "qianduoduo");
	check_page("5斤装");
	check_page("10斤装");
}

void story_guest_orders(void)
{
	struct story *story = story_now();

	guest_joins_with_cart();
	/* 2 boxes of 39.90 and 1 of 75.00; 2 x 2.7 kg + 5.3 kg = 10.7 kg, so 6.00 + 11 x 1.50 */
	ask_with_guest();
	ask_get("/checkout", "qianduoduo");
	check_page("154.80");
	check_page("22.50");
	check_page("177.30");
	ask_with_guest();
	ask(POST, "/orders", "qianduoduo",
	    FORM("receiver", "钱多多", "phone", "13900000001", "place", STORY_AWAY, "address", "东大街 8 号", "payment",
	         "gateway", "total_fen", "177.30"));
	check_status(303);
	keep_id_behind(story->payment, answer_location(), "/payments/");
	ask_get("/orders", "qianduoduo");
	check_page("古蔺脆红李");
	keep_id_behind(story->order[0], answer_between("href=\"/orders/", "\""), "");
	ask_with_guest();
	ask_get("/cart", "qianduoduo");
	check_page("Nothing is in the cart yet");
	snprintf(story->paid_as, sizeof story->paid_as, "%s", gateway_payment_of(story->order[0]));
	ask_get(words_of("/payments/%s/go", story->payment), "qianduoduo");
	check_location("http://127.0.0.1:9/pay?amount_fen=17730&");
	assert_non_null(strstr(answer_location(), words_of("&payment=%s&", story->paid_as)));
}

void story_guest_pays(void)
{
	gateway_pays(story_now()->order[0]);
}

/* ---- (b) one call of a program, paid at the gateway; fetched at the station ---- */

void story_program_orders(void)
{
	struct story *story = story_now();

	ask_key("the-programs-own-key");
	ask_json(POST, "/api/v1/orders", "buyer2",
	         order_of(story->small, 2, words_of("\"station\":\"%s\"", story->station), "gateway"));
	check_status(201);
	assert_int_equal(answer_json_int("goods_fen"), 7980);
	assert_int_equal(answer_json_int("shipping_fen"), 300);
	keep_id(story->order[1], "orders.0.id");
	snprintf(story->code[1], sizeof story->code[1], "%s", answer_json("orders.0.pickup_code"));
	gateway_pays(story->order[1]);
}

/* ---- the household's card ---- */

void story_officer_looks(void)
{
	const char *card = words_of("/households/%s", story_now()->grower[0]);

	ask(POST, words_of("%s/members", card), "cadre", FORM("person", person_of("buyer"), "relation", "child"));
	check_status(303);
	ask_get("/me/looks", "buyer");
	check_no_page("林素芬");
	ask_get(card, "county");
	check_page("李大山");
	check_page("刘秀英");
	ask_get("/me/looks", "buyer");
	check_page("林素芬");
	check_page("Your household&#39;s card");
	ask_get(card, "buyer2");
	check_status(403);
	ask_get(card, "buyer");
	check_status(200);
}

/* ---- (c) the station's operator serves a villager and takes cash ---- */

void story_station_serves(void)
{
	struct story *story = story_now();
	const char *villager = person_of("buyer"), *receipt;

	ask(POST, "/serve", "operator", FORM("person", villager));
	check_location("/counter");
	ask(POST, "/cart", "operator", FORM("variant", story->big, "pieces", "1"));
	check_status(303);
	ask(POST, "/orders", "operator",
	    FORM("receiver", "刘秀英", "phone", "13800000008", "station", story->station, "payment", "cash"));
	check_status(303);
	check_location("/payments/");
	receipt = words_of("%s", answer_location());
	ask_get(receipt, "operator");
	check_page("78.00");
	check_page("陈小兰");
	ask(POST, "/serve/stop", "operator", NOTHING);
	check_status(303);
	ask_json(GET, "/api/v1/orders", "buyer", NULL);
	keep_id(story->order[2], "items.0.id");
	ask_json(GET, words_of("/api/v1/orders/%s", story->order[2]), "buyer", NULL);
	assert_string_equal(answer_json("payment"), "cash");
	snprintf(story->code[2], sizeof story->code[2], "%s", answer_json("pickup_code"));
	/* Both names: the command is the operator's, for the villager. */
	assert_int_equal(town_number("SELECT count(*) FROM journal WHERE door = 'POST /orders' AND person_id ="
	                             " (SELECT person_id FROM login WHERE login = 'operator') AND for_id ="
	                             " (SELECT person_id FROM login WHERE login = 'buyer')"),
	                 1);
	ask_get("/me/looks", "buyer");
	check_page("陈小兰");
}

/* ---- the goods' way ---- */

void story_goods_go(void)
{
	struct story *story = story_now();

	for (int i = 0; i < 3; i++) {
		seller_moves(story->order[i], "packed");
		seller_moves(story->order[i], "shipped");
	}
	ask_get("/counter/parcels", "operator");
	check_page("收件人");
	check_page("刘秀英");
	check_no_page("钱多多");
	seller_moves(story->order[0], "delivered");
	station_hands_over(story->order[1], story->code[1]);
	station_hands_over(story->order[2], story->code[2]);
}

/* One box came spoilt: it is accepted and not put back on the shelf. */
static void one_comes_back(const char *order, const char *buyer)
{
	char id[STORY_ID];

	ask(POST, words_of("/orders/%s/return", order), buyer,
	    FORM("number", "1", "pieces", "1", "reason", "压烂了，吃不得"));
	check_status(303);
	ask_get(words_of("/orders/%s", order), "seller");
	keep_id_behind(id, answer_between("action=\"/returns/", "\""), "");
	ask(POST, words_of("/returns/%s", id), "seller", FORM("decision", "accept", "restock", "0"));
	check_status(303);
}

void story_box_comes_back(void)
{
	one_comes_back(story_now()->order[0], "qianduoduo");
}

/* The name of the only refund of an order that waits at the gateway. */
static const char *refund_waiting(const char *order)
{
	int64_t county, id;

	assert_true(id_read(text_of(order), &county, &id));
	assert_int_equal(
		town_number("SELECT count(*) FROM payment_refund WHERE county = $1 AND order_id = $2 AND state = 1",
	                    county, id),
		1);
	return words_of("%" PRId64 "-%" PRId64, county,
	                town_number("SELECT id FROM payment_refund WHERE county = $1 AND order_id = $2 AND state = 1",
	                            county, id));
}

/* It says so twice. */
void story_gateway_gives_back(void)
{
	struct story *story = story_now();
	struct gateway_said message = { .payment = story->paid_as,
		                        .status = "refunded",
		                        .amount_fen = 3990,
		                        .event = "evt_00000000000000000000000000000a03",
		                        .refund = refund_waiting(story->order[0]) };

	gateway_says(&message);
	check_status(200);
	gateway_says(&message);
	check_status(200);
}

void story_buyers_confirm(void)
{
	struct story *story = story_now();
	static const char *const buyers[] = { "qianduoduo", "buyer2", "buyer" };

	for (int i = 0; i < 3; i++) {
		ask(POST, words_of("/orders/%s/confirm", story->order[i]), buyers[i], NOTHING);
		check_status(303);
	}
	ask_get(words_of("/orders/%s/money", story->order[0]), "qianduoduo");
	check_page("62.07"); /* the households' part of what was kept, and what each household has of it */
	check_page("21.56");
	check_page("40.51");
}

/* ---- after the settlement ---- */

void story_late_return(void)
{
	one_comes_back(story_now()->order[2], "buyer");
}

void story_balance_orders(void)
{
	struct story *story = story_now();

	ask_json(POST, "/api/v1/orders", "buyer",
	         order_of(story->small, 1, words_of("\"station\":\"%s\"", story->station), "balance"));
	check_status(201);
	keep_id(story->order[3], "orders.0.id");
	snprintf(story->code[3], sizeof story->code[3], "%s", answer_json("orders.0.pickup_code"));
}

void story_balance_order_completes(void)
{
	struct story *story = story_now();

	seller_moves(story->order[3], "packed");
	seller_moves(story->order[3], "shipped");
	station_hands_over(story->order[3], story->code[3]);
	town_pass(8 * INT64_C(86400000));
	ask_json(GET, words_of("/api/v1/orders/%s", story->order[3]), "buyer", NULL);
	assert_string_equal(answer_json("state"), "completed");
}

void story_money_to_the_bank(void)
{
	ask_json(POST, "/api/v1/payments/gateway?place=510525", "county",
	         "{\"amount_fen\":22020,\"note\":\"7 月 28 日到账\"}");
	check_status(201);
	ask_json(POST, "/api/v1/counter/till/deposit", "operator", "{\"amount_fen\":7800,\"note\":\"存单 0728\"}");
	check_status(201);
}

void story_payout(void)
{
	ask_json(POST, "/api/v1/payouts", "county", "{\"place\":\"510525\"}");
	check_status(201);
}

const struct story *story_told(void)
{
	const struct story *story = story_town();

	story_guest_orders();
	story_guest_pays();
	story_program_orders();
	story_officer_looks();
	story_station_serves();
	story_goods_go();
	story_box_comes_back();
	story_gateway_gives_back();
	story_buyers_confirm();
	story_late_return();
	story_balance_orders();
	story_balance_order_completes();
	story_money_to_the_bank();
	story_payout();
	check_books();
	return story;
}
