/* Doors of paired regions: the public list and page, entering one, ending it, and letting it run again. */
#include <string.h>

#include "base/calendar.h"
#include "base/id.h"
#include "help/pairing/pairing_templates.h"
#include "help/pairing/region_inside.h"

static const struct field form_fields_[] = {
	TEXT_FIELD(region_form, partner, N_("Partner"), FIELD_IN | FIELD_REQUIRED, 1, 40),
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "place",
	  .offset = FIELD_WHOLE(region_form, place),
	  .label = N_("Stands by"),
	  .hint = N_("A county, township or village") },
	WHOLE_FIELD(FIELD_DAY, region_form, since_on, N_("From"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	WHOLE_FIELD(FIELD_DAY, region_form, until_on, N_("Until (empty: open end)"), FIELD_IN, 0, 0),
	{ .kind = FIELD_NOTE,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "about",
	  .offset = FIELD_WORDS(region_form, about),
	  .label = N_("What was agreed"),
	  .hint = N_("Everybody reads this: no names, no phones"),
	  .min = 4,
	  .max = 500 },
	WHOLE_FIELD(FIELD_FEN, region_form, goal_given_fen, N_("Money and goods agreed"), FIELD_IN, 0,
	            INT64_C(100000000000)),
	WHOLE_FIELD(FIELD_FEN, region_form, goal_bought_fen, N_("Purchases agreed"), FIELD_IN, 0,
	            INT64_C(100000000000)),
	INT_FIELD(region_form, goal_trained, N_("People to train"), FIELD_IN, 0, 1000000),
	FIELD_END,
};
const struct record region_form_record = { .name = "new_paired_region",
	                                   .size = sizeof(struct region_form),
	                                   .fields = form_fields_ };

/* ---- where ---- */

enum outcome region_where(struct request *r, struct scope *ret_scope)
{
	struct paired_region *g = arena_take(r->arena, sizeof *g);
	enum outcome outcome = request_row(r, "region", region_one, g);

	if (outcome == DONE)
		ret_scope->place = g->place;
	r->kept = g;
	return outcome;
}

enum outcome region_new_where(struct request *r, struct scope *ret_scope)
{
	return place_where_posted(r, RIGHT_CASE_HANDLE, ret_scope);
}

/* ---- the list ---- */

static enum outcome read_regions(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                                 void *ret_rows, size_t *ret_count)
{
	int64_t state = choice_position(region_states, view->values[0]);
	struct paired_region *rows = NULL;
	enum outcome outcome = region_list(r, view->place, state > 0 ? state : 0, before, limit, &rows, ret_count);

	memcpy(ret_rows, &rows, sizeof rows);
	return outcome;
}

static void show_place(struct request *r, const void *row)
{
	const struct paired_region *g = row;

	place_cell(r, g->place_name);
}

static void show_state(struct request *r, const void *row)
{
	region_list_state(r, row);
}

static struct text region_href(struct request *r, const void *row)
{
	return region_path(r->arena, row);
}

static const struct table region_table = {
	.symbol = "i-people",
	.name = "paired-regions",
	.caption = N_("Paired regions"),
	.record = &paired_region_record,
	.columns = (const struct table_column[]){ { .name = "partner_name" },
	                                          { .name = "place_name", .show = show_place },
	                                          { .name = "since_on" },
	                                          { .name = "until_on" },
	                                          { .name = "state", .show = show_state },
	                                          TABLE_COLUMNS_END },
	.filters =
		(const struct table_filter[]){ { .name = "state", .label = N_("State"), .choices = region_states + 1 },
	                                       TABLE_FILTERS_END },
	.id = offsetof(struct paired_region, id),
	.read = read_regions,
	.href = region_href,
	.empty = N_("No paired region yet"),
	.empty_words = N_("The county enters one here, with what was agreed."),
};

void regions_page(struct request *r)
{
	struct region_table_view view = { .may_make = identity_where(&r->who, RIGHT_CASE_HANDLE) >= 0 &&
		                                      r->who.for_id == 0 };
	int64_t place = PLACE_WHOLE;

	if (!request_query_place(r, "place", &place))
		place = PLACE_WHOLE;
	if (!table_opens(r, &region_table, place, &view.table))
		return;
	view.name = place == PLACE_WHOLE ? text_of(_("The whole land")) : place_name(r->db, r->arena, place);
	page_begin_named(r, text_of(_("Paired regions")), "", "/");
	region_list_html(r, &view);
	page_end(r);
}

/* ---- entering ---- */

static void show_form(struct request *r)
{
	struct region_form_view view = { .chosen = request_field(r, "partner") };
	struct partner *partners = NULL;
	enum outcome outcome = partner_list(r->db, r->arena, r->today, &partners, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.partners = partners;
	view.count = view.count < REGION_PARTNERS ? view.count : REGION_PARTNERS;
	page_begin_named(r, text_of(_("New paired region")), "", "/regions");
	region_form_html(r, &view);
	page_end(r);
}

void region_new_page(struct request *r)
{
	show_form(r);
}

static void check(struct request *r, const struct region_form *form, struct paired_region *g)
{
	struct partner partner;
	enum place_level level = place_level(form->place);

	if (level < PLACE_COUNTY || level > PLACE_VILLAGE || !place_is_known(r->db, form->place))
		form_problem(r, "place", N_("Choose a county, township or village"), T(""));
	if (form->until_on != 0 && form->until_on < form->since_on)
		form_problem(r, "until_on", N_("It would end before it begins"), T(""));
	form_words_fit(r, "about", form->about);
	if (!id_read(text_trim(form->partner), &g->partner_county, &g->partner_id) ||
	    partner_one(r->db, r->arena, g->partner_county, g->partner_id, r->today, &partner) != DONE)
		form_problem(r, "partner", N_("Choose a partner"), T(""));
}

/* What was agreed for the whole time; goals of years come on its page. */
static enum outcome set_first_goals(struct request *r, const struct paired_region *g, const struct region_form *form)
{
	enum outcome outcome = DONE;

	if (form->goal_given_fen > 0)
		outcome = region_goal_set(r, g, T("given"), form->goal_given_fen, 0, 0);
	if (outcome == DONE && form->goal_bought_fen > 0)
		outcome = region_goal_set(r, g, T("bought"), form->goal_bought_fen, 0, 0);
	if (outcome == DONE && form->goal_trained > 0)
		outcome = region_goal_set(r, g, T("trained"), form->goal_trained, 0, 0);
	return outcome;
}

void region_new_post(struct request *r)
{
	struct region_form form = { .place = 0 };
	struct paired_region g = { .id = 0 };
	int64_t running = 0;
	enum outcome outcome = INVALID;

	if (form_read(r, &region_form_record, &form))
		check(r, &form, &g);
	if (r->problems.count == 0) {
		outcome = db_number(r->db, &running,
		                    "SELECT count(*) FROM paired_region WHERE place = $1 AND partner_county = $2"
		                    " AND partner_id = $3 AND state = 1",
		                    bind(i64(form.place), i64(g.partner_county), i64(g.partner_id)));
		if (outcome == DONE && running > 0)
			form_problem(r, "partner", N_("These two are paired already"), T(""));
	}
	if (r->problems.count > 0) {
		if (!r->json)
			show_form(r);
		refuse(r);
		return;
	}
	g = (struct paired_region){ .county = place_county(form.place),
		                    .id = request_new_id(r),
		                    .place = form.place,
		                    .partner_county = g.partner_county,
		                    .partner_id = g.partner_id,
		                    .about = text_trim(form.about),
		                    .since_on = form.since_on,
		                    .until_on = form.until_on,
		                    .made_by_id = r->who.person_id,
		                    .made_at = r->now };
	if (outcome == DONE)
		outcome = request_may(r, RIGHT_CASE_HANDLE, g.place) ? region_insert(r->db, &g) : DENIED;
	if (outcome == DONE)
		outcome = set_first_goals(r, &g, &form);
	if (outcome == DONE)
		outcome = region_one(r->db, r->arena, g.county, g.id, &g);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &paired_region_record, &g, "%s?done=made", text_string(r->arena, region_path(r->arena, &g)));
}

/* ---- one ---- */

static enum outcome load_year(struct request *r, struct region_view *view)
{
	const struct paired_region *g = view->region;
	int64_t seen = request_after(r);
	size_t limit = r->json ? REGION_LINES : request_limit(r);
	struct region_event *events = NULL;
	enum outcome outcome = region_sum(r->db, g, calendar_period_start(view->year), calendar_period_end(view->year),
	                                  &view->of_year);

	if (outcome == DONE)
		outcome = region_history(r->db, r->arena, g, calendar_period_start(view->year),
		                         calendar_period_end(view->year), seen, limit + 1, &events, &view->event_count);
	if (view->event_count > limit) {
		view->event_count = limit;
		view->next = seen + (int64_t)limit;
	}
	view->events = events;
	return outcome;
}

void region_show(struct request *r)
{
	struct paired_region *g = r->kept;
	struct region_view view = { .region = g, .year = calendar_year(request_period(r, r->today)) };
	struct region_goal *goals = NULL;
	enum outcome outcome = region_sum(r->db, g, g->since_on, r->today, &view.all);

	if (outcome == DONE)
		outcome = load_year(r, &view);
	if (outcome == DONE) {
		const struct region_came known[] = { { 0, view.all }, { view.year / 10000, view.of_year } };

		outcome = region_goals(r, g, r->json ? 0 : view.year / 10000, known, 2, 0, LIMIT_LIST_ROWS, &goals,
		                       &view.goal_count);
	}
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.goals = goals;
	if (r->json) {
		give_one(r, &region_given_record,
		         &(struct region_given){
				 *g, view.all, { view.goals, view.goal_count }, { view.events, view.event_count } });
		return;
	}
	view.may_edit = request_may(r, RIGHT_CASE_HANDLE, g->place) && r->who.for_id == 0;
	page_begin_named(r, g->partner_name, "", "/regions");
	region_page_html(r, &view);
	page_end(r);
}

void region_page(struct request *r)
{
	region_show(r);
}

void region_history_page(struct request *r)
{
	const struct paired_region *g = r->kept;
	int64_t year = calendar_year(request_period(r, r->today)), seen = request_after(r);
	struct region_event *events = NULL;
	size_t count = 0;
	enum outcome outcome = region_history(r->db, r->arena, g, calendar_period_start(year),
	                                      calendar_period_end(year), seen, request_limit(r) + 1, &events, &count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	bool more = list_goes_on(r, &count);
	give_list(r, &region_event_record, events, count, more ? seen + (int64_t)count : 0);
}

static void answer(struct request *r, enum outcome outcome, const char *done)
{
	const struct deed deed = { .show = region_show, .record = &paired_region_record, .row = r->kept };

	deed_answer(r, outcome, &deed, region_path(r->arena, r->kept), done);
}

void region_end_post(struct request *r)
{
	struct paired_region *g = r->kept;
	struct pairing_reason_form form = { T("") };
	enum outcome outcome = INVALID;

	/* Else the page shows it as it is: it runs. */
	if (form_read(r, &pairing_reason_record, &form) && form_words_fit(r, "reason", form.reason)) {
		g->state = 2;
		g->reason = text_trim(form.reason);
		g->ended_at = r->now;
		outcome = region_write(r->db, g);
	}
	answer(r, outcome, "ended");
}

/* Undoes an end. */
void region_again_post(struct request *r)
{
	struct paired_region *g = r->kept;

	g->state = 1;
	g->reason = T("");
	g->ended_at = 0;
	answer(r, region_write(r->db, g), "again");
}
