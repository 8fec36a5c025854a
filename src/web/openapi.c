#include "web/openapi.h"

#include <assert.h>
#include <ctype.h>
#include <jansson.h>
#include <string.h>

enum { RECORDS_LIMIT = 512, NAME_BYTES = 160 };

/* Every record met so far; the name of its schema is unique. */
struct known {
	const struct record *record;
	char name[NAME_BYTES];
};

struct document {
	struct known known[RECORDS_LIMIT];
	size_t known_count;
	json_t *schemas;
};

static const char *const right_names[RIGHTS] = {
	[RIGHT_PLACE_EDIT] = "PLACE_EDIT",
	[RIGHT_GRANT] = "GRANT",
	[RIGHT_PERSON_EDIT] = "PERSON_EDIT",
	[RIGHT_HOUSEHOLD_READ] = "HOUSEHOLD_READ",
	[RIGHT_HOUSEHOLD_EDIT] = "HOUSEHOLD_EDIT",
	[RIGHT_SELLER_EDIT] = "SELLER_EDIT",
	[RIGHT_CATALOG_EDIT] = "CATALOG_EDIT",
	[RIGHT_ORDER_READ] = "ORDER_READ",
	[RIGHT_ORDER_HANDLE] = "ORDER_HANDLE",
	[RIGHT_SERVE] = "SERVE",
	[RIGHT_LEDGER_READ] = "LEDGER_READ",
	[RIGHT_SETTLE] = "SETTLE",
	[RIGHT_FIGURES_READ] = "FIGURES_READ",
	[RIGHT_AUDIT_READ] = "AUDIT_READ",
	[RIGHT_REGISTER_READ] = "REGISTER_READ",
	[RIGHT_REGISTER_EDIT] = "REGISTER_EDIT",
	[RIGHT_REGISTER_DECIDE] = "REGISTER_DECIDE",
	[RIGHT_RULE_EDIT] = "RULE_EDIT",
	[RIGHT_OPERATE] = "OPERATE",
	[RIGHT_CASE_HANDLE] = "CASE_HANDLE",
	[RIGHT_PROJECT] = "PROJECT",
};

bool openapi_has(const struct route *route)
{
	return route->may != MAY_NOBODY && !(route->flags & (ROUTE_PAGE | ROUTE_OUTSIDE));
}

/* ---- schemas ---- */

static json_t *reference(const char *kind, const char *name, const char *suffix)
{
	return json_pack("{s:o}", "$ref", json_sprintf("#/components/%s/%s%s", kind, name, suffix));
}

static const char *schema_name(struct document *d, const struct record *record);

static void set_bounds(json_t *schema, const char *low, const char *high, const struct field *field)
{
	if (!field->min && !field->max)
		return;
	json_object_set_new(schema, low, json_integer(field->min));
	if (field->max >= field->min) /* else the upper bound is the kind's own */
		json_object_set_new(schema, high, json_integer(field->max));
}

static json_t *with_bounds(json_t *schema, const char *low, const char *high, const struct field *field)
{
	set_bounds(schema, low, high, field);
	return schema;
}

static json_t *choice_schema(const struct field *field)
{
	json_t *values = json_array();
	for (const struct choice *c = field->choices; c && c->value; c++)
		if (c->value[0])
			json_array_append_new(values, json_string(c->value));
	json_t *schema = json_pack("{s:s}", "type", "string");
	if (json_array_size(values))
		json_object_set(schema, "enum", values);
	json_decref(values);
	return schema;
}

static json_t *string_schema(const char *format, const char *pattern, const char *description)
{
	return json_pack("{s:s, s:s*, s:s*, s:s*}", "type", "string", "format", format, "pattern", pattern,
	                 "description", description);
}

/* What may be null on the way out: a day, a moment or an id that is not there. */
static json_t *or_null(json_t *schema, bool in)
{
	if (!in)
		json_object_set_new(schema, "type", json_pack("[s, s]", "string", "null"));
	return schema;
}

