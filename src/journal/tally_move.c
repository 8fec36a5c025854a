/* Totals that move with their places: villages that merge, places that get another code. Runs in a command that is alone in its
   batch, so that no total of an earlier command waits in memory under an old key. */
#include "journal/tally.h"

#include <assert.h>

#include "base/place_key.h"

/* Counties as they are written, with the sums that leave the old ones and come to the new ones. */
static enum outcome move_counties(struct db *db, int64_t from, int64_t from_end, int64_t shift)
{
	enum outcome outcome;

	outcome = db_exec(db,
	                  "INSERT INTO tally_county(indicator, period, county, value)"
	                  " SELECT indicator, period, county, -sum(value) FROM tally_leaf"
	                  " WHERE county >= $1 AND county <= $2 AND place >= $3 AND place < $4"
	                  " GROUP BY indicator, period, county"
	                  " ON CONFLICT (indicator, period, county) DO UPDATE"
	                  " SET value = tally_county.value + excluded.value",
	                  bind(i64(from / place_span(PLACE_COUNTY)), i64((from_end - 1) / place_span(PLACE_COUNTY)),
	                       i64(from), i64(from_end)));
	if (outcome != DONE)
		return outcome;
	return db_exec(db,
	               "INSERT INTO tally_county(indicator, period, county, value)"
	               " SELECT indicator, period, (place + $5) / 100000000000, sum(value) FROM tally_leaf"
	               " WHERE county >= $1 AND county <= $2 AND place >= $3 AND place < $4"
	               " GROUP BY indicator, period, (place + $5) / 100000000000"
	               " ON CONFLICT (indicator, period, county) DO UPDATE"
	               " SET value = tally_county.value + excluded.value",
	               bind(i64(from / place_span(PLACE_COUNTY)), i64((from_end - 1) / place_span(PLACE_COUNTY)),
	                    i64(from), i64(from_end), i64(shift)));
}

static enum outcome move_leaves(struct db *db, int64_t from, int64_t from_end, int64_t shift)
{
	enum outcome outcome;

	outcome = db_exec(db,
	                  "INSERT INTO tally_leaf(county, indicator, period, place, value)"
	                  " SELECT (place + $5) / 100000000000, indicator, period, place + $5, value FROM tally_leaf"
	                  " WHERE county >= $1 AND county <= $2 AND place >= $3 AND place < $4"
	                  " ON CONFLICT (county, indicator, period, place) DO UPDATE"
	                  " SET value = tally_leaf.value + excluded.value",
	                  bind(i64(from / place_span(PLACE_COUNTY)), i64((from_end - 1) / place_span(PLACE_COUNTY)),
	                       i64(from), i64(from_end), i64(shift)));
	if (outcome != DONE)
		return outcome;
	return db_exec(db, "DELETE FROM tally_leaf WHERE county >= $1 AND county <= $2 AND place >= $3 AND place < $4",
	               bind(i64(from / place_span(PLACE_COUNTY)), i64((from_end - 1) / place_span(PLACE_COUNTY)),
	                    i64(from), i64(from_end)));
}

enum outcome tally_move(struct db *db, int64_t from, int64_t from_end, int64_t to)
{
	enum outcome outcome = DONE;

	assert(from < from_end && (to >= from_end || to + (from_end - from) <= from));
	if (from / place_span(PLACE_COUNTY) != to / place_span(PLACE_COUNTY))
		outcome = move_counties(db, from, from_end, to - from);
	if (outcome == DONE)
		outcome = move_leaves(db, from, from_end, to - from);
	return outcome;
}
