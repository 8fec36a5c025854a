/* A promise that is changed: what it said before stays to be read by everybody, without who did it; totals follow to the fen; what has come is
   not promised away; wrong people and words. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

static char partner[STORY_ID], pledge[STORY_ID], delivery[STORY_ID];

static void promised(const char *way)
{
	town();
	ask_json(
		POST, "/api/v1/partners", "province",
		"{\"name\":\"四川通村科技公司\",\"kind\":\"firm\",\"home\":\"成都\",\"about\":\"送课桌\",\"place\":\"51\","
		"\"in_group\":true}");
	check_status(201);
	keep_id(partner, "id");
	ask(POST, words_of("/partners/%s/members", partner), "province", FORM("login", "buyer2", "is_contact", "yes"));
	check_status(303);
	ask_json(POST, words_of("/api/v1/partners/%s/pledges", partner), "buyer2",
	         words_of("{\"way\":\"%s\",\"title\":\"新课桌椅三百套\",\"place\":\"510525101\",\"quantity\":300,"
	                  "\"unit\":\"套\",\"worth_fen\":100000,\"by_on\":\"2026-08-20\"}",
	                  way));
	check_status(201);
	keep_id(pledge, "id");
}

static void changes(const char *who, const char *title, int quantity, int worth_fen, const char *by_on, const char *why,
                    int status)
{
	ask_json(POST, words_of("/api/v1/pledges/%s/change", pledge), who,
	         words_of("{\"title\":\"%s\",\"quantity\":%d,\"unit\":\"套\",\"worth_fen\":%d,\"by_on\":\"%s\","
	                  "\"words\":\"%s\"}",
	                  title, quantity, worth_fen, by_on, why));
	check_status(status);
}

static void comes(int quantity)
{
	ask_json(POST, words_of("/api/v1/pledges/%s/deliveries", pledge), "buyer2",
	         words_of("{\"quantity\":%d,\"words\":\"一车\"}", quantity));
	check_status(200);
	keep_id(delivery, "id");
}

static void is_received(int quantity)
{
	ask_json(POST, words_of("/api/v1/deliveries/%s/receive", delivery), "township",
	         words_of("{\"quantity\":%d}", quantity));
	check_status(200);
}

static int64_t pledged(void)
{
	figures_ask("510525101", "2026");
	return figure_of("pledged_fen");
}

TEST(pledge_changed_keeps_what_it_said)
{
	promised("goods");
	changes("buyer2", "新课桌椅二百套", 200, 80000, "2026-09-10", "学校并班了", 200);
	assert_int_equal(answer_json_int("changes"), 1);
	assert_int_equal(answer_json_int("quantity"), 200);
	assert_int_equal(pledged(), 80000);
	changes("province", "新课桌椅二百四十套", 240, 90000, "2026-09-10", "又多了一个班", 200);
	assert_int_equal(pledged(), 90000);
	ask_json(GET, words_of("/api/v1/pledges/%s/changes?limit=1", pledge), AS_NOBODY, NULL);
	check_status(200);
	assert_string_equal(answer_json("items.0.title"), "新课桌椅二百套");
	assert_string_equal(answer_json("items.0.reason"), "又多了一个班");
	ask_json(GET, words_of("/api/v1/pledges/%s/changes?limit=1&after=%s", pledge, answer_json("next")), AS_NOBODY,
	         NULL);
	assert_int_equal(answer_json_int("items.0.quantity"), 300);
	ask_get(words_of("/pledges/%s", pledge), AS_NOBODY);
	check_page("Has been changed");
	check_page("新课桌椅三百套");
	check_page("学校并班了");
	check_no_page("何永康");
	ask_get("/pledges", AS_NOBODY);
	check_page("Has been changed");
	ask_json(GET, "/api/v1/messages", "township", NULL);
	check_page("A partner changed what it promised");
	ask_get("/cases?place=510525101", "township");
	check_page("新课桌椅二百四十套"); /* the desk has the new words */
	check_books();
	town_replay();
}

TEST(pledge_changed_reckons_with_what_has_come)
{
	promised("goods");
	comes(100);
	is_received(100);
	comes(50); /* on its way */
	changes("buyer2", "新课桌椅一百套", 100, 40000, "2026-08-20", "厂里停工了", 422);
	changes("buyer2", "新课桌椅一百五十套", 150, 30000, "2026-08-20", "厂里停工了", 422); /* 333.33 came */
	changes("buyer2", "新课桌椅一百五十套", 150, 60000, "2026-08-20", "厂里停工了", 200);
	is_received(50);
	ask_json(GET, words_of("/api/v1/pledges/%s", pledge), AS_NOBODY, NULL);
	assert_string_equal(answer_json("standing"), "kept");
	assert_int_equal(answer_json_int("received_fen"), 60000);
	changes("buyer2", "新课桌椅三百套", 300, 90000, "2026-08-20", "再送", 409); /* it is over */
	check_books();
}

