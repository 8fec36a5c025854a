/* Sellers: a household, co-operative or enterprise that lists goods; who acts for it; how the price is shared.
   Shares are in hundredths of a percent (parts of 10,000) of the price of goods and sum to 10,000:
   household (growers), seller's own, station, carrier, platform, reserve. */
#ifndef TRADE_SELLER_H
#define TRADE_SELLER_H

#include "common/household/household.h"
#include "common/ledger/ledger.h"

struct seller {
	int64_t county, id;
	int64_t place;    /* household key, or village/township/county of a firm */
	struct text kind; /* "household", "cooperative", "enterprise" */
	struct text name; /* public name, without a villager's full name: "太平镇 李家果园" */
	struct text about;
	int64_t household_share, own_share, station_share, carrier_share, platform_share, reserve_share;
	int64_t open;
	int64_t created_at, version;
};

extern const struct record seller_record;
extern const struct module seller_module;

MUST_USE enum outcome seller_add(struct db *db, const struct seller *seller);
MUST_USE enum outcome seller_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct seller *ret);
/* Who may act for it. */
MUST_USE enum outcome seller_member_add(struct db *db, int64_t county, int64_t seller_id, int64_t person_id,
                                        int64_t at);
bool seller_has_member(struct db *db, int64_t county, int64_t seller_id, int64_t person_id);
/* The sellers a person acts for. */
MUST_USE enum outcome seller_of_person(struct db *db, struct arena *arena, int64_t person_id, struct seller **ret,
                                       size_t *ret_count);
/* Growers of a seller: households that receive the household share, each with a weight (for example boxes promised). */
struct grower {
	int64_t county, seller_id, household_id, household_place, weight;
};
MUST_USE enum outcome seller_grower_add(struct db *db, const struct grower *grower);
/* The grower of the n-th piece sold: weights laid end to end, n modulo their sum. NOT_FOUND: the seller has none (then the
   seller's own household, when it is one). */
MUST_USE enum outcome seller_grower(struct db *db, int64_t county, int64_t seller_id, int64_t n, struct grower *ret);

#endif
