/* The cart and the checkout as whole requests: a guest's cart that survives sign-in, one checkout over two counties. */
#include "support/market.h"

#include <stdio.h>

static const struct market *shop;

TEST(order_cart_of_guest_survives_sign_in)
{
	shop = market_town();
	ask_get("/cart", AS_NOBODY);
	check_page("Nothing is in the cart yet");
	ask(POST, "/cart", AS_NOBODY, FORM("variant", shop->plum, "pieces", "2", "then", "cart"));
	check_status(303);
	check_location("/cart");
	ask(POST, "/cart", AS_NOBODY, FORM("variant", shop->egg, "pieces", "1", "then", "checkout"));
	check_location("/checkout");
	ask_get("/cart", AS_NOBODY);
	check_page("古蔺脆红李");
	check_page("高山土鸡蛋");
	check_page("111.80");
	ask(POST, "/cart/change", AS_NOBODY, FORM("variant", shop->plum, "pieces", "3"));
	check_status(303);
	ask(POST, "/cart/change", AS_NOBODY, FORM("variant", shop->egg, "set", "0", "pieces", "1"));
	check_status(303);
	ask_get("/cart", AS_NOBODY);
	check_page("119.70");
	check_no_page("高山土鸡蛋");
	ask(POST, "/cart/change", AS_NOBODY, FORM("variant", shop->plum, "pieces", "10000"));
	check_status(422);
	ask(POST, "/cart", AS_NOBODY, FORM("variant", "nothing", "pieces", "1"));
	check_status(404);
}

/* A browser that has both: the cookie of before and a session. */
TEST(order_cart_moves_over_at_sign_in)
{
	char json[256];

	shop = market_town();
	ask(POST, "/cart", "buyer", FORM("variant", shop->plum, "pieces", "1"));
	ask(POST, "/cart", AS_NOBODY, FORM("variant", shop->plum, "pieces", "2"));
	ask(POST, "/cart", AS_NOBODY, FORM("variant", shop->egg, "pieces", "1"));
	assert_int_equal(town_number("SELECT count(*) FROM cart_line WHERE county = 0"), 2);
	ask_header("Cookie", "lang=en; guest=guest-of-the-tests");
	ask_json(GET, "/api/v1/cart", "buyer", NULL);
	assert_int_equal(answer_json_int("items.1.pieces"), 3);
	ask_header("Cookie", "lang=en; guest=guest-of-the-tests");
	snprintf(json, sizeof json, "{\"variant\":\"%s\",\"pieces\":1}", shop->egg);
	ask_json(POST, "/api/v1/cart", "buyer", json);
	check_status(200);
	assert_int_equal(town_number("SELECT count(*) FROM cart_line WHERE county = 0"), 0);
	assert_int_equal(town_number("SELECT pieces FROM cart_line WHERE variant_county = 510525"), 3);
	assert_int_equal(town_number("SELECT pieces FROM cart_line WHERE variant_county = 510524"), 2);
}

TEST(order_two_sellers_of_two_counties_in_one_checkout)
{
	shop = market_town();
	ask(POST, "/cart", "buyer", FORM("variant", shop->plum, "pieces", "2"));
	ask(POST, "/cart", "buyer", FORM("variant", shop->egg, "pieces", "1"));
	ask_get("/checkout", "buyer");
	check_status(200);
	check_page("古蔺李子合作社");
	check_page("叙永土鸡场");
	/* 79.80 and 32.00; 6.00 + 6 kg of 1.50, 8.00 + 2 kg of 1.00 */
	check_page("111.80");
	check_page("136.80");
	ask(POST, "/orders", "buyer",
	    FORM("receiver", "刘秀英", "phone", "13800000008", "place", "510525101001", "payment", "gateway",
	         "total_fen", "1.00"));
	check_status(422);
	check_page("136.80");
	assert_int_equal(town_number("SELECT count(*) FROM orders"), 0);
	ask(POST, "/orders", "buyer",
	    FORM("receiver", "刘秀英", "phone", "13800000008", "place", "510525101001", "payment", "gateway",
	         "total_fen", "136.80"));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM orders"), 2);
	assert_int_equal(town_number("SELECT count(DISTINCT checkout_id) FROM orders"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM cart_line"), 0);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop->plum_stock), 2);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop->egg_stock), 1);
	assert_int_equal(town_number("SELECT count(*) FROM orders WHERE phone LIKE '%13800000008%'"), 0);
	check_books();
	ask_get("/orders", "buyer");
	check_page("古蔺脆红李");
	check_page("高山土鸡蛋");
	ask_get("/orders?limit=1", "buyer");
	check_page("rel=\"next\"");
	/* As last time. */
	ask(POST, "/cart", "buyer", FORM("variant", shop->plum, "pieces", "1"));
	ask_get("/checkout", "buyer");
	check_page("value=\"13800000008\"");
}
