/* What the files of this module share; other modules include project.h only. */
#ifndef HELP_PROJECT_INSIDE_H
#define HELP_PROJECT_INSIDE_H

#include "common/cases/cases.h"
#include "common/measure/measure.h"
#include "common/person/person.h"
#include "common/picture/picture.h"
#include "help/project/project.h"
#include "web/table.h"

enum {
	PROJECT_ROWS = 200, /* of each kind (sources, lines, contracts, milestones, indicators) beside one project */
	PROJECT_REPORT_DAYS = 10,  /* a month's report is due on this day of the next one */
	PROJECT_APPROVE_DAYS = 30, /* the level above decides within so many days */
	PROJECT_RED_DAYS = 30,     /* later than that is red */
	PROJECT_AHEAD_POINTS = 40, /* money may run so many points of 100 ahead of the milestones */
	PROJECT_REASONS = 8,       /* that a light may have at once */
	PROJECT_MONTHS = 360,      /* that a project may report about */
};

#define PROJECT_MOST_FEN INT64_C(10000000000000) /* of one source or line: a hundred thousand million yuan */

struct project_fund {
	int64_t county, id, project_id, kind;
	struct text name, code;
	int64_t is_private, promised_fen, arrived_fen, spent_fen, returned_fen, promised_on, made_at, version;
	int64_t left_fen; /* computed */
};

struct project_line {
	int64_t county, id, project_id;
	struct text title;
	int64_t budget_fen, spent_fen, made_at, version;
};

enum project_contract_state { CONTRACT_RUNS = 1, CONTRACT_FULFILLED, CONTRACT_CANCELLED };

struct project_contract {
	int64_t county, id, project_id;
	struct text title, category, method, supplier_name, supplier_code;
	int64_t is_private, seller_id, amount_fen, paid_fen, signed_on, start_on, end_on, state, made_at, version;
};

enum project_what { ENTRY_ARRIVED = 1, ENTRY_PAID, ENTRY_RETURNED };

struct project_entry {
	int64_t county, id, project_id, what, fund_id, line_id, contract_id, amount_fen, dated_on;
	struct text payee_name, payee_code;
	int64_t payee_private;
	struct text words, document, proof;
	int64_t transfer_id, undone_id, undone_at;
	struct text undone_words;
	int64_t person_county, person_id, at;
	struct text fund_name, line_title, contract_title; /* joined */
	int64_t fund_private, fund_kind;
};

enum milestone_state { MILESTONE_PLANNED = 1, MILESTONE_REPORTED, MILESTONE_DONE };

struct project_milestone {
	int64_t county, id, project_id;
	struct text title;
	int64_t first_on, planned_on, state, done_on;
	struct text words, document, picture;
	int64_t reported_county, reported_id, reported_level, reported_at;
	int64_t confirmed_county, confirmed_id, confirmed_level, confirmed_at;
	struct text back_words;
	int64_t made_at, version;
};

struct project_goal {
	int64_t county, id, project_id;
	struct text title, unit;
	int64_t base, target, target_on, made_at, version;
	int64_t value, value_on, measurements; /* computed: the newest value and its day, how many there are */
};

struct project_value {
	int64_t county, id, goal_id, dated_on, value;
	struct text words;
	int64_t person_county, person_id, at;
	struct text person_name; /* joined */
};

struct project_report {
	int64_t county, project_id, month;
	struct text words;
	int64_t person_county, person_id, at;
	struct text person_name; /* joined */
};

struct project_event {
	int64_t county, project_id, number;
	struct text what, words;
	int64_t amount_fen, person_county, person_id, level, at;
	struct text person_name; /* joined */
};

/* What a `where` has found. */
struct project_held {
	struct project project;
	struct project_fund fund;
	struct project_line line;
	struct project_contract contract;
	struct project_milestone milestone;
	struct project_goal goal;
	struct project_entry entry;
};

extern const struct choice project_fund_kinds[], project_whats[], milestone_states[], contract_states[],
	contract_categories[], contract_methods[], project_deeds[];
extern const struct record project_fund_record, project_line_record, project_contract_record, project_entry_record,
	project_milestone_record, project_goal_record, project_value_record, project_report_record,
	project_event_record, project_late_record;

/* ---- project.c: rows of projects ---- */

