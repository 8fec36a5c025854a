/* The buyer's pages: how a payment stands, the way to the gateway, another way of paying, the receipt. */
#include "base/id.h"
#include "base/limits.h"
#include "schema.h"
#include "trade/payment/payment_templates.h"
#include "trade/payment/payment_view.h"

struct payment_way {
	struct text payment;
};

static const struct choice way_codes[] = {
	{ "balance", N_("From my balance") },
	{ "gateway", N_("WeChat, Alipay or bank card") },
	{ "cash", N_("Cash at the station") },
	{ NULL, NULL },
};
static const struct field way_fields[] = {
	CHOICE_FIELD(payment_way, payment, N_("Way of paying"), FIELD_IN | FIELD_REQUIRED, way_codes),
	FIELD_END,
};
const struct record payment_way_record = { .name = "payment_way",
	                                   .size = sizeof(struct payment_way),
	                                   .fields = way_fields };

const char *payment_state_kind(int64_t state)
{
	switch ((enum payment_state)state) {
	case PAYMENT_PAID:
		return "done";
	case PAYMENT_OPEN:
		return "wait";
	case PAYMENT_FAILED:
	case PAYMENT_DISPUTED:
	case PAYMENT_CLOSED:
		break;
	}
	return "late";
}

const char *refund_state_kind(int64_t state)
{
	return state == REFUND_ASKED ? "wait" : state == REFUND_REFUSED ? "late" : "done";
}

const char *payment_way_label(struct text provider)
{
	for (size_t i = 0; way_codes[i].value != NULL; i++)
		if (text_equal(provider, text_of(way_codes[i].value)))
			return way_codes[i].label;
	return "";
}

/* ---- who may see it ---- */

static bool is_payer(const struct request *r, const struct payment *payment)
{
	return r->person_id != 0 && r->person_id == payment->payer_id;
}

enum outcome payment_where(struct request *r, struct scope *ret_scope)
{
	struct payment *payment = arena_take(r->arena, sizeof *payment);
	enum outcome outcome = request_row(r, "payment", payment_one, payment);

	ret_scope->place = payment->place;
	ret_scope->mine = is_payer(r, payment) || (r->who.person_id != 0 && payment->taken_by_id == r->who.person_id &&
	                                           identity_where(&r->who, RIGHT_SERVE) >= 0);
	r->kept = payment;
	return outcome;
}

/* The payer only. */
enum outcome payment_own_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = payment_where(r, ret_scope);

	return outcome == DONE && !is_payer(r, r->kept) ? DENIED : outcome;
}

/* ---- the page ---- */

static enum outcome load_orders(struct request *r, struct payment_view *view)
{
	struct order *orders;
	enum outcome outcome = payment_orders(r->db, r->arena, view->payment->checkout_id, &orders, &view->order_count);

	for (size_t i = 0; outcome == DONE && i < view->order_count; i++)
		if (orders[i].state == ORDER_PLACED)
			view->due_fen += orders[i].goods_fen + orders[i].shipping_fen;
	view->orders = orders;
	return outcome;
}

static bool can_go(const struct payment *payment)
{
	return text_equal(payment->provider, T("gateway")) &&
	       (payment->state == PAYMENT_OPEN || payment->state == PAYMENT_FAILED);
}

/* The ways that are offered, but for the one that is open already. */
static void load_ways(struct request *r, struct payment_view *view)
{
	const struct payment *payment = view->payment;
	size_t count = payment_offered(r, view->ways, ORDER_PAYMENTS), kept = 0;
	bool is_open = can_go(payment) || (payment->state == PAYMENT_OPEN && payment->code.length > 0);

	for (size_t i = 0; i < count; i++) {
		bool is_present = text_equal(text_of(view->ways[i].value), payment->provider);

		if (is_present && can_go(payment))
			view->can_go = true;
		if (!is_present || !is_open)
			view->ways[kept++] = view->ways[i];
	}
	view->way_count = kept;
}

static enum outcome load_view(struct request *r, struct payment_view *view)
{
	struct refund *refunds;
	enum outcome outcome = load_orders(r, view);

	if (outcome == DONE)
		outcome = refund_list(r->db, r->arena, view->payment, &refunds, &view->refund_count);
	if (outcome != DONE)
		return outcome;
	view->refunds = refunds;
	if (view->due_fen > 0 && view->payment->state != PAYMENT_PAID && is_payer(r, view->payment))
		load_ways(r, view);
	return DONE;
}

static void show_payment(struct request *r)
{
	struct payment_view view = { .payment = r->kept };
	enum outcome outcome = load_view(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_("Payment")), "", "/orders");
	payment_page_html(r, &view);
	page_end(r);
}

void payment_page(struct request *r)
{
	if (r->json)
		give_one(r, &payment_record, r->kept);
	else
		show_payment(r);
}

void payment_go_page(struct request *r)
{
	struct payment_view view = { .payment = r->kept };
	struct gateway_setting setting;
	enum outcome outcome = load_orders(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (view.due_fen == 0 || !can_go(view.payment) || !gateway_setting_of(r, &setting)) {
		redirect(r, "%.*s", TEXT(payment_path(r->arena, view.payment)));
		return;
	}
	if (!request_settles(r)) { /* nobody is sent to pay for an order that the power may yet take back */
		fail(r, UNCERTAIN, NULL);
		return;
	}
	redirect(r, "%.*s", TEXT(gateway_pay_address(r, &setting, view.payment)));
}

/* ---- another way ---- */

void payment_way_post(struct request *r)
{
	const struct payment *payment = r->kept;
	struct payment_way way;
	struct order *orders;
	struct text path = T("");
	size_t count;
	int64_t sum;
	enum outcome outcome = DONE;

	if (!form_read(r, &payment_way_record, &way))
		outcome = INVALID;
	if (outcome == DONE)
		outcome = payment_due(r->db, r->arena, payment->checkout_id, &orders, &count, &sum);
	if (outcome == DONE)
		outcome = payment_start(r, payment->checkout_id, sum, way.payment, &path);
	if (outcome == DONE) {
		see_other(r, "%.*s", TEXT(path));
	} else if (r->problems.count > 0) {
		if (!r->json)
			show_payment(r);
		refuse(r);
	} else {
		fail(r, outcome, NULL);
	}
}

/* ---- the receipt ---- */

static enum outcome load_station(struct request *r, struct payment_view *view)
{
	const struct payment *payment = view->payment;
	enum outcome outcome = DONE;

	if (payment->till_id != 0)
		outcome = station_one(r->db, r->arena, payment->till_county, payment->till_id, &view->station);
	view->operator_name = T("");
	if (payment->taken_by_id != 0)
		view->operator_name = person_name(r->db, r->arena, payment->taken_by_id);
	return outcome == NOT_FOUND ? DONE : outcome;
}

void payment_receipt_page(struct request *r)
{
	struct payment_view view = { .payment = r->kept };
	enum outcome outcome = load_view(r, &view);

	if (outcome == DONE)
		outcome = load_station(r, &view);
	if (outcome == DONE && view.payment->state != PAYMENT_PAID)
		outcome = NOT_FOUND;
	if (outcome != DONE) {
		fail(r, outcome, outcome == NOT_FOUND ? N_("There is a receipt once it is paid") : NULL);
		return;
	}
	view.address = text_join(r->arena, request_setting(r, "public_url"), payment_path(r->arena, view.payment));
	page_begin_named(r, text_of(_("Receipt")), "", text_string(r->arena, payment_path(r->arena, view.payment)));
	payment_receipt_html(r, &view);
	page_end(r);
}
