/* Carts and orders as whole requests: a guest's cart that survives sign-in, one checkout over two counties, limits, stock,
   expiry, the desk, parcels, returns, who sees what. */
#include "support/town.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "common/measure/measure.h"
#include "journal/writer.h"
#include "support/money.h"
#include "support/rush.h"
#include "trade/order/order.h"
#include "trade/product/product.h"
#include "trade/shipping/shipping.h"

/* ---- goods for the tests: two sellers in two counties, made by one command ---- */

enum { PLUM_STOCK = 100, LIMIT_EACH = 5 };

static struct {
	int64_t plum_seller, egg_seller;
	char plum[64], big_plum[64], egg[64]; /* public ids of variants; the plums draw on one stock item */
	int64_t plum_stock, egg_stock, plum_product, egg_product;
	char station[64];
} shop;

static int64_t seller_person_id(void)
{
	return town_number("SELECT person_id FROM login WHERE login = 'seller'");
}

static struct product product_row(int64_t county, int64_t id, int64_t seller, int64_t place, struct text title,
                                  int64_t limit_each, int64_t at)
{
	return (struct product){ .county = county,
		                 .id = id,
		                 .seller_id = seller,
		                 .place = place,
		                 .category = T("fruit"),
		                 .title = title,
		                 .limit_each = limit_each,
		                 .open = 1,
		                 .created_at = at };
}

static enum outcome add_seller(struct db *db, struct world *world, int64_t county, int64_t place, struct text name,
                               int64_t *ret_id)
{
	*ret_id = world_id(world);
	return seller_add(db, &(struct seller){ .county = county,
	                                        .id = *ret_id,
	                                        .place = place,
	                                        .kind = T("cooperative"),
	                                        .name = name,
	                                        .household_share = 5400,
	                                        .own_share = 1600,
	                                        .station_share = 500,
	                                        .carrier_share = 1700,
	                                        .platform_share = 600,
	                                        .reserve_share = 200,
	                                        .open = 1,
	                                        .created_at = world->at });
}

static enum outcome add_goods(struct db *db, struct arena *arena, struct world *world, int64_t member)
{
	const int64_t county = 510525, other = 510524, place = 51052510100100000, away = 51052410000100000;
	struct product plum, egg;
	struct variant small = { .county = county,
		                 .name = T("5斤装"),
		                 .unit = T("box"),
		                 .weight_g = 2700,
		                 .price_fen = 3990,
		                 .pieces = 1,
		                 .open = 1 };
	struct variant big = { .county = county,
		               .name = T("10斤装"),
		               .unit = T("box"),
		               .weight_g = 5300,
		               .price_fen = 7500,
		               .pieces = 2,
		               .open = 1 };
	struct variant eggs = { .county = other,
		                .name = T("30个"),
		                .unit = T("box"),
		                .weight_g = 2000,
		                .price_fen = 3200,
		                .pieces = 1,
		                .open = 1 };
	enum outcome outcome = add_seller(db, world, county, place, T("古蔺李子合作社"), &shop.plum_seller);

