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

#endif
