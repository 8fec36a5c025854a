/* A project from its proposal to the last fen, through the doors: the level above decides, money comes from four sources and is paid to a
   contractor, milestones are confirmed by somebody else at another level; overspending, wrong people, undoing, merging of villages. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "help/project/project_inside.h"

static char project_id[STORY_ID], fund_id[4][STORY_ID], line_id[2][STORY_ID], milestone_id[3][STORY_ID],
	entry_id[STORY_ID], contract_id[STORY_ID];

static const char *path_of(const char *ending)
{
	return words_of("/api/v1/projects/%s%s", project_id, ending);
}

static void posts(const char *who, const char *ending, const char *json, int status)
{
	ask_json(POST, path_of(ending), who, json);
	check_status(status);
}

static void adds_fund(size_t i, const char *source, const char *name, int64_t fen)
{
	posts("county", "/funds",
	      words_of("{\"source\":\"%s\",\"name\":\"%s\",\"promised_fen\":%lld,\"dated_on\":\"2026-07-01\","
	               "\"is_private\":%s}",
	               source, name, (long long)fen, strcmp(source, "donor") == 0 ? "true" : "false"),
	      200);
	keep_id(fund_id[i], "id");
}

static void adds_line(size_t i, const char *title, int64_t fen)
{
	posts("county", "/lines", words_of("{\"title\":\"%s\",\"budget_fen\":%lld}", title, (long long)fen), 200);
	keep_id(line_id[i], "id");
}

static void adds_milestone(size_t i, const char *title, const char *on)
{
	posts("county", "/milestones", words_of("{\"title\":\"%s\",\"planned_on\":\"%s\"}", title, on), 200);
	keep_id(milestone_id[i], "id");
}

/* The county proposes a road of a township's: 18.5 million yuan from four sources. */
static void propose(void)
{
	ask_json(
		POST, "/api/v1/projects", "county",
		"{\"title\":\"通村硬化路\",\"kind\":\"road\",\"about\":\"从乡镇到三个村的水泥路\",\"place\":\"510525101\","
		"\"level\":\"county\",\"owner_name\":\"古蔺县交通运输局\",\"start_on\":\"2026-07-21\","
		"\"end_on\":\"2026-12-31\",\"is_public\":true}");
	check_status(201);
	keep_id(project_id, "id");
}

static void plan(void)
{
	adds_fund(0, "state", "中央财政衔接资金", 1000000000);
	adds_fund(1, "county", "县财政", 500000000);
	adds_fund(2, "partner", "东部协作市", 340000000);
	adds_fund(3, "donor", "钱多多", 10000000);
	adds_line(0, "路基路面", 1600000000);
	adds_line(1, "监理", 250000000);
	adds_milestone(0, "路基完成", "2026-08-10");
	adds_milestone(1, "路面完成", "2026-11-01");
	adds_milestone(2, "验收", "2026-12-20");
}

static void project_town(void)
{
	town();
	propose();
	plan();
}

static void check_sums(int64_t promised, int64_t arrived, int64_t spent, int64_t returned)
{
	ask_json(GET, path_of(""), "county", NULL);
	check_status(200);
	assert_int_equal(answer_json_int("promised_fen"), promised);
	assert_int_equal(answer_json_int("arrived_fen"), arrived);
	assert_int_equal(answer_json_int("spent_fen"), spent);
	assert_int_equal(answer_json_int("returned_fen"), returned);
	assert_int_equal(answer_json_int("left_fen"), arrived - spent - returned);
	check_books();
}

static void arrives(size_t fund, int64_t fen, int status)
{
	posts("county", "/arrivals",
	      words_of("{\"fund\":\"%s\",\"amount_fen\":%lld,\"dated_on\":\"2026-07-20\",\"words\":\"第一笔\","
	               "\"document\":\"泸财农〔2026〕18号\"}",
	               fund_id[fund], (long long)fen),
	      status);
}

static void pays(size_t fund, size_t line, int64_t fen, const char *contract, int status)
{
	posts("county", "/payments",
	      words_of(
		      "{\"fund\":\"%s\",\"line\":\"%s\",\"contract\":\"%s\",\"amount_fen\":%lld,\"dated_on\":\"2026-07-20\","
		      "\"words\":\"第一期工程款\",\"payee_name\":\"古蔺路桥公司\",\"document\":\"发票 0091\"}",
		      fund_id[fund], line_id[line], contract, (long long)fen),
	      status);
}

static void decide_and_begin(void)
{
	posts("province", "/approve", "{}", 200);
	posts("county", "/begin", "{}", 200);
}

