/* The trade is played event by event, in the order of time: each event is one request of somebody, and its answer brings that deal's
   next event. Events close in time are asked together (demo_wave). What would happen after the machine's present does not
   happen, so that the demo stands in the middle of its trade. */
#include "app/demo.h"

#include <assert.h>
#include <stdio.h>

#include "base/money.h"

enum {
	MINUTE_MS = 60000,
	HOUR_MS = 3600000,
	SERVED_MS = HOUR_MS,
	WAVE_EVENTS = 1024,
	WAVE_TWINS = 64, /* events of a wave that wait for the same person's joining */
	SALE_TICK_MS = 4 * MINUTE_MS,
	SALE_END_TICK_MS = 20 * MINUTE_MS,
	HISTORY_TICK_MS = 24 * HOUR_MS,
	BODY_ORDERS = 200,
	RETURN_PARTS = 190,
	ASK_RETURN_OF_OTHERS = 250,
	PAYOUTS = 2,
};

enum step {
	STEP_SERVE,    /* the operator begins to act for the villager */
	STEP_PLACE,    /* the order is placed */
	STEP_STOP,     /* the operator acts for itself again */
	STEP_PAY,      /* the gateway says that it is paid */
	STEP_WITHDRAW, /* the buyer takes the order back */
	STEP_CONFIRM,  /* the buyer has it, and is content */
	STEP_HAND,     /* the station hands the parcel over */
	STEP_RETURN,   /* the buyer is not content */
	STEP_DECIDE,   /* the seller decides about the return */
	STEP_MOVE,     /* a block of orders is packed, sent, delivered */
	STEP_REFUNDS,  /* the gateway has given money back */
	STEP_PRESALE,  /* the pre-sale is listed */
	STEP_PAYOUT,   /* the township pays out */
	STEP_HELP,     /* a round of needs, gifts and questions */
};

struct event {
	int64_t at;
	uint32_t order; /* of coming, so that equal moments have an order */
	uint32_t what;  /* deal or block */
	enum step step;
	bool is_welcome; /* the ask is its person's joining or signing in */
};

struct trade {
	struct demo *demo;
	struct demo_plan plan;
	struct event *heap;
	size_t count, room;
	uint32_t orders_given;
	int64_t clock;     /* of the site */
	int64_t until;     /* the present wave ends here */
	int64_t chores_at; /* when chores are due again */
	int64_t played;
	bool is_good;
};

/* ---- the heap of events ---- */

