/* Partners of the demo county and what they promised: twelve invented organisations, promises in all states. The county's officer enters them,
   somebody of a firm reports what it brought, the township or the county confirms, all through the same doors, each on its day. */
#include "app/demo.h"

#include <assert.h>

enum { PARTNERS = 12, PLEDGES = 18, STEPS = 3 };

static const struct {
	const char *kind, *name, *home, *about, *in_group;
} partners[PARTNERS] = {
	{ "office", "省交通帮扶组", "成都", "帮着把路修到村里。", "1" },
	{ "office", "农技推广帮扶组", "北京", "派人教种植，送良种。", "1" },
	{ "office", "省水利帮扶组", "成都", "修水窖，接水管。", "1" },
	{ "region", "云湾市结对协作组", "东部沿海", "和古蔺结对，出钱、出人、买产品。", "1" },
	{ "university", "川南农学院", "雅安", "学生下乡，老师讲课。", "1" },
	{ "university", "山城职业学校", "重庆", "教电商，教手艺。", "0" },
	{ "firm", "青禾食品公司", "成都", "收李子，做果脯。", "0" },
	{ "firm", "蓝溪电器公司", "深圳", "给学校和卫生室送电器。", "0" },
	{ "firm", "通衢运输公司", "泸州", "旺季多派车。", "0" },
	{ "firm", "明目眼镜厂", "温州", "给学生配眼镜。", "0" },
	{ "association", "山里红助学会", "北京", "助学，送书。", "0" },
	{ "association", "川南郎中会", "泸州", "义诊，送药。", "0" },
};

/* What happens so many days before today: 'c' reported by the firm and confirmed, 'r' reported only, 'd' confirmed at once, 'p' paid at the gateway,
   's' spent, 'w' withdrawn. */
struct partner_step {
	char what;
	int64_t ago;
	const char *much, *words;
};

static const struct partner_pledge {
	size_t partner;
	const char *way, *title, *place, *quantity, *unit, *worth;
	int64_t ago, by; /* promised so many days ago, for a day so many days from today */
	struct partner_step steps[STEPS];
} pledges[PLEDGES] = {
	{ 0,
	  "work",
	  "修通村路两公里",
	  "510525106",
	  "60",
	  "天",
	  "180000.00",
	  380,
	  -120,
	  { { 'd', 260, "25", "路基修好" }, { 'd', 150, "35", "路面铺好" } } },
	{ 0,
	  "goods",
	  "路边护栏",
	  "510525106204",
	  "400",
	  "米",
	  "64000.00",
	  120,
	  45,
	  { { 'd', 20, "150", "先装了弯道" } } },
	{ 1,
	  "training",
	  "柑橘修剪培训",
	  "510525106",
	  "120",
	  "人",
	  "36000.00",
	  300,
	  -60,
	  { { 'd', 210, "70", "第一期" }, { 'd', 90, "58", "第二期，多来了八人" } } },
	{ 1, "goods", "抗病李苗", "510525", "5000", "株", "75000.00", 90, 60, { { 0 } } },
	{ 2,
	  "goods",
	  "饮水管",
	  "510525106204",
	  "3000",
	  "米",
	  "42000.00",
	  240,
	  -30,
	  { { 'd', 100, "1800", "接到了二组" } } },
	{ 3,
	  "money",
	  "村卫生室修缮款",
	  "510525",
	  "",
	  "",
	  "50000.00",
	  330,
	  -90,
	  { { 'p', 280, "50000.00", "" },
	    { 's', 200, "31800.00", "屋顶和门窗" },
	    { 's', 120, "9650.00", "电路改造" } } },
	{ 3,
	  "purchase",
	  "采购李子和蜂蜜",
	  "510525",
	  "",
	  "",
	  "120000.00",
	  200,
	  150,
	  { { 'd', 40, "46800.00", "夏李两车" } } },
	{ 3, "work", "医生驻乡坐诊", "510525106", "90", "天", "54000.00", 100, 80, { { 'd', 12, "30", "每周两天" } } },
	{ 4, "work", "暑期学生支教", "510525106", "40", "天", "8000.00", 150, -10, { { 'd', 30, "40", "支教结束" } } },
	{ 4, "training", "土壤检测和配肥课", "510525106", "80", "人", "12000.00", 60, -15, { { 0 } } },
	{ 5, "training", "网店运营班", "510525", "60", "人", "30000.00", 210, 30, { { 'd', 80, "32", "第一班结业" } } },
	{ 6,
	  "purchase",
	  "保底收李子",
	  "510525106",
	  "",
	  "",
	  "200000.00",
	  180,
	  20,
	  { { 'c', 8, "87500.00", "三天收了十二吨" } } },
	{ 6,
	  "goods",
	  "学校冬衣",
	  "510525106",
	  "300",
	  "套",
	  "45000.00",
	  75,
	  40,
	  { { 'c', 25, "120", "一车，送到中心校" }, { 'r', 3, "90", "第二车，送到中心校" } } },
	{ 7,
	  "goods",
	  "教室电暖器",
	  "510525",
	  "80",
	  "台",
	  "32000.00",
	  250,
	  -180,
	  { { 'd', 190, "80", "装好了，能用" } } },
	{ 8,
	  "work",
	  "收李子时加派货车",
	  "510525",
	  "30",
	  "天",
	  "45000.00",
	  70,
	  10,
	  { { 'w', 15, "", "车都签给了别的线路，今年派不出" } } },
	{ 9,
	  "goods",
	  "学生眼镜",
	  "510525",
	  "500",
	  "副",
	  "60000.00",
	  130,
	  -5,
	  { { 'd', 50, "310", "验光后分批送来" } } },
	{ 10, "money", "女孩助学金", "510525", "", "", "30000.00", 45, 120, { { 'p', 30, "12000.00", "" } } },
	{ 11, "work", "进村义诊", "510525106204", "12", "天", "9600.00", 20, 60, { { 0 } } },
};

