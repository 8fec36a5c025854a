/* What the files of this module share: the shelf, views for pages, forms. Private to the module. */
#ifndef TRADE_PRODUCT_SHELF_H
#define TRADE_PRODUCT_SHELF_H

#include "common/place/place.h"
#include "common/station/station.h"
#include "trade/product/product.h"
#include "trade/shipping/shipping.h"

/* ---- the shelf ---- */

enum shelf_sort { SHELF_NEWEST = 1, SHELF_BEST_SELLING, SHELF_CHEAPEST };
enum { SHELF_COUNTED = 1000 }; /* beyond it "more than 1,000" */

/* The last row of a page, by what it is sorted by: rows that come or go meanwhile move nothing. */
struct shelf_cursor {
	int64_t key, id;
	bool given;
};

struct shelf_question {
	struct text words; /* empty: all */
	int64_t place;
	struct text category; /* empty: all */
	int64_t least_fen, most_fen;
	bool in_stock;
	enum shelf_sort sort;
	struct shelf_cursor after;
	size_t limit;
};

/* Open products with a price. */
MUST_USE enum outcome shelf_find(struct db *db, struct arena *arena, const struct shelf_question *question,
                                 struct product **ret, size_t *ret_count);
/* How many there are in all; at most SHELF_COUNTED + 1. */
MUST_USE enum outcome shelf_count(struct db *db, struct arena *arena, const struct shelf_question *question,
                                  int64_t *ret_count);
struct text shelf_cursor_text(struct arena *arena, const struct shelf_question *question, const struct product *last);
/* False: not a cursor of ours. */
bool shelf_cursor_read(struct text t, struct shelf_cursor *ret_cursor);
/* The pre-sale of the land that sells best now. */
MUST_USE enum outcome shelf_lead(struct db *db, struct arena *arena, int64_t place, int64_t now, struct product *ret);
/* The open goods of a seller, best selling first. */
MUST_USE enum outcome shelf_of_seller(struct db *db, struct arena *arena, int64_t county, int64_t seller_id,
                                      size_t limit, struct product **ret, size_t *ret_count);

/* ---- views ---- */

struct shelf_view {
	struct shelf_question question;
	struct text place_name;
	const struct product *goods;
	size_t count;
	int64_t total;
	struct text next; /* cursor of the next page; empty: the last */
	const struct category *categories;
	size_t category_count;
};

/* The shelf with the same question but that category, from its start. */
struct text shelf_link(struct request *r, const struct shelf_question *question, struct text category);

struct product_view {
	struct product product;
	struct seller seller;
	struct variant *kinds; /* open ones */
	size_t kind_count;
	const struct variant *chosen;
	int64_t left; /* pieces that can still be had */
	bool on_sale;
	int64_t to_place;
	struct text to_address, origin;
	struct promise promise;
	bool is_promised;
	struct station *stations;
	size_t station_count;
	bool may_edit;
	struct seller_reach reach; /* which households the price goes to */
	struct product *similar;   /* of the same category and in stock, when it cannot be had itself */
	size_t similar_count;
	struct list variants; /* the same, for JSON */
};

/* A product with its variants. */
extern const struct record product_view_record;

struct seller_view {
	struct seller seller;
	struct text address;
	struct product *goods;
	size_t count;
	int64_t growers;
	bool may_edit, may_sell;
};

struct home_view {
	int64_t place;
	struct text name, above;
	struct product lead;
	bool has_lead;
	const struct variant *lead_variant;
	int64_t lead_left, lead_household_fen;
	struct product *goods;
	size_t count;
};

/* A product as the desk lists it. */
struct desk_good {
	int64_t county, id, seller_id;
	struct text title, picture;
	int64_t price_fen, presale, open, sold, on_hand, held;
	int64_t available; /* on_hand - held */
	int64_t state;     /* of desk_good_states */
	struct text seller_name;
};
/* 1 on sale, 2 sold out, 3 not on the shelf. */
extern const struct choice desk_good_states[];
extern const struct record desk_good_record;

struct desk_view {
	struct seller *sellers;
	size_t seller_count;
};

struct desk_product_view {
	struct product product;
	struct seller seller;
	struct text origin;
	struct variant *variants;
	size_t variant_count;
	struct stock *stocks;
	size_t stock_count;
	struct list variants_given, stocks_given; /* the same, for JSON */
};
extern const struct record desk_product_record;

struct desk_stock_view {
	struct stock stock;
	struct product product;
};

/* Goods of a person's sellers, newest first, before an id (0: the newest); state 0: in all states. */
MUST_USE enum outcome desk_goods(struct db *db, struct arena *arena, int64_t person_id, int64_t state, int64_t before,
                                 size_t limit, struct desk_good **ret, size_t *ret_count);
