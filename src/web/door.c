/* The door: takes an exchange, finds the row, asks who is there and what they may, and lets the handler answer.
   A GET is answered here, on the server's thread, in one snapshot of a reading connection. A POST leaves through
   command.c, by way of a worker when its row has a prepare.
   Invariant: whatever is refused here has written nothing. */
#include "web/door.h"

#include "base/calendar.h"
#include "base/log.h"
#include "web/asset.h"

#include <assert.h>
#include <inttypes.h>

enum { DOOR_SLOW_MS = 100 };

/* ---- beginning and end ---- */

static void visit_log(const struct visit *visit, int64_t ns)
{
	const struct reply *reply = &visit->exchange->reply;
	int64_t ms = ns / 1000000;
	enum log_level level = reply->status >= 500 && reply->status != 503 ? LOG_ERROR
	                       : reply->status >= 500 || ms > DOOR_SLOW_MS  ? LOG_WARN
	                                                                    : LOG_DEBUG;
	log_event(level, "request", "door=\"%.*s\" status=%d ms=%" PRId64 " statements=%" PRId64,
	          TEXT(visit->row ? visit->row->name : T("none")), reply->status, ms, visit->statements);
}

void visit_end(struct visit *visit)
{
	assert(visit->exchange->reply.status);
	polish(visit);
	int64_t ns = machine_ticks() - visit->exchange->started_ticks;
	metrics_count(visit->site->metrics, visit, ns);
	visit_log(visit, ns);
	visit->exchange->finish(visit->exchange);
}

static void visit_error(struct visit *visit, int status, const char *message)
{
	reply_error(&visit->request, status, message);
	visit_end(visit);
}

void visit_request(struct visit *visit)
{
	struct exchange *exchange = visit->exchange;
	visit->out = output_in(exchange->arena);
	visit->world = (struct world){ .at = exchange->at };
	visit->request = (struct request){
		.arena = exchange->arena,
		.out = &visit->out,
		.exchange = exchange,
		.site = visit->site,
		.route = visit->row ? visit->row->route : NULL,
		.world = &visit->world,
		.now = exchange->at,
		.today = calendar_day(exchange->at),
		.language = language_of(T("zh-CN")),
		.problems = problems_in(exchange->arena),
		.outcome = DONE,
		.tab = "",
		.visit = visit,
	};
}

/* ---- finding the row ---- */

/* Takes /api/v1 off the path. */
static bool path_is_api(struct visit *visit)
{
	struct text prefix = T("/api/v1");
	if (!text_starts(visit->path, prefix))
		return false;
	struct text rest = text_part(visit->path, prefix.length, visit->path.length);
	if (rest.length && rest.bytes[0] != '/')
		return false;
	visit->path = rest.length ? rest : T("/");
	return true;
}

static bool wants_json(const struct exchange *exchange)
{
	struct text accept = exchange_header(exchange, T("Accept"));
	return text_starts(accept, T("application/json")) || text_starts(accept, T("application/problem+json"));
}

/* The status with which the request is refused before anybody is asked, or 0. */
static int visit_open(struct visit *visit)
{
	struct exchange *exchange = visit->exchange;
	bool other = false;
	visit->path = exchange->path;
	bool api = path_is_api(visit);
	visit->row = door_find(&visit->site->doors, exchange->method, visit->path, api, &other);
	visit_request(visit);
	visit->request.json = api || (wants_json(exchange) && !(visit->row && visit->row->route->flags & ROUTE_PAGE));
	session_language(visit, false);
	session_pictures(visit, false);
	if (exchange->refused) {
		exchange->reply.allow = exchange->refused == 405 ? T("GET, HEAD, POST") : T("");
		return exchange->refused;
	}
	if (!text_is_utf8(exchange->path) || !text_is_utf8(exchange->query))
		return 400;
	if (exchange->body_too_large)
		return 413;
	if (!visit->row && other)
		exchange->reply.allow = exchange->method == GET ? T("POST") : T("GET, HEAD");
	return visit->row ? 0 : other ? 405 : 404;
}

/* ---- may they? ---- */

static bool is_signed_in(const struct request *r)
{
	return r->who.person_id != 0;
}

static bool holds_right(const struct request *r)
{
	int may = r->route->may;
	return r->scope.mine || (may > MAY_BASE && may < MAY_BASE + RIGHTS &&
	                         identity_may(&r->who, (enum right)(may - MAY_BASE), r->scope.place));
}

int door_asks(struct request *r)
{
	int may = r->route->may;
	if (may == SIGNED_IN && !is_signed_in(r))
		return 401;
	enum outcome outcome = DONE;
	if (r->route->where)
		outcome = r->route->where(r, &r->scope);
	bool may_pass = may == ANYONE || may == SIGNED_IN || (outcome == DONE && holds_right(r));
	if (!may_pass && !is_signed_in(r))
		return 401;
	if (outcome == DONE)
		return may_pass ? 0 : 403;
	return reply_status(outcome);
}

