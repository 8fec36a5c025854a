/* Answers kept for people who are not signed in: that they are given, to whom, and that each write that shows on them ends them. In every
   test a kept answer is also compared with one made anew (tests/support/town.c), unless it says otherwise. */
#include "support/story.h"

#include <string.h>

#include "support/database.h"
#include "web/door.h"

static int64_t answers(void)
{
	int64_t count, bytes;

	kept_figures(town_site()->kept, &count, &bytes);
	return count;
}

static const char *product_path(const char *query)
{
	return words_of("/products/%s%s", story_now()->product, query);
}

/* False: the engine keeps none, and the test is over. */
static bool kept_town(bool checks)
{
	story_town();
	assert_true((town_site()->kept == NULL) == test_on_postgres());
	if (town_site()->kept == NULL)
		return false;
	kept_check(town_site()->kept, checks);
	return true;
}

static struct text body_now(void)
{
	return text_copy(town_arena(), answer_body());
}

/* Each of its readers gets tokens of his own, and they work. */
TEST(kept_page_is_given_with_tokens_of_its_reader)
{
	if (!kept_town(false))
		return;
	ask_forget();
	ask_get(product_path(""), AS_NOBODY);
	int64_t before = answers();
	struct text one = body_now();
	ask_forget();
	ask_get(product_path(""), AS_NOBODY);
	struct text two = body_now();
	assert_int_equal(answers(), before + 1);
	assert_int_equal(one.length, two.length);
	assert_false(text_equal(one, two)); /* the tokens */
	const char *csrf = text_string(town_arena(), text_of(answer_between("name=\"csrf\" value=\"", "\"")));
	assert_null(memchr(two.bytes, 0, two.length));
	assert_true(answer_cookie("guest").length > 0);
	assert_int_equal(answer_header("etag").length, 0);
	ask_csrf(csrf);
	ask(POST, "/cart", AS_NOBODY, FORM("variant", story_now()->small, "pieces", "1"));
	check_status(303);
}

TEST(kept_page_shows_the_cart_of_its_reader)
{
	if (!kept_town(false))
		return;
	ask_get(product_path(""), AS_NOBODY);
	ask_get(product_path(""), AS_NOBODY);
	check_no_page("<b class=\"count\">");
	const char *empty = text_string(town_arena(), answer_body());
	ask(POST, "/cart", AS_NOBODY, FORM("variant", story_now()->small, "pieces", "3"));
	ask_get(product_path(""), AS_NOBODY);
	ask_get(product_path(""), AS_NOBODY);
	assert_string_not_equal(empty, text_string(town_arena(), answer_body()));
	ask_forget();
	ask_get(product_path(""), AS_NOBODY);
	assert_int_equal(strlen(empty), answer_body().length);
}

/* Only nobody is given one, and by language, form and address his own. */
TEST(kept_answers_are_not_mixed)
{
	if (!kept_town(false))
		return;
	ask_get("/shelf", AS_NOBODY);
	ask_get("/shelf", AS_NOBODY);
	ask_get("/shelf", AS_NOBODY);
	assert_true(answers() > 0);
	int64_t before = answers();
	ask_get("/shelf", "buyer");
	ask_get("/shelf", "buyer");
	ask_json(GET, "/api/v1/shelf", "buyer", NULL);
	assert_int_equal(answers(), before);
	ask_get("/shelf?lang=zh-CN", AS_NOBODY);
	check_page("lang=\"zh-CN\"");
	ask_get("/shelf?lang=bo", AS_NOBODY);
	check_page("<html lang=\"bo\"");
	ask_header("Accept", "application/json");
	ask_get("/shelf", AS_NOBODY);
	check_page("{\"items\":[");
	ask_header("Accept", "application/json");
	ask_get("/shelf", AS_NOBODY);
	check_page("{\"items\":[");
	ask_get("/shelf?sort=new", AS_NOBODY);
	check_page("<!doctype html>");
	ask_get("/shelf", AS_NOBODY);
	check_page("<!doctype html>");
}

/* A page without a form has a tag of its bytes, also where these are one guest's own. */
TEST(kept_page_has_the_tag_of_its_reader)
{
	struct text tags[3];
	for (int checks = 0; checks < 2; checks++) {
		if (!kept_town(checks == 1))
			return;
		for (int i = 0; i < 3; i++) {
			if (i < 2) { /* a form makes the guest */
				ask_forget();
				ask_get(product_path(""), AS_NOBODY);
			}
			ask_get("/shelf", AS_NOBODY);
			check_page(words_of("data-person=\"g"));
			tags[i] = text_copy(town_arena(), answer_header("etag"));
		}
		assert_true(tags[0].length > 0 && answers() > 0);
		assert_false(text_equal(tags[0], tags[1]));
		assert_true(text_equal(tags[1], tags[2]));
	}
}

/* What is kept compressed is what was made. */
TEST(kept_answer_is_given_compressed)
{
	if (!kept_town(false))
		return;
	const char *path = "/shelf"; /* without a form, and for a stranger without a tag */
	struct text packed[2];
	for (int i = 0; i < 3; i++) {
		ask_forget();
		ask_header("Accept-Encoding", "br");
		ask_get(path, AS_NOBODY);
		assert_true(text_equal(answer_header("encoding"), T("br")));
		packed[i > 0] = body_now();
	}
	assert_true(answers() > 0 && text_equal(packed[0], packed[1]));
	const char *etag = text_string(town_arena(), answer_header("etag"));
	ask_get(path, AS_NOBODY);
	check_page("<!doctype html>");
	assert_int_equal(answer_header("encoding").length, 0);
	for (int i = 0; i < 2; i++) {
		ask_header("If-None-Match", etag);
		if (i == 1)
			ask_header("Accept-Encoding", "br");
		ask_get(path, AS_NOBODY);
		check_status(304);
		assert_int_equal(answer_body().length, 0);
		assert_int_equal(answer_header("encoding").length, 0);
	}
}

