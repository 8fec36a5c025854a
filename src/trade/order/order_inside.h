/* What the files of this module share; other modules include order.h only. */
#ifndef TRADE_ORDER_INSIDE_H
#define TRADE_ORDER_INSIDE_H

#include "common/measure/measure.h"
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

/* Words of the states in forms and JSON by enum order_state; label: English key. */
extern const struct choice order_states[];

/* ---- order_state.c ---- */

/* Who moves an order. */
enum order_who { BY_BUYER = 1, BY_SELLER = 2, BY_PROGRAM = 4, BY_STATION = 8 };

/* Whether the table of states has such a move for one of `who` (bits). */
bool order_may_move(int64_t from, enum order_state to, unsigned who);
/* Makes the move if the order still stands at order->state; CONFLICT: it does not, or the table has no such move. */
MUST_USE enum outcome order_move(struct db *db, const struct order *order, enum order_state to, unsigned who,
                                 int64_t at, struct text reason);
/* So many orders of a seller have gone from one state to another: keeps order_count, which has the states from paid to delivered. */
MUST_USE enum outcome order_count_move(struct db *db, int64_t county, int64_t seller_id, int64_t from, int64_t to,
                                       int64_t orders);
/* Sums of the lines on one stock item, in order of stock items: returns how many there are. */
struct stock_part {
	int64_t stock_id, pieces;
};
size_t order_stock_parts(const struct order_line *lines, size_t count, struct stock_part ret_parts[]);
/* Gives held stock and the buyer's limit back: after a move out of placed. */
MUST_USE enum outcome order_give_up(struct db *db, struct arena *arena, const struct order *order);

/* ---- order_deed.c: what people do to orders ---- */

/* A return asked for by the buyer, line by line. */
struct order_return {
	int64_t county, id, order_id, number, pieces;
	struct text reason, state, answer; /* "asked", "accepted", "refused" */
	int64_t refund_fen, weight_g, restocked;
	int64_t asked_by_id, decided_by_id, asked_at, decided_at;
};
extern const struct record order_return_record;
/* Returns may be asked for so long after delivery. */
enum { ORDER_RETURN_DAYS = 30 };

/* Cancels by a buyer or seller: holds go back, what was paid is given back whole. restock: the goods go back on the shelf. */
MUST_USE enum outcome order_cancel(struct request *r, const struct order *order, unsigned who, struct text reason,
                                   bool restock);
/* The parcel is given to whoever says the code. */
MUST_USE enum outcome order_hand_over(struct db *db, const struct order *order, int64_t at);
MUST_USE enum outcome order_returns(struct db *db, struct arena *arena, int64_t county, int64_t order_id,
                                    struct order_return **ret, size_t *ret_count);
MUST_USE enum outcome order_return_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                       struct order_return *ret);
/* INVALID: more pieces than are left (asked and accepted ones counted). */
MUST_USE enum outcome order_return_ask(struct request *r, const struct order *order, const struct order_return *asked);
/* Decides it. CONFLICT: was decided before. */
MUST_USE enum outcome order_return_accept(struct request *r, const struct order *order,
                                          const struct order_return *asked, bool restock, struct text answer);
MUST_USE enum outcome order_return_refuse(struct request *r, const struct order_return *asked, struct text answer);

/* ---- order_check.c ---- */
extern const struct check order_checks[];
extern const struct indicator order_indicators[];

/* ---- order_put_off.c ---- */
/* Notes that the deed ("expire", "complete") failed once more with that outcome (outcome_name), and when it is tried again. */
MUST_USE enum outcome order_put_off(struct db *db, const struct order *order, const char *deed, struct text outcome,
                                    int64_t now);
/* The order needs no more of it. */
MUST_USE enum outcome order_put_off_end(struct db *db, const struct order *order);
extern const struct gauge order_gauges[];

/* ---- order_list.c: rows of lists ---- */
struct order_row {
	int64_t county, id, state, placed_at, paid_at, arrives_on, ships_on, expires_at;
	int64_t buyer_place, station_id, weight_g, goods_fen, shipping_fen, refunded_fen;
	struct text receiver, seller_name, title, variant_name, picture;
	int64_t pieces, lines; /* of the first line; how many lines */
};
extern const struct record order_row_record;
#define ORDER_ROW_SELECT                                                                                              \
	"SELECT o.county, o.id, o.state, o.placed_at, o.paid_at, o.ships_on, o.arrives_on, o.expires_at,"             \
	" o.buyer_place, o.station_id, o.weight_g, o.goods_fen, o.shipping_fen, o.refunded_fen, o.receiver,"          \
	" s.name AS seller_name, l.title, l.variant_name, l.picture, l.pieces, (SELECT count(*) FROM order_line AS n" \
	" WHERE n.county = o.county AND n.order_id = o.id) AS lines FROM orders AS o"                                 \
	" JOIN seller AS s ON s.county = o.county AND s.id = o.seller_id"                                             \
	" JOIN order_line AS l ON l.county = o.county AND l.order_id = o.id AND l.number = 1"
/* A buyer's, newest first, before an id (0: from the newest). */
MUST_USE enum outcome order_rows_of_buyer(struct db *db, struct arena *arena, int64_t buyer_id, int64_t before,
                                          size_t limit, struct order_row **ret, size_t *ret_count);
