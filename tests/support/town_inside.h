/* The inside of the town, for town.c and ask.c only. */
#ifndef TESTS_SUPPORT_TOWN_INSIDE_H
#define TESTS_SUPPORT_TOWN_INSIDE_H

#include "support/town.h"

struct town {
	struct db_target target;
	struct arena *arena;
	struct site *site;
	struct db *db;
	struct digest secret;
	const struct module *const *modules;
	const struct identity_source *identity;
	bool rate_limits, bare, ordered;
};

/* The town of the running test; aborts when it has none. */
struct town *town_here(void);

#endif
