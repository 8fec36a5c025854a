/* The page with the rows behind a figure: what each is about, where, when, and what it counts for. Without names of people. */
#include <string.h>

#include "base/calendar.h"
#include "base/id.h"
#include "common/measure/measure_templates.h"
#include "common/measure/measure_view.h"
#include "web/table.h"

/* The indicator in the address, or the first that has rows of this kind. */
static const struct indicator *asked(struct request *r)
{
	const struct indicator *indicator = indicator_named(request_query(r, "indicator"));

	for (int64_t number = 1; (indicator == NULL || indicator->behind == NULL) && number < INDICATOR_NUMBERS;
	     number++)
		indicator = indicator_of(number);
	return indicator;
}

static int64_t asked_period(struct request *r)
{
	return request_period(r, calendar_year(r->today));
}

static enum outcome read_parts(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                               void *ret_rows, size_t *ret_count)
{
	struct figure_part *rows = NULL;
	enum outcome outcome =
		figure_parts(r->db, r->arena, asked(r), view->place, asked_period(r), before, limit, &rows, ret_count);

	memcpy(ret_rows, &rows, sizeof rows);
	return outcome;
}

static void dress(struct request *r, void *row)
{
	struct figure_part *part = row;

	if (part->title.length == 0)
		part->title = text_of(_(asked(r)->label));
	part->village = place_short(r->arena, part->village);
}

static struct text row_href(struct request *r, const void *row)
{
	const struct figure_part *part = row;
	const struct indicator *indicator = asked(r);

	if (indicator->href == NULL || part->thing_id == 0)
		return T("");
	return text_format(r->arena, "%s%.*s", indicator->href,
	                   TEXT(id_public(r->arena, part->county, part->thing_id)));
}

/* The rows with their value in pieces, in yuan and in kilograms: the record of a table says the unit. */
#define PARTS_OF(kind)                                                                                              \
	{                                                                                                           \
		.name = "figure_part", .size = sizeof(struct figure_part),                                          \
		.county = offsetof(struct figure_part, county), .fields = (const struct field[])                    \
		{                                                                                                   \
			TEXT_FIELD(figure_part, title, N_("What it is about"), FIELD_OUT, 0, 0),                    \
				TEXT_FIELD(figure_part, village, N_("Place"), FIELD_OUT, 0, 0),                     \
				WHOLE_FIELD(FIELD_DAY, figure_part, on, N_("Day"), FIELD_OUT, 0, 0),                \
				WHOLE_FIELD(FIELD_ID, figure_part, id, N_("Number"), FIELD_OUT, 0, 0),              \
				WHOLE_FIELD(kind, figure_part, value, N_("Counts for"), FIELD_OUT, 0, 0), FIELD_END \
		}                                                                                                   \
	}
static const struct record pieces_record = PARTS_OF(FIELD_INT), fen_record = PARTS_OF(FIELD_FEN),
			   grams_record = PARTS_OF(FIELD_GRAMS);

static const struct table_column columns[] = {
	{ .name = "title" }, { .name = "village" }, { .name = "on" }, { .name = "value" }, TABLE_COLUMNS_END
};
#define TABLE_OF(record_)                                                                                          \
	{                                                                                                          \
		.name = "rows", .caption = N_("Rows behind the number"), .record = &(record_), .columns = columns, \
		.id = offsetof(struct figure_part, id), .read = read_parts, .href = row_href, .dress = dress,      \
		.symbol = "i-figures", .empty = N_("Nothing in this time"),                                        \
		.empty_words = N_("Choose another period on the page of figures."),                                \
	}
static const struct table pieces_table = TABLE_OF(pieces_record), fen_table = TABLE_OF(fen_record),
			  grams_table = TABLE_OF(grams_record), program_table = TABLE_OF(figure_part_record);

static const struct table *table_for(struct request *r)
{
	enum unit unit = asked(r)->unit;

	if (r->json)
		return &program_table;
	return unit == UNIT_FEN ? &fen_table : unit == UNIT_GRAMS ? &grams_table : &pieces_table;
}

bool figure_rows_may(const struct request *r, const struct indicator *indicator, int64_t place)
{
	return request_may(r, RIGHT_FIGURES_READ, place) &&
	       (indicator->right == RIGHT_NONE || request_may(r, indicator->right, place));
}

enum outcome figure_parts_where(struct request *r, struct scope *ret_scope)
{
	const struct indicator *indicator = asked(r);
	enum outcome outcome = place_where_may(r, RIGHT_FIGURES_READ, ret_scope);

	return outcome != DONE || figure_rows_may(r, indicator, ret_scope->place) ? outcome : DENIED;
}

/* As look_record() of common/person, which comes later in the list of modules. */
static void record_look(struct request *r, const struct indicator *indicator)
{
	const char *why =
		indicator->look != NULL ? indicator->look : N_("List of the households of the place where you live");

	request_submit(r, "/looks",
	               (const char *const[]){ "place", text_string(r->arena, text_of_int(r->arena, r->scope.place)),
	                                      "person", "", "why", why, NULL });
}

void figure_parts_page(struct request *r)
{
	struct table_view table;
	struct figure_parts_view view = { .table = &table, .indicator = asked(r), .period = asked_period(r) };
	enum outcome outcome;

	if (view.indicator->right != RIGHT_NONE)
		record_look(r, view.indicator);
	if (!table_opens(r, table_for(r), r->scope.place, &table))
		return;
	outcome = tally_read(r->db, r->scope.place, view.indicator->number, view.period, &view.value);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.name = r->scope.place == PLACE_WHOLE ? text_of(_("The whole country"))
	                                          : place_name(r->db, r->arena, r->scope.place);
	page_begin_named(r, text_of(_("Rows behind the number")), "figures", NULL);
	figure_parts_html(r, &view);
	page_end(r);
}