/* A page that wants somebody signed in leads to signing in, and back. */
void door_turn_away(struct request *r, int status)
{
	struct exchange *exchange = r->exchange;
	if (status != 401 || r->json || offline_sent(exchange)) {
		reply_error(r, status, NULL);
		return;
	}
	struct output next = output_in(r->arena);
	if (exchange->method == GET) {
		struct output target = output_in(r->arena);
		out_text(&target, exchange->path);
		if (exchange->query.length) {
			out_string(&target, "?");
			out_text(&target, exchange->query);
		}
		out_string(&next, "?next=");
		out_url(&next, output_text(&target));
	}
	exchange->reply.status = 303;
	exchange->reply.location = text_join(r->arena, T("/sign-in"), output_text(&next));
	r->visit->reply_given = true;
	r->outcome = DENIED;
}

/* ---- reading what was posted ---- */

/* csrf and key are the door's; a name that begins with a dot is the program's own (the raw body). */
static void form_take_own(struct visit *visit)
{
	struct form *form = visit->request.form;
	visit->csrf = form_value_of(form, T("csrf"));
	visit->key = form_value_of(form, T("key"));
	form_remove(form, T("csrf"));
	form_remove(form, T("key"));
	form_remove(form, T(".raw"));
}

static void headers_keep(struct visit *visit)
{
	struct form *kept = form_new(visit->exchange->arena);
	for (size_t i = 0; i < visit->exchange->header_count && kept->count < 16; i++) {
		struct header header = visit->exchange->headers[i];
		if (header.name.length > 2 && text_equal_caseless(text_part(header.name, 0, 2), T("X-")) &&
		    header.value.length <= 1024 && text_is_utf8(header.value))
			form_add(kept, header.name, header.value);
	}
	visit->kept_headers = form_pairs(visit->exchange->arena, kept);
}

/* The status of a body that cannot be read, or 0. */
static int visit_read(struct visit *visit)
{
	struct request *r = &visit->request;
	struct exchange *exchange = visit->exchange;
	struct text type = exchange_header(exchange, T("Content-Type"));
	r->form = form_new(r->arena);
	/* Doors that take files have room for more, but only files may need it: read, JSON takes twenty times its length. */
	if (exchange->body.length > LIMIT_BODY_BYTES && !text_starts(type, T("multipart/form-data")))
		return 413;
	enum outcome outcome = form_parse(r->form, type, exchange->body);
	if (visit->row->route->flags & ROUTE_OUTSIDE) {
		if (outcome != DONE)
			r->form->count = 0;
		headers_keep(visit);
		form_remove(r->form, T(".raw"));
		return text_is_utf8(exchange->body) && exchange->body.length <= LIMIT_FIELD_BYTES ? 0 : 400;
	}
	if (outcome == NOT_FOUND)
		return 415;
	if (outcome != DONE || (r->form->file_count && !(visit->row->route->flags & ROUTE_UPLOAD)))
		return 400;
	form_take_own(visit);
	struct text key = exchange_header(exchange, T("Idempotency-Key"));
	if (key.length)
		visit->key = key;
	return visit->key.length > LIMIT_KEY_BYTES ? 400 : 0;
}

/* ---- the way through ---- */

static const char too_old[] = N_("This form has been open too long or came from another site, so it was not accepted. "
                                 "Nothing was changed. Go back, load the page again and send it once more.");

/* A prepare may make another body of the same form each time (a salt, a token): this tells two requests apart. */
static struct text form_asked(struct arena *arena, const struct form *form)
{
	struct output out = output_in(arena);
	out_text(&out, form_pairs(arena, form));
	for (size_t i = 0; i < form->file_count; i++) {
		struct digest file = digest_of(form->files[i].bytes);
		out_format(&out, "\n%zu %zu ", form->files[i].name.length, form->files[i].file_name.length);
		out_text(&out, form->files[i].name);
		out_text(&out, form->files[i].file_name);
		out_raw(&out, (const char *)file.bytes, sizeof file.bytes);
	}
	struct digest all = digest_of(output_text(&out));
	return text_hex(arena, all.bytes, sizeof all.bytes);
}

/* What such a door is posted may hold a password, of which the journal shall have no quick digest. */
static void keep_asked(struct visit *visit)
{
	if (visit->row->route->prepare && !(visit->row->route->flags & ROUTE_NOT_KEPT))
		visit->asked = form_asked(visit->exchange->arena, visit->request.form);
}

/* wait: seconds until there may be another try; 0: this one is let through. */
static bool is_too_often(struct visit *visit, int64_t wait)
{
	if (!wait)
		return false;
	reply_error(&visit->request, 429, NULL);
	visit->exchange->reply.retry_after = wait;
	return true;
}

