/* Answers kept for people who are not signed in. An answer is found by all that a page for nobody can depend on: address, language, form
   (JSON or HTML, large, with pictures, with its stylesheet), whether there is a guest, and how much lies in the guest's cart. It holds as
   long as nothing is written that its handler read, and at most to the end of its minute, for pages tell of days and hours.
   Invariants: bytes <= limit; the newest used is first in the list; an entry's body has zeros where its gaps are.
   Not done here: pages of people who are signed in, and PostgreSQL, where another program may take the claim over and write. */
#include "web/kept.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/thread.h"
#include "web/accept.h"
#include "web/door.h"
#include "web/page.h"

enum { BUCKETS = 4096, KEY_BYTES = 1024, BODY_BYTES = 64 << 10, GAPS = 16, COOKIES = 4, PACKINGS = 2, SETTLE_MS = 50 };

struct gap {
	uint32_t offset, length;
	uint32_t given; /* which of them */
};

struct kept_entry {
	struct kept_entry *next, *newer, *older; /* of the bucket; of the list */
	uint64_t hash;
	int64_t minute, at;
	struct db_reads reads;
	struct text key, body, type, etag, cache, cookies[COOKIES];
	size_t cookie_count, gap_count, given_count, bytes;
	enum kept_gap given[KEPT_GIVEN];
	struct gap gaps[GAPS];
	struct text packed[PACKINGS]; /* br, gzip; only without gaps */
	bool fresh_form;
	char room[];
};

struct kept {
	pthread_mutex_t lock;
	struct db_touched *touched;
	bool checks;
	size_t bytes, limit;
	struct kept_entry *newest, *oldest;
	struct kept_entry *buckets[BUCKETS];
	_Atomic int64_t answers;
};

static const char *const codings[PACKINGS] = { "br", "gzip" };

struct kept *kept_new(size_t bytes, bool checks, struct db_touched *touched)
{
	struct kept *kept = calloc(1, sizeof *kept);

	if (!kept)
		return NULL;
	kept->limit = bytes;
	kept->checks = checks;
	kept->touched = touched;
	pthread_mutex_init(&kept->lock, NULL);
	return kept;
}

/* ---- the list and the buckets; the lock is held ---- */

static uint64_t hash_of(struct text key)
{
	uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */

	for (size_t i = 0; i < key.length; i++)
		hash = (hash ^ (unsigned char)key.bytes[i]) * 0x100000001b3u;
	return hash ^ (hash >> 29);
}

static void list_take(struct kept *kept, struct kept_entry *entry)
{
	if (entry->newer)
		entry->newer->older = entry->older;
	else
		kept->newest = entry->older;
	if (entry->older)
		entry->older->newer = entry->newer;
	else
		kept->oldest = entry->newer;
}

static void list_put(struct kept *kept, struct kept_entry *entry)
{
	entry->newer = NULL;
	entry->older = kept->newest;
	*(kept->newest ? &kept->newest->newer : &kept->oldest) = entry;
	kept->newest = entry;
}

static void entry_drop(struct kept *kept, struct kept_entry *entry)
{
	struct kept_entry **link = &kept->buckets[entry->hash % BUCKETS];

	while (*link != entry)
		link = &(*link)->next;
	*link = entry->next;
	list_take(kept, entry);
	kept->bytes -= entry->bytes;
	for (size_t i = 0; i < PACKINGS; i++)
		free((void *)(uintptr_t)entry->packed[i].bytes);
	free(entry);
}

static void make_room(struct kept *kept)
{
	while (kept->bytes > kept->limit && kept->oldest) {
		assert(!kept->oldest->older);
		entry_drop(kept, kept->oldest);
	}
}

/* What there is of the key and still holds, or NULL. */
static struct kept_entry *entry_find(struct kept *kept, struct text key, int64_t minute)
{
	uint64_t hash = hash_of(key);
	struct kept_entry *entry = kept->buckets[hash % BUCKETS];

	while (entry && !(entry->hash == hash && text_equal(entry->key, key)))
		entry = entry->next;
	if (!entry)
		return NULL;
	if (entry->minute != minute || touched_since(kept->touched, &entry->reads, entry->at)) {
		entry_drop(kept, entry);
		return NULL;
	}
	list_take(kept, entry);
	list_put(kept, entry);
	return entry;
}

void kept_free(struct kept *kept)
{
	if (!kept)
		return;
	while (kept->newest)
		entry_drop(kept, kept->newest);
	pthread_mutex_destroy(&kept->lock);
	free(kept);
}

static int64_t minute_of(const struct visit *visit)
{
	return visit->exchange->at / 60000;
}

/* ---- giving ---- */

