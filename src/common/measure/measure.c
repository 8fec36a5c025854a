/* Indicators: where they are declared, how they are added, and the recount that must give the same. */
#include "common/measure/measure.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "common/measure/measure_view.h"

void measure_add(struct db *db, enum indicator_number indicator, int64_t place, int64_t at, int64_t delta)
{
	if (delta != 0)
		tally_add(db, place, (int64_t)indicator, calendar_day(at), delta);
}

void measure_add_standing(struct db *db, enum indicator_number indicator, int64_t place, int64_t delta)
{
	if (delta != 0)
		tally_add_standing(db, place, (int64_t)indicator, delta);
}

const struct indicator *indicator_of(int64_t number)
{
	for (size_t i = 0; all_modules[i] != NULL; i++)
		for (const struct indicator *row = all_modules[i]->indicators; row != NULL && row->number != 0; row++)
			if (row->number == number)
				return row;
	return NULL;
}

const struct indicator *indicator_named(struct text name)
{
	for (int64_t number = 1; number < INDICATOR_NUMBERS; number++) {
		const struct indicator *row = indicator_of(number);

		if (row != NULL && row->unit != UNIT_STANDING && text_equal(name, text_of(row->name)))
			return row;
	}
	return NULL;
}

/* ---- the recount ---- */

/* A leaf of the recount: what tally_leaf should hold for a day. */
struct recounted {
	int64_t place, on, value;
};

struct recount {
	struct arena *arena;
	struct recounted *rows;
	size_t count, room;
};

static void recount_add(struct recount *recount, int64_t place, int64_t on, int64_t value)
{
	if (recount->count == recount->room) {
		size_t room = recount->room == 0 ? 1024 : recount->room * 2;
		struct recounted *rows = arena_array(recount->arena, room, sizeof *rows);

		if (recount->count > 0)
			memcpy(rows, recount->rows, recount->count * sizeof *rows);
		recount->rows = rows;
		recount->room = room;
	}
	recount->rows[recount->count++] = (struct recounted){ place, on, value };
}

static int64_t day_of(const struct indicator *indicator, struct db_rows *rows)
{
	if (indicator->unit == UNIT_STANDING)
		return TALLY_EVER;
	return indicator->by_day ? db_int(rows, "day") : calendar_day(db_int(rows, "at"));
}

static enum outcome read_records(struct db *db, const struct indicator *indicator, struct recount *recount)
{
	struct db_rows *rows = db_rows(db, indicator->recount, bind_none());

	while (db_next(rows))
		recount_add(recount, db_int(rows, "place"), day_of(indicator, rows), db_int(rows, "value"));
	return db_done(rows);
}

static enum outcome add_of_household(struct db *db, const struct indicator *indicator, int64_t key, int64_t times)
{
	struct db_rows *rows = db_rows(db, indicator->of_household, bind(i64(key)));

	while (db_next(rows)) {
		int64_t place = db_int(rows, "place"), value = db_int(rows, "value") * times;

		if (value == 0)
			continue;
		if (indicator->unit == UNIT_STANDING)
			tally_add_standing(db, place, indicator->number, value);
		else
			tally_add(db, place, indicator->number, day_of(indicator, rows), value);
	}
	return db_done(rows);
}

enum outcome measure_of_household(struct db *db, int64_t key, int64_t times)
{
	enum outcome outcome = DONE;

	for (size_t i = 0; all_modules[i] != NULL; i++)
		for (const struct indicator *row = all_modules[i]->indicators;
		     outcome == DONE && row != NULL && row->number != 0; row++)
			if (row->of_household != NULL)
				outcome = add_of_household(db, row, key, times);
	return outcome;
}

static int compare_recounted(const void *a, const void *b)
{
	const struct recounted *left = a, *right = b;

	if (left->on != right->on)
		return left->on < right->on ? -1 : 1;
	return left->place < right->place ? -1 : left->place > right->place;
}

/* Sums equal (day, place) in sorted order; sums of 0 go. */
static void fold(struct recount *recount)
{
	size_t kept = 0;

	if (recount->count > 0)
		qsort(recount->rows, recount->count, sizeof *recount->rows, compare_recounted);
	for (size_t i = 0; i < recount->count; i++) {
		struct recounted *last = kept > 0 ? &recount->rows[kept - 1] : NULL;

		if (last != NULL && last->on == recount->rows[i].on && last->place == recount->rows[i].place)
			last->value += recount->rows[i].value;
		else
			recount->rows[kept++] = recount->rows[i];
	}
	recount->count = 0;
	for (size_t i = 0; i < kept; i++)
		if (recount->rows[i].value != 0)
			recount->rows[recount->count++] = recount->rows[i];
}

