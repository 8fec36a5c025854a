/* Text is copied in runs: the escaping writers look for the next byte that must change and copy what lies before it whole. */
#include "base/output.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { OUTPUT_FIRST_BYTES = 1024, OUTPUT_LONG_BYTES = 2 << 20 };

struct output output_in(struct arena *arena)
{
	return (struct output){ .arena = arena };
}

struct text output_text(const struct output *out)
{
	return (struct text){ out->bytes, out->length };
}

/* Makes room for `more` bytes and returns where they go; the caller adds to the length what it wrote. */
static char *output_room(struct output *out, size_t more)
{
	if (more > out->room - out->length) {
		/* Doubled while it is short; a long one has its arena's block to itself, which grows in place. */
		size_t room = out->room == 0                  ? OUTPUT_FIRST_BYTES
		              : out->room < OUTPUT_LONG_BYTES ? out->room * 2
		                                              : out->room + out->room / 4;
		if (room - out->length < more)
			room = out->length + more;
		out->bytes = arena_grow(out->arena, out->bytes, out->room, room);
		out->room = room;
	}
	return out->bytes + out->length;
}

void output_reserve(struct output *out, size_t bytes)
{
	(void)output_room(out, bytes);
}

void out_raw(struct output *out, const char *bytes, size_t length)
{
	if (length == 0)
		return;
	memcpy(output_room(out, length), bytes, length);
	out->length += length;
}

void out_text(struct output *out, struct text t)
{
	out_raw(out, t.bytes, t.length);
}

void out_string(struct output *out, const char *string)
{
	out_text(out, text_of(string));
}

void out_size(struct output *out, size_t value)
{
	out->length += text_digits(value, output_room(out, TEXT_DIGITS));
}

void out_int(struct output *out, int64_t value)
{
	if (value < 0)
		out_raw(out, "-", 1);
	out->length += text_digits(value < 0 ? 0 - (uint64_t)value : (uint64_t)value, output_room(out, TEXT_DIGITS));
}

void out_format(struct output *out, const char *format, ...)
{
	va_list values;
	va_start(values, format);
	size_t room = out->room - out->length;
	int length = vsnprintf(room > 0 ? out->bytes + out->length : NULL, room, format, values);
	va_end(values);
	if (length < 0)
		abort(); /* only a broken format can do this */
	if ((size_t)length >= room) {
		char *bytes = output_room(out, (size_t)length + 1);
		va_start(values, format);
		vsnprintf(bytes, (size_t)length + 1, format, values);
		va_end(values);
	}
	out->length += (size_t)length;
}

void out_html(struct output *out, struct text t)
{
	static const char *const escapes[256] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
	};
	size_t from = 0;
	for (size_t i = 0; i < t.length; i++) {
		const char *escape = escapes[(unsigned char)t.bytes[i]];
		if (!escape)
			continue;
		out_raw(out, t.bytes + from, i - from);
		out_string(out, escape);
		from = i + 1;
	}
	if (from < t.length)
		out_raw(out, t.bytes + from, t.length - from);
}

void out_html_string(struct output *out, const char *string)
{
	out_html(out, text_of(string));
}

/* Bytes at the front of t that XML 1.0 does not have; 0: none. */
static size_t not_of_xml(struct text t)
{
	unsigned char c = (unsigned char)t.bytes[0];
	if (c < ' ')
		return c != '\t' && c != '\n' && c != '\r';
	return t.length >= 3 && text_starts(t, T("\xEF\xBF")) && (unsigned char)t.bytes[2] >= 0xBE ? 3 : 0;
}

void out_xml(struct output *out, struct text t)
{
	size_t from = 0;
	for (size_t i = 0; i < t.length;) {
		size_t without = not_of_xml(text_part(t, i, t.length));
		if (without) {
			out_html(out, text_part(t, from, i - from));
			from = i + without;
		}
		i += without ? without : 1;
	}
	out_html(out, text_part(t, from, t.length));
}

/* The language of a letter's script; NULL: a letter or mark of no one language. Blocks after Unicode 15, Blocks.txt. */
static const char *letter_language(uint32_t c)
{
	if (c >= 0x0F00 && c <= 0x0FFF)
		return "bo";
	if (c >= 0xA000 && c <= 0xA4CF)
		return "ii";
	if ((c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFF01 && c <= 0xFF60) ||
	    (c >= 0x20000 && c <= 0x323AF))
		return "zh-CN";
	return NULL;
}

/* Whether any of its letters could need a mark: all of them take three bytes or more, from E0 on. On a Chinese page those of Tibetan
   begin with E0, those of Yi with EA. */
static bool may_be_foreign(const struct output *out, struct text t)
{
	if (!out->language)
		return false;
	if (strcmp(out->language, "zh-CN") == 0)
		return t.length > 0 && (memchr(t.bytes, 0xE0, t.length) || memchr(t.bytes, 0xEA, t.length));
	for (size_t i = 0; i < t.length; i++) {
		if ((unsigned char)t.bytes[i] >= 0xE0)
			return true;
	}
	return false;
}

