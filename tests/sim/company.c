/* The payment company, out of the seed: it calls late, twice, with another amount, out of order or never; its answers get lost, are wrongly
   signed, or say no. It never forgets what it took. */
#include "sim/sim.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/world.h"

static const char key_bytes[] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15,
	                          16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31 };

static struct text signature(struct arena *arena, const char *method, const char *path, int64_t at, struct text nonce,
                             struct text body)
{
	struct text message =
		text_format(arena, "%s\n%s\n%" PRId64 "\n%.*s\n%.*s", method, path, at, TEXT(nonce), TEXT(body));
	struct digest digest = digest_hmac_sha256((struct text){ key_bytes, sizeof key_bytes }, message);
	return text_format(arena, "t=%" PRId64 ",n=%.*s,v1=%.*s", at, TEXT(nonce),
	                   TEXT(text_hex(arena, digest.bytes, sizeof digest.bytes)));
}

static struct company_payment *payment_of(struct sim *sim, struct text id)
{
	for (size_t i = sim->payment_count; i > 0; i--)
		if (text_equal(text_of(sim->payments[i - 1].id), id))
			return &sim->payments[i - 1];
	return NULL;
}

static void tell(struct sim *sim, int64_t at, const char *payment, const char *status, int64_t fen, const char *refund)
{
	if (sim->event_count == SIM_EVENTS)
		sim_fail(sim, "too many messages under way");
	struct company_event *event = &sim->events[sim->event_count++];
	*event = (struct company_event){ .at = at, .fen = fen, .status = status };
	snprintf(event->payment, sizeof event->payment, "%s", payment);
	snprintf(event->refund, sizeof event->refund, "%s", refund);
	snprintf(event->event, sizeof event->event, "evt_%016" PRIx64 "%016" PRIx64, (uint64_t)sim->seed,
	         (uint64_t)++sim->events_made);
}

void company_open(struct sim *sim, const char *payment, int64_t fen)
{
	struct company_payment *kept = &sim->payments[sim->payment_count++];
	int64_t fate = sim_draw(sim, 100), at = sim->at + sim_draw(sim, 10 * MINUTE_MS);
	if (sim->payment_count == SIM_PAYMENTS)
		sim_fail(sim, "too many payments");
	*kept = (struct company_payment){ .fen = fen };
	snprintf(kept->id, sizeof kept->id, "%s", payment);
	if (fate < 12) { /* the buyer goes away */
		if (fate < 4)
			tell(sim, at, payment, "failed", fen, "");
		return;
	}
	kept->is_paid = true;
	if (fate < 20) /* never called: the shop has to ask */
		return;
	if (fate < 28) { /* after the hold has ended */
		at += 35 * MINUTE_MS + sim_draw(sim, 5 * HOUR_MS);
		sim->late++;
	}
	if (fate < 34) { /* with another amount first */
		tell(sim, at, payment, "paid", fen, "");
		sim->events[sim->event_count - 1].is_wrong = true;
		at += 1 + sim_draw(sim, 3 * HOUR_MS);
	}
	if (fate < 40) { /* out of order */
		tell(sim, at + 5 * MINUTE_MS, payment, "failed", fen, "");
	}
	tell(sim, at, payment, "paid", fen, "");
	if (fate < 55) /* again, under another event */
		tell(sim, at + sim_draw(sim, 30 * HOUR_MS), payment, "paid", fen, "");
}

/* ---- calling the shop ---- */

static void write_call(struct sim *sim, const struct company_event *event, struct ask *ask)
{
	struct arena *arena = simulation_arena(sim->driver);
	struct text nonce = text_format(arena, "%016" PRIx64, chance_next(&sim->chance));
	int64_t fen = event->is_wrong ? event->fen + 100 : event->fen, at = sim->at;
	bool is_refund = event->refund[0] != '\0', has_trade = strcmp(event->status, "failed") != 0;
	*ask = (struct ask){ .method = POST, .path = T("/gateway/notify"), .type = T("application/json") };
	ask->body = text_format(arena,
	                        "{\"event\":\"%s\",\"payment\":\"%s\",\"status\":\"%s\",\"amount_fen\":%" PRId64
	                        ",\"trade\":%s,\"refund\":%s%s%s,\"at\":%" PRId64 "}",
	                        event->event, event->payment, event->status, fen, has_trade ? "\"4200017\"" : "null",
	                        is_refund ? "\"" : "", is_refund ? event->refund : "null", is_refund ? "\"" : "", at);
	ask->signature = signature(arena, "POST", "/gateway/notify", at, nonce, ask->body);
}

static void was_taken(struct sim *sim, const struct company_event *event)
{
	struct company_payment *payment = payment_of(sim, text_of(event->payment));
	if (!strcmp(event->status, "paid") && !event->is_wrong && payment != NULL && !payment->is_counted) {
		payment->is_counted = true;
	}
}

