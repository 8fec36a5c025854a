/* Doors of an order: mine, one, and what buyer and seller do to it. Who sees an order: its buyer, whoever placed it for the buyer
   and still serves,
   the members of its seller; else by right over the seller's place, and then the look is recorded. */
#include "trade/order/order_view.h"

#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "trade/order/order_templates.h"

/* ---- who may ---- */

static enum outcome load(struct request *r, struct order_seen **ret)
{
	struct order_seen *seen = arena_take(r->arena, sizeof *seen);
	struct order *o = &seen->order;
	enum outcome outcome = request_row(r, "order", order_one, o);

	if (outcome != DONE)
		return outcome;
	order_open(r->arena, request_secret(r), o);
	if (r->person_id != 0 && o->buyer_id == r->person_id)
		seen->as |= AS_BUYER;
	if (r->who.person_id != 0 && o->placed_by_id == r->who.person_id && o->placed_by_id != o->buyer_id &&
	    identity_where(&r->who, RIGHT_SERVE) >= 0)
		seen->as |= AS_STATION;
	if (!(seen->as & AS_BUYER) && seller_has_member(r->db, o->county, o->seller_id, r->person_id))
		seen->as |= AS_SELLER;
	if (request_may(r, RIGHT_ORDER_HANDLE, o->seller_place))
		seen->as |= AS_OFFICER;
	r->kept = seen;
	*ret = seen;
	return DONE;
}

enum outcome order_where(struct request *r, struct scope *ret_scope)
{
	struct order_seen *seen;
	enum outcome outcome = load(r, &seen);

	if (outcome == DONE)
		*ret_scope = (struct scope){ .place = seen->order.seller_place,
			                     .mine = (seen->as & (AS_BUYER | AS_SELLER | AS_STATION)) != 0 };
	return outcome;
}

/* What is the buyer's alone no right replaces. */
enum outcome order_buyer_where(struct request *r, struct scope *ret_scope)
{
	struct order_seen *seen;
	enum outcome outcome = load(r, &seen);

	if (outcome != DONE)
		return outcome;
	*ret_scope = (struct scope){ .place = seen->order.seller_place, .mine = (seen->as & AS_BUYER) != 0 };
	return ret_scope->mine ? DONE : DENIED;
}

enum outcome order_seller_where(struct request *r, struct scope *ret_scope)
{
	struct order_seen *seen;
	enum outcome outcome = load(r, &seen);

	if (outcome == DONE && seller_has_member(r->db, seen->order.county, seen->order.seller_id, r->person_id))
		seen->as |= AS_SELLER;
	if (outcome == DONE)
		*ret_scope = (struct scope){ .place = seen->order.seller_place, .mine = (seen->as & AS_SELLER) != 0 };
	return outcome;
}

enum outcome order_station_where(struct request *r, struct scope *ret_scope)
{
	struct order_seen *seen;
	enum outcome outcome = load(r, &seen);

	if (outcome == DONE && seen->order.station_id == 0)
		return NOT_FOUND;
	if (outcome == DONE)
		*ret_scope = (struct scope){ .place = seen->order.buyer_place };
	return outcome;
}

bool order_is_fresh(struct request *r, const struct order *order)
{
	int64_t version;

	if (!text_to_int64(request_field(r, "version"), &version) || version == order->version)
		return true;
	fail(r, CONFLICT, N_("The order has moved on meanwhile. Look at it again."));
	return false;
}

/* ---- mine ---- */

void order_list_page(struct request *r)
{
	struct order_list_view view = { 0 };
	size_t limit = request_limit(r);
	enum outcome outcome = order_rows_of_buyer(r->db, r->arena, r->person_id, request_after(r), limit + 1,
	                                           &view.rows, &view.count);

	view.next = list_goes_on(r, &view.count) ? view.rows[view.count - 1].id : 0;
	if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else if (r->json) {
		give_list(r, &order_row_record, view.rows, view.count, view.next);
	} else {
		page_begin_named(r, text_of(_("My orders")), "me", "/me");
		order_list_html(r, &view);
		page_end(r);
	}
}

/* ---- one ---- */

static enum outcome load_view(struct request *r, struct order_view *view)
{
	const struct order *o = view->order;
	struct seller seller = { 0 };
	enum outcome outcome = order_lines(r->db, r->arena, o->county, o->id, &view->lines, &view->line_count);

	if (outcome == DONE)
		outcome = order_returns(r->db, r->arena, o->county, o->id, &view->returns, &view->return_count);
	if (outcome == DONE)
		outcome = seller_one(r->db, r->arena, o->county, o->seller_id, &seller);
	if (outcome == DONE && o->station_id != 0)
		outcome = station_one(r->db, r->arena, place_county(o->buyer_place), o->station_id, &view->station);
	if (outcome == DONE && (view->as & (AS_BUYER | AS_SELLER)))
		outcome = order_reach(r, o, view->lines, view->line_count, &view->reach);
	view->seller_name = seller.name;
	view->address = place_address(r->db, r->arena, o->buyer_place, PLACE_PROVINCE);
	return outcome == NOT_FOUND ? DONE : outcome;
}

