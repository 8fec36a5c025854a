/* Offering to stand by households, and taking the offer back. */
#include "base/id.h"
#include "base/limits.h"
#include "help/pairing/pairing_inside.h"
#include "help/pairing/pairing_templates.h"

static const struct field form_fields_[] = {
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "place",
	  .offset = FIELD_WHOLE(pairing_offer_form, place),
	  .label = N_("For the people of"),
	  .hint = N_("A county, township or village; its office finds the household") },
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "called",
	  .offset = FIELD_WORDS(pairing_offer_form, called),
	  .label = N_("How the household shall call you"),
	  .hint = N_("For example: the Zhang family of Chengdu"),
	  .min = 2,
	  .max = 40 },
	NOTE_FIELD(pairing_offer_form, about, N_("What you would like to do"), FIELD_IN | FIELD_REQUIRED, 4, 300),
	INT_FIELD(pairing_offer_form, households, N_("How many households"), FIELD_IN | FIELD_REQUIRED, 1, 5),
	FIELD_END,
};
const struct record pairing_offer_form_record = { .name = "new_pairing_offer",
	                                          .size = sizeof(struct pairing_offer_form),
	                                          .fields = form_fields_ };

enum outcome pairing_offer_where(struct request *r, struct scope *ret_scope)
{
	struct pairing_offer *offer = arena_take(r->arena, sizeof *offer);
	enum outcome outcome = request_row(r, "pairing_offer", pairing_offer_one, offer);

	if (outcome != DONE)
		return outcome;
	*ret_scope =
		(struct scope){ .place = offer->place, .mine = r->person_id != 0 && offer->giver_id == r->person_id };
	r->kept = offer;
	return DONE;
}

static void show_form(struct request *r)
{
	page_begin_named(r, text_of(_("Stand by a family")), "me", "/pairings/mine");
	pairing_offer_html(r);
	page_end(r);
}

void pairing_offer_new_page(struct request *r)
{
	show_form(r);
}

/* Offers are looked through by people, oldest first: one helper's do not fill the list. */
static enum outcome check(struct request *r, const struct pairing_offer_form *form)
{
	int64_t open = 0;
	enum outcome outcome =
		db_number(r->db, &open, "SELECT count(*) FROM pairing_offer WHERE giver_id = $1 AND state = 1",
	                  bind(i64(r->person_id)));

	if (place_level(form->place) < PLACE_COUNTY || place_level(form->place) > PLACE_VILLAGE ||
	    !place_is_known(r->db, form->place))
		form_problem(r, "place", N_("Choose a county, township or village"), T(""));
	if (outcome == DONE && open >= PAIRING_OFFERS_OPEN)
		form_problem(r, "about", N_("Several of your offers are still open. Take one back first."), T(""));
	return outcome;
}

void pairing_offer_post(struct request *r)
{
	struct pairing_offer_form form = { .place = 0 };
	struct pairing_offer offer;
	enum outcome outcome = DONE;

	if (form_read(r, &pairing_offer_form_record, &form))
		outcome = check(r, &form);
	if (outcome == DONE && r->problems.count > 0) {
		if (!r->json)
			show_form(r);
		refuse(r);
		return;
	}
	offer = (struct pairing_offer){ .county = place_county(form.place),
		                        .id = request_new_id(r),
		                        .place = form.place,
		                        .giver_county = r->person_county,
		                        .giver_id = r->person_id,
		                        .called = text_trim(form.called),
		                        .about = text_trim(form.about),
		                        .households = form.households,
		                        .state = 1,
		                        .made_at = r->now,
		                        .version = 1 };
	if (outcome == DONE)
		outcome = pairing_offer_insert(r->db, &offer);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &pairing_offer_record, &offer, "/pairings/mine?done=offered");
}

void pairing_offer_end_post(struct request *r)
{
	struct pairing_offer *offer = r->kept;
	enum outcome outcome = pairing_offer_end(r->db, offer, r->now);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json)
		json_row(r, r->out, &pairing_offer_record, offer);
	if (offer->giver_id == r->person_id)
		see_other(r, "/pairings/mine?done=offer_back");
	else
		see_other(r, "/pairings/offers");
}
