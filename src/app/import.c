/* tongcun import places|products: files into the data, with a dry run, every bad row by line, all or nothing. */
#include "app/subcommand.h"

#include <stdio.h>
#include <unistd.h>

#include "base/calendar.h"
#include "base/problem.h"
#include "common/place/place.h"
#include "trade/product/product.h"

enum { PROBLEMS_SHOWN = 200 };

static int say_problems(const struct options *options, const struct problems *problems)
{
	for (size_t i = 0; i < problems->count; i++) {
		const struct problem *p = &problems->list[i];
		const char *detail = text_string(options->arena, p->detail);
		char words[512];

		/* messages are English keys with at most one %s */
		struct text message = text_of(p->message);
		size_t mark = text_find(message, T("%s"));
		snprintf(words, sizeof words, "%.*s%s%.*s", (int)mark, message.bytes,
		         mark < message.length ? detail : "", TEXT(text_part(message, mark + 2, message.length)));
		fprintf(stderr, "%.*s:%lld: %.*s%s%s\n", TEXT(p->file), (long long)p->line, TEXT(p->field),
		        p->field.length > 0 ? ": " : "", words);
	}
	if (problems->dropped > 0)
		fprintf(stderr, "and %zu more\n", problems->dropped);
	return complain("nothing was imported: %zu rows are wrong", problems->count + problems->dropped);
}

/* Progress on a terminal only: a log file wants no such lines. */
static void show_progress(void *context, int64_t done, int64_t total)
{
	(void)context;
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%lld of %lld places%s", (long long)done, (long long)total,
		        done == total ? "\n" : "");
}

struct import_task {
	struct task task;
	struct problems problems;
	int64_t on;
};

/* The command as the journal replays it (place_import_run), with progress and problems. */
static enum outcome run_import(struct task *task, struct db *db, struct world *world)
{
	struct import_task *import = task->owner;

	(void)world;
	import->problems.count = 0;
	return place_import_write(db, task->arena, task->command.body, import->on, show_progress, NULL,
	                          &import->problems);
}

static int write_places(struct options *options, const struct place_import *import)
{
	struct digest secret;
	struct site_options site_options;
	struct site *site;
	struct import_task it = { .problems = problems_in(options->arena), .on = calendar_day(machine_now()) };
	enum outcome outcome;

	if (!options_secret(options, false, &secret))
		return 1;
	site_options = options_site(options, &secret);
	if (!start_site(options, &site_options, &site))
		return 1;
	it.task = (struct task){ .arena = options->arena, .run = run_import, .owner = &it, .alone = true };
	it.task.command = (struct command){
		.at = machine_now(), .door = T(PLACE_IMPORT_DOOR), .target = T("/places"), .body = import->body
	};
	outcome = writer_run(site_writer(site), &it.task);
	site_stop(site);
	if (outcome != DONE && it.problems.count > 0)
		return say_problems(options, &it.problems);
	if (outcome != DONE)
		return complain("the import failed (%s); nothing was written", outcome_name(outcome));
	printf("%lld places imported; %lld rows are the same place as the one above\n", (long long)import->rows,
	       (long long)import->same);
	return 0;
}

static int import_places(struct options *options)
{
	struct problems problems = problems_in(options->arena);
	struct db_target target = options_target(options);
	struct text problem = T("");
	struct place_import import;
	struct db *db;
	enum outcome outcome;

	if (options->word_count != 2)
		return complain("say which folder: tongcun import places FOLDER");
	if (!install_data(options))
		return 1;
	if (db_open(&target, DB_READ, options->arena, &db, &problem) != DONE)
		return complain("%.*s", TEXT(problem));
	outcome = db_begin(db);
	if (outcome == DONE)
		outcome = place_import_read(db, options->arena, options->words[1], &import, &problems);
	db_rollback(db);
	db_close(db);
	if (outcome == INVALID)
		return say_problems(options, &problems);
	if (outcome != DONE)
		return complain("the database cannot be read");
	if (!options->dry_run)
		return write_places(options, &import);
	printf("dry run: %lld places would be imported; %lld rows are the same place as the one above\n",
	       (long long)import.rows, (long long)import.same);
	return 0;
}

int subcommand_import(struct options *options)
{
	if (options->word_count > 0 && text_equal(options->words[0], T("places")))
		return import_places(options);
	return complain("say what to import: tongcun import places FOLDER");
}
