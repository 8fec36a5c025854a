/* The door, by whole requests to a small module of its own: who gets in, what is refused and how, what is done once only. */
#include "support/town.h"

#include <stdio.h>
#include <string.h>

#include "base/place_key.h"
#include "web/chore.h"
#include "web/door.h"
#include "web/page.h"

/* ---- a module to knock at ---- */

struct trial {
	int64_t county, id, place;
	struct text title;
	int64_t count;
	struct list lines;
};

struct trial_line {
	int64_t weight;
	struct text word;
};

static const struct field line_fields[] = {
	INT_FIELD(trial_line, weight, "Weight", FIELD_MUST, 1, 100),
	TEXT_FIELD(trial_line, word, "Word", FIELD_BOTH, 0, 20),
	FIELD_END,
};
static const struct record line_record = { .name = "trial_line",
	                                   .size = sizeof(struct trial_line),
	                                   .fields = line_fields };

static const struct field trial_fields[] = {
	WHOLE_FIELD(FIELD_ID, trial, id, "Number", FIELD_OUT, 0, 0),
	TEXT_FIELD(trial, title, "Title", FIELD_MUST, 3, 40),
	INT_FIELD(trial, count, "Count", FIELD_BOTH, 0, 100),
	LIST_FIELD(trial, lines, "Lines", FIELD_IN, &line_record, 0, 3),
	FIELD_END,
};
static const struct record trial_record = {
	.name = "trial", .size = sizeof(struct trial), .county = offsetof(struct trial, county), .fields = trial_fields
};

static const struct schema_step trial_schema[] = {
	{ "trial", 1,
	  "CREATE TABLE trial(county BIGINT NOT NULL, id BIGINT NOT NULL, title TEXT NOT NULL, count BIGINT NOT NULL,"
	  " weight BIGINT NOT NULL, who TEXT NOT NULL, PRIMARY KEY (county, id))" },
	{ .sql = NULL },
};

static void list_page(struct request *r)
{
	int64_t count = 0;
	if (db_number(r->db, &count, "SELECT count(*) AS count FROM trial", bind_none()) != DONE) {
		(fail)(r, FAILED, NULL);
		return;
	}
	if (r->json) {
		struct trial row = { .county = 510525, .id = 7, .title = T("one"), .count = count };
		give_list(r, &trial_record, &row, 1, 0);
		return;
	}
	out_format(r->out, "<p>%lld of them, asked by %s</p>", (long long)count,
	           r->guest.length ? "a guest" : "somebody");
}

static void form_page(struct request *r)
{
	out_format(r->out, "<form>csrf=%.*s; key=%.*s;</form>", TEXT(request_csrf(r)), TEXT(request_key(r)));
}

static void form_again(struct request *r, const struct trial *row)
{
	page_begin(r, "Trial", "");
	form_problems(r);
	form_fields(r, &trial_record, row);
	page_end(r);
}

static void post_page(struct request *r)
{
	struct trial row = { .county = 510525 };
	if (!form_read(r, &trial_record, &row)) {
		form_again(r, &row);
		return;
	}
	const struct trial_line *lines = row.lines.rows;
	int64_t weight = 0;
	for (size_t i = 0; i < row.lines.count; i++)
		weight += lines[i].weight;
	row.id = request_new_id(r);
	struct text who = text_format(r->arena, "%lld %lld %s", (long long)r->who.person_id, (long long)r->person_id,
	                              r->guest.length ? "guest" : "no guest");
	if (db_exec(r->db, "INSERT INTO trial(county, id, title, count, weight, who) VALUES ($1, $2, $3, $4, $5, $6)",
	            bind(i64(row.county), i64(row.id), txt(row.title), i64(row.count), i64(weight), txt(who))) !=
	    DONE) {
		(fail)(r, CONFLICT, NULL);
		return;
	}
	if (text_equal(row.title, T("regret")))
		(fail)(r, CONFLICT, N_("Taken by somebody else."));
	else
		made(r, &trial_record, &row, "/trial/%lld", (long long)row.id);
}

static void broken_page(struct request *r)
{
	if (db_exec(r->db, "INSERT INTO trial(county, id, title, count, weight, who) VALUES (1, 1, 'x', 0, 0, '')",
	            bind_none()) == DONE)
		(fail)(r, FAILED, NULL);
}

