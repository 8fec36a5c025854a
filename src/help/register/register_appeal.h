/* Appeals against decisions of the register. For the files of this module only.
   A household that does not agree says why within REGISTER_APPEAL_DAYS. It is a case of the kind register_appeal_kind: it comes to the
   township's desk, goes up on silence and when the household does not take the answer, and is closed by the household alone. The answer
   is that the decision stands, or a new decision by the rule in force and what was asked last.
   Invariants: one appeal a decision that was not taken back; whoever made the decision, or the one that took its place, does not answer;
   a new decision keeps rule and facts like any other. */
#ifndef HELP_REGISTER_APPEAL_H
#define HELP_REGISTER_APPEAL_H

#include "common/cases/cases.h"
#include "help/register/register_rows.h"

/* As for reconsideration of administrative acts (Administrative Reconsideration Law of the PRC 2023, article 20). */
enum { REGISTER_APPEAL_DAYS = 60 };

struct register_appeal {
	int64_t county, id; /* of the case */
	int64_t household_county, household_id;
	int64_t decision_id, current_id;
	int64_t at;
	struct text state; /* of the case; read with it */
	int64_t phase;
};
extern const struct record register_appeal_record, register_appeal_form, register_answer_form;

/* What is said with an appeal, and with its answer. */
struct register_appeal_said {
	struct text answer, words;
};

/* May the household appeal against it on that day: it is not taken back and not too old. Not: whether there is an appeal already. */
bool register_may_appeal(const struct register_decision *decision, int64_t today);
/* Opens the case. INVALID: too late, or taken back; CONFLICT: there is an appeal against it. */
MUST_USE enum outcome register_appeal_open(struct request *r, const struct household *household,
                                           const struct register_decision *decision, struct text said,
                                           struct register_appeal *ret);
MUST_USE enum outcome register_appeal_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                          struct register_appeal *ret);
/* Newest first. */
MUST_USE enum outcome register_appeal_list(struct db *db, struct arena *arena, const struct household *household,
                                           struct register_appeal **ret, size_t *ret_count);
/* Answers it: the decision stands, or (anew) it is taken back if it granted, and decided again. c is then as it has become.
   CONFLICT: it was answered, or another decision stands on the one appealed against; DENIED: somebody else is on it. INVALID with a
   problem: this person may not answer, nothing was asked, no rule. */
MUST_USE enum outcome register_appeal_answer(struct request *r, struct register_appeal *appeal, struct case_file *c,
                                             const struct household *household, bool anew, struct text words);
/* The appeal against a decision, or that led to it, among those of its household; NULL: none that stands. */
const struct register_appeal *register_appeal_of(const struct list *appeals, const struct register_decision *decision);
/* English key of the state of its case. */
const char *register_appeal_state(const struct register_appeal *appeal);

/* What its page shows. */
struct register_appeal_view {
	const struct household *household;
	const struct register_appeal *appeal;
	const struct case_file *c;
	const struct case_event *events;
	size_t event_count;
	struct register_decision decision, current;
	struct register_rule rule, current_rule;
	bool may_answer;
	struct register_verdict verdict; /* what the rule says today, for whoever may answer */
	enum outcome judged;             /* DONE, NOT_FOUND */
};

/* register_appeal_web.c */
enum outcome register_appeal_mine_where(struct request *r, struct scope *ret_scope);
enum outcome register_appeal_where(struct request *r, struct scope *ret_scope);
enum outcome register_answer_where(struct request *r, struct scope *ret_scope);
void register_appeal_form_page(struct request *r);
void register_appeal_act(struct request *r);
void register_appeal_page(struct request *r);
void register_answer_act(struct request *r);

#endif
