/* The ledger's rules and SQL. An account is opened by its first transfer. Both sides of a transfer are changed by one guarded
   statement each; a bound that would break changes nothing and the whole command is given up. */
#include "common/ledger/ledger_view.h"

#include <assert.h>

#include "base/calendar.h"
#include "base/place_key.h"

enum bound { BOUND_FREE, BOUND_OWED, BOUND_HELD };

const struct choice account_kinds[] = {
	[0] = { "", "" },
	[ACCOUNT_GATEWAY] = { "gateway", N_("At the payment gateway") },
	[ACCOUNT_TILL] = { "till", N_("Cash in the station's drawer") },
	[ACCOUNT_BANK] = { "bank", N_("At the bank") },
	[ACCOUNT_BALANCE] = { "balance", N_("Balance of a person") },
	[ACCOUNT_ESCROW] = { "escrow", N_("Kept until the goods have arrived") },
	[ACCOUNT_SELLER] = { "seller", N_("Due to the seller") },
	[ACCOUNT_HOUSEHOLD] = { "household", N_("Due to the household") },
	[ACCOUNT_STATION] = { "station", N_("Due to the station") },
	[ACCOUNT_CARRIER] = { "carrier", N_("Due to the carrier") },
	[ACCOUNT_PLATFORM] = { "platform", N_("The platform's part") },
	[ACCOUNT_RESERVE] = { "reserve", N_("Put by for spoilt goods") },
	[ACCOUNT_OPENING] = { "opening", N_("Opening balances") },
	[ACCOUNT_NEED] = { "need", N_("Given for a need") },
	[ACCOUNT_CAMPAIGN] = { "campaign", N_("Given to a campaign") },
	[ACCOUNT_VOUCHER] = { "voucher", N_("On vouchers of a campaign") },
	[ACCOUNT_PROJECT] = { "project", N_("Arrived for a project") },
	[ACCOUNT_PLEDGE] = { "pledge", N_("Given by a partner") },
	[ACCOUNT_PAYDAY] = { "payday", N_("Set apart for a payday") },
	[ACCOUNT_KINDS] = { NULL, NULL },
};

static const enum bound bounds[ACCOUNT_KINDS] = {
	[ACCOUNT_GATEWAY] = BOUND_HELD,   [ACCOUNT_TILL] = BOUND_HELD,     [ACCOUNT_BANK] = BOUND_FREE,
	[ACCOUNT_BALANCE] = BOUND_OWED,   [ACCOUNT_ESCROW] = BOUND_OWED,   [ACCOUNT_SELLER] = BOUND_OWED,
	[ACCOUNT_HOUSEHOLD] = BOUND_OWED, [ACCOUNT_STATION] = BOUND_OWED,  [ACCOUNT_CARRIER] = BOUND_OWED,
	[ACCOUNT_PLATFORM] = BOUND_OWED,  [ACCOUNT_RESERVE] = BOUND_OWED,  [ACCOUNT_OPENING] = BOUND_FREE,
	[ACCOUNT_NEED] = BOUND_OWED,      [ACCOUNT_CAMPAIGN] = BOUND_OWED, [ACCOUNT_VOUCHER] = BOUND_OWED,
	[ACCOUNT_PROJECT] = BOUND_OWED,   [ACCOUNT_PLEDGE] = BOUND_OWED,   [ACCOUNT_PAYDAY] = BOUND_OWED,
};

/* What a kind is, in a sentence: English keys. */
static const char *const kind_words[ACCOUNT_KINDS] = {
	[ACCOUNT_GATEWAY] = N_("Paid on the phone, and still with the payment company"),
	[ACCOUNT_TILL] = N_("Paid in cash, not yet brought to the bank"),
	[ACCOUNT_BANK] = N_("On the account from which sellers and households are paid"),
	[ACCOUNT_BALANCE] = N_("Put in or given back; its owner can pay with it"),
	[ACCOUNT_ESCROW] = N_("Paid for orders on their way; it is the buyer's until then"),
	[ACCOUNT_SELLER] = N_("Earned by sellers, and paid out in lists"),
	[ACCOUNT_HOUSEHOLD] = N_("Earned by the households that grew it, and paid out in lists"),
	[ACCOUNT_STATION] = N_("For the station's work with an order"),
	[ACCOUNT_CARRIER] = N_("For bringing the goods"),
	[ACCOUNT_PLATFORM] = N_("For running this system"),
	[ACCOUNT_RESERVE] = N_("Pays for what arrives spoilt"),
	[ACCOUNT_OPENING] = N_("What was there at the start, and corrections with their reason"),
	[ACCOUNT_NEED] = N_("Given by helpers, not yet handed over"),
	[ACCOUNT_CAMPAIGN] = N_("Given by everybody, not yet on a voucher"),
	[ACCOUNT_VOUCHER] = N_("Each voucher has its money; it is the company's after the ride"),
	[ACCOUNT_PROJECT] = N_("Of one source of a project, not yet spent"),
	[ACCOUNT_PLEDGE] = N_("Paid by partners as they promised, not yet spent"),
	[ACCOUNT_PAYDAY] = N_("Of co-operatives and firms for their households, being paid out"),
};

