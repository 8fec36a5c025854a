/* A project of the county after another: money from two sources, paid by a contract and without one, taken back, given back; several pay at
   the same moment more than there is; milestones reported and confirmed by the right and the wrong people. What is let through is known
   beforehand, to the fen. */
#include "base/calendar.h"
#include "base/id.h"
#include "sim/help.h"

enum { ARRIVED = 1, PAID, RETURNED, LENGTH_DAYS = 70 };

static const char *path(struct sim *sim, const char *deed)
{
	return sim_words(sim, "/api/v1/projects/%s%s", sim->help->project.id, deed);
}

static void add(struct sim *sim, const char *deed, const char *body, char *id, size_t room)
{
	struct ask ask = help_post(sim, &sim->officer, path(sim, deed), body);
	if (ask.status >= 300)
		sim_fail(sim, "%s %s answered %d: %.*s", deed, body, ask.status, TEXT(ask.answer));
	sim_copy(id, room, answer_value(ask.answer, "id"));
}

static void plan(struct sim *sim, struct project_kept *kept)
{
	const char *today = help_day(sim, sim->today);
	for (size_t i = 0; i < HELP_FUNDS; i++) {
		kept->promised_fen[i] = 1000000 + sim_draw(sim, 4000000);
		add(sim, "/funds",
		    sim_words(sim, "source=%s&name=Fund&promised_fen=%s&dated_on=%s", i == 0 ? "state" : "county",
		              help_yuan(sim, kept->promised_fen[i]), today),
		    kept->funds[i], sizeof kept->funds[i]);
	}
	kept->budget_fen = kept->promised_fen[0];
	add(sim, "/lines", sim_words(sim, "title=All+of+it&budget_fen=%s", help_yuan(sim, kept->budget_fen)),
	    kept->line, sizeof kept->line);
	for (size_t i = 0; i < 2; i++) {
		const char *on = help_day(sim, calendar_add_days(sim->today, (int64_t)(i + 1) * LENGTH_DAYS / 2));
		add(sim, "/milestones", sim_words(sim, "title=Step+%zu&planned_on=%s", i + 1, on), kept->milestones[i],
		    sizeof kept->milestones[i]);
		kept->milestone_states[i] = 1;
	}
}

static void propose(struct sim *sim)
{
	struct project_kept *kept = &sim->help->project;
	int64_t projects = kept->projects + 1;
	*kept = (struct project_kept){ .projects = projects, .began_on = sim->today };
	const char *until = help_day(sim, calendar_add_days(sim->today, LENGTH_DAYS));
	struct ask ask =
		help_post(sim, &sim->officer, "/api/v1/projects",
	                  sim_words(sim,
	                            "title=A+road&kind=road&about=to+three+villages&place=510525101&level=county"
	                            "&owner_name=Office+of+roads&start_on=%s&end_on=%s&is_public=1",
	                            help_day(sim, sim->today), until));
	if (ask.status != 201)
		sim_fail(sim, "a project answered %d: %.*s", ask.status, TEXT(ask.answer));
	sim_copy(kept->id, sizeof kept->id, answer_value(ask.answer, "id"));
	plan(sim, kept);
	if (help_does(sim, &sim->help->second, path(sim, "/approve"), "sure=1", 403, 403))
		sim_fail(sim, "the county approved its own project");
	help_does(sim, &sim->help->province, path(sim, "/approve"), "sure=1", 0, 0);
	help_does(sim, &sim->officer, path(sim, "/begin"), "sure=1", 0, 0);
	kept->contract_fen = kept->budget_fen / 2;
	add(sim, "/contracts",
	    sim_words(sim,
	              "title=Works&category=works&method=open&name=Builders&seller=%s&amount_fen=%s&dated_on=%s"
	              "&start_on=%s&end_on=%s",
	              sim->sellers[0].id, help_yuan(sim, kept->contract_fen), help_day(sim, sim->today),
	              help_day(sim, sim->today), until),
	    kept->contract, sizeof kept->contract);
}

/* What of a source may still come, or go. */
static int64_t room_of(const struct project_kept *kept, int64_t fund, int64_t what, bool by_contract)
{
	int64_t left = kept->arrived_fen[fund] - kept->spent_fen[fund] - kept->returned_fen[fund];
	if (what == ARRIVED)
		return kept->promised_fen[fund] - kept->arrived_fen[fund];
	if (what == PAID && left > kept->budget_fen - kept->line_fen)
		left = kept->budget_fen - kept->line_fen;
	if (what == PAID && by_contract && left > kept->contract_fen - kept->contract_paid_fen)
		left = kept->contract_fen - kept->contract_paid_fen;
	return left;
}

