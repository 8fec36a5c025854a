/* Small drawings of many lines side by side (Tufte's small multiples): bars on zero, no axes, each on its own scale. */
#include "web/chart.h"

#include <assert.h>

#include "base/money.h"
#include "web/kit.h"
#include "web/kit/kit_templates.h"

enum { SMALL_WIDTH = 144, SMALL_HEIGHT = 36, SMALL_BARS = 62 };

void chart_small(struct request *r, struct text name, const int64_t *values, size_t count, size_t part_from)
{
	struct chart_mark bars[SMALL_BARS];
	size_t bar_count = 0;
	int64_t low = 0, high = 0;
	bool is_empty = true;
	assert(count > 0 && count <= SMALL_BARS);
	for (size_t i = 0; i < count; i++) {
		is_empty = is_empty && values[i] == INT64_MIN;
		low = values[i] != INT64_MIN && values[i] < low ? values[i] : low;
		high = values[i] > high ? values[i] : high;
	}
	int step = SMALL_WIDTH / (int)count;
	int base = high == low ? SMALL_HEIGHT : (int)money_share(SMALL_HEIGHT, high, high - low);
	for (size_t i = 0; i < count && high > low; i++) {
		if (values[i] == INT64_MIN || values[i] == 0)
			continue;
		int64_t size = values[i] < 0 ? -values[i] : values[i];
		int height = (int)money_share(SMALL_HEIGHT, size, high - low);
		height = height ? height : 1;
		bars[bar_count++] = (struct chart_mark){ .x = (int)i * step + 1,
			                                 .y = values[i] > 0 ? base - height : base,
			                                 .width = step > 3 ? step - 2 : step,
			                                 .height = height,
			                                 .look = i >= part_from ? "bar part" : "bar" };
	}
	if (is_empty)
		name = words(r, N_("%s. Nothing was reported."), name);
	tile_map_small(r, name, bars, bar_count, base, is_empty);
}
