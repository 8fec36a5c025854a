/* Doors of merging two cards of one household, and of undoing it. Who decides about the register over both cards' land may do it: alone, since
   nothing is lost by it, it is undone by one button at any time, and the household reads under its looks that it was done, and by whom. */
#include "common/household/household_rows.h"

#include "base/id.h"
#include "common/household/household_templates.h"

struct merge_form {
	struct text into, reason;
};

static const struct field merge_fields[] = {
	TEXT_FIELD(merge_form, into, N_("The card that stays: its id, or its number in the same village"),
	           FIELD_IN | FIELD_REQUIRED, 1, 40),
	NOTE_FIELD(merge_form, reason, N_("Reason, for the household to read"), FIELD_IN | FIELD_REQUIRED, 4, 300),
	FIELD_END,
};
const struct record household_merge_record = { .name = "merge_household",
	                                       .size = sizeof(struct merge_form),
	                                       .fields = merge_fields };

static const struct field unmerge_fields[] = { FIELD_END };
const struct record household_unmerge_record = { .name = "unmerge_household",
	                                         .size = sizeof(struct merge_form),
	                                         .fields = unmerge_fields };

/* ---- which other ---- */

/* By its id, or by its number in the village of the card. NOT_FOUND: none; DENIED: not in the land of who asks. */
static enum outcome other_of(struct request *r, struct text words, struct household *ret)
{
	const struct household *card = r->kept;
	int64_t county, id, number;
	enum outcome outcome = NOT_FOUND;

	words = text_trim(words);
	if (id_read(words, &county, &id))
		outcome = household_one(r->db, r->arena, county, id, ret);
	else if (text_to_int64(words, &number) && number > 0 && number < place_span(PLACE_VILLAGE))
		outcome = household_at(r->db, r->arena, place_above(card->place, PLACE_VILLAGE) + number, ret);
	return outcome == DONE && !request_may(r, RIGHT_REGISTER_DECIDE, ret->place) ? DENIED : outcome;
}

static enum outcome compare(struct request *r, const struct household *other, struct household_merge_view *view)
{
	const struct household *card = r->kept;
	const char *why = NULL;
	enum outcome outcome;

	*view = (struct household_merge_view){ .county = card->county, .id = card->id, .card = card };
	if (other == NULL)
		return DONE;
	view->other = other;
	view->other_id = other->id;
	view->other_village = place_address(r->db, r->arena, other->place, PLACE_COUNTY);
	outcome = household_may_merge(r->db, card, other, &view->why);
	if (outcome == CONFLICT && card->id != other->id) {
		outcome = household_may_merge(r->db, other, card, &why);
		view->reverse = outcome == DONE;
	}
	return outcome == CONFLICT ? DONE : outcome;
}

static void show(struct request *r, const struct household *other)
{
	const struct household *card = r->kept;
	struct household_merge_view view;
	enum outcome outcome = compare(r, other, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_("Two cards of one household")), "households",
	                 text_string(r->arena, text_format(r->arena, "/households/%.*s",
	                                                   TEXT(id_public(r->arena, card->county, card->id)))));
	household_merge_html(r, &view, &household_merge_record);
	page_end(r);
}

void household_merge_page(struct request *r)
{
	const struct household *card = r->kept;
	struct household other;
	struct text asked = request_query(r, "into");
	enum outcome outcome = asked.length > 0 ? other_of(r, asked, &other) : NOT_FOUND;

	if (outcome == NOT_FOUND && asked.length > 0)
		form_problem(r, "into", N_("No other card has this number"), T(""));
	if (outcome != DONE && outcome != NOT_FOUND) {
		fail(r, outcome, NULL);
		return;
	}
	look_record(r, card->place, 0, 0, N_("Your household's card"));
	if (outcome == DONE)
		look_record(r, other.place, 0, 0, N_("Your household's card"));
	show(r, outcome == DONE ? &other : NULL);
}

