/* Goods: products with variants, pictures, origin, pre-sale, and stock. Stock is checked and reserved in one statement:
   available = on_hand - held. A variant draws from one stock item (several variants may share one: 5 斤 and 10 斤 boxes of one
   harvest draw grams or boxes from the same item, `pieces` each).
   Invariants: 0 <= held <= on_hand; on_hand = receipts - sales + returns (stock_move rows); a pre-sale's sold never exceeds its limit. */
#ifndef TRADE_PRODUCT_H
#define TRADE_PRODUCT_H

#include "common/picture/picture.h"
#include "trade/seller/seller.h"

struct product {
	int64_t county, id, seller_id;
	int64_t place;        /* origin */
	struct text category; /* code of a category row */
	struct text title, title_bo, title_en;
	struct text about, about_bo, about_en;
	struct text picture;                   /* digest, or "art/plum.svg" */
	int64_t presale;                       /* 0 or 1 */
	int64_t opens_at, closes_at, ships_on; /* of a pre-sale; 0 otherwise */
	int64_t limit_each;                    /* pieces per buyer; 0: no limit */
	int64_t price_fen;                     /* of the cheapest open variant, kept with the variants */
	int64_t sold;                          /* pieces sold, for the shelf */
	int64_t sold_grams;
	int64_t open;
	int64_t created_at, version;
};

struct variant {
	int64_t county, id, product_id;
	struct text name; /* "5斤装" */
	struct text unit; /* "box", "jin", "piece" ... a key of the catalogue */
	int64_t weight_g, price_fen;
	int64_t stock_id, pieces; /* draws `pieces` of the stock item for each one sold */
	int64_t open, version;
	int64_t available; /* filled on reading: (on_hand - held) / pieces */
};

extern const struct record product_record, variant_record;
extern const struct module product_module;

MUST_USE enum outcome product_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct product *ret);
MUST_USE enum outcome product_variants(struct db *db, struct arena *arena, int64_t county, int64_t product_id,
                                       struct variant **ret, size_t *ret_count);
MUST_USE enum outcome variant_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct variant *ret);
MUST_USE enum outcome product_add(struct db *db, struct arena *arena, const struct product *product);
/* Adds a variant with a stock item of its own (variant->stock_id 0 -> same id as the variant). */
MUST_USE enum outcome variant_add(struct db *db, const struct variant *variant);
/* The product's title and description in the request's language. */
struct text product_title(const struct request *r, const struct product *product);
struct text product_about(const struct request *r, const struct product *product);

/* Stock. why: "receipt", "sale", "return", "loss"; subject_id: the order. pieces > 0. */
MUST_USE enum outcome stock_receive(struct db *db, int64_t county, int64_t stock_id, int64_t pieces, int64_t move_id,
                                    const char *why, int64_t subject_id, int64_t at);
/* CONFLICT: not enough available; nothing is held. */
MUST_USE enum outcome stock_hold(struct db *db, int64_t county, int64_t stock_id, int64_t pieces);
MUST_USE enum outcome stock_release(struct db *db, int64_t county, int64_t stock_id, int64_t pieces);
/* What was held is sold: on_hand and held both go down, a movement is written. */
MUST_USE enum outcome stock_sell(struct db *db, int64_t county, int64_t stock_id, int64_t pieces, int64_t move_id,
                                 int64_t subject_id, int64_t at);
/* Counts sold pieces of a product up (or down after a return). */
MUST_USE enum outcome product_count_sold(struct db *db, int64_t county, int64_t product_id, int64_t pieces,
                                         int64_t grams);

#endif
