/* The shared history of a pairing: what the records and the ledger say the two did together since it began, and what both wrote. */
#include "help/pairing/pairing_inside.h"

#include "base/limits.h"

static const struct choice event_whats[] = {
	{ "gift", N_("Gift handed over") },
	{ "thanks", N_("Thanks") },
	{ "order", N_("Bought from the household") },
	{ "visit", N_("Visit") },
	{ "letter", N_("Letter") },
	{ "note", N_("Done together") },
	{ "deed", N_("The pairing itself") },
	{ NULL, NULL },
};

static const struct field event_fields[] = {
	INT_FIELD(pairing_event, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, pairing_event, id, N_("Number"), FIELD_OUT, 0, 0),
	CHOICE_FIELD(pairing_event, what, N_("What"), FIELD_OUT, event_whats),
	WHOLE_FIELD(FIELD_MOMENT, pairing_event, at, N_("When"), FIELD_OUT, 0, 0),
	STATE_FIELD(pairing_event, side, N_("Who"), FIELD_OUT, pairing_sides),
	TEXT_FIELD(pairing_event, title, N_("What it is about"), FIELD_OUT, 0, 0),
	NOTE_FIELD(pairing_event, words, N_("Words"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing_event, pieces, N_("Pieces"), FIELD_OUT, 0, 0),
	TEXT_FIELD(pairing_event, unit, N_("Counted in"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pairing_event, amount_fen, N_("Money"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pairing_event, reached_fen, N_("Reached the household"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, pairing_event, back_at, N_("Taken back"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record pairing_event_record = { .name = "pairing_event",
	                                     .size = sizeof(struct pairing_event),
	                                     .county = offsetof(struct pairing_event, county),
	                                     .fields = event_fields };

static const struct field sums_fields[] = {
	INT_FIELD(pairing_sums, gifts, N_("Gifts handed over"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pairing_sums, given_fen, N_("Money given"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing_sums, orders, N_("Orders"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pairing_sums, bought_fen, N_("Bought from the household"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, pairing_sums, reached_fen, N_("Reached the household"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing_sums, visits, N_("Visits"), FIELD_OUT, 0, 0),
	INT_FIELD(pairing_sums, letters, N_("Letters"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record pairing_sums_record = { .name = "pairing_sums",
	                                    .size = sizeof(struct pairing_sums),
	                                    .fields = sums_fields };

/* $1 helper, $2 and $3 from when until when, $4 key of the household, $5 county, $6 its card, $7 the pairing. A need keeps the key under which it
   was posted, also when that card was merged; goods and visits go where the household is. What reached the household of an order is what the
   ledger moved to it and back for that order. */
#define GIFTS_FROM                                                                                                           \
	" FROM gift AS g JOIN need AS n ON n.county = g.county AND n.id = g.need_id WHERE g.giver_id = $1 AND (n.place = $4" \
	" OR n.place IN (SELECT m.place FROM household_merged AS m WHERE m.county = $5 AND m.into_id = $6))"
#define GIFTS                                                                                                      \
	"SELECT g.county, g.id, 'gift' AS what, g.received_at AS at, CAST(2 AS BIGINT) AS side, n.title AS title," \
	" g.receipt_words AS words, g.pieces AS pieces, n.unit AS unit, g.amount_fen AS amount_fen,"               \
	" CAST(0 AS BIGINT) AS reached_fen, CAST(0 AS BIGINT) AS back_at" GIFTS_FROM                               \
	" AND g.state IN (3, 4) AND g.received_at >= $2 AND g.received_at <= $3"
#define THANKS                                                                                             \
	"SELECT g.county, g.id, 'thanks', g.confirmed_at, 1, n.title, g.thanks, 0, '', 0, 0, 0" GIFTS_FROM \
	" AND g.state = 4 AND g.confirmed_at >= $2 AND g.confirmed_at <= $3"
#define REACHED                                                                                                          \
	"(SELECT CAST(COALESCE(sum(CASE WHEN t.credit_kind = 7 AND t.credit_owner_id = l.household_id THEN t.amount_fen" \
	" WHEN t.debit_kind = 7 AND t.debit_owner_id = l.household_id THEN -t.amount_fen ELSE 0 END), 0) AS BIGINT)"     \
	" FROM transfer AS t WHERE t.county = o.county AND t.subject_id = o.id AND t.state = 1)"
#define ORDERS                                                                                                  \
	"SELECT o.county, o.id, 'order', o.paid_at, 2, min(l.title), '',"                                       \
	" CAST(sum(l.pieces - l.returned) AS BIGINT), min(l.unit),"                                             \
	" CAST(sum((l.pieces - l.returned) * l.price_fen) AS BIGINT), " REACHED ", 0 FROM orders AS o"          \
	" JOIN order_line AS l ON l.county = o.county AND l.order_id = o.id WHERE o.buyer_id = $1"              \
	" AND l.household_place = $4 AND l.returned < l.pieces AND o.state BETWEEN 2 AND 6 AND o.paid_at >= $2" \
	" AND o.paid_at <= $3 GROUP BY o.county, o.id, o.paid_at, l.household_id"
#define VISITS                                                                                         \
	"SELECT v.county, v.id, 'visit', v.at, 2, '', v.note, 0, '', 0, 0, 0 FROM register_visit AS v" \
	" WHERE v.county = $5 AND v.household_id = $6 AND v.person_id = $1 AND v.at >= $2 AND v.at <= $3"
#define ENTRIES                                                                                                       \
	"SELECT e.county, e.id, e.what, e.on_at, e.side, '', e.words, 0, '', 0, 0, e.back_at FROM pairing_entry AS e" \
	" WHERE e.county = $5 AND e.pairing_id = $7"
#define HISTORY GIFTS " UNION ALL " THANKS " UNION ALL " ORDERS " UNION ALL " VISITS " UNION ALL " ENTRIES

static int64_t until_of(const struct pairing *p)
{
	return p->ended_at > 0 ? p->ended_at : INT64_MAX;
}

enum outcome pairing_history(struct db *db, struct arena *arena, const struct pairing *p, int64_t page,
                             struct pairing_event **ret, size_t *ret_count)
{
	return db_list(db, arena, &pairing_event_record, PAIRING_HISTORY + 1, ret, ret_count,
	               HISTORY " ORDER BY at DESC, id DESC, what LIMIT $8 OFFSET $9 /* scan */ /* sorts */",
	               bind(i64(p->giver_id), i64(p->began_at), i64(until_of(p)), i64(p->household_place),
	                    i64(p->county), i64(p->card_id), i64(p->id), i64(PAIRING_HISTORY + 1),
	                    i64((page - 1) * PAIRING_HISTORY)));
}

enum outcome pairing_sum(struct db *db, const struct pairing *p, struct pairing_sums *ret)
{
	struct db_rows *rows =
		db_rows(db,
	                "SELECT count(*) FILTER (WHERE h.what = 'gift') AS gifts,"
	                " CAST(COALESCE(sum(h.amount_fen) FILTER (WHERE h.what = 'gift'), 0) AS BIGINT) AS given_fen,"
	                " count(*) FILTER (WHERE h.what = 'order') AS orders,"
	                " CAST(COALESCE(sum(h.amount_fen) FILTER (WHERE h.what = 'order'), 0) AS BIGINT) AS bought_fen,"
	                " CAST(COALESCE(sum(h.reached_fen), 0) AS BIGINT) AS reached_fen,"
	                " count(*) FILTER (WHERE h.what = 'visit') AS visits,"
	                " count(*) FILTER (WHERE h.what = 'letter' AND h.back_at = 0) AS letters"
	                " FROM (" HISTORY ") AS h /* scan */ /* sorts */",
	                bind(i64(p->giver_id), i64(p->began_at), i64(until_of(p)), i64(p->household_place),
	                     i64(p->county), i64(p->card_id), i64(p->id)));

	*ret = (struct pairing_sums){ 0 };
	if (db_next(rows))
		*ret = (struct pairing_sums){ .gifts = db_int(rows, "gifts"),
			                      .given_fen = db_int(rows, "given_fen"),
			                      .orders = db_int(rows, "orders"),
			                      .bought_fen = db_int(rows, "bought_fen"),
			                      .reached_fen = db_int(rows, "reached_fen"),
			                      .visits = db_int(rows, "visits"),
			                      .letters = db_int(rows, "letters") };
	return db_done(rows);
}

/* ---- what is written ---- */

enum outcome pairing_enter(struct request *r, const struct pairing *p, enum pairing_side side, const char *what,
                           struct text words, int64_t on_at)
{
	return db_exec(r->db,
	               "INSERT INTO pairing_entry(county, id, pairing_id, side, what, words, on_at, person_county,"
	               " person_id, made_at, back_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)",
	               bind(i64(p->county), i64(request_new_id(r)), i64(p->id), i64(side), txt(text_of(what)),
	                    txt(words), i64(on_at), i64(r->who.county), i64(r->who.person_id), i64(r->now)));
}

enum outcome pairing_take_back(struct request *r, const struct pairing *p, enum pairing_side side, int64_t id)
{
	int64_t rows = 0;
	enum outcome outcome =
		db_change(r->db, &rows,
	                  "UPDATE pairing_entry SET words = '', back_at = $1 WHERE county = $2 AND id = $3"
	                  " AND pairing_id = $4 AND side = $5 AND what <> 'deed' AND back_at = 0",
	                  bind(i64(r->now), i64(p->county), i64(id), i64(p->id), i64(side)));

	return outcome == DONE && rows == 0 ? NOT_FOUND : outcome;
}
