/* Lists of payments: paid in chunks, each line once, whatever happens between two chunks. */
#include "support/town.h"

#include "common/ledger/pay_list.h"

enum { COUNTY = 510525, SOURCE = 5151, LINES = 2 * PAY_LIST_CHUNK + 37, PAYEES = 100, FEN = 300 };
static const int64_t place = INT64_C(51052500000000000);

enum list_deed { FUND, MAKE, ADD, START, DROP };

struct act {
	enum list_deed deed;
	int64_t list_id, fen;
	size_t lines;
};

static enum outcome fund(struct db *db, struct world *world, int64_t fen)
{
	struct transfer transfer = { .county = COUNTY,
		                     .id = world_id(world),
		                     .debit_county = COUNTY,
		                     .debit_kind = ACCOUNT_BANK,
		                     .credit_county = COUNTY,
		                     .credit_kind = ACCOUNT_SELLER,
		                     .credit_owner_id = SOURCE,
		                     .amount_fen = fen,
		                     .reason = T("Test"),
		                     .at = world->at };

	return ledger_post(db, &transfer, place, place);
}

static enum outcome add_lines(struct db *db, const struct act *act)
{
	struct pay_line *lines = arena_array(town_arena(), act->lines, sizeof *lines);

	for (size_t i = 0; i < act->lines; i++)
		lines[i] = (struct pay_line){ .kind = ACCOUNT_HOUSEHOLD,
			                      .owner_id = 1000 + (int64_t)(i % PAYEES),
			                      .place = place,
			                      .amount_fen = act->fen };
	return pay_list_add(db, town_arena(), COUNTY, act->list_id, lines, act->lines);
}

static enum outcome act_run(struct task *task, struct db *db, struct world *world)
{
	struct act *act = task->owner;
	struct pay_list list = { .county = COUNTY,
		                 .place = place,
		                 .debit_kind = ACCOUNT_SELLER,
		                 .debit_owner_id = SOURCE,
		                 .reason = T("Dividend"),
		                 .person_id = 9,
		                 .made_at = world->at };

	switch (act->deed) {
	case FUND:
		return fund(db, world, act->fen);
	case MAKE:
		act->list_id = list.id = world_id(world);
		return pay_list_make(db, &list);
	case ADD:
		return add_lines(db, act);
	case START:
		return pay_list_start(db, task->arena, COUNTY, act->list_id, world->at);
	case DROP:
		return pay_list_drop(db, COUNTY, act->list_id, world->at);
	}
	return FAILED;
}

static enum outcome act_on(struct act *act)
{
	return town_try(COUNTY, act_run, act);
}

static enum outcome act_as(struct act *act, enum list_deed deed)
{
	act->deed = deed;
	return act_on(act);
}

static struct act list_of(size_t lines)
{
	struct act act = { .fen = FEN, .lines = lines };

	assert_int_equal(act_as(&act, MAKE), DONE);
	assert_int_equal(act_as(&act, ADD), DONE);
	return act;
}

static struct pay_list list_now(const struct act *act)
{
	struct pay_list list;

	assert_int_equal(pay_list_one(town_db(), town_arena(), COUNTY, act->list_id, &list), DONE);
	return list;
}

static void fund_with(int64_t fen)
{
	struct act act = { .fen = fen };

	assert_int_equal(act_as(&act, FUND), DONE);
}

/* All payees together, and one who stands in the list most often. */
static void check_paid(int64_t lines)
{
	assert_int_equal(town_number("SELECT COALESCE(sum(credits_fen), 0) FROM account WHERE kind = 7"), lines * FEN);
	assert_int_equal(town_number("SELECT count(*) FROM transfer WHERE reason = 'Dividend'"), lines);
	check_books();
}

TEST(pay_list_pays_each_line_once)
{
	town();
	fund_with(LINES * FEN + 5);
	struct act act = list_of(LINES);
	town_pass(1000);
	check_paid(0); /* not started yet */
	assert_int_equal(act_as(&act, START), DONE);
	assert_int_equal(act_as(&act, START), CONFLICT);
	assert_int_equal(act_as(&act, ADD), CONFLICT);
	assert_int_equal(act_as(&act, DROP), CONFLICT);
	town_pass(1000);
	check_paid(LINES);
	assert_int_equal(town_number("SELECT credits_fen FROM account WHERE kind = 7 AND owner_id = 1000"),
	                 (LINES + PAYEES - 1) / PAYEES * FEN);
	struct pay_list list = list_now(&act);
	assert_int_equal(list.state, PAY_LIST_PAID);
	assert_int_equal(list.paid_lines, LINES);
	assert_int_equal(list.paid_fen, LINES * FEN);
	assert_true(list.ended_at > list.made_at);
	/* three chunks, each a row of the journal; nothing more comes */
	assert_int_equal(town_number("SELECT count(*) FROM journal WHERE door = 'POST /chores/pay-lists'"), 3);
	town_restart();
	town_pass(60000);
	check_paid(LINES);
}

TEST(pay_list_waits_for_money)
{
	town();
	fund_with(LINES * FEN);
	struct act first = list_of(LINES), second = list_of(PAY_LIST_CHUNK + 1);
	assert_int_equal(act_as(&first, START), DONE);
	assert_int_equal(act_as(&second, START), DONE); /* what the first will take is there still */
	town_pass(1000);
	check_paid(LINES);
	assert_int_equal(list_now(&second).paid_lines, 0);
	assert_int_equal(list_now(&second).tries, 1);
	assert_true(text_equal(list_now(&second).problem, T("conflict")));
	/* enough for one chunk, then for the rest */
	fund_with(PAY_LIST_CHUNK * FEN);
	town_pass(10 * 60000);
	assert_int_equal(list_now(&second).paid_lines, PAY_LIST_CHUNK);
	check_paid(LINES + PAY_LIST_CHUNK);
	fund_with(FEN);
	town_pass(10 * 60000);
	assert_int_equal(list_now(&second).state, PAY_LIST_PAID);
	assert_int_equal(list_now(&second).problem.length, 0);
	check_paid(LINES + PAY_LIST_CHUNK + 1);
}

TEST(pay_list_refuses_what_is_wrong)
{
	town();
	fund_with(1000);
	struct act act = { .fen = FEN, .lines = 0 };
	assert_int_equal(act_as(&act, MAKE), DONE);
	assert_int_equal(act_as(&act, START), INVALID); /* no line */
	act.lines = 4;
	act.fen = 0;
	assert_int_equal(act_as(&act, ADD), INVALID);
	act.fen = (int64_t)TRANSFER_MOST_FEN + 1;
	assert_int_equal(act_as(&act, ADD), INVALID);
	assert_int_equal(list_now(&act).lines, 0);
	act.fen = FEN;
	assert_int_equal(act_as(&act, ADD), DONE);
	assert_int_equal(act_as(&act, START), CONFLICT); /* 1,200 fen of 1,000 */
	assert_int_equal(act_as(&act, DROP), DONE);
	assert_int_equal(act_as(&act, START), CONFLICT);
	town_pass(1000);
	check_paid(0);
	struct act none = { .list_id = 1 };
	assert_int_equal(act_as(&none, START), NOT_FOUND);
}
