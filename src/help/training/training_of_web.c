/* The rows behind a number of training and work: which course or work, which village, when, how much. Without names of people. */
#include "base/calendar.h"
#include "base/limits.h"
#include "help/training/training_inside.h"
#include "help/training/training_templates.h"

struct training_row {
	int64_t county, id, place, at, gain_fen;
	struct text title, village;
};

static const struct field row_fields[] = {
	INT_FIELD(training_row, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, training_row, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(training_row, place, N_("Place"), 0, 0, 0),
	TEXT_FIELD(training_row, title, N_("Course or work"), FIELD_OUT, 0, 0),
	TEXT_FIELD(training_row, village, N_("Village"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, training_row, at, N_("When"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, training_row, gain_fen, N_("More a month than before"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record training_row_record = { .name = "training_row",
	                                    .size = sizeof(struct training_row),
	                                    .county = offsetof(struct training_row, county),
	                                    .fields = row_fields };

#define WITHIN " >= $1 AND x.place < $2 AND x.id < $3 AND "
#define NEWEST " ORDER BY x.id DESC LIMIT $6 /* scan */ /* sorts */"
#define VILLAGE ", COALESCE(l.name, '') AS village FROM "

static enum outcome read_rows(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                              void *ret_rows, size_t *ret_count)
{
	struct text name = request_query(r, "indicator");
	int64_t period = request_period(r, calendar_year(r->today));
	int64_t from = calendar_day_start(calendar_period_start(period)),
		end = calendar_day_end(calendar_period_end(period));
	const struct db_value values[] = {
		i64(view->place), i64(place_end(view->place)), i64(before > 0 ? before : INT64_MAX), i64(from),
		i64(end),         i64((int64_t)limit)
	};

	if (text_equal(name, T("work_begun")))
		return db_list(r->db, r->arena, &training_row_record, limit, ret_rows, ret_count,
		               "SELECT x.county, x.id, x.place, x.began_at AS at, 0 AS gain_fen, v.title" VILLAGE
		               "application AS x JOIN vacancy AS v ON v.county = x.county AND v.id = x.vacancy_id"
		               " LEFT JOIN place AS l ON l.place = x.place WHERE x.place" WITHIN
		               "x.state = 5 AND x.began_at >= $4 AND x.began_at < $5" NEWEST,
		               values, sizeof values / sizeof values[0]);
	if (text_equal(name, T("followed_up")) || text_equal(name, T("gain_fen")))
		return db_list(
			r->db, r->arena, &training_row_record, limit, ret_rows, ret_count,
			"SELECT x.county, x.id, x.place, x.asked_at AS at, x.gain_fen, c.title" VILLAGE
			"follow_up AS x JOIN trainee AS t ON t.county = x.county AND t.id = x.trainee_id JOIN course AS c"
			" ON c.county = t.county AND c.id = t.course_id LEFT JOIN place AS l ON l.place = x.place"
			" WHERE x.place" WITHIN "x.asked_at >= $4 AND x.asked_at < $5" NEWEST,
			values, sizeof values / sizeof values[0]);
	return db_list(r->db, r->arena, &training_row_record, limit, ret_rows, ret_count,
	               "SELECT x.county, x.id, x.place, x.completed_at AS at, 0 AS gain_fen, c.title" VILLAGE
	               "trainee AS x JOIN course AS c ON c.county = x.county AND c.id = x.course_id"
	               " LEFT JOIN place AS l ON l.place = x.place WHERE x.place" WITHIN
	               "x.state = 2 AND x.completed_at >= $4 AND x.completed_at < $5" NEWEST,
	               values, sizeof values / sizeof values[0]);
}

static const struct table of_table = {
	.symbol = "i-training",
	.name = "training",
	.caption = N_("Training and work"),
	.record = &training_row_record,
	.columns = (const struct table_column[]){ { .name = "title" },
	                                          { .name = "village" },
	                                          { .name = "at" },
	                                          { .name = "gain_fen" },
	                                          TABLE_COLUMNS_END },
	.id = offsetof(struct training_row, id),
	.read = read_rows,
	.empty = N_("Nothing in this time"),
	.empty_words = N_("Choose another month on the page of figures."),
};

enum outcome training_of_where(struct request *r, struct scope *ret_scope)
{
	return place_where_may(r, RIGHT_FIGURES_READ, ret_scope);
}

void training_of_page(struct request *r)
{
	struct table_view view;

	if (!table_opens(r, &of_table, r->scope.place, &view))
		return;
	page_begin_named(r, text_of(_("Training behind the number")), "figures", NULL);
	course_list_of(r, &view, place_name(r->db, r->arena, r->scope.place),
	               show_period(r, request_period(r, calendar_year(r->today))));
	page_end(r);
}
