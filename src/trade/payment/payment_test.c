/* Payments as whole requests: every provider, the gateway's door with callbacks of every kind, refunds by every way, the drawer, who may. */
#include "support/gateway_side.h"
#include "support/money.h"
#include "support/town.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/id.h"
#include "common/ledger/ledger.h"
#include "journal/writer.h"
#include "trade/order/order.h"
#include "trade/payment/payment_inside.h"
#include "trade/shipping/shipping.h"

enum { COUNTY = 510525, OTHER = 510524 };
static const int64_t village = 51052510100100000, away = 51052410000100000;

static struct {
	char plum[64], egg[64]; /* variants */
	int64_t plum_stock;
} shop;

/* ---- a market: two sellers in two counties, the stations are the town's ---- */

static enum outcome run_seller(struct db *db, struct arena *arena, struct world *world, int64_t place, const char *name,
                               int64_t price_fen, char ret_variant[64])
{
	int64_t county = place_county(place), seller = world_id(world), member = 0;
	struct product product = { .county = county,
		                   .seller_id = seller,
		                   .place = place,
		                   .category = T("fruit"),
		                   .title = text_of(name),
		                   .open = 1,
		                   .created_at = world->at };
	struct variant variant = { .county = county,
		                   .name = T("一箱"),
		                   .unit = T("box"),
		                   .weight_g = 1000,
		                   .price_fen = price_fen,
		                   .pieces = 1,
		                   .open = 1 };
	enum outcome outcome = seller_add(db, &(struct seller){ .county = county,
	                                                        .id = seller,
	                                                        .place = place,
	                                                        .kind = T("cooperative"),
	                                                        .name = text_of(name),
	                                                        .own_share = 7000,
	                                                        .station_share = 500,
	                                                        .carrier_share = 1700,
	                                                        .platform_share = 600,
	                                                        .reserve_share = 200,
	                                                        .open = 1,
	                                                        .created_at = world->at });
	product.id = world_id(world);
	variant.product_id = product.id;
	variant.id = world_id(world);
	if (outcome == DONE)
		outcome =
			db_number(db, &member, "SELECT person_id FROM login WHERE login = $1", bind(txt(T("seller"))));
	if (outcome == DONE)
		outcome = seller_member_add(db, county, seller, member, world->at);
	if (outcome == DONE)
		outcome = product_add(db, arena, &product);
	if (outcome == DONE)
		outcome = variant_add(db, &variant);
	if (outcome == DONE)
		outcome = stock_receive(db, county, variant.id, 1000, world_id(world), "receipt", 0, world->at);
	if (outcome == DONE)
		outcome = shipping_route_put(db, &(struct shipping_route){ .from_county = county,
		                                                           .days = 2,
		                                                           .cutoff_minutes = 1080,
		                                                           .base_fen = 500 });
	snprintf(ret_variant, 64, "%.*s", TEXT(id_public(arena, county, variant.id)));
	return outcome;
}

static enum outcome run_market(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = run_seller(db, task->arena, world, village, "李子社", 4000, shop.plum);

	return outcome == DONE ? run_seller(db, task->arena, world, away, "鸡蛋场", 3000, shop.egg) : outcome;
}

static void market(void)
{
	town();
	town_run(0, run_market, NULL);
}

/* ---- helpers ---- */

static const char *line(const char *format, const char *a)
{
	return text_string(town_arena(), text_format(town_arena(), "%s%s", format, a));
}

static const char *kept(const char *piece)
{
	assert_non_null(piece);
	return text_string(town_arena(), text_of(piece));
}

static const char *joined(const char *a, const char *b, const char *c)
{
	return text_string(town_arena(), text_format(town_arena(), "%s%s%s", a, b, c));
}

static int64_t person_id(const char *login)
{
	struct text name = text_of(login);
	int64_t id = 0;

	assert_int_equal(db_number(town_db(), &id, "SELECT person_id FROM login WHERE login = $1", bind(txt(name))),
	                 DONE);
	return id;
}

/* Places an order of `pieces` plums and, when eggs > 0, eggs; keeps the address of its payment. */
static const char *placed_pay; /* "/payments/..." */
static const char *placed[2];  /* public ids of the orders */

