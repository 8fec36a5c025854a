/* The payment gateway's side in tests without sockets: signed callbacks to the town's own door, as docs/gateway.md describes them. */
#ifndef TESTS_SUPPORT_GATEWAY_SIDE_H
#define TESTS_SUPPORT_GATEWAY_SIDE_H

#include "support/town.h"

/* One callback. What is not given is made: a fresh event and nonce, the present moment, a right signature. */
struct gateway_said {
	const char *event;   /* "evt_..." */
	const char *payment; /* "510525-123": as the gateway knows it */
	const char *status;  /* "paid", "failed", "refunded" */
	int64_t amount_fen;
	const char *refund;    /* NULL: null */
	const char *nonce;     /* 16 hexadecimal digits */
	int64_t late_ms;       /* how old the signature is */
	bool wrong_signature;  /* its last digit is another one */
	const char *wrong_key; /* signed by somebody else */
};

/* Calls the door; the answer is answer_status(). */
void gateway_says(const struct gateway_said *said);
/* What the gateway knows the newest payment of an order by; the order by its public id. */
const char *gateway_payment_of(const char *order);
/* The buyer of the order pays it at the gateway, whole. The order must have been placed with "payment" "gateway". */
void gateway_pays(const char *order);

#endif
