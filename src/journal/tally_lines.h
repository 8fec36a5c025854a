/* The totals of all indicators by month, in one statement. Beside journal/tally.h. */
#ifndef JOURNAL_TALLY_LINES_H
#define JOURNAL_TALLY_LINES_H

#include "journal/tally.h"

/* One indicator in one month. */
struct tally_line_point {
	int64_t indicator, period, value;
};
/* The totals of the indicators 1..indicators of a place for the months of a year (yyyy0000); months without a total are left out; in
   order of indicator and month. */
MUST_USE enum outcome tally_lines(struct db *db, struct arena *arena, int64_t place, int64_t year, int64_t indicators,
                                  struct tally_line_point **ret_points, size_t *ret_count);

#endif
