/* Households as rows: numbers in a village, members, status over time.
   Invariants: a number is given once and never again; members counts the members of today; the status of the household is the
   one that holds today; periods of one household do not overlap. */
#include "common/household/household_rows.h"

#include <assert.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "common/measure/measure.h"
#include "db/search.h"

enum { NUMBER_MAX = 99999, STATUS_ROWS = 100, MEMBER_ROWS = 100 };

const struct choice household_statuses[] = {
	{ "none", N_("No special status") },
	{ "registered", N_("Registered for help") },
	{ "monitored", N_("Watched so that it does not fall back") },
	{ "left", N_("Help ended, doing well") },
	{ NULL, NULL },
};

const struct choice household_relations[] = {
	{ "head", N_("Head") },
	{ "spouse", N_("Spouse") },
	{ "child", N_("Child") },
	{ "parent", N_("Parent") },
	{ "grandchild", N_("Grandchild") },
	{ "other", N_("Other member") },
	{ NULL, NULL },
};

const char *household_word(const struct choice *choices, struct text value)
{
	for (; choices->value; choices++)
		if (text_equal(value, text_of(choices->value)))
			return choices->label;
	return "";
}

static const struct field household_fields[] = {
	WHOLE_FIELD(FIELD_ID, household, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(household, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, household, place, N_("Village"), FIELD_OUT, 0, 0),
	TEXT_FIELD(household, head, N_("Head of the household"), FIELD_MUST, 1, 60),
	INT_FIELD(household, members, N_("Members"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(household, status, N_("Status"), FIELD_OUT, household_statuses),
	WHOLE_FIELD(FIELD_MOMENT, household, created_at, N_("Since"), FIELD_OUT, 0, 0),
	INT_FIELD(household, version, N_("Version"), FIELD_BOTH, 0, INT64_MAX),
	INT_FIELD(household, merged_into, N_("Merged into"), 0, 0, 0),
	FIELD_END,
};

const struct record household_record = { .name = "household",
	                                 .size = sizeof(struct household),
	                                 .county = offsetof(struct household, county),
	                                 .fields = household_fields };

static const struct field member_fields[] = {
	INT_FIELD(household_member, county, N_("County"), 0, 0, 0),
	INT_FIELD(household_member, household_id, N_("Household"), 0, 0, 0),
	INT_FIELD(household_member, person_county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, household_member, person_id, N_("Person"), FIELD_OUT, 0, 0),
	TEXT_FIELD(household_member, name, N_("Name"), FIELD_OUT, 0, 60),
	CHOICE_FIELD(household_member, relation, N_("Relation"), FIELD_OUT, household_relations),
	TEXT_FIELD(household_member, phone, N_("Phone"), FIELD_OUT, 0, 20),
	WHOLE_FIELD(FIELD_DAY, household_member, since_on, N_("Since"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, household_member, until_on, N_("Until"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record household_member_record = { .name = "household_member",
	                                        .size = sizeof(struct household_member),
	                                        .county = offsetof(struct household_member, person_county),
	                                        .fields = member_fields };

static const struct field status_fields[] = {
	INT_FIELD(household_status, county, N_("County"), 0, 0, 0),
	INT_FIELD(household_status, household_id, N_("Household"), 0, 0, 0),
	CHOICE_FIELD(household_status, status, N_("Status"), FIELD_OUT, household_statuses),
	WHOLE_FIELD(FIELD_DAY, household_status, since_on, N_("Since"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, household_status, until_on, N_("Until"), FIELD_OUT, 0, 0),
	TEXT_FIELD(household_status, reason, N_("Reason"), FIELD_OUT, 0, 300),
	INT_FIELD(household_status, person_id, N_("Recorded by"), 0, 0, 0),
	TEXT_FIELD(household_status, person_name, N_("Recorded by"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_MOMENT, household_status, at, N_("Recorded"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record household_status_record = { .name = "household_status",
	                                        .size = sizeof(struct household_status),
	                                        .county = offsetof(struct household_status, county),
	                                        .fields = status_fields };

static const struct field line_fields[] = {
	WHOLE_FIELD(FIELD_ID, household_line, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(household_line, county, N_("County"), 0, 0, 0),
	INT_FIELD(household_line, number, N_("Number in the village"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, household_line, place, N_("Village"), FIELD_OUT, 0, 0),
	TEXT_FIELD(household_line, village, N_("Name of the village"), FIELD_OUT, 0, 60),
	TEXT_FIELD(household_line, head, N_("Head of the household"), FIELD_OUT, 0, 60),
	INT_FIELD(household_line, members, N_("Members"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(household_line, status, N_("Status"), FIELD_OUT, household_statuses),
	FIELD_END,
};

const struct record household_line_record = { .name = "household_line",
	                                      .size = sizeof(struct household_line),
	                                      .county = offsetof(struct household_line, county),
	                                      .fields = line_fields };

/* ---- totals ---- */

/* What stands is counted at the village, so that a total does not tell of one household. */
static void count_standing(struct db *db, const struct household *household, enum indicator_number indicator,
                           int64_t delta)
{
	measure_add_standing(db, indicator, place_above(household->place, PLACE_VILLAGE), delta);
}

static const struct {
	const char *status;
	enum indicator_number indicator;
} counted_statuses[] = {
	{ "registered", INDICATOR_REGISTERED },
	{ "monitored", INDICATOR_MONITORED },
	{ "left", INDICATOR_LEFT },
};
enum { COUNTED_STATUSES = sizeof(counted_statuses) / sizeof(counted_statuses[0]) };

static void count_status(struct db *db, const struct household *household, struct text status, int64_t delta)
{
	for (size_t i = 0; i < COUNTED_STATUSES; i++)
		if (text_equal(status, text_of(counted_statuses[i].status)))
			count_standing(db, household, counted_statuses[i].indicator, delta);
}

/* ---- households ---- */

enum outcome household_add(struct db *db, struct arena *arena, struct household *household)
{
	int64_t village = household->place, last;
	enum outcome outcome;

	assert(household->id > 0);
	if (place_level(village) != PLACE_VILLAGE || !place_is_known(db, village))
		return INVALID;
	outcome = db_number(
		db, &last,
		"SELECT max(last) FROM (SELECT CAST($1 AS BIGINT) AS last"
		" UNION ALL SELECT max(place) FROM household WHERE place > $1 AND place < $2"
		" UNION ALL SELECT max(place) FROM household_merged WHERE place > $1 AND place < $2) AS given",
		bind(i64(village), i64(place_end(village))));
	if (outcome != DONE)
		return outcome;
	if (last - village >= NUMBER_MAX)
		return CONFLICT;
	household->place = last + 1;
	household->county = place_county(village);
	household->status = T("none");
	household->members = 0;
	household->version = 1;
	outcome = db_exec(db,
	                  "INSERT INTO household(county, id, place, head, members, status, created_at, version)"
	                  " VALUES ($1, $2, $3, $4, 0, 'none', $5, 1)",
	                  bind(i64(household->county), i64(household->id), i64(household->place),
	                       txt(text_trim(household->head)), i64(household->created_at)));
	if (outcome == DONE)
		outcome = search_put(db, arena, "household", household->county, household->id, household->place,
		                     household->head);
	if (outcome == DONE)
		count_standing(db, household, INDICATOR_HOUSEHOLDS, 1);
	return outcome == DONE ? household_alike_head(db, household, calendar_day(household->created_at)) : outcome;
}

enum outcome household_set_head(struct db *db, struct arena *arena, const struct household *household, int64_t on)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows,
	                  "UPDATE household SET head = $1, version = version + 1 WHERE county = $2 AND id = $3"
	                  " AND version = $4",
	                  bind(txt(text_trim(household->head)), i64(household->county), i64(household->id),
	                       i64(household->version)));

	if (outcome == DONE && rows == 0)
		return CONFLICT;
	if (outcome == DONE)
		outcome = search_put(db, arena, "household", household->county, household->id, household->place,
		                     household->head);
	return outcome == DONE ? household_alike_head(db, household, on) : outcome;
}

enum outcome household_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct household *ret)
{
	return db_one(db, arena, &household_record, ret,
	              "SELECT county, id, place, head, members, status, created_at, version FROM household"
	              " WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome household_card(struct db *db, struct arena *arena, int64_t county, int64_t id, struct household *ret)
{
	enum outcome outcome = household_one(db, arena, county, id, ret);

	if (outcome != NOT_FOUND)
		return outcome;
	return db_one(db, arena, &household_record, ret,
	              "SELECT g.county, g.id, h.place, g.head, 0 AS members, g.status, g.created_at, g.version,"
	              " g.into_id AS merged_into FROM household_merged AS g JOIN household AS h ON h.county = g.county"
	              " AND h.id = g.into_id WHERE g.county = $1 AND g.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome household_at(struct db *db, struct arena *arena, int64_t place, struct household *ret)
{
	enum outcome outcome = db_one(db, arena, &household_record, ret,
	                              "SELECT county, id, place, head, members, status, created_at, version"
	                              " FROM household WHERE place = $1",
	                              bind(i64(place)));

	if (outcome != NOT_FOUND)
		return outcome;
	return db_one(db, arena, &household_record, ret,
	              "SELECT h.county, h.id, h.place, h.head, h.members, h.status, h.created_at, h.version"
	              " FROM household_merged AS g JOIN household AS h ON h.county = g.county AND h.id = g.into_id"
	              " WHERE g.place = $1",
	              bind(i64(place)));
}

enum outcome household_list(struct db *db, struct arena *arena, int64_t within, int64_t after, size_t limit,
                            struct household **ret, size_t *ret_count)
{
	return db_list(db, arena, &household_record, limit, ret, ret_count,
	               "SELECT county, id, place, head, members, status, created_at, version FROM household"
	               " WHERE place >= $1 AND place < $2 AND place > $3 ORDER BY place LIMIT $4",
	               bind(i64(within), i64(place_end(within)), i64(after), i64((int64_t)limit)));
}

enum outcome household_keys(struct db *db, struct arena *arena, int64_t village, int64_t **ret_keys, size_t *ret_count)
{
	struct household *rows;
	enum outcome outcome = db_list(db, arena, &household_record, LIMIT_EXPORT_ROWS, &rows, ret_count,
	                               "SELECT place FROM household WHERE place > $1 AND place < $2 UNION ALL"
	                               " SELECT place FROM household_merged WHERE place > $1 AND place < $2"
	                               " ORDER BY place /* sorts: few are merged */",
	                               bind(i64(village), i64(place_end(village))));

	if (outcome != DONE)
		return outcome;
	*ret_keys = arena_array(arena, *ret_count, sizeof(**ret_keys));
	for (size_t i = 0; i < *ret_count; i++)
		(*ret_keys)[i] = rows[i].place;
	return DONE;
}

struct text household_label(struct arena *arena, int64_t place)
{
	int64_t number = place % place_span(PLACE_VILLAGE);
	int64_t village = place / place_span(PLACE_VILLAGE) % 1000000;

	return text_format(arena, "%06lld-%03lld", (long long)village, (long long)number);
}

struct text household_called(struct request *r, struct text village, int64_t place)
{
	return words(r, "%s · household %s", village, place % place_span(PLACE_VILLAGE));
}

/* ---- members ---- */

enum outcome household_of_person(struct db *db, struct arena *arena, int64_t person_county, int64_t person_id,
                                 struct household *ret)
{
	return db_one(db, arena, &household_record, ret,
	              "SELECT h.county, h.id, h.place, h.head, h.members, h.status, h.created_at, h.version"
	              " FROM household_member AS m JOIN household AS h ON h.county = m.county AND h.id = m.household_id"
	              " WHERE m.person_county = $1 AND m.person_id = $2 AND m.until_on = 0",
	              bind(i64(person_county), i64(person_id)));
}

static enum outcome count_members(struct db *db, const struct household *household, int64_t more)
{
	count_standing(db, household, INDICATOR_PEOPLE, more);
	return db_exec(
		db, "UPDATE household SET members = members + $1, version = version + 1 WHERE county = $2 AND id = $3",
		bind(i64(more), i64(household->county), i64(household->id)));
}

enum outcome household_join(struct db *db, struct arena *arena, int64_t household_place, int64_t person_county,
                            int64_t person_id, struct text relation, int64_t on)
{
	struct household household, other;
	enum outcome outcome = household_at(db, arena, household_place, &household);

	if (outcome != DONE)
		return outcome;
	outcome = household_of_person(db, arena, person_county, person_id, &other);
	if (outcome != NOT_FOUND)
		return outcome == DONE ? CONFLICT : outcome;
	outcome = person_set_home(db, arena, person_county, person_id, household_place);
	if (outcome == DONE)
		outcome =
			db_exec(db,
		                "INSERT INTO household_member(county, household_id, person_id, since_on, person_county,"
		                " relation, until_on) VALUES ($1, $2, $3, $4, $5, $6, 0)"
		                " ON CONFLICT (county, household_id, person_id, since_on)"
		                " DO UPDATE SET until_on = 0, relation = excluded.relation",
		                bind(i64(household.county), i64(household.id), i64(person_id), i64(on),
		                     i64(person_county), txt(relation)));
	if (outcome == DONE)
		outcome = household_alike_member(db, &household, person_county, person_id, on);
	return outcome == DONE ? count_members(db, &household, 1) : outcome;
}

enum outcome household_leave(struct db *db, struct arena *arena, const struct household *household,
                             int64_t person_county, int64_t person_id, int64_t on)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE household_member SET until_on = CASE WHEN since_on > $1 THEN since_on ELSE $1 END"
		" WHERE county = $2 AND household_id = $3 AND person_id = $4 AND person_county = $5 AND until_on = 0",
		bind(i64(on), i64(household->county), i64(household->id), i64(person_id), i64(person_county)));

	if (outcome == DONE && rows == 0)
		return NOT_FOUND;
	if (outcome == DONE)
		outcome = person_set_home(db, arena, person_county, person_id,
		                          place_above(household->place, PLACE_VILLAGE));
	return outcome == DONE ? count_members(db, household, -1) : outcome;
}

enum outcome household_member_list(struct db *db, struct arena *arena, const struct digest *secret,
                                   const struct household *household, struct household_member **ret, size_t *ret_count)
{
	enum outcome outcome = db_list(
		db, arena, &household_member_record, MEMBER_ROWS, ret, ret_count,
		"SELECT m.county, m.household_id, m.person_county, m.person_id, m.since_on, m.until_on, m.relation,"
		" p.name, p.phone FROM household_member AS m"
		" JOIN person AS p ON p.county = m.person_county AND p.id = m.person_id"
		" WHERE m.county = $1 AND m.household_id = $2"
		" ORDER BY CASE WHEN m.until_on = 0 THEN 0 ELSE 1 END, m.since_on, m.person_id LIMIT $3",
		bind(i64(household->county), i64(household->id), i64(MEMBER_ROWS)));

	for (size_t i = 0; outcome == DONE && i < *ret_count; i++) {
		struct person person = { .phone = (*ret)[i].phone, .number = T("") };
		person_open(arena, secret, &person);
		(*ret)[i].phone = phone_masked(arena, person.phone);
	}
	return outcome;
}

/* ---- status ---- */

enum outcome household_status_list(struct db *db, struct arena *arena, const struct household *household,
                                   struct household_status **ret, size_t *ret_count)
{
	return db_list(
		db, arena, &household_status_record, STATUS_ROWS, ret, ret_count,
		"SELECT s.county, s.household_id, s.since_on, s.until_on, s.status, s.reason, s.person_id, s.at,"
		" coalesce(p.name, '') AS person_name FROM household_status AS s LEFT JOIN person AS p ON p.id = s.person_id"
		" WHERE s.county = $1 AND s.household_id = $2 ORDER BY s.since_on DESC LIMIT $3",
		bind(i64(household->county), i64(household->id), i64(STATUS_ROWS)));
}

static enum outcome put_right(struct db *db, const struct household_status *status)
{
	return db_exec(db,
	               "UPDATE household_status SET status = $1, reason = $2, person_id = $3, at = $4"
	               " WHERE county = $5 AND household_id = $6 AND until_on = 0",
	               bind(txt(status->status), txt(status->reason), i64(status->person_id), i64(status->at),
	                    i64(status->county), i64(status->household_id)));
}

static enum outcome begin_status(struct db *db, const struct household_status *status)
{
	enum outcome outcome = db_exec(
		db,
		"UPDATE household_status SET until_on = $1 WHERE county = $2 AND household_id = $3 AND until_on = 0",
		bind(i64(status->since_on), i64(status->county), i64(status->household_id)));

	if (outcome != DONE)
		return outcome;
	return db_exec(
		db,
		"INSERT INTO household_status(county, household_id, since_on, until_on, status, reason, person_id, at)"
		" VALUES ($1, $2, $3, 0, $4, $5, $6, $7)",
		bind(i64(status->county), i64(status->household_id), i64(status->since_on), txt(status->status),
	             txt(status->reason), i64(status->person_id), i64(status->at)));
}

enum outcome household_set_status(struct db *db, struct arena *arena, const struct household_status *status)
{
	struct household household;
	struct household_status now = { 0 };
	enum outcome outcome = household_one(db, arena, status->county, status->household_id, &household);

	if (outcome != DONE)
		return outcome;
	outcome = db_one(
		db, arena, &household_status_record, &now,
		"SELECT since_on, status FROM household_status WHERE county = $1 AND household_id = $2 AND until_on = 0",
		bind(i64(status->county), i64(status->household_id)));
	if (outcome != DONE && outcome != NOT_FOUND)
		return outcome;
	if (outcome == DONE && status->since_on < now.since_on)
		return INVALID;
	if (outcome == DONE && status->since_on == now.since_on)
		outcome = put_right(db, status);
	else
		outcome = begin_status(db, status);
	if (outcome != DONE)
		return outcome;
	count_status(db, &household, household.status, -1);
	count_status(db, &household, status->status, 1);
	return db_exec(db, "UPDATE household SET status = $1, version = version + 1 WHERE county = $2 AND id = $3",
	               bind(txt(status->status), i64(status->county), i64(status->household_id)));
}
