/* The last touch on a reply: cache and security headers, ETag with 304, compression of what is worth it. Only answers of
   GET are compressed: a POST's are short. They are compressed by the thread that ends the visit: of a page that records something before
   it is shown (web/submit.c: a household's card, a list, an export) it is the one that syncs the lane, and the next batch is synced and
   answered only then. */
#include "web/accept.h"
#include "web/door.h"
#include "web/pack.h"

enum { POLISH_WORTH = 1024 };

static bool is_compressible(struct text type)
{
	return text_starts(type, T("text/")) || text_starts(type, T("application/json")) ||
	       text_starts(type, T("application/problem+json")) || text_starts(type, T("image/svg+xml"));
}

/* True: it is packed now. */
static bool pack(struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;
	if (reply->body.length <= POLISH_WORTH || reply->encoding.length || !is_compressible(reply->type))
		return false;
	struct text packed;
	if (accepts_encoding(exchange, T("br")) && pack_brotli(exchange->arena, reply->body, &packed))
		reply->encoding = T("br");
	else if (accepts_encoding(exchange, T("gzip")) && pack_gzip(exchange->arena, reply->body, &packed))
		reply->encoding = T("gzip");
	else
		return false;
	reply->body = packed;
	return true;
}

/* The answer's tag, unless it is like no other. */
static void tag(struct visit *visit)
{
	struct exchange *exchange = visit->exchange;
	struct reply *reply = &exchange->reply;
	if (reply->status != 200 || !reply->body.length || visit->fresh_form || reply->etag.length)
		return;
	struct digest digest = digest_of(reply->body);
	reply->etag = text_format(exchange->arena, "W/\"%.*s\"", TEXT(text_hex(exchange->arena, digest.bytes, 12)));
}

static void match(struct visit *visit)
{
	struct exchange *exchange = visit->exchange;
	struct reply *reply = &exchange->reply;
	if (reply->status != 200 || !reply->body.length || visit->fresh_form)
		return;
	if (etag_matches(exchange, reply->etag)) {
		reply->status = 304;
		reply->body = reply->encoding = T("");
	}
}

void polish(struct visit *visit)
{
	struct exchange *exchange = visit->exchange;
	struct reply *reply = &exchange->reply;
	if (!reply->cache.length)
		reply->cache = visit->request.who.person_id || exchange->method == POST ? T("no-store")
		                                                                        : T("private, no-cache");
	if (text_starts(reply->type, T("text/html")))
		reply->policy = visit->site->policy;
	offline_polish(visit);
	if (exchange->method != GET)
		return;
	tag(visit);
	kept_store(visit);
	match(visit);
	if (pack(exchange))
		kept_store_packed(visit);
}
