/* Courses and work of the demo: six courses in Gulin with those of its people who sign in, some over long enough that it is known how it
   goes; four offers of work, some of it begun. In rounds of two days, through the same doors. */
#include "app/demo.h"

#include <assert.h>

enum {
	COURSES = 6,
	OFFERS = 4,
	COURSE_PUPILS = 8, /* of one course */
	COURSE_LEAD_DAYS = 12,
	FOLLOW_DAYS = 92,
	TRAINING_ASK_MS = 1000,
	TRAINING_AFTER_MS = 1500000, /* behind the rest of the round */
	TRAINING_SEED = 3111,
};

/* ago: days before the demo's day. */
static const struct course_plan {
	const char *title, *topic, *holder, *place, *about;
	int64_t ago, days, seats;
} courses[COURSES] = {
	{ "脆红李修剪和疏果", "farm", "古蔺县农业农村局", "510525106", "冬剪、疏花疏果、防李小食心虫，带剪刀来。", 200,
	  3, 30 },
	{ "手机卖货入门", "trade", "石宝镇电商服务站", "510525106", "拍照、写标题、回复客人、打包发货，一步一步来。",
	  160, 4, 24 },
	{ "竹编手艺班", "craft", "古蔺县文化馆", "510525103", "从破篾到编果篮，学完可接合作社的活。", 120, 5, 16 },
	{ "微耕机驾驶和维修", "machine", "古蔺县农机服务中心", "510525107", "先讲安全，再下地，自己换刀片。", 60, 2,
	  20 },
	{ "养老护理员初级班", "care", "古蔺县人力资源和社会保障局", "510525001", "照顾老人起居、防摔、量血压。", -9, 6,
	  30 },
	{ "认字写字和记账", "language", "石宝镇成人学校", "510525106", "晚上上课，可以带孩子。", -4, 10, 40 },
};

static const struct offer_plan {
	const char *title, *employer, *place, *about, *pay;
	int64_t ago, seats;
} offers[OFFERS] = {
	{ "脆红李分拣工", "石宝镇脆红李合作社", "510525106", "采收季六十天，管一顿午饭。", "3200.00", 110, 12 },
	{ "快递分拣员", "古蔺县电商仓储点", "510525106", "早班，骑车十分钟。", "2800.00", 70, 2 },
	{ "竹编计件工", "太平镇竹编合作社", "510525103", "在家做，按件算，一个月大约这么多。", "1900.00", 40, 20 },
	{ "敬老院护理员", "古蔺县敬老院", "510525001", "两班倒，有培训证优先。", "3000.00", 15, 4 },
};

struct demo_training {
	struct chance chance; /* its own, so that the rest of the demo is as it was without it */
	int64_t at;
	struct {
		int stage;
		struct text id;
	} courses[COURSES];
	bool offered[OFFERS];
};

static struct text path_of(struct demo *demo, const char *path, struct text id, const char *ending)
{
	return text_format(simulation_arena(demo->simulation), "/api/v1%s%.*s%s", path, TEXT(id), ending);
}

static bool asks(struct demo *demo, struct demo_person *person, enum method method, struct text path, struct text body,
                 struct ask *ret)
{
	demo->training->at += TRAINING_ASK_MS;
	assert(person != NULL);
	if (!demo_sign_in(demo, &person, 1, demo->training->at))
		return false;
	*ret = (struct ask){
		.as = person->token, .at = demo->training->at, .method = method, .path = path, .body = body
	};
	return demo_ask(demo, ret, 1, "courses and work");
}

/* The id of the next row of a list in JSON, whose rows begin with it; false: there are no more. */
static bool next_id(struct text *rest, struct text *ret_id)
{
	static const char mark[] = "{\"id\":\"";
	size_t at = text_find(*rest, text_of(mark));

	if (at == rest->length)
		return false;
	*rest = text_part(*rest, at + sizeof mark - 1, rest->length);
	*ret_id = text_part(*rest, 0, text_find(*rest, T("\"")));
	return true;
}

static struct demo_person *officer(struct demo *demo)
{
	return demo_person_of(demo, T("county"));
}

