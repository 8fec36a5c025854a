/* What people do on a day. Whatever is acknowledged is noted; what is refused must be refused for a reason of the model's. */
#include "sim/sim.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"
#include "base/id.h"

/* ---- orders ---- */

struct who *sim_some_buyer(struct sim *sim)
{
	return &sim->buyers[sim_draw(sim, (int64_t)sim->buyer_count)];
}

static struct station_of *some_station(struct sim *sim)
{
	return &sim->stations[sim_draw(sim, SIM_STATIONS)];
}

void sim_remember(struct sim *sim, struct who *who, const char *path, const char *body, const struct ask *ask,
                  struct text id)
{
	struct repeat *repeat = &sim->repeats[sim->repeat_count++ % SIM_REPEATS];
	*repeat = (struct repeat){ .who = who, .status = ask->status };
	snprintf(repeat->path, sizeof repeat->path, "%s", path);
	snprintf(repeat->body, sizeof repeat->body, "%s", body);
	sim_copy(repeat->id, sizeof repeat->id, id);
}

/* An order was acknowledged. */
static void placed(struct sim *sim, const struct ask *ask, const struct deal *as)
{
	struct text orders = text_part(ask->answer, text_find(ask->answer, T("\"orders\":")), ask->answer.length);
	struct text pay = answer_value(ask->answer, "pay"), payment = T("");
	if (sim->deal_count == SIM_DEALS || sim->new_count == 512)
		sim_fail(sim, "too many deals under way");
	struct deal *deal = &sim->deals[sim->deal_count++];
	*deal = *as;
	deal->placed_at = deal->moved_at = sim->at;
	sim_copy(deal->id, sizeof deal->id, answer_value(orders, "id"));
	sim_copy(deal->code, sizeof deal->code, answer_value(orders, "pickup_code"));
	if (!id_read(text_of(deal->id), &deal->county, &deal->number) ||
	    !text_to_int64(answer_value(ask->answer, "total_fen"), &deal->total_fen))
		sim_fail(sim, "placing an order answered %.*s", TEXT(ask->answer));
	if (text_starts(pay, T("/payments/")))
		payment = text_part(pay, T("/payments/").length, pay.length);
	sim_copy(deal->payment, sizeof deal->payment, text_part(payment, 0, text_find(payment, T("/"))));
	sim->new_orders[sim->new_count++] = deal->number;
	sim->orders++;
	deal->state = deal->way == 'b' ? DEAL_PAID : DEAL_PLACED;
	int64_t county = 0, id = 0;
	if (deal->way == 'g' && id_read(text_of(deal->payment), &county, &id))
		company_open(sim, sim_words(sim, "%lld-%lld", (long long)county, (long long)id), deal->total_fen);
}

static const char *order_body(struct sim *sim, struct deal *deal, const struct good *good, const char *key)
{
	static const char *const ways[] = { "gateway", "gateway", "gateway", "cash", "balance" };
	const char *way = ways[sim_draw(sim, 5)];
	bool to_station = sim_is(sim, 5000);
	deal->way = way[0];
	deal->seller = good->seller;
	deal->to = to_station ? some_station(sim) : NULL;
	const char *where =
		to_station ? sim_words(sim, "station=%s", deal->to->id) : "place=510525101&address=East+street+1";
	return sim_words(
		sim, "receiver=somebody&phone=13812345678&%s&payment=%s&lines.0.variant=%s&lines.0.pieces=%lld&key=%s",
		where, way, good->variant, (long long)deal->pieces, key);
}

static void order_one(struct sim *sim)
{
	struct deal deal = { .buyer = sim_some_buyer(sim), .pieces = 1 + sim_draw(sim, sim_is(sim, 300) ? 200 : 4) };
	const struct good *good = &sim->goods[sim_draw(sim, (int64_t)sim->good_count)];
	const char *key = sim_key(sim), *body = order_body(sim, &deal, good, key);
	sim_sign_in(sim, deal.buyer);
	struct ask ask = sim_post(sim, deal.buyer, "/api/v1/orders", body);
	if (ask.status == 201) {
		placed(sim, &ask, &deal);
		sim_remember(sim, deal.buyer, "/api/v1/orders", body, &ask,
		             text_of(sim->deals[sim->deal_count - 1].id));
	} else if (ask.status != 409 && ask.status != 422) {
		sim_fail(sim, "an order was answered %d: %.*s", ask.status, TEXT(ask.answer));
	}
}