static int order_by(const char *as, const char *provider, int pieces, int eggs)
{
	char json[1024], more[160] = "";
	struct arena *arena = town_arena();

	if (eggs > 0)
		snprintf(more, sizeof more, ",{\"variant\":\"%s\",\"pieces\":%d}", shop.egg, eggs);
	snprintf(json, sizeof json,
	         "{\"lines\":[{\"variant\":\"%s\",\"pieces\":%d}%s],\"receiver\":\"刘秀英\",\"phone\":\"13800000008\","
	         "\"place\":\"510525101001\",\"payment\":\"%s\"}",
	         shop.plum, pieces, more, provider);
	ask_json(POST, "/api/v1/orders", as, json);
	if (answer_status() != 201)
		return answer_status();
	placed[0] = text_string(arena, text_of(answer_json("orders.0.id")));
	placed[1] = eggs > 0 ? text_string(arena, text_of(answer_json("orders.1.id"))) : NULL;
	placed_pay = text_string(arena, text_of(answer_json("pay")));
	return 201;
}

/* The account's balance as `credits - debits`. */
static int64_t balance(int64_t county, enum account_kind kind, int64_t owner)
{
	return town_number(
		"SELECT COALESCE(sum(credits_fen - debits_fen), 0) FROM account WHERE county = $1 AND kind = $2"
		" AND owner_id = $3",
		county, (int64_t)kind, owner);
}

static int64_t number_of(const char *public_id)
{
	int64_t county = 0, id = 0;

	assert_true(id_read(text_of(public_id), &county, &id));
	return id;
}

static int64_t escrow(const char *order)
{
	int64_t county = 0, id = 0;

	assert_true(id_read(text_of(order), &county, &id));
	return balance(county, ACCOUNT_ESCROW, id);
}

static int64_t order_state(const char *order)
{
	return town_number("SELECT state FROM orders WHERE id = $1", number_of(order));
}

static int64_t payment_state(void)
{
	return town_number("SELECT state FROM payment ORDER BY id DESC LIMIT 1");
}

static void says(const char *status, int64_t amount_fen)
{
	gateway_says(&(struct gateway_said){
		.payment = gateway_payment_of(placed[0]), .status = status, .amount_fen = amount_fen });
}

/* ---- balance ---- */

TEST(payment_by_balance)
{
	market();
	assert_int_equal(order_by("buyer", "balance", 1, 0), 422); /* nothing in it: not offered */
	town_fund("buyer", 4000);
	assert_int_equal(order_by("buyer", "balance", 1, 0), 422); /* 45.00 with delivery */
	check_page("40.00");
	assert_int_equal(town_number("SELECT count(*) FROM payment"), 0);
	town_fund("buyer", 1000);
	assert_int_equal(order_by("buyer", "balance", 1, 0), 201);
	assert_int_equal(escrow(placed[0]), 4500);
	assert_int_equal(order_state(placed[0]), ORDER_PAID);
	assert_int_equal(balance(COUNTY, ACCOUNT_BALANCE, person_id("buyer")), 500);
	ask_get(placed_pay, "buyer");
	check_status(200);
	check_page("Paid. Thank you.");
	ask_get(placed_pay, "buyer2");
	check_status(403);
	ask_get(placed_pay, "county");
	check_status(200);
	ask_get("/payments/510525-1-1", "county");
	check_status(404);
	check_books();
}

/* An order that is paid by the command that places it is written as it ends: nothing in its rows differs from those of one that waited. */
TEST(payment_at_once_leaves_what_waiting_leaves)
{
	const char *path;

	market();
	town_fund("buyer", 9000);
	assert_int_equal(order_by("buyer", "balance", 1, 0), 201);
	assert_int_equal(order_by("buyer", "cash", 1, 0), 201);
	path = text_string(town_arena(), text_part(text_of(placed_pay), 0, text_find(text_of(placed_pay), T("?"))));
	ask(POST, line(path, "/way"), "buyer", FORM("payment", "balance"));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM orders WHERE state = 2 AND paid_fen = 4500 AND version = 2"
	                             " AND paid_at = placed_at"),
	                 2);
	assert_int_equal(town_number(
				 "SELECT count(*) FROM payment WHERE provider = 'balance' AND state = 2 AND code = ''"
				 " AND paid_at = created_at AND ask_at = 0 AND version = 2"),
	                 2);
	assert_int_equal(town_number("SELECT count(*) FROM payment_part AS p JOIN transfer AS t ON t.county ="
	                             " p.order_county AND t.id = p.transfer_id AND t.subject_id = p.order_id"
	                             " AND t.amount_fen = p.amount_fen WHERE p.state = 2"),
	                 2);
	assert_int_equal(town_number("SELECT count(*) FROM stock_move WHERE why = 'sale' AND pieces = -1"), 2);
	assert_int_equal(town_number("SELECT sum(held) FROM stock"), 0);
	assert_int_equal(town_number("SELECT sum(orders) FROM order_count WHERE state = 2"), 2);
	check_books();
}

