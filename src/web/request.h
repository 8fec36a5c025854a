/* What a handler sees: the request, who asks, the database, and the reply it writes. GET handlers run on a reading
   connection in one snapshot; POST handlers run in the writer, inside a savepoint, and may run twice.
   A handler never begins, commits, sleeps, reads the clock, draws chance of its own or talks to the network. */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include "base/problem.h"
#include "base/world.h"
#include "web/language.h"
#include "web/outside.h"
#include "web/route.h"

struct site;
struct form;
struct visit;
struct file_slice;

struct request {
	struct arena *arena;
	struct db *db;
	struct output *out; /* the page being written */
	struct exchange *exchange;
	struct site *site; /* opaque to modules: settings are asked by request_setting() */
	const struct route *route;
	struct world *world; /* POST: the command's; GET: one with the moment only */
	int64_t now;         /* ms UTC */
	int64_t today;       /* yyyymmdd in the installation's zone */
	struct identity who;
	int64_t person_id; /* who the act is for: who.for_id when serving, else who.person_id; 0 nobody */
	int64_t person_county, person_place; /* of that person */
	struct scope scope;                  /* as `where` found it */
	struct text guest; /* a guest's cookie digest (hex), for carts of people not signed in; may be empty */
	const struct language *language;
	int in_chinese;    /* how many sentences deep that fell back to Chinese (words()) */
	bool json;         /* the answer is JSON */
	bool no_pictures;  /* by the person's choice (?pictures=no, kept in a cookie) or the browser's Save-Data */
	struct form *form; /* posted fields */
	struct problems problems;
	struct text
		token; /* a secret that prepare drew for the answer alone (a session's token): never in the command nor in
	                      the journal (ROUTE_NOT_KEPT); empty when a command is run again */
	void *kept;    /* what `where` loaded, for the handler (same arena) */
	struct text
		choosing; /* the place field in which the person still looks for a place (web/place_field.h); empty: none */
	int64_t row_county, row_id; /* request_row()'s own: whom it looked for last */
	enum outcome outcome;       /* POST: DONE unless the handler failed; set by the reply functions */
	const char *tab;            /* which tab of the frame is current */
	const char *frame_back;     /* where the page's Back link leads; NULL: none */
	int64_t cart_count;         /* pieces in the cart, for the frame; filled by a module's `frame` */
	int64_t message_count;      /* messages not yet read, for the frame; filled by a module's `frame` */
	bool has_table;             /* the page brings htmx; set by table_page() */
	int refresh_seconds;        /* a browser without script loads the page again after so long; 0: never */
	struct file_slice *slice;   /* the file asked for is made piece by piece (web/file_slice.h); NULL: whole */
	bool sells;          /* acts for a seller: the frame shows the tab "desk"; filled by a module's `frame` */
	struct visit *visit; /* the door's own affair */
};

/* ---- reading ---- */
/* A path parameter by its {name}; a query parameter, which the row must declare; a posted field; the empty text when absent. */
struct text request_param(struct request *r, const char *name);
struct text request_query(struct request *r, const char *name);
struct text request_field(struct request *r, const char *name);
/* The first posted value of every field whose name starts with prefix: fills names (without the prefix) and values. */
size_t request_fields(struct request *r, const char *prefix, size_t limit, struct text *ret_names,
                      struct text *ret_values);
/* A posted file (ROUTE_UPLOAD, in prepare only: no raw file goes into the command) and its name; empty when there is none. */
struct text request_file(struct request *r, const char *name, struct text *ret_name);
/* The body as it came, for the signatures of ROUTE_OUTSIDE; empty elsewhere. */
struct text request_raw_body(struct request *r);
/* A header of the request; in a POST handler only of ROUTE_OUTSIDE, and there only those named X-...: they go with the command. */
struct text request_header(struct request *r, const char *name);
/* Puts or replaces a posted field (prepare only): what the command will carry. */
void request_set_field(struct request *r, const char *name, struct text value);
void request_remove_field(struct request *r, const char *name);
/* Bytes of at most FIELD_BYTES_MOST as fields "name.0", "name.1" ... of the command, in place of all that were posted under these names
   (prepare and looks only; no bytes: none stay); and back in the handler, empty when there are none, false when they are not such. */
