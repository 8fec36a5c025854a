/* Carts and orders. A cart holds lines of many sellers and survives sign-in; placing it makes one order a seller in one
   atomic step: price, limit, check-and-reserve, delivery promise, payment. Holds expire. The table is `orders` since ORDER
   is a word of SQL.
   States: placed -> paid -> packed -> shipped -> delivered -> completed; placed -> expired or cancelled; paid or later ->
   cancelled (refunded); delivered or completed -> partly or wholly returned (a return is a row of its own).
   The table of states is order_moves[] in order_state.c. Invariants: goods_fen = sum of lines; paid by transfers into the order's escrow account; held stock of a placed order is
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
	int64_t serving_place;                /* its place, 0 none */
	struct text receiver, phone, address; /* phone and address are sealed in the table */
	int64_t state;
	int64_t goods_fen, shipping_fen, paid_fen, refunded_fen, weight_g;
	int64_t ships_on, arrives_on;
	int64_t expires_at; /* of the hold while placed */
	int64_t placed_at, paid_at, packed_at, shipped_at, delivered_at, completed_at, ended_at;
	int64_t handed_at;       /* the station handed it over */
	int64_t completes_at;    /* when it completes by itself, once delivered */
	struct text pickup_code; /* four digits, dash, a check digit: "5183-6" */
	struct text payment;     /* "gateway", "cash", "balance" */
	struct text reason;      /* why it was cancelled, in the words of who did */
	int64_t version;
	/* Of an order that this command has placed, so that they need not be read back; else 0. */
	struct order_line *lines;
	size_t line_count;
	bool is_paid_at_once; /* and which this command pays: its row and its stock are written as they will be then */
};

struct order_line {
	int64_t county, order_id, number; /* 1.. */
	int64_t product_id, variant_id, stock_id;
	struct text title, variant_name; /* as sold */
	struct text unit, picture;
	int64_t pieces;                        /* of the variant */
	int64_t stock_pieces;                  /* drawn from the stock item */
	int64_t price_fen, weight_g;           /* of one */
	int64_t household_id, household_place; /* who receives the household share; 0 none */
	int64_t returned;                      /* pieces returned */
};

extern const struct record order_record, order_line_record;
extern const struct module order_module;

/* The order as stored: phone and address are sealed until order_open(). */
MUST_USE enum outcome order_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order *ret);
/* Its lines by number, at most LIMIT_CART_LINES. */
MUST_USE enum outcome order_lines(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                  struct order_line **ret, size_t *ret_count);
/* Opens the sealed phone and address in place (empty when they cannot be opened). */
void order_open(struct arena *arena, const struct digest *secret, struct order *order);
/* The orders of a checkout that wait for payment are kept as long as if cash had been chosen when they were placed. */
MUST_USE enum outcome order_hold_for_cash(struct db *db, int64_t checkout_id);
/* Orders of one checkout (it may span counties). */
MUST_USE enum outcome order_of_checkout(struct db *db, struct arena *arena, int64_t checkout_id, struct order **ret,
                                        size_t *ret_count);

/* English key of a state: "Waiting for payment". */
const char *order_state_name(int64_t state);
/* Address of its page: "/orders/510525-1Z4K-9". */
struct text order_path(struct arena *arena, const struct order *order);

/* Called by trade/payment (it comes later in the list): the money is in the order's escrow account; stock held becomes sold,
   totals are added, state placed -> paid. Takes one id of the world for each stock item. CONFLICT: it was expired or
   cancelled meanwhile (the money must go back). Of an order that is paid at once only what is not written yet. */
MUST_USE enum outcome order_paid(struct db *db, struct arena *arena, struct world *world, const struct order *order);
/* A hint that an order with a seller of the county will be paid in this command: see db_soon(). */
void order_paid_soon(struct db *db, int64_t county, int64_t buyer_id, int64_t at);
/* Called by trade/settlement when it has shared the escrow out: the state becomes completed. CONFLICT: it was not shipped or
   delivered. */
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
	/* Whether `pay` by this provider ends with paid orders, or else with a command that is given up: then the orders are written as paid. */
	bool (*pays_at_once)(struct text provider);
	/* Starts the payment of the orders of a checkout that was placed just now, and says where the buyer goes next ("/payments/..."). */
	enum outcome (*pay)(struct request *r, const struct order *orders, size_t count, int64_t amount_fen,
	                    struct text provider, struct text *ret_path);
	/* The ways to pay that are offered to the present person, best first: fills value (the provider's code) and label. */
	size_t (*offered)(struct request *r, struct choice *ret_choices, size_t limit);
	/* Address of the page on which an order that waits for payment is paid. */
	struct text (*pay_path)(struct request *r, const struct order *order);
};
extern const struct order_hooks order_hooks;

enum { ORDER_PAYMENTS = 8 };

/* Parcels of a station that wait to be handed over (shipped or delivered, not yet handed), oldest first. */
MUST_USE enum outcome order_parcels(struct db *db, struct arena *arena, int64_t station_id, struct text code,
                                    size_t limit, struct order **ret, size_t *ret_count);
/* How many of them there are. */
MUST_USE enum outcome order_parcel_count(struct db *db, int64_t station_id, int64_t *ret_count);
/* How many orders of a land the program could not get on with: GET /orders/put-off lists them. */
MUST_USE enum outcome order_put_off_count(struct db *db, int64_t place, int64_t *ret_count);
/* The last order placed for a person at a station ("same as last time"). NOT_FOUND: none. */
MUST_USE enum outcome order_last(struct db *db, struct arena *arena, int64_t buyer_id, struct order *ret);

#endif