/* Many at the same moment, each sent twice: every pair makes one order. */
static void order_rush(struct sim *sim)
{
	enum { RUSH = 12 };
	struct ask asks[2 * RUSH];
	struct deal deals[RUSH];
	const struct good *good = &sim->goods[sim_draw(sim, (int64_t)sim->good_count)];
	for (int i = 0; i < RUSH; i++) {
		deals[i] = (struct deal){ .buyer = &sim->buyers[(size_t)i % sim->buyer_count], .pieces = 1 };
		sim_sign_in(sim, deals[i].buyer);
	}
	for (int i = 0; i < RUSH; i++) {
		const char *body = order_body(sim, &deals[i], good, sim_key(sim));
		asks[2 * i] = (struct ask){ .method = POST,
			                    .path = T("/api/v1/orders"),
			                    .as = text_of(deals[i].buyer->token),
			                    .body = text_of(body) };
		asks[2 * i + 1] = asks[2 * i];
	}
	sim_ask(sim, asks, (size_t)2 * RUSH);
	for (int i = 0; i < RUSH; i++) {
		const struct ask *first = &asks[2 * i], *second = first + 1;
		if (first->status == 201 && (second->status != 201 || !text_equal(first->answer, second->answer)))
			sim_fail(sim, "the same order twice at once was answered %d and %d: %.*s", first->status,
			         second->status, TEXT(second->answer));
		if (first->status == 201)
			placed(sim, first, &deals[i]);
		else if (second->status ==
		         201) /* the first found nothing left, the second found what an expiry gave back */
			placed(sim, second, &deals[i]);
		else if (first->status != 409 && first->status != 422)
			sim_fail(sim, "an order was answered %d: %.*s", first->status, TEXT(first->answer));
		sim->repeated++;
	}
}

/* A station serves a villager and takes the cash at once. */
static void order_at_station(struct sim *sim)
{
	struct station_of *station = some_station(sim);
	struct who *villager = &sim->buyers[(size_t)(station - sim->stations)]; /* lives there */
	const struct good *good = &sim->goods[sim_draw(sim, (int64_t)sim->good_count)];
	struct deal deal = { .buyer = villager, .seller = good->seller, .to = station, .pieces = 1, .way = 's' };
	sim_sign_in(sim, &station->keeper);
	sim_sign_in(sim, villager);
	struct ask ask = sim_post(sim, &station->keeper, "/api/v1/serve", sim_words(sim, "person=%s", villager->id));
	if (ask.status != 200) /* its village was merged: the role over it has ended */
		return;
	sim->looks++; /* the villager reads who served */
	ask = sim_post(sim, &station->keeper, "/api/v1/orders",
	               sim_words(sim,
	                         "receiver=villager&phone=13812345678&station=%s&payment=cash&lines.0.variant=%s"
	                         "&lines.0.pieces=1&key=%s",
	                         station->id, good->variant, sim_key(sim)));
	if (ask.status == 201) {
		placed(sim, &ask, &deal);
		sim->deals[sim->deal_count - 1].state = DEAL_PAID;
		sim->drawers_fen += sim->deals[sim->deal_count - 1].total_fen;
	} else if (ask.status != 409 && ask.status != 422) {
		sim_fail(sim, "an order at the station was answered %d: %.*s", ask.status, TEXT(ask.answer));
	}
	sim_must(sim, &station->keeper, "/api/v1/serve/stop", "", 200, 200);
}

/* Something acknowledged is sent again, hours or days later. */
static void send_again(struct sim *sim)
{
	size_t count = sim->repeat_count < SIM_REPEATS ? sim->repeat_count : SIM_REPEATS;
	if (count == 0)
		return;
	const struct repeat *repeat = &sim->repeats[sim_draw(sim, (int64_t)count)];
	sim_sign_in(sim, repeat->who);
	struct ask ask = sim_post(sim, repeat->who, repeat->path, repeat->body);
	if (ask.status != repeat->status || text_find(ask.answer, text_of(repeat->id)) == ask.answer.length)
		sim_fail(sim, "sent again: %s %s answered %d: %.*s", repeat->path, repeat->body, ask.status,
		         TEXT(ask.answer));
	ask = sim_post(sim, repeat->who, repeat->path, sim_words(sim, "%s&reason=another", repeat->body));
	if (ask.status != 409)
		sim_fail(sim, "another request under the same key was answered %d", ask.status);
	sim->repeated++;
}

