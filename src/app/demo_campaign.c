/* The bus campaign of the demo: free tickets for pupils who walk for hours. A county officer makes it with a bus company and fourteen
   households; people give, vouchers are issued out of what is there, the conductor takes them, rides are settled: in rounds of two days, all
   through the same doors. */
#include "app/demo.h"

#include <assert.h>

enum {
	CAMPAIGN_ROUND = 150, /* of the help side, in which it begins */
	CAMPAIGN_SEED = 7064,
	CAMPAIGN_HOUSEHOLDS = 14,
	CAMPAIGN_CODES = 400,
	CAMPAIGN_ISSUE_EVERY = 4,
	CAMPAIGN_SETTLE_EVERY = 15,
	CAMPAIGN_RIDES_MOST = 13, /* of a round */
};

struct demo_campaign {
	size_t round;
	int64_t at;
	struct demo_person *officer, *company, *conductor;
	struct text company_id, id;
	struct text codes[CAMPAIGN_CODES]; /* not yet taken */
	size_t code_count, next_code;
	int64_t rides_waiting;
	struct chance chance; /* its own, so that the rest of the demo is as it was without it */
};

static const char *const lines[] = { "县城 - 双沙", "县城 - 太平", "县城 - 石屏" };
static const char *const sums[] = { "12.00", "30.00", "50.00", "60.00", "100.00", "188.00" };

static bool asks(struct demo *demo, struct demo_person *person, enum method method, struct text path, struct text body,
                 struct ask *ret)
{
	struct demo_campaign *campaign = demo->campaign;

	campaign->at += 11000;
	if (!demo_sign_in(demo, &person, 1, campaign->at))
		return false;
	*ret = (struct ask){ .as = person->token, .at = campaign->at, .method = method, .path = path, .body = body };
	return demo_ask(demo, ret, 1, "the bus campaign");
}

static struct text path_of(struct demo *demo, const char *ending)
{
	return text_format(simulation_arena(demo->simulation), "/api/v1/campaigns/%.*s%s", TEXT(demo->campaign->id),
	                   ending);
}

/* ---- beginning ---- */

static bool make_company(struct demo *demo)
{
	struct demo_campaign *campaign = demo->campaign;
	struct arena *arena = simulation_arena(demo->simulation);
	struct ask ask;

	if (!asks(demo, campaign->officer, POST, T("/api/v1/sellers"),
	          form_body(arena, "kind", T("enterprise"), "name", T("古蔺县通村客运公司"), "place", T("510525"),
	                    "about", T("县城到各乡镇的班车。"), "household_share", T("0"), "own_share", T("100"),
	                    "station_share", T("0"), "carrier_share", T("0"), "platform_share", T("0"), "reserve_share",
	                    T("0"), NULL),
	          &ask))
		return false;
	campaign->company_id = text_copy(demo->arena, answer_value(ask.answer, "id"));
	return asks(demo, campaign->officer, POST,
	            text_format(arena, "/api/v1/sellers/%.*s/members", TEXT(campaign->company_id)),
	            form_body(arena, "login", campaign->company->login, NULL), &ask) &&
	       asks(demo, campaign->company, POST,
	            text_format(arena, "/api/v1/companies/%.*s/conductors", TEXT(campaign->company_id)),
	            form_body(arena, "login", campaign->conductor->login, NULL), &ask);
}

static bool add_households(struct demo *demo)
{
	struct ask ask;
	size_t added = 0;

	for (size_t i = 0; i < demo->household_count && added < CAMPAIGN_HOUSEHOLDS; i++) {
		const struct demo_household *household = &demo->households[i];

		if (!text_starts(household->place, T("510525")))
			continue;
		added++;
		if (!asks(demo, demo->campaign->officer, POST, path_of(demo, "/households"),
		          form_body(simulation_arena(demo->simulation), "household", household->id, NULL), &ask))
			return false;
	}
	return added > 0;
}

static bool begin(struct demo *demo)
{
	struct demo_campaign *campaign = demo->campaign;
	struct ask ask;

	campaign->officer = demo_person_of(demo, T("county"));
	campaign->company = demo_person_of(demo, T("bus"));
	campaign->conductor = demo_person_of(demo, T("conductor"));
	assert(campaign->officer != NULL && campaign->company != NULL && campaign->conductor != NULL);
	if (!make_company(demo) ||
	    !asks(demo, campaign->officer, POST, T("/api/v1/campaigns"),
	          form_body(simulation_arena(demo->simulation), "title", T("给走四小时山路的孩子送免费车票"), "about",
	                    T("有的孩子从家到学校要走四个小时。一张乘车券坐一次班车，周五回家、周日返校。"), "place",
	                    T("510525"), "company", campaign->company_id, "goal_fen", T("6000.00"), "ride_fen",
	                    T("6.00"), "valid_days", T("200"), NULL),
	          &ask))
		return false;
	campaign->id = text_copy(demo->arena, answer_value(ask.answer, "id"));
	return asks(demo, campaign->officer, POST, path_of(demo, "/publish"), T(""), &ask) && add_households(demo);
}

