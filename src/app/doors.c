/* tongcun doors: every route with who may use it and its help; the same rows make the OpenAPI document. */
#include "app/subcommand.h"

#include <stdio.h>

#include "app/modules.h"

static const char *const right_names[RIGHTS] = {
	[RIGHT_PLACE_EDIT] = "place_edit",
	[RIGHT_GRANT] = "grant",
	[RIGHT_PERSON_EDIT] = "person_edit",
	[RIGHT_HOUSEHOLD_READ] = "household_read",
	[RIGHT_HOUSEHOLD_EDIT] = "household_edit",
	[RIGHT_SELLER_EDIT] = "seller_edit",
	[RIGHT_CATALOG_EDIT] = "catalog_edit",
	[RIGHT_ORDER_READ] = "order_read",
	[RIGHT_ORDER_HANDLE] = "order_handle",
	[RIGHT_SERVE] = "serve",
	[RIGHT_LEDGER_READ] = "ledger_read",
	[RIGHT_SETTLE] = "settle",
	[RIGHT_FIGURES_READ] = "figures_read",
	[RIGHT_AUDIT_READ] = "audit_read",
	[RIGHT_REGISTER_READ] = "register_read",
	[RIGHT_REGISTER_EDIT] = "register_edit",
	[RIGHT_REGISTER_DECIDE] = "register_decide",
	[RIGHT_RULE_EDIT] = "rule_edit",
	[RIGHT_OPERATE] = "operate",
};

static const char *who_may(int may)
{
	if (may == ANYONE)
		return "anyone";
	if (may == SIGNED_IN)
		return "signed in";
	if (may > MAY_BASE && may < MAY_BASE + RIGHTS)
		return right_names[may - MAY_BASE];
	return "the program";
}

int subcommand_doors(struct options *options)
{
	(void)options;
	for (size_t i = 0; all_modules[i] != NULL; i++)
		for (const struct route *route = all_modules[i]->routes; route != NULL && route->path != NULL; route++)
			printf("%-4s %-44s %-14s %s\n", route->method == GET ? "GET" : "POST", route->path,
			       who_may(route->may), route->help);
	return 0;
}
