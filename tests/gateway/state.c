/*
 * Payments and what happens to them; see state.h.
 *
 * Identifiers are found through open-addressed tables, at most a quarter full, keyed by SipHash under a key of chance
 * so that chosen identifiers cannot collide. Bad behaviour is drawn from SipHash under the seed over what it is about,
 * not from a running generator: the same seed and identifiers misbehave alike whatever the order of the threads.
 */
#include "state.h"

#include <assert.h>
#include <inttypes.h>
#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAYMENT_SLOTS ((size_t)1 << 19)
#define REFUND_SLOTS ((size_t)1 << 20)

struct refund {
	char id[STATE_ID_CHARS + 1]; /* first: the tables find both kinds by it */
	struct payment *payment;
	struct refund *next; /* of the same payment */
	int64_t amount_fen;
};

struct payment {
	char id[STATE_ID_CHARS + 1];
	enum payment_status status;
	bool cancelled;
	bool behaves;   /* has a behaviour of its own */
	bool reordered; /* the paid callback waits for a refund's; decided when it is paid */
	int64_t amount_fen;
	int64_t refunded_fen;
	int64_t queries;
	int64_t sent;
	int64_t delivered;
	char *notify_url;
	char *notify_path;
	char *return_url;
	char trade[STATE_TRADE_CHARS + 1];
	char ticket[STATE_TICKET_CHARS + 1];
	struct refund *refunds;
	struct event *held;
	struct behaviour behaviour;
};

struct id_table {
	char **slot; /* each points to a struct whose first member is its id */
	size_t slots;
};

struct totals {
	int64_t open, paid, refunded;
	int64_t paid_fen, refunded_fen;
	int64_t refunds;
	int64_t events, delivered, given_up, withheld;
};

struct state {
	pthread_mutex_t lock;
	struct nonces *nonces;
	struct payment **payment; /* in the order of their first mention */
	size_t payments;
	struct id_table by_payment;
	struct id_table by_refund;
	struct event_queue queue;
	int64_t taken; /* events with the delivery thread */
	struct totals totals;
	struct behaviour behaviour;
	unsigned char table_key[crypto_shorthash_KEYBYTES];
	unsigned char chance_key[crypto_shorthash_KEYBYTES];
	int64_t retry_ms;
	void (*wake)(void *context);
	void *wake_context;
};

static const char *const status_names[] = {
	[PAYMENT_NONE] = "none",
	[PAYMENT_OPEN] = "open",
	[PAYMENT_PAID] = "paid",
	[PAYMENT_REFUNDED] = "refunded",
};

static const char *const event_names[] = {
	[EVENT_PAID] = "paid",
	[EVENT_REFUNDED] = "refunded",
	[EVENT_FAILED] = "failed",
};

const char *payment_status_name(enum payment_status status)
{
	return status_names[status];
}

bool state_id_is_well_formed(const char *id)
{
	size_t length = strlen(id);

	if (length == 0 || length > STATE_ID_CHARS)
		return false;
	return strspn(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

/* ---- memory and tables ---- */

struct state *state_new(uint64_t seed, int64_t retry_ms)
{
	struct state *s = calloc(1, sizeof *s);

	if (s == NULL)
		return NULL;
	if (pthread_mutex_init(&s->lock, NULL) != 0) {
		free(s);
		return NULL;
	}
	s->nonces = nonces_new();
	s->payment = calloc(STATE_PAYMENTS_MAX, sizeof(struct payment *));
	s->by_payment = (struct id_table){ calloc(PAYMENT_SLOTS, sizeof(char *)), PAYMENT_SLOTS };
	s->by_refund = (struct id_table){ calloc(REFUND_SLOTS, sizeof(char *)), REFUND_SLOTS };
	if (s->nonces == NULL || s->payment == NULL || s->by_payment.slot == NULL || s->by_refund.slot == NULL) {
		state_free(s);
		return NULL;
	}
	randombytes_buf(s->table_key, sizeof s->table_key);
	memcpy(s->chance_key, &seed, sizeof seed);
	s->retry_ms = retry_ms;
	return s;
}

static void payment_free(struct payment *p)
{
	struct refund *r = p ? p->refunds : NULL;

	if (p == NULL)
		return;
	while (r != NULL) {
		struct refund *next = r->next;

		free(r);
		r = next;
	}
	event_free(p->held);
	free(p->notify_url);
	free(p->notify_path);
	free(p->return_url);
	free(p);
}

void state_free(struct state *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; s->payment != NULL && i < s->payments; i++)
		payment_free(s->payment[i]);
	event_queue_clear(&s->queue);
	nonces_free(s->nonces);
	free(s->payment);
	free(s->by_payment.slot);
	free(s->by_refund.slot);
	pthread_mutex_destroy(&s->lock);
	free(s);
}

void state_on_event(struct state *s, void (*wake)(void *context), void *context)
{
	s->wake = wake;
	s->wake_context = context;
}

static void lock(struct state *s)
{
	if (pthread_mutex_lock(&s->lock) != 0)
		abort();
}

static void unlock(struct state *s)
{
	if (pthread_mutex_unlock(&s->lock) != 0)
		abort();
}

static void *allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (memory == NULL)
		abort();
	return memory;
}

