/* What `tongcun check` holds against needs and gifts, and the recounts of their totals. */
#include "help/need/need_inside.h"

const struct check need_checks[] = {
	{ .name = "needs count their gifts",
	  .wrong = "needs count other gifts than they have",
	  .counts =
	          "SELECT count(*) FROM need AS n WHERE n.claimed <> (SELECT COALESCE(sum(g.pieces), 0) FROM gift AS g"
	          " WHERE g.county = n.county AND g.need_id = n.id AND g.state < 5) OR n.given <> (SELECT"
	          " COALESCE(sum(g.pieces), 0) FROM gift AS g WHERE g.county = n.county AND g.need_id = n.id"
	          " AND g.state IN (3, 4)) /* scan */" },

	/* To the fen, in both directions: no account without its gifts, no gifts without their account. */
	{ .name = "needs have the money of their gifts",
	  .wrong = "needs have other money than their paid gifts",
	  .counts =
	          "SELECT count(*) FROM (SELECT county, id, sum(fen) AS fen FROM ("
	          " SELECT county, owner_id AS id, credits_fen - debits_fen AS fen FROM account WHERE kind = 13"
	          " UNION ALL SELECT county, need_id, -amount_fen FROM gift WHERE state = 2"
	          " AND way IN ('money', 'purchase')) AS both_sides GROUP BY county, id HAVING sum(fen) <> 0) AS wrong"
	          " /* scan */" },
	{ .name = "money given is handed over once",
	  .wrong = "gifts of money were not handed over by exactly one transfer of their amount",
	  .counts = "SELECT count(*) FROM gift AS g WHERE g.state IN (3, 4) AND g.way IN ('money', 'purchase')"
	            " AND 1 <> (SELECT count(*) FROM transfer AS t WHERE t.county = g.county AND t.subject_id = g.id"
	            " AND t.debit_kind = 13 AND t.credit_kind <> 5 AND t.state = 1 AND t.amount_fen = g.amount_fen)"
	            " /* scan */" },
	{ .name = "needs are as their cases",
	  .wrong = "needs and their cases do not match",
	  .counts = "SELECT count(*) FROM need AS n LEFT JOIN case_file AS c ON c.county = n.county AND c.id = n.id"
	            " WHERE c.id IS NULL OR c.place <> n.place OR (n.state = 4) <> (c.phase = 3)"
	            " OR (n.state = 1) <> (c.state = 'posted') OR (n.state = 2) <> (c.state = 'open')"
	            " OR (n.shown_place = 0 AND n.published_at > 0) /* scan */" },
	{ .name = NULL },
};

const struct indicator need_indicators[] = {
	{ .number = INDICATOR_NEEDS,
	  .name = "needs",
	  .label = N_("Needs published"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HELP,
	  .recount = "SELECT place, published_at AS at, 1 AS value FROM need WHERE published_at > 0"
	             " AND is_offer = 0 /* scan */",
	  .behind = FIGURE_PARTS("n.county", "n.id", "n.id", "n.title", "n.place", "n.published_at", "1", "need AS n",
	                         "n.published_at > 0 AND n.is_offer = 0"),
	  .href = "/needs/" },
	{ .number = INDICATOR_NEEDS_MATCHED,
	  .name = "needs_matched",
	  .label = N_("Needs taken on by helpers"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HELP,
	  .recount = "SELECT place, matched_at AS at, 1 AS value FROM need WHERE matched_at > 0 /* scan */",
	  .behind = FIGURE_PARTS("n.county", "n.id", "n.id", "n.title", "n.place", "n.matched_at", "1", "need AS n",
	                         "n.matched_at > 0"),
	  .href = "/needs/" },
	{ .number = INDICATOR_GIVEN_FEN,
	  .name = "given_fen",
	  .label = N_("Money given and handed over"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_HELP,
	  .recount = "SELECT n.place, g.received_at AS at, g.amount_fen AS value FROM gift AS g JOIN need AS n"
	             " ON n.county = g.county AND n.id = g.need_id WHERE g.state IN (3, 4)"
	             " AND g.amount_fen > 0 /* scan */",
	  .behind = FIGURE_PARTS("g.county", "g.id", "n.id", "n.title", "n.place", "g.received_at", "g.amount_fen",
	                         "gift AS g JOIN need AS n ON n.county = g.county AND n.id = g.need_id",
	                         "g.state IN (3, 4) AND g.amount_fen > 0"),
	  .href = "/needs/" },
	{ .number = 0 },
};
