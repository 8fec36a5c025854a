/* Stations: whole requests. */
#include "support/town.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "common/station/station.h"

TEST(stations_are_kept)
{
	town();
	ask_get("/stations", AS_NOBODY);
	check_page("丹桂服务站");
	check_page("东外服务站");
	ask_get("/stations?place=510525", AS_NOBODY);
	check_no_page("东外服务站");
	ask(POST, "/stations", "buyer", FORM("place", "510525101002", "name", "新站"));
	check_status(403);
	ask(POST, "/stations", "cadre", FORM("place", "510525101002", "name", "新站"));
	check_status(403);
	ask(POST, "/stations", "township", FORM("place", "510525101002", "name", "x"));
	check_status(422);
	ask(POST, "/stations", "township", FORM("place", "510525101002", "name", "新站", "open", "1"));
	check_status(303);
	char path[200];
	snprintf(path, sizeof path, "%s", answer_location());
	*strchr(path, '?') = 0;
	ask_get(path, AS_NOBODY);
	check_page("新站");
	ask(POST, path, "cadre", FORM("place", "510525101002", "name", "改站", "version", "1"));
	check_status(403);
	ask(POST, path, "township", FORM("place", "510525101002", "name", "改站", "open", "1", "version", "1"));
	check_status(303);
	ask(POST, path, "township", FORM("place", "510525101002", "name", "又站", "open", "1", "version", "1"));
	check_status(409);
	check_page("改站");
	check_page("又站");
	ask_get("/stations/510525-1-1", AS_NOBODY);
	check_status(404);
}

TEST(the_nearest_station_comes_first)
{
	struct station *stations;
	size_t count;
	town();
	ask(POST, "/stations", "county", FORM("place", "510525", "name", "县城总站", "open", "1"));
	ask(POST, "/stations", "county", FORM("place", "510525101002", "name", "邻村站", "open", "1"));
	ask(POST, "/stations", "county", FORM("place", "510525101001", "name", "关着的站"));
	assert_int_equal(station_near(town_db(), town_arena(), 51052510100100003, 10, &stations, &count), DONE);
	assert_int_equal(count, 3);
	assert_true(text_equal(stations[0].name, T("丹桂服务站")));
	assert_true(text_equal(stations[1].name, T("邻村站")));
	assert_true(text_equal(stations[2].name, T("县城总站")));
	/* From the next village: its own, then the one of the township that lies before it, and no more than are wanted. */
	assert_int_equal(station_near(town_db(), town_arena(), 51052510100200000, 2, &stations, &count), DONE);
	assert_int_equal(count, 2);
	assert_true(text_equal(stations[0].name, T("邻村站")));
	assert_true(text_equal(stations[1].name, T("丹桂服务站")));
	/* For a whole county all are equally near: in the order of their places. */
	assert_int_equal(station_near(town_db(), town_arena(), 51052500000000000, 10, &stations, &count), DONE);
	assert_true(count >= 3);
	for (size_t i = 1; i < count; i++)
		assert_true(stations[i - 1].place <= stations[i].place);
	ask_json(GET, "/api/v1/stations?place=510525&limit=2", AS_NOBODY, NULL);
	char next[200];
	snprintf(next, sizeof next, "/api/v1/stations?place=510525&limit=2&after=%s", answer_json("next"));
	ask_json(GET, next, AS_NOBODY, NULL);
	check_status(200);
	assert_string_equal(answer_json("items.0.name"), "邻村站");
}

TEST(the_counter_is_the_operators)
{
	town();
	ask_get("/counter", "buyer");
	check_status(403);
	ask_get("/counter", "operator");
	check_status(200);
	check_page("丹桂服务站");
	ask_get("/counter", "other_operator");
	check_page("东外服务站");
}

TEST(a_station_stays_inside_one_s_land)
{
	town();
	ask(POST, "/stations", "cadre", FORM("place", " 510524100", "name", "外站"));
	check_status(403);
	assert_int_equal(town_number("SELECT count(*) FROM station WHERE name = '外站'"), 0);
}

/* Who may serve at two stations works at one of them, and says at which. */
TEST(an_operator_of_two_stations_works_at_one)
{
	char person[128], second[128], far[128];

	town();
	snprintf(far, sizeof far, "/stations/%.*s/here",
	         TEXT(id_public(town_arena(), 510524,
	                        town_number("SELECT id FROM station WHERE name = '东外服务站'"))));
	ask_json(POST, "/api/v1/stations", "township", "{\"place\":\"510525101002\",\"name\":\"二站\",\"open\":true}");
	check_status(201);
	snprintf(second, sizeof second, "/stations/%s/here", answer_json("id"));
	ask(POST, second, "operator", NOTHING);
	check_status(403);
	snprintf(person, sizeof person, "/people/%.*s/grant",
	         TEXT(id_public(town_arena(), 510525,
	                        town_number("SELECT person_id FROM login WHERE login = 'operator'"))));
	ask(POST, person, "township", FORM("role", "operator", "place", "510525101002"));
	check_status(303);
	ask_get("/counter/till", "operator");
	check_page("丹桂服务站");
	ask(POST, far, "operator", NOTHING);
	check_status(403);
	ask(POST, second, "operator", NOTHING);
	check_location("/counter");
	ask_get("/counter/till", "operator");
	check_page("二站");
	ask_get("/counter", "operator");
	check_page("丹桂服务站");
	check_page("You are here");
	snprintf(far, sizeof far, "%.*s", (int)(strlen(second) - strlen("/here")), second);
	ask(POST, far, "township", FORM("place", "510525101002", "name", "二站", "version", "1"));
	check_status(303);
	ask(POST, second, "operator", NOTHING);
	check_status(409);
	ask_get("/counter/till", "operator");
	check_page("丹桂服务站");
	check_no_page("二站");
}
