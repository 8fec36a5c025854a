/* Many connections that are opened and held until SIGTERM (or --seconds), and say little:
     idle    nothing at all
     head    the head of a request, a byte every second
     body    the head of a POST whole, then its body, a byte every second
     upload  the head of a large POST and all of its body but the last byte, at once
   Says "open=N" when all are there; at the end how many the server had closed or answered meanwhile: "open=N ended=N". */
#include "torture/torture.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "torture/client.h"

enum { UPLOAD_BYTES = 7 << 20, HEAD_BYTES = 1024 };

static volatile sig_atomic_t is_ending;

static void end(int signal_number)
{
	(void)signal_number;
	is_ending = 1;
}

struct held {
	int fd;
	size_t said;  /* bytes of what it has to say */
	size_t whole; /* of the head and the body */
};

static char head[HEAD_BYTES];
static size_t head_length;

static void head_make(const struct torture_options *options, bool uploads)
{
	int length =
		snprintf(head, sizeof head,
	                 "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
	                 "X-Forwarded-For: 10.9.9.9\r\nContent-Type: application/json\r\n"
	                 "Content-Length: %d\r\n\r\n",
	                 options->target, options->token ? options->token : "none", uploads ? UPLOAD_BYTES : 100000);
	if (length < 0 || (size_t)length >= sizeof head)
		abort();
	head_length = (size_t)length;
}

/* Says some more; false: the server has closed or answered, or takes no more just now. */
static bool say(struct held *held, size_t length)
{
	static const char filling[4096] = { 0 };
	while (length > 0 && held->said < held->whole) {
		bool in_head = held->said < head_length;
		const char *bytes = in_head ? head + held->said : filling;
		size_t most = in_head ? head_length - held->said : sizeof filling;
		if (most > held->whole - held->said)
			most = held->whole - held->said;
		ssize_t sent = send(held->fd, bytes, most < length ? most : length, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (sent <= 0)
			return errno == EAGAIN;
		held->said += (size_t)sent;
		length -= (size_t)sent;
	}
	return true;
}

static bool is_over(struct held *held)
{
	char byte;
	ssize_t got = recv(held->fd, &byte, 1, MSG_DONTWAIT);
	return got == 0 || got > 0 || (errno != EAGAIN && errno != EINTR);
}

static int open_all(struct held *helds, const struct torture_options *options)
{
	int count = 0;
	bool uploads = strcmp(options->way, "upload") == 0, idle = strcmp(options->way, "idle") == 0;
	for (int i = 0; i < options->connections && !is_ending; i++) {
		struct held *held = &helds[i];
		held->fd = client_dial(options->port);
		held->whole = idle ? 0 : uploads ? head_length + UPLOAD_BYTES - 1 : head_length + 99999;
		if (held->fd < 0)
			continue;
		if (strcmp(options->way, "body") == 0)
			say(held, head_length);
		count++;
	}
	return count;
}

int torture_hold(const struct torture_options *options)
{
	struct held *helds = calloc((size_t)options->connections, sizeof *helds);
	bool uploads = strcmp(options->way, "upload") == 0;
	int ended = 0;
	if (!helds)
		return 2;
	signal(SIGTERM, end);
	head_make(options, uploads);
	int open = open_all(helds, options);
	printf("open=%d\n", open);
	fflush(stdout);
	int64_t begun = client_ms();
	while (!is_ending && (options->seconds == 0 || client_ms() - begun < 1000LL * options->seconds)) {
		for (int i = 0; i < options->connections; i++) {
			if (helds[i].fd < 0)
				continue;
			say(&helds[i], uploads ? 1 << 20 : 1);
			if (!is_over(&helds[i]))
				continue;
			close(helds[i].fd);
			helds[i].fd = -1;
			ended++;
		}
		client_pause(uploads ? 20 : 1000);
	}
	printf("open=%d ended=%d\n", open, ended);
	free(helds);
	return open == options->connections ? 0 : 1;
}