static enum outcome differs(struct arena *arena, const struct indicator *indicator, int64_t on, int64_t place,
                            int64_t kept, int64_t counted, struct text *ret_words)
{
	*ret_words = text_format(arena, "%s on %lld at %.*s: the total says %lld, the recount %lld", indicator->name,
	                         (long long)on, TEXT(place_code(arena, place)), (long long)kept, (long long)counted);
	return CONFLICT;
}

/* Walks the kept leaves of the days (or of what stands) beside the recount, both in order of day and place. */
static enum outcome compare_leaves(struct db *db, struct arena *arena, const struct indicator *indicator,
                                   const struct recount *recount, struct text *ret_words)
{
	struct db_rows *rows = db_rows(db,
	                               "SELECT period, place, value FROM tally_leaf WHERE indicator = $1 AND value <> 0"
	                               " AND (period % 100 <> 0 OR period = 0) ORDER BY period, place /* scan */",
	                               bind(i64(indicator->number)));
	enum outcome outcome = DONE, read;
	size_t next = 0;

	while (outcome == DONE && db_next(rows)) {
		int64_t on = db_int(rows, "period"), place = db_int(rows, "place"), value = db_int(rows, "value");
		const struct recounted *row = next < recount->count ? &recount->rows[next] : NULL;

		if (row == NULL || row->on != on || row->place != place)
			outcome = differs(arena, indicator, on, place, value, 0, ret_words);
		else if (row->value != value)
			outcome = differs(arena, indicator, on, place, value, row->value, ret_words);
		next++;
	}
	read = db_done(rows);
	if (outcome == DONE && read == DONE && next < recount->count)
		outcome = differs(arena, indicator, recount->rows[next].on, recount->rows[next].place, 0,
		                  recount->rows[next].value, ret_words);
	return outcome != DONE ? outcome : read;
}

static enum outcome check_recounts(struct db *db, struct arena *arena, struct text *ret_words)
{
	for (int64_t number = 1; number < INDICATOR_NUMBERS; number++) {
		const struct indicator *indicator = indicator_of(number);
		struct arena *own = arena_new();
		struct recount recount = { .arena = own };
		enum outcome outcome = DONE;

		if (indicator != NULL && indicator->recount != NULL) {
			outcome = read_records(db, indicator, &recount);
			if (outcome == DONE) {
				fold(&recount);
				outcome = compare_leaves(db, arena, indicator, &recount, ret_words);
			}
		}
		arena_free(own);
		if (outcome != DONE)
			return outcome;
	}
	return DONE;
}

/* Months and years are the sums of their days; counties are the sums of their leaves. */
static enum outcome check_sums(struct db *db, struct arena *arena, struct text *ret_words)
{
	int64_t wrong = 0;
	enum outcome outcome =
		db_number(db, &wrong,
	                  "SELECT count(*) FROM (SELECT county, indicator, period FROM ("
	                  " SELECT county, indicator, period, value FROM tally_county"
	                  " UNION ALL SELECT county, indicator, period, -value FROM tally_leaf) AS both_tables"
	                  " GROUP BY county, indicator, period HAVING sum(value) <> 0) AS wrong /* scan */",
	                  bind_none());

	if (outcome == DONE && wrong == 0)
		outcome = db_number(
			db, &wrong,
			"SELECT count(*) FROM (SELECT county, indicator, place, period FROM ("
			" SELECT county, indicator, place, period, value FROM tally_leaf WHERE period % 100 = 0"
			" AND period % 10000 <> 0"
			" UNION ALL SELECT county, indicator, place, period / 100 * 100, -value FROM tally_leaf"
			" WHERE period % 100 <> 0"
			" UNION ALL SELECT county, indicator, place, period, value FROM tally_leaf"
			" WHERE period % 10000 = 0 AND period > 0"
			" UNION ALL SELECT county, indicator, place, period / 10000 * 10000, -value FROM tally_leaf"
			" WHERE period % 100 <> 0) AS spans"
			" GROUP BY county, indicator, place, period HAVING sum(value) <> 0) AS wrong /* scan */",
			bind_none());
	if (outcome != DONE || wrong == 0)
		return outcome;
	*ret_words = text_format(arena, "%lld totals are not the sum of their parts", (long long)wrong);
	return CONFLICT;
}

const struct check measure_checks[] = {
	{ .name = "totals equal the recount", .run = check_recounts },
	{ .name = "totals equal the sum of their parts", .run = check_sums },
	{ .name = "figures equal the sum of the rows behind them", .run = figure_parts_check },
	{ .name = NULL },
};
