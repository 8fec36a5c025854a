/* What is going to happen: who orders what and when. Parts: the trade of fourteen months, which grows; a small first sale of plums a
   year ago; oranges that are on pre-sale now; and the pre-sale of three days with its evenings and its live stream.
   Of the pre-sale's orders as many are given up again (not paid, or withdrawn) as are for two boxes: so orders and boxes kept are
   equal in number, and what was given up is sold again before the end. */
#include "app/demo.h"

#include <assert.h>
#include <stdlib.h>

enum {
	MINUTE_MS = 60000,
	HOUR_MS = 3600000,
	SALE_DAYS = 3,
	BLOCK_DEALS = 200,
	GIVEN_UP_PARTS = 350, /* of 10,000 */
	GIVEN_UP_BEFORE = 82, /* percent of the orders: later ones keep what they ordered */
	BOXES_EACH = 9,
	VISIT_MS = 40 * MINUTE_MS,
	VILLAGER_BOXES = 6,
	HISTORY_BUYERS = 600,
	FIRST_PART = 10, /* last year's plums: one box for so many of this year's */
	ORANGE_PART = 60,
	UNPAID_NOW = 12, /* ordered in the last minutes, not paid yet */
	INSTITUTION_PARTS = 2200,
	INSTITUTION_FEN = 13000, /* what a canteen or a firm buys by the dozen costs at most so much */
};

/* ---- moments ---- */

/* Orders by the hour of a day, in parts. */
static const int64_t sale_hours[24] = { 9,  3,  1,  1,  1,  3,  10, 22, 34,  40,  42, 44,
	                                52, 40, 34, 34, 38, 46, 60, 96, 168, 120, 72, 30 };
static const int64_t sale_days[SALE_DAYS] = { 31, 36, 33 };

static int64_t sale_moment(struct demo *demo)
{
	int64_t day = (int64_t)chance_weighted(&demo->chance, sale_days, SALE_DAYS);
	int64_t start = calendar_day_start(calendar_add_days(demo->sale_on, day));

	/* the host of the second evening shows the plums for twenty minutes */
	if (day == 1 && chance_is(&demo->chance, 2800))
		return start + 20 * HOUR_MS + chance_below(&demo->chance, 20 * MINUTE_MS);
	return start + (int64_t)chance_weighted(&demo->chance, sale_hours, 24) * HOUR_MS +
	       chance_below(&demo->chance, HOUR_MS);
}

/* Days later in the history are drawn up to two and a half times as often. */
static int64_t other_moment(struct demo *demo)
{
	static const int64_t hours[12] = { 4, 8, 9, 8, 7, 5, 6, 7, 8, 10, 12, 6 };
	int64_t days = DEMO_HISTORY_DAYS - 2, day = chance_below(&demo->chance, days);

	if (chance_below(&demo->chance, 250) > 100 + 150 * day / days)
		day = days - 1 - chance_below(&demo->chance, days / 2);
	return demo->begins_at + (day + 1) * CALENDAR_DAY_MS +
	       (int64_t)chance_weighted(&demo->chance, hours, 12) * HOUR_MS + chance_below(&demo->chance, HOUR_MS);
}