static void sends(const char *who, int quantity, int64_t version, int status)
{
	ask_json(POST, words_of("/api/v1/pledges/%s/change", pledge), who,
	         words_of("{\"title\":\"新课桌椅\",\"quantity\":%d,\"unit\":\"套\",\"worth_fen\":80000,"
	                  "\"by_on\":\"2026-08-20\",\"words\":\"学校并班了\",\"version\":%lld}",
	                  quantity, (long long)version));
	check_status(status);
}

/* Who looks at what it said before another changed it does not undo that without knowing. */
TEST(pledge_is_changed_by_the_version_seen)
{
	int64_t seen;

	promised("goods");
	ask_json(GET, words_of("/api/v1/pledges/%s", pledge), AS_NOBODY, NULL);
	seen = answer_json_int("version");
	ask_get(words_of("/pledges/%s/change", pledge), "buyer2");
	check_page(words_of("name=\"version\" value=\"%lld\"", (long long)seen));
	changes("province", "新课桌椅二百四十套", 240, 90000, "2026-08-20", "又多了一个班", 200);
	sends("buyer2", 300, seen, 409);
	ask(POST, words_of("/pledges/%s/change", pledge), "buyer2",
	    FORM("title", "新课桌椅三百套", "quantity", "300", "unit", "套", "worth_fen", "1000", "by_on", "2026-08-20",
	         "words", "", "version", words_of("%lld", (long long)seen)));
	check_status(422); /* no reason: the form comes back as what it was seen as */
	check_page(words_of("name=\"version\" value=\"%lld\"", (long long)seen));
	ask(POST, words_of("/pledges/%s/change", pledge), "buyer2",
	    FORM("title", "新课桌椅三百套", "quantity", "300", "unit", "套", "worth_fen", "1000", "by_on", "2026-08-20",
	         "words", "再送", "version", words_of("%lld", (long long)seen)));
	check_status(409);
	check_page("somebody was faster");
	ask_json(GET, words_of("/api/v1/pledges/%s", pledge), AS_NOBODY, NULL);
	assert_int_equal(answer_json_int("quantity"), 240);
	assert_int_equal(answer_json_int("changes"), 1);
	assert_int_equal(pledged(), 90000);
	ask_json(GET, words_of("/api/v1/pledges/%s", pledge), AS_NOBODY, NULL);
	sends("buyer2", 260, answer_json_int("version"), 200);
	assert_int_equal(answer_json_int("quantity"), 260);
	check_books();
	town_replay();
}

/* What has come is all that is promised now: it is kept at once. */
TEST(pledge_changed_to_what_has_come_is_kept)
{
	promised("goods");
	comes(120);
	is_received(120);
	changes("buyer2", "新课桌椅一百二十套", 120, 40000, "2026-08-20", "够用了", 200);
	assert_string_equal(answer_json("standing"), "kept");
	check_books();
}

TEST(pledge_changed_by_whom_and_how)
{
	promised("money");
	changes("buyer", "捐款", 0, 200000, "2026-08-20", "多捐一点", 403);
	changes("township", "捐款", 0, 200000, "2026-08-20", "多捐一点", 403);
	changes("county", "捐款", 0, 200000, "2026-08-20", "多捐一点", 403); /* the partner is the province's */
	changes("buyer2", "新课桌椅三百套", 0, 100000, "2026-08-20", "没有改", 422);
	changes("buyer2", "打 13800000009", 0, 200000, "2026-08-20", "多捐一点", 422);
	changes("buyer2", "捐款", 0, 200000, "2026-08-20", "打 13800000009", 422);
	changes("buyer2", "捐款", 0, 200000, "2026-07-01", "多捐一点", 422);
	ask_get(words_of("/pledges/%s/change", pledge), "buyer2");
	check_status(200);
	check_page("1000");
	check_no_page("How many of them");
	ask_get(words_of("/pledges/%s/change", pledge), "buyer");
	check_status(403);
	town_pass(40 * INT64_C(86400000)); /* late by now: more may be promised, the day stays what it was */
	ask_forget();
	changes("buyer2", "捐款", 0, 200000, "2026-08-20", "多捐一点", 200);
	assert_string_equal(answer_json("standing"), "late");
	assert_int_equal(pledged(), 200000);
	check_books();
}
