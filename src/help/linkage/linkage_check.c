/* What must hold of shares, contracts and paydays, and the recounts of their totals. */
#include "help/linkage/linkage_inside.h"

const struct check linkage_checks[] = {
	{ .name = "paydays are the sum of their lines",
	  .wrong = "paydays have another sum than their lines",
	  .counts = "SELECT count(*) FROM payday AS d WHERE d.total_fen <> (SELECT COALESCE(sum(y.amount_fen), 0)"
	            " FROM payday_line AS y WHERE y.county = d.county AND y.payday_id = d.id) /* scan */" },
	{ .name = "paydays are paid line by line",
	  .wrong = "paydays count other payments than their lines and transfers",
	  .counts =
	          "SELECT count(*) FROM payday AS d WHERE (d.paid_lines, d.paid_fen) <> (SELECT count(*),"
	          " COALESCE(sum(t.amount_fen), 0) FROM payday_line AS y JOIN transfer AS t ON t.county = y.county"
	          " AND t.id = y.transfer_id AND t.amount_fen = y.amount_fen AND t.debit_kind = 18 AND t.debit_owner_id ="
	          " d.id AND t.credit_kind = 7 AND t.credit_owner_id = y.household_id WHERE y.county = d.county"
	          " AND y.payday_id = d.id AND y.paid_at > 0) /* scan */" },
	{ .name = "paydays hold what is not yet paid",
	  .wrong = "paydays hold other money than what is not yet paid",
	  .counts = "SELECT count(*) FROM payday AS d LEFT JOIN account AS a ON a.county = d.county AND a.kind = 18"
	            " AND a.owner_id = d.id WHERE COALESCE(a.credits_fen - a.debits_fen, 0) <>"
	            " CASE WHEN d.state IN (2, 3) THEN d.total_fen - d.paid_fen ELSE 0 END /* scan */" },
	{ .name = "nobody releases a payday he made",
	  .wrong = "paydays were released by whoever made them",
	  .counts = "SELECT count(*) FROM payday WHERE released_by_id = made_by_id /* scan */" },
	{ .name = "corrections are transfers",
	  .wrong = "corrected payments differ from their corrections or transfers",
	  .counts = "SELECT count(*) FROM payday_line AS y WHERE y.corrected_fen <> (SELECT COALESCE(sum(CASE WHEN"
	            " t.credit_kind = 7 THEN t.amount_fen ELSE -t.amount_fen END), 0) FROM payday_correction AS c"
	            " JOIN transfer AS t ON t.county = c.county AND t.id = c.transfer_id WHERE c.county = y.county"
	            " AND c.payday_id = y.payday_id AND c.number = y.number) /* scan */" },
	{ .name = "shares and contracts stand where their households are",
	  .wrong = "shares and contracts stand elsewhere than their households",
	  .counts = "SELECT count(*) FROM linkage AS l LEFT JOIN household AS h ON h.place = l.household_place"
	            " WHERE h.place IS NULL /* scan */" },
	{ .name = "disputes have their cases",
	  .wrong = "disputes have no case",
	  .counts = "SELECT count(*) FROM linkage_dispute AS d LEFT JOIN case_file AS c ON c.county = d.county"
	            " AND c.id = d.id AND c.kind = 'linkage' WHERE c.id IS NULL /* scan */" },
	{ .name = NULL },
};

/* Sums of one kind: what was paid, and what was put right afterwards; of all, and of the household that lives at $1. */
#define PAID(kind_, which)                                                                                        \
	"SELECT y.household_place / 100000 * 100000 AS place, y.paid_at AS at, y.amount_fen AS value"             \
	" FROM payday_line AS y JOIN payday AS d ON d.county = y.county AND d.id = y.payday_id"                   \
	" WHERE y.paid_at > 0 AND d.kind = '" kind_ "'" which " UNION ALL"                                        \
	" SELECT y.household_place / 100000 * 100000 AS place, c.at AS at, c.amount_fen AS value"                 \
	" FROM payday_correction AS c JOIN payday_line AS y ON y.county = c.county AND y.payday_id = c.payday_id" \
	" AND y.number = c.number JOIN payday AS d ON d.county = c.county AND d.id = c.payday_id"                 \
	" WHERE d.kind = '" kind_ "'" which
#define COUNTED(kind_)                                                                                                \
	.recount = PAID(kind_, "") " /* scan */", .of_household = PAID(kind_, " AND y.household_place = $1"),         \
	.behind = FIGURE_PARTS("b.county", "b.id", "b.payday_id", "b.title", "b.place", "b.at", "b.value",            \
	                       "(SELECT y.county, y.transfer_id AS id, d.id AS payday_id, d.title,"                   \
	                       " y.household_place AS place, y.paid_at AS at, y.amount_fen AS value FROM payday_line" \
	                       " AS y JOIN payday AS d ON d.county = y.county AND d.id = y.payday_id WHERE"           \
	                       " y.transfer_id > 0 AND d.kind = '" kind_ "' UNION ALL SELECT c.county,"               \
	                       " c.transfer_id, d.id, d.title, y.household_place, c.at, c.amount_fen"                 \
	                       " FROM payday_correction AS c JOIN payday_line AS y ON y.county = c.county"            \
	                       " AND y.payday_id = c.payday_id AND y.number = c.number JOIN payday AS d"              \
	                       " ON d.county = c.county AND d.id = c.payday_id WHERE d.kind = '" kind_ "') AS b",     \
	                       "b.at > 0"),                                                                           \
	.href = "/paydays/", .right = RIGHT_LEDGER_READ

const struct indicator linkage_indicators[] = {
	{ .number = INDICATOR_LINKED,
	  .name = "linked",
	  .label = N_("Households with a share or contract"),
	  .unit = UNIT_STANDING,
	  .recount = "SELECT household_place / 100000 * 100000 AS place, 1 AS value FROM linkage WHERE state = 2"
	             " GROUP BY household_place /* scan */ /* sorts */",
	  .of_household = "SELECT household_place / 100000 * 100000 AS place, 1 AS value FROM linkage WHERE state = 2"
	                  " AND household_place = $1 GROUP BY household_place" },
	{ .number = INDICATOR_DIVIDEND_FEN,
	  .name = "dividend_fen",
	  .label = N_("Paid to households for shares"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_HOUSEHOLD,
	  COUNTED("dividend") },
	{ .number = INDICATOR_PURCHASE_FEN,
	  .name = "purchase_fen",
	  .label = N_("Paid to households for goods under contract"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_HOUSEHOLD,
	  COUNTED("purchase") },
	{ .number = INDICATOR_RENT_FEN,
	  .name = "rent_fen",
	  .label = N_("Paid to households as rent"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_HOUSEHOLD,
	  COUNTED("rent") },
	{ .number = INDICATOR_WAGE_FEN,
	  .name = "wage_fen",
	  .label = N_("Paid to households as wages"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_HOUSEHOLD,
	  COUNTED("wage") },
	{ .number = 0 },
};
