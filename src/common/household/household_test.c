/* Households: whole requests. */
#include "support/town.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "common/household/household_rows.h"

/* The public id of a person of the town. */
static const char *id_of(const char *login)
{
	struct person person;
	assert_int_equal(person_of_login(town_db(), town_arena(), text_of(login), &person), DONE);
	return text_string(town_arena(), id_public(town_arena(), person.county, person.id));
}

static char path[200], sub[300];

/* Adds a household and remembers its path. */
static void add(const char *head)
{
	ask(POST, "/places/510525101001/households", "cadre", FORM("head", head));
	check_status(303);
	snprintf(path, sizeof path, "%s", answer_location());
	*strchr(path, '?') = 0;
}

static const char *at(const char *ending)
{
	snprintf(sub, sizeof sub, "%s%s", path, ending);
	return sub;
}

TEST(a_household_is_kept)
{
	town();
	add("刘大成");
	ask_get(path, "cadre");
	check_page("刘大成");
	check_page(" · household 1<");
	ask_get(at("?who=%E5%88%98%E7%A7%80%E8%8B%B1"), "cadre");
	check_page("Put on the card");
	ask(POST, at("/members"), "cadre", FORM("person", id_of("buyer"), "relation", "spouse"));
	check_status(303);
	ask(POST, at("/members"), "cadre", FORM("person", id_of("buyer"), "relation", "spouse"));
	check_status(422);
	check_page("another household");
	ask(POST, at("/members"), "cadre", FORM("person", id_of("buyer2"), "relation", "child"));
	check_status(403); /* lives in another village */
	ask(POST, at("/members"), "cadre", FORM("person", "x", "relation", "child"));
	check_status(422);
	ask_get(path, "cadre");
	check_page("138****0008");
	check_no_page("13800000008");
	add("王大成");
	ask_get(path, "cadre");
	check_page(" · household 2<");
	ask(POST, "/places/510525101001/households", "cadre", FORM("head", ""));
	check_status(422);
	ask(POST, "/places/510525101/households", "township", FORM("head", "X"));
	check_status(422); /* households stand in villages */
	check_books();
}

TEST(a_member_sees_the_card_and_who_looked)
{
	town();
	add("刘大成");
	ask_get("/me/household", "buyer");
	check_page("no household");
	ask(POST, at("/members"), "cadre", FORM("person", id_of("buyer"), "relation", "head"));
	ask_get("/me/household", "buyer");
	check_status(303);
	check_location(path);
	ask_get(path, "buyer");
	check_status(200);
	assert_int_equal(town_number("SELECT count(*) FROM look"), 0); /* one's own card */
	ask_get(path, "seller");
	check_status(403);
	ask_get(path, AS_NOBODY);
	check_status(303);
	ask_get(path, "other_operator");
	check_status(403);
	assert_int_equal(town_number("SELECT count(*) FROM look"), 0);
	ask_get(path, "operator");
	check_status(200);
	ask_get(at("/card"), "county");
	check_status(200);
	check_page("101001-001");
	check_page("<svg class=\"qr\"");
	ask_get("/places/510525101001/households", "township");
	check_page("刘大成");
	ask_get("/me/looks", "buyer");
	check_page("陈小兰");
	check_page("household&#39;s card");
	check_page("林素芬");
	check_page("何永康");
	ask_get("/me/looks", "seller"); /* the list is seen by all who live there, the card by its members */
	check_page("何永康");
	check_no_page("陈小兰");
	ask(POST, at("/status"), "buyer",
	    FORM("status", "registered", "since_on", "2026-07-01", "reason", "I want it"));
	check_status(403);
}

