/* Posted bodies: urlencoded, multipart, JSON, and under whatever content type the input names. What was read is written as a command's
   body is, and read again the same. */
#include "fuzz/fuzz.h"

#include <string.h>

#include "base/arena.h"
#include "web/form.h"

static struct arena *arena;

static void check_form(const struct form *form)
{
	struct form *again = form_new(arena);
	MUST(form->count <= LIMIT_FORM_FIELDS + FORM_OWN && form->file_count <= FORM_FILES);
	for (size_t i = 0; i < form->count; i++) {
		MUST(text_is_utf8(form->fields[i].name) && text_is_utf8(form->fields[i].value));
		MUST(form->fields[i].name.length <= FORM_NAME_BYTES &&
		     form->fields[i].value.length <= LIMIT_FIELD_BYTES);
	}
	for (size_t i = 0; i < form->file_count; i++)
		MUST(text_is_utf8(form->files[i].file_name));
	MUST(form_parse_pairs(again, form_pairs(arena, form)) == DONE);
	MUST(again->count == form->count);
	for (size_t i = 0; i < again->count; i++)
		MUST(text_equal(again->fields[i].name, form->fields[i].name) &&
		     text_equal(again->fields[i].value, form->fields[i].value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const types[] = { "application/x-www-form-urlencoded", "application/json",
		                             "multipart/form-data; boundary=x",
		                             "multipart/form-data; boundary=\"a b\"" };
	enum { TYPES = sizeof types / sizeof types[0] };
	if (size == 0 || size > 65536)
		return 0;
	if (arena == NULL)
		arena = arena_new();
	arena_reset(arena);
	char *copy = malloc(size);
	memcpy(copy, data + 1, size - 1);
	struct text body = { copy, size - 1 }, type;
	size_t which = data[0] % (TYPES + 1);
	if (which < TYPES) {
		type = text_of(types[which]);
	} else { /* the first line is the content type */
		size_t end = text_find(body, T("\n"));
		type = text_part(body, 0, end);
		body = text_part(body, end + 1, body.length);
	}
	struct form *form = form_new(arena);
	if (form_parse(form, type, body) == DONE)
		check_form(form);
	free(copy);
	return 0;
}
