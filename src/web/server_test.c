/* The server over real sockets: framing, keep-alive, bodies of every kind, many at once, stopping while busy. What answers is a
   few lines here, not the site. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/thread.h"
#include "base/world.h"
#include "support/town.h" /* after the system's: db.h has a macro bind() */
#include "web/server.h"

enum { BODY_LIMIT = 1000, ANSWER_BYTES = 64 << 10, WAIT_SECONDS = 20 };

/* ---- what answers: "/later" from another thread, everything else at once ---- */

static struct {
	struct arena *arena;
	struct server *server;
	_Atomic int asked, late;
	_Atomic pthread_t first; /* the thread that asked first */
	_Atomic int by_first;
	_Atomic bool is_slow, is_slow_too; /* "/a" and "/b" wait as long as that is so */
} here;

static size_t body_limit(void *context, enum method method, struct text path)
{
	(void)context;
	(void)method;
	(void)path;
	return BODY_LIMIT;
}

static void reply_to(struct exchange *exchange)
{
	struct reply *reply = &exchange->reply;
	reply->status = exchange->refused ? exchange->refused : exchange->body_too_large ? 413 : 200;
	reply->type = T("text/plain");
	reply->body = text_format(exchange->arena, "%s path=%.*s query=%.*s body=%.*s peer=%.*s",
	                          exchange->method == GET ? "GET" : "POST", TEXT(exchange->path), TEXT(exchange->query),
	                          TEXT(exchange->body), TEXT(exchange->peer));
	exchange->finish(exchange);
}

static void *reply_later(void *given)
{
	struct exchange *exchange = given;
	thread_sleep_ms(atomic_fetch_add(&here.late, 1) % 5);
	reply_to(exchange);
	return NULL;
}

static void handle(void *context, struct exchange *exchange)
{
	pthread_t thread;
	(void)context;
	if (atomic_fetch_add(&here.asked, 1) == 0)
		here.first = pthread_self();
	if (pthread_equal(here.first, pthread_self()))
		atomic_fetch_add(&here.by_first, 1);
	while ((atomic_load(&here.is_slow) && text_equal(exchange->path, T("/a"))) ||
	       (atomic_load(&here.is_slow_too) && text_equal(exchange->path, T("/b"))))
		thread_sleep_ms(1);
	if (!text_equal(exchange->path, T("/later"))) {
		reply_to(exchange);
		return;
	}
	if (pthread_create(&thread, NULL, reply_later, exchange))
		abort();
	pthread_detach(thread);
}

static void start_with(bool behind_proxy)
{
	struct server_options options = { .listen = T("127.0.0.1:0"),
		                          .threads = 2,
		                          .behind_proxy = behind_proxy,
		                          .body_limit = body_limit,
		                          .handle = handle };
	struct text problem = T("");
	here.arena = arena_new();
	atomic_store(&here.asked, 0);
	atomic_store(&here.late, 0);
	atomic_store(&here.by_first, 0);
	assert_int_equal(server_start(&options, here.arena, &here.server, &problem), DONE);
}

static void stop(void)
{
	server_stop(here.server);
	arena_free(here.arena);
}

/* ---- a client of bare bytes ---- */

static int dial(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons((uint16_t)server_port(here.server)),
		                       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct timeval wait = { .tv_sec = WAIT_SECONDS };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
	return fd;
}

static void say(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
		assert_true(sent > 0);
		bytes += sent;
		length -= (size_t)sent;
	}
}

static void say_string(int fd, const char *string)
{
	say(fd, string, strlen(string));
}

struct heard {
	char bytes[ANSWER_BYTES];
	size_t length;
	int status;
	const char *body;
	size_t body_length;
	bool closed;
};

static bool hear_more(int fd, struct heard *heard)
{
	ssize_t got = recv(fd, heard->bytes + heard->length, sizeof heard->bytes - 1 - heard->length, 0);
	heard->closed = got <= 0;
	heard->length += got > 0 ? (size_t)got : 0;
	heard->bytes[heard->length] = 0;
	return got > 0;
}

/* Reads one answer; a body only when it is to have one. */
static void hear(int fd, struct heard *heard, bool has_body)
{
	char *end;
	memset(heard, 0, sizeof *heard);
	while (!(end = strstr(heard->bytes, "\r\n\r\n")) && hear_more(fd, heard))
		;
	if (!end)
		return;
	heard->status = (int)strtol(heard->bytes + 9, NULL, 10);
	const char *length = strstr(heard->bytes, "Content-Length: ");
	heard->body = end + 4;
	heard->body_length = has_body && length ? (size_t)strtoul(length + 16, NULL, 10) : 0;
	while (heard->bytes + heard->length < heard->body + heard->body_length && hear_more(fd, heard))
		;
}

