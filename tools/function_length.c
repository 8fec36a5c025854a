/* Finds functions that do not fit a screen: function_length LIMIT FILE.c ...
   Counts the lines from the brace that opens a function to the one that closes it. In the layout kept by `make format`
   both stand alone in the first column, and nothing else does (tables open their brace on the line of the name). */
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Prints the functions of one file that are too long. true when there are none. */
static bool file_check(const char *path, size_t limit)
{
	struct buffer file = read_file(path);
	size_t line = 0, opened = 0;
	const char *name = "";
	bool good = true;
	for (char *p = file.bytes; *p;) {
		char *end = strchr(p, '\n');
		if (end)
			*end = 0;
		line++;
		if (strcmp(p, "{") == 0) {
			opened = line;
		} else if (strcmp(p, "}") == 0 && opened) {
			if (line - opened - 1 > limit) {
				printf("%s:%zu: a function of %zu lines (limit %zu): %s\n", path, opened - 1,
				       line - opened - 1, limit, name);
				good = false;
			}
			opened = 0;
		} else if (!opened && p[0] && !strchr(" \t#/", p[0])) {
			name = p;
		}
		if (!end)
			break;
		p = end + 1;
	}
	return good;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		die("usage", "function_length LIMIT FILE.c ...");
	size_t limit = (size_t)strtoul(argv[1], NULL, 10);
	bool good = true;
	for (int i = 2; i < argc; i++)
		good &= file_check(argv[i], limit);
	return good ? 0 : 1;
}
