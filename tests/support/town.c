/* The town: its database, site and clock. Asking it is ask.c. The database with places and people is made once a process and
   copied for every town; a town goes when the next one comes or the process ends. */
#include "support/town.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/modules.h"
#include "base/calendar.h"
#include "base/limits.h"
#include "common/place/place.h"
#include "common/place/place_rows.h"
#include "db/touched.h"
#include "journal/replay.h"
#include "journal/replay_state.h"
#include "schema.h"
#include "support/database.h"
#include "support/people.h"
#include "support/town_inside.h"

/* 2026-07-20 09:00 in China. */
static const int64_t town_start = INT64_C(1784509200000);
static const int64_t town_first_day = 20260101;

static struct town the_town;
static struct db_target pattern; /* the database that towns are copied from */
static bool has_pattern;
static _Atomic int64_t town_clock;

static const char *const settings[] = { "title",          "通村",           "gateway_url", "http://127.0.0.1:9",
	                                "gateway_secret", TOWN_GATEWAY_KEY, "public_url",  "http://town.invalid",
	                                "password_cost",  "test",           NULL };

/* Another site than the one that wrote the journal: it has no payment company, and another home. */
static const char *const settings_of_replay[] = { "home_place", "510524", "hold_minutes", "3", NULL };

static _Noreturn void give_up(const char *what, struct text problem)
{
	fprintf(stderr, "town: %s: %.*s\n", what, TEXT(problem));
	abort();
}

static int64_t clock_read(void)
{
	return atomic_load(&town_clock);
}

static struct site *site_open(const struct db_target *target, const struct module *const *list,
                              const struct identity_source *identity, bool rate_limits, struct arena *arena)
{
	struct site_options options = { .target = *target,
		                        .modules = list,
		                        .identity = *identity,
		                        .secret = the_town.secret,
		                        .lanes = test_on_postgres() ? 2 : 1,
		                        .node = 1,
		                        .readers = 4,
		                        .workers = 2,
		                        .clock = clock_read,
		                        .rate_limits = rate_limits,
		                        .strict = true,
		                        .ordered = the_town.ordered,
		                        .kept_bytes = LIMIT_KEPT_BYTES,
		                        .kept_checks = true,
		                        .settings = the_town.ordered ? settings_of_replay : settings };
	struct text problem = T("");
	struct site *site = NULL;
	if (site_start(&options, arena, &site, &problem) != DONE)
		give_up("the site does not start", problem);
	return site;
}

static void install(const struct db_target *target, const struct module *const *list, struct arena *arena)
{
	static const struct schema_step *const lower[] = { journal_schema, search_schema, NULL };
	struct text problem = T("");
	if (site_install(target, lower, list, arena, &problem) != DONE)
		give_up("the database cannot be made", problem);
}

/* ---- the pattern ---- */

static enum outcome run_import(struct task *task, struct db *db, struct world *world)
{
	return place_import_run(db, task->arena, world, &task->command);
}

/* As `tongcun import places` does it, on the town's first day. */
static void import_places(struct site *site, struct arena *arena)
{
	struct problems problems = problems_in(arena);
	struct place_import import = { .rows = 0 };
	struct db *db = site_reader(site);
	struct task task = { .arena = arena, .run = run_import, .alone = true };
	bool is_read = db_begin(db) == DONE &&
	               place_import_read(db, arena, T("tests/support/places"), &import, &problems) == DONE;
	db_rollback(db);
	site_give_back(site, db);
	task.command = (struct command){ .door = T(PLACE_IMPORT_DOOR), .target = T("/places"), .body = import.body };
	atomic_store(&town_clock, calendar_day_start(town_first_day));
	if (!is_read || writer_run(site_writer(site), &task) != DONE)
		give_up("the places cannot be imported", problems.count ? text_of(problems.list[0].message) : T(""));
	atomic_store(&town_clock, town_start);
}

static void make_pattern(void)
{
	struct arena *arena = arena_new();
	pattern = test_database();
	atomic_store(&town_clock, town_start);
	install(&pattern, all_modules, arena);
	struct site *site = site_open(&pattern, all_modules, town_identity, false, arena);
	import_places(site, arena);
	town_people(site);
	site_stop(site);
	arena_free(arena);
	has_pattern = true;
}

static struct db_target copy_pattern(struct arena *arena)
{
	struct text problem = T("");
	struct db *db = NULL;
	if (test_on_postgres()) {
		const char *address = pattern.address.bytes, *end = address + strcspn(address, "?"), *start = end;
		while (start > address && start[-1] != '/')
			start--;
		char options[128];
		snprintf(options, sizeof options, "TEMPLATE %.*s STRATEGY file_copy", (int)(end - start), start);
		return test_database_as(options);
	}
	struct db_target target = test_database();
	if (db_open(&pattern, DB_READ, arena, &db, &problem) != DONE ||
	    db_copy_to(db, text_join(arena, target.address, T("/tongcun.db")), NULL) != DONE)
		give_up("the database cannot be copied", problem);
	db_close(db);
	return target;
}

/* ---- a town ---- */

static void leave(void)
{
	if (!the_town.site)
		return;
	ask_forget();
	db_close(the_town.db);
	site_stop(the_town.site);
	arena_free(the_town.arena);
	test_database_remove(&the_town.target);
	the_town = (struct town){ 0 };
}

static void enter(const struct module *const *list, const struct identity_source *identity, bool rate_limits)
{
	static bool told;
	if (!told)
		atexit(leave);
	told = true;
	for (size_t i = 0; i < sizeof the_town.secret.bytes; i++)
		the_town.secret.bytes[i] = (uint8_t)(i + 1);
	the_town.modules = list;
	the_town.identity = identity;
	the_town.rate_limits = rate_limits;
}

