/* People: whole requests. */
#include "support/town.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "common/person/person_rows.h"
#include "journal/chain.h"

#define PASSWORD "mountain-path-7"

enum { MINUTE_MS = 60000, HOUR_MS = 3600000 };
static const int64_t day_ms = 86400000;

/* "/people/510525-...-K" with an ending. */
static const char *person_path(const char *login, const char *ending)
{
	struct login row;
	assert_int_equal(login_one(town_db(), town_arena(), text_of(login), &row), DONE);
	struct text id = id_public(town_arena(), row.county, row.person_id);
	return text_string(town_arena(), text_format(town_arena(), "/people/%.*s%s", TEXT(id), ending));
}

/* The public id itself. */
static const char *id_of(const char *login)
{
	return person_path(login, "") + strlen("/people/");
}

static int64_t number_of(const char *login)
{
	struct login row;
	assert_int_equal(login_one(town_db(), town_arena(), text_of(login), &row), DONE);
	return row.person_id;
}

/* ---- getting in and out ---- */

TEST(a_buyer_joins)
{
	town();
	ask_get("/join?where=丹桂", AS_NOBODY);
	check_status(200);
	ask(POST, "/join", AS_NOBODY, FORM("name", "李四", "login", "lisi", "password", "short"));
	check_status(422);
	check_page("8 characters");
	ask(POST, "/join", AS_NOBODY, FORM("name", "李四", "login", "buyer", "password", PASSWORD));
	check_status(422);
	check_page("already");
	ask(POST, "/join", AS_NOBODY, FORM("name", "李四", "login", "a b", "password", PASSWORD));
	check_status(422);
	ask(POST, "/join", AS_NOBODY,
	    FORM("name", "李四", "login", " LiSi ", "password", PASSWORD, "phone", "13911112222"));
	check_status(303);
	check_location("/me");
	ask_get("/me", "lisi");
	check_status(200);
	check_page("李四");
	check_page("139****2222");
	check_books();
}

TEST(signing_in_and_out)
{
	town();
	ask_get("/sign-in?next=/shelf", AS_NOBODY);
	check_status(200);
	check_page("value=\"/shelf\"");
	ask_get("/sign-in?next=//evil.example", AS_NOBODY);
	check_page("value=\"/me\"");
	ask_get("/me", AS_NOBODY);
	check_status(303);
	check_location("/sign-in?next=");
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", " BUYER", "password", PASSWORD, "next", "/me/looks"));
	check_status(303);
	check_location("/me/looks");
	assert_true(answer_cookie("session").length == 64);
	/* The journal has neither the token nor an answer. */
	assert_int_equal(town_number("SELECT count(*) FROM journal WHERE door = 'POST /sign-in' AND length(reply) > 0"),
	                 0);
	ask_get("/me", "buyer");
	check_status(200);
	check_page("刘秀英");
	ask(POST, "/sign-out", "buyer", NOTHING);
	check_status(303);
	ask_get("/me", "buyer");
	check_status(303);
	check_location("/sign-in");
	ask_json(POST, "/api/v1/sign-in", AS_NOBODY, "{\"login\":\"buyer2\",\"password\":\"" PASSWORD "\"}");
	check_status(200);
	assert_int_equal(strlen(answer_json("token")), 64);
	assert_string_equal(answer_json("person.name"), "赵国强");
	ask_json(POST, "/api/v1/sign-in", AS_NOBODY, "{\"login\":\"buyer2\",\"password\":\"wrong\"}");
	check_status(422);
	check_no_page("token");
}

static void try_wrong(const char *login)
{
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", login, "password", "not-the-password"));
	check_status(422);
}

TEST(five_wrong_passwords_lock)
{
	town();
	for (int i = 0; i < 4; i++)
		try_wrong("buyer");
	check_page("name or the password is wrong");
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", PASSWORD));
	check_status(303); /* a right one forgets the wrong ones */
	for (int i = 0; i < 5; i++)
		try_wrong("buyer");
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", PASSWORD));
	check_status(422);
	check_page("Locked");
	town_restart(); /* durable */
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", PASSWORD));
	check_status(422);
	town_pass(16 * MINUTE_MS);
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", PASSWORD));
	check_status(303);
	for (int i = 0; i < 5; i++)
		try_wrong("buyer");
	ask(POST, person_path("buyer", "/unlock"), "other_operator", NOTHING);
	check_status(403);
	ask(POST, person_path("buyer", "/unlock"), "cadre", NOTHING);
	check_status(303);
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", PASSWORD));
	check_status(303);
}

