/* The town of the matrix of doors, with one of each thing, for other tests that knock at every door (doors_test.c makes it). */
#ifndef APP_DOORS_TOWN_H
#define APP_DOORS_TOWN_H

#include "base/text.h"

struct route;

void doors_town(void);
/* What stands in a path for {name}: the public id that the town's one such thing had at first, a place's code, a year. */
const char *doors_thing(struct text name);
/* Every row of every module, in the order of the modules. */
void doors_each(void (*look)(const struct route *route));

#endif
