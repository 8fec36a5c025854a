/* The money of a seller as a list: what came in and went out on its account, newest first. JSON gives the transfers themselves. */
#include <stddef.h>
#include <string.h>

#include "base/id.h"
#include "trade/settlement/settlement_templates.h"
#include "trade/settlement/settlement_view.h"
#include "web/table.h"

/* A transfer as the seller sees it. */
struct money_line {
	int64_t county, id, at, subject_id, in_fen, out_fen; /* one of the sums is 0 */
	struct text reason;
	bool of_order; /* the subject is an order */
};

static const struct field line_fields[] = {
	WHOLE_FIELD(FIELD_MOMENT, money_line, at, N_("When"), FIELD_OUT, 0, 0),
	TEXT_FIELD(money_line, reason, N_("What for"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, money_line, in_fen, N_("Came in"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, money_line, out_fen, N_("Went out"), FIELD_OUT, 0, 0),
	INT_FIELD(money_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, money_line, id, N_("Number"), 0, 0, 0),
	FIELD_END,
};
static const struct record line_record = { .name = "money_line",
	                                   .size = sizeof(struct money_line),
	                                   .county = offsetof(struct money_line, county),
	                                   .fields = line_fields };

static struct account_key key_of(const struct request *r)
{
	const struct seller_money *money = r->kept;

	return (struct account_key){ money->seller.county, ACCOUNT_SELLER, money->seller.id };
}

static enum outcome read_lines(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                               void *ret_rows, size_t *ret_count)
{
	struct account_key key = key_of(r);
	struct transfer *transfers = NULL;
	struct money_line *lines;
	enum outcome outcome = ledger_statement(r->db, r->arena, key, before, limit, &transfers, ret_count);

	(void)view; /* whose money it is stands in the path */
	if (outcome != DONE)
		return outcome;
	lines = arena_array(r->arena, *ret_count + 1, sizeof *lines);
	for (size_t i = 0; i < *ret_count; i++) {
		const struct transfer *t = &transfers[i];
		bool is_in = t->credit_kind == ACCOUNT_SELLER && t->credit_owner_id == key.owner_id;

		lines[i] = (struct money_line){ .county = t->county,
			                        .id = t->id,
			                        .at = t->at,
			                        .subject_id = t->subject_id,
			                        .reason = t->reason,
			                        .in_fen = is_in ? t->amount_fen : 0,
			                        .out_fen = is_in ? 0 : t->amount_fen,
			                        .of_order = t->subject_id != 0 && t->debit_kind == ACCOUNT_ESCROW };
	}
	memcpy(ret_rows, &lines, sizeof lines);
	return DONE;
}

static void dress_line(struct request *r, void *row)
{
	struct money_line *line = row;

	line->reason = text_of(_(text_string(r->arena, line->reason)));
}

/* Nothing in the column of the other direction. */
static struct text line_cell(struct request *r, const struct field *field, const void *row)
{
	const struct money_line *line = row;

	if (field->kind == FIELD_MOMENT)
		return show_moment(r, line->at);
	if (field->kind == FIELD_TEXT)
		return line->reason;
	return field_int_of(field, row) == 0 ? T("") : show_fen(r, field_int_of(field, row));
}

static struct text line_href(struct request *r, const void *row)
{
	const struct money_line *line = row;

	if (!line->of_order)
		return T("");
	return text_format(r->arena, "/orders/%.*s/money", TEXT(id_public(r->arena, line->county, line->subject_id)));
}

static const struct table money_table = {
	.name = "money",
	.caption = N_("Our money"),
	.record = &line_record,
	.id = offsetof(struct money_line, id),
	.read = read_lines,
	.cell = line_cell,
	.dress = dress_line,
	.href = line_href,
	.symbol = "i-money",
	.empty = N_("No money yet"),
	.empty_words = N_("It comes when a buyer has received the goods."),
};

static void give_transfers(struct request *r)
{
	size_t limit = request_limit(r), count = 0;
	int64_t next = 0;
	struct transfer *rows = NULL;
	enum outcome outcome = ledger_statement(r->db, r->arena, key_of(r), request_after(r), limit + 1, &rows, &count);

	if (outcome == DONE)
		next = list_goes_on(r, &count) ? rows[count - 1].id : 0;
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		give_list(r, &transfer_record, rows, count, next);
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
	if (outcome == DONE || outcome == NOT_FOUND)
		outcome = table_read(r, &money_table, money->seller.place, &view);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (table_answered(r, &view))
		return;
	table_page(r);
	page_begin_named(r, text_of(_("Our money")), "desk", "/desk");
	settlement_seller_html(r, money, &view);
	page_end(r);
}
