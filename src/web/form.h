/* What was posted, as a flat list of fields: urlencoded, multipart or JSON ({"lines":[{"count":2}]} is the field
   "lines.0.count", its length "lines.#" is not kept). For the files of src/web; modules use request_field() and its like.
   Bounds: LIMIT_FORM_FIELDS posted ones and FORM_OWN that a prepare adds, LIMIT_FIELD_BYTES, FORM_NAME_BYTES, nesting of JSON
   FORM_DEPTH. */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include "base/limits.h"
#include "base/outcome.h"
#include "base/text.h"

enum { FORM_DEPTH = 8, FORM_FILES = 8, FORM_OWN = 128, FORM_NAME_BYTES = 256 };

struct form_field_value {
	struct text name, value;
};

struct form_file {
	struct text name, file_name, bytes;
};

struct form {
	struct arena *arena;
	struct form_field_value *fields;
	size_t count, room;
	struct form_file files[FORM_FILES];
	size_t file_count;
	struct text raw; /* the body as it came */
	bool is_json; /* it was JSON: money is in fen and weight in grams, not in the yuan and kilograms that people type */
};

struct form *form_new(struct arena *arena);
/* Reads a body of the content type. INVALID: malformed, not UTF-8 or beyond the bounds; NOT_FOUND: a type not known (415). */
MUST_USE enum outcome form_parse(struct form *form, struct text type, struct text body);
/* Reads name=value&...; also queries. */
MUST_USE enum outcome form_parse_pairs(struct form *form, struct text pairs);
/* form_multipart.c, form_json.c */
MUST_USE enum outcome form_parse_multipart(struct form *form, struct text boundary, struct text body);
MUST_USE enum outcome form_parse_json(struct form *form, struct text body);
/* The first field of that name, or NULL. */
const struct form_field_value *form_get(const struct form *form, struct text name);
struct text form_value_of(const struct form *form, struct text name);
/* False: no room, or too long a name. */
bool form_add(struct form *form, struct text name, struct text value);
bool form_set(struct form *form, struct text name, struct text value);
void form_remove(struct form *form, struct text name);
/* Canonical urlencoded pairs in the order posted. */
struct text form_pairs(struct arena *arena, const struct form *form);
/* Decodes %xx (and + when `plus`): the text itself when there is nothing to decode, else in the arena. False: a broken escape. */
bool url_decode(struct arena *arena, struct text t, bool plus, struct text *ret_decoded);

#endif
