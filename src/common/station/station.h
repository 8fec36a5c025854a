/* Service stations: where a village is served, parcels wait and cash is taken. The counter's page is in village/counter. */
#ifndef COMMON_STATION_H
#define COMMON_STATION_H

#include "common/person/person.h"
#include "common/place/place.h"

struct station {
	int64_t county, id;
	int64_t place;     /* village, township or county it stands in */
	struct text name;  /* 丹桂服务站 */
	struct text hours; /* "8:00—19:00" */
	struct text phone; /* public, of the station */
	int64_t open;      /* 1 or 0 */
	int64_t version;
};

extern const struct record station_record;
extern const struct module station_module;

MUST_USE enum outcome station_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct station *ret);
/* Open stations in the land of a place, nearest level first when place is a village or household (its own village, township,
   then county). */
MUST_USE enum outcome station_near(struct db *db, struct arena *arena, int64_t place, size_t limit,
                                   struct station **ret, size_t *ret_count);
/* The station at which the present person serves: the one it said it works at while that is open and in the land of its RIGHT_SERVE,
   else the first there. NOT_FOUND: none. */
MUST_USE enum outcome station_mine(struct request *r, struct station *ret);
/* All open stations at which it serves, over whatever lands it holds the right; at most STATIONS_MINE, by place. */
enum { STATIONS_MINE = 20 };
MUST_USE enum outcome stations_mine(struct request *r, struct station **ret, size_t *ret_count);
MUST_USE enum outcome station_add(struct db *db, const struct station *station);

#endif
