/* What is printed: packing slips for the box, one or a page of them, and the receipt of 58 mm. */
#include "trade/order/order_view.h"

#include "base/id.h"
#include "base/limits.h"
#include "common/household/household.h"
#include "trade/order/order_templates.h"

enum { SLIPS = 24 }; /* printed at once: each has a code to be drawn */

static void show_slips(struct request *r, const struct slip *slips, size_t count, int64_t next)
{
	page_begin_named(r, text_of(_("Packing slip")), "desk", "/desk/orders");
	for (size_t i = 0; i < count; i++)
		order_slip_html(r, &slips[i]);
	if (count == 0)
		empty_drawn(r, "i-print", _("No orders here"), _("Orders in this state stand here, the oldest first."),
		            "/desk/orders", _("To the orders"));
	next_page(r, next);
	page_end(r);
}

void order_slip_page(struct request *r)
{
	const struct order_seen *seen = r->kept;
	const struct order *o = &seen->order;
	struct slip slip = { .order = o };
	struct seller seller = { 0 };
	struct station station = { 0 };
	enum outcome outcome = order_lines(r->db, r->arena, o->county, o->id, &slip.lines, &slip.line_count);

	if (!r->scope.mine)
		look_record(r, 0, o->buyer_county, o->buyer_id, N_("Order"));
	if (outcome == DONE)
		outcome = seller_one(r->db, r->arena, o->county, o->seller_id, &seller);
	if (outcome == DONE && o->station_id != 0)
		outcome = station_one(r->db, r->arena, place_county(o->buyer_place), o->station_id, &station);
	if (outcome != DONE && outcome != NOT_FOUND) {
		fail(r, outcome, NULL);
		return;
	}
	slip.seller_name = seller.name;
	slip.station_name = station.name;
	slip.address = place_address(r->db, r->arena, o->buyer_place, PLACE_PROVINCE);
	show_slips(r, &slip, 1, 0);
}

/* Names of the places and stations of a page of orders, in two statements whatever their number. */
struct slip_name {
	int64_t id;
	struct text name;
};
static const struct field slip_name_fields[] = {
	INT_FIELD(slip_name, id, N_("Number"), 0, 0, 0),
	TEXT_FIELD(slip_name, name, N_("Name"), 0, 0, 0),
	FIELD_END,
};
static const struct record slip_name_record = { .name = "slip_name",
	                                        .size = sizeof(struct slip_name),
	                                        .fields = slip_name_fields };

static struct text name_of(const struct slip_name *names, size_t count, int64_t id)
{
	for (size_t i = 0; i < count; i++)
		if (names[i].id == id)
			return names[i].name;
	return T("");
}

static enum outcome place_names(struct request *r, const struct desk_orders_view *view, const struct order *orders,
                                size_t count, struct slip *slips)
{
	struct slip_name *places, *stations;
	size_t place_count, station_count;
	const struct seller *s = view->seller;
	int64_t from = orders[0].id, to = orders[count - 1].id;
	enum outcome outcome = db_list(
		r->db, r->arena, &slip_name_record, LIMIT_LIST_ROWS, &places, &place_count,
		"SELECT DISTINCT p.place AS id, p.name FROM orders AS o JOIN place AS p ON p.place IN ("
		"o.buyer_place / 1000000000000000 * 1000000000000000, o.buyer_place / 10000000000000 * 10000000000000,"
		" o.buyer_place / 100000000000 * 100000000000, o.buyer_place / 100000000 * 100000000,"
		" o.buyer_place / 100000 * 100000) WHERE o.county = $1 AND o.seller_id = $2 AND o.state = $3"
		" AND o.id BETWEEN $4 AND $5 /* scan */",
		bind(i64(s->county), i64(s->id), i64(view->state), i64(from), i64(to)));

	if (outcome == DONE)
		outcome =
			db_list(r->db, r->arena, &slip_name_record, LIMIT_LIST_ROWS, &stations, &station_count,
		                "SELECT DISTINCT t.id, t.name FROM orders AS o JOIN station AS t ON t.id = o.station_id"
		                " AND t.county = o.buyer_place / 100000000000 WHERE o.county = $1 AND o.seller_id = $2"
		                " AND o.state = $3 AND o.id BETWEEN $4 AND $5 /* scan */",
		                bind(i64(s->county), i64(s->id), i64(view->state), i64(from), i64(to)));
	for (size_t i = 0; i < count && outcome == DONE; i++) {
		int64_t place = orders[i].buyer_place, last = -1;
		struct text address = T("");
		for (enum place_level level = PLACE_PROVINCE; level <= PLACE_VILLAGE; level++) {
			int64_t above = place_above(place, level);
			if (above != last)
				address = text_format(r->arena, "%.*s %.*s", TEXT(address),
				                      TEXT(place_short(r->arena, name_of(places, place_count, above))));
			last = above;
		}
		slips[i].address = text_trim(address);
		slips[i].station_name = name_of(stations, station_count, orders[i].station_id);
	}
	return outcome;
}

