/* Who is there: officers and cadres, the operators of the stations, sellers with their households, villagers whom the stations serve,
   and buyers all over Sichuan and Tibet. The administrator comes by the program's own verb, all others through the doors. */
#include "app/demo.h"

#include <assert.h>
#include <stdio.h>

#include "base/problem.h"
#include "common/person/person.h"
#include "common/place/place.h"

enum { PASSWORD_BYTES = 12, HOMES_OF_STATION = 2, BUYERS_MOST = 8000, BOXES_OF_BUYER = 5 };

/* ---- places ---- */

struct place_task {
	struct task task;
	struct problems problems;
	int64_t on;
};

static bool places_at(void *context, int64_t done, int64_t of)
{
	(void)context;
	return stage_goes_on(done, of);
}

static enum outcome run_places(struct task *task, struct db *db, struct world *world)
{
	struct place_task *places = task->owner;

	(void)world;
	places->problems.count = 0;
	return place_import_write(db, task->arena, task->command.body, places->on, places_at, NULL, &places->problems);
}

static void nothing(struct task *task)
{
	(void)task;
}

bool demo_places(struct demo *demo)
{
	struct arena *arena = arena_new();
	struct place_task places = { .problems = problems_in(arena), .on = calendar_day(demo->begins_at) };
	struct text folder = text_join(arena, demo->share, T("/places"));
	struct place_import import = { .rows = 0 };
	struct db *db = site_reader(demo->site);
	enum outcome outcome = db_begin(db);

	if (outcome == DONE)
		outcome = place_import_read(db, arena, folder, &import, &places.problems);
	db_rollback(db);
	site_give_back(demo->site, db);
	if (outcome == DONE) {
		places.task = (struct task){ .arena = arena, .run = run_places, .done = nothing, .owner = &places };
		places.task.alone = true;
		places.task.command = (struct command){
			.at = demo->begins_at, .door = T(PLACE_IMPORT_DOOR), .target = T("/places"), .body = import.body
		};
		outcome = writer_run(site_writer(demo->site), &places.task);
	}
	if (outcome != DONE)
		complain("the places of %.*s cannot be imported (%s)", TEXT(folder), outcome_name(outcome));
	arena_free(arena);
	stage_end("places", import.rows);
	return outcome == DONE;
}

/* ---- the list of people ---- */

/* A password nobody knows: what the program invents need not be typed by anybody. */
static struct text secret_password(struct demo *demo)
{
	uint8_t chance[PASSWORD_BYTES];

	machine_chance(chance, sizeof chance);
	return text_hex(demo->arena, chance, sizeof chance);
}

static struct text some_phone(struct demo *demo)
{
	static const char *const starts[] = { "136", "137", "138", "139", "150", "158", "180", "187" };

	return text_format(demo->arena, "%s%08lld", starts[chance_below(&demo->chance, 8)],
	                   (long long)chance_below(&demo->chance, 100000000));
}

/* A surname and a given name of the file's people; Tibetan names, which are longer, stay whole. */
static struct text some_name(struct demo *demo, const struct demo_person *pattern)
{
	struct text surname, given = pattern->name;

	if (text_characters(pattern->name) > 3)
		return pattern->name;
	surname = text_first(pattern->name, 1);
	for (int tries = 0; tries < 8; tries++) {
		given = demo->pattern_buyers[chance_below(&demo->chance, (int64_t)demo->pattern_count)].name;
		if (text_characters(given) <= 3)
			break;
	}
	if (text_characters(given) > 3)
		return pattern->name;
	return text_join(demo->arena, surname, text_part(given, text_first(given, 1).length, given.length));
}

struct text demo_villager_name(struct demo *demo)
{
	struct text name;

	do
		name = some_name(demo,
		                 &demo->pattern_buyers[chance_below(&demo->chance, (int64_t)demo->pattern_count)]);
	while (text_characters(name) > 3);
	return name;
}

