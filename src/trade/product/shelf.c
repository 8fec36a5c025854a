/* The shelf: finding goods by words, place, category and price, sorted three ways, page by page.
   A page over a province or the country walks an index in the order it is shown; a county's goods, and what was found by words,
   are few enough to be sorted. The `+` before a column keeps the index of the order out of a narrow question. */
#include "trade/product/shelf.h"

#include <assert.h>
#include <inttypes.h>

#include "base/limits.h"
#include "db/search.h"

#define IN_STOCK                                                                                          \
	"EXISTS (SELECT 1 FROM variant AS v JOIN stock AS s ON s.county = v.county AND s.id = v.stock_id" \
	" WHERE v.county = p.county AND v.product_id = p.id AND v.open = 1 AND s.on_hand - s.held >= v.pieces)"
#define SHELF_COLUMNS                                                                                               \
	"p.county, p.id, p.seller_id, p.place, p.category, p.title, p.title_bo, p.title_en, p.picture, p.presale,"  \
	" p.opens_at, p.closes_at, p.ships_on, p.limit_each, p.price_fen, p.sold, p.open, p.created_at, p.version," \
	" CASE WHEN " IN_STOCK " THEN 1 ELSE 0 END AS in_stock"
/* $1 to $6 of every question */
#define SHELF_ONES                                                                                            \
	" p.open = 1 AND p.price_fen > 0 AND p.place >= $1 AND p.place < $2 AND ($3 = '' OR p.category = $3)" \
	" AND p.price_fen >= $4 AND p.price_fen <= $5 AND ($6 = 0 OR " IN_STOCK ")"
/* The key and the tie in falling order; $7 is the sort, $8 and $9 the last row. */
#define SHELF_ORDER                                                                                \
	" AND (CASE WHEN $7 = 1 THEN p.id WHEN $7 = 2 THEN p.sold ELSE -p.price_fen END,"          \
	" CASE WHEN $7 = 3 THEN -p.id ELSE p.id END) < ($8, $9)"                                   \
	" ORDER BY CASE WHEN $7 = 1 THEN p.id WHEN $7 = 2 THEN p.sold ELSE -p.price_fen END DESC," \
	" CASE WHEN $7 = 3 THEN -p.id ELSE p.id END DESC LIMIT $10"
/* Eight words from $11 on, $19 of them different. */
#define SHELF_FOUND                                                                                              \
	" FROM (SELECT county, id FROM search_token WHERE kind = 'product'"                                      \
	" AND token IN ($11, $12, $13, $14, $15, $16, $17, $18) GROUP BY county, id HAVING count(*) = $19) AS f" \
	" JOIN product AS p ON p.county = f.county AND p.id = f.id WHERE"

struct shelf_words {
	struct text tokens[SEARCH_ASKED];
	size_t count;
};

/* The words asked for; the first fills the rest, so that one statement serves any number. False: nothing can be found. */
static bool words_of(struct arena *arena, struct text question, struct shelf_words *words)
{
	words->count = search_question(arena, question, words->tokens);
	for (size_t i = words->count; words->count > 0 && i < SEARCH_ASKED; i++)
		words->tokens[i] = words->tokens[0];
	return words->count > 0;
}

/* The key falls for all three ways: the cheapest sort takes the price below zero. */
static struct shelf_cursor start_of(const struct shelf_question *q)
{
	if (!q->after.given)
		return (struct shelf_cursor){ INT64_MAX, INT64_MAX, true };
	if (q->sort == SHELF_CHEAPEST)
		return (struct shelf_cursor){ -q->after.key, -q->after.id, true };
	return q->after;
}

static bool is_narrow(int64_t place)
{
	return place_county(place) != 0;
}

#define SHELF_BINDS                                                                                     \
	i64(q->place), i64(place_end(q->place)), txt(q->category), i64(q->least_fen), i64(q->most_fen), \
		i64(q->in_stock ? 1 : 0)
#define SHELF_WORD_BINDS                                                                                              \
	txt(words.tokens[0]), txt(words.tokens[1]), txt(words.tokens[2]), txt(words.tokens[3]), txt(words.tokens[4]), \
		txt(words.tokens[5]), txt(words.tokens[6]), txt(words.tokens[7]), i64((int64_t)words.count)

static enum outcome find_by_words(struct db *db, struct arena *arena, const struct shelf_question *q,
                                  struct product **ret, size_t *ret_count)
{
	struct shelf_cursor after = start_of(q);
	struct shelf_words words = { 0 };

	if (!words_of(arena, q->words, &words))
		return DONE;
	return db_list(db, arena, &product_record, q->limit, ret, ret_count,
	               "SELECT " SHELF_COLUMNS SHELF_FOUND SHELF_ONES SHELF_ORDER,
	               bind(SHELF_BINDS, i64(q->sort), i64(after.key), i64(after.id), i64((int64_t)q->limit),
	                    SHELF_WORD_BINDS));
}

