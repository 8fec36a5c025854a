/* The doors of carts and orders in one table; the pages are in the files named ..._web.c. */
#include "trade/order/order_inside.h"

#include "schema.h"

const struct module order_module = { .name = "order", .schema = order_schema };
