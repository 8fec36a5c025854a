/* Pages of partners: the public list, one with its promises, its year to print; entering and changing one, and who acts for it. */
#include "base/calendar.h"
#include "base/id.h"
#include "base/limits.h"
#include "help/partner/partner_inside.h"
#include "help/partner/partner_templates.h"

enum { MINE_PLEDGES = 100 };

static const struct field form_fields_[] = {
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "name",
	  .offset = FIELD_WORDS(partner_form, name),
	  .label = N_("Name of the organisation"),
	  .min = 2,
	  .max = 60 },
	CHOICE_FIELD(partner_form, kind, N_("Kind"), FIELD_IN | FIELD_REQUIRED, partner_kinds),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN,
	  .name = "home",
	  .offset = FIELD_WORDS(partner_form, home),
	  .label = N_("Home of the organisation"),
	  .hint = N_("For example: Ningbo, Zhejiang"),
	  .max = 60 },
	{ .kind = FIELD_NOTE,
	  .flags = FIELD_IN,
	  .name = "about",
	  .offset = FIELD_WORDS(partner_form, about),
	  .label = N_("What it does here"),
	  .hint = N_("Everybody reads this: no names, no phones"),
	  .max = LIMIT_NOTE_CHARACTERS },
	WHOLE_FIELD(FIELD_BOOL, partner_form, in_group, N_("Member of the working group"), FIELD_IN, 0, 1),
	{ .kind = FIELD_PLACE,
	  .flags = FIELD_IN,
	  .name = "place",
	  .offset = FIELD_WHOLE(partner_form, place),
	  .label = N_("Looked after by"),
	  .hint = N_("The county, city or province whose office enters its promises") },
	INT_FIELD(partner_form, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};
const struct record partner_form_record = { .name = "new_partner",
	                                    .size = sizeof(struct partner_form),
	                                    .fields = form_fields_ };

static const struct field member_fields_[] = {
	TEXT_FIELD(partner_member_form, login, N_("Sign-in name"), FIELD_IN | FIELD_REQUIRED, 1, 60),
	WHOLE_FIELD(FIELD_BOOL, partner_member_form, is_contact, N_("Whom we ask first"), FIELD_IN, 0, 1),
	FIELD_END,
};
const struct record partner_member_form_record = { .name = "new_partner_member",
	                                           .size = sizeof(struct partner_member_form),
	                                           .fields = member_fields_ };

/* ---- where ---- */

/* mine: for whoever acts for it. */
enum outcome partner_where(struct request *r, struct scope *ret_scope)
{
	struct partner *a = arena_take(r->arena, sizeof *a);
	enum outcome outcome;

	r->kept = a;
	outcome = request_row(r, "partner", partner_one, r->today, a);
	if (outcome != DONE)
		return outcome;
	ret_scope->place = a->place;
	ret_scope->mine = partner_has_member(r->db, a->county, a->id, r->person_id);
	return DONE;
}

/* The office's affair alone. */
enum outcome partner_edit_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = partner_where(r, ret_scope);

	ret_scope->mine = false;
	return outcome;
}

/* What a form names as its place is judged by the handler, which can say why it does not fit. */
enum outcome partner_land_where(struct request *r, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, RIGHT_CASE_HANDLE);

	if (r->exchange->method == GET)
		return place_where_may(r, RIGHT_CASE_HANDLE, ret_scope);
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return DONE;
}

/* ---- the list ---- */

static struct text row_href(struct request *r, const void *row)
{
	return partner_path(r->arena, row);
}

static void show_late(struct request *r, const void *row)
{
	partner_list_late(r, row);
}

static const struct table partner_table = {
	.name = "partners",
	.caption = N_("Partners"),
	.record = &partner_record,
	.columns = (const struct table_column[]){ { .name = "name" },
	                                          { .name = "kind" },
	                                          { .name = "home" },
	                                          { .name = "pledges" },
	                                          { .name = "promised_fen" },
	                                          { .name = "delivered_fen" },
	                                          { .name = "late", .show = show_late },
	                                          TABLE_COLUMNS_END },
	.filters = (const struct table_filter[]){ { .name = "kind", .label = N_("Kind"), .choices = partner_kinds },
	                                          TABLE_FILTERS_END },
	.id = offsetof(struct partner, id),
	.href = row_href,
	.symbol = "i-people",
	.empty = N_("No partners yet"),
	.empty_words = N_("Members of the working group, paired regions, universities and firms stand here."),
};

void partners_page(struct request *r)
{
	struct table_view table;
	struct partners_view view = { .table = &table };
	struct partner *rows = NULL;
	size_t count = 0;
	int64_t acts_for = 0;
	enum outcome outcome = partner_list(r->db, r->arena, r->today, &rows, &count);

	if (outcome == DONE && r->person_id != 0 && !r->json)
		outcome = db_number(r->db, &acts_for, "SELECT count(*) FROM partner_member WHERE person_id = $1",
		                    bind(i64(r->person_id)));
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	table_of_rows(r, &partner_table, NULL, rows, count, &table);
	if (r->json) {
		give_list(r, &partner_record, table.rows, table.count, 0);
		return;
	}
	if (table_answered(r, &table))
		return;
	view.may_make = identity_where(&r->who, RIGHT_CASE_HANDLE) >= 0 && r->who.for_id == 0;
	view.is_member = acts_for > 0;
	table_page(r);
	page_begin_named(r, text_of(_("Partners")), "", "/");
	partner_list_html(r, &view);
	page_end(r);
}

