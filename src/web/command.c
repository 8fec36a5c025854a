/* A POST's way through the writer: the visit becomes a command, the lane rebuilds the request from nothing but the command
   and runs the handler; replay comes the same way. The answer of a repeated key is the kept one.
   Invariant: what the handler sees in the lane comes from the command and the database alone. */
#include "base/calendar.h"
#include "base/place_key.h"
#include "journal/chain.h"
#include "web/door.h"

#include <assert.h>
#include <string.h>

/* ---- from the visit ---- */

static int64_t command_county(const struct request *r)
{
	int64_t county = place_county(r->scope.place);
	return county ? county : r->person_county;
}

/* Whose keys are kept apart: a person's stay the person's over several sessions, so that an outbox may be sent later; and whom the
   person acts for, since the same words for another villager are another deed. */
static struct text command_key(struct visit *visit)
{
	struct request *r = &visit->request;
	if (!visit->key.length || (visit->row->route->flags & (ROUTE_NOT_KEPT | ROUTE_OUTSIDE)))
		return T("");
	if (!r->who.person_id && !r->guest.length)
		return T("");
	struct text whose = r->who.person_id ? text_format(r->arena, "person %lld for %lld",
	                                                   (long long)r->who.person_id, (long long)r->who.for_id)
	                                     : text_format(r->arena, "guest %.*s", TEXT(r->guest));
	struct digest digest = digest_of(
		text_format(r->arena, "%.*s\n%.*s\n%.*s", TEXT(whose), TEXT(visit->row->name), TEXT(visit->key)));
	struct digest *kept = arena_take(r->arena, sizeof *kept);
	*kept = digest;
	return (struct text){ (const char *)kept->bytes, sizeof kept->bytes };
}

/* The path with what would end it, and the sign that stands for a byte, as %XX: the query begins at the first question mark. */
static struct text command_target(const struct exchange *exchange)
{
	struct output out = output_in(exchange->arena);
	for (size_t i = 0; i < exchange->path.length; i++) {
		char c = exchange->path.bytes[i];
		if (c == '?' || c == '%')
			out_format(&out, "%%%02X", (unsigned)(unsigned char)c);
		else
			out_raw(&out, &c, 1);
	}
	if (exchange->query.length)
		out_format(&out, "?%.*s", TEXT(exchange->query));
	return output_text(&out);
}

static void command_make(struct visit *visit)
{
	struct request *r = &visit->request;
	if (visit->row->route->flags & ROUTE_OUTSIDE)
		form_set(r->form, T(".raw"), visit->exchange->body);
	visit->task.command = (struct command){
		.county = command_county(r),
		.at = r->now,
		.door = visit->row->name,
		.target = command_target(visit->exchange),
		.person_id = r->who.person_id,
		.for_id = r->who.for_id,
		.place = r->scope.place,
		.key = command_key(visit),
		.body = form_pairs(r->arena, r->form),
		.asked = visit->asked,
		.context = session_context(visit),
	};
	visit->task.alone = visit->row->route->flags & ROUTE_ALONE;
}

/* ---- in the lane ---- */

static struct exchange *exchange_again(struct arena *arena, const struct command *command)
{
	struct exchange *exchange = arena_take(arena, sizeof *exchange);
	size_t end = text_find(command->target, T("?"));
	exchange->arena = arena;
	exchange->method = POST;
	exchange->path = text_part(command->target, 0, end);
	(void)url_decode(arena, exchange->path, false, &exchange->path);
	exchange->query = text_part(command->target, end + 1, command->target.length);
	exchange->at = command->at;
	return exchange;
}

/* The headers that an outside system's command carries. */
static void headers_again(struct exchange *exchange, const struct form *context)
{
	struct form *headers = form_new(exchange->arena);
	if (form_parse_pairs(headers, form_value_of(context, T("headers"))) != DONE || !headers->count)
		return;
	exchange->headers = arena_array(exchange->arena, headers->count, sizeof *exchange->headers);
	for (size_t i = 0; i < headers->count; i++)
		exchange->headers[i] = (struct header){ headers->fields[i].name, headers->fields[i].value };
	exchange->header_count = headers->count;
}

