/* Doors for getting in and out: join, sign in, sign out. Passwords are hashed and compared on a worker; the command carries
   the hash's digest and the session's digest, never the password or the token.
   A wrong password is a command that is kept (it counts), though its answer is a 422. */
#include "common/person/person_rows.h"

#include <string.h>

#include "base/calendar.h"
#include "common/person/person_templates.h"
#include "common/place/place.h"

/* ---- what is posted and answered ---- */

struct sign_in {
	struct text login, password, next;
};

static const struct field sign_in_fields[] = {
	TEXT_FIELD(sign_in, login, N_("Sign-in name"), FIELD_IN | FIELD_REQUIRED, 1, 60),
	SECRET_FIELD(sign_in, password, N_("Password"), FIELD_IN | FIELD_REQUIRED, 1, PASSWORD_MAX),
	FIELD_END,
};

const struct record sign_in_record = { .name = "sign_in", .size = sizeof(struct sign_in), .fields = sign_in_fields };

struct sign_in_answer {
	struct text token;
};

static const struct field answer_fields[] = {
	TEXT_FIELD(sign_in_answer, token, N_("Session token, to be sent as a bearer"), FIELD_OUT, 0, 64),
	FIELD_END,
};

const struct record sign_in_answer_record = { .name = "session_token",
	                                      .size = sizeof(struct sign_in_answer),
	                                      .fields = answer_fields };

struct join {
	struct text name, login, phone, password;
	int64_t place;
};

static const struct field join_fields[] = {
	TEXT_FIELD(join, name, N_("Your name"), FIELD_IN | FIELD_REQUIRED, 1, 60),
	{ .kind = FIELD_TEXT,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "login",
	  .offset = FIELD_WORDS(join, login),
	  .label = N_("Sign-in name"),
	  .hint = N_("2 to 40 letters and digits; your phone number will do"),
	  .min = 2,
	  .max = 40 },
	{ .kind = FIELD_SECRET,
	  .flags = FIELD_IN | FIELD_REQUIRED,
	  .name = "password",
	  .offset = FIELD_WORDS(join, password),
	  .label = N_("Password"),
	  .hint = N_("8 characters or more; a short sentence is good"),
	  .min = 1,
	  .max = PASSWORD_MAX },
	{ .kind = FIELD_PHONE,
	  .flags = FIELD_IN,
	  .name = "phone",
	  .offset = FIELD_WORDS(join, phone),
	  .label = N_("Phone"),
	  .hint = N_("Only for parcels and questions about your orders"),
	  .min = 5,
	  .max = 20 },
	WHOLE_FIELD(FIELD_PLACE, join, place, N_("Home place"), FIELD_IN, 0, 0),
	FIELD_END,
};

const struct record join_record = { .name = "join", .size = sizeof(struct join), .fields = join_fields };

/* A path of this site to go on to; else "/me". */
static struct text next_path(struct request *r)
{
	struct text next =
		request_field(r, "next").length > 0 || r->json ? request_field(r, "next") : request_query(r, "next");
	bool fine = next.length > 1 && next.length < 1000 && next.bytes[0] == '/' && next.bytes[1] != '/';

	for (size_t i = 0; fine && i < next.length; i++)
		fine = (unsigned char)next.bytes[i] > ' ' && next.bytes[i] != '\\' && next.bytes[i] != 0x7f;
	return fine ? next : T("/me");
}

struct text person_next(struct request *r, const char *mark)
{
	struct output out = output_in(r->arena);

	if (text_equal(next_path(r), T("/me")))
		return T("");
	out_string(&out, mark);
	out_string(&out, "next=");
	out_url(&out, next_path(r));
	return output_text(&out);
}

/* ---- sign in ---- */

static void show_sign_in(struct request *r)
{
	page_begin(r, _("Sign in"), "me");
	person_sign_in_html(r, &sign_in_record, next_path(r));
	page_end(r);
}

void sign_in_page(struct request *r)
{
	if (r->who.person_id != 0)
		redirect(r, "%.*s", TEXT(next_path(r)));
	else
		show_sign_in(r);
}

void sign_in_prepare(struct request *r)
{
	struct text password = request_field(r, "password");
	struct login login = { 0 };
	struct text typed = login_plain(r->arena, text_first(request_field(r, "login"), 60));
	enum outcome outcome = login_one(r->db, r->arena, typed, &login);
	bool right =
		password_is(r, outcome == DONE ? login.password_hash : T(""), text_part(password, 0, 4 * PASSWORD_MAX));

	if (login.county > 0)
		r->scope.place = place_of_county(login.county); /* its lane: what concerns all would stop the others */
	request_remove_field(r, "password");
	request_set_field(r, "login", typed);
	request_set_field(r, "proof", right ? login_proof(r->arena, login.password_hash) : T(""));
	session_draw(r);
}