	if (outcome == DONE)
		outcome = add_seller(db, world, other, away, T("叙永土鸡场"), &shop.egg_seller);
	if (outcome == DONE)
		outcome = seller_member_add(db, county, shop.plum_seller, member, world->at);
	plum = product_row(county, world_id(world), shop.plum_seller, place, T("古蔺脆红李"), 0, world->at);
	egg = product_row(other, world_id(world), shop.egg_seller, away, T("高山土鸡蛋"), LIMIT_EACH, world->at);
	shop.plum_product = plum.id;
	shop.egg_product = egg.id;
	small.product_id = big.product_id = plum.id;
	eggs.product_id = egg.id;
	small.id = shop.plum_stock = world_id(world);
	big.id = world_id(world);
	big.stock_id = small.id;
	eggs.id = shop.egg_stock = world_id(world);
	if (outcome == DONE)
		outcome = product_add(db, arena, &plum);
	if (outcome == DONE)
		outcome = product_add(db, arena, &egg);
	if (outcome == DONE)
		outcome = variant_add(db, &small);
	if (outcome == DONE)
		outcome = variant_add(db, &big);
	if (outcome == DONE)
		outcome = variant_add(db, &eggs);
	if (outcome == DONE)
		outcome = stock_receive(db, county, shop.plum_stock, PLUM_STOCK, world_id(world), "receipt", 0,
		                        world->at);
	if (outcome == DONE)
		outcome = stock_receive(db, other, shop.egg_stock, 50, world_id(world), "receipt", 0, world->at);
	if (outcome == DONE)
		outcome = shipping_route_put(db, &(struct shipping_route){ .from_county = county,
		                                                           .to_place = 0,
		                                                           .days = 3,
		                                                           .cutoff_minutes = 1080,
		                                                           .base_fen = 600,
		                                                           .per_kg_fen = 150 });
	if (outcome == DONE)
		outcome =
			shipping_route_put(db, &(struct shipping_route){ .from_county = other,
		                                                         .to_place = place_above(place, PLACE_PROVINCE),
		                                                         .days = 2,
		                                                         .cutoff_minutes = 1080,
		                                                         .base_fen = 800,
		                                                         .per_kg_fen = 100 });
	snprintf(shop.plum, sizeof shop.plum, "%.*s", TEXT(id_public(arena, county, small.id)));
	snprintf(shop.big_plum, sizeof shop.big_plum, "%.*s", TEXT(id_public(arena, county, big.id)));
	snprintf(shop.egg, sizeof shop.egg, "%.*s", TEXT(id_public(arena, other, eggs.id)));
	return outcome;
}

static enum outcome run_goods(struct task *task, struct db *db, struct world *world)
{
	const int64_t *member = task->owner;

	return add_goods(db, task->arena, world, *member);
}

static void run_task(enum outcome (*run)(struct task *, struct db *, struct world *), void *owner)
{
	struct task task = {
		.command = { .door = T("TEST"), .county = 0 }, .arena = town_arena(), .run = run, .owner = owner
	};

	assert_int_equal(writer_run(town_site() ? site_writer(town_site()) : NULL, &task), DONE);
}

static void market(void)
{
	int64_t member;

	town();
	member = seller_person_id();
	run_task(run_goods, &member);
	snprintf(shop.station, sizeof shop.station, "%.*s",
	         TEXT(id_public(
			 town_arena(), 510525,
			 town_number("SELECT id FROM station WHERE place = 51052510100100000 ORDER BY id LIMIT 1"))));
}

/* ---- small helpers ---- */

static char path_room[8][256];
static size_t path_next;

static const char *path_of(const char *before, const char *id, const char *after)
{
	char *room = path_room[path_next++ % 8];

	snprintf(room, sizeof path_room[0], "%s%s%s", before, id, after);
	return room;
}

static const char *order_json(const char *lines, const char *more)
{
	static char json[1024];

	snprintf(json, sizeof json,
	         "{\"lines\":[%s],\"receiver\":\"刘秀英\",\"phone\":\"13800000008\",\"place\":\"510525101001\","
	         "\"payment\":\"%s\"}",
	         lines, more);
	return json;
}

static const char *line_json(const char *variant, int pieces)
{
	static char json[4][128];
	static size_t next;
	char *room = json[next++ % 4];

	snprintf(room, sizeof json[0], "{\"variant\":\"%s\",\"pieces\":%d}", variant, pieces);
	return room;
}

/* Through the gateway: the order waits for its money. */
static const char *payment(void)
{
	return "gateway";
}

static void buy(const char *as, const char *variant, int pieces)
{
	ask_json(POST, "/api/v1/orders", as, order_json(line_json(variant, pieces), payment()));
}

