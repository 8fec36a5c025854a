/* Callbacks of the payment gateway, made by hand. */
#include "support/gateway_side.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/digest.h"
#include "base/id.h"

static int64_t said_so_far;

static const char *string(struct text t)
{
	return text_string(town_arena(), t);
}

static struct text body_of(const struct gateway_said *said)
{
	struct arena *arena = town_arena();
	struct text event =
		said->event ? text_of(said->event) : text_format(arena, "evt_%032" PRIx64, (uint64_t)++said_so_far);
	struct text refund = said->refund ? text_format(arena, "\"%s\"", said->refund) : T("null");
	bool is_failed = text_equal(text_of(said->status), T("failed"));
	return text_format(arena,
	                   "{\"event\":\"%.*s\",\"payment\":\"%s\",\"status\":\"%s\",\"amount_fen\":%" PRId64
	                   ",\"trade\":%s,\"refund\":%.*s,\"at\":%" PRId64 "}",
	                   TEXT(event), said->payment, said->status, said->amount_fen,
	                   is_failed ? "null" : "\"42001764000000000000000001\"", TEXT(refund), town_now());
}

static struct text signature_of(const struct gateway_said *said, struct text body, int64_t at, struct text nonce)
{
	struct arena *arena = town_arena();
	char key[32];
	bool is_key = text_from_hex(text_of(said->wrong_key ? said->wrong_key : TOWN_GATEWAY_KEY), key, sizeof key);
	assert_true(is_key);
	struct text message =
		text_format(arena, "POST\n/gateway/notify\n%" PRId64 "\n%.*s\n%.*s", at, TEXT(nonce), TEXT(body));
	struct digest digest = digest_hmac_sha256((struct text){ key, sizeof key }, message);
	if (said->wrong_signature)
		digest.bytes[31] ^= 1;
	return text_hex(arena, digest.bytes, sizeof digest.bytes);
}

void gateway_says(const struct gateway_said *said)
{
	struct arena *arena = town_arena();
	struct text body = body_of(said);
	int64_t at = town_now() - said->late_ms;
	struct text nonce = said->nonce ? text_of(said->nonce)
	                                : text_format(arena, "%016" PRIx64, (uint64_t)++said_so_far + 0xabcd0000);
	struct text signature = signature_of(said, body, at, nonce);
	ask_header("X-Signature",
	           string(text_format(arena, "t=%" PRId64 ",n=%.*s,v1=%.*s", at, TEXT(nonce), TEXT(signature))));
	ask_raw("/gateway/notify", AS_NOBODY, "application/json", string(body), body.length);
}

const char *gateway_payment_of(const char *order)
{
	int64_t county = 0, id = 0;
	assert_true(id_read(text_of(order), &county, &id));
	int64_t payment =
		town_number("SELECT max(payment_id) FROM payment_part WHERE order_county = $1 AND order_id = $2",
	                    county, id);
	county = town_number("SELECT county FROM payment WHERE id = $1", payment);
	return string(text_format(town_arena(), "%" PRId64 "-%" PRId64, county, payment));
}

void gateway_pays(const char *order)
{
	const char *payment = gateway_payment_of(order);
	int64_t id = 0;
	struct text rest = text_of(payment);
	assert_true(text_to_int64(text_part(rest, text_find(rest, T("-")) + 1, rest.length), &id));
	gateway_says(&(struct gateway_said){ .payment = payment,
	                                     .status = "paid",
	                                     .amount_fen =
	                                             town_number("SELECT amount_fen FROM payment WHERE id = $1", id) });
	check_status(200);
}
