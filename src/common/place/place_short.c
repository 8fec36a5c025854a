/* The name of a village as people say it. The official lists name the committee that governs a village (红坝村民委员会, 丹桂社区居民
   委员会); people say 红坝村 and 丹桂社区. The committees' names are laid down by the laws on villagers' committees (村民委员会组织法) and
   on residents' committees (居民委员会组织法). */
#include "base/text.h"
#include "common/place/place.h"

/* A committee's ending, and what the place itself is called when its name does not say so already. Longer ones first. */
static const struct {
	const char *ending, *kind;
} committees[] = {
	{ "居民居委会", "社区" }, { "居民委员会", "社区" }, { "社区委员会", "社区" }, { "居民委员", "社区" },
	{ "居委会", "社区" },     { "村民委员会", "村" },   { "村委员会", "村" },     { "村委会", "村" },
};

static bool says_kind(struct text name)
{
	return text_ends(name, T("村")) || text_ends(name, T("社区"));
}

struct text place_short(struct arena *arena, struct text name)
{
	for (size_t i = 0; i < sizeof committees / sizeof committees[0]; i++) {
		struct text ending = text_of(committees[i].ending), rest;

		if (!text_ends(name, ending) || name.length == ending.length)
			continue;
		rest = text_part(name, 0, name.length - ending.length);
		return says_kind(rest) ? text_copy(arena, rest) : text_join(arena, rest, text_of(committees[i].kind));
	}
	return name;
}
