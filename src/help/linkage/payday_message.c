/* Who is told what about paydays, as messages: that rents fall due tomorrow, that a payday waits for its second person, that it was released. Each
   is told once: the day is kept at the rent, the moment at the payday. */
#include "help/linkage/linkage_inside.h"

#include "base/calendar.h"
#include "web/chore.h"

enum {
	MEMBERS_TOLD = 20,
	SELLERS_AT_ONCE = 24,
	RENT_MESSAGES = MEMBERS_TOLD > MESSAGE_OFFICE ? MEMBERS_TOLD : MESSAGE_OFFICE, /* of one seller at most */
};

/* The seller's people but one and whoever acts; when there are none, the office that may do it for them. */
static enum outcome tell_seller(struct request *r, int64_t county, int64_t seller_id, int64_t place, int64_t but_id,
                                const struct message *m)
{
	struct person *people = NULL;
	size_t count = 0;
	enum outcome outcome =
		db_list(r->db, r->arena, &person_record, MEMBERS_TOLD, &people, &count,
	                "SELECT p.county, p.id FROM seller_member AS m JOIN person AS p"
	                " ON p.id = m.person_id WHERE m.county = $1 AND m.seller_id = $2"
	                " AND m.person_id <> $3 AND m.person_id <> $4 ORDER BY m.person_id LIMIT $5",
	                bind(i64(county), i64(seller_id), i64(but_id), i64(r->who.person_id), i64(MEMBERS_TOLD)));

	for (size_t i = 0; outcome == DONE && i < count; i++)
		outcome = message_to(r, people[i].county, people[i].id, m);
	return outcome == DONE && count == 0 ? message_to_office(r, place, RIGHT_SETTLE, PLACE_HOUSEHOLD, but_id, m)
	                                     : outcome;
}

/* ---- a payday that waits to be released ---- */

enum outcome payday_message_waits(struct request *r, const struct payday *d)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(r->db, &rows,
	                                 "UPDATE payday SET told_at = $3 WHERE county = $1 AND id = $2 AND state = 1"
	                                 " AND total_fen > 0 AND told_at = 0",
	                                 bind(i64(d->county), i64(d->id), i64(r->now)));

	if (outcome != DONE || rows == 0)
		return outcome;
	return tell_seller(r, d->county, d->seller_id, d->place, d->made_by_id,
	                   &(struct message){ .told = N_("A payday is reckoned and waits for you to release it: %s"),
	                                      .words = d->title,
	                                      .path = payday_path(r->arena, d) });
}

enum outcome payday_message_released(struct request *r, const struct payday *d)
{
	struct person *maker = NULL;
	size_t count = 0;
	enum outcome outcome = db_list(r->db, r->arena, &person_record, 1, &maker, &count,
	                               "SELECT county, id FROM person WHERE id = $1", bind(i64(d->made_by_id)));

	return outcome == DONE && count > 0
	               ? message_to(r, maker->county, maker->id,
	                            &(struct message){ .told = N_("A payday was released and is being paid: %s"),
	                                               .words = d->title,
	                                               .path = payday_path(r->arena, d) })
	               : outcome;
}

/* ---- rents that fall due tomorrow ---- */

bool rent_due_look(struct request *r)
{
	struct db_rows *due = db_rows(
		r->db,
		"SELECT l.county, l.seller_id AS id FROM linkage AS l WHERE l.kind = 'rent' AND l.state = 2"
		" AND l.told_on < l.due_on AND l.due_on <= $1 AND l.county + 0 = (SELECT f.county FROM linkage AS f"
		" WHERE f.kind = 'rent' AND f.state = 2 AND f.told_on < f.due_on AND f.due_on <= $1"
		" ORDER BY f.due_on, f.county LIMIT 1) GROUP BY l.county, l.seller_id"
		" ORDER BY min(l.due_on), l.seller_id LIMIT $2 /* sorts */",
		bind(i64(calendar_add_days(r->today, 1)), i64(SELLERS_AT_ONCE)));

	return chore_tell_rows(r, due);
}

/* The first day of those that are due. */
static enum outcome first_due(struct request *r, int64_t county, int64_t seller_id, int64_t until_on, int64_t *ret_on)
{
	return db_number(r->db, ret_on,
	                 "SELECT COALESCE(min(due_on), 0) FROM linkage WHERE county = $1 AND seller_id = $2"
	                 " AND kind = 'rent' AND state = 2 AND told_on < due_on AND due_on <= $3",
	                 bind(i64(county), i64(seller_id), i64(until_on)));
}

/* failed: they could not be told; the days are given up, so that those behind are told. */
static enum outcome tell_rents(struct request *r, int64_t county, int64_t seller_id, bool failed)
{
	struct seller s = { 0 };
	int64_t until_on = calendar_add_days(r->today, 1), due_on = 0;
	enum outcome outcome = first_due(r, county, seller_id, until_on, &due_on);

	if (outcome == DONE && due_on > 0)
		outcome = db_exec(r->db,
		                  "UPDATE linkage SET told_on = due_on WHERE county = $1 AND seller_id = $2"
		                  " AND kind = 'rent' AND state = 2 AND told_on < due_on AND due_on <= $3",
		                  bind(i64(county), i64(seller_id), i64(until_on)));
	if (outcome != DONE || due_on == 0 || failed)
		return outcome;
	outcome = seller_one(r->db, r->arena, county, seller_id, &s);
	return outcome == DONE
	               ? tell_seller(r, county, seller_id, s.place, 0,
	                             &(struct message){
					     .told = N_("Rents fall due on %s: have them reckoned and released"),
					     .words = calendar_day_text(r->arena, due_on),
					     .path = payday_seller_path(r->arena, county, seller_id, "/paydays") })
	               : outcome;
}

void rent_due_chore(struct request *r)
{
	bool failed = chore_failure(r).length > 0;
	enum outcome outcome = DONE;
	int64_t county, id;

	for (size_t i = 0; outcome == DONE && chore_told_thing(r, i, &county, &id); i++) {
		if (r->world->next + RENT_MESSAGES > WORLD_IDS)
			break; /* the rest with the next command */
		outcome = tell_rents(r, county, id, failed);
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
}
