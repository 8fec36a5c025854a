/* Projects: what a village, township, county, city or province builds and does with money from many sources, followed from the source to the last
   payment. A project is proposed by those who will run it, approved by the level above, runs, and is finished or stopped with a reason.
   The money: each source is an account of the ledger (ACCOUNT_PROJECT, owner: the source). What arrives comes from outside through the
   bank's account; what is paid goes to a seller's account or out through the bank; what is left goes back. Every sum shown is read
   out of these entries, never typed.
   The work: a milestone is done when somebody reported it with a photograph or a document and somebody else, at another level, has
   confirmed it. A month without a report, a milestone or an end whose day has passed make the project late; its light (green, yellow, red)
   follows from days, money and milestones by the rule of project_light(), and the page says why.
   Invariants: the account of a source holds arrived - spent - given back; no source and no budget line is overspent, no contract paid
   beyond its sum; sums and counts of a project equal its rows; nobody confirms what he or his own level reported; events are numbered
   without gaps.
   Privacy: public are projects that are marked so and approved; names of private persons (donors, payees) and photographs are not.
   Not here: tasks and meetings, the contractor's own books, tenders (a contract says by which way it was given). */
#ifndef HELP_PROJECT_H
#define HELP_PROJECT_H

#include "common/ledger/ledger.h"
#include "common/place/place.h"

enum project_state {
	PROJECT_PROPOSED = 1,
	PROJECT_APPROVED,
	PROJECT_RUNNING,
	PROJECT_FINISHED,
	PROJECT_STOPPED,
	PROJECT_REFUSED
};

enum project_light { PROJECT_NO_LIGHT, PROJECT_GREEN, PROJECT_YELLOW, PROJECT_RED };

struct project {
	int64_t county, id;
	int64_t place; /* where it is done: village to county */
	int64_t level; /* enum place_level of who runs it, province to the level of its place */
	struct text kind, title, about;
	struct text owner_name, owner_code; /* organisation, its unified social credit code or '' */
	int64_t owner_county, owner_id;     /* who proposed it */
	int64_t is_public;
	int64_t start_on, end_on, began_on, ended_on;
	int64_t state;
	struct text reason; /* of being stopped or refused */
	int64_t promised_fen, arrived_fen, spent_fen, returned_fen, budget_fen;
	int64_t milestones, milestones_done;
	int64_t next_on, report_month, due_on, is_late, told_on, tell_on, events;
	int64_t made_at, approved_at, approved_county, approved_id, state_at;
	int64_t version;
	struct text place_name; /* joined */
	int64_t left_fen;       /* computed: arrived and neither spent nor given back */
	int64_t light;          /* computed for today: enum project_light; project_shine() */
};

extern const struct record project_record;
extern const struct choice project_kinds[], project_states[], project_lights[];
extern const struct module project_module;

/* NOT_FOUND. light is set for the day. */
MUST_USE enum outcome project_one(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t today,
                                  struct project *ret);
/* "/projects/510525-...". */
struct text project_path(struct arena *arena, const struct project *project);
/* The land of who runs it: the place cut to its level; and of who approves it, one level further up. */
int64_t project_desk(const struct project *project);
int64_t project_above(const struct project *project);
/* Whether everybody may see it: public, and approved at some time. */
bool project_is_open(const struct project *project);

#endif
