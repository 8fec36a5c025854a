/* Puts files into the program: schema steps, assets, translations.

   usage: embed schema GEN_FOLDER src/a/x.001.sql ...     schema.c, schema.h
          embed assets GEN_FOLDER assets/look.css ...     assets.c, asset_names.h
          embed lang GEN_FOLDER CODE=file.mo ...          lang.c, lang.h

   Schema: each name (x of x.001.sql) gives const struct schema_step x_schema[], ended by a zero step; numbers run from 1
   without a gap, so that a lost file is found at build.

   Assets: every file gets a second name with eight hex digits of its content's hash (FNV-1a, 64 bit, folded) so that it
   can be cached for ever, a MIME type, and brotli and gzip forms where these are smaller. asset_names.h has a macro for
   each: ASSET_LOOK_CSS is "/static/look.3f9a1c2b.css", ASSET_ICONS_CART_SVG that of icons/cart.svg. References from one
   asset to another are changed to the hashed names: url(x.svg) in CSS, "/static/x.svg" in CSS, scripts and web
   manifests. CSS loses its comments and leading white space.

   Not done: shrinking scripts, checking that references lead somewhere outside assets/. */
#include "tool.h"

#include <brotli/encode.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Bytes as lines of a C string. */
static void bytes_write(struct buffer *out, const char *bytes, size_t length)
{
	enum { LINE = 96 };
	if (!length)
		buffer_string(out, "\t\"\"");
	for (size_t at = 0; at < length; at += LINE) {
		size_t piece = length - at < LINE ? length - at : LINE;
		buffer_string(out, at ? "\n\t" : "\t");
		buffer_literal(out, bytes + at, piece);
	}
}

static void save(const char *folder, const char *name, const struct buffer *content)
{
	struct buffer path = { 0 };
	buffer_format(&path, "%s/%s", folder, name);
	write_file(path.bytes, content);
	free(path.bytes);
}

/* ---- Schema steps ---- */

struct step {
	const char *path;
	char *module;
	int number;
};

static struct step step_read(const char *path)
{
	const char *name = file_name(path);
	const char *dot = strchr(name, '.');
	struct step step = { .path = path };
	if (!dot || strlen(dot) != 8 || strcmp(dot + 4, ".sql") != 0)
		die(path, "a schema step is called name.001.sql");
	for (const char *c = name; c < dot; c++)
		if (!islower((unsigned char)*c) && !isdigit((unsigned char)*c) && *c != '_')
			die(path, "a schema step's name has only a-z, 0-9 and _");
	for (const char *c = dot + 1; c < dot + 4; c++) {
		if (!isdigit((unsigned char)*c))
			die(path, "a schema step is called name.001.sql");
		step.number = step.number * 10 + (*c - '0');
	}
	step.module = tool_copy(name, (size_t)(dot - name));
	return step;
}

static int step_order(const void *a, const void *b)
{
	const struct step *x = a, *y = b;
	int order = strcmp(x->module, y->module);
	return order ? order : (x->number > y->number) - (x->number < y->number);
}

static void schema(const char *folder, char **paths, size_t count)
{
	struct buffer code = { 0 }, header = { 0 };
	struct step *steps = tool_memory(count * sizeof *steps);
	for (size_t i = 0; i < count; i++)
		steps[i] = step_read(paths[i]);
	qsort(steps, count, sizeof *steps, step_order);
	buffer_string(&header, "/* The schema steps of every module. Made by tools/embed.c; do not edit. */\n"
	                       "#ifndef GEN_SCHEMA_H\n#define GEN_SCHEMA_H\n\n#include \"db/migrate.h\"\n\n");
	buffer_string(&code,
	              "/* Made by tools/embed.c; do not edit. */\n#include \"schema.h\"\n\n#include <stddef.h>\n");
	for (size_t i = 0; i < count; i++) {
		bool first = i == 0 || strcmp(steps[i].module, steps[i - 1].module) != 0;
		bool last = i + 1 == count || strcmp(steps[i].module, steps[i + 1].module) != 0;
		if (steps[i].number != (first ? 1 : steps[i - 1].number + 1))
			die(steps[i].path,
			    "the numbers of a module's schema steps run 001, 002, ... without gap or double");
		struct buffer sql = read_file(steps[i].path);
		if (memchr(sql.bytes, 0, sql.length))
			die(steps[i].path, "a zero byte in it");
		if (first) {
			buffer_format(&header, "extern const struct schema_step %s_schema[];\n", steps[i].module);
			buffer_format(&code, "\nconst struct schema_step %s_schema[] = {\n", steps[i].module);
		}
		buffer_format(&code, "\t/* %s */\n\t{ \"%s\", %d,\n", steps[i].path, steps[i].module, steps[i].number);
		bytes_write(&code, sql.bytes, sql.length);
		buffer_string(&code, last ? " },\n\t{ NULL, 0, NULL },\n};\n" : " },\n");
	}
	buffer_string(&header, "\n#endif\n");
	save(folder, "schema.c", &code);
	save(folder, "schema.h", &header);
}

