/* The main job from end to end, all of it through the doors: three buyers order in three ways, the goods go their way, money reaches
   everybody it belongs to. After every step the books hold, the totals of all six levels and every balance are those computed by
   hand; the numbers stand here as literals, and the comments say how they come. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "support/gateway_side.h"

/* ---- what is expected ---- */

/* The totals of one place in 2026. */
struct totals {
	int64_t orders, sold_fen, sold_g, household_fen, buyers, bought_fen, served, refund_fen, products, settled_fen;
};

/* A township has these two villages, the county this township, the city this county and the one away, the province this city. */
struct levels {
	struct totals village, other_village, township, away, city;
	int64_t household[2]; /* what reached each grower's household */
};

/* Balances as credits less debits; the tills, the bank and what the gateway holds are below 0 when they have money. */
struct balances {
	int64_t gateway, till, bank, escrow[4], seller, household[2], station, carrier, platform, reserve, buyer;
};

static const struct story *story;

static void check_totals(const char *place, const char *period, const struct totals *t)
{
	const struct {
		const char *name;
		int64_t value;
	} wanted[] = {
		{ "orders", t->orders },     { "sold_fen", t->sold_fen },
		{ "sold_g", t->sold_g },     { "household_fen", t->household_fen },
		{ "buyers", t->buyers },     { "bought_fen", t->bought_fen },
		{ "served", t->served },     { "refund_fen", t->refund_fen },
		{ "products", t->products }, { "settled_fen", t->settled_fen },
	};

	figures_ask(place, period);
	for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
		int64_t value = figure_of(wanted[i].name);
		if (value != wanted[i].value)
			print_error("%s of %s in %s: %lld, computed by hand %lld\n", wanted[i].name, place, period,
			            (long long)value, (long long)wanted[i].value);
		assert_int_equal(value, wanted[i].value);
	}
}

static void check_levels(const struct levels *l)
{
	check_totals(STORY_VILLAGE, "2026", &l->village);
	check_totals(STORY_OTHER_VILLAGE, "2026", &l->other_village);
	check_totals("510525101", "2026", &l->township);
	check_totals("510525", "2026", &l->township);
	check_totals(STORY_AWAY, "2026", &l->away);
	check_totals("510524", "2026", &l->away);
	check_totals("5105", "2026", &l->city);
	check_totals("51", "2026", &l->city);
	check_totals("51", "202607", &l->city);
	for (int i = 0; i < 2; i++)
		assert_int_equal(household_fen_of(story->grower_place[i]), l->household[i]);
}

static void check_balance(const char *kind, const char *account, int64_t wanted)
{
	int64_t fen = balance_of(kind, account);

	if (fen != wanted)
		print_error("balance of %s %s: %lld, computed by hand %lld\n", kind, account, (long long)fen,
		            (long long)wanted);
	assert_int_equal(fen, wanted);
}

static void check_balances(const struct balances *b)
{
	check_balance("gateway", "510525", b->gateway);
	check_balance("till", story->station, b->till);
	check_balance("bank", "510525", b->bank);
	for (int i = 0; i < 4; i++)
		if (story->order[i][0])
			check_balance("escrow", story->order[i], b->escrow[i]);
	check_balance("seller", story->seller, b->seller);
	check_balance("household", story->grower[0], b->household[0]);
	check_balance("household", story->grower[1], b->household[1]);
	check_balance("station", story->station, b->station);
	check_balance("carrier", "510525", b->carrier);
	check_balance("platform", "510525", b->platform);
	check_balance("reserve", "510525", b->reserve);
	check_balance("balance", person_of("buyer"), b->buyer);
	assert_int_equal(sum_of_all_balances(), 0);
}

static void check_stock(int64_t on_hand, int64_t held)
{
	assert_int_equal(town_number("SELECT on_hand FROM stock WHERE id = $1", story->stock_id), on_hand);
	assert_int_equal(town_number("SELECT held FROM stock WHERE id = $1", story->stock_id), held);
}

static void check_step(const struct levels *levels, const struct balances *balances)
{
	check_levels(levels);
	check_balances(balances);
	check_books();
}

/* ---- the gateway ---- */

