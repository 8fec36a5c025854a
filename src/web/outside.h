/* Asking outside systems over the network: one POST and its answer. The looks of chores do it; a simulation answers itself. */
#ifndef WEB_OUTSIDE_H
#define WEB_OUTSIDE_H

#include "base/text.h"

/* One question; the lower half is the answer. */
struct outside_call {
	struct text url, body;
	struct text signature; /* the value of X-Signature; empty: none */
	long status;
	struct text answer, answer_signature;
};

/* Who answers in place of the network. False: nobody, as when the other side is down. */
struct outside {
	bool (*call)(void *context, struct arena *arena, struct outside_call *call);
	void *context;
};

#endif