MUST_USE enum outcome product_stocks(struct db *db, struct arena *arena, int64_t county, int64_t product_id,
                                     struct stock **ret, size_t *ret_count);

/* ---- forms ---- */

/* A product as it is typed; days instead of moments. */
struct product_form {
	struct text seller; /* public id, of a new one */
	struct text title, title_bo, title_en, category;
	int64_t place;
	struct text about, about_bo, about_en;
	int64_t presale, opens_on, closes_on, ships_on, limit_each, version;
	/* the first variant of a new product */
	struct text name, unit;
	int64_t weight_g, price_fen, on_hand;
};
extern const struct record product_form_record, product_new_record;
extern const struct choice product_categories[];
/* What the form says, after the rules: fills *product; false with problems. */
bool product_form_apply(struct request *r, const struct product_form *form, int64_t county, struct product *product);
struct product_form product_form_of(const struct product *product);

/* A variant as it is typed. */
struct variant_form {
	struct text name, unit;
	int64_t weight_g, price_fen, pieces, on_hand, version;
	struct text shares; /* public id of a stock item it shares; empty: its own */
};
extern const struct record variant_form_record;

struct move_form {
	struct text why;
	int64_t pieces;
	struct text reason;
};
extern const struct record move_form_record;

/* What desk_where_... found. */
struct desk_found {
	struct seller seller;
	struct product product;
	struct variant variant;
	struct stock stock;
};
/* What a form page of the desk shows. */
struct desk_form_view {
	struct desk_found *found;
	const struct record *record;
	const void *row;  /* what stands now; NULL: nothing yet */
	const char *path; /* where it is posted */
	bool is_new;
	const struct product *stale; /* what somebody else wrote meanwhile; NULL: nobody did */
	const struct variant *stale_variant;
	struct product_import *import; /* the dry run of an import */
	struct text csv;
};

/* ---- doors by file ---- */

void shelf_page(struct request *r);
void product_page(struct request *r);
void seller_page(struct request *r);
void seller_board_page(struct request *r);
void home_page(struct request *r);
/* "/desk/products/510525-..." */
const char *desk_product_path(struct request *r, const struct product *p);
void desk_page(struct request *r);
void desk_new_page(struct request *r);
void desk_add(struct request *r);
void desk_product_page(struct request *r);
void desk_edit_page(struct request *r);
void desk_change(struct request *r);
void desk_open(struct request *r);
void desk_close(struct request *r);
void desk_variant_new_page(struct request *r);
void desk_variant_add(struct request *r);
void desk_variant_edit_page(struct request *r);
void desk_variant_change(struct request *r);
void desk_variant_open(struct request *r);
void desk_variant_close(struct request *r);
void desk_stock_page(struct request *r);
/* The page once more, with the problems of its form; its list without links, which would be those of the form's address. */
void desk_stock_refused(struct request *r);
void desk_move(struct request *r);
void desk_import_page(struct request *r);
void desk_import_sample(struct request *r);
void desk_import_prepare(struct request *r);
void desk_import(struct request *r);
void desk_prepare(struct request *r);
void desk_audio_prepare(struct request *r);
void desk_audio_post(struct request *r);
void desk_audio_delete(struct request *r);
/* Where a door of the desk is: the seller named in the query or form, the product, variant or stock item in the path; r->kept is the
   product (NULL for the seller's own). */
enum outcome desk_where_seller(struct request *r, struct scope *ret_scope);
enum outcome desk_where_product(struct request *r, struct scope *ret_scope);
enum outcome desk_where_variant(struct request *r, struct scope *ret_scope);
enum outcome desk_where_stock(struct request *r, struct scope *ret_scope);

/* A list of goods out of a CSV file, read and checked: product_import.c. */
struct import_row {
	int64_t line;
	struct product product;
	struct variant variant;
	int64_t on_hand;
};
struct product_import {
	struct seller seller;
	struct import_row *rows;
	size_t count;
};

/* Reads and checks a list; import->seller must be filled. INVALID with problems by line and column. */
MUST_USE enum outcome import_read(struct db *db, struct arena *arena, struct text csv, struct text file_name,
                                  struct problems *problems, struct product_import *import);
/* Writes what was read; an id of the world a row. */
MUST_USE enum outcome import_write(struct db *db, struct arena *arena, struct world *world, int64_t person_id,
                                   struct product_import *import);
/* product_job.c: answers a POST by opening the long work that brings the list in. */
void import_later(struct request *r, const struct product_import *import, struct text csv);
/* Takes the next piece of a CSV text that fits a form field, cut between characters. */
struct text import_piece(struct text *rest);
/* The names of the variants that draw from a stock item. */
struct text desk_stock_name(const struct desk_product_view *view, const struct stock *stock);
extern const struct work product_works[];

#endif
