/* What a person may do, and where. Rights start at "no": a route row names the right it wants and a function that finds the
   place (and whether the thing is the person's own); the door lets in whoever holds the right over that place. Which role
   gives which rights is one table in common/person. */
#ifndef WEB_RIGHT_H
#define WEB_RIGHT_H

#include <stdbool.h>
#include <stdint.h>

enum right {
	RIGHT_NONE,
	RIGHT_PLACE_EDIT,     /* import, rename, merge places */
	RIGHT_GRANT,          /* give and take rights inside one's own land */
	RIGHT_PERSON_EDIT,    /* make accounts for others, unlock */
	RIGHT_HOUSEHOLD_READ, /* see household cards; every look is recorded */
	RIGHT_HOUSEHOLD_EDIT,
	RIGHT_SELLER_EDIT,     /* register and close sellers */
	RIGHT_CATALOG_EDIT,    /* edit goods of any seller of the place (own goods need no right) */
	RIGHT_ORDER_READ,      /* see any order of the place */
	RIGHT_ORDER_HANDLE,    /* pack, ship, deliver, refund for any seller of the place */
	RIGHT_SERVE,           /* a station: act for a villager, take cash, hand over parcels */
	RIGHT_LEDGER_READ,     /* statements of any account of the place */
	RIGHT_SETTLE,          /* make payouts */
	RIGHT_FIGURES_READ,    /* the rows behind the totals */
	RIGHT_AUDIT_READ,      /* journal, looks, alarms */
	RIGHT_REGISTER_READ,   /* see a household's income, health and help; every look is recorded */
	RIGHT_REGISTER_EDIT,   /* ask at the door, promise help, visit */
	RIGHT_REGISTER_DECIDE, /* decide by the rules who is registered */
	RIGHT_RULE_EDIT,       /* set the rules of the register */
	RIGHT_OPERATE,         /* the installation itself: settings, checks, exports of all */
	RIGHT_CASE_HANDLE,     /* what people of the place ask for: read, take on, answer, pass up and down */
	RIGHT_PROJECT,         /* propose, approve and run projects, report and confirm their milestones */
	RIGHTS,
};

/* Who may: the second column of a route row. */
enum may {
	MAY_NOBODY = 0,
	ANYONE = 1,
	SIGNED_IN = 2,
	MAY_BASE = 100,
};
#define MAY(right) (MAY_BASE + (right))

/* Where a request is about; found by a route's `where`. */
struct scope {
	int64_t place; /* the right must cover it */
	bool mine;     /* the thing belongs to the person (or whom it acts for): no right is needed */
};

/* One right as held: a role over the land of a place. */
struct held_right {
	uint64_t rights; /* bit 1 << enum right */
	int64_t place;
};

#endif
