/* Sellers: a household, co-operative or enterprise that lists goods; who acts for it; how the price is shared.
   Shares are in hundredths of a percent (parts of 10,000) of the price of goods and sum to 10,000:
   household (growers), seller's own, station, carrier, platform, reserve.
   Invariants: shares are never negative and sum to 10,000; a person is a member of a seller once; a grower has a weight of at
   least 1. Not here: money (trade/settlement moves it by these shares). */
#ifndef TRADE_SELLER_H
#define TRADE_SELLER_H

#include "common/household/household.h"
#include "common/ledger/ledger.h"

enum { SELLER_SHARES = 10000, SELLER_GROWERS = 1000, SELLER_MEMBERS = 100, SELLER_PARTS = 6 };

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

/* INVALID: the shares do not sum to 10,000 or the name has less than 2 characters. */
MUST_USE enum outcome seller_add(struct db *db, const struct seller *seller);
/* Writes place, kind, name, about, shares and open of the version seen; shares that change hold on for orders placed before `at`.
   CONFLICT: somebody changed it since. */
MUST_USE enum outcome seller_change(struct db *db, const struct seller *seller, int64_t at);
/* The seller with the shares that held at a moment: what an order placed then is shared out by. */
MUST_USE enum outcome seller_when(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t at,
                                  struct seller *ret);
MUST_USE enum outcome seller_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct seller *ret);
/* The sellers of the land of a place, newest first, before an id (0: from the newest). */
MUST_USE enum outcome seller_list(struct db *db, struct arena *arena, int64_t within, int64_t before, size_t limit,
                                  struct seller **ret, size_t *ret_count);
/* "Household", "Co-operative" in the request's language. */
const char *seller_kind_name(struct request *r, struct text kind);
/* Who may act for it. Adding twice is DONE. */
MUST_USE enum outcome seller_member_add(struct db *db, int64_t county, int64_t seller_id, int64_t person_id,
                                        int64_t at);
/* NOT_FOUND: was none. */
MUST_USE enum outcome seller_member_remove(struct db *db, int64_t county, int64_t seller_id, int64_t person_id);
bool seller_has_member(struct db *db, int64_t county, int64_t seller_id, int64_t person_id);
/* The sellers a person acts for, newest first, at most LIMIT_PAGE_ROWS. */
MUST_USE enum outcome seller_of_person(struct db *db, struct arena *arena, int64_t person_id, struct seller **ret,
                                       size_t *ret_count);
/* Growers of a seller: households that receive the household share, each with a weight (for example boxes promised). */
struct grower {
	int64_t county, seller_id, household_id, household_place, weight;
	struct text village_name; /* joined by seller_growers() */
};
extern const struct record grower_record;
/* Adds it, or gives it another weight; weight 0 takes it away. */
MUST_USE enum outcome seller_grower_add(struct db *db, const struct grower *grower);
/* All growers by household, at most SELLER_GROWERS. */
MUST_USE enum outcome seller_growers(struct db *db, struct arena *arena, int64_t county, int64_t seller_id,
                                     struct grower **ret, size_t *ret_count);
/* How many growers it has. */
MUST_USE enum outcome seller_grower_count(struct db *db, int64_t county, int64_t seller_id, int64_t *ret_count);
/* The grower of the n-th piece sold: weights laid end to end, n modulo their sum, n >= 0. NOT_FOUND: the seller has none (then the
   seller's own household, when it is one). */
MUST_USE enum outcome seller_grower(struct db *db, int64_t county, int64_t seller_id, int64_t n, struct grower *ret);

/* Whether a door may let the present person act for the seller: fills the scope for a route's `where` (place of the seller, mine
   for a member). Two statements. NOT_FOUND. ret_seller may be NULL. */
MUST_USE enum outcome seller_scope(struct request *r, int64_t county, int64_t id, struct scope *ret_scope,
                                   struct seller *ret_seller);

/* One part of a price, and of what settlement moves. */
struct seller_part {
	enum account_kind kind;
	const char *colour; /* of web/page.h's weave */
	const char *label;  /* English key: "To the household" */
	int64_t fen;
};
/* How a price is shared by the seller's shares: household first, the shipping fee goes to the carrier; the remainder of every
   division goes to the household, or to the seller when the household has no share. Parts of 0 are left out, the others sum to
   goods_fen + shipping_fen. Returns their number. */
size_t seller_parts(const struct seller *seller, int64_t goods_fen, int64_t shipping_fen,
                    struct seller_part ret_parts[SELLER_PARTS]);
/* Where the household part of a price goes, without names: how many households grow it, in how many villages, and the one village when all
   live there and are too many to be told apart (SELLER_TELL) or the seller itself is a household; else empty. All 0: to nobody known. */
enum { SELLER_TELL = 3 };
struct seller_reach {
	int64_t households, villages;
	struct text village;
};
MUST_USE enum outcome seller_reach(struct db *db, struct arena *arena, const struct seller *seller,
                                   struct seller_reach *ret);
/* "Of ¥39.90, ¥21.55 go to 12 households in Hongba village that grow it, by turns."; empty when nothing goes to a household, or nobody is
   known. */
struct text seller_reach_words(struct request *r, const struct seller *seller, const struct seller_reach *reach,
                               int64_t goods_fen);
/* The same as the woven bar of a page. */
void seller_weave(struct request *r, const struct seller *seller, int64_t goods_fen, int64_t shipping_fen);

#endif