static struct text given_now(struct request *r, enum kept_gap kind)
{
	switch (kind) {
	case KEPT_CSRF:
		return request_csrf(r);
	case KEPT_KEY:
		return request_key(r);
	case KEPT_PERSON:
		return offline_person(r);
	}
	abort();
}

/* In the order in which the handler asked: the first of them may make the guest. */
static void gaps_fill(struct visit *visit, const struct kept_entry *entry, char *body)
{
	for (uint32_t i = 0; i < entry->given_count; i++) {
		struct text given = given_now(&visit->request, entry->given[i]);
		for (size_t g = 0; g < entry->gap_count; g++) {
			if (entry->gaps[g].given != i)
				continue;
			assert(given.length == entry->gaps[g].length);
			memcpy(body + entry->gaps[g].offset, given.bytes, given.length);
		}
	}
}

/* A copy of what the reply needs; in place of the body a packed one, when the reader takes it and `packed` is wanted. */
static void entry_copy(struct kept_entry *copy, const struct kept_entry *entry, const struct exchange *exchange,
                       bool packed)
{
	struct arena *arena = exchange->arena;

	*copy = *entry;
	copy->next = copy->newer = copy->older = NULL;
	copy->type = text_copy(arena, entry->type);
	copy->etag = text_copy(arena, entry->etag);
	copy->cache = text_copy(arena, entry->cache);
	for (size_t i = 0; i < entry->cookie_count; i++)
		copy->cookies[i] = text_copy(arena, entry->cookies[i]);
	for (size_t i = 0; i < PACKINGS; i++)
		copy->packed[i] = T("");
	copy->body = T("");
	for (size_t i = 0; packed && i < PACKINGS; i++)
		if (entry->packed[i].length && accepts_encoding(exchange, text_of(codings[i]))) {
			copy->packed[i] = text_copy(arena, entry->packed[i]);
			return;
		}
	copy->body = text_copy(arena, entry->body);
}

static void entry_give(struct visit *visit, const struct kept_entry *entry)
{
	struct reply *reply = &visit->exchange->reply;

	*reply = (struct reply){ .status = 200,
		                 .type = entry->type,
		                 .etag = entry->etag,
		                 .cache = entry->cache,
		                 .body = entry->body,
		                 .cookie_count = entry->cookie_count };
	memcpy(reply->cookies, entry->cookies, sizeof entry->cookies);
	for (size_t i = 0; i < PACKINGS; i++)
		if (entry->packed[i].length) {
			reply->body = entry->packed[i];
			reply->encoding = text_of(codings[i]);
		}
	visit->fresh_form = entry->fresh_form;
	visit->reply_given = visit->kept.is_hit = true;
	if (entry->given_count)
		gaps_fill(visit, entry, (char *)(uintptr_t)reply->body.bytes);
}

static bool kept_answer(struct visit *visit)
{
	struct kept *kept = visit->site->kept;
	struct kept_entry *copy = arena_take(visit->exchange->arena, sizeof *copy);

	pthread_mutex_lock(&kept->lock);
	const struct kept_entry *entry = entry_find(kept, visit->kept.key, minute_of(visit));
	if (entry)
		entry_copy(copy, entry, visit->exchange, !kept->checks);
	pthread_mutex_unlock(&kept->lock);
	if (!entry)
		return false;
	atomic_fetch_add(&kept->answers, 1);
	if (kept->checks) {
		visit->kept.expected = copy;
		return false;
	}
	entry_give(visit, copy);
	return true;
}

/* ---- asking ---- */

/* All that a page for nobody depends on. */
static void key_make(struct visit *visit)
{
	struct request *r = &visit->request;
	struct output out = output_in(r->arena);

	if (visit->exchange->path.length + visit->exchange->query.length > KEY_BYTES - 64)
		return;
	out_format(&out, "%s %d%d%d%u %lld ", r->language->tag, r->json, r->no_pictures, r->guest.length > 0,
	           page_variant(r), (long long)r->cart_count);
	out_text(&out, visit->exchange->path);
	out_string(&out, "?");
	out_text(&out, visit->exchange->query);
	visit->kept.key = output_text(&out);
}

static bool is_candidate(const struct visit *visit)
{
	return visit->site->kept && visit->exchange->method == GET && visit->row->route->flags & ROUTE_KEPT &&
	       !visit->is_command;
}

bool kept_open(struct visit *visit)
{
	const struct exchange *exchange = visit->exchange;

	if (!is_candidate(visit))
		return false;
	visit->kept.at = touched_now(visit->site->touched);
	if (exchange_header(exchange, T("Authorization")).length ||
	    exchange_cookie(exchange, visit->site->secure_name).length || exchange_cookie(exchange, T("guest")).length)
		return false;
	key_make(visit);
	return visit->kept.key.length && kept_answer(visit);
}