/* Buys what is paid at once, from a balance that is filled for it. */
static void buy_paid(const char *as, const char *more, const char *variant, int pieces)
{
	char json[1024];

	town_fund("buyer", 10000000);
	snprintf(json, sizeof json,
	         "{\"lines\":[%s],\"receiver\":\"刘秀英\",\"phone\":\"13800000008\",%s,\"payment\":\"balance\"}",
	         line_json(variant, pieces), more);
	ask_json(POST, "/api/v1/orders", as, json);
}

static const char to_home[] = "\"place\":\"510525101001\"";

static const char *placed_id(void)
{
	static char id[4][64];
	static size_t next;
	char *room = id[next++ % 4];

	check_status(201);
	snprintf(room, sizeof id[0], "%s", answer_json("orders.0.id"));
	return room;
}

static void move(const char *order, const char *to)
{
	char json[256];
	snprintf(json, sizeof json, "{\"seller\":\"%.*s\",\"to\":\"%s\",\"orders\":[\"%s\"]}",
	         TEXT(id_public(town_arena(), 510525, shop.plum_seller)), to, order);
	ask_json(POST, "/api/v1/desk/orders", "seller", json);
	check_status(200);
	assert_int_equal(answer_json_int("changed"), 1);
}

/* ---- the cart ---- */

TEST(order_cart_of_guest_survives_sign_in)
{
	market();
	ask_get("/cart", AS_NOBODY);
	check_page("Nothing is in the cart yet");
	ask(POST, "/cart", AS_NOBODY, FORM("variant", shop.plum, "pieces", "2", "then", "cart"));
	check_status(303);
	check_location("/cart");
	ask(POST, "/cart", AS_NOBODY, FORM("variant", shop.egg, "pieces", "1", "then", "checkout"));
	check_location("/checkout");
	ask_get("/cart", AS_NOBODY);
	check_page("古蔺脆红李");
	check_page("高山土鸡蛋");
	check_page("111.80");
	ask(POST, "/cart/change", AS_NOBODY, FORM("variant", shop.plum, "pieces", "3"));
	check_status(303);
	ask(POST, "/cart/change", AS_NOBODY, FORM("variant", shop.egg, "set", "0", "pieces", "1"));
	check_status(303);
	ask_get("/cart", AS_NOBODY);
	check_page("119.70");
	check_no_page("高山土鸡蛋");
	ask(POST, "/cart/change", AS_NOBODY, FORM("variant", shop.plum, "pieces", "10000"));
	check_status(422);
	ask(POST, "/cart", AS_NOBODY, FORM("variant", "nothing", "pieces", "1"));
	check_status(404);
}

/* A browser that has both: the cookie of before and a session. */
TEST(order_cart_moves_over_at_sign_in)
{
	char json[256];

	market();
	ask(POST, "/cart", "buyer", FORM("variant", shop.plum, "pieces", "1"));
	ask(POST, "/cart", AS_NOBODY, FORM("variant", shop.plum, "pieces", "2"));
	ask(POST, "/cart", AS_NOBODY, FORM("variant", shop.egg, "pieces", "1"));
	assert_int_equal(town_number("SELECT count(*) FROM cart_line WHERE county = 0"), 2);
	ask_header("Cookie", "lang=en; guest=guest-of-the-tests");
	ask_json(GET, "/api/v1/cart", "buyer", NULL);
	assert_int_equal(answer_json_int("items.1.pieces"), 3);
	ask_header("Cookie", "lang=en; guest=guest-of-the-tests");
	snprintf(json, sizeof json, "{\"variant\":\"%s\",\"pieces\":1}", shop.egg);
	ask_json(POST, "/api/v1/cart", "buyer", json);
	check_status(200);
	assert_int_equal(town_number("SELECT count(*) FROM cart_line WHERE county = 0"), 0);
	assert_int_equal(town_number("SELECT pieces FROM cart_line WHERE variant_county = 510525"), 3);
	assert_int_equal(town_number("SELECT pieces FROM cart_line WHERE variant_county = 510524"), 2);
}

