/* Reading the ledger: accounts, statements, what belongs to a subject, and the checks of `tongcun check`. */
#include "common/ledger/ledger_view.h"

#include <assert.h>

#include "base/limits.h"

static const struct choice transfer_states[] = {
	{ "", "" },     { "posted", N_("Posted") }, { "pending", N_("Pending") }, { "settled", N_("Settled") },
	{ NULL, NULL },
};

static const struct field account_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, account, county, N_("County"), FIELD_OUT, 0, 0),
	STATE_FIELD(account, kind, N_("Kind of account"), FIELD_OUT, account_kinds),
	WHOLE_FIELD(FIELD_ID, account, owner_id, N_("Owner"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_PLACE, account, place, N_("Place"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, account, debits_fen, N_("Debits"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, account, credits_fen, N_("Credits"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, account, pending_debits_fen, N_("Pending debits"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, account, pending_credits_fen, N_("Pending credits"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record account_record = {
	.name = "account",
	.size = sizeof(struct account),
	.county = offsetof(struct account, county),
	.fields = account_fields,
};

static const struct field transfer_fields[] = {
	WHOLE_FIELD(FIELD_COUNTY, transfer, county, N_("County"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, transfer, id, N_("Transfer"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_COUNTY, transfer, debit_county, N_("County of the debit"), FIELD_OUT, 0, 0),
	STATE_FIELD(transfer, debit_kind, N_("Account debited"), FIELD_OUT, account_kinds),
	ID_FIELD(transfer, debit_owner_id, debit_county, N_("Owner debited"), FIELD_OUT),
	WHOLE_FIELD(FIELD_COUNTY, transfer, credit_county, N_("County of the credit"), FIELD_OUT, 0, 0),
	STATE_FIELD(transfer, credit_kind, N_("Account credited"), FIELD_OUT, account_kinds),
	ID_FIELD(transfer, credit_owner_id, credit_county, N_("Owner credited"), FIELD_OUT),
	WHOLE_FIELD(FIELD_FEN, transfer, amount_fen, N_("Amount"), FIELD_OUT, 0, 0),
	STATE_FIELD(transfer, state, N_("State"), FIELD_OUT, transfer_states),
	WHOLE_FIELD(FIELD_ID, transfer, pending_id, N_("Settles"), FIELD_OUT, 0, 0),
	TEXT_FIELD(transfer, reason, N_("Reason"), FIELD_OUT, 0, LIMIT_NAME_CHARACTERS),
	WHOLE_FIELD(FIELD_ID, transfer, subject_id, N_("Belongs to"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, transfer, person_id, N_("By"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, transfer, at, N_("When"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record transfer_record = {
	.name = "transfer",
	.size = sizeof(struct transfer),
	.county = offsetof(struct transfer, county),
	.fields = transfer_fields,
};

const char *transfer_state_name(int64_t state)
{
	return state >= 1 && state <= 3 ? transfer_states[state].label : "";
}

static const char account_text[] =
	"SELECT county, kind, owner_id, place, debits_fen, credits_fen, pending_debits_fen, pending_credits_fen"
	" FROM account WHERE county = $1 AND kind = $2 AND owner_id = $3";

void ledger_account_soon(struct db *db, struct account_key key)
{
	db_soon(db, account_text, bind(i64(key.county), i64(key.kind), i64(key.owner_id)));
}

enum outcome ledger_account(struct db *db, struct arena *arena, struct account_key key, struct account *ret_account)
{
	*ret_account = (struct account){ .county = key.county, .kind = key.kind, .owner_id = key.owner_id };
	return db_one(db, arena, &account_record, ret_account, account_text,
	              bind(i64(key.county), i64(key.kind), i64(key.owner_id)));
}

#define TRANSFER_COLUMNS                                                                                            \
	"SELECT county, id, debit_county, debit_kind, debit_owner_id, credit_county, credit_kind, credit_owner_id," \
	" amount_fen, state, pending_id, reason, subject_id, person_id, at FROM transfer"

enum outcome ledger_transfer(struct db *db, struct arena *arena, int64_t county, int64_t id, struct transfer *ret)
{
	return db_one(db, arena, &transfer_record, ret, TRANSFER_COLUMNS " WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

/* Both halves are read by their own index, newest first, and joined: neither reads more than `limit` rows. */
enum outcome ledger_statement(struct db *db, struct arena *arena, struct account_key key, int64_t before, size_t limit,
                              struct transfer **ret, size_t *ret_count)
{
	assert(limit > 0 && limit <= LIMIT_EXPORT_ROWS);
	return db_list(db, arena, &transfer_record, limit, ret, ret_count,
	               "SELECT * FROM (SELECT * FROM (" TRANSFER_COLUMNS " WHERE debit_county = $1 AND debit_kind = $2"
	               " AND debit_owner_id = $3 AND id < $4 ORDER BY id DESC LIMIT $5) AS d"
	               " UNION ALL SELECT * FROM (" TRANSFER_COLUMNS " WHERE credit_county = $1 AND credit_kind = $2"
	               " AND credit_owner_id = $3 AND id < $4 ORDER BY id DESC LIMIT $5) AS c) AS both_sides"
	               " ORDER BY id DESC LIMIT $5",
	               bind(i64(key.county), i64(key.kind), i64(key.owner_id), i64(before > 0 ? before : INT64_MAX),
	                    i64((int64_t)limit)));
}

enum outcome ledger_statement_side(struct db *db, struct arena *arena, struct account_key key, enum ledger_side side,
                                   int64_t before, size_t limit, struct transfer **ret, size_t *ret_count)
{
	struct db_value county = i64(key.county), kind = i64(key.kind), owner = i64(key.owner_id);
	struct db_value upto = i64(before > 0 ? before : INT64_MAX), most = i64((int64_t)limit);

	assert(limit > 0 && limit <= LIMIT_EXPORT_ROWS);
	switch (side) {
	case LEDGER_DEBITED:
		return db_list(db, arena, &transfer_record, limit, ret, ret_count,
		               TRANSFER_COLUMNS " WHERE debit_county = $1 AND debit_kind = $2 AND debit_owner_id = $3"
		                                " AND id < $4 ORDER BY id DESC LIMIT $5",
		               bind(county, kind, owner, upto, most));
	case LEDGER_CREDITED:
		return db_list(db, arena, &transfer_record, limit, ret, ret_count,
		               TRANSFER_COLUMNS
		               " WHERE credit_county = $1 AND credit_kind = $2 AND credit_owner_id = $3"
		               " AND id < $4 ORDER BY id DESC LIMIT $5",
		               bind(county, kind, owner, upto, most));
	case LEDGER_BOTH:
		break;
	}
	return ledger_statement(db, arena, key, before, limit, ret, ret_count);
}

enum outcome ledger_of_subject(struct db *db, struct arena *arena, int64_t county, int64_t subject_id,
                               struct transfer **ret, size_t *ret_count)
{
	return db_list(db, arena, &transfer_record, LIMIT_LIST_ROWS, ret, ret_count,
	               TRANSFER_COLUMNS " WHERE county = $1 AND subject_id = $2 ORDER BY id LIMIT 1000",
	               bind(i64(county), i64(subject_id)));
}

enum outcome ledger_moved(struct db *db, struct account_key key, int64_t first, int64_t *ret_debits_fen,
                          int64_t *ret_credits_fen)
{
	enum outcome outcome = db_number(db, ret_debits_fen,
	                                 "SELECT sum(amount_fen) FROM transfer WHERE debit_county = $1"
	                                 " AND debit_kind = $2 AND debit_owner_id = $3 AND id >= $4 AND state = 1",
	                                 bind(i64(key.county), i64(key.kind), i64(key.owner_id), i64(first)));

	if (outcome != DONE)
		return outcome;
	return db_number(db, ret_credits_fen,
	                 "SELECT sum(amount_fen) FROM transfer WHERE credit_county = $1"
	                 " AND credit_kind = $2 AND credit_owner_id = $3 AND id >= $4 AND state = 1",
	                 bind(i64(key.county), i64(key.kind), i64(key.owner_id), i64(first)));
}

/* ---- checks ---- */

/* A step for each number and each year, so that only totals of years are looked at. */
enum outcome ledger_sums(struct db *db, struct arena *arena, struct ledger_sum **ret, size_t *ret_count)
{
	return db_list(db, arena, &ledger_sum_record, ACCOUNT_KINDS, ret, ret_count,
	               "WITH RECURSIVE number(indicator) AS (SELECT CAST($1 AS BIGINT) UNION ALL"
	               " SELECT indicator + 1 FROM number WHERE indicator + 1 < $2),"
	               " year(period) AS (SELECT CAST($3 AS BIGINT) UNION ALL"
	               " SELECT period + 10000 FROM year WHERE period < $4),"
	               " sums(indicator, value) AS (SELECT number.indicator, SUM(t.value) FROM number CROSS JOIN year"
	               " JOIN tally_county AS t ON t.indicator = number.indicator AND t.period = year.period"
	               " GROUP BY number.indicator)"
	               " SELECT (indicator - $1) / 2 AS kind,"
	               " CAST(SUM(CASE WHEN indicator % 2 = 0 THEN value ELSE 0 END) AS BIGINT) AS debits_fen,"
	               " CAST(SUM(CASE WHEN indicator % 2 = 1 THEN value ELSE 0 END) AS BIGINT) AS credits_fen,"
	               " CAST(SUM(CASE WHEN indicator % 2 = 1 THEN value ELSE -value END) AS BIGINT) AS balance_fen"
	               " FROM sums GROUP BY (indicator - $1) / 2 ORDER BY 1",
	               bind(i64(TALLY_PRIVATE), i64(LEDGER_DEBITS(ACCOUNT_KINDS)),
	                    i64(LEDGER_FIRST_YEAR * INT64_C(10000)), i64(LEDGER_LAST_YEAR * INT64_C(10000))));
}

static const struct field kind_fields[] = {
	INT_FIELD(ledger_sum, kind, "Kind", FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, ledger_sum, debits_fen, "Debits", FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_FEN, ledger_sum, credits_fen, "Credits", FIELD_OUT, 0, 0),
	FIELD_END,
};
static const struct record kind_record = { .name = "kind", .size = sizeof(struct ledger_sum), .fields = kind_fields };

/* The public sums are those of the accounts themselves. */
static enum outcome check_sums(struct db *db, struct arena *arena, struct text *ret_words)
{
	struct ledger_sum *kept, *counted;
	size_t kept_count = 0, count = 0;
	int64_t wrong = 0;
	enum outcome outcome = ledger_sums(db, arena, &kept, &kept_count);

	if (outcome == DONE)
		outcome = db_list(db, arena, &kind_record, ACCOUNT_KINDS, &counted, &count,
		                  "SELECT kind, CAST(SUM(debits_fen) AS BIGINT) AS debits_fen,"
		                  " CAST(SUM(credits_fen) AS BIGINT) AS credits_fen FROM account"
		                  " WHERE debits_fen <> 0 OR credits_fen <> 0 GROUP BY kind ORDER BY kind /* scan */",
		                  bind_none());
	for (size_t i = 0; outcome == DONE && i < count; i++)
		wrong += i >= kept_count || kept[i].kind != counted[i].kind ||
		         kept[i].debits_fen != counted[i].debits_fen || kept[i].credits_fen != counted[i].credits_fen;
	return check_count(arena, outcome, wrong, "kinds of account differ from their public sum", ret_words);
}

const struct check ledger_checks[] = {
	{ .name = "ledger sums to zero",
	  .wrong = "fen is the sum of all accounts, it should be 0",
	  .counts = "SELECT abs(sum(credits_fen - debits_fen)) + abs(sum(pending_credits_fen"
	            " - pending_debits_fen)) FROM account /* scan */" },
	{ .name = "no account is below its bound",
	  .wrong = "accounts are below their bound",
	  .counts =
	          "SELECT count(*) FROM account WHERE (kind NOT IN (1, 2, 3, 12) AND credits_fen - debits_fen -"
	          " pending_debits_fen < 0) OR (kind <= 2 AND debits_fen - credits_fen - pending_credits_fen < 0) /* scan */" },

	/* Every account equals the sum of its transfers: both are turned into rows of one shape and must cancel out. */
	{ .name = "accounts equal their transfers",
	  .wrong = "accounts differ from the sum of their transfers",
	  .counts =
	          "SELECT count(*) FROM (SELECT county, kind, owner_id FROM ("
	          " SELECT county, kind, owner_id, debits_fen AS d, credits_fen AS c, pending_debits_fen AS pd,"
	          " pending_credits_fen AS pc FROM account"
	          " UNION ALL SELECT debit_county, debit_kind, debit_owner_id,"
	          " CASE WHEN state = 1 THEN -amount_fen ELSE 0 END, 0,"
	          " CASE WHEN state = 2 THEN -amount_fen ELSE 0 END, 0 FROM transfer"
	          " UNION ALL SELECT credit_county, credit_kind, credit_owner_id,"
	          " 0, CASE WHEN state = 1 THEN -amount_fen ELSE 0 END,"
	          " 0, CASE WHEN state = 2 THEN -amount_fen ELSE 0 END FROM transfer) AS t"
	          " GROUP BY county, kind, owner_id HAVING sum(d) <> 0 OR sum(c) <> 0 OR sum(pd) <> 0 OR sum(pc) <> 0)"
	          " AS wrong /* scan */" },
	{ .name = "nothing is settled twice",
	  .wrong = "pending transfers were settled twice",
	  .counts = "SELECT count(*) FROM (SELECT county, pending_id FROM transfer WHERE pending_id <> 0"
	            " GROUP BY county, pending_id HAVING count(*) > 1) AS twice /* scan */" },
	{ .name = "public sums equal the accounts", .run = check_sums },
	{ .name = "lists of payments equal their lines and transfers",
	  .wrong = "lists of payments differ from their lines or their transfers",
	  .counts = PAY_LISTS_WRONG },
	{ .name = NULL },
};
