/* Answers: redirects, JSON, files, and what went wrong, as a page in plain words or as problem details (RFC 9457). */
#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "web/door.h"
#include "web/json.h"
#include "web/page.h"
#include "web/web_templates.h"

static const char json_type[] = "application/json";
static const char problem_type[] = "application/problem+json";
static const char html_type[] = "text/html; charset=utf-8";

struct error_words {
	int status;
	const char *title, *words;
};

static const struct error_words errors[] = {
	{ 400, N_("This could not be understood"),
	  N_("The request was damaged on its way. Nothing was changed. Go back and try again.") },
	{ 401, N_("Please sign in"), N_("Only people who are signed in can do this.") },
	{ 403, N_("This is not open to you"),
	  N_("You have no right to do this here. Whoever gave you your account can change that.") },
	{ 404, N_("Nothing is here"),
	  N_("There is nothing at this address. It may have been mistyped, or the thing is gone.") },
	{ 405, N_("This cannot be done here"), N_("This address does not take that kind of request.") },
	{ 409, N_("Somebody was faster"),
	  N_("It has changed in the meantime. Nothing of yours was changed: look at it again and decide anew.") },
	{ 413, N_("Too large"), N_("What you sent is larger than this page takes. Choose a smaller file.") },
	{ 414, N_("This address is too long"), N_("The address is longer than any of ours.") },
	{ 415, N_("Unknown format"), N_("Send a form or JSON.") },
	{ 422, N_("Please check what you entered"), N_("Something you entered cannot be right.") },
	{ 429, N_("Too many tries"), N_("Wait a moment and try again.") },
	{ 500, N_("Something broke on our side"),
	  N_("It is not your fault, and nothing was changed. Try again later; if it stays, tell your station.") },
	{ 503, N_("Very busy just now"),
	  N_("Nothing was changed. Try again in a moment; nothing will be done twice.") },
};

static const struct error_words *error_of(int status)
{
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if (errors[i].status == status)
			return &errors[i];
	return error_of(500);
}

/* A message's %s is filled by the detail. */
static struct text problem_words(struct request *r, const struct problem *problem)
{
	return words(r, problem->message, problem->detail);
}

static void out_problems(struct request *r, struct output *out)
{
	out_string(out, ",\"problems\":[");
	for (size_t i = 0; i < r->problems.count; i++) {
		const struct problem *problem = &r->problems.list[i];
		out_string(out, i ? ",{\"field\":" : "{\"field\":");
		out_json(out, problem->field);
		out_string(out, ",\"message\":");
		out_json(out, problem_words(r, problem));
		if (problem->line)
			out_format(out, ",\"line\":%" PRId64, problem->line);
		out_string(out, "}");
	}
	out_string(out, "]");
}

static void write_problem(struct request *r, int status, const char *message)
{
	struct output *out = r->out;
	out->length = 0;
	out_string(out, "{\"type\":\"about:blank\",\"title\":");
	out_json(out, text_of(_(error_of(status)->title)));
	out_format(out, ",\"status\":%d,\"detail\":", status);
	out_json(out, text_of(_(message ? message : error_of(status)->words)));
	if (r->problems.count)
		out_problems(r, out);
	out_string(out, "}\n");
}

static void write_page(struct request *r, int status, const char *message)
{
	r->out->length = 0;
	error_page_html(r, status, _(error_of(status)->title), _(message ? message : error_of(status)->words));
}

void reply_error(struct request *r, int status, const char *message)
{
	struct reply *reply = &r->exchange->reply;
	struct text allow = reply->allow;
	*reply = (struct reply){ .status = status, .allow = allow, .cache = T("no-store") };
	if (status == 503)
		reply->retry_after = 1;
	if (r->json)
		write_problem(r, status, message);
	else
		write_page(r, status, message);
	reply->type = text_of(r->json ? problem_type : html_type);
	reply->body = output_text(r->out);
	r->visit->reply_given = true;
	if (r->visit->gives_guest && !r->visit->is_command)
		set_cookie(r, "guest", r->visit->guest_cookie, 365 * 86400, true);
}

