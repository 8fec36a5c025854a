/* A partner promises goods and money: brought in parts, received by the office of the place (the same delivery twice: once), receipts taken
   back, money by the company that misbehaves and spent with a word on what, promises withdrawn. */
#include "base/calendar.h"
#include "base/id.h"
#include "sim/help.h"

static const char *path(struct sim *sim, const char *kind, const char *id, const char *deed)
{
	return sim_words(sim, "/api/v1/%s/%s/%s", kind, id, deed);
}

void pledges_open(struct sim *sim)
{
	struct help *help = sim->help;
	struct ask ask = sim_must(sim, &help->province, "/api/v1/partners",
	                          "name=The+firm&kind=firm&home=Chengdu&about=gives&place=51&in_group=1", 201, 201);
	sim_copy(help->partner, sizeof help->partner, answer_value(ask.answer, "id"));
	sim_must(sim, &help->province, path(sim, "partners", help->partner, "members"), "login=firm&is_contact=1", 200,
	         201);
}

static void promise(struct sim *sim, struct pledge_kept *pledge)
{
	bool is_money = sim_is(sim, 4000);
	int64_t quantity = is_money ? 1000 + sim_draw(sim, 50000) : 10 + sim_draw(sim, 300);
	int64_t worth = is_money ? quantity : 10000 + sim_draw(sim, 90000);
	const char *to = is_money ? "510525" : sim_is(sim, 5000) ? "510525101" : "510525103001";
	const char *by = help_day(sim, calendar_add_days(sim->today, sim_draw(sim, 60)));
	struct ask ask =
		help_post(sim, &sim->help->firm, path(sim, "partners", sim->help->partner, "pledges"),
	                  sim_words(sim,
	                            "way=%s&title=A+good+thing&place=%s&quantity=%lld&unit=%s&worth_fen=%s&by_on=%s",
	                            is_money ? "money" : "goods", to, (long long)(is_money ? 0 : quantity),
	                            is_money ? "" : "sets", help_yuan(sim, worth), by));
	if (ask.status != 201)
		sim_fail(sim, "a promise answered %d: %.*s", ask.status, TEXT(ask.answer));
	*pledge = (struct pledge_kept){ .is_money = is_money, .is_open = true, .quantity = quantity };
	sim_copy(pledge->id, sizeof pledge->id, answer_value(ask.answer, "id"));
	sim->help->pledges_made++;
}

static void bring(struct sim *sim, struct pledge_kept *pledge)
{
	int64_t quantity = 1 + sim_draw(sim, pledge->quantity);
	struct ask ask = help_post(sim, &sim->help->firm, path(sim, "pledges", pledge->id, "deliveries"),
	                           sim_words(sim, "quantity=%lld&words=a+cart", (long long)quantity));
	if (ask.status < 300)
		sim_copy(pledge->waiting, sizeof pledge->waiting, answer_value(ask.answer, "id"));
	else if (ask.status != 409 || pledge->received < pledge->quantity)
		sim_fail(sim, "a delivery answered %d: %.*s", ask.status, TEXT(ask.answer));
}

/* Two officers receive it at the same moment, each twice. */
static void receive(struct sim *sim, struct pledge_kept *pledge)
{
	struct who *officers[] = { &sim->officer, &sim->help->second, &sim->officer, &sim->help->second };
	int64_t quantity = 1 + sim_draw(sim, pledge->quantity);
	int done = help_rush(sim, officers, 4, path(sim, "deliveries", pledge->waiting, "receive"),
	                     sim_words(sim, "quantity=%lld", (long long)quantity));
	if (done != 1)
		sim_fail(sim, "delivery %s was received %d times", pledge->waiting, done);
	pledge->received += quantity;
	if (sim_is(sim, 800) && help_does(sim, &sim->officer, path(sim, "deliveries", pledge->waiting, "refuse"),
	                                  "words=counted+wrongly", 409, 409))
		pledge->received -= quantity;
	pledge->waiting[0] = '\0';
}

