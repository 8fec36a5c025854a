/* What is late in a land, and why, as a list; with how many in the places below. */
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "common/cases/cases_inside.h"
#include "common/cases/cases_templates.h"
#include "web/table.h"

static const struct choice held_words[] = { { "nobody", N_("Nobody is on it") },
	                                    { "somebody", N_("Somebody is on it") },
	                                    { NULL, NULL } };

static enum outcome read_late(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                              void *ret_rows, size_t *ret_count)
{
	struct case_line *lines = NULL;
	int64_t held = choice_position(held_words, view->values[0]) + 1; /* -1: not asked */
	enum outcome outcome = case_lines_late(r, view->place, held, before, limit, &lines, ret_count);

	memcpy(ret_rows, &lines, sizeof lines);
	return outcome;
}

static void show_place(struct request *r, const void *row)
{
	place_cell(r, ((const struct case_line *)row)->place_name);
}

static void show_desk(struct request *r, const void *row)
{
	place_cell(r, ((const struct case_line *)row)->desk_name);
}

static struct text line_href(struct request *r, const void *row)
{
	const struct case_line *line = row;

	return text_join(r->arena, T("/cases/"), id_public(r->arena, line->county, line->id));
}

static const struct table late_table = {
	.name = "late",
	.caption = N_("What is late, and why"),
	.record = &case_line_record,
	.columns = (const struct table_column[]){ { .name = "title" },
	                                          { .name = "place_name", .show = show_place, .label = N_("Village") },
	                                          { .name = "desk_name", .show = show_desk },
	                                          { .name = "due_at" },
	                                          { .name = "why" },
	                                          TABLE_COLUMNS_END },
	.filters =
		(const struct table_filter[]){ { .name = "held", .label = N_("Who is on it"), .choices = held_words },
	                                       TABLE_FILTERS_END },
	.id = offsetof(struct case_line, id),
	.read = read_late,
	.href = line_href,
	.symbol = "i-tick",
	.empty = N_("Nothing is late"),
};

static void give_late(struct request *r)
{
	size_t limit = request_limit(r), count = 0;
	struct case_line *lines = NULL;
	enum outcome outcome = case_lines_late(r, r->scope.place, 0, request_after(r), limit + 1, &lines, &count);

	give_list_read(r, outcome, &case_line_record, lines, count);
}

static enum outcome load_late(struct request *r, struct late_view *view)
{
	struct case_part *parts;
	enum outcome outcome = case_parts(r, view->place, &parts, &view->part_count);

	if (outcome == DONE)
		outcome = place_path(r->db, r->arena, view->place, view->above, &view->above_count);
	if (outcome != DONE)
		return outcome;
	view->parts = parts;
	for (size_t i = 0; i < view->part_count; i++) {
		view->open_count += parts[i].open_count;
		view->late_count += parts[i].late_count;
		view->answered_count += parts[i].answered_count;
	}
	return DONE;
}

void case_late_page(struct request *r)
{
	struct late_view view = { .place = r->scope.place };
	struct table_view lines;
	enum outcome outcome;

	if (r->json) {
		give_late(r);
		return;
	}
	if (!table_opens(r, &late_table, view.place, &lines))
		return;
	outcome = load_late(r, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin_named(r, text_of(_("What is late, and why")), "messages", "/cases");
	cases_late_html(r, &view, &lines);
	page_end(r);
}

static enum outcome file_rows(struct request *piece, int64_t after, size_t limit, void *ret_rows, size_t *ret_count)
{
	struct case_line *lines = NULL;
	enum outcome outcome = case_lines_late(piece, piece->scope.place, 0, after, limit, &lines, ret_count);

	memcpy(ret_rows, &lines, sizeof lines);
	return outcome;
}

void case_late_file(struct request *r)
{
	static const struct csv_file file = { &case_line_record, offsetof(struct case_line, id), file_rows };

	give_csv_file(r, &file, T("late.csv"));
}