/* It comes 20 minutes late (the goods are held for 30), after one that is forged and one that says another amount, and twice. */
static void gateway_calls_late_and_twice(void)
{
	struct gateway_said paid = { .payment = story->paid_as,
		                     .status = "paid",
		                     .amount_fen = 17730,
		                     .event = "evt_00000000000000000000000000000a01" };
	struct gateway_said forged = paid, wrong = paid;

	town_pass(20 * INT64_C(60000));
	forged.wrong_signature = true;
	gateway_says(&forged);
	check_status(403);
	wrong.event = "evt_00000000000000000000000000000a02";
	wrong.amount_fen = 17729;
	gateway_says(&wrong);
	check_status(200);
	check_balances(&(struct balances){ 0 });
	check_books();
	ask_get("/payments/disputed", "county");
	check_page("177.29");
	gateway_says(&paid);
	check_status(200);
	int64_t before = journal_count();
	gateway_says(&paid);
	check_status(200);
	paid.event = NULL;
	gateway_says(&paid);
	check_status(200);
	assert_int_equal(journal_count(), before + 2); /* heard, and kept, but counted once */
	ask_get(words_of("/orders/%s", story->order[0]), "qianduoduo");
	check_page("177.30");
	check_stock(96, 0);
}

/* ---- the numbers, step by step ---- */

/* The gateway's buyer: 154.80 for 10.7 kg; sold at the village, bought away. The escrow has the delivery too. */
static const struct levels after_first = {
	.village = { .orders = 1, .sold_fen = 15480, .sold_g = 10700, .buyers = 1, .products = 1 },
	.township = { .orders = 1, .sold_fen = 15480, .sold_g = 10700, .buyers = 1, .products = 1 },
	.away = { .bought_fen = 15480 },
	.city = { .orders = 1, .sold_fen = 15480, .sold_g = 10700, .buyers = 1, .bought_fen = 15480, .products = 1 },
};
static const struct balances money_after_first = { .gateway = -17730, .escrow = { 17730 } };

/* + 79.80 for 5.4 kg, bought at the village of the station; 3.00 for the delivery. */
static const struct levels after_second = {
	.village = { .orders = 2, .sold_fen = 23460, .sold_g = 16100, .buyers = 2, .bought_fen = 7980, .products = 1 },
	.township = { .orders = 2, .sold_fen = 23460, .sold_g = 16100, .buyers = 2, .bought_fen = 7980, .products = 1 },
	.away = { .bought_fen = 15480 },
	.city = { .orders = 2, .sold_fen = 23460, .sold_g = 16100, .buyers = 2, .bought_fen = 23460, .products = 1 },
};
static const struct balances money_after_second = { .gateway = -26010, .escrow = { 17730, 8280 } };

/* + 75.00 for 5.3 kg in cash, served by the station; 3.00 for the delivery. */
static const struct levels after_third = {
	.village = { .orders = 3,
	             .sold_fen = 30960,
	             .sold_g = 21400,
	             .buyers = 3,
	             .bought_fen = 15480,
	             .served = 1,
	             .products = 1 },
	.township = { .orders = 3,
	              .sold_fen = 30960,
	              .sold_g = 21400,
	              .buyers = 3,
	              .bought_fen = 15480,
	              .served = 1,
	              .products = 1 },
	.away = { .bought_fen = 15480 },
	.city = { .orders = 3,
	          .sold_fen = 30960,
	          .sold_g = 21400,
	          .buyers = 3,
	          .bought_fen = 30960,
	          .served = 1,
	          .products = 1 },
};
static const struct balances money_after_third = { .gateway = -26010, .till = -7800, .escrow = { 17730, 8280, 7800 } };

/* - 39.90 and 2.7 kg that came back. The money is on its way until the gateway says so. */
static const struct levels after_return = {
	.village = { .orders = 3,
	             .sold_fen = 26970,
	             .sold_g = 18700,
	             .buyers = 3,
	             .bought_fen = 15480,
	             .served = 1,
	             .refund_fen = 3990,
	             .products = 1 },
	.township = { .orders = 3,
	              .sold_fen = 26970,
	              .sold_g = 18700,
	              .buyers = 3,
	              .bought_fen = 15480,
	              .served = 1,
	              .refund_fen = 3990,
	              .products = 1 },
	.away = { .bought_fen = 11490 },
	.city = { .orders = 3,
	          .sold_fen = 26970,
	          .sold_g = 18700,
	          .buyers = 3,
	          .bought_fen = 26970,
	          .served = 1,
	          .refund_fen = 3990,
	          .products = 1 },
};
static const struct balances money_given_back = { .gateway = -22020, .till = -7800, .escrow = { 13740, 8280, 7800 } };

