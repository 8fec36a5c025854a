/* Service stations: rows, the nearest ones, and the pages on which they are shown and kept.
   A station's phone is public; it is not a person's. */
#include "common/station/station_view.h"

#include <assert.h>

#include "base/id.h"
#include "base/limits.h"
#include "common/station/station_templates.h"
#include "schema.h"

static const struct field station_fields[] = {
	WHOLE_FIELD(FIELD_ID, station, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(station, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, station, place, N_("Where it stands"), FIELD_BOTH | FIELD_REQUIRED, 0, 0),
	TEXT_FIELD(station, name, N_("Name of the station"), FIELD_MUST, 2, 60),
	TEXT_FIELD(station, hours, N_("Opening hours"), FIELD_BOTH, 0, 60),
	PHONE_FIELD(station, phone, N_("Phone"), FIELD_BOTH),
	WHOLE_FIELD(FIELD_BOOL, station, open, N_("Is in service"), FIELD_BOTH, 0, 1),
	INT_FIELD(station, version, N_("Version"), FIELD_BOTH, 0, INT64_MAX),
	FIELD_END,
};

const struct record station_record = { .name = "station",
	                               .size = sizeof(struct station),
	                               .county = offsetof(struct station, county),
	                               .fields = station_fields };

/* ---- rows ---- */

enum outcome station_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct station *ret)
{
	return db_one(
		db, arena, &station_record, ret,
		"SELECT county, id, place, name, hours, phone, open, version FROM station WHERE county = $1 AND id = $2",
		bind(i64(county), i64(id)));
}

#define STATION_COLUMNS "county, id, place, name, hours, phone, open, version"
/* Open stations of a stretch of places, in the order of their index and no more of them than are wanted in all. */
#define STRETCH(number, from, to)                                                                                     \
	"SELECT * FROM (SELECT " STATION_COLUMNS " FROM station WHERE open = 1 AND place >= " from " AND place < " to \
	" ORDER BY place, id LIMIT $7) AS stretch_" number
#define VILLAGE STRETCH("0", "$1", "$2")
#define TOWNSHIP STRETCH("1", "$3", "$1") " UNION ALL " STRETCH("2", "$2", "$4")
#define COUNTY STRETCH("3", "$5", "$3") " UNION ALL " STRETCH("4", "$4", "$6")

static int ring_of(const struct station *station, int64_t place)
{
	int64_t at = station->place;

	return place_contains(place_above(place, PLACE_VILLAGE), at)    ? 0
	       : place_contains(place_above(place, PLACE_TOWNSHIP), at) ? 1
	                                                                : 2;
}

static bool is_nearer(const struct station *a, const struct station *b, int64_t place)
{
	int nearer = ring_of(a, place) - ring_of(b, place);

	return nearer < 0 || (nearer == 0 && (a->place < b->place || (a->place == b->place && a->id < b->id)));
}

/* The village's, the township's around it, the county's around that: by nearness in SQL a whole county would have to be sorted. */
enum outcome station_near(struct db *db, struct arena *arena, int64_t place, size_t limit, struct station **ret,
                          size_t *ret_count)
{
	int64_t village = place_above(place, PLACE_VILLAGE), township = place_above(place, PLACE_TOWNSHIP);
	int64_t county = place_above(place, PLACE_COUNTY);
	struct station *found = NULL;
	size_t count = 0;
	enum outcome outcome;

	assert(limit <= LIMIT_LIST_ROWS / 5);
	outcome = db_list(db, arena, &station_record, 5 * limit, &found, &count,
	                  VILLAGE " UNION ALL " TOWNSHIP " UNION ALL " COUNTY,
	                  bind(i64(village), i64(place_end(village)), i64(township), i64(place_end(township)),
	                       i64(county), i64(place_end(county)), i64((int64_t)limit)));

	for (size_t i = 1; i < count; i++) /* they mostly come in this order, but no database promises it */
		for (size_t j = i; j > 0 && is_nearer(&found[j], &found[j - 1], place); j--) {
			struct station further = found[j - 1];

			found[j - 1] = found[j];
			found[j] = further;
		}
	*ret = found;
	*ret_count = count < limit ? count : limit;
	return outcome;
}