TEST(order_two_sellers_of_two_counties_in_one_checkout)
{
	market();
	ask(POST, "/cart", "buyer", FORM("variant", shop.plum, "pieces", "2"));
	ask(POST, "/cart", "buyer", FORM("variant", shop.egg, "pieces", "1"));
	ask_get("/checkout", "buyer");
	check_status(200);
	check_page("古蔺李子合作社");
	check_page("叙永土鸡场");
	/* 79.80 and 32.00; 6.00 + 6 kg of 1.50, 8.00 + 2 kg of 1.00 */
	check_page("111.80");
	check_page("136.80");
	ask(POST, "/orders", "buyer",
	    FORM("receiver", "刘秀英", "phone", "13800000008", "place", "510525101001", "payment", payment(),
	         "total_fen", "1.00"));
	check_status(422);
	check_page("136.80");
	assert_int_equal(town_number("SELECT count(*) FROM orders"), 0);
	ask(POST, "/orders", "buyer",
	    FORM("receiver", "刘秀英", "phone", "13800000008", "place", "510525101001", "payment", payment(),
	         "total_fen", "136.80"));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM orders"), 2);
	assert_int_equal(town_number("SELECT count(DISTINCT checkout_id) FROM orders"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM cart_line"), 0);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop.plum_stock), 2);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop.egg_stock), 1);
	assert_int_equal(town_number("SELECT count(*) FROM orders WHERE phone LIKE '%13800000008%'"), 0);
	check_books();
	ask_get("/orders", "buyer");
	check_page("古蔺脆红李");
	check_page("高山土鸡蛋");
	ask_get("/orders?limit=1", "buyer");
	check_page("rel=\"next\"");
	/* As last time. */
	ask(POST, "/cart", "buyer", FORM("variant", shop.plum, "pieces", "1"));
	ask_get("/checkout", "buyer");
	check_page("value=\"13800000008\"");
}

/* ---- limits and stock ---- */

TEST(order_refuses_what_cannot_be)
{
	market();
	ask_json(POST, "/api/v1/orders", "buyer",
	         "{\"receiver\":\"x\",\"phone\":\"13800000008\",\"place\":\"510525101001\"}");
	check_status(422);
	ask_json(POST, "/api/v1/orders", "buyer", order_json(line_json("510525-1-1", 1), payment()));
	check_status(422);
	ask_json(POST, "/api/v1/orders", "buyer", order_json(line_json(shop.plum, 0), payment()));
	check_status(422);
	ask_json(
		POST, "/api/v1/orders", "buyer",
		"{\"lines\":[{\"variant\":\"510525-1-1\",\"pieces\":1}],\"receiver\":\"\",\"phone\":\"x\",\"place\":\"99\"}");
	check_status(422);
	buy("buyer", shop.plum, PLUM_STOCK + 1);
	check_status(409);
	check_page("Only 100 left");
	assert_int_equal(town_number("SELECT count(*) FROM orders"), 0);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop.plum_stock), 0);
	ask_json(POST, "/api/v1/orders", AS_NOBODY, order_json(line_json(shop.plum, 1), payment()));
	check_status(401);
	check_books();
}

TEST(order_sums_lines_on_one_stock_item)
{
	char lines[256];

	market();
	snprintf(lines, sizeof lines, "%s,%s", line_json(shop.plum, 60), line_json(shop.big_plum, 21));
	ask_json(POST, "/api/v1/orders", "buyer", order_json(lines, payment()));
	check_status(409);
	snprintf(lines, sizeof lines, "%s,%s", line_json(shop.plum, 60), line_json(shop.big_plum, 20));
	ask_json(POST, "/api/v1/orders", "buyer", order_json(lines, payment()));
	check_status(201);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop.plum_stock), 100);
	ask(POST, "/cart", "buyer2", FORM("variant", shop.plum, "pieces", "1"));
	ask_get("/cart", "buyer2");
	check_page("Sold out");
	ask(POST, "/orders", "buyer2",
	    FORM("receiver", "赵国强", "phone", "13800000009", "place", "510525101002", "payment", payment()));
	check_status(409);
	check_page("Sold out");
	check_books();
}