#define PROJECT_COLUMNS                                                                                              \
	"p.county, p.id, p.place, p.level, p.kind, p.title, p.about, p.owner_name, p.owner_code, p.owner_county,"    \
	" p.owner_id, p.is_public, p.start_on, p.end_on, p.began_on, p.ended_on, p.state, p.reason, p.promised_fen," \
	" p.arrived_fen, p.spent_fen, p.returned_fen, p.budget_fen, p.milestones, p.milestones_done, p.next_on,"     \
	" p.report_month, p.due_on, p.is_late, p.told_on, p.tell_on, p.events, p.made_at, p.approved_at,"            \
	" p.approved_county, p.approved_id, p.state_at, p.version,"                                                  \
	" p.arrived_fen - p.spent_fen - p.returned_fen AS left_fen, COALESCE(l.name, '') AS place_name"
#define PROJECT_FROM "SELECT " PROJECT_COLUMNS " FROM project AS p LEFT JOIN place AS l ON l.place = p.place"

MUST_USE enum outcome project_insert(struct db *db, const struct project *project);
/* Writes the words, days and state of the version read, with all that follows from the rows beside it (sums, counts, what is due, whether
   it is late), and adds to the totals what that changed. CONFLICT: somebody was faster. */
MUST_USE enum outcome project_write(struct request *r, struct project *project);
/* Writes what happened, numbered; before project_write(), which keeps the number. */
MUST_USE enum outcome project_tell(struct request *r, struct project *project, const char *what, struct text words,
                                   int64_t fen);
MUST_USE enum outcome project_events(struct request *r, const struct project *project, int64_t before, size_t limit,
                                     struct project_event **ret, size_t *ret_count);
/* The widest land over which the present person holds RIGHT_PROJECT and in which the place lies: the level at which he acts;
   PLACE_HOUSEHOLD: none. */
enum place_level project_acts_at(const struct request *r, int64_t place);
/* Whether a unified social credit code is one (GB 32100-2015: 18 characters of 31, the last one a check character). */
bool credit_code_holds(struct text code);

/* ---- project_light.c ---- */

struct project_reason {
	enum project_light light;
	struct text words; /* in the request's language */
};
/* The light of a project on a day, and, with r, why: the rule is told at project_light.c. reasons may be NULL. */
enum project_light project_light_of(struct request *r, const struct project *project, int64_t today,
                                    struct project_reason *reasons, size_t *ret_count);
/* The day that is not to pass: of the next milestone, report, start, end or decision; 0: none. */
int64_t project_due(const struct project *project);
/* The first month that owes a report after what was reported: the day it is due. 0: none. */
int64_t project_report_due(const struct project *project);
int64_t project_next_month(int64_t month);

/* ---- project_message.c: who is told what ---- */

enum { PROJECT_MESSAGES = MESSAGE_OFFICE + 1 }; /* one thing tells at most so many people */
/* In project_write(): tells those who must act of a day that passed, once for each such day, the last one when several passed since; told_on
   becomes that day. tell_on becomes the next one that is not to pass: the chore looks again when it has; 0: none. Writes both. The days: of
   the decision, of the start, of each milestone not done, of each month's report that is owed, of the planned end. */
MUST_USE enum outcome project_message_late(struct request *r, struct project *project);
/* A proposal waits for the level above; what it decided goes to who proposed. */
MUST_USE enum outcome project_message_proposed(struct request *r, const struct project *project);
MUST_USE enum outcome project_message_decided(struct request *r, const struct project *project);
/* The evidence of a milestone waits for a second person at another level; confirmed or sent back, whoever reported it hears. */
MUST_USE enum outcome project_message_evidence(struct request *r, const struct project *project,
                                               const struct project_milestone *milestone);
MUST_USE enum outcome project_message_answer(struct request *r, const struct project *project, int64_t person_county,
                                             int64_t person_id, const char *told, struct text title);

/* ---- project_money.c: sources, lines, contracts, entries ---- */

MUST_USE enum outcome project_funds(struct db *db, struct arena *arena, const struct project *project,
                                    struct project_fund **ret, size_t *ret_count);
MUST_USE enum outcome project_lines(struct db *db, struct arena *arena, const struct project *project,
                                    struct project_line **ret, size_t *ret_count);
MUST_USE enum outcome project_contracts(struct db *db, struct arena *arena, const struct project *project,
                                        struct project_contract **ret, size_t *ret_count);
/* Oldest first, after an id. */
MUST_USE enum outcome project_entries(struct db *db, struct arena *arena, const struct project *project, int64_t after,
                                      size_t limit, struct project_entry **ret, size_t *ret_count);