static bool is_among(const struct station *stations, size_t count, const struct station *station)
{
	for (size_t i = 0; i < count; i++)
		if (stations[i].id == station->id)
			return true;
	return false;
}

enum outcome station_mine(struct request *r, struct station *ret)
{
	int64_t place = identity_where(&r->who, RIGHT_SERVE);
	enum outcome outcome;

	if (place < 0)
		return NOT_FOUND;
	outcome = db_one(r->db, r->arena, &station_record, ret,
	                 "SELECT s.county, s.id, s.place, s.name, s.hours, s.phone, s.open, s.version"
	                 " FROM station_here AS h JOIN station AS s ON s.county = h.county AND s.id = h.station_id"
	                 " WHERE h.person_id = $1 AND s.open = 1",
	                 bind(i64(r->who.person_id)));
	if (outcome != NOT_FOUND && (outcome != DONE || identity_may(&r->who, RIGHT_SERVE, ret->place)))
		return outcome;
	return db_one(r->db, r->arena, &station_record, ret,
	              "SELECT county, id, place, name, hours, phone, open, version FROM station"
	              " WHERE open = 1 AND place >= $1 AND place < $2 ORDER BY place, id LIMIT 1",
	              bind(i64(place), i64(place_end(place))));
}

enum outcome stations_mine(struct request *r, struct station **ret, size_t *ret_count)
{
	struct station *mine = arena_array(r->arena, STATIONS_MINE, sizeof *mine);
	enum outcome outcome = DONE;

	*ret = mine;
	*ret_count = 0;
	for (size_t i = 0; outcome == DONE && i < r->who.right_count && *ret_count < STATIONS_MINE; i++) {
		int64_t place = r->who.rights[i].place;
		struct station *found;
		size_t count = 0;

		if (!(r->who.rights[i].rights >> RIGHT_SERVE & 1))
			continue;
		outcome = db_list(r->db, r->arena, &station_record, STATIONS_MINE, &found, &count,
		                  "SELECT county, id, place, name, hours, phone, open, version FROM station"
		                  " WHERE open = 1 AND place >= $1 AND place < $2 ORDER BY place, id LIMIT $3",
		                  bind(i64(place), i64(place_end(place)), i64(STATIONS_MINE)));
		for (size_t j = 0; outcome == DONE && j < count; j++)
			if (!is_among(mine, *ret_count, &found[j]) && *ret_count < STATIONS_MINE)
				mine[(*ret_count)++] = found[j];
	}
	return outcome;
}

enum outcome station_add(struct db *db, const struct station *station)
{
	assert(station->id > 0);
	if (!place_is_known(db, station->place) || place_level(station->place) < PLACE_COUNTY)
		return INVALID;
	return db_exec(db,
	               "INSERT INTO station(county, id, place, name, hours, phone, open, version)"
	               " VALUES ($1, $2, $3, $4, $5, $6, $7, 1)",
	               bind(i64(station->county), i64(station->id), i64(station->place), txt(station->name),
	                    txt(station->hours), txt(station->phone), i64(station->open)));
}

/* CONFLICT: the version is stale. */
static enum outcome station_change(struct db *db, const struct station *station)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows,
	                  "UPDATE station SET name = $1, hours = $2, phone = $3, open = $4, version = version + 1"
	                  " WHERE county = $5 AND id = $6 AND version = $7",
	                  bind(txt(station->name), txt(station->hours), txt(station->phone), i64(station->open),
	                       i64(station->county), i64(station->id), i64(station->version)));

	return outcome == DONE && rows == 0 ? CONFLICT : outcome;
}

static const char *const moves[] = {
	"UPDATE station SET place = place + $3 WHERE place >= $1 AND place < $2",
	NULL,
};

/* ---- where ---- */

static enum outcome one_where(struct request *r, struct scope *ret_scope)
{
	struct station *station = arena_take(r->arena, sizeof(*station));
	enum outcome outcome = request_row(r, "station", station_one, station);

	if (outcome != DONE)
		return outcome;
	ret_scope->place = station->place;
	r->kept = station;
	return DONE;
}

