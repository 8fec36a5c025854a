/* Doors of shares and contracts: a household's page, entering one, its own page with yes, no, end and dispute. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/linkage/linkage_inside.h"
#include "help/linkage/linkage_templates.h"

enum { PAID_SHOWN = 20, DISPUTES_SHOWN = 5 };

static const struct field form_fields_[] = {
	TEXT_FIELD(linkage_form, seller, N_("Co-operative or firm"), FIELD_IN | FIELD_REQUIRED, 1, 40),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "household",
	  .offset = FIELD_WORDS(linkage_form, household),
	  .label = N_("Household card"),
	  .hint = N_("Number of its card"),
	  .min = 1,
	  .max = 40 },
	CHOICE_FIELD(linkage_form, kind, N_("Kind"), FIELD_IN | FIELD_REQUIRED, linkage_kinds),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "what",
	  .offset = FIELD_WORDS(linkage_form, what),
	  .label = N_("What for"),
	  .hint = N_("For example: 3 mu of plum trees; plums; sorting work"),
	  .min = 1,
	  .max = 60 },
	{ .kind = FIELD_CHOICE,
	  .flags = FIELD_IN,
	  .name = "stake",
	  .offset = FIELD_WORDS(linkage_form, stake),
	  .label = N_("Brought in or let"),
	  .hint = N_("Of a share or a rent"),
	  .choices = linkage_stakes },
	INT_FIELD(linkage_form, shares, N_("Shares"), FIELD_IN, 0, 1000000),
	{ .kind = FIELD_FEN,
	  .flags = FIELD_IN,
	  .name = "price_fen",
	  .offset = FIELD_WHOLE(linkage_form, price_fen),
	  .label = N_("Price, rent or wage"),
	  .hint = N_("Least price of a kilogram, rent of a year, or wage of one unit"),
	  .min = 0,
	  .max = 100000000 },
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "unit",
	  .offset = FIELD_WORDS(linkage_form, unit),
	  .label = N_("Work is counted in"),
	  .hint = N_("For example: day, basket"),
	  .min = 0,
	  .max = 10 },
	{ .kind = FIELD_GRAMS,
	  .flags = FIELD_IN,
	  .name = "amount_g",
	  .offset = FIELD_WHOLE(linkage_form, amount_g),
	  .label = N_("Goods agreed, in kilograms"),
	  .min = 0,
	  .max = INT64_C(1000000000) },
	WHOLE_FIELD(FIELD_DAY, linkage_form, due_on, N_("First day on which rent is due"), FIELD_IN, 0, 0),
	WHOLE_FIELD(FIELD_DAY, linkage_form, since_on, N_("From"), FIELD_IN, 0, 0),
	WHOLE_FIELD(FIELD_DAY, linkage_form, until_on, N_("Until (empty: open end)"), FIELD_IN, 0, 0),
	FIELD_END,
};
const struct record linkage_form_record = { .name = "new_linkage",
	                                    .size = sizeof(struct linkage_form),
	                                    .fields = form_fields_ };

static const struct field reason_fields[] = {
	NOTE_FIELD(linkage_reason_form, reason, N_("Why"), FIELD_IN | FIELD_REQUIRED, 2, 300),
	FIELD_END,
};
const struct record linkage_reason_record = { .name = "linkage_reason",
	                                      .size = sizeof(struct linkage_reason_form),
	                                      .fields = reason_fields };

static const struct field household_fields[] = {
	LIST_FIELD(linkage_household_view, linkages, N_("Shares and contracts"), FIELD_OUT, &linkage_record, 0,
	           LINKAGE_ROWS),
	LIST_FIELD(linkage_household_view, payments, N_("Paid"), FIELD_OUT, &payday_line_record, 0, PAID_SHOWN),
	INT_FIELD(linkage_household_view, year, N_("Year"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, linkage_household_view, year_fen, N_("Paid in the year"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record linkage_household_record = { .name = "household_linkage",
	                                         .size = sizeof(struct linkage_household_view),
	                                         .fields = household_fields };

/* ---- where ---- */

enum outcome linkage_where(struct request *r, struct scope *ret_scope)
{
	struct linkage *l = arena_take(r->arena, sizeof *l);
	enum outcome outcome = request_row(r, "linkage", linkage_one, l);

	if (outcome != DONE)
		return outcome;
	l->is_household = household_is_mine(r, l->household_place);
	*ret_scope = (struct scope){ .place = l->household_place,
		                     .mine = l->is_household ||
		                             seller_has_member(r->db, l->county, l->seller_id, r->person_id) };
	r->kept = l;
	return DONE;
}

