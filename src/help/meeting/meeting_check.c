/* What `tongcun check` holds against meetings and their tasks. */
#include "help/meeting/meeting_inside.h"

const struct check meeting_checks[] = {
	{ .name = "meetings count their decisions",
	  .wrong = "meetings count other decisions than they have",
	  .counts = "SELECT count(*) FROM meeting AS m WHERE m.decisions <> (SELECT count(*) FROM meeting_decision AS d"
	            " WHERE d.county = m.county AND d.meeting_id = m.id) /* scan */" },
	{ .name = "confirmed meetings are frozen",
	  .wrong = "decisions were written after their meeting was confirmed",
	  .counts = "SELECT count(*) FROM meeting_decision AS d JOIN meeting AS m ON m.county = d.county"
	            " AND m.id = d.meeting_id WHERE m.state = 2 AND d.at > m.confirmed_at /* scan */" },
	{ .name = "tasks follow from confirmed decisions",
	  .wrong = "tasks follow from no confirmed decision",
	  .counts =
	          "SELECT count(*) FROM meeting_task AS t LEFT JOIN meeting_decision AS d ON d.county = t.meeting_county"
	          " AND d.meeting_id = t.meeting_id AND d.number = t.decision LEFT JOIN meeting AS m"
	          " ON m.county = t.meeting_county AND m.id = t.meeting_id"
	          " WHERE d.number IS NULL OR m.state IS NULL OR m.state <> 2 OR t.made_at < m.confirmed_at /* scan */" },
	{ .name = "tasks are as their cases",
	  .wrong = "tasks and their cases do not match",
	  .counts =
	          "SELECT count(*) FROM meeting_task AS t LEFT JOIN case_file AS c ON c.county = t.county AND c.id = t.id"
	          " WHERE c.id IS NULL OR c.place <> t.place OR c.kind <> 'task' /* scan */" },
	{ .name = "parts belong to their whole",
	  .wrong = "parts of tasks are of another decision, or given by another office, than their whole",
	  .counts = "SELECT count(*) FROM meeting_task AS t LEFT JOIN meeting_task AS u ON u.county = t.parent_county"
	            " AND u.id = t.parent_id WHERE t.parent_id > 0 AND (u.id IS NULL OR u.place <> t.from_place"
	            " OR u.meeting_id <> t.meeting_id OR u.decision <> t.decision) /* scan */" },
	{ .name = "answered tasks have no open part",
	  .wrong = "tasks are answered though a part of them is open",
	  .counts = "SELECT count(*) FROM meeting_task AS t JOIN case_file AS c ON c.county = t.county AND c.id = t.id"
	            " JOIN case_file AS w ON w.county = t.parent_county AND w.id = t.parent_id"
	            " WHERE t.parent_id > 0 AND c.phase < 3 AND w.phase > 1 /* scan */" },
	{ .name = NULL },
};
