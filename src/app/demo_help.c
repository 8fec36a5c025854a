/* The help side of the demo: what people need, offer and ask, posted, checked, taken on, handed over and confirmed through the same doors,
   in rounds of two days between the trade. Each need has a fate, so that in the end there are some in every state. */
#include "app/demo.h"

#include <assert.h>

enum {
	HELP_NEEDS = 300,
	HELP_LATE_NEEDS = 110, /* of them in the last HELP_LATE_ROUNDS rounds */
	HELP_LATE_ROUNDS = 24,
	HELP_QUESTIONS = 40,
	HELP_OFFERS = 24,
	HELP_MINUTE_MS = 60000,
};

enum help_fate {
	HELP_FIXED,
	HELP_OPEN,
	HELP_PART,
	HELP_FULL,
	HELP_RECEIVED,
	HELP_DISPUTED,
	HELP_REFUSED,
	HELP_UNCHECKED,
	HELP_WITHDRAWN,
	HELP_UNFIXED
};

/* Of 100 needs. */
static const int64_t fate_weights[] = { 48, 11, 10, 8, 8, 3, 3, 2, 4, 3 };

static const struct help_thing {
	const char *topic, *way, *title, *unit, *price, *about;
	int64_t most;
} things[] = {
	{ "winter", "goods", "过冬棉被", "床", "88.00", "去年的被子薄了，要两米长、六斤重的。", 12 },
	{ "winter", "goods", "老人棉鞋", "双", "45.00", "冬天路上结冰，要防滑的。", 10 },
	{ "winter", "goods", "冬柴", "车", "260.00", "砍不动柴了，要晒干的。", 3 },
	{ "study", "goods", "写字台灯", "盏", "59.00", "晚上写作业只有一个灯泡。", 20 },
	{ "study", "goods", "高中课本和练习册", "套", "120.00", "九月开学前要用。", 6 },
	{ "study", "money", "孩子上高中的住校费", "元", "", "一个学期的住校费和伙食费。", 1800 },
	{ "study", "work", "给孩子补数学", "天", "", "周末来就行，在村小学。", 8 },
	{ "health", "money", "腿上手术的自付部分", "元", "", "医保报完还差的钱，有出院结算单。", 3000 },
	{ "health", "goods", "轮椅", "辆", "480.00", "摔了腰，出不了门。", 1 },
	{ "health", "goods", "血压计", "台", "150.00", "大夫让天天量。", 2 },
	{ "farm", "goods", "优良李子苗", "株", "8.00", "老树死了一片，想补种。", 120 },
	{ "farm", "work", "收玉米的人手", "天", "", "家里只剩老人，地在坡上。", 6 },
	{ "farm", "goods", "育肥用的仔猪", "头", "650.00", "去年的两头病死了。", 2 },
	{ "farm", "purchase", "自家土豆，愿意卖", "斤", "1.80", "高山土豆，不打药，已经挖好。", 400 },
	{ "other", "goods", "防水布", "块", "75.00", "屋顶漏雨，先盖上。", 4 },
	{ "other", "work", "修猪圈的木匠", "天", "", "圈门烂了，木料家里有。", 3 },
};

static const struct {
	const char *topic, *way, *title, *unit;
	int64_t wanted;
} offers[] = {
	{ "winter", "goods", "洗净的旧棉被", "床", 6 },    { "study", "goods", "孩子用过的课本", "套", 4 },
	{ "study", "work", "周末可以辅导功课", "天", 10 }, { "farm", "work", "农忙可以带拖拉机来", "天", 5 },
	{ "health", "goods", "用过一年的轮椅", "辆", 1 },  { "other", "goods", "拆下来的好瓦", "片", 800 },
};

static const char *const questions[][2] = {
	{ "学校门口的水管裂了", "从上周开始漏水，路上都是冰。" },
	{ "路灯不亮", "村口到车站那一段，晚上看不见。" },
	{ "低保怎么申请", "家里有人大病，想问要带什么。" },
	{ "垃圾点好几天没人收", "味道大，狗都来翻。" },
	{ "通村的班车几点有", "现在改了时间，站牌没换。" },
	{ "后山有滑坡的裂缝", "下雨后宽了一手掌，下面有三户。" },
};

static const char *const thanks[] = { "收到了，谢谢好心人", "老人很高兴", "孩子用上了，谢谢你们",
	                              "送得很快，东西是新的" };

struct help_case {
	struct demo_person *asker;
	const struct help_thing *thing;
	enum help_fate fate;
	size_t round, stage;
	int64_t wanted;
	bool by_officer;
	struct text id, gifts[2];
	int64_t pieces[2];
	size_t gift_count;
};

