/* What is refused writes nothing: whatever is wrong with a request, the answer says what, at its field in pages and in JSON, and the
   journal has not a row more. */
#include "support/story.h"

#include <string.h>

static int64_t before;

/* Signs the people in, so that only what is asked for counts. */
static const struct story *quiet_town(void)
{
	static const char *const people[] = { "buyer",  "buyer2",   "seller",  "cadre",
		                              "county", "operator", "auditor", "province" };
	const struct story *story = story_town();

	for (size_t i = 0; i < sizeof people / sizeof people[0]; i++)
		ask_get("/me", people[i]);
	before = journal_count();
	return story;
}

#define nothing_written(status) nothing_written_at((status), __FILE__, __LINE__)
static void nothing_written_at(int status, const char *file, int line)
{
	check_status_at(status, file, line);
	if (journal_count() != before) {
		print_error("%s:%d: refused, but written\n", file, line);
		_fail(file, line);
	}
}

#define page_refused(status, field, path, as, form) \
	page_refused_at((status), (field), (path), (as), (form), __FILE__, __LINE__)
/* field: named beside its control or in the list of what is wrong; NULL: the refusal is of the whole. */
static void page_refused_at(int status, const char *field, const char *path, const char *as, const char *const *form,
                            const char *file, int line)
{
	ask(POST, path, as, form);
	nothing_written_at(status, file, line);
	if (field == NULL || answer_between(words_of("href=\"#f-%s\"", field), "</a>") != NULL)
		return;
	check_page_at(words_of("data-field=\"%s\"", field), true, file, line);
}

#define json_refused(status, field, path, as, json) \
	json_refused_at((status), (field), (path), (as), (json), __FILE__, __LINE__)
static void json_refused_at(int status, const char *field, const char *path, const char *as, const char *json,
                            const char *file, int line)
{
	ask_json(POST, path, as, json);
	nothing_written_at(status, file, line);
	assert_int_equal(answer_json_int("status"), status);
	assert_true(answer_json("title")[0] != 0);
	if (field != NULL)
		check_page_at(words_of("{\"field\":\"%s\",\"message\":\"", field), true, file, line);
}

static void raw_refused(int status, const char *path, const char *as, const char *type, const char *body, size_t length)
{
	ask_raw(path, as, type, body, length);
	nothing_written(status);
}

/* ---- bodies ---- */

TEST(story_refuses_bodies_that_cannot_be_read)
{
	static char large[LIMIT_BODY_BYTES + 2];
	const char form[] = "application/x-www-form-urlencoded", json[] = "application/json";

	quiet_town();
	memset(large, 'a', LIMIT_BODY_BYTES + 1);
	raw_refused(413, "/cart", "buyer", form, large, LIMIT_BODY_BYTES + 1);
	raw_refused(413, "/api/v1/orders", "buyer", json, large, LIMIT_BODY_BYTES + 1);
	raw_refused(400, "/cart", "buyer", form, "variant=%FF%FE&pieces=1", 23);
	raw_refused(400, "/cart", "buyer", form, "variant=\xC3\x28", 10);
	raw_refused(400, "/cart", "buyer", form, "variant=%G1", 11);
	raw_refused(400, "/api/v1/orders", "buyer", json, "{\"lines\":[", 10);
	raw_refused(400, "/api/v1/orders", "buyer", json, "[1,2]", 5);
	raw_refused(400, "/api/v1/orders", "buyer", json, "{\"receiver\":\"\xC3\x28\"}", 17);
	raw_refused(400, "/api/v1/orders", "buyer", json, "{\"a\":1,\"a\":2}", 13);
	raw_refused(415, "/cart", "buyer", "text/plain", "variant=1", 9);
	ask_json(POST, "/api/v1/orders", "buyer", "{\"lines\":[");
	nothing_written(400);
	assert_int_equal(answer_json_int("status"), 400);
	ask_csrf("00");
	ask(POST, "/cart", "buyer", FORM("variant", "1", "pieces", "1"));
	nothing_written(403);
	ask_csrf(NULL);
	ask(POST, "/cart", "buyer", FORM("variant", "1", "pieces", "1"));
	nothing_written(403);
	ask_key("a-key-of-more-than-sixty-four-bytes-a-key-of-more-than-sixty-four-bytes");
	ask(POST, "/cart", "buyer", FORM("variant", "1", "pieces", "1"));
	nothing_written(400);
	check_books();
}

/* ---- fields ---- */