/* ---- an order's life ---- */

/* The state as stored, when a deed came too late. It may have moved on only by itself. */
static void look_up(struct sim *sim, struct deal *deal)
{
	int64_t state = sim_number(sim, "SELECT state FROM orders WHERE county = $1 AND id = $2",
	                           bind(i64(deal->county), i64(deal->number)));
	bool by_itself = (deal->state == DEAL_PLACED && (state == DEAL_EXPIRED || state == DEAL_PAID)) ||
	                 (deal->state == DEAL_DELIVERED && state == DEAL_COMPLETED) || state == (int64_t)deal->state;
	if (!by_itself)
		sim_fail(sim, "order %s was acknowledged as %d and stands as %lld", deal->id, (int)deal->state,
		         (long long)state);
	deal->state = (enum deal_state)state;
}

static bool deed(struct sim *sim, struct deal *deal, struct who *who, const char *verb, const char *body)
{
	sim_sign_in(sim, who);
	struct ask ask = sim_post(sim, who, sim_words(sim, "/api/v1/orders/%s/%s", deal->id, verb),
	                          sim_words(sim, "%s&key=%s", body, sim_key(sim)));
	if (ask.status == 200 || ask.status == 201)
		return true;
	if (ask.status != 409 && ask.status != 422)
		sim_fail(sim, "%s of order %s answered %d: %.*s", verb, deal->id, ask.status, TEXT(ask.answer));
	look_up(sim, deal);
	return false;
}

static void move(struct sim *sim, struct deal *deal, const char *to, enum deal_state state)
{
	sim_sign_in(sim, &deal->seller->member);
	struct ask ask = sim_must(sim, &deal->seller->member, "/api/v1/desk/orders",
	                          sim_words(sim, "seller=%s&to=%s&orders.0=%s&key=%s", deal->seller->id, to, deal->id,
	                                    sim_key(sim)),
	                          200, 200);
	if (!text_equal(answer_value(ask.answer, "changed"), T("1")))
		sim_fail(sim, "order %s was not %s: %.*s", deal->id, to, TEXT(ask.answer));
	deal->state = state;
	deal->moved_at = sim->at;
}

static void pay_cash(struct sim *sim, struct deal *deal)
{
	struct station_of *station = some_station(sim);
	sim_sign_in(sim, &station->keeper);
	struct ask ask = sim_post(sim, &station->keeper, sim_words(sim, "/api/v1/payments/%s/cash", deal->payment),
	                          sim_words(sim, "key=%s", sim_key(sim)));
	if (ask.status == 201 || ask.status == 200) {
		sim->drawers_fen += deal->total_fen;
		deal->state = DEAL_PAID;
	} else if (ask.status != 409 && ask.status != 403) {
		sim_fail(sim, "taking cash answered %d: %.*s", ask.status, TEXT(ask.answer));
	}
}

static void when_placed(struct sim *sim, struct deal *deal)
{
	if (deal->way == 'c' && sim_is(sim, 2500))
		pay_cash(sim, deal);
	else if (sim_is(sim, 150) && deed(sim, deal, deal->buyer, "withdraw", "reason=changed+my+mind"))
		deal->state = DEAL_CANCELLED;
	else
		look_up(sim, deal);
}

static void when_paid(struct sim *sim, struct deal *deal)
{
	int64_t fate = sim_draw(sim, 100);
	if (fate < 2 && deed(sim, deal, deal->buyer, "withdraw", ""))
		deal->state = DEAL_CANCELLED;
	else if (fate < 4 && deed(sim, deal, &deal->seller->member, "cancel",
	                          fate == 2 ? "reason=spoilt&lost=1" : "reason=no+stock"))
		deal->state = DEAL_CANCELLED;
	else if (fate < 40 && deal->state == DEAL_PAID)
		move(sim, deal, "packed", DEAL_PACKED);
}

