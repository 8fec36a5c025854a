/* A door of the program: one row says method, path, handler, who may, help, and what the dispatcher does before. The same
   rows make `tongcun doors`, the OpenAPI document and the tests' matrix of rights. */
#ifndef WEB_ROUTE_H
#define WEB_ROUTE_H

#include "base/record.h"
#include "web/exchange.h"
#include "web/identity.h"

struct request;

enum route_flag {
	ROUTE_PAGE = 1, /* only HTML: not in /api/v1 */
	ROUTE_API = 2,  /* only under /api/v1 */
	ROUTE_OUTSIDE =
		4, /* an outside system posts here: no session, no CSRF; the handler checks a signature; raw body */
	ROUTE_UPLOAD = 8,       /* multipart with files, up to LIMIT_UPLOAD_BYTES */
	ROUTE_NOT_KEPT = 16,    /* nothing is kept by key (sign-in, passwords): a repeat runs again */
	ROUTE_PAGED = 32,       /* takes ?after= and ?limit= */
	ROUTE_LIST = 64,        /* gives {"items":[...],"next":...} of `gives` */
	ROUTE_ALONE = 256,      /* the command is a batch of its own (places that move with their totals) */
	ROUTE_RATE_TIGHT = 128, /* sign-in: ten a minute for one account from one address, sixty for all from it */
	/* POST: while there is no network the page's script may keep it on the phone and send it later (web/offline.c). Only for
	   what neither moves money nor takes anything away, and what a person still means an hour later. */
	ROUTE_MAY_WAIT = 512,
	/* GET: the browser may keep the page to be read without network, for whom it is his own or everybody's. Never money, never
	   a look at somebody else. */
	ROUTE_READ_OFFLINE = 1024,
	/* GET of ANYONE: for people who are not signed in the answer may be kept until something is written that the handler read, at most to
	   the end of the minute (web/kept.c). So what it shows hangs on nothing but the address, the database and the minute. */
	ROUTE_KEPT = 2048,
};

struct route {
	enum method method;
	const char *path; /* "/orders/{order}/cancel"; {name} takes one segment */
	void (*handler)(struct request *r);
	int may;          /* ANYONE, SIGNED_IN or MAY(RIGHT_...) */
	const char *help; /* English, imperative: shown by `doors` and OpenAPI */
	/* With MAY(...): finds the place and whose the thing is; NOT_FOUND gives 404. Required for every MAY route. */
	enum outcome (*where)(struct request *r, struct scope *ret_scope);
	/* Slow or chancy part of a POST, run on a worker thread with a reading connection before the command is made: password
	   hashing, pictures. It may change the form (request_set_field) and may answer at once (then no command is made). */
	void (*prepare)(struct request *r);
	const char *
		account; /* with ROUTE_RATE_TIGHT: the field that names whose account is tried; NULL: the person's own */
	const struct record *takes; /* what is posted */
	const struct record *gives; /* what JSON answers */
	const struct record *
		query; /* QUERY_OF(...): the query parameters that the row reads, besides those of ROUTE_PAGED; tests abort
	                               when a GET asks request_query() for another. Of a POST: what its `where` reads */
	unsigned flags;
};
/* .query = QUERY_OF(QUERY(FIELD_PLACE, "place", "Land to look at"), ...); labels are English descriptions for the document. */
#define QUERY(kind_, name_, label_)                                                    \
	{                                                                              \
		.kind = (kind_), .flags = FIELD_IN, .name = (name_), .label = (label_) \
	}
#define QUERY_CHOICE(name_, label_, choices_)                                                                      \
	{                                                                                                          \
		.kind = FIELD_CHOICE, .flags = FIELD_IN, .name = (name_), .label = (label_), .choices = (choices_) \
	}
#define QUERY_OF(...)                             \
	(&(const struct record){ .name = "query", \
	                         .fields = (const struct field[]){ __VA_ARGS__, { .kind = FIELD_NONE } } })
/* The land an officer's page is about. */
#define QUERY_LAND \
	QUERY(FIELD_PLACE, "place", "The land; the first one over which the caller has the right when absent")
/* What every table (web/table.h) reads of the address: for the query of its route, beside its filters and its land. */
#define QUERY_TABLE                                                                     \
	QUERY(FIELD_TEXT, "sort", "Column to sort by; falling with a minus before it"), \
		QUERY(FIELD_TEXT, "q", "What to search for"), QUERY_LAND
/* Of a form that may begin with a place. */
#define QUERY_PICK QUERY(FIELD_PLACE, "place", "The place chosen")
#define ROUTES_END           \
	{                    \
		.path = NULL \
	}

#endif
