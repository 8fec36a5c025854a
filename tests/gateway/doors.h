/*
 * The doors: HTTP of the gateway, from socket to handler and back.
 *
 * Invariants
 * - A handler runs once for a request, after its whole body has come, at most DOORS_BODY_MAX bytes.
 * - A handler behind a signed door runs only for a message whose signature, time and nonce held.
 * - Whatever answers a signed request is signed too, under the nonce of the request.
 *
 * Not here: what the doors mean (answers.c).
 */
#ifndef GATEWAY_DOORS_H
#define GATEWAY_DOORS_H

#include "gateway.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	DOORS_BODY_MAX = 1024 * 1024,
	DOORS_SWALLOW_MAX = 16 * 1024 * 1024,
	DOORS_CONNECTIONS_MAX = 1000,
	DOORS_IDLE_S = 30,
	DOORS_THREADS = 4,
};

/* One request. The body is followed by a zero byte that length does not count. */
struct ask {
	struct MHD_Connection *connection;
	const struct gateway *gateway;
	const struct route *route;
	char *body;
	size_t length;
	size_t room;
	size_t swallowed; /* bytes beyond the limit, thrown away */
	bool is_signed;
	struct sign_stamp stamp;
};

enum door {
	DOOR_OPEN,
	DOOR_SIGNED,
	DOOR_NAUGHTY, /* not there unless the gateway was started so */
};

struct route {
	const char *method;
	const char *path;
	enum MHD_Result (*run)(struct ask *a);
	enum door door;
};

/* The answers. Each returns what a handler returns; json_t and text are taken over and freed. */
enum MHD_Result answer_json(struct ask *a, unsigned int status, json_t *body);
enum MHD_Result answer_error(struct ask *a, unsigned int status, const char *code);
enum MHD_Result answer_html(struct ask *a, unsigned int status, char *text);
enum MHD_Result answer_css(struct ask *a, const char *text);
enum MHD_Result answer_see_other(struct ask *a, const char *url);

struct doors;

/* Listens; NULL when it cannot. ret_port is the port it got. The gateway must outlive it. */
struct doors *doors_open(const struct gateway *g, const struct sockaddr_in *address, unsigned int *ret_port);
void doors_close(struct doors *d);

#endif
