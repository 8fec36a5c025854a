/* The register of households: two thousand of them in Gulin and its neighbours, asked at their doors a year ago and again now. Some
   are registered, some are watched, some have left; help was promised, some of it was given. One clerk asks, officers decide. */
#include "app/demo.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/money.h"
#include "common/place/place.h"

enum {
	HOUSEHOLDS_MOST = 2000,
	HOUSEHOLDS_LEAST = 60,
	ORDERS_EACH = 20,       /* so many boxes of plums for a household, when the demo is made small */
	NEIGHBOUR_PARTS = 2000, /* of 10,000 households live in the counties beside Gulin */
	POOR_PARTS = 2600,
	FALLEN_PARTS = 150, /* lost most of their income in the second year */
	FALLEN_PERCENT = 25,
	RISEN_PARTS = 4500, /* of those helped: the help has borne fruit */
	RISEN_PERCENT = 230,
	ROUND_MS = 3600000,
	LINES_EACH = 3,
	ROUND_FEN = 10000, /* people tell round sums */
};

enum standing { STANDING_NONE, STANDING_REGISTERED, STANDING_MONITORED, STANDING_LEFT };

static const char *const status_words[] = { "none", "registered", "monitored", "left" };

/* A household of the register. */
struct home {
	struct text village, head, id;
	bool is_gulin, is_poor;
	int64_t people, income_fen; /* of all, in the first year */
	enum standing standing;     /* as decided */
};

struct homes {
	struct home *rows;
	size_t count;
};

/* ---- where ---- */

/* The villages of a county. */
static size_t villages_of(struct demo *demo, struct text county, struct text **ret)
{
	struct db *db = site_reader(demo->site);
	struct place *townships, *villages;
	size_t township_count = 0, village_count, count = 0;
	int64_t place = 0;
	enum outcome outcome = place_read(county, &place) ? db_begin(db) : NOT_FOUND;

	*ret = arena_array(demo->arena, LIMIT_LIST_ROWS, sizeof **ret);
	if (outcome == DONE)
		outcome = place_children(db, demo->arena, place, 0, LIMIT_LIST_ROWS, &townships, &township_count);
	for (size_t i = 0; outcome == DONE && i < township_count; i++) {
		outcome = place_children(db, demo->arena, townships[i].place, 0, LIMIT_LIST_ROWS, &villages,
		                         &village_count);
		for (size_t k = 0; outcome == DONE && k < village_count && count < LIMIT_LIST_ROWS; k++)
			(*ret)[count++] = place_code(demo->arena, villages[k].place);
	}
	db_rollback(db);
	site_give_back(demo->site, db);
	return count;
}

static struct homes invent_homes(struct demo *demo)
{
	static const char *const neighbours[] = { "510524", "510522" };
	struct text *gulin, *beside[2];
	size_t gulin_count = villages_of(demo, T("510525"), &gulin), beside_count[2];
	int64_t wanted = demo->orders / ORDERS_EACH;
	struct homes homes = { .count = (size_t)(wanted < HOUSEHOLDS_LEAST  ? HOUSEHOLDS_LEAST
		                                 : wanted > HOUSEHOLDS_MOST ? HOUSEHOLDS_MOST
		                                                            : wanted) };

	for (size_t i = 0; i < 2; i++)
		beside_count[i] = villages_of(demo, text_of(neighbours[i]), &beside[i]);
	homes.rows = arena_array(demo->arena, homes.count, sizeof *homes.rows);
	for (size_t i = 0; i < homes.count; i++) {
		struct home *home = &homes.rows[i];
		size_t side = (size_t)chance_below(&demo->chance, 2);

		home->is_gulin = !chance_is(&demo->chance, NEIGHBOUR_PARTS);
		home->village = home->is_gulin ? gulin[chance_below(&demo->chance, (int64_t)gulin_count)]
		                               : beside[side][chance_below(&demo->chance, (int64_t)beside_count[side])];
		home->head = demo_villager_name(demo);
		home->is_poor = chance_is(&demo->chance, POOR_PARTS);
		home->people = 2 + chance_below(&demo->chance, 5);
		home->income_fen = home->people * (home->is_poor ? 350000 + chance_below(&demo->chance, 400000)
		                                                 : 950000 + chance_below(&demo->chance, 1600000));
	}
	return homes;
}

/* ---- what is asked ---- */

static bool add_homes(struct demo *demo, struct homes *homes, struct text clerk, int64_t at)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, homes->count, clerk, at);

	for (size_t i = 0; i < homes->count; i++) {
		asks[i].path = text_format(arena, "/api/v1/places/%.*s/households", TEXT(homes->rows[i].village));
		asks[i].body = form_body(arena, "head", homes->rows[i].head, "sure", T("1"), NULL);
	}
	if (!demo_ask(demo, asks, homes->count, "adding households to the register"))
		return false;
	for (size_t i = 0; i < homes->count; i++)
		homes->rows[i].id = text_copy(demo->arena, answer_value(asks[i].answer, "id"));
	simulation_forget(demo->simulation);
	return true;
}

