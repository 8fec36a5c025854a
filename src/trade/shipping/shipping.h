/* The delivery promise: from a county to a place, by a table of routes; the longest prefix of the buyer's place wins.
   Goods ordered before the cut-off of a day are dispatched that day, later ones the next; they arrive `days` days after.
   The fee is base_fen and per_kg_fen for every kilogram begun.
   Not here: who carries, tracking. */
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

/* Puts the route in place of what stood there, without asking for its version (imports, demo). */
MUST_USE enum outcome shipping_route_put(struct db *db, const struct shipping_route *route);
/* Changes the route of the version seen; version 0 adds it. CONFLICT: somebody was first. */
MUST_USE enum outcome shipping_route_change(struct db *db, const struct shipping_route *route);
/* NOT_FOUND: was none. */
MUST_USE enum outcome shipping_route_remove(struct db *db, int64_t from_county, int64_t to_place);
MUST_USE enum outcome shipping_route_one(struct db *db, struct arena *arena, int64_t from_county, int64_t to_place,
                                         struct shipping_route *ret);
/* The routes of a county by place, after a place (-1: from the start). */
MUST_USE enum outcome shipping_routes(struct db *db, struct arena *arena, int64_t from_county, int64_t after,
                                      size_t limit, struct shipping_route **ret, size_t *ret_count);
/* What can be promised now for that weight. ships_on_earliest: of a pre-sale, else 0. NOT_FOUND: nobody delivers there.
   Several parcels of one buyer from one county are one call with the sum of their weights. */
MUST_USE enum outcome shipping_promise(struct db *db, int64_t from_county, int64_t to_place, int64_t weight_g,
                                       int64_t now, int64_t ships_on_earliest, struct promise *ret_promise);
/* The same from a route that was read before. */
struct promise shipping_promise_of(const struct shipping_route *route, int64_t weight_g, int64_t now,
                                   int64_t ships_on_earliest);

/* Reads routes from CSV with the columns from, to, days, cutoff, base, per_kg ("510525", "51", "2", "18:00", "6.00", "1.50"), all or
   nothing; *ret_rows counts. INVALID: the problems name line and column. */
MUST_USE enum outcome shipping_import(struct db *db, struct arena *arena, struct text csv, struct text file_name,
                                      bool dry_run, struct problems *problems, int64_t *ret_rows);

/* "18:00" as minutes after midnight and back; false: not a time from 00:00 to 24:00. */
bool shipping_cutoff_read(struct text t, int64_t *ret_minutes);
struct text shipping_cutoff_text(struct arena *arena, int64_t minutes);

#endif
