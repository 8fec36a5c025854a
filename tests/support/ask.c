/* Asking the town: whole requests in process. Every ask lives in an arena of its own, which goes with the next one. */
#include <jansson.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/people.h"
#include "support/town_inside.h"
#include "web/form.h"

enum { ASK_HEADERS = 16, ASK_PEOPLE = 64, ASK_NAME = 128, ASK_TOLD = 2048 };

struct signed_in {
	char login[ASK_NAME], token[ASK_NAME];
};

static struct {
	struct arena *arena;
	struct exchange exchange;
	struct header headers[ASK_HEADERS];
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool is_over;
	char guest[ASK_NAME];
	struct signed_in people[ASK_PEOPLE];
	size_t person_count;
	unsigned keys;
	json_t *json;
	/* For the next ask only: */
	struct header next_headers[ASK_HEADERS];
	size_t next_count;
	const char *key, *csrf;
	bool has_key, has_csrf, has_guest;
	char told[ASK_TOLD]; /* what is asked, for the word on an abort */
} now = { .lock = PTHREAD_MUTEX_INITIALIZER, .over = PTHREAD_COND_INITIALIZER };

/* ---- what is said for the next ask ---- */

void ask_header(const char *name, const char *value)
{
	assert_true(now.next_count < ASK_HEADERS);
	now.next_headers[now.next_count++] = (struct header){ text_of(name), text_of(value) };
}

void ask_key(const char *key)
{
	now.key = key;
	now.has_key = true;
}

void ask_with_guest(void)
{
	now.has_guest = true;
}

void ask_csrf(const char *token)
{
	now.csrf = token;
	now.has_csrf = true;
}

void ask_forget(void)
{
	now.guest[0] = 0;
	now.person_count = 0;
}

/* ---- one exchange ---- */

static void finish(struct exchange *exchange)
{
	(void)exchange;
	pthread_mutex_lock(&now.lock);
	now.is_over = true;
	pthread_cond_signal(&now.over);
	pthread_mutex_unlock(&now.lock);
}

static void begin(enum method method, const char *path)
{
	struct text target = text_of(path);
	size_t end = text_find(target, T("?"));
	json_decref(now.json);
	now.json = NULL;
	arena_free(now.arena);
	now.arena = arena_new();
	now.exchange =
		(struct exchange){ .arena = now.arena, .method = method, .peer = T("192.0.2.7"), .finish = finish };
	now.exchange.headers = now.headers;
	if (!url_decode(now.arena, text_part(target, 0, end), false, &now.exchange.path))
		now.exchange.refused = 400;
	now.exchange.query = text_copy(now.arena, text_part(target, end + 1, target.length));
}

static void header_add(const char *name, struct text value)
{
	assert_true(now.exchange.header_count < ASK_HEADERS);
	now.headers[now.exchange.header_count++] = (struct header){ text_of(name), value };
}

static void guest_keep(void)
{
	struct text cookie = answer_cookie("guest");
	if (cookie.length && cookie.length < sizeof now.guest)
		snprintf(now.guest, sizeof now.guest, "%.*s", TEXT(cookie));
}

static void run(void)
{
	snprintf(now.told, sizeof now.told, "%s %.*s?%.*s\n%.*s", now.exchange.method == GET ? "GET" : "POST",
	         TEXT(now.exchange.path), TEXT(now.exchange.query), TEXT(now.exchange.body));
	for (size_t i = 0; i < now.next_count; i++) {
		assert_true(now.exchange.header_count < ASK_HEADERS);
		now.headers[now.exchange.header_count++] = now.next_headers[i];
	}
	now.next_count = 0;
	now.has_key = now.has_csrf = now.has_guest = false;
	now.is_over = false;
	if (now.exchange.body.length > site_body_limit(town_site(), now.exchange.method, now.exchange.path)) {
		now.exchange.body_too_large = true;
		now.exchange.body = T("");
	}
	site_handle(town_site(), &now.exchange);
	pthread_mutex_lock(&now.lock);
	while (!now.is_over)
		pthread_cond_wait(&now.over, &now.lock);
	pthread_mutex_unlock(&now.lock);
	guest_keep();
}

