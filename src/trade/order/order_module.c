/* The doors of carts and orders in one table; their handlers are in the files named ..._web.c. */
#include "trade/order/order_put_off.h"

#include "schema.h"

/* What of a seller's orders the desk shows. */
#define DESK_QUERY                                                                              \
	QUERY(FIELD_ID, "seller", "The seller; the first one the caller acts for when absent"), \
		QUERY_CHOICE("state", "Orders in this state; paid when absent", order_states),  \
		QUERY(FIELD_ID, "product", "Orders with this product only"),                    \
		QUERY(FIELD_TEXT, "all", "Tick all boxes of the page")

static const struct route order_routes[] = {
	{ GET, "/cart", cart_page, ANYONE, "Show the cart", .gives = &cart_item_record,
	  .flags = ROUTE_LIST | ROUTE_READ_OFFLINE,
	  .query = QUERY_OF(QUERY(FIELD_PLACE, "place", "Where it should go, for the fees of delivery")) },
	{ POST, "/cart", cart_add, ANYONE, "Put goods into the cart", .where = cart_where, .takes = &cart_post_record,
	  .flags = ROUTE_MAY_WAIT },
	{ POST, "/cart/change", cart_change, ANYONE, "Change how many of a line; none takes it out",
	  .where = cart_where, .takes = &cart_post_record, .flags = ROUTE_MAY_WAIT },
	{ GET, "/checkout", checkout_page, SIGNED_IN, "Show the page that places an order", .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_PLACE, "place", "Where it should go")) },
	{ POST, "/orders", checkout_post, SIGNED_IN, "Place orders: of the lines sent along, or of the cart",
	  .where = checkout_where, .takes = &checkout_record, .gives = &placed_record, .flags = ROUTE_MAY_WAIT,
	  .query = QUERY_OF(QUERY(FIELD_PLACE, "place", "Where it should go")) },
	{ GET, "/orders", order_list_page, SIGNED_IN, "List my orders", .gives = &order_row_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED | ROUTE_READ_OFFLINE },
	{ GET, "/orders/of", orders_of_page, MAY(RIGHT_ORDER_READ), "List the orders behind a number of a place",
	  .where = orders_of_where, .gives = &order_row_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY(FIELD_PLACE, "place", "The land"),
	                    QUERY(FIELD_TEXT, "period",
	                          "A year (2026), month (202607) or day (20260725); the present one when absent"),
	                    QUERY(FIELD_TEXT, "indicator", "Name of an indicator, like sold_fen")) },
	{ GET, "/orders/of/orders.csv", orders_of_file, MAY(RIGHT_ORDER_READ), "Download the orders behind a number",
	  .where = orders_of_where, .flags = ROUTE_PAGE | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY(FIELD_PLACE, "place", "The land"),
	                    QUERY(FIELD_TEXT, "period",
	                          "A year (2026), month (202607) or day (20260725); the present one when absent"),
	                    QUERY(FIELD_TEXT, "indicator", "Name of an indicator, like sold_fen")) },
	{ GET, "/orders/put-off", put_off_page, MAY(RIGHT_SETTLE), "List the orders the program could not get on with",
	  .where = put_off_where, .gives = &put_off_order_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_LAND) },
	{ POST, "/orders/{order}/try", put_off_try_post, MAY(RIGHT_SETTLE),
	  "Have the program try an order again at once", .where = put_off_order_where },
	{ GET, "/orders/{order}", order_page, MAY(RIGHT_ORDER_READ), "Show an order", .where = order_where,
	  .gives = &whole_order_record, .flags = ROUTE_READ_OFFLINE },
	{ POST, "/orders/{order}/withdraw", order_withdraw_post, SIGNED_IN, "Cancel an order as its buyer",
	  .where = order_buyer_where, .takes = &order_cancel_record, .gives = &order_record },
	{ POST, "/orders/{order}/cancel", order_cancel_post, MAY(RIGHT_ORDER_HANDLE),
	  "Cancel an order as its seller, with a reason", .where = order_seller_where, .takes = &order_cancel_record,
	  .gives = &order_record },
	{ POST, "/orders/{order}/confirm", order_confirm_post, SIGNED_IN, "Confirm that an order was received",
	  .where = order_buyer_where, .gives = &order_record },
	{ POST, "/orders/{order}/return", order_return_post, SIGNED_IN, "Ask for a return of pieces",
	  .where = order_buyer_where, .takes = &order_return_ask_record, .gives = &order_return_record,
	  .flags = ROUTE_MAY_WAIT },
	{ POST, "/orders/{order}/again", cart_again, SIGNED_IN, "Put what was ordered into the cart once more",
	  .where = order_buyer_where, .flags = ROUTE_MAY_WAIT },
	{ POST, "/returns/{return}", order_return_decide_post, MAY(RIGHT_ORDER_HANDLE), "Accept or refuse a return",
	  .where = order_return_where, .takes = &order_return_decide_record, .gives = &order_return_record },
	{ GET, "/orders/{order}/slip", order_slip_page, MAY(RIGHT_ORDER_HANDLE), "Print the packing slip",
	  .where = order_seller_where, .flags = ROUTE_PAGE },
	{ GET, "/orders/{order}/receipt", order_receipt_page, MAY(RIGHT_ORDER_READ), "Print the receipt",
	  .where = order_where, .flags = ROUTE_PAGE },
	{ GET, "/desk/orders", desk_orders_page, MAY(RIGHT_ORDER_HANDLE), "List the orders of a seller by state",
	  .where = desk_where, .gives = &order_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(DESK_QUERY) },
	{ POST, "/desk/orders", desk_orders_post, MAY(RIGHT_ORDER_HANDLE), "Move up to 200 orders on at once",
	  .where = desk_where, .takes = &order_bulk_record, .gives = &order_bulk_done_record, .flags = ROUTE_MAY_WAIT,
	  .query = QUERY_OF(DESK_QUERY) },
	{ GET, "/desk/orders.csv", desk_orders_file, MAY(RIGHT_ORDER_HANDLE),
	  "Download a seller's orders with addresses", .where = desk_where, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(DESK_QUERY, QUERY(FIELD_TEXT, "after", "The last order of the file before")) },
	{ GET, "/desk/slips", desk_slips_page, MAY(RIGHT_ORDER_HANDLE), "Print a page of packing slips",
	  .where = desk_where, .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY(FIELD_ID, "seller", "The seller; the first one the caller acts for when absent"),
	                    QUERY_CHOICE("state", "Orders in this state; paid when absent", order_states),
	                    QUERY(FIELD_TEXT, "after", "The last order of the page before"),
	                    QUERY(FIELD_INT, "limit", "How many slips at most")) },
	{ GET, "/counter/parcels", parcels_page, MAY(RIGHT_SERVE), "List the parcels of my station",
	  .where = parcels_where, .gives = &order_record, .flags = ROUTE_LIST,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "code", "Pick-up code")) },
	{ POST, "/orders/{order}/hand", parcel_hand_post, MAY(RIGHT_SERVE), "Hand a parcel over by its code",
	  .where = order_station_where, .takes = &parcel_hand_record },
	{ POST, "/orders/{order}/arrive", parcel_arrive_post, MAY(RIGHT_SERVE),
	  "Say that a parcel has come to the station", .where = order_station_where, .flags = ROUTE_MAY_WAIT },
	{ POST, "/chores/expire-orders", order_expire, MAY_NOBODY, "Give back what unpaid orders hold",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	{ POST, "/chores/complete-orders", order_complete, MAY_NOBODY, "Complete orders delivered a week ago",
	  .where = chore_where, .flags = ROUTE_OUTSIDE },
	{ POST, "/chores/sweep-carts", cart_sweep, MAY_NOBODY, "Forget carts of guests after 30 days",
	  .flags = ROUTE_OUTSIDE },
	ROUTES_END,
};

