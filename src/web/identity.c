/* Rights over land: one interval test each. */
#include "web/identity.h"

#include "base/place_key.h"

bool identity_may(const struct identity *who, enum right right, int64_t place)
{
	for (size_t i = 0; i < who->right_count; i++)
		if ((who->rights[i].rights >> right & 1) && place_contains(who->rights[i].place, place))
			return true;
	return false;
}

int64_t identity_where(const struct identity *who, enum right right)
{
	for (size_t i = 0; i < who->right_count; i++)
		if (who->rights[i].rights >> right & 1)
			return who->rights[i].place;
	return -1;
}
