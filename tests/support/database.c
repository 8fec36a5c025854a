/* Databases of tests. A PostgreSQL one is called tongcun_test_PROCESS_NUMBER. */
#include "support/database.h"

#include <dirent.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DATABASES = 256, ADDRESS_BYTES = 512 };

struct database {
	char address[ADDRESS_BYTES];
	char name[64]; /* on PostgreSQL */
	bool there;
};

static struct database databases[DATABASES];
static size_t made;
static pid_t maker;

static _Noreturn void give_up(const char *what, const char *why)
{
	fprintf(stderr, "test database: %s: %s\n", what, why);
	abort();
}

static const char *server(void)
{
	const char *address = getenv("TONGCUN_DATABASE");
	return address && *address ? address : NULL;
}

bool test_on_postgres(void)
{
	return server() != NULL;
}

void test_server(const char *sql)
{
	PGconn *conn = PQconnectdb(server());
	PGresult *result = PQexec(conn, sql);
	ExecStatusType status = PQresultStatus(result);
	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
		give_up(sql, PQerrorMessage(conn));
	PQclear(result);
	PQfinish(conn);
}

static void remove_folder(const char *folder)
{
	DIR *stream = opendir(folder);
	struct dirent *entry;
	while (stream && (entry = readdir(stream)) != NULL) {
		char path[ADDRESS_BYTES + 256];
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		unlink(path);
	}
	if (stream)
		closedir(stream);
	rmdir(folder);
}

static void database_remove(struct database *database)
{
	char sql[128];
	if (!database->there)
		return;
	database->there = false;
	if (!database->name[0]) {
		remove_folder(database->address);
		return;
	}
	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s WITH (FORCE)", database->name);
	test_server(sql);
}

static void remove_all(void)
{
	for (size_t i = 0; getpid() == maker && i < made; i++)
		database_remove(&databases[i]);
}

static struct database *next_database(void)
{
	if (maker != getpid()) {
		maker = getpid();
		atexit(remove_all);
	}
	for (size_t i = 0; i < made; i++) {
		if (!databases[i].there)
			return &databases[i];
	}
	if (made == DATABASES)
		give_up("too many", "remove them");
	return &databases[made++];
}

/* The server's address with another database's name: postgresql://user@host/NAME?options. */
static void address_with(char address[ADDRESS_BYTES], const char *name)
{
	const char *from = server();
	const char *start = strstr(from, "://");
	const char *slash = start ? strchr(start + 3, '/') : NULL;
	if (!slash)
		give_up(from, "wanted is postgresql://[user@host]/name[?options]");
	const char *options = strchr(slash, '?');
	snprintf(address, ADDRESS_BYTES, "%.*s/%s%s", (int)(slash - from), from, name, options ? options : "");
}

struct db_target test_database_as(const char *options)
{
	static unsigned number;
	struct database *database = next_database();
	memset(database, 0, sizeof(*database));
	if (server()) {
		char sql[512];
		snprintf(database->name, sizeof(database->name), "tongcun_test_%ld_%u", (long)getpid(), ++number);
		snprintf(sql, sizeof(sql), "CREATE DATABASE %s %s", database->name, options);
		test_server(sql);
		address_with(database->address, database->name);
	} else {
		const char *folder = getenv("TMPDIR");
		snprintf(database->address, ADDRESS_BYTES, "%s/tongcun.XXXXXX", folder ? folder : "/tmp");
		if (!mkdtemp(database->address))
			give_up(database->address, "cannot be made");
	}
	database->there = true;
	return db_target_of(text_of(database->address));
}

struct db_target test_database(void)
{
	return test_database_as("TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'");
}

void test_database_remove(const struct db_target *target)
{
	for (size_t i = 0; i < made; i++) {
		if (databases[i].address == target->address.bytes)
			database_remove(&databases[i]);
	}
}
