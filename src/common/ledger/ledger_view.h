/* What the ledger's own pages read: for the files of this module only. */
#ifndef COMMON_LEDGER_VIEW_H
#define COMMON_LEDGER_VIEW_H

#include "common/ledger/ledger.h"
#include "journal/tally.h"

/* Numbers of the totals that sum what was posted by kind of account. */
#define LEDGER_DEBITS(kind) (TALLY_PRIVATE + 2 * (int64_t)(kind))
#define LEDGER_CREDITS(kind) (TALLY_PRIVATE + 2 * (int64_t)(kind) + 1)
enum { LEDGER_FIRST_YEAR = 2020, LEDGER_LAST_YEAR = 2099 }; /* the years the sums look at */

/* All accounts of a kind together, for the public page of sums. */
struct ledger_sum {
	int64_t kind, debits_fen, credits_fen, balance_fen;
};
extern const struct record ledger_sum_record;

/* Out of the totals, so it costs the same however many accounts there are; `tongcun check` holds them against the accounts. */
MUST_USE enum outcome ledger_sums(struct db *db, struct arena *arena, struct ledger_sum **ret, size_t *ret_count);
extern const struct check ledger_checks[];

/* Whether accounts of the kind are money at hand (debits make it more); the others say whose it is. */
bool ledger_is_held(int64_t kind);
/* Their balances together, both as plain amounts: equal as long as every transfer has two ends. */
int64_t ledger_held(const struct ledger_sum *sums, size_t count);
int64_t ledger_owed(const struct ledger_sum *sums, size_t count);

/* One transfer of many that leave the same account: the transfer and the payee's side. The other side of all of them follows by
   ledger_post_debits() in the same command, with their sum. */
MUST_USE enum outcome ledger_post_credit(struct db *db, const struct transfer *transfer, int64_t credit_place);
/* What the transfers posted by ledger_post_credit() took from their account, in one change. CONFLICT: it does not hold so much. */
MUST_USE enum outcome ledger_post_debits(struct db *db, const struct transfer *transfer, int64_t debit_place,
                                         int64_t sum_fen);
/* Whether accounts of the kind are owed, and may not fall below 0. */
bool account_kind_is_owed(enum account_kind kind);

/* The doors and the rest of lists of payments (pay_list.c), for the module's tables. */
bool pay_list_look(struct request *r);
void pay_list_run(struct request *r);
extern const struct gauge ledger_gauges[];
/* For `tongcun check`: counts lists that do not equal their lines or transfers. */
#define PAY_LISTS_WRONG                                                                                        \
	"SELECT count(*) FROM pay_list AS l WHERE"                                                             \
	" l.lines <> (SELECT count(*) FROM pay_line AS p WHERE p.county = l.county AND p.list_id = l.id)"      \
	" OR l.total_fen <> (SELECT COALESCE(sum(p.amount_fen), 0) FROM pay_line AS p"                         \
	" WHERE p.county = l.county AND p.list_id = l.id)"                                                     \
	" OR l.paid_fen <> (SELECT COALESCE(sum(p.amount_fen), 0) FROM pay_line AS p"                          \
	" WHERE p.county = l.county AND p.list_id = l.id AND p.number <= l.paid_lines)"                        \
	" OR (l.subject_id = l.id AND l.paid_fen <> (SELECT COALESCE(sum(t.amount_fen), 0) FROM transfer AS t" \
	" WHERE t.county = l.county AND t.subject_id = l.id))"                                                 \
	" OR (l.state = 3 AND l.paid_lines <> l.lines) OR (l.state IN (1, 4) AND l.paid_lines <> 0) /* scan */"

/* A statement's page. */
struct statement {
	struct account account;
	struct text place_name;
	bool debit_is_plus; /* an account of what we hold: debits make it more */
};
/* ledger_table.c: the page of r->kept, an account; the sums as a file, when one is asked for. */
void ledger_statement_page(struct request *r);
bool ledger_sums_answered(struct request *r, struct ledger_sum *sums, size_t count);

#endif
