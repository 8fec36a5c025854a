/* tongcun check: recounts everything; a line each, exit code 1 if any does not hold. */
#include "app/subcommand.h"

#include <stdio.h>

#include "app/modules.h"
#include "app/progress.h"
#include "base/money.h"
#include "common/measure/measure.h"
#include "journal/chain.h"

/* One line of the report, in place of the line that said how far it is. */
static bool say(const char *name, enum outcome outcome, struct text words)
{
	stage_clear();
	if (outcome == DONE)
		printf("ok    %s%s%.*s\n", name, words.length > 0 ? ": " : "", TEXT(words));
	else
		printf("WRONG %s: %.*s\n", name, TEXT(words.length > 0 ? words : text_of(outcome_name(outcome))));
	return outcome == DONE;
}

static bool check_chain(struct db *db, struct arena *arena)
{
	struct text words = T("");
	int64_t rows = 0;
	enum outcome outcome = chain_verify(db, arena, &rows, &words);

	if (outcome == DONE)
		words = text_format(arena, "%.*s rows", TEXT(number_grouped(arena, rows)));
	return say("journal chain is whole", outcome, words);
}

static int64_t count_checks(void)
{
	int64_t count = 1; /* the chain */

	for (size_t i = 0; all_modules[i] != NULL; i++)
		for (const struct check *check = all_modules[i]->checks; check != NULL && check->name != NULL; check++)
			count++;
	return count;
}

static bool check_module(struct db *db, struct arena *arena, const struct module *module, int64_t *number)
{
	bool holds = true;

	for (const struct check *check = module->checks; check != NULL && check->name != NULL; check++) {
		struct text words = T("");

		stage_item(check->name, ++*number);
		if (!say(check->name, check_run(check, db, arena, &words), words))
			holds = false;
	}
	return holds;
}

bool check_data(const struct options *options)
{
	struct db_target target = options_target(options);
	struct text problem = T("");
	struct db *db;
	int64_t number = 1;
	bool holds;

	if (db_open(&target, DB_READ, options->arena, &db, &problem) != DONE)
		return complain("%.*s", TEXT(problem)) == 0;
	if (db_begin(db) != DONE)
		return complain("the database cannot be read: %s", db_failure(db)) == 0;
	stage_of(count_checks());
	stage_item("journal chain is whole", number);
	holds = check_chain(db, options->arena);
	for (size_t i = 0; all_modules[i] != NULL; i++)
		if (!check_module(db, options->arena, all_modules[i], &number))
			holds = false;
	db_rollback(db);
	db_close(db);
	return holds;
}

int subcommand_check(struct options *options)
{
	stage_may_end("\ntongcun: stopped: not everything was checked; nothing was changed\n");
	return check_data(options) ? 0 : 1;
}
