/* The site on a fresh database, the people of the county, and asking. */
#include "sim/sim.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/modules.h"
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "common/person/person_rows.h"
#include "common/place/place.h"
#include "common/place/place_rows.h"
#include "support/database.h"

#define KEY_HEX "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
enum { FIRST_DAY = 20250601, SIGN_IN_DAYS = 25, ROOM = 2048 };

static const char *const settings[] = { "title",
	                                "通村",
	                                "gateway_url",
	                                "http://company.invalid",
	                                "gateway_secret",
	                                KEY_HEX,
	                                "public_url",
	                                "http://town.invalid",
	                                "password_cost",
	                                "test",
	                                "home_place",
	                                "510525",
	                                NULL };

/* ---- small things ---- */

int64_t sim_draw(struct sim *sim, int64_t below)
{
	return chance_below(&sim->chance, below);
}

bool sim_is(struct sim *sim, int64_t parts)
{
	return chance_is(&sim->chance, parts);
}

const char *sim_words(struct sim *sim, const char *format, ...)
{
	char *words = arena_take(simulation_arena(sim->driver), ROOM);
	va_list values;
	va_start(values, format);
	vsnprintf(words, ROOM, format, values);
	va_end(values);
	return words;
}

const char *sim_key(struct sim *sim)
{
	return sim_words(sim, "key-%lld-%lld", (long long)sim->seed, (long long)++sim->keys);
}

void sim_copy(char *to, size_t room, struct text t)
{
	snprintf(to, room, "%.*s", TEXT(t));
}

int64_t sim_number(struct sim *sim, const char *sql, const struct db_value *values, size_t count)
{
	int64_t number = 0;
	enum outcome outcome = db_number(sim->db, &number, sql, values, count);
	if (outcome != DONE && outcome != NOT_FOUND)
		sim_fail(sim, "%s: %s", sql, db_failure(sim->db));
	return number;
}

/* ---- the site ---- */

void sim_start_site(struct sim *sim)
{
	struct outside *outside = arena_take(sim->arena, sizeof *outside);
	*outside = (struct outside){ .call = company_answers, .context = sim };
	bool is_postgres = test_on_postgres();
	struct site_options options = { .target = sim->target,
		                        .modules = all_modules,
		                        .identity = person_identity,
		                        .secret = sim->secret,
		                        .lanes = is_postgres ? 2 : 1,
		                        .node = 1,
		                        .readers = 2,
		                        .workers = 1,
		                        .clock = simulation_clock,
		                        .outside = outside,
		                        .kept_bytes = LIMIT_KEPT_BYTES,
		                        .kept_checks = true,
		                        .settings = settings };
	struct text problem = T("");
	options.target.hasty = true;
	sim->site_arena = arena_new();
	if (site_start(&options, sim->site_arena, &sim->site, &problem) != DONE)
		sim_fail(sim, "the site does not start: %.*s", TEXT(problem));
	if (db_open(&sim->target, DB_READ, sim->site_arena, &sim->db, &problem) != DONE)
		sim_fail(sim, "the database cannot be read: %.*s", TEXT(problem));
	sim->driver = simulation_new(sim->site_arena, sim->site);
}

void sim_stop_site(struct sim *sim)
{
	sim->requests += simulation_asked(sim->driver);
	simulation_free(sim->driver);
	db_close(sim->db);
	site_stop(sim->site);
	arena_free(sim->site_arena);
	sim->site = NULL;
}

void sim_restart(struct sim *sim)
{
	sim_stop_site(sim);
	sim_start_site(sim);
	sim->restarts++;
}

void sim_pass(struct sim *sim, int64_t ms)
{
	sim->at += ms;
	simulation_set_clock(sim->at);
	site_chores(sim->site, sim->at);
}

/* ---- asking ---- */

void sim_ask(struct sim *sim, struct ask *asks, size_t count)
{
	for (size_t i = 0; i < count; i++)
		asks[i].at = sim->at += 50;
	simulation_set_clock(sim->at);
	simulation_ask(sim->driver, asks, count);
	for (size_t i = 0; i < count; i++) {
		if (asks[i].status >= 500)
			sim_fail(sim, "%.*s %.*s answered %d: %.*s", TEXT(asks[i].path), TEXT(asks[i].body),
			         asks[i].status, TEXT(asks[i].answer));
		sim->refused += asks[i].status >= 400;
	}
}

static struct ask one(struct sim *sim, struct who *who, enum method method, const char *path, const char *body)
{
	struct text target = text_of(path);
	size_t end = text_find(target, T("?"));
	struct ask ask = { .method = method,
		           .path = text_part(target, 0, end),
		           .query = text_part(target, end + 1, target.length),
		           .body = text_of(body) };
	if (who != NULL)
		ask.as = text_of(who->token);
	if (body[0] == '{')
		ask.type = T("application/json");
	sim_ask(sim, &ask, 1);
	return ask;
}

struct ask sim_post(struct sim *sim, struct who *who, const char *path, const char *body)
{
	return one(sim, who, POST, path, body);
}

