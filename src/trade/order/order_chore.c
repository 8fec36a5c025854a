/* What orders do by themselves: unpaid ones expire and give back what they held, delivered ones complete after their time,
   forgotten carts of guests go. Each run takes one county's, a bounded number, so that it stays in that county's lane. */
#include "base/calendar.h"
#include "base/limits.h"
#include "trade/order/order_inside.h"

enum { EXPIRE_AT_ONCE = 64, COMPLETE_AT_ONCE = 16, COMPLETE_IDS = 60, SWEEP_AT_ONCE = 500, SWEEP_DAYS = 30 };

static enum outcome county_expiring(struct request *r, int64_t *ret_county)
{
	return db_number(r->db, ret_county,
	                 "SELECT county FROM orders WHERE state = 1 AND expires_at <= $1 ORDER BY expires_at LIMIT 1",
	                 bind(i64(r->now)));
}

bool order_expire_look(struct request *r)
{
	int64_t county;

	return county_expiring(r, &county) == DONE;
}

enum outcome order_expire_where(struct request *r, struct scope *ret_scope)
{
	int64_t county;

	if (county_expiring(r, &county) == DONE)
		ret_scope->place = place_of_county(county);
	return DONE;
}

void order_expire(struct request *r)
{
	struct order *due;
	size_t count = 0;
	enum outcome outcome =
		db_list(r->db, r->arena, &order_record, EXPIRE_AT_ONCE, &due, &count,
	                "SELECT " ORDER_COLUMNS " FROM orders WHERE state = 1 AND expires_at <= $1 AND county = $2"
	                " ORDER BY expires_at LIMIT $3",
	                bind(i64(r->now), i64(place_county(r->scope.place)), i64(EXPIRE_AT_ONCE)));

	for (size_t i = 0; i < count && outcome == DONE; i++) {
		outcome = order_move(r->db, &due[i], ORDER_EXPIRED, BY_PROGRAM, r->now, T(""));
		if (outcome == DONE)
			outcome = order_give_up(r->db, r->arena, &due[i]);
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
}

static enum outcome county_completing(struct request *r, int64_t *ret_county)
{
	return db_number(
		r->db, ret_county,
		"SELECT county FROM orders WHERE state = 5 AND completes_at <= $1 ORDER BY completes_at LIMIT 1",
		bind(i64(r->now)));
}

bool order_complete_look(struct request *r)
{
	int64_t county;

	return county_completing(r, &county) == DONE;
}

enum outcome order_complete_where(struct request *r, struct scope *ret_scope)
{
	int64_t county;

	if (county_completing(r, &county) == DONE)
		ret_scope->place = place_of_county(county);
	return DONE;
}

/* As many as the command has ids for: each settlement makes a transfer for every receiver. */
void order_complete(struct request *r)
{
	struct order *due;
	size_t count = 0;
	enum outcome outcome =
		db_list(r->db, r->arena, &order_record, COMPLETE_AT_ONCE, &due, &count,
	                "SELECT " ORDER_COLUMNS " FROM orders WHERE state = 5 AND completes_at <= $1 AND county = $2"
	                " ORDER BY completes_at LIMIT $3",
	                bind(i64(r->now), i64(place_county(r->scope.place)), i64(COMPLETE_AT_ONCE)));

	for (size_t i = 0; i < count && outcome == DONE && r->world->next + COMPLETE_IDS <= WORLD_IDS; i++)
		outcome = order_hooks.complete(r->db, r->arena, r->world, &due[i], 0);
	if (outcome != DONE)
		fail(r, outcome, NULL);
}

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
	                " LIMIT $2)",
	                bind(i64(r->now - SWEEP_DAYS * CALENDAR_DAY_MS), i64(SWEEP_AT_ONCE)));

	if (outcome != DONE)
		fail(r, outcome, NULL);
}
