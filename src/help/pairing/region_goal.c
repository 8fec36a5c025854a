/* Goals of paired regions: what was agreed, by whom set, changed and ended; what came of each is computed from what was confirmed. */
#include "base/calendar.h"
#include "base/limits.h"
#include "help/pairing/pairing_templates.h"
#include "help/pairing/region_inside.h"

const struct choice region_goal_whats[] = {
	{ "given", N_("Money and goods") }, { "bought", N_("Purchases") },     { "trained", N_("People trained") },
	{ "worked", N_("Days of work") },   { "project", N_("For projects") }, { NULL, NULL },
};

static const struct field goal_fields[] = {
	INT_FIELD(region_goal, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, region_goal, region_id, N_("Number"), 0, 0, 0),
	INT_FIELD(region_goal, number, N_("No."), FIELD_OUT, 0, 0),
	CHOICE_FIELD(region_goal, what, N_("What was agreed"), FIELD_OUT, region_goal_whats),
	TEXT_FIELD(region_goal, unit, N_("Counted in"), FIELD_OUT, 0, 0),
	INT_FIELD(region_goal, aim, N_("How much"), FIELD_OUT, 0, 0),
	INT_FIELD(region_goal, come, N_("Come so far"), FIELD_OUT, 0, 0),
	INT_FIELD(region_goal, year, N_("Year"), FIELD_OUT, 0, 0),
	INT_FIELD(region_goal, before, N_("Changes No."), FIELD_OUT, 0, 0),
	INT_FIELD(region_goal, made_by_id, N_("Entered by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, region_goal, made_at, N_("Entered"), FIELD_OUT, 0, 0),
	INT_FIELD(region_goal, ended_by_id, N_("Entered by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, region_goal, ended_at, N_("Ended"), FIELD_OUT, 0, 0),
	TEXT_FIELD(region_goal, reason, N_("Reason"), FIELD_OUT, 0, 0),
	TEXT_FIELD(region_goal, person_name, N_("Entered by"), 0, 0, 0),
	FIELD_END,
};
const struct record region_goal_record = { .name = "region_goal",
	                                   .size = sizeof(struct region_goal),
	                                   .county = offsetof(struct region_goal, county),
	                                   .fields = goal_fields };

#define AIM_FIELDS                                                                                                 \
	{ .kind = FIELD_FEN,                                                                                       \
	  .flags = FIELD_IN,                                                                                       \
	  .name = "aim_fen",                                                                                       \
	  .offset = FIELD_WHOLE(region_goal_form, aim_fen),                                                        \
	  .label = N_("How much, in yuan"),                                                                        \
	  .hint = N_("Of money and goods, purchases, projects"),                                                   \
	  .max = REGION_AIM_MOST },                                                                                \
	{                                                                                                          \
		.kind = FIELD_INT, .flags = FIELD_IN, .name = "aim", .offset = FIELD_WHOLE(region_goal_form, aim), \
		.label = N_("How many"), .hint = N_("Of people trained, days of work"), .max = 1000000             \
	}
static const struct field new_fields[] = {
	CHOICE_FIELD(region_goal_form, what, N_("What was agreed"), FIELD_IN | FIELD_REQUIRED, region_goal_whats),
	AIM_FIELDS,
	{ .kind = FIELD_INT,
	  .flags = FIELD_IN,
	  .name = "year",
	  .offset = FIELD_WHOLE(region_goal_form, year),
	  .label = N_("In which year"),
	  .hint = N_("Four digits; empty: in the whole time"),
	  .max = 9999 },
	FIELD_END,
};
const struct record region_goal_new_record = { .name = "new_region_goal",
	                                       .size = sizeof(struct region_goal_form),
	                                       .fields = new_fields };
static const struct field change_fields[] = {
	AIM_FIELDS,
	NOTE_FIELD(region_goal_form, reason, N_("Why"), FIELD_IN | FIELD_REQUIRED, 2, 300),
	FIELD_END,
};
const struct record region_goal_change_record = { .name = "region_goal_change",
	                                          .size = sizeof(struct region_goal_form),
	                                          .fields = change_fields };
static const struct field end_fields[] = {
	NOTE_FIELD(region_goal_form, reason, N_("Why"), FIELD_IN | FIELD_REQUIRED, 2, 300),
	FIELD_END,
};
const struct record region_goal_end_record = { .name = "region_goal_end",
	                                       .size = sizeof(struct region_goal_form),
	                                       .fields = end_fields };

/* On the page of one goal it is known which of the two is meant. */
static const struct field sum_fields[] = {
	WHOLE_FIELD(FIELD_FEN, region_goal_form, aim_fen, N_("How much, in yuan"), FIELD_IN | FIELD_REQUIRED, 1,
	            REGION_AIM_MOST),
	FIELD_END,
};
const struct record region_goal_sum_record = { .name = "region_goal_sum",
	                                       .size = sizeof(struct region_goal_form),
	                                       .fields = sum_fields };
static const struct field count_fields[] = {
	INT_FIELD(region_goal_form, aim, N_("How many"), FIELD_IN | FIELD_REQUIRED, 1, 1000000),
	FIELD_END,
};
const struct record region_goal_count_record = { .name = "region_goal_count",
	                                         .size = sizeof(struct region_goal_form),
	                                         .fields = count_fields };

bool region_goal_is_fen(struct text what)
{
	return !text_equal(what, T("trained")) && !text_equal(what, T("worked"));
}

struct text region_goal_much(struct request *r, const struct region_goal *goal, int64_t quantity)
{
	return region_goal_is_fen(goal->what) ? show_money(r, quantity) : show_number(r, quantity);
}

/* ---- rows ---- */

static int64_t came_of(struct text what, const struct region_sums *sums)
{
	return text_equal(what, T("given"))     ? sums->given_fen
	       : text_equal(what, T("bought"))  ? sums->bought_fen
	       : text_equal(what, T("trained")) ? sums->trained
	       : text_equal(what, T("worked"))  ? sums->worked
	                                        : sums->project_fen;
}

static void fill_year(const struct region_came *came, struct region_goal *goals, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (goals[i].year == came->year)
			goals[i].come = came_of(goals[i].what, &came->sums);
}

/* One reading for each year that has a goal, whatever their number. */
static enum outcome count_year(struct request *r, const struct paired_region *g, int64_t year,
                               struct region_goal *goals, size_t count)
{
	int64_t from = year == 0 ? g->since_on : calendar_period_start(year * 10000);
	int64_t to = year == 0 ? r->today : calendar_period_end(year * 10000);
	struct region_came came = { .year = year };
	enum outcome outcome = region_sum(r->db, g, from, to < r->today ? to : r->today, &came.sums);

	fill_year(&came, goals, count);
	return outcome;
}

static const struct region_came *known_of(const struct region_came *known, size_t count, int64_t year)
{
	for (size_t i = 0; i < count; i++)
		if (known[i].year == year)
			return &known[i];
	return NULL;
}

static bool stands_earlier(const struct region_goal *goals, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (goals[i].year == goals[at].year)
			return true;
	return false;
}

enum outcome region_goals(struct request *r, const struct paired_region *g, int64_t year,
                          const struct region_came *known, size_t known_count, int64_t seen, size_t limit,
                          struct region_goal **ret, size_t *ret_count)
{
	enum outcome outcome = db_list(
		r->db, r->arena, &region_goal_record, limit, ret, ret_count,
		"SELECT a.county, a.region_id, a.number, a.what, a.aim, a.year, a.before, a.made_by_id, a.made_at,"
		" a.ended_by_id, a.ended_at, a.reason, COALESCE(p.name, '') AS person_name FROM region_goal AS a"
		" LEFT JOIN person AS p ON p.id = a.made_by_id WHERE a.county = $1 AND a.region_id = $2"
		" ORDER BY CASE WHEN a.ended_at = 0 THEN 0 ELSE 1 END, a.year, a.number DESC LIMIT $3 OFFSET $4 /* sorts */",
		bind(i64(g->county), i64(g->id), i64((int64_t)limit), i64(seen)));

	for (size_t i = 0; outcome == DONE && i < *ret_count; i++) {
		struct region_goal *goal = &(*ret)[i];

		goal->unit = region_goal_is_fen(goal->what)         ? T("fen")
		             : text_equal(goal->what, T("trained")) ? T("people")
		                                                    : T("days");
		if ((year != 0 && goal->year != 0 && goal->year != year) || stands_earlier(*ret, i))
			continue;
		if (known_of(known, known_count, goal->year) != NULL)
			fill_year(known_of(known, known_count, goal->year), *ret, *ret_count);
		else
			outcome = count_year(r, g, goal->year, *ret, *ret_count);
	}
	return outcome;
}

enum outcome region_goal_set(struct request *r, const struct paired_region *g, struct text what, int64_t aim,
                             int64_t year, int64_t before)
{
	int64_t last = 0;
	enum outcome outcome =
		db_number(r->db, &last,
	                  "SELECT COALESCE(max(number), 0) FROM region_goal WHERE county = $1 AND region_id = $2",
	                  bind(i64(g->county), i64(g->id)));

	return outcome == DONE
	               ? db_exec(r->db,
	                         "INSERT INTO region_goal(county, region_id, number, what, aim, year, before, made_by_id,"
	                         " made_at, ended_by_id, ended_at, reason)"
	                         " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, '')",
	                         bind(i64(g->county), i64(g->id), i64(last + 1), txt(what), i64(aim), i64(year),
	                              i64(before), i64(r->who.person_id), i64(r->now)))
	               : outcome;
}

static enum outcome end_goal(struct request *r, const struct paired_region *g, int64_t number, struct text reason)
{
	return db_change_one(r->db,
	                     "UPDATE region_goal SET ended_at = $4, ended_by_id = $5, reason = $6 WHERE county = $1"
	                     " AND region_id = $2 AND number = $3 AND ended_at = 0",
	                     bind(i64(g->county), i64(g->id), i64(number), i64(r->now), i64(r->who.person_id),
	                          txt(reason)));
}

/* ---- doors ---- */

/* The sum in yuan, or how many, by what is counted. */
static int64_t aim_of(struct request *r, struct text what, const struct region_goal_form *form)
{
	bool is_fen = region_goal_is_fen(what);
	int64_t aim = is_fen ? form->aim_fen : form->aim;

	if (aim < 1)
		form_problem(r, is_fen ? "aim_fen" : "aim", N_("Say how much was agreed"), T(""));
	return aim;
}

static void answer(struct request *r, const struct paired_region *g, void (*show)(struct request *),
                   enum outcome outcome, const char *done)
{
	const struct deed deed = { .show = show, .record = &paired_region_record, .row = g };

	deed_answer(r, outcome, &deed, region_path(r->arena, g), done);
}

/* One of a kind in a year runs, and not more in all than a page can show. */
static enum outcome check_room(struct request *r, const struct paired_region *g, struct text what, int64_t year)
{
	int64_t same = 0, all = 0;
	enum outcome outcome = db_number(r->db, &same,
	                                 "SELECT count(*) FROM region_goal WHERE county = $1 AND region_id = $2"
	                                 " AND what = $3 AND year = $4 AND ended_at = 0",
	                                 bind(i64(g->county), i64(g->id), txt(what), i64(year)));

	if (outcome == DONE)
		outcome = db_number(r->db, &all,
		                    "SELECT count(*) FROM region_goal WHERE county = $1 AND region_id = $2"
		                    " AND ended_at = 0",
		                    bind(i64(g->county), i64(g->id)));
	if (same > 0)
		form_problem(r, "what", N_("There is such a goal already: change that one"), T(""));
	else if (all >= REGION_GOALS)
		form_problem(r, "what", N_("%s goals run already: end one of them first"),
		             show_number(r, REGION_GOALS));
	return outcome != DONE ? outcome : r->problems.count > 0 ? INVALID : DONE;
}

void region_goal_post(struct request *r)
{
	const struct paired_region *g = r->kept;
	struct region_goal_form form = { .year = 0 };
	int64_t aim = 0;
	enum outcome outcome = INVALID;

	if (form_read(r, &region_goal_new_record, &form)) {
		aim = aim_of(r, form.what, &form);
		if (form.year != 0 && (form.year * 10000 < calendar_year(g->since_on) ||
		                       form.year * 10000 > calendar_year(g->since_on) + 500000 ||
		                       (g->until_on > 0 && form.year * 10000 > calendar_year(g->until_on))))
			form_problem(r, "year", N_("The pairing does not run in that year"), T(""));
	}
	if (r->problems.count == 0)
		outcome = g->state == 1 ? check_room(r, g, form.what, form.year) : CONFLICT;
	if (outcome == DONE)
		outcome = region_goal_set(r, g, form.what, aim, form.year, 0);
	answer(r, g, region_show, outcome, "goal");
}

/* ---- one of them ---- */

enum outcome region_goal_where(struct request *r, struct scope *ret_scope)
{
	struct region_goal_held *held = arena_take(r->arena, sizeof *held);
	int64_t number = 0;
	enum outcome outcome = region_where(r, ret_scope);

	if (outcome != DONE)
		return outcome;
	held->region = *(const struct paired_region *)r->kept;
	r->kept = held;
	if (!text_to_int64(request_param(r, "number"), &number))
		return NOT_FOUND;
	return db_one(r->db, r->arena, &region_goal_record, &held->goal,
	              "SELECT a.number, a.what, a.aim, a.year, a.made_at, a.ended_at, COALESCE(p.name, '') AS"
	              " person_name FROM region_goal AS a LEFT JOIN person AS p ON p.id = a.made_by_id"
	              " WHERE a.county = $1 AND a.region_id = $2 AND a.number = $3",
	              bind(i64(held->region.county), i64(held->region.id), i64(number)));
}

/* With what was typed and its problems, if a form was refused. */
static void show_goal(struct request *r)
{
	const struct region_goal_held *held = r->kept;
	const struct region_goal_form form = { .aim_fen = held->goal.aim, .aim = held->goal.aim };

	page_begin_named(r, text_of(_("Change or end this goal")), "",
	                 text_string(r->arena, region_path(r->arena, &held->region)));
	region_page_goal_form(r, held, &form);
	page_end(r);
}

void region_goal_page(struct request *r)
{
	const struct region_goal_held *held = r->kept;

	if (held->goal.ended_at > 0 || held->region.state != 1)
		redirect(r, "%s", text_string(r->arena, region_path(r->arena, &held->region)));
	else
		show_goal(r);
}

void region_goal_change_post(struct request *r)
{
	const struct region_goal_held *held = r->kept;
	const struct paired_region *g = &held->region;
	const struct region_goal *goal = &held->goal;
	struct region_goal_form form = { .aim = 0 };
	int64_t aim = 0;
	enum outcome outcome = INVALID;

	if (form_read(r, &region_goal_change_record, &form)) {
		form_words_fit(r, "reason", form.reason);
		aim = aim_of(r, goal->what, &form);
		if (aim == goal->aim)
			form_problem(r, region_goal_is_fen(goal->what) ? "aim_fen" : "aim", N_("Nothing is changed"),
			             T(""));
	}
	if (r->problems.count == 0)
		outcome = g->state == 1 ? end_goal(r, g, goal->number, text_trim(form.reason)) : CONFLICT;
	if (outcome == DONE)
		outcome = region_goal_set(r, g, goal->what, aim, goal->year, goal->number);
	answer(r, g, show_goal, outcome, "goal");
}

void region_goal_end_post(struct request *r)
{
	const struct region_goal_held *held = r->kept;
	struct region_goal_form form = { .aim = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &region_goal_end_record, &form)) {
		form_words_fit(r, "reason", form.reason);
		if (r->problems.count == 0)
			outcome = end_goal(r, &held->region, held->goal.number, text_trim(form.reason));
	}
	answer(r, &held->region, show_goal, outcome, "goal_ended");
}

/* For programs; people read them on the region's page. */
void region_goals_page(struct request *r)
{
	struct region_goal *goals = NULL;
	size_t count = 0;
	int64_t seen = request_after(r);
	enum outcome outcome = region_goals(r, r->kept, 0, NULL, 0, seen, request_limit(r) + 1, &goals, &count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	bool more = list_goes_on(r, &count);
	give_list(r, &region_goal_record, goals, count, more ? seen + (int64_t)count : 0);
}
