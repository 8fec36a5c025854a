/* Rows of needs and gifts, and the lists of them. */
#include "help/need/need_inside.h"

#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "db/search.h"

const struct choice need_topics[] = {
	{ "winter", N_("Getting through the winter") },
	{ "study", N_("School and learning") },
	{ "health", N_("Getting well") },
	{ "farm", N_("Field and herd") },
	{ "other", N_("Something else") },
	{ NULL, NULL },
};

const struct choice need_ways[] = {
	{ "goods", N_("Things") },
	{ "money", N_("Money") },
	{ "work", N_("Hands that help") },
	{ "purchase", N_("Somebody who buys what we make") },
	{ NULL, NULL },
};

const struct choice need_state_words[] = {
	{ "", "" },
	{ "posted", N_("Waits for the check in the village") },
	{ "open", N_("Looks for helpers") },
	{ "full", N_("All taken on") },
	{ "over", N_("Closed") },
	{ NULL, NULL },
};

const struct choice gift_state_words[] = {
	{ "", "" },
	{ "promised", N_("Promised") },
	{ "on_way", N_("On its way") },
	{ "handed", N_("Handed over") },
	{ "confirmed", N_("The household has it") },
	{ "lapsed", N_("Not kept") },
	{ "returned", N_("Given back") },
	{ NULL, NULL },
};

