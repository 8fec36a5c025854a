/* The register: whole requests. */
#include "support/town.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "help/register/register_rows.h"

static char path[200], sub[300];

static const char *at(const char *ending)
{
	snprintf(sub, sizeof sub, "%s%s", path, ending);
	return sub;
}

/* A household of the village, and its path. */
static void add_household(const char *head)
{
	ask(POST, "/places/510525101001/households", "cadre", FORM("head", head));
	check_status(303);
	snprintf(path, sizeof path, "%s", answer_location());
	*strchr(path, '?') = 0;
}

static const char *id_of(const char *login)
{
	struct person person;

	assert_int_equal(person_of_login(town_db(), town_arena(), text_of(login), &person), DONE);
	return text_string(town_arena(), id_public(town_arena(), person.county, person.id));
}

#define ASKED(...)                                                                                                 \
	FORM("people", "4", "workers", "2", "ill", "0", "out_of_school", "0", "uninsured", "0", "housing", "safe", \
	     "water", "tap", "land_tenths", "25", "cattle", "1", "sheep", "3", __VA_ARGS__)

static void ask_year(const char *year, const char *as)
{
	char ending[40];

	snprintf(ending, sizeof ending, "/years/%s", year);
	ask(POST, at(ending), as, ASKED("version", "0"));
}

static void add_line(const char *year, const char *kind, const char *yuan)
{
	ask(POST, at("/lines"), "cadre", FORM("year", year, "kind", kind, "fen", yuan));
	check_status(303);
}

static void make_rule(const char *purpose, const char *below, const char *years)
{
	ask(POST, "/rules", "county",
	    FORM("place", "510525", "purpose", purpose, "name", "Rule of 2026", "law", "County paper 2026-3",
	         "since_on", "2026-07-20", "below_fen", below, "years", years));
	check_status(303);
}

static int64_t total(enum indicator_number indicator, int64_t period)
{
	return town_number("SELECT coalesce(sum(value), 0) FROM tally_county WHERE indicator = $1 AND period = $2",
	                   (int64_t)indicator, period);
}

TEST(a_year_is_asked_and_its_money_counted)
{
	town();
	add_household("刘大成");
	ask_year("2026", "buyer");
	check_status(403);
	ask_year("2026", "other_operator");
	check_status(403);
	ask_year("2027", "cadre");
	check_status(404);
	ask(POST, at("/years/2026"), "cadre",
	    FORM("people", "2", "workers", "3", "ill", "0", "out_of_school", "0", "uninsured", "0", "housing", "safe",
	         "water", "tap", "land_tenths", "25", "cattle", "1", "sheep", "3", "version", "0"));
	check_status(422);
	check_page("More than there are people");
	ask(POST, at("/lines"), "cadre", FORM("year", "2026", "kind", "crops", "fen", "100"));
	check_status(422); /* nobody asked yet */
	ask_year("2026", "cadre");
	check_status(303);
	ask_year("2026", "cadre");
	check_status(409);
	add_line("2026", "crops", "30000");
	add_line("2026", "production", "6000");
	add_line("2026", "illness", "2000");
	ask_get(at("/register"), "cadre");
	check_status(200);
	check_page("6,000.00"); /* (30,000 - 6,000) / 4 */
	ask_json(GET, text_string(town_arena(), text_format(town_arena(), "/api/v1%s", at("/register"))), "cadre",
	         NULL);
	check_status(200);
	assert_int_equal(answer_json_int("years.0.people"), 4);
	assert_string_equal(answer_json("lines.0.kind"), "crops");
	assert_int_equal(total(INDICATOR_INCOME_FEN, 20260000), 2400000);
	assert_int_equal(total(INDICATOR_INCOME_PEOPLE, 20260000), 4);
	check_books();
}

TEST(a_line_taken_away_is_gone_from_the_sums)
{
	town();
	add_household("刘大成");
	ask_year("2026", "cadre");
	add_line("2026", "wages", "12000");
	add_line("2026", "illness", "500");
	ask_get(at("/register"), "cadre");
	const char *action = answer_between("<form method=\"post\" action=\"", "/remove\"");
	assert_non_null(action);
	char remove[300];
	snprintf(remove, sizeof remove, "%s/remove", action);
	ask(POST, remove, "buyer", NOTHING);
	check_status(403);
	ask(POST, remove, "cadre", NOTHING);
	check_status(303);
	ask(POST, remove, "cadre", NOTHING);
	check_status(404);
	assert_int_equal(total(INDICATOR_INCOME_FEN, 20260000), 0);
	assert_int_equal(town_number("SELECT income_fen FROM register_year"), 0);
	assert_int_equal(town_number("SELECT illness_cost_fen FROM register_year"), 50000);
	check_books();
}

