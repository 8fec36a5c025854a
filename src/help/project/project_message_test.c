/* Who is told what about a project, by the clock: what waits for a decision, evidence that waits for its second person, what became late;
   each once, to those who must act, and never to whoever did it. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "base/calendar.h"

static char project[STORY_ID], milestone[STORY_ID];

static void posts(const char *who, const char *ending, const char *json, int status)
{
	ask_json(POST, words_of("/api/v1/projects/%s%s", project, ending), who, json);
	check_status(status);
}

static void does(const char *who, const char *deed, const char *json, int status)
{
	ask_json(POST, words_of("/api/v1/project-milestones/%s/%s", milestone, deed), who, json);
	check_status(status);
}

static int64_t told(const char *who, const char *key)
{
	int64_t count = 0;

	ask_json(GET, "/api/v1/messages", who, NULL);
	check_status(200);
	for (const char *at = strstr(answer_body().bytes, key); at != NULL; at = strstr(at + 1, key))
		count++;
	return count;
}

static void proposed(void)
{
	town();
	ask_json(
		POST, "/api/v1/projects", "county",
		"{\"title\":\"通村硬化路\",\"kind\":\"road\",\"about\":\"水泥路\",\"place\":\"510525101\",\"level\":\"county\","
		"\"owner_name\":\"古蔺县交通运输局\",\"start_on\":\"2026-07-21\",\"end_on\":\"2026-12-31\","
		"\"is_public\":true}");
	check_status(201);
	keep_id(project, "id");
	posts("county", "/funds",
	      "{\"source\":\"county\",\"name\":\"县财政\",\"promised_fen\":100000,\"dated_on\":\"2026-07-01\","
	      "\"is_private\":false}",
	      200);
	posts("county", "/lines", "{\"title\":\"路基\",\"budget_fen\":100000}", 200);
	posts("county", "/milestones", "{\"title\":\"路基完成\",\"planned_on\":\"2026-08-05\"}", 200);
	keep_id(milestone, "id");
}

static void begun(void)
{
	proposed();
	posts("province", "/approve", "{}", 200);
	posts("county", "/begin", "{}", 200);
}

#define LATE_MILESTONE "A milestone of a project is late"
#define LATE_REPORT "The monthly report of a project is late"
#define WAITS "waits for you to confirm"

TEST(project_tells_the_level_above_and_its_answer_goes_back)
{
	proposed();
	assert_int_equal(told("province", "A project waits for your decision"), 1);
	assert_int_equal(told("county", "A project waits for your decision"), 0);
	ask_get("/messages", "province");
	check_page("通村硬化路");
	check_page(words_of("href=\"/projects/%s\"", project));
	town_pass(32 * CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(told("province", "The decision about a project is late"), 1);
	assert_int_equal(told("county", "is late"), 0);
	posts("province", "/approve", "{}", 200);
	assert_int_equal(told("county", "The level above approved the project"), 1);
}

TEST(project_tells_once_what_became_late)
{
	begun();
	town_pass(16 * CALENDAR_DAY_MS); /* 5 August: the day itself */
	ask_forget();
	assert_int_equal(told("county", LATE_MILESTONE), 0);
	town_pass(CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(told("county", LATE_MILESTONE), 1);
	assert_int_equal(told("province", LATE_MILESTONE), 0);
	assert_int_equal(told("township", LATE_MILESTONE), 0);
	for (int i = 0; i < 3; i++)
		town_pass(CALENDAR_DAY_MS);
	posts("county", "/goals",
	      "{\"title\":\"里程\",\"unit\":\"米\",\"base\":0,\"target\":900,\"planned_on\":\"2026-12-31\"}", 200);
	ask_forget();
	assert_int_equal(told("county", LATE_MILESTONE), 1); /* still the same day that passed */
	does("county", "plan", "{\"planned_on\":\"2026-11-20\",\"words\":\"连日大雨\"}", 200);
	town_pass(3 * CALENDAR_DAY_MS); /* 12 August: July's report was due on the 10th */
	ask_forget();
	assert_int_equal(told("county", LATE_REPORT), 1);
	assert_int_equal(told("county", LATE_MILESTONE), 1);
	assert_int_equal(town_number("SELECT told_on FROM project"), 20260810);
	check_books();
	town_replay();
}

TEST(project_tells_the_second_person_of_evidence)
{
	begun();
	does("township", "report", "{\"dated_on\":\"2026-07-20\",\"words\":\"压实\",\"document\":\"验 12\"}", 200);
	assert_int_equal(told("county", WAITS), 1); /* who runs it */
	assert_int_equal(told("township", WAITS), 0);
	assert_int_equal(told("province", WAITS), 0);
	does("county", "back", "{\"words\":\"没有压实\"}", 200);
	assert_int_equal(told("township", "A milestone was sent back"), 1);
	does("county", "report", "{\"dated_on\":\"2026-07-20\",\"words\":\"压实\",\"document\":\"验 13\"}", 200);
	assert_int_equal(told("county", WAITS), 1);
	assert_int_equal(told("province", WAITS), 1); /* nobody holds the right at the city: the next one above */
	does("province", "confirm", "{}", 200);
	assert_int_equal(told("county", "A milestone was confirmed"), 1);
	check_books();
}
