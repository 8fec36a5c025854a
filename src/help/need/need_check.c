/* What `tongcun check` holds against needs and gifts, and the recounts of their totals. */
#include "help/need/need_inside.h"

#include "base/calendar.h"

static enum outcome none(struct db *db, struct arena *arena, struct text *ret_words, const char *what, const char *sql)
{
	int64_t count = 0;
	enum outcome outcome = db_number(db, &count, sql, bind_none());

	if (outcome != DONE || count == 0)
		return outcome;
	*ret_words = text_format(arena, "%lld %s", (long long)count, what);
	return CONFLICT;
}

static enum outcome check_claimed(struct db *db, struct arena *arena, struct text *ret_words)
{
	return none(
		db, arena, ret_words, "needs count other gifts than they have",
		"SELECT count(*) FROM need AS n WHERE n.claimed <> (SELECT COALESCE(sum(g.pieces), 0) FROM gift AS g"
		" WHERE g.county = n.county AND g.need_id = n.id AND g.state < 5) OR n.given <> (SELECT"
		" COALESCE(sum(g.pieces), 0) FROM gift AS g WHERE g.county = n.county AND g.need_id = n.id"
		" AND g.state IN (3, 4)) /* scan */");
}

/* To the fen, in both directions: no account without its gifts, no gifts without their account. */
static enum outcome check_money(struct db *db, struct arena *arena, struct text *ret_words)
{
	return none(
		db, arena, ret_words, "needs have other money than their paid gifts",
		"SELECT count(*) FROM (SELECT county, id, sum(fen) AS fen FROM ("
		" SELECT county, owner_id AS id, credits_fen - debits_fen AS fen FROM account WHERE kind = 13"
		" UNION ALL SELECT county, need_id, -amount_fen FROM gift WHERE state = 2"
		" AND way IN ('money', 'purchase')) AS both_sides GROUP BY county, id HAVING sum(fen) <> 0) AS wrong"
		" /* scan */");
}

static enum outcome check_handed(struct db *db, struct arena *arena, struct text *ret_words)
{
	return none(db, arena, ret_words, "gifts of money were not handed over by exactly one transfer of their amount",
	            "SELECT count(*) FROM gift AS g WHERE g.state IN (3, 4) AND g.way IN ('money', 'purchase')"
	            " AND 1 <> (SELECT count(*) FROM transfer AS t WHERE t.county = g.county AND t.subject_id = g.id"
	            " AND t.debit_kind = 13 AND t.credit_kind <> 5 AND t.state = 1 AND t.amount_fen = g.amount_fen)"
	            " /* scan */");
}

static enum outcome check_cases(struct db *db, struct arena *arena, struct text *ret_words)
{
	return none(db, arena, ret_words, "needs and their cases do not match",
	            "SELECT count(*) FROM need AS n LEFT JOIN case_file AS c ON c.county = n.county AND c.id = n.id"
	            " WHERE c.id IS NULL OR c.place <> n.place OR (n.state = 4) <> (c.phase = 3)"
	            " OR (n.state = 1) <> (c.state = 'posted') OR (n.state = 2) <> (c.state = 'open')"
	            " OR (n.shown_place = 0 AND n.published_at > 0) /* scan */");
}

const struct check need_checks[] = {
	{ "needs count their gifts", check_claimed },
	{ "needs have the money of their gifts", check_money },
	{ "money given is handed over once", check_handed },
	{ "needs are as their cases", check_cases },
	{ NULL, NULL },
};

typedef void add_function(void *context, int64_t place, int64_t on, int64_t delta);

static enum outcome recount(struct db_rows *rows, add_function *add, void *context)
{
	while (db_next(rows))
		add(context, db_int(rows, "place"), calendar_day(db_int(rows, "at")), db_int(rows, "delta"));
	return db_done(rows);
}

static enum outcome recount_needs(struct db *db, add_function *add, void *context)
{
	return recount(db_rows(db,
	                       "SELECT place, published_at AS at, 1 AS delta FROM need WHERE published_at > 0"
	                       " AND is_offer = 0 /* scan */",
	                       bind_none()),
	               add, context);
}

static enum outcome recount_matched(struct db *db, add_function *add, void *context)
{
	return recount(db_rows(db,
	                       "SELECT place, matched_at AS at, 1 AS delta FROM need WHERE matched_at > 0 /* scan */",
	                       bind_none()),
	               add, context);
}

static enum outcome recount_given(struct db *db, add_function *add, void *context)
{
	return recount(
		db_rows(db,
	                "SELECT n.place, g.received_at AS at, g.amount_fen AS delta FROM gift AS g JOIN need AS n"
	                " ON n.county = g.county AND n.id = g.need_id WHERE g.state IN (3, 4)"
	                " AND g.amount_fen > 0 /* scan */",
	                bind_none()),
		add, context);
}

const struct indicator need_indicators[] = {
	{ INDICATOR_NEEDS, "needs", N_("Needs published"), UNIT_COUNT, recount_needs, "/needs/of" },
	{ INDICATOR_NEEDS_MATCHED, "needs_matched", N_("Needs taken on by helpers"), UNIT_COUNT, recount_matched,
	  "/needs/of" },
	{ INDICATOR_GIVEN_FEN, "given_fen", N_("Money given and handed over"), UNIT_FEN, recount_given, "/needs/of" },
	{ 0 },
};