TEST(a_decision_keeps_its_rule_and_facts)
{
	town();
	add_household("刘大成");
	ask_year("2026", "cadre");
	add_line("2026", "crops", "20000");
	make_rule("enter", "8000", "1");
	make_rule("leave", "8000", "2");
	ask(POST, at("/decisions"), "cadre", FORM("purpose", "enter", "reason", "Hail took the harvest"));
	check_status(403); /* decides not */
	ask(POST, at("/decisions"), "township", FORM("purpose", "leave", "reason", "No need"));
	check_status(422); /* never registered */
	ask_get(at("/decide"), "township");
	check_status(200);
	check_page("5,000.00");
	check_page("The rule says yes");
	ask(POST, at("/decisions"), "township", FORM("purpose", "enter", "reason", "Hail took the harvest"));
	check_status(303);
	check_location(at("/register?done=granted"));
	assert_int_equal(town_number("SELECT count(*) FROM household WHERE status = 'registered'"), 1);
	assert_int_equal(total(INDICATOR_REGISTERED, 0), 1);
	assert_int_equal(total(INDICATOR_ENTERED, 20260000), 1);
	ask(POST, at("/decisions"), "township", FORM("purpose", "leave", "reason", "Too early"));
	check_status(303);
	check_location(at("/register?done=refused"));
	add_line("2026", "wages", "90000"); /* the kept facts do not move */
	assert_int_equal(town_number("SELECT min(income_fen) FROM register_decision"), 2000000);
	assert_int_equal(total(INDICATOR_LEFT, 0), 0);
	check_books();
}

TEST(who_asked_at_the_door_does_not_decide)
{
	town();
	add_household("刘大成");
	make_rule("enter", "8000", "1");
	ask_year("2026", "township");
	check_status(303);
	ask(POST, at("/decisions"), "township", FORM("purpose", "enter", "reason", "Hail took the harvest"));
	check_status(422);
	check_page("somebody else must decide");
	ask(POST, at("/decisions"), "county", FORM("purpose", "enter", "reason", "Hail took the harvest"));
	check_status(303);
	check_books();
}

/* Who decided may ask next year's question for himself, be it in the same millisecond. */
TEST(who_decided_may_ask_afterwards)
{
	town();
	add_household("刘大成");
	make_rule("enter", "8000", "1");
	ask_year("2026", "cadre");
	ask(POST, at("/decisions"), "township", FORM("purpose", "enter", "reason", "Hail took the harvest"));
	check_status(303);
	ask(POST, at("/years/2026"), "township", ASKED("version", "1"));
	check_status(303);
	assert_int_equal(town_number("SELECT y.at - d.at FROM register_year AS y JOIN register_decision AS d"
	                             " ON d.household_id = y.household_id"),
	                 0);
	check_books();
}

TEST(a_decision_is_taken_back)
{
	town();
	add_household("刘大成");
	ask_year("2026", "cadre");
	make_rule("enter", "8000", "1");
	ask(POST, at("/decisions"), "township", FORM("purpose", "enter", "reason", "Hail took the harvest"));
	ask_get(at("/register"), "county");
	const char *decision = answer_between("/decisions/", "/withdraw\"");
	assert_non_null(decision);
	char withdraw[400];
	snprintf(withdraw, sizeof withdraw, "%s/decisions/%s/withdraw", path, decision);
	ask(POST, withdraw, "cadre", FORM("withdrawn_why", "A mistake"));
	check_status(403);
	ask(POST, withdraw, "county", FORM("withdrawn_why", "A mistake"));
	check_status(303);
	ask(POST, withdraw, "county", FORM("withdrawn_why", "A mistake"));
	check_status(422);
	assert_int_equal(town_number("SELECT count(*) FROM household WHERE status = 'none'"), 1);
	assert_int_equal(total(INDICATOR_REGISTERED, 0), 0);
	assert_int_equal(total(INDICATOR_ENTERED, 20260000), 0);
	check_books();
}

TEST(help_ends_after_good_years)
{
	town();
	add_household("刘大成");
	make_rule("enter", "8000", "1");
	make_rule("leave", "8000", "2");
	ask_year("2024", "cadre");
	ask(POST, at("/decisions"), "township", FORM("purpose", "enter", "reason", "No income at all"));
	check_status(303);
	ask_year("2025", "cadre");
	add_line("2025", "wages", "40000");
	ask(POST, at("/decisions"), "township", FORM("purpose", "leave", "reason", "One good year"));
	check_location(at("/register?done=refused"));
	ask_year("2026", "cadre");
	add_line("2026", "wages", "40000");
	ask(POST, at("/decisions"), "township", FORM("purpose", "leave", "reason", "Two good years"));
	check_location(at("/register?done=granted"));
	assert_int_equal(total(INDICATOR_LEFT, 0), 1);
	assert_int_equal(total(INDICATOR_REGISTERED, 0), 0);
	check_books();
}