enum { FIELD_BYTES_MOST = 32 * 45000 };
void request_set_bytes(struct request *r, const char *name, struct text bytes);
bool request_bytes(struct request *r, const char *name, struct text *ret_bytes);
/* A path parameter as a public id. False: malformed (answer 404). */
bool request_id(struct request *r, const char *name, int64_t *ret_county, int64_t *ret_id);
/* The row that a path parameter names, read by a look-up one(db, arena, county, id, ..., ret), "..., ret" being what stands behind `one`. What it
   answers; NOT_FOUND too when the parameter is malformed. */
#define request_row(r, name, one, ...)                                                 \
	(request_id((r), (name), &(r)->row_county, &(r)->row_id)                       \
	         ? one((r)->db, (r)->arena, (r)->row_county, (r)->row_id, __VA_ARGS__) \
	         : NOT_FOUND)
/* A path parameter or query as a place code; false: malformed. */
bool request_place(struct request *r, const char *name, int64_t *ret_place);
bool request_query_place(struct request *r, const char *name, int64_t *ret_place);
/* A whole number in the query, `otherwise` when absent or malformed or out of bounds. */
int64_t request_query_int(struct request *r, const char *name, int64_t min, int64_t max, int64_t otherwise);
/* ?period= as calendar_read_period() reads it; `otherwise` when absent or no period. */
int64_t request_period(struct request *r, int64_t otherwise);
/* Somebody with the rights held now, for what the program does in their name later (long work). NOT_FOUND: nobody. */
MUST_USE enum outcome request_person(struct request *r, int64_t county, int64_t person_id, struct identity *ret_who);
/* Keyset paging: the rows to read (?limit=, at most LIMIT_PAGE_ROWS) and the id after which (?after=), 0 for the first page. */
size_t request_limit(struct request *r);
int64_t request_after(struct request *r);
/* A list is read one row longer than its page (request_limit() + 1), which tells without counting whether it goes on. True: it does,
   and *count is shortened to the page; the cursor of the next page is then the id of the page's last row. */
bool list_goes_on(struct request *r, size_t *count);
/* What a form carries hidden, as the fields "csrf" and "key": the session's (or guest's) token against forged posts, and a fresh
   idempotency key; a form shown again after 422 keeps the key it was posted with. Written by form_hidden() of web/page.h. */
struct text request_csrf(struct request *r);
struct text request_key(struct request *r);
/* In a GET handler (elsewhere nothing happens): a command that must be durable before this page is sent. `path` is a POST route with
   MAY_NOBODY (as chores have); fields are pairs name, value, ..., NULL. The door runs them in order after the handler, with the present
   person as the command's; when one is not DONE the page is not shown (503). At most REQUEST_SUBMITS a page; texts are copied. */
enum { REQUEST_SUBMITS = 4 };
void request_submit(struct request *r, const char *path, const char *const *fields);
/* A new id of this command. */
int64_t request_new_id(struct request *r);
/* Names of the installation: "title", "gateway_url", "gateway_secret", "public_url", ... ; empty when not set. */
struct text request_setting(struct request *r, const char *name);
/* Whether this is a command of a journal that is run again: what was judged from outside the database when it was taken (a signature,
   whether a way of paying was open) is not judged again. */
bool request_runs_again(const struct request *r);
/* Who answers questions to outside systems in place of the network, in looks of chores; NULL: the network. */
const struct outside *request_outside(const struct request *r);
/* Before an outside system is told of something that was read: waits until all of it is on the disk. False: the disk failed, say nothing. For
   looks and preparations, not for handlers. */
