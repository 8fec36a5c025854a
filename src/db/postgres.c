/* Placeholder until the engine is here. */
#include "db/backend.h"

enum outcome postgres_open(struct text address, enum db_mode mode, struct arena *arena, struct db **ret_db,
                           struct text *ret_problem)
{
	(void)address, (void)mode, (void)ret_db;
	*ret_problem = text_format(arena, "PostgreSQL is not here yet.");
	return FAILED;
}
