/* The doors of campaigns, vouchers, rides and settlements in one table. */
#include "help/campaign/campaign_inside.h"
#include "schema.h"

static const struct route campaign_routes[] = {
	/* for everybody */
	{ GET, "/campaigns", campaigns_page, ANYONE, "List campaigns",
	  .query =
	          QUERY_OF(QUERY(FIELD_PLACE, "place", "Land"), QUERY(FIELD_TEXT, "show", "over: those that are over")),
	  .gives = &campaign_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/campaigns/360giving.json", campaign_grants_page, ANYONE, "Give the campaigns as 360Giving 1.4",
	  .flags = ROUTE_PAGE | ROUTE_PAGED },
	{ GET, "/campaigns/{campaign}", campaign_page, ANYONE, "Show a campaign", .where = campaign_where,
	  .gives = &campaign_record },
	{ GET, "/campaigns/{campaign}/trace", campaign_trace_page, ANYONE, "Follow every gift to its rides",
	  .where = campaign_where, .gives = &campaign_gift_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/campaigns/{campaign}/gifts.csv", campaign_trace_file, ANYONE, "Download every gift with its rides",
	  .where = campaign_where, .flags = ROUTE_PAGE | ROUTE_PAGED },
	{ GET, "/given/{given}", given_page, ANYONE, "Follow one gift, voucher by voucher", .where = given_where,
	  .gives = &campaign_gift_record, .flags = ROUTE_PAGED },
	{ GET, "/v/{code}", voucher_code_page, ANYONE, "Show what a voucher's code opens", .flags = ROUTE_PAGE },
	/* givers */
	{ GET, "/given", given_mine_page, SIGNED_IN, "List what I gave to campaigns", .gives = &campaign_gift_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED },
	{ POST, "/given", campaign_give_post, SIGNED_IN, "Give to a campaign: campaign, amount_fen, payment",
	  .where = campaign_give_where, .takes = &campaign_give_record, .gives = &campaign_gift_record },
	/* the desk */
	{ GET, "/campaigns/desk", campaigns_desk_page, MAY(RIGHT_CASE_HANDLE), "List all campaigns of a land",
	  .where = campaign_land_where, .query = QUERY_OF(QUERY_LAND), .gives = &campaign_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/campaigns/new", campaign_new_page, MAY(RIGHT_CASE_HANDLE), "Show the form of a new campaign",
	  .where = campaign_land_where, .query = QUERY_OF(QUERY_LAND), .flags = ROUTE_PAGE },
	{ POST, "/campaigns", campaign_new_post, MAY(RIGHT_CASE_HANDLE), "Make a campaign, not yet public",
	  .where = campaign_land_where, .query = QUERY_OF(QUERY_LAND), .takes = &campaign_form_record,
	  .gives = &campaign_record },
	{ GET, "/campaigns/{campaign}/edit", campaign_edit_page, MAY(RIGHT_CASE_HANDLE), "Show the form to change it",
	  .where = campaign_where, .flags = ROUTE_PAGE },
	{ POST, "/campaigns/{campaign}/edit", campaign_edit_post, MAY(RIGHT_CASE_HANDLE), "Change a campaign",
	  .where = campaign_where, .takes = &campaign_form_record, .gives = &campaign_record },
	{ POST, "/campaigns/{campaign}/publish", campaign_publish_post, MAY(RIGHT_CASE_HANDLE), "Publish a campaign",
	  .where = campaign_where, .gives = &campaign_record },
	{ POST, "/campaigns/{campaign}/end", campaign_end_post, MAY(RIGHT_CASE_HANDLE), "End a campaign",
	  .where = campaign_where, .gives = &campaign_record },
	{ POST, "/campaigns/{campaign}/return", campaign_return_post, MAY(RIGHT_SETTLE),
	  "Give what is left of its gifts back to their givers", .where = campaign_where, .gives = &campaign_record },
	{ GET, "/campaigns/{campaign}/desk", campaign_desk_page, MAY(RIGHT_CASE_HANDLE),
	  "Show the desk of a campaign; programs get its vouchers without their numbers", .where = campaign_where,
	  .query = QUERY_OF(QUERY_CHOICE("state", "State of the vouchers", voucher_states)),
	  .gives = &voucher_public_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/campaigns/{campaign}/households", campaign_households_page, MAY(RIGHT_REGISTER_READ),
	  "List the households of a campaign; the look is recorded", .where = campaign_where,
	  .gives = &campaign_household_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ POST, "/campaigns/{campaign}/households", campaign_household_post, MAY(RIGHT_REGISTER_READ),
	  "Put a household, or the registered ones of a village, on the list", .where = campaign_where,
	  .takes = &household_form_record },
	{ POST, "/campaigns/{campaign}/households/remove", campaign_household_remove_post, MAY(RIGHT_REGISTER_READ),
	  "Take a household off the list", .where = campaign_where, .takes = &household_form_record },
	{ POST, "/campaigns/{campaign}/issue", campaign_issue_post, MAY(RIGHT_REGISTER_READ),
	  "Issue vouchers out of money that is there", .where = campaign_where, .takes = &issue_record,
	  .gives = &campaign_record },
	{ GET, "/campaigns/{campaign}/sheet", campaign_sheet_page, MAY(RIGHT_REGISTER_READ),
	  "Print the valid vouchers; the look is recorded", .where = campaign_where, .gives = &voucher_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED },
	{ POST, "/vouchers/{voucher}/revoke", voucher_revoke_post, MAY(RIGHT_CASE_HANDLE),
	  "Take a voucher back; its money is free again", .where = voucher_where, .gives = &campaign_record },
	{ POST, "/campaigns/{campaign}/settle", campaign_settle_post, MAY(RIGHT_SETTLE),
	  "Make the rides not yet settled due to the company", .where = campaign_where,
	  .gives = &ride_settlement_record },
	/* conductors and the company */
	{ GET, "/rides", rides_page, SIGNED_IN, "Show the conductor's page", .gives = &ride_record,
	  .flags = ROUTE_LIST | ROUTE_READ_OFFLINE },
	{ POST, "/rides", ride_post, SIGNED_IN, "Take a voucher for a ride, as a conductor of its company",
	  .where = ride_post_where, .takes = &ride_form_record, .gives = &ride_record, .flags = ROUTE_MAY_WAIT },
	{ GET, "/companies/{seller}", company_page, MAY(RIGHT_LEDGER_READ),
	  "Show a bus company its rides and its money", .where = company_where, .gives = &ride_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/companies/{seller}/rides.csv", company_file, MAY(RIGHT_LEDGER_READ), "Download a company's rides",
	  .where = company_where, .flags = ROUTE_PAGE | ROUTE_PAGED },
	{ POST, "/companies/{seller}/conductors", conductor_add_post, MAY(RIGHT_SELLER_EDIT),
	  "Let somebody take vouchers for the company", .where = company_where, .takes = &conductor_form_record },
	{ POST, "/companies/{seller}/conductors/remove", conductor_remove_post, MAY(RIGHT_SELLER_EDIT),
	  "Let somebody take no more vouchers", .where = company_where },
	{ GET, "/ride-settlements/{settlement}", ride_settlement_page, MAY(RIGHT_LEDGER_READ),
	  "Show a settlement with its rides", .where = settlement_where, .gives = &ride_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/ride-settlements/{settlement}/rides.csv", ride_settlement_file, MAY(RIGHT_LEDGER_READ),
	  "Download a settlement as a list", .where = settlement_where, .flags = ROUTE_PAGE | ROUTE_PAGED },
	/* by itself */
	{ POST, "/chores/lapse-campaign-gifts", campaign_lapse_post, MAY_NOBODY, "End promises that were never paid",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	{ POST, "/chores/end-vouchers", voucher_end_post, MAY_NOBODY, "Free the money of vouchers that ran out",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	ROUTES_END,
};

static const struct chore campaign_chores[] = {
	{ "/chores/lapse-campaign-gifts", 60000, campaign_lapse_look, .by_row = true },
	{ "/chores/end-vouchers", 600000, voucher_end_look, .by_row = true },
	{ .path = NULL },
};

/* clang-format off */
static const char *const moves[] = {
	"UPDATE campaign SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
	"UPDATE campaign_household SET household_place = household_place + $3 WHERE household_place >= $1 AND household_place < $2",
	"UPDATE voucher SET household_place = household_place + $3 WHERE household_place >= $1 AND household_place < $2",
	"UPDATE campaign_gift SET giver_place = giver_place + $3 WHERE giver_place >= $1 AND giver_place < $2 /* scan */",
	NULL,
};
/* clang-format on */

#define OVER(table)                                                                                                  \
	{                                                                                                            \
		"UPDATE " table " SET household_place = " MERGED_INTO_PLACE " WHERE household_place = " MERGED_PLACE \
		" AND county = $1 AND household_id = $2"                                                             \
	}
#define BACK(table)                                                                                                  \
	{                                                                                                            \
		"UPDATE " table " SET household_place = " MERGED_PLACE " WHERE household_place = " MERGED_INTO_PLACE \
		" AND county = $1 AND household_id = $2"                                                             \
	}

/* Vouchers and places on the list stay those of the card they were given to; who holds the card's household's key sees them. */
static const struct merge merges[] = {
	{ .column = "campaign_household.household_id", .stays = "the list shows a household once" },
	{ .column = "campaign_household.household_place",
	  .there = OVER("campaign_household"),
	  .back = BACK("campaign_household") },
	{ .column = "voucher.household_id", .stays = "for whom it was issued" },
	{ .column = "voucher.household_place", .there = OVER("voucher"), .back = BACK("voucher") },
	{ .column = NULL },
};

const struct module campaign_module = {
	.name = "campaign",
	.schema = campaign_schema,
	.routes = campaign_routes,
	.checks = campaign_checks,
	.chores = campaign_chores,
	.indicators = campaign_indicators,
	.moves = moves,
	.merges = merges,
};