TEST(story_names_the_field_that_is_wrong)
{
	const struct story *story = quiet_town();
	const char *stock = words_of("/desk/stock/%s/moves", story->small);
	const char *variant = words_of("/desk/variants/%s", story->small);

	page_refused(422, "variant", "/cart", "buyer", FORM("pieces", "1"));
	page_refused(422, "pieces", "/cart", "buyer", FORM("variant", story->small, "pieces", "-1"));
	json_refused(422, "pieces", "/api/v1/cart", "buyer",
	             words_of("{\"variant\":\"%s\",\"pieces\":\"x\"}", story->small));
	page_refused(422, "login", "/join", AS_NOBODY, FORM("name", "李四", "password", "mountain-path-7"));
	page_refused(422, "password", "/join", AS_NOBODY, FORM("name", "李四", "login", "lisi", "password", "short"));
	json_refused(422, "place", "/api/v1/join", AS_NOBODY,
	             "{\"name\":\"李四\",\"login\":\"lisi\",\"password\":\"mountain-path-7\",\"place\":\"99\"}");
	page_refused(422, "pieces", stock, "seller", FORM("why", "receipt", "pieces", "many"));
	page_refused(422, "reason", stock, "seller", FORM("why", "loss", "pieces", "1"));
	json_refused(422, "why", words_of("/api/v1%s", stock), "seller", "{\"why\":\"stolen\",\"pieces\":1}");
	page_refused(422, "price_fen", variant, "seller",
	             FORM("name", "5斤装", "unit", "box", "weight_g", "2.7", "price_fen", "12.345", "version", "1"));
	json_refused(422, "weight_g", words_of("/api/v1%s", variant), "seller",
	             "{\"name\":\"5斤装\",\"unit\":\"box\",\"weight_g\":1000001,\"price_fen\":3990,\"version\":1}");
	page_refused(422, "household_share", words_of("/sellers/%s", story->seller), "county",
	             FORM("kind", "cooperative", "name", "古蔺李子合作社", "place", STORY_VILLAGE, "household_share",
	                  "99", "own_share", "2", "version", "1"));
	page_refused(422, "cutoff", "/shipping?from=510525", "county",
	             FORM("days", "1", "cutoff", "25:00", "base_fen", "1", "per_kg_fen", "1"));
	page_refused(422, "head", "/places/" STORY_VILLAGE "/households", "cadre", FORM("head", ""));
	page_refused(422, "place", "/payouts", "county", FORM("place", "510525"));
	check_books();
}

TEST(story_names_what_is_wrong_with_an_order)
{
	const struct story *story = quiet_town();
	const char *line = words_of("{\"variant\":\"%s\",\"pieces\":1}", story->small);

	ask(POST, "/cart", "buyer", FORM("variant", story->small, "pieces", "1"));
	check_status(303);
	before = journal_count();
	page_refused(422, "phone", "/orders", "buyer",
	             FORM("receiver", "刘秀英", "phone", "no number", "place", STORY_VILLAGE, "payment", "gateway"));
	page_refused(422, "receiver", "/orders", "buyer",
	             FORM("phone", "13800000008", "place", STORY_VILLAGE, "payment", "gateway"));
	page_refused(422, "payment", "/orders", "buyer",
	             FORM("receiver", "刘秀英", "phone", "13800000008", "place", STORY_VILLAGE, "payment", "shells"));
	page_refused(422, "total_fen", "/orders", "buyer",
	             FORM("receiver", "刘秀英", "phone", "13800000008", "place", STORY_VILLAGE, "payment", "gateway",
	                  "total_fen", "1.00"));
	json_refused(
		422, "place", "/api/v1/orders", "buyer2",
		words_of(
			"{\"lines\":[%s],\"receiver\":\"x\",\"phone\":\"13800000009\",\"place\":\"99\",\"payment\":\"gateway\"}",
			line));
	json_refused(422, "station", "/api/v1/orders", "buyer2",
	             words_of("{\"lines\":[%s],\"receiver\":\"x\",\"phone\":\"13800000009\",\"station\":\"510525-1-1\","
	                      "\"payment\":\"gateway\"}",
	                      line));
	json_refused(422, "lines.0.pieces", "/api/v1/orders", "buyer2",
	             order_of(story->small, 0, "\"place\":\"" STORY_VILLAGE "\"", "gateway"));
	json_refused(422, "lines", "/api/v1/orders", "buyer2",
	             "{\"receiver\":\"x\",\"phone\":\"13800000009\",\"place\":\"" STORY_VILLAGE
	             "\",\"payment\":\"gateway\"}");
	json_refused(409, NULL, "/api/v1/orders", "buyer2",
	             order_of(story->small, STORY_STOCK + 1, "\"place\":\"" STORY_VILLAGE "\"", "gateway"));
	json_refused(422, "payment", "/api/v1/orders", "buyer2",
	             order_of(story->small, 1, "\"place\":\"" STORY_VILLAGE "\"", "balance"));
	assert_int_equal(town_number("SELECT count(*) FROM orders"), 0);
	check_books();
}