static void text_set(char **text, const char *value)
{
	size_t size = strlen(value) + 1;
	char *copy = allocate(size);

	memcpy(copy, value, size);
	free(*text);
	*text = copy;
}

static uint64_t short_hash(const unsigned char key[crypto_shorthash_KEYBYTES], const char *text)
{
	unsigned char sum[crypto_shorthash_BYTES];
	uint64_t number;

	crypto_shorthash(sum, (const unsigned char *)text, strlen(text), key);
	memcpy(&number, sum, sizeof number);
	return number;
}

/* The slot that holds the id, or the empty one where it belongs. */
static char **table_slot(const struct state *s, const struct id_table *table, const char *id)
{
	size_t at = (size_t)short_hash(s->table_key, id) & (table->slots - 1);

	while (table->slot[at] != NULL && strcmp(table->slot[at], id) != 0)
		at = (at + 1) & (table->slots - 1);
	return &table->slot[at];
}

static struct payment *payment_find(const struct state *s, const char *id)
{
	return (struct payment *)(void *)*table_slot(s, &s->by_payment, id);
}

/* The payment, made with status none when it is new; NULL when there is no room. */
static struct payment *payment_get(struct state *s, const char *id)
{
	char **slot = table_slot(s, &s->by_payment, id);
	struct payment *p;

	assert(state_id_is_well_formed(id));
	if (*slot != NULL)
		return (struct payment *)(void *)*slot;
	if (s->payments == STATE_PAYMENTS_MAX)
		return NULL;
	p = allocate(sizeof *p);
	memcpy(p->id, id, strlen(id) + 1);
	*slot = p->id;
	s->payment[s->payments++] = p;
	return p;
}

static void payment_view(const struct payment *p, struct view *ret_view)
{
	struct view v = { .status = p->status, .amount_fen = p->amount_fen, .refunded_fen = p->refunded_fen };

	memcpy(v.trade, p->trade, sizeof v.trade);
	memcpy(v.ticket, p->ticket, sizeof v.ticket);
	if (p->return_url != NULL)
		(void)snprintf(v.return_url, sizeof v.return_url, "%s", p->return_url);
	*ret_view = v;
}

/* ---- bad behaviour ---- */

static const struct behaviour *behaviour_of(const struct state *s, const struct payment *p)
{
	return p->behaves ? &p->behaviour : &s->behaviour;
}

/* A number from 0 up to, not including, 1: always the same for the same seed, payment, subject and detail. */
static double chance(const struct state *s, const char *payment, const char *subject, const char *detail)
{
	char text[3 * STATE_ID_CHARS];
	int length = snprintf(text, sizeof text, "%s %s %s", payment, subject, detail);

	assert(length > 0 && (size_t)length < sizeof text);
	return (double)(short_hash(s->chance_key, text) >> 11) / 9007199254740992.0;
}

static bool strikes(const struct state *s, double probability, const struct payment *p, const char *subject,
                    const char *detail)
{
	return chance(s, p->id, subject, detail) < probability;
}

/* ---- events ---- */

static char *event_body(const struct payment *p, enum event_kind kind, int64_t amount_fen, const char *refund,
                        int64_t now_ms)
{
	char id[4 + 32 + 1] = "evt_";
	json_t *body;
	char *text;

	sign_chance_hex(id + 4, 32);
	body = json_pack("{s:s, s:s, s:s, s:I, s:s?, s:s?, s:I}", "event", id, "payment", p->id, "status",
	                 event_names[kind], "amount_fen", (json_int_t)amount_fen, "trade",
	                 p->trade[0] ? p->trade : NULL, "refund", refund, "at", (json_int_t)now_ms);
	text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	json_decref(body);
	if (text == NULL)
		abort();
	return text;
}

