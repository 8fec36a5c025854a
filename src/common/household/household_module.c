/* The module of households: checks, places that move. */
#include "common/household/household_rows.h"

#include "common/measure/measure.h"
#include "db/search.h"
#include "schema.h"

static enum outcome check_statuses(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(
		db, arena, ret_words, "periods of a household's status overlap",
		"SELECT count(*) FROM (SELECT since_on, until_on, lead(since_on) OVER"
		" (PARTITION BY county, household_id ORDER BY since_on) AS next_on FROM household_status) AS s"
		" WHERE (until_on <> 0 AND until_on < since_on) OR (next_on IS NOT NULL AND (until_on = 0 OR until_on > next_on))");
}

static enum outcome check_status_today(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(db, arena, ret_words, "households show another status than the one that holds",
	                  "SELECT count(*) FROM household AS h LEFT JOIN household_status AS s ON s.county = h.county"
	                  " AND s.household_id = h.id AND s.until_on = 0 WHERE h.status <> coalesce(s.status, 'none')");
}

static enum outcome check_members(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(
		db, arena, ret_words, "households count other members than they have",
		"SELECT count(*) FROM household AS h WHERE h.members <> (SELECT count(*) FROM household_member AS m"
		" WHERE m.county = h.county AND m.household_id = h.id AND m.until_on = 0)");
}

static enum outcome check_membership(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(db, arena, ret_words, "people are members of more than one household",
	                  "SELECT count(*) FROM (SELECT person_id FROM household_member WHERE until_on = 0"
	                  " GROUP BY person_county, person_id HAVING count(*) > 1) AS twice");
}

static enum outcome check_homes(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(
		db, arena, ret_words, "members have another home than their household",
		"SELECT count(*) FROM household_member AS m JOIN household AS h ON h.county = m.county AND h.id = m.household_id"
		" JOIN person AS p ON p.county = m.person_county AND p.id = m.person_id"
		" WHERE m.until_on = 0 AND p.place <> h.place");
}

static enum outcome check_villages(struct db *db, struct arena *arena, struct text *ret_words)
{
	return check_none(
		db, arena, ret_words, "households are not in a living village",
		"SELECT count(*) FROM household AS h LEFT JOIN place AS l ON l.place = h.place - h.place % 100000"
		" AND l.until_on = 0 AND l.level = 5 WHERE l.place IS NULL OR h.place % 100000 = 0");
}

/* ---- recounts ---- */

#define BY_VILLAGE "SELECT place - place % 100000 AS village, "

/* Gives every row (village, value) of an open read to the recount. */
static enum outcome give_villages(struct db_rows *rows,
                                  void (*add)(void *context, int64_t place, int64_t on, int64_t delta), void *context)
{
	while (db_next(rows))
		add(context, db_int(rows, "village"), TALLY_EVER, db_int(rows, "value"));
	return db_done(rows);
}

static enum outcome recount_households(struct db *db,
                                       void (*add)(void *context, int64_t place, int64_t on, int64_t delta),
                                       void *context)
{
	return give_villages(db_rows(db, BY_VILLAGE "1 AS value FROM household ORDER BY place /* scan */", bind_none()),
	                     add, context);
}

static enum outcome recount_people(struct db *db, void (*add)(void *context, int64_t place, int64_t on, int64_t delta),
                                   void *context)
{
	return give_villages(db_rows(db, BY_VILLAGE "members AS value FROM household ORDER BY place /* scan */",
	                             bind_none()),
	                     add, context);
}

#define WITH_STATUS BY_VILLAGE "1 AS value FROM household WHERE status = $1 ORDER BY place /* scan */"

static enum outcome recount_registered(struct db *db,
                                       void (*add)(void *context, int64_t place, int64_t on, int64_t delta),
                                       void *context)
{
	return give_villages(db_rows(db, WITH_STATUS, bind(txt(T("registered")))), add, context);
}

static enum outcome recount_monitored(struct db *db,
                                      void (*add)(void *context, int64_t place, int64_t on, int64_t delta),
                                      void *context)
{
	return give_villages(db_rows(db, WITH_STATUS, bind(txt(T("monitored")))), add, context);
}

static enum outcome recount_left(struct db *db, void (*add)(void *context, int64_t place, int64_t on, int64_t delta),
                                 void *context)
{
	return give_villages(db_rows(db, WITH_STATUS, bind(txt(T("left")))), add, context);
}

static const struct indicator household_indicators[] = {
	{ INDICATOR_HOUSEHOLDS, "households", N_("Households"), UNIT_STANDING, recount_households, "/books" },
	{ INDICATOR_PEOPLE, "people", N_("People"), UNIT_STANDING, recount_people, "/books" },
	{ INDICATOR_REGISTERED, "registered", N_("Registered for help"), UNIT_STANDING, recount_registered, "/books" },
	{ INDICATOR_MONITORED, "monitored", N_("Watched"), UNIT_STANDING, recount_monitored, "/books" },
	{ INDICATOR_LEFT, "left", N_("Help ended"), UNIT_STANDING, recount_left, "/books" },
	{ .number = 0 },
};

static const struct check household_checks[] = {
	{ "status periods do not overlap", check_statuses },
	{ "the status shown holds", check_status_today },
	{ "members are counted", check_members },
	{ "nobody is in two households", check_membership },
	{ "members live in their household", check_homes },
	{ "households are in living villages", check_villages },
	{ NULL, NULL },
};

static enum outcome move_households(struct db *db, int64_t from, int64_t from_end, int64_t to)
{
	enum outcome outcome = db_exec(db, "UPDATE household SET place = place + $1 WHERE place >= $2 AND place < $3",
	                               bind(i64(to - from), i64(from), i64(from_end)));

	return outcome == DONE ? search_move(db, "household", from, from_end, to) : outcome;
}

const struct module household_module = { .name = "household",
	                                 .schema = household_schema,
	                                 .routes = household_routes,
	                                 .checks = household_checks,
	                                 .indicators = household_indicators,
	                                 .move_place = move_households,
	                                 .households = household_keys };