TEST(a_falling_household_is_seen_at_once)
{
	town();
	make_rule("watch", "9000", "1");
	make_rule("enter", "8000", "1");
	add_household("刘大成");
	ask_year("2026", "cadre");
	ask_get("/warnings", "cadre");
	check_page("刘大成");
	ask_get("/warnings?place=510525101", "cadre");
	check_status(403);
	ask_get("/warnings", "buyer");
	check_status(403);
	add_line("2026", "wages", "40000");
	ask_get("/warnings", "cadre");
	check_no_page("刘大成");
	add_household("王二");
	ask_year("2026", "cadre");
	ask_get("/warnings?place=510525101", "township");
	check_page("王二");
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	ask_get("/warnings?place=510525101002", "township");
	check_page("王二");
	ask(POST, at("/decisions"), "township", FORM("purpose", "enter", "reason", "No income at all"));
	check_status(303);
	ask_get("/warnings?place=510525101002", "township");
	check_no_page("王二");
	check_books();
}

TEST(the_household_reads_its_register_and_who_looked)
{
	town();
	add_household("刘大成");
	ask(POST, at("/members"), "cadre", FORM("person", id_of("buyer"), "relation", "head"));
	ask_year("2026", "cadre");
	ask_get(at("/register"), "buyer");
	check_status(200);
	check_no_page("Add a line");
	ask(POST, at("/lines"), "buyer", FORM("year", "2026", "kind", "crops", "fen", "100"));
	check_status(403);
	ask_get(at("/register"), "seller");
	check_status(403);
	ask_get(at("/register"), "operator");
	check_status(403); /* serves, but does not see income and health */
	ask_get(at("/register"), "township");
	check_status(200);
	ask_get("/me/looks", "buyer");
	check_page("register: income, health, help");
}

TEST(help_is_promised_and_given)
{
	town();
	add_household("刘大成");
	ask(POST, at("/causes"), "cadre", FORM("cause", "illness"));
	check_status(303);
	ask(POST, at("/causes"), "cadre", FORM("cause", "illness"));
	check_status(422);
	ask(POST, at("/causes/end"), "cadre", FORM("cause", "illness"));
	check_status(303);
	ask(POST, at("/measures"), "cadre",
	    FORM("kind", "training", "promise", "A course in grafting", "due_on", "2026-07-19"));
	check_status(422);
	ask(POST, at("/measures"), "cadre",
	    FORM("kind", "training", "promise", "A course in grafting", "due_on", "2026-09-01"));
	check_status(303);
	ask_get(at("/help"), "cadre");
	check_page("A course in grafting");
	const char *action = answer_between("/measures/", "/done\"");
	assert_non_null(action);
	char done[400];
	snprintf(done, sizeof done, "%s/measures/%s/done", path, action);
	ask(POST, done, "cadre", FORM("result", "Both sons learnt it"));
	check_status(303);
	ask(POST, done, "cadre", FORM("result", "Both sons learnt it"));
	check_status(409);
	ask(POST, at("/helpers"), "cadre", FORM("person", id_of("township")));
	check_status(303);
	ask(POST, at("/helpers"), "cadre", FORM("person", id_of("township")));
	check_status(422);
	ask(POST, at("/helpers/end"), "cadre", FORM("person", id_of("township")));
	check_status(303);
	ask(POST, at("/visits"), "cadre", FORM("visited_on", "2026-07-21", "note", "Tomorrow's visit"));
	check_status(422);
	ask(POST, at("/visits"), "cadre", FORM("visited_on", "2026-07-18", "note", "The roof is mended"));
	check_status(303);
	ask_get(at("/help"), "buyer");
	check_status(403);
	ask_get(at("/help"), "cadre");
	check_page("The roof is mended");
	check_page("Both sons learnt it");
	assert_int_equal(total(INDICATOR_MEASURES_DONE, 20260000), 1);
	assert_int_equal(total(INDICATOR_VISITS, 20260000), 1);
	check_books();
}

