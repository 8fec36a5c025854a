/* The doors of meetings and tasks in one table. */
#include "help/meeting/meeting_inside.h"
#include "schema.h"

static const struct route meeting_routes[] = {
	{ GET, "/meetings", meetings_page, MAY(RIGHT_CASE_HANDLE),
	  "List the joint meetings of a land, and those above it", .where = meeting_land_where,
	  .query = QUERY_OF(QUERY_LAND), .gives = &meeting_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/meetings/new", meeting_new_page, MAY(RIGHT_CASE_HANDLE), "Show the form of a new meeting",
	  .where = meeting_land_where, .query = QUERY_OF(QUERY_LAND), .flags = ROUTE_PAGE },
	{ POST, "/meetings", meeting_new_post, MAY(RIGHT_CASE_HANDLE), "Call a joint meeting",
	  .where = meeting_land_where, .takes = &meeting_form_record, .gives = &meeting_record },
	{ GET, "/meetings/{meeting}", meeting_page, MAY(RIGHT_CASE_HANDLE),
	  "Show a meeting with its decisions and their tasks", .where = meeting_read_where, .gives = &meeting_record },
	{ GET, "/meetings/{meeting}/at/{place}", meeting_page, MAY(RIGHT_CASE_HANDLE),
	  "Show a meeting with the tasks of a land", .where = meeting_read_where, .flags = ROUTE_PAGE },
	{ GET, "/meetings/{meeting}/minutes", meeting_minutes_page, MAY(RIGHT_CASE_HANDLE),
	  "Print the minutes of a meeting", .where = meeting_read_where, .flags = ROUTE_PAGE },
	{ GET, "/meetings/{meeting}/edit", meeting_edit_page, MAY(RIGHT_CASE_HANDLE),
	  "Show the form to write the minutes", .where = meeting_where, .flags = ROUTE_PAGE },
	{ POST, "/meetings/{meeting}/edit", meeting_edit_post, MAY(RIGHT_CASE_HANDLE),
	  "Write minutes and decisions, until they are confirmed", .where = meeting_where,
	  .takes = &meeting_form_record, .gives = &meeting_record },
	{ POST, "/meetings/{meeting}/confirm", meeting_confirm_post, MAY(RIGHT_CASE_HANDLE),
	  "Confirm the minutes as the chair; nothing of them changes any more", .where = meeting_where,
	  .gives = &meeting_record },
	{ POST, "/meetings/{meeting}/notes", meeting_note_post, MAY(RIGHT_CASE_HANDLE),
	  "Add a correction to confirmed minutes", .where = meeting_where, .takes = &task_answer_record,
	  .gives = &meeting_record },
	{ POST, "/meetings/{meeting}/tasks", meeting_task_post, MAY(RIGHT_CASE_HANDLE),
	  "Give a decision to places below as tasks: decision, words, due_on, about, places", .where = meeting_where,
	  .takes = &task_form_record, .gives = &meeting_record },
	{ GET, "/tasks", tasks_page, MAY(RIGHT_CASE_HANDLE), "List the tasks of a land", .where = meeting_land_where,
	  .query = QUERY_OF(QUERY_TABLE, QUERY_CHOICE("state", "State of the task", task_states),
	                    QUERY(FIELD_TEXT, "only", "late: what is late")),
	  .gives = &meeting_task_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/tasks/{task}", task_page, MAY(RIGHT_CASE_HANDLE), "Show a task with its parts", .where = task_where,
	  .gives = &meeting_task_record },
	{ POST, "/tasks/{task}/answer", task_answer_post, MAY(RIGHT_CASE_HANDLE),
	  "Answer a task, or sum up what its parts answered", .where = task_where, .takes = &task_answer_record,
	  .gives = &meeting_task_record },
	{ POST, "/tasks/{task}/parts", task_pass_post, MAY(RIGHT_CASE_HANDLE), "Pass a task on to places below",
	  .where = task_where, .takes = &task_form_record, .gives = &meeting_task_record },
	{ POST, "/tasks/{task}/decide", task_decide_post, MAY(RIGHT_CASE_HANDLE),
	  "Say as the office that gave it: fixed, unfixed, dispute, withdraw", .where = task_decide_where,
	  .takes = &task_words_record, .gives = &meeting_task_record },
	ROUTES_END,
};

static const char *const moves[] = {
	"UPDATE meeting SET place = place + $3 WHERE place >= $1 AND place < $2",
	"UPDATE meeting_task SET place = place + $3 WHERE place >= $1 AND place < $2",
	"UPDATE meeting_task SET from_place = from_place + $3 WHERE from_place >= $1 AND from_place < $2 /* scan */",
	NULL,
};

const struct module meeting_module = {
	.name = "meeting",
	.schema = meeting_schema,
	.routes = meeting_routes,
	.checks = meeting_checks,
	.moves = moves,
};
