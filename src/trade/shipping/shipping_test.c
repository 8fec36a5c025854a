/* The promise: the nearest route, the cut-off, the fee; routes edited and brought in. */
#include "support/town.h"

#include "base/calendar.h"
#include "trade/shipping/shipping.h"

static const struct shipping_route route = {
	.from_county = 510525, .days = 2, .cutoff_minutes = 18 * 60, .base_fen = 600, .per_kg_fen = 150
};

TEST(promise_keeps_the_cutoff)
{
	int64_t noon = calendar_day_start(20260720) + INT64_C(12) * 3600000;
	struct promise p = shipping_promise_of(&route, 2500, noon, 0);

	assert_int_equal(p.ships_on, 20260720);
	assert_int_equal(p.arrives_on, 20260722);
	assert_int_equal(p.order_by, calendar_day_start(20260720) + INT64_C(18) * 3600000);
	assert_int_equal(p.fee_fen, 600 + 3 * 150);
	p = shipping_promise_of(&route, 1000, noon + INT64_C(6) * 3600000, 0);
	assert_int_equal(p.ships_on, 20260721);
	assert_int_equal(p.order_by, calendar_day_start(20260721) + INT64_C(18) * 3600000);
	assert_int_equal(p.fee_fen, 750);
}

TEST(promise_of_a_presale_waits)
{
	struct promise p = shipping_promise_of(&route, 1000, calendar_day_start(20260720), 20260731);

	assert_int_equal(p.ships_on, 20260731);
	assert_int_equal(p.arrives_on, 20260802);
}

static void put(const char *to, const char *days, const char *version)
{
	ask(POST, "/shipping", "county",
	    FORM("from", "510525", "to", to, "days", days, "cutoff", "18:00", "base_fen", "6", "per_kg_fen", "1.50",
	         "version", version));
}

TEST(nearest_route_is_promised)
{
	struct promise p;

	town();
	put("", "5", "0");
	check_status(303);
	put("510525", "1", "0");
	check_status(303);
	put("510525101001", "0", "0");
	check_status(303);
	assert_int_equal(shipping_promise(town_db(), 510525, INT64_C(51052510100100007), 1, town_now(), 0, &p), DONE);
	assert_int_equal(p.arrives_on, p.ships_on);
	assert_int_equal(shipping_promise(town_db(), 510525, INT64_C(51052510200000000), 1, town_now(), 0, &p), DONE);
	assert_int_equal(p.arrives_on, calendar_add_days(p.ships_on, 1));
	assert_int_equal(shipping_promise(town_db(), 510525, INT64_C(11010100000000000), 1, town_now(), 0, &p), DONE);
	assert_int_equal(p.arrives_on, calendar_add_days(p.ships_on, 5));
	assert_int_equal(shipping_promise(town_db(), 510524, INT64_C(11010100000000000), 1, town_now(), 0, &p),
	                 NOT_FOUND);
	ask_get("/shipping?from=510525", "county");
	check_status(200);
	check_page("18:00");
}

TEST(stale_route_shows_both)
{
	town();
	put("510525", "1", "0");
	check_status(303);
	put("510525", "2", "1");
	check_status(303);
	put("510525", "9", "1");
	check_status(409);
	check_page("value=\"9\"");
	put("510525", "9", "2");
	check_status(303);
	put("999999", "x", "0");
	check_status(422);
}

TEST(routes_want_the_right)
{
	town();
	ask_get("/shipping?from=510525", AS_NOBODY);
	check_status(303);
	ask_get("/shipping?from=510525", "buyer");
	check_status(403);
	ask_get("/shipping?from=510524", "county");
	check_status(403);
	ask_get("/shipping?from=51", "admin");
	check_status(404);
}

TEST(routes_are_read_from_csv)
{
	struct problems problems;
	int64_t rows = 0;

	town();
	problems = problems_in(town_arena());
	assert_int_equal(
		shipping_import(town_db(), town_arena(),
	                        T("from,to,days,cutoff,base,per_kg\n510525,51,2,18:00,6,1.5\n510525,,5,17:30,8,2\n"),
	                        T("routes.csv"), true, &problems, &rows),
		DONE);
	assert_int_equal(rows, 2);
	assert_int_equal(
		shipping_import(
			town_db(), town_arena(),
			T("from_county,to_prefix,days,cutoff_hour,base_fen,per_kg_fen\n510525,51,2,17,600,150\n"),
			T("routes.csv"), true, &problems, &rows),
		DONE);
	assert_int_equal(
		shipping_import(town_db(), town_arena(),
	                        T("from,to,days,cutoff,base,per_kg\n510525,51,2,25:00,6,1.5\n51,,x,17:30,8,2\n"),
	                        T("routes.csv"), true, &problems, &rows),
		INVALID);
	assert_int_equal(problems.list[0].line, 2);
	assert_int_equal(problems.list[1].line, 3);
}
