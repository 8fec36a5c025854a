/* The projects of the demo: 35 real kinds of them in Gulin and its neighbours, run by village, township, county and city, proposed, approved by
   the level above, paid and confirmed through the same doors, in rounds of two days. What a project is today follows from how long ago it began
   and from its fate: some are late, some lack money or reports, one was stopped, one refused. */
#include "app/demo.h"

#include <assert.h>

enum {
	PROJECTS = 35,
	PROJECT_STEPS = 4, /* milestones of each */
	PROJECT_SOURCES = 3,
	PROJECT_LEAD_DAYS = 20,   /* from the proposal to the start */
	PROJECT_DECIDED_DAYS = 8, /* from the proposal to the approval */
	PROJECT_ASK_MS = 1000,
	PROJECT_AFTER_MS = 1200000, /* behind the rest of the round */
};

enum project_fate { FATE_PLAIN, FATE_SLOW, FATE_SILENT, FATE_POOR, FATE_STOPPED, FATE_REFUSED, FATE_INTERNAL };

/* Sums in units of 10,000 yuan; days before the demo's day. */
static const struct plan {
	const char *title, *kind, *place, *level, *owner, *donor;
	int64_t sum, days, ago;
	enum project_fate fate;
} plans[PROJECTS] = {
	{ "县城到双沙镇公路改建", "road", "510525", "county", "古蔺县交通运输局", "", 1850, 300, 150, FATE_PLAIN },
	{ "石宝镇三个村通组路硬化", "road", "510525106", "county", "古蔺县交通运输局", "", 620, 180, 250, FATE_PLAIN },
	{ "龙山镇龙井河便民桥", "road", "510525101", "county", "古蔺县交通运输局", "", 260, 150, 190, FATE_SLOW },
	{ "太平镇集中供水工程", "water", "510525103", "county", "古蔺县水务局", "", 480, 200, 120, FATE_PLAIN },
	{ "箭竹乡高山蓄水池", "water", "510525212", "county", "古蔺县水务局", "", 135, 120, 210, FATE_PLAIN },
	{ "大寨乡农村饮水管网更新", "water", "510525214", "county", "古蔺县水务局", "", 210, 150, 60, FATE_SILENT },
	{ "观文镇农网线路改造", "power", "510525109", "county", "古蔺县供电公司", "", 330, 160, 230, FATE_PLAIN },
	{ "马嘶乡光纤和基站延伸", "network", "510525209", "county", "古蔺县经济信息局", "", 190, 140, 80, FATE_PLAIN },
	{ "二郎镇中心小学宿舍楼", "school", "510525104", "county", "古蔺县教育和体育局", "", 540, 280, 140,
	  FATE_PLAIN },
	{ "大村镇中心校录播教室", "school", "510525105", "county", "古蔺县教育和体育局", "", 92, 90, 200, FATE_PLAIN },
	{ "丹桂镇中学食堂扩建", "school", "510525107", "county", "古蔺县教育和体育局", "", 240, 200, 240, FATE_SLOW },
	{ "双沙镇卫生院门诊楼", "clinic", "510525110", "county", "古蔺县卫生健康局", "", 460, 260, 130, FATE_POOR },
	{ "德耀镇六个村卫生室", "clinic", "510525111", "county", "古蔺县卫生健康局", "", 108, 120, 170, FATE_PLAIN },
	{ "石屏镇易地搬迁点后续配套", "housing", "510525113", "county", "古蔺县发展和改革局", "", 720, 240, 100,
	  FATE_PLAIN },
	{ "皇华镇危房改造", "housing", "510525115", "county", "古蔺县住房和城乡建设局", "", 168, 150, 260,
	  FATE_INTERNAL },
	{ "东新镇甜橙标准园", "farm", "510525117", "county", "古蔺县农业农村局", "", 350, 220, 90, FATE_PLAIN },
	{ "石宝镇育苗大棚二十亩", "farm", "510525106", "township", "石宝镇人民政府", "", 86, 120, 150, FATE_PLAIN },
	{ "石宝镇脆红李分拣冷库", "storage", "510525106", "township", "石宝镇人民政府", "泸州市某农业公司", 145, 150,
	  110, FATE_PLAIN },
	{ "椒园镇李子冷链中心", "storage", "510525118", "county", "古蔺县商务局", "", 980, 240, 160, FATE_SLOW },
	{ "马蹄镇竹笋加工车间", "workshop", "510525119", "county", "古蔺县农业农村局", "", 275, 180, 200, FATE_PLAIN },
	{ "黄荆镇民宿集群一期", "tourism", "510525121", "county", "古蔺县文化广播和旅游局", "", 310, 200, 170,
	  FATE_STOPPED },
	{ "白泥镇高粱烘干中心", "workshop", "510525122", "county", "古蔺县农业农村局", "", 205, 150, 70, FATE_PLAIN },
	{ "茅溪镇产业路", "road", "510525108", "county", "古蔺县交通运输局", "", 390, 180, -6, FATE_PLAIN },
	{ "彰德街道培训就业中心", "training", "510525001", "county", "古蔺县人力资源和社会保障局", "", 160, 150, 95,
	  FATE_PLAIN },
	{ "金兰街道劳务技能培训", "training", "510525002", "county", "古蔺县人力资源和社会保障局", "", 64, 120, 180,
	  FATE_PLAIN },
	{ "永乐街道污水管网", "other", "510525003", "county", "古蔺县生态环境局", "", 430, 220, -5, FATE_REFUSED },
	{ "石宝镇电商仓储点", "storage", "510525106", "township", "石宝镇人民政府", "", 58, 100, 45, FATE_PLAIN },
	{ "石宝镇便民服务中心修缮", "other", "510525106", "township", "石宝镇人民政府", "", 42, 90, 130, FATE_PLAIN },
	{ "红坝村太阳能路灯", "power", "510525106204", "village", "红坝村村民委员会", "爱心个人", 12, 60, 140,
	  FATE_PLAIN },
	{ "红坝村文化活动室", "other", "510525106204", "village", "红坝村村民委员会", "爱心个人", 18, 90, 50,
	  FATE_PLAIN },
	{ "红坝村入户路", "road", "510525106204", "village", "红坝村村民委员会", "", 26, 80, 9, FATE_SLOW },
	{ "叙永县赤水镇过河桥", "road", "510524", "city", "泸州市交通运输局", "", 860, 260, 140, FATE_PLAIN },
	{ "合江县荔枝冷库群", "storage", "510522", "city", "泸州市商务局", "", 1240, 240, 180, FATE_POOR },
	{ "泸县蔬菜大棚示范片", "farm", "510521", "city", "泸州市农业农村局", "", 690, 200, 240, FATE_PLAIN },
	{ "古蔺、叙永校车和寄宿条件改善", "school", "510525", "city", "泸州市教育局", "", 1120, 220, -16, FATE_PLAIN },
};

