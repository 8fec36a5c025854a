/* tongcun init: makes the data folder, the secret and the tables; run again it brings them up to this program. */
#include "app/subcommand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/modules.h"

bool open_data(const struct options *options, struct db **ret_db)
{
	struct db_target target = options_target(options);
	struct text problem = T("");

	if (db_open(&target, DB_WRITE, options->arena, ret_db, &problem) != DONE) {
		complain("%.*s", TEXT(problem));
		return false;
	}
	if (modules_migrate(*ret_db, options->arena, &problem) != DONE) {
		complain("%.*s", TEXT(problem));
		db_close(*ret_db);
		return false;
	}
	return true;
}

bool start_site(const struct options *options, const struct site_options *site_options, struct site **ret_site)
{
	struct text problem = T("");
	struct db *db;

	if (!open_data(options, &db))
		return false;
	db_close(db);
	if (site_start(site_options, options->arena, ret_site, &problem) == DONE)
		return true;
	complain("%.*s", TEXT(problem));
	return false;
}

int subcommand_init(struct options *options)
{
	const char *folder = text_string(options->arena, options->data);
	struct digest secret;
	struct db *db;

	if (options->data.length > 0 && mkdir(folder, 0700) != 0 && errno != EEXIST)
		return complain("cannot make the folder %s: %s", folder, strerror(errno));
	if (!options_secret(options, true, &secret) || !open_data(options, &db))
		return 1;
	db_close(db);
	printf("The data is ready. Next: tongcun import places data/places --data %s, then tongcun grant --login NAME --data %s\n",
	       folder, folder);
	return 0;
}
