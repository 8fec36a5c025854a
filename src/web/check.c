/* What the checks of `tongcun check` say when a count is not 0. */
#include "web/module.h"

enum outcome check_count(struct arena *arena, enum outcome outcome, int64_t count, const char *what,
                         struct text *ret_words)
{
	if (outcome != DONE || count == 0)
		return outcome;
	*ret_words = text_format(arena, "%lld %s", (long long)count, what);
	return CONFLICT;
}

enum outcome check_none(struct db *db, struct arena *arena, struct text *ret_words, const char *what, const char *sql)
{
	int64_t count = 0;
	enum outcome outcome = db_number(db, &count, sql, bind_none());

	return check_count(arena, outcome, count, what, ret_words);
}
