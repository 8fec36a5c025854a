/* The ledger: bounds hold, nothing is settled twice, sums are zero, and only who may sees an account. */
#include "support/town.h"

#include <string.h>

#include "base/id.h"
#include "common/ledger/ledger.h"

enum { COUNTY = 510525, PERSON = 77, STATION_ID = 4242 };
static const int64_t place = INT64_C(51052500000000000);

enum act_kind { POST_IT, HOLD_IT, SETTLE_IT };

/* One transfer of the test: what to do with it and what came of it. */
struct act {
	struct transfer transfer;
	enum act_kind what;
	int64_t id;
};

static enum outcome act_run(struct task *task, struct db *db, struct world *world)
{
	struct act *act = task->owner;

	act->id = world_id(world);
	act->transfer.id = act->id;
	act->transfer.at = world->at;
	if (act->what == SETTLE_IT)
		return ledger_settle(db, task->arena, COUNTY, act->transfer.pending_id, act->id,
		                     act->transfer.amount_fen, 1, world->at);
	if (act->what == HOLD_IT)
		return ledger_hold(db, &act->transfer, place, place);
	return ledger_post(db, &act->transfer, place, place);
}

static enum outcome move(enum act_kind what, enum account_kind from, int64_t from_owner, enum account_kind to,
                         int64_t to_owner, int64_t fen, int64_t *ret_id)
{
	struct act act = { .what = what };
	enum outcome outcome;

	act.transfer = (struct transfer){ .county = COUNTY,
		                          .debit_county = COUNTY,
		                          .debit_kind = from,
		                          .debit_owner_id = from_owner,
		                          .credit_county = COUNTY,
		                          .credit_kind = to,
		                          .credit_owner_id = to_owner,
		                          .amount_fen = fen,
		                          .reason = T("Test"),
		                          .subject_id = STATION_ID,
		                          .person_id = PERSON,
		                          .pending_id = what == SETTLE_IT ? *ret_id : 0 };
	outcome = town_try(COUNTY, act_run, &act);
	if (ret_id != NULL && what != SETTLE_IT)
		*ret_id = act.id;
	return outcome;
}

static int64_t balance(enum account_kind kind, int64_t owner)
{
	struct account account;
	enum outcome outcome =
		ledger_account(town_db(), town_arena(), (struct account_key){ COUNTY, kind, owner }, &account);

	assert_true(outcome == DONE || outcome == NOT_FOUND);
	return account_balance(&account);
}

TEST(ledger_moves_money_and_keeps_bounds)
{
	town();
	assert_int_equal(move(POST_IT, ACCOUNT_BANK, 0, ACCOUNT_BALANCE, PERSON, 10000, NULL), DONE);
	assert_int_equal(move(POST_IT, ACCOUNT_BALANCE, PERSON, ACCOUNT_STATION, STATION_ID, 6000, NULL), DONE);
	assert_int_equal(balance(ACCOUNT_BALANCE, PERSON), 4000);
	assert_int_equal(balance(ACCOUNT_STATION, STATION_ID), 6000);
	/* more than there is */
	assert_int_equal(move(POST_IT, ACCOUNT_BALANCE, PERSON, ACCOUNT_STATION, STATION_ID, 4001, NULL), CONFLICT);
	/* out of an account that was never opened */
	assert_int_equal(move(POST_IT, ACCOUNT_BALANCE, PERSON + 1, ACCOUNT_STATION, STATION_ID, 1, NULL), CONFLICT);
	/* cash that is not in the drawer */
	assert_int_equal(move(POST_IT, ACCOUNT_STATION, STATION_ID, ACCOUNT_TILL, 9, 1, NULL), CONFLICT);
	assert_int_equal(balance(ACCOUNT_BALANCE, PERSON), 4000);
	assert_int_equal(balance(ACCOUNT_STATION, STATION_ID), 6000);
	check_books();
}

TEST(ledger_holds_then_posts_part_once)
{
	int64_t held = 0;

	town();
	assert_int_equal(move(POST_IT, ACCOUNT_BANK, 0, ACCOUNT_BALANCE, PERSON, 1000, NULL), DONE);
	assert_int_equal(move(HOLD_IT, ACCOUNT_BALANCE, PERSON, ACCOUNT_STATION, STATION_ID, 900, &held), DONE);
	assert_int_equal(balance(ACCOUNT_BALANCE, PERSON), 1000);
	/* what is held cannot be spent twice */
	assert_int_equal(move(POST_IT, ACCOUNT_BALANCE, PERSON, ACCOUNT_STATION, STATION_ID, 101, NULL), CONFLICT);
	assert_int_equal(move(SETTLE_IT, 0, 0, 0, 0, 901, &held), INVALID);
	assert_int_equal(move(SETTLE_IT, 0, 0, 0, 0, 300, &held), DONE);
	assert_int_equal(move(SETTLE_IT, 0, 0, 0, 0, 300, &held), CONFLICT);
	assert_int_equal(balance(ACCOUNT_BALANCE, PERSON), 700);
	assert_int_equal(balance(ACCOUNT_STATION, STATION_ID), 300);
	assert_int_equal(town_number("SELECT pending_debits_fen FROM account WHERE kind = 4"), 0);
	check_books();
}

