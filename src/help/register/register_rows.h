/* What the files of this module share: rows, rules and what the pages show. */
#ifndef HELP_REGISTER_ROWS_H
#define HELP_REGISTER_ROWS_H

#include "common/measure/measure.h"
#include "common/picture/picture.h"
#include "help/register/register.h"
#include "web/page.h"

enum {
	REGISTER_FIRST_YEAR = 2000,
	REGISTER_LINES = 100,     /* lines of a household's year */
	REGISTER_FEN = 100000000, /* most of one line: a million yuan */
	REGISTER_ROWS = 100,      /* causes, decisions, measures, helpers, visits shown of a household */
};

/* ---- the year ---- */

/* The facts by which rules judge. */
struct register_facts {
	int64_t people, workers;
	int64_t ill;           /* long ill or disabled */
	int64_t out_of_school; /* children of school age who do not go */
	int64_t uninsured;     /* without health insurance */
	struct text housing;   /* "safe", "repair", "danger" */
	struct text water;     /* "tap", "carried", "unsafe" */
	int64_t income_fen;    /* of the whole household in the year */
	int64_t cost_fen;      /* what producing it cost */
	int64_t illness_cost_fen;
};

struct register_year {
	int64_t county, household_id, year;
	int64_t people, workers, ill, out_of_school, uninsured;
	struct text housing, water;
	int64_t land_tenths; /* fields, in tenths of a mu */
	int64_t cattle, sheep;
	struct text note;
	int64_t income_fen, cost_fen, illness_cost_fen;
	int64_t person_id, at, version;
};

struct register_line {
	int64_t county, id, household_id, year;
	struct text kind; /* of register_line_kinds */
	int64_t fen;
	struct text note;
	int64_t person_id, at;
};

extern const struct record register_year_record, register_year_form, register_line_record, register_line_form;
extern const struct choice register_housings[], register_waters[], register_line_kinds[];

struct register_facts register_facts_of(const struct register_year *year);
/* Net income a head: (income - cost) / people, rounded towards zero. */
int64_t register_head_fen(const struct register_facts *facts);
/* What a line does to the sums: 1 income, -1 cost of producing, 0 other spending. */
int register_line_sign(struct text kind);

/* NOT_FOUND: nothing was asked for that year. */
MUST_USE enum outcome register_year_one(struct db *db, struct arena *arena, const struct household *household,
                                        int64_t year, struct register_year *ret);
/* Newest first, at most REGISTER_ROWS. */
MUST_USE enum outcome register_year_list(struct db *db, struct arena *arena, const struct household *household,
                                         struct register_year **ret, size_t *ret_count);
/* Writes the facts of a year; the sums stay. version 0: a new year. CONFLICT: the version is not the one seen. */
MUST_USE enum outcome register_year_put(struct db *db, const struct household *household,
                                        const struct register_year *year);
MUST_USE enum outcome register_line_list(struct db *db, struct arena *arena, const struct household *household,
                                         int64_t year, struct register_line **ret, size_t *ret_count);
/* Adds a line and moves the sums. NOT_FOUND: the year was not asked; INVALID: REGISTER_LINES are there. */
MUST_USE enum outcome register_line_add(struct db *db, const struct household *household,
                                        const struct register_line *line);
/* Of the removal only id, person_id and at count. NOT_FOUND: no such line of this household. */
MUST_USE enum outcome register_line_remove(struct db *db, struct arena *arena, const struct household *household,
                                           const struct register_line *removal, int64_t *ret_year);

/* ---- rules and decisions ---- */

/* What can make life hard by a rule, in the order in which the pages show it; a bit each. */
enum hardship {
	HARDSHIP_INCOME,
	HARDSHIP_HOUSING,
	HARDSHIP_WATER,
	HARDSHIP_SCHOOL,
	HARDSHIP_INSURANCE,
	HARDSHIP_ILL,
	HARDSHIP_ILLNESS_COST,
	HARDSHIPS,
};

struct register_rule {
	int64_t id;
	int64_t place;       /* it holds in this land; the rule of the nearest place above a household counts */
	struct text purpose; /* "enter", "watch": one hardship is enough; "leave": none in `years` years running */
	struct text name, law;
	int64_t years;
	int64_t below_fen;          /* net income a head below this is a hardship; 0 not asked */
	struct text housing, water; /* this bad or worse; empty: not asked */
	int64_t out_of_school, uninsured, ill, illness_cost_fen; /* at least so many; 0 not asked */
	int64_t since_on, until_on, person_id, at;
};

/* A bit (1 << hardship) for each hardship that the rule asks. */
unsigned register_asked(const struct register_rule *rule);
/* Of these those that the facts show. Pure: the same rule and facts always give the same. */
unsigned register_hits(const struct register_rule *rule, const struct register_facts *facts);
/* The words of a hardship; what the rule says about it and what the facts say, as people read them. */
const char *register_hardship_name(enum hardship hardship);
struct text register_bound_text(struct request *r, const struct register_rule *rule, enum hardship hardship);
struct text register_fact_text(struct request *r, const struct register_facts *facts, enum hardship hardship);

