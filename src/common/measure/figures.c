/* Reading what the pages of figures show. */
#include <assert.h>
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "base/money.h"
#include "common/measure/measure_view.h"

enum { FIGURE_INDICATORS = INDICATOR_NUMBERS - 1 };

bool figure_growth(int64_t value, int64_t before, int64_t *ret_tenths)
{
	int64_t scaled;

	if (before <= 0 || !money_multiply(value - before, 1000, &scaled))
		return false;
	*ret_tenths = scaled / before;
	return true;
}

struct text figure_text(struct request *r, const struct indicator *indicator, int64_t value, const char **ret_unit)
{
	*ret_unit = "";
	if (indicator->unit == UNIT_FEN)
		return show_big_fen(r, value, ret_unit);
	if (indicator->unit == UNIT_GRAMS && (value >= 10000000 || value <= -10000000)) {
		*ret_unit = _("t");
		return text_format(r->arena, "%.*s.%lld", TEXT(number_grouped(r->arena, value / 1000000)),
		                   (long long)(value % 1000000 < 0 ? -value % 1000000 : value % 1000000) / 100000);
	}
	if (indicator->unit == UNIT_GRAMS) {
		*ret_unit = _("kg");
		return number_grouped(r->arena, value / 1000);
	}
	return number_grouped(r->arena, value);
}

const char *figures_group_word(enum indicator_group group)
{
	switch (group) {
	case FIGURES_TRADE:
		return N_("Trade");
	case FIGURES_SERVICE:
		return N_("Services");
	case FIGURES_HELP:
		return N_("Help given");
	case FIGURES_HOUSEHOLD:
		return N_("Households helped");
	case FIGURES_PROJECT:
		return N_("Projects and partners");
	case FIGURES_WORK:
		return N_("Training and work");
	case FIGURES_NONE:
	case FIGURES_GROUPS:
		break;
	}
	return "";
}

/* Whether the pages of the group list the indicator. */
static bool is_listed(const struct indicator *indicator, enum indicator_group group)
{
	return indicator != NULL && indicator->unit != UNIT_STANDING &&
	       (group == FIGURES_NONE || indicator->group == group);
}

const struct indicator *figures_group_first(enum indicator_group group)
{
	for (int64_t number = 1; number < INDICATOR_NUMBERS; number++)
		if (is_listed(indicator_of(number), group))
			return indicator_of(number);
	return NULL;
}

static void list_indicators(struct figures *figures)
{
	for (int64_t number = 1; number < INDICATOR_NUMBERS; number++) {
		const struct indicator *indicator = indicator_of(number);

		if (is_listed(indicator, figures->group))
			figures->list[figures->count++] =
				(struct figure){ .indicator = indicator, .name = text_of(indicator->name) };
	}
}

static struct figure *figure_of(struct figures *figures, int64_t indicator)
{
	for (size_t i = 0; i < figures->count; i++)
		if (figures->list[i].indicator->number == indicator)
			return &figures->list[i];
	return NULL;
}

static void put_pairs(struct figures *figures, const struct tally_pair *pairs, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct figure *figure = figure_of(figures, pairs[i].indicator);

		if (figure != NULL) {
			figure->value = pairs[i].value;
			figure->before = pairs[i].before;
		}
	}
}

/* The same days of the year before a month that is not over. */
static enum outcome read_days_before(struct request *r, struct figures *figures, int64_t year_before)
{
	struct tally_value *values;
	size_t count = 0;
	enum outcome outcome = tally_between(r->db, r->arena, figures->place, calendar_period_start(year_before),
	                                     calendar_year_before(r->today), FIGURE_INDICATORS, &values, &count);

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		struct figure *figure = figure_of(figures, values[i].indicator);

		if (figure != NULL)
			figure->before = values[i].value;
	}
	return outcome;
}

/* Totals now and over the same days of the year before. */
static enum outcome read_list(struct request *r, struct figures *figures)
{
	int64_t year_before = calendar_year_before(figures->period);
	bool by_days = figures->is_unfinished && figures->period % 100 == 0;
	struct tally_pair *pairs;
	size_t count;
	enum outcome outcome = tally_pairs(r->db, r->arena, figures->place, figures->period,
	                                   by_days ? TALLY_NO_PERIOD : year_before, &pairs, &count);

	if (outcome != DONE)
		return outcome;
	put_pairs(figures, pairs, count);
	return by_days ? read_days_before(r, figures, year_before) : DONE;
}

/* Months of a year, or days of a month. */
static void plan_points(struct request *r, struct figures *figures, int64_t *ret_first, int64_t *ret_step)
{
	bool is_year = figures->period % 10000 == 0;
	int64_t first = is_year ? figures->period + 100 : calendar_month(figures->period) + 1;
	int64_t last = is_year ? figures->period + 1200 : calendar_period_end(calendar_month(figures->period));
	int64_t now = is_year ? calendar_month(r->today) : r->today;

	*ret_first = first;
	*ret_step = is_year ? 100 : 1;
	figures->points = (size_t)((last - first) / *ret_step + 1);
	figures->part_from = figures->points;
	assert(figures->points <= FIGURE_POINTS);
	for (size_t i = 0; i < figures->points; i++) {
		int64_t period = first + (int64_t)i * *ret_step;

		figures->labels[i] =
			is_year ? show_month(r, period) : text_format(r->arena, "%lld", (long long)(period % 100));
		figures->now[i] = period > now ? INT64_MIN : 0;
		figures->before[i] = 0;
		if (period == now)
			figures->part_from = i;
	}
}

