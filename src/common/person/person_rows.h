/* What the files of this module share: logins, sessions, passwords, looks. */
#ifndef COMMON_PERSON_ROWS_H
#define COMMON_PERSON_ROWS_H

#include "common/person/person.h"

enum {
	LOGIN_FAILURES = 5,             /* wrong passwords in a row until a login is locked */
	LOGIN_LOCK_MS = 15 * 60 * 1000, /* how long */
	SESSION_DAYS = 30,              /* a session lives as long after its last day of use */
	SERVE_MS = 60 * 60 * 1000,      /* how long a villager is served before the counter must ask again */
	PASSWORD_MIN = 8,
	PASSWORD_MAX = 200, /* characters */
};

/* ---- person.c ---- */
/* The login as it is kept: trimmed, ASCII letters small. */
struct text login_plain(struct arena *arena, struct text login);
/* A personal number as it is kept: trimmed, X large. */
struct text number_plain(struct arena *arena, struct text number);
/* "19700101" of a valid one. */
struct text number_birth_day(struct arena *arena, struct text number);
/* Letters and digits of any script, and . _ - @; 2 to 40 of them. */
bool login_is_fine(struct text login);
/* Changes name, phone, number and place; the version must be the one seen. CONFLICT when it is stale. INVALID with problems. */
MUST_USE enum outcome person_change(struct db *db, struct arena *arena, const struct digest *secret,
                                    struct world *world, const struct person *person, struct problems *problems);
/* Makes or changes how the person signs in (login and password); ends nothing. CONFLICT: the login is somebody else's. */
MUST_USE enum outcome login_put(struct db *db, struct arena *arena, const struct person *person, int64_t at);
/* The blind indexes of phone, number, and of name with day of birth; empty where there is none. */
struct person_marks {
	struct text phone, number, birth;
};
struct person_marks person_marks_of(struct arena *arena, const struct digest *secret, const struct person *person);

/* ---- person_login.c ---- */
struct login {
	struct text login;
	int64_t county, person_id;
	struct text password_hash;
	int64_t failures, locked_until, changed_at;
};
MUST_USE enum outcome login_one(struct db *db, struct arena *arena, struct text login, struct login *ret_login);
MUST_USE enum outcome login_of_person(struct db *db, struct arena *arena, int64_t county, int64_t person_id,
                                      struct login *ret_login);
/* Counts a wrong password; the fifth in a row locks the login. */
MUST_USE enum outcome login_fail(struct db *db, struct text login, int64_t at);
/* Opens the lock and forgets the failures. */
MUST_USE enum outcome login_unlock(struct db *db, struct text login);
MUST_USE enum outcome login_set_password(struct db *db, struct text login, struct text password_hash, int64_t at);
/* Which hash was proved on the worker, so that the handler knows it is still the one: hex digest, never the hash. */
struct text login_proof(struct arena *arena, struct text password_hash);
/* Slow, on a worker. An empty hash costs the same and is always wrong. */
bool password_is(struct request *r, struct text hash, struct text password);

/* ---- person_session.c ---- */
struct session {
	int64_t county, id;
	struct text device;
	int64_t started_at, seen_on, until_at;
	struct text digest;
};
/* Draws a token (on the worker, in prepare): its digest and the device go into the form as "session" and "device", the token itself
   stays in r->token for the reply. */
void session_draw(struct request *r);
/* In the handler: starts the session drawn before. */
MUST_USE enum outcome session_start(struct request *r, const struct person *person);
/* The answer of a door that signs in: the cookie and a redirect, or {"token","person"}. */
void session_answer(struct request *r, const struct person *person, struct text location);
MUST_USE enum outcome session_list(struct db *db, struct arena *arena, int64_t county, int64_t person_id,
                                   struct session **ret, size_t *ret_count);
/* Ends the session of that id, or with id 0 all of the person but the one of `but` (digest; empty: all). */
MUST_USE enum outcome session_end(struct db *db, int64_t county, int64_t person_id, int64_t id, struct text but);

/* ---- person_role.c ---- */
struct role_row {
	int64_t county, person_id, role, place, given_at, given_by;
	struct text place_name, given_by_name, role_word;
};
/* Roles held today by the person, with the names of their places. */
MUST_USE enum outcome role_list(struct db *db, struct arena *arena, int64_t county, int64_t person_id,
                                struct role_row **ret, size_t *ret_count);