static enum outcome place_of(struct request *r, struct scope *ret_scope)
{
	if (!request_place(r, "place", &ret_scope->place))
		return NOT_FOUND;
	ret_scope->mine = text_equal(request_query(r, "mine"), T("1"));
	return DONE;
}

static void in_place_page(struct request *r)
{
	out_format(r->out, "county %lld", (long long)place_county(r->scope.place));
}

static void slow_prepare(struct request *r)
{
	struct text name, file = request_file(r, "picture", &name);
	if (text_equal(request_field(r, "title"), T("at once"))) {
		redirect(r, "/answered");
		return;
	}
	if (!file.length)
		form_problem(r, "picture", N_("Choose a picture"), T(""));
	uint8_t salt[4];
	machine_chance(salt, sizeof salt);
	request_set_field(r, "salt", text_hex(r->arena, salt, sizeof salt));
	request_set_field(r, "title", text_format(r->arena, "%.*s:%zu", TEXT(name), file.length));
}

static void outside_page(struct request *r)
{
	struct text raw = request_raw_body(r), sign = request_header(r, "X-Signature");
	if (!text_equal(sign, T("good"))) {
		(fail)(r, DENIED, NULL);
		return;
	}
	if (db_exec(r->db, "INSERT INTO trial(county, id, title, count, weight, who) VALUES (510525, $1, $2, 0, 0, '')",
	            bind(i64(request_new_id(r)), txt(raw))) != DONE)
		(fail)(r, FAILED, NULL);
	else
		see_other(r, "/thanks");
}

static void chore_page(struct request *r)
{
	if (db_exec(r->db,
	            "INSERT INTO trial(county, id, title, count, weight, who) VALUES (510525, $1, 'chore', 1, 0, $2)",
	            bind(i64(request_new_id(r)), txt(request_field(r, "learnt")))) != DONE)
		(fail)(r, FAILED, NULL);
	else
		see_other(r, "/");
}

static void look_page(struct request *r)
{
	request_submit(r, "/trial/record", FORM("learnt", "a look"));
	out_string(r->out, "<p>personal</p>");
}

static int chore_looks;
static bool ends_while_talking;

/* What a look does after chore_has_read(): it may take long, and here holds no connection; the end may come meanwhile. */
static void talk(struct request *r)
{
	assert_null(r->db);
	assert_int_equal(r->site->readers.free_count, r->site->readers.count);
	assert_false(request_is_ending(r));
	if (!ends_while_talking)
		return;
	site_will_stop(r->site);
	assert_true(request_is_ending(r));
}

static bool chore_look(struct request *r)
{
	chore_looks++;
	int64_t count = 0;
	request_set_field(r, "learnt", T("outside"));
	enum outcome outcome =
		db_number(r->db, &count, "SELECT count(*) AS count FROM trial WHERE title = 'chore'", bind_none());
	chore_has_read(r);
	talk(r);
	return outcome == DONE && count < 2;
}

/* Three rows of which the middle one always fails: it can only be put off. */
static bool rows_look(struct request *r)
{
	int64_t count = 0;
	for (size_t i = 0; i < 3; i++) {
		chore_tell_thing(r, i, 510525, (int64_t)i + 1);
		chore_tell(r, i, "word", i == 1 ? T("bad") : T("good"));
	}
	return db_number(r->db, &count, "SELECT count(*) AS count FROM trial WHERE title = 'row'", bind_none()) ==
	               DONE &&
	       count == 0;
}

static void rows_page(struct request *r)
{
	struct text failure = chore_failure(r);
	int64_t county, id;
	enum outcome outcome = DONE;
	for (size_t i = 0; outcome == DONE && chore_told_thing(r, i, &county, &id); i++) {
		if (!failure.length && text_equal(chore_told(r, i, "word"), T("bad")))
			outcome = CONFLICT;
		else
			outcome = db_exec(r->db,
			                  "INSERT INTO trial(county, id, title, count, weight, who)"
			                  " VALUES ($1, $2, 'row', $3, 0, $4)",
			                  bind(i64(county), i64(request_new_id(r)), i64(id), txt(failure)));
	}
	if (outcome != DONE)
		(fail)(r, outcome, NULL);
	else
		see_other(r, "/");
}