/* The household alone answers and disputes. */
enum outcome linkage_household_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = linkage_where(r, ret_scope);
	const struct linkage *l = r->kept;

	if (outcome == DONE && !l->is_household)
		return DENIED;
	return outcome;
}

/* Of a new one; either may be absent. */
struct new_linkage {
	struct seller seller;
	struct household household;
};

/* The seller's people, and the cadre of the household's village. */
enum outcome linkage_new_where(struct request *r, struct scope *ret_scope)
{
	bool is_post = r->exchange->method == POST;
	struct new_linkage *new = arena_take(r->arena, sizeof *new);
	int64_t county, id;

	*new = (struct new_linkage){ 0 };
	if (id_read(is_post ? request_field(r, "seller") : request_query(r, "seller"), &county, &id) &&
	    seller_one(r->db, r->arena, county, id, &new->seller) != DONE)
		new->seller = (struct seller){ 0 };
	if (id_read(is_post ? request_field(r, "household") : request_query(r, "household"), &county, &id) &&
	    household_one(r->db, r->arena, county, id, &new->household) != DONE)
		new->household = (struct household){ 0 };
	if (new->seller.id == 0 && new->household.id == 0)
		return NOT_FOUND;
	*ret_scope = (struct scope){
		.place = new->household.id != 0 ? new->household.place : new->seller.place,
		.mine = new->seller.id != 0 &&
		        seller_has_member(r->db, new->seller.county, new->seller.id, r->person_id),
	};
	r->kept = new;
	return DONE;
}

/* ---- a household's page ---- */

static enum outcome load_household(struct request *r, const struct household *household,
                                   struct linkage_household_view *view)
{
	struct linkage *rows = NULL;
	struct payday_line *paid = NULL;
	int64_t year = calendar_year(r->today);
	enum outcome outcome = linkage_of_household(r->db, r->arena, household->place, &rows, &view->count);

	if (outcome == DONE)
		outcome = payday_lines_of_household(r->db, r->arena, household->place, T(""), 0, PAID_SHOWN, &paid,
		                                    &view->paid_count);
	if (outcome == DONE)
		outcome =
			db_number(r->db, &view->year_fen,
		                  "SELECT CAST(COALESCE(sum(amount_fen + corrected_fen), 0) AS BIGINT) FROM payday_line"
		                  " WHERE household_place = $1 AND paid_at >= $2",
		                  bind(i64(household->place), i64(calendar_day_start(calendar_period_start(year)))));
	view->household = household;
	view->rows = rows;
	view->paid = paid;
	view->linkages = (struct list){ rows, view->count };
	view->payments = (struct list){ paid, view->paid_count };
	view->year = year / 10000;
	view->village = place_address(r->db, r->arena, household->place, PLACE_COUNTY);
	view->is_member = household_is_mine(r, household->place);
	view->may_edit = request_may(r, RIGHT_REGISTER_EDIT, household->place) && r->who.for_id == 0;
	return outcome;
}

static void show_household(struct request *r, const struct household *household)
{
	struct linkage_household_view view = { .count = 0 };
	enum outcome outcome = load_household(r, household, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_one(r, &linkage_household_record, &view);
		return;
	}
	page_begin_named(r, text_of(_("Shares, contracts and what they paid")), view.is_member ? "me" : "households",
	                 text_string(r->arena,
	                             text_format(r->arena, "/households/%.*s",
	                                         TEXT(id_public(r->arena, household->county, household->id)))));
	linkage_household_html(r, &view);
	page_end(r);
}

void linkage_household_page(struct request *r)
{
	const struct household *household = r->kept;

	if (!r->scope.mine || r->who.for_id != 0)
		look_record(r, household->place, 0, 0, N_("Your household's shares and contracts"));
	show_household(r, household);
}

void linkage_mine_page(struct request *r)
{
	struct household household;
	enum outcome outcome = household_of_person(r->db, r->arena, r->person_county, r->person_id, &household);

	if (outcome == DONE) {
		redirect(r, "/households/%.*s/linkage", TEXT(id_public(r->arena, household.county, household.id)));
	} else if (outcome != NOT_FOUND || r->json) {
		fail(r, outcome, NULL);
	} else {
		page_begin_named(r, text_of(_("Shares, contracts and what they paid")), "me", "/me");
		linkage_household_none(r);
		page_end(r);
	}
}

/* ---- entering ---- */

