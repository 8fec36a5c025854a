/* What a subcommand is told: options before words, environment variables of the same names (TONGCUN_DATA for --data). */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include "web/site.h"

enum { OPTION_SETTINGS = 32, OPTION_WORDS = 8 };

struct options {
	struct arena *arena;
	struct text data;     /* folder: SQLite's database, the secret */
	struct text database; /* postgresql://...; empty: SQLite in data */
	struct text listen;
	struct text seller, on;               /* of imports */
	struct text login, name, role, place; /* of grant */
	struct text share, orders, seed;      /* of demo */
	struct text from;                     /* of replay */
	bool dry_run, proxy, https, debug, once;
	int lanes, node;
	const char *settings[2 * OPTION_SETTINGS + 1]; /* pairs name, value, then NULL: --set name=value */
	struct text words[OPTION_WORDS];               /* what is not an option */
	size_t word_count;
};

/* Reads argv[first..]. False: one line said what is wrong (exit code 2). */
bool options_read(struct options *options, struct arena *arena, int argc, char **argv, int first);
/* Where the data is. */
struct db_target options_target(const struct options *options);
/* The installation's secret: TONGCUN_SECRET (64 hex digits), or the file secret.key in the data folder, made when `make`. False:
   one line said what is wrong. */
bool options_secret(const struct options *options, bool make, struct digest *ret_secret);
/* Writes a secret into the data folder, durable before anything is sealed with it; the file must not be there. False: said. */
bool options_write_secret(const struct options *options, const struct digest *secret);
/* The site as these options want it. */
struct site_options options_site(const struct options *options, const struct digest *secret);
/* The same for serve_site(): with a reading connection for whoever may hold one at a time. */
struct site_options options_site_served(const struct options *options, const struct digest *secret);
/* Threads of the server: one a core. */
int options_threads(void);
/* One clear line on standard error: "tongcun: ...". Always gives 1, the exit code. */
int complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
