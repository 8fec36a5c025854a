/* Doors of this module. */
#include "trade/seller/seller.h"

#include "schema.h"

const struct module seller_module = { .name = "seller", .schema = seller_schema };