/* Everything that is asked on the reading connection before the handler; true: the visit goes on. */
static bool visit_admit(struct visit *visit, struct db *db)
{
	struct request *r = &visit->request;
	r->db = db;
	enum outcome outcome = session_find(visit, db);
	session_language(visit, true);
	session_pictures(visit, true);
	if (outcome != DONE) {
		door_turn_away(r, outcome == NOT_FOUND ? 401 : 500);
		return false;
	}
	if (is_too_often(visit, rate_asked(visit)))
		return false;
	if (visit->exchange->method == POST) {
		bool waited = offline_sent(visit->exchange);
		int status = waited && !(r->route->flags & ROUTE_MAY_WAIT) ? 403 : visit_read(visit);
		if (!status && !csrf_holds(visit))
			status = 403;
		if (status) {
			reply_error(r, status, status == 403 ? too_old : NULL);
			return false;
		}
		if (is_too_often(visit, rate_account_asked(visit)))
			return false;
	}
	int status = door_asks(r);
	/* The answer to a deed that came through, and by which the thing went (a merged card), is lost with a link: asked again, it is given. */
	if (status == 404 && visit->exchange->method == POST) {
		keep_asked(visit);
		if (command_repeats(visit, db))
			return false;
	}
	if (status)
		door_turn_away(r, status);
	return !status;
}

static void visit_show(struct visit *visit, struct db *db)
{
	struct request *r = &visit->request;
	kept_watch(visit, db);
	r->route->handler(r);
	reply_settle(r);
	kept_unwatch(visit, db);
}

/* The answer is that something broke: the operator is told why, and when the database is only away just now people are told to come
   back. */
static void visit_broke(struct visit *visit, const struct db *db)
{
	log_event(LOG_ERROR, "read_failed", "door=\"%.*s\" reason=\"%s\"", TEXT(visit->row->name), db_failure(db));
	if (!db_is_connected(db))
		reply_error(&visit->request, 503, NULL);
}

/* On the server's thread. True: the visit is over; false: it goes on as a POST. */
static bool visit_on_reader(struct visit *visit)
{
	struct db *db = site_page_reader(visit->site);
	int64_t before = db_statements(db);
	bool over = true;
	if (db_begin(db) != DONE) {
		log_event(LOG_ERROR, "read_failed", "reason=\"%s\"", db_failure(db));
		reply_error(&visit->request, 503, NULL);
	} else {
		if (visit_admit(visit, db)) {
			over = visit->exchange->method == GET;
			if (over && !kept_asked(visit))
				visit_show(visit, db);
		}
		if (visit->exchange->reply.status == 500)
			visit_broke(visit, db);
		db_rollback(db);
	}
	visit->statements = db_statements(db) - before;
	visit->request.db = NULL;
	site_give_back(visit->site, db);
	return over;
}

void door_prepare(void *context, void *item)
{
	struct site *site = context;
	struct visit *visit = item;
	struct request *r = &visit->request;
	struct db *db = site_reader(site);
	int64_t before = db_statements(db);
	if (db_begin(db) != DONE) {
		reply_error(r, 503, NULL);
	} else {
		r->db = db;
		r->route->prepare(r);
		if (!visit->reply_given && (r->problems.count || r->outcome != DONE || r->out->length))
			reply_settle(r);
		db_rollback(db);
	}
	visit->statements += db_statements(db) - before;
	r->db = NULL;
	site_give_back(site, db);
	r->form->file_count = 0;
	if (visit->reply_given)
		visit_end(visit);
	else
		command_submit(visit);
}

static void visit_go(struct visit *visit)
{
	if (kept_open(visit)) {
		visit_end(visit);
		return;
	}
	if (visit_on_reader(visit)) {
		submits_run(visit);
		return;
	}
	if (!visit->row->route->prepare) {
		visit->request.form->file_count = 0;
		command_submit(visit);
		return;
	}
	keep_asked(visit);
	if (!workers_submit(visit->site->workers, visit))
		visit_error(visit, 503, NULL);
}

void site_handle(struct site *site, struct exchange *exchange)
{
	if (!exchange->started_ticks)
		exchange->started_ticks = machine_ticks();
	if (!exchange->at)
		exchange->at = site->options.clock();
	if (!exchange->refused && (static_answer(exchange) || metrics_answer(site, exchange))) {
		exchange->finish(exchange);
		return;
	}
	struct visit *visit = arena_take(exchange->arena, sizeof *visit);
	visit->site = site;
	visit->exchange = exchange;
	int status = visit_open(visit);
	if (status)
		visit_error(visit, status, NULL);
	else
		visit_go(visit);
}

size_t site_body_limit(void *given, enum method method, struct text path)
{
	struct site *site = given;
	struct visit visit = { .path = path };
	bool other = false, api = path_is_api(&visit);
	const struct door_row *row = door_find(&site->doors, method, visit.path, api, &other);
	if (!row)
		return method == POST ? LIMIT_BODY_BYTES : 0;
	if (row->route->flags & ROUTE_OUTSIDE)
		return LIMIT_FIELD_BYTES; /* the whole body is a field of the command */
	return row->route->flags & ROUTE_UPLOAD ? LIMIT_UPLOAD_BYTES : LIMIT_BODY_BYTES;
}
