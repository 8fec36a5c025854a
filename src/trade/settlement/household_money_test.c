/* The money of a household on its own page: whose it is, what a merged card brings along, and that undoing the merge gives each card its
   own again, to the fen; and a deed whose answer was lost, asked again after the card has gone. */
#include "support/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "base/place_key.h"
#include "common/ledger/ledger.h"
#include "journal/writer.h"

static char home[STORY_ID], other[STORY_ID];

static void told(void)
{
	const struct story *story = story_told();

	snprintf(home, sizeof home, "%s", story->grower[0]);
	snprintf(other, sizeof other, "%s", story->grower[1]);
}

/* What came or went in the lines of the answer. */
static int64_t sum_of_lines(const char *sum)
{
	int64_t fen = 0;

	check_status(200);
	for (const char *at = answer_body().bytes; (at = strstr(at, sum)) != NULL; at += strlen(sum))
		fen += strtoll(at + strlen(sum), NULL, 10);
	return fen;
}

/* What came and went on the page's list, as programs read it. */
static int64_t moved(const char *card, const char *as, const char *sum)
{
	ask_json(GET, words_of("/api/v1/households/%s/money", card), as, NULL);
	return sum_of_lines(sum);
}

/* The same by pages of one line. */
static int64_t moved_by_pages(const char *card, const char *as, const char *sum)
{
	const char *after = "";
	int64_t fen = 0;

	for (int pages = 0; after != NULL; pages++) {
		assert_true(pages < 100);
		ask_json(GET,
		         words_of("/api/v1/households/%s/money?limit=1%s%s", card, pages > 0 ? "&after=" : "", after),
		         as, NULL);
		fen += sum_of_lines(sum);
		after = answer_between("\"next\":\"", "\"");
	}
	return fen;
}

static int64_t due(const char *card, const char *as)
{
	return moved(card, as, "\"in_fen\":") - moved(card, as, "\"out_fen\":");
}

TEST(household_sees_its_money)
{
	told();
	int64_t in = moved(home, "buyer", "\"in_fen\":");

	assert_true(in > 0);
	assert_int_equal(due(home, "buyer"), balance_of("household", home));
	ask_get(words_of("/households/%s/money", home), "buyer");
	check_status(200);
	check_page("Money due to the household");
	check_no_page("were merged");
	check_no_page("on record");
	ask_get(words_of("/households/%s/money", home), "township");
	check_page("on record");
	ask_get("/me/looks", "buyer");
	check_page("Money due to your household");
	ask_get(words_of("/households/%s/money", home), "buyer2");
	check_status(403);
	ask_get(words_of("/households/%s/money", home), "other_operator");
	check_status(403);
	ask_get(words_of("/households/%s/money?format=csv", home), "buyer");
	check_status(200);
	ask_json(GET, words_of("/api/v1/households/%s/money?limit=1", home), "buyer", NULL);
	assert_true(strstr(answer_body().bytes, "\"next\":\"") != NULL);
	ask_get(words_of("/households/%s", home), "buyer");
	check_page(words_of("/households/%s/money", home));
}

TEST(merged_cards_money_is_seen_and_goes_back)
{
	told();
	int64_t one = moved(home, "township", "\"in_fen\":"), two = moved(other, "township", "\"in_fen\":");
	int64_t one_due = balance_of("household", home), two_due = balance_of("household", other);

	ask(POST, words_of("/households/%s/merge", home), "township", FORM("into", other, "reason", "One family"));
	check_status(303);
	assert_int_equal(moved(other, "township", "\"in_fen\":"), one + two);
	assert_int_equal(due(other, "township"), one_due + two_due);
	assert_int_equal(due(other, "buyer"), one_due + two_due); /* who lived on the card that went */
	ask_get(words_of("/households/%s/money", other), "buyer");
	check_page("The merged card of ");
	check_page(home);
	check_page(other);
	ask_get(words_of("/households/%s/money", home), "buyer");
	check_location(words_of("/households/%s/money", other));
	ask_get(words_of("/households/%s/money", home), "buyer3");
	check_status(403);
	check_books();
	ask(POST, words_of("/households/%s/unmerge", home), "township", NOTHING);
	check_status(303);
	assert_int_equal(moved(home, "township", "\"in_fen\":"), one);
	assert_int_equal(moved(other, "township", "\"in_fen\":"), two);
	assert_int_equal(balance_of("household", home), one_due);
	assert_int_equal(balance_of("household", other), two_due);
	ask_get(words_of("/households/%s/money", other), "buyer");
	check_status(403);
	check_books();
}

static enum outcome run_between(struct task *task, struct db *db, struct world *world)
{
	struct transfer *transfer = task->owner;

	transfer->id = world_id(world);
	transfer->at = world->at;
	return ledger_post(db, transfer, place_of_county(510525), place_of_county(510525));
}