static enum outcome new_where(struct request *r, struct scope *ret_scope)
{
	if (text_trim(request_field(r, "place")).length == 0 && request_query(r, "place").length > 0)
		return request_query_place(r, "place", &ret_scope->place) ? DONE : NOT_FOUND;
	return place_where_posted(r, RIGHT_SELLER_EDIT, ret_scope);
}

/* ---- pages ---- */

/* Where one looks: ?place=, else one's home. */
static int64_t asked_place(struct request *r)
{
	int64_t place = PLACE_WHOLE;

	if (request_query(r, "place").length > 0 && request_query_place(r, "place", &place))
		return place;
	return r->person_place;
}

static void list_page(struct request *r)
{
	int64_t place = asked_place(r), after = request_after(r);

	/* Who keeps the stations of a land works with them as a table; everybody else looks for the next one. */
	if (!r->json && identity_where(&r->who, RIGHT_SELLER_EDIT) >= 0) {
		station_table_page(r, request_query(r, "place").length > 0
		                              ? place
		                              : identity_where(&r->who, RIGHT_SELLER_EDIT));
		return;
	}
	size_t limit = request_limit(r) + 1, count = 0;
	struct station *stations = NULL;
	/* From a village on, the nearest first; above, all in the order of their ids. */
	bool near = place_level(place) >= PLACE_TOWNSHIP && after == 0;
	enum outcome outcome = near ? station_near(r->db, r->arena, place, limit, &stations, &count)
	                            : db_list(r->db, r->arena, &station_record, limit, &stations, &count,
	                                      "SELECT county, id, place, name, hours, phone, open, version FROM station"
	                                      " WHERE place >= $1 AND place < $2 AND id > $3 ORDER BY id LIMIT $4",
	                                      bind(i64(place), i64(place_end(place)), i64(after), i64((int64_t)limit)));

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	int64_t next = list_goes_on(r, &count) && !near ? stations[count - 1].id : 0;
	if (r->json) {
		give_list(r, &station_record, stations, count, next);
		return;
	}
	page_begin(r, _("Service stations"), "stations");
	station_list_html(r, stations, count, place, next, NULL);
	page_end(r);
}

void station_page(struct request *r)
{
	struct station *station = r->kept;

	if (r->json) {
		give_one(r, &station_record, station);
		return;
	}
	page_begin_named(r, station->name, "stations", "/stations");
	station_one_html(r, station);
	page_end(r);
}

static void notice_page(struct request *r)
{
	const struct station *station = r->kept;

	page_begin_named(r, text_of(_("Notice for the door")), "stations",
	                 text_string(r->arena, text_format(r->arena, "/stations/%.*s",
	                                                   TEXT(id_public(r->arena, station->county, station->id)))));
	station_notice_html(r, station);
	page_end(r);
}

static void show_form(struct request *r, const struct station *station, int64_t place)
{
	page_begin_named(r, text_of(station ? _("Change the station") : _("A new station")), "stations", "/stations");
	station_form_html(r, &station_record, station, place);
	page_end(r);
}

static void new_page(struct request *r)
{
	int64_t place = PLACE_WHOLE;

	if (!request_query_place(r, "place", &place) || place_level(place) < PLACE_COUNTY)
		place = PLACE_WHOLE;
	show_form(r, NULL, place);
}

static void edit_page(struct request *r)
{
	show_form(r, r->kept, r->scope.place);
}

static void refuse_form(struct request *r, const struct station *station, int64_t place)
{
	if (!r->json)
		show_form(r, station, place);
	refuse(r);
}

static void new_act(struct request *r)
{
	struct station station = { .id = request_new_id(r), .version = 1 };
	enum outcome outcome;

	if (!form_read(r, &station_record, &station)) {
		refuse_form(r, NULL, station.place);
		return;
	}
	if (!request_may(r, RIGHT_SELLER_EDIT, station.place)) { /* a place may also have been found by its name */
		fail(r, DENIED, NULL);
		return;
	}
	station.county = place_county(station.place);
	station.version = 1;
	outcome = station_add(r->db, &station);
	if (outcome == INVALID) {
		form_problem(r, "place", N_("Choose a place from the list"), T(""));
		refuse_form(r, NULL, PLACE_WHOLE);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		made(r, &station_record, &station, "/stations/%.*s?done=made",
		     TEXT(id_public(r->arena, station.county, station.id)));
	}
}

