/* Lists of cases: the desk of a place, what is open, late or closed in its land, and how many in the places below. What is late is never
   kept: it is whatever is past its time at the moment of looking. */
#include "base/calendar.h"
#include "base/limits.h"
#include "common/cases/cases_inside.h"

static const struct field line_fields[] = {
	INT_FIELD(case_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, case_line, id, N_("Number"), FIELD_OUT, 0, 0),
	TEXT_FIELD(case_line, kind, N_("Kind"), FIELD_OUT, 0, 40),
	WHOLE_FIELD(FIELD_PLACE, case_line, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(case_line, place_name, N_("Name of the village"), FIELD_OUT, 0, 60),
	TEXT_FIELD(case_line, title, N_("What it is about"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	TEXT_FIELD(case_line, state, N_("State"), FIELD_OUT, 0, 40),
	STATE_FIELD(case_line, phase, N_("Phase"), FIELD_OUT, case_phases),
	STATE_FIELD(case_line, level, N_("Level"), FIELD_OUT, place_levels),
	WHOLE_FIELD(FIELD_PLACE, case_line, desk, N_("Lies with"), FIELD_OUT, 0, 0),
	TEXT_FIELD(case_line, desk_name, N_("Lies with"), FIELD_OUT, 0, 60),
	INT_FIELD(case_line, holder_id, N_("Who is on it"), 0, 0, 0),
	TEXT_FIELD(case_line, holder_name, N_("Who is on it"), FIELD_OUT, 0, 60),
	TEXT_FIELD(case_line, asker_name, N_("Asked by"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_MOMENT, case_line, due_at, N_("Due"), FIELD_OUT, 0, 0),
	INT_FIELD(case_line, rises, N_("Times gone up"), FIELD_OUT, 0, 0),
	INT_FIELD(case_line, reopened, N_("Times reopened"), FIELD_OUT, 0, 0),
	STATE_FIELD(case_line, result, N_("Result"), FIELD_OUT, case_results),
	WHOLE_FIELD(FIELD_MOMENT, case_line, opened_at, N_("Asked"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, case_line, state_at, N_("Since"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, case_line, closed_at, N_("Closed"), FIELD_OUT, 0, 0),
	TEXT_FIELD(case_line, why, N_("Why it is late"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record case_line_record = { .name = "case_line",
	                                 .size = sizeof(struct case_line),
	                                 .county = offsetof(struct case_line, county),
	                                 .fields = line_fields };

static const struct field part_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, case_part, place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(case_part, name, N_("Name of the place"), FIELD_OUT, 0, 60),
	INT_FIELD(case_part, open_count, N_("Not closed yet"), FIELD_OUT, 0, 0),
	INT_FIELD(case_part, late_count, N_("Late"), FIELD_OUT, 0, 0),
	INT_FIELD(case_part, answered_count, N_("Answered, not yet confirmed"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record case_part_record = { .name = "case_part", .size = sizeof(struct case_part), .fields = part_fields };

/* One text for each list, so that each finds its index. */
#define LINE_COLUMNS                                                                                                    \
	"SELECT c.county, c.id, c.kind, c.place, c.level, c.desk, c.title, c.state, c.phase, c.holder_id, c.due_at,"    \
	" c.rises, c.reopened, c.result, c.opened_at, c.state_at, c.closed_at, coalesce(d.name, '') AS desk_name,"      \
	" coalesce(v.name, '') AS place_name, coalesce(h.name, '') AS holder_name, coalesce(a.name, '') AS asker_name," \
	" '' AS why FROM case_file AS c LEFT JOIN place AS d ON d.place = c.desk"                                       \
	" LEFT JOIN place AS v ON v.place = c.place - c.place % 100000"                                                 \
	" LEFT JOIN person AS h ON h.county = c.holder_county AND h.id = c.holder_id"                                   \
	" LEFT JOIN person AS a ON a.county = c.asker_county AND a.id = c.asker_id WHERE c.id < $1 AND ($2 = '' OR c.kind = $2)"
#define LINE_ORDER " ORDER BY c.id DESC LIMIT $3"

enum outcome case_lines(struct request *r, int64_t place, enum case_list list, struct text kind, int64_t before,
                        size_t limit, struct case_line **ret, size_t *ret_count)
{
	struct db_value upto = i64(before > 0 ? before : INT64_MAX), most = i64((int64_t)limit);
	struct db_value from = i64(place), end = i64(place_end(place));

	switch (list) {
	case LIST_DESK:
		return db_list(r->db, r->arena, &case_line_record, limit, ret, ret_count,
		               LINE_COLUMNS " AND c.desk = $4 AND c.phase < 3" LINE_ORDER,
		               bind(upto, txt(kind), most, from));
	case LIST_OPEN:
		return db_list(r->db, r->arena, &case_line_record, limit, ret, ret_count,
		               LINE_COLUMNS " AND c.place >= $4 AND c.place < $5 AND c.phase < 3" LINE_ORDER
		                            " /* sorts */ /* scan */",
		               bind(upto, txt(kind), most, from, end));
	case LIST_LATE:
		return db_list(r->db, r->arena, &case_line_record, limit, ret, ret_count,
		               LINE_COLUMNS " AND c.place >= $4 AND c.place < $5 AND c.phase < 3 AND c.due_at > 0"
		                            " AND c.due_at <= $6" LINE_ORDER " /* sorts */ /* scan */",
		               bind(upto, txt(kind), most, from, end, i64(r->now)));
	case LIST_CLOSED:
		break;
	}
	return db_list(r->db, r->arena, &case_line_record, limit, ret, ret_count,
	               LINE_COLUMNS " AND c.place >= $4 AND c.place < $5 AND c.phase = 3" LINE_ORDER
	                            " /* sorts */ /* scan */",
	               bind(upto, txt(kind), most, from, end));
}

enum outcome case_lines_late(struct request *r, int64_t place, int64_t held, int64_t before, size_t limit,
                             struct case_line **ret, size_t *ret_count)
{
	enum outcome outcome =
		db_list(r->db, r->arena, &case_line_record, limit, ret, ret_count,
	                LINE_COLUMNS
	                " AND c.place >= $4 AND c.place < $5 AND c.phase < 3 AND c.due_at > 0 AND c.due_at <= $6"
	                " AND ($7 = 0 OR CASE WHEN c.holder_id = 0 THEN 1 ELSE 2 END = $7)" LINE_ORDER
	                " /* sorts */ /* scan */",
	                bind(i64(before > 0 ? before : INT64_MAX), txt(T("")), i64((int64_t)limit), i64(place),
	                     i64(place_end(place)), i64(r->now), i64(held)));

	for (size_t i = 0; outcome == DONE && i < *ret_count; i++)
		(*ret)[i].why = case_why(r, &(*ret)[i]);
	return outcome;
}

enum outcome case_parts(struct request *r, int64_t place, struct case_part **ret, size_t *ret_count)
{
	enum place_level level = place_level(place);
	int64_t span = place_span(level < PLACE_VILLAGE ? level + 1 : level);
	enum outcome outcome = db_list(
		r->db, r->arena, &case_part_record, LIMIT_LIST_ROWS, ret, ret_count,
		"SELECT p.place, coalesce(l.name, '') AS name, p.open_count, p.late_count, p.answered_count FROM ("
		"SELECT c.place - c.place % $3 AS place, count(*) AS open_count,"
		" count(*) FILTER (WHERE c.due_at > 0 AND c.due_at <= $4) AS late_count,"
		" count(*) FILTER (WHERE c.phase = 2) AS answered_count FROM case_file AS c"
		" WHERE c.place >= $1 AND c.place < $2 AND c.phase < 3 GROUP BY c.place - c.place % $3) AS p"
		" LEFT JOIN place AS l ON l.place = p.place ORDER BY p.place LIMIT 1000 /* sorts */ /* scan */",
		bind(i64(place), i64(place_end(place)), i64(span), i64(r->now)));

	return outcome;
}

struct text case_why(struct request *r, const struct case_line *line)
{
	const struct case_kind *kind = case_kind_of(line->kind);
	const struct case_state *state = kind != NULL ? case_state_named(kind, line->state) : NULL;
	int64_t over = (r->now - line->due_at) / CALENDAR_DAY_MS;
	int64_t allowed = (line->due_at - line->state_at) / CALENDAR_DAY_MS;
	struct text since =
		words(r, "Since %s it stands at “%s”; %s days were allowed, and %s have passed since then.",
	              show_day(r, calendar_day(line->state_at)), state != NULL ? _(state->label) : "", allowed, over);
	struct text with =
		line->holder_id != 0 ? words(r, "%s is on it.", line->holder_name) : words(r, "Nobody is on it.");

	return text_format(r->arena, "%.*s%s%.*s", TEXT(since), show_gap(r), TEXT(with));
}

/* Opened, closed or confirmed in the period: what an indicator counted. */
enum outcome case_lines_of(struct request *r, int64_t place, int64_t indicator, int64_t period, int64_t before,
                           size_t limit, struct case_line **ret, size_t *ret_count)
{
	int64_t from = calendar_day_start(calendar_period_start(period));
	int64_t end = calendar_day_end(calendar_period_end(period));
	struct db_value upto = i64(before > 0 ? before : INT64_MAX), most = i64((int64_t)limit);

	if (indicator == INDICATOR_CASES_OPENED)
		return db_list(r->db, r->arena, &case_line_record, limit, ret, ret_count,
		               LINE_COLUMNS " AND c.place >= $4 AND c.place < $5 AND c.opened_at >= $6"
		                            " AND c.opened_at < $7" LINE_ORDER " /* sorts */ /* scan */",
		               bind(upto, txt(T("")), most, i64(place), i64(place_end(place)), i64(from), i64(end)));
	return db_list(r->db, r->arena, &case_line_record, limit, ret, ret_count,
	               LINE_COLUMNS " AND c.place >= $4 AND c.place < $5 AND c.phase = 3 AND c.closed_at >= $6"
	                            " AND c.closed_at < $7 AND ($8 = 0 OR c.result = 1)" LINE_ORDER
	                            " /* sorts */ /* scan */",
	               bind(upto, txt(T("")), most, i64(place), i64(place_end(place)), i64(from), i64(end),
	                    i64(indicator == INDICATOR_CASES_FIXED)));
}
