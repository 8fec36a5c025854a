/* Doors of indicators, monthly reports, and of what is late and why. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/project/project_inside.h"
#include "help/project/project_templates.h"

static enum outcome held_goal(struct request *r, struct project_held **ret)
{
	struct project_held *held = arena_take(r->arena, sizeof *held);
	enum outcome outcome;

	*held = (struct project_held){ 0 };
	r->kept = *ret = held;
	outcome = request_row(r, "goal", project_goal_one, &held->goal);
	if (outcome == DONE)
		outcome = project_one(r->db, r->arena, held->goal.county, held->goal.project_id, r->today,
		                      &held->project);
	return outcome;
}

enum outcome project_goal_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held;
	enum outcome outcome = held_goal(r, &held);

	ret_scope->place = project_desk(&held->project);
	return outcome;
}

enum outcome project_goal_site_where(struct request *r, struct scope *ret_scope)
{
	struct project_held *held;
	enum outcome outcome = held_goal(r, &held);

	ret_scope->place = held->project.place;
	return outcome;
}

/* ---- indicators ---- */

void project_goals_page(struct request *r)
{
	const struct project_held *held = r->kept;
	struct project_goal *rows = NULL;
	size_t count = 0;

	if (!project_is_seen(r))
		return;
	enum outcome outcome = project_goals(r->db, r->arena, &held->project, &rows, &count);
	give_all(r, outcome, &project_goal_record, rows, count);
}

void project_values_page(struct request *r)
{
	const struct project_held *held = r->kept;
	struct project_value *rows = NULL;
	size_t count = 0;

	if (!project_is_seen(r))
		return;
	enum outcome outcome = project_values(r->db, r->arena, &held->goal, PROJECT_ROWS, &rows, &count);
	for (size_t i = 0; i < count && !project_reads(r, &held->project); i++)
		rows[i].person_name = T("");
	give_all(r, outcome, &project_value_record, rows, count);
}

void project_goal_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_goal_input, &input) && form_words_fit(r, "title", input.title)) {
		held->goal = (struct project_goal){ .title = text_trim(input.title),
			                            .unit = text_trim(input.unit),
			                            .base = input.base,
			                            .target = input.target,
			                            .target_on = input.planned_on };
		outcome = project_goal_add(r, &held->project, &held->goal);
	}
	project_answer(r, outcome, "goal", "goal", &project_goal_record, &held->goal);
}

void project_goal_remove_post(struct request *r)
{
	struct project_held *held = r->kept;

	project_answer(r, project_goal_remove(r, &held->project, &held->goal), NULL, "goal-removed",
	               &project_goal_record, &held->goal);
}

void project_value_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_value value = { .value = 0 };
	struct project_input input = { .version = 0 };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_value_input, &input) && form_words_fit(r, "words", input.words)) {
		value = (struct project_value){ .value = input.value,
			                        .dated_on = input.dated_on,
			                        .words = text_trim(input.words) };
		if (value.dated_on > r->today)
			form_problem(r, "dated_on", N_("This day is yet to come"), T(""));
		if (r->problems.count == 0)
			outcome = project_measure(r, &held->project, &held->goal, &value);
	}
	project_answer(r, outcome, "value", "measured", &project_value_record, &value);
}

/* ---- reports ---- */

static bool month_read(struct text written, int64_t *ret)
{
	return calendar_read_period(written, ret) && *ret % 100 == 0 && *ret % 10000 != 0;
}

void project_report_page(struct request *r)
{
	const struct project_held *held = r->kept;
	struct project_month month;
	int64_t asked;

	if (!project_is_seen(r))
		return;
	if (!month_read(request_param(r, "month"), &asked)) {
		fail(r, NOT_FOUND, NULL);
		return;
	}
	enum outcome outcome = project_month_read(r, &held->project, asked, &month);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		month.report.county = held->project.county;
		month.report.project_id = held->project.id;
		month.report.month = asked;
		give_one(r, &project_report_record, &month.report);
		return;
	}
	table_page(r);
	page_begin_named(r, text_of(_("Monthly report")), "",
	                 text_string(r->arena, project_path(r->arena, &held->project)));
	project_report_html(r, &held->project, &month, request_may(r, RIGHT_PROJECT, project_desk(&held->project)));
	page_end(r);
}

void project_report_post(struct request *r)
{
	struct project_held *held = r->kept;
	struct project_input input = { .version = 0 };
	struct project_report report = { .at = r->now };
	enum outcome outcome = INVALID;

	if (form_read(r, &project_report_input, &input) && form_words_fit(r, "words", input.words)) {
		if (month_read(input.month, &report.month))
			outcome = project_report_write(r, &held->project, report.month, text_trim(input.words));
		else
			form_problem(r, "month", N_("Write year and month in six digits: 202607"), T(""));
		report.county = held->project.county;
		report.project_id = held->project.id;
		report.words = text_trim(input.words);
	}
	project_answer(r, outcome, "report", "report", &project_report_record, &report);
}