struct ask sim_get(struct sim *sim, struct who *who, const char *path)
{
	return one(sim, who, GET, path, "");
}

struct ask sim_must(struct sim *sim, struct who *who, const char *path, const char *body, int status, int or_status)
{
	struct ask ask = sim_post(sim, who, path, body);
	if (ask.status != status && ask.status != or_status)
		sim_fail(sim, "%s %s as %s answered %d: %.*s", path, body, who != NULL ? who->login : "nobody",
		         ask.status, TEXT(text_part(ask.answer, 0, 400)));
	return ask;
}

void sim_sign_in(struct sim *sim, struct who *who)
{
	if (who->token[0] != '\0' && sim->at < who->token_at + SIGN_IN_DAYS * CALENDAR_DAY_MS)
		return;
	who->token[0] = '\0';
	struct ask ask =
		sim_must(sim, NULL, "/api/v1/sign-in",
	                 sim_words(sim, "{\"login\":\"%s\",\"password\":\"%s\"}", who->login, who->password), 200, 201);
	sim_copy(who->token, sizeof who->token, answer_value(ask.answer, "token"));
	who->token_at = sim->at;
}

/* ---- the county's beginnings ---- */

static enum outcome run_import(struct task *task, struct db *db, struct world *world)
{
	return place_import_run(db, task->arena, world, &task->command);
}

static enum outcome run_administrator(struct task *task, struct db *db, struct world *world)
{
	return administrator_run(db, task->arena, world, &task->command);
}

static void import_places(struct sim *sim, struct arena *arena)
{
	struct problems problems = problems_in(arena);
	struct place_import import = { .rows = 0 };
	struct db *db = site_reader(sim->site);
	bool is_read = db_begin(db) == DONE &&
	               place_import_read(db, arena, T("tests/support/places"), &import, &problems) == DONE;
	db_rollback(db);
	site_give_back(sim->site, db);
	struct task task = { .arena = arena, .run = run_import, .alone = true };
	task.command = (struct command){ .door = T(PLACE_IMPORT_DOOR), .target = T("/places"), .body = import.body };
	if (!is_read || writer_run(site_writer(sim->site), &task) != DONE)
		sim_fail(sim, "the places cannot be imported");
}

static void make_administrator(struct sim *sim, struct arena *arena)
{
	snprintf(sim->admin.login, sizeof sim->admin.login, "admin");
	snprintf(sim->admin.password, sizeof sim->admin.password, "mountain-path-7");
	struct text hash = password_hash_of(arena, text_of(sim->admin.password), true);
	struct task task = { .arena = arena, .run = run_administrator };
	task.command = (struct command){ .door = T(PERSON_ADMINISTRATOR_DOOR),
		                         .target = T("/people"),
		                         .body = person_administrator_body(arena, text_of(sim->admin.login),
		                                                           T("管理员"), hash) };
	if (writer_run(site_writer(sim->site), &task) != DONE)
		sim_fail(sim, "no administrator");
	sim_sign_in(sim, &sim->admin);
}

void sim_make_person(struct sim *sim, struct who *who, const char *login, const char *place)
{
	snprintf(who->login, sizeof who->login, "%s", login);
	snprintf(who->password, sizeof who->password, "mountain-path-%s", login);
	struct ask ask = sim_must(sim, &sim->admin, "/api/v1/people/new",
	                          sim_words(sim, "name=%s&place=%s&phone=138%08lld&sure=1", login, place,
	                                    (long long)sim_draw(sim, 100000000)),
	                          201, 201);
	sim_copy(who->id, sizeof who->id, answer_value(ask.answer, "id"));
	sim_must(sim, &sim->admin, sim_words(sim, "/api/v1/people/%s/sign-in", who->id),
	         sim_words(sim, "login=%s&password=%s", who->login, who->password), 200, 201);
	sim_sign_in(sim, who);
}

void sim_grant(struct sim *sim, const struct who *who, const char *role, const char *place)
{
	sim_must(sim, &sim->admin, sim_words(sim, "/api/v1/people/%s/grant", who->id),
	         sim_words(sim, "role=%s&place=%s", role, place), 200, 201);
}

static void make_stations(struct sim *sim)
{
	static const char *const villages[SIM_STATIONS] = { "510525101001", "510525103001", "510525104001",
		                                            "510525105001", "510524100001", "510524101001" };
	for (size_t i = 0; i < SIM_STATIONS; i++) {
		struct station_of *station = &sim->stations[i];
		snprintf(station->village, sizeof station->village, "%s", villages[i]);
		snprintf(station->county, sizeof station->county, "%.6s", villages[i]);
		sim_make_person(sim, &station->keeper, sim_words(sim, "keeper%zu", i), villages[i]);
		sim_grant(sim, &station->keeper, "operator", villages[i]);
		struct ask ask = sim_must(sim, &sim->admin, "/api/v1/stations",
		                          sim_words(sim, "place=%s&name=station%zu&hours=8-18&open=1", villages[i], i),
		                          201, 201);
		sim_copy(station->id, sizeof station->id, answer_value(ask.answer, "id"));
	}
}

