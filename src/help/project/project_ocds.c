/* Public projects as a release package of the Open Contracting Data Standard 1.1 (standard.open-contracting.org). A project is a planning process
   (its budget, its sources as funders, its milestones); each of its contracts is a contracting process of its own, related to it, with the
   way it was given, the award, the contract and the payments on it that stand. So the transactions of a contract sum to what the ledger
   paid on it; payments without a contract are no procurement, and stand in the IATI file alone.
   An ocid is PROJECT_EXPORT_PREFIX, until the installation registers one, and the public id of the project or the contract. A release has the
   version of its project in its id: what has not changed keeps it. */
#include "base/calendar.h"
#include "base/money.h"
#include "help/project/project_export.h"

/* ---- JSON ---- */

/* A comma, unless it is the first of its object or array. */
static void next(struct request *r)
{
	char last = r->out->length > 0 ? r->out->bytes[r->out->length - 1] : '{';

	if (last != '{' && last != '[')
		out_string(r->out, ",");
}

static void key(struct request *r, const char *name)
{
	next(r);
	out_format(r->out, "\"%s\":", name);
}

static void member(struct request *r, const char *name, struct text t)
{
	key(r, name);
	out_json(r->out, t);
}

static void begin(struct request *r, const char *name, const char *bracket)
{
	key(r, name);
	out_string(r->out, bracket);
}

static void begin_item(struct request *r)
{
	next(r);
	out_string(r->out, "{");
}

static void end(struct request *r, const char *bracket)
{
	out_string(r->out, bracket);
}

/* A day as the moment it begins with. */
static void day(struct request *r, const char *name, int64_t on)
{
	member(r, name, calendar_moment_text(r->arena, calendar_day_start(on)));
}

static void amount(struct request *r, const char *name, int64_t fen)
{
	key(r, name);
	out_format(r->out, "{\"amount\":%.*s,\"currency\":\"CNY\"}", TEXT(money_plain(r->arena, fen)));
}

/* ---- organisations ---- */

struct organisation {
	struct text id, name, code;
};

/* By its credit code; else as that of the thing it stands beside. */
static struct organisation organisation(struct request *r, const struct project_export *x, struct text name,
                                        struct text code, int64_t beside)
{
	struct text id = code.length > 0
	                         ? text_join(r->arena, T(PROJECT_CREDIT_PREFIX "-"), code)
	                         : text_join(r->arena, T(PROJECT_EXPORT_PREFIX "-"), project_export_id(r, x, beside));

	return (struct organisation){ .id = id, .name = name, .code = code };
}

static struct organisation buyer(struct request *r, const struct project_export *x)
{
	return organisation(r, x, x->p->owner_name, x->p->owner_code, x->p->id);
}

static struct organisation supplier(struct request *r, const struct project_export *x, const struct project_contract *c)
{
	return organisation(r, x, c->supplier_name, c->supplier_code, c->id);
}

static void reference(struct request *r, struct organisation who)
{
	member(r, "id", who.id);
	member(r, "name", who.name);
	end(r, "}");
}

/* roles: JSON strings with commas between. */
static void party(struct request *r, struct organisation who, const char *roles)
{
	begin_item(r);
	member(r, "id", who.id);
	member(r, "name", who.name);
	if (who.code.length > 0) {
		begin(r, "identifier", "{");
		member(r, "scheme", T(PROJECT_CREDIT_PREFIX));
		member(r, "id", who.code);
		member(r, "legalName", who.name);
		end(r, "}");
	}
	key(r, "roles");
	out_format(r->out, "[%s]}", roles);
}

/* ---- what both kinds of releases begin with ---- */

static struct text ocid(struct request *r, const struct project_export *x, int64_t id)
{
	return text_join(r->arena, T(PROJECT_EXPORT_PREFIX "-"), project_export_id(r, x, id));
}

static void head(struct request *r, const struct project_export *x, int64_t id, const char *tags)
{
	struct text process = ocid(r, x, id);

	begin_item(r);
	member(r, "ocid", process);
	member(r, "id", text_format(r->arena, "%.*s-%lld", TEXT(process), (long long)x->p->version));
	member(r, "date", calendar_moment_text(r->arena, x->at));
	key(r, "tag");
	out_format(r->out, "[%s]", tags);
	member(r, "initiationType", T("tender"));
	member(r, "language", T("zh"));
}

static void budget(struct request *r, const struct project_export *x)
{
	const struct project *p = x->p;

	begin(r, "budget", "{");
	member(r, "id", x->id);
	if (p->about.length > 0)
		member(r, "description", p->about);
	if (p->budget_fen > 0)
		amount(r, "amount", p->budget_fen);
	member(r, "project", p->title);
	member(r, "projectID", x->id);
	if (x->url.length > 0)
		member(r, "uri", x->url);
	end(r, "}");
}

