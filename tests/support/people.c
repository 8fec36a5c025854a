/* The people of a town for tests, made through the program's own doors, so that a town can be replayed like any other. */
#include "support/people.h"

#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/person/person.h"

const struct identity_source *const town_identity = &person_identity;

enum { TOKEN_ROOM = 128, PATH_ROOM = 256 };

static const struct {
	const char *login, *name, *home, *phone, *role, *over;
} people[] = {
	{ "province", "周明远", "51", "13800000001", "officer", "51" },
	{ "county", "林素芬", "510525", "13800000002", "officer", "510525" },
	{ "township", "何永康", "510525101", "13800000003", "officer", "510525101" },
	{ "cadre", "罗大勇", "510525101001", "13800000004", "cadre", "510525101001" },
	{ "operator", "陈小兰", "510525101001", "13800000005", "operator", "510525101001" },
	{ "other_operator", "杨春梅", "510524100001", "13800000006", "operator", "510524100001" },
	{ "seller", "王德贵", "510525101001", "13800000007", NULL, NULL },
	{ "buyer", "刘秀英", "510525101001", "13800000008", NULL, NULL },
	{ "buyer2", "赵国强", "510525101002", "13800000009", NULL, NULL },
	{ "buyer3", "孙丽华", "510524100001", "13800000010", NULL, NULL },
	{ "auditor", "马建国", "510525", "13800000011", "auditor", "510525" },
};

/* ---- one request ---- */

struct wait {
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool is_over;
};

static void finish(struct exchange *exchange)
{
	struct wait *wait = exchange->owner;
	pthread_mutex_lock(&wait->lock);
	wait->is_over = true;
	pthread_cond_signal(&wait->over);
	pthread_mutex_unlock(&wait->lock);
}

/* Posts JSON and copies the string at `member` of the answer, if wanted. */
static void post(struct site *site, const char *token, const char *path, const char *json, const char *member,
                 char *ret, size_t room)
{
	struct arena *arena = arena_new();
	struct wait wait = { .lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER };
	struct header headers[] = { { T("Content-Type"), T("application/json") },
		                    { T("Authorization"), text_format(arena, "Bearer %s", token) } };
	struct exchange exchange = { .arena = arena,
		                     .method = POST,
		                     .path = text_of(path),
		                     .headers = headers,
		                     .header_count = token[0] ? 2 : 1,
		                     .body = text_of(json),
		                     .finish = finish,
		                     .owner = &wait };
	site_handle(site, &exchange);
	pthread_mutex_lock(&wait.lock);
	while (!wait.is_over)
		pthread_cond_wait(&wait.over, &wait.lock);
	pthread_mutex_unlock(&wait.lock);
	if (exchange.reply.status >= 300) {
		fprintf(stderr, "people: %s: %d %.*s\n", path, exchange.reply.status, TEXT(exchange.reply.body));
		abort();
	}
	if (member) {
		json_t *answer = json_loadb(exchange.reply.body.bytes, exchange.reply.body.length, 0, NULL);
		snprintf(ret, room, "%s", json_string_value(json_object_get(answer, member)));
		json_decref(answer);
	}
	arena_free(arena);
}

/* ---- the people ---- */

static enum outcome run_administrator(struct task *task, struct db *db, struct world *world)
{
	struct problems problems = problems_in(task->arena);
	return person_first_administrator(db, task->arena, world, task->command.body, &problems);
}

static void ignore(struct task *task)
{
	(void)task;
}

static void make_administrator(struct site *site)
{
	struct arena *arena = arena_new();
	struct text hash = password_hash_of(arena, T(TOWN_PASSWORD), true);
	struct task task = { .command = { .door = T(PERSON_ADMINISTRATOR_DOOR),
		                          .body = person_administrator_body(arena, T("admin"), T("管理员"), hash) },
		             .arena = arena,
		             .run = run_administrator,
		             .done = ignore };
	if (writer_run(site_writer(site), &task) != DONE) {
		fprintf(stderr, "people: no administrator\n");
		abort();
	}
	arena_free(arena);
}

static void make_person(struct site *site, const char *token, size_t i)
{
	char id[TOKEN_ROOM], path[PATH_ROOM], json[PATH_ROOM];
	snprintf(json, sizeof json, "{\"name\":\"%s\",\"place\":\"%s\",\"phone\":\"%s\"}", people[i].name,
	         people[i].home, people[i].phone);
	post(site, token, "/api/v1/people/new", json, "id", id, sizeof id);
	snprintf(path, sizeof path, "/api/v1/people/%s/sign-in", id);
	snprintf(json, sizeof json, "{\"login\":\"%s\",\"password\":\"%s\"}", people[i].login, TOWN_PASSWORD);
	post(site, token, path, json, NULL, NULL, 0);
	if (!people[i].role)
		return;
	snprintf(path, sizeof path, "/api/v1/people/%s/grant", id);
	snprintf(json, sizeof json, "{\"role\":\"%s\",\"place\":\"%s\"}", people[i].role, people[i].over);
	post(site, token, path, json, NULL, NULL, 0);
}

void town_people(struct site *site)
{
	char token[TOKEN_ROOM];
	make_administrator(site);
	post(site, "", "/api/v1/sign-in", "{\"login\":\"admin\",\"password\":\"" TOWN_PASSWORD "\"}", "token", token,
	     sizeof token);
	for (size_t i = 0; i < sizeof people / sizeof people[0]; i++)
		make_person(site, token, i);
	post(site, token, "/api/v1/stations",
	     "{\"place\":\"510525101001\",\"name\":\"丹桂服务站\",\"hours\":\"8:00-19:00\",\"phone\":\"0830-7201234\","
	     "\"open\":true}",
	     NULL, NULL, 0);
	post(site, token, "/api/v1/stations",
	     "{\"place\":\"510524100001\",\"name\":\"东外服务站\",\"hours\":\"9:00-18:00\",\"open\":true}", NULL, NULL,
	     0);
}
