/* JSON bodies as form fields: objects and lists are flattened into dotted names. Text, whole numbers, true (1), false (0)
   and null (empty) are values. Other numbers keep their digits as jansson prints them ("36.5"). */
#include "web/form.h"

#include "base/arena.h"

#include <jansson.h>
#include <string.h>

static bool flatten(struct form *form, struct text name, const json_t *value, int depth);

static struct text name_below(struct form *form, struct text name, struct text inner)
{
	if (!name.length)
		return inner;
	return text_format(form->arena, "%.*s.%.*s", TEXT(name), TEXT(inner));
}

static bool flatten_object(struct form *form, struct text name, const json_t *object, int depth)
{
	/* jansson's iterators want a non-const object but change nothing. */
	union {
		const json_t *given;
		json_t *wanted;
	} it = { .given = object };
	for (void *at = json_object_iter(it.wanted); at; at = json_object_iter_next(it.wanted, at)) {
		struct text key = text_copy(form->arena, text_of(json_object_iter_key(at)));
		if (!flatten(form, name_below(form, name, key), json_object_iter_value(at), depth + 1))
			return false;
	}
	return true;
}

static bool flatten_array(struct form *form, struct text name, const json_t *array, int depth)
{
	for (size_t i = 0; i < json_array_size(array); i++) {
		if (i == LIMIT_FORM_FIELDS)
			return false;
		struct text number = text_format(form->arena, "%zu", i);
		if (!flatten(form, name_below(form, name, number), json_array_get(array, i), depth + 1))
			return false;
	}
	return true;
}

static struct text real_text(struct form *form, const json_t *value)
{
	char digits[64];
	size_t length = json_dumpb(value, digits, sizeof digits, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	return text_copy(form->arena, (struct text){ digits, length < sizeof digits ? length : 0 });
}

static bool flatten(struct form *form, struct text name, const json_t *value, int depth)
{
	if (depth > FORM_DEPTH || name.length > FORM_NAME_BYTES) /* each thing below repeats the name */
		return false;
	switch (json_typeof(value)) {
	case JSON_OBJECT:
		return flatten_object(form, name, value, depth);
	case JSON_ARRAY:
		return flatten_array(form, name, value, depth);
	case JSON_STRING: {
		struct text t = { json_string_value(value), json_string_length(value) };
		return t.length <= LIMIT_FIELD_BYTES && form_add(form, name, text_copy(form->arena, t));
	}
	case JSON_INTEGER:
		return form_add(form, name, text_format(form->arena, "%lld", (long long)json_integer_value(value)));
	case JSON_REAL:
		return form_add(form, name, real_text(form, value));
	case JSON_TRUE:
		return form_add(form, name, T("1"));
	case JSON_FALSE:
		return form_add(form, name, T("0"));
	case JSON_NULL:
		return form_add(form, name, T(""));
	}
	return false;
}

enum outcome form_parse_json(struct form *form, struct text body)
{
	/* jansson stops at its own depth of 2048 and refuses U+0000 and bytes that are not UTF-8. */
	json_t *root = json_loadb(body.bytes, body.length, JSON_REJECT_DUPLICATES, NULL);
	if (!root)
		return INVALID;
	bool good = json_is_object(root) && flatten(form, T(""), root, 0);
	form->is_json = good;
	json_decref(root);
	return good ? DONE : INVALID;
}