bool kept_asked(struct visit *visit)
{
	struct request *r = &visit->request;

	if (!is_candidate(visit) || visit->kept.key.length || r->who.person_id || r->who.session.length)
		return false;
	page_frame_fill(r);
	key_make(visit);
	return visit->kept.key.length && kept_answer(visit);
}

void kept_watch(struct visit *visit, struct db *db)
{
	if (visit->kept.key.length)
		db_watch(db, &visit->kept.reads);
}

void kept_unwatch(struct visit *visit, struct db *db)
{
	if (visit->kept.key.length)
		db_watch(db, NULL);
}

void kept_gave(struct request *r, enum kept_gap kind, struct text given)
{
	struct kept_visit *kept = r->visit ? &r->visit->kept : NULL;

	if (!kept || !kept->key.length || kept->is_hit || !given.length)
		return;
	for (size_t i = 0; i < kept->given_count; i++)
		if (text_equal(kept->given[i].text, given))
			return;
	if (kept->given_count == KEPT_GIVEN) {
		kept->gave_more = true;
		return;
	}
	kept->given[kept->given_count].kind = kind;
	kept->given[kept->given_count++].text = given;
}

/* ---- keeping ---- */

/* What is given to one reader only is as good as unlike anything else on a page: it is found by its letters. False: too many gaps. */
static bool gaps_find(const struct visit *visit, struct text body, struct kept_entry *entry)
{
	for (uint32_t i = 0; i < visit->kept.given_count; i++) {
		struct text given = visit->kept.given[i].text, rest = body;
		entry->given[i] = visit->kept.given[i].kind;
		for (size_t at; (at = text_find(rest, given)) < rest.length;) {
			if (entry->gap_count == GAPS)
				return false;
			entry->gaps[entry->gap_count++] =
				(struct gap){ (uint32_t)(rest.bytes + at - body.bytes), (uint32_t)given.length, i };
			rest = text_part(rest, at + given.length, rest.length);
		}
	}
	entry->given_count = visit->kept.given_count;
	return true;
}

static struct text put_text(char **at, struct text t)
{
	struct text put = { *at, t.length };

	if (t.length)
		memcpy(*at, t.bytes, t.length);
	*at += t.length;
	return put;
}

static struct text put_body(char **at, struct text body, const struct kept_entry *entry)
{
	char *start = *at;
	struct text put = put_text(at, body);

	for (size_t g = 0; g < entry->gap_count; g++)
		memset(start + entry->gaps[g].offset, 0, entry->gaps[g].length);
	return put;
}

/* The guest's cookie is the guest's own. */
static bool is_common(struct text cookie)
{
	return !text_starts(cookie, T("guest="));
}

static size_t room_of(const struct visit *visit)
{
	const struct reply *reply = &visit->exchange->reply;
	size_t room = visit->kept.key.length + reply->body.length + reply->type.length + reply->etag.length +
	              reply->cache.length;

	for (size_t i = 0; i < reply->cookie_count; i++)
		room += reply->cookies[i].length;
	return room;
}

/* NULL: it cannot be kept. */
static struct kept_entry *entry_make(const struct visit *visit)
{
	const struct reply *reply = &visit->exchange->reply;
	size_t bytes = sizeof(struct kept_entry) + room_of(visit);
	struct kept_entry *entry = calloc(1, bytes);

	if (!entry || !gaps_find(visit, reply->body, entry)) {
		free(entry);
		return NULL;
	}
	char *at = entry->room;
	entry->bytes = bytes;
	entry->hash = hash_of(visit->kept.key);
	entry->minute = minute_of(visit);
	entry->at = visit->kept.at;
	entry->reads = visit->kept.reads;
	entry->key = put_text(&at, visit->kept.key);
	entry->body = put_body(&at, reply->body, entry);
	entry->type = put_text(&at, reply->type);
	if (!entry->gap_count) /* else it is the tag of this reader's page; polish() makes the next one's */
		entry->etag = put_text(&at, reply->etag);
	entry->cache = put_text(&at, reply->cache);
	for (size_t i = 0; i < reply->cookie_count; i++)
		if (is_common(reply->cookies[i]))
			entry->cookies[entry->cookie_count++] = put_text(&at, reply->cookies[i]);
	entry->fresh_form = visit->fresh_form;
	return entry;
}

