/* The template compiler: src/shop/shop_list.html becomes build/gen/shop/shop_list.html.c, and each folder gets a header
   build/gen/shop/shop_templates.h with the prototypes of its templates.

   usage: template GEN_FOLDER src/a/x.html src/a/y.html ...

   The language, line by line (a line's leading white space is dropped, blank lines vanish):
     %# include "trade/order/order.h"     at the top: what the signature and the C lines need
     %% order_list_html(struct request *r, const struct order *orders, size_t count)
                                          begins a function; the first is named after the file, further ones in the
                                          same file begin with its name too (parts of the page)
     % for (size_t i = 0; i < count; i++) {     any other line after % is C
     anything else is HTML, written out as it is, with
       {= expression =}    written out escaped, always; there is no way to write it raw; in the text of the page a run in
                           another language is marked with it (out_shown() of base/output.h)
       {_ English text _}  short for {= _("English text") =}

   web/request.h (r->out) and web/language.h (the macro _) are included in every template.

   The pages live under a strict content security policy, so these are errors: style and on... attributes, <style>,
   <script> with content, javascript: links, HTML comments (write % and a C comment). An expression in a tag stands in
   quotes, or chooses between literals: <option{= chosen ? " selected" : "" =}>.

   Not done: checking that tags close; the tests of the pages do that with a real browser. */
#include "tool.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LITERAL_LIMIT = 4000 /* C17 5.2.4.1 promises 4095 characters */, NAME_LIMIT = 64 };

enum place { IN_TEXT, IN_TAG_NAME, IN_TAG, IN_VALUE };

struct template
{
	const char *path; /* as given: src/... */
	char *folder;     /* trade/order */
	char *stem;       /* order_list */
	size_t line;      /* the line being read, from 1 */
	size_t errors, functions;
	struct buffer includes;   /* the %# lines */
	struct buffer prototypes; /* of the functions so far */
	struct buffer body;       /* the C so far */
	struct buffer text;       /* HTML not yet written into the body */
	/* Where in the HTML we are, for the rules on tags. */
	enum place place;
	char quote;            /* the value's quote */
	char tag[NAME_LIMIT];  /* name of the tag we are in */
	char name[NAME_LIMIT]; /* attribute's name, or the first bytes of the value */
	bool after_equals;     /* an unquoted value would begin here */
	bool has_src, in_script;
	char plain
		[NAME_LIMIT]; /* the element that holds text only, no elements: title, option, textarea, svg; empty: none */
};

