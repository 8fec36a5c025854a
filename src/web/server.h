/* The HTTP server (libmicrohttpd behind it): epoll, threads the size of the cores, bounded connections and bodies, HEAD,
   413, 400 for ambiguous framing (two lengths, length with chunked), idle time-outs. A POST waits suspended until its
   exchange is finished. TLS, HTTP/2 and slow clients belong to the proxy in front. */
#ifndef WEB_SERVER_H
#define WEB_SERVER_H

#include "base/outcome.h"
#include "web/exchange.h"

struct server;

struct server_options {
	struct text listen; /* "127.0.0.1:8080", "[::1]:8080"; port 0 takes a free one */
	int threads;        /* 0: as many as cores */
	bool behind_proxy;  /* trust X-Forwarded-For and X-Forwarded-Proto */
	/* How many body bytes this path takes; beyond it 413. Called before the body is read. */
	size_t (*body_limit)(void *context, enum method method, struct text path);
	/* Answers; must call exchange->finish() once, now or later from any thread. */
	void (*handle)(void *context, struct exchange *exchange);
	void *context;
};

/* FAILED: ret_problem says what to do ("Port 8080 of 127.0.0.1 is taken; stop the other program or use --listen"). */
MUST_USE enum outcome server_start(const struct server_options *options, struct arena *arena,
                                   struct server **ret_server, struct text *ret_problem);
int server_port(const struct server *server);
/* Stops accepting, finishes what was accepted (at most 10 s), closes. */
void server_stop(struct server *server);

#endif
