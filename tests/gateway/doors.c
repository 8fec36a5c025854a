/*
 * HTTP with libmicrohttpd; see doors.h.
 *
 * libmicrohttpd calls handle() once with the headers, again for each piece of the body, and a last time at its end.
 * Answering before the last closes the connection, so only a body announced as far too long is refused there.
 */
#include "doors.h"

#include "answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

struct doors {
	struct MHD_Daemon *daemon;
};

/* ---- answers ---- */

static void header_add(struct MHD_Response *r, const char *name, const char *value)
{
	if (MHD_add_response_header(r, name, value) != MHD_YES)
		abort();
}

static enum MHD_Result answer_send(struct ask *a, unsigned int status, struct MHD_Response *r, const char *type)
{
	enum MHD_Result result;

	header_add(r, "Content-Type", type);
	header_add(r, "Cache-Control", "no-store");
	header_add(r, "X-Content-Type-Options", "nosniff");
	result = MHD_queue_response(a->connection, status, r);
	MHD_destroy_response(r);
	return result;
}

/* Takes the text over. */
static struct MHD_Response *response_of(char *text)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);

	if (r == NULL)
		abort();
	return r;
}

static void response_sign(const struct ask *a, struct MHD_Response *r, const char *text)
{
	struct sign_message m = { "ANSWER", a->route->path, text, strlen(text) };
	char header[SIGN_HEADER_CHARS + 1];

	sign_header_write(&a->gateway->key, &m, sign_now_ms(), a->stamp.nonce, header);
	header_add(r, "X-Signature", header);
}

enum MHD_Result answer_json(struct ask *a, unsigned int status, json_t *body)
{
	char *text = body ? json_dumps(body, JSON_COMPACT) : NULL;
	struct MHD_Response *r;

	json_decref(body);
	if (text == NULL)
		abort();
	r = response_of(text);
	if (a->is_signed)
		response_sign(a, r, text);
	return answer_send(a, status, r, "application/json");
}

enum MHD_Result answer_error(struct ask *a, unsigned int status, const char *code)
{
	return answer_json(a, status, json_pack("{s:s}", "error", code));
}

/*
 * No form-action in the policy: browsers apply it to the redirect after the form as well, and that leads to the shop.
 */
enum MHD_Result answer_html(struct ask *a, unsigned int status, char *text)
{
	struct MHD_Response *r = response_of(text);

	header_add(r, "Content-Security-Policy",
	           "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'");
	header_add(r, "Referrer-Policy", "no-referrer");
	return answer_send(a, status, r, "text/html; charset=utf-8");
}

static char *text_copy(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = malloc(size);

	if (copy == NULL)
		abort();
	memcpy(copy, text, size);
	return copy;
}

enum MHD_Result answer_css(struct ask *a, const char *text)
{
	return answer_send(a, MHD_HTTP_OK, response_of(text_copy(text)), "text/css; charset=utf-8");
}

enum MHD_Result answer_see_other(struct ask *a, const char *url)
{
	struct MHD_Response *r = response_of(text_copy(""));

	header_add(r, "Location", url);
	header_add(r, "Referrer-Policy", "no-referrer");
	return answer_send(a, MHD_HTTP_SEE_OTHER, r, "text/plain; charset=utf-8");
}

/* ---- the way of a request ---- */

/* The route, or NULL; *ret_path_known tells a wrong method from a wrong path. */
static const struct route *route_find(const struct gateway *g, const char *method, const char *path,
                                      bool *ret_path_known)
{
	*ret_path_known = false;
	for (size_t i = 0; i < answers_route_count; i++) {
		const struct route *r = &answers_routes[i];

		if (strcmp(r->path, path) != 0 || (r->door == DOOR_NAUGHTY && !g->naughty))
			continue;
		*ret_path_known = true;
		if (strcmp(r->method, method) == 0)
			return r;
	}
	return NULL;
}

