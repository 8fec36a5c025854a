/* More drawings made by the server: small multiples and the schematic map of tiles. chart() for bars, stacked bars and lines is in
   web/page.h. A drawing never stands alone: the page has the same numbers as a table beside it.
   INT64_MIN is "not reported": a gap in a line, a hatched tile; it is neither 0 (an empty tile) nor less than 0. */
#ifndef WEB_CHART_H
#define WEB_CHART_H

#include "web/page.h"

/* The bars of a few values (months of a year) in a small drawing without axes, for many side by side; all on their own scale. From
   part_from on they are unfinished. name: what a screen reader says. */
void chart_small(struct request *r, struct text name, const int64_t *values, size_t count, size_t part_from);

/* A place as a tile; the tiles of a map stand where `at` puts them, or, without, row by row in their order. */
struct tile {
	struct text name, value, href; /* value: as it is to be read; href empty: no link */
	int64_t amount;                /* what the colour tells */
	int column, row;               /* from 0; used when the map is placed */
	bool here;
};
/* A map of tiles: one square a place, coloured in five steps of the largest amount. placed: columns and rows are given and tell
   roughly who lies beside whom; else the order is that of the codes, which the legend says. At most LIMIT_LIST_ROWS. */
void tile_map(struct request *r, const char *name, const struct tile *tiles, size_t count, bool placed);

#endif
