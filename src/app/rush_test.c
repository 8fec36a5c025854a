/* Many at the same moment on what there is once: a project's money, the last seat of a course, one application, one delivery, one promise's
   money, one payday's release. Threads through the doors, each request under a key of its own, on both engines. */
#include "support/story.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/id.h"

enum { RUSH = 50, TOKEN = 128 };

struct runner {
	struct arena *arena;
	struct exchange exchange;
	struct header headers[2];
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool is_over;
};

static struct runner runners[RUSH];
static pthread_barrier_t start;
static char tokens[RUSH][TOKEN], id[STORY_ID];

static void finish(struct exchange *exchange)
{
	struct runner *runner = exchange->owner;

	pthread_mutex_lock(&runner->lock);
	runner->is_over = true;
	pthread_cond_signal(&runner->over);
	pthread_mutex_unlock(&runner->lock);
}

static void *run(void *given)
{
	struct runner *runner = given;

	pthread_barrier_wait(&start);
	site_handle(town_site(), &runner->exchange);
	pthread_mutex_lock(&runner->lock);
	while (!runner->is_over)
		pthread_cond_wait(&runner->over, &runner->lock);
	pthread_mutex_unlock(&runner->lock);
	return NULL;
}

static void make_ready(struct runner *runner, const char *token, const char *path, const char *json)
{
	memset(runner, 0, sizeof *runner);
	runner->arena = arena_new();
	pthread_mutex_init(&runner->lock, NULL);
	pthread_cond_init(&runner->over, NULL);
	runner->headers[0] = (struct header){ T("Authorization"), text_format(runner->arena, "Bearer %s", token) };
	runner->headers[1] = (struct header){ T("Content-Type"), T("application/json") };
	runner->exchange = (struct exchange){ .arena = runner->arena,
		                              .method = POST,
		                              .path = text_format(runner->arena, "%s", path),
		                              .peer = T("192.0.2.9"),
		                              .headers = runner->headers,
		                              .header_count = 2,
		                              .body = text_format(runner->arena, "%s", json),
		                              .finish = finish,
		                              .owner = runner };
}

/* The first `people` of tokens ask in turn; every second one with `other`. How many were acknowledged; the others heard 409 or 422. */
static int rush(int people, const char *path, const char *json, const char *other)
{
	int done = 0;

	for (int i = 0; i < RUSH; i++)
		make_ready(&runners[i], tokens[i % people], path, i % 2 == 0 ? json : other);
	assert_int_equal(pthread_barrier_init(&start, NULL, RUSH), 0);
	for (int i = 0; i < RUSH; i++)
		assert_int_equal(pthread_create(&runners[i].thread, NULL, run, &runners[i]), 0);
	for (int i = 0; i < RUSH; i++) {
		int status;

		pthread_join(runners[i].thread, NULL);
		status = runners[i].exchange.reply.status;
		done += status < 300;
		if (status >= 300 && status != 409 && status != 422) {
			fprintf(stderr, "answered %d\n", status);
			fail();
		}
		arena_free(runners[i].arena);
	}
	pthread_barrier_destroy(&start);
	return done;
}

static void signs_in(int which, const char *login)
{
	ask_json(POST, "/api/v1/sign-in", AS_NOBODY,
	         words_of("{\"login\":\"%s\",\"password\":\"mountain-path-7\"}", login));
	check_status(200);
	snprintf(tokens[which], TOKEN, "%s", answer_json("token"));
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
	signs_in(0, "county");
	assert_int_equal(rush(1, words_of("/api/v1/projects/%s/payments", project), payment, payment), 90 / 7);
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
	for (int i = 0; i < RUSH; i++) {
		ask_json(POST, "/api/v1/join", AS_NOBODY,
		         words_of("{\"name\":\"学员%d\",\"login\":\"pupil%d\",\"password\":\"mountain-path-7\","
		                  "\"place\":\"%s\"}",
		                  i, i, STORY_AWAY));
		check_status(200);
		snprintf(tokens[i], TOKEN, "%s", answer_json("token"));
	}
	const char *seat = words_of("{\"course\":\"%s\",\"before_fen\":100}", id);
	assert_int_equal(rush(RUSH, "/api/v1/trainees", seat, seat), 1);
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
	signs_in(0, "county");
	signs_in(1, "township");
	assert_int_equal(rush(2, path_of("applications", "/decide"), "{\"decision\":\"agreed\"}",
	                      "{\"decision\":\"declined\"}"),
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
	signs_in(0, "county");
	signs_in(1, "township");
	assert_int_equal(rush(2, path_of("deliveries", "/receive"), "{\"quantity\":100}", "{\"quantity\":90}"), 1);
	assert_int_equal(town_number("SELECT p.received - d.quantity FROM pledge AS p JOIN pledge_delivery AS d"
	                             " ON d.pledge_id = p.id"),
	                 0);
	check_books();
}