/* ---- doing and undoing ---- */

static enum outcome merge(struct request *r, const struct merge_form *form, const struct household *into)
{
	const char *why = NULL;
	const struct household_merged how = { .into_id = into->id,
		                              .merged_by = r->who.person_id,
		                              .merged_at = r->now,
		                              .reason = text_trim(form->reason) };
	enum outcome outcome = household_merge(r->db, r->arena, r->kept, into, &how, &why);

	if (outcome == CONFLICT && why != NULL)
		form_problem(r, "into", why, T(""));
	return outcome == DONE ? look_put(r, into->place, 0, 0, N_("Two cards of your household were merged into one"))
	                       : outcome;
}

void household_merge_act(struct request *r)
{
	const struct household *card = r->kept;
	struct merge_form form = { 0 };
	struct household into;
	bool is_found = false;
	enum outcome outcome = INVALID;

	if (card->merged_into != 0) {
		outcome = NOT_FOUND;
	} else if (form_read(r, &household_merge_record, &form)) {
		outcome = other_of(r, form.into, &into);
		is_found = outcome == DONE;
		if (outcome == NOT_FOUND)
			form_problem(r, "into", N_("No other card has this number"), T(""));
		else if (outcome == DONE)
			outcome = merge(r, &form, &into);
	}
	if (r->problems.count > 0) {
		if (!r->json)
			show(r, is_found || other_of(r, request_field(r, "into"), &into) == DONE ? &into : NULL);
		refuse(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		see_other(r, "/households/%.*s?done=merged", TEXT(id_public(r->arena, into.county, into.id)));
	}
}

/* Whether the card is merged or not: the same form sent again is answered as it was. */
enum outcome household_merge_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = household_card_where(r, ret_scope);

	ret_scope->mine = false;
	return outcome;
}

void household_unmerge_act(struct request *r)
{
	const struct household *card = r->kept;
	struct household_merged merged;
	enum outcome outcome = household_merged_one(r->db, r->arena, card->county, card->id, &merged);

	if (outcome == DONE && !request_may(r, RIGHT_REGISTER_DECIDE, merged.place))
		outcome = DENIED;
	if (outcome == DONE)
		outcome = household_unmerge(r->db, r->arena, &merged);
	if (outcome == DONE)
		outcome = look_put(r, merged.into_place, 0, 0,
		                   N_("Your card and another that was merged into it are two again"));
	if (outcome == DONE)
		outcome = look_put(r, merged.place, 0, 0,
		                   N_("Your card and another that was merged into it are two again"));
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/households/%.*s?done=unmerged", TEXT(id_public(r->arena, card->county, card->id)));
}

/* ---- the card that was merged ---- */

void household_merged_show(struct request *r)
{
	const struct household *card = r->kept;
	struct household_merged merged;
	struct household_view view = { .county = card->county,
		                       .id = card->id,
		                       .place = card->place,
		                       .head = card->head,
		                       .status = card->status,
		                       .version = card->version };
	struct household_status *statuses;
	enum outcome outcome = household_merged_one(r->db, r->arena, card->county, card->id, &merged);

	if (outcome == DONE)
		outcome = household_status_list(r->db, r->arena, card, &statuses, &view.statuses.count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.statuses.rows = statuses;
	view.merged_into = merged.into_id;
	view.number = merged.place % place_span(PLACE_VILLAGE);
	view.village = place_address(r->db, r->arena, merged.place, PLACE_COUNTY);
	view.may_decide = request_may(r, RIGHT_REGISTER_DECIDE, merged.into_place) &&
	                  request_may(r, RIGHT_REGISTER_DECIDE, merged.place);
	if (r->json) {
		give_one(r, &household_view_record, &view);
		return;
	}
	page_begin_named(r, view.head, "households", r->scope.mine ? "/me" : "/households");
	household_merged_html(r, &view, &merged);
	page_end(r);
}
