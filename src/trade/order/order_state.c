/* The life of an order. Each move is one guarded statement: whoever comes second finds the state changed and gets CONFLICT.
   Stock: held while placed; sold when paid; held stock is given back exactly once, by the move out of placed.
   An order that is paid by the command that places it (checkout.c) is written as paid: the row never was placed, its stock never held. */
#include <assert.h>
#include <string.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "common/measure/measure.h"
#include "trade/order/order_inside.h"

/* THE table of states: from, to, and who may. The moment of the move is kept in the column named after the new state
   (cancelled and expired: ended_at). placed -> paid is order_paid(), -> completed is order_settled(). */
static const struct order_step {
	enum order_state from, to;
	unsigned who;
} order_moves[] = {
	{ ORDER_PLACED, ORDER_PAID, BY_PROGRAM },
	{ ORDER_PLACED, ORDER_CANCELLED, BY_BUYER | BY_SELLER },
	{ ORDER_PLACED, ORDER_EXPIRED, BY_PROGRAM },
	{ ORDER_PAID, ORDER_PACKED, BY_SELLER },
	{ ORDER_PAID, ORDER_CANCELLED, BY_BUYER | BY_SELLER },
	{ ORDER_PACKED, ORDER_SHIPPED, BY_SELLER },
	{ ORDER_PACKED, ORDER_CANCELLED, BY_SELLER },
	{ ORDER_SHIPPED, ORDER_DELIVERED, BY_SELLER | BY_STATION },
	{ ORDER_SHIPPED, ORDER_COMPLETED, BY_BUYER },
	{ ORDER_SHIPPED, ORDER_CANCELLED, BY_SELLER },
	{ ORDER_DELIVERED, ORDER_COMPLETED, BY_BUYER | BY_PROGRAM },
};

/* An order that was delivered completes by itself after seven days. */
static const int64_t order_rests = 7 * CALENDAR_DAY_MS;

bool order_may_move(int64_t from, enum order_state to, unsigned who)
{
	for (size_t i = 0; i < sizeof order_moves / sizeof order_moves[0]; i++)
		if (order_moves[i].from == from && order_moves[i].to == to)
			return (order_moves[i].who & who) != 0;
	return false;
}

static bool is_counted(int64_t state)
{
	return state >= ORDER_PAID && state <= ORDER_DELIVERED;
}

enum outcome order_count_move(struct db *db, int64_t county, int64_t seller_id, int64_t from, int64_t to,
                              int64_t orders)
{
	enum outcome outcome = DONE;

	if (orders == 0 || from == to)
		return DONE;
	if (is_counted(from))
		outcome = db_exec(db,
		                  "UPDATE order_count SET orders = orders - $4"
		                  " WHERE county = $1 AND seller_id = $2 AND state = $3",
		                  bind(i64(county), i64(seller_id), i64(from), i64(orders)));
	if (outcome == DONE && is_counted(to))
		outcome = db_exec(db,
		                  "INSERT INTO order_count(county, seller_id, state, orders) VALUES ($1, $2, $3, $4)"
		                  " ON CONFLICT (county, seller_id, state) DO UPDATE"
		                  " SET orders = order_count.orders + excluded.orders",
		                  bind(i64(county), i64(seller_id), i64(to), i64(orders)));
	return outcome;
}

