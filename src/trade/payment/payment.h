/* Payments of checkouts by providers: balance in the ledger, cash at a station, the outside gateway (docs/gateway.md).
   The handler never talks to the network: the buyer's browser goes to the gateway by a signed address; callbacks come in by
   an outside door; refunds and unanswered payments are sent and asked by chores.
   A payment is for the orders of a checkout that waited when it was begun, each a part of its own. A checkout may have several
   payments (the buyer chose another way); the first that comes counts.
   Invariants: a payment is counted once however often and in whatever order the gateway calls; an amount that differs is
   never counted, it goes to a list for the officer; money that comes for an expired order goes back; what is given back of an order
   never exceeds what was paid for it.
   Not here: fees of the gateway, its own statements of account. */
#ifndef TRADE_PAYMENT_H
#define TRADE_PAYMENT_H

#include "trade/order/order.h"

enum payment_state { PAYMENT_OPEN = 1, PAYMENT_PAID, PAYMENT_FAILED, PAYMENT_DISPUTED, PAYMENT_CLOSED };

/* The most that one order may cost: a transfer of the ledger takes no more. */
enum { PAYMENT_ORDER_FEN = 1000000000 };
/* Of one checkout: whoever changes the way of paying more often keeps the one that is open. */
enum { PAYMENT_TRIES = 20 };

struct payment {
	int64_t county, id;
	int64_t place; /* of the first order's seller: whose officers see it */
	int64_t checkout_id;
	int64_t payer_county, payer_id, payer_place;
	int64_t taken_by_id;        /* cash: the operator who took it */
	struct text provider, code; /* "gateway", "cash", "balance"; code: said at a station while open, "" otherwise */
	int64_t amount_fen, refunded_fen; /* refunded: asked or done */
	int64_t state;
	struct text trade_no;                     /* the gateway's */
	int64_t till_county, till_id, till_place; /* cash: the station */
	int64_t created_at, paid_at;
	int64_t ask_at, asks; /* when the gateway is asked next (0: not), and how often it was */
	struct text note;     /* the officer's, when closed */
	int64_t version;
};

extern const struct record payment_record;
extern const struct module payment_module;

/* Something else than orders that is paid by the same ways, such as a gift: for the payment it stands as an order that no seller has
   (seller_id 0) with county, id, checkout_id (its id), seller_place, the buyer, state (ORDER_PLACED while it waits) and goods_fen. Its money
   comes into its own escrow account, like an order's. */
struct payment_bill {
	const char *path; /* of its page: "/gifts" */
	/* NOT_FOUND: none of its own. */
	enum outcome (*one)(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order *ret);
	/* By checkout_id, which is unique over all counties. */
	enum outcome (*of_checkout)(struct db *db, struct arena *arena, int64_t checkout_id, struct order *ret);
	/* The money is in its escrow account; comes once. */
	enum outcome (*paid)(struct request *r, const struct order *bill);
};
extern const struct payment_bill *const payment_bills[]; /* app/modules.c; ends with NULL */

struct payment_refunding;

/* A provider: how a checkout is paid by it. One constant table in payment.c. */
struct payment_provider {
	const char *code;
	const char *label; /* English key */
	/* The label it is offered by now (English key), or NULL: not offered to this person. */
	const char *(*offered)(struct request *r);
	/* Its payments are paid where they start: `start` writes the payment and its parts as paid, or refuses. Else they are there as open. */
	bool is_at_once;
	/* Starts (and, for the balance, finishes) the payment of these orders; ret_path: where the buyer goes next. */
	enum outcome (*start)(struct request *r, struct payment *payment, const struct order *orders, size_t count,
	                      struct text *ret_path);
	/* Gives money back that stands in the order's escrow; DONE when done or when a chore will do it. */
	enum outcome (*refund)(struct payment_refunding *refunding);
};

/* Pays the orders, or the bill, of a checkout that wait. INVALID: the amount is not theirs, the way is not offered, or the money
   does not suffice; a problem at the field "payment" says which. */
MUST_USE enum outcome payment_start(struct request *r, int64_t checkout_id, int64_t amount_fen, struct text provider,
                                    struct text *ret_path);
/* For order_hooks: whether the provider of that code pays at once. */
bool payment_is_at_once(struct text provider);
/* For order_hooks: the same for the orders of a checkout that were placed by this command. */
MUST_USE enum outcome payment_start_placed(struct request *r, const struct order *orders, size_t count,
                                           int64_t amount_fen, struct text provider, struct text *ret_path);
/* For order_hooks: gives amount_fen of a paid order back under refund_id, the way it was paid where that is possible, else into the
   payer's balance. The money comes from the order's escrow; of a completed order from the reserve, else from those who received it,
   the seller first. CONFLICT: nobody has enough, or more than was paid; a problem about the whole says so. NOT_FOUND: the order was
   never paid. */
MUST_USE enum outcome payment_refund(struct request *r, const struct order *order, int64_t refund_id,
                                     int64_t amount_fen, const char *reason);
/* For order_hooks: the ways to pay offered to the present person, best first. */
size_t payment_offered(struct request *r, struct choice *ret_choices, size_t limit);
/* For order_hooks: where an order that waits is paid. */
struct text payment_pay_path(struct request *r, const struct order *order);

#endif
