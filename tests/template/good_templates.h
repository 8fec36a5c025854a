/* The templates of src/trade/good. Made by tools/template.c; do not edit. */
#ifndef GEN_TRADE_GOOD_TEMPLATES_H
#define GEN_TRADE_GOOD_TEMPLATES_H

#include <stddef.h>
#include "trade/order/order.h"

struct request;

/* src/trade/good/good_list.html */
void good_list_html(struct request *r, const struct order *orders, size_t count);
void good_list_item(struct request *r, const struct order *o);

#endif
