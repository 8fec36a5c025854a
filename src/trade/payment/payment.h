/* Payments of checkouts by providers: balance in the ledger, cash at a station, the outside gateway (docs/gateway.md).
   The handler never talks to the network: the buyer's browser goes to the gateway by a signed address; callbacks come in by
   an outside door; refunds and unanswered payments are sent and asked by chores.
   Invariants: a payment is counted once however often and in whatever order the gateway calls; an amount that differs is
   never counted, it goes to a list for the officer; money that comes for an expired order goes back. */
#ifndef TRADE_PAYMENT_H
#define TRADE_PAYMENT_H

#include "trade/order/order.h"

enum payment_state { PAYMENT_OPEN = 1, PAYMENT_PAID, PAYMENT_FAILED, PAYMENT_DISPUTED };

struct payment {
	int64_t county, id;
	int64_t checkout_id;
	int64_t payer_id;
	struct text provider; /* "gateway", "cash", "balance" */
	int64_t amount_fen, refunded_fen;
	int64_t state;
	struct text trade_no; /* the gateway's */
	int64_t till_id;      /* cash: the station */
	int64_t created_at, paid_at, version;
};

extern const struct record payment_record;
extern const struct module payment_module;

/* A provider: how a checkout is paid by it. One constant table in payment.c. */
struct payment_provider {
	const char *code;
	const char *label; /* English key */
	bool (*offered)(struct request *r);
	/* Starts (and, for cash and balance, finishes) the payment; ret_path: where the buyer goes next. */
	enum outcome (*start)(struct request *r, struct payment *payment, struct text *ret_path);
	/* Gives money back; DONE when done or when a chore will do it. */
	enum outcome (*refund)(struct request *r, const struct payment *payment, const struct order *order,
	                       int64_t refund_id, int64_t amount_fen, const char *reason);
};

/* For order_hooks. */
MUST_USE enum outcome payment_start(struct request *r, int64_t checkout_id, int64_t amount_fen, struct text provider,
                                    struct text *ret_path);
MUST_USE enum outcome payment_refund(struct request *r, const struct order *order, int64_t refund_id,
                                     int64_t amount_fen, const char *reason);

#endif
