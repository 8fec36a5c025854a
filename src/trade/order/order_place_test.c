/* Placing an order: what cannot be, limits of a buyer, stock that several lines and many shoppers share, one key, holds that end, what it costs. */
#include "support/market.h"

#include <stdio.h>
#include <stdlib.h>

#include "support/rush.h"
#include "support/story.h"
#include "trade/order/order.h"

static const struct market *shop;

TEST(order_refuses_what_cannot_be)
{
	shop = market_town();
	ask_json(POST, "/api/v1/orders", "buyer",
	         "{\"receiver\":\"x\",\"phone\":\"13800000008\",\"place\":\"510525101001\"}");
	check_status(422);
	ask_json(POST, "/api/v1/orders", "buyer", market_order(market_line("510525-1-1", 1), "gateway"));
	check_status(422);
	ask_json(POST, "/api/v1/orders", "buyer", market_order(market_line(shop->plum, 0), "gateway"));
	check_status(422);
	ask_json(
		POST, "/api/v1/orders", "buyer",
		"{\"lines\":[{\"variant\":\"510525-1-1\",\"pieces\":1}],\"receiver\":\"\",\"phone\":\"x\",\"place\":\"99\"}");
	check_status(422);
	market_buy("buyer", shop->plum, MARKET_PLUMS + 1);
	check_status(409);
	check_page("Only 100 left");
	assert_int_equal(town_number("SELECT count(*) FROM orders"), 0);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop->plum_stock), 0);
	ask_json(POST, "/api/v1/orders", AS_NOBODY, market_order(market_line(shop->plum, 1), "gateway"));
	check_status(401);
	check_books();
}

TEST(order_sums_lines_on_one_stock_item)
{
	char lines[256];

	shop = market_town();
	snprintf(lines, sizeof lines, "%s,%s", market_line(shop->plum, 60), market_line(shop->big_plum, 21));
	ask_json(POST, "/api/v1/orders", "buyer", market_order(lines, "gateway"));
	check_status(409);
	snprintf(lines, sizeof lines, "%s,%s", market_line(shop->plum, 60), market_line(shop->big_plum, 20));
	ask_json(POST, "/api/v1/orders", "buyer", market_order(lines, "gateway"));
	check_status(201);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop->plum_stock), 100);
	ask(POST, "/cart", "buyer2", FORM("variant", shop->plum, "pieces", "1"));
	ask_get("/cart", "buyer2");
	check_page("Sold out");
	ask(POST, "/orders", "buyer2",
	    FORM("receiver", "赵国强", "phone", "13800000009", "place", "510525101002", "payment", "gateway"));
	check_status(409);
	check_page("Sold out");
	check_books();
}

TEST(order_keeps_the_limit_of_a_buyer)
{
	const char *order;

	shop = market_town();
	market_buy("buyer", shop->egg, 3);
	order = market_placed();
	market_buy("buyer", shop->egg, 3);
	check_status(422);
	check_page("2 are left for you");
	market_buy("buyer2", shop->egg, MARKET_EACH);
	check_status(201);
	market_buy("buyer", shop->egg, 2);
	check_status(201);
	market_buy("buyer", shop->egg, 1);
	check_status(422);
	ask_json(POST, words_of("/api/v1/orders/%s/withdraw", order), "buyer", "{}");
	check_status(200);
	market_buy("buyer", shop->egg, 3);
	check_status(201);
	check_books();
}

TEST(order_is_placed_once_with_one_key)
{
	const char *first;

	shop = market_town();
	ask_key("one-key");
	market_buy("buyer", shop->plum, 2);
	first = market_placed();
	ask_key("one-key");
	market_buy("buyer", shop->plum, 2);
	assert_string_equal(first, market_placed());
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop->plum_stock), 2);
	ask_key("one-key");
	market_buy("buyer", shop->plum, 3);
	check_status(409);
}

TEST(order_expires_and_gives_back)
{
	shop = market_town();
	market_buy("buyer", shop->plum, 7);
	check_status(201);
	town_pass(29 * 60000);
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_PLACED);
	town_pass(2 * 60000);
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_EXPIRED);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop->plum_stock), 0);
	assert_int_equal(town_number("SELECT on_hand FROM stock WHERE id = $1", shop->plum_stock), MARKET_PLUMS);
	check_books();
}

TEST(order_to_be_paid_in_cash_waits_a_day)
{
	shop = market_town();
	ask_json(POST, "/api/v1/orders", "buyer", market_order(market_line(shop->plum, 1), "cash"));
	check_status(201);
	town_pass(23 * 3600000);
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_PLACED);
	town_pass(61 * 60000);
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_EXPIRED);
	check_books();
}

enum { SHOPPERS = 300 };

/* Two lines on one stock item: 1 small box and 1 large one, three pieces a shopper, so 33 may have them. */
static const char *crowd_json(void)
{
	static char lines[256];

	snprintf(lines, sizeof lines, "%s,%s", market_line(shop->plum, 1), market_line(shop->big_plum, 1));
	return market_order(lines, "gateway");
}

TEST(threads_three_hundred_shoppers)
{
	static const char *const people[] = { "buyer", "buyer2", "buyer3" };
	const char *tokens[3], *body;

	shop = market_town();
	body = crowd_json();
	for (int i = 0; i < 3; i++)
		tokens[i] = rush_token(people[i]);
	for (int i = 0; i < SHOPPERS; i++)
		rush_add(tokens[i % 3], "/api/v1/orders", body);
	assert_int_equal(rush(201, 409), 33);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop->plum_stock), 99);
	assert_int_equal(town_number("SELECT CAST(sum(pieces) AS BIGINT) FROM stock_move WHERE stock_id = $1",
	                             shop->plum_stock),
	                 MARKET_PLUMS);
	check_books();
}

/* What one order costs, of the door's session and rights to its payment from the balance: the aim of thousands a second hangs on
   it. */
TEST(order_takes_few_statements)
{
	const char *most;

	shop = market_town();
	market_buy_paid("buyer", MARKET_HOME, shop->plum, 1);
	check_status(201);
	ask_get("/metrics", AS_NOBODY);
	most = answer_between("tongcun_request_statements_max{door=\"POST /orders\"} ", "\n");
	assert_non_null(most);
	assert_in_range(strtol(most, NULL, 10), 1, 32);
}
