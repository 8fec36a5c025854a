/* Public projects as IATI activities 2.03 (iatistandard.org): an activity a project, the order of its elements as the standard's schema has it.
   Money: what sources promised is an incoming commitment (11), what arrived incoming funds (1), what went back the same with a minus,
   a contract an outgoing commitment (2), a payment expenditure (4); entries that were taken back are not there. So the sums of 1 and 4
   are those of the ledger. What is still to be paid of a contract is a planned disbursement. The budget, which has no years, is
   spread over the planned days and therefore called indicative.
   The codes are those of the IATI code lists of version 2.03. Where more projects follow, the attribute "next" of a namespace of our own has
   their address. */
#include "base/calendar.h"
#include "base/money.h"
#include "help/project/project_export.h"

/* OECD DAC purpose codes of the kinds of projects. */
static const struct {
	const char *kind, *purpose;
} purposes[] = {
	{ "road", "21020" },     /* road transport */
	{ "water", "14031" },    /* basic drinking water supply */
	{ "power", "23630" },    /* electric power transmission and distribution */
	{ "network", "22020" },  /* telecommunications */
	{ "school", "11120" },   /* education facilities and training */
	{ "clinic", "12230" },   /* basic health infrastructure */
	{ "housing", "16040" },  /* low-cost housing */
	{ "farm", "31120" },     /* agricultural development */
	{ "storage", "31191" },  /* agricultural services: marketing, storage */
	{ "workshop", "32130" }, /* small and medium-sized enterprises */
	{ "tourism", "33210" },  /* tourism policy and management */
	{ "training", "11330" }, /* vocational training */
};
#define PURPOSE_OTHER "43040" /* rural development */

/* ---- elements ---- */

static void attribute(struct request *r, const char *name, struct text value)
{
	out_format(r->out, " %s=\"", name);
	out_xml(r->out, value);
	out_string(r->out, "\"");
}

static void coded(struct request *r, const char *element, const char *code)
{
	out_format(r->out, "<%s code=\"%s\"/>", element, code);
}

static void dated(struct request *r, const char *element, int64_t on)
{
	out_format(r->out, "<%s iso-date=\"%.*s\"/>", element, TEXT(calendar_day_text(r->arena, on)));
}

/* ISO 639-1, of the words of the request. */
static const char *language(const struct request *r)
{
	const char *tag = r->language->tag;

	return tag[0] == 'z' ? "zh" : tag[0] == 'b' ? "bo" : "en";
}

/* What people wrote is Chinese, as the activity says; ours is in the language of the request. */
static void narrative(struct request *r, struct text t, bool ours)
{
	out_string(r->out, "<narrative");
	if (ours)
		attribute(r, "xml:lang", text_of(language(r)));
	out_string(r->out, ">");
	out_xml(r->out, t);
	out_string(r->out, "</narrative>");
}

static void named(struct request *r, const char *element, struct text t, bool ours)
{
	out_format(r->out, "<%s>", element);
	narrative(r, t, ours);
	out_format(r->out, "</%s>", element);
}

/* fen may be negative. */
static void value(struct request *r, int64_t fen, int64_t on)
{
	out_format(r->out, "<value value-date=\"%.*s\">%.*s</value>", TEXT(calendar_day_text(r->arena, on)),
	           TEXT(money_plain(r->arena, fen)));
}

struct party {
	struct text name, code;
	bool is_private;
	const char *type; /* organisation type; NULL: not known */
};

static void party(struct request *r, const char *element, const char *role, struct party who)
{
	out_format(r->out, "<%s", element);
	if (who.code.length > 0)
		attribute(r, "ref", text_join(r->arena, T(PROJECT_CREDIT_PREFIX "-"), who.code));
	if (who.type != NULL)
		attribute(r, "type", text_of(who.type));
	if (role != NULL)
		attribute(r, "role", text_of(role));
	out_string(r->out, ">");
	narrative(r, who.name, who.is_private);
	out_format(r->out, "</%s>", element);
}

static struct party owner(const struct project_export *x)
{
	return (struct party){ .name = x->p->owner_name, .code = x->p->owner_code };
}

/* 10: government. Whether a donor, an owner or a bank is one is not known. */
static struct party source(const struct project_fund *fund)
{
	static const char *const types[] = { NULL, "10", "10", "10", "10", "10", NULL, NULL, NULL };

