/* Payouts of sums that have grown over years. */
#include "support/town.h"

#include <string.h>

#include "common/ledger/ledger.h"
#include "journal/writer.h"

/* Two of the largest transfers to a household of Dangui. */
static enum outcome run_fund(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = DONE;
	(void)task;
	for (int i = 0; i < 2 && outcome == DONE; i++)
		outcome = ledger_post(db,
		                      &(struct transfer){ .county = 510525,
		                                          .id = world_id(world),
		                                          .debit_county = 510525,
		                                          .debit_kind = ACCOUNT_OPENING,
		                                          .credit_county = 510525,
		                                          .credit_kind = ACCOUNT_HOUSEHOLD,
		                                          .credit_owner_id = 7,
		                                          .amount_fen = TRANSFER_MOST_FEN,
		                                          .reason = T("Opening balance"),
		                                          .at = world->at },
		                      INT64_C(51052500000000000), INT64_C(51052510100100001));
	return outcome;
}

/* What is more than one transfer moves is paid out by the next payout. */
TEST(payout_of_a_large_sum_comes_in_parts)
{
	town();
	town_run(510525, run_fund, NULL);
	/* a household is called as people know it, and not by who lives there */
	ask_get("/payouts?place=510525", "county");
	check_page(" · household 1</a>");
	check_no_page("101001-001");
	for (int i = 1; i <= 2; i++) {
		ask(POST, "/payouts", "county", FORM("place", "510525"));
		check_status(303);
		assert_int_equal(town_number("SELECT sum(total_fen) FROM payout"), i * (int64_t)TRANSFER_MOST_FEN);
	}
	ask(POST, "/payouts", "county", FORM("place", "510525"));
	check_status(422);
	check_books();
}
