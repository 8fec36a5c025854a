/* The doors of people, and the module. */
#include "common/person/person_rows.h"

#include <string.h>

#include "base/calendar.h"
#include "base/place_key.h"
#include "db/search.h"
#include "schema.h"

static const struct route person_routes[] = {
	{ GET, "/join", join_page, ANYONE, "Show the form to join", .flags = ROUTE_PAGE,
	  .query = QUERY_OF(QUERY_PICK) },
	{ POST, "/join", join_act, ANYONE, "Make an account of one's own and sign in", .prepare = join_prepare,
	  .account = "login", .takes = &join_record, .gives = &sign_in_answer_record,
	  .flags = ROUTE_NOT_KEPT | ROUTE_RATE_TIGHT, .query = QUERY_OF(QUERY_PICK) },
	{ GET, "/sign-in", sign_in_page, ANYONE, "Show the form to sign in", .flags = ROUTE_PAGE },
	{ POST, "/sign-in", sign_in_act, ANYONE, "Sign in: start a session", .prepare = sign_in_prepare,
	  .account = "login", .takes = &sign_in_record, .gives = &sign_in_answer_record,
	  .flags = ROUTE_NOT_KEPT | ROUTE_RATE_TIGHT },
	{ POST, "/sign-out", sign_out_act, SIGNED_IN, "Sign out: end this session", .flags = ROUTE_NOT_KEPT },
	{ GET, "/me", me_page, SIGNED_IN, "Show who I am", .gives = &person_record, .flags = ROUTE_READ_OFFLINE },
	{ POST, "/me/settings", me_settings_act, SIGNED_IN, "Set my language and size of text",
	  .takes = &settings_record, .flags = ROUTE_MAY_WAIT },
	{ GET, "/me/details", me_details_page, SIGNED_IN, "Show the form of my details",
	  .flags = ROUTE_PAGE | ROUTE_READ_OFFLINE, .query = QUERY_OF(QUERY_PICK) },
	{ POST, "/me/details", me_details_act, SIGNED_IN, "Change my name, phone and home", .takes = &details_record,
	  .gives = &person_record, .flags = ROUTE_MAY_WAIT, .query = QUERY_OF(QUERY_PICK) },
	{ GET, "/me/password", me_password_page, SIGNED_IN, "Show the form to change my password",
	  .flags = ROUTE_PAGE },
	{ POST, "/me/password", me_password_act, SIGNED_IN, "Change my password; other sessions end",
	  .prepare = me_password_prepare, .takes = &password_record, .flags = ROUTE_NOT_KEPT | ROUTE_RATE_TIGHT },
	{ GET, "/me/sessions", me_sessions_page, SIGNED_IN, "List my sessions", .gives = &session_record,
	  .flags = ROUTE_LIST },
	{ POST, "/me/sessions/end-others", me_sessions_end_act, SIGNED_IN, "End all my other sessions", .flags = 0 },
	{ POST, "/me/sessions/{session}/end", me_session_end_act, SIGNED_IN, "End one of my sessions", .flags = 0 },
	{ GET, "/me/looks", me_looks_page, SIGNED_IN, "List who looked at my page and my household's card",
	  .gives = &look_record_row, .flags = ROUTE_LIST | ROUTE_PAGED },
	{ GET, "/me/rights", me_rights_page, SIGNED_IN, "List the roles I hold", .gives = &role_row_record,
	  .flags = ROUTE_LIST },
	{ GET, "/people", people_page, MAY(RIGHT_PERSON_EDIT),
	  "Find people of a place by name, phone or personal number", .where = people_where, .gives = &person_record,
	  .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY_TABLE, QUERY(FIELD_TEXT, "role", "Who has this role")) },
	{ GET, "/people/new", people_new_page, MAY(RIGHT_PERSON_EDIT), "Show the form for a new person",
	  .where = people_where, .flags = ROUTE_PAGE, .query = QUERY_OF(QUERY_PICK) },
	{ POST, "/people/new", people_new_act, MAY(RIGHT_PERSON_EDIT), "Make an account for somebody",
	  .where = people_new_where, .takes = &people_new_record, .gives = &person_record,
	  .query = QUERY_OF(QUERY_PICK) },
	{ GET, "/people/{person}", people_one_page, MAY(RIGHT_PERSON_EDIT), "Show a person; the look is recorded",
	  .where = person_where, .gives = &person_record, .query = QUERY_OF(QUERY_PICK) },
	{ GET, "/people/{person}/edit", people_edit_page, MAY(RIGHT_PERSON_EDIT), "Show the form to change a person",
	  .where = person_where, .flags = ROUTE_PAGE, .query = QUERY_OF(QUERY_PICK) },
	{ POST, "/people/{person}/edit", people_edit_act, MAY(RIGHT_PERSON_EDIT),
	  "Change a person's name, phone, number and home", .where = person_where, .takes = &people_new_record,
	  .gives = &person_record, .flags = ROUTE_MAY_WAIT, .query = QUERY_OF(QUERY_PICK) },
	{ POST, "/people/{person}/sign-in", people_sign_in_act, MAY(RIGHT_PERSON_EDIT), "Set how a person signs in",
	  .where = person_where, .prepare = people_sign_in_prepare, .takes = &people_sign_in_record,
	  .flags = ROUTE_NOT_KEPT },
	{ POST, "/people/{person}/unlock", people_unlock_act, MAY(RIGHT_PERSON_EDIT), "Open a locked sign-in",
	  .where = person_where },
	{ POST, "/people/{person}/grant", people_grant_act, MAY(RIGHT_GRANT), "Give a person a role over a place",
	  .where = grant_where, .takes = &grant_record, .query = QUERY_OF(QUERY_PICK) },
	{ POST, "/people/{person}/revoke", people_revoke_act, MAY(RIGHT_GRANT), "Take a role from a person",
	  .where = grant_where, .takes = &grant_record, .query = QUERY_OF(QUERY_PICK) },
	{ GET, "/serve", serve_page, MAY(RIGHT_SERVE), "Find a villager to serve", .where = serve_page_where,
	  .gives = &person_record, .flags = ROUTE_LIST | ROUTE_PAGED,
	  .query = QUERY_OF(QUERY(FIELD_TEXT, "q", "Name, phone or personal number")) },
	{ POST, "/serve", serve_act, MAY(RIGHT_SERVE), "Act for a villager from now on", .where = serve_where,
	  .takes = &serve_record },
	{ POST, "/serve/stop", serve_stop_act, SIGNED_IN, "Act for oneself again", .flags = 0 },
	{ POST, "/me/language", me_language_act, MAY_NOBODY, "Keep the language somebody chose on a page", .flags = 0 },
	{ POST, "/looks", look_act, MAY_NOBODY, "Record a look at somebody's page", .flags = 0 },
	{ POST, "/sessions/slide", session_slide_act, MAY_NOBODY, "Note that a session is in use", .flags = 0 },
	{ POST, "/sessions/sweep", session_sweep_act, MAY_NOBODY, "Forget sessions that have ended", .flags = 0 },
	ROUTES_END,
};