	return (struct party){
		.name = fund->name, .code = fund->code, .is_private = fund->is_private, .type = types[fund->kind]
	};
}

static struct party source_of(const struct project_export *x, int64_t fund_id)
{
	for (size_t i = 0; i < x->fund_count; i++)
		if (x->funds[i].id == fund_id)
			return source(&x->funds[i]);
	return (struct party){ .name = x->p->owner_name };
}

/* ---- an activity, from its head to its places ---- */

static const char *status(const struct project *p)
{
	switch ((enum project_state)p->state) {
	case PROJECT_RUNNING:
		return "2"; /* implementation */
	case PROJECT_FINISHED:
		return p->left_fen > 0 ? "3" : "4"; /* finalisation; closed */
	case PROJECT_STOPPED:
		return "5"; /* cancelled */
	case PROJECT_PROPOSED:
	case PROJECT_APPROVED:
	case PROJECT_REFUSED:
		break;
	}
	return "1"; /* pipeline */
}

static void head(struct request *r, const struct project_export *x)
{
	struct text about = x->p->about.length > 0 ? x->p->about : x->p->title;

	out_string(r->out, "<iati-activity");
	attribute(r, "last-updated-datetime", calendar_moment_text(r->arena, x->at));
	out_string(r->out, " xml:lang=\"zh\" default-currency=\"CNY\"><iati-identifier>" PROJECT_EXPORT_PREFIX "-");
	out_xml(r->out, x->id);
	out_string(r->out, "</iati-identifier><reporting-org ref=\"" PROJECT_EXPORT_PREFIX "\" type=\"10\">");
	narrative(r, project_export_publisher(r), false);
	out_string(r->out, "</reporting-org>");
	named(r, "title", x->p->title, false);
	out_string(r->out, "<description type=\"1\">");
	narrative(r, about, false);
	out_string(r->out, "</description>");
}

static void participants(struct request *r, const struct project_export *x)
{
	struct text land = place_name(r->db, r->arena, project_desk(x->p));

	for (size_t i = 0; i < x->fund_count; i++)
		party(r, "participating-org", "1", source(&x->funds[i]));
	if (land.length > 0)
		party(r, "participating-org", "2", (struct party){ .name = land, .type = "10" });
	party(r, "participating-org", "4", owner(x));
}

static void activity_date(struct request *r, const char *type, int64_t on)
{
	if (on > 0)
		out_format(r->out, "<activity-date type=\"%s\" iso-date=\"%.*s\"/>", type,
		           TEXT(calendar_day_text(r->arena, on)));
}

static void days(struct request *r, const struct project *p)
{
	coded(r, "activity-status", status(p));
	activity_date(r, "1", p->start_on);
	activity_date(r, "2", p->began_on);
	activity_date(r, "3", p->end_on);
	activity_date(r, "4", p->ended_on);
}

/* The organisation and the page, never somebody. */
static void contact(struct request *r, const struct project_export *x)
{
	out_string(r->out, "<contact-info type=\"1\">");
	named(r, "organisation", x->p->owner_name, false);
	if (x->url.length > 0) {
		out_string(r->out, "<website>");
		out_xml(r->out, x->url);
		out_string(r->out, "</website>");
	}
	out_string(r->out, "</contact-info>");
}

/* Our own reference of a location is the official code of the place; the code lists of IATI know no gazetteer of them. */
static void location(struct request *r, const struct project *p)
{
	out_string(r->out, "<recipient-country code=\"CN\" percentage=\"100\"/><location");
	attribute(r, "ref", place_code(r->arena, p->place));
	out_string(r->out, ">");
	coded(r, "location-reach", "1"); /* where it is done */
	named(r, "name", p->place_name.length > 0 ? p->place_name : place_code(r->arena, p->place), false);
	coded(r, "location-class", place_level(p->place) >= PLACE_VILLAGE ? "2" : "1"); /* settlement; division */
	out_string(r->out, "</location>");
}

static void sectors(struct request *r, const struct project *p)
{
	const char *purpose = PURPOSE_OTHER;
	int64_t kind = choice_position(project_kinds, p->kind);

	for (size_t i = 0; i < sizeof purposes / sizeof purposes[0]; i++)
		if (text_equal(p->kind, text_of(purposes[i].kind)))
			purpose = purposes[i].purpose;
	out_format(r->out, "<sector vocabulary=\"1\" code=\"%s\" percentage=\"100\"/><sector vocabulary=\"99\"",
	           purpose);
	attribute(r, "code", p->kind);
	out_string(r->out, " percentage=\"100\">");
	narrative(r, text_of(_(project_kinds[kind].label)), true);
	out_string(r->out, "</sector>");
}

