/*
 * The delivery thread: sends callbacks that are due to the shops, signs every try anew, and reports how it went.
 *
 * Invariants
 * - One thread owns every libcurl handle; it talks to the rest only through state_event_take() and _tried().
 * - At most CALLBACK_PARALLEL deliveries at once, each for at most ten seconds, without redirects or proxies.
 *
 * Not here: when to try again (state.c).
 */
#ifndef GATEWAY_CALLBACK_H
#define GATEWAY_CALLBACK_H

#include "gateway.h"

enum { CALLBACK_PARALLEL = 32 };

struct callback;

/* Starts the thread; NULL when that fails. The gateway must outlive it. curl_global_init() was called. */
struct callback *callback_start(const struct gateway *g);

/* Stops the thread, abandons deliveries on their way, frees all. NULL is fine. */
void callback_stop(struct callback *c);

#endif