static bool is_worth_keeping(const struct visit *visit)
{
	const struct reply *reply = &visit->exchange->reply;

	return visit->kept.key.length && !visit->kept.is_hit && reply->status == 200 && reply->body.length &&
	       reply->body.length <= BODY_BYTES && !reply->is_static && !reply->location.length &&
	       !reply->file.length && !reply->encoding.length && !visit->submit_count && !visit->kept.gave_more &&
	       !visit->kept.reads.is_unknown;
}

/* ---- checking ---- */

static bool is_same(const struct kept_entry *a, const struct kept_entry *b)
{
	bool same = text_equal(a->body, b->body) && text_equal(a->type, b->type) && text_equal(a->etag, b->etag) &&
	            text_equal(a->cache, b->cache) && a->cookie_count == b->cookie_count &&
	            a->gap_count == b->gap_count && a->given_count == b->given_count && a->fresh_form == b->fresh_form;

	for (size_t i = 0; same && i < a->cookie_count; i++)
		same = text_equal(a->cookies[i], b->cookies[i]);
	for (size_t i = 0; same && i < a->gap_count; i++)
		same = a->gaps[i].offset == b->gaps[i].offset && a->gaps[i].given == b->gaps[i].given;
	return same;
}

/* What was kept and what was made just now are the same, and what was kept is given; or something was written in between, which may be
   seen a moment before it is told. */
static void check_expected(struct visit *visit, const struct kept_entry *made)
{
	const struct kept_entry *expected = visit->kept.expected;

	if (made && is_same(expected, made)) {
		visit->kept.is_hit = true;
		visit->exchange->reply.body = expected->body;
		gaps_fill(visit, expected, (char *)(uintptr_t)expected->body.bytes);
		return;
	}
	thread_sleep_ms(SETTLE_MS);
	if (touched_since(visit->site->touched, &expected->reads, expected->at))
		return;
	size_t at = 0;
	while (made && at < made->body.length && at < expected->body.length &&
	       made->body.bytes[at] == expected->body.bytes[at])
		at++;
	size_t from = at > 200 ? at - 200 : 0;
	log_event(LOG_ERROR, "kept_differs", "key=\"%.*s\" at=%zu status=%d kept=\"%.*s\" made=\"%.*s\"",
	          TEXT(visit->kept.key), at, visit->exchange->reply.status,
	          TEXT(text_part(expected->body, from, at + 200)),
	          TEXT(made ? text_part(made->body, from, at + 200) : T("")));
	abort();
}

void kept_store(struct visit *visit)
{
	struct kept *kept = visit->site->kept;
	struct kept_entry *entry = kept && is_worth_keeping(visit) ? entry_make(visit) : NULL;

	if (visit->kept.expected && visit->exchange->reply.status < 500) /* a database that is away proves nothing */
		check_expected(visit, entry);
	if (!entry)
		return;
	pthread_mutex_lock(&kept->lock);
	struct kept_entry **bucket = &kept->buckets[entry->hash % BUCKETS];
	for (struct kept_entry *there = *bucket, *next; there; there = next) {
		next = there->next;
		if (there->hash == entry->hash && text_equal(there->key, entry->key))
			entry_drop(kept, there);
	}
	entry->next = *bucket;
	*bucket = entry;
	list_put(kept, entry);
	kept->bytes += entry->bytes;
	make_room(kept);
	pthread_mutex_unlock(&kept->lock);
}

void kept_store_packed(struct visit *visit)
{
	struct kept *kept = visit->site->kept;
	const struct reply *reply = &visit->exchange->reply;
	size_t which = text_equal(reply->encoding, text_of(codings[0])) ? 0 : 1;

	if (!kept || !visit->kept.key.length || !reply->etag.length)
		return;
	pthread_mutex_lock(&kept->lock);
	struct kept_entry *entry = entry_find(kept, visit->kept.key, minute_of(visit));
	char *copy = entry && !entry->gap_count && !entry->packed[which].length && text_equal(entry->etag, reply->etag)
	                     ? malloc(reply->body.length)
	                     : NULL;
	if (copy) {
		memcpy(copy, reply->body.bytes, reply->body.length);
		entry->packed[which] = (struct text){ copy, reply->body.length };
		entry->bytes += reply->body.length;
		kept->bytes += reply->body.length;
		make_room(kept);
	}
	pthread_mutex_unlock(&kept->lock);
}

void kept_check(struct kept *kept, bool checks)
{
	kept->checks = checks;
}

void kept_figures(struct kept *kept, int64_t *ret_answers, int64_t *ret_bytes)
{
	pthread_mutex_lock(&kept->lock);
	*ret_bytes = (int64_t)kept->bytes;
	pthread_mutex_unlock(&kept->lock);
	*ret_answers = atomic_load(&kept->answers);
}