static void take_in(struct sim *sim, struct deal *deal)
{
	if (deal->to == NULL) {
		move(sim, deal, "delivered", DEAL_DELIVERED);
		return;
	}
	sim_sign_in(sim, &deal->to->keeper);
	struct ask ask = sim_post(sim, &deal->to->keeper, sim_words(sim, "/api/v1/orders/%s/arrive", deal->id), "");
	if (ask.status == 200)
		deal->state = DEAL_DELIVERED;
	else if (ask.status == 403) /* the village was merged, its keeper's role ended */
		move(sim, deal, "delivered", DEAL_DELIVERED);
	else
		sim_fail(sim, "arrival of %s answered %d: %.*s", deal->id, ask.status, TEXT(ask.answer));
	deal->moved_at = sim->at;
}

static void ask_return(struct sim *sim, struct deal *deal)
{
	int64_t pieces = 1 + sim_draw(sim, deal->pieces);
	sim_sign_in(sim, deal->buyer);
	struct ask ask =
		sim_post(sim, deal->buyer, sim_words(sim, "/api/v1/orders/%s/return", deal->id),
	                 sim_words(sim, "number=1&pieces=%lld&reason=bruised&key=%s", (long long)pieces, sim_key(sim)));
	bool is_left = pieces <= deal->pieces - deal->returned;
	if (ask.status != (is_left ? 201 : 422))
		sim_fail(sim, "a return of %lld of %lld answered %d: %.*s", (long long)pieces,
		         (long long)(deal->pieces - deal->returned), ask.status, TEXT(ask.answer));
	if (!is_left)
		return;
	char asked[64];
	sim_copy(asked, sizeof asked, answer_value(ask.answer, "id"));
	bool is_accepted = sim_is(sim, 7000);
	sim_sign_in(sim, &deal->seller->member);
	ask = sim_post(sim, &deal->seller->member, sim_words(sim, "/api/v1/returns/%s", asked),
	               sim_words(sim, "decision=%s&answer=looked+at+it&restock=%d&key=%s",
	                         is_accepted ? "accept" : "refuse", (int)sim_draw(sim, 2), sim_key(sim)));
	if (ask.status == 200 && is_accepted)
		deal->returned += pieces;
	else if (ask.status != 200 && ask.status != 409 && ask.status != 422)
		sim_fail(sim, "deciding a return answered %d: %.*s", ask.status, TEXT(ask.answer));
	else if (ask.status != 200) { /* nobody has the money any more: refused instead, so that it is settled */
		sim_must(sim, &deal->seller->member, sim_words(sim, "/api/v1/returns/%s", asked),
		         sim_words(sim, "decision=refuse&answer=paid+out&key=%s", sim_key(sim)), 200, 200);
	}
}

static void when_delivered(struct sim *sim, struct deal *deal)
{
	int64_t fate = sim_draw(sim, 100);
	look_up(sim, deal);
	if (deal->to != NULL && !deal->is_handed && fate < 50) {
		sim_sign_in(sim, &deal->to->keeper);
		struct ask ask =
			sim_post(sim, &deal->to->keeper, sim_words(sim, "/api/v1/orders/%s/hand", deal->id),
		                 sim_words(sim, "code=%s&key=%s", fate == 49 ? "0000-0" : deal->code, sim_key(sim)));
		deal->is_handed = ask.status == 200;
	} else if (fate >= 96) {
		ask_return(sim, deal);
	} else if (fate >= 70 && deal->state == DEAL_DELIVERED && deed(sim, deal, deal->buyer, "confirm", "")) {
		deal->state = DEAL_COMPLETED;
	}
}

static void live_on(struct sim *sim, struct deal *deal)
{
	switch (deal->state) {
	case DEAL_PLACED:
		when_placed(sim, deal);
		break;
	case DEAL_PAID:
		when_paid(sim, deal);
		break;
	case DEAL_PACKED:
		if (sim_is(sim, 4000))
			move(sim, deal, "shipped", DEAL_SHIPPED);
		break;
	case DEAL_SHIPPED:
		if (sim->at > deal->moved_at + CALENDAR_DAY_MS)
			take_in(sim, deal);
		break;
	case DEAL_DELIVERED:
		when_delivered(sim, deal);
		break;
	case DEAL_COMPLETED:
		if (sim_is(sim, 300))
			ask_return(sim, deal);
		break;
	case DEAL_CANCELLED:
	case DEAL_EXPIRED:
		break;
	}
}

