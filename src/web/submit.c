/* Commands that a page waits for: what a GET wants recorded before it is shown (who looked at whom). They run one after the
   other through doors that are for nobody but the program, in the present person's name; the page goes out when all are
   on disk. */
#include <assert.h>

#include "web/door.h"

void request_submit(struct request *r, const char *path, const char *const *fields)
{
	struct visit *visit = r->visit;
	if (visit->is_command || visit->exchange->method != GET)
		return;
	assert(visit->submit_count < REQUEST_SUBMITS);
	struct submit *submit = &visit->submits[visit->submit_count++];
	submit->path = text_copy(r->arena, text_of(path));
	submit->form = form_new(r->arena);
	for (; fields[0]; fields += 2)
		form_add(submit->form, text_copy(r->arena, text_of(fields[0])),
		         text_copy(r->arena, text_of(fields[1])));
}

static void submit_next(struct visit *visit);

static void submit_finished(struct visit *inner)
{
	struct visit *visit = inner->owner;
	visit->statements += inner->statements;
	if (inner->task.outcome == DONE && !inner->refused) {
		submit_next(visit);
		return;
	}
	reply_error(&visit->request, 503, NULL);
	visit_end(visit);
}

/* A visit of the program's own, as the present person. */
static struct visit *submit_visit(struct visit *visit, const struct submit *submit)
{
	struct arena *arena = visit->exchange->arena;
	struct visit *inner = arena_take(arena, sizeof *inner);
	struct exchange *exchange = arena_take(arena, sizeof *exchange);
	exchange->arena = arena;
	exchange->method = POST;
	exchange->path = submit->path;
	exchange->at = visit->exchange->at;
	inner->site = visit->site;
	inner->exchange = exchange;
	inner->path = exchange->path;
	inner->row = door_named(&visit->site->doors, text_join(arena, T("POST "), submit->path));
	assert(inner->row && inner->row->route->may == MAY_NOBODY);
	inner->owner = visit;
	inner->finished = submit_finished;
	visit_request(inner);
	inner->request.who = visit->request.who;
	inner->request.guest = visit->request.guest;
	inner->request.language = visit->request.language;
	inner->request.scope = visit->request.scope;
	inner->request.json = true;
	inner->request.form = submit->form;
	session_settle(&inner->request);
	return inner;
}

static void finished_now(struct visit *inner)
{
	(void)inner;
}

bool submits_run_now(struct visit *visit)
{
	for (size_t i = 0; i < visit->submit_count; i++) {
		struct visit *inner = submit_visit(visit, &visit->submits[i]);
		inner->finished = finished_now;
		if (command_run(inner) != DONE)
			return false;
	}
	return true;
}

static void submit_next(struct visit *visit)
{
	if (visit->submit_at == visit->submit_count) {
		visit_end(visit);
		return;
	}
	command_submit(submit_visit(visit, &visit->submits[visit->submit_at++]));
}

void submits_run(struct visit *visit)
{
	if (visit->exchange->reply.status >= 400)
		visit->submit_count = 0;
	submit_next(visit);
}
