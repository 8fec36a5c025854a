/* Doors for those who keep people: find, make, change, sign-in of others, and giving and taking roles.
   Every such page about somebody is a look on record. Whoever changes how another signs in must hold all that the other
   holds: an account is never a way to more rights. */
#include "common/person/person_rows.h"

#include "base/id.h"
#include "common/person/person_templates.h"
#include "common/place/place.h"

/* ---- what is posted ---- */

static const struct field people_fields[] = {
	TEXT_FIELD(people_form, name, N_("Full name"), FIELD_IN | FIELD_REQUIRED, 1, 60),
	PHONE_FIELD(people_form, phone, N_("Phone"), FIELD_IN),
	TEXT_FIELD(people_form, number, N_("Personal number"), FIELD_IN, 0, 18),
	WHOLE_FIELD(FIELD_PLACE, people_form, place, N_("Home place"), FIELD_IN, 0, 0),
	WHOLE_FIELD(FIELD_BOOL, people_form, sure, N_("This is somebody else"), FIELD_IN, 0, 1),
	INT_FIELD(people_form, version, N_("Version"), FIELD_IN, 0, INT64_MAX),
	FIELD_END,
};

const struct record people_new_record = { .name = "new_person",
	                                  .size = sizeof(struct people_form),
	                                  .fields = people_fields };

static const struct field sign_in_of_fields[] = {
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "login",
	  .offset = FIELD_WORDS(people_form, login),
	  .label = N_("Sign-in name"),
	  .hint = N_("2 to 40 letters and digits; your phone number will do"),
	  .min = 2,
	  .max = 40 },
	{ .kind = FIELD_SECRET,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "password",
	  .offset = FIELD_WORDS(people_form, password),
	  .label = N_("New password"),
	  .hint = N_("8 characters or more; a short sentence is good"),
	  .min = 1,
	  .max = PASSWORD_MAX },
	FIELD_END,
};

const struct record people_sign_in_record = { .name = "sign_in_of",
	                                      .size = sizeof(struct people_form),
	                                      .fields = sign_in_of_fields };

struct grant {
	struct text role;
	int64_t place;
};

/* Roles that are given by hand; sellers are members of their shop, and everybody buys. */
static const struct choice role_choices[] = {
	{ "cadre", N_("Village cadre") }, { "operator", N_("Station operator") },   { "officer", N_("Officer") },
	{ "auditor", N_("Auditor") },     { "administrator", N_("Administrator") }, { NULL, NULL },
};

static const struct field grant_fields[] = {
	CHOICE_FIELD(grant, role, N_("Role"), FIELD_IN | FIELD_REQUIRED, role_choices),
	WHOLE_FIELD(FIELD_PLACE, grant, place, N_("Over which place"), FIELD_IN, 0, 0),
	FIELD_END,
};

const struct record grant_record = { .name = "grant", .size = sizeof(struct grant), .fields = grant_fields };

/* ---- where ---- */

/* The place of ?place=, else the first over which the person holds the right. */
static enum outcome asked_place(struct request *r, enum right right, struct scope *ret_scope)
{
	int64_t place = identity_where(&r->who, right);

	if (request_query(r, "place").length > 0 && !request_query_place(r, "place", &place))
		return NOT_FOUND;
	ret_scope->place = place < 0 ? PLACE_WHOLE : place;
	return DONE;
}

enum outcome people_where(struct request *r, struct scope *ret_scope)
{
	return asked_place(r, RIGHT_PERSON_EDIT, ret_scope);
}

/* The place posted, where the new person is to live. */
enum outcome people_new_where(struct request *r, struct scope *ret_scope)
{
	struct text posted = text_trim(request_field(r, "place")); /* as the form will read it */
	int64_t place;

	if (posted.length > 0 && place_read(posted, &place)) {
		ret_scope->place = place;
		return DONE;
	}
	return asked_place(r, RIGHT_PERSON_EDIT, ret_scope);
}

