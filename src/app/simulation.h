/* A world of its own around the whole site: a clock that is set, chance out of one seed, and many requests at once through the
   site's doors, in process, each at its simulated moment. The demo and the seeded runs of tests/sim stand on it.
   Requests of one call are handed to the door in their order by one thread, and the site has one worker, so that the commands
   of a lane always come in the same order: the same seed gives the same rows.
   Not here: what people do (demo_*.c). */
#ifndef APP_SIMULATION_H
#define APP_SIMULATION_H

#include "web/site.h"

/* ---- chance: splitmix64 (Steele, Lea, Flood 2014) ---- */

struct chance {
	uint64_t state;
};
/* 64 bits. */
uint64_t chance_next(struct chance *chance);
/* 0 .. below - 1; below > 0. */
int64_t chance_below(struct chance *chance, int64_t below);
/* True in `parts` of 10,000 cases. */
bool chance_is(struct chance *chance, int64_t parts);
/* An index drawn by weights (not all 0). */
size_t chance_weighted(struct chance *chance, const int64_t *weights, size_t count);

/* ---- the simulated clock, for site_options.clock ---- */

int64_t simulation_clock(void);
void simulation_set_clock(int64_t at);

/* ---- requests ---- */

/* One request and its answer. */
struct ask {
	struct text as; /* bearer token; empty: nobody signed in */
	int64_t at;     /* its moment, ms UTC */
	enum method method;
	struct text path, query;
	struct text body;      /* urlencoded form, see form_body(); JSON when type says so */
	struct text type;      /* content type; empty: a form */
	struct text signature; /* X-Signature of outside systems; empty: none */
	int status;
	struct text answer, location; /* in the simulation's arena until simulation_forget() */
	void *owner;                  /* the caller's */
};

struct simulation;

/* The site must have been started with simulation_clock, one worker, and without rate limits. */
struct simulation *simulation_new(struct arena *arena, struct site *site);
void simulation_free(struct simulation *simulation);
/* Asks all, many at once, and returns when all are answered. */
void simulation_ask(struct simulation *simulation, struct ask *asks, size_t count);
/* The arena in which requests are written and answers kept; forgotten by simulation_forget(). */
struct arena *simulation_arena(struct simulation *simulation);
void simulation_forget(struct simulation *simulation);
/* How many requests were asked so far. */
int64_t simulation_asked(const struct simulation *simulation);

/* "name=value&..." of pairs name (string), value (struct text), ended by a NULL name. */
struct text form_body(struct arena *arena, const char *name, ...);
/* The first string or whole number of that name in a JSON answer, as text; empty when there is none. */
struct text answer_value(struct text answer, const char *name);

#endif
