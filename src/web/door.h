/* The inside of the door, for the files of src/web only: the site's parts and one visit (an exchange on its way through). */
#ifndef WEB_DOOR_H
#define WEB_DOOR_H

#include <pthread.h>
#include <stdatomic.h>

#include "web/form.h"
#include "web/kept.h"
#include "web/request.h"
#include "web/site.h"

/* ---- route.c ---- */
enum { ROUTE_SEGMENTS = 12 };

struct door_row {
	const struct route *route;
	const struct module *module;
	struct text name; /* "POST /orders/{order}/cancel" */
	struct text segments[ROUTE_SEGMENTS];
	size_t segment_count, index;
	bool is_chore;
};

struct door_table {
	struct door_row *rows;             /* in the modules' order */
	const struct door_row **sorted;    /* by number of segments, then the literal ones first */
	size_t starts[ROUTE_SEGMENTS + 2]; /* where those of so many segments begin */
	size_t count;
};

/* Gathers and checks all rows. INVALID: ret_problem names the wrong one. */
MUST_USE enum outcome door_table_make(struct door_table *table, const struct module *const *modules,
                                      struct arena *arena, struct text *ret_problem);
/* The row of a method and path (without /api/v1), or NULL; *ret_other: the path has a door of the other method. */
const struct door_row *door_find(const struct door_table *table, enum method method, struct text path, bool api,
                                 bool *ret_other);
/* The row of that name ("POST /orders"), or NULL. */
const struct door_row *door_named(const struct door_table *table, struct text name);
/* The piece of the path that {name} takes, or the empty text. */
struct text door_param(const struct door_row *row, struct text path, struct text name);

/* ---- the site ---- */
struct reader_pool {
	pthread_mutex_t lock;
	pthread_cond_t back;
	struct db **free;
	size_t free_count, count;
};

/* site_reader() for the threads that serve pages: a statement that takes ten seconds is given up, so that they go on serving. */
struct db *site_page_reader(struct site *site);

struct worker_pool;
struct rates;
struct metrics;

struct site {
	struct site_options options;
	struct arena *arena;
	struct door_table doors;
	struct reader_pool readers;
	struct writer *writer;
	struct worker_pool *workers;
	struct rates *rates;
	struct metrics *metrics;
	struct db_touched *touched;     /* what the writer wrote, and */
	struct kept *kept;              /* the answers that hang on it; NULL: none are kept */
	struct text policy;             /* Content-Security-Policy */
	struct text may_wait;           /* the paths of ROUTE_MAY_WAIT, with a space between */
	struct text secure_name;        /* of the session's cookie */
	int64_t *chore_due;             /* by number of the chore */
	pthread_mutex_t chore_locks[2]; /* of the quick ones, of the slow ones */
	_Atomic bool stopping;
};

/* One request on its way through the door; lives in the exchange's arena. */
enum proof { PROOF_NONE, PROOF_COOKIE, PROOF_BEARER };

/* A command that a page waits for. */
struct submit {
	struct text path;
	struct form *form;
};

struct visit {
	struct site *site;
	struct exchange *exchange;
	const struct door_row *row;
	struct text path; /* without /api/v1 */
	struct request request;
	struct output out;
	struct world world;
	enum proof proof;
	struct text guest_cookie; /* as sent, or as made */
	bool gives_guest;         /* the guest's cookie is new */
	struct text key, csrf;    /* as posted */
	struct text asked;        /* digest (hex) of the form and files before a prepare */
	struct text kept_headers; /* of ROUTE_OUTSIDE, urlencoded pairs */
	struct form *context;     /* of a command: what it carries */
	struct task task;
	struct reply command_reply;
	int64_t statements;
	struct kept_visit kept;
	bool frame_filled; /* the modules' `frame` was asked */
	bool fresh_form;   /* the page shows a form with a key: it is like no other */
	bool is_command;   /* r->exchange is the command's, not the socket's */
	bool reply_given;
	bool refused;    /* the lane's queue was full */
	bool runs_again; /* replay: no rights are asked */
	struct submit submits[REQUEST_SUBMITS];
	size_t submit_count, submit_at;
	void (*finished)(struct visit *visit); /* a chore's, in place of the exchange's finish */
	void *owner;
};

/* ---- form.c ---- see web/form.h ---- */

/* ---- session.c: who is asking ---- */
/* Finds identity, guest and language. FAILED when the database could not say. */
MUST_USE enum outcome session_find(struct visit *visit, struct db *db);
/* The language of ?lang=, the cookie, the person, the browser, the installation; kept: sets the cookie for ?lang=. */
void session_language(struct visit *visit, bool kept);
/* Whether pictures are left out: ?pictures=, the cookie, the browser's wish to save data (Save-Data: on); kept: sets the cookie. */
void session_pictures(struct visit *visit, bool kept);
/* Fills person_id and the like from who. */
void session_settle(struct request *r);
/* What a command carries of the asker, and back. */
struct text session_context(struct visit *visit);
void session_from_context(struct request *r, struct text context, int64_t person_id, int64_t for_id);
/* Settings that handlers decide by go with the command, so that a replay decides the same under whatever settings. False: this one does
   not. */
