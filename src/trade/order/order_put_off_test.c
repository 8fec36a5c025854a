/* An order that the program cannot get on with holds nobody else up, is tried ever more seldom, and is seen by whom it concerns. */
#include <string.h>

#include "base/calendar.h"
#include "base/id.h"
#include "support/gateway_side.h"
#include "support/story.h"
#include "trade/order/order.h"

enum { BROKEN, WHOLE_ONE, ORDERS };

static const char at_home[] = "\"place\":\"510525101001\"";

static int64_t number_of(const char *order)
{
	int64_t county, id;

	assert_true(id_read(text_of(order), &county, &id));
	return id;
}

static int64_t state_of(const char *order)
{
	return town_number("SELECT state FROM orders WHERE id = $1", number_of(order));
}

/* What no door does: books that do not fit. */
static enum outcome run_break_sums(struct task *task, struct db *db, struct world *world)
{
	const int64_t *given = task->owner;

	(void)world;
	return db_exec(db, "UPDATE orders SET refunded_fen = $2 WHERE id = $1", bind(i64(given[0]), i64(given[1])));
}

static enum outcome run_break_count(struct task *task, struct db *db, struct world *world)
{
	const int64_t *given = task->owner;

	(void)world;
	return db_exec(db,
	               "UPDATE order_bought SET pieces = $2 WHERE buyer_id ="
	               " (SELECT buyer_id FROM orders WHERE id = $1)",
	               bind(i64(given[0]), i64(given[1])));
}

static void tamper(enum outcome (*run)(struct task *, struct db *, struct world *), const char *order, int64_t value)
{
	int64_t given[] = { number_of(order), value };

	town_run(510525, run, given);
}

static void two_orders(char order[ORDERS][STORY_ID])
{
	static const char *const buyers[] = { "buyer", "buyer2" };

	story_town();
	for (size_t i = 0; i < ORDERS; i++) {
		ask_json(POST, "/api/v1/orders", buyers[i], order_of(story_now()->small, 2, at_home, "gateway"));
		check_status(201);
		keep_id(order[i], "orders.0.id");
	}
}

static void two_delivered(char order[ORDERS][STORY_ID])
{
	two_orders(order);
	for (size_t i = 0; i < ORDERS; i++) {
		gateway_pays(order[i]);
		seller_moves(order[i], "packed");
		seller_moves(order[i], "shipped");
		seller_moves(order[i], "delivered");
	}
}

static int64_t tries(void)
{
	return town_number("SELECT tries FROM order_put_off");
}

TEST(order_that_cannot_complete_holds_nobody_up)
{
	char order[ORDERS][STORY_ID];

	two_delivered(order);
	tamper(run_break_sums, order[BROKEN], 1);
	town_pass(8 * CALENDAR_DAY_MS);
	assert_int_equal(state_of(order[WHOLE_ONE]), ORDER_COMPLETED);
	assert_int_equal(state_of(order[BROKEN]), ORDER_DELIVERED);
	assert_int_equal(tries(), 1);
	ask_get("/metrics", AS_NOBODY);
	check_page("tongcun_orders_put_off 1\n");
	ask_get("/orders/put-off", "buyer");
	check_status(403);
	ask_get("/orders/put-off?place=510524", "county");
	check_status(403);
	ask_get("/orders/put-off", "county");
	check_page("The sums of this order do not fit");
	ask_get("/payments", "county");
	check_page("Orders that do not get on");
	ask_json(GET, "/api/v1/orders/put-off", "county", NULL);
	assert_string_equal(answer_json("items.0.order_id"), order[BROKEN]);
	assert_string_equal(answer_json("items.0.deed"), "complete");
	ask(POST, words_of("/orders/%s/try", order[BROKEN]), "buyer", NOTHING);
	check_status(403);
	ask(POST, words_of("/orders/%s/try", order[WHOLE_ONE]), "county", NOTHING);
	check_status(409);
	tamper(run_break_sums, order[BROKEN], 0);
	ask(POST, words_of("/orders/%s/try", order[BROKEN]), "county", NOTHING);
	check_location("/orders/put-off?done=again");
	town_pass(60000);
	assert_int_equal(state_of(order[BROKEN]), ORDER_COMPLETED);
	ask_get("/orders/put-off", "county");
	check_page("No order is stuck");
	ask_get("/metrics", AS_NOBODY);
	check_page("tongcun_orders_put_off 0\n");
	check_books();
}

TEST(order_that_cannot_expire_holds_nobody_up)
{
	char order[ORDERS][STORY_ID];

	two_orders(order);
	tamper(run_break_count, order[BROKEN], 0);
	town_pass(31 * 60000);
	assert_int_equal(state_of(order[WHOLE_ONE]), ORDER_EXPIRED);
	assert_int_equal(state_of(order[BROKEN]), ORDER_PLACED);
	assert_int_equal(tries(), 1);
	/* Not before its minute is over; then ever more seldom, at last once a day. */
	town_pass(30000);
	assert_int_equal(tries(), 1);
	for (int64_t pause = 60000, times = 2; times < 14; times++, pause *= 2) {
		town_pass(pause < CALENDAR_DAY_MS ? pause : CALENDAR_DAY_MS);
		assert_int_equal(tries(), times);
	}
	assert_true(town_number("SELECT next_at FROM order_put_off") <= town_now() + CALENDAR_DAY_MS);
	assert_int_equal(town_number("SELECT count(*) FROM journal WHERE door = 'POST /chores/expire-orders'"), 14);
	tamper(run_break_count, order[BROKEN], 2);
	town_pass(CALENDAR_DAY_MS);
	assert_int_equal(state_of(order[BROKEN]), ORDER_EXPIRED);
	assert_int_equal(town_number("SELECT count(*) FROM order_put_off"), 0);
	check_books();
}

/* What people do takes an order off the list, whatever the program could not do. */
TEST(order_put_off_ends_with_what_people_do)
{
	char order[ORDERS][STORY_ID];

	two_orders(order);
	tamper(run_break_count, order[BROKEN], 0);
	town_pass(31 * 60000);
	tamper(run_break_count, order[BROKEN], 2);
	ask_json(POST, words_of("/api/v1/orders/%s/withdraw", order[BROKEN]), "buyer", "{}");
	check_status(200);
	assert_int_equal(town_number("SELECT count(*) FROM order_put_off"), 0);
	check_books();
}
