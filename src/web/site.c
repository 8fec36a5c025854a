/* The site: its parts put together at start and taken apart at the end. */
#include "web/asset.h"
#include "web/door.h"

#include "db/kept_rows.h"
#include "db/migrate.h"
#include "db/patience.h"

#include <string.h>

enum { PAGE_MOST_MS = 10000 }; /* for one statement */

/* ---- reading connections ---- */

static enum outcome readers_open(struct site *site, struct arena *arena, struct text *ret_problem)
{
	struct reader_pool *pool = &site->readers;
	size_t wanted = site->options.readers > 0 ? (size_t)site->options.readers : 1;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->back, NULL);
	pool->free = arena_array(arena, wanted, sizeof *pool->free);
	for (; pool->count < wanted; pool->count++) {
		struct db *db = NULL;
		enum outcome outcome = db_open(&site->options.target, DB_READ, arena, &db, ret_problem);
		if (outcome != DONE)
			return outcome;
		if (site->touched)
			db_keep_rows(db, site->touched, site->options.kept_checks);
		pool->free[pool->free_count++] = db;
	}
	return DONE;
}

static struct db *take_reader(struct site *site, int64_t most_ms)
{
	struct reader_pool *pool = &site->readers;
	pthread_mutex_lock(&pool->lock);
	while (!pool->free_count)
		pthread_cond_wait(&pool->back, &pool->lock);
	struct db *reader = pool->free[--pool->free_count];
	pthread_mutex_unlock(&pool->lock);
	db_set_patience(reader, (struct db_patience){ .silence_ms = DB_SILENCE_MS, .most_ms = most_ms });
	return reader;
}

struct db *site_reader(struct site *site)
{
	return take_reader(site, 0);
}

struct db *site_page_reader(struct site *site)
{
	return take_reader(site, PAGE_MOST_MS);
}

void site_give_back(struct site *site, struct db *reader)
{
	struct reader_pool *pool = &site->readers;
	pthread_mutex_lock(&pool->lock);
	pool->free[pool->free_count++] = reader;
	pthread_cond_signal(&pool->back);
	pthread_mutex_unlock(&pool->lock);
}

static void readers_close(struct site *site)
{
	for (size_t i = 0; i < site->readers.free_count; i++)
		db_close(site->readers.free[i]);
	site->readers.free_count = 0;
}

/* ---- start ---- */

/* scheme://host:port of an address, for the policy; nothing when it is not one. */
static struct text origin_of(struct text address)
{
	size_t scheme = text_find(address, T("://"));
	if (scheme == address.length)
		return T("");
	struct text host = text_part(address, scheme + 3, address.length);
	struct text rest = text_part(host, 0, text_find(host, T("/")));
	return text_part(address, 0, scheme + 3 + rest.length);
}

/* A stylesheet as it stands in a first visitor's page (web/page.c). */
static struct text style_allowed(struct arena *arena, const char *name)
{
	const struct asset *asset = asset_named(text_of(name));
	struct text style = T("");
	if (asset)
		style = (struct text){ (const char *)asset->plain, asset->plain_length };
	return digest_policy(arena, style);
}

static void policy_make(struct site *site, struct arena *arena)
{
	struct text origin = T("");
	for (const char *const *pair = site->options.settings; pair && pair[0]; pair += 2)
		if (!strcmp(pair[0], "gateway_url"))
			origin = origin_of(text_of(pair[1]));
	site->policy = text_format(
		arena,
		"default-src 'none'; img-src 'self' data:; style-src 'self' '%.*s' '%.*s'; script-src 'self'; "
		"font-src 'self'; connect-src 'self'; form-action 'self'%s%.*s; base-uri 'none'; "
		"frame-ancestors 'none'; manifest-src 'self'; media-src 'self'; worker-src 'self'",
		TEXT(style_allowed(arena, "look.css")), TEXT(style_allowed(arena, "office.css")),
		origin.length ? " " : "", TEXT(origin));
}

static size_t chores_count(const struct module *const *modules)
{
	size_t count = 0;
	for (; *modules; modules++)
		for (const struct chore *chore = (*modules)->chores; chore && chore->path; chore++)
			count++;
	return count;
}

static void parts_make(struct site *site, struct arena *arena)
{
	pthread_mutex_init(&site->chore_locks[0], NULL);
	pthread_mutex_init(&site->chore_locks[1], NULL);
	site->chore_due = arena_array(arena, chores_count(site->options.modules) + 1, sizeof *site->chore_due);
	site->rates = rates_new(arena);
	site->metrics = metrics_new(arena, site->doors.count);
	site->secure_name = site->options.https ? T("__Host-session") : T("session");
	/* On PostgreSQL another program may take over the claim and write before this one hears of it. */
	if (site->options.target.engine == DB_SQLITE)
		site->touched = touched_new(arena);
	if (site->touched && site->options.kept_bytes)
		site->kept = kept_new(site->options.kept_bytes, site->options.kept_checks, site->touched);
	site->may_wait = offline_may_wait(&site->doors, arena);
	policy_make(site, arena);
}

static enum outcome writer_open(struct site *site, struct arena *arena, struct text *ret_problem)
{
	struct writer_options options = { .target = site->options.target,
		                          .lanes = site->options.lanes,
		                          .node = site->options.node,
		                          .secret = &site->options.secret,
		                          .clock = site->options.clock,
		                          .ordered = site->options.ordered,
		                          .touched = site->touched };
	return writer_start(&options, arena, &site->writer, ret_problem);
}

enum outcome site_start(const struct site_options *options, struct arena *arena, struct site **ret_site,
                        struct text *ret_problem)
{
	struct site *site = arena_take(arena, sizeof *site);
	site->options = *options;
	site->arena = arena;
	enum outcome outcome = door_table_make(&site->doors, options->modules, arena, ret_problem);
	if (outcome != DONE)
		return outcome;
	parts_make(site, arena);
	outcome = writer_open(site, arena, ret_problem);
	if (outcome != DONE)
		return outcome;
	outcome = readers_open(site, arena, ret_problem);
	if (outcome == DONE) {
		site->workers = workers_start(arena, options->workers, door_prepare, site);
		if (!site->workers) {
			*ret_problem = T("The machine gives no more threads; raise the limit of tasks of the service.");
			outcome = FAILED;
		}
	}
	if (outcome != DONE) {
		site_stop(site);
		return outcome;
	}
	*ret_site = site;
	return DONE;
}

void site_will_stop(struct site *site)
{
	atomic_store(&site->stopping, true);
}

/* Workers first: what they prepare still goes to the writer. */
void site_stop(struct site *site)
{
	if (!site)
		return;
	site_will_stop(site);
	workers_stop(site->workers);
	writer_stop(site->writer);
	readers_close(site);
	kept_free(site->kept);
	pthread_cond_destroy(&site->readers.back);
	pthread_mutex_destroy(&site->readers.lock);
}

struct db_touched *site_touched(struct site *site)
{
	return site->touched;
}

struct writer *site_writer(struct site *site)
{
	return site->writer;
}

const struct route *site_route(const struct site *site, size_t index, const struct module **ret_module)
{
	if (index >= site->doors.count)
		return NULL;
	*ret_module = site->doors.rows[index].module;
	return site->doors.rows[index].route;
}

const struct module *site_module(const struct site *site, size_t index)
{
	size_t at = 0;
	while (at < index && site->options.modules[at])
		at++;
	return site->options.modules[at];
}
