/* An order's lines are in memory only when this command placed it, never when it was read. */
#include <string.h>

#include "base/id.h"
#include "support/story.h"
#include "trade/order/order.h"

static const char at_home[] = "\"place\":\"510525101001\"";

TEST(order_that_is_read_has_no_lines_in_memory)
{
	struct order order;
	char placed[STORY_ID];
	int64_t county, id;

	story_town();
	ask_json(POST, "/api/v1/orders", "buyer", order_of(story_now()->small, 2, at_home, "gateway"));
	check_status(201);
	keep_id(placed, "orders.0.id");
	assert_true(id_read(text_of(placed), &county, &id));
	memset(&order, 0x5a, sizeof order);
	assert_int_equal(db_begin(town_db()), DONE);
	assert_int_equal(order_one(town_db(), town_arena(), county, id, &order), DONE);
	db_rollback(town_db());
	assert_int_equal(order.id, id);
	assert_int_equal(order.line_count, 0);
	assert_null(order.lines);
}