int reply_status(enum outcome outcome)
{
	switch (outcome) {
	case DONE:
		return 200;
	case NOT_FOUND:
		return 404;
	case INVALID:
		return 422;
	case DENIED:
		return 403;
	case CONFLICT:
		return 409;
	case FAILED:
		return 500;
	case UNCERTAIN:
		return 503;
	}
	return 500;
}

void fail(struct request *r, enum outcome outcome, const char *message)
{
	r->outcome = outcome == DONE ? FAILED : outcome;
	reply_error(r, reply_status(r->outcome), message);
}

/* The page already written stands, with the status of the outcome. */
static void refuse_as(struct request *r, enum outcome outcome)
{
	struct reply *reply = &r->exchange->reply;
	r->outcome = outcome;
	if (r->json || !r->out->length) {
		reply_error(r, reply_status(outcome), NULL);
		return;
	}
	*reply = (struct reply){ .status = reply_status(outcome), .type = text_of(html_type), .cache = T("no-store") };
	reply->body = output_text(r->out);
	r->visit->reply_given = true;
}

void refuse(struct request *r)
{
	refuse_as(r, INVALID);
}

void show_now(struct request *r)
{
	struct reply *reply = &r->exchange->reply;
	*reply = (struct reply){ .status = 200, .type = text_of(html_type), .cache = T("no-store") };
	reply->body = output_text(r->out);
	r->visit->reply_given = true;
}

void refuse_stale(struct request *r)
{
	refuse_as(r, CONFLICT);
}

static struct text path_of(struct request *r, const char *format, va_list list) __attribute__((format(printf, 2, 0)));

static struct text path_of(struct request *r, const char *format, va_list list)
{
	char path[LIMIT_TARGET_BYTES];
	int length = vsnprintf(path, sizeof path, format, list);
	size_t kept = length < 0 ? 0 : (size_t)length < sizeof path ? (size_t)length : sizeof path - 1;
	return text_copy(r->arena, (struct text){ path, kept });
}

static void give_json(struct request *r, int status, struct text location)
{
	struct reply *reply = &r->exchange->reply;
	if (!r->out->length) {
		out_string(r->out, "{\"location\":");
		out_json(r->out, location);
		out_string(r->out, "}\n");
	}
	reply->status = status;
	reply->type = text_of(json_type);
	reply->location = status == 201 ? text_join(r->arena, T("/api/v1"), location) : T("");
	reply->body = output_text(r->out);
	r->visit->reply_given = true;
}

static void go_to(struct request *r, struct text location)
{
	r->exchange->reply.status = 303;
	r->exchange->reply.location = location;
	r->exchange->reply.body = T("");
	r->visit->reply_given = true;
}

void see_other(struct request *r, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	struct text location = path_of(r, format, list);
	va_end(list);
	r->outcome = DONE;
	if (r->json)
		give_json(r, 200, location);
	else
		go_to(r, location);
}

void made(struct request *r, const struct record *record, const void *row, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	struct text location = path_of(r, format, list);
	va_end(list);
	r->outcome = DONE;
	if (!r->json) {
		go_to(r, location);
		return;
	}
	r->out->length = 0;
	json_row(r, r->out, record, row);
	give_json(r, 201, location);
}

void redirect(struct request *r, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	struct text location = path_of(r, format, list);
	va_end(list);
	if (r->json)
		give_json(r, 200, location);
	else
		go_to(r, location);
}

void deed_answer(struct request *r, enum outcome outcome, const struct deed *deed, struct text path, const char *done)
{
	if (r->problems.count > 0) {
		if (!r->json && deed->show != NULL)
			deed->show(r);
		refuse(r);
	} else if (outcome == CONFLICT) {
		fail(r, CONFLICT, deed->slower ? deed->slower : N_("Somebody was faster: look at it again"));
	} else if (outcome != DONE) {
		fail(r, outcome, NULL);
	} else {
		if (r->json && deed->record != NULL)
			json_row(r, r->out, deed->record, deed->row);
		see_other(r, "%.*s?done=%s", TEXT(path), done);
	}
}