static const struct route trial_routes[] = {
	{ GET, "/trial", list_page, ANYONE, "List trials", .gives = &trial_record },
	{ GET, "/trial/form", form_page, ANYONE, "Show a form", .flags = ROUTE_PAGE },
	{ POST, "/trial", post_page, ANYONE, "Make a trial", .takes = &trial_record, .gives = &trial_record },
	{ POST, "/trial/signed", post_page, SIGNED_IN, "Make a trial as somebody", .flags = 0 },
	{ POST, "/trial/tight", post_page, ANYONE, "Make a trial, not often", .account = "title",
	  .flags = ROUTE_RATE_TIGHT },
	{ POST, "/trial/broken", broken_page, ANYONE, "Break", .flags = 0 },
	{ GET, "/trial/at/{place}", in_place_page, MAY(RIGHT_PLACE_EDIT), "Show a place's", .where = place_of,
	  .query = QUERY_OF(QUERY(FIELD_BOOL, "mine", "As its owner")) },
	{ POST, "/trial/at/{place}", post_page, MAY(RIGHT_PLACE_EDIT), "Make one at a place", .where = place_of },
	{ POST, "/trial/upload", post_page, ANYONE, "Send a picture", .prepare = slow_prepare, .flags = ROUTE_UPLOAD },
	{ POST, "/trial/outside", outside_page, ANYONE, "Tell from outside", .flags = ROUTE_OUTSIDE },
	{ POST, "/trial/chore", chore_page, MAY_NOBODY, "Do what is due", .flags = 0 },
	{ POST, "/trial/record", chore_page, MAY_NOBODY, "Record a look", .flags = 0 },
	{ POST, "/trial/rows", rows_page, MAY_NOBODY, "Do row by row", .flags = ROUTE_OUTSIDE },
	{ GET, "/trial/personal", look_page, SIGNED_IN, "Show what is recorded", .flags = 0 },
	ROUTES_END,
};
static const struct chore trial_chores[] = { { "/trial/chore", 60000, chore_look, .by_row = false },
	                                     { "/trial/rows", 120000, rows_look, .by_row = true },
	                                     { .path = NULL } };
static const struct module trial_module = {
	.name = "trial", .schema = trial_schema, .routes = trial_routes, .chores = trial_chores
};
static const struct module *const trial_modules[] = { &trial_module, NULL };

/* Tokens are names: "cadre" of the township 510525101, "clerk" with the right of another county, "plain" without. */
static bool token_is(struct text digest, const char *token)
{
	struct digest of = digest_of(text_of(token));
	uint8_t bytes_[DIGEST_BYTES];
	return text_from_hex(digest, bytes_, sizeof bytes_) && !memcmp(bytes_, of.bytes, sizeof bytes_);
}

static enum outcome trial_session(struct db *db, struct arena *arena, struct text digest, int64_t now,
                                  struct identity *ret_who)
{
	(void)db;
	(void)arena;
	(void)now;
	*ret_who = (struct identity){ .county = 510525, .place = INT64_C(51052510100100000) };
	ret_who->rights[0] = (struct held_right){ UINT64_C(1) << RIGHT_PLACE_EDIT, INT64_C(51052510100000000) };
	ret_who->right_count = 1;
	if (token_is(digest, "cadre"))
		ret_who->person_id = 11;
	else if (token_is(digest, "plain"))
		ret_who->person_id = 12, ret_who->right_count = 0;
	else if (token_is(digest, "clerk"))
		ret_who->person_id = 13, ret_who->rights[0].place = INT64_C(51052400000000000);
	return ret_who->person_id ? DONE : NOT_FOUND;
}

static const struct identity_source trial_identity = { .session = trial_session };

static void trial_town(void)
{
	town_of(trial_modules, &trial_identity, false);
}

static int64_t trials(void)
{
	return town_number("SELECT count(*) AS count FROM trial");
}

/* ---- finding the way ---- */

