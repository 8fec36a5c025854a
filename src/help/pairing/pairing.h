/* Paired families: a helper (a donor, a cadre, a family of a city) and a household that stand by each other for years, with what they did together.
   The office of the village or above proposes a pairing, out of a helper's open offer or with somebody of the county; it begins when both have
   said yes (the household on its own phone, or at the station with the operator present), rests and goes on, and ends with a reason.
   The shared history is read, never typed: gifts handed over, thanks, goods of the household that the helper bought, visits, as the records and
   the ledger have them since the pairing began, beside letters and notes of both sides.
   Invariants: nothing is under way without both yeses; a pairing that rests because the household wants rest goes on by the household alone; a
   household that wants no letters gets none; an ended pairing is never changed again.
   Privacy: the helper sees of the household what the household allows, at first nothing but the township, and nothing of it once the pairing ended;
   a phone or the precise card never. The household sees how the helper wants to be called. Letters and notes are read by the two sides alone;
   the office sees the pairing, its state and its sums. Nothing of it is public but how many households are paired.
   Not here: money (gifts and orders move it), who looks after a household for the office (help/register). */
#ifndef HELP_PAIRING_H
#define HELP_PAIRING_H

#include "common/cases/cases.h"
#include "common/household/household.h"

enum pairing_state { PAIRING_PROPOSED = 1, PAIRING_TOGETHER, PAIRING_RESTING, PAIRING_REFUSED, PAIRING_ENDED };
/* As whom somebody acts on it. */
enum pairing_side { PAIRING_HOUSEHOLD = 1, PAIRING_GIVER, PAIRING_OFFICE };
/* What the helper may see of the household. */
enum pairing_shows { PAIRING_NOTHING = 1, PAIRING_NAME, PAIRING_VILLAGE };

struct pairing {
	int64_t county, id, household_id, household_place;
	int64_t giver_county, giver_id;
	int64_t offer_id;    /* 0: proposed without one */
	struct text called;  /* how the household calls the helper */
	struct text about;   /* what the helper can do, or why the two fit */
	int64_t shows;       /* enum pairing_shows */
	int64_t letters;     /* whether the household takes letters */
	int64_t state;       /* enum pairing_state */
	int64_t rested_side; /* who made it rest: enum pairing_side */
	int64_t ended_side;
	struct text reason; /* why it rests, was refused or ended */
	int64_t proposed_by_id, served_by_id;
	int64_t proposed_at, household_said_at, giver_said_at, began_at, ended_at;
	int64_t version;
	struct text head, village, township; /* joined; pairing_veil() takes out what the reader may not see */
	int64_t card_id;                     /* joined: of the card that stands at household_place */
	int64_t side;                        /* of the present person: filled by pairing_where() */
};

extern const struct record pairing_record;
extern const struct module pairing_module;
/* The proposal, until both sides have answered (app/modules.c). */
extern const struct case_kind pairing_kind;

#endif
