/* Campaigns with vouchers: the free bus ticket. People give money for rides; the campaign's owner has a private list of households, and
   issues vouchers to them out of money that is there; a bus company takes a voucher for a ride, also with no network; its rides are settled
   through the ledger; everybody can follow each gift to its rides, fen by fen.
   The money: gift -> escrow -> the campaign's account (ACCOUNT_CAMPAIGN) -> its vouchers (ACCOUNT_VOUCHER) -> the company (ACCOUNT_SELLER,
   paid out in lists). A voucher is made of parts of gifts, the oldest first; what is taken back or runs out frees them again.
   Invariants: a voucher has at most one ride (its key says so), a ride at most one settlement; the parts of a living or used voucher sum to
   its amount, the parts of a gift to what it says is spent; given = free + issued + settled + returned, and the two accounts hold free and
   issued, to the fen.
   Privacy: beneficiaries are seen by whoever may read registers over the whole land of the campaign, and each look is on record; public are
   the campaign's words, checked for names and numbers, its township or county, sums and days. A voucher's code is as good as money: it is
   read on the sheet that is printed and by the conductor, nowhere else.
   Not here: tickets that somebody pays for himself, seats and timetables, the company's bank account. */
#ifndef HELP_CAMPAIGN_H
#define HELP_CAMPAIGN_H

#include "trade/payment/payment.h"

enum campaign_state { CAMPAIGN_DRAFT = 1, CAMPAIGN_OPEN, CAMPAIGN_OVER };

struct campaign {
	int64_t county, id;
	int64_t place;
	int64_t owner_county, owner_id;
	int64_t company_id; /* the seller of the same county */
	struct text title, about;
	int64_t goal_fen, ride_fen;
	int64_t ends_on;    /* last day for gifts; 0: open end */
	int64_t valid_days; /* of a voucher */
	int64_t state;
	int64_t given_fen, returned_fen, issued_fen, settled_fen;
	int64_t gifts, vouchers, rides;
	int64_t numbers; /* vouchers ever issued: the last one's number */
	int64_t made_at, published_at, ended_at;
	int64_t version;
	struct text place_name, company_name; /* joined */
	int64_t free_fen;                     /* computed: given and not yet on a voucher */
};

enum campaign_gift_state { CAMPAIGN_GIFT_PROMISED = 1, CAMPAIGN_GIFT_PAID, CAMPAIGN_GIFT_LAPSED, CAMPAIGN_GIFT_LATE };

struct campaign_gift {
	int64_t county, id, campaign_id;
	int64_t giver_county, giver_id, giver_place;
	int64_t amount_fen, spent_fen, returned_fen;
	int64_t state;
	int64_t lapse_at, made_at, paid_at, returned_at;
	int64_t version;
	struct text title;                            /* joined: the campaign's */
	int64_t vouchers, rides, rides_fen, left_fen; /* computed; left: on no voucher and not given back */
};

enum voucher_state { VOUCHER_VALID = 1, VOUCHER_USED, VOUCHER_REVOKED, VOUCHER_EXPIRED };

extern const struct record campaign_record, campaign_gift_record;
extern const struct module campaign_module;
/* Gifts as the payment module pays them (app/modules.c). */
extern const struct payment_bill campaign_bill;

MUST_USE enum outcome campaign_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                   struct campaign *ret);

/* Whether the person takes vouchers for a bus company: it is among his work (app/modules.c). */
bool ride_is_work(struct request *r);

#endif