static const struct chore person_chores[] = {
	{ "/sessions/sweep", CALENDAR_DAY_MS, session_sweep_look, .by_row = false },
	{ .path = NULL },
};

/* ---- what the frame does ---- */

/* Once a day a session that is used is noted, so that it lives on. A language chosen on any page becomes the person's own: it is there on
   the next device too. */
static void person_frame(struct request *r)
{
	bool chosen = request_query(r, "lang").length > 0 && strcmp(r->language->tag, "x-poison") != 0;

	if (chosen && r->who.person_id != 0 && r->who.for_id == 0 &&
	    !text_equal(r->who.language, text_of(r->language->tag)))
		request_submit(r, "/me/language", (const char *const[]){ "language", r->language->tag, NULL });
	if (r->who.person_id != 0 && r->who.seen_on != 0 && r->who.seen_on != r->today)
		request_submit(r, "/sessions/slide",
		               (const char *const[]){ "session", text_string(r->arena, r->who.session), NULL });
}

/* ---- checks ---- */

static enum outcome check_administrator(struct db *db, struct arena *arena, struct text *ret_words)
{
	int64_t people = 0, administrators = 0;
	enum outcome outcome = db_number(db, &people, "SELECT count(*) FROM held_role", bind_none());

	if (outcome == DONE)
		outcome = db_number(db, &administrators,
		                    "SELECT count(*) FROM held_role WHERE place = 0 AND role = $1 AND ended_at = 0",
		                    bind(i64(ROLE_ADMINISTRATOR)));
	if (outcome != DONE || people == 0 || administrators > 0)
		return outcome;
	*ret_words = text_copy(arena, T("nobody is administrator of the whole land"));
	return CONFLICT;
}