static void event_queue(struct state *s, struct event *e, int64_t now_ms)
{
	e->due_at = now_ms + e->late_ms;
	event_queue_push(&s->queue, e);
	if (event_queue_first(&s->queue) == e && s->wake != NULL)
		s->wake(s->wake_context);
}

/* Makes the callback of what has just happened to a payment, as well or as badly as it is asked to behave. */
static void event_send(struct state *s, struct payment *p, enum event_kind kind, int64_t amount_fen, const char *refund,
                       int64_t now_ms)
{
	const struct behaviour *b = behaviour_of(s, p);
	const char *detail = refund ? refund : event_names[kind];
	struct event *e;
	char *body;

	s->totals.events++;
	p->sent++;
	if (strikes(s, b->never, p, "never", detail)) {
		s->totals.withheld++;
		return;
	}
	if (strikes(s, b->wrong_amount, p, "wrong_amount", detail))
		amount_fen++;
	body = event_body(p, kind, amount_fen, refund, now_ms);
	e = event_new(kind, p, p->notify_url, p->notify_path, body);
	free(body);
	e->wrong_signature = strikes(s, b->wrong_signature, p, "wrong_signature", detail);
	if (strikes(s, b->late, p, "late", detail))
		e->late_ms =
			p->behaves ? b->late_ms : (int64_t)((double)b->late_ms * chance(s, p->id, "late_ms", detail));
	if (kind == EVENT_PAID && p->reordered) {
		p->held = e;
		return;
	}
	if (strikes(s, b->twice, p, "twice", detail))
		event_queue(s, event_copy(e), now_ms);
	event_queue(s, e, now_ms);
}

struct event *state_event_take(struct state *s, int64_t now_ms, int64_t *ret_wait_ms)
{
	const struct event *first;
	struct event *e = NULL;

	lock(s);
	first = event_queue_first(&s->queue);
	*ret_wait_ms = first ? first->due_at - now_ms : -1;
	if (first != NULL && first->due_at <= now_ms) {
		*ret_wait_ms = 0;
		e = event_queue_pop(&s->queue);
		s->taken++;
	}
	unlock(s);
	return e;
}

void state_event_tried(struct state *s, struct event *e, bool delivered, int64_t now_ms)
{
	struct payment *p;

	lock(s);
	p = e->payment;
	s->taken--;
	e->tries++;
	assert(e->tries <= EVENT_TRIES_MAX);
	if (!delivered && e->tries < EVENT_TRIES_MAX) {
		e->late_ms = s->retry_ms << (e->tries - 1);
		event_queue(s, e, now_ms);
		unlock(s);
		return;
	}
	if (delivered) {
		s->totals.delivered++;
		p->delivered++;
	} else {
		s->totals.given_up++;
	}
	if (e->kind == EVENT_REFUNDED && p->held != NULL) {
		event_queue(s, p->held, now_ms);
		p->held = NULL;
	}
	unlock(s);
	event_free(e);
}

/* ---- what shops and buyers do ---- */

enum sign_verdict state_nonce(struct state *s, const char *nonce, int64_t now_ms)
{
	enum sign_verdict verdict;

	lock(s);
	verdict = nonces_add(s->nonces, nonce, now_ms);
	unlock(s);
	return verdict;
}

static enum result payment_open(struct state *s, const struct opening *o, struct payment **ret_payment)
{
	struct payment *p = payment_get(s, o->payment);

	assert(o->amount_fen > 0 && o->amount_fen <= STATE_AMOUNT_MAX_FEN);
	if (p == NULL)
		return RESULT_FULL;
	if (p->status == PAYMENT_NONE) {
		p->status = PAYMENT_OPEN;
		p->amount_fen = o->amount_fen;
		text_set(&p->notify_url, o->notify_url);
		text_set(&p->notify_path, o->notify_path);
		sign_chance_hex(p->ticket, STATE_TICKET_CHARS);
		s->totals.open++;
	} else if (p->amount_fen != o->amount_fen || strcmp(p->notify_url, o->notify_url) != 0) {
		return RESULT_PAYMENT_DIFFERS;
	}
	if (o->return_url != NULL)
		text_set(&p->return_url, o->return_url);
	*ret_payment = p;
	return RESULT_DONE;
}