/* The n-th of those in Gulin who sign in and hold no office, counted round; NULL: nobody does. */
static struct demo_person *villager(struct demo *demo, size_t n)
{
	size_t count = 0;

	for (size_t i = 0; i < 2 * demo->person_count; i++) {
		struct demo_person *person = &demo->people[i % demo->person_count];

		if (person->login.length == 0 || !text_starts(person->place, T("510525")) ||
		    (person->role != NULL && !text_equal(text_of(person->role), T("operator"))))
			continue;
		if (count++ == n)
			return person;
		if (i + 1 == demo->person_count)
			n %= count;
	}
	return NULL;
}

/* ---- courses ---- */

static bool make_course(struct demo *demo, size_t i)
{
	const struct course_plan *plan = &courses[i];
	struct arena *arena = simulation_arena(demo->simulation);
	int64_t starts_on = calendar_add_days(demo->today, -plan->ago);
	struct ask ask;

	if (!asks(demo, officer(demo), POST, T("/api/v1/courses"),
	          form_body(arena, "title", text_of(plan->title), "topic", text_of(plan->topic), "holder",
	                    text_of(plan->holder), "place", text_of(plan->place), "about", text_of(plan->about),
	                    "starts_on", calendar_day_text(arena, starts_on), "ends_on",
	                    calendar_day_text(arena, calendar_add_days(starts_on, plan->days - 1)), "days",
	                    text_of_int(arena, plan->days), "seats", text_of_int(arena, plan->seats), NULL),
	          &ask))
		return false;
	demo->training->courses[i].id = text_copy(demo->arena, answer_value(ask.answer, "id"));
	return true;
}

static bool join_course(struct demo *demo, size_t i)
{
	static const char *const incomes[] = { "0", "600.00", "1100.00", "1500.00", "1850.00" };
	struct demo_training *training = demo->training;
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask ask;

	for (size_t k = 0; k < COURSE_PUPILS; k++) {
		struct demo_person *pupil = villager(demo, i * 3 + k);

		if (pupil == NULL || (k > 0 && pupil == villager(demo, i * 3)))
			break;
		if (!asks(demo, pupil, POST, T("/api/v1/trainees"),
		          form_body(
				  arena, "course", training->courses[i].id, "before_fen",
				  text_of(incomes[chance_below(&training->chance, sizeof incomes / sizeof incomes[0])]),
				  NULL),
		          &ask))
			return false;
	}
	return true;
}

/* Who was there on a day: all but some. */
static bool hold_day(struct demo *demo, size_t i, int64_t on)
{
	struct demo_training *training = demo->training;
	struct arena *arena = simulation_arena(demo->simulation);
	struct text id, rest, body = form_body(arena, "on_day", calendar_day_text(arena, on), NULL);
	struct ask ask;

	if (!asks(demo, officer(demo), GET, path_of(demo, "/courses/", training->courses[i].id, "/people"), T(""),
	          &ask))
		return false;
	rest = ask.answer;
	for (size_t k = 0; next_id(&rest, &id); k++)
		if (!chance_is(&training->chance, 700))
			body = text_join(arena, body,
			                 form_body(arena, text_string(arena, text_format(arena, "&present.%zu", k)), id,
			                           NULL));
	return asks(demo, officer(demo), POST, path_of(demo, "/courses/", training->courses[i].id, "/attendance"), body,
	            &ask);
}

static bool hold_course(struct demo *demo, size_t i)
{
	int64_t starts_on = calendar_add_days(demo->today, -courses[i].ago);
	struct ask ask;

	for (int64_t day = 0; day < courses[i].days; day++)
		if (!hold_day(demo, i, calendar_add_days(starts_on, day)))
			return false;
	return asks(demo, officer(demo), POST, path_of(demo, "/courses/", demo->training->courses[i].id, "/close"),
	            T(""), &ask);
}

