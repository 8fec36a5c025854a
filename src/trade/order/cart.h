/* The cart's page and what the checkout shares with it; for the files of this module only. */
#ifndef TRADE_ORDER_CART_H
#define TRADE_ORDER_CART_H

#include "trade/order/order_inside.h"

struct cart_view {
	const struct cart *cart;
	struct cart_sum sum;
	int64_t place; /* where to, as far as it is known; 0 not */
	struct text address;
};
/* Writes the cart's page, with the problems on top. */
void cart_show(struct request *r, const struct cart *cart);

#endif