enum outcome person_where(struct request *r, struct scope *ret_scope)
{
	struct person *person = arena_take(r->arena, sizeof(*person));
	enum outcome outcome = request_row(r, "person", person_one, person);

	if (outcome != DONE)
		return outcome;
	person_open(r->arena, request_secret(r), person);
	ret_scope->place = person->place;
	r->kept = person;
	return DONE;
}

/* A role is a matter of the place it is over; a place that cannot be read is told by the handler. */
enum outcome grant_where(struct request *r, struct scope *ret_scope)
{
	enum outcome outcome = person_where(r, ret_scope);
	struct text posted = text_trim(request_field(r, "place"));
	int64_t place, own = identity_where(&r->who, RIGHT_GRANT);

	if (outcome == DONE)
		ret_scope->place = place_read(posted, &place) ? place : own < 0 ? PLACE_WHOLE : own;
	return outcome;
}

/* ---- making ---- */

static void show_new(struct request *r, const struct person_alike *alike, size_t count)
{
	int64_t place = PLACE_WHOLE;
	struct text code = request_field(r, "place").length > 0 ? request_field(r, "place") : request_query(r, "place");

	if (!place_read(code, &place))
		place = PLACE_WHOLE;
	page_begin_named(r, text_of(_("A new person")), "people", "/people");
	person_new_html(r, &people_new_record, place, alike, count);
	page_end(r);
}

void people_new_page(struct request *r)
{
	show_new(r, NULL, 0);
}

static void refuse_new(struct request *r, const struct person_alike *alike, size_t count)
{
	if (!r->json)
		show_new(r, alike, count);
	refuse(r);
}

void people_new_act(struct request *r)
{
	struct people_form form = { 0 };
	struct person_alike *alike;
	size_t count = 0;

	if (form_read(r, &people_new_record, &form) && form.place == PLACE_WHOLE)
		form_problem(r, "place", N_("Choose a place from the list"), T(""));
	if (r->problems.count > 0) {
		refuse_new(r, NULL, 0);
		return;
	}
	if (!request_may(r, RIGHT_PERSON_EDIT, form.place)) { /* a place may also have been found by its name */
		fail(r, DENIED, NULL);
		return;
	}
	struct person person = { .county = place_county(form.place),
		                 .id = request_new_id(r),
		                 .place = form.place,
		                 .name = form.name,
		                 .phone = form.phone,
		                 .number = form.number,
		                 .created_at = r->now,
		                 .version = 1 };
	enum outcome outcome = person_alike_find(r->db, r->arena, request_secret(r), &person, &alike, &count);
	if (outcome == DONE && count > 0 && (form.sure == 0 || alike[0].why == PERSON_SAME_NUMBER)) {
		if (alike[0].why == PERSON_SAME_NUMBER)
			form_problem(r, "number", N_("Somebody with this personal number is registered already"),
			             T(""));
		else
			form_problem(r, "sure",
			             N_("Somebody alike is here already: look first whether it is the same person"),
			             T(""));
		refuse_new(r, alike, count);
		return;
	}
	if (outcome == DONE)
		outcome = person_add(r->db, r->arena, request_secret(r), r->world, &person, &r->problems);
	if (outcome == INVALID) {
		refuse_new(r, NULL, 0);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		person_mask(r->arena, &person);
		made(r, &person_record, &person, "/people/%.*s?done=made",
		     TEXT(id_public(r->arena, person.county, person.id)));
	}
}

/* What an account may do by roles, and by what the modules know of it (to act for a co-operative). */
static enum outcome is_below(struct request *r, const struct person *person, bool *ret_below)
{
	struct role_row *rows;
	size_t count = 0;
	enum outcome outcome = role_list(r->db, r->arena, person->county, person->id, &rows, &count);

	*ret_below = outcome == DONE && role_all_below(&r->who, rows, count);
	for (const struct module *const *module = all_modules; outcome == DONE && *ret_below && *module; module++)
		if ((*module)->may_open)
			outcome = (*module)->may_open(r->db, &r->who, person->id, ret_below);
	return outcome;
}

/* ---- one person ---- */