static json_t *field_schema(struct document *d, const struct field *field, bool in)
{
	switch (field->kind) {
	case FIELD_TEXT:
	case FIELD_NOTE:
		return with_bounds(string_schema(NULL, NULL, NULL), "minLength", "maxLength", field);
	case FIELD_SECRET:
		return with_bounds(string_schema("password", NULL, NULL), "minLength", "maxLength", field);
	case FIELD_PHONE:
		return string_schema(NULL, NULL, "A contact number: digits with an optional +");
	case FIELD_CHOICE:
	case FIELD_STATE:
		return choice_schema(field);
	case FIELD_PERCENT:
		return json_pack("{s:s, s:i, s:i, s:s}", "type", "number", "minimum", 0, "maximum", 100, "description",
		                 "Percent, with at most two decimals");
	case FIELD_COUNTY:
		return string_schema(NULL, "^([0-9]{6})?$", "Official code of a county");
	case FIELD_INT:
		return with_bounds(json_pack("{s:s, s:s}", "type", "integer", "format", "int64"), "minimum", "maximum",
		                   field);
	case FIELD_GRAMS:
		return with_bounds(json_pack("{s:s, s:s, s:s}", "type", "integer", "format", "int64", "description",
		                             "Grams"),
		                   "minimum", "maximum", field);
	case FIELD_FEN:
		return with_bounds(json_pack("{s:s, s:s, s:s}", "type", "integer", "format", "int64", "description",
		                             "Fen: a hundredth of a yuan"),
		                   "minimum", "maximum", field);
	case FIELD_BOOL:
		return json_pack("{s:s}", "type", "boolean");
	case FIELD_DAY:
		return or_null(string_schema("date", NULL, NULL), in);
	case FIELD_MOMENT:
		return or_null(string_schema("date-time", NULL, NULL), in);
	case FIELD_ID:
		return or_null(string_schema(NULL, "^[0-9]{6}-[0-9A-Z]+-.$", "Public id, like 510525-1Z4K9V0M3Q7-7"),
		               in);
	case FIELD_PLACE:
		return string_schema(NULL, "^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})?$",
		                     "Official code of a place");
	case FIELD_LIST:
		return with_bounds(json_pack("{s:s, s:o}", "type", "array", "items",
		                             reference("schemas", schema_name(d, field->rows), in ? "_input" : "")),
		                   "minItems", "maxItems", field);
	case FIELD_PART: /* add_fields() */
	case FIELD_NONE:
	case FIELD_COUNT_OF_KINDS:
		break;
	}
	return json_object();
}

static bool field_is_told(const struct field *field, bool in)
{
	return in ? (field->flags & FIELD_IN) != 0 : field->flags & FIELD_OUT && field->kind != FIELD_SECRET;
}

static void add_fields(struct document *d, const struct record *record, bool in, json_t *properties, json_t *required)
{
	for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++) {
		if (!field_is_told(field, in))
			continue;
		if (field->kind == FIELD_PART) {
			add_fields(d, field->rows, in, properties, required);
			continue;
		}
		json_t *schema = field_schema(d, field, in);
		if (field->label)
			json_object_set_new(schema, "title", json_string(field->label));
		json_object_set_new(properties, field->name, schema);
		if (!in || field->flags & FIELD_REQUIRED)
			json_array_append_new(required, json_string(field->name));
	}
}

static json_t *record_schema(struct document *d, const struct record *record, bool in)
{
	json_t *properties = json_object(), *required = json_array();
	add_fields(d, record, in, properties, required);
	json_t *schema = json_pack("{s:s, s:o}", "type", "object", "properties", properties);
	if (json_array_size(required))
		json_object_set(schema, "required", required);
	json_decref(required);
	return schema;
}

static const char *schema_name(struct document *d, const struct record *record)
{
	size_t same = 0;
	for (size_t i = 0; i < d->known_count; i++) {
		if (d->known[i].record == record)
			return d->known[i].name;
		same += strcmp(d->known[i].record->name, record->name) == 0;
	}
	assert(d->known_count < RECORDS_LIMIT && strlen(record->name) < NAME_BYTES - 24);
	struct known *known = &d->known[d->known_count++];
	known->record = record;
	size_t length = strlen(record->name);
	for (size_t i = 0; i < length; i++)
		known->name[i] = (char)(isalnum((unsigned char)record->name[i]) ? record->name[i] : '_');
	if (same) {
		known->name[length] = '_';
		known->name[length + 1] = (char)('1' + same % 9);
	}
	return known->name;
}

/* A reference to the schema of the record, which is written when it is first wanted, with all that it names. */
static json_t *record_reference(struct document *d, const struct record *record, bool in)
{
	const char *suffix = in ? "_input" : "";
	json_t *ref = reference("schemas", schema_name(d, record), suffix);
	const char *name = strrchr(json_string_value(json_object_get(ref, "$ref")), '/') + 1;
	if (!json_object_get(d->schemas, name)) {
		json_object_set_new(d->schemas, name, json_null()); /* so that a record may name itself */
		json_object_set_new(d->schemas, name, record_schema(d, record, in));
		for (const struct field *field = record->fields; field->kind != FIELD_NONE; field++)
			if (field->kind == FIELD_LIST && field_is_told(field, in))
				json_decref(record_reference(d, field->rows, in));
	}
	return ref;
}

/* ---- operations ---- */