TEST(project_lives_to_the_fen)
{
	project_town();
	posts("county", "/approve", "{}", 403);
	posts("township", "/approve", "{}", 403);
	posts("county", "/begin", "{}", 409);
	decide_and_begin();
	arrives(0, 1000000000, 200);
	arrives(0, 1, 422);
	arrives(1, 300000000, 200);
	arrives(3, 10000000, 200);
	check_sums(1850000000, 1310000000, 0, 0);
	posts("county", "/contracts",
	      "{\"title\":\"路面施工\",\"category\":\"works\",\"method\":\"open\",\"name\":\"古蔺路桥公司\",\"amount_fen\":900000000,"
	      "\"dated_on\":\"2026-07-20\",\"start_on\":\"2026-07-20\",\"end_on\":\"2026-12-01\"}",
	      200);
	keep_id(contract_id, "id");
	pays(0, 0, 899999999, contract_id, 200);
	pays(0, 0, 2, contract_id, 422); /* one fen beyond the contract */
	pays(0, 0, 1, contract_id, 200);
	pays(0, 1, 100000001, "", 422); /* one fen beyond what the source has left */
	pays(1, 1, 250000001, "", 422); /* one fen beyond the budget line */
	pays(1, 1, 250000000, "", 200);
	keep_id(entry_id, "id");
	check_sums(1850000000, 1310000000, 1150000000, 0);
	ask_json(POST, words_of("/api/v1/project-entries/%s/undo", entry_id), "county",
	         "{\"words\":\"应付给 6222020012345678901\"}");
	check_status(422);
	ask_json(POST, words_of("/api/v1/project-entries/%s/undo", entry_id), "county", "{\"words\":\"记错了\"}");
	check_status(200);
	ask_json(POST, words_of("/api/v1/project-entries/%s/undo", entry_id), "county", "{\"words\":\"再来一次\"}");
	check_status(409);
	check_sums(1850000000, 1310000000, 900000000, 0);
	posts("county", "/returns",
	      words_of(
		      "{\"fund\":\"%s\",\"amount_fen\":300000000,\"dated_on\":\"2026-07-20\",\"words\":\"用不完\",\"document\":\"回单"
		      " 7\"}",
		      fund_id[1]),
	      200);
	check_sums(1850000000, 1310000000, 900000000, 300000000);
	ask_get(words_of("/projects/%s/entries", project_id), AS_NOBODY);
	check_status(200);
	check_page("<svg class=\"chart plan\"");
	check_page("¥9,000,000.00");
	assert_int_equal(town_number("SELECT credits_fen - debits_fen FROM account WHERE kind = 16 AND owner_id = $1",
	                             town_number("SELECT id FROM project_fund WHERE kind = 1")),
	                 100000000);
}

/* ---- milestones: evidence, and a second person at another level ---- */

static void reports(const char *who, size_t i, const char *json, int status)
{
	ask_json(POST, words_of("/api/v1/project-milestones/%s/report", milestone_id[i]), who, json);
	check_status(status);
}

static void confirms(const char *who, size_t i, int status)
{
	ask_json(POST, words_of("/api/v1/project-milestones/%s/confirm", milestone_id[i]), who, "{}");
	check_status(status);
}

TEST(project_milestone_wants_evidence_and_a_second_level)
{
	static const char report[] = "{\"dated_on\":\"2026-07-20\",\"words\":\"路基压实\",\"document\":\"验收单 3\"}";

	project_town();
	reports("county", 0, report, 409); /* not begun */
	decide_and_begin();
	confirms("province", 0, 409); /* nothing is reported */
	reports("county", 0, "{\"dated_on\":\"2026-07-20\",\"words\":\"路基压实\"}", 422);
	reports("county", 0, "{\"dated_on\":\"2026-07-21\",\"words\":\"路基压实\",\"document\":\"1\"}", 422);
	reports("buyer", 0, report, 403);
	reports("cadre", 0, report, 403); /* of one village; the road is the township's */
	reports("township", 0, report, 200);
	confirms("township", 0, 403); /* himself */
	confirms("other_operator", 0, 403);
	ask(POST, words_of("/people/%s/grant", person_of("seller")), "admin",
	    FORM("role", "officer", "place", "510525101"));
	check_status(303);
	confirms("seller", 0, 403); /* somebody else, of the same level */
	confirms("county", 0, 200);
	assert_int_equal(town_number("SELECT milestones_done FROM project"), 1);
	assert_int_equal(town_number("SELECT confirmed_level FROM project_milestone WHERE state = 3"), 3);
	ask_json(POST, words_of("/api/v1/project-milestones/%s/back", milestone_id[0]), "seller",
	         "{\"words\":\"没有压实\"}");
	check_status(403); /* neither his own nor a second level */
	ask_json(POST, words_of("/api/v1/project-milestones/%s/back", milestone_id[0]), "county",
	         "{\"words\":\"请打 13800000009\"}");
	check_status(422);
	ask_json(POST, words_of("/api/v1/project-milestones/%s/back", milestone_id[0]), "county",
	         "{\"words\":\"还要复查\"}");
	check_status(200); /* his own confirmation */
	assert_int_equal(town_number("SELECT milestones_done FROM project"), 0);
	posts("county", "/finish", "{}", 422);
	check_books();
}

