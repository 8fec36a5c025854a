/* A load over HTTP/1.1: so many connections that stay open, each asks again as soon as it is answered.
     load get PORT CONNECTIONS SECONDS PATH [HEADER]     the same page again and again
     load orders PORT CONNECTIONS COUNT TOKENS VARIANTS  orders of one line, each with a session and a key of its own; the files have a
                                                         token or a variant's id a line; of the variants a few take most orders
     load first PORT PATH                                asks until it is answered 200, from before the server is there; prints the ms that took
   The others print "answers seconds a_second median_ms p99_ms wrong". Answers that are not 200 or 201 are wrong, and the first of them is shown.
   Orders say where they come from by X-Forwarded-For, an address each, so that the limit of one address does not end the run: the server
   is started with --behind-proxy. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST_CONNECTIONS = 1024, MOST_LINES = 4096, LINE = 256, REQUEST = 4096, ANSWER = 1 << 20, MOST_TIMES = 1 << 22 };

struct connection {
	int socket;
	char *answer;
	size_t length, expected; /* expected 0: the head is not whole yet */
	int64_t asked_at;
};

struct load {
	bool is_orders;
	int port;
	const char *path, *header;
	char (*tokens)[LINE], (*variants)[LINE];
	size_t token_count, variant_count;
	int64_t to_ask, asked, answered, wrong; /* to_ask: orders; else as many as come until ends_at */
	int64_t began_at, ends_at;
	uint64_t chance;
	float *times; /* ms */
};

static int64_t now_us(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000000 + at.tv_nsec / 1000;
}

static void give_up(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t chance_next(struct load *load)
{
	uint64_t z = load->chance += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Half of the orders are of the first one, half of the rest of the second, and so on: as skewed as a pre-sale. */
static size_t skewed(struct load *load, size_t count)
{
	uint64_t bits = chance_next(load);
	size_t which = 0;

	while (which + 1 < count && (bits & 1)) {
		bits >>= 1;
		which++;
	}
	return which;
}

static size_t read_lines(const char *file, char (**ret_lines)[LINE])
{
	FILE *in = fopen(file, "r");
	size_t count = 0;

	if (!in)
		give_up(file);
	*ret_lines = calloc(MOST_LINES, LINE);
	while (*ret_lines && count < MOST_LINES && fgets((*ret_lines)[count], LINE, in)) {
		(*ret_lines)[count][strcspn((*ret_lines)[count], "\r\n")] = 0;
		count += (*ret_lines)[count][0] != 0;
	}
	fclose(in);
	if (count == 0)
		give_up("an empty list");
	return count;
}

static int write_order(struct load *load, char *request, size_t room)
{
	char body[512];
	int64_t number = load->asked;
	size_t token = (size_t)number % load->token_count, variant = skewed(load, load->variant_count);
	int length = snprintf(
		body, sizeof body,
		"{\"lines\":[{\"variant\":\"%s\",\"pieces\":1}],\"receiver\":\"徐博文\",\"phone\":\"13900001234\","
		"\"place\":\"510525106204\",\"address\":\"2 组 7 号\",\"payment\":\"balance\"}",
		load->variants[variant]);

	return snprintf(request, room,
	                "POST /api/v1/orders HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\n"
	                "Idempotency-Key: load-%lld-%lld\r\nX-Forwarded-For: 10.%d.%d.%d\r\n"
	                "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
	                load->tokens[token], (long long)load->began_at, (long long)number, (int)(number >> 16 & 255),
	                (int)(number >> 8 & 255), (int)(number & 255), length, body);
}

static int write_get(const struct load *load, char *request, size_t room)
{
	return snprintf(request, room, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n%s%s\r\n", load->path, load->header,
	                load->header[0] ? "\r\n" : "");
}

/* A request is shorter than a socket's buffer, which is empty here. */
static bool ask(struct load *load, struct connection *connection)
{
	char request[REQUEST];
	int length;

	if (load->is_orders ? load->asked >= load->to_ask : now_us() >= load->ends_at)
		return false;
	length =
		load->is_orders ? write_order(load, request, sizeof request) : write_get(load, request, sizeof request);
	load->asked++;
	connection->length = connection->expected = 0;
	connection->asked_at = now_us();
	if (send(connection->socket, request, (size_t)length, MSG_NOSIGNAL) != length)
		give_up("send");
	return true;
}

/* The length of the whole answer once its head is there. */
static void read_head(struct connection *connection)
{
	char *end, *length;

	connection->answer[connection->length] = 0;
	end = strstr(connection->answer, "\r\n\r\n");
	if (!end)
		return;
	length = strstr(connection->answer, "Content-Length: ");
	if (!length || length > end)
		give_up("an answer without length");
	connection->expected = (size_t)(end + 4 - connection->answer) + strtoul(length + 16, NULL, 10);
	if (connection->expected >= ANSWER)
		give_up("an answer that long");
}

static void count_answer(struct load *load, const struct connection *connection)
{
	bool good = strncmp(connection->answer, "HTTP/1.1 200", 12) == 0 ||
	            strncmp(connection->answer, "HTTP/1.1 201", 12) == 0;

	if (load->answered < MOST_TIMES)
		load->times[load->answered] = (float)(now_us() - connection->asked_at) / 1000;
	load->answered++;
	if (!good && load->wrong++ == 0)
		fprintf(stderr, "load: %.*s\n", (int)connection->expected, connection->answer);
}

/* False: this connection asks no more. */
static bool hear(struct load *load, struct connection *connection)
{
	ssize_t got =
		recv(connection->socket, connection->answer + connection->length, ANSWER - 1 - connection->length, 0);

	if (got <= 0)
		give_up("the server closed a connection");
	connection->length += (size_t)got;
	if (connection->expected == 0)
		read_head(connection);
	if (connection->expected == 0 || connection->length < connection->expected)
		return true;
	count_answer(load, connection);
	return ask(load, connection);
}

static void connect_to(struct connection *connection, int port, int poll)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = connection };
	int one = 1;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	connection->socket = socket(AF_INET, SOCK_STREAM, 0);
	connection->answer = malloc(ANSWER);
	if (connection->socket < 0 || !connection->answer ||
	    connect(connection->socket, (struct sockaddr *)&to, sizeof to) != 0)
		give_up("connect");
	setsockopt(connection->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	epoll_ctl(poll, EPOLL_CTL_ADD, connection->socket, &event);
}

static void run(struct load *load, size_t connections)
{
	static struct connection all[MOST_CONNECTIONS];
	struct epoll_event events[256];
	int poll = epoll_create1(0);
	size_t open = 0;

	for (size_t i = 0; i < connections; i++)
		connect_to(&all[i], load->port, poll);
	load->began_at = now_us();
	load->ends_at += load->began_at;
	for (size_t i = 0; i < connections; i++)
		open += ask(load, &all[i]);
	while (open > 0) {
		int count = epoll_wait(poll, events, 256, -1);

		for (int i = 0; i < count; i++)
			open -= !hear(load, events[i].data.ptr);
	}
}

/* One try at a connection and an answer. */
static bool is_answered(int port, const char *path)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port) };
	char text[REQUEST] = "";
	int peer = socket(AF_INET, SOCK_STREAM, 0);
	int length = snprintf(text, sizeof text, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path);

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	bool good = connect(peer, (struct sockaddr *)&to, sizeof to) == 0 &&
	            send(peer, text, (size_t)length, MSG_NOSIGNAL) == length &&
	            recv(peer, text, 12, MSG_WAITALL) == 12 && strncmp(text, "HTTP/1.1 200", 12) == 0;
	close(peer);
	return good;
}

