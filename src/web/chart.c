/* Bar, stacked bar and line charts as SVG. Everything is whole units of a drawing 640 wide; the page's style gives the colours. The bars
   stand on zero always, so that their lengths may be compared; a line may be beside them. */
#include <assert.h>
#include <string.h>

#include "base/money.h"
#include "web/kit.h"
#include "web/kit/kit_templates.h"

enum {
	WIDTH = 640,
	HEIGHT = 350,
	TOP = 30,
	BOTTOM = 314,
	LABEL_Y = 338,
	RULES = 5,       /* at most so many steps from zero to the top */
	LETTER = 8,      /* about the width of a digit; a Han character is two */
	LINE = 16,       /* the height of a written value */
	DOTS_UP_TO = 14, /* points of a line get a dot when they are few */
};

struct scale {
	int64_t low, high, step;
};

/* The smallest of 1, 2, 5 times a power of ten that covers the span in RULES steps (Heckbert, Nice Numbers for Graph Labels). */
static int64_t nice_step(int64_t span)
{
	int64_t least = span / RULES + (span % RULES != 0), power = 1;
	while (least / power >= 10)
		power *= 10;
	static const int64_t leaders[] = { 1, 2, 5, 10 };
	for (size_t i = 0; i < 4; i++)
		if (leaders[i] * power >= least)
			return leaders[i] * power;
	return 10 * power;
}

static bool is_run(const struct chart_series *series)
{
	return strncmp(series->look, "run", 3) == 0;
}

/* A bar that stands on the one before it. */
static bool is_over(const struct chart_series *series)
{
	return strncmp(series->look, "over", 4) == 0;
}

/* How high the bar of series s reaches at i with those that it stands on; INT64_MIN: none. */
static int64_t reach_of(const struct chart_series *series, size_t s, size_t i)
{
	int64_t sum = series[s].values[i];
	while (s > 0 && is_over(&series[s]) && sum != INT64_MIN) {
		s--;
		sum = series[s].values[i] == INT64_MIN ? sum : sum + series[s].values[i];
	}
	return sum;
}

static struct scale scale_of(const struct chart_series *series, size_t series_count, size_t count)
{
	int64_t low = 0, high = 0, most = INT64_MAX / 16;
	for (size_t s = 0; s < series_count; s++) {
		for (size_t i = 0; i < count; i++) {
			int64_t value = reach_of(series, s, i);
			if (value == INT64_MIN)
				continue;
			assert(value < most && value > -most);
			low = value < low ? value : low;
			high = value > high ? value : high;
		}
	}
	if (high == low)
		high = 1;
	int64_t step = nice_step(high - low);
	return (struct scale){ (low - (low < 0 ? step - 1 : 0)) / step * step, (high + step - 1) / step * step, step };
}

static int y_of(const struct scale *scale, int64_t value)
{
	int64_t part = money_share(BOTTOM - TOP, value - scale->low, scale->high - scale->low);
	return BOTTOM - (int)part;
}

/* About how wide the text is drawn: ASCII one letter, everything else two. */
static int width_of(struct text t)
{
	int letters = 0;
	uint32_t c;
	while ((c = text_next_character(&t)) != 0)
		letters += c < 0x300 ? 1 : 2;
	return letters * LETTER;
}

static void draw_rules(struct request *r, struct chart_drawing *d, const struct scale *scale)
{
	d->base_y = y_of(scale, 0);
	for (int64_t value = scale->low; value <= scale->high; value += scale->step) {
		if (value == 0 || d->is_empty)
			continue;
		assert(d->rule_count < sizeof d->rules / sizeof d->rules[0]);
		struct text label = show_number(r, value);
		int width = width_of(label) + 14;
		d->left = width > d->left ? width : d->left;
		d->rules[d->rule_count++] = (struct chart_rule){ y_of(scale, value), label };
	}
}

