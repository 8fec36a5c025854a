/*
 * The gateway as its parts see it: the options it was started with and its state. Written by main before any thread
 * runs, only read afterwards; what changes is inside the state.
 */
#ifndef GATEWAY_GATEWAY_H
#define GATEWAY_GATEWAY_H

#include "sign.h"
#include "state.h"

#include <stdbool.h>

struct gateway {
	struct sign_key key;
	const char *merchant;
	bool naughty;      /* the test door is open */
	bool allow_any;    /* callbacks may leave this machine */
	int64_t answer_ms; /* before what the shop asked is answered */
	struct state *state;
};

#endif
