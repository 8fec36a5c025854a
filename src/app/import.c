/* tongcun import places|products: files into the data, with a dry run, every bad row by line, all or nothing. */
#include "app/subcommand.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/modules.h"
#include "app/progress.h"
#include "base/calendar.h"
#include "base/id.h"
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
	return complain("nothing was imported: %zu problems", problems->count + problems->dropped);
}

static const char nothing_imported[] = "nothing was imported";

static bool show_progress(void *context, int64_t done, int64_t total)
{
	(void)context;
	return stage_goes_on(done, total);
}

struct import_task {
	struct task task;
	struct problems problems;
};

/* The command as the journal replays it (place_import_run), with progress and problems. */
static enum outcome run_import(struct task *task, struct db *db, struct world *world)
{
	struct import_task *import = task->owner;

	import->problems.count = 0;
	return place_import_write(db, task->arena, task->command.body, calendar_day(world->at), show_progress, NULL,
	                          &import->problems);
}

static int write_places(struct options *options, const struct place_import *import)
{
	struct digest secret;
	struct site_options site_options;
	struct site *site;
	struct import_task it = { .problems = problems_in(options->arena) };
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
	stage_may_stop();
	stage_begin("Places");
	outcome = writer_run(site_writer(site), &it.task);
	site_stop(site);
	stage_clear();
	if (outcome != DONE && stage_stopped())
		return stage_say_stopped(nothing_imported);
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

/* The file as one text; false: one line said what is wrong. */
static bool read_file(struct options *options, struct text name, struct text *ret_text)
{
	FILE *file = fopen(text_string(options->arena, name), "rb");
	char *bytes = arena_take(options->arena, PRODUCT_IMPORT_BYTES + 1);
	size_t length;

	if (file == NULL) {
		complain("cannot open %.*s: %s", TEXT(name), strerror(errno));
		return false;
	}
	length = fread(bytes, 1, PRODUCT_IMPORT_BYTES + 1, file);
	fclose(file);
	*ret_text = (struct text){ bytes, length };
	if (length <= PRODUCT_IMPORT_BYTES)
		return true;
	complain("%.*s is larger than %d bytes; cut it in two", TEXT(name), PRODUCT_IMPORT_BYTES);
	return false;
}

/* The work of that door of any module, as the journal would replay it. */
static enum outcome run_named(struct task *task, struct db *db, struct world *world)
{
	for (size_t i = 0; all_modules[i] != NULL; i++)
		for (const struct work *work = all_modules[i]->works; work != NULL && work->door != NULL; work++)
			if (text_equal(task->command.door, text_of(work->door)))
				return work->run(db, task->arena, world, &task->command);
	return NOT_FOUND;
}

/* The same, undone when it was asked to stop meanwhile. */
static enum outcome run_work(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = run_named(task, db, world);

	return outcome == DONE && stage_stopped() ? INVALID : outcome;
}

static int write_products(struct options *options, int64_t county, struct text body, int64_t rows)
{
	struct task task = { .arena = options->arena, .run = run_work, .alone = true };
	struct digest secret;
	struct site_options site_options;
	struct site *site;
	enum outcome outcome;

	if (!options_secret(options, false, &secret))
		return 1;
	site_options = options_site(options, &secret);
	if (!start_site(options, &site_options, &site))
		return 1;
	task.command = (struct command){ .county = county,
		                         .at = machine_now(),
		                         .door = T(PRODUCT_IMPORT_DOOR),
		                         .target = T("/products"),
		                         .body = body };
	stage_may_stop();
	stage_begin("Goods");
	outcome = writer_run(site_writer(site), &task);
	site_stop(site);
	stage_clear();
	if (outcome != DONE && stage_stopped())
		return stage_say_stopped(nothing_imported);
	if (outcome != DONE)
		return complain("the import failed (%s); nothing was written", outcome_name(outcome));
	printf("%lld goods imported\n", (long long)rows);
	return 0;
}

/* Reads and checks; the seller's county and the rows come back. */
static enum outcome check_products(struct options *options, struct text csv, int64_t county, int64_t seller,
                                   struct problems *problems, int64_t *ret_rows)
{
	struct db_target target = options_target(options);
	struct text problem = T("");
	struct db *db;
	enum outcome outcome;

	if (db_open(&target, DB_READ, options->arena, &db, &problem) != DONE) {
		complain("%.*s", TEXT(problem));
		return FAILED;
	}
	outcome = db_begin(db);
	if (outcome == DONE)
		outcome = product_import_check(db, options->arena, county, seller, csv, options->words[1], problems,
		                               ret_rows);
	db_rollback(db);
	db_close(db);
	return outcome;
}

static int import_products(struct options *options)
{
	struct problems problems = problems_in(options->arena);
	struct text csv;
	int64_t county, seller, rows = 0;
	enum outcome outcome;

	if (options->word_count != 2 || !id_read(options->seller, &county, &seller))
		return complain("say what and for whom: tongcun import products FILE.csv --seller 510525-...");
	if (!install_data(options) || !read_file(options, options->words[1], &csv))
		return 1;
	outcome = check_products(options, csv, county, seller, &problems, &rows);
	if (outcome == INVALID)
		return say_problems(options, &problems);
	if (outcome == NOT_FOUND)
		return complain("there is no seller %.*s", TEXT(options->seller));
	if (outcome != DONE)
		return 1;
	if (!options->dry_run)
		return write_products(options, county, product_import_body(options->arena, county, seller, csv), rows);
	printf("dry run: %lld goods would be imported\n", (long long)rows);
	return 0;
}

int subcommand_import(struct options *options)
{
	if (options->word_count > 0 && text_equal(options->words[0], T("places")))
		return import_places(options);
	if (options->word_count > 0 && text_equal(options->words[0], T("products")))
		return import_products(options);
	return complain(
		"say what to import: tongcun import places FOLDER, or tongcun import products FILE --seller ID");
}
