/* Rows kept by a reading connection: what db_one() and db_list() gave is given again, without asking the engine, as long as nothing that
   it was read from was written. Names of places, sellers, stations, roads hardly ever change and are on nearly every page.
   Invariant: what is given is what the engine would give in the same transaction. So none are given before the transaction has asked
   the engine once, which fixes what it sees; and none whose commit may be seen already but was not told yet (db/touched.c).
   Not kept: what is read row by row (db_rows()), single numbers and texts, texts that write or whose tables are not plain, long rows. */
#ifndef DB_KEPT_ROWS_H
#define DB_KEPT_ROWS_H

#include "db/touched.h"

/* For a reading connection, once, after it was opened; SQLite only (touched.h). checks: the engine is asked all the same, and the program
   aborts when it gives something else. Takes a megabyte at most. */
void db_keep_rows(struct db *db, struct db_touched *touched, bool checks);

#endif
