/* Joint meetings through the doors: minutes written, confirmed and frozen; a decision that goes from the province down to villages and whose
   answers come back up; what is late, at each level; sending back, withdrawing; wrong people and places; merging, replay. */
#include "support/story.h"

#include <stdio.h>
#include <string.h>

#include "base/id.h"
#include "help/meeting/meeting.h"

#define TOWNSHIP "510525101"
static const int64_t day_ms = INT64_C(86400000);
static char meeting_id[STORY_ID];

/* ---- what several tests need ---- */

static void make_meeting(const char *who, const char *place, const char *chair)
{
	ask_json(
		POST, "/api/v1/meetings", who,
		words_of(
			"{\"title\":\"秋收调度会\",\"held_on\":\"2026-07-18\",\"place\":\"%s\",\"chair\":\"%s\","
			"\"participants\":\"省交通厅\\n泸州市政府\",\"agenda\":\"道路\\n烘干\",\"minutes\":\"都同意先修路。\","
			"\"decisions\":\"修好到村的机耕道\\n\\n每个村报一个烘干点\"}",
			place, chair));
	check_status(201);
	keep_id(meeting_id, "id");
	assert_int_equal(answer_json_int("decisions"), 2);
}

static void confirms(const char *who)
{
	ask_json(POST, words_of("/api/v1/meetings/%s/confirm", meeting_id), who, "{}");
}

/* A confirmed meeting of that place. */
static void meeting_town(const char *who, const char *place)
{
	town();
	make_meeting(who, place, "");
	confirms(who);
	check_status(200);
}

static void gives(const char *who, int decision, const char *places, const char *due_on)
{
	ask_json(POST, words_of("/api/v1/meetings/%s/tasks", meeting_id), who,
	         words_of("{\"decision\":%d,\"places\":\"%s\",\"due_on\":\"%s\"}", decision, places, due_on));
}

/* The public id of the newest task of a place. */
static const char *task_of(const char *place)
{
	int64_t key = 0;

	assert_true(place_read(text_of(place), &key));
	return text_string(
		town_arena(),
		id_public(town_arena(),
	                  town_number("SELECT county FROM meeting_task WHERE place = $1 ORDER BY id DESC LIMIT 1", key),
	                  town_number("SELECT id FROM meeting_task WHERE place = $1 ORDER BY id DESC LIMIT 1", key)));
}

static void passes(const char *who, const char *place, const char *places, const char *due_on)
{
	ask_json(POST, words_of("/api/v1/tasks/%s/parts", task_of(place)), who,
	         words_of("{\"places\":\"%s\",\"due_on\":\"%s\"}", places, due_on));
}

static void answers(const char *who, const char *place, const char *said)
{
	ask_json(POST, words_of("/api/v1/tasks/%s/answer", task_of(place)), who, words_of("{\"words\":\"%s\"}", said));
}

static void decides(const char *who, const char *place, const char *deed, const char *said)
{
	ask_json(POST, words_of("/api/v1/tasks/%s/decide", task_of(place)), who,
	         words_of("{\"deed\":\"%s\",\"words\":\"%s\"}", deed, said));
}

static void check_state(const char *place, const char *state)
{
	ask_json(GET, words_of("/api/v1/tasks/%s", task_of(place)), "admin", NULL);
	check_status(200);
	assert_string_equal(answer_json("state"), state);
}

static void check_late(const char *place, const char *who, bool late)
{
	ask_get(words_of("/cases/late/%s", place), who);
	check_status(200);
	check_page_at("修好到村的机耕道", late, __FILE__, __LINE__);
}

/* ---- the minutes ---- */

