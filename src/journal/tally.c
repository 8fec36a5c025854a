/* Totals gathered over a batch. One entry a leaf total (county, indicator, period, place) in a hash table with open addressing.
   Invariants: entries stand in the order they came, and linear probing fills the first free slot, so taking the newest
   entries away again leaves the table exactly as it was; an entry's sum is `kept` (earlier commands of the batch) plus
   `pending` (the present one); every entry with something pending is in `touched`. Rows are written in order of their keys,
   so that two lanes that touch the same totals never wait for each other in a circle.
   Not done here: what an indicator means (common/measure), recounts. */
#include "journal/tally.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "base/money.h"

enum { TALLY_SLOTS = 2 * LIMIT_TALLIES, TALLY_LEAF_ROWS = 6, TALLY_COUNTY_ROWS = 8, TALLY_PERIODS = 3 };
_Static_assert((TALLY_SLOTS & (TALLY_SLOTS - 1)) == 0, "slots are a power of two");
_Static_assert(LIMIT_TALLIES < UINT16_MAX, "an entry's number fits a slot");
_Static_assert(TALLY_LEAF_ROWS * 5 <= LIMIT_BINDS && TALLY_COUNTY_ROWS * 4 <= LIMIT_BINDS, "rows fit one statement");

/* A row to be added: of tally_leaf, or of tally_county with place 0. */
struct tally_sum {
	int64_t county, indicator, period, place, value;
};

struct tally_entry {
	struct tally_sum sum; /* value: kept */
	int64_t pending;
	bool is_touched;
	size_t slot;
};

struct tally {
	struct tally_entry entries[LIMIT_TALLIES];
	size_t count;                /* entries in use */
	size_t kept_count;           /* of them, those from before the present command */
	uint16_t slots[TALLY_SLOTS]; /* number of the entry + 1; 0 is free */
	struct tally_entry *touched[LIMIT_TALLIES];
	size_t touched_count;
	struct tally_sum rows[LIMIT_TALLIES]; /* being written */
	enum outcome spilled;                 /* what came of writing in the middle of a command */
};

static int64_t sum_checked(int64_t a, int64_t b)
{
	int64_t sum = 0;
	bool fits = money_add(a, b, &sum);

	assert(fits);
	return sum;
}

/* ---- the table ---- */

/* Mixing after SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t mix(uint64_t hash, int64_t value)
{
	hash += (uint64_t)value + 0x9e3779b97f4a7c15U;
	hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9U;
	hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebU;
	return hash ^ (hash >> 31);
}

static bool same_key(const struct tally_sum *a, const struct tally_sum *b)
{
	return a->place == b->place && a->indicator == b->indicator && a->period == b->period && a->county == b->county;
}

/* The slot where the key stands, or the free one where it would. */
static size_t find_slot(const struct tally *tally, const struct tally_sum *key)
{
	size_t slot = (size_t)mix(mix(mix(0, key->place), key->indicator), key->period) % TALLY_SLOTS;

	while (tally->slots[slot] != 0 && !same_key(&tally->entries[tally->slots[slot] - 1].sum, key))
		slot = (slot + 1) % TALLY_SLOTS;
	return slot;
}

static struct tally_entry *new_entry(struct tally *tally, const struct tally_sum *key, size_t slot)
{
	assert(tally->count < LIMIT_TALLIES);
	struct tally_entry *entry = &tally->entries[tally->count++];

	*entry = (struct tally_entry){ .sum = *key, .slot = slot };
	tally->slots[slot] = (uint16_t)tally->count;
	return entry;
}

/* Forgets what is pending, and the entries that are there only for it, newest first. */
static void drop_pending(struct tally *tally)
{
	for (size_t i = 0; i < tally->touched_count; i++) {
		tally->touched[i]->pending = 0;
		tally->touched[i]->is_touched = false;
	}
	tally->touched_count = 0;
	while (tally->count > tally->kept_count)
		tally->slots[tally->entries[--tally->count].slot] = 0;
}