/* The end of the run that starts at t with a letter of the language: behind its last letter before one of another language. */
static size_t run_end(struct text t, const char *language)
{
	struct text rest = t;
	size_t end = 0;
	uint32_t c;
	while ((c = text_next_character(&rest)) != 0) {
		const char *letter = letter_language(c);
		bool latin = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
		if (latin || (letter && strcmp(letter, language) != 0))
			break;
		if (letter)
			end = t.length - rest.length;
	}
	return end;
}

/* A number right before a run belongs to it ("39.90 元", "7月"): where it begins, not before `from`. */
static size_t run_start(struct text t, size_t from, size_t at)
{
	size_t start = at;
	for (size_t i = at; i > from; i--) {
		char c = t.bytes[i - 1];
		if (c >= '0' && c <= '9')
			start = i - 1;
		else if (c != '.' && c != ',' && c != ':' && c != ' ')
			break;
	}
	return start;
}

void out_shown_text(struct output *out, struct text t)
{
	struct text rest = t;
	size_t from = 0, at = 0;
	if (!may_be_foreign(out, t)) {
		out_html(out, t);
		return;
	}
	for (uint32_t c; (c = text_next_character(&rest)) != 0; at = t.length - rest.length) {
		const char *language = letter_language(c);
		if (!language || strcmp(language, out->language) == 0)
			continue;
		size_t start = run_start(t, from, at), end = at + run_end(text_part(t, at, t.length - at), language);
		out_html(out, text_part(t, from, start - from));
		out_format(out, "<bdi lang=\"%s\">", language);
		out_html(out, text_part(t, start, end - start));
		out_string(out, "</bdi>");
		from = end;
		rest = text_part(t, from, t.length - from);
	}
	out_html(out, text_part(t, from, t.length - from));
}

void out_shown_string(struct output *out, const char *string)
{
	out_shown_text(out, text_of(string));
}

static const char hex_digits[] = "0123456789ABCDEF";

static void out_json_escape(struct output *out, unsigned char c)
{
	static const char *const escapes[256] = {
		['"'] = "\\\"", ['\\'] = "\\\\", ['\b'] = "\\b", ['\f'] = "\\f",
		['\n'] = "\\n", ['\r'] = "\\r",  ['\t'] = "\\t",
	};
	if (escapes[c])
		out_string(out, escapes[c]);
	else
		out_raw(out, (const char[]){ '\\', 'u', '0', '0', hex_digits[c >> 4], hex_digits[c & 15] }, 6);
}

void out_json(struct output *out, struct text t)
{
	size_t from = 0;
	out_raw(out, "\"", 1);
	for (size_t i = 0; i < t.length; i++) {
		unsigned char c = (unsigned char)t.bytes[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		out_raw(out, t.bytes + from, i - from);
		out_json_escape(out, c);
		from = i + 1;
	}
	if (from < t.length)
		out_raw(out, t.bytes + from, t.length - from);
	out_raw(out, "\"", 1);
}

static bool is_unreserved(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
	       c == '_' || c == '~';
}

void out_url(struct output *out, struct text t)
{
	size_t from = 0;
	for (size_t i = 0; i < t.length; i++) {
		unsigned char c = (unsigned char)t.bytes[i];
		if (is_unreserved(c))
			continue;
		out_raw(out, t.bytes + from, i - from);
		out_raw(out, (const char[]){ '%', hex_digits[c >> 4], hex_digits[c & 15] }, 3);
		from = i + 1;
	}
	if (from < t.length)
		out_raw(out, t.bytes + from, t.length - from);
}

/* An optional sign, digits, optionally a dot and more digits. */
static bool is_number(struct text t)
{
	size_t i = t.length > 0 && (t.bytes[0] == '-' || t.bytes[0] == '+'), digits = 0;
	for (bool dot = false; i < t.length; i++) {
		if (t.bytes[i] >= '0' && t.bytes[i] <= '9') {
			digits++;
		} else if (t.bytes[i] == '.' && !dot && digits > 0) {
			dot = true;
			digits = 0;
		} else {
			return false;
		}
	}
	return digits > 0;
}

/* Spreadsheets run a cell that starts like this; the full-width forms too where the system writes Chinese (OWASP, "CSV
   injection"). */
static bool starts_formula(struct text t)
{
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠" };
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (text_starts(t, text_of(starts[i])))
			return !is_number(t);
	}
	return false;
}

static bool wants_quotes(struct text t)
{
	for (size_t i = 0; i < t.length; i++) {
		char c = t.bytes[i];
		if (c == '"' || c == ',' || c == '\r' || c == '\n')
			return true;
	}
	return t.length > 0 && (t.bytes[0] == ' ' || t.bytes[t.length - 1] == ' ');
}

void out_csv(struct output *out, struct text t)
{
	bool quotes = wants_quotes(t);
	if (quotes)
		out_raw(out, "\"", 1);
	if (starts_formula(t))
		out_raw(out, "'", 1);
	size_t from = 0;
	for (size_t i = 0; quotes && i < t.length; i++) {
		if (t.bytes[i] != '"')
			continue;
		out_raw(out, t.bytes + from, i + 1 - from); /* up to the quote itself, which then comes again */
		from = i;
	}
	if (t.length > 0)
		out_raw(out, t.bytes + from, t.length - from);
	if (quotes)
		out_raw(out, "\"", 1);
}