/* A visit made of the command alone. NULL: the command is not of this program's making. */
static struct visit *visit_again(struct site *site, struct arena *arena, const struct command *command,
                                 const struct door_row *row)
{
	struct visit *visit = arena_take(arena, sizeof *visit);
	visit->site = site;
	visit->row = row;
	visit->is_command = true;
	visit->exchange = exchange_again(arena, command);
	visit->path = visit->exchange->path;
	if (text_starts(visit->path, T("/api/v1/")))
		visit->path = text_part(visit->path, 7, visit->path.length);
	visit_request(visit);
	struct request *r = &visit->request;
	session_from_context(r, command->context, command->person_id, command->for_id);
	headers_again(visit->exchange, visit->context);
	r->form = form_new(arena);
	if (form_parse_pairs(r->form, command->body) != DONE)
		return NULL;
	r->form->raw = form_value_of(r->form, T(".raw"));
	form_remove(r->form, T(".raw"));
	r->form->is_json = text_equal(form_value_of(visit->context, T("json_body")), T("1"));
	return visit;
}

/* The reply where it outlives the task. */
static struct reply reply_kept_in(struct arena *arena, struct reply reply)
{
	struct text *texts[] = { &reply.type,   &reply.location, &reply.etag, &reply.cache,   &reply.file,
		                 &reply.policy, &reply.allow,    &reply.page, &reply.encoding };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		*texts[i] = text_copy(arena, *texts[i]);
	for (size_t i = 0; i < reply.cookie_count; i++)
		reply.cookies[i] = text_copy(arena, reply.cookies[i]);
	if (!reply.is_static)
		reply.body = text_copy(arena, reply.body);
	return reply;
}

/* What a door whose answers are not kept says may hold a secret: its body stays out of the journal. */
static void answer_from(struct answer *answer, const struct reply *reply, bool is_not_kept)
{
	*answer = (struct answer){ .status = reply->status, .location = reply->location };
	if (!is_not_kept && reply->body.length <= LIMIT_REPLY_KEPT_BYTES) {
		answer->type = reply->type;
		answer->body = reply->body;
	}
}

/* The handler itself; also its rights, on the state the writer sees, unless it is a replay. */
static void visit_play(struct visit *visit, struct db *db, struct world *world)
{
	struct request *r = &visit->request;
	r->db = db;
	r->world = world;
	r->now = world->at;
	r->today = calendar_day(world->at);
	int status = 0;
	if (r->route->may == MAY_NOBODY || visit->runs_again) {
		if (r->route->where && r->route->where(r, &r->scope) != DONE)
			status = 404;
	} else {
		status = door_asks(r);
	}
	if (status) {
		door_turn_away(r, status);
		r->outcome = DENIED;
		return;
	}
	r->route->handler(r);
	reply_settle(r);
}

static enum outcome task_run(struct task *task, struct db *db, struct world *world)
{
	struct visit *outer = task->owner;
	struct visit *visit = visit_again(outer->site, task->scratch, &task->command, outer->row);
	if (!visit)
		return INVALID;
	visit->request.token = outer->request.token;
	visit->csrf = outer->csrf;
	visit->key = outer->key;
	visit->runs_again = outer->runs_again;
	int64_t before = db_statements(db);
	visit_play(visit, db, world);
	outer->statements += db_statements(db) - before;
	outer->command_reply = reply_kept_in(task->arena, visit->exchange->reply);
	outer->fresh_form = true;
	if (visit->request.outcome == DONE)
		answer_from(&task->answer, &outer->command_reply, visit->row->route->flags & ROUTE_NOT_KEPT);
	outer->request.outcome = visit->request.outcome;
	return visit->request.outcome;
}

/* ---- back to whoever asked ---- */

static void cookies_add(struct reply *reply, const struct reply *more)
{
	for (size_t i = 0; i < more->cookie_count; i++)
		if (reply->cookie_count < sizeof reply->cookies / sizeof reply->cookies[0])
			reply->cookies[reply->cookie_count++] = more->cookies[i];
}

static const char uncertain[] = N_("It is not certain that this was kept. Send it once more as it is: "
                                   "nothing will be done twice.");

static void reply_kept(struct visit *visit)
{
	const struct answer *answer = &visit->task.answer;
	struct reply *reply = &visit->exchange->reply;
	if (!visit->task.same_request) {
		reply_error(&visit->request, 409,
		            N_("This key was used for a different request. Nothing was changed. Send a new key."));
		return;
	}
	reply->status = (int)answer->status;
	reply->location = answer->location;
	reply->type = answer->type;
	reply->body = answer->body;
}