/* Shares are rounded down, what is left of the goods goes to the household, the delivery to the carrier.
   (a) 114.90 kept: household 6204 + 3, seller 1838, station 574 (nobody served or kept it: to the seller), carrier 1953 + 2250,
       platform 689, reserve 229. Of the 6207 the first line (39.90, first household) has 2155 + 1, the second (75.00, second) 4051.
   (b) 79.80: first household 4309 + 3, seller 1276, station 399, carrier 1356 + 300, platform 478, reserve 159.
   (c) 75.00: second household 4050, seller 1200, station 375, carrier 1275 + 300, platform 450, reserve 150.
   Turns of the growers: (a) pieces 0 and 1 the first, piece 2 the second; (b) 3 and 4 the first; (c) 5 the second. */
static const struct levels after_settlement = {
	.village = { .orders = 3,
	             .sold_fen = 26970,
	             .sold_g = 18700,
	             .household_fen = 6468,
	             .buyers = 3,
	             .bought_fen = 15480,
	             .served = 1,
	             .refund_fen = 3990,
	             .products = 1,
	             .settled_fen = 29820 },
	.other_village = { .household_fen = 8101 },
	.township = { .orders = 3,
	              .sold_fen = 26970,
	              .sold_g = 18700,
	              .household_fen = 14569,
	              .buyers = 3,
	              .bought_fen = 15480,
	              .served = 1,
	              .refund_fen = 3990,
	              .products = 1,
	              .settled_fen = 29820 },
	.away = { .bought_fen = 11490 },
	.city = { .orders = 3,
	          .sold_fen = 26970,
	          .sold_g = 18700,
	          .household_fen = 14569,
	          .buyers = 3,
	          .bought_fen = 26970,
	          .served = 1,
	          .refund_fen = 3990,
	          .products = 1,
	          .settled_fen = 29820 },
	.household = { 6468, 8101 },
};
static const struct balances money_after_settlement = {
	.gateway = -22020,
	.till = -7800,
	.seller = 4888,              /* 1838 + 574, 1276, 1200 */
	.household = { 6468, 8101 }, /* 2156 + 4312; 4051 + 4050 */
	.station = 774,              /* 399 + 375 */
	.carrier = 7434,             /* 4203 + 1656 + 1575 */
	.platform = 1617,            /* 689 + 478 + 450 */
	.reserve = 538,              /* 229 + 159 + 150 */
};

/* (c) comes back after its money was shared out: 75.00. The reserve has not so much, so the seller gives the 48.88 it has; the missing
   26.12 the others who had a part of (c), 64.50 in all, by their parts: second household 40.50/64.50 16.40, station 1.51, carrier
   6.37, platform 1.82, and the last 0.02 the first of them. It stands in the buyer's balance. */
static const struct levels after_late_return = {
	.village = { .orders = 3,
	             .sold_fen = 19470,
	             .sold_g = 13400,
	             .household_fen = 6468,
	             .buyers = 3,
	             .bought_fen = 7980,
	             .served = 1,
	             .refund_fen = 11490,
	             .products = 1,
	             .settled_fen = 22320 },
	.other_village = { .household_fen = 6459 },
	.township = { .orders = 3,
	              .sold_fen = 19470,
	              .sold_g = 13400,
	              .household_fen = 12927,
	              .buyers = 3,
	              .bought_fen = 7980,
	              .served = 1,
	              .refund_fen = 11490,
	              .products = 1,
	              .settled_fen = 22320 },
	.away = { .bought_fen = 11490 },
	.city = { .orders = 3,
	          .sold_fen = 19470,
	          .sold_g = 13400,
	          .household_fen = 12927,
	          .buyers = 3,
	          .bought_fen = 19470,
	          .served = 1,
	          .refund_fen = 11490,
	          .products = 1,
	          .settled_fen = 22320 },
	.household = { 6468, 6459 },
};
static const struct balances money_after_late_return = {
	.gateway = -22020,
	.till = -7800,
	.household = { 6468, 6459 }, /* 8101 - 1642 */
	.station = 623,              /* 774 - 151 */
	.carrier = 6797,             /* 7434 - 637 */
	.platform = 1435,            /* 1617 - 182 */
	.reserve = 538,
	.buyer = 7500,
};

