/* Sessions and who is asking. A session's token is drawn on a worker and goes only to the one who signed in; the command and
   the table know its digest.
   Invariants: a session that has ended is found by nobody; rights are read with each request, so taking one works at once; a villager is
   served for SERVE_MS and no longer. */
#include "common/person/person_rows.h"

#include <string.h>

#include "base/calendar.h"

enum { TOKEN_BYTES = 32 };

static const struct field session_fields[] = {
	WHOLE_FIELD(FIELD_ID, session, id, N_("Number"), FIELD_OUT, 0, 0),
	INT_FIELD(session, county, N_("County"), 0, 0, 0),
	TEXT_FIELD(session, device, N_("Device"), FIELD_OUT, 0, 80),
	WHOLE_FIELD(FIELD_MOMENT, session, started_at, N_("Signed in"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_DAY, session, seen_on, N_("Last used"), FIELD_OUT, 0, 0),
	WHOLE_FIELD(FIELD_MOMENT, session, until_at, N_("Ends"), FIELD_OUT, 0, 0),
	TEXT_FIELD(session, digest, N_("Session"), 0, 0, 64),
	FIELD_END,
};

const struct record session_record = { .name = "session",
	                               .size = sizeof(struct session),
	                               .county = offsetof(struct session, county),
	                               .fields = session_fields };

/* ---- who is asking ---- */

static void add_right(struct db_rows *rows, struct identity *who)
{
	if (who->right_count < LIMIT_RIGHTS)
		who->rights[who->right_count++] =
			(struct held_right){ .rights = role_rights((enum role)db_int(rows, "role")),
			                     .place = db_int(rows, "held_place") };
}

/* One row for each role, or one without: one statement, since every request of somebody signed in begins with it. */
static enum outcome read_who(struct db *db, struct arena *arena, struct text digest, int64_t now,
                             struct identity *ret_who)
{
	struct db_rows *rows = db_rows(
		db,
		"SELECT p.county, p.id, p.place, p.name, p.language, p.large_text, s.seen_on, f.county AS for_county,"
		" f.id AS for_id, f.place AS for_place, f.name AS for_name, h.role, h.place AS held_place FROM session AS s"
		" JOIN person AS p ON p.county = s.county AND p.id = s.person_id"
		" LEFT JOIN person AS f ON f.county = s.for_county AND f.id = s.for_id AND s.for_until > $1"
		" LEFT JOIN held_role AS h ON h.county = p.county AND h.person_id = p.id AND h.ended_at = 0"
		" WHERE s.digest = $2 AND s.until_at > $3 ORDER BY h.place, h.role LIMIT $4",
		bind(i64(now), txt(digest), i64(now), i64(LIMIT_RIGHTS)));
	bool found = false;

	for (; db_next(rows); found = true) {
		if (!found)
			*ret_who = (struct identity){ .person_id = db_int(rows, "id"),
				                      .county = db_int(rows, "county"),
				                      .place = db_int(rows, "place"),
				                      .name = text_copy(arena, db_text(rows, "name")),
				                      .language = text_copy(arena, db_text(rows, "language")),
				                      .for_id = db_int(rows, "for_id"),
				                      .for_county = db_int(rows, "for_county"),
				                      .for_place = db_int(rows, "for_place"),
				                      .for_name = text_copy(arena, db_text(rows, "for_name")),
				                      .session = text_copy(arena, digest),
				                      .seen_on = db_int(rows, "seen_on"),
				                      .large_text = db_int(rows, "large_text") != 0 };
		if (db_int(rows, "role") != 0)
			add_right(rows, ret_who);
	}
	enum outcome outcome = db_done(rows);
	return outcome != DONE ? outcome : found ? DONE : NOT_FOUND;
}

static enum outcome read_rights(struct db *db, struct identity *who)
{
	struct db_rows *rows = db_rows(
		db,
		"SELECT role, place AS held_place FROM held_role WHERE county = $1 AND person_id = $2 AND ended_at = 0"
		" ORDER BY place, role LIMIT $3",
		bind(i64(who->county), i64(who->person_id), i64(LIMIT_RIGHTS)));

	while (db_next(rows))
		add_right(rows, who);
	return db_done(rows);
}

/* Whom the session serves, only as long as the right over where that person lives is held. */
static void end_serving(struct identity *who)
{
	if (who->for_id == 0 || identity_may(who, RIGHT_SERVE, who->for_place))
		return;
	who->for_id = who->for_county = who->for_place = 0;
	who->for_name = T("");
}

static enum outcome find_session(struct db *db, struct arena *arena, struct text digest, int64_t now,
                                 struct identity *ret_who)
{
	struct identity who = { 0 };
	enum outcome outcome = read_who(db, arena, digest, now, &who);

	if (outcome != DONE)
		return outcome;
	end_serving(&who);
	*ret_who = who;
	return DONE;
}

static enum outcome find_person(struct db *db, struct arena *arena, int64_t county, int64_t person_id,
                                struct identity *ret_who)
{
	struct person person;
	enum outcome outcome = person_one(db, arena, county, person_id, &person);
	struct identity who = { .person_id = person_id, .county = county };

	if (outcome == DONE)
		outcome = read_rights(db, &who);
	if (outcome != DONE)
		return outcome;
	who.place = person.place;
	who.name = person.name;
	who.language = person.language;
	*ret_who = who;
	return DONE;
}

const struct identity_source person_identity = { .session = find_session, .person = find_person };

/* ---- starting ---- */

/* A few words that tell one's own devices apart. */
static struct text device_of(struct arena *arena, struct text agent)
{
	static const char *const programs[] = { "MicroMessenger", "WeChat", "Edg",    "Edge",   "Firefox", "Firefox",
		                                "Chrome",         "Chrome", "Safari", "Safari", NULL };
	static const char *const systems[] = { "Android", "Android", "iPhone", "iPhone", "iPad",  "iPad", "Windows",
		                               "Windows", "Mac OS",  "Mac",    "Linux",  "Linux", NULL };
	struct text program = T(""), system = T("");

	for (size_t i = 0; programs[i] && program.length == 0; i += 2)
		if (text_find(agent, text_of(programs[i])) < agent.length)
			program = text_of(programs[i + 1]);
	for (size_t i = 0; systems[i] && system.length == 0; i += 2)
		if (text_find(agent, text_of(systems[i])) < agent.length)
			system = text_of(systems[i + 1]);
	if (program.length == 0 || system.length == 0)
		return program.length > 0 ? program : system;
	return text_format(arena, "%.*s, %.*s", TEXT(program), TEXT(system));
}

void session_draw(struct request *r)
{
	uint8_t token[TOKEN_BYTES];

	machine_chance(token, sizeof(token));
	r->token = text_hex(r->arena, token, sizeof(token));
	struct digest digest = digest_of(r->token);
	request_set_field(r, "session", text_hex(r->arena, digest.bytes, sizeof(digest.bytes)));
	request_set_field(r, "device", device_of(r->arena, request_header(r, "User-Agent")));
}

enum outcome session_start(struct request *r, const struct person *person)
{
	return db_exec(r->db,
	               "INSERT INTO session(digest, id, county, person_id, device, started_at, seen_on, until_at,"
	               " for_county, for_id, for_until) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0)",
	               bind(txt(request_field(r, "session")), i64(request_new_id(r)), i64(person->county),
	                    i64(person->id), txt(request_field(r, "device")), i64(r->now), i64(r->today),
	                    i64(r->now + (int64_t)SESSION_DAYS * CALENDAR_DAY_MS)));
}

void session_answer(struct request *r, const struct person *person, struct text location)
{
	if (r->json) {
		out_string(r->out, "{\"token\":");
		out_json(r->out, r->token);
		out_string(r->out, ",\"person\":");
		json_row(r, r->out, &person_record, person);
		out_string(r->out, "}\n");
	} else if (r->token.length > 0) {
		set_cookie(r, "session", r->token, (int64_t)SESSION_DAYS * (CALENDAR_DAY_MS / 1000), true);
	}
	see_other(r, "%.*s", TEXT(location));
}

/* ---- reading and ending ---- */

enum outcome session_list(struct db *db, struct arena *arena, int64_t county, int64_t person_id, struct session **ret,
                          size_t *ret_count)
{
	return db_list(db, arena, &session_record, LIMIT_PAGE_ROWS, ret, ret_count,
	               "SELECT county, id, device, started_at, seen_on, until_at, digest FROM session"
	               " WHERE county = $1 AND person_id = $2 ORDER BY id DESC LIMIT $3",
	               bind(i64(county), i64(person_id), i64(LIMIT_PAGE_ROWS)));
}

enum outcome session_end(struct db *db, int64_t county, int64_t person_id, int64_t id, struct text but)
{
	if (id == 0)
		return db_exec(db, "DELETE FROM session WHERE county = $1 AND person_id = $2 AND digest <> $3",
		               bind(i64(county), i64(person_id), txt(but)));
	int64_t rows = 0;
	enum outcome outcome =
		db_change(db, &rows, "DELETE FROM session WHERE county = $1 AND person_id = $2 AND id = $3",
	                  bind(i64(county), i64(person_id), i64(id)));
	return outcome == DONE && rows == 0 ? NOT_FOUND : outcome;
}

/* ---- the program's own doors ---- */

void session_slide_act(struct request *r)
{
	enum outcome outcome =
		db_exec(r->db, "UPDATE session SET seen_on = $1, until_at = $2 WHERE digest = $3 AND until_at > $4",
	                bind(i64(r->today), i64(r->now + (int64_t)SESSION_DAYS * CALENDAR_DAY_MS),
	                     txt(request_field(r, "session")), i64(r->now)));

	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/");
}

bool session_sweep_look(struct request *r)
{
	int64_t ended;

	return db_number(r->db, &ended, "SELECT id FROM session WHERE until_at <= $1 ORDER BY until_at LIMIT 1",
	                 bind(i64(r->now))) == DONE;
}

void session_sweep_act(struct request *r)
{
	enum outcome outcome = db_exec(r->db, "DELETE FROM session WHERE until_at <= $1", bind(i64(r->now)));

	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		see_other(r, "/");
}