TEST(all_six_books_say_the_same)
{
	static const char *const books[] = { "", "51", "5105", "510525", "510525101", "510525101001" };

	town();
	make_rule("enter", "8000", "1");
	add_household("刘大成");
	ask_year("2026", "cadre");
	add_line("2026", "crops", "20000");
	ask(POST, at("/decisions"), "township", FORM("purpose", "enter", "reason", "Hail took the harvest"));
	add_household("王二");
	for (size_t i = 1; i < sizeof books / sizeof books[0]; i++) {
		char book[100];
		snprintf(book, sizeof book, "/api/v1/books/%s?year=2026", books[i]);
		ask_json(GET, book, "admin", NULL);
		check_status(200);
		assert_int_equal(answer_json_int("households"), 2);
		assert_int_equal(answer_json_int("registered"), 1);
		assert_int_equal(answer_json_int("entered"), 1);
	}
	ask_get("/books/510525101", AS_NOBODY);
	check_status(200);
	check_no_page("刘大成");
	check_no_page("/books/510525101001"); /* nor villages' numbers, which are few people's */
	ask_get("/books/510525101/book.csv", "buyer");
	check_no_page("510525101001");
	ask_get("/books/510525101", "township");
	check_page("/books/510525101001");
	ask_get("/books/510525101001", AS_NOBODY);
	check_status(303);
	ask_get("/books/510525101001", "buyer");
	check_status(403);
	ask_get("/books/510525101001", "cadre");
	check_page("刘大成");
	check_page("5,000");
	ask_get("/books/510525/book.csv", "county");
	check_page("510525101,");
	ask_get("/books/510525?sort=-registered&as=csv&year=2026", "county");
	check_page("Registered for help");
	assert_int_equal(answer_status(), 200);
	const char *first = strchr(text_string(town_arena(), answer_body()), '\n');
	assert_non_null(first);
	assert_non_null(strstr(first, "丹桂"));
	assert_non_null(strstr(first, ",,")); /* nobody was asked there: not reported, not 0 */
	ask_get("/books", AS_NOBODY);
	check_status(200);
	check_books();
}

TEST(the_nearest_rule_counts)
{
	struct register_rule rule;

	town();
	ask(POST, "/rules", "cadre",
	    FORM("place", "510525101001", "purpose", "enter", "name", "Own rule", "law", "None", "since_on",
	         "2026-07-20", "below_fen", "100", "years", "1"));
	check_status(403);
	ask(POST, "/rules", "township",
	    FORM("place", "510525101", "purpose", "enter", "name", "Own rule", "law", "None", "since_on", "2026-07-20",
	         "below_fen", "100", "years", "1"));
	check_status(422);
	ask(POST, "/rules", "county",
	    FORM("place", "510525", "purpose", "enter", "name", "Own rule", "law", "None at all", "since_on",
	         "2026-07-20", "years", "1"));
	check_status(422); /* asks nothing */
	ask(POST, "/rules", "province",
	    FORM("place", "51", "purpose", "enter", "name", "Province", "law", "Paper 1", "since_on", "2026-07-20",
	         "below_fen", "7000", "years", "1"));
	check_status(303);
	assert_int_equal(register_rule_for(town_db(), town_arena(), 51052510100100001, T("enter"), 20260720, &rule),
	                 DONE);
	assert_int_equal(rule.below_fen, 700000);
	make_rule("enter", "8000", "1");
	assert_int_equal(register_rule_for(town_db(), town_arena(), 51052510100100001, T("enter"), 20260720, &rule),
	                 DONE);
	assert_int_equal(rule.below_fen, 800000);
	assert_int_equal(register_rule_for(town_db(), town_arena(), 51052410000100001, T("enter"), 20260720, &rule),
	                 DONE);
	assert_int_equal(rule.below_fen, 700000);
	assert_int_equal(register_rule_for(town_db(), town_arena(), 51052510100100001, T("enter"), 20260719, &rule),
	                 NOT_FOUND);
	ask(POST, "/places/510525/code", "admin", FORM("code", "510599")); /* a county's rule goes with its new code */
	check_status(303);
	assert_int_equal(register_rule_for(town_db(), town_arena(), 51059910100100001, T("enter"), 20260720, &rule),
	                 DONE);
	assert_int_equal(rule.below_fen, 800000);
	ask_get("/rules", "buyer");
	check_page("Rule of 2026");
	ask_get("/rules", AS_NOBODY);
	check_status(303);
}

TEST(judging_is_a_pure_function)
{
	struct register_rule rule = {
		.purpose = T("enter"), .below_fen = 800000, .housing = T("danger"), .water = T(""), .uninsured = 1
	};
	struct register_facts facts = {
		.people = 3, .income_fen = 2400000, .housing = T("repair"), .water = T("unsafe")
	};

	assert_int_equal(register_asked(&rule), 1 << HARDSHIP_INCOME | 1 << HARDSHIP_HOUSING | 1 << HARDSHIP_INSURANCE);
	assert_int_equal(register_hits(&rule, &facts), 0); /* exactly the line is not below it */
	facts.income_fen--;
	assert_int_equal(register_hits(&rule, &facts), 1 << HARDSHIP_INCOME);
	facts.housing = T("danger");
	facts.uninsured = 2;
	assert_int_equal(register_hits(&rule, &facts), register_asked(&rule));
	facts.cost_fen = 9900000;
	assert_int_equal(register_head_fen(&facts), -2500000);
}
