/* Schema steps: only ever added to. The table schema_step holds which have run. */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/open.h"

/* One file name.NNN.sql of a module; a module's list ends with sql NULL. */
struct schema_step {
	const char *module;
	int number;
	const char *sql;
};

/* Runs the missing steps of all lists in order, each list's in its number's order, all in one transaction. INVALID when the
   database has a step this program does not know (a newer program made it): ret_problem says so. */
MUST_USE enum outcome db_migrate(struct db *db, const struct schema_step *const *lists, size_t count,
                                 struct arena *arena, struct text *ret_problem);

#endif
