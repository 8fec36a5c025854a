/* Where people knock: an address that is listened on, and the thread that lets them in, as many as there is room for. Who finds none waits
   in the system's queue until somebody leaves. */
#ifndef WEB_LISTENER_H
#define WEB_LISTENER_H

#include <sys/socket.h>

#include "base/outcome.h"
#include "base/text.h"

struct arena;
struct listener;

/* Takes a connected socket over, non-blocking and closed at exec, with the other side's address; called by the listener's thread only. */
typedef void listener_enter(void *context, int socket, const struct sockaddr *address, socklen_t length);

/* Listens on "127.0.0.1:8080" or "[::1]:8080" (port 0 takes a free one); nobody is let in yet. FAILED: ret_problem says what to do. */
MUST_USE enum outcome listener_open(struct text address, struct arena *arena, struct listener **ret_listener,
                                    struct text *ret_problem);
int listener_port(const struct listener *listener);
/* Lets people in from now on, at most `most` at a time (above 0). False: the system gives no thread. */
bool listener_start(struct listener *listener, unsigned most, listener_enter *enter, void *context);
/* One who was let in has gone. From any thread. */
void listener_left(struct listener *listener);
/* When it returns nobody is let in any more; who waits at the door is turned away. Once, also when it was never started. */
void listener_stop(struct listener *listener);
/* After listener_stop(), when nobody is inside who could leave. */
void listener_close(struct listener *listener);

#endif
