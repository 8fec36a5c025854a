/* Doors of settlement: what is due, payouts with their list, the money of a seller and of an order. */
#include "base/id.h"
#include "base/limits.h"
#include "common/ledger/ledger_table.h"
#include "common/measure/measure.h"
#include "schema.h"
#include "trade/settlement/settlement_templates.h"
#include "trade/settlement/settlement_view.h"
#include "web/table.h"

struct payout_ask {
	int64_t place;
};
static const struct field ask_fields[] = {
	WHOLE_FIELD(FIELD_PLACE, payout_ask, place, N_("Place"), FIELD_IN | FIELD_REQUIRED, 0, 0),
	FIELD_END,
};
static const struct record ask_record = { .name = "payout_ask",
	                                  .size = sizeof(struct payout_ask),
	                                  .fields = ask_fields };

/* ---- payouts ---- */

static void show_transfer(struct request *r, const void *row)
{
	settlement_due_transfer(r, row);
}

static struct text line_href(struct request *r, const void *row)
{
	const struct payout_line *line = row;

	return account_path(r->arena,
	                    (struct account_key){ line->county, (enum account_kind)line->kind, line->owner_id });
}

/* Lines of a payout, or what is due: one bounded read, sorted by any column. */
static const struct table line_table = {
	.name = "payout",
	.caption = N_("Payees"),
	.record = &payout_line_record,
	.columns = (const struct table_column[]){ { .name = "name", .label = N_("Payee") },
	                                          { .name = "kind" },
	                                          { .name = "amount_fen" },
	                                          { .name = "transfer_id", .show = show_transfer },
	                                          TABLE_COLUMNS_END },
	.id = offsetof(struct payout_line, owner_id),
	.href = line_href,
	.symbol = "i-money",
	.empty = N_("Nothing is due"),
	.empty_words = N_("When buyers have received their goods, what is due stands here."),
};

/* Accounts that belong to nobody by name are called by their kind, a household's by its village and the number in it: who lives there
   is not told by a list of money. */
static struct table_view lines_view(struct request *r, int64_t place, struct payout_line *lines, size_t count)
{
	struct table_view view;

	for (size_t i = 0; i < count; i++) {
		struct payout_line *line = &lines[i];

		if (line->village.length > 0)
			line->name = household_called(r, place_short(r->arena, line->village), line->place);
		else if (line->name.length == 0)
			line->name = text_of(_(account_kind_name((enum account_kind)line->kind)));
	}
	table_of_rows(r, &line_table, NULL, lines, count, &view);
	view.place = place;
	return view;
}

static enum outcome due_where(struct request *r, struct scope *ret_scope)
{
	return place_where_may(r, RIGHT_SETTLE, ret_scope);
}

static enum outcome load_due(struct request *r, struct payout_due_page *page)
{
	size_t limit = request_limit(r);
	enum outcome outcome;

	page->place = r->scope.place;
	page->place_name = place_name(r->db, r->arena, page->place);
	outcome = payout_due(r->db, r->arena, page->place, PAYOUT_LINES, &page->lines, &page->count);
	for (size_t i = 0; outcome == DONE && i < page->count; i++)
		page->total_fen += page->lines[i].amount_fen;
	if (outcome == DONE)
		outcome = payout_list(r->db, r->arena, page->place, request_after(r), limit + 1, &page->made,
		                      &page->made_count);
	if (outcome == DONE)
		page->next = list_goes_on(r, &page->made_count) ? page->made[page->made_count - 1].id : 0;
	return outcome;
}

static void due_page(struct request *r)
{
	struct payout_due_page page = { 0 };
	enum outcome outcome = load_due(r, &page);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else if (r->json) {
		give_list(r, &payout_record, page.made, page.made_count, page.next);
	} else {
		struct table_view view = lines_view(r, page.place, page.lines, page.count);

		if (table_answered(r, &view))
			return;
		table_page(r);
		page_begin(r, _("Payouts"), "figures");
		settlement_due_html(r, &page, &view);
		page_end(r);
	}
}