static void sleep_ms(int64_t ms)
{
	const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

static enum MHD_Result run_signed(struct ask *a)
{
	const struct gateway *g = a->gateway;
	struct sign_message m = { a->route->method, a->route->path, a->body, a->length };
	const char *header = MHD_lookup_connection_value(a->connection, MHD_HEADER_KIND, "X-Signature");
	int64_t now_ms = sign_now_ms();
	enum sign_verdict verdict = SIGN_BAD;

	if (header != NULL && sign_header_read(header, &a->stamp))
		verdict = sign_check(&g->key, &m, &a->stamp, now_ms);
	if (verdict == SIGN_GOOD)
		verdict = state_nonce(g->state, a->stamp.nonce, now_ms);
	switch (verdict) {
	case SIGN_GOOD:
		a->is_signed = true;
		sleep_ms(a->gateway->answer_ms);
		return a->route->run(a);
	case SIGN_BAD:
		return answer_error(a, MHD_HTTP_UNAUTHORIZED, "bad_signature");
	case SIGN_STALE:
		return answer_error(a, MHD_HTTP_UNAUTHORIZED, "stale");
	case SIGN_REPLAYED:
		return answer_error(a, MHD_HTTP_UNAUTHORIZED, "replayed");
	case SIGN_FULL:
		return answer_error(a, MHD_HTTP_SERVICE_UNAVAILABLE, "full");
	}
	abort();
}

static enum MHD_Result run(struct ask *a, const char *method, const char *path)
{
	bool path_known;

	if (a->swallowed > 0)
		return answer_error(a, MHD_HTTP_CONTENT_TOO_LARGE, "too_large");
	a->route = route_find(a->gateway, method, path, &path_known);
	if (a->route == NULL)
		return path_known ? answer_error(a, MHD_HTTP_METHOD_NOT_ALLOWED, "method_not_allowed")
		                  : answer_error(a, MHD_HTTP_NOT_FOUND, "not_found");
	return a->route->door == DOOR_SIGNED ? run_signed(a) : a->route->run(a);
}

static void body_add(struct ask *a, const char *data, size_t size)
{
	if (a->swallowed > 0 || size > DOORS_BODY_MAX - a->length) {
		a->swallowed += size;
		return;
	}
	if (a->length + size + 1 > a->room) {
		size_t room = 2 * (a->length + size + 1);
		char *longer = realloc(a->body, room);

		if (longer == NULL)
			abort();
		a->body = longer;
		a->room = room;
	}
	memcpy(a->body + a->length, data, size);
	a->length += size;
	a->body[a->length] = '\0';
}

struct framing {
	int lengths;
	int codings;
	int64_t length;
};

static enum MHD_Result framing_see(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct framing *f = context;

	(void)kind;
	if (strcasecmp(name, "Transfer-Encoding") == 0)
		f->codings++;
	if (strcasecmp(name, "Content-Length") == 0) {
		f->lengths++;
		if (value == NULL || !sign_number_read(value, strlen(value), &f->length))
			f->length = INT64_MAX;
	}
	return MHD_YES;
}

/* The first call: refuses a body of unclear or much too great length, else makes room for the request. */
static enum MHD_Result begin(struct ask *a)
{
	struct framing f = { 0 };

	MHD_get_connection_values(a->connection, MHD_HEADER_KIND, framing_see, &f);
	if (f.lengths + f.codings > 1)
		return answer_error(a, MHD_HTTP_BAD_REQUEST, "bad_request");
	if (f.length > DOORS_BODY_MAX)
		return answer_error(a, MHD_HTTP_CONTENT_TOO_LARGE, "too_large");
	body_add(a, "", 0);
	return MHD_YES;
}

static enum MHD_Result handle(void *context, struct MHD_Connection *connection, const char *path, const char *method,
                              const char *version, const char *data, size_t *size, void **request)
{
	struct ask *a = *request;

	(void)version;
	if (a == NULL) {
		a = calloc(1, sizeof *a);
		if (a == NULL)
			return MHD_NO;
		*request = a;
		a->connection = connection;
		a->gateway = context;
		return begin(a);
	}
	if (*size > 0) {
		body_add(a, data, *size);
		*size = 0;
		return a->swallowed > DOORS_SWALLOW_MAX ? MHD_NO : MHD_YES;
	}
	return run(a, method, path);
}

static void complete(void *context, struct MHD_Connection *connection, void **request,
                     enum MHD_RequestTerminationCode why)
{
	struct ask *a = *request;

	(void)context;
	(void)connection;
	(void)why;
	if (a == NULL)
		return;
	free(a->body);
	free(a);
	*request = NULL;
}

/* ---- lifetime ---- */

struct doors *doors_open(const struct gateway *g, const struct sockaddr_in *address, unsigned int *ret_port)
{
	struct doors *d = calloc(1, sizeof *d);
	const union MHD_DaemonInfo *info;

	if (d == NULL)
		return NULL;
	d->daemon = MHD_start_daemon(MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD, 0, NULL, NULL, handle,
	                             (void *)(uintptr_t)g, MHD_OPTION_SOCK_ADDR, (const struct sockaddr *)address,
	                             MHD_OPTION_THREAD_POOL_SIZE, (unsigned int)DOORS_THREADS,
	                             MHD_OPTION_CONNECTION_LIMIT, (unsigned int)DOORS_CONNECTIONS_MAX,
	                             MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)DOORS_IDLE_S,
	                             MHD_OPTION_NOTIFY_COMPLETED, complete, NULL, MHD_OPTION_END);
	info = d->daemon ? MHD_get_daemon_info(d->daemon, MHD_DAEMON_INFO_BIND_PORT) : NULL;
	if (info == NULL) {
		doors_close(d);
		return NULL;
	}
	*ret_port = info->port;
	return d;
}

void doors_close(struct doors *d)
{
	if (d == NULL)
		return;
	if (d->daemon != NULL)
		MHD_stop_daemon(d->daemon);
	free(d);
}
