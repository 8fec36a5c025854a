/* The people of a town for tests. */
#include "support/people.h"

static enum outcome nobody(struct db *db, struct arena *arena, struct text digest, int64_t now,
                           struct identity *ret_who)
{
	(void)db;
	(void)arena;
	(void)digest;
	(void)now;
	*ret_who = (struct identity){ .person_id = 0 };
	return NOT_FOUND;
}

const struct identity_source town_identity = { .session = nobody };

void town_people(struct site *site)
{
	(void)site;
}