static bool has(const struct heard *heard, const char *piece)
{
	return strstr(heard->bytes, piece) != NULL;
}

static struct heard heard;

/* One request on a connection of its own. */
static void exchange_bytes(const char *request)
{
	int fd = dial();
	say_string(fd, request);
	hear(fd, &heard, true);
	close(fd);
}

/* ---- the tests ---- */

TEST(threads_server_answers_get_and_head)
{
	start_with(false);
	exchange_bytes("GET /a%20b/%E6%9D%8E?x=%31 HTTP/1.1\r\nHost: t\r\n\r\n");
	assert_int_equal(heard.status, 200);
	assert_true(has(&heard, "GET path=/a b/李 query=x=%31 body= peer=127.0.0.1"));
	assert_true(has(&heard, "X-Content-Type-Options: nosniff"));
	int fd = dial();
	say_string(fd, "HEAD /one HTTP/1.1\r\nHost: t\r\n\r\n");
	hear(fd, &heard, false);
	assert_int_equal(heard.status, 200);
	assert_true(has(&heard, "Content-Length: "));
	assert_false(has(&heard, "path="));
	say_string(fd, "GET /two HTTP/1.1\r\nHost: t\r\n\r\n");
	hear(fd, &heard, true);
	assert_true(has(&heard, "path=/two"));
	close(fd);
	stop();
}

TEST(threads_server_keeps_connections)
{
	start_with(false);
	int fd = dial();
	for (int i = 0; i < 50; i++) {
		say_string(fd, i % 2 ? "POST /later HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello"
		                     : "GET /now HTTP/1.1\r\nHost: t\r\n\r\n");
		hear(fd, &heard, true);
		assert_int_equal(heard.status, 200);
		assert_true(has(&heard, i % 2 ? "body=hello" : "path=/now"));
	}
	say_string(fd, "GET /a HTTP/1.1\r\nHost: t\r\n\r\nGET /b HTTP/1.1\r\nHost: t\r\n\r\n");
	hear(fd, &heard, true);
	while (!has(&heard, "path=/b") && hear_more(fd, &heard))
		;
	assert_true(has(&heard, "path=/a"));
	assert_true(has(&heard, "path=/b"));
	close(fd);
	stop();
}

/* Stopping may not take the process with it, as the library's own way of no longer listening did now and then. */
TEST(threads_server_stops_while_people_come)
{
	for (int i = 0; i < 100; i++) {
		start_with(false);
		int waiting = dial(), asking = dial();
		say_string(asking, "POST /later HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello");
		hear(asking, &heard, true);
		assert_int_equal(heard.status, 200);
		close(asking);
		server_stop(here.server);
		close(waiting);
		arena_free(here.arena);
	}
}

TEST(threads_server_reads_chunks)
{
	start_with(false);
	exchange_bytes("POST /later HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n"
	               "3\r\nabc\r\n5\r\ndefgh\r\n0\r\n\r\n");
	assert_int_equal(heard.status, 200);
	assert_true(has(&heard, "body=abcdefgh"));
	stop();
}

TEST(threads_server_reads_slow_bodies)
{
	static const char request[] = "POST /later HTTP/1.1\r\nHost: t\r\nContent-Length: 26\r\n\r\n"
				      "abcdefghijklmnopqrstuvwxyz";
	start_with(false);
	int fd = dial();
	for (size_t i = 0; i + 1 < sizeof request; i++) {
		say(fd, request + i, 1);
		thread_sleep_ms(1);
	}
	hear(fd, &heard, true);
	assert_true(has(&heard, "body=abcdefghijklmnopqrstuvwxyz"));
	close(fd);
	stop();
}

TEST(threads_server_refuses_ambiguous_framing)
{
	start_with(false);
	exchange_bytes("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello");
	assert_int_equal(heard.status, 400);
	exchange_bytes("POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
	               "0\r\n\r\n");
	assert_int_equal(heard.status, 400);
	exchange_bytes("GET /%ff HTTP/1.1\r\nHost: t\r\n\r\n");
	assert_int_equal(heard.status, 400);
	exchange_bytes("GET /%00 HTTP/1.1\r\nHost: t\r\n\r\n");
	assert_int_equal(heard.status, 400);
	exchange_bytes("DELETE /a HTTP/1.1\r\nHost: t\r\n\r\n");
	assert_int_equal(heard.status, 405);
	exchange_bytes("nonsense\r\n\r\n");
	assert_true(heard.status == 0 || heard.status == 400 || heard.status == 505);
	stop();
}

