/* Free rides: gifts by balance and by the company that misbehaves, vouchers issued, taken back and run out, one number shown by three
   conductors at once and sent again, settlements, the end of a campaign with its money given back. Every fen is in one place. */
#include "base/calendar.h"
#include "sim/help.h"

static const char *path(struct sim *sim, const char *deed)
{
	return sim_words(sim, "/api/v1/campaigns/%s%s", sim->help->campaign.id, deed);
}

void campaigns_open(struct sim *sim)
{
	struct campaign_kept *kept = &sim->help->campaign;
	struct ask ask = sim_must(sim, &sim->admin, "/api/v1/sellers",
	                          "kind=enterprise&name=bus+company&place=510525&household_share=0&own_share=100"
	                          "&station_share=0&carrier_share=0&platform_share=0&reserve_share=0",
	                          201, 201);
	sim_copy(kept->company, sizeof kept->company, answer_value(ask.answer, "id"));
	for (size_t i = 0; i < HELP_CONDUCTORS; i++) {
		struct who *who = &kept->conductors[i];
		sim_make_person(sim, who, sim_words(sim, "conductor%zu", i), "510524101001");
		sim_must(sim, i == 0 ? &sim->admin : &kept->conductors[0],
		         i == 0 ? sim_words(sim, "/api/v1/sellers/%s/members", kept->company)
		                : sim_words(sim, "/api/v1/companies/%s/conductors", kept->company),
		         sim_words(sim, "login=%s", who->login), 200, 201);
	}
}

static void found(struct sim *sim)
{
	struct campaign_kept *kept = &sim->help->campaign;
	kept->ends_on = calendar_add_days(sim->today, 40 + sim_draw(sim, 50));
	struct ask ask = sim_must(sim, &sim->officer, "/api/v1/campaigns",
	                          sim_words(sim,
	                                    "title=Free+rides&about=Four+hours+on+foot&place=510525&company=%s"
	                                    "&goal_fen=10000.00&ride_fen=7.00&valid_days=12&ends_on=%s&key=%s",
	                                    kept->company, help_day(sim, kept->ends_on), sim_key(sim)),
	                          201, 201);
	sim_copy(kept->id, sizeof kept->id, answer_value(ask.answer, "id"));
	kept->is_over = false;
	sim_must(sim, &sim->officer, path(sim, "/publish"), "", 200, 200);
	for (size_t i = 0; i < HELP_HOMES; i++)
		if (!sim->help->homes[i].is_merged)
			sim_must(sim, &sim->officer, path(sim, "/households"),
			         sim_words(sim, "household=%s", sim->help->homes[i].id), 200, 201);
}

static void give(struct sim *sim)
{
	struct campaign_kept *kept = &sim->help->campaign;
	struct who *giver = sim_some_buyer(sim);
	bool is_balance = sim_is(sim, 3000);
	int64_t fen = 100 + sim_draw(sim, 12000);
	struct ask ask = help_post(sim, giver, "/api/v1/given",
	                           sim_words(sim, "campaign=%s&amount_fen=%s&payment=%s", kept->id, help_yuan(sim, fen),
	                                     is_balance ? "balance" : "gateway"));
	if (ask.status >= 300) {
		if (ask.status != 409 && ask.status != 422)
			sim_fail(sim, "a gift answered %d: %.*s", ask.status, TEXT(ask.answer));
		return;
	}
	kept->gifts++;
	kept->gifts_fen += fen;
	if (!is_balance)
		help_to_company(sim, &ask, fen);
}

/* A number from a household's slip of paper, of any campaign. */
static const char *code(struct sim *sim)
{
	int64_t count = sim_number(sim, "SELECT count(*) FROM voucher /* scan */", bind_none());
	int64_t from = count > 60 ? count - 60 : 0, digits;
	if (count == 0)
		return "";
	digits = sim_number(sim, "SELECT CAST(code AS BIGINT) FROM voucher ORDER BY id LIMIT 1 OFFSET $1 /* scan */",
	                    bind(i64(from + sim_draw(sim, count - from))));
	return sim_words(sim, "%012lld", (long long)digits);
}

static void ride(struct sim *sim)
{
	struct campaign_kept *kept = &sim->help->campaign;
	struct who *people[HELP_RUSH];
	const char *number = code(sim);
	size_t count = sim_is(sim, 2000) ? 9 : 1;
	if (number[0] == '\0')
		return;
	int64_t digits = 0;
	text_to_int64(text_of(number), &digits);
	bool is_valid = sim_number(sim,
	                           "SELECT count(*) FROM voucher WHERE state = 1 AND CAST(code AS BIGINT) = $1"
	                           " AND valid_until_on >= $2 /* scan */",
	                           bind(i64(digits), i64(sim->today))) == 1;
	for (size_t i = 0; i < count; i++)
		people[i] = &kept->conductors[(i + (size_t)sim_draw(sim, HELP_CONDUCTORS)) % HELP_CONDUCTORS];
	int taken = help_rush(sim, people, count, "/api/v1/rides",
	                      sim_words(sim, "company=%s&code=%s&line=3", kept->company, number));
	if (taken != (is_valid ? 1 : 0))
		sim_fail(sim, "voucher %s, %s, was taken %d times", number, is_valid ? "valid" : "not valid", taken);
	kept->rides += taken;
}

