/* What the tests of whole stories share: a co-operative with two growing households, its delivery routes and its plums, made through the
   doors; deeds that several stories need; the gateway's voice; money and figures as the doors show them.
   Nothing here writes to the database: what is not asked of a door is only read. */
#ifndef TESTS_SUPPORT_STORY_H
#define TESTS_SUPPORT_STORY_H

#include "support/town.h"

#define STORY_VILLAGE "510525101001" /* of the seller, the first grower and the station */
#define STORY_OTHER_VILLAGE "510525101002"
#define STORY_AWAY "510524100001" /* in another county of the same city */
enum { STORY_STOCK = 100, STORY_ID = 64 };

/* Public ids; keys of the households. */
struct story {
	char seller[STORY_ID], product[STORY_ID], station[STORY_ID];
	char small[STORY_ID],
		big[STORY_ID]; /* 5 斤: 2.7 kg, 39.90 yuan, 1 piece; 10 斤: 5.3 kg, 75.00 yuan, 2 pieces of one stock */
	char grower[2][STORY_ID];
	int64_t grower_place[2];
	int64_t stock_id;
	/* What the deeds below make: the orders of guest, program, station and of the balance, with the codes of those at the station. */
	char order[4][STORY_ID], code[4][16];
	char payment[STORY_ID], paid_as[STORY_ID]; /* the guest's: public id, and the gateway's name for it */
};

/* A town with all of it. Shares: household 54, seller 16, station 5, carrier 17, platform 6, reserve 2 percent. Growers by turns of
   pieces: the first, the first, the second. Delivery: 3.00 yuan within the county; elsewhere 6.00 and 1.50 for each kilogram begun. */
const struct story *story_town(void);
/* The present one. */
struct story *story_now(void);

/* A text that stands for the next 32 calls. */
const char *words_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same copied to where it lasts: a public id out of the JSON answer. */
void keep_id(char id[STORY_ID], const char *path);

/* The JSON of an order of one kind; where: "\"place\":\"510525101001\"" or "\"station\":\"...\"". */
const char *order_of(const char *variant, int pieces, const char *where, const char *payment);

/* ---- deeds ---- */
/* The seller moves an order on: "packed", "shipped", "delivered". */
void seller_moves(const char *order, const char *to);
/* The station takes it in and hands it over by its code. */
void station_hands_over(const char *order, const char *code);

/* The same piece of an address or page that stands behind `before`, up to the next slash or question mark. */
void keep_id_behind(char id[STORY_ID], const char *text, const char *before);
/* The public id of a person of the town. */
const char *person_of(const char *login);

/* ---- the chapters of the story, in this order (story_deeds.c) ---- */
/* (a) A guest puts two small boxes and a big one into the cart, joins as "qianduoduo", has them sent away: 154.80 and 22.50 yuan; then the
   gateway says that they are paid. */
void story_guest_orders(void);
void story_guest_pays(void);
/* (b) "buyer2" orders two small boxes for the station by one call and pays at the gateway: 79.80 and 3.00 yuan. */
void story_program_orders(void);
/* "buyer" comes into the first grower's household; the county's officer opens its card, and "buyer" reads that. */
void story_officer_looks(void);
/* (c) The operator serves "buyer", who lives in the first grower's household: a big box for cash, 75.00 and 3.00 yuan. */
void story_station_serves(void);
/* The seller packs and ships, the station takes in and hands over; then one small box of (a) comes back, and the gateway gives the
   money back. */
void story_goods_go(void);
void story_box_comes_back(void);
void story_gateway_gives_back(void);
void story_buyers_confirm(void);
/* (c) is returned after its money was shared out; 75.00 yuan in the buyer's balance buy (d): a small box for 39.90 and 3.00 yuan, which is
   fetched and completes by itself. */
void story_late_return(void);
void story_balance_orders(void);
void story_balance_order_completes(void);
/* The gateway's and the station's money goes to the bank; then everything due in the county is paid out. */
void story_money_to_the_bank(void);
void story_payout(void);
/* All of it. */
const struct story *story_told(void);

/* ---- what the books say ---- */
/* Credits less debits of an account, summed over its whole statement as the auditor reads it; 0 of an account nobody used. */
int64_t balance_of(const char *kind, const char *account);
/* The sum of all balances on the public page of sums. */
int64_t sum_of_all_balances(void);
/* Asks for the figures of a place for a period as the province's officer; then one of them. */
void figures_ask(const char *place, const char *period);
int64_t figure_of(const char *indicator);
/* The same of a household, which has no page of figures: its leaf. */
int64_t household_fen_of(int64_t place);
/* How many commands the journal holds. */
int64_t journal_count(void);

#endif