struct demo_help {
	struct help_case *needs, *questions;
	size_t round, rounds;
	struct demo_person *officer, **askers, **villagers;
	size_t asker_count, villager_count;
	int64_t at;
};

/* ---- planning ---- */

static void find_people(struct demo *demo, struct demo_help *help)
{
	help->askers = arena_array(demo->arena, demo->person_count, sizeof(struct demo_person *));
	help->villagers = arena_array(demo->arena, demo->person_count, sizeof(struct demo_person *));
	for (size_t i = 0; i < demo->person_count; i++) {
		struct demo_person *person = &demo->people[i];

		if (text_equal(person->login, T("county")))
			help->officer = person;
		if (person->household == NULL || person->role != NULL || !text_starts(person->place, T("510525")))
			continue;
		if (person->login.length > 0)
			help->askers[help->asker_count++] = person;
		else if (person->relation[0] == 'h')
			help->villagers[help->villager_count++] = person;
	}
	assert(help->officer != NULL && help->asker_count > 0 && help->villager_count > 0);
}

/* Only who signs in can confirm, dispute or take back. */
static bool wants_asker(enum help_fate fate)
{
	return fate == HELP_FIXED || fate == HELP_DISPUTED || fate == HELP_WITHDRAWN || fate == HELP_UNFIXED;
}

static void plan_need(struct demo *demo, struct demo_help *help, size_t i)
{
	struct help_case *need = &help->needs[i];
	struct chance *chance = &demo->chance;
	size_t early = help->rounds > HELP_LATE_ROUNDS ? help->rounds - HELP_LATE_ROUNDS : 1;

	*need = (struct help_case){ .thing = &things[chance_below(chance, sizeof things / sizeof things[0])] };
	need->fate =
		(enum help_fate)chance_weighted(chance, fate_weights, sizeof fate_weights / sizeof fate_weights[0]);
	if (i < HELP_NEEDS - HELP_LATE_NEEDS) {
		need->round = (size_t)chance_below(chance, (int64_t)early);
		if ((need->fate >= HELP_OPEN && need->fate <= HELP_RECEIVED && !chance_is(chance, 400)) ||
		    need->fate == HELP_UNCHECKED)
			need->fate = HELP_FIXED; /* long ago: settled by now */
	} else {
		need->round = early + (size_t)chance_below(chance, (int64_t)(help->rounds - early));
	}
	need->by_officer = !wants_asker(need->fate) && chance_is(chance, 6000);
	need->asker = need->by_officer ? help->villagers[chance_below(chance, (int64_t)help->villager_count)]
	                               : help->askers[chance_below(chance, (int64_t)help->asker_count)];
	need->wanted = need->thing->most > 3 ? need->thing->most / 2 + chance_below(chance, need->thing->most / 2 + 1)
	                                     : need->thing->most;
}

static struct demo_help *plan(struct demo *demo)
{
	struct demo_help *help = arena_take(demo->arena, sizeof *help);

	help->rounds = (size_t)(DEMO_HISTORY_DAYS / DEMO_HELP_DAYS) - 1;
	help->needs = arena_array(demo->arena, HELP_NEEDS, sizeof *help->needs);
	help->questions = arena_array(demo->arena, HELP_QUESTIONS, sizeof *help->questions);
	find_people(demo, help);
	for (size_t i = 0; i < HELP_NEEDS; i++)
		plan_need(demo, help, i);
	for (size_t i = 0; i < HELP_QUESTIONS; i++) {
		struct help_case *question = &help->questions[i];

		question->asker = help->askers[chance_below(&demo->chance, (int64_t)help->asker_count)];
		question->round = help->rounds * (i + 1) / (HELP_QUESTIONS + 1);
		question->fate = i % 9 == 5 && i > HELP_QUESTIONS / 2 ? HELP_OPEN : HELP_FIXED;
	}
	return help;
}

/* ---- asking ---- */

/* One request of somebody, some seconds after the one before. False: said. */
static bool asks(struct demo *demo, struct demo_person *person, struct text path, struct text body, struct ask *ret)
{
	struct demo_help *help = demo->help;

	help->at += 7000;
	if (!demo_sign_in(demo, &person, 1, help->at))
		return false;
	*ret = (struct ask){ .as = person->token, .at = help->at, .method = POST, .path = path, .body = body };
	return demo_ask(demo, ret, 1, "helping");
}

static bool moves(struct demo *demo, struct demo_person *person, struct text id, const char *deed, const char *said)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask ask;

	return asks(demo, person, text_format(arena, "/api/v1/cases/%.*s/move", TEXT(id)),
	            form_body(arena, "deed", text_of(deed), "words", text_of(said), NULL), &ask);
}

