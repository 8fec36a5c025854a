/* Routes and the promise computed from them: rules and SQL, no HTTP. */
#include "trade/shipping/shipping.h"

#include <assert.h>

#include "base/calendar.h"
#include "base/limits.h"

static const struct field shipping_route_fields[] = {
	INT_FIELD(shipping_route, from_county, N_("From county"), FIELD_OUT, 0, 999999),
	WHOLE_FIELD(FIELD_PLACE, shipping_route, to_place, N_("To place"), FIELD_BOTH, 0, 0),
	INT_FIELD(shipping_route, days, N_("Days after dispatch"), FIELD_MUST, 0, 60),
	INT_FIELD(shipping_route, cutoff_minutes, N_("Dispatched the same day until (minutes after midnight)"),
	          FIELD_OUT, 0, 1440),
	WHOLE_FIELD(FIELD_FEN, shipping_route, base_fen, N_("Fee for a parcel"), FIELD_MUST, 0, 100000000),
	WHOLE_FIELD(FIELD_FEN, shipping_route, per_kg_fen, N_("Fee for each kilogram begun"), FIELD_MUST, 0, 100000000),
	INT_FIELD(shipping_route, version, N_("Version"), FIELD_BOTH, 0, INT64_MAX),
	FIELD_END,
};

const struct record shipping_route_record = { .name = "shipping_route",
	                                      .size = sizeof(struct shipping_route),
	                                      .county = offsetof(struct shipping_route, from_county),
	                                      .fields = shipping_route_fields };

enum outcome shipping_route_put(struct db *db, const struct shipping_route *route)
{
	return db_exec(
		db,
		"INSERT INTO shipping_route(from_county, to_place, days, cutoff_minutes, base_fen, per_kg_fen, version)"
		" VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT (from_county, to_place) DO UPDATE"
		" SET days = excluded.days, cutoff_minutes = excluded.cutoff_minutes, base_fen = excluded.base_fen,"
		" per_kg_fen = excluded.per_kg_fen, version = shipping_route.version + 1",
		bind(i64(route->from_county), i64(route->to_place), i64(route->days), i64(route->cutoff_minutes),
	             i64(route->base_fen), i64(route->per_kg_fen)));
}

enum outcome shipping_route_change(struct db *db, const struct shipping_route *route)
{
	int64_t rows;
	enum outcome outcome;

	if (route->version == 0)
		outcome = db_change(
			db, &rows,
			"INSERT INTO shipping_route(from_county, to_place, days, cutoff_minutes, base_fen, per_kg_fen, version)"
			" VALUES ($1, $2, $3, $4, $5, $6, 1) ON CONFLICT DO NOTHING",
			bind(i64(route->from_county), i64(route->to_place), i64(route->days),
		             i64(route->cutoff_minutes), i64(route->base_fen), i64(route->per_kg_fen)));
	else
		outcome = db_change(
			db, &rows,
			"UPDATE shipping_route SET days = $1, cutoff_minutes = $2, base_fen = $3, per_kg_fen = $4,"
			" version = version + 1 WHERE from_county = $5 AND to_place = $6 AND version = $7",
			bind(i64(route->days), i64(route->cutoff_minutes), i64(route->base_fen), i64(route->per_kg_fen),
		             i64(route->from_county), i64(route->to_place), i64(route->version)));
	if (outcome != DONE)
		return outcome;
	return rows == 1 ? DONE : CONFLICT;
}

enum outcome shipping_route_remove(struct db *db, int64_t from_county, int64_t to_place)
{
	int64_t rows;
	enum outcome outcome;

	outcome = db_change(db, &rows, "DELETE FROM shipping_route WHERE from_county = $1 AND to_place = $2",
	                    bind(i64(from_county), i64(to_place)));
	if (outcome != DONE)
		return outcome;
	return rows == 1 ? DONE : NOT_FOUND;
}

#define ROUTE_COLUMNS "from_county, to_place, days, cutoff_minutes, base_fen, per_kg_fen, version"

enum outcome shipping_route_one(struct db *db, struct arena *arena, int64_t from_county, int64_t to_place,
                                struct shipping_route *ret)
{
	return db_one(db, arena, &shipping_route_record, ret,
	              "SELECT " ROUTE_COLUMNS " FROM shipping_route WHERE from_county = $1 AND to_place = $2",
	              bind(i64(from_county), i64(to_place)));
}

enum outcome shipping_routes(struct db *db, struct arena *arena, int64_t from_county, int64_t after, size_t limit,
                             struct shipping_route **ret, size_t *ret_count)
{
	assert(limit <= LIMIT_LIST_ROWS);
	return db_list(db, arena, &shipping_route_record, limit, ret, ret_count,
	               "SELECT " ROUTE_COLUMNS " FROM shipping_route WHERE from_county = $1 AND to_place > $2"
	               " ORDER BY to_place LIMIT $3",
	               bind(i64(from_county), i64(after), i64((int64_t)limit)));
}

struct promise shipping_promise_of(const struct shipping_route *route, int64_t weight_g, int64_t now,
                                   int64_t ships_on_earliest)
{
	int64_t ships_on = calendar_day(now);
	int64_t kilograms = (weight_g + 999) / 1000;

	assert(weight_g >= 0);
	if (calendar_minutes(now) >= route->cutoff_minutes)
		ships_on = calendar_add_days(ships_on, 1);
	if (ships_on_earliest > ships_on)
		ships_on = ships_on_earliest;
	return (struct promise){
		.order_by = calendar_day_start(ships_on) + route->cutoff_minutes * 60000,
		.ships_on = ships_on,
		.arrives_on = calendar_add_days(ships_on, route->days),
		.fee_fen = route->base_fen + route->per_kg_fen * kilograms,
	};
}

/* The nearest level first: COALESCE looks no further than the first that has a route. For IN with ORDER BY SQLite builds a table. */
#define ROUTE_TO "(SELECT to_place FROM shipping_route WHERE from_county = $1 AND to_place = "

enum outcome shipping_promise(struct db *db, int64_t from_county, int64_t to_place, int64_t weight_g, int64_t now,
                              int64_t ships_on_earliest, struct promise *ret_promise)
{
	struct shipping_route route;
	enum outcome outcome;

	outcome = db_one(db, NULL, &shipping_route_record, &route,
	                 "SELECT " ROUTE_COLUMNS
	                 " FROM shipping_route WHERE from_county = $1 AND to_place = COALESCE(" ROUTE_TO
	                 "$6), " ROUTE_TO "$5), " ROUTE_TO "$4), " ROUTE_TO "$3), " ROUTE_TO "$2), 0)",
	                 bind(i64(from_county), i64(place_above(to_place, PLACE_PROVINCE)),
	                      i64(place_above(to_place, PLACE_CITY)), i64(place_above(to_place, PLACE_COUNTY)),
	                      i64(place_above(to_place, PLACE_TOWNSHIP)), i64(place_above(to_place, PLACE_VILLAGE))));
	if (outcome != DONE)
		return outcome;
	*ret_promise = shipping_promise_of(&route, weight_g, now, ships_on_earliest);
	return DONE;
}
