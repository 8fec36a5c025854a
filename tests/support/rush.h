/* Requests beside each other: one that is underway while the test does something else, and a rush of many at one moment. For tests
   named threads_... in a town (support/town.h). */
#ifndef TESTS_SUPPORT_RUSH_H
#define TESTS_SUPPORT_RUSH_H

#include "support/town.h"

#include <pthread.h>

enum { RUSH_MOST = 300 };

/* The bearer token of a new session of a person of the town, in its arena; aborts when the door does not let them in. */
const char *rush_token(const char *login);
/* The same of somebody who joins just now; their login is the word and the number: "pupil7". */
const char *rush_join(const char *word, int number, const char *place);

/* A request underway. Lies still from underway_begin() to underway_end(). */
struct underway {
	struct arena *arena;
	struct exchange exchange;
	struct header headers[3];
	pthread_mutex_t lock;
	pthread_cond_t over;
	bool is_over;
};

/* Begins a POST of the body, of this content type, in English, without waiting for what a lane does; token "": nobody. */
void underway_begin(struct underway *u, const char *token, const char *path, const char *type, const char *body);
/* Its status; the answer stands in u->exchange.reply until underway_end(). */
int underway_wait(struct underway *u);
void underway_end(struct underway *u);

/* One more request for the next rush, a POST of JSON; at most RUSH_MOST. */
void rush_add(const char *token, const char *path, const char *json);
/* Lets all that were added go at once, each on a thread of its own, and waits for the last. How many heard `done`; whoever heard neither
   that nor `refused` aborts the test. */
int rush(int done, int refused);

#endif
