/* Campaigns as 360Giving 1.4 (standard.threesixtygiving.org): one grant a campaign, from those who run it to the bus company. Awarded is
   what stands on vouchers or was settled, disbursed what was settled. Nothing about givers, households and rides goes out. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "base/money.h"
#include "help/campaign/campaign_inside.h"
#include "web/json.h"

/* Our prefix, until the installation registers one: "360G-tongcun-...". */
#define GRANT_PREFIX "360G-tongcun-"

static void member(struct request *r, const char *name, struct text value, bool last)
{
	out_string(r->out, "\"");
	out_string(r->out, name);
	out_string(r->out, "\":");
	out_json(r->out, value);
	out_string(r->out, last ? "" : ",");
}

/* A number in the currency's unit. */
static void amount(struct request *r, const char *name, int64_t fen)
{
	out_string(r->out, "\"");
	out_string(r->out, name);
	out_string(r->out, "\":");
	out_text(r->out, money_plain(r->arena, fen));
	out_string(r->out, ",");
}

static void organisation(struct request *r, const char *name, struct text id, struct text called)
{
	out_string(r->out, "\"");
	out_string(r->out, name);
	out_string(r->out, "\":[{");
	member(r, "id", id, false);
	member(r, "name", called, true);
	out_string(r->out, "}],");
}

static void location(struct request *r, const struct campaign *c)
{
	out_string(r->out, "\"beneficiaryLocation\":[{");
	member(r, "name", c->place_name, false);
	member(r, "countryCode", T("CN"), false);
	member(r, "geoCode", place_code(r->arena, c->place), false);
	member(r, "geoCodeType", T("CN-GB2260"), true);
	out_string(r->out, "}],");
}

static void grant(struct request *r, const struct campaign *c)
{
	struct text id = id_public(r->arena, c->county, c->id), title = request_setting(r, "title");
	struct text site = request_setting(r, "public_url");

	out_string(r->out, "{");
	member(r, "id", text_join(r->arena, T(GRANT_PREFIX), id), false);
	member(r, "title", c->title, false);
	member(r, "description", c->about, false);
	member(r, "currency", T("CNY"), false);
	amount(r, "amountAwarded", c->issued_fen + c->settled_fen);
	amount(r, "amountDisbursed", c->settled_fen);
	member(r, "awardDate", calendar_day_text(r->arena, calendar_day(c->published_at)), false);
	organisation(r, "fundingOrganization", text_format(r->arena, GRANT_PREFIX "%lld", (long long)c->county),
	             title.length > 0 ? title : T("Tongcun"));
	organisation(r, "recipientOrganization",
	             text_join(r->arena, T(GRANT_PREFIX), id_public(r->arena, c->county, c->company_id)),
	             c->company_name);
	location(r, c);
	out_string(r->out, "\"grantProgramme\":[{");
	member(r, "code", T("ride-vouchers"), false);
	member(r, "title", T("Ride vouchers"), true);
	out_string(r->out, "}],");
	member(r, "dateModified", calendar_moment_text(r->arena, r->now), site.length == 0);
	if (site.length > 0)
		member(r, "dataSource", text_join(r->arena, site, campaign_path(r->arena, c)), true);
	out_string(r->out, "}");
}

/* Campaigns of both public states that have a voucher. */
static enum outcome load(struct request *r, struct campaign **ret, size_t *ret_count)
{
	struct campaign *open = NULL, *over = NULL, *all;
	size_t open_count = 0, over_count = 0;
	enum outcome outcome = campaign_list(r, PLACE_WHOLE, false, 0, LIMIT_LIST_ROWS, &open, &open_count);

	if (outcome == DONE)
		outcome = campaign_list(r, PLACE_WHOLE, true, 0, LIMIT_LIST_ROWS, &over, &over_count);
	if (outcome != DONE)
		return outcome;
	all = arena_array(r->arena, open_count + over_count + 1, sizeof *all);
	*ret_count = 0;
	for (size_t i = 0; i < open_count + over_count; i++) {
		const struct campaign *c = i < open_count ? &open[i] : &over[i - open_count];

		if (c->issued_fen + c->settled_fen > 0)
			all[(*ret_count)++] = *c;
	}
	*ret = all;
	return DONE;
}

void campaign_grants_page(struct request *r)
{
	struct campaign *rows;
	size_t count;
	enum outcome outcome = load(r, &rows, &count);

	if (outcome == DONE && count == 0)
		outcome = NOT_FOUND; /* the standard wants at least one grant */
	if (outcome != DONE) {
		fail(r, outcome, outcome == NOT_FOUND ? N_("No voucher has been issued yet") : NULL);
		return;
	}
	r->out->length = 0;
	out_string(r->out, "{\"version\":\"1.4\",\"extensions\":[],");
	member(r, "title", T("Ride vouchers"), false);
	member(r, "issued", calendar_day_text(r->arena, r->today), false);
	out_string(r->out, "\"grants\":[");
	for (size_t i = 0; i < count; i++) {
		out_string(r->out, i > 0 ? "," : "");
		grant(r, &rows[i]);
	}
	out_string(r->out, "]}\n");
	give_file(r, T("application/json"), T("360giving.json"), output_text(r->out), 0);
}
