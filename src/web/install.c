/* A database brought to the program's state: schema steps and first rows. */
#include "web/site.h"

enum { INSTALL_LISTS = 128 };

static enum outcome schema_install(struct db *db, const struct schema_step *const *lower,
                                   const struct module *const *modules, struct arena *arena, struct text *ret_problem)
{
	const struct schema_step **lists = arena_array(arena, INSTALL_LISTS, sizeof *lists);
	size_t count = 0;
	for (; *lower && count < INSTALL_LISTS; lower++)
		lists[count++] = *lower;
	for (; *modules && count < INSTALL_LISTS; modules++)
		if ((*modules)->schema)
			lists[count++] = (*modules)->schema;
	return db_migrate(db, lists, count, arena, ret_problem);
}

static enum outcome first_rows(struct db *db, const struct module *const *modules, struct arena *arena,
                               struct text *ret_problem)
{
	enum outcome outcome = db_begin(db);
	for (; outcome == DONE && *modules; modules++) {
		if ((*modules)->first_rows)
			outcome = (*modules)->first_rows(db, arena);
		if (outcome != DONE)
			*ret_problem = text_format(arena, "The first rows of module %s could not be written: %s.",
			                           (*modules)->name, db_failure(db));
	}
	if (outcome != DONE) {
		db_rollback(db);
		return outcome;
	}
	outcome = db_commit(db);
	if (outcome != DONE)
		*ret_problem = text_format(arena, "The first rows could not be written: %s.", db_failure(db));
	return outcome;
}

enum outcome site_install_on(struct db *db, const struct schema_step *const *lower, const struct module *const *modules,
                             struct arena *arena, struct text *ret_problem)
{
	enum outcome outcome = schema_install(db, lower, modules, arena, ret_problem);
	return outcome == DONE ? first_rows(db, modules, arena, ret_problem) : outcome;
}

enum outcome site_install(const struct db_target *target, const struct schema_step *const *lower,
                          const struct module *const *modules, struct arena *arena, struct text *ret_problem)
{
	struct db *db = NULL;
	enum outcome outcome = db_open(target, DB_WRITE, arena, &db, ret_problem);
	if (outcome != DONE)
		return outcome;
	outcome = site_install_on(db, lower, modules, arena, ret_problem);
	db_close(db);
	return outcome;
}
