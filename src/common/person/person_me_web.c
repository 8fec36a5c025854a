/* My page: what is mine, how I see things, my password, my sessions, my rights, and who looked.
   While a villager is served these pages show the villager's, and what belongs to the account itself (password, sessions,
   settings) is closed. */
#include "common/person/person_rows.h"

#include <assert.h>

#include "common/person/person_templates.h"
#include "common/place/place.h"

/* ---- what is posted ---- */

static const struct choice language_choices[] = {
	{ "zh-CN", "中文" }, { "bo", "བོད་ཡིག" }, { "en", "English" }, { NULL, NULL }
};

static const struct field settings_fields[] = {
	CHOICE_FIELD(settings, language, N_("Language"), FIELD_IN | FIELD_REQUIRED, language_choices),
	WHOLE_FIELD(FIELD_BOOL, settings, large_text, N_("Large text"), FIELD_IN, 0, 1),
	FIELD_END,
};

const struct record settings_record = { .name = "settings",
	                                .size = sizeof(struct settings),
	                                .fields = settings_fields };

struct password_form {
	struct text password, new_password;
};

static const struct field password_fields[] = {
	SECRET_FIELD(password_form, password, N_("Your password now"), FIELD_IN | FIELD_REQUIRED, 1, PASSWORD_MAX),
	{ .kind = FIELD_SECRET,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "new_password",
	  .offset = FIELD_WORDS(password_form, new_password),
	  .label = N_("New password"),
	  .hint = N_("8 characters or more; a short sentence is good"),
	  .min = 1,
	  .max = PASSWORD_MAX },
	FIELD_END,
};

const struct record password_record = { .name = "password",
	                                .size = sizeof(struct password_form),
	                                .fields = password_fields };

static const struct field details_fields[] = {
	TEXT_FIELD(person, name, N_("Your name"), FIELD_IN | FIELD_REQUIRED, 1, 60),
	PHONE_FIELD(person, phone, N_("Phone"), FIELD_IN),
	WHOLE_FIELD(FIELD_PLACE, person, place, N_("Home place"), FIELD_IN, 0, 0),
	INT_FIELD(person, version, N_("Version"), FIELD_IN | FIELD_REQUIRED, 1, INT64_MAX),
	FIELD_END,
};

const struct record details_record = { .name = "details", .size = sizeof(struct person), .fields = details_fields };

/* ---- the page ---- */

static const char for_oneself[] = N_("Stop serving first: this belongs to the account itself.");

static bool is_oneself(struct request *r)
{
	if (r->who.for_id == 0)
		return true;
	fail(r, DENIED, for_oneself);
	return false;
}

/* The lines of "My work", or those that everybody has. */
static void choose_links(struct request *r, struct me_links *ret_work, struct me_links *ret_own)
{
	*ret_work = *ret_own = (struct me_links){ .count = 0 };
	for (const struct menu_link *link = menu_links; link->path != NULL; link++) {
		bool is_work = link->right != RIGHT_NONE || link->is_work != NULL;
		struct me_links *list = is_work ? ret_work : ret_own;

		if (link->right != RIGHT_NONE && identity_where(&r->who, link->right) < 0)
			continue;
		if (link->is_work != NULL && !link->is_work(r))
			continue;
		assert(list->count < ME_LINKS && "more lines on the page \"Me\" than it has room for");
		list->links[list->count++] = link;
	}
}

void me_page(struct request *r)
{
	struct person person;
	struct me_links work, own;
	enum outcome outcome = person_one(r->db, r->arena, r->person_county, r->person_id, &person);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	person_open(r->arena, request_secret(r), &person);
	if (r->who.for_id != 0) {
		person_mask(r->arena, &person);
		look_record(r, 0, person.county, person.id, N_("Your page, while serving you"));
	}
	if (r->json) {
		give_one(r, &person_record, &person);
		return;
	}
	choose_links(r, &work, &own);
	page_begin(r, _("Me"), "me");
	person_me_html(r, &person, &work, &own, &settings_record,
	               &(struct settings){ .language = text_of(r->language->tag), .large_text = person.large_text });
	page_end(r);
}

void me_settings_act(struct request *r)
{
	struct settings settings = { 0 };
	enum outcome outcome;

	if (!is_oneself(r))
		return;
	if (!form_read(r, &settings_record, &settings)) {
		refuse(r);
		return;
	}
	outcome = db_exec(r->db, "UPDATE person SET language = $1, large_text = $2 WHERE county = $3 AND id = $4",
	                  bind(txt(settings.language), i64(settings.large_text), i64(r->who.county),
	                       i64(r->who.person_id)));
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	set_cookie(r, "lang", settings.language, 365 * 86400, true);
	see_other(r, "/me?done=kept");
}

/* What person_frame() submits: the page is already in that language. */
void me_language_act(struct request *r)
{
	const struct language *language = language_of(request_field(r, "language"));
	enum outcome outcome = language == NULL ? INVALID : DONE;

	if (outcome == DONE)
		outcome = db_exec(r->db, "UPDATE person SET language = $1 WHERE county = $2 AND id = $3",
		                  bind(txt(text_of(language->tag)), i64(r->who.county), i64(r->who.person_id)));
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/me");
}

/* ---- details ---- */

