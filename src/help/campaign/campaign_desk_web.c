/* The desk of a campaign: its list of households, vouchers, sheets to print, what was refused, settling and giving back. */
#include "base/id.h"
#include "base/limits.h"
#include "common/person/person.h"
#include "help/campaign/campaign_inside.h"
#include "help/campaign/campaign_templates.h"

/* A sheet is short, since each voucher has a code to be drawn. */
enum { REFUSED = 20, RETURNS_AT_ONCE = 40, OF_VILLAGE = 200, SHEET_VOUCHERS = 30 };

static const struct field issue_fields[] = {
	INT_FIELD(issue_form, each, N_("Vouchers for each household"), FIELD_IN | FIELD_REQUIRED, 1, VOUCHERS_AT_ONCE),
	TEXT_FIELD(issue_form, household, N_("Household card"), FIELD_IN, 0, 40),
	FIELD_END,
};
const struct record issue_record = { .name = "issue_vouchers",
	                             .size = sizeof(struct issue_form),
	                             .fields = issue_fields };

static const struct field household_fields[] = {
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "household",
	  .offset = FIELD_WORDS(household_form, household),
	  .label = N_("Household card"),
	  .hint = N_("Number of its card"),
	  .max = 40 },
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_IN,
	  .name = "village",
	  .offset = FIELD_WHOLE(household_form, village),
	  .label = N_("Or all registered households of a village") },
	FIELD_END,
};
const struct record household_form_record = { .name = "campaign_household_form",
	                                      .size = sizeof(struct household_form),
	                                      .fields = household_fields };

/* ---- the desk ---- */

const char *campaign_desk_why(struct text why)
{
	if (text_equal(why, T("used")))
		return N_("Used before");
	if (text_equal(why, T("revoked")))
		return N_("Revoked");
	return text_equal(why, T("expired")) ? N_("Run out") : N_("Another company");
}

static enum outcome load_desk(struct request *r, struct campaign *c, struct desk_view *view, struct voucher **vouchers)
{
	size_t limit = request_limit(r);
	struct ride *refused = NULL;
	enum outcome outcome = voucher_list(r, c, view->state, request_after(r), limit + 1, vouchers, &view->count);

	if (outcome == DONE)
		view->next = list_goes_on(r, &view->count) ? (*vouchers)[view->count - 1].number : 0;
	view->vouchers = *vouchers;
	if (outcome == DONE)
		outcome = rides_refused(r, c, REFUSED, &refused, &view->refused_count);
	view->refused = refused;
	if (outcome == DONE)
		outcome = rides_waiting(r->db, c->county, c->id, &view->waiting);
	if (outcome == DONE)
		outcome = db_number(r->db, &view->households,
		                    "SELECT count(*) FROM campaign_household WHERE county = $1 AND campaign_id = $2",
		                    bind(i64(c->county), i64(c->id)));
	view->leftover = c->state == CAMPAIGN_OVER ? c->free_fen : 0;
	view->may_list = request_may(r, RIGHT_REGISTER_READ, c->place);
	view->may_settle = request_may(r, RIGHT_SETTLE, c->place);
	return outcome;
}

static int64_t state_asked(struct request *r)
{
	int64_t state = r->exchange->method == GET ? choice_position(voucher_states, request_query(r, "state")) : 0;

	return state > 0 ? state : 0;
}

void campaign_desk_show(struct request *r)
{
	struct campaign *c = r->kept;
	struct desk_view view = { .c = c, .state = state_asked(r) };
	struct voucher *vouchers = NULL;
	enum outcome outcome = load_desk(r, c, &view, &vouchers);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, c->title, "", "/campaigns/desk");
	campaign_desk_html(r, &view);
	page_end(r);
}

/* The interface for programs gets vouchers without their codes and households: those stand on the sheet. */
void campaign_desk_page(struct request *r)
{
	struct campaign *c = r->kept;
	struct voucher *rows = NULL;
	size_t limit = request_limit(r), count = 0;
	int64_t next = 0;
	enum outcome outcome;

	if (!r->json) {
		campaign_desk_show(r);
		return;
	}
	outcome = voucher_list(r, c, state_asked(r), request_after(r), limit + 1, &rows, &count);
	if (outcome == DONE)
		next = list_goes_on(r, &count) ? rows[count - 1].number : 0;
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		give_list(r, &voucher_public_record, rows, count, next);
}