/* ---- writing ---- */

static int compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_sums(const void *left, const void *right)
{
	const struct tally_sum *a = left, *b = right;
	int order = compare_int(a->county, b->county);

	if (order == 0)
		order = compare_int(a->indicator, b->indicator);
	if (order == 0)
		order = compare_int(a->period, b->period);
	return order != 0 ? order : compare_int(a->place, b->place);
}

static void bind_leaf(struct db_value *values, const struct tally_sum *row)
{
	values[0] = i64(row->county);
	values[1] = i64(row->indicator);
	values[2] = i64(row->period);
	values[3] = i64(row->place);
	values[4] = i64(row->value);
}

static void bind_county(struct db_value *values, const struct tally_sum *row)
{
	values[0] = i64(row->indicator);
	values[1] = i64(row->period);
	values[2] = i64(row->county);
	values[3] = i64(row->value);
}

#define LEAF_START "INSERT INTO tally_leaf(county, indicator, period, place, value) VALUES ($1, $2, $3, $4, $5)"
#define LEAF_END \
	" ON CONFLICT (county, indicator, period, place) DO UPDATE SET value = tally_leaf.value + excluded.value /* scan: of VALUES */"
#define COUNTY_START "INSERT INTO tally_county(indicator, period, county, value) VALUES ($1, $2, $3, $4)"
#define COUNTY_END \
	" ON CONFLICT (indicator, period, county) DO UPDATE SET value = tally_county.value + excluded.value /* scan: of VALUES */"

static enum outcome write_leaves(struct db *db, const struct tally_sum *rows, size_t count)
{
	struct db_value values[TALLY_LEAF_ROWS * 5];
	enum outcome outcome = DONE;
	size_t next = 0;

	for (; outcome == DONE && count - next >= TALLY_LEAF_ROWS; next += TALLY_LEAF_ROWS) {
		for (size_t i = 0; i < TALLY_LEAF_ROWS; i++)
			bind_leaf(values + 5 * i, &rows[next + i]);
		outcome = db_exec(db,
		                  LEAF_START ", ($6, $7, $8, $9, $10), ($11, $12, $13, $14, $15),"
		                             " ($16, $17, $18, $19, $20), ($21, $22, $23, $24, $25),"
		                             " ($26, $27, $28, $29, $30)" LEAF_END,
		                  values, TALLY_LEAF_ROWS * 5);
	}
	for (; outcome == DONE && next < count; next++) {
		bind_leaf(values, &rows[next]);
		outcome = db_exec(db, LEAF_START LEAF_END, values, 5);
	}
	return outcome;
}

static enum outcome write_counties(struct db *db, const struct tally_sum *rows, size_t count)
{
	struct db_value values[TALLY_COUNTY_ROWS * 4];
	enum outcome outcome = DONE;
	size_t next = 0;

	for (; outcome == DONE && count - next >= TALLY_COUNTY_ROWS; next += TALLY_COUNTY_ROWS) {
		for (size_t i = 0; i < TALLY_COUNTY_ROWS; i++)
			bind_county(values + 4 * i, &rows[next + i]);
		outcome = db_exec(db,
		                  COUNTY_START ", ($5, $6, $7, $8), ($9, $10, $11, $12), ($13, $14, $15, $16),"
		                               " ($17, $18, $19, $20), ($21, $22, $23, $24), ($25, $26, $27, $28),"
		                               " ($29, $30, $31, $32)" COUNTY_END,
		                  values, TALLY_COUNTY_ROWS * 4);
	}
	for (; outcome == DONE && next < count; next++) {
		bind_county(values, &rows[next]);
		outcome = db_exec(db, COUNTY_START COUNTY_END, values, 4);
	}
	return outcome;
}