/* ---- the planning of a project ---- */

static const char *milestone_status(const struct request *r, const struct project_milestone *m)
{
	if (m->state == MILESTONE_DONE)
		return "met";
	return m->planned_on < r->today ? "notMet" : "scheduled";
}

static void milestones(struct request *r, const struct project_export *x)
{
	begin(r, "milestones", "[");
	for (size_t i = 0; i < x->milestone_count; i++) {
		const struct project_milestone *m = &x->milestones[i];

		begin_item(r);
		member(r, "id", project_export_id(r, x, m->id));
		member(r, "title", m->title);
		member(r, "type", T("delivery"));
		day(r, "dueDate", m->planned_on);
		if (m->state == MILESTONE_DONE)
			day(r, "dateMet", m->done_on);
		member(r, "status", text_of(milestone_status(r, m)));
		end(r, "}");
	}
	end(r, "]");
}

static void page_document(struct request *r, const struct project_export *x)
{
	begin(r, "documents", "[");
	begin_item(r);
	member(r, "id", x->id);
	member(r, "documentType", T("projectPlan"));
	member(r, "title", x->p->title);
	member(r, "url", x->url);
	member(r, "format", T("text/html"));
	member(r, "language", T("zh"));
	end(r, "}]");
}

/* Each once, also when it gives twice or is the buyer. */
static void funders(struct request *r, const struct project_export *x, struct text buyer_id)
{
	for (size_t i = 0; i < x->fund_count; i++) {
		const struct project_fund *f = &x->funds[i];
		struct organisation who = organisation(r, x, f->name, f->code, f->id);
		bool told = text_equal(who.id, buyer_id);

		for (size_t k = 0; k < i && who.code.length > 0; k++)
			told = told || text_equal(x->funds[k].code, who.code);
		if (!told)
			party(r, who, "\"funder\"");
	}
}

static bool funds_itself(const struct project_export *x)
{
	for (size_t i = 0; i < x->fund_count; i++)
		if (x->p->owner_code.length > 0 && text_equal(x->funds[i].code, x->p->owner_code))
			return true;
	return false;
}

static void planning(struct request *r, const struct project_export *x)
{
	struct organisation who = buyer(r, x);

	head(r, x, x->p->id, "\"planning\"");
	begin(r, "parties", "[");
	party(r, who, funds_itself(x) ? "\"buyer\",\"funder\"" : "\"buyer\"");
	funders(r, x, who.id);
	end(r, "]");
	begin(r, "buyer", "{");
	reference(r, who);
	begin(r, "planning", "{");
	budget(r, x);
	if (x->url.length > 0)
		page_document(r, x);
	milestones(r, x);
	end(r, "}}");
}

/* ---- a contract ---- */

static bool is_paid_on(const struct project_entry *e, const struct project_contract *c)
{
	return e->what == ENTRY_PAID && e->contract_id == c->id;
}

static void transactions(struct request *r, const struct project_export *x, const struct project_contract *c)
{
	begin(r, "implementation", "{");
	begin(r, "transactions", "[");
	for (size_t i = 0; i < x->entry_count; i++) {
		const struct project_entry *e = &x->entries[i];

		if (!is_paid_on(e, c))
			continue;
		begin_item(r);
		member(r, "id", project_export_id(r, x, e->transfer_id));
		day(r, "date", e->dated_on);
		amount(r, "value", e->amount_fen);
		begin(r, "payer", "{");
		reference(r, buyer(r, x));
		begin(r, "payee", "{");
		reference(r, supplier(r, x, c));
		end(r, "}");
	}
	end(r, "]}");
}

static void tender(struct request *r, const struct project_export *x, const struct project_contract *c)
{
	begin(r, "tender", "{");
	member(r, "id", ocid(r, x, c->id));
	member(r, "title", c->title);
	member(r, "status", T("complete"));
	member(r, "procurementMethod", c->method);
	member(r, "mainProcurementCategory", c->category);
	begin(r, "procuringEntity", "{");
	reference(r, buyer(r, x));
	end(r, "}");
}

static void award(struct request *r, const struct project_export *x, const struct project_contract *c)
{
	begin(r, "awards", "[");
	begin_item(r);
	member(r, "id", project_export_id(r, x, c->id));
	member(r, "title", c->title);
	member(r, "status", c->state == CONTRACT_CANCELLED ? T("cancelled") : T("active"));
	day(r, "date", c->signed_on);
	amount(r, "value", c->amount_fen);
	begin(r, "suppliers", "[");
	begin_item(r);
	reference(r, supplier(r, x, c));
	end(r, "]}]");
}