/* ---- issuing, taking back ---- */

void campaign_issue_post(struct request *r)
{
	struct campaign *c = r->kept;
	struct issue_form form = { .each = 0 };
	int64_t county = c->county, household = 0, count = 0;
	enum outcome outcome = INVALID;

	if (form_read(r, &issue_record, &form)) {
		if (form.household.length > 0 && (!id_read(form.household, &county, &household) || county != c->county))
			form_problem(r, "household", N_("This household is not on the list"), T(""));
		else if (c->state == CAMPAIGN_DRAFT)
			form_problem(r, "each", N_("Publish the campaign first"), T(""));
		else
			outcome = voucher_issue(r, c, form.each, household, &count);
	}
	campaign_answer(r, outcome, "issued");
}

enum outcome voucher_where(struct request *r, struct scope *ret_scope)
{
	struct voucher voucher;
	struct campaign *c = arena_take(r->arena, sizeof *c);
	enum outcome outcome = request_row(r, "voucher", voucher_one, &voucher);

	if (outcome == DONE)
		outcome = campaign_one(r->db, r->arena, voucher.county, voucher.campaign_id, c);
	ret_scope->place = c->place;
	r->kept = c;
	return outcome;
}

void voucher_revoke_post(struct request *r)
{
	struct campaign *c = r->kept;
	struct voucher voucher = { 0 };
	enum outcome outcome = request_row(r, "voucher", voucher_one, &voucher);

	if (outcome == DONE)
		outcome = voucher_end(r, c, &voucher, VOUCHER_REVOKED);
	campaign_answer(r, outcome, "revoked");
}

/* ---- money: settling, giving back ---- */

void campaign_settle_post(struct request *r)
{
	struct campaign *c = r->kept;
	struct ride_settlement settlement;
	enum outcome outcome = ride_settle(r, c, &settlement);

	if (outcome == DONE)
		made(r, &ride_settlement_record, &settlement, "/ride-settlements/%s?done=settled",
		     text_string(r->arena, id_public(r->arena, settlement.county, settlement.id)));
	else if (outcome == NOT_FOUND)
		fail(r, CONFLICT, N_("No ride waits to be settled"));
	else
		fail(r, outcome, NULL);
}

/* Some gifts at a time; pressed again it goes on. */
void campaign_return_post(struct request *r)
{
	struct campaign *c = r->kept;
	struct campaign_gift *gifts = NULL;
	size_t count = 0;
	enum outcome outcome = c->state == CAMPAIGN_OVER ? DONE : CONFLICT;

	if (outcome == DONE)
		outcome = db_list(r->db, r->arena, &campaign_gift_record, RETURNS_AT_ONCE, &gifts, &count,
		                  "SELECT county, id FROM campaign_gift WHERE county = $1 AND campaign_id = $2"
		                  " AND state = 2 AND spent_fen + returned_fen < amount_fen ORDER BY id LIMIT $3",
		                  bind(i64(c->county), i64(c->id), i64(RETURNS_AT_ONCE)));
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		struct campaign_gift gift;

		outcome = campaign_gift_one(r->db, r->arena, gifts[i].county, gifts[i].id, &gift);
		if (outcome == DONE)
			outcome = campaign_gift_return(r, c, &gift);
	}
	campaign_answer(r, outcome, "returned");
}

/* ---- the private list; every look is on record ---- */

