/* Proposing a pairing for a household: out of an open offer, or with somebody of the county. */
#include "base/id.h"
#include "base/limits.h"
#include "help/pairing/pairing_inside.h"
#include "help/pairing/pairing_templates.h"

static const struct field form_fields_[] = {
	TEXT_FIELD(pairing_form, household, N_("Household"), FIELD_IN | FIELD_REQUIRED, 1, 40),
	TEXT_FIELD(pairing_form, offer, N_("Offer"), FIELD_IN, 0, 40),
	TEXT_FIELD(pairing_form, person, N_("Helper"), FIELD_IN, 0, 40),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "called",
	  .offset = FIELD_WORDS(pairing_form, called),
	  .label = N_("How the household shall call the helper"),
	  .hint = N_("For example: the Zhang family of Chengdu"),
	  .min = 2,
	  .max = 40 },
	{ .kind = FIELD_NOTE,
	  .flags = FIELD_IN,
	  .name = "about",
	  .offset = FIELD_WORDS(pairing_form, about),
	  .label = N_("Why the two fit"),
	  .hint = N_("Both read this: no names of the household"),
	  .max = 300 },
	FIELD_END,
};
const struct record pairing_form_record = { .name = "new_pairing",
	                                    .size = sizeof(struct pairing_form),
	                                    .fields = form_fields_ };

enum outcome pairing_new_where(struct request *r, struct scope *ret_scope)
{
	bool is_post = r->exchange->method == POST;
	struct household *household = arena_take(r->arena, sizeof *household);
	int64_t county, id;
	enum outcome outcome = NOT_FOUND;

	if (id_read(is_post ? request_field(r, "household") : request_query(r, "household"), &county, &id))
		outcome = household_one(r->db, r->arena, county, id, household);
	if (outcome != DONE)
		return outcome;
	*ret_scope = (struct scope){ .place = household->place };
	r->kept = household;
	return DONE;
}

/* Whom the officer looks for: people with an account in the county, by name; whose a phone or a number is, is not told so far around. */
static enum outcome find_people(struct request *r, struct pairing_new_view *view)
{
	bool is_post = r->exchange->method == POST;
	struct person *found = NULL;
	int64_t county, id;
	enum outcome outcome = DONE;

	view->asked = is_post ? T("") : text_trim(text_first(request_query(r, "who"), 60));
	if (is_post && id_read(text_trim(request_field(r, "person")), &county, &id) &&
	    person_one(r->db, r->arena, county, id, &view->chosen) != DONE)
		view->chosen = (struct person){ .id = 0 };
	if (view->asked.length > 0)
		outcome = person_find(r->db, r->arena, NULL, view->asked,
		                      place_above(view->household->place, PLACE_COUNTY), 0, PAIRING_FOUND, &found,
		                      &view->found_count);
	view->found = found;
	return outcome;
}

static void show_form(struct request *r)
{
	struct pairing_new_view view = { .household = r->kept };
	struct pairing_offer *offers = NULL;
	enum outcome outcome = pairing_offers_for(r->db, r->arena, view.household->place, &offers, &view.offer_count);

	if (outcome == DONE)
		outcome = find_people(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.offers = offers;
	view.village = place_address(r->db, r->arena, view.household->place, PLACE_COUNTY);
	page_begin_named(r, text_of(_("Propose a paired family")), "households",
	                 text_string(r->arena, text_join(r->arena,
	                                                 pairing_household_path(r->arena, view.household->county,
	                                                                        view.household->id),
	                                                 T("/pairings"))));
	pairing_new_html(r, &view);
	page_end(r);
}

void pairing_new_page(struct request *r)
{
	const struct household *household = r->kept;

	look_record(r, household->place, 0, 0, N_("Your household's paired families"));
	show_form(r);
}

static bool holds_for(const struct pairing_offer *offer, int64_t place)
{
	return place >= offer->place && place < place_end(offer->place);
}

/* The helper out of the chosen offer. */
static enum outcome take_offer(struct request *r, struct text chosen, struct pairing *p)
{
	const struct household *household = r->kept;
	struct pairing_offer offer;
	int64_t county, id;
	enum outcome outcome = NOT_FOUND;

	if (id_read(chosen, &county, &id))
		outcome = pairing_offer_one(r->db, r->arena, county, id, &offer);
	if (outcome == DONE && (offer.county != household->county || !holds_for(&offer, household->place) ||
	                        offer.state != 1 || offer.taken >= offer.households))
		outcome = NOT_FOUND;
	if (outcome == NOT_FOUND) {
		form_problem(r, "offer", N_("This offer is not open any more"), T(""));
		return DONE;
	}
	if (outcome != DONE)
		return outcome;
	p->offer_id = offer.id;
	p->giver_county = offer.giver_county;
	p->giver_id = offer.giver_id;
	p->called = offer.called;
	p->about = p->about.length > 0 ? p->about : offer.about;
	return DONE;
}

static enum outcome take_giver(struct request *r, const struct pairing_form *form, struct pairing *p)
{
	if (form->offer.length > 0)
		return take_offer(r, form->offer, p);
	if (!id_read(text_trim(form->person), &p->giver_county, &p->giver_id))
		form_problem(r, "offer", N_("Choose an offer, or somebody of the county"), T(""));
	else if (text_trim(form->called).length == 0)
		form_problem(r, "called", N_("Say how the household shall call the helper"), T(""));
	p->called = text_trim(form->called);
	return DONE;
}

void pairing_new_post(struct request *r)
{
	struct pairing_form form = { T(""), T(""), T(""), T(""), T("") };
	struct pairing p = { .id = 0 };
	enum outcome outcome = DONE;

	if (form_read(r, &pairing_form_record, &form)) {
		p.about = text_trim(form.about);
		outcome = take_giver(r, &form, &p);
	}
	if (outcome == DONE && r->problems.count == 0)
		outcome = pairing_propose(r, r->kept, &p);
	if (r->problems.count > 0) {
		if (!r->json)
			show_form(r);
		refuse(r);
		return;
	}
	if (outcome == DONE)
		outcome = pairing_one(r->db, r->arena, p.county, p.id, &p);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &pairing_record, &p, "%s?done=made", text_string(r->arena, pairing_path(r->arena, &p)));
}