/* A seller's in one state, oldest first, after an id; product_id 0: of all goods. */
MUST_USE enum outcome order_rows_of_seller(struct db *db, struct arena *arena, int64_t county, int64_t seller_id,
                                           int64_t state, int64_t product_id, int64_t after, size_t limit,
                                           struct order_row **ret, size_t *ret_count);
/* The same orders whole. */
MUST_USE enum outcome order_list_of_seller(struct db *db, struct arena *arena, int64_t county, int64_t seller_id,
                                           int64_t state, int64_t product_id, int64_t after, size_t limit,
                                           struct order **ret, size_t *ret_count);
/* How many orders of a seller stand in each state from paid to delivered: counts[state]. */
MUST_USE enum outcome order_counts(struct db *db, int64_t county, int64_t seller_id, int64_t ret_counts[]);
/* Lines of many orders of one county, by order and number. */
MUST_USE enum outcome order_lines_between(struct db *db, struct arena *arena, int64_t county, int64_t seller_id,
                                          int64_t state, int64_t from_id, int64_t to_id, struct order_line **ret,
                                          size_t *ret_count);

/* ---- order_of.c: the rows behind a number ---- */
enum order_side { SIDE_SOLD, SIDE_BOUGHT, SIDE_SERVED };
/* Paid orders of a land in a period, newest first, those before an id (0: from the newest); at most `limit` <= LIMIT_LIST_ROWS. */
MUST_USE enum outcome order_rows_of_place(struct db *db, struct arena *arena, int64_t place, enum order_side side,
                                          int64_t period, int64_t before, size_t limit, struct order_row **ret,
                                          size_t *ret_count);

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
	int64_t free;   /* of the stock item, before this */
	int64_t bought; /* of the product by this buyer before */
	int64_t turn;   /* pieces ordered from the seller before: whose turn it is among its growers, */
	int64_t grown;  /* when it has any: 1, else 0 */
	int64_t open, presale, opens_at, closes_at, ships_on, limit_each;
	int64_t from_guest; /* stands (also) in the guest's cart */
	int64_t line;       /* where it stood in what was asked */
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
/* Puts the lines of an order into the present person's cart once more. */
void cart_again(struct request *r);
void cart_page(struct request *r);
void cart_add(struct request *r);
void cart_change(struct request *r);
enum outcome cart_where(struct request *r, struct scope *ret_scope);
void checkout_page(struct request *r);
void checkout_post(struct request *r);
enum outcome checkout_where(struct request *r, struct scope *ret_scope);
/* An order with whom it is shown to. */
enum order_viewer { AS_BUYER = 1, AS_SELLER = 2, AS_STATION = 4, AS_OFFICER = 8 };
struct order_seen {
	struct order order;
	unsigned as; /* bits */
};
/* r->kept is then a struct order_seen with phone and address opened. */
enum outcome order_where(struct request *r, struct scope *ret_scope);       /* whoever may see it */
enum outcome order_buyer_where(struct request *r, struct scope *ret_scope); /* what the buyer does */
enum outcome order_seller_where(struct request *r, struct scope *ret_scope);
enum outcome order_station_where(struct request *r, struct scope *ret_scope);
/* Whether the version sent along, if any, is the present one; else answers 409. */
bool order_is_fresh(struct request *r, const struct order *order);
void order_list_page(struct request *r);
void order_page(struct request *r);
void order_cancel_post(struct request *r);
void order_confirm_post(struct request *r);
void order_withdraw_post(struct request *r);
void order_return_post(struct request *r);
void order_return_decide_post(struct request *r);
enum outcome order_return_where(struct request *r, struct scope *ret_scope);
void order_slip_page(struct request *r);
void order_receipt_page(struct request *r);
/* The state of ?state=, else paid. */
int64_t order_state_asked(struct request *r);
void desk_orders_page(struct request *r);
/* Whether the request comes from the seller itself; else it is answered: names and addresses of many are nobody else's. */
bool order_is_sellers(struct request *r);
/* Takes the address and hides the middle of the phone: for lists that others than buyer and seller read. */
void order_mask(struct request *r, struct order *o);
void desk_orders_file(struct request *r);
void desk_slips_page(struct request *r);
void desk_orders_post(struct request *r);
enum outcome desk_where(struct request *r, struct scope *ret_scope);
void parcels_page(struct request *r);
void parcel_hand_post(struct request *r);
void parcel_arrive_post(struct request *r);
enum outcome parcels_where(struct request *r, struct scope *ret_scope);
void orders_of_page(struct request *r);
void orders_of_file(struct request *r);
enum outcome orders_of_where(struct request *r, struct scope *ret_scope);
bool order_expire_look(struct request *r);
void order_expire(struct request *r);
bool order_complete_look(struct request *r);
void order_complete(struct request *r);
bool cart_sweep_look(struct request *r);
void cart_sweep(struct request *r);
extern const struct record whole_order_record, order_cancel_record, order_return_ask_record, order_return_decide_record,
	order_bulk_record, order_bulk_done_record, parcel_hand_record;

extern const struct record cart_post_record, checkout_record, placed_record;

#endif
