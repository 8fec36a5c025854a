/* The engine of cases, seen through its plainest kind: asking, answering, confirming, disputing, the lock, silence that goes up five levels,
   what is told to whom, what is late, wrong people and places, a merge. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "app/modules.h"
#include "common/cases/cases.h"
#include "support/rush.h"

static const int64_t day_ms = INT64_C(86400000);
static char number[STORY_ID];

/* "buyer" of the first village asks. */
static void asks(void)
{
	ask_json(POST, "/api/v1/ask", "buyer", "{\"title\":\"学校门口的水管裂了\",\"words\":\"从上周五开始漏水\"}");
	check_status(201);
	keep_id(number, "id");
}

static void does(const char *who, const char *deed, const char *said)
{
	ask_json(POST, words_of("/api/v1/cases/%s/move", number), who,
	         words_of("{\"deed\":\"%s\",\"words\":\"%s\"}", deed, said));
}

static void check_case(const char *state, const char *level)
{
	ask_json(GET, words_of("/api/v1/cases/%s", number), "buyer", NULL);
	check_status(200);
	assert_string_equal(answer_json("state"), state);
	assert_string_equal(answer_json("level"), level);
}

static void check_figures(const char *place, int opened, int closed, int fixed)
{
	figures_ask(place, "2026");
	assert_int_equal(figure_of("cases_opened"), opened);
	assert_int_equal(figure_of("cases_closed"), closed);
	assert_int_equal(figure_of("cases_fixed"), fixed);
}

TEST(cases_kinds_are_whole)
{
	town();
	for (size_t i = 0; case_kinds[i] != NULL; i++) {
		struct text said = T("");
		if (!case_kind_is_whole(town_arena(), case_kinds[i], &said))
			print_error("%.*s\n", TEXT(said));
		assert_int_equal(said.length, 0);
	}
}

/* What a table must not be. */
TEST(cases_a_broken_kind_is_found)
{
	static const struct case_state begin[] = { { "a", "A", CASE_OPEN, CASE_UNDECIDED, 1, "" },
		                                   { "b", "B", CASE_ANSWERED, CASE_UNDECIDED, 1, "" },
		                                   { "c", "C", CASE_CLOSED, CASE_FIXED, 0, "" },
		                                   { .word = NULL } };
	static const struct case_move no_dispute[] = {
		{ "answer", "", "a", "b", CASE_BY_HANDLER, CASE_REASON_NONE, 0, NULL },
		{ "yes", "", "b", "c", CASE_BY_ASKER, CASE_REASON_NONE, 0, NULL },
		{ .deed = NULL }
	};
	static const struct case_move dead_end[] = { { "go", "", "b", "c", CASE_BY_ASKER, CASE_REASON_NONE, 0, NULL },
		                                     { .deed = NULL } };
	struct case_kind kind = {
		.word = "x", .label = "X", .states = begin, .first = PLACE_VILLAGE, .last = PLACE_COUNTY
	};
	struct text said = T("");

	town();
	kind.moves = no_dispute;
	assert_false(case_kind_is_whole(town_arena(), &kind, &said));
	assert_true(text_find(said, T("dispute")) < said.length);
	kind.moves = dead_end;
	assert_false(case_kind_is_whole(town_arena(), &kind, &said));
	assert_true(text_find(said, T("no move leads on")) < said.length);
}

TEST(cases_answer_and_confirm)
{
	town();
	asks();
	check_case("asked", "village");
	check_figures("510525101001", 1, 0, 0);
	ask_get("/cases", "cadre");
	check_page("学校门口的水管裂了");
	check_page("刘秀英");
	ask_get(words_of("/cases/%s", number), "cadre");
	check_page("从上周五开始漏水");
	does("cadre", "answer", "");
	check_status(422);
	does("cadre", "answer", "明天镇上来修");
	check_status(200);
	check_case("answered", "village");
	does("cadre", "settled", "");
	check_status(403); /* only who asked says so */
	ask_get("/messages", "buyer");
	check_page("There is an answer: 学校门口的水管裂了");
	check_page("New");
	ask_get("/messages", "buyer");
	check_no_page("New</span>"); /* it was read */
	does("buyer", "settled", "");
	check_status(200);
	check_case("settled", "village");
	check_figures("510525101001", 1, 1, 1);
	check_figures("51", 1, 1, 1);
	ask_get("/messages", "cadre");
	check_page("Settled, says who asked");
	ask_get("/cases/of?place=510525101001&period=2026&indicator=cases_fixed", "cadre");
	check_page("学校门口的水管裂了");
	ask_get("/me/looks", "buyer");
	check_page("What you asked for");
	check_books();
}