static struct text number_text(struct arena *arena, int64_t number)
{
	return text_format(arena, "%lld", (long long)number);
}

static bool ask_years(struct demo *demo, struct homes *homes, struct text clerk, int64_t year, int64_t at)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, homes->count, clerk, at);

	for (size_t i = 0; i < homes->count; i++) {
		const struct home *home = &homes->rows[i];
		int64_t workers = home->people / 2, trouble = home->is_poor ? chance_below(&demo->chance, 10) : 9;

		asks[i].path =
			text_format(arena, "/api/v1/households/%.*s/years/%lld", TEXT(home->id), (long long)year);
		asks[i].body = form_body(arena, "people", number_text(arena, home->people), "workers",
		                         number_text(arena, workers), "ill", trouble < 3 ? T("1") : T("0"),
		                         "out_of_school", T("0"), "uninsured", trouble == 3 ? T("1") : T("0"),
		                         "housing", trouble == 4 ? T("repair") : T("safe"), "water",
		                         trouble == 5 ? T("carried") : T("tap"), "land_tenths",
		                         number_text(arena, 10 + chance_below(&demo->chance, 60)), "cattle",
		                         number_text(arena, chance_below(&demo->chance, 3)), "sheep",
		                         number_text(arena, chance_below(&demo->chance, 6)), "version", T("0"), NULL);
	}
	bool is_done = demo_ask(demo, asks, homes->count, "asking at the doors");
	simulation_forget(demo->simulation);
	return is_done;
}

/* What a household earns in the second year, in percent of the first. */
static int64_t second_percent(struct demo *demo, const struct home *home)
{
	if (home->standing == STANDING_REGISTERED && chance_is(&demo->chance, RISEN_PARTS))
		return RISEN_PERCENT;
	return chance_is(&demo->chance, FALLEN_PARTS) ? FALLEN_PERCENT : 112;
}

/* The year's money in three lines: what was sold or earned, what it cost to grow. */
static bool add_lines(struct demo *demo, struct homes *homes, struct text clerk, int64_t year, bool again, int64_t at)
{
	static const char *const kinds[LINES_EACH] = { "crops", "wages", "production" };
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, homes->count * LINES_EACH, clerk, at);

	for (size_t i = 0; i < homes->count; i++) {
		int64_t net = homes->rows[i].income_fen / 100 * (again ? second_percent(demo, &homes->rows[i]) : 100);
		int64_t cost = net / 5;
		const int64_t fen[LINES_EACH] = { net / 2, net - net / 2 + cost, cost };

		for (size_t k = 0; k < LINES_EACH; k++) {
			struct ask *ask = &asks[i * LINES_EACH + k];
			ask->path = text_format(arena, "/api/v1/households/%.*s/lines", TEXT(homes->rows[i].id));
			ask->body = form_body(arena, "year", number_text(arena, year), "kind", text_of(kinds[k]), "fen",
			                      money_plain(arena, fen[k] / ROUND_FEN * ROUND_FEN), NULL);
		}
	}
	bool is_done = demo_ask(demo, asks, homes->count * LINES_EACH, "writing down income and cost");
	simulation_forget(demo->simulation);
	return is_done;
}

/* ---- rules and decisions ---- */

static bool make_rules(struct demo *demo, struct text officer, int64_t at)
{
	static const struct {
		const char *purpose, *name, *below;
	} rules[] = {
		{ "enter", "泸州市建档标准", "6000" },
		{ "watch", "泸州市监测标准", "7500" },
		{ "leave", "泸州市脱贫标准", "8000" },
	};
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, 3, officer, at);

	for (size_t i = 0; i < 3; i++) {
		asks[i].path = T("/api/v1/rules");
		asks[i].body =
			form_body(arena, "place", T("5105"), "purpose", text_of(rules[i].purpose), "name",
		                  text_of(rules[i].name), "law", T("示范文件，不是真实标准"), "since_on",
		                  calendar_day_text(arena, calendar_day(at)), "below_fen", text_of(rules[i].below),
		                  "housing", T("danger"), "water", T("unsafe"), "years", T("1"), NULL);
	}
	return demo_ask(demo, asks, 3, "making the rules of the register");
}

