#include "support/ground.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/log.h"
#include "db/migrate.h"
#include "journal/tally.h"
#include "schema.h"
#include "support/database.h"

enum { GROUND_ARENAS = 32768 };

static struct ground ground;
static _Atomic int64_t clock_at;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t moved = PTHREAD_COND_INITIALIZER;
static int64_t underway;
static bool gate_is_closed, gate_is_reached;
static struct arena *arenas[GROUND_ARENAS];
static atomic_size_t arena_count;

static const char tables[] =
	"CREATE TABLE counter(county BIGINT NOT NULL, name TEXT NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (county, name));"
	"CREATE TABLE trail(county BIGINT NOT NULL, id BIGINT NOT NULL, at BIGINT NOT NULL, chance TEXT NOT NULL,"
	" PRIMARY KEY (county, id));";

static void demand(bool holds, struct text words)
{
	if (holds)
		return;
	fprintf(stderr, "%.*s\n", TEXT(words));
	abort();
}

static struct db *open_db(const struct db_target *target)
{
	struct db *db = NULL;
	struct text problem = { NULL, 0 };
	enum outcome outcome = db_open(target, DB_WRITE, ground.arena, &db, &problem);

	demand(outcome == DONE, problem);
	return db;
}

static void make_tables(struct db *db)
{
	const struct schema_step *const lists[] = { journal_schema };
	struct text problem = { NULL, 0 };
	enum outcome outcome = db_migrate(db, lists, 1, ground.arena, &problem);

	demand(outcome == DONE, problem);
	outcome = db_script(db, tables);
	demand(outcome == DONE, text_of(db_failure(db)));
}

static void start_writer(void)
{
	struct writer_options options = { .target = ground.target,
		                          .lanes = ground.lanes,
		                          .node = 5,
		                          .secret = &ground.secret,
		                          .clock = ground_clock,
		                          .ordered = ground.ordered };
	struct text problem = { NULL, 0 };
	enum outcome outcome = writer_start(&options, ground.arena, &ground.writer, &problem);

	demand(outcome == DONE, problem);
}

static void fresh(void)
{
	ground.target = test_database();
	ground.db = open_db(&ground.target);
	make_tables(ground.db);
}

struct ground *ground_start(void)
{
	ground = (struct ground){ .arena = arena_new(), .lanes = 1 };
	ground.secret = digest_of(T("the secret of the tests"));
	ground_set_clock(1784509200000);
	fresh();
	if (ground_on_postgres())
		ground.lanes = 2;
	start_writer();
	return &ground;
}

void ground_end(void)
{
	writer_stop(ground.writer);
	db_close(ground.db);
	for (size_t i = 0; i < arena_count; i++)
		arena_free(arenas[i]);
	arena_count = 0;
	arena_free(ground.arena);
	ground = (struct ground){ .arena = NULL };
}

void ground_restart(void)
{
	writer_stop(ground.writer);
	start_writer();
}

struct db *ground_leave(void)
{
	struct db *past = ground.db;

	writer_stop(ground.writer);
	fresh();
	ground.ordered = true;
	start_writer();
	return past;
}

bool ground_on_postgres(void)
{
	return test_on_postgres();
}

void ground_set_clock(int64_t at)
{
	clock_at = at;
}

int64_t ground_clock(void)
{
	return clock_at;
}

/* ---- errands ---- */

static struct errand *errand_of(struct task *task)
{
	return task->owner;
}

static enum outcome errand_run(struct task *task, struct db *db, struct world *world)
{
	struct errand *errand = errand_of(task);
	int64_t county = task->command.county, id = world_id(world);
	char chance[8];

