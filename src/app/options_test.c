/* What the options make of a site. */
#include "support/town.h"

#include "app/options.h"

/* Each thread of the server, each worker and each thread of chores may hold one at the same time, some for long. */
TEST(a_served_site_has_readers_for_all_its_threads)
{
	struct arena *arena = arena_new();
	struct digest secret = { { 0 } };
	struct options options = { .arena = arena, .data = T("/nowhere") };
	struct site_options site = options_site_served(&options, &secret);

	assert_in_range(options_threads(), 1, 64);
	assert_int_equal(site.readers, options_threads() + site.workers + CHORE_THREADS);
	arena_free(arena);
}