static struct demo_person *add_person(struct demo *demo, struct text name, struct text place, struct text login,
                                      bool is_printed)
{
	struct demo_person *person = &demo->people[demo->person_count++];

	*person = (struct demo_person){
		.name = name, .place = place, .phone = some_phone(demo), .login = login, .is_printed = is_printed
	};
	person->is_joined = true;
	if (login.length > 0)
		person->password = is_printed ? T(DEMO_PASSWORD) : secret_password(demo);
	return person;
}

static void add_officers(struct demo *demo)
{
	static const struct {
		const char *login, *name, *home, *role, *over;
	} officers[] = {
		{ "province", "周明远", "51", "officer", "51" },
		{ "city", "程立群", "5105", "officer", "5105" },
		{ "county", "林素芬", "510525", "officer", "510525" },
		{ "township", "何永康", "510525106", "officer", "510525106" },
		{ "clerk", "杨秀云", "5105", "cadre", "5105" },
		{ "cadre", "罗大勇", "510525106204", "cadre", "510525106204" },
		{ "auditor", "马建国", "510525", "auditor", "510525" },
	};

	for (size_t i = 0; i < sizeof officers / sizeof officers[0]; i++) {
		struct demo_person *person = add_person(demo, text_of(officers[i].name), text_of(officers[i].home),
		                                        text_of(officers[i].login), true);
		person->role = officers[i].role;
		person->over = text_of(officers[i].over);
	}
	add_person(demo, T("陈国良"), T("510525"), T("bus"), true);
	add_person(demo, T("邓小红"), T("510525"), T("conductor"), true);
	add_person(demo, T("吴建华"), T("510525"), T("partner"), true);
}

static struct demo_household *add_household(struct demo *demo, struct text place, struct text head)
{
	struct demo_household *household = &demo->households[demo->household_count++];

	*household = (struct demo_household){ .place = place, .head = head };
	return household;
}

static struct demo_person *add_member(struct demo *demo, struct demo_household *household, struct text name,
                                      const char *relation)
{
	struct demo_person *person = add_person(demo, name, household->place, T(""), false);

	person->household = household;
	person->relation = relation;
	return person;
}

static void add_stations(struct demo *demo)
{
	for (size_t i = 0; i < demo->station_count; i++) {
		struct demo_station *station = &demo->stations[i];
		bool is_printed = text_equal(station->code, T("st02"));

		station->keeper = add_person(demo, station->keeper_name, station->place,
		                             is_printed ? T("operator") : station->code, is_printed);
		station->keeper->role = "operator";
		station->keeper->over = station->place;
		station->villagers = arena_array(demo->arena, 2 * HOMES_OF_STATION, sizeof(struct demo_person *));
		for (int k = 0; k < HOMES_OF_STATION; k++) {
			struct text head = demo_villager_name(demo);
			struct demo_household *household = add_household(demo, station->place, head);
			station->villagers[station->villager_count++] = add_member(demo, household, head, "head");
			station->villagers[station->villager_count++] =
				add_member(demo, household, demo_villager_name(demo), "spouse");
		}
	}
}

static void add_sellers(struct demo *demo)
{
	for (size_t i = 0; i < demo->seller_count; i++) {
		struct demo_seller *seller = &demo->sellers[i];
		bool is_household = text_equal(seller->kind, T("household"));
		struct text login = text_equal(seller->code, T("c1"))    ? T("coop")
		                    : text_equal(seller->code, T("h04")) ? T("household")
		                                                         : seller->code;
		bool is_printed = !text_equal(login, seller->code);
		struct text name = is_household ? seller->head : demo_villager_name(demo);

		seller->member = add_person(demo, name, seller->place, login, is_printed);
		if (!is_household)
			continue;
		seller->household = add_household(demo, seller->place, seller->head);
		seller->member->household = seller->household;
		seller->member->relation = "head";
		add_member(demo, seller->household, demo_villager_name(demo), "spouse");
		if (chance_is(&demo->chance, 7000))
			add_member(demo, seller->household,
			           text_join(demo->arena, text_first(seller->head, 1),
			                     text_part(demo_villager_name(demo), 3, 9)),
			           "child");
		if (chance_is(&demo->chance, 4000))
			add_member(demo, seller->household, demo_villager_name(demo), "parent");
	}
}

/* ---- through the doors ---- */

