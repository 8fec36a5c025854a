/* Paired regions: a partner (help/partner) that stands by a county, township or village for some years. Public, and without a person's name.
   What was agreed are goals; what came of it is read out of what the receiving sides confirmed (promises of the partner for the place), what
   those who act for the partner bought of the place's sellers, and what arrived for public projects of the place from a fund of its name.
   Invariants: a place and a partner have at most one that runs, and it has at most one running goal of a kind in a year; a goal is never
   overwritten, a changed one ends and another follows it; nothing of what came is typed or kept. */
#ifndef HELP_PAIRING_REGION_INSIDE_H
#define HELP_PAIRING_REGION_INSIDE_H

#include "help/pairing/pairing_inside.h"
#include "help/partner/partner.h"

enum { REGION_YEARS = 10, REGION_LINES = 200, REGION_PARTNERS = 100, REGION_GOALS = 100 /* that run */ };
#define REGION_AIM_MOST INT64_C(100000000000)

struct paired_region {
	int64_t county, id, place;
	int64_t partner_county, partner_id;
	struct text about;
	int64_t since_on, until_on; /* until_on 0: open end */
	int64_t state;              /* 1 runs, 2 ended */
	struct text reason;
	int64_t made_by_id, made_at, ended_at, version;
	struct text partner_name, place_name; /* joined */
};

/* What came in a time: money and goods, goods bought, people trained, days of work, money for projects. */
struct region_sums {
	int64_t given_fen, bought_fen, trained, worked, project_fen;
};

/* What was agreed: so much of something, in a year or in the whole time. */
struct region_goal {
	int64_t county, region_id, number;
	struct text what; /* "given", "bought", "trained", "worked", "project" */
	int64_t aim;      /* fen, people, days */
	int64_t year;     /* 2026; 0: the whole time */
	int64_t before;   /* the number of the goal that this one changed; 0: none */
	int64_t made_by_id, made_at, ended_by_id, ended_at;
	struct text reason;      /* why it was ended or changed */
	struct text person_name; /* joined: who set it; for the office alone */
	struct text unit;        /* computed: "fen", "people", "days" */
	int64_t come;            /* computed: how much of it came so far */
};

/* A line of the shared history. */
struct region_event {
	int64_t county, id;
	struct text what; /* "money", "goods", "work", "purchase", "training", "project" */
	int64_t at;
	struct text title, unit;
	int64_t quantity, amount_fen;
};

struct region_form {
	struct text partner, about;
	int64_t place, since_on, until_on, goal_given_fen, goal_bought_fen, goal_trained;
};
struct region_view {
	struct paired_region *region;
	struct region_sums all, of_year;
	const struct region_event *events;
	size_t event_count;
	int64_t next;                    /* how many lines stand before the next page */
	const struct region_goal *goals; /* all, the running ones first */
	size_t goal_count;
	int64_t year; /* yyyy0000 */
	bool may_edit;
};
struct region_given {
	struct paired_region region;
	struct region_sums sums;
	struct list goals, history;
};
struct region_goal_form {
	struct text what, reason;
	int64_t aim, aim_fen, year;
};
/* r->kept of {region} with {number}. */
struct region_goal_held {
	struct paired_region region;
	struct region_goal goal;
};
struct region_form_view {
	const struct partner *partners;
	size_t count;
	struct text chosen;
};
struct region_table_view {
	struct table_view table;
	struct text name;
	bool may_make;
};
extern const struct record paired_region_record, region_given_record, region_form_record, region_event_record,
	region_goal_record, region_goal_new_record, region_goal_change_record, region_goal_end_record,
	region_goal_sum_record, region_goal_count_record;
extern const struct choice region_states[], region_goal_whats[];

/* "/regions/510525-...". */
struct text region_path(struct arena *arena, const struct paired_region *region);
MUST_USE enum outcome region_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                 struct paired_region *ret);
/* Those of a land, newest first, below an id (0: from the newest); state 0: all. */
MUST_USE enum outcome region_list(struct request *r, int64_t place, int64_t state, int64_t before, size_t limit,
                                  struct paired_region **ret, size_t *ret_count);
/* CONFLICT: one of the two runs. */
MUST_USE enum outcome region_insert(struct db *db, const struct paired_region *region);
/* Ends it, or lets an ended one run again. CONFLICT: it changed since, or another runs. */
MUST_USE enum outcome region_write(struct db *db, struct paired_region *region);
/* What came from day to day (yyyymmdd, both included), within the time of the pairing. */
MUST_USE enum outcome region_sum(struct db *db, const struct paired_region *region, int64_t from_on, int64_t to_on,
                                 struct region_sums *ret);
/* The same line by line without the orders, newest first, behind so many that were seen. */
MUST_USE enum outcome region_history(struct db *db, struct arena *arena, const struct paired_region *region,
                                     int64_t from_on, int64_t to_on, int64_t seen, size_t limit,
                                     struct region_event **ret, size_t *ret_count);

/* ---- region_goal.c ---- */
/* What came in a year (2026; 0: in the whole time) and has been read already. */
struct region_came {
	int64_t year;
	struct region_sums sums;
};
/* Goals, running ones first, behind so many that were seen, with what came of those of the year asked (2026; 0: of every year) and of the
   whole time. known: sums that need not be read again. */
MUST_USE enum outcome region_goals(struct request *r, const struct paired_region *region, int64_t year,
                                   const struct region_came *known, size_t known_count, int64_t seen, size_t limit,
                                   struct region_goal **ret, size_t *ret_count);
/* Under the next number. The caller has seen to it that no such goal runs. */
MUST_USE enum outcome region_goal_set(struct request *r, const struct paired_region *region, struct text what,
                                      int64_t aim, int64_t year, int64_t before);
/* Whether a kind of goal is money. */
bool region_goal_is_fen(struct text what);
/* "¥1,200.00", "40". */
struct text region_goal_much(struct request *r, const struct region_goal *goal, int64_t quantity);

/* Doors: region_web.c; r->kept of {region} is the struct paired_region. */
enum outcome region_where(struct request *r, struct scope *ret_scope);
enum outcome region_new_where(struct request *r, struct scope *ret_scope);
void regions_page(struct request *r);
void region_new_page(struct request *r);
void region_new_post(struct request *r);
void region_page(struct request *r);
void region_end_post(struct request *r);
void region_again_post(struct request *r);
/* The page of the region kept, with the problems of a form if there are any. */
void region_show(struct request *r);
void region_history_page(struct request *r);
void region_goals_page(struct request *r);
void region_goal_post(struct request *r);
enum outcome region_goal_where(struct request *r, struct scope *ret_scope);
void region_goal_page(struct request *r);
void region_goal_change_post(struct request *r);
void region_goal_end_post(struct request *r);

#endif