TEST(door_knows_its_rows)
{
	trial_town();
	ask_get("/trial", AS_NOBODY);
	check_status(200);
	check_page("0 of them");
	ask_get("/nothing", AS_NOBODY);
	check_status(404);
	ask_get("/trial/", AS_NOBODY);
	check_status(404);
	ask_get("/trial/signed", AS_NOBODY);
	check_status(405);
	assert_true(text_equal(answer_header("allow"), T("POST")));
	ask(POST, "/trial/form", AS_NOBODY, NOTHING);
	check_status(405);
	assert_true(text_equal(answer_header("allow"), T("GET, HEAD")));
	ask(POST, "/trial/chore", AS_NOBODY, NOTHING);
	check_status(404);
	ask_json(GET, "/api/v1/trial/form", AS_NOBODY, NULL);
	check_status(404);
	assert_string_equal(answer_json("status"), "404");
}

TEST(door_refuses_malformed_targets)
{
	trial_town();
	ask_get("/%ff%fe", AS_NOBODY);
	check_status(400);
	ask_get("/trial%2", AS_NOBODY);
	check_status(400);
	ask_get("/static/../../etc/passwd", AS_NOBODY);
	check_status(404);
	ask_get("/static/%2e%2e/%2e%2e/etc/passwd", AS_NOBODY);
	check_status(404);
}

/* ---- who gets in ---- */

TEST(door_asks_who_is_there)
{
	trial_town();
	ask(POST, "/trial/signed", AS_NOBODY, FORM("title", "Firewood"));
	check_status(303);
	check_location("/sign-in");
	ask_json(POST, "/api/v1/trial/signed", AS_NOBODY, "{\"title\":\"Firewood\"}");
	check_status(401);
	ask_json(POST, "/api/v1/trial", "unknown token", "{\"title\":\"Firewood\"}");
	check_status(401);
	ask_get("/trial/at/510525101?a=b", AS_NOBODY);
	check_status(303);
	check_location("/sign-in?next=%2Ftrial%2Fat%2F510525101%3Fa%3Db");
	assert_int_equal(trials(), 0);
	ask(POST, "/trial/signed", "plain", FORM("title", "Firewood"));
	check_status(303);
	check_location("/trial/");
	assert_int_equal(trials(), 1);
}

TEST(door_asks_for_the_right_over_the_place)
{
	trial_town();
	ask_get("/trial/at/510525101", "cadre");
	check_status(200);
	check_page("county 510525");
	ask_get("/trial/at/510525101001", "cadre");
	check_status(200);
	ask_get("/trial/at/510525", "cadre");
	check_status(403);
	ask_get("/trial/at/510525101", "clerk");
	check_status(403);
	ask_get("/trial/at/510525101", "plain");
	check_status(403);
	ask_get("/trial/at/510525101?mine=1", "plain");
	check_status(200);
	ask_get("/trial/at/nowhere", "cadre");
	check_status(404);
	ask(POST, "/trial/at/510525101", "clerk", FORM("title", "Firewood"));
	check_status(403);
	ask(POST, "/trial/at/510525101", "cadre", FORM("title", "Firewood"));
	check_status(303);
	assert_int_equal(trials(), 1);
}

TEST(door_wants_its_own_token)
{
	trial_town();
	ask_csrf(NULL);
	ask(POST, "/trial", "plain", FORM("title", "Firewood"));
	check_status(403);
	check_page("Nothing was changed");
	ask_csrf("00000000000000000000000000000000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	ask(POST, "/trial", "plain", FORM("title", "Firewood"));
	check_status(403);
	ask_get("/trial/form", "cadre");
	const char *foreign = text_string(town_arena(), text_of(answer_between("csrf=", ";")));
	ask_csrf(foreign);
	ask(POST, "/trial", "plain", FORM("title", "Firewood"));
	check_status(403);
	assert_int_equal(trials(), 0);
	ask_csrf(foreign);
	ask(POST, "/trial", "cadre", FORM("title", "Firewood"));
	check_status(303);
	assert_int_equal(trials(), 1);
}

TEST(door_gives_a_guest_a_cookie_with_a_form)
{
	trial_town();
	ask_get("/trial", AS_NOBODY);
	assert_int_equal(answer_cookie("guest").length, 0);
	ask_get("/trial/form", AS_NOBODY);
	check_status(200);
	assert_int_equal(answer_cookie("guest").length, 32);
	ask_csrf(text_string(town_arena(), text_of(answer_between("csrf=", ";"))));
	ask(POST, "/trial", AS_NOBODY, FORM("title", "Firewood"));
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) AS count FROM trial WHERE who = '0 0 guest'"), 1);
	ask_get("/trial/form", AS_NOBODY);
	assert_int_equal(answer_cookie("guest").length, 0);
}