/* The middle of slot i of count. */
static int x_of(const struct chart_drawing *d, size_t i, size_t count)
{
	return d->left + (int)((2 * i + 1) * (size_t)(d->width - d->left) / (2 * count));
}

static void draw_bar(struct chart_drawing *d, const struct scale *scale, size_t s, size_t i, int left, int width,
                     size_t part_from)
{
	int64_t value = d->series[s].values[i], reach = reach_of(d->series, s, i);
	if (value == INT64_MIN || value == 0)
		return;
	int foot = is_over(&d->series[s]) ? y_of(scale, reach - value) : d->base_y, y = y_of(scale, reach);
	int top = value > 0 ? y : foot, height = value > 0 ? foot - y : y - foot;
	bool part = i >= part_from && !is_over(&d->series[s]) && !d->is_stacked;
	d->bars[d->bar_count++] = (struct chart_mark){ .x = left,
		                                       .y = height ? top : top - 1,
		                                       .width = width,
		                                       .height = height ? height : 1,
		                                       .look = part ? "bar part" : d->series[s].look };
}

static void draw_bars(struct chart_drawing *d, const struct scale *scale, size_t count, size_t part_from)
{
	size_t kinds = 0, kind;
	for (size_t s = 0; s < d->series_count; s++) {
		kinds += !is_run(&d->series[s]) && !is_over(&d->series[s]);
		d->is_stacked |= is_over(&d->series[s]);
	}
	if (!kinds)
		return;
	int slot = (d->width - d->left) / (int)count, width = slot * 64 / 100 / (int)kinds;
	width = width < 2 ? 2 : width > 64 ? 64 : width;
	size_t begun = 0;
	for (size_t s = 0; s < d->series_count; s++) {
		if (is_run(&d->series[s]))
			continue;
		begun += !is_over(&d->series[s]);
		kind = begun - 1; /* the first of a stack is no `over` */
		for (size_t i = 0; i < count; i++)
			draw_bar(d, scale, s, i, x_of(d, i, count) - width * (int)kinds / 2 + width * (int)kind, width,
			         part_from);
	}
}

/* A line is broken where there is no value. */
static void draw_run(struct request *r, struct chart_drawing *d, const struct chart_series *series,
                     const struct scale *scale, size_t count)
{
	struct output path = output_in(r->arena);
	bool drawing = false;
	for (size_t i = 0; i < count; i++) {
		bool there = series->values[i] != INT64_MIN;
		if (there) {
			int x = x_of(d, i, count), y = y_of(scale, series->values[i]);
			out_format(&path, "%c%d %d", drawing ? 'L' : 'M', x, y);
			if (count <= DOTS_UP_TO)
				d->dots[d->dot_count++] = (struct chart_mark){ .x = x, .y = y, .look = series->look };
		}
		drawing = there;
	}
	d->runs[d->run_count++] = (struct chart_run){ output_text(&path), series->look };
}

/* Every label when they fit, else every second, fifth, ... */
static void draw_labels(struct chart_drawing *d, const struct text *labels, size_t count)
{
	static const size_t strides[] = { 1, 2, 5, 10, 20, 50, 100 };
	int widest = 0;
	for (size_t i = 0; i < count; i++) {
		int width = width_of(labels[i]);
		widest = width > widest ? width : widest;
	}
	size_t pick = 0;
	while (pick + 1 < sizeof strides / sizeof strides[0] &&
	       (d->width - d->left) * (int)strides[pick] / (int)count < widest + LETTER)
		pick++;
	for (size_t i = 0; i < count; i += strides[pick])
		d->labels[d->label_count++] =
			(struct chart_mark){ .x = x_of(d, i, count), .y = LABEL_Y, .label = labels[i] };
}

/* The series whose values are written: the first bars, with all that stands on them. */
static size_t written_series(const struct chart_drawing *d)
{
	size_t first = 0;
	while (first < d->series_count && is_run(&d->series[first]))
		first++;
	if (first == d->series_count)
		return 0;
	while (first + 1 < d->series_count && is_over(&d->series[first + 1]))
		first++;
	return first;
}