static void payment_answer(struct state *s, struct payment *p, bool pay, int64_t now_ms)
{
	assert(p->status != PAYMENT_NONE);
	if (p->status != PAYMENT_OPEN)
		return;
	if (!pay) {
		if (!p->cancelled) /* told once: a buyer cannot make the gateway call without end */
			event_send(s, p, EVENT_FAILED, p->amount_fen, NULL, now_ms);
		p->cancelled = true;
		return;
	}
	p->status = PAYMENT_PAID;
	s->totals.open--;
	s->totals.paid++;
	s->totals.paid_fen += p->amount_fen;
	(void)snprintf(p->trade, sizeof p->trade, "4200%013" PRId64 "%08" PRId64, now_ms,
	               s->totals.paid + s->totals.refunded);
	p->reordered = strikes(s, behaviour_of(s, p)->out_of_order, p, "out_of_order", "");
	event_send(s, p, EVENT_PAID, p->amount_fen, NULL, now_ms);
}

enum result state_open(struct state *s, const struct opening *o, struct view *ret_view)
{
	struct payment *p;
	enum result result;

	lock(s);
	result = payment_open(s, o, &p);
	if (result == RESULT_DONE)
		payment_view(p, ret_view);
	unlock(s);
	return result;
}

enum result state_confirm(struct state *s, const char *payment, const char *ticket, bool pay, int64_t now_ms,
                          struct view *ret_view)
{
	enum result result = RESULT_DONE;
	struct payment *p;

	lock(s);
	p = payment_find(s, payment);
	if (p == NULL || p->status == PAYMENT_NONE) {
		result = RESULT_UNKNOWN_PAYMENT;
	} else if (strlen(ticket) != STATE_TICKET_CHARS || sodium_memcmp(ticket, p->ticket, STATE_TICKET_CHARS) != 0) {
		result = RESULT_BAD_TICKET;
	} else {
		payment_answer(s, p, pay, now_ms);
		payment_view(p, ret_view);
	}
	unlock(s);
	return result;
}

enum result state_pay(struct state *s, const struct opening *o, bool pay, int64_t now_ms, struct view *ret_view)
{
	struct payment *p;
	enum result result;

	lock(s);
	result = payment_open(s, o, &p);
	if (result == RESULT_DONE) {
		payment_answer(s, p, pay, now_ms);
		payment_view(p, ret_view);
	}
	unlock(s);
	return result;
}

enum result state_query(struct state *s, const char *payment, struct view *ret_view)
{
	enum result result = RESULT_DONE;
	struct view none = { .status = PAYMENT_NONE };
	struct payment *p;
	char detail[24];

	lock(s);
	p = payment_find(s, payment);
	*ret_view = none;
	if (p != NULL) {
		(void)snprintf(detail, sizeof detail, "%" PRId64, ++p->queries);
		if (strikes(s, behaviour_of(s, p)->error_500, p, "error_500", detail))
			result = RESULT_INTERNAL;
		else
			payment_view(p, ret_view);
	}
	unlock(s);
	return result;
}

/* Whether this refund may be made; room for it is there when DONE. */
static enum result refund_check(const struct state *s, const struct payment *p, int64_t amount_fen)
{
	if (p == NULL || p->status == PAYMENT_NONE)
		return RESULT_UNKNOWN_PAYMENT;
	if (p->status == PAYMENT_OPEN)
		return RESULT_NOT_PAID;
	if (amount_fen > p->amount_fen - p->refunded_fen)
		return RESULT_OVER_REFUND;
	if (s->totals.refunds == STATE_REFUNDS_MAX)
		return RESULT_FULL;
	return RESULT_DONE;
}