bool session_carried_setting(const struct visit *visit, const char *name, struct text *ret_value);

/* ---- csrf.c ---- */
bool csrf_holds(struct visit *visit);
/* The guest's digest for a cookie (hex). */
struct text guest_digest(struct arena *arena, const struct digest *secret, struct text cookie);

/* ---- rate.c ---- */
struct rates *rates_new(struct arena *arena);
/* Takes one token. Returns 0, or the seconds until there is one. */
int64_t rates_take(struct rates *rates, const struct digest *who, int per_minute, int burst, int64_t now);
/* Whom an address stands for: an IPv6 network of 64 bits (one customer has all its addresses), else the address. */
struct text rate_peer(struct arena *arena, struct text peer);
/* The door's question before anything was read: 0, or seconds to wait. */
int64_t rate_asked(struct visit *visit);
/* And when the form was read, of rows that may not be tried often: for the account that is tried. */
int64_t rate_account_asked(struct visit *visit);

/* ---- worker.c ---- */
struct worker_pool *workers_start(struct arena *arena, int count, void (*work)(void *context, void *item),
                                  void *context);
/* False: the queue is full. */
bool workers_submit(struct worker_pool *pool, void *item);
void workers_stop(struct worker_pool *pool);

/* ---- reply.c ---- */
/* The reply of a plain error before any handler ran: 400, 403, 404, 405, 413, 414, 429, 503. message: English key. */
void reply_error(struct request *r, int status, const char *message);
/* The HTTP status of an outcome: 200, 403, 404, 409, 422, 500 or 503. */
int reply_status(enum outcome outcome);
/* Turns what the handler wrote into the reply's body, when it gave none itself. */
void reply_settle(struct request *r);
enum { ERROR_PAGE_BYTES = 256 };

/* ---- polish.c: ETag, compression, cache and security headers ---- */
void polish(struct visit *visit);

/* ---- command.c: a POST's way through the writer ---- */
/* Makes the command and puts it into its lane; answers 503 when that is full. */
void command_submit(struct visit *visit);
/* What it is about is gone, but the same deed was done under the same key before: gives the answer it had. False: it was not. */
bool command_repeats(struct visit *visit, struct db *db);
/* The same, waiting until its fate is known: chores. */
MUST_USE enum outcome command_run(struct visit *visit);

/* ---- page.c ---- */
/* Asks the modules for what the frame shows of the person; once a visit. */
void page_frame_fill(struct request *r);
/* What a page depends on beside address, language, pictures and person: large, and which stylesheets stand in it. */
unsigned page_variant(struct request *r);

/* ---- offline.c: what the pages' script needs while there is no network ---- */
/* The paths of the rows with ROUTE_MAY_WAIT: "/cart /orders/{order}/again". */
struct text offline_may_wait(const struct door_table *table, struct arena *arena);
/* Whether a POST comes from the script that keeps writes until there is a network. */
bool offline_sent(const struct exchange *exchange);
/* The last touch on a reply: what the service worker is told of a page, and what that script gets in place of a redirect. */
void offline_polish(struct visit *visit);

/* ---- submit.c: commands a page waits for ---- */
/* Runs what the handler asked for by request_submit(), then ends the visit. */
void submits_run(struct visit *visit);
/* The same for a page that the program itself asks for, waiting until all are on disk. False: one is not. */
bool submits_run_now(struct visit *visit);

/* ---- static.c ---- */
/* Answers /static/..., /favicon.ico, /sw.js and the like out of the program; false: not a static path. */
bool static_answer(struct exchange *exchange);

/* ---- metrics.c ---- */
enum { METRIC_BUCKETS = 12 };
struct metrics *metrics_new(struct arena *arena, size_t doors);
void metrics_count(struct metrics *metrics, const struct visit *visit, int64_t ns);
/* Answers /healthz and /metrics; false: another path. */
bool metrics_answer(struct site *site, struct exchange *exchange);

/* ---- request.c ---- */
/* A query parameter of this floor's own (language, notice, the frame's search), which no row declares. */
struct text request_query_own(struct request *r, const char *name);

/* ---- door.c ---- */
/* The end of a visit: polish, count, log, finish. */
void visit_end(struct visit *visit);
/* Fills r for a visit. */
void visit_request(struct visit *visit);
/* Runs the row's where and asks whether the person may. 0: come in; else the status to turn away with. */
int door_asks(struct request *r);
void door_turn_away(struct request *r, int status);
/* A worker's item: the slow part of a visit, and its way on. */
void door_prepare(void *site, void *visit);

#endif