/* ---- what was posted ---- */

TEST(door_names_the_field_to_mend)
{
	trial_town();
	ask(POST, "/trial", "plain", FORM("title", "x\"", "count", "7"));
	check_status(422);
	check_page("value=\"x&quot;\"");
	check_page("value=\"7\"");
	ask_json(POST, "/api/v1/trial", "plain", "{\"title\":\"ab\",\"count\":1}");
	check_status(422);
	assert_string_equal(answer_json("problems.0.field"), "title");
	assert_true(text_equal(answer_header("type"), T("application/problem+json")));
	ask_json(POST, "/api/v1/trial", "plain", "{\"title\":\"abcd\",\"lines\":[{\"weight\":3},{\"weight\":0}]}");
	check_status(422);
	assert_string_equal(answer_json("problems.0.field"), "lines.1.weight");
	ask_json(POST, "/api/v1/trial", "plain",
	         "{\"title\":\"abcd\",\"lines\":[{\"weight\":1},{\"weight\":1},{\"weight\":1},{\"weight\":1}]}");
	check_status(422);
	assert_string_equal(answer_json("problems.0.field"), "lines");
	assert_int_equal(trials(), 0);
	ask_json(POST, "/api/v1/trial", "plain", "{\"title\":\"abcd\",\"lines\":[{\"weight\":3},{\"weight\":4}]}");
	check_status(201);
	assert_string_equal(answer_json("title"), "abcd");
	assert_int_equal(town_number("SELECT weight FROM trial"), 7);
}

TEST(door_refuses_broken_bodies)
{
	static const char *const broken[] = {
		"{",
		"[1]",
		"\"text\"",
		"{\"a\":1,\"a\":2}",
		"{\"title\":\"\xff\"}",
		"{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}}}}"
	};
	trial_town();
	for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++) {
		ask_json(POST, "/api/v1/trial", "plain", broken[i]);
		check_status(400);
	}
	ask_raw("/trial", "plain", "application/x-www-form-urlencoded", "title=%zz", 9);
	check_status(400);
	ask_raw("/trial", "plain", "application/x-www-form-urlencoded", "title=%ff", 9);
	check_status(400);
	ask_raw("/trial", "plain", "text/plain", "title", 5);
	check_status(415);
	ask_raw("/trial", "plain", "multipart/form-data; boundary=x", "--x\r\nbad", 8);
	check_status(400);
	char *large = arena_take(town_arena(), LIMIT_BODY_BYTES + 1);
	memset(large, 'a', LIMIT_BODY_BYTES + 1);
	ask_raw("/trial", "plain", "application/x-www-form-urlencoded", large, LIMIT_BODY_BYTES + 1);
	check_status(413);
	assert_int_equal(trials(), 0);
}

/* A form as full as may be, and then the fields that prepare adds. */
TEST(door_leaves_room_for_what_prepare_adds)
{
	trial_town();
	struct output full = output_in(town_arena());
	for (int i = 0; i < LIMIT_FORM_FIELDS; i++)
		out_format(&full, "f%d=1&", i);
	struct text body = output_text(&full);
	ask_raw("/trial/upload", "plain", "application/x-www-form-urlencoded", body.bytes, body.length);
	check_status(422);
	out_string(&full, "more=1");
	body = output_text(&full);
	ask_raw("/trial/upload", "plain", "application/x-www-form-urlencoded", body.bytes, body.length);
	check_status(400);
	assert_int_equal(trials(), 0);
}

/* Lists of nothing under a long name: each would repeat the name. */
TEST(door_bounds_the_names_of_json)
{
	trial_town();
	struct output deep = output_in(town_arena());
	out_string(&deep, "{\"");
	for (int i = 0; i < 100 << 10; i++)
		out_string(&deep, "n");
	out_string(&deep, "\":[");
	for (int i = 0; i < 100; i++) {
		out_string(&deep, i ? ",[" : "[");
		for (int j = 0; j < 450; j++)
			out_string(&deep, j ? ",[]" : "[]");
		out_string(&deep, "]");
	}
	out_string(&deep, "]}");
	ask_json(POST, "/api/v1/trial", AS_NOBODY, text_string(town_arena(), output_text(&deep)));
	check_status(400);
}

