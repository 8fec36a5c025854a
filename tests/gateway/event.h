/*
 * Callbacks waiting to be sent: an event, and the queue of events by the time they are due.
 *
 * Invariants
 * - An event's id and body never change, whatever the number of tries; only the signature over it is made anew.
 * - An event belongs to exactly one holder: the queue, a payment that holds it back, or the delivery thread.
 *
 * Not here: locks (the state guards the queue), sending (callback.c).
 */
#ifndef GATEWAY_EVENT_H
#define GATEWAY_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct payment;

enum event_kind {
	EVENT_PAID,
	EVENT_REFUNDED,
	EVENT_FAILED,
};

enum { EVENT_TRIES_MAX = 10 };

struct event {
	enum event_kind kind;
	struct payment *payment; /* touched only under the state's lock */
	char *url;
	char *path;
	char *body;
	int64_t due_at;
	int64_t late_ms; /* kept for an event that is held back: counts from its release */
	int tries;
	bool wrong_signature;
};

/* A binary heap, earliest due first. All zero is the empty queue. */
struct event_queue {
	struct event **item;
	size_t count;
	size_t room;
};

/* Copies the three texts. Aborts when there is no memory: a payment without its callback would be a lie. */
struct event *event_new(enum event_kind kind, struct payment *payment, const char *url, const char *path,
                        const char *body);
struct event *event_copy(const struct event *e);
void event_free(struct event *e);

void event_queue_push(struct event_queue *q, struct event *e);

/* The earliest event, still in the queue, or NULL. */
const struct event *event_queue_first(const struct event_queue *q);

/* Takes the earliest event out. The queue is not empty. */
struct event *event_queue_pop(struct event_queue *q);

/* Frees all events and the queue's own memory. */
void event_queue_clear(struct event_queue *q);

#endif
