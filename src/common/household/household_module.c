/* The module of households: checks, places that move. */
#include "common/household/household_rows.h"

#include "common/measure/measure.h"
#include "db/search.h"
#include "schema.h"

/* ---- recounts ---- */

#define BY_VILLAGE "SELECT place - place % 100000 AS place, "

#define WITH_STATUS(status) BY_VILLAGE "1 AS value FROM household WHERE status = '" status "' "

static const struct indicator household_indicators[] = {
	{ .number = INDICATOR_HOUSEHOLDS,
	  .name = "households",
	  .label = N_("Households"),
	  .unit = UNIT_STANDING,
	  .recount = BY_VILLAGE "1 AS value FROM household /* scan */",
	  .of_household = BY_VILLAGE "1 AS value FROM household WHERE place = $1",
	  .rows = "/books" },
	{ .number = INDICATOR_PEOPLE,
	  .name = "people",
	  .label = N_("People"),
	  .unit = UNIT_STANDING,
	  .recount = BY_VILLAGE "members AS value FROM household /* scan */",
	  .of_household = BY_VILLAGE "members AS value FROM household WHERE place = $1",
	  .rows = "/books" },
	{ .number = INDICATOR_REGISTERED,
	  .name = "registered",
	  .label = N_("Registered for help"),
	  .unit = UNIT_STANDING,
	  .recount = WITH_STATUS("registered") "/* scan */",
	  .of_household = WITH_STATUS("registered") "AND place = $1",
	  .rows = "/books" },
	{ .number = INDICATOR_MONITORED,
	  .name = "monitored",
	  .label = N_("Watched"),
	  .unit = UNIT_STANDING,
	  .recount = WITH_STATUS("monitored") "/* scan */",
	  .of_household = WITH_STATUS("monitored") "AND place = $1",
	  .rows = "/books" },
	{ .number = INDICATOR_LEFT,
	  .name = "left",
	  .label = N_("Help ended"),
	  .unit = UNIT_STANDING,
	  .recount = WITH_STATUS("left") "/* scan */",
	  .of_household = WITH_STATUS("left") "AND place = $1",
	  .rows = "/books" },
	{ .number = 0 },
};

static const struct check household_checks[] = {
	{ .name = "status periods do not overlap",
	  .wrong = "periods of a household's status overlap",
	  .counts =
	          "SELECT count(*) FROM (SELECT since_on, until_on, lead(since_on) OVER"
	          " (PARTITION BY county, household_id ORDER BY since_on) AS next_on FROM household_status) AS s"
	          " WHERE (until_on <> 0 AND until_on < since_on) OR (next_on IS NOT NULL AND (until_on = 0 OR until_on > next_on))" },
	{ .name = "the status shown holds",
	  .wrong = "households show another status than the one that holds",
	  .counts = "SELECT count(*) FROM household AS h LEFT JOIN household_status AS s ON s.county = h.county"
	            " AND s.household_id = h.id AND s.until_on = 0 WHERE h.status <> coalesce(s.status, 'none')" },
	{ .name = "pairs of alike households stand where they are",
	  .wrong = "pairs of alike households stand elsewhere, or are one household",
	  .counts = "SELECT count(*) FROM household_alike AS a LEFT JOIN household AS h ON h.county = a.county"
	            " AND h.id = a.household_id LEFT JOIN household_merged AS g ON g.county = a.county"
	            " AND g.id = a.household_id WHERE coalesce(h.place, g.place, 0) <> a.place"
	            " OR (a.county = a.other_county AND a.household_id = a.other_id) /* scan */" },
	{ .name = "members are counted",
	  .wrong = "households count other members than they have",
	  .counts = "SELECT count(*) FROM household AS h WHERE h.members <> (SELECT count(*) FROM household_member AS m"
	            " WHERE m.county = h.county AND m.household_id = h.id AND m.until_on = 0)" },
	{ .name = "nobody is in two households",
	  .wrong = "people are members of more than one household",
	  .counts = "SELECT count(*) FROM (SELECT person_id FROM household_member WHERE until_on = 0"
	            " GROUP BY person_county, person_id HAVING count(*) > 1) AS twice" },
	{ .name = "members live in their household",
	  .wrong = "members have another home than their household",
	  .counts =
	          "SELECT count(*) FROM household_member AS m JOIN household AS h ON h.county = m.county AND h.id = m.household_id"
	          " JOIN person AS p ON p.county = m.person_county AND p.id = m.person_id"
	          " WHERE m.until_on = 0 AND p.place <> h.place" },
	{ .name = "households are in living villages",
	  .wrong = "households are not in a living village",
	  .counts = "SELECT count(*) FROM household AS h LEFT JOIN place AS l ON l.place = h.place - h.place % 100000"
	            " AND l.until_on = 0 AND l.level = 5 WHERE l.place IS NULL OR h.place % 100000 = 0" },
	{ .name = "merged cards lead to one that stands",
	  .wrong = "merged cards stand still, lead nowhere, or have members",
	  .counts = "SELECT count(*) FROM household_merged AS g LEFT JOIN household AS h ON h.county = g.county"
	            " AND h.id = g.into_id LEFT JOIN household AS o ON o.place = g.place"
	            " WHERE h.id IS NULL OR o.id IS NOT NULL OR EXISTS (SELECT 1 FROM household AS s"
	            " WHERE s.county = g.county AND s.id = g.id) OR EXISTS (SELECT 1 FROM household_member AS m"
	            " WHERE m.county = g.county AND m.household_id = g.id AND m.until_on = 0) /* scan */" },
	{ .name = NULL },
};

