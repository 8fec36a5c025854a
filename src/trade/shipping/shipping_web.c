/* Doors of the routes: who may register sellers of a county keeps its delivery promise too. */
#include <string.h>

#include "base/limits.h"
#include "schema.h"
#include "trade/shipping/shipping_templates.h"
#include "trade/shipping/shipping_view.h"

static const struct field typed_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, route_form, from, N_("From county"), FIELD_OUT, 0, 0),
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_BOTH,
	  .name = "to",
	  .offset = FIELD_WHOLE(route_form, to),
	  .label = N_("To place"),
	  .hint = N_("The land the route reaches; the nearest one counts. Empty: everywhere") },
	INT_FIELD(route_form, days, N_("Days after dispatch"), FIELD_MUST, 0, 60),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_MUST,
	  .name = "cutoff",
	  .offset = FIELD_WORDS(route_form, cutoff),
	  .label = N_("Dispatched the same day until"),
	  .hint = N_("For example 18:00"),
	  .min = 4,
	  .max = 5 },
	WHOLE_FIELD(FIELD_FEN, route_form, base_fen, N_("Fee for a parcel"), FIELD_MUST, 0, 100000000),
	WHOLE_FIELD(FIELD_FEN, route_form, per_kg_fen, N_("Fee for each kilogram begun"), FIELD_MUST, 0, 100000000),
	INT_FIELD(route_form, version, N_("Version"), FIELD_BOTH, 0, INT64_MAX),
	FIELD_END,
};
const struct record route_form_record = { .name = "shipping_route",
	                                  .size = sizeof(struct route_form),
	                                  .fields = typed_fields };

/* The county whose routes these are: ?from=, else the first of one's land. */
static enum outcome county_where(struct request *r, struct scope *ret_scope)
{
	struct text code = request_query(r, "from");
	int64_t place = identity_where(&r->who, RIGHT_SELLER_EDIT);

	if (code.length == 0)
		code = request_field(r, "from");
	if (code.length == 0 && place_county(place < 0 ? 0 : place) == 0)
		code = request_setting(r, "home_place");
	if (code.length > 0 && !place_read(code, &place))
		return NOT_FOUND;
	if (place < 0 || place_county(place) == 0)
		return r->who.person_id == 0 ? DONE : NOT_FOUND;
	ret_scope->place = place_of_county(place_county(place));
	return DONE;
}

static const char *shipping_path(struct request *r)
{
	return text_format(r->arena, "/shipping?from=%.*s", TEXT(place_code(r->arena, r->scope.place))).bytes;
}

static enum outcome names_load(struct request *r, struct shipping_view *view)
{
	struct db_rows *rows;
	enum outcome outcome;

	view->names = arena_array(r->arena, view->count + 1, sizeof(*view->names));
	if (view->count == 0)
		return DONE;
	rows = db_rows(r->db,
	               "SELECT s.to_place, p.name FROM shipping_route AS s JOIN place AS p ON p.place = s.to_place"
	               " WHERE s.from_county = $1 AND s.to_place BETWEEN $2 AND $3 ORDER BY s.to_place",
	               bind(i64(view->county), i64(view->routes[0].to_place),
	                    i64(view->routes[view->count - 1].to_place)));
	while (db_next(rows))
		for (size_t i = 0; i < view->count; i++)
			if (view->routes[i].to_place == db_int(rows, "to_place"))
				view->names[i] = place_short(r->arena, text_copy(r->arena, db_text(rows, "name")));
	outcome = db_done(rows);
	return outcome;
}

static enum outcome view_load(struct request *r, struct shipping_view *view)
{
	size_t limit = request_limit(r);
	struct text after = request_query(r, "after");
	int64_t cursor = -1;
	enum outcome outcome;

	if (r->exchange->method == GET && after.length > 0)
		cursor = request_query_int(r, "after", 0, INT64_MAX, -1);
	view->county = place_county(r->scope.place);
	outcome = shipping_routes(r->db, r->arena, view->county, cursor, limit + 1, &view->routes, &view->count);
	if (outcome != DONE)
		return outcome;
	view->next = list_goes_on(r, &view->count) ? view->routes[view->count - 1].to_place : 0;
	if (r->json)
		return DONE;
	view->county_name = place_name(r->db, r->arena, r->scope.place);
	return names_load(r, view);
}

static struct route_form form_of(struct arena *arena, const struct shipping_route *route)
{
	return (struct route_form){ .from = route->from_county,
		                    .to = route->to_place,
		                    .days = route->days,
		                    .cutoff = shipping_cutoff_text(arena, route->cutoff_minutes),
		                    .base_fen = route->base_fen,
		                    .per_kg_fen = route->per_kg_fen,
		                    .version = route->version };
}

