/* Many at the same moment on what there is once: a project's money, the last seat of a course, one application, one delivery, one promise's
   money, one payday's release. Threads through the doors, each request under a key of its own, on both engines. */
#include "support/story.h"

#include <stdio.h>

#include "base/id.h"
#include "support/rush.h"

enum { RUSH = 50 };

static char id[STORY_ID];

/* Fifty requests of these two people in turn, each of whom says something else. How many were acknowledged. */
static int two_rush(const char *path, const char *one, const char *json, const char *other, const char *other_json,
                    int done)
{
	const char *token = rush_token(one), *other_token = rush_token(other);

	for (int i = 0; i < RUSH; i++)
		rush_add(i % 2 ? other_token : token, path, i % 2 ? other_json : json);
	return rush(done, 409);
}

/* Made by a request whose answer has its id. */
static void makes(const char *who, const char *path, const char *json, int status)
{
	ask_json(POST, path, who, json);
	check_status(status);
	keep_id(id, "id");
}

static const char *path_of(const char *kind, const char *deed)
{
	return words_of("/api/v1/%s/%s%s", kind, id, deed);
}

/* ---- a project: 100 fen, fifty times 7 ---- */

TEST(threads_project_is_never_overdrawn)
{
	char fund[STORY_ID], line[STORY_ID], project[STORY_ID];

	town();
	makes("county", "/api/v1/projects",
	      "{\"title\":\"通村路\",\"kind\":\"road\",\"about\":\"水泥路\",\"place\":\"510525101\",\"level\":\"county\","
	      "\"owner_name\":\"交通局\",\"start_on\":\"2026-07-21\",\"end_on\":\"2026-12-31\",\"is_public\":true}",
	      201);
	snprintf(project, sizeof project, "%s", id);
	makes("county", path_of("projects", "/funds"),
	      "{\"source\":\"county\",\"name\":\"县财政\",\"promised_fen\":100,\"dated_on\":\"2026-07-01\"}", 200);
	snprintf(fund, sizeof fund, "%s", id);
	snprintf(id, sizeof id, "%s", project);
	makes("county", path_of("projects", "/lines"), "{\"title\":\"路面\",\"budget_fen\":90}", 200);
	snprintf(line, sizeof line, "%s", id);
	snprintf(id, sizeof id, "%s", project);
	ask_json(POST, path_of("projects", "/milestones"), "county",
	         "{\"title\":\"验收\",\"planned_on\":\"2026-12-20\"}");
	check_status(200);
	ask_json(POST, path_of("projects", "/approve"), "province", "{}");
	check_status(200);
	ask_json(POST, path_of("projects", "/begin"), "county", "{}");
	check_status(200);
	ask_json(POST, path_of("projects", "/arrivals"), "county",
	         words_of("{\"fund\":\"%s\",\"amount_fen\":100,\"dated_on\":\"2026-07-20\",\"words\":\"到账\"}", fund));
	check_status(200);
	const char *payment = words_of("{\"fund\":\"%s\",\"line\":\"%s\",\"amount_fen\":7,\"dated_on\":\"2026-07-20\","
	                               "\"words\":\"工程款\",\"payee_name\":\"路桥公司\",\"document\":\"发票 1\"}",
	                               fund, line);
	const char *path = words_of("/api/v1/projects/%s/payments", project), *token = rush_token("county");
	for (int i = 0; i < RUSH; i++)
		rush_add(token, path, payment);
	assert_int_equal(rush(200, 422), 90 / 7);
	assert_int_equal(town_number("SELECT spent_fen FROM project"), 84);
	assert_int_equal(town_number("SELECT credits_fen - debits_fen FROM account WHERE kind = 16"), 16);
	check_books();
}

/* ---- a course: fifty people and one seat ---- */

TEST(threads_last_seat_of_a_course_is_given_once)
{
	town();
	makes("township", "/api/v1/courses",
	      "{\"title\":\"花椒管护\",\"topic\":\"farm\",\"holder\":\"农业局\",\"place\":\"510525101001\","
	      "\"starts_on\":\"2026-07-20\",\"ends_on\":\"2026-07-24\",\"days\":5,\"seats\":1}",
	      201);
	const char *seat = words_of("{\"course\":\"%s\",\"before_fen\":100}", id);
	for (int i = 0; i < RUSH; i++)
		rush_add(rush_join("pupil", i, STORY_AWAY), "/api/v1/trainees", seat);
	assert_int_equal(rush(201, 409), 1);
	assert_int_equal(town_number("SELECT count(*) FROM trainee"), 1);
	assert_int_equal(town_number("SELECT joined FROM course"), 1);
	check_books();
}

/* ---- two officers, one says yes and the other no ---- */

TEST(threads_application_is_decided_once)
{
	town();
	makes("county", "/api/v1/vacancies",
	      "{\"title\":\"花椒分拣\",\"employer\":\"合作社\",\"place\":\"510525101\",\"pay_fen\":260000,\"seats\":1,"
	      "\"until_on\":\"2026-08-20\"}",
	      201);
	ask_json(POST, "/api/v1/applications", "buyer", words_of("{\"vacancy\":\"%s\",\"words\":\"能吃苦\"}", id));
	check_status(201);
	snprintf(id, sizeof id, "%s",
	         text_string(town_arena(), id_public(town_arena(), 510525, town_number("SELECT id FROM application"))));
	assert_int_equal(two_rush(path_of("applications", "/decide"), "county", "{\"decision\":\"agreed\"}", "township",
	                          "{\"decision\":\"declined\"}", 201),
	                 1);
	assert_int_equal(town_number("SELECT v.taken - count(a.id) FROM vacancy AS v LEFT JOIN application AS a"
	                             " ON a.vacancy_id = v.id AND a.state = 2 GROUP BY v.taken"),
	                 0);
	check_books();
}

/* ---- one delivery, confirmed by two offices again and again ---- */

TEST(threads_delivery_is_received_once)
{
	town();
	makes("province", "/api/v1/partners",
	      "{\"name\":\"科技公司\",\"kind\":\"firm\",\"home\":\"成都\",\"place\":\"51\"}", 201);
	ask(POST, words_of("/partners/%s/members", id), "province", FORM("login", "buyer2", "is_contact", "yes"));
	check_status(303);
	makes("buyer2", path_of("partners", "/pledges"),
	      "{\"way\":\"goods\",\"title\":\"课桌\",\"place\":\"510525101\",\"quantity\":300,\"unit\":\"套\","
	      "\"worth_fen\":100000,\"by_on\":\"2026-08-20\"}",
	      201);
	makes("buyer2", path_of("pledges", "/deliveries"), "{\"quantity\":100,\"words\":\"一车\"}", 200);
	assert_int_equal(two_rush(path_of("deliveries", "/receive"), "county", "{\"quantity\":100}", "township",
	                          "{\"quantity\":90}", 200),
	                 1);
	assert_int_equal(town_number("SELECT p.received - d.quantity FROM pledge AS p JOIN pledge_delivery AS d"
	                             " ON d.pledge_id = p.id"),
	                 0);
	check_books();
}