static bool post_need(struct demo *demo, struct help_case *need)
{
	struct arena *arena = simulation_arena(demo->simulation);
	const struct help_thing *thing = need->thing;
	struct ask ask;

	if (!asks(demo, need->by_officer ? demo->help->officer : need->asker, T("/api/v1/needs"),
	          form_body(arena, "person", need->by_officer ? need->asker->id : T(""), "way", text_of(thing->way),
	                    "topic", text_of(thing->topic), "title", text_of(thing->title), "unit",
	                    text_of(thing->unit), "wanted", text_of_int(arena, need->wanted), "price_fen",
	                    text_of(thing->price), "about", text_of(thing->about), NULL),
	          &ask))
		return false;
	need->id = text_copy(demo->arena, answer_value(ask.answer, "id"));
	return true;
}

static bool check_need(struct demo *demo, struct help_case *need)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask ask;

	if (need->fate == HELP_UNCHECKED)
		return true;
	if (need->fate == HELP_REFUSED)
		return moves(demo, demo->help->officer, need->id, "refuse", "上门看过，家里已经有了");
	if (need->fate == HELP_WITHDRAWN)
		return moves(demo, need->asker, need->id, "withdraw", "");
	return asks(demo, demo->help->officer, text_format(arena, "/api/v1/needs/%.*s/publish", TEXT(need->id)),
	            form_body(arena, "title", text_of(need->thing->title), "about", text_of(need->thing->about), NULL),
	            &ask);
}

/* Money goes by the gateway, which says at once that it is paid. */
bool demo_pay_gift(struct demo *demo, struct text location, struct text fen, int64_t at)
{
	struct ask ask = { .at = at };
	size_t from = text_find(location, T("/payments/")) + 10;
	struct text payment = T(""), rest = text_part(location, from, location.length);
	int64_t amount = 0;

	if (!text_next(&rest, '/', &payment) || !text_to_int64(fen, &amount))
		return complain("a gift's payment is not to be found in %.*s", TEXT(location)) == 0;
	gateway_message(demo, &ask, "paid", payment, amount, T(""));
	return demo_ask(demo, &ask, 1, "paying a gift");
}

static bool give(struct demo *demo, struct help_case *need, int64_t pieces, bool by_money)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct demo_person *giver = &demo->buyers[chance_below(&demo->chance, (int64_t)demo->buyer_count)];
	struct ask ask;
	struct text id;

	if (!asks(demo, giver, T("/api/v1/gifts"),
	          form_body(arena, "need", need->id, "way",
	                    by_money && need->thing->way[0] == 'g' ? T("money") : text_of(need->thing->way), "pieces",
	                    text_of_int(arena, pieces), "payment", T("gateway"), NULL),
	          &ask))
		return false;
	id = text_copy(demo->arena, answer_value(ask.answer, "id"));
	need->pieces[need->gift_count] = pieces;
	need->gifts[need->gift_count++] = id;
	if (by_money)
		return demo_pay_gift(demo, ask.location, answer_value(ask.answer, "amount_fen"), demo->help->at);
	return asks(demo, giver, text_format(arena, "/api/v1/gifts/%.*s/sent", TEXT(id)), T(""), &ask);
}

/* In two parts, the second with money where that can be. */
static bool give_need(struct demo *demo, struct help_case *need)
{
	bool is_money = need->thing->way[0] == 'm' || need->thing->way[0] == 'p';
	bool may_pay = is_money || need->thing->price[0] != 0;
	int64_t first = need->wanted / 2;

	if (first > 0 && !give(demo, need, first, is_money))
		return false;
	if (need->fate == HELP_PART && first > 0)
		return true;
	return give(demo, need, need->wanted - first, is_money || (may_pay && chance_is(&demo->chance, 6000)));
}

static bool hand_need(struct demo *demo, struct help_case *need)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask ask;

	for (size_t i = 0; i < need->gift_count; i++)
		if (!asks(demo, demo->help->officer,
		          text_format(arena, "/api/v1/gifts/%.*s/hand", TEXT(need->gifts[i])),
		          form_body(arena, "words", T("在服务站交给本人，当面点清"), "went", T("household"), NULL),
		          &ask))
			return false;
	return true;
}

