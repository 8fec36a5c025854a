/* The delivery promise: from a county to a place, by a table of routes; the longest prefix of the buyer's place wins. */
#ifndef TRADE_SHIPPING_H
#define TRADE_SHIPPING_H

#include "common/place/place.h"

struct shipping_route {
	int64_t from_county;
	int64_t to_place;       /* land the route reaches */
	int64_t days;           /* after the day of dispatch */
	int64_t cutoff_minutes; /* ordered before it on a day, dispatched that day */
	int64_t base_fen, per_kg_fen;
	int64_t version;
};

struct promise {
	int64_t order_by; /* moment until which this promise holds */
	int64_t ships_on, arrives_on;
	int64_t fee_fen;
};

extern const struct record shipping_route_record;
extern const struct module shipping_module;

MUST_USE enum outcome shipping_route_put(struct db *db, const struct shipping_route *route);
/* What can be promised now for that weight. ships_on_earliest: of a pre-sale, else 0. NOT_FOUND: nobody delivers there. */
MUST_USE enum outcome shipping_promise(struct db *db, int64_t from_county, int64_t to_place, int64_t weight_g,
                                       int64_t now, int64_t ships_on_earliest, struct promise *ret_promise);

#endif