/* (d) 39.90 and 3.00 out of the balance; turn 6 of the growers is the first's. No new buyer of the year, nobody served. */
static const struct balances money_after_fourth = {
	.gateway = -22020,
	.till = -7800,
	.escrow = { 0, 0, 0, 4290 },
	.household = { 6468, 6459 },
	.station = 623,
	.carrier = 6797,
	.platform = 1435,
	.reserve = 538,
	.buyer = 3210,
};

/* (d) is shared: first household 2154 + 3, seller 638, station 199, carrier 678 + 300, platform 239, reserve 79. */
static const struct levels after_fourth = {
	.village = { .orders = 4,
	             .sold_fen = 23460,
	             .sold_g = 16100,
	             .household_fen = 8625,
	             .buyers = 3,
	             .bought_fen = 11970,
	             .served = 1,
	             .refund_fen = 11490,
	             .products = 1,
	             .settled_fen = 26610 },
	.other_village = { .household_fen = 6459 },
	.township = { .orders = 4,
	              .sold_fen = 23460,
	              .sold_g = 16100,
	              .household_fen = 15084,
	              .buyers = 3,
	              .bought_fen = 11970,
	              .served = 1,
	              .refund_fen = 11490,
	              .products = 1,
	              .settled_fen = 26610 },
	.away = { .bought_fen = 11490 },
	.city = { .orders = 4,
	          .sold_fen = 23460,
	          .sold_g = 16100,
	          .household_fen = 15084,
	          .buyers = 3,
	          .bought_fen = 23460,
	          .served = 1,
	          .refund_fen = 11490,
	          .products = 1,
	          .settled_fen = 26610 },
	.household = { 8625, 6459 },
};
static const struct balances money_to_pay_out = {
	.gateway = -22020,
	.till = -7800,
	.seller = 638,
	.household = { 8625, 6459 },
	.station = 822,
	.carrier = 7775,
	.platform = 1674,
	.reserve = 617,
	.buyer = 3210,
};

/* What gateway and drawer had came to the bank, 298.20; seller, households, station and carrier were paid 243.19 from there. */
static const struct balances money_paid_out = {
	.bank = -5501,
	.platform = 1674,
	.reserve = 617,
	.buyer = 3210,
};

static void sell_and_settle(void)
{
	story_guest_orders();
	check_stock(100, 4); /* 2 of 1 piece and 1 of 2 pieces are held */
	gateway_calls_late_and_twice();
	check_step(&after_first, &money_after_first);
	story_program_orders();
	check_step(&after_second, &money_after_second);
	story_officer_looks();
	story_station_serves();
	check_step(&after_third, &money_after_third);
	check_stock(92, 0); /* 4, 2 and 2 pieces are sold */
	story_goods_go();
	check_step(&after_third, &money_after_third);
	story_box_comes_back();
	check_step(&after_return, &money_after_third);
	story_gateway_gives_back();
	check_step(&after_return, &money_given_back);
	check_stock(92, 0);
	story_buyers_confirm();
	check_step(&after_settlement, &money_after_settlement);
}

/* Whoever may not is told so, and what was paid is not due a second time: nothing is written. */
static void payout_is_made_once(void)
{
	int64_t before = journal_count();

	ask_json(POST, "/api/v1/payouts", "cadre", "{\"place\":\"510525\"}");
	check_status(403);
	ask_json(POST, "/api/v1/payouts", "county", "{\"place\":\"510525\"}");
	check_status(422);
	assert_int_equal(journal_count(), before);
}

TEST(story_of_the_main_job)
{
	story = story_town();
	sell_and_settle();
	story_late_return();
	check_step(&after_late_return, &money_after_late_return);
	story_balance_orders();
	check_balances(&money_after_fourth);
	check_books();
	story_balance_order_completes();
	check_step(&after_fourth, &money_to_pay_out);
	story_money_to_the_bank();
	story_payout();
	assert_int_equal(answer_json_int("total_fen"), 24319); /* 638 + 8625 + 6459 + 822 + 7775 */
	assert_int_equal(answer_json_int("lines"), 5);
	payout_is_made_once();
	check_step(&after_fourth, &money_paid_out);
	check_stock(91, 0);
	ask_get(words_of("/sellers/%s/money", story->seller), "seller");
	check_page("6.38");
	ask_get(words_of("/sellers/%s/money?as=csv", story->seller), "seller");
	check_status(200);
	check_page(",0.00,6.38");
}