TEST(ledger_voids_what_is_held)
{
	int64_t held = 0;

	town();
	assert_int_equal(move(POST_IT, ACCOUNT_BANK, 0, ACCOUNT_BALANCE, PERSON, 1000, NULL), DONE);
	assert_int_equal(move(HOLD_IT, ACCOUNT_BALANCE, PERSON, ACCOUNT_STATION, STATION_ID, 1000, &held), DONE);
	assert_int_equal(move(SETTLE_IT, 0, 0, 0, 0, 0, &held), DONE);
	assert_int_equal(balance(ACCOUNT_STATION, STATION_ID), 0);
	assert_int_equal(move(POST_IT, ACCOUNT_BALANCE, PERSON, ACCOUNT_STATION, STATION_ID, 1000, NULL), DONE);
	check_books();
}

TEST(ledger_pages_are_for_who_may)
{
	const char *statement;
	int64_t id = 0;

	town();
	assert_int_equal(move(POST_IT, ACCOUNT_BANK, 0, ACCOUNT_SELLER, 55, 123456, &id), DONE);
	ask_get("/ledger", AS_NOBODY);
	check_status(200);
	check_page("1,234.56");
	statement = text_string(town_arena(),
	                        account_path(town_arena(), (struct account_key){ COUNTY, ACCOUNT_SELLER, 55 }));
	ask_get(statement, AS_NOBODY);
	assert_true(answer_status() == 303 || answer_status() == 401 || answer_status() == 302);
	ask_get(statement, "buyer");
	check_status(403);
	ask_get(statement, "other_operator");
	check_status(403);
	ask_get(statement, "auditor");
	check_status(200);
	check_page("1,234.56");
	ask_get(text_string(town_arena(),
	                    text_format(town_arena(), "/transfers/%.*s", TEXT(id_public(town_arena(), COUNTY, id)))),
	        "auditor");
	check_status(200);
	ask_get(text_string(town_arena(),
	                    text_format(town_arena(), "/transfers/%.*s", TEXT(id_public(town_arena(), COUNTY, id)))),
	        "buyer");
	check_status(403);
	ask_get("/accounts/seller/510525-0000-1", "auditor");
	check_status(404);
}

/* What is asked of a statement holds for the page, its files and the sums. */
TEST(ledger_statement_is_a_list)
{
	const char *statement;
	int64_t held = 0;

	town();
	assert_int_equal(move(POST_IT, ACCOUNT_BANK, 0, ACCOUNT_SELLER, 55, 123456, NULL), DONE);
	assert_int_equal(move(POST_IT, ACCOUNT_SELLER, 55, ACCOUNT_BANK, 0, 3456, NULL), DONE);
	assert_int_equal(move(HOLD_IT, ACCOUNT_SELLER, 55, ACCOUNT_BANK, 0, 777, &held), DONE);
	statement = text_string(town_arena(),
	                        account_path(town_arena(), (struct account_key){ COUNTY, ACCOUNT_SELLER, 55 }));
	ask_get(statement, "auditor");
	check_page("1,234.56");
	check_page("34.56");
	check_page("Pending");
	check_page("hx-target=\"#table\"");
	ask_get(text_format(town_arena(), "%s?way=in&as=csv", statement).bytes, "auditor");
	check_page("1234.56,");
	check_no_page("34.56\r");
	check_no_page("7.77");
	ask_get(text_format(town_arena(), "%s?way=out", statement).bytes, "auditor");
	check_page("7.77");
	check_no_page("1,234.56</span>");
	ask_get(text_format(town_arena(), "%s?way=out&limit=1", statement).bytes, "auditor");
	check_page("7.77");
	check_page("way=out&amp;limit=1&amp;after=");
	assert_int_equal(move(POST_IT, ACCOUNT_SELLER, 56, ACCOUNT_BANK, 0, 1, NULL), CONFLICT);
	/* The same transfers from the bank's side, of which a debit makes more: what was paid to the seller came in there. */
	statement =
		text_string(town_arena(), account_path(town_arena(), (struct account_key){ COUNTY, ACCOUNT_BANK, 0 }));
	ask_get(text_format(town_arena(), "%s?way=in&as=csv", statement).bytes, "auditor");
	check_page("1234.56,");
	check_no_page("7.77");
	ask_get("/ledger?as=csv", AS_NOBODY);
	check_status(200);
	check_page("1234.56");
	check_books();
}
