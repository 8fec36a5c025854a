/* tongcun init: makes the data folder, the secret and the tables; run again it brings them up to this program. */
#include "app/subcommand.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/modules.h"
#include "db/open.h"
#include "journal/chain.h"

bool install_data(const struct options *options)
{
	struct db_target target = options_target(options);
	struct text problem = T("");

	if (site_install(&target, lower_schemas, all_modules, options->arena, &problem) == DONE)
		return true;
	complain("%.*s", TEXT(problem));
	return false;
}

/* What was sealed under one secret cannot be opened under another, and what would be sealed from now on not under the first: better
   nothing than both. */
static bool secret_fits(struct db *db, const struct options *options, const struct digest *secret)
{
	enum outcome outcome = db_begin(db);

	if (outcome == DONE)
		outcome = chain_fits(db, options->arena, secret);
	db_rollback(db);
	if (outcome == DONE)
		return true;
	if (outcome == CONFLICT)
		complain(
			"the secret is not the one of this data: take secret.key from a backup of it; or the last row of the journal"
			" is damaged: run tongcun check");
	else
		complain("the journal cannot be read: %s", db_failure(db));
	return false;
}

/* The tables' connection stays open until the site has its own: SQLite moves its log into the database and syncs both when the last
   one closes, which is the most of a start after a kill. */
bool start_site(const struct options *options, const struct site_options *site_options, struct site **ret_site)
{
	struct db_target target = options_target(options);
	struct text problem = T("");
	struct db *db = NULL;
	enum outcome outcome = db_open(&target, DB_WRITE, options->arena, &db, &problem);
	bool fits = true;

	if (outcome == DONE)
		outcome = site_install_on(db, lower_schemas, all_modules, options->arena, &problem);
	if (outcome == DONE)
		fits = secret_fits(db, options, &site_options->secret);
	if (outcome == DONE && fits)
		outcome = site_start(site_options, options->arena, ret_site, &problem);
	db_close(db);
	return fits && (outcome == DONE || complain("%.*s", TEXT(problem)) == 0);
}

bool settle_data(const struct options *options)
{
	static const char *const names[] = { "/tongcun.db", "/secret.key", "/gateway.key", "" };
	bool is_settled = true;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct text path = text_join(options->arena, options->data, text_of(names[i]));
		int file = open(text_string(options->arena, path), O_RDONLY);

		if (file < 0 ? errno != ENOENT : fsync(file) != 0)
			is_settled = false;
		if (file >= 0)
			close(file);
	}
	return is_settled || complain("cannot write %.*s: %s", TEXT(options->data), strerror(errno)) == 0;
}

int subcommand_init(struct options *options)
{
	const char *folder = text_string(options->arena, options->data);
	struct digest secret;

	if (options->data.length > 0 && mkdir(folder, 0700) != 0 && errno != EEXIST)
		return complain("cannot make the folder %s: %s", folder, strerror(errno));
	if (!options_secret(options, true, &secret) || !install_data(options))
		return 1;
	printf("The data is ready. Next: tongcun import places data/places --data %s, then tongcun grant --login NAME --data %s\n",
	       folder, folder);
	return 0;
}
