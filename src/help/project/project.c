/* Rows of projects: reading, writing with all that follows from the rows beside them, and what happened. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/project/project_inside.h"

const struct choice project_kinds[] = {
	{ "road", N_("Road or bridge") },
	{ "water", N_("Drinking water") },
	{ "power", N_("Electricity") },
	{ "network", N_("Network") },
	{ "school", N_("School") },
	{ "clinic", N_("Clinic") },
	{ "housing", N_("Housing") },
	{ "farm", N_("Farming, greenhouse") },
	{ "storage", N_("Cold store, warehouse") },
	{ "workshop", N_("Workshop, processing") },
	{ "tourism", N_("Tourism") },
	{ "training", N_("Training and jobs") },
	{ "other", N_("Something else") },
	{ NULL, NULL },
};

const struct choice project_states[] = {
	{ "", "" },
	{ "proposed", N_("Proposed, waits for the level above") },
	{ "approved", N_("Approved, not yet begun") },
	{ "running", N_("Running") },
	{ "finished", N_("Project finished") },
	{ "stopped", N_("Project stopped") },
	{ "refused", N_("Not approved") },
	{ NULL, NULL },
};

const struct choice project_lights[] = {
	{ "", "—" },
	{ "green", N_("Green: as planned") },
	{ "yellow", N_("Yellow: look at it") },
	{ "red", N_("Red: act") },
	{ NULL, NULL },
};

static const struct field project_fields[] = {
	INT_FIELD(project, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, project, id, N_("Number"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project, title, N_("Project"), FIELD_OUT, 2, 80),
	WHOLE_FIELD(FIELD_PLACE, project, place, N_("Code of the place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project, place_name, N_("Where"), FIELD_OUT, 0, 0),
	STATE_FIELD(project, level, N_("Who runs it"), FIELD_OUT, place_levels),
	CHOICE_FIELD(project, kind, N_("Kind"), FIELD_OUT, project_kinds),
	NOTE_FIELD(project, about, N_("What it is"), FIELD_OUT, 0, LIMIT_NOTE_CHARACTERS),
	TEXT_FIELD(project, owner_name, N_("Organisation that runs it"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project, owner_code, N_("Its credit code"), FIELD_OUT, 0, 0),
	INT_FIELD(project, owner_county, N_("County"), 0, 0, 0),
	INT_FIELD(project, owner_id, N_("Proposed by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, project, is_public, N_("Public"), FIELD_OUT, 0, 1),
	STATE_FIELD(project, state, N_("State"), FIELD_OUT, project_states),
	STATE_FIELD(project, light, N_("Traffic light"), FIELD_OUT, project_lights),
	TEXT_FIELD(project, reason, N_("Reason"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project, start_on, N_("Planned start"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project, end_on, N_("Planned end"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project, began_on, N_("Begun on"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project, ended_on, N_("Ended"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project, budget_fen, N_("Budget"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project, promised_fen, N_("Money promised"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project, arrived_fen, N_("Money arrived"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project, spent_fen, N_("Spent"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project, returned_fen, N_("Money given back"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project, left_fen, N_("Left"), FIELD_OUT, 0, 0),
	INT_FIELD(project, milestones, N_("Milestones"), FIELD_OUT, 0, 0),
	INT_FIELD(project, milestones_done, N_("Milestones done"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project, next_on, N_("Next milestone"), FIELD_OUT, 0, 0),
	INT_FIELD(project, report_month, N_("First month without a report"), 0, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project, due_on, N_("Due next"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, project, is_late, N_("Late"), FIELD_OUT, 0, 1),
	INT_FIELD(project, told_on, N_("Late"), 0, 0, 0),
	INT_FIELD(project, tell_on, N_("Late"), 0, 0, 0),
	INT_FIELD(project, events, N_("Events"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, project, made_at, N_("When it was proposed"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, project, approved_at, N_("When it was approved"), FIELD_OUT, 0, 0),
	INT_FIELD(project, approved_county, N_("County"), 0, 0, 0),
	INT_FIELD(project, approved_id, N_("Approved by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, project, state_at, N_("In this state since"), FIELD_OUT, 0, 0),
	INT_FIELD(project, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record project_record = { .name = "project",
	                               .size = sizeof(struct project),
	                               .county = offsetof(struct project, county),
	                               .fields = project_fields };

enum outcome project_one(struct db *db, struct arena *arena, int64_t county, int64_t id, int64_t today,
                         struct project *ret)
{
	enum outcome outcome = db_one(db, arena, &project_record, ret,
	                              PROJECT_FROM " WHERE p.county = $1 AND p.id = $2", bind(i64(county), i64(id)));

	if (outcome == DONE)
		ret->light = project_light_of(NULL, ret, today, NULL, NULL);
	return outcome;
}

struct text project_path(struct arena *arena, const struct project *p)
{
	return text_format(arena, "/projects/%.*s", TEXT(id_public(arena, p->county, p->id)));
}

int64_t project_desk(const struct project *p)
{
	return place_above(p->place, (enum place_level)p->level);
}

int64_t project_above(const struct project *p)
{
	return p->level > PLACE_PROVINCE ? place_above(p->place, (enum place_level)(p->level - 1)) : PLACE_WHOLE;
}

bool project_is_open(const struct project *p)
{
	return p->is_public && p->approved_at > 0;
}

/* ---- writing ---- */