/* So much from the account of the one card to that of the other; from NULL: an opening balance. */
static void moves_between(const char *from, const char *to, int64_t fen)
{
	struct transfer transfer = { .county = 510525,
		                     .debit_county = 510525,
		                     .debit_kind = from ? ACCOUNT_HOUSEHOLD : ACCOUNT_OPENING,
		                     .credit_kind = ACCOUNT_HOUSEHOLD,
		                     .amount_fen = fen,
		                     .reason = T("To the household") };

	assert_true(from == NULL || id_read(text_of(from), &transfer.debit_county, &transfer.debit_owner_id));
	assert_true(id_read(text_of(to), &transfer.credit_county, &transfer.credit_owner_id));
	town_run(510525, run_between, &transfer);
}

/* Such a transfer is of both accounts: wherever a page ends, what came and what went of it are read once. */
TEST(money_between_cards_of_one_household_is_read_once_by_pages)
{
	told();
	int64_t in = moved(home, "township", "\"in_fen\":") + moved(other, "township", "\"in_fen\":");
	int64_t out = moved(home, "township", "\"out_fen\":") + moved(other, "township", "\"out_fen\":");

	moves_between(NULL, home, 30);
	moves_between(home, other, 30);
	moves_between(other, home, 7);
	ask(POST, words_of("/households/%s/merge", home), "township", FORM("into", other, "reason", "One family"));
	check_status(303);
	assert_int_equal(moved(other, "township", "\"in_fen\":"), in + 67);
	assert_int_equal(moved(other, "township", "\"out_fen\":"), out + 37);
	assert_int_equal(moved_by_pages(other, "township", "\"in_fen\":"), in + 67);
	assert_int_equal(moved_by_pages(other, "township", "\"out_fen\":"), out + 37);
	ask_json(GET, words_of("/api/v1/households/%s/money?limit=1&way=in", other), "township", NULL);
	assert_int_equal(sum_of_lines("\"in_fen\":"), 7);
	assert_int_equal(sum_of_lines("\"out_fen\":"), 0);
	check_books();
}

/* What becomes due on a card after it was merged is paid out at the household, with the rest. */
TEST(merged_cards_money_is_paid_out)
{
	story_town();
	story_guest_orders();
	story_guest_pays();
	story_program_orders();
	story_officer_looks();
	story_station_serves();
	snprintf(home, sizeof home, "%s", story_now()->grower[0]);
	snprintf(other, sizeof other, "%s", story_now()->grower[1]);
	ask(POST, words_of("/households/%s/merge", home), "township", FORM("into", other, "reason", "One family"));
	check_status(303);
	story_goods_go();
	story_box_comes_back();
	story_gateway_gives_back();
	story_buyers_confirm();
	int64_t fen = due(other, "township");

	assert_true(balance_of("household", home) > 0);
	assert_int_equal(fen, balance_of("household", home) + balance_of("household", other));
	ask_json(POST, "/api/v1/payouts", "township", "{\"place\":\"510525101002\"}");
	check_status(201);
	assert_int_equal(due(other, "township"), 0);
	assert_int_equal(moved(other, "township", "\"out_fen\":"), fen);
	ask(POST, words_of("/households/%s/unmerge", home), "township", NOTHING);
	check_status(303);
	assert_int_equal(balance_of("household", home), 0);
	assert_int_equal(moved(home, "township", "\"out_fen\":") + moved(other, "township", "\"out_fen\":"), fen);
	check_books();
	assert_true(town_replay() > 0);
}

TEST(lost_answer_is_given_again_after_the_card_went)
{
	static const char *const visit[] = { "visited_on", "2026-07-18", "note", "The roof leaks", NULL };
	char where[200];

	told();
	ask_key("visit-1");
	ask(POST, words_of("/households/%s/visits", home), "township", visit);
	check_status(303);
	snprintf(where, sizeof where, "%s", answer_location());
	ask(POST, words_of("/households/%s/merge", home), "township", FORM("into", other, "reason", "One family"));
	check_status(303);
	ask_key("visit-1");
	ask(POST, words_of("/households/%s/visits", home), "township", visit);
	check_status(303);
	assert_string_equal(answer_location(), where);
	assert_int_equal(town_number("SELECT count(*) FROM register_visit"), 1);
	/* Another key, other words, somebody else, nobody: there is no such card any more. */
	ask_key("visit-2");
	ask(POST, words_of("/households/%s/visits", home), "township", visit);
	check_status(404);
	ask_key("visit-1");
	ask(POST, words_of("/households/%s/visits", home), "township",
	    FORM("visited_on", "2026-07-18", "note", "The roof is mended"));
	check_status(404);
	ask_key("visit-1");
	ask(POST, words_of("/households/%s/visits", home), "county", visit);
	check_status(404);
	ask_key("visit-1");
	ask(POST, words_of("/households/%s/visits", home), AS_NOBODY, visit);
	check_location("/sign-in");
}
