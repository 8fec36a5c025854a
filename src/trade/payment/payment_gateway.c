/* The outside gateway: signatures, the address the buyer is sent to, how a payment begins and how money goes back. The protocol is
   docs/gateway.md. Nothing here talks to the network: what comes in is payment_notify.c, what goes out payment_ask.c. */
#include <assert.h>
#include <inttypes.h>

#include "base/digest.h"
#include "base/id.h"
#include "trade/payment/payment_inside.h"

enum { KEY_BYTES = 32 };

/* ---- settings ---- */

/* The path of an address, "/" for none. */
static struct text path_of(struct text url)
{
	size_t host = text_find(url, T("://"));
	struct text rest = text_part(url, host + 3, url.length);
	size_t at = text_find(rest, T("/"));

	return host == url.length || at == rest.length ? T("") : text_part(rest, at, rest.length);
}

static struct text without_slash(struct text url)
{
	return text_ends(url, T("/")) ? text_part(url, 0, url.length - 1) : url;
}

bool gateway_setting_of(struct request *r, struct gateway_setting *ret)
{
	char *key = arena_take(r->arena, KEY_BYTES);
	struct text public_url = without_slash(request_setting(r, "public_url"));
	struct text merchant = request_setting(r, "gateway_merchant");

	*ret = (struct gateway_setting){ .url = without_slash(request_setting(r, "gateway_url")),
		                         .merchant = merchant.length > 0 ? merchant : T("tongcun") };
	if (ret->url.length == 0 || public_url.length == 0 ||
	    !text_from_hex(request_setting(r, "gateway_secret"), key, KEY_BYTES))
		return false;
	ret->key = (struct text){ key, KEY_BYTES };
	ret->notify = text_join(r->arena, public_url, T("/gateway/notify"));
	return true;
}

struct text gateway_path(struct arena *arena, struct text url, const char *door)
{
	return text_join(arena, path_of(url), text_of(door));
}

/* ---- signatures ---- */

struct text gateway_signature(struct arena *arena, struct text key, const char *method, struct text path, int64_t at,
                              struct text nonce, struct text body)
{
	struct output message = output_in(arena);
	struct digest digest;

	out_string(&message, method);
	out_string(&message, "\n");
	out_text(&message, path);
	out_format(&message, "\n%" PRId64 "\n", at);
	out_text(&message, nonce);
	out_string(&message, "\n");
	out_text(&message, body);
	digest = digest_hmac_sha256(key, output_text(&message));
	return text_hex(arena, digest.bytes, sizeof digest.bytes);
}