enum outcome project_insert(struct db *db, const struct project *p)
{
	return db_exec(
		db,
		"INSERT INTO project(county, id, place, level, kind, title, about, owner_name, owner_code, owner_county,"
		" owner_id, is_public, start_on, end_on, began_on, ended_on, state, reason, promised_fen, arrived_fen,"
		" spent_fen, returned_fen, budget_fen, milestones, milestones_done, next_on, report_month, due_on, is_late,"
		" events, made_at, approved_at, approved_county, approved_id, state_at, version)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 0, 1, '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,"
		" 0, 0, $15, 0, 0, 0, $15, 1)",
		bind(i64(p->county), i64(p->id), i64(p->place), i64(p->level), txt(p->kind), txt(p->title),
	             txt(p->about), txt(p->owner_name), txt(p->owner_code), i64(p->owner_county), i64(p->owner_id),
	             i64(p->is_public), i64(p->start_on), i64(p->end_on), i64(p->made_at)));
}

/* Sums and counts as the rows beside it say them. */
static enum outcome read_sums(struct request *r, const struct project *p, struct project *ret)
{
	return db_one(
		r->db, r->arena, &project_record, ret,
		"SELECT COALESCE(f.promised_fen, 0) AS promised_fen,"
		" COALESCE(f.arrived_fen, 0) AS arrived_fen, COALESCE(f.spent_fen, 0) AS spent_fen,"
		" COALESCE(f.returned_fen, 0) AS returned_fen, (SELECT COALESCE(sum(b.budget_fen), 0) FROM project_line AS b"
		" WHERE b.county = $1 AND b.project_id = $2) AS budget_fen, (SELECT count(*) FROM project_milestone AS m"
		" WHERE m.county = $1 AND m.project_id = $2) AS milestones, (SELECT count(*) FROM project_milestone AS m"
		" WHERE m.county = $1 AND m.project_id = $2 AND m.state = 3) AS milestones_done,"
		" COALESCE((SELECT min(m.planned_on) FROM project_milestone AS m WHERE m.county = $1 AND m.project_id = $2"
		" AND m.state < 3), 0) AS next_on FROM project AS p LEFT JOIN (SELECT county, project_id,"
		" sum(promised_fen) AS promised_fen, sum(arrived_fen) AS arrived_fen, sum(spent_fen) AS spent_fen,"
		" sum(returned_fen) AS returned_fen FROM project_fund WHERE county = $1 AND project_id = $2"
		" GROUP BY county, project_id) AS f ON f.county = p.county AND f.project_id = p.id"
		" WHERE p.county = $1 AND p.id = $2",
		bind(i64(p->county), i64(p->id)));
}

int64_t project_next_month(int64_t month)
{
	return calendar_month(calendar_add_days(calendar_period_end(month), 1));
}

/* The first month from the one it began in on that has no report; 0: all that it owes are there. */
static enum outcome find_report_month(struct request *r, struct project *p)
{
	int64_t month = calendar_month(p->began_on);

	p->report_month = 0;
	if (p->began_on == 0)
		return DONE;
	struct db_rows *rows = db_rows(r->db,
	                               "SELECT month FROM project_report WHERE county = $1 AND project_id = $2"
	                               " AND month >= $3 ORDER BY month LIMIT $4",
	                               bind(i64(p->county), i64(p->id), i64(month), i64(PROJECT_MONTHS)));

	while (db_next(rows))
		if (db_int(rows, "month") == month)
			month = project_next_month(month);
	if (p->ended_on == 0 || month <= calendar_month(p->ended_on))
		p->report_month = month;
	return db_done(rows);
}

static bool stands_open(const struct project *p)
{
	return p->state == PROJECT_APPROVED || p->state == PROJECT_RUNNING;
}

