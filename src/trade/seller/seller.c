/* Sellers, their members and growers, and how a price is shared: rules and SQL, no HTTP. */
#include "trade/seller/seller.h"

#include <assert.h>

#include "base/limits.h"
#include "base/money.h"
#include "trade/seller/seller_view.h"
#include "web/page.h"

const struct choice seller_kinds[] = {
	{ "household", N_("Farming household") },
	{ "cooperative", N_("Co-operative") },
	{ "enterprise", N_("Enterprise") },
	{ NULL, NULL },
};

static const struct field seller_fields[] = {
	INT_FIELD(seller, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, seller, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, seller, place, N_("Place"), FIELD_MUST, 0, 0),
	CHOICE_FIELD(seller, kind, N_("Kind"), FIELD_MUST, seller_kinds),
	TEXT_FIELD(seller, name, N_("Public name"), FIELD_MUST, 2, LIMIT_NAME_CHARACTERS),
	NOTE_FIELD(seller, about, N_("About the seller"), FIELD_BOTH, 0, LIMIT_NOTE_CHARACTERS),
	WHOLE_FIELD(FIELD_PERCENT, seller, household_share, N_("Part of the household"), FIELD_MUST, 0, SELLER_SHARES),
	WHOLE_FIELD(FIELD_PERCENT, seller, own_share, N_("Part of the seller"), FIELD_MUST, 0, SELLER_SHARES),
	WHOLE_FIELD(FIELD_PERCENT, seller, station_share, N_("Part of the station"), FIELD_MUST, 0, SELLER_SHARES),
	WHOLE_FIELD(FIELD_PERCENT, seller, carrier_share, N_("Part of the carrier"), FIELD_MUST, 0, SELLER_SHARES),
	WHOLE_FIELD(FIELD_PERCENT, seller, platform_share, N_("Part of the platform"), FIELD_MUST, 0, SELLER_SHARES),
	WHOLE_FIELD(FIELD_PERCENT, seller, reserve_share, N_("Put by for spoilt goods"), FIELD_MUST, 0, SELLER_SHARES),
	WHOLE_FIELD(FIELD_BOOL, seller, open, N_("Open"), FIELD_OUT, 0, 1),
	WHOLE_FIELD(FIELD_MOMENT, seller, created_at, N_("Since"), FIELD_OUT, 0, 0),
	INT_FIELD(seller, version, N_("Version"), FIELD_BOTH, 0, INT64_MAX),
	FIELD_END,
};

const struct record seller_record = { .name = "seller",
	                              .size = sizeof(struct seller),
	                              .county = offsetof(struct seller, county),
	                              .fields = seller_fields };