/* ---- who asks ---- */

static const char *token_kept(const char *login)
{
	for (size_t i = 0; i < now.person_count; i++)
		if (!strcmp(now.people[i].login, login))
			return now.people[i].token;
	return NULL;
}

/* A session that serves somebody has another token meanwhile. */
static struct text serving(struct text session)
{
	int64_t served = 0;
	if (town_here()->bare ||
	    db_number(town_db(), &served, "SELECT for_id FROM session WHERE digest = $1 AND for_until > $2",
	              bind(txt(session), i64(town_now()))) != DONE ||
	    !served)
		return session;
	return text_format(now.arena, "%.*s for %lld", TEXT(session), (long long)served);
}

/* The token the way web/csrf.c reads it, under a mask of zeros. */
static struct text csrf_of(const char *token)
{
	struct text whose;
	uint8_t shown[32] = { 0 };
	if (token) {
		struct digest session = digest_of(text_of(token));
		whose = serving(text_hex(now.arena, session.bytes, sizeof session.bytes));
	} else {
		struct digest guest =
			digest_keyed(town_secret(), text_join(now.arena, T("guest:"), text_of(now.guest)));
		whose = text_hex(now.arena, guest.bytes, sizeof guest.bytes);
	}
	struct digest truth = digest_keyed(town_secret(), text_join(now.arena, T("csrf:"), whose));
	memcpy(shown + 16, truth.bytes, 16);
	return text_hex(now.arena, shown, sizeof shown);
}

static void sign_in(const char *login);

/* The session's token of a person of the town; NULL of nobody. */
static const char *token_of(const char *as)
{
	if (!as || town_here()->bare)
		return as;
	if (!token_kept(as))
		sign_in(as);
	return token_kept(as);
}

static void cookies_add(const char *token)
{
	struct text cookie = T("lang=en");
	if (token && now.has_guest)
		cookie = text_format(now.arena, "lang=en; session=%s; guest=%s", token, now.guest);
	else if (token)
		cookie = text_format(now.arena, "lang=en; session=%s", token);
	else if (now.guest[0])
		cookie = text_format(now.arena, "lang=en; guest=%s", now.guest);
	header_add("Cookie", cookie);
}

static struct form *form_of(const char *const *pairs)
{
	struct form *form = form_new(now.arena);
	for (; pairs && pairs[0]; pairs += 2)
		form_add(form, text_of(pairs[0]), text_of(pairs[1]));
	return form;
}

static void own_fields_add(struct form *form, const char *token)
{
	struct text csrf = now.has_csrf ? text_of(now.csrf) : csrf_of(token);
	struct text key = now.has_key ? text_of(now.key) : text_format(now.arena, "test-key-%u", ++now.keys);
	if (csrf.length)
		form_add(form, T("csrf"), csrf);
	if (key.length)
		form_add(form, T("key"), key);
}

static void guest_make(const char *token)
{
	if (!token && !now.guest[0])
		snprintf(now.guest, sizeof now.guest, "guest-of-the-tests");
}

static void ask_with_token(enum method method, const char *path, const char *token, const char *const *form)
{
	begin(method, path);
	if (method == POST)
		guest_make(token);
	cookies_add(token);
	if (method == POST) {
		struct form *fields = form_of(form);
		own_fields_add(fields, token);
		now.exchange.body = form_pairs(now.arena, fields);
		header_add("Content-Type", T("application/x-www-form-urlencoded"));
	}
	run();
}