/* ---- the gateway ---- */

TEST(payment_by_gateway)
{
	market();
	assert_int_equal(order_by("buyer", "gateway", 2, 1), 201);
	assert_true(text_ends(text_of(placed_pay), T("/go")));
	ask_get(placed_pay, "buyer");
	check_status(303);
	check_location("http://127.0.0.1:9/pay?amount_fen=12000&merchant=tongcun&n=");
	ask_get(placed_pay, "buyer2");
	check_status(403);
	gateway_pays(placed[0]);
	assert_int_equal(order_state(placed[0]), ORDER_PAID);
	assert_int_equal(order_state(placed[1]), ORDER_PAID);
	assert_int_equal(escrow(placed[0]) + escrow(placed[1]), 8500 + 3500);
	assert_int_equal(balance(COUNTY, ACCOUNT_GATEWAY, 0), -8500);
	assert_int_equal(balance(OTHER, ACCOUNT_GATEWAY, 0), -3500);
	assert_int_equal(payment_state(), 2);
	ask_get(placed_pay, "buyer"); /* nothing to pay any more */
	check_status(303);
	check_location("/payments/");
	check_books();
}

TEST(payment_counts_a_callback_once)
{
	const char *event = "evt_0123456789abcdef0123456789abcdef";
	struct gateway_said said = { .event = event, .status = "paid", .amount_fen = 4500 };

	market();
	assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	said.payment = gateway_payment_of(placed[0]);
	said.late_ms = 200000;
	gateway_says(&said);
	check_status(200);
	said.late_ms = 0;
	gateway_says(&said); /* the same event, another nonce */
	check_status(200);
	says("paid", 4500); /* another event for the same payment */
	check_status(200);
	says("failed", 4500); /* late, out of order */
	check_status(200);
	assert_int_equal(payment_state(), 2);
	assert_int_equal(escrow(placed[0]), 4500);
	assert_int_equal(town_number("SELECT count(*) FROM gateway_event"), 3);
	check_books();
}

TEST(payment_refuses_bad_callbacks)
{
	struct gateway_said said = { .status = "paid", .amount_fen = 4500, .nonce = "00112233445566aa" };

	market();
	assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	said.payment = gateway_payment_of(placed[0]);
	said.wrong_signature = true;
	gateway_says(&said);
	check_status(403);
	said.wrong_signature = false;
	said.wrong_key = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
	gateway_says(&said);
	check_status(403);
	said.wrong_key = NULL;
	said.late_ms = 300001;
	gateway_says(&said);
	check_status(403);
	said.late_ms = -300001;
	gateway_says(&said);
	check_status(403);
	ask_raw("/gateway/notify", AS_NOBODY, "application/json", "{}", 2);
	check_status(403);
	assert_int_equal(town_number("SELECT count(*) FROM gateway_nonce"), 0);
	assert_int_equal(payment_state(), 1);
	said.late_ms = 0;
	said.event = "evt_00000000000000000000000000000000";
	said.status = "stolen";
	gateway_says(&said);
	check_status(422);
	said.status = "paid";
	gateway_says(&said);
	check_status(200);
	said.event = "evt_00000000000000000000000000000001";
	gateway_says(&said); /* the nonce comes again */
	check_status(403);
	town_pass(11 * 60000);
	assert_int_equal(town_number("SELECT count(*) FROM gateway_nonce"), 1);
	town_pass(2 * 60000);
	assert_int_equal(town_number("SELECT count(*) FROM gateway_nonce"), 0);
	check_books();
}

