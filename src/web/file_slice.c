/* Asks a file's door from within, in somebody's name. */
#include "web/file_slice.h"

#include <string.h>

#include "web/door.h"
#include "web/kit/kit_templates.h"
#include "web/page.h"

enum { ADDRESS_BYTES = 1000 };

/* A visit of the program's own to a GET door; NULL: there is none of that address. */
static struct visit *inner_visit(struct request *r, const struct identity *who, struct text address)
{
	struct exchange *exchange = arena_take(r->arena, sizeof *exchange);
	struct visit *visit = arena_take(r->arena, sizeof *visit);
	size_t mark = text_find(address, T("?"));
	bool other = false;
	exchange->arena = r->arena;
	exchange->method = GET;
	exchange->at = r->now;
	exchange->query = text_part(address, mark + 1, address.length);
	if (address.length > ADDRESS_BYTES || !text_starts(address, T("/")) ||
	    !url_decode(r->arena, text_part(address, 0, mark), false, &exchange->path) ||
	    !text_is_utf8(exchange->path) || !text_is_utf8(exchange->query))
		return NULL;
	visit->site = r->site;
	visit->exchange = exchange;
	visit->path = exchange->path;
	visit->row = door_find(&r->site->doors, GET, visit->path, false, &other);
	if (!visit->row)
		return NULL;
	visit_request(visit);
	visit->request.db = r->db;
	visit->request.who = *who;
	visit->request.language = r->language;
	session_settle(&visit->request);
	return visit;
}

int file_slice_asks(struct request *r, struct text address, int64_t *ret_place)
{
	struct visit *visit = inner_visit(r, &r->who, address);
	int status = visit ? door_asks(&visit->request) : 404;
	*ret_place = visit ? visit->request.scope.place : 0;
	return status;
}

/* A file that its door gives whole. */
static bool is_file_of_rows(const struct reply *reply)
{
	return reply->status == 200 && reply->file.length &&
	       (text_equal(reply->type, file_type(T(".csv"))) || text_equal(reply->type, file_type(T(".xlsx"))));
}

int file_slice_make(struct request *r, int64_t person_county, int64_t person_id, struct text address,
                    struct file_slice *slice)
{
	struct identity who;
	if (request_person(r, person_county, person_id, &who) != DONE)
		return 403;
	struct visit *visit = inner_visit(r, &who, address);
	if (!visit)
		return 404;
	int status = door_asks(&visit->request);
	if (status)
		return status;
	visit->request.slice = slice;
	visit->request.route->handler(&visit->request);
	reply_settle(&visit->request);
	const struct reply *reply = &visit->exchange->reply;
	if (!slice->is_given && is_file_of_rows(reply))
		file_slice_give(&visit->request, reply->file, reply->body, 0, T(""));
	slice->place = visit->request.scope.place;
	if (!slice->is_given)
		return reply->status >= 400 ? reply->status : 422;
	return slice->after.length || submits_run_now(visit) ? 0 : 503;
}

void file_slice_give(struct request *r, struct text name, struct text bytes, size_t rows, struct text next)
{
	struct file_slice *slice = r->slice;
	slice->name = name;
	slice->bytes = bytes;
	slice->rows = rows;
	slice->next = next;
	slice->is_given = true;
	r->visit->reply_given = true;
	r->exchange->reply.status = 200;
}

/* The address as asked, in one piece. */
static struct text own_address(struct request *r)
{
	const struct exchange *exchange = r->exchange;
	struct output out = output_in(r->arena);
	out_text(&out, exchange->path);
	if (exchange->query.length) {
		out_string(&out, "?");
		out_text(&out, exchange->query);
	}
	return output_text(&out);
}

void file_is_long(struct request *r, bool at_once)
{
	struct text first = at_once ? link_with(r, "after", T("0")) : T("");
	page_begin(r, _("This file is long"), "");
	file_long_html(r, own_address(r), first);
	page_end(r);
}