static const char *const moves[] = {
	"UPDATE household SET place = place + $3 WHERE place >= $1 AND place < $2",
	"UPDATE household_merged SET place = place + $3 WHERE place >= $1 AND place < $2",
	"UPDATE household_alike SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
	NULL,
};

#define MEMBERS_OVER "(person_id, since_on) IN " MERGED_KEPT("r.k1, r.k2", "member")

static const struct merge merges[] = {
	{ .column = "household_member.household_id",
	  .bars = "SELECT count(*) FROM household_member AS m JOIN household_member AS o ON o.county = m.county"
	          " AND o.household_id = " MERGED_INTO " AND o.person_id = m.person_id AND o.since_on = m.since_on"
	          " WHERE m.county = $1 AND m.household_id = $2 AND m.until_on = 0",
	  .why = N_(
		  "Somebody changed from one of these cards to the other on one day. Take the person off the card that goes, merge, and put"
		  " the person on the card that stays."),
	  .keeps = MERGED_KEEP "'member', m.person_id, m.since_on, '' FROM household_member AS m WHERE m.county = $1"
	                       " AND m.household_id = $2 AND NOT EXISTS (SELECT 1 FROM household_member AS o"
	                       " WHERE o.county = m.county AND o.household_id = " MERGED_INTO
	                       " AND o.person_id = m.person_id AND o.since_on = m.since_on)",
	  .there = { "UPDATE household_member SET household_id = " MERGED_INTO
	             " WHERE county = $1 AND household_id = $2 AND " MEMBERS_OVER },
	  .back = { "UPDATE household_member SET household_id = $2 WHERE county = $1 AND household_id = " MERGED_INTO
	            " AND " MEMBERS_OVER } },
	{ .column = "household_status.household_id", .stays = "the card's own history" },
	{ .column = "household_import.household_id", .stays = "what the file meant; the card leads to the other" },
	{ .column = "household_alike.household_id", .stays = "pairs of a card that does not stand are not shown" },
	{ .column = "household_merged_row.household_id", .stays = "the merge itself" },
	{ .column = NULL },
};

static enum outcome move_search(struct db *db, int64_t from, int64_t from_end, int64_t to)
{
	return search_move(db, "household", from, from_end, to);
}

const struct module household_module = { .name = "household",
	                                 .schema = household_schema,
	                                 .routes = household_routes,
	                                 .checks = household_checks,
	                                 .indicators = household_indicators,
	                                 .moves = moves,
	                                 .merges = merges,
	                                 .move_place = move_search,
	                                 .households = household_keys };
