/* Joint meetings and their tasks: given to townships, passed on to villages that are merged meanwhile, answered, sent back, withdrawn, left
   to be late. No task is without a place that lives, and so without somebody whose it is. */
#include "base/calendar.h"
#include "sim/help.h"

static void meet(struct sim *sim)
{
	const char *due = help_day(sim, calendar_add_days(sim->today, 3 + sim_draw(sim, 20)));
	struct ask ask = help_post(sim, &sim->officer, "/api/v1/meetings",
	                           sim_words(sim,
	                                     "title=Meeting&held_on=%s&place=510525&participants=offices&agenda=roads"
	                                     "&minutes=all+agreed&decisions=mend+the+roads%%0Aone+drier+each",
	                                     help_day(sim, sim->today)));
	if (ask.status != 201)
		sim_fail(sim, "a meeting answered %d: %.*s", ask.status, TEXT(ask.answer));
	sim->help->meetings++;
	const char *path = sim_words(sim, "/api/v1/meetings/%.*s", TEXT(answer_value(ask.answer, "id")));
	if (sim_is(sim, 500))
		return; /* its minutes are never confirmed */
	help_does(sim, &sim->officer, sim_words(sim, "%s/confirm", path), "sure=1", 0, 0);
	const char *village = sim_some_village(sim, "510525104");
	help_does(sim, &sim->officer, sim_words(sim, "%s/tasks", path),
	          sim_words(sim, "decision=%lld&places=510525101+510525103+%s&due_on=%s",
	                    1 + (long long)sim_draw(sim, 2), village, due),
	          0, 0);
}

/* A task that is not over. */
static int64_t some_task(struct sim *sim)
{
	int64_t count = sim_number(sim, "SELECT count(*) FROM case_file WHERE kind = 'task' AND phase < 3 /* scan */",
	                           bind_none());
	return help_some(sim, count,
	                 "SELECT id FROM case_file WHERE kind = 'task' AND phase < 3 ORDER BY id LIMIT 1 OFFSET $1"
	                 " /* scan */");
}

static void pass_on(struct sim *sim, const char *path, int64_t place)
{
	const char *township = sim_words(sim, "%lld", (long long)(place / 100000000));
	if (place % 100000000 != 0)
		return; /* it is a village's */
	const char *one = sim_some_village(sim, township), *other = sim_some_village(sim, township);
	help_does(sim, &sim->officer, sim_words(sim, "%s/parts", path),
	          sim_words(sim, "places=%s+%s&due_on=%s", one, other,
	                    help_day(sim, calendar_add_days(sim->today, sim_draw(sim, 10)))),
	          422, 409);
}

/* It may only what lies in its land. */
static void answer_as_township(struct sim *sim, const char *path, int64_t place)
{
	struct ask ask = help_post(sim, &sim->help->township[0], sim_words(sim, "%s/answer", path), "words=it+is+done");
	bool is_its = place / 100000000 == 510525101;
	if (is_its ? ask.status >= 300 && ask.status != 409 && ask.status != 422 : ask.status != 403)
		sim_fail(sim, "a township's answer to task %s answered %d: %.*s", path, ask.status, TEXT(ask.answer));
}

static void go_on(struct sim *sim)
{
	static const char *const deeds[] = { "fixed", "unfixed", "dispute", "withdraw" };
	int64_t id = some_task(sim), fate = sim_draw(sim, 100);
	if (id == 0)
		return;
	const char *path = sim_words(sim, "/api/v1/tasks/%s", help_id(sim, id));
	int64_t place =
		sim_number(sim, "SELECT place FROM meeting_task WHERE county = 510525 AND id = $1", bind(i64(id)));
	if (fate < 25)
		pass_on(sim, path, place);
	else if (fate < 40)
		answer_as_township(sim, path, place);
	else if (fate < 70)
		help_does(sim, &sim->officer, sim_words(sim, "%s/answer", path), "words=it+is+done", 422, 409);
	else
		help_does(sim, &sim->officer, sim_words(sim, "%s/decide", path),
		          sim_words(sim, "deed=%s&words=so+it+is", deeds[fate < 85 ? 0 : sim_draw(sim, 4)]), 422, 409);
}

void tasks_day(struct sim *sim)
{
	if (sim_is(sim, 500))
		meet(sim);
	for (int i = 0; i < 2; i++)
		if (sim_is(sim, 4000))
			go_on(sim);
}

void tasks_check(struct sim *sim)
{
	sim_same(sim, "meetings", sim_number(sim, "SELECT count(*) FROM meeting /* scan */", bind_none()),
	         sim->help->meetings);
	sim_same(sim, "tasks of nobody",
	         sim_number(sim,
	                    "SELECT count(*) FROM meeting_task AS t LEFT JOIN case_file AS c ON c.county = t.county"
	                    " AND c.id = t.id LEFT JOIN place AS p ON p.place = t.place AND p.until_on = 0"
	                    " LEFT JOIN place AS f ON f.place = t.from_place AND f.until_on = 0"
	                    " WHERE c.id IS NULL OR p.place IS NULL OR f.place IS NULL OR f.level >= p.level"
	                    " OR c.place <> t.place /* scan */",
	                    bind_none()),
	         0);
}
