/* The life of an order as whole requests: to its end, back, cancelled, completed by itself; who sees it, and the lists behind a number. */
#include "support/market.h"

#include <stdio.h>

#include "support/story.h"
#include "trade/order/order.h"

static const struct market *shop;

TEST(order_goes_its_way_to_the_end)
{
	const char *order;

	shop = market_town();
	market_buy_paid("buyer", MARKET_HOME, shop->plum, 2);
	order = market_placed();
	assert_int_equal(town_number("SELECT on_hand FROM stock WHERE id = $1", shop->plum_stock), 98);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop->plum_stock), 0);
	assert_int_equal(town_number("SELECT sold FROM product WHERE id = $1", shop->plum_product), 2);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 2 AND period = 20260720"), 7980);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 5 AND period = 20260000"), 1);
	market_move(order, "packed");
	market_move(order, "shipped");
	ask_json(POST, words_of("/api/v1/orders/%s/withdraw", order), "buyer", "{}");
	check_status(409);
	market_move(order, "delivered");
	ask_get(words_of("/orders/%s", order), "buyer");
	check_status(200);
	check_page("It has arrived");
	check_books();
	ask_json(POST, words_of("/api/v1/orders/%s/confirm", order), "buyer2", "{}");
	check_status(403);
	ask_json(POST, words_of("/api/v1/orders/%s/confirm", order), "buyer", "{}");
	check_status(200);
	assert_string_equal(answer_json("state"), "completed");
	check_books();
	ask_get(words_of("/orders/%s/slip", order), "seller");
	check_page("13800000008");
	ask_get(words_of("/orders/%s/receipt", order), "buyer");
	check_page("79.80");
	ask_get("/orders/of?place=510525&period=202607&indicator=sold_fen", "county");
	check_page("古蔺李子合作社");
	ask_get("/orders/of/orders.csv?place=510525&period=2026&indicator=bought_fen", "county");
	check_page("79.80");
}

/* Reads the list of a land page by page, two orders each, and compares the ids with those wanted, newest first. */
static void check_listed(const char *as, const char *place, const char *period, const char *indicator,
                         const char *const *wanted, size_t count)
{
	char path[256], after[32] = "";
	size_t at = 0;

	do {
		snprintf(path, sizeof path, "/api/v1/orders/of?place=%s&period=%s&indicator=%s&limit=2&after=%s", place,
		         period, indicator, after);
		ask_get(path, as);
		check_status(200);
		for (int i = 0; i < 2 && at < count; i++, at++) {
			char item[32];
			snprintf(item, sizeof item, "items.%d.id", i);
			assert_string_equal(answer_json(item), wanted[at]);
		}
		if (answer_between("\"next\":\"", "\"") == NULL)
			break;
		snprintf(after, sizeof after, "%s", answer_json("next"));
	} while (at < count);
	assert_int_equal(at, count);
	assert_null(answer_between("\"next\":\"", "\""));
}

/* The same orders at every level above, by place of sale and by place of delivery, each day its own. */
TEST(order_list_behind_a_number_is_whole_at_every_level)
{
	static const char *const lands[] = { "", "51", "5105", "510525", "510525101" };
	static const char there[] = "\"place\":\"510525101002\"";
	char ids[5][64];
	const char *all[5], *home[2], *today[2];

	shop = market_town();
	for (size_t i = 0; i < 5; i++) { /* newest last; two of them to the village of the seller */
		market_buy_paid("buyer", i % 2 == 0 ? there : MARKET_HOME, shop->plum, 1);
		snprintf(ids[i], sizeof ids[i], "%s", market_placed());
		all[4 - i] = ids[i];
		town_pass(i == 2 ? INT64_C(86400000) : 60000);
	}
	home[0] = ids[3], home[1] = ids[1];
	today[0] = ids[4], today[1] = ids[3];
	for (size_t i = 0; i < sizeof lands / sizeof lands[0]; i++) {
		check_listed("admin", lands[i], "2026", "orders", all, 5);
		check_listed("admin", lands[i], "202607", "bought_fen", all, 5);
		check_listed("admin", lands[i], "20260721", "sold_fen", today, 2);
		check_listed("admin", lands[i], "2025", "orders", all, 0);
		check_listed("admin", lands[i], "2026", "served", all, 0);
	}
	check_listed("admin", "510525101001", "2026", "orders", all, 5);
	check_listed("admin", "510525101001", "2026", "bought_fen", home, 2);
	check_listed("admin", "510524", "2026", "orders", all, 0);
	market_move(ids[0], "packed");
	ask_get("/desk/orders?state=paid", "seller");
	check_page("<b>4</b>");
	assert_int_equal(town_number("SELECT orders FROM order_count WHERE state = 3"), 1);
	check_books();
}

