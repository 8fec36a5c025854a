/* Chores: work that happens by itself. Each is looked at on a reading connection when it is due; when there is something to
   do, its door is run as a command of nobody's. */
#include "base/log.h"
#include "web/door.h"

#include <string.h>

enum { CHORE_ROUNDS = 64 }; /* commands of one chore in one go: the rest waits for its next time */

static const struct door_row *chore_row(const struct site *site, const struct module *module, const struct chore *chore)
{
	for (size_t i = 0; i < site->doors.count; i++) {
		const struct door_row *row = &site->doors.rows[i];
		if (row->module == module && row->is_chore && !strcmp(row->route->path, chore->path))
			return row;
	}
	return NULL;
}

static void chore_finished(struct visit *visit)
{
	(void)visit;
}

static struct visit *chore_visit(struct site *site, struct arena *arena, const struct door_row *row, int64_t now)
{
	struct exchange *exchange = arena_take(arena, sizeof *exchange);
	exchange->arena = arena;
	exchange->method = POST;
	exchange->path = text_of(row->route->path);
	exchange->at = now;
	struct visit *visit = arena_take(arena, sizeof *visit);
	visit->site = site;
	visit->exchange = exchange;
	visit->row = row;
	visit->path = exchange->path;
	visit->finished = chore_finished;
	visit_request(visit);
	visit->request.json = true;
	visit->request.form = form_new(arena);
	return visit;
}

static bool chore_look(struct visit *visit, const struct chore *chore)
{
	struct request *r = &visit->request;
	r->db = site_reader(visit->site);
	bool wanted = db_begin(r->db) == DONE;
	if (wanted) {
		wanted = chore->look(r) && (!r->route->where || r->route->where(r, &r->scope) == DONE);
		db_rollback(r->db);
	}
	site_give_back(visit->site, r->db);
	r->db = NULL;
	return wanted;
}

/* One look and one command; false: nothing was to do, or it failed. */
static bool chore_once(struct site *site, struct arena *arena, const struct door_row *row, const struct chore *chore,
                       int64_t now)
{
	struct visit *visit = chore_visit(site, arena, row, now);
	if (!chore_look(visit, chore))
		return false;
	enum outcome outcome = command_run(visit);
	if (outcome != DONE)
		log_event(LOG_ERROR, "chore", "door=\"%.*s\" outcome=%s", TEXT(row->name), outcome_name(outcome));
	return outcome == DONE;
}

static int chore_run(struct site *site, const struct module *module, const struct chore *chore, int64_t now)
{
	const struct door_row *row = chore_row(site, module, chore);
	struct arena *arena = arena_new();
	int ran = 0;
	while (row && ran < CHORE_ROUNDS && !atomic_load(&site->stopping) && chore_once(site, arena, row, chore, now)) {
		ran++;
		arena_reset(arena);
	}
	arena_free(arena);
	return ran;
}

int site_chores(struct site *site, int64_t now)
{
	int ran = 0;
	size_t number = 0;
	pthread_mutex_lock(&site->chore_lock);
	for (const struct module *const *module = site->options.modules; *module; module++)
		for (const struct chore *chore = (*module)->chores; chore && chore->path; chore++, number++) {
			if (site->chore_due[number] > now)
				continue;
			site->chore_due[number] = now + chore->every_ms;
			ran += chore_run(site, *module, chore, now);
		}
	pthread_mutex_unlock(&site->chore_lock);
	return ran;
}