TEST(an_unknown_login_answers_like_a_known_one)
{
	town();
	try_wrong("nobody-of-this-name");
	check_page("name or the password is wrong");
	for (int i = 0; i < 6; i++)
		try_wrong("nobody-of-this-name");
	check_page("name or the password is wrong");
}

TEST(forged_proofs_are_overwritten)
{
	town();
	ask(POST, "/sign-in", AS_NOBODY,
	    FORM("login", "buyer", "password", "x", "proof", "00", "session", "1111", "password_hash", "x"));
	check_status(422);
	assert_int_equal(town_number("SELECT count(*) FROM session WHERE digest = '1111'"), 0);
}

TEST(sessions_end_and_slide)
{
	town();
	ask_get("/me", "buyer");
	check_status(200);
	town_pass(29 * day_ms);
	ask_get("/me", "buyer"); /* a page of a new day slides the end */
	check_status(200);
	town_pass(29 * day_ms);
	ask_get("/me", "buyer");
	check_status(200);
	town_pass(31 * day_ms);
	ask_get("/me", "buyer");
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM session"), 0); /* the sweep */
}

TEST(other_sessions_are_ended)
{
	town();
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", PASSWORD));
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", PASSWORD));
	ask_get("/me/sessions", "buyer");
	check_page("This device");
	check_page("Sign out everywhere else");
	const char *path = answer_between("action=\"/me/sessions/", "/end\"");
	assert_non_null(path);
	char end[200];
	snprintf(end, sizeof end, "/me/sessions/%s/end", path);
	ask(POST, end, "buyer2", NOTHING);
	check_status(404);
	ask(POST, end, "buyer", NOTHING);
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM session WHERE person_id = $1", number_of("buyer")), 2);
	ask(POST, "/me/sessions/end-others", "buyer", NOTHING);
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM session WHERE person_id = $1", number_of("buyer")), 1);
	ask_get("/me", "buyer");
	check_status(200);
}

TEST(a_password_is_changed)
{
	town();
	ask(POST, "/me/password", "buyer", FORM("password", "wrong", "new_password", "a-new-long-one"));
	check_status(422);
	assert_int_equal(town_number("SELECT failures FROM login WHERE login = 'buyer'"), 1);
	ask(POST, "/me/password", "buyer", FORM("password", PASSWORD, "new_password", "short"));
	check_status(422);
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", PASSWORD));
	ask(POST, "/me/password", "buyer", FORM("password", PASSWORD, "new_password", "a-new-long-one"));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) FROM session WHERE person_id = $1", number_of("buyer")), 1);
	try_wrong("buyer");
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", PASSWORD));
	check_status(422);
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", "a-new-long-one"));
	check_status(303);
}

TEST(my_details_and_settings)
{
	town();
	ask_get("/me/details", "buyer");
	check_page("13800000008");
	const char *version = answer_between("name=\"version\" value=\"", "\"");
	char seen[20];
	snprintf(seen, sizeof seen, "%s", version);
	ask(POST, "/me/details", "buyer",
	    FORM("version", seen, "name", "刘秀英", "phone", "abc", "place", "510525101001"));
	check_status(422);
	ask(POST, "/me/details", "buyer",
	    FORM("version", seen, "name", "刘秀英", "phone", "13855556666", "place", "510525101002"));
	check_status(303);
	ask(POST, "/me/details", "buyer", FORM("version", seen, "name", "刘秀", "phone", "13855556666"));
	check_status(409);
	ask(POST, "/me/settings", "buyer", FORM("language", "bo", "large_text", "1"));
	check_status(303);
	assert_int_equal(town_number("SELECT large_text FROM person WHERE language = 'bo'"), 1);
	ask(POST, "/me/settings", "buyer", FORM("language", "tlh"));
	check_status(422);
	ask_get("/me/looks?lang=zh-CN", "buyer");
	check_status(200);
	assert_int_equal(town_number("SELECT count(*) FROM person WHERE language = 'bo'"), 0);
	assert_int_equal(town_number("SELECT count(*) FROM person WHERE language = 'zh-CN' AND large_text = 1"), 1);
	ask_get("/me/looks?lang=x-poison", "buyer");
	check_status(200);
	assert_int_equal(town_number("SELECT count(*) FROM person WHERE language = 'x-poison'"), 0);
	ask_get("/me/rights", "buyer");
	check_page("No rights over others");
	ask_get("/me/rights", "cadre");
	check_page("Village cadre");
}

