/* What the pages of orders show; for the files of this module only. */
#ifndef TRADE_ORDER_VIEW_H
#define TRADE_ORDER_VIEW_H

#include "trade/order/order_inside.h"

struct order_list_view {
	struct order_row *rows;
	size_t count;
	int64_t next;
};

struct order_view {
	const struct order *order;
	unsigned as; /* enum order_viewer */
	struct order_line *lines;
	struct order_return *returns;
	size_t line_count, return_count;
	struct text seller_name, address;
	struct text reach;      /* which households the money goes or went to, in words; empty: none known */
	struct station station; /* id 0: to the address */
};
/* Which households an order's money goes to when it is completed, by what its seller promised then; or, when it is, what really reached them
   by the ledger, less what went back. Without names; empty when nobody is known. At most two statements. */
MUST_USE enum outcome order_reach(struct request *r, const struct order *order, const struct order_line *lines,
                                  size_t count, struct text *ret_words);
/* Writes the order's page with the problems of a form. */
void order_show(struct request *r, const struct order_seen *seen);
/* A sentence for where the order is; "done", "wait" or "late" for its status. */
struct text order_sentence(struct request *r, const struct order_view *view);
const char *order_state_kind(int64_t state);
/* A state as a shape and a word. */
void order_status(struct request *r, int64_t state);
/* An absolute address for a QR code. */
struct text order_link(struct request *r, struct text path);
struct text order_pieces(struct request *r, const struct order_line *line);

/* One knot of the cord. */
struct order_knot {
	const char *look; /* "done", "now", "" */
	struct text word, note;
	int64_t at; /* 0: not yet */
};
enum { ORDER_KNOTS = 8 };
size_t order_knots(struct request *r, const struct order_view *view, struct order_knot ret_knots[ORDER_KNOTS]);

struct order_cancel_form {
	struct text reason, lost;
	int64_t version;
};

/* The seller's desk. */
struct desk_orders_view {
	struct seller *sellers;
	size_t seller_count;
	const struct seller *seller;
	int64_t state, product_id;
	int64_t counts[ORDER_EXPIRED + 1];
	struct order_row *rows;
	size_t count;
	int64_t next;
	enum order_state to; /* the next state, 0 none */
	bool all;            /* every box is ticked */
};

/* Slips: orders with their lines. */
struct slip {
	const struct order *order;
	struct order_line *lines;
	size_t line_count;
	struct text address, seller_name, station_name;
};

struct parcels_view {
	struct station *stations; /* at which the operator serves */
	size_t station_count;
	struct order *parcels; /* of all of them */
	size_t count;
	struct text code; /* asked for */
	bool mistyped;
};

/* The name of the station where a parcel is, for an operator of several; else empty. */
struct text parcel_station(const struct parcels_view *view, const struct order *o);

struct order_receipt {
	const struct order_view *view;
	struct text operator_name, buyer_name, label;
};

#endif
