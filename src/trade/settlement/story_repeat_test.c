/* A request that is sent again under its key gives the same answer and does nothing more, also when the program was started anew
   between; a full queue says so, writes nothing, and later takes the same request under the same key. */
#include "support/story.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "journal/writer.h"

/* ---- the same once more ---- */

struct repeated {
	const char *path, *as;
	const char *json;        /* NULL: a form */
	const char *const *form; /* its fields */
};

static char first_body[8192], first_location[256];
static int first_status;

static void post_with_key(const struct repeated *p)
{
	ask_key(words_of("again %s", p->path));
	if (p->json != NULL)
		ask_json(POST, p->path, p->as, p->json);
	else
		ask(POST, p->path, p->as, p->form);
}

/* What must not change: rows of everything that such a post may write. */
static int64_t fingerprint(void)
{
	return town_number("SELECT (SELECT count(*) FROM journal) + (SELECT count(*) FROM orders) * 1000"
	                   " + (SELECT count(*) FROM transfer) * 100000 + (SELECT count(*) FROM stock_move) * 10000000"
	                   " + (SELECT COALESCE(sum(pieces), 0) FROM cart_line) * 1000000000"
	                   " + (SELECT COALESCE(sum(held), 0) FROM stock) * 100000000000"
	                   " + (SELECT count(*) FROM order_return) * 10000000000000");
}

static void check_same(int64_t before)
{
	assert_int_equal(answer_status(), first_status);
	assert_string_equal(answer_location(), first_location);
	assert_string_equal(text_string(town_arena(), answer_body()), first_body);
	assert_int_equal(fingerprint(), before);
}

/* Once, twice, and after a new start; the answer of the first time stays for the caller in first_... . */
static void post_three_times(const struct repeated *p, int status)
{
	int64_t before;

	post_with_key(p);
	check_status(status);
	first_status = answer_status();
	snprintf(first_body, sizeof first_body, "%.*s", TEXT(answer_body()));
	snprintf(first_location, sizeof first_location, "%s", answer_location());
	before = fingerprint();
	post_with_key(p);
	check_same(before);
	town_restart();
	post_with_key(p);
	check_same(before);
	check_books();
}

static void page_three_times(int status, const char *path, const char *as, const char *const *form)
{
	post_three_times(&(struct repeated){ .path = path, .as = as, .form = form }, status);
}

static void json_three_times(int status, const char *path, const char *as, const char *json)
{
	post_three_times(&(struct repeated){ .path = path, .as = as, .json = json }, status);
}

static void first_id(char id[STORY_ID], const char *before, const char *after)
{
	const char *at = strstr(first_body, before);

	assert_non_null(at);
	at += strlen(before);
	snprintf(id, STORY_ID, "%.*s", (int)strcspn(at, after), at);
}

TEST(story_repeats_with_a_key_do_nothing_more)
{
	const struct story *story = story_town();
	char order[STORY_ID];

	page_three_times(303, "/cart", "buyer", FORM("variant", story->small, "pieces", "2"));
	page_three_times(303, "/orders", "buyer",
	                 FORM("receiver", "刘秀英", "phone", "13800000008", "place", STORY_VILLAGE, "payment",
	                      "gateway"));
	json_three_times(201, words_of("/api/v1/desk/stock/%s/moves", story->small), "seller",
	                 "{\"why\":\"receipt\",\"pieces\":5}");
	json_three_times(201, "/api/v1/orders", "buyer",
	                 order_of(story->big, 1, words_of("\"station\":\"%s\"", story->station), "cash"));
	first_id(order, "\"orders\":[{\"id\":\"", "\"");
	const char *payment = strstr(first_body, "\"pay\":\"/payments/") + strlen("\"pay\":\"");
	const char *cash = words_of("%.*s/cash", (int)strcspn(payment, "\""), payment);
	page_three_times(303, cash, "operator", NOTHING);
	json_three_times(200, "/api/v1/desk/orders", "seller",
	                 words_of("{\"seller\":\"%s\",\"to\":\"packed\",\"orders\":[\"%s\"]}", story->seller, order));
	seller_moves(order, "shipped");
	page_three_times(303, words_of("/orders/%s/arrive", order), "operator", NOTHING);
	json_three_times(201, words_of("/api/v1/orders/%s/return", order), "buyer",
	                 "{\"number\":1,\"pieces\":1,\"reason\":\"烂了\"}");
	page_three_times(303, words_of("/orders/%s/confirm", order), "buyer", NOTHING);
	json_three_times(201, "/api/v1/payouts", "county", "{\"place\":\"510525\"}");
	assert_int_equal(town_number("SELECT count(*) FROM orders"), 2);
}

