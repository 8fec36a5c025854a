/* Silence sends a case up: village, township, county, city, province. A chore takes those whose time at their desk is over, one county's
   at a time. What is answered rises too when its asker says nothing: the desk above asks after it. */
#include "base/calendar.h"
#include "common/cases/cases_inside.h"
#include "web/chore.h"

/* Ids: a notice for each of at most twenty people. */
enum { RISE_AT_ONCE = 12, RISE_IDS = 21 };

static const int64_t put_off_ms = 3600000;

/* One county's, of which the first has waited longest. */
bool case_rise_look(struct request *r)
{
	struct db_rows *due = db_rows(
		r->db,
		"SELECT c.county, c.id FROM case_file AS c WHERE c.rise_at > 0 AND c.rise_at <= $1 AND c.county + 0 ="
		" (SELECT f.county FROM case_file AS f WHERE f.rise_at > 0 AND f.rise_at <= $1"
		" ORDER BY f.rise_at LIMIT 1) ORDER BY c.rise_at LIMIT $2",
		bind(i64(r->now), i64(RISE_AT_ONCE)));

	return chore_tell_rows(r, due);
}

static enum outcome rise(struct request *r, struct case_file *c)
{
	const struct case_kind *kind = case_kind_of(c->kind);
	const struct case_state *state;
	enum outcome outcome;

	if (kind == NULL || case_state_named(kind, c->state) == NULL) { /* its module was taken out */
		c->rise_at = 0;
		return case_write(r->db, c);
	}
	state = case_state_of(c);
	c->level--;
	c->desk = case_desk(c->place, c->level);
	c->holder_county = c->holder_id = c->held_at = 0;
	c->rises++;
	c->rise_at = c->level > (int64_t)kind->last ? r->now + state->days * CALENDAR_DAY_MS : 0;
	outcome = case_note(r, c, CASE_ROSE, "", 0, (struct case_said){ 0 });
	if (outcome == DONE)
		outcome = case_write(r->db, c);
	if (outcome == DONE)
		outcome = case_tell_all(r, c, N_("Nobody did anything in time, so it went up one level: %s"), c->title);
	return outcome;
}

/* What failed stays where it is for an hour, so that those behind it rise. */
static enum outcome put_off(struct request *r, struct case_file *c)
{
	c->rise_at = r->now + put_off_ms;
	return case_write(r->db, c);
}

/* Those named that are still due, as many as the command has ids for. */
void case_rise_post(struct request *r)
{
	bool failed = chore_failure(r).length > 0;
	enum outcome outcome = DONE;
	int64_t county, id;

	for (size_t i = 0; outcome == DONE && chore_told_thing(r, i, &county, &id); i++) {
		struct case_file c;

		if (r->world->next + RISE_IDS > WORLD_IDS)
			break;
		outcome = db_one(r->db, r->arena, &case_record, &c,
		                 "SELECT " CASE_COLUMNS " FROM case_file AS c WHERE c.county = $1 AND c.id = $2"
		                 " AND c.rise_at > 0 AND c.rise_at <= $3",
		                 bind(i64(county), i64(id), i64(r->now)));
		if (outcome == DONE)
			outcome = failed ? put_off(r, &c) : rise(r, &c);
		else if (outcome == NOT_FOUND)
			outcome = DONE;
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
}