static void open_site(void)
{
	struct text problem = T("");
	the_town.site =
		site_open(&the_town.target, the_town.modules, the_town.identity, the_town.rate_limits, the_town.arena);
	if (db_open(&the_town.target, DB_READ, the_town.arena, &the_town.db, &problem) != DONE)
		give_up("the database cannot be read", problem);
}

void town(void)
{
	leave();
	enter(all_modules, town_identity, false);
	if (!has_pattern)
		make_pattern();
	the_town.arena = arena_new();
	the_town.target = copy_pattern(the_town.arena);
	atomic_store(&town_clock, town_start);
	open_site();
}

void town_of(const struct module *const *list, const struct identity_source *identity, bool rate_limits)
{
	leave();
	enter(list, identity, rate_limits);
	the_town.bare = true;
	the_town.arena = arena_new();
	the_town.target = test_database();
	atomic_store(&town_clock, town_start);
	install(&the_town.target, list, the_town.arena);
	open_site();
}

struct town *town_here(void)
{
	if (!the_town.site)
		give_up("the test called nothing of", T("town()"));
	return &the_town;
}

void town_restart(void)
{
	db_close(town_here()->db);
	site_stop(the_town.site);
	open_site();
}

struct site *town_site(void)
{
	return town_here()->site;
}

const struct digest *town_secret(void)
{
	return &town_here()->secret;
}

struct db *town_db(void)
{
	return town_here()->db;
}

struct db *town_beside(void)
{
	struct text problem = T("");
	struct db *db = NULL;
	if (db_open(&town_here()->target, DB_WRITE, town_here()->arena, &db, &problem) != DONE)
		give_up("no connection", problem);
	if (site_touched(town_site()))
		db_report_writes(db, site_touched(town_site()));
	return db;
}

struct arena *town_arena(void)
{
	return town_here()->arena;
}

int64_t town_now(void)
{
	return atomic_load(&town_clock);
}

void town_pass(int64_t ms)
{
	atomic_fetch_add(&town_clock, ms);
	site_chores(town_site(), town_now());
}

enum outcome town_try(int64_t county, enum outcome (*run)(struct task *task, struct db *db, struct world *world),
                      void *owner)
{
	struct task task = { .command = { .county = county, .at = town_now(), .door = T("TEST"), .target = T("/test") },
		             .arena = town_arena(),
		             .run = run,
		             .alone = county == 0,
		             .owner = owner };

	return writer_run(site_writer(town_site()), &task);
}

void town_run(int64_t county, enum outcome (*run)(struct task *task, struct db *db, struct world *world), void *owner)
{
	assert_int_equal(town_try(county, run, owner), DONE);
}

/* Fails the test when the two differ in anything. */
static void check_same(const struct db_target *one, const struct db_target *other)
{
	const struct db_target *targets[2] = { one, other };
	struct arena *arena = arena_new();
	struct text words = T("");
	struct db *db[2] = { NULL, NULL };
	struct state *state[2];
	int64_t rows = 0;
	for (size_t i = 0; i < 2; i++)
		if (db_open(targets[i], DB_READ, arena, &db[i], &words) != DONE ||
		    state_of(db[i], arena, STATE_ALL, &state[i]) != DONE)
			give_up("the replay cannot be compared", words);
	if (state_compare(state[0], state[1], &rows, &words) != DONE)
		give_up("a replay gives another state", words);
	for (size_t i = 0; i < 2; i++)
		db_close(db[i]);
	arena_free(arena);
}

int64_t town_replay(void)
{
	struct town *here = town_here();
	struct db_target old = here->target;
	struct arena *arena = arena_new();
	struct text problem = T("");
	struct db *from = NULL;
	struct replayed replayed = { .rows = 0 };
	db_close(here->db);
	site_stop(here->site);
	here->target = test_database();
	install(&here->target, here->modules, arena);
	the_town.ordered = true;
	open_site();
	if (db_open(&old, DB_READ, arena, &from, &problem) != DONE ||
	    replay(from, &here->secret, arena, site_run_command, here->site, NULL, &replayed) != DONE)
		give_up("the journal cannot be replayed",
		        text_format(arena, "lane %lld, number %lld, %.*s", (long long)replayed.lane,
		                    (long long)replayed.number, TEXT(replayed.door)));
	db_close(from);
	check_same(&old, &here->target);
	test_database_remove(&old);
	arena_free(arena);
	return replayed.rows;
}

/* ---- looking at the database ---- */

int64_t town_number(const char *sql, ...)
{
	struct db_value values[LIMIT_BINDS];
	size_t count = 0;
	int64_t number = 0;
	va_list list;
	va_start(list, sql);
	for (const char *at = strchr(sql, '$'); at; at = strchr(at + 1, '$')) {
		size_t parameter = (size_t)strtoul(at + 1, NULL, 10);
		for (; count < parameter && count < LIMIT_BINDS; count++)
			values[count] = i64(va_arg(list, int64_t));
	}
	va_end(list);
	enum outcome outcome = db_number(town_db(), &number, sql, values, count);
	if (outcome != DONE && outcome != NOT_FOUND)
		give_up(sql, text_of(db_failure(town_db())));
	return number;
}

static void module_check(const struct module *module, const char *file, int line)
{
	for (const struct check *check = module->checks; check && check->name; check++) {
		struct text what = T("");
		if (check_run(check, town_db(), town_arena(), &what) == DONE)
			continue;
		fprintf(stderr, "check %s of %s: %.*s\n", check->name, module->name, TEXT(what));
		_fail(file, line);
	}
}

void check_books_at(const char *file, int line)
{
	for (const struct module *const *module = town_here()->modules; *module; module++)
		module_check(*module, file, line);
}
