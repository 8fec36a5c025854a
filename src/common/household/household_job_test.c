/* Long files of households: brought in piece by piece, gone on with after a restart, stopped with what is left kept, refused when something
   changed meanwhile. */
#include "support/long_file.h"
#include "support/story.h"

#include <string.h>

enum { HOMES = 330, PEOPLE = 3 * HOMES };

static const char door[] = "/places/510525101001/households/import";

/* The file as it is confirmed, in pieces of a form; the head of the first household has a personal number. */
static const char *bring_in(const char *as)
{
	struct output csv = output_in(town_arena());

	out_string(&csv, "village,household,relation,name,number,phone\n");
	for (int i = 1; i <= HOMES; i++)
		out_format(&csv,
		           "510525101001,%d,head,户主%d号,%s,\n510525101001,%d,spouse,配偶,,\n"
		           "510525101001,%d,child,孩子,,\n",
		           i, i,
		           i == 1       ? "510525197001010013"
		           : i == HOMES ? "51052519700101003X"
		                        : "",
		           i, i);
	return long_file_send(door, as, FORM("confirm", "1"), output_text(&csv));
}

static int64_t homes(void)
{
	return town_number("SELECT count(*) FROM household");
}

TEST(long_file_of_households_comes_in_piece_by_piece)
{
	town();
	const char *work = bring_in("cadre");
	assert_true(text_starts(text_of(work), T("/jobs/")));
	ask_get(work, "cadre");
	check_page("Waiting");
	assert_int_equal(homes(), 0);
	/* A piece is whole households: 33 of three people. */
	town_pass(1000);
	assert_int_equal(homes(), 8 * 33);
	ask_get(work, "cadre");
	check_page("792 of 990");
	town_restart();
	town_pass(1000);
	assert_int_equal(homes(), HOMES);
	assert_int_equal(town_number("SELECT count(*) FROM household_member"), PEOPLE);
	ask_get(work, "cadre");
	check_page("990 people were brought in");
	assert_int_equal(town_number("SELECT count(*) FROM job_piece"), 0);
	/* Once more is nothing more. */
	work = bring_in("cadre");
	town_pass(1000);
	town_pass(1000);
	ask_get(work, "cadre");
	check_page("Finished");
	assert_int_equal(homes(), HOMES);
	check_books();
	assert_true(town_replay() > 0);
}

TEST(long_file_of_households_is_stopped_and_keeps_what_is_left)
{
	town();
	const char *work = bring_in("cadre");
	town_pass(1000);
	ask(POST, words_of("%s/cancel", work), "buyer", NOTHING);
	check_status(403);
	ask(POST, words_of("%s/cancel", work), "cadre", NOTHING);
	check_status(303);
	town_pass(1000);
	assert_int_equal(homes(), 8 * 33);
	ask_get(work, "cadre");
	check_page("Stopped");
	check_page("792 people were brought in before it ended");
	ask_get(words_of("%s/file", work), "county");
	check_status(404);
	ask_get(words_of("%s/file", work), "cadre");
	check_status(200);
	assert_true(text_starts(answer_body(), T("\"village\",\"household\"")));
	check_page("户主330号\",\"51052519700101003X\"");
	check_no_page("户主264号");
	/* At rest it is sealed: the heading with its nonce and tag. */
	assert_int_equal(town_number("SELECT length(bytes) FROM job_piece WHERE number = 0"),
	                 (int64_t)strlen("\"village\",\"household\",\"relation\",\"name\",\"number\",\"phone\"\r\n") +
	                         40);
	/* What is left is a file that comes in: at once, since it is short. */
	struct text left = text_copy(town_arena(), answer_body());
	ask_file(door, "cadre", NOTHING, "file", "left.csv", left.bytes, left.length);
	check_status(200);
	check_page("66 households with 198 people are good");
	check_books();
}

TEST(long_file_of_households_fails_with_its_bad_lines)
{
	town();
	const char *work = bring_in("cadre");
	town_pass(1000);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	town_pass(1000);
	assert_int_equal(homes(), 8 * 33);
	ask_get(work, "cadre");
	check_page("Failed");
	check_page("Line 794");
	check_page("No village has this code");
	ask_get(words_of("%s/file", work), "cadre");
	check_page("户主330号");
	check_books();
}

/* What comes on the register while it runs, like its own households, does not stop it: the card says it afterwards. */
TEST(long_file_of_households_is_not_stopped_by_what_came_since)
{
	town();
	const char *work = bring_in("cadre");
	town_pass(1000);
	ask(POST, "/places/510525101001/households", "cadre", FORM("village", "510525101001", "head", "户主300号"));
	check_status(303);
	town_pass(1000);
	ask_get(work, "cadre");
	check_page("990 people were brought in");
	assert_int_equal(homes(), HOMES + 1);
	check_books();
}

/* What was there before is not brought in a second time unseen. */
TEST(long_file_of_households_stops_at_one_that_is_there)
{
	town();
	ask(POST, "/places/510525101001/households", "cadre", FORM("village", "510525101001", "head", "户主300号"));
	check_status(303);
	const char *work = bring_in("cadre");
	town_pass(1000);
	town_pass(1000);
	ask_get(work, "cadre");
	check_page("Failed");
	check_page("Line 899");
	check_page("A household like this is on the register");
	assert_int_equal(homes(), 1 + 9 * 33);
	check_books();
}
