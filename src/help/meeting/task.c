/* Rows of tasks, and the tree they make. */
#include "help/meeting/meeting_inside.h"

#include "base/id.h"
#include "base/limits.h"

static const struct field task_fields[] = {
	INT_FIELD(meeting_task, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, meeting_task, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, meeting_task, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(meeting_task, place_name, N_("Name of the place"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting_task, meeting_county, N_("County"), 0, 0, 0),
	ID_FIELD(meeting_task, meeting_id, meeting_county, N_("Meeting"), FIELD_OUT),
	TEXT_FIELD(meeting_task, meeting_title, N_("Title of the meeting"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting_task, decision, N_("Decision"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting_task, parent_county, N_("County"), 0, 0, 0),
	INT_FIELD(meeting_task, parent_id, N_("Part of"), 0, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, meeting_task, from_place, N_("Asked by the office of"), FIELD_OUT, 0, 0),
	TEXT_FIELD(meeting_task, words, N_("What is to be done"), FIELD_OUT, 0, 0),
	TEXT_FIELD(meeting_task, about, N_("Project or promise"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, meeting_task, due_on, N_("By which day"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(meeting_task, state, N_("State"), FIELD_OUT, task_states),
	WHOLE_FIELD(FIELD_BOOL, meeting_task, late, N_("Late"), FIELD_OUT, 0, 1),
	TEXT_FIELD(meeting_task, answer, N_("Answer"), FIELD_OUT, 0, 0),
	INT_FIELD(meeting_task, phase, N_("Phase"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, meeting_task, due_at, N_("Due"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, meeting_task, made_at, N_("Given on"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record meeting_task_record = { .name = "meeting_task",
	                                    .size = sizeof(struct meeting_task),
	                                    .county = offsetof(struct meeting_task, county),
	                                    .fields = task_fields };

struct text task_path(struct arena *arena, const struct meeting_task *t)
{
	return text_format(arena, "/tasks/%.*s", TEXT(id_public(arena, t->county, t->id)));
}

/* ---- reading ---- */

/* As it stands at the moment $1. */
#define TASK_SELECT                                                                                                 \
	"SELECT t.county, t.id, t.place, t.meeting_county, t.meeting_id, t.decision, t.parent_county, t.parent_id," \
	" t.from_place, t.words, t.about, t.due_on, t.answer, t.made_at, c.state, c.phase, c.due_at,"               \
	" CASE WHEN c.phase < 3 AND c.due_at > 0 AND c.due_at <= $1 THEN 1 ELSE 0 END AS late,"                     \
	" COALESCE(l.name, '') AS place_name, COALESCE(m.title, '') AS meeting_title FROM meeting_task AS t"        \
	" JOIN case_file AS c ON c.county = t.county AND c.id = t.id LEFT JOIN place AS l ON l.place = t.place"     \
	" LEFT JOIN meeting AS m ON m.county = t.meeting_county AND m.id = t.meeting_id"

enum outcome task_one(struct request *r, int64_t county, int64_t id, struct meeting_task *ret)
{
	return db_one(r->db, r->arena, &meeting_task_record, ret, TASK_SELECT " WHERE t.county = $2 AND t.id = $3",
	              bind(i64(r->now), i64(county), i64(id)));
}

enum outcome task_list(struct request *r, int64_t place, struct text state, bool late, int64_t before, size_t limit,
                       struct meeting_task **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &meeting_task_record, limit, ret, ret_count,
	               TASK_SELECT " WHERE t.id < $2 AND t.place >= $3 AND t.place < $4 AND ($5 = '' OR c.state = $5)"
	                           " AND ($6 = 0 OR (c.phase < 3 AND c.due_at > 0 AND c.due_at <= $1))"
	                           " ORDER BY t.id DESC LIMIT $7 /* scan */ /* sorts */",
	               bind(i64(r->now), i64(before > 0 ? before : INT64_MAX), i64(place), i64(place_end(place)),
	                    txt(state), i64(late), i64((int64_t)limit)));
}

enum outcome task_list_of_meeting(struct request *r, const struct meeting *m, int64_t place, struct meeting_task **ret,
                                  size_t *ret_count)
{
	return db_list(r->db, r->arena, &meeting_task_record, TASKS_MOST, ret, ret_count,
	               TASK_SELECT " WHERE t.meeting_county = $2 AND t.meeting_id = $3 AND t.place >= $4"
	                           " AND t.place < $5 ORDER BY t.decision, t.id LIMIT $6 /* sorts */",
	               bind(i64(r->now), i64(m->county), i64(m->id), i64(place), i64(place_end(place)),
	                    i64(TASKS_MOST)));
}

enum outcome task_parts(struct request *r, const struct meeting_task *t, struct meeting_task **ret, size_t *ret_count)
{
	return db_list(r->db, r->arena, &meeting_task_record, TASKS_MOST, ret, ret_count,
	               TASK_SELECT " WHERE t.parent_county = $2 AND t.parent_id = $3 ORDER BY t.place, t.id LIMIT $4"
	                           " /* sorts */",
	               bind(i64(r->now), i64(t->county), i64(t->id), i64(TASKS_MOST)));
}

enum outcome task_insert(struct db *db, const struct meeting_task *t)
{
	return db_exec(
		db,
		"INSERT INTO meeting_task(county, id, place, meeting_county, meeting_id, decision, parent_county,"
		" parent_id, from_place, words, about, due_on, answer, made_at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '', $13)",
		bind(i64(t->county), i64(t->id), i64(t->place), i64(t->meeting_county), i64(t->meeting_id),
	             i64(t->decision), i64(t->parent_county), i64(t->parent_id), i64(t->from_place), txt(t->words),
	             txt(t->about), i64(t->due_on), i64(t->made_at)));
}

/* ---- the tree ---- */

static bool is_part(const struct meeting_task *t, const struct meeting_task *of)
{
	return t->parent_id == of->id && t->parent_county == of->county;
}

static bool has_parent(const struct task_tree *tree, const struct meeting_task *t)
{
	for (size_t i = 0; t->parent_id != 0 && i < tree->count; i++)
		if (is_part(t, &tree->rows[i]))
			return true;
	return false;
}

bool task_is_under(const struct task_tree *tree, const struct meeting_task *t, const struct meeting_task *row,
                   int64_t decision)
{
	if (row != NULL)
		return is_part(t, row);
	return t->decision == decision && !has_parent(tree, t);
}

void task_progress(const struct task_tree *tree, const struct meeting_task *row, int64_t decision,
                   int64_t *ret_answered, int64_t *ret_all)
{
	*ret_answered = *ret_all = 0;
	for (size_t i = 0; i < tree->count; i++) {
		if (!task_is_under(tree, &tree->rows[i], row, decision))
			continue;
		++*ret_all;
		*ret_answered += tree->rows[i].phase != CASE_OPEN;
	}
}