/* ---- days pass: late by itself, reports, indicators, the light and why ---- */

static void check_light(const char *light)
{
	ask_json(GET, path_of(""), "county", NULL);
	check_status(200);
	assert_string_equal(answer_json("light"), light);
}

TEST(project_is_late_by_itself_and_says_why)
{
	char goal[STORY_ID];

	project_town();
	check_light("");
	decide_and_begin();
	check_light("green");
	assert_int_equal(town_number("SELECT due_on FROM project"), 20260810); /* milestone and report on one day */
	posts("county", "/goals",
	      "{\"title\":\"通车里程\",\"unit\":\"米\",\"base\":0,\"target\":12600,\"planned_on\":\"2026-12-31\"}",
	      200);
	keep_id(goal, "id");
	town_pass(23 * INT64_C(86400000)); /* to 12 August */
	ask_forget();
	assert_int_equal(town_number("SELECT is_late FROM project"), 1);
	check_light("yellow");
	check_books();
	ask_get("/projects/late?place=51", "province");
	check_status(200);
	check_page("A milestone was planned for 10 August: 2 days late");
	check_page("A monthly report was due on 10 August: 2 days late");
	assert_int_equal(
		town_number("SELECT value FROM tally_county WHERE county = 510525 AND period = 0 AND indicator = $1",
	                    (int64_t)INDICATOR_PROJECTS_LATE),
		1);
	posts("county", "/reports", "{\"month\":\"202606\",\"words\":\"还没开工\"}", 422);
	posts("township", "/reports", "{\"month\":\"202607\",\"words\":\"按计划\"}", 403);
	posts("county", "/reports", "{\"month\":\"202607\",\"words\":\"队伍进场，路基开挖。\"}", 200);
	ask_json(POST, words_of("/api/v1/project-goals/%s/values", goal), "township",
	         "{\"value\":1200,\"dated_on\":\"2026-08-11\",\"words\":\"丈量\"}");
	check_status(200);
	ask_json(POST, words_of("/api/v1/project-goals/%s/values", goal), "township",
	         "{\"value\":1300,\"dated_on\":\"2026-08-11\"}");
	check_status(200);
	assert_int_equal(town_number("SELECT count(*) FROM project_value"), 1);
	ask_get(words_of("/projects/%s/reports/202608", project_id), AS_NOBODY);
	check_status(200);
	check_page("1,300");
	ask_json(POST, words_of("/api/v1/project-milestones/%s/plan", milestone_id[0]), "county",
	         "{\"planned_on\":\"2026-08-20\",\"words\":\"连日大雨\"}");
	check_status(200);
	check_light("green");
	assert_int_equal(town_number("SELECT first_on FROM project_milestone WHERE planned_on = 20260820"), 20260810);
	town_pass(40 * INT64_C(86400000)); /* to 21 September */
	ask_forget();
	check_light("red"); /* 32 days after the milestone's new day */
	check_books();
}

/* ---- what strangers see, and places that move ---- */