/* terminated: it has ended, also as it should. */
static void contract(struct request *r, const struct project_export *x, const struct project_contract *c)
{
	static const char *const states[] = { "pending", "active", "terminated", "cancelled" };

	begin(r, "contracts", "[");
	begin_item(r);
	member(r, "id", project_export_id(r, x, c->id));
	member(r, "awardID", project_export_id(r, x, c->id));
	member(r, "title", c->title);
	member(r, "status", text_of(states[c->state]));
	begin(r, "period", "{");
	day(r, "startDate", c->start_on);
	day(r, "endDate", c->end_on);
	end(r, "}");
	amount(r, "value", c->amount_fen);
	day(r, "dateSigned", c->signed_on);
	if (c->paid_fen > 0)
		transactions(r, x, c);
	end(r, "}]");
}

static void related(struct request *r, const struct project_export *x)
{
	begin(r, "relatedProcesses", "[");
	begin_item(r);
	member(r, "id", T("1"));
	key(r, "relationship");
	out_string(r->out, "[\"planning\"]");
	member(r, "title", x->p->title);
	member(r, "scheme", T("ocid"));
	member(r, "identifier", ocid(r, x, x->p->id));
	end(r, "}]");
}

static void contracting(struct request *r, const struct project_export *x, const struct project_contract *c)
{
	struct organisation who = buyer(r, x), whom = supplier(r, x, c);

	head(r, x, c->id, c->paid_fen > 0 ? "\"award\",\"contract\",\"implementation\"" : "\"award\",\"contract\"");
	begin(r, "parties", "[");
	if (text_equal(who.id, whom.id)) {
		party(r, who, "\"buyer\",\"procuringEntity\",\"payer\",\"supplier\",\"payee\"");
	} else {
		party(r, who, "\"buyer\",\"procuringEntity\",\"payer\"");
		party(r, whom, "\"supplier\",\"payee\"");
	}
	end(r, "]");
	begin(r, "buyer", "{");
	reference(r, who);
	begin(r, "planning", "{");
	budget(r, x);
	end(r, "}");
	tender(r, x, c);
	award(r, x, c);
	contract(r, x, c);
	related(r, x);
	end(r, "}");
}

/* ---- the package ---- */

/* A package's own name: each page of an export is a package, and no two may share it (OCDS 1.1, release package, uri). Without a public
   address a URN, whose q-component (RFC 8141, 2.3.2) is what was asked for. */
static struct text package_uri(struct request *r, struct text site)
{
	struct text asked = r->exchange->query;
	struct text whole = site.length > 0 ? text_join(r->arena, site, T("/projects/ocds.json"))
	                                    : T(PROJECT_EXPORT_NAMESPACE ":projects");

	if (asked.length == 0)
		return whole;
	return text_join(r->arena, whole, text_join(r->arena, site.length > 0 ? T("?") : T("?="), asked));
}

static void package(struct request *r, struct text next_address)
{
	struct text site = request_setting(r, "public_url");

	r->out->length = 0;
	out_string(r->out, "{");
	member(r, "uri", package_uri(r, site));
	member(r, "version", T("1.1"));
	member(r, "publishedDate", calendar_moment_text(r->arena, r->now));
	begin(r, "publisher", "{");
	member(r, "name", project_export_publisher(r));
	if (site.length > 0)
		member(r, "uri", site);
	end(r, "}");
	if (next_address.length > 0) {
		begin(r, "links", "{");
		member(r, "next", next_address);
		end(r, "}");
	}
	begin(r, "releases", "[");
}

void project_ocds_page(struct request *r)
{
	struct project *projects;
	struct project_export x;
	struct text next_address;
	size_t count;
	enum outcome outcome = project_export_list(r, "/projects/ocds.json", &projects, &count, &next_address);

	if (outcome == DONE)
		package(r, next_address);
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		outcome = project_export_read(r, &projects[i], &x);
		if (outcome != DONE)
			break;
		planning(r, &x);
		out_string(r->out, "\n");
		for (size_t k = 0; k < x.contract_count; k++) {
			contracting(r, &x, &x.contracts[k]);
			out_string(r->out, "\n");
		}
	}
	if (outcome != DONE) {
		r->out->length = 0;
		fail(r, outcome, outcome == NOT_FOUND ? N_("No public project here") : NULL);
		return;
	}
	end(r, "]}\n");
	give_file(r, T("application/json"), T("projects-ocds.json"), output_text(r->out), 0);
}
