/* What the files of this module share; other modules include payment.h only. */
#ifndef TRADE_PAYMENT_INSIDE_H
#define TRADE_PAYMENT_INSIDE_H

#include "trade/payment/payment.h"

enum part_state { PART_WAITS = 1, PART_COUNTED, PART_LATE };
enum refund_state { REFUND_ASKED = 1, REFUND_DONE, REFUND_REFUSED, REFUND_TURNED };

/* Ids of the world one payment may take at most: a transfer an order and a movement a stock item, or three ids for an order that is
   given back. */
enum { PAYMENT_IDS = 3 * LIMIT_CART_LINES };
/* A refund that was tried more often than this stands in the officer's list (as in the index payment_refund_late). */
enum { REFUND_PATIENCE = 4 };
enum { PAYMENT_NOTE = 500 };

struct payment_part {
	int64_t county, payment_id, order_county, order_id;
	int64_t amount_fen, refunded_fen, state, transfer_id;
};

struct refund {
	int64_t county, id; /* the order's county */
	int64_t place, payment_county, payment_id, order_id, amount_fen;
	struct text way;
	int64_t state, transfer_id;
	struct text reason, answer;
	int64_t tries, next_at, asked_at, done_at;
};

extern const struct record payment_part_record, refund_record;
extern const struct choice payment_states[], refund_states[]; /* by enum, from 1; labels: English keys */

#define PAYMENT_COLUMNS                                                                                                     \
	"p.county, p.id, p.place, p.checkout_id, p.payer_county, p.payer_id, p.payer_place, p.taken_by_id, p.provider,"     \
	" p.code, p.amount_fen, p.refunded_fen, p.state, p.trade_no, p.till_county, p.till_id, p.till_place, p.created_at," \
	" p.paid_at, p.ask_at, p.asks, p.note, p.version"
#define REFUND_COLUMNS                                                                                       \
	"f.county, f.id, f.place, f.payment_county, f.payment_id, f.order_id, f.amount_fen, f.way, f.state," \
	" f.transfer_id, f.reason, f.answer, f.tries, f.next_at, f.asked_at, f.done_at"

/* ---- payment.c ---- */

MUST_USE enum outcome payment_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct payment *ret);
MUST_USE enum outcome payment_parts(struct db *db, struct arena *arena, const struct payment *payment,
                                    struct payment_part **ret, size_t *ret_count);
/* The provider of that code, or NULL. */
const struct payment_provider *payment_provider_of(struct text code);
/* "/payments/510525-1Z4K-9" */
struct text payment_path(struct arena *arena, const struct payment *payment);
/* The part of an order in a payment that begins: it waits. */
struct payment_part payment_part_of(const struct payment *payment, const struct order *order);
/* Their rows, as they are. */
MUST_USE enum outcome payment_insert(struct db *db, const struct payment *payment);
MUST_USE enum outcome payment_part_insert(struct db *db, const struct payment_part *part);
/* Writes code, state, trade_no, till, paid_at, ask_at, asks, note of the version read. CONFLICT: it changed since. */
MUST_USE enum outcome payment_change(struct db *db, struct payment *payment);
/* The orders of a checkout, or the bill that stands in their place. */
MUST_USE enum outcome payment_orders(struct db *db, struct arena *arena, int64_t checkout_id, struct order **ret,
                                     size_t *ret_count);
/* An order or a bill; ret_bill: which kind of bill, NULL for an order. */
MUST_USE enum outcome payment_order(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order *ret,
                                    const struct payment_bill **ret_bill);
/* Where it is shown: an order's page or a bill's. */
struct text payment_order_path(struct request *r, const struct order *order);
/* The orders of a checkout that still wait for payment, and their sum. */
MUST_USE enum outcome payment_due(struct db *db, struct arena *arena, int64_t checkout_id, struct order **ret,
                                  size_t *ret_count, int64_t *ret_fen);

/* ---- payment_take.c: money has come ---- */

/* What happens takes place in a command of `person_id` (0: the program). */
struct payment_act {
	struct db *db;
	struct arena *arena;
	struct world *world;
	struct request *r; /* for problems and stations; NULL in commands of the program */
	int64_t person_id;
};
struct payment_act payment_act_of(struct request *r);
/* The whole amount has come: into escrow, and the orders are paid. Late parts of a gateway's payment (the order was given up) go back.
   CONFLICT: an account has not enough, or an order does not wait any more (not for the gateway). */
MUST_USE enum outcome payment_take(const struct payment_act *act, struct payment *payment);
/* The same for a payment that this command begins for these orders, which all wait: nothing of them is read again, and the payment and its parts
   are written as paid. */
MUST_USE enum outcome payment_take_at_once(const struct payment_act *act, struct payment *payment,
                                           const struct order *orders, size_t count);

/* ---- payment_refund.c: money goes back ---- */

struct payment_refunding {
	const struct payment_act *act;
	const struct payment *payment;
	const struct order *order;
	int64_t refund_id, amount_fen;
	const char *reason;
};
/* Takes it off the part, sees that the escrow has it, and lets the provider give it back. */
MUST_USE enum outcome payment_give_back(struct payment_refunding *refunding);
/* Moves it out of the order's escrow to an account at once, with its row. */
MUST_USE enum outcome refund_now(struct payment_refunding *refunding, struct account_key to, int64_t to_place,
                                 const char *way);
/* Into the payer's balance. */
MUST_USE enum outcome refund_to_balance(struct payment_refunding *refunding);
MUST_USE enum outcome refund_insert(struct db *db, const struct refund *refund);
MUST_USE enum outcome refund_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct refund *ret);
MUST_USE enum outcome refund_list(struct db *db, struct arena *arena, const struct payment *payment,
                                  struct refund **ret, size_t *ret_count);
