/* The rows behind a number: paid orders of a land in a period, newest first. A land is many places, and no index is in order of
   time over many of them; so each source (a county, or below it a place where something was sold) is asked by its own index, in
   order of its newest order, and what it has is merged. A source older than all that is wanted ends the search: the cost hangs
   on the rows shown and on how many sources have anything in the period, never on how many orders there are.
   Which sources have anything is read from the totals. Not done here: counting; the totals say how many there are. */
#include <assert.h>
#include <stdlib.h>

#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "trade/order/order_inside.h"

/* newest: an order that is not older than any of the source's in the period; 0 none. */
struct order_source {
	int64_t place, newest; /* place: six digits of a county, or a place's key */
};

static const struct field source_fields[] = {
	INT_FIELD(order_source, place, "Place", 0, 0, 0),
	INT_FIELD(order_source, newest, "Newest", 0, 0, 0),
	FIELD_END,
};
static const struct record source_record = { .name = "order_source",
	                                     .size = sizeof(struct order_source),
	                                     .fields = source_fields };

/* The texts of a side. Sources: $1 indicator, $2 period, $3.. land, then the ids' bounds. Rows: $1 source, $2 to $3 paid,
   $4 to $5 ids, $6 how many. */
struct side_texts {
	int64_t indicator; /* of which the totals say where there are any */
	const char *counties, *places, *of_county, *of_place;
};

/* +t.county: an expression without a type, as the index's own is for SQLite. */
#define COUNTIES(column, some)                                                                     \
	"SELECT t.county AS place, COALESCE((SELECT o.id FROM orders AS o WHERE o." column         \
	" / 100000000000 = +t.county AND " some " AND o.id > $5 AND o.id < $6"                     \
	" ORDER BY o.id DESC LIMIT 1), 0) AS newest FROM tally_county AS t WHERE t.indicator = $1" \
	" AND t.period = $2 AND t.county >= $3 AND t.county < $4"
#define PLACES(column, some)                                                                            \
	"SELECT t.place, COALESCE((SELECT o.id FROM orders AS o WHERE o." column " = t.place AND " some \
	" AND o.id > $6 AND o.id < $7 ORDER BY o.id DESC LIMIT 1), 0) AS newest FROM tally_leaf AS t"   \
	" WHERE t.county = $3 AND t.indicator = $1 AND t.period = $2 AND t.place >= $4 AND t.place < $5"
#define ROWS(source)                                                                \
	ORDER_ROW_SELECT " WHERE " source " AND o.paid_at >= $2 AND o.paid_at < $3" \
			 " AND o.id > $4 AND o.id < $5 ORDER BY o.id DESC LIMIT $6"
#define SIDE(number, column, some)                                                                       \
	{                                                                                                \
		.indicator = number, .counties = COUNTIES(column, some), .places = PLACES(column, some), \
		.of_county = ROWS("o." column " / 100000000000 = $1 AND " some),                         \
		.of_place = ROWS("o." column " = $1 AND " some)                                          \
	}

static const struct side_texts sides[] = {
	[SIDE_SOLD] = SIDE(INDICATOR_ORDERS, "seller_place", "o.paid_at > 0"),
	[SIDE_BOUGHT] = SIDE(INDICATOR_BOUGHT_FEN, "buyer_place", "o.paid_at > 0"),
	[SIDE_SERVED] = SIDE(INDICATOR_SERVED, "serving_place", "o.serving_place > 0"),
};

/* What is asked for. An order is paid soon after it was placed, so that the ids of a period bound the search: two days' grace. */
struct search {
	struct db *db;
	struct arena *arena;
	const struct side_texts *texts;
	int64_t from, to;     /* paid in [from, to) */
	int64_t first, last;  /* ids between them */
	bool is_below_county; /* sources are places */
	size_t limit;
	struct order_row *rows; /* the newest so far */
	size_t count;
};

static int compare_newest(const void *a, const void *b)
{
	const struct order_source *left = a, *right = b;

	return left->newest > right->newest ? -1 : left->newest < right->newest;
}

static enum outcome read_sources(const struct search *s, int64_t place, int64_t period, struct order_source **ret,
                                 size_t *ret_count)
{
	int64_t county = place / place_span(PLACE_COUNTY);

	if (s->is_below_county)
		return db_list(s->db, s->arena, &source_record, LIMIT_EXPORT_ROWS, ret, ret_count, s->texts->places,
		               bind(i64(s->texts->indicator), i64(period), i64(county), i64(place),
		                    i64(place_end(place)), i64(s->first), i64(s->last)));
	return db_list(s->db, s->arena, &source_record, LIMIT_EXPORT_ROWS, ret, ret_count, s->texts->counties,
	               bind(i64(s->texts->indicator), i64(period), i64(county),
	                    i64(place_end(place) / place_span(PLACE_COUNTY)), i64(s->first), i64(s->last)));
}

/* Both are in order, newest first; keeps the newest of them. */
static void merge(struct search *s, const struct order_row *more, size_t more_count)
{
	struct order_row *rows = arena_array(s->arena, s->limit, sizeof *rows);
	size_t count = 0, i = 0, k = 0;

	while (count < s->limit && (i < s->count || k < more_count)) {
		bool takes_more = i == s->count || (k < more_count && more[k].id > s->rows[i].id);

		rows[count++] = takes_more ? more[k++] : s->rows[i++];
	}
	s->rows = rows;
	s->count = count;
}

static enum outcome ask_source(struct search *s, int64_t source)
{
	bool is_full = s->count == s->limit;
	int64_t oldest = is_full ? s->rows[s->count - 1].id : s->first;
	struct order_row *more;
	size_t count;
	enum outcome outcome =
		db_list(s->db, s->arena, &order_row_record, s->limit, &more, &count,
	                s->is_below_county ? s->texts->of_place : s->texts->of_county,
	                bind(i64(source), i64(s->from), i64(s->to), i64(oldest), i64(s->last), i64((int64_t)s->limit)));

	if (outcome == DONE && count > 0)
		merge(s, more, count);
	return outcome;
}

/* Whether nothing of the source, or of those behind it, can be among the newest. */
static bool is_too_old(const struct search *s, const struct order_source *source)
{
	return source->newest == 0 || (s->count == s->limit && source->newest <= s->rows[s->count - 1].id);
}

enum outcome order_rows_of_place(struct db *db, struct arena *arena, int64_t place, enum order_side side,
                                 int64_t period, int64_t before, size_t limit, struct order_row **ret,
                                 size_t *ret_count)
{
	int64_t from = calendar_day_start(calendar_period_start(period));
	int64_t to = calendar_day_end(calendar_period_end(period));
	int64_t last = id_first(to);
	struct search s = { .db = db,
		            .arena = arena,
		            .texts = &sides[side],
		            .from = from,
		            .to = to,
		            .first = id_first(from - 2 * CALENDAR_DAY_MS),
		            .last = before == 0 || before > last ? last : before,
		            .is_below_county = place_level(place) > PLACE_COUNTY,
		            .limit = limit };
	struct order_source *sources;
	size_t count;

	assert(limit > 0 && limit <= LIMIT_LIST_ROWS);
	enum outcome outcome = read_sources(&s, place, period, &sources, &count);
	if (outcome == DONE && count > 0)
		qsort(sources, count, sizeof *sources, compare_newest);
	for (size_t i = 0; outcome == DONE && i < count && !is_too_old(&s, &sources[i]); i++)
		outcome = ask_source(&s, sources[i].place);
	if (outcome != DONE)
		return outcome;
	*ret = s.rows;
	*ret_count = s.count;
	return DONE;
}