/* Tells what is wrong, but keeps the command: the failure counts. */
static void turn_away(struct request *r, const char *message, struct text detail)
{
	form_problem(r, "login", message, detail);
	if (!r->json)
		show_sign_in(r);
	refuse(r);
	r->outcome = DONE;
}

static void wrong_password(struct request *r, struct text login)
{
	enum outcome outcome = login_fail(r->db, login, r->now);

	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		turn_away(r,
		          N_("The name or the password is wrong. After five wrong tries it is locked for 15 minutes."),
		          T(""));
}

void sign_in_act(struct request *r)
{
	struct text typed = request_field(r, "login"), proof = request_field(r, "proof");
	struct login login = { 0 };
	struct person person = { 0 };
	enum outcome outcome = login_one(r->db, r->arena, typed, &login);

	if (outcome == DONE && login.locked_until > r->now) {
		turn_away(r, N_("Locked after too many wrong tries. Try again at %s, or ask your station."),
		          show_moment(r, login.locked_until));
		return;
	}
	if (outcome == NOT_FOUND ||
	    (outcome == DONE &&
	     (proof.length == 0 || !text_equal(proof, login_proof(r->arena, login.password_hash))))) {
		wrong_password(r, typed);
		return;
	}
	if (outcome == DONE)
		outcome = person_one(r->db, r->arena, login.county, login.person_id, &person);
	if (outcome == DONE && login.failures + login.locked_until > 0)
		outcome = login_unlock(r->db, typed);
	if (outcome == DONE)
		outcome = session_start(r, &person);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	person_open(r->arena, request_secret(r), &person);
	session_answer(r, &person, next_path(r));
}

void sign_out_act(struct request *r)
{
	enum outcome outcome = db_exec(r->db, "DELETE FROM session WHERE digest = $1", bind(txt(r->who.session)));

	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	set_cookie(r, "session", T(""), -1, true);
	see_other(r, "/");
}

/* ---- join ---- */

static void show_join(struct request *r)
{
	int64_t place = PLACE_WHOLE;
	struct text code = request_field(r, "place").length > 0 ? request_field(r, "place") : request_query(r, "place");

	if (!place_read(code, &place))
		place = PLACE_WHOLE;
	page_begin(r, _("Join"), "me");
	person_join_html(r, &join_record, place, next_path(r));
	page_end(r);
}

void join_page(struct request *r)
{
	if (r->who.person_id != 0)
		redirect(r, "/me");
	else
		show_join(r);
}

static void refuse_join(struct request *r)
{
	if (!r->json)
		show_join(r);
	refuse(r);
}

void join_prepare(struct request *r)
{
	struct text password = request_field(r, "password");

	int64_t home = PLACE_WHOLE;

	if (place_read(request_field(r, "place"), &home))
		r->scope.place = home;
	request_remove_field(r, "password");
	if (text_characters(password) < PASSWORD_MIN || password.length > PASSWORD_MAX ||
	    text_equal(login_plain(r->arena, password), login_plain(r->arena, request_field(r, "login")))) {
		form_problem(r, "password", N_("Choose a password of 8 characters or more that is not your name"),
		             T(""));
		refuse_join(r);
		return;
	}
	request_set_field(r, "password", T("set"));
	request_set_field(r, "password_hash", password_hash(r, password));
	session_draw(r);
}

void join_act(struct request *r)
{
	struct join join = { 0 };

	if (!form_read(r, &join_record, &join)) {
		refuse_join(r);
		return;
	}
	struct person person = { .county = place_county(join.place),
		                 .id = request_new_id(r),
		                 .place = join.place,
		                 .name = join.name,
		                 .login = login_plain(r->arena, join.login),
		                 .phone = join.phone,
		                 .password_hash = request_field(r, "password_hash"),
		                 .language = text_of(r->language->tag),
		                 .created_at = r->now,
		                 .version = 1 };
	enum outcome outcome = person_add(r->db, r->arena, request_secret(r), r->world, &person, &r->problems);
	if (outcome == CONFLICT)
		form_problem(r, "login", N_("Somebody has this sign-in name already; choose another"), T(""));
	if (outcome == CONFLICT || outcome == INVALID) {
		refuse_join(r);
		return;
	}
	if (outcome == DONE)
		outcome = session_start(r, &person);
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		session_answer(r, &person, next_path(r));
}