/* Signing in is a request like any other; what was said for the next ask is for the next. */
static void sign_in(const char *login)
{
	struct header headers[ASK_HEADERS];
	size_t count = now.next_count;
	bool has_key = now.has_key, has_csrf = now.has_csrf, has_guest = now.has_guest;
	memcpy(headers, now.next_headers, sizeof headers);
	now.next_count = 0;
	now.has_key = now.has_csrf = now.has_guest = false;
	ask_with_token(POST, "/sign-in", NULL, FORM("login", login, "password", TOWN_PASSWORD));
	struct text token = answer_cookie("session");
	if (!token.length || token.length >= ASK_NAME || now.person_count == ASK_PEOPLE) {
		fprintf(stderr, "%s cannot sign in: status %d\n", login, answer_status());
		abort();
	}
	struct signed_in *person = &now.people[now.person_count++];
	snprintf(person->login, sizeof person->login, "%s", login);
	snprintf(person->token, sizeof person->token, "%.*s", TEXT(token));
	memcpy(now.next_headers, headers, sizeof headers);
	now.next_count = count;
	now.has_key = has_key;
	now.has_csrf = has_csrf;
	now.has_guest = has_guest;
}

/* ---- the ways of asking ---- */

void ask(enum method method, const char *path, const char *as, const char *const *form)
{
	ask_with_token(method, path, token_of(as), form);
}

void ask_get(const char *path, const char *as)
{
	ask(GET, path, as, NOTHING);
}

void ask_json(enum method method, const char *path, const char *as, const char *json)
{
	const char *token = token_of(as);
	begin(json ? method : GET, path);
	header_add("Accept", T("application/json"));
	header_add("Accept-Language", T("en"));
	if (token)
		header_add("Authorization", text_format(now.arena, "Bearer %s", token));
	if (json) {
		header_add("Content-Type", T("application/json"));
		now.exchange.body = text_of(json);
		if (now.has_key && now.key)
			header_add("Idempotency-Key", text_of(now.key));
	}
	run();
}

void ask_raw(const char *path, const char *as, const char *type, const char *body, size_t length)
{
	const char *token = token_of(as);
	begin(POST, path);
	guest_make(token);
	cookies_add(token);
	header_add("Content-Type", text_of(type));
	if (!now.has_csrf)
		header_add("X-CSRF-Token", csrf_of(token));
	now.exchange.body = (struct text){ body, length };
	run();
}

void ask_file(const char *path, const char *as, const char *const *form, const char *field, const char *file_name,
              const void *bytes, size_t size)
{
	const char *token = token_of(as);
	begin(POST, path);
	guest_make(token);
	cookies_add(token);
	header_add("Content-Type", T("multipart/form-data; boundary=town-boundary"));
	struct form *fields = form_of(form);
	struct output out = output_in(now.arena);
	own_fields_add(fields, token);
	for (size_t i = 0; i < fields->count; i++)
		out_format(&out, "--town-boundary\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n",
		           TEXT(fields->fields[i].name), TEXT(fields->fields[i].value));
	out_format(&out,
	           "--town-boundary\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
	           "Content-Type: application/octet-stream\r\n\r\n",
	           field, file_name);
	out_raw(&out, bytes, size);
	out_string(&out, "\r\n--town-boundary--\r\n");
	now.exchange.body = output_text(&out);
	run();
}

const char *ask_last(void)
{
	return now.told;
}

/* ---- the answer ---- */

int answer_status(void)
{
	return now.exchange.reply.status;
}

struct text answer_body(void)
{
	return now.exchange.reply.body;
}

void answer_keep(const char *name)
{
	const char *folder = getenv("TONGCUN_EXPORTS");
	struct text body = answer_body();
	if (!folder)
		return;
	FILE *file = fopen(text_string(now.arena, text_format(now.arena, "%s/%s", folder, name)), "wb");
	if (!file || fwrite(body.bytes, 1, body.length, file) != body.length || fclose(file) != 0)
		abort();
}

const char *answer_location(void)
{
	return text_string(now.arena, now.exchange.reply.location);
}

struct text answer_header(const char *name)
{
	const struct reply *reply = &now.exchange.reply;
	const struct header known[] = { { T("etag"), reply->etag },
		                        { T("type"), reply->type },
		                        { T("cache"), reply->cache },
		                        { T("allow"), reply->allow },
		                        { T("encoding"), reply->encoding },
		                        { T("policy"), reply->policy },
		                        { T("page"), reply->page },
		                        { T("file"), reply->file },
		                        { T("retry-after"),
		                          text_format(now.arena, "%lld", (long long)reply->retry_after) } };
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (text_equal(known[i].name, text_of(name)))
			return known[i].value;
	return T("");
}

