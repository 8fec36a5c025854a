/* The people of the help side, and how they ask. */
#include "sim/help.h"

#include "base/id.h"

enum { MOST_AT_ONCE = 2 * HELP_RUSH };

struct ask help_post(struct sim *sim, struct who *who, const char *path, const char *body)
{
	const char *keyed = sim_words(sim, "%s&key=%s", body, sim_key(sim));
	bool is_double = sim_is(sim, 800);
	sim_sign_in(sim, who);
	struct ask first = { .method = POST, .path = text_of(path), .as = text_of(who->token), .body = text_of(keyed) };
	struct ask asks[2] = { first, first };
	sim_ask(sim, asks, is_double ? 2 : 1);
	sim->repeated += is_double;
	if (is_double && asks[0].status >= 300 && asks[1].status < 300)
		return asks[1]; /* what stood in its way was gone a moment later */
	if (is_double && asks[0].status < 300 &&
	    (asks[1].status != asks[0].status || !text_equal(asks[0].answer, asks[1].answer)))
		sim_fail(sim, "%s %s twice at once was answered %d and %d: %.*s", path, keyed, asks[0].status,
		         asks[1].status, TEXT(asks[1].answer));
	struct text id = answer_value(asks[0].answer, "id");
	if (asks[0].status < 300 && id.length > 0 && sim_is(sim, 1000))
		sim_remember(sim, who, path, keyed, &asks[0], id);
	return asks[0];
}

bool help_does(struct sim *sim, struct who *who, const char *path, const char *body, int refused, int or_refused)
{
	struct ask ask = help_post(sim, who, path, body);
	if (ask.status >= 300 && ask.status != refused && ask.status != or_refused)
		sim_fail(sim, "%s %s as %s answered %d: %.*s", path, body, who->login, ask.status, TEXT(ask.answer));
	return ask.status < 300;
}

int help_rush(struct sim *sim, struct who *const *people, size_t count, const char *path, const char *body)
{
	struct ask asks[MOST_AT_ONCE];
	int done = 0;
	for (size_t i = 0; i < count; i++)
		sim_sign_in(sim, people[i]);
	for (size_t i = 0; i < count; i++)
		asks[i] = (struct ask){ .method = POST,
			                .path = text_of(path),
			                .as = text_of(people[i]->token),
			                .body = text_of(sim_words(sim, "%s&key=%s", body, sim_key(sim))) };
	sim_ask(sim, asks, count);
	for (size_t i = 0; i < count; i++) {
		done += asks[i].status < 300;
		if (asks[i].status >= 300 && asks[i].status != 409 && asks[i].status != 422)
			sim_fail(sim, "%s %s of many answered %d: %.*s", path, body, asks[i].status,
			         TEXT(asks[i].answer));
	}
	return done;
}

void help_to_company(struct sim *sim, const struct ask *ask, int64_t fen)
{
	int64_t county = 0, id = 0, payment = 0;
	if (id_read(answer_value(ask->answer, "id"), &county, &id))
		payment = sim_number(sim, "SELECT id FROM payment WHERE checkout_id = $1 ORDER BY id DESC LIMIT 1",
		                     bind(i64(id)));
	if (payment == 0)
		sim_fail(sim, "nothing is to be paid after %.*s", TEXT(ask->answer));
	company_open(sim, sim_words(sim, "%lld-%lld", (long long)county, (long long)payment), fen);
}

const char *help_yuan(struct sim *sim, int64_t fen)
{
	return sim_words(sim, "%lld.%02lld", (long long)fen / 100, (long long)fen % 100);
}

const char *help_day(struct sim *sim, int64_t on)
{
	return sim_words(sim, "%04lld-%02lld-%02lld", (long long)on / 10000, (long long)on / 100 % 100,
	                 (long long)on % 100);
}

const char *help_id(struct sim *sim, int64_t id)
{
	return sim_words(sim, "%.*s", TEXT(id_public(simulation_arena(sim->driver), 510525, id)));
}

int64_t help_some(struct sim *sim, int64_t count, const char *sql)
{
	return count == 0 ? 0 : sim_number(sim, sql, bind(i64(sim_draw(sim, count))));
}

struct home *help_home(struct sim *sim)
{
	struct home *home = &sim->help->homes[sim_draw(sim, HELP_HOMES)];
	return home->is_merged ? NULL : home;
}

void help_open(struct sim *sim)
{
	struct help *help = sim->help = arena_take(sim->arena, sizeof *help);
	*help = (struct help){ .course_ends_on = 0 };
	sim_make_person(sim, &help->province, "province", "51");
	sim_grant(sim, &help->province, "officer", "51");
	sim_make_person(sim, &help->second, "second", "510525");
	sim_grant(sim, &help->second, "officer", "510525");
	sim_make_person(sim, &help->firm, "firm", "510524100001");
	for (size_t i = 0; i < HELP_TOWNSHIPS; i++) {
		const char *place = i == 0 ? "510525101" : "510525103";
		sim_make_person(sim, &help->township[i], sim_words(sim, "township%zu", i), place);
		sim_grant(sim, &help->township[i], "officer", place);
	}
	cards_open(sim);
	campaigns_open(sim);
	paydays_open(sim);
	pledges_open(sim);
}

void help_morning(struct sim *sim)
{
	campaigns_day(sim);
	paydays_day(sim);
	cards_day(sim);
	courses_day(sim);
}

void help_evening(struct sim *sim)
{
	projects_day(sim);
	pledges_day(sim);
	tasks_day(sim);
}

void help_check(struct sim *sim)
{
	campaigns_check(sim);
	projects_check(sim);
	paydays_check(sim);
	pledges_check(sim);
	tasks_check(sim);
	courses_check(sim);
}
