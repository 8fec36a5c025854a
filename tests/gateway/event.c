/*
 * Events and their queue; see event.h. The heap's invariant: no item is due before its parent, at (i - 1) / 2.
 */
#include "event.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static char *text_copy(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = malloc(size);

	if (copy == NULL)
		abort();
	memcpy(copy, text, size);
	return copy;
}

struct event *event_new(enum event_kind kind, struct payment *payment, const char *url, const char *path,
                        const char *body)
{
	struct event *e = calloc(1, sizeof *e);

	if (e == NULL)
		abort();
	e->kind = kind;
	e->payment = payment;
	e->url = text_copy(url);
	e->path = text_copy(path);
	e->body = text_copy(body);
	return e;
}

struct event *event_copy(const struct event *e)
{
	struct event *copy = event_new(e->kind, e->payment, e->url, e->path, e->body);

	copy->due_at = e->due_at;
	copy->late_ms = e->late_ms;
	copy->tries = e->tries;
	copy->wrong_signature = e->wrong_signature;
	return copy;
}

void event_free(struct event *e)
{
	if (e == NULL)
		return;
	free(e->url);
	free(e->path);
	free(e->body);
	free(e);
}

void event_queue_push(struct event_queue *q, struct event *e)
{
	size_t at = q->count;

	if (q->count == q->room) {
		size_t room = q->room ? 2 * q->room : 64;
		struct event **item = realloc(q->item, room * sizeof(struct event *));

		if (item == NULL)
			abort();
		q->item = item;
		q->room = room;
	}
	q->count++;
	while (at > 0 && q->item[(at - 1) / 2]->due_at > e->due_at) {
		q->item[at] = q->item[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	q->item[at] = e;
}

const struct event *event_queue_first(const struct event_queue *q)
{
	return q->count ? q->item[0] : NULL;
}

struct event *event_queue_pop(struct event_queue *q)
{
	struct event *first, *last;
	size_t at = 0;

	assert(q->count > 0);
	first = q->item[0];
	last = q->item[--q->count];
	for (;;) {
		size_t child = 2 * at + 1;

		if (child >= q->count)
			break;
		if (child + 1 < q->count && q->item[child + 1]->due_at < q->item[child]->due_at)
			child++;
		if (q->item[child]->due_at >= last->due_at)
			break;
		q->item[at] = q->item[child];
		at = child;
	}
	q->item[at] = last;
	return first;
}

void event_queue_clear(struct event_queue *q)
{
	for (size_t i = 0; i < q->count; i++)
		event_free(q->item[i]);
	free(q->item);
	*q = (struct event_queue){ 0 };
}
