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

/* A statement's page. */
struct statement {
	struct account account;
	struct text place_name;
	struct transfer *transfers;
	size_t count;
	int64_t next;
	bool debit_is_plus; /* an account of what we hold: debits make it more */
};

#endif