/* ---- keeping people ---- */

TEST(phones_and_numbers_are_sealed)
{
	town();
	ask(POST, "/people/new", "cadre",
	    FORM("name", "张三", "phone", "13812345678", "number", "34052419800101001x", "place", "510525101001"));
	check_status(303);
	assert_int_equal(town_number(
				 "SELECT count(*) FROM person WHERE phone LIKE '%12345678%' OR number LIKE '%19800101%'"
				 " OR phone_index LIKE '%12345678%' OR number_index LIKE '%19800101%'"),
	                 0);
	assert_int_equal(town_number("SELECT count(*) FROM person WHERE phone LIKE '%1380000%'"), 0);
	ask_get("/people?q=138%201234%205678", "cadre");
	check_page("张三");
	check_page("138****5678");
	check_no_page("13812345678\"><b>");
	ask_get("/people?q=34052419800101001X", "cadre");
	check_page("张三");
	ask_get("/people?q=++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++++138%201234%205678", "cadre");
	check_page("张三");
	ask_get("/people?q=13812345678", "other_operator");
	check_no_page("张三");
	ask(POST, "/people/new", "cadre",
	    FORM("name", "张五", "number", "34052419800101001X", "place", "510525101001"));
	check_status(422);
	check_page("registered already");
	ask(POST, "/people/new", "cadre",
	    FORM("name", "张五", "number", "340524198001010011", "place", "510525101001"));
	check_status(422);
	check_books();
}

TEST(namesakes_are_asked_about)
{
	town();
	ask(POST, "/people/new", "cadre", FORM("name", "刘秀英", "place", "510525101001"));
	check_status(422);
	check_page("Is it one of these?");
	ask(POST, "/people/new", "cadre", FORM("name", "刘秀英", "place", "510525101001", "sure", "1"));
	check_status(303);
	ask(POST, "/people/new", "cadre", FORM("name", "", "place", "510525101001"));
	check_status(422);
	ask(POST, "/people/new", "cadre", FORM("name", "周五"));
	check_status(422);
}

TEST(people_of_other_places_are_closed)
{
	town();
	ask_get("/people", AS_NOBODY);
	check_status(303);
	ask_get("/people", "buyer");
	check_status(403);
	ask_get("/people?place=510525", "cadre");
	check_status(403);
	ask_get("/people/510525-1-1", "cadre");
	check_status(404);
	ask_get(person_path("buyer", ""), "buyer2");
	check_status(403);
	ask_get(person_path("buyer", ""), "other_operator");
	check_status(403);
	ask_get(person_path("buyer2", ""), "cadre"); /* the next village */
	check_status(403);
	ask_get(person_path("buyer2", ""), "township");
	check_status(200);
	ask(POST, "/people/new", "cadre", FORM("name", "周五", "place", "510525101002"));
	check_status(403);
	ask(POST, person_path("buyer", "/edit"), "other_operator", FORM("name", "X", "version", "1"));
	check_status(403);
	ask(POST, person_path("buyer", "/sign-in"), "buyer", FORM("login", "zz", "password", PASSWORD));
	check_status(403);
}

TEST(two_people_edit_one_person)
{
	town();
	ask_get(person_path("buyer", "/edit"), "cadre");
	char seen[20];
	snprintf(seen, sizeof seen, "%s", answer_between("name=\"version\" value=\"", "\""));
	ask(POST, person_path("buyer", "/edit"), "township",
	    FORM("name", "刘秀英", "phone", "13877770001", "version", seen, "place", "510525101001"));
	check_status(303);
	ask(POST, person_path("buyer", "/edit"), "cadre",
	    FORM("name", "刘秀英", "phone", "13877770002", "version", seen, "place", "510525101001"));
	check_status(409);
	check_page("13877770001");
	check_page("13877770002");
	ask(POST, person_path("buyer", "/edit"), "cadre",
	    FORM("name", "刘秀英", "phone", "13877770002", "version", seen, "place", "510525101002"));
	check_status(403); /* not into a place that is not the cadre's */
}

