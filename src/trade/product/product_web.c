/* Doors of this module. */
#include "trade/product/product.h"

#include "schema.h"

const struct module product_module = { .name = "product", .schema = product_schema };
