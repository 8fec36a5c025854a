/* Orders the program could not get on with: for the files of this module and its templates. */
#ifndef TRADE_ORDER_PUT_OFF_H
#define TRADE_ORDER_PUT_OFF_H

#include "trade/order/order_inside.h"

struct put_off_order {
	int64_t county, order_id, place;
	struct text seller_name, deed, outcome; /* outcome: outcome_name() of the last try */
	int64_t tries, since_at, next_at;
};
extern const struct record put_off_order_record;

struct put_off_view {
	int64_t place;
	struct text place_name;
	struct put_off_order *rows;
	size_t count;
	int64_t next;
};
/* What is to be done, for people: an English key. */
const char *put_off_deed(const struct put_off_order *row);

/* GET /orders/put-off and POST /orders/{order}/try. */
enum outcome put_off_where(struct request *r, struct scope *ret_scope);
void put_off_page(struct request *r);
enum outcome put_off_order_where(struct request *r, struct scope *ret_scope);
void put_off_try_post(struct request *r);

#endif