struct demo_partner {
	int64_t at;
	struct demo_person *officer, *township, *firm;
	struct text ids[PARTNERS], pledges[PLEDGES];
	size_t done[PLEDGES]; /* steps; 1 the promise itself */
	bool is_begun;
};

static bool asks(struct demo *demo, struct demo_person *person, struct text path, struct text body, struct ask *ret)
{
	demo->partner->at += 7000;
	if (!demo_sign_in(demo, &person, 1, demo->partner->at))
		return false;
	*ret = (struct ask){ .as = person->token, .at = demo->partner->at, .method = POST, .path = path, .body = body };
	return demo_ask(demo, ret, 1, "the partners");
}

static bool begin(struct demo *demo)
{
	struct demo_partner *state = demo->partner;
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask ask;

	state->officer = demo_person_of(demo, T("county"));
	state->township = demo_person_of(demo, T("township"));
	state->firm = demo_person_of(demo, T("partner"));
	assert(state->officer != NULL && state->township != NULL && state->firm != NULL);
	for (size_t i = 0; i < PARTNERS; i++) {
		if (!asks(demo, state->officer, T("/api/v1/partners"),
		          form_body(arena, "kind", text_of(partners[i].kind), "name", text_of(partners[i].name), "home",
		                    text_of(partners[i].home), "about", text_of(partners[i].about), "in_group",
		                    text_of(partners[i].in_group), "place", T("510525"), NULL),
		          &ask))
			return false;
		state->ids[i] = text_copy(demo->arena, answer_value(ask.answer, "id"));
	}
	state->is_begun = true;
	return demo_sign_in(demo, &state->firm, 1, state->at) &&
	       asks(demo, state->officer, text_format(arena, "/api/v1/partners/%.*s/members", TEXT(state->ids[6])),
	            form_body(arena, "login", state->firm->login, "is_contact", T("1"), NULL), &ask);
}

