/* The money of a seller as a list: what came in and went out on its account, newest first. JSON gives the transfers themselves. */
#include "base/id.h"
#include "common/ledger/ledger_table.h"
#include "trade/settlement/settlement_templates.h"
#include "trade/settlement/settlement_view.h"

static struct account_key key_of(const struct request *r)
{
	const struct seller_money *money = r->kept;

	return (struct account_key){ money->seller.county, ACCOUNT_SELLER, money->seller.id };
}

/* Whose money it is stands in the path. */
static enum outcome read_lines(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                               void *ret_rows, size_t *ret_count)
{
	return ledger_lines(r, key_of(r), view->values[0], before, limit, ret_rows, ret_count);
}

static struct text line_href(struct request *r, const void *row)
{
	const struct ledger_line *line = row;

	if (line->subject_id == 0 || line->other_kind != ACCOUNT_ESCROW)
		return T("");
	return text_format(r->arena, "/orders/%.*s/money", TEXT(id_public(r->arena, line->county, line->subject_id)));
}

static const struct table money_table = {
	.name = "money",
	.caption = N_("Our money"),
	LEDGER_LINE_TABLE,
	.columns = ledger_line_columns,
	.read = read_lines,
	.href = line_href,
	.empty = N_("No money yet"),
	.empty_words = N_("It comes when a buyer has received the goods."),
};

static void give_transfers(struct request *r)
{
	size_t limit = request_limit(r), count = 0;
	struct transfer *rows = NULL;
	enum outcome outcome = ledger_statement(r->db, r->arena, key_of(r), request_after(r), limit + 1, &rows, &count);

	give_list_read(r, outcome, &transfer_record, rows, count);
}

void settlement_seller_page(struct request *r)
{
	struct seller_money *money = r->kept;
	struct table_view view;
	enum outcome outcome;

	if (r->json) {
		give_transfers(r);
		return;
	}
	outcome = ledger_account(r->db, r->arena, key_of(r), &money->account);
	if (outcome != DONE && outcome != NOT_FOUND) {
		fail(r, outcome, NULL);
		return;
	}
	if (!table_opens(r, &money_table, money->seller.place, &view))
		return;
	page_begin_named(r, text_of(_("Our money")), "desk", "/desk");
	settlement_seller_html(r, money, &view);
	page_end(r);
}
