/* What is done for a household: causes named, measures promised and done, helpers, visits. */
#include "help/register/register_rows.h"

#include "base/calendar.h"
#include "base/limits.h"

const struct choice register_causes[] = {
	{ "illness", N_("Illness") },
	{ "disability", N_("Disability") },
	{ "schooling", N_("Cost of schooling") },
	{ "disaster", N_("Disaster") },
	{ "labour", N_("Nobody able to work") },
	{ "land", N_("Little land or water") },
	{ "road", N_("Far from any road") },
	{ "skill", N_("No trade learnt") },
	{ "money", N_("No money to start with") },
	{ "accident", N_("Accident or death") },
	{ NULL, NULL },
};

const struct choice register_measure_kinds[] = {
	{ "farming", N_("Farming: seed, animals, advice") },
	{ "work", N_("Work: a place found, a post in the village") },
	{ "training", N_("Training") },
	{ "schooling", N_("Schooling") },
	{ "health", N_("Health and insurance") },
	{ "housing", N_("The house") },
	{ "water", N_("Water and power") },
	{ "money", N_("Money: subsidy, loan, share") },
	{ "other", N_("Other help") },
	{ NULL, NULL },
};

static const struct field cause_fields[] = {
	INT_FIELD(register_cause, county, N_("County"), 0, 0, 0),
	INT_FIELD(register_cause, household_id, N_("Household"), 0, 0, 0),
	CHOICE_FIELD(register_cause, cause, N_("Cause of hardship"), FIELD_OUT, register_causes),
	WHOLE_FIELD(FIELD_DAY, register_cause, since_on, N_("Since"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, register_cause, until_on, N_("Until"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record register_cause_record = { .name = "register_cause",
	                                      .size = sizeof(struct register_cause),
	                                      .fields = cause_fields };

static const struct field cause_form_fields[] = {
	CHOICE_FIELD(register_cause, cause, N_("Cause of hardship"), FIELD_IN | FIELD_REQUIRED, register_causes),
	FIELD_END,
};
const struct record register_cause_form = { .name = "new_register_cause",
	                                    .size = sizeof(struct register_cause),
	                                    .fields = cause_form_fields };

static const struct field measure_fields[] = {
	INT_FIELD(register_measure, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, register_measure, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(register_measure, household_id, N_("Household"), 0, 0, 0),
	CHOICE_FIELD(register_measure, kind, N_("Kind of help"), FIELD_OUT, register_measure_kinds),
	NOTE_FIELD(register_measure, promise, N_("What is promised"), FIELD_OUT, 0, 300),
	WHOLE_FIELD(FIELD_DAY, register_measure, due_on, N_("Until when"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, register_measure, done_on, N_("Done"), FIELD_OUT, 0, 0),
	NOTE_FIELD(register_measure, result, N_("What came of it"), FIELD_OUT, 0, 300),
	INT_FIELD(register_measure, promised_by, N_("Promised by"), 0, 0, 0),
	TEXT_FIELD(register_measure, promised_name, N_("Promised by"), FIELD_OUT, 0, 60),
	INT_FIELD(register_measure, done_by, N_("Recorded by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, register_measure, at, N_("Recorded"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record register_measure_record = { .name = "register_measure",
	                                        .size = sizeof(struct register_measure),
	                                        .county = offsetof(struct register_measure, county),
	                                        .fields = measure_fields };

static const struct field measure_form_fields[] = {
	CHOICE_FIELD(register_measure, kind, N_("Kind of help"), FIELD_IN | FIELD_REQUIRED, register_measure_kinds),
	NOTE_FIELD(register_measure, promise, N_("What is promised"), FIELD_IN | FIELD_REQUIRED, 4, 300),
	WHOLE_FIELD(FIELD_DAY, register_measure, due_on, N_("Until when"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	FIELD_END,
};
const struct record register_measure_form = { .name = "new_register_measure",
	                                      .size = sizeof(struct register_measure),
	                                      .fields = measure_form_fields };

static const struct field result_form_fields[] = {
	NOTE_FIELD(register_measure, result, N_("What came of it"), FIELD_IN | FIELD_REQUIRED, 4, 300),
	FIELD_END,
};
const struct record register_result_form = { .name = "register_measure_result",
	                                     .size = sizeof(struct register_measure),
	                                     .fields = result_form_fields };

static const struct field helper_fields[] = {
	INT_FIELD(register_helper, county, N_("County"), 0, 0, 0),
	INT_FIELD(register_helper, household_id, N_("Household"), 0, 0, 0),
	INT_FIELD(register_helper, person_county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, register_helper, person_id, N_("Person"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_helper, name, N_("Name"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_DAY, register_helper, since_on, N_("Since"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, register_helper, until_on, N_("Until"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record register_helper_record = { .name = "register_helper",
	                                       .size = sizeof(struct register_helper),
	                                       .county = offsetof(struct register_helper, person_county),
	                                       .fields = helper_fields };

static const struct field visit_fields[] = {
	INT_FIELD(register_visit, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, register_visit, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(register_visit, household_id, N_("Household"), 0, 0, 0),
	WHOLE_FIELD(FIELD_DAY, register_visit, visited_on, N_("Day of the visit"), FIELD_OUT, 0, 0),
	NOTE_FIELD(register_visit, note, N_("What was seen and said"), FIELD_OUT, 0, 500),
	TEXT_FIELD(register_visit, picture, N_("Photograph"), FIELD_OUT, 0, 64),
	INT_FIELD(register_visit, person_id, N_("Visited by"), 0, 0, 0),
	TEXT_FIELD(register_visit, person_name, N_("Visited by"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_MOMENT, register_visit, at, N_("Recorded"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record register_visit_record = { .name = "register_visit",
	                                      .size = sizeof(struct register_visit),
	                                      .county = offsetof(struct register_visit, county),
	                                      .fields = visit_fields };

static const struct field visit_form_fields[] = {
	WHOLE_FIELD(FIELD_DAY, register_visit, visited_on, N_("Day of the visit"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	NOTE_FIELD(register_visit, note, N_("What was seen and said"), FIELD_IN | FIELD_REQUIRED, 4, 500),
	FIELD_END,
};
const struct record register_visit_form = { .name = "new_register_visit",
	                                    .size = sizeof(struct register_visit),
	                                    .fields = visit_form_fields };

/* What a change of one row must have changed. */
static enum outcome one_row(enum outcome outcome, int64_t rows)
{
	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

/* ---- causes ---- */

enum outcome register_cause_begin(struct db *db, const struct register_cause *cause, int64_t person_id, int64_t at)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"INSERT INTO register_cause(county, household_id, cause, since_on, until_on, person_id, at)"
		" SELECT $1, $2, $3, $4, 0, $5, $6 WHERE NOT EXISTS (SELECT 1 FROM register_cause WHERE county = $1"
		" AND household_id = $2 AND cause = $3 AND until_on = 0)"
		" ON CONFLICT (county, household_id, cause, since_on) DO UPDATE SET until_on = 0",
		bind(i64(cause->county), i64(cause->household_id), txt(cause->cause), i64(cause->since_on),
	             i64(person_id), i64(at)));

	return one_row(outcome, rows);
}

enum outcome register_cause_end(struct db *db, const struct register_cause *cause)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE register_cause SET until_on = $1 WHERE county = $2 AND household_id = $3 AND cause = $4"
		" AND until_on = 0",
		bind(i64(cause->until_on), i64(cause->county), i64(cause->household_id), txt(cause->cause)));

	return one_row(outcome, rows);
}

enum outcome register_cause_list(struct db *db, struct arena *arena, const struct household *household,
                                 struct register_cause **ret, size_t *ret_count)
{
	return db_list(db, arena, &register_cause_record, REGISTER_ROWS, ret, ret_count,
	               "SELECT county, household_id, cause, since_on, until_on FROM register_cause"
	               " WHERE county = $1 AND household_id = $2"
	               " ORDER BY CASE WHEN until_on = 0 THEN 0 ELSE 1 END, since_on DESC, cause LIMIT $3"
	               " /* scan: sorts the causes of one household */",
	               bind(i64(household->county), i64(household->id), i64(REGISTER_ROWS)));
}

/* ---- measures ---- */

enum outcome register_measure_add(struct db *db, const struct household *household, const struct register_measure *m)
{
	tally_add(db, place_above(household->place, PLACE_VILLAGE), INDICATOR_MEASURES, calendar_day(m->at), 1);
	return db_exec(db,
	               "INSERT INTO register_measure(county, id, household_id, kind, promise, due_on, done_on, result,"
	               " promised_by, done_by, at) VALUES ($1, $2, $3, $4, $5, $6, 0, '', $7, 0, $8)",
	               bind(i64(household->county), i64(m->id), i64(household->id), txt(m->kind), txt(m->promise),
	                    i64(m->due_on), i64(m->promised_by), i64(m->at)));
}

enum outcome register_measure_finish(struct db *db, const struct household *household, const struct register_measure *m)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE register_measure SET done_on = $1, result = $2, done_by = $3 WHERE county = $4 AND id = $5"
		" AND household_id = $6 AND done_on = 0",
		bind(i64(m->done_on), txt(m->result), i64(m->done_by), i64(household->county), i64(m->id),
	             i64(household->id)));

	if (outcome == DONE && rows > 0)
		tally_add(db, place_above(household->place, PLACE_VILLAGE), INDICATOR_MEASURES_DONE, m->done_on, 1);
	return one_row(outcome, rows);
}

enum outcome register_measure_list(struct db *db, struct arena *arena, const struct household *household,
                                   struct register_measure **ret, size_t *ret_count)
{
	return db_list(db, arena, &register_measure_record, REGISTER_ROWS, ret, ret_count,
	               "SELECT m.county, m.id, m.household_id, m.kind, m.promise, m.due_on, m.done_on, m.result,"
	               " m.promised_by, m.done_by, m.at, coalesce(p.name, '') AS promised_name"
	               " FROM register_measure AS m LEFT JOIN person AS p ON p.id = m.promised_by"
	               " WHERE m.county = $1 AND m.household_id = $2 ORDER BY m.id DESC LIMIT $3",
	               bind(i64(household->county), i64(household->id), i64(REGISTER_ROWS)));
}

/* ---- helpers ---- */

enum outcome register_helper_begin(struct db *db, const struct register_helper *helper)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"INSERT INTO register_helper(county, household_id, person_county, person_id, since_on, until_on)"
		" SELECT $1, $2, $3, $4, $5, 0 WHERE NOT EXISTS (SELECT 1 FROM register_helper WHERE county = $1"
		" AND household_id = $2 AND person_id = $4 AND until_on = 0)"
		" ON CONFLICT (county, household_id, person_id, since_on) DO UPDATE SET until_on = 0",
		bind(i64(helper->county), i64(helper->household_id), i64(helper->person_county), i64(helper->person_id),
	             i64(helper->since_on)));

	return one_row(outcome, rows);
}

enum outcome register_helper_end(struct db *db, const struct register_helper *helper)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE register_helper SET until_on = $1 WHERE county = $2 AND household_id = $3 AND person_id = $4"
		" AND until_on = 0",
		bind(i64(helper->until_on), i64(helper->county), i64(helper->household_id), i64(helper->person_id)));

	return one_row(outcome, rows);
}

enum outcome register_helper_list(struct db *db, struct arena *arena, const struct household *household,
                                  struct register_helper **ret, size_t *ret_count)
{
	return db_list(
		db, arena, &register_helper_record, REGISTER_ROWS, ret, ret_count,
		"SELECT e.county, e.household_id, e.person_county, e.person_id, e.since_on, e.until_on, p.name"
		" FROM register_helper AS e JOIN person AS p ON p.county = e.person_county AND p.id = e.person_id"
		" WHERE e.county = $1 AND e.household_id = $2"
		" ORDER BY CASE WHEN e.until_on = 0 THEN 0 ELSE 1 END, e.since_on DESC, e.person_id LIMIT $3"
		" /* scan: sorts the helpers of one household */",
		bind(i64(household->county), i64(household->id), i64(REGISTER_ROWS)));
}

/* ---- visits ---- */

enum outcome register_visit_add(struct db *db, const struct household *household, const struct register_visit *visit)
{
	tally_add(db, place_above(household->place, PLACE_VILLAGE), INDICATOR_VISITS, visit->visited_on, 1);
	return db_exec(db,
	               "INSERT INTO register_visit(county, id, household_id, visited_on, note, person_id, at, picture)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	               bind(i64(household->county), i64(visit->id), i64(household->id), i64(visit->visited_on),
	                    txt(visit->note), i64(visit->person_id), i64(visit->at), txt(visit->picture)));
}

enum outcome register_visit_photo(struct db *db, const struct household *household, int64_t visit_id,
                                  struct text picture)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE register_visit SET picture = $1 WHERE county = $2 AND id = $3 AND household_id = $4 AND picture = ''",
		bind(txt(picture), i64(household->county), i64(visit_id), i64(household->id)));

	return one_row(outcome, rows);
}

struct picture_owner register_visit_pictures(const struct household *household, int64_t visit_id)
{
	return (struct picture_owner){ "visit", household->county, visit_id };
}

enum outcome register_visit_list(struct db *db, struct arena *arena, const struct household *household,
                                 struct register_visit **ret, size_t *ret_count)
{
	return db_list(db, arena, &register_visit_record, REGISTER_ROWS, ret, ret_count,
	               "SELECT v.county, v.id, v.household_id, v.visited_on, v.note, v.picture, v.person_id, v.at,"
	               " coalesce(p.name, '') AS person_name FROM register_visit AS v"
	               " LEFT JOIN person AS p ON p.id = v.person_id"
	               " WHERE v.county = $1 AND v.household_id = $2 ORDER BY v.id DESC LIMIT $3",
	               bind(i64(household->county), i64(household->id), i64(REGISTER_ROWS)));
}