static void fail(struct template *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fail(struct template *t, const char *format, ...)
{
	va_list list;
	va_start(list, format);
	fprintf(stderr, "%s:%zu: ", t->path, t->line);
	vfprintf(stderr, format, list);
	fputc('\n', stderr);
	va_end(list);
	t->errors++;
}

/* ---- The rules on tags ---- */

static void name_add(char name[NAME_LIMIT], char c)
{
	size_t length = strlen(name);
	if (length + 1 < NAME_LIMIT) {
		name[length] = (char)tolower((unsigned char)c);
		name[length + 1] = 0;
	}
}

static void attribute_check(struct template *t)
{
	if (strcmp(t->name, "style") == 0)
		fail(t, "a style attribute: the page's security policy forbids it, use a class");
	if (strncmp(t->name, "on", 2) == 0 && isalpha((unsigned char)t->name[2]))
		fail(t, "an %s attribute: the page's security policy forbids it, use a script file", t->name);
	if (strcmp(t->name, "srcdoc") == 0)
		fail(t, "a srcdoc attribute: the page's security policy forbids it");
	if (strcmp(t->name, "src") == 0)
		t->has_src = true;
}

/* Follows the elements in which what is written out may not be marked with its language. */
static void plain_follow(struct template *t)
{
	static const char *const plains[] = { "title", "option", "textarea", "svg" };
	if (t->plain[0] && t->tag[0] == '/' && strcmp(t->tag + 1, t->plain) == 0) {
		t->plain[0] = 0;
		return;
	}
	for (size_t i = 0; !t->plain[0] && i < sizeof plains / sizeof plains[0]; i++)
		if (strcmp(t->tag, plains[i]) == 0)
			memcpy(t->plain, t->tag, sizeof t->plain);
}

/* What writes an expression here. */
static const char *writer_of(const struct template *t)
{
	return t->place == IN_TEXT && !t->plain[0] ? "out_shown" : "out_escaped";
}

static void tag_end(struct template *t)
{
	attribute_check(t);
	plain_follow(t);
	if (strcmp(t->tag, "style") == 0)
		fail(t, "a <style> element: the page's security policy forbids it, write into assets/");
	if (strcmp(t->tag, "script") == 0 && !t->has_src)
		fail(t, "a <script> without src: the page's security policy forbids it, write into assets/");
	t->in_script = strcmp(t->tag, "script") == 0;
	t->place = IN_TEXT;
}

static void feed_tag(struct template *t, char c)
{
	if (isspace((unsigned char)c) || strchr("/=>", c)) {
		attribute_check(t);
		t->name[0] = 0;
		if (c == '=')
			t->after_equals = true;
		if (c == '>')
			tag_end(t);
	} else if (c == '"' || c == '\'') {
		t->place = IN_VALUE;
		t->quote = c;
		t->after_equals = false;
	} else {
		if (t->after_equals)
			fail(t, "an attribute's value without quotes");
		t->after_equals = false;
		name_add(t->name, c);
	}
}

static void feed_value(struct template *t, char c)
{
	if (c != t->quote) {
		if (!isspace((unsigned char)c))
			name_add(t->name, c);
		return;
	}
	if (strncmp(t->name, "javascript:", 11) == 0)
		fail(t, "a javascript: link: the page's security policy forbids it");
	t->name[0] = 0;
	t->place = IN_TAG;
}

static void feed_tag_name(struct template *t, char c)
{
	if (isspace((unsigned char)c) || c == '>' || (c == '/' && t->tag[0])) {
		t->place = IN_TAG;
		t->name[0] = 0;
		t->has_src = false;
		t->after_equals = false;
		if (c == '>')
			tag_end(t);
		return;
	}
	name_add(t->tag, c);
	if (strncmp(t->tag, "!--", 3) == 0 && strlen(t->tag) == 3)
		fail(t, "an HTML comment would be sent to everybody: write %% /* ... */ on a line of its own");
}

/* Follows one byte of HTML. next is the byte after it. */
static void feed(struct template *t, char c, char next)
{
	switch (t->place) {
	case IN_TEXT:
		if (c == '<' && (isalpha((unsigned char)next) || next == '/' || next == '!')) {
			t->place = IN_TAG_NAME;
			t->tag[0] = 0;
			if (t->in_script && next != '/')
				fail(t, "a <script> with content: the page's security policy forbids it");
		} else if (c == '<' && next == '{') {
			fail(t, "a tag's name cannot be an expression");
		} else if (t->in_script && !isspace((unsigned char)c)) {
			fail(t, "a <script> with content: the page's security policy forbids it");
			t->in_script = false;
		}
		break;
	case IN_TAG_NAME:
		feed_tag_name(t, c);
		break;
	case IN_TAG:
		feed_tag(t, c);
		break;
	case IN_VALUE:
		feed_value(t, c);
		break;
	}
	buffer_add(&t->text, &c, 1);
}

/* ---- Writing C ---- */

static void flush_text(struct template *t)
{
	for (size_t at = 0; at < t->text.length;) {
		size_t length = t->text.length - at < LITERAL_LIMIT ? t->text.length - at : LITERAL_LIMIT;
		buffer_string(&t->body, "\tout_raw(r->out, ");
		buffer_literal(&t->body, t->text.bytes + at, length);
		buffer_format(&t->body, ", %zu);\n", length);
		at += length;
	}
	t->text.length = 0;
}

static void line_mark(struct template *t)
{
	buffer_format(&t->body, "#line %zu \"%s\"\n", t->line, t->path);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The bytes without white space at both ends. */
static const char *trimmed(const char *bytes, size_t *length)
{
	while (*length && blank(bytes[0])) {
		bytes++;
		--*length;
	}
	while (*length && blank(bytes[*length - 1]))
		--*length;
	return bytes;
}

/* The length of the expression up to its =}, literals skipped; SIZE_MAX when it is not closed. */
static size_t expression_length(const char *p)
{
	char quote = 0;
	for (size_t i = 0; p[i]; i++) {
		if (quote && p[i] == '\\' && p[i + 1])
			i++;
		else if (quote)
			quote = p[i] == quote ? (char)0 : quote;
		else if (p[i] == '"' || p[i] == '\'')
			quote = p[i];
		else if (p[i] == '=' && p[i + 1] == '}')
			return i;
	}
	return (size_t)-1;
}

static void expression_check(struct template *t, const char *expression, size_t length)
{
	if (!length)
		fail(t, "an empty expression");
	if (t->in_script)
		fail(t, "a <script> with content: the page's security policy forbids it");
	if (t->place == IN_TAG_NAME)
		fail(t, "a tag's name cannot be an expression; put white space before an attribute into the tag");
	if (t->place == IN_TAG && t->after_equals)
		fail(t, "an attribute's value without quotes");
	else if (t->place == IN_TAG && length && expression[length - 1] != '"')
		fail(t,
		     "an expression in a tag stands in quotes or chooses between literals (x ? \" checked\" : \"\")");
	if (t->place == IN_VALUE)
		name_add(t->name, '.');
}

/* Writes {= expression =}; p stands after the opening mark. Gives the number of bytes used. */
static size_t take_expression(struct template *t, const char *p)
{
	size_t used = expression_length(p);
	if (used == (size_t)-1) {
		fail(t, "{= is not closed by =} on its line");
		return strlen(p);
	}
	size_t length = used;
	const char *expression = trimmed(p, &length);
	/* <option{= x ? " selected" : "" =}>: the tag's name ends here. */
	if (t->place == IN_TAG_NAME && length && expression[length - 1] == '"' && t->tag[0]) {
		t->place = IN_TAG;
		t->name[0] = 0;
		t->has_src = t->after_equals = false;
	}
	expression_check(t, expression, length);
	flush_text(t);
	line_mark(t);
	buffer_format(&t->body, "\t%s(r->out, %.*s);\n", writer_of(t), (int)length, expression);
	return used + 2;
}

/* Writes {_ English text _}; p stands after the opening mark. */
static size_t take_message(struct template *t, const char *p)
{
	const char *end = strstr(p, "_}");
	if (!end) {
		fail(t, "{_ is not closed by _} on its line");
		return strlen(p);
	}
	size_t length = (size_t)(end - p);
	const char *message = trimmed(p, &length);
	if (!length)
		fail(t, "an empty text to translate");
	if (t->place == IN_TAG || t->place == IN_TAG_NAME)
		fail(t, "a text to translate in a tag stands in quotes");
	if (t->in_script)
		fail(t, "a <script> with content: the page's security policy forbids it");
	flush_text(t);
	line_mark(t);
	buffer_format(&t->body, "\t%s(r->out, _(", writer_of(t));
	buffer_literal(&t->body, message, length);
	buffer_string(&t->body, "));\n");
	return (size_t)(end - p) + 2;
}

/* ---- Reading lines ---- */

static void take_html(struct template *t, const char *p)
{
	if (!t->functions) {
		fail(t, "HTML before the signature (%%%% %s_html(struct request *r, ...))", t->stem);
		return;
	}
	while (*p) {
		if (strncmp(p, "{=", 2) == 0) {
			p += 2 + take_expression(t, p + 2);
		} else if (strncmp(p, "{_", 2) == 0) {
			p += 2 + take_message(t, p + 2);
		} else if (strncmp(p, "=}", 2) == 0 || strncmp(p, "_}", 2) == 0) {
			fail(t, "%.2s closes nothing", p);
			p += 2;
		} else {
			feed(t, p[0], p[1]);
			p++;
		}
	}
	feed(t, '\n', 0);
}

static void end_function(struct template *t)
{
	flush_text(t);
	if (!t->functions)
		return;
	if (t->place != IN_TEXT)
		fail(t, "a tag (%s) is not closed at the end of the template", t->tag);
	t->place = IN_TEXT;
	t->in_script = false;
	t->plain[0] = 0;
	buffer_string(&t->body, "}\n");
}

static void take_signature(struct template *t, const char *p)
{
	size_t length = strlen(p), name = 0, stem = strlen(t->stem);
	p = trimmed(p, &length);
	while (name < length && (isalnum((unsigned char)p[name]) || p[name] == '_'))
		name++;
	bool belongs = name >= stem && strncmp(p, t->stem, stem) == 0 && (name == stem || p[stem] == '_');
	bool first = name == stem + 5 && strncmp(p + stem, "_html", 5) == 0;
	if (!belongs || (!t->functions && !first))
		fail(t, "the function is %s_html (further ones in this file begin with %s_)", t->stem, t->stem);
	if (strncmp(p + name, "(struct request *r", 18) != 0)
		fail(t, "the first argument of a template is struct request *r");
	if (!length || p[length - 1] != ')')
		fail(t, "the signature ends on its line, with )");
	end_function(t);
	t->functions++;
	buffer_format(&t->prototypes, "void %.*s;\n", (int)length, p);
	line_mark(t);
	buffer_format(&t->body, "void %.*s\n{\n", (int)length, p);
}

static void take_include(struct template *t, const char *p)
{
	struct buffer line = { 0 };
	size_t length = strlen(p);
	p = trimmed(p, &length);
	if (t->functions)
		fail(t, "%%# include stands above the signature");
	if (strncmp(p, "include ", 8) != 0)
		fail(t, "only %%# include \"folder/file.h\" is known");
	buffer_format(&line, "#%.*s\n", (int)length, p);
	if (!t->includes.length || !strstr(t->includes.bytes, line.bytes))
		buffer_add(&t->includes, line.bytes, line.length);
}

static void take_line(struct template *t, char *line)
{
	while (blank(*line))
		line++;
	size_t length = strlen(line);
	while (length && line[length - 1] == '\r')
		line[--length] = 0;
	if (!length)
		return;
	if (line[0] != '%') {
		take_html(t, line);
	} else if (line[1] == '#') {
		take_include(t, line + 2);
	} else if (line[1] == '%') {
		take_signature(t, line + 2);
	} else {
		flush_text(t);
		line_mark(t);
		buffer_format(&t->body, "%s\n", line + 1);
	}
}

/* Reads the whole template. false when something is wrong with it; the messages are out. */
static bool template_read(struct template *t, const char *path)
{
	const char *start = strncmp(path, "src/", 4) == 0 ? path + 4 : path;
	const char *name = file_name(path);
	*t = (struct template){ .path = path };
	if (name == start || !ends_with(path, ".html"))
		die(path, "a template lies in a folder under src/ and ends in .html");
	t->folder = tool_copy(start, (size_t)(name - start) - 1);
	t->stem = tool_copy(name, strlen(name) - 5);
	struct buffer file = read_file(path);
	if (memchr(file.bytes, 0, file.length))
		die(path, "a zero byte in it");
	for (char *line = file.bytes; *line;) {
		char *end = strchr(line, '\n');
		if (end)
			*end = 0;
		t->line++;
		take_line(t, line);
		if (!end)
			break;
		line = end + 1;
	}
	end_function(t);
	if (!t->functions)
		fail(t, "no signature (%%%% %s_html(struct request *r, ...))", t->stem);
	return t->errors == 0;
}

/* ---- Files out ---- */

static void template_write(const struct template *t, const char *generated)
{
	struct buffer file = { 0 }, path = { 0 };
	buffer_format(&file, "/* Made by tools/template.c from %s; do not edit. */\n", t->path);
	buffer_string(&file, "#include \"base/output.h\"\n#include \"web/language.h\"\n#include \"web/request.h\"\n");
	buffer_format(&file, "#include \"%s/%s_templates.h\"\n\n", t->folder, file_name(t->folder));
	buffer_add(&file, t->body.bytes, t->body.length);
	buffer_format(&path, "%s/%s/%s.html.c", generated, t->folder, t->stem);
	write_file(path.bytes, &file);
}

/* The header of one folder: the includes and prototypes of all its templates. */
static void header_write(const struct template *all, size_t count, const char *folder, const char *generated)
{
	struct buffer includes = { 0 }, prototypes = { 0 }, guard = { 0 }, file = { 0 }, path = { 0 };
	buffer_format(&guard, "GEN_%s_TEMPLATES_H", folder);
	for (char *c = guard.bytes; *c; c++)
		*c = isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
	for (size_t i = 0; i < count; i++) {
		if (strcmp(all[i].folder, folder) != 0)
			continue;
		buffer_format(&prototypes, "/* %s */\n%s", all[i].path, all[i].prototypes.bytes);
		for (const char *line = all[i].includes.bytes; line && *line; line = strchr(line, '\n') + 1) {
			char *one = tool_copy(line, (size_t)(strchr(line, '\n') - line) + 1);
			if (!includes.length || !strstr(includes.bytes, one))
				buffer_string(&includes, one);
		}
	}
	buffer_format(&file, "/* The templates of src/%s. Made by tools/template.c; do not edit. */\n", folder);
	buffer_format(&file, "#ifndef %s\n#define %s\n\n", guard.bytes, guard.bytes);
	buffer_format(&file, "%s\nstruct request;\n\n", includes.length ? includes.bytes : "");
	buffer_format(&file, "%s\n#endif\n", prototypes.bytes);
	buffer_format(&path, "%s/%s/%s_templates.h", generated, folder, file_name(folder));
	write_file(path.bytes, &file);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		die("usage", "template GEN_FOLDER src/a/x.html ...");
	size_t count = (size_t)argc - 2;
	struct template *all = tool_memory(count * sizeof *all);
	bool good = true;
	for (size_t i = 0; i < count; i++)
		good &= template_read(&all[i], argv[i + 2]);
	if (!good)
		return 1;
	for (size_t i = 0; i < count; i++) {
		bool first = true;
		for (size_t j = 0; j < i; j++)
			first &= strcmp(all[i].folder, all[j].folder) != 0;
		template_write(&all[i], argv[1]);
		if (first)
			header_write(all, count, all[i].folder, argv[1]);
	}
	return 0;
}
