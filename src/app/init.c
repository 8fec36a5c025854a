/* tongcun init: makes the data folder, the secret and the tables; run again it brings them up to this program. */
#include "app/subcommand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/modules.h"

bool install_data(const struct options *options)
{
	struct db_target target = options_target(options);
	struct text problem = T("");

	if (site_install(&target, lower_schemas, all_modules, options->arena, &problem) == DONE)
		return true;
	complain("%.*s", TEXT(problem));
	return false;
}

bool start_site(const struct options *options, const struct site_options *site_options, struct site **ret_site)
{
	struct text problem = T("");

	if (!install_data(options))
		return false;
	if (site_start(site_options, options->arena, ret_site, &problem) == DONE)
		return true;
	complain("%.*s", TEXT(problem));
	return false;
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
