/* Placing: prices, windows, limits and stock are looked at once more and taken in one step; what cannot be had is told line by
   line and nothing is kept. One order a seller; all of a checkout are paid together.
   Statements of one order with one line: lines, place, route, station, hold, limit, order, turn, grower, line, cart. */
#include "trade/order/checkout.h"

#include <assert.h>

#include "base/id.h"
#include "base/limits.h"
#include "common/household/household.h"
#include "journal/seal.h"

enum { HOLD_MINUTES = 30, HOLD_CASH_MINUTES = 24 * 60 };

static const struct field checkout_fields[] = {
	TEXT_FIELD(checkout, receiver, N_("Name of the receiver"), FIELD_IN | FIELD_REQUIRED, 1, 60),
	PHONE_FIELD(checkout, phone, N_("Phone, for the delivery"), FIELD_IN | FIELD_REQUIRED),
	WHOLE_FIELD(FIELD_PLACE, checkout, place, N_("Place"), FIELD_IN, 0, 0),
	TEXT_FIELD(checkout, address, N_("Street and house"), FIELD_IN, 0, 200),
	TEXT_FIELD(checkout, station, N_("Pick-up station"), FIELD_IN, 0, 40),
	TEXT_FIELD(checkout, payment, N_("How to pay"), FIELD_IN, 0, 20),
	WHOLE_FIELD(FIELD_FEN, checkout, total_fen, N_("Sum as seen"), FIELD_IN, 0, 0),
	LIST_FIELD(checkout, lines, N_("Lines"), FIELD_IN, &cart_wanted_record, 0, LIMIT_CART_LINES),
	FIELD_END,
};

const struct record checkout_record = { .name = "checkout",
	                                .size = sizeof(struct checkout),
	                                .fields = checkout_fields };

/* ---- checks ---- */

static enum outcome check_station(struct request *r, struct checkout *checkout)
{
	struct station *station = &checkout->to_station;
	enum outcome outcome = NOT_FOUND;

	if (id_read(checkout->station, &station->county, &station->id))
		outcome = station_one(r->db, r->arena, station->county, station->id, station);
	if (outcome == NOT_FOUND || (outcome == DONE && !station->open)) {
		*station = (struct station){ .id = 0 };
		form_problem(r, "station", N_("Choose a station that is open"), T(""));
		return DONE;
	}
	checkout->place = station->place;
	return outcome;
}

static enum outcome check_place(struct request *r, struct checkout *checkout)
{
	if (checkout->station.length > 0)
		return check_station(r, checkout);
	if (checkout->place == 0 || place_county(checkout->place) == 0 || !place_is_known(r->db, checkout->place)) {
		checkout->place = 0;
		form_problem(r, "place", N_("Choose the county, township or village it goes to"), T(""));
	} else if (checkout->address.length < 2 && place_level(checkout->place) < PLACE_VILLAGE) {
		form_problem(r, "address", N_("Write the street and house"), T(""));
	}
	return DONE;
}

/* Where the problem of a line stands: at its number when lines were sent, else at the cart's line. */
static struct text line_field(struct request *r, const struct checkout *checkout, const struct cart_item *item)
{
	if (checkout->lines.count > 0)
		return text_format(r->arena, "lines.%lld", (long long)item->line);
	return id_public(r->arena, item->county, item->variant_id);
}

static void check_items(struct request *r, const struct checkout *checkout)
{
	const struct cart *cart = &checkout->cart;

	if (cart->count == 0 && r->problems.count == 0)
		form_problem(r, "lines", N_("The cart is empty"), T(""));
	if (cart->count > LIMIT_CART_LINES)
		form_problem(r, "lines", N_("The cart is full: order what is in it first, at most %s lines"),
		             text_of_int(r->arena, LIMIT_CART_LINES));
	for (size_t i = 0; i < cart->count; i++) {
		const struct cart_item *item = &cart->items[i];
		if (item->trouble != CART_GOOD)
			problem_add(&r->problems, line_field(r, checkout, item), "%s",
			            text_format(r->arena, "%.*s: %.*s", TEXT(cart_item_title(r, item)),
			                        TEXT(cart_trouble_words(r, item))));
	}
}

