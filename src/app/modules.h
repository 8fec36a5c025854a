/* THE list of modules in dependency order, and the list of their schema steps. */
#ifndef APP_MODULES_H
#define APP_MODULES_H

#include "web/module.h"

/* Ends with NULL; the order is the one in which schemas are made and in which modules may include each other. */
extern const struct module *const modules[];

/* Brings the database up to this program: schema steps of journal, search and all modules, then each module's first rows.
   INVALID: a newer program made it; ret_problem says so. */
MUST_USE enum outcome modules_migrate(struct db *db, struct arena *arena, struct text *ret_problem);

#endif