static void show_form(struct request *r)
{
	const struct new_linkage *new = r->kept;
	struct linkage_form_view view = { .form = { .since_on = r->today } };
	struct seller *partners = NULL;
	size_t kept = 0;

	if (new->seller.id != 0) {
		view.seller = &new->seller;
		view.form.seller = id_public(r->arena, new->seller.county, new->seller.id);
	} else if (seller_list(r->db, r->arena, place_above(new->household.place, PLACE_COUNTY), 0, LIMIT_LIST_ROWS,
	                       &partners, &view.partner_count) == DONE) {
		for (size_t i = 0; i < view.partner_count; i++)
			if (partners[i].open && !text_equal(partners[i].kind, T("household")) &&
			    kept < LINKAGE_PARTNERS)
				partners[kept++] = partners[i];
	}
	view.partners = partners;
	view.partner_count = kept;
	if (new->household.id != 0) {
		view.household = &new->household;
		view.form.household = id_public(r->arena, new->household.county, new->household.id);
	}
	page_begin_named(r, text_of(_("New share or contract")), "", "/me");
	linkage_form_html(r, &view);
	page_end(r);
}

void linkage_new_page(struct request *r)
{
	show_form(r);
}

static void check_stake(struct request *r, const struct linkage_form *form)
{
	bool is_house = text_equal(form->stake, T("house")), is_land = text_equal(form->stake, T("land"));

	if (text_equal(form->kind, T("dividend")) && (form->stake.length == 0 || is_house))
		form_problem(r, "stake", N_("Say what was brought in: land, money, labour or assets"), T(""));
	if (text_equal(form->kind, T("rent")) && !is_house && !is_land)
		form_problem(r, "stake", N_("Say what is let: land or a house"), T(""));
}

/* What each kind wants. */
static void check_terms(struct request *r, const struct linkage_form *form)
{
	bool is_dividend = text_equal(form->kind, T("dividend")), is_rent = text_equal(form->kind, T("rent"));

	check_stake(r, form);
	if (is_dividend && form->shares == 0)
		form_problem(r, "shares", N_("Say how many shares"), T(""));
	if (!is_dividend && form->price_fen == 0)
		form_problem(r, "price_fen", N_("Say the price, the rent of a year or the wage"), T(""));
	if (is_rent && form->due_on == 0)
		form_problem(r, "due_on", N_("Say when the first rent is due"), T(""));
	if (text_equal(form->kind, T("wage")) && text_trim(form->unit).length == 0)
		form_problem(r, "unit", N_("Say what the work is counted in"), T(""));
	if (form->until_on != 0 && form->until_on < form->since_on)
		form_problem(r, "until_on", N_("It would end before it begins"), T(""));
}

static void check_sides(struct request *r, const struct new_linkage *new)
{
	if (new->household.id == 0)
		form_problem(r, "household", N_("There is no household with this number"), T(""));
	if (new->seller.id == 0 || !new->seller.open || text_equal(new->seller.kind, T("household")))
		form_problem(r, "seller", N_("Choose a co-operative or firm"), T(""));
	else if (new->household.id != 0 && new->household.county != new->seller.county)
		form_problem(r, "household", N_("The household lives in another county than the seller"), T(""));
}

static struct linkage linkage_of(struct request *r, const struct new_linkage *new, const struct linkage_form *form)
{
	bool is_dividend = text_equal(form->kind, T("dividend")), is_rent = text_equal(form->kind, T("rent"));

	return (struct linkage){
		.county = new->household.county,
		.id = request_new_id(r),
		.seller_id = new->seller.id,
		.household_id = new->household.id,
		.household_place = new->household.place,
		.kind = form->kind,
		.what = text_trim(form->what),
		.stake = is_dividend || is_rent ? form->stake : T(""),
		.shares = is_dividend ? form->shares : 0,
		.price_fen = is_dividend ? 0 : form->price_fen,
		.unit = text_equal(form->kind, T("wage")) ? text_trim(form->unit) : T(""),
		.amount_g = text_equal(form->kind, T("purchase")) ? form->amount_g : 0,
		.due_on = !is_rent                      ? 0
		          : form->due_on % 10000 == 229 ? form->due_on - 1
		                                        : form->due_on,
		.since_on = form->since_on != 0 ? form->since_on : r->today,
		.until_on = form->until_on,
		.proposed_by_id = r->who.person_id,
		.proposed_at = r->now,
	};
}

void linkage_new_post(struct request *r)
{
	const struct new_linkage *new = r->kept;
	struct linkage_form form = { .shares = 0 };
	struct linkage linkage;
	enum outcome outcome;

	if (form_read(r, &linkage_form_record, &form))
		check_terms(r, &form);
	check_sides(r, new);
	if (r->problems.count > 0) {
		if (!r->json)
			show_form(r);
		refuse(r);
		return;
	}
	linkage = linkage_of(r, new, &form);
	outcome = linkage_insert(r->db, &linkage);
	if (outcome == DONE)
		outcome = linkage_one(r->db, r->arena, linkage.county, linkage.id, &linkage);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &linkage_record, &linkage, "%s?done=made",
		     text_string(r->arena, linkage_path(r->arena, &linkage)));
}