static const struct field need_fields[] = {
	INT_FIELD(need, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, need, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(need, place, N_("Place"), 0, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, need, shown_place, N_("Place"), FIELD_OUT, 0, 0),
	TEXT_FIELD(need, shown_name, N_("Name of the place"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_BOOL, need, is_offer, N_("Is an offer"), FIELD_OUT, 0, 1),
	CHOICE_FIELD(need, topic, N_("What is it for"), FIELD_OUT, need_topics),
	CHOICE_FIELD(need, way, N_("What would help"), FIELD_OUT, need_ways),
	TEXT_FIELD(need, title, N_("In one line"), FIELD_OUT, 2, 60),
	NOTE_FIELD(need, about, N_("Tell more"), FIELD_OUT, 0, LIMIT_NOTE_CHARACTERS),
	TEXT_FIELD(need, picture, N_("Picture"), FIELD_OUT, 0, 64),
	TEXT_FIELD(need, unit, N_("Counted in"), FIELD_OUT, 1, 10),
	INT_FIELD(need, wanted, N_("How many"), FIELD_OUT, 0, 0),
	INT_FIELD(need, claimed, N_("Taken on by helpers"), FIELD_OUT, 0, 0),
	INT_FIELD(need, given, N_("Handed over"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, need, price_fen, N_("Price of one"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, need, before_on, N_("Needed by"), FIELD_OUT, 0, 0),
	STATE_FIELD(need, state, N_("State"), FIELD_OUT, need_state_words),
	WHOLE_FIELD(FIELD_MOMENT, need, made_at, N_("Asked"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, need, published_at, N_("Published"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, need, matched_at, N_("All taken on"), FIELD_OUT, 0, 0),
	INT_FIELD(need, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record need_record = {
	.name = "need", .size = sizeof(struct need), .county = offsetof(struct need, county), .fields = need_fields
};

static const struct field gift_fields[] = {
	INT_FIELD(gift, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, gift, id, N_("Number"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, gift, need_id, N_("Need"), FIELD_OUT, 0, 0),
	INT_FIELD(gift, giver_county, N_("County"), 0, 0, 0),
	INT_FIELD(gift, giver_id, N_("Helper"), 0, 0, 0),
	INT_FIELD(gift, giver_place, N_("Place"), 0, 0, 0),
	CHOICE_FIELD(gift, way, N_("Way"), FIELD_OUT, need_ways),
	INT_FIELD(gift, pieces, N_("How many"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, gift, amount_fen, N_("Money"), FIELD_OUT, 0, 0),
	STATE_FIELD(gift, state, N_("State"), FIELD_OUT, gift_state_words),
	NOTE_FIELD(gift, words, N_("Words of the helper"), FIELD_OUT, 0, 300),
	NOTE_FIELD(gift, thanks, N_("Words of the household"), FIELD_OUT, 0, 300),
	TEXT_FIELD(gift, receipt, N_("Photograph of the handing over"), FIELD_OUT, 0, 64),
	NOTE_FIELD(gift, receipt_words, N_("What was handed over"), FIELD_OUT, 0, 300),
	TEXT_FIELD(gift, went, N_("Where the money went"), FIELD_OUT, 0, 20),
	INT_FIELD(gift, received_by_id, N_("Handed over by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, gift, lapse_at, N_("Kept until"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, gift, made_at, N_("Promised"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, gift, paid_at, N_("Paid or sent"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, gift, received_at, N_("Handed over"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, gift, confirmed_at, N_("Confirmed"), FIELD_OUT, 0, 0),
	INT_FIELD(gift, version, N_("Version"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record gift_record = {
	.name = "gift", .size = sizeof(struct gift), .county = offsetof(struct gift, county), .fields = gift_fields
};

/* ---- words ---- */

const char *need_word(const struct choice *choices, struct text value)
{
	for (const struct choice *choice = choices; choice->value != NULL; choice++)
		if (text_equal(value, text_of(choice->value)))
			return choice->label;
	return "";
}

bool way_is_money(struct text way)
{
	return text_equal(way, T("money")) || text_equal(way, T("purchase"));
}

const char *gift_state_name(const struct gift *gift)
{
	switch ((enum gift_state)gift->state) {
	case GIFT_PROMISED:
		return way_is_money(gift->way) ? N_("Waits for payment") : N_("Promised");
	case GIFT_ON_WAY:
		return way_is_money(gift->way) ? N_("Paid, not yet handed over") : N_("On its way");
	case GIFT_HANDED:
		return N_("Handed over, waits for the household's word");
	case GIFT_CONFIRMED:
		return N_("The household has it");
	case GIFT_LAPSED:
		return N_("Not kept");
	case GIFT_RETURNED:
		return N_("Given back");
	}
	return "";
}

const char *gift_state_look(const struct gift *gift)
{
	if (gift->state == GIFT_CONFIRMED)
		return "done";
	return gift->state >= GIFT_LAPSED ? "late" : "wait";
}

struct text need_picture(const struct need *need)
{
	if (need->picture.length > 0)
		return need->picture;
	if (text_equal(need->topic, T("winter")))
		return T("art/quilt.svg");
	if (text_equal(need->topic, T("study")))
		return T("art/lamp.svg");
	if (text_equal(need->topic, T("farm")))
		return T("art/potato.svg");
	return text_equal(need->topic, T("health")) ? T("art/gastrodia.svg") : T("art/wood.svg");
}

struct text need_path(struct arena *arena, const struct need *need)
{
	return text_format(arena, "/needs/%.*s", TEXT(id_public(arena, need->county, need->id)));
}

struct text gift_path(struct arena *arena, const struct gift *gift)
{
	return text_format(arena, "/gifts/%.*s", TEXT(id_public(arena, gift->county, gift->id)));
}

/* ---- rows ---- */

#define NEED_FROM "SELECT " NEED_COLUMNS " FROM need AS n LEFT JOIN place AS l ON l.place = n.shown_place"

enum outcome need_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct need *ret)
{
	return db_one(db, arena, &need_record, ret, NEED_FROM " WHERE n.county = $1 AND n.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome need_case(struct db *db, struct arena *arena, const struct need *need, struct case_file *ret)
{
	return case_one(db, arena, need->county, need->id, ret);
}

enum outcome gift_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct gift *ret)
{
	return db_one(db, arena, &gift_record, ret,
	              "SELECT " GIFT_COLUMNS " FROM gift AS g WHERE g.county = $1 AND g.id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome need_gifts(struct db *db, struct arena *arena, const struct need *need, struct gift **ret,
                        size_t *ret_count)
{
	return db_list(db, arena, &gift_record, LIMIT_LIST_ROWS, ret, ret_count,
	               "SELECT " GIFT_COLUMNS " FROM gift AS g WHERE g.county = $1 AND g.need_id = $2 ORDER BY g.id"
	               " LIMIT 1000",
	               bind(i64(need->county), i64(need->id)));
}

enum outcome need_insert(struct db *db, const struct need *n)
{
	return db_exec(
		db,
		"INSERT INTO need(county, id, place, shown_place, is_offer, topic, way, title, about, picture, unit, wanted,"
		" claimed, given, price_fen, before_on, state, made_at, published_at, matched_at, version) VALUES ($1, $2,"
		" $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, 0, 0, $12, $13, 1, $14, 0, 0, 1)",
		bind(i64(n->county), i64(n->id), i64(n->place), i64(n->is_offer), txt(n->topic), txt(n->way),
	             txt(n->title), txt(n->about), txt(n->picture), txt(n->unit), i64(n->wanted), i64(n->price_fen),
	             i64(n->before_on), i64(n->made_at)));
}

enum outcome need_write(struct db *db, struct need *n)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE need SET shown_place = $3, title = $4, about = $5, picture = $6, claimed = $7, given = $8,"
		" state = $9, published_at = $10, matched_at = $11, version = version + 1"
		" WHERE county = $1 AND id = $2 AND version = $12",
		bind(i64(n->county), i64(n->id), i64(n->shown_place), txt(n->title), txt(n->about), txt(n->picture),
	             i64(n->claimed), i64(n->given), i64(n->state), i64(n->published_at), i64(n->matched_at),
	             i64(n->version)));

	n->version += rows;
	return outcome == DONE && rows != 1 ? CONFLICT : outcome;
}

enum outcome gift_insert(struct db *db, const struct gift *g)
{
	return db_exec(
		db,
		"INSERT INTO gift(county, id, need_id, giver_county, giver_id, giver_place, way, pieces, amount_fen, state,"
		" words, thanks, receipt, receipt_words, went, received_by_id, lapse_at, made_at, paid_at, received_at,"
		" confirmed_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10, '', '', '', '', 0, $11, $12, 0,"
		" 0, 0, 1)",
		bind(i64(g->county), i64(g->id), i64(g->need_id), i64(g->giver_county), i64(g->giver_id),
	             i64(g->giver_place), txt(g->way), i64(g->pieces), i64(g->amount_fen), txt(g->words),
	             i64(g->lapse_at), i64(g->made_at)));
}

enum outcome gift_write(struct db *db, struct gift *g)
{
	int64_t rows = 0;
	enum outcome outcome = db_change(
		db, &rows,
		"UPDATE gift SET state = $3, thanks = $4, receipt = $5, receipt_words = $6, went = $7, received_by_id = $8,"
		" lapse_at = $9, paid_at = $10, received_at = $11, confirmed_at = $12, version = version + 1"
		" WHERE county = $1 AND id = $2 AND version = $13",
		bind(i64(g->county), i64(g->id), i64(g->state), txt(g->thanks), txt(g->receipt), txt(g->receipt_words),
	             txt(g->went), i64(g->received_by_id), i64(g->lapse_at), i64(g->paid_at), i64(g->received_at),
	             i64(g->confirmed_at), i64(g->version)));

	g->version += rows;
	return outcome == DONE && rows != 1 ? CONFLICT : outcome;
}

/* ---- lists ---- */

enum outcome need_list(struct request *r, bool is_offer, enum need_state state, struct text topic, int64_t place,
                       int64_t before, size_t limit, struct need **ret, size_t *ret_count)
{
	struct db_value upto = i64(before > 0 ? before : INT64_MAX);

	if (topic.length > 0)
		return db_list(r->db, r->arena, &need_record, limit, ret, ret_count,
		               NEED_FROM " WHERE n.is_offer = $1 AND n.state = $2 AND n.topic = $3 AND n.id < $4"
		                         " AND n.shown_place >= $5 AND n.shown_place < $6 ORDER BY n.id DESC LIMIT $7",
		               bind(i64(is_offer), i64(state), txt(topic), upto, i64(place), i64(place_end(place)),
		                    i64((int64_t)limit)));
	return db_list(r->db, r->arena, &need_record, limit, ret, ret_count,
	               NEED_FROM " WHERE n.is_offer = $1 AND n.state = $2 AND n.id < $3"
	                         " AND n.shown_place >= $4 AND n.shown_place < $5 ORDER BY n.id DESC LIMIT $6",
	               bind(i64(is_offer), i64(state), upto, i64(place), i64(place_end(place)), i64((int64_t)limit)));
}

enum outcome need_find(struct request *r, bool is_offer, struct text asked, int64_t place, int64_t before, size_t limit,
                       struct need **ret, size_t *ret_count)
{
	int64_t *ids = arena_array(r->arena, limit, sizeof *ids);
	size_t count = 0;
	enum outcome outcome =
		search_find(r->db, r->arena, is_offer ? "offer" : "need", place, asked, before, limit, ids, &count);

	*ret = arena_array(r->arena, limit, sizeof **ret);
	*ret_count = 0;
	for (size_t from = 0; outcome == DONE && from < count; from += 10) {
		struct need *some;
		size_t some_count = 0;
		struct db_value v[10];
		for (size_t i = 0; i < 10; i++)
			v[i] = i64(from + i < count ? ids[from + i] : 0);
		outcome = db_list(r->db, r->arena, &need_record, 10, &some, &some_count,
		                  NEED_FROM
		                  " WHERE n.id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AND n.published_at > 0"
		                  " ORDER BY n.id DESC /* scan */ /* sorts */",
		                  bind(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7], v[8], v[9]));
		for (size_t i = 0; outcome == DONE && i < some_count; i++)
			(*ret)[(*ret_count)++] = some[i];
	}
	return outcome;
}

enum outcome need_of_person(struct request *r, struct need **ret, size_t *ret_count)
{
	return db_list(
		r->db, r->arena, &need_record, LIMIT_PAGE_ROWS, ret, ret_count,
		"SELECT " NEED_COLUMNS " FROM case_file AS c JOIN need AS n ON n.county = c.county AND n.id = c.id"
		" LEFT JOIN place AS l ON l.place = n.shown_place WHERE c.asker_id = $1 ORDER BY c.id DESC LIMIT $2",
		bind(i64(r->person_id), i64(LIMIT_PAGE_ROWS)));
}

enum { MATCH_CANDIDATES = 40 };

/* How many words two needs share, as the search sees words. */
static int shared_words(struct arena *arena, const struct need *a, const struct need *b)
{
	struct text ours[SEARCH_TOKENS], theirs[SEARCH_TOKENS];
	size_t our_count = search_tokens(arena, a->title, ours), their_count = search_tokens(arena, b->title, theirs);
	int shared = 0;

	for (size_t i = 0; i < our_count; i++)
		for (size_t k = 0; k < their_count; k++)
			shared += text_characters(ours[i]) > 1 && text_equal(ours[i], theirs[k]);
	return shared;
}

/* Those with more words in common come first; among equals the order stays. */
static void sort_by_words(struct arena *arena, const struct need *need, struct need *rows, size_t count)
{
	int *shared = arena_array(arena, count + 1, sizeof *shared);

	for (size_t i = 0; i < count; i++) {
		struct need row = rows[i];
		int words = shared_words(arena, need, &row);
		size_t at = i;

		for (; at > 0 && shared[at - 1] < words; at--) {
			shared[at] = shared[at - 1];
			rows[at] = rows[at - 1];
		}
		shared[at] = words;
		rows[at] = row;
	}
}

enum outcome need_matches(struct request *r, const struct need *need, size_t limit, struct need **ret,
                          size_t *ret_count)
{
	int64_t county = place_above(need->shown_place, PLACE_COUNTY),
		city = place_above(need->shown_place, PLACE_CITY);
	enum outcome outcome =
		db_list(r->db, r->arena, &need_record, MATCH_CANDIDATES, ret, ret_count,
	                NEED_FROM " WHERE n.is_offer = $1 AND n.state = 2 AND n.way = $2 AND n.shown_place >= $3"
	                          " AND n.shown_place < $4 ORDER BY CASE WHEN n.topic = $5 THEN 0 ELSE 1 END,"
	                          " CASE WHEN n.shown_place >= $6 AND n.shown_place < $7 THEN 0 ELSE 1 END, n.id DESC"
	                          " LIMIT $8 /* scan */ /* sorts */",
	                bind(i64(!need->is_offer), txt(need->way), i64(city), i64(place_end(city)), txt(need->topic),
	                     i64(county), i64(place_end(county)), i64(MATCH_CANDIDATES)));

	if (outcome != DONE)
		return outcome;
	sort_by_words(r->arena, need, *ret, *ret_count);
	*ret_count = *ret_count < limit ? *ret_count : limit;
	return DONE;
}
