/* Every column that names a household has its row in a module's `merges`: the tables' own texts are held against them. A column that is
   forgotten would be lost with a card that is merged into another. */
#include "support/town.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "app/modules.h"

static const struct merge *merge_of(const struct module *module, const char *column)
{
	for (const struct merge *row = module->merges; row != NULL && row->column != NULL; row++)
		if (strcmp(row->column, column) == 0)
			return row;
	return NULL;
}

/* Says what is done with it, both ways; or why nothing. */
static bool is_whole(const struct merge *row)
{
	return row->stays != NULL
	               ? row->there[0] == NULL && row->back[0] == NULL
	               : row->there[0] != NULL && row->back[0] != NULL && (row->bars == NULL || row->why != NULL);
}

static void word_at(const char *from, char *ret, size_t room)
{
	size_t length = 0;

	while (isalnum((unsigned char)from[length]) || from[length] == '_')
		length++;
	snprintf(ret, room, "%.*s", (int)length, from);
}

static int check_column(const struct module *module, const char *table, const char *at)
{
	char column[80], both[170];
	const struct merge *row;

	word_at(at, column, sizeof column);
	snprintf(both, sizeof both, "%s.%s", table, column);
	row = merge_of(module, both);
	if (row == NULL || !is_whole(row)) {
		fprintf(stderr, "%s of the module %s: nothing says what becomes of it when cards are merged\n", both,
		        module->name);
		fail();
	}
	return 1;
}

/* Each "household_id BIGINT" and "household_place BIGINT" of a schema, with the table last named before it. */
static int check_columns(const struct module *module, const char *sql)
{
	static const char *const names[] = { "household_id BIGINT", "household_place BIGINT" };
	char table[80] = "";
	int found = 0;

	for (const char *at = sql; *at; at++) {
		if (strncmp(at, "CREATE TABLE ", 13) == 0 || strncmp(at, "ALTER TABLE ", 12) == 0)
			word_at(strchr(strchr(at, ' ') + 1, ' ') + 1, table, sizeof table);
		for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
			if (at > sql && !isalnum((unsigned char)at[-1]) && at[-1] != '_' &&
			    strncmp(at, names[i], strlen(names[i])) == 0)
				found += check_column(module, table, at);
	}
	return found;
}

TEST(every_column_of_a_household_is_merged)
{
	int found = 0;

	for (size_t i = 0; all_modules[i] != NULL; i++)
		for (const struct schema_step *step = all_modules[i]->schema; step != NULL && step->sql != NULL; step++)
			found += check_columns(all_modules[i], step->sql);
	assert_true(found > 15);
}
