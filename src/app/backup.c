/* tongcun backup FOLDER and tongcun restore FOLDER: a folder a clerk can copy. The backup of SQLite is one consistent file made while
   others write, with the secret beside it; for PostgreSQL its own tools are named.
   Invariant: a file has its name only when all of it is on the disk, and tongcun.db gets its name last; so what was cut off is seen to
   be no backup, and no data folder. */
#include "app/subcommand.h"

#include "app/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *beside(const struct options *options, struct text folder, const char *name)
{
	return text_string(options->arena, text_format(options->arena, "%.*s/%s", TEXT(folder), name));
}

static const char *part_of(const struct options *options, const char *path)
{
	return text_format(options->arena, "%s.part", path).bytes;
}

/* Gives the finished file its name, durable. */
static bool take_name(const struct options *options, struct text folder, const char *path)
{
	const char *part = part_of(options, path);
	bool named = rename(part, path) == 0;
	int there = named ? open(text_string(options->arena, folder), O_RDONLY | O_CLOEXEC) : -1;
	bool good = there >= 0 && fsync(there) == 0;

	if (!good)
		complain("cannot give %s its name: %s", path, strerror(errno));
	if (there >= 0)
		close(there);
	return good;
}

/* Copies a file, durable; its name is given by take_name(). */
static bool copy_part(const struct options *options, const char *from, const char *path)
{
	char buffer[1 << 16];
	const char *to = part_of(options, path);
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

static bool copy_file(const struct options *options, struct text from, struct text to, const char *name)
{
	const char *path = beside(options, to, name);

	return copy_part(options, beside(options, from, name), path) && take_name(options, to, path);
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

/* Stopped: what was made of the backup goes. */
static int give_up(const struct options *options, struct text folder, const char *copy)
{
	unlink(part_of(options, copy));
	rmdir(text_string(options->arena, folder));
	return stage_say_stopped("there is no backup");
}

int subcommand_backup(struct options *options)
{
	struct db_target target = options_target(options);
	struct text folder, problem = T("");
	struct db *db;
	enum outcome outcome;
	const char *copy;

	if (options->word_count != 1)
		return complain("say into which new folder: tongcun backup FOLDER --data DIR");
	if (!is_sqlite(options, "a backup"))
		return 1;
	folder = options->words[0];
	if (mkdir(text_string(options->arena, folder), 0700) != 0)
		return complain("cannot make the folder %.*s: %s", TEXT(folder), strerror(errno));
	if (db_open(&target, DB_READ, options->arena, &db, &problem) != DONE)
		return complain("%.*s", TEXT(problem));
	copy = beside(options, folder, "tongcun.db");
	stage_may_stop();
	stage_begin("Copying");
	outcome = db_copy_to(db, text_of(part_of(options, copy)), stage_goes_on);
	if (outcome != DONE && !stage_stopped())
		complain("the backup failed: %s", db_failure(db));
	db_close(db);
	stage_clear();
	if (stage_stopped())
		return give_up(options, folder, copy);
	if (outcome != DONE || !copy_file(options, options->data, folder, "secret.key") ||
	    !take_name(options, folder, copy))
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
	if (access(beside(options, folder, "tongcun.db"), R_OK) != 0 ||
	    access(beside(options, folder, "secret.key"), R_OK) != 0)
		return complain("%.*s is not a whole backup: tongcun.db and secret.key belong to it", TEXT(folder));
	if (mkdir(data, 0700) != 0)
		return complain("the data folder must be new; cannot make %s: %s", data, strerror(errno));
	if (!copy_file(options, folder, options->data, "secret.key") ||
	    !copy_file(options, folder, options->data, "tongcun.db") || !install_data(options))
		return 1;
	printf("Restored into %s; checking it:\n", data);
	return subcommand_check(options);
}