/* ---- Assets ---- */

struct asset_file {
	const char *path; /* as the browser knows it, below /static/: icons/cart.svg */
	struct buffer plain;
	char *hashed_path;
	char *macro; /* ICONS_CART_SVG */
	uint64_t hash;
};

/* What an extension means. Later ranks may refer to earlier ones, so these get their hashed names first. */
static const struct kind {
	const char *extension, *type;
	int rank;
} kinds[] = {
	{ "sw.js", "text/javascript; charset=utf-8", 3 }, /* the service worker names the other scripts */
	{ ".css", "text/css; charset=utf-8", 1 },
	{ ".js", "text/javascript; charset=utf-8", 2 },
	{ ".webmanifest", "application/manifest+json; charset=utf-8", 3 },
	{ ".html", "text/html; charset=utf-8", 3 },
	{ ".json", "application/json; charset=utf-8", 0 },
	{ ".svg", "image/svg+xml; charset=utf-8", 0 },
	{ ".txt", "text/plain; charset=utf-8", 0 },
	{ ".png", "image/png", 0 },
	{ ".jpg", "image/jpeg", 0 },
	{ ".webp", "image/webp", 0 },
	{ ".avif", "image/avif", 0 },
	{ ".ico", "image/vnd.microsoft.icon", 0 },
	{ ".woff2", "font/woff2", 0 },
	{ ".mp3", "audio/mpeg", 0 },
	{ ".ogg", "audio/ogg", 0 },
	{ ".pdf", "application/pdf", 0 },
	{ ".wasm", "application/wasm", 0 },
};

enum { KINDS = sizeof kinds / sizeof kinds[0], LAST_RANK = 3 };

static const struct kind *kind_of(const char *path)
{
	for (size_t i = 0; i < KINDS; i++)
		if (ends_with(path, kinds[i].extension))
			return &kinds[i];
	die(path, "an asset of a kind tools/embed.c does not know; add it to its table");
}

/* http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t content_hash(const struct buffer *b)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < b->length; i++)
		hash = (hash ^ (unsigned char)b->bytes[i]) * UINT64_C(1099511628211);
	return hash;
}

static char *macro_name(const char *path)
{
	char *name = tool_copy(path, strlen(path));
	for (char *c = name; *c; c++)
		*c = isalnum((unsigned char)*c) ? (char)toupper((unsigned char)*c) : '_';
	return name;
}

static char *hashed_name(const struct asset_file *a)
{
	struct buffer name = { 0 };
	const char *dot = strrchr(a->path, '.');
	uint32_t folded = (uint32_t)(a->hash ^ (a->hash >> 32));
	buffer_format(&name, "%.*s.%08" PRIx32 "%s", (int)(dot - a->path), a->path, folded, dot);
	return name.bytes;
}

/* CSS without comments, leading white space and blank lines; what stands in quotes stays. */
static struct buffer css_small(const struct buffer *css)
{
	struct buffer out = { 0 };
	char quote = 0;
	for (size_t i = 0; i < css->length; i++) {
		char c = css->bytes[i];
		bool line_start = out.length == 0 || out.bytes[out.length - 1] == '\n';
		if (!quote && c == '/' && css->bytes[i + 1] == '*') {
			const char *end = strstr(css->bytes + i + 2, "*/");
			i = end ? (size_t)(end - css->bytes) + 1 : css->length;
			continue;
		}
		if (!quote && line_start && isspace((unsigned char)c))
			continue;
		if (quote && c == '\\' && i + 1 < css->length)
			buffer_add(&out, css->bytes + i++, 1);
		else if (quote)
			quote = c == quote ? (char)0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		buffer_add(&out, css->bytes + i, 1);
	}
	return out;
}

/* The asset named at p, up to a character that cannot be in a name; NULL when there is none. */
static const struct asset_file *asset_at(const struct asset_file *all, size_t count, const char *p, size_t length)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(all[i].path) == length && strncmp(all[i].path, p, length) == 0)
			return &all[i];
	return NULL;
}

