/* Settlement: when an order is completed its escrow is shared out by the seller's shares (trade/seller) to household, seller,
   station, carrier, platform and reserve. Payouts move what is due to the bank account, as a list to download. Every line
   opens its transfers.
   Invariants: the parts of one order sum to what was paid less what was refunded, to the fen; a household's part of an order goes to
   the households of its lines, by what was kept of each line; the station's part goes to the station that served, else to the
   one where the goods were fetched, else to the seller.
   Not here: the payees' bank account numbers, which stay with the bank. */
#ifndef TRADE_SETTLEMENT_H
#define TRADE_SETTLEMENT_H

#include "common/household/household.h"
#include "trade/order/order.h"

struct payout {
	int64_t county, id;
	int64_t place; /* the land it was made for */
	int64_t person_id;
	int64_t lines, total_fen;
	int64_t at;
};

struct payout_line {
	int64_t county, payout_id, number;
	int64_t kind, owner_id, place;
	int64_t amount_fen, transfer_id;
	struct text name;    /* seller, station, or the household's label */
	struct text village; /* of a household */
};

extern const struct record payout_record, payout_line_record;
extern const struct module settlement_module;

/* For order_hooks: shares the order's escrow out and tells the order module. CONFLICT: the escrow does not hold what the order says. */
MUST_USE enum outcome settlement_complete(struct db *db, struct arena *arena, struct world *world,
                                          const struct order *order, int64_t person_id);
/* Pays everything due to sellers, households, stations and carriers in the land of a place, at most PAYOUT_LINES at once (one
   command has so many ids); the next payout takes the rest. NOT_FOUND:
   nothing is due. */
enum { PAYOUT_LINES = 200 };
MUST_USE enum outcome payout_make(struct db *db, struct arena *arena, struct world *world, struct payout *payout);

#endif