TEST(order_keeps_the_limit_of_a_buyer)
{
	const char *order;

	market();
	buy("buyer", shop.egg, 3);
	order = placed_id();
	buy("buyer", shop.egg, 3);
	check_status(422);
	check_page("2 are left for you");
	buy("buyer2", shop.egg, LIMIT_EACH);
	check_status(201);
	buy("buyer", shop.egg, 2);
	check_status(201);
	buy("buyer", shop.egg, 1);
	check_status(422);
	ask_json(POST, path_of("/api/v1/orders/", order, "/withdraw"), "buyer", "{}");
	check_status(200);
	buy("buyer", shop.egg, 3);
	check_status(201);
	check_books();
}

TEST(order_is_placed_once_with_one_key)
{
	const char *first;

	market();
	ask_key("one-key");
	buy("buyer", shop.plum, 2);
	first = placed_id();
	ask_key("one-key");
	buy("buyer", shop.plum, 2);
	assert_string_equal(first, placed_id());
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop.plum_stock), 2);
	ask_key("one-key");
	buy("buyer", shop.plum, 3);
	check_status(409);
}

TEST(order_expires_and_gives_back)
{
	market();
	buy("buyer", shop.plum, 7);
	check_status(201);
	town_pass(29 * 60000);
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_PLACED);
	town_pass(2 * 60000);
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_EXPIRED);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop.plum_stock), 0);
	assert_int_equal(town_number("SELECT on_hand FROM stock WHERE id = $1", shop.plum_stock), PLUM_STOCK);
	check_books();
}

TEST(order_to_be_paid_in_cash_waits_a_day)
{
	market();
	ask_json(POST, "/api/v1/orders", "buyer", order_json(line_json(shop.plum, 1), "cash"));
	check_status(201);
	town_pass(23 * 3600000);
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_PLACED);
	town_pass(61 * 60000);
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_EXPIRED);
	check_books();
}

/* ---- the life of an order ---- */

TEST(order_goes_its_way_to_the_end)
{
	const char *order;

	market();
	buy_paid("buyer", to_home, shop.plum, 2);
	order = placed_id();
	assert_int_equal(town_number("SELECT on_hand FROM stock WHERE id = $1", shop.plum_stock), 98);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop.plum_stock), 0);
	assert_int_equal(town_number("SELECT sold FROM product WHERE id = $1", shop.plum_product), 2);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 2 AND period = 20260720"), 7980);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 5 AND period = 20260000"), 1);
	move(order, "packed");
	move(order, "shipped");
	ask_json(POST, path_of("/api/v1/orders/", order, "/withdraw"), "buyer", "{}");
	check_status(409);
	move(order, "delivered");
	ask_get(path_of("/orders/", order, ""), "buyer");
	check_status(200);
	check_page("It has arrived");
	check_books();
	ask_json(POST, path_of("/api/v1/orders/", order, "/confirm"), "buyer2", "{}");
	check_status(403);
	ask_json(POST, path_of("/api/v1/orders/", order, "/confirm"), "buyer", "{}");
	check_status(200);
	assert_string_equal(answer_json("state"), "completed");
	check_books();
	ask_get(path_of("/orders/", order, "/slip"), "seller");
	check_page("13800000008");
	ask_get(path_of("/orders/", order, "/receipt"), "buyer");
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

	market();
	for (size_t i = 0; i < 5; i++) { /* newest last; two of them to the village of the seller */
		buy_paid("buyer", i % 2 == 0 ? there : to_home, shop.plum, 1);
		snprintf(ids[i], sizeof ids[i], "%s", placed_id());
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
	move(ids[0], "packed");
	ask_get("/desk/orders?state=paid", "seller");
	check_page("<b>4</b>");
	assert_int_equal(town_number("SELECT orders FROM order_count WHERE state = 3"), 1);
	check_books();
}

