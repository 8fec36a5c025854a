/* The money of a household as it sees it: what is due to it, and every fen that came and went. A card that was merged into it keeps its account
   (money does not move when cards are merged), so the household may have several; they are shown together, each with its card. */
#include <stdlib.h>
#include <string.h>

#include "base/id.h"
#include "common/household/household.h"
#include "common/ledger/ledger_table.h"
#include "common/person/person.h"
#include "trade/settlement/settlement_templates.h"
#include "trade/settlement/settlement_view.h"

static const struct field account_fields[] = {
	INT_FIELD(household_account, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, household_account, owner_id, N_("Number"), FIELD_OUT, 0, 0),
	TEXT_FIELD(household_account, merged_head, N_("Head of the household"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, household_account, debits_fen, N_("Paid out"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, household_account, credits_fen, N_("Came in"), FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record account_fields_record = { .name = "household_account",
	                                             .size = sizeof(struct household_account),
	                                             .county = offsetof(struct household_account, county),
	                                             .fields = account_fields };

/* Where the household is, by the index of who is owed; its own account first. */
static enum outcome read_accounts(struct request *r, struct household_money *money)
{
	const struct household *h = &money->household;
	struct household_account *accounts = NULL;
	enum outcome outcome = db_list(
		r->db, r->arena, &account_fields_record, HOUSEHOLD_ACCOUNTS, &accounts, &money->count,
		"SELECT a.county, a.owner_id, COALESCE(g.head, '') AS merged_head, a.debits_fen, a.credits_fen"
		" FROM account AS a LEFT JOIN household_merged AS g ON g.county = a.county AND g.id = a.owner_id"
		" WHERE a.place = $1 AND a.kind >= 6 AND a.kind <= 9 AND a.county = $2 AND a.kind = 7"
		" ORDER BY CASE WHEN a.owner_id = $3 THEN 0 ELSE 1 END, a.owner_id LIMIT $4 /* sorts */",
		bind(i64(h->place), i64(h->county), i64(h->id), i64(HOUSEHOLD_ACCOUNTS)));

	money->accounts = accounts;
	for (size_t i = 0; i < money->count; i++) {
		money->debits_fen += accounts[i].debits_fen;
		money->credits_fen += accounts[i].credits_fen;
	}
	return outcome;
}

/* A card that was merged leads to the one that stands. */
enum outcome household_money_where(struct request *r, struct scope *ret_scope)
{
	struct household_money *money = arena_take(r->arena, sizeof *money);
	enum outcome outcome = household_card_where(r, ret_scope);

	if (outcome != DONE)
		return outcome;
	*money = (struct household_money){ .household = *(const struct household *)r->kept };
	r->kept = money;
	return money->household.merged_into != 0 ? DONE : read_accounts(r, money);
}

static int newest_first(const void *a, const void *b)
{
	const struct ledger_line *x = a, *y = b;

	return x->id == y->id ? 0 : x->id < y->id ? 1 : -1;
}

/* What went from one card of the household to another is a line of both accounts, with one id: of such a pair one line is left that came in
   and went out, so that the id is a line's own and pages can go on behind it. */
static size_t join_pairs(struct ledger_line *lines, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && lines[kept - 1].id == lines[i].id && lines[kept - 1].county == lines[i].county) {
			lines[kept - 1].in_fen += lines[i].in_fen;
			lines[kept - 1].out_fen += lines[i].out_fen;
		} else {
			lines[kept++] = lines[i];
		}
	}
	return kept;
}

/* As many of each account as are wanted of all, then the newest of these. */
static enum outcome read_lines(struct request *r, const struct table_view *view, int64_t before, size_t limit,
                               void *ret_rows, size_t *ret_count)
{
	const struct household_money *money = r->kept;
	struct ledger_line *all = arena_array(r->arena, money->count * limit + 1, sizeof *all);
	size_t count = 0;
	enum outcome outcome = DONE;

	for (size_t i = 0; outcome == DONE && i < money->count; i++) {
		const struct household_account *a = &money->accounts[i];
		struct ledger_line *lines = NULL;
		size_t here = 0;

		outcome = ledger_lines(r, (struct account_key){ a->county, ACCOUNT_HOUSEHOLD, a->owner_id },
		                       view->values[0], before, limit, &lines, &here);
		for (size_t j = 0; outcome == DONE && j < here && j < limit; j++)
			all[count++] = lines[j];
	}
	if (money->count > 1) {
		qsort(all, count, sizeof *all, newest_first);
		count = join_pairs(all, count);
	}
	*ret_count = count < limit ? count : limit;
	memcpy(ret_rows, &all, sizeof all);
	return outcome;
}

static const struct table money_table = {
	.name = "money",
	.caption = N_("Money due to the household"),
	LEDGER_LINE_TABLE,
	.columns = ledger_line_columns,
	.read = read_lines,
	.empty = N_("No money yet"),
	.empty_words = N_("What the household sells, and what co-operatives and firms pay it, stands here."),
};

void household_money_page(struct request *r)
{
	const struct household_money *money = r->kept;
	const struct household *h = &money->household;
	struct table_view view;

	if (h->merged_into != 0) {
		redirect(r, "/households/%.*s/money", TEXT(id_public(r->arena, h->county, h->merged_into)));
		return;
	}
	if (!r->scope.mine || r->who.for_id != 0)
		look_record(r, h->place, 0, 0, N_("Money due to your household"));
	if (!table_opens(r, &money_table, h->place, &view))
		return;
	page_begin_named(r, text_of(_("Money due to the household")), "",
	                 text_string(r->arena, text_format(r->arena, "/households/%.*s",
	                                                   TEXT(id_public(r->arena, h->county, h->id)))));
	settlement_household_html(r, money, &view);
	page_end(r);
}