TEST(meeting_is_frozen_once_its_chair_confirmed_it)
{
	town();
	make_meeting("county", "510525", "township");
	ask_get(words_of("/meetings/%s", meeting_id), "township");
	check_status(403); /* not before it is confirmed */
	gives("county", 1, TOWNSHIP, "2026-08-20");
	check_status(409);
	confirms("county");
	check_status(403); /* the township is the chair's, and it holds no right over the county */
	ask_json(
		POST, words_of("/api/v1/meetings/%s/edit", meeting_id), "county",
		"{\"title\":\"秋收会\",\"held_on\":\"2026-07-18\",\"chair\":\"province\",\"decisions\":\"修路\",\"version\":2}");
	check_status(200);
	assert_int_equal(answer_json_int("decisions"), 1);
	ask_json(POST, words_of("/api/v1/meetings/%s/edit", meeting_id), "county",
	         "{\"title\":\"别的会\",\"held_on\":\"2026-07-18\",\"version\":2}");
	check_status(409); /* somebody was faster */
	confirms("province");
	check_status(200);
	assert_string_equal(answer_json("state"), "confirmed");
	ask_json(POST, words_of("/api/v1/meetings/%s/edit", meeting_id), "county",
	         "{\"title\":\"改一改\",\"held_on\":\"2026-07-18\",\"decisions\":\"不修\"}");
	check_status(409);
	ask(POST, words_of("/meetings/%s/notes", meeting_id), "county", FORM("words", "路长应为六公里"));
	check_status(303);
	ask_get(words_of("/meetings/%s/minutes", meeting_id), "township");
	check_status(403); /* it asks nothing of them */
	gives("county", 1, "510525101001", "2026-08-20");
	check_status(200);
	ask_get(words_of("/meetings/%s/minutes", meeting_id), "township");
	check_page("路长应为六公里");
	check_page("修路");
	check_no_page("不修");
	ask_get("/meetings", "cadre");
	check_page("秋收会");
	check_books();
}

TEST(meeting_without_a_decision_is_not_confirmed)
{
	town();
	ask_json(POST, "/api/v1/meetings", "county",
	         "{\"title\":\"碰头会\",\"held_on\":\"2026-07-18\",\"place\":\"510525\"}");
	check_status(201);
	keep_id(meeting_id, "id");
	confirms("county");
	check_status(409);
	ask_get(words_of("/meetings/%s", meeting_id), "county");
	check_page("No decision is written down yet");
	ask_json(
		POST, "/api/v1/meetings", "county",
		"{\"title\":\"碰头会\",\"held_on\":\"2026-07-18\",\"place\":\"510525\",\"participants\":\"电话 13812345678\"}");
	check_status(422);
	ask_get("/tasks", "county");
	check_page("No tasks here");
	check_books();
}

/* ---- down five levels and up again ---- */

TEST(meeting_story_down_to_the_villages_and_up)
{
	meeting_town("province", "51");
	gives("province", 1, "5105", "2026-08-31");
	check_status(200);
	assert_int_equal(answer_json_int("tasks"), 1);
	passes("province", "5105", "510525", "2026-09-30");
	check_status(422); /* no later than the whole */
	passes("province", "5105", "510525", "2026-08-28");
	check_status(200);
	assert_string_equal(answer_json("state"), "passed");
	passes("county", "510525", TOWNSHIP, "2026-08-25");
	check_status(200);
	passes("township", TOWNSHIP, "510525101001 510525101002", "2026-08-20");
	check_status(200);
	answers("township", TOWNSHIP, "都修好了");
	check_status(422); /* the villages have not answered */
	check_page("2 parts below");
	answers("cadre", "510525101001", "两公里修好了");
	check_status(200);
	answers("cadre", "510525101001", "又修好了");
	check_status(409);
	answers("township", TOWNSHIP, "都修好了");
	check_status(422);
	ask_get(words_of("/meetings/%s/at/%s", meeting_id, TOWNSHIP), "township");
	check_page("1 of 2 below answered");
	answers("township", "510525101002", "村里没有人，镇里去修的");
	check_status(200);
	decides("township", "510525101002", "dispute", "还差一截");
	check_status(200);
	check_state("510525101002", "returned");
	answers("township", TOWNSHIP, "都修好了");
	check_status(422);
	answers("township", "510525101002", "补上了");
	check_status(200);
	answers("township", TOWNSHIP, "两个村都修好了");
	check_status(200);
	check_state("510525101001", "done"); /* summed up is accepted */
	check_state("510525101002", "done");
	answers("county", "510525", "全县修好");
	check_status(200);
	answers("province", "5105", "全市修好");
	check_status(200);
	check_state("510525", "done");
	check_state("5105", "answered");
	decides("county", "5105", "fixed", "");
	check_status(403); /* the province gave it */
	decides("province", "5105", "fixed", "");
	check_status(200);
	check_state("5105", "done");
	ask_json(GET, words_of("/api/v1/meetings/%s", meeting_id), "province", NULL);
	assert_int_equal(answer_json_int("tasks"), 5);
	assert_int_equal(answer_json_int("open"), 0);
	ask_get(words_of("/meetings/%s", meeting_id), "cadre");
	check_page("全市修好");
	check_books();
}