TEST(order_return_is_exact)
{
	const char *order;
	char back[64];

	market();
	buy_paid("buyer", to_home, shop.plum, 3);
	order = placed_id();
	move(order, "packed");
	move(order, "shipped");
	move(order, "delivered");
	ask_json(POST, path_of("/api/v1/orders/", order, "/return"), "buyer",
	         "{\"number\":1,\"pieces\":4,\"reason\":\"烂了\"}");
	check_status(422);
	ask_json(POST, path_of("/api/v1/orders/", order, "/return"), "buyer2",
	         "{\"number\":1,\"pieces\":1,\"reason\":\"烂了\"}");
	check_status(403);
	ask_json(POST, path_of("/api/v1/orders/", order, "/return"), "buyer",
	         "{\"number\":1,\"pieces\":1,\"reason\":\"烂了\"}");
	check_status(201);
	snprintf(back, sizeof back, "%s", answer_json("id"));
	ask_json(POST, path_of("/api/v1/returns/", back, ""), "buyer", "{\"decision\":\"accept\"}");
	check_status(403);
	ask_json(POST, path_of("/api/v1/returns/", back, ""), "seller", "{\"decision\":\"refuse\"}");
	check_status(422);
	ask_get(path_of("/orders/", order, ""), "seller");
	check_page("Accept and give the money back");
	ask_json(POST, path_of("/api/v1/returns/", back, ""), "seller", "{\"decision\":\"accept\",\"restock\":true}");
	check_status(200);
	ask_json(POST, path_of("/api/v1/returns/", back, ""), "seller", "{\"decision\":\"accept\"}");
	check_status(409);
	assert_int_equal(town_number("SELECT refunded_fen FROM orders"), 3990);
	assert_int_equal(town_number("SELECT on_hand FROM stock WHERE id = $1", shop.plum_stock), PLUM_STOCK - 2);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 2 AND period = 20260720"), 7980);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 8 AND period = 20260720"), 3990);
	check_books();
}

TEST(order_cancelled_after_payment_gives_all_back)
{
	const char *order;

	market();
	buy_paid("buyer", to_home, shop.plum, 2);
	order = placed_id();
	ask_json(POST, path_of("/api/v1/orders/", order, "/withdraw"), "buyer", "{}");
	check_status(200);
	assert_int_equal(town_number("SELECT on_hand FROM stock WHERE id = $1", shop.plum_stock), PLUM_STOCK);
	assert_int_equal(town_number("SELECT refunded_fen - paid_fen FROM orders"), 0);
	assert_int_equal(town_number("SELECT value FROM tally_county WHERE indicator = 2 AND period = 20260720"), 0);
	check_books();
	ask_get(path_of("/orders/", order, ""), "buyer");
	check_page("Cancelled. The money goes back to you.");
}

TEST(order_completes_by_itself_after_a_week)
{
	const char *order;

	market();
	buy_paid("buyer", to_home, shop.plum, 2);
	order = placed_id();
	move(order, "packed");
	move(order, "shipped");
	move(order, "delivered");
	town_pass(6 * INT64_C(86400000));
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_DELIVERED);
	town_pass(2 * INT64_C(86400000));
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_COMPLETED);
	check_books();
}

TEST(order_is_seen_by_those_it_concerns)
{
	const char *order;

	market();
	buy("buyer", shop.plum, 1);
	order = placed_id();
	ask_get(path_of("/orders/", order, ""), "buyer");
	check_status(200);
	check_page("13800000008");
	ask_get(path_of("/orders/", order, ""), "seller");
	check_status(200);
	ask_get(path_of("/orders/", order, ""), "buyer2");
	check_status(403);
	ask_get(path_of("/orders/", order, ""), "other_operator");
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
	ask_json(POST, path_of("/api/v1/orders/", order, "/cancel"), "buyer2", "{\"reason\":\"没有货\"}");
	check_status(403);
	ask_json(POST, path_of("/api/v1/orders/", order, "/cancel"), "seller", "{\"reason\":\"\"}");
	check_status(422);
	ask_json(POST, path_of("/api/v1/orders/", order, "/cancel"), "seller", "{\"reason\":\"没有货\",\"version\":7}");
	check_status(409);
	ask_json(POST, path_of("/api/v1/orders/", order, "/cancel"), "seller", "{\"reason\":\"没有货\",\"version\":1}");
	check_status(200);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop.plum_stock), 0);
	check_books();
}