/* What a transfer does to one account. */
struct change {
	struct account_key key;
	int64_t place;
	int64_t debits, credits, pending_debits, pending_credits;
	int64_t at;
};

static bool kind_is_known(int64_t kind)
{
	return kind > 0 && kind < ACCOUNT_KINDS;
}

const char *account_kind_name(enum account_kind kind)
{
	return kind_is_known(kind) ? account_kinds[kind].label : "";
}

const char *account_kind_words(enum account_kind kind)
{
	return kind_is_known(kind) ? kind_words[kind] : "";
}

int64_t account_balance(const struct account *account)
{
	return account->credits_fen - account->debits_fen;
}

/* Whether a new account may begin with the change. */
static bool may_open(const struct change *change)
{
	enum bound bound = bounds[change->key.kind];

	if (change->pending_debits < 0 || change->pending_credits < 0)
		return false;
	if (bound == BOUND_OWED)
		return change->credits - change->debits - change->pending_debits >= 0;
	if (bound == BOUND_HELD)
		return change->debits - change->credits - change->pending_credits >= 0;
	return true;
}

/* Sums by kind of account, for the page on which everybody can check that they are zero. */
static void count_change(struct db *db, const struct change *change)
{
	int64_t place = place_of_county(change->key.county), on = calendar_day(change->at);

	if (change->debits != 0)
		tally_add(db, place, LEDGER_DEBITS(change->key.kind), on, change->debits);
	if (change->credits != 0)
		tally_add(db, place, LEDGER_CREDITS(change->key.kind), on, change->credits);
}

/* Adds to an account that is there. CONFLICT: it is not, or the bound of its kind would break. */
static enum outcome account_add(struct db *db, const struct change *change)
{
	return db_change_one(
		db,
		"UPDATE account SET debits_fen = debits_fen + $4, credits_fen = credits_fen + $5,"
		" pending_debits_fen = pending_debits_fen + $6, pending_credits_fen = pending_credits_fen + $7"
		" WHERE county = $1 AND kind = $2 AND owner_id = $3 AND ($8 = 0"
		" OR ($8 = 1 AND credits_fen + $5 - debits_fen - $4 - pending_debits_fen - $6 >= 0)"
		" OR ($8 = 2 AND debits_fen + $4 - credits_fen - $5 - pending_credits_fen - $7 >= 0))",
		bind(i64(change->key.county), i64(change->key.kind), i64(change->key.owner_id), i64(change->debits),
	             i64(change->credits), i64(change->pending_debits), i64(change->pending_credits),
	             i64(bounds[change->key.kind])));
}

/* Adds to the account, opening it when it is new. CONFLICT: the bound of its kind would break. */
static enum outcome account_open_or_add(struct db *db, const struct change *change)
{
	if (!may_open(change))
		return account_add(db, change);
	return db_change_one(
		db,
		"INSERT INTO account(county, kind, owner_id, place, debits_fen, credits_fen, pending_debits_fen,"
		" pending_credits_fen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
		" ON CONFLICT (county, kind, owner_id) DO UPDATE SET debits_fen = account.debits_fen + $5,"
		" credits_fen = account.credits_fen + $6, pending_debits_fen = account.pending_debits_fen + $7,"
		" pending_credits_fen = account.pending_credits_fen + $8 WHERE $9 = 0"
		" OR ($9 = 1 AND account.credits_fen + $6 - account.debits_fen - $5 - account.pending_debits_fen - $7 >= 0)"
		" OR ($9 = 2 AND account.debits_fen + $5 - account.credits_fen - $6 - account.pending_credits_fen - $8 >= 0)",
		bind(i64(change->key.county), i64(change->key.kind), i64(change->key.owner_id), i64(change->place),
	             i64(change->debits), i64(change->credits), i64(change->pending_debits),
	             i64(change->pending_credits), i64(bounds[change->key.kind])));
}

static enum outcome account_change(struct db *db, const struct change *change)
{
	enum outcome outcome = account_open_or_add(db, change);

	if (outcome == DONE)
		count_change(db, change);
	return outcome;
}

static enum outcome transfer_insert(struct db *db, const struct transfer *t)
{
	return db_exec(
		db,
		"INSERT INTO transfer(county, id, debit_county, debit_kind, debit_owner_id, credit_county,"
		" credit_kind, credit_owner_id, amount_fen, state, pending_id, reason, subject_id, person_id, at)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
		bind(i64(t->county), i64(t->id), i64(t->debit_county), i64(t->debit_kind), i64(t->debit_owner_id),
	             i64(t->credit_county), i64(t->credit_kind), i64(t->credit_owner_id), i64(t->amount_fen),
	             i64(t->state), i64(t->pending_id), txt(t->reason), i64(t->subject_id), i64(t->person_id),
	             i64(t->at)));
}

