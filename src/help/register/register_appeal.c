/* Appeals: the kind of case, its rows, and what an answer does (register_appeal.h). */
#include "help/register/register_appeal.h"

#include <assert.h>

#include "base/calendar.h"
#include "base/limits.h"

static const struct case_state states[] = {
	{ "appealed", N_("Waits to be looked at again"), CASE_OPEN, CASE_UNDECIDED, 15, "wait" },
	{ "stands", N_("The decision stands: do you agree?"), CASE_ANSWERED, CASE_UNDECIDED, 14, "wait" },
	{ "anew", N_("Decided anew: do you agree?"), CASE_ANSWERED, CASE_UNDECIDED, 14, "wait" },
	{ "settled", N_("The household agrees"), CASE_CLOSED, CASE_FIXED, 0, "done" },
	{ "unsettled", N_("The household does not agree, and leaves it at that"), CASE_CLOSED, CASE_NOT_FIXED, 0,
	  "late" },
	{ "withdrawn", N_("Taken back"), CASE_CLOSED, CASE_WITHDRAWN, 0, "" },
	{ .word = NULL },
};

#define SAYS(from)                                                                                              \
	{ "settled",     N_("Yes, I agree"), from, "settled",                                                   \
	  CASE_BY_ASKER, CASE_REASON_NONE,   0,    N_("The household agrees: %s") },                            \
		{ "unsettled",                                                                                  \
		  N_("I do not agree, but let it be"),                                                          \
		  from,                                                                                         \
		  "unsettled",                                                                                  \
		  CASE_BY_ASKER,                                                                                \
		  CASE_REASON_MAY,                                                                              \
		  0,                                                                                            \
		  N_("The household does not agree, and leaves it at that: %s") },                              \
	{                                                                                                       \
		"dispute", N_("No: let the level above look at it"), from, "appealed", CASE_BY_ASKER,           \
			CASE_REASON_MUST, CASE_UP, N_("The household does not agree; it went one level up: %s") \
	}

static const struct case_move moves[] = {
	{ "stands", N_("The decision stands"), "appealed", "stands", CASE_BY_MODULE, CASE_REASON_MUST, CASE_OWN_PAGE,
	  N_("Your appeal was looked at; the decision stands: %s") },
	{ "anew", N_("Decide anew"), "appealed", "anew", CASE_BY_MODULE, CASE_REASON_MUST, CASE_OWN_PAGE,
	  N_("Your appeal was looked at; it was decided anew: %s") },
	{ "withdraw", N_("I take my appeal back"), "appealed", "withdrawn", CASE_BY_ASKER, CASE_REASON_NONE, 0,
	  N_("The appeal is taken back: %s") },
	SAYS("stands"),
	SAYS("anew"),
	{ .deed = NULL },
};

const struct case_kind register_appeal_kind = {
	.word = "appeal",
	.label = N_("Appeal against a decision of the register"),
	.path = "/appeals",
	.states = states,
	.moves = moves,
	.first = PLACE_TOWNSHIP,
	.last = PLACE_PROVINCE,
};