/* Most of those who are to be asked by now are. */
static bool follow(struct demo *demo)
{
	static const char *const works[] = { "farm", "near", "near", "own", "away" };
	struct demo_training *training = demo->training;
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask list, ask;

	if (!asks(demo, officer(demo), GET, T("/api/v1/follow-ups"), T(""), &list))
		return false;
	for (struct text rest = list.answer, id; next_id(&rest, &id);) {
		if (chance_is(&training->chance, 2500))
			continue;
		if (!asks(demo, officer(demo), POST, path_of(demo, "/follow-ups/", id, ""),
		          form_body(arena, "work", text_of(works[chance_below(&training->chance, 5)]), "income_fen",
		                    text_format(arena, "%d.00", (int)(1200 + 50 * chance_below(&training->chance, 40))),
		                    NULL),
		          &ask))
			return false;
	}
	return true;
}

static bool play_course(struct demo *demo, size_t i, int64_t on)
{
	int64_t starts_on = calendar_add_days(demo->today, -courses[i].ago);
	int *stage = &demo->training->courses[i].stage;

	if (*stage == 0 && on >= calendar_add_days(starts_on, -COURSE_LEAD_DAYS)) {
		*stage = 1;
		return make_course(demo, i) && join_course(demo, i);
	}
	if (*stage == 1 && on >= calendar_add_days(starts_on, courses[i].days)) {
		*stage = 2;
		return hold_course(demo, i);
	}
	if (*stage == 2 && on >= calendar_add_days(starts_on, courses[i].days + FOLLOW_DAYS + 4)) {
		*stage = 3;
		return follow(demo);
	}
	return true;
}

/* ---- work ---- */

/* The first who asked begins, the second is agreed with, the third waits for an answer. */
static bool decide(struct demo *demo, size_t i, struct text vacancy)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct text rest, id;
	struct ask list, ask;

	if (!asks(demo, officer(demo), GET, path_of(demo, "/vacancies/", vacancy, "/applications"), T(""), &list))
		return false;
	rest = list.answer;
	for (size_t k = 0; k < 2 && next_id(&rest, &id); k++) {
		if (!asks(demo, officer(demo), POST, path_of(demo, "/applications/", id, "/decide"),
		          form_body(arena, "decision", T("agreed"), NULL), &ask))
			return false;
		if (k == 0 && !asks(demo, villager(demo, i * 4), POST, path_of(demo, "/applications/", id, "/begin"),
		                    T(""), &ask))
			return false;
	}
	return true;
}

static bool offer_work(struct demo *demo, size_t i)
{
	const struct offer_plan *plan = &offers[i];
	struct arena *arena = simulation_arena(demo->simulation);
	struct text id;
	struct ask ask;

	if (!asks(demo, officer(demo), POST, T("/api/v1/vacancies"),
	          form_body(arena, "title", text_of(plan->title), "employer", text_of(plan->employer), "place",
	                    text_of(plan->place), "about", text_of(plan->about), "pay_fen", text_of(plan->pay), "seats",
	                    text_of_int(arena, plan->seats), "until_on",
	                    calendar_day_text(arena, calendar_add_days(demo->today, 45)), NULL),
	          &ask))
		return false;
	id = text_copy(arena, answer_value(ask.answer, "id"));
	for (size_t k = 0; k < 3; k++)
		if (!asks(demo, villager(demo, i * 4 + k), POST, T("/api/v1/applications"),
		          form_body(arena, "vacancy", id, "words", T("学过，能吃苦。"), NULL), &ask))
			return false;
	return decide(demo, i, id);
}

bool demo_training_round(struct demo *demo, int64_t at)
{
	bool is_done = true;

	if (demo->training == NULL) {
		demo->training = arena_take(demo->arena, sizeof *demo->training);
		*demo->training = (struct demo_training){ .chance = { TRAINING_SEED } };
	}
	demo->training->at = at + TRAINING_AFTER_MS;
	for (size_t i = 0; is_done && i < COURSES; i++)
		is_done = play_course(demo, i, calendar_day(at));
	for (size_t i = 0; is_done && i < OFFERS; i++) {
		if (demo->training->offered[i] || calendar_day(at) < calendar_add_days(demo->today, -offers[i].ago))
			continue;
		demo->training->offered[i] = true;
		is_done = offer_work(demo, i);
	}
	return is_done;
}