void people_one_page(struct request *r)
{
	struct person *person = r->kept;
	struct person_view view = { .person = person };
	struct login login = { 0 };
	enum outcome outcome = role_list(r->db, r->arena, person->county, person->id, &view.roles, &view.role_count);

	if (outcome == DONE)
		outcome = login_of_person(r->db, r->arena, person->county, person->id, &login);
	if (outcome != DONE && outcome != NOT_FOUND) {
		fail(r, outcome, NULL);
		return;
	}
	look_record(r, 0, person->county, person->id, N_("Your page as a person"));
	person_mask(r->arena, person);
	if (r->json) {
		give_one(r, &person_record, person);
		return;
	}
	view.locked_until = login.locked_until > r->now ? login.locked_until : 0;
	if (is_below(r, person, &view.may_sign_in) != DONE)
		view.may_sign_in = false;
	view.may_grant = identity_where(&r->who, RIGHT_GRANT) >= 0;
	if (request_query(r, "place").length == 0 || !request_query_place(r, "place", &view.grant_place))
		view.grant_place = person->place == PLACE_WHOLE ? identity_where(&r->who, RIGHT_GRANT) : person->place;
	if (place_level(view.grant_place) == PLACE_HOUSEHOLD)
		view.grant_place = place_above(view.grant_place, PLACE_VILLAGE);
	page_begin_named(r, person->name, "people", "/people");
	person_one_html(r, &view, &grant_record, &people_sign_in_record);
	page_end(r);
}

static void show_edit(struct request *r, const struct person *now)
{
	page_begin_named(r, text_of(_("Change a person")), "people",
	                 text_string(r->arena, text_format(r->arena, "/people/%.*s",
	                                                   TEXT(id_public(r->arena, now->county, now->id)))));
	person_edit_html(r, &people_new_record, now,
	                 &(struct people_form){ .name = now->name, .phone = now->phone, .number = now->number });
	page_end(r);
}

void people_edit_page(struct request *r)
{
	struct person *person = r->kept;

	look_record(r, 0, person->county, person->id, N_("Your page as a person"));
	show_edit(r, person);
}

/* Two people edited the same: nothing is written, both values are shown. */
static void show_stale(struct request *r, const struct person *now)
{
	if (r->json) {
		fail(r, CONFLICT, NULL);
		return;
	}
	form_problem(r, "version",
	             N_("Somebody changed this meanwhile. Theirs stands beside yours: choose and save again."), T(""));
	page_begin(r, _("Change a person"), "people");
	person_edit_html(r, &people_new_record, now,
	                 &(struct people_form){ .name = now->name, .phone = now->phone, .number = now->number });
	page_end(r);
	refuse(r);
	r->outcome = CONFLICT;
	r->exchange->reply.status = 409;
}

void people_edit_act(struct request *r)
{
	struct person now = *(struct person *)r->kept, person = now;
	struct people_form form = { .place = now.place };
	enum outcome outcome = DONE;

	if (form_read(r, &people_new_record, &form)) {
		person.name = form.name;
		person.phone = form.phone;
		person.number = form.number;
		person.version = form.version;
		if (place_level(now.place) != PLACE_HOUSEHOLD)
			person.place = form.place;
		if (!request_may(r, RIGHT_PERSON_EDIT, person.place)) {
			fail(r, DENIED, NULL);
			return;
		}
		outcome = person_change(r->db, r->arena, request_secret(r), r->world, &person, &r->problems);
	}
	if (r->problems.count > 0) {
		if (!r->json)
			show_edit(r, &now);
		refuse(r);
	} else if (outcome == CONFLICT) {
		show_stale(r, &now);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		person.version++;
		person_mask(r->arena, &person);
		made(r, &person_record, &person, "/people/%.*s?done=kept",
		     TEXT(id_public(r->arena, person.county, person.id)));
	}
}

/* ---- how somebody else signs in ---- */

static void back_to_person(struct request *r, const char *done)
{
	const struct person *person = r->kept;

	see_other(r, "/people/%.*s?done=%s", TEXT(id_public(r->arena, person->county, person->id)), done);
}

