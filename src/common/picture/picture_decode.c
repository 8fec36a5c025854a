/* The parent's end of the child: starts this program again as `picture-child`, hands it the file through a socket pair and reads
   the sizes. A child that says nothing for too long is ended. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "common/picture/picture.h" /* last: bind() of the sockets and of db.h are two things */

enum { DECODE_PATIENCE_MS = 20000 };

static bool wait_for(int end, short what)
{
	struct pollfd poll_end = { .fd = end, .events = what };
	int ready;

	do
		ready = poll(&poll_end, 1, DECODE_PATIENCE_MS);
	while (ready < 0 && errno == EINTR);
	return ready == 1;
}

static bool send_whole(int end, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size > 0) {
		ssize_t put = wait_for(end, POLLOUT) ? send(end, at, size, MSG_NOSIGNAL) : -1;
		if (put <= 0)
			return false;
		at += put;
		size -= (size_t)put;
	}
	return true;
}

static bool receive_whole(int end, void *ret_bytes, size_t size)
{
	char *at = ret_bytes;

	while (size > 0) {
		ssize_t got = wait_for(end, POLLIN) ? recv(end, at, size, 0) : -1;
		if (got <= 0)
			return false;
		at += got;
		size -= (size_t)got;
	}
	return true;
}

/* Starts the child with `end` as its input and output. */
static bool child_start(int end, pid_t *ret_child)
{
	static const char *const arguments[] = { "tongcun", "picture-child", NULL };
	static const char *const environment[] = { NULL };
	posix_spawn_file_actions_t actions;
	union {
		const char *const *given;
		char *const *wanted; /* posix_spawn does not write there */
	} argv = { arguments }, envp = { environment };
	bool started;

	if (posix_spawn_file_actions_init(&actions) != 0)
		return false;
	started = posix_spawn_file_actions_adddup2(&actions, end, STDIN_FILENO) == 0 &&
	          posix_spawn_file_actions_adddup2(&actions, end, STDOUT_FILENO) == 0 &&
	          posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
	          posix_spawn(ret_child, "/proc/self/exe", &actions, NULL, argv.wanted, envp.wanted) == 0;
	posix_spawn_file_actions_destroy(&actions);
	return started;
}

static enum picture_fate read_answer(struct arena *arena, int end, struct text ret_sizes[PICTURE_SIZES])
{
	unsigned char fate, head[4];

	if (!receive_whole(end, &fate, 1))
		return PICTURE_DAMAGED; /* the decoder died of it */
	if (fate != PICTURE_MADE)
		return fate == PICTURE_UNKNOWN || fate == PICTURE_TOO_LARGE ? (enum picture_fate)fate : PICTURE_DAMAGED;
	for (size_t i = 0; i < PICTURE_SIZES; i++) {
		size_t length;
		char *bytes;

		if (!receive_whole(end, head, sizeof(head)))
			return PICTURE_DAMAGED;
		length = (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
		if (head[0] != 0 || length == 0 || length > PICTURE_BYTES)
			return PICTURE_DAMAGED;
		bytes = arena_take(arena, length);
		if (!receive_whole(end, bytes, length))
			return PICTURE_DAMAGED;
		ret_sizes[i] = (struct text){ bytes, length };
	}
	return PICTURE_MADE;
}

struct picture_made picture_decode(struct arena *arena, struct text file)
{
	struct picture_made made = { .fate = PICTURE_NO_CHILD };
	unsigned char head[8];
	int ends[2], status;
	pid_t child;

	if (file.length > LIMIT_UPLOAD_BYTES) {
		made.fate = PICTURE_TOO_LARGE;
		return made;
	}
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return made;
	if (child_start(ends[1], &child)) {
		for (size_t i = 0; i < sizeof(head); i++)
			head[i] = (unsigned char)(file.length >> (8 * (7 - i)));
		made.fate = PICTURE_DAMAGED;
		if (send_whole(ends[0], head, sizeof(head)) && send_whole(ends[0], file.bytes, file.length))
			made.fate = read_answer(arena, ends[0], made.sizes);
		(void)kill(child, SIGKILL);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
	}
	(void)close(ends[0]);
	(void)close(ends[1]);
	return made;
}
