/* THE list of modules in dependency order, and the list of their schema steps. */
#ifndef APP_MODULES_H
#define APP_MODULES_H

#include "web/module.h"

/* Ends with NULL; the order is the one in which schemas are made and in which modules may include each other. */
extern const struct module *const modules[];

/* The schema steps of the floors below the modules; ends with NULL. For site_install(). */
extern const struct schema_step *const lower_schemas[];

#endif
