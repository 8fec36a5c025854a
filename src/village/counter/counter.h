/* The station's counter: one page from which an operator serves villagers. It owns no tables: people, orders, parcels and the cash
   drawer are the affair of their modules; here they are brought together. */
#ifndef VILLAGE_COUNTER_H
#define VILLAGE_COUNTER_H

#include "trade/payment/payment.h"

extern const struct module counter_module;

#endif