static struct account_key debit_key(const struct transfer *t)
{
	return (struct account_key){ t->debit_county, (enum account_kind)t->debit_kind, t->debit_owner_id };
}

static struct account_key credit_key(const struct transfer *t)
{
	return (struct account_key){ t->credit_county, (enum account_kind)t->credit_kind, t->credit_owner_id };
}

static void assert_transfer(const struct transfer *t)
{
	assert(t->id > 0 && t->reason.length > 0);
	assert(t->amount_fen > 0 && t->amount_fen <= TRANSFER_MOST_FEN);
	assert(kind_is_known(t->debit_kind) && kind_is_known(t->credit_kind));
	assert(t->debit_county != t->credit_county || t->debit_kind != t->credit_kind ||
	       t->debit_owner_id != t->credit_owner_id);
}

/* Writes the transfer and both sides, posted or pending. The credit comes first, so that money that is on its way through an
   account is there when it leaves again. */
static enum outcome transfer_make(struct db *db, const struct transfer *transfer, int64_t debit_place,
                                  int64_t credit_place, enum transfer_state state)
{
	struct transfer row = *transfer;
	struct change debit = { .key = debit_key(transfer), .place = debit_place, .at = transfer->at };
	struct change credit = { .key = credit_key(transfer), .place = credit_place, .at = transfer->at };
	enum outcome outcome;

	assert_transfer(transfer);
	row.state = state;
	*(state == TRANSFER_PENDING ? &debit.pending_debits : &debit.debits) = row.amount_fen;
	*(state == TRANSFER_PENDING ? &credit.pending_credits : &credit.credits) = row.amount_fen;
	outcome = account_change(db, &credit);
	if (outcome == DONE)
		outcome = account_change(db, &debit);
	if (outcome == DONE)
		outcome = transfer_insert(db, &row);
	return outcome;
}

enum outcome ledger_post(struct db *db, const struct transfer *transfer, int64_t debit_place, int64_t credit_place)
{
	return transfer_make(db, transfer, debit_place, credit_place, TRANSFER_POSTED);
}

bool account_kind_is_owed(enum account_kind kind)
{
	return bounds[kind] == BOUND_OWED;
}

enum outcome ledger_post_credit(struct db *db, const struct transfer *transfer, int64_t credit_place)
{
	struct transfer row = *transfer;
	struct change credit = {
		.key = credit_key(transfer), .place = credit_place, .credits = transfer->amount_fen, .at = transfer->at
	};

	assert_transfer(transfer);
	row.state = TRANSFER_POSTED;
	enum outcome outcome = account_change(db, &credit);
	return outcome == DONE ? transfer_insert(db, &row) : outcome;
}

enum outcome ledger_post_debits(struct db *db, const struct transfer *transfer, int64_t debit_place, int64_t sum_fen)
{
	struct change debit = {
		.key = debit_key(transfer), .place = debit_place, .debits = sum_fen, .at = transfer->at
	};

	return account_change(db, &debit);
}

enum outcome ledger_hold(struct db *db, const struct transfer *transfer, int64_t debit_place, int64_t credit_place)
{
	return transfer_make(db, transfer, debit_place, credit_place, TRANSFER_PENDING);
}

/* What is left of a pending transfer goes; what is posted comes. */
static enum outcome settle_sides(struct db *db, const struct transfer *pending, int64_t posted, int64_t at)
{
	struct change debit = {
		.key = debit_key(pending), .debits = posted, .pending_debits = -pending->amount_fen, .at = at
	};
	struct change credit = {
		.key = credit_key(pending), .credits = posted, .pending_credits = -pending->amount_fen, .at = at
	};
	enum outcome outcome = account_change(db, &credit);

	if (outcome == DONE)
		outcome = account_change(db, &debit);
	return outcome;
}

/* Ends a pending transfer once. CONFLICT: it was settled before. */
static enum outcome settle_once(struct db *db, int64_t county, int64_t pending_id)
{
	return db_change_one(db, "UPDATE transfer SET state = 3 WHERE county = $1 AND id = $2 AND state = 2",
	                     bind(i64(county), i64(pending_id)));
}

enum outcome ledger_settle(struct db *db, struct arena *arena, int64_t county, int64_t pending_id, int64_t new_id,
                           int64_t amount_fen, int64_t person_id, int64_t at)
{
	struct transfer row;
	enum outcome outcome = ledger_transfer(db, arena, county, pending_id, &row);

	assert(amount_fen >= 0);
	if (outcome == DONE && amount_fen > row.amount_fen)
		return INVALID;
	if (outcome == DONE)
		outcome = settle_once(db, county, pending_id);
	if (outcome == DONE)
		outcome = settle_sides(db, &row, amount_fen, at);
	if (outcome != DONE)
		return outcome;
	row.id = new_id;
	row.pending_id = pending_id;
	row.amount_fen = amount_fen;
	row.state = TRANSFER_POSTED;
	row.person_id = person_id;
	row.at = at;
	return transfer_insert(db, &row);
}