/* ---- its life ---- */

static bool give(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	struct demo_person *giver = &demo->buyers[chance_below(&demo->campaign->chance, (int64_t)demo->buyer_count)];
	struct ask ask;

	return asks(demo, giver, POST, T("/api/v1/given"),
	            form_body(arena, "campaign", demo->campaign->id, "amount_fen",
	                      text_of(sums[chance_below(&demo->campaign->chance, sizeof sums / sizeof sums[0])]),
	                      "payment", T("gateway"), NULL),
	            &ask) &&
	       demo_pay_gift(demo, ask.location, answer_value(ask.answer, "amount_fen"), demo->campaign->at);
}

/* The codes of the sheet that is printed, the newest first. */
static void read_codes(struct demo *demo, struct text sheet)
{
	struct demo_campaign *campaign = demo->campaign;
	const struct text mark = T("\"code\":\"");

	campaign->code_count = campaign->next_code = 0;
	for (size_t at = text_find(sheet, mark); at < sheet.length && campaign->code_count < CAMPAIGN_CODES;
	     at = text_find(sheet, mark)) {
		sheet = text_part(sheet, at + mark.length, sheet.length);
		campaign->codes[campaign->code_count++] = text_copy(demo->arena, text_part(sheet, 0, 12));
	}
}

static bool issue(struct demo *demo)
{
	struct arena *arena = simulation_arena(demo->simulation);
	int64_t free_fen = 0, each;
	struct ask ask;

	if (!asks(demo, demo->campaign->officer, GET, path_of(demo, ""), T(""), &ask) ||
	    !text_to_int64(answer_value(ask.answer, "free_fen"), &free_fen))
		return false;
	each = free_fen / 600 / CAMPAIGN_HOUSEHOLDS;
	if (each == 0)
		return true;
	if (!asks(demo, demo->campaign->officer, POST, path_of(demo, "/issue"),
	          form_body(arena, "each", text_of_int(arena, each > 3 ? 3 : each), NULL), &ask) ||
	    !asks(demo, demo->campaign->officer, GET, path_of(demo, "/sheet"), T(""), &ask))
		return false;
	read_codes(demo, ask.answer);
	return true;
}

static bool ride(struct demo *demo)
{
	struct demo_campaign *campaign = demo->campaign;
	struct ask ask;

	campaign->rides_waiting++;
	return asks(demo, campaign->conductor, POST, T("/api/v1/rides"),
	            form_body(simulation_arena(demo->simulation), "code", campaign->codes[campaign->next_code++],
	                      "line",
	                      text_of(lines[chance_below(&demo->campaign->chance, sizeof lines / sizeof lines[0])]),
	                      NULL),
	            &ask);
}

static bool settle(struct demo *demo)
{
	struct ask ask;

	if (demo->campaign->rides_waiting == 0)
		return true;
	demo->campaign->rides_waiting = 0;
	return asks(demo, demo->campaign->officer, POST, path_of(demo, "/settle"), T(""), &ask);
}

bool demo_campaign_round(struct demo *demo, int64_t at)
{
	struct demo_campaign *campaign = demo->campaign;
	bool is_done = true;

	if (campaign == NULL) {
		campaign = demo->campaign = arena_take(demo->arena, sizeof *campaign);
		*campaign = (struct demo_campaign){ .chance = { CAMPAIGN_SEED } };
	}
	campaign->at = at;
	if (campaign->round++ < CAMPAIGN_ROUND)
		return true;
	if (campaign->id.length == 0)
		return begin(demo);
	if (chance_is(&demo->campaign->chance, 7000))
		is_done = give(demo);
	if (is_done && campaign->round % CAMPAIGN_ISSUE_EVERY == 0)
		is_done = issue(demo);
	for (int64_t i = chance_below(&demo->campaign->chance, CAMPAIGN_RIDES_MOST);
	     is_done && i > 0 && campaign->next_code < campaign->code_count; i--)
		is_done = ride(demo);
	if (is_done && campaign->round % CAMPAIGN_SETTLE_EVERY == 0)
		is_done = settle(demo);
	return is_done;
}