TEST(people_are_paged)
{
	town();
	for (int i = 0; i < 3; i++) {
		ask(POST, "/people/new", "cadre", FORM("name", "石头", "place", "510525101001", "sure", "1"));
		check_status(303);
	}
	ask_json(GET, "/api/v1/people?q=%E7%9F%B3%E5%A4%B4&limit=2", "cadre", NULL);
	check_status(200);
	char next[200], first[200];
	snprintf(first, sizeof first, "%s", answer_json("items.0.id"));
	snprintf(next, sizeof next, "/api/v1/people?q=%%E7%%9F%%B3%%E5%%A4%%B4&limit=2&after=%s", answer_json("next"));
	ask_json(GET, next, "cadre", NULL);
	assert_string_not_equal(answer_json("items.0.id"), first);
	check_page("\"next\":null");
	ask_get("/people", "county");
	check_page("Who has rights here");
	check_page("罗大勇");
	check_no_page("杨春梅");
}

/* ---- rights ---- */

static void grant_as(const char *giver, const char *login, const char *role, const char *place, int status)
{
	ask(POST, person_path(login, "/grant"), giver, FORM("role", role, "place", place));
	check_status(status);
}

TEST(rights_are_given_inside_ones_own_land)
{
	town();
	grant_as(AS_NOBODY, "buyer2", "cadre", "510525101002", 303); /* to the sign-in page */
	assert_int_equal(town_number("SELECT count(*) FROM held_role WHERE person_id = $1", number_of("buyer2")), 0);
	grant_as("buyer", "buyer2", "cadre", "510525101002", 403);
	grant_as("cadre", "buyer2", "cadre", "510525101001", 403);
	grant_as("township", "buyer2", "cadre", "510525101002", 303);
	grant_as("township", "buyer2", "cadre", "510525101002", 303); /* twice is once */
	grant_as("township", "buyer2", "operator", "510525101002", 303);
	grant_as("township", "buyer2", "cadre", "510525102", 403);
	grant_as("township", "buyer2", "officer", "510525", 403);
	grant_as("township", "buyer2", "auditor", "510525101", 403); /* a right officers lack */
	grant_as("township", "buyer2", "administrator", "510525101", 403);
	grant_as("township", "township", "operator", "510525101", 403);
	grant_as("township", "buyer2", "king", "510525101", 422);
	grant_as("admin", "buyer2", "auditor", "510525", 303);
	grant_as("admin", "buyer2", "administrator", "", 303);
	ask_get("/people?place=510525101002", "buyer2");
	check_status(200);
	check_books();
}

TEST(rights_are_taken_at_once)
{
	town();
	ask_get("/people", "cadre");
	check_status(200);
	ask(POST, person_path("cadre", "/revoke"), "other_operator", FORM("role", "cadre", "place", "510525101001"));
	check_status(403);
	ask(POST, person_path("cadre", "/revoke"), "county", FORM("role", "cadre", "place", "510525101001"));
	check_status(303);
	ask_get("/people", "cadre");
	check_status(403);
	ask(POST, person_path("cadre", "/revoke"), "county", FORM("role", "cadre", "place", "510525101001"));
	check_status(404);
	grant_as("county", "cadre", "cadre", "510525101001", 303);
	ask_get("/people", "cadre");
	check_status(200);
	assert_int_equal(town_number("SELECT count(*) FROM held_role WHERE person_id = $1 AND ended_at = 0",
	                             number_of("cadre")),
	                 1);
}

TEST(the_last_administrator_stays)
{
	town();
	ask(POST, person_path("admin", "/revoke"), "admin", FORM("role", "administrator", "place", ""));
	check_status(409);
	grant_as("admin", "county", "administrator", "", 303);
	ask(POST, person_path("admin", "/revoke"), "county", FORM("role", "administrator", "place", ""));
	check_status(303);
	check_books();
}

TEST(an_account_is_no_way_to_more_rights)
{
	town();
	/* The cadre keeps the people of the village, but the township's officer lives there from now on. */
	ask(POST, person_path("cadre", "/sign-in"), "operator", FORM("login", "cadre", "password", "taken-over-now"));
	check_status(403);
	ask(POST, person_path("cadre", "/unlock"), "operator", NOTHING);
	check_status(403);
	ask(POST, person_path("seller", "/sign-in"), "operator",
	    FORM("login", "seller", "password", "given-at-counter"));
	check_status(303);
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "seller", "password", "given-at-counter"));
	check_status(303);
	ask(POST, person_path("seller", "/sign-in"), "operator",
	    FORM("login", "buyer", "password", "given-at-counter"));
	check_status(422);
	ask(POST, person_path("operator", "/sign-in"), "township",
	    FORM("login", "operator", "password", "new-for-the-counter"));
	check_status(303);
}

static uint64_t bit(enum right right)
{
	return UINT64_C(1) << right;
}

