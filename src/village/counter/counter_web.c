/* Door of the counter. */
#include "village/counter/counter_view.h"

#include "base/calendar.h"
#include "base/id.h"
#include "village/counter/counter_templates.h"

struct counter_figures {
	int64_t county, parcels, in_fen, out_fen, drawer_fen;
	struct text station;
};

static const struct field counter_fields[] = {
	TEXT_FIELD(counter_figures, station, N_("Station"), FIELD_OUT, 0, 0),
	INT_FIELD(counter_figures, parcels, N_("Parcels waiting"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, counter_figures, in_fen, N_("Taken in today"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, counter_figures, out_fen, N_("Paid out today"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, counter_figures, drawer_fen, N_("Must be in the drawer"), FIELD_OUT, 0, 0),
	FIELD_END,
};

static const struct record counter_record = { .name = "counter",
	                                      .size = sizeof(struct counter_figures),
	                                      .county = offsetof(struct counter_figures, county),
	                                      .fields = counter_fields };

static enum outcome counter_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_SERVE);

	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return DONE;
}

/* The drawer is an account of what we hold: debits come in. */
static enum outcome read_cash(struct request *r, struct counter_view *view)
{
	struct account_key key = { view->station.county, ACCOUNT_TILL, view->station.id };
	struct account account;
	enum outcome outcome = ledger_account(r->db, r->arena, key, &account);

	if (outcome == NOT_FOUND)
		return DONE;
	view->drawer_fen = -account_balance(&account);
	return outcome == DONE
	               ? ledger_moved(r->db, key, id_first(calendar_day_start(r->today)), &view->in_fen, &view->out_fen)
	               : outcome;
}

/* What whom is served ordered last: mostly wanted again. */
static enum outcome read_last(struct request *r, struct counter_view *view)
{
	enum outcome outcome;

	if (r->who.for_id == 0)
		return DONE;
	view->place_name = place_name(r->db, r->arena, place_above(r->person_place, PLACE_VILLAGE));
	outcome = order_last(r->db, r->arena, r->person_id, &view->last);
	if (outcome == DONE)
		outcome =
			order_lines(r->db, r->arena, view->last.county, view->last.id, &view->lines, &view->line_count);
	return outcome == NOT_FOUND ? DONE : outcome;
}

/* Of all stations at which the operator serves, as the page of parcels shows them. */
static enum outcome read_stations(struct request *r, struct counter_view *view)
{
	int64_t parcels = 0;
	enum outcome outcome = stations_mine(r, &view->stations, &view->station_count);

	for (size_t i = 0; outcome == DONE && i < view->station_count; i++) {
		outcome = order_parcel_count(r->db, view->stations[i].id, &parcels);
		view->parcels += parcels;
	}
	return outcome;
}

static void counter_page(struct request *r)
{
	struct counter_view view = { .parcels = 0 };
	enum outcome outcome = station_mine(r, &view.station);

	if (outcome == NOT_FOUND) {
		fail(r, outcome, N_("There is no open station where you may serve. Your county registers one."));
		return;
	}
	if (outcome == DONE)
		outcome = read_stations(r, &view);
	if (outcome == DONE)
		outcome = read_cash(r, &view);
	if (outcome == DONE)
		outcome = read_last(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_one(r, &counter_record,
		         &(struct counter_figures){ .county = view.station.county,
		                                    .station = view.station.name,
		                                    .parcels = view.parcels,
		                                    .in_fen = view.in_fen,
		                                    .out_fen = view.out_fen,
		                                    .drawer_fen = view.drawer_fen });
		return;
	}
	page_begin(r, _("Counter"), "counter");
	counter_page_html(r, &view);
	page_end(r);
}

static const struct route counter_routes[] = {
	{ GET, "/counter", counter_page, MAY(RIGHT_SERVE), "Show the station's counter", .where = counter_where,
	  .gives = &counter_record },
	ROUTES_END,
};

const struct module counter_module = { .name = "counter", .routes = counter_routes };