/* What is over is forgotten by the model, in the end by its whole self: the books know it. */
static bool is_over(const struct sim *sim, const struct deal *deal)
{
	return deal->state == DEAL_CANCELLED || deal->state == DEAL_EXPIRED ||
	       (deal->state == DEAL_COMPLETED && sim->at > deal->placed_at + 25 * CALENDAR_DAY_MS);
}

static void all_live_on(struct sim *sim)
{
	size_t kept = 0;
	for (size_t i = 0; i < sim->deal_count; i++)
		if (sim_is(sim, sim->deals[i].state == DEAL_COMPLETED ? 1000 : 5000))
			live_on(sim, &sim->deals[i]);
	for (size_t i = 0; i < sim->deal_count; i++)
		if (!is_over(sim, &sim->deals[i]))
			sim->deals[kept++] = sim->deals[i];
	sim->deal_count = kept;
}

/* ---- stock, money, office ---- */

static void restock(struct sim *sim)
{
	const struct good *good = &sim->goods[sim_draw(sim, (int64_t)sim->good_count)];
	int64_t pieces = 20 + sim_draw(sim, 60);
	sim_sign_in(sim, &good->seller->member);
	sim_must(sim, &good->seller->member, sim_words(sim, "/api/v1/desk/stock/%s/moves", good->variant),
	         sim_words(sim, "why=receipt&pieces=%lld&key=%s", (long long)pieces, sim_key(sim)), 201, 200);
	sim->receipts += pieces;
}

static void empty_drawer(struct sim *sim)
{
	struct station_of *station = some_station(sim);
	int64_t county = 0, id = 0;
	if (!id_read(text_of(station->id), &county, &id))
		return;
	int64_t fen = sim_number(sim,
	                         "SELECT debits_fen - credits_fen - pending_credits_fen FROM account WHERE county = $1"
	                         " AND kind = 2 AND owner_id = $2",
	                         bind(i64(county), i64(id)));
	if (fen < 2)
		return;
	fen = 1 + sim_draw(sim, fen);
	sim_sign_in(sim, &station->keeper);
	struct ask ask = sim_post(sim, &station->keeper, "/api/v1/counter/till/deposit",
	                          sim_words(sim, "amount_fen=%lld.%02lld&note=slip+17&key=%s", (long long)fen / 100,
	                                    (long long)fen % 100, sim_key(sim)));
	if (ask.status == 403) /* the role has ended with the village */
		return;
	if (ask.status != 201 && ask.status != 200)
		sim_fail(sim, "a deposit answered %d: %.*s", ask.status, TEXT(ask.answer));
	sim->drawers_fen -= fen;
	sim->bank_fen += fen;
}

static void company_pays_bank(struct sim *sim)
{
	int64_t fen = sim_number(sim,
	                         "SELECT debits_fen - credits_fen - pending_credits_fen FROM account"
	                         " WHERE county = 510525 AND kind = 1 AND owner_id = 0",
	                         bind_none());
	if (fen < 10000)
		return;
	fen = fen / 2;
	sim_sign_in(sim, &sim->officer);
	sim_must(sim, &sim->officer, "/api/v1/payments/gateway?place=510525",
	         sim_words(sim, "place=510525&amount_fen=%lld.%02lld&note=statement+3&key=%s", (long long)fen / 100,
	                   (long long)fen % 100, sim_key(sim)),
	         200, 201);
	sim->company_to_bank_fen += fen;
	sim->bank_fen += fen;
}

static void pay_out(struct sim *sim)
{
	sim_sign_in(sim, &sim->officer);
	struct ask ask =
		sim_post(sim, &sim->officer, "/api/v1/payouts", sim_words(sim, "place=510525&key=%s", sim_key(sim)));
	int64_t fen = 0;
	if (ask.status == 422 || ask.status == 404)
		return; /* nothing is due */
	if (ask.status != 201 || !text_to_int64(answer_value(ask.answer, "total_fen"), &fen))
		sim_fail(sim, "a payout answered %d: %.*s", ask.status, TEXT(ask.answer));
	sim->bank_fen -= fen;
}

