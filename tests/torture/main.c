/* usage: torture write|hold --name value ... ; see write.c and hold.c. For the scripts in tests/run/8*.sh. */
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "torture/torture.h"

struct option {
	const char *name;
	size_t number, text; /* offsets */
};

static const struct option known[] = {
	{ "--port", offsetof(struct torture_options, port), 0 },
	{ "--connections", offsetof(struct torture_options, connections), 0 },
	{ "--seconds", offsetof(struct torture_options, seconds), 0 },
	{ "--count", offsetof(struct torture_options, count), 0 },
	{ "--target", 0, offsetof(struct torture_options, target) },
	{ "--token", 0, offsetof(struct torture_options, token) },
	{ "--body", 0, offsetof(struct torture_options, body) },
	{ "--acks", 0, offsetof(struct torture_options, acks) },
	{ "--prefix", 0, offsetof(struct torture_options, prefix) },
	{ "--field", 0, offsetof(struct torture_options, field) },
	{ "--way", 0, offsetof(struct torture_options, way) },
};

char *torture_file(const char *path)
{
	enum { MOST = 64 << 10 };
	FILE *file = fopen(path, "rb");
	char *bytes = calloc(MOST, 1);
	if (!file || !bytes) {
		perror(path);
		exit(2);
	}
	bytes[fread(bytes, 1, MOST - 1, file)] = 0;
	fclose(file);
	return bytes;
}

static int option_take(struct torture_options *options, const char *name, const char *value)
{
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].name, name) != 0)
			continue;
		if (known[i].text)
			*(const char **)((char *)options + known[i].text) = value;
		else
			*(int *)((char *)options + known[i].number) = (int)strtol(value, NULL, 10);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	struct torture_options options = { .connections = 1,
		                           .target = "/",
		                           .token = "",
		                           .prefix = "key",
		                           .field = "id",
		                           .acks = "/dev/null",
		                           .body = "/dev/null",
		                           .way = "idle" };
	for (int i = 2; i + 1 < argc; i += 2)
		if (!option_take(&options, argv[i], argv[i + 1])) {
			fprintf(stderr, "torture: no option %s\n", argv[i]);
			return 2;
		}
	if (argc > 1 && options.port > 0 && options.connections > 0 && strcmp(argv[1], "write") == 0)
		return torture_write(&options);
	if (argc > 1 && options.port > 0 && options.connections > 0 && strcmp(argv[1], "hold") == 0)
		return torture_hold(&options);
	fputs("usage: torture write|hold --port N --connections N ...\n", stderr);
	return 2;
}
