/* Paired families of the demo: twenty, each begun some weeks before its helper orders from the household's own shop, so that what they buy, give and
   write stands in one history; some rest, one has ended, one was refused and one still waits for an answer. In rounds, through the same doors. */
#include "app/demo.h"

#include <assert.h>

enum {
	PAIRS = 20,
	PAIRS_OF_ONE = 2, /* helpers of one household */
	PAIRS_LATE = 6,   /* so many shares of the history at its end are left free */
	WAITS_DAYS = 3,
	BUYERS_APART = 17,
	FIRST_AGO_DAYS = 200,
	REGIONS_AGO_DAYS = 30, /* entered late, when most had come */
	PAIR_LEAD_DAYS = 18,
	PAIR_ASK_MS = 1000,
	PAIR_AFTER_MS = 2100000, /* behind the rest of the round */
	LETTER_DAYS = 6,
	GIFT_DAYS = 26,
	LAST_DAYS = 48,
	PAIR_RESTS = 6,
	PAIR_ENDS = 9,
	PAIR_REFUSED = 13,
	PAIR_WAITS = 17,
};

struct demo_pair {
	struct demo_person *giver, *member;
	int64_t on; /* the day it begins */
	int stage;
	struct text id, place;
};

struct demo_pairing {
	struct demo_pair pairs[PAIRS];
	size_t count;
	int64_t at;
	bool has_regions;
};

static const char *const abouts[] = { "想和一户人家常来常往，逢年过节走动走动。", "孩子也想认识山里的小朋友。",
	                              "能帮着卖东西，也能买东西。", "退休了，有时间写信、寄书。" };
static const char *const home_letters[] = { "您好！今年果子结得好，等熟了给你们寄一箱。",
	                                    "家里都好，老人腿脚比去年强些，别挂念。",
	                                    "孩子这学期考得不错，说想给你们写信。",
	                                    "下了几天雨，路修好了，有空来坐坐。" };
static const char *const city_letters[] = { "收到信很高兴。东西全家都爱吃，邻居也跟着买了。",
	                                    "书寄出去了，给孩子慢慢看，不够再说。",
	                                    "天冷了，老人多穿些。过年我们想来看看。",
	                                    "谢谢你们惦记，下个月再买两箱。" };
static const char *const notes[] = { "一家人来村里住了一天，一起摘果子。", "视频聊了一晚上，孩子们教起了方言。" };

static const struct pair_thing {
	const char *topic, *title, *unit, *pieces, *about, *thanks;
} things[] = {
	{ "study", "课外书", "本", "12", "孩子爱看书，家里没有几本", "书收到了，孩子当晚就看起来了，谢谢！" },
	{ "winter", "老人的棉衣", "件", "2", "两位老人，去年的棉衣薄了", "大小正合身，老人天天穿着。" },
	{ "farm", "修枝剪", "把", "3", "果园要修枝，旧剪子不快了", "剪子很快，今年修得早。" },
};

static bool asks(struct demo *demo, struct demo_person *person, struct text path, struct text body, struct ask *ret)
{
	demo->pairing->at += PAIR_ASK_MS;
	if (!demo_sign_in(demo, &person, 1, demo->pairing->at))
		return false;
	*ret = (struct ask){ .as = person->token, .at = demo->pairing->at, .method = POST, .path = path, .body = body };
	return demo_ask(demo, ret, 1, "paired families");
}

static struct text path_of(struct demo *demo, const char *before, struct text id, const char *after)
{
	return text_format(simulation_arena(demo->simulation), "/api/v1/%s/%.*s%s", before, TEXT(id), after);
}

static bool does(struct demo *demo, const struct demo_pair *pair, struct demo_person *who, const char *deed,
                 struct text body)
{
	struct ask ask;

	return asks(demo, who, path_of(demo, "pairings", pair->id, deed), body, &ask);
}

/* ---- who ---- */

/* Who signs in for a household; NULL: nobody does. */
static struct demo_person *member_of(struct demo *demo, const struct demo_household *household)
{
	for (size_t i = 0; i < demo->person_count; i++)
		if (demo->people[i].household == household && demo->people[i].login.length > 0)
			return &demo->people[i];
	return NULL;
}

static bool fits(const struct demo_pairing *pairing, const struct demo_person *giver, const struct demo_person *member)
{
	size_t same = 0;

	for (size_t i = 0; i < pairing->count; i++) {
		if (pairing->pairs[i].giver == giver)
			return false;
		same += pairing->pairs[i].member == member;
	}
	return same < PAIRS_OF_ONE;
}