/* The money moved: in the model, and at the bank. sign -1: it was taken back. */
static void moved(struct sim *sim, const struct project_entry_kept *entry, int64_t sign)
{
	struct project_kept *kept = &sim->help->project;
	int64_t fen = sign * entry->fen;
	if (entry->what == ARRIVED) {
		kept->arrived_fen[entry->fund] += fen;
		sim->bank_fen += fen;
		return;
	}
	if (entry->what == RETURNED) {
		kept->returned_fen[entry->fund] += fen;
	} else {
		kept->spent_fen[entry->fund] += fen;
		kept->line_fen += fen;
		kept->contract_paid_fen += entry->is_to_seller ? fen : 0;
	}
	sim->bank_fen -= entry->is_to_seller ? 0 : fen;
}

static const char *entry_body(struct sim *sim, const struct project_entry_kept *entry)
{
	const struct project_kept *kept = &sim->help->project;
	const char *paid = entry->what != PAID ? ""
	                                       : sim_words(sim, "&line=%s&payee_name=Builders&contract=%s", kept->line,
	                                                   entry->is_to_seller ? kept->contract : "");
	return sim_words(sim, "fund=%s&amount_fen=%s&dated_on=%s&words=a+part&document=paper+7%s",
	                 kept->funds[entry->fund], help_yuan(sim, entry->fen), help_day(sim, sim->today), paid);
}

static const char *const deeds[] = { "", "/arrivals", "/payments", "/returns" };

static void enter(struct sim *sim)
{
	struct project_kept *kept = &sim->help->project;
	struct project_entry_kept entry = { .fund = sim_draw(sim, HELP_FUNDS) };
	int64_t fate = sim_draw(sim, 100);
	entry.what = fate < 40 ? ARRIVED : fate < 95 ? PAID : RETURNED;
	entry.is_to_seller = entry.what == PAID && fate < 60;
	int64_t room = room_of(kept, entry.fund, entry.what, entry.is_to_seller);
	entry.fen = 1 + sim_draw(sim, room / 3 + 2) + (sim_is(sim, 1500) ? room : 0);
	struct ask ask = help_post(sim, &sim->officer, path(sim, deeds[entry.what]), entry_body(sim, &entry));
	bool fits = entry.fen <= room;
	if (ask.status != (fits ? 200 : 422))
		sim_fail(sim, "%s of %lld fen where %lld have room answered %d: %.*s", deeds[entry.what],
		         (long long)entry.fen, (long long)room, ask.status, TEXT(ask.answer));
	if (!fits || kept->entry_count == HELP_ENTRIES)
		return;
	sim_copy(entry.id, sizeof entry.id, answer_value(ask.answer, "id"));
	moved(sim, &entry, 1);
	kept->entries[kept->entry_count++] = entry;
}

/* Many pay at the same moment, together more than there is. */
static void rush(struct sim *sim)
{
	const struct project_kept *kept = &sim->help->project;
	struct who *people[HELP_RUSH];
	struct project_entry_kept entry = { .fund = sim_draw(sim, HELP_FUNDS), .what = PAID };
	int64_t room = room_of(kept, entry.fund, PAID, false);
	entry.fen = room / 5 + 1;
	for (size_t i = 0; i < HELP_RUSH; i++)
		people[i] = i % 2 == 0 ? &sim->officer : &sim->help->second;
	int done = help_rush(sim, people, HELP_RUSH, path(sim, "/payments"), entry_body(sim, &entry));
	if (done != (int)(room / entry.fen))
		sim_fail(sim, "of %lld fen there were %d payments of %lld at once", (long long)room, done,
		         (long long)entry.fen);
	for (int i = 0; i < done; i++)
		moved(sim, &entry, 1);
}

