/* Every column that holds a place moves with the place: the tables' own texts are held against what the modules declare. A column that is
   forgotten would stay behind when villages merge, and only show when somebody looks for a household's money in vain. */
#include "support/town.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "app/modules.h"
#include "base/calendar.h"
#include "common/household/household.h"
#include "common/place/place.h"

/* Kept elsewhere than in a module's `moves`. */
static const char *const elsewhere[] = {
	"place.place",             /* the places themselves: place_change.c */
	"place_word.place",        /* made anew with the place */
	"held_role.place",         /* rights end where they would grow: person_web.c */
	"shipping_route.to_place", /* two routes may meet: shipping_web.c */
};

static bool is_elsewhere(const char *column)
{
	for (size_t i = 0; i < sizeof elsewhere / sizeof elsewhere[0]; i++)
		if (strcmp(column, elsewhere[i]) == 0)
			return true;
	return false;
}

static bool is_moved(const struct module *module, const char *table, const char *column)
{
	char begin[200];

	snprintf(begin, sizeof begin, "UPDATE %s SET %s = %s + $3 ", table, column, column);
	for (size_t i = 0; module->moves != NULL && module->moves[i] != NULL; i++)
		if (strncmp(module->moves[i], begin, strlen(begin)) == 0)
			return true;
	return false;
}

/* The word that ends at `end`. */
static void word_before(const char *from, const char *end, char *ret, size_t room)
{
	const char *begin = end;

	while (begin > from && (isalnum((unsigned char)begin[-1]) || begin[-1] == '_'))
		begin--;
	snprintf(ret, room, "%.*s", (int)(end - begin), begin);
}

/* Each "...place BIGINT" of a schema, with the table last named before it. Returns how many there were. */
static int check_columns(const struct module *module, const char *sql)
{
	char table[80] = "", column[80], both[170];
	int found = 0;

	for (const char *at = sql; *at; at++) {
		if (strncmp(at, "CREATE TABLE ", 13) == 0 || strncmp(at, "ALTER TABLE ", 12) == 0) {
			const char *name = strchr(strchr(at, ' ') + 1, ' ') + 1;

			word_before(name, name + strcspn(name, "( \n"), table, sizeof table);
		}
		if (strncmp(at, "place BIGINT", 12) != 0)
			continue;
		word_before(sql, at + 5, column, sizeof column);
		snprintf(both, sizeof both, "%s.%s", table, column);
		found++;
		if (!is_elsewhere(both) && !is_moved(module, table, column)) {
			fprintf(stderr, "%s of the module %s does not move with its place\n", both, module->name);
			fail();
		}
	}
	return found;
}

TEST(every_place_moves_with_its_village)
{
	int found = 0;

	for (size_t i = 0; all_modules[i] != NULL; i++)
		for (const struct schema_step *step = all_modules[i]->schema; step != NULL && step->sql != NULL; step++)
			found += check_columns(all_modules[i], step->sql);
	assert_true(found > 25);
}

/* ---- what a merger costs ---- */

struct merger {
	int64_t village, households;
	int64_t statements; /* that the merger took */
};

static const int64_t merged_into = INT64_C(51052510120200000);

static enum outcome fill(struct task *task, struct db *db, struct world *world)
{
	const struct merger *merger = task->owner;
	enum outcome outcome = DONE;

	for (int64_t i = 0; i < merger->households && outcome == DONE; i++) {
		struct household household = {
			.id = world_id(world), .place = merger->village, .head = T("李大山"), .created_at = world->at
		};

		outcome = household_add(db, task->arena, &household);
	}
	return outcome;
}

static enum outcome merge(struct task *task, struct db *db, struct world *world)
{
	struct merger *merger = task->owner;
	int64_t before = db_statements(db);
	enum outcome outcome = place_merge(db, task->arena, merger->village, merged_into, calendar_day(world->at));

	merger->statements = db_statements(db) - before;
	return outcome;
}

static int64_t statements_of_a_merger(int64_t village, int64_t households)
{
	struct merger merger = { .village = village, .households = households };

	town_run(0, fill, &merger);
	town_run(0, merge, &merger);
	return merger.statements;
}

/* Each statement walks through a whole table where no index leads to its places, so a merger must not do it household by household. */
TEST(a_merger_costs_the_same_however_many_households)
{
	int64_t few, many;

	town();
	few = statements_of_a_merger(INT64_C(51052510120300000), 2);
	many = statements_of_a_merger(INT64_C(51052510120400000), 60);
	assert_int_equal(town_number("SELECT count(*) FROM household WHERE place > $1 AND place <= $1 + 62",
	                             merged_into),
	                 62);
	assert_int_equal(few, many);
	check_books();
}