TEST(order_return_is_exact)
{
	const char *order;
	char back[64];

	shop = market_town();
	market_buy_paid("buyer", MARKET_HOME, shop->plum, 3);
	order = market_placed();
	market_move(order, "packed");
	market_move(order, "shipped");
	market_move(order, "delivered");
	ask_json(POST, words_of("/api/v1/orders/%s/return", order), "buyer",
	         "{\"number\":1,\"pieces\":4,\"reason\":\"烂了\"}");
	check_status(422);
	ask_json(POST, words_of("/api/v1/orders/%s/return", order), "buyer2",
	         "{\"number\":1,\"pieces\":1,\"reason\":\"烂了\"}");
	check_status(403);
	ask_json(POST, words_of("/api/v1/orders/%s/return", order), "buyer",
	         "{\"number\":1,\"pieces\":1,\"reason\":\"烂了\"}");
	check_status(201);
	snprintf(back, sizeof back, "%s", answer_json("id"));
	ask_json(POST, words_of("/api/v1/returns/%s", back), "buyer", "{\"decision\":\"accept\"}");
	check_status(403);
	ask_json(POST, words_of("/api/v1/returns/%s", back), "seller", "{\"decision\":\"refuse\"}");
	check_status(422);
	ask_get(words_of("/orders/%s", order), "seller");
	check_page("Accept and give the money back");
	ask_json(POST, words_of("/api/v1/returns/%s", back), "seller", "{\"decision\":\"accept\",\"restock\":true}");
	check_status(200);
	ask_json(POST, words_of("/api/v1/returns/%s", back), "seller", "{\"decision\":\"accept\"}");
	check_status(409);
	assert_int_equal(town_number("SELECT refunded_fen FROM orders"), 3990);
	assert_int_equal(town_number("SELECT on_hand FROM stock WHERE id = $1", shop->plum_stock), MARKET_PLUMS - 2);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 2 AND period = 20260720"), 7980);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 8 AND period = 20260720"), 3990);
	check_books();
}

TEST(order_cancelled_after_payment_gives_all_back)
{
	const char *order;

	shop = market_town();
	market_buy_paid("buyer", MARKET_HOME, shop->plum, 2);
	order = market_placed();
	ask_json(POST, words_of("/api/v1/orders/%s/withdraw", order), "buyer", "{}");
	check_status(200);
	assert_int_equal(town_number("SELECT on_hand FROM stock WHERE id = $1", shop->plum_stock), MARKET_PLUMS);
	assert_int_equal(town_number("SELECT refunded_fen - paid_fen FROM orders"), 0);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 2 AND period = 20260720"), 0);
	check_books();
	ask_get(words_of("/orders/%s", order), "buyer");
	check_page("Cancelled. The money goes back to you.");
}

TEST(order_completes_by_itself_after_a_week)
{
	const char *order;

	shop = market_town();
	market_buy_paid("buyer", MARKET_HOME, shop->plum, 2);
	order = market_placed();
	market_move(order, "packed");
	market_move(order, "shipped");
	market_move(order, "delivered");
	town_pass(6 * INT64_C(86400000));
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_DELIVERED);
	town_pass(2 * INT64_C(86400000));
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_COMPLETED);
	check_books();
}

TEST(order_is_seen_by_those_it_concerns)
{
	const char *order;

	shop = market_town();
	market_buy("buyer", shop->plum, 1);
	order = market_placed();
	ask_get(words_of("/orders/%s", order), "buyer");
	check_status(200);
	check_page("13800000008");
	ask_get(words_of("/orders/%s", order), "seller");
	check_status(200);
	ask_get(words_of("/orders/%s", order), "buyer2");
	check_status(403);
	ask_get(words_of("/orders/%s", order), "other_operator");
	check_status(403);
	ask_get("/orders/510525-1-1", "buyer");
	check_status(404);
	ask_get("/orders", AS_NOBODY);
	check_status(303);
	ask_get("/desk/orders", "buyer");
	check_status(404);
	ask_get("/orders/of?place=510524&period=2026", "county");
	check_status(403);
	ask_get("/counter/parcels", "buyer");
	check_status(403);
	ask_json(POST, words_of("/api/v1/orders/%s/cancel", order), "buyer2", "{\"reason\":\"没有货\"}");
	check_status(403);
	ask_json(POST, words_of("/api/v1/orders/%s/cancel", order), "seller", "{\"reason\":\"\"}");
	check_status(422);
	ask_json(POST, words_of("/api/v1/orders/%s/cancel", order), "seller", "{\"reason\":\"没有货\",\"version\":7}");
	check_status(409);
	ask_json(POST, words_of("/api/v1/orders/%s/cancel", order), "seller", "{\"reason\":\"没有货\",\"version\":1}");
	check_status(200);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop->plum_stock), 0);
	check_books();
}
