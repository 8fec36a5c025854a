/* Words and knots of an order's page. */
#include "trade/order/order_view.h"

#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"

const char *order_state_kind(int64_t state)
{
	switch ((enum order_state)state) {
	case ORDER_PLACED:
	case ORDER_PAID:
	case ORDER_PACKED:
	case ORDER_SHIPPED:
		return "wait";
	case ORDER_DELIVERED:
	case ORDER_COMPLETED:
		return "done";
	case ORDER_CANCELLED:
	case ORDER_EXPIRED:
		return "late";
	}
	return "";
}

void order_status(struct request *r, int64_t state)
{
	status_word(r, order_state_kind(state), _(order_state_name(state)));
}

struct text order_sentence(struct request *r, const struct order_view *view)
{
	const struct order *o = view->order;

	switch ((enum order_state)o->state) {
	case ORDER_PLACED:
		return words(r, "Pay by %s, then it is yours", show_moment(r, o->expires_at));
	case ORDER_PAID:
		return words(r, "Paid. It leaves on %s", show_day(r, o->ships_on));
	case ORDER_PACKED:
		return words(r, "Packed. It leaves on %s", show_day(r, o->ships_on));
	case ORDER_SHIPPED:
		return view->station.id != 0 ? words(r, "On the way to %s, there by %s", view->station.name,
		                                     show_day(r, o->arrives_on))
		                             : words(r, "On the way, there by %s", show_day(r, o->arrives_on));
	case ORDER_DELIVERED:
		if (o->handed_at != 0)
			return text_of(_("You have it. Is everything right?"));
		return view->station.id != 0 ? words(r, "It waits for you at %s", view->station.name)
		                             : text_of(_("It has arrived. Is everything right?"));
	case ORDER_COMPLETED:
		return text_of(_("Completed. Everybody has received their part."));
	case ORDER_CANCELLED:
		return o->paid_fen > 0 ? text_of(_("Cancelled. The money goes back to you."))
		                       : text_of(_("Cancelled."));
	case ORDER_EXPIRED:
		return text_of(_("Not paid in time, so the goods went back to the shelf."));
	}
	return T("");
}

static void tie(struct order_knot knots[], size_t *count, struct text word, int64_t at, struct text note)
{
	knots[(*count)++] = (struct order_knot){ .look = at != 0 ? "done" : "", .word = word, .note = note, .at = at };
}

/* Of a living order: the steps gone and to come; of an ended one only what happened. */
size_t order_knots(struct request *r, const struct order_view *view, struct order_knot knots[ORDER_KNOTS])
{
	const struct order *o = view->order;
	bool ended = o->state >= ORDER_CANCELLED;
	size_t count = 0;

	tie(knots, &count, text_of(_("Ordered")), o->placed_at, T(""));
	if (!ended || o->paid_at != 0)
		tie(knots, &count, text_of(_("Paid")), o->paid_at,
		    o->paid_at != 0 ? show_money(r, o->paid_fen) : T(""));
	if (!ended || o->packed_at != 0)
		tie(knots, &count, text_of(_("Packed")), o->packed_at, T(""));
	if (!ended || o->shipped_at != 0)
		tie(knots, &count, text_of(_("On the way")), o->shipped_at,
		    o->shipped_at == 0 ? words(r, "from %s", show_day(r, o->ships_on)) : T(""));
	if (!ended)
		tie(knots, &count,
		    view->station.id != 0 ? words(r, "At %s", view->station.name) : text_of(_("At your door")),
		    o->delivered_at,
		    o->delivered_at == 0 ? words(r, "by %s at the latest", show_day(r, o->arrives_on)) : T(""));
	if (!ended && view->station.id != 0)
		tie(knots, &count, text_of(_("You pick it up")), o->handed_at, T(""));
	if (!ended)
		tie(knots, &count, text_of(_("Completed")), o->completed_at, T(""));
	else
		tie(knots, &count, text_of(_(order_state_name(o->state))), o->ended_at, o->reason);
	for (size_t i = count; i-- > 0;)
		if (knots[i].at != 0 && knots[i].look[0] != 0) {
			knots[i].look = "now";
			break;
		}
	return count;
}

struct text order_link(struct request *r, struct text path)
{
	return text_join(r->arena, request_setting(r, "public_url"), path);
}

struct text order_pieces(struct request *r, const struct order_line *line)
{
	return words(r, "%s × %s", line->pieces, line->variant_name);
}
