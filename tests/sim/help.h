/* The help side of the simulated county, one file a concern: cards.c households merged and parted, campaigns.c gifts, vouchers and rides,
   projects.c, paydays.c shares and dividend days, pledges.c partners, tasks.c meetings, courses.c training and work. Each has what
   happens on a day and what must hold after it, by what was acknowledged. help.c: the people, and what they share. */
#ifndef TESTS_SIM_HELP_H
#define TESTS_SIM_HELP_H

#include "sim/sim.h"

enum {
	HELP_HOMES = 8,
	HELP_TOWNSHIPS = 2,
	HELP_CONDUCTORS = 3,
	HELP_FUNDS = 2,
	HELP_ENTRIES = 400,
	HELP_PLEDGES = 6,
	HELP_RUSH = 12,
};

struct home {
	char id[64];
	struct who member;
	bool is_merged;
};

struct campaign_kept {
	char company[64], id[64];
	struct who conductors[HELP_CONDUCTORS]; /* the first one is the company's own */
	int64_t ends_on;
	bool is_over;
	int64_t gifts, gifts_fen, rides, settlements, settled_fen;
};

struct project_entry_kept {
	char id[64];
	int64_t fund, what, fen;
	bool is_to_seller, is_undone;
};

struct project_kept {
	char id[64], funds[HELP_FUNDS][64], line[64], contract[64], milestones[2][64];
	int64_t began_on, milestone_states[2]; /* 1 planned, 2 reported, 3 done */
	int64_t promised_fen[HELP_FUNDS], arrived_fen[HELP_FUNDS], spent_fen[HELP_FUNDS], returned_fen[HELP_FUNDS];
	int64_t budget_fen, line_fen, contract_fen, contract_paid_fen;
	struct project_entry_kept entries[HELP_ENTRIES];
	size_t entry_count;
	int64_t projects;
};

struct paydays_kept {
	int64_t paydays, released_fen, corrected_fen;
	char last[64]; /* released */
};

struct pledge_kept {
	char id[64], waiting[64]; /* reported, not yet received */
	bool is_money, is_open;
	int64_t quantity, received, spent_fen;
};

struct help {
	struct who province, second, township[HELP_TOWNSHIPS], firm;
	struct home homes[HELP_HOMES];
	struct campaign_kept campaign;
	struct project_kept project;
	struct paydays_kept paydays;
	char partner[64];
	struct pledge_kept pledges[HELP_PLEDGES];
	int64_t pledges_made, meetings;
	char course[64], vacancy[64];
	int64_t course_ends_on, course_joined, begun;
};

/* ---- help.c ---- */
/* A form sent under a new key; now and then twice at once (the second must be answered the same), and, when acknowledged, perhaps again
   some day. */
struct ask help_post(struct sim *sim, struct who *who, const char *path, const char *body);
/* The same, and the answer is one of these. True: it was acknowledged. */
bool help_does(struct sim *sim, struct who *who, const char *path, const char *body, int refused, int or_refused);
/* The same request of several people at the same moment, each under a key of his own. How many were acknowledged. */
int help_rush(struct sim *sim, struct who *const *people, size_t count, const char *path, const char *body);
/* 12.34 as forms have it; a day as forms have it. */
const char *help_yuan(struct sim *sim, int64_t fen);
const char *help_day(struct sim *sim, int64_t on);
/* The public id of a row of the county 510525. */
const char *help_id(struct sim *sim, int64_t id);
/* What was acknowledged is to be paid: whoever gives is led to the company's page. */
void help_to_company(struct sim *sim, const struct ask *ask, int64_t fen);
/* One of so many rows, drawn. sql: with LIMIT 1 OFFSET $1 at its end. */
int64_t help_some(struct sim *sim, int64_t count, const char *sql);
/* A card that was not merged into another; NULL: the drawn one was. */
struct home *help_home(struct sim *sim);

void cards_open(struct sim *sim);
void cards_day(struct sim *sim);
void campaigns_open(struct sim *sim);
void campaigns_day(struct sim *sim);
void campaigns_check(struct sim *sim);
void projects_day(struct sim *sim);
void projects_check(struct sim *sim);
void paydays_open(struct sim *sim);
void paydays_day(struct sim *sim);
void paydays_check(struct sim *sim);
void pledges_open(struct sim *sim);
void pledges_day(struct sim *sim);
void pledges_check(struct sim *sim);
void tasks_day(struct sim *sim);
void tasks_check(struct sim *sim);
void courses_day(struct sim *sim);
void courses_check(struct sim *sim);

#endif