static enum outcome read_points(struct request *r, struct figures *figures)
{
	struct tally_point *points;
	int64_t first, step;
	size_t count;
	enum outcome outcome;

	plan_points(r, figures, &first, &step);
	outcome = tally_series(r->db, r->arena, figures->place, figures->chosen->number, first,
	                       first + (int64_t)(figures->points - 1) * step, true, &points, &count);
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		bool is_before = points[i].period < first;
		int64_t k = (points[i].period + (is_before ? 10000 : 0) - first) / step;

		if (k >= 0 && k < (int64_t)figures->points)
			(is_before ? figures->before : figures->now)[k] = points[i].value;
	}
	return outcome;
}

static enum outcome read_rows(struct request *r, struct figures *figures)
{
	enum place_level level = place_level(figures->place);
	struct place *below;
	struct tally_cell *cells;
	size_t count, cell_count, row = 0;
	enum outcome outcome;

	if (level >= PLACE_VILLAGE || (level == PLACE_TOWNSHIP && !figures->may_rows))
		return DONE; /* villages' numbers tell of few people, beside those of others as on a page of their own */
	outcome = place_children(r->db, r->arena, figures->place, 0, LIMIT_LIST_ROWS, &below, &count);
	if (outcome == DONE)
		outcome = tally_table(r->db, r->arena, figures->place, (enum place_level)(level + 1), FIGURE_INDICATORS,
		                      figures->period, &cells, &cell_count);
	if (outcome != DONE)
		return outcome;
	figures->rows = arena_array(r->arena, count + 1, sizeof *figures->rows);
	figures->row_count = count;
	for (size_t i = 0; i < count; i++) {
		figures->rows[i].place = below[i].place;
		figures->rows[i].name = below[i].name;
		while (row < cell_count && cells[row].place < below[i].place)
			row++;
		for (; row < cell_count && cells[row].place == below[i].place; row++) {
			figures->rows[i].values[cells[row].indicator] = cells[row].value;
			figures->rows[i].reported = true;
		}
	}
	return DONE;
}

/* A page by a place's code has its path already. */
static enum outcome read_path(struct request *r, struct figures *figures)
{
	const struct figures_path *path = r->kept;

	if (path == NULL)
		return place_path(r->db, r->arena, figures->place, figures->path, &figures->path_count);
	assert(path->items[path->count - 1].place == figures->place);
	memcpy(figures->path, path->items, sizeof path->items);
	figures->path_count = path->count;
	return DONE;
}

enum outcome figures_read(struct request *r, int64_t place, int64_t period, const struct indicator *chosen,
                          enum indicator_group group, struct figures *ret_figures)
{
	enum outcome outcome;

	*ret_figures = (struct figures){ .place = place, .period = period, .chosen = chosen, .group = group };
	ret_figures->is_unfinished =
		calendar_period_end(period) >= r->today && calendar_period_start(period) <= r->today;
	ret_figures->may_rows = request_may(r, RIGHT_FIGURES_READ, place);
	list_indicators(ret_figures);
	outcome = read_path(r, ret_figures);
	ret_figures->name = ret_figures->path_count > 0 ? ret_figures->path[ret_figures->path_count - 1].name
	                                                : text_of(_("The whole country"));
	if (outcome == DONE)
		outcome = read_list(r, ret_figures);
	if (outcome == DONE && chosen != NULL)
		outcome = read_points(r, ret_figures);
	if (outcome == DONE)
		outcome = read_rows(r, ret_figures);
	return outcome;
}

static enum field_kind kind_of(enum unit unit)
{
	switch (unit) {
	case UNIT_FEN:
		return FIELD_FEN;
	case UNIT_GRAMS:
		return FIELD_GRAMS;
	case UNIT_COUNT:
	case UNIT_STANDING:
		return FIELD_INT;
	}
	return FIELD_INT;
}

const struct record *figure_row_record(struct arena *arena, enum indicator_group group)
{
	struct field *fields = arena_array(arena, INDICATOR_NUMBERS + 3, sizeof *fields);
	struct record *record = arena_take(arena, sizeof *record);
	size_t count = 0;

	fields[count++] = (struct field)WHOLE_FIELD(FIELD_PLACE, figure_row, place, N_("Code"), FIELD_OUT, 0, 0);
	fields[count++] = (struct field)TEXT_FIELD(figure_row, name, N_("Name"), FIELD_OUT, 0, 60);
	for (int64_t number = 1; number < INDICATOR_NUMBERS; number++) {
		const struct indicator *indicator = indicator_of(number);

		if (is_listed(indicator, group))
			fields[count++] = (struct field){ .kind = kind_of(indicator->unit),
				                          .flags = FIELD_OUT,
				                          .name = indicator->name,
				                          .label = indicator->label,
				                          .offset = offsetof(struct figure_row, values) +
				                                    (size_t)number * sizeof(int64_t) };
	}
	*record = (struct record){ .name = "figure_row", .size = sizeof(struct figure_row), .fields = fields };
	return record;
}
