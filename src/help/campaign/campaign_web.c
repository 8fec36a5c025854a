/* Public pages of campaigns, and making, changing, publishing and ending one. */
#include "base/id.h"
#include "base/limits.h"
#include "help/campaign/campaign_inside.h"
#include "help/campaign/campaign_templates.h"

enum { MINE = 20, COMPANIES = 50 };

static const struct field form_fields_[] = {
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "title",
	  .offset = FIELD_WORDS(campaign_form, title),
	  .label = N_("In one line"),
	  .hint = N_("For example: free bus tickets for pupils who walk four hours"),
	  .min = 2,
	  .max = 60 },
	{ .kind = FIELD_NOTE,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "about",
	  .offset = FIELD_WORDS(campaign_form, about),
	  .label = N_("What it is for"),
	  .hint = N_("Everybody reads this: no names, no phones"),
	  .min = 2,
	  .max = LIMIT_NOTE_CHARACTERS },
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_IN,
	  .name = "place",
	  .offset = FIELD_WHOLE(campaign_form, place),
	  .label = N_("Place"),
	  .hint = N_("A county or township; it is shown to everybody") },
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "company",
	  .offset = FIELD_WORDS(campaign_form, company),
	  .label = N_("Bus company"),
	  .max = 40 },
	WHOLE_FIELD(FIELD_FEN, campaign_form, goal_fen, N_("Money wanted"), FIELD_IN | FIELD_REQUIRED, 100,
	            INT64_C(100000000000)),
	WHOLE_FIELD(FIELD_FEN, campaign_form, ride_fen, N_("Price of a ride"), FIELD_IN | FIELD_REQUIRED, 1, 100000),
	WHOLE_FIELD(FIELD_DAY, campaign_form, ends_on, N_("Last day for gifts"), FIELD_IN, 0, 0),
	INT_FIELD(campaign_form, valid_days, N_("Days a voucher is valid"), FIELD_IN | FIELD_REQUIRED, 1, 3660),
	INT_FIELD(campaign_form, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};
const struct record campaign_form_record = { .name = "new_campaign",
	                                     .size = sizeof(struct campaign_form),
	                                     .fields = form_fields_ };

/* ---- where ---- */

enum outcome campaign_where(struct request *r, struct scope *ret_scope)
{
	struct campaign *c = arena_take(r->arena, sizeof *c);
	enum outcome outcome = request_row(r, "campaign", campaign_one, c);

	ret_scope->place = c->place;
	r->kept = c;
	return outcome;
}

/* The land that the query or the form names, else the first over which the present person handles what people ask for. */
enum outcome campaign_land_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_CASE_HANDLE);

	if (request_query(r, "place").length > 0 && !request_query_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return DONE;
}

/* ---- lists ---- */

static void show_list(struct request *r, struct campaigns_view *view, struct campaign *rows, enum outcome outcome)
{
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view->next = list_goes_on(r, &view->count) ? rows[view->count - 1].id : 0;
	view->rows = rows;
	if (r->json) {
		give_list(r, &campaign_record, rows, view->count, view->next);
		return;
	}
	view->may_make = identity_where(&r->who, RIGHT_CASE_HANDLE) >= 0 && r->who.for_id == 0;
	view->place_name =
		view->place == PLACE_WHOLE ? text_of(_("The whole land")) : place_name(r->db, r->arena, view->place);
	page_begin_named(r, text_of(view->desk ? _("Campaigns of our land") : _("Campaigns")), "",
	                 view->desk ? "/me" : "/");
	campaign_list_html(r, view);
	page_end(r);
}

void campaigns_page(struct request *r)
{
	struct campaigns_view view = { .place = PLACE_WHOLE, .over = text_equal(request_query(r, "show"), T("over")) };
	struct campaign *rows = NULL;
	size_t limit = request_limit(r);
	enum outcome outcome;

	if (!request_query_place(r, "place", &view.place))
		view.place = PLACE_WHOLE;
	outcome = campaign_list(r, view.place, view.over, request_after(r), limit + 1, &rows, &view.count);
	show_list(r, &view, rows, outcome);
}