TEST(order_parcel_is_handed_over_by_its_code)
{
	const char *order;
	char json[512], code[16];

	market();
	snprintf(json, sizeof json, "\"station\":\"%s\"", shop.station);
	buy_paid("buyer", json, shop.plum, 1);
	order = placed_id();
	snprintf(code, sizeof code, "%s", answer_json("orders.0.pickup_code"));
	move(order, "packed");
	move(order, "shipped");
	ask_get("/counter/parcels", "operator");
	check_page("刘秀英");
	check_page("It is here");
	ask(POST, path_of("/orders/", order, "/arrive"), "other_operator", NOTHING);
	check_status(403);
	ask(POST, path_of("/orders/", order, "/arrive"), "operator", NOTHING);
	check_status(303);
	ask_get(path_of("/counter/parcels?code=", code, ""), "operator");
	check_page("Hand over");
	ask(POST, path_of("/orders/", order, "/hand"), "operator", FORM("code", "0000-1"));
	check_status(422);
	ask(POST, path_of("/orders/", order, "/hand"), "operator", FORM("code", code));
	check_status(303);
	ask(POST, path_of("/orders/", order, "/hand"), "operator", FORM("code", code));
	check_status(409);
	assert_int_equal(town_number("SELECT state FROM orders"), ORDER_DELIVERED);
}

/* ---- many at once ---- */

enum { SHOPPERS = 300 };

/* Two lines on one stock item: 1 small box and 1 large one, three pieces a shopper, so 33 may have them. */
static const char *crowd_json(void)
{
	static char lines[256];

	snprintf(lines, sizeof lines, "%s,%s", line_json(shop.plum, 1), line_json(shop.big_plum, 1));
	return order_json(lines, payment());
}

TEST(threads_three_hundred_shoppers)
{
	static const char *const people[] = { "buyer", "buyer2", "buyer3" };
	const char *tokens[3], *body;

	market();
	body = crowd_json();
	for (int i = 0; i < 3; i++)
		tokens[i] = rush_token(people[i]);
	for (int i = 0; i < SHOPPERS; i++)
		rush_add(tokens[i % 3], "/api/v1/orders", body);
	assert_int_equal(rush(201, 409), 33);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", shop.plum_stock), 99);
	assert_int_equal(town_number("SELECT CAST(sum(pieces) AS BIGINT) FROM stock_move WHERE stock_id = $1",
	                             shop.plum_stock),
	                 PLUM_STOCK);
	check_books();
}

/* ---- a station serves ---- */

TEST(order_placed_for_a_villager_at_a_station)
{
	char json[256];
	int64_t buyer = 0;

	market();
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
	ask(POST, "/cart", "operator", FORM("variant", shop.plum, "pieces", "2"));
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
	snprintf(json, sizeof json, "%s",
	         path_of("/orders/", answer_between("action=\"/orders/", "/again\""), "/again"));
	ask(POST, json, "operator", NOTHING);
	check_location("/checkout");
	assert_int_equal(town_number("SELECT pieces FROM cart_line"), 2);
	ask_get("/orders", "buyer");
	check_page("古蔺脆红李");
}

