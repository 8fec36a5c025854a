/* Pages of pledges: the list of a land, what stands behind a number, one with all that came of it, and promising. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/partner/partner_inside.h"
#include "help/partner/partner_templates.h"

enum { DELIVERIES = 100 };

static const struct field form_fields_[] = {
	CHOICE_FIELD(pledge_form, way, N_("What is given"), FIELD_IN | FIELD_REQUIRED, pledge_ways),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "title",
	  .offset = FIELD_WORDS(pledge_form, title),
	  .label = N_("In one line"),
	  .hint = N_("For example: 300 desks for the school. Everybody reads this: no names, no phones"),
	  .min = 2,
	  .max = 60 },
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_IN,
	  .name = "place",
	  .offset = FIELD_WHOLE(pledge_form, place),
	  .label = N_("For which place"),
	  .hint = N_("A county, township or village; its office confirms what comes") },
	{ .kind = FIELD_INT,
	  .flags = FIELD_IN,
	  .name = "quantity",
	  .offset = FIELD_WHOLE(pledge_form, quantity),
	  .label = N_("How many of them"),
	  .hint = N_("Of goods, days of work or people trained; not for money and buying"),
	  .min = 0,
	  .max = PLEDGE_MOST },
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "unit",
	  .offset = FIELD_WORDS(pledge_form, unit),
	  .label = N_("Counted in"),
	  .hint = N_("sets, days, people"),
	  .max = 20 },
	{ .kind = FIELD_FEN,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "worth_fen",
	  .offset = FIELD_WHOLE(pledge_form, worth_fen),
	  .label = N_("What it is worth"),
	  .hint = N_("In yuan; of money and buying the sum itself"),
	  .min = 1,
	  .max = PLEDGE_WORTH_MOST },
	WHOLE_FIELD(FIELD_DAY, pledge_form, by_on, N_("By which day"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	FIELD_END,
};
const struct record pledge_form_record = { .name = "new_pledge",
	                                   .size = sizeof(struct pledge_form),
	                                   .fields = form_fields_ };

/* ---- where ---- */

enum outcome pledge_where(struct request *r, struct scope *ret_scope)
{
	struct pledge *p = arena_take(r->arena, sizeof *p);
	enum outcome outcome;

	r->kept = p;
	outcome = request_row(r, "pledge", pledge_one, r->today, p);
	ret_scope->place = p->place;
	return outcome;
}

/* Who acts for its partner, or the office that looks after that. */
enum outcome pledge_giver_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = pledge_where(r, ret_scope);
	const struct pledge *p = r->kept;

	if (outcome == DONE)
		outcome = db_number(r->db, &ret_scope->place, "SELECT place FROM partner WHERE county = $1 AND id = $2",
		                    bind(i64(p->partner_county), i64(p->partner_id)));
	if (outcome == DONE)
		ret_scope->mine = partner_has_member(r->db, p->partner_county, p->partner_id, r->person_id);
	return outcome;
}

/* Money is paid by who acts for it alone. */
enum outcome pledge_member_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = pledge_giver_where(r, ret_scope);

	return outcome == DONE && !ret_scope->mine ? DENIED : outcome;
}

/* ---- lists ---- */

static struct pledge_asked asked_of(struct request *r, const struct table_view *view)
{
	int64_t standing;

	if (view != NULL) {
		standing = choice_position(pledge_standings, view->values[1]);
		return (struct pledge_asked){ .place = view->place,
			                      .way = view->values[0],
			                      .standing = standing > 0 ? standing : 0 };
	}
	standing = choice_position(pledge_standings, request_query(r, "standing"));
	return (struct pledge_asked){ .place = r->scope.place,
		                      .way = request_query(r, "way"),
		                      .standing = standing > 0 ? standing : 0 };
}

static enum outcome read_list(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                              void *ret_rows, size_t *ret_count)
{
	struct pledge_asked asked = asked_of(r, view);

	return pledge_list(r, &asked, before, limit, ret_rows, ret_count);
}

static struct text row_href(struct request *r, const void *row)
{
	return pledge_path(r->arena, row);
}

static void show_standing(struct request *r, const void *row)
{
	pledge_status(r, row);
}

static void show_place(struct request *r, const void *row)
{
	place_cell(r, ((const struct pledge *)row)->place_name);
}

static const struct table_column pledge_columns[] = {
	{ .name = "title" },     { .name = "partner_name", .label = N_("Partner") },
	{ .name = "way" },       { .name = "place_name", .show = show_place, .label = N_("Place") },
	{ .name = "worth_fen" }, { .name = "received_fen" },
	{ .name = "by_on" },     { .name = "standing", .show = show_standing },
	TABLE_COLUMNS_END
};

static const struct table pledge_table = {
	.name = "pledges",
	.caption = N_("Promises of partners"),
	.record = &pledge_record,
	.columns = pledge_columns,
	.filters =
		(const struct table_filter[]){
			{ .name = "way", .label = N_("What is given"), .choices = pledge_ways },
			{ .name = "standing", .label = N_("State"), .choices = pledge_standings + 1 },
			TABLE_FILTERS_END },
	.id = offsetof(struct pledge, id),
	.read = read_list,
	.href = row_href,
	.symbol = "i-people",
	.empty = N_("Nothing was promised here yet"),
	.empty_words = N_("What partners promise to a county, township or village stands here, with what came of it."),
};

static void give_rows(struct request *r)
{
	struct pledge_asked asked = asked_of(r, NULL);
	struct pledge *rows = NULL;
	size_t count = 0;
	enum outcome outcome = pledge_list(r, &asked, request_after(r), request_limit(r) + 1, &rows, &count);

	give_list_read(r, outcome, &pledge_record, rows, count);
}