/* Sums sorted leaves in place into the rows of their counties; gives how many there are. */
static size_t fold_counties(struct tally_sum *rows, size_t count)
{
	size_t folded = 0;

	for (size_t i = 0; i < count; i++) {
		struct tally_sum row = rows[i];
		row.place = 0;
		if (folded > 0 && same_key(&rows[folded - 1], &row))
			rows[folded - 1].value = sum_checked(rows[folded - 1].value, row.value);
		else
			rows[folded++] = row;
	}
	return folded;
}

/* Writes tally->rows[0..count), leaves first, then their counties. */
static enum outcome write_rows(struct tally *tally, struct db *db, size_t count)
{
	qsort(tally->rows, count, sizeof *tally->rows, compare_sums);
	enum outcome outcome = write_leaves(db, tally->rows, count);
	if (outcome != DONE)
		return outcome;
	return write_counties(db, tally->rows, fold_counties(tally->rows, count));
}

/* No more room inside one command: what is pending goes into its savepoint, with which it would be undone. A failure is
   remembered for tally_write(), because the batch must not be committed then. */
static void spill(struct tally *tally, struct db *db)
{
	size_t count = 0;

	for (size_t i = 0; i < tally->touched_count; i++) {
		if (tally->touched[i]->pending == 0)
			continue;
		tally->rows[count] = tally->touched[i]->sum;
		tally->rows[count++].value = tally->touched[i]->pending;
	}
	enum outcome outcome = write_rows(tally, db, count);
	if (outcome != DONE)
		tally->spilled = outcome;
	drop_pending(tally);
	assert(tally->count + TALLY_PERIODS <= LIMIT_TALLIES);
}

/* ---- for handlers ---- */

static void add_one(struct tally *tally, const struct tally_sum *key, int64_t delta)
{
	size_t slot = find_slot(tally, key);
	struct tally_entry *entry =
		tally->slots[slot] != 0 ? &tally->entries[tally->slots[slot] - 1] : new_entry(tally, key, slot);

	if (!entry->is_touched) {
		entry->is_touched = true;
		tally->touched[tally->touched_count++] = entry;
	}
	entry->pending = sum_checked(entry->pending, delta);
}

static void add_periods(struct db *db, int64_t place, int64_t indicator, const int64_t *periods, size_t count,
                        int64_t delta)
{
	struct tally *tally = db_companion(db);
	assert(tally != NULL && "totals are for handlers, on the writer's connection");
	assert((place == PLACE_WHOLE || place_level(place) >= PLACE_CITY) && "a total is added at a county or below");
	struct tally_sum key = { .county = place / place_span(PLACE_COUNTY), .indicator = indicator, .place = place };

	if (tally->count + TALLY_PERIODS > LIMIT_TALLIES)
		spill(tally, db);
	for (size_t i = 0; i < count; i++) {
		key.period = periods[i];
		add_one(tally, &key, delta);
	}
}

void tally_add(struct db *db, int64_t place, int64_t indicator, int64_t on, int64_t delta)
{
	assert(calendar_is_day(on));
	const int64_t periods[TALLY_PERIODS] = { on, calendar_month(on), calendar_year(on) };

	add_periods(db, place, indicator, periods, TALLY_PERIODS, delta);
}

void tally_add_standing(struct db *db, int64_t place, int64_t indicator, int64_t delta)
{
	add_periods(db, place, indicator, (const int64_t[]){ TALLY_EVER }, 1, delta);
}

/* ---- for the writer ---- */

struct tally *tally_new(void)
{
	struct tally *tally = calloc(1, sizeof *tally);

	if (tally == NULL)
		abort();
	tally_clear(tally);
	return tally;
}

void tally_free(struct tally *tally)
{
	free(tally);
}

void tally_undo(struct tally *tally)
{
	drop_pending(tally);
	tally->spilled = DONE;
}

void tally_keep(struct tally *tally)
{
	for (size_t i = 0; i < tally->touched_count; i++) {
		struct tally_entry *entry = tally->touched[i];
		entry->sum.value = sum_checked(entry->sum.value, entry->pending);
		entry->pending = 0;
		entry->is_touched = false;
	}
	tally->touched_count = 0;
	tally->kept_count = tally->count;
}