static const struct chore order_chores[] = {
	{ "/chores/expire-orders", 10000, order_expire_look, .by_row = true },
	{ "/chores/complete-orders", 60000, order_complete_look, .by_row = true },
	{ "/chores/sweep-carts", 3600000, cart_sweep_look, .by_row = false },
	{ .path = NULL },
};

static const char *const moves[] = {
	"UPDATE orders SET seller_place = seller_place + $3 WHERE seller_place >= $1 AND seller_place < $2 /* scan */",
	"UPDATE orders SET buyer_place = buyer_place + $3 WHERE buyer_place >= $1 AND buyer_place < $2 /* scan */",
	"UPDATE orders SET serving_place = serving_place + $3 WHERE serving_place >= $1 AND serving_place < $2 AND serving_place > 0",
	"UPDATE order_line SET household_place = household_place + $3 WHERE household_place >= $1 AND household_place < $2 AND household_place > 0",
	"UPDATE order_put_off SET place = place + $3 WHERE place >= $1 AND place < $2",
	NULL,
};

/* Lines stay those of the card that grew them, whose account gets the money; they are shown where the household is. */
static const struct merge merges[] = {
	{ .column = "order_line.household_id", .stays = "its account stays too" },
	{ .column = "order_line.household_place",
	  .there = { "UPDATE order_line SET household_place = " MERGED_INTO_PLACE
	             " WHERE household_place = " MERGED_PLACE " AND household_place > 0 AND household_id = $2" },
	  .back = { "UPDATE order_line SET household_place = " MERGED_PLACE
	            " WHERE household_place = " MERGED_INTO_PLACE " AND household_place > 0 AND household_id = $2" } },
	{ .column = NULL },
};

const struct module order_module = {
	.name = "order",
	.schema = order_schema,
	.routes = order_routes,
	.checks = order_checks,
	.chores = order_chores,
	.gauges = order_gauges,
	.indicators = order_indicators,
	.moves = moves,
	.merges = merges,
	.frame = cart_frame,
};
