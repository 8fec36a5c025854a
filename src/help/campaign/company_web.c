/* The bus company's own pages: its rides, its money, its conductors, and settlements. */
#include "base/id.h"
#include "base/limits.h"
#include "common/ledger/ledger.h"
#include "common/person/person.h"
#include "help/campaign/campaign_inside.h"
#include "help/campaign/campaign_templates.h"

enum { SETTLEMENTS = 20, CONDUCTORS = 100 };

static const struct field conductor_fields[] = {
	INT_FIELD(conductor, county, N_("County"), 0, 0, 0),
	INT_FIELD(conductor, company_id, N_("Bus company"), 0, 0, 0),
	ID_FIELD(conductor, person_id, person_county, N_("Person"), FIELD_OUT),
	INT_FIELD(conductor, person_county, N_("County"), 0, 0, 0),
	TEXT_FIELD(conductor, name, N_("Name"), FIELD_OUT, 0, 60),
	WHOLE_FIELD(FIELD_MOMENT, conductor, since_at, N_("Since"), FIELD_OUT, 0, 0),
	FIELD_END,
};
const struct record conductor_record = { .name = "conductor",
	                                 .size = sizeof(struct conductor),
	                                 .county = offsetof(struct conductor, county),
	                                 .fields = conductor_fields };

static const struct field conductor_form_fields[] = {
	TEXT_FIELD(conductor_form, login, N_("Sign-in name"), FIELD_IN | FIELD_REQUIRED, 1, 60),
	FIELD_END,
};
const struct record conductor_form_record = { .name = "new_conductor",
	                                      .size = sizeof(struct conductor_form),
	                                      .fields = conductor_form_fields };

/* ---- where ---- */

/* Its own people, and whoever registers sellers there. */
enum outcome company_where(struct request *r, struct scope *ret_scope)
{
	struct company_view *view = arena_take(r->arena, sizeof *view);
	int64_t county, id;

	if (!request_id(r, "seller", &county, &id))
		return NOT_FOUND;
	*view = (struct company_view){ .count = 0 };
	r->kept = view;
	return seller_scope(r, county, id, ret_scope, &view->company);
}

enum outcome settlement_where(struct request *r, struct scope *ret_scope)
{
	struct ride_settlement *s = arena_take(r->arena, sizeof *s);
	enum outcome outcome = request_row(r, "settlement", ride_settlement_one, s);

	r->kept = s;
	return outcome == DONE ? seller_scope(r, s->county, s->company_id, ret_scope, NULL) : outcome;
}

/* ---- the company ---- */

static enum outcome load_people(struct request *r, struct company_view *view)
{
	struct conductor *conductors = NULL;
	enum outcome outcome =
		db_list(r->db, r->arena, &conductor_record, CONDUCTORS, &conductors, &view->conductor_count,
	                "SELECT k.county, k.company_id, k.person_id, p.county AS person_county, k.since_at, p.name"
	                " FROM conductor AS k JOIN login AS l ON l.person_id = k.person_id JOIN person AS p"
	                " ON p.county = l.county AND p.id = k.person_id WHERE k.county = $1 AND k.company_id = $2"
	                " ORDER BY k.person_id LIMIT $3",
	                bind(i64(view->company.county), i64(view->company.id), i64(CONDUCTORS)));

	view->conductors = conductors;
	return outcome;
}

static enum outcome load(struct request *r, struct company_view *view)
{
	const struct seller *company = &view->company;
	struct ride *rides = NULL;
	struct ride_settlement *settlements = NULL;
	size_t limit = request_limit(r);
	int64_t before = r->exchange->method == GET ? request_after(r) : 0;
	enum outcome outcome =
		rides_of_company(r, company->county, company->id, before, limit + 1, &rides, &view->count);

	if (outcome == DONE)
		view->next = list_goes_on(r, &view->count) ? rides[view->count - 1].voucher_id : 0;
	view->rides = rides;
	if (outcome == DONE)
		outcome = ride_settlements_of(r, company->county, company->id, SETTLEMENTS, &settlements,
		                              &view->settlement_count);
	view->settlements = settlements;
	if (outcome == DONE)
		outcome = load_people(r, view);
	if (outcome == DONE)
		outcome = ledger_account(r->db, r->arena,
		                         (struct account_key){ company->county, ACCOUNT_SELLER, company->id },
		                         &view->account);
	return outcome == NOT_FOUND ? DONE : outcome;
}

