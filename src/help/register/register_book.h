/* What the pages of the six books show. For the files of this module only. */
#ifndef HELP_REGISTER_BOOK_H
#define HELP_REGISTER_BOOK_H

#include "help/register/register_rows.h"

/* The numbers of a place: how many there are now, and what came in the year. */
struct register_numbers {
	int64_t households, people, registered, monitored, left;
	int64_t income_fen, income_people; /* net income of the year of those asked, and how many people they are */
	int64_t head_fen;                  /* of the two: a head; 0 when nobody was asked */
	int64_t entered, help_ended, measures, measures_done, visits;
};

struct register_book_row {
	int64_t place;
	struct text name;
	struct register_numbers numbers;
};

/* A household in a village's register. */
struct register_village_line {
	int64_t county, id, place, number, members, people, net_fen; /* people 0: not asked in the year */
	struct text head, status;
};

struct register_book {
	int64_t place, year;
	struct level_bar_item path[6];
	size_t path_count;
	struct register_numbers numbers;
	int64_t head_before_fen;
	struct register_book_row *rows;
	size_t row_count;
	const struct register_village_line *lines; /* of a village, for whoever may see them */
	size_t line_count;
	int64_t next;
	bool may_lines;
};

extern const struct record register_village_line_record;

/* Numbers of the place and of those below (not of a village: its lines are read apart), in at most ten statements. */
MUST_USE enum outcome register_book_read(struct db *db, struct arena *arena, int64_t place, int64_t year,
                                         struct register_book *ret);
/* Households of a village in the order of their numbers, after a key. */
MUST_USE enum outcome register_village_lines(struct db *db, struct arena *arena, int64_t village, int64_t year,
                                             int64_t after, size_t limit, struct register_village_line **ret,
                                             size_t *ret_count);
/* "Village register", "Township book", ...: English keys by level. */
const char *register_book_name(enum place_level level);

#endif