static const char *const steps[PROJECT_STEPS] = { "设计和招标完成", "主体完成一半", "主体完工", "竣工验收" };
static const char *const sentences[] = {
	"施工按计划进行，材料价格平稳。",
	"下了半个月雨，土方停了几天，已经调来一台挖机补进度。",
	"镇里协调好了临时用地，群众投工投劳积极。",
	"主要工序已自检，监理签了字。",
};

struct project_play {
	struct text id, milestones[PROJECT_STEPS], funds[PROJECT_SOURCES], lines[3], contract, goal;
	bool is_proposed, is_decided, is_begun, is_over;
	size_t reported, confirmed, halves;
	int64_t report_month, ended_month;
	size_t reports;
};

struct demo_projects {
	struct project_play plays[PROJECTS];
	int64_t at;
};

/* ---- who ---- */

static struct demo_person *runs(struct demo *demo, const struct plan *plan)
{
	struct text level = text_of(plan->level);

	return demo_person_of(demo, text_equal(level, T("village")) ? T("cadre") : level);
}

static struct demo_person *above(struct demo *demo, const struct plan *plan)
{
	struct text level = text_of(plan->level);

	return demo_person_of(demo, text_equal(level, T("village"))    ? T("township")
	                            : text_equal(level, T("township")) ? T("county")
	                            : text_equal(level, T("county"))   ? T("city")
	                                                               : T("province"));
}

/* A village's money is moved by its township. */
static struct demo_person *pays(struct demo *demo, const struct plan *plan)
{
	return text_equal(text_of(plan->level), T("village")) ? above(demo, plan) : runs(demo, plan);
}

static bool asks(struct demo *demo, struct demo_person *person, struct text path, struct text body, struct text *ret_id)
{
	struct ask ask = { .method = POST, .path = path, .body = body };

	demo->projects->at += PROJECT_ASK_MS;
	assert(person != NULL);
	if (!demo_sign_in(demo, &person, 1, demo->projects->at))
		return false;
	ask.as = person->token;
	ask.at = demo->projects->at;
	if (!demo_ask(demo, &ask, 1, "projects"))
		return false;
	if (ret_id != NULL)
		*ret_id = text_copy(demo->arena, answer_value(ask.answer, "id"));
	return true;
}