bool tally_is_full(const struct tally *tally)
{
	return tally->count + TALLY_ROOM > LIMIT_TALLIES;
}

enum outcome tally_write(struct tally *tally, struct db *db)
{
	assert(tally->touched_count == 0);
	if (tally->spilled != DONE)
		return tally->spilled;
	size_t count = 0;

	for (size_t i = 0; i < tally->count; i++)
		if (tally->entries[i].sum.value != 0)
			tally->rows[count++] = tally->entries[i].sum;
	enum outcome outcome = write_rows(tally, db, count);
	if (outcome == DONE)
		tally_clear(tally);
	return outcome;
}

void tally_clear(struct tally *tally)
{
	tally->count = tally->kept_count = tally->touched_count = 0;
	tally->spilled = DONE;
	memset(tally->slots, 0, sizeof tally->slots);
}

/* ---- reading ---- */

/* The six digits of the county at the beginning of a place's land, and one past its last county's. */
static int64_t county_from(int64_t place)
{
	return place / place_span(PLACE_COUNTY);
}

static int64_t county_end(int64_t place)
{
	return place_end(place) / place_span(PLACE_COUNTY);
}

enum outcome tally_read(struct db *db, int64_t place, int64_t indicator, int64_t period, int64_t *ret_value)
{
	if (place_level(place) <= PLACE_COUNTY)
		return db_number(db, ret_value,
		                 "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS value FROM tally_county"
		                 " WHERE indicator = $1 AND period = $2 AND county >= $3 AND county < $4",
		                 bind(i64(indicator), i64(period), i64(county_from(place)), i64(county_end(place))));
	return db_number(db, ret_value,
	                 "SELECT CAST(COALESCE(SUM(value), 0) AS BIGINT) AS value FROM tally_leaf"
	                 " WHERE county = $1 AND indicator = $2 AND period = $3 AND place >= $4 AND place < $5",
	                 bind(i64(county_from(place)), i64(indicator), i64(period), i64(place), i64(place_end(place))));
}

