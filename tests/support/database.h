/* Fresh empty databases for tests, on the engine under test: TONGCUN_DATABASE set (postgresql:///name?host=...&user=..., a
   server where databases may be made): PostgreSQL, UTF-8 with C.UTF-8; else SQLite in a temporary folder.
   What a test leaves behind, also when it failed, is removed when the process ends. */
#ifndef TESTS_SUPPORT_DATABASE_H
#define TESTS_SUPPORT_DATABASE_H

#include "db/open.h"

/* Makes one. The address lives until test_database_remove() or the end of the process. Aborts when it cannot. */
struct db_target test_database(void);
/* The same made otherwise on PostgreSQL: `options` stands behind CREATE DATABASE name, e.g. "TEMPLATE template0 ...". */
struct db_target test_database_as(const char *options);
/* Removes it; all connections should be closed. */
void test_database_remove(const struct db_target *target);
/* Whether the engine under test is PostgreSQL. */
bool test_on_postgres(void);
/* Runs one text on the server, as an operator with psql would: to cut connections, to change rights. Only on PostgreSQL. */
void test_server(const char *sql);

#endif
