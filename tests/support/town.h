/* A town for tests: a fresh database on the engine under test (TONGCUN_DATABASE set: PostgreSQL, else SQLite in a temporary
   folder), the whole site in process without a socket, a clock the test moves, a few people who are signed in.
   A test is TEST(name) { ... } in any x_test.c; it registers itself. Inside a test call town() to have one; it goes with the
   test. check_... abort the test with file and line when they do not hold (cmocka).

     TEST(need_is_posted) {
         town();
         ask(POST, "/needs", AS_NOBODY, FORM("title", "Firewood"));   check_status(403);
         ask(POST, "/needs", "cadre",   FORM("title", "x"));          check_status(422); check_page("at least 3");
     } */
#ifndef TESTS_SUPPORT_TOWN_H
#define TESTS_SUPPORT_TOWN_H

/* Before cmocka, whose macro fail() would spoil the declaration of fail(); a test's own handler writes (fail)(r, ...). */
#include "web/request.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "web/site.h"

void test_register(const char *name, const char *file, void (*run)(void));
#define TEST(name)                                                     \
	static void test_##name(void);                                 \
	__attribute__((constructor)) static void register_##name(void) \
	{                                                              \
		test_register(#name, __FILE__, test_##name);           \
	}                                                              \
	static void test_##name(void)

/* ---- the town ---- */
/* Starts the site with every module and imports Gulin (510525), its townships and villages, with two more counties. Makes the
   people below with password "mountain-path-7": "admin" (country), "province", "county" (officers of 51 and 510525), "township"
   (officer of 510525101), "cadre" (village 510525101001), "operator" (station of that village), "other_operator" (of another
   county), "seller", "buyer", "buyer2", "buyer3", "auditor" (510525). The clock stands at 2026-07-20 09:00 China time. */
void town(void);
/* What town and payment gateway share: the key of their signatures. */
#define TOWN_GATEWAY_KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
/* A bare town of those modules (NULL behind the last), without places and people: `as` is then the session's token itself, known
   or not by the identity source. For tests of the floors below the modules. */
void town_of(const struct module *const *modules, const struct identity_source *identity, bool rate_limits);
struct site *town_site(void);
const struct digest *town_secret(void);
struct db *town_db(void); /* a reading connection of the test's own */
/* A writing connection beside the lanes, for races; the caller closes it. */
struct db *town_beside(void);
struct arena *town_arena(void);
int64_t town_now(void);
void town_pass(int64_t ms); /* moves the clock on and runs the due chores */
/* Stops the site and starts it again on the same database. */
void town_restart(void);
/* Runs what no door does as a command of a county; of county 0 while nothing else runs. What the handler answered; its task's owner is the
   one given. */
enum outcome town_try(int64_t county, enum outcome (*run)(struct task *task, struct db *db, struct world *world),
                      void *owner);
/* The same, which must be DONE. */
void town_run(int64_t county, enum outcome (*run)(struct task *task, struct db *db, struct world *world), void *owner);
/* Runs the whole journal again into a new, installed database, under other settings, and compares every row of every table: what differs
   aborts the test. The town then lives on with the new one; how many commands. */
int64_t town_replay(void);

/* ---- asking ---- */
#define AS_NOBODY NULL
#define FORM(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define NOTHING ((const char *const[]){ NULL })
/* One request, answered when it returns. A POST carries the right CSRF token and a fresh key unless ask_csrf() or ask_key() said
   otherwise. Pages come in English unless the path says ?lang=. `as`: a login name of the town (or one the test made), or
   AS_NOBODY (keeps a guest cookie). */
void ask(enum method method, const char *path, const char *as, const char *const *form);
void ask_get(const char *path, const char *as);
/* JSON body to /api/v1 with the person's bearer token; GET when json is NULL. */
void ask_json(enum method method, const char *path, const char *as, const char *json);
/* A multipart upload of one file beside the form. */
void ask_file(const char *path, const char *as, const char *const *form, const char *field, const char *file_name,
              const void *bytes, size_t size);
/* For the next ask only: another header, another idempotency key (NULL: none), no (NULL) or a foreign CSRF token, a body as it
   is. */
void ask_header(const char *name, const char *value);
void ask_key(const char *key);
/* For the next ask only: the guest's cookie goes along with the session, as from the browser in which somebody joined. */
void ask_with_guest(void);
void ask_csrf(const char *token);
void ask_raw(const char *path, const char *as, const char *type, const char *body, size_t length);
/* The last request as words, cut at 2 kB, always in the same room: for whoever tells of an abort. */
const char *ask_last(void);

int answer_status(void);
struct text answer_body(void);
const char *answer_location(void);
/* Keeps the body of the answer as a file of that name in the folder that TONGCUN_EXPORTS names, for validators that are no part of this
   program (tests/run/55_exports.sh); nothing when it names none. */
void answer_keep(const char *name);
/* A string or number out of the JSON answer by a dotted path ("items.0.id"); aborts the test when it is not there. */
const char *answer_json(const char *path);
int64_t answer_json_int(const char *path);
/* The first piece of the page between two strings, in the arena; NULL when not there. */
const char *answer_between(const char *before, const char *after);

#define check_status(status) check_status_at((status), __FILE__, __LINE__)
#define check_page(piece) check_page_at((piece), true, __FILE__, __LINE__)
#define check_no_page(piece) check_page_at((piece), false, __FILE__, __LINE__)
#define check_location(start) check_location_at((start), __FILE__, __LINE__)
void check_status_at(int status, const char *file, int line);
void check_page_at(const char *piece, bool there, const char *file, int line);
void check_location_at(const char *start, const char *file, int line);
/* Runs every check of every module (`tongcun check`) and fails naming the first that does not hold. */
#define check_books() check_books_at(__FILE__, __LINE__)
void check_books_at(const char *file, int line);
/* One number out of the database; behind the text stands an int64_t for each of its $1, $2 ... */
int64_t town_number(const char *sql, ...);
/* What a header of the answer would be: "etag", "type", "cache", "allow", "retry-after", "encoding"; and its cookies. */
struct text answer_header(const char *name);
struct text answer_cookie(const char *name);
/* Forgets the guest's cookie and the sessions the town keeps for its people. */
void ask_forget(void);

#endif
