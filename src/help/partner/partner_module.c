/* The doors of partners and their pledges in one table. */
#include "help/partner/partner_inside.h"
#include "schema.h"

#define PLEDGE_QUERY                                                    \
	QUERY_TABLE, QUERY_CHOICE("way", "What is given", pledge_ways), \
		QUERY_CHOICE("standing", "State of the promise", pledge_standings + 1)

static const struct route partner_routes[] = {
	/* for everybody */
	{ GET, "/partners", partners_page, ANYONE, "List partners with what each promised and delivered",
	  .query = QUERY_OF(QUERY_TABLE, QUERY_CHOICE("kind", "Kind of partner", partner_kinds)),
	  .gives = &partner_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/partners/{partner}", partner_page, ANYONE, "Show a partner with its promises", .where = partner_where,
	  .gives = &partner_record, .flags = ROUTE_PAGED },
	{ GET, "/partners/{partner}/sheet", partner_sheet_page, ANYONE, "Print a partner's year",
	  .where = partner_where, .query = QUERY_OF(QUERY(FIELD_TEXT, "period", "A year; the present one when absent")),
	  .flags = ROUTE_PAGE },
	{ GET, "/pledges", pledges_page, ANYONE, "List what was promised to a land", .query = QUERY_OF(PLEDGE_QUERY),
	  .gives = &pledge_record, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/pledges/{pledge}", pledge_page, ANYONE, "Show a promise and what came of it", .where = pledge_where,
	  .gives = &pledge_record },
	{ GET, "/pledges/{pledge}/changes", pledge_changes_page, ANYONE,
	  "List what a promise said before it was changed", .where = pledge_where, .gives = &pledge_before_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED | ROUTE_API },
	/* who acts for a partner, or its office */
	{ GET, "/partners/mine", partner_mine_page, SIGNED_IN, "Show what the organisations I act for have promised",
	  .gives = &partner_record, .flags = ROUTE_LIST },
	{ GET, "/partners/{partner}/pledges/new", pledge_new_page, MAY(RIGHT_CASE_HANDLE),
	  "Show the form of a new promise", .where = partner_where, .query = QUERY_OF(QUERY_PICK),
	  .flags = ROUTE_PAGE },
	{ POST, "/partners/{partner}/pledges", pledge_new_post, MAY(RIGHT_CASE_HANDLE), "Promise something",
	  .where = partner_where, .takes = &pledge_form_record, .gives = &pledge_record },
	{ POST, "/pledges/{pledge}/deliveries", pledge_report_post, MAY(RIGHT_CASE_HANDLE),
	  "Report as the partner that something was brought", .where = pledge_giver_where,
	  .takes = &delivery_form_record, .gives = &pledge_delivery_record },
	{ POST, "/pledges/{pledge}/withdraw", pledge_withdraw_post, MAY(RIGHT_CASE_HANDLE),
	  "Withdraw a promise, with the reason", .where = pledge_giver_where, .takes = &pledge_reason_record,
	  .gives = &pledge_record },
	{ GET, "/pledges/{pledge}/change", pledge_change_page, MAY(RIGHT_CASE_HANDLE),
	  "Show the form to change a promise", .where = pledge_giver_where, .flags = ROUTE_PAGE },
	{ POST, "/pledges/{pledge}/change", pledge_change_post, MAY(RIGHT_CASE_HANDLE),
	  "Change a promise, with the reason; what it said before stays to be read", .where = pledge_giver_where,
	  .takes = &pledge_change_record, .gives = &pledge_record },
	{ POST, "/pledges/{pledge}/payments", pledge_pay_post, MAY(RIGHT_CASE_HANDLE),
	  "Pay money that was promised: amount_fen, payment", .where = pledge_member_where, .takes = &pledge_pay_record,
	  .gives = &pledge_delivery_record },
	{ GET, "/pledge-payments/{delivery}", pledge_payment_page, SIGNED_IN, "Show what became of a payment of mine",
	  .where = delivery_giver_where, .gives = &pledge_delivery_record },
	/* the receiving side */
	{ POST, "/pledges/{pledge}/receipts", pledge_receive_post, MAY(RIGHT_CASE_HANDLE),
	  "Confirm as the receiving office that something came which nobody reported", .where = pledge_where,
	  .takes = &delivery_form_record, .gives = &pledge_delivery_record },
	{ POST, "/deliveries/{delivery}/receive", delivery_receive_post, MAY(RIGHT_CASE_HANDLE),
	  "Confirm as the receiving office that a delivery came", .where = delivery_where,
	  .takes = &delivery_form_record, .gives = &pledge_delivery_record },
	{ POST, "/deliveries/{delivery}/refuse", delivery_refuse_post, MAY(RIGHT_CASE_HANDLE),
	  "Say that a delivery did not come, or take its receipt back", .where = delivery_where,
	  .takes = &pledge_reason_record, .gives = &pledge_delivery_record },
	{ POST, "/pledges/{pledge}/spend", pledge_spend_post, MAY(RIGHT_SETTLE),
	  "Spend money that came, with a word on what", .where = pledge_where, .takes = &pledge_spend_record,
	  .gives = &pledge_record },
	/* the office that looks after partners */
	{ GET, "/partners/new", partner_new_page, MAY(RIGHT_CASE_HANDLE), "Show the form of a new partner",
	  .where = partner_land_where, .query = QUERY_OF(QUERY_LAND), .flags = ROUTE_PAGE },
	{ POST, "/partners", partner_new_post, MAY(RIGHT_CASE_HANDLE), "Enter a partner", .where = partner_land_where,
	  .takes = &partner_form_record, .gives = &partner_record },
	{ GET, "/partners/{partner}/edit", partner_edit_page, MAY(RIGHT_CASE_HANDLE), "Show the form to change it",
	  .where = partner_edit_where, .flags = ROUTE_PAGE },
	{ POST, "/partners/{partner}/edit", partner_edit_post, MAY(RIGHT_CASE_HANDLE), "Change a partner",
	  .where = partner_edit_where, .takes = &partner_form_record, .gives = &partner_record },
	{ GET, "/partners/{partner}/members", partner_members_page, MAY(RIGHT_CASE_HANDLE),
	  "List who acts for a partner; the look is recorded", .where = partner_edit_where,
	  .gives = &partner_member_record, .flags = ROUTE_LIST },
	{ POST, "/partners/{partner}/members", partner_member_post, MAY(RIGHT_CASE_HANDLE),
	  "Let somebody act for a partner", .where = partner_edit_where, .takes = &partner_member_form_record },
	{ POST, "/partners/{partner}/members/remove", partner_member_remove_post, MAY(RIGHT_CASE_HANDLE),
	  "Let somebody act for a partner no more", .where = partner_edit_where },
	/* by itself */
	{ POST, "/chores/remind-pledges", pledge_remind_post, MAY_NOBODY, "Remind partners of what they promised",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	{ POST, "/chores/lapse-pledge-payments", pledge_lapse_post, MAY_NOBODY, "End payments that never came",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	ROUTES_END,
};

static const struct chore partner_chores[] = {
	{ "/chores/remind-pledges", 600000, pledge_remind_look, .by_row = true },
	{ "/chores/lapse-pledge-payments", 60000, pledge_lapse_look, .by_row = true },
	{ .path = NULL },
};

static const char *const moves[] = {
	"UPDATE partner SET place = place + $3 WHERE place >= $1 AND place < $2",
	"UPDATE pledge SET place = place + $3 WHERE place >= $1 AND place < $2",
	"UPDATE pledge_delivery SET giver_place = giver_place + $3 WHERE giver_place >= $1 AND giver_place < $2 /* scan */",
	NULL,
};

const struct module partner_module = {
	.name = "partner",
	.schema = partner_schema,
	.routes = partner_routes,
	.checks = partner_checks,
	.chores = partner_chores,
	.indicators = partner_indicators,
	.moves = moves,
};