static json_t *parameter(const char *name, const char *where, bool required, json_t *schema, const char *description)
{
	return json_pack("{s:s, s:s, s:b, s:o, s:s*}", "name", name, "in", where, "required", required, "schema",
	                 schema, "description", description);
}

static void add_path_parameters(json_t *parameters, const char *path)
{
	for (const char *open = strchr(path, '{'); open; open = strchr(open + 1, '{')) {
		char name[NAME_BYTES] = { 0 };
		const char *close = strchr(open, '}');
		size_t length = close ? (size_t)(close - open) - 1 : 0;
		assert(length && length < sizeof name);
		memcpy(name, open + 1, length);
		json_array_append_new(parameters, parameter(name, "path", true, string_schema(NULL, NULL, NULL), NULL));
	}
}

static json_t *parameters_of(struct document *d, const struct route *route)
{
	json_t *parameters = json_array();
	add_path_parameters(parameters, route->path);
	for (const struct field *f = route->query ? route->query->fields : NULL; f && f->kind != FIELD_NONE; f++)
		if (f->flags & FIELD_IN && f->kind != FIELD_LIST)
			json_array_append_new(parameters, parameter(f->name, "query", (f->flags & FIELD_REQUIRED) != 0,
			                                            field_schema(d, f, true), f->label));
	if (route->flags & ROUTE_PAGED) {
		json_array_append_new(parameters, reference("parameters", "after", ""));
		json_array_append_new(parameters, reference("parameters", "limit", ""));
	}
	if (route->method == POST)
		json_array_append_new(parameters, reference("parameters", "idempotency_key", ""));
	return parameters;
}

static json_t *content(const char *type, json_t *schema)
{
	return json_pack("{s:{s:o}}", type, "schema", schema);
}

static json_t *list_schema(json_t *items)
{
	return json_pack("{s:s, s:[s, s], s:{s:{s:s, s:o}, s:{s:[s, s], s:s}}}", "type", "object", "required", "items",
	                 "next", "properties", "items", "type", "array", "items", items, "next", "type", "string",
	                 "null", "description", "Give it as `after` to read on; null on the last page");
}

static json_t *responses_of(struct document *d, const struct route *route)
{
	json_t *good = json_pack("{s:s}", "description", route->method == GET ? "What was asked for" : "Done");
	if (route->gives) {
		json_t *schema = record_reference(d, route->gives, false);
		if (route->flags & ROUTE_LIST)
			schema = list_schema(schema);
		json_object_set_new(good, "content", content("application/json", schema));
	}
	return json_pack("{s:o, s:o, s:o}", route->method == GET ? "200" : "2XX", good, "4XX",
	                 reference("responses", "problem", ""), "5XX", reference("responses", "problem", ""));
}

static json_t *body_of(struct document *d, const struct route *route)
{
	bool upload = (route->flags & ROUTE_UPLOAD) != 0;
	return json_pack("{s:b, s:o}", "required", true, "content",
	                 content(upload ? "multipart/form-data" : "application/json",
	                         record_reference(d, route->takes, true)));
}

/* "get_orders_order_cancel": from method and path, so as unique as they are. */
static json_t *operation_id(const struct route *route)
{
	char name[NAME_BYTES];
	size_t length = (size_t)snprintf(name, sizeof name, "%s", route->method == GET ? "get" : "post");
	for (const char *p = route->path; *p && length + 2 < sizeof name; p++) {
		if (isalnum((unsigned char)*p))
			name[length++] = *p;
		else if (name[length - 1] != '_' && *p != '}')
			name[length++] = '_';
	}
	while (name[length - 1] == '_')
		length--;
	return json_stringn(name, length);
}

static void set_security(json_t *operation, const struct route *route)
{
	json_t *bearer = json_pack("{s:[]}", "bearer");
	json_object_set_new(operation, "security",
	                    route->may == ANYONE ? json_pack("[{}, o]", bearer) : json_pack("[o]", bearer));
	if (route->may >= MAY_BASE) {
		int right = route->may - MAY_BASE;
		assert(right > RIGHT_NONE && right < RIGHTS && right_names[right]);
		json_object_set_new(operation, "x-required-right", json_string(right_names[right]));
	}
}

static json_t *operation_of(struct document *d, const struct openapi_door *door)
{
	const struct route *route = door->route;
	json_t *operation = json_pack("{s:o, s:s, s:[s]}", "operationId", operation_id(route), "summary",
	                              route->help ? route->help : route->path, "tags", door->module);
	json_t *parameters = parameters_of(d, route);
	if (json_array_size(parameters))
		json_object_set(operation, "parameters", parameters);
	json_decref(parameters);
	if (route->method == POST && route->takes)
		json_object_set_new(operation, "requestBody", body_of(d, route));
	json_object_set_new(operation, "responses", responses_of(d, route));
	set_security(operation, route);
	return operation;
}

