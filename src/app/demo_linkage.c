/* Shares and contracts of the demo: the plum co-operative with the households of the county. Who has a phone says yes himself, who has none at
   his station; then a dividend day, goods, wages and rents, each made by the co-operative and released by the county's officer. */
#include "app/demo.h"

#include <assert.h>

enum { LINKAGE_SEED = 7120, LINKAGES_MOST = 400, LINKAGE_PAUSE_MS = 7000, LIST_CHORES = 8 };

struct linking {
	struct demo *demo;
	int64_t at;
	struct demo_person *officer, *coop;
	struct text seller;
	struct chance chance; /* its own, so that the rest of the demo is as it was without it */
	int64_t counts[4];
};

static const struct {
	const char *kind, *what, *stake, *price, *unit;
} kinds[] = {
	{ "dividend", "李子园入股", "land", "", "" },
	{ "purchase", "蜂糖李", "", "6.20", "" },
	{ "rent", "坡上的地", "land", "860.00", "" },
	{ "wage", "分拣装箱", "", "110.00", "天" },
};

static bool asks(struct linking *l, struct demo_person *person, struct text path, struct text body, struct ask *ret)
{
	l->at += LINKAGE_PAUSE_MS;
	if (!demo_sign_in(l->demo, &person, 1, l->at))
		return false;
	*ret = (struct ask){ .as = person->token, .at = l->at, .method = POST, .path = path, .body = body };
	return demo_ask(l->demo, ret, 1, "shares and contracts");
}

static struct text path_of(struct linking *l, const char *before, struct text id, const char *after)
{
	return text_format(simulation_arena(l->demo->simulation), "/api/v1/%s/%.*s%s", before, TEXT(id), after);
}

/* The operator who serves a villager without a sign-in; NULL: none does. */
static struct demo_person *keeper_of(const struct demo *demo, const struct demo_person *person)
{
	for (size_t i = 0; i < demo->station_count; i++)
		for (size_t k = 0; k < demo->stations[i].villager_count; k++)
			if (demo->stations[i].villagers[k] == person)
				return demo->stations[i].keeper;
	return NULL;
}

static bool says_yes(struct linking *l, struct demo_person *person, struct text linkage)
{
	struct arena *arena = simulation_arena(l->demo->simulation);
	struct text path = path_of(l, "linkages", linkage, "/confirm");
	struct demo_person *keeper;
	struct ask ask;

	if (person->login.length > 0)
		return asks(l, person, path, T(""), &ask);
	keeper = keeper_of(l->demo, person);
	assert(keeper != NULL);
	return asks(l, keeper, T("/api/v1/serve"), form_body(arena, "person", person->id, NULL), &ask) &&
	       asks(l, keeper, path, T(""), &ask) && asks(l, keeper, T("/api/v1/serve/stop"), T(""), &ask);
}

/* A share for everybody; every third one has a contract besides, of the other kinds in turn. */
static bool link(struct linking *l, struct demo_person *person, size_t kind)
{
	struct arena *arena = simulation_arena(l->demo->simulation);
	struct text today = calendar_day_text(arena, calendar_day(l->at));
	int64_t shares = 1 + chance_below(&l->chance, 12);
	struct ask ask;

	if (!asks(l, l->coop, T("/api/v1/linkages"),
	          form_body(arena, "seller", l->seller, "household", person->household->id, "kind",
	                    text_of(kinds[kind].kind), "what", text_of(kinds[kind].what), "stake",
	                    text_of(kinds[kind].stake), "shares",
	                    kind == 0 ? text_format(arena, "%lld", (long long)shares) : T("0"), "price_fen",
	                    kind == 0 ? T("0") : text_of(kinds[kind].price), "unit", text_of(kinds[kind].unit),
	                    "due_on", kind == 2 ? today : T(""), NULL),
	          &ask))
		return false;
	struct text id = text_copy(l->demo->arena, answer_value(ask.answer, "id"));
	l->counts[kind]++;
	return says_yes(l, person, id);
}