static void take_back(struct sim *sim)
{
	struct project_kept *kept = &sim->help->project;
	if (kept->entry_count == 0)
		return;
	struct project_entry_kept *entry = &kept->entries[sim_draw(sim, (int64_t)kept->entry_count)];
	int64_t left = room_of(kept, entry->fund, RETURNED, false);
	bool fits = !entry->is_undone && (entry->what != ARRIVED || entry->fen <= left);
	bool is_done = help_does(sim, &sim->officer, sim_words(sim, "/api/v1/project-entries/%s/undo", entry->id),
	                         "words=typed+wrongly", 409, 422);
	/* a seller may have been paid out what is to come back */
	if (is_done && !fits)
		sim_fail(sim, "entry %s was taken back against the books", entry->id);
	if (!is_done && fits && !entry->is_to_seller)
		sim_fail(sim, "entry %s cannot be taken back", entry->id);
	if (!is_done)
		return;
	entry->is_undone = true;
	moved(sim, entry, -1);
}

static void milestone(struct sim *sim)
{
	struct project_kept *kept = &sim->help->project;
	int64_t i = sim_draw(sim, 2);
	const char *at = sim_words(sim, "/api/v1/project-milestones/%s", kept->milestones[i]);
	if (kept->milestone_states[i] == 1) {
		bool has_paper = sim_is(sim, 8000);
		bool is_done = help_does(sim, &sim->help->township[0], sim_words(sim, "%s/report", at),
		                         sim_words(sim, "dated_on=%s&words=done%s", help_day(sim, sim->today),
		                                   has_paper ? "&document=paper+3" : ""),
		                         422, 422);
		if (is_done != has_paper)
			sim_fail(sim, "a milestone %s evidence was reported", has_paper ? "with" : "without");
		kept->milestone_states[i] = is_done ? 2 : 1;
	} else if (kept->milestone_states[i] == 2) {
		if (help_does(sim, &sim->help->township[sim_draw(sim, 2)], sim_words(sim, "%s/confirm", at), "sure=1",
		              403, 403))
			sim_fail(sim, "who reported a milestone, or a stranger, confirmed it");
		struct who *officers[] = { &sim->officer, &sim->help->second, &sim->help->province };
		if (help_rush(sim, officers, 3, sim_words(sim, "%s/confirm", at), "sure=1") != 1)
			sim_fail(sim, "a milestone was not confirmed once");
		kept->milestone_states[i] = 3;
	} else if (sim_is(sim, 500) &&
	           help_does(sim, &sim->help->province, sim_words(sim, "%s/back", at), "words=look+again", 409, 403)) {
		kept->milestone_states[i] = 1;
	}
}

static void end(struct sim *sim)
{
	struct project_kept *kept = &sim->help->project;
	bool is_ready = kept->milestone_states[0] == 3 && kept->milestone_states[1] == 3;
	bool is_done = help_does(sim, &sim->officer, path(sim, "/finish"), "sure=1", 422, 409);
	if (is_done && !is_ready)
		sim_fail(sim, "a project was finished with a milestone open");
	if (!is_done && sim_is(sim, 1000))
		is_done = help_does(sim, &sim->officer, path(sim, "/stop"), "words=another+way", 409, 409);
	if (is_done)
		kept->id[0] = '\0';
}

void projects_day(struct sim *sim)
{
	const struct project_kept *kept = &sim->help->project;
	if (kept->id[0] == '\0') {
		if (sim_is(sim, 1500))
			propose(sim);
		return;
	}
	if (sim_is(sim, 4000))
		enter(sim);
	if (sim_is(sim, 250))
		rush(sim);
	if (sim_is(sim, 700))
		take_back(sim);
	if (sim_is(sim, 700))
		milestone(sim);
	if (sim->today > calendar_add_days(kept->began_on, LENGTH_DAYS) && sim_is(sim, 2000))
		end(sim);
}

void projects_check(struct sim *sim)
{
	const struct project_kept *kept = &sim->help->project;
	sim_same(sim, "projects", sim_number(sim, "SELECT count(*) FROM project /* scan */", bind_none()),
	         kept->projects);
	for (size_t i = 0; i < HELP_FUNDS; i++) {
		int64_t county = 0, id = 0;
		if (!id_read(text_of(kept->funds[i]), &county, &id))
			continue;
		sim_same(sim, "left of a project's source",
		         sim_number(sim,
		                    "SELECT credits_fen - debits_fen FROM account WHERE county = $1 AND kind = 16"
		                    " AND owner_id = $2",
		                    bind(i64(county), i64(id))),
		         kept->arrived_fen[i] - kept->spent_fen[i] - kept->returned_fen[i]);
	}
}