MUST_USE enum outcome project_fund_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                       struct project_fund *ret);
MUST_USE enum outcome project_line_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                       struct project_line *ret);
MUST_USE enum outcome project_contract_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                           struct project_contract *ret);
MUST_USE enum outcome project_entry_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                        struct project_entry *ret);
/* Each writes its row, an event and the project. CONFLICT: somebody was faster, or the money is not there. INVALID with problems. */
MUST_USE enum outcome project_fund_add(struct request *r, struct project *project, struct project_fund *fund);
MUST_USE enum outcome project_fund_change(struct request *r, struct project *project, struct project_fund *fund,
                                          int64_t promised_fen);
MUST_USE enum outcome project_line_add(struct request *r, struct project *project, struct project_line *line);
MUST_USE enum outcome project_line_change(struct request *r, struct project *project, struct project_line *line,
                                          int64_t budget_fen);
MUST_USE enum outcome project_contract_add(struct request *r, struct project *project,
                                           struct project_contract *contract);
MUST_USE enum outcome project_contract_end(struct request *r, struct project *project,
                                           struct project_contract *contract, enum project_contract_state state);
/* Moves the money of an entry: fund_id, line_id, contract_id are of the project. */
MUST_USE enum outcome project_entry_add(struct request *r, struct project *project, struct project_entry *entry);
/* Takes it back by a transfer the other way. CONFLICT: it was taken back, or its money is spent. */
MUST_USE enum outcome project_entry_undo(struct request *r, struct project *project, struct project_entry *entry,
                                         struct text words);
struct picture_owner project_pictures(const struct project *project);

/* ---- project_work.c: milestones, indicators, reports ---- */

MUST_USE enum outcome project_milestones(struct db *db, struct arena *arena, const struct project *project,
                                         struct project_milestone **ret, size_t *ret_count);
MUST_USE enum outcome project_milestone_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                            struct project_milestone *ret);
MUST_USE enum outcome project_milestone_add(struct request *r, struct project *project,
                                            struct project_milestone *milestone);
MUST_USE enum outcome project_milestone_plan(struct request *r, struct project *project,
                                             struct project_milestone *milestone, int64_t planned_on,
                                             struct text words);
MUST_USE enum outcome project_milestone_remove(struct request *r, struct project *project,
                                               const struct project_milestone *milestone);
/* Reports it done: done_on, words, document, picture are filled. */
MUST_USE enum outcome project_milestone_report(struct request *r, struct project *project,
                                               struct project_milestone *milestone);
/* DENIED: by who reported it, or at the same level. */
MUST_USE enum outcome project_milestone_confirm(struct request *r, struct project *project,
                                                struct project_milestone *milestone);
/* Sends a report back, or takes a confirmation back: it is planned again. DENIED as above, but whoever reported or confirmed may take
   his own back. */
MUST_USE enum outcome project_milestone_back(struct request *r, struct project *project,
                                             struct project_milestone *milestone, struct text words);

/* ---- project_goal.c: indicators ---- */

MUST_USE enum outcome project_goals(struct db *db, struct arena *arena, const struct project *project,
                                    struct project_goal **ret, size_t *ret_count);
MUST_USE enum outcome project_goal_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                       struct project_goal *ret);
MUST_USE enum outcome project_goal_add(struct request *r, struct project *project, struct project_goal *goal);
/* CONFLICT: something was measured. */
MUST_USE enum outcome project_goal_remove(struct request *r, struct project *project, const struct project_goal *goal);
/* What was measured on a day; what stood for the same day is replaced. */
MUST_USE enum outcome project_measure(struct request *r, struct project *project, struct project_goal *goal,
                                      struct project_value *value);
/* Newest day first. */
MUST_USE enum outcome project_values(struct db *db, struct arena *arena, const struct project_goal *goal, size_t limit,
                                     struct project_value **ret, size_t *ret_count);

/* ---- project_report.c: one page a month, computed from what happened, with the owner's sentences ---- */

/* What happened in a month. Sums of the month, and all that came before its end. */
struct project_month {
	int64_t month;
	struct project_report report; /* at 0: none was written */
	bool is_owed;                 /* the project ran in it, and its day is over */
	int64_t arrived_fen, spent_fen, returned_fen;
	int64_t all_arrived_fen, all_spent_fen, all_returned_fen;
	const struct project_entry *entries;
	size_t entry_count;
	const struct project_milestone *milestones; /* planned for it or done in it */
	size_t milestone_count;
	const struct project_value *values;
	const struct project_goal *value_goals; /* of each value */
	size_t value_count;
};
MUST_USE enum outcome project_month_read(struct request *r, const struct project *project, int64_t month,
                                         struct project_month *ret);
MUST_USE enum outcome project_reports(struct db *db, struct arena *arena, const struct project *project,
                                      struct project_report **ret, size_t *ret_count);