static bool is_hex(struct text t, size_t length)
{
	for (size_t i = 0; i < t.length; i++) {
		char c = t.bytes[i];

		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return t.length == length;
}

static bool take(struct text *rest, struct text name, struct text *ret)
{
	if (!text_next(rest, ',', ret) || !text_starts(*ret, name))
		return false;
	*ret = text_part(*ret, name.length, ret->length);
	return true;
}

bool gateway_stamp_read(struct text header, struct gateway_stamp *ret)
{
	struct text rest = header, at;

	return take(&rest, T("t="), &at) && take(&rest, T("n="), &ret->nonce) &&
	       take(&rest, T("v1="), &ret->signature) && rest.length == 0 && at.length > 0 && at.bytes[0] != '-' &&
	       text_to_int64(at, &ret->at) && is_hex(ret->nonce, GATEWAY_NONCE_CHARS) &&
	       is_hex(ret->signature, GATEWAY_SIGNATURE);
}

bool gateway_stamp_holds(struct arena *arena, struct text key, const struct gateway_stamp *stamp, const char *method,
                         struct text path, struct text body, int64_t now)
{
	struct text wanted = gateway_signature(arena, key, method, path, stamp->at, stamp->nonce, body);
	struct digest ours, theirs;

	if (!text_from_hex(wanted, ours.bytes, sizeof ours.bytes) ||
	    !text_from_hex(stamp->signature, theirs.bytes, sizeof theirs.bytes))
		return false;
	return digest_equal(&ours, &theirs) && stamp->at >= now - GATEWAY_WINDOW_MS &&
	       stamp->at <= now + GATEWAY_WINDOW_MS;
}

/* ---- ids ---- */

struct text gateway_id(struct arena *arena, int64_t county, int64_t id)
{
	return text_format(arena, "%" PRId64 "-%" PRId64, county, id);
}

bool gateway_id_read(struct text t, int64_t *ret_county, int64_t *ret_id)
{
	size_t dash = text_find(t, T("-"));

	return dash > 0 && dash <= 6 && dash < t.length && text_to_int64(text_part(t, 0, dash), ret_county) &&
	       text_to_int64(text_part(t, dash + 1, t.length), ret_id) && *ret_county >= 0 && *ret_id > 0;
}

/* ---- the buyer's way there ---- */

static void pair(struct output *out, const char *name, struct text value)
{
	if (out->length > 0)
		out_string(out, "&");
	out_string(out, name);
	out_string(out, "=");
	out_url(out, value);
}

/* A page is no command and has no chance of its own: the nonce is a keyed digest of payment and moment. The gateway takes such a link more
   than once, so two looks in one millisecond do no harm. */
static struct text link_nonce(struct request *r, const struct payment *payment)
{
	struct digest digest =
		digest_keyed(request_secret(r), text_format(r->arena, "gateway link %" PRId64 " %" PRId64 " %" PRId64,
	                                                    payment->county, payment->id, r->now));

	return text_hex(r->arena, digest.bytes, GATEWAY_NONCE_CHARS / 2);
}

struct text gateway_pay_address(struct request *r, const struct gateway_setting *setting, const struct payment *payment)
{
	struct output query = output_in(r->arena);
	struct text nonce = link_nonce(r, payment);
	struct text back =
		text_join(r->arena, without_slash(request_setting(r, "public_url")), payment_path(r->arena, payment));
	struct text signature;

	pair(&query, "amount_fen", text_of_int(r->arena, payment->amount_fen));
	pair(&query, "merchant", setting->merchant);
	pair(&query, "n", nonce);
	pair(&query, "notify", setting->notify);
	pair(&query, "payment", gateway_id(r->arena, payment->county, payment->id));
	pair(&query, "return", back);
	pair(&query, "t", text_of_int(r->arena, r->now));
	pair(&query, "title", words(r, "Order at %s", request_setting(r, "title")));
	signature = gateway_signature(r->arena, setting->key, "GET", gateway_path(r->arena, setting->url, "/pay"),
	                              r->now, nonce, output_text(&query));
	return text_format(r->arena, "%.*s/pay?%.*s&v1=%.*s", TEXT(setting->url), TEXT(output_text(&query)),
	                   TEXT(signature));
}

/* ---- the provider ---- */

static const char *offered(struct request *r)
{
	struct gateway_setting setting;

	return gateway_setting_of(r, &setting) ? payment_gateway.label : NULL;
}

static enum outcome start(struct request *r, struct payment *payment, const struct order *orders, size_t count,
                          struct text *ret_path)
{
	(void)orders, (void)count;
	payment->ask_at = r->now + GATEWAY_FIRST_ASK_MS;
	*ret_path = text_join(r->arena, payment_path(r->arena, payment), T("/go"));
	return payment_change(r->db, payment);
}

/* What the gateway still holds of a county's money. */
static enum outcome gateway_free(const struct payment_act *act, int64_t county, int64_t *ret_fen)
{
	struct account account;
	enum outcome outcome =
		ledger_account(act->db, act->arena, (struct account_key){ county, ACCOUNT_GATEWAY, 0 }, &account);

	*ret_fen = -account_balance(&account) - account.pending_credits_fen;
	return outcome == NOT_FOUND ? DONE : outcome;
}

static enum outcome refund(struct payment_refunding *refunding)
{
	const struct payment_act *act = refunding->act;
	const struct order *order = refunding->order;
	struct transfer transfer = {
		.county = order->county,
		.debit_county = order->county,
		.debit_kind = ACCOUNT_ESCROW,
		.debit_owner_id = order->id,
		.credit_county = order->county,
		.credit_kind = ACCOUNT_GATEWAY,
		.amount_fen = refunding->amount_fen,
		.reason = T(N_("Refund")),
		.subject_id = order->id,
		.person_id = act->person_id,
		.at = act->world->at,
	};
	struct refund row = {
		.county = order->county,
		.id = refunding->refund_id,
		.place = refunding->payment->place,
		.payment_county = refunding->payment->county,
		.payment_id = refunding->payment->id,
		.order_id = order->id,
		.amount_fen = refunding->amount_fen,
		.way = T("gateway"),
		.state = REFUND_ASKED,
		.reason = text_of(refunding->reason),
		.next_at = act->world->at,
		.asked_at = act->world->at,
	};
	int64_t held = 0;
	enum outcome outcome = gateway_free(act, order->county, &held);

	if (outcome == DONE && held < refunding->amount_fen)
		return refund_to_balance(refunding);
	if (outcome != DONE)
		return outcome;
	transfer.id = world_id(act->world);
	row.transfer_id = transfer.id;
	outcome = ledger_hold(act->db, &transfer, order->seller_place, place_of_county(order->county));
	return outcome == DONE ? refund_insert(act->db, &row) : outcome;
}

const struct payment_provider payment_gateway = {
	.code = "gateway",
	.label = N_("WeChat, Alipay or bank card"),
	.offered = offered,
	.start = start,
	.refund = refund,
};
