/* Two cards of one household merged, and the merge undone: over all that the modules keep about a household, between two villages, with
   what happens in between. Whole requests, on both engines. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "journal/replay_state.h"

static char home[STORY_ID], other[STORY_ID];

static void posts(const char *card, const char *what, const char *as, const char *const *form)
{
	ask(POST, words_of("/households/%s/%s", card, what), as, form);
	check_status(303);
}

static void asked(const char *card, const char *year, const char *as, int people, const char *housing)
{
	posts(card, words_of("years/%s", year), as,
	      FORM("people", words_of("%d", people), "workers", "1", "ill", "0", "out_of_school", "0", "uninsured", "0",
	           "housing", housing, "water", "tap", "land_tenths", "25", "cattle", "1", "sheep", "3", "version",
	           "0"));
	posts(card, "lines", as, FORM("year", year, "kind", "crops", "fen", words_of("%d00", people)));
	posts(card, "lines", as, FORM("year", year, "kind", "production", "fen", "50"));
}

/* Both say something about 2026, about illness and of one helper; only the first about 2025, schooling and another helper. */
static void furnish(void)
{
	ask(POST, "/rules", "county",
	    FORM("place", "510525", "purpose", "watch", "name", "Watch 2026", "law", "County paper 2026-4", "since_on",
	         "2026-07-01", "housing", "danger", "years", "1"));
	asked(home, "2025", "township", 3, "danger");
	asked(home, "2026", "township", 3, "danger");
	asked(other, "2026", "township", 5, "safe");
	posts(home, "causes", "township", FORM("cause", "illness"));
	posts(home, "causes", "township", FORM("cause", "schooling"));
	posts(other, "causes", "township", FORM("cause", "illness"));
	posts(home, "helpers", "township", FORM("person", person_of("cadre")));
	posts(home, "helpers", "township", FORM("person", person_of("seller")));
	posts(other, "helpers", "township", FORM("person", person_of("cadre")));
	posts(home, "measures", "township",
	      FORM("kind", "water", "promise", "A tap at the house", "due_on", "2026-12-01"));
	posts(other, "measures", "township",
	      FORM("kind", "work", "promise", "A post as road keeper", "due_on", "2026-12-01"));
	posts(home, "visits", "township", FORM("visited_on", "2026-07-18", "note", "The roof leaks"));
	ask_get(words_of("/households/%s", home), "county"); /* a look */
	check_status(200);
}

static void add(char card[STORY_ID], const char *village, const char *head)
{
	ask_json(POST, words_of("/api/v1/places/%s/households", village), "township",
	         words_of("{\"head\":\"%s\",\"sure\":true}", head));
	check_status(201);
	keep_id(card, "id");
}

static void told(void)
{
	const struct story *story = story_told();

	snprintf(home, sizeof home, "%s", story->grower[0]);
	snprintf(other, sizeof other, "%s", story->grower[1]);
	furnish();
	check_books();
}

/* ---- the whole database, table by table ---- */

enum { TABLES = 200 };
struct picture_of_all {
	struct text names[TABLES];
	struct digest digests[TABLES];
	size_t count;
	int64_t totals;
};

/* Every table but the journal and the looks, which say that it was done, and the totals: of these what is not 0. */
static struct picture_of_all all_tables(void)
{
	struct picture_of_all all = { .count = 0 };
	struct state *state;

	assert_int_equal(state_of(town_db(), town_arena(), STATE_ALL, &state), DONE);
	all.count = state_table_count(state);
	assert_true(all.count > 40 && all.count < TABLES);
	for (size_t i = 0; i < all.count; i++)
		assert_int_equal(state_table_digest(state, i, &all.names[i], &all.digests[i]), DONE);
	all.totals = town_number("SELECT sum(value * (place % 99991 + indicator * 31 + period % 9973)) FROM tally_leaf"
	                         " WHERE indicator < 1000");
	return all;
}

static void check_same(const struct picture_of_all *before)
{
	struct picture_of_all after = all_tables();

	assert_int_equal(after.count, before->count);
	for (size_t i = 0; i < after.count; i++) {
		bool is_other = text_equal(after.names[i], T("journal")) || text_equal(after.names[i], T("look")) ||
		                text_equal(after.names[i], T("tally_leaf")) ||
		                text_equal(after.names[i], T("tally_county")) ||
		                text_equal(after.names[i], T("session"));
		if (!is_other && memcmp(&after.digests[i], &before->digests[i], sizeof after.digests[i]) != 0) {
			fprintf(stderr, "%.*s is not what it was\n", TEXT(after.names[i]));
			fail();
		}
	}
	assert_int_equal(after.totals, before->totals);
}

static int64_t of_place(const char *place, const char *indicator)
{
	figures_ask(place, "2026");
	return figure_of(indicator);
}

static void merge(void)
{
	posts(home, "merge", "township", FORM("into", other, "reason", "One family, registered in both villages"));
	check_location(words_of("/households/%s?done=merged", other));
}

