/* The chores of the gateway: refunds are sent, payments of which nothing was heard are asked for, old nonces are forgotten.
   A look talks to the network and puts what it learnt into the form; the command then acts on what the database says by then. The form has
   for each thing a number: "0.id", "0.status", "0.amount_fen", "0.trade", "0.error"; "down" 1: the gateway does not answer, so nothing
   else was tried and everything due waits half a minute. A row whose command fails (the books do not allow what the gateway says) is
   put off like one that was not answered, with the word of the outcome.
   An answer that is not signed as it should be is as good as none: the outcome is uncertain, the same is sent again later. */
#include <inttypes.h>
#include <jansson.h>
#include <string.h>

#include "base/limits.h"
#include "trade/payment/payment_call.h"
#include "web/chore.h"

enum { ASK_AT_ONCE = 20, ASK_NAME = 32, ASK_MOST = 14 };

/* Nonces are remembered longer than a message may be old or early. */
static const int64_t nonce_age_ms = 2 * INT64_C(360000);
static const int64_t down_ms = 30000;

/* ---- what goes into the form ---- */

static struct text json_text(struct arena *arena, const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	if (json_is_integer(value))
		return text_format(arena, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	return text_copy(arena, text_of(json_string_value(value)));
}

/* Puts members of the answer into the form. */
static void tell_answer(struct request *r, size_t number, const struct gateway_answer *answer)
{
	static const char *const names[] = { "status", "amount_fen", "trade", "error" };
	json_t *object = json_loadb(answer->body.bytes, answer->body.length, JSON_REJECT_DUPLICATES, NULL);

	for (size_t i = 0; object != NULL && i < sizeof names / sizeof names[0]; i++)
		if (json_object_get(object, names[i]) != NULL)
			chore_tell(r, number, names[i], json_text(r->arena, object, names[i]));
	json_decref(object);
}

/* Asks one thing. False: the gateway does not answer at all. */
static bool ask_one(struct request *r, const struct gateway_setting *setting, const char *door, size_t number,
                    struct text id, struct text body)
{
	struct gateway_answer answer = { 0 };

	chore_tell(r, number, "id", id);
	if (!gateway_call(r, setting, door, body, &answer)) {
		chore_tell(r, number, "error", T("no_answer"));
		request_set_field(r, "down", T("1"));
		return false;
	}
	if (answer.holds && answer.status < 500)
		tell_answer(r, number, &answer);
	else
		chore_tell(r, number, "error", text_format(r->arena, "uncertain_%ld", answer.status));
	return true;
}

/* One county at a time, so that the command stays in that county's lane. */
enum outcome gateway_chore_where(struct request *r, struct scope *ret_scope)
{
	int64_t county, id;

	if (gateway_id_read(chore_told(r, 0, "id"), &county, &id))
		ret_scope->place = place_of_county(county);
	return DONE;
}

/* ---- refunds ---- */

static enum outcome refunds_due(struct request *r, struct refund **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &refund_record, ASK_AT_ONCE, ret, ret_count,
	               "SELECT " REFUND_COLUMNS " FROM payment_refund AS f WHERE f.state = 1 AND f.next_at <= $1"
	               " AND f.county = (SELECT g.county FROM payment_refund AS g WHERE g.state = 1 AND g.next_at <= $1"
	               " ORDER BY g.next_at, g.county, g.id LIMIT 1) ORDER BY f.next_at, f.id LIMIT $2",
	               bind(i64(r->now), i64(ASK_AT_ONCE)));
}

