/* Parcels of a station: what waits, what has arrived, handing over by the code. */
#include "trade/order/order_view.h"

#include <ctype.h>

#include "base/limits.h"
#include "trade/order/order_templates.h"

struct parcel_hand {
	struct text code;
};

static const struct field parcel_hand_fields[] = {
	TEXT_FIELD(parcel_hand, code, N_("Pick-up code"), FIELD_IN | FIELD_REQUIRED, 1, 10),
	FIELD_END,
};

const struct record parcel_hand_record = { .name = "parcel_hand",
	                                   .size = sizeof(struct parcel_hand),
	                                   .fields = parcel_hand_fields };

/* "51836", "5183 6" and "5183-6" are one code. False: not five digits, or the check digit (Luhn's) is wrong. */
static bool read_code(struct request *r, struct text typed, struct text *ret_code)
{
	char digits[5];
	size_t count = 0;
	int sum = 0;

	for (size_t i = 0; i < typed.length; i++) {
		if (typed.bytes[i] == '-' || typed.bytes[i] == ' ')
			continue;
		if (!isdigit((unsigned char)typed.bytes[i]) || count == sizeof digits)
			return false;
		digits[count++] = typed.bytes[i];
	}
	if (count != sizeof digits)
		return false;
	for (int i = 0; i < 4; i++) {
		int twice = (digits[i] - '0') * (i % 2 == 1 ? 2 : 1);
		sum += twice > 9 ? twice - 9 : twice;
	}
	*ret_code = text_format(r->arena, "%.4s-%c", digits, digits[4]);
	return (10 - sum % 10) % 10 == digits[4] - '0';
}

enum outcome parcels_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_SERVE);

	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return DONE;
}

/* Those of every station at which the operator serves, by station. */
static enum outcome read_parcels(struct request *r, struct parcels_view *view)
{
	enum outcome outcome = stations_mine(r, &view->stations, &view->station_count);

	if (outcome == DONE && view->station_count == 0)
		return NOT_FOUND;
	view->parcels = arena_array(r->arena, LIMIT_PAGE_ROWS, sizeof *view->parcels);
	for (size_t i = 0; outcome == DONE && i < view->station_count && view->count < LIMIT_PAGE_ROWS; i++) {
		struct order *parcels;
		size_t count = 0;

		outcome = order_parcels(r->db, r->arena, view->stations[i].id, view->code,
		                        LIMIT_PAGE_ROWS - view->count, &parcels, &count);
		for (size_t j = 0; outcome == DONE && j < count; j++)
			view->parcels[view->count++] = parcels[j];
	}
	return outcome;
}

struct text parcel_station(const struct parcels_view *view, const struct order *o)
{
	for (size_t i = 0; view->station_count > 1 && i < view->station_count; i++)
		if (view->stations[i].id == o->station_id)
			return view->stations[i].name;
	return T("");
}

void parcels_page(struct request *r)
{
	struct parcels_view view = { .code = T("") };
	struct text typed = text_trim(request_query(r, "code"));
	enum outcome outcome;

	view.mistyped = typed.length > 0 && !read_code(r, typed, &view.code);
	if (view.mistyped)
		view.code = T("");
	outcome = read_parcels(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, outcome == NOT_FOUND ? N_("You do not serve at a station yet.") : NULL);
		return;
	}
	for (size_t i = 0; i < view.count; i++) {
		view.parcels[i].phone = view.parcels[i].address = view.parcels[i].pickup_code = T("");
	}
	if (r->json) {
		give_list(r, &order_record, view.parcels, view.count, 0);
		return;
	}
	page_begin_named(r, text_of(_("Parcels")), "counter", "/counter");
	order_parcels_html(r, &view);
	page_end(r);
}

void parcel_hand_post(struct request *r)
{
	const struct order_seen *seen = r->kept;
	const struct order *o = &seen->order;
	struct parcel_hand hand = { .code = T("") };
	struct text code = T("");
	enum outcome outcome;

	if (form_read(r, &parcel_hand_record, &hand) &&
	    (!read_code(r, hand.code, &code) || !text_equal(code, o->pickup_code)))
		form_problem(r, "code", N_("This is not the code of this parcel"), T(""));
	if (r->problems.count > 0) {
		refuse(r);
		return;
	}
	outcome = order_hand_over(r->db, o, r->now);
	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? N_("It was handed over before, or has not come yet.") : NULL);
	else
		see_other(r, "/counter/parcels?done=handed");
}

void parcel_arrive_post(struct request *r)
{
	const struct order_seen *seen = r->kept;
	enum outcome outcome = order_move(r->db, &seen->order, ORDER_DELIVERED, BY_STATION, r->now, T(""));

	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? N_("It has arrived before, or was not sent yet.") : NULL);
	else
		see_other(r, "/counter/parcels?done=arrived");
}