struct text answer_cookie(const char *name)
{
	const struct reply *reply = &now.exchange.reply;
	for (size_t i = 0; i < reply->cookie_count; i++) {
		struct text rest = reply->cookies[i], pair;
		if (!text_next(&rest, ';', &pair))
			continue;
		size_t equals = text_find(pair, T("="));
		if (text_equal(text_part(pair, 0, equals), text_of(name)))
			return text_part(pair, equals + 1, pair.length);
	}
	return T("");
}

/* The value at a dotted path; aborts the test when there is none. */
static const json_t *json_at(const char *path)
{
	if (!now.json)
		now.json = json_loadb(answer_body().bytes, answer_body().length, 0, NULL);
	const json_t *value = now.json;
	struct text rest = text_of(path), piece;
	while (value && text_next(&rest, '.', &piece)) {
		int64_t index = 0;
		if (json_is_array(value))
			value = text_to_int64(piece, &index) ? json_array_get(value, (size_t)index) : NULL;
		else
			value = json_object_get(value, text_string(now.arena, piece));
	}
	if (!value) {
		fprintf(stderr, "no %s in: %.*s\n", path, TEXT(answer_body()));
		_fail(__FILE__, __LINE__);
	}
	return value;
}

const char *answer_json(const char *path)
{
	const json_t *value = json_at(path);
	if (json_is_string(value))
		return json_string_value(value);
	char *words = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
	struct text kept = text_copy(now.arena, text_of(words));
	free(words);
	return kept.bytes;
}

int64_t answer_json_int(const char *path)
{
	const json_t *value = json_at(path);
	if (!json_is_integer(value)) {
		fprintf(stderr, "%s is not a whole number in: %.*s\n", path, TEXT(answer_body()));
		_fail(__FILE__, __LINE__);
	}
	return (int64_t)json_integer_value(value);
}

const char *answer_between(const char *before, const char *after)
{
	struct text body = answer_body(), start = text_of(before);
	size_t at = text_find(body, start);
	if (at == body.length)
		return NULL;
	struct text rest = text_part(body, at + start.length, body.length);
	size_t end = text_find(rest, text_of(after));
	return end == rest.length ? NULL : text_string(now.arena, text_part(rest, 0, end));
}

static void show_answer(void)
{
	fprintf(stderr, "status %d, location %s\n%.*s\n", answer_status(), answer_location(), TEXT(answer_body()));
}

void check_status_at(int status, const char *file, int line)
{
	if (answer_status() == status)
		return;
	fprintf(stderr, "%s:%d: wanted status %d, it is:\n", file, line, status);
	show_answer();
	_fail(file, line);
}

/* The page without the marks of out_shown(): a test names the words a reader sees. */
static struct text without_marks(struct text page)
{
	struct output out = output_in(town_arena());
	size_t at;

	while ((at = text_find(page, T("<bdi lang=\""))) < page.length) {
		struct text rest = text_part(page, at, page.length - at);
		size_t from = text_find(rest, T(">")) + 1, end = text_find(rest, T("</bdi>"));

		out_text(&out, text_part(page, 0, at));
		out_text(&out, text_part(rest, from, end - from));
		page = text_part(rest, end + 6, rest.length - end - 6);
	}
	out_text(&out, page);
	return output_text(&out);
}

void check_page_at(const char *piece, bool there, const char *file, int line)
{
	struct text body = answer_body(), wanted = text_of(piece);
	struct text plain = without_marks(body);
	bool found = !wanted.length || text_find(body, wanted) < body.length || text_find(plain, wanted) < plain.length;
	if (found == there)
		return;
	fprintf(stderr, "%s:%d: %s: \"%s\" in:\n", file, line, there ? "missing" : "unwanted", piece);
	show_answer();
	_fail(file, line);
}

void check_location_at(const char *start, const char *file, int line)
{
	if (text_starts(now.exchange.reply.location, text_of(start)))
		return;
	fprintf(stderr, "%s:%d: wanted a location like %s, it is:\n", file, line, start);
	show_answer();
	_fail(file, line);
}