static bool comes_first(const struct event *a, const struct event *b)
{
	return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void push(struct trade *trade, int64_t at, enum step step, size_t what)
{
	struct event event = { .at = at, .step = step, .what = (uint32_t)what, .order = trade->orders_given++ };
	size_t i = trade->count;

	if (at >= trade->demo->now - 2 * MINUTE_MS)
		return;
	assert(trade->count < trade->room);
	trade->count++;
	for (; i > 0 && comes_first(&event, &trade->heap[(i - 1) / 2]); i = (i - 1) / 2)
		trade->heap[i] = trade->heap[(i - 1) / 2];
	trade->heap[i] = event;
}

/* What was planned for a moment, but comes after something that may have been late. */
static void push_after(struct trade *trade, const struct event *event, int64_t at, enum step step)
{
	int64_t soonest = event->at + HOUR_MS;

	push(trade, at > soonest ? at : soonest, step, event->what);
}

static struct event pop(struct trade *trade)
{
	struct event first = trade->heap[0], last = trade->heap[--trade->count];
	size_t i = 0, below = 1;

	while (below < trade->count) {
		if (below + 1 < trade->count && comes_first(&trade->heap[below + 1], &trade->heap[below]))
			below++;
		if (!comes_first(&trade->heap[below], &last))
			break;
		trade->heap[i] = trade->heap[below];
		i = below;
		below = 2 * i + 1;
	}
	trade->heap[i] = last;
	return first;
}

/* ---- who asks ---- */

static struct demo_deal *deal_of(struct trade *trade, const struct event *event)
{
	return &trade->plan.deals[event->what];
}

/* NULL: nobody who signs in. */
static struct demo_person *who_asks(struct trade *trade, const struct event *event)
{
	struct demo_deal *deal = deal_of(trade, event);

	switch (event->step) {
	case STEP_SERVE:
	case STEP_STOP:
	case STEP_HAND:
		return deal->station->keeper;
	case STEP_PLACE:
	case STEP_WITHDRAW:
	case STEP_CONFIRM:
	case STEP_RETURN:
		return deal->station != NULL ? deal->station->keeper : deal->buyer;
	case STEP_DECIDE:
		return deal->variant->good->seller->member;
	case STEP_MOVE:
		return trade->plan.blocks[event->what].seller->member;
	case STEP_PAY:
	case STEP_REFUNDS:
	case STEP_PRESALE:
	case STEP_PAYOUT:
	case STEP_HELP:
		return NULL;
	}
	return NULL;
}

/* ---- what is asked ---- */

struct text deal_body(struct arena *arena, const struct demo_deal *deal)
{
	const struct demo_person *buyer = deal->buyer;
	struct text pieces = text_of_int(arena, deal->pieces);

	if (deal->station != NULL)
		return form_body(arena, "receiver", buyer->name, "phone", buyer->phone, "station", deal->station->id,
		                 "payment", T("cash"), "lines.0.variant", deal->variant->id, "lines.0.pieces", pieces,
		                 NULL);
	return form_body(arena, "receiver", buyer->name, "phone", buyer->phone, "place", buyer->place, "address",
	                 buyer->address, "payment", T("gateway"), "lines.0.variant", deal->variant->id,
	                 "lines.0.pieces", pieces, NULL);
}

static struct text order_door(struct arena *arena, const struct demo_deal *deal, const char *deed)
{
	return text_format(arena, "/api/v1/orders/%.*s/%s", TEXT(deal->id), deed);
}

static const struct {
	enum deal_state from;
	const char *word;
} moves[] = {
	{ DEAL_PAID, "packed" },
	{ DEAL_PACKED, "shipped" },
	{ DEAL_SHIPPED, "delivered" },
};

/* False: none of the block is ready. */
static bool move_body(struct trade *trade, const struct demo_block *block, struct ask *ask)
{
	struct arena *arena = simulation_arena(trade->demo->simulation);
	struct output out = output_in(arena);
	size_t stage = (size_t)block->state, count = 0;

	assert(stage < sizeof moves / sizeof moves[0] && block->count <= BODY_ORDERS);
	out_text(&out, form_body(arena, "seller", block->seller->id, "to", text_of(moves[stage].word), NULL));
	for (size_t i = 0; i < block->count; i++) {
		struct demo_deal *deal = &trade->plan.deals[block->from + i];
		deal->is_moving = deal->state == moves[stage].from;
		if (!deal->is_moving)
			continue;
		out_format(&out, "&orders.%zu=", count++);
		out_url(&out, deal->id);
	}
	ask->path = T("/api/v1/desk/orders");
	ask->body = output_text(&out);
	return count > 0;
}

static const char *const reasons[] = { "有三个压坏了",         "收到时烂了一小半", "少了半斤",
	                               "太生，放了两天还是硬", "个头比图上小很多", "箱子破了，果子都磕了" };

static struct text drawn_reason(struct demo *demo)
{
	return text_of(reasons[chance_below(&demo->chance, sizeof reasons / sizeof reasons[0])]);
}

static void decide_body(struct demo *demo, const struct demo_deal *deal, struct ask *ask)
{
	struct arena *arena = simulation_arena(demo->simulation);
	bool accept = chance_is(&demo->chance, 8600);

	ask->path = text_format(arena, "/api/v1/returns/%.*s", TEXT(deal->asked_return));
	ask->body = form_body(arena, "decision", accept ? T("accept") : T("refuse"), "answer",
	                      accept ? T("对不起，钱已经退回去了。") : T("看照片是果粉，擦一擦就好，不是坏果。"),
	                      "restock", T("0"), NULL);
}

/* Fills the ask. False: nothing is to be asked any more. */
static bool write_ask(struct trade *trade, const struct event *event, struct ask *ask)
{
	struct demo *demo = trade->demo;
	struct arena *arena = simulation_arena(demo->simulation);
	struct demo_deal *deal = deal_of(trade, event);

	ask->method = POST;
	switch (event->step) {
	case STEP_SERVE:
		ask->path = T("/api/v1/serve");
		ask->body = form_body(arena, "person", deal->buyer->id, NULL);
		return true;
	case STEP_PLACE:
		ask->path = T("/api/v1/orders");
		ask->body = deal_body(arena, deal);
		return true;
	case STEP_STOP:
		ask->path = T("/api/v1/serve/stop");
		return true;
	case STEP_PAY:
		gateway_message(demo, ask, "paid", deal->payment, deal->total_fen, T(""));
		return deal->state == DEAL_PLACED || deal->pays_twice;
	case STEP_WITHDRAW:
		ask->path = order_door(arena, deal, "withdraw");
		return deal->state == DEAL_PLACED || deal->state == DEAL_PAID;
	case STEP_CONFIRM:
		ask->path = order_door(arena, deal, "confirm");
		return deal->state == DEAL_DELIVERED;
	case STEP_HAND:
		ask->path = order_door(arena, deal, "hand");
		ask->body = form_body(arena, "code", deal->code, NULL);
		return deal->state == DEAL_DELIVERED;
	case STEP_RETURN:
		ask->path = order_door(arena, deal, "return");
		ask->body = form_body(arena, "number", T("1"), "pieces", T("1"), "reason", drawn_reason(demo), NULL);
		return deal->state == DEAL_DELIVERED;
	case STEP_DECIDE:
		decide_body(demo, deal, ask);
		return true;
	case STEP_MOVE:
		return move_body(trade, &trade->plan.blocks[event->what], ask);
	case STEP_REFUNDS:
	case STEP_PRESALE:
	case STEP_PAYOUT:
	case STEP_HELP:
		break;
	}
	return false;
}

/* ---- what comes of it ---- */

/* An order that goes out alone is packed some hours after it was paid; blocks have their own events. */
static void will_move(struct trade *trade, const struct event *event)
{
	if (event->what < trade->plan.alone_count)
		push_after(trade, event, trade->plan.blocks[event->what].pack_at, STEP_MOVE);
}

static void placed(struct trade *trade, const struct event *event, const struct ask *ask)
{
	struct demo *demo = trade->demo;
	struct demo_deal *deal = deal_of(trade, event);
	struct text orders = text_part(ask->answer, text_find(ask->answer, T("\"orders\":")), ask->answer.length);
	struct text pay = answer_value(ask->answer, "pay"), payment = T("");

	deal->id = text_copy(demo->arena, answer_value(orders, "id"));
	deal->state = deal->station != NULL ? DEAL_PAID : DEAL_PLACED;
	if (!text_to_int64(answer_value(ask->answer, "total_fen"), &deal->total_fen) || deal->id.length == 0)
		trade->is_good = complain("placing an order answered %.*s", TEXT(ask->answer)) == 0;
	if (deal->station != NULL) {
		deal->code = text_copy(demo->arena, answer_value(orders, "pickup_code"));
		push(trade, event->at + MINUTE_MS, STEP_STOP, event->what);
		will_move(trade, event);
		return;
	}
	if (text_starts(pay, T("/payments/")))
		payment = text_part(pay, T("/payments/").length, pay.length);
	deal->payment = text_copy(demo->arena, text_part(payment, 0, text_find(payment, T("/"))));
	if (deal->fate == FATE_KEPT)
		push(trade, event->at + deal->pay_after_ms, STEP_PAY, event->what);
	else if (deal->fate == FATE_WITHDRAWN)
		push(trade, event->at + 10 * MINUTE_MS, STEP_WITHDRAW, event->what);
}

static void paid(struct trade *trade, const struct event *event)
{
	struct demo_deal *deal = deal_of(trade, event);

	if (deal->state == DEAL_PLACED) {
		deal->state = DEAL_PAID;
		will_move(trade, event);
		if (deal->pays_twice)
			push(trade, event->at + 90000, STEP_PAY, event->what);
	} else {
		deal->pays_twice = false;
	}
}

/* What the buyer does with what has arrived. */
static void arrived(struct trade *trade, const struct demo_block *block, size_t which, int64_t at)
{
	struct demo *demo = trade->demo;
	struct demo_deal *deal = &trade->plan.deals[which];
	int64_t later = 2 * HOUR_MS + chance_below(&demo->chance, 44 * HOUR_MS);

	deal->state = DEAL_DELIVERED;
	deal->delivered_at = at;
	if (deal->station != NULL)
		push(trade, at + 6 * HOUR_MS + chance_below(&demo->chance, 60 * HOUR_MS), STEP_HAND, which);
	else if (chance_is(&demo->chance, deal->is_sale ? RETURN_PARTS : ASK_RETURN_OF_OTHERS))
		push(trade, at + later, STEP_RETURN, which);
	else if (chance_is(&demo->chance, block->confirm_parts))
		push(trade, at + later, STEP_CONFIRM, which);
}

static void moved(struct trade *trade, const struct event *event)
{
	struct demo_block *block = &trade->plan.blocks[event->what];
	enum deal_state from = moves[block->state].from;

	for (size_t i = 0; i < block->count; i++) {
		struct demo_deal *deal = &trade->plan.deals[block->from + i];
		if (!deal->is_moving)
			continue;
		if (from == DEAL_SHIPPED)
			arrived(trade, block, block->from + i, event->at);
		else
			deal->state = from + 1;
	}
}

static void next_move(struct trade *trade, const struct event *event)
{
	struct demo_block *block = &trade->plan.blocks[event->what];

	block->state++;
	if (block->state == 1)
		push_after(trade, event, block->ship_at, STEP_MOVE);
	else if (block->state == 2)
		push_after(trade, event, block->deliver_at, STEP_MOVE);
}

static void hear(struct trade *trade, const struct event *event, const struct ask *ask)
{
	struct demo_deal *deal = deal_of(trade, event);

	switch (event->step) {
	case STEP_SERVE:
		push(trade, event->at + MINUTE_MS, STEP_PLACE, event->what);
		break;
	case STEP_PLACE:
		placed(trade, event, ask);
		break;
	case STEP_STOP:
		deal->station->busy_until = 0;
		break;
	case STEP_PAY:
		paid(trade, event);
		break;
	case STEP_WITHDRAW:
	case STEP_CONFIRM:
		deal->state = DEAL_OVER;
		break;
	case STEP_RETURN:
		deal->asked_return = text_copy(trade->demo->arena, answer_value(ask->answer, "id"));
		if (chance_is(&trade->demo->chance, 7000))
			push(trade, event->at + 3 * HOUR_MS + chance_below(&trade->demo->chance, 20 * HOUR_MS),
			     STEP_DECIDE, event->what);
		break;
	case STEP_MOVE:
		moved(trade, event);
		break;
	case STEP_HAND:
	case STEP_DECIDE:
	case STEP_REFUNDS:
	case STEP_PRESALE:
	case STEP_PAYOUT:
	case STEP_HELP:
		break;
	}
}

/* Other goods may be sold out; all else must go well. */
static bool is_fine(struct trade *trade, const struct event *event, const struct ask *ask)
{
	struct demo_deal *deal = deal_of(trade, event);

	if (ask->status < 400)
		return true;
	if (event->step == STEP_PLACE && !event->is_welcome && !deal->is_sale &&
	    (ask->status == 409 || ask->status == 422)) {
		deal->state = DEAL_OVER;
		if (deal->station != NULL)
			push(trade, event->at + MINUTE_MS, STEP_STOP, event->what);
		return false;
	}
	if (trade->is_good)
		complain("%.*s answered %d: %.*s (%.*s)", TEXT(ask->path), ask->status,
		         TEXT(text_part(ask->answer, 0, 400)), TEXT(text_part(ask->body, 0, 300)));
	trade->is_good = false;
	return false;
}

/* ---- what is not one request ---- */

static bool pay_out(struct demo *demo, int64_t at)
{
	struct demo_person *officer = NULL;
	struct ask ask = { .method = POST, .path = T("/api/v1/payouts"), .at = at };
	bool is_done = true;

	for (size_t i = 0; i < demo->person_count; i++)
		if (text_equal(demo->people[i].login, T("township")))
			officer = &demo->people[i];
	assert(officer != NULL);
	if (!demo_sign_in(demo, &officer, 1, at - MINUTE_MS))
		return false;
	ask.as = officer->token;
	ask.body = form_body(simulation_arena(demo->simulation), "place", T("510525106"), NULL);
	for (int i = 0; i < PAYOUTS && is_done; i++) {
		struct ask once = ask;

		simulation_set_clock(at);
		simulation_ask(demo->simulation, &once, 1);
		if (once.status == 422)
			break; /* nothing is due any more */
		is_done = once.status < 400 || complain("paying out answered %d: %.*s", once.status,
		                                        TEXT(text_part(once.answer, 0, 300))) == 0;
	}
	return is_done;
}

/* True: it was such an event. */
static bool play_alone(struct trade *trade, const struct event *event)
{
	bool is_done = true;

	if (event->step == STEP_REFUNDS)
		is_done = demo_refunds(trade->demo, event->at);
	else if (event->step == STEP_PRESALE)
		is_done = demo_presale(trade->demo);
	else if (event->step == STEP_PAYOUT)
		is_done = pay_out(trade->demo, event->at);
	else if (event->step == STEP_HELP)
		is_done = demo_help_round(trade->demo, event->at);
	else
		return false;
	trade->is_good = trade->is_good && is_done;
	simulation_forget(trade->demo->simulation);
	return true;
}

/* ---- waves ---- */

static int64_t tick_at(const struct trade *trade, int64_t at)
{
	int64_t sale = calendar_day_start(trade->demo->sale_on), first = trade->demo->first_at;

	if (at < sale && (at < first || at > first + 3 * CALENDAR_DAY_MS))
		return HISTORY_TICK_MS;
	if (at < sale)
		return SALE_END_TICK_MS;
	return at < sale + 3 * CALENDAR_DAY_MS ? SALE_TICK_MS : SALE_END_TICK_MS;
}

/* An operator who serves somebody else: the villager waits. The session must not be renewed meanwhile either, as serving hangs on it. */
static bool is_busy(struct trade *trade, const struct event *event)
{
	return deal_of(trade, event)->station->busy_until > event->at;
}

/* The present moment of the site; never goes back. */
static void pass(struct trade *trade, int64_t at)
{
	if (at > trade->clock)
		trade->clock = at;
	simulation_set_clock(trade->clock);
}

static bool prepare(struct trade *trade, struct event *event, struct ask *ask)
{
	struct demo_person *who = who_asks(trade, event);
	int64_t until = event->at + (event->step == STEP_SERVE ? SERVED_MS : 0); /* serving hangs on the session */

	*ask = (struct ask){ .at = event->at };
	if ((event->step == STEP_SERVE || event->step == STEP_HAND) && is_busy(trade, event)) {
		push(trade, event->at + 15 * MINUTE_MS, event->step, event->what);
		return false;
	}
	if (who != NULL && demo_welcome(trade->demo, who, event->at, until, ask)) {
		event->is_welcome = true;
		ask->owner = who;
		return true;
	}
	if (event->step == STEP_SERVE)
		deal_of(trade, event)->station->busy_until = INT64_MAX; /* until STEP_STOP is through */
	if (who != NULL)
		ask->as = who->token;
	if (write_ask(trade, event, ask))
		return true;
	if (event->step == STEP_MOVE)
		next_move(trade, event);
	return false;
}

/* Two events of one wave may be of the same person, who must not join twice. */
static bool is_welcomed_already(const struct ask *asks, size_t count, const void *who)
{
	for (size_t i = count; i > 0 && who != NULL; i--)
		if (asks[i - 1].owner == who)
			return true;
	return false;
}

/* A wave takes in the next stretch of time, and what came out of the last one. Where little happens that is played out first, so that
   nobody waits for a day. */
static size_t gather(struct trade *trade, struct event *events, struct ask *asks)
{
	struct event twins[WAVE_TWINS];
	size_t count = 0, twin_count = 0;

	if (trade->heap[0].at >= calendar_day_start(trade->demo->sale_on) || trade->heap[0].at >= trade->until) {
		trade->until = trade->until > trade->heap[0].at ? trade->until : trade->heap[0].at;
		trade->until += tick_at(trade, trade->until);
	}
	while (trade->count > 0 && trade->heap[0].at < trade->until && count < WAVE_EVENTS && twin_count < WAVE_TWINS) {
		struct event event = pop(trade);

		if (event.step >= STEP_REFUNDS) {
			if (count > 0) { /* first what came before */
				push(trade, event.at, event.step, event.what);
				break;
			}
			play_alone(trade, &event);
			break;
		}
		if (!prepare(trade, &event, &asks[count]))
			continue;
		if (event.is_welcome && is_welcomed_already(asks, count, asks[count].owner)) {
			twins[twin_count++] = event;
			continue;
		}
		events[count++] = event;
	}
	for (size_t i = 0; i < twin_count; i++)
		push(trade, twins[i].at, twins[i].step, twins[i].what);
	return count;
}

/* Unpaid orders expire and the like; not before what is still to happen at that moment. The gateway is not called: nobody is there. */
static void do_chores(struct trade *trade)
{
	struct demo *demo = trade->demo;
	const char *url = *demo->gateway_url;
	int64_t at = trade->count > 0 && trade->heap[0].at < trade->clock ? trade->heap[0].at : trade->clock;

	if (at < trade->chores_at)
		return;
	trade->chores_at = at + 2 * tick_at(trade, at);
	*demo->gateway_url = "";
	site_chores(demo->site, at);
	*demo->gateway_url = url;
}

static void play_wave(struct trade *trade, struct event *events, struct ask *asks)
{
	struct demo *demo = trade->demo;
	size_t count = gather(trade, events, asks);

	if (count > 0)
		pass(trade, asks[count - 1].at);
	simulation_ask(demo->simulation, asks, count);
	for (size_t i = 0; i < count; i++) {
		if (!is_fine(trade, &events[i], &asks[i]))
			continue;
		if (events[i].is_welcome) {
			demo_welcomed(demo, asks[i].owner, &asks[i]);
			push(trade, events[i].at, events[i].step, events[i].what);
			continue;
		}
		hear(trade, &events[i], &asks[i]);
		if (events[i].step == STEP_MOVE)
			next_move(trade, &events[i]);
	}
	trade->played += (int64_t)count;
	simulation_forget(demo->simulation);
	do_chores(trade);
}

/* ---- all of it ---- */

static void push_all(struct trade *trade)
{
	struct demo *demo = trade->demo;
	int64_t sale = calendar_day_start(demo->sale_on);

	for (size_t i = 0; i < trade->plan.count; i++)
		push(trade, trade->plan.deals[i].at, trade->plan.deals[i].station != NULL ? STEP_SERVE : STEP_PLACE, i);
	for (size_t i = trade->plan.alone_count; i < trade->plan.block_count; i++)
		push(trade, trade->plan.blocks[i].pack_at, STEP_MOVE, i);
	for (int64_t at = demo->begins_at + CALENDAR_DAY_MS; at < demo->now;
	     at += at < sale ? 5 * CALENDAR_DAY_MS : 6 * (int64_t)HOUR_MS)
		push(trade, at, STEP_REFUNDS, 0);
	for (int64_t at = demo->begins_at + CALENDAR_DAY_MS + 2 * HOUR_MS; at < demo->now;
	     at += DEMO_HELP_DAYS * CALENDAR_DAY_MS)
		push(trade, at, STEP_HELP, 0);
	push(trade, sale - 10 * CALENDAR_DAY_MS + 9 * HOUR_MS, STEP_PRESALE, 0);
	push(trade, calendar_day_start(demo->today) - 8 * HOUR_MS, STEP_PAYOUT, 0);
}

static bool play(struct trade *trade, bool (*is_part)(const struct trade *trade))
{
	struct event *events = arena_array(trade->demo->arena, WAVE_EVENTS, sizeof *events);
	struct ask *asks = arena_array(trade->demo->arena, WAVE_EVENTS, sizeof *asks);
	int64_t all = (int64_t)trade->count;

	while (trade->count > 0 && trade->is_good && is_part(trade)) {
		play_wave(trade, events, asks);
		trade->is_good = stage_goes_on(all - (int64_t)trade->count, all) && trade->is_good;
	}
	return trade->is_good;
}

static bool is_history(const struct trade *trade)
{
	return trade->heap[0].at < calendar_day_start(trade->demo->sale_on);
}

static bool is_sale(const struct trade *trade)
{
	return trade->heap[0].at < calendar_day_start(calendar_add_days(trade->demo->sale_on, 3));
}

static bool is_rest(const struct trade *trade)
{
	return trade->count > 0;
}

bool demo_trade(struct demo *demo)
{
	struct trade trade = { .demo = demo, .is_good = true, .clock = demo->begins_at };
	int64_t before = 0;

	demo_buyers(demo);
	demo_plan(demo, &trade.plan);
	demo_pairing_plan(demo, &trade.plan);
	trade.room = 4 * (trade.plan.count + trade.plan.block_count) + 4096;
	trade.heap = arena_array(demo->arena, trade.room, sizeof *trade.heap);
	stage_begin("Fourteen months of trade");
	push_all(&trade);
	if (!play(&trade, is_history))
		return false;
	stage_end("requests", trade.played);
	before = trade.played;
	stage_begin("Three days of plums");
	if (!play(&trade, is_sale))
		return false;
	stage_end("requests", trade.played - before);
	before = trade.played;
	stage_begin("Harvest, parcels, settlement");
	if (!play(&trade, is_rest))
		return false;
	stage_end("requests", trade.played - before);
	return true;
}
