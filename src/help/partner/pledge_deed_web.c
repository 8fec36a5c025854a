/* What is posted to a pledge: reported by the partner, confirmed or refused by the receiving office, paid, spent, withdrawn. */
#include "base/id.h"
#include "base/limits.h"
#include "help/partner/partner_inside.h"

enum { WORDS_MOST = 300 };

static const struct field delivery_fields_[] = {
	{ .kind = FIELD_INT,
	  .flags = FIELD_IN,
	  .name = "quantity",
	  .offset = FIELD_WHOLE(delivery_form, quantity),
	  .label = N_("How many came"),
	  .min = 0,
	  .max = PLEDGE_MOST },
	WHOLE_FIELD(FIELD_FEN, delivery_form, amount_fen, N_("For how much was bought"), FIELD_IN, 0,
	            PLEDGE_WORTH_MOST),
	NOTE_FIELD(delivery_form, words, N_("What, where and when, in a few words"), FIELD_IN, 0, WORDS_MOST),
	FIELD_END,
};
const struct record delivery_form_record = { .name = "new_pledge_delivery",
	                                     .size = sizeof(struct delivery_form),
	                                     .fields = delivery_fields_ };

static const struct field pay_fields_[] = {
	WHOLE_FIELD(FIELD_FEN, pledge_pay_form, amount_fen, N_("How much you pay now"), FIELD_IN | FIELD_REQUIRED, 1,
	            TRANSFER_MOST_FEN),
	TEXT_FIELD(pledge_pay_form, payment, N_("Way of paying"), FIELD_IN, 0, 20),
	FIELD_END,
};
const struct record pledge_pay_record = { .name = "new_pledge_payment",
	                                  .size = sizeof(struct pledge_pay_form),
	                                  .fields = pay_fields_ };

static const struct field spend_fields_[] = {
	WHOLE_FIELD(FIELD_FEN, pledge_spend_form, amount_fen, N_("How much was spent"), FIELD_IN | FIELD_REQUIRED, 1,
	            TRANSFER_MOST_FEN),
	TEXT_FIELD(pledge_spend_form, words, N_("What it was spent on"), FIELD_IN | FIELD_REQUIRED, 2, WORDS_MOST),
	FIELD_END,
};
const struct record pledge_spend_record = { .name = "pledge_spend",
	                                    .size = sizeof(struct pledge_spend_form),
	                                    .fields = spend_fields_ };

static const struct field reason_fields_[] = {
	NOTE_FIELD(pledge_reason_form, words, N_("Why, in a few words"), FIELD_IN | FIELD_REQUIRED, 2, WORDS_MOST),
	FIELD_END,
};
const struct record pledge_reason_record = { .name = "pledge_reason",
	                                     .size = sizeof(struct pledge_reason_form),
	                                     .fields = reason_fields_ };

/* The pledge and one of its deliveries: what doors of deliveries keep. */
struct one_delivery {
	struct pledge pledge; /* first: r->kept is a pledge too */
	struct pledge_delivery delivery;
};

/* ---- where ---- */

static enum outcome find_delivery(struct request *r, struct one_delivery **ret)
{
	struct one_delivery *both = arena_take(r->arena, sizeof *both);
	enum outcome outcome;

	*ret = both;
	r->kept = both;
	outcome = request_row(r, "delivery", delivery_one, &both->delivery);
	return outcome == DONE ? pledge_one(r->db, r->arena, both->delivery.county, both->delivery.pledge_id, r->today,
	                                    &both->pledge)
	                       : outcome;
}

enum outcome delivery_where(struct request *r, struct scope *ret_scope)
{
	struct one_delivery *both;
	enum outcome outcome = find_delivery(r, &both);

	ret_scope->place = both->pledge.place;
	return outcome;
}

enum outcome delivery_giver_where(struct request *r, struct scope *ret_scope)
{
	struct one_delivery *both;
	enum outcome outcome = find_delivery(r, &both);

	ret_scope->place = both->pledge.place;
	ret_scope->mine = outcome == DONE && both->delivery.giver_id == r->person_id;
	return outcome == DONE && !ret_scope->mine ? DENIED : outcome;
}

/* ---- answering ---- */

static void answer(struct request *r, enum outcome outcome, const struct record *record, const void *row,
                   const char *done)
{
	const struct deed deed = { .show = pledge_show,
		                   .record = record,
		                   .row = row,
		                   .slower =
		                           N_("That is not open any more, or somebody was faster: look at it again") };

	deed_answer(r, outcome, &deed, pledge_path(r->arena, r->kept), done);
}

