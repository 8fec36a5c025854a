/* A command: one write, as data. Who, where, when, by which door, with what, under which key. Its handler is a pure function
   of the database and the command, so that the same journal gives the same database. */
#ifndef JOURNAL_COMMAND_H
#define JOURNAL_COMMAND_H

#include "base/world.h"
#include "db/db.h"

struct command {
	int64_t county;     /* whose shard and lane it is; 0 for what concerns all */
	int64_t id;         /* given by the writer; also the first id the handler may use */
	int64_t at;         /* ms UTC */
	struct text door;   /* method and route pattern: "POST /orders/{order}/cancel" */
	struct text target; /* the path as asked: "/orders/510525-1Z4K/cancel" */
	int64_t person_id;  /* who acts; 0 is nobody signed in */
	int64_t for_id;     /* for whom, when a station serves a villager; else 0 */
	int64_t place;      /* where, as the door found it */
	struct text key;    /* idempotency key, 32 bytes of digest over (who, key as sent); empty: none */
	struct text body;   /* the form as canonical urlencoded pairs; sealed before it is stored */
	/* A digest of what was asked, when a prepare made the body out of it: what then decides whether two requests are the
	   same. Empty: the body itself does. Not stored; the context may carry it. */
	struct text asked;
	/* What the door knew of who asks (home, rights, language), as urlencoded pairs; sealed with the body, but two requests
	   are the same whatever their contexts. */
	struct text context;
};

/* The answer that is kept with the command and given again for the same key. */
struct answer {
	int64_t status;
	struct text location; /* of a redirect; else empty */
	struct text type;     /* content type of body; empty without one */
	struct text body;
};

#endif