/* Changes every /static/name, and every url(name) in CSS, to the hashed name. Only assets of lower rank have one yet. */
static void references_write(struct asset_file *asset, const struct asset_file *all, size_t count)
{
	static const char ends[] = "\"'`)?#, \t\r\n;<>\\";
	struct buffer out = { 0 };
	bool css = ends_with(asset->path, ".css");
	for (const char *p = asset->plain.bytes; *p;) {
		size_t lead = strncmp(p, "/static/", 8) == 0 ? 8 : 0;
		if (!lead && css && strncmp(p, "url(", 4) == 0)
			lead = p[4] == '"' || p[4] == '\'' ? 5 : 4;
		if (css && lead && lead < 8 && strncmp(p + lead, "/static/", 8) == 0)
			lead += 8;
		if (!lead) {
			buffer_add(&out, p++, 1);
			continue;
		}
		size_t length = strcspn(p + lead, ends);
		const struct asset_file *found = asset_at(all, count, p + lead, length);
		buffer_add(&out, p, lead);
		if (found && found->hashed_path)
			buffer_string(&out, found->hashed_path);
		else
			buffer_add(&out, p + lead, length);
		p += lead + length;
	}
	asset->plain = out;
}

static void asset_finish(struct asset_file *asset, const struct asset_file *all, size_t count)
{
	bool text = kind_of(asset->path)->rank > 0;
	if (ends_with(asset->path, ".css"))
		asset->plain = css_small(&asset->plain);
	if (text && asset->plain.length)
		references_write(asset, all, count);
	asset->hash = content_hash(&asset->plain);
	asset->hashed_path = hashed_name(asset);
	asset->macro = macro_name(asset->path);
}

static struct buffer brotli(const struct buffer *plain)
{
	size_t room = BrotliEncoderMaxCompressedSize(plain->length);
	struct buffer out = { .bytes = tool_memory(room + 1), .length = room, .room = room + 1 };
	if (!plain->length ||
	    !BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_GENERIC, plain->length,
	                           (const uint8_t *)plain->bytes, &out.length, (uint8_t *)out.bytes))
		out.length = plain->length;
	return out;
}

