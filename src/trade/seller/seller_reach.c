/* Buying instead of giving: which households the household part of a price goes to, without names. */
#include "trade/seller/seller.h"

#include <string.h>

#include "base/limits.h"
#include "web/page.h"

/* The villages seen so far, in order. */
struct villages {
	struct arena *arena;
	int64_t *places;
	size_t count, room;
};

static void village_add(struct villages *villages, int64_t place)
{
	size_t low = 0, high = villages->count, size = sizeof *villages->places;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (villages->places[middle] == place)
			return;
		if (villages->places[middle] < place)
			low = middle + 1;
		else
			high = middle;
	}
	if (villages->count == villages->room) {
		size_t room = villages->room ? 2 * villages->room : 16;
		villages->places = arena_grow(villages->arena, villages->places, villages->room * size, room * size);
		villages->room = room;
	}
	memmove(villages->places + low + 1, villages->places + low, (villages->count - low) * size);
	villages->places[low] = place;
	villages->count++;
}

struct grower_place {
	int64_t household_place;
};

static const struct field grower_place_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, grower_place, household_place, "Place", 0, 0, 0),
	FIELD_END,
};

static const struct record grower_place_record = { .name = "grower_place",
	                                           .size = sizeof(struct grower_place),
	                                           .fields = grower_place_fields };

/* Counted here: for count(DISTINCT) SQLite makes a table, which was a tenth of a product's page. */
static enum outcome reach_count(struct db *db, struct arena *arena, const struct seller *seller,
                                struct seller_reach *reach, int64_t *ret_village)
{
	struct villages villages = { .arena = arena };
	struct grower_place *growers = NULL;
	size_t count = 0;
	enum outcome outcome = db_list(db, arena, &grower_place_record, LIMIT_EXPORT_ROWS, &growers, &count,
	                               "SELECT household_place FROM seller_grower WHERE county = $1 AND seller_id = $2",
	                               bind(i64(seller->county), i64(seller->id)));

	for (size_t i = 0; i < count; i++)
		village_add(&villages, place_above(growers[i].household_place, PLACE_VILLAGE));
	reach->households = (int64_t)count;
	reach->villages = (int64_t)villages.count;
	*ret_village = villages.count > 0 ? villages.places[0] : 0;
	return outcome;
}

enum outcome seller_reach(struct db *db, struct arena *arena, const struct seller *seller, struct seller_reach *ret)
{
	bool is_household = text_equal(seller->kind, T("household"));
	int64_t village = 0;
	enum outcome outcome;

	*ret = (struct seller_reach){ 0 };
	outcome = reach_count(db, arena, seller, ret, &village);
	if (outcome != DONE)
		return outcome;
	if (ret->households == 0 && is_household) {
		ret->households = ret->villages = 1;
		village = place_above(seller->place, PLACE_VILLAGE);
	} else if (ret->villages != 1 || ret->households < SELLER_TELL) {
		village = 0;
	}
	if (village != 0)
		ret->village = place_name(db, arena, village);
	return DONE;
}

struct text seller_reach_words(struct request *r, const struct seller *seller, const struct seller_reach *reach,
                               int64_t goods_fen)
{
	struct seller_part parts[SELLER_PARTS];
	struct text whole, part, households;

	if (reach->households == 0 || seller->household_share == 0 || goods_fen <= 0 ||
	    seller_parts(seller, goods_fen, 0, parts) == 0 || parts[0].kind != ACCOUNT_HOUSEHOLD)
		return T("");
	whole = show_fen(r, goods_fen);
	part = show_fen(r, parts[0].fen);
	households = show_number(r, reach->households);
	if (text_equal(seller->kind, T("household")) && reach->village.length > 0)
		return words(r, "Of ¥%s, ¥%s go to the household in %s that grows it.", whole, part, reach->village);
	if (reach->village.length > 0)
		return words(r, "Of ¥%s, ¥%s go to those who grow it, by turns: %s households in %s.", whole, part,
		             households, reach->village);
	return words(r, "Of ¥%s, ¥%s go to those who grow it, by turns: %s households in %s villages.", whole, part,
	             households, show_number(r, reach->villages));
}