/* After two lengths nothing more may be taken from the connection: its rest could be another's request. */
TEST(threads_server_closes_after_ambiguous_framing)
{
	start_with(false);
	int fd = dial();
	say_string(fd, "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\nContent-Length: 33\r\n\r\n"
	               "GET /smuggled HTTP/1.1\r\nHost: t\r\n\r\n");
	hear(fd, &heard, true);
	assert_int_equal(heard.status, 400);
	while (hear_more(fd, &heard))
		;
	assert_false(has(&heard, "smuggled"));
	close(fd);
	stop();
}

TEST(threads_server_bounds_bodies_and_targets)
{
	static char large[200000];
	start_with(false);
	int head = snprintf(large, sizeof large, "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 100000\r\n\r\n");
	memset(large + head, 'x', 100000);
	int fd = dial();
	say(fd, large, (size_t)head + 100000);
	hear(fd, &heard, true);
	assert_int_equal(heard.status, 413);
	say_string(fd, "GET /after HTTP/1.1\r\nHost: t\r\n\r\n");
	hear(fd, &heard, true);
	assert_true(has(&heard, "path=/after"));
	close(fd);
	head = snprintf(large, sizeof large,
	                "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n");
	memset(large + head, 'x', 0x800);
	snprintf(large + head + 0x800, 16, "\r\n0\r\n\r\n");
	exchange_bytes(large);
	assert_int_equal(heard.status, 413);
	memset(large, 'x', sizeof large);
	large[0] = 'G', large[1] = 'E', large[2] = 'T', large[3] = ' ', large[4] = '/';
	snprintf(large + 5000, 100, " HTTP/1.1\r\nHost: t\r\n\r\n");
	exchange_bytes(large);
	assert_int_equal(heard.status, 414);
	stop();
}

TEST(threads_server_believes_its_proxy)
{
	start_with(true);
	/* Some proxies add a header of their own below the one a stranger sent. */
	exchange_bytes(
		"GET /a HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 203.0.113.9\r\n\r\n");
	assert_true(has(&heard, "peer=203.0.113.9"));
	exchange_bytes("GET /a HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 10.0.0.1, 203.0.113.9\r\n\r\n");
	assert_true(has(&heard, "peer=203.0.113.9"));
	stop();
	start_with(false);
	exchange_bytes("GET /a HTTP/1.1\r\nHost: t\r\nX-Forwarded-For: 10.0.0.1, 203.0.113.9\r\n\r\n");
	assert_true(has(&heard, "peer=127.0.0.1"));
	stop();
}

TEST(threads_server_serves_200_at_once)
{
	enum { MANY = 200 };
	int fds[MANY];
	start_with(false);
	for (int i = 0; i < MANY; i++)
		fds[i] = dial();
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < MANY; i++)
			say_string(fds[i], "POST /later HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello");
		for (int i = 0; i < MANY; i++) {
			hear(fds[i], &heard, true);
			assert_int_equal(heard.status, 200);
			assert_true(has(&heard, "body=hello"));
		}
	}
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
	assert_int_equal(atomic_load(&here.asked), 3 * MANY);
	stop();
}

/* Who comes in one go is not left to the thread that wakes first. */
TEST(threads_server_deals_newcomers_out_evenly)
{
	enum { MANY = 32 };
	int fds[MANY];
	start_with(false);
	for (int i = 0; i < MANY; i++)
		fds[i] = dial();
	for (int i = 0; i < MANY; i++) {
		say_string(fds[i], "GET /a HTTP/1.1\r\nHost: t\r\n\r\n");
		hear(fds[i], &heard, true);
		assert_int_equal(heard.status, 200);
	}
	assert_int_equal(atomic_load(&here.by_first), MANY / 2);
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
	stop();
}

/* 129 on each of two threads, of which one waits: with exactly 128 events at once the library's own loop waits for one more before it serves any. */
TEST(threads_server_answers_many_events_at_once)
{
	enum { MANY = 258, ROUNDS = 20 };
	static int fds[MANY];
	start_with(false);
	for (int i = 0; i < MANY; i++)
		fds[i] = dial();
	for (int round = 0; round < ROUNDS; round++) {
		atomic_store(&here.is_slow, true); /* so that all others have asked when the first is answered */
		say_string(fds[0], "GET /a HTTP/1.1\r\nHost: t\r\n\r\n");
		for (int i = 1; i < MANY; i++)
			say_string(fds[i], "GET /a HTTP/1.1\r\nHost: t\r\n\r\n");
		atomic_store(&here.is_slow, false);
		for (int i = 0; i < MANY; i++) {
			hear(fds[i], &heard, true);
			assert_int_equal(heard.status, 200);
		}
	}
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
	stop();
}