/* ---- one ---- */

void partner_page(struct request *r)
{
	const struct partner *a = r->kept;
	struct partner_view view = { .partner = a, .is_member = r->scope.mine };
	struct pledge *pledges = NULL;
	enum outcome outcome;

	if (r->json) {
		give_one(r, &partner_record, a);
		return;
	}
	outcome = pledge_list_of_partner(r, a, request_after(r), request_limit(r) + 1, &pledges, &view.count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.next = list_goes_on(r, &view.count) ? pledges[view.count - 1].id : 0;
	view.pledges = pledges;
	view.may_edit = request_may(r, RIGHT_CASE_HANDLE, a->place);
	page_begin_named(r, a->name, "", "/partners");
	partner_page_html(r, &view);
	page_end(r);
}

/* Open ones of one partner behind the others, at most MINE_PLEDGES in all. */
static enum outcome add_open(struct request *r, const struct partner *a, struct pledge *all, size_t *count)
{
	struct pledge *pledges = NULL;
	size_t found = 0;
	enum outcome outcome = pledge_list_of_partner(r, a, 0, LIMIT_PAGE_ROWS, &pledges, &found);

	for (size_t i = 0; outcome == DONE && i < found && *count < MINE_PLEDGES; i++)
		if (pledges[i].state == PLEDGE_OPEN)
			all[(*count)++] = pledges[i];
	return outcome;
}

/* By the day they are promised for. */
static void sort_urgent(struct pledge *pledges, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct pledge p = pledges[i];
		size_t at = i;

		for (; at > 0 && pledges[at - 1].by_on > p.by_on; at--)
			pledges[at] = pledges[at - 1];
		pledges[at] = p;
	}
}