extern const struct record register_rule_record, register_rule_form;
extern const struct choice register_purposes[];

/* The rule in force for a place and purpose on a day: that of the place itself, else of the nearest place above. */
MUST_USE enum outcome register_rule_for(struct db *db, struct arena *arena, int64_t place, struct text purpose,
                                        int64_t on, struct register_rule *ret);
MUST_USE enum outcome register_rule_one(struct db *db, struct arena *arena, int64_t id, struct register_rule *ret);
/* All rules of a place and of those above it, newest first. */
MUST_USE enum outcome register_rule_list(struct db *db, struct arena *arena, int64_t place, struct register_rule **ret,
                                         size_t *ret_count);
/* The rule holds from since_on; the one before it ends there. INVALID: nothing is asked; CONFLICT: the rule before begins on that
   day or later. */
MUST_USE enum outcome register_rule_add(struct db *db, const struct register_rule *rule);

struct register_decision {
	int64_t county, id, household_id, rule_id, year, granted;
	struct text status_before, status, reason;
	int64_t people, workers, ill, out_of_school, uninsured;
	struct text housing, water;
	int64_t income_fen, cost_fen, illness_cost_fen;
	int64_t decided_on, person_id, at, withdrawn_at, withdrawn_by;
	struct text withdrawn_why;
	struct text purpose, rule_name, person_name, withdrawn_name; /* read with it */
};

extern const struct record register_decision_record, register_decide_form, register_withdraw_form;

struct register_facts register_decision_facts(const struct register_decision *decision);
/* What a rule would say today: the latest year's facts and whether it grants. NOT_FOUND: no rule, or nothing was asked yet. */
struct register_verdict {
	struct register_rule rule;
	struct register_year year;
	unsigned hits;      /* hardships of the latest year */
	int64_t good_years; /* how many years running up to it show none */
	bool granted;
};
MUST_USE enum outcome register_judge(struct db *db, struct arena *arena, const struct household *household,
                                     struct text purpose, int64_t on, struct register_verdict *ret);
/* The same for whoever has read register_year_list() already and asks for several purposes. */
MUST_USE enum outcome register_judge_years(struct db *db, struct arena *arena, const struct household *household,
                                           struct text purpose, int64_t on, const struct register_year *years,
                                           size_t count, struct register_verdict *ret);
/* Decides by the rule in force and changes the status when it is granted. NOT_FOUND: as register_judge(); DENIED: the person
   asked at the door for this year; CONFLICT: the household has that status already, or never had the one it would leave. */
MUST_USE enum outcome register_decide(struct db *db, struct arena *arena, const struct household *household,
                                      struct text purpose, struct register_decision *decision);
/* Takes a decision back: the status is again what it was before. Of the withdrawal id, decided_on (today), withdrawn_at, _by and
   _why count. CONFLICT: it did not change the status, a later one stands on it, or it is withdrawn. */
MUST_USE enum outcome register_withdraw(struct db *db, struct arena *arena, const struct household *household,
                                        const struct register_decision *withdrawal);
/* One of the household, with the names of rule and people. */
MUST_USE enum outcome register_decision_one(struct db *db, struct arena *arena, const struct household *household,
                                            int64_t id, struct register_decision *ret);
/* Newest first, with the names of rules and people. */
MUST_USE enum outcome register_decision_list(struct db *db, struct arena *arena, const struct household *household,
                                             struct register_decision **ret, size_t *ret_count);

/* ---- early warning ---- */

struct register_warning {
	int64_t county, household_id, id, place, year, hits, at, number;
	struct text head, village;
};
extern const struct record register_warning_record;

/* After a year's facts or lines changed: a warning stands when the rule of watching shows a hardship in the latest year of a
   household that is not registered or watched already. */
MUST_USE enum outcome register_warn(struct db *db, struct arena *arena, const struct household *household,
                                    int64_t person_id, int64_t id, int64_t on, int64_t at);
MUST_USE enum outcome register_warn_closed(struct db *db, const struct household *household, int64_t person_id,
                                           int64_t at);
/* Open ones of the land of a place in the order of the households' keys, after a key. */
MUST_USE enum outcome register_warning_list(struct db *db, struct arena *arena, int64_t within, int64_t after,
                                            size_t limit, struct register_warning **ret, size_t *ret_count);

/* ---- care ---- */

struct register_cause {
	int64_t county, household_id, since_on, until_on;
	struct text cause;
};
struct register_measure {
	int64_t county, id, household_id, due_on, done_on, promised_by, done_by, at;
	struct text kind, promise, result, promised_name, done_name;
};
struct register_helper {
	int64_t county, household_id, person_county, person_id, since_on, until_on;
	struct text name;
};
struct register_visit {
	int64_t county, id, household_id, visited_on, person_id, at;
	struct text note, picture, person_name;
};
extern const struct record register_cause_record, register_cause_form, register_measure_record, register_measure_form,
	register_result_form, register_helper_record, register_visit_record, register_visit_form;
extern const struct choice register_causes[], register_measure_kinds[];