static enum outcome change_state(struct db *db, const struct order *order, enum order_state to, int64_t at,
                                 struct text reason)
{
	return db_change_one(db,
	                     "UPDATE orders SET state = $1, version = version + 1,"
	                     " paid_fen = CASE WHEN $1 = 2 THEN goods_fen + shipping_fen ELSE paid_fen END,"
	                     " paid_at = CASE WHEN $1 = 2 THEN $2 ELSE paid_at END,"
	                     " packed_at = CASE WHEN $1 = 3 THEN $2 ELSE packed_at END,"
	                     " shipped_at = CASE WHEN $1 = 4 THEN $2 ELSE shipped_at END,"
	                     " delivered_at = CASE WHEN $1 = 5 THEN $2 ELSE delivered_at END,"
	                     " completes_at = CASE WHEN $1 = 5 THEN $2 + $3 ELSE completes_at END,"
	                     " completed_at = CASE WHEN $1 = 6 THEN $2 ELSE completed_at END,"
	                     " ended_at = CASE WHEN $1 > 5 THEN $2 ELSE ended_at END,"
	                     " reason = CASE WHEN $1 = 7 THEN $4 ELSE reason END"
	                     " WHERE county = $5 AND id = $6 AND state = $7",
	                     bind(i64(to), i64(at), i64(order_rests), txt(reason), i64(order->county), i64(order->id),
	                          i64(order->state)));
}

enum outcome order_move(struct db *db, const struct order *order, enum order_state to, unsigned who, int64_t at,
                        struct text reason)
{
	enum outcome outcome;

	if (!order_may_move(order->state, to, who))
		return CONFLICT;
	outcome = change_state(db, order, to, at, reason);
	if (outcome == DONE)
		outcome = order_count_move(db, order->county, order->seller_id, order->state, to, 1);
	return outcome;
}

size_t order_stock_parts(const struct order_line *lines, size_t count, struct stock_part ret_parts[])
{
	size_t parts = 0;

	assert(count <= LIMIT_CART_LINES);
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;
		while (at < parts && ret_parts[at].stock_id < lines[i].stock_id)
			at++;
		if (at == parts || ret_parts[at].stock_id != lines[i].stock_id) {
			memmove(&ret_parts[at + 1], &ret_parts[at], (parts - at) * sizeof ret_parts[0]);
			ret_parts[at] = (struct stock_part){ .stock_id = lines[i].stock_id };
			parts++;
		}
		ret_parts[at].pieces += lines[i].stock_pieces;
	}
	return parts;
}

/* Sums of the lines of one product, for the counters of the shelf. */
static enum outcome count_products(struct db *db, const struct order_line *lines, size_t count)
{
	enum outcome outcome = DONE;

	for (size_t i = 0; i < count && outcome == DONE; i++) {
		int64_t pieces = 0, grams = 0;
		bool seen = false;
		for (size_t j = 0; j < count; j++) {
			if (lines[j].product_id != lines[i].product_id)
				continue;
			seen = seen || j < i;
			pieces += lines[j].pieces;
			grams += lines[j].pieces * lines[j].weight_g;
		}
		if (!seen)
			outcome = product_count_sold(db, lines[i].county, lines[i].product_id, pieces, grams);
	}
	return outcome;
}

static enum outcome sell_stock(struct db *db, struct world *world, const struct order *order,
                               const struct order_line *lines, size_t count)
{
	struct stock_part parts[LIMIT_CART_LINES];
	size_t part_count = order_stock_parts(lines, count, parts);
	enum outcome outcome = DONE;

	for (size_t i = 0; i < part_count && outcome == DONE; i++)
		outcome = (order->is_paid_at_once ? stock_sold : stock_sell)(db, order->county, parts[i].stock_id,
		                                                             parts[i].pieces, world_id(world),
		                                                             order->id, world->at);
	return outcome == CONFLICT ? FAILED : outcome; /* what a placed order holds is there, or the books are wrong */
}

static void count_paid(struct db *db, const struct order *order, bool first_of_year, int64_t at)
{
	measure_add(db, INDICATOR_ORDERS, order->seller_place, at, 1);
	measure_add(db, INDICATOR_SOLD_FEN, order->seller_place, at, order->goods_fen);
	measure_add(db, INDICATOR_SOLD_G, order->seller_place, at, order->weight_g);
	measure_add(db, INDICATOR_BOUGHT_FEN, order->buyer_place, at, order->goods_fen);
	if (first_of_year)
		measure_add(db, INDICATOR_BUYERS, order->seller_place, at, 1);
	if (order->serving_place != 0)
		measure_add(db, INDICATOR_SERVED, order->serving_place, at, 1);
}

