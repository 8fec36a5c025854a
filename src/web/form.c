/* The list of posted fields, and the urlencoded form of it (WHATWG URL, application/x-www-form-urlencoded). */
#include "web/form.h"

#include "base/arena.h"
#include "base/output.h"

#include <assert.h>
#include <string.h>

struct form *form_new(struct arena *arena)
{
	struct form *form = arena_take(arena, sizeof *form);
	form->arena = arena;
	return form;
}

const struct form_field_value *form_get(const struct form *form, struct text name)
{
	for (size_t i = 0; i < form->count; i++)
		if (text_equal(form->fields[i].name, name))
			return &form->fields[i];
	return NULL;
}

struct text form_value_of(const struct form *form, struct text name)
{
	const struct form_field_value *field = form_get(form, name);
	return field ? field->value : T("");
}

bool form_add(struct form *form, struct text name, struct text value)
{
	assert(form->count <= form->room);
	if (form->count == LIMIT_FORM_FIELDS + FORM_OWN || name.length > FORM_NAME_BYTES)
		return false;
	if (form->count == form->room) {
		size_t room = form->room ? 4 * form->room : 16;
		struct form_field_value *larger = arena_array(form->arena, room, sizeof *larger);
		if (form->count)
			memcpy(larger, form->fields, form->count * sizeof *larger);
		form->fields = larger;
		form->room = room;
	}
	form->fields[form->count++] = (struct form_field_value){ name, value };
	return true;
}

bool form_set(struct form *form, struct text name, struct text value)
{
	for (size_t i = 0; i < form->count; i++)
		if (text_equal(form->fields[i].name, name)) {
			form->fields[i].value = value;
			return true;
		}
	return form_add(form, name, value);
}

void form_remove(struct form *form, struct text name)
{
	size_t kept = 0;
	for (size_t i = 0; i < form->count; i++)
		if (!text_equal(form->fields[i].name, name))
			form->fields[kept++] = form->fields[i];
	form->count = kept;
}

struct text form_pairs(struct arena *arena, const struct form *form)
{
	struct output out = output_in(arena);
	for (size_t i = 0; i < form->count; i++) {
		if (i)
			out_string(&out, "&");
		out_url(&out, form->fields[i].name);
		out_string(&out, "=");
		out_url(&out, form->fields[i].value);
	}
	return output_text(&out);
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool url_decode(struct arena *arena, struct text t, bool plus, struct text *ret_decoded)
{
	*ret_decoded = t;
	if (!t.length || (!memchr(t.bytes, '%', t.length) && !(plus && memchr(t.bytes, '+', t.length)))) /* mostly */
		return true;
	char *bytes = arena_take(arena, t.length + 1);
	size_t length = 0;
	for (size_t i = 0; i < t.length; i++) {
		char c = t.bytes[i];
		if (c == '%') {
			int high = t.length - i > 2 ? hex_digit(t.bytes[i + 1]) : -1;
			int low = high >= 0 ? hex_digit(t.bytes[i + 2]) : -1;
			if (low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		} else if (plus && c == '+') {
			c = ' ';
		}
		bytes[length++] = c;
	}
	*ret_decoded = (struct text){ bytes, length };
	return true;
}

enum outcome form_parse_pairs(struct form *form, struct text pairs)
{
	struct text pair;
	while (pairs.length && text_next(&pairs, '&', &pair)) {
		if (!pair.length)
			continue;
		size_t equals = text_find(pair, T("="));
		struct text name, value;
		if (!url_decode(form->arena, text_part(pair, 0, equals), true, &name) ||
		    !url_decode(form->arena, text_part(pair, equals + 1, pair.length), true, &value))
			return INVALID;
		if (!text_is_utf8(name) || !text_is_utf8(value) || value.length > LIMIT_FIELD_BYTES)
			return INVALID;
		if (!form_add(form, name, value))
			return INVALID;
	}
	return DONE;
}

/* The value of a parameter of a header: boundary of multipart/form-data; boundary="x" (RFC 9110 5.6.6). */
static struct text header_parameter(struct text header, struct text name)
{
	struct text piece;
	while (text_next(&header, ';', &piece)) {
		piece = text_trim(piece);
		size_t equals = text_find(piece, T("="));
		if (!text_equal_caseless(text_part(piece, 0, equals), name))
			continue;
		struct text value = text_part(piece, equals + 1, piece.length);
		if (value.length >= 2 && value.bytes[0] == '"' && value.bytes[value.length - 1] == '"')
			value = text_part(value, 1, value.length - 2);
		return value;
	}
	return T("");
}

static enum outcome parse_as(struct form *form, struct text type, struct text body)
{
	struct text kind = type;
	kind.length = text_find(type, T(";"));
	kind = text_trim(kind);
	if (text_equal_caseless(kind, T("application/x-www-form-urlencoded")))
		return form_parse_pairs(form, body);
	if (text_equal_caseless(kind, T("application/json")) ||
	    text_equal_caseless(kind, T("application/problem+json")))
		return form_parse_json(form, body);
	if (text_equal_caseless(kind, T("multipart/form-data")))
		return form_parse_multipart(form, header_parameter(type, T("boundary")), body);
	return NOT_FOUND;
}

enum outcome form_parse(struct form *form, struct text type, struct text body)
{
	form->raw = body;
	enum outcome outcome = body.length ? parse_as(form, type, body) : DONE;
	return outcome == DONE && form->count > LIMIT_FORM_FIELDS ? INVALID : outcome;
}