/* Words that everybody will read. */
static bool words_fit(struct request *r, const struct pledge *p, struct text words_)
{
	struct text detail;
	const char *wrong = partner_words_wrong(r, p->partner_county, p->partner_id, words_, &detail);

	if (wrong != NULL)
		form_problem(r, "words", wrong, detail);
	return wrong == NULL;
}

static int64_t quantity_of(const struct pledge *p, const struct delivery_form *form)
{
	return pledge_is_fen(p) ? form->amount_fen : form->quantity;
}

static bool read_reason(struct request *r, struct text *ret_words)
{
	struct pledge_reason_form form = { .words = T("") };
	bool fits = form_read(r, &pledge_reason_record, &form) && words_fit(r, r->kept, form.words);

	*ret_words = text_trim(form.words);
	return fits;
}

/* ---- the partner ---- */

void pledge_report_post(struct request *r)
{
	struct pledge *p = r->kept;
	struct delivery_form form = { .quantity = 0 };
	struct pledge_delivery d = { .id = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &delivery_form_record, &form) && words_fit(r, p, form.words))
		outcome = delivery_report(r, p, quantity_of(p, &form), text_trim(form.words), &d);
	answer(r, outcome, &pledge_delivery_record, &d, "reported");
}

void pledge_withdraw_post(struct request *r)
{
	struct pledge *p = r->kept;
	struct text reason;
	enum outcome outcome = INVALID;

	if (read_reason(r, &reason))
		outcome = pledge_withdraw(r, p, reason);
	if (outcome == DONE)
		outcome = pledge_one(r->db, r->arena, p->county, p->id, r->today, p);
	answer(r, outcome, &pledge_record, p, "withdrawn");
}

void pledge_pay_post(struct request *r)
{
	struct pledge *p = r->kept;
	struct pledge_pay_form form = { .amount_fen = 0 };
	struct pledge_delivery d = { .id = 0 };
	struct text path = T("");
	enum outcome outcome = INVALID;

	if (form_read(r, &pledge_pay_record, &form))
		outcome = pledge_pay(r, p, form.amount_fen, form.payment, &d, &path);
	if (outcome == DONE)
		outcome = delivery_one(r->db, r->arena, d.county, d.id, &d);
	if (outcome != DONE)
		answer(r, outcome, NULL, NULL, "");
	else
		made(r, &pledge_delivery_record, &d, "%s", text_string(r->arena, path));
}

void pledge_payment_page(struct request *r)
{
	const struct one_delivery *both = r->kept;

	if (r->json)
		give_one(r, &pledge_delivery_record, &both->delivery);
	else
		redirect(r, "%s", text_string(r->arena, pledge_path(r->arena, &both->pledge)));
}

/* ---- the receiving side ---- */

static void receive(struct request *r, struct pledge_delivery *d)
{
	struct pledge *p = r->kept;
	struct delivery_form form = { .quantity = 0 };
	enum outcome outcome = INVALID;

	if (!pledge_may_receive(r, p)) {
		fail(r, DENIED, N_("What you brought yourself is confirmed by the other side"));
		return;
	}
	if (form_read(r, &delivery_form_record, &form) && words_fit(r, p, form.words)) {
		int64_t quantity = quantity_of(p, &form);

		outcome = delivery_receive(r, p, d, quantity == 0 ? d->quantity : quantity, text_trim(form.words));
	}
	answer(r, outcome, &pledge_delivery_record, d, "received");
}

void pledge_receive_post(struct request *r)
{
	struct pledge_delivery d = { .id = 0 };

	receive(r, &d);
}

void delivery_receive_post(struct request *r)
{
	struct one_delivery *both = r->kept;

	receive(r, &both->delivery);
}

void delivery_refuse_post(struct request *r)
{
	struct one_delivery *both = r->kept;
	struct text words_;
	enum outcome outcome = INVALID;

	if (!pledge_may_receive(r, &both->pledge)) {
		fail(r, DENIED, N_("What you brought yourself is confirmed by the other side"));
		return;
	}
	if (read_reason(r, &words_))
		outcome = delivery_refuse(r, &both->pledge, &both->delivery, words_);
	answer(r, outcome, &pledge_delivery_record, &both->delivery, "refused");
}

void pledge_spend_post(struct request *r)
{
	struct pledge *p = r->kept;
	struct pledge_spend_form form = { .amount_fen = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &pledge_spend_record, &form) && words_fit(r, p, form.words)) {
		outcome = pledge_spend(r, p, form.amount_fen, text_trim(form.words));
		if (outcome == CONFLICT)
			form_problem(r, "amount_fen", N_("There is not so much left of what came"), T(""));
	}
	answer(r, outcome, &pledge_record, p, "spent");
}