static bool end_need(struct demo *demo, struct help_case *need)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask ask;

	if (need->fate == HELP_DISPUTED)
		return moves(demo, need->asker, need->id, "dispute", "送来的和说的不一样");
	if (need->fate == HELP_UNFIXED)
		return moves(demo, need->asker, need->id, "unfixed", "东西到了，可是用不上");
	for (size_t i = 0; i < need->gift_count; i++)
		if (!asks(demo, need->asker, text_format(arena, "/api/v1/gifts/%.*s/confirm", TEXT(need->gifts[i])),
		          form_body(arena, "thanks",
		                    text_of(thanks[chance_below(&demo->chance, sizeof thanks / sizeof thanks[0])]),
		                    NULL),
		          &ask))
			return false;
	return moves(demo, need->asker, need->id, "fixed", "");
}

static bool play_need(struct demo *demo, struct help_case *need)
{
	switch (need->stage++) {
	case 0:
		return post_need(demo, need);
	case 1:
		return check_need(demo, need);
	case 2:
		if (need->fate == HELP_OPEN || need->fate == HELP_REFUSED || need->fate == HELP_UNCHECKED ||
		    need->fate == HELP_WITHDRAWN)
			return true;
		return give_need(demo, need);
	case 3:
		return need->gift_count == 0 || need->fate == HELP_FULL || hand_need(demo, need);
	case 4:
		return need->gift_count == 0 || !wants_asker(need->fate) || end_need(demo, need);
	case 5:
		return need->fate != HELP_DISPUTED ||
		       moves(demo, demo->help->officer, need->id, "righted", "镇里当面换成了说好的");
	case 6:
		return need->fate != HELP_DISPUTED || moves(demo, need->asker, need->id, "fixed", "");
	default:
		return true;
	}
}

/* ---- offers and questions ---- */

static bool play_offer(struct demo *demo, size_t i)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct demo_person *person = demo->help->askers[chance_below(&demo->chance, (int64_t)demo->help->asker_count)];
	size_t k = i % (sizeof offers / sizeof offers[0]);
	struct ask ask;
	struct text id;

	if (!asks(demo, person, T("/api/v1/needs"),
	          form_body(arena, "offer", T("1"), "way", text_of(offers[k].way), "topic", text_of(offers[k].topic),
	                    "title", text_of(offers[k].title), "unit", text_of(offers[k].unit), "wanted",
	                    text_of_int(arena, offers[k].wanted), NULL),
	          &ask))
		return false;
	id = answer_value(ask.answer, "id");
	if (!asks(demo, demo->help->officer, text_format(arena, "/api/v1/needs/%.*s/publish", TEXT(id)),
	          form_body(arena, "title", text_of(offers[k].title), NULL), &ask))
		return false;
	return i + sizeof offers / sizeof offers[0] > HELP_OFFERS || moves(demo, person, id, "used", "");
}

static bool play_question(struct demo *demo, struct help_case *question, size_t i)
{
	struct arena *arena = simulation_arena(demo->simulation);
	size_t k = i % (sizeof questions / sizeof questions[0]);
	struct ask ask;

	switch (question->stage++) {
	case 0:
		if (!asks(demo, question->asker, T("/api/v1/ask"),
		          form_body(arena, "title", text_of(questions[k][0]), "words", text_of(questions[k][1]), NULL),
		          &ask))
			return false;
		question->id = text_copy(demo->arena, answer_value(ask.answer, "id"));
		return true;
	case 1:
		return question->fate == HELP_OPEN ||
		       moves(demo, demo->help->officer, question->id, "answer", "已经派人去看，三天内办好");
	case 2:
		return question->fate == HELP_OPEN || moves(demo, question->asker, question->id, "settled", "");
	default:
		return true;
	}
}

bool demo_help_round(struct demo *demo, int64_t at)
{
	bool is_done = true;

	if (demo->help == NULL)
		demo->help = plan(demo);
	demo->help->at = at;
	for (size_t i = 0; is_done && i < HELP_NEEDS; i++)
		if (demo->help->needs[i].round <= demo->help->round && demo->help->needs[i].stage < 7)
			is_done = play_need(demo, &demo->help->needs[i]);
	for (size_t i = 0; is_done && i < HELP_QUESTIONS; i++)
		if (demo->help->questions[i].round <= demo->help->round && demo->help->questions[i].stage < 3)
			is_done = play_question(demo, &demo->help->questions[i], i);
	if (is_done && demo->help->round % (demo->help->rounds / HELP_OFFERS) == 1)
		is_done = play_offer(demo, demo->help->round / (demo->help->rounds / HELP_OFFERS));
	demo->help->round++;
	return is_done && demo_campaign_round(demo, demo->help->at) && demo_project_round(demo, demo->help->at) &&
	       demo_partner_round(demo, at) && demo_meeting_round(demo, at) && demo_training_round(demo, at) &&
	       demo_pairing_round(demo, at);
}
