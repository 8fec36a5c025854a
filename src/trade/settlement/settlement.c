/* Sharing an order's money out. */
#include "trade/settlement/settlement.h"

#include <assert.h>
#include <string.h>

#include "base/limits.h"
#include "base/money.h"
#include "common/measure/measure.h"

struct sharing {
	struct db *db;
	struct world *world;
	const struct order *order;
	const struct order_line *lines;
	size_t line_count;
	int64_t person_id;
};

/* What is kept of a line, in fen. */
static int64_t line_kept(const struct order_line *line)
{
	int64_t fen = 0;
	bool fits = money_multiply(line->price_fen, line->pieces - line->returned, &fen);

	assert(fits && line->returned <= line->pieces);
	return fen;
}

static int64_t county_place(const struct order *order)
{
	return place_of_county(order->county);
}

static const char *reason_of(enum account_kind kind)
{
	return kind == ACCOUNT_HOUSEHOLD ? N_("To the household")
	       : kind == ACCOUNT_SELLER  ? N_("To the seller")
	       : kind == ACCOUNT_STATION ? N_("To the station")
	       : kind == ACCOUNT_CARRIER ? N_("To the carrier")
	       : kind == ACCOUNT_RESERVE ? N_("Put by for spoilt goods")
	                                 : N_("To the platform");
}

/* One transfer out of the order's escrow: to an account of the seller's county, or of that in which the station stands. */
static enum outcome pay_part(struct sharing *s, enum account_kind kind, int64_t owner_id, int64_t place, int64_t fen)
{
	struct transfer transfer = {
		.county = s->order->county,
		.id = world_id(s->world),
		.debit_county = s->order->county,
		.debit_kind = ACCOUNT_ESCROW,
		.debit_owner_id = s->order->id,
		.credit_county = kind == ACCOUNT_STATION ? place_county(place) : s->order->county,
		.credit_kind = kind,
		.credit_owner_id = owner_id,
		.amount_fen = fen,
		.reason = text_of(reason_of(kind)),
		.subject_id = s->order->id,
		.person_id = s->person_id,
		.at = s->world->at,
	};

	return fen == 0 ? DONE : ledger_post(s->db, &transfer, s->order->seller_place, place);
}

/* The households' part, by what was kept of each line; the remainder goes to the first line that has a household. */
static enum outcome pay_households(struct sharing *s, int64_t fen, int64_t goods_fen)
{
	int64_t parts[LIMIT_CART_LINES] = { 0 }, left = fen;
	size_t first = s->line_count;
	enum outcome outcome = DONE;

	assert(s->line_count <= LIMIT_CART_LINES);
	for (size_t i = 0; i < s->line_count; i++) {
		if (s->lines[i].household_id == 0)
			continue;
		parts[i] = money_share(fen, line_kept(&s->lines[i]), goods_fen);
		left -= parts[i];
		if (first == s->line_count)
			first = i;
	}
	if (first == s->line_count)
		return pay_part(s, ACCOUNT_SELLER, s->order->seller_id, s->order->seller_place, fen);
	parts[first] += left;
	for (size_t i = 0; outcome == DONE && i < s->line_count; i++) {
		const struct order_line *line = &s->lines[i];

		if (parts[i] == 0)
			continue;
		outcome = pay_part(s, ACCOUNT_HOUSEHOLD, line->household_id, line->household_place, parts[i]);
		measure_add(s->db, INDICATOR_HOUSEHOLD_FEN, line->household_place, s->world->at, parts[i]);
	}
	return outcome;
}

/* A station may stand in another county than the seller: what is due to it is due there. An order for a station goes to its place. */
static enum outcome pay_station(struct sharing *s, int64_t fen)
{
	const struct order *order = s->order;

	if (order->serving_station_id != 0)
		return pay_part(s, ACCOUNT_STATION, order->serving_station_id, order->serving_place, fen);
	if (order->station_id != 0)
		return pay_part(s, ACCOUNT_STATION, order->station_id, order->buyer_place, fen);
	return pay_part(s, ACCOUNT_SELLER, order->seller_id, order->seller_place, fen);
}

static enum outcome pay_to(struct sharing *s, const struct seller_part *part, int64_t goods_fen)
{
	switch (part->kind) {
	case ACCOUNT_HOUSEHOLD:
		return pay_households(s, part->fen, goods_fen);
	case ACCOUNT_STATION:
		return pay_station(s, part->fen);
	case ACCOUNT_SELLER:
		return pay_part(s, ACCOUNT_SELLER, s->order->seller_id, s->order->seller_place, part->fen);
	case ACCOUNT_GATEWAY:
	case ACCOUNT_TILL:
	case ACCOUNT_BANK:
	case ACCOUNT_BALANCE:
	case ACCOUNT_ESCROW:
	case ACCOUNT_CARRIER:
	case ACCOUNT_PLATFORM:
	case ACCOUNT_RESERVE:
	case ACCOUNT_OPENING:
	case ACCOUNT_NEED:
	case ACCOUNT_CAMPAIGN:
	case ACCOUNT_VOUCHER:
	case ACCOUNT_PROJECT:
	case ACCOUNT_PLEDGE:
	case ACCOUNT_PAYDAY:
	case ACCOUNT_KINDS:
		break;
	}
	return pay_part(s, part->kind, 0, county_place(s->order), part->fen);
}

enum outcome settlement_complete(struct db *db, struct arena *arena, struct world *world, const struct order *order,
                                 int64_t person_id)
{
	struct sharing s = { .db = db, .world = world, .order = order, .person_id = person_id };
	struct seller_part parts[SELLER_PARTS];
	struct seller seller;
	struct order_line *lines;
	int64_t kept = 0;
	size_t count;
	enum outcome outcome = order_lines(db, arena, order->county, order->id, &lines, &s.line_count);

	if (outcome == DONE)
		outcome = seller_when(db, arena, order->county, order->seller_id, order->placed_at, &seller);
	if (outcome != DONE)
		return outcome;
	s.lines = lines;
	for (size_t i = 0; i < s.line_count; i++)
		kept += line_kept(&lines[i]);
	if (kept + order->shipping_fen != order->paid_fen - order->refunded_fen)
		return CONFLICT;
	count = seller_parts(&seller, kept, order->shipping_fen, parts);
	for (size_t i = 0; outcome == DONE && i < count; i++)
		outcome = pay_to(&s, &parts[i], kept);
	if (outcome != DONE)
		return outcome;
	measure_add(db, INDICATOR_SETTLED_FEN, order->seller_place, world->at, kept + order->shipping_fen);
	return order_settled(db, order, world->at);
}
