/* What is sold: sellers with their shares, members and growers, the routes of delivery, and goods with their kinds and stock. */
#include "app/demo.h"

#include <stdio.h>
#include <string.h>

#include "base/money.h"

enum { PRESALE_DAYS = 3, RUNNING_DAYS = 16, FIRST_SALE = 10, STATION_PART = 400 };

static struct text percent(struct arena *arena, int64_t parts)
{
	return money_plain(arena, parts);
}

static struct text seller_body(struct arena *arena, const struct demo_seller *seller)
{
	bool is_household = seller->household != NULL;
	struct text about = is_household ? T("自家种，自家收，装箱后交村里的服务站发出。")
	                                 : T("和村里的农户一起种、一起卖，每一单给农户多少，都写在价钱旁边。");

	return form_body(arena, "kind", seller->kind, "name", seller->name, "place",
	                 is_household ? T("") : seller->place, "household",
	                 is_household ? seller->household->id : T(""), "about", about, "household_share",
	                 percent(arena, seller->shares[0]), "own_share", percent(arena, seller->shares[1]),
	                 "station_share", percent(arena, STATION_PART), "carrier_share",
	                 percent(arena, seller->shares[2]), "platform_share", percent(arena, seller->shares[3]),
	                 "reserve_share", percent(arena, seller->shares[4]), NULL);
}

static bool make_sellers(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->seller_count, demo->administrator->token, demo->begins_at + 2000);

	for (size_t i = 0; i < demo->seller_count; i++) {
		asks[i].path = T("/api/v1/sellers");
		asks[i].body = seller_body(arena, &demo->sellers[i]);
	}
	if (!demo_ask(demo, asks, demo->seller_count, "registering sellers"))
		return false;
	for (size_t i = 0; i < demo->seller_count; i++)
		demo->sellers[i].id = text_copy(demo->arena, answer_value(asks[i].answer, "id"));
	return true;
}

static bool add_members(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->seller_count, demo->administrator->token, demo->begins_at + 3000);

	for (size_t i = 0; i < demo->seller_count; i++) {
		asks[i].path = text_format(arena, "/api/v1/sellers/%.*s/members", TEXT(demo->sellers[i].id));
		asks[i].body = form_body(arena, "login", demo->sellers[i].member->login, NULL);
	}
	return demo_ask(demo, asks, demo->seller_count, "adding members");
}

/* Households that have boxes in growers.csv grow for the first co-operative. */
static bool add_growers(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->seller_count, demo->administrator->token, demo->begins_at + 4000);
	size_t count = 0;

	for (size_t i = 0; i < demo->seller_count; i++) {
		const struct demo_seller *seller = &demo->sellers[i];

		if (seller->boxes == 0 || seller->household == NULL)
			continue;
		asks[count].path = text_format(arena, "/api/v1/sellers/%.*s/growers", TEXT(demo->sellers[0].id));
		asks[count++].body = form_body(arena, "household", seller->household->id, "weight",
		                               text_of_int(arena, seller->boxes), NULL);
	}
	return demo_ask(demo, asks, count, "adding growers");
}

static bool make_routes(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->route_count, demo->administrator->token, demo->begins_at + 5000);

	for (size_t i = 0; i < demo->route_count; i++) {
		const struct demo_route *route = &demo->routes[i];

		asks[i].path = T("/api/v1/shipping");
		asks[i].query = text_join(arena, T("from="), route->from);
		asks[i].body = form_body(arena, "to", route->to, "days", text_of_int(arena, route->days), "cutoff",
		                         text_format(arena, "%02lld:00", (long long)route->cutoff_hour), "base_fen",
		                         money_plain(arena, route->base_fen), "per_kg_fen",
		                         money_plain(arena, route->per_kg_fen), NULL);
	}
	return demo_ask(demo, asks, demo->route_count, "writing routes");
}

bool demo_sellers(struct demo *demo)
{
	bool is_done = make_sellers(demo) && add_members(demo) && add_growers(demo) && make_routes(demo);

	simulation_forget(demo->simulation);
	stage_end("sellers", (int64_t)demo->seller_count);
	return is_done;
}

/* ---- goods ---- */

/* The taster boxes were also the small sale of last year. */
static int64_t stock_of(const struct demo *demo, const struct demo_good *good)
{
	int64_t stock = demo->variants[good->variant].stock;

	if (good->is_presale)
		return demo->orders;
	return text_equal(good->code, T("crisp-plum-3")) ? stock + demo->orders / FIRST_SALE : stock;
}

static struct text import_csv(struct demo *demo, const struct demo_good *good)
{
	struct arena *arena = simulation_arena(demo->simulation);
	const struct demo_variant *variant = &demo->variants[good->variant];
	struct output csv = output_in(arena);
	bool is_presale = good->is_presale || good->is_running;
	int64_t opens = good->is_running ? demo->oranges_on : demo->sale_on;
	int64_t days = good->is_running ? RUNNING_DAYS : PRESALE_DAYS;
	int64_t closes = calendar_add_days(opens, days - 1);
	int64_t ships = calendar_add_days(opens, good->is_running ? days : 1);
	struct text cells[] = {
		good->title,
		good->title_bo,
		good->title_en,
		good->category,
		good->origin,
		good->about,
		good->about_en,
		variant->name,
		variant->unit,
		weight_plain(arena, variant->weight_g),
		money_plain(arena, variant->price_fen),
		text_of_int(arena, stock_of(demo, good)),
		good->picture,
		is_presale ? calendar_day_text(arena, opens) : T(""),
		is_presale ? calendar_day_text(arena, closes) : T(""),
		is_presale ? calendar_day_text(arena, ships) : T(""),
		good->limit > 0 ? text_of_int(arena, good->limit) : T(""),
	};