/* What the change adds to the totals. */
static void count_change(struct request *r, const struct project *p, const struct project *before)
{
	bool is = p->approved_at > 0, was = before->approved_at > 0;
	const struct {
		enum indicator_number indicator;
		int64_t delta;
	} standing[] = {
		{ INDICATOR_PROJECTS_ALL, is - was },
		{ INDICATOR_PROJECTS_OPEN, stands_open(p) - stands_open(before) },
		{ INDICATOR_PROJECTS_LATE, p->is_late - before->is_late },
		{ INDICATOR_PROJECTS_PROMISED, (is ? p->promised_fen : 0) - (was ? before->promised_fen : 0) },
		{ INDICATOR_PROJECTS_ARRIVED, p->arrived_fen - before->arrived_fen },
		{ INDICATOR_PROJECTS_SPENT, p->spent_fen - before->spent_fen },
	};

	if (before->approved_at != p->approved_at && was)
		measure_add(r->db, INDICATOR_PROJECTS, p->place, before->approved_at, -1);
	if (before->approved_at != p->approved_at && is)
		measure_add(r->db, INDICATOR_PROJECTS, p->place, p->approved_at, 1);
	for (size_t i = 0; i < sizeof standing / sizeof standing[0]; i++)
		if (standing[i].delta != 0)
			measure_add_standing(r->db, standing[i].indicator, p->place, standing[i].delta);
}

static void take_sums(struct project *p, const struct project *sums)
{
	p->promised_fen = sums->promised_fen;
	p->arrived_fen = sums->arrived_fen;
	p->spent_fen = sums->spent_fen;
	p->returned_fen = sums->returned_fen;
	p->budget_fen = sums->budget_fen;
	p->left_fen = p->arrived_fen - p->spent_fen - p->returned_fen;
	p->milestones = sums->milestones;
	p->milestones_done = sums->milestones_done;
	p->next_on = sums->next_on;
}

enum outcome project_write(struct request *r, struct project *p)
{
	struct project before = { 0 }, sums = { 0 };
	int64_t rows = 0;
	enum outcome outcome = project_one(r->db, r->arena, p->county, p->id, r->today, &before);

	if (outcome == DONE)
		outcome = read_sums(r, p, &sums);
	take_sums(p, &sums);
	if (outcome == DONE)
		outcome = find_report_month(r, p);
	if (outcome != DONE)
		return outcome;
	p->due_on = project_due(p);
	p->is_late = p->due_on > 0 && p->due_on < r->today;
	outcome = project_message_late(r, p);
	if (outcome != DONE)
		return outcome;
	outcome = db_change(
		r->db, &rows,
		"UPDATE project SET kind = $3, title = $4, about = $5, owner_name = $6, owner_code = $7, is_public = $8,"
		" start_on = $9, end_on = $10, began_on = $11, ended_on = $12, state = $13, reason = $14,"
		" promised_fen = $15, arrived_fen = $16, spent_fen = $17, returned_fen = $18, budget_fen = $19,"
		" milestones = $20, milestones_done = $21, next_on = $22, report_month = $23, due_on = $24, is_late = $25,"
		" events = $26, approved_at = $27, approved_county = $28, approved_id = $29, state_at = $30,"
		" version = version + 1 WHERE county = $1 AND id = $2 AND version = $31",
		bind(i64(p->county), i64(p->id), txt(p->kind), txt(p->title), txt(p->about), txt(p->owner_name),
	             txt(p->owner_code), i64(p->is_public), i64(p->start_on), i64(p->end_on), i64(p->began_on),
	             i64(p->ended_on), i64(p->state), txt(p->reason), i64(p->promised_fen), i64(p->arrived_fen),
	             i64(p->spent_fen), i64(p->returned_fen), i64(p->budget_fen), i64(p->milestones),
	             i64(p->milestones_done), i64(p->next_on), i64(p->report_month), i64(p->due_on), i64(p->is_late),
	             i64(p->events), i64(p->approved_at), i64(p->approved_county), i64(p->approved_id),
	             i64(p->state_at), i64(p->version)));
	if (outcome != DONE)
		return outcome;
	p->version += rows;
	p->light = project_light_of(NULL, p, r->today, NULL, NULL);
	count_change(r, p, &before);
	return rows == 1 ? DONE : CONFLICT;
}

/* ---- what happened ---- */

