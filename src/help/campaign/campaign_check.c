/* What `tongcun check` holds against campaigns, and the recounts of their totals. */
#include "help/campaign/campaign_inside.h"

/* given = free + issued + settled + returned holds by the row itself; here the rows against gifts, vouchers, rides and accounts. */
const struct check campaign_checks[] = {
	{ .name = "campaigns sum up their gifts",
	  .wrong = "campaigns have other sums than their gifts",
	  .counts = "SELECT count(*) FROM campaign AS c WHERE c.given_fen <> (SELECT COALESCE(sum(g.amount_fen), 0)"
	            " FROM campaign_gift AS g WHERE g.county = c.county AND g.campaign_id = c.id AND g.state = 2)"
	            " OR c.returned_fen <> (SELECT COALESCE(sum(g.returned_fen), 0) FROM campaign_gift AS g"
	            " WHERE g.county = c.county AND g.campaign_id = c.id AND g.state = 2)"
	            " OR c.gifts <> (SELECT count(*) FROM campaign_gift AS g WHERE g.county = c.county"
	            " AND g.campaign_id = c.id AND g.state = 2) /* scan */" },
	{ .name = "campaigns have the money of their accounts",
	  .wrong = "campaigns have other money than their accounts",
	  .counts =
	          "SELECT count(*) FROM (SELECT county, id, kind, sum(fen) AS fen FROM ("
	          " SELECT county, owner_id AS id, kind, credits_fen - debits_fen AS fen FROM account WHERE kind IN (14, 15)"
	          " UNION ALL SELECT county, id, 14, -(given_fen - returned_fen - issued_fen - settled_fen) FROM campaign"
	          " UNION ALL SELECT county, id, 15, -issued_fen FROM campaign) AS both_sides GROUP BY county, id, kind"
	          " HAVING sum(fen) <> 0) AS wrong /* scan */" },
	{ .name = "campaigns count their vouchers and rides",
	  .wrong = "campaigns count other vouchers, rides or settlements than they have",
	  .counts =
	          "SELECT count(*) FROM campaign AS c WHERE c.vouchers <> (SELECT count(*) FROM voucher AS v"
	          " WHERE v.county = c.county AND v.campaign_id = c.id AND v.state <= 2)"
	          " OR c.numbers <> (SELECT count(*) FROM voucher AS v WHERE v.county = c.county AND v.campaign_id = c.id)"
	          " OR c.rides <> (SELECT count(*) FROM ride AS d WHERE d.county = c.county AND d.campaign_id = c.id)"
	          " OR c.settled_fen <> (SELECT COALESCE(sum(t.total_fen), 0) FROM ride_settlement AS t"
	          " WHERE t.county = c.county AND t.campaign_id = c.id) /* scan */" },
	{ .name = "vouchers are made of gifts",
	  .wrong = "vouchers are not made of their gifts to the fen",
	  .counts =
	          "SELECT count(*) FROM voucher AS v WHERE (SELECT COALESCE(sum(p.amount_fen), 0) FROM voucher_part AS p"
	          " WHERE p.county = v.county AND p.voucher_id = v.id) <> CASE WHEN v.state <= 2 THEN v.amount_fen"
	          " ELSE 0 END /* scan */" },
	{ .name = "gifts are spent once",
	  .wrong = "gifts say another sum than their parts in vouchers",
	  .counts =
	          "SELECT count(*) FROM campaign_gift AS g WHERE g.spent_fen <> (SELECT COALESCE(sum(p.amount_fen), 0)"
	          " FROM voucher_part AS p WHERE p.county = g.county AND p.gift_id = g.id) /* scan */" },
	{ .name = "a voucher has at most one ride",
	  .wrong = "vouchers and their rides do not match",
	  .counts =
	          "SELECT count(*) FROM voucher AS v LEFT JOIN ride AS d ON d.county = v.county AND d.voucher_id = v.id"
	          " WHERE (v.state = 2) <> (d.voucher_id IS NOT NULL) OR (d.voucher_id IS NOT NULL"
	          " AND d.campaign_id <> v.campaign_id) /* scan */" },
	{ .name = "rides are settled once",
	  .wrong = "settlements differ from their rides or their transfer",
	  .counts = "SELECT count(*) FROM ride_settlement AS t WHERE (t.rides, t.total_fen) <> (SELECT count(*),"
	            " COALESCE(sum(v.amount_fen), 0) FROM ride AS d JOIN voucher AS v ON v.county = d.county"
	            " AND v.id = d.voucher_id WHERE d.county = t.county AND d.settlement_id = t.id)"
	            " OR 1 <> (SELECT count(*) FROM transfer AS f WHERE f.county = t.county AND f.id = t.transfer_id"
	            " AND f.amount_fen = t.total_fen AND f.debit_kind = 15 AND f.credit_kind = 6"
	            " AND f.credit_owner_id = t.company_id AND f.state = 1) /* scan */" },
	{ .name = NULL },
};

