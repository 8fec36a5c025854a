/* Totals: a change of an indicator at a place on a day, added in the same transaction as the record it comes from. Changes
   are gathered over the writer's batch and added once, just before its commit, so that 256 orders of one county touch each
   total once.
   Two tables: tally_leaf(county, indicator, period, place, value) where it happened, tally_county(indicator, period, county,
   value). A village, township or county below is a sum over the interval of leaves; a city or province a sum of counties.
   Each change counts for its day, its month and its year.
   Invariant: value of a county = sum of its leaves = recount of the records. */
#ifndef JOURNAL_TALLY_H
#define JOURNAL_TALLY_H

#include "db/db.h"

struct tally;

/* In a handler: adds delta to the indicator (its number, common/measure) at the place (household to county) on the day. */
void tally_add(struct db *db, int64_t place, int64_t indicator, int64_t on, int64_t delta);

/* In a command that runs alone: the totals kept in [from, from_end) are from now on kept (to - from) further, added to what is
   there; counties too. */
MUST_USE enum outcome tally_move(struct db *db, int64_t from, int64_t from_end, int64_t to);

/* For the writer: one tally a lane, attached to its connection by db_set_companion(). */
struct tally *tally_new(void);
void tally_free(struct tally *tally);
/* Forgets what the present command added (its savepoint was undone), or keeps it for the batch. */
void tally_undo(struct tally *tally);
void tally_keep(struct tally *tally);
/* Whether the batch must be committed before more is added. */
bool tally_is_full(const struct tally *tally);
/* Writes the batch's sums; then it is empty. */
MUST_USE enum outcome tally_write(struct tally *tally, struct db *db);
/* Forgets the batch. */
void tally_clear(struct tally *tally);

/* The total of an indicator in the land of a place for a period (day, month or year). */
MUST_USE enum outcome tally_read(struct db *db, int64_t place, int64_t indicator, int64_t period, int64_t *ret_value);

#endif
