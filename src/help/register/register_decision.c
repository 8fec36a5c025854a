/* Decisions by the rules, and the early warning that comes of the same rules without anybody asking.
   Invariants: a decision keeps its rule and the facts it used; who asked at the door for a year does not decide by it; the
   household's status changes only together with a decision that grants, or with its withdrawal. */
#include "help/register/register_rows.h"

#include <assert.h>

#include "base/limits.h"

/* What a decision for a purpose makes of the status. */
static struct text status_of(struct text purpose)
{
	if (text_equal(purpose, T("enter")))
		return T("registered");
	return text_equal(purpose, T("watch")) ? T("monitored") : T("left");
}

static const struct field decision_fields[] = {
	INT_FIELD(register_decision, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, register_decision, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(register_decision, household_id, N_("Household"), 0, 0, 0),
	INT_FIELD(register_decision, rule_id, N_("Rule"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_decision, purpose, N_("What the rule is for"), FIELD_OUT, 0, 20),
	TEXT_FIELD(register_decision, rule_name, N_("Name of the rule"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	INT_FIELD(register_decision, year, N_("Year"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, register_decision, granted, N_("The rule says yes"), FIELD_OUT, 0, 1),
	TEXT_FIELD(register_decision, status_before, N_("Status before"), FIELD_OUT, 0, 20),
	TEXT_FIELD(register_decision, status, N_("Status"), FIELD_OUT, 0, 20),
	NOTE_FIELD(register_decision, reason, N_("Reason"), FIELD_OUT, 0, 300),
	INT_FIELD(register_decision, people, N_("People in the household"), FIELD_OUT, 0, 0),
	INT_FIELD(register_decision, workers, N_("Of them able to work"), FIELD_OUT, 0, 0),
	INT_FIELD(register_decision, ill, N_("Of them long ill or disabled"), FIELD_OUT, 0, 0),
	INT_FIELD(register_decision, out_of_school, N_("Children of school age who do not go"), FIELD_OUT, 0, 0),
	INT_FIELD(register_decision, uninsured, N_("Without health insurance"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(register_decision, housing, N_("The house"), FIELD_OUT, register_housings),
	CHOICE_FIELD(register_decision, water, N_("Drinking water"), FIELD_OUT, register_waters),
	WHOLE_FIELD(FIELD_FEN, register_decision, income_fen, N_("Income"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, register_decision, cost_fen, N_("Cost of production"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, register_decision, illness_cost_fen, N_("Spent on illness"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, register_decision, decided_on, N_("Decided"), FIELD_OUT, 0, 0),
	INT_FIELD(register_decision, person_id, N_("Decided by"), 0, 0, 0),
	TEXT_FIELD(register_decision, person_name, N_("Decided by"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_MOMENT, register_decision, at, N_("Recorded"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, register_decision, withdrawn_at, N_("Withdrawn"), FIELD_OUT, 0, 0),
	INT_FIELD(register_decision, withdrawn_by, N_("Withdrawn by"), 0, 0, 0),
	TEXT_FIELD(register_decision, withdrawn_name, N_("Withdrawn by"), FIELD_OUT, 0, 60),
	NOTE_FIELD(register_decision, withdrawn_why, N_("Why it was withdrawn"), FIELD_OUT, 0, 300),
	FIELD_END,
};

const struct record register_decision_record = { .name = "register_decision",
	                                         .size = sizeof(struct register_decision),
	                                         .county = offsetof(struct register_decision, county),
	                                         .fields = decision_fields };

struct register_facts register_decision_facts(const struct register_decision *d)
{
	return (struct register_facts){ .people = d->people,
		                        .workers = d->workers,
		                        .ill = d->ill,
		                        .out_of_school = d->out_of_school,
		                        .uninsured = d->uninsured,
		                        .housing = d->housing,
		                        .water = d->water,
		                        .income_fen = d->income_fen,
		                        .cost_fen = d->cost_fen,
		                        .illness_cost_fen = d->illness_cost_fen };
}

/* ---- judging ---- */

/* How many years without a gap up to the latest show none of the rule's hardships. */
static int64_t good_years(const struct register_rule *rule, const struct register_year *years, size_t count)
{
	int64_t good = 0;

	for (size_t i = 0; i < count; i++) {
		struct register_facts facts = register_facts_of(&years[i]);

		if (years[i].year != years[0].year - (int64_t)i || register_hits(rule, &facts) != 0)
			break;
		good++;
	}
	return good;
}

enum outcome register_judge_years(struct db *db, struct arena *arena, const struct household *household,
                                  struct text purpose, int64_t on, const struct register_year *years, size_t count,
                                  struct register_verdict *ret)
{
	enum outcome outcome = register_rule_for(db, arena, household->place, purpose, on, &ret->rule);

	if (outcome != DONE || count == 0)
		return outcome != DONE ? outcome : NOT_FOUND;
	struct register_facts facts = register_facts_of(&years[0]);

	ret->year = years[0];
	ret->hits = register_hits(&ret->rule, &facts);
	ret->good_years = good_years(&ret->rule, years, count);
	ret->granted = text_equal(purpose, T("leave")) ? ret->good_years >= ret->rule.years : ret->hits != 0;
	return DONE;
}

enum outcome register_judge(struct db *db, struct arena *arena, const struct household *household, struct text purpose,
                            int64_t on, struct register_verdict *ret)
{
	struct register_year *years;
	size_t count;
	enum outcome outcome = register_year_list(db, arena, household, &years, &count);

	return outcome != DONE ? outcome : register_judge_years(db, arena, household, purpose, on, years, count, ret);
}

/* ---- deciding ---- */

/* A household in trouble may come in from any side; help ends only for whoever has it. */
static bool may_become(struct text now, struct text status)
{
	if (text_equal(now, status))
		return false;
	return !text_equal(status, T("left")) || text_equal(now, T("registered")) || text_equal(now, T("monitored"));
}

static enum outcome keep_decision(struct db *db, const struct household *household,
                                  const struct register_verdict *verdict, const struct register_decision *d)
{
	const struct register_year *y = &verdict->year;

	return db_exec(
		db,
		"INSERT INTO register_decision(county, id, household_id, rule_id, year, granted, status_before, status, reason,"
		" people, workers, ill, out_of_school, uninsured, housing, water, income_fen, cost_fen, illness_cost_fen,"
		" decided_on, person_id, at, withdrawn_at, withdrawn_by, withdrawn_why)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,"
		" 0, 0, '')",
		bind(i64(household->county), i64(d->id), i64(household->id), i64(verdict->rule.id), i64(y->year),
	             i64(d->granted), txt(d->status_before), txt(d->status), txt(d->reason), i64(y->people),
	             i64(y->workers), i64(y->ill), i64(y->out_of_school), i64(y->uninsured), txt(y->housing),
	             txt(y->water), i64(y->income_fen), i64(y->cost_fen), i64(y->illness_cost_fen), i64(d->decided_on),
	             i64(d->person_id), i64(d->at)));
}

static enum outcome set_status(struct db *db, struct arena *arena, const struct household *household,
                               struct text status, struct text reason, int64_t on, int64_t person_id, int64_t at)
{
	return household_set_status(db, arena,
	                            &(struct household_status){ .county = household->county,
	                                                        .household_id = household->id,
	                                                        .since_on = on,
	                                                        .status = status,
	                                                        .reason = reason,
	                                                        .person_id = person_id,
	                                                        .at = at });
}

/* What came in a period, at the village. */
static void count_flow(struct db *db, const struct household *household, struct text status, int64_t on, int64_t delta)
{
	int64_t village = place_above(household->place, PLACE_VILLAGE);

	if (text_equal(status, T("registered")))
		tally_add(db, village, INDICATOR_ENTERED, on, delta);
	else if (text_equal(status, T("left")))
		tally_add(db, village, INDICATOR_HELP_ENDED, on, delta);
}

enum outcome register_decide(struct db *db, struct arena *arena, const struct household *household, struct text purpose,
                             struct register_decision *decision)
{
	struct register_verdict verdict;
	enum outcome outcome = register_judge(db, arena, household, purpose, decision->decided_on, &verdict);

	if (outcome != DONE)
		return outcome;
	if (verdict.year.person_id == decision->person_id)
		return DENIED;
	decision->status_before = household->status;
	decision->granted = verdict.granted;
	decision->status = verdict.granted ? status_of(purpose) : household->status;
	if (!may_become(household->status, status_of(purpose)))
		return CONFLICT;
	outcome = keep_decision(db, household, &verdict, decision);
	if (outcome != DONE || !verdict.granted)
		return outcome;
	count_flow(db, household, decision->status, decision->decided_on, 1);
	outcome = set_status(db, arena, household, decision->status, decision->reason, decision->decided_on,
	                     decision->person_id, decision->at);
	return outcome == DONE ? register_warn_closed(db, household, decision->person_id, decision->at) : outcome;
}

#define DECISION_COLUMNS                                                                                               \
	"d.county, d.id, d.household_id, d.rule_id, d.year, d.granted, d.status_before, d.status, d.reason, d.people," \
	" d.workers, d.ill, d.out_of_school, d.uninsured, d.housing, d.water, d.income_fen, d.cost_fen,"               \
	" d.illness_cost_fen, d.decided_on, d.person_id, d.at, d.withdrawn_at, d.withdrawn_by, d.withdrawn_why"

#define DECISION_SELECT                                                                                     \
	"SELECT " DECISION_COLUMNS ", u.purpose, u.name AS rule_name, coalesce(p.name, '') AS person_name," \
	" coalesce(w.name, '') AS withdrawn_name FROM register_decision AS d"                               \
	" JOIN register_rule AS u ON u.id = d.rule_id LEFT JOIN person AS p ON p.id = d.person_id"          \
	" LEFT JOIN person AS w ON w.id = d.withdrawn_by WHERE d.county = $1 AND d.household_id = $2"

enum outcome register_decision_list(struct db *db, struct arena *arena, const struct household *household,
                                    struct register_decision **ret, size_t *ret_count)
{
	return db_list(db, arena, &register_decision_record, REGISTER_ROWS, ret, ret_count,
	               DECISION_SELECT " ORDER BY d.id DESC LIMIT $3",
	               bind(i64(household->county), i64(household->id), i64(REGISTER_ROWS)));
}

enum outcome register_decision_one(struct db *db, struct arena *arena, const struct household *household, int64_t id,
                                   struct register_decision *ret)
{
	return db_one(db, arena, &register_decision_record, ret, DECISION_SELECT " AND d.id = $3",
	              bind(i64(household->county), i64(household->id), i64(id)));
}

/* The latest decision that changed the status and stands. */
static enum outcome standing_decision(struct db *db, struct arena *arena, const struct household *household,
                                      struct register_decision *ret)
{
	return db_one(db, arena, &register_decision_record, ret,
	              "SELECT " DECISION_COLUMNS
	              " FROM register_decision AS d WHERE d.county = $1 AND d.household_id = $2"
	              " AND d.granted = 1 AND d.withdrawn_at = 0 ORDER BY d.id DESC LIMIT 1",
	              bind(i64(household->county), i64(household->id)));
}

enum outcome register_withdraw(struct db *db, struct arena *arena, const struct household *household,
                               const struct register_decision *withdrawal)
{
	struct register_decision standing;
	enum outcome outcome = standing_decision(db, arena, household, &standing);

	if (outcome == NOT_FOUND || (outcome == DONE && standing.id != withdrawal->id))
		return CONFLICT;
	if (outcome == DONE)
		outcome =
			db_exec(db,
		                "UPDATE register_decision SET withdrawn_at = $1, withdrawn_by = $2, withdrawn_why = $3"
		                " WHERE county = $4 AND id = $5",
		                bind(i64(withdrawal->withdrawn_at), i64(withdrawal->withdrawn_by),
		                     txt(withdrawal->withdrawn_why), i64(household->county), i64(standing.id)));
	if (outcome != DONE)
		return outcome;
	count_flow(db, household, standing.status, standing.decided_on, -1);
	return set_status(db, arena, household, standing.status_before, withdrawal->withdrawn_why,
	                  withdrawal->decided_on, withdrawal->withdrawn_by, withdrawal->withdrawn_at);
}

/* ---- early warning ---- */

static const struct field warning_fields[] = {
	INT_FIELD(register_warning, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, register_warning, household_id, N_("Household"), FIELD_OUT, 0, 0),
	INT_FIELD(register_warning, id, N_("Number"), 0, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, register_warning, place, N_("Village"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_warning, village, N_("Name of the village"), FIELD_OUT, 0, 60),
	INT_FIELD(register_warning, number, N_("Number in the village"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_warning, head, N_("Head of the household"), FIELD_OUT, 0, 60),
	INT_FIELD(register_warning, year, N_("Year"), FIELD_OUT, 0, 0),
	INT_FIELD(register_warning, hits, N_("Hardships"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, register_warning, at, N_("Since"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record register_warning_record = { .name = "register_warning",
	                                        .size = sizeof(struct register_warning),
	                                        .county = offsetof(struct register_warning, county),
	                                        .fields = warning_fields };

enum outcome register_warn_closed(struct db *db, const struct household *household, int64_t person_id, int64_t at)
{
	return db_exec(db,
	               "UPDATE register_warning SET closed_at = $1, closed_by = $2 WHERE county = $3"
	               " AND household_id = $4 AND closed_at = 0",
	               bind(i64(at), i64(person_id), i64(household->county), i64(household->id)));
}

static enum outcome open_warning(struct db *db, const struct household *household,
                                 const struct register_verdict *verdict, int64_t id, int64_t at)
{
	return db_exec(
		db,
		"INSERT INTO register_warning(county, household_id, year, id, place, rule_id, hits, at, closed_at, closed_by)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0) ON CONFLICT (county, household_id, year) DO UPDATE"
		" SET hits = excluded.hits, rule_id = excluded.rule_id, closed_at = 0, closed_by = 0",
		bind(i64(household->county), i64(household->id), i64(verdict->year.year), i64(id),
	             i64(household->place), i64(verdict->rule.id), i64((int64_t)verdict->hits), i64(at)));
}

enum outcome register_warn(struct db *db, struct arena *arena, const struct household *household, int64_t person_id,
                           int64_t id, int64_t on, int64_t at)
{
	struct register_verdict verdict;
	enum outcome outcome = register_judge(db, arena, household, T("watch"), on, &verdict);
	bool helped = text_equal(household->status, T("registered")) || text_equal(household->status, T("monitored"));

	if (outcome != DONE)
		return outcome == NOT_FOUND ? DONE : outcome;
	outcome = register_warn_closed(db, household, person_id, at);
	if (outcome == DONE && verdict.granted && !helped)
		outcome = open_warning(db, household, &verdict, id, at);
	return outcome;
}

enum outcome register_warning_list(struct db *db, struct arena *arena, int64_t within, int64_t after, size_t limit,
                                   struct register_warning **ret, size_t *ret_count)
{
	return db_list(
		db, arena, &register_warning_record, limit, ret, ret_count,
		"SELECT w.county, w.household_id, w.id, w.place, w.place % 100000 AS number, h.head, w.year, w.hits,"
		" w.at, coalesce(l.name, '') AS village FROM register_warning AS w"
		" JOIN household AS h ON h.county = w.county AND h.id = w.household_id"
		" LEFT JOIN place AS l ON l.place = w.place - w.place % 100000"
		" WHERE w.closed_at = 0 AND w.place >= $1 AND w.place < $2 AND w.place > $3"
		" ORDER BY w.place, w.id LIMIT $4",
		bind(i64(within), i64(place_end(within)), i64(after), i64((int64_t)limit)));
}
