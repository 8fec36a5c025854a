#include "torture/client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { WAIT_SECONDS = 100 };

int client_dial(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons((uint16_t)port),
		                       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	struct timeval wait = { .tv_sec = WAIT_SECONDS };
	int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	close(fd);
	return -1;
}

bool client_send(int fd, const char *bytes, size_t length)
{
	while (length > 0) {
		ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
		if (sent < 0 && errno == EINTR)
			continue;
		if (sent <= 0)
			return false;
		bytes += sent;
		length -= (size_t)sent;
	}
	return true;
}

/* The value of a header among those before the empty line, or NULL. */
static const char *header_of(const char *head, const char *name)
{
	size_t length = strlen(name);
	for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
		if (strncasecmp(line + 2, name, length) == 0 && line[2 + length] == ':')
			return line + 3 + length + strspn(line + 3 + length, " ");
	return NULL;
}

static int64_t number_of(const char *value)
{
	return value ? strtoll(value, NULL, 10) : 0;
}

/* Reads until `wanted` bytes are there (0: until an empty line). */
static bool read_until(int fd, struct answer_read *answer, size_t *length, size_t wanted)
{
	while (wanted ? *length < wanted : !strstr(answer->bytes, "\r\n\r\n")) {
		if (*length == ANSWER_BYTES - 1)
			return false;
		ssize_t got = recv(fd, answer->bytes + *length, ANSWER_BYTES - 1 - *length, 0);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		*length += (size_t)got;
		answer->bytes[*length] = 0;
	}
	return true;
}

void client_read(int fd, struct answer_read *ret_answer)
{
	size_t length = 0;
	ret_answer->status = 0;
	ret_answer->bytes[0] = 0;
	ret_answer->body = "";
	if (!read_until(fd, ret_answer, &length, 0))
		return;
	char *end = strstr(ret_answer->bytes, "\r\n\r\n");
	size_t head = (size_t)(end - ret_answer->bytes) + 4;
	*end = 0;
	const char *connection = header_of(ret_answer->bytes, "Connection");
	size_t body = (size_t)number_of(header_of(ret_answer->bytes, "Content-Length"));
	int64_t retry_after = number_of(header_of(ret_answer->bytes, "Retry-After"));
	int status = strncmp(ret_answer->bytes, "HTTP/1.1 ", 9) == 0 ? (int)number_of(ret_answer->bytes + 9) : 0;
	ret_answer->closes = connection && strncasecmp(connection, "close", 5) == 0;
	ret_answer->retry_after = retry_after;
	if (head + body > length && !read_until(fd, ret_answer, &length, head + body))
		return;
	ret_answer->body = ret_answer->bytes + head;
	ret_answer->status = status;
}

int64_t client_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void client_pause(int64_t ms)
{
	nanosleep(&(struct timespec){ .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 }, NULL);
}