TEST(roles_hold_what_the_table_says)
{
	for (int right = 1; right < RIGHTS; right++)
		assert_true(role_rights(ROLE_ADMINISTRATOR) & bit((enum right)right));
	assert_false(role_rights(ROLE_OFFICER) &
	             (bit(RIGHT_OPERATE) | bit(RIGHT_SERVE) | bit(RIGHT_PLACE_EDIT) | bit(RIGHT_AUDIT_READ)));
	assert_int_equal(role_rights(ROLE_OPERATOR),
	                 bit(RIGHT_SERVE) | bit(RIGHT_PERSON_EDIT) | bit(RIGHT_HOUSEHOLD_READ));
	assert_int_equal(role_rights(ROLE_BUYER), 0);
	assert_int_equal(role_rights(ROLE_SELLER), 0);
	assert_int_equal(role_rights((enum role)0), 0);
	assert_int_equal(role_rights((enum role)99), 0);
	assert_int_equal(role_of(T("cadre")), ROLE_CADRE);
	assert_int_equal(role_of(T("")), 0);
}

/* ---- looks ---- */

TEST(whoever_is_looked_at_reads_it)
{
	town();
	ask_get("/me/looks", "buyer");
	check_page("Nobody has looked");
	ask_get(person_path("buyer", ""), "cadre");
	check_status(200);
	check_page("138****0008");
	check_no_page("13800000008");
	ask_json(GET, text_string(town_arena(), text_format(town_arena(), "/api/v1%s", person_path("buyer", ""))),
	         "township", NULL);
	check_status(200);
	ask_get(person_path("buyer", ""), "other_operator"); /* not shown, not a look */
	check_status(403);
	assert_int_equal(town_number("SELECT count(*) FROM look"), 2);
	ask_get("/me/looks", "buyer");
	check_page("罗大勇");
	check_page("何永康");
	check_page("Your page as a person");
	check_no_page("杨春梅");
	ask_json(GET, "/api/v1/me/looks?limit=1", "buyer", NULL);
	assert_string_equal(answer_json("items.0.person_name"), "何永康");
	char next[200];
	snprintf(next, sizeof next, "/api/v1/me/looks?limit=1&after=%s", answer_json("next"));
	ask_json(GET, next, "buyer", NULL);
	assert_string_equal(answer_json("items.0.person_name"), "罗大勇");
	check_page("\"next\":null"); /* the last page says so, though it is full */
	ask_get("/me/looks", "buyer2");
	check_no_page("罗大勇");
	ask(POST, "/looks", "buyer", FORM("why", "forged"));
	check_status(404);
}

/* ---- serving ---- */

TEST(an_operator_serves_a_villager)
{
	town();
	ask_get("/serve?q=%E5%88%98%E7%A7%80%E8%8B%B1", "operator");
	check_page("刘秀英");
	check_page("138****0008");
	ask_get("/serve", "buyer");
	check_status(403);
	ask(POST, "/serve", "other_operator", FORM("person", id_of("buyer")));
	check_status(403);
	ask(POST, "/serve", "operator", FORM("person", "nonsense"));
	check_status(404);
	ask(POST, "/serve", "operator", FORM("person", id_of("buyer")));
	check_status(303);
	ask_get("/me", "operator");
	check_page("刘秀英");
	check_no_page("13800000008");
	ask_get("/me/password", "operator");
	check_status(403);
	ask(POST, "/me/settings", "operator", FORM("language", "bo"));
	check_status(403);
	ask(POST, "/me/details", "operator", FORM("name", "X", "version", "1"));
	check_status(403);
	ask_get("/me/looks", "buyer");
	check_page("陈小兰");
	check_page("serving you");
	ask(POST, "/serve/stop", "operator", NOTHING);
	check_status(303);
	/* Both names stand on what was done meanwhile. */
	assert_int_equal(
		town_number(
			"SELECT count(*) FROM journal WHERE door = 'POST /serve/stop' AND person_id = $1 AND for_id = $2",
			number_of("operator"), number_of("buyer")),
		1);
	ask_get("/me", "operator");
	check_page("陈小兰");
	ask(POST, "/serve", "operator", FORM("person", id_of("buyer")));
	town_pass(HOUR_MS + MINUTE_MS);
	ask_get("/me", "operator");
	check_page("陈小兰");
	check_books();
}

