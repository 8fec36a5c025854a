/* Who is asking: session cookie, bearer token or key, guest cookie; and in which language. What a command carries of it. */
#include "base/calendar.h"
#include "base/place_key.h"
#include "web/door.h"

#include <string.h>

static struct text token_digest(struct arena *arena, struct text token)
{
	struct digest digest = digest_of(token);
	return text_hex(arena, digest.bytes, sizeof digest.bytes);
}

struct text guest_digest(struct arena *arena, const struct digest *secret, struct text cookie)
{
	struct digest digest = digest_keyed(secret, text_join(arena, T("guest:"), cookie));
	return text_hex(arena, digest.bytes, sizeof digest.bytes);
}

void session_settle(struct request *r)
{
	bool serves = r->who.for_id != 0;
	r->person_id = serves ? r->who.for_id : r->who.person_id;
	r->person_county = serves ? r->who.for_county : r->who.county;
	r->person_place = serves ? r->who.for_place : r->who.place;
}

/* NOT_FOUND: a bearer was shown and nobody knows it. */
static enum outcome find_bearer(struct visit *visit, struct db *db, struct text token)
{
	struct request *r = &visit->request;
	const struct identity_source *source = &visit->site->options.identity;
	struct text digest = token_digest(r->arena, token);
	enum outcome outcome = source->session(db, r->arena, digest, r->now, &r->who);
	if (outcome == NOT_FOUND && source->key)
		outcome = source->key(db, r->arena, digest, r->now, &r->who);
	if (outcome == DONE) {
		visit->proof = PROOF_BEARER;
		r->who.session = r->who.session.length ? r->who.session : digest;
	}
	return outcome;
}

static enum outcome find_cookie(struct visit *visit, struct db *db, struct text token)
{
	struct request *r = &visit->request;
	struct text digest = token_digest(r->arena, token);
	enum outcome outcome = visit->site->options.identity.session(db, r->arena, digest, r->now, &r->who);
	if (outcome == NOT_FOUND) {
		r->who = (struct identity){ 0 };
		return DONE;
	}
	if (outcome == DONE) {
		visit->proof = PROOF_COOKIE;
		r->who.session = digest;
	}
	return outcome;
}

enum outcome session_find(struct visit *visit, struct db *db)
{
	struct request *r = &visit->request;
	struct exchange *exchange = visit->exchange;
	if (visit->row->route->flags & ROUTE_OUTSIDE)
		return DONE;
	struct text bearer = exchange_header(exchange, T("Authorization"));
	struct text cookie = exchange_cookie(exchange, visit->site->secure_name);
	enum outcome outcome = DONE;
	if (bearer.length > 7 && text_equal_caseless(text_part(bearer, 0, 7), T("Bearer ")))
		outcome = find_bearer(visit, db, text_trim(text_part(bearer, 7, bearer.length)));
	else if (cookie.length)
		outcome = find_cookie(visit, db, cookie);
	session_settle(r);
	visit->guest_cookie = exchange_cookie(exchange, T("guest"));
	if (visit->guest_cookie.length && visit->guest_cookie.length <= LIMIT_KEY_BYTES)
		r->guest = guest_digest(r->arena, &visit->site->options.secret, visit->guest_cookie);
	else
		visit->guest_cookie = T("");
	return outcome;
}

/* The first language of Accept-Language that is offered; weights are not read: browsers list by them. */
static const struct language *accepted_language(const struct exchange *exchange)
{
	struct text rest = exchange_header(exchange, T("Accept-Language")), piece;
	for (int i = 0; i < 10 && rest.length && text_next(&rest, ',', &piece); i++) {
		piece = text_trim(text_part(piece, 0, text_find(piece, T(";"))));
		const struct language *language = language_of(piece);
		if (!language)
			language = language_of(text_part(piece, 0, text_find(piece, T("-"))));
		if (!language && piece.length >= 2 && text_equal_caseless(text_part(piece, 0, 2), T("zh")))
			language = language_of(T("zh-CN"));
		if (language)
			return language;
	}
	return NULL;
}

void session_language(struct visit *visit, bool kept)
{
	struct request *r = &visit->request;
	const struct language *language = NULL;
	struct text asked = request_query_own(r, "lang");
	if (asked.length && (language = language_of(asked)) && kept)
		set_cookie(r, "lang", text_of(language->tag), 365 * 86400, true);
	if (!language)
		language = language_of(exchange_cookie(visit->exchange, T("lang")));
	if (!language && r->who.language.length)
		language = language_of(r->who.language);
	if (!language)
		language = accepted_language(visit->exchange);
	r->language = language ? language : language_of(T("zh-CN"));
}