void order_show(struct request *r, const struct order_seen *seen)
{
	struct order_view view = { .order = &seen->order, .as = seen->as };
	enum outcome outcome = load_view(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_("Order")),
	                 (seen->as & AS_BUYER)    ? "me"
	                 : (seen->as & AS_SELLER) ? "desk"
	                                          : "",
	                 (seen->as & AS_BUYER)    ? "/orders"
	                 : (seen->as & AS_SELLER) ? "/desk/orders"
	                                          : "/");
	order_view_html(r, &view);
	page_end(r);
}

void order_mask(struct request *r, struct order *o)
{
	o->phone = phone_masked(r->arena, o->phone);
	o->address = T("");
}

/* An order with its lines and returns. */
struct whole_order {
	struct order order;
	struct list lines, returns;
};
static const struct field whole_order_fields[] = {
	PART_FIELD(whole_order, order, &order_record),
	LIST_FIELD(whole_order, lines, N_("Lines"), FIELD_OUT, &order_line_record, 0, LIMIT_CART_LINES),
	LIST_FIELD(whole_order, returns, N_("Returns"), FIELD_OUT, &order_return_record, 0, 0),
	FIELD_END,
};
const struct record whole_order_record = { .name = "order_page",
	                                   .size = sizeof(struct whole_order),
	                                   .fields = whole_order_fields };

static void give_whole(struct request *r, const struct order *o)
{
	struct order_line *lines;
	struct order_return *returns = NULL;
	struct whole_order whole = { .order = *o };
	enum outcome outcome = order_lines(r->db, r->arena, o->county, o->id, &lines, &whole.lines.count);

	if (outcome == DONE)
		outcome = order_returns(r->db, r->arena, o->county, o->id, &returns, &whole.returns.count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	whole.lines.rows = lines;
	whole.returns.rows = returns;
	give_one(r, &whole_order_record, &whole);
}

void order_page(struct request *r)
{
	struct order_seen *seen = r->kept;

	if (!r->scope.mine) {
		look_record(r, 0, seen->order.buyer_county, seen->order.buyer_id, N_("Order"));
		if (!(seen->as & AS_OFFICER))
			order_mask(r, &seen->order);
	}
	if (!(seen->as & (AS_BUYER | AS_STATION)))
		seen->order.pickup_code = T("");
	if (r->json)
		give_whole(r, &seen->order);
	else
		order_show(r, seen);
}

/* ---- deeds ---- */

static const struct choice yes[] = { { "1", N_("Yes") }, { NULL, NULL } };

static const struct field order_cancel_fields[] = {
	TEXT_FIELD(order_cancel_form, reason, N_("Reason"), FIELD_IN, 0, ORDER_REASON),
	CHOICE_FIELD(order_cancel_form, lost, N_("The goods are lost"), FIELD_IN, yes),
	INT_FIELD(order_cancel_form, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};

const struct record order_cancel_record = { .name = "order_cancel",
	                                    .size = sizeof(struct order_cancel_form),
	                                    .fields = order_cancel_fields };

/* The order after the deed. */
static void answer(struct request *r, const struct order *o, const char *done)
{
	struct order now = { 0 };
	enum outcome outcome = order_one(r->db, r->arena, o->county, o->id, &now);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	order_open(r->arena, request_secret(r), &now);
	if (!(((const struct order_seen *)r->kept)->as & (AS_BUYER | AS_STATION)))
		now.pickup_code = T("");
	if (r->json)
		json_row(r, r->out, &order_record, &now);
	see_other(r, "%s?done=%s", text_string(r->arena, order_path(r->arena, &now)), done);
}

static const char too_late[] = N_("This cannot be done any more: the order has moved on. Look at it again.");

/* The buyer's, without giving a reason. */
void order_withdraw_post(struct request *r)
{
	struct order_seen *seen = r->kept;
	struct order_cancel_form form = { 0 };
	enum outcome outcome;

	if (!order_is_fresh(r, &seen->order))
		return;
	if (!form_read(r, &order_cancel_record, &form)) {
		refuse(r);
		return;
	}
	outcome = order_cancel(r, &seen->order, BY_BUYER, form.reason, true);
	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? too_late : NULL);
	else
		answer(r, &seen->order, "cancelled");
}

/* The seller's, who must say why. */
void order_cancel_post(struct request *r)
{
	struct order_seen *seen = r->kept;
	struct order_cancel_form form = { 0 };
	enum outcome outcome;

	if (!order_is_fresh(r, &seen->order))
		return;
	if (form_read(r, &order_cancel_record, &form) && text_characters(form.reason) < 2)
		form_problem(r, "reason", N_("Write why, so that the buyer knows"), T(""));
	if (r->problems.count > 0) {
		if (!r->json)
			order_show(r, seen);
		refuse(r);
		return;
	}
	outcome = order_cancel(r, &seen->order, BY_SELLER, form.reason, form.lost.length == 0);
	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? too_late : NULL);
	else
		answer(r, &seen->order, "cancelled");
}

void order_confirm_post(struct request *r)
{
	struct order_seen *seen = r->kept;
	enum outcome outcome = CONFLICT;

	if (!order_is_fresh(r, &seen->order))
		return;
	if (order_may_move(seen->order.state, ORDER_COMPLETED, BY_BUYER))
		outcome = order_hooks.complete(r->db, r->arena, r->world, &seen->order, r->who.person_id);
	if (outcome != DONE)
		fail(r, outcome, outcome == CONFLICT ? too_late : NULL);
	else
		answer(r, &seen->order, "confirmed");
}