static struct buffer gzip(const struct buffer *plain)
{
	z_stream stream = { 0 };
	enum { GZIP_WINDOW = 15 + 16 };
	if (deflateInit2(&stream, 9, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		die("gzip", "cannot start");
	size_t room = deflateBound(&stream, (uLong)plain->length);
	struct buffer out = { .bytes = tool_memory(room + 1), .room = room + 1 };
	stream.next_in = (Bytef *)plain->bytes;
	stream.avail_in = (uInt)plain->length;
	stream.next_out = (Bytef *)out.bytes;
	stream.avail_out = (uInt)room;
	if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
		die("gzip", "cannot compress");
	out.length = stream.total_out;
	deflateEnd(&stream);
	return out;
}

/* One byte array of an asset; nothing when it saves nothing. Gives its length. */
static size_t array_write(struct buffer *code, size_t number, const char *form, const struct buffer *b, size_t limit)
{
	if (b->length >= limit)
		return 0;
	buffer_format(code, "static const unsigned char %s_%zu[] =\n", form, number);
	bytes_write(code, b->bytes, b->length);
	buffer_string(code, ";\n");
	return b->length;
}

static void pointer_write(struct buffer *table, size_t number, const char *form, size_t length)
{
	if (length || strcmp(form, "plain") == 0)
		buffer_format(table, "\t\t.%s = %s_%zu,\n\t\t.%s_length = %zu,\n", form, form, number, form, length);
}

static void asset_write(struct buffer *code, struct buffer *table, const struct asset_file *a, size_t number)
{
	struct buffer small = brotli(&a->plain), zipped = gzip(&a->plain);
	buffer_format(code, "/* %s */\n", a->path);
	size_t plain = array_write(code, number, "plain", &a->plain, SIZE_MAX);
	size_t brotlied = array_write(code, number, "brotli", &small, a->plain.length);
	size_t gzipped = array_write(code, number, "gzip", &zipped, a->plain.length);
	buffer_format(table, "\t{\n\t\t.path = \"%s\",\n\t\t.hashed_path = \"%s\",\n", a->path, a->hashed_path);
	buffer_format(table, "\t\t.type = \"%s\",\n", kind_of(a->path)->type);
	buffer_format(table, "\t\t.etag = \"\\\"%016" PRIx64 "\\\"\",\n", a->hash);
	pointer_write(table, number, "plain", plain);
	pointer_write(table, number, "brotli", brotlied);
	pointer_write(table, number, "gzip", gzipped);
	buffer_string(table, "\t},\n");
	free(small.bytes);
	free(zipped.bytes);
}

static int path_order(const void *a, const void *b)
{
	const struct asset_file *x = a, *y = b;
	return strcmp(x->path, y->path);
}

/* The assets in the order of their paths, so that the program can search by halves. */
static struct asset_file *assets_read(char **paths, size_t count)
{
	struct asset_file *all = tool_memory(count * sizeof *all);
	for (size_t i = 0; i < count; i++) {
		all[i].path = strncmp(paths[i], "assets/", 7) == 0 ? paths[i] + 7 : file_name(paths[i]);
		if (strpbrk(all[i].path, " \"\\?#%&<>"))
			die(paths[i], "a character in its name that would need escaping in a URL");
		all[i].plain = read_file(paths[i]);
	}
	qsort(all, count, sizeof *all, path_order);
	for (int rank = 0; rank <= LAST_RANK; rank++)
		for (size_t i = 0; i < count; i++)
			if (kind_of(all[i].path)->rank == rank)
				asset_finish(&all[i], all, count);
	return all;
}

static void assets(const char *folder, char **paths, size_t count)
{
	struct asset_file *all = assets_read(paths, count);
	struct buffer code = { 0 }, table = { 0 }, header = { 0 };
	buffer_string(&header,
	              "/* The hashed names of the assets, for templates. Made by tools/embed.c; do not edit. */\n"
	              "#ifndef GEN_ASSET_NAMES_H\n#define GEN_ASSET_NAMES_H\n\n");
	buffer_string(&code,
	              "/* Made by tools/embed.c; do not edit. */\n#include \"web/asset.h\"\n\n#include <stddef.h>\n\n"
	              "extern const struct asset assets[];\nextern const size_t assets_count;\n\n");
	for (size_t i = 0; i < count; i++) {
		asset_write(&code, &table, &all[i], i);
		buffer_format(&header, "#define ASSET_%s \"/static/%s\"\n", all[i].macro, all[i].hashed_path);
		for (size_t j = 0; j < i; j++)
			if (strcmp(all[i].macro, all[j].macro) == 0)
				die(all[i].path, "another asset has the same macro name");
	}
	if (!count)
		buffer_string(&table, "\t{ 0 },\n");
	buffer_format(&code, "\n/* In the order of their paths. */\nconst struct asset assets[] = {\n%s};\n",
	              table.bytes);
	buffer_format(&code, "const size_t assets_count = %zu;\n", count);
	buffer_string(&header, "\n#endif\n");
	save(folder, "assets.c", &code);
	save(folder, "asset_names.h", &header);
}

/* ---- Translations ---- */

static void lang(const char *folder, char **pairs, size_t count)
{
	struct buffer code = { 0 }, header = { 0 };
	buffer_string(&header, "/* The compiled translations, GNU .mo files. Made by tools/embed.c; do not edit. */\n"
	                       "#ifndef GEN_LANG_H\n#define GEN_LANG_H\n\n#include <stddef.h>\n\n");
	buffer_string(&code, "/* Made by tools/embed.c; do not edit. */\n#include \"lang.h\"\n\n");
	for (size_t i = 0; i < count; i++) {
		char *path = strchr(pairs[i], '=');
		if (!path)
			die(pairs[i], "CODE=file.mo is wanted");
		*path++ = 0;
		struct buffer file = read_file(path);
		buffer_format(&header, "extern const unsigned char lang_%s_mo[];\n", pairs[i]);
		buffer_format(&header, "extern const size_t lang_%s_mo_length;\n", pairs[i]);
		buffer_format(&code, "_Alignas(8) const unsigned char lang_%s_mo[] =\n", pairs[i]);
		bytes_write(&code, file.bytes, file.length);
		buffer_format(&code, ";\nconst size_t lang_%s_mo_length = %zu;\n", pairs[i], file.length);
	}
	buffer_string(&header, "\n#endif\n");
	save(folder, "lang.c", &code);
	save(folder, "lang.h", &header);
}

int main(int argc, char **argv)
{
	if (argc < 3)
		die("usage", "embed schema|assets|lang GEN_FOLDER FILES...");
	size_t count = (size_t)argc - 3;
	if (strcmp(argv[1], "schema") == 0)
		schema(argv[2], argv + 3, count);
	else if (strcmp(argv[1], "assets") == 0)
		assets(argv[2], argv + 3, count);
	else if (strcmp(argv[1], "lang") == 0)
		lang(argv[2], argv + 3, count);
	else
		die(argv[1], "schema, assets or lang is wanted");
	return 0;
}