/* ---- one ---- */

static enum outcome load_disputes(struct request *r, struct linkage_page_view *view)
{
	const struct linkage *l = view->linkage;
	int64_t ids[DISPUTES_SHOWN];
	struct case_file *cases = arena_array(r->arena, DISPUTES_SHOWN, sizeof *cases);
	struct db_rows *rows = db_rows(r->db,
	                               "SELECT id FROM linkage_dispute WHERE county = $1 AND linkage_id = $2"
	                               " ORDER BY id DESC LIMIT $3",
	                               bind(i64(l->county), i64(l->id), i64(DISPUTES_SHOWN)));
	enum outcome outcome;

	while (db_next(rows) && view->case_count < DISPUTES_SHOWN)
		ids[view->case_count++] = db_int(rows, "id");
	outcome = db_done(rows);
	for (size_t i = 0; outcome == DONE && i < view->case_count; i++)
		outcome = case_one(r->db, r->arena, l->county, ids[i], &cases[i]);
	view->cases = cases;
	return outcome;
}

static struct text name_of(struct request *r, int64_t person_id)
{
	return person_id != 0 ? person_name(r->db, r->arena, person_id) : T("");
}

static void show(struct request *r)
{
	const struct linkage *l = r->kept;
	struct linkage_page_view view = { .linkage = l, .is_household = l->is_household };
	enum outcome outcome = view.is_household || request_may(r, RIGHT_REGISTER_READ, l->household_place)
	                               ? load_disputes(r, &view)
	                               : DONE;

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.proposed_by = name_of(r, l->proposed_by_id);
	view.answered_by = name_of(r, l->answered_by_id);
	view.served_by = name_of(r, l->served_by_id);
	view.ended_by = name_of(r, l->ended_by_id);
	view.may_end = r->scope.mine || request_may(r, RIGHT_REGISTER_EDIT, l->household_place);
	page_begin_named(r, l->seller_name, "", view.is_household ? "/linkages" : NULL);
	linkage_page_html(r, &view);
	page_end(r);
}

void linkage_page(struct request *r)
{
	const struct linkage *l = r->kept;

	if (!r->scope.mine || r->who.for_id != 0)
		look_record(r, l->household_place, 0, 0, N_("Your household's shares and contracts"));
	if (r->json)
		give_one(r, &linkage_record, l);
	else
		show(r);
}

static void answer(struct request *r, enum outcome outcome, const char *done)
{
	const struct deed deed = { .show = show, .record = &linkage_record, .row = r->kept };

	deed_answer(r, outcome, &deed, linkage_path(r->arena, r->kept), done);
}

void linkage_confirm_post(struct request *r)
{
	answer(r, linkage_answer(r, r->kept, true, T("")), "confirmed");
}

void linkage_refuse_post(struct request *r)
{
	struct linkage_reason_form form = { T("") };
	enum outcome outcome = INVALID;

	if (form_read(r, &linkage_reason_record, &form))
		outcome = linkage_answer(r, r->kept, false, form.reason);
	answer(r, outcome, "refused");
}

void linkage_end_post(struct request *r)
{
	struct linkage_reason_form form = { T("") };
	enum outcome outcome = INVALID;

	if (form_read(r, &linkage_reason_record, &form))
		outcome = linkage_end(r->db, r->kept, r->who.person_id, r->now, form.reason);
	answer(r, outcome, "ended");
}

/* What the household thinks wrong goes to the village's desk, and up from there. */
void linkage_dispute_post(struct request *r)
{
	const struct linkage *l = r->kept;
	struct linkage_reason_form form = { T("") };
	struct case_file c = { .kind = T("linkage"),
		               .place = l->household_place,
		               .asker_county = r->person_county,
		               .asker_id = r->person_id };
	enum outcome outcome = INVALID;

	if (!form_read(r, &linkage_reason_record, &form)) {
		answer(r, outcome, "");
		return;
	}
	c.title = text_first(text_format(r->arena, "%.*s · %.*s", TEXT(l->seller_name), TEXT(l->what)), 60);
	case_numbered(r, &c);
	outcome = case_open(r, &c, (struct case_said){ .words = form.reason });
	if (outcome == DONE)
		outcome = db_exec(r->db, "INSERT INTO linkage_dispute(county, id, linkage_id) VALUES ($1, $2, $3)",
		                  bind(i64(c.county), i64(c.id), i64(l->id)));
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &case_record, &c, "/cases/%s?done=posted",
		     text_string(r->arena, id_public(r->arena, c.county, c.id)));
}