const struct indicator campaign_indicators[] = {
	{ .number = INDICATOR_CAMPAIGN_FEN,
	  .name = "campaign_fen",
	  .label = N_("Given to campaigns"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_HELP,
	  .recount = "SELECT c.place, g.paid_at AS at, g.amount_fen AS value FROM campaign_gift AS g JOIN campaign"
	             " AS c ON c.county = g.county AND c.id = g.campaign_id WHERE g.state = 2 UNION ALL"
	             " SELECT c.place, t.at AS at, -t.amount_fen AS value FROM transfer AS t JOIN campaign AS c"
	             " ON c.county = t.county AND c.id = t.debit_owner_id WHERE t.debit_kind = 14 AND t.credit_kind = 5"
	             " /* scan */",
	  .behind = FIGURE_PARTS("b.county", "b.id", "c.id", "c.title", "c.place", "b.at", "b.value",
	                         "(SELECT g.county, g.id, g.campaign_id, g.paid_at AS at, g.amount_fen AS value"
	                         " FROM campaign_gift AS g WHERE g.state = 2 UNION ALL SELECT t.county, t.id,"
	                         " t.debit_owner_id, t.at, -t.amount_fen FROM campaign AS o JOIN transfer AS t"
	                         " ON t.debit_county = o.county AND t.debit_kind = 14 AND t.debit_owner_id = o.id"
	                         " WHERE t.credit_kind = 5) AS b JOIN campaign AS c ON c.county = b.county"
	                         " AND c.id = b.campaign_id",
	                         "b.value <> 0"),
	  .href = "/campaigns/" },
	{ .number = INDICATOR_VOUCHERS,
	  .name = "vouchers",
	  .label = N_("Ride vouchers issued"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HELP,
	  .recount = "SELECT household_place / 100000 * 100000 AS place, issued_at AS at, 1 AS value"
	             " FROM voucher WHERE state <= 2 /* scan */",
	  .of_household = "SELECT household_place / 100000 * 100000 AS place, issued_at AS at, 1 AS value"
	                  " FROM voucher WHERE state <= 2 AND household_place = $1",
	  .behind = FIGURE_PARTS("v.county", "v.id", "c.id", "c.title", "v.household_place", "v.issued_at", "1",
	                         "voucher AS v JOIN campaign AS c ON c.county = v.county AND c.id = v.campaign_id",
	                         "v.state <= 2"),
	  .href = "/campaigns/" },
	{ .number = INDICATOR_RIDES,
	  .name = "rides",
	  .label = N_("Rides with vouchers"),
	  .unit = UNIT_COUNT,
	  .group = FIGURES_HELP,
	  .recount = "SELECT v.household_place / 100000 * 100000 AS place, d.ride_at AS at, 1 AS value"
	             " FROM ride AS d JOIN voucher AS v ON v.county = d.county AND v.id = d.voucher_id"
	             " /* scan */",
	  .of_household = "SELECT v.household_place / 100000 * 100000 AS place, d.ride_at AS at, 1 AS value"
	                  " FROM voucher AS v JOIN ride AS d ON d.county = v.county AND d.voucher_id = v.id"
	                  " WHERE v.household_place = $1",
	  .behind = FIGURE_PARTS("v.county", "v.id", "c.id", "c.title", "v.household_place", "d.ride_at", "1",
	                         "ride AS d JOIN voucher AS v ON v.county = d.county AND v.id = d.voucher_id"
	                         " JOIN campaign AS c ON c.county = v.county AND c.id = v.campaign_id",
	                         "d.ride_at > 0"),
	  .href = "/campaigns/" },
	{ .number = 0 },
};
