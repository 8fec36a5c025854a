/* What orders do by themselves: unpaid ones expire and give back what they held, delivered ones complete after their time,
   forgotten carts of guests go. Each run takes one county's, a bounded number, so that it stays in that county's lane. What fails is
   put off and stands in the officers' list (GET /orders/put-off) until it is done. */
#include "base/calendar.h"
#include "base/limits.h"
#include "trade/order/order_inside.h"
#include "web/chore.h"

enum { COMPLETE_AT_ONCE = 16, COMPLETE_IDS = 60, SWEEP_AT_ONCE = 500, SWEEP_DAYS = 30 };

/* ---- orders whose time has come ---- */

/* What the program does to an order that has stood in a state long enough. */
struct due_deed {
	const char *name; /* in order_put_off */
	enum order_state state;
	int64_t ids; /* of the world that one order may take */
	enum outcome (*run)(struct request *r, const struct order *order);
};

/* Due orders that are not put off, of the county whose first one has waited longest. `+ 0`: found by the moment, not by the county. */
#define DUE_FROM(alias, state, moment, deed)                                                                        \
	" FROM orders AS " alias " WHERE " alias ".state = " state " AND " alias "." moment " <= $1 AND NOT EXISTS" \
	" (SELECT 1 FROM order_put_off AS p WHERE p.county = " alias ".county AND p.order_id = " alias              \
	".id AND p.deed "                                                                                           \
	"= '" deed "' AND p.next_at > $1)"
#define DUE_ORDERS(state, moment, deed)                                                                             \
	"SELECT o.county, o.id" DUE_FROM("o", state, moment, deed) " AND o.county + 0 = (SELECT f.county" DUE_FROM( \
		"f", state, moment, deed) " ORDER BY f." moment ", f.county, f.id LIMIT 1) ORDER BY o." moment      \
					  ", o.id LIMIT $2"

bool order_expire_look(struct request *r)
{
	return chore_tell_rows(r, db_rows(r->db, DUE_ORDERS("1", "expires_at", "expire"),
	                                  bind(i64(r->now), i64(CHORE_ROWS))));
}

bool order_complete_look(struct request *r)
{
	return chore_tell_rows(r, db_rows(r->db, DUE_ORDERS("5", "completes_at", "complete"),
	                                  bind(i64(r->now), i64(COMPLETE_AT_ONCE))));
}

static enum outcome expire(struct request *r, const struct order *order)
{
	enum outcome outcome = order_move(r->db, order, ORDER_EXPIRED, BY_PROGRAM, r->now, T(""));

	return outcome == DONE ? order_give_up(r->db, r->arena, order) : outcome;
}

static enum outcome complete(struct request *r, const struct order *order)
{
	return order_hooks.complete(r->db, r->arena, r->world, order, 0);
}

/* Those named that still stand where the look found them, as many as the command has ids for. */
static void run_due(struct request *r, const struct due_deed *deed)
{
	struct text failure = chore_failure(r);
	enum outcome outcome = DONE;
	int64_t county, id;

	for (size_t i = 0; outcome == DONE && chore_told_thing(r, i, &county, &id); i++) {
		struct order order;

		if (r->world->next + deed->ids > WORLD_IDS)
			break;
		outcome = order_one(r->db, r->arena, county, id, &order);
		if (outcome != DONE || order.state != deed->state)
			continue;
		outcome = failure.length > 0 ? order_put_off(r->db, &order, deed->name, failure, r->now)
		                             : deed->run(r, &order);
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
}

void order_expire(struct request *r)
{
	static const struct due_deed deed = { "expire", ORDER_PLACED, 0, expire };

	run_due(r, &deed);
}

/* Each settlement makes a transfer for every receiver. */
void order_complete(struct request *r)
{
	static const struct due_deed deed = { "complete", ORDER_DELIVERED, COMPLETE_IDS, complete };

	run_due(r, &deed);
}

/* ---- carts ---- */

bool cart_sweep_look(struct request *r)
{
	int64_t found;

	return db_number(r->db, &found, "SELECT changed_at FROM cart_line WHERE county = 0 AND changed_at < $1 LIMIT 1",
	                 bind(i64(r->now - SWEEP_DAYS * CALENDAR_DAY_MS))) == DONE;
}

void cart_sweep(struct request *r)
{
	enum outcome outcome =
		db_exec(r->db,
	                "DELETE FROM cart_line WHERE county = 0 AND (owner, variant_county, variant_id) IN"
	                " (SELECT owner, variant_county, variant_id FROM cart_line WHERE county = 0 AND changed_at < $1"
	                " ORDER BY changed_at, owner, variant_county, variant_id LIMIT $2)",
	                bind(i64(r->now - SWEEP_DAYS * CALENDAR_DAY_MS), i64(SWEEP_AT_ONCE)));

	if (outcome != DONE)
		fail(r, outcome, NULL);
}
