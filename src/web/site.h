/* The site: all there is while the program runs. The door takes an exchange and answers it. */
#ifndef WEB_SITE_H
#define WEB_SITE_H

#include "base/digest.h"
#include "journal/writer.h"
#include "web/exchange.h"
#include "web/identity.h"
#include "web/module.h"
#include "web/outside.h"

struct site;

struct site_options {
	struct db_target target;
	const struct module *const *modules; /* ends with NULL */
	struct identity_source identity;
	struct digest secret;
	int lanes, node;
	int readers; /* reading connections kept: with fewer than threads of the server, workers and chores, some wait for others */
	int workers; /* threads for slow preparations */
	int64_t (*clock)(void);
	bool https;                    /* cookies get Secure and the __Host- prefix */
	bool rate_limits;              /* off in tests and simulation */
	bool strict;                   /* tests: what a row does not declare aborts */
	bool ordered;                  /* simulation and replay: ids and time come with the commands, one at a time */
	size_t kept_bytes;             /* of answers kept for people who are not signed in (SQLite only); 0: none */
	bool kept_checks;              /* tests: no kept answer is given, but each is compared with one made anew */
	const struct outside *outside; /* answers in place of the network; NULL: the network */
	/* settings read by request_setting(): pairs name, value, ends with NULL */
	const char *const *settings;
};

/* Checks the routes (every MAY has a where, no two equal, every MAY_NOBODY is a chore's), opens connections, starts the writer
   and the workers. */
MUST_USE enum outcome site_start(const struct site_options *options, struct arena *arena, struct site **ret_site,
                                 struct text *ret_problem);
/* Says that the site is about to be stopped: what runs by itself begins nothing more. From any thread, before site_stop(). */
void site_will_stop(struct site *site);
void site_stop(struct site *site);

/* Brings a database to this program's state, all or nothing: the schema of the floors below and of every module (lower: journal_schema
   and the like, ends with NULL), then each module's first rows. Also for a database that has all of it. */
MUST_USE enum outcome site_install(const struct db_target *target, const struct schema_step *const *lower,
                                   const struct module *const *modules, struct arena *arena, struct text *ret_problem);
/* The same on a writing connection that is open already, outside of a transaction. */
MUST_USE enum outcome site_install_on(struct db *db, const struct schema_step *const *lower,
                                      const struct module *const *modules, struct arena *arena,
                                      struct text *ret_problem);

/* The door: answers an exchange, now or later, by calling its finish(). Safe from any thread. */
void site_handle(struct site *site, struct exchange *exchange);
size_t site_body_limit(void *site, enum method method, struct text path);
struct writer *site_writer(struct site *site);
/* What the writer tells of its commits, for a connection that writes beside it (tests); NULL: nobody listens. */
struct db_touched *site_touched(struct site *site);

/* Runs a journal row again: through the same code as the first time, without the door's questions. The site is an ordered one
   (replay's run_command; context is the site). */
enum outcome site_run_command(void *site, const struct command *command);

/* A reading connection for the caller's thread, to be given back. */
struct db *site_reader(struct site *site);
void site_give_back(struct site *site, struct db *reader);
/* Runs due chores once, at most CHORE_ROUNDS commands of each (tests and simulation call it themselves; serve has a thread). Returns how
   many commands ran: with CHORE_ROUNDS or more there may be more to do at once. */
enum { CHORE_ROUNDS = 64, CHORE_THREADS = 2 };
int site_chores(struct site *site, int64_t now);
/* The same for the slow ones alone, or all others: each of the two has a thread in serve. */
int site_chores_of(struct site *site, int64_t now, bool slow);
/* Every route of every module in order, for doors, OpenAPI and the matrix of rights. */
const struct route *site_route(const struct site *site, size_t index, const struct module **ret_module);
/* The modules in order; NULL behind the last. */
const struct module *site_module(const struct site *site, size_t index);

#endif