MUST_USE bool request_settles(struct request *r);
/* Whether the program is about to end: a look that asks outside systems then asks no more, and tells what it has learnt. */
bool request_is_ending(const struct request *r);
/* The installation's secret, for seals and blind indexes. */
const struct digest *request_secret(struct request *r);
/* Whether the present person holds the right over the place. */
bool request_may(const struct request *r, enum right right, int64_t place);

/* Reads the record's FIELD_IN fields from the posted form into row. False: the problems are in r->problems; the handler
   shows the form again (HTML) or calls refuse(): status 422 either way. */
bool form_read(struct request *r, const struct record *record, void *row);
/* What was typed, for showing the form again: the posted text when there is one, else the row's value. */
struct text form_value(struct request *r, const struct record *record, const struct field *field, const void *row);
/* Adds a problem found by the rules: message is an English key with at most one %s. */
void form_problem(struct request *r, const char *field, const char *message, struct text detail);
/* Words that everybody will read: a problem at the field and false when a long number stands in them (text_holds_number()). */
bool form_words_fit(struct request *r, const char *field, struct text words_);

/* ---- answering (each sets the reply and, for a POST, the command's fate) ---- */
/* POST done: 303 to a path (HTML), or 200 with a JSON body already written by json_* (JSON). */
void see_other(struct request *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* POST done, JSON 201 with the record; HTML: 303 to the path. */
void made(struct request *r, const struct record *record, const void *row, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* A deed on a thing that has a page: what its door answers with. */
struct deed {
	void (*show)(struct request *); /* the page again with the problems of the form; NULL: a plain list of them */
	const struct record *record;    /* of row, the thing as it is now, for programs; NULL: programs get no row */
	const void *row;
	const char *slower; /* English key for whoever came second (CONFLICT); NULL: that somebody was faster */
};
/* POST over: with problems the page again and 422; else the outcome's failure; else 303 to "path?done=DONE", or 200 with the row. */
void deed_answer(struct request *r, enum outcome outcome, const struct deed *deed, struct text path, const char *done);
/* 422 with r->problems: JSON problem details; for HTML the page already written to r->out stands, or a plain list. Undoes. */
void refuse(struct request *r);
/* In prepare: the page already written is the answer, with 200, and no command is made (a dry run). */
void show_now(struct request *r);
/* The same with 409 for a stale version: the page already written shows both values. */
void refuse_stale(struct request *r);
/* An error page or problem details for the outcome: NOT_FOUND 404, DENIED 403, CONFLICT 409, INVALID 422, FAILED 500,
   UNCERTAIN 503. message: English key for people, or NULL for the outcome's own. Undoes the command. */
void fail(struct request *r, enum outcome outcome, const char *message);
/* JSON answers of GET (and of made()): one row; a list with the cursor of the next page (0: last page). */
void give_one(struct request *r, const struct record *record, const void *row);
void give_list(struct request *r, const struct record *record, const void *rows, size_t count, int64_t next_after);
/* A list that has no pages, or the outcome's failure. */
void give_all(struct request *r, enum outcome outcome, const struct record *record, const void *rows, size_t count);
/* The same of rows read one longer than the page, as list_goes_on() wants them, of a record with an "id"; or the outcome's failure. */
void give_list_read(struct request *r, enum outcome outcome, const struct record *record, const void *rows,
                    size_t count);
/* The same with a cursor of the module's own (sort value and id); empty: the last page. */
void give_list_after(struct request *r, const struct record *record, const void *rows, size_t count, struct text next);
/* A file: CSV, XLSX, SVG. cached: seconds a shared cache may keep it, 0 none. */
void give_file(struct request *r, struct text type, struct text file_name, struct text body, int64_t cached);
/* A redirect that is not the answer of a POST, or is one without making a command (in prepare). */
void redirect(struct request *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* At most four; only with an answer that is not an error. Not kept in the journal: a repeat does not get it. name "session"
   becomes __Host-session with https. max_age 0: until the browser closes; negative: forget it. */
void set_cookie(struct request *r, const char *name, struct text value, int64_t max_age, bool http_only);

#endif