static bool show(struct request *r, const struct shipping_route *edited, bool is_stale)
{
	struct shipping_view view = { .edited = edited, .is_stale = is_stale };
	enum outcome outcome = view_load(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return false;
	}
	if (r->json) {
		struct route_form *routes = arena_array(r->arena, view.count, sizeof *routes);
		for (size_t i = 0; i < view.count; i++)
			routes[i] = form_of(r->arena, &view.routes[i]);
		give_list(r, &route_form_record, routes, view.count, view.next);
		return true;
	}
	view.form = edited != NULL ? form_of(r->arena, edited) : (struct route_form){ .cutoff = T("18:00"), .days = 2 };
	page_begin(r, _("Delivery"), "desk");
	shipping_page_html(r, &view);
	page_end(r);
	return true;
}

/* ?edit= names the route that stands in the form. */
static void shipping_page(struct request *r)
{
	struct shipping_route route = { 0 };
	struct text code = request_query(r, "edit");
	int64_t to;

	if (code.length == 0) {
		show(r, NULL, false);
		return;
	}
	if (text_equal(code, T("all")))
		code = T("");
	if (!place_read(code, &to) ||
	    shipping_route_one(r->db, r->arena, place_county(r->scope.place), to, &route) != DONE)
		fail(r, NOT_FOUND, NULL);
	else
		show(r, &route, false);
}

static void shipping_put(struct request *r)
{
	struct route_form form = { 0 };
	struct shipping_route route = { .from_county = place_county(r->scope.place) }, now = { 0 };
	enum outcome outcome;

	if (form_read(r, &route_form_record, &form)) {
		if (!shipping_cutoff_read(form.cutoff, &route.cutoff_minutes))
			form_problem(r, "cutoff", N_("Enter a time of the day like 18:00"), T(""));
		if (form.to != PLACE_WHOLE && !place_is_known(r->db, form.to))
			form_problem(r, "to", N_("Choose a place that exists today"), T(""));
	}
	if (r->problems.count > 0) {
		if (r->json || show(r, NULL, false))
			refuse(r);
		return;
	}
	route.to_place = form.to;
	route.days = form.days;
	route.base_fen = form.base_fen;
	route.per_kg_fen = form.per_kg_fen;
	route.version = form.version;
	outcome = shipping_route_change(r->db, &route);
	if (outcome == CONFLICT &&
	    shipping_route_one(r->db, r->arena, route.from_county, route.to_place, &now) == DONE) {
		if (r->json || show(r, &now, true))
			refuse_stale(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		see_other(r, "%s&done=changed", shipping_path(r));
	}
}

static void shipping_remove(struct request *r)
{
	int64_t to;
	enum outcome outcome = NOT_FOUND;

	if (place_read(request_field(r, "to"), &to))
		outcome = shipping_route_remove(r->db, place_county(r->scope.place), to);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "%s&done=removed", shipping_path(r));
}

static const struct route shipping_door_rows[] = {
	{ GET, "/shipping", shipping_page, MAY(RIGHT_SELLER_EDIT), "List the delivery routes of a county",
	  .where = county_where, .gives = &route_form_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY(FIELD_PLACE, "from", "The county; the first of one's land when absent"),
	                    QUERY(FIELD_TEXT, "edit",
	                          "Code of the place whose route stands in the form; all: the one to everywhere")) },
	{ POST, "/shipping", shipping_put, MAY(RIGHT_SELLER_EDIT), "Add or change a delivery route",
	  .where = county_where, .takes = &route_form_record,
	  .query = QUERY_OF(QUERY(FIELD_PLACE, "from", "The county"),
	                    QUERY(FIELD_TEXT, "edit", "Code of the place whose route stands in the form")) },
	{ POST, "/shipping/remove", shipping_remove, MAY(RIGHT_SELLER_EDIT), "Remove a delivery route",
	  .where = county_where, .query = QUERY_OF(QUERY(FIELD_PLACE, "from", "The county")) },
	ROUTES_END,
};

static enum outcome shipping_move_place(struct db *db, int64_t from, int64_t from_end, int64_t to)
{
	/* Where both the old and the new place have a route from one county, the new one's stands. */
	enum outcome outcome = db_exec(
		db,
		"DELETE FROM shipping_route WHERE to_place >= $1 AND to_place < $2 AND EXISTS (SELECT 1 FROM shipping_route AS o"
		" WHERE o.from_county = shipping_route.from_county AND o.to_place = shipping_route.to_place + ($3 - $1))",
		bind(i64(from), i64(from_end), i64(to)));

	if (outcome != DONE)
		return outcome;
	return db_exec(
		db, "UPDATE shipping_route SET to_place = to_place + ($1 - $2) WHERE to_place >= $2 AND to_place < $3",
		bind(i64(to), i64(from), i64(from_end)));
}

const struct module shipping_module = {
	.name = "shipping",
	.schema = shipping_schema,
	.routes = shipping_door_rows,
	.move_place = shipping_move_place,
};