TEST(merged_and_undone_every_row_is_as_it_was)
{
	told();
	int64_t looks = town_number("SELECT sum(subject_place % 99991 + id % 9973) FROM look WHERE id <= $1",
	                            town_number("SELECT max(id) FROM look"));
	int64_t last = town_number("SELECT max(id) FROM look");
	const struct picture_of_all before = all_tables();
	merge();
	check_books();
	posts(home, "unmerge", "township", NOTHING);
	check_same(&before);
	assert_int_equal(town_number("SELECT sum(subject_place % 99991 + id % 9973) FROM look WHERE id <= $1", last),
	                 looks);
	check_books();
	assert_true(town_replay() > 0);
}

TEST(merged_cards_are_one_everywhere)
{
	const struct story *story;
	int64_t fen, income;

	told();
	story = story_now();
	fen = household_fen_of(story->grower_place[0]) + household_fen_of(story->grower_place[1]);
	income = of_place("510525101", "income_fen");
	merge();
	check_books();
	assert_int_equal(town_number("SELECT count(*) FROM household WHERE place < $1", story->grower_place[1]), 0);
	assert_int_equal(household_fen_of(story->grower_place[1]), fen);
	assert_int_equal(household_fen_of(story->grower_place[0]), 0);
	/* Of 2026 the answer of the card that stays counts, the other's is no second household's: 300 less 50 yuan. */
	assert_int_equal(of_place("510525101", "income_fen"), income - 25000);
	assert_int_equal(of_place("510525", "income_fen"), income - 25000);
	assert_int_equal(of_place(STORY_VILLAGE, "visits"), 0);
	assert_int_equal(of_place(STORY_OTHER_VILLAGE, "visits"), 1);
	assert_int_equal(of_place(STORY_OTHER_VILLAGE, "measures"), 2);
	ask_get(words_of("/households/%s", other), "township");
	check_page("Cards merged into this one");
	check_page("刘秀英"); /* who lived on the other card */
	ask_get(words_of("/households/%s/register?year=2025", other), "township");
	check_page("300"); /* its answers of the year that only it had */
	ask_get(words_of("/households/%s/help", other), "township");
	check_page("A tap at the house");
	check_page("The roof leaks");
	ask_get(words_of("/households/%s", home), "township");
	check_page("was merged into another");
	check_page(words_of("/households/%s\"", other));
	ask_json(GET, words_of("/api/v1/households/%s", home), "township", NULL);
	assert_string_equal(answer_json("merged_into"), other);
	ask_get(words_of("/households/%s/register", home), "township");
	check_status(200);
	check_no_page("Ask about"); /* history only */
	ask_get(words_of("/households/%s/help", home), "township");
	check_status(404);
	ask(POST, words_of("/households/%s/visits", home), "township",
	    FORM("visited_on", "2026-07-18", "note", "On a card that went"));
	check_status(404);
	/* The household sees its card, what was done, and its money. */
	ask_get("/me/household", "buyer");
	check_location(words_of("/households/%s", other));
	ask_get(words_of("/households/%s", other), "buyer");
	check_status(200);
	ask_get("/me/looks", "buyer");
	check_page("merged into one");
	check_page("何永康"); /* an old look at the other card */
	ask_get(words_of("/accounts/household/%s", home), "township");
	check_status(200);
	assert_int_equal(sum_of_all_balances(), 0);
}

/* What came since stays with the card that stood; what became of the other's goes back with it. */
TEST(merged_and_undone_later)
{
	const struct story *story;
	char new_order[STORY_ID], code[16];

	told();
	story = story_now();
	merge();
	posts(other, "visits", "township", FORM("visited_on", "2026-07-27", "note", "After the merge"));
	posts(other, "lines", "township", FORM("year", "2025", "kind", "wages", "fen", "10"));
	posts(other, "causes/end", "township", FORM("cause", "schooling"));
	posts(other, "leave", "township", FORM("person", person_of("buyer")));
	posts(other, "members", "township", FORM("person", person_of("buyer2"), "relation", "child"));
	for (int i = 0; i < 3; i++) { /* all growers have their turn */
		ask_json(POST, "/api/v1/orders", "buyer2",
		         order_of(story->small, 1, words_of("\"station\":\"%s\"", story->station), "gateway"));
		check_status(201);
		keep_id(new_order, "orders.0.id");
		snprintf(code, sizeof code, "%s", answer_json("orders.0.pickup_code"));
		ask(POST, words_of("/orders/%s/cancel", new_order), "buyer2", FORM("reason", "Changed my mind"));
	}
	check_books();
	posts(home, "unmerge", "township", NOTHING);
	check_books();
	ask_get(words_of("/households/%s/help", other), "township");
	check_page("After the merge");
	check_no_page("The roof leaks");
	ask_get(words_of("/households/%s/register?year=2025", home), "township");
	check_page("310"); /* the line went with its year */
	ask_get(words_of("/households/%s", other), "township");
	check_page("Child");
	ask_get(words_of("/households/%s", home), "township");
	check_no_page("was merged");
	ask(POST, words_of("/households/%s/unmerge", home), "township", NOTHING);
	check_status(404);
	assert_true(town_replay() > 0);
}

