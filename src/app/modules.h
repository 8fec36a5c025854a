/* THE list of modules (declared in web/module.h, since places move the rows of all) and the schema steps of the floors below. */
#ifndef APP_MODULES_H
#define APP_MODULES_H

#include "web/module.h"

/* The schema steps of the floors below the modules; ends with NULL. For site_install(). */
extern const struct schema_step *const lower_schemas[];

#endif
