/* The driver: slots for requests in flight, each with an arena of its own. One thread hands them to the door and sleeps until
   the last is answered; the writer commits what has gathered meanwhile in groups. */
#include "app/simulation.h"

#include <assert.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/output.h"

enum { SLOTS = 256, SLOT_HEADERS = 4 };

struct slot {
	struct arena *arena;
	struct exchange exchange;
	struct header headers[SLOT_HEADERS];
};

struct simulation {
	struct arena *arena, *answers;
	struct site *site;
	struct slot slots[SLOTS];
	pthread_mutex_t lock;
	pthread_cond_t over;
	size_t waiting;
	int64_t asked;
};

/* ---- chance ---- */

uint64_t chance_next(struct chance *chance)
{
	uint64_t z = chance->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

int64_t chance_below(struct chance *chance, int64_t below)
{
	assert(below > 0);
	return (int64_t)(chance_next(chance) % (uint64_t)below);
}

bool chance_is(struct chance *chance, int64_t parts)
{
	return chance_below(chance, 10000) < parts;
}

size_t chance_weighted(struct chance *chance, const int64_t *weights, size_t count)
{
	int64_t sum = 0, drawn;

	for (size_t i = 0; i < count; i++)
		sum += weights[i];
	drawn = chance_below(chance, sum);
	for (size_t i = 0; i < count; i++) {
		if (drawn < weights[i])
			return i;
		drawn -= weights[i];
	}
	assert(false && "weights summed up");
	return 0;
}

/* ---- clock ---- */

/* The one exception to "no globals": site_options.clock takes no context. */
static _Atomic int64_t moment;

int64_t simulation_clock(void)
{
	return atomic_load(&moment);
}

void simulation_set_clock(int64_t at)
{
	atomic_store(&moment, at);
}

/* ---- requests ---- */

struct simulation *simulation_new(struct arena *arena, struct site *site)
{
	struct simulation *simulation = arena_take(arena, sizeof *simulation);

	simulation->arena = arena;
	simulation->site = site;
	simulation->answers = arena_new();
	pthread_mutex_init(&simulation->lock, NULL);
	pthread_cond_init(&simulation->over, NULL);
	for (size_t i = 0; i < SLOTS; i++)
		simulation->slots[i].arena = arena_new();
	return simulation;
}

void simulation_free(struct simulation *simulation)
{
	if (simulation == NULL)
		return;
	for (size_t i = 0; i < SLOTS; i++)
		arena_free(simulation->slots[i].arena);
	arena_free(simulation->answers);
	pthread_mutex_destroy(&simulation->lock);
	pthread_cond_destroy(&simulation->over);
}

static void finish(struct exchange *exchange)
{
	struct simulation *simulation = exchange->owner;

	pthread_mutex_lock(&simulation->lock);
	if (--simulation->waiting == 0)
		pthread_cond_signal(&simulation->over);
	pthread_mutex_unlock(&simulation->lock);
}

static void slot_fill(struct simulation *simulation, struct slot *slot, const struct ask *ask)
{
	struct exchange *exchange = &slot->exchange;

	arena_reset(slot->arena);
	*exchange = (struct exchange){ .arena = slot->arena,
		                       .method = ask->method,
		                       .path = ask->path,
		                       .query = ask->query,
		                       .headers = slot->headers,
		                       .peer = T("127.0.0.1"),
		                       .body = ask->body,
		                       .at = ask->at,
		                       .finish = finish,
		                       .owner = simulation };
	if (ask->method == POST)
		slot->headers[exchange->header_count++] =
			(struct header){ T("Content-Type"),
			                 ask->type.length > 0 ? ask->type : T("application/x-www-form-urlencoded") };
	if (ask->as.length > 0)
		slot->headers[exchange->header_count++] =
			(struct header){ T("Authorization"), text_join(slot->arena, T("Bearer "), ask->as) };
	if (ask->signature.length > 0)
		slot->headers[exchange->header_count++] = (struct header){ T("X-Signature"), ask->signature };
	assert(exchange->header_count <= SLOT_HEADERS);
}

static void ask_some(struct simulation *simulation, struct ask *asks, size_t count)
{
	simulation->waiting = count;
	for (size_t i = 0; i < count; i++) {
		slot_fill(simulation, &simulation->slots[i], &asks[i]);
		site_handle(simulation->site, &simulation->slots[i].exchange);
	}
	pthread_mutex_lock(&simulation->lock);
	while (simulation->waiting > 0)
		pthread_cond_wait(&simulation->over, &simulation->lock);
	pthread_mutex_unlock(&simulation->lock);
	for (size_t i = 0; i < count; i++) {
		const struct reply *reply = &simulation->slots[i].exchange.reply;

		asks[i].status = reply->status;
		asks[i].answer = text_copy(simulation->answers, reply->body);
		asks[i].location = text_copy(simulation->answers, reply->location);
	}
}

void simulation_ask(struct simulation *simulation, struct ask *asks, size_t count)
{
	for (size_t from = 0; from < count; from += SLOTS)
		ask_some(simulation, asks + from, count - from < SLOTS ? count - from : SLOTS);
	simulation->asked += (int64_t)count;
}

struct arena *simulation_arena(struct simulation *simulation)
{
	return simulation->answers;
}

void simulation_forget(struct simulation *simulation)
{
	arena_reset(simulation->answers);
}

int64_t simulation_asked(const struct simulation *simulation)
{
	return simulation->asked;
}

/* ---- words ---- */

struct text form_body(struct arena *arena, const char *name, ...)
{
	struct output out = output_in(arena);
	va_list rest;

	va_start(rest, name);
	for (; name != NULL; name = va_arg(rest, const char *)) {
		if (out.length > 0)
			out_string(&out, "&");
		out_string(&out, name);
		out_string(&out, "=");
		out_url(&out, va_arg(rest, struct text));
	}
	va_end(rest);
	return output_text(&out);
}

struct text answer_value(struct text answer, const char *name)
{
	char key[64];
	int length = snprintf(key, sizeof key, "\"%s\":", name);
	size_t at = text_find(answer, (struct text){ key, (size_t)length });
	struct text rest = text_part(answer, at + (size_t)length, answer.length);
	size_t end = 0;

	if (at == answer.length)
		return T("");
	while (rest.length > 0 && rest.bytes[0] == ' ')
		rest = text_part(rest, 1, rest.length);
	if (text_starts(rest, T("\""))) {
		rest = text_part(rest, 1, rest.length);
		return text_part(rest, 0, text_find(rest, T("\"")));
	}
	while (end < rest.length && (rest.bytes[end] == '-' || (rest.bytes[end] >= '0' && rest.bytes[end] <= '9')))
		end++;
	return text_part(rest, 0, end);
}
