/* What a cart costs: its lines under their sellers, the delivery promise of each, the sums. */
#include <assert.h>

#include "base/limits.h"
#include "trade/order/order_inside.h"

enum { COUNTIES_AT_ONCE = 20 };

static void group_items(const struct cart *cart, struct cart_sum *sum)
{
	sum->good = cart->count > 0;
	for (size_t i = 0; i < cart->count; i++) {
		const struct cart_item *item = &cart->items[i];
		struct cart_group *group = sum->count > 0 ? &sum->groups[sum->count - 1] : NULL;
		if (group == NULL || group->county != item->county || group->seller_id != item->seller_id) {
			group = &sum->groups[sum->count++];
			*group = (struct cart_group){ .from = i, .county = item->county, .seller_id = item->seller_id };
		}
		group->count++;
		group->goods_fen += item->pieces * item->price_fen; /* at most 9,999 pieces of a million yuan */
		group->weight_g += item->pieces * item->weight_g;
		if (item->presale && item->ships_on > group->ships_on)
			group->ships_on = item->ships_on;
		sum->goods_fen += item->pieces * item->price_fen;
		sum->pieces += item->pieces;
		sum->good = sum->good && item->trouble == CART_GOOD;
	}
}

/* The nearest route of a county: the greatest key above the place. */
static const struct shipping_route *nearest(const struct shipping_route *routes, size_t count, int64_t county)
{
	const struct shipping_route *best = NULL;

	for (size_t i = 0; i < count; i++)
		if (routes[i].from_county == county && (best == NULL || routes[i].to_place > best->to_place))
			best = &routes[i];
	return best;
}

static enum outcome read_routes(struct request *r, const int64_t counties[COUNTIES_AT_ONCE], int64_t place,
                                struct shipping_route **ret, size_t *ret_count)
{
	struct db_value c[COUNTIES_AT_ONCE];

	for (size_t i = 0; i < COUNTIES_AT_ONCE; i++)
		c[i] = i64(counties[i]);
	return db_list(r->db, r->arena, &shipping_route_record, 6 * COUNTIES_AT_ONCE, ret, ret_count,
	               "SELECT from_county, to_place, days, cutoff_minutes, base_fen, per_kg_fen, version"
	               " FROM shipping_route WHERE from_county IN ($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
	               " $17, $18, $19, $20, $21, $22, $23, $24, $25) AND to_place IN (0, $1, $2, $3, $4, $5)",
	               bind(i64(place_above(place, PLACE_PROVINCE)), i64(place_above(place, PLACE_CITY)),
	                    i64(place_above(place, PLACE_COUNTY)), i64(place_above(place, PLACE_TOWNSHIP)),
	                    i64(place_above(place, PLACE_VILLAGE)), c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7],
	                    c[8], c[9], c[10], c[11], c[12], c[13], c[14], c[15], c[16], c[17], c[18], c[19]));
}

static void promise_group(struct request *r, struct cart_sum *sum, struct cart_group *group,
                          const struct shipping_route *route)
{
	group->delivered = route != NULL;
	sum->delivered = sum->delivered && group->delivered;
	if (route == NULL)
		return;
	group->promise = shipping_promise_of(route, group->weight_g, r->now, group->ships_on);
	sum->shipping_fen += group->promise.fee_fen;
}

/* Groups are in order of counties, so that those of one county stand together. */
static enum outcome promise_groups(struct request *r, struct cart_sum *sum, int64_t place)
{
	size_t done = 0;

	sum->delivered = true;
	while (done < sum->count) {
		int64_t counties[COUNTIES_AT_ONCE] = { 0 };
		struct shipping_route *routes;
		size_t county_count = 0, to = done, route_count;
		for (; to < sum->count; to++) {
			if (county_count > 0 && counties[county_count - 1] == sum->groups[to].county)
				continue;
			if (county_count == COUNTIES_AT_ONCE)
				break;
			counties[county_count++] = sum->groups[to].county;
		}
		enum outcome outcome = read_routes(r, counties, place, &routes, &route_count);
		if (outcome != DONE)
			return outcome;
		for (; done < to; done++)
			promise_group(r, sum, &sum->groups[done],
			              nearest(routes, route_count, sum->groups[done].county));
	}
	return DONE;
}

enum outcome cart_sum(struct request *r, const struct cart *cart, int64_t place, struct cart_sum *ret_sum)
{
	*ret_sum = (struct cart_sum){ .groups = arena_array(r->arena, cart->count, sizeof(struct cart_group)) };
	group_items(cart, ret_sum);
	return place == 0 ? DONE : promise_groups(r, ret_sum, place);
}
