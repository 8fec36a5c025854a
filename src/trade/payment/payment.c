/* Payments: records, reads, the table of providers, and how a checkout's payment begins. */
#include "trade/payment/payment.h"

#include <assert.h>

#include "base/id.h"
#include "base/limits.h"
#include "base/money.h"
#include "trade/payment/payment_inside.h"

const struct choice payment_states[] = {
	{ "", "" },
	{ "open", N_("Waiting for payment") },
	{ "paid", N_("Paid") },
	{ "failed", N_("Given up by the buyer") },
	{ "disputed", N_("The amount is in doubt") },
	{ "closed", N_("Closed without payment") },
	{ NULL, NULL },
};

const struct choice refund_states[] = {
	{ "", "" },
	{ "asked", N_("On its way back") },
	{ "done", N_("Given back") },
	{ "refused", N_("Refused by the payment company") },
	{ "turned", N_("Put into the balance") },
	{ NULL, NULL },
};

static const struct field payment_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, payment, county, N_("County"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, payment, id, N_("Payment"), FIELD_OUT, 0, 0),
	INT_FIELD(payment, place, N_("Place"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, payment, checkout_id, N_("Checkout"), 0, 0, 0),
	INT_FIELD(payment, payer_county, N_("County of the buyer"), 0, 0, 0),
	INT_FIELD(payment, payer_id, N_("Buyer"), 0, 0, 0),
	INT_FIELD(payment, payer_place, N_("Place of the buyer"), 0, 0, 0),
	INT_FIELD(payment, taken_by_id, N_("Taken by"), 0, 0, 0),
	TEXT_FIELD(payment, provider, N_("Way of paying"), FIELD_OUT, 0, 20),
	TEXT_FIELD(payment, code, N_("Code for the station"), FIELD_OUT, 0, 10),
	WHOLE_FIELD(FIELD_FEN, payment, amount_fen, N_("Amount"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, payment, refunded_fen, N_("Given back"), FIELD_OUT, 0, 0),
	STATE_FIELD(payment, state, N_("State"), FIELD_OUT, payment_states),
	TEXT_FIELD(payment, trade_no, N_("Number at the payment company"), FIELD_OUT, 0, 64),
	INT_FIELD(payment, till_county, N_("County of the station"), 0, 0, 0),
	INT_FIELD(payment, till_id, N_("Station"), 0, 0, 0),
	INT_FIELD(payment, till_place, N_("Place of the station"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, payment, created_at, N_("Begun"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, payment, paid_at, N_("Paid"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, payment, ask_at, N_("Asked next"), 0, 0, 0),
	INT_FIELD(payment, asks, N_("Times asked"), 0, 0, 0),
	NOTE_FIELD(payment, note, N_("Note"), FIELD_OUT, 0, PAYMENT_NOTE),
	INT_FIELD(payment, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record payment_record = {
	.name = "payment",
	.size = sizeof(struct payment),
	.county = offsetof(struct payment, county),
	.fields = payment_fields,
};

static const struct field part_fields[] = {
	INT_FIELD(payment_part, county, N_("County"), 0, 0, 0),
	INT_FIELD(payment_part, payment_id, N_("Payment"), 0, 0, 0),
	INT_FIELD(payment_part, order_county, N_("County"), 0, 0, 0),
	INT_FIELD(payment_part, order_id, N_("Order"), 0, 0, 0),
	INT_FIELD(payment_part, amount_fen, N_("Amount"), 0, 0, 0),
	INT_FIELD(payment_part, refunded_fen, N_("Given back"), 0, 0, 0),
	INT_FIELD(payment_part, state, N_("State"), 0, 0, 0),
	INT_FIELD(payment_part, transfer_id, N_("Transfer"), 0, 0, 0),
	FIELD_END,
};
const struct record payment_part_record = { .name = "payment_part",
	                                    .size = sizeof(struct payment_part),
	                                    .county = offsetof(struct payment_part, order_county),
	                                    .fields = part_fields };

enum outcome payment_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct payment *ret)
{
	return db_one(db, arena, &payment_record, ret,
	              "SELECT " PAYMENT_COLUMNS " FROM payment AS p WHERE p.county = $1 AND p.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome payment_parts(struct db *db, struct arena *arena, const struct payment *payment, struct payment_part **ret,
                           size_t *ret_count)
{
	return db_list(db, arena, &payment_part_record, LIMIT_CART_LINES, ret, ret_count,
	               "SELECT county, payment_id, order_county, order_id, amount_fen, refunded_fen, state, transfer_id"
	               " FROM payment_part WHERE county = $1 AND payment_id = $2 ORDER BY order_county, order_id",
	               bind(i64(payment->county), i64(payment->id)));
}

struct payment_part payment_part_of(const struct payment *payment, const struct order *order)
{
	return (struct payment_part){
		.county = payment->county,
		.payment_id = payment->id,
		.order_county = order->county,
		.order_id = order->id,
		.amount_fen = order->goods_fen + order->shipping_fen,
		.state = PART_WAITS,
	};
}

enum outcome payment_change(struct db *db, struct payment *payment)
{
	enum outcome outcome = db_change_one(
		db,
		"UPDATE payment SET code = $3, state = $4, trade_no = $5, taken_by_id = $6, till_county = $7, till_id = $8,"
		" till_place = $9, paid_at = $10, ask_at = $11, asks = $12, note = $13, version = version + 1"
		" WHERE county = $1 AND id = $2 AND version = $14",
		bind(i64(payment->county), i64(payment->id), txt(payment->code), i64(payment->state),
	             txt(payment->trade_no), i64(payment->taken_by_id), i64(payment->till_county),
	             i64(payment->till_id), i64(payment->till_place), i64(payment->paid_at), i64(payment->ask_at),
	             i64(payment->asks), txt(payment->note), i64(payment->version)));

	payment->version += outcome == DONE;
	return outcome;
}

struct text payment_path(struct arena *arena, const struct payment *payment)
{
	return text_format(arena, "/payments/%.*s", TEXT(id_public(arena, payment->county, payment->id)));
}

/* ---- providers ---- */

/* Best first. */
static const struct payment_provider *const providers[] = { &payment_balance, &payment_gateway, &payment_cash };

enum { PROVIDERS = sizeof providers / sizeof providers[0] };

const struct payment_provider *payment_provider_of(struct text code)
{
	for (size_t i = 0; i < PROVIDERS; i++)
		if (text_equal(code, text_of(providers[i]->code)))
			return providers[i];
	return NULL;
}

bool payment_is_at_once(struct text provider)
{
	const struct payment_provider *chosen = payment_provider_of(provider);

	return chosen != NULL && chosen->is_at_once;
}

size_t payment_offered(struct request *r, struct choice *ret_choices, size_t limit)
{
	size_t count = 0;

	for (size_t i = 0; i < PROVIDERS && count < limit; i++) {
		const char *label = providers[i]->offered(r);

		if (label != NULL)
			ret_choices[count++] = (struct choice){ providers[i]->code, label };
	}
	return count;
}

/* ---- orders and bills ---- */

enum outcome payment_orders(struct db *db, struct arena *arena, int64_t checkout_id, struct order **ret,
                            size_t *ret_count)
{
	enum outcome outcome = order_of_checkout(db, arena, checkout_id, ret, ret_count);
	struct order *bill;

	if (outcome != DONE || *ret_count > 0)
		return outcome;
	bill = arena_take(arena, sizeof *bill);
	for (size_t i = 0; payment_bills[i] != NULL; i++) {
		outcome = payment_bills[i]->of_checkout(db, arena, checkout_id, bill);
		if (outcome == NOT_FOUND)
			continue;
		*ret = bill;
		*ret_count = outcome == DONE;
		return outcome;
	}
	return DONE;
}

enum outcome payment_order(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order *ret,
                           const struct payment_bill **ret_bill)
{
	enum outcome outcome = order_one(db, arena, county, id, ret);

	*ret_bill = NULL;
	for (size_t i = 0; outcome == NOT_FOUND && payment_bills[i] != NULL; i++) {
		outcome = payment_bills[i]->one(db, arena, county, id, ret);
		*ret_bill = payment_bills[i];
	}
	return outcome;
}

struct text payment_order_path(struct request *r, const struct order *order)
{
	struct order found;
	const struct payment_bill *bill = NULL;

	if (order->seller_id != 0 || payment_order(r->db, r->arena, order->county, order->id, &found, &bill) != DONE ||
	    bill == NULL)
		return order_path(r->arena, order);
	return text_format(r->arena, "%s/%.*s", bill->path, TEXT(id_public(r->arena, order->county, order->id)));
}

/* ---- a payment begins ---- */

enum outcome payment_due(struct db *db, struct arena *arena, int64_t checkout_id, struct order **ret, size_t *ret_count,
                         int64_t *ret_fen)
{
	struct order *orders;
	size_t count, kept = 0;
	enum outcome outcome = payment_orders(db, arena, checkout_id, &orders, &count);

	*ret_fen = 0;
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		if (orders[i].state != ORDER_PLACED)
			continue;
		if (!money_add(*ret_fen, orders[i].goods_fen + orders[i].shipping_fen, ret_fen))
			outcome = INVALID;
		orders[kept++] = orders[i];
	}
	if (outcome != DONE)
		return outcome;
	*ret = orders;
	*ret_count = kept;
	return DONE;
}

enum outcome payment_part_insert(struct db *db, const struct payment_part *part)
{
	return db_exec(db,
	               "INSERT INTO payment_part(county, payment_id, order_county, order_id, amount_fen, refunded_fen,"
	               " state, transfer_id) VALUES ($1, $2, $3, $4, $5, 0, $6, $7)",
	               bind(i64(part->county), i64(part->payment_id), i64(part->order_county), i64(part->order_id),
	                    i64(part->amount_fen), i64(part->state), i64(part->transfer_id)));
}

enum outcome payment_insert(struct db *db, const struct payment *payment)
{
	return db_exec(
		db,
		"INSERT INTO payment(county, id, place, checkout_id, payer_county, payer_id, payer_place, taken_by_id,"
		" provider, code, amount_fen, refunded_fen, state, trade_no, till_county, till_id, till_place, created_at,"
		" paid_at, ask_at, asks, note, version)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, '', $9, 0, $10, '', 0, 0, 0, $11, $13, 0, 0, '', $12)",
		bind(i64(payment->county), i64(payment->id), i64(payment->place), i64(payment->checkout_id),
	             i64(payment->payer_county), i64(payment->payer_id), i64(payment->payer_place),
	             txt(payment->provider), i64(payment->amount_fen), i64(payment->state), i64(payment->created_at),
	             i64(payment->version), i64(payment->paid_at)));
}

/* Open, for orders that wait. */
static enum outcome insert_open(struct db *db, const struct payment *payment, const struct order *orders, size_t count)
{
	enum outcome outcome = payment_insert(db, payment);

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		struct payment_part part = payment_part_of(payment, &orders[i]);

		outcome = payment_part_insert(db, &part);
	}
	return outcome;
}

static struct payment payment_for(struct request *r, const struct order *first, int64_t amount_fen,
                                  const struct payment_provider *provider)
{
	return (struct payment){ .county = first->county,
		                 .id = request_new_id(r),
		                 .place = first->seller_place,
		                 .checkout_id = first->checkout_id,
		                 .payer_county = first->buyer_county,
		                 .payer_id = first->buyer_id,
		                 .payer_place = first->buyer_place,
		                 .provider = text_of(provider->code),
		                 .amount_fen = amount_fen,
		                 .state = PAYMENT_OPEN,
		                 .created_at = r->now,
		                 .version = 1 };
}

static bool orders_are_payable(struct request *r, const struct order *orders, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (orders[i].goods_fen + orders[i].shipping_fen <= PAYMENT_ORDER_FEN)
			continue;
		form_problem(r, "payment",
		             N_("An order of more than ten million yuan needs a contract: ask the county"), T(""));
		return false;
	}
	return true;
}

/* The provider of the name, or NULL with a problem when it is not offered to this person. */
static const struct payment_provider *offered_provider(struct request *r, struct text provider)
{
	const struct payment_provider *chosen = payment_provider_of(provider);

	if (chosen != NULL && (request_runs_again(r) || chosen->offered(r) != NULL))
		return chosen;
	form_problem(r, "payment", N_("This way of paying is not open here: choose another one"), T(""));
	return NULL;
}

/* Orders that can be paid now, by a provider that is offered. */
static enum outcome begin(struct request *r, const struct payment_provider *chosen, const struct order *orders,
                          size_t count, int64_t amount_fen, struct text *ret_path)
{
	struct payment payment = payment_for(r, &orders[0], amount_fen, chosen);
	enum outcome outcome = chosen->is_at_once ? DONE : insert_open(r->db, &payment, orders, count);

	return outcome == DONE ? chosen->start(r, &payment, orders, count, ret_path) : outcome;
}

enum outcome payment_start_placed(struct request *r, const struct order *orders, size_t count, int64_t amount_fen,
                                  struct text provider, struct text *ret_path)
{
	const struct payment_provider *chosen = offered_provider(r, provider);

	assert(count > 0);
	if (chosen == NULL || !orders_are_payable(r, orders, count))
		return INVALID;
	return begin(r, chosen, orders, count, amount_fen, ret_path);
}

enum outcome payment_start(struct request *r, int64_t checkout_id, int64_t amount_fen, struct text provider,
                           struct text *ret_path)
{
	const struct payment_provider *chosen = offered_provider(r, provider);
	struct order *orders;
	size_t count;
	int64_t sum, tries = 0;
	enum outcome outcome;

	if (chosen == NULL)
		return INVALID;
	outcome = payment_due(r->db, r->arena, checkout_id, &orders, &count, &sum);
	if (outcome != DONE)
		return outcome;
	if (count == 0 || sum != amount_fen) {
		form_problem(r, "payment", N_("The orders have changed: look at them again"), T(""));
		return INVALID;
	}
	if (!orders_are_payable(r, orders, count))
		return INVALID;
	outcome =
		db_number(r->db, &tries, "SELECT count(*) FROM payment WHERE checkout_id = $1", bind(i64(checkout_id)));
	if (outcome != DONE)
		return outcome;
	if (tries >= PAYMENT_TRIES) {
		form_problem(r, "payment",
		             N_("The way of paying was changed too often: pay by the one that is open, or order again"),
		             T(""));
		return INVALID;
	}
	return begin(r, chosen, orders, count, sum, ret_path);
}

struct text payment_pay_path(struct request *r, const struct order *order)
{
	struct payment payment;
	enum outcome outcome = db_one(r->db, r->arena, &payment_record, &payment,
	                              "SELECT " PAYMENT_COLUMNS " FROM payment AS p WHERE p.checkout_id = $1"
	                              " ORDER BY p.id DESC LIMIT 1",
	                              bind(i64(order->checkout_id)));

	return outcome == DONE ? payment_path(r->arena, &payment) : order_path(r->arena, order);
}