/* Who serves at two stations sees the parcels of both, and finds by code at both. */
TEST(order_parcels_of_all_stations_of_an_operator)
{
	char station[64], to_station[128], order[64], code[16], person[128];

	market();
	ask_json(POST, "/api/v1/stations", "township", "{\"place\":\"510525101002\",\"name\":\"二站\",\"open\":true}");
	check_status(201);
	snprintf(station, sizeof station, "%s", answer_json("id"));
	snprintf(person, sizeof person, "/people/%.*s/grant",
	         TEXT(id_public(town_arena(), 510525,
	                        town_number("SELECT person_id FROM login WHERE login = 'operator'"))));
	ask(POST, person, "township", FORM("role", "operator", "place", "510525101002"));
	check_status(303);
	snprintf(to_station, sizeof to_station, "\"station\":\"%s\"", station);
	buy_paid("buyer", to_station, shop.plum, 1);
	snprintf(order, sizeof order, "%s", placed_id());
	snprintf(code, sizeof code, "%s", answer_json("orders.0.pickup_code"));
	move(order, "packed");
	move(order, "shipped");
	ask_get("/counter/parcels", "operator");
	check_page("二站");
	check_page("Of your 2 stations");
	ask_json(GET, path_of("/api/v1/counter/parcels?code=", code, ""), "operator", NULL);
	assert_string_equal(answer_json("items.0.id"), order);
	ask_json(GET, "/api/v1/counter", "operator", NULL);
	assert_int_equal(answer_json_int("parcels"), 1);
}

/* An operator helps villagers to sign in again, but not into what moves a co-operative's goods and money. */
TEST(order_sellers_account_is_no_operators_to_open)
{
	char path[128];

	market();
	snprintf(path, sizeof path, "/people/%.*s/sign-in", TEXT(id_public(town_arena(), 510525, seller_person_id())));
	ask(POST, path, "operator", FORM("login", "seller", "password", "taken-at-counter"));
	check_status(403);
	snprintf(path, sizeof path, "/people/%.*s/unlock", TEXT(id_public(town_arena(), 510525, seller_person_id())));
	ask(POST, path, "operator", NOTHING);
	check_status(403);
	snprintf(path, sizeof path, "/people/%.*s/sign-in", TEXT(id_public(town_arena(), 510525, seller_person_id())));
	ask(POST, path, "county", FORM("login", "seller", "password", "given-by-county"));
	check_status(303);
}

/* What one order costs, of the door's session and rights to its payment from the balance: the aim of thousands a second hangs on
   it. */
TEST(order_takes_few_statements)
{
	const char *most;

	market();
	buy_paid("buyer", to_home, shop.plum, 1);
	check_status(201);
	ask_get("/metrics", AS_NOBODY);
	most = answer_between("tongcun_request_statements_max{door=\"POST /orders\"} ", "\n");
	assert_non_null(most);
	assert_in_range(strtol(most, NULL, 10), 1, 32);
}

/* Whoever serves no more has no more to do with what he placed for others. */
TEST(order_placed_for_a_villager_closes_with_the_right_to_serve)
{
	int64_t buyer, operator;
	const char *order, *payment_id;
	char json[256];

	market();
	buyer = town_number("SELECT person_id FROM login WHERE login = 'buyer'");
	operator= town_number("SELECT person_id FROM login WHERE login = 'operator'");
	snprintf(json, sizeof json, "{\"person\":\"%.*s\"}", TEXT(id_public(town_arena(), 510525, buyer)));
	ask_json(POST, "/api/v1/serve", "operator", json);
	check_status(200);
	buy("operator", shop.plum, 1);
	order = placed_id();
	payment_id = text_string(town_arena(), id_public(town_arena(), 510525, town_number("SELECT id FROM payment")));
	ask(POST, "/serve/stop", "operator", NOTHING);
	ask_get(path_of("/orders/", order, ""), "operator");
	check_status(200);
	ask_get(path_of("/orders/", order, "/money"), "operator");
	check_status(200);
	ask(POST, path_of("/people/", text_string(town_arena(), id_public(town_arena(), 510525, operator)), "/revoke"),
	    "county", FORM("role", "operator", "place", "510525101001"));
	check_status(303);
	ask_get(path_of("/orders/", order, ""), "operator");
	check_status(403);
	ask_get(path_of("/orders/", order, "/money"), "operator");
	check_status(403);
	ask_get(path_of("/payments/", payment_id, ""), "operator");
	check_status(403);
}
