/* The doors of pairings in one table. */
#include "help/pairing/pairing_inside.h"
#include "schema.h"

static const struct route pairing_routes[] = {
	{ GET, "/pairings", pairing_public_page, ANYONE, "Show how many households are paired; nobody is named",
	  .query = QUERY_OF(QUERY(FIELD_PLACE, "place", "Land, down to a county")), .gives = &pairing_public_record },
	{ GET, "/pairings/mine", pairing_mine_page, SIGNED_IN, "List the households I stand by",
	  .gives = &pairing_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/pairings/desk", pairing_desk_page, MAY(RIGHT_REGISTER_READ),
	  "List the paired families of a land; the look is recorded", .where = pairing_land_where,
	  .query = QUERY_OF(QUERY_TABLE, QUERY_CHOICE("state", "State", pairing_states + 1)), .gives = &pairing_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/pairings/offers", pairing_offers_page, MAY(RIGHT_REGISTER_READ),
	  "List the offers of helpers that wait for households", .where = pairing_land_where,
	  .query = QUERY_OF(QUERY_LAND), .gives = &pairing_offer_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/pairings/offers/new", pairing_offer_new_page, SIGNED_IN, "Show the form of an offer",
	  .flags = ROUTE_PAGE },
	{ POST, "/pairings/offers", pairing_offer_post, SIGNED_IN, "Offer to stand by households of a land",
	  .takes = &pairing_offer_form_record, .gives = &pairing_offer_record },
	{ POST, "/pairings/offers/{pairing_offer}/end", pairing_offer_end_post, MAY(RIGHT_REGISTER_EDIT),
	  "Take an offer back; what came of it goes on", .where = pairing_offer_where, .gives = &pairing_offer_record },
	{ GET, "/pairings/new", pairing_new_page, MAY(RIGHT_REGISTER_EDIT), "Show the form that proposes a pairing",
	  .where = pairing_new_where,
	  .query = QUERY_OF(QUERY(FIELD_ID, "household", "The household"),
	                    QUERY(FIELD_TEXT, "who", "Name of somebody of the county")),
	  .flags = ROUTE_PAGE },
	{ POST, "/pairings", pairing_new_post, MAY(RIGHT_REGISTER_EDIT),
	  "Propose a pairing: household, and offer, or person and called", .where = pairing_new_where,
	  .takes = &pairing_form_record, .gives = &pairing_record },
	{ GET, "/pairings/{pairing}", pairing_page, MAY(RIGHT_REGISTER_READ),
	  "Show a pairing; its history to the two sides alone. Looks of others are recorded", .where = pairing_where,
	  .query = QUERY_OF(QUERY(FIELD_INT, "page", "Page of the history, from 1")), .gives = &pairing_given_record },
	{ POST, "/pairings/{pairing}/agree", pairing_agree_post, SIGNED_IN,
	  "Say yes as the household, and what the helper may see", .where = pairing_household_side_where,
	  .takes = &pairing_wish_record, .gives = &pairing_record },
	{ POST, "/pairings/{pairing}/accept", pairing_accept_post, SIGNED_IN, "Say yes as the helper",
	  .where = pairing_giver_side_where, .gives = &pairing_record },
	{ POST, "/pairings/{pairing}/refuse", pairing_refuse_post, SIGNED_IN, "Say no, as one of the two sides",
	  .where = pairing_sides_where, .takes = &pairing_no_record, .gives = &pairing_record },
	{ POST, "/pairings/{pairing}/wishes", pairing_wish_post, SIGNED_IN,
	  "Say as the household what the helper may see, and whether letters are welcome",
	  .where = pairing_household_side_where, .takes = &pairing_wish_record, .gives = &pairing_record },
	{ POST, "/pairings/{pairing}/words", pairing_words_post, SIGNED_IN,
	  "Write a letter to the other side, or a note of something done together", .where = pairing_sides_where,
	  .takes = &pairing_words_record, .gives = &pairing_record },
	{ POST, "/pairings/{pairing}/words/{pairing_entry}/back", pairing_back_post, SIGNED_IN,
	  "Take an own letter or note back", .where = pairing_sides_where, .gives = &pairing_record },
	{ POST, "/pairings/{pairing}/rest", pairing_rest_post, MAY(RIGHT_REGISTER_EDIT),
	  "Let it rest for a while; the household needs no reason", .where = pairing_where,
	  .takes = &pairing_reason_record, .gives = &pairing_record },
	{ POST, "/pairings/{pairing}/resume", pairing_resume_post, MAY(RIGHT_REGISTER_EDIT), "Let it go on",
	  .where = pairing_where, .gives = &pairing_record },
	{ POST, "/pairings/{pairing}/end", pairing_end_post, MAY(RIGHT_REGISTER_EDIT),
	  "End it; the household needs no reason", .where = pairing_where, .takes = &pairing_reason_record,
	  .gives = &pairing_record },
	{ GET, "/households/{household}/pairings", pairing_household_page, MAY(RIGHT_REGISTER_READ),
	  "Show a household's paired families; looks of others are recorded", .where = household_where,
	  .gives = &pairing_household_record },
	ROUTES_END,
};

/* clang-format off */
static const char *const moves[] = {
	"UPDATE pairing SET household_place = household_place + $3 WHERE household_place >= $1 AND household_place < $2",
	"UPDATE pairing_offer SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
	NULL,
};

/* What was agreed stays the card's; it stands where the household is, whose people read and answer it. */
static const struct merge merges[] = {
	{ .column = "pairing.household_id", .stays = "it was agreed under this card" },
	{ .column = "pairing.household_place",
	  .there = { "UPDATE pairing SET household_place = " MERGED_INTO_PLACE " WHERE household_place = " MERGED_PLACE
	             " AND county = $1 AND household_id = $2" },
	  .back = { "UPDATE pairing SET household_place = " MERGED_PLACE " WHERE household_place = " MERGED_INTO_PLACE
	            " AND county = $1 AND household_id = $2" } },
	{ .column = NULL },
};
/* clang-format on */

const struct module pairing_module = {
	.name = "pairing",
	.schema = pairing_schema,
	.routes = pairing_routes,
	.checks = pairing_checks,
	.indicators = pairing_indicators,
	.moves = moves,
	.merges = merges,
};
