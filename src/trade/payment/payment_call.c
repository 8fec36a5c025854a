/* One signed question to the gateway over the network, and whether its answer may be believed. Called in the looks of chores only: those
   run on a background thread, which may wait, and has the machine's clock and chance. */
#include <curl/curl.h>
#include <inttypes.h>

#include "base/world.h"
#include "trade/payment/payment_call.h"

enum { CALL_SECONDS = 5, CALL_ANSWER_BYTES = 64 << 10 };

struct receiver {
	struct output body;
	struct arena *arena;
	struct text signature;
};

static size_t body_came(char *bytes, size_t size, size_t count, void *context)
{
	struct receiver *receiver = context;

	if (receiver->body.length + size * count > CALL_ANSWER_BYTES)
		return 0;
	out_raw(&receiver->body, bytes, size * count);
	return size * count;
}

static size_t header_came(char *bytes, size_t size, size_t count, void *context)
{
	struct receiver *receiver = context;
	struct text line = text_trim((struct text){ bytes, size * count }), name = T("X-Signature:");

	if (text_equal_caseless(text_part(line, 0, name.length), name))
		receiver->signature = text_copy(receiver->arena, text_trim(text_part(line, name.length, line.length)));
	return size * count;
}

static struct text nonce_drawn(struct arena *arena)
{
	uint8_t chance[GATEWAY_NONCE_CHARS / 2];

	machine_chance(chance, sizeof chance);
	return text_hex(arena, chance, sizeof chance);
}

/* v1 right, over our own nonce, and fresh. */
static bool answer_holds(struct arena *arena, const struct gateway_setting *setting, const struct outside_call *call,
                         struct text path, struct text nonce)
{
	struct gateway_stamp stamp;

	return gateway_stamp_read(call->answer_signature, &stamp) && text_equal(stamp.nonce, nonce) &&
	       gateway_stamp_holds(arena, setting->key, &stamp, "ANSWER", path, call->answer, machine_now());
}

static bool perform(CURL *curl, struct arena *arena, struct text url, struct text signature, struct text body,
                    struct receiver *receiver, long *ret_status)
{
	struct curl_slist *headers = NULL;
	bool came = false;

	headers = curl_slist_append(headers, "Content-Type: application/json");
	if (headers != NULL && curl_slist_append(headers, text_string(arena, signature)) != NULL) {
		curl_easy_setopt(curl, CURLOPT_URL, text_string(arena, url));
		curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, text_string(arena, body));
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body.length);
		curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)CALL_SECONDS);
		curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
		curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, body_came);
		curl_easy_setopt(curl, CURLOPT_WRITEDATA, receiver);
		curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, header_came);
		curl_easy_setopt(curl, CURLOPT_HEADERDATA, receiver);
		came = curl_easy_perform(curl) == CURLE_OK &&
		       curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, ret_status) == CURLE_OK;
	}
	curl_slist_free_all(headers);
	return came;
}

static bool ask_network(struct arena *arena, struct outside_call *call)
{
	struct receiver receiver = { .body = output_in(arena), .arena = arena };
	CURL *curl = curl_easy_init();
	bool came =
		curl != NULL && perform(curl, arena, call->url, text_join(arena, T("X-Signature: "), call->signature),
	                                call->body, &receiver, &call->status);

	curl_easy_cleanup(curl);
	call->answer = output_text(&receiver.body);
	call->answer_signature = receiver.signature;
	return came;
}

bool gateway_call(struct request *r, const struct gateway_setting *setting, const char *door, struct text body,
                  struct gateway_answer *ret)
{
	const struct outside *outside = request_outside(r);
	struct text path = gateway_path(r->arena, setting->url, door), nonce = nonce_drawn(r->arena);
	int64_t at = machine_now();
	struct text signature = gateway_signature(r->arena, setting->key, "POST", path, at, nonce, body);
	struct outside_call call = { .url = text_join(r->arena, setting->url, text_of(door)),
		                     .body = body,
		                     .signature = text_format(r->arena, "t=%" PRId64 ",n=%.*s,v1=%.*s", at, TEXT(nonce),
		                                              TEXT(signature)) };

	if (!request_settles(r)) /* money must not go out for what the power may yet take back */
		return false;
	if (outside != NULL ? !outside->call(outside->context, r->arena, &call) : !ask_network(r->arena, &call))
		return false;
	ret->status = call.status;
	ret->holds = answer_holds(r->arena, setting, &call, path, nonce);
	ret->body = call.answer;
	return true;
}
