/* Asking the gateway over the network: for the looks of chores in this module only. */
#ifndef TRADE_PAYMENT_CALL_H
#define TRADE_PAYMENT_CALL_H

#include "trade/payment/payment_inside.h"

struct gateway_answer {
	long status;
	bool holds; /* signed by the gateway, for this very question, just now */
	struct text body;
};

/* Posts a signed body to a door ("/query") and waits up to five seconds. False: no answer came. */
bool gateway_call(struct request *r, const struct gateway_setting *setting, const char *door, struct text body,
                  struct gateway_answer *ret);

#endif