static const struct field part_fields[] = {
	INT_FIELD(tally_part, place, "Place", FIELD_OUT, 0, 0),
	INT_FIELD(tally_part, value, "Value", FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record part_record = { "tally_part", sizeof(struct tally_part), 0, part_fields };

enum outcome tally_children(struct db *db, struct arena *arena, int64_t place, enum place_level below,
                            int64_t indicator, int64_t period, struct tally_part **ret_parts, size_t *ret_count)
{
	assert(below > place_level(place));
	assert(below <= PLACE_COUNTY || place_level(place) >= PLACE_CITY);
	if (below <= PLACE_COUNTY) {
		int64_t counties = place_span(below) / place_span(PLACE_COUNTY);
		return db_list(db, arena, &part_record, LIMIT_LIST_ROWS, ret_parts, ret_count,
		               "SELECT part * $5 AS place, CAST(SUM(value) AS BIGINT) AS value FROM"
		               " (SELECT county / $6 AS part, value FROM tally_county"
		               " WHERE indicator = $1 AND period = $2 AND county >= $3 AND county < $4) AS below"
		               " GROUP BY part ORDER BY part /* scan: sorts the parts of one place */",
		               bind(i64(indicator), i64(period), i64(county_from(place)), i64(county_end(place)),
		                    i64(place_span(below)), i64(counties)));
	}
	return db_list(db, arena, &part_record, LIMIT_LIST_ROWS, ret_parts, ret_count,
	               "SELECT part * $6 AS place, CAST(SUM(value) AS BIGINT) AS value FROM"
	               " (SELECT place / $6 AS part, value FROM tally_leaf"
	               " WHERE county = $1 AND indicator = $2 AND period = $3 AND place >= $4 AND place < $5) AS below"
	               " GROUP BY part ORDER BY part /* scan: sorts the parts of one place */",
	               bind(i64(county_from(place)), i64(indicator), i64(period), i64(place), i64(place_end(place)),
	                    i64(place_span(below))));
}

static const struct field pair_fields[] = {
	INT_FIELD(tally_pair, indicator, "Indicator", FIELD_OUT, 0, 0),
	INT_FIELD(tally_pair, value, "Value", FIELD_OUT, 0, 0),
	INT_FIELD(tally_pair, before, "Before", FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record pair_record = { "tally_pair", sizeof(struct tally_pair), 0, pair_fields };

#define PAIRS                                                                                                  \
	" SELECT indicator, CAST(COALESCE(value, 0) AS BIGINT) AS value, CAST(COALESCE(earlier, 0) AS BIGINT)" \
	" AS before FROM total WHERE value IS NOT NULL OR earlier IS NOT NULL"                                 \
	" ORDER BY indicator /* scan: sorts some dozens */"
#define OF_LAND                                                                                         \
	"SELECT SUM(t.value) FROM tally_county t WHERE t.indicator = step.indicator AND t.county >= $2" \
	" AND t.county < $3 AND t.period = "
#define OF_LEAVES                                                                                    \
	"SELECT SUM(t.value) FROM tally_leaf t WHERE t.county = $1 AND t.indicator = step.indicator" \
	" AND t.place >= $3 AND t.place < $4 AND t.period = "

/* The recursion steps from one indicator to the next by the primary key, so that a place's page costs two looks an indicator
   and not a walk over all periods. */
enum outcome tally_pairs(struct db *db, struct arena *arena, int64_t place, int64_t period, int64_t before,
                         struct tally_pair **ret_pairs, size_t *ret_count)
{
	if (place_level(place) <= PLACE_COUNTY)
		return db_list(db, arena, &pair_record, LIMIT_LIST_ROWS, ret_pairs, ret_count,
		               "WITH RECURSIVE step(indicator) AS (SELECT MIN(indicator) FROM tally_county UNION ALL"
		               " SELECT (SELECT MIN(t.indicator) FROM tally_county t WHERE t.indicator > step.indicator"
		               " AND t.indicator < 1000)"
		               " FROM step WHERE step.indicator IS NOT NULL),"
		               " total(indicator, value, earlier) AS MATERIALIZED (SELECT step.indicator, (" OF_LAND
		               "$1), (" OF_LAND "$4) FROM step WHERE step.indicator IS NOT NULL)" PAIRS,
		               bind(i64(period), i64(county_from(place)), i64(county_end(place)), i64(before)));
	return db_list(
		db, arena, &pair_record, LIMIT_LIST_ROWS, ret_pairs, ret_count,
		"WITH RECURSIVE step(indicator) AS (SELECT MIN(indicator) FROM tally_leaf WHERE county = $1 UNION ALL"
		" SELECT (SELECT MIN(t.indicator) FROM tally_leaf t WHERE t.county = $1 AND t.indicator > step.indicator"
		" AND t.indicator < 1000)"
		" FROM step WHERE step.indicator IS NOT NULL),"
		" total(indicator, value, earlier) AS MATERIALIZED (SELECT step.indicator, (" OF_LEAVES
		"$2), (" OF_LEAVES "$5) FROM step WHERE step.indicator IS NOT NULL)" PAIRS,
		bind(i64(county_from(place)), i64(period), i64(place), i64(place_end(place)), i64(before)));
}

enum outcome tally_indicators(struct db *db, struct arena *arena, int64_t place, int64_t period,
                              struct tally_value **ret_values, size_t *ret_count)
{
	struct tally_pair *pairs;
	enum outcome outcome = tally_pairs(db, arena, place, period, TALLY_NO_PERIOD, &pairs, ret_count);

	if (outcome != DONE)
		return outcome;
	*ret_values = arena_array(arena, *ret_count + 1, sizeof **ret_values);
	for (size_t i = 0; i < *ret_count; i++)
		(*ret_values)[i] = (struct tally_value){ pairs[i].indicator, pairs[i].value };
	return DONE;
}