/* CONFLICT: it is named already (or not named). */
MUST_USE enum outcome register_cause_begin(struct db *db, const struct register_cause *cause, int64_t person_id,
                                           int64_t at);
MUST_USE enum outcome register_cause_end(struct db *db, const struct register_cause *cause);
MUST_USE enum outcome register_cause_list(struct db *db, struct arena *arena, const struct household *household,
                                          struct register_cause **ret, size_t *ret_count);
MUST_USE enum outcome register_measure_add(struct db *db, const struct household *household,
                                           const struct register_measure *measure);
/* CONFLICT: it is done already. */
MUST_USE enum outcome register_measure_finish(struct db *db, const struct household *household,
                                              const struct register_measure *measure);
MUST_USE enum outcome register_measure_list(struct db *db, struct arena *arena, const struct household *household,
                                            struct register_measure **ret, size_t *ret_count);
/* CONFLICT: helps it already (or does not). */
MUST_USE enum outcome register_helper_begin(struct db *db, const struct register_helper *helper);
MUST_USE enum outcome register_helper_end(struct db *db, const struct register_helper *helper);
MUST_USE enum outcome register_helper_list(struct db *db, struct arena *arena, const struct household *household,
                                           struct register_helper **ret, size_t *ret_count);
MUST_USE enum outcome register_visit_add(struct db *db, const struct household *household,
                                         const struct register_visit *visit);
/* CONFLICT: it has a photograph. */
MUST_USE enum outcome register_visit_photo(struct db *db, const struct household *household, int64_t visit_id,
                                           struct text picture);
/* What it is called as owner of its photograph. */
struct picture_owner register_visit_pictures(const struct household *household, int64_t visit_id);
MUST_USE enum outcome register_visit_list(struct db *db, struct arena *arena, const struct household *household,
                                          struct register_visit **ret, size_t *ret_count);

/* ---- doors ---- */

/* What the two pages of a household's register show: what was asked and decided; what help there is. */
struct register_view {
	int64_t county, id;
	struct text head, village, status;
	int64_t number, year;               /* the year whose lines are shown; 0: nothing was asked yet */
	const struct register_year *chosen; /* it; NULL: nothing was asked yet */
	struct list years, lines, earned, causes, decisions, appeals, measures, helpers, visits;
	bool may_edit, may_decide, is_merged; /* is_merged: the history of a card that went */
	const struct person *found;           /* people who may become helpers */
	size_t found_count;
};
/* What the page shows on which an officer decides. */
struct register_choice {
	struct text purpose;
	struct register_verdict verdict;
	enum outcome outcome; /* of judging: DONE, NOT_FOUND */
};

/* What came through the ledger in a year, by kind of income. */
struct register_earned {
	int64_t county, household_id, year;
	struct text kind;
	int64_t fen;
};
extern const struct record register_earned_record;
MUST_USE enum outcome register_earned_list(struct db *db, struct arena *arena, const struct household *household,
                                           int64_t year, struct register_earned **ret, size_t *ret_count);
/* A year that is asked about begins with what came through the ledger. */
MUST_USE enum outcome register_earned_begin(struct db *db, const struct household *household, int64_t year);
/* A year's numbers count for the year itself, whenever they were recorded. */
void register_count_year(struct db *db, const struct household *household, int64_t year,
                         enum indicator_number indicator, int64_t delta);

/* "/households/{id}/register", and with an ending. */
const char *register_path(struct request *r, const char *ending);
/* Shows the household's register, or its help; also under a form with problems. */
void register_show(struct request *r);
void register_help_show(struct request *r);
/* The end of a POST: back to the register, or to the help; or the refusal with that page shown again. */
void register_after(struct request *r, enum outcome outcome, const char *done);
void register_help_after(struct request *r, enum outcome outcome, const char *done);

extern const struct record register_view_record, register_help_record;
extern const struct check register_checks[];
extern const struct merge register_merges[]; /* register_merge.c */
extern const struct indicator register_indicators[];

/* register_decision_web.c */
void register_decide_page(struct request *r);
void register_decide_act(struct request *r);
void register_withdraw_act(struct request *r);
/* register_care_web.c */
void register_cause_act(struct request *r);
void register_cause_end_act(struct request *r);
void register_measure_act(struct request *r);
void register_measure_done_act(struct request *r);
void register_helper_act(struct request *r);
void register_helper_end_act(struct request *r);
void register_visit_act(struct request *r);
void register_photo_prepare(struct request *r);
void register_photo_act(struct request *r);
void register_photo_page(struct request *r);
/* register_rule_web.c */
enum outcome register_rule_where(struct request *r, struct scope *ret_scope);
void register_rules_page(struct request *r);
void register_rule_new_page(struct request *r);
void register_rule_new_act(struct request *r);
/* register_book_web.c */
enum outcome register_book_where(struct request *r, struct scope *ret_scope);
enum outcome register_warnings_where(struct request *r, struct scope *ret_scope);
void register_my_book_page(struct request *r);
void register_book_page(struct request *r);
void register_book_csv(struct request *r);
void register_book_xlsx(struct request *r);
void register_warnings_page(struct request *r);
extern const struct record register_book_record;

#endif
