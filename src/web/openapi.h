/* The OpenAPI 3.1 document, made from the route rows and the records they name. What stands in it: every route that is not only a
   page, not the program's own and not an outside system's, below /api/v1. */
#ifndef WEB_OPENAPI_H
#define WEB_OPENAPI_H

#include "web/module.h"

struct openapi_door {
	const struct route *route;
	const char *module; /* becomes the tag */
};

/* Writes the document as JSON. server_url: where the installation is reached from outside, without a slash at the end; empty: "/". */
void openapi_write(struct output *out, struct text server_url, const struct openapi_door *doors, size_t count);
/* Whether a route stands in the document. */
bool openapi_has(const struct route *route);

#endif
