/* What the counter's page shows; for the files of this module only. */
#ifndef VILLAGE_COUNTER_VIEW_H
#define VILLAGE_COUNTER_VIEW_H

#include "village/counter/counter.h"

struct counter_view {
	struct station station;
	struct station *stations; /* all at which the operator may work */
	size_t station_count;
	struct text place_name; /* of whom is served */
	struct order last;      /* of whom is served; id 0: none */
	struct order_line *lines;
	size_t line_count;
	int64_t parcels;
	int64_t in_fen, out_fen, drawer_fen; /* today's cash, and what must be in the drawer */
};

#endif
