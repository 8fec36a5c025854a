/* The people of a town for tests. */
#include "support/people.h"

void town_people(struct site *site)
{
	(void)site;
}
