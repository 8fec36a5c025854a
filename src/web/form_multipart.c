/* multipart/form-data (RFC 7578, framing of RFC 2046 5.1): fields without a file name are form fields, the others files. */
#include "web/form.h"

#include "base/arena.h"

enum { PART_HEADERS = 8 };

/* name="..." out of Content-Disposition; browsers write %22 for a quote inside (WHATWG HTML 4.10.21.8). */
static bool disposition_parameter(struct text header, struct text name, struct text *ret_value)
{
	struct text rest = text_part(header, text_find(header, T(";")), header.length);
	while (rest.length) {
		rest = text_trim(text_part(rest, 1, rest.length));
		size_t equals = text_find(rest, T("="));
		if (equals + 1 >= rest.length || rest.bytes[equals + 1] != '"')
			return false;
		struct text key = text_part(rest, 0, equals), value = text_part(rest, equals + 2, rest.length);
		size_t quote = text_find(value, T("\""));
		if (quote == value.length)
			return false;
		if (text_equal_caseless(key, name)) {
			*ret_value = text_part(value, 0, quote);
			return true;
		}
		rest = text_trim(text_part(value, quote + 1, value.length));
		if (rest.length && rest.bytes[0] != ';')
			return false;
	}
	return false;
}

/* Takes one line ending in CRLF. */
static bool line_next(struct text *rest, struct text *ret_line)
{
	size_t end = text_find(*rest, T("\r\n"));
	if (end == rest->length)
		return false;
	*ret_line = text_part(*rest, 0, end);
	*rest = text_part(*rest, end + 2, rest->length);
	return true;
}

static bool file_add(struct form *form, struct text name, struct text file_name, struct text bytes)
{
	if (!file_name.length && !bytes.length)
		return true; /* no file was chosen */
	if (form->file_count == FORM_FILES || !text_is_utf8(file_name))
		return false;
	form->files[form->file_count++] = (struct form_file){ name, file_name, bytes };
	return true;
}

static bool part_add(struct form *form, struct text part)
{
	struct text disposition = T(""), line, name, file_name;
	for (int i = 0;; i++) {
		if (i == PART_HEADERS || !line_next(&part, &line))
			return false;
		if (!line.length)
			break;
		size_t colon = text_find(line, T(":"));
		if (text_equal_caseless(text_part(line, 0, colon), T("Content-Disposition")))
			disposition = text_trim(text_part(line, colon + 1, line.length));
	}
	if (!disposition_parameter(disposition, T("name"), &name) || !text_is_utf8(name))
		return false;
	if (disposition_parameter(disposition, T("filename"), &file_name))
		return file_add(form, name, file_name, part);
	return part.length <= LIMIT_FIELD_BYTES && text_is_utf8(part) && form_add(form, name, part);
}

enum outcome form_parse_multipart(struct form *form, struct text boundary, struct text body)
{
	if (!boundary.length || boundary.length > 70)
		return INVALID;
	struct text first = text_format(form->arena, "--%.*s", TEXT(boundary));
	struct text between = text_format(form->arena, "\r\n--%.*s", TEXT(boundary));
	if (!text_starts(body, first))
		return INVALID;
	struct text rest = text_part(body, first.length, body.length);
	while (!text_starts(rest, T("--"))) {
		if (!text_starts(rest, T("\r\n")))
			return INVALID;
		rest = text_part(rest, 2, rest.length);
		size_t end = text_find(rest, between);
		if (end == rest.length || !part_add(form, text_part(rest, 0, end)))
			return INVALID;
		rest = text_part(rest, end + between.length, rest.length);
	}
	return DONE;
}
