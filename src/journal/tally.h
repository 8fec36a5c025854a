/* Totals: a change of an indicator at a place on a day, added in the same transaction as the record it comes from. Changes
   are gathered over the writer's batch and added once, just before its commit, so that 256 orders of one county touch each
   total once.
   Two tables: tally_leaf(county, indicator, period, place, value) where it happened, tally_county(indicator, period, county,
   value). A village, township or county below is a sum over the interval of leaves; a city or province a sum of counties.
   Each change counts for its day, its month and its year; what stands (how many there are) for the one period 0.
   Invariant: value of a county = sum of its leaves = recount of the records. */
#ifndef JOURNAL_TALLY_H
#define JOURNAL_TALLY_H

#include "base/place_key.h"
#include "db/db.h"

struct tally;

/* Numbers from here on are a module's own sums (the ledger's by kind of account): they are not listed by tally_indicators(). */
enum { TALLY_PRIVATE = 1000 };
/* In a handler: adds delta to the indicator (its number, common/measure) at the place (household to county, or 0 for what belongs to
   no county) on the day. Aborts on a
   connection that is not a writer's: totals change only by commands. */
void tally_add(struct db *db, int64_t place, int64_t indicator, int64_t on, int64_t delta);

/* The same for what is counted as it stands (households, not births): the change counts for the one period TALLY_EVER, so that its
   total is how many there are now. */
enum { TALLY_EVER = 0 };
void tally_add_standing(struct db *db, int64_t place, int64_t indicator, int64_t delta);

/* In a command that runs alone: the totals kept in [from, from_end) are from now on kept (to - from) further, added to what is
   there; counties too. */
MUST_USE enum outcome tally_move(struct db *db, int64_t from, int64_t from_end, int64_t to);

/* For the writer: one tally a lane, attached to its connection by db_set_companion(). */
struct tally *tally_new(void);
void tally_free(struct tally *tally);
/* Forgets what the present command added (its savepoint was undone), or keeps it for the batch. */
void tally_undo(struct tally *tally);
void tally_keep(struct tally *tally);
/* Whether the batch must be committed before another command is run: less than TALLY_ROOM is free. A command that touches
   more than is free has its sums written inside its savepoint, which is slower but right. */
enum { TALLY_ROOM = 256 };
bool tally_is_full(const struct tally *tally);
/* Writes the batch's sums; then it is empty. */
MUST_USE enum outcome tally_write(struct tally *tally, struct db *db);
/* Forgets the batch. */
void tally_clear(struct tally *tally);

/* The total of an indicator in the land of a place for a period (day, month or year). A place above the county is read from
   tally_county; a city without counties (4419) is its own county, so there both ways give the same. */
MUST_USE enum outcome tally_read(struct db *db, int64_t place, int64_t indicator, int64_t period, int64_t *ret_value);

/* One line of a page's table: the total in the land of a place of the level asked for. */
struct tally_part {
	int64_t place, value;
};
/* The totals of all places of the level `below` in the land of `place` that have any, in order of place, at most
   LIMIT_LIST_ROWS. below is under place's level; township, village and household can be asked for inside one county only.
   What was added at a place above `below` comes with that place's own key (a township's own in a list of villages). */
MUST_USE enum outcome tally_children(struct db *db, struct arena *arena, int64_t place, enum place_level below,
                                     int64_t indicator, int64_t period, struct tally_part **ret_parts,
                                     size_t *ret_count);

/* One point of a line over time. */
struct tally_point {
	int64_t period, value;
};
/* The totals of one place for the periods from `from` to `to`, both included and of one kind (two days, two months or two
   years); periods without a total are left out; in order of time, at most LIMIT_LIST_ROWS. With with_year_before also of the same
   periods of the year before. */
MUST_USE enum outcome tally_series(struct db *db, struct arena *arena, int64_t place, int64_t indicator, int64_t from,
                                   int64_t to, bool with_year_before, struct tally_point **ret_points,
                                   size_t *ret_count);

/* One indicator of a place. */
struct tally_value {
	int64_t indicator, value;
};
/* All indicators below TALLY_PRIVATE that have a total at the place for the period, in order of their numbers, in one statement. */
MUST_USE enum outcome tally_indicators(struct db *db, struct arena *arena, int64_t place, int64_t period,
                                       struct tally_value **ret_values, size_t *ret_count);

/* One indicator of a place in two periods. */
struct tally_pair {
	int64_t indicator, value, before;
};
enum { TALLY_NO_PERIOD = -1 };
/* The same for two periods in one statement: all that have a total in the period or in the one before it (any other, or
   TALLY_NO_PERIOD); 0 where there is none. */
MUST_USE enum outcome tally_pairs(struct db *db, struct arena *arena, int64_t place, int64_t period, int64_t before,
                                  struct tally_pair **ret_pairs, size_t *ret_count);

/* The totals of the indicators 1..indicators of a place from a day on which a month begins to a day of the same year, both
   included: whole months from their own totals, the rest from days. */
MUST_USE enum outcome tally_between(struct db *db, struct arena *arena, int64_t place, int64_t from_on, int64_t to_on,
                                    int64_t indicators, struct tally_value **ret_values, size_t *ret_count);

/* One cell of a table: a place below, an indicator. */
struct tally_cell {
	int64_t place, indicator, value;
};
/* As tally_children(), for the indicators 1..indicators at once, in order of place and indicator. */
MUST_USE enum outcome tally_table(struct db *db, struct arena *arena, int64_t place, enum place_level below,
                                  int64_t indicators, int64_t period, struct tally_cell **ret_cells, size_t *ret_count);

#endif