bool refunds_look(struct request *r)
{
	struct gateway_setting setting;
	struct refund *due;
	size_t count = 0, told = 0;

	if (!gateway_setting_of(r, &setting) || refunds_due(r, &due, &count) != DONE)
		return false;
	chore_has_read(r);
	for (size_t i = 0; i < count && !request_is_ending(r); i++) {
		struct text id = gateway_id(r->arena, due[i].county, due[i].id);
		struct text body =
			text_format(r->arena, "{\"payment\":\"%.*s\",\"refund\":\"%.*s\",\"amount_fen\":%" PRId64 "}",
		                    TEXT(gateway_id(r->arena, due[i].payment_county, due[i].payment_id)), TEXT(id),
		                    due[i].amount_fen);

		told++;
		if (!ask_one(r, &setting, "/refund", i, id, body))
			break;
	}
	return told > 0;
}

/* Errors that trying again does not mend; a payment not yet paid there may still be. */
static bool is_final(struct text error)
{
	return text_equal(error, T("over_refund")) || text_equal(error, T("refund_differs")) ||
	       text_equal(error, T("unknown_payment")) || text_equal(error, T("bad_request"));
}

static enum outcome refund_answered(struct request *r, const struct payment_act *act, size_t number)
{
	int64_t county, id;
	struct text error = chore_told(r, number, "error");
	struct refund refund;
	enum outcome outcome;

	if (!gateway_id_read(chore_told(r, number, "id"), &county, &id))
		return INVALID;
	outcome = refund_one(r->db, r->arena, county, id, &refund);
	if (outcome != DONE || refund.state != REFUND_ASKED)
		return outcome;
	if (chore_failure(r).length > 0)
		return refund_put_off(r->db, &refund, false, chore_failure(r), r->now);
	if (text_equal(chore_told(r, number, "status"), T("accepted")))
		return refund_done(act, &refund);
	return refund_put_off(r->db, &refund, is_final(error), error, r->now);
}

static enum outcome refunds_wait(struct request *r)
{
	if (!text_equal(request_field(r, "down"), T("1")))
		return DONE;
	return db_exec(r->db, "UPDATE payment_refund SET next_at = $1 WHERE state = 1 AND next_at <= $2",
	               bind(i64(r->now + down_ms), i64(r->now)));
}

static void answer_done(struct request *r, enum outcome outcome)
{
	if (outcome == DONE)
		see_other(r, "/payments");
	else
		fail(r, outcome, NULL);
}

void refunds_post(struct request *r)
{
	struct payment_act act = payment_act_of(r);
	enum outcome outcome = DONE;

	for (size_t i = 0; outcome == DONE && i < ASK_AT_ONCE && chore_told(r, i, "id").length > 0; i++)
		outcome = refund_answered(r, &act, i);
	if (outcome == DONE)
		outcome = refunds_wait(r);
	answer_done(r, outcome);
}

/* ---- payments of which nothing was heard ---- */

static enum outcome payments_due(struct request *r, struct payment **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &payment_record, ASK_AT_ONCE, ret, ret_count,
	               "SELECT " PAYMENT_COLUMNS " FROM payment AS p WHERE p.ask_at > 0 AND p.ask_at <= $1"
	               " AND p.county = (SELECT q.county FROM payment AS q WHERE q.ask_at > 0 AND q.ask_at <= $1"
	               " ORDER BY q.ask_at, q.county, q.id LIMIT 1) ORDER BY p.ask_at, p.id LIMIT $2",
	               bind(i64(r->now), i64(ASK_AT_ONCE)));
}

/* Cash payments come here too: nobody is asked, it is only seen whether their orders still wait. */
bool queries_look(struct request *r)
{
	struct gateway_setting setting;
	bool is_up = gateway_setting_of(r, &setting);
	struct payment *due;
	size_t count = 0, told = 0;

	if (payments_due(r, &due, &count) != DONE)
		return false;
	chore_has_read(r);
	for (size_t i = 0; i < count && !request_is_ending(r); i++) {
		struct text id = gateway_id(r->arena, due[i].county, due[i].id);
		struct text body = text_format(r->arena, "{\"payment\":\"%.*s\"}", TEXT(id));

		told++;
		if (!text_equal(due[i].provider, T("gateway")) || !is_up)
			chore_tell(r, i, "id", id);
		else if (!ask_one(r, &setting, "/query", i, id, body))
			break;
	}
	return told > 0;
}