/* A village that is silent is late for each level above, goes up to the township's desk, and may answer all the same. */
TEST(meeting_late_task_comes_up_by_itself)
{
	meeting_town("county", "510525");
	gives("county", 1, TOWNSHIP, "2026-07-30");
	check_status(200);
	passes("township", TOWNSHIP, "510525101001", "2026-07-25");
	check_status(200);
	check_late("510525101001", "county", false);
	town_pass(7 * day_ms);
	ask_forget();
	check_late("510525101001", "county", true);
	check_late(TOWNSHIP, "county", true);
	check_late("510525", "county", true);
	ask_json(GET, words_of("/api/v1/meetings/%s", meeting_id), "county", NULL);
	assert_int_equal(answer_json_int("late"), 1);
	assert_int_equal(town_number("SELECT level FROM case_file WHERE kind = 'task' ORDER BY id DESC LIMIT 1"), 4);
	ask_get("/tasks?only=late&place=510525", "county");
	check_page("修好到村的机耕道");
	town_pass(6 * day_ms);
	ask_forget();
	ask_json(GET, words_of("/api/v1/meetings/%s", meeting_id), "county", NULL);
	assert_int_equal(answer_json_int("late"), 2); /* the whole too, since its part is open */
	answers("cadre", "510525101001", "雨停后修好了");
	check_status(200);
	answers("township", TOWNSHIP, "修好了，晚了几天");
	check_status(200);
	decides("county", TOWNSHIP, "unfixed", "路面还是烂的，明年再说");
	check_status(200);
	check_state(TOWNSHIP, "undone");
	check_late("510525", "county", false);
	check_books();
}

TEST(meeting_task_withdrawn_takes_its_parts_along)
{
	meeting_town("county", "510525");
	gives("county", 2, TOWNSHIP, "2026-08-30");
	passes("township", TOWNSHIP, "510525101001 510525101002", "2026-08-20");
	check_status(200);
	answers("cadre", "510525101001", "报了");
	decides("township", TOWNSHIP, "withdraw", "不要了");
	check_status(403); /* the county gave it */
	decides("county", TOWNSHIP, "withdraw", "");
	check_status(422); /* why */
	decides("county", TOWNSHIP, "withdraw", "省里统一建");
	check_status(200);
	check_state("510525101001", "withdrawn");
	check_state("510525101002", "withdrawn");
	answers("cadre", "510525101001", "又报");
	check_status(409);
	ask_json(GET, words_of("/api/v1/meetings/%s", meeting_id), "county", NULL);
	assert_int_equal(answer_json_int("open"), 0);
	check_books();
}

/* ---- what is refused ---- */