/* ---- what is late, and why ---- */

struct late_line {
	int64_t county, id, due_on, days, light;
	struct text title, place_name, owner_name, why;
};

static const struct field late_fields[] = {
	INT_FIELD(late_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, late_line, id, N_("Number"), FIELD_OUT, 0, 0),
	TEXT_FIELD(late_line, title, N_("Project"), FIELD_OUT, 0, 0),
	TEXT_FIELD(late_line, place_name, N_("Where"), FIELD_OUT, 0, 0),
	TEXT_FIELD(late_line, owner_name, N_("Organisation that runs it"), FIELD_OUT, 0, 0),
	STATE_FIELD(late_line, light, N_("Traffic light"), FIELD_OUT, project_lights),
	WHOLE_FIELD(FIELD_DAY, late_line, due_on, N_("Due"), FIELD_OUT, 0, 0),
	INT_FIELD(late_line, days, N_("Days late"), FIELD_OUT, 0, 0),
	TEXT_FIELD(late_line, why, N_("Why"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record project_late_record = { .name = "project_late",
	                                    .size = sizeof(struct late_line),
	                                    .county = offsetof(struct late_line, county),
	                                    .fields = late_fields };

static struct text late_href(struct request *r, const void *row)
{
	const struct late_line *line = row;

	return text_format(r->arena, "/projects/%.*s", TEXT(id_public(r->arena, line->county, line->id)));
}

static void show_place(struct request *r, const void *row)
{
	const struct late_line *line = row;

	place_cell(r, line->place_name);
}

static void show_light(struct request *r, const void *row)
{
	const struct late_line *line = row;

	project_list_light(r, &(struct project){ .light = line->light });
}

static const struct table late_table = {
	.symbol = "i-waiting",
	.name = "projects-late",
	.caption = N_("What is late, and why"),
	.record = &project_late_record,
	.columns = (const struct table_column[]){ { .name = "title" },
	                                          { .name = "place_name", .show = show_place },
	                                          { .name = "owner_name" },
	                                          { .name = "light", .show = show_light },
	                                          { .name = "due_on" },
	                                          { .name = "days" },
	                                          { .name = "why" },
	                                          TABLE_COLUMNS_END },
	.filters = (const struct table_filter[]){ { .name = "light",
	                                            .label = N_("Traffic light"),
	                                            .choices = project_lights + 1,
	                                            .by_number = true },
	                                          TABLE_FILTERS_END },
	.id = offsetof(struct late_line, id),
	.href = late_href,
	.empty = N_("No project is late"),
};

static struct late_line line_of(struct request *r, const struct project *p)
{
	struct project_reason reasons[PROJECT_REASONS];
	struct output why = output_in(r->arena);
	size_t count = 0;
	int64_t light = project_light_of(r, p, r->today, reasons, &count);

	for (size_t i = 0; i < count; i++) {
		out_text(&why, reasons[i].words);
		out_string(&why, i + 1 < count ? _("; ") : "");
	}
	return (struct late_line){ .county = p->county,
		                   .id = p->id,
		                   .due_on = p->due_on,
		                   .days = (calendar_day_start(r->today) - calendar_day_start(p->due_on)) /
		                           CALENDAR_DAY_MS,
		                   .light = light,
		                   .title = p->title,
		                   .place_name = p->place_name,
		                   .owner_name = p->owner_name,
		                   .why = output_text(&why) };
}

void projects_late_page(struct request *r)
{
	struct project *rows = NULL;
	struct late_line *lines;
	struct table_view view;
	size_t count = 0;
	enum outcome outcome =
		db_list(r->db, r->arena, &project_record, LIMIT_LIST_ROWS, &rows, &count,
	                PROJECT_FROM " WHERE p.due_on > 0 AND p.due_on < $1 AND p.place >= $2"
	                             " AND p.place < $3 ORDER BY p.due_on, p.id LIMIT $4"
	                             " /* scan */ /* sorts */",
	                bind(i64(r->today), i64(r->scope.place), i64(place_end(r->scope.place)), i64(LIMIT_LIST_ROWS)));

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	lines = arena_array(r->arena, count + 1, sizeof *lines);
	for (size_t i = 0; i < count; i++)
		lines[i] = line_of(r, &rows[i]);
	table_of_rows(r, &late_table, NULL, lines, count, &view);
	if (table_answered(r, &view))
		return;
	table_page(r);
	page_begin_named(r, text_of(_("What is late, and why")), "", "/projects/desk");
	project_report_late(r, &view);
	page_end(r);
}
