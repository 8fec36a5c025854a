#include "support/money.h"

#include "base/place_key.h"
#include "common/ledger/ledger.h"
#include "journal/writer.h"
#include "support/story.h"

struct fund {
	int64_t county, person_id, fen;
};

static enum outcome run_fund(struct task *task, struct db *db, struct world *world)
{
	const struct fund *fund = task->owner;
	const struct transfer transfer = { .county = 510525,
		                           .id = world_id(world),
		                           .debit_county = 510525,
		                           .debit_kind = ACCOUNT_OPENING,
		                           .credit_county = fund->county,
		                           .credit_kind = ACCOUNT_BALANCE,
		                           .credit_owner_id = fund->person_id,
		                           .amount_fen = fund->fen,
		                           .reason = T("Opening balance"),
		                           .at = world->at };

	return ledger_post(db, &transfer, place_of_county(510525), place_of_county(510525));
}

void town_fund(const char *login, int64_t fen)
{
	struct fund fund = { .county = town_number(words_of("SELECT county FROM login WHERE login = '%s'", login)),
		             .person_id =
		                     town_number(words_of("SELECT person_id FROM login WHERE login = '%s'", login)),
		             .fen = fen };

	town_run(510525, run_fund, &fund);
}
