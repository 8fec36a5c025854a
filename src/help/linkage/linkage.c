/* Rows of shares and contracts: reading, writing, the household's answer, their end. */
#include "help/linkage/linkage_inside.h"

#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "web/chore.h"

enum { ENDS_AT_ONCE = 40 };

const struct choice linkage_kinds[] = {
	{ "dividend", N_("Share with a dividend") },
	{ "purchase", N_("Goods bought under a contract") },
	{ "rent", N_("Land or house let") },
	{ "wage", N_("Work for a wage") },
	{ NULL, NULL },
};

const struct choice linkage_stakes[] = {
	{ "land", N_("Land") },     { "money", N_("Money") }, { "labour", N_("Labour") },
	{ "assets", N_("Assets") }, { "house", N_("House") }, { NULL, NULL },
};

const struct choice linkage_states[] = {
	{ "", "" },
	{ "proposed", N_("Waits for the household's yes") },
	{ "in_force", N_("In force") },
	{ "refused", N_("Refused by the household") },
	{ "ended", N_("Ended") },
	{ NULL, NULL },
};

static const struct field linkage_fields[] = {
	INT_FIELD(linkage, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, linkage, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, linkage, seller_id, N_("Seller"), FIELD_OUT, 0, 0),
	TEXT_FIELD(linkage, seller_name, N_("Co-operative or firm"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, linkage, household_id, N_("Household"), FIELD_OUT, 0, 0),
	INT_FIELD(linkage, household_place, N_("Place"), 0, 0, 0),
	TEXT_FIELD(linkage, head, N_("Head of the household"), FIELD_OUT, 0, 0),
	TEXT_FIELD(linkage, village, N_("Name of the village"), FIELD_OUT, 0, 0),
	INT_FIELD(linkage, number, N_("Number in the village"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(linkage, kind, N_("Kind"), FIELD_OUT, linkage_kinds),
	TEXT_FIELD(linkage, what, N_("What for"), FIELD_OUT, 0, 0),
	TEXT_FIELD(linkage, stake, N_("Brought in or let"), FIELD_OUT, 0, 0),
	INT_FIELD(linkage, shares, N_("Shares"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, linkage, price_fen, N_("Price, rent or wage"), FIELD_OUT, 0, 0),
	TEXT_FIELD(linkage, unit, N_("Counted in"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_GRAMS, linkage, amount_g, N_("Goods agreed"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, linkage, due_on, N_("Next rent is due"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, linkage, since_on, N_("From"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, linkage, until_on, N_("Until"), FIELD_OUT, 0, 0),
	STATE_FIELD(linkage, state, N_("State"), FIELD_OUT, linkage_states),
	WHOLE_FIELD(FIELD_FEN, linkage, paid_fen, N_("Sum paid so far"), FIELD_OUT, 0, 0),
	INT_FIELD(linkage, proposed_by_id, N_("Entered by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, linkage, proposed_at, N_("Entered"), FIELD_OUT, 0, 0),
	INT_FIELD(linkage, answered_by_id, N_("Answered by"), 0, 0, 0),
	INT_FIELD(linkage, served_by_id, N_("Present"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, linkage, answered_at, N_("Answered on"), FIELD_OUT, 0, 0),
	INT_FIELD(linkage, ended_by_id, N_("Ended by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, linkage, ended_at, N_("Ended"), FIELD_OUT, 0, 0),
	TEXT_FIELD(linkage, reason, N_("Reason"), FIELD_OUT, 0, 0),
	INT_FIELD(linkage, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record linkage_record = { .name = "linkage",
	                               .size = sizeof(struct linkage),
	                               .county = offsetof(struct linkage, county),
	                               .fields = linkage_fields };

#define LINKAGE_SELECT                                                                                                           \
	"SELECT l.county, l.id, l.seller_id, l.household_id, l.household_place, l.kind, l.what, l.stake, l.shares,"              \
	" l.price_fen, l.unit, l.amount_g, l.due_on, l.since_on, l.until_on, l.state, l.proposed_by_id,"                         \
	" l.proposed_at, l.answered_by_id, l.served_by_id, l.answered_at, l.ended_by_id, l.ended_at, l.reason,"                  \
	" l.version, COALESCE(s.name, '') AS seller_name, CASE WHEN l.answered_at > 0 AND l.state <> 3"                          \
	" THEN COALESCE(h.head, '') ELSE '' END AS head, COALESCE(p.name, '') AS village, l.household_place % 100000 AS number," \
	" (SELECT CAST(COALESCE(sum(y.amount_fen + y.corrected_fen), 0) AS BIGINT) FROM payday_line AS y"                        \
	" WHERE y.county = l.county AND y.linkage_id = l.id AND y.paid_at > 0) AS paid_fen FROM linkage AS l"                    \
	" LEFT JOIN seller AS s ON s.county = l.county AND s.id = l.seller_id"                                                   \
	" LEFT JOIN household AS h ON h.place = l.household_place"                                                               \
	" LEFT JOIN place AS p ON p.place = l.household_place / 100000 * 100000"

/* ---- words ---- */

struct text linkage_path(struct arena *arena, const struct linkage *l)
{
	return text_format(arena, "/linkages/%.*s", TEXT(id_public(arena, l->county, l->id)));
}

const char *linkage_word(const struct choice *choices, struct text value)
{
	for (const struct choice *choice = choices; choice->value != NULL; choice++)
		if (text_equal(value, text_of(choice->value)))
			return choice->label;
	return "";
}

struct text linkage_head(struct request *r, const struct linkage *l)
{
	return l->head.length > 0 ? l->head : words(r, "No. %s", l->number);
}

struct text linkage_terms(struct request *r, const struct linkage *l)
{
	if (text_equal(l->kind, T("dividend")))
		return words(r, "%s shares", l->shares);
	if (text_equal(l->kind, T("rent")))
		return words(r, "¥%s a year", show_fen(r, l->price_fen));
	if (text_equal(l->kind, T("wage")))
		return words(r, "¥%s a %s", show_fen(r, l->price_fen), l->unit);
	if (l->amount_g > 0)
		return words(r, "%s at ¥%s a kilogram or more", show_grams(r, l->amount_g), show_fen(r, l->price_fen));
	return words(r, "at ¥%s a kilogram or more", show_fen(r, l->price_fen));
}

/* ---- rows ---- */

enum outcome linkage_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct linkage *ret)
{
	return db_one(db, arena, &linkage_record, ret, LINKAGE_SELECT " WHERE l.county = $1 AND l.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome linkage_insert(struct db *db, const struct linkage *l)
{
	return db_exec(
		db,
		"INSERT INTO linkage(county, id, seller_id, household_id, household_place, kind, what, stake,"
		" shares, price_fen, unit, amount_g, due_on, since_on, until_on, state, proposed_by_id,"
		" proposed_at, answered_by_id, served_by_id, answered_at, ended_by_id, ended_at, reason, version)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, $16, $17,"
		" 0, 0, 0, 0, 0, '', 1)",
		bind(i64(l->county), i64(l->id), i64(l->seller_id), i64(l->household_id), i64(l->household_place),
	             txt(l->kind), txt(l->what), txt(l->stake), i64(l->shares), i64(l->price_fen), txt(l->unit),
	             i64(l->amount_g), i64(l->due_on), i64(l->since_on), i64(l->until_on), i64(l->proposed_by_id),
	             i64(l->proposed_at)));
}

enum outcome linkage_write(struct db *db, struct linkage *l)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows,
	                  "UPDATE linkage SET state = $3, answered_by_id = $4, served_by_id = $5, answered_at = $6,"
	                  " ended_by_id = $7, ended_at = $8, reason = $9, version = version + 1"
	                  " WHERE county = $1 AND id = $2 AND version = $10",
	                  bind(i64(l->county), i64(l->id), i64(l->state), i64(l->answered_by_id), i64(l->served_by_id),
	                       i64(l->answered_at), i64(l->ended_by_id), i64(l->ended_at), txt(l->reason),
	                       i64(l->version)));

	if (outcome != DONE)
		return outcome;
	l->version += rows;
	return rows == 1 ? DONE : CONFLICT;
}

enum outcome linkage_of_household(struct db *db, struct arena *arena, int64_t household_place, struct linkage **ret,
                                  size_t *ret_count)
{
	return db_list(db, arena, &linkage_record, LINKAGE_ROWS, ret, ret_count,
	               LINKAGE_SELECT " WHERE l.household_place = $1 ORDER BY l.id DESC LIMIT $2",
	               bind(i64(household_place), i64(LINKAGE_ROWS)));
}

enum outcome linkage_list(struct request *r, int64_t county, int64_t seller_id, int64_t place, struct text kind,
                          int64_t state, int64_t before, size_t limit, struct linkage **ret, size_t *ret_count)
{
	before = before > 0 ? before : INT64_MAX;
	if (seller_id > 0)
		return db_list(r->db, r->arena, &linkage_record, limit, ret, ret_count,
		               LINKAGE_SELECT " WHERE l.county = $1 AND l.seller_id = $2 AND l.id < $3"
		                              " AND ($4 = '' OR l.kind = $4) AND ($5 = 0 OR l.state = $5)"
		                              " ORDER BY l.id DESC LIMIT $6",
		               bind(i64(county), i64(seller_id), i64(before), txt(kind), i64(state),
		                    i64((int64_t)limit)));
	return db_list(r->db, r->arena, &linkage_record, limit, ret, ret_count,
	               LINKAGE_SELECT " WHERE l.household_place >= $1 AND l.household_place < $2 AND l.id < $3"
	                              " AND ($4 = '' OR l.kind = $4) AND ($5 = 0 OR l.state = $5)"
	                              " ORDER BY l.id DESC LIMIT $6 /* sorts */",
	               bind(i64(place), i64(place_end(place)), i64(before), txt(kind), i64(state),
	                    i64((int64_t)limit)));
}

/* ---- the household's answer, the end ---- */

/* Whether the household has another one in force: with the first it becomes linked, with the last it is not any more. */
static enum outcome count_linked(struct db *db, const struct linkage *l, int64_t delta)
{
	int64_t others = 0;
	enum outcome outcome = db_number(db, &others,
	                                 "SELECT count(*) FROM linkage WHERE county = $1 AND household_place = $2"
	                                 " AND state = 2 AND id <> $3",
	                                 bind(i64(l->county), i64(l->household_place), i64(l->id)));

	if (outcome == DONE && others == 0)
		measure_add_standing(db, INDICATOR_LINKED, place_above(l->household_place, PLACE_VILLAGE), delta);
	return outcome;
}

enum outcome linkage_answer(struct request *r, struct linkage *l, bool yes, struct text reason)
{
	enum outcome outcome;

	if (l->state != LINKAGE_PROPOSED)
		return CONFLICT;
	l->state = yes ? LINKAGE_IN_FORCE : LINKAGE_REFUSED;
	l->answered_by_id = r->person_id;
	l->served_by_id = r->who.for_id != 0 ? r->who.person_id : 0;
	l->answered_at = r->now;
	l->reason = reason;
	outcome = linkage_write(r->db, l);
	return outcome == DONE && yes ? count_linked(r->db, l, 1) : outcome;
}

enum outcome linkage_end(struct db *db, struct linkage *l, int64_t person_id, int64_t at, struct text reason)
{
	bool was_in_force = l->state == LINKAGE_IN_FORCE;
	enum outcome outcome;

	if (!was_in_force && l->state != LINKAGE_PROPOSED)
		return CONFLICT;
	l->state = LINKAGE_ENDED;
	l->ended_by_id = person_id;
	l->ended_at = at;
	l->reason = reason;
	outcome = linkage_write(db, l);
	return outcome == DONE && was_in_force ? count_linked(db, l, -1) : outcome;
}

/* ---- those whose time is over ---- */

bool linkage_end_look(struct request *r)
{
	struct db_rows *rows = db_rows(r->db,
	                               "SELECT county, id FROM linkage WHERE state = 2 AND until_on > 0"
	                               " AND until_on < $1 ORDER BY until_on, county, id LIMIT $2 /* sorts */",
	                               bind(i64(r->today), i64(ENDS_AT_ONCE)));

	return chore_tell_rows(r, rows);
}

void linkage_end_chore(struct request *r)
{
	int64_t county, id;
	enum outcome outcome = DONE;

	for (size_t row = 0; outcome == DONE && chore_told_thing(r, row, &county, &id); row++) {
		struct linkage linkage;

		outcome = linkage_one(r->db, r->arena, county, id, &linkage);
		if (outcome == DONE && linkage.state == LINKAGE_IN_FORCE && linkage.until_on > 0 &&
		    linkage.until_on < r->today)
			outcome = linkage_end(r->db, &linkage, 0, r->now, T("Its time is over"));
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
}