static void payout_post(struct request *r)
{
	struct payout_ask ask;
	struct payout payout = { .county = place_county(r->scope.place), .place = r->scope.place, .at = r->now };
	enum outcome outcome;

	if (!form_read(r, &ask_record, &ask)) {
		refuse(r);
		return;
	}
	payout.person_id = r->who.person_id;
	payout.id = request_new_id(r);
	outcome = payout_make(r->db, r->arena, r->world, &payout);
	if (outcome == NOT_FOUND) {
		form_problem(r, "place", N_("Nothing is due here"), T(""));
		refuse(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		made(r, &payout_record, &payout, "/payouts/%.*s?done=paid",
		     TEXT(id_public(r->arena, payout.county, payout.id)));
	}
}

static enum outcome payout_where(struct request *r, struct scope *ret_scope)
{
	struct payout *payout = arena_take(r->arena, sizeof *payout);
	enum outcome outcome = request_row(r, "payout", payout_one, payout);

	ret_scope->place = payout->place;
	r->kept = payout;
	return outcome;
}

static void payout_page(struct request *r)
{
	const struct payout *payout = r->kept;
	struct payout_line *lines;
	size_t count;
	enum outcome outcome = payout_lines(r->db, r->arena, payout, 0, PAYOUT_LINES, &lines, &count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else if (r->json) {
		give_list(r, &payout_line_record, lines, count, 0);
	} else {
		struct table_view view = lines_view(r, payout->place, lines, count);

		if (table_answered(r, &view))
			return;
		table_page(r);
		page_begin_named(r, text_of(_("Payout")), "figures", "/payouts");
		settlement_payout_html(r, payout, &view);
		page_end(r);
	}
}

static void payout_file(struct request *r)
{
	const struct payout *payout = r->kept;
	struct output out = output_in(r->arena);
	struct payout_line *lines;
	size_t count;
	enum outcome outcome = payout_lines(r->db, r->arena, payout, 0, PAYOUT_LINES, &lines, &count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	csv_heading(r, &out, &payout_line_record);
	for (size_t i = 0; i < count; i++)
		csv_row(r, &out, &payout_line_record, &lines[i]);
	give_file(r, T("text/csv; charset=utf-8"),
	          text_format(r->arena, "payout-%.*s.csv", TEXT(id_public(r->arena, payout->county, payout->id))),
	          output_text(&out), 0);
}

/* ---- the money of a seller, of an order ---- */

static enum outcome seller_money_where(struct request *r, struct scope *ret_scope)
{
	struct seller_money *money = arena_take(r->arena, sizeof *money);
	int64_t county, id;

	if (!request_id(r, "seller", &county, &id))
		return NOT_FOUND;
	r->kept = money;
	return seller_scope(r, county, id, ret_scope, &money->seller);
}

/* The buyer, who placed it for the buyer and still serves, the seller's people, and whoever may read the ledger there. */
static enum outcome order_money_where(struct request *r, struct scope *ret_scope)
{
	struct order_money *money = arena_take(r->arena, sizeof *money);
	enum outcome outcome = request_row(r, "order", order_one, &money->order);

	if (outcome == DONE)
		outcome = seller_scope(r, money->order.county, money->order.seller_id, ret_scope, NULL);
	if (outcome == DONE)
		outcome = seller_when(r->db, r->arena, money->order.county, money->order.seller_id,
		                      money->order.placed_at, &money->seller);
	if (outcome != DONE)
		return outcome;
	bool served = r->who.person_id == money->order.placed_by_id && identity_where(&r->who, RIGHT_SERVE) >= 0;
	if (r->person_id != 0 && (r->person_id == money->order.buyer_id || served))
		ret_scope->mine = true;
	r->kept = money;
	return DONE;
}

static void order_money_page(struct request *r)
{
	struct order_money *money = r->kept;
	enum outcome outcome = ledger_of_subject(r->db, r->arena, money->order.county, money->order.id,
	                                         &money->transfers, &money->count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else if (r->json) {
		give_list(r, &transfer_record, money->transfers, money->count, 0);
	} else {
		page_begin_named(r, text_of(_("Where the money went")), "",
		                 text_string(r->arena, text_format(r->arena, "/orders/%.*s",
		                                                   TEXT(id_public(r->arena, money->order.county,
		                                                                  money->order.id)))));
		settlement_order_html(r, money);
		page_end(r);
	}
}

static const struct route settlement_routes[] = {
	{ GET, "/payouts", due_page, MAY(RIGHT_SETTLE), "Show what is due in a place, and the payouts made",
	  .where = due_where, .gives = &payout_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_LAND, QUERY_SORT) },
	{ POST, "/payouts", payout_post, MAY(RIGHT_SETTLE), "Pay out what is due in a place", .where = due_where,
	  .takes = &ask_record, .gives = &payout_record, .query = QUERY_OF(QUERY_LAND) },
	{ GET, "/payouts/{payout}", payout_page, MAY(RIGHT_SETTLE), "Show a payout with its lines",
	  .where = payout_where, .gives = &payout_line_record, .flags = ROUTE_LIST, .query = QUERY_OF(QUERY_SORT) },
	{ GET, "/payouts/{payout}/payout.csv", payout_file, MAY(RIGHT_SETTLE), "Download a payout as a list",
	  .where = payout_where, .flags = ROUTE_PAGE },
	{ GET, "/sellers/{seller}/money", settlement_seller_page, MAY(RIGHT_LEDGER_READ),
	  "Show the statement of a seller", .where = seller_money_where, .gives = &transfer_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_CHOICE("way", "In or out; on the page and in its files", ledger_ways)) },
	{ GET, "/households/{household}/money", household_money_page, MAY(RIGHT_REGISTER_READ),
	  "Show what is due to a household, and what came and went; looks of others are recorded",
	  .where = household_money_where, .gives = &ledger_line_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_CHOICE("way", "In or out; on the page and in its files", ledger_ways)) },
	{ GET, "/orders/{order}/money", order_money_page, MAY(RIGHT_LEDGER_READ), "Show every transfer of an order",
	  .where = order_money_where, .gives = &transfer_record, .flags = ROUTE_LIST },
	ROUTES_END,
};

/* ---- recounts and places ---- */

static const struct indicator settlement_indicators[] = {

	/* Every transfer from an order's escrow to a household counts at the household, on its day; one that goes back into the escrow, when goods
   are returned later, is taken off. */
	{ .number = INDICATOR_HOUSEHOLD_FEN,
	  .name = "household_fen",
	  .label = N_("Reached households"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_TRADE,
	  .recount = "SELECT a.place, t.at, t.amount_fen AS value FROM transfer AS t JOIN account AS a"
	             " ON a.county = t.credit_county AND a.kind = t.credit_kind AND a.owner_id = t.credit_owner_id"
	             " WHERE t.credit_kind = 7 AND t.debit_kind = 5 AND t.state = 1"
	             " UNION ALL SELECT a.place, t.at, -t.amount_fen FROM transfer AS t JOIN account AS a"
	             " ON a.county = t.debit_county AND a.kind = t.debit_kind AND a.owner_id = t.debit_owner_id"
	             " WHERE t.debit_kind = 7 AND t.credit_kind = 5 AND t.state = 1 /* scan */",
	  .of_household =
	          "SELECT a.place, t.at, t.amount_fen AS value FROM account AS a JOIN transfer AS t"
	          " ON t.credit_county = a.county AND t.credit_kind = a.kind AND t.credit_owner_id = a.owner_id"
	          " WHERE a.place = $1 AND a.kind >= 6 AND a.kind <= 9 AND a.kind = 7 AND t.debit_kind = 5 AND t.state = 1"
	          " UNION ALL SELECT a.place, t.at, -t.amount_fen FROM account AS a JOIN transfer AS t"
	          " ON t.debit_county = a.county AND t.debit_kind = a.kind AND t.debit_owner_id = a.owner_id"
	          " WHERE a.place = $1 AND a.kind >= 6 AND a.kind <= 9 AND a.kind = 7 AND t.credit_kind = 5"
	          " AND t.state = 1" },
	{ .number = INDICATOR_SETTLED_FEN,
	  .name = "settled_fen",
	  .label = N_("Settled"),
	  .unit = UNIT_FEN,
	  .group = FIGURES_TRADE,
	  .recount = "SELECT o.seller_place AS place, t.at, CASE WHEN t.debit_kind = 5 THEN t.amount_fen"
	             " ELSE -t.amount_fen END AS value FROM transfer AS t JOIN orders AS o"
	             " ON o.county = t.county AND o.id = t.subject_id WHERE t.state = 1"
	             " AND ((t.debit_kind = 5 AND t.credit_kind BETWEEN 6 AND 11)"
	             " OR (t.credit_kind = 5 AND t.debit_kind BETWEEN 6 AND 11)) /* scan */" },
	{ .number = 0 },
};

static const char *const moves[] = {
	"UPDATE payout SET place = place + $3 WHERE place >= $1 AND place < $2",
	"UPDATE payout_line SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
	NULL,
};

const struct module settlement_module = {
	.name = "settlement",
	.schema = settlement_schema,
	.routes = settlement_routes,
	.indicators = settlement_indicators,
	.moves = moves,
};
