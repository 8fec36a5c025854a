/* Doors of gifts: taking a part on, what became of it, handing over, the household's word. */
#include "help/need/need_inside.h"

#include "base/id.h"
#include "base/limits.h"
#include "common/ledger/ledger.h"
#include "help/need/need_templates.h"

static const struct choice hand_ways[] = {
	{ "household", N_("The money goes to the household") },
	{ "purchase", N_("It was bought with the money: photograph the bill") },
	{ NULL, NULL },
};

static const struct field give_fields[] = {
	CHOICE_FIELD(give_form, way, N_("How do you give it"), FIELD_IN, need_ways),
	INT_FIELD(give_form, pieces, N_("How many"), FIELD_IN | FIELD_REQUIRED, 1, 1000000),
	TEXT_FIELD(give_form, payment, N_("Way of paying"), FIELD_IN, 0, 20),
	{ .kind = FIELD_NOTE,
	  .flags = FIELD_IN,
	  .name = "words",
	  .offset = FIELD_WORDS(give_form, words),
	  .label = N_("Words to the household"),
	  .hint = N_("Your name is told to nobody. If you want, write it here."),
	  .min = 0,
	  .max = 300 },
	FIELD_END,
};
const struct record give_form_record = { .name = "new_gift", .size = sizeof(struct give_form), .fields = give_fields };

static const struct field hand_fields[] = {
	CHOICE_FIELD(hand_form, went, N_("Where the money went"), FIELD_IN, hand_ways),
	NOTE_FIELD(hand_form, words, N_("What was handed over"), FIELD_IN | FIELD_REQUIRED, 2, 300),
	FIELD_END,
};
const struct record hand_form_record = { .name = "hand_over", .size = sizeof(struct hand_form), .fields = hand_fields };

static const struct field thanks_fields[] = {
	NOTE_FIELD(thanks_form, thanks, N_("Words to the helper"), FIELD_IN, 0, 300),
	FIELD_END,
};
const struct record thanks_form_record = { .name = "thanks",
	                                   .size = sizeof(struct thanks_form),
	                                   .fields = thanks_fields };

/* ---- where; r->kept is the gift with its need and case ---- */

struct held_gift {
	struct gift gift;
	struct need need;
	struct case_file c;
};

static enum outcome load(struct request *r, struct held_gift **ret)
{
	struct held_gift *held = arena_take(r->arena, sizeof *held);
	enum outcome outcome;

	*ret = held;
	r->kept = held;
	outcome = request_row(r, "gift", gift_one, &held->gift);
	if (outcome == DONE)
		outcome = need_one(r->db, r->arena, held->gift.county, held->gift.need_id, &held->need);
	return outcome == DONE ? need_case(r->db, r->arena, &held->need, &held->c) : outcome;
}

static bool is_giver(const struct request *r, const struct held_gift *held)
{
	return r->person_id != 0 && r->person_id == held->gift.giver_id;
}

static bool is_asker(const struct request *r, const struct held_gift *held)
{
	return r->person_id != 0 && r->person_id == held->c.asker_id;
}

/* A station that serves the village, or whoever handles its cases; not while acting for somebody. */
static bool may_hand(const struct request *r, const struct held_gift *held)
{
	int64_t village = place_above(held->need.place, PLACE_VILLAGE);

	return r->who.for_id == 0 &&
	       (request_may(r, RIGHT_CASE_HANDLE, held->need.place) || request_may(r, RIGHT_SERVE, village));
}

enum outcome gift_where(struct request *r, struct scope *ret_scope)
{
	struct held_gift *held;
	enum outcome outcome = load(r, &held);

	ret_scope->place = held->need.place;
	if (outcome == DONE && !is_giver(r, held) && !is_asker(r, held) && !may_hand(r, held))
		return DENIED;
	return outcome;
}

enum outcome gift_giver_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = gift_where(r, ret_scope);

	return outcome == DONE && !is_giver(r, r->kept) ? DENIED : outcome;
}

enum outcome gift_asker_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = gift_where(r, ret_scope);

	return outcome == DONE && !is_asker(r, r->kept) ? DENIED : outcome;
}

enum outcome gift_hand_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = gift_where(r, ret_scope);

	return outcome == DONE && !may_hand(r, r->kept) ? DENIED : outcome;
}

/* The need that the form names; none: the handler says so. */
enum outcome need_give_where(struct request *r, struct scope *ret_scope)
{
	struct need *need = arena_take(r->arena, sizeof *need);
	int64_t county, id;
	enum outcome outcome;

	*ret_scope = (struct scope){ .place = r->person_place, .mine = true };
	if (request_field(r, "need").length == 0)
		return DONE;
	if (!id_read(request_field(r, "need"), &county, &id))
		return NOT_FOUND;
	outcome = need_one(r->db, r->arena, county, id, need);
	ret_scope->place = need->place;
	r->kept = need;
	return outcome;
}

/* ---- taking a part on ---- */

static enum outcome give(struct request *r, struct need *need, const struct give_form *form, struct gift *gift,
                         struct text *ret_path)
{
	struct case_file c;
	enum outcome outcome = need_case(r->db, r->arena, need, &c);