/* Refunds that the company refused are tried again or turned into balance. */
static void settle_refunds(struct sim *sim)
{
	struct db_rows *rows =
		db_rows(sim->db,
	                "SELECT county, id FROM payment_refund WHERE state = 3 ORDER BY county, id LIMIT 5 /* scan */",
	                bind_none());
	char ids[5][64];
	size_t count = 0;
	for (; db_next(rows); count++)
		sim_copy(ids[count], sizeof ids[count],
		         id_public(simulation_arena(sim->driver), db_int(rows, "county"), db_int(rows, "id")));
	if (db_done(rows) != DONE)
		sim_fail(sim, "the refunds cannot be read");
	sim_sign_in(sim, &sim->admin);
	for (size_t i = 0; i < count; i++)
		sim_must(sim, &sim->admin,
		         sim_words(sim, "/api/v1/refunds/%s/%s", ids[i], sim_is(sim, 5000) ? "retry" : "balance"),
		         sim_words(sim, "key=%s", sim_key(sim)), 200, 201);
}

/* ---- places, rights, passwords ---- */

const char *sim_some_village(struct sim *sim, const char *township)
{
	int64_t place = 0, from = 0;
	text_to_int64(text_of(sim_words(sim, "%s00000000", township)), &from);
	int64_t count =
		sim_number(sim,
	                   "SELECT count(*) FROM place WHERE level = 5 AND until_on = 0 AND place >= $1 AND place < $2",
	                   bind(i64(from), i64(from + 100000000)));
	if (count < 3)
		return "";
	place = sim_number(sim,
	                   "SELECT place FROM place WHERE level = 5 AND until_on = 0 AND place >= $1 AND place < $2"
	                   " ORDER BY place LIMIT 1 OFFSET $3",
	                   bind(i64(from), i64(from + 100000000), i64(sim_draw(sim, count))));
	return sim_words(sim, "%lld", (long long)(place / 100000));
}

static bool is_station(const struct sim *sim, const char *village)
{
	for (size_t i = 0; i < SIM_STATIONS; i++)
		if (!strcmp(sim->stations[i].village, village))
			return true;
	return false;
}

static void change_places(struct sim *sim)
{
	const char *township = sim_words(sim, "5105251%02lld", 1 + (long long)sim_draw(sim, 8));
	const char *one = sim_some_village(sim, township), *into = sim_some_village(sim, township);
	if (one[0] == '\0' || !strcmp(one, into) || is_station(sim, one))
		return;
	sim_sign_in(sim, &sim->admin);
	if (sim_is(sim, 4000)) {
		sim_must(sim, &sim->admin, sim_words(sim, "/api/v1/places/%s/merge", one),
		         sim_words(sim, "into=%s", into), 200, 200);
		if (!strcmp(sim->helper_village, one))
			sim->helper_village[0] = '\0';
		sim->merges++;
	} else if (sim_is(sim, 5000)) {
		const char *code = sim_words(sim, "%.9s%03lld", one, 500 + (long long)(sim->moves++ % 499));
		struct ask ask = sim_post(sim, &sim->admin, sim_words(sim, "/api/v1/places/%s/code", one),
		                          sim_words(sim, "code=%s", code));
		if (ask.status != 200 && ask.status != 422) /* 422: this code was used before */
			sim_fail(sim, "a village's new code answered %d: %.*s", ask.status, TEXT(ask.answer));
		if (ask.status == 200 && !strcmp(sim->helper_village, one))
			snprintf(sim->helper_village, sizeof sim->helper_village, "%s", code);
		sim->merges++;
	} else {
		int64_t place = 0;
		text_to_int64(text_of(sim_words(sim, "%s00000", one)), &place);
		int64_t version = sim_number(sim, "SELECT version FROM place WHERE place = $1", bind(i64(place)));
		sim_must(sim, &sim->admin, sim_words(sim, "/api/v1/places/%s/name", one),
		         sim_words(sim, "name=village+%lld&version=%lld", (long long)sim->day, (long long)version), 200,
		         200);
	}
}