static void check_sums(struct request *r, const struct checkout *checkout)
{
	const struct cart_sum *sum = &checkout->sum;

	for (size_t i = 0; i < sum->count && checkout->place != 0; i++)
		if (!sum->groups[i].delivered)
			form_problem(r, "place", N_("%s does not deliver there"),
			             checkout->cart.items[sum->groups[i].from].seller_name);
	if (checkout->total_fen != 0 && checkout->total_fen != sum->goods_fen + sum->shipping_fen &&
	    r->problems.count == 0)
		form_problem(r, "total_fen", N_("The sum has changed meanwhile: it is ¥%s now. Look at it once more."),
		             show_fen(r, sum->goods_fen + sum->shipping_fen));
}

/* What will be read when the orders are paid at once is asked for along with the goods. */
static void read_ahead(struct request *r, const struct checkout *checkout)
{
	const struct cart_wanted *first = checkout->lines.rows;
	int64_t county, id;

	if (!order_hooks.pays_at_once(checkout->payment) || checkout->lines.count == 0)
		return;
	ledger_account_soon(r->db, (struct account_key){ r->person_county, ACCOUNT_BALANCE, r->person_id });
	if (id_read(first->variant, &county, &id))
		order_paid_soon(r->db, county, r->person_id, r->now);
}

enum outcome checkout_check(struct request *r, struct checkout *checkout)
{
	enum outcome outcome;

	read_ahead(r, checkout);
	if (checkout->lines.count > 0)
		outcome = cart_of_lines(r, checkout->lines.rows, checkout->lines.count, &checkout->cart);
	else
		outcome = cart_read(r, &checkout->cart);
	if (outcome == DONE)
		outcome = check_place(r, checkout);
	if (outcome != DONE)
		return outcome;
	check_items(r, checkout);
	outcome = cart_sum(r, &checkout->cart, checkout->place, &checkout->sum);
	if (outcome == DONE)
		check_sums(r, checkout);
	return outcome;
}

/* ---- taking ---- */

/* The lines on one stock item together, in order of stock items, so that two checkouts never wait for each other. */
struct hold {
	int64_t county, stock_id, pieces;
	const struct cart_item *item;
};

static size_t sum_holds(const struct cart *cart, struct hold holds[LIMIT_CART_LINES])
{
	size_t count = 0;

	for (size_t i = 0; i < cart->count; i++) {
		const struct cart_item *item = &cart->items[i];
		struct hold hold = { item->county, item->stock_id, 0, item };
		size_t at = 0;
		while (at < count && (holds[at].county < hold.county ||
		                      (holds[at].county == hold.county && holds[at].stock_id < hold.stock_id)))
			at++;
		if (at == count || holds[at].county != hold.county || holds[at].stock_id != hold.stock_id) {
			for (size_t j = count++; j > at; j--)
				holds[j] = holds[j - 1];
			holds[at] = hold;
		}
		holds[at].pieces += item->pieces * item->each;
	}
	return count;
}

static enum outcome take_stock(struct request *r, const struct checkout *checkout)
{
	struct hold holds[LIMIT_CART_LINES];
	size_t count = sum_holds(&checkout->cart, holds);
	bool is_paid_at_once = order_hooks.pays_at_once(checkout->payment);

	for (size_t i = 0; i < count; i++) {
		enum outcome outcome = (is_paid_at_once ? stock_take : stock_hold)(r->db, holds[i].county,
		                                                                   holds[i].stock_id, holds[i].pieces);
		if (outcome == CONFLICT)
			problem_add(&r->problems, line_field(r, checkout, holds[i].item), N_("%s: sold out"),
			            cart_item_title(r, holds[i].item));
		if (outcome != DONE)
			return outcome;
	}
	return DONE;
}

