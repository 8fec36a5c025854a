/* Tokens against forged forms: a keyed digest over the session (and whom it serves just now: a form shown for one villager is not
   taken for the next) or the guest's cookie, so that nothing is stored. Each page
   shows it under another mask (made of its address), so that compression of a page tells nothing of the token (BREACH).
   Form keys: a fresh idempotency key for each form shown. */
#include "web/door.h"

#include <string.h>

enum { CSRF_BYTES = 16 };

static struct digest csrf_truth(struct request *r)
{
	struct text whose = r->who.session.length ? r->who.session : r->guest;
	if (r->who.for_id)
		whose = text_format(r->arena, "%.*s for %lld", TEXT(whose), (long long)r->who.for_id);
	return digest_keyed(&r->site->options.secret, text_join(r->arena, T("csrf:"), whose));
}

/* A guest without a cookie gets one. */
static void guest_give(struct request *r)
{
	uint8_t chance[CSRF_BYTES];
	machine_chance(chance, sizeof chance);
	r->visit->guest_cookie = text_hex(r->arena, chance, sizeof chance);
	r->visit->gives_guest = true;
	r->guest = guest_digest(r->arena, &r->site->options.secret, r->visit->guest_cookie);
	set_cookie(r, "guest", r->visit->guest_cookie, 365 * 86400, true);
}

struct text request_csrf(struct request *r)
{
	if (r->visit->is_command && r->visit->csrf.length)
		return r->visit->csrf;
	if (!r->who.session.length && !r->guest.length && !r->visit->is_command)
		guest_give(r);
	struct digest truth = csrf_truth(r);
	struct digest mask = digest_keyed(&truth, text_join(r->arena, r->exchange->path, r->exchange->query));
	uint8_t shown[2 * CSRF_BYTES];
	for (size_t i = 0; i < CSRF_BYTES; i++) {
		shown[i] = mask.bytes[i];
		shown[CSRF_BYTES + i] = (uint8_t)(truth.bytes[i] ^ mask.bytes[i]);
	}
	struct text token = text_hex(r->arena, shown, sizeof shown);
	kept_gave(r, KEPT_CSRF, token);
	return token;
}

static bool token_holds(struct request *r, struct text token)
{
	uint8_t shown[2 * CSRF_BYTES];
	if (!text_from_hex(token, shown, sizeof shown))
		return false;
	struct digest truth = csrf_truth(r), given = truth;
	for (size_t i = 0; i < CSRF_BYTES; i++)
		given.bytes[i] = (uint8_t)(shown[i] ^ shown[CSRF_BYTES + i]);
	return digest_equal(&truth, &given);
}

/* No browser sends JSON or a bearer to another site without asking first (CORS), and we never answer that. */
bool csrf_holds(struct visit *visit)
{
	struct request *r = &visit->request;
	if (visit->proof == PROOF_BEARER || (visit->row->route->flags & ROUTE_OUTSIDE))
		return true;
	bool has_cookie = r->who.session.length || r->guest.length;
	struct text type = exchange_header(visit->exchange, T("Content-Type"));
	if (!has_cookie)
		return r->json && text_starts(type, T("application/json"));
	if (!visit->csrf.length)
		visit->csrf = exchange_header(visit->exchange, T("X-CSRF-Token"));
	return token_holds(r, visit->csrf);
}

struct text request_key(struct request *r)
{
	r->visit->fresh_form = true;
	if (r->visit->key.length)
		return r->visit->key;
	uint8_t chance[CSRF_BYTES];
	machine_chance(chance, sizeof chance);
	struct text key = text_hex(r->arena, chance, sizeof chance);
	kept_gave(r, KEPT_KEY, key);
	return key;
}