static int earlier(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int64_t *sorted_moments(struct demo *demo, size_t count, int64_t (*draw)(struct demo *demo))
{
	int64_t *moments = arena_array(demo->arena, count, sizeof *moments);

	for (size_t i = 0; i < count; i++)
		moments[i] = draw(demo);
	qsort(moments, count, sizeof *moments, earlier);
	return moments;
}

/* ---- who ---- */

/* A station whose operator has time, by day; NULL: none. */
static struct demo_station *free_station(struct demo *demo, int64_t at)
{
	int minutes = calendar_minutes(at);
	struct demo_station *station = &demo->stations[chance_below(&demo->chance, (int64_t)demo->station_count)];

	if (minutes < 8 * 60 || minutes > 18 * 60 || station->busy_until > at)
		return NULL;
	station->busy_until = at + VISIT_MS;
	return station;
}

/* A person's weight counts the boxes it is going to order. */
static struct demo_person *sale_buyer(struct demo *demo, int64_t pieces)
{
	struct demo_person *buyer;

	do
		buyer = &demo->buyers[chance_below(&demo->chance, (int64_t)demo->buyer_count)];
	while (buyer->weight + pieces > BOXES_EACH);
	buyer->weight += pieces;
	return buyer;
}

static bool serve_deal(struct demo *demo, struct demo_deal *deal, int64_t most)
{
	struct demo_station *station = free_station(demo, deal->at);
	struct demo_person *villager;

	if (station == NULL)
		return false;
	villager = station->villagers[chance_below(&demo->chance, (int64_t)station->villager_count)];
	if (most > 0 && villager->weight + deal->pieces > most)
		return false;
	villager->weight += most > 0 ? deal->pieces : 0;
	deal->station = station;
	deal->buyer = villager;
	deal->fate = FATE_KEPT;
	return true;
}

/* Most pay within two minutes; some of the gateway's messages come late or twice. */
static void plan_payment(struct demo *demo, struct demo_deal *deal)
{
	deal->pay_after_ms = 25000 + chance_below(&demo->chance, 95000);
	if (chance_is(&demo->chance, 150))
		deal->pay_after_ms += 4 * MINUTE_MS + chance_below(&demo->chance, 18 * MINUTE_MS);
	deal->pays_twice = chance_is(&demo->chance, 100);
}

/* ---- the two parts ---- */

static struct demo_variant *other_variant(struct demo *demo, int64_t *planned)
{
	for (;;) {
		size_t i = (size_t)chance_below(&demo->chance, (int64_t)demo->variant_count);
		struct demo_variant *variant = &demo->variants[i];
		int64_t pull = variant->stock < 400 ? variant->stock : 400;

		if (variant->good->is_presale || variant->good->is_running || planned[i] + 2 > variant->stock / 2 + 2 ||
		    planned[i] + 2 > variant->stock || chance_below(&demo->chance, 400) > pull)
			continue;
		planned[i] += 2;
		return variant;
	}
}

/* A canteen, a school or a firm that buys for its people. */
static void institution_deal(struct demo *demo, struct demo_deal *deal, int64_t *planned)
{
	int64_t pieces = 20 + 10 * chance_below(&demo->chance, 13);
	size_t i = (size_t)(deal->variant - demo->variants);

	if (deal->variant->price_fen > INSTITUTION_FEN || planned[i] + pieces > deal->variant->stock / 2)
		return;
	planned[i] += pieces;
	deal->pieces = pieces;
}

static struct demo_person *some_buyer(struct demo *demo)
{
	size_t count = demo->buyer_count < HISTORY_BUYERS ? demo->buyer_count : HISTORY_BUYERS;

	return &demo->buyers[chance_below(&demo->chance, (int64_t)count)];
}

static void plan_other(struct demo *demo, struct demo_plan *plan)
{
	int64_t *moments = sorted_moments(demo, plan->alone_count, other_moment);
	int64_t *planned = arena_array(demo->arena, demo->variant_count, sizeof *planned);

	for (size_t i = 0; i < plan->alone_count; i++) {
		struct demo_deal *deal = &plan->deals[i];

		*deal = (struct demo_deal){ .at = moments[i], .variant = other_variant(demo, planned) };
		deal->pieces = deal->variant->price_fen < 10000 && chance_is(&demo->chance, 3000) ? 2 : 1;
		if (chance_is(&demo->chance, INSTITUTION_PARTS))
			institution_deal(demo, deal, planned);
		deal->buyer = i % 50 == 17 ? &demo->buyers[0] : some_buyer(demo);
		deal->fate = chance_is(&demo->chance, 500)   ? FATE_UNPAID
		             : chance_is(&demo->chance, 400) ? FATE_WITHDRAWN
		                                             : FATE_KEPT;
		plan_payment(demo, deal);
		if (deal->pieces <= 2 && chance_is(&demo->chance, 3500))
			serve_deal(demo, deal, 0);
	}
}

static int64_t first_moment(struct demo *demo)
{
	return sale_moment(demo) - 365 * CALENDAR_DAY_MS;
}

static int64_t orange_moment(struct demo *demo)
{
	int64_t start = calendar_day_start(demo->oranges_on), length = demo->now - 30 * MINUTE_MS - start;

	return start + chance_below(&demo->chance, length);
}

/* Simple deals of one kind, from `from` on. */
static void plan_burst(struct demo *demo, struct demo_plan *plan, size_t from, size_t count, const char *code,
                       int64_t (*draw)(struct demo *demo))
{
	int64_t *moments = sorted_moments(demo, count, draw);
	struct demo_variant *variant = NULL;

	for (size_t i = 0; i < demo->good_count; i++)
		if (text_equal(demo->goods[i].code, text_of(code)))
			variant = &demo->variants[demo->goods[i].variant];
	assert(variant != NULL);
	for (size_t i = 0; i < count; i++) {
		struct demo_deal *deal = &plan->deals[from + i];

		*deal = (struct demo_deal){ .at = moments[i], .variant = variant, .pieces = 1 };
		deal->buyer = some_buyer(demo);
		plan_payment(demo, deal);
		if (count - i > UNPAID_NOW || draw != orange_moment)
			continue;
		deal->at = demo->now - (3 + 2 * (int64_t)(count - i) % 22) * MINUTE_MS;
		deal->fate = FATE_UNPAID;
	}
}

static void plan_sale(struct demo *demo, struct demo_plan *plan, struct demo_variant *boxes)
{
	size_t from = plan->alone_count + plan->first_count + plan->orange_count;
	size_t count = plan->count - from, twos = count * GIVEN_UP_PARTS / 10000, given_up = twos;
	int64_t *moments = sorted_moments(demo, count, sale_moment);

	demo->buyers[0].weight = BOXES_EACH; /* has orders of its own below */

	for (size_t i = 0; i < count; i++) {
		struct demo_deal *deal = &plan->deals[from + i];
		size_t left = count - i, early = count * GIVEN_UP_BEFORE / 100;

		*deal = (struct demo_deal){ .at = moments[i], .variant = boxes, .pieces = 1, .is_sale = true };
		if (i < early && chance_below(&demo->chance, (int64_t)(early - i)) < (int64_t)given_up) {
			given_up--;
			deal->fate = chance_is(&demo->chance, 6500) ? FATE_UNPAID : FATE_WITHDRAWN;
		} else if (twos > 0 && chance_below(&demo->chance, (int64_t)left) < (int64_t)twos) {
			deal->pieces = 2;
		}
		if (left <= twos && deal->fate == FATE_KEPT)
			deal->pieces = 2;
		twos -= deal->pieces == 2;
		plan_payment(demo, deal);
		if (i % 13000 == 97 && deal->fate == FATE_KEPT)
			deal->buyer = &demo->buyers[0];
		else if (deal->fate != FATE_KEPT || !chance_is(&demo->chance, 200) ||
		         !serve_deal(demo, deal, VILLAGER_BOXES))
			deal->buyer = sale_buyer(demo, deal->pieces);
	}
	assert(given_up == 0 && twos == 0);
}

/* ---- sending ---- */

static void add_block(struct demo_plan *plan, struct demo_block block)
{
	assert(plan->block_count < plan->block_room);
	plan->blocks[plan->block_count++] = block;
}

static void plan_other_blocks(struct demo *demo, struct demo_plan *plan)
{
	for (size_t i = 0; i < plan->alone_count; i++) {
		const struct demo_deal *deal = &plan->deals[i];
		struct demo_block block = { .seller = deal->variant->good->seller, .from = i, .count = 1 };

		block.pack_at = deal->at + 3 * HOUR_MS + chance_below(&demo->chance, 14 * HOUR_MS);
		block.ship_at = block.pack_at + 2 * HOUR_MS + chance_below(&demo->chance, 10 * HOUR_MS);
		block.deliver_at = block.ship_at + CALENDAR_DAY_MS + chance_below(&demo->chance, 3 * CALENDAR_DAY_MS);
		block.confirm_parts = 6000;
		add_block(plan, block);
	}
}

/* The first day's boxes are mostly received, the third day's partly still on the tree. */
static void plan_sale_blocks(struct demo *demo, struct demo_plan *plan, struct demo_seller *seller)
{
	size_t begin = plan->alone_count + plan->first_count + plan->orange_count;

	for (size_t from = begin; from < plan->count; from += BLOCK_DEALS) {
		struct demo_block block = { .seller = seller, .from = from };
		int64_t day, morning, late;

		block.count = plan->count - from < BLOCK_DEALS ? plan->count - from : BLOCK_DEALS;
		day = calendar_day(plan->deals[from + block.count - 1].at);
		morning = calendar_day_start(calendar_add_days(day, 1)) + 8 * HOUR_MS;
		late = chance_below(&demo->chance, 6 * HOUR_MS);
		block.pack_at = morning + late;
		block.ship_at = block.pack_at + 5 * HOUR_MS + chance_below(&demo->chance, 3 * HOUR_MS);
		block.deliver_at = block.ship_at + 40 * HOUR_MS + chance_below(&demo->chance, 20 * HOUR_MS);
		block.confirm_parts = day == demo->sale_on ? 9200 : 6600;
		if (day == calendar_add_days(demo->sale_on, SALE_DAYS - 1)) {
			int64_t wait = chance_below(&demo->chance, 100);

			block.confirm_parts = 2500;
			block.pack_at += wait < 12 ? 90 * CALENDAR_DAY_MS : 0;
			block.ship_at += wait < 26 ? 90 * CALENDAR_DAY_MS : CALENDAR_DAY_MS;
			block.deliver_at += wait < 60 ? 90 * CALENDAR_DAY_MS : CALENDAR_DAY_MS;
		}
		add_block(plan, block);
	}
}

static void plan_first_blocks(struct demo *demo, struct demo_plan *plan, struct demo_seller *seller)
{
	size_t end = plan->alone_count + plan->first_count;

	for (size_t from = plan->alone_count; from < end; from += BLOCK_DEALS) {
		struct demo_block block = { .seller = seller, .from = from, .confirm_parts = 3000 };

		block.count = end - from < BLOCK_DEALS ? end - from : BLOCK_DEALS;
		block.pack_at = demo->first_at + 4 * CALENDAR_DAY_MS + chance_below(&demo->chance, 9 * HOUR_MS);
		block.ship_at = block.pack_at + CALENDAR_DAY_MS;
		block.deliver_at = block.ship_at + 3 * CALENDAR_DAY_MS;
		add_block(plan, block);
	}
}

void demo_plan(struct demo *demo, struct demo_plan *plan)
{
	struct demo_variant *boxes = NULL;
	size_t sale = (size_t)demo->orders;

	for (size_t i = 0; i < demo->variant_count; i++)
		if (demo->variants[i].good->is_presale)
			boxes = &demo->variants[i];
	assert(boxes != NULL);
	plan->alone_count = (size_t)(DEMO_OTHER_ORDERS * demo->orders / DEMO_BOXES);
	plan->alone_count = plan->alone_count < 60 ? 60 : plan->alone_count;
	plan->first_count = sale / FIRST_PART;
	plan->orange_count = UNPAID_NOW + sale / ORANGE_PART;
	plan->count = plan->alone_count + plan->first_count + plan->orange_count + sale;
	plan->deals = arena_array(demo->arena, plan->count, sizeof *plan->deals);
	plan->block_room = plan->alone_count + plan->count / BLOCK_DEALS + 4;
	plan->blocks = arena_array(demo->arena, plan->block_room, sizeof *plan->blocks);
	plan_other(demo, plan);
	for (size_t i = 0; i < demo->station_count; i++)
		demo->stations[i].busy_until = 0;
	plan_burst(demo, plan, plan->alone_count, plan->first_count, "crisp-plum-3", first_moment);
	plan_burst(demo, plan, plan->alone_count + plan->first_count, plan->orange_count, "orange-9", orange_moment);
	plan_sale(demo, plan, boxes);
	for (size_t i = 0; i < demo->station_count; i++)
		demo->stations[i].busy_until = 0;
	plan_other_blocks(demo, plan);
	plan_first_blocks(demo, plan, boxes->good->seller);
	plan_sale_blocks(demo, plan, boxes->good->seller);
}
