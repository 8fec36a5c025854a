/* The door at which the gateway calls. It may call late, twice, at the same moment, out of order, or with something wrong:
   - the signature, the time and the nonce are checked before anything is written, first on a worker so that strangers do not reach the
     writer, then again in the command;
   - a message is known by its event id and counts once; a payment and a refund count once whatever their events;
   - what does not fit (another amount, a payment or refund nobody knows) is written down for the officer and counts nothing.
   The answer is 2xx only when the message is durable, since the writer answers after its commit. */
#include <string.h>

#include "base/limits.h"
#include "trade/payment/payment_inside.h"

enum { EVENT_CHARS = 36, TRADE_CHARS = 31, SHOP_ID_CHARS = 64 };

struct notice {
	struct text event, payment, status, trade, refund;
	int64_t amount_fen;
	int64_t county; /* of payment */
	int64_t id;
};

struct taken {
	struct text status;
};
static const struct field taken_fields[] = {
	TEXT_FIELD(taken, status, N_("State"), FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record taken_record = { .name = "taken", .size = sizeof(struct taken), .fields = taken_fields };

/* The command belongs to the payment's county, if that can be read. */
enum outcome notify_where(struct request *r, struct scope *ret_scope)
{
	int64_t county, id;

	if (gateway_id_read(request_field(r, "payment"), &county, &id))
		ret_scope->place = place_of_county(county);
	return DONE;
}

static bool is_signed(struct request *r, struct gateway_stamp *ret_stamp)
{
	struct gateway_setting setting;

	if (!gateway_stamp_read(request_header(r, "X-Signature"), ret_stamp))
		return false;
	if (request_runs_again(r)) /* it held when it was taken; the key may be another by now */
		return true;
	if (!gateway_setting_of(r, &setting))
		return false;
	return gateway_stamp_holds(r->arena, setting.key, ret_stamp, "POST",
	                           gateway_path(r->arena, request_setting(r, "public_url"), "/gateway/notify"),
	                           request_raw_body(r), r->now);
}

void notify_prepare(struct request *r)
{
	struct gateway_stamp stamp;

	if (!is_signed(r, &stamp))
		fail(r, DENIED, N_("The signature is wrong or too old"));
}

/* A stranger who recorded a good message cannot send it again. */
static enum outcome remember_nonce(struct request *r, const struct gateway_stamp *stamp)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(r->db, &rows,
	                  "INSERT INTO gateway_nonce(county, nonce, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
	                  bind(i64(place_county(r->scope.place)), txt(stamp->nonce), i64(r->now)));

	return outcome == DONE && rows == 0 ? DENIED : outcome;
}

static bool notice_read(struct request *r, struct notice *ret)
{
	*ret = (struct notice){ .event = request_field(r, "event"),
		                .payment = request_field(r, "payment"),
		                .status = request_field(r, "status"),
		                .trade = request_field(r, "trade"),
		                .refund = request_field(r, "refund") };
	return ret->event.length == EVENT_CHARS && text_starts(ret->event, T("evt_")) &&
	       text_to_int64(request_field(r, "amount_fen"), &ret->amount_fen) && ret->amount_fen > 0 &&
	       ret->payment.length > 0 && ret->payment.length <= SHOP_ID_CHARS && ret->trade.length <= TRADE_CHARS &&
	       ret->refund.length <= SHOP_ID_CHARS &&
	       (text_equal(ret->status, T("paid")) || text_equal(ret->status, T("failed")) ||
	        text_equal(ret->status, T("refunded")));
}

/* ---- what became of it ---- */

enum outcome gateway_says_paid(const struct payment_act *act, struct payment *payment, int64_t amount_fen,
                               struct text trade, const char **ret_word)
{
	*ret_word = "counted";
	if (payment->state == PAYMENT_PAID) {
		*ret_word = amount_fen == payment->amount_fen ? "again" : "wrong_amount";
		return DONE;
	}
	payment->trade_no = trade;
	if (amount_fen == payment->amount_fen)
		return payment_take(act, payment);
	*ret_word = "wrong_amount";
	payment->state = PAYMENT_DISPUTED;
	payment->ask_at = 0;
	return payment_change(act->db, payment);
}

static enum outcome notice_failed(const struct payment_act *act, struct payment *payment)
{
	if (payment->state != PAYMENT_OPEN)
		return DONE;
	payment->state = PAYMENT_FAILED;
	return payment_change(act->db, payment);
}

static enum outcome notice_refunded(const struct payment_act *act, const struct notice *notice,
                                    const struct payment *payment, const char **ret_word)
{
	int64_t county, id;
	struct refund refund;
	enum outcome outcome = NOT_FOUND;

	if (gateway_id_read(notice->refund, &county, &id))
		outcome = refund_one(act->db, act->arena, county, id, &refund);
	if (outcome == NOT_FOUND ||
	    (outcome == DONE && (refund.payment_county != payment->county || refund.payment_id != payment->id ||
	                         !text_equal(refund.way, T("gateway"))))) {
		*ret_word = "unknown";
		return DONE;
	}
	if (outcome != DONE)
		return outcome;
	if (refund.amount_fen != notice->amount_fen) {
		*ret_word = "wrong_amount";
		return DONE;
	}
	*ret_word = refund.state == REFUND_DONE ? "again" : refund.state == REFUND_TURNED ? "odd" : "counted";
	return refund.state == REFUND_TURNED ? DONE : refund_done(act, &refund);
}

static enum outcome notice_act(struct request *r, const struct notice *notice, const char **ret_word)
{
	struct payment_act act = payment_act_of(r);
	struct payment payment;
	int64_t county, id;
	enum outcome outcome = NOT_FOUND;

	if (gateway_id_read(notice->payment, &county, &id))
		outcome = payment_one(r->db, r->arena, county, id, &payment);
	if (outcome == NOT_FOUND || (outcome == DONE && !text_equal(payment.provider, T("gateway")))) {
		*ret_word = "unknown";
		return DONE;
	}
	if (outcome != DONE)
		return outcome;
	*ret_word = "noted";
	if (text_equal(notice->status, T("paid")))
		return gateway_says_paid(&act, &payment, notice->amount_fen, notice->trade, ret_word);
	if (text_equal(notice->status, T("refunded")))
		return notice_refunded(&act, notice, &payment, ret_word);
	return notice_failed(&act, &payment);
}

static enum outcome notice_once(struct request *r, const struct notice *notice)
{
	int64_t county = place_county(r->scope.place), seen = 0;
	const char *word = "";
	enum outcome outcome =
		db_number(r->db, &seen, "SELECT count(*) FROM gateway_event WHERE county = $1 AND event = $2",
	                  bind(i64(county), txt(notice->event)));

	if (outcome != DONE || seen > 0)
		return outcome;
	outcome = notice_act(r, notice, &word);
	if (outcome != DONE)
		return outcome;
	return db_exec(
		r->db,
		"INSERT INTO gateway_event(county, event, payment, status, amount_fen, trade, refund, outcome, at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		bind(i64(county), txt(notice->event), txt(notice->payment), txt(notice->status),
	             i64(notice->amount_fen), txt(notice->trade), txt(notice->refund), txt(text_of(word)),
	             i64(r->now)));
}

void notify_post(struct request *r)
{
	struct taken taken = { T("ok") };
	struct gateway_stamp stamp;
	struct notice notice;
	enum outcome outcome;

	if (!is_signed(r, &stamp)) {
		fail(r, DENIED, N_("The signature is wrong or too old"));
		return;
	}
	outcome = remember_nonce(r, &stamp);
	if (outcome == DENIED) {
		fail(r, DENIED, N_("This message was sent before"));
		return;
	}
	if (outcome == DONE && !notice_read(r, &notice))
		outcome = INVALID;
	if (outcome == DONE)
		outcome = notice_once(r, &notice);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		give_one(r, &taken_record, &taken);
}
