/* What `tongcun check` holds against partners and their pledges, and the recounts of their totals. */
#include "help/partner/partner_inside.h"

const struct check partner_checks[] = {
	{ .name = "pledges count what was received",
	  .wrong = "pledges count other deliveries than were received",
	  .counts = "SELECT count(*) FROM pledge AS p WHERE (p.received, p.received_fen) <> (SELECT"
	            " COALESCE(sum(d.quantity), 0), COALESCE(sum(d.worth_fen), 0) FROM pledge_delivery AS d"
	            " WHERE d.county = p.county AND d.pledge_id = p.id AND d.state = 2) /* scan */" },
	{ .name = "pledges are kept when all has come",
	  .wrong = "pledges are kept or open against what has come",
	  .counts =
	          "SELECT count(*) FROM pledge WHERE state < 3 AND (state = 2) <> (received >= quantity) /* scan */" },
	{ .name = "pledges are as their cases",
	  .wrong = "pledges and their cases do not match",
	  .counts = "SELECT count(*) FROM pledge AS p LEFT JOIN case_file AS c ON c.county = p.county AND c.id = p.id"
	            " WHERE c.id IS NULL OR c.place <> p.place OR c.kind <> 'pledge'"
	            " OR c.state <> CASE p.state WHEN 1 THEN 'promised' WHEN 2 THEN 'kept' ELSE 'withdrawn' END"
	            " /* scan */" },
	{ .name = "pledges keep what they said before",
	  .wrong = "pledges count other changes than are kept",
	  .counts =
	          "SELECT count(*) FROM pledge AS p LEFT JOIN (SELECT county, pledge_id, count(*) AS kept, max(number) AS last"
	          " FROM pledge_before GROUP BY county, pledge_id) AS b ON b.county = p.county AND b.pledge_id = p.id"
	          " WHERE p.changes <> COALESCE(b.kept, 0) OR p.changes <> COALESCE(b.last, 0) /* scan */" },
	{ .name = "pledges have a partner",
	  .wrong = "pledges have no partner",
	  .counts = "SELECT count(*) FROM pledge AS p LEFT JOIN partner AS a ON a.county = p.partner_county"
	            " AND a.id = p.partner_id WHERE a.id IS NULL /* scan */" },
	{ .name = "nobody confirms his own delivery",
	  .wrong = "deliveries were received by who gave them",
	  .counts = "SELECT count(*) FROM pledge_delivery WHERE state = 2 AND receiver_id > 0"
	            " AND receiver_id = giver_id /* scan */" },
	/* To the fen, in both directions: no account without its payments, no payments without their account. */
	{ .name = "pledges have the money of their payments",
	  .wrong = "pledges have other money than was paid and not spent",
	  .counts =
	          "SELECT count(*) FROM (SELECT county, id, sum(fen) AS fen FROM ("
	          " SELECT county, owner_id AS id, credits_fen - debits_fen AS fen FROM account WHERE kind = 17"
	          " UNION ALL SELECT county, id, paid_out_fen - received_fen FROM pledge WHERE way = 'money') AS both_sides"
	          " GROUP BY county, id HAVING sum(fen) <> 0) AS wrong /* scan */" },
	{ .name = "money of pledges is spent once",
	  .wrong = "pledges say another sum than was spent by transfers",
	  .counts = "SELECT count(*) FROM pledge AS p WHERE p.paid_out_fen <> (SELECT COALESCE(sum(t.amount_fen), 0)"
	            " FROM pledge_payout AS o JOIN transfer AS t ON t.county = o.county AND t.id = o.transfer_id"
	            " AND t.amount_fen = o.amount_fen AND t.debit_kind = 17 AND t.debit_owner_id = p.id AND t.state = 1"
	            " WHERE o.county = p.county AND o.pledge_id = p.id) /* scan */" },
	{ .name = NULL },
};

const struct indicator partner_indicators[] = {
	{ .number = INDICATOR_PLEDGED_FEN,
	  .name = "pledged_fen",
	  .label = N_("Promised by partners"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_PROJECT,
	  .recount = "SELECT place, made_at AS at, CASE state WHEN 3 THEN received_fen ELSE worth_fen END AS value"
	             " FROM pledge /* scan */",
	  .behind = FIGURE_PARTS("p.county", "p.id", "p.id", "p.title", "p.place", "p.made_at",
	                         "CASE p.state WHEN 3 THEN p.received_fen ELSE p.worth_fen END", "pledge AS p",
	                         "p.id > 0"),
	  .href = "/pledges/" },
	{ .number = INDICATOR_PLEDGE_RECEIVED_FEN,
	  .name = "pledge_received_fen",
	  .label = N_("Delivered by partners"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_PROJECT,
	  .recount = "SELECT p.place, d.received_at AS at, d.worth_fen AS value FROM pledge_delivery AS d JOIN pledge"
	             " AS p ON p.county = d.county AND p.id = d.pledge_id WHERE d.state = 2 /* scan */",
	  .behind = FIGURE_PARTS("d.county", "d.id", "p.id", "p.title", "p.place", "d.received_at", "d.worth_fen",
	                         "pledge_delivery AS d JOIN pledge AS p ON p.county = d.county AND p.id = d.pledge_id",
	                         "d.state = 2"),
	  .href = "/pledges/" },
	{ .number = 0 },
};
