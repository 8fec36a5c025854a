/* A joint meeting of the demo's province: minutes that its chair confirms, decisions that go down to villages of one township, some answered,
   some silent past their day, through the same doors. */
#include "app/demo.h"

#include <assert.h>

enum { TASKS = 11, MEETING_AGO = 30 };

/* What is done so many days before today: a decision is given, passed on from the task `from`, or answered. */
static const struct {
	const char *who;
	int64_t ago;
	int decision; /* 0: passed on */
	int from;     /* the line of the task passed on */
	const char *place;
	int64_t due;        /* days from today */
	int64_t answer_ago; /* 0: not answered */
	const char *answered_by, *answer;
} tasks[TASKS] = {
	{ "province", 30, 1, 0, "5105", 25, 0, NULL, NULL },
	{ "city", 29, 0, 0, "510525", 20, 0, NULL, NULL },
	{ "county", 28, 0, 1, "510525106", 12, 0, NULL, NULL },
	{ "township", 26, 0, 2, "510525106204", -4, 12, "cadre", "机耕道修好两公里，能过三轮车。" },
	{ "township", 26, 0, 2, "510525106205", -4, 9, "township", "挖通了，还差铺石子。" },
	{ "township", 26, 0, 2, "510525106206", -4, 0, NULL, NULL },
	{ "township", 26, 0, 2, "510525106207", -4, 0, NULL, NULL },
	{ "province", 30, 2, 0, "510525", 6, 0, NULL, NULL },
	{ "county", 27, 0, 7, "510525106", 3, 0, NULL, NULL },
	{ "township", 25, 0, 8, "510525106204", 1, 14, "cadre", "烘干点定在村委会旁边，能停一辆车。" },
	{ "province", 20, 3, 0, "510525106", -6, 8, "township", "通知到户了，收了 212 张回执。" },
};

struct demo_meeting {
	int64_t at;
	struct text id, tasks[TASKS];
	bool given[TASKS], answered[TASKS];
};

/* query empty: the body is posted. */
static bool asks(struct demo *demo, const char *who, struct text path, struct text query, struct text body,
                 struct ask *ret)
{
	struct demo_person *person = demo_person_of(demo, text_of(who));

	assert(person != NULL);
	demo->meeting->at += 9000;
	if (!demo_sign_in(demo, &person, 1, demo->meeting->at))
		return false;
	*ret = (struct ask){ .as = person->token,
		             .at = demo->meeting->at,
		             .method = query.length > 0 ? GET : POST,
		             .path = path,
		             .query = query,
		             .body = body };
	return demo_ask(demo, ret, 1, "the joint meeting");
}

static bool begin(struct demo *demo)
{
	struct demo_meeting *meeting = demo->meeting;
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask ask;

	if (!asks(demo, "province", T("/api/v1/meetings"), T(""),
	          form_body(arena, "title", T("秋收道路和烘干调度会"), "held_on",
	                    calendar_day_text(arena, calendar_day(meeting->at)), "place", T("51"), "venue",
	                    T("省农业农村厅会议室"), "participants",
	                    T("省农业农村厅\n省交通厅\n泸州市政府\n古蔺县政府\n青禾食品公司"), "agenda",
	                    T("到村道路\n烘干点\n极端天气通知"), "minutes",
	                    T("雨季将到，路先修通，烘干点先定位置。\n各级按期答复，办不了的写明原因。"), "decisions",
	                    T("把到村的机耕道修到能过三轮车\n每个村定一个烘干点\n把大雨通知送到每一户，收回执"), NULL),
	          &ask))
		return false;
	meeting->id = text_copy(demo->arena, answer_value(ask.answer, "id"));
	return asks(demo, "province", text_format(arena, "/api/v1/meetings/%.*s/confirm", TEXT(meeting->id)), T(""),
	            T(""), &ask);
}

/* Gives it or passes it on, and asks for its number: it is the newest of its land. */
static bool give(struct demo *demo, size_t i)
{
	struct demo_meeting *meeting = demo->meeting;
	struct arena *arena = simulation_arena(demo->simulation);
	struct text due = calendar_day_text(arena, calendar_add_days(demo->today, tasks[i].due));
	struct text path = tasks[i].decision > 0 ? text_format(arena, "/api/v1/meetings/%.*s/tasks", TEXT(meeting->id))
	                                         : text_format(arena, "/api/v1/tasks/%.*s/parts",
	                                                       TEXT(meeting->tasks[tasks[i].from]));
	struct ask ask;

	if (!asks(demo, tasks[i].who, path, T(""),
	          form_body(arena, "decision", text_of_int(arena, tasks[i].decision), "places", text_of(tasks[i].place),
	                    "due_on", due, NULL),
	          &ask) ||
	    !asks(demo, tasks[i].who, T("/api/v1/tasks"), text_format(arena, "limit=1&place=%s", tasks[i].place), T(""),
	          &ask))
		return false;
	meeting->tasks[i] = text_copy(demo->arena, answer_value(ask.answer, "id"));
	meeting->given[i] = true;
	return true;
}

static bool answer(struct demo *demo, size_t i)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask ask;

	demo->meeting->answered[i] = true;
	return asks(demo, tasks[i].answered_by,
	            text_format(arena, "/api/v1/tasks/%.*s/answer", TEXT(demo->meeting->tasks[i])), T(""),
	            form_body(arena, "words", text_of(tasks[i].answer), NULL), &ask);
}

static bool is_due(const struct demo *demo, int64_t ago)
{
	return demo->meeting->at >= demo->now - ago * CALENDAR_DAY_MS;
}

bool demo_meeting_round(struct demo *demo, int64_t at)
{
	struct demo_meeting *meeting = demo->meeting;

	if (meeting == NULL) {
		meeting = demo->meeting = arena_take(demo->arena, sizeof *meeting);
		*meeting = (struct demo_meeting){ .at = at };
	}
	meeting->at = at;
	if (!is_due(demo, MEETING_AGO))
		return true;
	if (meeting->id.length == 0 && !begin(demo))
		return false;
	for (size_t i = 0; i < TASKS; i++) {
		if (!meeting->given[i] && is_due(demo, tasks[i].ago) && !give(demo, i))
			return false;
		if (meeting->given[i] && !meeting->answered[i] && tasks[i].answer_ago > 0 &&
		    is_due(demo, tasks[i].answer_ago) && !answer(demo, i))
			return false;
	}
	return true;
}
