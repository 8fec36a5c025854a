/* See tool.h. */
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void die(const char *file, const char *message)
{
	fprintf(stderr, "%s: %s\n", file, message);
	exit(1);
}

void *tool_memory(size_t size)
{
	void *memory = calloc(1, size ? size : 1);
	if (!memory)
		die("tool", "out of memory");
	return memory;
}

char *tool_copy(const char *bytes, size_t length)
{
	char *copy = tool_memory(length + 1);
	if (length)
		memcpy(copy, bytes, length);
	return copy;
}

static void buffer_reserve(struct buffer *b, size_t more)
{
	if (b->room > b->length + more)
		return;
	b->room = 2 * (b->length + more) + 64;
	b->bytes = realloc(b->bytes, b->room);
	if (!b->bytes)
		die("tool", "out of memory");
}

void buffer_add(struct buffer *b, const char *bytes, size_t length)
{
	buffer_reserve(b, length);
	if (length)
		memcpy(b->bytes + b->length, bytes, length);
	b->length += length;
	b->bytes[b->length] = 0;
}

void buffer_string(struct buffer *b, const char *string)
{
	buffer_add(b, string, strlen(string));
}

void buffer_format(struct buffer *b, const char *format, ...)
{
	va_list list, again;
	va_start(list, format);
	va_copy(again, list);
	int length = vsnprintf(NULL, 0, format, list);
	va_end(list);
	if (length < 0)
		die("tool", "cannot format");
	buffer_reserve(b, (size_t)length + 1);
	vsnprintf(b->bytes + b->length, (size_t)length + 1, format, again);
	va_end(again);
	b->length += (size_t)length;
}

void buffer_literal(struct buffer *b, const char *bytes, size_t length)
{
	buffer_string(b, "\"");
	for (size_t i = 0; i < length; i++) {
		unsigned char c = (unsigned char)bytes[i];
		if (c == '\n')
			buffer_string(b, "\\n");
		else if (c == '\t')
			buffer_string(b, "\\t");
		else if (c == '"' || c == '\\' || c == '?')
			buffer_format(b, "\\%c", c);
		else if (c >= ' ' && c < 127)
			buffer_add(b, bytes + i, 1);
		else
			buffer_format(b, "\\%03o", c);
	}
	buffer_string(b, "\"");
}

struct buffer read_file(const char *path)
{
	struct buffer b = { 0 };
	FILE *file = fopen(path, "rb");
	if (!file)
		die(path, strerror(errno));
	char piece[65536];
	size_t length;
	while ((length = fread(piece, 1, sizeof piece, file)) > 0)
		buffer_add(&b, piece, length);
	if (ferror(file))
		die(path, "cannot be read");
	fclose(file);
	buffer_add(&b, "", 0);
	return b;
}

static bool holds_already(const char *path, const struct buffer *content)
{
	FILE *file = fopen(path, "rb");
	if (!file)
		return false;
	fclose(file);
	struct buffer old = read_file(path);
	bool same = old.length == content->length &&
	            (old.length == 0 || memcmp(old.bytes, content->bytes, old.length) == 0);
	free(old.bytes);
	return same;
}

static void make_folders(const char *path)
{
	char *folder = tool_copy(path, strlen(path));
	for (char *slash = strchr(folder + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (mkdir(folder, 0777) != 0 && errno != EEXIST)
			die(folder, strerror(errno));
		*slash = '/';
	}
	free(folder);
}

void write_file(const char *path, const struct buffer *content)
{
	if (holds_already(path, content))
		return;
	make_folders(path);
	FILE *file = fopen(path, "wb");
	if (!file)
		die(path, strerror(errno));
	size_t written = content->length ? fwrite(content->bytes, 1, content->length, file) : 0;
	if (fclose(file) != 0 || written != content->length) {
		remove(path);
		die(path, "cannot be written");
	}
}

const char *file_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

bool ends_with(const char *string, const char *end)
{
	size_t length = strlen(string), tail = strlen(end);
	return length >= tail && strcmp(string + length - tail, end) == 0;
}