void give_one(struct request *r, const struct record *record, const void *row)
{
	r->out->length = 0;
	json_row(r, r->out, record, row);
	r->exchange->reply.status = 200;
	r->exchange->reply.type = text_of(json_type);
	r->exchange->reply.body = output_text(r->out);
	r->visit->reply_given = true;
}

void give_list(struct request *r, const struct record *record, const void *rows, size_t count, int64_t next_after)
{
	give_list_after(r, record, rows, count, next_after ? text_format(r->arena, "%" PRId64, next_after) : T(""));
}

void give_all(struct request *r, enum outcome outcome, const struct record *record, const void *rows, size_t count)
{
	if (outcome != DONE)
		fail(r, outcome, NULL);
	else
		give_list(r, record, rows, count, 0);
}

void give_list_read(struct request *r, enum outcome outcome, const struct record *record, const void *rows,
                    size_t count)
{
	const struct field *id = record_field(record, T("id"));
	assert(id);
	if (outcome != DONE) {
		fail(r, outcome, NULL);
		return;
	}
	bool goes_on = list_goes_on(r, &count);
	give_list(r, record, rows, count,
	          goes_on ? field_int_of(id, (const char *)rows + (count - 1) * record->size) : 0);
}

void give_list_after(struct request *r, const struct record *record, const void *rows, size_t count, struct text next)
{
	r->out->length = 0;
	out_string(r->out, "{\"items\":[");
	for (size_t i = 0; i < count; i++) {
		if (i)
			out_string(r->out, ",");
		json_row(r, r->out, record, (const char *)rows + i * record->size);
	}
	out_string(r->out, "],\"next\":");
	if (next.length)
		out_json(r->out, next);
	else
		out_string(r->out, "null");
	out_string(r->out, "}\n");
	r->exchange->reply.status = 200;
	r->exchange->reply.type = text_of(json_type);
	r->exchange->reply.body = output_text(r->out);
	r->visit->reply_given = true;
}

void give_file(struct request *r, struct text type, struct text file_name, struct text body, int64_t cached)
{
	struct reply *reply = &r->exchange->reply;
	reply->status = 200;
	reply->type = type;
	reply->file = file_name;
	reply->body = body;
	if (cached > 0)
		reply->cache = text_format(r->arena, "public, max-age=%" PRId64, cached);
	r->visit->reply_given = true;
}

void reply_settle(struct request *r)
{
	struct reply *reply = &r->exchange->reply;
	if (r->visit->reply_given)
		return;
	if (r->problems.count || r->outcome != DONE) {
		if (r->outcome == DONE || r->outcome == INVALID)
			refuse(r);
		else
			fail(r, r->outcome, NULL);
		return;
	}
	reply->status = 200;
	reply->type = text_of(r->json ? json_type : html_type);
	reply->body = output_text(r->out);
	r->visit->reply_given = true;
}

/* RFC 6265; what stands in a value of ours never wants quoting, anything else is percent-encoded. */
void set_cookie(struct request *r, const char *name, struct text value, int64_t max_age, bool http_only)
{
	struct reply *reply = &r->exchange->reply;
	struct output out = output_in(r->arena);
	if (reply->cookie_count == sizeof reply->cookies / sizeof reply->cookies[0])
		return;
	out_text(&out, strcmp(name, "session") ? text_of(name) : r->site->secure_name);
	out_string(&out, "=");
	out_url(&out, value);
	out_string(&out, "; Path=/; SameSite=Lax");
	if (max_age)
		out_format(&out, "; Max-Age=%" PRId64, max_age > 0 ? max_age : 0);
	if (http_only)
		out_string(&out, "; HttpOnly");
	if (r->site->options.https)
		out_string(&out, "; Secure");
	reply->cookies[reply->cookie_count++] = output_text(&out);
}