static bool link_all(struct linking *l)
{
	const struct demo *demo = l->demo;
	size_t linked = 0;

	for (size_t i = 0; i < demo->person_count && linked < LINKAGES_MOST; i++) {
		struct demo_person *person = &demo->people[i];

		if (person->household == NULL || person->relation == NULL ||
		    !text_equal(text_of(person->relation), T("head")) || !text_starts(person->place, T("510525")) ||
		    (person->login.length == 0 && keeper_of(demo, person) == NULL))
			continue;
		if (!link(l, person, 0) || (linked % 3 == 0 && !link(l, person, 1 + linked / 3 % 3)))
			return false;
		linked++;
	}
	return linked > 0;
}

/* Reckoned by the co-operative, released by the office; what was delivered or done is filled in between. */
static bool pay(struct linking *l, size_t kind, const char *title)
{
	struct arena *arena = simulation_arena(l->demo->simulation);
	struct ask ask;
	struct text id, filled = T("");

	if (l->counts[kind] == 0)
		return true;
	if (!asks(l, l->coop, path_of(l, "sellers", l->seller, "/paydays"),
	          form_body(arena, "kind", text_of(kinds[kind].kind), "title", text_of(title), "total_fen",
	                    kind == 0 ? T("36800.00") : T("0"), "price_fen", kind == 1 ? T("6.50") : T("0"), "due_on",
	                    kind == 2 ? calendar_day_text(arena, calendar_day(l->at)) : T(""), NULL),
	          &ask))
		return false;
	id = text_copy(l->demo->arena, answer_value(ask.answer, "id"));
	for (int64_t i = 0; (kind == 1 || kind == 3) && i < l->counts[kind]; i++)
		filled = text_format(arena, "%.*s%squantity.%lld=%lld.5", TEXT(filled), i > 0 ? "&" : "",
		                     (long long)i + 1,
		                     (long long)(kind == 1 ? 80 + chance_below(&l->chance, 300)
		                                           : 6 + chance_below(&l->chance, 20)));
	return (filled.length == 0 || asks(l, l->coop, path_of(l, "paydays", id, "/quantities"), filled, &ask)) &&
	       asks(l, l->officer, path_of(l, "paydays", id, "/release"), T(""), &ask);
}

/* The lists are paid by themselves; the gateway is not called: nobody is there. */
static void wait_for_lists(struct linking *l)
{
	const char *url = *l->demo->gateway_url;

	*l->demo->gateway_url = "";
	for (int i = 0; i < LIST_CHORES; i++) {
		l->at += LINKAGE_PAUSE_MS;
		site_chores(l->demo->site, l->at);
	}
	*l->demo->gateway_url = url;
}

bool demo_linkage(struct demo *demo)
{
	struct linking l = { .demo = demo,
		             .at = simulation_clock() + 1,
		             .officer = demo_person_of(demo, T("county")),
		             .coop = demo_person_of(demo, T("coop")),
		             .chance = { LINKAGE_SEED } };
	struct ask ask;
	bool is_done;

	for (size_t i = 0; i < demo->seller_count; i++)
		if (demo->sellers[i].member == l.coop)
			l.seller = demo->sellers[i].id;
	assert(l.officer != NULL && l.coop != NULL && l.seller.length > 0);
	is_done = link_all(&l) &&
	          asks(&l, l.officer, path_of(&l, "sellers", l.seller, "/deposits"),
	               form_body(simulation_arena(demo->simulation), "amount_fen", T("120000.00"), NULL), &ask) &&
	          pay(&l, 0, "年度分红") && pay(&l, 1, "蜂糖李货款") && pay(&l, 2, "土地租金") &&
	          pay(&l, 3, "分拣工钱");
	if (is_done)
		wait_for_lists(&l);
	simulation_forget(demo->simulation);
	stage_end("shares", l.counts[0]);
	return is_done;
}