/* The helper is a cadre of some village for a while. */
static void change_rights(struct sim *sim)
{
	sim_sign_in(sim, &sim->admin);
	if (sim->helper_village[0] != '\0') {
		sim_must(sim, &sim->admin, sim_words(sim, "/api/v1/people/%s/revoke", sim->helper.id),
		         sim_words(sim, "role=cadre&place=%s", sim->helper_village), 200, 200);
		sim->helper_village[0] = '\0';
		return;
	}
	const char *village = sim_some_village(sim, sim_words(sim, "5105251%02lld", 1 + (long long)sim_draw(sim, 8)));
	if (village[0] == '\0')
		return;
	sim_must(sim, &sim->admin, sim_words(sim, "/api/v1/people/%s/grant", sim->helper.id),
	         sim_words(sim, "role=cadre&place=%s", village), 200, 200);
	snprintf(sim->helper_village, sizeof sim->helper_village, "%s", village);
}

/* Only those with the right see it, and each look is on record. */
static void look_around(struct sim *sim)
{
	const char *village =
		sim_is(sim, 5000) && sim->helper_village[0] != '\0'
			? sim->helper_village
			: sim_some_village(sim, sim_words(sim, "5105251%02lld", 1 + (long long)sim_draw(sim, 8)));
	struct who *lookers[] = { &sim->helper, &sim->officer, &sim->stations[5].keeper, sim_some_buyer(sim), NULL };
	if (village[0] == '\0')
		return;
	for (size_t i = 0; i < 5; i++) {
		bool may = (i == 0 && !strcmp(village, sim->helper_village)) || i == 1;
		if (lookers[i] != NULL)
			sim_sign_in(sim, lookers[i]);
		struct ask ask = sim_get(sim, lookers[i], sim_words(sim, "/api/v1/places/%s/households", village));
		if (ask.status != (may ? 200 : lookers[i] != NULL ? 403 : 401))
			sim_fail(sim, "households of %s for looker %zu answered %d", village, i, ask.status);
		/* an empty list shows nobody */
		sim->looks += may && text_find(ask.answer, T("\"items\":[]")) == ask.answer.length;
	}
	if (sim->deal_count == 0)
		return;
	const struct deal *deal = &sim->deals[sim_draw(sim, (int64_t)sim->deal_count)];
	struct who *stranger = sim_some_buyer(sim);
	sim_sign_in(sim, stranger);
	struct ask ask = sim_get(sim, stranger, sim_words(sim, "/api/v1/orders/%s", deal->id));
	if (ask.status != (stranger == deal->buyer ? 200 : 403))
		sim_fail(sim, "order %s for %s answered %d", deal->id, stranger->login, ask.status);
}

static void change_password(struct sim *sim)
{
	struct who *who = sim_some_buyer(sim);
	char new[48];
	sim_sign_in(sim, who);
	snprintf(new, sizeof new, "new-path-%lld", (long long)sim_draw(sim, 1000000));
	sim_must(sim, who, "/api/v1/me/password",
	         sim_words(sim, "{\"password\":\"%s\",\"new_password\":\"%s\"}", who->password, new), 200, 200);
	struct ask ask = sim_post(sim, NULL, "/api/v1/sign-in",
	                          sim_words(sim, "{\"login\":\"%s\",\"password\":\"%s\"}", who->login, who->password));
	if (ask.status != 422)
		sim_fail(sim, "the old password of %s answered %d", who->login, ask.status);
	snprintf(who->password, sizeof who->password, "%s", new);
	who->token[0] = '\0';
	sim_sign_in(sim, who);
}

/* Five wrong ones lock the name for a quarter of an hour. */
static void guess_password(struct sim *sim)
{
	struct who *who = sim_some_buyer(sim);
	for (int i = 0; i < 6; i++) {
		const char *tried = i < 5 ? "wrong-path-9" : who->password;
		struct ask ask = sim_post(sim, NULL, "/api/v1/sign-in",
		                          sim_words(sim, "{\"login\":\"%s\",\"password\":\"%s\"}", who->login, tried));
		if (ask.status != 422)
			sim_fail(sim, "guess %d of %s answered %d: %.*s", i, who->login, ask.status, TEXT(ask.answer));
	}
	sim_pass(sim, 16 * MINUTE_MS);
	who->token[0] = '\0';
	sim_sign_in(sim, who);
}

