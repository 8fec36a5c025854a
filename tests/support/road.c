#include "support/road.h"

void road_post(const struct road *road, const char *who, const char *ending, const char *json, int status)
{
	ask_json(POST, words_of("/api/v1/projects/%s%s", road->project, ending), who, json);
	check_status(status);
}

void road_propose(struct road *road, const char *title)
{
	ask_json(
		POST, "/api/v1/projects", "county",
		words_of(
			"{\"title\":\"%s\",\"kind\":\"road\",\"about\":\"水泥路\",\"place\":\"510525101\",\"level\":\"county\","
			"\"owner_name\":\"古蔺县交通运输局\",\"start_on\":\"2026-07-21\",\"end_on\":\"2026-12-31\","
			"\"is_public\":true}",
			title));
	check_status(201);
	keep_id(road->project, "id");
	road_post(road, "county", "/funds",
	          "{\"source\":\"county\",\"name\":\"县财政\",\"promised_fen\":100000,\"dated_on\":\"2026-07-01\","
	          "\"is_private\":false}",
	          200);
	road_post(road, "county", "/lines", "{\"title\":\"路基\",\"budget_fen\":100000}", 200);
	road_post(road, "county", "/milestones", "{\"title\":\"路基完成\",\"planned_on\":\"2026-08-05\"}", 200);
	keep_id(road->milestone, "id");
}

void road_begin(const struct road *road)
{
	road_post(road, "province", "/approve", "{}", 200);
	road_post(road, "county", "/begin", "{}", 200);
}
