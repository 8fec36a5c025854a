/* Partners: organisations that stand by the region (members of its working group, paired regions, universities, firms) and what each of
   them promised and delivered. A promise (pledge) is money, goods, work, a purchase or training for one county, township or village until a
   day. Money comes through the payment module into the pledge's own account (ACCOUNT_PLEDGE) and is spent from there; whatever else comes
   counts when the receiving side has confirmed it, never because the giver says so.
   A pledge has a case beside it (kind pledge): its messages, and so that what is late stands in the lists of what is late at each level.
   Invariants: a pledge counts exactly the deliveries that were received; it is kept when all of it was; its account holds what was paid less
   what was spent, to the fen; the receiving side is nobody who acts for the giver.
   Privacy: public are organisations, promises, quantities and days, in words checked for names and numbers. Who acts for a partner, and
   the phone of its contact, are seen by the office alone, and that look is on record.
   Not here: changing a promise (it is withdrawn with a reason and made anew), what a promise is worth by law, projects. */
#ifndef HELP_PARTNER_H
#define HELP_PARTNER_H

#include "common/cases/cases.h"
#include "trade/payment/payment.h"

struct partner {
	int64_t county, id;
	int64_t place; /* whose office looks after it; PLACE_COUNTY or above */
	struct text kind, name, home, about;
	int64_t in_group; /* a member of the working group */
	int64_t made_at, version;
	int64_t pledges, promised_fen, delivered_fen, late; /* computed */
};

enum pledge_state { PLEDGE_OPEN = 1, PLEDGE_KEPT, PLEDGE_WITHDRAWN };
/* As it stands on a day. */
enum pledge_standing { STANDING_OPEN = 1, STANDING_PART, STANDING_KEPT, STANDING_LATE, STANDING_WITHDRAWN };

struct pledge {
	int64_t county, id;
	int64_t place;
	int64_t partner_county, partner_id;
	struct text way, title;
	int64_t quantity; /* money and purchase: fen */
	struct text unit; /* empty with money and purchase */
	int64_t worth_fen;
	int64_t by_on;
	int64_t state;
	int64_t received, received_fen;
	int64_t paid_out_fen;
	struct text reason; /* of a withdrawal */
	int64_t made_at, ended_at;
	int64_t remind_at, reminders;
	int64_t changes; /* how often it was changed since it was promised */
	int64_t version;
	int64_t standing;                     /* computed: enum pledge_standing */
	struct text partner_name, place_name; /* joined */
};

extern const struct record partner_record, pledge_record;
extern const struct module partner_module;
extern const struct case_kind pledge_kind;
/* Payments of pledges of money as the payment module pays them (app/modules.c). */
extern const struct payment_bill pledge_bill;

/* With what its pledges sum up to on that day (yyyymmdd). */
MUST_USE enum outcome partner_one(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t on,
                                  struct partner *ret);
/* All, by name; at most LIMIT_LIST_ROWS. */
MUST_USE enum outcome partner_list(struct db *db, struct arena *arena, int64_t on, struct partner **ret,
                                   size_t *ret_count);
/* The pledge as it stands on that day (yyyymmdd). */
MUST_USE enum outcome pledge_one(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t on,
                                 struct pledge *ret);
/* Whether the person acts for a partner: what it promised is among his work (app/modules.c). */
bool partner_is_work(struct request *r);
/* "/pledges/510525-...". */
struct text pledge_path(struct arena *arena, const struct pledge *pledge);
/* Its state as shape and word. */
void pledge_status(struct request *r, const struct pledge *pledge);

#endif
