/* Doors of this module. */
#include "trade/shipping/shipping.h"

#include "schema.h"

const struct module shipping_module = { .name = "shipping", .schema = shipping_schema };