/* Whether the one who asks holds every right of the role over the whole place; for RIGHT_SERVE that of giving it is enough. */
bool role_is_below(const struct identity *who, enum role role, int64_t place);
/* Whether he may change the person's sign-in: it holds nothing that he does not. */
bool role_all_below(const struct identity *who, const struct role_row *rows, size_t count);
/* Whether this is the only administrator of the whole land. */
MUST_USE enum outcome role_is_last(struct db *db, int64_t county, int64_t person_id, bool *ret_last);

/* Runs PERSON_ADMINISTRATOR_DOOR. */
MUST_USE enum outcome administrator_run(struct db *db, struct arena *arena, struct world *world,
                                        const struct command *command);

/* ---- person_look.c ---- */
struct look {
	int64_t county, id, subject_place, subject_id, person_county, person_id;
	struct text why, person_name, place_name; /* the looker's name and the place it lives in */
	int64_t person_place, at, whole_land;     /* whole_land: a list of everybody's, not of one place or person */
};

enum { ME_LINKS = 50 };
/* Lines of the page "Me". */
struct me_links {
	const struct menu_link *links[ME_LINKS];
	size_t count;
};

struct settings {
	struct text language;
	int64_t large_text;
};

/* What is posted about a person by those who keep people. */
struct people_form {
	int64_t county, place, sure, version;
	struct text name, phone, number, login, password;
};

/* What the page of a person shows. */
struct person_view {
	const struct person *person;
	struct role_row *roles;
	size_t role_count;
	int64_t locked_until; /* 0: is not */
	bool may_sign_in;     /* the one who asks may change how the person signs in */
	bool may_grant;
	int64_t grant_place;
};

/* ---- doors ---- */
/* One function a door; the table is in person_web.c. */
void join_page(struct request *r);
void join_prepare(struct request *r);
void join_act(struct request *r);
void sign_in_page(struct request *r);
void sign_in_prepare(struct request *r);
void sign_in_act(struct request *r);
void sign_out_act(struct request *r);
void session_slide_act(struct request *r);
void session_sweep_act(struct request *r);
bool session_sweep_look(struct request *r);
void me_page(struct request *r);
void me_settings_act(struct request *r);
void me_language_act(struct request *r);
void me_details_page(struct request *r);
void me_details_act(struct request *r);
void me_password_page(struct request *r);
void me_password_prepare(struct request *r);
void me_password_act(struct request *r);
void me_sessions_page(struct request *r);
void me_session_end_act(struct request *r);
void me_sessions_end_act(struct request *r);
void me_looks_page(struct request *r);
void me_rights_page(struct request *r);
void look_act(struct request *r);
void people_page(struct request *r);
void people_new_page(struct request *r);
void people_new_prepare(struct request *r);
void people_new_act(struct request *r);
void people_one_page(struct request *r);
void people_edit_page(struct request *r);
void people_edit_act(struct request *r);
extern const struct record people_sign_in_record;
void people_sign_in_prepare(struct request *r);
void people_sign_in_act(struct request *r);
void people_unlock_act(struct request *r);
void people_grant_act(struct request *r);
void people_revoke_act(struct request *r);
void serve_page(struct request *r);
void serve_act(struct request *r);
void serve_stop_act(struct request *r);
/* Where the doors about people are; used by their rows. */
enum outcome people_where(struct request *r, struct scope *ret_scope);
enum outcome people_new_where(struct request *r, struct scope *ret_scope);
enum outcome person_where(struct request *r, struct scope *ret_scope);
enum outcome grant_where(struct request *r, struct scope *ret_scope);
enum outcome serve_where(struct request *r, struct scope *ret_scope);
enum outcome serve_page_where(struct request *r, struct scope *ret_scope);
/* What posts and answers look like. */
extern const struct record join_record, sign_in_record, sign_in_answer_record, session_record, look_record_row,
	role_row_record, grant_record, details_record, serve_record, password_record, settings_record,
	people_new_record;

/* The page to go on to after signing in, as a piece of a link behind `mark`: "?next=%2Fcheckout"; empty when there is none. */
struct text person_next(struct request *r, const char *mark);

#endif
