/* Paying from what a person has with us: at once, from the balance into the escrow of each order. */
#include "trade/payment/payment_inside.h"

static int64_t balance_free(struct request *r)
{
	struct account account;
	enum outcome outcome;

	if (r->person_id == 0)
		return 0;
	outcome = ledger_account(r->db, r->arena,
	                         (struct account_key){ r->person_county, ACCOUNT_BALANCE, r->person_id }, &account);
	return outcome == DONE ? account_balance(&account) - account.pending_debits_fen : 0;
}

static const char *offered(struct request *r)
{
	return balance_free(r) > 0 ? payment_balance.label : NULL;
}

static enum outcome start(struct request *r, struct payment *payment, const struct order *orders, size_t count,
                          struct text *ret_path)
{
	struct payment_act act = payment_act_of(r);
	struct account account;
	enum outcome outcome =
		ledger_account(r->db, r->arena,
	                       (struct account_key){ payment->payer_county, ACCOUNT_BALANCE, payment->payer_id },
	                       &account);
	int64_t free = account_balance(&account) - account.pending_debits_fen;

	if (outcome != DONE && outcome != NOT_FOUND)
		return outcome;
	if (free < payment->amount_fen) {
		form_problem(r, "payment", N_("The balance is ¥%s, which is not enough: choose another way"),
		             show_fen(r, free));
		return INVALID;
	}
	*ret_path = text_join(r->arena, payment_path(r->arena, payment), T("?done=paid"));
	return payment_take_at_once(&act, payment, orders, count);
}

const struct payment_provider payment_balance = {
	.code = "balance",
	.label = N_("From my balance"),
	.offered = offered,
	.is_at_once = true,
	.start = start,
	.refund = refund_to_balance,
};