static const struct field appeal_fields[] = {
	INT_FIELD(register_appeal, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, register_appeal, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(register_appeal, household_county, N_("County"), 0, 0, 0),
	INT_FIELD(register_appeal, household_id, N_("Household"), 0, 0, 0),
	INT_FIELD(register_appeal, decision_id, N_("Decision"), FIELD_OUT, 0, 0),
	INT_FIELD(register_appeal, current_id, N_("The decision that stands now"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, register_appeal, at, N_("Since"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_appeal, state, N_("State"), FIELD_OUT, 0, 40),
	INT_FIELD(register_appeal, phase, N_("Phase"), 0, 0, 0),
	FIELD_END,
};
const struct record register_appeal_record = { .name = "register_appeal",
	                                       .size = sizeof(struct register_appeal),
	                                       .county = offsetof(struct register_appeal, county),
	                                       .fields = appeal_fields };

/* ---- reading ---- */

#define APPEAL_SELECT                                                                                             \
	"SELECT a.county, a.id, a.household_county, a.household_id, a.decision_id, a.current_id, a.at, c.state, " \
	"c.phase FROM register_appeal AS a JOIN case_file AS c ON c.county = a.county AND c.id = a.id WHERE "

enum outcome register_appeal_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                 struct register_appeal *ret)
{
	return db_one(db, arena, &register_appeal_record, ret, APPEAL_SELECT "a.county = $1 AND a.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome register_appeal_list(struct db *db, struct arena *arena, const struct household *household,
                                  struct register_appeal **ret, size_t *ret_count)
{
	return db_list(db, arena, &register_appeal_record, REGISTER_ROWS, ret, ret_count,
	               APPEAL_SELECT "a.household_county = $1 AND a.household_id = $2 ORDER BY a.id DESC LIMIT $3",
	               bind(i64(household->county), i64(household->id), i64(REGISTER_ROWS)));
}

const struct register_appeal *register_appeal_of(const struct list *appeals, const struct register_decision *decision)
{
	const struct register_appeal *rows = appeals->rows;

	for (size_t i = 0; i < appeals->count; i++)
		if ((rows[i].decision_id == decision->id || rows[i].current_id == decision->id) &&
		    !text_equal(rows[i].state, T("withdrawn")))
			return &rows[i];
	return NULL;
}

const char *register_appeal_state(const struct register_appeal *appeal)
{
	for (const struct case_state *state = states; state->word != NULL; state++)
		if (text_equal(appeal->state, text_of(state->word)))
			return state->label;
	return "";
}

bool register_may_appeal(const struct register_decision *decision, int64_t today)
{
	return decision->withdrawn_at == 0 && calendar_add_days(decision->decided_on, REGISTER_APPEAL_DAYS) >= today;
}

/* ---- opening ---- */

static enum outcome insert(struct db *db, const struct register_appeal *appeal)
{
	return db_exec(
		db,
		"INSERT INTO register_appeal(county, id, household_county, household_id, decision_id, current_id, at)"
		" VALUES ($1, $2, $3, $4, $5, $5, $6)",
		bind(i64(appeal->county), i64(appeal->id), i64(appeal->household_county), i64(appeal->household_id),
	             i64(appeal->decision_id), i64(appeal->at)));
}

enum outcome register_appeal_open(struct request *r, const struct household *household,
                                  const struct register_decision *decision, struct text said,
                                  struct register_appeal *ret)
{
	struct case_file c = { .kind = text_of(register_appeal_kind.word),
		               .place = household->place,
		               .asker_county = r->person_county,
		               .asker_id = r->person_id };
	struct list others = { .rows = NULL };
	struct register_appeal *rows;
	enum outcome outcome;

	if (!register_may_appeal(decision, r->today))
		return INVALID;
	outcome = register_appeal_list(r->db, r->arena, household, &rows, &others.count);
	others.rows = rows;
	if (outcome != DONE || register_appeal_of(&others, decision) != NULL)
		return outcome != DONE ? outcome : CONFLICT;
	/* No language: the same title for everybody who reads it. */
	c.title = text_format(r->arena, "%.*s · %.*s", TEXT(household->head),
	                      TEXT(calendar_day_text(r->arena, decision->decided_on)));
	outcome = case_open(r, &c, (struct case_said){ .words = said, .picture = T("") });
	if (outcome != DONE)
		return outcome;
	*ret = (struct register_appeal){ .county = c.county,
		                         .id = c.id,
		                         .household_county = household->county,
		                         .household_id = household->id,
		                         .decision_id = decision->id,
		                         .current_id = decision->id,
		                         .at = r->now,
		                         .state = c.state,
		                         .phase = c.phase };
	return insert(r->db, ret);
}

/* ---- answering ---- */

/* Whoever made a decision does not answer an appeal against it; false: a problem says so. */
static bool is_impartial(struct request *r, const struct register_decision *decision,
                         const struct register_decision *current)
{
	if (r->who.person_id != decision->person_id && r->who.person_id != current->person_id)
		return true;
	form_problem(r, "words", N_("You made this decision; somebody else must answer the appeal"), T(""));
	return false;
}

/* What would stop a new decision, before anything is changed. */
static enum outcome may_judge(struct request *r, const struct household *household, struct text purpose)
{
	struct register_verdict verdict;
	enum outcome outcome = register_judge(r->db, r->arena, household, purpose, r->today, &verdict);

	if (outcome == NOT_FOUND)
		form_problem(r, "words", N_("There is no rule for this, or nobody asked at the door yet"), T(""));
	else if (outcome == DONE && verdict.year.person_id == r->who.person_id)
		form_problem(r, "words", N_("You asked at the door for this year; somebody else must decide"), T(""));
	return outcome == DONE && r->problems.count == 0 ? DONE : outcome == FAILED ? FAILED : INVALID;
}

/* Takes the present decision back if it changed the status, and decides again. */
static enum outcome decide_anew(struct request *r, struct register_appeal *appeal, const struct household *household,
                                const struct register_decision *current, struct text words)
{
	struct register_decision withdrawal = { .id = current->id,
		                                .decided_on = r->today,
		                                .withdrawn_at = r->now,
		                                .withdrawn_by = r->who.person_id,
		                                .withdrawn_why = words };
	struct register_decision anew = { .id = request_new_id(r),
		                          .reason = words,
		                          .decided_on = r->today,
		                          .person_id = r->who.person_id,
		                          .at = r->now };
	struct household now;
	enum outcome outcome = DONE;

	if (current->granted && current->withdrawn_at == 0)
		outcome = register_withdraw(r->db, r->arena, household, &withdrawal);
	if (outcome == DONE)
		outcome = household_one(r->db, r->arena, household->county, household->id, &now);
	if (outcome == DONE)
		outcome = register_decide(r->db, r->arena, &now, current->purpose, &anew);
	if (outcome == DONE)
		outcome = db_exec(r->db, "UPDATE register_appeal SET current_id = $3 WHERE county = $1 AND id = $2",
		                  bind(i64(appeal->county), i64(appeal->id), i64(anew.id)));
	appeal->current_id = anew.id;
	return outcome;
}

enum outcome register_appeal_answer(struct request *r, struct register_appeal *appeal, struct case_file *c,
                                    const struct household *household, bool anew, struct text words)
{
	struct register_decision decision, current;
	enum outcome outcome;

	if (case_move_of(c, T("anew")) == NULL)
		return CONFLICT;
	if (!(case_sides(r, c) & CASE_BY_HANDLER))
		return DENIED;
	outcome = register_decision_one(r->db, r->arena, household, appeal->decision_id, &decision);
	if (outcome == DONE)
		outcome = register_decision_one(r->db, r->arena, household, appeal->current_id, &current);
	if (outcome == DONE && !is_impartial(r, &decision, &current))
		outcome = INVALID;
	if (outcome == DONE && anew)
		outcome = may_judge(r, household, current.purpose);
	if (outcome == DONE && anew)
		outcome = decide_anew(r, appeal, household, &current, words);
	if (outcome == DONE)
		outcome = case_do(r, c, anew ? "anew" : "stands", CASE_BY_MODULE,
		                  (struct case_said){ .words = words, .picture = T("") });
	appeal->state = c->state;
	appeal->phase = c->phase;
	return outcome;
}