TEST(leaving_and_coming_back)
{
	town();
	add("刘大成");
	ask(POST, at("/members"), "cadre", FORM("person", id_of("buyer"), "relation", "head"));
	ask(POST, at("/leave"), "other_operator", FORM("person", id_of("buyer")));
	check_status(403);
	ask(POST, at("/leave"), "cadre", FORM("person", id_of("buyer")));
	check_status(303);
	check_books();
	ask_get(path, "buyer");
	check_status(403);
	ask(POST, at("/leave"), "cadre", FORM("person", id_of("buyer")));
	check_status(404);
	ask(POST, at("/members"), "cadre", FORM("person", id_of("buyer"), "relation", "head"));
	check_status(303);
	check_books();
}

TEST(status_over_time)
{
	town();
	add("刘大成");
	ask(POST, at("/status"), "township",
	    FORM("status", "registered", "since_on", "2026-07-21", "reason", "Hail in June"));
	check_status(422); /* tomorrow */
	ask(POST, at("/status"), "township", FORM("status", "registered", "since_on", "2026-06-10", "reason", "x"));
	check_status(422);
	ask(POST, at("/status"), "township",
	    FORM("status", "registered", "since_on", "2026-06-10", "reason", "Hail in June"));
	check_status(303);
	ask(POST, at("/status"), "township", FORM("status", "left", "since_on", "2026-06-09", "reason", "Too early"));
	check_status(422);
	check_page("began later");
	ask(POST, at("/status"), "township",
	    FORM("status", "monitored", "since_on", "2026-07-20", "reason", "Better since"));
	check_status(303);
	ask(POST, at("/status"), "township",
	    FORM("status", "left", "since_on", "2026-07-20", "reason", "Put right the same day"));
	check_status(303);
	ask_get(path, "cadre");
	check_page("Hail in June");
	check_page("Put right the same day");
	check_no_page("Better since");
	ask_json(GET, text_string(town_arena(), text_format(town_arena(), "/api/v1%s", path)), "cadre", NULL);
	assert_string_equal(answer_json("status"), "left");
	assert_string_equal(answer_json("statuses.1.until_on"), "2026-07-20");
	check_books();
}

TEST(two_people_edit_a_head)
{
	town();
	add("刘大成");
	ask(POST, at("/head"), "cadre", FORM("head", "刘小成", "version", "1"));
	check_status(303);
	ask(POST, at("/head"), "township", FORM("head", "刘中成", "version", "1"));
	check_status(409);
	check_page("刘小成");
	check_page("刘中成");
}

TEST(households_are_listed_in_pages)
{
	town();
	add("刘大成");
	add("王大成");
	add("陈大成");
	ask_json(GET, "/api/v1/places/510525101001/households?limit=2", "cadre", NULL);
	check_status(200);
	assert_string_equal(answer_json("items.0.head"), "刘大成");
	char next[200];
	snprintf(next, sizeof next, "/api/v1/places/510525101001/households?limit=2&after=%s", answer_json("next"));
	ask_json(GET, next, "cadre", NULL);
	assert_string_equal(answer_json("items.0.head"), "陈大成");
	ask_get("/households?q=%E7%8E%8B", "cadre");
	check_page("王大成");
	check_no_page("陈大成");
	ask_get("/places/510525101002/households", "cadre");
	check_status(403);
	ask_get("/places/510525101001/households", "buyer");
	check_status(403);
	ask_get("/places/510525101999/households", "cadre");
	check_status(404);
	ask_get("/households", "admin");
	check_page("In which place?");
	check_no_page("陈大成");
}

TEST(households_move_with_their_village)
{
	town();
	add("刘大成");
	ask(POST, at("/members"), "cadre", FORM("person", id_of("buyer"), "relation", "head"));
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	ask_get(path, "buyer");
	check_status(200);
	ask_get(path, "cadre");
	check_status(403);
	ask_get("/places/510525101002/households", "township");
	check_page("刘大成");
	check_books();
}

TEST(labels_hold_no_names)
{
	struct arena *arena = arena_new();
	assert_true(text_equal(household_label(arena, 51052510100100037), T("101001-037")));
	arena_free(arena);
}