TEST(people_move_with_their_place)
{
	town();
	ask(POST, "/places/510525101001/code", "admin", FORM("code", "510525101099"));
	check_status(303);
	ask_get(person_path("buyer", ""), "township");
	check_status(200);
	ask_get("/people?q=%E5%88%98%E7%A7%80%E8%8B%B1", "cadre"); /* the cadre's land moved too */
	check_page("刘秀英");
	ask(POST, "/places/510525101099/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	ask_get("/people", "cadre"); /* rights over a village that went up in another end */
	check_status(403);
	ask_get("/people?q=%E5%88%98%E7%A7%80%E8%8B%B1", "township");
	check_page("刘秀英");
	check_books();
}

/* ---- what a hostile reader tried ---- */

/* `where` and the form must read a place alike: spaces around it are nothing. */
TEST(a_place_with_spaces_is_no_way_around_the_right)
{
	static const char wide_space[] = "　510525101001"; /* U+3000 before the code */

	town();
	ask(POST, "/people/new", "cadre", FORM("name", "外人", "place", " 510524100001 "));
	check_status(403);
	ask(POST, "/people/new", "other_operator", FORM("name", "外人", "place", wide_space));
	check_status(403);
	assert_int_equal(town_number("SELECT count(*) FROM person WHERE name = '外人'"), 0);
}

/* Whoever may not give the role of an operator does not take an operator's account either. */
TEST(a_cadre_opens_no_operator_s_account)
{
	town();
	ask(POST, person_path("operator", "/sign-in"), "cadre", FORM("login", "mine", "password", "another-path-9"));
	check_status(403);
	ask(POST, person_path("operator", "/sign-in"), "county", FORM("login", "mine", "password", "another-path-9"));
	check_status(303);
}

/* Serving ends with the right to serve, not with the hour. */
TEST(serving_ends_with_the_right)
{
	town();
	ask(POST, "/serve", "operator", FORM("person", id_of("buyer")));
	check_status(303);
	ask_get("/me", "operator");
	check_page("刘秀英");
	ask(POST, person_path("operator", "/revoke"), "county", FORM("role", "operator", "place", "510525101001"));
	check_status(303);
	ask_get("/me", "operator");
	check_status(200);
	check_no_page("刘秀英");
}

/* Two windows: the form of one villager is not posted for the next one, nor for oneself. */
TEST(a_form_shown_for_one_villager_is_not_taken_for_another)
{
	char token[80];
	town();
	ask(POST, "/serve", "operator", FORM("person", id_of("buyer")));
	ask_get("/me", "operator");
	const char *shown = answer_between("name=\"csrf\" value=\"", "\"");
	assert_non_null(shown);
	snprintf(token, sizeof token, "%s", shown);
	ask_csrf(token);
	ask(POST, "/serve", "operator", FORM("person", id_of("seller")));
	check_status(303);
	ask_csrf(token);
	ask(POST, "/serve/stop", "operator", NOTHING);
	check_status(403);
	ask(POST, "/serve/stop", "operator", NOTHING);
	check_status(303);
	ask_csrf(token);
	ask(POST, "/serve", "operator", FORM("person", id_of("buyer")));
	check_status(403);
}

/* The last command of a door: whether the journal has a digest of what was typed. */
static bool keeps_what_was_asked(const char *lane, const char *number)
{
	struct command command = { .county = 0 };
	struct answer answer;
	assert_int_equal(chain_command(town_db(), town_arena(), town_secret(), town_number(lane), town_number(number),
	                               &command, &answer),
	                 DONE);
	return text_find(command.context, T("asked=")) < command.context.length;
}

/* A quick digest of a password would undo what makes the slow one good. */
TEST(the_journal_has_no_quick_digest_of_a_password)
{
	town();
	ask(POST, "/sign-in", AS_NOBODY, FORM("login", "buyer", "password", PASSWORD));
	check_status(303);
	assert_false(keeps_what_was_asked(
		"SELECT lane FROM journal WHERE door = 'POST /sign-in' ORDER BY id DESC LIMIT 1",
		"SELECT number FROM journal WHERE door = 'POST /sign-in' ORDER BY id DESC LIMIT 1"));
	ask(POST, person_path("buyer2", "/sign-in"), "cadre", FORM("login", "buyer2", "password", "another-path-9"));
	ask(POST, person_path("buyer", "/sign-in"), "cadre", FORM("login", "buyer", "password", "another-path-9"));
	check_status(303);
	assert_false(keeps_what_was_asked(
		"SELECT lane FROM journal WHERE door = 'POST /people/{person}/sign-in' ORDER BY id DESC LIMIT 1",
		"SELECT number FROM journal WHERE door = 'POST /people/{person}/sign-in' ORDER BY id DESC LIMIT 1"));
}