static void show_details(struct request *r, const struct person *person)
{
	int64_t place = person->place;
	struct text code = request_field(r, "place").length > 0 ? request_field(r, "place") : request_query(r, "place");

	if (code.length > 0 && place_level(person->place) != PLACE_HOUSEHOLD && !place_read(code, &place))
		place = person->place;
	page_begin_named(r, text_of(_("My details")), "me", "/me");
	person_details_html(r, &details_record, person, place);
	page_end(r);
}

void me_details_page(struct request *r)
{
	struct person person;
	enum outcome outcome;

	if (!is_oneself(r))
		return;
	outcome = person_one(r->db, r->arena, r->who.county, r->who.person_id, &person);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	person_open(r->arena, request_secret(r), &person);
	show_details(r, &person);
}

void me_details_act(struct request *r)
{
	struct person person, now;
	enum outcome outcome;

	if (!is_oneself(r))
		return;
	outcome = person_one(r->db, r->arena, r->who.county, r->who.person_id, &now);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	person_open(r->arena, request_secret(r), &now);
	person = now;
	if (form_read(r, &details_record, &person)) {
		if (place_level(now.place) == PLACE_HOUSEHOLD)
			person.place = now.place;
		outcome = person_change(r->db, r->arena, request_secret(r), r->world, &person, &r->problems);
	}
	if (r->problems.count > 0) {
		if (!r->json)
			show_details(r, &now);
		refuse(r);
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else if (r->json) {
		person.version++;
		made(r, &person_record, &person, "/me");
	} else {
		see_other(r, "/me?done=kept");
	}
}

/* ---- password ---- */

static void show_password(struct request *r)
{
	page_begin_named(r, text_of(_("Change my password")), "me", "/me");
	person_password_html(r, &password_record);
	page_end(r);
}

void me_password_page(struct request *r)
{
	if (is_oneself(r))
		show_password(r);
}

static void refuse_password(struct request *r, const char *field, const char *message)
{
	form_problem(r, field, message, T(""));
	if (!r->json)
		show_password(r);
	refuse(r);
}

void me_password_prepare(struct request *r)
{
	struct text old = text_part(request_field(r, "password"), 0, 4 * PASSWORD_MAX);
	struct text fresh = request_field(r, "new_password");
	struct login login = { 0 };
	enum outcome outcome;

	request_remove_field(r, "password");
	request_remove_field(r, "new_password");
	if (!is_oneself(r))
		return;
	outcome = login_of_person(r->db, r->arena, r->who.county, r->who.person_id, &login);
	bool right = password_is(r, outcome == DONE ? login.password_hash : T(""), old);
	if (right && (text_characters(fresh) < PASSWORD_MIN || fresh.length > PASSWORD_MAX)) {
		refuse_password(r, "new_password",
		                N_("Choose a password of 8 characters or more that is not your name"));
		return;
	}
	request_set_field(r, "proof", right ? login_proof(r->arena, login.password_hash) : T(""));
	request_set_field(r, "password_hash", right ? password_hash(r, fresh) : T(""));
}

void me_password_act(struct request *r)
{
	struct login login = { 0 };
	struct text proof = request_field(r, "proof");
	enum outcome outcome = login_of_person(r->db, r->arena, r->who.county, r->who.person_id, &login);

	if (outcome == DONE && login.locked_until > r->now) {
		refuse_password(r, "password",
		                N_("Locked after too many wrong tries. Try again in a quarter of an hour."));
		return;
	}
	if (outcome == DONE && (proof.length == 0 || !text_equal(proof, login_proof(r->arena, login.password_hash)))) {
		outcome = login_fail(r->db, login.login, r->now);
		refuse_password(r, "password", N_("This is not your password"));
		r->outcome = outcome; /* the failure counts */
		return;
	}
	if (outcome == DONE)
		outcome = login_set_password(r->db, login.login, request_field(r, "password_hash"), r->now);
	if (outcome == DONE)
		outcome = session_end(r->db, r->who.county, r->who.person_id, 0, r->who.session);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/me?done=password");
}

/* ---- sessions ---- */

void me_sessions_page(struct request *r)
{
	struct session *sessions;
	size_t count;
	enum outcome outcome;

	if (!is_oneself(r))
		return;
	outcome = session_list(r->db, r->arena, r->who.county, r->who.person_id, &sessions, &count);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_list(r, &session_record, sessions, count, 0);
		return;
	}
	page_begin_named(r, text_of(_("Where I am signed in")), "me", "/me");
	person_sessions_html(r, sessions, count);
	page_end(r);
}

static void after_end(struct request *r, enum outcome outcome)
{
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/me/sessions?done=ended");
}

void me_session_end_act(struct request *r)
{
	int64_t county, id;

	if (!is_oneself(r))
		return;
	if (!request_id(r, "session", &county, &id) || county != r->who.county)
		fail(r, NOT_FOUND, NULL);
	else
		after_end(r, session_end(r->db, county, r->who.person_id, id, T("")));
}

void me_sessions_end_act(struct request *r)
{
	if (is_oneself(r))
		after_end(r, session_end(r->db, r->who.county, r->who.person_id, 0, r->who.session));
}

/* ---- rights ---- */

void me_rights_page(struct request *r)
{
	struct role_row *rows;
	size_t count;
	enum outcome outcome = role_list(r->db, r->arena, r->person_county, r->person_id, &rows, &count);

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	if (r->json) {
		give_list(r, &role_row_record, rows, count, 0);
		return;
	}
	page_begin_named(r, text_of(_("My rights")), "me", "/me");
	person_rights_html(r, rows, count);
	page_end(r);
}
