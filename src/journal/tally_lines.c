/* All indicators over the months of a year at once, for the small drawings on the pages of figures. Stepped through by the primary
   key: a look for each (indicator, month) and the counties or leaves behind it. */
#include "journal/tally_lines.h"

#include <assert.h>

#include "base/limits.h"

static const struct field point_fields[] = {
	INT_FIELD(tally_line_point, indicator, "Indicator", FIELD_OUT, 0, 0),
	INT_FIELD(tally_line_point, period, "Period", FIELD_OUT, 0, 0),
	INT_FIELD(tally_line_point, value, "Value", FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record point_record = { "tally_line_point", sizeof(struct tally_line_point), 0, point_fields };

#define WANTED                                                                 \
	"WITH RECURSIVE month(period) AS (SELECT CAST($1 AS BIGINT) UNION ALL" \
	" SELECT period + 100 FROM month WHERE period + 100 <= $2),"           \
	" step(indicator) AS (SELECT CAST(1 AS BIGINT) UNION ALL"              \
	" SELECT indicator + 1 FROM step WHERE indicator < $3),"               \
	" total(indicator, period, value) AS MATERIALIZED (SELECT step.indicator, month.period, (SELECT SUM(t.value)"
/* A sum inside the row, and no join: for a join SQLite would read the whole table first, for a Bloom filter. */
#define SUMMED                                                                                              \
	") FROM step CROSS JOIN month) SELECT indicator, period, CAST(value AS BIGINT) AS value FROM total" \
	" WHERE value IS NOT NULL ORDER BY indicator, period /* scan: some hundreds */"

enum outcome tally_lines(struct db *db, struct arena *arena, int64_t place, int64_t year, int64_t indicators,
                         struct tally_line_point **ret_points, size_t *ret_count)
{
	int64_t first = year + 100, last = year + 1200, county = place / place_span(PLACE_COUNTY);

	assert(year % 10000 == 0 && indicators > 0 && indicators * 12 <= LIMIT_LIST_ROWS);
	if (place_level(place) <= PLACE_COUNTY)
		return db_list(db, arena, &point_record, LIMIT_LIST_ROWS, ret_points, ret_count,
		               WANTED
		               " FROM tally_county AS t WHERE t.indicator = step.indicator AND t.period = month.period"
		               " AND t.county >= $4 AND t.county < $5" SUMMED,
		               bind(i64(first), i64(last), i64(indicators), i64(county),
		                    i64(place_end(place) / place_span(PLACE_COUNTY))));
	return db_list(db, arena, &point_record, LIMIT_LIST_ROWS, ret_points, ret_count,
	               WANTED " FROM tally_leaf AS t WHERE t.county = $4 AND t.indicator = step.indicator"
	                      " AND t.period = month.period AND t.place >= $5 AND t.place < $6" SUMMED,
	               bind(i64(first), i64(last), i64(indicators), i64(county), i64(place), i64(place_end(place))));
}