TEST(cases_dispute_reopens_one_level_up)
{
	town();
	asks();
	does("cadre", "answer", "已经修好了");
	does("buyer", "dispute", "");
	check_status(422);
	does("buyer", "dispute", "没有人来过");
	check_status(200);
	check_case("asked", "township");
	assert_int_equal(answer_json_int("reopened"), 1);
	does("cadre", "answer", "修好了");
	check_status(403); /* it has left the village's desk */
	ask_json(POST, words_of("/api/v1/cases/%s/messages", number), "cadre", "{\"words\":\"我去看过\"}");
	check_status(200); /* but its voice is heard */
	does("township", "answer", "水管站今天去换");
	check_status(200);
	does("buyer", "settled", "");
	check_status(200);
	check_figures("510525101001", 1, 1, 1);
	check_books();
}

TEST(cases_what_was_closed_unsettled_counts_so)
{
	town();
	asks();
	does("cadre", "answer", "没有办法");
	does("buyer", "unsettled", "算了");
	check_status(200);
	check_figures("510525101001", 1, 1, 0);
	does("buyer", "dispute", "还是不行");
	check_status(409); /* it is closed */
	check_books();
}

/* Three days at each of the five desks; the time of its state runs from the first. */
TEST(cases_silence_goes_up_five_levels)
{
	static const char *const levels[] = { "township", "county", "city", "province", "province" };
	int64_t due;

	town();
	asks();
	town_pass(3 * day_ms - 60000);
	check_case("asked", "village");
	due = town_number("SELECT due_at FROM case_file");
	town_pass(120000);
	for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++) {
		check_case("asked", levels[i]);
		assert_int_equal(answer_json_int("rises"), i < 4 ? (int64_t)i + 1 : 4);
		ask_json(GET, "/api/v1/cases/late/51", "province", NULL);
		check_status(200);
		assert_string_equal(answer_json("items.0.id"), number);
		town_pass(3 * day_ms + 60000);
	}
	assert_int_equal(town_number("SELECT due_at FROM case_file"), due);
	ask_get("/cases/late/51", "province");
	check_page("3 days were allowed, and 15 have passed");
	check_page("Nobody is on it.");
	ask_get("/cases/late/51?held=somebody", "province");
	check_page("Nothing fits");
	ask_get("/cases/late/51?held=nobody&as=csv", "province");
	check_page("3 days were allowed, and 15 have passed");
	ask_get("/cases/late.csv?place=51", "province");
	check_page("3 days were allowed, and 15 have passed");
	ask_get("/cases", "province");
	check_page("学校门口的水管裂了");
	ask_get("/messages", "buyer");
	check_page("Nobody did anything in time, so it went up one level");
	/* The province answers, which comes back down step by step. */
	ask_json(POST, words_of("/api/v1/cases/%s/down", number), "province", "{\"words\":\"县里三天内修好\"}");
	check_status(200);
	check_case("asked", "city");
	does("county", "answer", "不在我这里");
	check_status(403);
	ask_json(POST, words_of("/api/v1/cases/%s/down", number), "province", "{\"words\":\"请县里办\"}");
	check_case("asked", "county");
	does("county", "answer", "修好了，请看看");
	check_status(200);
	does("buyer", "settled", "");
	check_status(200);
	ask_get("/cases/late/51", "province");
	check_page("Nothing is late");
	check_books();
}

/* An answer nobody confirms is not closed: the desk above asks after it. */
TEST(cases_unconfirmed_answers_rise_too)
{
	town();
	asks();
	does("cadre", "answer", "修好了");
	town_pass(14 * day_ms + 120000);
	check_case("answered", "township");
	does("buyer", "settled", "");
	check_status(200);
	check_books();
}