	out_string(&csv, "title,title_bo,title_en,category,origin,about,about_en,name,unit,weight,price,stock,picture,"
	                 "opens,closes,ships,limit\n");
	for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++) {
		if (i > 0)
			out_string(&csv, ",");
		out_csv(&csv, cells[i]);
	}
	out_string(&csv, "\n");
	return output_text(&csv);
}

/* The pre-sale is listed ten days before it begins. */
static int64_t listed_at(const struct demo *demo, bool is_presale)
{
	return is_presale ? calendar_day_start(demo->sale_on) - 10 * CALENDAR_DAY_MS + 9 * 3600000
	                  : demo->begins_at + 10000;
}

static bool import_goods(struct demo *demo, bool is_presale)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->good_count, T(""), 0);
	size_t count = 0;

	for (size_t i = 0; i < demo->good_count; i++) {
		const struct demo_good *good = &demo->goods[i];

		if ((good->is_presale || good->is_running) != is_presale)
			continue;
		asks[count].at = listed_at(demo, is_presale) + (int64_t)count;
		asks[count].as = good->seller->member->token;
		asks[count].path = T("/desk/import");
		asks[count].query = text_join(arena, T("seller="), good->seller->id);
		asks[count++].body = form_body(arena, "seller", good->seller->id, "confirm", T("1"), "csv.0",
		                               import_csv(demo, good), NULL);
	}
	return demo_ask(demo, asks, count, "listing goods");
}

/* The ids of a seller's goods, by their titles on its desk. */
static void find_goods(struct demo *demo, const struct demo_seller *seller, struct text desk)
{
	for (size_t i = 0; i < demo->good_count; i++) {
		struct demo_good *good = &demo->goods[i];
		struct text rest = desk, title = text_format(demo->arena, "\"title\":\"%.*s\"", TEXT(good->title));
		size_t at = text_find(rest, title), item = 0;

		if (good->seller != seller || good->id.length > 0 || at == rest.length)
			continue;
		for (size_t k = at; k > 0 && item == 0; k--)
			if (rest.bytes[k] == '{')
				item = k;
		good->id = text_copy(demo->arena, answer_value(text_part(rest, item, rest.length), "id"));
		demo->variants[good->variant].id = good->id; /* the first kind bears the number of its goods */
	}
}

static bool read_desks(struct demo *demo, int64_t at)
{
	struct ask *asks = demo_asks(demo, demo->seller_count, T(""), at);

	for (size_t i = 0; i < demo->seller_count; i++) {
		asks[i].method = GET;
		asks[i].as = demo->sellers[i].member->token;
		asks[i].path = T("/api/v1/desk");
	}
	if (!demo_ask(demo, asks, demo->seller_count, "reading desks"))
		return false;
	for (size_t i = 0; i < demo->seller_count; i++)
		find_goods(demo, &demo->sellers[i], asks[i].answer);
	return true;
}

static bool add_variants(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask *asks = demo_asks(demo, demo->variant_count, T(""), demo->begins_at + 20000);
	size_t count = 0;

	for (size_t i = 0; i < demo->variant_count; i++) {
		struct demo_variant *variant = &demo->variants[i];

		if (i == variant->good->variant || variant->good->is_presale || variant->good->is_running)
			continue;
		asks[count].as = variant->good->seller->member->token;
		asks[count].path = text_format(arena, "/api/v1/desk/products/%.*s/variants", TEXT(variant->good->id));
		asks[count].owner = variant;
		asks[count++].body = form_body(arena, "name", variant->name, "unit", variant->unit, "weight_g",
		                               weight_plain(arena, variant->weight_g), "price_fen",
		                               money_plain(arena, variant->price_fen), "on_hand",
		                               text_of_int(arena, variant->stock), NULL);
	}
	if (!demo_ask(demo, asks, count, "adding kinds"))
		return false;
	for (size_t i = 0; i < count; i++)
		((struct demo_variant *)asks[i].owner)->id = text_copy(demo->arena, answer_value(asks[i].answer, "id"));
	return true;
}

bool demo_goods(struct demo *demo)
{
	bool is_done = import_goods(demo, false) && read_desks(demo, demo->begins_at + 15000) && add_variants(demo);

	simulation_forget(demo->simulation);
	stage_end("goods", (int64_t)demo->good_count);
	return is_done;
}

bool demo_presale(struct demo *demo)
{
	int64_t at = listed_at(demo, true);
	struct demo_person **sellers = arena_array(demo->arena, demo->seller_count, sizeof(struct demo_person *));
	bool is_done;

	for (size_t i = 0; i < demo->seller_count; i++)
		sellers[i] = demo->sellers[i].member;
	is_done = demo_sign_in(demo, sellers, demo->seller_count, at - 60000) && import_goods(demo, true) &&
	          read_desks(demo, at + 60000);
	simulation_forget(demo->simulation);
	return is_done;
}