static int wait_for_first(int port, const char *path)
{
	struct timespec pause = { .tv_nsec = 500000 };
	int64_t began_at = now_us();

	while (!is_answered(port, path)) {
		if (now_us() - began_at > 60000000)
			return 1;
		nanosleep(&pause, NULL);
	}
	printf("%.3f\n", (double)(now_us() - began_at) / 1000);
	return 0;
}

static int compare(const void *a, const void *b)
{
	float left = *(const float *)a, right = *(const float *)b;

	return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
	struct load load = { .header = "", .chance = 510525 };

	if (argc == 4 && strcmp(argv[1], "first") == 0)
		return wait_for_first((int)strtol(argv[2], NULL, 10), argv[3]);
	if (argc < 6 || !(load.times = calloc(MOST_TIMES, sizeof *load.times))) {
		fputs("usage: load get PORT CONNECTIONS SECONDS PATH [HEADER]\n"
		      "       load orders PORT CONNECTIONS COUNT TOKENS VARIANTS\n"
		      "       load first PORT PATH\n",
		      stderr);
		return 2;
	}
	load.is_orders = strcmp(argv[1], "orders") == 0;
	load.port = (int)strtol(argv[2], NULL, 10);
	size_t connections = strtoul(argv[3], NULL, 10);
	if (connections > MOST_CONNECTIONS)
		connections = MOST_CONNECTIONS;
	if (load.is_orders) {
		load.to_ask = strtoll(argv[4], NULL, 10);
		load.token_count = read_lines(argv[5], &load.tokens);
		load.variant_count = read_lines(argv[6], &load.variants);
	} else {
		load.ends_at = strtoll(argv[4], NULL, 10) * 1000000;
		load.path = argv[5];
		load.header = argc > 6 ? argv[6] : "";
	}
	run(&load, connections);
	double seconds = (double)(now_us() - load.began_at) / 1e6;
	size_t count = (size_t)(load.answered < MOST_TIMES ? load.answered : MOST_TIMES);
	qsort(load.times, count, sizeof *load.times, compare);
	printf("%lld %.3f %.1f %.3f %.3f %lld\n", (long long)load.answered, seconds, (double)load.answered / seconds,
	       (double)load.times[count / 2], (double)load.times[count * 99 / 100], (long long)load.wrong);
	return load.wrong > 0;
}
