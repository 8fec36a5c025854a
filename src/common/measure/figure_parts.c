/* The rows behind a figure: reading them, and the check that they are the figure. */
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "common/measure/measure_view.h"

static const struct field part_fields[] = {
	INT_FIELD(figure_part, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, figure_part, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, figure_part, thing_id, N_("Number of the thing"), FIELD_OUT, 0, 0),
	INT_FIELD(figure_part, place, N_("Place"), 0, 0, 0),
	INT_FIELD(figure_part, at, N_("When"), 0, 0, 0),
	WHOLE_FIELD(FIELD_DAY, figure_part, on, N_("Day"), FIELD_OUT, 0, 0),
	TEXT_FIELD(figure_part, title, N_("What it is about"), FIELD_OUT, 0, 0),
	TEXT_FIELD(figure_part, village, N_("Place"), FIELD_OUT, 0, 0),
	INT_FIELD(figure_part, value, N_("Counts for"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record figure_part_record = { .name = "figure_part",
	                                   .size = sizeof(struct figure_part),
	                                   .county = offsetof(struct figure_part, county),
	                                   .fields = part_fields };

enum outcome figure_parts(struct db *db, struct arena *arena, const struct indicator *indicator, int64_t place,
                          int64_t period, int64_t before, size_t limit, struct figure_part **ret, size_t *ret_count)
{
	int64_t from = calendar_period_start(period), last = calendar_period_end(period);
	struct figure_part *rows;
	enum outcome outcome = db_list(db, arena, &figure_part_record, limit, &rows, ret_count, indicator->behind,
	                               bind(i64(place), i64(place_end(place)),
	                                    i64(indicator->by_day ? from : calendar_day_start(from)),
	                                    i64(indicator->by_day ? last + 1 : calendar_day_end(last)),
	                                    i64(before > 0 ? before : INT64_MAX), i64((int64_t)limit)));

	if (outcome != DONE)
		return outcome;
	for (size_t i = 0; i < *ret_count; i++)
		rows[i].on = indicator->by_day ? rows[i].at : calendar_day(rows[i].at);
	*ret = rows;
	return DONE;
}

const char *figure_rows_path(const struct indicator *indicator)
{
	return indicator->behind != NULL ? "/figures/rows" : indicator->rows;
}

/* ---- the check ---- */

static enum outcome sum_parts(struct db *db, const struct indicator *indicator, int64_t period, int64_t *ret_sum)
{
	int64_t before = 0, sum = 0;
	enum outcome outcome = DONE;
	size_t count = LIMIT_LIST_ROWS;

	while (outcome == DONE && count == LIMIT_LIST_ROWS) {
		struct arena *own = arena_new();
		struct figure_part *rows;

		outcome = figure_parts(db, own, indicator, PLACE_WHOLE, period, before, LIMIT_LIST_ROWS, &rows, &count);
		for (size_t i = 0; outcome == DONE && i < count; i++) {
			sum += rows[i].value;
			before = rows[i].id;
		}
		arena_free(own);
	}
	*ret_sum = sum;
	return outcome;
}

static enum outcome check_years(struct db *db, struct arena *arena, const struct indicator *indicator,
                                struct text *ret_words)
{
	struct tally_point *years;
	size_t count;
	enum outcome outcome =
		tally_series(db, arena, PLACE_WHOLE, indicator->number, 20000000, 29990000, false, &years, &count);

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		int64_t sum;

		if (years[i].period % 10000 != 0)
			continue;
		outcome = sum_parts(db, indicator, years[i].period, &sum);
		if (outcome == DONE && sum != years[i].value) {
			*ret_words = text_format(arena, "%s in %lld: the total says %lld, the rows behind it %lld",
			                         indicator->name, (long long)years[i].period / 10000,
			                         (long long)years[i].value, (long long)sum);
			outcome = CONFLICT;
		}
	}
	return outcome;
}

enum outcome figure_parts_check(struct db *db, struct arena *arena, struct text *ret_words)
{
	enum outcome outcome = DONE;

	for (int64_t number = 1; outcome == DONE && number < INDICATOR_NUMBERS; number++) {
		const struct indicator *indicator = indicator_of(number);

		if (indicator != NULL && indicator->behind != NULL)
			outcome = check_years(db, arena, indicator, ret_words);
	}
	return outcome;
}