/* The buyer's pieces of each product, against its limit. Items of one product stand together. */
static enum outcome take_limits(struct request *r, const struct checkout *checkout)
{
	const struct cart *cart = &checkout->cart;
	enum outcome outcome = DONE;

	for (size_t i = 0, next; i < cart->count && outcome == DONE; i = next) {
		const struct cart_item *item = &cart->items[i];
		int64_t pieces = 0;
		for (next = i; next < cart->count && cart->items[next].product_id == item->product_id; next++)
			pieces += cart->items[next].pieces;
		outcome = db_change_one(
			r->db,
			"INSERT INTO order_bought(county, product_id, buyer_id, pieces) VALUES ($1, $2, $3, $4)"
			" ON CONFLICT (county, product_id, buyer_id) DO UPDATE"
			" SET pieces = order_bought.pieces + excluded.pieces"
			" WHERE $5 = 0 OR order_bought.pieces + excluded.pieces <= $5",
			bind(i64(item->county), i64(item->product_id), i64(r->person_id), i64(pieces),
		             i64(item->limit_each)));
		if (outcome == CONFLICT)
			problem_add(&r->problems, line_field(r, checkout, item), N_("Each buyer may have %s"),
			            text_of_int(r->arena, item->limit_each));
	}
	return outcome;
}

/* ---- writing ---- */

/* Four digits of chance and Luhn's check digit (ISO/IEC 7812-1): "5183-6". */
static struct text pickup_code(struct request *r)
{
	uint32_t chance = 0;
	int digits[4], sum = 0;

	world_chance(r->world, &chance, sizeof chance);
	for (int i = 3; i >= 0; i--, chance /= 10) {
		digits[i] = (int)(chance % 10);
		int twice = digits[i] * (i % 2 == 1 ? 2 : 1);
		sum += twice > 9 ? twice - 9 : twice;
	}
	return text_format(r->arena, "%d%d%d%d-%d", digits[0], digits[1], digits[2], digits[3], (10 - sum % 10) % 10);
}

/* How long an order waits for its money: as it is set, else half an hour; a day for whoever has to walk to the station with cash. */
static int64_t hold_ms(struct request *r, struct text payment)
{
	int64_t minutes = 0;

	if (!text_to_int64(request_setting(r, "hold_minutes"), &minutes) || minutes < 1 || minutes > HOLD_CASH_MINUTES)
		minutes = HOLD_MINUTES;
	if (text_equal(payment, T("cash")))
		minutes = HOLD_CASH_MINUTES;
	return minutes * 60000;
}

enum outcome order_hold_for_cash(struct db *db, int64_t checkout_id)
{
	return db_exec(db,
	               "UPDATE orders SET expires_at = placed_at + $2 WHERE checkout_id = $1 AND state = 1"
	               " AND expires_at < placed_at + $2",
	               bind(i64(checkout_id), i64(HOLD_CASH_MINUTES * INT64_C(60000))));
}

/* What is paid at once is written as order_move() would leave it, its version too, so that a journal of when it was moved gives the same. */
static enum outcome write_order(struct request *r, const struct order *o)
{
	const struct digest *secret = request_secret(r);
	bool is_paid = o->is_paid_at_once;

