/* Private to src/web: answers kept for people who are not signed in (routes with ROUTE_KEPT), so that the same page is not made again for
   each of them. docs/decisions/0025-kept-answers.md says why and how. */
#ifndef WEB_KEPT_H
#define WEB_KEPT_H

#include "base/text.h"
#include "db/touched.h"

struct kept;
struct kept_entry;
struct request;
struct visit;

/* What differs from reader to reader in a page: it is filled in each time. */
enum kept_gap { KEPT_CSRF, KEPT_KEY, KEPT_PERSON };
enum { KEPT_GIVEN = 4 };

/* A visit's part in it. */
struct kept_visit {
	struct text key; /* empty: this answer is not to be kept */
	int64_t at;      /* touched_now() before anything was read */
	struct db_reads reads;
	struct {
		enum kept_gap kind;
		struct text text;
	} given[KEPT_GIVEN];
	size_t given_count;
	bool gave_more;              /* than can be remembered */
	bool is_hit;                 /* the answer was a kept one */
	struct kept_entry *expected; /* checking: what would have been given; a copy, in the arena */
};

/* NULL when there is no memory. */
struct kept *kept_new(size_t bytes, bool checks, struct db_touched *touched);
/* Whether an answer is made anew beside each kept one before that is given; when the two differ the program aborts. Before anybody asks. */
void kept_check(struct kept *kept, bool checks);
void kept_free(struct kept *kept);

/* Before the reading transaction begins. True: the visit is answered already. */
bool kept_open(struct visit *visit);
/* Within it, when it is known who is there. True: the visit is answered. */
bool kept_asked(struct visit *visit);
/* Watches what the handler reads, and no longer. */
void kept_watch(struct visit *visit, struct db *db);
void kept_unwatch(struct visit *visit, struct db *db);
/* A page was given something that is only its reader's. */
void kept_gave(struct request *r, enum kept_gap kind, struct text given);
/* The answer is complete, but not yet compressed; and compressed. */
void kept_store(struct visit *visit);
void kept_store_packed(struct visit *visit);
/* How many visits were answered so, and how many bytes are kept. */
void kept_figures(struct kept *kept, int64_t *ret_answers, int64_t *ret_bytes);

#endif