static void settle(struct sim *sim)
{
	struct campaign_kept *kept = &sim->help->campaign;
	struct ask ask = help_post(sim, &sim->officer, path(sim, "/settle"), "sure=1");
	int64_t fen = 0;
	if (ask.status == 409 || ask.status == 422)
		return;
	if (ask.status >= 300 || !text_to_int64(answer_value(ask.answer, "total_fen"), &fen))
		sim_fail(sim, "a settlement answered %d: %.*s", ask.status, TEXT(ask.answer));
	kept->settlements++;
	kept->settled_fen += fen;
}

static void take_back(struct sim *sim)
{
	int64_t count = sim_number(sim, "SELECT count(*) FROM voucher /* scan */", bind_none());
	int64_t id = help_some(sim, count, "SELECT id FROM voucher ORDER BY id LIMIT 1 OFFSET $1 /* scan */");
	if (id != 0)
		help_does(sim, &sim->officer, sim_words(sim, "/api/v1/vouchers/%s/revoke", help_id(sim, id)), "sure=1",
		          409, 422);
}

static void end(struct sim *sim)
{
	struct campaign_kept *kept = &sim->help->campaign;
	if (!kept->is_over)
		help_does(sim, &sim->officer, path(sim, "/end"), "sure=1", 409, 409);
	kept->is_over = true;
	if (help_does(sim, &sim->officer, path(sim, "/return"), "sure=1", 409, 422))
		return;
	kept->id[0] = sim_is(sim, 1000) ? '\0' : kept->id[0]; /* late money and rides still come */
}

void campaigns_day(struct sim *sim)
{
	struct campaign_kept *kept = &sim->help->campaign;
	if (kept->id[0] == '\0') {
		if (sim_is(sim, 2000))
			found(sim);
		return;
	}
	if (sim_is(sim, 4000))
		give(sim);
	if (sim_is(sim, 1500))
		help_does(sim, &sim->officer, path(sim, "/issue"),
		          sim_words(sim, "each=%lld", 1 + (long long)sim_draw(sim, 2)), 409, 422);
	if (sim_is(sim, 3000))
		ride(sim);
	if (sim_is(sim, 200))
		take_back(sim);
	if (sim_is(sim, 700))
		settle(sim);
	if (sim->today > kept->ends_on)
		end(sim);
}

static int64_t number(struct sim *sim, const char *sql)
{
	return sim_number(sim, sql, bind_none());
}

void campaigns_check(struct sim *sim)
{
	const struct campaign_kept *kept = &sim->help->campaign;
	int64_t given = number(sim, "SELECT sum(amount_fen) FROM campaign_gift WHERE state = 2 /* scan */");
	int64_t back = number(sim, "SELECT sum(returned_fen) FROM campaign_gift WHERE state = 2 /* scan */");
	int64_t riding = number(sim, "SELECT sum(p.amount_fen) FROM voucher_part AS p LEFT JOIN ride AS d"
	                             " ON d.county = p.county AND d.voucher_id = p.voucher_id"
	                             " WHERE COALESCE(d.settlement_id, 0) = 0 /* scan */");
	int64_t free = number(sim, "SELECT sum(credits_fen - debits_fen) FROM account WHERE kind = 14 /* scan */");
	sim_same(sim, "gifts promised", number(sim, "SELECT count(*) FROM campaign_gift /* scan */"), kept->gifts);
	sim_same(sim, "fen of gifts promised", number(sim, "SELECT sum(amount_fen) FROM campaign_gift /* scan */"),
	         kept->gifts_fen);
	sim_same(sim, "rides", number(sim, "SELECT count(*) FROM ride /* scan */"), kept->rides);
	sim_same(sim, "settlements", number(sim, "SELECT count(*) FROM ride_settlement /* scan */"), kept->settlements);
	sim_same(sim, "fen due to the bus company",
	         number(sim, "SELECT sum(t.amount_fen) FROM ride_settlement AS s JOIN transfer AS t"
	                     " ON t.county = s.county AND t.id = s.transfer_id /* scan */"),
	         kept->settled_fen);
	sim_same(sim, "fen on vouchers",
	         number(sim, "SELECT sum(credits_fen - debits_fen) FROM account WHERE kind = 15 /* scan */"), riding);
	sim_same(sim, "every fen of the gifts", free + riding + kept->settled_fen + back, given);
}
