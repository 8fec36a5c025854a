/* What the files of this module share; other modules include order.h only. */
#ifndef TRADE_ORDER_INSIDE_H
#define TRADE_ORDER_INSIDE_H

#include "trade/order/order.h"

enum { CART_PIECES = 9999, ORDER_REASON = 500 };

#define ORDER_COLUMNS                                                                                                      \
	"county, id, checkout_id, seller_id, seller_place, buyer_county, buyer_id, buyer_place, placed_by_id, station_id," \
	" serving_station_id, serving_place, receiver, phone, address, state, goods_fen, shipping_fen, paid_fen,"          \
	" refunded_fen, weight_g, ships_on, arrives_on, expires_at, placed_at, paid_at, packed_at, shipped_at,"            \
	" delivered_at, handed_at, completes_at, completed_at, ended_at, pickup_code, payment, reason, version"
#define ORDER_LINE_COLUMNS                                                                                                    \
	"l.county, l.order_id, l.number, l.product_id, l.variant_id, l.stock_id, l.title, l.variant_name, l.unit, l.picture," \
	" l.pieces, l.stock_pieces, l.price_fen, l.weight_g, l.household_id, l.household_place, l.returned"

/* Words of the states in forms and JSON, in order of enum order_state; label: English key. */
extern const struct choice order_states[];

/* ---- order_state.c ---- */

/* Who moves an order. */
enum order_who { BY_BUYER = 1, BY_SELLER = 2, BY_PROGRAM = 4, BY_STATION = 8 };

/* Whether the table of states has such a move for one of `who` (bits). */
bool order_may_move(int64_t from, enum order_state to, unsigned who);
/* Makes the move if the order still stands at order->state; CONFLICT: it does not, or the table has no such move. */
MUST_USE enum outcome order_move(struct db *db, const struct order *order, enum order_state to, unsigned who,
                                 int64_t at, struct text reason);
/* Sums of the lines on one stock item, in order of stock items: returns how many there are. */
struct stock_part {
	int64_t stock_id, pieces;
};
size_t order_stock_parts(const struct order_line *lines, size_t count, struct stock_part ret_parts[]);
/* Gives held stock and the buyer's limit back: after a move out of placed. */
MUST_USE enum outcome order_give_up(struct db *db, struct arena *arena, const struct order *order);

/* ---- cart.c ---- */

/* Why a line cannot be ordered as it stands. */
enum cart_trouble {
	CART_GOOD,
	CART_GONE,    /* taken off the shelf */
	CART_EARLY,   /* a pre-sale that is not open yet */
	CART_LATE,    /* a pre-sale that is over */
	CART_LIMIT,   /* more than one buyer may have; left: what is still allowed */
	CART_SOLD_OUT /* left: what is left, in pieces of the variant */
};

/* A line of a cart or of an order to be placed, with all that is needed to judge it. */
struct cart_item {
	int64_t county, variant_id, product_id, seller_id, seller_place, stock_id;
	struct text title, title_bo, title_en, variant_name, unit, picture, seller_name, seller_kind;
	int64_t household_share;
	int64_t pieces, each; /* wanted; stock pieces in one */
	int64_t weight_g, price_fen;
	int64_t free;         /* of the stock item, before this */
	int64_t bought;       /* of the product by this buyer before */
	int64_t open, presale, opens_at, closes_at, ships_on, limit_each;
	int64_t from_guest;   /* stands (also) in the guest's cart */
	int64_t line;         /* where it stood in what was asked */
	int64_t trouble, left;
};
extern const struct record cart_item_record;

struct cart {
	struct cart_item *items; /* by seller, then variant */
	size_t count;
};

/* Whose cart the present person sees. */
struct cart_owner {
	int64_t county;
	struct text owner, guest; /* guest: that of the cookie, when somebody is signed in too; else empty */
};
/* False: nobody's (no cookie, not signed in). */
bool cart_owner_of(const struct request *r, struct cart_owner *ret_owner);
/* All lines with their troubles. */
MUST_USE enum outcome cart_read(struct request *r, struct cart *ret_cart);
/* The same for lines that were sent along; unknown variants are problems at lines.N.variant. */
struct cart_wanted {
	struct text variant;
	int64_t pieces;
};
extern const struct record cart_wanted_record;
MUST_USE enum outcome cart_of_lines(struct request *r, const struct cart_wanted *lines, size_t count,
                                    struct cart *ret_cart);
/* Words for a trouble, in the request's language; empty when it is good. */
struct text cart_trouble_words(struct request *r, const struct cart_item *item);
struct text cart_item_title(const struct request *r, const struct cart_item *item);
/* Takes away what was ordered. */
MUST_USE enum outcome cart_clear(struct request *r);
/* Fills r->cart_count. */
void cart_frame(struct request *r);

/* The lines of one seller: items[from .. from + count). */
struct cart_group {
	size_t from, count;
	int64_t county, seller_id, goods_fen, weight_g;
	int64_t ships_on; /* the latest of its pre-sales, 0 none */
	bool delivered;   /* promise holds */
	struct promise promise;
};
struct cart_sum {
	struct cart_group *groups;
	size_t count;
	int64_t goods_fen, shipping_fen, pieces;
	bool good;      /* nothing stands against ordering */
	bool delivered; /* all groups are */
};
/* Groups and sums; place 0: without promises. Two statements at most for up to 20 counties of sellers. */
MUST_USE enum outcome cart_sum(struct request *r, const struct cart *cart, int64_t place, struct cart_sum *ret_sum);

/* ---- doors, by file; order_module.c has the table ---- */
void cart_page(struct request *r);
void cart_add(struct request *r);
void cart_change(struct request *r);
enum outcome cart_where(struct request *r, struct scope *ret_scope);
void checkout_page(struct request *r);
void checkout_post(struct request *r);
enum outcome checkout_where(struct request *r, struct scope *ret_scope);
extern const struct record cart_post_record, checkout_record, placed_record;

#endif