bool command_repeats(struct visit *visit, struct db *db)
{
	struct task *task = &visit->task;

	command_make(visit);
	if (task->command.key.length == 0)
		return false;
	if (chain_answer(db, visit->exchange->arena, writer_keys(visit->site->writer), &task->command, &task->answer,
	                 &task->same_request) != DONE ||
	    !task->same_request)
		return false;
	if (writer_settle(visit->site->writer)) /* what was read may be a batch that is not on the disk yet */
		reply_kept(visit);
	else
		reply_error(&visit->request, 503, uncertain);
	visit->reply_given = true;
	return true;
}

/* The lane said no although the handler was content: the disk, the connection, a constraint. */
static void reply_lane_failed(struct visit *visit)
{
	enum outcome outcome = visit->task.outcome;
	reply_error(&visit->request, outcome == UNCERTAIN || outcome == CONFLICT ? 503 : 500,
	            outcome == UNCERTAIN ? uncertain : NULL);
}

static void task_done(struct task *task)
{
	struct visit *visit = task->owner;
	struct reply *reply = &visit->exchange->reply;
	struct reply first = *reply; /* what the prepare gave: cookies */
	bool handler_said = visit->command_reply.status != 0 && visit->request.outcome == task->outcome;
	if (task->outcome == DONE && task->repeated) {
		reply_kept(visit);
	} else if (handler_said) {
		*reply = visit->command_reply;
		if (task->outcome == DONE)
			cookies_add(reply, &first);
	} else {
		reply_lane_failed(visit);
	}
	if (visit->finished)
		visit->finished(visit);
	else
		visit_end(visit);
}

static void task_prepare(struct visit *visit)
{
	visit->task.arena = visit->exchange->arena;
	visit->task.run = task_run;
	visit->task.done = task_done;
	visit->task.owner = visit;
}

void command_submit(struct visit *visit)
{
	command_make(visit);
	task_prepare(visit);
	if (writer_submit(visit->site->writer, &visit->task))
		return;
	visit->refused = true;
	reply_error(&visit->request, 503, NULL);
	if (visit->finished)
		visit->finished(visit);
	else
		visit_end(visit);
}

enum outcome command_run(struct visit *visit)
{
	command_make(visit);
	task_prepare(visit);
	return writer_run(visit->site->writer, &visit->task);
}

/* ---- again, out of a journal ---- */

struct work_again {
	const struct work *work;
	struct command command;
	struct arena *arena;
};

static enum outcome work_run(struct task *task, struct db *db, struct world *world)
{
	const struct work_again *again = task->owner;
	return again->work->run(db, task->arena, world, &again->command);
}

static const struct work *work_named(const struct site *site, struct text door)
{
	for (const struct module *const *module = site->options.modules; *module; module++)
		for (const struct work *work = (*module)->works; work && work->door; work++)
			if (text_equal(text_of(work->door), door))
				return work;
	return NULL;
}

static enum outcome work_again(struct site *site, struct arena *arena, const struct command *command)
{
	struct work_again again = { .work = work_named(site, command->door), .command = *command, .arena = arena };
	struct task task = { .command = *command, .arena = arena, .run = work_run, .alone = true, .owner = &again };
	if (!again.work)
		return INVALID;
	return writer_run(site->writer, &task);
}

static void again_finished(struct visit *visit)
{
	(void)visit;
}

static struct text asked_again(struct arena *arena, struct text context)
{
	struct form *pairs = form_new(arena);
	return form_parse_pairs(pairs, context) == DONE ? form_value_of(pairs, T("asked")) : T("");
}

static enum outcome door_again(struct site *site, struct arena *arena, const struct command *command,
                               const struct door_row *row)
{
	struct visit *visit = visit_again(site, arena, command, row);
	if (!visit)
		return INVALID;
	visit->is_command = false;
	visit->runs_again = true;
	visit->finished = again_finished;
	task_prepare(visit);
	visit->task.command = *command;
	visit->task.command.asked = asked_again(arena, command->context);
	visit->task.alone = row->route->flags & ROUTE_ALONE;
	return writer_run(site->writer, &visit->task);
}

enum outcome site_run_command(void *given, const struct command *command)
{
	struct site *site = given;
	const struct door_row *row = door_named(&site->doors, command->door);
	struct arena *arena = arena_new();
	enum outcome outcome = row ? door_again(site, arena, command, row) : work_again(site, arena, command);
	arena_free(arena);
	return outcome;
}
