/* Carts and orders. A cart holds lines of many sellers and survives sign-in; placing it makes one order a seller in one
   atomic step: price, limit, check-and-reserve, delivery promise, payment. Holds expire. The table is `orders` since ORDER
   is a word of SQL.
   States: placed -> paid -> packed -> shipped -> delivered -> completed; placed -> expired or cancelled; paid or later ->
   cancelled (refunded); delivered or completed -> partly or wholly returned (a return is a row of its own).
   Invariants: goods_fen = sum of lines; paid by transfers into the order's escrow account; held stock of a placed order is
   released exactly once; an order's escrow is 0 when it is completed, cancelled or expired. */
#ifndef TRADE_ORDER_H
#define TRADE_ORDER_H

#include "common/station/station.h"
#include "trade/product/product.h"
#include "trade/shipping/shipping.h"

enum order_state {
	ORDER_PLACED = 1,
	ORDER_PAID,
	ORDER_PACKED,
	ORDER_SHIPPED,
	ORDER_DELIVERED,
	ORDER_COMPLETED,
	ORDER_CANCELLED,
	ORDER_EXPIRED,
};

struct order {
	int64_t county, id;  /* the seller's county */
	int64_t checkout_id; /* orders placed together and paid by one payment */
	int64_t seller_id, seller_place;
	int64_t buyer_county, buyer_id, buyer_place;
	int64_t placed_by_id;                 /* the operator when a station served; else the buyer */
	int64_t station_id;                   /* pick-up station, 0: to the address */
	int64_t serving_station_id;           /* station that served, gets the commission; 0 none */
	struct text receiver, phone, address; /* phone and address are sealed in the table */
	int64_t state;
	int64_t goods_fen, shipping_fen, paid_fen, refunded_fen, weight_g;
	int64_t ships_on, arrives_on;
	int64_t expires_at; /* of the hold while placed */
	int64_t placed_at, paid_at, packed_at, shipped_at, delivered_at, completed_at, ended_at;
	struct text pickup_code; /* four digits and a check digit */
	struct text payment;     /* "gateway", "cash", "balance" */
	int64_t version;
};

struct order_line {
	int64_t county, order_id, number; /* 1.. */
	int64_t product_id, variant_id, stock_id;
	struct text title, variant_name;       /* as sold */
	int64_t pieces;                        /* of the variant */
	int64_t stock_pieces;                  /* drawn from the stock item */
	int64_t price_fen, weight_g;           /* of one */
	int64_t household_id, household_place; /* who receives the household share; 0 none */
	int64_t returned;                      /* pieces returned */
};

extern const struct record order_record, order_line_record;
extern const struct module order_module;

MUST_USE enum outcome order_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order *ret);
MUST_USE enum outcome order_lines(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                  struct order_line **ret, size_t *ret_count);
/* Orders of one checkout (it may span counties). */
MUST_USE enum outcome order_of_checkout(struct db *db, struct arena *arena, int64_t checkout_id, struct order **ret,
                                        size_t *ret_count);

/* Called by trade/payment (it comes later in the list): the money is in the order's escrow account; stock held becomes sold,
   totals are added, state placed -> paid. CONFLICT: it was expired or cancelled meanwhile (the money must go back). */
MUST_USE enum outcome order_paid(struct db *db, struct arena *arena, struct world *world, const struct order *order);
/* Called by trade/settlement when it has shared the escrow out. */
MUST_USE enum outcome order_settled(struct db *db, const struct order *order, int64_t at);

/* What later modules hook into the order's life; the order module calls every hook of the constant table `order_hooks`
   (app/modules.c). */
struct order_hooks {
	/* Money to give back for a cancelled order or a return, out of the escrow or the parties' accounts. reason: English key. */
	enum outcome (*refund)(struct request *r, const struct order *order, int64_t refund_id, int64_t amount_fen,
	                       const char *reason);
	/* The buyer confirmed, or the time after delivery passed: share the money out. */
	enum outcome (*complete)(struct db *db, struct arena *arena, struct world *world, const struct order *order,
	                         int64_t person_id);
	/* Starts the payment of a checkout and says where the buyer goes next ("/payments/..."). */
	enum outcome (*pay)(struct request *r, int64_t checkout_id, int64_t amount_fen, struct text provider,
	                    struct text *ret_path);
};
extern const struct order_hooks order_hooks;

#endif