static void make_seller(struct sim *sim, size_t i, const char *village)
{
	struct seller_of *seller = &sim->sellers[i];
	seller->county = i == 2 ? "510524" : "510525";
	sim_make_person(sim, &seller->member, sim_words(sim, "seller%zu", i), village);
	struct ask ask = sim_must(
		sim, &sim->admin, "/api/v1/sellers",
		sim_words(sim,
	                  "kind=cooperative&name=seller%zu&place=%s&household_share=54&own_share=16&station_share=5"
	                  "&carrier_share=17&platform_share=6&reserve_share=2",
	                  i, village),
		201, 201);
	sim_copy(seller->id, sizeof seller->id, answer_value(ask.answer, "id"));
	sim_must(sim, &sim->admin, sim_words(sim, "/api/v1/sellers/%s/members", seller->id),
	         sim_words(sim, "login=%s", seller->member.login), 200, 201);
	for (int k = 0; k < 3; k++) {
		int64_t land = 0;
		text_to_int64(text_of(sim_words(sim, "%.9s00000000", village)), &land);
		int64_t home = sim_number(sim,
		                          "SELECT place FROM place WHERE level = 5 AND place > $1 AND place < $2"
		                          " ORDER BY place LIMIT 1 OFFSET $3",
		                          bind(i64(land), i64(land + 100000000), i64(k)));
		ask = sim_must(sim, &sim->admin,
		               sim_words(sim, "/api/v1/places/%lld/households", (long long)(home / 100000)),
		               "head=grower&sure=1", 201, 201);
		sim_must(sim, &sim->admin, sim_words(sim, "/api/v1/sellers/%s/growers", seller->id),
		         sim_words(sim, "household=%.*s&weight=%d", TEXT(answer_value(ask.answer, "id")), k + 1), 200,
		         201);
	}
	if (i == 1)
		return; /* its county has its route already */
	sim_must(sim, &sim->admin, sim_words(sim, "/api/v1/shipping?from=%s", seller->county),
	         "to=&days=3&cutoff=18:00&base_fen=6&per_kg_fen=1.5", 200, 201);
}

static void make_goods(struct sim *sim, struct seller_of *seller, int count)
{
	for (int i = 0; i < count; i++) {
		struct good *good = &sim->goods[sim->good_count++];
		good->seller = seller;
		good->price_fen = 1000 + 37 * sim_draw(sim, 100);
		struct ask ask = sim_must(sim, &seller->member, "/api/v1/desk/products",
		                          sim_words(sim,
		                                    "seller=%s&title=goods%zu&category=fruit&place=%s&name=box&unit=box"
		                                    "&weight_g=2.7&price_fen=%lld.%02lld",
		                                    seller->id, sim->good_count, seller->county,
		                                    (long long)good->price_fen / 100, (long long)good->price_fen % 100),
		                          201, 201);
		sim_copy(good->product, sizeof good->product, answer_value(ask.answer, "id"));
		ask = sim_get(sim, NULL, sim_words(sim, "/api/v1/products/%s", good->product));
		struct text kinds = text_part(ask.answer, text_find(ask.answer, T("\"variants\":")), ask.answer.length);
		sim_copy(good->variant, sizeof good->variant, answer_value(kinds, "id"));
	}
}

void sim_open(struct sim *sim)
{
	static const struct schema_step *const *lower = lower_schemas;
	struct arena *arena = arena_new();
	struct text problem = T("");
	sim->target = test_database();
	sim->secret = digest_of(text_format(arena, "simulation %lld", (long long)sim->seed));
	sim->at = calendar_day_start(FIRST_DAY);
	simulation_set_clock(sim->at);
	if (site_install(&sim->target, lower, all_modules, arena, &problem) != DONE)
		sim_fail(sim, "no database: %.*s", TEXT(problem));
	sim_start_site(sim);
	import_places(sim, arena);
	make_administrator(sim, arena);
	sim_make_person(sim, &sim->officer, "officer", "510525");
	sim_grant(sim, &sim->officer, "officer", "510525");
	sim_make_person(sim, &sim->auditor, "auditor", "510525");
	sim_grant(sim, &sim->auditor, "auditor", "510525");
	sim_make_person(sim, &sim->helper, "helper", "510525101");
	make_stations(sim);
	make_seller(sim, 0, "510525101001");
	make_seller(sim, 1, "510525105001");
	make_seller(sim, 2, "510524100001");
	for (size_t i = 0; i < SIM_SELLERS; i++)
		make_goods(sim, &sim->sellers[i], 4);
	for (sim->buyer_count = 0; sim->buyer_count < SIM_BUYERS / 2; sim->buyer_count++)
		sim_make_person(sim, &sim->buyers[sim->buyer_count], sim_words(sim, "buyer%zu", sim->buyer_count),
		                sim->stations[sim->buyer_count % SIM_STATIONS].village);
	arena_free(arena);
}
