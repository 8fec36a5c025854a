/* The six books: card, register, book, file, volume, database. One set of numbers at each level, read from the totals, so that a
   province's book costs the same as a township's. Numbers of a year that is not asked through are what is known so far. */
#include "help/register/register_book.h"

#include "base/limits.h"

/* Where each total of the tally goes. */
static const struct {
	enum indicator_number indicator;
	size_t offset;
} columns[] = {
	{ INDICATOR_HOUSEHOLDS, offsetof(struct register_numbers, households) },
	{ INDICATOR_PEOPLE, offsetof(struct register_numbers, people) },
	{ INDICATOR_REGISTERED, offsetof(struct register_numbers, registered) },
	{ INDICATOR_MONITORED, offsetof(struct register_numbers, monitored) },
	{ INDICATOR_LEFT, offsetof(struct register_numbers, left) },
	{ INDICATOR_INCOME_FEN, offsetof(struct register_numbers, income_fen) },
	{ INDICATOR_INCOME_PEOPLE, offsetof(struct register_numbers, income_people) },
	{ INDICATOR_ENTERED, offsetof(struct register_numbers, entered) },
	{ INDICATOR_HELP_ENDED, offsetof(struct register_numbers, help_ended) },
	{ INDICATOR_MEASURES, offsetof(struct register_numbers, measures) },
	{ INDICATOR_MEASURES_DONE, offsetof(struct register_numbers, measures_done) },
	{ INDICATOR_VISITS, offsetof(struct register_numbers, visits) },
};

static void put_number(struct register_numbers *numbers, int64_t indicator, int64_t value)
{
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if ((int64_t)columns[i].indicator == indicator)
			*(int64_t *)((char *)numbers + columns[i].offset) = value;
}

static void set_head(struct register_numbers *numbers)
{
	numbers->head_fen = numbers->income_people > 0 ? numbers->income_fen / numbers->income_people : 0;
}

/* Standing numbers first, then what the year has of its own; of the year before only the income a head. */
static enum outcome read_numbers(struct db *db, struct arena *arena, struct register_book *book)
{
	struct register_numbers before = { 0 };
	struct tally_value *values = NULL;
	struct tally_pair *pairs = NULL;
	size_t count = 0;
	enum outcome outcome = tally_indicators(db, arena, book->place, TALLY_EVER, &values, &count);

	for (size_t i = 0; outcome == DONE && i < count; i++)
		put_number(&book->numbers, values[i].indicator, values[i].value);
	if (outcome == DONE)
		outcome = tally_pairs(db, arena, book->place, book->year * 10000, (book->year - 1) * 10000, &pairs,
		                      &count);
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		put_number(&book->numbers, pairs[i].indicator, pairs[i].value);
		put_number(&before, pairs[i].indicator, pairs[i].before);
	}
	set_head(&book->numbers);
	set_head(&before);
	book->head_before_fen = before.head_fen;
	return outcome;
}

/* Both tables stand in the order of places; so do the rows. */
static enum outcome fill_rows(struct db *db, struct arena *arena, struct register_book *book, int64_t period)
{
	enum place_level below = (enum place_level)(place_level(book->place) + 1);
	struct tally_cell *cells;
	size_t count, row = 0;
	enum outcome outcome =
		tally_table(db, arena, book->place, below, INDICATOR_NUMBERS - 1, period, &cells, &count);

	for (size_t i = 0; outcome == DONE && i < count; i++) {
		while (row < book->row_count && book->rows[row].place < cells[i].place)
			row++;
		if (row < book->row_count && book->rows[row].place == cells[i].place)
			put_number(&book->rows[row].numbers, cells[i].indicator, cells[i].value);
	}
	return outcome;
}

static enum outcome read_below(struct db *db, struct arena *arena, struct register_book *book)
{
	struct place *below;
	enum outcome outcome = place_children(db, arena, book->place, 0, LIMIT_LIST_ROWS, &below, &book->row_count);

	if (outcome != DONE)
		return outcome;
	book->rows = arena_array(arena, book->row_count + 1, sizeof(*book->rows));
	for (size_t i = 0; i < book->row_count; i++) {
		book->rows[i].place = below[i].place;
		book->rows[i].name = below[i].name;
	}
	outcome = fill_rows(db, arena, book, TALLY_EVER);
	if (outcome == DONE)
		outcome = fill_rows(db, arena, book, book->year * 10000);
	for (size_t i = 0; i < book->row_count; i++)
		set_head(&book->rows[i].numbers);
	return outcome;
}

enum outcome register_book_read(struct db *db, struct arena *arena, int64_t place, int64_t year,
                                struct register_book *ret)
{
	enum outcome outcome;

	*ret = (struct register_book){ .place = place, .year = year };
	outcome = place_path(db, arena, place, ret->path, &ret->path_count);
	if (outcome == DONE)
		outcome = read_numbers(db, arena, ret);
	if (outcome == DONE && place_level(place) < PLACE_VILLAGE)
		outcome = read_below(db, arena, ret);
	return outcome;
}

/* ---- the lines of a village's register ---- */

static const struct field line_fields[] = {
	INT_FIELD(register_village_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, register_village_line, id, N_("Household"), FIELD_OUT, 0, 0),
	INT_FIELD(register_village_line, place, N_("Place"), 0, 0, 0),
	INT_FIELD(register_village_line, number, N_("Number in the village"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_village_line, head, N_("Head of the household"), FIELD_OUT, 0, 60),
	INT_FIELD(register_village_line, members, N_("Members"), FIELD_OUT, 0, 0),
	TEXT_FIELD(register_village_line, status, N_("Status"), FIELD_OUT, 0, 20),
	INT_FIELD(register_village_line, people, N_("People in the household"), 0, 0, 0),
	WHOLE_FIELD(FIELD_FEN, register_village_line, net_fen, N_("Net income of the year"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record register_village_line_record = { .name = "register_village_line",
	                                             .size = sizeof(struct register_village_line),
	                                             .county = offsetof(struct register_village_line, county),
	                                             .fields = line_fields };

enum outcome register_village_lines(struct db *db, struct arena *arena, int64_t village, int64_t year, int64_t after,
                                    size_t limit, struct register_village_line **ret, size_t *ret_count)
{
	return db_list(db, arena, &register_village_line_record, limit, ret, ret_count,
	               "SELECT h.county, h.id, h.place, h.place % 100000 AS number, h.head, h.members, h.status,"
	               " coalesce(y.people, 0) AS people, coalesce(y.income_fen - y.cost_fen, 0) AS net_fen"
	               " FROM household AS h LEFT JOIN register_year AS y ON y.county = h.county"
	               " AND y.household_id = h.id AND y.year = $1"
	               " WHERE h.place >= $2 AND h.place < $3 AND h.place > $4 ORDER BY h.place LIMIT $5",
	               bind(i64(year), i64(village), i64(place_end(village)), i64(after), i64((int64_t)limit)));
}
