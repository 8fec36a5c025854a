/* Doors of pairings: whose it is, one with its shared history, my own, those of a household, and what everybody may read. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/pairing/pairing_inside.h"
#include "help/pairing/pairing_templates.h"

static const struct field view_fields[] = {
	PART_FIELD(pairing_given, pairing, &pairing_record),
	PART_FIELD(pairing_given, sums, &pairing_sums_record),
	LIST_FIELD(pairing_given, history, N_("What we did together"), FIELD_OUT, &pairing_event_record, 0,
	           PAIRING_HISTORY),
	FIELD_END,
};
const struct record pairing_given_record = { .name = "pairing_given",
	                                     .size = sizeof(struct pairing_given),
	                                     .fields = view_fields };

static const struct field household_fields[] = {
	LIST_FIELD(pairing_household_view, pairings, N_("Paired families"), FIELD_OUT, &pairing_record, 0,
	           PAIRING_ROWS),
	FIELD_END,
};
const struct record pairing_household_record = { .name = "household_pairings",
	                                         .size = sizeof(struct pairing_household_view),
	                                         .fields = household_fields };

static const struct field public_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, pairing_public_view, place, N_("Land"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing_public_view, paired, N_("Households with a paired family"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing_public_view, begun, N_("Pairings begun"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record pairing_public_record = { .name = "pairings",
	                                      .size = sizeof(struct pairing_public_view),
	                                      .fields = public_fields };

/* ---- where ---- */

static bool is_office(const struct request *r, const struct pairing *p)
{
	return r->who.for_id == 0 && request_may(r, RIGHT_REGISTER_READ, p->household_place);
}

/* As whom the present person acts, or whom a station serves. An operator who is the helper himself does not speak for the household. */
static int64_t side_of(struct request *r, const struct pairing *p)
{
	if (r->person_id == 0 || (r->who.for_id != 0 && p->giver_id == r->who.person_id))
		return 0;
	return household_is_mine(r, p->household_place) ? PAIRING_HOUSEHOLD
	       : p->giver_id == r->person_id            ? PAIRING_GIVER
	       : is_office(r, p)                        ? PAIRING_OFFICE
	                                                : 0;
}

enum outcome pairing_where(struct request *r, struct scope *ret_scope)
{
	struct pairing *p = arena_take(r->arena, sizeof *p);
	enum outcome outcome = request_row(r, "pairing", pairing_one, p);

	if (outcome != DONE)
		return outcome;
	p->side = side_of(r, p);
	*ret_scope = (struct scope){ .place = p->household_place,
		                     .mine = p->side == PAIRING_HOUSEHOLD || p->side == PAIRING_GIVER };
	r->kept = p;
	return DONE;
}

static enum outcome where_of(struct request *r, struct scope *ret_scope, bool household, bool giver)
{
	enum outcome outcome = pairing_where(r, ret_scope);
	const struct pairing *p = r->kept;

	if (outcome != DONE)
		return outcome;
	return (household && p->side == PAIRING_HOUSEHOLD) || (giver && p->side == PAIRING_GIVER) ? DONE : DENIED;
}

enum outcome pairing_household_side_where(struct request *r, struct scope *ret_scope)
{
	return where_of(r, ret_scope, true, false);
}

enum outcome pairing_giver_side_where(struct request *r, struct scope *ret_scope)
{
	return where_of(r, ret_scope, false, true);
}

enum outcome pairing_sides_where(struct request *r, struct scope *ret_scope)
{
	return where_of(r, ret_scope, true, true);
}

/* ---- one ---- */

static enum outcome load_history(struct request *r, struct pairing_view *view)
{
	const struct pairing *p = view->pairing;
	enum outcome outcome = DONE;

	if (p->began_at == 0)
		return DONE;
	view->reads_words = r->scope.mine;
	if (view->reads_words)
		outcome = pairing_history(r->db, r->arena, p, view->page, &view->events, &view->event_count);
	if (outcome == DONE)
		outcome = pairing_sum(r->db, p, &view->sums);
	view->goes_on = view->event_count > PAIRING_HISTORY;
	view->event_count = view->goes_on ? PAIRING_HISTORY : view->event_count;
	return outcome;
}

static struct text name_of(struct request *r, int64_t person_id)
{
	return person_id != 0 ? person_name(r->db, r->arena, person_id) : T("");
}

/* The goods of the village when the helper knows it, else of the township. */
static struct text shelf_of(struct request *r, const struct pairing *p)
{
	int64_t land = place_above(p->household_place, p->village.length > 0 ? PLACE_VILLAGE : PLACE_TOWNSHIP);

	return text_format(r->arena, "/shelf?place=%.*s", TEXT(place_code(r->arena, land)));
}

static enum outcome load(struct request *r, struct pairing_view *view)
{
	struct pairing *p = r->kept;
	enum outcome outcome;

