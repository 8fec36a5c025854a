/* The last touch on a reply: cache and security headers, ETag with 304, compression of what is worth it. Only answers of
   GET are compressed: a POST's come from the writer's thread and are short. */
#include <brotli/encode.h>
#include <zlib.h>

#include "web/accept.h"
#include "web/door.h"

/* Of a page quality 5 makes 7 to 14 % less than 4 in some tenth more time; of a file of a megabyte 8 % less in twice the time. */
enum {
	POLISH_WORTH = 1024,
	POLISH_PAGE = 64 << 10, /* longer answers are files */
	POLISH_PAGE_QUALITY = 5,
	POLISH_FILE_QUALITY = 4,
	POLISH_BROTLI_WINDOW = 18,
	POLISH_GZIP_LEVEL = 4
};

static bool is_compressible(struct text type)
{
	return text_starts(type, T("text/")) || text_starts(type, T("application/json")) ||
	       text_starts(type, T("application/problem+json")) || text_starts(type, T("image/svg+xml"));
}

/* Written as it comes: a long file takes the room of its packed form only. */
static bool compress_brotli(struct arena *arena, struct text body, struct text *ret_packed)
{
	BrotliEncoderState *encoder = BrotliEncoderCreateInstance(NULL, NULL, NULL);
	struct output out = output_in(arena);
	const uint8_t *plain = (const uint8_t *)body.bytes;
	size_t left = body.length, none = 0;
	uint32_t quality = body.length <= POLISH_PAGE ? POLISH_PAGE_QUALITY : POLISH_FILE_QUALITY;
	bool good = encoder && BrotliEncoderSetParameter(encoder, BROTLI_PARAM_QUALITY, quality) &&
	            BrotliEncoderSetParameter(encoder, BROTLI_PARAM_LGWIN, POLISH_BROTLI_WINDOW) &&
	            BrotliEncoderSetParameter(encoder, BROTLI_PARAM_MODE, BROTLI_MODE_TEXT);
	while (good && !BrotliEncoderIsFinished(encoder)) {
		size_t length = 0;
		good = BrotliEncoderCompressStream(encoder, BROTLI_OPERATION_FINISH, &left, &plain, &none, NULL, NULL);
		const uint8_t *packed = good ? BrotliEncoderTakeOutput(encoder, &length) : NULL;
		out_raw(&out, (const char *)packed, length);
	}
	BrotliEncoderDestroyInstance(encoder);
	*ret_packed = output_text(&out);
	return good;
}

static bool compress_gzip(struct arena *arena, struct text body, struct text *ret_packed)
{
	z_stream stream = { 0 };
	if (deflateInit2(&stream, POLISH_GZIP_LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return false;
	size_t size = deflateBound(&stream, body.length);
	unsigned char *packed = arena_take(arena, size);
	union {
		const char *given;
		unsigned char *wanted; /* zlib does not write there */
	} input = { .given = body.bytes };
	stream.next_in = input.wanted;
	stream.avail_in = (uInt)body.length;
	stream.next_out = packed;
	stream.avail_out = (uInt)size;
	bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
	*ret_packed = (struct text){ (const char *)packed, stream.total_out };
	deflateEnd(&stream);
	return whole;
}

/* True: it is packed now. */
static bool pack(struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;
	if (reply->body.length <= POLISH_WORTH || reply->encoding.length || !is_compressible(reply->type))
		return false;
	struct text packed;
	if (accepts_encoding(exchange, T("br")) && compress_brotli(exchange->arena, reply->body, &packed))
		reply->encoding = T("br");
	else if (accepts_encoding(exchange, T("gzip")) && compress_gzip(exchange->arena, reply->body, &packed))
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
