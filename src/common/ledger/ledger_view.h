/* What the ledger's own pages read: for the files of this module only. */
#ifndef COMMON_LEDGER_VIEW_H
#define COMMON_LEDGER_VIEW_H

#include "common/ledger/ledger.h"

/* All accounts of a kind together, for the public page of sums. */
struct ledger_sum {
	int64_t kind, accounts, debits_fen, credits_fen, balance_fen;
};
extern const struct record ledger_sum_record;

MUST_USE enum outcome ledger_sums(struct db *db, struct arena *arena, struct ledger_sum **ret, size_t *ret_count);
extern const struct check ledger_checks[];

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