TEST(payment_disputes_a_wrong_amount)
{
	market();
	assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	says("paid", 4501);
	check_status(200);
	assert_int_equal(payment_state(), 4);
	assert_int_equal(escrow(placed[0]), 0);
	ask_get("/payments/disputed", "buyer");
	check_status(403);
	ask_get("/payments/disputed?place=510524", "county");
	check_status(403);
	ask_get("/payments/disputed?place=999999", "county");
	check_status(404);
	ask_get("/payments/disputed", "county");
	check_status(200);
	check_page("45.00");
	check_page("Another amount");
	ask_get("/payments?state=disputed", "county");
	check_page("45.00");
	ask_get("/payments?state=paid", "county");
	check_page("Nothing fits");
	says("paid", 4500); /* the gateway corrects itself */
	assert_int_equal(payment_state(), 2);
	check_books();
}

TEST(payment_in_dispute_is_closed_with_a_note)
{
	const char *path, *version;

	market();
	assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	says("paid", 100);
	path = text_string(town_arena(), text_part(text_of(placed_pay), 0, text_find(text_of(placed_pay), T("/go"))));
	ask_get("/payments/disputed", "county");
	version = kept(answer_between("name=\"version\" value=\"", "\""));
	ask(POST, line(path, "/close"), "buyer", FORM("note", "checked", "version", version));
	check_status(403);
	ask(POST, line(path, "/close"), "county", FORM("note", "", "version", version));
	check_status(422);
	ask(POST, line(path, "/close"), "county", FORM("note", "checked", "version", "99"));
	check_status(409);
	ask(POST, line(path, "/ask"), "county", NOTHING);
	check_status(303);
	ask_get("/payments/disputed", "county");
	version = kept(answer_between("name=\"version\" value=\"", "\""));
	ask(POST, line(path, "/close"), "county", FORM("note", "The bank gave it back", "version", version));
	check_status(303);
	assert_int_equal(payment_state(), 5);
	check_books();
}

TEST(payment_of_nobody_is_listed)
{
	market();
	gateway_says(&(struct gateway_said){ .payment = "510525-7", .status = "paid", .amount_fen = 100 });
	check_status(200);
	gateway_says(&(struct gateway_said){ .payment = "somebody-else's", .status = "paid", .amount_fen = 100 });
	check_status(200);
	ask_get("/payments/disputed", "county");
	check_page("510525-7");
	check_no_page("somebody-else");
	ask_get("/payments/disputed", "admin");
	check_page("somebody-else");
	check_books();
}

TEST(payment_after_failed_wins)
{
	market();
	assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	says("failed", 4500);
	check_status(200);
	assert_int_equal(payment_state(), 3);
	ask_get(placed_pay, "buyer");
	check_location("http://127.0.0.1:9/pay?");
	says("paid", 4500);
	assert_int_equal(payment_state(), 2);
	assert_int_equal(escrow(placed[0]), 4500);
	check_books();
}

TEST(payment_after_expiry_goes_back)
{
	char refund[64];

	market();
	assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	town_pass(31 * 60000);
	assert_int_equal(order_state(placed[0]), ORDER_EXPIRED);
	says("paid", 4500);
	check_status(200);
	assert_int_equal(payment_state(), 2);
	assert_int_equal(order_state(placed[0]), ORDER_EXPIRED);
	assert_int_equal(town_number("SELECT count(*) FROM payment_refund WHERE state = 1"), 1);
	check_books();
	snprintf(refund, sizeof refund, "510525-%" PRId64, town_number("SELECT id FROM payment_refund"));
	gateway_says(&(struct gateway_said){
		.payment = gateway_payment_of(placed[0]), .status = "refunded", .amount_fen = 4499, .refund = refund });
	check_status(200);
	assert_int_equal(town_number("SELECT state FROM payment_refund"), 1);
	for (int i = 0; i < 2; i++) {
		gateway_says(&(struct gateway_said){ .payment = gateway_payment_of(placed[0]),
		                                     .status = "refunded",
		                                     .amount_fen = 4500,
		                                     .refund = refund });
		check_status(200);
	}
	assert_int_equal(town_number("SELECT state FROM payment_refund"), 2);
	assert_int_equal(escrow(placed[0]), 0);
	assert_int_equal(balance(COUNTY, ACCOUNT_GATEWAY, 0), 0);
	says("paid", 4500);
	assert_int_equal(balance(COUNTY, ACCOUNT_GATEWAY, 0), 0);
	check_books();
}

