/* The table of doors: made and checked once at start, searched for every request among those of as many segments.
   A literal segment wins over {name}: /orders/new is not an order. Not done: optional or repeated segments. */
#include "web/door.h"

#include <assert.h>
#include <string.h>

static bool is_param(struct text segment)
{
	return segment.length > 2 && segment.bytes[0] == '{' && segment.bytes[segment.length - 1] == '}';
}

/* Splits "/a/b" into "a", "b"; "/" has none. False: too many. */
static bool path_split(struct text path, struct text *segments, size_t *ret_count)
{
	size_t count = 0;
	struct text rest = text_part(path, 1, path.length), piece;
	while (rest.length && text_next(&rest, '/', &piece)) {
		if (count == ROUTE_SEGMENTS)
			return false;
		segments[count++] = piece;
	}
	if (path.length > 1 && path.bytes[path.length - 1] == '/')
		return false;
	*ret_count = count;
	return true;
}

static bool same_shape(const struct door_row *a, const struct door_row *b)
{
	if (a->route->method != b->route->method || a->segment_count != b->segment_count)
		return false;
	if (((a->route->flags & ROUTE_PAGE) && (b->route->flags & ROUTE_API)) ||
	    ((a->route->flags & ROUTE_API) && (b->route->flags & ROUTE_PAGE)))
		return false;
	for (size_t i = 0; i < a->segment_count; i++) {
		bool param = is_param(a->segments[i]);
		if (param != is_param(b->segments[i]) || (!param && !text_equal(a->segments[i], b->segments[i])))
			return false;
	}
	return true;
}

static bool chore_has(const struct module *module, const char *path)
{
	for (const struct chore *chore = module->chores; chore && chore->path; chore++)
		if (!strcmp(chore->path, path))
			return true;
	return false;
}

/* What is wrong with a row, or NULL. */
static const char *row_fault(const struct door_table *table, const struct door_row *row)
{
	const struct route *route = row->route;
	if (!route->handler)
		return "has no handler";
	if (!route->help)
		return "has no help";
	if (route->may > MAY_BASE && !route->where)
		return "wants a right but has no where";
	if (route->may == MAY_NOBODY && route->method != POST)
		return "is for nobody: it must be a POST";
	if (row->is_chore && route->may != MAY_NOBODY)
		return "is a chore's: it must be for nobody";
	if (route->flags & ROUTE_KEPT && (route->method != GET || route->may != ANYONE || route->where))
		return "is kept, but not a GET for anyone";
	if (route->method == GET && (route->prepare || (route->flags & (ROUTE_UPLOAD | ROUTE_OUTSIDE))))
		return "is a GET with something only a POST has";
	for (const struct door_row *other = table->rows; other < row; other++)
		if (same_shape(other, row))
			return "stands twice";
	return NULL;
}

static size_t literal_weight(const struct door_row *row)
{
	size_t weight = 0;
	for (size_t i = 0; i < row->segment_count; i++)
		weight = weight * 2 + (is_param(row->segments[i]) ? 1 : 0);
	return weight;
}

static bool sorts_before(const struct door_row *a, const struct door_row *b)
{
	if (a->segment_count != b->segment_count)
		return a->segment_count < b->segment_count;
	return literal_weight(a) < literal_weight(b);
}

static void table_sort(struct door_table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		size_t at = i;
		const struct door_row *row = &table->rows[i];
		for (; at > 0 && sorts_before(row, table->sorted[at - 1]); at--)
			table->sorted[at] = table->sorted[at - 1];
		table->sorted[at] = row;
	}
	for (size_t i = 0, segments = 0; segments <= ROUTE_SEGMENTS + 1; segments++) {
		while (i < table->count && table->sorted[i]->segment_count < segments)
			i++;
		table->starts[segments] = i;
	}
}

static size_t routes_count(const struct module *const *modules)
{
	size_t count = 0;
	for (; *modules; modules++)
		for (const struct route *route = (*modules)->routes; route && route->path; route++)
			count++;
	return count;
}

enum outcome door_table_make(struct door_table *table, const struct module *const *modules, struct arena *arena,
                             struct text *ret_problem)
{
	size_t count = routes_count(modules);
	*table = (struct door_table){ .rows = arena_array(arena, count, sizeof *table->rows),
		                      .sorted = arena_array(arena, count, sizeof *table->sorted) };
	for (; *modules; modules++)
		for (const struct route *route = (*modules)->routes; route && route->path; route++) {
			struct door_row *row = &table->rows[table->count];
			row->route = route;
			row->module = *modules;
			row->index = table->count;
			row->is_chore = route->method == POST && chore_has(*modules, route->path);
			row->name = text_format(arena, "%s %s", route->method == GET ? "GET" : "POST", route->path);
			const char *fault = "has a malformed path";
			if (route->path[0] == '/' &&
			    path_split(text_of(route->path), row->segments, &row->segment_count))
				fault = row_fault(table, row);
			if (fault) {
				*ret_problem = text_format(arena, "The door %.*s of module %s %s.", TEXT(row->name),
				                           (*modules)->name, fault);
				return INVALID;
			}
			table->count++;
		}
	table_sort(table);
	return DONE;
}

static bool row_fits(const struct door_row *row, const struct text *segments, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_param(row->segments[i]) ? segments[i].length == 0 : !text_equal(row->segments[i], segments[i]))
			return false;
	}
	return true;
}

const struct door_row *door_find(const struct door_table *table, enum method method, struct text path, bool api,
                                 bool *ret_other)
{
	struct text segments[ROUTE_SEGMENTS] = { 0 };
	size_t count = 0;
	*ret_other = false;
	if (!path.length || path.bytes[0] != '/' || !path_split(path, segments, &count))
		return NULL;
	for (size_t i = table->starts[count]; i < table->starts[count + 1]; i++) {
		const struct door_row *row = table->sorted[i];
		if (!row_fits(row, segments, count) || (row->route->flags & (api ? ROUTE_PAGE : ROUTE_API)) ||
		    row->route->may == MAY_NOBODY)
			continue;
		if (row->route->method == method)
			return row;
		*ret_other = true;
	}
	return NULL;
}

const struct door_row *door_named(const struct door_table *table, struct text name)
{
	for (size_t i = 0; i < table->count; i++)
		if (text_equal(table->rows[i].name, name))
			return &table->rows[i];
	return NULL;
}

struct text door_param(const struct door_row *row, struct text path, struct text name)
{
	struct text segments[ROUTE_SEGMENTS] = { 0 };
	size_t count = 0;
	if (!path_split(path, segments, &count) || count != row->segment_count)
		return T("");
	for (size_t i = 0; i < count; i++)
		if (is_param(row->segments[i]) &&
		    text_equal(text_part(row->segments[i], 1, row->segments[i].length - 2), name))
			return segments[i];
	return T("");
}