/* Writes or replaces the sentences. INVALID with a problem: the project did not run in that month. */
MUST_USE enum outcome project_report_write(struct request *r, struct project *project, int64_t month,
                                           struct text words);
/* "202607" as an address has it. */
struct text project_month_word(struct arena *arena, int64_t month);

/* ---- project_state.c: its life ---- */

enum project_deed { DEED_APPROVE, DEED_REFUSE, DEED_BEGIN, DEED_FINISH, DEED_STOP, DEED_UNDO };
/* Makes the step; words: the reason of a refusal or a stop. CONFLICT: not from its state. DENIED: by who proposed it. INVALID with problems. */
MUST_USE enum outcome project_do(struct request *r, struct project *project, enum project_deed deed, struct text words);
/* Whether it may be made from its state, as far as the state alone tells. */
bool project_may_do(const struct project *project, enum project_deed deed);

/* ---- doors and pages ---- */

/* What any of the forms asks. */
struct project_input {
	struct text title, about, kind, level, owner_name, credit_code, source, name, fund, line, contract, category,
		method, payee_name, words, document, unit, month, seller;
	int64_t place, is_public, start_on, end_on, promised_fen, budget_fen, amount_fen, dated_on, planned_on,
		is_private, base, target, value, version;
};

/* A form beside a project: its page and what is posted. */
struct project_form {
	const char *word;                  /* in its address */
	const char *title, *hint, *button; /* English keys; hint or NULL */
	const struct record *record;
	const char *of, *base; /* the thing it is about, "fund", and its address, "/project-funds"; NULL: the project */
	const char *post;      /* behind the address of the thing: "/change" */
	bool uploads;          /* with a photograph */
};
extern const struct record project_input_record, project_fund_input, project_fund_change_input, project_line_input,
	project_line_change_input, project_contract_input, project_arrival_input, project_payment_input,
	project_return_input, project_undo_input, project_milestone_input, project_plan_input, project_done_input,
	project_words_input, project_goal_input, project_value_input, project_report_input;

/* One of the rows to choose from. */
struct project_option {
	struct text value, label;
};
struct project_form_view {
	const struct project *project;
	const struct project_form *form;
	struct text action;
	const struct project_input *input; /* what stands in it at first */
	struct project_option *funds, *lines, *contracts;
	size_t fund_count, line_count, contract_count;
};

struct project_view {
	const struct project *p;
	struct project_reason reasons[PROJECT_REASONS];
	size_t reason_count;
	const struct project_fund *funds;
	size_t fund_count;
	const struct project_line *lines;
	size_t line_count;
	const struct project_contract *contracts;
	size_t contract_count;
	const struct project_milestone *milestones;
	size_t milestone_count;
	const struct project_event *events;
	size_t event_count;
	const struct project_goal *goals;
	size_t goal_count;
	const struct project_report *reports;
	size_t report_count;
	bool reads;   /* sees what is not public */
	bool works;   /* reports, of the place */
	bool runs;    /* of the land that runs it */
	bool decides; /* of the level above, and did not propose it */
	bool pays;    /* moves its money */
	enum place_level acts_at;
	int64_t person_id;
};

/* Totals of a land, or of a place below it. */
struct project_totals {
	int64_t place, projects, open, late, promised_fen, arrived_fen, spent_fen;
	struct text name;
};
struct projects_view {
	int64_t place;
	bool desk, may_make;
	struct project_totals totals;
	const struct project_totals *below;
	size_t below_count;
	struct level_bar_item path[6];
	size_t path_count;
};

/* Money by source and purpose: fen[fund * line_count + line]. */
struct project_flow {
	struct project_fund *funds;
	struct project_line *lines;
	size_t fund_count, line_count;
	int64_t *fen;
};

/* A drawing of project_chart.c: rectangles and paths, then words. */
struct project_shape {
	const char *look;
	int x, y, width, height;
	struct text path; /* empty: a rectangle */
	bool thin;        /* words stand on it */
};
struct project_label {
	const char *look, *anchor;
	int x, y;
	struct text words;
};
struct project_drawing {
	struct text name;
	int height;
	struct project_shape *shapes;
	struct project_label *labels;
	size_t shape_count, label_count;
};

struct project_flow_view {
	const struct project *p;
	struct project_flow flow;
	const struct project_entry *entries;
	size_t count;
	int64_t next;
	bool reads, pays;
};

