/* The work of a project: milestones, done only with evidence that somebody else at another level confirms. */
#include "base/calendar.h"
#include "help/project/project_inside.h"

const struct choice milestone_states[] = {
	{ "", "" },
	{ "planned", N_("Not yet done") },
	{ "reported", N_("Reported, to be confirmed") },
	{ "done", N_("Done and confirmed") },
	{ NULL, NULL },
};

static const struct field milestone_fields[] = {
	INT_FIELD(project_milestone, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_milestone, id, N_("Milestone"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, project_milestone, project_id, N_("Project"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_milestone, title, N_("What is done then"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_milestone, first_on, N_("Planned at first for"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, project_milestone, planned_on, N_("Planned for"), FIELD_OUT, 0, 0),
	STATE_FIELD(project_milestone, state, N_("State"), FIELD_OUT, milestone_states),
	WHOLE_FIELD(FIELD_DAY, project_milestone, done_on, N_("Done on"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_milestone, words, N_("Words"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_milestone, document, N_("Number of the paper"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_milestone, picture, N_("Photograph"), 0, 0, 0),
	INT_FIELD(project_milestone, reported_county, N_("County"), 0, 0, 0),
	INT_FIELD(project_milestone, reported_id, N_("Reported by"), 0, 0, 0),
	STATE_FIELD(project_milestone, reported_level, N_("Reported by the level"), FIELD_OUT, place_levels),
	WHOLE_FIELD(FIELD_MOMENT, project_milestone, reported_at, N_("Reported"), FIELD_OUT, 0, 0),
	INT_FIELD(project_milestone, confirmed_county, N_("County"), 0, 0, 0),
	INT_FIELD(project_milestone, confirmed_id, N_("Confirmed by"), 0, 0, 0),
	STATE_FIELD(project_milestone, confirmed_level, N_("Confirmed by the level"), FIELD_OUT, place_levels),
	WHOLE_FIELD(FIELD_MOMENT, project_milestone, confirmed_at, N_("Confirmed"), FIELD_OUT, 0, 0),
	TEXT_FIELD(project_milestone, back_words, N_("Why it was sent back"), FIELD_OUT, 0, 0),
	INT_FIELD(project_milestone, made_at, N_("When"), 0, 0, 0),
	INT_FIELD(project_milestone, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record project_milestone_record = { .name = "project_milestone",
	                                         .size = sizeof(struct project_milestone),
	                                         .county = offsetof(struct project_milestone, county),
	                                         .fields = milestone_fields };

#define MILESTONE_FROM                                                                                          \
	"SELECT county, id, project_id, title, first_on, planned_on, state, done_on, words, document, picture," \
	" reported_county, reported_id, reported_level, reported_at, confirmed_county, confirmed_id,"           \
	" confirmed_level, confirmed_at, back_words, made_at, version FROM project_milestone"

enum outcome project_milestones(struct db *db, struct arena *arena, const struct project *p,
                                struct project_milestone **ret, size_t *ret_count)
{
	return db_list(db, arena, &project_milestone_record, PROJECT_ROWS, ret, ret_count,
	               MILESTONE_FROM " WHERE county = $1 AND project_id = $2 ORDER BY planned_on, id LIMIT $3",
	               bind(i64(p->county), i64(p->id), i64(PROJECT_ROWS)));
}

enum outcome project_milestone_one(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                   struct project_milestone *ret)
{
	return db_one(db, arena, &project_milestone_record, ret, MILESTONE_FROM " WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

static enum outcome milestone_write(struct db *db, struct project_milestone *m)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE project_milestone SET planned_on = $3, state = $4, done_on = $5, words = $6, document = $7,"
		" picture = $8, reported_county = $9, reported_id = $10, reported_level = $11, reported_at = $12,"
		" confirmed_county = $13, confirmed_id = $14, confirmed_level = $15, confirmed_at = $16, back_words = $17,"
		" version = version + 1 WHERE county = $1 AND id = $2 AND version = $18",
		bind(i64(m->county), i64(m->id), i64(m->planned_on), i64(m->state), i64(m->done_on), txt(m->words),
	             txt(m->document), txt(m->picture), i64(m->reported_county), i64(m->reported_id),
	             i64(m->reported_level), i64(m->reported_at), i64(m->confirmed_county), i64(m->confirmed_id),
	             i64(m->confirmed_level), i64(m->confirmed_at), txt(m->back_words), i64(m->version)));

	m->version += rows;
	return outcome == DONE && rows != 1 ? CONFLICT : outcome;
}

static enum outcome written(struct request *r, struct project *p, enum outcome outcome, const char *what,
                            struct text said)
{
	if (outcome == DONE)
		outcome = project_tell(r, p, what, said, 0);
	return outcome == DONE ? project_write(r, p) : outcome;
}

enum outcome project_milestone_add(struct request *r, struct project *p, struct project_milestone *m)
{
	if (p->state > PROJECT_RUNNING)
		return CONFLICT;
	m->county = p->county;
	m->id = request_new_id(r);
	m->project_id = p->id;
	m->state = MILESTONE_PLANNED;
	m->first_on = m->planned_on;
	m->made_at = r->now;
	m->version = 1;
	return written(
		r, p,
		db_exec(r->db,
	                "INSERT INTO project_milestone(county, id, project_id, title, first_on, planned_on, state,"
	                " done_on, words, document, picture, reported_county, reported_id, reported_level,"
	                " reported_at, confirmed_county, confirmed_id, confirmed_level, confirmed_at, back_words,"
	                " made_at, version) VALUES ($1, $2, $3, $4, $5, $5, 1, 0, '', '', '', 0, 0, 0, 0, 0, 0, 0, 0,"
	                " '', $6, 1)",
	                bind(i64(m->county), i64(m->id), i64(m->project_id), txt(m->title), i64(m->planned_on),
	                     i64(m->made_at))),
		"milestone", m->title);
}

enum outcome project_milestone_plan(struct request *r, struct project *p, struct project_milestone *m,
                                    int64_t planned_on, struct text said)
{
	if (m->state != MILESTONE_PLANNED || p->state > PROJECT_RUNNING)
		return CONFLICT;
	struct text told = text_format(r->arena, "%.*s: %.*s → %.*s. %.*s", TEXT(m->title),
	                               TEXT(calendar_day_text(r->arena, m->planned_on)),
	                               TEXT(calendar_day_text(r->arena, planned_on)), TEXT(said));

	m->planned_on = planned_on;
	return written(r, p, milestone_write(r->db, m), "milestone", told);
}

enum outcome project_milestone_remove(struct request *r, struct project *p, const struct project_milestone *m)
{
	int64_t rows = 0;
	enum outcome outcome;

	if (p->state > PROJECT_RUNNING)
		return CONFLICT;
	outcome =
		db_change(r->db, &rows,
	                  "DELETE FROM project_milestone WHERE county = $1 AND id = $2 AND state = 1 AND version = $3",
	                  bind(i64(m->county), i64(m->id), i64(m->version)));
	return written(r, p, outcome == DONE && rows != 1 ? CONFLICT : outcome, "milestone_removed", m->title);
}

enum outcome project_milestone_report(struct request *r, struct project *p, struct project_milestone *m)
{
	if (m->state != MILESTONE_PLANNED || p->state != PROJECT_RUNNING)
		return CONFLICT;
	if (m->picture.length == 0 && m->document.length == 0) {
		form_problem(r, "picture", N_("A photograph or the number of a paper is wanted"), T(""));
		return INVALID;
	}
	m->state = MILESTONE_REPORTED;
	m->reported_county = r->who.county;
	m->reported_id = r->who.person_id;
	m->reported_level = project_acts_at(r, p->place);
	m->reported_at = r->now;
	m->back_words = T("");
	enum outcome outcome = written(r, p, milestone_write(r->db, m), "reported", m->title);
	return outcome == DONE ? project_message_evidence(r, p, m) : outcome;
}

/* A second person at another level than whoever reported. */
static bool is_second(const struct request *r, const struct project *p, const struct project_milestone *m)
{
	return r->who.person_id != m->reported_id && (int64_t)project_acts_at(r, p->place) != m->reported_level;
}

enum outcome project_milestone_confirm(struct request *r, struct project *p, struct project_milestone *m)
{
	if (m->state != MILESTONE_REPORTED || p->state != PROJECT_RUNNING)
		return CONFLICT;
	if (!is_second(r, p, m))
		return DENIED;
	m->state = MILESTONE_DONE;
	m->confirmed_county = r->who.county;
	m->confirmed_id = r->who.person_id;
	m->confirmed_level = project_acts_at(r, p->place);
	m->confirmed_at = r->now;
	enum outcome outcome = written(r, p, milestone_write(r->db, m), "confirmed", m->title);
	return outcome == DONE ? project_message_answer(r, p, m->reported_county, m->reported_id,
	                                                N_("A milestone was confirmed: %s"), m->title)
	                       : outcome;
}

enum outcome project_milestone_back(struct request *r, struct project *p, struct project_milestone *m, struct text said)
{
	bool own = r->who.person_id == (m->state == MILESTONE_DONE ? m->confirmed_id : m->reported_id);

	if (m->state == MILESTONE_PLANNED || p->state != PROJECT_RUNNING)
		return CONFLICT;
	if (!own && !is_second(r, p, m))
		return DENIED;
	struct project_milestone was = *m;
	m->state = MILESTONE_PLANNED;
	m->done_on = 0;
	m->reported_county = m->reported_id = m->reported_level = m->reported_at = 0;
	m->confirmed_county = m->confirmed_id = m->confirmed_level = m->confirmed_at = 0;
	m->back_words = said;
	enum outcome outcome = written(r, p, milestone_write(r->db, m), "back", m->title);
	return outcome == DONE ? project_message_answer(r, p, was.reported_county, was.reported_id,
	                                                N_("A milestone was sent back to be done: %s"), m->title)
	                       : outcome;
}
