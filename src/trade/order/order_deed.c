/* What people do to orders: cancel, hand over, ask for a return, decide it. Each moves state, stock, totals and money together in
   its command. Money goes by order_hooks.refund; what a refund says is exact to the fen: returned pieces at the price of the order,
   delivery is not given back with a return, all is given back with a cancelled order. */
#include <assert.h>

#include "base/calendar.h"
#include "base/limits.h"
#include "common/measure/measure.h"
#include "trade/order/order_inside.h"

static const struct choice return_states[] = {
	{ "asked", N_("Asked for") }, { "accepted", N_("Accepted") }, { "refused", N_("Refused") }, { NULL, NULL }
};

static const struct field order_return_fields[] = {
	INT_FIELD(order_return, county, N_("County"), 0, 0, 0),
	WHOLE_FIELD(FIELD_ID, order_return, id, N_("Return"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_ID, order_return, order_id, N_("Order"), FIELD_OUT, 0, 0),
	INT_FIELD(order_return, number, N_("Line"), FIELD_OUT, 1, LIMIT_CART_LINES),
	INT_FIELD(order_return, pieces, N_("Pieces"), FIELD_OUT, 1, CART_PIECES),
	NOTE_FIELD(order_return, reason, N_("What is wrong with it"), FIELD_OUT, 2, ORDER_REASON),
	CHOICE_FIELD(order_return, state, N_("State"), FIELD_OUT, return_states),
	NOTE_FIELD(order_return, answer, N_("Answer"), FIELD_OUT, 0, ORDER_REASON),
	WHOLE_FIELD(FIELD_FEN, order_return, refund_fen, N_("Given back"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_GRAMS, order_return, weight_g, N_("Weight"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, order_return, restocked, N_("Back on the shelf"), FIELD_OUT, 0, 1),
	INT_FIELD(order_return, asked_by_id, N_("Asked by"), 0, 0, 0),
	INT_FIELD(order_return, decided_by_id, N_("Decided by"), 0, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order_return, asked_at, N_("Asked"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, order_return, decided_at, N_("Decided"), FIELD_OUT, 0, 0),
	FIELD_END,
};

const struct record order_return_record = { .name = "order_return",
	                                    .size = sizeof(struct order_return),
	                                    .county = offsetof(struct order_return, county),
	                                    .fields = order_return_fields };

/* Totals go down on the day of giving back, where they went up. */
static void count_back(struct db *db, const struct order *o, int64_t at, int64_t goods_fen, int64_t grams,
                       int64_t refund_fen)
{
	measure_add(db, INDICATOR_SOLD_FEN, o->seller_place, at, -goods_fen);
	measure_add(db, INDICATOR_SOLD_G, o->seller_place, at, -grams);
	measure_add(db, INDICATOR_BOUGHT_FEN, o->buyer_place, at, -goods_fen);
	measure_add(db, INDICATOR_REFUND_FEN, o->seller_place, at, refund_fen);
}

/* Sold goods come back: onto the shelf, or straight out again as a loss. */
static enum outcome stock_back(struct request *r, const struct order *o, int64_t stock_id, int64_t pieces, bool restock)
{
	enum outcome outcome =
		stock_receive(r->db, o->county, stock_id, pieces, request_new_id(r), "return", o->id, r->now);

	if (outcome == DONE && !restock)
		outcome = stock_receive(r->db, o->county, stock_id, pieces, request_new_id(r), "loss", o->id, r->now);
	return outcome;
}

static enum outcome goods_back(struct request *r, const struct order *o, bool restock)
{
	struct stock_part parts[LIMIT_CART_LINES];
	struct order_line *lines;
	size_t count = 0, part_count;
	enum outcome outcome = order_lines(r->db, r->arena, o->county, o->id, &lines, &count);

	if (outcome != DONE)
		return outcome;
	part_count = order_stock_parts(lines, count, parts);
	for (size_t i = 0; i < part_count && outcome == DONE; i++)
		outcome = stock_back(r, o, parts[i].stock_id, parts[i].pieces, restock);
	for (size_t i = 0; i < count && outcome == DONE; i++)
		outcome = product_count_sold(r->db, o->county, lines[i].product_id, -lines[i].pieces,
		                             -lines[i].pieces * lines[i].weight_g);
	return outcome;
}

static enum outcome set_refunded(struct db *db, const struct order *o, int64_t fen)
{
	return db_change_one(db,
	                     "UPDATE orders SET refunded_fen = refunded_fen + $1, version = version + 1"
	                     " WHERE county = $2 AND id = $3 AND refunded_fen + $1 <= paid_fen",
	                     bind(i64(fen), i64(o->county), i64(o->id)));
}

enum outcome order_cancel(struct request *r, const struct order *o, unsigned who, struct text reason, bool restock)
{
	int64_t refund_fen = o->paid_fen - o->refunded_fen;
	enum outcome outcome = order_move(r->db, o, ORDER_CANCELLED, who, r->now, reason);

	if (outcome == DONE)
		outcome = order_give_up(r->db, r->arena, o);
	if (outcome != DONE || o->state == ORDER_PLACED)
		return outcome;
	outcome = goods_back(r, o, restock);
	if (outcome == DONE)
		outcome = set_refunded(r->db, o, refund_fen);
	if (outcome != DONE)
		return outcome;
	count_back(r->db, o, r->now, o->goods_fen, o->weight_g, refund_fen);
	return order_hooks.refund(r, o, request_new_id(r), refund_fen, N_("Order cancelled"));
}

enum outcome order_hand_over(struct db *db, const struct order *o, int64_t at)
{
	enum outcome outcome;

	if (o->state != ORDER_SHIPPED && o->state != ORDER_DELIVERED)
		return CONFLICT;
	outcome = db_change_one(db,
	                        "UPDATE orders SET delivered_at = CASE WHEN state = 4 THEN $1 ELSE delivered_at END,"
	                        " state = 5, handed_at = $1, completes_at = $1 + $2, version = version + 1"
	                        " WHERE county = $3 AND id = $4 AND state = $5 AND handed_at = 0",
	                        bind(i64(at), i64(7 * CALENDAR_DAY_MS), i64(o->county), i64(o->id), i64(o->state)));
	if (outcome == DONE)
		outcome = order_count_move(db, o->county, o->seller_id, o->state, ORDER_DELIVERED, 1);
	return outcome;
}

#define RETURN_COLUMNS                                                                                               \
	"county, id, order_id, number, pieces, reason, state, answer, refund_fen, weight_g, restocked, asked_by_id," \
	" decided_by_id, asked_at, decided_at"

enum outcome order_returns(struct db *db, struct arena *arena, int64_t county, int64_t order_id,
                           struct order_return **ret, size_t *ret_count)
{
	return db_list(db, arena, &order_return_record, LIMIT_LIST_ROWS, ret, ret_count,
	               "SELECT " RETURN_COLUMNS " FROM order_return WHERE county = $1 AND order_id = $2"
	               " ORDER BY id LIMIT $3",
	               bind(i64(county), i64(order_id), i64(LIMIT_LIST_ROWS)));
}

enum outcome order_return_one(struct db *db, struct arena *arena, int64_t county, int64_t id, struct order_return *ret)
{
	return db_one(db, arena, &order_return_record, ret,
	              "SELECT " RETURN_COLUMNS " FROM order_return WHERE county = $1 AND id = $2",
	              bind(i64(county), i64(id)));
}

enum outcome order_return_ask(struct request *r, const struct order *o, const struct order_return *asked)
{
	int64_t left = 0;
	enum outcome outcome =
		db_number(r->db, &left,
	                  "SELECT l.pieces - l.returned - COALESCE((SELECT sum(t.pieces) FROM order_return AS t"
	                  " WHERE t.county = l.county AND t.order_id = l.order_id AND t.number = l.number"
	                  " AND t.state = 'asked'), 0) FROM order_line AS l"
	                  " WHERE l.county = $1 AND l.order_id = $2 AND l.number = $3",
	                  bind(i64(o->county), i64(o->id), i64(asked->number)));

	if (outcome != DONE)
		return outcome;
	if (asked->pieces > left)
		return INVALID;
	return db_exec(
		r->db,
		"INSERT INTO order_return(county, id, order_id, number, pieces, reason, state, answer, refund_fen,"
		" weight_g, restocked, asked_by_id, decided_by_id, asked_at, decided_at)"
		" VALUES ($1, $2, $3, $4, $5, $6, 'asked', '', 0, 0, 0, $7, 0, $8, 0)",
		bind(i64(o->county), i64(asked->id), i64(o->id), i64(asked->number), i64(asked->pieces),
	             txt(asked->reason), i64(r->who.person_id), i64(r->now)));
}

static enum outcome decide(struct request *r, const struct order_return *t, struct text state, int64_t refund_fen,
                           int64_t grams, bool restock, struct text answer)
{
	return db_change_one(r->db,
	                     "UPDATE order_return SET state = $1, refund_fen = $2, weight_g = $3, restocked = $4,"
	                     " answer = $5, decided_by_id = $6, decided_at = $7"
	                     " WHERE county = $8 AND id = $9 AND state = 'asked'",
	                     bind(txt(state), i64(refund_fen), i64(grams), i64(restock), txt(answer),
	                          i64(r->who.person_id), i64(r->now), i64(t->county), i64(t->id)));
}

static enum outcome take_back(struct request *r, const struct order *o, const struct order_line *line, int64_t pieces,
                              bool restock)
{
	enum outcome outcome = db_change_one(r->db,
	                                     "UPDATE order_line SET returned = returned + $1 WHERE county = $2"
	                                     " AND order_id = $3 AND number = $4 AND returned + $1 <= pieces",
	                                     bind(i64(pieces), i64(o->county), i64(o->id), i64(line->number)));

	if (outcome == DONE)
		outcome = stock_back(r, o, line->stock_id, pieces * (line->stock_pieces / line->pieces), restock);
	if (outcome == DONE)
		outcome = product_count_sold(r->db, o->county, line->product_id, -pieces, -pieces * line->weight_g);
	return outcome;
}

enum outcome order_return_accept(struct request *r, const struct order *o, const struct order_return *asked,
                                 bool restock, struct text answer)
{
	struct order_line *lines;
	size_t count = 0;
	int64_t fen, grams;
	enum outcome outcome = order_lines(r->db, r->arena, o->county, o->id, &lines, &count);

	if (outcome != DONE)
		return outcome;
	assert(asked->number >= 1 && (size_t)asked->number <= count);
	const struct order_line *line = &lines[asked->number - 1];
	fen = asked->pieces * line->price_fen;
	grams = asked->pieces * line->weight_g;
	outcome = decide(r, asked, T("accepted"), fen, grams, restock, answer);
	if (outcome == DONE)
		outcome = take_back(r, o, line, asked->pieces, restock);
	if (outcome == DONE)
		outcome = set_refunded(r->db, o, fen);
	if (outcome != DONE)
		return outcome;
	count_back(r->db, o, r->now, fen, grams, fen);
	return order_hooks.refund(r, o, asked->id, fen, N_("Goods returned"));
}

enum outcome order_return_refuse(struct request *r, const struct order_return *asked, struct text answer)
{
	return decide(r, asked, T("refused"), 0, 0, false, answer);
}