	*view = (struct pairing_view){ .pairing = p, .page = request_query_int(r, "page", 1, PAIRING_PAGES, 1) };
	outcome = load_history(r, view);
	if (outcome != DONE)
		return outcome;
	if (!is_office(r, p))
		pairing_veil(p);
	if (p->side == PAIRING_OFFICE) {
		view->giver_name = name_of(r, p->giver_id);
		view->served_by = name_of(r, p->served_by_id);
	}
	if (p->side == PAIRING_HOUSEHOLD || p->side == PAIRING_OFFICE)
		view->proposed_by = name_of(r, p->proposed_by_id);
	view->shelf = p->side == PAIRING_GIVER ? shelf_of(r, p) : T("");
	view->may_end = p->state < PAIRING_REFUSED &&
	                (r->scope.mine || request_may(r, RIGHT_REGISTER_EDIT, p->household_place));
	return DONE;
}

static void show(struct request *r)
{
	struct pairing_view view;
	enum outcome outcome = load(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_one(r, &pairing_given_record,
		         &(struct pairing_given){ *view.pairing, view.sums, { view.events, view.event_count } });
		return;
	}
	page_begin_named(r, text_of(_("Paired family")), "",
	                 view.pairing->side == PAIRING_OFFICE ? "/pairings/desk" : "/pairings/mine");
	pairing_page_html(r, &view);
	page_end(r);
}

void pairing_page(struct request *r)
{
	const struct pairing *p = r->kept;

	if (p->side == PAIRING_OFFICE || r->who.for_id != 0 || (p->side == PAIRING_GIVER && is_office(r, p)))
		look_record(r, p->household_place, 0, 0, N_("Your household's paired families"));
	show(r);
}

void pairing_answer(struct request *r, enum outcome outcome, const char *done)
{
	struct pairing *p = r->kept;
	const struct deed deed = { .show = show, .record = &pairing_record, .row = p };
	struct text path = pairing_path(r->arena, p);

	if (outcome == DONE && r->problems.count == 0 && !is_office(r, p))
		pairing_veil(p);
	deed_answer(r, outcome, &deed, path, done);
}

/* ---- mine ---- */

void pairing_mine_page(struct request *r)
{
	struct pairing_mine_view view = { .count = 0 };
	struct pairing *rows = NULL;
	struct pairing_offer *offers = NULL;
	struct household household;
	enum outcome outcome = pairing_of_giver(r->db, r->arena, r->person_id, request_after(r), request_limit(r) + 1,
	                                        &rows, &view.count);

	if (outcome == DONE && !r->json)
		outcome = pairing_offers_of(r->db, r->arena, r->person_id, &offers, &view.offer_count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? rows[view.count - 1].id : 0;
	for (size_t i = 0; i < view.count; i++) {
		rows[i].side = PAIRING_GIVER;
		pairing_veil(&rows[i]);
	}
	if (r->json) {
		give_list(r, &pairing_record, rows, view.count, view.next);
		return;
	}
	view.rows = rows;
	view.offers = offers;
	if (household_of_person(r->db, r->arena, r->person_county, r->person_id, &household) == DONE)
		view.household = pairing_household_path(r->arena, household.county, household.id);
	page_begin_named(r, text_of(_("Paired families")), "me", "/me");
	pairing_mine_html(r, &view);
	page_end(r);
}

/* ---- those of a household ---- */

void pairing_household_page(struct request *r)
{
	const struct household *household = r->kept;
	struct pairing_household_view view = { .household = household,
		                               .is_member = household_is_mine(r, household->place) };
	struct pairing *rows = NULL;
	enum outcome outcome = pairing_of_household(r->db, r->arena, household->place, &rows, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (!r->scope.mine || r->who.for_id != 0)
		look_record(r, household->place, 0, 0, N_("Your household's paired families"));
	view.rows = rows;
	view.pairings = (struct list){ rows, view.count };
	if (r->json) {
		give_one(r, &pairing_household_record, &view);
		return;
	}
	view.village = place_address(r->db, r->arena, household->place, PLACE_COUNTY);
	view.may_edit = request_may(r, RIGHT_REGISTER_EDIT, household->place) && r->who.for_id == 0 && !view.is_member;
	page_begin_named(r, text_of(_("Paired families")), view.is_member ? "me" : "households",
	                 text_string(r->arena, pairing_household_path(r->arena, household->county, household->id)));
	pairing_household_html(r, &view);
	page_end(r);
}

/* ---- for everybody ---- */

void pairing_public_page(struct request *r)
{
	struct pairing_public_view view = { .place = PLACE_WHOLE };
	enum outcome outcome;

	if (!request_query_place(r, "place", &view.place))
		view.place = PLACE_WHOLE;
	/* Of a village or a household nothing is told: few live there. */
	if (place_level(view.place) > PLACE_COUNTY)
		view.place = place_above(view.place, PLACE_COUNTY);
	outcome = tally_read(r->db, view.place, INDICATOR_PAIRED, 0, &view.paired);
	if (outcome == DONE)
		outcome = tally_read(r->db, view.place, INDICATOR_PAIRINGS, calendar_year(r->today), &view.begun);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else if (r->json) {
		give_one(r, &pairing_public_record, &view);
	} else {
		view.name = view.place == PLACE_WHOLE ? text_of(_("The whole land"))
		                                      : place_name(r->db, r->arena, view.place);
		page_begin_named(r, text_of(_("Paired families")), "", "/");
		pairing_public_html(r, &view);
		page_end(r);
	}
}
