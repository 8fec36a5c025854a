/* What a checkout is made of; for the files of this module only. */
#ifndef TRADE_ORDER_CHECKOUT_H
#define TRADE_ORDER_CHECKOUT_H

#include "trade/order/cart.h"

/* As posted. */
struct checkout {
	struct text receiver, phone, address, payment;
	struct text station; /* public id of the pick-up station; empty: to the address */
	int64_t place;       /* of the address; with a station it is the station's */
	int64_t total_fen;   /* what the buyer saw; 0: not told */
	struct list lines;   /* struct cart_wanted; none: the cart */
	/* found out: */
	struct station to_station, by_station; /* by_station: serves the buyer; id 0 none */
	struct cart cart;
	struct cart_sum sum;
};

/* Checks everything that can be known before stock is taken; what is wrong goes to r->problems. DONE also with problems. */
MUST_USE enum outcome checkout_check(struct request *r, struct checkout *checkout);
/* Places the orders: one a seller, all or none. CONFLICT: somebody was faster (problems name the lines). */
MUST_USE enum outcome checkout_place(struct request *r, struct checkout *checkout, int64_t checkout_id,
                                     struct order **ret_orders, size_t *ret_count);

/* The page. */
struct checkout_view {
	const struct checkout *checkout;
	struct text address;        /* of the place, in words */
	struct station *stations;   /* near it */
	size_t station_count, near; /* the first `near` are shown at once */
	struct choice payments[ORDER_PAYMENTS];
	size_t payment_count;
	bool is_repeated; /* filled as last time */
};

#endif
