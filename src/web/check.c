/* Running what modules declare for `tongcun check`. */
#include "base/id.h"
#include "web/module.h"

enum outcome check_count(struct arena *arena, enum outcome outcome, int64_t count, const char *what,
                         struct text *ret_words)
{
	if (outcome != DONE || count == 0)
		return outcome;
	*ret_words = text_format(arena, "%lld %s", (long long)count, what);
	return CONFLICT;
}

static enum outcome find(const struct check *check, struct db *db, struct arena *arena, struct text *ret_words)
{
	struct db_rows *rows = db_rows(db, check->finds, bind_none());
	bool found = db_next(rows);
	int64_t county = found ? db_int(rows, "county") : 0, id = found ? db_int(rows, "id") : 0;
	enum outcome outcome = db_done(rows);

	if (outcome != DONE || !found)
		return outcome;
	*ret_words = text_format(arena, "%s: %.*s", check->wrong, TEXT(id_public(arena, county, id)));
	return CONFLICT;
}

enum outcome check_run(const struct check *check, struct db *db, struct arena *arena, struct text *ret_words)
{
	int64_t count = 0;
	enum outcome outcome;

	if (check->run != NULL)
		return check->run(db, arena, ret_words);
	if (check->finds != NULL)
		return find(check, db, arena, ret_words);
	outcome = db_number(db, &count, check->counts, bind_none());
	return check_count(arena, outcome, count, check->wrong, ret_words);
}