/* The buyer pays another way meanwhile: the gateway's money goes back. */
TEST(payment_twice_by_two_ways)
{
	const char *first, *path;

	market();
	town_fund("buyer", 10000);
	assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	first = gateway_payment_of(placed[0]);
	path = text_string(town_arena(), text_part(text_of(placed_pay), 0, text_find(text_of(placed_pay), T("/go"))));
	ask_get(path, "buyer");
	check_page("Pay another way");
	ask(POST, line(path, "/way"), "buyer2", FORM("payment", "balance"));
	check_status(403);
	ask(POST, line(path, "/way"), "buyer", FORM("payment", "gold"));
	check_status(422);
	ask(POST, line(path, "/way"), "buyer", FORM("payment", "balance"));
	check_status(303);
	assert_int_equal(order_state(placed[0]), ORDER_PAID);
	ask(POST, line(path, "/way"), "buyer", FORM("payment", "balance"));
	check_status(422);
	gateway_says(&(struct gateway_said){ .payment = first, .status = "paid", .amount_fen = 4500 });
	check_status(200);
	assert_int_equal(escrow(placed[0]), 9000);
	assert_int_equal(town_number("SELECT pending_debits_fen FROM account WHERE kind = 5 AND owner_id = $1",
	                             number_of(placed[0])),
	                 4500);
	check_books();
}

/* ---- cash ---- */

TEST(payment_by_cash_with_a_code)
{
	const char *code, *path;

	market();
	assert_int_equal(order_by("buyer", "cash", 1, 0), 201);
	path = placed_pay;
	ask_get(path, "buyer");
	code = kept(answer_between("<p class=\"code\">", "</p>"));
	ask_get(line("/counter/pay?code=", code), "buyer");
	check_status(403);
	ask_get(line("/counter/pay?code=", code), "other_operator");
	check_status(200);
	check_page("Nothing waits for cash");
	ask_get(line("/counter/pay?code=", code), "operator");
	check_status(200);
	check_page("刘秀英");
	check_page("45.00");
	ask_get(line("/counter/pay?code=", placed[0]), "operator");
	check_page("45.00");
	ask(POST, line(path, "/cash"), "other_operator", NOTHING);
	check_status(403);
	ask(POST, line(path, "/cash"), "buyer", NOTHING);
	check_status(403);
	ask(POST, "/payments/510525-1-1/cash", "operator", NOTHING);
	check_status(404);
	ask_key("once");
	ask(POST, line(path, "/cash"), "operator", NOTHING);
	check_status(303);
	ask_key("once");
	ask(POST, line(path, "/cash"), "operator", NOTHING);
	check_status(303);
	ask(POST, line(path, "/cash"), "operator", NOTHING);
	check_status(409);
	assert_int_equal(order_state(placed[0]), ORDER_PAID);
	assert_int_equal(escrow(placed[0]), 4500);
	ask_get(line(path, "/receipt"), "operator");
	check_page("丹桂服务站");
	check_page("陈小兰");
	ask_get("/counter/till", "operator");
	check_page("45.00");
	check_books();
}

/* Two orders, one is given up: the code serves for the other one, and nobody takes an amount that is over. */
TEST(payment_by_cash_of_what_is_left)
{
	const char *code;

	market();
	assert_int_equal(order_by("buyer", "cash", 1, 1), 201);
	ask_get(placed_pay, "buyer");
	code = kept(answer_between("<p class=\"code\">", "</p>"));
	ask_get(line("/counter/pay?code=", code), "operator");
	const char *seen = kept(answer_between("name=\"due_fen\" value=\"", "\""));
	ask(POST, line(line("/orders/", placed[1]), "/withdraw"), "buyer", FORM("reason", "不要了"));
	check_status(303);
	ask(POST, line(placed_pay, "/cash"), "operator", FORM("due_fen", seen));
	check_status(409);
	assert_int_equal(town_number("SELECT count(*) FROM payment_part"), 2);
	ask_get(line("/counter/pay?code=", code), "operator");
	check_page("value=\"35.00\"");
	ask_get(placed_pay, "buyer");
	check_page(code);
	ask(POST, line(placed_pay, "/cash"), "operator", FORM("due_fen", "35.00"));
	check_status(303);
	assert_int_equal(order_state(placed[0]), ORDER_PAID);
	assert_int_equal(escrow(placed[0]), 3500);
	assert_int_equal(escrow(placed[1]), 0);
	assert_int_equal(town_number("SELECT amount_fen FROM payment"), 3500);
	assert_int_equal(town_number("SELECT count(*) FROM payment_part"), 1);
	check_books();
}