/* Over a weak link the same form comes again: it is answered as it was, in both directions. */
TEST(merge_sent_twice_is_one)
{
	static const char *const deeds[] = { "merge", "unmerge" };

	town();
	add(home, "510525101001", "刘大成");
	add(other, "510525101001", "刘大成");
	for (int i = 0; i < 4; i++) {
		const char *deed = deeds[i / 2];

		ask_key(words_of("the-same-%s", deed));
		posts(home, deed, "township", FORM("into", other, "reason", "They are one"));
	}
	assert_int_equal(town_number("SELECT count(*) FROM household_merged"), 0);
	for (int i = 0; i < 2; i++) { /* without its key it is another wish */
		ask(POST, words_of("/households/%s/merge", home), "township",
		    FORM("into", other, "reason", "They are one"));
		check_status(i == 0 ? 303 : 404);
	}
	check_books();
}

/* ---- who may, and what cannot be ---- */

static void refuses(const char *card, const char *into, const char *why)
{
	ask(POST, words_of("/households/%s/merge", card), "township", FORM("into", into, "reason", "They are one"));
	check_status(422);
	check_page(why);
}

TEST(merge_is_for_who_decides_over_both)
{
	town();
	add(home, "510525101001", "刘大成");
	add(other, "510525101001", "刘大成");
	ask(POST, words_of("/households/%s/merge", home), "cadre", FORM("into", other, "reason", "They are one"));
	check_status(403);
	ask(POST, words_of("/households/%s/merge", home), "other_operator",
	    FORM("into", other, "reason", "They are one"));
	check_status(403);
	ask_get(words_of("/households/%s/merge?into=%s", home, other), "cadre");
	check_status(403);
	ask_get("/alike?place=510525101001", "cadre");
	check_no_page("They are one: merge");
	ask_get("/alike?place=510525101001", "township");
	check_page("They are one: merge");
	ask_get(words_of("/households/%s/merge?into=2", home), "township");
	check_page("This card goes");
	/* The other card lies in another township: nobody below the county has both. */
	ask_json(POST, "/api/v1/places/510525105001/households", "county", "{\"head\":\"刘大成\"}");
	check_status(201);
	keep_id(other, "id");
	ask(POST, words_of("/households/%s/merge", home), "township", FORM("into", other, "reason", "They are one"));
	check_status(403);
	ask(POST, words_of("/households/%s/merge", home), "county", FORM("into", other, "reason", "They are one"));
	check_status(303);
	ask(POST, words_of("/households/%s/unmerge", home), "township", NOTHING);
	check_status(403);
	ask(POST, words_of("/households/%s/unmerge", home), "county", NOTHING);
	check_status(303);
	check_books();
}

TEST(merge_says_what_cannot_be)
{
	char third[STORY_ID];

	town();
	add(home, "510525101001", "刘大成");
	add(other, "510525101001", "刘大成");
	add(third, "510525101001", "刘大成");
	refuses(home, home, "the card itself");
	refuses(home, "99", "No other card");
	refuses(home, "x", "No other card");
	posts(home, "status", "township",
	      FORM("status", "registered", "since_on", "2026-07-01", "reason", "Old register"));
	refuses(home, other, "the other way round");
	posts(other, "merge", "township", FORM("into", home, "reason", "They are one"));
	posts(third, "status", "township",
	      FORM("status", "registered", "since_on", "2026-07-01", "reason", "Old register"));
	refuses(home, third, "merged into this one already");
	posts(third, "merge", "township", FORM("into", "1", "reason", "They are one too"));
	assert_int_equal(town_number("SELECT count(*) FROM household"), 1);
	ask_get("/places/510525101001/households", "township");
	check_page("刘大成");
	/* Numbers are not given again; undone in any order. */
	add(third, "510525101001", "王五");
	assert_int_equal(town_number("SELECT max(place) % 100000 FROM household"), 4);
	posts(other, "unmerge", "township", NOTHING);
	check_books();
	assert_int_equal(town_number("SELECT count(*) FROM household_merged"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM household"), 3);
	/* A card keeps its number's way through a merger of villages. */
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	check_books();
	assert_int_equal(town_number("SELECT place / 100000 FROM household_merged"), INT64_C(510525101002));
}

/* One day on both cards: whom the register cannot tell apart. */
TEST(merge_waits_for_a_change_of_cards)
{
	town();
	add(home, "510525101001", "刘大成");
	add(other, "510525101001", "刘大成");
	posts(other, "members", "township", FORM("person", person_of("buyer"), "relation", "head"));
	posts(other, "leave", "township", FORM("person", person_of("buyer")));
	posts(home, "members", "township", FORM("person", person_of("buyer"), "relation", "head"));
	refuses(home, other, "on one day");
	posts(home, "leave", "township", FORM("person", person_of("buyer")));
	posts(home, "merge", "township", FORM("into", other, "reason", "They are one"));
	check_books();
}
