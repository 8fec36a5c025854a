/* Households of the help side: two cards are found to be one, and weeks later that they were two after all. */
#include "sim/help.h"

static const char *const villages[HELP_HOMES] = { "510525101001", "510525101001", "510525103001", "510525104001",
	                                          "510525105001", "510525101001", "510525103001", "510525104001" };

void cards_open(struct sim *sim)
{
	for (size_t i = 0; i < HELP_HOMES; i++) {
		struct home *home = &sim->help->homes[i];
		const char *village = villages[i];
		if (i == 4 || i == 5) /* these villages are merged and moved */
			village = sim_some_village(sim, sim_words(sim, "%.9s", village));
		sim_make_person(sim, &home->member, sim_words(sim, "home%zu", i), village);
		struct ask ask = sim_must(sim, &sim->officer, sim_words(sim, "/api/v1/places/%s/households", village),
		                          sim_words(sim, "head=Family+%zu&sure=1", i), 201, 201);
		sim_copy(home->id, sizeof home->id, answer_value(ask.answer, "id"));
		sim_must(sim, &sim->admin, sim_words(sim, "/api/v1/households/%s/members", home->id),
		         sim_words(sim, "person=%s&relation=head", home->member.id), 200, 201);
	}
}

static void merge(struct sim *sim)
{
	struct home *home = help_home(sim), *into = help_home(sim);
	if (home == NULL || into == NULL)
		return;
	bool is_done = help_does(sim, &sim->officer, sim_words(sim, "/api/v1/households/%s/merge", home->id),
	                         sim_words(sim, "into=%s&reason=One+family", into->id), 422, 409);
	if (is_done && home == into)
		sim_fail(sim, "a card was merged into itself");
	home->is_merged = is_done;
	sim->looks += is_done;
}

static void part(struct sim *sim)
{
	struct home *home = &sim->help->homes[sim_draw(sim, HELP_HOMES)];
	bool is_done = help_does(sim, &sim->officer, sim_words(sim, "/api/v1/households/%s/unmerge", home->id),
	                         "sure=1", 404, 409);
	if (is_done != home->is_merged)
		sim_fail(sim, "undoing the merge of card %s was %s", home->id, is_done ? "done" : "refused");
	home->is_merged = false;
	sim->looks += is_done ? 2 : 0;
}

void cards_day(struct sim *sim)
{
	if (sim_is(sim, 500))
		merge(sim);
	if (sim_is(sim, 900))
		part(sim);
}