TEST(cases_passed_up_by_hand)
{
	town();
	asks();
	ask_json(POST, words_of("/api/v1/cases/%s/up", number), "cadre", "{\"words\":\"\"}");
	check_status(422);
	ask_json(POST, words_of("/api/v1/cases/%s/up", number), "cadre", "{\"words\":\"要镇里的水管工\"}");
	check_status(200);
	check_case("asked", "township");
	ask_json(POST, words_of("/api/v1/cases/%s/down", number), "township", "{\"words\":\"人明天到，请带路\"}");
	check_status(200);
	check_case("asked", "village");
	ask_json(POST, words_of("/api/v1/cases/%s/down", number), "cadre", "{\"words\":\"再下去\"}");
	check_status(409);
	ask_get("/messages", "cadre");
	check_page("Came back down with an answer");
	check_books();
}

TEST(cases_lock_and_above)
{
	town();
	asks();
	ask_json(POST, words_of("/api/v1/cases/%s/claim", number), "cadre", "{}");
	check_status(200);
	ask_json(POST, words_of("/api/v1/cases/%s/claim", number), "cadre", "{}");
	check_status(409);
	ask_json(POST, words_of("/api/v1/cases/%s/claim", number), "township", "{}");
	check_status(409);
	does("township", "answer", "我来答");
	check_status(409); /* the cadre is on it */
	ask_get("/messages", "buyer");
	check_page("Somebody is on it now");
	ask_json(POST, words_of("/api/v1/cases/%s/release", number), "township", "{}");
	check_status(200); /* whoever is above may free it */
	does("township", "answer", "我来答");
	check_status(200);
	check_books();
}

TEST(cases_wrong_people_and_places)
{
	town();
	asks();
	ask_get(words_of("/cases/%s", number), "buyer2");
	check_status(403);
	ask_get(words_of("/cases/%s", number), "seller");
	check_status(403);
	does("buyer2", "settled", "");
	check_status(403);
	does("other_operator", "answer", "好了");
	check_status(403);
	ask_json(POST, words_of("/api/v1/cases/%s/messages", number), "buyer3", "{\"words\":\"我也看看\"}");
	check_status(403);
	ask_get("/cases?place=510524", "county");
	check_status(403);
	ask_get("/cases/late/51", "county");
	check_status(403);
	ask_get("/messages", AS_NOBODY);
	check_location("/sign-in");
	ask(POST, words_of("/cases/%s/move", number), "buyer", FORM("deed", "withdraw", "version", "99"));
	check_status(409);
	does("buyer", "nonsense", "");
	check_status(409);
	check_books();
}

/* The station writes for whom it serves, and both are on record. */
TEST(cases_through_the_station)
{
	town();
	ask(POST, "/serve", "operator", FORM("person", person_of("buyer")));
	check_status(303);
	ask(POST, "/ask", "operator", FORM("title", "路灯坏了", "words", ""));
	check_status(303);
	keep_id_behind(number, answer_location(), "/cases/");
	check_case("asked", "village");
	ask_get(words_of("/cases/%s", number), "buyer");
	check_page("陈小兰");
	ask_get("/messages", "buyer");
	check_page("Written down for you: 路灯坏了");
	check_books();
}

TEST(cases_move_with_their_village)
{
	town();
	asks();
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	check_case("asked", "village");
	assert_string_equal(answer_json("desk"), "510525101002");
	check_figures("510525101002", 1, 0, 0);
	check_figures("510525101001", 0, 0, 0);
	does("township", "answer", "合并后由新村办");
	check_status(200);
	check_books();
}

/* ---- two hundred hands reach for one case ---- */

enum { HANDS = 200 };

TEST(threads_cases_one_of_two_hundred_gets_it)
{
	town();
	asks();
	/* each a session of its own */
	for (int i = 0; i < HANDS; i++)
		rush_add(rush_token(i % 2 ? "cadre" : "township"), words_of("/api/v1/cases/%s/claim", number), "{}");
	assert_int_equal(rush(200, 409), 1);
	assert_int_equal(town_number("SELECT count(*) FROM case_event WHERE what = 4"), 1);
	check_books();
}
