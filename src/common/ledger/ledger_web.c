/* Doors of the ledger: the public page of sums, the statement of an account, a transfer with both its sides. */
#include <string.h>

#include "base/id.h"
#include "base/limits.h"
#include "common/ledger/ledger_table.h"
#include "common/ledger/ledger_templates.h"
#include "common/ledger/ledger_view.h"
#include "common/place/place.h"
#include "schema.h"

static const struct field sum_fields[] = {
	STATE_FIELD(ledger_sum, kind, N_("Kind of account"), FIELD_OUT, account_kinds),
	WHOLE_FIELD(FIELD_FEN, ledger_sum, debits_fen, N_("Debits"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, ledger_sum, credits_fen, N_("Credits"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, ledger_sum, balance_fen, N_("Balance"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record ledger_sum_record = { .name = "ledger_sum",
	                                  .size = sizeof(struct ledger_sum),
	                                  .fields = sum_fields };

struct text account_path(struct arena *arena, struct account_key key)
{
	if (key.owner_id == 0)
		return text_format(arena, "/accounts/%s/%lld", account_kinds[key.kind].value, (long long)key.county);
	return text_format(arena, "/accounts/%s/%.*s", account_kinds[key.kind].value,
	                   TEXT(id_public(arena, key.county, key.owner_id)));
}

bool ledger_is_held(int64_t kind)
{
	return kind <= ACCOUNT_BANK;
}

int64_t ledger_held(const struct ledger_sum *sums, size_t count)
{
	int64_t held = 0;

	for (size_t i = 0; i < count; i++)
		if (ledger_is_held(sums[i].kind))
			held -= sums[i].balance_fen;
	return held;
}

int64_t ledger_owed(const struct ledger_sum *sums, size_t count)
{
	int64_t owed = 0;

	for (size_t i = 0; i < count; i++)
		if (!ledger_is_held(sums[i].kind))
			owed += sums[i].balance_fen;
	return owed;
}

static void sums_page(struct request *r)
{
	struct ledger_sum *sums;
	size_t count;
	enum outcome outcome = ledger_sums(r->db, r->arena, &sums, &count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else if (r->json) {
		give_list(r, &ledger_sum_record, sums, count, 0);
	} else if (!ledger_sums_answered(r, sums, count)) {
		page_begin(r, _("Where the money is, and whose it is"), "");
		ledger_sums_html(r, sums, count);
		page_end(r);
	}
}

static bool read_key(struct request *r, struct account_key *ret_key)
{
	struct text kind = request_param(r, "kind"), account = request_param(r, "account");

	int64_t known = choice_position(account_kinds, kind);

	*ret_key = (struct account_key){ .kind = known < 0 ? 0 : (enum account_kind)known };
	if (known < 0)
		return false;
	if (id_read(account, &ret_key->county, &ret_key->owner_id))
		return true;
	return text_to_int64(account, &ret_key->county) && ret_key->county >= 0 && ret_key->county <= 999999;
}

static bool is_own(const struct request *r, int64_t kind, int64_t owner_id)
{
	return kind == ACCOUNT_BALANCE && r->person_id != 0 && owner_id == r->person_id;
}

static enum outcome statement_where(struct request *r, struct scope *ret_scope)
{
	struct account *account = arena_take(r->arena, sizeof *account);
	struct account_key key;
	enum outcome outcome;

	if (!read_key(r, &key))
		return NOT_FOUND;
	outcome = ledger_account(r->db, r->arena, key, account);
	ret_scope->place = account->place;
	ret_scope->mine = is_own(r, account->kind, account->owner_id);
	r->kept = account;
	return outcome;
}

/* Programs get the transfers themselves. */
static void give_transfers(struct request *r)
{
	const struct account *account = r->kept;
	struct account_key key = { account->county, (enum account_kind)account->kind, account->owner_id };
	size_t limit = request_limit(r), count = 0;
	struct transfer *rows = NULL;
	enum outcome outcome = ledger_statement(r->db, r->arena, key, request_after(r), limit + 1, &rows, &count);

	give_list_read(r, outcome, &transfer_record, rows, count);
}

static void statement_page(struct request *r)
{
	if (r->json)
		give_transfers(r);
	else
		ledger_statement_page(r);
}

static enum outcome statement_rows(struct request *piece, int64_t after, size_t limit, void *ret_rows,
                                   size_t *ret_count)
{
	const struct account *account = piece->kept;
	struct account_key key = { account->county, (enum account_kind)account->kind, account->owner_id };
	struct transfer *rows = NULL;
	enum outcome outcome = ledger_statement(piece->db, piece->arena, key, after, limit, &rows, ret_count);

	memcpy(ret_rows, &rows, sizeof rows);
	return outcome;
}

static void statement_file(struct request *r)
{
	static const struct csv_file file = { &transfer_record, offsetof(struct transfer, id), statement_rows };

	give_csv_file(r, &file, T("statement.csv"));
}

/* A transfer may be seen by whoever may see one of its sides. */
static enum outcome transfer_where(struct request *r, struct scope *ret_scope)
{
	struct transfer *t = arena_take(r->arena, sizeof *t);
	struct account debit, credit;
	enum outcome outcome = request_row(r, "transfer", ledger_transfer, t);

	if (outcome == DONE)
		outcome = ledger_account(r->db, r->arena,
		                         (struct account_key){ t->debit_county, (enum account_kind)t->debit_kind,
		                                               t->debit_owner_id },
		                         &debit);
	if (outcome == DONE)
		outcome = ledger_account(r->db, r->arena,
		                         (struct account_key){ t->credit_county, (enum account_kind)t->credit_kind,
		                                               t->credit_owner_id },
		                         &credit);
	if (outcome != DONE)
		return outcome;
	ret_scope->place = request_may(r, RIGHT_LEDGER_READ, credit.place) ? credit.place : debit.place;
	ret_scope->mine = is_own(r, t->debit_kind, t->debit_owner_id) || is_own(r, t->credit_kind, t->credit_owner_id);
	r->kept = t;
	return DONE;
}

static void transfer_page(struct request *r)
{
	struct transfer *rows;
	const struct transfer *transfer = r->kept;
	size_t count;
	enum outcome outcome;

	if (r->json) {
		give_one(r, &transfer_record, transfer);
		return;
	}
	outcome = ledger_of_subject(r->db, r->arena, transfer->county, transfer->subject_id, &rows, &count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin(r, _("A transfer"), "");
	ledger_transfer_html(r, transfer, rows, transfer->subject_id == 0 ? 0 : count);
	page_end(r);
}

static const struct route ledger_routes[] = {
	{ GET, "/ledger", sums_page, ANYONE, "Show the sums of all accounts by kind, for everybody to check",
	  .gives = &ledger_sum_record, .flags = ROUTE_LIST, .query = QUERY_OF(QUERY_SORT) },
	{ GET, "/accounts/{kind}/{account}", statement_page, MAY(RIGHT_LEDGER_READ), "Show the statement of an account",
	  .where = statement_where, .gives = &transfer_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_CHOICE("way", "In or out; on the page and in its files", ledger_ways)) },
	{ GET, "/accounts/{kind}/{account}/statement.csv", statement_file, MAY(RIGHT_LEDGER_READ),
	  "Download the statement of an account", .where = statement_where, .flags = ROUTE_PAGE | ROUTE_PAGED },
	{ GET, "/transfers/{transfer}", transfer_page, MAY(RIGHT_LEDGER_READ), "Show a transfer with both its sides",
	  .where = transfer_where, .gives = &transfer_record },
	{ POST, "/chores/pay-lists", pay_list_run, MAY_NOBODY, "Pay the next lines of a list of payments",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	ROUTES_END,
};

static const struct chore ledger_chores[] = {
	{ "/chores/pay-lists", 1, pay_list_look, .by_row = true },
	{ .path = NULL },
};

/* Accounts keep their identity; only where they count moves. */
static const char *const moves[] = {
	"UPDATE account SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
	"UPDATE pay_list SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
	"UPDATE pay_line SET place = place + $3 WHERE place >= $1 AND place < $2 /* scan */",
	NULL,
};

/* No money moves when two cards are merged: the account stays what it is, and stands where the household is. */
static const struct merge merges[] = {
	{ .column = "account.place",
	  .there = { "UPDATE account SET place = " MERGED_INTO_PLACE
	             " WHERE county = $1 AND kind = 7 AND owner_id = $2" },
	  .back = { "UPDATE account SET place = " MERGED_PLACE " WHERE county = $1 AND kind = 7 AND owner_id = $2" } },
	{ .column = NULL },
};

const struct module ledger_module = {
	.name = "ledger",
	.schema = ledger_schema,
	.routes = ledger_routes,
	.checks = ledger_checks,
	.chores = ledger_chores,
	.gauges = ledger_gauges,
	.moves = moves,
	.merges = merges,
};