TEST(meeting_wrong_people_and_places)
{
	meeting_town("county", "510525");
	ask_json(POST, "/api/v1/meetings", "township",
	         "{\"title\":\"会\",\"held_on\":\"2026-07-18\",\"place\":\"510525\"}");
	check_status(422); /* of its township only */
	gives("township", 1, TOWNSHIP, "2026-08-20");
	check_status(403);
	gives("county", 3, TOWNSHIP, "2026-08-20");
	check_status(422); /* there are two decisions */
	gives("county", 1, "510524", "2026-08-20");
	check_status(422); /* not below */
	gives("county", 1, "510525", "2026-08-20");
	check_status(422); /* not strictly */
	gives("county", 1, "510525999", "2026-08-20");
	check_status(422); /* unknown */
	gives("county", 1, "abc", "2026-08-20");
	check_status(422);
	gives("county", 1, "", "2026-08-20");
	check_status(422);
	gives("county", 1, TOWNSHIP, "2026-07-01");
	check_status(422); /* over */
	ask_json(
		POST, words_of("/api/v1/meetings/%s/tasks", meeting_id), "county",
		"{\"decision\":1,\"places\":\"510525101\",\"due_on\":\"2026-08-20\",\"about\":\"https://x.example/\"}");
	check_status(422);
	assert_int_equal(town_number("SELECT count(*) FROM meeting_task"), 0);
	gives("county", 1, TOWNSHIP, "2026-08-20");
	check_status(200);
	answers("cadre", TOWNSHIP, "修好了");
	check_status(403);
	ask_get(words_of("/meetings/%s", meeting_id), "buyer");
	check_status(403);
	ask_get(words_of("/meetings/%s", meeting_id), "other_operator");
	check_status(403);
	ask_get(words_of("/tasks/%s", task_of(TOWNSHIP)), "buyer");
	check_status(403);
	ask_json(POST, words_of("/api/v1/cases/%s/move", task_of(TOWNSHIP)), "township",
	         "{\"deed\":\"answer\",\"words\":\"好了\"}");
	check_status(403); /* not by the doors of cases, which know no parts */
	ask(POST, words_of("/cases/%s/claim", task_of(TOWNSHIP)), "county", NOTHING);
	check_status(303);
	answers("township", TOWNSHIP, "修好了");
	check_status(409); /* somebody is on it */
	check_books();
}

TEST(meeting_task_form_sent_twice_is_one)
{
	meeting_town("county", "510525");
	for (int i = 0; i < 2; i++) {
		ask_key("the-same-task");
		ask(POST, words_of("/meetings/%s/tasks", meeting_id), "county",
		    FORM("decision", "1", "due_on", "2026-08-20", "to.510525101", "1", "places", "510525101002"));
		check_location("/meetings/");
	}
	assert_int_equal(town_number("SELECT count(*) FROM meeting_task"), 2);
	ask_json(GET, "/api/v1/tasks?limit=1", "county", NULL);
	ask_json(GET, words_of("/api/v1/tasks?limit=1&after=%s", answer_json("next")), "county", NULL);
	assert_string_equal(answer_json("items.0.place"), TOWNSHIP);
	ask_get("/tasks?as=csv", "county");
	check_page("修好到村的机耕道");
	ask_get("/tasks?as=xlsx&state=given", "county");
	check_status(200);
	ask_get("/tasks?state=done", "county");
	check_no_page("修好到村的机耕道");
	check_books();
}

/* ---- merging, replay ---- */

TEST(meeting_tasks_move_with_their_village_and_replay)
{
	meeting_town("county", "510525");
	gives("county", 1, TOWNSHIP, "2026-08-20");
	passes("township", TOWNSHIP, "510525101001", "2026-08-10");
	check_status(200);
	ask(POST, "/places/510525101001/merge", "admin", FORM("into", "510525101002"));
	check_status(303);
	answers("township", "510525101002", "并村以后修好的");
	check_status(200);
	answers("township", TOWNSHIP, "修好了");
	check_status(200);
	check_books();
	town_replay();
	check_books();
}
