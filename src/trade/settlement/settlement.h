/* Settlement: when an order is completed its escrow is shared out by the seller's shares to household, seller, station,
   carrier, platform and reserve; the remainder of every division goes to the household (or, without one, to the seller).
   Payouts move what is due to the bank account, as a list to download. Every line opens its transfers.
   Invariant: the parts of one order sum to what was paid less what was refunded, to the fen. */
#ifndef TRADE_SETTLEMENT_H
#define TRADE_SETTLEMENT_H

#include "trade/payment/payment.h"

struct settlement_part {
	enum account_kind kind;
	int64_t owner_id, place;
	int64_t amount_fen;
	const char *label; /* English key: "To the household" */
};
enum { SETTLEMENT_PARTS = 6 + 50 };

extern const struct module settlement_module;

/* How a price is shared by a seller's shares, for the woven bar: fills parts with colour order household first; the shipping
   fee goes to the carrier. Returns their number. */
size_t settlement_share(const struct seller *seller, int64_t goods_fen, int64_t shipping_fen,
                        struct settlement_part ret_parts[6]);
/* For order_hooks. */
MUST_USE enum outcome settlement_complete(struct db *db, struct arena *arena, struct world *world,
                                          const struct order *order, int64_t person_id);

#endif