/* A value above its bar. Where it would run into the one written before, the later gives way, but the highest never. */
static void write_value(struct request *r, struct chart_drawing *d, const struct scale *scale, size_t s, size_t i,
                        size_t count, bool highest)
{
	int64_t reach = reach_of(d->series, s, i);
	struct text label = show_number(r, reach);
	int half = width_of(label) / 2, x = x_of(d, i, count), y = y_of(scale, reach) - 6;
	x = x < d->width - half ? x : d->width - half;
	if (d->value_count > 0) {
		const struct chart_mark *before = &d->values[d->value_count - 1];
		int apart = x - half - (before->x + width_of(before->label) / 2), higher = before->y - y;
		bool meet = apart < LETTER / 2 && higher < LINE && higher > -LINE;
		if (meet && !highest)
			return;
		d->value_count -= meet;
	}
	d->values[d->value_count++] = (struct chart_mark){ .x = x, .y = y, .label = label };
}

/* When the bars are few each has its value above it: where one towers over the others, their heights alone say nothing. Of many, the
   highest and the last are written out. */
static void draw_values(struct request *r, struct chart_drawing *d, const struct scale *scale, size_t count,
                        const struct text *labels)
{
	size_t highest = count, last = count, s = written_series(d);
	for (size_t i = 0; i < count; i++) {
		if (d->series[s].values[i] == INT64_MIN)
			continue;
		last = i;
		if (highest == count || reach_of(d->series, s, i) > reach_of(d->series, s, highest))
			highest = i;
	}
	d->words = d->is_empty ? words(r, N_("%s. Nothing was reported."), d->name) : text_of(d->name);
	if (highest == count)
		return;
	for (size_t i = 0; i < count; i++) {
		bool there = d->series[s].values[i] != INT64_MIN;
		bool told = i == highest || i == last || (count <= DOTS_UP_TO && d->series[s].values[i] != 0);
		if (there && told)
			write_value(r, d, scale, s, i, count, i == highest);
	}
	d->words = words(r, N_("%s. Highest: %s, %s. Last: %s."), d->name, labels[highest],
	                 show_number(r, reach_of(d->series, s, highest)), show_number(r, reach_of(d->series, s, last)));
}

static bool has_no_value(const struct chart_series *series, size_t series_count, size_t count)
{
	for (size_t s = 0; s < series_count; s++)
		for (size_t i = 0; i < count; i++)
			if (series[s].values[i] != INT64_MIN)
				return false;
	return true;
}

void chart(struct request *r, const char *name, struct text unit, const struct text *labels, size_t count,
           const struct chart_series *series, size_t series_count, size_t part_from)
{
	assert(count <= LIMIT_LIST_ROWS && series_count <= 8);
	if (!count || !series_count)
		return;
	struct scale scale = scale_of(series, series_count, count);
	struct chart_drawing d = { .name = name,
		                   .unit = unit,
		                   .width = WIDTH,
		                   .height = HEIGHT,
		                   .series = series,
		                   .series_count = series_count,
		                   .unfinished = part_from < count,
		                   .is_empty = has_no_value(series, series_count, count) };
	d.bars = arena_array(r->arena, count * series_count, sizeof *d.bars);
	d.dots = arena_array(r->arena, count * series_count, sizeof *d.dots);
	d.labels = arena_array(r->arena, count, sizeof *d.labels);
	d.values = arena_array(r->arena, count, sizeof *d.values);
	d.runs = arena_array(r->arena, series_count, sizeof *d.runs);
	draw_rules(r, &d, &scale);
	draw_bars(&d, &scale, count, part_from);
	for (size_t s = 0; s < series_count; s++)
		if (is_run(&series[s]))
			draw_run(r, &d, &series[s], &scale, count);
	draw_labels(&d, labels, count);
	draw_values(r, &d, &scale, count, labels);
	chart_html(r, &d);
}