static enum outcome run_administrator(struct task *task, struct db *db, struct world *world)
{
	struct problems problems = problems_in(task->arena);

	return person_first_administrator(db, task->arena, world, task->command.body, &problems);
}

static bool make_administrator(struct demo *demo)
{
	struct arena *arena = arena_new();
	struct demo_person *person = add_person(demo, T("管理员"), T(""), T("admin"), true);
	struct text hash = password_hash_of(arena, person->password, false);
	struct task task = { .arena = arena,
		             .run = run_administrator,
		             .done = nothing,
		             .command = {
				     .at = demo->begins_at,
				     .door = T(PERSON_ADMINISTRATOR_DOOR),
				     .target = T("/people"),
				     .body = person_administrator_body(arena, person->login, person->name, hash) } };
	enum outcome outcome = writer_run(site_writer(demo->site), &task);

	demo->administrator = person;
	arena_free(arena);
	if (outcome != DONE)
		complain("the administrator cannot be made (%s)", outcome_name(outcome));
	return outcome == DONE && demo_sign_in(demo, &person, 1, demo->begins_at);
}

static void keep_id(struct demo *demo, const struct ask *ask, struct text *ret_id)
{
	*ret_id = text_copy(demo->arena, answer_value(ask->answer, "id"));
}

static bool make_accounts(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->person_count, demo->administrator->token, demo->begins_at);
	size_t count = 0;

	for (size_t i = 0; i < demo->person_count; i++) {
		struct demo_person *person = &demo->people[i];

		if (person == demo->administrator)
			continue;
		asks[count].path = T("/api/v1/people/new");
		asks[count].owner = person;
		asks[count++].body = form_body(arena, "name", person->name, "place", person->place, "phone",
		                               person->phone, "sure", T("1"), NULL);
	}
	if (!demo_ask(demo, asks, count, "making people"))
		return false;
	for (size_t i = 0; i < count; i++)
		keep_id(demo, &asks[i], &((struct demo_person *)asks[i].owner)->id);
	return true;
}

static bool make_sign_ins(struct demo *demo, bool is_printed)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->person_count, demo->administrator->token, demo->begins_at);
	size_t count = 0;

	*demo->cost = is_printed ? "" : "test";
	for (size_t i = 0; i < demo->person_count; i++) {
		struct demo_person *person = &demo->people[i];

		if (person == demo->administrator || person->login.length == 0 || person->is_printed != is_printed)
			continue;
		asks[count].path = text_format(arena, "/api/v1/people/%.*s/sign-in", TEXT(person->id));
		asks[count++].body = form_body(arena, "login", person->login, "password", person->password, NULL);
	}
	return demo_ask(demo, asks, count, "setting sign-ins");
}

static bool give_roles(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->person_count, demo->administrator->token, demo->begins_at);
	size_t count = 0;

	for (size_t i = 0; i < demo->person_count; i++) {
		struct demo_person *person = &demo->people[i];

		if (person->role == NULL)
			continue;
		asks[count].path = text_format(arena, "/api/v1/people/%.*s/grant", TEXT(person->id));
		asks[count++].body = form_body(arena, "role", text_of(person->role), "place", person->over, NULL);
	}
	return demo_ask(demo, asks, count, "giving roles");
}

static bool make_households(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->household_count, demo->administrator->token, demo->begins_at);

	for (size_t i = 0; i < demo->household_count; i++) {
		asks[i].path = text_format(arena, "/api/v1/places/%.*s/households", TEXT(demo->households[i].place));
		asks[i].body = form_body(arena, "head", demo->households[i].head, "sure", T("1"), NULL);
	}
	if (!demo_ask(demo, asks, demo->household_count, "making households"))
		return false;
	for (size_t i = 0; i < demo->household_count; i++)
		keep_id(demo, &asks[i], &demo->households[i].id);
	return true;
}

static bool join_households(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->person_count, demo->administrator->token, demo->begins_at);
	size_t count = 0;

	for (size_t i = 0; i < demo->person_count; i++) {
		struct demo_person *person = &demo->people[i];

		if (person->household == NULL)
			continue;
		asks[count].path = text_format(arena, "/api/v1/households/%.*s/members", TEXT(person->household->id));
		asks[count++].body = form_body(arena, "person", person->id, "relation", text_of(person->relation),
		                               "sure", T("1"), NULL);
	}
	return demo_ask(demo, asks, count, "joining households");
}