/* ---- its money ---- */

static int64_t days_to(int64_t from_on, int64_t to_on)
{
	return (calendar_day_end(to_on) - calendar_day_start(from_on)) / CALENDAR_DAY_MS;
}

/* Year by year, since no budget of the standard may be longer; the parts sum to the whole. */
static void budgets(struct request *r, const struct project *p)
{
	int64_t whole = days_to(p->start_on, p->end_on), given_fen = 0;

	for (int64_t from = p->start_on; p->budget_fen > 0 && from <= p->end_on;) {
		int64_t year_end = calendar_period_end(calendar_year(from));
		int64_t to = year_end < p->end_on ? year_end : p->end_on;
		int64_t until_fen = money_share(p->budget_fen, days_to(p->start_on, to), whole);

		out_string(r->out, "<budget type=\"1\" status=\"1\">");
		dated(r, "period-start", from);
		dated(r, "period-end", to);
		value(r, until_fen - given_fen, from);
		out_string(r->out, "</budget>");
		given_fen = until_fen;
		if (to == p->end_on)
			break;
		from = calendar_add_days(to, 1);
	}
}

static struct party supplier(const struct project_contract *c)
{
	return (struct party){ .name = c->supplier_name, .code = c->supplier_code, .is_private = c->is_private };
}

static void planned(struct request *r, const struct project_export *x)
{
	for (size_t i = 0; i < x->contract_count; i++) {
		const struct project_contract *c = &x->contracts[i];

		if (c->state != CONTRACT_RUNS || c->amount_fen == c->paid_fen)
			continue;
		out_string(r->out, "<planned-disbursement type=\"1\">");
		dated(r, "period-start", c->start_on);
		dated(r, "period-end", c->end_on);
		value(r, c->amount_fen - c->paid_fen, c->start_on);
		party(r, "provider-org", NULL, owner(x));
		party(r, "receiver-org", NULL, supplier(c));
		out_string(r->out, "</planned-disbursement>");
	}
}

struct movement {
	int64_t id; /* of the thing or transfer behind it */
	const char *type;
	int64_t fen, on;
	struct text said;
	struct party from, to;
};

static void transaction(struct request *r, const struct project_export *x, struct movement m)
{
	out_string(r->out, "<transaction");
	attribute(r, "ref", project_export_id(r, x, m.id));
	out_string(r->out, ">");
	coded(r, "transaction-type", m.type);
	dated(r, "transaction-date", m.on);
	value(r, m.fen, m.on);
	if (m.said.length > 0)
		named(r, "description", m.said, false);
	party(r, "provider-org", NULL, m.from);
	party(r, "receiver-org", NULL, m.to);
	out_string(r->out, "</transaction>");
}

static void commitments(struct request *r, const struct project_export *x)
{
	for (size_t i = 0; i < x->fund_count; i++) {
		const struct project_fund *f = &x->funds[i];

		transaction(r, x,
		            (struct movement){ .id = f->id,
		                               .type = "11",
		                               .fen = f->promised_fen,
		                               .on = f->promised_on > 0 ? f->promised_on : calendar_day(f->made_at),
		                               .from = source(f),
		                               .to = owner(x) });
	}
	for (size_t i = 0; i < x->contract_count; i++) {
		const struct project_contract *c = &x->contracts[i];

		transaction(r, x,
		            (struct movement){ .id = c->id,
		                               .type = "2",
		                               .fen = c->state == CONTRACT_CANCELLED ? c->paid_fen : c->amount_fen,
		                               .on = c->signed_on,
		                               .said = c->title,
		                               .from = owner(x),
		                               .to = supplier(c) });
	}
}

static void movements(struct request *r, const struct project_export *x)
{
	for (size_t i = 0; i < x->entry_count; i++) {
		const struct project_entry *e = &x->entries[i];
		struct party payee = { .name = e->payee_name, .code = e->payee_code, .is_private = e->payee_private };
		struct movement m = { .id = e->transfer_id, .type = "1", .fen = e->amount_fen, .on = e->dated_on };

		m.from = source_of(x, e->fund_id);
		m.to = owner(x);
		if (e->what == ENTRY_RETURNED)
			m.fen = -e->amount_fen;
		if (e->what == ENTRY_PAID) {
			m.type = "4";
			m.said = e->line_title;
			m.from = owner(x);
			m.to = payee;
		}
		transaction(r, x, m);
	}
}

