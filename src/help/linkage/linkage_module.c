/* The doors of shares, contracts and paydays in one table. */
#include "help/linkage/linkage_inside.h"
#include "schema.h"

static const struct route linkage_routes[] = {
	{ GET, "/linkages", linkage_mine_page, SIGNED_IN, "Show my household's shares and contracts",
	  .gives = &linkage_household_record },
	{ GET, "/linkages/desk", linkage_desk_page, MAY(RIGHT_REGISTER_READ),
	  "List shares and contracts of the households of a land; the look is recorded", .where = linkage_land_where,
	  .query = QUERY_OF(QUERY_CHOICE("kind", "Kind", linkage_kinds), QUERY_CHOICE("state", "State", linkage_states),
	                    QUERY_LAND),
	  .gives = &linkage_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/linkages/new", linkage_new_page, MAY(RIGHT_REGISTER_EDIT), "Show the form of a new share or contract",
	  .where = linkage_new_where,
	  .query = QUERY_OF(QUERY(FIELD_ID, "seller", "The co-operative or firm"),
	                    QUERY(FIELD_ID, "household", "The household")),
	  .flags = ROUTE_PAGE },
	{ POST, "/linkages", linkage_new_post, MAY(RIGHT_REGISTER_EDIT),
	  "Enter a share or contract; the household says yes or no", .where = linkage_new_where,
	  .takes = &linkage_form_record, .gives = &linkage_record },
	{ GET, "/linkages/{linkage}", linkage_page, MAY(RIGHT_REGISTER_READ),
	  "Show both sides a share or contract; looks of others are recorded", .where = linkage_where,
	  .gives = &linkage_record },
	{ POST, "/linkages/{linkage}/confirm", linkage_confirm_post, SIGNED_IN, "Say yes as the household",
	  .where = linkage_household_where, .gives = &linkage_record },
	{ POST, "/linkages/{linkage}/refuse", linkage_refuse_post, SIGNED_IN, "Say no as the household, with a reason",
	  .where = linkage_household_where, .takes = &linkage_reason_record, .gives = &linkage_record },
	{ POST, "/linkages/{linkage}/dispute", linkage_dispute_post, SIGNED_IN,
	  "Say as the household that something is wrong: a case", .where = linkage_household_where,
	  .takes = &linkage_reason_record, .gives = &case_record },
	{ POST, "/linkages/{linkage}/end", linkage_end_post, MAY(RIGHT_REGISTER_EDIT),
	  "End it with a reason, as one of its sides or as the village", .where = linkage_where,
	  .takes = &linkage_reason_record, .gives = &linkage_record },
	{ GET, "/households/{household}/linkage", linkage_household_page, MAY(RIGHT_REGISTER_READ),
	  "Show a household's shares and contracts and what they paid; looks of others are recorded",
	  .where = household_where, .gives = &linkage_household_record },
	{ GET, "/households/{household}/paid", linkage_paid_page, MAY(RIGHT_REGISTER_READ),
	  "List what a household got, from whom and why; looks of others are recorded", .where = household_where,
	  .query = QUERY_OF(QUERY_CHOICE("kind", "Kind", linkage_kinds)), .gives = &payday_line_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/sellers/{seller}/linkages", linkage_seller_page, MAY(RIGHT_REGISTER_READ),
	  "List the households linked with a co-operative or firm; looks of others are recorded",
	  .where = linkage_seller_where,
	  .query =
	          QUERY_OF(QUERY_CHOICE("kind", "Kind", linkage_kinds), QUERY_CHOICE("state", "State", linkage_states)),
	  .gives = &linkage_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/sellers/{seller}/paydays", payday_desk_page, MAY(RIGHT_LEDGER_READ),
	  "List the paydays of a co-operative or firm", .where = payday_seller_where, .gives = &payday_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED },
	{ POST, "/sellers/{seller}/paydays", payday_new_post, MAY(RIGHT_SETTLE),
	  "Reckon what every household gets; nothing is paid yet", .where = payday_seller_where,
	  .takes = &payday_form_record, .gives = &payday_record },
	{ POST, "/sellers/{seller}/deposits", payday_deposit_post, MAY(RIGHT_SETTLE),
	  "Record what a firm brought to the bank account for its households", .where = payday_bank_where,
	  .takes = &deposit_form_record, .gives = &transfer_record },
	{ GET, "/paydays/{payday}", payday_page, MAY(RIGHT_LEDGER_READ),
	  "Show a payday: each household's sum, how far it is paid, corrections", .where = payday_where,
	  .gives = &payday_record, .flags = ROUTE_PAGED },
	{ GET, "/paydays/{payday}/lines", payday_lines_page, MAY(RIGHT_LEDGER_READ), "List each household's sum",
	  .where = payday_where, .gives = &payday_line_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ POST, "/paydays/{payday}/quantities", payday_quantities_post, MAY(RIGHT_SETTLE),
	  "Fill in what was delivered or done: quantity.NUMBER for each line", .where = payday_where,
	  .gives = &payday_record },
	{ POST, "/paydays/{payday}/release", payday_release_post, MAY(RIGHT_SETTLE),
	  "Release a payday that somebody else made; it is paid by itself", .where = payday_where,
	  .gives = &payday_record },
	{ POST, "/paydays/{payday}/drop", payday_drop_post, MAY(RIGHT_SETTLE), "Give a payday up before it is released",
	  .where = payday_where, .gives = &payday_record },
	{ POST, "/paydays/{payday}/corrections", payday_correct_post, MAY(RIGHT_SETTLE),
	  "Put a paid sum right by a transfer of its own", .where = payday_office_where,
	  .takes = &correction_form_record, .gives = &payday_record },
	{ POST, "/chores/list-paydays", payday_list_chore, MAY_NOBODY, "Put the next lines of a payday on its list",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	{ POST, "/chores/tell-rents", rent_due_chore, MAY_NOBODY, "Tell sellers' people of rents that fall due",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	{ POST, "/chores/end-linkages", linkage_end_chore, MAY_NOBODY, "End shares and contracts whose time is over",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	ROUTES_END,
};

static const struct chore linkage_chores[] = {
	{ "/chores/list-paydays", 1, payday_list_look, .by_row = false },
	{ "/chores/tell-rents", 600000, rent_due_look, .by_row = true },
	{ "/chores/end-linkages", 600000, linkage_end_look, .by_row = false },
	{ .path = NULL },
};

/* clang-format off */
static const char *const moves[] = {
	"UPDATE linkage SET household_place = household_place + $3 WHERE household_place >= $1 AND household_place < $2",
	"UPDATE payday SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
	"UPDATE payday_line SET household_place = household_place + $3 WHERE household_place >= $1 AND household_place < $2",
	NULL,
};
/* clang-format on */

/* clang-format off */
#define WHERE_IT_LIVES(table)                                                                                            \
	.there = { "UPDATE " table " SET household_place = " MERGED_INTO_PLACE " WHERE household_place = " MERGED_PLACE  \
	           " AND county = $1 AND household_id = $2" },                                                           \
	.back = { "UPDATE " table " SET household_place = " MERGED_PLACE " WHERE household_place = " MERGED_INTO_PLACE   \
	          " AND county = $1 AND household_id = $2" }
/* clang-format on */

/* What was agreed and paid stays the card's, whose account gets the money; whoever lives there sees it and answers. */
static const struct merge merges[] = {
	{ .column = "linkage.household_id", .stays = "its account stays too" },
	{ .column = "linkage.household_place", WHERE_IT_LIVES("linkage") },
	{ .column = "payday_line.household_id", .stays = "its account stays too" },
	{ .column = "payday_line.household_place", WHERE_IT_LIVES("payday_line") },
	{ .column = NULL },
};

const struct module linkage_module = {
	.name = "linkage",
	.schema = linkage_schema,
	.routes = linkage_routes,
	.checks = linkage_checks,
	.chores = linkage_chores,
	.indicators = linkage_indicators,
	.moves = moves,
	.merges = merges,
};