TEST(story_a_key_stands_for_one_request)
{
	const struct story *story = story_town();

	ask_key("one");
	ask(POST, "/cart", "buyer", FORM("variant", story->small, "pieces", "2"));
	check_status(303);
	ask_key("one");
	ask(POST, "/cart", "buyer", FORM("variant", story->small, "pieces", "3"));
	check_status(409);
	ask_key("one"); /* another person's is another key */
	ask(POST, "/cart", "buyer2", FORM("variant", story->small, "pieces", "3"));
	check_status(303);
	assert_int_equal(town_number("SELECT CAST(sum(pieces) AS BIGINT) FROM cart_line"), 5);
	/* What was refused was not done: mended, it is sent under the same key. */
	ask_key("two");
	ask(POST, "/orders", "buyer",
	    FORM("receiver", "刘秀英", "phone", "x", "place", STORY_VILLAGE, "payment", "gateway"));
	check_status(422);
	ask_key("two");
	ask(POST, "/orders", "buyer",
	    FORM("receiver", "刘秀英", "phone", "13800000008", "place", STORY_VILLAGE, "payment", "gateway"));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM orders"), 1);
	check_books();
}

/* ---- a full queue ---- */

/* The county's lane is held by the first task until the gate opens; the others fill its queue and write nothing. */
static struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool is_held, is_open;
	int left;
	struct task tasks[LIMIT_QUEUE + 1];
} gate = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

static enum outcome hold(struct task *task, struct db *db, struct world *world)
{
	(void)task;
	(void)db;
	(void)world;
	pthread_mutex_lock(&gate.lock);
	gate.is_held = true;
	pthread_cond_broadcast(&gate.changed);
	while (!gate.is_open)
		pthread_cond_wait(&gate.changed, &gate.lock);
	pthread_mutex_unlock(&gate.lock);
	return INVALID;
}

static enum outcome do_nothing(struct task *task, struct db *db, struct world *world)
{
	(void)task;
	(void)db;
	(void)world;
	return INVALID;
}

static void one_less(struct task *task)
{
	(void)task;
	pthread_mutex_lock(&gate.lock);
	gate.left--;
	pthread_cond_broadcast(&gate.changed);
	pthread_mutex_unlock(&gate.lock);
}

static void submit(int number, enum outcome (*run)(struct task *, struct db *, struct world *))
{
	gate.tasks[number] = (struct task){
		.command = { .county = 510525, .door = T("TEST") }, .arena = town_arena(), .run = run, .done = one_less
	};
	assert_true(writer_submit(site_writer(town_site()), &gate.tasks[number]));
}

static void fill_queue(void)
{
	gate.is_held = gate.is_open = false;
	gate.left = LIMIT_QUEUE + 1;
	submit(0, hold);
	pthread_mutex_lock(&gate.lock);
	while (!gate.is_held)
		pthread_cond_wait(&gate.changed, &gate.lock);
	pthread_mutex_unlock(&gate.lock);
	for (int i = 1; i <= LIMIT_QUEUE; i++)
		submit(i, do_nothing);
}

static void drain_queue(void)
{
	pthread_mutex_lock(&gate.lock);
	gate.is_open = true;
	pthread_cond_broadcast(&gate.changed);
	while (gate.left > 0)
		pthread_cond_wait(&gate.changed, &gate.lock);
	pthread_mutex_unlock(&gate.lock);
}

TEST(threads_story_of_a_full_queue)
{
	const struct story *story = story_town();
	const char *order = order_of(story->small, 1, "\"place\":\"" STORY_VILLAGE "\"", "gateway");
	int64_t before;

	ask_get("/me", "buyer");
	before = journal_count();
	fill_queue();
	for (int i = 0; i < 10; i++) {
		ask_key("wanted once");
		ask_json(POST, "/api/v1/orders", "buyer", order);
		check_status(503);
		assert_int_equal(answer_json_int("status"), 503);
		assert_true(text_equal(answer_header("retry-after"), T("1")));
		ask(POST, "/cart", "buyer", FORM("variant", story->small, "pieces", "1"));
		check_status(503);
		check_page("Nothing was changed");
		assert_true(text_equal(answer_header("retry-after"), T("1")));
	}
	ask_get("/shelf", "buyer"); /* who only looks does not wait */
	check_status(200);
	drain_queue();
	assert_int_equal(journal_count(), before);
	for (int i = 0; i < 2; i++) {
		ask_key("wanted once");
		ask_json(POST, "/api/v1/orders", "buyer", order);
		check_status(201);
	}
	assert_int_equal(town_number("SELECT count(*) FROM orders"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM cart_line"), 0);
	check_books();
}