static struct text path_of(struct demo *demo, const char *thing, struct text id, const char *ending)
{
	return text_format(simulation_arena(demo->simulation), "/api/v1/%s/%.*s%s", thing, TEXT(id), ending);
}

static struct text day(struct demo *demo, int64_t on)
{
	return calendar_day_text(simulation_arena(demo->simulation), on);
}

static struct text yuan(struct demo *demo, int64_t fen)
{
	return text_format(simulation_arena(demo->simulation), "%lld.%02lld", (long long)(fen / 100),
	                   (long long)(fen % 100));
}

/* ---- the plan ---- */

static int64_t start_of(const struct demo *demo, const struct plan *plan)
{
	return calendar_add_days(demo->today, -plan->ago);
}

static int64_t step_of(const struct demo *demo, const struct plan *plan, size_t step)
{
	return calendar_add_days(start_of(demo, plan), plan->days * (int64_t)(step + 1) / PROJECT_STEPS);
}

static int64_t fund_fen(const struct plan *plan, size_t source)
{
	static const int64_t shares[PROJECT_SOURCES] = { 60, 25, 15 };

	return plan->sum * 10000 * shares[source];
}

static bool add_money(struct demo *demo, const struct plan *plan, struct project_play *play)
{
	static const char *const names[PROJECT_SOURCES] = { "中央财政衔接资金", "县财政配套", "对口帮扶资金" };
	static const char *const kinds[PROJECT_SOURCES] = { "state", "county", "partner" };
	static const struct {
		const char *title;
		int64_t share;
	} lines[] = { { "工程施工", 80 }, { "设备材料", 12 }, { "设计监理", 8 } };
	struct arena *arena = simulation_arena(demo->simulation);
	bool is_private = text_equal(text_of(plan->donor), T("爱心个人"));

	for (size_t i = 0; i < PROJECT_SOURCES; i++) {
		bool gives = i == 2 && plan->donor[0] != 0;

		if (!asks(demo, runs(demo, plan), path_of(demo, "projects", play->id, "/funds"),
		          form_body(arena, "source", text_of(gives ? "donor" : kinds[i]), "name",
		                    text_of(gives ? plan->donor : names[i]), "is_private",
		                    gives && is_private ? T("1") : T("0"), "promised_fen",
		                    yuan(demo, fund_fen(plan, i)), "dated_on",
		                    day(demo, calendar_day(demo->projects->at)), NULL),
		          &play->funds[i]))
			return false;
	}
	for (size_t i = 0; i < 3; i++)
		if (!asks(demo, runs(demo, plan), path_of(demo, "projects", play->id, "/lines"),
		          form_body(arena, "title", text_of(lines[i].title), "budget_fen",
		                    yuan(demo, plan->sum * 10000 * lines[i].share), NULL),
		          &play->lines[i]))
			return false;
	return true;
}

static bool propose(struct demo *demo, const struct plan *plan, struct project_play *play)
{
	struct arena *arena = simulation_arena(demo->simulation);

	play->is_proposed = true;
	if (!asks(demo, runs(demo, plan), T("/api/v1/projects"),
	          form_body(arena, "title", text_of(plan->title), "kind", text_of(plan->kind), "about",
	                    T("改善当地群众生产生活条件，建成后移交乡镇和村管护。"), "place", text_of(plan->place),
	                    "level", text_of(plan->level), "owner_name", text_of(plan->owner), "start_on",
	                    day(demo, start_of(demo, plan)), "end_on",
	                    day(demo, step_of(demo, plan, PROJECT_STEPS - 1)), "is_public",
	                    plan->fate == FATE_INTERNAL ? T("0") : T("1"), NULL),
	          &play->id) ||
	    !add_money(demo, plan, play))
		return false;
	for (size_t i = 0; i < PROJECT_STEPS; i++)
		if (!asks(demo, runs(demo, plan), path_of(demo, "projects", play->id, "/milestones"),
		          form_body(arena, "title", text_of(steps[i]), "planned_on", day(demo, step_of(demo, plan, i)),
		                    NULL),
		          &play->milestones[i]))
			return false;
	return asks(demo, runs(demo, plan), path_of(demo, "projects", play->id, "/goals"),
	            form_body(arena, "title", T("受益户数"), "unit", T("户"), "base", T("0"), "target",
	                      text_of_int(arena, 40 + plan->sum), "planned_on",
	                      day(demo, step_of(demo, plan, PROJECT_STEPS - 1)), NULL),
	            &play->goal);
}