/* The raw body goes with the command as one field. */
TEST(door_bounds_what_outside_systems_send)
{
	trial_town();
	char *large = arena_take(town_arena(), LIMIT_FIELD_BYTES + 1);
	memset(large, 'a', LIMIT_FIELD_BYTES + 1);
	ask_header("X-Signature", "good");
	ask_raw("/trial/outside", AS_NOBODY, "text/plain", large, LIMIT_FIELD_BYTES + 1);
	check_status(413);
	ask_header("X-Signature", "good");
	ask_raw("/trial/outside", AS_NOBODY, "text/plain", large, LIMIT_FIELD_BYTES);
	check_status(303);
}

TEST(door_takes_files_to_prepare)
{
	trial_town();
	ask_file("/trial/upload", "plain", FORM("title", "any"), "picture", "plum.jpg", "\xff\xd8\r\n--\0data", 11);
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) AS count FROM trial WHERE title = 'plum.jpg:11'"), 1);
	ask(POST, "/trial/upload", "plain", FORM("title", "none"));
	check_status(422);
	check_page("Choose a picture");
	ask(POST, "/trial/upload", "plain", FORM("title", "at once"));
	check_status(303);
	check_location("/answered");
	ask_file("/trial", "plain", FORM("title", "any"), "picture", "plum.jpg", "x", 1);
	check_status(400);
	assert_int_equal(trials(), 1);
	assert_int_equal(town_number("SELECT count(*) AS count FROM journal"), 1);
}

/* What a prepare draws differs each time; the request is the same for all that. */
TEST(door_prepares_once_under_a_key)
{
	trial_town();
	for (int i = 0; i < 2; i++) {
		ask_key("key-4");
		ask_file("/trial/upload", "plain", FORM("title", "any"), "picture", "plum.jpg", "data", 4);
		check_status(303);
	}
	ask_key("key-4");
	ask_file("/trial/upload", "plain", FORM("title", "any"), "picture", "plum.jpg", "DATA", 4);
	check_status(409);
	assert_int_equal(trials(), 1);
}

/* ---- once only ---- */

TEST(door_does_a_thing_once)
{
	trial_town();
	ask_key("key-1");
	ask(POST, "/trial", "plain", FORM("title", "Firewood"));
	check_status(303);
	const char *first = text_string(town_arena(), text_of(answer_location()));
	ask_key("key-1");
	ask(POST, "/trial", "plain", FORM("title", "Firewood"));
	check_status(303);
	assert_string_equal(answer_location(), first);
	assert_int_equal(trials(), 1);
	ask_key("key-1");
	ask(POST, "/trial", "plain", FORM("title", "Something else"));
	check_status(409);
	ask_key("key-1");
	ask(POST, "/trial", "cadre", FORM("title", "Firewood"));
	check_status(303);
	assert_int_equal(trials(), 2);
	town_restart();
	ask_key("key-1");
	ask(POST, "/trial", "plain", FORM("title", "Firewood"));
	check_status(303);
	assert_string_equal(answer_location(), first);
	assert_int_equal(trials(), 2);
}

TEST(door_repeats_json_answers)
{
	trial_town();
	ask_key("key-2");
	ask_json(POST, "/api/v1/trial", "plain", "{\"title\":\"Firewood\"}");
	check_status(201);
	struct text first = text_copy(town_arena(), answer_body());
	ask_key("key-2");
	ask_json(POST, "/api/v1/trial", "plain", "{\"title\":\"Firewood\"}");
	check_status(201);
	assert_true(text_equal(answer_body(), first));
	ask_key("key-2");
	ask_json(POST, "/api/v1/trial", "plain", "{\"title\":\"Other\"}");
	check_status(409);
	assert_int_equal(trials(), 1);
	char *longer = arena_take(town_arena(), LIMIT_KEY_BYTES + 2);
	memset(longer, 'k', LIMIT_KEY_BYTES + 1);
	ask_key(longer);
	ask_json(POST, "/api/v1/trial", "plain", "{\"title\":\"Firewood\"}");
	check_status(400);
}

