/* The statement of an account as a list: what came in and went out, newest first. Programs get the transfers themselves. */
#include "common/ledger/ledger_table.h"

#include <string.h>

#include "base/id.h"
#include "common/ledger/ledger_templates.h"
#include "common/ledger/ledger_view.h"
#include "common/place/place.h"

const struct choice ledger_ways[] = { { "in", N_("Came in") }, { "out", N_("Went out") }, { NULL, NULL } };
const struct table_filter ledger_line_filters[] = {
	{ .name = "way", .label = N_("In or out"), .choices = ledger_ways },
	TABLE_FILTERS_END,
};
const struct table_column ledger_line_columns[] = {
	{ .name = "at" }, { .name = "reason" }, { .name = "in_fen" }, { .name = "out_fen" }, TABLE_COLUMNS_END,
};

static const struct field line_fields[] = {
	WHOLE_FIELD(FIELD_MOMENT, ledger_line, at, N_("When"), FIELD_OUT, 0, 0),
	TEXT_FIELD(ledger_line, reason, N_("What for"), FIELD_OUT, 0, 0),
	TEXT_FIELD(ledger_line, state, N_("State"), FIELD_OUT, 0, 0),
	TEXT_FIELD(ledger_line, other, N_("Other side"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, ledger_line, in_fen, N_("Came in"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, ledger_line, out_fen, N_("Went out"), FIELD_OUT, 0, 0),
	INT_FIELD(ledger_line, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, ledger_line, id, N_("Number"), 0, 0, 0),
	FIELD_END,
};
const struct record ledger_line_record = { .name = "ledger_line",
	                                   .size = sizeof(struct ledger_line),
	                                   .county = offsetof(struct ledger_line, county),
	                                   .fields = line_fields };

static bool is_debited(const struct transfer *t, struct account_key key)
{
	return t->debit_county == key.county && t->debit_kind == (int64_t)key.kind && t->debit_owner_id == key.owner_id;
}

static struct ledger_line line_of(const struct transfer *t, struct account_key key)
{
	bool is_debit = is_debited(t, key), is_in = is_debit == ledger_is_held(key.kind);

	return (struct ledger_line){
		.county = t->county,
		.id = t->id,
		.at = t->at,
		.subject_id = t->subject_id,
		.other_kind = is_debit ? t->credit_kind : t->debit_kind,
		.reason = t->reason,
		.state = text_of(t->state == TRANSFER_POSTED ? "" : transfer_state_name(t->state)),
		.other = text_of(account_kind_name((enum account_kind)(is_debit ? t->credit_kind : t->debit_kind))),
		.in_fen = is_in ? t->amount_fen : 0,
		.out_fen = is_in ? 0 : t->amount_fen,
	};
}

enum outcome ledger_lines(struct request *r, struct account_key key, struct text way, int64_t before, size_t limit,
                          void *ret_rows, size_t *ret_count)
{
	bool debits_only = text_equal(way, ledger_is_held(key.kind) ? T("in") : T("out"));
	enum ledger_side side = way.length == 0 ? LEDGER_BOTH : debits_only ? LEDGER_DEBITED : LEDGER_CREDITED;
	struct transfer *transfers = NULL;
	struct ledger_line *lines;
	enum outcome outcome = ledger_statement_side(r->db, r->arena, key, side, before, limit, &transfers, ret_count);

	if (outcome != DONE)
		return outcome;
	lines = arena_array(r->arena, *ret_count + 1, sizeof *lines);
	for (size_t i = 0; i < *ret_count; i++)
		lines[i] = line_of(&transfers[i], key);
	memcpy(ret_rows, &lines, sizeof lines);
	return DONE;
}

static struct text word_of(struct request *r, struct text key)
{
	return key.length > 0 ? text_of(_(text_string(r->arena, key))) : key;
}

void ledger_line_dress(struct request *r, void *row)
{
	struct ledger_line *line = row;

	line->reason = word_of(r, line->reason);
	line->state = word_of(r, line->state);
	line->other = word_of(r, line->other);
}

/* Nothing in the column of the other direction. */
struct text ledger_line_cell(struct request *r, const struct field *field, const void *row)
{
	const struct ledger_line *line = row;

	if (field->kind == FIELD_MOMENT)
		return show_moment(r, line->at);
	if (field->kind == FIELD_TEXT)
		return field_text_of(field, row);
	return field_int_of(field, row) == 0 ? T("") : show_fen(r, field_int_of(field, row));
}

/* ---- the statement of any account ---- */

static struct account_key key_of(const struct account *account)
{
	return (struct account_key){ account->county, (enum account_kind)account->kind, account->owner_id };
}

static enum outcome read_lines(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                               void *ret_rows, size_t *ret_count)
{
	return ledger_lines(r, key_of(r->kept), view->values[0], before, limit, ret_rows, ret_count);
}

static struct text line_href(struct request *r, const void *row)
{
	const struct ledger_line *line = row;

	return text_format(r->arena, "/transfers/%.*s", TEXT(id_public(r->arena, line->county, line->id)));
}

static const struct table statement_table = {
	.name = "statement",
	.caption = N_("Statement"),
	LEDGER_LINE_TABLE,
	.read = read_lines,
	.href = line_href,
	.empty = N_("Nothing has moved on this account"),
	.empty_words = N_("The first payment or payout stands here as soon as it is made."),
};

void ledger_statement_page(struct request *r)
{
	struct statement statement = { .account = *(const struct account *)r->kept };
	struct table_view view;

	if (!table_opens(r, &statement_table, statement.account.place, &view))
		return;
	statement.debit_is_plus = ledger_is_held(statement.account.kind);
	statement.place_name = place_name(r->db, r->arena, statement.account.place);
	page_begin_named(r, text_of(_("Statement")), "", NULL);
	ledger_statement_html(r, &statement, &view);
	page_end(r);
}

/* ---- the sums of all accounts, as files ---- */

static const struct table sums_table = {
	.name = "ledger",
	.caption = N_("Sums of all accounts, in yuan"),
	.record = &ledger_sum_record,
};

bool ledger_sums_answered(struct request *r, struct ledger_sum *sums, size_t count)
{
	struct table_view view;

	table_of_rows(r, &sums_table, NULL, sums, count, &view);
	return table_answered(r, &view);
}