/* Words of project_event.what. */
const struct choice project_deeds[] = {
	{ "proposed", N_("Proposed") },
	{ "edited", N_("Changed") },
	{ "approved", N_("Approved by the level above") },
	{ "refused", N_("Refused by the level above") },
	{ "begun", N_("Begun") },
	{ "finished", N_("Finished") },
	{ "stopped", N_("Stopped") },
	{ "undone", N_("The last step was taken back") },
	{ "fund", N_("Money promised") },
	{ "line", N_("Budget line set") },
	{ "contract", N_("Contract signed") },
	{ "contract_ended", N_("Contract ended") },
	{ "arrived", N_("Money arrived") },
	{ "paid", N_("Paid out") },
	{ "returned", N_("Money given back") },
	{ "entry_undone", N_("An entry was taken back") },
	{ "milestone", N_("Milestone planned") },
	{ "milestone_removed", N_("Milestone taken out") },
	{ "reported", N_("Milestone reported done") },
	{ "confirmed", N_("Milestone confirmed") },
	{ "back", N_("Milestone sent back") },
	{ "goal", N_("Indicator set") },
	{ "goal_removed", N_("Indicator taken out") },
	{ "measured", N_("Measured") },
	{ "report", N_("Monthly report") },
	{ NULL, NULL },
};

static const struct field event_fields[] = {
	INT_FIELD(project_event, county, N_("County"), 0, 0, 0),
	INT_FIELD(project_event, project_id, N_("Project"), 0, 0, 0),
	INT_FIELD(project_event, number, N_("Number"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(project_event, what, N_("What happened"), FIELD_OUT, project_deeds),
	TEXT_FIELD(project_event, words, N_("Words"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, project_event, amount_fen, N_("Money"), FIELD_OUT, 0, 0),
	INT_FIELD(project_event, person_county, N_("County"), 0, 0, 0),
	INT_FIELD(project_event, person_id, N_("Person"), 0, 0, 0),
	TEXT_FIELD(project_event, person_name, N_("Who"), FIELD_OUT, 0, 0),
	INT_FIELD(project_event, level, N_("Level"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, project_event, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record project_event_record = { .name = "project_event",
	                                     .size = sizeof(struct project_event),
	                                     .county = offsetof(struct project_event, county),
	                                     .fields = event_fields };

enum outcome project_tell(struct request *r, struct project *p, const char *what, struct text said, int64_t fen)
{
	p->events++;
	return db_exec(r->db,
	               "INSERT INTO project_event(county, project_id, number, what, words, amount_fen, person_county,"
	               " person_id, level, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	               bind(i64(p->county), i64(p->id), i64(p->events), txt(text_of(what)), txt(said), i64(fen),
	                    i64(r->who.county), i64(r->who.person_id), i64(project_acts_at(r, p->place)), i64(r->now)));
}

enum outcome project_events(struct request *r, const struct project *p, int64_t before, size_t limit,
                            struct project_event **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &project_event_record, limit, ret, ret_count,
	               "SELECT e.county, e.project_id, e.number, e.what, e.words, e.amount_fen, e.person_county,"
	               " e.person_id, e.level, e.at, COALESCE(n.name, '') AS person_name FROM project_event AS e"
	               " LEFT JOIN person AS n ON n.county = e.person_county AND n.id = e.person_id"
	               " WHERE e.county = $1 AND e.project_id = $2 AND e.number < $3 ORDER BY e.number DESC LIMIT $4",
	               bind(i64(p->county), i64(p->id), i64(before > 0 ? before : INT64_MAX), i64((int64_t)limit)));
}

/* ---- who and what may ---- */

enum place_level project_acts_at(const struct request *r, int64_t place)
{
	enum place_level widest = PLACE_HOUSEHOLD;

	for (size_t i = 0; i < r->who.right_count; i++) {
		const struct held_right *held = &r->who.rights[i];

		if ((held->rights >> RIGHT_PROJECT & 1) && place_contains(held->place, place) &&
		    place_level(held->place) < widest)
			widest = place_level(held->place);
	}
	return widest;
}

/* GB 32100-2015: the sum of the values of the first 17 characters, times 3^i mod 31 from the left, and the last one's is a multiple of 31. */
bool credit_code_holds(struct text code)
{
	const struct text letters = T("0123456789ABCDEFGHJKLMNPQRTUWXY");
	int64_t sum = 0, weight = 1;

	if (code.length != 18)
		return false;
	for (size_t i = 0; i < code.length; i++) {
		size_t value = text_find(letters, text_part(code, i, 1));

		if (value >= letters.length)
			return false;
		sum += (int64_t)value * (i < 17 ? weight : 1);
		weight = weight * 3 % 31;
	}
	return sum % 31 == 0;
}
