/* What the pages of figures show: for the files of this module only. */
#ifndef COMMON_MEASURE_VIEW_H
#define COMMON_MEASURE_VIEW_H

#include "common/measure/measure.h"

/* The declaration of an indicator by its number or its name; NULL when no module has it. */
const struct indicator *indicator_of(int64_t number);
const struct indicator *indicator_named(struct text name);
extern const struct check measure_checks[];

/* An indicator at the place: now and the year before (over the same days when the period is not over). */
struct figure {
	const struct indicator *indicator;
	int64_t value, before;
	struct text name; /* JSON */
};

/* A place below with its totals, by indicator number. */
struct figure_row {
	int64_t place;
	struct text name;
	int64_t values[INDICATOR_NUMBERS];
	bool reported; /* false: nothing was ever recorded there in the period */
};

enum { FIGURE_POINTS = 31 };

struct figures {
	int64_t place, period;
	struct text name;
	bool is_unfinished; /* today lies in the period */
	struct level_bar_item path[6];
	size_t path_count;
	struct figure list[INDICATOR_NUMBERS];
	size_t count;
	const struct indicator *chosen; /* in the chart */
	enum indicator_group group;     /* what is listed; FIGURES_NONE: everything */
	struct text labels[FIGURE_POINTS];
	int64_t now[FIGURE_POINTS], before[FIGURE_POINTS];
	size_t points, part_from;
	struct figure_row *rows;
	size_t row_count;
	int64_t months[INDICATOR_NUMBERS][12]; /* of the period's year, by indicator; INT64_MIN: not come yet */
	size_t months_part;                    /* the month that is not over, 12 when all are */
	bool may_rows;                         /* may open the rows behind the numbers */
	struct text period_word;               /* JSON: as ?period= takes it */
	struct list figures;                   /* JSON: of struct figure */
	struct list below;                     /* JSON: of struct figure_row */
};

/* What figures_where keeps of the place (request.kept). */
struct figures_path {
	struct level_bar_item items[6];
	size_t count;
};

/* Reads all of it in at most nine statements. With a group only what is about that is listed. */
MUST_USE enum outcome figures_read(struct request *r, int64_t place, int64_t period, const struct indicator *chosen,
                                   enum indicator_group group, struct figures *ret_figures);
/* English key of what the indicators of a group are about, and the first of them; NULL when no module has one. */
const char *figures_group_word(enum indicator_group group);
const struct indicator *figures_group_first(enum indicator_group group);
/* Growth in tenths of a percent; false when the year before was 0. */
bool figure_growth(int64_t value, int64_t before, int64_t *ret_tenths);
/* A value in its unit as people read it: 143000000 fen -> "1.43" and "百万元"-like unit words. */
struct text figure_text(struct request *r, const struct indicator *indicator, int64_t value, const char **ret_unit);
/* measure_map.c: the tile of a place in the country's and the province's scheme. False: none is known. */
bool figure_tile_at(int64_t place, int *ret_column, int *ret_row);
/* The map of the places below by the chosen indicator. */
void figures_map(struct request *r, const struct figures *figures, struct text period);
/* A row behind a figure (struct indicator, behind). */
struct figure_part {
	int64_t county, id, thing_id, place, at, on, value;
	struct text title, village;
};
/* Those of an indicator for a land and period, newest first, below an id (0: from the newest). */
MUST_USE enum outcome figure_parts(struct db *db, struct arena *arena, const struct indicator *indicator, int64_t place,
                                   int64_t period, int64_t before, size_t limit, struct figure_part **ret,
                                   size_t *ret_count);
/* A check: the rows of each indicator that has them sum up to its total, year by year over the whole land. */
MUST_USE enum outcome figure_parts_check(struct db *db, struct arena *arena, struct text *ret_words);
/* Path of the page with the rows behind an indicator, which gets ?place=CODE&period=PERIOD&indicator=NAME; NULL: it has none. */
const char *figure_rows_path(const struct indicator *indicator);
extern const struct record figure_part_record;
struct table_view;
struct figure_parts_view {
	const struct indicator *indicator;
	int64_t period, value; /* value: the total */
	struct text name;      /* of the place */
	const struct table_view *table;
};
/* Whether the present person may see the rows of an indicator in a land; those about a household's card want its right too. */
bool figure_rows_may(const struct request *r, const struct indicator *indicator, int64_t place);
enum outcome figure_parts_where(struct request *r, struct scope *ret_scope);
void figure_parts_page(struct request *r);

/* The record of the rows, made of the indicators that are declared (of one group, or FIGURES_NONE: of all), for JSON, CSV and
   spreadsheets. */
const struct record *figure_row_record(struct arena *arena, enum indicator_group group);

#endif