void partner_mine_page(struct request *r)
{
	struct partner_mine_view view = { .count = 0 };
	struct partner *partners = NULL;
	struct pledge *pledges = arena_array(r->arena, MINE_PLEDGES, sizeof *pledges);
	enum outcome outcome = partner_of_person(r->db, r->arena, r->person_id, r->today, &partners, &view.count);

	if (outcome == DONE && r->json) {
		give_list(r, &partner_record, partners, view.count, 0);
		return;
	}
	for (size_t i = 0; outcome == DONE && i < view.count && i < 4; i++) /* so many statements a page may take */
		outcome = add_open(r, &partners[i], pledges, &view.pledge_count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	sort_urgent(pledges, view.pledge_count);
	view.partners = partners;
	view.pledges = pledges;
	page_begin_named(r, text_of(_("What my organisation promised")), "me", "/partners");
	partner_mine_html(r, &view);
	page_end(r);
}

/* ---- a year to print ---- */

void partner_sheet_page(struct request *r)
{
	struct partner_sheet_view view = { .partner = r->kept, .year = calendar_year(request_period(r, r->today)) };
	struct pledge_year *rows = NULL;
	enum outcome outcome = pledge_list_of_year(r, view.partner, view.year, &rows, &view.count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.rows = rows;
	for (size_t i = 0; i < view.count; i++) {
		const struct pledge *p = &rows[i].pledge;

		view.promised_fen += p->state == PLEDGE_WITHDRAWN ? p->received_fen : p->worth_fen;
		view.delivered_fen += p->received_fen;
		view.year_fen += rows[i].year_fen;
	}
	page_begin_named(r, view.partner->name, "", text_string(r->arena, partner_path(r->arena, view.partner)));
	partner_sheet_html(r, &view);
	page_end(r);
}

/* ---- entering and changing ---- */

static void show_form(struct request *r, const struct partner *a)
{
	struct partner_form form = { .kind = T("firm") };
	int64_t land = r->scope.place;

	if (a != NULL)
		form = (struct partner_form){ .kind = a->kind,
			                      .name = a->name,
			                      .home = a->home,
			                      .about = a->about,
			                      .place = a->place,
			                      .in_group = a->in_group,
			                      .version = a->version };
	else if (land != PLACE_WHOLE && place_level(land) <= PLACE_COUNTY)
		form.place = land;
	page_begin_named(r, text_of(a == NULL ? _("New partner") : _("Change the partner")), "", "/partners");
	partner_form_html(r, a, &form);
	page_end(r);
}

void partner_new_page(struct request *r)
{
	show_form(r, NULL);
}

void partner_edit_page(struct request *r)
{
	show_form(r, r->kept);
}

/* False with problems. */
static bool apply(struct request *r, const struct partner_form *form, struct partner *a)
{
	struct text detail;
	const char *wrong;

	a->kind = form->kind;
	a->name = text_trim(form->name);
	a->home = text_trim(form->home);
	a->about = text_trim(form->about);
	a->in_group = form->in_group;
	wrong = partner_words_wrong(r, a->county, a->id,
	                            text_format(r->arena, "%.*s\n%.*s\n%.*s", TEXT(a->name), TEXT(a->home),
	                                        TEXT(a->about)),
	                            &detail);
	if (wrong != NULL)
		form_problem(r, "about", wrong, detail);
	return r->problems.count == 0;
}

static bool place_fits(struct request *r, int64_t place, struct partner *a)
{
	enum place_level level = place_level(place);

	a->place = place;
	if (level >= PLACE_PROVINCE && level <= PLACE_COUNTY && place_is_known(r->db, place) &&
	    request_may(r, RIGHT_CASE_HANDLE, place))
		return true;
	form_problem(r, "place", N_("Choose a county, city or province of yours"), T(""));
	return false;
}

static void form_refused(struct request *r, const struct partner *a)
{
	if (!r->json)
		show_form(r, a);
	refuse(r);
}

void partner_new_post(struct request *r)
{
	struct partner_form form = { .in_group = 0 };
	struct partner a = { .id = 0 };
	enum outcome outcome;

	if (!form_read(r, &partner_form_record, &form) || !place_fits(r, form.place, &a) || !apply(r, &form, &a)) {
		form_refused(r, NULL);
		return;
	}
	a.county = place_county(a.place);
	a.id = request_new_id(r);
	a.made_at = r->now;
	a.version = 1;
	outcome = partner_insert(r->db, &a);
	if (outcome == CONFLICT) {
		form_problem(r, "name", N_("There is a partner of this name already"), T(""));
		form_refused(r, NULL);
		return;
	}
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		made(r, &partner_record, &a, "%s?done=made", text_string(r->arena, partner_path(r->arena, &a)));
}

void partner_edit_post(struct request *r)
{
	struct partner *a = r->kept;
	struct partner_form form = { .in_group = 0 };
	struct partner changed = *a;
	enum outcome outcome;

	if (!form_read(r, &partner_form_record, &form) || !apply(r, &form, &changed)) {
		form_refused(r, a);
		return;
	}
	if (form.version != 0)
		changed.version = form.version;
	outcome = partner_write(r->db, &changed);
	if (outcome != DONE) {
		fail(r, outcome, outcome == CONFLICT ? N_("Somebody was faster: look at it again") : NULL);
		return;
	}
	if (r->json)
		json_row(r, r->out, &partner_record, &changed);
	see_other(r, "%s?done=changed", text_string(r->arena, partner_path(r->arena, &changed)));
}

/* ---- who acts for it ---- */

static void show_members(struct request *r)
{
	struct partner_members_view view = { .partner = r->kept };
	struct partner_member *rows = NULL;
	enum outcome outcome =
		partner_members(r->db, r->arena, view.partner->county, view.partner->id, &rows, &view.count);

	for (size_t i = 0; outcome == DONE && i < view.count; i++) {
		struct person person;

		if (!rows[i].is_contact)
			continue;
		outcome = person_one(r->db, r->arena, rows[i].person_county, rows[i].person_id, &person);
		if (outcome != DONE)
			break;
		person_open(r->arena, request_secret(r), &person);
		rows[i].phone = person.phone;
		look_record(r, 0, person.county, person.id, N_("Contact of a partner"));
	}
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	view.rows = rows;
	if (r->json) {
		give_list(r, &partner_member_record, rows, view.count, 0);
		return;
	}
	page_begin_named(r, text_of(_("Who acts for it")), "",
	                 text_string(r->arena, partner_path(r->arena, view.partner)));
	partner_members_html(r, &view);
	page_end(r);
}

void partner_members_page(struct request *r)
{
	show_members(r);
}

static void members_answer(struct request *r, enum outcome outcome, const char *done)
{
	const struct deed deed = { .show = show_members, .slower = N_("Twenty people act for it already") };

	deed_answer(r, outcome, &deed, text_join(r->arena, partner_path(r->arena, r->kept), T("/members")), done);
}

void partner_member_post(struct request *r)
{
	const struct partner *a = r->kept;
	struct partner_member_form form = { .is_contact = 0 };
	struct person person;
	enum outcome outcome = INVALID;

	if (form_read(r, &partner_member_form_record, &form)) {
		outcome = person_of_login(r->db, r->arena, text_trim(form.login), &person);
		if (outcome == NOT_FOUND)
			form_problem(r, "login", N_("Nobody signs in with this name"), T(""));
	}
	if (outcome == DONE)
		outcome = partner_member_add(r->db, &(struct partner_member){ .county = a->county,
		                                                              .partner_id = a->id,
		                                                              .person_county = person.county,
		                                                              .person_id = person.id,
		                                                              .is_contact = form.is_contact,
		                                                              .since_at = r->now });
	members_answer(r, outcome, "member");
}

void partner_member_remove_post(struct request *r)
{
	const struct partner *a = r->kept;
	int64_t county, id;

	members_answer(r,
	               id_read(request_field(r, "person"), &county, &id)
	                       ? partner_member_remove(r->db, a->county, a->id, id)
	                       : NOT_FOUND,
	               "removed");
}
