#include "web/web_module.h"

#include "web/kit.h"
#include "web/offline.h"
#include "web/openapi.h"
#include "web/site.h"

enum { DOORS_LIMIT = 2000, DOCUMENT_CACHED = 300 };

static void openapi_page(struct request *r)
{
	struct openapi_door *doors = arena_array(r->arena, DOORS_LIMIT, sizeof *doors);
	const struct module *module;
	size_t count = 0;
	for (const struct route *route; count < DOORS_LIMIT && (route = site_route(r->site, count, &module)); count++)
		doors[count] = (struct openapi_door){ route, module->name };
	struct output out = output_in(r->arena);
	openapi_write(&out, request_setting(r, "public_url"), doors, count);
	give_file(r, T("application/json"), T(""), output_text(&out), DOCUMENT_CACHED);
}

static const struct route routes[] = {
	{ GET, "/api/openapi.json", openapi_page, ANYONE, "Describe the interface for programs", .flags = ROUTE_PAGE },
	{ GET, "/offline", offline_page, ANYONE, "Show what waits to be sent and what can be read without network",
	  .flags = ROUTE_PAGE },
	{ GET, "/offline/ticket", offline_ticket, ANYONE,
	  "Tell the page's script for whom it sends, and with which token", .flags = ROUTE_PAGE },
	{ GET, "/kit", kit_page, ANYONE, "Show every component in every state",
	  .query = QUERY_OF(QUERY_TABLE, QUERY(FIELD_TEXT, "state", "State of the rows"),
	                    QUERY(FIELD_TEXT, "theme", "Colours: light or dark"),
	                    QUERY(FIELD_TEXT, "size", "Size of text"),
	                    QUERY(FIELD_TEXT, "frame", "Frame: inner or search; otherwise as a page of the tabs")),
	  .flags = ROUTE_PAGE },
	ROUTES_END,
};

const struct module web_module = { .name = "web", .routes = routes };
