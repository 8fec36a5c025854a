/* What the pages of settlement read: for the files of this module only. */
#ifndef TRADE_SETTLEMENT_VIEW_H
#define TRADE_SETTLEMENT_VIEW_H

#include "trade/settlement/settlement.h"

/* What is due in the land of a place, as lines not yet paid: seller, household, station, carrier. */
MUST_USE enum outcome payout_due(struct db *db, struct arena *arena, int64_t place, size_t limit,
                                 struct payout_line **ret, size_t *ret_count);
MUST_USE enum outcome payout_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct payout *ret);
MUST_USE enum outcome payout_list(struct db *db, struct arena *arena, int64_t within, int64_t before, size_t limit,
                                  struct payout **ret, size_t *ret_count);
MUST_USE enum outcome payout_lines(struct db *db, struct arena *arena, const struct payout *payout, int64_t after,
                                   size_t limit, struct payout_line **ret, size_t *ret_count);

/* The page on which a payout is made. */
struct payout_due_page {
	int64_t place;
	struct text place_name;
	struct payout_line *lines;
	size_t count;
	int64_t total_fen;
	struct payout *made; /* earlier ones */
	size_t made_count;
	int64_t next;
};

/* The money of a seller. */
struct seller_money {
	struct seller seller;
	struct account account;
};
/* Answers with it: the list as a page, files, or its transfers as JSON. */
void settlement_seller_page(struct request *r);

/* The money of a household: on its own account, and on those of cards that were merged into it. */
enum { HOUSEHOLD_ACCOUNTS = 40 };
struct household_account {
	int64_t county, owner_id, debits_fen, credits_fen;
	struct text merged_head; /* of the card that was merged; empty: the household's own */
};
struct household_money {
	struct household household;
	const struct household_account *accounts;
	size_t count;
	int64_t debits_fen, credits_fen; /* of all */
};
enum outcome household_money_where(struct request *r, struct scope *ret_scope);
void household_money_page(struct request *r);

/* The money of an order, for who bought, sold or checks it. */
struct order_money {
	struct order order;
	struct transfer *transfers;
	size_t count;
	struct seller seller;
};

#endif