	errand->runs++;
	world_chance(world, chance, sizeof chance);
	enum outcome outcome = db_exec(db,
	                               "INSERT INTO counter(county, name, value) VALUES ($1, $2, 1)"
	                               " ON CONFLICT (county, name) DO UPDATE SET value = counter.value + 1",
	                               bind(i64(county), txt(text_of(errand->name))));
	if (outcome != DONE)
		return outcome;
	outcome =
		db_exec(db, "INSERT INTO trail(county, id, at, chance) VALUES ($1, $2, $3, $4)",
	                bind(i64(county), i64(id), i64(world->at), txt(text_hex(task->arena, chance, sizeof chance))));
	if (outcome != DONE)
		return outcome;
	tally_add(db, errand->place, 7, calendar_day(world->at), errand->delta);
	task->answer = (struct answer){ .status = 303,
		                        .location = text_format(task->arena, "/trail/%lld", (long long)id),
		                        .type = T("text/plain"),
		                        .body = T("counted") };
	return errand->wanted;
}

static void errand_done(struct task *task)
{
	pthread_mutex_lock(&lock);
	if (errand_of(task)->is_underway) /* not so when writer_run() waits for it */
		underway--;
	errand_of(task)->is_underway = false;
	pthread_cond_broadcast(&moved);
	pthread_mutex_unlock(&lock);
}

struct errand *errand_new(int64_t county, const char *name, const char *key)
{
	size_t number = arena_count++;
	if (number >= GROUND_ARENAS)
		abort();
	struct arena *arena = arenas[number] = arena_new();
	struct errand *errand = arena_take(arena, sizeof *errand);
	struct command command = { .county = county,
		                   .door = T("POST /count"),
		                   .target = T("/count"),
		                   .person_id = 11,
		                   .place = place_of_county(county),
		                   .body = text_of(name) };

	if (key != NULL) {
		struct digest digest = digest_of(text_of(key));
		command.key = text_copy(arena, (struct text){ (const char *)digest.bytes, DIGEST_BYTES });
	}
	*errand = (struct errand){
		.name = name, .place = place_of_county(county) + 10100100000, .delta = 3, .arena = arena
	};
	errand->task = (struct task){
		.command = command, .arena = arena, .run = errand_run, .done = errand_done, .owner = errand
	};
	return errand;
}

bool errand_submit(struct errand *errand)
{
	pthread_mutex_lock(&lock);
	underway++;
	errand->is_underway = true;
	pthread_mutex_unlock(&lock);
	bool is_taken = writer_submit(ground.writer, &errand->task);
	if (!is_taken)
		errand_done(&errand->task);
	return is_taken;
}

void errand_wait(void)
{
	pthread_mutex_lock(&lock);
	while (underway > 0)
		pthread_cond_wait(&moved, &lock);
	pthread_mutex_unlock(&lock);
}

/* ---- the gate ---- */

static enum outcome gate_run(struct task *task, struct db *db, struct world *world)
{
	(void)task, (void)db, (void)world;
	pthread_mutex_lock(&lock);
	gate_is_reached = true;
	pthread_cond_broadcast(&moved);
	while (gate_is_closed)
		pthread_cond_wait(&moved, &lock);
	pthread_mutex_unlock(&lock);
	return NOT_FOUND;
}

void gate_close(void)
{
	struct errand *gate = errand_new(0, "gate", NULL);

	gate->task.run = gate_run;
	pthread_mutex_lock(&lock);
	gate_is_closed = true;
	gate_is_reached = false;
	pthread_mutex_unlock(&lock);
	demand(errand_submit(gate), T("the gate was refused"));
	pthread_mutex_lock(&lock);
	while (!gate_is_reached)
		pthread_cond_wait(&moved, &lock);
	pthread_mutex_unlock(&lock);
}

void gate_open(void)
{
	pthread_mutex_lock(&lock);
	gate_is_closed = false;
	pthread_cond_broadcast(&moved);
	pthread_mutex_unlock(&lock);
}

/* ---- looking ---- */

int64_t ground_number(const char *sql)
{
	int64_t number = 0;
	enum outcome outcome = db_number(ground.db, &number, sql, bind_none());

	demand(outcome == DONE, text_of(db_failure(ground.db)));
	return number;
}

int64_t ground_count(const char *name)
{
	int64_t number = 0;
	enum outcome outcome =
		db_number(ground.db, &number,
	                  "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS value FROM counter WHERE name = $1",
	                  bind(txt(text_of(name))));

	demand(outcome == DONE, text_of(db_failure(ground.db)));
	return number;
}