/* Who comes while one thread is held up is given to the other. */
TEST(threads_server_gives_newcomers_to_who_is_free)
{
	enum { MANY = 10 };
	int fds[MANY];
	start_with(false);
	int slow = dial();
	atomic_store(&here.is_slow, true);
	say_string(slow, "GET /a HTTP/1.1\r\nHost: t\r\n\r\n");
	while (atomic_load(&here.asked) < 1)
		thread_sleep_ms(1);
	thread_sleep_ms(100);
	for (int i = 0; i < MANY; i++) {
		fds[i] = dial();
		say_string(fds[i], "GET /quick HTTP/1.1\r\nHost: t\r\n\r\n");
		hear(fds[i], &heard, true);
		assert_int_equal(heard.status, 200);
	}
	assert_int_equal(atomic_load(&here.by_first), 1);
	atomic_store(&here.is_slow, false);
	hear(slow, &heard, true);
	assert_int_equal(heard.status, 200);
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
	close(slow);
	stop();
}

/* More than a pipe of the system's usual size holds come while both threads are held up; as soon as one of them is free, newcomers are served. */
TEST(threads_server_lets_in_while_very_many_wait_for_a_thread)
{
	enum { MANY = 1200 };
	static int fds[MANY];
	struct rlimit files;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	if (files.rlim_max < 3 * MANY)
		skip();
	start_with(false);
	int slow = dial(), slow_too;
	atomic_store(&here.is_slow, true);
	atomic_store(&here.is_slow_too, true);
	say_string(slow, "GET /a HTTP/1.1\r\nHost: t\r\n\r\n");
	slow_too = dial();
	say_string(slow_too, "GET /b HTTP/1.1\r\nHost: t\r\n\r\n");
	while (atomic_load(&here.asked) < 2)
		thread_sleep_ms(1);
	for (int i = 0; i < MANY; i++)
		fds[i] = dial();
	atomic_store(&here.is_slow_too, false);
	hear(slow_too, &heard, true);
	assert_int_equal(heard.status, 200);
	thread_sleep_ms(200); /* it has taken those who waited for it */
	exchange_bytes("GET /quick HTTP/1.1\r\nHost: t\r\n\r\n");
	assert_int_equal(heard.status, 200);
	atomic_store(&here.is_slow, false);
	hear(slow, &heard, true);
	assert_int_equal(heard.status, 200);
	for (int i = 0; i < MANY; i++)
		close(fds[i]);
	close(slow);
	close(slow_too);
	stop();
}

/* Clients that go away while their answer is being made do no harm. */
TEST(threads_server_survives_clients_that_leave)
{
	start_with(false);
	for (int i = 0; i < 100; i++) {
		int fd = dial();
		say_string(fd, "POST /later HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello");
		close(fd);
	}
	exchange_bytes("GET /a HTTP/1.1\r\nHost: t\r\n\r\n");
	assert_int_equal(heard.status, 200);
	stop();
}

static int64_t stop_ms(void)
{
	int64_t begun = machine_ticks();
	stop();
	return (machine_ticks() - begun) / 1000000;
}

/* A head of many small pieces. */
static const char *head_of(const char *before, const char *piece, int times, const char *after)
{
	static char head[8000];
	size_t length = (size_t)snprintf(head, sizeof head, "%s", before);
	for (int i = 0; i < times; i++)
		length += (size_t)snprintf(head + length, sizeof head - length, "%s", piece);
	snprintf(head + length, sizeof head - length, "%s", after);
	return head;
}

/* The library tells no end of a request whose head it has no memory for: what was taken for it is given back all the same. */
TEST(threads_server_forgets_requests_that_the_library_gives_up)
{
	start_with(false);
	for (int i = 0; i < 10; i++) {
		exchange_bytes(head_of("GET /a HTTP/1.1\r\nHost: t\r\nCookie: ", "a=1; ", 300, "\r\n\r\n"));
		assert_int_equal(heard.status, 0); /* closed */
	}
	exchange_bytes("GET /after HTTP/1.1\r\nHost: t\r\n\r\n");
	assert_int_equal(heard.status, 200);
	assert_true(stop_ms() < 5000);
}

