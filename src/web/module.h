/* A module is one folder with everything of a feature; it shows the program this one struct. The list of all modules, in
   dependency order, is app/modules.c. */
#ifndef WEB_MODULE_H
#define WEB_MODULE_H

#include "db/migrate.h"
#include "journal/command.h"
#include "web/chore.h"
#include "web/route.h"

/* One line of `tongcun check`: something that must hold of the rows, said by one statement without parameters, or by `run` when one
   cannot say it. Declared by the module that owns the rows. */
struct check {
	const char *name;   /* what holds: "stock items equal their movements"; NULL ends a table */
	const char *wrong;  /* what does not, behind a number (`counts`) or before one row's public id (`finds`) */
	const char *counts; /* gives one number of what is wrong, 0 or none when all is well */
	const char *finds;  /* gives county and id of the first thing that is wrong */
	enum outcome (*run)(struct db *db, struct arena *arena, struct text *ret_words);
};

/* Runs it inside an open transaction. DONE: it holds; CONFLICT: ret_words says what does not ("3 stock items differ from their
   movements"). */
MUST_USE enum outcome check_run(const struct check *check, struct db *db, struct arena *arena, struct text *ret_words);
/* For checks that count by themselves: CONFLICT with the number and the words when it is not 0; else the outcome it was read with. */
MUST_USE enum outcome check_count(struct arena *arena, enum outcome outcome, int64_t count, const char *what,
                                  struct text *ret_words);

/* Work that happens by itself: run about once every `every_ms` by a background thread through an internal door (a command in
   the journal like any other): holds that expire, refunds to send. */
struct chore {
	const char *
		path; /* of a POST route of this module with ROUTE_OUTSIDE and may MAY_NOBODY: only the program calls it */
	int64_t every_ms;
	/* Looks for work on a reading connection; false: nothing to do now, no command is made. May talk to the network; what it
	   learnt goes as the form of the command. */
	bool (*look)(struct request *r);
	/* The look names rows of one county by chore_tell() (web/chore.h), and the handler does them. When the command of all of
	   them fails, each row is tried in a command of its own; one that fails again goes once more with chore_failure() set, and
	   then the handler only puts it off: no row keeps those behind it waiting. */
	bool by_row;
	/* Its looks may take long (they make a piece of a file, they recount): it has a thread of its own, so that the others keep
	   their times. */
	bool is_slow;
};

/* A figure for the operator that the database knows: a line of /metrics. */
struct gauge {
	const char *name, *help; /* "tongcun_orders_put_off"; NULL ends a table */
	enum outcome (*read)(struct db *db, int64_t *ret_value);
};

/* A command that comes through no door: what a subcommand does to the data. Its journal row bears this name as its door, so that
   replay runs it again. */
struct work {
	const char *door; /* "IMPORT places"; NULL ends a table */
	enum outcome (*run)(struct db *db, struct arena *arena, struct world *world, const struct command *command);
};

/* What becomes of a column that names a household when two cards turn out to be one household's and one is merged into the other. The
   statements have $1 and $2, county and id of the card that goes; its row in household_merged names the one that stays (MERGED_...), and both
   cards' rows stand where they are until all `keeps` have run. All that was done can be undone: `back` puts each row where it was, also when it
   was changed since; what came anew stays. */
struct merge {
	const char *column; /* "register_visit.household_id"; NULL ends a table */
	const char *stays;  /* why nothing is done about it; or NULL */
	const char *bars;   /* counts what must be settled first, and the English words that say so; or NULL */
	const char *why;
	const char
		*keeps; /* writes into household_merged_row which rows will go over; NULL: they can be told without */
	const char *there[4], *back[4]; /* in this order; NULL ends */
};
/* For the texts of struct merge: id and key of the card that stays, key of the one that goes. */
#define MERGED_INTO "(SELECT g.into_id FROM household_merged AS g WHERE g.county = $1 AND g.id = $2)"
#define MERGED_INTO_PLACE                                                                       \
	"(SELECT h.place FROM household_merged AS g JOIN household AS h ON h.county = g.county" \
	" AND h.id = g.into_id WHERE g.county = $1 AND g.id = $2)"
