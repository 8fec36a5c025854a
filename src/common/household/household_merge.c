/* Two cards of one household become one, and two again. The card that goes leaves the table of households (so every list, book, search and total
   has the household once, with no condition of its own), its number stays taken and leads to the other, and what later modules keep about it goes
   over as each of them declares (struct merge, web/module.h).
   Invariants: a card that others were merged into is never itself merged, so a merged card leads to one that stands and any merge can be undone at
   any time, in any order; what is counted where a household is is taken off both before, and put on again after. */
#include "common/household/household_rows.h"

#include <assert.h>

#include "base/limits.h"
#include "common/measure/measure.h"
#include "db/search.h"

static const struct field merged_fields[] = {
	INT_FIELD(household_merged, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, household_merged, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(household_merged, place, N_("Village"), 0, 0, 0),
	TEXT_FIELD(household_merged, head, N_("Head of the household"), FIELD_OUT, 0, 60),
	CHOICE_FIELD(household_merged, status, N_("Status"), FIELD_OUT, household_statuses),
	WHOLE_FIELD(FIELD_ID, household_merged, into_id, N_("Merged into"), FIELD_OUT, 0, 0),
	TEXT_FIELD(household_merged, into_head, N_("Head of the household"), FIELD_OUT, 0, 60),
	INT_FIELD(household_merged, into_place, N_("Village"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, household_merged, merged_at, N_("Merged"), FIELD_OUT, 0, 0),
	INT_FIELD(household_merged, merged_by, N_("Recorded by"), 0, 0, 0),
	TEXT_FIELD(household_merged, person_name, N_("Recorded by"), FIELD_OUT, 0, 60),
	TEXT_FIELD(household_merged, reason, N_("Reason"), FIELD_OUT, 0, 300),
	FIELD_END,
};
const struct record household_merged_record = { .name = "merged_household",
	                                        .size = sizeof(struct household_merged),
	                                        .county = offsetof(struct household_merged, county),
	                                        .fields = merged_fields };

#define MERGED_SELECT                                                                                              \
	"SELECT g.county, g.id, g.place, g.head, g.status, g.into_id, h.head AS into_head, h.place AS into_place," \
	" g.merged_at, g.merged_by, coalesce(p.name, '') AS person_name, g.reason FROM household_merged AS g"      \
	" JOIN household AS h ON h.county = g.county AND h.id = g.into_id"                                         \
	" LEFT JOIN person AS p ON p.id = g.merged_by WHERE "

enum outcome household_merged_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                  struct household_merged *ret)
{
	return db_one(db, arena, &household_merged_record, ret, MERGED_SELECT "g.county = $1 AND g.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome household_merged_list(struct db *db, struct arena *arena, const struct household *household,
                                   struct household_merged **ret, size_t *ret_count)
{
	return db_list(db, arena, &household_merged_record, LIMIT_PAGE_ROWS, ret, ret_count,
	               MERGED_SELECT "g.county = $1 AND g.into_id = $2 ORDER BY g.id LIMIT $3",
	               bind(i64(household->county), i64(household->id), i64(LIMIT_PAGE_ROWS)));
}

/* ---- what may be merged ---- */

/* The better a household stands on the register, the more would be lost with its card. */
static int weight_of(struct text status)
{
	return text_equal(status, T("registered"))  ? 3
	       : text_equal(status, T("monitored")) ? 2
	       : text_equal(status, T("left"))      ? 1
	                                            : 0;
}

static const char *why_not(const struct household *card, const struct household *into, int64_t merged)
{
	if (card->county != into->county)
		return N_(
			"The cards are of two counties. Let the household move first: put its people on a card of the other county.");
	if (card->id == into->id)
		return N_("This is the card itself. Choose the other one.");
	if (merged > 0)
		return N_("Another card was merged into this one already. Keep this one, and merge the other into it.");
	if (weight_of(card->status) > weight_of(into->status))
		return N_(
			"The card that would go has a status that the other lacks. Merge the other way round, so that it is not lost.");
	return NULL;
}

enum outcome household_may_merge(struct db *db, const struct household *card, const struct household *into,
                                 const char **ret_why)
{
	int64_t merged = 0;
	enum outcome outcome =
		db_number(db, &merged, "SELECT count(*) FROM household_merged WHERE county = $1 AND into_id = $2",
	                  bind(i64(card->county), i64(card->id)));

	if (outcome != DONE)
		return outcome;
	*ret_why = why_not(card, into, merged);
	return *ret_why == NULL ? DONE : CONFLICT;
}

/* ---- what the modules declare ---- */

static enum outcome run(struct db *db, const struct household *card, const char *sql)
{
	return db_exec(db, sql, bind(i64(card->county), i64(card->id)));
}

static enum outcome run_all(struct db *db, const struct household *card, const char *const *texts)
{
	enum outcome outcome = DONE;

	for (; outcome == DONE && *texts != NULL; texts++)
		outcome = run(db, card, *texts);
	return outcome;
}

/* The next row of all modules' tables after `row` (NULL: the first); NULL: no more. */
static const struct merge *next_row(size_t *module, const struct merge *row)
{
	if (row != NULL && (row + 1)->column != NULL)
		return row + 1;
	if (row != NULL)
		(*module)++;
	while (all_modules[*module] != NULL && all_modules[*module]->merges == NULL)
		(*module)++;
	return all_modules[*module] != NULL ? all_modules[*module]->merges : NULL;
}

static enum outcome look_for_bars(struct db *db, const struct household *card, const char **ret_why)
{
	size_t module = 0;

	for (const struct merge *row = next_row(&module, NULL); row != NULL; row = next_row(&module, row)) {
		int64_t bars = 0;
		enum outcome outcome =
			row->bars == NULL ? DONE
					  : db_number(db, &bars, row->bars, bind(i64(card->county), i64(card->id)));

		if (outcome != DONE)
			return outcome;
		if (bars > 0) {
			*ret_why = row->why;
			return CONFLICT;
		}
	}
	return DONE;
}

static enum outcome carry_over(struct db *db, const struct household *card)
{
	size_t module = 0;
	enum outcome outcome = DONE;

	for (const struct merge *row = next_row(&module, NULL); outcome == DONE && row != NULL;
	     row = next_row(&module, row))
		if (row->keeps != NULL)
			outcome = run(db, card, row->keeps);
	module = 0;
	for (const struct merge *row = next_row(&module, NULL); outcome == DONE && row != NULL;
	     row = next_row(&module, row))
		outcome = run_all(db, card, row->there);
	return outcome;
}

static enum outcome carry_back(struct db *db, const struct household *card)
{
	size_t module = 0;
	enum outcome outcome = DONE;

	for (const struct merge *row = next_row(&module, NULL); outcome == DONE && row != NULL;
	     row = next_row(&module, row))
		outcome = run_all(db, card, row->back);
	return outcome;
}

/* ---- members ---- */

/* The members of today of a card live at its key. */
static enum outcome settle_members(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t key)
{
	struct household_member *members;
	size_t count;
	int64_t now = 0;
	enum outcome outcome =
		db_list(db, arena, &household_member_record, LIMIT_LIST_ROWS, &members, &count,
	                "SELECT person_county, person_id FROM household_member"
	                " WHERE county = $1 AND household_id = $2 AND until_on = 0 ORDER BY person_id LIMIT $3",
	                bind(i64(county), i64(id), i64(LIMIT_LIST_ROWS)));

	for (size_t i = 0; outcome == DONE && i < count; i++, now++)
		outcome = person_rekey_home(db, members[i].person_county, members[i].person_id, key);
	return outcome == DONE ? db_exec(db, "UPDATE household SET members = $1 WHERE county = $2 AND id = $3",
	                                 bind(i64(now), i64(county), i64(id)))
	                       : outcome;
}

/* ---- merging ---- */

static enum outcome put_aside(struct db *db, const struct household *card, const struct household_merged *how)
{
	return db_exec(
		db,
		"INSERT INTO household_merged(county, id, place, head, members, status, created_at, version, into_id,"
		" merged_by, merged_at, reason) SELECT county, id, place, head, members, status, created_at, version,"
		" CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT), $6 FROM household"
		" WHERE county = $1 AND id = $2",
		bind(i64(card->county), i64(card->id), i64(how->into_id), i64(how->merged_by), i64(how->merged_at),
	             txt(how->reason)));
}

enum outcome household_merge(struct db *db, struct arena *arena, const struct household *card,
                             const struct household *into, const struct household_merged *how, const char **ret_why)
{
	enum outcome outcome = household_may_merge(db, card, into, ret_why);

	assert(how->into_id == into->id);
	if (outcome == DONE)
		outcome = measure_of_household(db, card->place, -1);
	if (outcome == DONE)
		outcome = measure_of_household(db, into->place, -1);
	if (outcome == DONE)
		outcome = put_aside(db, card, how);
	if (outcome == DONE)
		outcome = look_for_bars(db, card, ret_why);
	if (outcome == DONE)
		outcome = carry_over(db, card);
	if (outcome == DONE)
		outcome = db_exec(db, "DELETE FROM household WHERE county = $1 AND id = $2",
		                  bind(i64(card->county), i64(card->id)));
	if (outcome == DONE)
		outcome = search_remove(db, "household", card->county, card->id);
	if (outcome == DONE)
		outcome = settle_members(db, arena, into->county, into->id, into->place);
	return outcome == DONE ? measure_of_household(db, into->place, 1) : outcome;
}

/* ---- and undoing ---- */

static enum outcome take_out(struct db *db, struct arena *arena, const struct household_merged *merged)
{
	enum outcome outcome =
		db_exec(db,
	                "INSERT INTO household(county, id, place, head, members, status, created_at, version)"
	                " SELECT county, id, place, head, 0, status, created_at, version FROM household_merged"
	                " WHERE county = $1 AND id = $2",
	                bind(i64(merged->county), i64(merged->id)));

	if (outcome == DONE)
		outcome = search_put(db, arena, "household", merged->county, merged->id, merged->place, merged->head);
	return outcome;
}

static enum outcome forget(struct db *db, const struct household_merged *merged)
{
	enum outcome outcome = db_exec(db, "DELETE FROM household_merged_row WHERE county = $1 AND household_id = $2",
	                               bind(i64(merged->county), i64(merged->id)));

	return outcome == DONE ? db_exec(db, "DELETE FROM household_merged WHERE county = $1 AND id = $2",
	                                 bind(i64(merged->county), i64(merged->id)))
	                       : outcome;
}

enum outcome household_unmerge(struct db *db, struct arena *arena, const struct household_merged *merged)
{
	const struct household card = { .county = merged->county, .id = merged->id };
	enum outcome outcome = measure_of_household(db, merged->into_place, -1);

	if (outcome == DONE)
		outcome = carry_back(db, &card);
	if (outcome == DONE)
		outcome = take_out(db, arena, merged);
	if (outcome == DONE)
		outcome = settle_members(db, arena, merged->county, merged->id, merged->place);
	if (outcome == DONE)
		outcome = settle_members(db, arena, merged->county, merged->into_id, merged->into_place);
	if (outcome == DONE)
		outcome = forget(db, merged);
	if (outcome == DONE)
		outcome = measure_of_household(db, merged->place, 1);
	return outcome == DONE ? measure_of_household(db, merged->into_place, 1) : outcome;
}