/* Of what the library has no memory for it says nothing, and keeps the connection until it idled too long. */
TEST(threads_server_refuses_too_many_parameters_at_once)
{
	start_with(false);
	int fd = dial();
	say_string(fd, "GET /a HTTP/1.1\r\nHost: t\r\n\r\n");
	hear(fd, &heard, true);
	say_string(fd, head_of("GET /a?", "a=1&", 150, " HTTP/1.1\r\nHost: t\r\n\r\n"));
	hear(fd, &heard, true);
	assert_int_equal(heard.status, 200);
	for (int times = 199; times < 1000; times += 50) {
		exchange_bytes(head_of("GET /a?", "a=1&", times, " HTTP/1.1\r\nHost: t\r\n\r\n"));
		assert_int_equal(heard.status, times < 200 ? 200 : 414);
	}
	exchange_bytes(head_of("POST /a?", "a=1&", 205, " HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello"));
	assert_int_equal(heard.status, 414);
	assert_int_equal(heard.body_length, 0);
	say_string(fd, head_of("GET /a?", "a=1&", 300, " HTTP/1.1\r\nHost: t\r\n\r\n"));
	hear(fd, &heard, true);
	assert_int_equal(heard.status, 414);
	assert_false(hear_more(fd, &heard));
	close(fd);
	assert_true(stop_ms() < 5000);
}

static int64_t processor_ms(void)
{
	struct timespec used;
	assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used), 0);
	return used.tv_sec * INT64_C(1000) + used.tv_nsec / 1000000;
}

/* The library has something to do about a full buffer at once, for ever, and cannot do it. */
TEST(threads_server_does_not_turn_for_nothing)
{
	static char rest[20000];
	const struct linger abruptly = { .l_onoff = 1 };
	int stuck[2];
	start_with(false);
	memset(rest, 'x', sizeof rest);
	for (int i = 0; i < 2; i++) {
		stuck[i] = dial();
		say_string(stuck[i], "POST /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n3;");
		say(stuck[i], rest, sizeof rest);
	}
	thread_sleep_ms(100);
	int64_t begun = processor_ms();
	thread_sleep_ms(1000);
	assert_true(processor_ms() - begun < 300);
	for (int i = 0; i < 20; i++) { /* others are served as ever */
		exchange_bytes("POST /later HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello");
		assert_true(has(&heard, "body=hello"));
	}
	for (int i = 0; i < 2; i++) {
		setsockopt(stuck[i], SOL_SOCKET, SO_LINGER, &abruptly, sizeof abruptly);
		close(stuck[i]); /* the library reads no more of it, not even an end */
	}
	assert_true(stop_ms() < 5000);
}

/* Half a head and the end of what it says, in one go: the library does not see the end. Nobody waits for the rest. */
TEST(threads_server_stops_at_once_despite_half_heads)
{
	int fds[3];
	start_with(false);
	for (int i = 0; i < 3; i++) {
		fds[i] = dial();
		say_string(fds[i], i == 2 ? "GET /a?b=c HTTP/1.1\r\nHo" : "GET /a HTTP/1.1\r\nHost: t\r\n");
		shutdown(fds[i], i ? SHUT_WR : SHUT_RD);
	}
	exchange_bytes("GET /a HTTP/1.1\r\nHost: t\r\n\r\n");
	assert_int_equal(heard.status, 200);
	thread_sleep_ms(50);
	assert_true(stop_ms() < 5000);
	for (int i = 0; i < 3; i++)
		close(fds[i]);
}

TEST(threads_server_stops_while_busy)
{
	int fds[20];
	start_with(false);
	for (int i = 0; i < 20; i++) {
		fds[i] = dial();
		say_string(fds[i], "POST /later HTTP/1.1\r\nHost: t\r\nContent-Length: 5\r\n\r\nhello");
	}
	while (atomic_load(&here.asked) < 20)
		;
	int idle = dial();
	stop();
	for (int i = 0; i < 20; i++) {
		hear(fds[i], &heard, true);
		assert_int_equal(heard.status, 200);
		close(fds[i]);
	}
	close(idle);
}

TEST(server_says_why_it_does_not_listen)
{
	start_with(false);
	struct server_options options = { .listen = text_format(here.arena, "127.0.0.1:%d", server_port(here.server)),
		                          .body_limit = body_limit,
		                          .handle = handle };
	struct server *second = NULL;
	struct text problem = T("");
	assert_int_equal(server_start(&options, here.arena, &second, &problem), FAILED);
	assert_true(text_find(problem, T("is taken")) < problem.length);
	options.listen = T("nowhere");
	assert_int_equal(server_start(&options, here.arena, &second, &problem), FAILED);
	assert_true(text_find(problem, T("127.0.0.1:8080")) < problem.length);
	stop();
}
