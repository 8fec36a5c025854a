/* What the build's own tools share: a growing buffer, whole files in and out. A tool is a short program: memory is
   never given back, and whatever the machine cannot do ends it with a message and status 1. */
#ifndef TOOLS_TOOL_H
#define TOOLS_TOOL_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
	char *bytes; /* always followed by a zero once something was added */
	size_t length, room;
};

/* Ends the tool with "file: message" on the error channel and status 1. */
void die(const char *file, const char *message) __attribute__((noreturn));
/* Memory of that size, zeroed; never NULL. */
void *tool_memory(size_t size);
/* A copy of so many bytes with a zero after them. */
char *tool_copy(const char *bytes, size_t length);
/* Adds bytes, a string, or printf's output at the end of the buffer. */
void buffer_add(struct buffer *b, const char *bytes, size_t length);
void buffer_string(struct buffer *b, const char *string);
void buffer_format(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Adds the bytes as one line of a C string literal with its quotes, safe for any byte, trigraphs included. */
void buffer_literal(struct buffer *b, const char *bytes, size_t length);
/* A whole file; dies when it cannot be read. */
struct buffer read_file(const char *path);
/* Writes the file, with the folders on its way, unless it holds these very bytes already: so that make rebuilds nothing
   without need. */
void write_file(const char *path, const struct buffer *content);
/* The part of the path after its last slash. */
const char *file_name(const char *path);
/* True when the string ends so. */
bool ends_with(const char *string, const char *end);

#endif