TEST(payment_by_cash_expires)
{
	market();
	assert_int_equal(order_by("buyer", "cash", 1, 0), 201);
	town_pass(24 * 3600000 + 60000);
	ask(POST, line(placed_pay, "/cash"), "operator", NOTHING);
	check_status(409);
	town_pass(40 * 60000);
	assert_int_equal(payment_state(), 5);
	assert_int_equal(town_number("SELECT count(*) FROM payment WHERE code <> ''"), 0);
	check_books();
}

static void serve(const char *as, const char *login)
{
	struct arena *arena = town_arena();

	ask(POST, "/serve", as, FORM("person", text_string(arena, id_public(arena, COUNTY, person_id(login)))));
	check_status(303);
}

TEST(payment_by_cash_when_a_station_serves)
{
	market();
	serve("operator", "buyer");
	assert_int_equal(order_by("operator", "cash", 1, 0), 201);
	assert_true(text_ends(text_of(placed_pay), T("/receipt")));
	assert_int_equal(order_state(placed[0]), ORDER_PAID);
	assert_int_equal(town_number("SELECT debits_fen FROM account WHERE kind = 2"), 4500);
	/* Given back into the hand, out of the same drawer. */
	ask(POST, joined("/orders/", placed[0], "/withdraw"), "operator", FORM("version", "2"));
	check_status(303);
	assert_int_equal(order_state(placed[0]), ORDER_CANCELLED);
	assert_int_equal(town_number("SELECT credits_fen FROM account WHERE kind = 2"), 4500);
	check_books();
}

TEST(payment_drawer_is_counted_and_emptied)
{
	market();
	serve("operator", "buyer");
	assert_int_equal(order_by("operator", "cash", 1, 0), 201);
	ask_get("/counter/till", "buyer");
	check_status(403);
	ask(POST, "/counter/till/count", "operator", FORM("counted_fen", "44.00", "expected_fen", "45.00"));
	check_status(422);
	check_page("Say why it differs");
	ask(POST, "/counter/till/count", "operator",
	    FORM("counted_fen", "44.00", "expected_fen", "40.00", "note", "One yuan was lost"));
	check_status(409);
	check_page("45.00");
	ask(POST, "/counter/till/count", "operator",
	    FORM("counted_fen", "44.00", "expected_fen", "45.00", "note", "One yuan was lost"));
	check_status(303);
	ask(POST, "/counter/till/deposit", "operator", FORM("amount_fen", "45.00", "note", "slip 17"));
	check_status(422);
	check_page("44.00");
	ask(POST, "/counter/till/deposit", "operator", FORM("amount_fen", "40.00", "note", "slip 17"));
	check_status(303);
	ask(POST, "/counter/till/deposit", "buyer", FORM("amount_fen", "1.00", "note", "slip 17"));
	check_status(403);
	assert_int_equal(balance(COUNTY, ACCOUNT_BANK, 0), -4000);
	assert_int_equal(town_number("SELECT debits_fen - credits_fen FROM account WHERE kind = 2"), 400);
	ask_get("/counter/till", "operator");
	check_page("One yuan was lost");
	check_page("slip 17");
	check_books();
}

/* ---- refunds ---- */

