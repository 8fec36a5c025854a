/* Letting in: as many as there is room for, the others when somebody has left; nobody after the end. */
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/thread.h"
#include "support/town.h" /* after the system's: db.h has a macro bind() */
#include "web/listener.h"

enum { MOST = 2, PATIENCE = 5000 };

static struct {
	struct listener *listener;
	struct arena *arena;
	int sockets[16];
	_Atomic int entered;
	_Atomic bool is_sending_away;
} here;

static void enter(void *context, int socket, const struct sockaddr *address, socklen_t length)
{
	(void)context;
	assert_int_equal(address->sa_family, AF_INET);
	assert_int_equal(length, sizeof(struct sockaddr_in));
	if (atomic_load(&here.is_sending_away)) {
		close(socket);
		listener_left(here.listener);
		atomic_fetch_add(&here.entered, 1);
		return;
	}
	here.sockets[atomic_load(&here.entered)] = socket;
	atomic_fetch_add(&here.entered, 1);
}

static void open_door(void)
{
	struct text problem = T("");

	here.arena = arena_new();
	atomic_store(&here.entered, 0);
	atomic_store(&here.is_sending_away, false);
	assert_int_equal(listener_open(T("127.0.0.1:0"), here.arena, &here.listener, &problem), DONE);
	assert_true(listener_start(here.listener, MOST, enter, NULL));
}

static void close_door(void)
{
	listener_stop(here.listener);
	listener_close(here.listener);
	arena_free(here.arena);
}

/* -1: turned away. */
static int knock(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_port = htons((uint16_t)listener_port(here.listener)),
		                       .sin_addr = { htonl(INADDR_LOOPBACK) } };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_true(fd >= 0);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	close(fd);
	return -1;
}

static void wait_for(int wanted)
{
	for (int i = 0; i < PATIENCE && atomic_load(&here.entered) < wanted; i++)
		thread_sleep_ms(1);
	assert_int_equal(atomic_load(&here.entered), wanted);
}

TEST(threads_listener_lets_in_as_many_as_there_is_room_for)
{
	int fds[4];

	open_door();
	for (int i = 0; i < 4; i++)
		fds[i] = knock();
	wait_for(MOST);
	thread_sleep_ms(20);
	wait_for(MOST); /* the others wait */
	for (int i = 0; i < 2; i++) {
		close(here.sockets[i]);
		listener_left(here.listener);
		wait_for(MOST + i + 1);
	}
	listener_stop(here.listener);
	assert_int_equal(knock(), -1);
	listener_close(here.listener);
	arena_free(here.arena);
	for (int i = 0; i < 4; i++) {
		close(fds[i]);
		if (i >= 2)
			close(here.sockets[i]);
	}
}

TEST(threads_listener_gives_the_room_of_who_left_at_once_to_others)
{
	int fds[6];

	open_door();
	atomic_store(&here.is_sending_away, true);
	for (int i = 0; i < 6; i++)
		fds[i] = knock();
	wait_for(6);
	close_door();
	for (int i = 0; i < 6; i++)
		close(fds[i]);
}

TEST(listener_that_was_never_started_ends)
{
	struct text problem = T("");

	here.arena = arena_new();
	assert_int_equal(listener_open(T("[::1]:0"), here.arena, &here.listener, &problem), DONE);
	assert_true(listener_port(here.listener) > 0);
	close_door();
}
