/* Two lanes write what may be there once, at the same moment: neither sees the other when it looks. Who comes second is told what it
   is told when the first was there long before: the personal number, the name to sign in by. */
#include "support/rush.h"

#include <stdio.h>

#include "base/thread.h"
#include "common/person/person.h"
#include "db/open.h"
#include "journal/seal.h"
#include "support/database.h"

enum { PAIRS = 12, LOCK_WAITS = 500 };

static void begin(struct underway *u, const char *token, const char *path, const char *body)
{
	underway_begin(u, token, text_string(town_arena(), text_format(town_arena(), "/api/v1%s", path)),
	               "application/json", body);
}

static void check_says(const struct underway *a, const char *words)
{
	struct text body = a->exchange.reply.body;

	if (text_find(body, text_of(words)) == body.length)
		fail_msg("%.*s", TEXT(body));
}

/* The n-th of some valid numbers. */
static const char *number_of(int n)
{
	static char number[20];

	for (const char *last = "0123456789X"; *last != '\0'; last++) {
		snprintf(number, sizeof number, "51052519800101%03d%c", n, *last);
		if (personal_number_is_valid(text_of(number)))
			return number;
	}
	fail_msg("no check character fits %s", number);
	return NULL;
}

static void begin_person(struct underway *a, const char *token, const char *number, const char *place)
{
	char body[200];

	snprintf(body, sizeof body, "{\"name\":\"新来的\",\"number\":\"%s\",\"place\":\"%s\",\"sure\":true}", number,
	         place);
	begin(a, token, "/people/new", body);
}

TEST(one_number_in_two_counties_at_once)
{
	const char *token;

	town();
	token = rush_token("province");
	for (int i = 0; i < PAIRS; i++) {
		struct underway here, there;
		begin_person(&here, token, number_of(i), "510525101001");
		begin_person(&there, token, number_of(i), "510524100001");
		int first = underway_wait(&here), second = underway_wait(&there);
		assert_true((first == 201 && second == 422) || (first == 422 && second == 201));
		check_says(first == 422 ? &here : &there, "registered already");
		underway_end(&here);
		underway_end(&there);
	}
	assert_int_equal(town_number("SELECT count(*) FROM person WHERE name = '新来的'"), PAIRS);
	check_books();
}

/* ---- the very moment: another's row is written and not yet committed when the lane writes its own ---- */

/* Lets the request run into what `other` wrote, then commits that; the request must be told as if it had been there before. */
static void race(struct db *other, const char *token, const char *path, const char *body, const char *words)
{
	struct underway a;
	int64_t waiting = 0;

	begin(&a, token, path, body);
	for (int i = 0; i < LOCK_WAITS && waiting == 0; i++) {
		thread_sleep_ms(10);
		waiting = town_number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
		                      " AND application_name = 'tongcun'");
	}
	assert_int_equal(waiting, 1);
	assert_int_equal(db_commit(other), DONE);
	assert_int_equal(underway_wait(&a), 422);
	check_says(&a, words);
	underway_end(&a);
}

static void write_person(struct db *other, const char *number)
{
	struct text index = blind_index(town_arena(), town_secret(), "number", text_of(number));

	assert_int_equal(db_begin(other), DONE);
	assert_int_equal(
		db_exec(other,
	                "INSERT INTO person(county, id, place, name, login, phone, phone_index, number, number_index,"
	                " language, large_text, created_at, version)"
	                " VALUES (510524, $1, 51052410000100000, '别处', '', '', '', '', $2, '', 0, 1, 1)",
	                bind(i64(town_number("SELECT max(id) FROM person") + 1), txt(index))),
		DONE);
}

TEST(who_comes_second_is_told_the_same)
{
	const char *token;
	char path[100], body[200];

	town();
	if (!test_on_postgres()) /* one lane has no other beside it */
		return;
	struct db *other = town_beside();
	token = rush_token("cadre");
	write_person(other, number_of(100));
	snprintf(body, sizeof body, "{\"name\":\"新来的\",\"number\":\"%s\",\"place\":\"510525101001\"}",
	         number_of(100));
	race(other, token, "/people/new", body, "registered already");

	write_person(other, number_of(101));
	ask_json(GET, "/api/v1/people?q=%E5%88%98%E7%A7%80%E8%8B%B1", "cadre", NULL);
	snprintf(path, sizeof path, "/people/%s/edit", answer_json("items.0.id"));
	snprintf(body, sizeof body, "{\"name\":\"刘秀英\",\"number\":\"%s\",\"place\":\"510525101001\",\"version\":%s}",
	         number_of(101), answer_json("items.0.version"));
	race(other, token, path, body, "registered already");

	assert_int_equal(db_begin(other), DONE);
	assert_int_equal(db_exec(other,
	                         "INSERT INTO login(login, county, person_id, password_hash, failures, locked_until,"
	                         " changed_at) VALUES ('wanted', 510524, 1, '', 0, 0, 0)",
	                         bind_none()),
	                 DONE);
	race(other, "", "/join", "{\"name\":\"顾客\",\"login\":\"wanted\",\"password\":\"mountain-path-7\"}",
	     "already");
	db_close(other);
}
