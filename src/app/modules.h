/* The program's modules. */
#ifndef APP_MODULES_H
#define APP_MODULES_H

#include "web/module.h"

/* In dependency order; a module includes only those before it. Ends with NULL. */
extern const struct module *const modules[];

#endif
