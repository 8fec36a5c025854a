/* The ledger: every fen is a transfer between two accounts. Immutable; pending then posted or voided; all sums are zero.
   An account is named by (county, kind, owner): no number to look up. balance = credits - debits (posted).
   A kind says which balances are allowed: what we owe may not fall below 0 (pending debits counted), what we hold may not
   rise above 0, outside accounts are free.
   Invariants: sum of all balances of a county's transfers = 0; a transfer is never changed but for pending -> posted or
   voided; posted parts never exceed the pending amount; amounts are > 0. Rules after TigerBeetle's documented data model. */
#ifndef COMMON_LEDGER_H
#define COMMON_LEDGER_H

#include "web/module.h"
#include "web/page.h"

enum account_kind {
	ACCOUNT_GATEWAY = 1, /* money the outside payment gateway holds for us (asset); owner 0 */
	ACCOUNT_TILL,        /* cash in a station's drawer (asset); owner: the station's id */
	ACCOUNT_BANK,        /* the bank account (asset, but free: a payout may be entered before what came); owner 0 */
	ACCOUNT_BALANCE,     /* a person's balance with us (owed); owner: the person's id */
	ACCOUNT_ESCROW,      /* paid for an order not yet completed (owed); owner: the order's id */
	ACCOUNT_SELLER,      /* due to a seller (owed); owner: the seller's id */
	ACCOUNT_HOUSEHOLD,   /* due to a household (owed); owner: the household's id */
	ACCOUNT_STATION,     /* commission due to a station (owed); owner: the station's id */
	ACCOUNT_CARRIER,     /* due to carriers (owed); owner 0 */
	ACCOUNT_PLATFORM,    /* the platform's own part (owed); owner 0 */
	ACCOUNT_RESERVE,     /* put by for spoilt goods (owed); owner 0 */
	ACCOUNT_OPENING,     /* opening balances and corrections with a reason (free); owner 0 */
	ACCOUNT_NEED,        /* given for a need, not yet handed over (owed); owner: the need's id */
	ACCOUNT_CAMPAIGN,    /* given to a campaign, not yet on a voucher (owed); owner: the campaign's id */
	ACCOUNT_VOUCHER,     /* on vouchers of a campaign, not yet settled (owed); owner: the campaign's id */
	ACCOUNT_PROJECT, /* arrived for a project from one of its sources, not yet spent (owed); owner: the source's id */
	ACCOUNT_PLEDGE, /* paid by a partner for its pledge, not yet spent (owed); owner: the pledge's id */
	ACCOUNT_PAYDAY, /* set apart by a seller for households on a payday (owed); owner: the payday's id */
	ACCOUNT_KINDS,
};

/* The most one transfer moves: ten million yuan. Larger sums come as several transfers. */
enum { TRANSFER_MOST_FEN = 1000000000 };

struct account_key {
	int64_t county;
	enum account_kind kind;
	int64_t owner_id;
};

struct account {
	int64_t county, kind, owner_id;
	int64_t place;                   /* where it counts: rights to read it; re-keyed with its owner */
	int64_t debits_fen, credits_fen; /* posted */
	int64_t pending_debits_fen, pending_credits_fen;
};

enum transfer_state {
	TRANSFER_POSTED = 1,
	TRANSFER_PENDING,
	TRANSFER_SETTLED /* a pending one that was posted or voided */
};

struct transfer {
	int64_t county, id;
	int64_t debit_county, debit_kind, debit_owner_id;
	int64_t credit_county, credit_kind, credit_owner_id;
	int64_t amount_fen;
	int64_t state;
	int64_t pending_id; /* the pending transfer that this one posts or voids; else 0 */
	struct text reason; /* an English key: "Payment", "Refund", "To the household", "Payout" ... */
	int64_t subject_id; /* the order, payout ... it belongs to (same county) */
	int64_t person_id;  /* who caused it */
	int64_t at;
};

extern const struct record account_record, transfer_record;
extern const struct module ledger_module;

/* Moves amount_fen at once. CONFLICT: an account would break its kind's bound (not enough money). place: used when an account
   has to be opened. */
MUST_USE enum outcome ledger_post(struct db *db, const struct transfer *transfer, int64_t debit_place,
                                  int64_t credit_place);
/* Holds it: pending on both sides. */
MUST_USE enum outcome ledger_hold(struct db *db, const struct transfer *transfer, int64_t debit_place,
                                  int64_t credit_place);
/* Posts part or all of a pending transfer (the rest is voided), or voids it with amount_fen 0, under a new transfer id.
   CONFLICT: it was settled before. NOT_FOUND: no such pending transfer. */
MUST_USE enum outcome ledger_settle(struct db *db, struct arena *arena, int64_t county, int64_t pending_id,
                                    int64_t new_id, int64_t amount_fen, int64_t person_id, int64_t at);
/* NOT_FOUND: never used; ret is then all 0. */
MUST_USE enum outcome ledger_account(struct db *db, struct arena *arena, struct account_key key,
                                     struct account *ret_account);
/* A hint that this command will read it: see db_soon(). */
void ledger_account_soon(struct db *db, struct account_key key);
/* credits - debits. */
int64_t account_balance(const struct account *account);
/* What was posted into and out of an account by transfers from an id on. */
MUST_USE enum outcome ledger_moved(struct db *db, struct account_key key, int64_t first, int64_t *ret_debits_fen,
                                   int64_t *ret_credits_fen);
/* Transfers of one account, newest first, before an id (0: from the newest). */
MUST_USE enum outcome ledger_statement(struct db *db, struct arena *arena, struct account_key key, int64_t before,
                                       size_t limit, struct transfer **ret, size_t *ret_count);
/* The same of one side alone. */
enum ledger_side { LEDGER_BOTH, LEDGER_DEBITED, LEDGER_CREDITED };
MUST_USE enum outcome ledger_statement_side(struct db *db, struct arena *arena, struct account_key key,
                                            enum ledger_side side, int64_t before, size_t limit, struct transfer **ret,
                                            size_t *ret_count);
/* Transfers that belong to a subject, oldest first. */
MUST_USE enum outcome ledger_of_subject(struct db *db, struct arena *arena, int64_t county, int64_t subject_id,
                                        struct transfer **ret, size_t *ret_count);
/* Address of an account's statement: "/accounts/seller/510525-1Z4K-9". */
struct text account_path(struct arena *arena, struct account_key key);
/* One transfer. */
MUST_USE enum outcome ledger_transfer(struct db *db, struct arena *arena, int64_t county, int64_t id,
                                      struct transfer *ret);
/* English key of a state: "Pending". */
const char *transfer_state_name(int64_t state);
/* The kinds by enum account_kind: their words in addresses, JSON and files ("seller"), their names (English keys). */
extern const struct choice account_kinds[];
/* English key of a kind's name: "Due to the seller". */
const char *account_kind_name(enum account_kind kind);
/* English key of a sentence that says what it is. */
const char *account_kind_words(enum account_kind kind);

#endif