static enum outcome find_wide(struct db *db, struct arena *arena, const struct shelf_question *q, struct product **ret,
                              size_t *ret_count)
{
	struct shelf_cursor after = start_of(q);
	const char *sql = NULL;

	switch (q->sort) {
	case SHELF_NEWEST:
		sql = "SELECT " SHELF_COLUMNS " FROM product AS p WHERE" SHELF_ONES
		      " AND p.id < $7 AND p.id < $8 ORDER BY p.id DESC LIMIT $9";
		break;
	case SHELF_BEST_SELLING:
		sql = "SELECT " SHELF_COLUMNS " FROM product AS p WHERE" SHELF_ONES
		      " AND (p.sold, p.id) < ($7, $8) ORDER BY p.sold DESC, p.id DESC LIMIT $9";
		break;
	case SHELF_CHEAPEST:
		sql = "SELECT " SHELF_COLUMNS " FROM product AS p WHERE" SHELF_ONES
		      " AND (p.price_fen, p.id) > (-$7, -$8) ORDER BY p.price_fen, p.id LIMIT $9";
		break;
	}
	assert(sql != NULL);
	return db_list(db, arena, &product_record, q->limit, ret, ret_count, sql,
	               bind(SHELF_BINDS, i64(after.key), i64(after.id), i64((int64_t)q->limit)));
}

enum outcome shelf_find(struct db *db, struct arena *arena, const struct shelf_question *q, struct product **ret,
                        size_t *ret_count)
{
	struct shelf_cursor after = start_of(q);

	assert(q->limit > 0 && q->limit <= LIMIT_LIST_ROWS);
	*ret = NULL;
	*ret_count = 0;
	if (q->words.length > 0)
		return find_by_words(db, arena, q, ret, ret_count);
	if (!is_narrow(q->place))
		return find_wide(db, arena, q, ret, ret_count);
	return db_list(db, arena, &product_record, q->limit, ret, ret_count,
	               "SELECT " SHELF_COLUMNS " FROM product AS p WHERE" SHELF_ONES SHELF_ORDER,
	               bind(SHELF_BINDS, i64(q->sort), i64(after.key), i64(after.id), i64((int64_t)q->limit)));
}

enum outcome shelf_count(struct db *db, struct arena *arena, const struct shelf_question *q, int64_t *ret_count)
{
	struct shelf_words words = { 0 };

	*ret_count = 0;
	if (q->words.length == 0)
		return db_number(db, ret_count,
		                 "SELECT count(*) FROM (SELECT 1 AS one FROM product AS p WHERE" SHELF_ONES
		                 " LIMIT $7) AS c",
		                 bind(SHELF_BINDS, i64(SHELF_COUNTED + 1)));
	if (!words_of(arena, q->words, &words))
		return DONE;
	return db_number(db, ret_count,
	                 "SELECT count(*) FROM (SELECT 1 AS one FROM (SELECT county, id FROM search_token"
	                 " WHERE kind = 'product' AND token IN ($8, $9, $10, $11, $12, $13, $14, $15)"
	                 " GROUP BY county, id HAVING count(*) = $16) AS f"
	                 " JOIN product AS p ON p.county = f.county AND p.id = f.id WHERE" SHELF_ONES " LIMIT $7) AS c",
	                 bind(SHELF_BINDS, i64(SHELF_COUNTED + 1), SHELF_WORD_BINDS));
}

struct text shelf_cursor_text(struct arena *arena, const struct shelf_question *q, const struct product *last)
{
	int64_t key = q->sort == SHELF_NEWEST ? last->id : q->sort == SHELF_BEST_SELLING ? last->sold : last->price_fen;

	return text_format(arena, "%" PRId64 ".%" PRId64, key, last->id);
}

bool shelf_cursor_read(struct text t, struct shelf_cursor *ret_cursor)
{
	struct shelf_cursor cursor = { 0, 0, true };
	struct text rest = t, key;

	if (!text_next(&rest, '.', &key) || !text_to_int64(key, &cursor.key) || !text_to_int64(rest, &cursor.id) ||
	    cursor.key < 0 || cursor.id < 0)
		return false;
	*ret_cursor = cursor;
	return true;
}

enum outcome shelf_lead(struct db *db, struct arena *arena, int64_t place, int64_t now, struct product *ret)
{
	return db_one(db, arena, &product_record, ret,
	              "SELECT " SHELF_COLUMNS
	              " FROM product AS p WHERE p.presale = 1 AND p.open = 1 AND p.closes_at > $1"
	              " AND p.opens_at <= $1 AND p.place >= $2 AND p.place < $3 AND p.price_fen > 0"
	              " ORDER BY p.sold DESC, p.id DESC LIMIT 1",
	              bind(i64(now), i64(place), i64(place_end(place))));
}

enum outcome shelf_of_seller(struct db *db, struct arena *arena, int64_t county, int64_t seller_id, size_t limit,
                             struct product **ret, size_t *ret_count)
{
	return db_list(db, arena, &product_record, limit, ret, ret_count,
	               "SELECT " SHELF_COLUMNS
	               " FROM product AS p WHERE p.county = $1 AND p.seller_id = $2 AND p.open = 1"
	               " AND p.price_fen > 0 ORDER BY p.sold DESC, p.id DESC LIMIT $3",
	               bind(i64(county), i64(seller_id), i64((int64_t)limit)));
}
