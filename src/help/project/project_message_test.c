/* Who is told what about a project, by the clock: what waits for a decision, evidence that waits for its second person, what became late;
   each once, to those who must act, and never to whoever did it. */
#include "support/story.h"

#include "base/calendar.h"
#include "support/messages.h"
#include "support/road.h"

static struct road road;

static void posts(const char *who, const char *ending, const char *json, int status)
{
	road_post(&road, who, ending, json, status);
}

static void does(const char *who, const char *deed, const char *json, int status)
{
	ask_json(POST, words_of("/api/v1/project-milestones/%s/%s", road.milestone, deed), who, json);
	check_status(status);
}

static void proposed(void)
{
	town();
	road_propose(&road, "通村硬化路");
}

static void begun(void)
{
	proposed();
	road_begin(&road);
}

#define LATE_MILESTONE "A milestone of a project is late"
#define LATE_REPORT "The monthly report of a project is late"
#define WAITS "waits for you to confirm"

TEST(project_tells_the_level_above_and_its_answer_goes_back)
{
	proposed();
	assert_int_equal(messages_told("province", "A project waits for your decision"), 1);
	assert_int_equal(messages_told("county", "A project waits for your decision"), 0);
	ask_get("/messages", "province");
	check_page("通村硬化路");
	check_page(words_of("href=\"/projects/%s\"", road.project));
	town_pass(32 * CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(messages_told("province", "The decision about a project is late"), 1);
	assert_int_equal(messages_told("county", "is late"), 0);
	posts("province", "/approve", "{}", 200);
	assert_int_equal(messages_told("county", "The level above approved the project"), 1);
}

TEST(project_tells_once_what_became_late)
{
	begun();
	town_pass(16 * CALENDAR_DAY_MS); /* 5 August: the day itself */
	ask_forget();
	assert_int_equal(messages_told("county", LATE_MILESTONE), 0);
	town_pass(CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(messages_told("county", LATE_MILESTONE), 1);
	assert_int_equal(messages_told("province", LATE_MILESTONE), 0);
	assert_int_equal(messages_told("township", LATE_MILESTONE), 0);
	for (int i = 0; i < 3; i++)
		town_pass(CALENDAR_DAY_MS);
	posts("county", "/goals",
	      "{\"title\":\"里程\",\"unit\":\"米\",\"base\":0,\"target\":900,\"planned_on\":\"2026-12-31\"}", 200);
	ask_forget();
	assert_int_equal(messages_told("county", LATE_MILESTONE), 1); /* still the same day that passed */
	does("county", "plan", "{\"planned_on\":\"2026-11-20\",\"words\":\"连日大雨\"}", 200);
	town_pass(3 * CALENDAR_DAY_MS); /* 12 August: July's report was due on the 10th */
	ask_forget();
	assert_int_equal(messages_told("county", LATE_REPORT), 1);
	assert_int_equal(messages_told("county", LATE_MILESTONE), 1);
	assert_int_equal(town_number("SELECT told_on FROM project"), 20260810);
	check_books();
	town_replay();
}

#define LATE_END "A project should have ended by now"

/* Nobody plans anew, nobody writes a report: each day that passes is told all the same. */
TEST(project_that_is_late_tells_of_every_later_day)
{
	begun();
	posts("county", "/milestones", "{\"title\":\"路面完成\",\"planned_on\":\"2026-08-25\"}", 200);
	town_pass(17 * CALENDAR_DAY_MS); /* 6 August */
	ask_forget();
	assert_int_equal(messages_told("county", LATE_MILESTONE), 1);
	assert_int_equal(messages_told("county", LATE_REPORT), 0);
	town_pass(4 * CALENDAR_DAY_MS); /* 10 August: the day itself */
	assert_int_equal(town_number("SELECT told_on FROM project"), 20260805);
	assert_int_equal(town_number("SELECT tell_on FROM project"), 20260810);
	town_pass(CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(messages_told("county", LATE_REPORT), 1);
	assert_int_equal(messages_told("county", LATE_MILESTONE), 1);
	assert_int_equal(town_number("SELECT told_on FROM project"), 20260810);
	assert_int_equal(town_number("SELECT due_on FROM project"), 20260805); /* late since then, still */
	town_pass(15 * CALENDAR_DAY_MS);                                       /* 26 August: the second milestone */
	ask_forget();
	assert_int_equal(messages_told("county", LATE_MILESTONE), 2);
	assert_int_equal(messages_told("county", LATE_REPORT), 1);
	town_pass(16 * CALENDAR_DAY_MS); /* 11 September: the report of August */
	ask_forget();
	assert_int_equal(messages_told("county", LATE_REPORT), 2);
	town_pass(112 * CALENDAR_DAY_MS); /* 1 January; what passed between them is said with the last */
	ask_forget();
	assert_int_equal(messages_told("county", LATE_END), 1);
	assert_int_equal(messages_told("county", LATE_REPORT), 2);
	town_pass(CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(messages_told("county", LATE_END), 1);
	assert_int_equal(town_number("SELECT tell_on FROM project"), 20270110);
	check_books();
	town_replay();
}

/* A step that was taken late begins its own days: they are told though they lie before the one told last. */
TEST(project_decided_late_tells_that_it_has_not_begun)
{
	proposed();
	town_pass(32 * CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(messages_told("province", "The decision about a project is late"), 1);
	posts("province", "/approve", "{}", 200);
	assert_int_equal(messages_told("county", "A project should have begun by now"), 1);
	assert_int_equal(town_number("SELECT told_on FROM project"), 20260721);
	assert_int_equal(town_number("SELECT tell_on FROM project"), 0);
}

/* It stopped in July: the report of that month is owed, and no more. */
TEST(project_that_ended_tells_of_the_reports_it_owes)
{
	begun();
	posts("county", "/stop", "{\"words\":\"资金不足\"}", 200);
	town_pass(22 * CALENDAR_DAY_MS); /* 11 August */
	ask_forget();
	assert_int_equal(messages_told("county", LATE_REPORT), 1);
	assert_int_equal(town_number("SELECT tell_on FROM project"), 0);
	town_pass(31 * CALENDAR_DAY_MS);
	ask_forget();
	assert_int_equal(messages_told("county", LATE_REPORT), 1);
	check_books();
}

/* What no door does: a message with the first project's title cannot be written. */
static enum outcome run_trap(struct task *task, struct db *db, struct world *world)
{
	enum outcome outcome = db_exec(db, "DELETE FROM case_notice WHERE words = '通村硬化路'", bind_none());

	(void)task;
	(void)world;
	if (outcome == DONE)
		outcome = db_exec(
			db,
			"INSERT INTO case_notice(county, person_id, id, case_county, case_id, told, words, path,"
			" at, is_read) VALUES (0, 1, 1, 0, 0, '', '通村硬化路', '', 0, 1)",
			bind_none());
	return outcome == DONE
	               ? db_exec(db, "CREATE UNIQUE INDEX trap ON case_notice(words) WHERE words = '通村硬化路'",
	                         bind_none())
	               : outcome;
}

TEST(project_that_cannot_be_told_holds_nobody_up)
{
	begun();
	road_propose(&road, "集中供水站");
	road_begin(&road);
	town_run(510525, run_trap, NULL);
	town_pass(17 * CALENDAR_DAY_MS); /* 6 August: both are late */
	ask_forget();
	assert_int_equal(messages_told("county", LATE_MILESTONE), 1);
	assert_int_equal(town_number("SELECT count(*) FROM project WHERE told_on = 0 AND tell_on = 20260806"), 1);
	assert_int_equal(town_number("SELECT count(*) FROM project WHERE told_on = 20260805"), 1);
}

TEST(project_tells_the_second_person_of_evidence)
{
	begun();
	does("township", "report", "{\"dated_on\":\"2026-07-20\",\"words\":\"压实\",\"document\":\"验 12\"}", 200);
	assert_int_equal(messages_told("county", WAITS), 1); /* who runs it */
	assert_int_equal(messages_told("township", WAITS), 0);
	assert_int_equal(messages_told("province", WAITS), 0);
	does("county", "back", "{\"words\":\"没有压实\"}", 200);
	assert_int_equal(messages_told("township", "A milestone was sent back"), 1);
	does("county", "report", "{\"dated_on\":\"2026-07-20\",\"words\":\"压实\",\"document\":\"验 13\"}", 200);
	assert_int_equal(messages_told("county", WAITS), 1);
	assert_int_equal(messages_told("province", WAITS),
	                 1); /* nobody holds the right at the city: the next one above */
	does("province", "confirm", "{}", 200);
	assert_int_equal(messages_told("county", "A milestone was confirmed"), 1);
	check_books();
}
