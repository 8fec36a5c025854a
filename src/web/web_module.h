/* The web floor's own doors: the OpenAPI document and the page of all components. */
#ifndef WEB_WEB_MODULE_H
#define WEB_WEB_MODULE_H

#include "web/module.h"

extern const struct module web_module;

#endif