TEST(payment_refund_at_the_gateway)
{
	char refund[64];

	market();
	assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	gateway_pays(placed[0]);
	ask(POST, joined("/orders/", placed[0], "/withdraw"), "buyer", FORM("version", "2"));
	check_status(303);
	assert_int_equal(order_state(placed[0]), ORDER_CANCELLED);
	assert_int_equal(escrow(placed[0]), 4500);
	check_books();
	town_pass(3000); /* nobody answers at that address */
	assert_int_equal(town_number("SELECT tries FROM payment_refund"), 1);
	assert_true(town_number("SELECT next_at FROM payment_refund") > town_now());
	for (int i = 0; i < 6; i++)
		town_pass(4000000);
	assert_true(town_number("SELECT tries FROM payment_refund") > 4);
	ask_get("/payments/disputed", "county");
	check_page("no_answer");
	snprintf(refund, sizeof refund, "510525-%" PRId64, town_number("SELECT id FROM payment_refund"));
	gateway_says(&(struct gateway_said){
		.payment = gateway_payment_of(placed[0]), .status = "refunded", .amount_fen = 4500, .refund = refund });
	check_status(200);
	assert_int_equal(escrow(placed[0]), 0);
	assert_int_equal(town_number("SELECT state FROM payment_refund"), 2);
	ask_get(text_string(town_arena(), text_part(text_of(placed_pay), 0, text_of(placed_pay).length - 3)), "buyer");
	check_page("Given back");
	check_books();
}

TEST(payment_refund_to_the_balance)
{
	market();
	town_fund("buyer", 4500);
	assert_int_equal(order_by("buyer", "balance", 1, 0), 201);
	ask(POST, joined("/orders/", placed[0], "/withdraw"), "buyer", FORM("version", "2"));
	check_status(303);
	assert_int_equal(balance(COUNTY, ACCOUNT_BALANCE, person_id("buyer")), 4500);
	assert_int_equal(escrow(placed[0]), 0);
	check_books();
}

/* The county's money was taken from the gateway to the bank: what must go back goes into the balance. */
TEST(payment_refund_when_the_gateway_is_empty)
{
	market();
	assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	gateway_pays(placed[0]);
	ask(POST, "/payments/gateway", "buyer", FORM("amount_fen", "45.00", "note", "statement 3"));
	check_status(403);
	ask(POST, "/payments/gateway", "county", FORM("amount_fen", "46.00", "note", "statement 3"));
	check_status(422);
	ask(POST, "/payments/gateway", "county", FORM("amount_fen", "45.00", "note", "statement 3"));
	check_status(303);
	ask_get("/payments/gateway", "county");
	check_page("statement 3");
	ask(POST, joined("/orders/", placed[0], "/withdraw"), "buyer", FORM("version", "2"));
	check_status(303);
	assert_int_equal(balance(COUNTY, ACCOUNT_BALANCE, person_id("buyer")), 4500);
	check_books();
}

/* ---- refunds of completed orders ---- */

static void move_order(const char *to)
{
	char json[320];
	struct arena *arena = town_arena();
	int64_t seller = town_number("SELECT seller_id FROM orders WHERE id = $1", number_of(placed[0]));

	snprintf(json, sizeof json, "{\"seller\":\"%.*s\",\"to\":\"%s\",\"orders\":[\"%s\"]}",
	         TEXT(id_public(arena, COUNTY, seller)), to, placed[0]);
	ask_json(POST, "/api/v1/desk/orders", "seller", json);
	check_status(200);
}

/* Buys plums by the gateway, has them sent and confirmed: the money is shared out. */
static void complete(int pieces)
{
	int64_t version;

	assert_int_equal(order_by("buyer", "gateway", pieces, 0), 201);
	gateway_pays(placed[0]);
	move_order("packed");
	move_order("shipped");
	version = town_number("SELECT version FROM orders WHERE id = $1", number_of(placed[0]));
	ask(POST, joined("/orders/", placed[0], "/confirm"), "buyer",
	    FORM("version", text_string(town_arena(), text_of_int(town_arena(), version))));
	check_status(303);
	assert_int_equal(order_state(placed[0]), ORDER_COMPLETED);
	assert_int_equal(escrow(placed[0]), 0);
}

static void return_goods(const char *pieces)
{
	int64_t id;

	ask(POST, joined("/orders/", placed[0], "/return"), "buyer",
	    FORM("number", "1", "pieces", pieces, "reason", "They were rotten"));
	check_status(303);
	id = town_number("SELECT max(id) FROM order_return");
	ask(POST, joined("/returns/", text_string(town_arena(), id_public(town_arena(), COUNTY, id)), ""), "seller",
	    FORM("decision", "accept", "answer", "We are sorry"));
}