void campaigns_desk_page(struct request *r)
{
	struct campaigns_view view = { .place = r->scope.place, .desk = true };
	struct campaign *rows = NULL;
	size_t limit = request_limit(r);
	enum outcome outcome = campaign_desk_list(r, view.place, request_after(r), limit + 1, &rows, &view.count);

	show_list(r, &view, rows, outcome);
}

/* ---- one ---- */

void campaign_show(struct request *r, struct campaign *c)
{
	struct campaign_view view = { .c = c,
		                      .takes = campaign_takes(c, r->today),
		                      .may_desk = request_may(r, RIGHT_CASE_HANDLE, c->place) };
	struct campaign_gift *mine = NULL;
	enum outcome outcome = DONE;

	if (r->person_id != 0)
		outcome = campaign_gifts_mine(r, c, 0, MINE, &mine, &view.mine_count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.mine = mine;
	if (view.takes && r->person_id != 0)
		view.way_count = payment_offered(r, view.ways, ORDER_PAYMENTS);
	page_begin_named(r, c->title, "", "/campaigns");
	campaign_page_html(r, &view);
	page_end(r);
}

void campaign_page(struct request *r)
{
	struct campaign *c = r->kept;

	if (c->state == CAMPAIGN_DRAFT && !request_may(r, RIGHT_CASE_HANDLE, c->place))
		fail(r, NOT_FOUND, NULL);
	else if (r->json)
		give_one(r, &campaign_record, c);
	else
		campaign_show(r, c);
}

/* ---- making and changing ---- */

/* Companies that could run it: open enterprises of the land. */
static enum outcome companies(struct request *r, int64_t place, struct seller **ret, size_t *ret_count)
{
	size_t kept = 0;
	enum outcome outcome = seller_list(r->db, r->arena, place, 0, LIMIT_LIST_ROWS, ret, ret_count);

	for (size_t i = 0; outcome == DONE && i < *ret_count; i++)
		if ((*ret)[i].open && text_equal((*ret)[i].kind, T("enterprise")) && kept < COMPANIES)
			(*ret)[kept++] = (*ret)[i];
	*ret_count = kept;
	return outcome;
}

static void show_form(struct request *r, const struct campaign *c)
{
	struct campaign_form form = { .valid_days = 180 };
	int64_t land = c == NULL ? identity_where(&r->who, RIGHT_CASE_HANDLE) : place_of_county(c->county);
	struct seller *rows = NULL;
	size_t count = 0;
	enum outcome outcome = companies(r, land < 0 ? PLACE_WHOLE : land, &rows, &count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (c != NULL)
		form = (struct campaign_form){ .company = id_public(r->arena, c->county, c->company_id),
			                       .title = c->title,
			                       .about = c->about,
			                       .place = c->place,
			                       .goal_fen = c->goal_fen,
			                       .ride_fen = c->ride_fen,
			                       .ends_on = c->ends_on,
			                       .valid_days = c->valid_days,
			                       .version = c->version };
	else if (place_level(land) == PLACE_COUNTY || place_level(land) == PLACE_TOWNSHIP)
		form.place = land;
	page_begin_named(r, text_of(c == NULL ? _("New campaign") : _("Change the campaign")), "", "/campaigns/desk");
	campaign_form_html(r, c, &form, rows, count);
	page_end(r);
}

void campaign_new_page(struct request *r)
{
	show_form(r, NULL);
}

void campaign_edit_page(struct request *r)
{
	show_form(r, r->kept);
}

static bool company_apply(struct request *r, const struct campaign_form *form, struct campaign *c)
{
	struct seller company;
	int64_t county, id;

	if (id_read(form->company, &county, &id) && county == place_county(c->place) &&
	    seller_one(r->db, r->arena, county, id, &company) == DONE && company.open &&
	    text_equal(company.kind, T("enterprise"))) {
		c->company_id = id;
		return true;
	}
	form_problem(r, "company", N_("Choose a bus company of the same county"), T(""));
	return false;
}

/* False with problems. */
static bool apply(struct request *r, const struct campaign_form *form, struct campaign *c)
{
	struct text detail;
	const char *wrong;

	c->title = text_trim(form->title);
	c->about = text_trim(form->about);
	c->goal_fen = form->goal_fen;
	c->ends_on = form->ends_on;
	c->valid_days = form->valid_days;
	if (c->numbers > 0 && form->ride_fen != c->ride_fen)
		form_problem(r, "ride_fen", N_("Vouchers were issued at this price: make a new campaign"), T(""));
	c->ride_fen = form->ride_fen;
	if (form->goal_fen < form->ride_fen)
		form_problem(r, "goal_fen", N_("That is not one ride"), T(""));
	if (form->ends_on != 0 && form->ends_on < r->today)
		form_problem(r, "ends_on", N_("This day is over"), T(""));
	if (c->numbers == 0)
		(void)company_apply(r, form, c);
	wrong = campaign_words_wrong(r, c, text_format(r->arena, "%.*s\n%.*s", TEXT(c->title), TEXT(c->about)),
	                             &detail);
	if (wrong != NULL)
		form_problem(r, "about", wrong, detail);
	return r->problems.count == 0;
}

static void form_refused(struct request *r, const struct campaign *c)
{
	if (!r->json)
		show_form(r, c);
	refuse(r);
}

/* A county or township over which the present person handles what people ask for. */
static bool place_fits(struct request *r, int64_t place, struct campaign *c)
{
	enum place_level level = place_level(place);

	c->place = place;
	if ((level == PLACE_COUNTY || level == PLACE_TOWNSHIP) && place_is_known(r->db, place) &&
	    request_may(r, RIGHT_CASE_HANDLE, place))
		return true;
	form_problem(r, "place", N_("Choose a county or township of yours"), T(""));
	return false;
}

void campaign_new_post(struct request *r)
{
	struct campaign_form form = { .valid_days = 0 };
	struct campaign c = { .place = 0 };
	enum outcome outcome;

	if (!form_read(r, &campaign_form_record, &form) || !place_fits(r, form.place, &c) || !apply(r, &form, &c)) {
		form_refused(r, NULL);
		return;
	}
	c.county = place_county(c.place);
	c.id = request_new_id(r);
	c.owner_county = r->who.county;
	c.owner_id = r->who.person_id;
	c.state = CAMPAIGN_DRAFT;
	c.made_at = r->now;
	outcome = campaign_insert(r->db, &c);
	if (outcome == DONE)
		outcome = campaign_one(r->db, r->arena, c.county, c.id, &c);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &campaign_record, &c, "%s/desk?done=made", text_string(r->arena, campaign_path(r->arena, &c)));
}

void campaign_answer(struct request *r, enum outcome outcome, const char *done)
{
	struct campaign *c = r->kept;
	const struct deed deed = { .show = campaign_desk_show, .record = &campaign_record, .row = c };
	const enum outcome now = campaign_one(r->db, r->arena, c->county, c->id, c);

	deed_answer(r, outcome == DONE ? now : outcome, &deed,
	            text_join(r->arena, campaign_path(r->arena, c), T("/desk")), done);
}

void campaign_edit_post(struct request *r)
{
	struct campaign *c = r->kept;
	struct campaign_form form = { .valid_days = 0 };
	struct campaign changed = *c;

	if (!form_read(r, &campaign_form_record, &form) || !apply(r, &form, &changed)) {
		form_refused(r, c);
		return;
	}
	if (c->state == CAMPAIGN_OVER) {
		campaign_answer(r, CONFLICT, "");
		return;
	}
	if (form.version != 0)
		changed.version = form.version;
	campaign_answer(r, campaign_write(r->db, &changed), "changed");
}

void campaign_publish_post(struct request *r)
{
	struct campaign *c = r->kept;

	if (c->state != CAMPAIGN_DRAFT) {
		campaign_answer(r, CONFLICT, "");
		return;
	}
	c->state = CAMPAIGN_OPEN;
	c->published_at = r->now;
	campaign_answer(r, campaign_write(r->db, c), "published");
}

void campaign_end_post(struct request *r)
{
	struct campaign *c = r->kept;

	if (c->state == CAMPAIGN_OVER) {
		campaign_answer(r, CONFLICT, "");
		return;
	}
	c->state = CAMPAIGN_OVER;
	c->ended_at = r->now;
	campaign_answer(r, campaign_write(r->db, c), "ended");
}
