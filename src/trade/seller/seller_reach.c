/* Buying instead of giving: which households the household part of a price goes to, without names. */
#include "trade/seller/seller.h"

#include "base/limits.h"
#include "web/page.h"

enum outcome seller_reach(struct db *db, struct arena *arena, const struct seller *seller, struct seller_reach *ret)
{
	struct db_rows *rows;
	bool is_household = text_equal(seller->kind, T("household"));

	*ret = (struct seller_reach){ 0 };
	rows = db_rows(
		db,
		"SELECT g.households, g.villages, COALESCE(p.name, '') AS village FROM (SELECT count(*) AS households,"
		" count(DISTINCT household_place / 100000) AS villages, min(household_place) AS place"
		" FROM seller_grower WHERE county = $1 AND seller_id = $2) AS g LEFT JOIN place AS p ON p.place ="
		" CASE WHEN g.households = 0 THEN CAST($3 AS BIGINT) ELSE g.place END / 100000 * 100000",
		bind(i64(seller->county), i64(seller->id), i64(seller->place)));
	if (db_next(rows)) {
		ret->households = db_int(rows, "households");
		ret->villages = db_int(rows, "villages");
		ret->village = place_short(arena, text_copy(arena, db_text(rows, "village")));
	}
	if (ret->households == 0 && is_household)
		ret->households = ret->villages = 1;
	else if (ret->villages != 1 || ret->households < SELLER_TELL)
		ret->village = T("");
	return db_done(rows);
}

struct text seller_reach_words(struct request *r, const struct seller *seller, const struct seller_reach *reach,
                               int64_t goods_fen)
{
	struct seller_part parts[SELLER_PARTS];
	struct text whole, part, households;

	if (reach->households == 0 || seller->household_share == 0 || goods_fen <= 0 ||
	    seller_parts(seller, goods_fen, 0, parts) == 0 || parts[0].kind != ACCOUNT_HOUSEHOLD)
		return T("");
	whole = show_fen(r, goods_fen);
	part = show_fen(r, parts[0].fen);
	households = show_number(r, reach->households);
	if (text_equal(seller->kind, T("household")) && reach->village.length > 0)
		return words(r, "Of ¥%s, ¥%s go to the household in %s that grows it.", whole, part, reach->village);
	if (reach->village.length > 0)
		return words(r, "Of ¥%s, ¥%s go to those who grow it, by turns: %s households in %s.", whole, part,
		             households, reach->village);
	return words(r, "Of ¥%s, ¥%s go to those who grow it, by turns: %s households in %s villages.", whole, part,
	             households, show_number(r, reach->villages));
}
