/*
 * Delivery of callbacks with libcurl's multi interface; see callback.h.
 */
#include "callback.h"

#include <assert.h>
#include <curl/curl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TIME_MAX_MS = 10000, IDLE_MS = 60000, ANSWER_MAX_BYTES = 65536 };

struct delivery {
	CURL *easy;
	struct event *event; /* NULL: free */
	struct curl_slist *headers;
	size_t answered; /* bytes */
};

struct callback {
	const struct gateway *gateway;
	CURLM *multi;
	pthread_t thread;
	bool started;
	atomic_bool stop;
	struct delivery delivery[CALLBACK_PARALLEL];
};

/* Swallows the shop's answer; one without end is cut off. */
static size_t answer_swallow(char *data, size_t size, size_t count, void *context)
{
	struct delivery *d = context;

	(void)data;
	d->answered += size * count;
	return d->answered <= ANSWER_MAX_BYTES ? size * count : 0;
}

static bool header_add(struct curl_slist **headers, const char *line)
{
	struct curl_slist *longer = curl_slist_append(*headers, line);

	if (longer == NULL)
		return false;
	*headers = longer;
	return true;
}

static bool delivery_sign(struct delivery *d, const struct gateway *g)
{
	const struct event *e = d->event;
	struct sign_message m = { "POST", e->path, e->body, strlen(e->body) };
	char nonce[SIGN_NONCE_CHARS + 1];
	char header[SIGN_HEADER_CHARS + 1];
	char line[SIGN_HEADER_CHARS + 32];

	sign_chance_hex(nonce, SIGN_NONCE_CHARS);
	sign_header_write(&g->key, &m, sign_now_ms(), nonce, header);
	if (e->wrong_signature) {
		char *last = &header[strlen(header) - 1];

		*last = *last == '0' ? '1' : '0';
	}
	(void)snprintf(line, sizeof line, "X-Signature: %s", header);
	return header_add(&d->headers, line) && header_add(&d->headers, "Content-Type: application/json") &&
	       header_add(&d->headers, "Expect:");
}

static bool delivery_prepare(struct delivery *d, const struct gateway *g)
{
	const struct event *e = d->event;
	bool good = delivery_sign(d, g);

	curl_easy_reset(d->easy);
	d->answered = 0;
	good = good && curl_easy_setopt(d->easy, CURLOPT_URL, e->url) == CURLE_OK;
	good = good && curl_easy_setopt(d->easy, CURLOPT_PROTOCOLS_STR, "http,https") == CURLE_OK;
	good = good && curl_easy_setopt(d->easy, CURLOPT_PROXY, "") == CURLE_OK;
	good = good && curl_easy_setopt(d->easy, CURLOPT_NOSIGNAL, 1L) == CURLE_OK;
	good = good && curl_easy_setopt(d->easy, CURLOPT_TIMEOUT_MS, (long)TIME_MAX_MS) == CURLE_OK;
	good = good && curl_easy_setopt(d->easy, CURLOPT_HTTPHEADER, d->headers) == CURLE_OK;
	good = good && curl_easy_setopt(d->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(e->body)) == CURLE_OK;
	good = good && curl_easy_setopt(d->easy, CURLOPT_POSTFIELDS, e->body) == CURLE_OK;
	good = good && curl_easy_setopt(d->easy, CURLOPT_WRITEFUNCTION, answer_swallow) == CURLE_OK;
	good = good && curl_easy_setopt(d->easy, CURLOPT_WRITEDATA, (void *)d) == CURLE_OK;
	return good && curl_easy_setopt(d->easy, CURLOPT_PRIVATE, (void *)d) == CURLE_OK;
}

static void delivery_end(struct callback *c, struct delivery *d, bool delivered)
{
	struct event *e = d->event;

	assert(e != NULL);
	d->event = NULL;
	curl_slist_free_all(d->headers);
	d->headers = NULL;
	state_event_tried(c->gateway->state, e, delivered, sign_now_ms());
}

/* Starts what is due while there is a free delivery; returns how long to wait for the next event. */
static int start_due(struct callback *c)
{
	for (size_t i = 0; i < CALLBACK_PARALLEL; i++) {
		struct delivery *d = &c->delivery[i];
		int64_t wait_ms;

		if (d->event != NULL)
			continue;
		d->event = state_event_take(c->gateway->state, sign_now_ms(), &wait_ms);
		if (d->event == NULL)
			return wait_ms < 0 || wait_ms > IDLE_MS ? IDLE_MS : (int)wait_ms;
		if (!delivery_prepare(d, c->gateway) || curl_multi_add_handle(c->multi, d->easy) != CURLM_OK)
			delivery_end(c, d, false);
	}
	return IDLE_MS; /* all busy: one that ends wakes the loop */
}

static bool end_done(struct callback *c)
{
	bool any = false;
	int left;
	CURLMsg *message;

	while ((message = curl_multi_info_read(c->multi, &left)) != NULL) {
		struct delivery *d = NULL;
		long status = 0;
		bool good;

		if (message->msg != CURLMSG_DONE)
			continue;
		good = message->data.result == CURLE_OK;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&d);
		curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
		curl_multi_remove_handle(c->multi, d->easy);
		delivery_end(c, d, good && status >= 200 && status < 300);
		any = true;
	}
	return any;
}

static void *run(void *context)
{
	struct callback *c = context;

	while (!atomic_load(&c->stop)) {
		int wait_ms = start_due(c);
		int running;

		if (curl_multi_perform(c->multi, &running) != CURLM_OK)
			abort();
		if (end_done(c))
			continue;
		if (curl_multi_poll(c->multi, NULL, 0, wait_ms, NULL) != CURLM_OK)
			abort();
	}
	return NULL;
}

static void wake(void *context)
{
	struct callback *c = context;

	curl_multi_wakeup(c->multi);
}

struct callback *callback_start(const struct gateway *g)
{
	struct callback *c = calloc(1, sizeof *c);
	bool good;

	if (c == NULL)
		return NULL;
	c->gateway = g;
	atomic_init(&c->stop, false);
	c->multi = curl_multi_init();
	good = c->multi != NULL;
	for (size_t i = 0; i < CALLBACK_PARALLEL; i++) {
		c->delivery[i].easy = curl_easy_init();
		good = good && c->delivery[i].easy != NULL;
	}
	if (good) {
		state_on_event(g->state, wake, c);
		c->started = pthread_create(&c->thread, NULL, run, c) == 0;
	}
	if (!c->started) {
		callback_stop(c);
		return NULL;
	}
	return c;
}

void callback_stop(struct callback *c)
{
	if (c == NULL)
		return;
	if (c->started) {
		atomic_store(&c->stop, true);
		wake(c);
		pthread_join(c->thread, NULL);
	}
	state_on_event(c->gateway->state, NULL, NULL);
	for (size_t i = 0; i < CALLBACK_PARALLEL; i++) {
		struct delivery *d = &c->delivery[i];

		if (d->event != NULL)
			curl_multi_remove_handle(c->multi, d->easy);
		curl_easy_cleanup(d->easy);
		curl_slist_free_all(d->headers);
		event_free(d->event);
	}
	curl_multi_cleanup(c->multi);
	free(c);
}