static void show_table(struct request *r)
{
	struct table_view rows;
	struct pledges_view view = { .table = &rows, .place = r->scope.place };
	enum outcome outcome;

	if (!table_opens(r, &pledge_table, view.place, &rows))
		return;
	outcome = pledge_sum(r, view.place, &view.sums);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.place_name =
		view.place == PLACE_WHOLE ? text_of(_("The whole land")) : place_name(r->db, r->arena, view.place);
	page_begin_named(r, text_of(_("Promises of partners")), "", "/partners");
	pledge_list_html(r, &view);
	page_end(r);
}

void pledges_page(struct request *r)
{
	if (!request_query_place(r, "place", &r->scope.place))
		r->scope.place = PLACE_WHOLE;
	if (r->json)
		give_rows(r);
	else
		show_table(r);
}

/* ---- one ---- */

void pledge_status(struct request *r, const struct pledge *p)
{
	static const char *const looks[] = { "", "wait", "wait", "done", "late", "" };

	status_word(r, looks[p->standing], _(pledge_standings[p->standing].label));
	if (p->changes > 0)
		status_word(r, "", _("Has been changed"));
}

/* What is not for everybody: the case with its messages, and what the present person may do. */
static enum outcome load_inside(struct request *r, const struct pledge *p, struct case_file *c,
                                struct pledge_view *view)
{
	struct case_event *events = NULL;
	int64_t office = PLACE_WHOLE;
	enum outcome outcome = DONE;

	if (r->person_id == 0)
		return DONE;
	view->is_giver = partner_has_member(r->db, p->partner_county, p->partner_id, r->person_id);
	if (!view->is_giver && identity_where(&r->who, RIGHT_CASE_HANDLE) >= 0)
		outcome = db_number(r->db, &office, "SELECT place FROM partner WHERE county = $1 AND id = $2",
		                    bind(i64(p->partner_county), i64(p->partner_id)));
	view->may_give = view->is_giver || request_may(r, RIGHT_CASE_HANDLE, office);
	view->may_receive = !view->is_giver && pledge_may_receive(r, p);
	view->may_spend = request_may(r, RIGHT_SETTLE, p->place) && text_equal(p->way, T("money"));
	if (!view->may_give && !view->may_receive && !view->may_spend)
		return outcome;
	if (outcome == DONE)
		outcome = pledge_case(r->db, r->arena, p, c);
	if (outcome == DONE)
		outcome = case_events(r->db, r->arena, c, &events, &view->event_count);
	view->events = events;
	view->c = c;
	if (view->is_giver && p->state == PLEDGE_OPEN && text_equal(p->way, T("money")))
		view->way_count = payment_offered(r, view->ways, ORDER_PAYMENTS);
	return outcome;
}

void pledge_show(struct request *r)
{
	struct pledge *p = r->kept;
	struct pledge_view view = { .p = p };
	struct pledge_delivery *deliveries = NULL;
	struct pledge_payout *payouts = NULL;
	struct pledge_before *befores = NULL;
	struct case_file c;
	enum outcome outcome = load_inside(r, p, &c, &view);

	if (outcome == DONE)
		outcome = delivery_list(r, p, view.c == NULL, DELIVERIES, &deliveries, &view.delivery_count);
	if (outcome == DONE && p->paid_out_fen > 0)
		outcome = pledge_payouts(r, p, DELIVERIES, &payouts, &view.payout_count);
	if (outcome == DONE && p->changes > 0)
		outcome = pledge_befores(r, p, 0, DELIVERIES, &befores, &view.before_count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.befores = befores;
	view.deliveries = deliveries;
	view.payouts = payouts;
	page_begin_named(r, p->title, "",
	                 text_string(r->arena,
	                             text_format(r->arena, "/partners/%.*s",
	                                         TEXT(id_public(r->arena, p->partner_county, p->partner_id)))));
	pledge_page_html(r, &view);
	page_end(r);
}

void pledge_page(struct request *r)
{
	if (r->json)
		give_one(r, &pledge_record, r->kept);
	else
		pledge_show(r);
}

/* ---- promising ---- */

static void show_form(struct request *r)
{
	const struct partner *a = r->kept;
	struct pledge_form form = { .way = T("goods") };

	(void)request_query_place(r, "place", &form.place);
	page_begin_named(r, text_of(_("New promise")), "", text_string(r->arena, partner_path(r->arena, a)));
	pledge_form_html(r, a, &form);
	page_end(r);
}

void pledge_new_page(struct request *r)
{
	show_form(r);
}

void pledge_new_post(struct request *r)
{
	const struct partner *a = r->kept;
	struct pledge_form form = { .place = 0 };
	struct pledge p = { .id = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &pledge_form_record, &form)) {
		p = (struct pledge){ .place = form.place,
			             .way = form.way,
			             .title = text_trim(form.title),
			             .quantity = form.quantity,
			             .unit = text_trim(form.unit),
			             .worth_fen = form.worth_fen,
			             .by_on = form.by_on };
		outcome = pledge_make(r, a, &p);
	}
	if (outcome == INVALID) {
		if (!r->json)
			show_form(r);
		refuse(r);
		return;
	}
	if (outcome == DONE)
		outcome = pledge_one(r->db, r->arena, p.county, p.id, r->today, &p);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &pledge_record, &p, "%s?done=promised", text_string(r->arena, pledge_path(r->arena, &p)));
}
