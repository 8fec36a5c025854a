/* Totals for the pages of figures: many at once, each in one statement. Periods and indicators are stepped through by the
   primary key, so the cost is a look for each (indicator, period) and the counties or leaves behind it, not a walk over the year. */
#include "journal/tally.h"

#include <assert.h>

#include "base/calendar.h"
#include "base/limits.h"

static const struct field point_fields[] = {
	INT_FIELD(tally_point, period, "Period", FIELD_OUT, 0, 0),
	INT_FIELD(tally_point, value, "Value", FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record point_record = { "tally_point", sizeof(struct tally_point), 0, point_fields };

/* A period's kind: 1 a day, 100 a month, 10000 a year; period % kind is 0 and period % (100 * kind) is not. */
static int64_t period_kind(int64_t period)
{
	return period % 10000 == 0 ? 10000 : period % 100 == 0 ? 100 : 1;
}

/* Steps from one number that could be a period to the next: what is none has no total. MATERIALIZED: each sum is taken once. */
#define POINTS_BEFORE                                                                                          \
	"WITH RECURSIVE step(period) AS (SELECT CAST($2 AS BIGINT) UNION ALL"                                  \
	" SELECT period + $4 FROM step WHERE period + $4 <= $3),"                                              \
	" wanted(period) AS (SELECT period FROM step UNION ALL SELECT period - 10000 FROM step WHERE $8 = 1)," \
	" point(period, value) AS MATERIALIZED (SELECT wanted.period, (SELECT SUM(t.value)"
#define POINTS_AFTER                                                                                                  \
	") FROM wanted WHERE wanted.period % $5 <> 0)"                                                                \
	" SELECT period, CAST(value AS BIGINT) AS value FROM point WHERE value IS NOT NULL ORDER BY period /* scan: " \
	"some dozens */"

enum outcome tally_series(struct db *db, struct arena *arena, int64_t place, int64_t indicator, int64_t from,
                          int64_t to, bool with_year_before, struct tally_point **ret_points, size_t *ret_count)
{
	int64_t kind = period_kind(from), county = place / place_span(PLACE_COUNTY);
	assert(kind == period_kind(to) && from <= to && (to - from) / kind < LIMIT_LIST_ROWS);

	if (place_level(place) <= PLACE_COUNTY)
		return db_list(db, arena, &point_record, LIMIT_LIST_ROWS, ret_points, ret_count,
		               POINTS_BEFORE
		               " FROM tally_county AS t WHERE t.indicator = $1"
		               " AND t.period = wanted.period AND t.county >= $6 AND t.county < $7" POINTS_AFTER,
		               bind(i64(indicator), i64(from), i64(to), i64(kind), i64(100 * kind), i64(county),
		                    i64(place_end(place) / place_span(PLACE_COUNTY)), i64(with_year_before)));
	return db_list(db, arena, &point_record, LIMIT_LIST_ROWS, ret_points, ret_count,
	               POINTS_BEFORE " FROM tally_leaf AS t WHERE t.county = $6 AND t.indicator = $1"
	                             " AND t.period = wanted.period AND t.place >= $7 AND t.place < $9" POINTS_AFTER,
	               bind(i64(indicator), i64(from), i64(to), i64(kind), i64(100 * kind), i64(county), i64(place),
	                    i64(with_year_before), i64(place_end(place))));
}

static const struct field value_fields[] = {
	INT_FIELD(tally_value, indicator, "Indicator", FIELD_OUT, 0, 0),
	INT_FIELD(tally_value, value, "Value", FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record value_record = { "tally_value", sizeof(struct tally_value), 0, value_fields };

/* $1..$2 whole months, $3..$4 days, $5 how many indicators; an empty range has its end before its start. */
#define WANTED                                                                                         \
	"WITH RECURSIVE month(period) AS (SELECT CAST($1 AS BIGINT) WHERE $1 <= $2 UNION ALL"          \
	" SELECT period + 100 FROM month WHERE period + 100 <= $2),"                                   \
	" day(period) AS (SELECT CAST($3 AS BIGINT) WHERE $3 <= $4 UNION ALL"                          \
	" SELECT period + 1 FROM day WHERE period + 1 <= $4),"                                         \
	" step(indicator) AS (SELECT CAST(1 AS BIGINT) UNION ALL"                                      \
	" SELECT indicator + 1 FROM step WHERE indicator < $5),"                                       \
	" wanted(period) AS MATERIALIZED (SELECT period FROM month UNION ALL SELECT period FROM day)," \
	" total(indicator, value) AS MATERIALIZED (SELECT step.indicator, (SELECT SUM((SELECT SUM(t.value)"
/* A sum for each period inside the sum, and no join: for a join SQLite would read the whole table first, for a Bloom filter. */
#define SUMMED                                                                                   \
	")) FROM wanted) FROM step) SELECT indicator, CAST(value AS BIGINT) AS value FROM total" \
	" WHERE value IS NOT NULL ORDER BY indicator /* scan: some dozens */"

enum outcome tally_between(struct db *db, struct arena *arena, int64_t place, int64_t from_on, int64_t to_on,
                           int64_t indicators, struct tally_value **ret_values, size_t *ret_count)
{
	int64_t first_month = calendar_month(from_on), last_month = calendar_month(to_on);

	assert(calendar_year(from_on) == calendar_year(to_on) && from_on % 100 == 1 && from_on <= to_on);
	if (place_level(place) <= PLACE_COUNTY)
		return db_list(db, arena, &value_record, LIMIT_LIST_ROWS, ret_values, ret_count,
		               WANTED " FROM tally_county AS t WHERE t.indicator = step.indicator"
		                      " AND t.period = wanted.period AND t.county >= $6 AND t.county < $7" SUMMED,
		               bind(i64(first_month), i64(last_month - 100), i64(last_month + 1), i64(to_on),
		                    i64(indicators), i64(place / place_span(PLACE_COUNTY)),
		                    i64(place_end(place) / place_span(PLACE_COUNTY))));
	return db_list(db, arena, &value_record, LIMIT_LIST_ROWS, ret_values, ret_count,
	               WANTED " FROM tally_leaf AS t WHERE t.county = $6"
	                      " AND t.indicator = step.indicator AND t.period = wanted.period"
	                      " AND t.place >= $7 AND t.place < $8" SUMMED,
	               bind(i64(first_month), i64(last_month - 100), i64(last_month + 1), i64(to_on), i64(indicators),
	                    i64(place / place_span(PLACE_COUNTY)), i64(place), i64(place_end(place))));
}

static const struct field cell_fields[] = {
	INT_FIELD(tally_cell, place, "Place", FIELD_OUT, 0, 0),
	INT_FIELD(tally_cell, indicator, "Indicator", FIELD_OUT, 0, 0),
	INT_FIELD(tally_cell, value, "Value", FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record cell_record = { "tally_cell", sizeof(struct tally_cell), 0, cell_fields };

#define STEPS                                                                   \
	"WITH RECURSIVE step(indicator) AS (SELECT CAST(1 AS BIGINT) UNION ALL" \
	" SELECT indicator + 1 FROM step WHERE indicator < $1)"

enum outcome tally_table(struct db *db, struct arena *arena, int64_t place, enum place_level below, int64_t indicators,
                         int64_t period, struct tally_cell **ret_cells, size_t *ret_count)
{
	assert(below > place_level(place));
	assert(below <= PLACE_COUNTY || place_level(place) >= PLACE_CITY);
	if (below <= PLACE_COUNTY)
		return db_list(db, arena, &cell_record, LIMIT_EXPORT_ROWS, ret_cells, ret_count,
		               STEPS " SELECT part * $5 AS place, indicator, CAST(SUM(value) AS BIGINT) AS value FROM"
		                     " (SELECT t.county / $6 AS part, t.indicator, t.value FROM step CROSS JOIN"
		                     " tally_county AS t WHERE t.indicator = step.indicator AND t.period = $2"
		                     " AND t.county >= $3 AND t.county < $4) AS below"
		                     " GROUP BY part, indicator ORDER BY part, indicator",
		               bind(i64(indicators), i64(period), i64(place / place_span(PLACE_COUNTY)),
		                    i64(place_end(place) / place_span(PLACE_COUNTY)), i64(place_span(below)),
		                    i64(place_span(below) / place_span(PLACE_COUNTY))));
	return db_list(db, arena, &cell_record, LIMIT_EXPORT_ROWS, ret_cells, ret_count,
	               STEPS " SELECT part * $6 AS place, indicator, CAST(SUM(value) AS BIGINT) AS value FROM"
	                     " (SELECT t.place / $6 AS part, t.indicator, t.value FROM step CROSS JOIN tally_leaf AS t"
	                     " WHERE t.county = $3 AND t.indicator = step.indicator AND t.period = $2"
	                     " AND t.place >= $4 AND t.place < $5) AS below"
	                     " GROUP BY part, indicator ORDER BY part, indicator",
	               bind(i64(indicators), i64(period), i64(place / place_span(PLACE_COUNTY)), i64(place),
	                    i64(place_end(place)), i64(place_span(below))));
}
