/* Requests of the demo that must succeed. */
#include "app/demo.h"

#include "app/progress.h"

#include <stdio.h>

enum { SESSION_MS_DAYS = 29, WORDS_SHOWN = 300 };

struct ask *demo_asks(struct demo *demo, size_t count, struct text as, int64_t at)
{
	struct ask *asks = arena_array(simulation_arena(demo->simulation), count, sizeof *asks);

	for (size_t i = 0; i < count; i++)
		asks[i] = (struct ask){ .as = as, .at = at + (int64_t)i, .method = POST };
	return asks;
}

bool demo_ask(struct demo *demo, struct ask *asks, size_t count, const char *what)
{
	if (count > 0)
		simulation_set_clock(asks[count - 1].at);
	if (stage_stopped())
		return false;
	simulation_ask(demo->simulation, asks, count);
	for (size_t i = 0; i < count; i++) {
		if (asks[i].status < 400)
			continue;
		complain("%s: %.*s answered %d: %.*s", what, TEXT(asks[i].path), asks[i].status,
		         TEXT(text_part(asks[i].answer, 0, WORDS_SHOWN)));
		return false;
	}
	return true;
}

bool demo_welcome(struct demo *demo, struct demo_person *person, int64_t at, int64_t until, struct ask *ret_ask)
{
	struct arena *arena = simulation_arena(demo->simulation);

	if (person->login.length == 0 ||
	    (person->token.length > 0 && until < person->token_at + SESSION_MS_DAYS * CALENDAR_DAY_MS))
		return false;
	*ret_ask = (struct ask){ .at = at, .method = POST, .type = T("application/json") };
	ret_ask->path = person->is_joined ? T("/api/v1/sign-in") : T("/api/v1/join");
	ret_ask->body = person->is_joined ? text_format(arena, "{\"login\":\"%.*s\",\"password\":\"%.*s\"}",
	                                                TEXT(person->login), TEXT(person->password))
	                                  : text_format(arena,
	                                                "{\"name\":\"%.*s\",\"login\":\"%.*s\",\"phone\":\"%.*s\","
	                                                "\"place\":\"%.*s\",\"password\":\"%.*s\"}",
	                                                TEXT(person->name), TEXT(person->login), TEXT(person->phone),
	                                                TEXT(person->place), TEXT(person->password));
	return true;
}

void demo_welcomed(struct demo *demo, struct demo_person *person, const struct ask *ask)
{
	person->is_joined = true;
	person->token = text_copy(demo->arena, answer_value(ask->answer, "token"));
	person->token_at = ask->at;
}

bool demo_sign_in(struct demo *demo, struct demo_person **people, size_t count, int64_t at)
{
	struct ask *asks = demo_asks(demo, count, T(""), at);
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		if (demo_welcome(demo, people[i], at, at, &asks[used]))
			asks[used++].owner = people[i];
	if (!demo_ask(demo, asks, used, "signing in"))
		return false;
	for (size_t i = 0; i < used; i++)
		demo_welcomed(demo, asks[i].owner, &asks[i]);
	return true;
}
