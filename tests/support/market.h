/* A town (support/town.h) with goods of two sellers in two counties, for tests of carts and orders: made by one command beside the doors, so that
   a test of orders begins quickly. */
#ifndef TESTS_SUPPORT_MARKET_H
#define TESTS_SUPPORT_MARKET_H

#include "support/town.h"

/* Boxes of plums on stock; how many boxes of eggs one buyer may have. */
enum { MARKET_PLUMS = 100, MARKET_EACH = 5 };

/* "古蔺李子合作社" in 510525101, for which "seller" acts: plums of 39.90 yuan in small boxes and of 75.00 in large ones, which are two of the same
   stock; "叙永土鸡场" in 510524100001: eggs of 32.00. Public ids of the variants and of the station of 510525101001. */
struct market {
	int64_t plum_seller, egg_seller, plum_stock, egg_stock, plum_product, egg_product;
	char plum[64], big_plum[64], egg[64], station[64];
};
/* A new town with them. */
const struct market *market_town(void);
int64_t market_seller_person(void);

/* JSON of a line; and of an order of lines to 510525101001, paid by "gateway", "balance", "cash". */
const char *market_line(const char *variant, int pieces);
const char *market_order(const char *lines, const char *payment);
/* Asks for an order: paid through the gateway, so that it waits for its money; or at once, from a balance that is filled for it, to
   MARKET_HOME or "\"station\":\"...\"". The answer is the caller's to check. */
void market_buy(const char *as, const char *variant, int pieces);
void market_buy_paid(const char *as, const char *where, const char *variant, int pieces);
#define MARKET_HOME "\"place\":\"510525101001\""
/* The public id of the order that was placed just now; it stands for the next four. */
const char *market_placed(void);
/* The seller of plums moves an order on: "packed", "shipped", "delivered". */
void market_move(const char *order, const char *to);

#endif
