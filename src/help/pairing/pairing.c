/* Rows of pairings: reading, writing, and what a helper may see of them. */
#include "help/pairing/pairing_inside.h"

#include "base/id.h"
#include "base/limits.h"

const struct choice pairing_states[] = {
	{ "", "" },
	{ "proposed", N_("Waits for both to say yes") },
	{ "together", N_("Stand by each other") },
	{ "resting", N_("Rests") },
	{ "refused", N_("Not wanted") },
	{ "ended", N_("Ended") },
	{ NULL, NULL },
};

const struct choice pairing_shows[] = {
	{ "", "" },
	{ "nothing", N_("Nothing: only our township") },
	{ "name", N_("The name of our household") },
	{ "village", N_("Our name and our village") },
	{ NULL, NULL },
};

const struct choice pairing_sides[] = {
	{ "", "" },
	{ "household", N_("The household") },
	{ "giver", N_("The helper") },
	{ "office", N_("The office") },
	{ NULL, NULL },
};

static const struct field pairing_fields[] = {
	INT_FIELD(pairing, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, pairing, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing, household_id, N_("Household"), 0, 0, 0),
	INT_FIELD(pairing, household_place, N_("Place"), 0, 0, 0),
	INT_FIELD(pairing, giver_county, N_("County"), 0, 0, 0),
	INT_FIELD(pairing, giver_id, N_("Helper"), 0, 0, 0),
	INT_FIELD(pairing, offer_id, N_("Offer"), 0, 0, 0),
	TEXT_FIELD(pairing, called, N_("Helper"), FIELD_OUT, 0, 0),
	NOTE_FIELD(pairing, about, N_("What the helper can do"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pairing, head, N_("Household"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pairing, village, N_("Name of the village"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pairing, township, N_("Township"), FIELD_OUT, 0, 0),
	STATE_FIELD(pairing, shows, N_("What the helper may see of us"), FIELD_OUT, pairing_shows),
	WHOLE_FIELD(FIELD_BOOL, pairing, letters, N_("We like to get letters"), FIELD_OUT, 0, 1),
	STATE_FIELD(pairing, state, N_("State"), FIELD_OUT, pairing_states),
	STATE_FIELD(pairing, rested_side, N_("Rest wanted by"), FIELD_OUT, pairing_sides),
	STATE_FIELD(pairing, ended_side, N_("Ended by"), FIELD_OUT, pairing_sides),
	TEXT_FIELD(pairing, reason, N_("Reason"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing, proposed_by_id, N_("Proposed by"), 0, 0, 0),
	INT_FIELD(pairing, served_by_id, N_("Present"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pairing, proposed_at, N_("Proposed"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pairing, household_said_at, N_("Yes of the household"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pairing, giver_said_at, N_("Yes of the helper"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pairing, began_at, N_("Began"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pairing, ended_at, N_("Ended"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing, card_id, N_("Household card"), 0, 0, 0),
	INT_FIELD(pairing, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record pairing_record = { .name = "pairing",
	                               .size = sizeof(struct pairing),
	                               .county = offsetof(struct pairing, county),
	                               .fields = pairing_fields };

#define PAIRING_SELECT                                                                                                \
	"SELECT p.county, p.id, p.household_id, p.household_place, p.giver_county, p.giver_id, p.offer_id, p.called," \
	" p.about, p.shows, p.letters, p.state, p.rested_side, p.ended_side, p.reason, p.proposed_by_id,"             \
	" p.served_by_id, p.proposed_at, p.household_said_at, p.giver_said_at, p.began_at, p.ended_at, p.version,"    \
	" COALESCE(h.head, '') AS head, COALESCE(h.id, p.household_id) AS card_id, COALESCE(v.name, '') AS village,"  \
	" COALESCE(t.name, '') AS township FROM pairing AS p LEFT JOIN household AS h ON h.place = p.household_place" \
	" LEFT JOIN place AS v ON v.place = p.household_place / 100000 * 100000"                                      \
	" LEFT JOIN place AS t ON t.place = p.household_place / 100000000 * 100000000"

/* ---- words ---- */

struct text pairing_path(struct arena *arena, const struct pairing *p)
{
	return text_format(arena, "/pairings/%.*s", TEXT(id_public(arena, p->county, p->id)));
}

struct text pairing_household_path(struct arena *arena, int64_t county, int64_t id)
{
	return text_format(arena, "/households/%.*s", TEXT(id_public(arena, county, id)));
}

struct text pairing_household_name(struct request *r, const struct pairing *p)
{
	return p->head.length > 0 ? p->head : words(r, "A household of %s", place_short(r->arena, p->township));
}

void pairing_veil(struct pairing *p)
{
	bool is_over = p->state >= PAIRING_REFUSED;

	if (p->side == PAIRING_HOUSEHOLD || p->side == PAIRING_OFFICE)
		return;
	if (is_over || p->shows < PAIRING_NAME || p->began_at == 0)
		p->head = T("");
	if (is_over || p->shows < PAIRING_VILLAGE || p->began_at == 0)
		p->village = T("");
}

/* ---- rows ---- */

enum outcome pairing_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct pairing *ret)
{
	return db_one(db, arena, &pairing_record, ret, PAIRING_SELECT " WHERE p.county = $1 AND p.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome pairing_insert(struct db *db, const struct pairing *p)
{
	return db_exec(
		db,
		"INSERT INTO pairing(county, id, household_id, household_place, giver_county, giver_id, offer_id,"
		" called, about, shows, letters, state, rested_side, ended_side, reason, proposed_by_id,"
		" served_by_id, proposed_at, household_said_at, giver_said_at, began_at, ended_at, version)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, 1, 1, 0, 0, '', $10, 0, $11, 0, $12, 0, 0, 1)",
		bind(i64(p->county), i64(p->id), i64(p->household_id), i64(p->household_place), i64(p->giver_county),
	             i64(p->giver_id), i64(p->offer_id), txt(p->called), txt(p->about), i64(p->proposed_by_id),
	             i64(p->proposed_at), i64(p->giver_said_at)));
}

enum outcome pairing_write(struct db *db, struct pairing *p)
{
	enum outcome outcome = db_change_one(
		db,
		"UPDATE pairing SET shows = $3, letters = $4, state = $5, rested_side = $6, ended_side = $7, reason = $8,"
		" served_by_id = $9, household_said_at = $10, giver_said_at = $11, began_at = $12, ended_at = $13,"
		" version = version + 1 WHERE county = $1 AND id = $2 AND version = $14",
		bind(i64(p->county), i64(p->id), i64(p->shows), i64(p->letters), i64(p->state), i64(p->rested_side),
	             i64(p->ended_side), txt(p->reason), i64(p->served_by_id), i64(p->household_said_at),
	             i64(p->giver_said_at), i64(p->began_at), i64(p->ended_at), i64(p->version)));

	p->version += outcome == DONE;
	return outcome;
}

enum outcome pairing_of_household(struct db *db, struct arena *arena, int64_t household_place, struct pairing **ret,
                                  size_t *ret_count)
{
	return db_list(db, arena, &pairing_record, PAIRING_ROWS, ret, ret_count,
	               PAIRING_SELECT " WHERE p.household_place = $1 ORDER BY p.id DESC LIMIT $2",
	               bind(i64(household_place), i64(PAIRING_ROWS)));
}

enum outcome pairing_of_giver(struct db *db, struct arena *arena, int64_t giver_id, int64_t before, size_t limit,
                              struct pairing **ret, size_t *ret_count)
{
	return db_list(db, arena, &pairing_record, limit, ret, ret_count,
	               PAIRING_SELECT " WHERE p.giver_id = $1 AND p.id < $2 ORDER BY p.id DESC LIMIT $3",
	               bind(i64(giver_id), i64(before > 0 ? before : INT64_MAX), i64((int64_t)limit)));
}