static void edit_act(struct request *r)
{
	const struct station *now = r->kept;
	struct station station = *now;
	enum outcome outcome;

	if (!form_read(r, &station_record, &station)) {
		refuse_form(r, now, now->place);
		return;
	}
	station.place = now->place;
	outcome = station_change(r->db, &station);
	if (outcome == CONFLICT && !r->json) {
		form_problem(r, "version",
		             N_("Somebody changed this meanwhile. Theirs stands beside yours: choose and save again."),
		             T(""));
		refuse_form(r, now, now->place);
		r->outcome = CONFLICT;
		r->exchange->reply.status = 409;
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		station.version++;
		made(r, &station_record, &station, "/stations/%.*s?done=kept",
		     TEXT(id_public(r->arena, station.county, station.id)));
	}
}

/* From now on cash, orders and parcels of the present person are of this station. */
static void here_act(struct request *r)
{
	const struct station *station = r->kept;
	enum outcome outcome;

	if (!station->open) {
		fail(r, CONFLICT, N_("This station is closed: nobody can work there now."));
		return;
	}
	outcome = db_exec(r->db,
	                  "INSERT INTO station_here(person_id, county, station_id, since_at) VALUES ($1, $2, $3, $4)"
	                  " ON CONFLICT (person_id) DO UPDATE SET county = $2, station_id = $3, since_at = $4",
	                  bind(i64(r->who.person_id), i64(station->county), i64(station->id), i64(r->now)));
	if (outcome == DONE)
		made(r, &station_record, station, "/counter");
	else
		fail(r, outcome, NULL);
}

static const struct route station_routes[] = {
	{ GET, "/stations", list_page, ANYONE, "List the stations of a place, the nearest first",
	  .gives = &station_record, .flags = ROUTE_LIST | ROUTE_PAGED | ROUTE_READ_OFFLINE,
	  .query = QUERY_OF(QUERY_TABLE, QUERY(FIELD_TEXT, "open", "open or closed")) },
	{ GET, "/stations/new", new_page, MAY(RIGHT_SELLER_EDIT), "Show the form for a new station", .where = new_where,
	  .flags = ROUTE_PAGE, .query = QUERY_OF(QUERY_LAND) },
	{ POST, "/stations", new_act, MAY(RIGHT_SELLER_EDIT), "Add a station", .where = new_where,
	  .takes = &station_record, .gives = &station_record, .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/stations/{station}", station_page, ANYONE, "Show a station", .where = one_where,
	  .gives = &station_record, .flags = ROUTE_READ_OFFLINE },
	{ GET, "/stations/{station}/notice", notice_page, ANYONE, "Show the notice for a station's door for printing",
	  .where = one_where, .flags = ROUTE_PAGE },
	{ POST, "/stations/{station}/audio", station_audio_post, MAY(RIGHT_SELLER_EDIT),
	  "Put a recording that reads a station's page aloud", .where = one_where, .prepare = station_audio_prepare,
	  .flags = ROUTE_UPLOAD },
	{ POST, "/stations/{station}/audio/delete", station_audio_delete, MAY(RIGHT_SELLER_EDIT),
	  "Delete the recording of a station", .where = one_where },
	{ GET, "/stations/{station}/edit", edit_page, MAY(RIGHT_SELLER_EDIT), "Show the form to change a station",
	  .where = one_where, .flags = ROUTE_PAGE },
	{ POST, "/stations/{station}/here", here_act, MAY(RIGHT_SERVE), "Work at this station from now on",
	  .where = one_where, .gives = &station_record },
	{ POST, "/stations/{station}", edit_act, MAY(RIGHT_SELLER_EDIT), "Change a station", .where = one_where,
	  .takes = &station_record, .gives = &station_record, .flags = ROUTE_MAY_WAIT },
	ROUTES_END,
};

const struct module station_module = {
	.name = "station", .schema = station_schema, .routes = station_routes, .moves = moves
};