TEST(door_keeps_nothing_of_what_failed)
{
	trial_town();
	ask_key("key-3");
	ask(POST, "/trial", "plain", FORM("title", "regret"));
	check_status(409);
	check_page("Taken by somebody else.");
	ask(POST, "/trial/broken", "plain", NOTHING);
	check_status(500);
	assert_int_equal(trials(), 0);
	assert_int_equal(town_number("SELECT count(*) AS count FROM journal"), 0);
	ask_key("key-3");
	ask(POST, "/trial", "plain", FORM("title", "no regret"));
	check_status(303);
}

/* ---- from outside, and by itself ---- */

TEST(door_lets_outside_systems_sign)
{
	trial_town();
	ask_header("X-Signature", "good");
	ask_raw("/trial/outside", AS_NOBODY, "application/json", "{\"paid\": 1}", 11);
	check_status(303);
	assert_int_equal(town_number("SELECT count(*) AS count FROM trial WHERE title = '{\"paid\": 1}'"), 1);
	ask_header("X-Signature", "bad");
	ask_raw("/trial/outside", AS_NOBODY, "application/json", "{\"paid\": 1}", 11);
	check_status(403);
	assert_int_equal(trials(), 1);
}

TEST(door_runs_chores_as_commands)
{
	trial_town();
	town_pass(1);
	assert_int_equal(town_number("SELECT count(*) AS count FROM trial WHERE who = 'outside'"), 2);
	town_pass(60000);
	assert_int_equal(town_number("SELECT count(*) AS count FROM trial WHERE title = 'chore'"), 2);
	assert_int_equal(town_number("SELECT count(*) AS count FROM journal WHERE door = 'POST /trial/chore'"), 2);
}

/* What the look under way has learnt is done; no other begins. */
TEST(door_begins_no_chore_at_the_end)
{
	trial_town();
	chore_looks = 0;
	ends_while_talking = true;
	town_pass(1);
	ends_while_talking = false;
	assert_int_equal(chore_looks, 1);
	assert_int_equal(town_number("SELECT count(*) AS count FROM journal WHERE door = 'POST /trial/chore'"), 1);
	assert_int_equal(town_number("SELECT count(*) AS count FROM journal WHERE door = 'POST /trial/rows'"), 0);
}

TEST(door_tries_rows_of_a_failed_chore_one_by_one)
{
	trial_town();
	town_pass(1);
	assert_int_equal(town_number("SELECT count(*) AS count FROM trial WHERE title = 'row' AND who = ''"), 2);
	assert_int_equal(
		town_number("SELECT count FROM trial WHERE title = 'row' AND who = 'conflict' AND county = 510525"), 2);
	assert_int_equal(town_number("SELECT count(*) AS count FROM journal WHERE door = 'POST /trial/rows'"), 3);
}

TEST(chore_pauses_double_up_to_a_day)
{
	assert_int_equal(chore_next_try(1000, 0), 61000);
	assert_int_equal(chore_next_try(0, 3), 480000);
	assert_int_equal(chore_next_try(0, 11), 86400000);
	assert_int_equal(chore_next_try(0, INT64_MAX), 86400000);
}

/* The chores do not wait until the clock is again where it was. */
TEST(door_runs_chores_after_the_clock_was_set_back)
{
	trial_town();
	town_pass(1);
	int before = chore_looks;
	town_pass(59000);
	assert_int_equal(chore_looks, before);
	town_pass(-INT64_C(86400000));
	assert_true(chore_looks > before);
}

TEST(door_records_before_it_shows)
{
	trial_town();
	ask_get("/trial/personal", "cadre");
	check_status(200);
	check_page("personal");
	assert_int_equal(town_number("SELECT count(*) AS count FROM trial WHERE who = 'a look'"), 1);
	assert_int_equal(town_number("SELECT person_id FROM journal"), 11);
}

/* ---- the same database out of the journal ---- */