static const struct field grower_fields[] = {
	INT_FIELD(grower, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, grower, seller_id, N_("Seller"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, grower, household_id, N_("Household"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, grower, household_place, N_("Village"), FIELD_OUT, 0, 0),
	INT_FIELD(grower, weight, N_("Weight"), FIELD_MUST, 0, 1000000),
	TEXT_FIELD(grower, village_name, N_("Village"), 0, 0, 0),
	FIELD_END,
};

const struct record grower_record = { .name = "grower",
	                              .size = sizeof(struct grower),
	                              .county = offsetof(struct grower, county),
	                              .fields = grower_fields };

static bool shares_are_whole(const struct seller *s)
{
	return s->household_share >= 0 && s->own_share >= 0 && s->station_share >= 0 && s->carrier_share >= 0 &&
	       s->platform_share >= 0 && s->reserve_share >= 0 &&
	       s->household_share + s->own_share + s->station_share + s->carrier_share + s->platform_share +
	                       s->reserve_share ==
	               SELLER_SHARES;
}

enum outcome seller_add(struct db *db, const struct seller *s)
{
	assert(s->id > 0);
	if (!shares_are_whole(s))
		return INVALID;
	return db_exec(
		db,
		"INSERT INTO seller(county, id, place, kind, name, about, household_share, own_share, station_share,"
		" carrier_share, platform_share, reserve_share, open, created_at, version)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)",
		bind(i64(s->county), i64(s->id), i64(s->place), txt(s->kind), txt(s->name), txt(s->about),
	             i64(s->household_share), i64(s->own_share), i64(s->station_share), i64(s->carrier_share),
	             i64(s->platform_share), i64(s->reserve_share), i64(s->open), i64(s->created_at)));
}

static enum outcome keep_shares(struct db *db, const struct seller *s, int64_t at)
{
	return db_exec(db,
	               "INSERT INTO seller_share_before(county, seller_id, until_at, household_share, own_share,"
	               " station_share, carrier_share, platform_share, reserve_share) SELECT county, id, $3,"
	               " household_share, own_share, station_share, carrier_share, platform_share, reserve_share"
	               " FROM seller WHERE county = $1 AND id = $2 AND (household_share <> $4 OR own_share <> $5"
	               " OR station_share <> $6 OR carrier_share <> $7 OR platform_share <> $8 OR reserve_share <> $9)"
	               " ON CONFLICT DO NOTHING",
	               bind(i64(s->county), i64(s->id), i64(at), i64(s->household_share), i64(s->own_share),
	                    i64(s->station_share), i64(s->carrier_share), i64(s->platform_share),
	                    i64(s->reserve_share)));
}

enum outcome seller_change(struct db *db, const struct seller *s, int64_t at)
{
	int64_t rows;
	enum outcome outcome;

	if (!shares_are_whole(s))
		return INVALID;
	outcome = keep_shares(db, s, at);
	if (outcome != DONE)
		return outcome;
	outcome =
		db_change(db, &rows,
	                  "UPDATE seller SET place = $1, kind = $2, name = $3, about = $4, household_share = $5,"
	                  " own_share = $6, station_share = $7, carrier_share = $8, platform_share = $9,"
	                  " reserve_share = $10, open = $11, version = version + 1"
	                  " WHERE county = $12 AND id = $13 AND version = $14",
	                  bind(i64(s->place), txt(s->kind), txt(s->name), txt(s->about), i64(s->household_share),
	                       i64(s->own_share), i64(s->station_share), i64(s->carrier_share), i64(s->platform_share),
	                       i64(s->reserve_share), i64(s->open), i64(s->county), i64(s->id), i64(s->version)));
	if (outcome != DONE)
		return outcome;
	return rows == 1 ? DONE : CONFLICT;
}

#define SELLER_COLUMNS                                                                                       \
	"s.county, s.id, s.place, s.kind, s.name, s.about, s.household_share, s.own_share, s.station_share," \
	" s.carrier_share, s.platform_share, s.reserve_share, s.open, s.created_at, s.version"

enum outcome seller_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct seller *ret)
{
	return db_one(db, arena, &seller_record, ret,
	              "SELECT " SELLER_COLUMNS " FROM seller AS s WHERE s.county = $1 AND s.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome seller_when(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t at, struct seller *ret)
{
	return db_one(
		db, arena, &seller_record, ret,
		"SELECT s.county, s.id, s.place, s.kind, s.name, s.about,"
		" COALESCE(b.household_share, s.household_share) AS household_share,"
		" COALESCE(b.own_share, s.own_share) AS own_share,"
		" COALESCE(b.station_share, s.station_share) AS station_share,"
		" COALESCE(b.carrier_share, s.carrier_share) AS carrier_share,"
		" COALESCE(b.platform_share, s.platform_share) AS platform_share,"
		" COALESCE(b.reserve_share, s.reserve_share) AS reserve_share, s.open, s.created_at, s.version"
		" FROM seller AS s LEFT JOIN seller_share_before AS b ON b.county = s.county AND b.seller_id = s.id"
		" AND b.until_at = (SELECT min(n.until_at) FROM seller_share_before AS n"
		" WHERE n.county = s.county AND n.seller_id = s.id AND n.until_at >= $3)"
		" WHERE s.county = $1 AND s.id = $2",
		bind(i64(county), i64(id), i64(at)));
}

enum outcome seller_list(struct db *db, struct arena *arena, int64_t within, int64_t before, size_t limit,
                         struct seller **ret, size_t *ret_count)
{
	assert(limit <= LIMIT_LIST_ROWS);
	return db_list(db, arena, &seller_record, limit, ret, ret_count,
	               "SELECT " SELLER_COLUMNS " FROM seller AS s WHERE s.place >= $1 AND s.place < $2 AND s.id < $3"
	               " ORDER BY s.id DESC LIMIT $4",
	               bind(i64(within), i64(place_end(within)), i64(before == 0 ? INT64_MAX : before),
	                    i64((int64_t)limit)));
}

const char *seller_kind_name(struct request *r, struct text kind)
{
	for (size_t i = 0; seller_kinds[i].value != NULL; i++)
		if (text_equal(kind, text_of(seller_kinds[i].value)))
			return request_word(r, seller_kinds[i].label);
	return "";
}

enum outcome seller_member_add(struct db *db, int64_t county, int64_t seller_id, int64_t person_id, int64_t at)
{
	assert(person_id > 0);
	return db_exec(db,
	               "INSERT INTO seller_member(county, seller_id, person_id, since_at) VALUES ($1, $2, $3, $4)"
	               " ON CONFLICT DO NOTHING",
	               bind(i64(county), i64(seller_id), i64(person_id), i64(at)));
}

enum outcome seller_member_remove(struct db *db, int64_t county, int64_t seller_id, int64_t person_id)
{
	int64_t rows;
	enum outcome outcome;

	outcome = db_change(db, &rows,
	                    "DELETE FROM seller_member WHERE county = $1 AND seller_id = $2 AND person_id = $3",
	                    bind(i64(county), i64(seller_id), i64(person_id)));
	if (outcome != DONE)
		return outcome;
	return rows == 1 ? DONE : NOT_FOUND;
}

bool seller_has_member(struct db *db, int64_t county, int64_t seller_id, int64_t person_id)
{
	int64_t since;

	return person_id > 0 &&
	       db_number(db, &since,
	                 "SELECT since_at FROM seller_member WHERE county = $1 AND seller_id = $2 AND person_id = $3",
	                 bind(i64(county), i64(seller_id), i64(person_id))) == DONE;
}

enum outcome seller_of_person(struct db *db, struct arena *arena, int64_t person_id, struct seller **ret,
                              size_t *ret_count)
{
	return db_list(db, arena, &seller_record, LIMIT_PAGE_ROWS, ret, ret_count,
	               "SELECT " SELLER_COLUMNS " FROM seller_member AS m"
	               " JOIN seller AS s ON s.county = m.county AND s.id = m.seller_id"
	               " WHERE m.person_id = $1 ORDER BY s.id DESC LIMIT $2",
	               bind(i64(person_id), i64(LIMIT_PAGE_ROWS)));
}

enum outcome seller_grower_add(struct db *db, const struct grower *g)
{
	assert(g->weight >= 0);
	if (g->weight == 0)
		return db_exec(db,
		               "DELETE FROM seller_grower WHERE county = $1 AND seller_id = $2 AND household_id = $3",
		               bind(i64(g->county), i64(g->seller_id), i64(g->household_id)));
	return db_exec(db,
	               "INSERT INTO seller_grower(county, seller_id, household_id, household_place, weight)"
	               " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (county, seller_id, household_id)"
	               " DO UPDATE SET weight = excluded.weight, household_place = excluded.household_place",
	               bind(i64(g->county), i64(g->seller_id), i64(g->household_id), i64(g->household_place),
	                    i64(g->weight)));
}

enum outcome seller_growers(struct db *db, struct arena *arena, int64_t county, int64_t seller_id, struct grower **ret,
                            size_t *ret_count)
{
	return db_list(db, arena, &grower_record, SELLER_GROWERS, ret, ret_count,
	               "SELECT g.county, g.seller_id, g.household_id, g.household_place, g.weight,"
	               " COALESCE(v.name, '') AS village_name FROM seller_grower AS g"
	               " LEFT JOIN place AS v ON v.place = g.household_place - g.household_place % 100000"
	               " WHERE g.county = $1 AND g.seller_id = $2 ORDER BY g.household_id LIMIT $3",
	               bind(i64(county), i64(seller_id), i64(SELLER_GROWERS)));
}

enum outcome seller_grower_count(struct db *db, int64_t county, int64_t seller_id, int64_t *ret_count)
{
	return db_number(db, ret_count, "SELECT count(*) FROM seller_grower WHERE county = $1 AND seller_id = $2",
	                 bind(i64(county), i64(seller_id)));
}

/* Walked here: the same by window functions cost a sixth of a whole order, since SQLite builds and sorts tables for them. */
enum outcome seller_grower(struct db *db, int64_t county, int64_t seller_id, int64_t n, struct grower *ret)
{
	int64_t whole = 0, upto = 0;
	bool found = false;
	enum outcome outcome =
		db_number(db, &whole, "SELECT sum(weight) FROM seller_grower WHERE county = $1 AND seller_id = $2",
	                  bind(i64(county), i64(seller_id)));

	assert(n >= 0);
	if (outcome != DONE || whole <= 0)
		return outcome == DONE ? NOT_FOUND : outcome;
	struct db_rows *rows = db_rows(db,
	                               "SELECT household_id, household_place, weight FROM seller_grower"
	                               " WHERE county = $1 AND seller_id = $2 ORDER BY household_id",
	                               bind(i64(county), i64(seller_id)));
	struct grower grower = { .county = county, .seller_id = seller_id };
	while (!found && db_next(rows)) {
		grower.household_id = db_int(rows, "household_id");
		grower.household_place = db_int(rows, "household_place");
		grower.weight = db_int(rows, "weight");
		upto += grower.weight;
		found = upto > n % whole;
	}
	outcome = db_done(rows);
	if (outcome != DONE || !found)
		return outcome == DONE ? NOT_FOUND : outcome;
	*ret = grower;
	return DONE;
}

enum outcome seller_scope(struct request *r, int64_t county, int64_t id, struct scope *ret_scope,
                          struct seller *ret_seller)
{
	struct seller seller = { 0 };
	enum outcome outcome = seller_one(r->db, r->arena, county, id, &seller);

	if (outcome != DONE)
		return outcome;
	*ret_scope =
		(struct scope){ .place = seller.place, .mine = seller_has_member(r->db, county, id, r->person_id) };
	if (ret_seller != NULL)
		*ret_seller = seller;
	return DONE;
}

size_t seller_parts(const struct seller *s, int64_t goods_fen, int64_t shipping_fen,
                    struct seller_part ret_parts[SELLER_PARTS])
{
	const struct seller_part parts[SELLER_PARTS] = {
		{ ACCOUNT_HOUSEHOLD, "plum", N_("To the household"), s->household_share },
		{ ACCOUNT_SELLER, "pine", N_("To the seller, for sorting and packing"), s->own_share },
		{ ACCOUNT_STATION, "barley", N_("To the village station"), s->station_share },
		{ ACCOUNT_CARRIER, "turq", N_("For the transport"), s->carrier_share },
		{ ACCOUNT_PLATFORM, "indigo", N_("For the county store and platform"), s->platform_share },
		{ ACCOUNT_RESERVE, "stone", N_("Put by for spoilt goods"), s->reserve_share },
	};
	size_t rest_at = s->household_share > 0 ? 0 : 1, count = 0;
	int64_t fen[SELLER_PARTS], rest = goods_fen;

	assert(goods_fen >= 0 && shipping_fen >= 0 && shares_are_whole(s));
	for (size_t i = 0; i < SELLER_PARTS; i++) {
		fen[i] = money_share(goods_fen, parts[i].fen, SELLER_SHARES);
		rest -= fen[i];
	}
	fen[rest_at] += rest;
	for (size_t i = 0; i < SELLER_PARTS; i++) {
		if (parts[i].kind == ACCOUNT_CARRIER)
			fen[i] += shipping_fen;
		if (fen[i] == 0)
			continue;
		ret_parts[count] = parts[i];
		ret_parts[count++].fen = fen[i];
	}
	return count;
}

void seller_weave(struct request *r, const struct seller *seller, int64_t goods_fen, int64_t shipping_fen)
{
	struct seller_part parts[SELLER_PARTS];
	struct weave_part woven[SELLER_PARTS];
	size_t count = seller_parts(seller, goods_fen, shipping_fen, parts);

	for (size_t i = 0; i < count; i++)
		woven[i] = (struct weave_part){ .colour = parts[i].colour,
			                        .label = text_of(request_word(r, parts[i].label)),
			                        .fen = parts[i].fen };
	weave(r, woven, count);
}
