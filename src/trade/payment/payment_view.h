/* What this module's pages show: for its own files and templates only. */
#ifndef TRADE_PAYMENT_VIEW_H
#define TRADE_PAYMENT_VIEW_H

#include "trade/payment/payment_inside.h"

struct payment_view {
	const struct payment *payment;
	const struct order *orders; /* of the checkout */
	size_t order_count;
	int64_t due_fen; /* of those that still wait */
	const struct refund *refunds;
	size_t refund_count;
	struct choice ways[ORDER_PAYMENTS]; /* to pay what still waits, for the payer */
	size_t way_count;
	bool can_go;            /* to the gateway */
	struct station station; /* where cash was taken */
	struct text operator_name;
	struct text address; /* of this page, for the code on the receipt */
};

struct payment_list_view {
	int64_t place;
	struct text place_name;
	int64_t waiting_count; /* of the list of doubts */
	int64_t stuck_count;   /* orders the program could not get on with */
};

/* A message of the gateway that fits nothing. */
struct odd_event {
	int64_t county;
	struct text event, payment, status, trade, refund, outcome;
	int64_t amount_fen, at;
};

struct disputed_view {
	int64_t place;
	struct text place_name;
	const struct payment *payments;
	size_t payment_count;
	const struct refund *refunds;
	size_t refund_count;
	const struct odd_event *events;
	size_t event_count;
};

struct money_entry {
	int64_t county, id, place;
	struct text kind;
	int64_t station_id, amount_fen, expected_fen;
	struct text note;
	int64_t person_id, transfer_id, at;
};

struct till_count {
	int64_t counted_fen, expected_fen;
	struct text note, station;
};
struct till_deposit {
	int64_t amount_fen;
	struct text note, station;
};

struct till_view {
	const struct station *station;
	int64_t in_fen, out_fen, drawer_fen;
	const struct transfer *transfers; /* newest first */
	size_t count;
	int64_t next;
	const struct money_entry *entries;
	size_t entry_count;
	const struct till_count *counting; /* what was typed, or NULL */
	const struct till_deposit *deposit;
};

struct gateway_view {
	int64_t county, held_fen, pending_fen;
	struct text place_name;
	const struct money_entry *entries;
	size_t entry_count;
	const struct till_deposit *receipt;
};

struct counter_view {
	const struct station *station;
	struct text asked;
	const struct payment *payments;
	size_t count;
	const struct order *orders; /* of the one found */
	size_t order_count;
	int64_t due_fen;
	struct text payer;
};

/* "done", "wait" or "late" for status_word(). */
const char *payment_state_kind(int64_t state);
const char *refund_state_kind(int64_t state);
/* The label of a payment's provider: an English key. */
const char *payment_way_label(struct text provider);
/* Writes an entry with its transfer, which is none when nothing moves. */
MUST_USE enum outcome money_move(struct request *r, struct money_entry *entry, struct account_key debit,
                                 struct account_key credit, int64_t amount_fen, const char *reason);

#endif