/* The lines of all orders, in the order of the orders. */
static void deal_lines(struct slip *slips, size_t count, struct order_line *lines, size_t line_count)
{
	size_t at = 0;

	for (size_t i = 0; i < count; i++) {
		while (at < line_count && lines[at].order_id < slips[i].order->id)
			at++;
		slips[i].lines = &lines[at];
		for (; at < line_count && lines[at].order_id == slips[i].order->id; at++)
			slips[i].line_count++;
	}
}

void desk_slips_page(struct request *r)
{
	struct desk_orders_view *view = r->kept;
	size_t limit = request_limit(r) < SLIPS ? request_limit(r) : SLIPS, count = 0, line_count = 0;
	struct order *orders;
	struct order_line *lines = NULL;
	struct slip *slips;
	enum outcome outcome;
	bool goes_on;

	if (!order_is_sellers(r))
		return;
	view->state = order_state_asked(r);
	outcome = order_list_of_seller(r->db, r->arena, view->seller->county, view->seller->id, view->state, 0,
	                               request_after(r), limit + 1, &orders, &count);
	goes_on = outcome == DONE && count > limit;
	count = goes_on ? limit : count;
	slips = arena_array(r->arena, count, sizeof *slips);
	if (outcome == DONE && count > 0)
		outcome = order_lines_between(r->db, r->arena, view->seller->county, view->seller->id, view->state,
		                              orders[0].id, orders[count - 1].id, &lines, &line_count);
	if (outcome == DONE && count > 0)
		outcome = place_names(r, view, orders, count, slips);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		order_open(r->arena, request_secret(r), &orders[i]);
		slips[i].order = &orders[i];
		slips[i].seller_name = view->seller->name;
	}
	deal_lines(slips, count, lines, line_count);
	show_slips(r, slips, count, goes_on ? orders[count - 1].id : 0);
}

void order_receipt_page(struct request *r)
{
	const struct order_seen *seen = r->kept;
	const struct order *o = &seen->order;
	struct order_view view = { .order = o, .as = seen->as };
	struct order_receipt receipt = { .view = &view };
	enum outcome outcome = order_lines(r->db, r->arena, o->county, o->id, &view.lines, &view.line_count);

	if (!r->scope.mine)
		look_record(r, 0, o->buyer_county, o->buyer_id, N_("Order"));
	if (outcome == DONE && o->serving_station_id != 0) {
		outcome = station_one(r->db, r->arena, place_county(o->serving_place), o->serving_station_id,
		                      &view.station);
		receipt.operator_name = person_name(r->db, r->arena, o->placed_by_id);
		receipt.buyer_name = person_name(r->db, r->arena, o->buyer_id);
		if (r->who.for_id == o->buyer_id && place_level(r->person_place) == PLACE_HOUSEHOLD)
			receipt.label = household_label(r->arena, r->person_place);
	}
	if (outcome != DONE && outcome != NOT_FOUND) {
		fail(r, outcome, NULL);
		return;
	}
	view.address = place_address(r->db, r->arena, o->serving_place != 0 ? o->serving_place : o->seller_place,
	                             PLACE_COUNTY);
	page_begin_named(r, text_of(_("Receipt")), "me", text_string(r->arena, order_path(r->arena, o)));
	order_receipt_html(r, &receipt);
	page_end(r);
}
