#include "support/market.h"

#include <stdio.h>

#include "base/id.h"
#include "support/money.h"
#include "support/story.h"
#include "trade/product/product.h"
#include "trade/shipping/shipping.h"

static struct market shop;

/* ---- the goods ---- */

int64_t market_seller_person(void)
{
	return town_number("SELECT person_id FROM login WHERE login = 'seller'");
}

static struct product product_row(int64_t county, int64_t id, int64_t seller, int64_t place, struct text title,
                                  int64_t limit_each, int64_t at)
{
	return (struct product){ .county = county,
		                 .id = id,
		                 .seller_id = seller,
		                 .place = place,
		                 .category = T("fruit"),
		                 .title = title,
		                 .limit_each = limit_each,
		                 .open = 1,
		                 .created_at = at };
}

static enum outcome add_seller(struct db *db, struct world *world, int64_t county, int64_t place, struct text name,
                               int64_t *ret_id)
{
	*ret_id = world_id(world);
	return seller_add(db, &(struct seller){ .county = county,
	                                        .id = *ret_id,
	                                        .place = place,
	                                        .kind = T("cooperative"),
	                                        .name = name,
	                                        .household_share = 5400,
	                                        .own_share = 1600,
	                                        .station_share = 500,
	                                        .carrier_share = 1700,
	                                        .platform_share = 600,
	                                        .reserve_share = 200,
	                                        .open = 1,
	                                        .created_at = world->at });
}

static enum outcome add_goods(struct db *db, struct arena *arena, struct world *world, int64_t member)
{
	const int64_t county = 510525, other = 510524, place = 51052510100100000, away = 51052410000100000;
	struct product plum, egg;
	struct variant small = { .county = county,
		                 .name = T("5斤装"),
		                 .unit = T("box"),
		                 .weight_g = 2700,
		                 .price_fen = 3990,
		                 .pieces = 1,
		                 .open = 1 };
	struct variant big = { .county = county,
		               .name = T("10斤装"),
		               .unit = T("box"),
		               .weight_g = 5300,
		               .price_fen = 7500,
		               .pieces = 2,
		               .open = 1 };
	struct variant eggs = { .county = other,
		                .name = T("30个"),
		                .unit = T("box"),
		                .weight_g = 2000,
		                .price_fen = 3200,
		                .pieces = 1,
		                .open = 1 };
	enum outcome outcome = add_seller(db, world, county, place, T("古蔺李子合作社"), &shop.plum_seller);

	if (outcome == DONE)
		outcome = add_seller(db, world, other, away, T("叙永土鸡场"), &shop.egg_seller);
	if (outcome == DONE)
		outcome = seller_member_add(db, county, shop.plum_seller, member, world->at);
	plum = product_row(county, world_id(world), shop.plum_seller, place, T("古蔺脆红李"), 0, world->at);
	egg = product_row(other, world_id(world), shop.egg_seller, away, T("高山土鸡蛋"), MARKET_EACH, world->at);
	shop.plum_product = plum.id;
	shop.egg_product = egg.id;
	small.product_id = big.product_id = plum.id;
	eggs.product_id = egg.id;
	small.id = shop.plum_stock = world_id(world);
	big.id = world_id(world);
	big.stock_id = small.id;
	eggs.id = shop.egg_stock = world_id(world);
	if (outcome == DONE)
		outcome = product_add(db, arena, &plum);
	if (outcome == DONE)
		outcome = product_add(db, arena, &egg);
	if (outcome == DONE)
		outcome = variant_add(db, &small);
	if (outcome == DONE)
		outcome = variant_add(db, &big);
	if (outcome == DONE)
		outcome = variant_add(db, &eggs);
	if (outcome == DONE)
		outcome = stock_receive(db, county, shop.plum_stock, MARKET_PLUMS, world_id(world), "receipt", 0,
		                        world->at);
	if (outcome == DONE)
		outcome = stock_receive(db, other, shop.egg_stock, 50, world_id(world), "receipt", 0, world->at);
	if (outcome == DONE)
		outcome = shipping_route_put(db, &(struct shipping_route){ .from_county = county,
		                                                           .to_place = 0,
		                                                           .days = 3,
		                                                           .cutoff_minutes = 1080,
		                                                           .base_fen = 600,
		                                                           .per_kg_fen = 150 });
	if (outcome == DONE)
		outcome =
			shipping_route_put(db, &(struct shipping_route){ .from_county = other,
		                                                         .to_place = place_above(place, PLACE_PROVINCE),
		                                                         .days = 2,
		                                                         .cutoff_minutes = 1080,
		                                                         .base_fen = 800,
		                                                         .per_kg_fen = 100 });
	snprintf(shop.plum, sizeof shop.plum, "%.*s", TEXT(id_public(arena, county, small.id)));
	snprintf(shop.big_plum, sizeof shop.big_plum, "%.*s", TEXT(id_public(arena, county, big.id)));
	snprintf(shop.egg, sizeof shop.egg, "%.*s", TEXT(id_public(arena, other, eggs.id)));
	return outcome;
}

static enum outcome run_goods(struct task *task, struct db *db, struct world *world)
{
	const int64_t *member = task->owner;

	return add_goods(db, task->arena, world, *member);
}

const struct market *market_town(void)
{
	int64_t member;

	town();
	shop = (struct market){ .plum_seller = 0 };
	member = market_seller_person();
	town_run(0, run_goods, &member);
	snprintf(shop.station, sizeof shop.station, "%.*s",
	         TEXT(id_public(
			 town_arena(), 510525,
			 town_number("SELECT id FROM station WHERE place = 51052510100100000 ORDER BY id LIMIT 1"))));
	return &shop;
}

/* ---- buying ---- */

const char *market_order(const char *lines, const char *payment)
{
	return words_of("{\"lines\":[%s],\"receiver\":\"刘秀英\",\"phone\":\"13800000008\"," MARKET_HOME
	                ",\"payment\":\"%s\"}",
	                lines, payment);
}

const char *market_line(const char *variant, int pieces)
{
	return words_of("{\"variant\":\"%s\",\"pieces\":%d}", variant, pieces);
}

void market_buy(const char *as, const char *variant, int pieces)
{
	ask_json(POST, "/api/v1/orders", as, market_order(market_line(variant, pieces), "gateway"));
}

void market_buy_paid(const char *as, const char *where, const char *variant, int pieces)
{
	town_fund("buyer", 10000000);
	ask_json(
		POST, "/api/v1/orders", as,
		words_of(
			"{\"lines\":[%s],\"receiver\":\"刘秀英\",\"phone\":\"13800000008\",%s,\"payment\":\"balance\"}",
			market_line(variant, pieces), where));
}

const char *market_placed(void)
{
	static char id[4][64];
	static size_t next;
	char *room = id[next++ % 4];

	check_status(201);
	snprintf(room, sizeof id[0], "%s", answer_json("orders.0.id"));
	return room;
}

void market_move(const char *order, const char *to)
{
	ask_json(POST, "/api/v1/desk/orders", "seller",
	         words_of("{\"seller\":\"%.*s\",\"to\":\"%s\",\"orders\":[\"%s\"]}",
	                  TEXT(id_public(town_arena(), 510525, shop.plum_seller)), to, order));
	check_status(200);
	assert_int_equal(answer_json_int("changed"), 1);
}