TEST(project_shows_strangers_no_private_names)
{
	project_town();
	ask_get(words_of("/projects/%s", project_id), AS_NOBODY);
	check_status(404); /* not yet approved */
	decide_and_begin();
	arrives(3, 10000000, 200);
	posts("county", "/payments",
	      words_of(
		      "{\"fund\":\"%s\",\"line\":\"%s\",\"amount_fen\":800000,\"dated_on\":\"2026-07-20\",\"words\":\"青苗补偿\","
		      "\"payee_name\":\"刘福贵\",\"is_private\":true,\"document\":\"收据 5\"}",
		      fund_id[3], line_id[0]),
	      200);
	keep_id(entry_id, "id");
	static const char *const pages[] = { "/projects/%s", "/projects/%s/entries", "/projects/%s/reports/202607",
		                             "/api/v1/projects/%s/funds", "/api/v1/projects/%s/entries" };
	for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
		char path[160];

		snprintf(path, sizeof path, "%.*s%s%s", (int)(strstr(pages[i], "%s") - pages[i]), pages[i], project_id,
		         strstr(pages[i], "%s") + 2);
		if (strncmp(path, "/api", 4) == 0)
			ask_json(GET, path, AS_NOBODY, NULL);
		else
			ask_get(path, AS_NOBODY);
		check_status(200);
		check_no_page("钱多多");
		check_no_page("刘福贵");
	}
	ask_get(words_of("/project-entries/%s", entry_id), AS_NOBODY);
	check_status(200);
	check_page("8,000.00");
	check_no_page("刘福贵");
	ask_get(words_of("/project-entries/%s", entry_id), "county");
	check_page("刘福贵");
	posts("county", "/lines", "{\"title\":\"电话 13800000009\",\"budget_fen\":100}", 422);
	posts("county", "/edit",
	      "{\"title\":\"通村硬化路\",\"kind\":\"road\",\"about\":\"水泥路\",\"owner_name\":\"古蔺县交通运输局\","
	      "\"credit_code\":\"91350100M000100Y43\",\"start_on\":\"2026-07-21\",\"end_on\":\"2026-12-31\",\"is_public\":true}",
	      200);
	posts("county", "/edit",
	      "{\"title\":\"通村硬化路\",\"kind\":\"road\",\"about\":\"水泥路\",\"owner_name\":\"古蔺县交通运输局\","
	      "\"credit_code\":\"91350100M000100Y34\",\"start_on\":\"2026-07-21\",\"end_on\":\"2026-12-31\",\"is_public\":false}",
	      422);
	check_books();
}

TEST(project_steps_are_taken_back)
{
	project_town();
	posts("province", "/refuse", "{\"words\":\"问 138 0000 0009\"}", 422); /* everybody may read it */
	posts("province", "/refuse", "{\"words\":\"没有图纸\"}", 200);
	assert_int_equal(town_number("SELECT state FROM project"), PROJECT_REFUSED);
	posts("county", "/undo", "{}", 403); /* the level above refused it */
	posts("province", "/undo", "{}", 200);
	posts("province", "/approve", "{}", 200);
	posts("province", "/undo", "{}", 200);
	check_books();
	decide_and_begin();
	posts("county", "/undo", "{}", 200);
	posts("county", "/begin", "{}", 200);
	arrives(0, 100, 200);
	keep_id(entry_id, "id");
	ask_json(POST, words_of("/api/v1/project-entries/%s/undo", entry_id), "county", "{\"words\":\"记错了\"}");
	check_status(200);
	ask_get(words_of("/projects/%s/entries", project_id), AS_NOBODY); /* nothing to draw: all was taken back */
	check_status(200);
	arrives(0, 100, 200);
	pays(0, 0, 100, "", 200);
	posts("county", "/undo", "{}", 409); /* money was spent */
	posts("county", "/stop", "{}", 422);
	posts("county", "/stop", "{\"words\":\"改线\"}", 200);
	arrives(0, 100, 422);
	ask_get(words_of("/projects/%s/entries", project_id), AS_NOBODY);
	check_status(200);
	posts("county", "/undo", "{}", 200);
	assert_int_equal(town_number("SELECT state FROM project"), PROJECT_RUNNING);
	check_sums(1850000000, 100, 100, 0);
	ask_json(GET, path_of("/events"), "county", NULL);
	check_status(200);
	assert_string_equal(answer_json("items.0.what"), "undone");
	assert_int_equal(town_replay() > 0, 1);
	check_books();
}

TEST(project_moves_with_its_place)
{
	town();
	ask_json(
		POST, "/api/v1/projects", "cadre",
		"{\"title\":\"村里的大棚\",\"kind\":\"farm\",\"about\":\"二十亩\",\"place\":\"510525101001\",\"level\":\"village\","
		"\"owner_name\":\"村委会\",\"start_on\":\"2026-07-21\",\"end_on\":\"2026-12-31\",\"is_public\":true}");
	check_status(201);
	keep_id(project_id, "id");
	plan();
	posts("cadre", "/approve", "{}", 403);
	posts("township", "/approve", "{}", 200);
	arrives(0, 700, 200);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	assert_int_equal(town_number("SELECT place FROM project"), INT64_C(51052510100200000));
	assert_int_equal(town_number("SELECT value FROM tally_leaf WHERE period = 0 AND place = 51052510100200000"
	                             " AND indicator = $1",
	                             (int64_t)INDICATOR_PROJECTS_ARRIVED),
	                 700);
	check_books();
}
