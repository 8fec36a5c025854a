/* tongcun backup FILE and tongcun restore FILE: a folder a clerk can copy. The backup of SQLite is one consistent file made while
   others write, with the secret beside it; for PostgreSQL its own tools are named. */
#include "app/subcommand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *beside(const struct options *options, struct text folder, const char *name)
{
	return text_string(options->arena, text_format(options->arena, "%.*s/%s", TEXT(folder), name));
}

/* Copies a small file, durable. */
static bool copy_file(const char *from, const char *to)
{
	char buffer[1 << 16];
	FILE *in = fopen(from, "rb"), *out = NULL;
	size_t length;
	bool good = in != NULL;

	if (good)
		out = fopen(to, "wbx");
	good = out != NULL;
	while (good && (length = fread(buffer, 1, sizeof buffer, in)) > 0)
		good = fwrite(buffer, 1, length, out) == length;
	if (good)
		good = !ferror(in) && fflush(out) == 0 && fsync(fileno(out)) == 0;
	if (out != NULL && fclose(out) != 0)
		good = false;
	if (in != NULL)
		fclose(in);
	if (!good)
		complain("cannot copy %s to %s: %s", from, to, strerror(errno));
	return good;
}

static bool is_sqlite(const struct options *options, const char *what)
{
	if (options_target(options).engine == DB_SQLITE)
		return true;
	complain(
		"%s of a PostgreSQL database is done with pg_dump and pg_restore; keep secret.key of the data folder with it",
		what);
	return false;
}

int subcommand_backup(struct options *options)
{
	struct db_target target = options_target(options);
	struct text folder, problem = T("");
	struct db *db;
	enum outcome outcome;

	if (options->word_count != 1)
		return complain("say into which new folder: tongcun backup FOLDER --data DIR");
	if (!is_sqlite(options, "a backup"))
		return 1;
	folder = options->words[0];
	if (mkdir(text_string(options->arena, folder), 0700) != 0)
		return complain("cannot make the folder %.*s: %s", TEXT(folder), strerror(errno));
	if (db_open(&target, DB_READ, options->arena, &db, &problem) != DONE)
		return complain("%.*s", TEXT(problem));
	outcome = db_copy_to(db, text_of(beside(options, folder, "tongcun.db")));
	if (outcome != DONE)
		complain("the backup failed: %s", db_failure(db));
	db_close(db);
	if (outcome != DONE ||
	    !copy_file(beside(options, options->data, "secret.key"), beside(options, folder, "secret.key")))
		return 1;
	printf("The backup is in %.*s. Keep it safe: it holds the secret too.\n", TEXT(folder));
	return 0;
}

int subcommand_restore(struct options *options)
{
	struct text folder;
	const char *data = text_string(options->arena, options->data);

	if (options->word_count != 1)
		return complain("say from which folder: tongcun restore FOLDER --data NEW-DIR");
	if (!is_sqlite(options, "a restore"))
		return 1;
	folder = options->words[0];
	if (mkdir(data, 0700) != 0)
		return complain("the data folder must be new; cannot make %s: %s", data, strerror(errno));
	if (!copy_file(beside(options, folder, "tongcun.db"), beside(options, options->data, "tongcun.db")) ||
	    !copy_file(beside(options, folder, "secret.key"), beside(options, options->data, "secret.key")))
		return 1;
	printf("Restored into %s; checking it:\n", data);
	return subcommand_check(options);
}
