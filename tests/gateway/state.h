/*
 * What the gateway knows: payments, refunds, seen nonces, bad behaviour asked for, callbacks to be sent.
 *
 * Invariants
 * - Everything lies behind one mutex; a function here takes it, and gives no pointer into the state away, except
 *   that an event handed to the delivery thread belongs to that thread until it comes back.
 * - 0 <= refunded_fen <= amount_fen, and refunded_fen is the sum of the payment's refunds.
 * - A payment is paid at most once; a refund id moves money at most once.
 * - Payments are never removed; there are at most STATE_PAYMENTS_MAX, and STATE_REFUNDS_MAX refunds.
 *
 * Not here: HTTP, signatures, sending.
 */
#ifndef GATEWAY_STATE_H
#define GATEWAY_STATE_H

#include "event.h"
#include "sign.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	STATE_PAYMENTS_MAX = 100000,
	STATE_REFUNDS_MAX = 200000,
	STATE_ID_CHARS = 64,
	STATE_TITLE_BYTES = 256,
	STATE_URL_CHARS = 1024,
	STATE_TRADE_CHARS = 31,
	STATE_TICKET_CHARS = 32,
	STATE_LIST_MAX = 1000,
};

#define STATE_AMOUNT_MAX_FEN INT64_C(1000000000000)
#define STATE_LATE_MAX_MS INT64_C(3600000)

struct state;

enum payment_status {
	PAYMENT_NONE,
	PAYMENT_OPEN,
	PAYMENT_PAID,
	PAYMENT_REFUNDED,
};

enum result {
	RESULT_DONE,
	RESULT_UNKNOWN_PAYMENT,
	RESULT_NOT_PAID,
	RESULT_OVER_REFUND,
	RESULT_PAYMENT_DIFFERS,
	RESULT_REFUND_DIFFERS,
	RESULT_BAD_TICKET,
	RESULT_FULL,
	RESULT_INTERNAL, /* asked for through the naughty door */
};

/* What the shop says of a payment; checked by the caller. return_url may be NULL: none. */
struct opening {
	const char *payment;
	int64_t amount_fen;
	const char *title;
	const char *return_url;
	const char *notify_url;
	const char *notify_path;
};

/* A copy of what may be told of a payment. trade is empty until it is paid. */
struct view {
	enum payment_status status;
	int64_t amount_fen;
	int64_t refunded_fen;
	char trade[STATE_TRADE_CHARS + 1];
	char ticket[STATE_TICKET_CHARS + 1];
	char return_url[STATE_URL_CHARS + 1];
};

/* Probabilities from 0 (never, the good gateway) to 1 (always); meanings in docs/gateway.md. */
struct behaviour {
	double late;
	double twice;
	double wrong_amount;
	double wrong_signature;
	double never;
	double out_of_order;
	double error_500;
	double refund_500;
	int64_t late_ms;
};

const char *payment_status_name(enum payment_status status);

/* retry_ms is the first pause after a failed delivery; it doubles. NULL when there is no memory. */
struct state *state_new(uint64_t seed, int64_t retry_ms);
void state_free(struct state *s);

/* Calls wake(context) after every event that becomes due earlier than known. Set before any other thread runs. */
void state_on_event(struct state *s, void (*wake)(void *context), void *context);

/* See nonces_add(). */
enum sign_verdict state_nonce(struct state *s, const char *nonce, int64_t now_ms);

/* 1 to 64 characters of A-Z a-z 0-9 . _ - */
bool state_id_is_well_formed(const char *id);

/*
 * Opens a payment, or finds it again: DONE with the view, PAYMENT_DIFFERS when it is known with another amount or
 * notify address, FULL.
 */
enum result state_open(struct state *s, const struct opening *o, struct view *ret_view);

/*
 * The buyer's answer on the page: pays or cancels, and queues the callback. DONE also when it is paid already (nothing
 * happens again); UNKNOWN_PAYMENT; BAD_TICKET when the ticket is not the one of the page.
 */
enum result state_confirm(struct state *s, const char *payment, const char *ticket, bool pay, int64_t now_ms,
                          struct view *ret_view);

/* state_open() and the buyer's answer in one, without a ticket. */
enum result state_pay(struct state *s, const struct opening *o, bool pay, int64_t now_ms, struct view *ret_view);

/* DONE with status PAYMENT_NONE for one that is not known; INTERNAL when error_500 strikes. */
enum result state_query(struct state *s, const char *payment, struct view *ret_view);

/*
 * Refunds once for each refund id and queues the callback. DONE again for the same three facts; REFUND_DIFFERS when
 * the id stands for other facts; UNKNOWN_PAYMENT, NOT_PAID, OVER_REFUND, FULL. INTERNAL when refund_500 strikes: the
 * money has moved all the same.
 */
enum result state_refund(struct state *s, const char *payment, const char *refund, int64_t amount_fen, int64_t now_ms);

/* Replaces the behaviour of one payment, which need not exist yet, or with "*" of all that have none of their own. */
enum result state_behave(struct state *s, const char *payment, const struct behaviour *b);

/*
 * At most STATE_LIST_MAX payments in the order of their opening, from number `from` on, and the totals of all.
 * With only != NULL just that payment.
 */
json_t *state_list(struct state *s, int64_t from, const char *only);

/* Takes an event that is due, or NULL with the time until the next one is, -1 when none waits. */
struct event *state_event_take(struct state *s, int64_t now_ms, int64_t *ret_wait_ms);

/* Gives an event back after a try: ends it, or queues it for the next try. */
void state_event_tried(struct state *s, struct event *e, bool delivered, int64_t now_ms);

#endif