static void pay(struct sim *sim, struct pledge_kept *pledge)
{
	int64_t fen = 100 + sim_draw(sim, pledge->quantity);
	struct ask ask = help_post(sim, &sim->help->firm, path(sim, "pledges", pledge->id, "payments"),
	                           sim_words(sim, "amount_fen=%s&payment=gateway", help_yuan(sim, fen)));
	if (ask.status == 201)
		help_to_company(sim, &ask, fen);
	else if (ask.status != 409 && ask.status != 422)
		sim_fail(sim, "a payment for a promise answered %d: %.*s", ask.status, TEXT(ask.answer));
}

/* Two spend the same money at once. */
static void spend(struct sim *sim, struct pledge_kept *pledge)
{
	struct who *officers[] = { &sim->officer, &sim->help->second };
	int64_t county = 0, id = 0, left;
	if (!id_read(text_of(pledge->id), &county, &id))
		return;
	left = sim_number(sim, "SELECT received_fen - paid_out_fen FROM pledge WHERE county = $1 AND id = $2",
	                  bind(i64(county), i64(id)));
	int64_t fen = 1 + sim_draw(sim, left + 100), fits = left / fen < 2 ? left / fen : 2;
	int done = help_rush(sim, officers, 2, path(sim, "pledges", pledge->id, "spend"),
	                     sim_words(sim, "amount_fen=%s&words=water+pipes", help_yuan(sim, fen)));
	if (done != fits)
		sim_fail(sim, "of %lld fen %lld were spent %d times", (long long)left, (long long)fen, done);
	pledge->spent_fen += done * fen;
	sim->bank_fen -= done * fen;
}

static void withdraw(struct sim *sim, struct pledge_kept *pledge)
{
	if (help_does(sim, &sim->help->firm, path(sim, "pledges", pledge->id, "withdraw"), "words=no+more+money", 409,
	              409))
		pledge->is_open = false;
}

void pledges_day(struct sim *sim)
{
	struct pledge_kept *pledge = &sim->help->pledges[sim_draw(sim, HELP_PLEDGES)];
	int64_t fate = sim_draw(sim, 100);
	if (fate >= 60)
		return;
	if (pledge->id[0] == '\0' || (fate < 3 && pledge->waiting[0] == '\0'))
		promise(sim, pledge);
	else if (fate < 5)
		withdraw(sim, pledge);
	else if (pledge->is_money && fate < 30)
		pay(sim, pledge);
	else if (pledge->is_money)
		spend(sim, pledge);
	else if (pledge->waiting[0] != '\0')
		receive(sim, pledge);
	else if (pledge->is_open)
		bring(sim, pledge);
}

void pledges_check(struct sim *sim)
{
	sim_same(sim, "promises of partners", sim_number(sim, "SELECT count(*) FROM pledge /* scan */", bind_none()),
	         sim->help->pledges_made);
	for (size_t i = 0; i < HELP_PLEDGES; i++) {
		const struct pledge_kept *pledge = &sim->help->pledges[i];
		int64_t county = 0, id = 0;
		if (!id_read(text_of(pledge->id), &county, &id))
			continue;
		if (!pledge->is_money)
			sim_same(sim, "received of a promise",
			         sim_number(sim, "SELECT received FROM pledge WHERE county = $1 AND id = $2",
			                    bind(i64(county), i64(id))),
			         pledge->received);
		sim_same(sim, "spent of a promise",
		         sim_number(sim, "SELECT paid_out_fen FROM pledge WHERE county = $1 AND id = $2",
		                    bind(i64(county), i64(id))),
		         pledge->spent_fen);
	}
	sim_same(sim, "deliveries that are more than what was counted",
	         sim_number(sim,
	                    "SELECT count(*) FROM pledge WHERE paid_out_fen > received_fen OR received < 0 /* scan */",
	                    bind_none()),
	         0);
}