static enum result payment_refund(struct state *s, struct payment *p, const char *refund, int64_t amount_fen,
                                  int64_t now_ms)
{
	char **slot = table_slot(s, &s->by_refund, refund);
	const struct refund *known = (const struct refund *)(const void *)*slot;
	enum result result;
	struct refund *r;

	assert(amount_fen > 0);
	if (known != NULL)
		return known->payment == p && known->amount_fen == amount_fen ? RESULT_DONE : RESULT_REFUND_DIFFERS;
	result = refund_check(s, p, amount_fen);
	if (result != RESULT_DONE)
		return result;
	r = allocate(sizeof *r);
	memcpy(r->id, refund, strlen(refund) + 1);
	r->payment = p;
	r->amount_fen = amount_fen;
	r->next = p->refunds;
	p->refunds = r;
	*slot = r->id;
	p->refunded_fen += amount_fen;
	assert(p->refunded_fen <= p->amount_fen);
	s->totals.refunds++;
	s->totals.refunded_fen += amount_fen;
	if (p->refunded_fen == p->amount_fen) {
		p->status = PAYMENT_REFUNDED;
		s->totals.paid--;
		s->totals.refunded++;
	}
	event_send(s, p, EVENT_REFUNDED, amount_fen, refund, now_ms);
	return strikes(s, behaviour_of(s, p)->refund_500, p, "refund_500", refund) ? RESULT_INTERNAL : RESULT_DONE;
}

enum result state_refund(struct state *s, const char *payment, const char *refund, int64_t amount_fen, int64_t now_ms)
{
	enum result result;

	lock(s);
	result = payment_refund(s, payment_find(s, payment), refund, amount_fen, now_ms);
	unlock(s);
	return result;
}

/* ---- the test door ---- */

enum result state_behave(struct state *s, const char *payment, const struct behaviour *b)
{
	struct payment *p;

	lock(s);
	if (strcmp(payment, "*") == 0) {
		s->behaviour = *b;
		unlock(s);
		return RESULT_DONE;
	}
	p = payment_get(s, payment);
	if (p != NULL) {
		p->behaves = true;
		p->behaviour = *b;
	}
	unlock(s);
	return p ? RESULT_DONE : RESULT_FULL;
}

static json_t *payment_json(const struct payment *p)
{
	json_t *refunds = json_array();

	for (const struct refund *r = p->refunds; r != NULL; r = r->next)
		json_array_insert_new(refunds, 0,
		                      json_pack("{s:s, s:I}", "refund", r->id, "amount_fen",
		                                (json_int_t)r->amount_fen));
	return json_pack("{s:s, s:s, s:I, s:I, s:s?, s:b, s:I, s:I, s:o}", "payment", p->id, "status",
	                 status_names[p->status], "amount_fen", (json_int_t)p->amount_fen, "refunded_fen",
	                 (json_int_t)p->refunded_fen, "trade", p->trade[0] ? p->trade : NULL, "cancelled",
	                 (int)p->cancelled, "events", (json_int_t)p->sent, "delivered", (json_int_t)p->delivered,
	                 "refunds", refunds);
}

static json_t *totals_json(const struct totals *t)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "open", (json_int_t)t->open, "paid",
	                 (json_int_t)t->paid, "refunded", (json_int_t)t->refunded, "paid_fen", (json_int_t)t->paid_fen,
	                 "refunded_fen", (json_int_t)t->refunded_fen, "refunds", (json_int_t)t->refunds, "events",
	                 (json_int_t)t->events, "delivered", (json_int_t)t->delivered, "given_up",
	                 (json_int_t)t->given_up, "withheld", (json_int_t)t->withheld);
}

json_t *state_list(struct state *s, int64_t from, const char *only)
{
	json_t *list = json_array();
	json_t *next = json_null();
	json_t *answer;

	lock(s);
	if (only != NULL) {
		const struct payment *p = payment_find(s, only);

		if (p != NULL && p->status != PAYMENT_NONE)
			json_array_append_new(list, payment_json(p));
	} else if (from >= 0 && from < (int64_t)s->payments) {
		size_t end = s->payments - (size_t)from > STATE_LIST_MAX ? (size_t)from + STATE_LIST_MAX : s->payments;

		for (size_t i = (size_t)from; i < end; i++)
			if (s->payment[i]->status != PAYMENT_NONE)
				json_array_append_new(list, payment_json(s->payment[i]));
		if (end < s->payments)
			next = json_integer((json_int_t)end);
	}
	answer = json_pack("{s:o, s:o, s:o, s:I}", "payments", list, "next", next, "totals", totals_json(&s->totals),
	                   "pending", (json_int_t)s->queue.count + s->taken);
	unlock(s);
	return answer;
}