static void households_show(struct request *r)
{
	struct campaign *c = r->kept;
	struct households_view view = { .c = c };
	struct campaign_household *rows = NULL;
	size_t limit = request_limit(r);
	int64_t after = r->exchange->method == GET ? request_after(r) : 0;
	enum outcome outcome = campaign_households(r->db, r->arena, c, after, limit + 1, &rows, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? rows[view.count - 1].household_id : 0;
	view.rows = rows;
	look_record(r, c->place, 0, 0, N_("The households of a campaign"));
	if (r->json) {
		give_list(r, &campaign_household_record, rows, view.count, view.next);
		return;
	}
	page_begin_named(r, text_of(_("For whom it is")), "",
	                 text_string(r->arena, text_join(r->arena, campaign_path(r->arena, c), T("/desk"))));
	campaign_households_html(r, &view);
	page_end(r);
}

void campaign_households_page(struct request *r)
{
	households_show(r);
}

static enum outcome add_village(struct request *r, const struct campaign *c, int64_t village)
{
	struct household *rows;
	size_t count;
	enum outcome outcome = household_list(r->db, r->arena, village, 0, LIMIT_LIST_ROWS, &rows, &count);
	size_t added = 0;

	for (size_t i = 0; outcome == DONE && i < count && added < OF_VILLAGE; i++) {
		if (text_equal(rows[i].status, T("none")) || text_equal(rows[i].status, T("left")))
			continue;
		added++;
		outcome = campaign_household_add(r, c, &rows[i]);
	}
	if (outcome == DONE && added == 0)
		form_problem(r, "village", N_("No household of this village is registered for help"), T(""));
	return outcome;
}

static enum outcome add(struct request *r, const struct campaign *c, const struct household_form *form)
{
	struct household household;
	int64_t county, id;

	if (form->village != 0) {
		if (place_level(form->village) == PLACE_VILLAGE && place_contains(c->place, form->village))
			return add_village(r, c, form->village);
		form_problem(r, "village", N_("Choose a village of the campaign's land"), T(""));
		return INVALID;
	}
	if (id_read(form->household, &county, &id) && household_one(r->db, r->arena, county, id, &household) == DONE &&
	    place_contains(c->place, household.place))
		return campaign_household_add(r, c, &household);
	form_problem(r, "household", N_("There is no such household in the campaign's land"), T(""));
	return INVALID;
}

static void list_answer(struct request *r, enum outcome outcome, const char *done)
{
	deed_answer(r, outcome, &(struct deed){ .show = households_show },
	            text_join(r->arena, campaign_path(r->arena, r->kept), T("/households")), done);
}

void campaign_household_post(struct request *r)
{
	struct household_form form = { .village = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &household_form_record, &form))
		outcome = add(r, r->kept, &form);
	list_answer(r, outcome, "added");
}

/* Its vouchers stay; it gets no more. */
void campaign_household_remove_post(struct request *r)
{
	const struct campaign *c = r->kept;
	struct household_form form = { .village = 0 };
	int64_t county = 0, id = 0, rows = 0;
	enum outcome outcome = INVALID;

	if (form_read(r, &household_form_record, &form)) {
		if (!id_read(form.household, &county, &id))
			form_problem(r, "household", N_("This household is not on the list"), T(""));
		else
			outcome = db_change(r->db, &rows,
			                    "DELETE FROM campaign_household WHERE county = $1 AND campaign_id = $2"
			                    " AND household_id = $3 AND county = $4",
			                    bind(i64(c->county), i64(c->id), i64(id), i64(county)));
		if (outcome == DONE && rows == 0)
			outcome = NOT_FOUND;
	}
	list_answer(r, outcome, "removed");
}

/* ---- the sheet: one slip a voucher, for the household ---- */

void campaign_sheet_page(struct request *r)
{
	struct campaign *c = r->kept;
	struct desk_view view = { .c = c, .state = VOUCHER_VALID };
	struct voucher *rows = NULL;
	size_t asked = request_limit(r), limit = r->json || asked < SHEET_VOUCHERS ? asked : SHEET_VOUCHERS;
	enum outcome outcome = voucher_list(r, c, VOUCHER_VALID, request_after(r), limit + 1, &rows, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? rows[view.count - 1].number : 0;
	view.vouchers = rows;
	look_record(r, c->place, 0, 0, N_("The vouchers of a campaign, to print them"));
	if (r->json) {
		give_list(r, &voucher_record, rows, view.count, view.next);
		return;
	}
	page_begin_named(r, text_of(_("Vouchers to print")), "",
	                 text_string(r->arena, text_join(r->arena, campaign_path(r->arena, c), T("/desk"))));
	campaign_sheet_html(r, &view);
	page_end(r);
}
