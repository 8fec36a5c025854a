/* The schematic map: no borders, a square for each place. Squares are as large as a short name wants; the page scrolls it on a
   phone. Colours are five steps of the largest amount, so that equal differences look equal. */
#include "web/chart.h"

#include <assert.h>

#include "base/money.h"
#include "web/kit.h"
#include "web/kit/kit_templates.h"

enum { TILE = 78, EDGE = 74, ROW_TILES = 6, STEPS = 5 };

static const char *const steps[] = { "q1", "q2", "q3", "q4", "q5" };

/* The class of an amount: "gap" not reported, "neg" below 0, "" for 0, else q1 to q5. */
static const char *look_of(int64_t amount, int64_t most)
{
	if (amount == INT64_MIN)
		return "gap";
	if (amount <= 0)
		return amount < 0 ? "neg" : "zero";
	int64_t step = money_share(STEPS, amount - 1, most);
	return steps[step < STEPS ? step : STEPS - 1];
}

/* As many in a row as make the map wider than high, by a third. */
static int columns_of(size_t count)
{
	int columns = ROW_TILES;
	while ((size_t)(columns * columns) * 2 < count * 3 && columns < 16)
		columns++;
	return columns;
}

static void place_tile(struct tile_mark *mark, const struct tile *tile, size_t i, int columns, bool placed)
{
	mark->x = (placed ? tile->column : (int)i % columns) * TILE + 2;
	mark->y = (placed ? tile->row : (int)i / columns) * TILE + 2;
}

void tile_map(struct request *r, const char *name, const struct tile *tiles, size_t count, bool placed)
{
	struct tile_drawing d = { .name = name, .count = count, .placed = placed };
	int64_t most = 1;
	int columns = columns_of(count);
	assert(count <= LIMIT_LIST_ROWS);
	if (!count)
		return;
	for (size_t i = 0; i < count; i++)
		most = tiles[i].amount > most ? tiles[i].amount : most;
	d.marks = arena_array(r->arena, count, sizeof *d.marks);
	for (size_t i = 0; i < count; i++) {
		struct tile_mark *mark = &d.marks[i];
		*mark = (struct tile_mark){ .tile = &tiles[i], .look = look_of(tiles[i].amount, most) };
		place_tile(mark, &tiles[i], i, columns, placed);
		d.width = mark->x + TILE - 2 > d.width ? mark->x + TILE - 2 : d.width;
		d.height = mark->y + TILE - 2 > d.height ? mark->y + TILE - 2 : d.height;
		d.has_gap |= tiles[i].amount == INT64_MIN;
		d.has_negative |= tiles[i].amount < 0 && tiles[i].amount != INT64_MIN;
	}
	tile_map_html(r, &d);
}