TEST(kept_answer_ends_with_its_minute)
{
	if (!kept_town(false))
		return;
	ask_get("/shelf", AS_NOBODY);
	ask_get("/shelf", AS_NOBODY);
	int64_t before = answers();
	ask_get("/shelf", AS_NOBODY);
	assert_int_equal(answers(), before + 1);
	town_pass(60000);
	ask_get("/shelf", AS_NOBODY);
	assert_int_equal(answers(), before + 1);
}

/* ---- writes that show ---- */

/* The page is kept, something is written, and what is given next shows it. */
static void shows_after(const char *path, const char *piece)
{
	ask_get(path, AS_NOBODY);
	check_status(200);
	check_page(piece);
}

static void kept_first(const char *path, const char *piece)
{
	for (int i = 0; i < 3; i++)
		ask_get(path, AS_NOBODY);
	int64_t before = answers();
	ask_get(path, AS_NOBODY);
	assert_int_equal(answers(), before + 1);
	check_no_page(piece);
}

TEST(kept_page_shows_what_an_order_took)
{
	if (!kept_town(false))
		return;
	const struct story *story = story_now();
	const char *json = words_of("/api/v1%s", product_path(""));
	kept_first(json, "\"available\":97");
	ask_json(POST, "/api/v1/orders", "buyer",
	         order_of(story->small, 3, "\"place\":\"" STORY_VILLAGE "\"", "gateway"));
	check_status(201);
	shows_after(json, "\"available\":97");
	ask(POST, words_of("/desk/stock/%s/moves", story->small), "seller",
	    FORM("why", "loss", "pieces", "97", "reason", "frost"));
	check_status(303);
	shows_after(product_path(""), "Sold out");
}

TEST(kept_page_stays_while_others_sell)
{
	if (!kept_town(false))
		return;
	const struct story *story = story_now();
	ask(POST, "/desk/products", "seller",
	    FORM("seller", story->seller, "title", "Walnuts", "category", "mountain", "place", STORY_VILLAGE, "about",
	         "", "name", "1 kg", "unit", "bag", "weight_g", "1.1", "price_fen", "20.00", "on_hand", "50"));
	check_location("/desk/products/");
	char id[STORY_ID];
	keep_id_behind(id, answer_location(), "/desk/products/");
	ask(POST, words_of("/desk/products/%s/open", id), "seller", NOTHING);
	const char *other = words_of("/products/%s", id);
	ask_get(other, AS_NOBODY);
	ask_get(other, AS_NOBODY);
	ask_get(other, AS_NOBODY);
	int64_t before = answers();
	ask_json(POST, "/api/v1/orders", "buyer",
	         order_of(story->small, 1, "\"place\":\"" STORY_VILLAGE "\"", "gateway"));
	check_status(201);
	ask_get(other, AS_NOBODY);
	assert_int_equal(answers(), before + 1);
}

TEST(kept_page_shows_other_writes)
{
	if (!kept_town(false))
		return;
	const struct story *story = story_now();
	const char *seller = words_of("/sellers/%s", story->seller);
	ask_get(product_path(""), AS_NOBODY);
	check_page("2 households");
	kept_first(product_path(""), "nothing of that kind");
	ask(POST, words_of("/sellers/%s/growers", story->seller), "county",
	    FORM("household", story->grower[0], "weight", "0"));
	check_status(303);
	ask_get(product_path(""), AS_NOBODY);
	check_no_page("2 households");
	kept_first(product_path(""), "Not on sale at present");
	kept_first(words_of("/api/v1%s", seller), "\"open\":false");
	ask(POST, words_of("/desk/products/%s/close", story->product), "seller", NOTHING);
	check_status(303);
	shows_after(product_path(""), "Not on sale at present");
	kept_first("/shelf", story->product);
	ask(POST, words_of("/desk/products/%s/open", story->product), "seller", NOTHING);
	check_status(303);
	shows_after("/shelf", story->product);
}

/* Whoever writes beside the lanes and reports is heard, too; without a transaction and with one. */
TEST(kept_page_hears_a_connection_beside)
{
	if (!kept_town(false))
		return;
	struct db *db = town_beside();
	kept_first("/shelf", "Reed mats");
	assert_int_equal(db_exec(db, "UPDATE product SET title_en = 'Reed mats' WHERE county = 510525", bind_none()),
	                 DONE);
	shows_after("/shelf", "Reed mats");
	kept_first(product_path(""), "Straw hats");
	assert_int_equal(db_begin(db), DONE);
	assert_int_equal(db_exec(db, "UPDATE product SET title_en = 'Straw hats' WHERE county = 510525", bind_none()),
	                 DONE);
	assert_int_equal(db_commit(db), DONE);
	shows_after(product_path(""), "Straw hats");
	db_close(db);
}

/* A hostile run of addresses costs no more memory than is allowed. */
TEST(kept_bytes_are_bounded)
{
	if (!kept_town(false))
		return;
	int64_t count, bytes = 0;
	for (int i = 0; i < 2400; i++) { /* and back, packed, over what is kept unpacked */
		ask_forget();
		if (i >= 1200)
			ask_header("Accept-Encoding", "br");
		ask_get(words_of("/shelf?q=%d", i < 1200 ? i : 2399 - i), AS_NOBODY);
		kept_figures(town_site()->kept, &count, &bytes);
		assert_true(bytes <= LIMIT_KEPT_BYTES);
	}
	assert_true(bytes > LIMIT_KEPT_BYTES / 2);
}
