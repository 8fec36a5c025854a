/* One HTTP request and its reply as plain data. The server makes it from a socket, tests and the simulation from nothing;
   the door answers it. Nothing outside web/server knows the HTTP library. */
#ifndef WEB_EXCHANGE_H
#define WEB_EXCHANGE_H

#include "base/arena.h"
#include "base/output.h"
#include "base/text.h"

enum method { GET, POST };

struct header {
	struct text name, value;
};

struct reply {
	int status;
	struct text type;     /* content type */
	struct text location; /* of a redirect */
	struct text cookies[4];
	size_t cookie_count;
	struct text etag;
	struct text cache;    /* Cache-Control; empty: "no-store" for HTML and JSON of signed-in people */
	struct text file;     /* suggested file name of a download */
	int64_t retry_after;  /* seconds; with 503 and 429 */
	struct text policy;   /* Content-Security-Policy of a page */
	struct text allow;    /* methods, with 405 */
	struct text page;     /* of a page: whose it is, and " keep" when it may be read without network */
	struct text body;     /* in the arena, or in the program for static files */
	struct text encoding; /* "br", "gzip" or empty */
	bool is_static;       /* body outlives the arena */
};

struct exchange {
	struct arena *arena;
	enum method method; /* HEAD is answered as GET without its body by the server */
	struct text path;   /* decoded, checked UTF-8, starts with '/' */
	struct text query;  /* raw, after '?' */
	struct header *headers;
	size_t header_count;
	struct text peer; /* address of the client (behind the trusted proxy: X-Forwarded-For's last) */
	struct text body;
	bool body_too_large;
	struct reply reply;
	int refused; /* the status with which the server itself turned it down (400, 405, 414); else 0 */
	int64_t at;  /* ms UTC; the door sets it from its clock unless the simulation did */
	int64_t started_ticks;
	void (*finish)(struct exchange *exchange); /* called once, from any thread, when reply is complete */
	void *owner;                               /* the server's or test's own */
};

/* A header's value, or the empty text. */
struct text exchange_header(const struct exchange *exchange, struct text name);
/* A cookie's value, or the empty text (RFC 6265). */
struct text exchange_cookie(const struct exchange *exchange, struct text name);

#endif