/* ---- who and what ---- */

TEST(story_refuses_whom_and_what_it_does_not_know)
{
	const struct story *story = quiet_town();
	static const char *const unknown[] = { "/orders/510525-1-1/confirm",
		                               "/sellers/510525-1-1/open",
		                               "/desk/stock/510525-1-1/moves",
		                               "/returns/510525-1-1",
		                               "/payments/510525-1-1/cash",
		                               "/places/510525999/households",
		                               "/no-such-door" };

	for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
		page_refused(404, NULL, unknown[i], "county", NOTHING);
		json_refused(404, NULL, words_of("/api/v1%s", unknown[i]), "county", "{}");
	}
	ask_get("/orders/510525-1-2", "county"); /* a wrong check character */
	nothing_written(404);
	ask(POST, "/figures/510525", "county", NOTHING);
	nothing_written(405);
	page_refused(403, NULL, "/sellers", "buyer", FORM("kind", "enterprise"));
	page_refused(403, NULL, words_of("/sellers/%s/close", story->seller), "seller", NOTHING);
	page_refused(403, NULL, words_of("/desk/stock/%s/moves", story->small), "buyer",
	             FORM("why", "receipt", "pieces", "1"));
	page_refused(403, NULL, words_of("/desk/products/%s/close", story->product), "cadre", NOTHING);
	page_refused(403, NULL, "/shipping?from=510524", "county",
	             FORM("days", "1", "cutoff", "18:00", "base_fen", "1", "per_kg_fen", "1"));
	page_refused(403, NULL, "/places/" STORY_OTHER_VILLAGE "/households", "cadre", FORM("head", "某人"));
	page_refused(403, NULL, "/places/" STORY_VILLAGE "/merge", "county", FORM("into", STORY_OTHER_VILLAGE));
	page_refused(403, NULL, "/payouts", "auditor", FORM("place", "510525"));
	page_refused(403, NULL, "/serve", "seller", FORM("person", person_of("buyer")));
	json_refused(403, NULL, "/api/v1/payouts", "province", "{\"place\":\"54\"}");
	json_refused(401, NULL, "/api/v1/orders", AS_NOBODY, "{}");
	ask(POST, "/orders", AS_NOBODY, NOTHING);
	nothing_written(303);
	check_location("/sign-in");
	check_books();
}

/* ---- what has changed meanwhile ---- */

TEST(story_refuses_what_is_stale)
{
	const struct story *story = quiet_town();
	const char *seller = words_of("/sellers/%s", story->seller),
		   *variant = words_of("/desk/variants/%s", story->big);
	const char *order;

	page_refused(409, NULL, seller, "county",
	             FORM("kind", "cooperative", "name", "别的名字", "place", STORY_VILLAGE, "household_share", "100",
	                  "version", "7"));
	check_page("古蔺李子合作社"); /* what stands, beside what was typed */
	check_page("别的名字");
	page_refused(409, NULL, variant, "seller",
	             FORM("name", "十斤装", "unit", "box", "weight_g", "5.3", "price_fen", "1.00", "version", "7"));
	check_page("75.00");
	json_refused(409, NULL, words_of("/api/v1%s", variant), "seller",
	             "{\"name\":\"十斤装\",\"unit\":\"box\",\"weight_g\":5300,\"price_fen\":100,\"version\":7}");
	page_refused(409, NULL, "/shipping?from=510525", "county",
	             FORM("days", "1", "cutoff", "18:00", "base_fen", "1", "per_kg_fen", "1", "version", "9"));
	ask_json(POST, "/api/v1/orders", "buyer",
	         order_of(story->small, 1, "\"place\":\"" STORY_VILLAGE "\"", "gateway"));
	check_status(201);
	order = words_of("/orders/%s", answer_json("orders.0.id"));
	before = journal_count();
	page_refused(409, NULL, words_of("%s/withdraw", order), "buyer", FORM("version", "7"));
	page_refused(409, NULL, words_of("%s/confirm", order), "buyer", NOTHING); /* not even paid */
	json_refused(409, NULL, words_of("/api/v1%s/cancel", order), "seller", "{\"reason\":\"没有货\",\"version\":7}");
	check_books();
}
