/* What SQLite's planner is told of the sizes of tables that are still empty. Without it the planner takes any first column of an index
   for one that leaves ten rows, and reads all rows of a county where an index on (county, order) would give one. */
#ifndef DB_ESTIMATE_H
#define DB_ESTIMATE_H

#include "db/db.h"

/* Writes the estimates for every index of the database, in the present transaction; nothing to do on PostgreSQL, which counts by
   itself. The connections opened afterwards go by them. */
MUST_USE enum outcome db_estimate(struct db *db, struct arena *arena);

#endif