static bool make_stations(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->station_count, demo->administrator->token, demo->begins_at);

	for (size_t i = 0; i < demo->station_count; i++) {
		const struct demo_station *station = &demo->stations[i];

		asks[i].path = T("/api/v1/stations");
		asks[i].body = form_body(arena, "place", station->place, "name", station->name, "hours", station->hours,
		                         "phone", station->keeper->phone, "open", T("1"), NULL);
	}
	if (!demo_ask(demo, asks, demo->station_count, "making stations"))
		return false;
	for (size_t i = 0; i < demo->station_count; i++)
		keep_id(demo, &asks[i], &demo->stations[i].id);
	return true;
}

static bool sign_all_in(struct demo *demo)
{
	struct demo_person **all = arena_array(demo->arena, demo->person_count, sizeof(struct demo_person *));

	for (size_t i = 0; i < demo->person_count; i++)
		all[i] = &demo->people[i];
	return demo_sign_in(demo, all, demo->person_count, demo->begins_at + 1000);
}

bool demo_people(struct demo *demo)
{
	size_t homes = demo->station_count * HOMES_OF_STATION + demo->seller_count;
	bool is_done;

	demo->people =
		arena_array(demo->arena, 16 + demo->station_count * 5 + demo->seller_count * 4, sizeof *demo->people);
	demo->households = arena_array(demo->arena, homes, sizeof *demo->households);
	if (!make_administrator(demo))
		return false;
	add_officers(demo);
	add_stations(demo);
	add_sellers(demo);
	is_done = make_accounts(demo) && make_sign_ins(demo, true) && make_sign_ins(demo, false) && give_roles(demo) &&
	          make_households(demo) && join_households(demo) && make_stations(demo) && sign_all_in(demo);
	simulation_forget(demo->simulation);
	stage_end("people", (int64_t)demo->person_count);
	return is_done;
}

struct demo_person *demo_person_of(struct demo *demo, struct text login)
{
	for (size_t i = 0; i < demo->person_count; i++)
		if (text_equal(demo->people[i].login, login))
			return &demo->people[i];
	assert(false && "a login of the demo");
	return NULL;
}

/* ---- buyers ---- */

/* By the weights of the file; its rows are few. */
static size_t drawn_pattern(struct demo *demo)
{
	int64_t sum = 0, drawn;
	size_t i = 0;

	for (size_t k = 0; k < demo->pattern_count; k++)
		sum += demo->pattern_buyers[k].weight;
	drawn = chance_below(&demo->chance, sum);
	while (drawn >= demo->pattern_buyers[i].weight)
		drawn -= demo->pattern_buyers[i++].weight;
	return i;
}

static void invent_buyer(struct demo *demo, size_t number)
{
	struct demo_person *buyer = &demo->buyers[number];
	const struct demo_person *pattern = &demo->pattern_buyers[drawn_pattern(demo)];

	*buyer = (struct demo_person){ .name = some_name(demo, pattern),
		                       .place = pattern->place,
		                       .phone = some_phone(demo),
		                       .address = pattern->address,
		                       .login = text_format(demo->arena, "b%05zu", number) };
	if (number > 0) {
		buyer->password = secret_password(demo);
		return;
	}
	buyer->login = T("buyer");
	buyer->password = T(DEMO_PASSWORD);
	buyer->is_printed = true;
	buyer->name = T("徐博文");
}

void demo_buyers(struct demo *demo)
{
	int64_t wanted = demo->orders / BOXES_OF_BUYER;

	demo->buyer_count = wanted < 40 ? 40 : wanted > BUYERS_MOST ? BUYERS_MOST : (size_t)wanted;
	demo->buyers = arena_array(demo->arena, demo->buyer_count, sizeof *demo->buyers);
	for (size_t i = 0; i < demo->buyer_count; i++)
		invent_buyer(demo, i);
	simulation_forget(demo->simulation);
}