static bool promise(struct demo *demo, size_t i)
{
	struct demo_partner *state = demo->partner;
	struct arena *arena = simulation_arena(demo->simulation);
	const struct partner_pledge *p = &pledges[i];
	struct ask ask;

	if (!asks(demo, p->partner == 6 ? state->firm : state->officer,
	          text_format(arena, "/api/v1/partners/%.*s/pledges", TEXT(state->ids[p->partner])),
	          form_body(arena, "way", text_of(p->way), "title", text_of(p->title), "place", text_of(p->place),
	                    "quantity", text_of(p->quantity), "unit", text_of(p->unit), "worth_fen", text_of(p->worth),
	                    "by_on", calendar_day_text(arena, calendar_add_days(demo->today, p->by)), NULL),
	          &ask))
		return false;
	state->pledges[i] = text_copy(demo->arena, answer_value(ask.answer, "id"));
	return true;
}

static struct text path_of(struct demo *demo, size_t i, const char *ending)
{
	return text_format(simulation_arena(demo->simulation), "/api/v1/pledges/%.*s%s",
	                   TEXT(demo->partner->pledges[i]), ending);
}

static bool pay(struct demo *demo, size_t i, const struct partner_step *step)
{
	struct demo_partner *state = demo->partner;
	struct arena *arena = simulation_arena(demo->simulation);
	struct text members = text_format(arena, "/api/v1/partners/%.*s/members", TEXT(state->ids[pledges[i].partner]));
	struct ask ask;

	return asks(demo, state->officer, members, form_body(arena, "login", state->firm->login, NULL),
	            &ask) && /* only who acts for it pays */
	       asks(demo, state->firm, path_of(demo, i, "/payments"),
	            form_body(arena, "amount_fen", text_of(step->much), "payment", T("gateway"), NULL), &ask) &&
	       demo_pay_gift(demo, ask.location, answer_value(ask.answer, "worth_fen"), state->at);
}

static bool report(struct demo *demo, size_t i, const struct partner_step *step, struct text body)
{
	struct demo_partner *state = demo->partner;
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask ask;

	if (!asks(demo, state->firm, path_of(demo, i, "/deliveries"), body, &ask))
		return false;
	return step->what == 'r' ||
	       asks(demo, state->township,
	            text_format(arena, "/api/v1/deliveries/%.*s/receive", TEXT(answer_value(ask.answer, "id"))),
	            form_body(arena, "words", T("数过了"), NULL), &ask);
}

static bool play(struct demo *demo, size_t i, const struct partner_step *step)
{
	struct demo_partner *state = demo->partner;
	struct arena *arena = simulation_arena(demo->simulation);
	bool buys = text_equal(text_of(pledges[i].way), T("purchase"));
	struct text body = form_body(arena, buys || step->what == 's' ? "amount_fen" : "quantity", text_of(step->much),
	                             "words", text_of(step->words), NULL);
	struct ask ask;

	switch (step->what) {
	case 'p':
		return pay(demo, i, step);
	case 's':
		return asks(demo, state->officer, path_of(demo, i, "/spend"), body, &ask);
	case 'w':
		return asks(demo, state->officer, path_of(demo, i, "/withdraw"), body, &ask);
	case 'd':
		return asks(demo, state->officer, path_of(demo, i, "/receipts"), body, &ask);
	default:
		return report(demo, i, step, body);
	}
}

static bool is_due(const struct demo *demo, int64_t ago)
{
	return demo->partner->at >= demo->now - ago * CALENDAR_DAY_MS;
}

bool demo_partner_round(struct demo *demo, int64_t at)
{
	struct demo_partner *state = demo->partner;

	if (state == NULL) {
		state = demo->partner = arena_take(demo->arena, sizeof *state);
		*state = (struct demo_partner){ .at = at };
	}
	state->at = at;
	if (!state->is_begun && !begin(demo))
		return false;
	for (size_t i = 0; i < PLEDGES; i++) {
		size_t *done = &state->done[i];

		if (*done == 0 && is_due(demo, pledges[i].ago)) {
			if (!promise(demo, i))
				return false;
			*done = 1;
		}
		while (*done > 0 && *done <= STEPS && pledges[i].steps[*done - 1].what != 0 &&
		       is_due(demo, pledges[i].steps[*done - 1].ago)) {
			if (!play(demo, i, &pledges[i].steps[*done - 1]))
				return false;
			++*done;
		}
	}
	return true;
}
