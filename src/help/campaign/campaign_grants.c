/* Campaigns as 360Giving 1.4 (standard.threesixtygiving.org): one grant a campaign, from those who run it to the bus company. Awarded is
   what stands on vouchers or was settled, disbursed what was settled. Nothing about givers, households and rides goes out.
   One file holds them all, up to LIMIT_FILE_AT_ONCE; beyond that it says where the next one is. */
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

/* Where the rest stands, when a file is too long to hold all: a member that the standard's package leaves free. */
static void next_file(struct request *r, size_t limit, const struct campaign *last)
{
	struct text address = text_format(r->arena, "/campaigns/360giving.json?limit=%zu&after=%.*s", limit,
	                                  TEXT(id_public(r->arena, last->county, last->id)));

	out_string(r->out, "\"links\":{");
	member(r, "next", text_join(r->arena, request_setting(r, "public_url"), address), true);
	out_string(r->out, "},");
}

void campaign_grants_page(struct request *r)
{
	size_t limit = (size_t)request_query_int(r, "limit", 1, LIMIT_FILE_AT_ONCE, LIMIT_FILE_AT_ONCE), count = 0;
	struct campaign *rows;
	enum outcome outcome = campaign_granted_list(r, request_after(r), limit + 1, &rows, &count);
	bool more = count > limit;

	if (outcome == DONE && count == 0)
		outcome = NOT_FOUND; /* the standard wants at least one grant */
	if (outcome != DONE) {
		fail(r, outcome, outcome == NOT_FOUND ? N_("No voucher has been issued yet") : NULL);
		return;
	}
	count = more ? limit : count;
	r->out->length = 0;
	out_string(r->out, "{\"version\":\"1.4\",\"extensions\":[],");
	member(r, "title", T("Ride vouchers"), false);
	member(r, "issued", calendar_day_text(r->arena, r->today), false);
	if (more)
		next_file(r, limit, &rows[count - 1]);
	out_string(r->out, "\"grants\":[");
	for (size_t i = 0; i < count; i++) {
		out_string(r->out, i > 0 ? "," : "");
		grant(r, &rows[i]);
	}
	out_string(r->out, "]}\n");
	give_file(r, T("application/json"), T("360giving.json"), output_text(r->out), 0);
}
