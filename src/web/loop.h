/* A serving thread: an event loop of our own around one of the library's daemons (libmicrohttpd), with the connections that were given to it.
   The library's own threads are not used: with exactly 128 events at once they wait for a 129th before they serve these (0.9.75,
   MHD_epoll), up to 30 s; and a pool of them leaves all who knock at once to the thread that wakes first. */
#ifndef WEB_LOOP_H
#define WEB_LOOP_H

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct loop {
	struct MHD_Daemon *daemon;   /* of MHD_USE_EPOLL, without a thread and without a socket to listen on */
	void (*left)(void *context); /* a connection has gone; called in the loop's thread */
	void *context;
	/* what follows is loop.c's */
	int events, wake, newcomers[2]; /* of the daemon; an eventfd; a pipe */
	pthread_t thread;
	bool is_started;
	uint64_t begun;      /* connections that the library has taken; this and what follows is the thread's own */
	bool has_moved;      /* something came of this turn */
	unsigned vain_turns; /* in a row, of which nothing came though the library wanted them at once */
	_Atomic bool is_ending;
	_Atomic unsigned open;      /* connections, those in the pipe among them */
	_Atomic int64_t turn_begun; /* ticks; 0 while it waits */
};

/* MHD_OPTION_NOTIFY_CONNECTION of the daemon; its context is the loop. */
void loop_on_connection(void *context, struct MHD_Connection *connection, void **state,
                        enum MHD_ConnectionNotificationCode code);
/* For what the library calls from the loop's thread: a request has come further. */
void loop_moved(struct loop *loop);
/* The daemon, `left` and its context are set. False: the system gives no thread or no files. loop_stop() is due in either case. */
bool loop_start(struct loop *loop);
/* Gives it a connected, non-blocking socket; waits when more are given at once than its pipe holds: it holds all, unless the system allows only a
   small one. From one thread. */
void loop_enter(struct loop *loop, int socket, const struct sockaddr *address, socklen_t length);
/* Resumes a suspended connection of the loop. From any thread. */
void loop_resume(struct loop *loop, struct MHD_Connection *connection);
/* Connections, and whether it is held up since longer than newcomers should wait: by a slow statement. From any thread. */
unsigned loop_connections(struct loop *loop);
bool loop_is_held_up(struct loop *loop);
/* Ends the thread: when it returns, the library calls nothing of ours any more. loop_enter() has been called for the last time. */
void loop_stop(struct loop *loop);
/* After loop_stop(), with no connection suspended: ends the daemon and closes all connections. */
void loop_close(struct loop *loop);

#endif
