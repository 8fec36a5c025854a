/* Posted bodies: urlencoded, multipart, JSON, and under whatever content type the input's first line names (typed). What was read is
   written as a command's body is, and read again the same. */
#include "fuzz/fuzz.h"

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

static void read_as(struct text type, struct text body)
{
	struct form *form = form_new(arena);

	if (form_parse(form, type, body) == DONE)
		check_form(form);
}

static void read_pairs(struct text body)
{
	read_as(T("application/x-www-form-urlencoded"), body);
}

static void read_json(struct text body)
{
	read_as(T("application/json"), body);
}

static void read_multipart(struct text body)
{
	read_as(T("multipart/form-data; boundary=x"), body);
}

static void read_typed(struct text input)
{
	size_t end = text_find(input, T("\n"));

	read_as(text_part(input, 0, end), text_part(input, end + 1, input.length));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct fuzz_parser parsers[] = {
		{ "pairs", read_pairs }, { "json", read_json }, { "multipart", read_multipart },
		{ "typed", read_typed }, { NULL, NULL },
	};
	static const struct fuzz_parser *parser;
	if (size > 65536)
		return 0;
	if (parser == NULL)
		parser = fuzz_parser_named(parsers);
	if (arena == NULL)
		arena = arena_new();
	arena_reset(arena);
	char *copy = malloc(size > 0 ? size : 1);
	memcpy(copy, data, size);
	parser->feed((struct text){ copy, size });
	free(copy);
	return 0;
}
