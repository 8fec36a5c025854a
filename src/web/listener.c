#define _GNU_SOURCE 1 /* accept4 */
#include "web/listener.h"

#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/thread.h"
#include "base/world.h"

enum {
	LISTENER_QUEUE = 1024,     /* of those who wait; the system may have a lower bound */
	LISTENER_SHORT_MS = 50,    /* how long to wait when the system has no more files or memory */
	LISTENER_SAY_SECONDS = 60, /* between two words on who is not let in */
};

struct listener {
	int socket, wake; /* wake: an eventfd */
	int port;
	unsigned most;
	listener_enter *enter;
	void *context;
	pthread_t thread;
	bool is_started;
	_Atomic bool is_ending;
	_Atomic unsigned inside;
	int64_t said; /* ticks when the log last said that somebody is not let in; the thread's own */
};

/* ---- the address ---- */

static bool address_read(struct text listen, struct arena *arena, struct addrinfo **ret_address)
{
	size_t colon = listen.length;
	while (colon > 0 && listen.bytes[colon - 1] != ':')
		colon--;
	if (colon < 2)
		return false;
	struct text host = text_part(listen, 0, colon - 1), port = text_part(listen, colon, listen.length);
	if (host.length > 2 && host.bytes[0] == '[' && host.bytes[host.length - 1] == ']')
		host = text_part(host, 1, host.length - 2);
	int64_t number = -1;
	if (!text_to_int64(port, &number) || number < 0 || number > 65535)
		return false;
	struct addrinfo hints = { .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		                  .ai_socktype = SOCK_STREAM };
	return getaddrinfo(text_string(arena, host), text_string(arena, port), &hints, ret_address) == 0;
}

/* 0 or the error. */
static int socket_listen(const struct addrinfo *address, int *ret_socket)
{
	int one = 1, fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return errno;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, address->ai_addr, address->ai_addrlen) || listen(fd, LISTENER_QUEUE)) {
		int error = errno;
		close(fd);
		return error;
	}
	*ret_socket = fd;
	return 0;
}

static struct text listen_problem(struct arena *arena, struct text listen, int error)
{
	if (error == EADDRINUSE)
		return text_format(arena,
		                   "%.*s is taken; stop the other program or choose another address with --listen.",
		                   TEXT(listen));
	if (error == EACCES)
		return text_format(arena, "%.*s may not be used; choose a port above 1023 with --listen.",
		                   TEXT(listen));
	return text_format(arena, "Cannot listen on %.*s: %s.", TEXT(listen), strerror(error));
}

static int port_of(int fd)
{
	struct sockaddr_storage address = { 0 };
	socklen_t length = sizeof address;
	char port[16] = "0";
	int64_t number = 0;
	if (getsockname(fd, (struct sockaddr *)&address, &length) == 0)
		getnameinfo((struct sockaddr *)&address, length, NULL, 0, port, sizeof port, NI_NUMERICSERV);
	return text_to_int64(text_of(port), &number) ? (int)number : 0;
}

enum outcome listener_open(struct text listen, struct arena *arena, struct listener **ret_listener,
                           struct text *ret_problem)
{
	struct addrinfo *address = NULL;
	struct listener *listener = arena_take(arena, sizeof *listener);
	*listener = (struct listener){ .socket = -1 };
	if (!address_read(listen, arena, &address)) {
		*ret_problem = text_format(arena, "\"%.*s\" is no address to listen on; write it like 127.0.0.1:8080.",
		                           TEXT(listen));
		return FAILED;
	}
	int error = socket_listen(address, &listener->socket);
	freeaddrinfo(address);
	if (error) {
		*ret_problem = listen_problem(arena, listen, error);
		return FAILED;
	}
	listener->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (listener->wake < 0) {
		*ret_problem = listen_problem(arena, listen, errno);
		close(listener->socket);
		return FAILED;
	}
	listener->port = port_of(listener->socket);
	*ret_listener = listener;
	return DONE;
}

int listener_port(const struct listener *listener)
{
	return listener->port;
}

/* ---- the thread that lets in ---- */

static void wake(struct listener *listener)
{
	eventfd_write(listener->wake, 1);
}

/* The operator should know, but not with each one who waits. */
static void say(struct listener *listener, const char *event, const char *reason)
{
	int64_t now = machine_ticks();
	if (listener->said && now - listener->said < LISTENER_SAY_SECONDS * INT64_C(1000000000))
		return;
	listener->said = now;
	log_event(LOG_WARN, event, "open=%u most=%u reason=\"%s\"", atomic_load(&listener->inside), listener->most,
	          reason);
}

/* Everybody who waits, as far as there is room. False: the system can take nobody just now. */
static bool let_in(struct listener *listener)
{
	while (atomic_load(&listener->inside) < listener->most) {
		struct sockaddr_storage address;
		socklen_t length = sizeof address;
		int fd = accept4(listener->socket, (struct sockaddr *)&address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0 && (errno == ECONNABORTED || errno == EINTR || errno == EPROTO))
			continue; /* who waited has gone */
		if (fd < 0 && errno == EAGAIN)
			return true;
		if (fd < 0) {
			say(listener, "accept_failed", strerror(errno));
			return false;
		}
		atomic_fetch_add(&listener->inside, 1);
		listener->enter(listener->context, fd, (struct sockaddr *)&address, length);
	}
	say(listener, "connections_full", "all are taken");
	return true;
}

static void *listener_run(void *context)
{
	struct listener *listener = context;
	while (!atomic_load(&listener->is_ending)) {
		bool is_full = atomic_load(&listener->inside) >= listener->most;
		struct pollfd waits[] = { { .fd = listener->wake, .events = POLLIN },
			                  { .fd = listener->socket, .events = POLLIN } };
		eventfd_t wakes;
		poll(waits, is_full ? 1 : 2, -1);
		if (waits[0].revents)
			eventfd_read(listener->wake, &wakes);
		if (!is_full && waits[1].revents && !let_in(listener))
			thread_sleep_ms(LISTENER_SHORT_MS);
	}
	return NULL;
}

bool listener_start(struct listener *listener, unsigned most, listener_enter *enter, void *context)
{
	assert(most > 0 && !listener->is_started);
	listener->most = most;
	listener->enter = enter;
	listener->context = context;
	listener->is_started = thread_start(&listener->thread, listener_run, listener);
	return listener->is_started;
}

void listener_left(struct listener *listener)
{
	if (atomic_fetch_sub(&listener->inside, 1) >= listener->most)
		wake(listener);
}

void listener_stop(struct listener *listener)
{
	atomic_store(&listener->is_ending, true);
	wake(listener);
	if (listener->is_started)
		pthread_join(listener->thread, NULL);
	close(listener->socket);
}

void listener_close(struct listener *listener)
{
	close(listener->wake);
}