/* The others have no shop: they write and give. */
static void fill_up(struct demo *demo)
{
	struct demo_pairing *pairing = demo->pairing;

	for (size_t i = 0; demo->buyer_count > 0 && i < demo->person_count && pairing->count < PAIRS; i++) {
		struct demo_person *member = &demo->people[i],
				   *giver = &demo->buyers[(pairing->count * BUYERS_APART + i) % demo->buyer_count];

		if (member->household == NULL || member->role != NULL || member->login.length == 0 ||
		    !text_starts(member->place, T("510525")) || !fits(pairing, giver, member))
			continue;
		pairing->pairs[pairing->count] = (struct demo_pair){
			.giver = giver,
			.member = member,
			.on = calendar_add_days(demo->today,
			                        -(int64_t)(DEMO_HISTORY_DAYS * (PAIRS - pairing->count) / (PAIRS + 1))),
			.place = member->place,
		};
		pairing->count++;
	}
}

/* Out of the orders that are planned: who buys from a household's own shop has stood by it for some weeks. */
void demo_pairing_plan(struct demo *demo, const struct demo_plan *plan)
{
	struct demo_pairing *pairing = arena_take(demo->arena, sizeof *pairing);
	struct demo_person *household = demo_person_of(demo, T("household"));

	*pairing = (struct demo_pairing){ .count = 0 };
	demo->pairing = pairing;
	for (size_t i = 0; i < demo->buyer_count && pairing->count == 0; i++)
		if (text_equal(demo->buyers[i].login, T("buyer")))
			pairing->pairs[pairing->count++] = (struct demo_pair){
				.giver = &demo->buyers[i],
				.member = household,
				.on = calendar_add_days(demo->today, -FIRST_AGO_DAYS),
				.place = household->place,
			};
	for (size_t i = 0; i < plan->alone_count && pairing->count < PAIRS; i++) {
		const struct demo_deal *deal = &plan->deals[i];
		const struct demo_seller *seller = deal->variant->good->seller;
		int64_t on = calendar_add_days(calendar_day(deal->at), -PAIR_LEAD_DAYS);
		struct demo_person *member;

		if (seller->household == NULL || deal->fate != FATE_KEPT || deal->buyer->login.length == 0 ||
		    !text_starts(seller->place, T("510525")) || on < calendar_day(demo->begins_at) ||
		    i < pairing->count * plan->alone_count / (PAIRS + PAIRS_LATE))
			continue; /* they begin all through the history */
		member = member_of(demo, seller->household);
		if (member == NULL || !fits(pairing, deal->buyer, member))
			continue;
		pairing->pairs[pairing->count++] =
			(struct demo_pair){ .giver = deal->buyer, .member = member, .on = on, .place = seller->place };
	}
	fill_up(demo);
	if (pairing->count > PAIR_WAITS)
		pairing->pairs[PAIR_WAITS].on = calendar_add_days(demo->today, -WAITS_DAYS);
}

/* ---- what happens ---- */

static bool begin(struct demo *demo, size_t number, struct demo_pair *pair)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct demo_person *officer = demo_person_of(demo, T("county"));
	struct text called = text_format(arena, "%.*s家", TEXT(text_first(pair->giver->name, 1))), offer;
	struct ask ask;

	if (!asks(demo, pair->giver, T("/api/v1/pairings/offers"),
	          form_body(arena, "place", text_part(pair->place, 0, 9), "called", called, "about",
	                    text_of(abouts[number % 4]), "households", T("1"), NULL),
	          &ask))
		return false;
	offer = text_copy(arena, answer_value(ask.answer, "id"));
	if (!asks(demo, officer, T("/api/v1/pairings"),
	          form_body(arena, "household", pair->member->household->id, "offer", offer, NULL), &ask))
		return false;
	pair->id = text_copy(demo->arena, answer_value(ask.answer, "id"));
	if (number == PAIR_WAITS)
		return true;
	if (number == PAIR_REFUSED)
		return does(demo, pair, pair->member, "/refuse", form_body(arena, "reason", T("家里忙不过来"), NULL));
	return does(demo, pair, pair->member, "/agree",
	            form_body(arena, "shows",
	                      number % 3 == 0   ? T("village")
	                      : number % 3 == 1 ? T("name")
	                                        : T("nothing"),
	                      "letters", T("1"), NULL));
}

static bool write(struct demo *demo, size_t number, struct demo_pair *pair)
{
	struct arena *arena = simulation_arena(demo->simulation);

	return does(demo, pair, pair->member, "/words",
	            form_body(arena, "what", T("letter"), "words", text_of(home_letters[number % 4]), NULL)) &&
	       does(demo, pair, pair->giver, "/words",
	            form_body(arena, "what", T("letter"), "words", text_of(city_letters[number % 4]), NULL));
}

