/* Rows of helpers' offers to stand by households. */
#include "help/pairing/pairing_inside.h"

#include "base/limits.h"

const struct choice pairing_offer_states[] = {
	{ "", "" },
	{ "open", N_("Waits for households") },
	{ "withdrawn", N_("Taken back") },
	{ NULL, NULL },
};

static const struct field offer_fields[] = {
	INT_FIELD(pairing_offer, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, pairing_offer, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, pairing_offer, place, N_("Place"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing_offer, giver_county, N_("County"), 0, 0, 0),
	INT_FIELD(pairing_offer, giver_id, N_("Helper"), 0, 0, 0),
	TEXT_FIELD(pairing_offer, called, N_("Helper"), FIELD_OUT, 0, 0),
	NOTE_FIELD(pairing_offer, about, N_("What the helper can do"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing_offer, households, N_("How many households"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing_offer, taken, N_("Found so far"), FIELD_OUT, 0, 0),
	STATE_FIELD(pairing_offer, state, N_("State"), FIELD_OUT, pairing_offer_states),
	WHOLE_FIELD(FIELD_MOMENT, pairing_offer, made_at, N_("Offered"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pairing_offer, ended_at, N_("Taken back"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pairing_offer, place_name, N_("For the people of"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing_offer, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record pairing_offer_record = { .name = "pairing_offer",
	                                     .size = sizeof(struct pairing_offer),
	                                     .county = offsetof(struct pairing_offer, county),
	                                     .fields = offer_fields };

#define TAKEN                                                                                                   \
	"(SELECT count(*) FROM pairing AS p WHERE p.county = f.county AND p.offer_id = f.id AND p.offer_id > 0" \
	" AND p.state <= 3)"
#define OFFER_SELECT                                                                                                       \
	"SELECT f.county, f.id, f.place, f.giver_county, f.giver_id, f.called, f.about, f.households, f.state, f.made_at," \
	" f.ended_at, f.version, COALESCE(l.name, '') AS place_name, " TAKEN " AS taken FROM pairing_offer AS f"           \
	" LEFT JOIN place AS l ON l.place = f.place"

enum outcome pairing_offer_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                               struct pairing_offer *ret)
{
	return db_one(db, arena, &pairing_offer_record, ret, OFFER_SELECT " WHERE f.county = $1 AND f.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome pairing_offer_insert(struct db *db, const struct pairing_offer *f)
{
	return db_exec(db,
	               "INSERT INTO pairing_offer(county, id, place, giver_county, giver_id, called, about, households,"
	               " state, made_at, ended_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, 0, 1)",
	               bind(i64(f->county), i64(f->id), i64(f->place), i64(f->giver_county), i64(f->giver_id),
	                    txt(f->called), txt(f->about), i64(f->households), i64(f->made_at)));
}

enum outcome pairing_offer_end(struct db *db, const struct pairing_offer *f, int64_t at)
{
	return db_change_one(db,
	                     "UPDATE pairing_offer SET state = 2, ended_at = $3, version = version + 1"
	                     " WHERE county = $1 AND id = $2 AND state = 1",
	                     bind(i64(f->county), i64(f->id), i64(at)));
}

enum outcome pairing_offers_for(struct db *db, struct arena *arena, int64_t place, struct pairing_offer **ret,
                                size_t *ret_count)
{
	return db_list(db, arena, &pairing_offer_record, PAIRING_ROWS, ret, ret_count,
	               OFFER_SELECT " WHERE f.place IN ($1, $2, $3) AND f.state = 1 AND f.households > " TAKEN
	                            " ORDER BY f.id LIMIT $4 /* sorts */",
	               bind(i64(place_above(place, PLACE_COUNTY)), i64(place_above(place, PLACE_TOWNSHIP)),
	                    i64(place_above(place, PLACE_VILLAGE)), i64(PAIRING_ROWS)));
}

enum outcome pairing_offers_in(struct db *db, struct arena *arena, int64_t place, int64_t before, size_t limit,
                               struct pairing_offer **ret, size_t *ret_count)
{
	return db_list(db, arena, &pairing_offer_record, limit, ret, ret_count,
	               OFFER_SELECT " WHERE f.place >= $1 AND f.place < $2 AND f.id < $3 AND f.state = 1"
	                            " ORDER BY f.id DESC LIMIT $4 /* sorts */",
	               bind(i64(place), i64(place_end(place)), i64(before > 0 ? before : INT64_MAX),
	                    i64((int64_t)limit)));
}

enum outcome pairing_offers_of(struct db *db, struct arena *arena, int64_t giver_id, struct pairing_offer **ret,
                               size_t *ret_count)
{
	return db_list(db, arena, &pairing_offer_record, PAIRING_ROWS, ret, ret_count,
	               OFFER_SELECT " WHERE f.giver_id = $1 AND f.state = 1 ORDER BY f.id DESC LIMIT $2",
	               bind(i64(giver_id), i64(PAIRING_ROWS)));
}
