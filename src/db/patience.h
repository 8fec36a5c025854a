/* How long the answers of a connection are waited for: for who serves people, so that a database that has fallen silent without closing
   its connections (cable cut, host frozen, a proxy that swallows) costs them seconds. Only PostgreSQL can be silent; on SQLite this is
   nothing. */
#ifndef DB_PATIENCE_H
#define DB_PATIENCE_H

#include "db/db.h"

struct db_patience {
	/* Without a byte from the database; then it is asked over another connection, for as long again, whether it is still at work on the
	   statement. When that is not answered either, or it says that it waits for us, the connection is given up: lost as if it had been
	   cut. While the database is silent, a new connection is hardly waited for. */
	int64_t silence_ms;
	/* For one answer, although the database is at work; 0: as long as that takes. */
	int64_t most_ms;
};

enum { DB_SILENCE_MS = 3000 };

/* From the next answer on. A connection begins with DB_SILENCE_MS and as long as it takes. */
void db_set_patience(struct db *db, struct db_patience patience);

#endif