/* ---- what came of it ---- */

static void document(struct request *r, const struct project_export *x)
{
	out_string(r->out, "<document-link");
	attribute(r, "url", x->url);
	out_string(r->out, " format=\"text/html\">");
	named(r, "title", x->p->title, false);
	coded(r, "category", "A12"); /* web page of the activity */
	coded(r, "language", "zh");
	out_string(r->out, "</document-link>");
}

struct measure {
	struct text title;
	bool ours;
	int64_t base, target, on, value;
	bool has_value;
};

static void number(struct request *r, const char *element, int64_t n)
{
	out_format(r->out, "<%s value=\"%lld\"/>", element, (long long)n);
}

/* Of the type output, with one indicator in units. */
static void result(struct request *r, const struct project *p, struct measure m)
{
	out_string(r->out, "<result type=\"1\">");
	named(r, "title", m.title, m.ours);
	out_format(r->out, "<indicator measure=\"1\" ascending=\"%s\">", m.target >= m.base ? "true" : "false");
	named(r, "title", m.title, m.ours);
	out_format(r->out, "<baseline year=\"%lld\" value=\"%lld\"/><period>", (long long)(p->start_on / 10000),
	           (long long)m.base);
	dated(r, "period-start", m.on < p->start_on ? m.on : p->start_on);
	dated(r, "period-end", m.on);
	number(r, "target", m.target);
	if (m.has_value)
		number(r, "actual", m.value);
	out_string(r->out, "</period></indicator></result>");
}

static void results(struct request *r, const struct project_export *x)
{
	if (x->p->milestones > 0)
		result(r, x->p,
		       (struct measure){ .title = text_of(_("Milestones done")),
		                         .ours = true,
		                         .target = x->p->milestones,
		                         .on = x->p->end_on,
		                         .value = x->p->milestones_done,
		                         .has_value = true });
	for (size_t i = 0; i < x->goal_count; i++) {
		const struct project_goal *g = &x->goals[i];
		struct text title = g->unit.length == 0
		                            ? g->title
		                            : text_format(r->arena, "%.*s (%.*s)", TEXT(g->title), TEXT(g->unit));

		result(r, x->p,
		       (struct measure){ .title = title,
		                         .base = g->base,
		                         .target = g->target,
		                         .on = g->target_on,
		                         .value = g->value,
		                         .has_value = g->measurements > 0 });
	}
}

static void activity(struct request *r, const struct project_export *x)
{
	head(r, x);
	participants(r, x);
	days(r, x->p);
	contact(r, x);
	location(r, x->p);
	sectors(r, x->p);
	budgets(r, x->p);
	planned(r, x);
	commitments(r, x);
	movements(r, x);
	if (x->url.length > 0)
		document(r, x);
	results(r, x);
	out_string(r->out, "</iati-activity>\n");
}

static void begin(struct request *r, struct text next)
{
	r->out->length = 0;
	out_string(r->out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<iati-activities version=\"2.03\"");
	attribute(r, "generated-datetime", calendar_moment_text(r->arena, r->now));
	if (next.length > 0) {
		out_string(r->out, " xmlns:tongcun=\"" PROJECT_EXPORT_NAMESPACE "\"");
		attribute(r, "tongcun:next", next);
	}
	out_string(r->out, ">\n");
}

void project_iati_page(struct request *r)
{
	struct project *projects;
	struct project_export x;
	struct text next;
	size_t count;
	enum outcome outcome = project_export_list(r, "/projects/iati.xml", &projects, &count, &next);

	if (outcome == DONE)
		begin(r, next);
	for (size_t i = 0; outcome == DONE && i < count; i++) {
		outcome = project_export_read(r, &projects[i], &x);
		if (outcome == DONE)
			activity(r, &x);
	}
	if (outcome != DONE) {
		r->out->length = 0;
		fail(r, outcome, outcome == NOT_FOUND ? N_("No public project here") : NULL);
		return;
	}
	out_string(r->out, "</iati-activities>\n");
	give_file(r, T("application/xml; charset=utf-8"), T("projects.xml"), output_text(r->out), 0);
}
