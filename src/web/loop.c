#define _GNU_SOURCE 1 /* pipe2 */
#include "web/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/thread.h"
#include "base/world.h"

enum {
	LOOP_NEWCOMERS = 64,  /* taken in one turn at most */
	LOOP_HELD_UP_MS = 20, /* a turn that takes so long holds newcomers up */
	LOOP_VAIN_TURNS = 64, /* more than that in a row: the loop waits between them */
	LOOP_PAUSE_MS = 20,   /* at most */
	LOOP_PIPE_BYTES = 1 << 20,
	LOOP_PAGE_BYTES = 4 << 10, /* of the system's, which fills the pipe with what is whole in a page */
};

/* What goes through the pipe: less than PIPE_BUF, so each is whole. */
struct newcomer {
	int socket;
	socklen_t length;
	struct sockaddr_storage address;
};
_Static_assert(sizeof(struct newcomer) <= PIPE_BUF, "a newcomer is written in one piece");
_Static_assert(LOOP_PIPE_BYTES / LOOP_PAGE_BYTES * (LOOP_PAGE_BYTES / sizeof(struct newcomer)) >= LIMIT_CONNECTIONS,
               "all find room in one pipe: who gives them waits for no loop that is held up");

static void one_left(struct loop *loop)
{
	atomic_fetch_sub(&loop->open, 1);
	loop->left(loop->context);
}

void loop_on_connection(void *context, struct MHD_Connection *connection, void **state,
                        enum MHD_ConnectionNotificationCode code)
{
	struct loop *loop = context;
	(void)connection;
	(void)state;
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		loop->begun++;
	else
		one_left(loop);
}

void loop_moved(struct loop *loop)
{
	loop->has_moved = true;
}

/* ---- the thread ---- */

static bool next_newcomer(struct loop *loop, struct newcomer *newcomer)
{
	return read(loop->newcomers[0], newcomer, sizeof *newcomer) == sizeof *newcomer;
}

/* The library closes the socket of whom it cannot take; it tells of the end only of those whose beginning it told. */
static void take_newcomers(struct loop *loop)
{
	struct newcomer newcomer;
	for (int i = 0; i < LOOP_NEWCOMERS && next_newcomer(loop, &newcomer); i++) {
		uint64_t begun = loop->begun;
		if (MHD_add_connection(loop->daemon, newcomer.socket, (struct sockaddr *)&newcomer.address,
		                       newcomer.length) != MHD_YES &&
		    loop->begun == begun)
			one_left(loop);
	}
}

/* Of some things the library says for ever that it has them to do at once, and cannot do them: it had read a buffer full of a chunk's
   extension (0.9.75). The loop then turns ever slower, until something happens. */
static int pause_of(const struct loop *loop)
{
	int ms = 1;
	if (loop->vain_turns < LOOP_VAIN_TURNS)
		return 0;
	for (unsigned i = LOOP_VAIN_TURNS; i < loop->vain_turns && ms < LOOP_PAUSE_MS; i++)
		ms *= 2;
	return ms < LOOP_PAUSE_MS ? ms : LOOP_PAUSE_MS;
}

/* How long it may wait for something to happen, in ms; -1: for ever. */
static int patience(struct loop *loop)
{
	MHD_UNSIGNED_LONG_LONG ms;
	if (MHD_get_timeout(loop->daemon, &ms) != MHD_YES)
		return -1;
	if (ms == 0)
		return pause_of(loop);
	loop->vain_turns = 0;
	return ms > INT_MAX ? INT_MAX : (int)ms;
}

static void *loop_run(void *context)
{
	struct loop *loop = context;
	while (!atomic_load(&loop->is_ending)) {
		struct pollfd waits[] = { { .fd = loop->events, .events = POLLIN },
			                  { .fd = loop->wake, .events = POLLIN },
			                  { .fd = loop->newcomers[0], .events = POLLIN } };
		eventfd_t wakes;
		loop->has_moved = poll(waits, sizeof waits / sizeof *waits, patience(loop)) > 0;
		atomic_store(&loop->turn_begun, machine_ticks());
		if (waits[1].revents)
			eventfd_read(loop->wake, &wakes);
		if (waits[2].revents)
			take_newcomers(loop);
		MHD_run(loop->daemon);
		loop->vain_turns = loop->has_moved ? 0 : loop->vain_turns + 1;
		atomic_store(&loop->turn_begun, 0);
	}
	return NULL;
}

/* ---- from other threads ---- */

bool loop_start(struct loop *loop)
{
	const union MHD_DaemonInfo *info = MHD_get_daemon_info(loop->daemon, MHD_DAEMON_INFO_EPOLL_FD);
	loop->newcomers[0] = loop->newcomers[1] = -1;
	loop->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (!info || loop->wake < 0 || pipe2(loop->newcomers, O_CLOEXEC) ||
	    fcntl(loop->newcomers[0], F_SETFL, O_NONBLOCK)) /* only its reading end: a writer waits */
		return false;
	/* Where the system allows no more than the usual 64 KB, some 450 find room. */
	(void)fcntl(loop->newcomers[1], F_SETPIPE_SZ, LOOP_PIPE_BYTES);
	loop->events = info->epoll_fd;
	loop->is_started = thread_start(&loop->thread, loop_run, loop);
	return loop->is_started;
}

void loop_enter(struct loop *loop, int socket, const struct sockaddr *address, socklen_t length)
{
	struct newcomer newcomer = { .socket = socket, .length = length };
	memcpy(&newcomer.address, address, length < sizeof newcomer.address ? length : sizeof newcomer.address);
	atomic_fetch_add(&loop->open, 1);
	while (write(loop->newcomers[1], &newcomer, sizeof newcomer) < 0 && errno == EINTR)
		continue;
}

void loop_resume(struct loop *loop, struct MHD_Connection *connection)
{
	MHD_resume_connection(connection);
	eventfd_write(loop->wake, 1);
}

unsigned loop_connections(struct loop *loop)
{
	return atomic_load(&loop->open);
}

bool loop_is_held_up(struct loop *loop)
{
	int64_t begun = atomic_load(&loop->turn_begun);
	return begun != 0 && machine_ticks() - begun > LOOP_HELD_UP_MS * INT64_C(1000000);
}

void loop_stop(struct loop *loop)
{
	atomic_store(&loop->is_ending, true);
	if (!loop->is_started)
		return;
	eventfd_write(loop->wake, 1);
	pthread_join(loop->thread, NULL);
}

static void close_one(int fd)
{
	if (fd >= 0)
		close(fd);
}

void loop_close(struct loop *loop)
{
	struct newcomer newcomer;
	if (!loop->daemon) /* nothing else was opened */
		return;
	while (loop->is_started && next_newcomer(loop, &newcomer))
		close(newcomer.socket);
	MHD_stop_daemon(loop->daemon);
	close_one(loop->newcomers[0]);
	close_one(loop->newcomers[1]);
	close_one(loop->wake);
}