TEST(door_replays_its_commands)
{
	trial_town();
	ask(POST, "/trial", "plain", FORM("title", "Firewood", "lines.0.weight", "5"));
	ask(POST, "/trial", AS_NOBODY, FORM("title", "From a guest"));
	ask_header("X-Signature", "good");
	ask_raw("/trial/outside", AS_NOBODY, "application/json", "{\"paid\": 1}", 11);
	town_pass(1);
	int64_t many = trials();
	int64_t sum = town_number("SELECT sum(id % 1000003) + sum(weight) AS sum FROM trial");
	int64_t rows = town_replay();
	assert_int_equal(rows, 3 + 2 + 3); /* posted; the chore twice; two rows alone and one put off */
	assert_int_equal(trials(), many);
	assert_int_equal(town_number("SELECT sum(id % 1000003) + sum(weight) AS sum FROM trial"), sum);
	assert_int_equal(town_number("SELECT count(*) AS count FROM trial WHERE who = '0 0 guest'"), 1);
}

/* ---- the reply's make-up ---- */

TEST(door_tags_and_packs_pages)
{
	trial_town();
	ask_get("/trial", AS_NOBODY);
	struct text tag = text_copy(town_arena(), answer_header("etag"));
	assert_true(text_starts(tag, T("W/\"")));
	assert_true(text_starts(answer_header("policy"), T("default-src 'none'")));
	ask_header("If-None-Match", tag.bytes);
	ask_get("/trial", AS_NOBODY);
	check_status(304);
	assert_int_equal(answer_body().length, 0);
	ask(POST, "/trial", "plain", FORM("title", "Firewood"));
	ask_header("If-None-Match", tag.bytes);
	ask_get("/trial", AS_NOBODY);
	check_status(200);
	ask_header("Accept-Encoding", "gzip, br;q=0");
	ask_get("/nothing/here", AS_NOBODY);
	check_status(404);
	assert_true(text_equal(answer_header("encoding"), T("gzip")));
	ask_header("Accept-Encoding", "gzip, br");
	ask_get("/nothing/here", AS_NOBODY);
	assert_true(text_equal(answer_header("encoding"), T("br")));
}

TEST(door_tells_how_it_is)
{
	trial_town();
	ask_get("/healthz", AS_NOBODY);
	check_status(200);
	ask_get("/trial", AS_NOBODY);
	ask(POST, "/trial", "plain", FORM("title", "Firewood"));
	ask_get("/metrics", AS_NOBODY);
	check_page("tongcun_requests_total{door=\"GET /trial\",status=\"2xx\"} 1");
	check_page("tongcun_requests_total{door=\"POST /trial\",status=\"3xx\"} 1");
	check_page("tongcun_commands_total 1");
	check_page("process_resident_memory_bytes ");
}

TEST(door_limits_how_often)
{
	town_of(trial_modules, &trial_identity, true);
	for (int i = 0; i < 10; i++) {
		ask(POST, "/trial/tight", "plain", FORM("title", "Firewood"));
		check_status(303);
	}
	ask(POST, "/trial/tight", "plain", FORM("title", "Firewood"));
	check_status(429);
	assert_true(text_equal(answer_header("retry-after"), T("6")));
	town_pass(6000);
	ask(POST, "/trial/tight", "plain", FORM("title", "Firewood"));
	check_status(303);
	int refused = 0;
	for (int i = 0; i < 60; i++) { /* one address of an office: others are let in, not without end */
		char title[] = "Aa Firewood";
		title[0] = (char)('A' + i / 20);
		title[1] = (char)('a' + i % 20);
		ask(POST, "/trial/tight", "plain", FORM("title", title));
		refused += answer_status() == 429;
	}
	assert_int_equal(refused, 6); /* of its sixty twelve were taken, and six seconds gave six back */
	refused = 0;
	for (int i = 0; i < 70; i++) {
		ask(POST, "/trial", "plain", FORM("title", "Firewood"));
		refused += answer_status() == 429;
	}
	assert_int_equal(refused, 10);
	ask(POST, "/trial", "cadre", FORM("title", "Firewood"));
	check_status(303);
}

TEST(door_speaks_the_reader_s_language)
{
	trial_town();
	ask_get("/nothing?lang=zh-CN", AS_NOBODY);
	check_page("lang=\"zh-CN\"");
	ask_get("/trial?lang=bo", AS_NOBODY);
	assert_true(text_equal(answer_cookie("lang"), T("bo")));
	ask_get("/nothing", AS_NOBODY);
	check_page("Nothing is here");
}