	return db_exec(
		r->db,
		"INSERT INTO orders(county, id, checkout_id, seller_id, seller_place, buyer_county, buyer_id, buyer_place,"
		" placed_by_id, station_id, serving_station_id, serving_place, receiver, phone, address, state, goods_fen,"
		" shipping_fen, paid_fen, refunded_fen, weight_g, ships_on, arrives_on, expires_at, placed_at, paid_at,"
		" packed_at, shipped_at, delivered_at, handed_at, completes_at, completed_at, ended_at, pickup_code,"
		" payment, reason, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $25,"
		" $16, $17, $26, 0, $18, $19, $20, $21, $22, $27, 0, 0, 0, 0, 0, 0, 0, $23, $24, '', $28)",
		bind(i64(o->county), i64(o->id), i64(o->checkout_id), i64(o->seller_id), i64(o->seller_place),
	             i64(o->buyer_county), i64(o->buyer_id), i64(o->buyer_place), i64(o->placed_by_id),
	             i64(o->station_id), i64(o->serving_station_id), i64(o->serving_place), txt(o->receiver),
	             txt(seal_hex(r->arena, secret, r->world, o->phone)),
	             txt(o->address.length > 0 ? seal_hex(r->arena, secret, r->world, o->address) : T("")),
	             i64(o->goods_fen), i64(o->shipping_fen), i64(o->weight_g), i64(o->ships_on), i64(o->arrives_on),
	             i64(o->expires_at), i64(o->placed_at), txt(o->pickup_code), txt(o->payment),
	             i64(is_paid ? ORDER_PAID : ORDER_PLACED), i64(is_paid ? o->goods_fen + o->shipping_fen : 0),
	             i64(is_paid ? o->placed_at : 0), i64(is_paid ? 2 : 1)));
}

/* Moves the turn among the seller's growers on from where it was read with the goods: of two lanes that do so, the second to commit is
   run again (REPEATABLE READ). */
static enum outcome take_turn(struct request *r, const struct cart_group *group, int64_t pieces)
{
	return db_exec(r->db,
	               "INSERT INTO order_turn(county, seller_id, pieces) VALUES ($1, $2, $3)"
	               " ON CONFLICT (county, seller_id) DO UPDATE SET pieces = order_turn.pieces + excluded.pieces",
	               bind(i64(group->county), i64(group->seller_id), i64(pieces)));
}

/* The household of the seller itself, when it is one. */
static enum outcome own_household(struct request *r, const struct cart_item *item, struct grower *ret)
{
	struct household household = { 0 };
	enum outcome outcome;

	*ret = (struct grower){ .household_id = 0 };
	if (!text_equal(item->seller_kind, T("household")))
		return DONE;
	outcome = household_at(r->db, r->arena, item->seller_place, &household);
	if (outcome == DONE)
		*ret = (struct grower){ .household_id = household.id, .household_place = household.place };
	return outcome == NOT_FOUND ? DONE : outcome;
}

static struct order_line line_of(const struct order *o, int64_t number, const struct cart_item *item,
                                 const struct grower *grower)
{
	return (struct order_line){
		.county = o->county,
		.order_id = o->id,
		.number = number,
		.product_id = item->product_id,
		.variant_id = item->variant_id,
		.stock_id = item->stock_id,
		.title = item->title,
		.variant_name = item->variant_name,
		.unit = item->unit,
		.picture = item->picture,
		.pieces = item->pieces,
		.stock_pieces = item->pieces * item->each,
		.price_fen = item->price_fen,
		.weight_g = item->weight_g,
		.household_id = grower->household_id,
		.household_place = grower->household_place,
	};
}

static enum outcome write_line(struct db *db, const struct order_line *l)
{
	return db_exec(
		db,
		"INSERT INTO order_line(county, order_id, number, product_id, variant_id, stock_id, title, variant_name,"
		" unit, picture, pieces, stock_pieces, price_fen, weight_g, household_id, household_place, returned)"
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0)",
		bind(i64(l->county), i64(l->order_id), i64(l->number), i64(l->product_id), i64(l->variant_id),
	             i64(l->stock_id), txt(l->title), txt(l->variant_name), txt(l->unit), txt(l->picture),
	             i64(l->pieces), i64(l->stock_pieces), i64(l->price_fen), i64(l->weight_g), i64(l->household_id),
	             i64(l->household_place)));
}

