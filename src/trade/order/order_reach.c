/* Buying instead of giving: which households an order's money goes to, and what really reached them. No names; what is not known is not
   said. */
#include "trade/order/order_view.h"

#include "base/limits.h"
#include "base/money.h"

/* Households of the lines that are kept, each once. */
static int64_t households_of(const struct order_line *lines, size_t count)
{
	int64_t households = 0;

	for (size_t i = 0; i < count; i++) {
		bool is_new = lines[i].household_id != 0 && lines[i].returned < lines[i].pieces;

		for (size_t k = 0; is_new && k < i; k++)
			is_new = lines[k].household_id != lines[i].household_id || lines[k].returned >= lines[k].pieces;
		households += is_new;
	}
	return households;
}

/* What completing it will move to households: as settlement does (trade/settlement). */
static enum outcome promised(struct request *r, const struct order *o, const struct order_line *lines, size_t count,
                             struct text *ret_words)
{
	struct seller_part parts[SELLER_PARTS];
	struct seller seller;
	int64_t households = households_of(lines, count), kept = o->paid_fen - o->refunded_fen - o->shipping_fen;
	enum outcome outcome;

	if (households == 0 || kept <= 0)
		return DONE;
	outcome = seller_when(r->db, r->arena, o->county, o->seller_id, o->placed_at, &seller);
	if (outcome == DONE && seller.household_share > 0 && seller_parts(&seller, kept, 0, parts) > 0)
		*ret_words = words(r, "When the order is completed, ¥%s go to the households that grew it: %s.",
		                   show_fen(r, parts[0].fen), households);
	return outcome;
}

/* To the fen, out of the ledger. */
static enum outcome reached(struct request *r, const struct order *o, struct text *ret_words)
{
	int64_t fen = 0, households = 0;
	struct db_rows *rows = db_rows(
		r->db,
		"SELECT count(*) AS households, CAST(COALESCE(sum(h.fen), 0) AS BIGINT) AS fen FROM"
		" (SELECT t.owner_id, sum(t.fen) AS fen FROM (SELECT credit_owner_id AS owner_id, amount_fen AS fen"
		" FROM transfer WHERE county = $1 AND subject_id = $2 AND credit_kind = 7 AND state = 1"
		" UNION ALL SELECT debit_owner_id AS owner_id, -amount_fen AS fen FROM transfer WHERE county = $1"
		" AND subject_id = $2 AND debit_kind = 7 AND state = 1) AS t GROUP BY t.owner_id HAVING sum(t.fen) > 0)"
		" AS h /* sorts */",
		bind(i64(o->county), i64(o->id)));

	if (db_next(rows)) {
		households = db_int(rows, "households");
		fen = db_int(rows, "fen");
	}
	if (fen > 0)
		*ret_words =
			words(r, "¥%s have reached the households that grew it: %s.", show_fen(r, fen), households);
	return db_done(rows);
}

enum outcome order_reach(struct request *r, const struct order *o, const struct order_line *lines, size_t count,
                         struct text *ret_words)
{
	*ret_words = T("");
	if (o->state == ORDER_COMPLETED)
		return reached(r, o, ret_words);
	if (o->state >= ORDER_PAID && o->state <= ORDER_DELIVERED)
		return promised(r, o, lines, count, ret_words);
	return DONE;
}
