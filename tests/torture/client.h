/* A small HTTP client over blocking sockets on 127.0.0.1, for the torture's loads: one connection, one request at a time. */
#ifndef TESTS_TORTURE_CLIENT_H
#define TESTS_TORTURE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ANSWER_BYTES = 32 << 10 };

struct answer_read {
	int status;          /* 0: the connection broke before the whole answer came */
	bool closes;         /* the server closes the connection after it */
	int64_t retry_after; /* seconds; 0: it did not say */
	char bytes[ANSWER_BYTES];
	const char *body; /* in bytes; ends with a zero byte; cut when it is longer than there is room */
};

/* A connection, or -1. */
int client_dial(int port);
/* Sends it all; false: the connection broke. */
bool client_send(int fd, const char *bytes, size_t length);
/* Reads one answer with a Content-Length. Waits 100 s at most for each piece. */
void client_read(int fd, struct answer_read *ret_answer);
/* Milliseconds of a clock that only goes on. */
int64_t client_ms(void);
void client_pause(int64_t ms);

#endif