/* ---- the buyers of a year ---- */

static const char buyer_text[] = "SELECT count(*) FROM order_buyer WHERE county = $1 AND year = $2 AND buyer_id = $3";

void order_paid_soon(struct db *db, int64_t county, int64_t buyer_id, int64_t at)
{
	db_soon(db, buyer_text, bind(i64(county), i64(calendar_year(calendar_day(at))), i64(buyer_id)));
}

/* The first paid order of a buyer in a year with the sellers of a county is kept. Of two lanes that see none, the second to commit is
   run again (REPEATABLE READ). */
static enum outcome note_buyer(struct db *db, const struct order *order, int64_t at, bool *ret_first)
{
	int64_t before = 0, year = calendar_year(calendar_day(at));
	enum outcome outcome =
		db_number(db, &before, buyer_text, bind(i64(order->county), i64(year), i64(order->buyer_id)));

	*ret_first = before == 0;
	if (outcome != DONE || before > 0)
		return outcome;
	return db_exec(db,
	               "INSERT INTO order_buyer(county, year, buyer_id, order_id) VALUES ($1, $2, $3, $4)"
	               " ON CONFLICT DO NOTHING",
	               bind(i64(order->county), i64(year), i64(order->buyer_id), i64(order->id)));
}

enum outcome order_paid(struct db *db, struct arena *arena, struct world *world, const struct order *order)
{
	struct order_line *lines = order->lines;
	size_t count = order->line_count;
	bool is_first = false;
	enum outcome outcome;

	if (order->is_paid_at_once)
		outcome = order_count_move(db, order->county, order->seller_id, ORDER_PLACED, ORDER_PAID, 1);
	else
		outcome = order_move(db, order, ORDER_PAID, BY_PROGRAM, world->at, T(""));
	if (outcome == DONE && count == 0)
		outcome = order_lines(db, arena, order->county, order->id, &lines, &count);
	if (outcome == DONE)
		outcome = sell_stock(db, world, order, lines, count);
	if (outcome == DONE)
		outcome = count_products(db, lines, count);
	if (outcome == DONE)
		outcome = note_buyer(db, order, world->at, &is_first);
	if (outcome == DONE)
		count_paid(db, order, is_first, world->at);
	return outcome;
}

enum outcome order_settled(struct db *db, const struct order *order, int64_t at)
{
	enum outcome outcome = order_move(db, order, ORDER_COMPLETED, BY_BUYER | BY_PROGRAM, at, T(""));

	return outcome == DONE ? order_put_off_end(db, order) : outcome;
}

enum outcome order_give_up(struct db *db, struct arena *arena, const struct order *order)
{
	struct stock_part parts[LIMIT_CART_LINES];
	struct order_line *lines;
	size_t count = 0, part_count = 0;
	enum outcome outcome = order_lines(db, arena, order->county, order->id, &lines, &count);

	if (outcome == DONE && order->state == ORDER_PLACED)
		part_count = order_stock_parts(lines, count, parts);
	for (size_t i = 0; i < part_count && outcome == DONE; i++)
		outcome = stock_release(db, order->county, parts[i].stock_id, parts[i].pieces);
	if (outcome == DONE)
		outcome = db_exec(db,
		                  "UPDATE order_bought SET pieces = pieces - (SELECT sum(l.pieces) FROM order_line AS l"
		                  " WHERE l.county = $1 AND l.order_id = $2 AND l.product_id = order_bought.product_id)"
		                  " WHERE county = $1 AND buyer_id = $3 AND product_id IN"
		                  " (SELECT product_id FROM order_line WHERE county = $1 AND order_id = $2)",
		                  bind(i64(order->county), i64(order->id), i64(order->buyer_id)));
	return outcome == DONE ? order_put_off_end(db, order) : outcome;
}