#define MERGED_PLACE "(SELECT g.place FROM household_merged AS g WHERE g.county = $1 AND g.id = $2)"
/* Begins a `keeps`: behind it come what, k1, k2, word and the rest of a SELECT. The rows of a `keeps` with these columns. */
#define MERGED_KEEP                                                                                             \
	"INSERT INTO household_merged_row(county, household_id, what, k1, k2, word) SELECT CAST($1 AS BIGINT)," \
	" CAST($2 AS BIGINT), "
#define MERGED_KEPT(columns, what)                                                                       \
	"(SELECT " columns " FROM household_merged_row AS r WHERE r.county = $1 AND r.household_id = $2" \
	" AND r.what = '" what "')"

struct indicator;
struct place_source;

struct module {
	const char *name;
	const struct schema_step *schema;   /* NULL: no tables */
	const struct route *routes;         /* NULL: no doors */
	const struct check *checks;         /* ends with name NULL; or NULL */
	const struct chore *chores;         /* ends with path NULL; or NULL */
	const struct gauge *gauges;         /* ends with name NULL; or NULL */
	const struct work *works;           /* ends with door NULL; or NULL */
	const struct indicator *indicators; /* common/measure; ends with number 0; or NULL */
	/* When a place is merged or moved, all that is recorded in [from, from_end) is from then on recorded (to - from) further: a statement
	   for each column that holds a place, with $1 from, $2 from_end, $3 to - from. Ids and counties of things stay: id says who a
	   thing is. A village that goes up in another comes as [village, village + 1). Ends with NULL; NULL: holds no places. */
	const char *const *moves;
	/* What a statement cannot say (words for searching; rights, which end where they would grow), after the moves; or NULL. */
	enum outcome (*move_place)(struct db *db, int64_t from, int64_t from_end, int64_t to);
	const struct merge *merges; /* ends with column NULL; NULL: names no household */
	/* Only of the module that keeps households: the keys of a village's households in order, all that were ever given. */
	enum outcome (*households)(struct db *db, struct arena *arena, int64_t village, int64_t **ret_keys,
	                           size_t *ret_count);
	/* Only of the module that keeps places: what a form's field for a place asks (web/place_field.h). */
	const struct place_source *places;
	/* Whether the person's account may be opened (its sign-in set anew) by whom `who` says: false when the account can do more in this
	   module than a villager's and `who` holds no right over that. Roles are asked elsewhere. NULL: no account can. */
	enum outcome (*may_open)(struct db *db, const struct identity *who, int64_t person_id, bool *ret_may);
	/* Fills an empty database with what the program needs (kinds, categories); idempotent. */
	enum outcome (*first_rows)(struct db *db, struct arena *arena);
	/* Fills what the frame of every HTML page shows of this module: r->cart_count, r->sells. One cheap statement, and none for
	   a person it does not concern. NULL: nothing. */
	void (*frame)(struct request *r);
};

/* A line of the page "Me": where a module's pages begin. */
struct menu_link {
	const char *path;  /* NULL ends the list */
	const char *words; /* English key */
	const char *hint;  /* English key, under the words; or NULL */
	enum right right;  /* shown under "My work" to whoever holds it somewhere; RIGHT_NONE: everybody's own pages */
	bool (*is_work)(
		struct request
			*r); /* with RIGHT_NONE: work of those for whom it says so, and of nobody else; or NULL */
};
/* In the order shown; the list itself is app/modules.c. */
extern const struct menu_link menu_links[];

/* All modules of the program in dependency order; ends with NULL. The list itself is app/modules.c. */
extern const struct module *const all_modules[];

#endif
