/* What handlers read: parameters, query, fields, settings. */
#include "web/door.h"

#include "base/calendar.h"
#include "base/id.h"
#include "base/log.h"
#include "base/place_key.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct text request_param(struct request *r, const char *name)
{
	return door_param(r->visit->row, r->visit->path, text_of(name));
}

/* Of any page, and nothing to a program: a place looked for by words or level by level, where to go on to, a table as a file. */
static bool is_of_pages(struct text name)
{
	static const char *const names[] = { "where", "into", "next", "as" };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (text_equal(name, text_of(names[i])))
			return true;
	return false;
}

/* Whether the row says that it reads the parameter. */
static bool is_declared(const struct route *route, struct text name)
{
	if (route->flags & ROUTE_PAGED && (text_equal(name, T("after")) || text_equal(name, T("limit"))))
		return true;
	if (text_equal(name, T("lang")) || (route->query && record_field(route->query, name)))
		return true;
	return is_of_pages(name);
}

struct text request_query(struct request *r, const char *name)
{
	if (r->site && r->site->options.strict && r->route && r->route->method == GET &&
	    !is_declared(r->route, text_of(name))) {
		log_event(LOG_ERROR, "undeclared", "door=\"%s\" query=\"%s\"", r->route->path, name);
		abort();
	}
	return request_query_own(r, name);
}

struct text request_query_own(struct request *r, const char *name)
{
	struct text rest = r->exchange->query, pair, wanted = text_of(name), value, key;
	while (rest.length && text_next(&rest, '&', &pair)) {
		size_t equals = text_find(pair, T("="));
		if (url_decode(r->arena, text_part(pair, 0, equals), true, &key) && text_equal(key, wanted) &&
		    url_decode(r->arena, text_part(pair, equals + 1, pair.length), true, &value) && text_is_utf8(value))
			return value;
	}
	return T("");
}

struct text request_field(struct request *r, const char *name)
{
	return r->form ? form_value_of(r->form, text_of(name)) : T("");
}

static bool named_before(const struct text *names, size_t count, struct text name)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(names[i], name))
			return true;
	return false;
}

size_t request_fields(struct request *r, const char *prefix, size_t limit, struct text *ret_names,
                      struct text *ret_values)
{
	size_t count = 0;
	struct text start = text_of(prefix);
	for (size_t i = 0; r->form && i < r->form->count && count < limit; i++) {
		struct text name = r->form->fields[i].name;
		if (!text_starts(name, start))
			continue;
		name = text_part(name, start.length, name.length);
		if (named_before(ret_names, count, name))
			continue;
		ret_names[count] = name;
		ret_values[count++] = r->form->fields[i].value;
	}
	return count;
}

struct text request_file(struct request *r, const char *name, struct text *ret_name)
{
	for (size_t i = 0; r->form && i < r->form->file_count; i++)
		if (text_equal(r->form->files[i].name, text_of(name))) {
			*ret_name = r->form->files[i].file_name;
			return r->form->files[i].bytes;
		}
	*ret_name = T("");
	return T("");
}

struct text request_raw_body(struct request *r)
{
	return r->form && (r->route->flags & ROUTE_OUTSIDE) ? r->form->raw : T("");
}

struct text request_header(struct request *r, const char *name)
{
	return exchange_header(r->exchange, text_of(name));
}

void request_set_field(struct request *r, const char *name, struct text value)
{
	assert(r->form && !r->visit->is_command);
	bool set = form_set(r->form, text_copy(r->arena, text_of(name)), value);
	assert(set);
	(void)set;
}

void request_remove_field(struct request *r, const char *name)
{
	assert(r->form && !r->visit->is_command);
	form_remove(r->form, text_of(name));
}

bool request_id(struct request *r, const char *name, int64_t *ret_county, int64_t *ret_id)
{
	return id_read(request_param(r, name), ret_county, ret_id);
}

bool request_place(struct request *r, const char *name, int64_t *ret_place)
{
	return place_read(request_param(r, name), ret_place);
}

bool request_query_place(struct request *r, const char *name, int64_t *ret_place)
{
	return place_read(request_query(r, name), ret_place);
}

int64_t request_query_int(struct request *r, const char *name, int64_t min, int64_t max, int64_t otherwise)
{
	int64_t value = 0;
	if (!text_to_int64(request_query(r, name), &value) || value < min || value > max)
		return otherwise;
	return value;
}

int64_t request_period(struct request *r, int64_t otherwise)
{
	int64_t period;
	return calendar_read_period(request_query(r, "period"), &period) ? period : otherwise;
}

size_t request_limit(struct request *r)
{
	return (size_t)request_query_int(r, "limit", 1, LIMIT_PAGE_ROWS, LIMIT_PAGE_ROWS);
}

enum outcome request_person(struct request *r, int64_t county, int64_t person_id, struct identity *ret_who)
{
	const struct identity_source *source = &r->site->options.identity;

	return source->person ? source->person(r->db, r->arena, county, person_id, ret_who) : NOT_FOUND;
}

bool list_goes_on(struct request *r, size_t *count)
{
	size_t limit = request_limit(r);
	bool goes_on = *count > limit;

	if (goes_on)
		*count = limit;
	return goes_on;
}

/* The cursor is the bare id, or a public id of which only the id counts. */
int64_t request_after(struct request *r)
{
	int64_t county = 0, id = 0;
	if (id_read(request_query(r, "after"), &county, &id))
		return id;
	return request_query_int(r, "after", 0, INT64_MAX, 0);
}

int64_t request_new_id(struct request *r)
{
	assert(r->visit->is_command);
	return world_id(r->world);
}

struct text request_setting(struct request *r, const char *name)
{
	const char *const *pair = r->site->options.settings;
	struct text carried;
	if (r->visit && session_carried_setting(r->visit, name, &carried))
		return carried;
	for (; pair && pair[0]; pair += 2)
		if (!strcmp(pair[0], name))
			return text_of(pair[1]);
	return T("");
}

bool request_runs_again(const struct request *r)
{
	return r->visit->runs_again;
}

const struct outside *request_outside(const struct request *r)
{
	return r->site->options.outside;
}

bool request_settles(struct request *r)
{
	return writer_settle(r->site->writer);
}

bool request_is_ending(const struct request *r)
{
	return atomic_load(&r->site->stopping);
}

const struct digest *request_secret(struct request *r)
{
	return &r->site->options.secret;
}

bool request_may(const struct request *r, enum right right, int64_t place)
{
	return identity_may(&r->who, right, place);
}
