/* Doors of returns: the buyer asks, the seller or an officer decides. */
#include "base/calendar.h"
#include "base/id.h"
#include "trade/order/order_view.h"

struct return_ask {
	int64_t number, pieces;
	struct text reason;
};

static const struct field order_return_ask_fields[] = {
	INT_FIELD(return_ask, number, N_("Which goods"), FIELD_IN | FIELD_REQUIRED, 1, 50),
	INT_FIELD(return_ask, pieces, N_("How many pieces"), FIELD_IN | FIELD_REQUIRED, 1, CART_PIECES),
	NOTE_FIELD(return_ask, reason, N_("What is wrong with it"), FIELD_IN | FIELD_REQUIRED, 2, ORDER_REASON),
	FIELD_END,
};

const struct record order_return_ask_record = { .name = "order_return_ask",
	                                        .size = sizeof(struct return_ask),
	                                        .fields = order_return_ask_fields };

struct return_decision {
	struct text decision, answer;
	int64_t restock;
};

static const struct choice decisions[] = { { "accept", N_("Accept and give the money back") },
	                                   { "refuse", N_("Refuse") },
	                                   { NULL, NULL } };

static const struct field order_return_decide_fields[] = {
	CHOICE_FIELD(return_decision, decision, N_("Decision"), FIELD_IN | FIELD_REQUIRED, decisions),
	TEXT_FIELD(return_decision, answer, N_("Answer to the buyer"), FIELD_IN, 0, ORDER_REASON),
	WHOLE_FIELD(FIELD_BOOL, return_decision, restock, N_("Back on the shelf"), FIELD_IN, 0, 1),
	FIELD_END,
};

const struct record order_return_decide_record = { .name = "order_return_decision",
	                                           .size = sizeof(struct return_decision),
	                                           .fields = order_return_decide_fields };

static void show_again(struct request *r, const struct order_seen *seen)
{
	if (!r->json)
		order_show(r, seen);
	refuse(r);
}

void order_return_post(struct request *r)
{
	struct order_seen *seen = r->kept;
	const struct order *o = &seen->order;
	struct return_ask ask = { 0 };
	struct order_return asked = { .county = o->county, .order_id = o->id, .state = T("asked") };
	enum outcome outcome;

	if (!form_read(r, &order_return_ask_record, &ask)) {
		show_again(r, seen);
		return;
	}
	if ((o->state != ORDER_DELIVERED && o->state != ORDER_COMPLETED) ||
	    r->now > (o->delivered_at != 0 ? o->delivered_at : o->completed_at) + ORDER_RETURN_DAYS * CALENDAR_DAY_MS) {
		fail(r, CONFLICT, N_("A return can be asked for within 30 days after delivery."));
		return;
	}
	asked.id = request_new_id(r);
	asked.number = ask.number;
	asked.pieces = ask.pieces;
	asked.reason = ask.reason;
	asked.asked_at = r->now;
	outcome = order_return_ask(r, o, &asked);
	if (outcome == INVALID || outcome == NOT_FOUND) {
		form_problem(r, outcome == INVALID ? "pieces" : "number", N_("That is more than there is to return"),
		             T(""));
		show_again(r, seen);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		made(r, &order_return_record, &asked, "%s?done=asked", text_string(r->arena, order_path(r->arena, o)));
	}
}

/* A return with its order. */
struct return_seen {
	struct order_seen order;
	struct order_return asked;
};

enum outcome order_return_where(struct request *r, struct scope *ret_scope)
{
	struct return_seen *seen = arena_take(r->arena, sizeof *seen);
	struct order *o = &seen->order.order;
	enum outcome outcome = request_row(r, "return", order_return_one, &seen->asked);

	if (outcome == DONE)
		outcome = order_one(r->db, r->arena, seen->asked.county, seen->asked.order_id, o);
	if (outcome != DONE)
		return outcome;
	order_open(r->arena, request_secret(r), o);
	seen->order.as = AS_SELLER;
	*ret_scope = (struct scope){ .place = o->seller_place,
		                     .mine = seller_has_member(r->db, seen->asked.county, o->seller_id, r->person_id) };
	r->kept = seen;
	return DONE;
}

void order_return_decide_post(struct request *r)
{
	struct return_seen *seen = r->kept;
	const struct order *o = &seen->order.order;
	struct return_decision decision = { 0 };
	bool accept;
	enum outcome outcome;

	if (form_read(r, &order_return_decide_record, &decision) && text_equal(decision.decision, T("refuse")) &&
	    text_characters(decision.answer) < 2)
		form_problem(r, "answer", N_("Write why, so that the buyer knows"), T(""));
	if (r->problems.count > 0) {
		show_again(r, &seen->order);
		return;
	}
	accept = text_equal(decision.decision, T("accept"));
	outcome = accept ? order_return_accept(r, o, &seen->asked, decision.restock == 1, decision.answer)
	                 : order_return_refuse(r, &seen->asked, decision.answer);
	if (outcome == DONE)
		outcome = order_return_one(r->db, r->arena, o->county, seen->asked.id, &seen->asked);
	if (outcome != DONE) {
		fail(r, outcome, outcome == CONFLICT ? N_("It was decided before.") : NULL);
		return;
	}
	if (r->json)
		json_row(r, r->out, &order_return_record, &seen->asked);
	see_other(r, "%s?done=%s", text_string(r->arena, order_path(r->arena, o)), accept ? "accepted" : "refused");
}