/* 2, 4, 8 ... minutes, up to two hours. */
static int64_t next_ask(const struct payment *payment, int64_t now)
{
	int64_t steps = payment->asks < 6 ? payment->asks : 6;

	return now + (GATEWAY_FIRST_ASK_MS << steps);
}

static enum outcome ask_later(struct request *r, struct payment *payment)
{
	payment->asks++;
	payment->ask_at = next_ask(payment, r->now);
	return payment_change(r->db, payment);
}

/* Not paid: it is asked for again while an order waits, and for a day after (a buyer may still stand on the gateway's page). */
static enum outcome not_paid(struct request *r, struct payment *payment, bool was_answered)
{
	struct order *orders;
	size_t count;
	int64_t sum;
	enum outcome outcome = payment_due(r->db, r->arena, payment->checkout_id, &orders, &count, &sum);

	if (outcome != DONE)
		return outcome;
	payment->asks++;
	payment->ask_at = next_ask(payment, r->now);
	if (count == 0 && (text_equal(payment->provider, T("cash")) || (was_answered && payment->asks > ASK_MOST))) {
		payment->state = PAYMENT_CLOSED;
		payment->code = T("");
		payment->ask_at = 0;
	}
	return payment_change(r->db, payment);
}

static enum outcome payment_answered(struct request *r, const struct payment_act *act, size_t number)
{
	int64_t county, id, amount_fen = 0;
	struct text status = chore_told(r, number, "status");
	const char *word;
	struct payment payment;
	enum outcome outcome;

	if (!gateway_id_read(chore_told(r, number, "id"), &county, &id))
		return INVALID;
	outcome = payment_one(r->db, r->arena, county, id, &payment);
	if (outcome != DONE || payment.ask_at == 0 || payment.state == PAYMENT_PAID)
		return outcome;
	if (chore_failure(r).length > 0)
		return ask_later(r, &payment);
	if ((text_equal(status, T("paid")) || text_equal(status, T("refunded"))) &&
	    text_to_int64(chore_told(r, number, "amount_fen"), &amount_fen))
		return gateway_says_paid(act, &payment, amount_fen, chore_told(r, number, "trade"), &word);
	return not_paid(r, &payment, status.length > 0);
}

static enum outcome queries_wait(struct request *r)
{
	if (!text_equal(request_field(r, "down"), T("1")))
		return DONE;
	return db_exec(r->db, "UPDATE payment SET ask_at = $1, version = version + 1 WHERE ask_at > 0 AND ask_at <= $2",
	               bind(i64(r->now + down_ms), i64(r->now)));
}

/* As many as one command has ids for; the rest is asked for again in the next round. */
void queries_post(struct request *r)
{
	struct payment_act act = payment_act_of(r);
	enum outcome outcome = DONE;

	for (size_t i = 0; outcome == DONE && i < ASK_AT_ONCE && chore_told(r, i, "id").length > 0; i++) {
		if (r->world->next + PAYMENT_IDS > WORLD_IDS)
			break;
		outcome = payment_answered(r, &act, i);
	}
	if (outcome == DONE)
		outcome = queries_wait(r);
	answer_done(r, outcome);
}

/* ---- nonces ---- */

bool nonces_look(struct request *r)
{
	int64_t old = 0;

	return db_number(r->db, &old,
	                 "SELECT count(*) FROM (SELECT nonce FROM gateway_nonce WHERE at < $1 LIMIT 1) AS n",
	                 bind(i64(r->now - nonce_age_ms))) == DONE &&
	       old > 0;
}

void nonces_post(struct request *r)
{
	answer_done(r, db_exec(r->db, "DELETE FROM gateway_nonce WHERE at < $1", bind(i64(r->now - nonce_age_ms))));
}