/* Nobody opens an account that may do more than he. */
static bool may_open(struct request *r)
{
	bool below = false;
	enum outcome outcome = is_below(r, r->kept, &below);

	if (outcome == DONE && below)
		return true;
	fail(r, outcome == DONE ? DENIED : outcome,
	     N_("This person may do more than you, so somebody above must do this."));
	return false;
}

void people_sign_in_prepare(struct request *r)
{
	struct text password = request_field(r, "password");

	request_remove_field(r, "password");
	if (text_characters(password) < PASSWORD_MIN || password.length > PASSWORD_MAX) {
		form_problem(r, "password", N_("Choose a password of 8 characters or more that is not your name"),
		             T(""));
		refuse(r);
		return;
	}
	request_set_field(r, "password", T("set"));
	request_set_field(r, "password_hash", password_hash(r, password));
}

void people_sign_in_act(struct request *r)
{
	struct person person = *(struct person *)r->kept;
	struct people_form form = { 0 };
	enum outcome outcome;

	if (!may_open(r))
		return;
	if (!form_read(r, &people_sign_in_record, &form)) {
		refuse(r);
		return;
	}
	person.login = login_plain(r->arena, form.login);
	person.password_hash = request_field(r, "password_hash");
	if (!login_is_fine(person.login)) {
		form_problem(r, "login", N_("Use 2 to 40 letters and digits"), T(""));
		refuse(r);
		return;
	}
	outcome = login_put(r->db, r->arena, &person, r->now);
	if (outcome == CONFLICT) {
		form_problem(r, "login", N_("Somebody has this sign-in name already; choose another"), T(""));
		refuse(r);
		return;
	}
	if (outcome == DONE)
		outcome = session_end(r->db, person.county, person.id, 0, T(""));
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		back_to_person(r, "sign-in");
}

void people_unlock_act(struct request *r)
{
	const struct person *person = r->kept;
	enum outcome outcome;

	if (!may_open(r))
		return;
	outcome = login_unlock(r->db, person->login);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		back_to_person(r, "unlocked");
}

/* ---- roles ---- */

/* Reads the role and the place. False: answered. */
static bool read_grant(struct request *r, struct grant *grant, enum role *ret_role)
{
	bool fine = form_read(r, &grant_record, grant);

	*ret_role = role_of(grant->role);
	if (fine && grant->place != PLACE_WHOLE && !place_is_known(r->db, grant->place)) {
		form_problem(r, "place", N_("Choose a place from the list"), T(""));
		fine = false;
	}
	if (!fine)
		refuse(r);
	else if (!role_is_below(&r->who, *ret_role, grant->place))
		fail(r, DENIED,
		     N_("You can give and take only roles whose rights you hold yourself over the whole place."));
	return fine && r->outcome == DONE;
}

void people_grant_act(struct request *r)
{
	const struct person *person = r->kept;
	struct grant grant = { 0 };
	enum role role;
	enum outcome outcome;

	if (!read_grant(r, &grant, &role))
		return;
	if (person->id == r->who.person_id) {
		fail(r, DENIED, N_("Nobody gives a role to himself."));
		return;
	}
	outcome = person_grant(r->db, person->county, person->id, role, grant.place, r->who.person_id, r->now);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		back_to_person(r, "granted");
}

void people_revoke_act(struct request *r)
{
	const struct person *person = r->kept;
	struct grant grant = { 0 };
	enum role role;
	bool last = false;
	enum outcome outcome = DONE;

	if (!read_grant(r, &grant, &role))
		return;
	if (role == ROLE_ADMINISTRATOR && grant.place == PLACE_WHOLE)
		outcome = role_is_last(r->db, person->county, person->id, &last);
	if (last) {
		fail(r, CONFLICT, N_("This is the last administrator. Make another one first."));
		return;
	}
	if (outcome == DONE)
		outcome = person_revoke(r->db, person->county, person->id, role, grant.place, r->who.person_id, r->now);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		back_to_person(r, "revoked");
}
