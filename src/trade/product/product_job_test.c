/* Long lists of goods: brought in piece by piece, stopped, gone on with after a restart, refused when something changed meanwhile. */
#include "support/long_file.h"
#include "support/story.h"

enum { LINES = 1950 };

static const char *seller;

static void shop_open(void)
{
	town();
	ask(POST, "/sellers", "county",
	    FORM("kind", "cooperative", "name", "丹桂合作社", "place", "510525101", "household_share", "54",
	         "own_share", "16.5", "station_share", "3.5", "carrier_share", "18", "platform_share", "6",
	         "reserve_share", "2"));
	check_status(303);
	struct text place = text_of(answer_location()), id;
	place = text_part(place, sizeof "/sellers/" - 1, place.length);
	assert_true(text_next(&place, '?', &id));
	seller = text_string(town_arena(), id);
	ask(POST, text_format(town_arena(), "/sellers/%s/members", seller).bytes, "county", FORM("login", "seller"));
	check_status(303);
}

/* The whole list in pieces of a form; asks that it be brought in. */
static const char *bring_in(int lines, const char *as)
{
	struct output csv = output_in(town_arena());

	out_string(&csv, "title,category,origin,name,unit,weight,price,stock\n");
	for (int i = 0; i < lines; i++)
		out_format(&csv, "\"=山货\"\"第%d号\",mountain,510525101001,1斤,bag,0.5,%d,7\n", i, i % 50 + 1);
	return long_file_send("/desk/import", as, FORM("seller", seller, "confirm", "1"), output_text(&csv));
}

static int64_t goods(void)
{
	return town_number("SELECT count(*) FROM product");
}

TEST(a_long_list_comes_in_piece_by_piece)
{
	shop_open();
	const char *work = bring_in(LINES, "seller");
	assert_true(text_starts(text_of(work), T("/jobs/")));
	ask_get(work, "seller");
	check_status(200);
	check_page("Waiting");
	check_page("丹桂合作社");
	check_page("hx-trigger=\"every 2s\"");
	check_page("<noscript><meta http-equiv=\"refresh\" content=\"3\"></noscript>");
	assert_int_equal(goods(), 0);
	town_pass(1000);
	assert_int_equal(goods(), 800);
	ask_get(work, "seller");
	check_page("800 of 1,950");
	check_page("aria-valuenow=\"800\"");
	town_restart();
	town_pass(1000);
	assert_int_equal(goods(), 1600);
	town_pass(1000);
	assert_int_equal(goods(), LINES);
	assert_int_equal(town_number("SELECT count(*) FROM product WHERE title = '=山货\"第77号'"), 1);
	ask_get(work, "seller");
	check_page("1,950 goods were brought in");
	check_no_page("hx-trigger");
	check_no_page("/file\"");
	ask_get(words_of("%s/file", work), "seller");
	check_status(404);
	assert_int_equal(town_number("SELECT count(*) FROM job_piece"), 0);
	check_books();
	town_replay();
}

TEST(a_long_list_is_stopped_and_says_what_came_in)
{
	shop_open();
	const char *work = bring_in(LINES, "seller");
	town_pass(1000);
	ask(POST, words_of("%s/cancel", work), "buyer", NOTHING);
	check_status(403);
	ask(POST, words_of("%s/cancel", work), "county", NOTHING); /* an officer sees neither the page nor the button */
	check_status(403);
	ask_get(work, "buyer");
	check_status(403);
	ask(POST, words_of("%s/cancel", work), "seller", NOTHING);
	check_status(303);
	town_pass(1000);
	assert_int_equal(goods(), 800);
	ask_get(work, "seller");
	check_page("Stopped");
	check_page("800 goods were brought in before it ended");
	ask(POST, words_of("%s/cancel", work), "seller", NOTHING);
	check_location(words_of("%s?done=over", work));
	ask_get(words_of("%s/file", work), "county");
	check_status(404);
	ask_get(words_of("%s/file", work), "seller");
	check_status(200);
	assert_true(text_starts(answer_body(), T("\"title\",\"category\"")));
	check_page("\"=山货\"\"第800号\"");
	check_no_page("第799号");
	/* what is left is a list that comes in */
	struct text left = text_copy(town_arena(), answer_body());
	ask_file("/desk/import", "seller", FORM("seller", seller), "file", "left.csv", left.bytes, left.length);
	check_status(200);
	check_page("All 1,150 lines are good");
	town_pass(8 * INT64_C(86400000));
	ask_get(words_of("%s/file", work), "seller");
	check_status(404);
	ask_get(work, "seller");
	check_page("The file is not kept any longer.");
	assert_int_equal(town_number("SELECT count(*) FROM job_piece"), 0);
	check_books();
}

/* The village goes up in another while its goods come in: the lines that name it do not fit any longer. */
TEST(a_long_list_fails_with_its_bad_lines)
{
	shop_open();
	const char *work = bring_in(LINES, "seller");
	town_pass(1000);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	town_pass(1000);
	assert_int_equal(goods(), 800);
	ask_get(work, "seller");
	check_page("Failed");
	check_page("Line 802");
	check_page("No place has this code");
	check_page("100 things to mend");
	ask_get(words_of("%s/file", work), "seller");
	check_page("第1949号");
	check_books();
}

TEST(one_person_has_few_things_under_way)
{
	shop_open();
	for (int i = 0; i < 5; i++)
		(void)bring_in(501, "seller");
	ask(POST, "/jobs", "seller", FORM("address", "/sellers.csv"));
	check_status(404);
	ask(POST, "/desk/import", "seller", FORM("seller", seller, "confirm", "1", "csv.0", "title\n"));
	check_status(422);
	ask_get("/jobs", "seller");
	check_page("Bring in goods");
	ask_json(GET, "/api/v1/jobs?limit=2", "seller", NULL);
	check_status(200);
	assert_string_equal(answer_json("items.1.state"), "waiting");
	ask_get(text_format(town_arena(), "/jobs?limit=2&after=%s", answer_json("next")).bytes, "seller");
	check_page("Bring in goods");
	ask_get("/jobs", "buyer");
	check_page("No long work yet");
	ask_get("/jobs", AS_NOBODY);
	check_status(303);
	ask_get("/jobs/land?place=510525", "auditor");
	check_page("丹桂合作社");
	ask_get("/jobs/land?place=510524", "auditor");
	check_status(403);
	ask_get("/jobs/land?place=510525", "buyer");
	check_status(403);
}