static const struct check person_checks[] = {
	{ .name = "logins belong to their people",
	  .wrong = "logins do not agree with their person",
	  .counts =
	          "SELECT count(*) FROM login AS l LEFT JOIN person AS p ON p.county = l.county AND p.id = l.person_id"
	          " WHERE p.id IS NULL OR p.login <> l.login" },
	{ .name = "personal numbers are unique",
	  .wrong = "personal numbers stand with more than one person",
	  .counts = "SELECT count(*) FROM (SELECT number_index FROM person WHERE number_index <> ''"
	            " GROUP BY number_index HAVING count(*) > 1) AS twice" },
	{ .name = "people live in known places",
	  .wrong = "people live in a place that is not known",
	  .counts = "SELECT count(*) FROM person AS p LEFT JOIN place AS l ON l.place = p.place - p.place % 100000"
	            " AND l.until_on = 0 WHERE p.place <> 0 AND l.place IS NULL" },
	{ .name = "the land has an administrator", .run = check_administrator },
	{ .name = NULL },
};

/* ---- places that move ---- */

/* Roles over a village that went up in another end: over the other they would be more. 1 stands for a moment nobody knows. */
static enum outcome move_roles(struct db *db, int64_t from, int64_t from_end, int64_t to)
{
	if (from_end != place_end(from))
		return db_exec(db, "UPDATE held_role SET ended_at = 1, ended_by = 0 WHERE place = $1 AND ended_at = 0",
		               bind(i64(from)));
	return db_exec(db, "UPDATE held_role SET place = place + $1 WHERE place >= $2 AND place < $3",
	               bind(i64(to - from), i64(from), i64(from_end)));
}

static const char *const moves[] = {
	"UPDATE person SET place = place + $3 WHERE place >= $1 AND place < $2",
	"UPDATE look SET subject_place = subject_place + $3 WHERE subject_place >= $1 AND subject_place < $2 AND subject_place > 0",
	NULL,
};

/* Looks at a card are read by its members, wherever these are now. */
static const struct merge merges[] = {
	{ .column = "look.subject_place",
	  .keeps = MERGED_KEEP "'look', l.county, l.id, '' FROM look AS l WHERE l.subject_place = " MERGED_PLACE
	                       " AND l.subject_place > 0",
	  .there = { "UPDATE look SET subject_place = " MERGED_INTO_PLACE
	             " WHERE (county, id) IN " MERGED_KEPT("r.k1, r.k2", "look") },
	  .back = { "UPDATE look SET subject_place = " MERGED_PLACE
	            " WHERE (county, id) IN " MERGED_KEPT("r.k1, r.k2", "look") } },
	{ .column = NULL },
};

static enum outcome move_people(struct db *db, int64_t from, int64_t from_end, int64_t to)
{
	enum outcome outcome = move_roles(db, from, from_end, to);

	return outcome == DONE ? search_move(db, "person", from, from_end, to) : outcome;
}

static const struct work person_works[] = {
	{ PERSON_ADMINISTRATOR_DOOR, administrator_run },
	{ NULL, NULL },
};

const struct module person_module = { .name = "person",
	                              .schema = person_schema,
	                              .routes = person_routes,
	                              .checks = person_checks,
	                              .chores = person_chores,
	                              .works = person_works,
	                              .moves = moves,
	                              .merges = merges,
	                              .move_place = move_people,
	                              .frame = person_frame };
