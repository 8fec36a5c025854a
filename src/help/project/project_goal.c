/* Indicators of a project: what is to be reached, and what was measured on which day by whom. */
#include "help/project/project_inside.h"

static const struct field goal_fields[] = {
	INT_FIELD(project_goal, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_goal, id, N_("Indicator"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_goal, project_id, N_("Project"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_goal, title, N_("What is counted"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_goal, unit, N_("Unit"), FIELD_OUT, 0, 0),
	INT_FIELD(project_goal, base, N_("At the start"), FIELD_OUT, 0, 0),
	INT_FIELD(project_goal, target, N_("To be reached"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_goal, target_on, N_("Until"), FIELD_OUT, 0, 0),
	INT_FIELD(project_goal, value, N_("Measured"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_goal, value_on, N_("Measured on"), FIELD_OUT, 0, 0),
	INT_FIELD(project_goal, measurements, N_("Measurements"), FIELD_OUT, 0, 0),
	INT_FIELD(project_goal, made_at, N_("When"), 0, 0, 0),
	INT_FIELD(project_goal, version, N_("Version"), 0, 0, 0),
	FIELD_END,
};
const struct record project_goal_record = { .name = "project_goal",
	                                    .size = sizeof(struct project_goal),
	                                    .county = offsetof(struct project_goal, county),
	                                    .fields = goal_fields };

static const struct field value_fields[] = {
	INT_FIELD(project_value, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_value, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_value, goal_id, N_("Indicator"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_value, dated_on, N_("Measured on"), FIELD_OUT, 0, 0),
	INT_FIELD(project_value, value, N_("Measured"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_value, words, N_("How it was measured"), FIELD_OUT, 0, 0),
	INT_FIELD(project_value, person_county, N_("County"), 0, 0, 0),
	INT_FIELD(project_value, person_id, N_("Person"), 0, 0, 0),
	TEXT_FIELD(project_value, person_name, N_("Who"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, project_value, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record project_value_record = { .name = "project_value",
	                                     .size = sizeof(struct project_value),
	                                     .county = offsetof(struct project_value, county),
	                                     .fields = value_fields };

#define GOAL_FROM                                                                                                    \
	"SELECT g.county, g.id, g.project_id, g.title, g.unit, g.base, g.target, g.target_on, g.made_at, g.version," \
	" COALESCE((SELECT v.value FROM project_value AS v WHERE v.county = g.county AND v.goal_id = g.id"           \
	" ORDER BY v.dated_on DESC, v.id DESC LIMIT 1), 0) AS value, COALESCE((SELECT max(v.dated_on)"               \
	" FROM project_value AS v WHERE v.county = g.county AND v.goal_id = g.id), 0) AS value_on,"                  \
	" (SELECT count(*) FROM project_value AS v WHERE v.county = g.county AND v.goal_id = g.id) AS measurements"  \
	" FROM project_goal AS g"

enum outcome project_goals(struct db *db, struct arena *arena, const struct project *p, struct project_goal **ret,
                           size_t *ret_count)
{
	return db_list(db, arena, &project_goal_record, PROJECT_ROWS, ret, ret_count,
	               GOAL_FROM " WHERE g.county = $1 AND g.project_id = $2 ORDER BY g.id LIMIT $3",
	               bind(i64(p->county), i64(p->id), i64(PROJECT_ROWS)));
}

enum outcome project_goal_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct project_goal *ret)
{
	return db_one(db, arena, &project_goal_record, ret, GOAL_FROM " WHERE g.county = $1 AND g.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome project_values(struct db *db, struct arena *arena, const struct project_goal *g, size_t limit,
                            struct project_value **ret, size_t *ret_count)
{
	return db_list(
		db, arena, &project_value_record, limit, ret, ret_count,
		"SELECT v.county, v.id, v.goal_id, v.dated_on, v.value, v.words, v.person_county, v.person_id, v.at,"
		" COALESCE(n.name, '') AS person_name FROM project_value AS v LEFT JOIN person AS n"
		" ON n.county = v.person_county AND n.id = v.person_id WHERE v.county = $1 AND v.goal_id = $2"
		" ORDER BY v.dated_on DESC, v.id DESC LIMIT $3",
		bind(i64(g->county), i64(g->id), i64((int64_t)limit)));
}

static enum outcome written(struct request *r, struct project *p, enum outcome outcome, const char *what,
                            struct text said)
{
	if (outcome == DONE)
		outcome = project_tell(r, p, what, said, 0);
	return outcome == DONE ? project_write(r, p) : outcome;
}

enum outcome project_goal_add(struct request *r, struct project *p, struct project_goal *g)
{
	if (p->state > PROJECT_RUNNING)
		return CONFLICT;
	g->county = p->county;
	g->id = request_new_id(r);
	g->project_id = p->id;
	g->made_at = r->now;
	g->version = 1;
	return written(
		r, p,
		db_exec(r->db,
	                "INSERT INTO project_goal(county, id, project_id, title, unit, base, target, target_on, made_at,"
	                " version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1)",
	                bind(i64(g->county), i64(g->id), i64(g->project_id), txt(g->title), txt(g->unit), i64(g->base),
	                     i64(g->target), i64(g->target_on), i64(g->made_at))),
		"goal", g->title);
}

enum outcome project_goal_remove(struct request *r, struct project *p, const struct project_goal *g)
{
	if (p->state > PROJECT_RUNNING || g->measurements > 0)
		return CONFLICT;
	return written(r, p,
	               db_exec(r->db, "DELETE FROM project_goal WHERE county = $1 AND id = $2",
	                       bind(i64(g->county), i64(g->id))),
	               "goal_removed", g->title);
}

enum outcome project_measure(struct request *r, struct project *p, struct project_goal *g, struct project_value *v)
{
	int64_t rows = 0;
	enum outcome outcome;

	if (p->state < PROJECT_RUNNING || p->state > PROJECT_STOPPED)
		return CONFLICT;
	v->county = g->county;
	v->goal_id = g->id;
	v->id = request_new_id(r);
	v->person_county = r->who.county;
	v->person_id = r->who.person_id;
	v->at = r->now;
	outcome = db_change(r->db, &rows,
	                    "DELETE FROM project_value WHERE county = $1 AND goal_id = $2 AND dated_on = $3",
	                    bind(i64(v->county), i64(v->goal_id), i64(v->dated_on)));
	if (outcome == DONE)
		outcome = db_exec(
			r->db,
			"INSERT INTO project_value(county, id, goal_id, dated_on, value, words, person_county, person_id,"
			" at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
			bind(i64(v->county), i64(v->id), i64(v->goal_id), i64(v->dated_on), i64(v->value),
		             txt(v->words), i64(v->person_county), i64(v->person_id), i64(v->at)));
	return written(r, p, outcome, "measured",
	               text_format(r->arena, "%.*s: %lld %.*s", TEXT(g->title), (long long)v->value, TEXT(g->unit)));
}