	if (outcome == DONE && c.asker_id == r->person_id) {
		form_problem(r, "pieces", N_("This is your own need"), T(""));
		return INVALID;
	}
	*gift = (struct gift){ .giver_county = r->person_county,
		               .giver_id = r->person_id,
		               .giver_place = r->person_place,
		               .way = form->way.length > 0 ? form->way : need->way,
		               .pieces = form->pieces,
		               .words = text_trim(form->words) };
	if (outcome == DONE)
		outcome = gift_make(r, need, gift);
	if (outcome == DONE)
		*ret_path = gift_path(r->arena, gift);
	if (outcome == DONE && gift->amount_fen > 0)
		outcome = payment_start(r, gift->id, gift->amount_fen, form->payment, ret_path);
	return outcome;
}

static void give_refused(struct request *r, struct need *need, int64_t county, int64_t id)
{
	if (!r->json && need_one(r->db, r->arena, county, id, need) == DONE)
		need_show(r, need);
	refuse(r);
}

void need_give_post(struct request *r)
{
	struct need *need = r->kept;
	struct give_form form = { .pieces = 0 };
	struct gift gift;
	struct text path = T("");
	enum outcome outcome;
	int64_t county, id;

	if (need == NULL) {
		form_problem(r, "need", N_("Choose a need first"), T(""));
		refuse(r);
		return;
	}
	county = need->county;
	id = need->id;
	if (need->published_at == 0) {
		fail(r, NOT_FOUND, NULL);
		return;
	}
	if (!form_read(r, &give_form_record, &form)) {
		give_refused(r, need, county, id);
		return;
	}
	outcome = give(r, need, &form, &gift, &path);
	if (outcome == DONE)
		made(r, &gift_record, &gift, "%s%s", text_string(r->arena, path),
		     gift.amount_fen > 0 ? "" : "?done=promised");
	else if (r->problems.count > 0)
		give_refused(r, need, county, id);
	else
		fail(r, outcome, outcome == CONFLICT ? N_("Others were faster: so much is not needed any more") : NULL);
}

/* ---- what became of it ---- */

static void show(struct request *r)
{
	struct held_gift *held = r->kept;
	struct gift_view view = { .need = &held->need,
		                  .gift = &held->gift,
		                  .is_giver = is_giver(r, held),
		                  .is_asker = is_asker(r, held),
		                  .hands = may_hand(r, held),
		                  .pay_path = T("") };
	struct transfer *transfers = NULL;
	size_t count = 0;
	enum outcome outcome = DONE;

	if (held->gift.amount_fen > 0)
		outcome = ledger_of_subject(r->db, r->arena, held->gift.county, held->gift.id, &transfers, &count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (view.is_giver && held->gift.amount_fen > 0 && held->gift.state == GIFT_PROMISED)
		view.pay_path = payment_pay_path(r, &(struct order){ .county = held->gift.county,
		                                                     .id = held->gift.id,
		                                                     .checkout_id = held->gift.id });
	page_begin_named(r, text_of(_("What became of the gift")), "",
	                 view.is_giver ? "/needs/mine" : text_string(r->arena, need_path(r->arena, &held->need)));
	need_gift_html(r, &view, transfers, count);
	page_end(r);
}

void gift_page(struct request *r)
{
	struct held_gift *held = r->kept;

	if (r->json)
		give_one(r, &gift_record, &held->gift);
	else
		show(r);
}

static struct picture_owner gift_pictures(const struct gift *gift)
{
	return (struct picture_owner){ "gift", gift->county, gift->id };
}

void gift_picture_page(struct request *r)
{
	const struct held_gift *held = r->kept;

	(void)picture_give(r, gift_pictures(&held->gift));
}

static void answer(struct request *r, enum outcome outcome, const char *done)
{
	struct held_gift *held = r->kept;
	const struct deed deed = { .show = show, .record = &gift_record, .row = &held->gift };

	deed_answer(r, outcome, &deed, gift_path(r->arena, &held->gift), done);
}

void gift_sent_post(struct request *r)
{
	struct held_gift *held = r->kept;

	answer(r, gift_sent(r, &held->need, &held->gift), "sent");
}

void gift_withdraw_post(struct request *r)
{
	struct held_gift *held = r->kept;
	bool is_paid = way_is_money(held->gift.way) && held->gift.state == GIFT_ON_WAY;

	/* Money that was paid is the household's unless the need ends. */
	answer(r, is_paid ? CONFLICT : gift_end(r, &held->need, &held->gift, GIFT_LAPSED), "withdrawn");
}

void gift_hand_prepare(struct request *r)
{
	if (picture_prepare(r, "picture"))
		return;
	if (!r->json)
		show(r);
	refuse(r);
}

void gift_hand_post(struct request *r)
{
	struct held_gift *held = r->kept;
	struct hand_form form = { .went = T("") };
	enum outcome outcome = INVALID;

	if (form_read(r, &hand_form_record, &form)) {
		outcome = picture_keep_private(r, "picture", gift_pictures(&held->gift), &held->gift.receipt);
		held->gift.receipt_words = text_trim(form.words);
		held->gift.went = !way_is_money(held->gift.way) ? T("")
		                  : form.went.length > 0        ? form.went
		                                                : T("household");
		if (outcome == DONE)
			outcome = gift_received(r, &held->need, &held->gift);
	}
	answer(r, outcome, "handed");
}

void gift_confirm_post(struct request *r)
{
	struct held_gift *held = r->kept;
	struct thanks_form form = { .thanks = T("") };
	enum outcome outcome = INVALID;

	if (form_read(r, &thanks_form_record, &form)) {
		held->gift.thanks = text_trim(form.thanks);
		outcome = gift_confirmed(r, &held->need, &held->gift);
	}
	answer(r, outcome, "confirmed");
}