/* What an address names, in r->kept as a struct project_held, and the place over which the right is wanted. */
enum outcome project_where(struct request *r, struct scope *ret_scope);       /* the land that runs it */
enum outcome project_site_where(struct request *r, struct scope *ret_scope);  /* the place where it is done */
enum outcome project_above_where(struct request *r, struct scope *ret_scope); /* the level above */
enum outcome project_undo_where(struct request *r, struct scope *ret_scope);  /* of whoever made the last step */
enum outcome project_land_where(struct request *r, struct scope *ret_scope);
enum outcome project_fund_where(struct request *r, struct scope *ret_scope);
enum outcome project_line_where(struct request *r, struct scope *ret_scope);
enum outcome project_contract_where(struct request *r, struct scope *ret_scope);
enum outcome project_entry_where(struct request *r, struct scope *ret_scope);
enum outcome project_milestone_where(struct request *r, struct scope *ret_scope);      /* the land that runs it */
enum outcome project_milestone_site_where(struct request *r, struct scope *ret_scope); /* where it is done */

/* Doors, by the rows of project_module.c. Lists and the project's own page: project_list.c, project_web.c. */
void projects_page(struct request *r);
void projects_desk_page(struct request *r);
void project_page(struct request *r);
void project_new_page(struct request *r);
void project_new_post(struct request *r);
void project_edit_page(struct request *r);
void project_edit_post(struct request *r);
void project_approve_post(struct request *r);
void project_refuse_post(struct request *r);
void project_begin_post(struct request *r);
void project_finish_post(struct request *r);
void project_stop_post(struct request *r);
void project_undo_post(struct request *r);
void project_picture_page(struct request *r);
void project_funds_page(struct request *r);
void project_lines_page(struct request *r);
void project_contracts_page(struct request *r);
void project_entries_page(struct request *r);
void project_milestones_page(struct request *r);
void project_events_page(struct request *r);

/* A form of a project: project_form.c. */
void project_form_page(struct request *r);
/* Shows the form of that word again with the problems, and refuses. */
void project_form_again(struct request *r, const char *word);
/* In the prepare of a form with a photograph. */
void project_picture_prepare(struct request *r);

/* After a deed on r->kept: the project's page, as JSON the row; or the problems at the form of that word (NULL: none has one). */
void project_answer(struct request *r, enum outcome outcome, const char *form, const char *done,
                    const struct record *record, const void *row);

/* The money: project_money_web.c. */
void project_fund_post(struct request *r);
void project_fund_change_post(struct request *r);
void project_line_post(struct request *r);
void project_line_change_post(struct request *r);
void project_contract_post(struct request *r);
void project_contract_end_post(struct request *r);
void project_contract_again_post(struct request *r);
void project_arrival_post(struct request *r);
void project_payment_post(struct request *r);
void project_return_post(struct request *r);
void project_entry_undo_post(struct request *r);
void project_entry_page(struct request *r);

/* The work: project_work_web.c. */
void project_milestone_post(struct request *r);
void project_milestone_plan_post(struct request *r);
void project_milestone_remove_post(struct request *r);
void project_milestone_report_post(struct request *r);
void project_milestone_confirm_post(struct request *r);
void project_milestone_back_post(struct request *r);

/* Indicators and reports: project_report_web.c. */
enum outcome project_goal_where(struct request *r, struct scope *ret_scope);      /* the land that runs it */
enum outcome project_goal_site_where(struct request *r, struct scope *ret_scope); /* where it is done */
void project_goals_page(struct request *r);
void project_values_page(struct request *r);
void project_goal_post(struct request *r);
void project_goal_remove_post(struct request *r);
void project_value_post(struct request *r);
void project_report_page(struct request *r);
void project_report_post(struct request *r);
void projects_late_page(struct request *r);

/* project_chart.c: the drawings, and what the flow is drawn of. A flow is drawn when something has arrived. */
void project_chart_plan(struct request *r, const struct project_view *view);
void project_chart_flow(struct request *r, const struct project_flow *flow);
MUST_USE enum outcome project_flow_read(struct request *r, const struct project *project, struct project_flow *ret);

/* What of a row a stranger may not see goes: names of private persons. */
void project_fund_hide(struct request *r, struct project_fund *fund);
void project_contract_hide(struct request *r, struct project_contract *contract);
void project_entry_hide(struct request *r, struct project_entry *entry);
/* Whether the present person sees all of it. */
bool project_reads(const struct request *r, const struct project *project);
/* Whether the project kept may be seen, by everybody or by who reads all of it; else the answer is given: it is not there. */
bool project_is_seen(struct request *r);

/* The chore that marks what became late as days pass: project_state.c. */
bool project_late_look(struct request *r);
void project_late_post(struct request *r);

extern const struct check project_checks[];
extern const struct indicator project_indicators[];

#endif