static bool decide(struct demo *demo, const struct plan *plan, struct project_play *play)
{
	play->is_decided = true;
	if (plan->fate == FATE_REFUSED) {
		play->is_over = true;
		return asks(demo, above(demo, plan), path_of(demo, "projects", play->id, "/refuse"),
		            form_body(simulation_arena(demo->simulation), "words",
		                      T("与县城管网重复，请并入二期一起报。"), NULL),
		            NULL);
	}
	return asks(demo, above(demo, plan), path_of(demo, "projects", play->id, "/approve"), T(""), NULL);
}

/* Half of what every source promised. */
static bool arrive(struct demo *demo, const struct plan *plan, struct project_play *play)
{
	struct arena *arena = simulation_arena(demo->simulation);

	play->halves++;
	for (size_t i = 0; i < PROJECT_SOURCES; i++)
		if (!asks(demo, pays(demo, plan), path_of(demo, "projects", play->id, "/arrivals"),
		          form_body(arena, "fund", play->funds[i], "amount_fen", yuan(demo, fund_fen(plan, i) / 2),
		                    "dated_on", day(demo, calendar_day(demo->projects->at)), "words",
		                    play->halves == 1 ? T("首批资金") : T("第二批资金"), "document",
		                    text_join(arena, T("拨款单 "), text_of_int(arena, plan->sum + (int64_t)i)), NULL),
		          NULL))
			return false;
	return true;
}

static bool begin(struct demo *demo, const struct plan *plan, struct project_play *play)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct text today = day(demo, calendar_day(demo->projects->at));

	play->is_begun = true;
	play->report_month = calendar_month(calendar_day(demo->projects->at));
	return asks(demo, runs(demo, plan), path_of(demo, "projects", play->id, "/begin"), T(""), NULL) &&
	       asks(demo, runs(demo, plan), path_of(demo, "projects", play->id, "/contracts"),
	            form_body(arena, "title", T("施工合同"), "category", T("works"), "method",
	                      plan->sum >= 400 ? T("open") : T("selective"), "name", T("泸州某建设工程公司"),
	                      "amount_fen", yuan(demo, plan->sum * 10000 * 80), "dated_on", today, "start_on", today,
	                      "end_on", day(demo, step_of(demo, plan, PROJECT_STEPS - 1)), NULL),
	            &play->contract) &&
	       arrive(demo, plan, play);
}

/* ---- its life ---- */

/* `share` of 100 of the money of each source, for a budget line. */
static bool pay(struct demo *demo, const struct plan *plan, struct project_play *play, size_t line, int64_t share,
                const char *what, bool by_contract)
{
	struct arena *arena = simulation_arena(demo->simulation);

	for (size_t i = 0; i < PROJECT_SOURCES; i++)
		if (!asks(demo, pays(demo, plan), path_of(demo, "projects", play->id, "/payments"),
		          form_body(arena, "fund", play->funds[i], "line", play->lines[line], "contract",
		                    by_contract ? play->contract : T(""), "payee_name",
		                    by_contract ? T("") : T("古蔺县某设备材料店"), "amount_fen",
		                    yuan(demo, fund_fen(plan, i) * share / 100), "words", text_of(what), "dated_on",
		                    day(demo, calendar_day(demo->projects->at)), "document",
		                    text_join(arena, T("发票 "), text_of_int(arena, plan->sum * 10 + (int64_t)i)),
		                    NULL),
		          NULL))
			return false;
	return true;
}

static bool confirm(struct demo *demo, const struct plan *plan, struct project_play *play)
{
	if (!asks(demo, above(demo, plan),
	          path_of(demo, "project-milestones", play->milestones[play->confirmed], "/confirm"), T(""), NULL))
		return false;
	play->confirmed++;
	if (!pay(demo, plan, play, 0, 80 / PROJECT_STEPS, steps[play->confirmed - 1], true))
		return false;
	return play->confirmed != PROJECT_STEPS / 2 || plan->fate == FATE_POOR || arrive(demo, plan, play);
}