static void join(struct sim *sim)
{
	if (sim->buyer_count == SIM_BUYERS)
		return;
	struct who *who = &sim->buyers[sim->buyer_count];
	snprintf(who->login, sizeof who->login, "buyer%zu", sim->buyer_count);
	snprintf(who->password, sizeof who->password, "mountain-path-%zu", sim->buyer_count);
	struct ask ask =
		sim_must(sim, NULL, "/api/v1/join",
	                 sim_words(sim,
	                           "{\"name\":\"%s\",\"login\":\"%s\",\"password\":\"%s\",\"phone\":\"13900000000\","
	                           "\"place\":\"510525101\"}",
	                           who->login, who->login, who->password),
	                 201, 200);
	sim_copy(who->token, sizeof who->token, answer_value(ask.answer, "token"));
	sim_copy(who->id, sizeof who->id, answer_value(ask.answer, "id"));
	who->token_at = sim->at;
	sim->buyer_count++;
}

/* Nonsense is refused and changes nothing. */
static void nonsense(struct sim *sim)
{
	static const char *const bodies[] = { "lines.0.variant=xyz&lines.0.pieces=1",
		                              "lines.0.pieces=-1",
		                              "{\"lines\":7}",
		                              "{\"lines\":[{\"pieces\":99999999999999999999}]}",
		                              "%zz=1",
		                              "" };
	struct who *who = sim_some_buyer(sim);
	sim_sign_in(sim, who);
	struct ask ask = sim_post(sim, who, "/api/v1/orders", bodies[sim_draw(sim, 6)]);
	if (ask.status != 422 && ask.status != 400 && ask.status != 409)
		sim_fail(sim, "nonsense was answered %d: %.*s", ask.status, TEXT(ask.answer));
}

/* Strangers read what is for everybody. The site keeps these answers and compares each kept one with one made anew (world.c). */
static void strangers_read(struct sim *sim)
{
	size_t which = (size_t)sim->day % sim->good_count;
	const struct good *good = &sim->goods[which], *other = &sim->goods[(which + 1) % sim->good_count];
	const char *const paths[] = { "/", "/shelf", sim_words(sim, "/products/%s", good->product),
		                      sim_words(sim, "/api/v1/products/%s", other->product),
		                      sim_words(sim, "/sellers/%s", other->seller->id) };
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct ask ask = sim_get(sim, NULL, paths[i]);
		if (ask.status != 200)
			sim_fail(sim, "%s answered %d", paths[i], ask.status);
	}
}

/* ---- a day ---- */

static void rarely(struct sim *sim)
{
	if (sim_is(sim, 1000))
		change_places(sim);
	if (sim_is(sim, 1500))
		change_rights(sim);
	if (sim_is(sim, 500))
		change_password(sim);
	if (sim_is(sim, 200))
		guess_password(sim);
	if (sim_is(sim, 600))
		join(sim);
	if (sim_is(sim, 700))
		sim_restart(sim);
	if (sim_is(sim, 1500))
		empty_drawer(sim);
	if (sim_is(sim, 800))
		company_pays_bank(sim);
	if (sim_is(sim, 700))
		pay_out(sim);
	sim->is_company_down = sim_is(sim, 500);
}

void sim_day(struct sim *sim)
{
	sim_pass(sim, 7 * HOUR_MS);
	rarely(sim);
	help_morning(sim);
	for (int hour = 7; hour < 19; hour += 3) {
		company_calls(sim);
		if (hour == 7)
			strangers_read(sim);
		for (int64_t i = sim_draw(sim, 3); i > 0; i--)
			order_one(sim);
		if (hour == 7)
			strangers_read(sim);
		if (sim_is(sim, 2000))
			order_at_station(sim);
		if (sim_is(sim, 1500))
			send_again(sim);
		if (sim_is(sim, 500))
			nonsense(sim);
		if (sim_is(sim, 6000))
			restock(sim);
		if (hour == 7)
			strangers_read(sim);
		if (hour == 10)
			all_live_on(sim);
		for (int i = 0; i < 3; i++) { /* within the half hour that a hold lasts, and a little beyond */
			sim_pass(sim, 11 * MINUTE_MS);
			company_calls(sim);
		}
		sim_pass(sim, 2 * HOUR_MS - sim_draw(sim, HOUR_MS));
	}
	if (sim_is(sim, 300))
		order_rush(sim);
	look_around(sim);
	company_calls(sim);
	settle_refunds(sim);
	help_evening(sim);
	/* to the end of the day */
	int64_t end = calendar_day_start(calendar_add_days(sim->today, 1));
	sim_pass(sim, end > sim->at ? end - sim->at : 1000);
}