/* The household needs something, and its helper brings it. */
static bool give(struct demo *demo, size_t number, struct demo_pair *pair)
{
	const struct pair_thing *thing = &things[number / 3 % 3];
	struct arena *arena = simulation_arena(demo->simulation);
	struct demo_person *officer = demo_person_of(demo, T("county"));
	struct text need, gift;
	struct ask ask;

	if (!asks(demo, pair->member, T("/api/v1/needs"),
	          form_body(arena, "way", T("goods"), "topic", text_of(thing->topic), "title", text_of(thing->title),
	                    "unit", text_of(thing->unit), "wanted", text_of(thing->pieces), "price_fen", T("0"),
	                    "about", text_of(thing->about), NULL),
	          &ask))
		return false;
	need = text_copy(arena, answer_value(ask.answer, "id"));
	if (!asks(demo, officer, path_of(demo, "needs", need, "/publish"),
	          form_body(arena, "title", text_of(thing->title), "about", text_of(thing->about), NULL), &ask) ||
	    !asks(demo, pair->giver, T("/api/v1/gifts"),
	          form_body(arena, "need", need, "way", T("goods"), "pieces", text_of(thing->pieces), NULL), &ask))
		return false;
	gift = text_copy(arena, answer_value(ask.answer, "id"));
	return asks(demo, officer, path_of(demo, "gifts", gift, "/hand"),
	            form_body(arena, "words", T("在服务站交给本人"), "went", T("household"), NULL), &ask) &&
	       asks(demo, pair->member, path_of(demo, "gifts", gift, "/confirm"),
	            form_body(arena, "thanks", text_of(thing->thanks), NULL), &ask);
}

static bool last(struct demo *demo, size_t number, struct demo_pair *pair)
{
	struct arena *arena = simulation_arena(demo->simulation);

	if (number == PAIR_RESTS)
		return does(demo, pair, pair->giver, "/rest",
		            form_body(arena, "reason", T("出差半年，回来再联系"), NULL));
	if (number == PAIR_ENDS)
		return does(demo, pair, pair->member, "/end", form_body(arena, "reason", T("搬去县城了"), NULL));
	return does(demo, pair, pair->giver, "/words",
	            form_body(arena, "what", T("note"), "words", text_of(notes[number % 2]), NULL));
}

/* True also when nothing is due. */
static bool play(struct demo *demo, size_t number, int64_t today)
{
	static const int64_t days[] = { 0, LETTER_DAYS, GIFT_DAYS, LAST_DAYS };
	struct demo_pair *pair = &demo->pairing->pairs[number];
	int stage = pair->stage;

	if (stage > 3 || today < calendar_add_days(pair->on, days[stage]))
		return true;
	pair->stage++;
	if (stage == 0)
		return begin(demo, number, pair);
	if (number == PAIR_WAITS || number == PAIR_REFUSED)
		return true;
	if (stage == 1)
		return write(demo, number, pair);
	if (stage == 2)
		return number % 3 != 0 || give(demo, number, pair);
	return last(demo, number, pair);
}

/* ---- paired regions ---- */

static const struct {
	const char *partner, *place, *about, *given, *bought, *trained;
} regions[] = {
	{ "云湾市结对协作组", "510525", "出钱修卫生室，派医生，买李子和蜂蜜，先说好三年。", "300000.00", "120000.00",
	  "0" },
	{ "川南农学院", "510525106", "学生暑期支教，老师讲配肥和修剪。", "0", "0", "80" },
	{ "青禾食品公司", "510525106", "保底收李子，给学校送冬衣。", "20000.00", "200000.00", "0" },
};

/* The id of the row of a list whose text holds the name: the last one before it. */
static struct text id_before(struct text list, struct text name)
{
	static const char mark[] = "{\"id\":\"";
	struct text before = text_part(list, 0, text_find(list, name)), id = T("");

	for (size_t at; (at = text_find(before, text_of(mark))) < before.length;) {
		before = text_part(before, at + sizeof mark - 1, before.length);
		id = text_part(before, 0, text_find(before, T("\"")));
	}
	return id;
}

static bool pair_regions(struct demo *demo, int64_t today)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct demo_person *officer = demo_person_of(demo, T("county"));
	struct ask list, ask;

	if (demo->pairing->has_regions || today < calendar_add_days(demo->today, -REGIONS_AGO_DAYS))
		return true;
	demo->pairing->has_regions = true;
	list = (struct ask){ .at = demo->pairing->at, .method = GET, .path = T("/api/v1/partners") };
	if (!demo_ask(demo, &list, 1, "paired regions"))
		return false;
	for (size_t i = 0; i < sizeof regions / sizeof regions[0]; i++)
		if (!asks(demo, officer, T("/api/v1/regions"),
		          form_body(arena, "partner", id_before(list.answer, text_of(regions[i].partner)), "place",
		                    text_of(regions[i].place), "about", text_of(regions[i].about), "since_on",
		                    calendar_day_text(arena, calendar_add_days(demo->today, -DEMO_HISTORY_DAYS)),
		                    "goal_given_fen", text_of(regions[i].given), "goal_bought_fen",
		                    text_of(regions[i].bought), "goal_trained", text_of(regions[i].trained), NULL),
		          &ask))
			return false;
	return true;
}

bool demo_pairing_round(struct demo *demo, int64_t at)
{
	bool is_done;

	demo->pairing->at = at + PAIR_AFTER_MS;
	is_done = pair_regions(demo, calendar_day(at));
	for (size_t i = 0; is_done && i < demo->pairing->count; i++)
		is_done = play(demo, i, calendar_day(at));
	return is_done;
}
