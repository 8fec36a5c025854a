/* The places below as a map of tiles. Of Sichuan's cities and of Luzhou's counties the scheme says roughly who lies beside whom; it is
   drawn by hand from general knowledge of the map and holds no border. All others stand in the order of their codes. */
#include "common/measure/measure_view.h"
#include "web/chart.h"

static const struct {
	int64_t code;
	int column, row;
} spots[] = {
	{ 5132, 2, 0 },   { 5107, 3, 0 },   { 5108, 4, 0 },   { 5119, 5, 0 },   { 5117, 6, 0 },   { 5133, 1, 1 },
	{ 5101, 2, 1 },   { 5106, 3, 1 },   { 5109, 4, 1 },   { 5113, 5, 1 },   { 5116, 6, 1 },   { 5118, 1, 2 },
	{ 5114, 2, 2 },   { 5120, 3, 2 },   { 5110, 4, 2 },   { 5134, 1, 3 },   { 5111, 2, 3 },   { 5103, 3, 3 },
	{ 5105, 4, 3 },   { 5104, 1, 4 },   { 5115, 3, 4 },   { 510521, 1, 0 }, { 510504, 1, 1 }, { 510502, 0, 1 },
	{ 510522, 2, 1 }, { 510503, 0, 2 }, { 510524, 0, 3 }, { 510525, 1, 3 },
};

bool figure_tile_at(int64_t place, int *ret_column, int *ret_row)
{
	for (size_t i = 0; i < sizeof spots / sizeof spots[0]; i++) {
		int64_t key = spots[i].code;
		while (key < INT64_C(10000000000000000))
			key *= 10;
		if (key == place) {
			*ret_column = spots[i].column;
			*ret_row = spots[i].row;
			return true;
		}
	}
	return false;
}

/* What fits on a tile; of the long names of autonomous places the first two characters are how they are called. */
static struct text tile_name(struct request *r, struct text name)
{
	struct text brief = place_short(r->arena, name);

	return text_characters(brief) > 5 ? text_first(brief, 2) : brief;
}

/* All tiles of a map in one unit, so that they can be compared: that of the indicator, or ten thousand of it when a place has a
   million. */
static int64_t map_unit(const struct figures *figures, bool *ret_myriads)
{
	int64_t unit = figures->chosen->unit == UNIT_FEN     ? 100
	               : figures->chosen->unit == UNIT_GRAMS ? 1000
	                                                     : 1,
		most = 0;

	for (size_t i = 0; i < figures->row_count; i++)
		if (figures->rows[i].values[figures->chosen->number] / unit > most)
			most = figures->rows[i].values[figures->chosen->number] / unit;
	*ret_myriads = most >= 1000000;
	return *ret_myriads ? unit * 10000 : unit;
}

static const char *unit_word(const struct figures *figures, bool myriads)
{
	switch (figures->chosen->unit) {
	case UNIT_FEN:
		return myriads ? N_("%s by place, in ten thousand yuan") : N_("%s by place, in yuan");
	case UNIT_GRAMS:
		return myriads ? N_("%s by place, in ten tons") : N_("%s by place, in kilograms");
	case UNIT_COUNT:
	case UNIT_STANDING:
		break;
	}
	return myriads ? N_("%s by place, in ten thousands") : N_("%s, by place");
}

void figures_map(struct request *r, const struct figures *figures, struct text period)
{
	struct tile *tiles = arena_array(r->arena, figures->row_count, sizeof *tiles);
	bool placed = true, myriads;
	int64_t unit = map_unit(figures, &myriads);

	for (size_t i = 0; i < figures->row_count; i++) {
		const struct figure_row *row = &figures->rows[i];
		int64_t value = row->reported ? row->values[figures->chosen->number] : INT64_MIN;

		tiles[i] = (struct tile){ .name = tile_name(r, row->name),
			                  .value = value == INT64_MIN ? T("—") : show_number(r, value / unit),
			                  .amount = value,
			                  .href = text_format(r->arena, "/figures/%.*s?period=%.*s&indicator=%s",
			                                      TEXT(place_code(r->arena, row->place)), TEXT(period),
			                                      figures->chosen->name) };
		placed = figure_tile_at(row->place, &tiles[i].column, &tiles[i].row) && placed;
	}
	tile_map(r, text_string(r->arena, words(r, unit_word(figures, myriads), _(figures->chosen->label))), tiles,
	         figures->row_count, placed);
}