void session_pictures(struct visit *visit, bool kept)
{
	struct request *r = &visit->request;
	struct text choice = request_query_own(r, "pictures");
	bool asked = text_equal(choice, T("no")) || text_equal(choice, T("yes"));
	if (asked && kept)
		set_cookie(r, "pictures", choice, 365 * 86400, true);
	if (!asked)
		choice = exchange_cookie(visit->exchange, T("pictures"));
	bool saves = text_equal_caseless(exchange_header(visit->exchange, T("Save-Data")), T("on"));
	r->no_pictures = text_equal(choice, T("no")) || (saves && !text_equal(choice, T("yes")));
}

/* ---- what a command carries ---- */

/* Never a secret one, and none that only words or addresses depend on. */
static const char *const carried_settings[] = { "home_place", "hold_minutes" };
enum { CARRIED_SETTINGS = sizeof carried_settings / sizeof carried_settings[0] };

static void pair_text(struct output *out, const char *name, struct text value)
{
	if (!value.length)
		return;
	if (out->length)
		out_string(out, "&");
	out_string(out, name);
	out_string(out, "=");
	out_url(out, value);
}

static void pair_int(struct output *out, const char *name, int64_t value)
{
	if (value)
		pair_text(out, name, text_format(out->arena, "%lld", (long long)value));
}

static struct text setting_pair(struct arena *arena, const char *name)
{
	return text_format(arena, "set.%s", name);
}

bool session_carried_setting(const struct visit *visit, const char *name, struct text *ret_value)
{
	for (size_t i = 0; visit->is_command && visit->context && i < CARRIED_SETTINGS; i++) {
		if (strcmp(carried_settings[i], name) != 0)
			continue;
		*ret_value = form_value_of(visit->context, setting_pair(visit->context->arena, name));
		return true;
	}
	return false;
}

struct text session_context(struct visit *visit)
{
	struct request *r = &visit->request;
	struct output out = output_in(r->arena);
	pair_int(&out, "county", r->who.county);
	pair_int(&out, "place", r->who.place);
	pair_text(&out, "name", r->who.name);
	pair_int(&out, "for_county", r->who.for_county);
	pair_int(&out, "for_place", r->who.for_place);
	pair_text(&out, "for_name", r->who.for_name);
	pair_text(&out, "session", r->who.session);
	pair_int(&out, "large_text", r->who.large_text);
	for (size_t i = 0; i < r->who.right_count; i++)
		pair_text(&out, "right",
		          text_format(r->arena, "%lld.%llu", (long long)r->who.rights[i].place,
		                      (unsigned long long)r->who.rights[i].rights));
	pair_text(&out, "guest", r->guest);
	pair_text(&out, "language", text_of(r->language->tag));
	pair_int(&out, "json", r->json);
	pair_int(&out, "no_pictures", r->no_pictures);
	pair_int(&out, "json_body", r->form && r->form->is_json);
	pair_text(&out, "asked", visit->asked);
	for (size_t i = 0; i < CARRIED_SETTINGS; i++)
		pair_text(&out, setting_pair(r->arena, carried_settings[i]).bytes,
		          request_setting(r, carried_settings[i]));
	if (visit->kept_headers.length)
		pair_text(&out, "headers", visit->kept_headers);
	return output_text(&out);
}

static int64_t number_of(const struct form *pairs, const char *name)
{
	int64_t value = 0;
	return text_to_int64(form_value_of(pairs, text_of(name)), &value) ? value : 0;
}

static void rights_from(struct request *r, const struct form *pairs)
{
	for (size_t i = 0; i < pairs->count && r->who.right_count < LIMIT_RIGHTS; i++) {
		if (!text_equal(pairs->fields[i].name, T("right")))
			continue;
		struct text rest = pairs->fields[i].value, place, rights;
		int64_t key = 0, mask = 0;
		if (text_next(&rest, '.', &place) && text_next(&rest, '.', &rights) && text_to_int64(place, &key) &&
		    text_to_int64(rights, &mask))
			r->who.rights[r->who.right_count++] = (struct held_right){ (uint64_t)mask, key };
	}
}

void session_from_context(struct request *r, struct text context, int64_t person_id, int64_t for_id)
{
	struct form *pairs = form_new(r->arena);
	if (form_parse_pairs(pairs, context) != DONE)
		pairs->count = 0;
	r->visit->context = pairs;
	r->who = (struct identity){ .person_id = person_id,
		                    .county = number_of(pairs, "county"),
		                    .place = number_of(pairs, "place"),
		                    .name = form_value_of(pairs, T("name")),
		                    .for_id = for_id,
		                    .for_county = number_of(pairs, "for_county"),
		                    .for_place = number_of(pairs, "for_place"),
		                    .for_name = form_value_of(pairs, T("for_name")),
		                    .session = form_value_of(pairs, T("session")),
		                    .large_text = number_of(pairs, "large_text") != 0 };
	rights_from(r, pairs);
	r->guest = form_value_of(pairs, T("guest"));
	r->json = number_of(pairs, "json") != 0;
	r->no_pictures = number_of(pairs, "no_pictures") != 0;
	r->language = language_of(form_value_of(pairs, T("language")));
	if (!r->language)
		r->language = language_of(T("zh-CN"));
	session_settle(r);
}
