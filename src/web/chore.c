/* Chores: work that happens by itself. Each is looked at on a reading connection when it is due; when there is something to
   do, its door is run as a command of nobody's. Rows that fail together are tried one by one, and what fails alone is put off. */
#include "web/chore.h"

#include "base/calendar.h"
#include "base/id.h"
#include "base/log.h"
#include "base/place_key.h"
#include "web/door.h"

#include <assert.h>
#include <string.h>

enum { CHORE_ROUNDS_SLOW = 8 }; /* of a slow chore in one go */

/* ---- rows ---- */

static const char failure_name[] = "failed"; /* no number before it: it is of no row */

static const char *member_name(struct request *r, size_t row, const char *name)
{
	return text_string(r->arena, text_format(r->arena, "%zu.%s", row, name));
}

void chore_tell(struct request *r, size_t row, const char *name, struct text value)
{
	assert(row < CHORE_ROWS);
	request_set_field(r, member_name(r, row, name), value);
}

struct text chore_told(struct request *r, size_t row, const char *name)
{
	return row < CHORE_ROWS ? request_field(r, member_name(r, row, name)) : T("");
}

void chore_tell_thing(struct request *r, size_t row, int64_t county, int64_t id)
{
	chore_tell(r, row, "id", id_public(r->arena, county, id));
}

bool chore_told_thing(struct request *r, size_t row, int64_t *ret_county, int64_t *ret_id)
{
	return id_read(chore_told(r, row, "id"), ret_county, ret_id);
}

bool chore_tell_rows(struct request *r, struct db_rows *due)
{
	int64_t first = 0;
	size_t count = 0;

	while (db_next(due)) {
		int64_t county = db_int(due, "county");

		if (count == 0)
			first = county;
		if (county == first)
			chore_tell_thing(r, count++, county, db_int(due, "id"));
	}
	return db_done(due) == DONE && count > 0;
}

enum outcome chore_where(struct request *r, struct scope *ret_scope)
{
	int64_t county, id;

	if (chore_told_thing(r, 0, &county, &id))
		ret_scope->place = place_of_county(county);
	return DONE;
}

struct text chore_failure(struct request *r)
{
	return request_field(r, failure_name);
}

int64_t chore_next_try(int64_t now, int64_t tries)
{
	int64_t pause = INT64_C(60000) << (tries < 0 ? 0 : tries < 11 ? tries : 11);

	return now + (pause < CALENDAR_DAY_MS ? pause : CALENDAR_DAY_MS);
}

void chore_has_read(struct request *r)
{
	db_rollback(r->db);
	site_give_back(r->site, r->db);
	r->db = NULL;
}

/* ---- running ---- */

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
	bool wanted = db_begin(r->db) == DONE && chore->look(r) &&
	              (!r->route->where || r->route->where(r, &r->scope) == DONE);
	if (r->db)
		chore_has_read(r);
	return wanted;
}

static void log_failure(const struct door_row *row, struct text id, enum outcome outcome)
{
	log_event(LOG_ERROR, "chore", "door=\"%.*s\" row=\"%.*s\" outcome=%s", TEXT(row->name), TEXT(id),
	          outcome_name(outcome));
}

/* One row of a failed command by itself, as its row 0. failure: the outcome it is put off for; DONE: it is tried. */
static enum outcome row_alone(struct visit *together, size_t number, enum outcome failure)
{
	struct arena *arena = arena_new();
	struct visit *visit = chore_visit(together->site, arena, together->row, together->request.now);
	const struct form *form = together->request.form;
	struct text before = text_format(arena, "%zu.", number);

	for (size_t i = 0; i < form->count; i++)
		if (text_starts(form->fields[i].name, before))
			chore_tell(&visit->request, 0,
			           text_string(arena, text_part(form->fields[i].name, before.length,
			                                        form->fields[i].name.length)),
			           form->fields[i].value);
	if (failure != DONE)
		request_set_field(&visit->request, failure_name, text_of(outcome_name(failure)));
	visit->request.scope = together->request.scope;
	enum outcome outcome = command_run(visit);
	arena_free(arena);
	return outcome;
}

/* False: even putting a row off failed, or the fate of a command is not known: nothing more is to be tried now. */
static bool rows_alone(struct visit *together, enum outcome failure)
{
	struct request *r = &together->request;
	size_t rows = 0;

	while (chore_told(r, rows, "id").length > 0)
		rows++;
	for (size_t i = 0; i < rows; i++) {
		enum outcome outcome = rows == 1 ? failure : row_alone(together, i, DONE);
		if (outcome == UNCERTAIN || atomic_load(&together->site->stopping))
			return false;
		if (outcome == DONE)
			continue;
		log_failure(together->row, chore_told(r, i, "id"), outcome);
		if (row_alone(together, i, outcome) != DONE)
			return false;
	}
	return rows > 0;
}

/* One look and its commands; false: nothing was to do, or it failed. */
static bool chore_once(struct site *site, struct arena *arena, const struct door_row *row, const struct chore *chore,
                       int64_t now)
{
	struct visit *visit = chore_visit(site, arena, row, now);
	if (!chore_look(visit, chore))
		return false;
	enum outcome outcome = command_run(visit);
	if (outcome == DONE)
		return true;
	if (chore->by_row && outcome != UNCERTAIN)
		return rows_alone(visit, outcome);
	log_failure(row, T(""), outcome);
	return false;
}

static int chore_run(struct site *site, const struct module *module, const struct chore *chore, int64_t now)
{
	const struct door_row *row = chore_row(site, module, chore);
	struct arena *arena = arena_new();
	int ran = 0, most = chore->is_slow ? CHORE_ROUNDS_SLOW : CHORE_ROUNDS;
	while (row && ran < most && !atomic_load(&site->stopping) && chore_once(site, arena, row, chore, now)) {
		ran++;
		arena_reset(arena);
	}
	arena_free(arena);
	return ran;
}

int site_chores_of(struct site *site, int64_t now, bool slow)
{
	int ran = 0;
	size_t number = 0;
	pthread_mutex_lock(&site->chore_locks[slow]);
	for (const struct module *const *module = site->options.modules; *module; module++)
		for (const struct chore *chore = (*module)->chores; chore && chore->path; chore++, number++) {
			int64_t wait = site->chore_due[number] - now;
			if (chore->is_slow != slow ||
			    (wait > 0 && wait <= chore->every_ms)) /* longer: the clock was set back */
				continue;
			site->chore_due[number] = now + chore->every_ms;
			ran += chore_run(site, *module, chore, now);
		}
	pthread_mutex_unlock(&site->chore_locks[slow]);
	return ran;
}

int site_chores(struct site *site, int64_t now)
{
	return site_chores_of(site, now, false) + site_chores_of(site, now, true);
}