/* ---- the document ---- */

static json_t *problem_schema(void)
{
	json_t *one = json_pack("{s:s, s:[s, s], s:{s:{s:s, s:s}, s:{s:s}}}", "type", "object", "required", "field",
	                        "message", "properties", "field", "type", "string", "description",
	                        "The field; empty when it is about the whole", "message", "type", "string");
	return json_pack("{s:s, s:s, s:[s, s, s], s:{s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s, s:o}}}", "type",
	                 "object", "description", "RFC 9457 problem details", "required", "type", "title", "status",
	                 "properties", "type", "type", "string", "title", "type", "string", "status", "type", "integer",
	                 "detail", "type", "string", "problems", "type", "array", "items", one);
}

static json_t *components(struct document *d)
{
	json_object_set_new(d->schemas, "problem", problem_schema());
	json_t *shared = json_pack(
		"{s:o, s:o, s:o}", "after",
		parameter("after", "query", false, string_schema(NULL, NULL, NULL), "The `next` of the page before"),
		"limit",
		parameter("limit", "query", false,
	                  json_pack("{s:s, s:i, s:i}", "type", "integer", "minimum", 1, "maximum", LIMIT_PAGE_ROWS),
	                  "How many rows at most"),
		"idempotency_key",
		parameter("Idempotency-Key", "header", false,
	                  json_pack("{s:s, s:i}", "type", "string", "maxLength", LIMIT_KEY_BYTES),
	                  "A key of your own; a repeat with the same key is answered like the first and done once"));
	json_t *problem = json_pack("{s:s, s:o}", "description", "It was not done, and why", "content",
	                            content("application/problem+json", reference("schemas", "problem", "")));
	return json_pack("{s:{s:{s:s, s:s, s:s}}, s:o, s:{s:o}, s:o}", "securitySchemes", "bearer", "type", "http",
	                 "scheme", "bearer", "description", "The token that POST /sign-in gives", "parameters", shared,
	                 "responses", "problem", problem, "schemas", d->schemas);
}

static json_t *paths_of(struct document *d, const struct openapi_door *doors, size_t count, json_t *tags)
{
	json_t *paths = json_object();
	const char *last = "";
	for (size_t i = 0; i < count; i++) {
		const struct route *route = doors[i].route;
		if (!openapi_has(route))
			continue;
		json_t *path = json_object_get(paths, route->path);
		if (!path) {
			path = json_object();
			json_object_set_new(paths, route->path, path);
		}
		json_object_set_new(path, route->method == GET ? "get" : "post", operation_of(d, &doors[i]));
		if (strcmp(last, doors[i].module) != 0)
			json_array_append_new(tags, json_pack("{s:s, s:o}", "name", doors[i].module, "description",
			                                      json_sprintf("What module %s offers", doors[i].module)));
		last = doors[i].module;
	}
	return paths;
}

/* Shared parameters that no door uses are left out. */
static void keep_if(json_t *parts, const char *name, bool used)
{
	if (!used)
		json_object_del(json_object_get(parts, "parameters"), name);
}

static int write_piece(const char *bytes, size_t length, void *out)
{
	out_raw(out, bytes, length);
	return 0;
}

void openapi_write(struct output *out, struct text server_url, const struct openapi_door *doors, size_t count)
{
	struct document *d = arena_take(out->arena, sizeof *d);
	d->schemas = json_object();
	bool paged = false, posted = false;
	for (size_t i = 0; i < count; i++) {
		paged = paged || (openapi_has(doors[i].route) && doors[i].route->flags & ROUTE_PAGED);
		posted = posted || (openapi_has(doors[i].route) && doors[i].route->method == POST);
	}
	json_t *tags = json_array(), *paths = paths_of(d, doors, count, tags), *parts = components(d);
	keep_if(parts, "after", paged);
	keep_if(parts, "limit", paged);
	keep_if(parts, "idempotency_key", posted);
	json_t *document = json_pack(
		"{s:s, s:{s:s, s:s, s:s, s:{s:s, s:s}}, s:[{s:o}], s:o, s:o, s:o}", "openapi", "3.1.0", "info", "title",
		"Tongcun", "version", "1", "description",
		"The same doors as the pages: goods, orders, payments, places, figures. Money is a whole number of fen, "
		"weight of grams, moments are RFC 3339, lists are read page by page with `after`.",
		"license", "name", "Apache-2.0", "identifier", "Apache-2.0", "servers", "url",
		json_sprintf("%.*s/api/v1", TEXT(server_url)), "tags", tags, "paths", paths, "components", parts);
	assert(document);
	json_dump_callback(document, write_piece, out, JSON_COMPACT);
	json_decref(document);
}
