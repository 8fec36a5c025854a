/* The people of a town for tests: made by whoever knows common/person, called once for the database that every town is copied from.
   Logins and their places are those town.h promises; every password is TOWN_PASSWORD. */
#ifndef TESTS_SUPPORT_PEOPLE_H
#define TESTS_SUPPORT_PEOPLE_H

#include "web/site.h"

#define TOWN_PASSWORD "mountain-path-7"

void town_people(struct site *site);
/* Who is asking: the program's own identity source. */
extern const struct identity_source *const town_identity;

#endif
