/* What the doors of this module share with its template. Private to the module. */
#ifndef TRADE_SHIPPING_VIEW_H
#define TRADE_SHIPPING_VIEW_H

#include "trade/shipping/shipping.h"

/* A route as it is typed. */
struct route_form {
	int64_t from; /* county, given only */
	int64_t to, days, base_fen, per_kg_fen, version;
	struct text cutoff;
};
extern const struct record route_form_record;

struct shipping_view {
	int64_t county;
	struct text county_name;
	struct shipping_route *routes;
	struct text *names; /* of the places they lead to */
	size_t count;
	int64_t next;
	const struct shipping_route *edited; /* the one in the form; NULL: a new one */
	struct route_form form;
	bool is_stale;
};

#endif
