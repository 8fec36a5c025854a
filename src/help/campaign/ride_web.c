/* The conductor's page, made for a cheap phone: type or scan a number, also with no network; and the page that a voucher's code opens. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/campaign/campaign_inside.h"
#include "help/campaign/campaign_templates.h"

enum { SHOWN = 30 };

static const int64_t day_ms = INT64_C(86400000), ahead_ms = INT64_C(300000);

static const struct field ride_fields[] = {
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "code",
	  .offset = FIELD_WORDS(ride_form, code),
	  .label = N_("Number of the voucher"),
	  .hint = N_("The twelve digits under the code"),
	  .max = 200 },
	TEXT_FIELD(ride_form, line, N_("Bus line"), FIELD_IN, 0, 40),
	TEXT_FIELD(ride_form, company, N_("Bus company"), FIELD_IN, 0, 40),
	INT_FIELD(ride_form, written_at, N_("When the phone took it, in milliseconds since 1970"), FIELD_IN, 0,
	          INT64_MAX),
	FIELD_END,
};
const struct record ride_form_record = { .name = "take_voucher",
	                                 .size = sizeof(struct ride_form),
	                                 .fields = ride_fields };

/* ---- the page ---- */

static enum outcome load(struct request *r, struct rides_view *view)
{
	struct seller *companies = NULL;
	struct ride *rides = NULL;
	enum outcome outcome = ride_companies(r, &companies, &view->company_count);

	view->companies = companies;
	for (size_t i = 0; outcome == DONE && i < view->company_count; i++)
		view->is_member[i] = seller_has_member(r->db, companies[i].county, companies[i].id, r->person_id);
	if (outcome == DONE && view->company_count > 0)
		outcome = rides_of_conductor(r, calendar_day_start(r->today), SHOWN, &rides, &view->count);
	view->rides = rides;
	view->line = rides != NULL && view->count > 0 ? rides[0].line : T("");
	return outcome;
}

static void show(struct request *r, const struct voucher *shown)
{
	struct rides_view view = { .shown = shown, .line = T("") };
	enum outcome outcome = load(r, &view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	page_begin(r, _("Take vouchers"), "");
	campaign_rides_html(r, &view);
	page_end(r);
}

void rides_page(struct request *r)
{
	struct rides_view view = { .line = T("") };
	enum outcome outcome;

	if (!r->json) {
		show(r, NULL);
		return;
	}
	outcome = load(r, &view);
	if (outcome == DONE)
		give_list(r, &ride_record, view.rides, view.count, 0);
	else
		fail(r, outcome, NULL);
}

/* ---- taking one ---- */

/* The company that the form names, or the only one of the present person. */
enum outcome ride_post_where(struct request *r, struct scope *ret_scope)
{
	struct seller *company = arena_take(r->arena, sizeof *company), *rows = NULL;
	size_t count = 0;
	int64_t county, id;
	enum outcome outcome;

	*ret_scope = (struct scope){ .place = r->person_place, .mine = true };
	if (request_field(r, "company").length > 0) {
		if (!id_read(request_field(r, "company"), &county, &id))
			return NOT_FOUND;
		outcome = seller_one(r->db, r->arena, county, id, company);
	} else {
		outcome = ride_companies(r, &rows, &count);
		if (outcome == DONE && count == 0)
			return DENIED;
		if (outcome == DONE)
			*company = rows[0];
	}
	if (outcome != DONE)
		return outcome;
	ret_scope->place = company->place;
	r->kept = company;
	return ride_may_take(r, company) ? DONE : DENIED;
}

/* When the phone says, if that can be: within the days in which rides may be told; else now. */
static int64_t moment_of(const struct request *r, int64_t written_at)
{
	if (written_at > r->now + ahead_ms || written_at < r->now - (VOUCHER_GRACE_DAYS - 1) * day_ms)
		return r->now;
	return written_at > r->now ? r->now : written_at;
}

static void say_why(struct request *r, const struct ride *ride, const struct ride *earlier)
{
	if (text_equal(ride->why, T("used")))
		form_problem(r, "code", N_("Already used: %s. It is not paid a second time."),
		             text_format(r->arena, "%.*s%s%.*s", TEXT(show_moment(r, earlier->ride_at)),
		                         earlier->line.length > 0 ? " · " : "", TEXT(earlier->line)));
	else if (text_equal(ride->why, T("revoked")))
		form_problem(r, "code", N_("This voucher was taken back by those who issued it"), T(""));
	else if (text_equal(ride->why, T("expired")))
		form_problem(r, "code", N_("This voucher has run out"), T(""));
	else if (text_equal(ride->why, T("foreign")))
		form_problem(r, "code", N_("This voucher is for another bus company"), T(""));
	else
		form_problem(r, "code", N_("There is no voucher with this number"), T(""));
}

static void refused(struct request *r)
{
	if (!r->json)
		show(r, NULL);
	refuse(r);
}

/* What was shown and not taken is a command that is kept (the owner sees it), though its answer is a 422. */
void ride_post(struct request *r)
{
	const struct seller *company = r->kept;
	struct ride_form form = { .written_at = 0 };
	struct ride ride, earlier;
	struct text code = T("");
	enum outcome outcome;

	if (form_read(r, &ride_form_record, &form) && !voucher_code_read(r->arena, form.code, &code))
		form_problem(r, "code", N_("Mistyped: a number has twelve digits, and the last one checks the others"),
		             T(""));
	if (r->problems.count > 0) {
		refused(r);
		return;
	}
	outcome = ride_take(r, company, code, text_trim(form.line), moment_of(r, form.written_at), &ride, &earlier);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else if (ride.why.length > 0) {
		say_why(r, &ride, &earlier);
		refused(r);
		r->outcome = DONE;
	} else {
		if (r->json)
			json_row(r, r->out, &ride_record, &ride);
		see_other(r, "/rides?done=taken");
	}
}

/* ---- what a voucher's code opens ---- */

/* To the public it says nothing but how it is used; to a conductor of the company what it is. */
void voucher_code_page(struct request *r)
{
	struct seller *companies = NULL;
	struct voucher voucher;
	struct text code = T("");
	size_t count = 0;
	bool is_read = voucher_code_read(r->arena, request_param(r, "code"), &code);
	enum outcome outcome = r->person_id == 0 ? DONE : ride_companies(r, &companies, &count);

	if (outcome == DONE && is_read && count > 0 &&
	    voucher_of_code(r->db, r->arena, companies[0].county, code, &voucher) == DONE &&
	    voucher.company_id == companies[0].id) {
		show(r, &voucher);
		return;
	}
	if (outcome != DONE || !is_read) {
		fail(r, is_read ? outcome : NOT_FOUND, NULL);
		return;
	}
	page_begin(r, _("A voucher for a ride"), "");
	campaign_rides_code(r, code);
	page_end(r);
}
