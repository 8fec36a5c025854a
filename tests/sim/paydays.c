/* Shares of households in the first co-operative: entered, said yes to, ended; money brought, shared out on paydays that two officers
   release at the same moment, put right afterwards. Cards are merged and parted in between. */
#include "sim/help.h"

static const char *path(struct sim *sim, const char *deed)
{
	return sim_words(sim, "/api/v1/sellers/%s/%s", sim->sellers[0].id, deed);
}

static void share(struct sim *sim, struct home *home)
{
	struct ask ask =
		help_post(sim, &sim->sellers[0].member, "/api/v1/linkages",
	                  sim_words(sim, "seller=%s&household=%s&what=orchard&kind=dividend&stake=land&shares=%lld",
	                            sim->sellers[0].id, home->id, 1 + (long long)sim_draw(sim, 30)));
	if (ask.status >= 300)
		sim_fail(sim, "a share of %s answered %d: %.*s", home->id, ask.status, TEXT(ask.answer));
	const char *id = sim_words(sim, "%.*s", TEXT(answer_value(ask.answer, "id")));
	if (sim_is(sim, 9000))
		help_does(sim, &home->member, sim_words(sim, "/api/v1/linkages/%s/confirm", id), "sure=1", 409, 409);
	else
		help_does(sim, &home->member, sim_words(sim, "/api/v1/linkages/%s/refuse", id), "reason=too+little",
		          409, 409);
}

void paydays_open(struct sim *sim)
{
	for (size_t i = 0; i < HELP_HOMES; i++)
		share(sim, &sim->help->homes[i]);
}

static void bring(struct sim *sim)
{
	int64_t fen = 10000 + sim_draw(sim, 90000);
	if (help_does(sim, &sim->officer, path(sim, "deposits"),
	              sim_words(sim, "amount_fen=%s&note=slip", help_yuan(sim, fen)), 422, 422))
		sim->bank_fen += fen;
}

static void hold(struct sim *sim)
{
	struct paydays_kept *kept = &sim->help->paydays;
	struct who *officers[] = { &sim->officer, &sim->help->second, &sim->officer };
	int64_t fen = 1000 + sim_draw(sim, 60000);
	struct ask ask = help_post(sim, &sim->sellers[0].member, path(sim, "paydays"),
	                           sim_words(sim, "kind=dividend&title=Dividend&total_fen=%s", help_yuan(sim, fen)));
	if (ask.status == 422)
		return; /* nobody has a share just now */
	if (ask.status != 201)
		sim_fail(sim, "a payday answered %d: %.*s", ask.status, TEXT(ask.answer));
	const char *id = sim_words(sim, "%.*s", TEXT(answer_value(ask.answer, "id")));
	int done = help_rush(sim, officers, 3, sim_words(sim, "/api/v1/paydays/%s/release", id), "sure=1");
	kept->paydays++;
	if (done > 1)
		sim_fail(sim, "payday %s was released %d times", id, done);
	if (done == 1) {
		kept->released_fen += fen;
		sim_copy(kept->last, sizeof kept->last, text_of(id));
	} else { /* there was not so much money */
		help_does(sim, &sim->sellers[0].member, sim_words(sim, "/api/v1/paydays/%s/drop", id), "sure=1", 409,
		          409);
	}
}

static void put_right(struct sim *sim)
{
	struct paydays_kept *kept = &sim->help->paydays;
	int64_t fen = 1 + sim_draw(sim, 500), number = 1 + sim_draw(sim, 3);
	bool is_back = sim_is(sim, 5000);
	if (kept->last[0] != '\0' &&
	    help_does(sim, &sim->officer, sim_words(sim, "/api/v1/paydays/%s/corrections", kept->last),
	              sim_words(sim, "number=%lld&amount_fen=%s&reason=counted+again%s", (long long)number,
	                        help_yuan(sim, fen), is_back ? "&back=1" : ""),
	              422, 409))
		kept->corrected_fen += is_back ? -fen : fen;
}

static void end_one(struct sim *sim)
{
	int64_t count = sim_number(sim, "SELECT count(*) FROM linkage WHERE state = 2 /* scan */", bind_none());
	int64_t id = help_some(sim, count,
	                       "SELECT id FROM linkage WHERE state = 2 ORDER BY id LIMIT 1 OFFSET $1 /* scan */");
	struct home *home = help_home(sim);
	if (id != 0)
		help_does(sim, &sim->sellers[0].member, sim_words(sim, "/api/v1/linkages/%s/end", help_id(sim, id)),
		          "reason=The+orchard+was+sold", 409, 409);
	if (home != NULL)
		share(sim, home);
}

void paydays_day(struct sim *sim)
{
	if (sim_is(sim, 700))
		bring(sim);
	if (sim_is(sim, 900))
		hold(sim);
	if (sim_is(sim, 300))
		put_right(sim);
	if (sim_is(sim, 300))
		end_one(sim);
}

void paydays_check(struct sim *sim)
{
	const struct paydays_kept *kept = &sim->help->paydays;
	sim_same(sim, "paydays", sim_number(sim, "SELECT count(*) FROM payday /* scan */", bind_none()), kept->paydays);
	sim_same(sim, "set apart for households",
	         sim_number(sim, "SELECT sum(credits_fen) FROM account WHERE kind = 18 /* scan */", bind_none()),
	         kept->released_fen);
	sim_same(sim, "paid to households",
	         sim_number(sim, "SELECT sum(amount_fen) FROM payday_line WHERE paid_at > 0 /* scan */", bind_none()),
	         kept->released_fen);
	sim_same(sim, "corrections",
	         sim_number(sim, "SELECT sum(corrected_fen) FROM payday_line /* scan */", bind_none()),
	         kept->corrected_fen);
}
