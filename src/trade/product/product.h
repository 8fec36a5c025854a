/* Goods: products with variants, pictures, origin, pre-sale, and stock. Stock is checked and reserved in one statement:
   available = on_hand - held. A variant draws from one stock item (several variants may share one: 5 斤 and 10 斤 boxes of one
   harvest draw grams or boxes from the same item, `pieces` each).
   Invariants: 0 <= held <= on_hand; on_hand = receipts - sales + returns - losses and corrections (stock_move rows); price_fen of a
   product is that of its cheapest open variant, 0 without one; an open product has an open variant; a pre-sale's sold never
   exceeds what was promised, since what is promised is the stock. */
#ifndef TRADE_PRODUCT_H
#define TRADE_PRODUCT_H

#include "common/picture/picture.h"
#include "trade/seller/seller.h"

/* Days of a pre-sale: what lies beyond is a slip of the pen, and calendars end. */
enum { PRESALE_FIRST = 20240101, PRESALE_LAST = 20991231 };
enum { PRODUCT_VARIANTS = 20, PRODUCT_PRICE_FEN = 100000000, STOCK_PIECES = 100000000 };

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
	int64_t in_stock; /* filled when listed: 1 when one can be had */
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

struct category {
	struct text code;  /* "fruit" */
	struct text label; /* English key of the catalogue */
	int64_t number;    /* order on the shelf */
};

extern const struct record product_record, variant_record, category_record;
extern const struct module product_module;

MUST_USE enum outcome product_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct product *ret);
/* All variants of a product, also closed ones, by id; at most PRODUCT_VARIANTS. */
MUST_USE enum outcome product_variants(struct db *db, struct arena *arena, int64_t county, int64_t product_id,
                                       struct variant **ret, size_t *ret_count);
MUST_USE enum outcome variant_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct variant *ret);
/* Adds a product without variants: its words for search and the total of goods listed are added with it. INVALID: unknown
   category, short title. */
MUST_USE enum outcome product_add(struct db *db, struct arena *arena, const struct product *product);
/* Writes category, place, titles, descriptions, picture, pre-sale, limit and open of the version seen. CONFLICT: somebody changed
   it since. */
MUST_USE enum outcome product_change(struct db *db, struct arena *arena, const struct product *product);
/* Adds a variant with a stock item of its own (variant->stock_id 0 -> same id as the variant). */
MUST_USE enum outcome variant_add(struct db *db, const struct variant *variant);
/* Writes name, unit, weight, price, pieces and open of the version seen; closing the last open variant closes the product.
   CONFLICT: somebody changed it since. */
MUST_USE enum outcome variant_change(struct db *db, const struct variant *variant);
/* The product's title and description in the request's language. */
struct text product_title(const struct request *r, const struct product *product);
struct text product_about(const struct request *r, const struct product *product);
/* Whether it can be ordered now: open, and within its days when it is a pre-sale. */
bool product_is_on_sale(const struct product *product, int64_t now);
MUST_USE enum outcome category_list(struct db *db, struct arena *arena, struct category **ret, size_t *ret_count);
/* The units a variant may have; labels are keys of the catalogue. Ends with value NULL. */
extern const struct choice product_units[];
/* The label of a unit's code, as a key; the code itself when unknown. */
const char *product_unit_label(struct request *r, struct text unit);

/* ---- Stock (stock.c) ---- */

struct stock {
	int64_t county, id, product_id;
	int64_t on_hand, held;
};
struct stock_move {
	int64_t county, id, stock_id;
	int64_t pieces;     /* signed, never 0 */
	struct text why;    /* "receipt", "sale", "return", "loss", "correction" */
	struct text reason; /* in words, of losses and corrections */
	int64_t subject_id; /* the order; else 0 */
	int64_t person_id;  /* who; 0: the program */
	int64_t at;
};
extern const struct record stock_record, stock_move_record;

/* Stock. why: "receipt", "sale", "return", "loss"; subject_id: the order. pieces > 0. "sale" and "loss" take away. */
MUST_USE enum outcome stock_receive(struct db *db, int64_t county, int64_t stock_id, int64_t pieces, int64_t move_id,
                                    const char *why, int64_t subject_id, int64_t at);
/* Any movement, signed. CONFLICT: more would go than is on hand and not held; NOT_FOUND: no such stock item. */
MUST_USE enum outcome stock_change(struct db *db, const struct stock_move *move);
/* CONFLICT: not enough available; nothing is held. */
MUST_USE enum outcome stock_hold(struct db *db, int64_t county, int64_t stock_id, int64_t pieces);
/* CONFLICT: less was held. */
MUST_USE enum outcome stock_release(struct db *db, int64_t county, int64_t stock_id, int64_t pieces);
/* What was held is sold: on_hand and held both go down, a movement is written. CONFLICT: less was held. */
MUST_USE enum outcome stock_sell(struct db *db, int64_t county, int64_t stock_id, int64_t pieces, int64_t move_id,
                                 int64_t subject_id, int64_t at);
/* For what is ordered and paid in one command, in place of stock_hold() and stock_sell(): the pieces go off the stock at once (CONFLICT: not
   enough available), and stock_sold() writes their movement when the order is paid. */
MUST_USE enum outcome stock_take(struct db *db, int64_t county, int64_t stock_id, int64_t pieces);
MUST_USE enum outcome stock_sold(struct db *db, int64_t county, int64_t stock_id, int64_t pieces, int64_t move_id,
                                 int64_t subject_id, int64_t at);
MUST_USE enum outcome stock_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct stock *ret);
/* Why stock moves: the values of a movement. */
extern const struct choice stock_whys[];
/* Movements of a stock item, newest first, before an id (0: from the newest); why empty: all. */
MUST_USE enum outcome stock_moves(struct db *db, struct arena *arena, int64_t county, int64_t stock_id, struct text why,
                                  int64_t before, size_t limit, struct stock_move **ret, size_t *ret_count);
/* Counts sold pieces of a product up (or down after a return). */
MUST_USE enum outcome product_count_sold(struct db *db, int64_t county, int64_t product_id, int64_t pieces,
                                         int64_t grams);

/* ---- Import (product_import.c) ---- */

/* Up to PRODUCT_IMPORT_AT_ONCE lines are written in one command; more from the page are long work (product_job_kind), checked whole first and
   then written PRODUCT_IMPORT_SLICE lines a command. */
enum {
	PRODUCT_IMPORT_ROWS = 2000,
	PRODUCT_IMPORT_BYTES = 1 << 20,
	PRODUCT_IMPORT_AT_ONCE = 500,
	PRODUCT_IMPORT_SLICE = 100
};

/* Reads goods from CSV for a seller, in two steps like the places. Checking reads the text, adds every bad row to problems by line and
   column and gives how many rows are good; nothing is written, so it is the dry run too. INVALID: there were problems; NOT_FOUND: no such
   seller. The columns are in docs/import.md. */
MUST_USE enum outcome product_import_check(struct db *db, struct arena *arena, int64_t county, int64_t seller_id,
                                           struct text csv, struct text file_name, struct problems *problems,
                                           int64_t *ret_rows);
/* The body of the command that writes them, all or nothing, for a command of the door PRODUCT_IMPORT_DOOR in the seller's county. */
struct text product_import_body(struct arena *arena, int64_t county, int64_t seller_id, struct text csv);
#define PRODUCT_IMPORT_DOOR "IMPORT products"
/* Goods of a long list as long work (product_job.c). Stopped, or failed because something changed meanwhile, it says how many lines were
   brought in, and keeps the others as its file: a list that can be brought in later. */
struct job_kind;
extern const struct job_kind product_job_kind;

#endif