TEST(payment_refund_after_settlement_comes_from_the_seller)
{
	int64_t seller;

	market();
	complete(2); /* 80.00 and 5.00: 56.00 for the seller, 1.60 into the reserve */
	check_books();
	seller = town_number("SELECT owner_id FROM account WHERE kind = 6");
	assert_true(balance(COUNTY, ACCOUNT_SELLER, seller) >= 5600);
	return_goods("1");
	check_status(303);
	assert_int_equal(balance(COUNTY, ACCOUNT_RESERVE, 0), 160);
	assert_int_equal(escrow(placed[0]), 4000);
	assert_int_equal(town_number("SELECT pending_debits_fen FROM account WHERE kind = 5 AND owner_id = $1",
	                             number_of(placed[0])),
	                 4000);
	check_books();
	return_goods("1"); /* the seller has 16.00 left; the others give theirs */
	check_status(303);
	assert_int_equal(balance(COUNTY, ACCOUNT_SELLER, seller), 0);
	check_books();
}

TEST(payment_refund_after_payout_finds_nothing)
{
	market();
	complete(1);
	ask(POST, "/payouts", "county", FORM("place", "510525"));
	check_status(303);
	return_goods("1");
	check_status(409);
	check_page("was paid out already");
	assert_int_equal(town_number("SELECT count(*) FROM payment_refund"), 0);
	check_books();
}

/* ---- the officer and refunds that do not get through ---- */

static enum outcome run_refuse(struct task *task, struct db *db, struct world *world)
{
	struct refund refund;
	int64_t id = 0;
	enum outcome outcome = db_number(db, &id, "SELECT max(id) FROM payment_refund", bind_none());

	if (outcome == DONE)
		outcome = refund_one(db, task->arena, COUNTY, id, &refund);
	return outcome == DONE ? refund_put_off(db, &refund, true, T("over_refund"), world->at) : outcome;
}

TEST(payment_refund_refused_is_turned_into_balance)
{
	const char *path;

	market();
	assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	gateway_pays(placed[0]);
	ask(POST, joined("/orders/", placed[0], "/withdraw"), "buyer", FORM("version", "2"));
	path = joined("/refunds/",
	              text_string(town_arena(),
	                          id_public(town_arena(), COUNTY, town_number("SELECT id FROM payment_refund"))),
	              "/");
	ask(POST, line(path, "balance"), "county", NOTHING);
	check_status(409); /* it may still get through */
	town_run(0, run_refuse, NULL);
	ask_get("/payments/disputed", "county");
	check_page("over_refund");
	ask(POST, line(path, "retry"), "buyer", NOTHING);
	check_status(403);
	ask(POST, line(path, "retry"), "county", NOTHING);
	check_status(303);
	town_run(0, run_refuse, NULL);
	ask(POST, line(path, "balance"), "buyer", NOTHING);
	check_status(403);
	ask(POST, line(path, "balance"), "county", NOTHING);
	check_status(303);
	ask(POST, line(path, "balance"), "county", NOTHING);
	check_status(409);
	assert_int_equal(balance(COUNTY, ACCOUNT_BALANCE, person_id("buyer")), 4500);
	assert_int_equal(escrow(placed[0]), 0);
	check_books();
	gateway_says(&(struct gateway_said){
		.payment = gateway_payment_of(placed[0]),
		.status = "refunded",
		.amount_fen = 4500,
		.refund = text_string(town_arena(), text_format(town_arena(), "510525-%" PRId64,
	                                                        town_number("SELECT id FROM payment_refund"))) });
	check_status(200);
	ask_get("/payments/disputed", "county");
	check_page("Already put into the balance");
	check_books();
}

TEST(payment_list_has_pages)
{
	market();
	for (int i = 0; i < 3; i++)
		assert_int_equal(order_by("buyer", "gateway", 1, 0), 201);
	ask_json(GET, "/api/v1/payments?limit=2", "county", NULL);
	check_status(200);
	assert_int_equal(answer_json_int("items.1.amount_fen"), 4500);
	ask_get("/payments?limit=2", "county");
	check_page("rel=\"next\"");
	ask_get("/payments", "operator");
	check_status(403);
	ask_get("/payments/payments.csv", "county");
	check_status(200);
	check_page("45.00");
	check_books();
}