/* Writes the lines, and keeps them with the order. */
static enum outcome write_lines(struct request *r, struct order *o, const struct cart_group *group,
                                const struct cart_item *items)
{
	struct grower grower = { 0 };
	bool shares = items[0].household_share > 0, grows = items[0].grown != 0;
	int64_t turn = items[0].turn, pieces = 0;
	enum outcome outcome = DONE;

	o->lines = arena_array(r->arena, group->count, sizeof *o->lines);
	o->line_count = group->count;

	for (size_t i = 0; i < group->count; i++)
		pieces += items[i].pieces;
	if (shares)
		outcome = take_turn(r, group, pieces);
	if (shares && !grows && outcome == DONE)
		outcome = own_household(r, &items[0], &grower);
	for (size_t i = 0; i < group->count && outcome == DONE; i++) {
		if (shares && grows)
			outcome = seller_grower(r->db, o->county, o->seller_id, turn, &grower);
		if (outcome == NOT_FOUND) {
			grows = false;
			outcome = own_household(r, &items[0], &grower);
		}
		turn += items[i].pieces;
		o->lines[i] = line_of(o, (int64_t)i + 1, &items[i], &grower);
		if (outcome == DONE)
			outcome = write_line(r->db, &o->lines[i]);
	}
	return outcome;
}

static struct order order_of_group(struct request *r, const struct checkout *checkout, const struct cart_group *group,
                                   int64_t checkout_id)
{
	const struct cart_item *first = &checkout->cart.items[group->from];

	return (struct order){
		.county = group->county,
		.id = request_new_id(r),
		.checkout_id = checkout_id,
		.seller_id = group->seller_id,
		.seller_place = first->seller_place,
		.buyer_county = r->person_county,
		.buyer_id = r->person_id,
		.buyer_place = checkout->place,
		.placed_by_id = r->who.person_id,
		.station_id = checkout->to_station.id,
		.serving_station_id = checkout->by_station.id,
		.serving_place = checkout->by_station.place,
		.receiver = checkout->receiver,
		.phone = checkout->phone,
		.address = checkout->address,
		.state = ORDER_PLACED,
		.goods_fen = group->goods_fen,
		.shipping_fen = group->promise.fee_fen,
		.weight_g = group->weight_g,
		.ships_on = group->promise.ships_on,
		.arrives_on = group->promise.arrives_on,
		.expires_at = r->now + hold_ms(r, checkout->payment),
		.placed_at = r->now,
		.pickup_code = pickup_code(r),
		.payment = checkout->payment,
		.version = 1,
		.is_paid_at_once = order_hooks.pays_at_once(checkout->payment),
	};
}

enum outcome checkout_place(struct request *r, struct checkout *checkout, int64_t checkout_id,
                            struct order **ret_orders, size_t *ret_count)
{
	const struct cart_sum *sum = &checkout->sum;
	struct order *orders = arena_array(r->arena, sum->count, sizeof *orders);
	enum outcome outcome;

	assert(r->problems.count == 0 && sum->good && sum->delivered && checkout->cart.count <= LIMIT_CART_LINES);
	if (r->who.for_id != 0 && station_mine(r, &checkout->by_station) != DONE)
		checkout->by_station = (struct station){ .id = 0 };
	outcome = take_stock(r, checkout);
	if (outcome == DONE)
		outcome = take_limits(r, checkout);
	for (size_t i = 0; i < sum->count && outcome == DONE; i++) {
		const struct cart_group *group = &sum->groups[i];
		orders[i] = order_of_group(r, checkout, group, checkout_id);
		outcome = write_order(r, &orders[i]);
		if (outcome == DONE)
			outcome = write_lines(r, &orders[i], group, &checkout->cart.items[group->from]);
	}
	if (outcome == DONE && checkout->lines.count == 0)
		outcome = cart_clear(r);
	*ret_orders = orders;
	*ret_count = sum->count;
	return outcome;
}