static bool report_step(struct demo *demo, const struct plan *plan, struct project_play *play)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct text today = day(demo, calendar_day(demo->projects->at));

	if (!asks(demo, runs(demo, plan),
	          path_of(demo, "project-milestones", play->milestones[play->reported], "/report"),
	          form_body(arena, "dated_on", today, "words", T("已按图纸完成，现场看过"), "document",
	                    text_join(arena, T("验收单 "), text_of_int(arena, plan->sum + (int64_t)play->reported)),
	                    NULL),
	          NULL))
		return false;
	play->reported++;
	return asks(demo, runs(demo, plan), path_of(demo, "project-goals", play->goal, "/values"),
	            form_body(arena, "value",
	                      text_of_int(arena, (40 + plan->sum) * (int64_t)play->reported / PROJECT_STEPS),
	                      "dated_on", today, "words", T("村里清点"), NULL),
	            NULL);
}

static bool end(struct demo *demo, const struct plan *plan, struct project_play *play)
{
	play->is_over = true;
	play->ended_month = calendar_month(calendar_day(demo->projects->at));
	return pay(demo, plan, play, 1, 12, "设备和材料", false) &&
	       pay(demo, plan, play, 2, 8, "设计费和监理费", false) &&
	       asks(demo, runs(demo, plan), path_of(demo, "project-contracts", play->contract, "/end"), T(""), NULL) &&
	       asks(demo, runs(demo, plan), path_of(demo, "projects", play->id, "/finish"), T(""), NULL);
}

static bool report_month(struct demo *demo, const struct plan *plan, struct project_play *play)
{
	struct arena *arena = simulation_arena(demo->simulation);
	int64_t month = play->report_month;

	play->report_month = calendar_month(calendar_add_days(calendar_period_end(month), 1));
	return asks(demo, runs(demo, plan), path_of(demo, "projects", play->id, "/reports"),
	            form_body(arena, "month", calendar_period_word(arena, month), "words",
	                      text_of(sentences[(play->reports++ + (size_t)plan->sum) % 4]), NULL),
	            NULL);
}

static bool owes_report(const struct plan *plan, const struct project_play *play, int64_t today)
{
	return calendar_month(today) > play->report_month && today % 100 >= 3 &&
	       (plan->fate != FATE_SILENT || play->reports < 1);
}

/* The part of a round after the start. */
static bool run(struct demo *demo, const struct plan *plan, struct project_play *play, int64_t today)
{
	bool is_done = true;
	size_t most = plan->fate == FATE_SLOW ? 2 : plan->fate == FATE_POOR ? PROJECT_STEPS / 2 : PROJECT_STEPS;

	if (plan->fate == FATE_STOPPED && play->confirmed == 2) {
		play->is_over = true;
		play->ended_month = calendar_month(today);
		return asks(demo, runs(demo, plan), path_of(demo, "projects", play->id, "/stop"),
		            form_body(simulation_arena(demo->simulation), "words",
		                      T("选址在地质灾害点附近，停下来重新论证。"), NULL),
		            NULL);
	}
	if (owes_report(plan, play, today))
		is_done = report_month(demo, plan, play);
	if (is_done && play->confirmed < play->reported)
		is_done = confirm(demo, plan, play);
	else if (is_done && play->reported < most && step_of(demo, plan, play->reported) <= today)
		is_done = report_step(demo, plan, play);
	else if (is_done && play->confirmed == PROJECT_STEPS)
		is_done = end(demo, plan, play);
	return is_done;
}

static bool play_project(struct demo *demo, const struct plan *plan, struct project_play *play, int64_t today)
{
	int64_t start_on = start_of(demo, plan), proposed_on = calendar_add_days(start_on, -PROJECT_LEAD_DAYS);

	if (!play->is_proposed)
		return today < proposed_on || propose(demo, plan, play);
	if (!play->is_decided)
		return today < calendar_add_days(proposed_on, PROJECT_DECIDED_DAYS) || decide(demo, plan, play);
	if (play->is_over) /* the last reports are owed still */
		return !play->is_begun || play->report_month > play->ended_month || !owes_report(plan, play, today) ||
		       report_month(demo, plan, play);
	if (!play->is_begun)
		return today < start_on || begin(demo, plan, play);
	return run(demo, plan, play, today);
}

bool demo_project_round(struct demo *demo, int64_t at)
{
	bool is_done = true;

	if (demo->projects == NULL) {
		demo->projects = arena_take(demo->arena, sizeof *demo->projects);
		*demo->projects = (struct demo_projects){ .at = 0 };
	}
	demo->projects->at = at + PROJECT_AFTER_MS;
	for (size_t i = 0; is_done && i < PROJECTS; i++)
		is_done = play_project(demo, &plans[i], &demo->projects->plays[i], calendar_day(at));
	return is_done;
}