/* The present event goes out; a lost answer makes the company call again under the same event. */
static void call(struct sim *sim, struct company_event *event)
{
	struct ask asks[2];
	bool is_double = sim_is(sim, 600), is_forged = sim_is(sim, 200);
	write_call(sim, event, &asks[0]);
	write_call(sim, event, &asks[1]);
	if (is_forged) {
		struct ask forged = asks[0];
		forged.body = text_join(simulation_arena(sim->driver), forged.body, T(" "));
		sim_ask(sim, &forged, 1);
		if (forged.status != 403)
			sim_fail(sim, "a forged message was answered %d", forged.status);
	}
	sim_ask(sim, asks, is_double ? 2 : 1);
	for (int i = 0; i < (is_double ? 2 : 1); i++)
		if (asks[i].status != 200)
			sim_fail(sim, "the message %.*s was answered %d: %.*s", TEXT(asks[i].body), asks[i].status,
			         TEXT(asks[i].answer));
	was_taken(sim, event);
	if (sim_is(sim, 500) && event->tries < 5) {
		event->tries++;
		event->at = sim->at + sim_draw(sim, 2 * HOUR_MS);
	} else {
		event->at = -1;
	}
}

void company_calls(struct sim *sim)
{
	size_t kept = 0, count = sim->event_count;
	for (size_t i = 0; i < count; i++)
		if (sim->events[i].at <= sim->at)
			call(sim, &sim->events[i]);
	for (size_t i = 0; i < sim->event_count; i++)
		if (sim->events[i].at >= 0)
			sim->events[kept++] = sim->events[i];
	sim->event_count = kept;
}

/* ---- being asked ---- */

static struct text nonce_of(struct text stamp)
{
	size_t at = text_find(stamp, T("n="));
	return text_part(stamp, at + 2, at + 18 < stamp.length ? 16 : 0);
}

static struct text answer_query(struct sim *sim, struct arena *arena, struct text body)
{
	struct text id = answer_value(body, "payment");
	struct company_payment *payment = payment_of(sim, id);
	if (payment == NULL || !payment->is_paid)
		return text_format(arena, "{\"payment\":\"%.*s\",\"status\":\"%s\",\"amount_fen\":0,\"trade\":null}",
		                   TEXT(id), payment == NULL ? "none" : "open");
	return text_format(arena,
	                   "{\"payment\":\"%.*s\",\"status\":\"%s\",\"amount_fen\":%" PRId64
	                   ",\"refunded_fen\":%" PRId64 ",\"trade\":\"4200018\"}",
	                   TEXT(id), payment->refunded_fen == payment->fen ? "refunded" : "paid", payment->fen,
	                   payment->refunded_fen);
}

/* The refund id is the key: the same again moves nothing, and what was accepted is not refused later (docs/gateway.md). */
static bool was_accepted(const struct sim *sim, const char *id, int64_t fen)
{
	for (size_t i = sim->refund_count; i > 0; i--)
		if (!strcmp(sim->refunds[i - 1].id, id)) {
			if (sim->refunds[i - 1].fen != fen)
				sim_fail(sim, "refund %s is asked for with two amounts", id);
			return true;
		}
	return false;
}

static void accept(struct sim *sim, struct company_payment *payment, const char *id, int64_t fen)
{
	if (!payment->is_paid || payment->refunded_fen + fen > payment->fen)
		sim_fail(sim, "more is to go back than payment %s brought", payment->id);
	if (sim->refund_count == SIM_PAYMENTS)
		sim_fail(sim, "too many refunds");
	payment->refunded_fen += fen;
	struct company_refund *kept = &sim->refunds[sim->refund_count++];
	kept->fen = fen;
	snprintf(kept->id, sizeof kept->id, "%s", id);
}

static struct text answer_refund(struct sim *sim, struct arena *arena, struct text body)
{
	struct company_payment *payment = payment_of(sim, answer_value(body, "payment"));
	struct text refund = answer_value(body, "refund");
	int64_t fen = 0;
	if (payment == NULL || !text_to_int64(answer_value(body, "amount_fen"), &fen))
		return T("{\"error\":\"unknown_payment\"}");
	bool refuses = sim_is(sim, 300);
	char id[48];
	sim_copy(id, sizeof id, refund);
	bool is_known = was_accepted(sim, id, fen);
	if (refuses && !is_known)
		return T("{\"error\":\"over_refund\"}");
	if (!is_known)
		accept(sim, payment, id, fen);
	if (sim_is(sim, 3000)) /* it says so by a message too, perhaps before its answer arrives */
		tell(sim, sim->at + sim_draw(sim, 3 * HOUR_MS), payment->id, "refunded", fen, id);
	return text_format(arena, "{\"status\":\"accepted\",\"refund\":\"%.*s\"}", TEXT(refund));
}

bool company_answers(void *context, struct arena *arena, struct outside_call *call)
{
	struct sim *sim = context;
	bool is_query = text_ends(call->url, T("/query"));
	int64_t mood = sim_draw(sim, 100);
	if (sim->is_company_down || mood < 3)
		return false;
	call->status = mood < 6 ? 500 : 200;
	call->answer = is_query ? answer_query(sim, arena, call->body) : answer_refund(sim, arena, call->body);
	struct text nonce = mood < 9 ? T("0123456789abcdef") : nonce_of(call->signature);
	call->answer_signature =
		signature(arena, "ANSWER", is_query ? "/query" : "/refund", machine_now(), nonce, call->answer);
	return true;
}
