/* Three hundred people want the last hundred boxes at the same moment: half of them with a cart on the pages (every third of these with two
   lines on the one stock item), half by one call of a program. Exactly a hundred are sold, everybody else is told so, and stock,
   movements, money and totals agree. */
#include "support/story.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "support/gateway_side.h"
#include "support/rush.h"

enum { CROWD = 300 };

/* One person with one request at a time. */
struct shopper {
	const char *token;
	bool has_cart;
	int lines; /* of one piece each */
	int status;
	struct underway last; /* its answer stands until the next one */
	pthread_t thread;
};

static struct shopper crowd[CROWD];
static char gift[STORY_ID]; /* another kind, one piece of the same stock */
static pthread_barrier_t start;

static void shopper_posts(struct shopper *s, const char *path, const char *type, const char *body)
{
	if (s->status != 0)
		underway_end(&s->last);
	underway_begin(&s->last, s->token, path, type, body);
	s->status = underway_wait(&s->last);
}

/* ---- what they do ---- */

static const char form_type[] = "application/x-www-form-urlencoded";
static const char delivery_pairs[] = "receiver=a&phone=13812345678&place=510525101001&payment=gateway";
static const char delivery_json[] =
	"\"receiver\":\"a\",\"phone\":\"13812345678\",\"place\":\"510525101001\",\"payment\":\"gateway\"";

static void shopper_fills_cart(struct shopper *s)
{
	char body[STORY_ID + 32];

	for (int i = 0; i < s->lines; i++) {
		snprintf(body, sizeof body, "variant=%s&pieces=1", i == 0 ? story_now()->small : gift);
		shopper_posts(s, "/cart", form_type, body);
		if (s->status != 303)
			return;
	}
}

static void *shopper_buys(void *given)
{
	struct shopper *s = given;
	char body[512];

	if (s->has_cart)
		shopper_fills_cart(s);
	pthread_barrier_wait(&start);
	if (s->has_cart) {
		shopper_posts(s, "/orders", form_type, delivery_pairs);
	} else {
		snprintf(body, sizeof body, "{\"lines\":[{\"variant\":\"%s\",\"pieces\":1}],%s}", story_now()->small,
		         delivery_json);
		shopper_posts(s, "/api/v1/orders", "application/json", body);
	}
	return NULL;
}

/* ---- the crowd ---- */

static void add_gift(void)
{
	const struct story *story = story_now();

	ask_json(POST, words_of("/api/v1/desk/products/%s/variants", story->product), "seller",
	         words_of("{\"name\":\"礼盒装\",\"unit\":\"box\",\"weight_g\":3000,\"price_fen\":4990,"
	                  "\"shares\":\"%s\",\"pieces\":1}",
	                  story->small));
	check_status(201);
	keep_id(gift, "id");
}

/* Every fifth lives in the other county, so that not all commands take one lane. */
static void shopper_joins(struct shopper *s, int number)
{
	s->token = rush_join("shopper", number, number % 5 == 0 ? STORY_AWAY : STORY_OTHER_VILLAGE);
	s->has_cart = number % 2 == 0;
	s->lines = s->has_cart && number % 3 == 0 ? 2 : 1;
}

static void crowd_leaves(void)
{
	for (int i = 0; i < CROWD; i++)
		underway_end(&crowd[i].last);
	pthread_barrier_destroy(&start);
}

/* How many pieces they have; everybody else was told. */
static int count_pieces(int *ret_orders)
{
	int pieces = 0;

	*ret_orders = 0;
	for (int i = 0; i < CROWD; i++) {
		const struct shopper *s = &crowd[i];
		bool has = s->status == (s->has_cart ? 303 : 201);
		if (!has && s->status != 409)
			print_error("shopper %d: status %d\n%.*s\n", i, s->status, TEXT(s->last.exchange.reply.body));
		assert_true(has || s->status == 409);
		if (!has)
			assert_true(text_find(s->last.exchange.reply.body, T("old out")) <
			            s->last.exchange.reply.body.length);
		pieces += has ? s->lines : 0;
		*ret_orders += has;
	}
	return pieces;
}

/* Everybody who has an order pays at the gateway. */
static void all_pay(int orders)
{
	int64_t id = 0;

	for (int i = 0; i < orders; i++) {
		id = town_number("SELECT min(id) FROM orders WHERE county = 510525 AND id > $1", id);
		gateway_pays(words_of("%.*s", TEXT(id_public(town_arena(), 510525, id))));
	}
}

static int64_t stock_number(const char *sql)
{
	return town_number(sql, story_now()->stock_id);
}

TEST(threads_story_of_three_hundred_at_once)
{
	int orders, pieces;

	memset(crowd, 0, sizeof crowd);
	story_town();
	add_gift();
	for (int i = 0; i < CROWD; i++)
		shopper_joins(&crowd[i], i);
	assert_int_equal(pthread_barrier_init(&start, NULL, CROWD), 0);
	for (int i = 0; i < CROWD; i++)
		assert_int_equal(pthread_create(&crowd[i].thread, NULL, shopper_buys, &crowd[i]), 0);
	for (int i = 0; i < CROWD; i++)
		pthread_join(crowd[i].thread, NULL);
	pieces = count_pieces(&orders);
	assert_int_equal(pieces, STORY_STOCK);
	assert_int_equal(stock_number("SELECT held FROM stock WHERE id = $1"), STORY_STOCK);
	assert_int_equal(town_number("SELECT count(*) FROM orders"), orders);
	check_books();
	all_pay(orders);
	assert_int_equal(stock_number("SELECT on_hand FROM stock WHERE id = $1"), 0);
	assert_int_equal(stock_number("SELECT held FROM stock WHERE id = $1"), 0);
	assert_int_equal(stock_number("SELECT CAST(-sum(pieces) AS BIGINT) FROM stock_move WHERE stock_id = $1"
	                              " AND why = 'sale'"),
	                 STORY_STOCK);
	figures_ask(STORY_VILLAGE, "2026");
	assert_int_equal(figure_of("orders"), orders);
	assert_int_equal(figure_of("buyers"), orders);
	assert_int_equal(figure_of("sold_fen"), town_number("SELECT CAST(sum(goods_fen) AS BIGINT) FROM orders"));
	assert_int_equal(sum_of_all_balances(), 0);
	check_books();
	crowd_leaves();
}
