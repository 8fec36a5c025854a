/* Places by name: reading and finding. Import is in place_import.c, change in place_change.c. */
#include "common/place/place.h"

#include <assert.h>
#include <stdlib.h>

#include "base/limits.h"
#include "common/place/place_rows.h"
#include "db/search.h"

static const struct field place_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, place, place, N_("Code"), FIELD_OUT, 0, 0),
	STATE_FIELD(place, level, N_("Level"), FIELD_OUT, place_levels),
	TEXT_FIELD(place, name, N_("Name"), FIELD_MUST, 1, 60),
	TEXT_FIELD(place, initials, N_("Initials"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_DAY, place, since_on, N_("Since"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, place, until_on, N_("Until"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, place, successor, N_("Became"), FIELD_OUT, 0, 0),
	TEXT_FIELD(place, above, N_("Above"), FIELD_OUT, 0, 300),
	INT_FIELD(place, version, N_("Version"), FIELD_BOTH, 0, INT64_MAX),
	FIELD_END,
};

const struct record place_record = { .name = "place", .size = sizeof(struct place), .fields = place_fields };

/* The row that names a place: households have the name of their village. */
static int64_t named_place(int64_t place)
{
	return place_level(place) == PLACE_HOUSEHOLD ? place_above(place, PLACE_VILLAGE) : place;
}

enum outcome place_one(struct db *db, struct arena *arena, int64_t place, struct place *ret_place)
{
	return db_one(db, arena, &place_record, ret_place,
	              "SELECT place, level, name, initials, since_on, until_on, successor, version FROM place"
	              " WHERE place = $1",
	              bind(i64(place)));
}

struct text place_name(struct db *db, struct arena *arena, int64_t place)
{
	struct text name;

	if (place == PLACE_WHOLE)
		return T("");
	if (db_word(db, arena, &name, "SELECT name FROM place WHERE place = $1", bind(i64(named_place(place)))) != DONE)
		return place_code(arena, place);
	return place_short(arena, name);
}

static int by_place(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	return (left->place > right->place) - (left->place < right->place);
}

/* One arm for each level: for IN with ORDER BY SQLite builds a table and sorts, which was a seventh of a product's page. */
#define PATH_LEVEL "SELECT place, name FROM place WHERE place = "

enum outcome place_path(struct db *db, struct arena *arena, int64_t place, struct level_bar_item ret_items[6],
                        size_t *ret_count)
{
	int64_t above[] = { place_above(place, PLACE_PROVINCE), place_above(place, PLACE_CITY),
		            place_above(place, PLACE_COUNTY), place_above(place, PLACE_TOWNSHIP), named_place(place) };
	struct place *rows;
	size_t count;
	enum outcome outcome;

	for (size_t i = 4; i > 0; i--) /* a level that the place does not reach; no place has the number -1 */
		if (above[i] == above[i - 1])
			above[i] = -1;
	outcome = db_list(db, arena, &place_record, 5, &rows, &count,
	                  PATH_LEVEL "$1 UNION ALL " PATH_LEVEL "$2 UNION ALL " PATH_LEVEL "$3 UNION ALL " PATH_LEVEL
	                             "$4 UNION ALL " PATH_LEVEL "$5",
	                  bind(i64(above[0]), i64(above[1]), i64(above[2]), i64(above[3]), i64(above[4])));
	if (outcome != DONE)
		return outcome;
	if (count > 1)
		qsort(rows, count, sizeof *rows, by_place);
	for (size_t i = 0; i < count; i++)
		ret_items[i] =
			(struct level_bar_item){ .place = rows[i].place, .name = place_short(arena, rows[i].name) };
	*ret_count = count;
	return DONE;
}

/* The names from a level on, down to a place that is itself or above the last of the path. */
static struct text address_of(struct arena *arena, const struct level_bar_item *items, size_t count,
                              enum place_level from, int64_t upto)
{
	struct output out = output_in(arena);

	for (size_t i = 0; i < count && items[i].place <= upto; i++) {
		if (place_level(items[i].place) < from)
			continue;
		if (out.length > 0)
			out_raw(&out, " ", 1);
		out_text(&out, items[i].name);
	}
	return output_text(&out);
}

struct text place_address(struct db *db, struct arena *arena, int64_t place, enum place_level from)
{
	struct level_bar_item items[6];
	size_t count = 0;

	if (place_path(db, arena, place, items, &count) != DONE)
		return place_code(arena, place);
	return address_of(arena, items, count, from, place);
}

void place_addresses(struct db *db, struct arena *arena, int64_t place, int64_t other, enum place_level from,
                     struct text *ret_address, struct text *ret_other)
{
	struct level_bar_item items[6];
	size_t count = 0;
	bool is_read = place_path(db, arena, place, items, &count) == DONE;

	*ret_address = is_read ? address_of(arena, items, count, from, place) : place_code(arena, place);
	if (is_read && place_contains(other, place))
		*ret_other = address_of(arena, items, count, from, other);
	else
		*ret_other = place_address(db, arena, other, from);
}

enum outcome place_children(struct db *db, struct arena *arena, int64_t place, int64_t after, size_t limit,
                            struct place **ret_places, size_t *ret_count)
{
	enum place_level level = place_level(place);

	assert(level < PLACE_VILLAGE && limit <= LIMIT_LIST_ROWS);
	return db_list(db, arena, &place_record, limit, ret_places, ret_count,
	               "SELECT place, level, name, initials, since_on, until_on, successor, version FROM place"
	               " WHERE place > $1 AND place < $2 AND place > $3 AND level = $4 AND until_on = 0"
	               " ORDER BY place LIMIT $5",
	               bind(i64(place), i64(place_end(place)), i64(after), i64((int64_t)level + 1),
	                    i64((int64_t)limit)));
}

/* What is typed, as it stands in place_word: initials in lower case. */
static struct text find_word(struct arena *arena, struct text words)
{
	struct text word = text_trim(words);
	char *lower = arena_take(arena, word.length + 1);

	for (size_t i = 0; i < word.length; i++) {
		char c = word.bytes[i];
		lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
	}
	return (struct text){ .bytes = lower, .length = word.length };
}

enum outcome place_find(struct db *db, struct arena *arena, struct text words, int64_t within, size_t limit,
                        struct place **ret_places, size_t *ret_count)
{
	struct text word = find_word(arena, words);
	enum place_level deepest;

	assert(limit <= LIMIT_LIST_ROWS);
	*ret_count = 0;
	if (word.length == 0)
		return DONE;
	/* A single letter begins the name of tens of thousands of villages of a country: there it finds counties and what is above. */
	deepest = word.length == 1 && place_level(within) < PLACE_COUNTY ? PLACE_COUNTY : PLACE_HOUSEHOLD;
	return db_list(
		db, arena, &place_record, limit, ret_places, ret_count,
		"SELECT p.place, p.level, p.name, p.initials, p.since_on, p.until_on, p.successor, p.version,"
		" COALESCE(a1.name, '') || COALESCE(' ' || a2.name, '') || COALESCE(' ' || a3.name, '')"
		" || COALESCE(' ' || a4.name, '') AS above FROM (SELECT w.place FROM (SELECT DISTINCT level, place"
		" FROM place_word WHERE word >= $1 AND word < $2 AND place >= $3 AND place < $4 AND level <= $6) AS w"
		" JOIN place AS here ON here.place = w.place WHERE here.until_on = 0 ORDER BY w.level, w.place LIMIT $5)"
		" AS found JOIN place AS p ON p.place = found.place"
		" LEFT JOIN place AS a1 ON p.level > 1 AND a1.place = p.place / 1000000000000000 * 1000000000000000"
		" LEFT JOIN place AS a2 ON p.level > 2 AND a2.place = p.place / 10000000000000 * 10000000000000"
		" LEFT JOIN place AS a3 ON p.level > 3 AND a3.place = p.place / 100000000000 * 100000000000"
		" LEFT JOIN place AS a4 ON p.level > 4 AND a4.place = p.place / 100000000 * 100000000"
		" ORDER BY p.level, p.place LIMIT $5",
		bind(txt(word), txt(text_join(arena, word, T("\xf4\x8f\xbf\xbf"))), i64(within), i64(place_end(within)),
	             i64((int64_t)limit), i64(deepest)));
}

bool place_is_known(struct db *db, int64_t place)
{
	int64_t found;

	return db_number(db, &found, "SELECT place FROM place WHERE place = $1 AND until_on = 0",
	                 bind(i64(named_place(place)))) == DONE;
}

enum outcome place_where_posted(struct request *r, enum right right, struct scope *ret_scope)
{
	struct text posted = text_trim(request_field(r, "place")); /* as the form will read it */
	int64_t place = identity_where(&r->who, right);

	if (posted.length > 0) /* none: the form is shown again, and asks for it */
		(void)place_read(posted, &place);
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return DONE;
}

enum outcome place_where_may(struct request *r, enum right right, struct scope *ret_scope)
{
	struct text asked = text_trim(request_field(r, "place"));
	int64_t place = identity_where(&r->who, right);

	if (asked.length == 0)
		asked = request_query(r, "place");
	if (asked.length > 0 && (!place_read(asked, &place) || !place_is_known(r->db, place)))
		return NOT_FOUND;
	ret_scope->place = place;
	return place < 0 ? DENIED : DONE;
}

static size_t add_words(struct text name, struct text initials, struct text words[PLACE_WORDS], size_t count)
{
	if (name.length > 0)
		words[count++] = name;
	if (initials.length > 0 && !text_equal(initials, name))
		words[count++] = initials;
	return count;
}

size_t place_words(struct arena *arena, const struct place *place, struct text ret_words[PLACE_WORDS])
{
	struct text called = place_short(arena, place->name);
	size_t count = add_words(place->name, place->initials, ret_words, 0);

	if (!text_starts(place->name, called))
		count = add_words(called, search_initials(arena, called), ret_words, count);
	return count;
}

enum outcome place_row_put(struct db *db, const struct place *place)
{
	return db_exec(db,
	               "INSERT INTO place(place, level, name, initials, since_on, until_on, successor, version)"
	               " VALUES ($1, $2, $3, $4, $5, 0, 0, 1)",
	               bind(i64(place->place), i64(place->level), txt(place->name), txt(place->initials),
	                    i64(place->since_on)));
}

enum outcome place_word_put(struct db *db, struct text word, int64_t level, int64_t place)
{
	return db_exec(db, "INSERT INTO place_word(word, level, place) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
	               bind(txt(word), i64(level), i64(place)));
}

const struct check place_checks[] = {
	{ .name = "places have their places above",
	  .wrong = "places have no living place above them",
	  .counts = "SELECT count(*) FROM place AS p WHERE p.until_on = 0 AND p.level > 1"
	            " AND NOT EXISTS (SELECT 1 FROM place AS a WHERE a.until_on = 0"
	            " AND a.place = CASE p.level WHEN 2 THEN p.place / 1000000000000000 * 1000000000000000"
	            " WHEN 3 THEN p.place / 10000000000000 * 10000000000000"
	            " WHEN 4 THEN p.place / 100000000000 * 100000000000"
	            " ELSE p.place / 100000000 * 100000000 END) /* scan */" },
	{ .name = NULL },
};