/* The gateway gave it back: posts what is pending. DONE too when that was known. CONFLICT: it was turned into balance before. */
MUST_USE enum outcome refund_done(const struct payment_act *act, const struct refund *refund);
/* The gateway will not: the officer gives it into the payer's balance. CONFLICT: it is done or turned already. */
MUST_USE enum outcome refund_turn(const struct payment_act *act, const struct refund *refund);
/* An answer that settles nothing: another try later, or (refused) the officer's list. */
MUST_USE enum outcome refund_put_off(struct db *db, const struct refund *refund, bool refused, struct text answer,
                                     int64_t now);

/* ---- payment_gather.c ---- */

/* Brings `missing_fen` back into the escrow of an order whose money was shared out. CONFLICT: nobody has enough. */
MUST_USE enum outcome payment_gather(const struct payment_act *act, const struct order *order, int64_t missing_fen,
                                     const char *reason);

/* ---- providers ---- */

extern const struct payment_provider payment_balance, payment_cash, payment_gateway;
/* payment_cash.c: the station takes the cash of an open payment, of those orders that still wait. CONFLICT: none does. */
MUST_USE enum outcome payment_cash_take(struct request *r, struct payment *payment, const struct station *station);

/* ---- payment_gateway.c: the protocol of docs/gateway.md ---- */

enum { GATEWAY_WINDOW_MS = 300000, GATEWAY_NONCE_CHARS = 16, GATEWAY_SIGNATURE = 64 };
/* Asked two minutes after the payment began, then ever more seldom. */
#define GATEWAY_FIRST_ASK_MS INT64_C(120000)

struct gateway_setting {
	struct text url, merchant, notify; /* notify: where it calls us */
	struct text key;                   /* 32 bytes */
};
struct gateway_stamp {
	int64_t at;
	struct text nonce, signature;
};
/* False: this installation has no gateway, or its settings are not whole. */
bool gateway_setting_of(struct request *r, struct gateway_setting *ret);
/* 64 hexadecimal digits over method, path, time, nonce and body. */
struct text gateway_signature(struct arena *arena, struct text key, const char *method, struct text path, int64_t at,
                              struct text nonce, struct text body);
/* Reads X-Signature; false: malformed. */
bool gateway_stamp_read(struct text header, struct gateway_stamp *ret);
/* Right signature and fresh. */
bool gateway_stamp_holds(struct arena *arena, struct text key, const struct gateway_stamp *stamp, const char *method,
                         struct text path, struct text body, int64_t now);
/* The path that is signed: that of the address, and the door behind it. */
struct text gateway_path(struct arena *arena, struct text url, const char *door);
/* "510525-123456": what the gateway knows a payment or refund by. */
struct text gateway_id(struct arena *arena, int64_t county, int64_t id);
bool gateway_id_read(struct text t, int64_t *ret_county, int64_t *ret_id);
/* The address the buyer's browser is sent to. */
struct text gateway_pay_address(struct request *r, const struct gateway_setting *setting,
                                const struct payment *payment);

/* payment_notify.c */
enum outcome notify_where(struct request *r, struct scope *ret_scope);
void notify_prepare(struct request *r);
void notify_post(struct request *r);
/* What a signed message or answer says of a payment's state: counts, disputes, or lets it be. ret_word: for gateway_event. */
MUST_USE enum outcome gateway_says_paid(const struct payment_act *act, struct payment *payment, int64_t amount_fen,
                                        struct text trade, const char **ret_word);

/* payment_ask.c: the network, in the looks of chores only */
enum outcome gateway_chore_where(struct request *r, struct scope *ret_scope);
bool refunds_look(struct request *r);
void refunds_post(struct request *r);
bool queries_look(struct request *r);
void queries_post(struct request *r);
bool nonces_look(struct request *r);
void nonces_post(struct request *r);

/* ---- pages ---- */

/* payment_web.c */
enum outcome payment_where(struct request *r, struct scope *ret_scope);
enum outcome payment_own_where(struct request *r, struct scope *ret_scope);
void payment_page(struct request *r);
void payment_go_page(struct request *r);
void payment_receipt_page(struct request *r);
void payment_way_post(struct request *r);
extern const struct record payment_way_record;

/* payment_office.c: the officer's */
enum outcome office_where(struct request *r, struct scope *ret_scope);
enum outcome office_payment_where(struct request *r, struct scope *ret_scope);
enum outcome office_refund_where(struct request *r, struct scope *ret_scope);
extern const struct gauge payment_gauges[];
void payment_list_page(struct request *r);
void payment_list_file(struct request *r);
void payment_disputed_page(struct request *r);
void payment_ask_post(struct request *r);
void payment_close_post(struct request *r);
void refund_retry_post(struct request *r);
void refund_balance_post(struct request *r);
void gateway_money_page(struct request *r);
void gateway_money_post(struct request *r);
extern const struct record payment_note_record, money_entry_record;

/* payment_till.c: the operator's */
enum outcome till_where(struct request *r, struct scope *ret_scope);
enum outcome cash_where(struct request *r, struct scope *ret_scope);
void counter_pay_page(struct request *r);
void payment_cash_post(struct request *r);
void till_page(struct request *r);
void till_count_post(struct request *r);
void till_deposit_post(struct request *r);
extern const struct record payment_cash_record, till_count_record, till_deposit_record;

extern const struct check payment_checks[];

#endif
