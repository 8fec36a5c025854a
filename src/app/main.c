/* The program: one table of subcommands. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/modules.h"
#include "app/subcommand.h"
#include "base/digest.h"
#include "app/version.h"
#include "common/picture/picture.h"

struct subcommand {
	const char *name;
	int (*run)(struct options *options);
	bool needs_data;
	const char *usage, *help;
};

static const struct subcommand subcommands[] = {
	{ "init", subcommand_init, true, "init --data DIR",
	  "Make the data folder, its secret and its tables; or bring them up to date" },
	{ "serve", subcommand_serve, true, "serve --data DIR [--listen HOST:PORT] [--set NAME=VALUE]",
	  "Serve the site over HTTP" },
	{ "import", subcommand_import, true, "import places FOLDER | products FILE --seller ID  --data DIR [--dry-run]",
	  "Bring files in: all or nothing, every bad row named" },
	{ "check", subcommand_check, true, "check --data DIR",
	  "Recount everything; exit code 1 if anything does not hold" },
	{ "backup", subcommand_backup, true, "backup FOLDER --data DIR",
	  "Copy the data into a new folder, also while serving" },
	{ "restore", subcommand_restore, true, "restore FOLDER --data NEW-DIR",
	  "Make a data folder from a backup, and check it" },
	{ "grant", subcommand_grant, true, "grant --login NAME [--name FULL-NAME] --data DIR",
	  "Make the first administrator, or give one a new password" },
	{ "replay", subcommand_replay, true, "replay --from DIR --data NEW-DIR",
	  "Run the whole journal again into a new folder, and compare every row of every table" },
	{ "demo", subcommand_demo, true,
	  "demo --data DIR [--listen HOST:PORT] [--once] [--orders N] [--seed N] [--on DAY] [--share FOLDER]",
	  "Make the demo county if there is none, and serve it" },
	{ "doors", subcommand_doors, false, "doors", "Print every door with the right it wants" },
	{ "version", subcommand_version, false, "version", "Print the version" },
};
enum { SUBCOMMANDS = sizeof subcommands / sizeof subcommands[0] };

int subcommand_version(struct options *options)
{
	(void)options;
	puts("tongcun " VERSION);
	return 0;
}

static int help(FILE *out)
{
	fputs("tongcun - one system for the villages: trade, registers, money that can be followed\n\n", out);
	for (size_t i = 0; i < SUBCOMMANDS; i++)
		fprintf(out, "  tongcun %s\n      %s\n", subcommands[i].usage, subcommands[i].help);
	fputs("\nOptions of all: --data DIR (SQLite and the secret), --database postgresql://..., --debug.\n"
	      "Environment: TONGCUN_DATA, TONGCUN_DATABASE, TONGCUN_LISTEN, TONGCUN_SECRET and so on; see man tongcun.\n",
	      out);
	return out == stdout ? 0 : 2;
}

static int run(const struct subcommand *subcommand, int argc, char **argv)
{
	struct arena *arena = arena_new();
	struct options options;
	int code = 2;

	if (options_read(&options, arena, argc, argv, 2)) {
		if (subcommand->needs_data && options.data.length == 0 && options.database.length == 0)
			complain("say where the data is: --data DIR, or TONGCUN_DATA");
		else
			code = subcommand->run(&options);
	}
	arena_free(arena);
	return code;
}

int main(int argc, char **argv)
{
	umask(077); /* what it writes holds secrets */
	digest_start();
	if (argc < 2)
		return help(stderr);
	if (argc == 2 && strcmp(argv[1], "picture-child") == 0)
		return picture_child_main(); /* hidden: the jailed decoder, started by picture_decode() */
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0)
		return help(stdout);
	if (strcmp(argv[1], "--version") == 0)
		return subcommand_version(NULL);
	for (size_t i = 0; i < SUBCOMMANDS; i++) {
		if (strcmp(argv[1], subcommands[i].name) != 0)
			continue;
		for (int k = 2; k < argc; k++)
			if (strcmp(argv[k], "--help") == 0) {
				printf("usage: tongcun %s\n%s\n", subcommands[i].usage, subcommands[i].help);
				return 0;
			}
		return run(&subcommands[i], argc, argv);
	}
	complain("there is no subcommand \"%s\"; see tongcun --help", argv[1]);
	return 2;
}