static void show(struct request *r)
{
	struct company_view *view = r->kept;
	enum outcome outcome = load(r, view);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_list(r, &ride_record, view->rides, view->count, view->next);
		return;
	}
	page_begin_named(r, view->company.name, "", "/rides");
	campaign_company_html(r, view);
	page_end(r);
}

void company_page(struct request *r)
{
	show(r);
}

static enum outcome read_rides(struct request *piece, int64_t after, size_t limit, void *ret_rows, size_t *ret_count)
{
	const struct company_view *view = piece->kept;

	return rides_of_company(piece, view->company.county, view->company.id, after, limit, ret_rows, ret_count);
}

void company_file(struct request *r)
{
	static const struct csv_file file = { .record = &ride_record,
		                              .id = offsetof(struct ride, voucher_id),
		                              .read = read_rides };

	give_csv_file(r, &file, T("rides.csv"));
}

/* ---- conductors ---- */

static void answer(struct request *r, enum outcome outcome, const char *done)
{
	const struct company_view *view = r->kept;
	struct text id = id_public(r->arena, view->company.county, view->company.id);

	deed_answer(r, outcome, &(struct deed){ .show = show }, text_join(r->arena, T("/companies/"), id), done);
}

void conductor_add_post(struct request *r)
{
	const struct company_view *view = r->kept;
	struct conductor_form form = { .login = T("") };
	struct person person;
	enum outcome outcome = INVALID;

	if (form_read(r, &conductor_form_record, &form)) {
		outcome = person_of_login(r->db, r->arena, text_trim(form.login), &person);
		if (outcome == NOT_FOUND)
			form_problem(r, "login", N_("Nobody signs in with this name"), T(""));
	}
	if (outcome == DONE)
		outcome = db_exec(r->db,
		                  "INSERT INTO conductor(county, company_id, person_id, since_at)"
		                  " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
		                  bind(i64(view->company.county), i64(view->company.id), i64(person.id), i64(r->now)));
	answer(r, outcome, "conductor");
}

void conductor_remove_post(struct request *r)
{
	const struct company_view *view = r->kept;
	int64_t county, id, rows = 0;
	enum outcome outcome = NOT_FOUND;

	if (id_read(request_field(r, "person"), &county, &id))
		outcome = db_change(r->db, &rows,
		                    "DELETE FROM conductor WHERE county = $1 AND company_id = $2 AND person_id = $3",
		                    bind(i64(view->company.county), i64(view->company.id), i64(id)));
	answer(r, outcome == DONE && rows == 0 ? NOT_FOUND : outcome, "removed");
}

/* ---- settlements ---- */

void ride_settlement_page(struct request *r)
{
	struct settlement_view view = { .s = r->kept };
	struct ride *rides = NULL;
	size_t limit = request_limit(r);
	enum outcome outcome = rides_of_settlement(r, view.s, request_after(r), limit + 1, &rides, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? rides[view.count - 1].voucher_id : 0;
	view.rides = rides;
	if (r->json) {
		give_list(r, &ride_record, rides, view.count, view.next);
		return;
	}
	page_begin_named(r, text_of(_("Settlement of rides")), "",
	                 text_string(r->arena,
	                             text_format(r->arena, "/companies/%.*s",
	                                         TEXT(id_public(r->arena, view.s->county, view.s->company_id)))));
	campaign_settlement_html(r, &view);
	page_end(r);
}

static enum outcome read_settled(struct request *piece, int64_t after, size_t limit, void *ret_rows, size_t *ret_count)
{
	return rides_of_settlement(piece, piece->kept, after, limit, ret_rows, ret_count);
}

void ride_settlement_file(struct request *r)
{
	static const struct csv_file file = { .record = &ride_record,
		                              .id = offsetof(struct ride, voucher_id),
		                              .read = read_settled };
	const struct ride_settlement *s = r->kept;

	give_csv_file(r, &file, text_format(r->arena, "rides-%.*s.csv", TEXT(id_public(r->arena, s->county, s->id))));
}