/* Decides about every household for which the rule was asked; what it says is kept with the household. */
static bool decide(struct demo *demo, struct homes *homes, const char *purpose, enum standing from, enum standing to,
                   struct text reason, int64_t at)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, homes->count, T(""), at);
	size_t count = 0;

	for (size_t i = 0; i < homes->count; i++) {
		struct home *home = &homes->rows[i];

		if (!home->is_poor || home->standing != from)
			continue;
		asks[count].as = demo_person_of(demo, home->is_gulin ? T("county") : T("city"))->token;
		asks[count].path = text_format(arena, "/api/v1/households/%.*s/decisions", TEXT(home->id));
		asks[count].owner = home;
		asks[count++].body = form_body(arena, "purpose", text_of(purpose), "reason", reason, NULL);
	}
	if (!demo_ask(demo, asks, count, "deciding about households"))
		return false;
	for (size_t i = 0; i < count; i++)
		if (text_equal(answer_value(asks[i].answer, "status"), text_of(status_words[to])))
			((struct home *)asks[i].owner)->standing = to;
	simulation_forget(demo->simulation);
	return true;
}

/* ---- care ---- */

/* Households that have help: a promise, or that it was given, or a visit. */
static bool care(struct demo *demo, const struct homes *homes, struct text clerk, int64_t at)
{
	static const struct {
		const char *kind, *promise;
	} promises[] = {
		{ "farming", "送五十棵李子苗，教嫁接" }, { "work", "安排护林员岗位" },
		{ "training", "参加县里的家政培训" },    { "health", "帮着办慢性病报销" },
		{ "housing", "修屋顶和厨房" },
	};
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, homes->count * 3, clerk, at);
	struct text due = calendar_day_text(arena, calendar_add_days(calendar_day(at), 90));
	size_t count = 0;

	for (size_t i = 0; i < homes->count; i++) {
		const struct home *home = &homes->rows[i];
		size_t what = (size_t)chance_below(&demo->chance, 5);

		if (home->standing == STANDING_NONE)
			continue;
		asks[count].path = text_format(arena, "/api/v1/households/%.*s/measures", TEXT(home->id));
		asks[count++].body = form_body(arena, "kind", text_of(promises[what].kind), "promise",
		                               text_of(promises[what].promise), "due_on", due, NULL);
		asks[count].path = text_format(arena, "/api/v1/households/%.*s/causes", TEXT(home->id));
		asks[count++].body = form_body(arena, "cause", what == 3 ? T("illness") : T("skill"), NULL);
		asks[count].path = text_format(arena, "/api/v1/households/%.*s/visits", TEXT(home->id));
		asks[count++].body = form_body(arena, "visited_on", calendar_day_text(arena, calendar_day(at)), "note",
		                               T("到家里看了，把情况都问清楚了。"), NULL);
	}
	bool is_done = demo_ask(demo, asks, count, "promising help");
	simulation_forget(demo->simulation);
	return is_done;
}

/* ---- in two rounds ---- */

static struct homes *kept_homes(struct demo *demo)
{
	if (demo->homes == NULL) {
		demo->homes = arena_take(demo->arena, sizeof *demo->homes);
		*demo->homes = invent_homes(demo);
	}
	return demo->homes;
}

bool demo_register(struct demo *demo)
{
	struct homes *homes = kept_homes(demo);
	struct text clerk = demo_person_of(demo, T("clerk"))->token;
	int64_t at = demo->begins_at + ROUND_MS, year = calendar_year(calendar_day(at)) / 10000 - 1;
	bool is_done = make_rules(demo, demo_person_of(demo, T("city"))->token, at) &&
	               add_homes(demo, homes, clerk, at + ROUND_MS) &&
	               ask_years(demo, homes, clerk, year, at + 2 * ROUND_MS) &&
	               add_lines(demo, homes, clerk, year, false, at + 3 * ROUND_MS) &&
	               decide(demo, homes, "enter", STANDING_NONE, STANDING_REGISTERED, T("按入户情况，低于建档标准。"),
	                      at + 4 * ROUND_MS) &&
	               decide(demo, homes, "watch", STANDING_NONE, STANDING_MONITORED, T("略高于建档标准，先监测。"),
	                      at + 5 * ROUND_MS) &&
	               care(demo, homes, clerk, at + 6 * ROUND_MS);

	stage_end("households", (int64_t)homes->count);
	return is_done;
}

bool demo_register_again(struct demo *demo)
{
	int64_t at = simulation_clock() + 1;
	struct homes *homes = kept_homes(demo);
	struct demo_person *people[] = { demo_person_of(demo, T("clerk")), demo_person_of(demo, T("county")),
		                         demo_person_of(demo, T("city")) };
	int64_t year = calendar_year(calendar_day(at)) / 10000;
	bool is_done =
		demo_sign_in(demo, people, 3, at) && ask_years(demo, homes, people[0]->token, year, at + 1) &&
		add_lines(demo, homes, people[0]->token, year, true, at + 2) &&
		decide(demo, homes, "leave", STANDING_REGISTERED, STANDING_LEFT, T("收入稳定高于标准。"), at + 3);

	stage_end("households asked again", (int64_t)homes->count);
	return is_done;
}
